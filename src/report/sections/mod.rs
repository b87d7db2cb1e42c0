//! The report of a result document, section by section: one file each, in the order of a paper.
//!
//! A new measure adds a column or a row in the file of its family, and a new procedure adds a file and a line in
//! [`Report::full`]; every rendering then shows it.

mod checklist_lines;
mod checklists;
mod collinearity;
mod comparison;
mod deletion;
mod discriminant;
mod effects;
mod explained;
mod findings;
mod fit;
mod groups;
mod higher_order;
mod indicators;
mod inference;
mod interactions;
mod ledger;
mod micom;
mod own;
mod paragraphs;
mod paths;
mod prediction;
mod references;
mod reliability;
mod run;
mod segments;
mod short;
mod short_interactions;
mod short_measurement;
mod slopes;
mod stage_sentences;
mod thresholds;

use std::collections::HashMap;
use std::fmt;

use super::cell::{Cell, Digits};
use super::page::{Page, Section, Text};
use crate::document::{ConstructRecord, Document};
use crate::infer::{IntervalKind, Summary};
use crate::model::{MeasuredBy, Mode};
use crate::quantity::Quantity;
pub(super) use findings::findings;
pub(super) use run::{estimation, origin};
pub(super) use thresholds::thresholds;

/// The first and the last sentence of a report on simulated answers.
const SIMULATED: &str = "Simulated data: agreement with the study is by construction";

/// The report of a result document.
///
/// ```
/// # use pls_sem::{Bootstrap, Model, Study, Table};
/// # let survey = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// # let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let result = Study::new(model).bootstrap(Bootstrap::new(500)).run(&survey)?;
/// println!("{result}");                                          // the short page
/// println!("{}", result.report().full());                        // everything
/// let paths = result.report().section("paths").unwrap();
/// std::fs::write(std::env::temp_dir().join("paths.tex"), paths.latex(3)).unwrap();
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug)]
pub struct Report<'d> {
    pub(super) document: &'d Document,
    summaries: HashMap<&'d Quantity, &'d Summary>,
}

impl Document {
    /// The report of this result.
    #[must_use]
    pub fn report(&self) -> Report<'_> {
        let estimates = self.bootstrap.iter().flat_map(|b| &b.estimates);
        Report {
            document: self,
            summaries: estimates.map(|e| (&e.quantity, &e.summary)).collect(),
        }
    }
}

/// How many others a section has.
fn more(others: usize, section: &'static str) -> Text {
    Text::new(format!("{others} more: ")).and(Cell::Section(section))
}

impl fmt::Display for Document {
    /// The short page, in 80 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.report().short().fmt(f)
    }
}

