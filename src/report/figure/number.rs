//! Numbers on pictures: three decimals, as on the pages.

use crate::report::cell::{Cell, decimals};

/// Decimals of estimates.
const DECIMALS: usize = 3;

/// A number: `0.123`.
pub(in crate::report) fn fixed(x: impl Into<Option<f64>>) -> String {
    decimals(x, DECIMALS)
}

/// An interval: `[0.123, 0.456]`.
pub(in crate::report) fn interval(bounds: Option<[f64; 2]>) -> String {
    Cell::interval(bounds, &[]).shown(DECIMALS)
}

/// A p-value: `0.034`, or `< 0.001`.
pub(in crate::report) fn p_value(p: Option<f64>) -> String {
    Cell::p(p, None, &[]).shown(DECIMALS)
}
