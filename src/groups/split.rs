//! From a column of the table to the rows of each group.

use std::collections::BTreeMap;

use super::{Grouping, GroupsError};
use crate::data::{Cells, Column, Groups, Table};

/// The most groups that are compared.
const MOST: usize = 20;

/// A group: its name, and its rows of the table, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows {
    pub(super) name: String,
    pub(super) rows: Vec<usize>,
}

/// The groups of a table, sorted by their names as text: two to twenty.
pub(super) fn split(table: &Table, grouping: &Grouping) -> Result<Vec<Rows>, GroupsError> {
    let names = names(table, grouping)?;
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (row, name) in names.iter().enumerate() {
        groups.entry(name).or_default().push(row);
    }
    let column = grouping.column.clone();
    if groups.len() > MOST {
        return Err(GroupsError::TooManyGroups {
            groups: groups.len(),
            most: MOST,
            numbers: table.column(&column).is_some_and(is_of_numbers),
            column,
        });
    }
    let groups: Vec<Rows> = groups
        .into_iter()
        .map(|(name, rows)| Rows {
            name: name.to_owned(),
            rows,
        })
        .collect();
    match groups.as_slice() {
        [only] => Err(GroupsError::OneGroup {
            column,
            group: only.name.clone(),
            rows: only.rows.len(),
            bins: grouping.bins.is_some(),
        }),
        _ => Ok(groups),
    }
}

fn is_of_numbers(column: &Column) -> bool {
    matches!(column.cells, Cells::Numbers(_))
}

/// The name of every row's group.
fn names(table: &Table, grouping: &Grouping) -> Result<Vec<String>, GroupsError> {
    let groups = Groups::of(table, &grouping.column)?;
    let name = |row: &usize| groups.names()[*row].clone();
    let Some(bins) = &grouping.bins else {
        return Ok(groups.of_rows().iter().map(name).collect());
    };
    let number = |row: usize| {
        let x = table.number(&grouping.column, row);
        let x = x.ok_or_else(|| GroupsError::BinsOfText {
            column: grouping.column.clone(),
            cell: name(&groups.of_rows()[row]),
        })?;
        Ok(bins.label(x))
    };
    (0..table.rows()).map(number).collect()
}
