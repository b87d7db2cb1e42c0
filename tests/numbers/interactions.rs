//! Interactions and higher-order constructs, against a program of numpy that follows the definitions on rows.
//!
//! The expected numbers are of the bundled survey: standardised answers, weights from a start of ones with the path
//! scheme until nothing changes, products of scores, regressions by least squares.

#![allow(clippy::unreadable_literal, clippy::excessive_precision)] // as another program prints them
#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::ops::ControlFlow;

use approx::assert_abs_diff_eq;
use pls_sem::estimate::EstimateError;
use pls_sem::{
    Bootstrap, Catalogue, Definition, Fit, GivenRows, HigherOrder, Interaction, Matrix, Measure,
    Missing, Model, Options, Problem, Quantity, ReadOptions, Table, bootstrap,
};

use crate::support::{exact_sample, strict};

const INTERACTION: &str = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V + R:V";
const HIGHER: &str =
    "R =~ KR1-5; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4; Brand =~ R + P; S ~ Brand + V";

fn survey() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

/// The numbers of a table, each column made another.
fn with_columns(table: &Table, of: impl Fn(&str, f64) -> f64) -> Table {
    let columns = table.columns().iter().filter_map(|column| {
        let cells = 0..table.rows();
        let cells = cells.map(|i| Some(of(&column.name, table.number(&column.name, i)?)));
        Some((column.name.clone(), cells.collect::<Option<Vec<f64>>>()?))
    });
    Table::from_columns(columns).unwrap()
}

fn problem(text: &str, options: &Options) -> Problem {
    let model = Model::parse(text).unwrap();
    Problem::new(&model, &survey(), Missing::Error, options).unwrap()
}

fn fit(text: &str, options: &Options) -> Fit {
    let fit = problem(text, options).fit().unwrap();
    assert!(fit.termination().converged);
    fit
}

/// Paths to S, then its explained variance.
fn numbers(fit: &Fit, sources: &[&str]) -> Vec<f64> {
    let paths = sources.iter().map(|from| fit.path(from, "S").unwrap());
    paths.chain(fit.r2("S")).collect()
}

fn same(got: &[f64], expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.iter().zip(expected) {
        assert_abs_diff_eq!(got, expected, epsilon = 1e-10);
    }
}

#[test]
fn products_enter_in_two_stages_as_indicators_or_freed_of_their_factors() {
    let two_stage = fit(INTERACTION, &strict());
    same(
        &numbers(&two_stage, &["R", "V", "R:V"]),
        &[
            0.425744398502626,
            0.330113220725223,
            -0.0173163438068754,
            0.433984323865629,
        ],
    );
    let options = strict().interaction(Interaction::ProductIndicator);
    let products = fit(INTERACTION, &options);
    same(
        &numbers(&products, &["R:V"]),
        &[-0.02978808006681, 0.43462413954972],
    );
    let orthogonal = fit(INTERACTION, &strict().interaction(Interaction::Orthogonal));
    same(
        &numbers(&orthogonal, &["R:V"]),
        &[-0.09065839362590, 0.44251673789846],
    );
}

#[test]
fn squares_and_products_of_three_are_products_of_scores() {
    let square = fit("R =~ KR1-5; S =~ INT1-4; S ~ R + R:R", &strict());
    same(
        &numbers(&square, &["R", "R:R"]),
        &[0.58700115126995, -0.01494028947453, 0.35094607961541],
    );
    let three = fit(
        "R =~ KR1-5; V =~ VP1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + V + P + R:V + R:P + V:P + R:V:P",
        &strict(),
    );
    same(
        &numbers(&three, &["R:V", "R:P", "V:P", "R:V:P"]),
        &[
            -0.00306093938666,
            0.04091085032033,
            -0.05813524710827,
            -0.03785576238675,
            0.51293483601428,
        ],
    );
}

#[test]
fn higher_orders_are_estimated_in_every_way() {
    for (higher_order, expected) in [
        (
            HigherOrder::TwoStage,
            [0.53471690749778, 0.275689042522673, 0.508872246168488],
        ),
        (
            HigherOrder::Embedded,
            [0.53273437896895, 0.27728001136811, 0.50764938516946],
        ),
        (
            HigherOrder::Repeated,
            [0.52850428186652, 0.28368222673792, 0.50651244813191],
        ),
    ] {
        let fit = fit(HIGHER, &strict().higher_order(higher_order));
        same(&numbers(&fit, &["Brand", "V"]), &expected);
    }
    let composite = HIGHER.replace("Brand =~", "Brand <~");
    let repeated = fit(&composite, &strict().higher_order(HigherOrder::Repeated));
    same(
        &numbers(&repeated, &["Brand", "V"]),
        &[0.54226031991744, 0.26633378940247, 0.51184361722528],
    );
    let interaction = fit(&format!("{HIGHER} + Brand:V"), &strict());
    same(
        &numbers(&interaction, &["Brand", "Brand:V"]),
        &[0.53356872324264, -0.00505819268879, 0.50894512231771],
    );
    assert_eq!(interaction.stages().len(), 3);
}

