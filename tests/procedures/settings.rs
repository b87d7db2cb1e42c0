//! Settings: every way to give a setting is read back from the document and changes the numbers that it should change; and
//! values that are built from parts keep all parts, in any order.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::path::Path;

use pls_sem::assess::structural::EffectSize;
use pls_sem::estimate::Stopping;
use pls_sem::infer::PValues;
use pls_sem::segments::{Method, Objective};
use pls_sem::{
    Bootstrap, Definition, Document, ExactFit, Groups, IntervalKind, Level, Measure, Missing,
    Model, Options, Policy, Scheme, Segments, Signs, Study, StudyFile, Table,
};
use proptest::prelude::*;
use serde_json::Value;

const MODEL: &str =
    "R =~ KR1-5; P =~ KP1-5; V <~ VP1-3; Z =~ CO1; S =~ INT1-4; V ~ R; S ~ R + P + V + Z";

/// A setting in a study file, and the same setting by calls.
struct Case {
    section: &'static str,
    line: &'static str,
    built: fn(Study) -> Study,
    /// Whether numbers change, and not only their description.
    changes_numbers: bool,
}

fn case(section: &'static str, line: &'static str, built: fn(Study) -> Study) -> Case {
    Case {
        section,
        line,
        built,
        changes_numbers: true,
    }
}

fn base() -> Bootstrap {
    Bootstrap::new(60).seed(3)
}

#[allow(clippy::too_many_lines)] // a list
fn cases() -> Vec<Case> {
    vec![
        case("data", "missing = \"casewise\"", |s| {
            s.missing(Missing::Casewise)
        }),
        case("estimate", "scheme = \"centroid\"", |s| {
            s.options(Options::default().scheme(Scheme::Centroid))
        }),
        case("estimate", "tolerance = 0.009", |s| {
            s.options(Options::default().tolerance(0.009))
        }),
        Case {
            changes_numbers: false, // the weights converge in fewer
            ..case("estimate", "max_iterations = 200", |s| {
                s.options(Options::default().max_iterations(200))
            })
        },
        case(
            "estimate",
            "stopping = \"sum_of_changes\"\ntolerance = 0.009",
            |s| {
                s.options(
                    Options::default()
                        .tolerance(0.009)
                        .stopping(Stopping::SumOfChanges),
                )
            },
        ),
        case("estimate", "consistent = true", |s| {
            s.options(Options::default().consistent(true))
        }),
        case(
            "estimate",
            "consistent = true\nreliability = { Z = 0.7 }",
            |s| s.options(Options::default().consistent(true).reliability("Z", 0.7)),
        ),
        Case {
            changes_numbers: false, // all answers point one way
            ..case("estimate", "signs = \"none\"", |s| {
                s.options(Options::default().signs(Signs::None))
            })
        },
        Case {
            changes_numbers: false,
            ..case("estimate", "dominant = { R = \"KR2\" }", |s| {
                s.options(Options::default().dominant("R", "KR2"))
            })
        },
        case("bootstrap", "level = 0.9", |s| {
            s.bootstrap(base().level(Level::P90))
        }),
        case("bootstrap", "intervals = [\"bca\"]", |s| {
            s.bootstrap(base().intervals([IntervalKind::Bca]))
        }),
        case("bootstrap", "one_sided = true", |s| {
            s.bootstrap(base().one_sided(true))
        }),
        case("bootstrap", "p_values = \"normal\"", |s| {
            s.bootstrap(base().p_values(PValues::Normal))
        }),
        case("bootstrap", "jackknife = true", |s| {
            s.bootstrap(base().jackknife(true))
        }),
        Case {
            changes_numbers: false, // no resample is inadmissible
            ..case("bootstrap", "failed = \"keep\"", |s| {
                s.bootstrap(base().failed(Policy::Keep))
            })
        },
        case("bootstrap", "strata = \"sector\"", |s| s.strata("sector")),
        // The same by groups that the bootstrap is given.
        case("bootstrap", "strata = \"sector\"", |s| {
            s.bootstrap(base().strata(Groups::of(&table(), "sector").unwrap()))
        }),
        case("bootstrap", "cluster = \"years_abroad\"", |s| {
            s.cluster("years_abroad")
        }),
        case("bootstrap", "cluster = \"years_abroad\"", |s| {
            s.bootstrap(base().cluster(Groups::of(&table(), "years_abroad").unwrap()))
        }),
        case("bootstrap", "quantities = [\"f2\"]", |s| {
            s.quantities([Measure::F2])
        }),
        case("assess", "f2 = \"reestimated\"", |s| {
            s.effect_size(EffectSize::Reestimated)
        }),
        case("assess", "redundancy = { V = [\"VP4\", \"VP5\"] }", |s| {
            s.redundancy("V", ["VP4", "VP5"])
        }),
        case("define", "d = \"path(R -> S) - path(P -> S)\"", |s| {
            s.define(Definition::parse("d", "path(R -> S) - path(P -> S)").unwrap())
        }),
        case("fit", "resamples = 20\nseed = 4", |s| {
            s.exact_fit(ExactFit::new(20).seed(4))
        }),
        case(
            "segments",
            "most = 3\nstarts = 4\nsmallest = 20\nseed = 4\nnumber = 3\nresamples = 2\npermutations = 20\nexplain = [\"size\"]",
            |s| {
                let segments = Segments::new().most(3).starts(4).smallest(20).seed(4);
                s.segments(
                    segments
                        .number(3)
                        .resamples(2)
                        .permutations(20)
                        .explain(["size"]),
                )
            },
        ),
        case(
            "segments",
            "method = \"pos\"\nobjective = \"weighted\"\nmost = 2\nstarts = 1\nresamples = 0",
            |s| {
                let segments = Segments::new()
                    .method(Method::Pos)
                    .objective(Objective::Weighted);
                s.segments(segments.most(2).starts(1).resamples(0))
            },
        ),
    ]
}

