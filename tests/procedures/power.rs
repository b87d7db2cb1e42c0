//! Power and Monte Carlo studies: their counts, their reference values, and that they depend on the seed alone.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::ops::ControlFlow;
use std::path::Path;

use approx::assert_abs_diff_eq;
use pls_sem::groups::{DifferenceTest, Grouping};
use pls_sem::power::{GroupPowerRecord, PowerError, PowerPart, PowerRecord, PowerResult};
use pls_sem::simulate::{Answers, Group, Missingness, Population, Simulation, Values};
use pls_sem::{
    Bootstrap, Catalogue, Definition, IntervalKind, Measure, Missing, Model, Options,
    PopulationFile, Power, PowerDocument, Problem, Progress, Quantity, Signs, Study, bootstrap,
};

use crate::report::unbroken;

const TEXT: &str = "X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M + X";

fn values() -> Values {
    Values::new()
        .loadings("X", [0.8; 3])
        .loadings("M", [0.7, 0.8, 0.9])
        .loadings("Y", [0.75; 3])
        .path("X", "M", 0.4)
        .path("M", "Y", 0.3)
        .path("X", "Y", 0.1)
}

fn simulation(values: &Values) -> Simulation {
    Simulation::new(Population::new(&Model::parse(TEXT).unwrap(), values).unwrap())
}

fn run(power: &Power, simulation: &Simulation, options: &Options, missing: Missing) -> PowerResult {
    power
        .run(simulation, options, missing, &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap()
}

fn small() -> Power {
    Power::new([90, 60]).replications(24).resamples(60).seed(5)
}

fn record<'r>(result: &'r PowerResult, rows: usize, quantity: &Quantity) -> &'r PowerRecord {
    let mut records = result.estimates.iter();
    records
        .find(|r| r.rows == rows && r.quantity == *quantity)
        .unwrap()
}

#[test]
fn every_number_follows_from_the_replications_one_by_one() {
    let (power, simulation) = (small(), simulation(&values()));
    // As the iteration leaves them, so that a survey by itself can be compared.
    let signs = Options::default().signs(Signs::None);
    let result = run(&power, &simulation, &signs, Missing::Error);
    let indirect = Quantity::along(Measure::Indirect, "X", "Y");
    for (rows, quantity, truth) in [
        (60, Quantity::path("X", "M"), 0.4),
        (90, Quantity::path("X", "Y"), 0.1),
        (90, indirect, 0.12),
    ] {
        // Each survey by itself, like a user would run it.
        let seen: Vec<[f64; 4]> = (0..24)
            .map(|r| {
                let seed = power.seed_of(r);
                let table = simulation.draw(rows, seed).unwrap().table().unwrap();
                let problem =
                    Problem::new(simulation.model(), &table, Missing::Error, &signs).unwrap();
                let fit = problem.fit().unwrap();
                let catalogue = Catalogue::new(problem.plan());
                let options = Bootstrap::new(60).seed(seed);
                let go_on = &mut |_| ControlFlow::Continue(());
                let inference = bootstrap(&problem, &fit, &catalogue, &options, go_on).unwrap();
                let summary = inference.summary(&quantity).unwrap();
                let [low, high] = summary.interval(IntervalKind::Percentile).unwrap();
                [summary.estimate.unwrap(), summary.se.unwrap(), low, high]
            })
            .collect();
        let r = 24.0;
        let mean = |of: &dyn Fn(&[f64; 4]) -> f64| seen.iter().map(of).sum::<f64>() / r;
        let share = |of: &dyn Fn(&[f64; 4]) -> bool| mean(&|s| f64::from(u8::from(of(s))));
        let got = record(&result, rows, &quantity);
        let close =
            |got: Option<f64>, want: f64| assert_abs_diff_eq!(got.unwrap(), want, epsilon = 1e-12);
        close(got.population, truth);
        let center = mean(&|s| s[0]);
        close(got.mean, center);
        close(got.bias, center - truth);
        close(got.relative_bias, (center - truth) / truth);
        let squares = mean(&|s| (s[0] - truth).powi(2));
        close(got.rmse, squares.sqrt());
        let se = (mean(&|s| (s[0] - center).powi(2)) * r / (r - 1.0)).sqrt();
        close(got.se_empirical, se);
        close(got.se_mean, mean(&|s| s[1]));
        let power = share(&|s| s[2] > 0.0 || s[3] < 0.0);
        let coverage = share(&|s| s[2] <= truth && truth <= s[3]);
        close(got.power, power);
        close(got.coverage, coverage);
        let errors = &got.mc_se;
        close(errors.bias, se / r.sqrt());
        close(errors.relative_bias, se / r.sqrt() / truth);
        close(errors.power, (power * (1.0 - power) / r).sqrt());
        close(errors.coverage, (coverage * (1.0 - coverage) / r).sqrt());
        let spread = mean(&|s| (s[1] - got.se_mean.unwrap()).powi(2)) * r / (r - 1.0);
        close(errors.se_mean, (spread / r).sqrt());
        let (m2, m4) = (
            mean(&|s| (s[0] - center).powi(2)),
            mean(&|s| (s[0] - center).powi(4)),
        );
        close(
            errors.se_empirical,
            se / 2.0 * ((m4 / (m2 * m2) - 1.0) / r).sqrt(),
        );
        let of_squares = mean(&|s| ((s[0] - truth).powi(2) - squares).powi(2)) * r / (r - 1.0);
        close(
            errors.rmse,
            (of_squares / r).sqrt() / (2.0 * squares.sqrt()),
        );
        assert_eq!(got.used, 24);
    }
}

