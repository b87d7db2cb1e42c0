//! The report of a power study.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use super::cell::{Cell, Digits};
use super::page::{Page, Section, Table, Text};
use super::sections::{estimation, findings, word};
use crate::document::PowerDocument;
use crate::power::{PowerRecord, RequiredRecord};
use crate::quantity::{Measure, Names, Quantity};
use crate::simulate::{Answers, Missingness};
use crate::text::digits::percent;
use crate::text::visible_name;

/// The maximum number of reasons that are printed for each size.
const MOST_REASONS: usize = 4;

impl fmt::Display for PowerDocument {
    /// The page, in 80 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().fmt(f)
    }
}

impl PowerDocument {
    /// The report: power, bias, standard errors and coverage of every effect at every number of rows.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(
            "pls-sem power: how often is each effect shown?",
            [
                self.record(),
                findings(&self.findings),
                self.powers(),
                self.differences_of_groups(),
                self.biases(),
                self.standard_errors(),
                self.coverages(),
                self.replications(),
            ],
        )
    }

    fn record(&self) -> Section {
        let (study, power) = (&self.study, &self.study.power);
        let mut lines: Vec<(&'static str, Text)> = vec![
            (
                "Program",
                format!("{} {}", self.software.name, self.software.version).into(),
            ),
            ("Estimation", estimation(&study.estimate).into()),
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
            lines.push((
                "Population",
                format!("{group}answers {answers}{others}").into(),
            ));
        }
        if let Some(missing) = &study.population_missing {
            let treatment = word(&study.missing);
            let gaps = missingness(missing);
            lines.push((
                "Missing",
                format!("{gaps}; treated by `{treatment}`").into(),
            ));
        }
        lines.extend(
            self.comparison_of_groups()
                .map(|said| ("Groups", said.into())),
        );
        lines.extend([
            (
                "Study",
                format!(
                    "{} replications of {} resamples with each number of rows; {} percentile intervals",
                    power.replications,
                    power.resamples,
                    percent(power.level)
                )
                .into(),
            ),
            (
                "Seed",
                format!("{}, generator {}", power.seed, self.generator).into(),
            ),
        ]);
        Section::new("run", "Run record").record(lines)
    }

    /// Power of every quantity against the number of rows.
    fn powers(&self) -> Section {
        let target = format!("{} from", percent(self.study.power.target));
        let mut table = self.by_size("power", |r| r.power, Some(target));
        table.note(format!(
            "Share of the surveys whose {} percentile interval excludes 0.",
            percent(self.study.power.level)
        ));
        if self.first_of_each().any(is_null) {
            table.note(
                Text::new("Where the population's value is 0, it is the rate of false positives, which should be ")
                    .and(Cell::estimate(1.0 - self.study.power.level))
                    .say("."),
            );
        }
        note_errors(
            &mut table,
            self.estimates.iter().filter_map(|r| r.mc_se.power),
        );
        self.note_joint(&mut table);
        let powers = self.estimates.iter();
        let powers = powers.filter_map(|r| r.power.zip(r.power_interval));
        note_extremes(&mut table, "power", powers);
        for s in self.solutions.iter().filter(|s| s.used < s.done) {
            let left_out = s.done - s.used;
            table.note(format!(
                "* n = {}: of the {} of {} surveys that have an admissible solution; {left_out} ({}) are left out.",
                s.rows,
                s.used,
                s.done,
                percent(round(left_out as f64 / s.done as f64))
            ));
        }
        table.note("Last column: the smallest number of rows from which on that power is reached; ≤: the study has no smaller one.");
        self.note_undefined(&mut table, "value in the population", |r| {
            r.population_reason.as_ref()
        });
        self.note_undefined(&mut table, "limit", |r| r.limit_reason.as_ref());
        Section::new("power", "Power")
            .table(table)
            .figure(self.figure())
    }

    /// Which effects lack something, and why; those of one reason together.
    fn note_undefined(
        &self,
        table: &mut Table,
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
            table.note(visible_name(&format!("{which}: {reason}.")));
        }
    }

    /// How far estimates lie off.
    fn biases(&self) -> Section {
        let mut table = self.by_size("bias", |r| r.bias, None);
        table.note("Mean of the estimates less the population's value.");
        note_errors(
            &mut table,
            self.estimates
                .iter()
                .filter_map(|r| r.mc_se.bias.filter(|_| r.bias.is_some())),
        );
        let relative = self.estimates.iter();
        let relative = relative.filter_map(|r| Some((r.relative_bias?, r)));
        let largest = relative.max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
        if let Some((bias, r)) = largest {
            table.note(
                Text::new("The largest as a share of the population's value: ")
                    .and(Cell::number(round(bias), Digits::Percent, &[]))
                    .say(", of ")
                    .and(Cell::name(effect(&r.quantity)))
                    .say(format!(" with n = {}.", r.rows)),
            );
        }
        Section::new("bias", "Bias").table(table)
    }

    /// The standard errors of the estimates, compared with those of the bootstrap.
    fn standard_errors(&self) -> Section {
        let mut table = self.by_size("standard-errors", |r| r.se_empirical, None);
        table.note("Standard deviation of the estimates.");
        note_errors(
            &mut table,
            self.estimates.iter().filter_map(|r| r.mc_se.se_empirical),
        );
        let ratios = self.estimates.iter();
        let ratios = ratios.filter_map(|r| Some(r.se_mean? / r.se_empirical?));
        let ratios: Vec<f64> = ratios.filter(|x| x.is_finite()).collect();
        let least = ratios.iter().copied().reduce(f64::min);
        let most = ratios.iter().copied().reduce(f64::max);
        if let Some((least, most)) = least.zip(most) {
            let mut note =
                Text::new("Those of the bootstrap are on average ").and(Cell::statistic(least));
            if ratios.len() > 1 {
                note = note.say(" to ").and(Cell::statistic(most));
            }
            table.note(note.say(" times as large."));
        }
        Section::new("standard-errors", "Standard error").table(table)
    }

    /// How often intervals hold the truth.
    fn coverages(&self) -> Section {
        let mut table = self.by_size("coverage", |r| r.coverage, None);
        table.note(
            Text::new("Share of the intervals that hold the population's value; it should be ")
                .and(Cell::estimate(self.study.power.level))
                .say("."),
        );
        note_errors(
            &mut table,
            self.estimates.iter().filter_map(|r| r.mc_se.coverage),
        );
        let coverages = self.estimates.iter();
        let coverages = coverages.filter_map(|r| r.coverage.zip(r.coverage_interval));
        note_extremes(&mut table, "coverage", coverages);
        table.note("The result document holds the Monte Carlo error of every number, relative biases and RMSE.");
        Section::new("coverage", "Coverage").table(table)
    }

    fn replications(&self) -> Section {
        let header = [
            "rows",
            "done",
            "used",
            "failed",
            "interval",
            "inadmissible",
            "interval",
            "resamples left out",
        ];
        let mut table = Table::new("replications", "", 1, header);
        for s in &self.solutions {
            table.row([
                Cell::Count(s.rows),
                Cell::Count(s.done),
                Cell::Count(s.used),
                Cell::estimate(s.failed),
                Cell::interval(s.failed_interval, &[]),
                Cell::estimate(s.inadmissible),
                Cell::interval(s.inadmissible_interval, &[]),
                Cell::estimate(s.resamples_left_out),
            ]);
        }
        table.note("Failed, inadmissible and resamples left out: shares; interval: Wilson score interval of 95 %.");
        for s in self.solutions.iter().filter(|s| !s.reasons.is_empty()) {
            table.note(format!("{} rows: {}.", s.rows, reasons(&s.reasons)));
        }
        Section::new("replications", "Replications").table(table)
    }

    /// One row for each effect and one column for each number of rows. A star marks numbers that rest
    /// on the admissible surveys only.
    fn by_size(
        &self,
        name: &'static str,
        value: impl Fn(&PowerRecord) -> Option<f64>,
        target: Option<String>,
    ) -> Table {
        let sizes = self.solutions.iter().map(|s| {
            let star = if s.used < s.done { "*" } else { "" };
            format!("n = {}{star}", s.rows)
        });
        let names = ["effect", "population"].map(str::to_owned).into_iter();
        let is_last = target.is_some();
        let mut table = Table::new(name, "", 1, names.chain(sizes).chain(target));
        for (required, first) in self.required.iter().zip(self.first_of_each()) {
            let mut row = vec![
                Cell::name(effect(&required.quantity)),
                Cell::estimate(first.population),
            ];
            row.extend(
                self.records(&required.quantity)
                    .map(|r| Cell::estimate(value(r))),
            );
            row.extend(is_last.then(|| self.reached(required)));
            table.row(row);
        }
        table
    }

    /// `≤ 50`, `120`, or `> 450`; not defined for an effect of 0.
    fn reached(&self, required: &RequiredRecord) -> Cell {
        let last = self.records(&required.quantity).last();
        match (required.rows, last) {
            (_, Some(last)) if is_null(last) => Cell::Undefined,
            (Some(rows), _) if required.at_most => Cell::words(format!("≤ {rows}")),
            (Some(rows), _) => Cell::Count(rows),
            (None, Some(last)) if last.power.is_some() => Cell::words(format!("> {}", last.rows)),
            _ => Cell::Undefined,
        }
    }

    /// The record of every quantity at the first size.
    fn first_of_each(&self) -> impl Iterator<Item = &PowerRecord> {
        self.estimates.iter().take(self.required.len())
    }

    /// How often one survey shows all paths.
    fn note_joint(&self, table: &mut Table) {
        let Some(first) = self.joint.first() else {
            return;
        };
        let sizes = self.joint.iter().map(|j| {
            Text::default()
                .and(Cell::estimate(j.power))
                .say(" ")
                .and(Cell::interval(j.power_interval, &[]))
                .say(format!(" with n = {}", j.rows))
        });
        let text = Text::new(format!(
            "All {} paths in one survey (joint power): ",
            first.hypotheses
        ));
        let sizes = Text::joined(sizes, ", ").unwrap_or_default();
        table.note(text.then(sizes).say("."));
    }
}

