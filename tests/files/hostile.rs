//! Hostile text: every model text or study file gives a result or an error with its reason, and never exhausts the
//! memory or overflows the stack.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use pls_sem::{
    Catalogue, Construct, Definition, Document, Draft, Model, Options, Plan, PopulationFile, Study,
    StudyFile, Table,
};
use proptest::prelude::*;
use proptest::sample::Index;

/// Every table of a study file that needs no other file, and most of their keys.
const STUDY: &str = r#"
[data]
file = "survey.csv"
missing = "mean"
missing_codes = [ -99 , 1e3 ]
weights = "w"
[model]
text = "X =~ x1-3; M <~ m1 + m2; Y =~ y; M ~ X; Y ~ M + X"
modes = { M = "A" }
[estimate]
scheme = "factorial"
reliability = { Y = 0.8 }
dominant = { X = "x1" }
consistent = true
[bootstrap]
resamples = 500
level = 0.9
intervals = [ "percentile" , "bca" ]
quantities = [ "htmt" ]
strata = "s"
[define]
ratio = "path(X -> M) / path(M -> Y) - max( 1 , abs( -2 ^ 2 ) )"
"odd name" = "specific(X -> M -> Y) * r2(Y) + loading(x1 on X) - srmr(estimated)"
[fit]
resamples = 100
[assess]
redundancy = { M = [ "g1" , "g2" ] }
[compare]
models = { direct = "Y ~ X" }
[population]
loadings = { X = [ 0.8 , 0.7 , 0.6 ] , Y = 1 }
weights = { M = [ 0.5 , 0.6 ] }
within = { M = [ [ 0.3 ] ] }
answers = { likert = 5 , lean = 0.3 }
answers_of = { x1 = { skewness = 0.8 } , y = { cumulative = [ 0.1 , 0.4 ] } }
group = "g"
missing = { rate = 0.05 , of = [ "x1" ] , given = "y" , strength = 2 }
[population.paths]
"X -> M" = 0.4
"M -> Y" = 0.3
"X -> Y" = 0.2
[population.groups]
a = { share = 0.5 }
b = { share = 0.5 , paths = { "X -> Y" = 0.1 } }
[power]
rows = [ 100 , 200 ]
replications = 10
target = 0.8
"#;

fn refused_model(text: &str) -> String {
    Model::parse(text).unwrap_err().fault.to_string()
}

fn refused_study(text: &str) -> String {
    let folder = Path::new("no such folder");
    StudyFile::parse(text, folder).unwrap_err().to_string()
}

fn refused_formula(formula: &str) -> String {
    Definition::parse("d", formula).unwrap_err().to_string()
}

/// A study file with more lines at its end.
fn study_with(more: &str) -> String {
    let study = "[data]\nfile = \"survey.csv\"\n[model]\ntext = \"X =~ x; Y =~ y; Y ~ X\"\n";
    format!("{study}{more}")
}

fn joined(count: usize, name: impl Fn(usize) -> String, sign: &str) -> String {
    (0..count).map(name).collect::<Vec<_>>().join(sign)
}

#[test]
fn a_model_text_is_refused_for_its_size() {
    let long = "x".repeat(1001);
    let ranges = joined(11, |k| format!("x{k}_1-1000"), " + ");
    let constructs = joined(201, |k| format!("C{k} =~ c{k}\n"), "");
    let paths = joined(20_000, |_| "A".to_owned(), " + ");
    for text in [
        "X =~ x1-999999999",
        "X =~ x1-99999999999999999999",
        &format!("X =~ {ranges}"),
        &format!("X =~ {}", ranges.replace(" + ", "\nX =~ ")),
        &constructs,
        &format!("B ~ {paths}"),
        &"X =~ x\n".repeat(150_000),
        &format!("{long} =~ x"),
        &format!("X =~ {long}1-1000"),
        &format!("X =~ `{long}`"),
    ] {
        says!(refused_model(text));
    }
}

