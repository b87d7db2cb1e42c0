//! PLS-POS: the partition of the rows in which the model explains most.

use nalgebra::DMatrix;

use super::SegmentError;
use super::equations::Equations;
use super::error::Degenerate;
use super::partition::sizes;
use super::settings::Objective;
use super::side_by_side::{Change, Estimated, SideBySide};
use crate::estimate::{EstimateError, Fit, Options, Plan, Problem};
use crate::moments::Kept;

/// A move counts if the objective rises by more than rounding.
const RISE: f64 = 1e-10;

/// A partition of the rows, as one climb ends.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Climb {
    /// The segment of every row used, from 0.
    pub labels: Vec<usize>,
    /// The sum of R² over segments and constructs, or another objective.
    pub objective: f64,
    /// R² of each segment, constructs with predictors in model order.
    pub r2: Vec<Vec<f64>>,
    /// Paths of each segment, from row to column, as they are reported: those of an interaction are of the unstandardised
    /// product.
    pub paths: Vec<DMatrix<f64>>,
    /// The objective after the first partition by distance, and after each row that was moved; it only rises.
    pub course: Vec<f64>,
}

/// PLS-POS from a partition that is given: a segment for every row used, counted from 0.
///
/// ```text
/// D_is = Σ_t sqrt( e²_ist / Σ_j e²_jst )       e_ist  error of row i in construct t by the paths of segment s,
///                                                     of the scores of the whole sample; sums over all rows
/// ```
///
/// The model is estimated in each segment, weights included, and every row goes to the segment that it is nearest to by
/// D. Then the rows that would come nearer elsewhere are tried, those that gain most first: the first whose move raises
/// the objective is moved, the two segments are estimated again, and the distances are taken again. The climb ends when
/// no such row raises it. A move changes the cross products of two segments by one row, so that no other is read.
///
/// R² are those of composites, in a study with consistent PLS, too. Composites are turned towards those of the whole
/// sample.
///
/// ```
/// use pls_sem::segments::{Objective, pos};
/// use pls_sem::{Missing, Model, Options, Problem, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let start: Vec<usize> = (0..273).map(|row| row % 2).collect();
/// let climb = pos(&problem, &start, 30, Objective::Sum)?;
/// assert!(climb.course.is_sorted());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SegmentError`]: the start does not fit the rows, or a segment falls below `smallest` rows (or two more than the most
/// predictors of a construct), or cannot be estimated.
///
/// Source: Becker, Rai, Ringle & Völckner (2013), MIS Quarterly 37(3), 665-694.
pub fn pos(
    problem: &Problem,
    labels: &[usize],
    smallest: usize,
    objective: Objective,
) -> Result<Climb, SegmentError> {
    let whole = Whole::of(problem)?;
    let n = whole.equations.rows();
    let segments = labels.iter().max().map_or(0, |most| most + 1);
    if labels.len() != n || sizes(labels, segments).contains(&0) {
        return Err(SegmentError::Start {
            what: format!(
                "names a segment for {} rows: it must do so for each of the {n} rows used, with numbers from 0 that leave none out",
                labels.len()
            ),
        });
    }
    let least = smallest.max(whole.equations.needed());
    let start = Start {
        labels: labels.to_vec(),
        segments,
        least,
        objective,
    };
    whole.climb(start).map_err(|why| SegmentError::Degenerate {
        reason: why.reason().to_owned(),
    })
}

/// What every climb shares: the rows, and the model in all of them.
pub(super) struct Whole {
    problem: Problem,
    pub(super) equations: Equations,
    weights: Vec<Vec<f64>>,
}

/// Where a climb starts.
pub(super) struct Start {
    pub(super) labels: Vec<usize>,
    pub(super) segments: usize,
    pub(super) least: usize,
    pub(super) objective: Objective,
}

