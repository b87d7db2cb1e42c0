//! The jackknife results for a value.

/// The jackknife results for one value.
///
/// ```text
/// SE²           Σ_h (m_h - 1) / m_h Σ_i (t_(hi) - mean_h)²             m_h units of stratum h
/// bias          Σ_h (m_h - 1) (mean_h - estimate)
/// acceleration  Σ (l/m)³ / (6 (Σ (l/m)²)^1.5),  l_hi = (m_h - 1) (mean_h - t_(hi))
/// ```
///
/// Without strata and clusters there is one stratum of n units, the rows.
///
/// Source: Tukey (1958); Efron (1987), Journal of the American Statistical Association 82, 171-185; Davison & Hinkley
/// (1997), ch. 3 and 5.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Jackknifed {
    pub(crate) se: f64,
    pub(crate) bias: f64,
    /// `None` if the value does not depend on any unit.
    pub(crate) acceleration: Option<f64>,
}
