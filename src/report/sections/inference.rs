//! Further inference for the paths: Monte Carlo errors, kinds of interval, one-sided results, multiple tests, the
//! jackknife.

use super::Report;
use crate::document::BootstrapSettings;
use crate::infer::Summary;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};
use crate::text::digits::percent;

impl Report<'_> {
    pub(super) fn inference(&self) -> Section {
        let Some(settings) = self.document.study.bootstrap.as_ref() else {
            return Section::new("inference", "");
        };
        Section::new("inference", "Further inference of the paths")
            .table(self.adjusted())
            .table(self.monte_carlo())
            .table(self.kinds(settings))
            .table(self.one_sided(settings))
            .table(self.jackknife(settings))
            .table(self.influence())
    }

    fn path_summaries(&self) -> impl Iterator<Item = (Cell, &Summary)> {
        self.document.paths.iter().filter_map(|path| {
            let summary = self.summary(&Quantity::path(&path.from, &path.to))?;
            Some((Cell::route([&path.from, &path.to]), summary))
        })
    }

    /// How much the inference for the paths would differ with another seed.
    fn monte_carlo(&self) -> Table {
        let shown = self.shown();
        let header = ["path", "SE", "bias", "p", "p percentile", "low", "high"];
        let title = "Monte Carlo errors: how much a number varies from seed to seed";
        let mut table = Table::new("monte-carlo", title, 1, header);
        let error = |error: Option<f64>| Cell::number(error, Digits::Error, &[]);
        for (path, s) in self.path_summaries() {
            let errors = s.mc_se.bounds.get(&shown).copied().unwrap_or_default();
            table.row([
                path,
                error(s.mc_se.se),
                error(s.mc_se.mean),
                error(s.mc_se.p_t),
                error(s.mc_se.p),
                error(errors[0]),
                error(errors[1]),
            ]);
        }
        table.note(format!(
            "Standard errors of the numbers; more resamples make them smaller. Low and high: bounds of the {} interval.",
            shown.label()
        ));
        table
    }

    /// Every kind of interval of the paths, if there are several.
    fn kinds(&self, settings: &BootstrapSettings) -> Option<Table> {
        if settings.intervals.len() < 2 {
            return None;
        }
        let kinds = settings.intervals.iter().map(|kind| kind.label());
        let header = ["path"].into_iter().chain(kinds);
        let title = format!("{} intervals, by kind", percent(settings.level));
        let mut table = Table::new("interval-kinds", title, 1, header);
        for (path, summary) in self.path_summaries() {
            let cell = |kind| Cell::interval(summary.interval(kind), &[0.0]);
            let cells = settings.intervals.iter().copied().map(cell);
            table.row([path].into_iter().chain(cells));
        }
        table.note("All intervals come from the same resamples; the result document holds those of every other quantity.");
        Some(table)
    }

    /// Bounds and p-values of one side.
    fn one_sided(&self, settings: &BootstrapSettings) -> Option<Table> {
        if !settings.one_sided {
            return None;
        }
        let header = ["path", "at least", "at most", "p of > 0", "p of < 0"];
        let title = format!("One-sided {} bounds", percent(settings.level));
        let mut table = Table::new("one-sided", title, 1, header);
        for (path, summary) in self.path_summaries() {
            let Some(sides) = &summary.one_sided else {
                continue;
            };
            let bounds = sides.bounds.get(&self.shown()).copied().flatten();
            table.row([
                path,
                Cell::judged(bounds.map(|[low, _]| low), &[0.0]),
                Cell::judged(bounds.map(|[_, high]| high), &[0.0]),
                Cell::p(sides.p_greater, None, &self.significance()),
                Cell::p(sides.p_less, None, &self.significance()),
            ]);
        }
        table.note(format!(
            "Bounds of the {} interval. Each bound has this level by itself; each p-value belongs to the alternative in the heading of its column.",
            self.shown().label()
        ));
        Some(table)
    }

    /// p-values adjusted for their number.
    fn adjusted(&self) -> Table {
        let header = ["test", "p", "Holm", "Bonferroni", "Benjamini-Hochberg"];
        let title = "p-values adjusted for several tests";
        let mut table = Table::new("adjusted", title, 1, header);
        let mut families: Vec<(Measure, usize)> = Vec::new();
        let several = self
            .document
            .adjusted
            .iter()
            .filter(|record| record.tests > 1);
        for record in several {
            if !families.iter().any(|(family, _)| *family == record.family) {
                families.push((record.family, record.tests));
            }
            let p = |p: f64| Cell::p(Some(p), None, &self.significance());
            table.row([
                Cell::name(format!(
                    "{}({} -> {})",
                    record.family, record.from, record.to
                )),
                p(record.adjusted.p),
                p(record.adjusted.holm),
                p(record.adjusted.bonferroni),
                p(record.adjusted.benjamini_hochberg),
            ]);
        }
        let families: Vec<String> = families
            .iter()
            .map(|(family, tests)| format!("the {tests} tests of `{family}`"))
            .collect();
        table.note(Text::new(format!("Families: {}.", families.join(", "))));
        table.note("Holm and Bonferroni control the probability of any false rejection, Benjamini-Hochberg the expected share of false rejections.");
        table
    }

    /// The most influential cases.
    fn influence(&self) -> Table {
        let header = ["path", "left out", "without", "change"];
        let mut table = Table::new("influence", "Most influential cases", 2, header);
        for row in &self.document.influence {
            table.row([
                Cell::route([&row.from, &row.to]),
                Cell::name(&row.left_out),
                Cell::estimate(row.without),
                Cell::estimate(row.change),
            ]);
        }
        table.note("The five cases whose absence changes the path most (jackknife); no case was left out of the results.");
        table
    }

    /// The jackknife's standard errors of the paths.
    fn jackknife(&self, settings: &BootstrapSettings) -> Option<Table> {
        if !settings.jackknife {
            return None;
        }
        let header = [
            "path",
            "estimate",
            "SE bootstrap",
            "SE jackknife",
            "bias bootstrap",
            "bias jackknife",
            "t jackknife",
        ];
        let mut table = Table::new("jackknife", "Jackknife", 1, header);
        for (path, s) in self.path_summaries() {
            let t = s
                .estimate
                .zip(s.jackknife_se)
                .map(|(estimate, se)| estimate / se);
            table.row([
                path,
                Cell::estimate(s.estimate),
                Cell::estimate(s.se),
                Cell::estimate(s.jackknife_se),
                Cell::estimate(s.bias),
                Cell::estimate(s.jackknife_bias),
                Cell::statistic(t.filter(|t| t.is_finite())),
            ]);
        }
        Some(table)
    }
}
