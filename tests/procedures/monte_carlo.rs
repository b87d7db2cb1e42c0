//! Monte Carlo errors: how much inference differs between seeds is reported with every number, and as a finding where it
//! affects conclusions.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::ops::ControlFlow;

use pls_sem::simulate::Population;
use pls_sem::{
    Bootstrap, Catalogue, Inference, IntervalKind, Measure, Missing, Model, Options, Problem,
    Quantity, Study, Table, bootstrap,
};

fn model() -> Model {
    Model::parse("X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M + X").unwrap()
}

/// A mediator, and a pair of constructs that are nearly one.
fn table(rows: usize, seed: u64) -> Table {
    let model = model();
    let path = |from: &str, to: &str| match (from, to) {
        ("X", "M") => 0.8,
        ("M", "Y") => 0.4,
        _ => 0.2,
    };
    let population = Population::of_factors(&model, |_, _| 0.0, path, |_| 0.8).unwrap();
    let answers = population.draw(rows, seed);
    Table::from_matrix(&answers, model.indicators()).unwrap()
}

fn problem(rows: usize, seed: u64) -> Problem {
    let table = table(rows, seed);
    Problem::new(&model(), &table, Missing::Error, &Options::default()).unwrap()
}

fn infer(problem: &Problem, options: &Bootstrap) -> Inference {
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let go_on = &mut |_| ControlFlow::Continue(());
    bootstrap(problem, &fit, &catalogue, options, go_on).unwrap()
}

