//! Errors in a model.

use std::fmt;
use std::ops::Range;

use super::quoted;
use crate::text::{Excerpt, did_you_mean, did_you_mean_for, first_of, unseen};

/// A fault of a model, with the place in the model text if it came from one.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModelError {
    /// The fault.
    pub fault: Fault,
    /// Its place; `None` for a model that was made by calls. Boxed, because most models have no
    /// fault.
    pub excerpt: Option<Box<Excerpt>>,
}

/// A fault in a model.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The text is not a model text.
    #[error("{message}")]
    Syntax {
        /// The found text, and what to write instead.
        message: String,
    },
    /// A name that nothing can be called.
    #[error(
        "{name:?} cannot be a name: a name has at least one character, and neither backquotes nor invisible characters (write their escapes, as they are shown here)"
    )]
    BadName {
        /// The name.
        name: String,
    },
    /// A name that is too long.
    #[error(
        "a name that begins with {beginning:?} has {length} characters, and the limit is {most}"
    )]
    LongName {
        /// Its first characters.
        beginning: String,
        /// Its length in characters.
        length: usize,
        /// The limit.
        most: usize,
    },
    /// A limit of a model is exceeded.
    #[error("the model has more than {most} {what}, which is the limit")]
    TooMany {
        /// Constructs, indicators, paths or bytes of text.
        what: &'static str,
        /// The limit.
        most: usize,
    },
    /// There are no constructs.
    #[error(
        "the model has no constructs: write one line for each, its name, `=~`, and its indicators joined by `+`"
    )]
    NoConstructs,
    /// Two constructs of one name.
    #[error("construct `{construct}` is defined twice: join the two lines into one, or rename one")]
    DuplicateConstruct {
        /// The name.
        construct: String,
    },
    /// A construct without indicators.
    #[error("construct `{construct}` has no indicators: name at least one column that measures it")]
    NoIndicators {
        /// The construct.
        construct: String,
    },
    /// An indicator twice in one block.
    #[error("construct `{construct}` lists indicator `{indicator}` twice: leave one out")]
    RepeatedIndicator {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
    },
    /// An indicator in two blocks.
    #[error(
        "indicator `{indicator}` is in the blocks of both `{first}` and `{second}`: an indicator measures one construct only"
    )]
    SharedIndicator {
        /// The indicator.
        indicator: String,
        /// The first construct.
        first: String,
        /// The second construct.
        second: String,
    },
    /// A dimension of two constructs.
    #[error(
        "dimension `{dimension}` is in the blocks of both `{first}` and `{second}`: a dimension measures one construct only"
    )]
    SharedDimension {
        /// The dimension.
        dimension: String,
        /// The first construct.
        first: String,
        /// The second construct.
        second: String,
    },
    /// A construct among its own dimensions.
    #[error("construct `{construct}` stands among its own dimensions: remove it from its block")]
    OwnDimension {
        /// The construct.
        construct: String,
    },
    /// A construct that is measured by constructs and by columns at once.
    #[error(
        "construct `{construct}` is measured by other constructs, but `{column}` is not one of them{}: a higher-order construct is measured by constructs only", did_you_mean(.nearest.as_deref())
    )]
    MixedBlock {
        /// The construct.
        construct: String,
        /// What is not a construct.
        column: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// A dimension that has a path or an interaction of its own.
    #[error(
        "`{dimension}` is a dimension of `{higher}`, and acts through it: write `{higher}` instead"
    )]
    DimensionOnPath {
        /// The dimension.
        dimension: String,
        /// Its higher-order construct.
        higher: String,
    },
    /// Higher-order constructs that measure each other.
    #[error(
        "constructs measure each other in a circle, {}: remove one of these measurements",
        first_of(20, .round.iter(), " by ")
    )]
    OrderCycle {
        /// The constructs of the circle; the first is repeated at the end.
        round: Vec<String>,
    },
    /// An interaction of too few or too many constructs.
    #[error("interaction `{term}` is of {factors} constructs: write 2 to {most}")]
    Factors {
        /// The interaction.
        term: String,
        /// Number of constructs.
        factors: usize,
        /// The limit.
        most: usize,
    },
    /// An interaction of a name that is not a construct.
    #[error("interaction `{term}`: no construct is called `{missing}`{}", did_you_mean(.nearest.as_deref()))]
    UnknownFactor {
        /// The interaction.
        term: String,
        /// The name that is not a construct.
        missing: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// An interaction that explains one of its own constructs.
    #[error(
        "interaction `{term}` cannot explain `{to}`, which is part of it: a construct does not moderate a path to itself"
    )]
    OwnModerator {
        /// The interaction.
        term: String,
        /// The construct.
        to: String,
    },
    /// An interaction without the paths of its factors.
    #[error(
        "interaction `{term}` explains `{to}`, but `{missing}` does not: its coefficient can be interpreted only together with those of all its parts; write `{line}`"
    )]
    NoLowerOrder {
        /// The interaction.
        term: String,
        /// Its target.
        to: String,
        /// The lower-order term that is missing.
        missing: String,
        /// The line with the term.
        line: String,
    },
    /// A path from or to a name that is not a construct.
    #[error(
        "path `{from} -> {to}`: no construct is called `{missing}`{}",
        if .nearest.is_some() { did_you_mean_for(.missing, .nearest.as_deref()) } else { measure_column(.missing) }
    )]
    UnknownConstruct {
        /// Source of the path.
        from: String,
        /// Target of the path.
        to: String,
        /// The name that is not a construct.
        missing: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// A path from or to an indicator.
    #[error(
        "path `{from} -> {to}`: `{indicator}` is an indicator of construct `{construct}`, but paths join constructs: write `{construct}`, or measure a construct of its own by `{indicator}` alone"
    )]
    PathOfIndicator {
        /// Source of the path.
        from: String,
        /// Target of the path.
        to: String,
        /// The indicator.
        indicator: String,
        /// Its construct.
        construct: String,
    },
    /// An interaction written with a dot.
    #[error("an interaction is written with a colon: {}:{}", quoted(.first), quoted(.second))]
    DottedInteraction {
        /// The first construct.
        first: String,
        /// The second construct.
        second: String,
    },
    /// A mode for a name that is not a construct.
    #[error("mode of `{construct}`: there is no construct of this name{}", did_you_mean_for(.construct, .nearest.as_deref()))]
    UnknownModeOf {
        /// The name.
        construct: String,
        /// The nearest construct.
        nearest: Option<String>,
    },
    /// A path from a construct to itself.
    #[error("path `{construct} -> {construct}`: a construct cannot influence itself: remove it")]
    SelfPath {
        /// The construct.
        construct: String,
    },
    /// One path twice.
    #[error("path `{from} -> {to}` is given twice: remove one")]
    DuplicatePath {
        /// Source.
        from: String,
        /// Target.
        to: String,
    },
    /// Paths that form a circle.
    #[error("the paths form a circle, {}: remove or reverse one of them", first_of(20, .round.iter(), " -> "))]
    Cycle {
        /// The constructs of the circle; the first is repeated at the end.
        round: Vec<String>,
    },
    /// A construct on no path.
    #[error(
        "construct `{construct}` has no path: write a line with `~` that names it, or leave the construct out"
    )]
    Isolated {
        /// The construct.
        construct: String,
    },
}

