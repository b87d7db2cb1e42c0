//! Numbers as text, with enough digits to show on which side of a threshold they lie.

use std::cmp::Ordering;

/// The maximum number of decimals; closer to a threshold the sign of the comparison is shown.
const MOST_DECIMALS: usize = 5;
/// Numbers that differ by less than this are equal except for rounding.
const ROUNDING: f64 = 1e-12;
/// A multiple of a unit that differs by less than this from a whole number is that whole number.
const CLOSE: f64 = 1e-9;

/// A number with a given number of decimals, and without a minus before zero.
pub(crate) fn fixed(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    match text.strip_prefix('-') {
        Some(size) if size.bytes().all(|b| b == b'0' || b == b'.') => size.to_owned(),
        _ => text,
    }
}

/// The smallest number with so many decimals that is not below `x`: `0.151` for 0.1503. A number that has so many
/// decimals, but for rounding, is itself.
pub(crate) fn upwards(x: f64, decimals: usize) -> String {
    let unit = unit(decimals);
    fixed((x / unit - CLOSE).ceil() * unit, decimals)
}

/// The largest number with so many decimals that is not above `x`: `0.996` for 0.9969.
pub(crate) fn downwards(x: f64, decimals: usize) -> String {
    let unit = unit(decimals);
    fixed((x / unit + CLOSE).floor() * unit, decimals)
}

fn unit(decimals: usize) -> f64 {
    0.1_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX))
}

/// A number that is compared with thresholds: with the given number of decimals, or with more, up to five, until it is
/// clear on which side of each threshold it lies. If five decimals are not enough, the threshold is shown with the sign of
/// the comparison: `< 0.700`, `= 0.700`.
///
/// ```text
/// decided(0.0198, 3, &[0.02]) = 0.0198        decided(0.69997, 3, &[0.7])  = 0.69997
/// decided(0.7, 3, &[0.7])     = = 0.700       decided(-0.0003, 3, &[0.0])  = -0.0003
/// ```
pub(crate) fn decided(x: f64, decimals: usize, thresholds: &[f64]) -> String {
    let most = decimals.max(MOST_DECIMALS);
    let equal = thresholds.iter().find(|&&t| side(x, t) == Ordering::Equal);
    if equal.is_none() {
        let mut shown = (decimals..=most).map(|decimals| fixed(x, decimals));
        if let Some(shown) = shown.find(|shown| decides(shown, x, thresholds)) {
            return shown;
        }
    }
    let nearest = |&&a: &&f64, &&b: &&f64| (x - a).abs().total_cmp(&(x - b).abs());
    let Some(&threshold) = equal.or_else(|| thresholds.iter().min_by(nearest)) else {
        return fixed(x, decimals);
    };
    let sign = match side(x, threshold) {
        Ordering::Less => '<',
        Ordering::Equal => '=',
        Ordering::Greater => '>',
    };
    format!("{sign} {}", in_full(threshold, decimals, most))
}

/// Whether the shown number lies on the same side of every threshold as the number itself.
fn decides(shown: &str, x: f64, thresholds: &[f64]) -> bool {
    let Ok(shown) = shown.parse::<f64>() else {
        return false;
    };
    thresholds.iter().all(|&t| side(shown, t) == side(x, t))
}

fn side(x: f64, threshold: f64) -> Ordering {
    if (x - threshold).abs() <= ROUNDING {
        return Ordering::Equal;
    }
    x.total_cmp(&threshold)
}

/// A number with a given number of decimals, or with all its decimals, up to a limit.
fn in_full(x: f64, decimals: usize, most: usize) -> String {
    let mut shown = (decimals..=most).map(|decimals| fixed(x, decimals));
    let exact = |shown: &String| {
        shown
            .parse()
            .is_ok_and(|y: f64| side(x, y) == Ordering::Equal)
    };
    shown.find(exact).unwrap_or_else(|| fixed(x, most))
}

/// A p-value: `0.034`; `< 0.001` and `> 0.999` beyond what the decimals show; `≤ 0.0002` at the smallest value that its
/// number of resamples allows. If it is compared with a threshold, it has enough decimals to decide.
pub(crate) fn p_value(p: f64, floor: Option<f64>, decimals: usize, thresholds: &[f64]) -> String {
    if let Some(floor) = floor.filter(|floor| p <= floor + ROUNDING) {
        return format!("≤ {}", rounded_up(floor));
    }
    let decimals = decimals.max(2);
    let smallest = unit(decimals);
    if p < smallest {
        return if thresholds.iter().all(|&t| t >= smallest) {
            format!("< {}", fixed(smallest, decimals))
        } else {
            decided(p, decimals, &[thresholds, &[0.0]].concat())
        };
    }
    let largest = 1.0 - smallest;
    if p > largest && p < 1.0 && thresholds.iter().all(|&t| t <= largest) {
        return format!("> {}", fixed(largest, decimals));
    }
    decided(p, decimals, thresholds)
}

/// The smallest number with one significant digit that is not below `x`, for `x` in (0, 1].
fn rounded_up(x: f64) -> String {
    let mut decimals = 1;
    let mut unit = 0.1;
    while x < unit - ROUNDING && decimals < 17 {
        decimals += 1;
        unit /= 10.0;
    }
    fixed((x / unit - CLOSE).ceil() * unit, decimals)
}

