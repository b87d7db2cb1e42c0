//! Case weights: what they are equivalent to, what they do not change, and that the bootstrap uses
//! them.

#![allow(clippy::float_cmp)] // numbers of rows are whole
#![allow(clippy::unwrap_used)] // a test stops where it fails
#![allow(clippy::cast_possible_truncation)] // small row numbers

use std::ops::ControlFlow;

use pls_sem::assess::alpha_intervals::{AlphaMethod, alpha_intervals};
use pls_sem::assess::descriptives::descriptives;
use pls_sem::assess::redundancy::redundancy;
use pls_sem::groups::{DifferenceTest, Grouping, Multigroup};
use pls_sem::nalgebra::DMatrix;
use pls_sem::procedure::{exact_fit, jackknife};
use pls_sem::simulate::{Population, uniform};
use pls_sem::{
    Bootstrap, Catalogue, ExactFit, Fit, GivenRows, Inference, IntervalKind, Measure, Missing,
    Model, Options, Plan, Problem, Progress, Quantity, ReadOptions, Study, StudyFile, Table,
    bootstrap,
};

use crate::report::full;
use crate::support::{
    Case, assert_close, assert_same, below, columns, draws_of, exact_sample, numbers, random_case,
    rows_of, strict,
};

const ROUNDING: f64 = 1e-12;

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// The table with case weights in a column of their own.
fn weighted(table: &Table, weights: &[f64]) -> Table {
    let own = columns(table).filter(|(name, _)| *name != "weight");
    let all = own.map(|(name, x)| (name, x.to_vec()));
    let table = Table::from_columns(all.chain([("weight", weights.to_vec())])).unwrap();
    table.weighted_by("weight").unwrap()
}

/// Uneven weights, of which none is 0.
fn uneven(rows: usize, seed: u64) -> Vec<f64> {
    uniform(seed, 7)
        .map(|u| 0.2 - 2.0 * u.ln())
        .take(rows)
        .collect()
}

/// How often each row stands in a table, none, one or several times.
fn whole(rows: usize, seed: u64) -> Vec<usize> {
    let mut random = uniform(seed, 8);
    (0..rows).map(|_| below(&mut random, 4)).collect()
}

fn as_weights(counts: &[usize]) -> Vec<f64> {
    counts.iter().map(|&count| count as f64).collect()
}

fn repeated(counts: &[usize]) -> Vec<usize> {
    let rows = counts.iter().enumerate();
    rows.flat_map(|(i, &count)| vec![i; count]).collect()
}

fn cases() -> impl Iterator<Item = (u64, Case)> {
    (0..40).map(|seed| (seed, random_case(seed)))
}

fn canvas() -> (Model, Table) {
    let survey = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv");
    let text = "R =~ KR1-5; P =~ KP1-5; V <~ VP1-5; S =~ INT1-4; V ~ R + P; S ~ R + P + V";
    let table = Table::read(survey).unwrap();
    let columns = table.columns().iter();
    let numbers = columns.filter_map(|column| Some((column.name.clone(), column.cells.numbers()?)));
    let table = Table::from_columns(numbers).unwrap();
    (Model::parse(text).unwrap(), table)
}

/// Every measure of a fit that all studies have.
fn everything(fit: &Fit) -> Vec<(String, Option<f64>)> {
    let catalogue = Catalogue::new(fit.plan()).with(Measure::ON_REQUEST.iter().copied());
    let names = catalogue.quantities().iter().map(Quantity::to_string);
    names.zip(catalogue.values(fit)).collect()
}

#[track_caller]
fn assert_all_same(got: &Fit, want: &Fit) {
    for ((name, got), (_, want)) in everything(got).into_iter().zip(everything(want)) {
        match (got, want) {
            (Some(got), Some(want)) => {
                let apart = (got - want).abs() / (1.0 + want.abs());
                assert!(apart < ROUNDING, "{name}: {got}, not {want}");
            }
            _ => assert_eq!(got, want, "{name}"),
        }
    }
}

// ------------------------------------------------------------------------------------------------- the estimates

#[test]
fn whole_weights_equal_repeated_rows_in_all_numbers_free_of_n() {
    for (seed, case) in cases() {
        let counts = whole(case.table.rows(), seed);
        let by_weight = case.fit_to(&weighted(&case.table, &as_weights(&counts)));
        let repeated = case.fit_to(&rows_of(&case.table, &repeated(&counts)));
        assert_same(&numbers(&by_weight), &numbers(&repeated), ROUNDING);
    }
}

