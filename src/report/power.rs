//! The report of a power study.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use super::grid::Grid;
use super::number::{NOT_DEFINED, fixed, interval, percent, rounded_down, rounded_up};
use super::remarks;
use super::sections::{estimation, word};
use crate::document::PowerDocument;
use crate::power::{PowerRecord, RequiredRecord};
use crate::quantity::{Measure, Names, Quantity};
use crate::simulate::{Answers, Missingness};
use crate::text::visible_name;

/// The maximum number of reasons that are printed for each size.
const MOST_REASONS: usize = 4;

impl fmt::Display for PowerDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = [
            self.record(),
            remarks::findings(&self.findings),
            self.powers(),
            self.differences_of_groups(),
            self.biases(),
            self.standard_errors(),
            self.coverages(),
            self.replications(),
        ];
        let shown: Vec<String> = sections.into_iter().filter(|s| !s.is_empty()).collect();
        f.write_str(&shown.join("\n"))
    }
}

impl PowerDocument {
    fn record(&self) -> String {
        let (study, power) = (&self.study, &self.study.power);
        let mut lines = vec![
            (
                "Program",
                format!("{} {}", self.software.name, self.software.version),
            ),
            ("Estimation", estimation(&study.estimate)),
        ];
        for population in &study.population {
            let group = match (&population.group, &study.group) {
                (Some(group), Some(column)) => {
                    format!(
                        "{column} = {group}, {} of the rows; ",
                        percent(population.share)
                    )
                }
                _ => String::new(),
            };
            let others = match population.answers_of.len() {
                0 => String::new(),
                n => format!(", and {n} otherwise"),
            };
            let answers = answers(&population.answers);
            lines.push(("Population", format!("{group}answers {answers}{others}")));
        }
        if let Some(missing) = &study.population_missing {
            let treatment = word(&study.missing);
            let gaps = missingness(missing);
            lines.push(("Missing", format!("{gaps}; treated by `{treatment}`")));
        }
        lines.extend(self.comparison_of_groups().map(|said| ("Groups", said)));
        lines.extend([
            (
                "Study",
                format!(
                    "{} replications of {} resamples with each number of rows; {} percentile intervals",
                    power.replications,
                    power.resamples,
                    percent(power.level)
                ),
            ),
            (
                "Seed",
                format!("{}, generator {}", power.seed, self.generator),
            ),
        ]);
        remarks::record("Run record", lines)
    }

    /// Power of every quantity against the number of rows.
    fn powers(&self) -> String {
        let target = format!("{} from", percent(self.study.power.target));
        let mut grid = self.by_size("Power", |r| r.power, Some(&target));
        grid.note(format!(
            "Share of the surveys whose {} percentile interval excludes 0.",
            percent(self.study.power.level)
        ));
        if self.first_of_each().any(is_null) {
            grid.note(format!(
                "Where the population's value is 0, it is the rate of false positives, which should be {}.",
                fixed(1.0 - self.study.power.level)
            ));
        }
        self.note_errors(&mut grid, |r| r.mc_se.power);
        self.note_joint(&mut grid);
        self.note_extremes(&mut grid, "power", |r| r.power.zip(r.power_interval));
        for s in self.solutions.iter().filter(|s| s.used < s.done) {
            let left_out = s.done - s.used;
            grid.note(format!(
                "* n = {}: of the {} of {} surveys that have an admissible solution; {left_out} ({}) are left out.",
                s.rows,
                s.used,
                s.done,
                percent(round(left_out as f64 / s.done as f64))
            ));
        }
        grid.note("Last column: the smallest number of rows from which on that power is reached; ≤: the study has no smaller one.");
        self.note_undefined(&mut grid, "value in the population", |r| {
            r.population_reason.as_ref()
        });
        self.note_undefined(&mut grid, "limit", |r| r.limit_reason.as_ref());
        grid.render()
    }

