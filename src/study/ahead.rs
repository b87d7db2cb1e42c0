//! What a study says about rows that it has not seen.

use std::ops::ControlFlow;

use super::{RunError, Start, Study};
use crate::data::{Data, DataError, Groups, Table};
use crate::estimate::{EstimateError, Options, Problem};
use crate::model::Model;
use crate::predict::{
    Cvpat, Expectation, PlsPredict, Predictions, Predictor, compare_models, plspredict,
    plspredict_beside,
};
use crate::resample::Progress;

impl Study {
    /// What predicts new rows by this study: estimated from all its rows, with intervals from the errors of held-out rows, by the
    /// settings of its predictions, or by their defaults. Without intervals, if `progress` breaks before a repetition is done.
    ///
    /// # Errors
    /// [`RunError`]: the model cannot be estimated from these rows, or has nothing to predict.
    pub fn predictor(
        &self,
        table: &Table,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Predictor, RunError> {
        let problem = Problem::new(&self.model, table, self.missing, &self.options)?;
        let predictor = problem.fit()?.predictor()?;
        let options = self.predict.clone().unwrap_or_default();
        let options = options.expectation(Expectation::Composites);
        let options = self.with_groups(options, table)?;
        match plspredict(&problem, &options, progress)? {
            Some(predictions) => Ok(predictor.with_intervals(&predictions)?),
            None => Ok(predictor),
        }
    }

    /// Compares the losses of the models of several studies out of sample, on the folds of this one: every two of them, in
    /// this order and with this one first. `None`, if this study asks for no predictions, or `progress` breaks before a
    /// repetition is done.
    ///
    /// # Errors
    /// [`RunError`]: a model cannot be estimated from its rows, or rows cannot be predicted.
    pub fn compare_losses(
        &self,
        (name, table): (&str, &Table),
        others: &[(&str, &Self, &Table)],
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Vec<Cvpat>>, RunError> {
        let Some(options) = &self.predict else {
            return Ok(None);
        };
        let options = self.with_groups(options.clone(), table)?;
        let of =
            |study: &Self, table| Problem::new(&study.model, table, study.missing, &study.options);
        let own = of(self, table)?;
        let others = others
            .iter()
            .map(|&(name, study, table)| Ok((name, of(study, table)?)))
            .collect::<Result<Vec<_>, EstimateError>>()?;
        let others: Vec<(&str, &Problem)> = others.iter().map(|(name, p)| (*name, p)).collect();
        Ok(compare_models((name, &own), &others, &options, progress)?)
    }

    /// The rows that are held out, predicted.
    pub(super) fn predictions(
        &self,
        data: Data,
        start: &Start<'_>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Predictions>, RunError> {
        let (Some(rows), Some(options), Data::Rows(table)) = (&start.rows, &self.predict, data)
        else {
            return Ok(None);
        };
        let options = self.with_groups(options.clone(), table)?;
        let of_rival =
            |model: &Model, options: &Options| Problem::new(model, table, self.missing, options);
        let rivals = self.of_rivals(of_rival)?;
        let rivals: Vec<(&str, &Problem)> = rivals.iter().map(|(name, p)| (*name, p)).collect();
        Ok(plspredict_beside(
            &rows.problem,
            &rivals,
            &options,
            progress,
        )?)
    }

    /// The predictions, with the groups of rows that their folds are made of.
    pub(super) fn with_groups(
        &self,
        mut options: PlsPredict,
        table: &Table,
    ) -> Result<PlsPredict, DataError> {
        if let Some(column) = &self.predict_strata {
            options = options.strata(Groups::of(table, column)?);
        }
        if let Some(column) = &self.predict_cluster {
            options = options.cluster(Groups::of(table, column)?);
        }
        Ok(options)
    }
}
