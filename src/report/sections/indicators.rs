//! The indicators: their answers, weights and loadings.

use super::Report;
use crate::guidance::{Judged, bounds};
use crate::model::MeasuredBy;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table};

impl Report<'_> {
    pub(super) fn indicators(&self) -> Section {
        Section::new("indicators", "Indicators")
            .table(self.answers())
            .table(self.loadings())
            .table(self.formative_weights())
    }

    fn answers(&self) -> Table {
        let header = [
            "construct",
            "indicator",
            "mean",
            "SD",
            "skewness",
            "kurtosis",
            "missing",
        ];
        let mut table = Table::new("answers", "Answers", 2, header);
        for d in &self.document.indicators {
            table.row([
                Cell::name(&d.construct),
                Cell::name(&d.indicator),
                Cell::statistic(d.mean),
                Cell::statistic(d.sd),
                Cell::statistic(d.skewness),
                Cell::statistic(d.kurtosis),
                d.missing.map_or(Cell::Undefined, Cell::Count),
            ]);
        }
        table.note("Kurtosis: 0 for a normal distribution.");
        table
    }

    fn loadings(&self) -> Table {
        let header = [
            "construct",
            "indicator",
            "item-total",
            "weight",
            "VIF",
            "loading",
        ];
        let header = header.map(str::to_owned).into_iter();
        let header = header.chain(self.inference_header());
        let mut table = Table::new("loadings", "Weights and loadings", 2, header);
        let rows = self.document.weights.iter().zip(&self.document.loadings);
        let of_indicators = |construct: &str| self.measured_by(construct) == MeasuredBy::Indicators;
        for (weight, loading) in rows.filter(|(_, l)| of_indicators(&l.construct)) {
            let (construct, indicator) = (&loading.construct, &loading.indicator);
            let mut items = self.document.items.iter();
            let item = items.find(|item| item.indicator == *indicator);
            let formative = self.is_formative(construct);
            let of =
                |measure: Judged, judged: bool| if judged { bounds(measure) } else { Vec::new() };
            let item_total = item.and_then(|i| i.item_total);
            let cells = [
                Cell::name(construct),
                Cell::name(indicator),
                Cell::judged(item_total, &bounds(Judged::ItemTotal)),
                Cell::estimate(weight.estimate),
                Cell::number(
                    weight.vif,
                    Digits::Statistic,
                    &of(Judged::IndicatorVif, formative),
                ),
                Cell::judged(loading.estimate, &of(Judged::Loading, item.is_some())),
            ];
            let quantity = Quantity::indicator(Measure::Loading, construct, indicator);
            table.row(cells.into_iter().chain(self.inference_cells(&quantity)));
        }
        table.note("Item-total: correlation with the sum of the other answers of the block. VIF: variance inflation factor of the indicator within its block.");
        if self.document.bootstrap.is_some() {
            table.note("SE, t, p and interval: of the loading.");
        }
        table
    }

    /// Inference for the weights of Mode B blocks, where weights are interpreted and not loadings.
    fn formative_weights(&self) -> Table {
        let header = ["construct", "indicator", "weight", "VIF"].map(str::to_owned);
        let header = header.into_iter().chain(self.inference_header());
        let mut table = Table::new("formative-weights", "Weights of Mode B blocks", 2, header);
        let weights = self.document.weights.iter();
        for weight in weights.filter(|w| self.is_formative(&w.construct)) {
            let (construct, indicator) = (&weight.construct, &weight.indicator);
            let cells = [
                Cell::name(construct),
                Cell::name(indicator),
                Cell::estimate(weight.estimate),
                Cell::number(weight.vif, Digits::Statistic, &bounds(Judged::IndicatorVif)),
            ];
            let quantity = Quantity::indicator(Measure::Weight, construct, indicator);
            table.row(cells.into_iter().chain(self.inference_cells(&quantity)));
        }
        table
    }
}
