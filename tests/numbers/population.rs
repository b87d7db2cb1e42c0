//! Populations whose weights, paths and reliabilities are known: estimation must return them.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use crate::support::{
    SCHEMES, assert_close, correlation_matrix, exact_sample, fit, strict, traced,
};
use approx::assert_abs_diff_eq;
use pls_sem::assess::{descriptives, reliability};
use pls_sem::nalgebra::{DMatrix, DVector};
use pls_sem::simulate::Population;
use pls_sem::{Missing, Mode, Model, Options, Problem, Table};

/// A population of composites: each is `w'x` of its block, and blocks are related through the composites only.
struct Composites {
    model: Model,
    /// Correlations within each block.
    within: Vec<DMatrix<f64>>,
    /// Weights in any scale.
    weights: Vec<DVector<f64>>,
    /// Correlations of constructs without predecessors; 0 for the others.
    given: DMatrix<f64>,
    paths: DMatrix<f64>,
}

impl Composites {
    fn weights(&self) -> Vec<DVector<f64>> {
        let unit_variance = |(s, w): (&DMatrix<f64>, &DVector<f64>)| w / w.dot(&(s * w)).sqrt();
        self.within
            .iter()
            .zip(&self.weights)
            .map(unit_variance)
            .collect()
    }

    fn constructs(&self) -> DMatrix<f64> {
        traced(self.given.clone(), &self.paths)
    }

    /// Block by block: `S_jj` within and `l_i r_ij l_j'` between, where `l_j = S_jj w_j`.
    fn indicators(&self) -> DMatrix<f64> {
        let loadings: Vec<DVector<f64>> = self
            .within
            .iter()
            .zip(self.weights())
            .map(|(s, w)| s * w)
            .collect();
        let constructs = self.constructs();
        let starts: Vec<usize> = (0..loadings.len())
            .map(|j| loadings[..j].iter().map(DVector::len).sum())
            .collect();
        let size = loadings.iter().map(DVector::len).sum();
        let mut correlations = DMatrix::zeros(size, size);
        for (i, a) in loadings.iter().enumerate() {
            for (j, b) in loadings.iter().enumerate() {
                let block = if i == j {
                    self.within[i].clone()
                } else {
                    a * b.transpose() * constructs[(i, j)]
                };
                correlations
                    .view_mut((starts[i], starts[j]), block.shape())
                    .copy_from(&block);
            }
        }
        correlations
    }

    /// Estimation from an exact sample returns all values, with every inner scheme.
    fn assert_given_back(&self) {
        let table = exact_sample(&self.model, &self.indicators(), 80);
        for scheme in SCHEMES {
            let fit = fit(&self.model, &table, &strict().scheme(scheme));
            let weights: Vec<f64> = self
                .weights()
                .iter()
                .flat_map(|w| w.iter().copied())
                .collect();
            for ((_, indicator, got), want) in fit.weights().zip(weights) {
                assert!((got - want).abs() < 1e-9, "{indicator}: {got}, not {want}");
            }
            let constructs = self.constructs();
            assert_close(&fit.estimates().correlations, &constructs, 1e-9);
            assert_close(&fit.estimates().paths, &self.paths, 1e-9);
            for (t, got) in fit.estimates().r2.iter().enumerate() {
                let explained = self.paths.column(t).dot(&constructs.column(t));
                assert_abs_diff_eq!(*got, explained, epsilon = 1e-9);
            }
        }
    }
}

/// The leading eigenvector of a block: weights that are proportional to their loadings.
fn leading(within: &DMatrix<f64>) -> DVector<f64> {
    let eigen = within.clone().symmetric_eigen();
    let vector = eigen
        .eigenvectors
        .column(eigen.eigenvalues.imax())
        .into_owned();
    &vector * vector.sum().signum()
}

fn three_blocks() -> Vec<DMatrix<f64>> {
    vec![
        correlation_matrix(&[vec![], vec![0.4], vec![0.3, 0.5]]),
        correlation_matrix(&[vec![], vec![0.2]]),
        correlation_matrix(&[vec![], vec![0.5], vec![0.1, 0.3], vec![0.2, 0.2, 0.4]]),
    ]
}

