//! Which columns of the data explain the segments, after these were found.

use serde::{Deserialize, Serialize};

use crate::data::{Cells, Column, DataError, Table, is_missing};
use crate::infer::adjust;
use crate::model::Model;
use crate::numeric::chi_square;
use crate::text::visible_name;

/// A column with more different words does not define groups of rows.
const MOST_WORDS: usize = 20;
/// A column of more different numbers is cut at its quartiles.
const MOST_CODES: usize = 10;

/// Segments against the groups of a column.
///
/// ```text
/// chi² = Σ (n_vs - e_vs)² / e_vs,   e_vs = n_v n_s / n       df = (values - 1) (segments - 1)
/// V    = sqrt( chi² / (n (min(values, segments) - 1)) )
/// ```
///
/// V lies between 0 and 1. p takes the segments for given: they were found without the column, and rows whose segment is
/// in doubt weaken the relation. A column of more than ten different numbers is cut at its quartiles.
///
/// Source: Cramér (1946), Mathematical Methods of Statistics; on explaining segments: Ringle, Sarstedt & Mooi (2010).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CrossTable {
    /// The column.
    pub column: String,
    /// Its values, or the ranges of them.
    pub values: Vec<String>,
    /// For each value the rows in each segment.
    pub counts: Vec<Vec<usize>>,
    /// Rows with an answer.
    pub rows: usize,
    /// Cramér's V.
    pub v: Option<f64>,
    /// chi².
    pub chi_square: Option<f64>,
    /// Its degrees of freedom.
    pub df: usize,
    /// Its p-value.
    pub p: Option<f64>,
    /// The same, adjusted by Holm's method for the number of columns.
    pub p_adjusted: Option<f64>,
}

/// Every column that may explain the segments, the strongest first. `rows` are those of the table that have a segment.
pub(crate) fn explain(
    table: &Table,
    model: &Model,
    asked: &[String],
    rows: &[usize],
    labels: &[usize],
    segments: usize,
) -> Result<Vec<CrossTable>, DataError> {
    let mut columns: Vec<&Column> = Vec::new();
    for name in asked {
        columns.push(&table.columns()[table.position_of(name)?]);
    }
    if asked.is_empty() {
        let of_model = |name: &str| model.indicators().any(|indicator| indicator == name);
        let is_weight = |name: &str| table.weight_column() == Some(name);
        let all = table.columns().iter();
        columns.extend(all.filter(|c| !of_model(&c.name) && !is_weight(&c.name)));
    }
    let of = |column: &&Column| {
        let (values, groups) = groups(&column.cells, rows, !asked.is_empty())?;
        Some(CrossTable::of(
            &column.name,
            values,
            &groups,
            labels,
            segments,
        ))
    };
    let mut tables: Vec<CrossTable> = columns.iter().filter_map(of).collect();
    let p: Vec<Option<f64>> = tables.iter().map(|table| table.p).collect();
    for (table, adjusted) in tables.iter_mut().zip(adjust(&p)) {
        table.p_adjusted = adjusted.map(|adjusted| adjusted.holm);
    }
    let strength = |table: &CrossTable| table.v.unwrap_or(-1.0);
    tables.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    Ok(tables)
}

/// The values of a column, and the value of every row that has one. `None` for a column that holds no groups: one value
/// only, or more words than groups have names, unless it was asked for.
fn groups(cells: &Cells, rows: &[usize], asked: bool) -> Option<(Vec<String>, Vec<Option<usize>>)> {
    match cells {
        Cells::Numbers(x) => {
            let numbers: Vec<f64> = rows.iter().map(|&row| x[row]).collect();
            of_numbers(&numbers)
        }
        Cells::Text { cells, .. } => {
            let word = |&row: &usize| {
                let cell = cells.get(row).unwrap_or_default().trim();
                (!is_missing(cell)).then(|| visible_name(cell).into_owned())
            };
            let words: Vec<Option<String>> = rows.iter().map(word).collect();
            let mut values: Vec<String> = words.iter().flatten().cloned().collect();
            values.sort_unstable();
            values.dedup();
            let place = |word: Option<String>| values.binary_search(&word?).ok();
            let groups = words.into_iter().map(place).collect();
            let fits = values.len() > 1 && (asked || values.len() <= MOST_WORDS);
            fits.then_some((values, groups))
        }
    }
}

