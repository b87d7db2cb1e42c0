//! The measurement section of the short page: reliability and validity, one row for each construct.

use super::short::{Room, foremost};
use super::{Report, more};
use crate::document::ConstructRecord;
use crate::guidance::{Judged, bounds};
use crate::model::Mode;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};
use crate::text::digits::percent;

/// The maximum number of constructs for a matrix of ratios; with more constructs the largest ratios
/// are listed.
const MOST_IN_MATRIX: usize = 12;
const MOST_PAIRS: usize = 5;

impl Report<'_> {
    /// One row for each construct, and for Mode B blocks also one row for each indicator.
    pub(super) fn measurement_first(&self, room: Room) -> Section {
        let section = Section::new("measurement", "Measurement");
        let section = section.table(self.constructs_first(room.of_tables()));
        let most = room.of_sentences();
        let mut redundancy = self.redundancy();
        redundancy.name = "short-redundancy";
        let others = redundancy.rows.len().saturating_sub(most);
        redundancy.rows.truncate(most);
        if others > 0 {
            redundancy.note(more(others, "reliability").say("."));
        }
        section.table(self.weights_first(most)).table(redundancy)
    }

    /// A row a construct. With a bootstrap the largest HTMT is judged by its bound; the matrix beside it has the ratio.
    fn constructs_first(&self, most: usize) -> Table {
        let constructs = self.measured().filter(|c| !self.is_formative(&c.construct));
        // The weakest are shown.
        let (constructs, others) = foremost(constructs, most, |c| c.ave.map(f64::recip));
        let bound = self.level().is_some();
        let mut header = vec![
            "",
            "k",
            "load. min.",
            "load. max.",
            "alpha std.",
            "rho_A",
            "rho_C",
            "AVE",
        ];
        header.extend(if bound {
            ["AVE low", "AVE high", "HTMT bound"].as_slice()
        } else {
            &["HTMT max."]
        });
        let mut table = Table::new("short-measurement", "", 1, header);
        for c in constructs {
            let (htmt, upper) = self.largest_htmt(&c.construct);
            let ave = Quantity::of(Measure::Ave, &c.construct);
            let [lowest, highest] = self.ends_of_loadings(c);
            let mut cells = vec![
                Cell::name(&c.construct),
                Cell::Count(c.items),
                Cell::judged(lowest, &bounds(Judged::Loading)),
                Cell::judged(highest, &bounds(Judged::Loading)),
                Cell::judged(c.alpha, &bounds(Judged::Alpha)),
                Cell::judged(c.rho_a, &bounds(Judged::RhoA)),
                Cell::judged(c.rho_c, &bounds(Judged::RhoC)),
                Cell::judged(c.ave, &bounds(Judged::Ave)),
            ];
            if bound {
                let interval = self.summary(&ave).and_then(|s| s.interval(self.shown()));
                cells.push(Cell::estimate(interval.map(|[low, _]| low)));
                cells.push(Cell::estimate(interval.map(|[_, high]| high)));
            }
            let htmt = if bound { upper } else { htmt };
            cells.push(Cell::judged(htmt, &bounds(Judged::Htmt)));
            table.row(cells);
        }
        if others > 0 {
            table.note(more(others, "reliability").say("."));
        }
        match self.level() {
            Some(level) => table.note(format!(
                "k: items. AVE low, high: {0} interval. Bound: one-sided {0}.",
                percent(level)
            )),
            None => table.note("k: items. HTMT max.: the largest of its pairs."),
        }
        table
    }

    /// The weights of Mode B blocks, block by block.
    fn weights_first(&self, most: usize) -> Table {
        let weights = self.document.weights.iter();
        let weights = weights.filter(|w| self.is_formative(&w.construct));
        let (shown, others) = foremost(weights, most, |w| Some(w.estimate));
        let bootstrapped = self.level().is_some();
        let mut header = vec![String::new(), "weight".to_owned()];
        if bootstrapped {
            header.extend([self.interval_heading(), "p".to_owned()]);
        }
        header.push("VIF".to_owned());
        let mut table = Table::new("short-weights", "Weights of Mode B blocks", 1, header);
        for block in shown.chunk_by(|a, b| a.construct == b.construct) {
            table.heading(Text::new("of ").and(Cell::name(&block[0].construct)));
            for weight in block {
                let quantity =
                    Quantity::indicator(Measure::Weight, &weight.construct, &weight.indicator);
                let mut cells = vec![
                    Cell::name(&weight.indicator),
                    Cell::estimate(weight.estimate),
                ];
                if bootstrapped {
                    cells.extend([self.interval(&quantity), self.p(&quantity)]);
                }
                let vif = bounds(Judged::IndicatorVif);
                cells.push(Cell::number(weight.vif, Digits::Statistic, &vif));
                table.row(cells);
            }
        }
        if others > 0 {
            let others = Text::new(format!("{others} with a smaller weight: "));
            table.note(others.and(Cell::Section("indicators")).say("."));
        }
        table
    }

    /// The lowest and the highest loading of a construct with several indicators.
    fn ends_of_loadings(&self, construct: &ConstructRecord) -> [Option<f64>; 2] {
        if construct.items == 1 {
            return [None, None];
        }
        let loadings = self.document.loadings.iter();
        let own = loadings.filter(|l| l.construct == construct.construct);
        let own = own.map(|l| l.estimate);
        [own.clone().reduce(f64::min), own.reduce(f64::max)]
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

    pub(super) fn discriminant_first(&self, room: Room) -> Section {
        let section = Section::new("discriminant", "Discriminant validity: HTMT");
        let constructs: Vec<&ConstructRecord> = self.measured().collect();
        let judged = constructs.iter().any(|c| c.items > 1 && c.mode != Mode::B);
        let criterion = judged.then(|| self.fornell_larcker());
        if constructs.len() <= room.of_tables().min(MOST_IN_MATRIX) {
            let table = self.htmt_matrix("short-htmt", "").map(|mut table| {
                table.notes = criterion.into_iter().collect();
                table
            });
            return section.table(table);
        }
        let section = section.paragraph(self.largest_pairs(room.of_sentences()));
        match criterion {
            Some(criterion) => section.paragraph(criterion),
            None => section,
        }
    }

    /// The largest ratios as a sentence, if a matrix would be too large.
    fn largest_pairs(&self, most: usize) -> Text {
        let mut sorted: Vec<(f64, &str, &str)> = self
            .document
            .discriminant
            .iter()
            .filter_map(|d| Some((d.htmt?, d.a.as_str(), d.b.as_str())))
            .collect();
        sorted.sort_by(|x, y| y.0.total_cmp(&x.0));
        let limits = bounds(Judged::Htmt);
        let mut text = Text::new(format!("Largest of {} pairs: ", sorted.len()));
        for (i, (htmt, a, b)) in sorted.iter().take(most.min(MOST_PAIRS)).enumerate() {
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