#[test]
fn whole_weights_of_whole_answers_give_the_very_correlations_of_repeated_rows() {
    let (model, table) = canvas();
    let counts = whole(table.rows(), 1);
    let options = Options::default().consistent(true);
    let fit = |table: &Table| crate::support::fit(&model, table, &options);
    let by_weight = fit(&weighted(&table, &as_weights(&counts)));
    let repeated = fit(&rows_of(&table, &repeated(&counts)));
    assert_eq!(
        by_weight.moments().correlations(),
        repeated.moments().correlations()
    );
    assert_eq!(by_weight.estimates(), repeated.estimates());
    let rows = counts.iter().filter(|&&count| count > 0).count();
    assert_eq!(by_weight.moments().n(), rows as f64);
}

#[test]
fn a_row_of_weight_0_is_excluded() {
    for (seed, case) in cases() {
        let kept: Vec<usize> = (0..case.table.rows())
            .filter(|i| (i + 3) % 5 != 0)
            .collect();
        let mut weights = vec![0.0; case.table.rows()];
        kept.iter().for_each(|&i| weights[i] = 2.5);
        let without = case.fit_to(&rows_of(&case.table, &kept));
        assert_all_same(&case.fit_to(&weighted(&case.table, &weights)), &without);
        let uneven = uneven(case.table.rows(), seed);
        let some: Vec<f64> = uneven.iter().zip(&weights).map(|(u, w)| u * w).collect();
        let of_kept: Vec<f64> = kept.iter().map(|&i| uneven[i]).collect();
        assert_all_same(
            &case.fit_to(&weighted(&case.table, &some)),
            &case.fit_to(&weighted(&rows_of(&case.table, &kept), &of_kept)),
        );
    }
}

#[test]
fn only_the_ratios_of_weights_matter() {
    for (seed, case) in cases() {
        let weights = uneven(case.table.rows(), seed);
        let fit = case.fit_to(&weighted(&case.table, &weights));
        for scale in [1e-30, 0.37, 1e20] {
            let rescaled: Vec<f64> = weights.iter().map(|w| scale * w).collect();
            assert_all_same(&case.fit_to(&weighted(&case.table, &rescaled)), &fit);
        }
        assert_all_same(
            &case.fit_to(&weighted(&case.table, &vec![0.3; weights.len()])),
            &case.fit(),
        );
    }
}

#[test]
fn moments_are_the_weighted_ones_and_missing_answers_stand_at_the_weighted_mean() {
    let (a, b) = (
        [1.5, f64::NAN, 2.0, 7.0, 3.0],
        [2.0, 4.0, 4.5, f64::NAN, 1.0],
    );
    let w = [0.5, 2.0, 1.0, 0.25, 3.0];
    let table = Table::from_columns([("a", a.to_vec()), ("b", b.to_vec())]).unwrap();
    let model = Model::parse("A =~ a; B =~ b; B ~ A").unwrap();
    let table = weighted(&table, &w);
    let problem = Problem::new(&model, &table, Missing::Mean, &Options::default()).unwrap();
    let moments = problem.sample().moments();

    let rows = || (0..5).map(|i| (a[i], b[i], w[i]));
    let mean = |of: &dyn Fn((f64, f64, f64)) -> f64| {
        let given = rows().filter(|row| !of(*row).is_nan());
        let (sum, total) = given.fold((0.0, 0.0), |(s, t), row| (s + row.2 * of(row), t + row.2));
        sum / total
    };
    let (mean_a, mean_b) = (mean(&|row| row.0), mean(&|row| row.1));
    let filled = |x: f64, mean: f64| if x.is_nan() { 0.0 } else { x - mean };
    // Weights that sum to n = 5.
    let scale = 5.0 / w.iter().sum::<f64>();
    let covariance = |of: &dyn Fn(f64, f64) -> f64| {
        let products = rows().map(|(a, b, w)| scale * w * of(filled(a, mean_a), filled(b, mean_b)));
        products.sum::<f64>() / 4.0
    };
    let (aa, bb) = (covariance(&|a, _| a * a), covariance(&|_, b| b * b));
    let ab = covariance(&|a, b| a * b);
    let got = [
        moments.means().unwrap()[0],
        moments.means().unwrap()[1],
        moments.sds().unwrap()[0],
        moments.sds().unwrap()[1],
        moments.correlations()[(0, 1)],
    ];
    let want = [mean_a, mean_b, aa.sqrt(), bb.sqrt(), ab / (aa * bb).sqrt()];
    for (got, want) in got.into_iter().zip(want) {
        assert!((got - want).abs() < 1e-14, "{got}, not {want}");
    }
    assert_eq!(moments.n(), 5.0);
}

