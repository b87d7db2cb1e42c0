//! The study file as text: TOML with comments that say what was guessed.

use std::fmt::Write as _;

use super::Outline;
use crate::assess::AssessFinding;
use crate::data::{MissingCode, Source, Table, as_key};
use crate::finding::Finding;
use crate::model::{block, quoted};
use crate::moments::Missing;
use crate::text::{as_cell, as_toml, counted, listed, visible_name};

/// A study file to fill in.
pub(super) const TEMPLATE: &str = r#"# A study file to fill in. Then run:
#     pls-sem plan study.toml       how many answers the model needs
#     pls-sem check study.toml      checks everything and screens the answers
#     pls-sem run study.toml        estimates, and prints the report

[data]
file = "survey.csv"             # first line: names of the columns; then one line for each respondent
missing = "error"               # missing answers: error | casewise (drops the row) | mean (fills in)
# missing_codes = [-99, "n/a"]  # numbers and texts that stand for "no answer"
# labels = "agree-5"            # answers as text: a ready scale, or { "never" = 1, "always" = 5 }
# reverse = ["KR3"]             # questions asked in the opposite direction
# where = "Finished == 1"       # the rows to keep
# weights = "case_weight"       # a column of case weights

[model]
# =~  a reflective construct: its questions reflect one concept   ~  a path: target ~ source + source
# <~  a composite: its questions form it                          names with spaces: `item 1`
text = """
Resources =~ KR1-5
Success   =~ INT1-4

Success ~ Resources
"""

[estimate]
# consistent = true             # PLSc: reflective constructs are corrected for measurement error

[bootstrap]
resamples = 1000                # 10000 for a paper
seed = 20241122                 # the same seed gives the same numbers
"#;

pub(super) fn of(outline: &Outline, table: &Table, file: &str) -> String {
    [
        head(table, file),
        data(outline, table, file),
        model(outline),
        left_out(outline),
        REST.to_owned(),
    ]
    .join("\n")
}

const REST: &str = "\
[estimate]
# consistent = true             # PLSc: reflective constructs are corrected for measurement error

[bootstrap]
resamples = 1000                # 10000 for a paper
seed = 20241122                 # the same seed gives the same numbers
";

fn head(table: &Table, file: &str) -> String {
    format!(
        "\
# A study file to start from, guessed from {}: {}, {}.
# Replace the guesses, then run:
#     pls-sem check study.toml      checks everything and screens the answers
#     pls-sem run study.toml        estimates, and prints the report
",
        visible_name(file),
        counted(table.rows(), "row"),
        counted(table.columns().len(), "column")
    )
}

fn data(outline: &Outline, table: &Table, file: &str) -> String {
    let mut text = format!("[data]\nfile = \"{}\"\n", as_toml(file));
    let source = table.source();
    if let Some(source) = source {
        text.push_str(&read(source));
    }
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", missing(outline, table));
    let declared = source.map_or(&[][..], |source| &source.missing_codes);
    let labels = table.preparation().and_then(|asked| asked.labels.as_ref());
    if let Some(labels) = labels {
        let setting = format!("labels = \"{}\"", labels.name());
        let _ = writeln!(
            text,
            "{setting:<32}# guessed: the answers are texts that represent numbers"
        );
    }
    text.push_str(&codes(declared, &outline.suspected_codes));
    text.push_str(&offers(outline));
    text
}

/// How the file was read: settings of the user are written as keys, and detected settings as
/// comments.
fn read(source: &Source) -> String {
    let mut text = String::new();
    let words = [
        ("encoding", source.encoding.clone()),
        ("delimiter", source.delimiter.map(String::from)),
        ("decimal", source.decimal.map(String::from)),
        ("sheet", source.sheet.clone()),
    ];
    for (key, value) in words {
        let Some(value) = value else { continue };
        let setting = format!("{key} = \"{}\"", as_toml(&value));
        let _ = if source.detected.iter().any(|found| found == key) {
            writeln!(text, "{:<32}# detected", format!("# {setting}"))
        } else {
            writeln!(text, "{setting}")
        };
    }
    if source.skip > 0 {
        let _ = writeln!(
            text,
            "{:<32}# number of lines above the header",
            format!("skip = {}", source.skip)
        );
    }
    if source.header_rows > 1 {
        let setting = format!("header_rows = {}", source.header_rows);
        let _ = writeln!(text, "{setting:<32}# the first holds the names");
    }
    text
}

