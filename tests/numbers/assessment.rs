//! Assessment on exact populations, by identities, and on data that go wrong.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::ops::ControlFlow;

use crate::support::{correlation_matrix, exact_sample, fit, strict};
use approx::assert_abs_diff_eq;
use pls_sem::assess::AssessFinding;
use pls_sem::assess::collinearity::{common_method, indicator_vifs};
use pls_sem::assess::criteria::{CompareError, compare, criteria};
use pls_sem::assess::descriptives::descriptives;
use pls_sem::assess::discriminant::{discriminant, fornell_larcker, higher_elsewhere};
use pls_sem::assess::model_fit::{FitModel, model_fit};
use pls_sem::assess::pruning::pruning;
use pls_sem::assess::redundancy::{RedundancyError, redundancy};
use pls_sem::assess::reliability::reliability;
use pls_sem::assess::structural::path_strengths;
use pls_sem::nalgebra::{DMatrix, DVector};
use pls_sem::procedure::{ExactFitError, ExactFitTest, exact_fit};
use pls_sem::simulate::Population;
use pls_sem::{
    Bootstrap, Catalogue, ExactFit, Fit, Measure, Missing, Model, Options, Problem, Table,
    bootstrap,
};

const ROWS: usize = 120;

/// The bundled survey, without its column of names.
fn canvas() -> Table {
    let survey = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let columns = survey.columns().iter();
    let numbers = columns.filter_map(|c| Some((c.name.clone(), c.cells.numbers()?)));
    Table::from_columns(numbers.collect::<Vec<_>>()).unwrap()
}

const CHAIN: &str = "R =~ KR1-5; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4; V ~ R + P; S ~ V + R";

fn chain() -> Fit {
    fit(&Model::parse(CHAIN).unwrap(), &canvas(), &strict())
}

/// Correlations of indicators that follow common factors.
fn of_factors(
    model: &Model,
    factors: &DMatrix<f64>,
    loading: impl Fn(&str) -> f64,
) -> DMatrix<f64> {
    let owners: Vec<(usize, f64)> = model
        .constructs()
        .iter()
        .enumerate()
        .flat_map(|(j, c)| c.indicators().iter().map(move |i| (j, i)))
        .map(|(j, i)| (j, loading(i)))
        .collect();
    DMatrix::from_fn(owners.len(), owners.len(), |k, l| {
        let ((i, a), (j, b)) = (owners[k], owners[l]);
        if k == l { 1.0 } else { a * factors[(i, j)] * b }
    })
}

fn loading(indicator: &str) -> f64 {
    match indicator {
        "a1" | "b1" | "m2" | "y1" => 0.9,
        "a2" | "m1" | "y3" => 0.75,
        "m4" => 0.5,
        "z" => 0.8,
        _ => 0.65,
    }
}

/// Two factors, a mediator, an outcome and their correlations: paths 0.4, 0.35; -0.2, 0.6.
fn population() -> (Model, DMatrix<f64>) {
    let model =
        Model::parse("X1 =~ a1-3; X2 =~ b1-2; M =~ m1-4; Y =~ y1-3; M ~ X1 + X2; Y ~ X1 + M")
            .unwrap();
    let (x1_m, x2_m) = (0.4 + 0.3 * 0.35, 0.35 + 0.3 * 0.4);
    let (x1_y, x2_y, m_y) = (
        -0.2 + x1_m * 0.6,
        0.3 * -0.2 + x2_m * 0.6,
        0.6 + x1_m * -0.2,
    );
    let factors = correlation_matrix(&[vec![], vec![0.3], vec![x1_m, x2_m], vec![x1_y, x2_y, m_y]]);
    (model, factors)
}

#[test]
fn consistent_pls_returns_a_population_of_factors() {
    let (model, factors) = population();
    let table = exact_sample(&model, &of_factors(&model, &factors, loading), ROWS);
    for scheme in crate::support::SCHEMES {
        let options = strict().scheme(scheme).consistent(true);
        let fit = fit(&model, &table, &options);
        for (from, to, path) in [
            ("X1", "M", 0.4),
            ("X2", "M", 0.35),
            ("X1", "Y", -0.2),
            ("M", "Y", 0.6),
        ] {
            assert_abs_diff_eq!(fit.path(from, to).unwrap(), path, epsilon = 1e-9);
        }
        for (_, indicator, got) in fit.loadings() {
            assert_abs_diff_eq!(got, loading(indicator), epsilon = 1e-9);
        }
        let p = &fit.estimates().factor_correlations;
        assert!((p - &factors).amax() < 1e-9, "{p}");
        assert_eq!(fit.inadmissible(), []);
        for model in model_fit(&fit) {
            assert!(model.srmr < 1e-9 && model.d_g.unwrap() < 1e-12, "{model:?}");
        }
        // Reliability is then that of the congeneric scale.
        for row in reliability(&fit) {
            let of: Vec<f64> = fit
                .loadings()
                .filter(|(c, ..)| *c == row.construct)
                .map(|(.., l)| l)
                .collect();
            let sum: f64 = of.iter().sum();
            let errors: f64 = of.iter().map(|l| 1.0 - l * l).sum();
            let omega = sum * sum / (sum * sum + errors);
            assert_abs_diff_eq!(row.rho_c.unwrap(), omega, epsilon = 1e-9);
        }
    }
    // Without the correction the paths are attenuated.
    let plain = fit(&model, &table, &strict());
    assert!(plain.path("M", "Y").unwrap() < 0.55);
}

