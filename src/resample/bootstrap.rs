//! Settings of the bootstrap.

use rand::rngs::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{GivenRows, ResampleError, Units};
use crate::data::Groups;
use crate::estimate::{Plan, Signs};
use crate::infer::{Asked, IntervalKind, Intervals, Level, LevelError, PValues};
use crate::moments::Sample;
use crate::numeric::stream::{self, Purpose};

/// Fewer resamples than this say nothing.
pub(crate) const FEWEST: usize = 3;

/// The bootstrap: resamples of all rows with replacement, each estimated like the original sample.
///
/// Results depend on the seed alone and not on threads, and the first 1,000 of 10,000 resamples are those of a run
/// with 1,000. Resample r draws from stream r of `ChaCha8` keyed by the seed.
///
/// ```
/// use pls_sem::{Bootstrap, IntervalKind};
///
/// let bootstrap = Bootstrap::new(10_000)
///     .seed(20_241_122)
///     .level(0.95)
///     .intervals([IntervalKind::Bca, IntervalKind::Basic]);
/// ```
///
/// Source: Efron (1979), Annals of Statistics 7(1), 1-26.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Bootstrap {
    pub(crate) draws: Draws,
    pub(crate) asked: Asked,
    pub(crate) failed: Policy,
    pub(crate) strata: Option<Groups>,
    pub(crate) cluster: Option<Groups>,
    /// The rule for the signs of composites; by default it follows from the sign rule of the estimation.
    pub(crate) signs: Option<ReplicateSigns>,
    /// The weights that decide the signs of composites in place of the sample's weights, one set for
    /// every stage.
    pub(crate) towards: Option<Vec<Vec<f64>>>,
    /// Whether it runs on the calling thread, for procedures that run many bootstraps at a time.
    pub(crate) alone: bool,
}

/// Where the resamples come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Draws {
    /// Drawn from the streams of a seed.
    Seeded {
        resamples: usize,
        seed: u64,
        purpose: Purpose,
    },
    /// Given row by row.
    Given(GivenRows),
}

/// The treatment of resamples with an inadmissible solution. Failed resamples without numbers are never
/// used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Policy {
    /// They are left out and counted. The default. If many are left out, the distribution is
    /// truncated.
    #[default]
    Drop,
    /// It is used and counted.
    Keep,
    /// Resamples that are inadmissible or have no numbers are drawn again, from the replicate's own stream, at most 100
    /// times each.
    Redraw,
}

/// The rule for the signs of the composites of a replicate, each of which is unique only up to its
/// sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ReplicateSigns {
    /// Every composite gets the sign of the composite that the weights of the sample form from the
    /// same rows:
    ///
    /// ```text
    /// w*_j' S*_jj w_j >= 0        w*, S*  weights and correlations of the replicate,  w  weights of the sample
    /// ```
    ///
    /// Only the block decides, never a path. A block whose indicators pull in opposite directions would otherwise
    /// change its sign from one replicate to the next. The default, unless the sign rule of the estimation is `none`.
    #[default]
    Construct,
    /// They keep the signs from the sign rule of the estimation.
    None,
}

impl ReplicateSigns {
    /// The default for a sign rule of the estimation.
    pub(crate) fn of(plan: &Plan) -> Self {
        Self::after(plan.options().signs)
    }

    pub(crate) fn after(signs: Signs) -> Self {
        match signs {
            Signs::None => Self::None,
            _ => Self::Construct,
        }
    }
}

impl Draws {
    /// The draws, without the name of the file of given rows.
    pub(crate) fn of_what(&self) -> String {
        match self {
            Self::Seeded { .. } => format!("{self:?}"),
            Self::Given(rows) => rows.numbers(),
        }
    }
}

impl Bootstrap {
    /// This many resamples; at least 3, 500 to explore and 10,000 to publish. Seed 1, level 0.95, percentile intervals.
    pub fn new(resamples: usize) -> Self {
        Self::from(Draws::Seeded {
            resamples,
            seed: 1,
            purpose: Purpose::Bootstrap,
        })
    }

    /// Given rows for each resample, in place of drawn ones.
    pub fn of_rows(rows: GivenRows) -> Self {
        Self::from(Draws::Given(rows))
    }

    fn from(draws: Draws) -> Self {
        Self {
            draws,
            asked: Asked::default(),
            failed: Policy::default(),
            strata: None,
            cluster: None,
            signs: None,
            towards: None,
            alone: false,
        }
    }

