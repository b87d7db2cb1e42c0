//! Correlations or covariances in place of rows.

use std::path::Path;

use nalgebra::DMatrix;

use super::{Cells, DataError, MatrixError, ReadOptions, Source, Table};
use crate::text::visible_name;

/// Two cells that should be equal may differ by this share of the product of the standard deviations,
/// because of rounding.
const ROUNDING: f64 = 1e-9;
/// Variances outside these limits cannot be used in computations safely.
const VARIANCES: std::ops::RangeInclusive<f64> = 1e-100..=1e100;

/// Correlations or covariances of named variables, and the number of rows behind them, such as a published table of a
/// survey whose answers are not available.
///
/// Everything that is a function of moments can be estimated from it, but nothing that needs rows. Correlations also have
/// no units: there are no standard deviations and no raw alpha.
///
/// ```
/// use pls_sem::{Fit, Matrix, Model, Options, nalgebra::DMatrix};
///
/// let nan = f64::NAN; // the other triangle says the same
/// let correlations = DMatrix::from_row_slice(3, 3, &[1.0, nan, nan, 0.5, 1.0, nan, 0.3, 0.4, 1.0]);
/// let matrix = Matrix::correlations(&correlations, ["x1", "x2", "y"], 273)?;
/// let model = Model::parse("X =~ x1 + x2; Y =~ y; Y ~ X")?;
/// let fit = Fit::of_matrix(&model, &matrix, &Options::default())?;
/// assert!(fit.path("X", "Y").unwrap() > 0.4);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    names: Vec<String>,
    n: usize,
    correlations: DMatrix<f64>,
    /// Standard deviations, where covariances were given.
    sds: Option<Vec<f64>>,
    source: Option<Source>,
    pub(super) simulated: bool,
}

/// The content of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Correlations,
    Covariances,
    /// Correlations, if the diagonal holds only 1.
    AsTheDiagonalTells,
}

impl Matrix {
    /// Correlations, with 1 on the diagonal or an empty diagonal. Not-a-number marks an empty cell: one whole
    /// triangle may be empty.
    ///
    /// # Errors
    /// [`DataError`]: not square, not symmetric, beyond 1, a cell is missing, too few names or rows.
    pub fn correlations<N: Into<String>>(
        values: &DMatrix<f64>,
        names: impl IntoIterator<Item = N>,
        n: usize,
    ) -> Result<Self, DataError> {
        Self::new(values, names, n, Kind::Correlations)
    }

    /// Covariances (divisor `n - 1`), with the variances on the diagonal. One of the triangles may be left out, as in
    /// [`Matrix::correlations`].
    ///
    /// # Errors
    /// Like [`Matrix::correlations`], and for a variance that is 0 or negative.
    pub fn covariances<N: Into<String>>(
        values: &DMatrix<f64>,
        names: impl IntoIterator<Item = N>,
        n: usize,
    ) -> Result<Self, DataError> {
        Self::new(values, names, n, Kind::Covariances)
    }

    /// Reads a CSV file, see [`ReadOptions::read_matrix`].
    ///
    /// # Errors
    /// [`DataError`]: as of [`Table::read`] and [`Matrix::from_table`].
    pub fn read(path: impl AsRef<Path>, n: usize) -> Result<Self, DataError> {
        ReadOptions::new().read_matrix(path, n)
    }

