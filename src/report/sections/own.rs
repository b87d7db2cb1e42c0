//! Quantities that the study defines, and measures that were bootstrapped on request.

use super::Report;
use crate::document::EstimateRecord;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::Cell;
use crate::report::page::{Section, Table};

/// The maximum number of rows in a table of contrasts or similar quantities.
const MOST_LINES: usize = 60;

impl Report<'_> {
    pub(super) fn own(&self) -> Section {
        Section::new("own", "Own quantities")
            .table(self.defined())
            .table(self.requested())
    }

    pub(super) fn defined(&self) -> Table {
        let header = ["name", "estimate"].map(str::to_owned).into_iter();
        let mut table = Table::new("defined", "", 1, header.chain(self.inference_header()));
        for defined in &self.document.defined {
            let first = [Cell::name(&defined.name), Cell::estimate(defined.estimate)];
            let cells = self.inference_cells(&Quantity::defined(&defined.name));
            table.row(first.into_iter().chain(cells));
            let formula = defined
                .formula
                .as_deref()
                .unwrap_or("computed by the program");
            table.note(format!("`{}` = {formula}", defined.name));
        }
        table
    }

    fn requested(&self) -> Option<Table> {
        let settings = self.document.study.bootstrap.as_ref()?;
        let bootstrap = self.document.bootstrap.as_ref()?;
        let asked = |e: &&EstimateRecord| {
            settings.quantities.contains(&e.quantity.measure)
                && !Measure::DEFAULT.contains(&e.quantity.measure)
        };
        let header = ["quantity", "estimate"].map(str::to_owned).into_iter();
        let header = header.chain(self.inference_header());
        let mut table = Table::new("requested", "Further requested quantities", 1, header);
        let records: Vec<&EstimateRecord> = bootstrap.estimates.iter().filter(asked).collect();
        for record in records.iter().take(MOST_LINES) {
            let first = [
                Cell::name(record.quantity.to_string()),
                Cell::estimate(record.summary.estimate),
            ];
            table.row(
                first
                    .into_iter()
                    .chain(self.inference_cells(&record.quantity)),
            );
        }
        if records.len() > MOST_LINES {
            let others = records.len() - MOST_LINES;
            table.note(format!("{others} others are in the result document."));
        }
        Some(table)
    }
}
