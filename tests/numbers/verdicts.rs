//! Verdicts on numbers: they use the right value, and there are none if the value is not defined.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use approx::assert_abs_diff_eq;
use pls_sem::assess::AssessFinding;
use pls_sem::assess::criteria::{CompareError, compare};
use pls_sem::assess::discriminant::discriminant;
use pls_sem::assess::model_fit::model_fit;
use pls_sem::assess::structural::{EffectSize, f2_reestimated, path_strengths};
use pls_sem::estimate::EstimateFinding;
use pls_sem::nalgebra::DMatrix;
use pls_sem::{
    Bootstrap, Document, ExactFit, Fit, Judged, Matrix, Missing, Mode, Model, Options, Study, Table,
};

use crate::support::{correlation_matrix, exact_sample, fit, strict};

fn canvas() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

fn codes(document: &Document) -> Vec<&str> {
    let findings = document.findings.iter();
    findings.map(|f| f.finding.code()).collect()
}

/// Answers reversed: 6 minus the answer.
fn turned(table: &Table, names: &[&str]) -> Table {
    let answers = |name: &str| {
        let rows = 0..table.rows();
        let turns = names.contains(&name);
        rows.map(|i| table.number(name, i).unwrap())
            .map(|x| if turns { 6.0 - x } else { x })
            .collect::<Vec<f64>>()
    };
    let model = Model::parse("A =~ KR1-5; B =~ KP1-5; S =~ INT1-4; S ~ A + B").unwrap();
    Table::from_columns(model.indicators().map(|name| (name, answers(name)))).unwrap()
}

#[test]
fn htmt2_of_a_construct_turned_round_is_that_of_the_construct() {
    let model = Model::parse("A =~ KR1-5; B =~ KP1-5; S =~ INT1-4; S ~ A + B").unwrap();
    let of = |names: &[&str]| {
        let fit = fit(&model, &turned(&canvas(), names), &strict());
        discriminant(&fit)[0].clone()
    };
    let (straight, all) = (of(&[]), of(&["KR1", "KR2", "KR3", "KR4", "KR5"]));
    assert_abs_diff_eq!(straight.htmt2.unwrap(), all.htmt2.unwrap(), epsilon = 1e-12);
    assert_abs_diff_eq!(straight.htmt.unwrap(), all.htmt.unwrap(), epsilon = 1e-12);
    // Of some questions only, the correlations within the block are of both signs, and one pair is named.
    let some = of(&["KR1"]);
    assert_eq!(some.htmt2, None);
    let reason = some.htmt2_undefined.unwrap();
    assert!(reason.contains("`KR2` and `KR1`"), "{reason}");
}

#[test]
fn models_are_compared_only_in_equations_whose_predictors_differ() {
    let table = canvas();
    let model =
        Model::parse("R =~ KR1-5; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + P + V").unwrap();
    let of = |paths: &str| fit(&model.with_paths(paths).unwrap(), &table, &strict());
    let (one, two, three) = (
        of("V ~ R; S ~ V"),
        of("V ~ R; S ~ V + R"),
        of("V ~ R; S ~ V + P"),
    );
    let rows = compare(&[("one", &one), ("two", &two), ("three", &three)]).unwrap();
    let named: Vec<(&str, &str)> = rows
        .iter()
        .map(|r| (r.model.as_str(), r.criteria.construct.as_str()))
        .collect();
    // V has the same predictor in all three.
    assert_eq!(named, [("one", "S"), ("two", "S"), ("three", "S")]);
    let other = of("V ~ R; P ~ R");
    assert_eq!(
        compare(&[("one", &one), ("other", &other)]),
        Err(CompareError::NothingToCompare)
    );
}

#[test]
fn a_single_composite_of_a_consistent_study_takes_no_degree_of_freedom() {
    let df = |operator: &str| {
        let text = format!("X =~ KR1-5; Z {operator} KP1; S =~ INT1-4; S ~ X + Z");
        let model = Model::parse(&text).unwrap();
        let options = Options::default().consistent(true);
        model_fit(&fit(&model, &canvas(), &options))[1].df
    };
    // 45 correlations; one of the two predictors; two paths; loadings 5 and 4.
    assert_eq!(df("<~"), 45 - 1 - 2 - 9);
    assert_eq!(df("=~"), 45 - 1 - 2 - 10);
}

