//! The report of a power study.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use super::grid::Grid;
use super::number::{NOT_DEFINED, fixed, percent};
use super::remarks;
use super::text::{estimation, word};
use crate::power::PowerRecord;
use crate::quantity::{Measure, Names, Quantity};
use crate::simulate::{Answers, Missingness};
use crate::study::PowerDocument;

/// Reasons that are told of each size.
const MOST_REASONS: usize = 4;

impl fmt::Display for PowerDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = [
            self.record(),
            remarks::findings(&self.findings),
            self.powers(),
            self.accuracy(),
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
        let sizes = self.solutions.iter().map(|s| format!("n = {}", s.rows));
        let header: Vec<String> = ["effect", "population"]
            .map(str::to_owned)
            .into_iter()
            .chain(sizes)
            .chain([target])
            .collect();
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let mut grid = Grid::new("Power", 1, &header);
        for required in &self.required {
            let of_quantity: Vec<&PowerRecord> = self.records(&required.quantity).collect();
            let population = of_quantity.first().and_then(|r| r.population);
            let mut row = vec![effect(&required.quantity), fixed(population)];
            row.extend(of_quantity.iter().map(|r| fixed(r.power)));
            row.push(
                required
                    .rows
                    .map_or_else(|| NOT_DEFINED.to_owned(), |n| n.to_string()),
            );
            grid.row(row);
        }
        let errors = self.estimates.iter().filter_map(|r| r.mc_se.power);
        grid.note("Share of the surveys whose percentile interval excludes 0.");
        grid.note(format!(
            "Monte Carlo error: at most {}.",
            fixed(errors.fold(None, |most: Option<f64>, e| Some(
                most.map_or(e, |m| m.max(e))
            )))
        ));
        grid.note("Last column: the smallest number of rows from which on that power is reached.");
        grid.render()
    }

    /// How far estimates and standard errors lie off.
    fn accuracy(&self) -> String {
        let header = [
            "effect", "rows", "bias", "relative", "SE", "mean SE", "RMSE", "coverage",
        ];
        let mut grid = Grid::new("Accuracy", 1, &header);
        for record in self.required.iter().flat_map(|r| self.records(&r.quantity)) {
            let e = &record.mc_se;
            grid.row(vec![
                effect(&record.quantity),
                record.rows.to_string(),
                with_error(record.bias, e.bias),
                with_error(record.relative_bias, e.relative_bias),
                with_error(record.se_empirical, e.se_empirical),
                with_error(record.se_mean, e.se_mean),
                with_error(record.rmse, e.rmse),
                with_error(record.coverage, e.coverage),
            ]);
        }
        grid.note("In brackets: Monte Carlo error. Bias: mean estimate less the population's value; relative: as a share of it.");
        grid.note("SE: standard deviation of the estimates; mean SE: mean of the bootstrap's standard errors.");
        grid.note(format!(
            "Coverage: share of the intervals that hold the population's value; it should be {}.",
            fixed(self.study.power.level)
        ));
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
                with_error(Some(s.failed), Some(s.failed_mc_se)),
                with_error(Some(s.inadmissible), Some(s.inadmissible_mc_se)),
                fixed(s.resamples_left_out),
            ]);
        }
        grid.note("Failed, inadmissible and resamples left out: shares; in brackets the Monte Carlo error.");
        for s in self.solutions.iter().filter(|s| !s.reasons.is_empty()) {
            grid.note(format!("{} rows: {}.", s.rows, reasons(&s.reasons)));
        }
        grid.render()
    }
}

/// The effect in as few words as tell it from others.
pub(super) fn effect(quantity: &Quantity) -> String {
    match (&quantity.measure, &quantity.of) {
        (Measure::Path, Names::Path { from, to }) => format!("{from} -> {to}"),
        (measure, Names::Path { from, to }) => format!("{from} -> {to} ({measure})"),
        (Measure::Specific, Names::Route { route }) => route.join(" -> "),
        _ => quantity.to_string(),
    }
}

/// The commonest reasons, with their counts.
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

/// `0.812 (0.012)`.
fn with_error(value: Option<f64>, error: Option<f64>) -> String {
    match error {
        Some(_) if value.is_some() => format!("{} ({})", fixed(value), fixed(error)),
        _ => fixed(value),
    }
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
