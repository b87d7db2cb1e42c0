//! Collinearity of the constructs, and signs of common method bias.

use super::Report;
use crate::guidance::full_vif_bound;
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};

impl Report<'_> {
    pub(super) fn collinearity(&self) -> Section {
        let common = &self.document.common_method;
        let header = ["construct", "full collinearity VIF", "at least"];
        let mut table = Table::new("full-collinearity", "", 1, header);
        let limits = [full_vif_bound(self.document.study.estimate.consistent)];
        for row in &common.full_vif {
            table.row([
                Cell::name(&row.construct),
                Cell::number(row.vif, Digits::Statistic, &limits),
                Cell::statistic(row.floor),
            ]);
        }
        table.note("Full collinearity VIF: of each construct, explained by all others (Kock 2015). At least: the value from its own predictors alone, 1 / (1 - R²). The VIF of predictors is in section Paths.");
        table.note(
            Text::new("Harman: the first component of all indicators holds ")
                .and(Self::percent((common.harman * 1000.0).round() / 1000.0))
                .say(" of their variance. The test cannot distinguish a method effect from a concept that all indicators share, and has no threshold here (Podsakoff et al. 2003)."),
        );
        Section::new("collinearity", "Collinearity").table(table)
    }
}