/// The largest of some Monte Carlo errors.
pub(super) fn note_errors(table: &mut Table, errors: impl Iterator<Item = f64>) {
    if let Some(most) = errors.reduce(f64::max) {
        let most = Cell::number(most, Digits::Up, &[]);
        table.note(Text::new("Monte Carlo error: at most ").and(most).say("."));
    }
}

/// The bounds for shares of all and of no surveys, whose Monte Carlo error by the formula is 0.
pub(super) fn note_extremes(
    table: &mut Table,
    what: &str,
    shares: impl Iterator<Item = (f64, [f64; 2])> + Clone,
) {
    let all = shares.clone().filter(|(p, _)| *p >= 1.0);
    let none = shares.filter(|(p, _)| *p <= 0.0);
    let least = all.map(|(_, [low, _])| low).reduce(f64::min);
    let most = none.map(|(_, [_, high])| high).reduce(f64::max);
    let mut note = |whole: f64, of: &str, limit: Cell| {
        table.note(
            Text::new(format!("A {what} of "))
                .and(Cell::estimate(whole))
                .say(of)
                .and(limit)
                .say(" (Wilson score interval of 95 %)."),
        );
    };
    if let Some(least) = least {
        let limit = Cell::number(least, Digits::Down, &[]);
        note(1.0, ", of all surveys, stands for at least ", limit);
    }
    if let Some(most) = most {
        let limit = Cell::number(most, Digits::Up, &[]);
        note(0.0, ", of no survey, stands for at most ", limit);
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