#[test]
fn a_single_item_is_corrected_for_the_reliability_that_is_given() {
    let (model, factors) = population();
    let indicators = "X1 =~ a1-3; X2 =~ b1-2; M =~ m1-4; Y =~ z; M ~ X1 + X2; Y ~ X1 + M";
    let single = Model::parse(indicators).unwrap();
    drop(model);
    let table = exact_sample(&single, &of_factors(&single, &factors, loading), ROWS);
    let options = strict().consistent(true).reliability("Y", 0.64);
    let corrected = fit(&single, &table, &options);
    assert_abs_diff_eq!(corrected.path("M", "Y").unwrap(), 0.6, epsilon = 1e-9);
    assert_abs_diff_eq!(corrected.path("X1", "Y").unwrap(), -0.2, epsilon = 1e-9);
    let of_item = corrected.loadings().find(|(_, i, _)| *i == "z").unwrap().2;
    assert_abs_diff_eq!(of_item, 0.8, epsilon = 1e-12);
    // Taken as free of error, its paths shrink by its loading, and a finding says so.
    let taken = fit(&single, &table, &strict().consistent(true));
    assert_abs_diff_eq!(taken.path("M", "Y").unwrap(), 0.48, epsilon = 1e-9);
    let told = taken.findings();
    assert!(told.iter().any(|f| f.code() == "single_item"), "{told:?}");
    assert!(
        corrected
            .findings()
            .iter()
            .all(|f| f.code() != "single_item")
    );
}

#[test]
fn composites_stay_composites_in_a_consistent_study() {
    let model = Model::parse("X <~ a1-3; M =~ m1-4; Y =~ y1-3; M ~ X; Y ~ M + X").unwrap();
    let w = DVector::from_vec(vec![0.5, 0.3, 0.4]);
    let within = correlation_matrix(&[vec![], vec![0.4], vec![0.3, 0.5]]);
    let w = &w / w.dot(&(&within * &w)).sqrt();
    let l = &within * &w;
    let x_m = 0.5;
    let (x_y, m_y) = (0.2 + 0.5 * 0.4, 0.4 + 0.5 * 0.2);
    let factors = correlation_matrix(&[vec![], vec![x_m], vec![x_y, m_y]]);
    let of = |indicator: &str| match indicator {
        "a1" => l[0],
        "a2" => l[1],
        "a3" => l[2],
        other => loading(other),
    };
    let mut sigma = of_factors(&model, &factors, of);
    sigma.view_mut((0, 0), (3, 3)).copy_from(&within);
    let got = fit(
        &model,
        &exact_sample(&model, &sigma, ROWS),
        &strict().consistent(true),
    );
    assert_abs_diff_eq!(got.path("X", "M").unwrap(), x_m, epsilon = 1e-9);
    assert_abs_diff_eq!(got.path("X", "Y").unwrap(), 0.2, epsilon = 1e-9);
    assert_abs_diff_eq!(got.path("M", "Y").unwrap(), 0.4, epsilon = 1e-9);
    for ((_, _, got), want) in got.weights().zip(w.iter()) {
        assert_abs_diff_eq!(got, *want, epsilon = 1e-9);
    }
    assert!(model_fit(&got).iter().all(|m| m.srmr < 1e-9));
}

#[test]
fn a_population_of_composites_has_no_misfit() {
    let model = Model::parse("A <~ a1-3; B <~ b1-2; Y <~ y1-3; Y ~ A + B").unwrap();
    let blocks = [
        correlation_matrix(&[vec![], vec![0.4], vec![0.3, 0.5]]),
        correlation_matrix(&[vec![], vec![0.2]]),
        correlation_matrix(&[vec![], vec![0.6], vec![0.5, 0.4]]),
    ];
    let pi = correlation_matrix(&[vec![], vec![0.3], vec![0.5, 0.4]]);
    let start = [0, 3, 5];
    let mut sigma = DMatrix::identity(8, 8);
    let loadings: Vec<DVector<f64>> = blocks
        .iter()
        .map(|s| {
            let w = DVector::from_fn(s.nrows(), |i, _| 0.3 + 0.2 * i as f64);
            s * &w / w.dot(&(s * &w)).sqrt()
        })
        .collect();
    for i in 0..3 {
        for j in 0..3 {
            let part = if i == j {
                blocks[i].clone()
            } else {
                &loadings[i] * loadings[j].transpose() * pi[(i, j)]
            };
            sigma
                .view_mut((start[i], start[j]), part.shape())
                .copy_from(&part);
        }
    }
    let got = fit(&model, &exact_sample(&model, &sigma, ROWS), &strict());
    let [saturated, estimated] = &model_fit(&got)[..] else {
        panic!("two models")
    };
    assert!(saturated.srmr < 1e-12, "{saturated:?}");
    // A structural model with nothing left to test fits as the saturated one.
    assert_abs_diff_eq!(saturated.srmr, estimated.srmr, epsilon = 1e-12);
    assert_eq!(saturated.df, estimated.df);
}