#[test]
fn all_hypotheses_together_are_shown_by_the_surveys_that_show_each() {
    // One path is negative: it is shown by an interval below 0.
    let values = values().path("X", "Y", -0.25);
    let (power, simulation) = (small(), simulation(&values));
    // As the iteration leaves them, so that a survey by itself can be compared.
    let signs = Options::default().signs(Signs::None);
    let result = run(&power, &simulation, &signs, Missing::Error);
    let hypotheses = [("X", "M", 1.0), ("M", "Y", 1.0), ("X", "Y", -1.0)];
    for rows in [60, 90] {
        let all_shown = |r: &usize| {
            let seed = power.seed_of(*r);
            let table = simulation.draw(rows, seed).unwrap().table().unwrap();
            let problem = Problem::new(simulation.model(), &table, Missing::Error, &signs).unwrap();
            let inference = problem.bootstrap(&Bootstrap::new(60).seed(seed)).unwrap();
            hypotheses.iter().all(|(from, to, sign)| {
                let summary = inference.path(from, to).unwrap();
                let [low, high] = summary.interval(IntervalKind::Percentile).unwrap();
                sign * low > 0.0 && sign * high > 0.0
            })
        };
        let shown = (0..24).filter(all_shown).count();
        let joint = result.joint.iter().find(|j| j.rows == rows).unwrap();
        assert_eq!((joint.hypotheses, joint.used), (3, 24));
        assert_abs_diff_eq!(joint.power.unwrap(), shown as f64 / 24.0, epsilon = 1e-12);
    }
}

#[test]
fn results_depend_on_the_seed_and_not_on_threads() {
    let simulation = simulation(&values().answers(Answers::Likert {
        points: 5,
        lean: 0.2,
    }));
    let on = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let power = small().seed(seed);
        pool.install(|| run(&power, &simulation, &Options::default(), Missing::Error))
    };
    let one = on(1, 5);
    assert_eq!(one, on(2, 5));
    assert_eq!(one, on(3, 5));
    assert_ne!(one.estimates, on(2, 6).estimates);
}

#[test]
fn sizes_do_not_depend_on_each_other() {
    let simulation = simulation(&values());
    let alone = Power::new([90]).replications(24).resamples(60).seed(5);
    let alone = run(&alone, &simulation, &Options::default(), Missing::Error);
    let both = run(&small(), &simulation, &Options::default(), Missing::Error);
    let of_90: Vec<_> = both.estimates.iter().filter(|r| r.rows == 90).collect();
    assert!(alone.estimates.iter().eq(of_90));
}

#[test]
fn the_number_of_rows_is_the_smallest_from_which_on_the_power_is_reached() {
    let strong = simulation(&values().path("X", "M", 0.7).path("X", "Y", 0.0));
    let result = run(&small(), &strong, &Options::default(), Missing::Error);
    let rows = |quantity: Quantity| {
        let mut required = result.required.iter();
        let found = required.find(|r| r.quantity == quantity).unwrap();
        (found.rows, found.at_most)
    };
    // The study has no smaller number, so that fewer may do.
    assert_eq!(rows(Quantity::path("X", "M")), (Some(60), true));
    assert_eq!(rows(Quantity::path("X", "Y")), (None, false));
    let weak = Power::new([20, 400]).replications(24).resamples(60);
    let weak = run(
        &weak,
        &simulation(&values()),
        &Options::default(),
        Missing::Error,
    );
    let found = &weak.required[0];
    assert_eq!((found.rows, found.at_most), (Some(400), false));
    // What is 0 in the population has no relative bias.
    let nothing = record(&result, 60, &Quantity::path("X", "Y"));
    assert_eq!(
        (nothing.population, nothing.relative_bias),
        (Some(0.0), None)
    );
    assert_eq!(nothing.mc_se.relative_bias, None);
}

#[test]
fn the_limit_is_what_estimates_tend_to() {
    let simulation = simulation(&values());
    let limit = |consistent| {
        let options = Options::default().consistent(consistent);
        let result = run(&small(), &simulation, &options, Missing::Error);
        let of_size: Vec<_> = result
            .estimates
            .iter()
            .filter(|r| r.rows == 60)
            .cloned()
            .collect();
        (of_size, codes(&result))
    };
    // Consistent PLS tends to the population's values, PLS of common factors does not.
    let (records, findings) = limit(true);
    for r in &records {
        assert_abs_diff_eq!(r.limit.unwrap(), r.population.unwrap(), epsilon = 1e-6);
    }
    assert!(
        !findings.contains(&"inconsistent".to_owned()),
        "{findings:?}"
    );
    let (records, findings) = limit(false);
    let path = &records[0];
    assert_eq!(path.quantity, Quantity::path("X", "M"));
    assert!(path.limit.unwrap() < 0.36, "{path:?}");
    assert!(
        findings.contains(&"inconsistent".to_owned()),
        "{findings:?}"
    );

    // A large survey is near the limit, points of a scale and all.
    let likert = values().answers(Answers::Cumulative(vec![0.3, 0.7, 0.9]));
    let likert = self::simulation(&likert);
    let power = Power::new([40_000]).replications(2).resamples(3);
    let result = run(&power, &likert, &Options::default(), Missing::Error);
    for r in &result.estimates {
        assert!((r.mean.unwrap() - r.limit.unwrap()).abs() < 0.02, "{r:?}");
    }
}

