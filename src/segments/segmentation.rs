//! The whole search: every number of segments, the selected number, and the description of its segments.

use std::ops::ControlFlow;

use nalgebra::DMatrix;

use super::SegmentFinding;
use super::criteria::MixtureCriteria;
use super::differences::compare;
use super::equations::Equations;
use super::error::{Degenerate, SegmentError};
use super::explain::{CrossTable, explain};
use super::fimix::{self, Mixture};
use super::partition::{by_size, renumbered, sizes};
use super::pos::{Climb, Start, Whole};
use super::rule::NumberRule;
use super::search::{Searched, Top, search};
use super::settings::{Method, NUMBERS, Segments};
use super::stability::{Stability, Tally, draw};
use crate::data::Table;
use crate::design::ten_times;
use crate::estimate::{Fit, Options, Problem};
use crate::groups::{Comparison, Grouping};
use crate::model::Model;
use crate::moments::Missing;
use crate::numeric::stream::{self, Purpose};
use crate::resample::{FEWEST, Progress, ReplicateSigns, Stage};

/// Starts in each resample: the question is whether the segments are found again, and not which top is the highest.
const STARTS_OF_RESAMPLE: usize = 5;

/// Segments of the rows of a sample.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Segmentation {
    /// The solution of every number of segments, from 1.
    pub solutions: Vec<SegmentSolution>,
    /// The number of segments by several criteria; `None` for PLS-POS, which has none.
    pub rule: Option<NumberRule>,
    /// The number of segments that is looked at closely.
    pub number: usize,
    /// Rows that every segment has at least.
    pub least: usize,
    /// Rows that the ten-times rule requires in each segment.
    pub advised: usize,
    /// The rows of the table that have a segment, from 0.
    pub rows: Vec<usize>,
    /// How often two rows fall together in resamples; `None` if none were requested, or there is one segment only.
    pub stability: Option<Stability>,
    /// Columns of the data against the segments, the strongest first.
    pub explained: Vec<CrossTable>,
    /// The segments compared as groups are, or why they cannot be; `None` if this was not requested, or there is
    /// nothing to compare.
    pub compared: Option<Result<(Grouping, Comparison), String>>,
    /// Whether the search was stopped before its end.
    pub stopped: bool,
}

/// What was found for one number of segments.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SegmentSolution {
    /// The number of segments.
    pub segments: usize,
    /// What became of the starts.
    pub searched: Searched,
    /// The best solution; `None` if no start has one.
    pub found: Option<Found>,
}

/// The best solution with some number of segments, the largest segment first.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Found {
    /// The segment of every row used, from 0.
    pub labels: Vec<usize>,
    /// Rows in each segment.
    pub sizes: Vec<usize>,
    /// Shares of the segments: means of posteriors, or of rows.
    pub shares: Vec<f64>,
    /// How probably each row belongs to its segment; `None` for PLS-POS.
    pub probabilities: Option<Vec<f64>>,
    /// lnL; `None` for PLS-POS.
    pub ln_l: Option<f64>,
    /// Criteria; `None` for PLS-POS.
    pub criteria: Option<MixtureCriteria>,
    /// The sum of R² that PLS-POS maximises; `None` for FIMIX-PLS.
    pub objective: Option<f64>,
    /// Whether the climb ended by itself.
    pub converged: bool,
    /// For each segment the path of each pair of the model, as it is reported; `None` where the equation has no error.
    pub paths: Vec<Vec<Option<f64>>>,
    /// For each segment the error variances of FIMIX-PLS: target and value.
    pub variances: Vec<Vec<(usize, f64)>>,
    /// The study's own estimation from the rows of each segment, or why there is none.
    pub fits: Vec<Result<Fit, String>>,
}

