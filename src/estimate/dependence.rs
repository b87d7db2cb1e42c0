//! Which columns depend linearly on each other, and in which way.

use std::fmt;

use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

use crate::text::first_of;

/// If less than this share of a column's variance is not explained by the others, the column
/// depends on them.
const NOTHING_LEFT: f64 = 1e-8;
/// A standardised coefficient below this value is a rounding error.
const NO_PART: f64 = 1e-4;
/// The largest relative difference of equal numbers.
const ROUNDING: f64 = 1e-4;

/// Columns that depend linearly on each other.
///
/// ```text
/// Σ c_k x_k = constant      in every row, with no c_k = 0 and no fewer columns
/// ```
///
/// The columns named are those of the first such sum, in the order of the model: each column is regressed on those before it,
/// and the sum ends with the first column that has no residual variance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dependence {
    /// The columns that take part.
    pub names: Vec<String>,
    /// The kind of dependence.
    pub kind: DependenceKind,
}

/// The way in which columns depend on each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DependenceKind {
    /// Two that correlate perfectly.
    Copies,
    /// All categories of one variable: each is 0 or 1, and exactly one of them is 1 in every row.
    Categories,
    /// Parts of a whole: they have the same sum in every row.
    Parts,
    /// One is a weighted sum of the others.
    Sum,
    /// There are as many of them as rows, or more.
    FewRows,
}

/// What is known about columns in addition to their correlations.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answers<'m> {
    pub(super) means: &'m [f64],
    /// Standard deviations, divisor n - 1.
    pub(super) sds: &'m [f64],
}

impl Dependence {
    /// The first dependence between columns with these correlations over n rows; `None` if each column has residual
    /// variance. A mean or standard deviation that is not known is NaN.
    pub(super) fn of(
        correlations: &DMatrix<f64>,
        names: &[&str],
        n: f64,
        answers: Answers,
    ) -> Option<Self> {
        let mut independent: Vec<usize> = Vec::new();
        for k in 0..names.len() {
            let with = |&i: &usize| correlations[(i, k)];
            let own = correlations
                .select_rows(&independent)
                .select_columns(&independent);
            let with_k = DVector::from_iterator(independent.len(), independent.iter().map(with));
            let coefficients = own.cholesky()?.solve(&with_k);
            let left = 1.0 - coefficients.dot(&with_k);
            if left > NOTHING_LEFT {
                independent.push(k);
                continue;
            }
            if left < -NOTHING_LEFT {
                return None;
            }
            let parts = independent.iter().zip(coefficients.iter().copied());
            let mut sum: Vec<(usize, f64)> = parts
                .filter(|(_, b)| b.abs() > NO_PART)
                .map(|(&i, b)| (i, -b))
                .collect();
            sum.push((k, 1.0));
            return Some(Self {
                names: sum.iter().map(|&(i, _)| names[i].to_owned()).collect(),
                kind: kind(&sum, n, answers),
            });
        }
        None
    }
}

/// The kind of dependence of columns whose weighted sum, after standardisation, is 0.
fn kind(sum: &[(usize, f64)], n: f64, answers: Answers) -> DependenceKind {
    if sum.len() as f64 >= n {
        return DependenceKind::FewRows;
    }
    if sum.len() == 2 {
        return DependenceKind::Copies;
    }
    let equal = |a: f64, b: f64| (a - b).abs() <= ROUNDING * a.abs().max(b.abs());
    // In units of the answers the coefficients are b / sd.
    let mut of_answers = sum.iter().map(|&(i, b)| b / answers.sds[i]);
    let first = of_answers.next().unwrap_or(f64::NAN);
    if !of_answers.all(|c| equal(c, first)) {
        return DependenceKind::Sum;
    }
    // A column of zeros and ones has the variance p (1 - p), with the divisor n.
    let is_dummy = |&(i, _): &(usize, f64)| {
        let p = answers.means[i];
        equal(answers.sds[i].powi(2) * (n - 1.0) / n, p * (1.0 - p))
    };
    let whole: f64 = sum.iter().map(|&(i, _)| answers.means[i]).sum();
    if equal(whole, 1.0) && sum.iter().all(is_dummy) {
        DependenceKind::Categories
    } else {
        DependenceKind::Parts
    }
}

