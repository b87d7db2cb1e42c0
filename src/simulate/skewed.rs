//! Skewed distributions as cubics of a normal variable.

use nalgebra::{Matrix3, Vector3};

/// Steps from the normal distribution to the one asked for.
const STEPS: u32 = 40;
/// Newton's iterations at each step.
const ITERATIONS: u32 = 50;

/// Coefficients `[b, c, d]` of `b z + c (z² - 1) + d z³` that give it variance 1, this skewness and this excess kurtosis;
/// `None` if no cubic has them.
///
/// ```text
/// b² + 6 b d + 2 c² + 15 d²                                        = 1
/// 2 c (b² + 24 b d + 105 d² + 2)                                   = skewness
/// 24 (b d + c² (1 + b² + 28 b d) + d² (12 + 48 b d + 141 c² + 225 d²))  = kurtosis
/// ```
///
/// Of several solutions it is the one that the normal distribution leads to.
///
/// Source: Fleishman (1978), Psychometrika 43, 521-532.
pub(super) fn cubic(skewness: f64, kurtosis: f64) -> Option<[f64; 3]> {
    if !(skewness.is_finite() && kurtosis.is_finite()) {
        return None;
    }
    let mut x = Vector3::new(1.0, 0.0, 0.0);
    for step in 1..=STEPS {
        let share = f64::from(step) / f64::from(STEPS);
        let wanted = Vector3::new(1.0, share * skewness, share * kurtosis);
        x = newton(x, &wanted)?;
    }
    Some([x[0], x[1], x[2]])
}

/// About the kurtosis that a distribution of this skewness must exceed: a parabola through the family's boundary.
pub(super) fn least_kurtosis(skewness: f64) -> f64 {
    1.58 * skewness * skewness - 1.15
}

/// About the highest kurtosis that a cubic of this skewness has; `None` if none has the skewness.
pub(super) fn most_kurtosis(skewness: f64) -> Option<f64> {
    let has = |kurtosis: &f64| cubic(skewness, *kurtosis).is_some();
    let least = least_kurtosis(skewness);
    let (mut inside, mut outside) = (least + 0.1, 200.0);
    if !has(&inside) {
        return None;
    }
    while outside - inside > 0.005 {
        let middle = f64::midpoint(inside, outside);
        if has(&middle) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    Some(inside)
}

fn newton(mut x: Vector3<f64>, wanted: &Vector3<f64>) -> Option<Vector3<f64>> {
    for _ in 0..ITERATIONS {
        let off = moments(&x) - wanted;
        if off.amax() < 1e-13 {
            return Some(x);
        }
        x -= slopes(&x).lu().solve(&off)?;
        if !x.iter().all(|x| x.is_finite()) {
            return None;
        }
    }
    (moments(&x) - wanted).amax().le(&1e-10).then_some(x)
}

/// Variance, skewness and kurtosis of the cubic.
fn moments(x: &Vector3<f64>) -> Vector3<f64> {
    let [b, c, d] = [x[0], x[1], x[2]];
    let (bd, c2, d2) = (b * d, c * c, d * d);
    Vector3::new(
        b * b + 6.0 * bd + 2.0 * c2 + 15.0 * d2,
        2.0 * c * (b * b + 24.0 * bd + 105.0 * d2 + 2.0),
        24.0 * (bd
            + c2 * (1.0 + b * b + 28.0 * bd)
            + d2 * (12.0 + 48.0 * bd + 141.0 * c2 + 225.0 * d2)),
    )
}

/// Their derivatives by the coefficients.
fn slopes(x: &Vector3<f64>) -> Matrix3<f64> {
    let [b, c, d] = [x[0], x[1], x[2]];
    let (bd, c2, d2) = (b * d, c * c, d * d);
    Matrix3::new(
        2.0 * b + 6.0 * d,
        4.0 * c,
        6.0 * b + 30.0 * d,
        2.0 * c * (2.0 * b + 24.0 * d),
        2.0 * (b * b + 24.0 * bd + 105.0 * d2 + 2.0),
        2.0 * c * (24.0 * b + 210.0 * d),
        24.0 * (d + c2 * (2.0 * b + 28.0 * d) + 48.0 * d2 * d),
        24.0 * (2.0 * c * (1.0 + b * b + 28.0 * bd) + 282.0 * c * d2),
        24.0 * (b + 28.0 * b * c2 + 24.0 * d + 144.0 * b * d2 + 282.0 * c2 * d + 900.0 * d2 * d),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn coefficients_are_those_that_fleishman_tabulates() {
        // Fleishman (1978), table 1, as Vale & Maurelli (1983) use it: skewness 0.75, kurtosis 0.8.
        let [b, c, d] = cubic(0.75, 0.8).unwrap();
        assert_abs_diff_eq!(b, 0.978_350_48, epsilon = 5e-7);
        assert_abs_diff_eq!(c, 0.124_833_6, epsilon = 5e-6);
        assert_abs_diff_eq!(d, 0.001_977, epsilon = 5e-5);
    }

    #[test]
    fn the_moments_of_a_cubic_are_those_asked_for_by_integration() {
        // E[x^k] over a fine grid of the normal density.
        for (skewness, kurtosis) in [
            (0.0, 0.0),
            (1.0, 1.5),
            (-1.75, 3.75),
            (2.0, 7.0),
            (0.0, -1.0),
            (0.0, 25.0),
        ] {
            let [b, c, d] = cubic(skewness, kurtosis).unwrap();
            let mut powers = [0.0; 5];
            for i in -12_000..=12_000 {
                let z = f64::from(i) / 1000.0;
                let x = b * z + c * (z * z - 1.0) + d * z * z * z;
                let mass = crate::numeric::normal::density(z) / 1000.0;
                for (k, power) in powers.iter_mut().enumerate() {
                    *power += mass * x.powi(i32::try_from(k).unwrap());
                }
            }
            assert_abs_diff_eq!(powers[1], 0.0, epsilon = 1e-9);
            assert_abs_diff_eq!(powers[2], 1.0, epsilon = 1e-9);
            assert_abs_diff_eq!(powers[3], skewness, epsilon = 1e-8);
            assert_abs_diff_eq!(powers[4] - 3.0, kurtosis, epsilon = 1e-7);
        }
    }

    #[test]
    fn moments_that_no_cubic_has_have_no_coefficients() {
        for (skewness, kurtosis) in [
            (0.0, -1.3),
            (2.0, 0.0),
            (1.0, 0.3),
            (f64::NAN, 0.0),
            (0.0, f64::INFINITY),
        ] {
            assert_eq!(cubic(skewness, kurtosis), None, "{skewness} {kurtosis}");
        }
        // Just inside and just outside of the boundary.
        for skewness in [0.0, 0.5, 1.0, 1.5, 2.0] {
            let least = least_kurtosis(skewness);
            assert!(cubic(skewness, least + 0.1).is_some(), "{skewness}");
            assert!(cubic(skewness, least - 0.1).is_none(), "{skewness}");
            let most = most_kurtosis(skewness).unwrap();
            assert!(cubic(skewness, most).is_some(), "{skewness}");
            assert!(cubic(skewness, most + 0.1).is_none(), "{skewness}");
        }
    }
}