impl Report<'_> {
    /// Everything, in the order of a paper.
    #[must_use]
    pub fn full(&self) -> Page {
        self.page([
            self.run(),
            self.like(),
            self.findings(),
            self.thresholds(),
            self.indicators(),
            self.reliability(),
            self.higher_order(),
            self.discriminant(),
            self.cross_loadings(),
            self.collinearity(),
            self.fit(),
            self.paths(),
            self.inference(),
            self.explained(),
            self.prediction(),
            self.comparison(),
            self.effects(),
            self.interactions(),
            self.own(),
            self.groups(),
            self.segments(),
            self.deletion(),
            self.ledger(),
            self.methods(),
            self.results(),
            self.checklists(),
        ])
    }

    /// One section of the full report by its name; `None` if this result does not have it.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<Page> {
        self.full().section(name)
    }

    fn page(&self, sections: impl IntoIterator<Item = Section>) -> Page {
        let software = &self.document.software;
        let of = match &self.document.data.source {
            Some(source) => format!(": {}", source.file),
            None => String::new(),
        };
        let title = format!("{} {}{of}", software.name, software.version);
        let simulated = self.document.study.data.simulated;
        Page {
            notice: simulated.then(|| SIMULATED.to_owned()),
            ..Page::new(title, sections)
        }
    }

    /// The kind of interval that tables show.
    pub(super) fn shown(&self) -> IntervalKind {
        let settings = self.document.study.bootstrap.as_ref();
        let first = settings.and_then(|b| b.intervals.first());
        first.copied().unwrap_or(IntervalKind::Percentile)
    }

    /// Level of the intervals; `None` without a bootstrap.
    pub(super) fn level(&self) -> Option<f64> {
        self.document.bootstrap.as_ref().map(|b| b.level)
    }

    /// The level with which p-values are compared.
    fn significance(&self) -> Vec<f64> {
        self.level().map(|level| 1.0 - level).into_iter().collect()
    }

    pub(super) fn summary(&self, quantity: &Quantity) -> Option<&Summary> {
        self.summaries.get(quantity).copied()
    }

    /// `95 % interval`
    fn interval_heading(&self) -> String {
        let level = self.level().unwrap_or(0.95);
        format!("{} interval", crate::text::digits::percent(level))
    }

    /// The interval of a quantity, compared with 0.
    pub(super) fn interval(&self, quantity: &Quantity) -> Cell {
        let bounds = self
            .summary(quantity)
            .and_then(|s| s.interval(self.shown()));
        let thresholds: &[f64] = if quantity.measure.is_tested_against_zero() {
            &[0.0]
        } else {
            &[]
        };
        Cell::interval(bounds, thresholds)
    }

    /// The p-value of a test against 0: from percentiles if an effect leads through mediators, because products of
    /// coefficients are skewed; otherwise from the distribution in the settings.
    fn p(&self, quantity: &Quantity) -> Cell {
        let Some(summary) = self.summary(quantity) else {
            return Cell::Undefined;
        };
        let bits = |p: Option<f64>| p.map(f64::to_bits);
        let of_ranks = bits(summary.p_shown) == bits(summary.p_percentile);
        let used = self.document.bootstrap.as_ref().map_or(0, |b| b.used);
        let resamples = used.saturating_sub(summary.undefined) as f64;
        let floor = of_ranks.then(|| 2.0 / (resamples + 1.0));
        Cell::p(summary.p_shown.or(summary.p), floor, &self.significance())
    }

    /// Headings of the columns that a bootstrap adds.
    fn inference_header(&self) -> Vec<String> {
        if self.document.bootstrap.is_none() {
            return Vec::new();
        }
        vec!["SE".into(), "t".into(), "p".into(), self.interval_heading()]
    }

    /// Cells of the columns that a bootstrap adds.
    fn inference_cells(&self, quantity: &Quantity) -> Vec<Cell> {
        if self.document.bootstrap.is_none() {
            return Vec::new();
        }
        let summary = self.summary(quantity);
        vec![
            Cell::estimate(summary.and_then(|s| s.se)),
            Cell::statistic(summary.and_then(|s| s.t)),
            self.p(quantity),
            self.interval(quantity),
        ]
    }

    /// A level or a share as per cent.
    fn percent(share: f64) -> Cell {
        Cell::number(share, Digits::Percent, &[])
    }

    /// The constructs without the interactions, which are products of them.
    fn measured(&self) -> impl Iterator<Item = &ConstructRecord> {
        let constructs = self.document.constructs.iter();
        constructs.filter(|c| c.measured_by != MeasuredBy::Product)
    }

    /// The constructs that are measured by others.
    fn higher_orders(&self) -> impl Iterator<Item = &ConstructRecord> {
        let constructs = self.document.constructs.iter();
        constructs.filter(|c| c.measured_by == MeasuredBy::Constructs)
    }

    fn measured_by(&self, construct: &str) -> MeasuredBy {
        let record = self.document.construct(construct);
        record.map_or_else(MeasuredBy::default, |c| c.measured_by)
    }

    /// Whether a construct is measured by a Mode B block of several indicators.
    fn is_formative(&self, construct: &str) -> bool {
        let mut measured = self.measured();
        measured.any(|c| c.construct == construct && c.mode == Mode::B && c.items > 1)
    }
}

/// The word for a setting, as the study file writes it.
pub(super) fn word(setting: &impl serde::Serialize) -> String {
    match serde_json::to_value(setting) {
        Ok(serde_json::Value::String(word)) => word,
        _ => super::cell::NOT_DEFINED.to_owned(),
    }
}