#[test]
fn consistent_interactions_follow_from_moments_of_latent_products() {
    let consistent = fit(INTERACTION, &strict().consistent(true));
    same(
        &numbers(&consistent, &["R", "V", "R:V"]),
        &[
            0.49482339773445,
            0.35441427183399,
            -0.00224688063093,
            0.56999005988849,
        ],
    );
}

/// Rows of six resamples that anybody can write down.
fn rows(name: &str) -> GivenRows {
    let n: usize = 273;
    let row = |r: usize, i: usize| (i * i * (r + 3) + 17 * r + 5 * i) % n + 1;
    let line = |r: usize| {
        let numbers = (0..n).map(|i| row(r, i).to_string());
        numbers.collect::<Vec<_>>().join(",")
    };
    let header: Vec<String> = (0..n).map(|i| format!("r{i}")).collect();
    let lines = std::iter::once(header.join(",")).chain((0..6).map(line));
    let name = format!("pls-sem-{name}-{}.csv", std::process::id());
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let rows = GivenRows::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    rows
}

fn replicates(name: &str, text: &str, quantities: &[Quantity]) -> Vec<Vec<f64>> {
    let problem = problem(text, &strict());
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let options = Bootstrap::of_rows(rows(name));
    let go_on = &mut |_| ControlFlow::Continue(());
    let inference = bootstrap(&problem, &fit, &catalogue, &options, go_on).unwrap();
    let columns: Vec<Vec<Option<f64>>> = quantities
        .iter()
        .map(|quantity| inference.replicates(quantity).unwrap())
        .collect();
    let row = |r: usize| columns.iter().map(|column| column[r].unwrap()).collect();
    (0..6).map(row).collect()
}

#[test]
fn every_replicate_of_an_interaction_is_that_of_its_rows() {
    let expected = [
        [
            0.45413441921729,
            0.19814787034935,
            0.00619765553692,
            0.33246353263043,
            0.28738845592704,
        ],
        [
            0.55991946501477,
            0.27860700685980,
            -0.09782337302029,
            0.53524919580559,
            0.28146247523250,
        ],
        [
            0.62925546444978,
            0.27751950414060,
            0.14395566512628,
            0.62728707504144,
            0.26473792758991,
        ],
        [
            0.25780999296741,
            0.49220798277959,
            -0.03773546357888,
            0.45697170861343,
            0.26569061208562,
        ],
        [
            0.52736897525805,
            0.32481676643931,
            0.04345738217120,
            0.51723088034995,
            0.29957937882238,
        ],
        [
            0.34844327191905,
            0.24824037842819,
            0.14068867544720,
            0.31071476909343,
            0.20700146082261,
        ],
    ];
    let quantities = [
        Quantity::path("R", "S"),
        Quantity::path("V", "S"),
        Quantity::path("R:V", "S"),
        Quantity::of(Measure::R2, "S"),
        Quantity::indicator(Measure::Weight, "R", "KR1"),
    ];
    let found = replicates("interaction", INTERACTION, &quantities);
    for (got, expected) in found.iter().zip(expected) {
        same(got, &expected);
    }
}

#[test]
fn every_replicate_of_a_higher_order_is_that_of_its_rows() {
    let expected = [
        [
            0.57865542824447,
            0.14551616122649,
            0.43636973239764,
            0.62019970113138,
            0.58744943721050,
        ],
        [
            0.68557065684731,
            0.15623955093153,
            0.61048066036555,
            0.79384999737134,
            0.49964324148900,
        ],
        [
            0.59714603338019,
            0.27336143367080,
            0.59893748737992,
            0.74311567267831,
            0.42872746118510,
        ],
        [
            0.46101760270139,
            0.37672193275120,
            0.54573658742802,
            0.62280100090561,
            0.63079661050592,
        ],
        [
            0.53657283841865,
            0.31529919568914,
            0.53453237204139,
            0.69268581175939,
            0.47908120241806,
        ],
        [
            0.51262006047607,
            0.21484118868228,
            0.40490525637866,
            0.59306622321828,
            0.64237015420502,
        ],
    ];
    let quantities = [
        Quantity::path("Brand", "S"),
        Quantity::path("V", "S"),
        Quantity::of(Measure::R2, "S"),
        Quantity::indicator(Measure::Weight, "Brand", "R"),
        Quantity::indicator(Measure::Weight, "Brand", "P"),
    ];
    let found = replicates("higher", HIGHER, &quantities);
    for (got, expected) in found.iter().zip(expected) {
        same(got, &expected);
    }
}