impl Whole {
    pub(super) fn of(problem: &Problem) -> Result<Self, SegmentError> {
        // A corrected R² may be beyond 1, and is then the better the less reliable a segment is.
        let options = Options {
            consistent: false,
            reliability: Vec::new(),
            ..problem.plan().options().clone()
        };
        let plan = Plan::new(problem.plan().written(), &options).map_err(EstimateError::from)?;
        let problem = Problem {
            plan,
            sample: problem.sample().clone(),
        };
        let fit: Fit = problem.fit()?;
        Ok(Self {
            equations: Equations::of(&fit, problem.sample())?,
            weights: fit.stage_weights(),
            problem,
        })
    }

    pub(super) fn climb(&self, start: Start) -> Result<Climb, Degenerate> {
        let Start {
            mut labels,
            segments,
            least,
            objective,
        } = start;
        let (plan, sample) = (self.problem.plan(), self.problem.sample());
        let side = SideBySide::new(plan, sample, &self.equations, &self.weights);
        let mut climber = Climber {
            equations: &self.equations,
            side,
            objective,
            errors: vec![0.0; labels.len()],
        };
        if segments > 1 {
            let kept = climber.side.kept(&labels, segments);
            let models = climber.all(&labels, &kept)?;
            labels = climber.nearest(&models);
        }
        let mut sizes = sizes(&labels, segments);
        if sizes.iter().any(|&size| size < least) {
            return Err(Degenerate::Small);
        }
        let mut kept = climber.side.kept(&labels, segments);
        let mut models = climber.all(&labels, &kept)?;
        let mut height = climber.height(&models, &sizes);
        let mut course = vec![height];
        loop {
            let mut moves = climber.moves(&labels, &models);
            moves.retain(|m| sizes[m.from] > least);
            let found = climber.first_rise(&labels, &kept, &models, &sizes, &moves, height);
            let Some((Move { row, from, to }, changed, higher)) = found else {
                break;
            };
            kept[from].leave(sample, row);
            kept[to].join(sample, row);
            (labels[row], height) = (to, higher);
            sizes[from] -= 1;
            sizes[to] += 1;
            let [left, joined] = changed;
            (models[from], models[to]) = (left, joined);
            course.push(height);
        }
        Ok(Climb {
            labels,
            objective: height,
            r2: models.iter().map(|model| model.r2.clone()).collect(),
            paths: models.iter().map(reported).collect(),
            course,
        })
    }
}

/// A row that would come nearer in another segment.
#[derive(Debug, Clone, Copy)]
struct Move {
    row: usize,
    from: usize,
    to: usize,
}

struct Climber<'p> {
    equations: &'p Equations,
    side: SideBySide<'p>,
    objective: Objective,
    errors: Vec<f64>,
}