fn path() -> Quantity {
    Quantity::path("X", "Y")
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Standard deviation of a number over seeds, and the mean of the errors that were stated for it.
fn spread_and_stated(runs: &[(f64, f64)]) -> (f64, f64) {
    let (values, errors): (Vec<f64>, Vec<f64>) = runs.iter().copied().unzip();
    let center = mean(&values);
    let squares: f64 = values.iter().map(|x| (x - center).powi(2)).sum();
    ((squares / (values.len() - 1) as f64).sqrt(), mean(&errors))
}

#[test]
fn the_monte_carlo_error_of_every_bound_is_how_much_it_differs_between_seeds() {
    const SEEDS: u64 = 200;
    let problem = problem(40, 1);
    // Studentized intervals are bounds of another set of numbers, and take long.
    let all = IntervalKind::ALL.iter().copied();
    let kinds: Vec<IntervalKind> = all.filter(|k| *k != IntervalKind::Studentized).collect();
    let options = Bootstrap::new(400).level(0.9).one_sided(true);
    let options = options.intervals(kinds.iter().copied());
    let runs: Vec<Inference> = (0..SEEDS)
        .map(|seed| infer(&problem, &options.clone().seed(seed)))
        .collect();
    let check = |what: String, of: &dyn Fn(&Inference) -> (f64, f64)| {
        let pairs: Vec<(f64, f64)> = runs.iter().map(of).collect();
        let (spread, stated) = spread_and_stated(&pairs);
        // The spread of 200 seeds is itself known to 5 % (one standard error); half distances of order statistics lie
        // within a few per cent of the truth.
        let ratio = stated / spread;
        assert!((0.84..1.19).contains(&ratio), "{what}: {stated} {spread}");
    };
    for quantity in [path(), Quantity::along(Measure::Indirect, "X", "Y")] {
        for &kind in &kinds {
            for side in [0, 1] {
                check(format!("{quantity} {kind} {side}"), &|run| {
                    let s = run.summary(&quantity).unwrap();
                    let error = s.mc_se.bounds[&kind][side].unwrap();
                    (s.interval(kind).unwrap()[side], error)
                });
                check(format!("{quantity} {kind} {side}, one-sided"), &|run| {
                    let sides = run.summary(&quantity).unwrap().one_sided.as_ref().unwrap();
                    let error = sides.mc_se.bounds[&kind][side].unwrap();
                    (sides.bounds[&kind].unwrap()[side], error)
                });
            }
        }
        check(format!("{quantity} SE"), &|run| {
            let s = run.summary(&quantity).unwrap();
            (s.se.unwrap(), s.mc_se.se.unwrap())
        });
        check(format!("{quantity} mean"), &|run| {
            let s = run.summary(&quantity).unwrap();
            (s.mean.unwrap(), s.mc_se.mean.unwrap())
        });
    }
    check("p of > 0".to_owned(), &|run| {
        let sides = run.summary(&path()).unwrap().one_sided.as_ref().unwrap();
        (sides.p_greater.unwrap(), sides.mc_se.p.unwrap())
    });
    check("HTMT".to_owned(), &|run| {
        let htmt = run
            .summary(&Quantity::between(Measure::Htmt, "X", "M"))
            .unwrap();
        (htmt.upper.unwrap(), htmt.mc_se.upper.unwrap())
    });
}

#[test]
fn the_monte_carlo_error_of_a_studentized_bound_is_that_of_its_quantile() {
    let problem = problem(25, 1);
    let options = Bootstrap::new(200).level(0.8);
    let options = options.intervals([IntervalKind::Studentized]);
    let runs: Vec<[(f64, f64); 2]> = (0..60)
        .map(|seed| {
            let inference = infer(&problem, &options.clone().seed(seed));
            let s = inference.summary(&path()).unwrap();
            let bounds = s.interval(IntervalKind::Studentized).unwrap();
            let errors = s.mc_se.bounds[&IntervalKind::Studentized];
            [0, 1].map(|side| (bounds[side], errors[side].unwrap()))
        })
        .collect();
    for side in [0, 1] {
        let pairs: Vec<(f64, f64)> = runs.iter().map(|run| run[side]).collect();
        let (spread, stated) = spread_and_stated(&pairs);
        assert!((0.7..1.4).contains(&(stated / spread)), "{stated} {spread}");
    }
}

#[test]
fn conclusions_are_judged_by_the_interval_that_is_shown() {
    let problem = problem(60, 1);
    let mut differ = 0;
    for seed in 0..40 {
        let [percentile, normal] = [IntervalKind::Percentile, IntervalKind::Normal].map(|kind| {
            let options = Bootstrap::new(100).seed(seed).intervals([kind]);
            let inference = infer(&problem, &options);
            let s = inference.summary(&path()).unwrap();
            let bounds = s.interval(kind).unwrap().into_iter();
            let mut bounds = bounds.zip(s.mc_se.bounds[&kind].map(Option::unwrap));
            let near_0 = bounds.any(|(bound, error)| bound.abs() <= 2.0 * error);
            let near_5 = (s.p.unwrap() - 0.05).abs() <= 2.0 * s.mc_se.p_t.unwrap();
            let told = inference
                .findings()
                .into_iter()
                .map(|f| f.message().to_owned());
            let told: Vec<String> = told.filter(|m| m.starts_with("path(X -> Y): ")).collect();
            assert_eq!(told.len(), usize::from(near_0 || near_5), "{seed} {kind}");
            let named = format!("a bound of the {} interval", kind.label());
            assert_eq!(told.iter().any(|m| m.contains(&named)), near_0);
            near_0
        });
        differ += usize::from(percentile != normal);
    }
    assert!(
        differ > 0,
        "the two kinds never differ: the test sees nothing"
    );
}

#[test]
fn conclusions_of_one_side_and_of_several_tests_are_judged_too() {
    let problem = problem(60, 1);
    let (mut one_sided, mut of_holm) = (0, 0);
    for seed in 0..60 {
        let options = Bootstrap::new(100).seed(seed).one_sided(true);
        let inference = infer(&problem, &options);
        let s = inference.summary(&path()).unwrap();
        let sides = s.one_sided.as_ref().unwrap();
        let p = sides.p_greater.unwrap();
        let near = (p - 0.05).abs() <= 2.0 * sides.mc_se.p.unwrap();
        let told = |what: &str| {
            let start = format!("path(X -> Y): {what}");
            let findings = inference.findings();
            findings.iter().any(|f| f.message().starts_with(&start))
        };
        // Of several conclusions about one quantity, the first is reported.
        let others = told("a bound") || told("the p-value") || told("a one-sided bound");
        assert_eq!(told("a one-sided p-value"), near && !others, "{seed}");
        one_sided += usize::from(near && !others);

        let study = Study::new(model()).bootstrap(options);
        let document = study.run(&table(60, 1)).unwrap();
        let mut adjusted = document.adjusted.iter();
        let record = adjusted.find(|a| (a.from.as_str(), a.to.as_str()) == ("X", "Y"));
        let adjusted = record.unwrap().adjusted;
        let error = s.mc_se.p_t.unwrap() * adjusted.holm / adjusted.p;
        let near = (adjusted.holm - 0.05).abs() <= 2.0 * error;
        let start = "path(X -> Y): the p-value adjusted after Holm";
        let records = document.findings.iter();
        let all = records.flat_map(|f| std::iter::once(&f.finding).chain(&f.others));
        let said = all.into_iter().any(|f| f.message().starts_with(start));
        assert_eq!(said, near, "{seed}");
        of_holm += usize::from(near);
    }
    assert!(one_sided > 0 && of_holm > 0, "{one_sided} {of_holm}");
}

#[test]
fn an_upper_bound_near_a_customary_threshold_is_reported() {
    let mut told = 0;
    for seed in 0..20 {
        let problem = problem(60, seed);
        let inference = infer(&problem, &Bootstrap::new(200));
        let pair = Quantity::between(Measure::Htmt, "X", "M");
        let s = inference.summary(&pair).unwrap();
        let (upper, error) = (s.upper.unwrap(), s.mc_se.upper.unwrap());
        let near = [0.85, 0.9, 1.0]
            .iter()
            .any(|t| (upper - t).abs() <= 2.0 * error);
        let start = format!("{pair}: the one-sided upper bound");
        let said = inference
            .findings()
            .iter()
            .any(|f| f.message().starts_with(&start));
        assert_eq!(said, near, "{upper} {error}");
        told += usize::from(near);
    }
    assert!((1..20).contains(&told), "{told}");
}

#[test]
fn the_monte_carlo_error_of_a_percentile_p_is_how_much_it_differs_between_seeds() {
    let problem = problem(60, 1);
    let runs = (0..200).map(|seed| {
        let inference = infer(&problem, &Bootstrap::new(100).seed(seed));
        let summary = inference.summary(&Quantity::path("X", "M")).unwrap();
        let other = inference.summary(&path()).unwrap();
        [summary, other].map(|s| (s.p_percentile.unwrap(), s.mc_se.p.unwrap()))
    });
    let runs: Vec<[(f64, f64); 2]> = runs.collect();
    // A small p is limited by its smallest possible value, so that the other path is checked, too.
    let told = [0, 1].map(|which| {
        let p = || runs.iter().map(move |run| run[which].0);
        let mean = p().sum::<f64>() / 200.0;
        let sd = (p().map(|p| (p - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
        let stated = runs.iter().map(|run| run[which].1).sum::<f64>() / 200.0;
        (mean, stated / sd)
    });
    let (_, ratio) = told.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    assert!((0.8..1.25).contains(&ratio), "{told:?}");
}

#[test]
fn the_monte_carlo_error_of_a_p_value_is_how_much_it_differs_between_seeds() {
    let problem = problem(60, 1);
    let runs: Vec<(f64, f64)> = (0..200)
        .map(|seed| {
            let inference = infer(&problem, &Bootstrap::new(100).seed(seed));
            let summary = inference.summary(&path()).unwrap();
            (summary.p.unwrap(), summary.mc_se.p_t.unwrap())
        })
        .collect();
    let mean = runs.iter().map(|(p, _)| p).sum::<f64>() / 200.0;
    let sd = (runs.iter().map(|(p, _)| (p - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
    let stated = runs.iter().map(|(_, e)| e).sum::<f64>() / 200.0;
    assert!((0.75..1.33).contains(&(stated / sd)), "{stated} {sd}");
}