impl fmt::Display for Dependence {
    /// The kind of dependence, and the fix.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = || first_of(10, self.names.iter().map(|name| format!("`{name}`")), ", ");
        match (self.kind, &self.names[..]) {
            (DependenceKind::Copies, [first, second]) => {
                write!(
                    f,
                    "`{second}` is a copy or a reversal of `{first}`: leave one of them out"
                )
            }
            (DependenceKind::Categories, _) => write!(
                f,
                "{} are all categories of one variable, of which each row has exactly one: leave one category out, as the reference",
                names()
            ),
            (DependenceKind::FewRows, _) => {
                write!(
                    f,
                    "there are not more rows than these: use more rows, or fewer of these"
                )
            }
            (DependenceKind::Parts, _) => {
                write!(
                    f,
                    "{} have the same sum in every row: leave one of them out",
                    names()
                )
            }
            (_, [others @ .., last]) => write!(
                f,
                "`{last}` is a weighted sum of {}: leave one of them out",
                first_of(10, others.iter().map(|name| format!("`{name}`")), ", ")
            ),
            (_, []) => write!(f, "leave one of them out"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dependence of columns of answers.
    fn of(columns: &[&[f64]], known: bool) -> Option<(Vec<String>, DependenceKind)> {
        let (p, n) = (columns.len(), columns[0].len() as f64);
        let means: Vec<f64> = columns.iter().map(|x| x.iter().sum::<f64>() / n).collect();
        let covariance = |k: usize, l: usize| {
            let products = columns[k]
                .iter()
                .zip(columns[l])
                .map(|(x, y)| (x - means[k]) * (y - means[l]));
            products.sum::<f64>() / (n - 1.0)
        };
        let sds: Vec<f64> = (0..p).map(|k| covariance(k, k).sqrt()).collect();
        let correlations = DMatrix::from_fn(p, p, |k, l| covariance(k, l) / (sds[k] * sds[l]));
        let names: Vec<String> = (1..=p).map(|k| format!("x{k}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let unknown = vec![f64::NAN; p];
        let (means, sds) = if known {
            (&means, &sds)
        } else {
            (&unknown, &unknown)
        };
        let found = Dependence::of(&correlations, &names, n, Answers { means, sds })?;
        Some((found.names, found.kind))
    }

    #[test]
    fn those_that_take_part_are_named_and_what_they_are_to_each_other() {
        use DependenceKind::{Categories, Copies, Parts, Sum};
        let free = &[2.0, 5.0, 1.0, 4.0, 4.0, 3.0, 1.0, 2.0][..];
        let other = &[3.0, 1.0, 4.0, 1.0, 5.0, 2.0, 6.0, 5.0][..];
        let reversed: Vec<f64> = free.iter().map(|x| 6.0 - x).collect();
        let rest: Vec<f64> = free.iter().zip(other).map(|(x, y)| 100.0 - x - y).collect();
        let sum: Vec<f64> = free
            .iter()
            .zip(other)
            .map(|(x, y)| 2.0 * x - 0.5 * y + 7.0)
            .collect();
        let junior = &[1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0][..];
        let middle = &[0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0][..];
        let senior = &[0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0][..];
        let named = |names: [&str; 2], kind| Some((names.map(str::to_owned).to_vec(), kind));
        assert_eq!(of(&[free, other], true), None);
        assert_eq!(
            of(&[free, other, &reversed], true),
            named(["x1", "x3"], Copies)
        );
        for (columns, known, kind) in [
            ([&rest[..], free, other], true, Parts),
            ([&rest[..], free, other], false, Sum),
            ([free, other, &sum[..]], true, Sum),
            ([junior, middle, senior], true, Categories),
            ([junior, middle, senior], false, Sum),
        ] {
            let (names, found) = of(&columns, known).unwrap();
            assert_eq!((names.len(), found), (3, kind));
        }
        let short: Vec<&[f64]> = [free, other, junior, middle].map(|x| &x[..3]).to_vec();
        assert_eq!(of(&short, true).unwrap().1, DependenceKind::FewRows);
    }
}