impl Segments {
    /// Looks for segments.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use pls_sem::segments::Segments;
    /// use pls_sem::{Missing, Model, Options, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    /// let search = Segments::new().most(2).starts(4).resamples(0);
    /// let go_on = &mut |_| ControlFlow::Continue(());
    /// let found = search.run(&model, &table, Missing::Error, &Options::default(), go_on)?;
    /// assert_eq!(found.rule.unwrap().number, Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SegmentError`]: a setting is not valid, there are too few rows for so many segments, no construct is explained by
    /// others, or the model cannot be estimated.
    pub fn run(
        &self,
        model: &Model,
        table: &Table,
        missing: Missing,
        options: &Options,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Segmentation, SegmentError> {
        let of = |table: &Table| Problem::new(model, table, missing, options);
        let problem = of(table)?;
        let fit = problem.fit()?;
        let sought = self.check(&problem, &fit)?;
        let rows = problem.sample().rows_used().to_vec();
        let signs = ReplicateSigns::of(problem.plan()) == ReplicateSigns::Construct;
        let towards = signs.then(|| fit.stage_weights());
        let estimate = |rows: Vec<usize>| -> Result<Fit, String> {
            let own = table.select_rows(rows).map_err(|e| e.to_string())?;
            let problem = of(&own).map_err(|e| e.to_string())?;
            let fit = problem.fit_towards(towards.as_deref());
            fit.map_err(|e| e.to_string())
        };
        let steps = steps(self.most, self.starts);
        let of_resamples = self.resamples * STARTS_OF_RESAMPLE.min(self.starts);
        let of_all = steps + of_resamples;
        let (mut solutions, mut done, mut stopped) = (Vec::new(), 0, false);
        for segments in 1..=self.most {
            let starts = starts_of(segments, self.starts);
            let (best, searched, stop) =
                sought.search(self, segments, starts, done, of_all, progress);
            done += starts;
            let found = best.map(|best| best.found(&sought, &fit, &rows, &estimate));
            solutions.push(SegmentSolution {
                segments,
                searched,
                found,
            });
            stopped = stop;
            if stopped {
                break;
            }
        }
        let rule = self.rule(&solutions);
        let number = self.looked_at(&solutions, rule.as_ref());
        let mut segmentation = Segmentation {
            rule,
            number,
            least: sought.least,
            advised: ten_times(model).rows,
            stability: None,
            explained: Vec::new(),
            compared: None,
            rows,
            solutions,
            stopped,
        };
        if let Some(found) = segmentation.looked_at() {
            let labels = found.labels.clone();
            let segments = found.sizes.len();
            segmentation.explained = if segments > 1 {
                let rows = &segmentation.rows;
                explain(table, model, &self.explain, rows, &labels, segments)?
            } else {
                Vec::new()
            };
            if segments > 1 && self.resamples > 0 && !stopped {
                let progress = &mut |p: Progress| {
                    progress(Progress {
                        done: done + p.done,
                        ..p
                    })
                };
                let (stability, stop) =
                    self.again(&segmentation, &labels, of_all, progress, |rows| {
                        of(&table.select_rows(rows.iter().copied()).ok()?).ok()
                    });
                segmentation.stability = stability;
                segmentation.stopped = stop;
            }
        }
        if let Some(found) = segmentation.looked_at() {
            let asked =
                self.permutations >= FEWEST && found.sizes.len() > 1 && !segmentation.stopped;
            let place = (segmentation.rows.as_slice(), found.labels.as_slice());
            // A comparison is short compared with the search: the progress bar remains at its end.
            let progress =
                &mut |_: Progress| progress(Progress::of(Stage::Segments, of_all, of_all));
            let compared = asked.then(|| {
                let drawn = (self.permutations, self.seed);
                compare((model, options, missing), table, place, drawn, progress)
            });
            segmentation.compared = compared.map(|compared| compared.map_err(|e| e.to_string()));
        }
        Ok(segmentation)
    }

    /// Whether segments can be looked for with these settings in these rows; nothing is searched yet.
    pub(crate) fn prove(
        &self,
        problem: &Problem,
        fit: &Fit,
        table: &Table,
    ) -> Result<(), SegmentError> {
        for column in &self.explain {
            table.position_of(column)?;
        }
        self.check(problem, fit).map(|_| ())
    }

    /// Checks that the settings are valid for a sample.
    fn check(&self, problem: &Problem, fit: &Fit) -> Result<Sought, SegmentError> {
        let most = usize::try_from(*NUMBERS.end()).unwrap_or(usize::MAX);
        let settings = [
            ("most", self.most, 1, most),
            ("number", self.number.unwrap_or(1), 1, self.most.min(most)),
            ("starts", self.starts, 1, usize::MAX),
            ("smallest", self.smallest, 2, usize::MAX),
        ];
        for (key, value, low, high) in settings {
            if value < low || value > high {
                let expected = match (key, high) {
                    (_, usize::MAX) => format!("of at least {low}"),
                    ("number", high) => {
                        format!("from {low} to {high}, the most segments that are tried")
                    }
                    (_, high) => format!("from {low} to {high}"),
                };
                return Err(SegmentError::Setting {
                    key,
                    value,
                    expected,
                });
            }
        }
        let sought = Sought::of(self, problem, fit)?;
        let (least, rows) = (sought.least, problem.sample().n());
        if self.most.saturating_mul(least) > rows {
            return Err(SegmentError::TooManySegments {
                most: self.most,
                least,
                needed: sought.equations().needed(),
                rows,
            });
        }
        Ok(sought)
    }

    fn rule(&self, solutions: &[SegmentSolution]) -> Option<NumberRule> {
        let of = |s: &SegmentSolution| Some((s.segments, s.found.as_ref()?.criteria?));
        let criteria: Vec<(usize, MixtureCriteria)> = solutions.iter().filter_map(of).collect();
        NumberRule::of(&criteria, solutions.len()).filter(|_| self.method == Method::Fimix)
    }

    /// The number that is looked at: the one that is asked for, else that of the rule, else two, as far as there is one.
    fn looked_at(&self, solutions: &[SegmentSolution], rule: Option<&NumberRule>) -> usize {
        let of_rule = rule
            .and_then(|rule| rule.number)
            .filter(|&number| number > 1);
        let wanted = self.number.or(of_rule).unwrap_or(2);
        let found = |number: usize| {
            let mut all = solutions.iter();
            all.any(|s| s.segments == number && s.found.is_some())
        };
        let there = (1..=wanted).rev().find(|&number| found(number));
        there.unwrap_or(1)
    }

    /// Looks for the segments again in resamples.
    fn again(
        &self,
        first: &Segmentation,
        labels: &[usize],
        of: usize,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
        problem: impl Fn(&[usize]) -> Option<Problem>,
    ) -> (Option<Stability>, bool) {
        let starts = STARTS_OF_RESAMPLE.min(self.starts);
        let segments = first.number;
        let mut tally = Tally::new(self.resamples, starts, segments);
        let mut stopped = false;
        for resample in 0..self.resamples {
            let drawn = draw(self.seed, resample, labels.len());
            let rows: Vec<usize> = drawn.iter().map(|&i| first.rows[i]).collect();
            let sought = || -> Option<Sought> {
                let problem = problem(&rows)?;
                let fit = problem.fit().ok()?;
                Sought::of(self, &problem, &fit).ok()
            };
            let before = resample * starts;
            // A resample that cannot be estimated is counted as one without a solution.
            if let Some(sought) = sought() {
                let seeded = Self {
                    seed: stream::seed(
                        self.seed,
                        Purpose::SegmentResamples,
                        u64::MAX - resample as u64,
                    ),
                    ..self.clone()
                };
                let (best, _, stop) =
                    sought.search(&seeded, segments, starts, before, of, progress);
                if let Some(best) = best.filter(|_| !stop) {
                    tally.add(labels, &drawn, &best.labels());
                }
                stopped = stop;
            }
            if stopped {
                break;
            }
        }
        (Some(tally.stability()), stopped)
    }
}

impl Segmentation {
    /// The solution that is looked at closely; `None` if there is none at all.
    #[must_use]
    pub fn looked_at(&self) -> Option<&Found> {
        let mut all = self.solutions.iter();
        all.find(|s| s.segments == self.number)?.found.as_ref()
    }
}

impl Segmentation {
    /// The findings: numbers of segments without a solution, and, of the number that is looked at, a solution that one
    /// start alone has reached, and segments that are too small.
    pub(crate) fn findings(&self) -> Vec<SegmentFinding> {
        let not_found = self
            .solutions
            .iter()
            .filter(|s| s.found.is_none() && s.searched.starts > 0);
        let not_found = not_found.map(|s| SegmentFinding::SegmentsNotFound {
            segments: s.segments,
            starts: s.searched.starts,
            least: self.least,
            reason: s.searched.main_reason(),
        });
        let looked_at = self
            .solutions
            .iter()
            .filter(|s| s.segments == self.number && s.segments > 1);
        let closely = looked_at.flat_map(|solution| {
            let (segments, starts) = (solution.segments, solution.searched.starts);
            let once = solution.searched.reached == 1 && starts > 1;
            let once = once.then_some(SegmentFinding::SegmentsReachedOnce { segments, starts });
            let found = solution.found.iter();
            let small = found.flat_map(move |found| self.small(segments, found));
            once.into_iter().chain(small)
        });
        let tried = self.solutions.len();
        let stopped = self
            .stopped
            .then_some(SegmentFinding::SegmentsStopped { tried });
        not_found.chain(closely).chain(stopped).collect()
    }

