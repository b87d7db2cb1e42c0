//! How answers are distributed, as a function of a normal score behind each.

use std::f64::consts::SQRT_2;

use serde::{Deserialize, Serialize};

use super::skewed;
use crate::numeric::normal;

/// Equal intervals divide this much of the latent answer, in standard deviations.
const SCALE: f64 = 5.0;
/// The most points of a scale.
const MOST_POINTS: usize = 101;
/// Answers in points that vary less than this do not vary.
const LEAST_VARIANCE: f64 = 1e-9;
/// Products of a correlation beyond this power are 0 to the last digits, except for correlations near 1.
const MOST_ORDERS: i32 = 3000;

/// How the answers to an indicator are distributed. Behind each stands a latent answer with mean 0 and variance 1.
///
/// ```text
/// normal       x = z                                              z  normal
/// skewed       x = b z + c (z² - 1) + d z³                        b, c, d  so that skewness and kurtosis are as given
/// Likert       x = 1 + #{τ_c < z}                                 τ  thresholds
///   points     τ_c = 5 c / C - 2.5 - lean,   c = 1, ..., C - 1    C points, equal intervals
///   cumulative τ_c = F^-1(P(x <= c))
/// ```
///
/// Cutting a latent answer into points attenuates its correlations: see
/// [`Population::answer_correlations`](super::Population::answer_correlations).
///
/// Source: Fleishman (1978), Psychometrika 43, 521-532 (skewed); Rhemtulla, Brosseau-Liard & Savalei (2012),
/// Psychological Methods 17(3), 354-373 (equal intervals).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Answers {
    /// Normal, with mean 0 and variance 1. The default.
    #[default]
    Normal,
    /// With mean 0, variance 1 and these moments.
    Skewed {
        /// Skewness.
        skewness: f64,
        /// Excess kurtosis: 0 for a normal distribution.
        kurtosis: f64,
    },
    /// Whole numbers from 1, equal intervals of the latent answer.
    Likert {
        /// Points of the scale.
        points: usize,
        /// How far people lean towards the upper end, in standard deviations of the latent answer; negative: towards
        /// the lower. With 5 points 0.7 makes answers moderately skewed, 1.4 strongly.
        lean: f64,
    },
    /// Whole numbers from 1: one more for every threshold that the latent answer exceeds.
    Thresholds(Vec<f64>),
    /// Whole numbers from 1 with these probabilities of the first, of the first two, and so on, without the last, 1.
    Cumulative(Vec<f64>),
}

/// Which bound a kurtosis breaks.
fn bound(kurtosis: f64, least: f64, most: Option<f64>) -> String {
    match most {
        None => "no kurtosis goes with this skewness, which must be closer to 0".to_owned(),
        Some(most) if kurtosis > most => {
            format!("with this skewness the kurtosis must be below about {most:.2}")
        }
        Some(_) => format!("with this skewness the kurtosis must be above about {least:.2}"),
    }
}

/// Answers that cannot be.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswersError {
    /// No distribution of the family has these moments.
    #[error(
        "no cubic of a normal variable has skewness {skewness} and excess kurtosis {kurtosis}: {}",
        bound(*.kurtosis, *.least, *.most)
    )]
    Moments {
        /// Skewness.
        skewness: f64,
        /// Kurtosis.
        kurtosis: f64,
        /// About what the kurtosis must exceed with this skewness.
        least: f64,
        /// About what it must not exceed; `None` if no cubic has the skewness.
        most: Option<f64>,
    },
    /// A scale of fewer than two points, or of more than make sense.
    #[error("a scale of {points} points is not valid: it must have 2 to {MOST_POINTS}")]
    Points {
        /// Points.
        points: usize,
    },
    /// A number that is not finite.
    #[error("a lean of {lean} is not valid: it must be a finite number, such as 0.7")]
    Lean {
        /// The lean.
        lean: f64,
    },
    /// Thresholds that do not rise.
    #[error(
        "the thresholds {thresholds:?} are not valid: 1 to 100 numbers, each above the one before it, such as [-1.5, -0.5, 0.5, 1.5]"
    )]
    Thresholds {
        /// The thresholds.
        thresholds: Vec<f64>,
    },
    /// Points of which everybody chooses the same one.
    #[error(
        "the answers do not vary: practically everybody gives the same one; move the thresholds or the lean towards 0"
    )]
    Constant,
    /// Probabilities that do not rise from 0 to 1.
    #[error(
        "the cumulative probabilities {probabilities:?} are not valid: 1 to 100 numbers between 0 and 1, each above the one before it, without the last, 1, such as [0.1, 0.3, 0.7, 0.9]"
    )]
    Cumulative {
        /// The probabilities.
        probabilities: Vec<f64>,
    },
}