    /// Interprets a table as a matrix: its columns are the variables, in the order of its rows. A first column of text
    /// must repeat the names.
    ///
    /// The matrix may be full or a single triangle; a row without cells, of a triangle without diagonal, may be left out.
    /// If the diagonal holds only 1 or is empty, the numbers are correlations, otherwise covariances.
    ///
    /// ```
    /// use pls_sem::{Matrix, ReadOptions};
    ///
    /// let table = ReadOptions::new().parse(",x,y,z\nx,1,,\ny,.5,1,\nz,.3,.4,1\n")?;
    /// let matrix = Matrix::from_table(&table, 273)?;
    /// assert_eq!((matrix.n(), matrix.correlation("x", "z")), (273, Some(0.3)));
    /// assert_eq!(matrix.sds(), None);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// As of [`Matrix::correlations`]; names of rows that are not those of the columns, a cell that is not a number.
    pub fn from_table(table: &Table, n: usize) -> Result<Self, DataError> {
        let (row_names, columns) = match table.columns().split_first() {
            Some((first, others)) if !others.is_empty() => match &first.cells {
                Cells::Text { cells, .. } => (Some(cells), others),
                Cells::Numbers(_) => (None, table.columns()),
            },
            _ => (None, table.columns()),
        };
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        let mut cells = Vec::with_capacity(columns.len());
        for column in columns {
            match &column.cells {
                Cells::Numbers(x) => cells.push(x.as_slice()),
                Cells::Text { cells, first, .. } => {
                    return Err(MatrixError::NotANumber {
                        column: column.name.clone(),
                        place: table.place_of(&column.name, *first),
                        cell: cells[*first].to_owned(),
                        decimal: table.decimal(),
                    }
                    .into());
                }
            }
        }
        let (rows, p) = (table.rows(), columns.len());
        if rows != p && rows + 1 != p {
            return Err(MatrixError::Shape { rows, columns: p }.into());
        }
        // Of a triangle without diagonal, the first row or the last may be left out.
        let first_left_out = rows < p
            && match row_names {
                Some(given) => given[0] == *names[1],
                None => cells[0].first().is_some_and(|x| !x.is_nan()),
            };
        let skipped = usize::from(first_left_out);
        if let Some(given) = row_names {
            for (row, (found, expected)) in given.iter().zip(&names[skipped..]).enumerate() {
                if found != *expected {
                    return Err(MatrixError::RowName {
                        place: table.place(row),
                        found: found.to_owned(),
                        expected: (*expected).to_owned(),
                    }
                    .into());
                }
            }
        }
        let values = DMatrix::from_fn(p, p, |i, j| {
            let row = i.checked_sub(skipped).filter(|&row| row < rows);
            row.map_or(f64::NAN, |row| cells[j][row])
        });
        let matrix = Self::new(&values, names, n, Kind::AsTheDiagonalTells)?;
        Ok(Self {
            source: table.source().cloned(),
            simulated: table.is_simulated(),
            ..matrix
        })
    }

    fn new<N: Into<String>>(
        values: &DMatrix<f64>,
        names: impl IntoIterator<Item = N>,
        n: usize,
        kind: Kind,
    ) -> Result<Self, DataError> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        let (rows, columns) = values.shape();
        if rows != columns || rows == 0 {
            return Err(MatrixError::Shape { rows, columns }.into());
        }
        if names.len() != columns {
            return Err(DataError::Names {
                columns,
                names: names.len(),
            });
        }
        for (second, name) in names.iter().enumerate() {
            if let Some(first) = names[..second].iter().position(|other| other == name) {
                return Err(DataError::DuplicateColumn {
                    name: name.clone(),
                    first: first + 1,
                    second: second + 1,
                });
            }
        }
        if n < 2 {
            return Err(MatrixError::FewRows { n }.into());
        }
        let values = filled(&names, values)?;
        check(&names, &values, kind)?;
        let (correlations, sds) = standardised(&values, kind);
        Ok(Self {
            names,
            n,
            correlations,
            sds,
            source: None,
            simulated: false,
        })
    }

    /// The same matrix, declared as one of simulated answers, like [`Table::simulated`] for rows.
    #[must_use]
    pub fn simulated(mut self) -> Self {
        self.simulated = true;
        self
    }

    /// Names of the variables.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Number of rows behind it.
    #[must_use]
    pub fn n(&self) -> usize {
        self.n
    }

    /// The correlation of two variables; `None` if it does not have both.
    #[must_use]
    pub fn correlation(&self, a: &str, b: &str) -> Option<f64> {
        Some(self.correlations[(self.position(a)?, self.position(b)?)])
    }

    /// Standard deviations (divisor `n - 1`); `None` if correlations were given, which have no units.
    #[must_use]
    pub fn sds(&self) -> Option<&[f64]> {
        self.sds.as_deref()
    }

    /// The file from which it was read.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let name = visible_name(name);
        self.names.iter().position(|n| *n == name)
    }

    /// All correlations, in the order of the names.
    pub(crate) fn all_correlations(&self) -> &DMatrix<f64> {
        &self.correlations
    }
}