#[test]
fn a_reliability_of_a_single_composite_is_refused() {
    let model = Model::parse("X =~ KR1-5; Z <~ KP1; X ~ Z").unwrap();
    let options = Options::default().consistent(true).reliability("Z", 0.8);
    let study = Study::new(model).options(options);
    let error = study.run(&canvas()).unwrap_err().to_string();
    assert!(error.contains("`<~`") && error.contains("`Z`"), "{error}");
}

#[test]
fn dummies_spread_over_blocks_leave_fit_undefined_and_are_named() {
    // Four categories, of which each row is in one, in three blocks.
    let rows = 120_usize;
    let dummy = |c: usize| (0..rows).map(move |i| f64::from(u8::from((i * 7 + i / 9) % 4 == c)));
    let noise = |s: usize| (0..rows).map(move |i| ((i * i * 31 + s * 17 * i + s) % 97) as f64);
    let columns: Vec<(String, Vec<f64>)> = (0..4)
        .map(|c| (format!("d{c}"), dummy(c).collect()))
        .chain((0..3).map(|s| (format!("y{s}"), noise(s).collect())))
        .collect();
    let table = Table::from_columns(columns).unwrap();
    let model = Model::parse("A <~ d0 + d1; B <~ d2; C <~ d3 + y0; Y =~ y1 + y2; Y ~ A + B + C");
    let document = Study::new(model.unwrap()).run(&table).unwrap();
    for fit in &document.fit {
        assert_eq!(
            (fit.d_g, fit.f_ml, fit.gfi_gls, fit.nfi),
            (None, None, None, None)
        );
        let why = fit.undefined.as_ref().unwrap();
        assert!(why.contains("not positive definite"), "{why}");
    }
    let named = document
        .findings
        .iter()
        .find_map(|f| match f.finding.kind()? {
            AssessFinding::DependentIndicators { indicators, .. } => Some(indicators),
            _ => None,
        });
    assert_eq!(named.unwrap(), ["d0", "d1", "d2", "d3"]);
}

/// A consistent solution whose predictors explain more than all.
fn improper() -> (Fit, Table) {
    let text = "X =~ x1-2; Z =~ z1-2; Y =~ y1-2; Y ~ X + Z";
    // Low reliabilities together with high correlations between blocks: after the correction these
    // are too large.
    let (own, across) = (0.36, 0.40);
    let below: Vec<Vec<f64>> = (0..6)
        .map(|k: usize| {
            let r = |l: usize| match (k / 2, l / 2) {
                (a, b) if a == b => own,
                (1, 0) => 0.05,
                _ => across,
            };
            (0..k).map(r).collect()
        })
        .collect();
    let model = Model::parse(text).unwrap();
    let table = exact_sample(&model, &correlation_matrix(&below), 200);
    (fit(&model, &table, &strict().consistent(true)), table)
}

#[test]
fn a_construct_with_a_negative_residual_variance_is_named_and_has_no_effect_sizes() {
    let (fit, table) = improper();
    let r2 = fit.r2("Y").unwrap();
    assert!(r2 > 1.0);
    let found = fit.findings().into_iter().find_map(|f| match f.kind()? {
        EstimateFinding::NegativeResidualVariance {
            construct,
            r2,
            residual,
        } => Some((construct, r2, residual)),
        _ => None,
    });
    let (construct, of_finding, residual) = found.unwrap();
    assert_eq!(construct, "Y");
    assert_abs_diff_eq!(of_finding, r2, epsilon = 1e-12);
    assert_abs_diff_eq!(residual, 1.0 - r2, epsilon = 1e-12);
    assert!(path_strengths(&fit).iter().all(|p| p.f2.is_none()));
    assert!(
        f2_reestimated(&fit, &table, Missing::Error)
            .iter()
            .all(Option::is_none)
    );
}

#[test]
fn a_reestimated_effect_keeps_the_rows_of_the_full_model() {
    let canvas = canvas();
    let names = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P";
    let model = Model::parse(names).unwrap();
    // Only P, which would stand alone without its path, has missing answers.
    let columns = model.indicators().map(|name| {
        let answers = (0..canvas.rows()).map(|i| {
            let missing = name == "KP1" && i % 3 == 0;
            if missing {
                f64::NAN
            } else {
                canvas.number(name, i).unwrap()
            }
        });
        (name, answers.collect::<Vec<f64>>())
    });
    let table = Table::from_columns(columns).unwrap();
    let study = Study::new(model.clone())
        .missing(Missing::Casewise)
        .effect_size(EffectSize::Reestimated);
    let got = study.run(&table).unwrap().paths[1].f2.unwrap();

    let kept: Vec<usize> = (0..canvas.rows()).filter(|i| i % 3 != 0).collect();
    let kept = canvas.select_rows(kept).unwrap();
    let r2 = |text: &str| {
        let model = Model::parse(text).unwrap();
        fit(&model, &kept, &Options::default()).r2("S").unwrap()
    };
    let (full, without) = (r2(names), r2("R =~ KR1-5; S =~ INT1-4; S ~ R"));
    assert_abs_diff_eq!(got, (full - without) / (1.0 - full), epsilon = 1e-12);
}