#[test]
fn a_path_left_out_shows_in_the_estimated_model_only() {
    let (model, factors) = population();
    let table = exact_sample(&model, &of_factors(&model, &factors, loading), ROWS);
    let less = model.with_paths("M ~ X1 + X2; Y ~ M").unwrap();
    let got = fit(&less, &table, &strict().consistent(true));
    let [saturated, estimated] = &model_fit(&got)[..] else {
        panic!("two models")
    };
    assert!(saturated.srmr < 1e-9 && estimated.srmr > 0.01);
    // The structure leaves free what the paths do not say: correlations X1-Y and X2-Y.
    assert_eq!(estimated.df, saturated.df + 2);
}

#[test]
fn distances_are_bound_together() {
    let got = chain();
    for model in model_fit(&got) {
        assert_abs_diff_eq!(model.d_uls, model.srmr.powi(2) * 190.0, epsilon = 1e-12);
        let chi_square = 272.0 * model.f_ml.unwrap();
        assert_abs_diff_eq!(model.chi_square.unwrap(), chi_square, epsilon = 1e-9);
        assert!(model.undefined.is_none());
    }
}

#[test]
fn effect_sizes_and_least_squares_agree() {
    let got = chain();
    for path in path_strengths(&got) {
        let p = if path.to == "V" || path.to == "S" {
            2.0
        } else {
            0.0
        };
        let df = 273.0 - p - 1.0;
        let t = path.t_conditional.unwrap();
        assert_abs_diff_eq!(t * t, path.f2.unwrap() * df, epsilon = 1e-9);
        // The effect size is what the equation loses without the predictor, scores fixed.
        let c = &got.estimates().correlations;
        let position = |name: &str| {
            ["R", "P", "V", "S"]
                .iter()
                .position(|n| *n == name)
                .unwrap()
        };
        let others = got
            .paths()
            .filter(|(f, t, _)| *t == path.to && *f != path.from);
        let other = position(others.map(|(f, ..)| f).next().unwrap());
        let left = c[(other, position(&path.to))].powi(2);
        let r2 = got.r2(&path.to).unwrap();
        assert_abs_diff_eq!(path.f2.unwrap(), (r2 - left) / (1.0 - r2), epsilon = 1e-12);
        let between = c[(other, position(&path.from))];
        assert_abs_diff_eq!(
            path.vif.unwrap(),
            1.0 / (1.0 - between * between),
            epsilon = 1e-12
        );
    }
}

#[test]
fn variance_inflation_of_an_indicator_is_that_of_its_regression_on_the_others() {
    let got = chain();
    let s = got.moments().correlations();
    let own = s.view((0, 0), (5, 5)).into_owned();
    for (k, row) in indicator_vifs(&got).iter().take(5).enumerate() {
        let others = own.clone().remove_row(k).remove_column(k);
        let with = own.column(k).into_owned().remove_row(k);
        let r2 = with.dot(&others.cholesky().unwrap().solve(&with));
        assert_abs_diff_eq!(row.vif.unwrap(), 1.0 / (1.0 - r2), epsilon = 1e-10);
    }
    let common = common_method(&got);
    let largest = s.symmetric_eigenvalues().max();
    assert_abs_diff_eq!(common.harman, largest / 19.0, epsilon = 1e-12);
}

#[test]
fn ratios_of_a_population_of_factors_are_the_correlations_of_the_factors() {
    let (model, factors) = population();
    let equal = exact_sample(&model, &of_factors(&model, &factors, |_| 0.7), ROWS);
    let unequal = exact_sample(&model, &of_factors(&model, &factors, loading), ROWS);
    let names = ["X1", "X2", "M", "Y"];
    let position = |name: &str| names.iter().position(|n| *n == name).unwrap();
    for row in discriminant(&fit(&model, &equal, &strict())) {
        let want = factors[(position(&row.a), position(&row.b))].abs();
        assert_abs_diff_eq!(row.htmt.unwrap(), want, epsilon = 1e-9);
    }
    for row in discriminant(&fit(&model, &unequal, &strict())) {
        let want = factors[(position(&row.a), position(&row.b))];
        assert_abs_diff_eq!(row.htmt2.unwrap(), want, epsilon = 1e-9);
        assert_eq!(row.htmt2_undefined, None);
    }
}

