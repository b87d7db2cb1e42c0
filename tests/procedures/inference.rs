//! Inference in every form: intervals, jackknife, policies, strata and clusters, parts, own quantities, mediation.

#![allow(clippy::unwrap_used)] // a test stops where it fails
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small row numbers and counts
#![allow(clippy::too_many_lines)] // one formula after the other

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use pls_sem::estimate::{Divisor, Stopping};
use pls_sem::infer::PValues;
use pls_sem::procedure::Like;
use pls_sem::procedure::{
    MediationType, MergeError, Part, bootstrap_part, jackknife, mediation, merge,
};
use pls_sem::resample::{Reason, ResampleError};
use pls_sem::simulate::Population;
use pls_sem::{
    Bootstrap, Catalogue, Definition, Fit, GivenRows, Groups, Inference, IntervalKind, Measure,
    Missing, Model, Options, Policy, Problem, Progress, Quantity, Study, StudyFile, Table,
    bootstrap,
};

use crate::report::full;
use crate::support::{exact_sample, rows_of};
use statrs::distribution::ContinuousCDF;

const MEDIATOR: &str = "X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M + X";

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A mediator with a direct path of 0.2 and paths of 0.5 and 0.4 on the way.
fn population() -> (Model, Population) {
    let model = Model::parse(MEDIATOR).unwrap();
    let path = |from: &str, to: &str| match (from, to) {
        ("X", "M") => 0.5,
        ("M", "Y") => 0.4,
        _ => 0.2,
    };
    let population = Population::of_factors(&model, |_, _| 0.0, path, |_| 0.8).unwrap();
    (model, population)
}

fn sample(rows: usize, seed: u64) -> (Model, Table) {
    let (model, population) = population();
    let table = Table::from_matrix(&population.draw(rows, seed), model.indicators()).unwrap();
    (model, table)
}

fn problem(model: &Model, table: &Table, options: &Options) -> Problem {
    Problem::new(model, table, Missing::Mean, options).unwrap()
}

fn infer(problem: &Problem, options: &Bootstrap) -> Inference {
    let catalogue = Catalogue::new(problem.plan());
    bootstrap(
        problem,
        &problem.fit().unwrap(),
        &catalogue,
        options,
        &mut go_on,
    )
    .unwrap()
}

fn path() -> Quantity {
    Quantity::path("X", "Y")
}

fn close(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within, "{got} is not {want}");
}

/// R's default quantile.
fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let h = (sorted.len() - 1) as f64 * q;
    let low = sorted[h.floor() as usize];
    low + (h - h.floor()) * (sorted[(h.floor() as usize + 1).min(sorted.len() - 1)] - low)
}

// --------------------------------------------------------------------------------------------- jackknife and intervals

/// The estimate of a path from the rows of a table, each named once.
fn path_of(model: &Model, table: &Table, rows: &[usize]) -> f64 {
    let problem = problem(model, &rows_of(table, rows), &crate::support::strict());
    problem.fit().unwrap().path("X", "Y").unwrap()
}

fn without(n: usize, rows: &[usize]) -> Vec<usize> {
    (0..n).filter(|i| !rows.contains(i)).collect()
}

#[test]
fn the_jackknife_is_the_estimation_without_each_row() {
    let (model, table) = sample(40, 3);
    let problem = problem(&model, &table, &crate::support::strict());
    let fit = problem.fit().unwrap();
    let catalogue = Catalogue::new(problem.plan());
    let jackknife = jackknife(&problem, &fit, &catalogue, &mut go_on).unwrap();
    let estimates: Vec<f64> = (0..40)
        .map(|i| path_of(&model, &table, &without(40, &[i])))
        .collect();
    let mean = estimates.iter().sum::<f64>() / 40.0;
    let variance: f64 = estimates.iter().map(|t| (t - mean).powi(2)).sum::<f64>() * 39.0 / 40.0;
    close(jackknife.se(&path()).unwrap(), variance.sqrt(), 1e-10);
    let estimate = fit.path("X", "Y").unwrap();
    close(
        jackknife.bias(&path()).unwrap(),
        39.0 * (mean - estimate),
        1e-8,
    );
    let influence = jackknife.influence(&path()).unwrap();
    assert_eq!(influence.len(), 40);
    for one in &influence {
        close(one.without, estimates[one.rows[0]], 1e-11);
    }
    assert!(
        influence
            .windows(2)
            .all(|pair| pair[0].change.abs() >= pair[1].change.abs())
    );
}

#[test]
fn a_row_left_out_is_left_out_of_the_means_that_stand_for_missing_answers() {
    let (model, table) = sample(40, 4);
    let table = crate::support::map_columns(&table, |name, x| {
        let gap = |i: usize| name.ends_with('2') && i % 7 == 3;
        x.iter()
            .enumerate()
            .map(|(i, x)| if gap(i) { f64::NAN } else { *x })
            .collect()
    });
    let problem = problem(&model, &table, &crate::support::strict());
    let catalogue = Catalogue::new(problem.plan());
    let fit = problem.fit().unwrap();
    let jackknife = jackknife(&problem, &fit, &catalogue, &mut go_on).unwrap();
    for one in jackknife.influence(&path()).unwrap() {
        close(
            one.without,
            path_of(&model, &table, &without(40, &one.rows)),
            1e-11,
        );
    }
}