#[test]
fn tied_components_and_a_loose_tolerance_are_findings() {
    let r = DMatrix::from_row_slice(
        4,
        4,
        &[
            1.0, 0.0, 0.3, 0.2, //
            0.0, 1.0, 0.2, 0.3, //
            0.3, 0.2, 1.0, 0.5, //
            0.2, 0.3, 0.5, 1.0,
        ],
    );
    let matrix = Matrix::correlations(&r, ["x1", "x2", "y1", "y2"], 200).unwrap();
    let model = Model::parse("X <~ x1 + x2; Y =~ y1 + y2; Y ~ X").unwrap();
    let model = pls_sem::Draft::new()
        .construct(pls_sem::Construct::composite("X", ["x1", "x2"]).mode(Mode::Pca))
        .construct(model.constructs()[1].clone())
        .path("X", "Y")
        .check()
        .unwrap();
    let findings = |options: &Options| {
        let fit = Fit::of_matrix(&model, &matrix, options).unwrap();
        let findings = fit.findings();
        findings
            .iter()
            .map(|f| f.code().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(findings(&Options::default()), ["tied_components"]);
    let loose = Options::default().tolerance(0.02);
    assert_eq!(findings(&loose), ["tied_components", "loose_tolerance"]);
}

#[test]
fn a_weight_that_points_against_its_indicator_is_a_finding() {
    // x2 is x1 with noise, and adds with the other sign.
    let below = vec![vec![], vec![0.9], vec![0.6, 0.4], vec![0.55, 0.35, 0.6]];
    let model = Model::parse("X <~ x1 + x2; Y =~ y1 + y2; Y ~ X").unwrap();
    let table = exact_sample(&model, &correlation_matrix(&below), 200);
    let document = Study::new(model).run(&table).unwrap();
    let found = document
        .findings
        .iter()
        .find_map(|f| match f.finding.kind()? {
            EstimateFinding::OppositeSigns {
                construct,
                indicators,
            } => Some((construct, indicators)),
            _ => None,
        });
    assert_eq!(found.unwrap(), ("X".to_owned(), vec!["x2".to_owned()]));
}

#[test]
fn indices_that_presume_maximum_likelihood_and_harmans_share_have_no_verdict() {
    let text = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P";
    let study = Study::new(Model::parse(text).unwrap());
    let study = study
        .bootstrap(Bootstrap::new(200))
        .exact_fit(ExactFit::new(100));
    let document = study.run(&canvas()).unwrap();
    assert!(document.fit.iter().all(|f| f.nfi.unwrap() < 0.99));
    let judged: Vec<Judged> = document.guidance.iter().map(|j| j.measure).collect();
    assert!(!judged.contains(&Judged::FullVif));
    // Every judgement of SRMR is by the quantile of the test that was run.
    let tests = &document.exact_fit.as_ref().unwrap().tests;
    for judgement in document
        .guidance
        .iter()
        .filter(|j| j.measure == Judged::Srmr)
    {
        assert!(tests.iter().any(|t| t.q95 == Some(judgement.bound)));
    }
    // HTMT is judged by its upper bound, so not without a bootstrap.
    let alone = Study::new(Model::parse("A =~ KR1-3; B =~ KR4-5; S =~ INT1-4; S ~ A + B").unwrap());
    let htmt = |document: &Document| {
        let judged = document.guidance.iter().find(|j| j.measure == Judged::Htmt);
        judged.map(|j| j.value)
    };
    assert_eq!(htmt(&alone.run(&canvas()).unwrap()), None);
    let document = alone.bootstrap(Bootstrap::new(200)).run(&canvas()).unwrap();
    let upper = document.bootstrap.as_ref().unwrap().estimates.iter();
    let upper = upper.filter_map(|e| e.summary.upper).reduce(f64::max);
    assert_eq!(htmt(&document), upper);
    assert!(!codes(&document).contains(&"interval_fault"));
}
