//! Differences of two groups, each tested in four ways.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::henseler::{self, Reading, Replicates};
use super::pair::Relabelled;
use super::parametric::{self, OfGroup, Tested};
use crate::infer::adjust;
use crate::procedure::Inference;
use crate::quantity::{Measure, Quantity};

/// How a difference of two groups is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DifferenceTest {
    /// The rows change groups at random, and both groups are estimated again; their sizes stay. The default of reports: it
    /// presumes no distribution and needs no bootstrap.
    ///
    /// Source: Chin & Dibbern (2010), Handbook of Partial Least Squares, 171-193.
    Permutation,
    /// By the bootstrap standard errors of both groups, whose variances may differ.
    ///
    /// Source: Sarstedt, Henseler & Ringle (2011), Advances in International Marketing 22, 195-218.
    Welch,
    /// By the bootstrap standard errors of groups of equal variance.
    ///
    /// Source: Keil et al. (2000), MIS Quarterly 24(2), 299-325.
    Parametric,
    /// By the share of pairs of resamples in which the first group's parameter is not the larger one (PLS-MGA).
    ///
    /// Source: Henseler, Ringle & Sinkovics (2009), Advances in International Marketing 20, 277-319.
    Henseler,
}

impl DifferenceTest {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Permutation,
        Self::Welch,
        Self::Parametric,
        Self::Henseler,
    ];

    /// Some of them in this order, each once.
    pub(crate) fn in_order(some: &[Self]) -> Vec<Self> {
        Self::ALL
            .into_iter()
            .filter(|test| some.contains(test))
            .collect()
    }
}

impl fmt::Display for DifferenceTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permutation => "permutation",
            Self::Welch => "Welch",
            Self::Parametric => "parametric",
            Self::Henseler => "Henseler",
        })
    }
}

/// One quantity in two groups, and one test of its difference. A value is `None` where it is not defined: all but the
/// permutation test need a bootstrap, and what is the same in every group (the weight of a single item) is not tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GroupDifference {
    /// The first group.
    pub first: String,
    /// The second group.
    pub second: String,
    /// The test.
    pub test: DifferenceTest,
    /// The quantity.
    #[serde(flatten)]
    pub quantity: Quantity,
    /// Its estimate in the first group.
    pub estimate_first: Option<f64>,
    /// Its estimate in the second group.
    pub estimate_second: Option<f64>,
    /// `estimate_first - estimate_second`.
    pub difference: Option<f64>,
    /// Standard error of the difference, of the tests by standard errors.
    #[serde(default)]
    pub se: Option<f64>,
    /// `difference / se`.
    #[serde(default)]
    pub t: Option<f64>,
    /// Degrees of freedom of t.
    #[serde(default)]
    pub df: Option<f64>,
    /// Two-sided p-value.
    pub p: Option<f64>,
    /// One-sided p-value of the alternative that the first group's is larger; near 1 where the second's is.
    pub p_one_sided: Option<f64>,
    /// The two-sided p-value adjusted by Holm's method, for all quantities of the same measure in all pairs of groups by the same
    /// test.
    pub p_adjusted: Option<f64>,
    /// Monte Carlo standard error of the permutation test's `p`.
    #[serde(default)]
    pub mc_se: Option<f64>,
    /// Permutations in which the difference is not defined.
    #[serde(default)]
    pub undefined: usize,
}

/// A group, as its differences from another need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Of<'g> {
    pub(super) name: &'g str,
    pub(super) n: usize,
    pub(super) estimates: &'g [Option<f64>],
    pub(super) inference: Option<&'g Inference>,
}

impl Of<'_> {
    fn of_group(&self, i: usize, quantity: &Quantity) -> Option<OfGroup> {
        Some(OfGroup {
            estimate: self.estimates[i]?,
            se: self.inference?.summary(quantity)?.se?,
            n: self.n as f64,
        })
    }

    fn replicates(&self, i: usize, quantity: &Quantity) -> Option<Replicates> {
        let values = self.inference?.replicates(quantity)?;
        Some(Replicates {
            values: values.into_iter().flatten().collect(),
            estimate: self.estimates[i]?,
        })
    }
}

/// Every quantity in two groups, by every test; p-values are not adjusted yet. Without permutations their test is not
/// defined.
pub(super) fn differences(
    quantities: &[Quantity],
    [first, second]: [Of<'_>; 2],
    found: Option<&Relabelled>,
    reading: Reading,
) -> Vec<GroupDifference> {
    let permuted = found.map(|found| (found, found.differences()));
    let mut all = Vec::with_capacity(4 * quantities.len());
    for (i, quantity) in quantities.iter().enumerate() {
        let estimates = first.estimates[i].zip(second.estimates[i]);
        let plain = GroupDifference {
            first: first.name.to_owned(),
            second: second.name.to_owned(),
            test: DifferenceTest::Permutation,
            quantity: quantity.clone(),
            estimate_first: first.estimates[i],
            estimate_second: second.estimates[i],
            difference: estimates.map(|(first, second)| first - second),
            se: None,
            t: None,
            df: None,
            p: None,
            p_one_sided: None,
            p_adjusted: None,
            mc_se: None,
            undefined: 0,
        };
        let by = |test: DifferenceTest, tested: Option<Tested>| GroupDifference {
            test,
            se: tested.map(|t| t.se),
            t: tested.map(|t| t.t),
            df: tested.map(|t| t.df),
            p: tested.map(|t| t.p),
            p_one_sided: tested.map(|t| t.p_greater),
            ..plain.clone()
        };
        let varies = permuted.as_ref().filter(|(found, _)| found.varies(i));
        let varies = varies.map(|(_, permuted)| permuted);
        let of_groups = first
            .of_group(i, quantity)
            .zip(second.of_group(i, quantity));
        let replicates = first
            .replicates(i, quantity)
            .zip(second.replicates(i, quantity));
        let of_pairs = replicates.and_then(|(a, b)| henseler::p_greater(a, b, reading));
        all.extend([
            GroupDifference {
                p: varies.and_then(|of| of.p[i]),
                p_one_sided: varies.and_then(|of| of.p_greater[i]),
                mc_se: varies.and_then(|of| of.mc_se[i]),
                undefined: permuted.as_ref().map_or(0, |(_, of)| of.undefined[i]),
                ..plain.clone()
            },
            by(
                DifferenceTest::Welch,
                of_groups.and_then(|(a, b)| parametric::welch(a, b)),
            ),
            by(
                DifferenceTest::Parametric,
                of_groups.and_then(|(a, b)| parametric::parametric(a, b)),
            ),
            GroupDifference {
                test: DifferenceTest::Henseler,
                p: of_pairs.map(henseler::two_sided),
                p_one_sided: of_pairs,
                ..plain
            },
        ]);
    }
    all
}

/// Adjusts p-values for all quantities of the same measure, in all pairs of groups, by the same test.
pub(super) fn adjust_families(differences: &mut [GroupDifference]) {
    let mut families: BTreeMap<(DifferenceTest, Measure), Vec<usize>> = BTreeMap::new();
    for (i, difference) in differences.iter().enumerate() {
        let family = (difference.test, difference.quantity.measure);
        families.entry(family).or_default().push(i);
    }
    for family in families.into_values() {
        let p: Vec<Option<f64>> = family.iter().map(|&i| differences[i].p).collect();
        for (i, adjusted) in family.into_iter().zip(adjust(&p)) {
            differences[i].p_adjusted = adjusted.map(|a| a.holm);
        }
    }
}
