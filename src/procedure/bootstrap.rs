//! The bootstrap of a whole catalogue.

use std::collections::{BTreeMap, HashMap};
use std::ops::{ControlFlow, Range};

use super::part::{identity, row_width};
use super::{Jackknife, Part, ProcedureFinding, Span};
use crate::estimate::{Fit, Plan, Problem};
use crate::finding::{Finding, Findings};
use crate::guidance::{self, Judged};
use crate::infer::{Faults, InferFinding, IntervalFault, IntervalKind, Summary};
use crate::quantity::{Catalogue, Conclusion, Measure, Names, Quantity, Row, UnknownQuantity};
use crate::resample::{
    self, Bootstrap, Draws, Ledger, Progress, ReplicateSigns, Replicates, ResampleError, Stage,
    as_stage,
};

/// The bootstrap inference for every quantity of a catalogue.
#[derive(Debug)]
pub struct Inference {
    quantities: Vec<Quantity>,
    /// The place of each among them.
    places: HashMap<Quantity, usize>,
    summaries: Vec<Summary>,
    faults: Vec<Faults>,
    ledger: Ledger,
    replicates: Replicates,
    jackknife: Option<Jackknife>,
    level: f64,
    /// Clusters that are drawn, if not rows.
    clusters: Option<usize>,
    /// For given resamples: the number of different ones, and the total number.
    given: Option<(usize, usize)>,
    /// The kind of interval on which conclusions rest.
    shown: IntervalKind,
}

/// A quantity that is not defined in more than this share of the resamples used is a finding.
const FEW_UNDEFINED: f64 = 0.01;

/// A remark about a kind of interval, and the quantities that it concerns.
type Grouped = ((IntervalKind, IntervalFault), Vec<String>);

