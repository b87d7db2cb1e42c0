//! The measurement section of the short page: reliability and validity, one row for each construct.

use super::{Report, more};
use crate::document::ConstructRecord;
use crate::guidance::{Judged, bounds};
use crate::model::Mode;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::Cell;
use crate::report::page::{Section, Table, Text};
use crate::text::digits::percent;

/// The maximum number of constructs for a matrix of ratios; with more constructs the largest ratios
/// are listed.
const MOST_IN_MATRIX: usize = 12;
/// The maximum numbers of constructs and indicators on a short page.
const MOST_ROWS: usize = 40;

impl Report<'_> {
    /// One row for each construct, and for Mode B blocks also one row for each indicator.
    pub(super) fn measurement_first(&self) -> Section {
        let mut section = Section::new("measurement", "Measurement");
        let constructs: Vec<&ConstructRecord> = self
            .measured()
            .filter(|c| !self.is_formative(&c.construct))
            .collect();
        let bound = self.level().is_some();
        let mut header = vec![
            "",
            "items",
            "loadings",
            "alpha (std.)",
            "rho_A",
            "rho_C",
            "AVE",
        ];
        header.extend(bound.then_some("interval"));
        header.push("HTMT max.");
        header.extend(bound.then_some("bound"));
        let mut table = Table::new("short-measurement", "", 1, header);
        for c in constructs.iter().take(MOST_ROWS) {
            let (htmt, upper) = self.largest_htmt(&c.construct);
            let ave = Quantity::of(Measure::Ave, &c.construct);
            let mut cells = vec![
                Cell::name(&c.construct),
                Cell::Count(c.items),
                self.ends_of_loadings(c),
                Cell::judged(c.alpha, &bounds(Judged::Alpha)),
                Cell::judged(c.rho_a, &bounds(Judged::RhoA)),
                Cell::judged(c.rho_c, &bounds(Judged::RhoC)),
                Cell::judged(c.ave, &bounds(Judged::Ave)),
            ];
            cells.extend(bound.then(|| self.interval(&ave)));
            cells.push(Cell::judged(htmt, &bounds(Judged::Htmt)));
            cells.extend(bound.then(|| Cell::judged(upper, &bounds(Judged::Htmt))));
            table.row(cells);
        }
        if constructs.len() > MOST_ROWS {
            table.note(more(constructs.len() - MOST_ROWS, "reliability").say("."));
        }
        if let Some(level) = self.level() {
            table.note(format!(
                "Interval: {} of AVE. Bound: one-sided {} upper bound of that HTMT.",
                percent(level),
                percent(level)
            ));
        }
        section = section.table(table);
        let mut weights = self.formative_weights();
        "Weights of Mode B blocks".clone_into(&mut weights.title);
        let others = weights.rows.len().saturating_sub(MOST_ROWS);
        weights.rows.truncate(MOST_ROWS);
        if others > 0 {
            weights.note(more(others, "indicators").say("."));
        }
        weights.name = "short-weights";
        let mut redundancy = self.redundancy();
        redundancy.name = "short-redundancy";
        section.table(weights).table(redundancy)
    }

    /// `0.712 to 0.853`
    fn ends_of_loadings(&self, construct: &ConstructRecord) -> Cell {
        let loadings = self.document.loadings.iter();
        let own = loadings.filter(|l| l.construct == construct.construct);
        let own: Vec<f64> = own.map(|l| l.estimate).collect();
        let limits = bounds(Judged::Loading);
        let lowest = own.iter().copied().reduce(f64::min);
        let highest = own.iter().copied().reduce(f64::max);
        if construct.items == 1 {
            return Cell::Undefined;
        }
        let ends = Text::default().and(Cell::judged(lowest, &limits));
        Cell::Text(ends.say(" to ").and(Cell::judged(highest, &limits)))
    }

    /// The largest ratio of a construct, and the upper bound of that pair.
    fn largest_htmt(&self, construct: &str) -> (Option<f64>, Option<f64>) {
        let own = self.document.discriminant.iter();
        let own = own.filter(|d| d.a == construct || d.b == construct);
        let largest = own
            .filter_map(|d| Some((d.htmt?, d)))
            .max_by(|x, y| x.0.total_cmp(&y.0));
        largest.map_or((None, None), |(htmt, d)| {
            (Some(htmt), self.htmt_bound(&d.a, &d.b))
        })
    }

    pub(super) fn discriminant_first(&self) -> Section {
        let section = Section::new("discriminant", "Discriminant validity: HTMT");
        let constructs: Vec<&ConstructRecord> = self.measured().collect();
        let in_matrix = constructs.len() <= MOST_IN_MATRIX;
        let section = if in_matrix {
            let table = self.htmt_matrix("short-htmt", "");
            section.table(table.map(|mut table| {
                table.notes.clear();
                table
            }))
        } else {
            section.paragraph(self.largest_pairs())
        };
        if constructs.iter().all(|c| c.items == 1 || c.mode == Mode::B) {
            return section;
        }
        section.paragraph(self.fornell_larcker())
    }

    /// The largest ratios as a sentence, if a matrix would be too large.
    fn largest_pairs(&self) -> Text {
        let mut sorted: Vec<(f64, &str, &str)> = self
            .document
            .discriminant
            .iter()
            .filter_map(|d| Some((d.htmt?, d.a.as_str(), d.b.as_str())))
            .collect();
        sorted.sort_by(|x, y| y.0.total_cmp(&x.0));
        let limits = bounds(Judged::Htmt);
        let mut text = Text::new(format!("Largest of {} pairs: ", sorted.len()));
        for (i, (htmt, a, b)) in sorted.iter().take(5).enumerate() {
            let before = if i == 0 { "" } else { ", " };
            text = text
                .say(format!("{before}`{a}` and `{b}` "))
                .and(Cell::judged(*htmt, &limits));
        }
        text.say(". All: ")
            .and(Cell::Section("discriminant"))
            .say(".")
    }
}
