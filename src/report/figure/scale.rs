//! From numbers to places on an axis, with round numbers as its marks.

/// Numbers from `low` to `high` on places from `from` to `to`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// A scale that shows all these numbers, with a little room at both ends.
    pub(super) fn of(numbers: impl Iterator<Item = f64>, from: f64, to: f64) -> Self {
        let finite = numbers.filter(|x| x.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
        // A single number stands in the middle.
        let room = if high - low > 1e-9 {
            0.04 * (high - low)
        } else {
            0.5
        };
        Self {
            low: low - room,
            high: high + room,
            from,
            to,
        }
    }

    pub(super) fn place(&self, x: f64) -> f64 {
        self.from + (self.to - self.from) * (x - self.low) / (self.high - self.low)
    }

    pub(super) fn shows(&self, x: f64) -> bool {
        (self.low..=self.high).contains(&x)
    }

    /// Round numbers, of which there are at most so many, and their decimals.
    pub(super) fn marks(&self, most: usize) -> (Vec<f64>, usize) {
        let range = self.high - self.low;
        for exponent in (-10..=8).rev() {
            // The first step, from the largest to the smallest, that gives few enough marks.
            for factor in [5.0, 2.5, 2.0, 1.0] {
                let step = factor * 10.0_f64.powi(exponent);
                let next = range / step;
                if next >= most as f64 / 2.5 && next <= most as f64 {
                    let first = (self.low / step).ceil();
                    let count = ((self.high / step).floor() - first).max(0.0);
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                    // at most `most`
                    let marks = (0..=count as usize).map(|i| (first + i as f64) * step);
                    let halves = i32::from((factor - 2.5).abs() < 1e-9);
                    let decimals = usize::try_from(halves - exponent).unwrap_or(0);
                    return (marks.collect(), decimals);
                }
            }
        }
        (vec![self.low, self.high], 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_few() {
        let scale = Scale::of([-0.21, 0.63].into_iter(), 0.0, 100.0);
        let (marks, decimals) = scale.marks(6);
        assert!((3..=7).contains(&marks.len()), "{marks:?}");
        assert!(marks.iter().any(|m| m.abs() < 1e-12), "{marks:?}");
        for mark in marks {
            let shown = format!("{mark:.decimals$}").parse::<f64>().unwrap();
            assert!((shown - mark).abs() < 1e-9);
            assert!(scale.shows(mark));
        }
        for range in [1e-6, 0.003, 0.7, 2.0, 9.0, 55.0, 700.0, 1.3e6] {
            let (marks, _) = Scale::of([0.0, range].into_iter(), 0.0, 1.0).marks(6);
            assert!((2..=7).contains(&marks.len()), "{range}: {marks:?}");
        }
        assert!((Scale::of([3.0].into_iter(), 0.0, 10.0).place(3.0) - 5.0).abs() < 1e-9);
    }
}
