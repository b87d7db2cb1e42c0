//! Settings that name a construct act on higher-order constructs and their dimensions too, however these are estimated.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::{
    Bootstrap, Draft, Fit, HigherOrder, Interaction, Measure, Missing, Mode, Model, Options,
    Problem, Quantity, Table,
};

use crate::support::{fit, strict};

const WAYS: [HigherOrder; 4] = [
    HigherOrder::TwoStage,
    HigherOrder::Embedded,
    HigherOrder::Repeated,
    HigherOrder::Extended,
];
/// The construct of higher order is declared before its dimensions, and has a predecessor.
const TEXT: &str = "Brand =~ R + P + C; R =~ KR1-5; P =~ KP1-5; C =~ CH1-5; V =~ VP1-5; S =~ INT1-4
    Brand ~ V; S ~ Brand + V";
const THIRD: &str = "Top =~ Brand + Offer; Brand =~ R + P; Offer =~ C + A
    R =~ KR1-5; P =~ KP1-5; C =~ CH1-5; A =~ KA1-5; S =~ INT1-4; S ~ Top";

fn survey() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

/// The survey with some questions asked in the other direction.
fn reversed(questions: &[&str]) -> Table {
    let survey = survey();
    let columns = survey.columns().iter().filter_map(|column| {
        let sign = if questions.contains(&column.name.as_str()) {
            -1.0
        } else {
            1.0
        };
        let answers = column.cells.numbers()?.iter().map(|x| sign * x);
        Some((column.name.as_str(), answers.collect::<Vec<f64>>()))
    });
    Table::from_columns(columns.collect::<Vec<_>>()).unwrap()
}

fn model(text: &str) -> Model {
    Model::parse(text).unwrap()
}

/// Numbers of two fits whose sizes must agree; gives whether their signs do.
#[track_caller]
fn same_sign(a: Option<f64>, b: Option<f64>) -> bool {
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!((a.abs() - b.abs()).abs() < 1e-9, "{a}, {b}");
    (a > 0.0) == (b > 0.0)
}

#[test]
fn a_dominant_dimension_turns_its_construct_in_every_way() {
    // One dimension is asked in the other direction.
    let table = reversed(&["KR1", "KR2", "KR3", "KR4", "KR5"]);
    for way in WAYS {
        let options = strict().higher_order(way);
        let majority = fit(&model(TEXT), &table, &options);
        let dominant = fit(
            &model(TEXT),
            &table,
            &options.clone().dominant("Brand", "R"),
        );
        let loading = |fit: &Fit, dimension| fit.loading("Brand", dimension);
        assert!(loading(&majority, "R").unwrap() < 0.0, "{way:?}");
        assert!(loading(&dominant, "R").unwrap() > 0.0, "{way:?}");
        for dimension in ["R", "P", "C"] {
            let [a, b] = [&majority, &dominant].map(|fit| loading(fit, dimension));
            assert!(!same_sign(a, b), "{way:?} {dimension}");
            let [a, b] = [&majority, &dominant].map(|fit| fit.weight("Brand", dimension));
            assert!(!same_sign(a, b), "{way:?} {dimension}");
        }
        for (from, to, keeps) in [
            ("V", "Brand", false),
            ("Brand", "S", false),
            ("V", "S", true),
        ] {
            let [a, b] = [&majority, &dominant].map(|fit| fit.path(from, to));
            assert_eq!(same_sign(a, b), keeps, "{way:?} {from} -> {to}");
        }
        // The construct of higher order is the first.
        let [a, b] = [&majority, &dominant].map(|fit| fit.scores().unwrap().column(0).into_owned());
        assert!((a + b).amax() < 1e-9, "{way:?}");
    }
}

#[test]
fn a_dominant_indicator_turns_a_dimension_and_nothing_else_in_every_way() {
    let table = reversed(&["KR1"]);
    for way in WAYS {
        let options = strict().higher_order(way);
        let majority = fit(&model(TEXT), &table, &options);
        let dominant = fit(&model(TEXT), &table, &options.clone().dominant("R", "KR1"));
        for (dimension, keeps) in [("R", false), ("P", true), ("C", true)] {
            let [a, b] = [&majority, &dominant].map(|fit| fit.loading("Brand", dimension));
            assert_eq!(same_sign(a, b), keeps, "{way:?} {dimension}");
        }
        let [a, b] = [&majority, &dominant].map(|fit| fit.path("Brand", "S"));
        assert!(same_sign(a, b), "{way:?}");
    }
}

#[test]
fn dominant_dimensions_of_dimensions_are_turned_from_below_in_every_way() {
    let table = reversed(&["KR1", "KR2", "KR3", "KR4", "KR5"]);
    // Embedded, the dimensions of a dimension do not measure it in any stage.
    for way in WAYS.into_iter().filter(|way| *way != HigherOrder::Embedded) {
        let plain = strict().higher_order(way);
        // The sign of the top follows that of a dimension, which follows that of its own.
        let options = plain
            .clone()
            .dominant("Top", "Brand")
            .dominant("Brand", "R");
        let fit = fit(&model(THIRD), &table, &options);
        let stages = fit.stages();
        let loading = |construct: &str, indicator: &str| {
            let found = stages.iter().rev().find_map(|stage| {
                let (model, estimates) = (stage.plan().model(), stage.estimates());
                let mut indicators = model.indicators().zip(&estimates.loadings);
                let own = model.construct(construct)?.indicators();
                let own = own.iter().any(|i| i == indicator);
                own.then(|| indicators.find(|(i, _)| *i == indicator))
                    .flatten()
            });
            *found.unwrap().1
        };
        assert!(loading("Brand", "R") > 0.0, "{way:?}");
        assert!(loading("Brand", "P") < 0.0, "{way:?}");
        assert!(loading("Top", "Brand") > 0.0, "{way:?}");
        assert!(loading("Top", "Offer") < 0.0, "{way:?}");
    }
}