#[test]
fn replications_without_a_solution_are_counted_by_reason_and_left_out() {
    // Few rows, hardly any variance, and corrected correlations near 1.
    let rare = values().answers_of("x1", Answers::Cumulative(vec![0.92]));
    let power = Power::new([25]).replications(60).resamples(20);
    let options = Options::default().consistent(true);
    let result = run(&power, &simulation(&rare), &options, Missing::Error);
    let s = &result.solutions[0];
    assert_eq!((s.requested, s.done), (60, 60));
    let counted: usize = s.reasons.values().sum();
    assert_eq!(s.used, 60 - counted);
    assert_abs_diff_eq!(
        s.failed + s.inadmissible,
        counted as f64 / 60.0,
        epsilon = 1e-12
    );
    assert!(s.failed > 0.0 && s.inadmissible > 0.0, "{s:?}");
    assert!(
        s.reasons.contains_key("indicator `x1` does not vary"),
        "{s:?}"
    );
    assert_abs_diff_eq!(
        s.failed_mc_se,
        (s.failed * (1.0 - s.failed) / 60.0).sqrt(),
        epsilon = 1e-12
    );
    assert!(s.resamples_left_out.unwrap() > 0.0);
    assert!(result.estimates.iter().all(|r| r.used <= s.used));
    let codes = codes(&result);
    assert!(
        codes.contains(&"many_replications_left_out".to_owned()),
        "{codes:?}"
    );
    // 20 resamples have no bound of a 95 % interval within them; 39 have.
    assert!(
        codes.contains(&"few_power_resamples".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn a_level_with_too_few_resamples_is_reported() {
    let told = |(level, resamples): (f64, usize)| {
        let study = Power::new([60]).replications(2);
        let study = study.resamples(resamples).level(level);
        let go_on = &mut |_| ControlFlow::Continue(());
        let result = study.run(
            &simulation(&values()),
            &Options::default(),
            Missing::Error,
            go_on,
        );
        let findings = result.unwrap().findings();
        findings.iter().any(|f| f.code() == "few_power_resamples")
    };
    assert_eq!([(0.95, 38), (0.95, 39)].map(told), [true, false]);
    assert_eq!([(0.9, 18), (0.9, 19)].map(told), [true, false]);
}

#[test]
fn a_stopped_study_summarises_the_completed_replications() {
    let mut calls = 0;
    let result = small().run(
        &simulation(&values()),
        &Options::default(),
        Missing::Error,
        &mut |Progress { done, of, .. }| {
            assert!(done <= of && of == 48);
            calls += 1;
            if calls == 1 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
    );
    let result = result.unwrap();
    // Every replication that counts was done at both sizes.
    let done: Vec<usize> = result
        .solutions
        .iter()
        .map(|of_size| of_size.done)
        .collect();
    assert_eq!((calls, done.len()), (1, 2));
    assert!(0 < done[0] && done[0] == done[1] && done[1] <= 24);
    let message = result.findings()[0].message().to_owned();
    says!(message);
}

/// A file of this program and test.
fn part_file(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("pls-sem-power-{}-{name}", std::process::id()))
}

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn parts_of_a_study_are_together_the_study_bit_for_bit() {
    // Few rows, and a correction: some surveys fail and some have inadmissible solutions.
    let (simulation, options) = (simulation(&values()), Options::default().consistent(true));
    for (power, missing) in [
        (
            Power::new([12, 30]).replications(40).resamples(30),
            Missing::Error,
        ),
        (small().replications(7), Missing::Error),
    ] {
        let whole = run(&power, &simulation, &options, missing);
        let of = power.surveys();
        for cuts in [vec![0, of], vec![0, 1, of], vec![0, 2, 3, 5, of]] {
            let mut parts: Vec<PowerPart> = cuts
                .windows(2)
                .map(|cut| {
                    let range = cut[0]..cut[1];
                    let part =
                        power.run_part(&simulation, &options, missing, range.clone(), &mut go_on);
                    let file = part_file(&format!("part-{}-of-{}", cut[0], cuts.len()));
                    let part = part.unwrap();
                    part.write(&file).unwrap();
                    let read = PowerPart::read(&file).unwrap();
                    assert_eq!((read.range(), read.span()), (range, part.span()));
                    assert_eq!(PowerPart::read_span(&file).unwrap(), part.span());
                    read
                })
                .collect();
            parts.reverse();
            let merged = power.merge(&simulation, &options, missing, parts).unwrap();
            assert_eq!(merged, whole);
        }
    }
}

#[test]
fn parts_of_another_study_and_parts_that_do_not_fit_are_refused() {
    let (power, simulation) = (small(), simulation(&values()));
    let (options, missing) = (Options::default(), Missing::Error);
    let part_of = |power: &Power, options: &Options, range| {
        power.run_part(&simulation, options, missing, range, &mut go_on)
    };
    let part = |range| part_of(&power, &options, range).unwrap();
    let refused = |parts: Vec<PowerPart>| {
        let merged = power.merge(&simulation, &options, missing, parts);
        merged.unwrap_err().to_string()
    };
    assert_eq!(
        refused(vec![part(0..3), part(9..24)]),
        "replications 3 to 9 are in no part: run them with `--from 3 --to 9`"
    );
    // All that is missing, so that one more array of jobs completes the run.
    assert_eq!(
        refused(vec![part(9..12), part(2..5)]),
        "replications 0 to 2, 5 to 9, 12 to 24 are in no part: run them with `--from 0 --to 2`, `--from 5 --to 9`, `--from 12 --to 24`"
    );
    assert_eq!(
        refused(vec![part(0..24), part(3..4)]),
        "the part of replications 3 to 4 begins with replication 3, which the part of replications 0 to 24 holds already: leave one of them out"
    );
    let others = [
        part_of(&small().seed(6), &options, 0..24),
        part_of(&small().level(0.9), &options, 0..24),
        part_of(&small().resamples(61), &options, 0..24),
        part_of(&small().replications(25), &options, 0..24),
        part_of(&power, &options.clone().consistent(true), 0..24),
    ];
    for other in others {
        let told = refused(vec![other.unwrap()]);
        assert!(told.contains("is part of another run"), "{told}");
    }
    // The target power is used when parts are merged.
    let later = small().target(0.5);
    assert!(
        later
            .merge(&simulation, &options, missing, [part(0..24)])
            .is_ok()
    );
    let beyond = part_of(&power, &options, 20..25).unwrap_err();
    assert_eq!(
        beyond,
        PowerError::Range {
            from: 20,
            to: 25,
            replications: 24
        }
    );
}

#[test]
fn an_incomplete_file_of_a_part_of_a_power_study_is_named() {
    let (power, simulation) = (small(), simulation(&values()));
    let part = power.run_part(
        &simulation,
        &Options::default(),
        Missing::Error,
        0..3,
        &mut go_on,
    );
    let file = part_file("damaged");
    part.unwrap().write(&file).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    for at in [0, 5, 30, 60, 200, bytes.len() / 2, bytes.len() - 1] {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        std::fs::write(&file, flipped).unwrap();
        assert!(PowerPart::read(&file).is_err(), "bit of byte {at}");
        std::fs::write(&file, &bytes[..at]).unwrap();
        assert!(PowerPart::read(&file).is_err(), "cut at {at}");
    }
}

#[test]
fn a_study_of_which_no_survey_could_be_used_is_an_error() {
    let resamples = Power::new([30]).replications(3).resamples(1 << 62);
    let rows = Power::new([1 << 60]).replications(3).resamples(20);
    for power in [resamples, rows] {
        let result = power.run(
            &simulation(&values()),
            &Options::default(),
            Missing::Error,
            &mut go_on,
        );
        let error = result.unwrap_err();
        assert!(
            matches!(error, PowerError::NoneUsed { done: 3, .. }),
            "{error}"
        );
    }
}

#[test]
fn names_of_groups_that_a_file_would_not_give_back_are_refused() {
    let model = Model::parse(TEXT).unwrap();
    let population = || Population::new(&model, &values()).unwrap();
    let of = |column: &str, name: &str| {
        let groups = [
            Group::new(name, 0.5, population()),
            Group::new("b", 0.5, population()),
        ];
        Simulation::of_groups(column, groups)
    };
    for name in [
        "NA",
        "na",
        ".",
        "NaN",
        "a\u{1b}[31m",
        "\u{202e}a",
        " a",
        "a ",
        "\u{3164}",
    ] {
        let told = of("size", name).unwrap_err().to_string();
        assert!(told.starts_with("a group is called `"), "{told}");
        assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
    }
    assert!(of("\u{202e}size", "a").is_err());
    for name in ["a", "1", "größe", "N/A but seen"] {
        let survey = of("size", name).unwrap().draw(40, 1).unwrap();
        let read = pls_sem::ReadOptions::new().parse(&survey.to_csv()).unwrap();
        let groups = pls_sem::Groups::of(&read, "size").unwrap();
        assert!(groups.names().iter().any(|read| read == name), "{name}");
    }
}

/// Two groups of half the rows each.
fn groups(a: &Values, b: &Values) -> Simulation {
    let model = Model::parse(TEXT).unwrap();
    let group = |name: &str, values: &Values| {
        Group::new(name, 0.5, Population::new(&model, values).unwrap())
    };
    Simulation::of_groups("group", [group("a", a), group("b", b)]).unwrap()
}

fn codes(result: &PowerResult) -> Vec<String> {
    let findings = result.findings();
    findings.iter().map(|f| f.code().to_owned()).collect()
}

#[test]
fn groups_have_the_values_that_they_share_and_say_where_they_differ() {
    let simulation = groups(&values(), &values().path("X", "Y", 0.3));
    let result = run(&small(), &simulation, &Options::default(), Missing::Error);
    let shared = record(&result, 60, &Quantity::path("X", "M"));
    assert_eq!(
        (shared.population, &shared.population_reason),
        (Some(0.4), &None)
    );
    let differs = record(&result, 60, &Quantity::path("X", "Y"));
    assert_eq!((differs.population, differs.coverage), (None, None));
    assert_eq!(
        differs.population_reason.as_deref(),
        Some("the groups differ in it: 0.100 in `a`, 0.300 in `b`")
    );
    assert!(differs.power.is_some() && differs.limit.is_some());
}

#[test]
fn the_limit_of_groups_is_what_a_survey_of_all_of_them_tends_to() {
    // Equal groups with exact covariances: so are those of all, and the estimates are the limits.
    let simulation = groups(&values(), &values().path("X", "Y", 0.3));
    let result = run(&small(), &simulation, &Options::default(), Missing::Error);
    let table = simulation.draw_exact(400, 1).unwrap().table().unwrap();
    let options = Options::default();
    let problem = Problem::new(simulation.model(), &table, Missing::Error, &options).unwrap();
    let fit = problem.fit().unwrap();
    for (from, to) in [("X", "M"), ("M", "Y"), ("X", "Y")] {
        let limit = record(&result, 60, &Quantity::path(from, to)).limit;
        let path = fit.paths().find(|p| p.0 == from && p.1 == to).unwrap();
        assert_abs_diff_eq!(limit.unwrap(), path.2, epsilon = 1e-6);
    }

    // Groups whose answers have other means and variances: between them is part of every correlation.
    let low = values().answers(Answers::Cumulative(vec![0.5, 0.8, 0.95]));
    let high = values().answers(Answers::Cumulative(vec![0.1, 0.2, 0.5]));
    let power = Power::new([40_000]).replications(2).resamples(3);
    let result = run(
        &power,
        &groups(&low, &high),
        &Options::default(),
        Missing::Error,
    );
    for r in &result.estimates {
        assert!((r.mean.unwrap() - r.limit.unwrap()).abs() < 0.02, "{r:?}");
    }
    // The difference of the groups passes for a common cause.
    let path = record(&result, 40_000, &Quantity::path("X", "Y"));
    assert!(path.limit.unwrap() > 0.15, "{path:?}");
}

#[test]
fn an_estimator_with_another_limit_is_reported_for_groups_too() {
    // Both groups are one population, so that consistent PLS tends to its values.
    let simulation = groups(&values(), &values());
    let pls = run(&small(), &simulation, &Options::default(), Missing::Error);
    assert!(
        codes(&pls).contains(&"inconsistent".to_owned()),
        "{:?}",
        codes(&pls)
    );
    let options = Options::default().consistent(true);
    let plsc = run(&small(), &simulation, &options, Missing::Error);
    assert!(
        !codes(&plsc).contains(&"inconsistent".to_owned()),
        "{:?}",
        codes(&plsc)
    );
    let finding = pls.findings().pop().unwrap();
    assert!(
        finding
            .message()
            .ends_with("; and groups that differ are estimated as one")
    );
}

#[test]
fn a_share_of_all_surveys_or_of_none_has_an_interval() {
    let strong = simulation(&values().path("X", "M", 0.8));
    let result = run(&small(), &strong, &Options::default(), Missing::Error);
    let all = record(&result, 90, &Quantity::path("X", "M"));
    assert_eq!((all.power, all.mc_se.power), (Some(1.0), Some(0.0)));
    // n / (n + z²), and all.
    let [low, high] = all.power_interval.unwrap();
    assert_abs_diff_eq!(low, 24.0 / (24.0 + 3.841_458_820_694), epsilon = 1e-9);
    assert_abs_diff_eq!(high, 1.0, epsilon = 1e-15);
    let s = &result.solutions[0];
    assert_eq!((s.failed, s.failed_mc_se), (0.0, 0.0));
    let [low, high] = s.failed_interval.unwrap();
    assert_abs_diff_eq!(low, 0.0, epsilon = 1e-15);
    assert_abs_diff_eq!(high, 3.841_458_820_694 / 27.841_458_820_694, epsilon = 1e-9);
    for r in &result.estimates {
        let (power, [low, high]) = r.power.zip(r.power_interval).unwrap();
        assert!(low <= power && power <= high && low < high, "{r:?}");
    }
}

#[test]
fn further_effects_and_quantities_of_the_user_s_own_have_a_power() {
    let power = small()
        .quantities([Measure::Total, Measure::Specific])
        .define(
            Definition::parse("difference", "path(X -> M) - path(X -> Y) + 0 * r2(Y)").unwrap(),
        );
    let result = run(
        &power,
        &simulation(&values()),
        &Options::default(),
        Missing::Error,
    );
    let truth = |quantity: &Quantity| record(&result, 60, quantity).population.unwrap();
    let measured = |measure| {
        result
            .required
            .iter()
            .any(|r| r.quantity.measure == measure)
    };
    assert!(measured(Measure::Total) && !measured(Measure::R2));
    assert_abs_diff_eq!(
        truth(&Quantity::defined("difference")),
        0.3,
        epsilon = 1e-12
    );
    assert_abs_diff_eq!(
        truth(&Quantity::along(Measure::Total, "X", "Y")),
        0.22,
        epsilon = 1e-12
    );
    let route = ["X", "M", "Y"].map(str::to_owned);
    assert_abs_diff_eq!(truth(&Quantity::specific(&route)), 0.12, epsilon = 1e-12);
}

#[test]
fn missing_answers_cost_power() {
    let complete = simulation(&values());
    let gaps = complete
        .clone()
        .with_missing(Missingness::completely_at_random(0.1))
        .unwrap();
    let power = Power::new([120]).replications(100).resamples(100);
    let path = Quantity::path("M", "Y");
    let of = |simulation: &Simulation, missing| {
        let result = run(&power, simulation, &Options::default(), missing);
        let r = record(&result, 120, &path).clone();
        (r.power.unwrap(), r.se_empirical.unwrap())
    };
    let (all, se) = of(&complete, Missing::Error);
    let (casewise, casewise_se) = of(&gaps, Missing::Casewise);
    // 0.9^9: four of ten rows remain.
    assert!(
        casewise < all - 0.1 && casewise_se > 1.2 * se,
        "{casewise} {all}"
    );
}

// ----------------------------------------------------------------------------------------------------- refusals

fn refused(power: &Power, simulation: &Simulation) -> String {
    let error = power.run(simulation, &Options::default(), Missing::Error, &mut |_| {
        ControlFlow::Continue(())
    });
    error.unwrap_err().to_string()
}

#[test]
fn impossible_studies_are_refused() {
    let plain = simulation(&values());
    says!(refused(&Power::new([]), &plain));
    says!(refused(&Power::new([200, 3]), &plain));
    says!(refused(&small().replications(1), &plain));
    says!(refused(&small().resamples(2), &plain));
    says!(refused(&small().level(1.0), &plain));
    says!(refused(&small().target(f64::NAN), &plain));
    says!(refused(&small().quantities([Measure::Htmt]), &plain));
    says!(refused(
        &small(),
        &plain
            .clone()
            .with_missing(Missingness::completely_at_random(0.1))
            .unwrap()
    ));
    let unknown = small().define(Definition::parse("d", "path(M -> X)").unwrap());
    let error = unknown.run(&plain, &Options::default(), Missing::Error, &mut |_| {
        ControlFlow::Continue(())
    });
    assert!(matches!(error, Err(PowerError::Define(_))));
    let block = Model::parse("X <~ x1-6; Y =~ y; Y ~ X").unwrap();
    let of_block = Values::new()
        .weights("X", [1.0; 6])
        .within("X", 0.2)
        .path("X", "Y", 0.3);
    says!(refused(
        &Power::new([6]),
        &Simulation::new(Population::new(&block, &of_block).unwrap())
    ));
}

#[test]
fn absurd_sizes_end_in_sentences() {
    let survey = simulation(&values()).draw(usize::MAX / 4, 1);
    assert!(
        survey
            .unwrap_err()
            .to_string()
            .contains("do not fit into memory")
    );
    let power = Power::new([usize::MAX / 4]).replications(2);
    let go_on = &mut |_| ControlFlow::Continue(());
    let (simulation, options) = (simulation(&values()), Options::default());
    let error = power
        .run(&simulation, &options, Missing::Error, go_on)
        .unwrap_err();
    assert!(
        error.to_string().contains("do not fit into memory"),
        "{error}"
    );
}

// ---------------------------------------------------------------------------------------- document, report, plot

const STUDY: &str = r#"
[model]
text = "X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M + X"
[estimate]
consistent = true
[population]
loadings = 0.8
paths = { "X -> M" = 0.5, "M -> Y" = 0.4, "X -> Y" = 0.1 }
[power]
rows = [60, 120]
replications = 20
resamples = 40
seed = 3
"#;

fn document(study: &str) -> PowerDocument {
    let file = PopulationFile::parse(study, Path::new("")).unwrap();
    file.run_power(&mut |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn the_document_is_read_back_as_it_was_and_holds_every_setting() {
    let document = document(STUDY);
    let json = document.to_json();
    assert_eq!(
        serde_json::from_str::<PowerDocument>(&json).unwrap(),
        document
    );
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["format"], "pls-sem-power/1");
    let study = &value["study"];
    assert_eq!(study["estimate"]["consistent"], true);
    assert_eq!(study["population"][0]["paths"]["X -> M"], 0.5);
    assert_eq!(study["population"][0]["loadings"]["Y"][2], 0.8);
    assert_eq!(study["power"]["rows"], serde_json::json!([60, 120]));
    assert_eq!(study["power"]["target"], 0.8);
    let first = &value["estimates"][0];
    assert_eq!(
        (&first["quantity"], &first["from"], &first["to"]),
        (&"path".into(), &"X".into(), &"M".into())
    );
    assert!(first["mc_se"]["power"].is_number());
}

#[test]
fn the_report_names_every_effect_and_every_size() {
    let report = report(&document(STUDY));
    for part in [
        "Power\n",
        "Bias\n",
        "Standard error\n",
        "Coverage\n",
        "Replications\n",
        "n = 60",
        "n = 120",
        "X -> M",
        "X -> Y (indirect)",
        "80 % from",
    ] {
        assert!(report.contains(part), "{part}:\n{report}");
    }
    assert!(!report.contains("NaN"), "{report}");
}

/// The report with no line broken.
fn report(document: &PowerDocument) -> String {
    unbroken(&document.page())
}

/// The line of a table that begins with these words.
fn line<'r>(report: &'r str, start: &str) -> &'r str {
    let mut lines = report.lines();
    let found = lines.find(|line| line.trim_start().starts_with(start));
    found.unwrap_or_else(|| panic!("no {start}:\n{report}"))
}

#[test]
fn the_report_bounds_a_power_of_1_and_says_that_fewer_rows_may_be_enough() {
    let study = STUDY
        .replace("\"X -> M\" = 0.5", "\"X -> M\" = 0.8")
        .replace("consistent = true", "consistent = false");
    let report = report(&document(&study));
    assert!(line(&report, "X -> M").ends_with("≤ 60"), "{report}");
    assert!(line(&report, "X -> Y ").ends_with("> 120"), "{report}");
    // 20 of 20: 20 / (20 + 3.84) = 0.8388.
    let sentence = "A power of 1.000, of all surveys, stands for at least 0.838";
    assert!(report.contains(sentence), "{report}");
    assert!(report.contains("0.000  [0.000, 0.161]"), "{report}");
}

#[test]
fn the_report_calls_the_power_for_an_effect_of_0_a_rate_of_false_positives() {
    let sentence = "Where the population's value is 0, it is the rate of false positives, which should be 0.050.";
    assert!(!report(&document(STUDY)).contains(sentence));
    let study = STUDY.replace("\"X -> M\" = 0.5", "\"X -> M\" = 0.0");
    let report = report(&document(&study));
    assert!(report.contains(sentence), "{report}");
    // The target power is not reached with more rows.
    assert!(line(&report, "X -> M").ends_with('–'), "{report}");
    assert!(
        line(&report, "X -> Y (indirect)").ends_with('–'),
        "{report}"
    );
}

#[test]
fn the_report_marks_the_power_of_admissible_surveys_beside_the_number() {
    let study = STUDY.replace("rows = [60, 120]", "rows = [20, 300]");
    let document = document(&study);
    let (few, many) = (&document.solutions[0], &document.solutions[1]);
    assert!(few.used < few.done && many.used == many.done);
    let (report, left_out) = (report(&document), few.done - few.used);
    for table in ["Power\n", "Bias\n", "Standard error\n", "Coverage\n"] {
        let table = &report[report.find(table).unwrap()..];
        let header = line(table, "effect");
        assert!(header.contains("n = 20*  "), "{report}");
        assert!(!header.contains("n = 300*"), "{report}");
    }
    let sentence = format!(
        "* n = 20: of the {} of 20 surveys that have an admissible solution; {left_out} ({} %) are left out.",
        few.used,
        left_out * 5
    );
    assert!(report.contains(&sentence), "{report}");
    assert!(
        document
            .to_svg()
            .contains(">power (of the admissible surveys)</text>")
    );
}

#[test]
fn the_report_says_why_a_value_of_the_population_is_not_defined() {
    let study = STUDY.replace(
        "[power]",
        "group = \"size\"\ngroups = { small = { share = 0.5 }, large = { share = 0.5, paths = { \"X -> M\" = 0.3 } } }\n[power]",
    );
    let report = report(&document(&study));
    let sentence = "X -> M has no value in the population: the groups differ in it: 0.300 in `large`, 0.500 in `small`.";
    assert!(report.contains(sentence), "{report}");
}

#[test]
fn the_plot_is_xml_with_a_title_a_description_and_a_line_for_every_effect() {
    let study = STUDY
        .replace("X =~", "`A & <B>` =~")
        .replace("~ X", "~ `A & <B>`")
        .replace("+ X", "+ `A & <B>`")
        .replace("\"X ->", "\"A & <B> ->");
    let svg = document(&study).to_svg();
    assert!(svg.starts_with("<svg xmlns="), "{svg}");
    assert!(svg.contains(
        "<title id=\"title-power\">Power of 4 effects against the number of rows</title>"
    ));
    assert!(svg.contains("<desc id=\"text-power\">Line plot of the power"));
    assert_eq!(svg.matches("stroke-width=\"2\"").count(), 4);
    assert_eq!(
        svg.matches("A &amp; &lt;B&gt; -&gt; Y (indirect)</text>")
            .count(),
        1
    );
    assert!(!svg.contains("NaN") && !svg.contains("<B>"), "{svg}");
}

// ------------------------------------------------------------------------------------------------------ groups

/// Two groups that differ in one path, the second with three quarters of the rows.
fn unequal_groups(path: f64) -> Simulation {
    let model = Model::parse(TEXT).unwrap();
    let group = |name: &str, share, values: &Values| {
        Group::new(name, share, Population::new(&model, values).unwrap())
    };
    let other = values().path("X", "M", path);
    Simulation::of_groups(
        "group",
        [group("b", 0.25, &values()), group("a", 0.75, &other)],
    )
    .unwrap()
}

fn compared() -> Power {
    Power::new([120, 200])
        .replications(12)
        .resamples(40)
        .seed(5)
        .permutations(39)
        .group_tests(DifferenceTest::ALL)
}

fn difference<'r>(
    result: &'r PowerResult,
    rows: usize,
    test: DifferenceTest,
    quantity: &Quantity,
) -> &'r GroupPowerRecord {
    let is_it = |r: &&GroupPowerRecord| r.rows == rows && r.test == test && r.quantity == *quantity;
    result.of_groups.iter().find(is_it).unwrap()
}

