//! `[population]` and `[power]` of a study file: their meaning, and the line in the message about an error.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test
#![allow(clippy::float_cmp)] // values as they were written

use std::path::Path;

use pls_sem::nalgebra::DMatrix;
use pls_sem::simulate::{Answers, Group, Missingness, Population, Simulation, Values};
use pls_sem::{Model, PopulationFile, StudyFile};
use proptest::prelude::*;

const STUDY: &str = r#"[data]
missing = "casewise"
[model]
text = """
Image =~ I1-3
Value <~ V1-3
Loyalty =~ L1-2
Loyalty ~ Image + Value"""
[population]
loadings = { Image = [0.8, 0.7, 0.9], Loyalty = 0.85 }
weights = { Value = [0.5, 0.4, 0.3] }
within = { Value = [[0.3], [0.2, 0.4]] }
correlations = { "Image, Value" = 0.35 }
answers = { likert = 5, lean = 0.3 }
group = "size"
[population.paths]
"Image -> Loyalty" = 0.4
"Value -> Loyalty" = 0.25
[population.answers_of]
L1 = { cumulative = [0.1, 0.4, 0.8] }
Value = { skewness = 0.8, kurtosis = 1.0 }
[population.missing]
rate = 0.05
of = ["I1", "I2"]
given = "V1"
strength = 0.8
[population.groups.small]
share = 0.75
[population.groups.large]
share = 0.25
paths = { "Image -> Loyalty" = 0.6 }
answers_of = { L1 = {} }
[power]
rows = [100, 200]
replications = 50
resamples = 60
seed = 7
level = 0.9
target = 0.9
quantities = ["total"]
"#;

fn parse(text: &str) -> Result<PopulationFile, String> {
    PopulationFile::parse(text, Path::new("")).map_err(|e| e.to_string())
}

fn model() -> Model {
    Model::parse("Image =~ I1-3; Value <~ V1-3; Loyalty =~ L1-2; Loyalty ~ Image + Value").unwrap()
}

#[test]
fn a_file_says_what_the_same_calls_say() {
    let within = DMatrix::from_row_slice(3, 3, &[1.0, 0.3, 0.2, 0.3, 1.0, 0.4, 0.2, 0.4, 1.0]);
    let values = Values::new()
        .loadings("Image", [0.8, 0.7, 0.9])
        .loadings("Loyalty", [0.85; 2])
        .weights("Value", [0.5, 0.4, 0.3])
        .within_matrix("Value", within)
        .correlation("Image", "Value", 0.35)
        .path("Image", "Loyalty", 0.4)
        .path("Value", "Loyalty", 0.25)
        .answers(Answers::Likert {
            points: 5,
            lean: 0.3,
        })
        .answers_of("L1", Answers::Cumulative(vec![0.1, 0.4, 0.8]))
        .answers_of(
            "Value",
            Answers::Skewed {
                skewness: 0.8,
                kurtosis: 1.0,
            },
        );
    let large = values
        .clone()
        .path("Image", "Loyalty", 0.6)
        .answers_of("L1", Answers::Normal);
    let group =
        |name, share, values| Group::new(name, share, Population::new(&model(), values).unwrap());
    // Tables stand in the order of their names.
    let simulation = Simulation::of_groups(
        "size",
        [group("large", 0.25, &large), group("small", 0.75, &values)],
    )
    .unwrap()
    .with_missing(Missingness::at_random(0.05, "V1", 0.8).of(["I1", "I2"]))
    .unwrap();
    let file = parse(STUDY).unwrap();
    let csv = |simulation: &Simulation| simulation.draw(150, 3).unwrap().to_csv();
    assert_eq!(csv(&file.simulation), csv(&simulation));
    let document = file
        .run_power(&mut |_| std::ops::ControlFlow::Continue(()))
        .unwrap();
    let power = document.study.power;
    assert_eq!(
        (power.rows, power.replications, power.resamples, power.seed),
        (vec![100, 200], 50, 60, 7)
    );
    assert_eq!(
        (power.level, power.target, power.quantities.len()),
        (0.9, 0.9, 3)
    );
}