crate::text::debug_as_sentence!(AnswersError);

impl Answers {
    /// Checks that there is such a distribution.
    pub(super) fn margin(&self) -> Result<Margin, AnswersError> {
        let margin = self.function()?;
        let (_, variance) = margin.moments();
        (variance > LEAST_VARIANCE)
            .then_some(margin)
            .ok_or(AnswersError::Constant)
    }

    fn function(&self) -> Result<Margin, AnswersError> {
        match self {
            Self::Normal => Ok(Margin::Cubic([1.0, 0.0, 0.0])),
            &Self::Skewed { skewness, kurtosis } => skewed::cubic(skewness, kurtosis)
                .map(Margin::Cubic)
                .ok_or_else(|| AnswersError::Moments {
                    skewness,
                    kurtosis,
                    least: skewed::least_kurtosis(skewness),
                    most: skewed::most_kurtosis(skewness),
                }),
            &Self::Likert { points, lean } => {
                if !(2..=MOST_POINTS).contains(&points) {
                    return Err(AnswersError::Points { points });
                }
                if !lean.is_finite() {
                    return Err(AnswersError::Lean { lean });
                }
                let threshold = |c: usize| SCALE * (c as f64 / points as f64 - 0.5) - lean;
                Ok(Margin::Steps((1..points).map(threshold).collect()))
            }
            Self::Thresholds(thresholds)
                if rising(thresholds, f64::NEG_INFINITY, f64::INFINITY) =>
            {
                Ok(Margin::Steps(thresholds.clone()))
            }
            Self::Thresholds(thresholds) => Err(AnswersError::Thresholds {
                thresholds: thresholds.clone(),
            }),
            Self::Cumulative(probabilities) if rising(probabilities, 0.0, 1.0) => {
                let thresholds = probabilities.iter().map(|&p| normal::quantile(p));
                Ok(Margin::Steps(thresholds.collect()))
            }
            Self::Cumulative(probabilities) => Err(AnswersError::Cumulative {
                probabilities: probabilities.clone(),
            }),
        }
    }
}

/// Whether numbers rise strictly, between two bounds that they do not touch.
fn rising(numbers: &[f64], low: f64, high: f64) -> bool {
    let few = (1..MOST_POINTS).contains(&numbers.len());
    let inside = numbers.iter().all(|&x| low < x && x < high);
    few && inside && numbers.is_sorted_by(|a, b| a < b)
}

/// Answers as a function of a normal score.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Margin {
    /// `b z + c (z² - 1) + d z³`, of mean 0 and variance 1.
    Cubic([f64; 3]),
    /// Thresholds.
    Steps(Vec<f64>),
}

impl Margin {
    /// The answer of a normal score.
    pub(super) fn answer(&self, z: f64) -> f64 {
        match self {
            // An answer that is normal is the score, to the last bit.
            Self::Cubic([b, c, d]) => b * z + c * (z * z - 1.0) + d * z * z * z,
            Self::Steps(thresholds) => 1.0 + thresholds.iter().filter(|&&t| z > t).count() as f64,
        }
    }

    pub(super) fn is_normal(&self) -> bool {
        *self == Self::Cubic([1.0, 0.0, 0.0])
    }

