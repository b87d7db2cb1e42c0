//! Answers outside the scale of the questions of a block.

use std::collections::{BTreeMap, BTreeSet};

use super::Respondents;
use super::ScreenFinding;
use crate::estimate::Plan;

/// Lowest and highest answer of the scales that questionnaires use.
const SCALES: [(f64, f64); 11] = [
    (1.0, 4.0),
    (1.0, 5.0),
    (1.0, 6.0),
    (1.0, 7.0),
    (1.0, 9.0),
    (1.0, 10.0),
    (0.0, 4.0),
    (0.0, 6.0),
    (0.0, 10.0),
    (-2.0, 2.0),
    (-3.0, 3.0),
];
/// The next answer beyond the answers given often belongs to a longer scale whose end is rarely used; to this one it does
/// not.
const NOT_LONGER: (f64, f64) = (1.0, 6.0);
/// Answers with a wider range are not on a rating scale.
const WIDEST: f64 = 10.0;
/// Answers outside the scale must be rare in their question: at most this share.
const RARE: f64 = 0.2;
/// On a scale that continues, the decrease between two points is at least this share of the decrease before
/// it.
const SLOWEST_FALL: f64 = 0.25;
/// The number of answers that would be expected beyond the end, if the scale continued, in questions without
/// such answers.
const EXPECTED_NEXT: f64 = 7.0;
/// The same for an answer that is not next to the end.
const EXPECTED_FARTHER: f64 = 3.0;
/// Fewer equal answers may be the tail of a distribution.
const HUMP: usize = 5;

/// Answers of whole-number questions outside the range of the other questions of the block.
///
/// ```text
/// range       from the median of the questions' lowest answers to that of their highest
/// outside     55 or 33: as far beyond the end as the range is wide, and beyond 0 to 10
///             6, 7, 0 or -1: the range is that of a customary scale, no other question of the model has such an answer,
///             and many would be expected, if the scale went on: f N_end min(1, N_end / N_before),  f = 1/4
/// ```
///
/// If few answers are near the end of a range, the scale may continue beyond it: nothing is reported there. On simulated
/// surveys of 4 to 11 points, symmetric, skewed and with unused ends, fewer than 1 in 1000 give a false finding. The
/// rule and its constants are conventions of this crate.
pub(super) fn off_scale(
    plan: &Plan,
    rows: &Respondents,
    skip: &BTreeSet<usize>,
) -> Vec<ScreenFinding> {
    let questions: Vec<Option<Question>> = (0..plan.indicators())
        .map(|k| Question::of(rows, k, skip))
        .collect();
    let mut findings = Vec::new();
    for block in plan.blocks() {
        let own: Vec<usize> = block
            .indicators
            .clone()
            .filter(|&k| questions[k].is_some())
            .collect();
        let Some(range) = Range::of(own.iter().filter_map(|&k| questions[k].as_ref())) else {
            continue;
        };
        for &k in &own {
            let Some(question) = &questions[k] else {
                continue;
            };
            let others = |&other: &&Question| other.k != k;
            let in_block = own.iter().filter_map(|&k| questions[k].as_ref());
            let in_block: Vec<&Question> = in_block.filter(others).collect();
            let in_model = questions.iter().flatten().filter(others).collect();
            let keep = in_block.iter().filter(|q| range.holds(q)).count();
            if 2 * keep < in_block.len() || in_block.is_empty() {
                continue;
            }
            let outside = question.outside(range, &in_model);
            if !outside.is_empty() {
                findings.push(question.finding(rows, skip, range, &outside));
            }
        }
    }
    findings
}

/// The answers to a question of whole numbers, of which a million rows have only a few.
struct Question {
    k: usize,
    /// How often each was given.
    counts: BTreeMap<i64, usize>,
    low: f64,
    high: f64,
}

/// The common range of the questions of a block.
#[derive(Clone, Copy)]
struct Range {
    low: f64,
    high: f64,
}

impl Question {
    fn of(rows: &Respondents, k: usize, skip: &BTreeSet<usize>) -> Option<Self> {
        let mut counts = BTreeMap::new();
        let all = skip.is_empty().then(|| rows.sample.given(k));
        let others = (!skip.is_empty()).then(|| answers(rows, skip, k));
        let others = others.into_iter().flatten().map(|(_, answer)| (answer, 1));
        for (answer, count) in all.into_iter().flatten().chain(others) {
            *counts.entry(whole(answer)?).or_default() += count;
        }
        let (&low, &high) = (counts.keys().next()?, counts.keys().next_back()?);
        Some(Self {
            k,
            counts,
            low: low as f64,
            high: high as f64,
        })
    }

    fn count(&self, answer: f64) -> usize {
        let found = whole(answer).and_then(|answer| self.counts.get(&answer));
        found.copied().unwrap_or(0)
    }