#[test]
fn one_number_stands_for_all() {
    let text = r#"
        [model]
        text = "X =~ x1-3; C <~ c1-3; Z =~ z; Y =~ y1-2; Y ~ X + C + Z"
        [population]
        loadings = 0.8
        correlations = 0.3
        weights = { C = 1 }
        within = { C = 0.4 }
        paths = { "X -> Y" = 0.2, "C -> Y" = 0.2, "Z -> Y" = 0.2 }
        "#;
    let file = parse(text).unwrap();
    let population = &file.simulation.groups()[0].population;
    let constructs = population.construct_correlations();
    assert_eq!((constructs[(0, 1)], constructs[(1, 2)]), (0.3, 0.3));
    assert_eq!(population.loadings()[0], 0.8);
    let weights = population.weights("C").unwrap();
    assert!(weights.iter().all(|w| *w == weights[0]));
    assert!(file.power.is_none());
}

#[test]
fn names_may_contain_the_sign_between_them() {
    let text = r#"
        [model]
        text = "`a, b` =~ x1-2; `c -> d` =~ z1-2; Y =~ y1-2; Y ~ `a, b` + `c -> d`"
        [population]
        loadings = 0.8
        correlations = { "a, b, c -> d" = 0.3 }
        paths = { "a, b -> Y" = 0.2, "c -> d -> Y" = 0.3 }
        "#;
    let file = parse(text).unwrap();
    let population = &file.simulation.groups()[0].population;
    assert_eq!(population.paths()[(1, 2)], 0.3);
    assert_eq!(population.construct_correlations()[(0, 1)], 0.3);
}

#[test]
fn a_run_proves_the_population_too_and_needs_the_data() {
    let parse = |text: &str| {
        StudyFile::parse(text, Path::new(""))
            .unwrap_err()
            .to_string()
    };
    says!(parse(STUDY));
    let with_data = STUDY.replace("[data]\n", "[data]\nfile = \"survey.csv\"\n");
    StudyFile::parse(&with_data, Path::new("")).unwrap();
    let wrong = with_data.replace("Loyalty = 0.85", "Loyalty = 1.85");
    says!(parse(&wrong));
}

