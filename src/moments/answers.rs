//! The answers to an indicator, in little room.

/// The answers of the rows used. A million rows of whole numbers take a quarter of the memory that numbers of any kind
/// take.
#[derive(Debug, Clone)]
pub(super) enum Answers {
    /// Small whole numbers, and one for a missing answer.
    Small {
        cells: Vec<i16>,
        /// The different answers, in ascending order, and how often each was given.
        different: Vec<(i16, usize)>,
    },
    /// Numbers; not-a-number where missing.
    Any(Vec<f64>),
}

const MISSING: i16 = i16::MIN;

impl Answers {
    /// Of numbers; not-a-number where missing.
    pub(super) fn of(answers: Vec<f64>) -> Self {
        let small: Option<Vec<i16>> = answers.iter().map(|x| small(*x)).collect();
        small.map_or(Self::Any(answers), |cells| Self::Small {
            different: counted(&cells),
            cells,
        })
    }

    /// The answer of a row; `None` if it is missing.
    pub(super) fn get(&self, i: usize) -> Option<f64> {
        match self {
            Self::Small { cells, .. } => Some(cells[i]).filter(|x| *x != MISSING).map(f64::from),
            Self::Any(answers) => Some(answers[i]).filter(|x| !x.is_nan()),
        }
    }

    /// The answers of some rows; not-a-number where missing.
    pub(super) fn copy(&self, rows: &[usize], into: &mut [f64]) {
        let into = into.iter_mut().zip(rows);
        match self {
            Self::Small { cells, .. } => into.for_each(|(x, &i)| *x = number(cells[i])),
            Self::Any(answers) => into.for_each(|(x, &i)| *x = answers[i]),
        }
    }

    /// The answers of the rows from `first` on, less `shift`; 0 where missing.
    pub(super) fn copy_shifted(&self, first: usize, shift: f64, into: &mut [f64]) {
        match self {
            Self::Small { cells, .. } => {
                for (z, &x) in into.iter_mut().zip(&cells[first..]) {
                    *z = if x == MISSING {
                        0.0
                    } else {
                        f64::from(x) - shift
                    };
                }
            }
            Self::Any(answers) => {
                for (z, &x) in into.iter_mut().zip(&answers[first..]) {
                    *z = if x.is_nan() { 0.0 } else { x - shift };
                }
            }
        }
    }

    /// The answers that were given, with how often: small whole numbers once each, others as they come.
    pub(super) fn given(&self) -> impl Iterator<Item = (f64, usize)> {
        let (small, any) = match self {
            Self::Small { different, .. } => (&different[..], &[][..]),
            Self::Any(answers) => (&[][..], &answers[..]),
        };
        let small = small.iter().map(|&(x, count)| (f64::from(x), count));
        small.chain(any.iter().filter(|x| !x.is_nan()).map(|&x| (x, 1)))
    }

    /// How many answers were given.
    pub(super) fn count(&self) -> usize {
        self.given().map(|(_, count)| count).sum()
    }

    /// The answers that were given, each with its weight: how often it was given, or the case weight of its row.
    pub(super) fn weighted<'a>(
        &'a self,
        weights: Option<&'a [f64]>,
    ) -> impl Iterator<Item = (f64, f64)> + 'a {
        let counted = weights.is_none().then(|| self.given());
        let counted = counted.into_iter().flatten();
        let counted = counted.map(|(x, count)| (x, count as f64));
        let weights = weights.unwrap_or_default().iter().enumerate();
        counted.chain(weights.filter_map(|(i, weight)| Some((self.get(i)?, *weight))))
    }
}

/// The different answers that are not missing, in ascending order, and how often each was given.
fn counted(cells: &[i16]) -> Vec<(i16, usize)> {
    let given = || cells.iter().copied().filter(|x| *x != MISSING);
    let (Some(low), Some(high)) = (given().min(), given().max()) else {
        return Vec::new();
    };
    let place = |x: i16| usize::from(x.abs_diff(low));
    let mut counts = vec![0; place(high) + 1];
    given().for_each(|x| counts[place(x)] += 1);
    let counted = (low..=high).zip(counts);
    counted.filter(|(_, count)| *count > 0).collect()
}

