//! Comparison with other models of the same constructs.

use super::Report;
use crate::report::cell::Cell;
use crate::report::page::{Section, Table};

impl Report<'_> {
    pub(super) fn comparison(&self) -> Section {
        let header = [
            "construct",
            "model",
            "predictors",
            "R²",
            "adjusted",
            "AIC",
            "AIC weight",
            "BIC",
            "BIC weight",
        ];
        let mut table = Table::new("comparison", "", 2, header);
        for row in &self.document.comparison {
            table.row([
                Cell::name(&row.criteria.construct),
                Cell::name(&row.model),
                Cell::Count(row.predictors),
                Cell::estimate(row.r2),
                Cell::estimate(row.r2_adj),
                Cell::statistic(row.criteria.aic),
                Cell::estimate(row.aic_weight),
                Cell::statistic(row.criteria.bic),
                Cell::estimate(row.bic_weight),
            ]);
        }
        table.note("Weight: how strongly the criterion prefers the model among those listed for the construct; they sum to 1 (Danks, Sharma & Sarstedt 2020).");
        table.note("The table lists equations whose predictors differ between models; the scores of a construct differ, too, because they depend on the whole model.");
        Section::new("comparison", "Comparison of models").table(table)
    }
}