/// The text of the valid file, its replacement, and the message that follows.
const SLIPS: &[(&str, &str, &str)] = &[
    (
        "\"Image -> Loyalty\" = 0.4\n",
        "",
        "line 16: path `Image -> Loyalty` has no value: give its coefficient",
    ),
    (
        "\"Image -> Loyalty\" = 0.4",
        "\"Imag -> Loyalty\" = 0.4",
        "line 17: a path of `Imag`: there is no construct of this name; did you mean `Image`?",
    ),
    (
        "\"Image -> Loyalty\" = 0.4",
        "\"Image => Loyalty\" = 0.4",
        "line 17: `Image => Loyalty` of `paths` does not name two constructs: write \"A -> B\"",
    ),
    (
        "\"Value -> Loyalty\" = 0.25",
        "\"Value -> Loyalty\" = \"0.25\"",
        "line 18: `paths.Value -> Loyalty` = \"0.25\" is not valid: it must be a table of numbers, such as { \"A -> B\" = 0.4 }",
    ),
    (
        "\"Value -> Loyalty\" = 0.25",
        "\"Value -> Loyalty\" = [0.25]",
        "line 18: `paths.Value -> Loyalty` = [0.25] is not valid: it must be a table of numbers, such as { \"A -> B\" = 0.4 }",
    ),
    (
        "\"Value -> Loyalty\" = 0.25",
        "\"Value -> Loyalty\" = 0.25\n\"Loyalty -> Image\" = 0.1",
        "line 19: path `Loyalty -> Image` has a value, but the model has no such path: draw it in the model, or remove the value",
    ),
    (
        "\"Value -> Loyalty\" = 0.25",
        "\"Value -> Loyalty\" = 0.95",
        "line 31: group `large`: the paths to `Loyalty` explain 1.661 of its variance, more than 1, and leave it a residual of negative variance: lower its coefficients or the correlations of its predecessors",
    ),
    (
        "paths = { \"Image -> Loyalty\" = 0.6 }",
        "paths = { \"Image -> Loyalty\" = 1.6 }",
        "line 31: group `large`: the paths to `Loyalty` explain 2.903 of its variance, more than 1, and leave it a residual of negative variance: lower its coefficients or the correlations of its predecessors",
    ),
    (
        "Image = [0.8, 0.7, 0.9]",
        "Image = [0.8, 0.7]",
        "line 10: construct `Image` has 3 indicators, but 2 loadings are given",
    ),
    (
        ", Loyalty = 0.85",
        "",
        "line 10: construct `Loyalty` has no loadings and no weights: loadings make it a common factor, weights a composite",
    ),
    (
        "Loyalty = 0.85",
        "Loyalti = 0.85",
        "line 10: loadings of `Loyalti`: there is no construct of this name; did you mean `Loyalty`?",
    ),
    (
        "loadings = {",
        "loading = {",
        "line 10: `loading` of [population] is unknown; did you mean `loadings`?",
    ),
    (
        "weights = { Value = [0.5, 0.4, 0.3] }",
        "weights = { Value = [0, 0, 0] }",
        "line 11: the weights of composite `Value` give it no variance: some must differ from 0",
    ),
    (
        "weights = { Value = [0.5, 0.4, 0.3] }",
        "weights = 0.5",
        "line 11: `weights` = 0.5 is not valid: it must be a table, such as { NAME = [0.5, 0.6] }, or { NAME = 1 } for equal weights",
    ),
    (
        "within = { Value = [[0.3], [0.2, 0.4]] }\n",
        "",
        "line 11: composite `Value` needs the correlations within its block: one number for all, or a matrix",
    ),
    (
        "[[0.3], [0.2, 0.4]]",
        "[[0.9], [0.9, 0.1]]",
        "line 12: the correlations within `Value` are not positive definite (smallest eigenvalue -2.2e-1): those of `V3` contradict or repeat those before them",
    ),
    (
        "[[0.3], [0.2, 0.4]]",
        "[[0.3, 0.2], [0.4]]",
        "line 12: `within.Value` = [[0.3, 0.2], [0.4]] is not valid: it must be a table, such as { NAME = 0.3 }, or with the rows below the diagonal, such as { NAME = [[0.3], [0.2, 0.4]] }",
    ),
    (
        "[[0.3], [0.2, 0.4]]",
        "[[0.3]]",
        "line 12: the correlations within `Value` are not a correlation matrix of 3 indicators: symmetric, with ones on the diagonal and numbers between -1 and 1 elsewhere",
    ),
    (
        "\"Image, Value\" = 0.35",
        "\"Image, Value\" = 1.35",
        "line 13: the correlation of `Image` and `Value` is 1.35: it must lie between -1 and 1",
    ),
    (
        "\"Image, Value\" = 0.35",
        "\"Image, Loyalty\" = 0.35",
        "line 13: the correlation of `Image` and `Loyalty` cannot be given: it follows from the paths, because some lead to `Loyalty`",
    ),
    (
        "\"Image, Value\" = 0.35",
        "\"Image\" = 0.35",
        "line 13: `Image` of `correlations` does not name two constructs: write \"A, B\"",
    ),
    (
        "likert = 5",
        "likert = 1",
        "line 14: `answers.likert` = 1 is not valid: it must be a whole number of at least 2",
    ),
    (
        "likert = 5",
        "likert = 200",
        "line 14: a scale of 200 points is not valid: it must have 2 to 101",
    ),
    (
        "likert = 5",
        "likert = 5, thresholds = [0.1]",
        "line 14: `answers` must use one way only to say how answers are distributed: `likert` (with or without `lean`), `thresholds`, `cumulative`, or `skewness` and `kurtosis`",
    ),
    (
        "likert = 5",
        "likers = 5",
        "line 14: `likers` of [population.answers] is unknown; did you mean `likert`?",
    ),
    (
        "answers = {",
        "answers = 5 #",
        "line 14: `answers` = 5 is not valid: it must be a table, such as { likert = ... }",
    ),
    (
        "L1 = { cumulative = [0.1, 0.4, 0.8] }",
        "L1 = { cumulative = [0.1, 0.4, 0.4] }",
        "line 20: answers of `L1`: the cumulative probabilities [0.1, 0.4, 0.4] are not valid: 1 to 100 numbers between 0 and 1, each above the one before it, without the last, 1, such as [0.1, 0.3, 0.7, 0.9]",
    ),
    (
        "Value = { skewness",
        "Valu = { skewness",
        "line 21: answers of `Valu`: there is no indicator or construct of this name; did you mean `Value`?",
    ),
    (
        "kurtosis = 1.0",
        "kurtosis = -1.0",
        "line 21: answers of `Value`: no cubic of a normal variable has skewness 0.8 and excess kurtosis -1: with this skewness the kurtosis must be above about -0.14",
    ),
    (
        "kurtosis = 1.0",
        "kurtosis = 1e6",
        "line 21: answers of `Value`: no cubic of a normal variable has skewness 0.8 and excess kurtosis 1000000: with this skewness the kurtosis must be below about 101.37",
    ),
    (
        "rate = 0.05\n",
        "",
        "`rate` of [population.missing] is missing: write the share of the answers that are missing, such as `missing = { rate = 0.05 }`",
    ),
    (
        "rate = 0.05",
        "rate = 5",
        "line 23: `missing.rate` = 5 is not valid: it must be a number of at least 0 and below 1, such as 0.05",
    ),
    (
        "of = [\"I1\", \"I2\"]",
        "of = [\"I1\", \"I9\"]",
        "line 22: missing answers name indicator `I9`, which the model does not have; did you mean `I1`?",
    ),
    (
        "given = \"V1\"\n",
        "",
        "line 25: `strength` says how strongly missing answers depend on another answer: name its indicator as `given`, or remove `strength`",
    ),
    (
        "group = \"size\"\n",
        "",
        "`group` of [population] is missing: name the column that holds the groups, such as `group = \"size\"`",
    ),
    (
        "group = \"size\"",
        "group = \"L1\"",
        "line 15: the column of the groups has the name of an indicator, `L1`: choose another name",
    ),
    (
        "share = 0.75",
        "share = 0.65",
        "line 27: the shares of the groups add up to 0.9, not to 1",
    ),
    (
        "share = 0.75",
        "share = 75",
        "line 28: `groups.small.share` = 75 is not valid: it must be a number between 0 and 1, such as 0.5",
    ),
    (
        "share = 0.75",
        "",
        "`share` of [population.groups.small] is missing: write the group's share of the rows, such as `share = 0.5`",
    ),
    (
        "[population.groups.small]",
        "[population.groups.small.or]",
        "line 27: `or` of [population.groups.small] is unknown",
    ),
    (
        "rows = [100, 200]",
        "rows = []",
        "line 34: `rows` = [] is not valid: it must be a whole number of at least 1, or a list of whole numbers, such as [100, 200, 300]",
    ),
    (
        "rows = [100, 200]\n",
        "",
        "`rows` of [power] is missing: write `rows = [100, 200, 300]` under [power]",
    ),
    (
        "replications = 50",
        "replications = 1",
        "line 35: `replications` = 1 is not valid: it must be a whole number of at least 2",
    ),
    (
        "resamples = 60",
        "resampels = 60",
        "line 36: `resampels` of [power] is unknown; did you mean `resamples`?",
    ),
    (
        "target = 0.9",
        "target = 80",
        "line 39: `target` = 80 is not valid: it must be a number between 0 and 1, such as 0.8",
    ),
    (
        "[\"total\"]",
        "[\"totals\"]",
        "line 40: `quantities` = \"totals\" is not valid: it must be \"path\", \"indirect\", \"total\", \"specific\", \"contrast\", \"slope\", \"conditional\" or \"moderated\"; did you mean `total`?",
    ),
];

