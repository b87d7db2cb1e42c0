//! What can be wrong with the design of a survey.

use super::{MOST_ROWS, Scale};
use crate::data::{DataError, Place};
use crate::text::counted;

/// A design that cannot be computed. Each message names the setting, or expert and item, and the fix.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DesignError {
    /// A setting that is not valid.
    #[error("{what} {value:?} is not valid: {valid}")]
    Setting {
        /// The setting.
        what: &'static str,
        /// Its value.
        value: f64,
        /// What it may be.
        valid: String,
    },
    /// A power that any test has.
    #[error(
        "power {power:?} is not above the significance {significance:?}: a random decision has the same power"
    )]
    Power {
        /// The power.
        power: f64,
        /// The significance.
        significance: f64,
    },
    /// A population without members.
    #[error("the population is empty: give the number of people who could be asked, such as 940")]
    NoPopulation,
    /// No answers.
    #[error("0 answers cannot show anything: give the number of answers, such as 273")]
    NoRows,
    /// More answers than there are to ask.
    #[error(
        "{} cannot come from a population of {population}: give the number of people who could be asked, or fewer answers",
        counted(*.rows, "answer")
    )]
    MoreRowsThanMembers {
        /// Answers.
        rows: usize,
        /// Members of the population.
        population: u64,
    },
    /// More answers than any survey has.
    #[error(
        "{what} needs more than {MOST_ROWS} answers, which no survey has: choose a larger effect, a wider margin or less power"
    )]
    TooMany {
        /// The effect or share to show or estimate.
        what: String,
    },
    /// The number of answers is above the limit.
    #[error("{rows} answers are more than the limit of {MOST_ROWS}")]
    ManyRows {
        /// Answers.
        rows: usize,
    },
    /// An equation without predictors.
    #[error("an equation without predictors explains nothing: give at least one")]
    NoPredictors,
    /// Too few answers for an equation.
    #[error(
        "{} too few for an equation with {}: at least {needed} are needed",
        are(*.rows), counted(*.predictors, "predictor")
    )]
    TooFew {
        /// Answers.
        rows: usize,
        /// Predictors.
        predictors: usize,
        /// Answers needed.
        needed: usize,
    },
    /// Too few answers for a model.
    #[error(
        "{} too few for the model: construct `{construct}` has {what}, which needs at least {needed}",
        are(*.rows)
    )]
    TooFewForModel {
        /// Answers.
        rows: usize,
        /// The construct that needs most.
        construct: String,
        /// What it has, such as `9 predictors`.
        what: String,
        /// Answers needed.
        needed: usize,
    },
    /// The ratings cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A scale that ratings cannot have.
    #[error("the scale {} to {}, of which {} to {} count as agreement, is not valid: {fix}", scale.low, scale.high, scale.agree_from, scale.agree_to)]
    Scale {
        /// The scale.
        scale: Scale,
        /// What it must be.
        fix: &'static str,
    },
    /// Experts, but nothing that they rated.
    #[error(
        "there is only one column: the first column must name the experts, and every other column must hold the ratings of an item; check the delimiter"
    )]
    NoItems,
    /// A first column that is an item, although it must name the experts.
    #[error(
        "the first column, `{column}`, {sign}, but it must name the experts: put a column before it that does, such as `expert` with E1, E2 and so on"
    )]
    NoNames {
        /// Its header.
        column: String,
        /// How it is known.
        sign: &'static str,
    },
    /// An expert without a name.
    #[error("{place}: the expert has no name; write a name in the first column, such as `E1`")]
    NoName {
        /// Where.
        place: Place,
    },
    /// One name twice.
    #[error("{first} and {second} both name expert `{expert}`: give each expert one line")]
    RepeatedExpert {
        /// The name.
        expert: String,
        /// Where it stands first.
        first: Place,
        /// Where it stands again.
        second: Place,
    },
    /// A rating that is not a number.
    #[error(
        "expert `{expert}`, item `{item}` ({place}): `{cell}` is not a rating; write a whole number of the scale, or leave the cell empty if there is no rating"
    )]
    NotARating {
        /// The expert.
        expert: String,
        /// The item.
        item: String,
        /// Where.
        place: Place,
        /// The text in this place.
        cell: String,
    },
    /// A rating that the scale does not have.
    #[error(
        "expert `{expert}`, item `{item}` ({place}): {value} is not on the scale of whole numbers from {} to {}; correct it, give another scale, or leave the cell empty if there is no rating",
        scale.low, scale.high
    )]
    OutsideScale {
        /// The expert.
        expert: String,
        /// The item.
        item: String,
        /// Where.
        place: Place,
        /// The rating.
        value: f64,
        /// The scale.
        scale: Scale,
    },
    /// An expert who rated nothing.
    #[error("expert `{expert}` ({place}) rated no item: leave the line out")]
    NothingRated {
        /// The expert.
        expert: String,
        /// Where.
        place: Place,
    },
    /// A transposed table of ratings.
    #[error(
        "`{item}` stands in the first column, which must name the experts, but it is an indicator of the model: transpose the table, so that every line is an expert and every column an item"
    )]
    Turned {
        /// The indicator.
        item: String,
    },
    /// An item that no expert rated.
    #[error("no expert rated item `{item}`: leave the column out")]
    RatedByNobody {
        /// The item.
        item: String,
    },
}

crate::text::debug_as_sentence!(DesignError);

impl DesignError {
    pub(super) fn setting(what: &'static str, value: f64, valid: &str) -> Self {
        Self::Setting {
            what,
            value,
            valid: valid.to_owned(),
        }
    }

    /// A setting that must lie between 0 and 1.
    pub(super) fn unless_between(
        what: &'static str,
        value: f64,
        example: &str,
    ) -> Result<(), Self> {
        if value > 0.0 && value < 1.0 {
            return Ok(());
        }
        let valid = format!("it must lie between 0 and 1, such as {example}");
        Err(Self::setting(what, value, &valid))
    }
}

fn are(rows: usize) -> String {
    format!(
        "{} {}",
        counted(rows, "answer"),
        if rows == 1 { "is" } else { "are" }
    )
}
