//! One call from a problem to inference: nothing can belong to another problem, and progress is reported.

#![allow(clippy::unwrap_used)] // a test stops where it fails
#![allow(clippy::float_cmp)] // the same number

use std::ops::ControlFlow;

use pls_sem::data::DataError;
use pls_sem::procedure::{ExactFitError, ExactFitRecord, exact_fit, jackknife};
use pls_sem::resample::ResampleError;
use pls_sem::{
    Bootstrap, Catalogue, Definition, ExactFit, GivenRows, IntervalKind, Measure, Missing, Model,
    Options, Problem, Progress, Quantity, ReadOptions, Stage, Study, Table, bootstrap,
};

const MODEL: &str = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; V ~ R; S ~ V + R";

fn canvas() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

fn problem(options: &Options) -> Problem {
    let model = Model::parse(MODEL).unwrap();
    Problem::new(&model, &canvas(), Missing::Error, options).unwrap()
}

fn silent(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn one_call_gives_what_its_steps_give() {
    let problem = problem(&Options::default());
    let options = Bootstrap::new(60);
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let steps = bootstrap(&problem, &fit, &catalogue, &options, &mut silent).unwrap();
    let one = problem.bootstrap(&options).unwrap();
    assert!(one.iter().eq(steps.iter()));
    let more = problem.resampling().unwrap().quantities([Measure::F2]);
    let more = more.bootstrap(&options).unwrap();
    let f2 = Quantity::along(Measure::F2, "R", "S");
    assert!(more.summary(&f2).is_some() && one.summary(&f2).is_none());
    let summary = |quantity| one.summary(&quantity).unwrap();
    assert_eq!(
        one.path("R", "S").unwrap(),
        summary(Quantity::path("R", "S"))
    );
    let along = |measure| summary(Quantity::along(measure, "R", "S"));
    assert_eq!(one.indirect("R", "S").unwrap(), along(Measure::Indirect));
    assert_eq!(one.total("R", "S").unwrap(), along(Measure::Total));
    let specific = one.specific(&["R", "V", "S"]).unwrap().estimate.unwrap();
    assert!((along(Measure::Indirect).estimate.unwrap() - specific).abs() < 1e-12);
    assert_eq!(one.htmt("S", "R"), one.htmt("R", "S"));
    assert_eq!(
        one.construct(Measure::R2, "S").unwrap().estimate,
        fit.r2("S")
    );
    assert_eq!(
        one.loading("V", "VP2").unwrap().estimate,
        fit.loading("V", "VP2")
    );
    assert_eq!(
        one.weight("V", "VP2").unwrap().estimate,
        fit.weight("V", "VP2")
    );
    assert!(one.path("S", "R").is_none() && fit.loading("R", "VP2").is_none());
}

#[test]
fn a_fit_or_a_catalogue_of_other_settings_is_refused() {
    let (plain, other) = (Options::default(), Options::default().consistent(true));
    let (problem, stranger) = (problem(&plain), problem(&other));
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let other_fit = stranger.fit().unwrap();
    let other_catalogue = Catalogue::new(stranger.plan());
    let options = Bootstrap::new(10);
    let run = |fit, catalogue| bootstrap(&problem, fit, catalogue, &options, &mut silent);
    assert!(run(&fit, &catalogue).is_ok());
    let refused = run(&other_fit, &catalogue).unwrap_err();
    assert_eq!(refused, ResampleError::OtherProblem { what: "fit" });
    let refused = run(&fit, &other_catalogue).unwrap_err();
    assert_eq!(refused, ResampleError::OtherProblem { what: "catalogue" });
    let refused = jackknife(&problem, &other_fit, &catalogue, &mut silent).unwrap_err();
    assert_eq!(refused, ResampleError::OtherProblem { what: "fit" });
    let refused = exact_fit(&problem, &other_fit, &ExactFit::new(10), &mut silent).unwrap_err();
    assert!(matches!(
        refused,
        ExactFitError::Infer(ResampleError::OtherProblem { .. })
    ));
}

#[test]
fn progress_names_its_stage_and_never_goes_back() {
    let model = Model::parse(MODEL).unwrap();
    let options = Bootstrap::new(30).intervals([IntervalKind::Bca]);
    let study = Study::new(model)
        .bootstrap(options)
        .exact_fit(ExactFit::new(20));
    let mut told: Vec<Progress> = Vec::new();
    let watched = study.on_progress(|progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    watched.run(&canvas()).unwrap();
    let mut stages: Vec<(Stage, usize, usize)> =
        told.iter().map(|p| (p.stage, p.number, p.stages)).collect();
    stages.dedup();
    let expected = [
        (Stage::Jackknife, 1, 3),
        (Stage::Resamples, 2, 3),
        (Stage::ExactFit, 3, 3),
    ];
    assert_eq!(stages, expected);
    let shares: Vec<f64> = told.iter().map(|progress| progress.share()).collect();
    assert!(shares.is_sorted() && shares[0] > 0.0, "{shares:?}");
    assert_eq!(*shares.last().unwrap(), 1.0);
    let whole = shares.iter().filter(|share| **share == 1.0).count();
    assert_eq!(whole, 1, "a bar is full once");
}

#[test]
fn exact_fit_is_tested_wherever_there_is_a_bootstrap_unless_it_is_turned_off() {
    let plain = Study::new(Model::parse(MODEL).unwrap());
    let table = canvas();
    let tested = |study: &Study| study.run(&table).unwrap().exact_fit;
    assert!(tested(&plain).is_none());
    let study = plain.clone().bootstrap(Bootstrap::new(40).seed(7));
    let by_default = tested(&study).unwrap();
    assert_eq!(by_default.ledgers[0].requested, 40);
    let asked = study.clone().exact_fit(ExactFit::new(40));
    assert_eq!(tested(&asked).unwrap(), by_default);
    let other = study.clone().exact_fit(ExactFit::new(40).seed(2));
    assert_ne!(tested(&other).unwrap().tests, by_default.tests);
    let off = study.clone().exact_fit(ExactFit::new(0));
    let document = off.run(&table).unwrap();
    assert!(document.exact_fit.is_none() && document.bootstrap.is_some());
    let is_it = |code: &str| code == "exact_fit_not_done";
    let findings = document.findings.iter();
    assert!(findings.clone().all(|f| !is_it(f.finding.code())));
    assert!(document.to_string().contains("`[fit] resamples = 0`"));
}

#[test]
fn a_test_that_cannot_be_done_by_default_says_why_and_stops_nothing() {
    let plain = Study::new(Model::parse(MODEL).unwrap());
    let rows: Vec<Vec<u32>> = (0..20)
        .map(|r| (0..273).map(|i| (i * i + r * i) % 271 + 1).collect())
        .collect();
    let given = plain.bootstrap(Bootstrap::of_rows(GivenRows::new(rows)));
    let product = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V + R:V").unwrap();
    let product = Study::new(product).bootstrap(Bootstrap::new(20));
    let undefined = "not defined for interactions";
    for (study, reason) in [
        (given.clone(), Some("the resamples are given")),
        (product.clone(), None),
        (product.exact_fit(ExactFit::new(20)), Some(undefined)),
    ] {
        let document = study.run(&canvas()).unwrap();
        assert!(document.exact_fit.is_none() && document.bootstrap.is_some());
        let mut messages = document.findings.iter().map(|f| f.finding.message());
        let told = messages.find(|m| m.starts_with("the test of exact fit was not done"));
        assert_eq!(told.is_some(), reason.is_some());
        assert!(told.is_none_or(|told| told.contains(reason.unwrap())));
    }
    let asked = given.exact_fit(ExactFit::new(20)).run(&canvas()).unwrap();
    assert!(asked.exact_fit.is_some());
}

#[test]
fn a_model_of_many_indicators_is_tested_on_request_only() {
    let name = |k: usize| {
        if k < 100 {
            format!("a{}", k + 1)
        } else {
            format!("b{}", k - 99)
        }
    };
    let answer =
        |k: usize, i: usize| ((i * i * 7 + k * k * 3 + i * k) as f64 * 0.7).sin() + i as f64;
    let column = |k: usize| (name(k), (0..30).map(|i| answer(k, i)).collect::<Vec<f64>>());
    for (last, reason) in [(100, "not positive definite"), (101, "with 201 indicators")] {
        let table = Table::from_columns((0..100 + last).map(column)).unwrap();
        let model = format!("A =~ a1-100; B =~ b1-{last}; B ~ A");
        let study = Study::new(Model::parse(&model).unwrap()).bootstrap(Bootstrap::new(3));
        let document = study.run(&table).unwrap();
        let mut messages = document.findings.iter().map(|f| f.finding.message());
        let told = messages.find(|m| m.starts_with("the test of exact fit was not done"));
        assert!(told.unwrap().contains(reason));
    }
}

#[test]
fn exact_fit_draws_the_strata_and_clusters_of_the_bootstrap() {
    let study = Study::new(Model::parse(MODEL).unwrap()).bootstrap(Bootstrap::new(200));
    let q95 = |study: &Study| {
        let tests = study.run(&canvas()).unwrap().exact_fit.unwrap().tests;
        tests[0].q95.unwrap()
    };
    let rows = q95(&study);
    assert_ne!(q95(&study.clone().strata("size")), rows);
    // With few clusters, resamples lie further from each other.
    assert!(q95(&study.clone().cluster("years_abroad")) > rows);
}

#[test]
fn a_structure_that_joins_all_constructs_is_tested_as_one_model() {
    let run = |model: &str| {
        let study = Study::new(Model::parse(model).unwrap()).bootstrap(Bootstrap::new(100));
        study.run(&canvas()).unwrap().exact_fit.unwrap()
    };
    let q95 = |tests: &[ExactFitRecord]| tests.iter().map(|t| t.q95).collect::<Vec<_>>();
    let one = run(MODEL);
    assert_eq!(q95(&one.tests[..3]), q95(&one.tests[3..]));
    let two = run("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; V ~ R; S ~ V");
    assert_ne!(q95(&two.tests[..3]), q95(&two.tests[3..]));
}

#[test]
fn whoever_watches_may_stop_the_run() {
    let problem = problem(&Options::default());
    let watched = problem.resampling().unwrap();
    let stopped = watched.on_progress(|_| ControlFlow::Break(()));
    let inference = stopped.bootstrap(&Bootstrap::new(100_000)).unwrap();
    assert!(inference.ledger().done < 100_000);
}

#[test]
fn a_measure_of_the_user_is_computed_in_every_resample() {
    let problem = problem(&Options::default());
    let own = Definition::measure("explained and n", |moments, estimates| {
        estimates.r2[2] + moments.n()
    });
    let run = problem.resampling().unwrap().define(own).unwrap();
    let inference = run.bootstrap(&Bootstrap::new(50)).unwrap();
    let own = inference
        .replicates(&Quantity::defined("explained and n"))
        .unwrap();
    let r2 = inference
        .replicates(&Quantity::of(Measure::R2, "S"))
        .unwrap();
    for (own, r2) in own.iter().zip(&r2) {
        assert_eq!(own.unwrap(), r2.unwrap() + 273.0);
    }
    let summary = inference.defined("explained and n").unwrap();
    assert!(summary.se.unwrap() > 0.0);
}

#[test]
fn scores_are_joined_with_their_rows() {
    let text = "id,a1,a2,b1,size\nx,1,2,5,10\ny,2,1,3,20\nz,4,,2,30\nu,4,5,4,40\nv,5,3,1,50\n";
    let table = ReadOptions::new().parse(text).unwrap();
    let model = Model::parse("A =~ a1 + a2; B =~ b1; B ~ A").unwrap();
    let problem = Problem::new(&model, &table, Missing::Casewise, &Options::default()).unwrap();
    let (fit, scores) = (problem.fit().unwrap(), problem.scores().unwrap());
    assert_eq!(scores.rows(), [0, 1, 3, 4]);
    assert_eq!(scores.standardised(), fit.scores().unwrap());
    // A single item is its own score.
    assert_eq!(scores.original("B").unwrap(), [5.0, 3.0, 4.0, 1.0]);
    let sds = fit.moments().sds().unwrap();
    let weights = [
        fit.weight("A", "a1").unwrap() / sds[0],
        fit.weight("A", "a2").unwrap() / sds[1],
    ];
    let by_hand = (weights[0] * 4.0 + weights[1] * 5.0) / (weights[0] + weights[1]);
    assert!((scores.original("A").unwrap()[2] - by_hand).abs() < 1e-12);
    assert_eq!(scores.original("C"), None);
    let joined = scores.table(&table, Some("id")).unwrap();
    assert_eq!((joined.rows(), joined.text("id", 2)), (4, Some("u")));
    assert_eq!(joined.number("A", 2), Some(fit.scores().unwrap()[(2, 0)]));
    assert_eq!(joined.number("B_original", 3), Some(1.0));
    let numbered = scores.table(&table, None).unwrap();
    assert_eq!(numbered.number("row", 2), Some(4.0));
    assert!(
        numbered
            .to_csv()
            .starts_with("row,A,A_original,B,B_original\n1,")
    );
    let unknown = scores.table(&table, Some("ID number")).unwrap_err();
    assert!(
        matches!(unknown, DataError::UnknownColumn { .. }),
        "{unknown}"
    );
    let study = Study::new(model).missing(Missing::Casewise);
    assert_eq!(study.scores(&table).unwrap(), scores);
    assert_eq!(
        study.fit(&table).unwrap().path("A", "B"),
        fit.path("A", "B")
    );
}

#[test]
fn composites_whose_weights_cancel_out_have_no_score_on_the_scale_of_the_answers() {
    let columns = [
        ("a1", vec![1.0, 2.0, 3.0, 4.0, 5.0]),
        ("a2", vec![5.0, 4.0, 3.0, 2.0, 1.0]),
        ("b1", vec![1.0, 3.0, 2.0, 5.0, 4.0]),
    ];
    let table = Table::from_columns(columns).unwrap();
    let model = Model::parse("A =~ a1 + a2; B =~ b1; B ~ A").unwrap();
    let problem = Problem::new(&model, &table, Missing::Error, &Options::default());
    // Weights of one and minus one: no mean of the answers.
    if let Ok(scores) = problem.unwrap().scores() {
        assert_eq!(scores.original("A"), None);
        let joined = scores.table(&table, None).unwrap();
        assert_eq!(joined.number("A_original", 0), None);
    }
}
