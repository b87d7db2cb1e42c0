//! Redundancy analysis: whether a formative block covers the concept that another measure captures
//! directly.

use serde::{Deserialize, Serialize};

use super::redundancy_of_dimensions::{Fault, of_dimensions, rows_of};
use crate::data::Data;
use crate::estimate::{EstimateError, Estimates, Fit, Options};
use crate::model::{Construct, Draft, Mode, Model, ModelError};
use crate::moments::Missing;
use crate::text::{did_you_mean_for, nearest};

/// A block and another measure of the same concept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Redundancy {
    /// The construct.
    pub construct: String,
    /// Indicators of the other measure.
    pub measure: Vec<String>,
    /// Path from the block to the other measure.
    pub path: f64,
    /// Its square: the share of the other measure's variance that the block explains.
    pub r2: f64,
    /// The rows that it is of: those of its own model, which have answers to the other measure; `None` in documents of
    /// earlier versions.
    #[serde(default)]
    pub n: Option<usize>,
}

/// A redundancy analysis that cannot be done.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RedundancyError {
    /// The construct is not in the model.
    #[error("redundancy analysis of `{construct}`: there is no construct of this name{}", did_you_mean_for(.construct, .nearest.as_deref()))]
    UnknownConstruct {
        /// The name.
        construct: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// The construct is an interaction.
    #[error(
        "redundancy analysis of `{construct}`: an interaction is a product of constructs, of which there is no other measure; name a construct that is not a product"
    )]
    Interaction {
        /// The interaction.
        construct: String,
    },
    /// An indicator of the other measure belongs to the block itself.
    #[error(
        "redundancy analysis of `{construct}`: `{indicator}` is an indicator of the construct itself; name another measure of the same concept, such as a global item"
    )]
    OwnIndicator {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
    },
    /// The other measure has an indicator twice.
    #[error(
        "redundancy analysis of `{construct}`: the other measure lists `{indicator}` twice: remove one of them"
    )]
    Twice {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
    },
    /// The two-construct model is not valid, for example because the other measure has no
    /// indicator.
    #[error("redundancy analysis of `{construct}`: {error}")]
    Model {
        /// The construct.
        construct: String,
        /// The fault.
        error: Box<ModelError>,
    },
    /// No row has answers to both measures of a higher-order construct.
    #[error(
        "redundancy analysis of `{construct}`: no row has answers both to all indicators of the model and to the other measure; name a measure that the same persons answered"
    )]
    NoRows {
        /// The construct.
        construct: String,
    },
    /// The two-construct model cannot be estimated.
    #[error("redundancy analysis of `{construct}`: {error}")]
    Estimate {
        /// The construct.
        construct: String,
        /// Why.
        error: EstimateError,
    },
}

crate::text::debug_as_sentence!(RedundancyError);

/// Redundancy analysis of a construct: its block, in Mode B, explains another measure of the same concept in a model
/// of these two constructs alone. The other measure is a single global item, or a reflective Mode A block of several
/// items.
///
/// ```text
/// path = sqrt(s' S_jj^-1 s)         for a single item: its multiple correlation with the block;  s  their correlations
/// ```
///
/// The block of a higher-order construct are the scores of its dimensions in the whole model. Under `casewise`, the rows
/// used are those with all answers to the block and to the other measure; of a higher-order construct those with all
/// answers to the whole model, too.
///
/// By convention the path should be at least 0.70. Scheme, tolerance and treatment of missing answers are those of
/// the study.
///
/// ```
/// # use pls_sem::{Missing, Model, Options, Table};
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// use pls_sem::assess::redundancy::redundancy;
///
/// let model = Model::parse("Resources <~ KR1-4; Success =~ INT1-4; Success ~ Resources")?;
/// let other = ["KR5".to_owned()];
/// let got = redundancy(&table, &model, Missing::Error, &Options::default(), "Resources", &other)?;
/// assert!((got.path * got.path - got.r2).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RedundancyError`]: the construct is unknown, the other measure is part of its block, or the two cannot be estimated.
///
/// Source: Chin (1998); Cheah et al. (2018), International Journal of Contemporary Hospitality Management 30(11).
pub fn redundancy<'d>(
    data: impl Into<Data<'d>>,
    model: &Model,
    missing: Missing,
    options: &Options,
    construct: &str,
    measure: &[String],
) -> Result<Redundancy, RedundancyError> {
    let named = construct.to_owned();
    let Some(block) = model.construct(construct) else {
        let names = model.constructs().iter().map(|c| c.name.as_str());
        return Err(RedundancyError::UnknownConstruct {
            nearest: nearest(construct, names),
            construct: named,
        });
    };
    if block.is_product() {
        return Err(RedundancyError::Interaction { construct: named });
    }
    let is_own = |name: &str| name == construct || model.is_below(name, construct);
    let own = model.constructs().iter().filter(|c| is_own(&c.name));
    let own: Vec<&String> = own.flat_map(|c| &c.indicators).collect();
    if let Some(indicator) = measure.iter().find(|m| own.contains(m)) {
        return Err(RedundancyError::OwnIndicator {
            construct: named,
            indicator: indicator.clone(),
        });
    }
    let mut measures = measure.iter().enumerate();
    if let Some((_, indicator)) = measures.find(|(i, name)| measure[..*i].contains(name)) {
        return Err(RedundancyError::Twice {
            construct: named,
            indicator: indicator.clone(),
        });
    }
    let other = format!("other measure of {construct}");
    let other = Construct::reflective(other.as_str(), measure.to_vec()).mode(Mode::A);
    let solved = if block.is_higher_order() {
        of_dimensions(data.into(), model, missing, options, block, &other)
    } else {
        of_indicators(data.into(), missing, options, block, &other)
    };
    let (estimates, n) = solved.map_err(|fault| match fault {
        Fault::Model(error) => RedundancyError::Model {
            construct: named.clone(),
            error: Box::new(error),
        },
        Fault::Estimate(error) => RedundancyError::Estimate {
            construct: named.clone(),
            error,
        },
        Fault::NoRows => RedundancyError::NoRows {
            construct: named.clone(),
        },
    })?;
    Ok(Redundancy {
        path: estimates.paths[(0, 1)],
        r2: estimates.r2[1],
        construct: named,
        measure: measure.to_vec(),
        n: Some(n),
    })
}

/// The two-construct model of a block and of the other measure.
fn of_indicators(
    data: Data,
    missing: Missing,
    options: &Options,
    block: &Construct,
    other: &Construct,
) -> Result<(Estimates, usize), Fault> {
    let pair = Draft::new()
        .construct(block.clone().mode(Mode::B))
        .construct(other.clone())
        .path(block.name.as_str(), other.name.as_str())
        .check()?;
    let options = options.restricted_to(&pair).of_composites();
    let fit = Fit::of(&pair, data, missing, &options)?;
    Ok((fit.estimates().clone(), rows_of(&fit, data)))
}
