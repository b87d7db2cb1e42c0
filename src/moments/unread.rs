//! Why a cell of an indicator is not a number, with the fix.

use std::fmt;

use crate::data::{Meant, MissingCode, Table, Texts, is_missing_mark, labels_of, words_among};

/// Why a cell of an indicator is not a number, and the fix. Its `Display` is the end of a message that begins with the
/// cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Unread(Box<Why>);

#[derive(Debug, Clone, PartialEq)]
enum Why {
    /// It is not one of the declared labels.
    Unlabelled(String),
    /// It is the name of a question in a table that seems to be transposed.
    Transposed(String),
    /// Its column holds words in many rows, which may be labels: those of a ready scale, if there is one.
    Labels(Option<&'static str>),
    /// It is one of a few such cells; with so many header rows, only numbers are left.
    Mistaken {
        meant: Meant,
        header_rows: Option<usize>,
    },
}

impl Unread {
    /// Of the first cell of a column that is not a number.
    pub(super) fn of(
        table: &Table,
        indicator: &str,
        cells: &Texts,
        first: usize,
        header_rows: Option<usize>,
    ) -> Self {
        let cell = &cells[first];
        let (words, given) = words_among(cells.iter());
        // A few cells are mistakes.
        let are_labels = words >= 3 && 10 * words > given && cell.contains(char::is_alphabetic);
        let meant = match Meant::of(cell, table.decimal()) {
            Meant::NoAnswer(_) => Meant::NoAnswer(codes_in(cells, table)),
            meant => meant,
        };
        let seem_labels = are_labels && header_rows.is_none() && meant == Meant::Nothing;
        let transposed = if seem_labels {
            table.seems_transposed()
        } else {
            None
        };
        let why = match (table.why_unread(indicator, cell), transposed) {
            (Some(why), _) => Why::Unlabelled(why),
            (None, Some(doubt)) => Why::Transposed(doubt),
            (None, None) if seem_labels => Why::Labels(labels_of(cells.iter())),
            (None, None) => Why::Mistaken { meant, header_rows },
        };
        Self(Box::new(why))
    }

    /// Whether the same correction removes both faults; cells whose meaning is not known are corrected one by one.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        match (&*self.0, &*other.0) {
            (Why::Unlabelled(_), Why::Unlabelled(_)) => true,
            (Why::Labels(a), Why::Labels(b)) => a == b,
            (
                Why::Mistaken { meant, header_rows },
                Why::Mistaken {
                    meant: other,
                    header_rows: of_other,
                },
            ) => {
                header_rows == of_other
                    && meant.is_alike(other)
                    && (*meant != Meant::Nothing || header_rows.is_some())
            }
            _ => false,
        }
    }

    /// Adds the codes of missing answers that the fix of another cell declares, so that one line declares all of them.
    pub(super) fn take_codes(&mut self, other: &Self) {
        if let (
            Why::Mistaken {
                meant: Meant::NoAnswer(codes),
                ..
            },
            Why::Mistaken {
                meant: Meant::NoAnswer(others),
                ..
            },
        ) = (&mut *self.0, &*other.0)
        {
            codes.extend(others.iter().cloned());
        }
    }
}

/// The codes that are declared, and the marks of missing answers among some cells.
fn codes_in(cells: &Texts, table: &Table) -> Vec<MissingCode> {
    let mut codes = table.declared_codes().to_vec();
    for mark in cells.iter().filter(|cell| is_missing_mark(cell)) {
        let mark = MissingCode::Text(mark.to_owned());
        if !codes.contains(&mark) {
            codes.push(mark);
        }
    }
    codes
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Why::Unlabelled(why) => f.write_str(why),
            Why::Transposed(doubt) => write!(f, "is not a number: {doubt}"),
            Why::Labels(ready) => {
                let labels = match ready {
                    Some(ready) => format!("`labels = \"{ready}\"`"),
                    None => "`labels = { \"never\" = 1, \"always\" = 5 }`".to_owned(),
                };
                write!(
                    f,
                    "is not a number; the column holds words in many rows: if these are labels of answers, write them with their numbers under [data], such as {labels}, or export the values (codes) of the answers instead"
                )
            }
            Why::Mistaken { meant, header_rows } => {
                write!(
                    f,
                    "is not a number; correct the cell, or leave it empty if the answer is missing{meant}"
                )?;
                match header_rows {
                    Some(rows) => write!(
                        f,
                        "; only numbers stand below: if this is a question text or a unit, set `header_rows = {rows}`"
                    ),
                    None => Ok(()),
                }
            }
        }
    }
}
