//! The columns of a prepared table: the columns of the file in the rows kept, and the computed
//! columns.

use std::collections::{BTreeMap, HashMap};

use super::history::{Doubtful, History};
use super::reading::{Answer, Reading};
use super::{Key, Preparation, PrepareError, Prepared, Step};
use crate::data::{Cells, Column, DataError, Table, Texts};

/// What happens to a table.
pub(super) struct Outcome {
    /// Rows that are kept.
    pub(super) kept: Vec<usize>,
    /// Reversed columns, in the rows kept.
    pub(super) reversed: BTreeMap<usize, Vec<f64>>,
    /// New columns, in the rows kept.
    pub(super) computed: Vec<Column>,
    /// The steps that are already counted; labels and missing codes are counted with the columns.
    pub(super) steps: Vec<Prepared>,
    /// Columns whose numbers a step needs.
    pub(super) needed: BTreeMap<usize, Key>,
}

/// The changes in a column, in the rows kept.
struct Counts {
    /// Texts that became numbers.
    labelled: usize,
    /// Answers taken as missing, by the code.
    coded: Vec<usize>,
}

impl Outcome {
    /// The prepared table.
    pub(super) fn of(self, mut table: Table, asked: &Preparation) -> Result<Table, DataError> {
        let reading = asked.reading(&table);
        let Self {
            kept,
            mut reversed,
            computed,
            steps: later,
            needed,
        } = self;
        let mut coded = vec![0; asked.missing_codes.len()];
        let (mut columns, mut steps, mut doubtful) = (Vec::new(), Vec::new(), Vec::new());
        for at in 0..table.columns.len() {
            let mut counts = Counts {
                labelled: 0,
                coded: vec![0; asked.missing_codes.len()],
            };
            let nothing = Cells::Numbers(Vec::new());
            let given = std::mem::replace(&mut table.columns[at].cells, nothing);
            let name = table.columns[at].name.clone();
            let mut cells = match given {
                Cells::Numbers(x) => Cells::of_numbers(numbers(x, &kept, &reading, &mut counts)),
                Cells::Text {
                    cells, header_rows, ..
                } => match texts(&cells, &kept, &reading, &mut counts) {
                    Texted::Numbers(x) => Cells::of_numbers(x),
                    Texted::Words { shown, first } => Cells::Text {
                        cells: shown,
                        first,
                        header_rows,
                    },
                    Texted::TwoSpellings(two) => {
                        let of = |row: usize| {
                            let row = kept[row];
                            (cells[row].to_owned(), table.place_of(&name, row))
                        };
                        let doubt = Doubtful {
                            column: name.clone(),
                            first: of(two.first),
                            second: of(two.second),
                            number: two.number,
                        };
                        if let Some(&key) = needed.get(&at) {
                            return Err(doubt.as_fault(key).into());
                        }
                        doubtful.push(doubt);
                        Cells::Text {
                            cells: kept.iter().map(|&row| &cells[row]).collect(),
                            first: two.second,
                            header_rows: None,
                        }
                    }
                },
            };
            if let Some(numbers) = reversed.remove(&at) {
                cells = Cells::of_numbers(numbers);
            }
            if counts.labelled > 0 {
                let how = asked.labels.as_ref().map(|labels| labels.name().to_owned());
                steps.push(Prepared::cells(Step::Labels, &name, how, counts.labelled));
            }
            coded
                .iter_mut()
                .zip(&counts.coded)
                .for_each(|(all, own)| *all += own);
            columns.push(Column::new(&name, cells));
        }
        let codes = asked.missing_codes.iter().zip(&coded);
        steps.extend(codes.map(|(code, &cells)| {
            Prepared::cells(Step::MissingCodes, &code.to_string(), None, cells)
        }));
        steps.extend(later);
        columns.extend(computed);
        table.prepared_as(
            columns,
            &kept,
            History {
                asked: asked.clone(),
                steps,
                dropped: 0,
                doubtful,
            },
        )
    }
}