#[test]
fn every_power_of_a_difference_follows_from_the_comparisons_of_the_surveys() {
    let (simulation, power, options) = (unequal_groups(0.8), compared(), Options::default());
    let result = run(&power, &simulation, &options, Missing::Error);
    let path = Quantity::path("X", "M");
    // What studies of these surveys find.
    let studies = (0..12).map(|r| {
        let seed = power.seed_of(r);
        let table = simulation.draw(120, seed).unwrap().table().unwrap();
        let document = Study::new(simulation.model().clone())
            .bootstrap(Bootstrap::new(40).seed(seed))
            .groups(Grouping::by("group").permutations(39).seed(seed))
            .run(&table)
            .unwrap();
        document.groups.unwrap().found.differences
    });
    let studies: Vec<_> = studies.collect();
    for test in DifferenceTest::ALL {
        let found = difference(&result, 120, test, &path);
        assert_eq!((found.first.as_str(), found.second.as_str()), ("a", "b"));
        assert_eq!((found.rows_first, found.rows_second), (90.0, 30.0));
        assert_abs_diff_eq!(found.population.unwrap(), 0.4, epsilon = 1e-12);
        let surveys = studies.iter().map(|differences| {
            let mut all = differences.iter();
            let of = all.find(|d| d.test == test && d.quantity == path).unwrap();
            (of.difference.unwrap(), of.p.unwrap())
        });
        let surveys: Vec<(f64, f64)> = surveys.collect();
        let hits = surveys.iter().filter(|(_, p)| *p <= 0.05).count();
        assert_eq!(found.used, 12);
        assert_abs_diff_eq!(found.power.unwrap(), hits as f64 / 12.0, epsilon = 1e-12);
        let mean = surveys.iter().map(|(d, _)| d).sum::<f64>() / 12.0;
        // Signs of composites are those of the survey there, and those of the population here.
        assert_abs_diff_eq!(found.mean.unwrap(), mean, epsilon = 1e-9);
        let [low, high] = found.power_interval.unwrap();
        assert!(low <= found.power.unwrap() && found.power.unwrap() <= high);
    }
    // Mean replacement of nothing, and attenuation: the limit lies below the difference of the population.
    let limit = difference(&result, 120, DifferenceTest::Welch, &path)
        .limit
        .unwrap();
    assert!(limit > 0.2 && limit < 0.4, "{limit}");
    let equal = difference(
        &result,
        120,
        DifferenceTest::Welch,
        &Quantity::path("M", "Y"),
    );
    assert_abs_diff_eq!(equal.population.unwrap(), 0.0);
}

