//! Special cases in which PLS equals another method that can be computed independently.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use crate::support::{
    SCHEMES, assert_close, exact_answers, exact_sample, fit, random_case, strict, traced,
};
use approx::assert_abs_diff_eq;
use pls_sem::assess::{effects, reliability};
use pls_sem::nalgebra::{DMatrix, DVector};
use pls_sem::simulate::Population;
use pls_sem::{Fit, Mode, Model, Table};

/// Answers of 90 respondents to a model of factors.
fn survey(model: &Model) -> Table {
    let population = Population::of_factors(model, |_, _| 0.4, |_, _| 0.4, |_| 0.7).unwrap();
    Table::from_matrix(&population.draw(90, 5), model.indicators()).unwrap()
}

fn weights(fit: &Fit, construct: &str) -> DVector<f64> {
    let own = fit.weights().filter(|(name, ..)| *name == construct);
    DVector::from_vec(own.map(|(.., w)| w).collect())
}

/// The direction of a vector, whatever its length and sign.
fn direction(v: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_column_slice(v.len(), 1, (v * v.sum().signum() / v.norm()).as_slice())
}

fn column(table: &Table, name: &str) -> DVector<f64> {
    DVector::from_fn(table.rows(), |i, _| table.number(name, i).unwrap())
}

/// Least squares on raw answers with an intercept: standardised coefficients and R².
fn regression(table: &Table, predictors: &[&str], y: &DVector<f64>) -> (Vec<f64>, f64) {
    let sd = |x: &DVector<f64>| x.add_scalar(-x.mean()).norm();
    let x: Vec<DVector<f64>> = predictors.iter().map(|name| column(table, name)).collect();
    let design = DMatrix::from_fn(table.rows(), 1 + x.len(), |i, k| match k {
        0 => 1.0,
        k => x[k - 1][i],
    });
    let b = design.clone().svd(true, true).solve(y, 1e-12).unwrap();
    let residuals = y - &design * &b;
    let standardised = x.iter().enumerate().map(|(k, x)| b[k + 1] * sd(x) / sd(y));
    (
        standardised.collect(),
        1.0 - residuals.norm_squared() / sd(y).powi(2),
    )
}

#[test]
fn two_mode_a_blocks_are_the_first_singular_vectors_of_their_correlations() {
    let model = Model::parse("X =~ x1-4; Y =~ y1-3; Y ~ X").unwrap();
    for scheme in SCHEMES {
        let fit = fit(&model, &survey(&model), &strict().scheme(scheme));
        let s = fit.moments().correlations();
        let (own, other) = (s.view((0, 0), (4, 4)), s.view((4, 4), (3, 3)));
        let cross = s.view((0, 4), (4, 3)).into_owned();
        let svd = cross.svd(true, true);
        let first = svd.singular_values.imax();
        let u = svd.u.unwrap().column(first).into_owned();
        let v = svd.v_t.unwrap().row(first).transpose();
        assert_close(&direction(&weights(&fit, "X")), &direction(&u), 1e-9);
        assert_close(&direction(&weights(&fit, "Y")), &direction(&v), 1e-9);
        // Their covariance is the singular value; composites are scaled to variance 1.
        let variances = u.dot(&(own * &u)) * v.dot(&(other * &v));
        let want = svd.singular_values[first] / variances.sqrt();
        assert_abs_diff_eq!(fit.path("X", "Y").unwrap(), want, epsilon = 1e-9);
    }
}

#[test]
fn two_mode_b_blocks_have_the_first_canonical_correlation() {
    let model = Model::parse("X <~ x1-4; Y <~ y1-3; Y ~ X").unwrap();
    for scheme in SCHEMES {
        let fit = fit(&model, &survey(&model), &strict().scheme(scheme));
        let s = fit.moments().correlations();
        let whitening = |start: usize, size: usize| {
            let block = s.view((start, start), (size, size)).into_owned();
            block.cholesky().unwrap().l().try_inverse().unwrap()
        };
        let (left, right) = (whitening(0, 4), whitening(4, 3));
        let svd = (&left * s.view((0, 4), (4, 3)) * right.transpose()).svd(true, true);
        let first = svd.singular_values.imax();
        let rho = svd.singular_values[first];
        assert_abs_diff_eq!(fit.path("X", "Y").unwrap(), rho, epsilon = 1e-9);
        assert_abs_diff_eq!(fit.r2("Y").unwrap(), rho * rho, epsilon = 1e-9);
        let a = left.transpose() * svd.u.unwrap().column(first);
        let b = right.transpose() * svd.v_t.unwrap().row(first).transpose();
        assert_close(&direction(&weights(&fit, "X")), &direction(&a), 1e-8);
        assert_close(&direction(&weights(&fit, "Y")), &direction(&b), 1e-8);
    }
}

