//! Whether a corrected solution is admissible: loadings and reliabilities lie within their bounds, and the
//! correlations are possible.

use serde::{Deserialize, Serialize};

use super::implied::implied_correlations;
use super::{Estimates, Plan};
use crate::numeric::cholesky;

/// The reason why a solution is inadmissible, by position, because resamples use no names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Inadmissible {
    /// The reliability of a construct is not in (0, 1].
    Reliability {
        /// The construct.
        construct: usize,
    },
    /// A loading is above 1 or below -1: a Heywood case.
    Loading {
        /// The indicator.
        indicator: usize,
    },
    /// The corrected correlations of the constructs are not positive definite.
    Correlations,
    /// The correlations that the paths imply are not positive definite.
    Implied,
}

/// Checks solutions repeatedly; allocates only when it is created.
#[derive(Debug)]
pub(crate) struct Admissibility {
    matrix: Vec<f64>,
}

/// A loading of 1 may be above it by rounding.
const ROUNDING: f64 = 1e-9;

impl Admissibility {
    pub(crate) fn new(plan: &Plan) -> Self {
        Self {
            matrix: vec![0.0; plan.constructs() * plan.constructs()],
        }
    }

    /// The first reason why the solution is inadmissible. Without correction every solution is
    /// admissible.
    pub(crate) fn first(&mut self, plan: &Plan, estimates: &Estimates) -> Option<Inadmissible> {
        if !plan.consistent() {
            return None;
        }
        let (mut of_blocks, matrices) = self.faults(plan, estimates);
        of_blocks
            .next()
            .or_else(|| matrices.into_iter().flatten().next())
    }

    /// All reasons why the solution is inadmissible.
    pub(crate) fn all(&mut self, plan: &Plan, estimates: &Estimates) -> Vec<Inadmissible> {
        if !plan.consistent() {
            return Vec::new();
        }
        let (of_blocks, matrices) = self.faults(plan, estimates);
        of_blocks.chain(matrices.into_iter().flatten()).collect()
    }

    fn faults<'e>(
        &mut self,
        plan: &Plan,
        estimates: &'e Estimates,
    ) -> (
        impl Iterator<Item = Inadmissible> + use<'e>,
        [Option<Inadmissible>; 2],
    ) {
        let above = |x: f64| x > 1.0 + ROUNDING;
        let reliabilities = estimates.reliabilities.iter().enumerate();
        let unreliable = reliabilities
            .filter(move |(_, rho)| **rho <= 0.0 || above(**rho))
            .map(|(construct, _)| Inadmissible::Reliability { construct });
        let loadings = estimates.loadings.iter().enumerate();
        let heywood = loadings
            .filter(move |(_, l)| above(l.abs()))
            .map(|(indicator, _)| Inadmissible::Loading { indicator });

        self.matrix
            .copy_from_slice(estimates.factor_correlations.as_slice());
        let correlations = self.indefinite(plan).then_some(Inadmissible::Correlations);
        // The implied correlations of products do not follow from correlations alone.
        let implied = (!plan.has_products() && {
            implied_correlations(plan, estimates, &mut self.matrix);
            self.indefinite(plan)
        })
        .then_some(Inadmissible::Implied);
        (unreliable.chain(heywood), [correlations, implied])
    }

    fn indefinite(&mut self, plan: &Plan) -> bool {
        cholesky::factor(&mut self.matrix, plan.constructs()).is_err()
    }
}