#[test]
fn parts_and_threads_give_the_comparison_of_groups_bit_for_bit() {
    let (simulation, power, options) = (unequal_groups(0.8), compared(), Options::default());
    let whole = run(&power, &simulation, &options, Missing::Error);
    let part = |range: std::ops::Range<usize>| {
        let part = power.run_part(
            &simulation,
            &options,
            Missing::Error,
            range.clone(),
            &mut go_on,
        );
        let file = part_file(&format!("groups-{}", range.start));
        part.unwrap().write(&file).unwrap();
        PowerPart::read(&file).unwrap()
    };
    let parts = [part(5..12), part(0..5)];
    let merged = power
        .merge(&simulation, &options, Missing::Error, parts)
        .unwrap();
    assert_eq!(merged, whole);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let alone = pool.install(|| run(&power, &simulation, &options, Missing::Error));
    assert_eq!(alone, whole);
    // Parts of a study without a comparison do not fit.
    let plain = power.clone().group_tests([]);
    let other = plain
        .run_part(&simulation, &options, Missing::Error, 0..12, &mut go_on)
        .unwrap();
    assert!(
        power
            .merge(&simulation, &options, Missing::Error, [other])
            .is_err()
    );
    // Nothing else depends on it.
    let without = run(&plain, &simulation, &options, Missing::Error);
    assert_eq!(without.estimates, whole.estimates);
    assert!(without.of_groups.is_empty() && without.required_of_groups.is_empty());
}

