//! CVPAT: is a model's loss out of sample smaller than that of a benchmark, or of another model?

use serde::{Deserialize, Serialize};

use super::PlsPredict;
use crate::infer::adjust;
use crate::moments::Sample;
use crate::numeric::strands::dots;
use crate::numeric::stream::{self, Purpose};
use crate::numeric::student;
use crate::resample::Units;

/// What losses of all indicators are called.
pub(super) const OVERALL: &str = "overall";
/// Losses that differ by less than this share of the larger one differ by rounding.
const ROUNDING: f64 = 1e-12;

/// A comparison of losses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cvpat {
    /// The model; `model` is the study's own.
    pub model: String,
    /// What it is compared with: `mean`, `lm`, `lm_direct` (the linear model on direct antecedents), or another model.
    pub against: String,
    /// `overall`, or an explained construct.
    pub target: String,
    /// Mean loss of the model.
    pub loss: Option<f64>,
    /// Mean loss of what it is compared with.
    pub loss_against: Option<f64>,
    /// `loss - loss_against`: below 0 where the model predicts better.
    pub difference: Option<f64>,
    /// `difference / SE`.
    pub t: Option<f64>,
    /// By Student's t: two-sided against a benchmark; between models one-sided, small where the model's loss is the smaller
    /// one.
    pub p: Option<f64>,
    /// The same from the resamples of a studentized bootstrap.
    pub p_bootstrap: Option<f64>,
    /// `p`, adjusted by Holm's method for all comparisons of its kind: overall with benchmarks, of constructs with benchmarks, or of
    /// models.
    pub p_adjusted: Option<f64>,
    /// Why it is not defined, if it is not.
    pub undefined: Option<String>,
}

/// Which differences count against the hypothesis of equal losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alternative {
    TwoSided,
    /// The difference is below 0.
    Less,
}

/// The two that are compared, and their losses.
pub(super) struct Pair {
    pub(super) model: String,
    pub(super) against: String,
    pub(super) target: String,
    /// Losses of every row.
    pub(super) losses: [Vec<f64>; 2],
    pub(super) alternative: Alternative,
}

impl Cvpat {
    /// A comparison that is not defined.
    pub(super) fn undefined(model: &str, against: &str, target: &str, why: &str) -> Self {
        Self {
            model: model.to_owned(),
            against: against.to_owned(),
            target: target.to_owned(),
            loss: None,
            loss_against: None,
            difference: None,
            t: None,
            p: None,
            p_bootstrap: None,
            p_adjusted: None,
            undefined: Some(why.to_owned()),
        }
    }
}

/// Compares losses of the same rows.
///
/// ```text
/// D_i = loss_i(model) - loss_i(against)
/// SE² = G / (G - 1) Σ_g (Σ_{i in g} w_i (D_i - mean D))² / (Σ w_i)²        g  rows, or clusters of them; G  their number
/// t   = mean D / SE,   Student with G - 1 degrees of freedom
/// ```
///
/// The bootstrap draws rows (or clusters) of the centred D and studentizes each mean:
/// `p = (1 + #{as extreme as t}) / (R + 1)`. A model that is compared with itself differs nowhere, and has no t.
///
/// Source: Liengaard et al. (2021), Decision Sciences 52(2), 362-392; Sharma, Liengaard, Hair, Sarstedt & Ringle (2023),
/// European Journal of Marketing 57(6), 1662-1677.
pub(super) fn compare(
    pairs: Vec<Pair>,
    sample: &Sample,
    units: &Units,
    options: &PlsPredict,
) -> Vec<Cvpat> {
    let resamples = options.asked.resamples;
    let mut columns = Columns::default();
    let compared: Vec<Compared> = pairs
        .into_iter()
        .map(|pair| Compared::of(pair, sample, units, &mut columns))
        .collect();
    let mut beyond = vec![0_usize; compared.len()];
    let count = u32::try_from(units.len()).unwrap_or(u32::MAX);
    let mut counts = vec![0.0; units.len()];
    let mut sums = vec![0.0; columns.count];
    for r in 0..resamples {
        let mut rng = stream::stream(options.seed, Purpose::Losses, r as u64);
        counts.fill(0.0);
        for _ in 0..count {
            counts[stream::below(&mut rng, count) as usize] += 1.0;
        }
        dots(&counts, &columns.numbers, &mut sums);
        for (beyond, of) in beyond.iter_mut().zip(&compared) {
            *beyond += usize::from(of.is_as_extreme(&sums));
        }
    }
    let records = compared.into_iter().zip(beyond);
    records
        .map(|(of, beyond)| of.record(beyond, resamples))
        .collect()
}

/// Adjusts the p-values of one family by Holm's method.
pub(super) fn adjusted(mut family: Vec<Cvpat>) -> Vec<Cvpat> {
    let p: Vec<Option<f64>> = family.iter().map(|of| of.p).collect();
    for (of, adjusted) in family.iter_mut().zip(adjust(&p)) {
        of.p_adjusted = adjusted.map(|adjusted| adjusted.holm);
    }
    family
}