    fn small(&self, segments: usize, found: &Found) -> Vec<SegmentFinding> {
        let of = |s: usize| {
            let (segment, rows) = (s + 1, found.sizes[s]);
            match &found.fits[s] {
                Err(reason) => Some(SegmentFinding::SegmentNotEstimated {
                    segments,
                    segment,
                    rows,
                    reason: reason.clone(),
                }),
                Ok(_) => (rows < self.advised).then_some(SegmentFinding::SmallSegment {
                    segments,
                    segment,
                    rows,
                    needed: self.advised,
                }),
            }
        };
        (0..found.sizes.len()).filter_map(of).collect()
    }
}

/// One segment has one solution, wherever it starts.
fn starts_of(segments: usize, starts: usize) -> usize {
    if segments == 1 { 1 } else { starts }
}

/// Starts of every number of segments up to this.
fn steps(most: usize, starts: usize) -> usize {
    (1..=most).map(|segments| starts_of(segments, starts)).sum()
}

/// What is searched, and in which rows.
struct Sought {
    of: Of,
    least: usize,
}

enum Of {
    Mixture(Equations),
    Partition(Box<Whole>),
}

/// The end of a climb.
enum Best {
    Mixture(Mixture),
    Partition(Climb),
}

impl Sought {
    fn of(settings: &Segments, problem: &Problem, fit: &Fit) -> Result<Self, SegmentError> {
        let of = match settings.method {
            Method::Fimix => Of::Mixture(Equations::of(fit, problem.sample())?),
            Method::Pos => Of::Partition(Box::new(Whole::of(problem)?)),
        };
        let mut sought = Self { of, least: 0 };
        sought.least = settings.smallest.max(sought.equations().needed());
        Ok(sought)
    }

