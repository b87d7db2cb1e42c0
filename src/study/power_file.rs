//! The study file of a survey that is still to be made: a population, and what power its effects would have.

use std::ops::ControlFlow;
use std::path::Path;

use super::file::Parts;
use super::{PowerDocument, Study, StudyError};
use crate::infer::Progress;
use crate::power::{Power, PowerError};
use crate::simulate::Simulation;

/// A study file with a population. It needs no data: surveys are drawn from the population.
///
/// ```
/// let file = pls_sem::PopulationFile::parse(r#"
/// [model]
/// text = "X =~ x1-3; Y =~ y1-3; Y ~ X"
/// [population]
/// loadings = 0.8
/// paths = { "X -> Y" = 0.4 }
/// answers = { likert = 5 }
/// "#, std::path::Path::new(""))?;
/// let survey = file.simulation.draw(273, 7)?;
/// assert_eq!(survey.rows(), 273);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PopulationFile {
    /// Model, settings of the estimation, treatment of missing answers, quantities of the user's own.
    pub study: Study,
    /// The population, of `[population]`.
    pub simulation: Simulation,
    /// The power study, of `[power]`.
    pub power: Option<Power>,
}

impl PopulationFile {
    /// Reads a study file.
    ///
    /// # Errors
    /// [`StudyError`], naming the line and the mend; the file must have `[population]`.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, StudyError> {
        Self::of(Parts::read(path.as_ref())?)
    }

    /// Reads a study from text, with paths relative to `folder`.
    ///
    /// # Errors
    /// As [`PopulationFile::read`].
    pub fn parse(text: &str, folder: &Path) -> Result<Self, StudyError> {
        Self::of(Parts::parse(text, folder)?)
    }

    fn of(parts: Parts) -> Result<Self, StudyError> {
        let simulation = parts.simulation.ok_or_else(|| StudyError::Required {
            what: "[population]".to_owned(),
            mend: "give the model values, as `loadings = 0.8` and `paths = { \"Image -> Loyalty\" = 0.4 }` under [population]".to_owned(),
        })?;
        let mut definitions = parts.study.definitions.iter().cloned();
        let power = parts
            .power
            .map(|power| definitions.by_ref().fold(power, Power::define));
        Ok(Self {
            study: parts.study,
            simulation,
            power,
        })
    }

    /// Runs the power study. `progress` is told the replications done over all sizes; if it breaks, the study stops there.
    ///
    /// # Errors
    /// [`PowerError`], as of [`Power::run`]; [`PowerError::NoRows`] if the file has no `[power]`.
    pub fn run_power(
        &self,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<PowerDocument, PowerError> {
        let power = self.power.as_ref().ok_or(PowerError::NoRows)?;
        let (study, simulation) = (&self.study, &self.simulation);
        let result = power.run(simulation, &study.options, study.missing, progress)?;
        Ok(PowerDocument::of(study, simulation, power, result))
    }
}
