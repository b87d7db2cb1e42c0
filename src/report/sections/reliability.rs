//! Reliability and convergent validity.

use super::Report;
use crate::assess::alpha_intervals::AlphaMethod;
use crate::guidance::{Judged, bounds};
use crate::model::MeasuredBy;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};

impl Report<'_> {
    pub(super) fn reliability(&self) -> Section {
        Section::new("reliability", "Reliability and convergent validity")
            .table(self.coefficients(MeasuredBy::Indicators, "reliability"))
            .table(self.reliability_intervals(MeasuredBy::Indicators, "reliability-intervals"))
            .table(self.alpha_intervals())
            .table(self.redundancy())
    }

    /// Reliability of the constructs that indicators measure, or of those that other constructs do.
    pub(super) fn coefficients(&self, by: MeasuredBy, name: &'static str) -> Table {
        let counted = match by {
            MeasuredBy::Constructs => "dimensions",
            _ => "items",
        };
        let header = [
            "construct",
            "kind",
            "mode",
            counted,
            "alpha",
            "raw alpha",
            "rho_A",
            "rho_C",
            "AVE",
        ];
        let mut table = Table::new(name, "", 3, header);
        let constructs = self.document.constructs.iter();
        for c in constructs.filter(|c| c.measured_by == by) {
            let mode = if c.items == 1 {
                "single".to_owned()
            } else {
                c.mode.to_string()
            };
            table.row([
                Cell::name(&c.construct),
                Cell::words(c.kind.to_string()),
                Cell::words(mode),
                Cell::Count(c.items),
                Cell::judged(c.alpha, &bounds(Judged::Alpha)),
                Cell::estimate(c.alpha_raw),
                Cell::judged(c.rho_a, &bounds(Judged::RhoA)),
                Cell::judged(c.rho_c, &bounds(Judged::RhoC)),
                Cell::judged(c.ave, &bounds(Judged::Ave)),
            ]);
        }
        if by == MeasuredBy::Constructs {
            return table;
        }
        let whole = &self.document.questionnaire;
        table.note(
            Text::new(format!(
                "All {} indicators as one scale: alpha ",
                whole.items
            ))
            .and(Cell::estimate(whole.alpha))
            .say(", raw ")
            .and(Cell::estimate(whole.alpha_raw))
            .say(" (this assumes that they measure one dimension)."),
        );
        table.note("Alpha: Cronbach's alpha of standardised indicators; raw: of the answers themselves. Not defined for single items and Mode B blocks.");
        table
    }

    /// The bootstrap intervals of the coefficients.
    pub(super) fn reliability_intervals(
        &self,
        by: MeasuredBy,
        name: &'static str,
    ) -> Option<Table> {
        self.level()?;
        let header = ["construct", "alpha", "rho_A", "rho_C", "AVE"];
        let title = format!("{}s, {}", self.interval_heading(), self.shown().label());
        let mut table = Table::new(name, title, 1, header);
        let constructs = self.document.constructs.iter();
        for c in constructs.filter(|c| c.measured_by == by && c.alpha.is_some()) {
            let measures = [Measure::Alpha, Measure::RhoA, Measure::RhoC, Measure::Ave];
            let cells = measures.map(|measure| self.interval(&Quantity::of(measure, &c.construct)));
            table.row([Cell::name(&c.construct)].into_iter().chain(cells));
        }
        Some(table)
    }

    fn alpha_intervals(&self) -> Table {
        let level = self.level().unwrap_or(0.95);
        let title = format!(
            "{} closed-form intervals of alpha",
            crate::text::digits::percent(level)
        );
        let header = [
            "construct",
            "adf",
            "adf, standardised",
            "normal theory",
            "Feldt",
        ];
        let mut table = Table::new("alpha-intervals", title, 1, header);
        let methods = [
            AlphaMethod::Adf,
            AlphaMethod::AdfStandardised,
            AlphaMethod::NormalTheory,
            AlphaMethod::Feldt,
        ];
        let rows = &self.document.alpha_intervals;
        let with_alpha = self
            .document
            .constructs
            .iter()
            .filter(|c| c.measured_by == MeasuredBy::Indicators && c.alpha.is_some());
        for c in with_alpha.filter(|_| !rows.is_empty()) {
            let own = |method: AlphaMethod| {
                let mut own = rows
                    .iter()
                    .filter(|r| r.construct == c.construct && r.method == method);
                Cell::interval(own.next().map(|r| [r.low, r.high]), &[])
            };
            table.row(
                [Cell::name(&c.construct)]
                    .into_iter()
                    .chain(methods.map(own)),
            );
        }
        table.note("adf: without assumptions about the distribution (Maydeu-Olivares et al. 2007), for raw and standardised alpha. Normal theory and Feldt's interval assume normal answers, and are for raw alpha.");
        if self.document.study.data.weights.is_some() {
            table.note("They also assume equal weights of the rows, which adf does not.");
        }
        table
    }

    pub(super) fn redundancy(&self) -> Table {
        // The other measure may lack answers in rows that the model uses, and the block has answers in rows that it does not.
        let mut counts = self.document.redundancy.iter().filter_map(|row| row.n);
        let has_own_rows = counts.any(|n| n != self.document.data.rows_used);
        let header = ["construct", "other measure", "path", "R²"].into_iter();
        let header = header.chain(has_own_rows.then_some("rows"));
        let mut table = Table::new("redundancy", "Redundancy analysis", 2, header);
        for row in &self.document.redundancy {
            let cells = [
                Cell::name(&row.construct),
                Cell::name(row.measure.join(" + ")),
                Cell::judged(row.path, &bounds(Judged::Redundancy)),
                Cell::estimate(row.r2),
            ];
            let rows = Cell::number(row.n.map(|n| n as f64), Digits::Given, &[]);
            table.row(cells.into_iter().chain(has_own_rows.then_some(rows)));
        }
        table.note("Path from the block (Mode B) to another measure of the same concept (Chin 1998; Cheah et al. 2018).");
        table
    }
}
