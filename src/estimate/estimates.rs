//! The estimates, as numbers by position.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

use super::{Correction, Plan};

/// How the iteration ended.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Termination {
    /// Whether the weights converged within the tolerance.
    pub converged: bool,
    /// Number of iterations; 0 if the modes fix all weights.
    pub iterations: usize,
    /// Largest change of a normalised weight in the last iteration.
    pub change: f64,
    /// Whether an iteration that did not converge alternates between two sets of weights.
    pub alternates: bool,
}

/// Everything that is estimated, by position: indicators block by block, constructs in model order.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Estimates {
    /// Weight of each indicator in its own composite, for standardised indicators; composites have variance 1.
    pub weights: Vec<f64>,
    /// Correlation of every indicator (row) with every composite (column).
    pub cross_loadings: DMatrix<f64>,
    /// Correlations of the composites.
    pub correlations: DMatrix<f64>,
    /// Loading of each indicator on its own construct: its correlation with the composite, or the consistent loading
    /// where the construct is corrected.
    pub loadings: Vec<f64>,
    /// What the correlations of each construct are corrected for: `rho_A`, a reliability that was given, or 1. If a
    /// reliability is 0 or negative, its square root is undefined: the construct is left uncorrected, and the solution
    /// is inadmissible.
    pub reliabilities: Vec<f64>,
    /// Correlations of the constructs, from which paths are estimated: those of the composites, corrected under PLSc.
    pub factor_correlations: DMatrix<f64>,
    /// Path coefficients of standardised constructs, from row to column; 0 where there is no path.
    pub paths: DMatrix<f64>,
    /// Standard deviation of the unstandardised product for an interaction, by which its reported paths are divided; 1
    /// for every other construct.
    pub scales: Vec<f64>,
    /// Explained variance of each construct; 0 where it has no predictors.
    pub r2: Vec<f64>,
    /// How the iteration ended.
    pub termination: Termination,
}

impl Estimates {
    /// Room for the estimates of a plan.
    pub(crate) fn room(plan: &Plan) -> Self {
        let (p, j) = (plan.indicators(), plan.constructs());
        Self {
            weights: vec![0.0; p],
            cross_loadings: DMatrix::zeros(p, j),
            correlations: DMatrix::identity(j, j),
            loadings: vec![0.0; p],
            reliabilities: vec![1.0; j],
            factor_correlations: DMatrix::identity(j, j),
            paths: DMatrix::zeros(j, j),
            scales: vec![1.0; j],
            r2: vec![0.0; j],
            termination: Termination {
                converged: true,
                iterations: 0,
                change: 0.0,
                alternates: false,
            },
        }
    }

    /// The reported path from one construct to another: for an interaction, the coefficient of the
    /// unstandardised product.
    #[must_use]
    pub fn path(&self, from: usize, to: usize) -> f64 {
        self.paths[(from, to)] / self.scales[from]
    }

    /// Sets correlations that exceed 1 because of rounding to 1. Corrected correlations are not changed: beyond 1 they are
    /// inadmissible.
    pub(super) fn bound(&mut self, plan: &Plan) {
        let bounded = |x: &mut f64| *x = x.clamp(-1.0, 1.0);
        self.correlations.iter_mut().for_each(bounded);
        self.cross_loadings.iter_mut().for_each(bounded);
        let loadings = self.loadings.iter_mut().enumerate();
        let uncorrected = |k: usize| matches!(plan.correction(plan.owner(k)), Correction::None);
        let own = loadings.filter(|(k, _)| uncorrected(*k));
        own.for_each(|(_, loading)| bounded(loading));
        if !plan.consistent() {
            self.factor_correlations.iter_mut().for_each(bounded);
            self.r2.iter_mut().for_each(|r2| *r2 = r2.min(1.0));
        }
    }
}