#[test]
fn a_test_that_is_not_asked_for_is_not_done() {
    let simulation = unequal_groups(0.8);
    let permuted = compared().group_tests([DifferenceTest::Permutation]);
    let result = run(&permuted, &simulation, &Options::default(), Missing::Error);
    assert!(
        result
            .of_groups
            .iter()
            .all(|r| r.test == DifferenceTest::Permutation)
    );
    let all = run(
        &compared(),
        &simulation,
        &Options::default(),
        Missing::Error,
    );
    let path = Quantity::path("X", "M");
    let of = |result| difference(result, 200, DifferenceTest::Permutation, &path).clone();
    assert_eq!(of(&result), of(&all));
}

#[test]
fn a_group_too_small_to_estimate_leaves_the_other_numbers_as_they_are() {
    // Of 12 rows the smaller group has about one.
    let simulation = groups_of(0.1);
    let power = Power::new([14])
        .replications(20)
        .resamples(30)
        .permutations(19);
    let power = power.group_tests([DifferenceTest::Permutation]);
    let result = run(&power, &simulation, &Options::default(), Missing::Error);
    let used = result.solutions[0].used;
    let found = &result.of_groups[0];
    assert!(found.used < used && used > 0, "{} of {used}", found.used);
}

fn groups_of(share: f64) -> Simulation {
    let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X").unwrap();
    let population = || Population::of_factors(&model, |_, _| 0.0, |_, _| 0.5, |_| 0.8).unwrap();
    let group = |name: &str, share| Group::new(name, share, population());
    Simulation::of_groups("group", [group("a", share), group("b", 1.0 - share)]).unwrap()
}

