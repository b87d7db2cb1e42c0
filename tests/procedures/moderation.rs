//! Calibration of what is estimated in stages: how often intervals hold the value of the population, and how often an effect
//! that is none is found.
//!
//! Composites are sums of three indicators that correlate alike, so that the weights and paths of the population are known.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::quantity::Names;
use pls_sem::simulate::uniform;
use pls_sem::{Bootstrap, Measure, Missing, Model, Options, Problem, Quantity, Table};

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

fn higher_order(b: f64, normal: &mut impl FnMut() -> f64) -> Row {
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
    let (z, _) = block(outcome(0.5 * higher, &[0.5], normal), normal);
    let (y, _) = block(outcome(b * higher, &[b], normal), normal);
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
        let inference = problem.resampling().unwrap().bootstrap(&options).unwrap();
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

#[test]
#[ignore = "draws thousands of samples"]
fn intervals_of_the_index_of_moderated_mediation_hold_the_value_of_the_population() {
    let text = "X =~ x1-3; W =~ w1-3; M =~ m1-3; Y =~ y1-3; M ~ X + W + X:W; Y ~ M";
    let of = Names::Moderated {
        route: ["X", "M", "Y"].map(str::to_owned).to_vec(),
        moderator: "W".to_owned(),
    };
    let of = Quantity::new(Measure::Moderated, of);
    for rows in [100, 273] {
        for a in [[0.3, 0.2, 0.25], [0.3, 0.2, 0.0]] {
            let value = kept() * a[2] * kept() * 0.4;
            let shares = shares(text, rows, &of, value, |mut n| {
                moderated_mediation(a, 0.4, &mut n)
            });
            let what = format!("index of moderated mediation {value:.3}");
            assert_calibrated(&what, rows, shares, a[2] == 0.0);
        }
    }
}

#[test]
#[ignore = "draws thousands of samples"]
fn intervals_of_paths_from_higher_orders_hold_the_value_of_the_population() {
    let text = "A =~ a1-3; D =~ d1-3; Z =~ z1-3; Y =~ y1-3; H =~ A + D; Z ~ H; Y ~ H";
    for rows in [100, 273] {
        for b in [0.4, 0.0] {
            let of = Quantity::path("H", "Y");
            let shares = shares(text, rows, &of, kept() * b, |mut n| higher_order(b, &mut n));
            assert_calibrated(&format!("higher order {b:.1}"), rows, shares, b == 0.0);
        }
    }
}