    /// Which effects lack something, and why; those of one reason together.
    fn note_undefined(
        &self,
        grid: &mut Grid,
        what: &str,
        reason: impl Fn(&PowerRecord) -> Option<&String>,
    ) {
        let mut by_reason: Vec<(&String, Vec<String>)> = Vec::new();
        for record in self.first_of_each() {
            let Some(reason) = reason(record) else {
                continue;
            };
            let name = effect(&record.quantity);
            match by_reason.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, names)) => names.push(name),
                None => by_reason.push((reason, vec![name])),
            }
        }
        let of_all = self.first_of_each().count();
        for (reason, names) in by_reason {
            let which = match names.as_slice() {
                [name] => format!("{name} has no {what}"),
                all if all.len() == of_all => format!("No effect has a {what}"),
                several => format!("{} have no {what}", several.join(", ")),
            };
            grid.note(visible_name(&format!("{which}: {reason}.")));
        }
    }

    /// How far estimates lie off.
    fn biases(&self) -> String {
        let mut grid = self.by_size("Bias", |r| r.bias, None);
        grid.note("Mean of the estimates less the population's value.");
        self.note_errors(&mut grid, |r| r.mc_se.bias.filter(|_| r.bias.is_some()));
        let relative = self.estimates.iter();
        let relative = relative.filter_map(|r| Some((r.relative_bias?, r)));
        let largest = relative.max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
        if let Some((bias, r)) = largest {
            grid.note(format!(
                "The largest as a share of the population's value: {}, of {} with n = {}.",
                percent(round(bias)),
                effect(&r.quantity),
                r.rows
            ));
        }
        grid.render()
    }

    /// The standard errors of the estimates, compared with those of the bootstrap.
    fn standard_errors(&self) -> String {
        let mut grid = self.by_size("Standard error", |r| r.se_empirical, None);
        grid.note("Standard deviation of the estimates.");
        self.note_errors(&mut grid, |r| r.mc_se.se_empirical);
        let ratios = self.estimates.iter();
        let ratios = ratios.filter_map(|r| Some(r.se_mean? / r.se_empirical?));
        let ratios: Vec<f64> = ratios.filter(|x| x.is_finite()).collect();
        let least = ratios.iter().copied().reduce(f64::min);
        let most = ratios.iter().copied().reduce(f64::max);
        if let Some((least, most)) = least.zip(most) {
            grid.note(format!(
                "Those of the bootstrap are on average {least:.2} to {most:.2} times as large."
            ));
        }
        grid.render()
    }

    /// How often intervals hold the truth.
    fn coverages(&self) -> String {
        let mut grid = self.by_size("Coverage", |r| r.coverage, None);
        grid.note(format!(
            "Share of the intervals that hold the population's value; it should be {}.",
            fixed(self.study.power.level)
        ));
        self.note_errors(&mut grid, |r| r.mc_se.coverage);
        self.note_extremes(&mut grid, "coverage", |r| {
            r.coverage.zip(r.coverage_interval)
        });
        grid.note("The result document holds the Monte Carlo error of every number, relative biases and RMSE.");
        grid.render()
    }

    fn replications(&self) -> String {
        let header = [
            "rows",
            "done",
            "used",
            "failed",
            "inadmissible",
            "resamples left out",
        ];
        let mut grid = Grid::new("Replications", 0, &header);
        for s in &self.solutions {
            grid.row(vec![
                s.rows.to_string(),
                s.done.to_string(),
                s.used.to_string(),
                format!("{} {}", fixed(s.failed), interval(s.failed_interval)),
                format!(
                    "{} {}",
                    fixed(s.inadmissible),
                    interval(s.inadmissible_interval)
                ),
                fixed(s.resamples_left_out),
            ]);
        }
        grid.note("Failed, inadmissible and resamples left out: shares; in brackets the Wilson score interval of 95 %.");
        for s in self.solutions.iter().filter(|s| !s.reasons.is_empty()) {
            grid.note(format!("{} rows: {}.", s.rows, reasons(&s.reasons)));
        }
        grid.render()
    }

    /// One row for each effect and one column for each number of rows. A star marks numbers that rest
    /// on the admissible surveys only.
    fn by_size(
        &self,
        title: &str,
        value: impl Fn(&PowerRecord) -> Option<f64>,
        target: Option<&str>,
    ) -> Grid {
        let sizes = self.solutions.iter().map(|s| {
            let star = if s.used < s.done { "*" } else { "" };
            format!("n = {}{star}", s.rows)
        });
        let names = ["effect", "population"].map(str::to_owned).into_iter();
        let header: Vec<String> = names.chain(sizes).collect();
        let header = header.iter().map(String::as_str).chain(target);
        let mut grid = Grid::new(title, 1, &header.collect::<Vec<_>>());
        for (required, first) in self.required.iter().zip(self.first_of_each()) {
            let mut row = vec![effect(&required.quantity), fixed(first.population)];
            row.extend(self.records(&required.quantity).map(|r| fixed(value(r))));
            row.extend(target.map(|_| self.reached(required)));
            grid.row(row);
        }
        grid
    }

    /// `≤ 50`, `120`, or `> 450`; empty for an effect of 0.
    fn reached(&self, required: &RequiredRecord) -> String {
        let last = self.records(&required.quantity).last();
        match (required.rows, last) {
            (_, Some(last)) if is_null(last) => NOT_DEFINED.to_owned(),
            (Some(rows), _) if required.at_most => format!("≤ {rows}"),
            (Some(rows), _) => rows.to_string(),
            (None, Some(last)) if last.power.is_some() => format!("> {}", last.rows),
            _ => NOT_DEFINED.to_owned(),
        }
    }

    /// The record of every quantity at the first size.
    fn first_of_each(&self) -> impl Iterator<Item = &PowerRecord> {
        self.estimates.iter().take(self.required.len())
    }

    /// How often one survey shows all paths.
    fn note_joint(&self, grid: &mut Grid) {
        let Some(first) = self.joint.first() else {
            return;
        };
        let sizes = self.joint.iter().map(|j| {
            let within = interval(j.power_interval);
            format!("{} {within} with n = {}", fixed(j.power), j.rows)
        });
        grid.note(format!(
            "All {} paths in one survey (joint power): {}.",
            first.hypotheses,
            sizes.collect::<Vec<_>>().join(", ")
        ));
    }

    fn note_errors(&self, grid: &mut Grid, error: impl Fn(&PowerRecord) -> Option<f64>) {
        let most = self.estimates.iter().filter_map(error).reduce(f64::max);
        if let Some(most) = most {
            grid.note(format!("Monte Carlo error: at most {}.", fixed(most)));
        }
    }

    /// The bounds for shares of all and of no surveys, whose Monte Carlo error by the formula is 0.
    fn note_extremes(
        &self,
        grid: &mut Grid,
        what: &str,
        share: impl Fn(&PowerRecord) -> Option<(f64, [f64; 2])>,
    ) {
        let shares = || self.estimates.iter().filter_map(&share);
        let all = shares().filter(|(p, _)| *p >= 1.0);
        let none = shares().filter(|(p, _)| *p <= 0.0);
        let least = all.map(|(_, [low, _])| low).reduce(f64::min);
        let most = none.map(|(_, [_, high])| high).reduce(f64::max);
        if let Some(least) = least {
            let least = rounded_down(least);
            grid.note(format!(
                "A {what} of 1.000, of all surveys, stands for at least {least} (Wilson score interval of 95 %)."
            ));
        }
        if let Some(most) = most {
            let most = rounded_up(most);
            grid.note(format!(
                "A {what} of 0.000, of no survey, stands for at most {most} (Wilson score interval of 95 %)."
            ));
        }
    }
}

