//! Shared code of the statistical tests: exact samples, random models, and the numbers that are
//! compared.

#![allow(dead_code)] // each test file uses a part
#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::collections::BTreeMap;

use pls_sem::nalgebra::DMatrix;
use pls_sem::quantity::Names;
use pls_sem::simulate::uniform;
use pls_sem::{
    Catalogue, Construct, Draft, Fit, Measure, Missing, Mode, Model, Options, Problem, Quantity,
    Scheme, Table,
};

pub(crate) const SCHEMES: [Scheme; 3] = [Scheme::Path, Scheme::Factorial, Scheme::Centroid];

/// Iterates until only rounding errors are left.
pub(crate) fn strict() -> Options {
    Options::default().tolerance(1e-13).max_iterations(3000)
}

pub(crate) fn fit(model: &Model, table: &Table, options: &Options) -> Fit {
    let problem = Problem::new(model, table, Missing::Error, options).unwrap();
    let fit = problem.fit().unwrap();
    assert!(fit.termination().converged);
    fit
}

// ---------------------------------------------------------------------------------------------- exact samples

/// A correlation matrix from each variable's correlations with those before it.
pub(crate) fn correlation_matrix(below: &[Vec<f64>]) -> DMatrix<f64> {
    DMatrix::from_fn(below.len(), below.len(), |k, l| match k.max(l) {
        _ if k == l => 1.0,
        later => below[later][k.min(l)],
    })
}

/// Correlations of constructs in causal order: kept between those without predecessors, and for another, t,
/// `r(t, q) = Σ_s b_st r(s, q)` for every q before it.
pub(crate) fn traced(mut correlations: DMatrix<f64>, paths: &DMatrix<f64>) -> DMatrix<f64> {
    for t in (0..paths.ncols()).filter(|&t| paths.column(t).amax() > 0.0) {
        for q in 0..t {
            let r = paths.column(t).dot(&correlations.column(q));
            correlations[(t, q)] = r;
        }
        for q in 0..t {
            correlations[(q, t)] = correlations[(t, q)];
        }
    }
    correlations
}

/// Answers with means 0, standard deviations 1 and exactly these correlations, except for rounding.
pub(crate) fn exact_answers(correlations: &DMatrix<f64>, rows: usize) -> DMatrix<f64> {
    let count = correlations.nrows();
    let mut random = uniform(1, 0);
    // Whatever is orthogonal to a column of ones has mean 0.
    let start = DMatrix::from_fn(rows, 1 + count, |_, k| match k {
        0 => 1.0,
        _ => random.next().unwrap(),
    });
    let orthonormal = start.qr().q().columns(1, count).into_owned();
    let factor = correlations.clone().cholesky().unwrap().unpack();
    orthonormal * factor.transpose() * ((rows - 1) as f64).sqrt()
}

/// The exact answers to a model's indicators.
pub(crate) fn exact_sample(model: &Model, correlations: &DMatrix<f64>, rows: usize) -> Table {
    Table::from_matrix(&exact_answers(correlations, rows), model.indicators()).unwrap()
}

// --------------------------------------------------------------------------------------------------- tables

pub(crate) fn columns(table: &Table) -> impl Iterator<Item = (&str, &[f64])> {
    let columns = table.columns().iter();
    columns.map(|column| (column.name.as_str(), column.cells.numbers().unwrap()))
}

/// The table with every column replaced.
pub(crate) fn map_columns(table: &Table, f: impl Fn(&str, &[f64]) -> Vec<f64>) -> Table {
    Table::from_columns(columns(table).map(|(name, x)| (name, f(name, x)))).unwrap()
}

/// The table of these rows, in this order and as often as they are named.
pub(crate) fn rows_of(table: &Table, rows: &[usize]) -> Table {
    map_columns(table, |_, x| rows.iter().map(|&i| x[i]).collect())
}

/// The table with some indicators reversed: `11 - x`.
pub(crate) fn reversed(table: &Table, indicators: &[&str]) -> Table {
    map_columns(table, |name, x| {
        if indicators.contains(&name) {
            x.iter().map(|x| 11.0 - x).collect()
        } else {
            x.to_vec()
        }
    })
}

