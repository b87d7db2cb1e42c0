//! Indicators and blocks that look alike.

use super::ScreenFinding;
use super::identical;
use crate::assess::discriminant::{htmt_of, pairs};
use crate::estimate::Plan;
use crate::guidance::{CARELESS_ITEMS, Judged, upper_bounds};
use crate::moments::{Moments, Sample};

/// Indicators with the same answers in every row: usually one column that was copied or exported twice.
///
/// Reported from 10 rows on, because fewer may agree by chance.
pub(super) fn indicators(sample: &Sample) -> Vec<ScreenFinding> {
    if sample.n() < CARELESS_ITEMS {
        return Vec::new();
    }
    let answers = |k: usize| (0..sample.n()).map(move |i| sample.answer(i, k));
    let columns = 0..sample.indicators().len();
    let name = |k: &usize| sample.indicators()[*k].clone();
    let same = |set: &Vec<usize>| ScreenFinding::SameAnswers {
        indicators: set.iter().map(name).collect(),
    };
    identical::sets(columns, answers).iter().map(same).collect()
}

/// Pairs of blocks whose indicators correlate with those of the other block as highly as within: an
/// HTMT of 1 or more.
///
/// HTMT is a ratio of correlations, which is known before estimation. These blocks usually measure one concept under two
/// names, or a question is in the wrong block. A run judges the ratio by its interval and with lower thresholds.
///
/// Source: Henseler, Ringle & Sarstedt (2015), Journal of the Academy of Marketing Science 43, 115-135.
pub(super) fn blocks(plan: &Plan, moments: &Moments) -> Vec<ScreenFinding> {
    let bound = upper_bounds(Judged::Htmt).last().unwrap_or(1.0);
    let alike = |(a, b): (usize, usize)| {
        let htmt = htmt_of(plan, moments, a, b).filter(|&htmt| htmt >= bound)?;
        Some(ScreenFinding::BlocksAlike {
            a: plan.model().name(a).to_owned(),
            b: plan.model().name(b).to_owned(),
            htmt,
        })
    };
    pairs(plan).into_iter().filter_map(alike).collect()
}