crate::text::debug_as_sentence!(Fault);

/// The fix if a name on a path is not similar to any construct: it may be a column.
fn measure_column(name: &str) -> String {
    unseen(name).map_or_else(
        || {
            format!(
                "; if it is a column of the data, measure a construct by it: {0} =~ {0}",
                quoted(name)
            )
        },
        |unseen| format!("; note that {unseen}"),
    )
}

impl Fault {
    /// This fault at a span of bytes of a text.
    pub(super) fn at(self, text: &str, span: &Range<usize>) -> ModelError {
        ModelError {
            fault: self,
            excerpt: Some(Box::new(Excerpt::of(text, span))),
        }
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(excerpt) = &self.excerpt else {
            return self.fault.fmt(f);
        };
        let (lines, columns) = match excerpt.before {
            None => {
                write!(f, "model text, ")?;
                (0, 0)
            }
            Some((lines, columns)) => (lines, if excerpt.line == 1 { columns } else { 0 }),
        };
        write!(
            f,
            "line {}, column {}: {}\n{}",
            excerpt.line + lines,
            excerpt.column + columns,
            self.fault,
            excerpt.underlined()
        )
    }
}

crate::text::debug_as_sentence!(ModelError);

impl ModelError {
    /// The same fault of a text inside a file, after the given numbers of lines and characters.
    pub(crate) fn within_file(mut self, lines: usize, columns: usize) -> Self {
        if let Some(excerpt) = &mut self.excerpt {
            excerpt.before = Some((lines, columns));
        }
        self
    }
}

impl std::error::Error for ModelError {}

impl From<Fault> for ModelError {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            excerpt: None,
        }
    }
}
