//! The answers to an indicator, in little room.

/// The answers of the rows used. A million rows of whole numbers take a quarter of the memory that numbers of any kind
/// take.
#[derive(Debug, Clone)]
pub(super) enum Answers {
    /// Small whole numbers, and one for a missing answer.
    Small(Vec<i16>),
    /// Numbers; not-a-number where missing.
    Any(Vec<f64>),
}

const MISSING: i16 = i16::MIN;

impl Answers {
    /// Of numbers; not-a-number where missing.
    pub(super) fn of(answers: Vec<f64>) -> Self {
        let small: Option<Vec<i16>> = answers.iter().map(|x| small(*x)).collect();
        small.map_or(Self::Any(answers), Self::Small)
    }

    /// The answer of a row; `None` if it is missing.
    pub(super) fn get(&self, i: usize) -> Option<f64> {
        match self {
            Self::Small(answers) => Some(answers[i]).filter(|x| *x != MISSING).map(f64::from),
            Self::Any(answers) => Some(answers[i]).filter(|x| !x.is_nan()),
        }
    }

    /// The answers of some rows; not-a-number where missing.
    pub(super) fn copy(&self, rows: &[usize], into: &mut [f64]) {
        let cells = into.iter_mut().zip(rows);
        match self {
            Self::Small(answers) => cells.for_each(|(x, &i)| *x = number(answers[i])),
            Self::Any(answers) => cells.for_each(|(x, &i)| *x = answers[i]),
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Small(answers) => answers.len(),
            Self::Any(answers) => answers.len(),
        }
    }

    /// The answers that were given.
    pub(super) fn given(&self) -> impl Iterator<Item = f64> {
        (0..self.len()).filter_map(|i| self.get(i))
    }
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
        let small = vec![1.0, f64::NAN, -3.0, 32767.0, -32767.0];
        let others = [0.5, 32768.0, -32768.0, 1e30];
        assert!(matches!(Answers::of(small.clone()), Answers::Small(_)));
        for other in others {
            let mixed = [small.clone(), vec![other]].concat();
            assert!(matches!(Answers::of(mixed), Answers::Any(_)));
        }
        for numbers in [small.clone(), [small, others.to_vec()].concat()] {
            let answers = Answers::of(numbers.clone());
            assert_eq!(answers.len(), numbers.len());
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
            let given = numbers.iter().copied().filter(|x| !x.is_nan());
            assert!(answers.given().eq(given));
        }
    }
}
