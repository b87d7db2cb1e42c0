//! The record of the preparation of the answers, for the run record.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{counted, visible_name};

/// One step of the preparation, with its count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Prepared {
    /// The step.
    pub step: Step,
    /// What it concerns: a column, a missing code, or a part of the condition.
    pub of: String,
    /// How: the name of the labels, the scale of a reversed question, the formula of a computed column.
    pub how: Option<String>,
    /// Number of answers that it changed, or values that it computed, in the rows that were kept.
    pub cells: Option<usize>,
    /// Rows that it dropped.
    pub rows: Option<usize>,
}

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// Texts were replaced by the numbers that they represent.
    Labels,
    /// Answers were taken as missing.
    MissingCodes,
    /// A question was turned.
    Reverse,
    /// A column was made of others.
    Compute,
    /// Rows were dropped.
    Where,
}

impl Prepared {
    pub(super) fn cells(step: Step, of: &str, how: Option<String>, cells: usize) -> Self {
        Self {
            step,
            of: of.to_owned(),
            how,
            cells: Some(cells),
            rows: None,
        }
    }

    pub(super) fn rows(of: &str, rows: usize) -> Self {
        Self {
            step: Step::Where,
            of: of.to_owned(),
            how: None,
            cells: None,
            rows: Some(rows),
        }
    }

    /// A sentence for every step; labels of several columns are reported in one sentence.
    #[must_use]
    pub fn sentences(all: &[Self]) -> Vec<String> {
        let labelled = || all.iter().filter(|p| p.step == Step::Labels);
        let cells: usize = labelled().filter_map(|p| p.cells).sum();
        let name = labelled()
            .find_map(|p| p.how.as_deref())
            .unwrap_or("labels");
        let labels = (cells > 0).then(|| {
            format!(
                "labels ({name}): {} in {} read as numbers",
                counted(cells, "text"),
                counted(labelled().count(), "column")
            )
        });
        let others = all.iter().filter(|p| p.step != Step::Labels);
        labels
            .into_iter()
            .chain(others.map(Self::to_string))
            .collect()
    }
}

impl fmt::Display for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = visible_name(&self.of);
        let how = visible_name(self.how.as_deref().unwrap_or_default());
        let cells = self.cells.unwrap_or_default();
        match self.step {
            Step::Labels => write!(
                f,
                "`{of}`: {} read as numbers ({how})",
                counted(cells, "text")
            ),
            Step::MissingCodes => {
                write!(f, "`{of}` treated as missing in {}", counted(cells, "cell"))
            }
            Step::Reverse => write!(f, "`{of}` reversed: {how}; {}", counted(cells, "answer")),
            Step::Compute => write!(f, "`{of}` = {how}: {}", counted(cells, "value")),
            Step::Where => {
                let rows = counted(self.rows.unwrap_or_default(), "row");
                write!(f, "`{of}`: {rows} dropped")
            }
        }
    }
}
