//! Higher-order constructs: how their dimensions measure them.

use super::{Report, word};
use crate::estimate::HigherOrder;
use crate::guidance::{Judged, bounds};
use crate::model::MeasuredBy;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table};

impl Report<'_> {
    pub(super) fn higher_order(&self) -> Section {
        let by = MeasuredBy::Constructs;
        Section::new("higher-order", "Higher-order constructs")
            .table(self.coefficients(by, "higher-order"))
            .table(self.reliability_intervals(by, "higher-order-intervals"))
            .table(self.dimensions())
    }

    /// A row a dimension: its weight, and its loading with what the bootstrap says of it.
    fn dimensions(&self) -> Table {
        let header = ["construct", "dimension", "weight", "VIF"].map(str::to_owned);
        let header = header.into_iter();
        let bootstrapped = self.level().is_some();
        let interval = bootstrapped.then(|| self.interval_heading());
        let header = header.chain(interval.clone());
        let header = header.chain(["loading".to_owned()]).chain(interval);
        let mut table = Table::new(
            "dimensions",
            "Weights and loadings of the dimensions",
            2,
            header,
        );
        let rows = self.document.weights.iter().zip(&self.document.loadings);
        let is_higher = |construct: &str| self.measured_by(construct) == MeasuredBy::Constructs;
        for (weight, loading) in rows.filter(|(w, _)| is_higher(&w.construct)) {
            let (construct, dimension) = (&weight.construct, &weight.indicator);
            let formative = self.is_formative(construct);
            let limits = |measure: Judged, judged: bool| {
                if judged { bounds(measure) } else { Vec::new() }
            };
            let interval = |measure: Measure| {
                let quantity = Quantity::indicator(measure, construct, dimension);
                bootstrapped.then(|| self.interval(&quantity))
            };
            let cells = [
                Cell::name(construct),
                Cell::name(dimension),
                Cell::estimate(weight.estimate),
                Cell::number(
                    weight.vif,
                    Digits::Statistic,
                    &limits(Judged::IndicatorVif, formative),
                ),
            ];
            let cells = cells.into_iter().chain(interval(Measure::Weight));
            let loading = Cell::judged(loading.estimate, &limits(Judged::Loading, !formative));
            let cells = cells.chain([loading]).chain(interval(Measure::Loading));
            table.row(cells);
        }
        table.note("Everything here is of the scores of the dimensions, never of their indicators again (Sarstedt et al. 2019). VIF: variance inflation of a dimension among the others of its construct.");
        table.note(format!(
            "`higher_order = \"{}\"`: {}.",
            word(&self.document.study.estimate.higher_order),
            stages(self.document.study.estimate.higher_order)
        ));
        table
    }
}

/// How higher-order constructs are estimated, in words.
pub(super) fn stages(higher_order: HigherOrder) -> &'static str {
    match higher_order {
        HigherOrder::Embedded => {
            "the dimensions' scores are of a model in which their construct repeats their indicators (embedded two-stage)"
        }
        HigherOrder::Repeated => {
            "the construct is estimated from the indicators of its dimensions again (repeated indicators)"
        }
        HigherOrder::Extended => {
            "the construct is estimated from the indicators of its dimensions again, with paths from its predecessors to the dimensions (extended repeated indicators)"
        }
        _ => {
            "the dimensions' scores are of a model in which they stand in the place of their construct (disjoint two-stage)"
        }
    }
}
