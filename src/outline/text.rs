//! The study file as text: TOML with comments that say what was guessed.

use std::fmt::Write as _;

use super::Outline;
use crate::data::Table;
use crate::finding::Finding;
use crate::model::{block, quoted};
use crate::moments::Missing;
use crate::words::counted;

/// A study file to fill in.
pub(super) const TEMPLATE: &str = r#"# A study file to fill in. Then:
#     pls-sem plan study.toml       how many answers the model takes
#     pls-sem check study.toml      reads everything and looks at the answers
#     pls-sem run study.toml        estimates, and prints the report

[data]
file = "survey.csv"             # first line: names of the columns; then one respondent a line
missing = "error"               # missing answers: error | casewise (drops the row) | mean (fills in)
# missing_codes = [-99]         # numbers that stand for "no answer"
# weights = "case_weight"       # a column of case weights

[model]
# =~  a reflective construct: its questions show one idea        ~  a path: target ~ source + source
# <~  a composite: its questions make it up                      names with spaces: `item 1`
text = """
Resources =~ KR1-5
Success   =~ INT1-4

Success ~ Resources
"""

[estimate]
# consistent = true             # PLSc: reflective constructs corrected for the error of their questions

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
# consistent = true             # PLSc: reflective constructs corrected for the error of their questions

[bootstrap]
resamples = 1000                # 10000 for a paper
seed = 20241122                 # the same seed gives the same numbers
";

fn head(table: &Table, file: &str) -> String {
    format!(
        "\
# A study file to start from, guessed from {}: {}, {}.
# Replace what is guessed, then:
#     pls-sem check study.toml      reads everything and looks at the answers
#     pls-sem run study.toml        estimates, and prints the report
",
        escaped(file),
        counted(table.rows(), "row"),
        counted(table.columns().len(), "column")
    )
}

fn data(outline: &Outline, table: &Table, file: &str) -> String {
    let mut text = format!("[data]\nfile = \"{}\"\n", escaped(file));
    // Writing to a string cannot fail.
    let mut found_out = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            let setting = format!("# {key} = \"{}\"", escaped(&value));
            let _ = writeln!(text, "{setting:<32}# found out");
        }
    };
    if let Some(source) = table.source() {
        found_out("encoding", source.encoding.clone());
        found_out("delimiter", source.delimiter.map(String::from));
        found_out("decimal", source.decimal.map(String::from));
        found_out("sheet", source.sheet.clone());
    }
    let _ = writeln!(text, "{}", missing(outline, table));
    text.push_str(&codes(&outline.suspected_codes));
    text
}

fn missing(outline: &Outline, table: &Table) -> String {
    let lacks = |row: &usize| {
        let mut indicators = outline.model.indicators();
        indicators.any(|indicator| table.number(indicator, *row).is_none())
    };
    let incomplete = || {
        let rows = (0..table.rows()).filter(lacks).count();
        format!("{rows} of {} rows lack an answer", table.rows())
    };
    match outline.missing {
        Missing::Error => {
            "missing = \"error\"               # no answer is missing; else: casewise (drops the row) | mean (fills in)"
                .to_owned()
        }
        Missing::Casewise => format!(
            "missing = \"casewise\"            # guessed: {} and are dropped; mean fills in, error refuses",
            incomplete()
        ),
        Missing::Mean => format!(
            "missing = \"mean\"                # guessed: {}, too many to drop them (casewise); error refuses",
            incomplete()
        ),
    }
}

/// Suspected codes as a line that is not in force.
fn codes(suspected: &[Finding]) -> String {
    let mut values: Vec<f64> = Vec::new();
    let mut columns: Vec<&str> = Vec::new();
    for finding in suspected {
        if let Finding::SuspectedMissingCode {
            indicator, value, ..
        } = finding
        {
            values.push(*value);
            columns.push(indicator);
        }
    }
    values.sort_by(f64::total_cmp);
    values.dedup();
    columns.dedup();
    let Some(first) = columns.first() else {
        return "# missing_codes = [-99]         # numbers that stand for \"no answer\": none is suspected\n"
            .to_owned();
    };
    let others = match columns.len() - 1 {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    let values: Vec<String> = values.iter().map(f64::to_string).collect();
    format!(
        "# Suspected in `{}`{others}, far from the other answers: if it means \"no answer\", take away the #.\n# missing_codes = [{}]\n",
        escaped(first),
        values.join(", ")
    )
}

fn model(outline: &Outline) -> String {
    let model = &outline.model;
    let mut text = String::from(
        "\
[model]
# Guessed: columns whose names differ in the number at their end ask about one construct.
# =~  a reflective construct: its questions show one idea        <~  a composite: its questions make it up
text = \"\"\"
",
    );
    for construct in model.constructs() {
        let line = format!(
            "{} =~ {}",
            quoted(&construct.name),
            block(&construct.indicators)
        );
        let _ = writeln!(text, "{}", escaped(&line));
    }
    text.push_str(
        "\n# Guessed, to be replaced by your hypotheses: the last construct is explained by all others.\n",
    );
    if let Some((last, others)) = model.constructs().split_last() {
        let others: Vec<String> = others.iter().map(|c| quoted(&c.name)).collect();
        let line = format!("{} ~ {}", quoted(&last.name), others.join(" + "));
        let _ = writeln!(text, "{}", escaped(&line));
    }
    text.push_str("\"\"\"\n");
    text
}

fn left_out(outline: &Outline) -> String {
    let lines = outline.left_out.iter();
    let lines: Vec<String> = lines
        .map(|c| escaped(&format!("#   {}: {}", c.column, c.reason)) + "\n")
        .collect();
    if lines.is_empty() {
        return "# No column was left out.\n".to_owned();
    }
    format!("# Columns left out:\n{}", lines.concat())
}

/// As it stands between quotation marks in TOML; comments may not hold control characters either.
fn escaped(text: &str) -> String {
    let one = |c: char| match c {
        '\\' => "\\\\".to_owned(),
        '"' => "\\\"".to_owned(),
        '\t' => "\\t".to_owned(),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(one).collect()
}
