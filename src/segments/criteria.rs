//! Criteria by which numbers of segments are compared.

use serde::{Deserialize, Serialize};

use super::equations::Equations;
use super::fimix::Mixture;

/// Information criteria of a mixture, and how clearly it separates the rows. Of all but `en`, `nfi` and `ln_l_c` the smallest
/// is preferred.
///
/// ```text
/// N     = (K - 1) + K (paths + constructs with predictors)
/// AIC   = -2 lnL + 2 N        AIC3 = -2 lnL + 3 N        AIC4 = -2 lnL + 4 N
/// BIC   = -2 lnL + N ln n     CAIC = -2 lnL + N (ln n + 1)
/// HQ    = -2 lnL + 2 N ln ln n                            MDL5 = -2 lnL + 5 N ln n
/// EN    = 1 + Σ_is P_is ln P_is / (n ln K)                0 ln 0 = 0
/// NFI   = (K Σ_is P_is² - n) / (n (K - 1))
/// lnL_c = lnL + Σ_is P_is ln P_is
/// ```
///
/// EN and NFI lie between 0 and 1, where every row belongs to one segment for certain; they are not defined of one segment.
///
/// Source: Akaike (1973); Bozdogan (1987, 1994); Schwarz (1978); Hannan & Quinn (1979); Liang, Jaszczak & Coleman (1992);
/// Ramaswamy, `DeSarbo`, Reibstein & Robinson (1993) for EN; Roubens (1978) for NFI; all as in Sarstedt, Becker, Ringle &
/// Schwaiger (2011), Schmalenbach Business Review 63(1), 34-62.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MixtureCriteria {
    /// Number of parameters.
    pub parameters: usize,
    /// Akaike's.
    pub aic: f64,
    /// With the factor 3.
    pub aic3: f64,
    /// With the factor 4.
    pub aic4: f64,
    /// Schwarz's.
    pub bic: f64,
    /// Consistent AIC.
    pub caic: f64,
    /// Hannan and Quinn's.
    pub hq: f64,
    /// Minimum description length with the factor 5.
    pub mdl5: f64,
    /// Normed entropy: larger is better, customarily at least 0.5.
    pub en: Option<f64>,
    /// Non-fuzzy index: larger is better.
    pub nfi: Option<f64>,
    /// Classification log likelihood: larger is better.
    pub ln_l_c: f64,
}

impl MixtureCriteria {
    pub(crate) fn of(mixture: &Mixture, equations: &Equations) -> Self {
        let (segments, n) = (mixture.shares.len(), equations.rows() as f64);
        let k = segments as f64;
        let parameters = (segments - 1) + segments * (equations.paths() + equations.all.len());
        let ln_n = n.ln();
        let penalised = |penalty: f64| -2.0 * mixture.ln_l + parameters as f64 * penalty;
        let summed = |of: fn(f64) -> f64| {
            let rows = mixture.posteriors.row_iter().enumerate();
            let rows =
                rows.map(|(i, row)| equations.case(i) * row.iter().map(|&p| of(p)).sum::<f64>());
            rows.sum::<f64>()
        };
        let entropy = summed(|p| if p > 0.0 { p * p.ln() } else { 0.0 });
        let several = segments > 1;
        Self {
            parameters,
            aic: penalised(2.0),
            aic3: penalised(3.0),
            aic4: penalised(4.0),
            bic: penalised(ln_n),
            caic: penalised(ln_n + 1.0),
            hq: penalised(2.0 * ln_n.ln()),
            mdl5: penalised(5.0 * ln_n),
            en: several.then(|| 1.0 + entropy / (n * k.ln())),
            nfi: several.then(|| (k * summed(|p| p * p) - n) / (n * (k - 1.0))),
            ln_l_c: mixture.ln_l + entropy,
        }
    }
}