#[test]
fn a_ratio_of_geometric_means_that_is_not_defined_names_the_indicators() {
    let model = Model::parse("X =~ x1-2; Y =~ y1-2; Y ~ X").unwrap();
    let s = correlation_matrix(&[vec![], vec![0.5], vec![0.3, 0.4], vec![0.3, -0.1, 0.6]]);
    let rows = discriminant(&fit(&model, &exact_sample(&model, &s, ROWS), &strict()));
    assert_eq!(rows[0].htmt2, None);
    let reason = rows[0].htmt2_undefined.clone().unwrap();
    says!(reason);
    // 0.275 between the blocks without signs, 0.225 with them.
    assert_abs_diff_eq!(
        rows[0].htmt.unwrap(),
        0.275 / 0.3_f64.sqrt(),
        epsilon = 1e-12
    );
    assert_abs_diff_eq!(
        rows[0].htmt_signed.unwrap(),
        0.225 / 0.3_f64.sqrt(),
        epsilon = 1e-12
    );
}

#[test]
fn an_indicator_in_the_wrong_block_is_named_with_the_right_one() {
    let text = "R =~ KR1-5; P =~ KP1-4 + VP1; V =~ VP2-5; S =~ INT1-4; S ~ R + P + V";
    let got = fit(&Model::parse(text).unwrap(), &canvas(), &strict());
    let told = higher_elsewhere(&got);
    let [finding] = &told[..] else {
        panic!("{told:?}")
    };
    let Some(AssessFinding::LoadsHigherElsewhere {
        indicator,
        construct,
        other,
        ..
    }) = finding.kind()
    else {
        panic!("{told:?}")
    };
    assert_eq!(
        (indicator.as_str(), construct.as_str(), other.as_str()),
        ("VP1", "P", "V")
    );
    let rows = fornell_larcker(&got);
    assert_eq!(rows.iter().filter(|r| r.met == Some(true)).count(), 4);
}

#[test]
fn pruning_shows_the_study_without_the_indicator() {
    let whole = chain();
    let without = fit(
        &Model::parse(&CHAIN.replace("VP1-5", "VP1-2 + VP4-5")).unwrap(),
        &canvas(),
        &strict(),
    );
    let of = |fit: &Fit| {
        reliability(fit)
            .into_iter()
            .find(|r| r.construct == "V")
            .unwrap()
    };
    let (before, after) = (of(&whole), of(&without));
    let rows = pruning(&whole);
    let row = rows.iter().find(|r| r.indicator == "VP3").unwrap();
    assert_abs_diff_eq!(row.alpha.unwrap(), after.alpha.unwrap(), epsilon = 1e-12);
    assert_abs_diff_eq!(row.rho_c.unwrap(), after.rho_c.unwrap(), epsilon = 1e-9);
    assert_abs_diff_eq!(row.ave.unwrap(), after.ave.unwrap(), epsilon = 1e-9);
    let change = after.ave.unwrap() - before.ave.unwrap();
    assert_abs_diff_eq!(row.ave_change.unwrap(), change, epsilon = 1e-9);
    let of_pairs = discriminant(&without)
        .into_iter()
        .filter(|d| d.a == "V" || d.b == "V");
    let largest = of_pairs.map(|d| d.htmt.unwrap()).fold(0.0, f64::max);
    assert_abs_diff_eq!(row.largest_htmt.unwrap(), largest, epsilon = 1e-12);
}

#[test]
fn redundancy_against_one_item_is_the_multiple_correlation() {
    let model = Model::parse("R <~ KR1-4; S =~ INT1-4; S ~ R").unwrap();
    let analyse = |construct: &str, measure: &[&str]| {
        let measure: Vec<String> = measure.iter().map(|m| (*m).to_owned()).collect();
        redundancy(
            &canvas(),
            &model,
            Missing::Error,
            &strict(),
            construct,
            &measure,
        )
    };
    let got = analyse("R", &["KR5"]).unwrap();
    let all = fit(
        &Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap(),
        &canvas(),
        &strict(),
    );
    let s = all.moments().correlations();
    let block = s.view((0, 0), (4, 4)).into_owned().cholesky().unwrap();
    let with = s.view((0, 4), (4, 1)).into_owned();
    let multiple = with.dot(&block.solve(&with)).sqrt();
    assert_abs_diff_eq!(got.path, multiple, epsilon = 1e-10);
    assert!(analyse("R", &["KP1", "KP2", "KP3"]).unwrap().path > 0.0);

    assert!(matches!(
        analyse("Q", &["KR5"]),
        Err(RedundancyError::UnknownConstruct { .. })
    ));
    assert!(matches!(
        analyse("R", &["KR4"]),
        Err(RedundancyError::OwnIndicator { .. })
    ));
    assert!(matches!(
        analyse("R", &[]),
        Err(RedundancyError::Model { .. })
    ));
    let unknown = analyse("R", &["KR9"]).unwrap_err().to_string();
    assert!(unknown.contains("`KR9`"), "{unknown}");
}

