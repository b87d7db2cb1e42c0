//! Bounds that make groups of a number.

use serde::{Deserialize, Serialize};

/// Ascending bounds between groups of a number: below the first, from each to below the next, from the last on.
///
/// ```
/// use pls_sem::groups::Bins;
///
/// let bins = Bins::new(vec![10.0, 50.0]).unwrap();
/// assert_eq!(bins.label(10.0), "10 to below 50");
/// assert!(Bins::new(vec![50.0, 10.0]).is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<f64>")]
pub struct Bins(Vec<f64>);

impl Bins {
    /// What bounds must be, in the words of an error message.
    pub(crate) const EXPECTED: &str =
        "it must be a list of ascending numbers, such as [10, 50], which makes three groups";

    /// `None` unless there is a bound, and each is a number above the one before it.
    #[must_use]
    pub fn new(bounds: Vec<f64>) -> Option<Self> {
        let finite = bounds.iter().all(|bound| bound.is_finite());
        let ascending = bounds.windows(2).all(|pair| pair[0] < pair[1]);
        (!bounds.is_empty() && finite && ascending).then_some(Self(bounds))
    }

    /// The bounds.
    #[must_use]
    pub fn bounds(&self) -> &[f64] {
        &self.0
    }

    /// The names of all groups, from the lowest.
    pub(super) fn labels(&self) -> impl Iterator<Item = String> {
        let lowest = std::iter::once(f64::NEG_INFINITY);
        lowest.chain(self.0.iter().copied()).map(|x| self.label(x))
    }

    /// The name of the group that a number lies in.
    #[must_use]
    pub fn label(&self, x: f64) -> String {
        let above = self.0.partition_point(|bound| *bound <= x);
        match (above.checked_sub(1).map(|i| self.0[i]), self.0.get(above)) {
            (None, Some(first)) => format!("below {first}"),
            (Some(from), Some(to)) => format!("{from} to below {to}"),
            (Some(last), None) => format!("{last} and above"),
            // There is a bound.
            (None, None) => String::new(),
        }
    }
}

impl TryFrom<Vec<f64>> for Bins {
    type Error = &'static str;

    fn try_from(bounds: Vec<f64>) -> Result<Self, Self::Error> {
        Self::new(bounds).ok_or(Self::EXPECTED)
    }
}
