//! Settings that name a construct act on higher-order constructs and their dimensions too, however these are estimated.

#![allow(clippy::unreadable_literal, clippy::excessive_precision)] // as another program prints them
#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::assess::redundancy::redundancy;
use pls_sem::nalgebra::{DMatrix, DVector};
use pls_sem::{
    Bootstrap, Draft, Fit, HigherOrder, Interaction, Measure, Missing, Mode, Model, Options,
    Problem, Quantity, ReadOptions, Sample, Study, Table,
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
    for way in WAYS {
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
fn the_reliability_of_a_single_item_reaches_a_composite_of_dimensions() {
    let text = "R =~ KR1; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4; Brand <~ R + P; S ~ Brand + V";
    let paths = [0.6, 0.9].map(|reliability| {
        let options = strict().consistent(true).reliability("R", reliability);
        let fit = fit(&model(text), &survey(), &options);
        fit.path("Brand", "S").unwrap()
    });
    assert!((paths[0] - paths[1]).abs() > 1e-3, "{paths:?}");
}

#[test]
fn consistent_pls_is_refused_where_a_construct_repeats_what_is_corrected() {
    let plain = "V =~ VP1-5; S =~ INT1-4; S ~ Brand + V";
    for blocks in [
        "R =~ KR1-5; P =~ KP1-5; Brand =~ R + P",
        "R =~ KR1-5; P <~ KP1-5; Brand <~ R + P",
        "R <~ KR1-5; P <~ KP1-5; Brand =~ R + P",
    ] {
        let model = model(&format!("{blocks}; {plain}"));
        for way in WAYS {
            let options = strict().higher_order(way).consistent(true);
            let problem = Problem::new(&model, &survey(), Missing::Error, &options);
            if way == HigherOrder::TwoStage {
                assert!(problem.is_ok(), "{blocks}");
            } else {
                says!(problem.unwrap_err());
            }
        }
    }
    // Single items determine what repeats them.
    for blocks in [
        "R =~ KR1; P =~ KP1; Brand <~ R + P",
        "R <~ KR1; P =~ KP1; C <~ CH1; Top <~ R + P; Brand <~ Top + C",
    ] {
        let model = model(&format!("{blocks}; {plain}"));
        for way in WAYS {
            let options = strict().higher_order(way).consistent(true);
            let problem = Problem::new(&model, &survey(), Missing::Error, &options);
            if way == HigherOrder::TwoStage {
                assert_eq!(problem.unwrap().fit().unwrap().inadmissible(), []);
            } else {
                says!(problem.unwrap_err());
            }
        }
    }
    // Nothing of the hierarchy is corrected: the other constructs are, in every way.
    let composites = model(&format!("R <~ KR1-5; P <~ KP1-5; Brand <~ R + P; {plain}"));
    for way in WAYS {
        let [plain, consistent] = [false, true].map(|consistent| {
            let options = strict().higher_order(way).consistent(consistent);
            fit(&composites, &survey(), &options)
                .path("V", "S")
                .unwrap()
        });
        assert!((plain - consistent).abs() > 1e-3, "{way:?}");
    }
}

#[test]
fn a_dimension_that_has_dimensions_is_measured_by_their_scores_in_embedded_stages() {
    // Of a program of numpy: repeated indicators, then repeated scores of the dimensions, then those of their constructs.
    let fit = fit(
        &model(THIRD),
        &survey(),
        &strict().higher_order(HigherOrder::Embedded),
    );
    let near = |got: Option<f64>, expected: f64| {
        assert!((got.unwrap() - expected).abs() < 1e-9, "{got:?} {expected}");
    };
    near(fit.path("Top", "S"), 0.7567698623148105);
    near(fit.weight("Brand", "R"), 0.6436465537701587);
    near(fit.weight("Brand", "P"), 0.5999024238872657);
    near(fit.loading("Brand", "R"), 0.8190814988585359);
    near(fit.loading("Brand", "P"), 0.7881298644188464);
    near(fit.weight("Top", "Brand"), 0.613904212175276);
    near(fit.weight("Top", "Offer"), 0.5671025185179175);
    let brand = fit.construct("Brand").unwrap();
    near(brand.alpha, 0.4525383455208863);
    near(brand.ave, 0.6460215924806074);
}

#[test]
fn every_construct_is_assessed_by_what_the_model_says_in_every_way() {
    let expected = [
        ("R", 5),
        ("P", 5),
        ("C", 5),
        ("V", 5),
        ("S", 4),
        ("Brand", 3),
    ];
    for way in WAYS {
        let study = Study::new(model(TEXT)).options(strict().higher_order(way));
        let document = study.bootstrap(Bootstrap::new(20)).run(&survey()).unwrap();
        for (name, items) in expected {
            let construct = document.construct(name).unwrap();
            assert_eq!(construct.items, items, "{way:?} {name}");
            let (alpha, ave) = (construct.alpha.unwrap(), construct.ave.unwrap());
            assert!(alpha > 0.4 && ave < 1.0, "{way:?} {name}");
            assert!(
                construct.alpha_inference.se.unwrap() > 0.0,
                "{way:?} {name}"
            );
            let own = document.loadings.iter().filter(|l| l.construct == name);
            assert_eq!(own.count(), items, "{way:?} {name}");
        }
        let found = document.discriminant.iter();
        let of = |a: &str, b: &str| {
            let mut pairs = found.clone();
            let pair = pairs.find(|d| (d.a == a && d.b == b) || (d.a == b && d.b == a));
            pair.and_then(|d| d.htmt)
        };
        // Of the plain constructs it is the same in every way, because it needs no weights.
        assert!((of("V", "S").unwrap() - of_plain()).abs() < 1e-9, "{way:?}");
        // Embedded, no stage has the scores of dimensions beside the indicators of another construct.
        let is_embedded = way == HigherOrder::Embedded;
        assert_eq!(of("Brand", "S").is_none(), is_embedded, "{way:?}");
    }
}

/// The ratio of `V` and `S` in a model of these two.
fn of_plain() -> f64 {
    let fit = fit(
        &model("V =~ VP1-5; S =~ INT1-4; S ~ V"),
        &survey(),
        &strict(),
    );
    fit.htmt("V", "S").unwrap().htmt.unwrap()
}

/// The multiple correlation of a column with the scores of dimensions, which these weights give.
fn multiple_correlation(table: &Table, dimensions: &[Vec<(&str, f64)>], column: &str) -> f64 {
    let standardised = |name: &str| {
        let cells = (0..table.rows()).map(|i| table.number(name, i).unwrap());
        let mut x = DVector::from_iterator(table.rows(), cells);
        x.add_scalar_mut(-x.mean());
        x.normalize()
    };
    let scores = dimensions.iter().map(|weights| {
        let parts = weights.iter().map(|(name, w)| standardised(name) * *w);
        parts.sum::<DVector<f64>>().normalize()
    });
    let scores = DMatrix::from_columns(&scores.collect::<Vec<_>>());
    let s = scores.tr_mul(&standardised(column));
    let r = scores.tr_mul(&scores);
    s.dot(&r.cholesky().unwrap().solve(&s)).sqrt()
}

#[test]
fn the_scores_of_dimensions_explain_a_global_item_in_every_way() {
    let composite = TEXT.replace("Brand =~", "Brand <~");
    let (table, measure) = (survey(), ["CO1".to_owned()]);
    for text in [TEXT, composite.as_str(), &format!("{TEXT} + Brand:V")] {
        for way in WAYS {
            let options = strict().higher_order(way);
            let fit = fit(&model(text), &table, &options);
            let weights: Vec<Vec<(&str, f64)>> = ["R", "P", "C"]
                .map(|d| {
                    let own = fit.weights().filter(|(construct, ..)| *construct == d);
                    own.map(|(_, item, w)| (item, w)).collect()
                })
                .into();
            let expected = multiple_correlation(&table, &weights, "CO1");
            let found = redundancy(
                &table,
                &model(text),
                Missing::Error,
                &options,
                "Brand",
                &measure,
            );
            let found = found.unwrap();
            assert!(
                (found.path - expected).abs() < 1e-9,
                "{text} {way:?}: {found:?} {expected}"
            );
            assert!((found.r2 - expected * expected).abs() < 1e-9);
        }
    }
}

#[test]
fn a_redundancy_analysis_of_dimensions_is_of_the_rows_with_all_its_answers() {
    let survey = survey();
    let without = |name: &str, i: usize| match name {
        "CO1" => i.is_multiple_of(3),
        "KR2" => i.is_multiple_of(7),
        // An indicator of the model that is not below the construct.
        "INT1" => i.is_multiple_of(5),
        _ => false,
    };
    let columns = survey.columns().iter().filter_map(|column| {
        let answers = column.cells.numbers()?.iter().enumerate();
        let answers = answers.map(|(i, x)| {
            if without(&column.name, i) {
                f64::NAN
            } else {
                *x
            }
        });
        Some((column.name.as_str(), answers.collect::<Vec<f64>>()))
    });
    let table = Table::from_columns(columns.collect::<Vec<_>>()).unwrap();
    let complete =
        (0..table.rows()).filter(|i| ![3, 5, 7].iter().any(|&step| i.is_multiple_of(step)));
    let complete = survey.select_rows(complete).unwrap();
    let measure = ["CO1".to_owned()];
    for way in WAYS {
        let options = strict().higher_order(way);
        let of = |table: &Table, missing| {
            redundancy(table, &model(TEXT), missing, &options, "Brand", &measure).unwrap()
        };
        let (found, expected) = (of(&table, Missing::Casewise), of(&complete, Missing::Error));
        assert_eq!(found.n, Some(complete.rows()));
        assert!((found.path - expected.path).abs() < 1e-9, "{way:?}");
        assert_eq!(of(&survey, Missing::Error).n, Some(survey.rows()));
    }
}

#[test]
fn redundancy_of_a_third_order_goes_down_to_the_indicators_and_a_matrix_is_enough() {
    let (table, measure) = (survey(), ["CO1".to_owned(), "CO2".to_owned()]);
    let model = model(THIRD);
    let names = model.indicators().map(str::to_owned).chain(measure.clone());
    let names: Vec<String> = names.collect();
    let beside = Model::parse(&format!("X =~ {}; Y =~ CO3; Y ~ X", names.join(" + "))).unwrap();
    let sample = Sample::new(&beside, &table, Missing::Error).unwrap();
    let moments = sample.moments();
    let line = |k: usize| {
        let cells = (0..=k).map(|l| moments.correlations()[(k, l)].to_string());
        cells.collect::<Vec<_>>().join(",")
    };
    let lines = std::iter::once(names.join(",")).chain((0..names.len()).map(line));
    let matrix = lines.collect::<Vec<_>>().join("\n");
    let matrix = ReadOptions::new()
        .parse_matrix(&matrix, table.rows())
        .unwrap();
    for way in WAYS {
        let options = strict().higher_order(way);
        let of_rows = redundancy(&table, &model, Missing::Error, &options, "Top", &measure);
        let of_matrix = redundancy(&matrix, &model, Missing::Error, &options, "Top", &measure);
        let (of_rows, of_matrix) = (of_rows.unwrap(), of_matrix.unwrap());
        assert!(of_rows.path > 0.1, "{way:?}");
        assert!((of_rows.path - of_matrix.path).abs() < 1e-9, "{way:?}");
    }
}

#[test]
fn what_has_no_other_measure_is_refused_by_the_redundancy_analysis() {
    let text = format!("{TEXT} + Brand:V");
    let of = |table: &Table, missing, construct: &str, measure: &[&str]| {
        let measure: Vec<String> = measure.iter().map(|&name| name.to_owned()).collect();
        redundancy(
            table,
            &model(&text),
            missing,
            &strict(),
            construct,
            &measure,
        )
    };
    for (construct, measure) in [
        ("Brand:V", &["CO1"][..]),
        ("Brand", &["KR2"]),
        ("Brand", &["R"]),
        ("Brand", &["CO1", "CO2", "CO1"]),
        ("V", &["CO1", "CO1"]),
    ] {
        says!(of(&survey(), Missing::Error, construct, measure).unwrap_err());
    }
    let survey = survey();
    let answers = |of: &dyn Fn(usize) -> f64| (0..survey.rows()).map(of).collect::<Vec<f64>>();
    let with = |column: Vec<f64>| {
        let columns = survey.columns().iter();
        let columns = columns.filter_map(|c| Some((c.name.as_str(), c.cells.numbers()?.to_vec())));
        Table::from_columns(columns.chain([("global", column)])).unwrap()
    };
    let constant = with(answers(&|_| 3.0));
    for construct in ["Brand", "V"] {
        says!(of(&constant, Missing::Error, construct, &["global"]).unwrap_err());
    }
    // Nobody who answered the global item answered the outcome.
    let second = |i: usize, x: f64| if i.is_multiple_of(2) { x } else { f64::NAN };
    let halves = with(answers(&|i| second(i, (i % 5) as f64)));
    let columns = halves.columns().iter().map(|c| {
        let cells = c.cells.numbers().unwrap().iter().enumerate();
        let apart = |(i, x): (usize, &f64)| match c.name.as_str() {
            "INT1" => second(i + 1, *x),
            _ => *x,
        };
        (c.name.as_str(), cells.map(apart).collect::<Vec<f64>>())
    });
    let apart = Table::from_columns(columns.collect::<Vec<_>>()).unwrap();
    says!(of(&apart, Missing::Casewise, "Brand", &["global"]).unwrap_err());
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
    // What the sentence advises for constructs is refused for interactions.
    let squared = composite.replace("Brand ~ V;", "Brand ~ V + V:V;");
    let found = findings(&squared, HigherOrder::Repeated);
    let message = found[0].message();
    assert!(
        message.contains("`V:V`") && message.contains("\"two-stage\""),
        "{message}"
    );
    assert!(!message.contains("extended"), "{message}");
}

#[test]
fn an_interaction_does_not_explain_a_composite_through_its_dimensions() {
    let squared = TEXT.replace("Brand ~ V;", "Brand ~ V + V:V;");
    let composite = squared.replace("Brand =~", "Brand <~");
    let square = |text: &str, way| {
        let options = strict().higher_order(way);
        let problem = Problem::new(&model(text), &survey(), Missing::Error, &options)?;
        let fit = problem.fit()?;
        Ok::<f64, pls_sem::estimate::EstimateError>(fit.path("V:V", "Brand").unwrap())
    };
    says!(square(&composite, HigherOrder::Extended).unwrap_err());
    let third = "Top <~ Brand + C; C =~ CH1-5; Brand <~ R + P; R =~ KR1-5; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4
        Top ~ V + V:V; S ~ Top";
    says!(square(third, HigherOrder::Extended).unwrap_err());
    // Dimensions do not explain what they reflect.
    for text in [&squared, &composite] {
        let two_stages = square(text, HigherOrder::TwoStage).unwrap();
        assert!(two_stages.abs() > 0.01, "{two_stages}");
    }
    let reflective = square(&squared, HigherOrder::Extended).unwrap();
    let two_stages = square(&squared, HigherOrder::TwoStage).unwrap();
    assert!(
        (reflective - two_stages).abs() < 0.02,
        "{reflective} {two_stages}"
    );
}