#[test]
fn models_are_compared_by_weights_that_sum_to_one() {
    let table = canvas();
    let model = Model::parse(CHAIN).unwrap();
    let one = fit(&model.with_paths("S ~ V").unwrap(), &table, &strict());
    let two = fit(&model.with_paths("S ~ V + R").unwrap(), &table, &strict());
    let three = fit(
        &model.with_paths("S ~ V + R + P").unwrap(),
        &table,
        &strict(),
    );
    let rows = compare(&[("one", &one), ("two", &two), ("three", &three)]).unwrap();
    assert_eq!(rows.len(), 3);
    let sum: f64 = rows.iter().map(|r| r.bic_weight.unwrap()).sum();
    assert_abs_diff_eq!(sum, 1.0, epsilon = 1e-12);
    let bic = |fit| criteria(fit)[0].bic.unwrap();
    let ratio = ((bic(&two) - bic(&three)) / 2.0).exp();
    let got = rows[2].bic_weight.unwrap() / rows[1].bic_weight.unwrap();
    assert_abs_diff_eq!(got / ratio, 1.0, epsilon = 1e-9);
    // Mallows' criterion of an equation that has every predictor is their number with the intercept.
    assert_abs_diff_eq!(rows[2].criteria.cp.unwrap(), 4.0, epsilon = 1e-9);

    assert_eq!(
        compare(&[("one", &one)]),
        Err(CompareError::TooFew { models: 1 })
    );
    let few = crate::support::rows_of(&table, &(0..100).collect::<Vec<_>>());
    let other = fit(&model, &few, &strict());
    assert!(matches!(
        compare(&[("one", &one), ("few", &other)]),
        Err(CompareError::OtherRows { .. })
    ));
    let elsewhere = fit(&model.with_paths("V ~ R").unwrap(), &table, &strict());
    assert_eq!(
        compare(&[("one", &one), ("elsewhere", &elsewhere)]),
        Err(CompareError::NothingToCompare)
    );
}

// ------------------------------------------------------------------------------------- solutions that go wrong

fn consistent(text: &str, below: &[Vec<f64>]) -> Fit {
    let model = Model::parse(text).unwrap();
    let table = exact_sample(&model, &correlation_matrix(below), ROWS);
    let options = Options::default().consistent(true);
    let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
    problem.fit().unwrap()
}

fn told(fit: &Fit, code: &str) -> Option<String> {
    let found = fit.findings().into_iter().find(|f| f.code() == code)?;
    Some(found.message().to_owned())
}

#[test]
fn a_heywood_case_names_the_indicator() {
    // The weights follow y; within the block the correlation is small.
    let fit = consistent(
        "X =~ x1-2; Y =~ y; Y ~ X",
        &[vec![], vec![0.3], vec![0.8, 0.2]],
    );
    let sentence = told(&fit, "loading_above_one").unwrap();
    assert!(sentence.contains("`x1`"), "{sentence}");
    assert!(told(&fit, "two_items").is_some());
}

#[test]
fn a_reliability_that_is_negative_leaves_the_construct_uncorrected_and_says_so() {
    let fit = consistent(
        "X =~ x1-2; Y =~ y; Y ~ X",
        &[vec![], vec![-0.2], vec![0.4, 0.3]],
    );
    let sentence = told(&fit, "reliability_outside").unwrap();
    assert!(
        sentence.contains("`X`") && sentence.contains("0 or negative"),
        "{sentence}"
    );
    assert!(fit.estimates().reliabilities[0] < 0.0);
    let (c, p) = (
        &fit.estimates().correlations,
        &fit.estimates().factor_correlations,
    );
    assert_abs_diff_eq!(c[(0, 1)], p[(0, 1)], epsilon = 1e-15);
}

#[test]
fn predictors_that_correct_to_more_than_one_are_shown_and_inadmissible() {
    // Items correlate more across the blocks than within them.
    let fit = consistent(
        "X =~ x1-2; Z =~ z1-2; Y =~ y; Y ~ X + Z",
        &[
            vec![],
            vec![0.4],
            vec![0.5, 0.5],
            vec![0.5, 0.5, 0.4],
            vec![0.3, 0.3, 0.35, 0.35],
        ],
    );
    assert!(fit.estimates().factor_correlations[(0, 1)] > 1.0);
    let sentence = told(&fit, "correlations_not_positive_definite").unwrap();
    assert!(sentence.contains("`X` and `Z`"), "{sentence}");
    // Normal equations hold nevertheless.
    let (p, b) = (&fit.estimates().factor_correlations, &fit.estimates().paths);
    for s in 0..2 {
        let got = p[(s, 0)] * b[(0, 2)] + p[(s, 1)] * b[(1, 2)];
        assert_abs_diff_eq!(got, p[(s, 2)], epsilon = 1e-12);
    }
}