/// Numbers by their value, or by the quarter of them that they lie in.
fn of_numbers(numbers: &[f64]) -> Option<(Vec<String>, Vec<Option<usize>>)> {
    let mut sorted: Vec<f64> = numbers.iter().copied().filter(|x| !x.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let mut values = sorted.clone();
    values.dedup();
    if values.len() < 2 {
        return None;
    }
    if values.len() <= MOST_CODES {
        #[allow(clippy::float_cmp)] // the values are these numbers
        let place = |x: &f64| values.iter().position(|value| value == x);
        let groups = numbers.iter().map(place).collect();
        return Some((values.iter().map(ToString::to_string).collect(), groups));
    }
    // The upper end of each quarter but the last; equal ends are one.
    let mut ends: Vec<f64> = (1..4).map(|k| sorted[k * sorted.len() / 4 - 1]).collect();
    ends.dedup();
    ends.retain(|end| end < &sorted[sorted.len() - 1]);
    let place = |x: &f64| (!x.is_nan()).then(|| ends.iter().take_while(|end| x > *end).count());
    let groups = numbers.iter().map(place).collect();
    let name = |k: usize| match (k.checked_sub(1).map(|k| ends[k]), ends.get(k)) {
        (None, Some(high)) => format!("up to {high}"),
        (Some(low), Some(high)) => format!("above {low}, up to {high}"),
        (Some(low), None) => format!("above {low}"),
        (None, None) => "all".to_owned(),
    };
    Some(((0..=ends.len()).map(name).collect(), groups))
}

impl CrossTable {
    fn of(
        column: &str,
        values: Vec<String>,
        groups: &[Option<usize>],
        labels: &[usize],
        segments: usize,
    ) -> Self {
        let mut counts = vec![vec![0; segments]; values.len()];
        for (group, &label) in groups.iter().zip(labels) {
            if let Some(group) = group {
                counts[*group][label] += 1;
            }
        }
        let rows: usize = counts.iter().flatten().sum();
        let n = rows as f64;
        let of_value: Vec<f64> = counts
            .iter()
            .map(|row| row.iter().sum::<usize>() as f64)
            .collect();
        let of_segment: Vec<f64> = (0..segments)
            .map(|s| counts.iter().map(|row| row[s]).sum::<usize>() as f64)
            .collect();
        let present = of_segment.iter().filter(|&&count| count > 0.0).count();
        let df = (values.len() - 1) * present.saturating_sub(1);
        let cell = |(v, s): (usize, usize)| {
            let expected = of_value[v] * of_segment[s] / n;
            let apart = counts[v][s] as f64 - expected;
            if expected > 0.0 {
                apart * apart / expected
            } else {
                0.0
            }
        };
        let cells = (0..values.len()).flat_map(|v| (0..segments).map(move |s| (v, s)));
        let chi_square = Some(cells.map(cell).sum::<f64>()).filter(|_| df > 0);
        let smaller = values.len().min(present).saturating_sub(1) as f64;
        let v = chi_square.map(|chi_square| (chi_square / (n * smaller)).sqrt().min(1.0));
        Self {
            column: column.to_owned(),
            p: chi_square.and_then(|x| chi_square::upper_tail(x, df as f64)),
            p_adjusted: None,
            values,
            counts,
            rows,
            v: v.filter(|v| v.is_finite()),
            chi_square,
            df,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn the_cross_table_of_a_textbook_has_its_numbers() {
        // scipy 1.17: chi2_contingency([[30, 10], [15, 25], [5, 15]], correction=False): 17.5 with 2 degrees of freedom,
        // p 0.0001585; association(..., method="cramer") 0.4183.
        let counts = [[30, 10], [15, 25], [5, 15]];
        let (mut groups, mut labels) = (Vec::new(), Vec::new());
        for (v, row) in counts.iter().enumerate() {
            for (s, &count) in row.iter().enumerate() {
                groups.extend(vec![Some(v); count]);
                labels.extend(vec![s; count]);
            }
        }
        let values = ["a", "b", "c"].map(str::to_owned).to_vec();
        let table = CrossTable::of("x", values, &groups, &labels, 2);
        assert_relative_eq!(table.chi_square.unwrap(), 17.5, max_relative = 1e-12);
        assert_relative_eq!(
            table.v.unwrap(),
            (17.5_f64 / 100.0).sqrt(),
            max_relative = 1e-12
        );
        assert_eq!((table.df, table.rows), (2, 100));
        assert_relative_eq!(table.p.unwrap(), (-8.75_f64).exp(), max_relative = 1e-9);
    }

    #[test]
    fn numbers_are_groups_by_their_value_or_by_quarters() {
        let (values, groups) = of_numbers(&[1.0, 2.0, f64::NAN, 1.0]).unwrap();
        assert_eq!(values, ["1", "2"]);
        assert_eq!(groups, [Some(0), Some(1), None, Some(0)]);
        let many: Vec<f64> = (1..=20).map(f64::from).collect();
        let (values, groups) = of_numbers(&many).unwrap();
        let quarters = [
            "up to 5",
            "above 5, up to 10",
            "above 10, up to 15",
            "above 15",
        ];
        assert_eq!(values, quarters);
        assert_eq!(groups.iter().filter(|g| **g == Some(3)).count(), 5);
        assert_eq!(of_numbers(&[3.0, 3.0, f64::NAN]), None);
    }
}