#[test]
fn comparisons_that_cannot_show_anything_are_refused() {
    let power = Power::new([60]).group_tests([DifferenceTest::Permutation]);
    assert_eq!(
        refused(&power, &simulation(&values())),
        "`group_tests` of [power] compares the groups of the population, and it has none: set `group` and `groups` of [population], or remove `group_tests`"
    );
    let few = power.permutations(18);
    assert_eq!(
        refused(&few, &unequal_groups(0.8)),
        "18 permutations are too few: the smallest p is 0.053, which is above 0.050; set `permutations` of [power] to at least 19, for example 199"
    );
}

const GROUPS: &str = "group = \"size\"\ngroups = { small = { share = 0.25 }, large = { share = 0.75, paths = { \"X -> M\" = 0.9 } } }\n[power]\ngroup_tests = [\"permutation\", \"welch\"]\npermutations = 99\nlevel = 0.9";

#[test]
fn the_report_says_how_many_rows_of_each_group_show_a_difference() {
    let study = STUDY
        .replace("[power]", GROUPS)
        .replace("consistent = true", "consistent = false");
    let document = document(&study);
    let json = document.to_json();
    assert_eq!(
        serde_json::from_str::<PowerDocument>(&json).unwrap(),
        document
    );
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["study"]["power"]["group_tests"][1], "welch");
    assert_eq!(value["groups"][0]["first"], "large");
    let report = report(&document);
    for part in [
        "compared by permutation, Welch; 99 permutations of each two groups; 40 resamples in each group",
        "Power of differences between groups\n",
        "is at most 0.100, of one test, not adjusted.",
        "Where groups do not differ in the population, it is the rate of false positives, which should be 0.100.",
    ] {
        assert!(report.contains(part), "{part}:\n{report}");
    }
    let row = line(&report, "X -> M, large less small");
    assert!(
        row.contains("permutation") && row.contains("0.400"),
        "{report}"
    );
    assert!(
        line(&report, "M -> Y, large less small").ends_with('–'),
        "{report}"
    );
    // The picture has the difference, and no line for paths that are equal.
    let html = document.page().html(3);
    let (_, picture) = html
        .split_once("id=\"figure-power-of-groups-plot\"")
        .unwrap();
    let picture = picture.split("</figure>").next().unwrap();
    assert!(picture.contains("X -&gt; M, large less small"), "{picture}");
    assert!(!picture.contains("M -&gt; Y, large"), "{picture}");
}

