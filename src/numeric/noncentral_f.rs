//! The noncentral F distribution, which holds if the hypothesis is wrong.

use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::ln_gamma;

/// The sum needs about 20 sqrt(noncentrality) terms: above this limit it would take too long.
const LARGEST_NONCENTRALITY: f64 = 1e12;
/// Weights that are smaller than this, relative to the largest, are ignored.
const NEGLIGIBLE: f64 = 1e-18;

/// The probability that a noncentral F variable lies above `x`.
///
/// ```text
/// P(F > x) = Σ_j w_j I_z(df2 / 2, df1 / 2 + j)      z = df2 / (df2 + df1 x)
///
/// w_j   Poisson probability of j, mean noncentrality / 2       I   regularised incomplete beta function
/// ```
///
/// The sum starts where the weight is largest and goes both ways until weights vanish; one beta function is enough, for
/// `I_z(b, a + 1) = I_z(b, a) + z^b (1 - z)^a / (a B(a, b))`. Right to 1e-10 for up to 10^4 degrees of freedom, to 1e-7 for
/// 10^7. `None` unless the degrees of freedom are above 0 and the noncentrality from 0 to 10^12.
///
/// Source: Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, ch. 30.
pub(crate) fn above(x: f64, df1: f64, df2: f64, noncentrality: f64) -> Option<f64> {
    let valid = df1 > 0.0
        && df2 > 0.0
        && (df1 + df2).is_finite()
        && (0.0..=LARGEST_NONCENTRALITY).contains(&noncentrality)
        && !x.is_nan();
    if !valid {
        return None;
    }
    if x <= 0.0 {
        return Some(1.0);
    }
    let mean = noncentrality / 2.0;
    let (first, b) = (mean.floor(), df2 / 2.0);
    let a = df1 / 2.0 + first;
    // Each from its own ratio, because one of them may be so close to 1 that the other would be
    // lost by subtraction.
    let ratio = df1 / df2 * x;
    let (y, z) = (1.0 / (1.0 + 1.0 / ratio), 1.0 / (1.0 + ratio));
    let start = checked_beta_reg(b, a, z).ok()?;
    // What I_z(b, a) has less than I_z(b, a + 1).
    let (ln_y, ln_z) = (-(1.0 / ratio).ln_1p(), -ratio.ln_1p());
    let start_step =
        (a * ln_y + b * ln_z + ln_gamma(a + b) - ln_gamma(a + 1.0) - ln_gamma(b)).exp();

    // Weights as multiples of the largest; their sum makes them probabilities.
    let (mut sum, mut weights) = (start, 1.0);
    let (mut weight, mut tail, mut step, mut j) = (1.0, start, start_step, first);
    while weight > NEGLIGIBLE {
        tail += step;
        step *= y * (a + b + (j - first)) / (a + 1.0 + (j - first));
        j += 1.0;
        weight *= mean / j;
        sum += weight * tail.min(1.0);
        weights += weight;
    }
    (weight, tail, step, j) = (1.0, start, start_step, first);
    while j > 0.0 && weight > NEGLIGIBLE {
        step *= (a + (j - first)) / (y * (a + b - 1.0 + (j - first)));
        tail -= step;
        weight *= j / mean;
        j -= 1.0;
        sum += weight * tail.max(0.0);
        weights += weight;
    }
    Some((sum / weights).clamp(0.0, 1.0)).filter(|p| !p.is_nan())
}

