//! A matrix of correlations or covariances in place of rows: the same numbers, and a reason where there are none.

#![allow(clippy::float_cmp)] // numbers of rows are whole
#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use pls_sem::assess::structural::EffectSize;
use pls_sem::nalgebra::DMatrix;
use pls_sem::simulate::Population;
use pls_sem::{
    Bootstrap, Definition, Document, ExactFit, Fit, Input, Matrix, Missing, Model, Moments,
    Options, ReadOptions, Study, StudyFile, Table,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::report::full;
use crate::support::{below, random_case, shuffled, strict};

const N: usize = 273;

/// A model whose columns stand elsewhere in the survey, beside others.
const MODEL: &str = "S =~ INT1-4; R =~ KR1-5; P =~ KP1-5; V <~ VP1-5; C =~ CO1; V ~ R + P; C ~ V; S ~ R + P + V + C";

fn canvas() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

/// Covariances of all 49 questions, each computed by itself from the answers.
fn covariances(table: &Table) -> (Vec<String>, DMatrix<f64>) {
    let names = table.columns().iter().skip(4).map(|c| c.name.clone());
    let names: Vec<String> = names.collect();
    let n = table.rows() as f64;
    let centred = |name: &String| {
        let x: Vec<f64> = (0..table.rows())
            .map(|i| table.number(name, i).unwrap())
            .collect();
        let mean = x.iter().sum::<f64>() / n;
        x.into_iter().map(|x| x - mean).collect::<Vec<f64>>()
    };
    let columns: Vec<Vec<f64>> = names.iter().map(centred).collect();
    let covariance = |a: usize, b: usize| {
        let products = columns[a].iter().zip(&columns[b]).map(|(x, y)| x * y);
        products.sum::<f64>() / (n - 1.0)
    };
    let matrix = DMatrix::from_fn(names.len(), names.len(), covariance);
    (names, matrix)
}

fn correlations(covariances: &DMatrix<f64>) -> DMatrix<f64> {
    let (p, sd) = (covariances.nrows(), |k| f64::sqrt(covariances[(k, k)]));
    DMatrix::from_fn(p, p, |k, l| covariances[(k, l)] / (sd(k) * sd(l)))
}

fn study(consistent: bool) -> Study {
    let model = Model::parse(MODEL).unwrap();
    let rival = model.with_paths("S ~ R + P + V").unwrap();
    let difference = Definition::parse("difference", "path(R -> S) - path(P -> S)").unwrap();
    Study::new(model)
        .options(strict().consistent(consistent))
        .effect_size(EffectSize::Reestimated)
        .redundancy("V", ["CR1"])
        .compare("without C", rival)
        .define(difference)
}

/// Where two documents differ by more than rounding.
fn differences(at: &str, got: &Value, want: &Value, found: &mut BTreeSet<String>) {
    match (got, want) {
        (Value::Object(got), Value::Object(want)) => {
            for (key, want) in want {
                let got = got.get(key).unwrap_or(&Value::Null);
                differences(&format!("{at}.{key}"), got, want, found);
            }
        }
        (Value::Array(got), Value::Array(want)) if got.len() == want.len() => {
            let each = got.iter().zip(want);
            each.for_each(|(got, want)| differences(at, got, want, found));
        }
        (Value::Number(x), Value::Number(y)) => {
            let (x, y) = (x.as_f64().unwrap(), y.as_f64().unwrap());
            if (x - y).abs() > 1e-12 * (1.0 + y.abs()) {
                found.insert(format!("{at}: {x}, not {y}"));
            }
        }
        (Value::Null, Value::Number(_)) => {
            found.insert(format!("{at} is null"));
        }
        _ if got == want => {}
        _ => {
            found.insert(at.to_owned());
        }
    }
}

fn differ(got: &Document, want: &Document) -> BTreeSet<String> {
    let json = |document: &Document| -> Value {
        let mut json: Value = serde_json::from_str(&document.to_json()).unwrap();
        // What the data are is another thing than what follows from them. An iteration that has settled still changes by
        // rounding.
        json["study"]["data"] = Value::Null;
        json["data"] = Value::Null;
        json["termination"]["change"] = Value::Null;
        json
    };
    let mut found = BTreeSet::new();
    differences("", &json(got), &json(want), &mut found);
    found
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

// ------------------------------------------------------------------------------------------------- the estimates

#[test]
fn covariances_give_the_estimates_of_the_rows_behind_them() {
    let table = canvas();
    let (names, values) = covariances(&table);
    let matrix = Matrix::covariances(&values, names, N).unwrap();
    for consistent in [false, true] {
        let study = study(consistent);
        let (got, want) = (study.run(&matrix).unwrap(), study.run(&table).unwrap());
        let missing = set(&[
            ".alpha_intervals", // those free of assumptions need rows
            ".indicators.kurtosis is null",
            ".indicators.max is null",
            ".indicators.mean is null",
            ".indicators.min is null",
            ".indicators.missing is null",
            ".indicators.skewness is null",
        ]);
        assert_eq!(differ(&got, &want), missing);
        let mut others = want.alpha_intervals.clone();
        others.retain(|row| row.method.to_string() != "adf");
        others.retain(|row| row.method.to_string() != "adf_standardised");
        assert!(!others.is_empty() && got.alpha_intervals.len() == others.len());
        for (got, want) in got.alpha_intervals.iter().zip(&others) {
            assert_eq!((&got.construct, got.method), (&want.construct, want.method));
            assert!((got.low - want.low).abs() < 1e-12 && (got.high - want.high).abs() < 1e-12);
        }
    }
}

#[test]
fn correlations_give_all_estimates_that_need_no_units() {
    let table = canvas();
    let (names, values) = covariances(&table);
    let matrix = Matrix::correlations(&correlations(&values), names, N).unwrap();
    for consistent in [false, true] {
        let study = study(consistent);
        let (got, want) = (study.run(&matrix).unwrap(), study.run(&table).unwrap());
        let missing = set(&[
            ".alpha_intervals",
            ".constructs.alpha_raw is null",
            ".indicators.kurtosis is null",
            ".indicators.max is null",
            ".indicators.mean is null",
            ".indicators.min is null",
            ".indicators.missing is null",
            ".indicators.sd is null",
            ".indicators.skewness is null",
            ".items.alpha_raw_if_deleted is null",
            ".items.item_total is null",
            ".questionnaire.alpha_raw is null",
        ]);
        assert_eq!(differ(&got, &want), missing);
        assert!(got.alpha_intervals.is_empty());
    }
}

#[test]
fn every_random_study_has_its_estimates_from_its_own_correlations() {
    for seed in 0..40 {
        let case = random_case(seed);
        let fit = case.fit();
        let names: Vec<&str> = case.model.indicators().collect();
        // In any order.
        let order = shuffled(&mut pls_sem::simulate::uniform(seed, 3), names.len());
        let s = fit.moments().correlations();
        let values = DMatrix::from_fn(names.len(), names.len(), |k, l| s[(order[k], order[l])]);
        let names = order.iter().map(|&k| names[k]);
        let matrix = Matrix::correlations(&values, names, case.table.rows()).unwrap();
        let of_matrix = Fit::of_matrix(&case.model, &matrix, &case.options).unwrap();
        assert_eq!(of_matrix.estimates(), fit.estimates());
        assert_eq!(of_matrix.moments().n(), fit.moments().n());
        assert!(of_matrix.scores().is_none() && fit.scores().is_some());
    }
}

#[test]
fn consistent_pls_finds_a_population_in_its_matrix() {
    let model = Model::parse("X =~ x1-3; M =~ m1-4; Y =~ y1-2; M ~ X; Y ~ X + M").unwrap();
    let path = |from: &str, to: &str| match (from, to) {
        ("X", "M") => 0.5,
        ("M", "Y") => 0.4,
        _ => 0.2,
    };
    let loading = |indicator: &str| if indicator.ends_with('1') { 0.9 } else { 0.7 };
    let population = Population::of_factors(&model, |_, _| 0.0, path, loading).unwrap();
    let matrix = Matrix::correlations(population.correlations(), model.indicators(), 100);
    let fit = Fit::of_matrix(&model, &matrix.unwrap(), &strict().consistent(true)).unwrap();
    for (from, to, estimate) in fit.paths() {
        assert!(
            (estimate - path(from, to)).abs() < 1e-12,
            "{from} -> {to}: {estimate}"
        );
    }
    for (_, indicator, estimate) in fit.loadings() {
        assert!(
            (estimate - loading(indicator)).abs() < 1e-12,
            "{indicator}: {estimate}"
        );
    }
}

#[test]
fn the_matrix_of_a_weighted_study_is_weighted() {
    let case = random_case(11);
    let mut random = pls_sem::simulate::uniform(1, 1);
    let weight = (0..case.table.rows())
        .map(|_| below(&mut random, 5) as f64)
        .collect();
    let columns = crate::support::columns(&case.table).map(|(name, x)| (name, x.to_vec()));
    let table = Table::from_columns(columns.chain([("weight", weight)])).unwrap();
    let fit = case.fit_to(&table.weighted_by("weight").unwrap());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number of rows
    let n = fit.moments().n() as usize;
    let correlations = fit.moments().correlations();
    let matrix = Matrix::correlations(correlations, case.model.indicators(), n).unwrap();
    let of_matrix = Fit::of_matrix(&case.model, &matrix, &case.options).unwrap();
    assert_eq!(of_matrix.estimates(), fit.estimates());
}

// ------------------------------------------------------------------------------------------------- the file

#[test]
fn a_matrix_is_read_full_or_as_either_triangle_with_names_or_without() {
    let full = "x,y,z\n1,.5,.3\n.5,1,-.4\n.3,-.4,1\n";
    let want = ReadOptions::new().parse_matrix(full, N).unwrap();
    assert_eq!(want.correlation("z", "y"), Some(-0.4));
    for text in [
        // With names in the first column, under a blank or a word.
        ",x,y,z\nx,1,.5,.3\ny,.5,1,-.4\nz,.3,-.4,1\n",
        "variable,x,y,z\nx,1,.5,.3\ny,.5,1,-.4\nz,.3,-.4,1\n",
        // The lower triangle, filled up or not.
        "x,y,z\n1,,\n.5,1,\n.3,-.4,1\n",
        "x,y,z\n1\n.5,1\n.3,-.4,1\n",
        ",x,y,z\nx,1\ny,.5,1\nz,.3,-.4,1\n",
        ",x,y,z\nx,1,NA,NA\ny,.5,1,NA\nz,.3,-.4,1\n",
        // Without diagonal, its first row blank, cut short or left out.
        "x,y,z\n,,\n.5,,\n.3,-.4,\n",
        "x,y,z\n\n.5\n.3,-.4\n",
        ",x,y,z\nx\ny,.5\nz,.3,-.4\n",
        ",x,y,z\ny,.5\nz,.3,-.4\n",
        // The upper triangle, and without diagonal.
        "x,y,z\n1,.5,.3\n,1,-.4\n,,1\n",
        ",x,y,z\nx,1,.5,.3\ny,,1,-.4\nz,,,1\n",
        "x,y,z\n,.5,.3\n,,-.4\n,,\n",
        "x,y,z\n,.5,.3\n,,-.4\n",
        ",x,y,z\nx,,.5,.3\ny,,,-.4\nz,,,\n",
        ",x,y,z\nx,,.5,.3\ny,,,-.4\n",
        // Full, the diagonal left out.
        "x,y,z\n,.5,.3\n.5,,-.4\n.3,-.4,\n",
        // As other countries write it.
        "x;y;z\r\n1;0,5;0,3\r\n0,5;1;-0,4\r\n0,3;-0,4;1\r\n",
        "\u{feff}\tx\ty\tz\nx\t1\t0,5\t0,3\ny\t0,5\t1\t-0,4\nz\t0,3\t-0,4\t1\n",
    ] {
        assert_eq!(
            ReadOptions::new().parse_matrix(text, N),
            Ok(want.clone()),
            "{text}"
        );
    }
    // Two variables, whose triangles have one cell.
    for text in [
        "a,b\n.5\n",
        "a,b\n,.5\n",
        "a,b\n1\n.5,1\n",
        ",a,b\nb,.5\n",
        ",a,b\na,,.5\n",
    ] {
        let matrix = ReadOptions::new().parse_matrix(text, N).unwrap();
        assert_eq!(matrix.correlation("a", "b"), Some(0.5), "{text}");
    }
}

#[test]
fn the_diagonal_tells_covariances_from_correlations() {
    let matrix = ReadOptions::new()
        .parse_matrix("x,y\n4\n1.2,9\n", N)
        .unwrap();
    assert_eq!(matrix.sds(), Some(&[2.0, 3.0][..]));
    assert!((matrix.correlation("x", "y").unwrap() - 0.2).abs() < 1e-15);
    let matrix = ReadOptions::new()
        .parse_matrix("x,y\n1.0\n0.2,1.0\n", N)
        .unwrap();
    assert_eq!(matrix.sds(), None);
    // In Rust it is said which.
    let values = DMatrix::from_row_slice(2, 2, &[1.0, 0.2, 0.2, 1.0]);
    let given = Matrix::covariances(&values, ["x", "y"], N).unwrap();
    assert_eq!(given.sds(), Some(&[1.0, 1.0][..]));
}

fn refused(text: &str) -> String {
    ReadOptions::new()
        .parse_matrix(text, N)
        .unwrap_err()
        .to_string()
}

#[test]
fn an_invalid_matrix_is_refused_with_its_cells() {
    for text in [
        "x,y,z\n1,.5,.3\n.5,1,-.4\n.3,.4,1\n",
        "x,y\n1,.5\n.5,0\n",
        "x,y\n-2,.5\n.5,1\n",
        "x,y,z\n1\n.5,1\n.3,1.4,1\n",
        "x,y\n4\n-9,9\n",
        "x,y,z\n1,.5,.3\n.5,1,\n.3,.4,1\n",
        "x,y,z\n1\n.5,1\n,.4,1\n",
        "x,y,z\n1\n.5,\n.3,.4,1\n",
        "x,y,z\n1,.5,.3\n.5,1,n.s.\n.3,.4,1\n",
        "x,y\n1,\"0,5\"\n,1\n",
        "x,y\n1,inf\ninf,1\n",
        "x,y\n1e200,1\n1,1\n",
        ",x,y,z\nx,1\nz,.5,1\ny,.3,.4,1\n",
        ",x,y,z\ny,.5\nzz,.3,.4\n",
        "x,y,z\n1,.5,.3\n",
        "x,y\n1,.5\n.5,1\n.3,.4\n",
        "x,y,x\n1\n.5,1\n.3,.4,1\n",
        "x,y\n1,.5,.3\n.5,1,.4\n",
        "x,y,z\n",
    ] {
        says!(refused(text));
    }
}

#[test]
fn matrices_in_memory_are_proved_as_well() {
    let nan = f64::NAN;
    let matrix = |values: &[f64], names: &[&str], n| {
        let values = DMatrix::from_row_slice(2, values.len() / 2, values);
        let names = names.iter().copied();
        Matrix::correlations(&values, names, n).map_err(|e| e.to_string())
    };
    let whole = matrix(&[1.0, 0.5, 0.5, 1.0], &["x", "y"], N).unwrap();
    for half in [
        [1.0, nan, 0.5, 1.0],
        [1.0, 0.5, nan, 1.0],
        [nan, 0.5, 0.5, nan],
    ] {
        assert_eq!(matrix(&half, &["x", "y"], N), Ok(whole.clone()));
    }
    for (values, names, n) in [
        (&[1.0, 0.5, 0.5, 2.0][..], &["x", "y"][..], N),
        (&[1.0, nan, nan, 1.0], &["x", "y"], N),
        (&[1.0, 0.5, 0.5, 1.0], &["x"], N),
        (&[1.0, 0.5, 0.5, 1.0], &["x", "x"], N),
        (&[1.0, 0.5, 0.5, 1.0, 0.2, 0.3], &["x", "y", "z"], N),
        (&[1.0, 0.5, 0.5, 1.0], &["x", "y"], 1),
    ] {
        says!(matrix(values, names, n).unwrap_err());
    }
}

// ------------------------------------------------------------------------------------------------- model and matrix

#[test]
fn an_indicator_that_the_matrix_lacks_and_an_n_too_small_are_refused() {
    let matrix = |n| {
        ReadOptions::new()
            .parse_matrix("x,y,z\n1\n.5,1\n.3,.4,1\n", n)
            .unwrap()
    };
    let study = |text| Study::new(Model::parse(text).unwrap());
    says!(study("X =~ x; Y =~ yy; Y ~ X").run(&matrix(N)).unwrap_err());
    let both = study("X =~ x; Y =~ y; Z =~ z; Z ~ X + Y");
    says!(both.run(&matrix(3)).unwrap_err());
    assert!(both.run(&matrix(4)).is_ok());
}

/// Correlations that no answers have: x and y both go with z, and against each other.
const INDEFINITE: &str = "x,y,z\n1\n-.5,1\n.8,.8,1\n";

#[test]
fn a_matrix_that_is_not_positive_definite_is_a_finding_with_its_smallest_eigenvalue() {
    let matrix = ReadOptions::new().parse_matrix(INDEFINITE, N).unwrap();
    let study = Study::new(Model::parse("Z =~ z + x; Y =~ y; Y ~ Z").unwrap());
    let document = study.run(&matrix).unwrap();
    // The eigenvalues are 1.5 and 1 - 0.5 (0.5 -+ sqrt(0.25 + 8 * 0.64)).
    let smallest = 1.0 - 0.5 * (0.5 + (0.25_f64 + 8.0 * 0.64).sqrt());
    let json: Value = serde_json::from_str(&document.to_json()).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "matrix_not_positive_definite");
    assert!(
        (finding["eigenvalue"].as_f64().unwrap() - smallest).abs() < 1e-12,
        "{finding}"
    );
    let sentence = document.findings[0].message();
    assert!(
        sentence.contains("(smallest eigenvalue -4.1e-1)"),
        "{sentence}"
    );
    assert!(full(&document).contains(sentence));
    // d_G and F_ML have no value, and say why.
    assert!(document.fit[0].d_g.is_none() && document.fit[0].undefined.is_some());
}

#[test]
fn an_eigenvalue_of_rounding_only_is_reported_as_0() {
    // z is the sum of x and y, which do not correlate.
    let r = 0.5_f64.sqrt();
    let text = format!("x,y,z\n1\n0,1\n{r},{r},1\n");
    let matrix = ReadOptions::new().parse_matrix(&text, N).unwrap();
    let study = Study::new(Model::parse("X =~ x + y; Z =~ z; Z ~ X").unwrap());
    let document = study.run(&matrix).unwrap();
    let json: Value = serde_json::from_str(&document.to_json()).unwrap();
    assert_eq!(json["findings"][0]["code"], "matrix_not_positive_definite");
    assert_eq!(json["findings"][0]["eigenvalue"], 0.0);
    let sentence = document.findings[0].message();
    says!(sentence);
}

#[test]
fn a_diagonal_that_may_hold_something_else_is_a_finding() {
    let matrix = ReadOptions::new()
        .parse_matrix("x,y,z\n.8\n.5,.7\n.3,.4,1\n", N)
        .unwrap();
    let study = Study::new(Model::parse("X =~ x + y; Z =~ z; Z ~ X").unwrap());
    let document = study.run(&matrix).unwrap();
    let codes: Vec<&str> = document.findings.iter().map(|f| f.finding.code()).collect();
    assert_eq!(codes, ["suspected_diagonal"]);
    // Correlations and ordinary variances are none.
    for text in ["x,y,z\n1\n.5,1\n.3,.4,1\n", "x,y,z\n.8\n.5,1.7\n.3,.4,1\n"] {
        let matrix = ReadOptions::new().parse_matrix(text, N).unwrap();
        assert!(study.run(&matrix).unwrap().findings.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever the matrix holds, its document is one of numbers: what is not defined is left out.
    #[test]
    fn no_matrix_gives_not_a_number(
        cells in prop::collection::vec(-100_i32..=100, 21),
        variances in prop::option::of(prop::collection::vec(1e-3_f64..1e3, 7)),
        n in 5_usize..400,
        consistent: bool,
        mode in 0_usize..4,
    ) {
        let names = ["a1", "a2", "a3", "b1", "b2", "c1", "c2"];
        let correlation = |k: usize, l: usize| {
            let (k, l) = (k.max(l), k.min(l));
            if k == l { 1.0 } else { f64::from(cells[k * (k - 1) / 2 + l]) / 100.0 }
        };
        let values = DMatrix::from_fn(7, 7, |k, l| {
            let scale = variances.as_ref().map_or(1.0, |v| (v[k] * v[l]).sqrt());
            correlation(k, l) * scale
        });
        let matrix = if variances.is_some() {
            Matrix::covariances(&values, names, n).unwrap()
        } else {
            Matrix::correlations(&values, names, n).unwrap()
        };
        let operator = ["=~", "<~", "=~", "<~"][mode];
        let text = format!("A {operator} a1 + a2 + a3; B =~ b1 + b2; C =~ c1 + c2; B ~ A; C ~ A + B");
        let options = Options::default().consistent(consistent);
        let study = Study::new(Model::parse(&text).unwrap())
            .options(options)
            .effect_size(EffectSize::Reestimated);
        if let Ok(document) = study.run(&matrix) {
            let read: Result<Document, _> = serde_json::from_str(&document.to_json());
            prop_assert_eq!(read.unwrap(), document);
        }
    }
}

// ------------------------------------------------------------------------------------------------- what needs rows

#[test]
fn settings_that_need_rows_are_refused_by_name() {
    let (names, values) = covariances(&canvas());
    let matrix = Matrix::covariances(&values, names, N).unwrap();
    let plain = Study::new(Model::parse(MODEL).unwrap());
    for study in [
        plain.clone().bootstrap(Bootstrap::new(100)),
        plain.clone().exact_fit(ExactFit::new(100)),
        plain.clone().missing(Missing::Mean),
        plain.clone().linearity(true),
    ] {
        says!(study.run(&matrix).unwrap_err());
        says!(study.moments(&matrix).unwrap_err());
        let go_on = &mut |_| ControlFlow::Continue(());
        says!(study.run_part(&matrix, 0..10, go_on).unwrap_err());
        says!(study.merge(&matrix, [], go_on).unwrap_err());
    }
    let want = Moments::of_matrix(plain.model(), &matrix).unwrap();
    let got = plain.moments(&matrix).unwrap();
    assert_eq!((got.means(), got.sds()), (None, want.sds()));
}

// ------------------------------------------------------------------------------------------------- the study file

const STUDY: &str = "[data]
matrix = 'r.csv'
n = 273

[model]
text = 'X =~ x + y; Z =~ z; Z ~ X'
";

fn parse(text: &str) -> Result<StudyFile, String> {
    StudyFile::parse(text, Path::new("folder")).map_err(|e| e.to_string())
}

fn folder(test: &str) -> PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-matrix-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("r.csv"), "x,y,z\n1\n.5,1\n.3,.4,1\n").unwrap();
    std::fs::write(folder.join("study.toml"), STUDY).unwrap();
    folder
}

#[test]
fn a_study_file_names_a_matrix_and_its_n() {
    let file = StudyFile::read(folder("study").join("study.toml")).unwrap();
    let input = file.input().unwrap();
    let Input::Matrix(matrix) = &input else {
        panic!("{input:?}");
    };
    assert_eq!((matrix.n(), matrix.names().len()), (273, 3));
    let document = file.study.run(&input).unwrap();
    let data = &document.study.data;
    assert!(data.matrix.as_ref().unwrap().ends_with("r.csv") && data.file.is_none());
    assert_eq!((data.n, document.data.rows_used), (Some(273), 273));
    assert_eq!(document.data.rows_read, None);
    let json: Value = serde_json::from_str(&document.to_json()).unwrap();
    assert_eq!(json["data"]["given"], "correlations");
    assert!(
        json["data"]["undefined"]
            .as_str()
            .unwrap()
            .contains("raw alpha")
    );
    let report = full(&document);
    assert!(
        report.contains("  Matrix      correlations, n = 273\n"),
        "{report}"
    );
    assert!(
        report.contains("  Undefined   a matrix of correlations has no rows"),
        "{report}"
    );
    // Its rows are asked for without success.
    let refused = file.table().unwrap_err().to_string();
    says!(refused);
}

#[test]
fn keys_of_rows_beside_a_matrix_are_refused_with_their_line() {
    for (right, wrong) in [
        ("n = 273", "n = 273\nmissing = 'error'"),
        ("n = 273", "n = 273\nmissing_codes = [-99]"),
        ("[data]", "[data]\nweights = 'w'"),
        ("[model]", "[bootstrap]\nresamples = 100\n[model]"),
        ("[model]", "[interactions]\nlinearity = true\n[model]"),
        ("[model]", "[fit]\nresamples = 100\n[model]"),
    ] {
        let text = STUDY.replace(right, wrong);
        says!(parse(&text).unwrap_err());
    }
}

#[test]
fn a_matrix_without_n_or_beside_a_file_is_refused() {
    for (right, wrong) in [
        ("n = 273", ""),
        ("n = 273", "n = 1"),
        ("n = 273", "n = 27.5"),
        ("n = 273", "n = 273\nfile = 'survey.csv'"),
        ("matrix = 'r.csv'", "file = 'survey.csv'"),
        ("matrix = 'r.csv'", ""),
        ("matrix", "matrx"),
    ] {
        says!(parse(&STUDY.replace(right, wrong)).unwrap_err());
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_command_describes_a_matrix_and_runs_on_it() {
    use crate::program::{Ran, pls_sem};

    let folder = folder("command");
    let run = |command: &str, study: &str| {
        let study = folder.join(study);
        pls_sem(&[command, study.to_str().unwrap()])
    };
    let checked = run("check", "study.toml");
    assert_eq!(checked.status, Some(0));
    let described = "Matrix correlations, 3 variables, n = 273 ";
    assert!(checked.said().contains(described), "{}", checked.out);
    assert!(checked.said().contains("r.csv Data "), "{}", checked.out);
    let out = &checked.out;
    assert!(
        out.ends_with("Nothing in the matrix looks suspicious.\n"),
        "{out}"
    );
    let Ran { status, out, .. } = run("run", "study.toml");
    assert_eq!(status, Some(0));
    assert!(out.contains("Z  "), "{out}");
    std::fs::write(folder.join("r.csv"), INDEFINITE).unwrap();
    let Ran { out, .. } = run("check", "study.toml");
    assert!(
        out.contains("- the matrix of the 3 indicators is not positive definite"),
        "{out}"
    );
    std::fs::write(folder.join("r.csv"), "x,y,z\n1\n5,1\n.3,.4,1\n").unwrap();
    let Ran { status, err, .. } = run("run", "study.toml");
    assert_eq!(status, Some(1));
    let path = folder.join("r.csv");
    let want = "the correlation of `y` and `x` is 5: it must lie between -1 and 1";
    assert_eq!(err, format!("error: {}: {want}\n", path.display()));
}

#[test]
fn a_large_matrix_is_read_back_as_it_was_written() {
    let table = canvas();
    let (names, values) = covariances(&table);
    let mut text = format!(",{}\n", names.join(","));
    for (k, name) in names.iter().enumerate() {
        let cells: Vec<String> = (0..=k).map(|l| values[(k, l)].to_string()).collect();
        writeln!(text, "{name},{}", cells.join(",")).unwrap();
    }
    let read = ReadOptions::new().parse_matrix(&text, N).unwrap();
    assert_eq!(read, Matrix::covariances(&values, names, N).unwrap());
}