#[test]
fn mode_b_returns_the_composite_weights_exactly() {
    let mut within = three_blocks();
    within.push(correlation_matrix(&[vec![], vec![0.6], vec![0.5, 0.4]]));
    Composites {
        model: Model::parse(
            "A <~ a1-3; B <~ b1-2; C <~ c1-4; Y <~ y1-3
             Y ~ A + B + C",
        )
        .unwrap(),
        within,
        weights: vec![
            // The second indicator suppresses: its weight is negative, its loading is not.
            DVector::from_vec(vec![0.8, -0.1, 0.5]),
            DVector::from_vec(vec![0.3, 0.9]),
            DVector::from_vec(vec![0.4, 0.2, 0.5, 0.3]),
            DVector::from_vec(vec![0.6, 0.3, 0.2]),
        ],
        given: correlation_matrix(&[vec![], vec![0.3], vec![-0.2, 0.1], vec![0.0, 0.0, 0.0]]),
        paths: DMatrix::from_row_slice(
            4,
            4,
            &[
                0.0, 0.0, 0.0, 0.5, //
                0.0, 0.0, 0.0, -0.3, //
                0.0, 0.0, 0.0, 0.4, //
                0.0, 0.0, 0.0, 0.0,
            ],
        ),
    }
    .assert_given_back();
}

#[test]
fn mode_b_returns_the_weights_of_a_chain_of_endogenous_composites() {
    let mut within = three_blocks();
    within.insert(1, correlation_matrix(&[vec![]]));
    Composites {
        model: Model::parse(
            "A <~ a1-3; B <~ b; Y <~ y1-2; Z <~ z1-4
             Y ~ A + B; Z ~ A + Y",
        )
        .unwrap(),
        within,
        weights: vec![
            DVector::from_vec(vec![0.2, 0.7, 0.4]),
            DVector::from_vec(vec![1.0]),
            DVector::from_vec(vec![0.7, 0.6]),
            DVector::from_vec(vec![0.5, 0.1, 0.3, 0.6]),
        ],
        given: correlation_matrix(&[vec![], vec![0.4], vec![0.0, 0.0], vec![0.0, 0.0, 0.0]]),
        paths: DMatrix::from_row_slice(
            4,
            4,
            &[
                0.0, 0.0, 0.45, 0.2, //
                0.0, 0.0, 0.3, 0.0, //
                0.0, 0.0, 0.0, 0.55, //
                0.0, 0.0, 0.0, 0.0,
            ],
        ),
    }
    .assert_given_back();
}

#[test]
fn mode_a_returns_weights_that_are_proportional_to_loadings() {
    let within = three_blocks();
    Composites {
        model: Model::parse(
            "A =~ a1-3; B =~ b1-2; Y =~ y1-4
             B ~ A; Y ~ A + B",
        )
        .unwrap(),
        weights: within.iter().map(leading).collect(),
        within,
        given: DMatrix::identity(3, 3),
        paths: DMatrix::from_row_slice(
            3,
            3,
            &[
                0.0, 0.5, 0.3, //
                0.0, 0.0, 0.4, //
                0.0, 0.0, 0.0,
            ],
        ),
    }
    .assert_given_back();
}

/// Two correlated factors, a mediator and an outcome.
fn factor_model() -> Model {
    Model::parse(
        "X1 =~ a1-3; X2 =~ b1-2; M =~ m1-4; Y =~ y1-3
         M ~ X1 + X2; Y ~ X1 + M",
    )
    .unwrap()
}

fn factor_loading(indicator: &str) -> f64 {
    match indicator {
        "a1" | "b1" | "m2" | "y1" => 0.9,
        "a2" | "m1" | "y3" => 0.75,
        "m4" => 0.5,
        _ => 0.65,
    }
}

fn factors() -> Population {
    let path = |from: &str, to: &str| match (from, to) {
        ("X1", "M") => 0.4,
        ("X2", "M") => 0.35,
        ("X1", "Y") => -0.2,
        _ => 0.6,
    };
    Population::of_factors(&factor_model(), |_, _| 0.3, path, factor_loading).unwrap()
}