impl Climber<'_> {
    /// The model in every segment.
    fn all(&mut self, labels: &[usize], kept: &[Kept]) -> Result<Vec<Estimated>, Degenerate> {
        let unchanged = |segment: usize| Change {
            segment,
            leaves: None,
            joins: None,
        };
        let changes: Vec<Change> = (0..kept.len()).map(unchanged).collect();
        let models = self.side.estimate(labels, kept, &changes).into_iter();
        models
            .collect::<Option<_>>()
            .ok_or(Degenerate::NotEstimated)
    }

    /// What segments with these models and sizes are worth.
    fn height(&self, models: &[Estimated], sizes: &[usize]) -> f64 {
        let all: usize = sizes.iter().sum();
        let of = |(model, &size): (&Estimated, &usize)| self.worth(model, size, all);
        models.iter().zip(sizes).map(of).sum()
    }

    fn worth(&self, model: &Estimated, size: usize, all: usize) -> f64 {
        let share = match self.objective {
            Objective::Sum => 1.0,
            Objective::Weighted => size as f64 / all as f64,
        };
        share * model.r2.iter().sum::<f64>()
    }

    /// The distance of every row (segment by segment) from each segment.
    fn distances(&mut self, models: &[Estimated]) -> Vec<Vec<f64>> {
        let n = self.errors.len();
        let mut all = Vec::with_capacity(models.len());
        for model in models {
            let mut distances = vec![0.0; n];
            for equation in &self.equations.all {
                let b: Vec<f64> = equation
                    .predictors
                    .iter()
                    .map(|&s| model.paths[(s, equation.target)])
                    .collect();
                self.equations.errors(equation, &b, &mut self.errors);
                let weighted = self.errors.iter().enumerate();
                let squares: f64 = weighted.map(|(i, e)| self.equations.case(i) * e * e).sum();
                if squares > 0.0 {
                    let root = squares.sqrt();
                    let rows = distances.iter_mut().zip(&self.errors);
                    rows.for_each(|(distance, e)| *distance += e.abs() / root);
                }
            }
            all.push(distances);
        }
        all
    }

    /// The segment that each row is nearest to; of equals the first.
    fn nearest(&mut self, models: &[Estimated]) -> Vec<usize> {
        let distances = self.distances(models);
        let of_row = |i: usize| nearest_of(&distances, i, 0..models.len());
        (0..self.errors.len()).map(of_row).collect()
    }

    /// Rows that would come nearer elsewhere, those that gain most first.
    fn moves(&mut self, labels: &[usize], models: &[Estimated]) -> Vec<Move> {
        if models.len() < 2 {
            return Vec::new();
        }
        let distances = self.distances(models);
        let of_row = |(row, &from): (usize, &usize)| {
            let others = (0..models.len()).filter(|&s| s != from);
            let to = nearest_of(&distances, row, others);
            let gain = distances[from][row] - distances[to][row];
            (gain > 0.0).then_some((gain, Move { row, from, to }))
        };
        let mut moves: Vec<(f64, Move)> = labels.iter().enumerate().filter_map(of_row).collect();
        moves.sort_by(|a, b| b.0.total_cmp(&a.0));
        moves.into_iter().map(|(_, m)| m).collect()
    }

    /// The first move that raises the objective, with the models of its two segments and the new height. As many moves are
    /// tried together as there are lanes for.
    fn first_rise(
        &mut self,
        labels: &[usize],
        kept: &[Kept],
        models: &[Estimated],
        sizes: &[usize],
        moves: &[Move],
        height: f64,
    ) -> Option<(Move, [Estimated; 2], f64)> {
        let together = (self.side.lanes() / 2).max(1);
        let all: usize = sizes.iter().sum();
        for moves in moves.chunks(together) {
            let change = |&Move { row, from, to }: &Move| {
                let leaves = Change {
                    segment: from,
                    leaves: Some(row),
                    joins: None,
                };
                let joins = Change {
                    segment: to,
                    leaves: None,
                    joins: Some(row),
                };
                [leaves, joins]
            };
            let changes: Vec<Change> = moves.iter().flat_map(change).collect();
            let mut estimated = self.side.estimate(labels, kept, &changes).into_iter();
            for &candidate in moves {
                let (left, joined) = (estimated.next().flatten(), estimated.next().flatten());
                let Some((left, joined)) = left.zip(joined) else {
                    continue;
                };
                let Move { from, to, .. } = candidate;
                let rise = self.worth(&left, sizes[from] - 1, all)
                    + self.worth(&joined, sizes[to] + 1, all)
                    - self.worth(&models[from], sizes[from], all)
                    - self.worth(&models[to], sizes[to], all);
                if rise > RISE {
                    return Some((candidate, [left, joined], height + rise));
                }
            }
        }
        None
    }
}

/// Paths as they are reported.
fn reported(model: &Estimated) -> DMatrix<f64> {
    let (rows, columns) = model.paths.shape();
    DMatrix::from_fn(rows, columns, |s, t| model.paths[(s, t)] / model.scales[s])
}

/// Which of some segments a row is nearest to; of equals the first.
fn nearest_of(distances: &[Vec<f64>], row: usize, among: impl Iterator<Item = usize>) -> usize {
    let nearest = among.min_by(|&a, &b| distances[a][row].total_cmp(&distances[b][row]));
    nearest.unwrap_or(0)
}
