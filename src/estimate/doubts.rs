//! Findings about a solution that exists, whether it is corrected or not.

use super::EstimateFinding;
use super::{HigherOrder, Solution, implied_correlations};
use crate::model::{Construct, Kind, Mode};

/// A residual variance may be below 0 by rounding.
const ROUNDING: f64 = 1e-9;
/// A tolerance above this lets weights change in their second decimal.
const LOOSE: f64 = 0.01;
/// Eigenvalues closer than this, relative to the larger, are tied except for rounding.
const TIED: f64 = 1e-8;
/// The sign of a weight or a correlation that is closer to 0 is treated as chance. A convention of
/// this crate.
const NO_SIGN: f64 = 0.1;

/// Of a construct that is explained to this share nothing is left for other predictors: a path of one of them is at most the
/// square root of what is left, 0.1, which counts as none. Dimensions explain a construct of their indicators to 1 except for
/// what its weights differ from theirs. A convention of this crate.
const NOTHING_LEFT: f64 = 0.99;

impl Solution {
    /// A tolerance at which iterations stop although weights still change by large amounts.
    pub(super) fn loose_tolerance(&self) -> Option<EstimateFinding> {
        let tolerance = self.plan.options().tolerance;
        (tolerance > LOOSE).then_some(EstimateFinding::LooseTolerance { tolerance })
    }

    /// Constructs whose predictors explain more than 100 % of their variance.
    ///
    /// ```text
    /// residual variance   1 - R²,  R² = b' P[pa, t];  under the paths 1 - b' Pi[pa, pa] b
    /// ```
    ///
    /// What paths imply of products does not follow from correlations: there R² alone decides.
    pub(super) fn negative_residual_variances(&self) -> Vec<EstimateFinding> {
        let (plan, estimates) = (&self.plan, &self.estimates);
        if !plan.consistent() {
            return Vec::new();
        }
        let mut implied = estimates.factor_correlations.clone();
        if !plan.has_products() {
            implied_correlations(plan, estimates, implied.as_mut_slice());
        }
        let of = |t: usize| {
            let predecessors = plan.predecessors(t);
            let b = |s: usize| estimates.paths[(s, t)];
            let explained: f64 = predecessors
                .iter()
                .flat_map(|&s| predecessors.iter().map(move |&q| (s, q)))
                .map(|(s, q)| b(s) * implied[(s, q)] * b(q))
                .sum();
            let r2 = estimates.r2[t];
            let residual = 1.0 - explained.max(r2);
            (residual < -ROUNDING).then(|| EstimateFinding::NegativeResidualVariance {
                construct: plan.model().name(t).to_owned(),
                r2,
                residual,
            })
        };
        let explained = (0..plan.constructs()).filter(|&t| !plan.predecessors(t).is_empty());
        explained.filter_map(of).collect()
    }

    /// A composite of repeated indicators, which its dimensions explain, with other predecessors.
    ///
    /// Source: Becker, Klein & Wetzels (2012), Long Range Planning 45(5-6), 359-394.
    pub(crate) fn explained_by_dimensions(&self, j: usize) -> Option<EstimateFinding> {
        let (plan, model, r2) = (&self.plan, self.plan.model(), self.estimates.r2[j]);
        let construct = &model.constructs()[j];
        let written = plan.written();
        let repeats = plan.is_seen_again()
            && plan.options().higher_order == HigherOrder::Repeated
            && construct.kind == Kind::Composite
            && written
                .construct(construct.name())
                .is_some_and(Construct::is_higher_order);
        let predecessors = plan.predecessors(j).iter().copied();
        let others: Vec<usize> = predecessors
            .filter(|&s| !written.is_below(model.name(s), construct.name()))
            .collect();
        (repeats && r2 > NOTHING_LEFT && !others.is_empty()).then(|| {
            EstimateFinding::ExplainedByDimensions {
                construct: construct.name().to_owned(),
                predecessors: others.iter().map(|&s| model.name(s).to_owned()).collect(),
                interactions: others.iter().any(|&s| plan.product(s).is_some()),
                r2,
            }
        })
    }

    /// If the two largest eigenvalues are the same, the leading eigenvector is not unique.
    pub(super) fn tied_components(&self, j: usize) -> Option<EstimateFinding> {
        let block = &self.plan.blocks()[j];
        if block.mode != Some(Mode::Pca) {
            return None;
        }
        let own = block.indicators.clone();
        let correlations = self.moments.correlations.view_range(own.clone(), own);
        let mut values: Vec<f64> = correlations
            .into_owned()
            .symmetric_eigenvalues()
            .iter()
            .copied()
            .collect();
        values.sort_unstable_by(|a, b| b.total_cmp(a));
        (values[0] - values[1] < TIED * values[0]).then(|| EstimateFinding::TiedComponents {
            construct: self.plan.model().name(j).to_owned(),
        })
    }

    pub(super) fn opposite_signs(&self, j: usize) -> Option<EstimateFinding> {
        let block = &self.plan.blocks()[j];
        if block.mode != Some(Mode::B) {
            return None;
        }
        let (weights, loadings) = (&self.estimates.weights, &self.estimates.loadings);
        let own = block.indicators.clone();
        let construct = &self.plan.model().constructs()[j];
        let opposite = own.zip(construct.indicators()).filter(|(k, _)| {
            let (weight, loading) = (weights[*k], loadings[*k]);
            weight * loading < 0.0 && weight.abs() > NO_SIGN && loading.abs() > NO_SIGN
        });
        let indicators: Vec<String> = opposite.map(|(_, name)| name.clone()).collect();
        (!indicators.is_empty()).then(|| EstimateFinding::OppositeSigns {
            construct: construct.name().to_owned(),
            indicators,
        })
    }
}
