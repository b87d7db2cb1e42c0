//! Numbers as a reader wants them.

/// The text for a value that is not defined.
pub(super) const NOT_DEFINED: &str = "–";

/// Three decimals, and no minus before a zero.
pub(super) fn fixed(x: impl Into<Option<f64>>) -> String {
    decimals(x, 3)
}

/// Two decimals, for t-values and descriptives.
pub(super) fn short(x: impl Into<Option<f64>>) -> String {
    decimals(x, 2)
}

/// Three decimals, rounded up: the smallest such number that is not below `x`.
pub(super) fn rounded_up(x: impl Into<Option<f64>>) -> String {
    // A number with three decimals, except for rounding errors, is not changed.
    fixed(x.into().map(|x| (x * 1e3 - 1e-9).ceil() / 1e3))
}

/// Three decimals, rounded down: the largest such number that is not above `x`.
pub(super) fn rounded_down(x: impl Into<Option<f64>>) -> String {
    fixed(x.into().map(|x| (x * 1e3 + 1e-9).floor() / 1e3))
}

/// A number with so many decimals, as reports print it: a dash where it is not defined, and no minus before a zero.
///
/// ```
/// use pls_sem::report::decimals;
///
/// assert_eq!(decimals(0.12345, 3), "0.123");
/// assert_eq!(decimals(None, 3), "–");
/// assert_eq!(decimals(Some(-0.0001), 2), "0.00");
/// ```
#[must_use]
pub fn decimals(x: impl Into<Option<f64>>, places: usize) -> String {
    let Some(x) = x.into() else {
        return NOT_DEFINED.to_owned();
    };
    let text = format!("{x:.places$}");
    let zero = text
        .trim_start_matches('-')
        .bytes()
        .all(|b| b == b'0' || b == b'.');
    if zero {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

/// A p-value: three decimals, or `< 0.001`.
pub(super) fn p_value(p: Option<f64>) -> String {
    p.map_or_else(
        || NOT_DEFINED.to_owned(),
        |p| crate::text::digits::p_value(p, None, 3, &[]),
    )
}

/// An interval: `[0.123, 0.456]`.
pub(super) fn interval(bounds: Option<[f64; 2]>) -> String {
    bounds.map_or_else(
        || NOT_DEFINED.to_owned(),
        |[low, high]| format!("[{}, {}]", fixed(low), fixed(high)),
    )
}

/// A level as per cent: `95 %`.
pub(super) fn percent(level: f64) -> String {
    // Rounded, because 0.999 * 100 is not exactly 99.9.
    format!("{} %", (level * 1e8).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(fixed(0.12345), "0.123");
        assert_eq!(fixed(-0.0001), "0.000");
        assert_eq!(fixed(-0.5), "-0.500");
        assert_eq!(fixed(None), "–");
        assert_eq!(rounded_up(0.150_488), "0.151");
        assert_eq!(rounded_up(0.151), "0.151");
        assert_eq!(rounded_down(0.996_99), "0.996");
        assert_eq!(rounded_down(0.996), "0.996");
        assert_eq!(interval(Some([-0.1, 0.25])), "[-0.100, 0.250]");
        assert_eq!(percent(0.999), "99.9 %");
        assert_eq!(percent(0.95), "95 %");
    }
}
