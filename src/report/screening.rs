//! The report of a screening of the answers.

use std::fmt;

use super::grid::Grid;
use super::number::{NOT_DEFINED, fixed, percent, short};
use crate::finding::FindingRecord;
use crate::guidance::CARELESS_ITEMS;
use crate::screen::Screening;
use crate::text::counted;

/// Patterns of missing answers that are listed.
const PATTERNS_SHOWN: usize = 10;
/// The maximum numbers of obstacles and findings that are printed.
const SENTENCES_SHOWN: usize = 50;
/// Indicators of a pattern that are named.
const NAMES_SHOWN: usize = 8;

impl fmt::Display for Screening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = [
            self.ranges(),
            self.missing_together(),
            self.respondents(),
            self.remarks(),
        ];
        let shown: Vec<String> = sections.into_iter().filter(|s| !s.is_empty()).collect();
        f.write_str(&shown.join("\n"))
    }
}

impl Screening {
    fn ranges(&self) -> String {
        if self.rows.is_none() {
            return "A matrix has no rows: ranges, missing answers and respondents cannot be screened.\n".to_owned();
        }
        let header = [
            "indicator",
            "construct",
            "lowest",
            "highest",
            "values",
            "at lowest",
            "at highest",
            "missing",
            "skewness",
            "kurtosis",
            "item-total",
        ];
        let mut grid = Grid::new("Answers", 2, &header);
        for i in &self.indicators {
            let d = &i.descriptives;
            let number =
                |x: Option<f64>| x.map_or_else(|| NOT_DEFINED.to_owned(), |x| x.to_string());
            let count =
                |n: Option<usize>| n.map_or_else(|| NOT_DEFINED.to_owned(), |n| n.to_string());
            grid.row(vec![
                d.indicator.clone(),
                d.construct.clone(),
                number(d.min),
                number(d.max),
                count(i.values),
                share(i.at_min),
                share(i.at_max),
                count(d.missing),
                short(d.skewness),
                short(d.kurtosis),
                fixed(i.item_total),
            ]);
        }
        grid.note("kurtosis: 0 for a normal distribution; item-total: correlation with the sum of the other questions of the block.");
        grid.render()
    }

    fn missing_together(&self) -> String {
        let incomplete = self
            .missing_patterns
            .iter()
            .filter(|p| !p.missing.is_empty());
        let patterns = incomplete.clone().count();
        let mut grid = Grid::new(
            "Answers missing together",
            0,
            &["rows", "missing", "indicators"],
        );
        for pattern in incomplete.take(PATTERNS_SHOWN) {
            let names = &pattern.missing;
            let others = names.len().saturating_sub(NAMES_SHOWN);
            let named = names[..names.len() - others].join(", ");
            grid.row(vec![
                pattern.rows.to_string(),
                names.len().to_string(),
                match others {
                    0 => named,
                    others => format!("{named} and {others} more"),
                },
            ]);
        }
        if patterns > PATTERNS_SHOWN {
            grid.note(format!(
                "The {PATTERNS_SHOWN} most frequent of {patterns} patterns; the JSON document holds all."
            ));
        }
        grid.render()
    }

    fn respondents(&self) -> String {
        let Some(rows) = self.rows.filter(|_| !self.indicators.is_empty()) else {
            return String::new();
        };
        let judged = self.indicators.len() >= CARELESS_ITEMS;
        let careless = if judged {
            format!(
                "{} with the same answer to at least half of the questions in a row, {} identical to another",
                counted(self.straight_lines.len(), "row"),
                self.duplicates.len()
            )
        } else {
            format!(
                "straight-lining and identical rows are not reported for fewer than {CARELESS_ITEMS} questions"
            )
        };
        let complete = self.missing_patterns.iter().find(|p| p.missing.is_empty());
        format!(
            "Respondents\n\n  {} of {rows} rows complete; {careless}\n",
            complete.map_or(0, |p| p.rows)
        )
    }

    fn remarks(&self) -> String {
        format!("{}{}", self.stops(), self.suspicions())
    }

    fn stops(&self) -> String {
        if self.obstacles.is_empty() {
            return String::new();
        }
        format!(
            "This prevents estimation; the columns concerned were not screened further.\n{}\n",
            list(self.obstacles.iter().map(String::as_str))
        )
    }

    fn suspicions(&self) -> String {
        if self.indicators.is_empty() {
            return String::new();
        }
        if self.findings.is_empty() {
            let what = self.rows.map_or("matrix", |_| "answers");
            let other = if self.obstacles.is_empty() {
                ""
            } else {
                " else"
            };
            return format!("Nothing{other} in the {what} looks suspicious.\n");
        }
        let mut text = list(self.findings.iter().map(FindingRecord::message));
        if self.suspects_codes() {
            text.push_str(
                "Distributions, reversed questions and blocks are screened after the missing codes are declared.\n",
            );
        }
        text
    }
}

/// Sentences, the first of very many.
fn list<'s>(sentences: impl ExactSizeIterator<Item = &'s str>) -> String {
    let others = sentences.len().saturating_sub(SENTENCES_SHOWN);
    let first = sentences.take(SENTENCES_SHOWN);
    let mut lines: Vec<String> = first.map(|sentence| format!("- {sentence}\n")).collect();
    if others > 0 {
        lines.push(format!(
            "  ... and {others} more; the JSON document holds all.\n"
        ));
    }
    lines.concat()
}

/// A share as per cent, without decimals.
fn share(x: Option<f64>) -> String {
    x.map_or_else(
        || NOT_DEFINED.to_owned(),
        |x| percent((x * 100.0).round() / 100.0),
    )
}