fn missing(outline: &Outline, table: &Table) -> String {
    let lacks = |row: &usize| {
        let mut indicators = outline.model.indicators();
        indicators.any(|indicator| table.number(indicator, *row).is_none())
    };
    let incomplete = (0..table.rows()).filter(lacks).count();
    let lack = format!("{incomplete} of {} rows lack an answer", table.rows());
    let (word, remark) = match (outline.missing, outline.missing_is_guessed) {
        (Missing::Error, true) => (
            "error",
            "no answer is missing; otherwise: casewise (drops the row) | mean (fills in)"
                .to_owned(),
        ),
        (Missing::Casewise, true) => (
            "casewise",
            format!("guessed: {lack} and are dropped; mean fills in the mean, error refuses"),
        ),
        (Missing::Mean, true) => (
            "mean",
            format!("guessed: {lack}, which are too many to drop (casewise); error refuses"),
        ),
        (Missing::Error, false) => ("error", lack),
        (Missing::Casewise, false) => ("casewise", format!("{lack} and are dropped")),
        (Missing::Mean, false) => ("mean", format!("{lack}, which is filled in")),
    };
    format!("{:<32}# {remark}", format!("missing = \"{word}\""))
}

/// Possible preparations of the answers, as comments.
fn offers(outline: &Outline) -> String {
    let mut text = String::new();
    if !outline.reversed.is_empty() {
        let names: Vec<String> = outline
            .reversed
            .iter()
            .map(|name| format!("\"{}\"", as_toml(name)))
            .collect();
        let _ = writeln!(
            text,
            "# Suspected: {} in the opposite direction to the rest of the block. To reverse the answers:\n# reverse = [{}]",
            if names.len() == 1 {
                "1 question runs".to_owned()
            } else {
                format!("{} questions run", names.len())
            },
            names.join(", ")
        );
    }
    if let Some((condition, rows)) = &outline.previews {
        let _ = writeln!(
            text,
            "# Suspected: {} of test answers (survey previews). To leave these rows out:\n# where = \"{}\"",
            if *rows == 1 {
                "1 row".to_owned()
            } else {
                format!("{rows} rows")
            },
            as_toml(condition)
        );
    }
    text
}

/// The declared missing codes, and the suspected ones as a comment.
fn codes(declared: &[MissingCode], suspected: &[Finding]) -> String {
    let mut text = String::new();
    if !declared.is_empty() {
        let _ = writeln!(text, "{}", as_key(declared));
    }
    let mut offered = declared.to_vec();
    for finding in suspected {
        if let Some(AssessFinding::SuspectedMissingCode {
            indicators, value, ..
        }) = finding.kind()
        {
            offered.push(MissingCode::Number(value));
            let _ = writeln!(
                text,
                "# Suspected: {value} in {}, far from the other answers. If it means \"no answer\", declare it:",
                listed(&indicators)
            );
        }
    }
    if offered.len() > declared.len() {
        let _ = writeln!(text, "# {}", as_key(&offered));
    } else if declared.is_empty() {
        text.push_str(
            "# missing_codes = [-99]         # numbers that stand for \"no answer\": none is suspected\n",
        );
    }
    text
}

fn model(outline: &Outline) -> String {
    let model = &outline.model;
    let mut text = String::from(
        "\
[model]
# Guessed: columns whose names differ only in the number at their end measure one construct.
# =~  a reflective construct: its questions reflect one concept   <~  a composite: its questions form it
text = \"\"\"
",
    );
    for construct in model.constructs() {
        let line = format!(
            "{} =~ {}",
            quoted(&construct.name),
            block(&construct.indicators)
        );
        let _ = writeln!(text, "{}", as_toml(&line));
    }
    text.push_str(
        "\n# Guessed: all other constructs explain the last one. Replace this line by your hypotheses.\n",
    );
    if let Some((last, others)) = model.constructs().split_last() {
        let others: Vec<String> = others.iter().map(|c| quoted(&c.name)).collect();
        let line = format!("{} ~ {}", quoted(&last.name), others.join(" + "));
        let _ = writeln!(text, "{}", as_toml(&line));
    }
    text.push_str("\"\"\"\n");
    text
}

fn left_out(outline: &Outline) -> String {
    let lines = outline.left_out.iter();
    let lines: Vec<String> = lines
        .map(|c| format!("#   {}: {}\n", as_cell(&c.column), visible_name(&c.reason)))
        .collect();
    if lines.is_empty() {
        return "# No column was left out.\n".to_owned();
    }
    format!("# Columns left out:\n{}", lines.concat())
}