#[test]
fn the_order_of_the_factors_does_not_matter() {
    let turned = INTERACTION.replace("R:V", "V:R");
    let (a, b) = (fit(INTERACTION, &strict()), fit(&turned, &strict()));
    let (a, b) = (a.path("R:V", "S").unwrap(), b.path("V:R", "S").unwrap());
    assert_abs_diff_eq!(a, b, epsilon = 1e-12);
}

#[test]
fn a_higher_order_over_single_items_is_a_plain_block() {
    let plain = fit(
        "Brand =~ KR1 + KR2 + KR3; S =~ INT1-4; S ~ Brand",
        &strict(),
    );
    let text = "A =~ KR1; B =~ KR2; C =~ KR3; Brand =~ A + B + C; S =~ INT1-4; S ~ Brand";
    let higher = fit(text, &strict());
    let path = |fit: &Fit| fit.path("Brand", "S").unwrap();
    assert_abs_diff_eq!(path(&plain), path(&higher), epsilon = 1e-12);
    for (dimension, indicator) in [("A", "KR1"), ("B", "KR2"), ("C", "KR3")] {
        let weight = plain.weight("Brand", indicator).unwrap();
        let of_dimension = higher.weight("Brand", dimension).unwrap();
        assert_abs_diff_eq!(weight, of_dimension, epsilon = 1e-12);
    }
}

#[test]
fn a_matrix_gives_higher_orders_and_no_products() {
    let plain = problem(HIGHER, &strict());
    let model = plain.plan().written().clone();
    let names: Vec<&str> = model.indicators().collect();
    let moments = plain.sample().moments();
    let line = |k: usize| {
        let cells = (0..=k).map(|l| format!("{}", moments.correlations()[(k, l)]));
        cells.collect::<Vec<_>>().join(",")
    };
    let lines = std::iter::once(names.join(",")).chain((0..names.len()).map(line));
    let text = lines.collect::<Vec<_>>().join("\n");
    let matrix: Matrix = ReadOptions::new().parse_matrix(&text, 273).unwrap();
    let of_matrix = Fit::of_matrix(&model, &matrix, &strict()).unwrap();
    let path = |fit: &Fit| fit.path("Brand", "S").unwrap();
    assert_abs_diff_eq!(
        path(&of_matrix),
        path(&plain.fit().unwrap()),
        epsilon = 1e-10
    );
    let product = Model::parse(INTERACTION).unwrap();
    let refused = Fit::of_matrix(&product, &matrix, &strict()).unwrap_err();
    let is_named =
        matches!(&refused, EstimateError::ProductOfMatrix { interaction } if interaction == "R:V");
    assert!(is_named, "{refused}");
}

#[test]
fn models_without_a_meaning_are_refused_with_the_fix() {
    let plain = "X =~ a + b; M =~ c; Y =~ d; ";
    for paths in [
        "Y ~ X + X:M",
        "Y ~ X + M + X:M:X:M",
        "Y ~ X + M + X:Z",
        "Y ~ X + M; M ~ X + X:M",
        "B =~ X + M; Y ~ B + X",
        "B =~ X + M; Y ~ B + B:X",
        "P =~ B; B =~ P; Y ~ X + M + B",
        "B =~ X + e; Y ~ B + M",
        "B =~ B + X; Y ~ B + M",
        "B =~ X + M; H =~ X + Y; H ~ B",
    ] {
        says!(Model::parse(&format!("{plain}{paths}")).unwrap_err());
    }
}

#[test]
fn what_products_do_not_allow_is_said() {
    // A matrix has no products, and the square of what is 1 or -1 does not vary.
    let matrix = ReadOptions::new().parse_matrix("a,b,c\n1\n.3,1\n.2,.4,1\n", 100);
    let model = Model::parse("A =~ a; B =~ b; C =~ c; C ~ A + B + A:B").unwrap();
    says!(Fit::of_matrix(&model, &matrix.unwrap(), &strict()).unwrap_err());
    let table = binary();
    let square = Model::parse("X =~ half; Y =~ y1-3; Y ~ X + X:X").unwrap();
    for interaction in [
        Interaction::TwoStage,
        Interaction::ProductIndicator,
        Interaction::Orthogonal,
    ] {
        let options = strict().interaction(interaction);
        says!(
            Problem::new(&square, &table, Missing::Error, &options)
                .and_then(|problem| problem.fit())
                .unwrap_err()
        );
    }
    let three = Model::parse(
        "R =~ KR1-5; V =~ VP1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + V + P + R:V + R:P + V:P + R:V:P",
    );
    let consistent = strict().consistent(true);
    let three = Problem::new(&three.unwrap(), &survey(), Missing::Error, &consistent);
    says!(three.and_then(|problem| problem.fit()).unwrap_err());
    let model = Model::parse(INTERACTION).unwrap();
    let consistent = consistent.interaction(Interaction::ProductIndicator);
    let products = Problem::new(&model, &survey(), Missing::Error, &consistent);
    says!(products.and_then(|problem| problem.fit()).unwrap_err());
    let dominant = strict().dominant("R:V", "KR1:VP1");
    let of_scores = Problem::new(&model, &survey(), Missing::Error, &dominant);
    says!(of_scores.unwrap_err());
}