/// Whether the effect is 0. Products with a path of 0 are exactly 0.
fn is_null(record: &PowerRecord) -> bool {
    record.population == Some(0.0)
}

/// A share to a tenth of a per cent.
fn round(share: f64) -> f64 {
    (share * 1e3).round() / 1e3
}

/// The shortest name that distinguishes the effect from others.
pub(super) fn effect(quantity: &Quantity) -> String {
    match (&quantity.measure, &quantity.of) {
        (Measure::Path, Names::Path { from, to }) => format!("{from} -> {to}"),
        (measure, Names::Path { from, to }) => format!("{from} -> {to} ({measure})"),
        (Measure::Specific, Names::Route { route }) => route.join(" -> "),
        _ => quantity.to_string(),
    }
}

/// The most frequent reasons, with their counts.
fn reasons(counts: &BTreeMap<String, usize>) -> String {
    let mut counts: Vec<(&String, usize)> = counts.iter().map(|(r, &count)| (r, count)).collect();
    counts.sort_by_key(|&(_, count)| Reverse(count));
    let (shown, others) = counts.split_at(counts.len().min(MOST_REASONS));
    let mut words: Vec<String> = shown
        .iter()
        .map(|(r, count)| format!("{count} {r}"))
        .collect();
    if !others.is_empty() {
        let count: usize = others.iter().map(|(_, count)| count).sum();
        words.push(format!("{count} for other reasons"));
    }
    words.join("; ")
}

fn answers(answers: &Answers) -> String {
    match answers {
        Answers::Normal => "normal".to_owned(),
        Answers::Skewed { skewness, kurtosis } => {
            format!("with skewness {skewness} and excess kurtosis {kurtosis}")
        }
        Answers::Likert { points, lean: 0.0 } => format!("in {points} points of equal intervals"),
        Answers::Likert { points, lean } => {
            format!("in {points} points of equal intervals, leaning by {lean}")
        }
        Answers::Thresholds(thresholds) => format!("in points, with thresholds {thresholds:?}"),
        Answers::Cumulative(shares) => format!("in points, with cumulative shares {shares:?}"),
    }
}

fn missingness(missing: &Missingness) -> String {
    let rate = percent(missing.rate);
    let of = match &missing.of {
        Some(of) => format!(" to {}", of.join(", ")),
        None => String::new(),
    };
    match &missing.given {
        Some(given) => format!("{rate} of the answers{of}, at random given {given}"),
        None => format!("{rate} of the answers{of}, completely at random"),
    }
}