fn numbers(mut x: Vec<f64>, kept: &[usize], reading: &Reading, counts: &mut Counts) -> Vec<f64> {
    if kept.len() < x.len() {
        x = kept.iter().map(|&row| x[row]).collect();
    }
    if reading.codes.is_empty() {
        return x;
    }
    for x in &mut x {
        if let Answer::Missing(Some(code)) = reading.number(*x) {
            counts.coded[code] += 1;
            *x = f64::NAN;
        }
    }
    x
}

/// What a column of text becomes after its cells are read.
enum Texted {
    Numbers(Vec<f64>),
    /// Text; the first row of words.
    Words {
        shown: Texts,
        first: usize,
    },
    TwoSpellings(TwoSpellings),
}

/// Two labels of a ready scale that stand for the same number in one column: the first row of each, among the
/// rows kept.
#[derive(Debug, Clone, Copy)]
struct TwoSpellings {
    first: usize,
    second: usize,
    number: f64,
}

/// A column of text: it becomes numeric if all of its cells in the rows kept are read as numbers, but not all in
/// the file.
fn texts(cells: &Texts, kept: &[usize], reading: &Reading, counts: &mut Counts) -> Texted {
    let answers = || reading.texts(cells, kept.iter().copied());
    let mut numbers = Vec::with_capacity(kept.len());
    let (mut words, mut labelled, mut two) = (None, 0, None);
    let mut seen: HashMap<u64, (usize, usize)> = HashMap::new();
    let is_ready = reading.labels.is_some_and(super::Labels::is_ready);
    for (row, answer) in answers().enumerate() {
        numbers.push(match answer {
            Answer::Number(x, None) => x,
            Answer::Number(x, Some(label)) => {
                labelled += 1;
                let (first, known) = *seen.entry(x.to_bits()).or_insert((row, label));
                if is_ready && known != label && two.is_none() {
                    two = Some(TwoSpellings {
                        first,
                        second: row,
                        number: x,
                    });
                }
                x
            }
            Answer::Missing(code) => {
                if let Some(code) = code {
                    counts.coded[code] += 1;
                }
                f64::NAN
            }
            Answer::Words => {
                words.get_or_insert(row);
                f64::NAN
            }
        });
    }
    // A column of text that holds no words was declared to be one.
    let has_words = || {
        let plain = Reading {
            labels: None,
            codes: &[],
            ..*reading
        };
        let mut cells = plain.texts(cells, 0..cells.len());
        cells.any(|answer| answer == Answer::Words)
    };
    match (words, two) {
        (None, Some(two)) => return Texted::TwoSpellings(two),
        (None, None) if has_words() => {
            counts.labelled = labelled;
            return Texted::Numbers(numbers);
        }
        _ => {}
    }
    // A missing code is a missing answer for groups and strata, too.
    let shown = kept
        .iter()
        .zip(answers())
        .map(|(&row, answer)| match answer {
            Answer::Missing(Some(_)) => "",
            _ => &cells[row],
        });
    Texted::Words {
        shown: shown.collect(),
        first: words.unwrap_or(0),
    }
}

impl Reading<'_> {
    /// Some cells of a column of text.
    pub(in crate::data) fn of_rows(
        &self,
        cells: &Texts,
        header_rows: Option<usize>,
        rows: &[usize],
    ) -> Cells {
        let mut counts = Counts {
            labelled: 0,
            coded: vec![0; self.codes.len()],
        };
        match texts(cells, rows, self, &mut counts) {
            Texted::Numbers(x) => Cells::Numbers(x),
            Texted::Words { shown, first } => Cells::Text {
                cells: shown,
                first,
                header_rows,
            },
            Texted::TwoSpellings(two) => Cells::Text {
                cells: rows.iter().map(|&row| &cells[row]).collect(),
                first: two.second,
                header_rows: None,
            },
        }
    }
}

impl Doubtful {
    fn as_fault(&self, key: Key) -> PrepareError {
        PrepareError::NotANumber {
            key,
            column: self.column.clone(),
            place: self.second.1,
            cell: self.second.0.clone(),
            why: self.why(),
        }
    }
}