#[test]
fn a_latent_product_whose_variance_is_not_above_0_is_refused() {
    // Two answers to each question, so that the square of a composite hardly varies, and indicators that share little.
    let row = |i: u32, k: u32| f64::from((i * i * (2 * k + 6) + i * (k + 5) + k) % 13 / 7);
    let columns = (1..=3).flat_map(|k| [("x", k), ("m", k + 3), ("y", k + 6)]);
    let columns = columns.map(|(name, k)| {
        let name = format!("{name}{}", (k - 1) % 3 + 1);
        (name, (0..40).map(|i| row(i, k)).collect::<Vec<f64>>())
    });
    let table = Table::from_columns(columns).unwrap();
    let model = Model::parse("X =~ x1-3; M =~ m1-3; Y =~ y1-3; Y ~ X + M + X:M").unwrap();
    let options = Options::default().consistent(true).max_iterations(3000);
    let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
    let refused = problem.fit().unwrap_err();
    let named =
        matches!(&refused, EstimateError::LatentProduct { interaction } if interaction == "X:M");
    assert!(named, "{refused}");
    says!(refused);
}

/// Answers of 60 rows: `x` is 1 in every third, `half` in every second.
fn binary() -> Table {
    let rows = 60_u32;
    let noise = |i: u32, k: u32| f64::from((i * i * (k + 2) + 7 * i * k + 3 * k) % 11);
    let x = |i: u32| f64::from(u32::from(i.is_multiple_of(3)));
    let column = |of: &dyn Fn(u32) -> f64| (0..rows).map(of).collect::<Vec<_>>();
    Table::from_columns([
        ("x", column(&x)),
        ("half", column(&|i| f64::from(i % 2))),
        ("m1", column(&|i| noise(i, 1))),
        ("m2", column(&|i| noise(i, 1) + noise(i, 2))),
        ("y1", column(&|i| x(i) + noise(i, 1) + noise(i, 3))),
        ("y2", column(&|i| x(i) + noise(i, 1) + noise(i, 4))),
        ("y3", column(&|i| x(i) + noise(i, 1) + noise(i, 5))),
    ])
    .unwrap()
}

#[test]
fn a_square_of_one_item_is_the_same_as_product_indicator_and_in_two_stages() {
    let text = "R =~ KR1; S =~ INT1-4; S ~ R + R:R";
    let of = |interaction| fit(text, &strict().interaction(interaction));
    let (scores, indicators) = (of(Interaction::TwoStage), of(Interaction::ProductIndicator));
    for from in ["R", "R:R"] {
        let path = |fit: &Fit| fit.path(from, "S").unwrap();
        assert_abs_diff_eq!(path(&scores), path(&indicators), epsilon = 1e-12);
    }
}

#[test]
fn a_moderator_that_is_constant_in_a_resample_is_counted_by_name() {
    let model = Model::parse("X =~ x; M =~ m1-2; Y =~ y1-3; Y ~ X + M + X:M").unwrap();
    let problem = Problem::new(&model, &binary(), Missing::Error, &strict()).unwrap();
    // In the second of four resamples `x` is 0 in all rows.
    let row = |r: usize, i: usize| match r {
        1 => 3 * (i * 7 % 20) + 2,
        _ => (7 * i + r) % 60 + 1,
    };
    let line = |r: usize| {
        (0..60)
            .map(|i| row(r, i).to_string())
            .collect::<Vec<_>>()
            .join(",")
    };
    let header = (0..60)
        .map(|i| format!("r{i}"))
        .collect::<Vec<_>>()
        .join(",");
    let text = [header, line(0), line(1), line(2), line(3)].join("\n");
    let file = std::env::temp_dir().join(format!("pls-sem-constant-{}.csv", std::process::id()));
    std::fs::write(&file, text).unwrap();
    let rows = GivenRows::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let go_on = &mut |_| ControlFlow::Continue(());
    let inference =
        bootstrap(&problem, &fit, &catalogue, &Bootstrap::of_rows(rows), go_on).unwrap();
    let ledger = inference.ledger();
    assert_eq!((ledger.requested, ledger.used), (4, 3));
    assert_eq!(ledger.failed.len(), 1);
    says!(ledger.failed[0].0);
}