fn table() -> Table {
    let options = pls_sem::ReadOptions::new().missing_codes([-99.0]);
    options
        .read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/data/canvas_missing.csv"
        ))
        .unwrap()
}

fn study_file(section: &str, line: &str) -> StudyFile {
    let replaced = |key: &str| line.starts_with(key);
    let mut text = String::new();
    for (name, lines) in [
        (
            "data",
            "file = \"canvas_missing.csv\"\nmissing_codes = [-99]\nmissing = \"mean\"",
        ),
        ("model", ""),
        ("estimate", ""),
        ("bootstrap", "resamples = 60\nseed = 3"),
        ("assess", ""),
        ("define", ""),
        ("fit", ""),
        ("segments", ""),
    ] {
        let own = if name == section { line } else { "" };
        if ["fit", "segments"].contains(&name) && own.is_empty() {
            continue;
        }
        let kept = lines
            .lines()
            .filter(|l| !(replaced("missing =") && l.starts_with("missing =")));
        let kept: Vec<&str> = kept.collect();
        let model = if name == "model" {
            format!("text = \"\"\"\n{}\n\"\"\"", MODEL.replace("; ", "\n"))
        } else {
            String::new()
        };
        let kept = kept.join("\n");
        text.extend(["[", name, "]\n", &kept, "\n", own, "\n", &model, "\n"]);
    }
    StudyFile::parse(
        &text,
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data")),
    )
    .unwrap()
}

fn run_file(section: &str, line: &str) -> Document {
    let file = study_file(section, line);
    file.study.run(&file.input().unwrap()).unwrap()
}

/// Settings without where the data were read from, and everything else.
fn parts(document: &Document) -> (Value, Value) {
    let mut all = serde_json::to_value(document).unwrap();
    let mut settings = all["study"].take();
    settings["data"]["file"].take();
    all["data"]["source"].take();
    (settings, all)
}

#[test]
fn every_setting_arrives_by_file_and_by_call_is_reported_and_changes_the_numbers() {
    let base_settings = parts(&run_file("", ""));
    let plain = Study::new(Model::parse(MODEL).unwrap())
        .missing(Missing::Mean)
        .bootstrap(base());
    for Case {
        section,
        line,
        built,
        changes_numbers,
    } in cases()
    {
        let (settings, numbers) = parts(&run_file(section, line));
        let called = built(plain.clone()).run(&table()).unwrap();
        let (of_calls, numbers_of_calls) = parts(&called);
        assert_eq!(settings, of_calls, "{line}");
        assert!(
            numbers == numbers_of_calls,
            "{line}: file and calls give other numbers"
        );
        assert!(settings != base_settings.0, "{line} is not reported");
        let same = numbers == base_settings.1;
        assert_eq!(same, !changes_numbers, "{line}: numbers changed: {}", !same);
    }
}

