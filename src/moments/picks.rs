//! The rows that count, with their weights.

use crate::numeric::strands;

/// Weights that are looked through together.
const TOGETHER: usize = 64;

/// The rows with weights above 0, and their weights. They are kept between calls, so that only the
/// first call allocates.
#[derive(Debug, Clone, Default)]
pub(super) struct Picks {
    rows: Vec<(usize, f64)>,
    /// Sum of the weights, if all are whole.
    whole: Option<f64>,
}

impl Picks {
    /// Takes all rows with a weight above 0; there is a weight for each row.
    pub(super) fn set(&mut self, weights: &[f64]) {
        let [sum, broken] = strands::sums(weights, |weight| [weight, broken_part(weight)]);
        self.whole = (broken == 0.0).then_some(sum);
        self.rows.clear();
        self.rows.reserve(weights.len());
        let mut few = [(0, 0.0); TOGETHER];
        for (weights, first) in weights.chunks(TOGETHER).zip((0..).step_by(TOGETHER)) {
            // Every row is written and only rows with weights above 0 are kept: a branch cannot be predicted
            // here, and a wrong prediction costs more than the write.
            let mut count = 0;
            for (row, &weight) in (first..).zip(weights) {
                few[count] = (row, weight);
                count += usize::from(weight > 0.0);
            }
            self.rows.extend_from_slice(&few[..count]);
        }
    }

    /// Takes some rows, each with its weight.
    pub(super) fn list(&mut self, rows: impl Iterator<Item = (usize, f64)>) {
        self.rows.clear();
        self.rows.extend(rows);
        let weights = || self.rows.iter().map(|(_, weight)| *weight);
        let are_whole = weights().all(|weight| broken_part(weight) == 0.0);
        self.whole = are_whole.then(|| weights().sum());
    }

    pub(super) fn get(&self) -> &[(usize, f64)] {
        &self.rows
    }

    /// Whether all weights are whole and sum to at most `most`.
    pub(super) fn are_counts_within(&self, most: f64) -> bool {
        self.whole.is_some_and(|sum| sum <= most)
    }

    /// Whether all weights are whole, and none is larger than `most`.
    pub(super) fn are_counts_up_to(&self, most: f64) -> bool {
        self.whole.is_some() && self.get().iter().all(|(_, weight)| *weight <= most)
    }
}

/// Takes the first rows away whose weights sum to at most `most`, which no weight may exceed: otherwise none is taken.
pub(super) fn span<'p>(rest: &mut &'p [(usize, f64)], most: f64) -> &'p [(usize, f64)] {
    let mut sum = 0.0;
    let within = |(_, weight): &&(usize, f64)| {
        sum += weight;
        sum <= most
    };
    let span = first(rest, rest.iter().take_while(within).count());
    debug_assert!(
        !span.is_empty() || rest.is_empty(),
        "weights of at most {most}"
    );
    span
}

/// Takes so many first rows away, or those that are left.
pub(super) fn first<'p>(rest: &mut &'p [(usize, f64)], count: usize) -> &'p [(usize, f64)] {
    let (first, others) = rest.split_at(count.min(rest.len()));
    *rest = others;
    first
}

/// The distance of a number that is not negative from the nearest whole number; numbers from 2^52 on have no
/// fractions.
#[inline(always)]
pub(super) fn broken_part(weight: f64) -> f64 {
    const LARGE: f64 = (1_u64 << 52) as f64;
    ((weight + LARGE) - LARGE - weight).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picks(weights: &[f64]) -> Picks {
        let mut picks = Picks::default();
        picks.set(weights);
        picks
    }

    #[test]
    fn rows_are_taken_while_their_weights_allow_and_none_is_left_out() {
        let picks = picks(&[1.0, 2.0, 0.0, 3.0, 1.0, 1.0, 3.0]);
        assert!(picks.are_counts_up_to(3.0));
        let (mut rest, mut spans) = (picks.get(), Vec::new());
        while !rest.is_empty() {
            spans.push(span(&mut rest, 3.0));
        }
        let lengths: Vec<usize> = spans.iter().map(|span| span.len()).collect();
        assert_eq!(lengths, [2, 1, 2, 1]);
        assert_eq!(spans.concat(), picks.get());
        let mut rest = picks.get();
        assert_eq!(first(&mut rest, 4).len(), 4);
        assert_eq!(first(&mut rest, 4).len(), 2);
        assert!(rest.is_empty());
    }

    #[test]
    fn weights_that_are_too_large_or_not_whole_are_no_counts() {
        assert!(!picks(&[1.0, 3.0]).are_counts_up_to(2.0));
        assert!(!picks(&[1.0, 0.5]).are_counts_up_to(2.0));
    }
}
