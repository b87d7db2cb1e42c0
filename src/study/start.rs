//! What a run starts from: rows and model joined, and all checks that come before long computations.

use std::ops::ControlFlow;

use super::{RunError, Study};
use crate::assess::criteria::{self, Compared};
use crate::assess::redundancy::{self, Redundancy};
use crate::data::{Data, DataError, Groups, Table};
use crate::estimate::{EstimateError, Fit, Options, Plan, Problem};
use crate::groups::{Comparison, GroupsError, Multigroup};
use crate::model::Model;
use crate::moments::Missing;
use crate::predict;
use crate::procedure::{self, Like};
use crate::quantity::{Catalogue, DefineError};
use crate::resample::{Bootstrap, Progress, ReplicateSigns, Stage};

/// A study before its bootstrap.
pub(super) struct Start<'s> {
    /// `None` if a matrix was given.
    pub(super) rows: Option<Rows>,
    pub(super) catalogue: Catalogue,
    pub(super) fit: Fit,
    pub(super) groups: Option<Multigroup<'s>>,
    pub(super) redundancy: Vec<Redundancy>,
    pub(super) comparison: Vec<Compared>,
}

/// A study joined with its rows.
pub(super) struct Rows {
    pub(super) problem: Problem,
    pub(super) bootstrap: Option<Bootstrap>,
}

impl Start<'_> {
    /// Whether everything can be resampled that will be.
    pub(super) fn prove(&self) -> Result<(), RunError> {
        let bootstrap = self.bootstrap();
        if let Some((problem, options)) = bootstrap {
            procedure::prove(problem, &self.catalogue, options)?;
        }
        if let Some(groups) = &self.groups {
            groups.prove(&self.catalogue, bootstrap.map(|(_, options)| options))?;
        }
        Ok(())
    }

    pub(super) fn bootstrap(&self) -> Option<(&Problem, &Bootstrap)> {
        let rows = self.rows.as_ref()?;
        Some((&rows.problem, rows.bootstrap.as_ref()?))
    }

    /// Stages of a comparison of groups: permutations, after the bootstraps of all groups if there are such.
    pub(super) fn stages_of_groups(&self) -> usize {
        let bootstraps = usize::from(self.bootstrap().is_some());
        self.groups.as_ref().map_or(0, |_| 1 + bootstraps)
    }

    /// Compares the groups; of so many stages `number` is that of the permutations.
    pub(super) fn compare_groups(
        &self,
        number: usize,
        stages: usize,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Option<Comparison>, GroupsError> {
        let Some(groups) = &self.groups else {
            return Ok(None);
        };
        let options = self.bootstrap().map(|(_, options)| options);
        let watch = &mut |told: Progress| {
            let number = number - usize::from(told.stage == Stage::Groups);
            progress(Progress {
                number,
                stages,
                ..told
            })
        };
        groups.compare(&self.catalogue, options, watch).map(Some)
    }
}

impl Study {
    /// Checks that may fail come before the long computations.
    pub(super) fn start<'s>(&'s self, data: Data<'s>) -> Result<Start<'s>, RunError> {
        let (rows, catalogue, fit) = match data {
            Data::Rows(table) => {
                let (rows, catalogue) = self.prepared(table)?;
                let fit = rows.problem.fit()?;
                if let Some(segments) = &self.segments {
                    segments.prove(&rows.problem, &fit, table)?;
                }
                (Some(rows), catalogue, fit)
            }
            Data::Matrix(matrix) => {
                self.refuse_without_rows()?;
                let fit = Fit::of_matrix(&self.model, matrix, &self.options)?;
                (None, self.catalogue(fit.plan())?, fit)
            }
        };
        let redundancy = self
            .redundancy
            .iter()
            .map(|(construct, measure)| {
                redundancy::redundancy(
                    data,
                    &self.model,
                    self.missing,
                    &self.options,
                    construct,
                    measure,
                )
            })
            .collect::<Result<Vec<_>, _>>()?;
        let start = Start {
            comparison: self.comparison(data, &fit)?,
            groups: self.multigroup(data)?,
            rows,
            catalogue,
            fit,
            redundancy,
        };
        start.prove()?;
        if let (Some(rows), Some(options), Data::Rows(table)) = (&start.rows, &self.predict, data) {
            let names = self.rivals.iter().map(|(name, _)| name.as_str());
            let options = self.with_groups(options.clone(), table)?;
            predict::prove(&rows.problem, names, &options)?;
        }
        Ok(start)
    }