/// Correlations of the factors, traced along the paths by hand.
fn factor_correlations() -> DMatrix<f64> {
    let x1_m = 0.4 + 0.3 * 0.35;
    let x2_m = 0.35 + 0.3 * 0.4;
    let x1_y = -0.2 + x1_m * 0.6;
    let x2_y = 0.3 * -0.2 + x2_m * 0.6;
    let m_y = 0.6 + x1_m * -0.2;
    correlation_matrix(&[vec![], vec![0.3], vec![x1_m, x2_m], vec![x1_y, x2_y, m_y]])
}

#[test]
fn a_population_of_factors_correlates_as_path_tracing_says() {
    let owner = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 3];
    let model = factor_model();
    let loadings: Vec<f64> = model.indicators().map(factor_loading).collect();
    let constructs = factor_correlations();
    let want = DMatrix::from_fn(12, 12, |k, l| {
        if k == l {
            1.0
        } else {
            loadings[k] * constructs[(owner[k], owner[l])] * loadings[l]
        }
    });
    assert_close(factors().correlations(), &want, 1e-14);
}

#[test]
fn a_large_draw_has_the_moments_of_a_normal_population() {
    // Bands of 4.5 standard errors: about 1 in 100,000 correct numbers would lie outside one.
    const ROWS: usize = 40_000;
    let n = ROWS as f64;
    let (model, population) = (factor_model(), factors());
    let table = Table::from_matrix(&population.draw(ROWS, 11), model.indicators()).unwrap();
    let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
    for d in descriptives::descriptives(&problem) {
        assert!(d.mean.unwrap().abs() < 4.5 / n.sqrt(), "{d:?}");
        assert!(
            (d.sd.unwrap() - 1.0).abs() < 4.5 / (2.0 * n).sqrt(),
            "{d:?}"
        );
        assert!(d.skewness.unwrap().abs() < 4.5 * (6.0 / n).sqrt(), "{d:?}");
        assert!(d.kurtosis.unwrap().abs() < 4.5 * (24.0 / n).sqrt(), "{d:?}");
    }
    let moments = problem.sample().moments();
    for (got, rho) in moments.correlations().iter().zip(population.correlations()) {
        // The standard error of a normal correlation; that of the diagonal is 0.
        let band = 4.5 * (1.0 - rho * rho) / n.sqrt();
        assert!((got - rho).abs() <= band, "{got}, not {rho}");
    }
}

#[test]
fn the_first_rows_of_a_long_draw_are_those_of_a_short_one() {
    let population = factors();
    let long = population.draw(2000, 3);
    for rows in [1, 4, 50, 700] {
        let short = population.draw(rows, 3);
        let apart = (long.rows(0, rows) - &short).amax();
        assert!(long.rows(0, rows) == short, "{rows} rows: {apart:e} apart");
    }
    assert_ne!(long, population.draw(2000, 4));
}

#[test]
fn rho_a_is_the_true_reliability_of_a_mode_a_composite_of_factor_indicators() {
    let (model, constructs) = (factor_model(), factor_correlations());
    assert!(model.constructs().iter().all(|c| c.get_mode() == Mode::A));
    let table = exact_sample(&model, factors().correlations(), 100);
    for scheme in SCHEMES {
        let fit = fit(&model, &table, &strict().scheme(scheme));
        let rho: Vec<f64> = reliability::reliability(&fit)
            .iter()
            .map(|r| r.rho_a.unwrap())
            .collect();
        for (construct, rho) in model.constructs().iter().zip(&rho) {
            // The composite's correlation with its factor.
            let true_score: f64 = fit
                .weights()
                .filter(|(name, ..)| *name == construct.name())
                .map(|(_, indicator, w)| w * factor_loading(indicator))
                .sum();
            assert_abs_diff_eq!(*rho, true_score * true_score, epsilon = 1e-9);
        }
        let attenuated = &fit.estimates().correlations;
        for (i, j) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
            let disattenuated = attenuated[(i, j)] / (rho[i] * rho[j]).sqrt();
            assert_abs_diff_eq!(disattenuated, constructs[(i, j)], epsilon = 1e-9);
        }
    }
}
