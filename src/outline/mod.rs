//! A study file to start from, guessed from the columns of a survey.

mod columns;
mod offers;
mod stems;
mod text;

pub use columns::LeftOut;
pub use offers::labels;

use std::collections::{BTreeMap, BTreeSet};

use crate::data::{Cells, Table};
use crate::estimate::{EstimateError, Options, Problem};
use crate::finding::Finding;
use crate::model::{Construct, Draft, Model, ModelError};
use crate::moments::{Missing, SampleError};
use crate::text::{counted, excerpt};

/// A study that is guessed from the columns of a survey: it runs, but should be replaced by your
/// own hypotheses.
///
/// ```text
/// KR1, KR2, ... KR5       differ in the number at their end: the construct KR =~ KR1-5
/// q1a, q1b, q1c           or in the letter behind a number: the construct q1
/// the last construct      is explained by all others, until hypotheses take their place
/// ```
///
/// Left out, with the reason: text, columns that do not vary, numbers of respondents, and columns that stand alone.
/// The treatment of missing answers is `error` if there are none, casewise deletion if enough rows remain, and otherwise
/// mean replacement.
///
/// ```
/// use pls_sem::{Table, outline::Outline};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let outline = Outline::of(&table)?;
/// assert_eq!(outline.model.constructs().len(), 10);
/// let file = outline.to_toml(&table, "canvas.csv");
/// assert!(file.contains("KR =~ KR1-5\n"));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Outline {
    /// The model.
    pub model: Model,
    /// How missing answers are treated.
    pub missing: Missing,
    /// Whether that is guessed.
    pub missing_is_guessed: bool,
    /// Columns that are in no block.
    pub left_out: Vec<LeftOut>,
    /// Those of them that would be in a block without a few cells that are not numbers: the first cell, with the fix. A fault
    /// that several columns have stands once.
    pub unreadable: Vec<SampleError>,
    /// Answers that look like codes of missing ones.
    pub suspected_codes: Vec<Finding>,
    /// Questions that seem to be asked in the opposite direction.
    pub reversed: Vec<String>,
    /// A condition that leaves out the rows of test answers, and their number.
    pub previews: Option<(String, usize)>,
}

/// Why no study can be guessed.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OutlineError {
    /// No columns have names like the questions of one construct.
    #[error(
        "no blocks of questions were detected among {}, {numeric} of them numbers that vary: {}",
        counted(*.columns, "column"),
        .doubt.as_deref().unwrap_or("the questions of one construct are recognised by their names, such as KR1, KR2, KR3; name them so, or run `pls-sem init` without data and write the model by hand")
    )]
    NoBlocks {
        /// Columns of the table.
        columns: usize,
        /// Columns that could be questions.
        numeric: usize,
        /// What is wrong with the columns, with the fix, if it is known.
        doubt: Option<String>,
    },
    /// All questions look like those of one construct.
    #[error(
        "all {questions} questions begin with `{stem}` and would be one construct, but a path needs two: begin the names of each construct's questions differently, such as KR1, KR2, INT1, INT2, or run `pls-sem init` without data and write the model by hand"
    )]
    OneBlock {
        /// The common beginning of their names.
        stem: String,
        /// How many they are.
        questions: usize,
    },
    /// Most questions have cells that are not numbers.
    #[error("{first}{}", match .others { 0 => String::new(), 1 => "; 1 more column has other cells that are not numbers".to_owned(), n => format!("; {n} more columns have other cells that are not numbers") })]
    Unreadable {
        /// The first of them, with the fix.
        first: SampleError,
        /// How many columns have other cells that are not numbers.
        others: usize,
    },
    /// The names make no model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The guessed model cannot be estimated from these columns.
    #[error("the model of the detected blocks cannot be estimated: {0}")]
    Estimate(#[from] EstimateError),
}

crate::text::debug_as_sentence!(OutlineError);

impl Outline {
    /// Guesses a study from the columns of a table.
    ///
    /// # Errors
    /// [`OutlineError`]: there are fewer than two blocks, or too few rows for a model of them.
    pub fn of(table: &Table) -> Result<Self, OutlineError> {
        Self::treating(table, None)
    }

    /// The same, with a given treatment of missing answers.
    ///
    /// # Errors
    /// As of [`Outline::of`]; and the model cannot be estimated with this treatment.
    pub fn treating(table: &Table, missing: Option<Missing>) -> Result<Self, OutlineError> {
        let (questions, mut left_out) = columns::questions(table);
        let (blocks, alone) = stems::blocks(&questions);
        let unreadable = unreadable(table, &questions);
        // Question texts below the header spoil every column, and have a fix of their own.
        let of_cells = unreadable.first().filter(|_| !has_headings(table));
        if let (0 | 1, Some(first)) = (blocks.len(), of_cells) {
            return Err(OutlineError::Unreadable {
                first: first.clone(),
                others: unreadable[1..].iter().map(SampleError::columns).sum(),
            });
        }
        let is_transposed = blocks.len() < 2 && table.seems_transposed().is_some();
        if blocks.is_empty() || is_transposed {
            return Err(OutlineError::NoBlocks {
                columns: table.columns().len(),
                numeric: questions.len(),
                doubt: table.doubt(None).or_else(|| words(table)),
            });
        }
        if let [(stem, own)] = blocks.as_slice() {
            return Err(OutlineError::OneBlock {
                stem: stem.clone(),
                questions: own.len(),
            });
        }
        left_out.extend(alone.into_iter().map(LeftOut::alone));
        let model = model(table, &blocks)?;
        let treated = treatment(&model, table, missing)?;
        let problem = Problem::new(&model, table, treated, &Options::default())?;
        Ok(Self {
            missing: treated,
            reversed: offers::reversed(&problem),
            previews: offers::previews(table),
            missing_is_guessed: missing.is_none(),
            unreadable,
            suspected_codes: columns::suspected_codes(&model, table),
            model,
            left_out,
        })
    }