#[test]
fn slips_are_reported_with_their_line_and_the_fix() {
    for (right, wrong, sentence) in SLIPS {
        assert!(STUDY.contains(right), "`{right}` is not in the study");
        let error = parse(&STUDY.replacen(right, wrong, 1)).unwrap_err();
        assert_eq!(error, *sentence, "`{wrong}`");
    }
}

#[test]
fn a_path_or_a_pair_in_two_spellings_is_refused() {
    let study = |values: &str| {
        format!(
            "[model]\ntext = \"X =~ x1-3; Z =~ z1-3; Y =~ y1-3; Y ~ X + Z\"\n[population]\nloadings = 0.8\n{values}\n"
        )
    };
    let paths = "paths = { \"X -> Y\" = 0.3, \"Z -> Y\" = 0.3 }\n";
    for (values, answer) in [
        (
            "paths = { \"X -> Y\" = 0.3, \"X->Y\" = 0.5, \"Z -> Y\" = 0.1 }".to_owned(),
            "`X -> Y` and `X->Y` of `paths` are the same: remove one of them",
        ),
        (
            format!("{paths}correlations = {{ \"X, Z\" = 0.1, \"X,Z\" = 0.2 }}"),
            "`X, Z` and `X,Z` of `correlations` are the same: remove one of them",
        ),
        (
            format!("{paths}correlations = {{ \"X, Z\" = 0.1, \"Z, X\" = 0.2 }}"),
            "`X, Z` and `Z, X` of `correlations` are the same: remove one of them",
        ),
        (
            format!(
                "{paths}group = \"g\"\n[population.groups.a]\nshare = 0.5\npaths = {{ \"Z -> Y\" = 0.1, \"Z ->  Y\" = 0.2 }}\n[population.groups.b]\nshare = 0.5"
            ),
            "`Z ->  Y` and `Z -> Y` of `paths` are the same: remove one of them",
        ),
    ] {
        let told = parse(&study(&values)).unwrap_err();
        assert!(told.ends_with(answer), "{told}");
    }
    // A group may have a path of its own in any spelling.
    let own = format!(
        "{paths}group = \"g\"\n[population.groups.a]\nshare = 0.5\npaths = {{ \"Z->Y\" = 0.1 }}\n[population.groups.b]\nshare = 0.5"
    );
    assert!(parse(&study(&own)).is_ok());
}