    /// The different answers, in ascending order, each with its count.
    fn given(&self) -> impl Iterator<Item = (f64, usize)> {
        self.counts.iter().map(|(x, count)| (*x as f64, *count))
    }

    /// Whether an answer lies from the end of a range, which does not count, to another, which does.
    fn has_beyond(&self, end: f64, to: f64) -> bool {
        let lies = |x: f64| (end < x && x <= to) || (to <= x && x < end);
        self.given().any(|(x, _)| lies(x))
    }

    /// The answers outside, each once.
    fn outside(&self, range: Range, others: &Vec<&Self>) -> Vec<f64> {
        let outside = || self.given().filter(|(x, _)| !range.contains(*x));
        let count: usize = outside().map(|(_, count)| count).sum();
        let all: usize = self.counts.values().sum();
        if count as f64 > RARE * all as f64 {
            return Vec::new();
        }
        let outside = outside().map(|(x, _)| x);
        outside
            .filter(|&x| self.is_no_answer(x, range, others))
            .collect()
    }

    fn is_no_answer(&self, answer: f64, range: Range, others: &Vec<&Self>) -> bool {
        let (end, step) = if answer > range.high {
            (range.high, 1.0)
        } else {
            (range.low, -1.0)
        };
        let beyond = (answer - end).abs();
        if beyond >= range.high - range.low && !(0.0..=WIDEST).contains(&answer) {
            return true;
        }
        let known = others.iter().any(|other| other.has_beyond(end, answer));
        let next = beyond < 1.5;
        let longer = (range.low.min(answer), range.high.max(answer));
        if known
            || !SCALES.contains(&(range.low, range.high))
            || (next && longer != NOT_LONGER && SCALES.contains(&longer))
        {
            return false;
        }
        let pool = || others.iter().filter(|other| range.holds(other));
        let all = |x: f64| pool().map(|other| other.count(x)).sum::<usize>() as f64;
        let (at_end, before) = (all(end), all(end - step));
        let expected = SLOWEST_FALL * at_end * (at_end / before.max(1.0)).min(1.0);
        let count = self.count(answer);
        let hump = count >= HUMP && count > self.count(answer - step);
        expected
            >= if next && !hump {
                EXPECTED_NEXT
            } else {
                EXPECTED_FARTHER
            }
    }

    fn finding(
        &self,
        rows: &Respondents,
        skip: &BTreeSet<usize>,
        range: Range,
        outside: &[f64],
    ) -> ScreenFinding {
        let answers = answers(rows, skip, self.k).filter(|(_, x)| outside.contains(x));
        let places: Vec<String> = answers.map(|(i, _)| rows.place(i)).collect();
        ScreenFinding::OffScale {
            indicator: rows.sample.indicators()[self.k].clone(),
            values: outside.to_vec(),
            count: places.len(),
            low: range.low,
            high: range.high,
            rows: places,
            declare: String::new(),
        }
    }
}

/// Row and answer of everyone who counts and answered question `k`.
fn answers(
    rows: &Respondents,
    skip: &BTreeSet<usize>,
    k: usize,
) -> impl Iterator<Item = (usize, f64)> {
    let counted = (0..rows.sample.n()).filter(move |i| !skip.contains(i));
    counted.filter_map(move |i| Some((i, rows.sample.answer(i, k)?)))
}

/// A number that is whole, and below 2^53.
fn whole(x: f64) -> Option<i64> {
    const LARGE: f64 = (1_u64 << f64::MANTISSA_DIGITS) as f64;
    #[allow(clippy::cast_possible_truncation)] // below 2^53
    let whole = (x.abs() < LARGE).then_some(x as i64)?;
    #[allow(clippy::float_cmp)] // whole: nothing is cut off
    (whole as f64 == x).then_some(whole)
}

impl Range {
    /// The range of at least two questions, if it is that of a rating scale.
    fn of<'q>(questions: impl Iterator<Item = &'q Question> + Clone) -> Option<Self> {
        let mut lows: Vec<f64> = questions.clone().map(|q| q.low).collect();
        let mut highs: Vec<f64> = questions.map(|q| q.high).collect();
        if lows.len() < 2 {
            return None;
        }
        lows.sort_unstable_by(f64::total_cmp);
        highs.sort_unstable_by(f64::total_cmp);
        // Of two middle values, the one with the narrower range.
        let (low, high) = (lows[lows.len() / 2], highs[(highs.len() - 1) / 2]);
        (low < high && high - low <= WIDEST).then_some(Self { low, high })
    }

    fn contains(self, x: f64) -> bool {
        (self.low..=self.high).contains(&x)
    }

    fn holds(self, question: &Question) -> bool {
        self.contains(question.low) && self.contains(question.high)
    }
}
