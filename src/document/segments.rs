//! Segments, as flat tables.

use serde::{Deserialize, Serialize};

use super::{Count, GroupsDocument};
use crate::estimate::Fit;
use crate::model::Model;
use crate::segments::{
    CrossTable, Found, Method, MixtureCriteria, NumberRule, SegmentSolution, Segmentation,
    Segments, Stability,
};
use crate::text::counted;

/// What the search for segments found. Segments are numbered from 1, the largest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SegmentsRecord {
    /// How segments were found.
    pub method: Method,
    /// Rows that every segment has at least.
    pub least: usize,
    /// The number of segments that is looked at closely: `rows`, `stability` and `explained` are of it.
    pub number: usize,
    /// How many segments there are, by several criteria; `None` for PLS-POS, which has none.
    pub rule: Option<NumberRule>,
    /// The same in words.
    pub conclusion: String,
    /// The best solution of every number of segments.
    pub solutions: Vec<SegmentSolutionRecord>,
    /// The segments of every solution.
    pub segments: Vec<SegmentRecord>,
    /// Paths by segment.
    pub paths: Vec<SegmentPathRecord>,
    /// Explained variance by segment.
    pub constructs: Vec<SegmentConstructRecord>,
    /// What happens to the segments in resamples.
    pub stability: Option<Stability>,
    /// Columns of the data against the segments, the strongest first.
    pub explained: Vec<CrossTable>,
    /// The segments compared as groups are: measurement invariance, and the differences of their paths. They were chosen to
    /// differ: p-values are too small. `None` if they were not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupsDocument>,
    /// Why they were not, though it was requested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_compared: Option<String>,
    /// The segment of every row used.
    pub rows: Vec<SegmentRowRecord>,
}

/// The best solution with some number of segments; numbers are `None` if no start has one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SegmentSolutionRecord {
    /// The number of segments.
    pub segments: usize,
    /// lnL; `None` for PLS-POS.
    pub ln_l: Option<f64>,
    /// The sum of R² that PLS-POS makes large; `None` for FIMIX-PLS.
    pub objective: Option<f64>,
    /// Criteria of FIMIX-PLS.
    #[serde(flatten)]
    pub criteria: Criteria,
    /// Rows in each segment.
    pub n: Vec<usize>,
    /// Starts done.
    pub starts: usize,
    /// Starts that reached the best solution.
    pub reached: usize,
    /// Mean adjusted Rand index of the other starts' partitions with the best.
    pub agreement: Option<f64>,
    /// Starts without a solution, by their reason.
    pub degenerate: Vec<Count>,
    /// Whether the climb of the best start ended by itself.
    pub converged: Option<bool>,
}

/// Criteria of a mixture, see [`MixtureCriteria`]; `None` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Criteria {
    /// Number of parameters.
    pub parameters: Option<usize>,
    /// AIC.
    pub aic: Option<f64>,
    /// AIC with the factor 3.
    pub aic3: Option<f64>,
    /// AIC with the factor 4.
    pub aic4: Option<f64>,
    /// BIC.
    pub bic: Option<f64>,
    /// Consistent AIC.
    pub caic: Option<f64>,
    /// Hannan and Quinn's.
    pub hq: Option<f64>,
    /// Minimum description length with the factor 5.
    pub mdl5: Option<f64>,
    /// Normed entropy.
    pub en: Option<f64>,
    /// Non-fuzzy index.
    pub nfi: Option<f64>,
    /// Classification log likelihood.
    pub ln_l_c: Option<f64>,
}

/// A segment of a solution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SegmentRecord {
    /// The number of segments of the solution.
    pub segments: usize,
    /// The segment.
    pub segment: usize,
    /// Rows that belong to it most probably.
    pub n: usize,
    /// Its share: the mean of the posteriors, or of rows.
    pub share: f64,
    /// Of two of its rows, how often they fall together in resamples; of the number that is looked at.
    pub together: Option<f64>,
    /// Why the model cannot be estimated from its rows; `None` if it can.
    pub undefined: Option<String>,
}