/// The number that a small one stands for; not-a-number where missing.
fn number(small: i16) -> f64 {
    if small == MISSING {
        f64::NAN
    } else {
        f64::from(small)
    }
}

/// A small whole number, or a missing answer.
fn small(x: f64) -> Option<i16> {
    if x.is_nan() {
        return Some(MISSING);
    }
    #[allow(clippy::cast_possible_truncation)] // what is cut off is compared
    let small = x as i16;
    #[allow(clippy::float_cmp)] // the same number
    (small != MISSING && f64::from(small) == x).then_some(small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_kept_as_it_is() {
        let small = vec![1.0, f64::NAN, -3.0, 32767.0, -32767.0, -3.0];
        let others = [0.5, 32768.0, -32768.0, 1e30];
        assert!(matches!(Answers::of(small.clone()), Answers::Small { .. }));
        for other in others {
            let mixed = [small.clone(), vec![other]].concat();
            assert!(matches!(Answers::of(mixed), Answers::Any(_)));
        }
        for numbers in [small.clone(), [small, others.to_vec()].concat()] {
            let answers = Answers::of(numbers.clone());
            for (i, x) in numbers.iter().enumerate() {
                assert_eq!(answers.get(i), Some(*x).filter(|x| !x.is_nan()));
            }
            let mut copied = vec![0.0; numbers.len()];
            let rows: Vec<usize> = (0..numbers.len()).rev().collect();
            answers.copy(&rows, &mut copied);
            let reversed = numbers.iter().rev();
            assert!(
                copied
                    .iter()
                    .zip(reversed)
                    .all(|(a, b)| a.total_cmp(b).is_eq())
            );
            let mut shifted = vec![0.5; numbers.len() - 1];
            answers.copy_shifted(1, 2.0, &mut shifted);
            let want = |x: &f64| if x.is_nan() { 0.0 } else { x - 2.0 };
            assert_eq!(shifted, numbers[1..].iter().map(want).collect::<Vec<_>>());
            let mut given: Vec<f64> = numbers.into_iter().filter(|x| !x.is_nan()).collect();
            given.sort_by(f64::total_cmp);
            let repeated = answers.given().flat_map(|(x, count)| vec![x; count]);
            let mut repeated: Vec<f64> = repeated.collect();
            repeated.sort_by(f64::total_cmp);
            assert_eq!(repeated, given);
        }
    }

    #[test]
    fn small_whole_numbers_are_given_once_with_their_count() {
        let answers = Answers::of(vec![4.0, f64::NAN, -1.0, 4.0, 4.0, 2.0]);
        let given: Vec<_> = answers.given().collect();
        assert_eq!(given, [(-1.0, 1), (2.0, 1), (4.0, 3)]);
        assert_eq!(answers.count(), 5);
        assert_eq!(Answers::of(vec![f64::NAN; 3]).count(), 0);
    }

    #[test]
    fn answers_are_weighted_by_their_count_or_by_case_weights() {
        for fraction in [0.0, 0.5] {
            let answers = Answers::of(vec![4.0, f64::NAN, 1.0 + fraction, 4.0]);
            let mut counted: Vec<_> = answers.weighted(None).collect();
            counted.sort_by(|a, b| a.0.total_cmp(&b.0));
            let fours = if fraction == 0.0 {
                &[(4.0, 2.0)][..]
            } else {
                &[(4.0, 1.0); 2]
            };
            assert_eq!(counted, [&[(1.0 + fraction, 1.0)][..], fours].concat());
            let weighted: Vec<_> = answers.weighted(Some(&[0.5, 9.0, 2.0, 1.5])).collect();
            assert_eq!(weighted, [(4.0, 0.5), (1.0 + fraction, 2.0), (4.0, 1.5)]);
        }
    }
}