    /// Mean and variance of the answers.
    pub(super) fn moments(&self) -> (f64, f64) {
        let Self::Steps(thresholds) = self else {
            return (0.0, 1.0);
        };
        // x = 1 + Σ_c [z > τ_c], where [z > τ_c] [z > τ_d] = [z > max(τ_c, τ_d)].
        let above: Vec<f64> = thresholds.iter().map(|&t| normal::below(-t)).collect();
        let mean: f64 = above.iter().sum();
        let squares = above.iter().enumerate();
        let squares: f64 = squares.map(|(c, p)| (2 * c + 1) as f64 * p).sum();
        (1.0 + mean, squares - mean * mean)
    }

    /// The latent answer as coefficients of the normalised Hermite polynomials of order 1, 2 and 3.
    fn latent(&self) -> [f64; 3] {
        match *self {
            Self::Cubic([b, c, d]) => [b + 3.0 * d, SQRT_2 * c, 6.0_f64.sqrt() * d],
            Self::Steps(_) => [1.0, 0.0, 0.0],
        }
    }

    /// Answers as coefficients of the normalised Hermite polynomials, from order 1.
    ///
    /// ```text
    /// E[[z > τ] h_m(z)] = f(τ) h_(m-1)(τ) / sqrt(m)       f  normal density
    /// ```
    fn expansion(&self, orders: usize) -> Vec<f64> {
        let Self::Steps(thresholds) = self else {
            return self.latent().to_vec();
        };
        let mut coefficients = vec![0.0; orders];
        for &t in thresholds {
            let (mut before, mut here) = (0.0, normal::density(t));
            for (m, coefficient) in coefficients.iter_mut().enumerate() {
                let root = ((m + 1) as f64).sqrt();
                *coefficient += here / root;
                let next = (t * here - (m as f64).sqrt() * before) / root;
                (before, here) = (here, next);
            }
        }
        coefficients
    }

