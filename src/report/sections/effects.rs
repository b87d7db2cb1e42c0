//! Direct, indirect and total effects, and the types of mediation.

use super::Report;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::Cell;
use crate::report::page::{Section, Table, Text};

impl Report<'_> {
    pub(super) fn effects(&self) -> Section {
        let section = Section::new("effects", "Effects");
        // Without mediators, the effects equal the paths.
        if self.document.effects.iter().all(|e| e.indirect.is_none()) {
            return section.paragraph(
                "No construct mediates an effect: every total effect is the coefficient of its path.",
            );
        }
        section
            .table(self.effect_table())
            .table(self.routes())
            .table(self.mediation())
    }

    /// Headings of the columns that a bootstrap adds to effects through mediators.
    pub(super) fn product_header(&self) -> Vec<String> {
        match self.level() {
            None => Vec::new(),
            Some(_) => vec!["SE".into(), "p".into(), self.interval_heading()],
        }
    }

    pub(super) fn product_cells(&self, quantity: &Quantity, p: Cell) -> Vec<Cell> {
        match self.level() {
            None => Vec::new(),
            Some(_) => vec![
                Cell::estimate(self.summary(quantity).and_then(|s| s.se)),
                p,
                self.interval(quantity),
            ],
        }
    }

    /// Every effect in a row of its own: direct, indirect over all routes, total.
    fn effect_table(&self) -> Table {
        let header = ["from -> to", "effect", "estimate"]
            .map(str::to_owned)
            .into_iter();
        let header = header.chain(self.product_header());
        let mut table = Table::new("effects", "", 2, header);
        for e in &self.document.effects {
            let kinds = [
                ("direct", Measure::Path, e.direct),
                ("indirect", Measure::Indirect, e.indirect),
                ("total", Measure::Total, e.indirect.map(|_| e.total)),
            ];
            for (called, measure, estimate) in kinds {
                let Some(estimate) = estimate else { continue };
                let quantity = Quantity::along(measure, &e.from, &e.to);
                let first = [
                    Cell::route([&e.from, &e.to]),
                    Cell::words(called),
                    Cell::estimate(estimate),
                ];
                let p = self.p(&quantity);
                table.row(first.into_iter().chain(self.product_cells(&quantity, p)));
            }
        }
        table.note("Indirect: the sum over all routes. Total: the sum of the direct and the indirect effect; without an indirect effect it is the direct effect.");
        if self.level().is_some() {
            table.note("p of indirect and total effects: from the ranks of the resamples about 0, because products of coefficients are skewed; it agrees with the percentile interval. p of direct effects: from Student's t.");
        }
        table
    }

    fn routes(&self) -> Table {
        let header = ["route", "estimate"].map(str::to_owned).into_iter();
        let header = header.chain(self.product_header());
        let title = "Indirect effects, route by route";
        let mut table = Table::new("specific-effects", title, 1, header);
        for effect in &self.document.specific_effects {
            let quantity = Quantity::specific(&effect.route);
            let first = [Cell::route(&effect.route), Cell::estimate(effect.estimate)];
            let p = self.p(&quantity);
            table.row(first.into_iter().chain(self.product_cells(&quantity, p)));
        }
        table
    }

    /// The types of mediation.
    fn mediation(&self) -> Table {
        let header = [
            "from -> to",
            "by",
            "indirect",
            "interval",
            "direct",
            "interval",
            "VAF",
            "type",
        ];
        let both = |low: Option<f64>, high: Option<f64>| Some([low?, high?]);
        let mut table = Table::new("mediation", "Mediation", 2, header);
        for m in &self.document.mediation {
            table.row([
                Cell::route([&m.from, &m.to]),
                match &m.route {
                    None => Cell::words("all routes"),
                    Some(route) => Cell::route(&route[1..route.len().saturating_sub(1).max(1)]),
                },
                Cell::estimate(m.indirect),
                Cell::interval(both(m.indirect_low, m.indirect_high), &[0.0]),
                Cell::estimate(m.direct),
                Cell::interval(both(m.direct_low, m.direct_high), &[0.0]),
                Cell::estimate(m.vaf),
                m.kind
                    .map_or(Cell::Undefined, |kind| Cell::called(kind.to_string())),
            ]);
        }
        table.note(Text::new(format!(
            "Type after Zhao, Lynch & Chen (2010), from the {} intervals: an effect counts if its interval excludes 0.",
            self.shown().label()
        )));
        table.note("VAF: indirect over total effect, where both have the same sign.");
        table
    }
}