#[test]
fn mode_b_towards_a_single_item_is_the_multiple_correlation() {
    let model = Model::parse("X <~ x1-4; Y =~ y; Y ~ X").unwrap();
    let table = survey(&model);
    let (b, r2) = regression(&table, &["x1", "x2", "x3", "x4"], &column(&table, "y"));
    let fit = fit(&model, &table, &strict());
    assert_abs_diff_eq!(fit.path("X", "Y").unwrap(), r2.sqrt(), epsilon = 1e-12);
    assert_abs_diff_eq!(fit.r2("Y").unwrap(), r2, epsilon = 1e-12);
    // The composite is the prediction, scaled to variance 1.
    let want = DVector::from_vec(b) / r2.sqrt();
    assert_close(&direction(&weights(&fit, "X")), &direction(&want), 1e-12);
    assert_abs_diff_eq!(weights(&fit, "X").norm(), want.norm(), epsilon = 1e-12);
}

#[test]
fn single_items_give_multiple_regression() {
    let model = Model::parse(
        "A =~ a; B <~ b; C =~ c; D =~ d; E =~ e
         D ~ A + B + C; E ~ B + D",
    )
    .unwrap();
    let population = Population::of_factors(&model, |_, _| 0.4, |_, _| 0.3, |_| 0.9).unwrap();
    let table = Table::from_matrix(&population.draw(60, 2), model.indicators()).unwrap();
    let fit = fit(&model, &table, &strict());
    for (target, y, sources, predictors) in [
        ("D", "d", vec!["A", "B", "C"], vec!["a", "b", "c"]),
        ("E", "e", vec!["B", "D"], vec!["b", "d"]),
    ] {
        let (want, r2) = regression(&table, &predictors, &column(&table, y));
        for (source, want) in sources.iter().zip(want) {
            assert_abs_diff_eq!(fit.path(source, target).unwrap(), want, epsilon = 1e-12);
        }
        assert_abs_diff_eq!(fit.r2(target).unwrap(), r2, epsilon = 1e-12);
    }
    for (construct, indicator, weight) in fit.weights() {
        assert_abs_diff_eq!(weight, 1.0, epsilon = 0.0);
        assert_eq!(construct.to_lowercase(), indicator);
    }
}

fn two_blocks(mode: Mode) -> Model {
    let draft = pls_sem::Draft::parse("X =~ x1-4; Y =~ y1-3; Y ~ X").unwrap();
    draft.mode("X", mode).mode("Y", mode).check().unwrap()
}

#[test]
fn unit_weights_are_sum_scores_of_standardised_answers() {
    let model = two_blocks(Mode::Unit);
    let table = survey(&model);
    let fit = fit(&model, &table, &strict());
    let standardised = |x: DVector<f64>| {
        let centred = x.add_scalar(-x.mean());
        let length = centred.norm();
        centred * ((table.rows() - 1) as f64).sqrt() / length
    };
    let sum = |items: &[&str]| -> DVector<f64> {
        standardised(items.iter().map(|i| standardised(column(&table, i))).sum())
    };
    let (x, y) = (sum(&["x1", "x2", "x3", "x4"]), sum(&["y1", "y2", "y3"]));
    assert_close(
        fit.scores().unwrap(),
        &DMatrix::from_columns(&[x.clone(), y.clone()]),
        1e-12,
    );
    let r = x.dot(&y) / (table.rows() - 1) as f64;
    assert_abs_diff_eq!(fit.path("X", "Y").unwrap(), r, epsilon = 1e-12);
}

#[test]
fn pca_weights_are_the_leading_eigenvector_scaled_to_variance_1() {
    let model = two_blocks(Mode::Pca);
    let fit = fit(&model, &survey(&model), &strict());
    let block = fit
        .moments()
        .correlations()
        .view((0, 0), (4, 4))
        .into_owned();
    let eigen = block.symmetric_eigen();
    let first = eigen.eigenvalues.imax();
    let vector = eigen.eigenvectors.column(first).into_owned();
    let got = weights(&fit, "X");
    assert_close(&direction(&got), &direction(&vector), 1e-12);
    let variance = eigen.eigenvalues[first];
    assert_abs_diff_eq!(got.norm(), 1.0 / variance.sqrt(), epsilon = 1e-12);
    // Loadings of a component: eigenvector times root of eigenvalue.
    let communality: f64 = fit.loadings().take(4).map(|(.., l)| l * l).sum();
    assert_abs_diff_eq!(communality, variance, epsilon = 1e-12);
}