/// The value that an F variable exceeds with probability `tail` under the hypothesis; `None` unless `tail` lies
/// between 0 and 1 and the value is not too large to compute with.
///
/// By bisection, because a faster search may not converge for very small tails.
pub(crate) fn upper_quantile(tail: f64, df1: f64, df2: f64) -> Option<f64> {
    if !(tail > 0.0 && tail < 1.0) {
        return None;
    }
    // Logarithms: from the smallest number to the largest.
    let (mut low, mut high) = (-700.0_f64, 700.0_f64);
    if above(high.exp(), df1, df2, 0.0)? > tail {
        return None;
    }
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if above(middle.exp(), df1, df2, 0.0)? > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high.exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::{assert_abs_diff_eq, assert_relative_eq};

    #[test]
    fn probabilities_are_those_of_scipy() {
        // scipy 1.17: scipy.stats.ncf.sf(x, df1, df2, noncentrality), and f.sf where that is 0; mpmath with 40 digits
        // gives the same to 1e-14.
        for (x, df1, df2, noncentrality, want) in [
            (2.73, 3.0, 73.0, 11.55, 0.801_768_358_952_953),
            (2.3, 5.0, 86.0, 13.8, 0.808_581_834_856_098),
            (3.9, 1.0, 272.0, 8.0, 0.802_991_968_998_202),
            (0.5, 9.0, 263.0, 16.2, 0.999_442_939_065_769),
            (161.4, 1.0, 1.0, 500.0, 0.920_681_836_255_946),
            (4.0, 2.0, 5.0, 0.0, 0.091_741_667_595_568),
            (40.0, 2.0, 10.0, 100.0, 0.730_923_148_902_074),
            (120.0, 5.0, 200.0, 600.0, 0.529_843_520_121_500),
            (3.0, 3.0, 1e6, 10.0, 0.688_962_667_632_219),
        ] {
            let got = above(x, df1, df2, noncentrality).unwrap();
            let within = if df2 > 1e4 { 1e-8 } else { 1e-11 };
            assert_abs_diff_eq!(got, want, epsilon = within);
        }
    }

    #[test]
    fn with_two_degrees_of_freedom_above_the_line_the_central_tail_has_a_closed_form() {
        for (x, df2) in [(0.1_f64, 3.0_f64), (2.5, 17.0), (9.0, 400.0)] {
            let want = (1.0 + 2.0 * x / df2).powf(-df2 / 2.0);
            assert_relative_eq!(above(x, 2.0, df2, 0.0).unwrap(), want, max_relative = 1e-12);
        }
    }

    #[test]
    fn quantiles_are_those_of_long_arithmetic() {
        // mpmath 1.3, 40 digits: the root of betainc(df2 / 2, df1 / 2, 0, z) = tail. (scipy 1.17 is right to 1e-6 only
        // in the thinnest of these tails.)
        for (tail, df1, df2, want) in [
            (0.05, 9.0, 263.0, 1.915_579_785_670_253),
            (0.001, 3.0, 20.0, 8.098_379_786_583_402),
            (1e-6, 1.0, 1.0, 405_284_734_568.684),
            (1e-12, 5.0, 50.0, 25.645_938_512_069_67),
            (0.999, 4.0, 40.0, 0.022_178_574_150_480_79),
        ] {
            let got = upper_quantile(tail, df1, df2).unwrap();
            assert_relative_eq!(got, want, max_relative = 1e-12);
        }
        let got = upper_quantile(0.05, 3.0, 1e6).unwrap();
        assert_relative_eq!(got, 2.604_918_176_976_153, max_relative = 1e-7);
        for tail in [0.0, 1.0, -0.1, f64::NAN] {
            assert_eq!(upper_quantile(tail, 3.0, 20.0), None);
        }
        assert_eq!(upper_quantile(1e-200, 1.0, 1.0), None);
    }

    #[test]
    fn hostile_arguments_give_a_probability_or_none_and_soon() {
        let numbers = [
            0.0,
            -1.0,
            1e-300,
            1e-9,
            0.5,
            3.0,
            1e4,
            1e9,
            1e300,
            f64::INFINITY,
            f64::NAN,
        ];
        let check = |x, df1, df2, noncentrality| {
            let p = above(x, df1, df2, noncentrality);
            assert!(
                p.is_none_or(|p| (0.0..=1.0).contains(&p)),
                "{x} {df1} {df2} {noncentrality}: {p:?}"
            );
        };
        for x in numbers {
            for df1 in numbers {
                for df2 in numbers {
                    for noncentrality in numbers {
                        check(x, df1, df2, noncentrality);
                    }
                    upper_quantile(x, df1, df2);
                }
            }
        }
        check(3.0, 3.0, 1e4, LARGEST_NONCENTRALITY);
        assert_eq!(above(3.0, 3.0, 1e4, 2.0 * LARGEST_NONCENTRALITY), None);
    }

    #[test]
    fn the_tail_grows_with_the_noncentrality() {
        let mut before = 0.0;
        for i in 0..400 {
            let p = above(1.9, 9.0, 263.0, f64::from(i * i) / 100.0).unwrap();
            assert!(p >= before - 1e-15, "{i}: {p} after {before}");
            before = p;
        }
        assert_relative_eq!(before, 1.0, max_relative = 1e-12);
    }
}