/// A share as per cent: `95 %`, `99.9 %`.
pub(crate) fn percent(share: f64) -> String {
    // Rounded, because 0.999 * 100 is not 99.9.
    format!("{} %", (share * 1e8).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_zero_has_no_minus() {
        assert_eq!(fixed(-0.0001, 3), "0.000");
        assert_eq!(fixed(-0.5, 3), "-0.500");
    }

    #[test]
    fn a_limit_is_rounded_to_its_safe_side() {
        assert_eq!(upwards(0.150_488, 3), "0.151");
        assert_eq!(upwards(0.151, 3), "0.151");
        assert_eq!(downwards(0.996_99, 3), "0.996");
        assert_eq!(downwards(0.996, 3), "0.996");
        assert_eq!(downwards(0.996, 2), "0.99");
    }

    #[test]
    fn a_number_near_its_threshold_has_the_digits_that_decide() {
        let shown = |x: f64, t: f64| decided(x, 3, &[t]);
        assert_eq!(shown(0.0198, 0.02), "0.0198");
        assert_eq!(shown(0.3496, 0.35), "0.3496");
        assert_eq!(shown(-0.0003, 0.0), "-0.0003");
        assert_eq!(shown(0.699_97, 0.7), "0.69997");
        assert_eq!(shown(0.699_997, 0.7), "< 0.700");
        assert_eq!(shown(0.7, 0.7), "= 0.700");
        assert_eq!(shown(0.7 - 1e-15, 0.7), "= 0.700");
        assert_eq!(decided(0.707, 2, &[0.708]), "0.707");
        assert_eq!(decided(0.12345, 3, &[]), "0.123");
    }

    #[test]
    fn p_values_say_what_the_resamples_allow() {
        let shown = |p: f64| p_value(p, Some(2.0 / 10_001.0), 3, &[0.05]);
        assert_eq!(shown(2.0 / 10_001.0), "≤ 0.0002");
        assert_eq!(shown(0.0004), "< 0.001");
        assert_eq!(shown(0.0496), "0.0496");
        assert_eq!(shown(0.9996), "> 0.999");
        assert_eq!(shown(1.0), "1.000");
        assert_eq!(p_value(0.0004, None, 3, &[0.0005]), "0.0004");
        assert_eq!(p_value(0.05, None, 3, &[0.05]), "= 0.050");
        assert_eq!(rounded_up(2.0 / 1001.0), "0.002");
        assert_eq!(percent(0.999), "99.9 %");
    }

    /// The range of numbers that a text represents.
    fn read(shown: &str) -> (f64, Option<char>) {
        let sign = shown.chars().next().filter(|c| "<=>≤".contains(*c));
        let number = shown.trim_start_matches(['<', '=', '>', '≤', ' ']);
        (number.parse().unwrap(), sign)
    }

    fn stands(shown: &str, threshold: f64) -> Option<Ordering> {
        let (number, sign) = read(shown);
        match (side(number, threshold), sign) {
            (Ordering::Equal, Some('<')) => Some(Ordering::Less),
            (Ordering::Equal, Some('>')) => Some(Ordering::Greater),
            (Ordering::Equal, Some('=')) => Some(Ordering::Equal),
            // A plain number that equals the threshold decides nothing.
            (Ordering::Equal, _) => None,
            (side, _) => Some(side),
        }
    }

    const THRESHOLDS: [f64; 14] = [
        0.0, 0.02, 0.05, 0.08, 0.15, 0.35, 0.5, 0.7, 0.708, 0.85, 0.9, 0.95, 3.3, 5.0,
    ];

    proptest! {
        #[test]
        fn what_is_shown_lies_on_the_side_of_the_number(
            threshold in proptest::sample::select(&THRESHOLDS[..]),
            size in -9.0..0.0_f64,
            turned in any::<bool>(),
            digits in 0..9_usize,
            exact in 0..10_u8,
        ) {
            let step = if exact == 0 { 0.0 } else { 10f64.powf(size) };
            let x = if turned { threshold - step } else { threshold + step };
            let shown = decided(x, digits, &THRESHOLDS);
            for t in THRESHOLDS {
                prop_assert_eq!(stands(&shown, t), Some(side(x, t)), "{} shown as {}", x, shown);
            }
        }

        #[test]
        fn a_p_value_is_shown_on_its_side_of_the_level(
            alpha in proptest::sample::select(&[0.001, 0.01, 0.05, 0.1][..]),
            size in -9.0..-1.2_f64,
            turned in any::<bool>(),
            digits in 0..7_usize,
        ) {
            let step = 10f64.powf(size);
            let p = (if turned { alpha - step } else { alpha + step }).clamp(1e-12, 1.0);
            let shown = p_value(p, None, digits, &[alpha]);
            let (number, sign) = read(&shown);
            let below = match sign { Some('<') => number <= alpha, _ => number < alpha };
            prop_assert_eq!(below, p < alpha, "{} shown as {}", p, shown);
        }
    }
}