#[test]
fn models_of_fixed_weights_need_no_iteration() {
    let mixed = pls_sem::Draft::parse("X =~ x1-4; Y =~ y; Z <~ z1-2; Y ~ X; Z ~ Y")
        .unwrap()
        .mode("X", Mode::Unit)
        .mode("Z", Mode::Pca);
    for model in [
        two_blocks(Mode::Unit),
        two_blocks(Mode::Pca),
        mixed.check().unwrap(),
    ] {
        for scheme in SCHEMES {
            let termination = fit(&model, &survey(&model), &strict().scheme(scheme)).termination();
            assert!(termination.converged);
            assert_eq!(termination.iterations, 0);
        }
    }
    let iterating = two_blocks(Mode::A);
    assert!(
        fit(&iterating, &survey(&iterating), &strict())
            .termination()
            .iterations
            > 0
    );
}

#[test]
fn alpha_of_two_items_is_spearman_brown() {
    let model = Model::parse("X =~ x1-2; Y =~ y; Y ~ X").unwrap();
    let fit = fit(&model, &survey(&model), &strict());
    let r = fit.moments().correlations()[(0, 1)];
    let alpha = reliability::reliability(&fit)[0].alpha.unwrap();
    assert_abs_diff_eq!(alpha, 2.0 * r / (1.0 + r), epsilon = 1e-14);
}

#[test]
fn alpha_of_tau_equivalent_answers_is_the_reliability_of_their_sum() {
    // x_k = 2 f + e_k: the true parts are alike, the errors are not.
    let (slope, errors) = (2.0_f64, [1.0, 4.0, 2.25, 9.0]);
    let sds = errors.map(|e| (slope * slope + e).sqrt());
    let correlations = DMatrix::from_fn(5, 5, |k, l| {
        if k == l {
            1.0
        } else if k.max(l) == 4 {
            0.5 * slope / sds[k.min(l)]
        } else {
            slope * slope / (sds[k] * sds[l])
        }
    });
    let mut answers = exact_answers(&correlations, 50);
    for (k, sd) in sds.iter().enumerate() {
        answers.column_mut(k).scale_mut(*sd);
    }
    let model = Model::parse("X =~ x1-4; Y =~ y; Y ~ X").unwrap();
    let table = Table::from_matrix(&answers, model.indicators()).unwrap();
    let got = reliability::reliability(&fit(&model, &table, &strict()))[0].clone();
    let truth = (4.0 * slope).powi(2);
    let reliability = truth / (truth + errors.iter().sum::<f64>());
    assert_abs_diff_eq!(got.alpha_raw.unwrap(), reliability, epsilon = 1e-12);
    // Standardised, the true parts are alike no more, and alpha is that of the mean correlation.
    let mean = (0..4)
        .flat_map(|k| (0..k).map(move |l| (k, l)))
        .map(|pair| correlations[pair] / 6.0)
        .sum::<f64>();
    assert_abs_diff_eq!(
        got.alpha.unwrap(),
        4.0 * mean / (1.0 + 3.0 * mean),
        epsilon = 1e-12
    );
}

/// Single items, so that the coefficients chosen are those estimated: several routes, some of them negative.
fn routes() -> (Model, DMatrix<f64>, Fit) {
    let model = Model::parse(
        "X =~ x; M1 =~ m1; M2 =~ m2; Y =~ y; Z =~ z
         M1 ~ X; M2 ~ X + M1; Y ~ X + M1 + M2; Z ~ M1 + Y",
    )
    .unwrap();
    let paths = DMatrix::from_row_slice(
        5,
        5,
        &[
            0.0, 0.5, -0.4, 0.2, 0.0, //
            0.0, 0.0, 0.3, -0.6, 0.25, //
            0.0, 0.0, 0.0, 0.45, 0.0, //
            0.0, 0.0, 0.0, 0.0, -0.7, //
            0.0, 0.0, 0.0, 0.0, 0.0,
        ],
    );
    let table = exact_sample(&model, &traced(DMatrix::identity(5, 5), &paths), 40);
    let fit = fit(&model, &table, &strict());
    (model, paths, fit)
}