#[test]
fn paths_that_imply_a_negative_residual_variance_are_inadmissible() {
    // Y is nearly the sum of M and Z, which correlate less than their common cause X implies.
    let b = 0.89 / 1.65;
    let fit = consistent(
        "X =~ x; M =~ m; Z =~ z; Y =~ y; M ~ X; Z ~ X; Y ~ M + Z",
        &[
            vec![],
            vec![0.9],
            vec![0.9, 0.65],
            vec![b * 1.8, 0.89, 0.89],
        ],
    );
    let sentence = told(&fit, "implied_not_positive_definite");
    assert!(sentence.is_some(), "{:?}", fit.findings());
}

#[test]
fn a_block_of_negative_correlations_has_a_negative_alpha_and_mixed_signs() {
    let model = Model::parse("X =~ x1-2; Y =~ y; Y ~ X").unwrap();
    let s = correlation_matrix(&[vec![], vec![-0.4], vec![0.5, -0.3]]);
    let fit = fit(&model, &exact_sample(&model, &s, ROWS), &strict());
    assert!(told(&fit, "mixed_signs").is_some());
    assert!(reliability(&fit)[0].alpha.unwrap() < 0.0);
}

#[test]
fn a_singular_block_has_no_variance_inflation_and_says_so() {
    let table = canvas();
    let twice = crate::support::columns(&table).map(|(name, x)| (name.to_owned(), x.to_vec()));
    let again: Vec<f64> = crate::support::columns(&table)
        .find(|(n, _)| *n == "KR1")
        .unwrap()
        .1
        .to_vec();
    let table = Table::from_columns(twice.chain([("again".to_owned(), again)])).unwrap();
    let model = Model::parse("R =~ KR1-5 + again; S =~ INT1-4; S ~ R").unwrap();
    let fit = fit(&model, &table, &strict());
    assert!(indicator_vifs(&fit)[0].vif.is_none());
    assert!(told(&fit, "singular_indicators").unwrap().contains("`R`"));
    let of = &model_fit(&fit)[0];
    assert_eq!((of.d_g, of.f_ml, of.nfi), (None, None, None));
    assert!(
        of.undefined
            .as_ref()
            .unwrap()
            .contains("not positive definite")
    );
    assert!(of.srmr.is_finite());
}

#[test]
fn a_reflective_construct_of_other_weights_is_not_corrected_and_says_so() {
    let model = Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap();
    let draft = pls_sem::Draft::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap();
    let sums = draft.mode("R", pls_sem::Mode::Unit).check().unwrap();
    let options = strict().consistent(true);
    assert!(told(&fit(&model, &canvas(), &options), "not_corrected").is_none());
    let fit = fit(&sums, &canvas(), &options);
    assert!(told(&fit, "not_corrected").unwrap().contains("`R`"));
    assert_abs_diff_eq!(fit.estimates().reliabilities[0], 1.0, epsilon = 1e-15);
}

#[test]
fn weights_that_alternate_without_end_are_reported() {
    // Between two blocks of uncorrelated indicators whose correlations are a rotation, every pair of weights is as good
    // as another: both are renewed at once, and turn past each other. Constructed for this test.
    let (sin, cos) = 0.4_f64.sin_cos();
    let s = correlation_matrix(&[
        vec![],
        vec![0.0],
        vec![0.5 * cos, 0.5 * sin],
        vec![-0.5 * sin, 0.5 * cos, 0.0],
    ]);
    let model = Model::parse("X =~ x1-2; Y =~ y1-2; Y ~ X").unwrap();
    let table = exact_sample(&model, &s, ROWS);
    let options = Options::default().max_iterations(40);
    let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
    let fit = problem.fit().unwrap();
    assert!(!fit.termination().converged && fit.termination().alternates);
    let sentence = told(&fit, "not_converged").unwrap();
    assert!(
        sentence.contains("alternate between two sets"),
        "{sentence}"
    );
    // This is not reported if only more iterations are needed.
    let hurried = Options::default().tolerance(1e-12).max_iterations(3);
    let problem = Problem::new(
        &Model::parse(CHAIN).unwrap(),
        &canvas(),
        Missing::Error,
        &hurried,
    );
    let fit = problem.unwrap().fit().unwrap();
    assert!(!fit.termination().converged && !fit.termination().alternates);
}

#[test]
fn inadmissible_resamples_are_counted_by_reason_and_left_out() {
    let model = Model::parse("X =~ a1-2; Y =~ y1-2; Z =~ c1-2; Y ~ X; Z ~ X + Y").unwrap();
    let population = Population::of_factors(&model, |_, _| 0.0, |_, _| 0.4, |_| 0.55).unwrap();
    let table = Table::from_matrix(&population.draw(60, 2), model.indicators()).unwrap();
    let options = Options::default().consistent(true);
    let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
    let fit = problem.fit().unwrap();
    let catalogue = Catalogue::new(problem.plan()).with(Measure::ON_REQUEST.iter().copied());
    let go_on = &mut |_| ControlFlow::Continue(());
    let inference = bootstrap(
        &problem,
        &fit,
        &catalogue,
        &Bootstrap::new(300).seed(4),
        go_on,
    )
    .unwrap();
    let ledger = inference.ledger();
    let left_out: usize = ledger.inadmissible.iter().map(|(_, count)| count).sum();
    assert!(left_out > 30, "{ledger:?}");
    assert_eq!(ledger.used + left_out + ledger.failures(), 300);
    // What is used is admissible: no loading beyond 1, no correlation beyond 1.
    for (quantity, _) in inference.iter() {
        if [Measure::Loading, Measure::FactorCorrelation].contains(&quantity.measure) {
            let replicates = inference.replicates(quantity).unwrap();
            assert!(
                replicates.iter().all(|x| x.unwrap().abs() <= 1.0 + 1e-9),
                "{quantity}"
            );
        }
    }
    let many = inference
        .findings()
        .iter()
        .any(|f| f.code() == "many_inadmissible");
    assert!(many, "{:?}", inference.findings());
}