#[test]
fn repeated_indicators_are_assessed_by_the_scores_of_the_dimensions() {
    let with = |text: &str, higher_order| fit(text, &strict().higher_order(higher_order));
    let composite = HIGHER.replace("Brand =~", "Brand <~");
    for (text, weights, loadings) in [
        (HIGHER, [0.6297555, 0.61414122], [0.81385979, 0.79368079]),
        (
            composite.as_str(),
            [0.73193122, 0.498158],
            [0.87748772, 0.71202056],
        ),
    ] {
        // Brand is explained by nothing, so that the extended model is the repeated one.
        for higher_order in [HigherOrder::Repeated, HigherOrder::Extended] {
            let fit = with(text, higher_order);
            for (i, dimension) in ["R", "P"].into_iter().enumerate() {
                let weight = fit.weight("Brand", dimension).unwrap();
                let loading = fit.loading("Brand", dimension).unwrap();
                assert_abs_diff_eq!(weight, weights[i], epsilon = 5e-9);
                assert_abs_diff_eq!(loading, loadings[i], epsilon = 5e-9);
            }
            assert_eq!(fit.weight("Brand", "KR1"), None);
        }
    }
    let repeated = with(HIGHER, HigherOrder::Repeated);
    let reliability = pls_sem::assess::reliability::reliability(&repeated);
    let brand = reliability.iter().find(|r| r.construct == "Brand").unwrap();
    same(
        &[brand.alpha, brand.rho_a, brand.rho_c, brand.ave].map(Option::unwrap),
        &[
            0.4525874872316964,
            0.4527624221905713,
            0.7850161713711963,
            0.6461484694079989,
        ],
    );
    let pairs = pls_sem::assess::discriminant::discriminant(&repeated);
    let htmt = |a: &str, b: &str| {
        let mut pairs = pairs.iter();
        let pair = pairs.find(|p| (p.a.as_str(), p.b.as_str()) == (a, b));
        pair.and_then(|pair| pair.htmt)
    };
    assert_abs_diff_eq!(
        htmt("S", "Brand").unwrap(),
        1.076727287242256,
        epsilon = 1e-10
    );
    // A dimension is not compared with its own construct.
    assert_eq!(htmt("R", "Brand"), None);
}

#[test]
fn a_resample_sees_repeated_indicators_as_the_sample_does() {
    let options = strict().higher_order(HigherOrder::Repeated);
    let problem = problem(HIGHER, &options);
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let joined = |of: &dyn Fn(usize) -> String| (1..=273).map(of).collect::<Vec<_>>().join(",");
    let (header, all) = (joined(&|i| format!("r{i}")), joined(&|i| i.to_string()));
    let text = format!("{header}\n{all}\n{all}\n{all}\n");
    let file = std::env::temp_dir().join(format!("pls-sem-again-{}.csv", std::process::id()));
    std::fs::write(&file, text).unwrap();
    let rows = GivenRows::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let go_on = &mut |_| ControlFlow::Continue(());
    let inference =
        bootstrap(&problem, &fit, &catalogue, &Bootstrap::of_rows(rows), go_on).unwrap();
    let values = catalogue.values(&fit);
    for (quantity, value) in catalogue.quantities().iter().zip(values) {
        let replicate = inference.replicates(quantity).unwrap()[0];
        match value.zip(replicate) {
            Some((value, replicate)) => assert_abs_diff_eq!(value, replicate, epsilon = 1e-10),
            None => assert_eq!(value, replicate, "{quantity}"),
        }
    }
}

#[test]
fn where_dimensions_and_indicators_are_alike_every_way_is_the_same() {
    // Six indicators that all correlate alike, three for each dimension; three of what they explain.
    let text = "A =~ a1-3; B =~ b1-3; Y =~ y1-3; Brand =~ A + B; Y ~ Brand";
    let model = Model::parse(text).unwrap();
    let correlation = |k: usize, l: usize| match (k / 3, l / 3) {
        _ if k == l => 1.0,
        (a, b) if a == b => 0.6,
        (2, _) | (_, 2) => 0.3,
        _ => 0.35,
    };
    let correlations = pls_sem::nalgebra::DMatrix::from_fn(9, 9, correlation);
    let table = exact_sample(&model, &correlations, 100);
    let path = |higher_order| {
        let options = strict().higher_order(higher_order);
        let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
        problem.fit().unwrap().path("Brand", "Y").unwrap()
    };
    // Of sums of the indicators: 18 pairs across, and the variances of the two sums.
    let (brand, y) = (6.0 + 12.0 * 0.6 + 18.0 * 0.35, 3.0 + 6.0 * 0.6);
    let expected = 18.0 * 0.3 / f64::sqrt(brand * y);
    for higher_order in [
        HigherOrder::TwoStage,
        HigherOrder::Embedded,
        HigherOrder::Repeated,
        HigherOrder::Extended,
    ] {
        assert_abs_diff_eq!(path(higher_order), expected, epsilon = 1e-9);
    }
}

