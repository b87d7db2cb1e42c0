//! The report of a screening of the answers.

use std::fmt;

use super::cell::{Cell, Digits};
use super::page::{Page, Section, Table, Text};
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
    /// The page, in 80 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().fmt(f)
    }
}

impl Screening {
    /// The report: the answers of every indicator, those that are missing together, and what looks suspicious.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(
            "pls-sem check: the answers",
            [
                self.ranges(),
                self.missing_together(),
                self.respondents(),
                self.stops(),
                self.suspicions(),
            ],
        )
    }

    fn ranges(&self) -> Section {
        let section = Section::new("answers", "Answers");
        if self.rows.is_none() {
            return section.paragraph(
                "A matrix has no rows: ranges, missing answers and respondents cannot be screened.",
            );
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
        let mut table = Table::new("answers", "", 2, header);
        let count = |n: Option<usize>| n.map_or(Cell::Undefined, Cell::Count);
        for i in &self.indicators {
            let d = &i.descriptives;
            table.row([
                Cell::name(&d.indicator),
                Cell::name(&d.construct),
                answer(d.min),
                answer(d.max),
                count(i.values),
                share(i.at_min),
                share(i.at_max),
                count(d.missing),
                Cell::statistic(d.skewness),
                Cell::statistic(d.kurtosis),
                Cell::estimate(i.item_total),
            ]);
        }
        table.note("Kurtosis: 0 for a normal distribution. Item-total: correlation with the sum of the other questions of the block.");
        section.table(table)
    }

    fn missing_together(&self) -> Section {
        let patterns = self.missing_patterns.iter();
        let incomplete: Vec<_> = patterns.filter(|p| !p.missing.is_empty()).collect();
        let header = ["rows", "missing", "indicators"];
        let mut table = Table::new("missing-together", "", 0, header);
        for pattern in incomplete.iter().take(PATTERNS_SHOWN) {
            let names = &pattern.missing;
            let others = names.len().saturating_sub(NAMES_SHOWN);
            let named = names[..names.len() - others].join(", ");
            table.row([
                Cell::Count(pattern.rows),
                Cell::Count(names.len()),
                Cell::name(match others {
                    0 => named,
                    others => format!("{named} and {others} more"),
                }),
            ]);
        }
        if incomplete.len() > PATTERNS_SHOWN {
            table.note(format!(
                "The {PATTERNS_SHOWN} most frequent of {} patterns; the JSON document holds all.",
                incomplete.len()
            ));
        }
        Section::new("missing-together", "Answers missing together").table(table)
    }

    fn respondents(&self) -> Section {
        let section = Section::new("respondents", "Respondents");
        let Some(rows) = self.rows.filter(|_| !self.indicators.is_empty()) else {
            return section;
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
        section.paragraph(format!(
            "{} of {rows} rows complete; {careless}",
            complete.map_or(0, |p| p.rows)
        ))
    }

    fn stops(&self) -> Section {
        let section = Section::new("obstacles", "What prevents estimation");
        if self.obstacles.is_empty() {
            return section;
        }
        let obstacles = self.obstacles.iter().map(String::as_str);
        listed(section, obstacles).paragraph("The columns concerned were not screened further.")
    }

    fn suspicions(&self) -> Section {
        let section = Section::new("suspicions", "What looks suspicious");
        if self.indicators.is_empty() {
            return section;
        }
        if self.findings.is_empty() {
            let what = self.rows.map_or("matrix", |_| "answers");
            let other = if self.obstacles.is_empty() {
                ""
            } else {
                " else"
            };
            return section.paragraph(format!("Nothing{other} in the {what} looks suspicious."));
        }
        let section = listed(section, self.findings.iter().map(FindingRecord::message));
        if !self.suspects_codes() {
            return section;
        }
        section.paragraph("Distributions, reversed questions and blocks are screened after the missing codes are declared.")
    }
}

/// A section with sentences, the first of very many.
fn listed<'s>(section: Section, sentences: impl ExactSizeIterator<Item = &'s str>) -> Section {
    let others = sentences.len().saturating_sub(SENTENCES_SHOWN);
    let more = (others > 0).then(|| format!("{others} more; the JSON document holds all."));
    let first = sentences.take(SENTENCES_SHOWN).map(Text::new);
    section.list(first.chain(more.map(Text::new)))
}

/// An answer: whole, as it was given; or with the decimals of a mean.
fn answer(x: Option<f64>) -> Cell {
    let digits = match x {
        Some(x) if x.fract() == 0.0 => Digits::Given,
        _ => Digits::Statistic,
    };
    Cell::number(x, digits, &[])
}

/// A share as per cent, without decimals.
fn share(x: Option<f64>) -> Cell {
    let rounded = x.map(|x| (x * 100.0).round() / 100.0);
    Cell::number(rounded, Digits::Percent, &[])
}