    /// The seed. Default: 1. Given resamples have no seed.
    pub fn seed(mut self, new: u64) -> Self {
        if let Draws::Seeded { seed, .. } = &mut self.draws {
            *seed = new;
        }
        self
    }

    /// Draws from the streams of another purpose.
    pub(crate) fn purpose(mut self, new: Purpose) -> Self {
        if let Draws::Seeded { purpose, .. } = &mut self.draws {
            *purpose = new;
        }
        self
    }

    /// Runs on the calling thread only.
    pub(crate) fn alone(mut self) -> Self {
        self.alone = true;
        self
    }

    /// The level of the intervals, between 0 and 1: a [`Level`], or a number that is checked when the bootstrap is
    /// run. Default: 0.95.
    pub fn level(mut self, level: impl Into<f64>) -> Self {
        self.asked.level = level.into();
        self
    }

    /// Kinds of interval. The report shows the first of them, and the percentile interval is always computed as
    /// well. Default: the percentile interval.
    pub fn intervals(mut self, kinds: impl IntoIterator<Item = IntervalKind>) -> Self {
        self.asked.intervals = Intervals::new(kinds);
        self
    }

    /// Adds one-sided bounds at the level, and one-sided p-values. Default: no.
    pub fn one_sided(mut self, one_sided: bool) -> Self {
        self.asked.one_sided = one_sided;
        self
    }

    /// The distribution for p-values. Default: Student's t with n - 1 degrees of freedom.
    pub fn p_values(mut self, p_values: PValues) -> Self {
        self.asked.p_values = p_values;
        self
    }

    /// Adds the jackknife standard error and bias. Default: no.
    pub fn jackknife(mut self, jackknife: bool) -> Self {
        self.asked.jackknife = jackknife;
        self
    }

    /// The treatment of resamples with an inadmissible solution. Default: they are dropped.
    pub fn failed(mut self, policy: Policy) -> Self {
        self.failed = policy;
        self
    }

    /// The rule for the signs of the composites of a resample. Default: the signs in the sample, unless the sign rule
    /// of the estimation is [`Signs::None`].
    pub fn signs(mut self, signs: ReplicateSigns) -> Self {
        self.signs = Some(signs);
        self
    }

    /// The composites of a resample get the signs that these weights give, in place of the sample's
    /// weights.
    pub(crate) fn towards(mut self, weights: Option<Vec<Vec<f64>>>) -> Self {
        self.towards = weights;
        self
    }

    /// Draws what another bootstrap draws: its clusters, within its strata.
    pub(crate) fn units_of(mut self, other: &Self) -> Self {
        self.strata.clone_from(&other.strata);
        self.cluster.clone_from(&other.cluster);
        self
    }

    /// The bootstrap of a group: of these rows of the table, which stand at these places among the rows used.
    pub(crate) fn of_group(&self, rows: &[usize], places: &[usize]) -> Self {
        let of = |groups: &Option<Groups>| groups.as_ref().map(|groups| groups.of_some_rows(rows));
        Self {
            draws: match &self.draws {
                Draws::Given(given) => Draws::Given(given.of_group(places)),
                seeded @ Draws::Seeded { .. } => seeded.clone(),
            },
            strata: of(&self.strata),
            cluster: of(&self.cluster),
            ..self.clone()
        }
    }

    /// The rule for the signs of composites in resamples of this plan.
    pub(crate) fn signs_of(&self, plan: &Plan) -> ReplicateSigns {
        self.signs.unwrap_or(ReplicateSigns::of(plan))
    }

    /// Strata: draws within each of these groups, as many rows (or clusters) as the group has.
    pub fn strata(mut self, groups: Groups) -> Self {
        self.strata = Some(groups);
        self
    }

    /// Clusters: draws these groups as a whole, because their rows are not independent of each other, such as
    /// firms of one region.
    pub fn cluster(mut self, groups: Groups) -> Self {
        self.cluster = Some(groups);
        self
    }

    /// Sets all requested inference at once.
    pub(crate) fn asking(mut self, asked: Asked) -> Self {
        self.asked = asked;
        self
    }

    /// The seed; `None` when resamples are given.
    #[must_use]
    pub fn get_seed(&self) -> Option<u64> {
        self.seeded()
    }

    /// The level of the intervals.
    #[must_use]
    pub fn get_level(&self) -> f64 {
        self.asked.level
    }