/// Columns of numbers, one number for each unit, whose sums over a resample are asked for: columns that are alike are there
/// once, because most comparisons have the same weights.
#[derive(Default)]
struct Columns {
    /// Column after column.
    numbers: Vec<f64>,
    count: usize,
}

impl Columns {
    /// The place of a column, which is added if it is not there.
    fn place(&mut self, column: &[f64]) -> usize {
        let mut known = self.numbers.chunks_exact(column.len());
        known.position(|own| own == column).unwrap_or_else(|| {
            self.numbers.extend_from_slice(column);
            self.count += 1;
            self.count - 1
        })
    }
}

/// A pair with its differences, unit by unit.
struct Compared {
    pair: Pair,
    means: [f64; 2],
    difference: f64,
    /// `None` if the losses do not differ.
    t: Option<f64>,
    /// Where the columns of every unit's weighted difference d from the mean difference, its weight w, and their products
    /// are: d, d², w, dw, w².
    places: [usize; 5],
    units: f64,
}

impl Compared {
    fn of(pair: Pair, sample: &Sample, units: &Units, columns: &mut Columns) -> Self {
        let [own, other] = &pair.losses;
        let weight = |i: usize| {
            let there = own[i].is_finite() && other[i].is_finite();
            let weight = sample.weights().map_or(1.0, |w| w[i]);
            if there { weight } else { 0.0 }
        };
        let all: f64 = (0..own.len()).map(weight).sum();
        let mean = |of: &dyn Fn(usize) -> f64| -> f64 {
            let there = (0..own.len()).filter(|&i| weight(i) > 0.0);
            there.map(|i| weight(i) * of(i)).sum::<f64>() / all
        };
        let difference = mean(&|i| own[i] - other[i]);
        let means = [mean(&|i| own[i]), mean(&|i| other[i])];
        let (mut weights, mut deviations) = (Vec::new(), Vec::new());
        for unit in 0..units.len() {
            let rows = units.rows_of(unit).iter().filter(|&&i| weight(i) > 0.0);
            weights.push(rows.clone().map(|&i| weight(i)).sum());
            deviations.push(
                rows.map(|&i| weight(i) * (own[i] - other[i] - difference))
                    .sum(),
            );
        }
        let times =
            |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
        let products = [
            times(&deviations, &deviations),
            times(&deviations, &weights),
            times(&weights, &weights),
        ];
        let [squares, with_weights, of_weights] = &products;
        let own = [&deviations, squares, &weights, with_weights, of_weights];
        let once: Vec<f64> = own.iter().map(|column| column.iter().sum()).collect();
        let mut compared = Self {
            difference,
            t: None,
            places: [0, 1, 2, 3, 4],
            units: units.len() as f64,
            pair,
            means,
        };
        let largest = means[0].abs().max(means[1].abs());
        let (_, se) = compared.of_resample(&once);
        compared.t = Some(difference / se).filter(|t| t.is_finite() && se > ROUNDING * largest);
        compared.places = own.map(|column| columns.place(column));
        compared
    }

    /// Mean of the centred differences in a resample, from the sums of all columns, and its standard error.
    ///
    /// ```text
    /// m = Σ c d / Σ c w,   SE² = G / (G - 1) Σ c (d - w m)² / (Σ c w)²        c  how often a unit was drawn
    /// ```
    fn of_resample(&self, sums: &[f64]) -> (f64, f64) {
        let [d, dd, w, dw, ww] = self.places.map(|place| sums[place]);
        let mean = d / w;
        let squares = (dd - 2.0 * mean * dw + mean * mean * ww).max(0.0);
        let scale = self.units / (self.units - 1.0);
        (mean, (scale * squares).sqrt() / w)
    }

    /// Whether the studentized mean of a resample is as far from 0 as that of the sample, on the side that counts.
    fn is_as_extreme(&self, sums: &[f64]) -> bool {
        let Some(t) = self.t else { return false };
        let (mean, se) = self.of_resample(sums);
        let drawn = mean / se;
        match self.pair.alternative {
            Alternative::TwoSided => drawn.abs() >= t.abs(),
            Alternative::Less => drawn <= t,
        }
    }

    fn record(self, beyond: usize, resamples: usize) -> Cvpat {
        let df = self.units - 1.0;
        let p = self.t.and_then(|t| {
            let two_sided = student::two_sided_p(t, df)?;
            Some(match self.pair.alternative {
                Alternative::TwoSided => two_sided,
                Alternative::Less if t < 0.0 => two_sided / 2.0,
                Alternative::Less => 1.0 - two_sided / 2.0,
            })
        });
        let defined = |x: f64| Some(x).filter(|x| x.is_finite());
        Cvpat {
            loss: defined(self.means[0]),
            loss_against: defined(self.means[1]),
            difference: defined(self.difference),
            p,
            p_bootstrap: self.t.map(|_| (1 + beyond) as f64 / (1 + resamples) as f64),
            p_adjusted: None,
            undefined: (self.t.is_none())
                .then(|| "both predict alike, so that there is no difference to test".to_owned()),
            t: self.t,
            model: self.pair.model,
            against: self.pair.against,
            target: self.pair.target,
        }
    }
}