    /// The study file, with the data at `file`, a path relative to it.
    #[must_use]
    pub fn to_toml(&self, table: &Table, file: &str) -> String {
        text::of(self, table, file)
    }

    /// A study file to fill in, when there are no data yet.
    #[must_use]
    pub fn template() -> String {
        text::TEMPLATE.to_owned()
    }
}

/// A reflective construct of each block, the last explained by all others.
fn model(table: &Table, blocks: &[(String, Vec<&str>)]) -> Result<Model, ModelError> {
    let columns: BTreeSet<&str> = table.columns().iter().map(|c| c.name.as_str()).collect();
    // A construct with the name of a column would be mistaken for an indicator.
    let name = |stem: &String| {
        if columns.contains(stem.as_str()) {
            format!("{stem}_construct")
        } else {
            stem.clone()
        }
    };
    let names: Vec<String> = blocks.iter().map(|(stem, _)| name(stem)).collect();
    let constructs = names.iter().zip(blocks);
    let draft = constructs.fold(Draft::new(), |draft, (name, (_, own))| {
        draft.construct(Construct::reflective(name, own.iter().copied()))
    });
    match names.split_last() {
        Some((last, others)) => draft.paths(others, last).check(),
        None => draft.check(),
    }
}

/// The faults of columns that would be in a block of questions without a few of their cells.
fn unreadable(table: &Table, questions: &[&str]) -> Vec<SampleError> {
    let mut faults = BTreeMap::new();
    let mut candidates = Vec::new();
    for column in table.columns() {
        if let Some(fault) = columns::unreadable(table, column) {
            faults.insert(column.name.as_str(), fault);
            candidates.push(column.name.as_str());
        } else if questions.contains(&column.name.as_str()) {
            candidates.push(&column.name);
        }
    }
    let (blocks, _) = stems::blocks(&candidates);
    let members = blocks.into_iter().flat_map(|(_, own)| own);
    SampleError::together(members.filter_map(|name| faults.remove(name)))
}

/// Whether words stand above the numbers of some column.
fn has_headings(table: &Table) -> bool {
    let mut cells = table.columns().iter().map(|column| &column.cells);
    cells.any(|cells| {
        matches!(
            cells,
            Cells::Text {
                header_rows: Some(_),
                ..
            }
        )
    })
}

/// If the columns hold words: what these may be, question texts in the first rows or labels of answers.
fn words(table: &Table) -> Option<String> {
    let texts = |with_headings: bool| {
        let columns = table.columns().iter();
        let texts = columns.filter(move |column| match column.cells {
            Cells::Text { header_rows, .. } => header_rows.is_some() == with_headings,
            Cells::Numbers(_) => false,
        });
        texts.map(|column| column.name.as_str()).collect::<Vec<_>>()
    };
    let (headings, labels) = (texts(true), texts(false));
    let (blocks, _) = stems::blocks(&labels);
    let labels: Vec<&str> = blocks.into_iter().flat_map(|(_, own)| own).collect();
    let columns = if headings.is_empty() {
        labels
    } else {
        headings
    };
    let name = *columns.first()?;
    let Cells::Text {
        cells,
        first,
        header_rows,
    } = &table.column(name)?.cells
    else {
        return None;
    };
    let hold = format!(
        "{} {}",
        counted(columns.len(), "column"),
        if columns.len() == 1 { "holds" } else { "hold" }
    );
    let example = format!(
        "`{}` in column `{name}`, {}",
        excerpt(&cells[*first]),
        table.place_of(name, *first)
    );
    let fault = SampleError::not_a_number(table, name, cells, *first, *header_rows);
    Some(match header_rows {
        Some(rows) => format!(
            "{hold} words above numbers, such as {example}: if these are question texts or units, set `header_rows = {rows}` (`--header-rows {rows}`)"
        ),
        None => format!("{hold} words; {fault}"),
    })
}

/// The requested treatment of missing answers, or the first with which the model can be estimated.
fn treatment(
    model: &Model,
    table: &Table,
    asked: Option<Missing>,
) -> Result<Missing, EstimateError> {
    let with = |missing| Problem::new(model, table, missing, &Options::default());
    if let Some(missing) = asked {
        return with(missing).map(|_| missing);
    }
    match with(Missing::Error) {
        Ok(_) => Ok(Missing::Error),
        Err(EstimateError::Sample(SampleError::MissingAnswers { .. })) => {
            match with(Missing::Casewise) {
                Ok(_) => Ok(Missing::Casewise),
                Err(_) => with(Missing::Mean).map(|_| Missing::Mean),
            }
        }
        Err(error) => Err(error),
    }
}