// -------------------------------------------------------------------------------------------------- calibration

/// Power of the test of a correlation by Fisher's transformation: `F(atanh(r) sqrt(n - 3) - z(1 - a / 2))`.
fn theory(r: f64, n: usize) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    Normal::standard().cdf(r.atanh() * (n as f64 - 3.0).sqrt() - 1.959_963_984_540_054)
}

#[test]
#[ignore = "draws and bootstraps 6,000 surveys"]
fn the_power_of_a_correlation_is_that_of_theory_and_intervals_cover_as_they_say() {
    // A path between two single items is their correlation.
    let model = Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap();
    for (r, rows) in [(0.0, 400), (0.1, 400), (0.14, 400)] {
        let population = Population::of_factors(&model, |_, _| 0.0, |_, _| r, |_| 1.0).unwrap();
        let power = Power::new([rows])
            .replications(2000)
            .resamples(1000)
            .seed(99);
        let result = run(
            &power,
            &Simulation::new(population),
            &Options::default(),
            Missing::Error,
        );
        let got = &result.estimates[0];
        let (want, error) = if r > 0.0 {
            (theory(r, rows), 0.5)
        } else {
            (0.05, 0.05_f64.sqrt())
        };
        // Three Monte Carlo errors, and 0.01 for intervals that are right only in the limit.
        let band = 3.0 * error * (1.0 - want).sqrt() / 2000.0_f64.sqrt() + 0.01;
        assert!(
            (got.power.unwrap() - want).abs() < band,
            "r = {r}: {got:?}, not {want}"
        );
        let band = 3.0 * (0.95_f64 * 0.05 / 2000.0).sqrt() + 0.01;
        assert!(
            (got.coverage.unwrap() - 0.95).abs() < band,
            "r = {r}: {got:?}"
        );
        // The standard error of a normal correlation.
        let se = (1.0 - r * r) / (rows as f64).sqrt();
        assert!(
            (got.se_empirical.unwrap() / se - 1.0).abs() < 0.06,
            "{got:?}"
        );
        assert!((got.se_mean.unwrap() / se - 1.0).abs() < 0.03, "{got:?}");
        assert!(
            got.bias.unwrap().abs() < 3.0 * got.mc_se.bias.unwrap() + 0.001,
            "{got:?}"
        );
    }
}