#[test]
fn every_interval_equals_its_formula() {
    let (model, table) = sample(30, 5);
    let problem = problem(&model, &table, &crate::support::strict());
    let resamples: Vec<Vec<u32>> = (0..60)
        .map(|r| {
            let mut random = pls_sem::simulate::uniform(9, r);
            (0..30)
                .map(|_| crate::support::below(&mut random, 30) as u32 + 1)
                .collect()
        })
        .collect();
    let options = Bootstrap::of_rows(GivenRows::new(resamples.clone()))
        .intervals(IntervalKind::ALL.iter().copied())
        .one_sided(true)
        .jackknife(true)
        .signs(pls_sem::ReplicateSigns::None)
        .level(0.8);
    let inference = infer(&problem, &options);
    let summary = inference.summary(&path()).unwrap();
    let estimate = problem.fit().unwrap().path("X", "Y").unwrap();

    let resampled: Vec<Vec<usize>> = resamples
        .iter()
        .map(|rows| rows.iter().map(|&row| row as usize - 1).collect())
        .collect();
    let theta: Vec<f64> = resampled
        .iter()
        .map(|rows| path_of(&model, &table, rows))
        .collect();
    let mean = theta.iter().sum::<f64>() / 60.0;
    let se = (theta.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / 59.0).sqrt();
    close(summary.se.unwrap(), se, 1e-10);

    // 10 % and 90 % quantiles of the normal distribution and of Student's with 29 degrees of freedom.
    let (z, t) = (1.281_551_565_544_600_4, 1.311_433_647_270_89);
    let jack: Vec<f64> = (0..30)
        .map(|i| path_of(&model, &table, &without(30, &[i])))
        .collect();
    let tbar = jack.iter().sum::<f64>() / 30.0;
    let squares: f64 = jack.iter().map(|t| (tbar - t).powi(2)).sum();
    let acceleration =
        jack.iter().map(|t| (tbar - t).powi(3)).sum::<f64>() / (6.0 * squares.powf(1.5));
    let se_jackknife = (squares * 29.0 / 30.0).sqrt();
    let studentized: Vec<f64> = resampled
        .iter()
        .zip(&theta)
        .map(|(rows, theta)| {
            // One copy of each row in turn: a row that stands twice is left out once, twice over.
            let inner: Vec<f64> = (0..30)
                .map(|i| {
                    let mut rest = rows.clone();
                    rest.remove(i);
                    path_of(&model, &table, &rest)
                })
                .collect();
            let mean = inner.iter().sum::<f64>() / 30.0;
            let se = (inner.iter().map(|t| (t - mean).powi(2)).sum::<f64>() * 29.0 / 30.0).sqrt();
            (theta - estimate) / se
        })
        .collect();

    let below = theta.iter().filter(|t| **t < estimate).count() as f64 / 60.0;
    let normal = |p: f64| {
        // By bisection of the distribution function, itself by quadrature.
        let cdf = |x: f64| {
            let steps = 2000;
            let h = x / f64::from(steps);
            let density = |z: f64| (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
            let inside: f64 = (1..steps)
                .map(|i| density(f64::from(i) * h) * if i % 2 == 1 { 4.0 } else { 2.0 })
                .sum();
            0.5 + h / 3.0 * (density(0.0) + density(x) + inside)
        };
        let (mut low, mut high) = (-6.0, 6.0);
        for _ in 0..80 {
            let middle = f64::midpoint(low, high);
            if cdf(middle) < p {
                low = middle;
            } else {
                high = middle;
            }
        }
        (low, cdf)
    };
    let (z0, cdf) = normal(below);
    let corrected = |acceleration: f64| {
        [-z, z].map(|z| quantile(&theta, cdf(z0 + (z0 + z) / (1.0 - acceleration * (z0 + z)))))
    };
    let want = BTreeMap::from([
        (
            IntervalKind::Percentile,
            [quantile(&theta, 0.1), quantile(&theta, 0.9)],
        ),
        (
            IntervalKind::Basic,
            [
                2.0 * estimate - quantile(&theta, 0.9),
                2.0 * estimate - quantile(&theta, 0.1),
            ],
        ),
        (IntervalKind::Normal, [estimate - z * se, estimate + z * se]),
        (
            IntervalKind::NormalCorrected,
            [
                2.0 * estimate - mean - z * se,
                2.0 * estimate - mean + z * se,
            ],
        ),
        (
            IntervalKind::Student,
            [estimate - t * se, estimate + t * se],
        ),
        (IntervalKind::Bc, corrected(0.0)),
        (IntervalKind::Bca, corrected(acceleration)),
        (
            IntervalKind::Studentized,
            [
                estimate - quantile(&studentized, 0.9) * se_jackknife,
                estimate - quantile(&studentized, 0.1) * se_jackknife,
            ],
        ),
    ]);
    assert_eq!(want.len(), IntervalKind::ALL.len());
    for (kind, [low, high]) in want {
        let got = summary.interval(kind).unwrap();
        close(got[0], low, 1e-8);
        close(got[1], high, 1e-8);
    }
    close(summary.jackknife_se.unwrap(), se_jackknife, 1e-10);

    // The bounds of one side are those of an interval that leaves out as much on either side.
    let sides = summary.one_sided.as_ref().unwrap();
    let wide = infer(&problem, &options.clone().level(0.6));
    for kind in IntervalKind::ALL {
        let wide = wide.summary(&path()).unwrap().interval(*kind).unwrap();
        for (bound, wide) in sides.bounds[kind].unwrap().into_iter().zip(wide) {
            close(bound, wide, 1e-12);
        }
    }
    close(sides.p_greater.unwrap() * 2.0, summary.p.unwrap(), 1e-15);
    close(sides.p_less.unwrap() + sides.p_greater.unwrap(), 1.0, 1e-15);
}

#[test]
fn an_undefined_interval_has_a_reason_and_the_percentile_interval_is_given() {
    let (model, table) = sample(60, 6);
    let problem = problem(&model, &table, &Options::default());
    // All replicates on one side of the estimate: rows in which the path is large.
    let fit = problem.fit().unwrap();
    let mut random = pls_sem::simulate::uniform(1, 1);
    let mut rows = Vec::new();
    while rows.len() < 20 {
        let draw: Vec<usize> = (0..60)
            .map(|_| crate::support::below(&mut random, 60))
            .collect();
        if path_of(&model, &table, &draw) > fit.path("X", "Y").unwrap() {
            rows.push(draw.iter().map(|&i| i as u32 + 1).collect());
        }
    }
    let options =
        Bootstrap::of_rows(GivenRows::new(rows)).intervals([IntervalKind::Bca, IntervalKind::Bc]);
    let inference = infer(&problem, &options);
    let summary = inference.summary(&path()).unwrap();
    assert_eq!(summary.intervals[&IntervalKind::Bc], None);
    assert_eq!(summary.intervals[&IntervalKind::Bca], None);
    assert!(summary.interval(IntervalKind::Percentile).is_some());
    let messages: Vec<String> = inference
        .findings()
        .iter()
        .map(|f| f.message().to_owned())
        .collect();
    let told = |kind: &str| {
        let start = format!("the {kind} interval of ");
        let one_sided = "is not defined: all replicates lie on one side of the estimate";
        messages
            .iter()
            .any(|m| m.starts_with(&start) && m.contains(one_sided))
    };
    assert!(told("BC") && told("BCa"), "{messages:?}");
}

#[test]
fn a_missing_summary_is_answered_with_the_most_similar_one_or_with_the_measure_to_add() {
    let (model, table) = sample(60, 1);
    let inference = infer(
        &problem(&model, &table, &Options::default()),
        &Bootstrap::new(20),
    );
    let names: Vec<&str> = model
        .constructs()
        .iter()
        .map(pls_sem::Construct::name)
        .collect();
    let pair = |a, b| Quantity::between(Measure::Htmt, a, b);
    let summary = inference.try_summary(&pair(names[0], names[1])).unwrap();
    assert_eq!(inference.summary(&pair(names[1], names[0])), Some(summary));
    for unknown in [
        Quantity::of(Measure::R2, "Yy"),
        Quantity::path("Xx", "Y"),
        Quantity::between(Measure::Htmt2, "X", "Y"),
        Quantity::of(Measure::R2, "nothing like it"),
    ] {
        assert_eq!(inference.summary(&unknown), None);
        says!(inference.try_summary(&unknown).unwrap_err());
    }
}

#[test]
fn p_values_follow_their_distribution() {
    let (model, table) = sample(50, 8);
    let problem = problem(&model, &table, &Options::default());
    let p = |p_values: PValues| {
        let inference = infer(&problem, &Bootstrap::new(200).p_values(p_values));
        let summary = inference.summary(&path()).unwrap();
        (summary.t.unwrap(), summary.p.unwrap())
    };
    let (t, student) = p(PValues::Student);
    let [normal, resamples] = [PValues::Normal, PValues::StudentResamples].map(|kind| p(kind).1);
    // The fewer degrees of freedom (49, 199, none), the heavier the tails.
    assert!(
        student > resamples && resamples > normal,
        "{t}: {student} {resamples} {normal}"
    );
}

// ----------------------------------------------------------------------------------- inadmissible resamples, draws

/// A study whose consistent solution is often inadmissible in resamples.
fn fragile() -> Problem {
    let (model, table) = sample(25, 11);
    problem(&model, &table, &Options::default().consistent(true))
}

#[test]
fn the_ledger_adds_up_under_every_policy() {
    let problem = fragile();
    let of = |policy: Policy| {
        infer(&problem, &Bootstrap::new(300).seed(5).failed(policy))
            .ledger()
            .clone()
    };
    let (drop, keep, redraw) = (of(Policy::Drop), of(Policy::Keep), of(Policy::Redraw));
    assert!(drop.inadmissibles() > 20, "{drop:?}");
    assert_eq!(drop.used, 300 - drop.failures() - drop.inadmissibles());
    assert_eq!((drop.kept, drop.redrawn), (0, 0));
    assert_eq!(keep.used, 300 - keep.failures());
    assert_eq!((keep.kept, keep.redrawn), (keep.inadmissibles(), 0));
    assert_eq!(keep.inadmissible, drop.inadmissible);
    assert_eq!(redraw.used, 300);
    assert_eq!(redraw.redrawn, redraw.failures() + redraw.inadmissibles());
    assert!(redraw.redrawn > drop.inadmissibles());
    let named = |reason: &Reason| match reason {
        Reason::Loading { indicator } => problem.sample().indicators().contains(indicator),
        Reason::Reliability { construct } => ["X", "M", "Y"].contains(&construct.as_str()),
        _ => true,
    };
    assert!(drop.inadmissible.iter().all(|(reason, _)| named(reason)));
}

#[test]
fn a_replicate_that_is_admissible_is_the_same_under_every_policy() {
    let problem = fragile();
    let catalogue = Catalogue::new(problem.plan());
    let fit = problem.fit().unwrap();
    let replicates = |policy: Policy, resamples: usize| {
        let options = Bootstrap::new(resamples).failed(policy);
        let inference = bootstrap(&problem, &fit, &catalogue, &options, &mut go_on).unwrap();
        inference.replicates(&path()).unwrap()
    };
    let (drop, keep, redraw) = (
        replicates(Policy::Drop, 100),
        replicates(Policy::Keep, 100),
        replicates(Policy::Redraw, 100),
    );
    assert!(drop.iter().all(|x| keep.contains(x) && redraw.contains(x)));
    // What a replicate is drawn again to does not depend on the others.
    assert_eq!(redraw[..60], replicates(Policy::Redraw, 60));
}

#[test]
fn effects_of_policies_on_a_distribution_are_reported() {
    let problem = fragile();
    let says = |policy: Policy, code: &str| {
        let inference = infer(&problem, &Bootstrap::new(300).failed(policy));
        inference.findings().iter().any(|f| f.code() == code)
    };
    assert!(says(Policy::Drop, "many_inadmissible"));
    assert!(says(Policy::Redraw, "many_inadmissible"));
    assert!(says(Policy::Keep, "inadmissible_kept"));
    assert!(!says(Policy::Keep, "many_inadmissible"));
}

#[test]
fn no_resample_comes_twice_and_each_is_its_own_draw() {
    const N: usize = 30;
    const R: usize = 10_000;
    let (model, table) = sample(N, 2);
    let problem = problem(&model, &table, &Options::default());
    let inference = infer(&problem, &Bootstrap::new(R).seed(3));
    let values = inference.replicates(&path()).unwrap();
    let mut bits: Vec<u64> = values.iter().map(|x| x.unwrap().to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    assert_eq!(bits.len(), R, "some resample came twice");
    // Drawn here once more, and estimated from rows.
    for r in [0, 4, 9_999] {
        let mut counts = [0; N];
        crate::support::counts_of(3, r as u64, N, |row| counts[row] += 1);
        let rows: Vec<usize> = (0..N).flat_map(|i| vec![i; counts[i]]).collect();
        let again = path_of(&model, &table, &rows);
        close(values[r].unwrap(), again, 1e-6);
    }
}

/// A table with a column that its rows are grouped by.
fn grouped(model: &Model, table: &Table, group: impl Fn(usize) -> f64) -> Table {
    let columns = crate::support::columns(table).map(|(name, x)| (name.to_owned(), x.to_vec()));
    let groups = (0..table.rows()).map(group).collect();
    assert!(model.indicators().all(|i| i != "group"));
    Table::from_columns(columns.chain([("group".to_owned(), groups)])).unwrap()
}

#[test]
fn strata_keep_their_sizes_and_clusters_their_rows_together() {
    // Every row three times, and the three copies a stratum: every resample is the sample itself.
    let (model, table) = sample(50, 13);
    let tripled: Vec<usize> = (0..150).map(|i| i / 3).collect();
    let copies = grouped(&model, &rows_of(&table, &tripled), |i| (i / 3) as f64);
    let groups = || Groups::of(&copies, "group").unwrap();
    let of_copies = self::problem(&model, &copies, &crate::support::strict());
    let of_strata = infer(&of_copies, &Bootstrap::new(50).strata(groups()));
    let estimate = of_copies.fit().unwrap().path("X", "Y").unwrap();
    for value in of_strata.replicates(&path()).unwrap() {
        close(value.unwrap(), estimate, 1e-12);
    }

    // The three copies a cluster: the bootstrap of clusters is that of the rows.
    let of_rows = infer(
        &self::problem(&model, &table, &crate::support::strict()),
        &Bootstrap::new(50),
    );
    let of_clusters = infer(
        &of_copies,
        &Bootstrap::new(50).cluster(groups()).jackknife(true),
    );
    assert!(
        of_clusters
            .findings()
            .iter()
            .all(|f| f.code() != "few_clusters")
    );
    let pairs = grouped(&model, &rows_of(&table, &tripled), |i| (i % 5) as f64);
    let few = Bootstrap::new(50).cluster(Groups::of(&pairs, "group").unwrap());
    let few = infer(
        &self::problem(&model, &pairs, &crate::support::strict()),
        &few,
    );
    let told = few.findings().into_iter().map(|f| f.message().to_owned());
    let sentence = "5 clusters are drawn: standard errors from fewer than 30 are too small";
    assert!(
        told.into_iter()
            .any(|message| message.starts_with(sentence))
    );
    let [rows, clusters] = [&of_rows, &of_clusters].map(|i| i.replicates(&path()).unwrap());
    for (a, b) in rows.iter().zip(&clusters) {
        close(a.unwrap(), b.unwrap(), 1e-10);
    }
    // p-values count clusters, not rows.
    let [p, of_copies] = [&of_rows, &of_clusters].map(|i| i.summary(&path()).unwrap().p.unwrap());
    close(p, of_copies, 1e-8);
    // To leave out a cluster is to leave out all its rows.
    for one in of_clusters.jackknife().unwrap().influence(&path()).unwrap() {
        assert_eq!(one.rows.len(), 3);
        close(
            one.without,
            path_of(&model, &copies, &without(150, &one.rows)),
            1e-10,
        );
    }
}

#[test]
fn the_acceleration_weighs_strata_by_their_sizes() {
    // Strata of 12 and of 48 rows: the acceleration that BCa needs, of the estimates without each row.
    let (model, table) = sample(60, 21);
    let table = grouped(&model, &table, |i| f64::from(u8::from(i % 5 == 0)));
    let problem = self::problem(&model, &table, &crate::support::strict());
    let options = Bootstrap::new(400)
        .strata(Groups::of(&table, "group").unwrap())
        .intervals([IntervalKind::Bca]);
    let inference = infer(&problem, &options);
    let strata = [0, 1].map(|stratum| {
        let rows = (0..60).filter(|i| usize::from(i % 5 == 0) == stratum);
        let left_out = rows.map(|i| path_of(&model, &table, &without(60, &[i])));
        left_out.collect::<Vec<f64>>()
    });
    let (mut squares, mut cubes) = (0.0, 0.0);
    for of_stratum in strata {
        let m = of_stratum.len() as f64;
        let mean = of_stratum.iter().sum::<f64>() / m;
        let influences = of_stratum.iter().map(|t| (m - 1.0) * (mean - t));
        for l in influences {
            squares += l * l / m.powi(2);
            cubes += l.powi(3) / m.powi(3);
        }
    }
    let acceleration = cubes / (6.0 * squares.powf(1.5));
    let mut theta: Vec<f64> = inference
        .replicates(&path())
        .unwrap()
        .into_iter()
        .flatten()
        .collect();
    theta.sort_by(f64::total_cmp);
    let estimate = problem.fit().unwrap().path("X", "Y").unwrap();
    let below = theta.iter().filter(|t| **t < estimate).count() as f64 / theta.len() as f64;
    let normal = statrs::distribution::Normal::standard();
    let z0 = normal.inverse_cdf(below);
    let bound = |z: f64| {
        let share = normal.cdf(z0 + (z0 + z) / (1.0 - acceleration * (z0 + z)));
        quantile(&theta, share)
    };
    let [low, high] = inference
        .summary(&path())
        .unwrap()
        .interval(IntervalKind::Bca)
        .unwrap();
    let z = normal.inverse_cdf(0.975);
    close(low, bound(-z), 1e-6);
    close(high, bound(z), 1e-6);
}

#[test]
fn too_few_resamples_for_the_level_are_reported() {
    let (model, table) = sample(60, 2);
    let problem = problem(&model, &table, &Options::default());
    let coarse = |resamples: usize| {
        let inference = infer(&problem, &Bootstrap::new(resamples));
        let errors = &inference.summary(&path()).unwrap().mc_se;
        let bounds = errors.bounds[&IntervalKind::Percentile];
        let told = inference.findings().iter().any(|finding| {
            let message = finding.message();
            message.starts_with("the percentile interval of ") && message.contains("is coarse")
        });
        (told, bounds[0].is_some())
    };
    // 1 / (R + 1) is above 0.025, and there is no rank below the bound's.
    assert_eq!(coarse(20), (true, false));
    assert_eq!(coarse(400), (false, true));
}

#[test]
fn a_quantity_that_is_not_defined_in_many_resamples_is_reported() {
    let (model, table) = sample(40, 3);
    let problem = problem(&model, &table, &Options::default());
    let formula = "ln(path(X -> Y) - 0.9 * abs(path(X -> Y)) - 0.02)";
    let catalogue = Catalogue::new(problem.plan())
        .define(Definition::parse("risky", formula).unwrap())
        .unwrap();
    let fit = problem.fit().unwrap();
    let options = Bootstrap::new(300);
    let inference = bootstrap(&problem, &fit, &catalogue, &options, &mut go_on).unwrap();
    let undefined = inference
        .summary(&Quantity::defined("risky"))
        .unwrap()
        .undefined;
    assert!(undefined > 3, "{undefined}");
    let told = inference
        .findings()
        .into_iter()
        .map(|f| f.message().to_owned());
    let start = format!("risky is not defined in {undefined} of the 300 resamples used");
    assert!(told.into_iter().any(|message| message.contains(&start)));
}

#[test]
fn impossible_draws_are_refused() {
    let (model, table) = sample(30, 14);
    let problem = problem(&model, &table, &Options::default());
    let fit = problem.fit().unwrap();
    let refused = |options: Bootstrap| {
        let catalogue = Catalogue::new(problem.plan());
        bootstrap(&problem, &fit, &catalogue, &options, &mut go_on)
            .unwrap_err()
            .to_string()
    };
    let groups = |group: &dyn Fn(usize) -> f64| {
        Groups::of(&grouped(&model, &table, group), "group").unwrap()
    };
    let lone = groups(&|i| f64::from(u8::from(i == 4)));
    says!(refused(Bootstrap::new(9).strata(lone)));
    let (halves, thirds) = (groups(&|i| (i % 2) as f64), groups(&|i| (i % 3) as f64));
    says!(refused(
        Bootstrap::new(9).strata(halves.clone()).cluster(thirds)
    ));
    says!(refused(
        Bootstrap::new(9)
            .strata(halves.clone())
            .intervals([IntervalKind::Studentized])
    ));
    let given = || Bootstrap::of_rows(GivenRows::new(vec![(1..=30).collect::<Vec<u32>>(); 4]));
    says!(refused(given().strata(halves)));
    says!(refused(given().failed(Policy::Redraw)));
    let nothing = Catalogue::of(problem.plan(), []);
    let nothing = bootstrap(&problem, &fit, &nothing, &Bootstrap::new(9), &mut go_on);
    assert_eq!(nothing.unwrap_err(), ResampleError::Nothing);
    let (_, other) = sample(31, 14);
    let other = Groups::of(&grouped(&model, &other, |i| (i % 2) as f64), "group").unwrap();
    says!(refused(Bootstrap::new(9).strata(other)));
}

// ------------------------------------------------------------------------------------------------------------- parts

fn part_file(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn parts_join_to_the_result_of_one_run_bit_for_bit() {
    let problem = fragile();
    let fit = problem.fit().unwrap();
    let catalogue = Catalogue::new(problem.plan());
    let options = Bootstrap::new(90)
        .seed(8)
        .failed(Policy::Redraw)
        .intervals([IntervalKind::Bca, IntervalKind::Studentized]);
    let whole = bootstrap(&problem, &fit, &catalogue, &options, &mut go_on).unwrap();
    for cuts in [vec![0, 37, 38, 90], vec![0, 1, 90], vec![0, 89, 90]] {
        // In any order, and through files.
        let parts: Vec<Part> = cuts
            .windows(2)
            .rev()
            .map(|cut| {
                let part =
                    bootstrap_part(&problem, &catalogue, &options, cut[0]..cut[1], &mut go_on)
                        .unwrap();
                assert_eq!(part.range(), cut[0]..cut[1]);
                let file = part_file(&format!("part_{}_{}", cut[0], cut[1]));
                part.write(&file).unwrap();
                Part::read(&file).unwrap()
            })
            .collect();
        let merged = merge(&problem, &fit, &catalogue, &options, parts, &mut go_on).unwrap();
        assert_eq!(merged.ledger(), whole.ledger());
        assert!(merged.iter().eq(whole.iter()));
        for quantity in catalogue.quantities() {
            let bits = |i: &Inference| -> Vec<Option<u64>> {
                i.replicates(quantity)
                    .unwrap()
                    .into_iter()
                    .map(|x| x.map(f64::to_bits))
                    .collect()
            };
            assert_eq!(bits(&merged), bits(&whole), "{quantity}");
        }
    }
}

#[test]
fn parts_that_do_not_make_a_whole_are_named() {
    let (model, table) = sample(40, 15);
    let problem = problem(&model, &table, &Options::default());
    let fit = problem.fit().unwrap();
    let catalogue = Catalogue::new(problem.plan());
    let options = Bootstrap::new(30);
    let part = |options: &Bootstrap, range| {
        bootstrap_part(&problem, &catalogue, options, range, &mut go_on).unwrap()
    };
    let refused = |parts: Vec<Part>| {
        let merged = merge(&problem, &fit, &catalogue, &options, parts, &mut go_on);
        merged.unwrap_err().to_string()
    };
    says!(refused(vec![part(&options, 0..10), part(&options, 20..30)]));
    says!(refused(vec![part(&options, 0..10)]));
    says!(refused(vec![part(&options, 0..12), part(&options, 10..30)]));
    let other = part(&options.clone().seed(2), 10..30);
    assert!(
        refused(vec![part(&options, 0..10), other])
            .starts_with("the part of resamples 10 to 30 is part of another run")
    );
    let error = bootstrap_part(&problem, &catalogue, &options, 20..31, &mut go_on).unwrap_err();
    assert_eq!(
        error,
        ResampleError::Range {
            from: 20,
            to: 31,
            resamples: 30
        }
    );

    // Settings that come after the replicates may be others.
    let parts = vec![part(&options, 0..10), part(&options, 10..30)];
    let later = options.clone().level(0.9).intervals([IntervalKind::Bca]);
    assert!(merge(&problem, &fit, &catalogue, &later, parts, &mut go_on).is_ok());
}

/// The same bytes except for one bit.
fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

#[test]
fn an_incomplete_file_of_a_part_is_named() {
    let (model, table) = sample(40, 15);
    let problem = problem(&model, &table, &Options::default());
    let catalogue = Catalogue::new(problem.plan());
    let part = bootstrap_part(&problem, &catalogue, &Bootstrap::new(9), 0..9, &mut go_on).unwrap();
    let file = part_file("damaged_part");
    part.write(&file).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for (bytes, reason) in [
        (&bytes[..bytes.len() - 3], "incomplete or damaged"),
        (&bytes[..40], "incomplete or damaged"),
        (&b"PK\x03\x04"[..], "not a part of a bootstrap"),
        (&b""[..], "not a part of a bootstrap"),
        (&flipped(&bytes, bytes.len() / 2), "incomplete or damaged"),
        (&flipped(&bytes, 40), "incomplete or damaged"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let error = Part::read(&file).unwrap_err();
        assert!(matches!(error, MergeError::File { .. }));
        assert!(error.to_string().contains(reason), "{error}");
    }
    assert!(Part::read(part_file("no_such_part")).is_err());
}

#[test]
fn a_stopped_run_gives_the_completed_resamples() {
    let (model, table) = sample(40, 16);
    let problem = problem(&model, &table, &Options::default());
    let fit = problem.fit().unwrap();
    let catalogue = Catalogue::new(problem.plan());
    let options = |resamples| Bootstrap::new(resamples).intervals([IntervalKind::Bca]);
    let mut stop = |p: Progress| {
        if p.done >= 2000 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let stopped = bootstrap(&problem, &fit, &catalogue, &options(5000), &mut stop).unwrap();
    let done = stopped.ledger().done;
    assert!((2000..5000).contains(&done));
    assert!(stopped.findings().iter().any(|f| f.code() == "stopped"));
    let short = bootstrap(&problem, &fit, &catalogue, &options(done), &mut go_on).unwrap();
    assert!(stopped.iter().eq(short.iter()));
    // The jackknife was done before, so that no interval is missed.
    let summary = stopped.summary(&path()).unwrap();
    assert!(summary.interval(IntervalKind::Bca).is_some());
}

// ----------------------------------------------------------------------------------------- own quantities, mediation

#[test]
fn a_defined_quantity_is_its_formula_in_every_replicate() {
    let (model, table) = sample(80, 17);
    let problem = problem(&model, &table, &Options::default());
    let of = [Quantity::path("X", "M"), Quantity::path("M", "Y")];
    let catalogue = Catalogue::new(problem.plan())
        .define(Definition::parse("product", "path(X -> M) * path(M -> Y)").unwrap())
        .unwrap()
        .define(Definition::new("closure", &of, |x| x[0] * x[1]))
        .unwrap()
        .define(Definition::parse("root", "sqrt(path(X -> Y) - 0.2)").unwrap())
        .unwrap()
        .define(Definition::parse("effect", "f2(X -> Y) + htmt(Y, X)").unwrap())
        .unwrap();
    let fit = problem.fit().unwrap();
    let inference =
        bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(300), &mut go_on).unwrap();
    let replicates = |quantity: &Quantity| inference.replicates(quantity).unwrap();
    let route = Quantity::specific(&["X".to_owned(), "M".to_owned(), "Y".to_owned()]);
    let product = Quantity::defined("product");
    assert_eq!(replicates(&product), replicates(&route));
    assert_eq!(
        replicates(&Quantity::defined("closure")),
        replicates(&product)
    );
    // All but the p-value that is shown: a route is known to be a product, a formula is not.
    let mut own = inference.summary(&product).unwrap().clone();
    let of_route = inference.summary(&route).unwrap();
    own.p_shown = of_route.p_shown;
    own.mc_se.p_shown = of_route.mc_se.p_shown;
    assert_eq!(own, *of_route);
    let root = inference.summary(&Quantity::defined("root")).unwrap();
    let negative = replicates(&path())
        .iter()
        .filter(|x| x.unwrap() < 0.2)
        .count();
    assert_eq!(root.undefined, negative);
    // No number is given for what fewer than 95 % of the resamples have.
    assert!(negative > 0);
    assert_eq!(root.se.is_some(), negative <= 15);
    let effect = inference.summary(&Quantity::defined("effect")).unwrap();
    let htmt = inference
        .summary(&Quantity::between(Measure::Htmt, "X", "Y"))
        .unwrap();
    let f2 = inference
        .summary(&Quantity::along(Measure::F2, "X", "Y"))
        .unwrap();
    close(
        effect.estimate.unwrap(),
        htmt.estimate.unwrap() + f2.estimate.unwrap(),
        1e-14,
    );
}

#[test]
fn an_invalid_formula_is_answered_with_place_and_fix() {
    let refused = |formula: &str| Definition::parse("d", formula).unwrap_err().to_string();
    says!(refused("path(A -> B) - pat(A -> C)"));
    says!(refused("path(A -> B"));
    says!(refused("1 +"));
    says!(refused("path(A -> B) path(B -> C)"));
    assert!(
        refused("path(A -> B -> C)")
            .starts_with("`path` is of two constructs; a longer route is `specific(...)`")
    );
    assert!(refused(&"(".repeat(100_000)).starts_with("the formula is nested too deeply"));
    assert!(refused(&"-".repeat(100_000)).starts_with("the formula is nested too deeply"));
    assert!(refused("1..2").starts_with("`1..2` is not a number"));
    assert!(refused("sqrt(1, 2)").starts_with("`sqrt` takes one formula"));

    let catalogue = Catalogue::new(
        &pls_sem::Plan::new(&Model::parse(MEDIATOR).unwrap(), &Options::default()).unwrap(),
    );
    let define = |formula: &str| {
        catalogue
            .clone()
            .define(Definition::parse("d", formula).unwrap())
            .unwrap_err()
            .to_string()
    };
    says!(define("path(Y -> M)"));
    let named = |name: &str| {
        let definition = Definition::parse(name, "1").unwrap();
        catalogue.clone().define(definition).map(|_| ())
    };
    says!(named("path( X -> Y )").unwrap_err());
    for (name, reason) in [(" ", "is empty"), ("a\nb", "has invisible characters")] {
        assert!(named(name).unwrap_err().to_string().contains(reason));
    }
    says!(refused("path(A → B)"));
    assert!(refused("twice - once").contains("a definition cannot use another definition"));
    assert_eq!(named("difference (a - b)"), Ok(()));
    let twice = catalogue
        .clone()
        .define(Definition::parse("d", "1").unwrap())
        .unwrap();
    let twice = twice
        .define(Definition::parse("d", "2").unwrap())
        .unwrap_err();
    says!(twice);
}

/// Layers of constructs of one indicator each, every one of which leads to all of the next.
fn layers(widths: &[usize]) -> Study {
    use std::fmt::Write as _;
    let name = |layer: usize, i: usize| format!("L{layer}n{i}");
    let mut text = String::new();
    for (layer, &width) in widths.iter().enumerate() {
        for i in 0..width {
            let construct = name(layer, i);
            writeln!(text, "{construct} =~ {}", construct.to_lowercase()).unwrap();
            if layer > 0 {
                let before: Vec<String> =
                    (0..widths[layer - 1]).map(|b| name(layer - 1, b)).collect();
                writeln!(text, "{construct} ~ {}", before.join(" + ")).unwrap();
            }
        }
    }
    let study = Study::new(Model::parse(&text).unwrap()).bootstrap(Bootstrap::new(3));
    study.quantities([Measure::Contrast])
}

#[test]
fn routes_and_contrasts_that_are_too_many_to_list_are_reported() {
    let codes = |widths: &[usize]| -> Vec<String> {
        let study = layers(widths);
        let cell = |i: usize, k: usize| ((i * i * 31 + k * k * 17 + i * k * 7) as f64).sin();
        let names = study.model().indicators().enumerate();
        let columns = names.map(|(k, name)| (name, (0..400).map(|i| cell(i, k)).collect()));
        let table = Table::from_columns::<&str, Vec<f64>>(columns).unwrap();
        let document = study.run(&table).unwrap();
        let findings = document.findings.into_iter();
        let codes = findings.map(|finding| finding.finding.code().to_owned());
        codes.filter(|code| code.starts_with("too_many")).collect()
    };
    // 141 routes between the same two make 9,870 pairs, 142 make 10,011; 7^5 routes are 16,807.
    assert_eq!(codes(&[1, 141, 1]), [""; 0]);
    assert_eq!(codes(&[1, 142, 1]), ["too_many_contrasts"]);
    assert_eq!(codes(&[1, 7, 7, 7, 7, 7, 1]), ["too_many_routes"]);
}

#[test]
fn types_of_mediation_follow_the_intervals() {
    let model = Model::parse(
        "X =~ x1-3; M =~ m1-3; N =~ n1-3; Y =~ y1-3
         M ~ X; N ~ X; Y ~ M + N + X",
    )
    .unwrap();
    // By M and directly, with opposite signs; by N nothing.
    let path = |from: &str, to: &str| match (from, to) {
        ("X", "M") => 0.6,
        ("M", "Y") => -0.5,
        ("X", "Y" | "N") => 0.5,
        _ => 0.0,
    };
    let population = Population::of_factors(&model, |_, _| 0.0, path, |_| 0.85).unwrap();
    let table = exact_sample(&model, population.correlations(), 400);
    let problem = problem(&model, &table, &Options::default());
    let catalogue = Catalogue::new(problem.plan()).with([Measure::Contrast, Measure::Vaf]);
    let fit = problem.fit().unwrap();
    let inference =
        bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(500), &mut go_on).unwrap();
    let found = mediation(&inference, IntervalKind::Percentile);
    let kinds: Vec<_> = found
        .iter()
        .map(|m| (m.route.as_ref().map(|r| r[1].as_str()), m.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            (None, Some(MediationType::Competitive)),
            (Some("M"), Some(MediationType::Competitive)),
            (Some("N"), Some(MediationType::NotAlongThisRoute)),
        ]
    );
    // Opposite signs: nothing is accounted for.
    assert_eq!(found[0].vaf, None);
    let vaf = inference
        .summary(&Quantity::along(Measure::Vaf, "X", "Y"))
        .unwrap();
    assert_eq!((vaf.estimate, vaf.t), (None, None));

    let contrast = inference
        .iter()
        .find(|(q, _)| q.measure == Measure::Contrast)
        .unwrap();
    says!(contrast.0);
    let route = |m: &str| {
        let route = ["X", m, "Y"].map(str::to_owned);
        inference.replicates(&Quantity::specific(&route)).unwrap()
    };
    let differences: Vec<f64> = route("M")
        .iter()
        .zip(route("N"))
        .map(|(a, b)| a.unwrap() - b.unwrap())
        .collect();
    let contrasts: Vec<f64> = inference
        .replicates(contrast.0)
        .unwrap()
        .into_iter()
        .flatten()
        .collect();
    assert_eq!(contrasts, differences);
}

#[test]
fn variance_accounted_for_is_the_indirect_share() {
    let (model, table) = sample(200, 18);
    let problem = problem(&model, &table, &Options::default());
    let fit: Fit = problem.fit().unwrap();
    let indirect = fit.path("X", "M").unwrap() * fit.path("M", "Y").unwrap();
    let found = mediation(
        &infer(&problem, &Bootstrap::new(100)),
        IntervalKind::Percentile,
    );
    close(
        found[0].vaf.unwrap(),
        indirect / (indirect + fit.path("X", "Y").unwrap()),
        1e-12,
    );
}

// ------------------------------------------------------------------------------------------------- the study as a whole

#[test]
fn conventions_of_other_programs_reach_the_estimates_and_every_resample() {
    let (model, table) = sample(60, 21);
    let problem = |like: Like| problem(&model, &table, &like.options());
    let iterations = |like: Like| problem(like).fit().unwrap().termination().iterations;
    let plain = self::problem(&model, &table, &Options::default());
    assert!(iterations(Like::Csem) < plain.fit().unwrap().termination().iterations);
    assert!(iterations(Like::Seminr) >= plain.fit().unwrap().termination().iterations);
    let replicates = |problem: &Problem, bootstrap: Bootstrap| {
        infer(problem, &bootstrap).replicates(&path()).unwrap()
    };
    let usual = replicates(&plain, Bootstrap::new(20));
    for like in [Like::Seminr, Like::Csem, Like::Plspm] {
        let got = replicates(&problem(like), like.bootstrap(Bootstrap::new(20)));
        assert!(
            got.iter().zip(&usual).filter(|(a, b)| a != b).count() > 5,
            "{like:?}"
        );
        // The centroid scheme is another estimator; looser tolerances are the same, nearly.
        if like != Like::Plspm {
            for (a, b) in got.iter().zip(&usual) {
                close(a.unwrap(), b.unwrap(), 0.01);
            }
        }
    }
    // Scores have another divisor and nothing else.
    let scores = |options: &Options| {
        self::problem(&model, &table, options)
            .fit()
            .unwrap()
            .scores()
            .unwrap()
            .clone()
    };
    let ratio = scores(&Options::default().divisor(Divisor::Population))
        .component_div(&scores(&Options::default()));
    assert!(
        ratio
            .iter()
            .all(|r| (r - (60.0_f64 / 59.0).sqrt()).abs() < 1e-12)
    );
    for stopping in [Stopping::SumOfChanges, Stopping::SumOfSquares] {
        let strict = crate::support::strict().stopping(stopping);
        let estimate = self::problem(&model, &table, &strict)
            .fit()
            .unwrap()
            .path("X", "Y")
            .unwrap();
        close(estimate, plain.fit().unwrap().path("X", "Y").unwrap(), 1e-6);
    }
}

#[test]
fn a_study_file_sets_everything_and_its_document_reports_it() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("inference_study");
    std::fs::create_dir_all(&folder).unwrap();
    let (model, table) = sample(90, 22);
    let table = grouped(&model, &table, |i| (i % 3) as f64);
    let names: Vec<&str> = crate::support::columns(&table)
        .map(|(name, _)| name)
        .collect();
    let mut csv = names.join(",");
    for i in 0..table.rows() {
        let cells: Vec<String> = names
            .iter()
            .map(|name| table.number(name, i).unwrap().to_string())
            .collect();
        csv.push('\n');
        csv.push_str(&cells.join(","));
    }
    std::fs::write(folder.join("survey.csv"), csv).unwrap();
    let text = format!(
        r#"
[data]
file = "survey.csv"
[model]
text = "{MEDIATOR}"
[estimate]
like = "csem"
tolerance = 1e-6
[assess]
f2 = "reestimated"
[bootstrap]
resamples = 120
seed = 4
intervals = ["bca", "basic"]
one_sided = true
jackknife = true
failed = "keep"
strata = "group"
quantities = ["vaf"]
[define]
difference = "path(M -> Y) - path(X -> Y)"
"#
    );
    let file = StudyFile::parse(&text, &folder).unwrap();
    let document = file.study.run(&file.table().unwrap()).unwrap();
    let settings = &document.study;
    assert_eq!(settings.estimate.like, Some(Like::Csem));
    assert_eq!(
        (
            settings.estimate.get_max_iterations(),
            settings.estimate.get_tolerance()
        ),
        (100, 1e-6)
    );
    let bootstrap = settings.bootstrap.as_ref().unwrap();
    // What the file says stands before the habits: intervals and policy; p-values are cSEM's.
    assert_eq!(
        *bootstrap.intervals,
        [
            IntervalKind::Bca,
            IntervalKind::Percentile,
            IntervalKind::Basic
        ]
    );
    assert_eq!(
        (bootstrap.p_values, bootstrap.failed),
        (PValues::Normal, Policy::Keep)
    );
    assert_eq!(bootstrap.strata.as_deref(), Some("group"));
    assert_eq!(document.mediation.len(), 1);
    assert_eq!(document.influence.len(), 15);
    assert!(document.influence[0].left_out.starts_with("line "));
    assert_eq!(document.adjusted.len(), 4);
    assert!(
        document
            .adjusted
            .iter()
            .all(|a| a.adjusted.holm >= a.adjusted.p)
    );
    let difference = document.defined[0].estimate.unwrap();
    let path = |from: &str, to: &str| {
        let found = document.paths.iter().find(|p| p.from == from && p.to == to);
        found.unwrap().clone()
    };
    close(
        difference,
        path("M", "Y").estimate - path("X", "Y").estimate,
        1e-14,
    );
    // Without its only predictor nothing of M is explained.
    let m = document
        .constructs
        .iter()
        .find(|c| c.construct == "M")
        .unwrap()
        .r2
        .unwrap();
    close(path("X", "M").f2.unwrap(), m / (1.0 - m), 1e-12);
    let report = full(&document);
    for part in [
        "Like cSEM",
        "95 % intervals, by kind",
        "One-sided 95 % bounds",
        "p-values adjusted for several tests",
        "Most influential cases",
        "Mediation",
        "Own quantities",
        "Further requested quantities",
        "p two-sided, normal distribution",
    ] {
        assert!(report.contains(part), "{part} is missing:\n{report}");
    }

    // Parts of the study make its document.
    let table = file.table().unwrap();
    let part = |range| file.study.run_part(&table, range, &mut go_on).unwrap();
    let merged = file
        .study
        .merge(&table, [part(70..120), part(0..70)], &mut go_on)
        .unwrap();
    assert_eq!(merged.to_json(), document.to_json());
    let none = Study::new(model)
        .run_part(&table, 0..3, &mut go_on)
        .unwrap_err();
    assert!(none.to_string().starts_with("the study has no bootstrap"));
}

// -------------------------------------------------------------------------------------------------------- calibration

#[test]
#[ignore = "slow: 1,000 samples of 499 resamples each, for two sizes, with every kind of interval"]
fn intervals_cover_the_truth_as_often_as_they_say() {
    const SAMPLES: u64 = 1000;
    let (model, population) = population();
    // What PLS estimates in the population itself.
    let truth = exact_sample(&model, population.correlations(), 50);
    let truth = problem(&model, &truth, &crate::support::strict())
        .fit()
        .unwrap();
    let kinds = IntervalKind::ALL.iter().copied();
    let direct = truth.path("M", "Y").unwrap();
    let indirect = truth.path("X", "M").unwrap() * direct;
    let of = [
        (Quantity::path("M", "Y"), direct),
        (Quantity::along(Measure::Indirect, "X", "Y"), indirect),
    ];
    for n in [100, 273] {
        let mut covered: BTreeMap<(String, IntervalKind), u32> = BTreeMap::new();
        for seed in 0..SAMPLES {
            let table =
                Table::from_matrix(&population.draw(n, 5000 + seed), model.indicators()).unwrap();
            let problem = problem(&model, &table, &Options::default());
            let plan = problem.plan();
            let fit = problem.fit().unwrap();
            let options = Bootstrap::new(499).seed(seed).intervals(kinds.clone());
            let inference =
                bootstrap(&problem, &fit, &Catalogue::new(plan), &options, &mut go_on).unwrap();
            for (quantity, truth) in &of {
                let summary = inference.summary(quantity).unwrap();
                for kind in kinds.clone() {
                    let holds = summary
                        .interval(kind)
                        .is_some_and(|[low, high]| low <= *truth && *truth <= high);
                    *covered.entry((quantity.to_string(), kind)).or_default() += u32::from(holds);
                }
            }
        }
        let band = 3.0 * (0.95_f64 * 0.05 / SAMPLES as f64).sqrt();
        for ((quantity, kind), count) in covered {
            let rate = f64::from(count) / SAMPLES as f64;
            println!("n = {n}, {quantity}, {kind}: {rate:.3} (0.95 -+ {band:.3})");
            // Intervals of a small sample may fall short of their level; those of the studentized product of two paths
            // fall short most.
            let allowed = match kind {
                IntervalKind::Studentized => band + 0.04,
                _ => band + 0.015,
            };
            assert!((rate - 0.95).abs() < allowed, "{quantity} {kind}: {rate}");
        }
    }
}

#[test]
#[ignore = "slow: 2,000 samples of 499 resamples each"]
fn a_path_that_is_null_is_found_as_often_as_the_level_says() {
    const SAMPLES: u64 = 2000;
    let model = Model::parse(MEDIATOR).unwrap();
    let null = |from: &str, to: &str| if (from, to) == ("X", "M") { 0.5 } else { 0.0 };
    let population = Population::of_factors(&model, |_, _| 0.0, null, |_| 0.8).unwrap();
    let mut rejected = BTreeMap::from([("t", 0), ("percentile", 0)]);
    for seed in 0..SAMPLES {
        let table =
            Table::from_matrix(&population.draw(100, 9000 + seed), model.indicators()).unwrap();
        let inference = infer(
            &problem(&model, &table, &Options::default()),
            &Bootstrap::new(499).seed(seed),
        );
        let summary = inference.summary(&path()).unwrap();
        *rejected.get_mut("t").unwrap() += u32::from(summary.p.unwrap() < 0.05);
        *rejected.get_mut("percentile").unwrap() += u32::from(summary.p_percentile.unwrap() < 0.05);
    }
    let band = 3.0 * (0.05_f64 * 0.95 / SAMPLES as f64).sqrt();
    for (what, count) in rejected {
        let rate = f64::from(count) / SAMPLES as f64;
        println!("null path, {what}: rejects {rate:.4} (0.05 + {band:.4} at most)");
        assert!(rate < 0.05 + band + 0.01, "{what}: {rate}");
    }
}
