//! The ten-times rule, which referees still request.

use serde::{Deserialize, Serialize};

use super::equations;
use crate::model::{Mode, Model};

/// The sample size of the ten-times rule, and its basis.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TenTimes {
    /// Answers.
    pub rows: usize,
    /// The construct with the largest regression.
    pub construct: String,
    /// How many regressors it has.
    pub regressors: usize,
    /// What they are.
    pub kind: Regressors,
}

/// The predictors of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Regressors {
    /// The constructs whose paths lead to it.
    #[default]
    Predictors,
    /// The indicators of its Mode B block.
    Indicators,
}

/// The ten-times rule: ten answers for each regressor of the largest regression of the estimation.
///
/// ```text
/// n = 10 max(predictors of the construct that has most, indicators of the largest Mode B block)
/// ```
///
/// **Legacy.** It uses neither effect sizes nor power, and was never derived; it is included because referees request
/// it. Only Mode B weights are those of a regression, so that other blocks do not count.
///
/// ```
/// use pls_sem::{Model, design::ten_times};
///
/// let model = Model::parse("X =~ x1-5; Z <~ z1-4; Y =~ y1-3; Y ~ X + Z")?;
/// let rule = ten_times(&model);
/// assert_eq!((rule.rows, rule.construct.as_str()), (40, "Z")); // four indicators, two predictors
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Barclay, Higgins & Thompson (1995), Technology Studies 2(2), 285-309. Against it: Goodhue, Lewis & Thompson
/// (2012), MIS Quarterly 36(3), 981-1001.
#[must_use]
pub fn ten_times(model: &Model) -> TenTimes {
    let rule = |construct: &str, regressors: usize, kind| TenTimes {
        rows: 10 * regressors,
        construct: construct.to_owned(),
        regressors,
        kind,
    };
    let equations = equations(model)
        .into_iter()
        .map(|(construct, predictors)| rule(construct, predictors, Regressors::Predictors));
    let formative = model.constructs().iter().filter(|c| c.mode == Mode::B);
    let blocks = formative.map(|c| rule(&c.name, c.indicators.len(), Regressors::Indicators));
    // Of equals the first: `max_by_key` keeps the last.
    let all: Vec<TenTimes> = equations.chain(blocks).collect();
    let largest = all.into_iter().rev().max_by_key(|rule| rule.rows);
    // A model has a path.
    largest.unwrap_or_default()
}