    fn equations(&self) -> &Equations {
        match &self.of {
            Of::Mixture(equations) => equations,
            Of::Partition(whole) => &whole.equations,
        }
    }

    fn search(
        &self,
        settings: &Segments,
        segments: usize,
        starts: usize,
        before: usize,
        of: usize,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> (Option<Best>, Searched, bool) {
        let climb = |start: usize| self.climb(settings, segments, start);
        search(starts, climb, before, of, progress)
    }

    /// Climbs from the start of this number.
    fn climb(
        &self,
        settings: &Segments,
        segments: usize,
        start: usize,
    ) -> Result<Best, Degenerate> {
        let number = (segments as u64) << 32 | start as u64;
        let mut rng = stream::stream(settings.seed, Purpose::Segments, number);
        let n = self.equations().rows();
        match &self.of {
            Of::Mixture(equations) => {
                // Uniform on all posteriors of a row: shares of exponential waiting times.
                let mut posteriors = DMatrix::zeros(n, segments);
                for mut row in posteriors.row_iter_mut() {
                    row.iter_mut()
                        .for_each(|p| *p = -stream::open_unit(&mut rng).ln());
                    let sum: f64 = row.iter().sum();
                    row /= sum;
                }
                fimix::climb(equations, posteriors, self.least).map(Best::Mixture)
            }
            Of::Partition(whole) => {
                let mut labels: Vec<usize> = (0..n).map(|row| row % segments).collect();
                stream::shuffle(&mut rng, &mut labels);
                let start = Start {
                    labels,
                    segments,
                    least: self.least,
                    objective: settings.objective,
                };
                whole.climb(start).map(Best::Partition)
            }
        }
    }
}

impl Top for Best {
    fn height(&self) -> f64 {
        match self {
            Self::Mixture(mixture) => mixture.ln_l,
            Self::Partition(climb) => climb.objective,
        }
    }