#[test]
fn degrees_of_freedom_are_those_of_the_strata_however_they_were_given() {
    let model = Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap();
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let groups = Groups::of(&table, "sector").unwrap();
    let given = Study::new(model.clone())
        .bootstrap(base().strata(groups))
        .run(&table)
        .unwrap();
    let named = Study::new(model)
        .bootstrap(base())
        .strata("sector")
        .run(&table)
        .unwrap();
    assert_eq!(given, named);
    assert_eq!(
        given.study.bootstrap.unwrap().strata.as_deref(),
        Some("sector")
    );
}

#[test]
fn presets_are_reported_and_keep_settings_without_a_convention() {
    let model = Model::parse("R =~ KR1-5; Z =~ CO1; S =~ INT1-4; S ~ R + Z").unwrap();
    let own = Options::default()
        .consistent(true)
        .reliability("Z", 0.8)
        .dominant("R", "KR2");
    let study = Study::new(model)
        .options(own)
        .like(pls_sem::procedure::Like::Csem);
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let settings = serde_json::to_value(study.settings(&table)).unwrap();
    let estimate = &settings["estimate"];
    assert_eq!(estimate["consistent"], true);
    assert_eq!(estimate["tolerance"], 1e-5);
    assert_eq!(estimate["reliability"]["Z"], 0.8);
    assert_eq!(estimate["dominant"]["R"], "KR2");
}

// --------------------------------------------------------------------------------------------- rebuilt from parts

fn small() -> Table {
    let x = |s: usize| {
        (0..12)
            .map(|i| ((i * 7 + s) % 5) as f64)
            .collect::<Vec<f64>>()
    };
    Table::from_columns([("x", x(0)), ("w", x(1).iter().map(|x| x + 1.0).collect())]).unwrap()
}

fn in_order<T>(start: T, steps: &[fn(T) -> T], order: &[usize]) -> T {
    order.iter().fold(start, |value, &i| steps[i](value))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_table_keeps_everything_in_any_order(order in Just((0..4).collect::<Vec<usize>>()).prop_shuffle()) {
        let steps: [fn(Table) -> Table; 4] = [
            |t| t.weighted_by("w").unwrap(),
            |t| t.with_text("g", vec!["a".to_owned(); 12]).unwrap(),
            |t| t.with_column("z", vec![1.0; 12]).unwrap(),
            Table::simulated,
        ];
        let table = in_order(small(), &steps, &order);
        prop_assert_eq!(table.weight_column(), Some("w"));
        prop_assert!(table.is_simulated());
        prop_assert!(table.column("g").is_some() && table.number("z", 3) == Some(1.0));
        prop_assert_eq!(table.rows(), 12);
    }

    #[test]
    fn a_bootstrap_keeps_everything_in_any_order(order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle()) {
        let steps: [fn(Bootstrap) -> Bootstrap; 8] = [
            |b| b.seed(7),
            |b| b.level(Level::P90),
            |b| b.intervals([IntervalKind::Bca, IntervalKind::Basic]),
            |b| b.one_sided(true),
            |b| b.p_values(PValues::Normal),
            |b| b.jackknife(true),
            |b| b.failed(Policy::Keep),
            |b| b.strata(Groups::of(&table(), "sector").unwrap()),
        ];
        let sorted: Vec<usize> = (0..8).collect();
        let of = |order: &[usize]| in_order(Bootstrap::new(50), &steps, order);
        prop_assert_eq!(of(&order), of(&sorted));
    }

    #[test]
    fn options_keep_everything_in_any_order(order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle()) {
        let steps: [fn(Options) -> Options; 7] = [
            |o| o.scheme(Scheme::Centroid),
            |o| o.tolerance(1e-5),
            |o| o.max_iterations(50),
            |o| o.stopping(Stopping::SumOfSquares),
            |o| o.signs(Signs::None),
            |o| o.consistent(true),
            |o| o.dominant("R", "KR2").reliability("Z", 0.8),
        ];
        let sorted: Vec<usize> = (0..7).collect();
        let of = |order: &[usize]| in_order(Options::default(), &steps, order);
        prop_assert_eq!(of(&order), of(&sorted));
    }

    #[test]
    fn a_study_keeps_everything_in_any_order(order in Just((0..10).collect::<Vec<usize>>()).prop_shuffle()) {
        let steps: [fn(Study) -> Study; 10] = [
            |s| s.missing(Missing::Mean),
            |s| s.options(Options::default().scheme(Scheme::Factorial)),
            |s| s.bootstrap(Bootstrap::new(50)),
            |s| s.strata("sector"),
            |s| s.cluster("firm"),
            |s| s.define(Definition::parse("d", "path(R -> S)").unwrap()),
            |s| s.effect_size(EffectSize::Reestimated),
            |s| s.quantities([Measure::F2]),
            |s| s.exact_fit(ExactFit::new(20)),
            |s| s.redundancy("V", ["VP4"]).compare("other", Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap()),
        ];
        let table = table();
        let sorted: Vec<usize> = (0..10).collect();
        let of = |order: &[usize]| {
            let study = in_order(Study::new(Model::parse(MODEL).unwrap()), &steps, order);
            study.settings(&table)
        };
        prop_assert_eq!(of(&order), of(&sorted));
    }
}