#[test]
fn a_model_made_by_calls_has_the_limits_of_a_text() {
    let item = |k: usize| format!("x{k}");
    let check = |draft: Draft| draft.check().unwrap_err().to_string();
    let wide = Construct::reflective("X", (0..10_001).map(item));
    assert!(check(Draft::new().construct(wide)).contains("more than 10000 indicators"));
    let constructs = (0..201).map(|k| Construct::reflective(format!("C{k}"), [item(k)]));
    assert!(
        check(constructs.fold(Draft::new(), Draft::construct)).contains("more than 200 constructs")
    );
    let named = Construct::reflective("é".repeat(1001), ["x"]);
    assert!(
        check(Draft::new().construct(named)).contains("has 1001 characters, and the limit is 1000")
    );
}

#[test]
fn the_largest_model_is_taken() {
    let constructs = joined(200, |k| format!("C{k} =~ c{k}_1-50\n"), "");
    let mut text = constructs;
    for k in 1..200 {
        writeln!(text, "C{k} ~ {}", joined(k, |j| format!("C{j}"), " + ")).unwrap();
    }
    let model = Model::parse(&text).unwrap();
    assert_eq!(
        (model.indicators().count(), model.paths().count()),
        (10_000, 19_900)
    );
    let name = "x".repeat(1000);
    assert!(Model::parse(&format!("{name} =~ y; Z =~ z; Z ~ {name}")).is_ok());
}

#[test]
fn a_study_file_is_refused_for_its_size() {
    let definitions = joined(1001, |k| format!("d{k} = \"1\"\n"), "");
    let rivals = joined(101, |k| format!("m{k} = \"Y ~ X\""), ", ");
    let groups = joined(21, |k| format!("g{k} = {{ share = 0.1 }}"), ", ");
    for more in [
        "#".repeat(4 << 20),
        format!("[define]\n{definitions}"),
        format!("[compare]\nmodels = {{ {rivals} }}"),
        format!(
            "[population]\nloadings = 0.8\npaths = {{ \"X -> Y\" = 0.1 }}\ngroup = \"g\"\ngroups = {{ {groups} }}"
        ),
    ] {
        says!(refused_study(&study_with(&more)));
    }
    let wide = study_with("[population]\nloadings = 0.8\n").replace("=~ x", "=~ x1-1000");
    says!(refused_study(&wide));
}