    /// The correlation of the normal scores with which two latent answers correlate by `r`; the range that they can reach,
    /// if that is outside.
    ///
    /// Source: Vale & Maurelli (1983), Psychometrika 48, 465-471.
    pub(super) fn score_correlation(&self, other: &Self, r: f64) -> Result<f64, [f64; 2]> {
        let (a, b) = (self.latent(), other.latent());
        if a[1..] == [0.0; 2] || b[1..] == [0.0; 2] {
            // One of them is a multiple of its score except for what the other does not see.
            let slope = a[0] * b[0];
            let score = r / slope;
            return if score.abs() <= 1.0 {
                Ok(score)
            } else {
                Err([-slope, slope])
            };
        }
        let reached = |score: f64| {
            let orders = a.iter().zip(&b).rev();
            orders.fold(0.0, |sum, (a, b)| score * (a * b + sum))
        };
        let (mut low, mut high) = (-1.0, 1.0);
        if r < reached(low) || r > reached(high) {
            return Err([reached(low), reached(high)]);
        }
        for _ in 0..100 {
            let middle = f64::midpoint(low, high);
            if reached(middle) < r {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(f64::midpoint(low, high))
    }
}

/// Correlations of answers whose normal scores correlate.
///
/// ```text
/// Cov(x, y) = Σ_m r^m a_m b_m        a_m = E[x h_m(z)]  for the normalised Hermite polynomials h_m
/// ```
///
/// Source: Mehler (1866); Lancaster (1957), Biometrika 44, 289-292.
#[derive(Debug)]
pub(super) struct Expansions {
    of: Vec<(Vec<f64>, f64)>,
}

impl Expansions {
    /// For scores that correlate by `largest` at most.
    pub(super) fn new<'m>(margins: impl Iterator<Item = &'m Margin>, largest: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // positive and small
        let orders = (1e-14_f64.ln() / largest.clamp(0.1, 0.9999).ln())
            .min(f64::from(MOST_ORDERS))
            .ceil() as usize;
        let of = margins.map(|margin| (margin.expansion(orders), margin.moments().1));
        Self { of: of.collect() }
    }

    /// The correlation of two answers whose scores correlate by `r`.
    pub(super) fn correlation(&self, k: usize, l: usize, r: f64) -> f64 {
        let ((a, of_a), (b, of_b)) = (&self.of[k], &self.of[l]);
        let orders = a.iter().zip(b).rev();
        orders.fold(0.0, |sum, (a, b)| r * (a * b + sum)) / (of_a * of_b).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn two_points_cut_in_the_middle_correlate_by_the_arc_sine_law() {
        // Sheppard (1899): P(z1 > 0, z2 > 0) = 1/4 + asin(r) / 2 pi.
        let halves = Answers::Likert {
            points: 2,
            lean: 0.0,
        };
        let margins = [halves.margin().unwrap(), halves.margin().unwrap()];
        for r in [-0.9, -0.3, 0.0, 0.5, 0.95] {
            let got = Expansions::new(margins.iter(), f64::abs(r)).correlation(0, 1, r);
            assert_abs_diff_eq!(got, 2.0 / std::f64::consts::PI * r.asin(), epsilon = 1e-9);
        }
    }

    #[test]
    fn points_attenuate_a_small_correlation_by_their_density_over_their_deviation() {
        let margin = Answers::Likert {
            points: 5,
            lean: 0.0,
        }
        .margin()
        .unwrap();
        let normal = Answers::Normal.margin().unwrap();
        // Thresholds -1.5, -0.5, 0.5, 1.5: probabilities .0668, .2417, .3829, .2417, .0668.
        let density: f64 = [1.5, 0.5].map(normal::density).iter().sum::<f64>() * 2.0;
        let (mean, variance) = margin.moments();
        assert_abs_diff_eq!(mean, 3.0, epsilon = 1e-14);
        assert_abs_diff_eq!(
            variance,
            8.0 * 0.066_807_201 + 2.0 * 0.241_730_337,
            epsilon = 1e-7
        );
        let got = Expansions::new([&margin, &normal].into_iter(), 0.4).correlation(0, 1, 0.4);
        assert_abs_diff_eq!(got, 0.4 * density / variance.sqrt(), epsilon = 1e-14);
    }

    #[test]
    fn probabilities_and_thresholds_say_the_same() {
        let cumulative = Answers::Cumulative(vec![0.05, 0.25, 0.6, 0.9]);
        let thresholds = [0.05, 0.25, 0.6, 0.9].map(normal::quantile).to_vec();
        assert_eq!(
            cumulative.margin(),
            Answers::Thresholds(thresholds).margin()
        );
        let (mean, _) = cumulative.margin().unwrap().moments();
        assert_abs_diff_eq!(mean, 0.05 + 0.4 + 1.05 + 1.2 + 0.5, epsilon = 1e-12);
    }

    #[test]
    fn scores_behind_skewed_answers_correlate_so_that_the_answers_do_as_asked() {
        let skewed = |skewness, kurtosis| Answers::Skewed { skewness, kurtosis };
        for (a, b) in [
            (skewed(1.0, 1.5), skewed(-0.5, 0.5)),
            (skewed(1.0, 2.0), skewed(1.0, 2.0)),
            (skewed(0.0, 3.0), Answers::Normal),
        ] {
            let (a, b) = (a.margin().unwrap(), b.margin().unwrap());
            for r in [-0.4, 0.2, 0.7] {
                let score = a.score_correlation(&b, r).unwrap();
                let got = Expansions::new([&a, &b].into_iter(), 0.9).correlation(0, 1, score);
                assert_abs_diff_eq!(got, r, epsilon = 1e-12);
            }
        }
        // What leans to one side cannot follow what leans to the other.
        let (a, b) = (
            skewed(1.75, 3.75).margin().unwrap(),
            skewed(-1.75, 3.75).margin().unwrap(),
        );
        let [low, high] = a.score_correlation(&b, 0.9).unwrap_err();
        assert!(low < -0.99 && high < 0.9, "[{low}, {high}]");
    }
}