/// The full matrix: an empty triangle is filled from the other one, and an empty diagonal with 1.
fn filled(names: &[String], values: &DMatrix<f64>) -> Result<DMatrix<f64>, MatrixError> {
    let p = names.len();
    let pairs = || (0..p).flat_map(|i| (0..i).map(move |j| (i, j)));
    let none_below = pairs().all(|cell| values[cell].is_nan());
    let none_above = pairs().all(|(i, j)| values[(j, i)].is_nan());
    let mut filled = values.clone();
    for (i, j) in pairs() {
        if none_above {
            filled[(j, i)] = filled[(i, j)];
        } else if none_below {
            filled[(i, j)] = filled[(j, i)];
        }
        // The cell that should have been given is named.
        let given = if none_below && !none_above {
            [(j, i), (i, j)]
        } else {
            [(i, j), (j, i)]
        };
        if let Some((row, column)) = given.into_iter().find(|&cell| filled[cell].is_nan()) {
            return Err(MatrixError::Missing {
                row: names[row].clone(),
                column: names[column].clone(),
            });
        }
    }
    let diagonal = values.diagonal();
    if diagonal.iter().all(|x| x.is_nan()) {
        filled.fill_diagonal(1.0);
    } else if let Some(k) = diagonal.iter().position(|x| x.is_nan()) {
        return Err(MatrixError::Missing {
            row: names[k].clone(),
            column: names[k].clone(),
        });
    }
    Ok(filled)
}

/// Checks that these may be the covariances of some variables, two at a time.
fn check(names: &[String], values: &DMatrix<f64>, kind: Kind) -> Result<(), MatrixError> {
    let infinite = |i: usize, j: usize| MatrixError::NotFinite {
        row: names[i].clone(),
        column: names[j].clone(),
        value: values[(i, j)],
    };
    for (i, name) in names.iter().enumerate() {
        let (name, value) = (name.clone(), values[(i, i)]);
        if value <= 0.0 {
            return Err(MatrixError::Diagonal { name, value });
        }
        if !VARIANCES.contains(&value) {
            return Err(MatrixError::Variance { name, value });
        }
        if kind == Kind::Correlations && !is_one(value) {
            return Err(MatrixError::NotOne { name, value });
        }
    }
    for (i, a) in names.iter().enumerate() {
        for (j, b) in names[..i].iter().enumerate() {
            let (a, b) = (a.clone(), b.clone());
            let (below, above) = (values[(i, j)], values[(j, i)]);
            if !below.is_finite() {
                return Err(infinite(i, j));
            }
            if !above.is_finite() {
                return Err(infinite(j, i));
            }
            let scale = values[(i, i)].sqrt() * values[(j, j)].sqrt();
            if (below - above).abs() > ROUNDING * scale {
                return Err(MatrixError::NotSymmetric { a, b, below, above });
            }
            let r = below / scale;
            if r.abs() > 1.0 + ROUNDING {
                return Err(MatrixError::BeyondOne { a, b, r });
            }
        }
    }
    Ok(())
}

/// Correlations, and standard deviations if covariances were given.
fn standardised(values: &DMatrix<f64>, kind: Kind) -> (DMatrix<f64>, Option<Vec<f64>>) {
    let variances = values.diagonal();
    let correlations = match kind {
        Kind::Correlations => true,
        Kind::Covariances => false,
        Kind::AsTheDiagonalTells => variances.iter().all(|&x| is_one(x)),
    };
    let sds: Vec<f64> = variances.iter().map(|x| x.sqrt()).collect();
    let p = sds.len();
    let standardised = DMatrix::from_fn(p, p, |i, j| {
        // One of the two triangles, so that rounding leaves it symmetric.
        let value = values[(i.max(j), i.min(j))];
        match (i == j, correlations) {
            (true, _) => 1.0,
            (false, true) => value,
            (false, false) => value / (sds[i] * sds[j]),
        }
    });
    (standardised, (!correlations).then_some(sds))
}

/// 1 as it is written or computed.
fn is_one(x: f64) -> bool {
    (x - 1.0).abs() <= ROUNDING
}