#[test]
fn models_are_written_and_serialised_as_they_are_read() {
    for text in [INTERACTION, HIGHER, "A =~ a; S =~ b + c; S ~ A + A:A"] {
        let model = Model::parse(text).unwrap();
        assert_eq!(Model::parse(&model.to_text()).unwrap(), model);
        let json = serde_json::to_string(&model).unwrap();
        assert_eq!(serde_json::from_str::<Model>(&json).unwrap(), model);
    }
}

#[test]
fn reversing_a_construct_turns_its_signs_and_no_size() {
    let table = survey();
    let reversed = with_columns(
        &table,
        |name, x| {
            if name.starts_with("KR") { 6.0 - x } else { x }
        },
    );
    let model = Model::parse(INTERACTION).unwrap();
    for interaction in [
        Interaction::TwoStage,
        Interaction::ProductIndicator,
        Interaction::Orthogonal,
    ] {
        let options = strict().interaction(interaction);
        let of = |table: &Table| {
            let problem = Problem::new(&model, table, Missing::Error, &options).unwrap();
            problem.fit().unwrap()
        };
        let (plain, turned) = (of(&table), of(&reversed));
        // The composite of the reversed answers points the other way, and so does whatever it is a factor of.
        for (from, sign) in [("V", 1.0), ("R", -1.0), ("R:V", -1.0)] {
            let path = |fit: &Fit| fit.path(from, "S").unwrap();
            assert_abs_diff_eq!(path(&plain), sign * path(&turned), epsilon = 1e-9);
        }
        let r2 = |fit: &Fit| fit.r2("S").unwrap();
        assert_abs_diff_eq!(r2(&plain), r2(&turned), epsilon = 1e-10);
    }
}

#[test]
fn the_units_of_an_answer_do_not_matter() {
    let table = survey();
    let scaled = with_columns(&table, |name, x| match name {
        "KR2" | "VP1" => 3.0 * x - 7.0,
        _ => x,
    });
    for (text, options) in [
        (INTERACTION, strict()),
        (
            INTERACTION,
            strict().interaction(Interaction::ProductIndicator),
        ),
        (INTERACTION, strict().interaction(Interaction::Orthogonal)),
        (INTERACTION, strict().consistent(true)),
        (HIGHER, strict()),
        (HIGHER, strict().higher_order(HigherOrder::Embedded)),
        (HIGHER, strict().higher_order(HigherOrder::Repeated)),
    ] {
        let model = Model::parse(text).unwrap();
        let of = |table: &Table| {
            let problem = Problem::new(&model, table, Missing::Error, &options).unwrap();
            problem.fit().unwrap()
        };
        let (plain, scaled) = (of(&table), of(&scaled));
        for ((from, to, path), (_, _, other)) in plain.paths().zip(scaled.paths()) {
            assert!(
                (path - other).abs() < 1e-9,
                "{from} -> {to}: {path} {other}"
            );
        }
    }
}

#[test]
fn what_a_product_leads_to_is_no_conditional_effect_of_its_own() {
    let text = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; P =~ KP1-5; S ~ R + V + R:V; P ~ S";
    let fit = fit(text, &strict());
    let (effects, indices) = pls_sem::assess::interactions::conditional_effects(&fit);
    let routes: Vec<String> = indices
        .iter()
        .map(|i| format!("{} by {}", i.route.join(" -> "), i.moderator))
        .collect();
    assert_eq!(routes, ["R -> S -> P by V", "V -> S -> P by R"]);
    assert_eq!(effects.len(), 6);
    let (b, w) = (fit.path("R:V", "S").unwrap(), fit.path("S", "P").unwrap());
    assert_abs_diff_eq!(indices[0].estimate, b * w, epsilon = 1e-14);
    let slope = fit.path("R", "S").unwrap() - b;
    assert_abs_diff_eq!(effects[0].estimate, slope * w, epsilon = 1e-14);
}

#[test]
fn a_moderator_that_its_own_predictor_causes_is_a_finding() {
    use pls_sem::assess::interactions::caused_moderators;
    let caused = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; V ~ R; S ~ R + V + R:V";
    let found = caused_moderators(&fit(caused, &strict()));
    assert_eq!(found.len(), 1);
    says!(found[0].message());
    for none in [INTERACTION, "R =~ KR1-5; S =~ INT1-4; S ~ R + R:R"] {
        assert_eq!(caused_moderators(&fit(none, &strict())), []);
    }
}