    fn labels(&self) -> Vec<usize> {
        match self {
            Self::Mixture(mixture) => most_probable(&mixture.posteriors),
            Self::Partition(climb) => climb.labels.clone(),
        }
    }
}

/// The segment to which each row belongs most probably; of equals the first.
fn most_probable(posteriors: &DMatrix<f64>) -> Vec<usize> {
    let of_row = |i: usize| {
        let row = posteriors.row(i);
        (1..row.len()).fold(0, |best, s| if row[s] > row[best] { s } else { best })
    };
    (0..posteriors.nrows()).map(of_row).collect()
}

impl Best {
    /// The solution with the largest segment first, and with the study's own estimation in each.
    fn found(
        &self,
        sought: &Sought,
        fit: &Fit,
        rows: &[usize],
        estimate: &impl Fn(Vec<usize>) -> Result<Fit, String>,
    ) -> Found {
        let n = rows.len() as f64;
        let shares = match self {
            Self::Mixture(mixture) => mixture.shares.clone(),
            Self::Partition(climb) => {
                let sizes = sizes(&climb.labels, climb.paths.len());
                sizes.into_iter().map(|size| size as f64 / n).collect()
            }
        };
        let order = by_size(&shares);
        let labels = renumbered(&self.labels(), &order);
        let sizes = sizes(&labels, order.len());
        let rows_of = |s: usize| rows.iter().zip(&labels).filter(move |(_, l)| **l == s);
        let fits = (0..order.len()).map(|s| {
            let own: Vec<usize> = rows_of(s).map(|(row, _)| *row).collect();
            estimate(own)
        });
        let fits = fits.collect();
        let pairs = fit.plan().model().path_positions();
        let equations = sought.equations();
        let mut found = Found {
            sizes,
            shares: order.iter().map(|&s| shares[s]).collect(),
            fits,
            probabilities: None,
            ln_l: None,
            criteria: None,
            objective: None,
            converged: true,
            paths: Vec::new(),
            variances: vec![Vec::new(); order.len()],
            labels,
        };
        match self {
            Self::Mixture(mixture) => {
                let scales = &fit.estimates().scales;
                let path = |s: usize, (from, to): (usize, usize)| {
                    let e = equations.all.iter().position(|e| e.target == to)?;
                    let q = equations.all[e]
                        .predictors
                        .iter()
                        .position(|&q| q == from)?;
                    Some(mixture.coefficients[s][e][q] / scales[from])
                };
                let of_segment = |&s: &usize| pairs.iter().map(|&pair| path(s, pair)).collect();
                found.paths = order.iter().map(of_segment).collect();
                let targets = || equations.all.iter().map(|e| e.target);
                let variances = |&s: &usize| {
                    targets()
                        .zip(mixture.variances[s].iter().copied())
                        .collect()
                };
                found.variances = order.iter().map(variances).collect();
                let own = found.labels.iter().enumerate();
                let own = own.map(|(i, &label)| mixture.posteriors[(i, order[label])]);
                found.probabilities = Some(own.collect());
                found.ln_l = Some(mixture.ln_l);
                found.criteria = Some(MixtureCriteria::of(mixture, equations));
                found.converged = mixture.converged;
            }
            Self::Partition(climb) => {
                let of_segment = |&s: &usize| {
                    pairs
                        .iter()
                        .map(|&pair| Some(climb.paths[s][pair]))
                        .collect()
                };
                found.paths = order.iter().map(of_segment).collect();
                found.objective = Some(climb.objective);
            }
        }
        found
    }
}