#[test]
fn total_effects_are_the_inverse_of_the_structural_equations() {
    let (model, paths, fit) = routes();
    assert_close(&fit.estimates().paths, &paths, 1e-12);
    let identity = DMatrix::identity(5, 5);
    let total = (&identity - &paths).try_inverse().unwrap() - identity;
    let mut listed = DMatrix::zeros(5, 5);
    let position = |name: &str| {
        model
            .constructs()
            .iter()
            .position(|c| c.name() == name)
            .unwrap()
    };
    for effect in effects::effects(&fit) {
        let pair = (position(&effect.from), position(&effect.to));
        listed[pair] = effect.total;
        assert_abs_diff_eq!(effect.direct.unwrap_or(0.0), paths[pair], epsilon = 1e-12);
        let indirect = total[pair] - paths[pair];
        assert_abs_diff_eq!(effect.indirect.unwrap_or(0.0), indirect, epsilon = 1e-12);
    }
    assert_close(&listed, &total, 1e-12);
}

#[test]
fn specific_effects_and_the_direct_one_sum_to_the_total() {
    let (_, _, fit) = routes();
    let specific = effects::specific_effects(&fit).unwrap();
    // X to Z by M1, by Y, by M1 and Y, by M2 and Y, by M1, M2 and Y.
    let from_x_to_z = specific
        .iter()
        .filter(|s| s.route[0] == "X" && s.route[s.route.len() - 1] == "Z");
    assert_eq!(from_x_to_z.count(), 5);
    let longest = specific
        .iter()
        .find(|s| s.route == ["X", "M1", "M2", "Y", "Z"])
        .unwrap();
    assert_abs_diff_eq!(longest.estimate, 0.5 * 0.3 * 0.45 * -0.7, epsilon = 1e-12);
    let random = (0..20).map(|seed| random_case(seed).fit());
    for fit in random.chain([fit]) {
        let specific = effects::specific_effects(&fit).unwrap();
        for effect in effects::effects(&fit) {
            let ends = |s: &&effects::SpecificEffect| {
                s.route[0] == effect.from && s.route[s.route.len() - 1] == effect.to
            };
            let indirect: f64 = specific.iter().filter(ends).map(|s| s.estimate).sum();
            let total = effect.direct.unwrap_or(0.0) + indirect;
            assert_abs_diff_eq!(effect.total, total, epsilon = 1e-12);
        }
    }
}

#[test]
fn scores_have_mean_0_and_variance_1_and_correlate_as_the_constructs() {
    for seed in 0..20 {
        let fit = random_case(seed).fit();
        let scores = fit.scores().unwrap();
        for score in scores.column_iter() {
            assert_abs_diff_eq!(score.mean(), 0.0, epsilon = 1e-13);
        }
        let covariances = scores.transpose() * scores / (scores.nrows() - 1) as f64;
        assert_close(&covariances, &fit.estimates().correlations, 1e-12);
    }
}

#[test]
fn loadings_are_the_correlations_of_answers_with_scores() {
    for seed in 0..20 {
        let case = random_case(seed);
        let fit = case.fit();
        let n = case.table.rows() as f64;
        for (k, indicator) in case.model.indicators().enumerate() {
            let x = column(&case.table, indicator);
            let x = x.add_scalar(-x.mean());
            for (j, score) in fit.scores().unwrap().column_iter().enumerate() {
                let r = x.dot(&score) / (x.norm() * (n - 1.0).sqrt());
                assert_abs_diff_eq!(fit.estimates().cross_loadings[(k, j)], r, epsilon = 1e-12);
            }
        }
    }
}

#[test]
fn mode_b_loadings_are_the_correlations_its_weights_solve() {
    let model = Model::parse("X <~ x1-4; Y <~ y1-3; Y ~ X").unwrap();
    let fit = fit(&model, &survey(&model), &strict());
    // The proxy of X is Y: regressing it on the block gives weights proportional to X's.
    let s = fit.moments().correlations();
    let towards_y = fit
        .estimates()
        .cross_loadings
        .view((0, 1), (4, 1))
        .into_owned();
    let block = s.view((0, 0), (4, 4)).into_owned();
    let solved = block.lu().solve(&towards_y).unwrap();
    let solved = DVector::from_column_slice(solved.as_slice());
    assert_close(&direction(&solved), &direction(&weights(&fit, "X")), 1e-9);
}