// --------------------------------------------------------------------------------------------- random models

/// A whole number from 0 to n - 1.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of n, cut off, lies below n
pub(crate) fn below(random: &mut impl Iterator<Item = f64>, n: usize) -> usize {
    (random.next().unwrap() * n as f64) as usize
}

/// The numbers 0 to n - 1 in random order.
pub(crate) fn shuffled(random: &mut impl Iterator<Item = f64>, n: usize) -> Vec<usize> {
    let keys: Vec<f64> = random.take(n).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| keys[a].total_cmp(&keys[b]));
    order
}

/// A model, answers to its indicators, and how to estimate it.
pub(crate) struct Case {
    pub(crate) model: Model,
    pub(crate) table: Table,
    pub(crate) options: Options,
}

impl Case {
    pub(crate) fn fit(&self) -> Fit {
        fit(&self.model, &self.table, &self.options)
    }

    pub(crate) fn fit_to(&self, table: &Table) -> Fit {
        fit(&self.model, table, &self.options)
    }
}

/// A random model of 3 to 6 constructs with 1 to 4 indicators each, in mixed modes, declared in any order, every
/// construct on a path; with 150 answers. Indicators are their factor plus noise, so that nothing is degenerate.
pub(crate) fn random_case(seed: u64) -> Case {
    const ROWS: usize = 150;
    let mut random = uniform(seed, 0);
    let count = 3 + below(&mut random, 4);
    let mut draft = Draft::new();
    for j in shuffled(&mut random, count) {
        let items: Vec<String> = (0..=below(&mut random, 4))
            .map(|i| format!("c{j} item {i}"))
            .collect();
        let mode = [Mode::A, Mode::B, Mode::Unit, Mode::Pca][below(&mut random, 4)];
        draft = draft.construct(Construct::reflective(format!("c{j}"), items).mode(mode));
    }
    let mut factors: Vec<Vec<f64>> = Vec::new();
    for t in 0..count {
        let mut factor: Vec<f64> = noise(&mut random, ROWS);
        let sources = if t == 0 { 0 } else { 1 + below(&mut random, t) };
        for &s in &shuffled(&mut random, t)[..sources] {
            draft = draft.path(format!("c{s}"), format!("c{t}"));
            let sign = if below(&mut random, 4) == 0 {
                -1.0
            } else {
                1.0
            };
            let b = sign * (0.3 + 0.3 * random.next().unwrap());
            for (x, source) in factor.iter_mut().zip(&factors[s]) {
                *x += b * source;
            }
        }
        factors.push(factor);
    }
    let model = draft.check().unwrap();
    let mut answers = Vec::new();
    for construct in model.constructs() {
        let j: usize = construct.name()[1..].parse().unwrap();
        for indicator in construct.indicators() {
            let errors = noise(&mut random, ROWS);
            let x: Vec<f64> = factors[j]
                .iter()
                .zip(errors)
                .map(|(f, e)| f + 0.7 * e)
                .collect();
            answers.push((indicator.clone(), x));
        }
    }
    Case {
        model,
        table: Table::from_columns(answers).unwrap(),
        options: strict().scheme(SCHEMES[below(&mut random, 3)]),
    }
}

/// Independent numbers with mean 0 and variance 1.
fn noise(random: &mut impl Iterator<Item = f64>, rows: usize) -> Vec<f64> {
    random
        .take(rows)
        .map(|u| (u - 0.5) * 12.0_f64.sqrt())
        .collect()
}

// ---------------------------------------------------------------------------------------- numbers to compare

/// Every number of a fit that depends neither on the units of the answers nor on how many there are, by its name.
pub(crate) type Numbers = BTreeMap<String, Number>;

#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) value: f64,
    /// The constructs and indicators with whose turning the number changes its sign.
    turns_with: Vec<String>,
}