#[test]
fn formulas_are_made_of_interactions_slopes_and_conditional_effects() {
    let text = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; P =~ KP1-5; S ~ R + V + R:V; P ~ S";
    let problem = problem(text, &strict());
    let fit = problem.fit().unwrap();
    let path = |from: &str, to: &str| fit.path(from, to).unwrap();
    let (r, b, w) = (path("R", "S"), path("R:V", "S"), path("S", "P"));
    for (formula, expected) in [
        ("path(R:V -> S)", b),
        ("path(V:R -> S)", b),
        ("path(`R:V` -> S)", b),
        ("specific(V:R -> S -> P)", b * w),
        ("slope(R -> S at V = 1) - slope(R -> S at V = -1)", 2.0 * b),
        ("conditional(R -> S -> P at V = -1)", (r - b) * w),
        (
            "moderated(R -> S -> P by V) / moderated(V -> S -> P by R)",
            1.0,
        ),
    ] {
        let definition = Definition::parse("own", formula).unwrap();
        let catalogue = Catalogue::new(problem.plan()).define(definition).unwrap();
        let value = catalogue.values(&fit).pop().unwrap().unwrap();
        assert!(
            (value - expected).abs() < 1e-12,
            "{formula}: {value} {expected}"
        );
    }
    for formula in [
        "slope(R -> S at V)",
        "slope(R at V = 1)",
        "slope(R -> S at V = high)",
        "slope(R -> S at P = 0.5)",
        "conditional(R -> S -> P at P = 1)",
        "moderated(R, S by V)",
        "path(R: -> S)",
    ] {
        let catalogue = Catalogue::new(problem.plan());
        let defined = Definition::parse("own", formula);
        says!(defined.and_then(|own| catalogue.define(own)).unwrap_err());
    }
}