/// A path in a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SegmentPathRecord {
    /// The number of segments of the solution.
    pub segments: usize,
    /// The segment.
    pub segment: usize,
    /// Source.
    pub from: String,
    /// Target.
    pub to: String,
    /// By the method: of the mixture, or of the partition. `None` where the equation has no error.
    pub estimate: Option<f64>,
    /// By the study's own estimation from the rows of the segment; `None` if they cannot be estimated from.
    pub pls: Option<f64>,
}

/// Explained variance of a construct in a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SegmentConstructRecord {
    /// The number of segments of the solution.
    pub segments: usize,
    /// The segment.
    pub segment: usize,
    /// The construct.
    pub construct: String,
    /// R² by the study's own estimation from the rows of the segment; `None` if they cannot be estimated from.
    pub r2: Option<f64>,
    /// Error variance of the mixture; `None` for PLS-POS.
    pub error_variance: Option<f64>,
}

/// The segment of a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SegmentRowRecord {
    /// The row of the data, from 1.
    pub row: usize,
    /// Its segment.
    pub segment: usize,
    /// How probably it belongs there; `None` for PLS-POS.
    pub probability: Option<f64>,
}

impl SegmentsRecord {
    pub(crate) fn of(settings: &Segments, found: &Segmentation, fit: &Fit) -> Self {
        let model = fit.plan().model();
        let solutions = || found.solutions.iter();
        let stability = found.stability.as_ref();
        let together = |segments: usize, s: usize| {
            let own = stability.filter(|_| segments == found.number)?;
            own.by_segment.get(s).copied().flatten()
        };
        Self {
            method: settings.get_method(),
            least: found.least,
            number: found.number,
            rule: found.rule,
            conclusion: conclusion(settings, found),
            solutions: solutions().map(SegmentSolutionRecord::of).collect(),
            segments: solutions()
                .flat_map(|s| SegmentRecord::all(s, together))
                .collect(),
            paths: solutions()
                .flat_map(|s| SegmentPathRecord::all(s, model))
                .collect(),
            constructs: solutions()
                .flat_map(|s| SegmentConstructRecord::all(s, fit))
                .collect(),
            stability: found.stability.clone(),
            explained: found.explained.clone(),
            groups: found.compared.as_ref().and_then(|compared| {
                let (grouping, comparison) = compared.as_ref().ok()?;
                Some(GroupsDocument::of(grouping, comparison))
            }),
            not_compared: found
                .compared
                .as_ref()
                .and_then(|c| c.as_ref().err().cloned()),
            rows: found.looked_at().map_or_else(Vec::new, |own| {
                let rows = found.rows.iter().zip(&own.labels).enumerate();
                let of_row = |(i, (row, label)): (usize, (&usize, &usize))| SegmentRowRecord {
                    row: row + 1,
                    segment: label + 1,
                    probability: own.probabilities.as_ref().map(|p| p[i]),
                };
                rows.map(of_row).collect()
            }),
        }
    }

    /// The segments of the solution that is looked at closely.
    pub fn looked_at(&self) -> impl Iterator<Item = &SegmentRecord> {
        self.segments.iter().filter(|s| s.segments == self.number)
    }
}

/// How many segments there are, in words.
fn conclusion(settings: &Segments, found: &Segmentation) -> String {
    match (&found.rule, settings.get_method()) {
        (Some(rule), _) => format!("{}{}", rule.words(), doubt(found, rule)),
        (None, Method::Pos) => "PLS-POS explains the more the more segments there are, and has no criterion for their number: take it from FIMIX-PLS".to_owned(),
        (None, _) => "no number of segments has a solution".to_owned(),
    }
}

/// A number of segments that rests on a few rows is hardly to be believed: a mixture fits those by chance.
fn doubt(found: &Segmentation, rule: &NumberRule) -> String {
    let mut solutions = found.solutions.iter();
    let agreed = solutions.find(|s| s.segments > 1 && Some(s.segments) == rule.number);
    let smallest = agreed.and_then(|s| s.found.as_ref()?.sizes.iter().min().copied());
    match smallest.filter(|&rows| rows < found.advised) {
        Some(rows) => format!(
            "; but the smallest has {}, where the ten-times rule asks for {}, and so few may be fitted by chance: raise `smallest`",
            counted(rows, "row"),
            found.advised
        ),
        None => String::new(),
    }
}