    /// Kinds of interval, that of the tables first.
    #[must_use]
    pub fn get_intervals(&self) -> &[IntervalKind] {
        &self.asked.intervals
    }

    /// Whether bounds and p-values of one side are given.
    #[must_use]
    pub fn get_one_sided(&self) -> bool {
        self.asked.one_sided
    }

    /// The distribution for p-values.
    #[must_use]
    pub fn get_p_values(&self) -> PValues {
        self.asked.p_values
    }

    /// Whether the jackknife is requested.
    #[must_use]
    pub fn get_jackknife(&self) -> bool {
        self.asked.jackknife
    }

    /// The treatment of inadmissible resamples.
    #[must_use]
    pub fn get_failed(&self) -> Policy {
        self.failed
    }

    /// The rule for the signs of the composites of a resample; `None` if the sign rule of the
    /// estimation decides.
    #[must_use]
    pub fn get_signs(&self) -> Option<ReplicateSigns> {
        self.signs
    }

    /// The groups that are drawn within.
    #[must_use]
    pub fn get_strata(&self) -> Option<&Groups> {
        self.strata.as_ref()
    }

    /// The groups that are drawn as a whole.
    #[must_use]
    pub fn get_cluster(&self) -> Option<&Groups> {
        self.cluster.as_ref()
    }

    /// Number of resamples.
    #[must_use]
    pub fn resamples(&self) -> usize {
        match &self.draws {
            Draws::Seeded { resamples, .. } => *resamples,
            Draws::Given(rows) => rows.len(),
        }
    }

    /// The seed of the resamples; `None` if they are given.
    pub(crate) fn seeded(&self) -> Option<u64> {
        match self.draws {
            Draws::Seeded { seed, .. } => Some(seed),
            Draws::Given(_) => None,
        }
    }

    /// Whether the resamples are given.
    pub(crate) fn is_given(&self) -> bool {
        matches!(self.draws, Draws::Given(_))
    }

    pub(crate) fn asks_for(&self, kind: IntervalKind) -> bool {
        self.asked.asks_for(kind)
    }

    /// Checks that the settings are valid for a sample, and prepares its draws.
    pub(crate) fn check(&self, sample: &Sample) -> Result<Units, ResampleError> {
        if self.resamples() < FEWEST {
            return Err(ResampleError::FewResamples {
                resamples: self.resamples(),
            });
        }
        let level = Level::new(self.asked.level);
        level.map_err(|LevelError { value }| ResampleError::Level { value })?;
        let units = Units::of(sample, self.strata.as_ref(), self.cluster.as_ref())?;
        if self.asks_for(IntervalKind::Studentized) && !units.are_plain() {
            return Err(ResampleError::StudentizedUnits);
        }
        if let Draws::Given(rows) = &self.draws {
            rows.check(sample.n())?;
            if self.failed == Policy::Redraw {
                return Err(ResampleError::GivenNot {
                    what: "drawn again: set `failed` to \"drop\" or \"keep\"",
                });
            }
            if self.strata.is_some() || self.cluster.is_some() {
                return Err(ResampleError::GivenNot {
                    what: "drawn by strata or clusters: leave these out",
                });
            }
        }
        Ok(units)
    }

    /// The draws of one replicate, the first of which is its resample unless it must be drawn again.
    pub(super) fn replicate<'b>(&'b self, units: &'b Units, r: usize) -> Replicate<'b> {
        match &self.draws {
            Draws::Seeded { seed, purpose, .. } => Replicate::Drawn {
                rng: stream::stream(*seed, *purpose, r as u64),
                units,
            },
            Draws::Given(rows) => Replicate::Given { rows, r },
        }
    }
}

/// The draws of one replicate, one after the other.
#[allow(clippy::large_enum_variant)] // lives on the stack, once in each replicate
pub(super) enum Replicate<'b> {
    Drawn { rng: ChaCha8Rng, units: &'b Units },
    Given { rows: &'b GivenRows, r: usize },
}

impl Replicate<'_> {
    /// How often each row stands in the next draw.
    pub(super) fn count(&mut self, counts: &mut [f64]) {
        match self {
            Self::Drawn { rng, units } => units.draw(rng, counts),
            Self::Given { rows, r } => {
                counts.fill(0.0);
                rows.row_numbers(*r).for_each(|row| counts[row] += 1.0);
            }
        }
    }
}
