//! The tables of inference: kinds of interval, mediation, own quantities, several tests, influential rows.

use super::grid::Grid;
use super::number::{
    NOT_DEFINED, fixed, interval, p_value, p_with_error, percent, short, with_error,
};
use super::tables::grid;
use super::text::Page;
use crate::document::{BootstrapSettings, EstimateRecord};
use crate::infer::{IntervalKind, Summary};
use crate::quantity::{Measure, Quantity};

/// Lines of a table of contrasts and the like.
const MOST_LINES: usize = 60;

impl Page<'_> {
    fn bootstrap_settings(&self) -> Option<&BootstrapSettings> {
        self.document.study.bootstrap.as_ref()
    }

    /// The kind of interval that tables show.
    pub(super) fn shown(&self) -> IntervalKind {
        let kinds = self.bootstrap_settings().map(|b| b.intervals.as_slice());
        let first = kinds.and_then(<[_]>::first).copied();
        first.unwrap_or(IntervalKind::Percentile)
    }

    fn path_summaries(&self) -> impl Iterator<Item = (String, &Summary)> {
        self.document.paths.iter().filter_map(|path| {
            let summary = self.summaries.get(&Quantity::path(&path.from, &path.to))?;
            Some((format!("{} -> {}", path.from, path.to), *summary))
        })
    }

    /// How much the paths' inference would differ with another seed.
    pub(super) fn monte_carlo(&self) -> String {
        if self.bootstrap_settings().is_none() {
            return String::new();
        }
        let shown = self.shown();
        let (low, high) = (
            format!("{} low", shown.label()),
            format!("{} high", shown.label()),
        );
        let header = ["path", "SE", "bias", "p", "p percentile", &low, &high];
        let mut grid = Grid::new("Monte Carlo errors of the paths", 1, &header);
        for (path, s) in self.path_summaries() {
            let bounds = s
                .interval(shown)
                .map_or([None; 2], |bounds| bounds.map(Some));
            let errors = s.mc_se.bounds.get(&shown).copied().unwrap_or_default();
            grid.row(vec![
                path,
                with_error(s.se, s.mc_se.se),
                with_error(s.bias, s.mc_se.mean),
                p_with_error(s.p, s.mc_se.p_t),
                p_with_error(s.p_percentile, s.mc_se.p),
                with_error(bounds[0], errors[0]),
                with_error(bounds[1], errors[1]),
            ]);
        }
        grid.note("In brackets: by how much the number differs from seed to seed (a standard error); more resamples make it smaller.");
        grid.note("Bias: mean of the resamples less the estimate.");
        grid.note("p percentile: two-sided, from the replicates' ranks about 0; it agrees with the percentile interval.");
        grid.render()
    }

    /// Every kind of interval of the paths, if there are several.
    pub(super) fn intervals(&self) -> String {
        let Some(settings) = self.bootstrap_settings().filter(|b| b.intervals.len() > 1) else {
            return String::new();
        };
        let kinds = settings.intervals.iter().map(|kind| kind.label());
        let header: Vec<&str> = ["path"].into_iter().chain(kinds).collect();
        let title = format!(
            "{} intervals of the paths, by kind",
            percent(settings.level)
        );
        let mut grid = Grid::new(title, 1, &header);
        for (path, summary) in self.path_summaries() {
            let cells = settings
                .intervals
                .iter()
                .map(|kind| interval(summary.interval(*kind)));
            grid.row([path].into_iter().chain(cells).collect());
        }
        grid.note("All from the same resamples; those of every other quantity are in the result document.");
        grid.render()
    }

    /// Bounds and p-values of one side.
    pub(super) fn one_sided(&self) -> String {
        let Some(settings) = self.bootstrap_settings().filter(|b| b.one_sided) else {
            return String::new();
        };
        let header = ["path", "at least", "at most", "p of > 0", "p of < 0"];
        let title = format!("One-sided {} bounds of the paths", percent(settings.level));
        let mut grid = Grid::new(title, 1, &header);
        for (path, summary) in self.path_summaries() {
            let Some(sides) = &summary.one_sided else {
                continue;
            };
            let bounds = sides.bounds.get(&self.shown()).copied().flatten();
            grid.row(vec![
                path,
                fixed(bounds.map(|[low, _]| low)),
                fixed(bounds.map(|[_, high]| high)),
                p_value(sides.p_greater),
                p_value(sides.p_less),
            ]);
        }
        grid.note(format!(
            "Bounds of the {} interval. Each holds by itself at this level; each p-value is of the alternative that heads its",
            self.shown().label()
        ));
        grid.note("column.");
        grid.render()
    }

    /// The types of mediation.
    pub(super) fn mediation(&self) -> String {
        let header = [
            "from -> to",
            "indirect",
            "interval",
            "direct",
            "interval",
            "VAF",
            "type",
        ];
        let both = |low: Option<f64>, high: Option<f64>| Some([low?, high?]);
        let mut grid = Grid::new("Mediation", 1, &header);
        for m in &self.document.mediation {
            let name = match &m.route {
                None => format!("{} -> {}", m.from, m.to),
                Some(route) => format!("  by {}", route.join(" -> ")),
            };
            grid.row(vec![
                name,
                fixed(m.indirect),
                interval(both(m.indirect_low, m.indirect_high)),
                fixed(m.direct),
                interval(both(m.direct_low, m.direct_high)),
                fixed(m.vaf),
                m.kind
                    .map_or_else(|| NOT_DEFINED.to_owned(), |kind| kind.to_string()),
            ]);
        }
        grid.note(format!(
            "Type after Zhao, Lynch & Chen (2010), from the {} intervals: an effect counts if its interval excludes 0.",
            self.shown().label()
        ));
        grid.note("VAF: indirect over total effect, where both");
        grid.note("have the same sign.");
        grid.render()
    }

    /// Quantities of the study's own.
    pub(super) fn defined(&self) -> String {
        let header = ["name", "estimate"];
        let mut grid = grid("Own quantities", 1, &header, &self.inference_header());
        for defined in &self.document.defined {
            let mut cells = vec![defined.name.clone(), fixed(defined.estimate)];
            cells.extend(self.inference_cells(&Quantity::defined(&defined.name)));
            grid.row(cells);
            let formula = defined
                .formula
                .as_deref()
                .unwrap_or("computed by the program");
            grid.note(format!("{} = {formula}", defined.name));
        }
        grid.render()
    }

    /// Inference of measures that joined on request.
    pub(super) fn requested(&self) -> String {
        let (Some(settings), Some(bootstrap)) =
            (self.bootstrap_settings(), &self.document.bootstrap)
        else {
            return String::new();
        };
        let asked = |e: &&EstimateRecord| settings.quantities.contains(&e.quantity.measure);
        let besides = |e: &&EstimateRecord| !Measure::DEFAULT.contains(&e.quantity.measure);
        let header = ["quantity", "estimate"];
        let title = "Quantities asked for besides";
        let mut grid = grid(title, 1, &header, &self.inference_header());
        let records: Vec<&EstimateRecord> = bootstrap
            .estimates
            .iter()
            .filter(asked)
            .filter(besides)
            .collect();
        for record in records.iter().take(MOST_LINES) {
            let mut cells = vec![record.quantity.to_string(), fixed(record.summary.estimate)];
            cells.extend(self.inference_cells(&record.quantity));
            grid.row(cells);
        }
        if records.len() > MOST_LINES {
            grid.note(format!(
                "{} others are in the result document.",
                records.len() - MOST_LINES
            ));
        }
        grid.render()
    }

    /// p-values adjusted for their number.
    pub(super) fn adjusted(&self) -> String {
        let header = ["test", "p", "Holm", "Bonferroni", "Benjamini-Hochberg"];
        let mut grid = Grid::new("p-values adjusted for several tests", 1, &header);
        let mut families: Vec<(Measure, usize)> = Vec::new();
        for record in self
            .document
            .adjusted
            .iter()
            .filter(|record| record.tests > 1)
        {
            if !families.iter().any(|(family, _)| *family == record.family) {
                families.push((record.family, record.tests));
            }
            grid.row(vec![
                format!("{}({} -> {})", record.family, record.from, record.to),
                p_value(Some(record.adjusted.p)),
                p_value(Some(record.adjusted.holm)),
                p_value(Some(record.adjusted.bonferroni)),
                p_value(Some(record.adjusted.benjamini_hochberg)),
            ]);
        }
        let families: Vec<String> = families
            .iter()
            .map(|(family, tests)| format!("the {tests} tests of `{family}`"))
            .collect();
        grid.note(format!("Families: {}.", families.join(", ")));
        grid.note("Holm and Bonferroni hold the chance of any false rejection, Benjamini-Hochberg their expected share.");
        grid.render()
    }

    /// Rows that move a path most.
    pub(super) fn influence(&self) -> String {
        let header = ["path", "left out", "without", "change"];
        let mut grid = Grid::new("Who moves a path most", 2, &header);
        for row in &self.document.influence {
            grid.row(vec![
                format!("{} -> {}", row.from, row.to),
                row.left_out.clone(),
                fixed(row.without),
                fixed(row.change),
            ]);
        }
        grid.note("The five whose absence changes the path most (jackknife); nothing was left out of the results.");
        grid.render()
    }

    /// The jackknife's standard errors of the paths.
    pub(super) fn jackknife(&self) -> String {
        if !self.bootstrap_settings().is_some_and(|b| b.jackknife) {
            return String::new();
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
        let mut grid = Grid::new("Jackknife of the paths", 1, &header);
        for (path, s) in self.path_summaries() {
            let t = s
                .estimate
                .zip(s.jackknife_se)
                .map(|(estimate, se)| estimate / se);
            grid.row(vec![
                path,
                fixed(s.estimate),
                fixed(s.se),
                fixed(s.jackknife_se),
                fixed(s.bias),
                fixed(s.jackknife_bias),
                short(t.filter(|t| t.is_finite())),
            ]);
        }
        grid.render()
    }
}