    /// Rows and catalogue, after the check that they fit each other.
    pub(super) fn prepared(&self, table: &Table) -> Result<(Rows, Catalogue), RunError> {
        let problem = Problem::new(&self.model, table, self.missing, &self.options)?;
        let bootstrap = self.bootstrap_of(table)?;
        if let Some(bootstrap) = &bootstrap {
            bootstrap.check(problem.sample())?;
        }
        let catalogue = self.catalogue(problem.plan())?;
        Ok((Rows { problem, bootstrap }, catalogue))
    }

    pub(super) fn for_a_part(&self, data: Data) -> Result<(Rows, Catalogue, Bootstrap), RunError> {
        let Data::Rows(table) = data else {
            self.refuse_without_rows()?;
            return Err(RunError::NoBootstrap);
        };
        let (mut rows, catalogue) = self.prepared(table)?;
        let options = rows.bootstrap.take().ok_or(RunError::NoBootstrap)?;
        Ok((rows, catalogue, options))
    }

    /// Refuses everything that needs rows. All other results are functions of moments, or not
    /// defined without rows.
    pub(super) fn refuse_without_rows(&self) -> Result<(), RunError> {
        let needs = [
            (self.bootstrap.is_some(), "the bootstrap draws rows"),
            (
                self.exact_fit_in_force().is_some(),
                "the test of exact fit draws rows",
            ),
            (self.segments.is_some(), "segments are made of rows"),
            (self.predict.is_some(), "prediction leaves out rows"),
            (self.grouping.is_some(), "groups are made of rows"),
            (self.linearity, "squares of predictors are made of rows"),
            (
                self.missing != Missing::Error,
                "missing answers are treated in rows",
            ),
        ];
        match needs.into_iter().find(|(asked, _)| *asked) {
            Some((_, what)) => Err(RunError::NeedsRows { what }),
            None => Ok(()),
        }
    }

    pub(super) fn catalogue(&self, plan: &Plan) -> Result<Catalogue, DefineError> {
        let catalogue = Catalogue::new(plan).with(self.quantities.iter().copied());
        let mut definitions = self.definitions.iter().cloned();
        definitions.try_fold(catalogue, Catalogue::define)
    }

    /// The bootstrap, with its strata and clusters.
    pub(super) fn bootstrap_of(&self, table: &Table) -> Result<Option<Bootstrap>, DataError> {
        let Some(mut bootstrap) = self.bootstrap.clone() else {
            return Ok(None);
        };
        if let Some(column) = &self.strata {
            bootstrap = bootstrap.strata(Groups::of(table, column)?);
        }
        if let Some(column) = &self.cluster {
            bootstrap = bootstrap.cluster(Groups::of(table, column)?);
        }
        Ok(Some(bootstrap))
    }

    pub(super) fn multigroup<'s>(
        &'s self,
        data: Data<'s>,
    ) -> Result<Option<Multigroup<'s>>, GroupsError> {
        let (Some(grouping), Data::Rows(table)) = (&self.grouping, data) else {
            return Ok(None);
        };
        let signs = self.bootstrap.as_ref().and_then(|b| b.signs);
        let signs = signs.unwrap_or(ReplicateSigns::after(self.options.signs));
        let (model, options) = (&self.model, &self.options);
        let groups = Multigroup::with_signs(model, table, self.missing, options, grouping, signs)?;
        Ok(Some(groups.mirrored(self.like == Some(Like::Seminr))))
    }

    pub(super) fn comparison(&self, data: Data, fit: &Fit) -> Result<Vec<Compared>, RunError> {
        if self.rivals.is_empty() {
            return Ok(Vec::new());
        }
        let rivals =
            self.of_rivals(|model, options| Fit::of(model, data, self.missing, options))?;
        let all: Vec<(&str, &Fit)> = [("model", fit)]
            .into_iter()
            .chain(rivals.iter().map(|(name, fit)| (*name, fit)))
            .collect();
        Ok(criteria::compare(&all)?)
    }

    /// What is made of every rival model and its options; the error names the model.
    pub(super) fn of_rivals<T>(
        &self,
        of: impl Fn(&Model, &Options) -> Result<T, EstimateError>,
    ) -> Result<Vec<(&str, T)>, RunError> {
        let rivals = self.rivals.iter();
        let made = rivals.map(|(name, model)| {
            let made = of(model, &self.options.restricted_to(model));
            let made = made.map_err(|error| RunError::Rival {
                name: name.clone(),
                error,
            })?;
            Ok((name.as_str(), made))
        });
        made.collect()
    }
}
