//! The jackknife of a whole catalogue: standard errors, and the most influential cases.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::bootstrap::of_one_problem;
use crate::estimate::{Fit, Problem};
use crate::infer::{self, IntervalKind};
use crate::moments::Sample;
use crate::quantity::Row;
use crate::quantity::{Catalogue, Quantity};
use crate::resample::{self, Bootstrap, LeftOut, Progress, ReplicateSigns, ResampleError, Units};

/// Every quantity of a catalogue, with each row (or each cluster of a clustered bootstrap) left out in turn.
#[derive(Debug)]
pub struct Jackknife {
    quantities: Vec<Quantity>,
    estimates: Vec<Option<f64>>,
    units: Units,
    left_out: LeftOut,
    /// Row of the table, from 0, of every row used.
    rows: Vec<usize>,
}

/// An estimate without some rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Influence {
    /// Rows of the table that are left out, from 0: one, or those of a cluster.
    pub rows: Vec<usize>,
    /// The estimate without them.
    pub without: f64,
    /// `without - estimate`.
    pub change: f64,
}

/// Estimates the model with each row left out.
///
/// ```text
/// SE²   (n - 1) / n Σ (t_(i) - mean)²        t_(i)  estimate without row i
/// bias  (n - 1) (mean - estimate)
/// ```
///
/// The cross products are not computed again: those of the row are subtracted.
///
/// ```
/// use std::ops::ControlFlow;
/// # use pls_sem::{Catalogue, Missing, Model, Options, Problem, Quantity, Table};
/// use pls_sem::procedure::jackknife;
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let problem = Problem::new(&model, &table, Missing::Error, &Options::default())?;
/// let (fit, catalogue) = (problem.fit()?, Catalogue::new(problem.plan()));
/// let jackknife = jackknife(&problem, &fit, &catalogue, &mut |_| ControlFlow::Continue(()))?;
/// let path = Quantity::path("Resources", "Success");
/// assert!(jackknife.se(&path).unwrap() < 0.1);
/// let most = &jackknife.influence(&path).unwrap()[0];
/// assert!(most.change.abs() < 0.02, "no firm carries the result: row {} changes it most", most.rows[0]);
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// # Errors
/// [`ResampleError`]: there is not memory enough, or problem, fit and catalogue are not of one model.
///
/// Source: Tukey (1958), Annals of Mathematical Statistics 29, 614; Efron & Tibshirani (1993), ch. 11.
pub fn jackknife(
    problem: &Problem,
    fit: &Fit,
    catalogue: &Catalogue,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Jackknife, ResampleError> {
    of_one_problem(problem.plan(), fit.plan(), "fit")?;
    let units = Units::rows(problem.sample().n());
    let signs = ReplicateSigns::of(problem.plan());
    Jackknife::of(problem, fit, catalogue, signs, units, progress)
}

impl Jackknife {
    /// The jackknife over the units that a bootstrap draws, if it is requested or an interval needs
    /// it.
    pub(super) fn needed(
        problem: &Problem,
        fit: &Fit,
        catalogue: &Catalogue,
        options: &Bootstrap,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Self>, ResampleError> {
        let units = options.check(problem.sample())?;
        let signs = options.signs_of(problem.plan());
        let jackknife = || Self::of(problem, fit, catalogue, signs, units, progress);
        Self::is_needed(options).then(jackknife).transpose()
    }

    /// Whether it is requested, or an interval needs it.
    pub(super) fn is_needed(options: &Bootstrap) -> bool {
        options.asked.jackknife
            || options.asks_for(IntervalKind::Bca)
            || options.asks_for(IntervalKind::Studentized)
    }

    fn of(
        problem: &Problem,
        fit: &Fit,
        catalogue: &Catalogue,
        signs: ReplicateSigns,
        units: Units,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Self, ResampleError> {
        let (plan, sample): (_, &Sample) = (problem.plan(), problem.sample());
        of_one_problem(plan, catalogue.plan(), "catalogue")?;
        let (estimates, weights) = (catalogue.values(fit), fit.stage_weights());
        let row = Row {
            plan,
            sample,
            catalogue,
            towards: Some(&weights[..]).filter(|_| signs == ReplicateSigns::Construct),
        };
        let left_out = resample::leave_out(sample, &units, &row, progress)?;
        Ok(Self {
            quantities: catalogue.quantities().to_vec(),
            estimates,
            units,
            left_out,
            rows: sample.rows_used().to_vec(),
        })
    }

    pub(super) fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    fn of_quantity(&self, quantity: &Quantity) -> Option<infer::Jackknifed> {
        let column = self.column(quantity)?;
        self.left_out
            .of(column, &self.units, self.estimates[column])
    }

    fn column(&self, quantity: &Quantity) -> Option<usize> {
        self.quantities.iter().position(|q| q == quantity)
    }

    /// Standard error; `None` if the quantity is not in the catalogue, or not defined without some row.
    #[must_use]
    pub fn se(&self, quantity: &Quantity) -> Option<f64> {
        self.of_quantity(quantity).map(|j| j.se)
    }

    /// Bias; `None` as for [`Jackknife::se`].
    #[must_use]
    pub fn bias(&self, quantity: &Quantity) -> Option<f64> {
        self.of_quantity(quantity).map(|j| j.bias)
    }

    /// The estimate without each row (or cluster), the largest change first; rows without which it is not defined are
    /// left out. `None` if the quantity has no estimate.
    #[must_use]
    pub fn influence(&self, quantity: &Quantity) -> Option<Vec<Influence>> {
        let column = self.column(quantity)?;
        let estimate = self.estimates[column]?;
        let without = self.left_out.column(column).enumerate();
        let mut influences: Vec<Influence> = without
            .filter(|(unit, t)| t.is_finite() && !self.left_out.failed.contains(unit))
            .map(|(unit, t)| Influence {
                rows: self.rows_of(unit),
                without: t,
                change: t - estimate,
            })
            .collect();
        influences.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
        Some(influences)
    }

    fn rows_of(&self, unit: usize) -> Vec<usize> {
        let rows = self.units.rows_of(unit).iter();
        rows.map(|&i| self.rows[i]).collect()
    }

    /// Why it is not whole, if it is not.
    pub(super) fn fault(&self) -> Option<String> {
        if !self.left_out.complete {
            return Some("it was stopped".to_owned());
        }
        let row = self.rows_of(*self.left_out.failed.first()?)[0] + 1;
        let others = match self.left_out.failed.len() - 1 {
            0 => String::new(),
            others => format!(" (nor without {others} others)"),
        };
        Some(format!(
            "the model cannot be estimated without row {row} (counted without the header){others}"
        ))
    }
}