#[test]
fn resamples_of_repeated_indicators_follow_the_dominant_dimension() {
    let table = reversed(&["KR1", "KR2", "KR3", "KR4", "KR5"]);
    for way in WAYS {
        let options = Options::default().higher_order(way).dominant("Brand", "R");
        let problem = Problem::new(&model(TEXT), &table, Missing::Error, &options).unwrap();
        let bootstrap = Bootstrap::new(200);
        let inference = problem.resampling().unwrap().bootstrap(&bootstrap).unwrap();
        let of = Quantity::indicator(Measure::Loading, "Brand", "R");
        let loadings = inference.replicates(&of).unwrap();
        assert!(loadings.iter().all(|l| l.unwrap() > 0.0), "{way:?}");
    }
}

#[test]
fn the_mode_of_a_construct_or_of_a_dimension_changes_the_numbers_in_every_way() {
    let modes = [Mode::A, Mode::B, Mode::Unit, Mode::Pca];
    for way in WAYS {
        for construct in ["Brand", "R"] {
            let paths = modes.map(|mode| {
                let model = Draft::parse(TEXT)
                    .unwrap()
                    .mode(construct, mode)
                    .check()
                    .unwrap();
                let fit = fit(&model, &survey(), &strict().higher_order(way));
                fit.path("Brand", "S").unwrap()
            });
            for (i, a) in paths.iter().enumerate() {
                for b in &paths[..i] {
                    assert!((a - b).abs() > 1e-6, "{way:?} {construct}: {paths:?}");
                }
            }
        }
    }
}

#[test]
fn the_reliability_of_a_single_item_reaches_a_composite_of_dimensions_in_every_way() {
    let text = "R =~ KR1; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4; Brand <~ R + P; S ~ Brand + V";
    for (way, from, to) in [
        (HigherOrder::TwoStage, "Brand", "S"),
        (HigherOrder::Embedded, "Brand", "S"),
        (HigherOrder::Repeated, "R", "Brand"),
        (HigherOrder::Extended, "R", "Brand"),
    ] {
        let paths = [0.6, 0.9].map(|reliability| {
            let options = strict().higher_order(way).consistent(true);
            let fit = fit(
                &model(text),
                &survey(),
                &options.reliability("R", reliability),
            );
            fit.path(from, to).unwrap()
        });
        assert!((paths[0] - paths[1]).abs() > 1e-3, "{way:?}: {paths:?}");
    }
}

#[test]
fn a_dominant_product_is_one_of_those_that_measure_the_interaction() {
    let text = format!("{TEXT} + Brand:V");
    // What measures the two constructs in the stage of their products.
    for (way, product) in [
        (HigherOrder::TwoStage, "R:VP1"),
        (HigherOrder::Embedded, "R:V"),
        (HigherOrder::Repeated, "KR1:VP1"),
        (HigherOrder::Extended, "KR1:VP1"),
    ] {
        let options = strict()
            .higher_order(way)
            .interaction(Interaction::ProductIndicator);
        let problem = |of: &str| {
            let options = options.clone().dominant("Brand:V", of);
            Problem::new(&model(&text), &survey(), Missing::Error, &options)
        };
        let fit = problem(product).unwrap().fit().unwrap();
        assert!(fit.path("Brand:V", "S").is_some());
        let refused = problem("V:R").unwrap_err().to_string();
        assert!(
            refused.contains("`V:R` is not in the block of `Brand:V`"),
            "{refused}"
        );
    }
}

#[test]
fn a_dominant_name_that_is_no_dimension_is_refused_with_those_that_are() {
    for way in WAYS {
        for name in ["KR1", "V", "Brand"] {
            let options = strict().higher_order(way).dominant("Brand", name);
            let refused = Problem::new(&model(TEXT), &survey(), Missing::Error, &options);
            says!(refused.unwrap_err());
        }
    }
}

#[test]
fn a_composite_of_repeated_indicators_that_leaves_nothing_to_its_predecessors_is_a_finding() {
    let composite = TEXT.replace("Brand =~", "Brand <~");
    let findings = |text: &str, way| {
        let fit = fit(&model(text), &survey(), &strict().higher_order(way));
        let found = fit.findings().into_iter();
        let found = found.filter(|f| f.code() == "explained_by_dimensions");
        found.collect::<Vec<_>>()
    };
    let found = findings(&composite, HigherOrder::Repeated);
    assert_eq!(found.len(), 1);
    says!(found[0].message());
    for way in [
        HigherOrder::TwoStage,
        HigherOrder::Embedded,
        HigherOrder::Extended,
    ] {
        assert_eq!(findings(&composite, way), [], "{way:?}");
    }
    assert_eq!(findings(TEXT, HigherOrder::Repeated), []);
    let first = composite.replace("Brand ~ V; S ~ Brand + V", "S ~ Brand + V");
    assert_eq!(findings(&first, HigherOrder::Repeated), []);
}
