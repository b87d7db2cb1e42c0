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
    Bootstrap, Catalogue, Fit, GivenRows, HigherOrder, Interaction, Matrix, Measure, Missing,
    Model, Options, Problem, Quantity, ReadOptions, Table, bootstrap,
};

use crate::support::strict;

const INTERACTION: &str = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V + R:V";
const HIGHER: &str =
    "R =~ KR1-5; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4; Brand =~ R + P; S ~ Brand + V";

fn survey() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
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
    for (paths, says) in [
        ("Y ~ X + X:M", "write `Y ~ M + X + X:M`"),
        ("Y ~ X + M + X:M:X:M", "is of 4 constructs"),
        ("Y ~ X + M + X:Z", "no construct is called `Z`"),
        (
            "Y ~ X + M; M ~ X + X:M",
            "does not moderate a path to itself",
        ),
        ("B =~ X + M; Y ~ B + X", "`X` is a dimension of `B`"),
        ("B =~ X + M; Y ~ B + B:X", "`X` is a dimension of `B`"),
        ("P =~ B; B =~ P; Y ~ X + M + B", "in a circle"),
        ("B =~ X + e; Y ~ B + M", "`e` is not one of them"),
    ] {
        let text = format!("{plain}{paths}");
        let refused = Model::parse(&text).unwrap_err().to_string();
        assert!(refused.contains(says), "{text}: {refused}");
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
fn reversing_a_construct_turns_signs_and_no_size() {
    let table = survey();
    let reversed = Table::from_columns((0..table.columns().len()).filter_map(|c| {
        let name = table.columns()[c].name.clone();
        let turn = name.starts_with("KR");
        let cells: Option<Vec<f64>> = (0..table.rows())
            .map(|i| {
                let x = table.number(&name, i)?;
                Some(if turn { 6.0 - x } else { x })
            })
            .collect();
        Some((name.clone(), cells?))
    }))
    .unwrap();
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
        for from in ["V", "R", "R:V"] {
            let size = |fit: &Fit| fit.path(from, "S").unwrap().abs();
            assert_abs_diff_eq!(size(&plain), size(&turned), epsilon = 1e-9);
        }
        let r2 = |fit: &Fit| fit.r2("S").unwrap();
        assert_abs_diff_eq!(r2(&plain), r2(&turned), epsilon = 1e-10);
    }
}