#[test]
fn scores_have_the_weighted_mean_0_and_variance_1() {
    let (model, table) = canvas();
    let weights = uneven(table.rows(), 4);
    let fit = crate::support::fit(&model, &weighted(&table, &weights), &Options::default());
    let (total, n) = (weights.iter().sum::<f64>(), table.rows() as f64);
    for score in fit.scores().unwrap().column_iter() {
        let average = |power: i32| {
            let terms = score.iter().zip(&weights).map(|(y, w)| w * y.powi(power));
            terms.sum::<f64>() / total
        };
        assert!(average(1).abs() < 1e-12);
        assert!((average(2) * n / (n - 1.0) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn missing_answers_in_rows_of_weight_0_do_not_matter() {
    let case = random_case(3);
    let mut weights = vec![1.0; case.table.rows()];
    weights[17] = 0.0;
    let blank = crate::support::map_columns(&case.table, |_, x| {
        let mut x = x.to_vec();
        x[17] = f64::NAN;
        x
    });
    let fit = case.fit_to(&weighted(&blank, &weights));
    assert_all_same(&fit, &case.fit_to(&weighted(&case.table, &weights)));
}

#[test]
fn every_part_of_a_study_is_weighted() {
    let (model, table) = canvas();
    let rival = model.with_paths("S ~ R + P").unwrap();
    let study = Study::new(model)
        .effect_size(pls_sem::assess::structural::EffectSize::Reestimated)
        .redundancy("V", ["CR1"])
        .compare("direct", rival);
    let counts = whole(table.rows(), 2);
    let by_weight = study.run(&weighted(&table, &as_weights(&counts))).unwrap();
    let repeated = study.run(&rows_of(&table, &repeated(&counts))).unwrap();
    let close = |got: f64, want: f64| assert!((got - want).abs() < ROUNDING, "{got}, not {want}");
    for (got, want) in by_weight.paths.iter().zip(&repeated.paths) {
        close(got.f2.unwrap(), want.f2.unwrap());
    }
    close(by_weight.redundancy[0].path, repeated.redundancy[0].path);
    for (got, want) in by_weight.comparison.iter().zip(&repeated.comparison) {
        close(got.r2, want.r2);
    }
    for (got, want) in by_weight.pruning.iter().zip(&repeated.pruning) {
        close(got.rho_c.unwrap(), want.rho_c.unwrap());
    }
    let n = counts.iter().filter(|&&count| count > 0).count();
    assert_eq!(by_weight.data.rows_used, n);
    assert_eq!(by_weight.data.weightless, Some(table.rows() - n));
    let squares: usize = counts.iter().map(|c| c * c).sum();
    let sum: usize = counts.iter().sum();
    close(
        by_weight.data.effective_n.unwrap(),
        (sum * sum) as f64 / squares as f64,
    );
}

#[test]
fn redundancy_is_of_the_weighted_rows() {
    let (model, table) = canvas();
    let counts = whole(table.rows(), 9);
    let of = |table: &Table| {
        let measure = ["CR1".to_owned()];
        redundancy(table, &model, Missing::Error, &strict(), "V", &measure).unwrap()
    };
    let by_weight = of(&weighted(&table, &as_weights(&counts)));
    let repeated = of(&rows_of(&table, &repeated(&counts)));
    assert!((by_weight.path - repeated.path).abs() < ROUNDING);
    assert!((by_weight.path - of(&table).path).abs() > 1e-3);
}

#[test]
fn descriptives_are_those_of_repeated_rows() {
    let (model, table) = canvas();
    let counts = whole(table.rows(), 5);
    let of = |table: &Table| {
        let problem = Problem::new(&model, table, Missing::Error, &Options::default()).unwrap();
        (descriptives(&problem), problem.sample().n() as f64)
    };
    let (by_weight, n) = of(&weighted(&table, &as_weights(&counts)));
    let (repeated, m) = of(&rows_of(&table, &repeated(&counts)));
    for (got, want) in by_weight.iter().zip(&repeated) {
        let sd = want.sd.unwrap() * ((m - 1.0) / m * n / (n - 1.0)).sqrt();
        for (got, want) in [
            (got.mean, want.mean),
            (got.sd, Some(sd)),
            (got.min, want.min),
            (got.max, want.max),
            (got.skewness, want.skewness),
            (got.kurtosis, want.kurtosis),
        ] {
            let apart = (got.unwrap() - want.unwrap()).abs();
            assert!(apart < ROUNDING, "{got:?}, not {want:?}");
        }
    }
}

// ------------------------------------------------------------------------------------------------- the inference

/// Resamples of so many rows.
fn resamples(rows: usize) -> Vec<Vec<u32>> {
    let mut random = uniform(31, 0);
    let mut row = || u32::try_from(1 + below(&mut random, rows)).unwrap();
    (0..20)
        .map(|_| (0..rows).map(|_| row()).collect())
        .collect()
}

#[test]
fn a_weighted_resample_is_a_table_of_its_rows_with_their_weights() {
    let (model, table) = canvas();
    let blank = crate::support::map_columns(&table, |name, x| {
        let lost = |i: usize| name.ends_with('2') && i.is_multiple_of(11);
        let keep = |(i, x): (usize, &f64)| if lost(i) { f64::NAN } else { *x };
        x.iter().enumerate().map(keep).collect()
    });
    for (table, missing, consistent) in [
        (&table, Missing::Error, false),
        (&table, Missing::Error, true),
        (&blank, Missing::Mean, false),
    ] {
        let options = strict().consistent(consistent);
        let mut weights = uneven(table.rows(), 6);
        // Row numbers are those of the rows used.
        weights[0] = 0.0;
        let table = weighted(table, &weights);
        let problem = Problem::new(&model, &table, missing, &options).unwrap();
        let fit = problem.fit().unwrap();
        let catalogue = Catalogue::new(problem.plan()).with(Measure::ON_REQUEST.iter().copied());
        let resamples = resamples(problem.sample().n());
        let given = Bootstrap::of_rows(GivenRows::new(resamples.clone()));
        let inference = bootstrap(&problem, &fit, &catalogue, &given, &mut go_on).unwrap();
        assert_eq!(inference.ledger().used, resamples.len());
        for (r, rows) in resamples.iter().enumerate() {
            let rows: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
            let own: Vec<f64> = rows.iter().map(|&i| weights[i]).collect();
            let physical = weighted(&rows_of(&table, &rows), &own);
            let physical = Problem::new(&model, &physical, missing, &options).unwrap();
            let want = catalogue.values(&physical.fit().unwrap());
            for (quantity, want) in catalogue.quantities().iter().zip(want) {
                let got = inference.replicates(quantity).unwrap()[r];
                let apart = got
                    .zip(want)
                    .map(|(got, want)| (got - want) / (1.0 + want.abs()));
                assert!(
                    apart.map_or(got == want, |apart| apart.abs() < 1e-11),
                    "{quantity}: {got:?}, not {want:?}"
                );
            }
        }
    }
}

#[test]
fn equal_weights_do_not_change_inference() {
    let (model, table) = canvas();
    let equal = weighted(&table, &vec![2.0; table.rows()]);
    let options = Bootstrap::new(200).seed(3).intervals([
        IntervalKind::Bca,
        IntervalKind::Studentized,
        IntervalKind::Percentile,
    ]);
    let study = Study::new(model)
        .bootstrap(options)
        .exact_fit(ExactFit::new(50))
        .quantities([Measure::AlphaRaw, Measure::Bic]);
    let (got, want) = (study.run(&equal).unwrap(), study.run(&table).unwrap());
    let same = |got: Option<f64>, want: Option<f64>| match (got, want) {
        (Some(got), Some(want)) => {
            let apart = (got - want).abs() / (1.0 + want.abs());
            assert!(apart < 1e-8, "{got}, not {want}");
        }
        _ => assert_eq!(got, want),
    };
    let estimates = |document: &pls_sem::Document| document.bootstrap.clone().unwrap().estimates;
    for (got, want) in estimates(&got).iter().zip(&estimates(&want)) {
        let (got, want) = (&got.summary, &want.summary);
        same(got.estimate, want.estimate);
        same(got.se, want.se);
        for kind in IntervalKind::ALL {
            let bounds = |s: &pls_sem::infer::Summary, i: usize| s.interval(*kind).map(|b| b[i]);
            same(bounds(got, 0), bounds(want, 0));
            same(bounds(got, 1), bounds(want, 1));
        }
    }
    let tests = |document: &pls_sem::Document| document.exact_fit.clone().unwrap().tests;
    for (got, want) in tests(&got).iter().zip(&tests(&want)) {
        same(got.q95, want.q95);
        same(got.p, want.p);
    }
    for (got, want) in got.alpha_intervals.iter().zip(&want.alpha_intervals) {
        same(got.se, want.se);
        same(Some(got.low), Some(want.low));
    }
    assert_eq!(got.data.effective_n, Some(table.rows() as f64));
}

#[test]
fn leaving_a_weighted_row_out_is_a_table_without_it() {
    let (model, table) = canvas();
    let weights = uneven(table.rows(), 8);
    let fit = |rows: &[usize]| {
        let own: Vec<f64> = rows.iter().map(|&i| weights[i]).collect();
        let table = weighted(&rows_of(&table, rows), &own);
        let problem = Problem::new(&model, &table, Missing::Error, &strict()).unwrap();
        let fit = problem.fit().unwrap();
        (problem, fit)
    };
    let all: Vec<usize> = (0..table.rows()).collect();
    let (problem, whole) = fit(&all);
    let measures = [
        Measure::Path,
        Measure::R2Adj,
        Measure::AlphaRaw,
        Measure::Bic,
    ];
    let catalogue = Catalogue::of(problem.plan(), measures);
    let jackknife = jackknife(&problem, &whole, &catalogue, &mut go_on).unwrap();
    for (i, quantity) in catalogue.quantities().iter().enumerate() {
        let influence = jackknife.influence(quantity).unwrap();
        for left_out in [0, 100, 272] {
            let others: Vec<usize> = all.iter().copied().filter(|&i| i != left_out).collect();
            let want = catalogue.values(&fit(&others).1)[i].unwrap();
            let got = influence.iter().find(|x| x.rows == [left_out]).unwrap();
            assert!(
                (got.without - want).abs() < 1e-11 * (1.0 + want.abs()),
                "{quantity}: {}, not {want}",
                got.without
            );
        }
    }
}

/// The standard error that is free of assumptions, from what alpha becomes when one row counts for a little more.
#[test]
fn the_closed_form_error_of_alpha_is_that_of_its_derivatives_by_the_weights() {
    let (model, table) = canvas();
    let weights = uneven(table.rows(), 10);
    let n = weights.len() as f64;
    let problem = |weights: &[f64]| {
        let table = weighted(&table, weights);
        Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap()
    };
    let alphas = |problem: &Problem| {
        let catalogue = Catalogue::of(problem.plan(), [Measure::Alpha, Measure::AlphaRaw]);
        let values = catalogue.values(&problem.fit().unwrap());
        values.into_iter().map(Option::unwrap).collect::<Vec<f64>>()
    };
    let whole = problem(&weights);
    let catalogue = Catalogue::of(whole.plan(), [Measure::Alpha, Measure::AlphaRaw]);
    let estimates = alphas(&whole);
    let mut squares = vec![0.0; estimates.len()];
    for i in 0..weights.len() {
        let step = 1e-5;
        let mut more = weights.clone();
        more[i] *= 1.0 + step;
        for ((squares, more), whole) in squares
            .iter_mut()
            .zip(alphas(&problem(&more)))
            .zip(&estimates)
        {
            *squares += (n * (more - whole) / step).powi(2);
        }
    }
    let mut compared = 0;
    for interval in alpha_intervals(Some(&whole), &whole.fit().unwrap(), 0.95) {
        let measure = match interval.method {
            AlphaMethod::Adf => Measure::AlphaRaw,
            AlphaMethod::AdfStandardised => Measure::Alpha,
            _ => continue,
        };
        let quantity = Quantity::of(measure, &interval.construct);
        let at = catalogue.quantities().iter().position(|q| *q == quantity);
        let want = (squares[at.unwrap()] / (n * (n - 1.0))).sqrt();
        let ratio = interval.se.unwrap() / want;
        assert!((ratio - 1.0).abs() < 0.005, "{interval:?}: {want}");
        compared += 1;
    }
    assert_eq!(compared, 6);
}

#[test]
fn groups_are_compared_by_their_weighted_rows() {
    let (model, table) = canvas();
    let half: Vec<f64> = (0..table.rows()).map(|i| (i % 2) as f64).collect();
    let with_groups = columns(&table).map(|(name, x)| (name, x.to_vec()));
    let table = Table::from_columns(with_groups.chain([("half", half)])).unwrap();
    let weights = uneven(table.rows(), 12);
    let table_weighted = weighted(&table, &weights);
    let (options, grouping) = (strict(), Grouping::by("half").permutations(19));
    let missing = Missing::Error;
    let groups = Multigroup::new(&model, &table_weighted, missing, &options, &grouping).unwrap();
    let plan = Plan::new(&model, &options).unwrap();
    let catalogue = Catalogue::of(&plan, [Measure::Path, Measure::R2Adj]);
    let found = groups.compare(&catalogue, None, &mut go_on).unwrap();
    for group in [0, 1] {
        let rows: Vec<usize> = (0..table.rows()).filter(|i| i % 2 == group).collect();
        let own: Vec<f64> = rows.iter().map(|&i| weights[i]).collect();
        let fit = crate::support::fit(&model, &weighted(&rows_of(&table, &rows), &own), &strict());
        let permuted = found
            .differences
            .iter()
            .filter(|d| d.test == DifferenceTest::Permutation);
        for (difference, want) in permuted.zip(catalogue.values(&fit)) {
            let got = [difference.estimate_first, difference.estimate_second][group].unwrap();
            assert!((got - want.unwrap()).abs() < ROUNDING);
        }
    }
    // Scores of both groups together, with the mean and the variance that weights make of each.
    let pooled = crate::support::fit(&model, &table_weighted, &strict());
    let scores = pooled.scores().unwrap();
    for (j, record) in found.micom.iter().enumerate() {
        let moments = |group: usize| {
            let rows: Vec<usize> = (0..table.rows()).filter(|i| i % 2 == group).collect();
            let (n, total) = (
                rows.len() as f64,
                rows.iter().map(|&i| weights[i]).sum::<f64>(),
            );
            let mean = rows
                .iter()
                .map(|&i| weights[i] * scores[(i, j)])
                .sum::<f64>()
                / total;
            let about = |&i: &usize| weights[i] * (scores[(i, j)] - mean).powi(2);
            (
                mean,
                rows.iter().map(about).sum::<f64>() / total * n / (n - 1.0),
            )
        };
        let ((mean, variance), (other, of_other)) = (moments(0), moments(1));
        assert!((record.mean_difference.unwrap() - (mean - other)).abs() < 1e-9);
        let ratio = (variance / of_other).ln();
        assert!((record.log_variance_difference.unwrap() - ratio).abs() < 1e-9);
    }
}

/// A power of a symmetric matrix.
fn power(matrix: &DMatrix<f64>, exponent: f64) -> DMatrix<f64> {
    let eigen = matrix.clone().symmetric_eigen();
    let scaled = DMatrix::from_diagonal(&eigen.eigenvalues.map(|x| x.powf(exponent)));
    &eigen.eigenvectors * scaled * eigen.eigenvectors.transpose()
}

#[test]
fn exact_fit_is_tested_on_rows_that_fit_under_their_weights() {
    const RESAMPLES: u64 = 20;
    let (_, table) = canvas();
    let model = Model::parse("R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P").unwrap();
    let weights = uneven(table.rows(), 14);
    let of = |table: &Table| {
        let problem = Problem::new(&model, table, Missing::Error, &strict()).unwrap();
        let fit = problem.fit().unwrap();
        (problem, fit)
    };
    let (problem, fit) = of(&weighted(&table, &weights));
    let options = ExactFit::new(RESAMPLES as usize).seed(5);
    let test = exact_fit(&problem, &fit, &options, &mut go_on).unwrap();

    // Answers that have the implied correlations of the saturated model.
    let (moments, estimates) = (fit.moments(), fit.estimates());
    let s = moments.correlations();
    let block = |k: usize| usize::from(k >= 5) + usize::from(k >= 10);
    let implied = DMatrix::from_fn(14, 14, |k, l| {
        let (i, j) = (block(k), block(l));
        let own = estimates.loadings[k] * estimates.loadings[l];
        if i == j {
            s[(k, l)]
        } else {
            own * estimates.correlations[(i, j)]
        }
    });
    let z = DMatrix::from_fn(table.rows(), 14, |i, k| {
        let x = problem.sample().answer(i, k).unwrap();
        (x - moments.means().unwrap()[k]) / moments.sds().unwrap()[k]
    });
    let made = Table::from_matrix(
        &(z * power(s, -0.5) * power(&implied, 0.5)),
        model.indicators(),
    );
    let made = made.unwrap();
    assert_close(
        of(&weighted(&made, &weights)).1.moments().correlations(),
        &implied,
        1e-12,
    );

    let measures = [Measure::Srmr, Measure::DUls, Measure::DG];
    let distances = |fit: &Fit| -> Vec<f64> {
        let all = Catalogue::of(fit.plan(), measures).values(fit);
        // Saturated and estimated, by turns.
        all.into_iter().step_by(2).map(Option::unwrap).collect()
    };
    let observed = distances(&fit);
    let mut of_resamples = vec![Vec::new(); 3];
    for r in 0..RESAMPLES {
        let mut rows = Vec::new();
        draws_of(*b"exactfit", 5, r, table.rows(), |row| rows.push(row));
        let own: Vec<f64> = rows.iter().map(|&i| weights[i]).collect();
        let (_, fit) = of(&weighted(&rows_of(&made, &rows), &own));
        of_resamples
            .iter_mut()
            .zip(distances(&fit))
            .for_each(|(of, x)| of.push(x));
    }
    for ((record, values), observed) in test.records.iter().zip(&mut of_resamples).zip(observed) {
        values.sort_by(f64::total_cmp);
        // Type 7: 0.95 * 19 = 18.05.
        let q95 = values[18] + 0.05 * (values[19] - values[18]);
        assert!(
            (record.q95.unwrap() - q95).abs() < 1e-9,
            "{record:?}: {q95}"
        );
        let as_large = values.iter().filter(|x| **x >= observed).count();
        assert_eq!(record.p, Some((1 + as_large) as f64 / 21.0));
    }
}

// ------------------------------------------------------------------------------------------------- the faults

/// A survey of six rows with these weights.
fn survey(weights: [&str; 6]) -> Table {
    let answers = ["1,2", "2,1", "3,5", "4,3", "5,4", "2,2"];
    let rows = answers.iter().zip(weights);
    let rows: Vec<String> = rows
        .map(|(row, weight)| format!("{row},{weight}\n"))
        .collect();
    ReadOptions::new()
        .parse(&format!("x,y,case_weight\n{}", rows.concat()))
        .unwrap()
}

#[test]
fn an_invalid_weight_is_refused_with_row_and_column() {
    for wrong in ["-0.5", "", "NA", "inf", "1e-60", "heavy"] {
        let table = survey(["1", "1.5", "2", wrong, "0", "1"]);
        says!(table.weighted_by("case_weight").unwrap_err());
    }
    let in_memory = Table::from_columns([("w", vec![1.0, f64::INFINITY])]).unwrap();
    assert!(
        in_memory
            .weighted_by("w")
            .unwrap_err()
            .to_string()
            .starts_with("column `w`, row 2: ")
    );
}

#[test]
fn a_column_of_weights_that_is_missing_or_all_0_is_refused() {
    let table = survey(["1", "1", "1", "1", "1", "1"]);
    says!(table.weighted_by("case_wieght").unwrap_err());
    says!(survey(["0"; 6]).weighted_by("case_weight").unwrap_err());
}

#[test]
fn too_few_rows_of_positive_weight_are_refused() {
    let table = survey(["0", "1", "0", "2", "0", "0"])
        .weighted_by("case_weight")
        .unwrap();
    let study = Study::new(Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap());
    says!(study.run(&table).unwrap_err());
}

#[test]
fn an_indicator_that_varies_only_in_rows_of_weight_0_is_constant() {
    let table = Table::from_columns([
        ("x", vec![3.0, 3.0, 3.0, 5.0, 3.0]),
        ("y", vec![1.0, 2.0, 4.0, 3.0, 1.0]),
    ]);
    let table = weighted(&table.unwrap(), &[1.0, 2.0, 0.5, 0.0, 1.0]);
    let study = Study::new(Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap());
    let sentence = study.run(&table).unwrap_err().to_string();
    says!(sentence);
}

#[test]
fn parts_of_runs_with_other_weights_are_not_joined() {
    let case = random_case(2);
    let study = Study::new(case.model.clone()).bootstrap(Bootstrap::new(20));
    let tables = [1, 2].map(|seed| weighted(&case.table, &uneven(case.table.rows(), seed)));
    let part = study.run_part(&tables[0], 0..20, &mut go_on).unwrap();
    assert!(study.merge(&tables[0], [part.clone()], &mut go_on).is_ok());
    let refused = study.merge(&tables[1], [part], &mut go_on).unwrap_err();
    assert!(refused.to_string().contains("another run"), "{refused}");
}

// ------------------------------------------------------------------------------------------------- the study file

#[test]
fn a_study_file_names_the_column_of_the_weights() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-weights-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let rows = "1,2,0.5\n2,1,1.5\n3,5,2\n4,3,0\n5,4,1\n2,2,3\n";
    std::fs::write(folder.join("survey.csv"), format!("x,y,w\n{rows}")).unwrap();
    let text =
        "[data]\nfile = 'survey.csv'\nweights = 'w'\n[model]\ntext = 'X =~ x; Y =~ y; Y ~ X'";
    let file = StudyFile::parse(text, &folder).unwrap();
    let document = file.study.run(&file.table().unwrap()).unwrap();
    assert_eq!(document.study.data.weights.as_deref(), Some("w"));
    assert_eq!(document.data.rows_used, 5);
    // (0.5 + 1.5 + 2 + 1 + 3)² / (0.25 + 2.25 + 4 + 1 + 9)
    assert_eq!(document.data.effective_n, Some(64.0 / 16.5));
    let line = "  Weights     column `w`; as much information as 3.88 rows of equal weight (Kish); 1 row of weight 0 left out\n";
    assert!(full(&document).contains(line), "{document}");
}

#[cfg(feature = "cli")]
#[test]
fn the_command_describes_the_weights() {
    use crate::program::{Ran, pls_sem};

    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-weights-cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let check = |weight: &str| {
        let rows = format!("x,y,w\n1,2,0.5\n2,1,1.5\n3,5,2\n4,3,0\n5,4,1\n2,2,{weight}\n");
        std::fs::write(folder.join("survey.csv"), rows).unwrap();
        let text =
            "[data]\nfile = 'survey.csv'\nweights = 'w'\n[model]\ntext = 'X =~ x; Y =~ y; Y ~ X'";
        std::fs::write(folder.join("study.toml"), text).unwrap();
        pls_sem(&["check", folder.join("study.toml").to_str().unwrap()])
    };
    let ran = check("3");
    assert_eq!(ran.status, Some(0));
    let line = "Weighted by `w`: effective n 3.88 (Kish), rows of weight 0 excluded: 1 ";
    assert!(ran.said().contains(line), "{}", ran.out);
    let Ran { status, err, .. } = check("-3");
    assert_eq!(status, Some(1));
    assert!(
        err.contains("survey.csv: column `w`, line 7: the weight -3 is negative"),
        "{err}"
    );
}

// ------------------------------------------------------------------------------------------------- calibration

fn path() -> Quantity {
    Quantity::path("M", "Y")
}

fn infer(problem: &Problem, options: &Bootstrap) -> Inference {
    let fit = problem.fit().unwrap();
    let catalogue = Catalogue::of(problem.plan(), [Measure::Path, Measure::Alpha]);
    bootstrap(problem, &fit, &catalogue, options, &mut go_on).unwrap()
}

/// Weights that say nothing about the answers, but spread as a log-normal variable: the effective n is 0.61 n or so.
fn free_of_information(rows: usize, seed: u64) -> Vec<f64> {
    let mut random = uniform(seed, 11);
    let mut normal = || {
        let (u, v) = (random.next().unwrap(), random.next().unwrap());
        (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
    };
    (0..rows).map(|_| (0.7 * normal()).exp()).collect()
}

#[test]
#[ignore = "slow: 2,000 samples of 499 resamples each"]
fn the_bootstrap_of_weighted_rows_is_calibrated() {
    const SAMPLES: u64 = 2000;
    const ROWS: usize = 250;
    let model = Model::parse("X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M + X").unwrap();
    let paths = |from: &str, to: &str| match (from, to) {
        ("X", "M") => 0.5,
        ("M", "Y") => 0.4,
        _ => 0.2,
    };
    let population = Population::of_factors(&model, |_, _| 0.0, paths, |_| 0.8).unwrap();
    // What PLS estimates in the population itself.
    let truth = crate::support::fit(
        &model,
        &exact_sample(&model, population.correlations(), 50),
        &strict(),
    );
    let quantities = [path(), Quantity::of(Measure::Alpha, "X")];
    let catalogue = Catalogue::of(truth.plan(), [Measure::Path, Measure::Alpha]);
    let values = catalogue.values(&truth);
    let truths = quantities.clone().map(|quantity| {
        let at = catalogue.quantities().iter().position(|q| *q == quantity);
        values[at.unwrap()].unwrap()
    });
    let mut of_samples = [const { Vec::new() }; 2];
    let (mut ses, mut covered) = ([0.0; 2], [0.0; 2]);
    let mut effective = 0.0;
    for seed in 0..SAMPLES {
        let answers = population.draw(ROWS, 20_000 + seed);
        let table = Table::from_matrix(&answers, model.indicators()).unwrap();
        let table = weighted(&table, &free_of_information(ROWS, seed));
        let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
        effective += problem.sample().effective_n().unwrap() / SAMPLES as f64;
        let inference = infer(&problem, &Bootstrap::new(499).seed(seed));
        for (i, quantity) in quantities.iter().enumerate() {
            let summary = inference.summary(quantity).unwrap();
            of_samples[i].push(summary.estimate.unwrap());
            ses[i] += summary.se.unwrap() / SAMPLES as f64;
            let [low, high] = summary.interval(IntervalKind::Percentile).unwrap();
            let holds = low <= truths[i] && truths[i] <= high;
            covered[i] += f64::from(u8::from(holds)) / SAMPLES as f64;
        }
    }
    println!("n = {ROWS}, effective n {effective:.0} on average");
    for (i, quantity) in quantities.iter().enumerate() {
        let mean = of_samples[i].iter().sum::<f64>() / SAMPLES as f64;
        let squares = of_samples[i]
            .iter()
            .map(|x| (x - mean).powi(2))
            .sum::<f64>();
        let sd = (squares / (SAMPLES - 1) as f64).sqrt();
        let (ratio, coverage) = (ses[i] / sd, covered[i]);
        println!(
            "{quantity}: truth {:.4}, mean {mean:.4}, SD {sd:.4}, mean bootstrap SE / SD {ratio:.3}, 95 % interval covers {coverage:.4}",
            truths[i]
        );
        // Three Monte Carlo errors of an SD from so many samples, and of a coverage; a resample of 250 rows knows its
        // standard error within 3 %.
        let of_sd = 3.0 / (2.0 * SAMPLES as f64).sqrt();
        assert!((ratio - 1.0).abs() < of_sd + 0.03, "{quantity}: {ratio}");
        let of_coverage = 3.0 * (0.95_f64 * 0.05 / SAMPLES as f64).sqrt();
        assert!(
            (coverage - 0.95).abs() < of_coverage + 0.015,
            "{quantity}: {coverage}"
        );
    }
}
