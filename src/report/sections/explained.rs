//! Explained variance, and the criteria of each equation.

use super::Report;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::Cell;
use crate::report::page::{Section, Table};

impl Report<'_> {
    pub(super) fn explained(&self) -> Section {
        Section::new("explained", "Explained variance")
            .table(self.r2())
            .table(self.criteria())
    }

    /// A share of variance is not tested against 0: it has no t and no p.
    fn r2(&self) -> Table {
        let mut header = vec!["construct".to_owned(), "R²".into(), "adjusted".into()];
        if self.level().is_some() {
            header.extend(["SE".into(), self.interval_heading()]);
        }
        let mut table = Table::new("explained", "", 1, header);
        for c in self.document.constructs.iter().filter(|c| c.r2.is_some()) {
            let quantity = Quantity::of(Measure::R2, &c.construct);
            let mut cells = vec![
                Cell::name(&c.construct),
                Cell::judged(c.r2, &[1.0]),
                Cell::estimate(c.r2_adj),
            ];
            if self.level().is_some() {
                let se = self.summary(&quantity).and_then(|s| s.se);
                cells.extend([Cell::estimate(se), self.interval(&quantity)]);
            }
            table.row(cells);
            if c.r2.is_some_and(|r2| r2 > 1.0) {
                table.note(format!(
                    "R² of `{}` is above 1: the solution is inadmissible.",
                    c.construct
                ));
            }
        }
        table
    }

    fn criteria(&self) -> Table {
        let header = [
            "construct",
            "AIC",
            "AICc",
            "AICu",
            "BIC",
            "HQ",
            "HQc",
            "FPE",
            "Cp",
            "GM",
        ];
        let mut table = Table::new("criteria", "Information criteria", 1, header);
        for c in &self.document.criteria {
            let first = [c.aic, c.aicc, c.aicu, c.bic, c.hq, c.hqc].map(Cell::statistic);
            let last = [
                Cell::estimate(c.fpe),
                Cell::statistic(c.cp),
                Cell::statistic(c.gm),
            ];
            table.row(
                [Cell::name(&c.construct)]
                    .into_iter()
                    .chain(first)
                    .chain(last),
            );
        }
        table.note("The criteria of each equation (Sharma et al. 2019) compare models of the same construct; smaller is better. AICc and AICu have a different scale: n times that of the logarithm of the residual variance, plus n.");
        table
    }
}