#[test]
fn a_fault_of_one_group_names_the_group_and_one_of_all_does_not() {
    let own = STUDY.replace("\"Image -> Loyalty\" = 0.6", "\"Image -> Loyalty\" = 1.6");
    let error = parse(&own).unwrap_err();
    says!(error);
    let slip = STUDY.replace("\"Image -> Loyalty\" = 0.6", "\"Imag -> Loyalty\" = 0.6");
    says!(parse(&slip).unwrap_err());
    let all = STUDY.replace("\"Image -> Loyalty\" = 0.4", "\"Image -> Loyalty\" = 1.4");
    let error = parse(&all).unwrap_err();
    says!(error);
}

#[test]
fn missing_in_the_wrong_table_is_refused_with_the_right_one() {
    let treatment = STUDY.replace("missing = \"casewise\"", "missing = { rate = 0.05 }");
    says!(parse(&treatment).unwrap_err());
    let gaps = "[model]\ntext = \"X =~ x; Y =~ y; Y ~ X\"\n[population]\npaths = { \"X -> Y\" = 0.4 }\nmissing = \"casewise\"\n";
    says!(parse(gaps).unwrap_err());
}

#[test]
fn a_file_without_a_population_says_what_to_write() {
    let text = "[model]\ntext = \"X =~ x; Y =~ y; Y ~ X\"\n";
    says!(parse(text).unwrap_err());
}

/// Mistyped and hostile numbers.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        12 => -1.2..1.2,
        1 => prop::sample::select(&[f64::NAN, f64::INFINITY, -1e300, 1e-300, 0.0, 1.0, -1.0][..]),
    ]
}

fn answers() -> impl Strategy<Value = Answers> {
    prop_oneof![
        3 => Just(Answers::Normal),
        2 => (number(), number()).prop_map(|(skewness, kurtosis)| Answers::Skewed { skewness, kurtosis: 4.0 * kurtosis }),
        1 => (0..9_usize, number()).prop_map(|(points, lean)| Answers::Likert { points, lean }),
        1 => prop::collection::vec(number(), 0..4).prop_map(Answers::Thresholds),
        1 => prop::collection::vec(number(), 0..4).prop_map(Answers::Cumulative),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_values_panic_and_those_that_are_taken_draw_finite_numbers(
        numbers in prop::collection::vec(number(), 12),
        of_all in answers(),
        of_one in answers(),
        rate in number(),
        strength in number(),
    ) {
        let values = Values::new()
            .loadings("Image", &numbers[..3])
            .loadings("Loyalty", &numbers[3..5])
            .weights("Value", &numbers[5..8])
            .within("Value", numbers[8])
            .correlation("Image", "Value", numbers[9])
            .path("Image", "Loyalty", numbers[10])
            .path("Value", "Loyalty", numbers[11])
            .answers(of_all)
            .answers_of("I2", of_one);
        if let Ok(population) = Population::new(&model(), &values) {
            prop_assert!(population.answer_correlations().unwrap().iter().all(|r| r.abs() < 1.0 + 1e-9));
            let simulation = Simulation::new(population);
            let survey = simulation.draw(20, 1).unwrap();
            for k in 0..8 {
                for i in 0..20 {
                    prop_assert!(survey.answer(i, k).unwrap().is_finite());
                }
            }
            if let Ok(gaps) = simulation.with_missing(Missingness::at_random(rate, "I2", strength)) {
                prop_assert!(gaps.draw(20, 1).is_ok());
            }
        }
    }
}
