//! The study file of a planned survey: a population, and the power of its effects.

use std::ops::{ControlFlow, Range};
use std::path::Path;

use super::StudyError;
use super::file::Contents;
use super::section::{Keys, Section};
use crate::document::PowerDocument;
use crate::power::{Power, PowerError, PowerPart, PowerResult};
use crate::procedure::Span;
use crate::resample::Progress;
use crate::simulate::Simulation;
use crate::study::Study;

pub(super) const POWER: Keys = Keys::new("power", &[]).and_fields_of::<Power>();
/// A study file with a population. It needs no data, because surveys are drawn from the population.
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
    /// Model, settings of the estimation, treatment of missing answers, quantities that the user
    /// defines.
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
    /// [`StudyError`], naming the line and the fix; the file must have `[population]`.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, StudyError> {
        Self::of(Contents::read(path.as_ref())?)
    }

    /// Reads a study from text, with paths relative to `folder`.
    ///
    /// # Errors
    /// As [`PopulationFile::read`].
    pub fn parse(text: &str, folder: &Path) -> Result<Self, StudyError> {
        Self::of(Contents::parse(text, folder)?)
    }

    fn of(contents: Contents) -> Result<Self, StudyError> {
        let simulation = contents.simulation.ok_or_else(|| StudyError::Required {
            what: "[population]".to_owned(),
            fix: "give the model values, such as `loadings = 0.8` and `paths = { \"A -> B\" = 0.4 }` under [population]".to_owned(),
        })?;
        let mut definitions = contents.study.definitions.iter().cloned();
        let power = contents
            .power
            .map(|power| definitions.by_ref().fold(power, Power::define));
        Ok(Self {
            study: contents.study,
            simulation,
            power,
        })
    }

    /// Runs the power study. `progress` receives the number of completed replications over all sizes; if it returns
    /// `Break`, the study stops.
    ///
    /// # Errors
    /// [`PowerError`], as of [`Power::run`]; [`PowerError::NoRows`] if the file has no `[power]`.
    pub fn run_power(
        &self,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<PowerDocument, PowerError> {
        let power = self.asked()?;
        let Study {
            options, missing, ..
        } = &self.study;
        let result = power.run(&self.simulation, options, *missing, progress)?;
        Ok(self.document(power, result))
    }

    /// The number of surveys of each size in the power study.
    ///
    /// # Errors
    /// [`PowerError::NoRows`] if the file has no `[power]`.
    pub fn surveys(&self) -> Result<usize, PowerError> {
        Ok(self.asked()?.surveys())
    }

    /// Runs the replications of a range, counted from 0, and nothing else. [`PopulationFile::merge_power`] merges the parts.
    ///
    /// # Errors
    /// [`PowerError`], as of [`Power::run_part`].
    pub fn run_power_part(
        &self,
        range: Range<usize>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<PowerPart, PowerError> {
        let Study {
            options, missing, ..
        } = &self.study;
        let power = self.asked()?;
        power.run_part(&self.simulation, options, *missing, range, progress)
    }

    /// Which replications of which study [`PopulationFile::run_power_part`] will make for a range.
    ///
    /// # Errors
    /// As [`PopulationFile::run_power_part`].
    pub fn power_span(&self, range: Range<usize>) -> Result<Span, PowerError> {
        let Study {
            options, missing, ..
        } = &self.study;
        let power = self.asked()?;
        power.part_span(&self.simulation, options, *missing, range)
    }

    /// The power study of parts that were run before: the document is that of [`PopulationFile::run_power`], bit for bit.
    ///
    /// # Errors
    /// [`PowerError`]: as of [`Power::merge`].
    pub fn merge_power(
        &self,
        parts: impl IntoIterator<Item = PowerPart>,
    ) -> Result<PowerDocument, PowerError> {
        let Study {
            options, missing, ..
        } = &self.study;
        let power = self.asked()?;
        let result = power.merge(&self.simulation, options, *missing, parts)?;
        Ok(self.document(power, result))
    }

    fn asked(&self) -> Result<&Power, PowerError> {
        self.power.as_ref().ok_or(PowerError::NoRows)
    }

    fn document(&self, power: &Power, result: PowerResult) -> PowerDocument {
        PowerDocument::of(&self.study, &self.simulation, power, result)
    }
}

/// The power study of `[power]`.
pub(super) fn power(section: &Section) -> Result<Power, StudyError> {
    if !section.has("rows") {
        return Err(StudyError::Required {
            what: "`rows` of [power]".to_owned(),
            fix: "write `rows = [100, 200, 300]` under [power]".to_owned(),
        });
    }
    section.read(&Power::new([]))
}
