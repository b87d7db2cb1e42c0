//! Records of slopes, and the regions in which they differ from 0.

use serde::{Deserialize, Serialize};

use super::Inferred;
use crate::assess::slopes::{self, JohnsonNeyman, Moderated, SecondModerator, Slope};
use crate::estimate::{Fit, Plan, Problem};
use crate::numeric::student;
use crate::procedure::Inference;
use crate::quantity::{At, Measure, Names, Quantity};

/// A path at a value of its moderator, or at values of two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SlopeRecord {
    /// The construct whose effect depends on the moderator.
    pub from: String,
    /// The moderator; of a square the construct itself.
    pub moderator: String,
    /// The construct that is explained.
    pub to: String,
    /// Value of the moderator, in its standard deviations.
    pub at: f64,
    /// Of a product of three constructs, the second moderator with its value.
    #[serde(flatten)]
    pub second: Option<SecondModerator>,
    /// The slope, other moderators at their means.
    pub estimate: f64,
    /// Its inference from the bootstrap.
    #[serde(flatten)]
    pub inference: Inferred,
}

impl SlopeRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let record = |slope: Slope| {
            let mut record = Self {
                from: slope.from,
                moderator: slope.moderator,
                to: slope.to,
                at: slope.at,
                second: slope.second,
                estimate: slope.estimate,
                inference: Inferred::default(),
            };
            record.inference = Inferred::of(inference, &record.quantity());
            record
        };
        slopes::slopes(fit).into_iter().map(record).collect()
    }

    pub(crate) fn quantity(&self) -> Quantity {
        let of = Names::Slope {
            from: self.from.clone(),
            moderator: self.moderator.clone(),
            to: self.to.clone(),
            at: At(self.at),
            second: self.second.clone(),
        };
        Quantity::new(Measure::Slope, of)
    }

    /// Whether two records are of the same path by the same moderators.
    pub(crate) fn is_of_same_path(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|slope| {
            let second = slope.second.as_ref().map(|second| &second.moderator);
            (&slope.from, &slope.moderator, second, &slope.to)
        });
        own == others
    }

    /// Whether two records are of one line: the same path by the same moderator, a second one at the same value.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        (&self.from, &self.moderator, &self.to, &self.second)
            == (&other.from, &other.moderator, &other.to, &other.second)
    }
}

/// Regions of every moderated path, from the covariances of its coefficients in the resamples; Student's t with n - 1
/// degrees of freedom. A second moderator stands at the values of slopes. Empty without a bootstrap; a slope that is a
/// curve over its moderator has none.
pub(crate) fn regions(
    fit: &Fit,
    problem: Option<&Problem>,
    inference: Option<&Inference>,
) -> Vec<JohnsonNeyman> {
    let Some((problem, inference)) = problem.zip(inference) else {
        return Vec::new();
    };
    let df = problem.sample().n() as f64 - 1.0;
    let upper = f64::midpoint(1.0, inference.level());
    let Some(t) = student::quantile(upper, df) else {
        return Vec::new();
    };
    let plan = fit.plan();
    let values = &plan.options().slopes;
    let of = |moderated: Moderated| {
        let seconds = match moderated.moderators[..] {
            [_, _] => values.clone(),
            _ => vec![0.0],
        };
        let replicates = replicates(plan, inference, &moderated);
        let regions = seconds.into_iter();
        regions.filter_map(move |second| region(fit, replicates.as_ref()?, &moderated, second, t))
    };
    let moderated = slopes::moderated(plan).into_iter();
    moderated.flat_map(of).collect()
}

/// The paths of which a slope consists, each with its source and its values in the resamples.
type Replicates = Vec<(usize, Vec<Option<f64>>)>;

fn replicates(plan: &Plan, inference: &Inference, of: &Moderated) -> Option<Replicates> {
    let name = |j: usize| plan.model().name(j);
    let replicates = |source: usize| {
        let path = Quantity::path(name(source), name(of.to));
        Some((source, inference.replicates(&path)?))
    };
    of.sources().map(replicates).collect()
}

/// The region of one slope, with the second moderator at a value if there are two.
fn region(
    fit: &Fit,
    columns: &Replicates,
    of: &Moderated,
    second: f64,
    t: f64,
) -> Option<JohnsonNeyman> {
    let (plan, estimates) = (fit.plan(), fit.estimates());
    let name = |j: usize| plan.model().name(j);
    let line_in = |replicate: usize| {
        of.line(second, |source| {
            let (_, column) = columns.iter().find(|(own, _)| *own == source)?;
            column[replicate]
        })
    };
    let line = of.line(second, |source| Some(estimates.path(source, of.to)))?;
    let count = columns.first().map_or(0, |(_, column)| column.len());
    let lines: Vec<[f64; 2]> = (0..count).filter_map(line_in).collect();
    let (bounds, between) = slopes::johnson_neyman(line, covariances(&lines), t);
    let finite = |i: usize| bounds.map(|bounds| bounds[i]).filter(|x| x.is_finite());
    let observed = fit.scores().map(|scores| scores.column(of.moderators[0]));
    Some(JohnsonNeyman {
        from: name(of.from).to_owned(),
        moderator: name(of.moderators[0]).to_owned(),
        to: name(of.to).to_owned(),
        second: slopes::second(plan, of, &[0.0, second]),
        low: finite(0),
        high: finite(1),
        between,
        lowest: observed.map(|scores| scores.min()),
        highest: observed.map(|scores| scores.max()),
    })
}

/// Variance of the first of two numbers, their covariance, and variance of the second.
fn covariances(pairs: &[[f64; 2]]) -> [f64; 3] {
    let count = pairs.len() as f64;
    let mean = |i: usize| pairs.iter().map(|pair| pair[i]).sum::<f64>() / count;
    let means = [mean(0), mean(1)];
    [(0, 0), (0, 1), (1, 1)].map(|(i, j)| {
        let products = pairs
            .iter()
            .map(|pair| (pair[i] - means[i]) * (pair[j] - means[j]));
        products.sum::<f64>() / (count - 1.0)
    })
}