/// Estimates the model again in every resample, and summarises every quantity, with a given fit and catalogue of the
/// problem. [`Problem::bootstrap`] makes both.
///
/// Every resample passes through the same steps as the original sample: treatment of missing answers, standardisation,
/// weights from the same starting values, sign rule, correction, effects, reliability. Resamples that cannot be estimated
/// or do not converge are counted in the [`Ledger`] and left out; a setting decides about inadmissible resamples.
///
/// `progress` is called from time to time on the calling thread; if it returns `Break`, the run stops and the
/// completed resamples are summarised.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::{Bootstrap, Catalogue, Missing, Model, Options, Problem, Quantity, Table, bootstrap};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let fit = problem.fit()?;
/// let catalogue = Catalogue::new(problem.plan());
/// let inference =
///     bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(500), &mut |_| ControlFlow::Continue(()))?;
/// let path = Quantity::path("Resources", "Success");
/// assert!(inference.summary(&path).unwrap().p.unwrap() < 0.001);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// # Errors
/// [`ResampleError`]: a setting is not valid, a given resample does not fit the sample, or fewer than three resamples
/// could be used; problem, fit and catalogue are not of one model with one set of options.
pub fn bootstrap(
    problem: &Problem,
    fit: &Fit,
    catalogue: &Catalogue,
    options: &Bootstrap,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Inference, ResampleError> {
    let all = 0..options.resamples();
    // The jackknife comes first, so that a bootstrap that is stopped has all its intervals.
    let stages = stages(options);
    let jackknife = {
        let progress = &mut as_stage(progress, Stage::Jackknife, 1, stages);
        Jackknife::needed(problem, fit, catalogue, options, progress)?
    };
    let progress = &mut as_stage(progress, Stage::Resamples, stages, stages);
    let towards = towards(problem, options, || Ok(fit.stage_weights()))?;
    let replicates = replicates(
        problem,
        catalogue,
        options,
        towards.as_deref(),
        all,
        progress,
    )?;
    Inference::of(problem, fit, catalogue, options, replicates, jackknife)
}

/// Whether the resamples of a problem can be drawn by these settings, and their values be held; nothing is resampled yet.
pub(crate) fn prove(
    problem: &Problem,
    catalogue: &Catalogue,
    options: &Bootstrap,
) -> Result<(), ResampleError> {
    of_one_problem(problem.plan(), catalogue.plan(), "catalogue")?;
    let units = options.check(problem.sample())?;
    if Jackknife::is_needed(options) {
        resample::room(units.len(), catalogue.quantities().len())?;
    }
    let width = row_width(catalogue, options);
    resample::room(options.resamples(), width).map(drop)
}

/// Stages of a bootstrap: resamples, most often after a jackknife.
pub(crate) fn stages(options: &Bootstrap) -> usize {
    1 + usize::from(Jackknife::is_needed(options))
}

/// A part of a bootstrap: the resamples of a range, counted from 0. [`merge`](super::merge()) merges the parts of a whole
/// run.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::procedure::{bootstrap_part, merge};
/// # use pls_sem::{Bootstrap, Catalogue, Missing, Model, Options, Problem, Quantity, Table, bootstrap};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// # let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// # let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// # let (fit, catalogue) = (problem.fit()?, Catalogue::new(problem.plan()));
/// # let go_on = &mut |_: pls_sem::Progress| ControlFlow::Continue(());
/// let options = Bootstrap::new(500);
/// let parts = [
///     bootstrap_part(&problem, &catalogue, &options, 0..200, go_on)?,
///     bootstrap_part(&problem, &catalogue, &options, 200..500, go_on)?,
/// ];
/// let merged = merge(&problem, &fit, &catalogue, &options, parts, go_on)?;
/// let whole = bootstrap(&problem, &fit, &catalogue, &options, go_on)?;
/// assert!(merged.iter().eq(whole.iter()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ResampleError`]: a setting is not valid, the run has no such resamples, or the catalogue is of another problem.
pub fn bootstrap_part(
    problem: &Problem,
    catalogue: &Catalogue,
    options: &Bootstrap,
    range: Range<usize>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Part, ResampleError> {
    let span = part_span(problem, catalogue, options, range.clone())?;
    let of_sample = || Ok(problem.fit()?.stage_weights());
    let towards = towards(problem, options, of_sample)?;
    let replicates = replicates(
        problem,
        catalogue,
        options,
        towards.as_deref(),
        range,
        progress,
    )?;
    Ok(Part::of(span, towards, replicates))
}

/// Which resamples of which run [`bootstrap_part`] will make of a range.
///
/// # Errors
/// [`ResampleError`]: the run has no such resamples.
pub fn part_span(
    problem: &Problem,
    catalogue: &Catalogue,
    options: &Bootstrap,
    range: Range<usize>,
) -> Result<Span, ResampleError> {
    let resamples = options.resamples();
    if range.is_empty() || range.end > resamples {
        return Err(ResampleError::Range {
            from: range.start,
            to: range.end,
            resamples,
        });
    }
    Ok(Span {
        identity: identity(problem, catalogue, options),
        of: resamples,
        range,
    })
}

/// The weights that decide the signs of composites, if any: those of the sample, unless others are given.
fn towards(
    problem: &Problem,
    options: &Bootstrap,
    of_sample: impl FnOnce() -> Result<Vec<Vec<f64>>, ResampleError>,
) -> Result<Option<Vec<Vec<f64>>>, ResampleError> {
    if options.signs_of(problem.plan()) == ReplicateSigns::None {
        return Ok(None);
    }
    match &options.towards {
        Some(weights) => Ok(Some(weights.clone())),
        None => of_sample().map(Some),
    }
}

/// A fit and a catalogue follow from the problem, with its model and its settings.
pub(super) fn of_one_problem(
    problem: &Plan,
    other: &Plan,
    what: &'static str,
) -> Result<(), ResampleError> {
    if problem.written() == other.written() && problem.options() == other.options() {
        return Ok(());
    }
    Err(ResampleError::OtherProblem { what })
}

fn replicates(
    problem: &Problem,
    catalogue: &Catalogue,
    options: &Bootstrap,
    towards: Option<&[Vec<f64>]>,
    range: Range<usize>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Replicates, ResampleError> {
    let (plan, sample): (&Plan, _) = (problem.plan(), problem.sample());
    of_one_problem(plan, catalogue.plan(), "catalogue")?;
    let units = options.check(sample)?;
    let row = Row {
        plan,
        sample,
        catalogue,
        towards,
    };
    resample::replicate(sample, options, &units, range, &row, progress)
}

impl Inference {
    /// Summarises the replicates of a run.
    pub(super) fn of(
        problem: &Problem,
        fit: &Fit,
        catalogue: &Catalogue,
        options: &Bootstrap,
        replicates: Replicates,
        jackknife: Option<Jackknife>,
    ) -> Result<Self, ResampleError> {
        let plan = problem.plan();
        of_one_problem(plan, fit.plan(), "fit")?;
        let ledger = Ledger::new(options.resamples(), &replicates, plan);
        ledger.enough()?;
        let estimates = catalogue.values(fit);
        let units = options.check(problem.sample())?;
        let (summaries, faults) = resample::summarise(
            &replicates,
            &estimates,
            &catalogue.tested(),
            &options.asked,
            &units,
            jackknife.as_ref().map(Jackknife::left_out),
        )
        .into_iter()
        .unzip();
        let quantities = catalogue.quantities().to_vec();
        let places = quantities.iter().cloned().zip(0..).collect();
        Ok(Self {
            places,
            quantities,
            summaries,
            faults,
            ledger,
            replicates,
            jackknife,
            level: options.asked.level,
            clusters: options.cluster.as_ref().map(|_| units.len()),
            given: match &options.draws {
                Draws::Seeded { .. } => None,
                Draws::Given(rows) => Some((rows.different(), rows.len())),
            },
            shown: options.asked.intervals.shown(),
        })
    }

    /// The level of the intervals.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.level
    }

    /// Every quantity with its summary.
    pub fn iter(&self) -> impl Iterator<Item = (&Quantity, &Summary)> {
        self.quantities.iter().zip(&self.summaries)
    }

    /// The summary of one quantity; two constructs that belong together are named in either order.
    #[must_use]
    pub fn summary(&self, quantity: &Quantity) -> Option<&Summary> {
        Some(&self.summaries[self.place(quantity)?])
    }

    /// As [`Inference::summary`].
    ///
    /// # Errors
    /// [`UnknownQuantity`], with the nearest quantity that there is, or the measure to ask for.
    pub fn try_summary(&self, quantity: &Quantity) -> Result<&Summary, UnknownQuantity> {
        let place = self.place(quantity);
        let place = place.map_or_else(|| quantity.find_in(self.quantities.iter()), Ok)?;
        Ok(&self.summaries[place])
    }

    /// The place of a quantity; the two constructs of an undirected pair may be named in either
    /// order.
    fn place(&self, quantity: &Quantity) -> Option<usize> {
        let place = |quantity: &Quantity| self.places.get(quantity).copied();
        place(quantity).or_else(|| place(&quantity.turned()?))
    }

    /// The p-value of one quantity that tables show.
    ///
    /// [`Summary::p`] for paths, weights, loadings and similar quantities; [`Summary::p_percentile`] for products of
    /// paths: indirect effects, their differences, and total effects through a mediator. A product has a skewed
    /// distribution, and the p-value from ranks agrees with its interval.
    #[must_use]
    pub fn p(&self, quantity: &Quantity) -> Option<f64> {
        self.summary(quantity)?.p_shown
    }

    /// The kind of interval that tables show.
    #[must_use]
    pub fn shown(&self) -> IntervalKind {
        self.shown
    }

    /// The ledger of the resamples.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The jackknife, if it was requested or an interval needs it.
    #[must_use]
    pub fn jackknife(&self) -> Option<&Jackknife> {
        self.jackknife.as_ref()
    }

    /// Values of one quantity in the resamples used, in their order; `None` where it was not defined in one.
    #[must_use]
    pub fn replicates(&self, quantity: &Quantity) -> Option<Vec<Option<f64>>> {
        let column = *self.places.get(quantity)?;
        let used = self.replicates.used(column);
        Some(used.map(|x| Some(x).filter(|x| x.is_finite())).collect())
    }

    /// The findings of the run: draws left out, intervals that are not defined, conclusions that more resamples may
    /// change.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let jackknife = self.jackknife.as_ref().and_then(Jackknife::fault);
        let jackknife = jackknife.map(|reason| ProcedureFinding::JackknifeNotDone { reason });
        let few = self
            .clusters
            .filter(|&clusters| clusters < guidance::FEWEST_CLUSTERS);
        let alike = self
            .given
            .filter(|(different, given)| 2 * different < *given);
        let mut findings: Findings = self.ledger.findings().into_iter().collect();
        findings.extend(
            alike.map(|(different, given)| ProcedureFinding::AlikeResamples { different, given }),
        );
        findings.extend(few.map(|clusters| ProcedureFinding::FewClusters { clusters }));
        findings.extend(jackknife);
        findings.extend(self.undefined());
        findings.extend(self.interval_faults());
        findings.extend(self.unsettled());
        findings.0
    }

    /// Quantities that are not defined in more than a few resamples.
    fn undefined(&self) -> impl Iterator<Item = ProcedureFinding> {
        let used = self.ledger.used;
        let many = move |summary: &Summary| summary.undefined as f64 > FEW_UNDEFINED * used as f64;
        let those = self.iter().filter(move |(_, summary)| many(summary));
        those.map(
            move |(quantity, summary)| ProcedureFinding::UndefinedInResamples {
                quantity: quantity.to_string(),
                undefined: summary.undefined,
                used,
                summarised: summary.se.is_some(),
            },
        )
    }

    /// One finding for every kind of interval and reason.
    fn interval_faults(&self) -> Vec<ProcedureFinding> {
        let mut grouped: BTreeMap<(IntervalKind, IntervalFault), Vec<String>> = BTreeMap::new();
        for (quantity, faults) in self.quantities.iter().zip(&self.faults) {
            for &fault in faults {
                grouped.entry(fault).or_default().push(quantity.to_string());
            }
        }
        let finding = |((interval, fault), quantities): Grouped| ProcedureFinding::IntervalFault {
            interval: interval.label().to_owned(),
            defined: fault == IntervalFault::TooFewReplicates,
            reason: fault.to_string(),
            quantities,
        };
        grouped.into_iter().map(finding).collect()
    }

    /// Whether a total effect is the sum of two.
    fn has_both_effects(&self, of: &Names) -> bool {
        let has = |measure| {
            let mut those = self.quantities.iter().filter(|q| q.measure == measure);
            those.any(|q| q.of == *of)
        };
        has(Measure::Path) && has(Measure::Indirect)
    }

    /// Conclusions about effects and about ratios that lie within Monte Carlo error of their thresholds.
    fn unsettled(&self) -> impl Iterator<Item = InferFinding> {
        let of = |(quantity, summary): (&Quantity, &Summary)| {
            let unsettled = match quantity.measure.conclusion() {
                // Only that of a path or of an indirect effect is reported.
                Conclusion::Total if !self.has_both_effects(&quantity.of) => None,
                Conclusion::Coefficient
                | Conclusion::Product
                | Conclusion::Total
                | Conclusion::Defined => summary.unsettled(self.shown, self.level),
                Conclusion::Ratio => {
                    let bounds: Vec<f64> = guidance::upper_bounds(Judged::Htmt).collect();
                    summary.unsettled_upper(&bounds)
                }
                Conclusion::Strength | Conclusion::Size => None,
            }?;
            Some(unsettled.finding(quantity.to_string()))
        };
        self.iter().filter_map(of)
    }
}