impl Criteria {
    fn of(criteria: Option<MixtureCriteria>) -> Self {
        let Some(c) = criteria else {
            return Self::default();
        };
        Self {
            parameters: Some(c.parameters),
            aic: Some(c.aic),
            aic3: Some(c.aic3),
            aic4: Some(c.aic4),
            bic: Some(c.bic),
            caic: Some(c.caic),
            hq: Some(c.hq),
            mdl5: Some(c.mdl5),
            en: c.en,
            nfi: c.nfi,
            ln_l_c: Some(c.ln_l_c),
        }
    }
}

impl SegmentSolutionRecord {
    fn of(solution: &SegmentSolution) -> Self {
        let (searched, found) = (&solution.searched, solution.found.as_ref());
        let count = |(reason, count): &(String, usize)| Count {
            reason: reason.clone(),
            count: *count,
        };
        Self {
            segments: solution.segments,
            ln_l: found.and_then(|f| f.ln_l),
            objective: found.and_then(|f| f.objective),
            criteria: Criteria::of(found.and_then(|f| f.criteria)),
            n: found.map_or_else(Vec::new, |f| f.sizes.clone()),
            starts: searched.starts,
            reached: searched.reached,
            agreement: searched.agreement,
            degenerate: searched.degenerate.iter().map(count).collect(),
            converged: found.map(|f| f.converged),
        }
    }
}

/// Every segment of a solution, counted from 0.
fn each(solution: &SegmentSolution) -> impl Iterator<Item = (usize, &Found)> {
    let found = solution.found.iter();
    found.flat_map(|found| (0..found.sizes.len()).map(move |s| (s, found)))
}

impl SegmentRecord {
    fn all(
        solution: &SegmentSolution,
        together: impl Fn(usize, usize) -> Option<f64>,
    ) -> Vec<Self> {
        let of = |(s, found): (usize, &Found)| Self {
            segments: solution.segments,
            segment: s + 1,
            n: found.sizes[s],
            share: found.shares[s],
            together: together(solution.segments, s),
            undefined: found.fits[s].as_ref().err().cloned(),
        };
        each(solution).map(of).collect()
    }
}

impl SegmentPathRecord {
    fn all(solution: &SegmentSolution, model: &Model) -> Vec<Self> {
        let of = |(s, found): (usize, &Found)| {
            let pairs = model.path_positions().iter().zip(&found.paths[s]);
            let path = |(&(from, to), estimate): (&(usize, usize), &Option<f64>)| {
                let (from, to) = (model.name(from), model.name(to));
                Self {
                    segments: solution.segments,
                    segment: s + 1,
                    from: from.to_owned(),
                    to: to.to_owned(),
                    estimate: *estimate,
                    pls: found.fits[s]
                        .as_ref()
                        .ok()
                        .and_then(|fit| fit.path(from, to)),
                }
            };
            pairs.map(path).collect::<Vec<_>>()
        };
        each(solution).flat_map(of).collect()
    }
}

impl SegmentConstructRecord {
    fn all(solution: &SegmentSolution, fit: &Fit) -> Vec<Self> {
        let plan = fit.plan();
        let explained = (0..plan.constructs()).filter(|&t| !plan.predecessors(t).is_empty());
        let explained: Vec<usize> = explained.collect();
        let of = |(s, found): (usize, &Found)| {
            let construct = |&t: &usize| {
                let name = plan.model().name(t);
                let mut variances = found.variances[s].iter();
                Self {
                    segments: solution.segments,
                    segment: s + 1,
                    construct: name.to_owned(),
                    r2: found.fits[s].as_ref().ok().and_then(|fit| fit.r2(name)),
                    error_variance: variances.find(|(target, _)| *target == t).map(|(_, v)| *v),
                }
            };
            explained.iter().map(construct).collect::<Vec<_>>()
        };
        each(solution).flat_map(of).collect()
    }
}