#[test]
fn every_measure_has_a_value_and_a_standard_error() {
    // Two routes lead from R to S, so that they have a contrast.
    let model = Model::parse(&CHAIN.replace("V ~ R + P", "V ~ R + P; P ~ R")).unwrap();
    let options = Options::default().consistent(true);
    let problem = Problem::new(&model, &canvas(), Missing::Error, &options).unwrap();
    let fit = problem.fit().unwrap();
    let catalogue = Catalogue::new(problem.plan()).with(Measure::ON_REQUEST.iter().copied());
    let go_on = &mut |_| ControlFlow::Continue(());
    let inference = bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(100), go_on).unwrap();
    // Only a model with products has these.
    let of_products = [Measure::Slope, Measure::Conditional, Measure::Moderated];
    let measures = Measure::DEFAULT.iter().chain(Measure::ON_REQUEST);
    for &measure in measures.filter(|m| !of_products.contains(m)) {
        let own: Vec<_> = inference
            .iter()
            .filter(|(q, _)| q.measure == measure)
            .collect();
        assert!(!own.is_empty(), "{measure} has no place in this study");
        for (quantity, summary) in own {
            // No number is given for what fewer than 95 % of the resamples have.
            if measure == Measure::Htmt2 && summary.undefined > 0 {
                continue;
            }
            assert!(
                summary.estimate.is_some() && summary.se.is_some(),
                "{quantity}"
            );
            // A test against 0 and a one-sided bound exclude each other.
            assert_eq!(
                summary.upper.is_some(),
                !measure.is_tested_against_zero(),
                "{quantity}"
            );
        }
    }
}

// ----------------------------------------------------------------------------------------- the test of exact fit

/// Three factors in a chain, whose first does not reach the last by itself.
fn true_chain() -> (Model, Population) {
    let model = Model::parse("X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M").unwrap();
    let population = Population::of_factors(&model, |_, _| 0.0, |_, _| 0.6, |_| 0.8).unwrap();
    (model, population)
}

