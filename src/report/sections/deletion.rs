//! Indicator deletion: each block without one of its indicators.

use super::Report;
use crate::document::ConstructRecord;
use crate::model::MeasuredBy;
use crate::report::cell::Cell;
use crate::report::page::{Section, Table};

impl Report<'_> {
    pub(super) fn deletion(&self) -> Section {
        let header = [
            "construct",
            "without",
            "alpha",
            "change",
            "rho_C",
            "change",
            "AVE",
            "change",
            "HTMT",
            "change",
        ];
        let mut table = Table::new("deletion", "", 2, header);
        for row in &self.document.pruning {
            table.row([
                Cell::name(&row.construct),
                Cell::name(&row.indicator),
                Cell::estimate(row.alpha),
                Cell::estimate(row.alpha_change),
                Cell::estimate(row.rho_c),
                Cell::estimate(row.rho_c_change),
                Cell::estimate(row.ave),
                Cell::estimate(row.ave_change),
                Cell::estimate(row.largest_htmt),
                Cell::estimate(row.largest_htmt_change),
            ]);
        }
        table.note("The model is estimated again without the indicator; HTMT: the largest HTMT of its construct. Consider the content of an indicator, too: numbers alone do not decide about its deletion.");
        let section = Section::new("deletion", "Indicator deletion").table(table);
        let plain = |c: &ConstructRecord| c.measured_by == MeasuredBy::Indicators;
        if self.document.constructs.iter().all(plain) {
            return section;
        }
        section.paragraph("Not computed for models with interactions or higher-order constructs, in which every stage changes without an indicator. Leave the indicator out of the model and run the study again.")
    }
}
