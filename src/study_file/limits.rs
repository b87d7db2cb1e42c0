//! Limits of a study file, far above the size of any study: hostile text gives an error and does not use up the
//! memory.
//!
//! The TOML parser itself limits the nesting of tables and lists.

use super::StudyError;

/// The longest study file, in bytes: 4 MiB.
pub(super) const LONGEST_TEXT: u64 = 4 << 20;
/// The most quantities of the user's own.
const MOST_DEFINITIONS: usize = 1000;
/// The maximum number of models that are compared with the study's model.
const MOST_RIVALS: usize = 100;
/// The most groups of a population.
const MOST_GROUPS: usize = 20;
/// The maximum number of indicators of a population: its matrices grow with the square, and the time for
/// their factors with the cube.
const MOST_POPULATION_INDICATORS: usize = 1000;

/// The maximum number of computed columns, because each is as long as the table.
const MOST_COMPUTED: usize = 100;
/// The maximum number of missing codes, because every answer is compared with each code.
const MOST_CODES: usize = 1000;

pub(super) fn computed(count: usize, line: usize) -> Result<(), StudyError> {
    at_most(MOST_COMPUTED, "`compute`", "columns", count, line)
}

pub(super) fn missing_codes(count: usize, line: usize) -> Result<(), StudyError> {
    at_most(MOST_CODES, "`missing_codes`", "codes", count, line)
}

pub(super) fn definitions(count: usize, line: usize) -> Result<(), StudyError> {
    at_most(MOST_DEFINITIONS, "[define]", "quantities", count, line)
}

pub(super) fn rivals(count: usize, line: usize) -> Result<(), StudyError> {
    at_most(MOST_RIVALS, "`models` of [compare]", "models", count, line)
}

pub(super) fn groups(count: usize, line: usize) -> Result<(), StudyError> {
    at_most(MOST_GROUPS, "[population]", "groups", count, line)
}

pub(super) fn population_indicators(count: usize, line: usize) -> Result<(), StudyError> {
    at_most(
        MOST_POPULATION_INDICATORS,
        "[population]",
        "indicators",
        count,
        line,
    )
}

fn at_most(
    most: usize,
    of: &'static str,
    what: &'static str,
    count: usize,
    line: usize,
) -> Result<(), StudyError> {
    if count > most {
        return Err(StudyError::TooMany {
            line,
            of,
            what,
            count,
            most,
        });
    }
    Ok(())
}