fn exact(model: &Model, table: &Table, options: &Options, test: &ExactFit) -> ExactFitTest {
    let problem = Problem::new(model, table, Missing::Error, options).unwrap();
    let fit = problem.fit().unwrap();
    exact_fit(&problem, &fit, test, &mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn exact_fit_is_the_same_on_any_number_of_threads_and_depends_on_its_seed() {
    let (model, population) = true_chain();
    let table = Table::from_matrix(&population.draw(150, 1), model.indicators()).unwrap();
    let run = |threads: usize, seed: u64| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let options = ExactFit::new(60).seed(seed);
        pool.install(|| exact(&model, &table, &strict().consistent(true), &options).records)
    };
    assert_eq!(run(1, 3), run(2, 3));
    assert_ne!(run(1, 3), run(1, 4));
}

#[test]
fn exact_fit_rejects_a_model_that_lacks_a_strong_path() {
    let (model, factors) = population();
    let table = exact_sample(&model, &of_factors(&model, &factors, loading), 500);
    let wrong = model.with_paths("X2 ~ X1; M ~ X1; Y ~ M").unwrap();
    let test = exact(
        &wrong,
        &table,
        &strict().consistent(true),
        &ExactFit::new(200),
    );
    let p = |which: FitModel| {
        let srmr = test
            .records
            .iter()
            .find(|r| r.model == which && r.statistic == "srmr");
        srmr.unwrap().p.unwrap()
    };
    // The measurement fits exactly: no resample is closer.
    assert_abs_diff_eq!(p(FitModel::Saturated), 1.0, epsilon = 1e-12);
    assert!(p(FitModel::Estimated) < 0.05);
}

#[test]
fn exact_fit_of_an_inadmissible_solution_is_refused() {
    let model = Model::parse("X =~ x1-2; Y =~ y; Y ~ X").unwrap();
    let s = correlation_matrix(&[vec![], vec![0.3], vec![0.8, 0.2]]);
    let table = exact_sample(&model, &s, ROWS);
    let options = strict().consistent(true);
    let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
    let fit = problem.fit().unwrap();
    let refused = exact_fit(&problem, &fit, &ExactFit::new(50), &mut |_| {
        ControlFlow::Continue(())
    });
    assert_eq!(refused.err(), Some(ExactFitError::Inadmissible));
}

#[test]
#[ignore = "slow: 500 samples of 200 resamples each, twice"]
fn exact_fit_rejects_a_true_model_as_often_as_it_says() {
    const SAMPLES: u64 = 500;
    let (model, population) = true_chain();
    for consistent in [true, false] {
        let mut rejected = std::collections::BTreeMap::new();
        for sample in 0..SAMPLES {
            let answers = population.draw(250, 1000 + sample);
            let table = Table::from_matrix(&answers, model.indicators()).unwrap();
            let options = Options::default().consistent(consistent);
            let test = exact(&model, &table, &options, &ExactFit::new(199).seed(sample));
            for record in test.records {
                let key = format!("{} {}", record.model, record.statistic);
                *rejected.entry(key).or_insert(0_u32) += u32::from(record.p.unwrap() <= 0.05);
            }
        }
        let most = 0.05 + 3.0 * (0.05_f64 * 0.95 / SAMPLES as f64).sqrt();
        for (what, count) in rejected {
            let rate = f64::from(count) / SAMPLES as f64;
            println!("consistent: {consistent}, {what}: rejects {rate:.3}, at most {most:.3}");
            // A population of factors is not a population of composites whose structure holds: there only the
            // measurement is true, since composites of Mode A leave correlations between constructs unexplained.
            if consistent || what.starts_with("saturated") {
                assert!(rate <= most, "{what}: {rate}");
            }
        }
    }
}

#[test]
fn standard_deviation_and_raw_alpha_are_of_the_same_data() {
    let survey = Table::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/data/canvas_missing.csv"
    ))
    .unwrap();
    let model = Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap();
    let problem = Problem::new(&model, &survey, Missing::Mean, &Options::default()).unwrap();
    let replaced = model.indicators().map(|indicator| {
        let column = survey.column(indicator).unwrap().cells.numbers().unwrap();
        let given = || column.iter().filter(|x| x.is_finite());
        let mean = given().sum::<f64>() / given().count() as f64;
        let fill = |x: &f64| if x.is_finite() { *x } else { mean };
        (
            indicator.to_owned(),
            column.iter().map(fill).collect::<Vec<_>>(),
        )
    });
    let replaced: Vec<(String, Vec<f64>)> = replaced.collect();
    let complete = Table::from_columns(
        replaced
            .iter()
            .map(|(name, x)| (name.as_str(), x.as_slice())),
    );
    let complete = Problem::new(
        &model,
        &complete.unwrap(),
        Missing::Error,
        &Options::default(),
    )
    .unwrap();
    let sds = |problem: &Problem| -> Vec<f64> {
        let all = descriptives(problem);
        all.iter().map(|d| d.sd.unwrap()).collect()
    };
    let raw = |problem: &Problem| -> Vec<f64> {
        let all = reliability(&problem.fit().unwrap());
        all.iter().map(|r| r.alpha_raw.unwrap()).collect()
    };
    for (got, want) in [
        (sds(&problem), sds(&complete)),
        (raw(&problem), raw(&complete)),
    ] {
        assert!(!got.is_empty());
        for (got, want) in got.iter().zip(&want) {
            assert_abs_diff_eq!(got, want, epsilon = 1e-12);
        }
    }
}

#[test]
fn residual_correlations_are_judged_in_reflective_blocks_only() {
    let table = canvas();
    let of = |text: &str| {
        let fit = fit(&Model::parse(text).unwrap(), &table, &strict());
        model_fit(&fit)[0].rms_theta
    };
    let paths = "S ~ R + P";
    assert_eq!(
        of(&format!("R <~ KR1-5; P <~ KP1-5; S <~ INT1-4; {paths}")),
        None
    );
    // In a block by itself what is left of its indicators is known: S - l l'.
    let mixed = format!("R <~ KR1-5; P <~ KP1-5; S =~ INT1-4; {paths}");
    let fit = fit(&Model::parse(&mixed).unwrap(), &table, &strict());
    let block = 10..14_usize; // KR1-5, KP1-5, then INT1-4
    let l = &fit.estimates().loadings;
    let s = fit.moments().correlations();
    let w = &fit.estimates().weights;
    let score = |k: usize| block.clone().map(|m| s[(k, m)] * w[m]).sum::<f64>();
    let residual = |k: usize, m: usize| s[(k, m)] - score(k) * l[m] - l[k] * score(m) + l[k] * l[m];
    let pairs = block
        .clone()
        .flat_map(|k| (block.start..k).map(move |m| (k, m)));
    let squares: Vec<f64> = pairs
        .map(|(k, m)| residual(k, m).powi(2) / (residual(k, k) * residual(m, m)))
        .collect();
    let want = (squares.iter().sum::<f64>() / squares.len() as f64).sqrt();
    assert_abs_diff_eq!(of(&mixed).unwrap(), want, epsilon = 1e-12);
}