#[test]
fn a_model_with_other_paths_keeps_its_modes() {
    let model = pls_sem::Draft::new()
        .construct(pls_sem::Construct::reflective("A", ["a1", "a2"]).mode(pls_sem::Mode::B))
        .construct(pls_sem::Construct::reflective("B", ["b1", "b2"]))
        .path("A", "B")
        .check()
        .unwrap();
    let turned = model.with_paths("A ~ B").unwrap();
    assert_eq!(
        turned.modes().collect::<Vec<_>>(),
        model.modes().collect::<Vec<_>>()
    );
}

#[test]
fn invalid_levels_and_numbers_of_draws_are_errors() {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let study = |bootstrap| {
        let model = Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap();
        Study::new(model).bootstrap(bootstrap)
    };
    for level in [2.0, 0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Level::new(level).is_err(), "{level}");
    }
    assert!(study(Bootstrap::new(usize::MAX)).run(&table).is_err());
    let exact = study(base()).exact_fit(ExactFit::new(usize::MAX));
    let document = exact.run(&table).unwrap();
    assert!(document.exact_fit.is_none());
    assert!(
        document
            .findings
            .iter()
            .any(|f| f.finding.code() == "exact_fit_not_done")
    );
}

#[test]
fn a_column_that_is_an_indicator_neither_weighs_nor_groups_rows() {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let study =
        Study::new(Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap()).bootstrap(base());
    for refused in [study.clone().strata("KR1"), study.clone().cluster("INT2")] {
        let error = refused.run(&table).unwrap_err().to_string();
        assert!(error.contains("is an indicator of the model"), "{error}");
    }
    let weighted = table.weighted_by("KR1").unwrap();
    let error = study.run(&weighted).unwrap_err().to_string();
    assert!(error.contains("`KR1` holds the case weights"), "{error}");
}

#[test]
fn given_resamples_that_are_all_alike_are_a_finding() {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let model = Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap();
    let one: Vec<u32> = (0..273).map(|i| i * 2 % 273 + 1).collect();
    let rows = pls_sem::GivenRows::new(vec![one; 10]);
    let document = Study::new(model)
        .bootstrap(Bootstrap::of_rows(rows))
        .run(&table)
        .unwrap();
    let found = document
        .findings
        .iter()
        .find(|f| f.finding.code() == "alike_resamples");
    assert!(found.unwrap().message().contains("only 1 of the 10"));
}

#[test]
fn a_bootstrap_refuses_a_fit_of_other_settings() {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap();
    let model = Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R").unwrap();
    let problem = |consistent| {
        let options = Options::default().consistent(consistent);
        pls_sem::Problem::new(&model, &table, Missing::Error, &options).unwrap()
    };
    let (plain, corrected) = (problem(false), problem(true));
    let catalogue = pls_sem::Catalogue::new(plain.plan());
    let go_on = &mut |_: pls_sem::Progress| std::ops::ControlFlow::Continue(());
    let fit = corrected.fit().unwrap();
    let error = pls_sem::bootstrap(&plain, &fit, &catalogue, &base(), go_on).unwrap_err();
    assert!(error.to_string().contains("fit"), "{error}");
}
