//! Calibration of what is estimated in stages: how often intervals hold the value of the population, and how often an effect
//! that is none is found.
//!
//! Composites are sums of three indicators that correlate alike, so that the weights and paths of the population are known.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::ops::ControlFlow;

use pls_sem::quantity::Names;
use pls_sem::simulate::uniform;
use pls_sem::{
    Bootstrap, Catalogue, Measure, Missing, Model, Options, Problem, Quantity, Table, bootstrap,
};

const SURVEYS: u64 = 1000;
const RESAMPLES: usize = 500;
/// Correlation of two indicators of a block.
const WITHIN: f64 = 0.5;

/// What the sum of three indicators keeps of what they have in common.
fn kept() -> f64 {
    (3.0 * WITHIN / (1.0 + 2.0 * WITHIN)).sqrt()
}

/// Numbers of a standard normal distribution.
fn normal(seed: u64) -> impl FnMut() -> f64 {
    let mut uniform = uniform(seed, 0);
    move || {
        let (u, v) = (uniform.next().unwrap(), uniform.next().unwrap());
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}

/// Three indicators of something with variance 1, and their standardised sum.
fn block(of: f64, normal: &mut impl FnMut() -> f64) -> ([f64; 3], f64) {
    let items = [0; 3].map(|_| WITHIN.sqrt() * of + (1.0 - WITHIN).sqrt() * normal());
    let sum: f64 = items.iter().sum();
    (items, sum / (3.0 + 6.0 * WITHIN).sqrt())
}

/// A part of variance 1 that is explained by some effects, and the rest.
fn outcome(explained: f64, effects: &[f64], normal: &mut impl FnMut() -> f64) -> f64 {
    let share: f64 = effects.iter().map(|b| b * b).sum();
    explained + (1.0 - share).sqrt() * normal()
}

/// A row of answers.
type Row = Vec<f64>;

fn interaction(b: [f64; 3], normal: &mut impl FnMut() -> f64) -> Row {
    let (x, x_sum) = block(normal(), normal);
    let (m, m_sum) = block(normal(), normal);
    let explained = b[0] * x_sum + b[1] * m_sum + b[2] * x_sum * m_sum;
    let (y, _) = block(outcome(explained, &b, normal), normal);
    [x, m, y].concat()
}

fn moderated_mediation(a: [f64; 3], b: f64, normal: &mut impl FnMut() -> f64) -> Row {
    let (x, x_sum) = block(normal(), normal);
    let (w, w_sum) = block(normal(), normal);
    let explained = a[0] * x_sum + a[1] * w_sum + a[2] * x_sum * w_sum;
    let (m, m_sum) = block(outcome(explained, &a, normal), normal);
    let (y, _) = block(outcome(b * m_sum, &[b], normal), normal);
    [x, w, m, y].concat()
}

/// `anchor` is the effect on the outcome of another construct, which gives its indicators a weight whatever `b` is.
fn higher_order(b: f64, anchor: f64, normal: &mut impl FnMut() -> f64) -> Row {
    const BETWEEN: f64 = 0.6;
    let common = normal();
    let mut dimension = || {
        let own = BETWEEN.sqrt() * common + (1.0 - BETWEEN).sqrt() * normal();
        block(own, normal)
    };
    let ((a, a_sum), (d, d_sum)) = (dimension(), dimension());
    let together = (2.0 + 2.0 * BETWEEN * kept() * kept()).sqrt();
    let higher = (a_sum + d_sum) / together;
    // Another outcome, without which a construct that explains nothing has no weights.
    let (z, z_sum) = block(outcome(0.5 * higher, &[0.5], normal), normal);
    let share = b * b + anchor * anchor + 2.0 * b * anchor * 0.5 * kept();
    let explained = b * higher + anchor * z_sum;
    let (y, _) = block(outcome(explained, &[share.sqrt()], normal), normal);
    [a, d, z, y].concat()
}

/// In how many surveys the interval holds a value, and in how many it excludes 0.
fn shares(
    text: &str,
    rows: usize,
    quantity: &Quantity,
    value: f64,
    row: impl Fn(&mut dyn FnMut() -> f64) -> Row,
) -> [f64; 2] {
    let model = Model::parse(text).unwrap();
    let (mut held, mut found) = (0, 0);
    for seed in 0..SURVEYS {
        let mut normal = normal(seed + 1);
        let answers: Vec<Row> = (0..rows).map(|_| row(&mut normal)).collect();
        let names = model.indicators().enumerate();
        let columns = names.map(|(k, name)| (name, answers.iter().map(|row| row[k]).collect()));
        let table = Table::from_columns(columns.collect::<Vec<(&str, Vec<f64>)>>()).unwrap();
        let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
        let options = Bootstrap::new(RESAMPLES).seed(seed);
        let (fit, go_on) = (problem.fit().unwrap(), &mut |_| ControlFlow::Continue(()));
        let catalogue = Catalogue::of(problem.plan(), [quantity.measure]);
        let inference = bootstrap(&problem, &fit, &catalogue, &options, go_on).unwrap();
        let summary = inference.summary(quantity).unwrap();
        let [low, high] = summary.interval(inference.shown()).unwrap();
        held += u32::from(low <= value && value <= high);
        found += u32::from(low > 0.0 || high < 0.0);
    }
    [held, found].map(|count| f64::from(count) / SURVEYS as f64)
}

#[track_caller]
fn assert_calibrated(what: &str, rows: usize, [held, found]: [f64; 2], is_none: bool) {
    println!(
        "{what}, n = {rows}: 95 % intervals hold the value in {held:.3}, exclude 0 in {found:.3}"
    );
    // Three standard errors of 1000 surveys, and what a percentile interval of a small sample may miss.
    assert!((0.91..=0.98).contains(&held), "{what} {rows}: {held}");
    assert!(!is_none || found <= 0.08, "{what} {rows}: {found}");
}

#[test]
#[ignore = "draws thousands of samples"]
fn intervals_of_interactions_hold_the_value_of_the_population() {
    let text = "X =~ x1-3; M =~ m1-3; Y =~ y1-3; Y ~ X + M + X:M";
    for rows in [100, 273] {
        for b in [[0.3, 0.3, 0.2], [0.3, 0.3, 0.0]] {
            let of = Quantity::path("X:M", "Y");
            let shares = shares(text, rows, &of, kept() * b[2], |mut n| {
                interaction(b, &mut n)
            });
            assert_calibrated(
                &format!("interaction {:.1}", b[2]),
                rows,
                shares,
                b[2] == 0.0,
            );
        }
    }
}

/// What a program of numpy that follows the definitions on rows finds in surveys of the same population.
struct Independent {
    surveys: f64,
    /// The shares of surveys in which the interval holds the value, and in which it excludes 0.
    shares: [f64; 2],
}

fn numpy(surveys: f64, shares: [f64; 2]) -> Independent {
    Independent { surveys, shares }
}

/// Compares two simulations by their Monte Carlo error: three standard errors of the difference.
#[track_caller]
fn assert_alike(what: &str, rows: usize, got: [f64; 2], independent: &Independent) {
    let [held, found] = got;
    println!(
        "{what}, n = {rows}: 95 % intervals hold the value in {held:.3}, exclude 0 in {found:.3}"
    );
    for (got, expected) in got.into_iter().zip(independent.shares) {
        let (here, there) = (SURVEYS as f64, independent.surveys);
        let pooled = (got * here + expected * there) / (here + there);
        let error = (pooled * (1.0 - pooled) * (1.0 / here + 1.0 / there)).sqrt();
        let apart = (got - expected).abs();
        assert!(
            apart <= 3.0 * error + f64::EPSILON,
            "{what} {rows}: {got}, not {expected}"
        );
    }
}

/// Intervals of the index are wide where the weights of a construct are uncertain: `W` has a path of 0.2 only, its weights
/// vary more from resample to resample than from survey to survey, and without an interaction the interval holds 0 in 99 %
/// of the surveys of 100 rows, in 97 % of those of 273. With equal weights in place of weights of Mode A, the same
/// intervals hold it in 94 %.
#[test]
#[ignore = "draws thousands of samples"]
fn intervals_of_the_index_of_moderated_mediation_hold_the_value_as_often_as_independent_ones() {
    let text = "X =~ x1-3; W =~ w1-3; M =~ m1-3; Y =~ y1-3; M ~ X + W + X:W; Y ~ M";
    let of = Names::Moderated {
        route: ["X", "M", "Y"].map(str::to_owned).to_vec(),
        moderator: "W".to_owned(),
    };
    let of = Quantity::new(Measure::Moderated, of);
    for (rows, interaction, independent) in [
        (100, 0.25, numpy(500.0, [0.980, 0.182])),
        (100, 0.0, numpy(1000.0, [0.991, 0.009])),
        (273, 0.25, numpy(200.0, [0.950, 0.860])),
        (273, 0.0, numpy(500.0, [0.968, 0.032])),
    ] {
        let value = kept() * interaction * kept() * 0.4;
        let found = shares(text, rows, &of, value, |mut n| {
            moderated_mediation([0.3, 0.2, interaction], 0.4, &mut n)
        });
        let what = format!("index of moderated mediation {value:.3}");
        assert_alike(&what, rows, found, &independent);
    }
}

/// Weights of Mode A are chosen for correlation, so that the estimate of a path is on average above its value, and a
/// percentile interval doubles this bias: it misses the value from above. An outcome that nothing else explains takes its
/// weights from a path of 0 alone, and such a path is found more often than in 5 % of surveys. Neither is a matter of higher
/// orders: a plain block of the same six indicators has the same shares, and equal weights have 95 %. With another
/// predictor of the outcome, both are gone.
#[test]
#[ignore = "draws thousands of samples"]
fn intervals_of_paths_from_higher_orders_hold_the_value_as_often_as_independent_ones() {
    let text = "A =~ a1-3; D =~ d1-3; Z =~ z1-3; Y =~ y1-3; H =~ A + D; Z ~ H; Y ~ H";
    for (rows, b, anchor, independent) in [
        (100, 0.4, 0.0, numpy(300.0, [0.907, 0.947])),
        (100, 0.0, 0.0, numpy(300.0, [0.933, 0.067])),
        (273, 0.4, 0.0, numpy(300.0, [0.943, 1.0])),
        (273, 0.0, 0.0, numpy(500.0, [0.914, 0.086])),
        (100, 0.4, 0.4, numpy(600.0, [0.943, 0.978])),
        (100, 0.0, 0.4, numpy(300.0, [0.977, 0.023])),
        (273, 0.4, 0.4, numpy(300.0, [0.960, 1.0])),
        (273, 0.0, 0.4, numpy(300.0, [0.957, 0.043])),
    ] {
        let text = if anchor > 0.0 {
            format!("{text} + Z")
        } else {
            text.to_owned()
        };
        let of = Quantity::path("H", "Y");
        let found = shares(&text, rows, &of, kept() * b, |mut n| {
            higher_order(b, anchor, &mut n)
        });
        let what = format!("higher order {b:.1}, another predictor {anchor:.1}");
        assert_alike(&what, rows, found, &independent);
    }
}