#[test]
fn a_study_file_that_is_nested_too_deeply_is_refused() {
    let answer = "tables, lists or the parts of a key are nested too deeply: no setting needs more than five levels";
    for deep in [
        format!("missing_codes = {}", "[".repeat(100_000)),
        format!("missing_codes = {}1{}", "[".repeat(1000), "]".repeat(1000)),
        format!("missing_codes = {}", "{ a = ".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
    ] {
        assert_eq!(
            refused_study(&format!("[data]\n{deep}")),
            format!("line 2: {answer}")
        );
    }
}

#[test]
fn a_formula_is_refused_for_its_depth_and_its_length() {
    for deep in ["(", "-", "2^", "abs(", "max(1,"] {
        let told = refused_formula(&deep.repeat(100_000));
        says!(told);
        assert!(
            told.len() < 500,
            "only what stands around the place is shown"
        );
    }
    for (sum, signs) in [("1+", "1"), ("1-2*", "1"), ("r2(Y)+", "r2(Y)")] {
        let told = refused_formula(&(sum.repeat(100_000) + signs));
        says!(told);
    }
}

#[test]
fn the_longest_formula_has_a_value() {
    let text = study_with(&format!(
        "[define]\nlong = \"{}\"",
        vec!["r2(Y)"; 1000].join(" + ")
    ));
    let study = StudyFile::parse(&text, Path::new("")).unwrap().study;
    let table = Table::from_columns([
        ("x", vec![1.0, 2.0, 3.0, 4.0, 5.0]),
        ("y", vec![1.0, 3.0, 2.0, 5.0, 4.0]),
    ]);
    let document: Document = study.run(&table.unwrap()).unwrap();
    let value = document.defined[0].estimate.unwrap();
    assert!((value - 640.0).abs() < 1e-9, "{value}"); // 1000 times 0.8 squared
}

#[test]
fn a_path_of_very_many_arrows_is_read_in_linear_time() {
    let arrows = "->".repeat(500_000);
    let population = format!("[population]\nloadings = 1\npaths = {{ \"{arrows}\" = 0.1 }}\n");
    let started = Instant::now();
    assert!(refused_study(&study_with(&population)).contains("there is no construct of this name"));
    // Halves that are copied at every arrow would take minutes.
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_very_long_name_is_not_compared_with_known_names() {
    let long = "Imag".repeat(100_000);
    let near = format!("{}e", "x".repeat(999));
    let text = study_with(&format!("[{long}]\n"));
    assert!(refused_study(&text).ends_with("Imag] is unknown"));
    let model = format!("{near} =~ x; Y =~ y; Y ~ {}", "x".repeat(1000));
    assert!(!refused_model(&model).contains("did you mean"));
}

#[test]
fn counts_beyond_memory_are_refused() {
    let table = Table::from_columns([
        ("x", vec![1.0, 2.0, 3.0, 4.0, 5.0, 3.0]),
        ("y", vec![1.0, 3.0, 2.0, 5.0, 4.0, 2.0]),
    ]);
    let table = table.unwrap();
    let beyond = |section: &str| {
        let text = study_with(&format!("[{section}]\nresamples = 9000000000000000000"));
        let study: Study = StudyFile::parse(&text, Path::new("")).unwrap().study;
        study.run(&table)
    };
    let told = beyond("bootstrap").unwrap_err().to_string();
    says!(told);
    // Everything else has a result without the test of exact fit, so that this is a finding.
    let findings = beyond("fit").unwrap().findings;
    assert!(
        findings
            .iter()
            .any(|f| f.message().contains("do not fit into memory"))
    );
    let text = study_with("[population]\nloadings = 1\npaths = { \"X -> Y\" = 0.1 }\n");
    let file = PopulationFile::parse(&text, Path::new("")).unwrap();
    for rows in [1 << 50, usize::MAX] {
        assert!(file.simulation.draw(rows, 1).is_err());
    }
    let text = text + "[power]\nrows = 10\nreplications = 2\nresamples = 9000000000000000000\n";
    let file = PopulationFile::parse(&text, Path::new("")).unwrap();
    let document = file.run_power(&mut |_| ControlFlow::Continue(()));
    let told = document.unwrap_err().to_string();
    assert!(
        told.starts_with("none of 2 simulated surveys could be used; the most frequent reason: "),
        "{told}"
    );
}

#[test]
fn text_of_backquotes_only_is_read_in_linear_time() {
    let started = Instant::now();
    for text in ["`".repeat(900_000), "`a` ".repeat(220_000)] {
        assert!(!refused_model(&text).is_empty());
    }
    // A search to the end of the line at every backquote would take minutes.
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_message_quotes_at_most_a_line_of_a_text() {
    let (long, digits) = ("x".repeat(200_000), "9".repeat(200_000));
    let strings = [
        refused_formula(&long),
        refused_formula(&digits),
        refused_formula(&"é".repeat(200_000)),
        refused_model(&format!("X =~ {digits}")),
        refused_model(&format!("X =~ x1-{digits}")),
        refused_study(&study_with(&format!("[bootstrap]\nresamples = {digits}"))),
        refused_study(&study_with(&format!("[bootstrap]\nfailed = \"{long}\""))),
        refused_study(&study_with(&format!("[fit]\n{long} = 1\n{long} = 2"))),
    ];
    for told in strings {
        assert!(told.len() < 500, "{} bytes: {}", told.len(), &told[..200]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_without_an_end_is_read_within_bounds() {
    for (study, answer) in [
        (
            study_with("[bootstrap]\nrows = \"/dev/zero\""),
            "cannot read the resamples in `/dev/zero`: it has more than 256 MiB, which is the limit: is it the right file?",
        ),
        (
            "[data]\nfile = \"d.csv\"\n[model]\nfile = \"/dev/zero\"".to_owned(),
            "cannot read `/dev/zero`: it has more than 4194304 bytes, which is the limit: is it the right file?",
        ),
    ] {
        assert_eq!(refused_study(&study), answer);
    }
}

/// The valid study with a few of its words removed, exchanged or replaced by hostile ones.
fn mangled_study() -> impl Strategy<Value = String> {
    const HOSTILE: &[&str] = &[
        "",
        "[",
        "]",
        "{",
        "}",
        "=",
        "\"",
        "\"\"\"",
        "'",
        "#",
        ",",
        ".",
        "\n",
        "\u{0}",
        "\u{202e}",
        "é",
        "-1",
        "0",
        "1e308",
        "-1e-308",
        "inf",
        "nan",
        "9223372036854775807",
        "0x7f",
        "1.5",
        "true",
        "1979-05-27",
        "[]",
        "{}",
        "[[]]",
        "\"\"",
        "\" -> \"",
        "\"X -> X\"",
        "\"X =~ x; Y =~ y; Y ~ X\"",
        "\"x1\"",
        "\"B\"",
        "\"1 / 0\"",
        "\"((r2(Y)))\"",
        "[population]",
    ];
    let slip = (any::<Index>(), any::<Index>(), 0..2_u8);
    prop::collection::vec(slip, 1..4).prop_map(|slips| {
        let mut words: Vec<&str> = STUDY.split_inclusive([' ', '\n']).collect();
        for (at, other, way) in slips {
            let with = match way {
                0 => HOSTILE[other.index(HOSTILE.len())],
                _ => words[other.index(words.len())],
            };
            let at = at.index(words.len());
            words[at] = with;
        }
        words.concat()
    })
}

fn formula() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(
        &[
            "path",
            "specific",
            "r2",
            "htmt",
            "srmr",
            "harman",
            "loading",
            "max",
            "ln",
            "(",
            ")",
            "X",
            "M",
            "Y",
            "x1",
            " -> ",
            ", ",
            " on ",
            "`",
            "`odd é`",
            " + ",
            "-",
            " * ",
            "/",
            "^",
            "1",
            "2.5e",
            "e+3",
            ".",
            "é",
            "\u{202e}",
            "estimated",
        ][..],
    );
    prop_oneof![
        "(?s).{0,40}",
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_study_or_population_panics(text in mangled_study()) {
        let folder = Path::new("no such folder");
        if let Err(error) = StudyFile::parse(&text, folder) {
            prop_assert!(!error.to_string().is_empty());
        }
        match PopulationFile::parse(&text, folder) {
            Ok(file) => {
                let survey = file.simulation.draw(5, 1).unwrap();
                let answers = (0..5).flat_map(|i| (0..6).map(move |k| (i, k)));
                prop_assert!(answers.filter_map(|(i, k)| survey.answer(i, k)).all(f64::is_finite));
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn no_formula_panics_and_every_error_has_a_place(text in formula()) {
        let model = Model::parse("X =~ x1-3; M =~ m1 + m2; Y =~ y; M ~ X; Y ~ M + X").unwrap();
        let plan = Plan::new(&model, &Options::default()).unwrap();
        let defined = Definition::parse("d", &text).and_then(|d| Catalogue::new(&plan).define(d));
        if let Err(error) = defined {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn the_study_before_it_is_spoiled_is_valid() {
    assert!(StudyFile::parse(STUDY, Path::new("")).is_ok());
    let file = PopulationFile::parse(STUDY, Path::new("")).unwrap();
    assert_eq!(file.simulation.groups().len(), 2);
    assert!(file.power.is_some());
}

#[test]
fn a_message_shows_only_the_part_of_a_long_line_around_the_fault() {
    let names: Vec<String> = (0..5000).map(|i| format!("indicator_{i}")).collect();
    let text = format!("X =~ {} + * + y", names.join(" + "));
    for text in [
        text.clone(),
        format!("X =~ a ! {}", names.join(" + ")),
        format!("X =~ {}", "ü".repeat(3000)),
        format!("{} =~ `a", "é".repeat(900)),
    ] {
        let sentence = Model::parse(&text).unwrap_err().to_string();
        assert!(
            sentence.len() < 1000,
            "{} bytes: {sentence}",
            sentence.len()
        );
    }
    let sentence = Model::parse(&text).unwrap_err().to_string();
    let lines: Vec<&str> = sentence.lines().collect();
    assert!(
        lines[1].starts_with("  | ...") && lines[1].ends_with("+ * + y"),
        "{sentence}"
    );
    let at = lines[2].find('^').unwrap();
    assert_eq!(&lines[1][at..=at], "*", "{sentence}");
}

#[test]
fn parentheses_of_any_script_are_read_without_harm() {
    for text in [
        "=（",
        "（X > x1 x2）",
        "(X > x1 x2）, (Y > y1)",
        "）（",
        "X =~ x1（",
    ] {
        says!(Model::parse(text).unwrap_err());
    }
}