pub(crate) fn numbers(fit: &Fit) -> Numbers {
    let free_of_n = [
        Measure::F2,
        Measure::Vif,
        Measure::IndicatorVif,
        Measure::FullVif,
        Measure::Harman,
        Measure::Srmr,
        Measure::DUls,
    ];
    let catalogue = Catalogue::new(fit.plan()).with(free_of_n);
    let quantities = catalogue.quantities().iter().zip(catalogue.values(fit));
    let mut numbers: Numbers = quantities
        .filter_map(|(quantity, value)| {
            let turns_with = turns_with(quantity);
            Some((
                name(quantity),
                Number {
                    value: value?,
                    turns_with,
                },
            ))
        })
        .collect();
    let model = fit.plan().model();
    let estimates = fit.estimates();
    for (j, construct) in model.constructs().iter().enumerate() {
        for (i, other) in model.constructs().iter().enumerate() {
            let number = Number {
                value: estimates.correlations[(i, j)],
                turns_with: vec![other.name().to_owned(), construct.name().to_owned()],
            };
            numbers.insert(
                format!("correlation({}, {})", other.name(), construct.name()),
                number,
            );
        }
        for (k, indicator) in model.indicators().enumerate() {
            let number = Number {
                value: estimates.cross_loadings[(k, j)],
                turns_with: vec![indicator.to_owned(), construct.name().to_owned()],
            };
            numbers.insert(
                format!("loading({indicator}, {})", construct.name()),
                number,
            );
        }
    }
    numbers
}

/// The name of a quantity, which the order of declaration does not change.
fn name(quantity: &Quantity) -> String {
    match &quantity.of {
        Names::Pair { a, b } if b < a => Quantity::between(quantity.measure, b, a).to_string(),
        _ => quantity.to_string(),
    }
}

fn turns_with(quantity: &Quantity) -> Vec<String> {
    if [Measure::F2, Measure::Vif, Measure::IndicatorVif].contains(&quantity.measure) {
        return Vec::new();
    }
    match &quantity.of {
        Names::Path { from, to } => vec![from.clone(), to.clone()],
        Names::Route { route } => vec![route[0].clone(), route[route.len() - 1].clone()],
        Names::Indicator {
            construct,
            indicator,
        } => vec![construct.clone(), indicator.clone()],
        _ => Vec::new(),
    }
}

/// The numbers after some constructs and indicators are multiplied by -1.
pub(crate) fn turned(mut numbers: Numbers, variables: &[&str]) -> Numbers {
    for number in numbers.values_mut() {
        for variable in &number.turns_with {
            if variables.contains(&variable.as_str()) {
                number.value = -number.value;
            }
        }
    }
    numbers
}

#[track_caller]
pub(crate) fn assert_same(got: &Numbers, want: &Numbers, within: f64) {
    assert!(got.keys().eq(want.keys()), "other quantities");
    for (name, want) in want {
        let (got, want) = (got[name].value, want.value);
        assert!((got - want).abs() <= within, "{name}: {got}, not {want}");
    }
}

/// Compares matrices cell by cell.
#[track_caller]
pub(crate) fn assert_close(got: &DMatrix<f64>, want: &DMatrix<f64>, within: f64) {
    assert_eq!(got.shape(), want.shape());
    let apart = (got - want).amax();
    assert!(apart <= within, "{apart} apart: {got}{want}");
}

/// The rows of resample `r`, from an implementation of the draws that shares nothing with the crate's but the generator.
pub(crate) fn counts_of(seed: u64, r: u64, n: usize, count: impl FnMut(usize)) {
    draws_of(*b"bootstrp", seed, r, n, count);
}

/// The rows of resample `r`, drawn for a purpose.
pub(crate) fn draws_of(
    purpose: [u8; 8],
    seed: u64,
    r: u64,
    n: usize,
    mut count: impl FnMut(usize),
) {
    use rand::rngs::ChaCha8Rng;
    use rand::{Rng, SeedableRng};

    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&purpose);
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(r);
    let n = n as u64;
    let mut left = n;
    while left > 0 {
        let product = u64::from(rng.next_u32()) * n;
        if product % (1 << 32) >= (1_u64 << 32) % n {
            count((product >> 32) as usize);
            left -= 1;
        }
    }
}
