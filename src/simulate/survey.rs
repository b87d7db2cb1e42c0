//! A survey that was drawn.

use nalgebra::DMatrix;

use crate::data::{DataError, Table};

/// Simulated answers: one row a respondent, one column an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    indicators: Vec<String>,
    answers: DMatrix<f64>,
    groups: Option<(String, Vec<String>)>,
}

impl Survey {
    pub(super) fn new(
        indicators: Vec<String>,
        answers: DMatrix<f64>,
        groups: Option<(String, Vec<String>)>,
    ) -> Self {
        Self {
            indicators,
            answers,
            groups,
        }
    }

    /// Names of the indicators, block by block.
    #[must_use]
    pub fn indicators(&self) -> &[String] {
        &self.indicators
    }

    /// The answer of row `i` to indicator `k`, both from 0; `None` if it is missing.
    ///
    /// # Panics
    /// If there is no such row or indicator.
    #[must_use]
    pub fn answer(&self, i: usize, k: usize) -> Option<f64> {
        Some(self.answers[(i, k)]).filter(|x| !x.is_nan())
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.answers.nrows()
    }

    /// The name of the group of each row; none if the population is one.
    #[must_use]
    pub fn groups(&self) -> Option<&[String]> {
        self.groups.as_ref().map(|(_, names)| names.as_slice())
    }

    /// The survey as a table, with the column of the groups last, if there is one.
    ///
    /// # Errors
    /// [`DataError`], which no survey that was drawn leads to.
    pub fn table(&self) -> Result<Table, DataError> {
        let table = Table::from_matrix(&self.answers, self.indicators.iter().cloned())?;
        match &self.groups {
            Some((column, names)) => table.with_text(column, names.clone()),
            None => Ok(table),
        }
    }

    /// The survey as CSV: a header, then one line a row; the group first, if there are several; a missing answer is blank.
    /// Numbers have all their digits.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut csv = csv::Writer::from_writer(Vec::new());
        let column = self.groups.iter().map(|(column, _)| column);
        // Writing to memory cannot fail.
        let _ = csv.write_record(column.chain(&self.indicators));
        for i in 0..self.rows() {
            let group = self.groups.iter().map(|(_, names)| names[i].clone());
            let answers = (0..self.indicators.len()).map(|k| self.answer(i, k));
            let answers = answers.map(|x| x.map_or_else(String::new, |x| x.to_string()));
            let _ = csv.write_record(group.chain(answers));
        }
        let bytes = csv.into_inner().unwrap_or_default();
        String::from_utf8(bytes).unwrap_or_default()
    }
}