#[test]
fn products_make_no_residual_variance_negative_that_is_not() {
    // Under consistent PLS with a product, R² decides alone: it is below 1, and the solution admissible.
    let fit = fit(INTERACTION, &strict().consistent(true));
    assert!(fit.r2("S").unwrap() < 1.0);
    let codes: Vec<String> = fit.findings().iter().map(|f| f.code().to_owned()).collect();
    assert!(
        !codes.contains(&"negative_residual_variance".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn a_product_that_its_factors_nearly_explain_is_a_finding() {
    use pls_sem::assess::interactions::explained_products;
    // Three of 60 rows have the rare value, and nearly the same answer to the other question.
    let rows = 60_u32;
    let rare = |i: u32| i.is_multiple_of(20);
    let noise = |i: u32, k: u32| f64::from((i * i * (k + 2) + 7 * i * k + 3 * k) % 11);
    let column = |of: &dyn Fn(u32) -> f64| (0..rows).map(of).collect::<Vec<_>>();
    let table = |apart: f64| {
        let m = |i: u32| {
            if rare(i) {
                5.0 + apart * f64::from(i / 20)
            } else {
                noise(i, 1)
            }
        };
        Table::from_columns([
            ("x", column(&|i| f64::from(u32::from(rare(i))))),
            ("m", column(&m)),
            ("y", column(&|i| m(i) + noise(i, 3))),
        ])
        .unwrap()
    };
    let model = Model::parse("X =~ x; M =~ m; Y =~ y; Y ~ X + M + X:M").unwrap();
    let found = |apart: f64| {
        let problem = Problem::new(&model, &table(apart), Missing::Error, &strict()).unwrap();
        explained_products(&problem.fit().unwrap())
    };
    let few = found(0.3);
    assert_eq!(few.len(), 1);
    says!(few[0].message());
    assert_eq!(found(4.0), []);
    for none in [INTERACTION, "R =~ KR1-5; S =~ INT1-4; S ~ R + R:R"] {
        assert_eq!(explained_products(&fit(none, &strict())), []);
    }
}

#[test]
fn a_square_that_a_cube_needs_is_not_advised_to_be_left_out_alone() {
    use pls_sem::assess::interactions::explained_products;
    // Values near three of them, and values of which few are large: in both a square says nearly all of the cube.
    let near_three = |i: u32| f64::from((i % 4).min(2)) + 0.001 * f64::from(i % 7);
    let skewed = |i: u32| f64::from(1 + i % 10).powi(3);
    for x in [&near_three as &dyn Fn(u32) -> f64, &skewed] {
        let column = |of: &dyn Fn(u32) -> f64| (0..60).map(of).collect::<Vec<_>>();
        let y = |i: u32| x(i) + f64::from((i * i * 5 + 7 * i) % 11);
        let table = Table::from_columns([("x", column(x)), ("y", column(&y))]).unwrap();
        let cube = Model::parse("X =~ x; Y =~ y; Y ~ X + X:X + X:X:X").unwrap();
        let problem = Problem::new(&cube, &table, Missing::Error, &strict()).unwrap();
        let found = explained_products(&problem.fit().unwrap());
        assert_eq!(found.len(), 2);
        let [square, cube] = [found[0].message(), found[1].message()];
        assert!(
            square.ends_with("or leave `X:X:X`, which needs it, out"),
            "{square}"
        );
        assert!(cube.ends_with("or leave the interaction out"), "{cube}");
        assert!(!square.contains(" 100.0 %") && !cube.contains(" 100.0 %"));
    }
}

#[test]
fn squares_are_tested_by_composites_under_consistent_pls() {
    let model = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V").unwrap();
    let of = |options: &Options| {
        pls_sem::assess::linearity::linearity(&model, &survey(), Missing::Error, options)
    };
    let (plain, consistent) = (of(&strict()), of(&strict().consistent(true)));
    for (plain, consistent) in plain.iter().zip(&consistent) {
        assert_eq!((plain.t, plain.p), (consistent.t, consistent.p));
        assert!(plain.p.is_some() && plain.estimate != consistent.estimate);
    }
}

#[test]
fn squares_that_the_model_has_or_that_cannot_be_tested_are_not_called_tested() {
    use pls_sem::{Study, assess::linearity::linearity};
    let rows = 0..60_u32;
    let column = |of: &dyn Fn(u32) -> f64| rows.clone().map(of).collect::<Vec<_>>();
    let noise = |i: u32, k: u32| f64::from((i * i * (k + 2) + 7 * i * k + 3 * k) % 11);
    let table = Table::from_columns([
        ("x", column(&|i| noise(i, 1))),
        (
            "two",
            column(&|i| f64::from(u32::from(i.is_multiple_of(3)))),
        ),
        ("y", column(&|i| noise(i, 1) + noise(i, 3))),
    ])
    .unwrap();
    let tested = |paths: &str| {
        let moderator = if paths.contains('M') {
            "M =~ two; "
        } else {
            ""
        };
        let text = format!("X =~ x; {moderator}Y =~ y; {paths}");
        let model = Model::parse(&text).unwrap();
        let rows = linearity(&model, &table, Missing::Error, &strict());
        let document = Study::new(model).linearity(true).run(&table).unwrap();
        assert_eq!(document.linearity.len(), rows.len());
        let page = document.to_string();
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let tables = document.report().full().csv();
        let mut checklists = tables.iter().flat_map(|file| file.text.lines());
        let line = checklists.find(|line| line.contains("nonlinear effects"));
        (rows, page, line.unwrap().to_owned())
    };
    let (rows, page, checklist) = tested("Y ~ X + X:X");
    assert_eq!(rows, []);
    let said = "the model already has the square of every predictor";
    assert!(page.contains(&format!("linearity: {said}")), "{page}");
    assert!(checklist.contains(said), "{checklist}");
    let (rows, page, checklist) = tested("Y ~ X + M + X:X");
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].from.as_str(), rows[0].estimate, rows[0].p),
        ("M", None, None)
    );
    says!(rows[0].reason.as_ref().unwrap());
    let said = "no square can be tested; section Interactions says why";
    assert!(page.contains(&format!("linearity: {said}")), "{page}");
    assert!(checklist.contains(said), "{checklist}");
    let (one_of_two, page, _) = tested("Y ~ X + M");
    assert!(!page.contains("2 squares"), "{page}");
    let untested: Vec<bool> = one_of_two.iter().map(|row| row.reason.is_some()).collect();
    assert_eq!(untested, [false, true]);
    // The square explains another construct only.
    let other = Model::parse("X =~ x; M =~ two; Y =~ y; M ~ X + X:X; Y ~ X + M").unwrap();
    let rows = linearity(&other, &table, Missing::Error, &strict());
    let paths: Vec<(&str, &str)> = rows
        .iter()
        .map(|r| (r.from.as_str(), r.to.as_str()))
        .collect();
    assert_eq!(paths, [("X", "Y"), ("M", "Y")]);
    let found = rows
        .iter()
        .all(|row| row.f2.is_some() != row.reason.is_some());
    assert!(found, "{rows:?}");
}

#[test]
fn a_square_of_what_explains_a_composite_of_repeated_indicators_is_not_tested() {
    use pls_sem::assess::linearity::linearity;
    let text = format!("{}; Brand ~ V", HIGHER.replace("Brand =~", "Brand <~"));
    let model = Model::parse(&text).unwrap();
    for way in [HigherOrder::Repeated, HigherOrder::Extended] {
        let options = strict().higher_order(way);
        let rows = linearity(&model, &survey(), Missing::Error, &options);
        for row in rows {
            assert_eq!(row.reason.is_some(), row.to == "Brand", "{row:?}");
            assert_eq!(row.f2.is_none(), row.to == "Brand", "{row:?}");
        }
    }
}
