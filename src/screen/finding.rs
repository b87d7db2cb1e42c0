//! Findings of a screening.

use serde::{Deserialize, Serialize};

use crate::finding::Remark;
use crate::guidance::{CARELESS_ITEMS, FAR_FROM_NORMAL, FEWEST_CATEGORIES, MISSING_OF_ROW_PERCENT};
use crate::text::{counted, first_of, listed};

/// What a screening shows of the answers before they are used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ScreenFinding {
    /// A construct with predictors whose single item has only two different answers.
    BinaryOutcome {
        /// The construct.
        construct: String,
        /// Its item.
        indicator: String,
    },
    /// Answers outside the scale of the other questions of the block.
    OffScale {
        /// The indicator.
        indicator: String,
        /// The answers, each once.
        values: Vec<f64>,
        /// How often they occur.
        count: usize,
        /// The lowest answer to the other questions.
        low: f64,
        /// The highest answer to the other questions.
        high: f64,
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
        /// The key that declares them as missing, with all other codes that are declared or suspected.
        #[serde(default)]
        declare: String,
    },
    /// Rows that hold means, sums or counts of the others.
    NoRespondents {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
    },
    /// Rows without a single answer to the model's questions.
    EmptyRespondents {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
        /// Whether they count in n, because missing answers are replaced.
        counted: bool,
    },
    /// A row whose answers hold almost all of the variance of some indicators.
    OneRowCarries {
        /// The row: a line of the file, or its number.
        row: String,
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Indicators with a different whole number in every row, such as the number of the respondent.
    Identifiers {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Case weights with which the rows hold the information of only a few.
    FewEffectiveRows {
        /// The number of rows of equal weight with the same information, after Kish.
        effective: f64,
        /// Rows used.
        rows: usize,
    },
    /// Rows that lack more than 15 % of the answers.
    ManyMissingInRows {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
        /// Number of screened rows.
        of: usize,
    },
    /// Rows with a long run of one answer: respondents who may not have read the questions.
    StraightLining {
        /// The rows: lines of the file, or their numbers.
        rows: Vec<String>,
    },
    /// Rows that give the same answers to all indicators.
    DuplicatedRows {
        /// The rows, as sets of identical ones.
        sets: Vec<Vec<String>>,
    },
    /// An indicator that correlates negatively with the rest of its block: usually a reversed question.
    ReversedItem {
        /// The construct.
        construct: String,
        /// The indicator.
        indicator: String,
        /// Its correlation with the sum of the others.
        item_total: f64,
    },
    /// Indicators whose skewness or excess kurtosis is beyond 1 in absolute value.
    FarFromNormal {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Indicators with fewer than five different answers.
    FewCategories {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Indicators with the same answers in every row.
    SameAnswers {
        /// The indicators.
        indicators: Vec<String>,
    },
    /// Two blocks whose indicators correlate with those of the other block as highly as within.
    BlocksAlike {
        /// The first construct.
        a: String,
        /// The second.
        b: String,
        /// Their heterotrait-monotrait ratio.
        htmt: f64,
    },
}

impl Remark for ScreenFinding {
    #[allow(clippy::too_many_lines)] // one sentence for each kind
    fn message(&self) -> String {
        match self {
            Self::BinaryOutcome {
                construct,
                indicator,
            } => format!(
                "construct `{construct}` is explained, but its single item `{indicator}` has only two different answers: paths to it are those of a linear probability model, whose predictions may lie outside the range; logistic regression on the scores is the customary check"
            ),
            Self::OffScale {
                indicator,
                values,
                count,
                low,
                high,
                rows,
                declare,
            } => format!(
                "indicator `{indicator}` holds {} in {} ({}), outside the range from {low} to {high} of the other questions of its block: correct a typing error; if it means \"no answer\", declare `{declare}`; it was used as an answer",
                numbers(values),
                several(rows),
                counted(*count, "answer"),
            ),
            Self::NoRespondents { rows } => format!(
                "{} ({}) holds means, sums or counts of the other rows and is used as a respondent: delete it from the file",
                if rows.len() == 1 {
                    "a row under the answers"
                } else {
                    "each of several rows under the answers"
                },
                several(rows),
            ),
            Self::EmptyRespondents { rows, counted } => format!(
                "{} no answer to any question of the model ({}){}",
                if rows.len() == 1 {
                    "1 respondent gave".to_owned()
                } else {
                    format!("{} respondents gave", rows.len())
                },
                several(rows),
                if *counted {
                    ": each counts in n with the mean in place of every answer, which makes standard deviations and standard errors too small; leave these rows out"
                } else {
                    ": they say nothing about the model, and are among the rows that were dropped"
                }
            ),
            Self::OneRowCarries { row, indicators } => format!(
                "{row} alone holds more than nine tenths of the variance of {}: every correlation with them depends on this row; is the value a typing error, or a code for a missing answer?",
                listed(indicators)
            ),
            Self::Identifiers { indicators } => format!(
                "{} a different whole number in every row, such as the number of the respondent: if it is no answer, leave it out of the model; it was used as an answer",
                match indicators.as_slice() {
                    [indicator] => format!("indicator `{indicator}` holds"),
                    _ => format!("each of the indicators {} holds", listed(indicators)),
                }
            ),
            Self::FewEffectiveRows { effective, rows } => format!(
                "the case weights are so unequal that {rows} rows hold as much information as {effective:.1} rows of equal weight (Kish 1965): formulas still use n = {rows}, and intervals rest on few rows; check the largest weights"
            ),
            Self::ManyMissingInRows { rows, of } => format!(
                "{} of {of} rows lack more than {MISSING_OF_ROW_PERCENT} % of the answers ({}): such rows hold little information, and should be excluded (Hair et al. 2022)",
                rows.len(),
                several(rows)
            ),
            Self::StraightLining { rows } => format!(
                "{} (at least half of the answers, and {CARELESS_ITEMS} or more): {}; were the questions read? Compare the time they took, and estimate with and without them (Curran 2016)",
                if rows.len() == 1 {
                    "1 row has a long run of one answer".to_owned()
                } else {
                    format!("{} rows have a long run of one answer", rows.len())
                },
                several(rows)
            ),
            Self::DuplicatedRows { sets } => format!(
                "{} rows give the same answers to all questions as another, in {}: {}; was a questionnaire sent, or a file appended, twice? All rows were counted",
                sets.iter().map(Vec::len).sum::<usize>(),
                counted(sets.len(), "set"),
                several(
                    &sets
                        .iter()
                        .map(|set| first_of(5, set.iter(), " = "))
                        .collect::<Vec<_>>()
                )
            ),
            Self::ReversedItem {
                construct,
                indicator,
                item_total,
            } => format!(
                "indicator `{indicator}` correlates by {item_total:.3} with the sum of the others of construct `{construct}`: if the question is reversed, recode it (`reverse` under [data])"
            ),
            Self::FarFromNormal { indicators } => format!(
                "skewness or excess kurtosis beyond {FAR_FROM_NORMAL} in absolute value (Hair et al. 2022): {}; no method here assumes normal answers, but means and correlations describe these answers less well",
                listed(indicators)
            ),
            Self::FewCategories { indicators } => format!(
                "fewer than {FEWEST_CATEGORIES} different answers: {}; they are treated as numbers with equal distances, and with so few points correlations are too small (Rhemtulla et al. 2012)",
                listed(indicators)
            ),
            Self::SameAnswers { indicators } => format!(
                "the indicators {} have the same answers in every row: was a column copied or exported twice?",
                listed(indicators)
            ),
            Self::BlocksAlike { a, b, htmt } => format!(
                "the blocks of `{a}` and `{b}` correlate with each other as highly as within (HTMT {htmt:.3}): are they one construct, or is a question in the wrong block?"
            ),
        }
    }

    fn subject(&self) -> Option<String> {
        match self {
            Self::BinaryOutcome { construct, .. } => Some(format!("`{construct}`")),
            Self::OffScale { indicator, .. } | Self::ReversedItem { indicator, .. } => {
                Some(format!("`{indicator}`"))
            }
            Self::BlocksAlike { a, b, .. } => Some(format!("`{a}` and `{b}`")),
            Self::SameAnswers { indicators } => indicators.first().map(|i| format!("`{i}`")),
            Self::OneRowCarries { row, .. } => Some(row.clone()),
            Self::NoRespondents { .. }
            | Self::EmptyRespondents { .. }
            | Self::Identifiers { .. }
            | Self::FewEffectiveRows { .. }
            | Self::ManyMissingInRows { .. }
            | Self::StraightLining { .. }
            | Self::DuplicatedRows { .. }
            | Self::FarFromNormal { .. }
            | Self::FewCategories { .. } => None,
        }
    }

    fn is_note(&self) -> bool {
        matches!(
            self,
            Self::BinaryOutcome { .. }
                | Self::ManyMissingInRows { .. }
                | Self::FarFromNormal { .. }
                | Self::FewCategories { .. }
        )
    }
}

/// The first of several rows, and how many others there are.
fn several(rows: &[String]) -> String {
    first_of(10, rows.iter(), ", ")
}

fn numbers(numbers: &[f64]) -> String {
    let written: Vec<String> = numbers.iter().map(f64::to_string).collect();
    written.join(", ")
}
