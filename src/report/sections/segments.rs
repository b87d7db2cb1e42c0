//! Segments: how many, how large, how they differ, how sure they are, and what explains them.

use super::{Report, groups, micom};
use crate::document::{SegmentPathRecord, SegmentRecord, SegmentSolutionRecord, SegmentsRecord};
use crate::guidance::CLEAR_ENTROPY;
use crate::report::cell::Cell;
use crate::report::page::{Section, Table, Text};
use crate::segments::{CrossTable, Method, NumberRule};
use crate::text::counted;

/// What p-values are compared with.
const LEVEL: [f64; 1] = [0.05];
/// Columns whose values are listed.
const MOST_PROFILES: usize = 3;

/// What every reader of segments must know.
const CAUTION: &str = "Segments were chosen to differ: no p-value of a difference between them is that of a test, and rows whose segment is in doubt blur them. A segmentation counts when it comes back, when a column of the data explains it, and when it makes sense.";

impl Report<'_> {
    /// Three lines: how many segments, how they differ, how sure they are.
    pub(super) fn segments_first(&self, most: usize) -> Section {
        let section = Section::new("segments", "Segments");
        let Some(found) = &self.document.segments else {
            return section;
        };
        let mut lines = vec![("Number", conclusion(found))];
        lines.extend(differ(found).map(|text| ("Differ", text)));
        lines.extend(sure(found).map(|text| ("Sure", text)));
        lines.truncate(most);
        section.record(lines)
    }

    /// How many segments there are, for the checklists; `None` if they were not looked for.
    pub(super) fn segments_found(&self) -> Option<Text> {
        self.document.segments.as_ref().map(conclusion)
    }

    pub(super) fn segments(&self) -> Section {
        let section = Section::new("segments", "Segments");
        let Some(found) = &self.document.segments else {
            return section;
        };
        let mut section = section
            .record(self.search(found))
            .table(numbers(found))
            .table(sizes(found))
            .table(self.paths_by_segment(found))
            .table(self.explained_by_segment(found))
            .table(columns(found));
        for table in found.explained.iter().take(MOST_PROFILES) {
            section = section.table(profile(table, found));
        }
        self.compared(found, section).paragraph(CAUTION)
    }

    fn search(&self, found: &SegmentsRecord) -> Vec<(&'static str, Text)> {
        let mut lines = Vec::new();
        if let Some(settings) = &self.document.study.segments {
            let method = match settings.get_method() {
                Method::Pos => "PLS-POS",
                _ => "FIMIX-PLS",
            };
            let search = format!(
                "{method}, 1 to {}, {} each, at least {} in each segment, seed {}",
                counted(settings.get_most(), "segment"),
                counted(settings.get_starts(), "start"),
                counted(found.least, "row"),
                settings.get_seed()
            );
            lines.push(("Search", search.into()));
        }
        lines.push(("Number", conclusion(found)));
        lines.extend(differ(found).map(|text| ("Differ", text)));
        lines.extend(sure(found).map(|text| ("Sure", text)));
        lines
    }

    /// The segments compared as groups are.
    fn compared(&self, found: &SegmentsRecord, section: Section) -> Section {
        if let Some(reason) = &found.not_compared {
            return section.paragraph(format!("The segments were not compared: {reason}."));
        }
        let Some(of) = &found.groups else {
            return section;
        };
        let named = |mut table: Table, name: &'static str| {
            table.name = name;
            table
        };
        let title = "Differences of paths between segments";
        section
            .list(of.invariance.iter().map(groups::conclusion))
            .table(self.differences(of, "segment-differences", title, false))
            .table(named(micom::composites(of), "segment-micom-composites"))
            .table(named(micom::means_and_variances(of), "segment-micom-means"))
    }

    /// Every path in the whole sample and in each segment.
    fn paths_by_segment(&self, found: &SegmentsRecord) -> Option<Table> {
        let segments: Vec<usize> = found.looked_at().map(|s| s.segment).collect();
        if segments.len() < 2 {
            return None;
        }
        let mixture = found.method == Method::Fimix;
        let mut header = vec!["path".to_owned(), "whole".to_owned()];
        header.extend(segments.iter().map(ToString::to_string));
        header.extend(
            segments
                .iter()
                .filter(|_| mixture)
                .map(|s| format!("PLS {s}")),
        );
        let mut table = Table::new("segment-paths", "Paths by segment", 1, header);
        let own = |s: usize| {
            let paths = found.paths.iter();
            paths.filter(move |p| p.segments == found.number && p.segment == s)
        };
        for path in own(1) {
            let (from, to) = (&path.from, &path.to);
            let whole = self.document.path(from, to).map(|path| path.estimate);
            let of = |s: usize| own(s).find(|p| p.from == *from && p.to == *to);
            let by = |value: fn(&SegmentPathRecord) -> Option<f64>| {
                let cell = move |&s: &usize| Cell::estimate(of(s).and_then(value));
                segments.iter().map(cell).collect::<Vec<_>>()
            };
            let mut cells = vec![Cell::route([from, to]), Cell::estimate(whole)];
            cells.extend(by(|path| path.estimate));
            if mixture {
                cells.extend(by(|path| path.pls));
            }
            table.row(cells);
        }
        table.note(if mixture {
            "By segment: coefficients of the mixture; PLS: estimated again from the rows that belong to the segment most probably."
        } else {
            "By segment: estimated from its rows."
        });
        Some(table)
    }

    fn explained_by_segment(&self, found: &SegmentsRecord) -> Option<Table> {
        let segments: Vec<usize> = found.looked_at().map(|s| s.segment).collect();
        if segments.len() < 2 {
            return None;
        }
        let mut header = vec!["construct".to_owned(), "whole".to_owned()];
        header.extend(segments.iter().map(ToString::to_string));
        let title = "R² by segment";
        let mut table = Table::new("segment-r2", title, 1, header);
        let own = |s: usize| {
            let all = found.constructs.iter();
            all.filter(move |c| c.segments == found.number && c.segment == s)
        };
        for record in own(1) {
            let name = &record.construct;
            let whole = self.document.construct(name).and_then(|c| c.r2);
            let of = |&s: &usize| {
                let mut all = own(s);
                Cell::estimate(all.find(|c| c.construct == *name).and_then(|c| c.r2))
            };
            let mut cells = vec![Cell::name(name), Cell::estimate(whole)];
            cells.extend(segments.iter().map(of));
            table.row(cells);
        }
        table.note("Estimated from the rows of the segment.");
        Some(table)
    }
}

/// How many segments there are, in words.
fn conclusion(found: &SegmentsRecord) -> Text {
    Text::new(found.conclusion.clone())
}

/// The sizes, how clearly rows are parted, and the path that differs most.
fn differ(found: &SegmentsRecord) -> Option<Text> {
    let own: Vec<&SegmentRecord> = found.looked_at().collect();
    if own.len() < 2 {
        return None;
    }
    let sizes: Vec<String> = own.iter().map(|s| s.n.to_string()).collect();
    let mut text = Text::new(format!(
        "{} with {} rows",
        counted(own.len(), "segment"),
        sizes.join(", ")
    ));
    let mut solutions = found.solutions.iter();
    let solution = solutions.find(|s| s.segments == found.number);
    if let Some(en) = solution.and_then(|s| s.criteria.en) {
        text = text.say("; EN ").and(Cell::judged(en, &[CLEAR_ENTROPY]));
    }
    if let Some((path, low, high)) = furthest(found) {
        text = text
            .say("; most of all ")
            .and(Cell::route([&path.from, &path.to]))
            .say(" from ")
            .and(Cell::estimate(low))
            .say(" to ")
            .and(Cell::estimate(high));
    }
    Some(text)
}

/// The path that differs most between the segments, with its ends.
fn furthest(found: &SegmentsRecord) -> Option<(&SegmentPathRecord, f64, f64)> {
    let paths = || found.paths.iter().filter(|p| p.segments == found.number);
    let ends = |path: &'_ SegmentPathRecord| {
        let same = paths().filter(|p| p.from == path.from && p.to == path.to);
        let values = same.filter_map(|p| p.estimate);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
            (low.min(x), high.max(x))
        })
    };
    let with_ends = paths().map(|path| {
        let (low, high) = ends(path);
        (path, low, high)
    });
    let finite = with_ends.filter(|(_, low, high)| low.is_finite() && high.is_finite());
    finite.max_by(|a, b| (a.2 - a.1).total_cmp(&(b.2 - b.1)))
}

/// How often rows fall together again, and the column that explains most.
fn sure(found: &SegmentsRecord) -> Option<Text> {
    let mut text = Text::default();
    if let Some(stability) = &found.stability {
        text = text
            .say("two rows of one segment fall together again with the share ")
            .and(Cell::estimate(stability.together))
            .say(", two of different segments with ")
            .and(Cell::estimate(stability.apart.map(|apart| 1.0 - apart)))
            .say(format!(", in {}", counted(stability.used, "resample")));
        if stability.used < stability.requested {
            text = text.say(format!(" (of {} drawn)", stability.requested));
        }
    }
    if let Some(first) = found.explained.first().filter(|first| first.v.is_some()) {
        let before = if found.stability.is_some() { "; " } else { "" };
        text = text
            .say(format!("{before}explained best by `{}`: V ", first.column))
            .and(Cell::estimate(first.v))
            .say(", p ")
            .and(Cell::p(first.p_adjusted, None, &LEVEL));
    }
    (!text.pieces().is_empty()).then_some(text)
}

/// Every number of segments, with its criteria.
fn numbers(found: &SegmentsRecord) -> Table {
    match found.method {
        Method::Pos => partitions(found),
        _ => mixtures(found),
    }
}

fn mixtures(found: &SegmentsRecord) -> Table {
    let header = [
        "segments", "lnL", "AIC", "AIC3", "AIC4", "BIC", "CAIC", "HQ", "MDL5", "EN", "rows",
        "starts",
    ];
    let mut table = Table::new("segment-criteria", "Number of segments", 1, header);
    for s in &found.solutions {
        let c = &s.criteria;
        table.row([
            Cell::Count(s.segments),
            Cell::statistic(s.ln_l),
            Cell::statistic(c.aic),
            Cell::statistic(c.aic3),
            Cell::statistic(c.aic4),
            Cell::statistic(c.bic),
            Cell::statistic(c.caic),
            Cell::statistic(c.hq),
            Cell::statistic(c.mdl5),
            Cell::judged(c.en, &[CLEAR_ENTROPY]),
            rows(s),
            starts(s),
        ]);
    }
    if let Some(NumberRule {
        aic,
        aic3,
        aic4,
        bic,
        caic,
        hq,
        mdl5,
        ..
    }) = found.rule
    {
        let preferred = [aic, aic3, aic4, bic, caic, hq, mdl5].map(Cell::Count);
        let cells = [Cell::words("preferred"), Cell::Blank];
        table.row(cells.into_iter().chain(preferred));
    }
    table.note("Preferred: the number of segments with the smallest value. AIC leans to too many, MDL5 to too few; AIC3 and CAIC together, or AIC3 and BIC, find the number most often (Sarstedt, Becker, Ringle & Schwaiger 2011).");
    table.note(format!("EN: normed entropy, customarily at least {CLEAR_ENTROPY}; rows: in each segment; starts: those that reached the best solution."));
    note_degenerate(found, &mut table);
    table
}

fn partitions(found: &SegmentsRecord) -> Table {
    let header = ["segments", "sum of R²", "rows", "starts", "agreement"];
    let mut table = Table::new("segment-objective", "Number of segments", 1, header);
    for s in &found.solutions {
        table.row([
            Cell::Count(s.segments),
            Cell::estimate(s.objective),
            rows(s),
            starts(s),
            Cell::estimate(s.agreement),
        ]);
    }
    table.note("Rows: in each segment; starts: those that reached the best solution; agreement: mean adjusted Rand index of the others' partitions with it.");
    note_degenerate(found, &mut table);
    table
}

fn rows(solution: &SegmentSolutionRecord) -> Cell {
    if solution.n.is_empty() {
        return Cell::Undefined;
    }
    let sizes: Vec<String> = solution.n.iter().map(ToString::to_string).collect();
    Cell::words(sizes.join(", "))
}

fn starts(solution: &SegmentSolutionRecord) -> Cell {
    Cell::words(format!("{} of {}", solution.reached, solution.starts))
}

/// Starts without a solution, by number of segments and reason.
fn note_degenerate(found: &SegmentsRecord, table: &mut Table) {
    let of = |s: &SegmentSolutionRecord| {
        let count = |c: &crate::document::Count| {
            format!(
                "{} with {}: {}",
                counted(c.count, "start"),
                counted(s.segments, "segment"),
                c.reason
            )
        };
        s.degenerate.iter().map(count).collect::<Vec<_>>()
    };
    let all: Vec<String> = found.solutions.iter().flat_map(of).collect();
    if !all.is_empty() {
        table.note(format!("Left out: {}.", all.join("; ")));
    }
}

fn sizes(found: &SegmentsRecord) -> Option<Table> {
    let own: Vec<&SegmentRecord> = found.looked_at().collect();
    if own.len() < 2 {
        return None;
    }
    let again = found.stability.is_some();
    let mut header = vec!["segment", "rows", "share"];
    header.extend(again.then_some("together again"));
    let mut table = Table::new("segments", "The segments", 1, header);
    for s in own {
        let mut cells = vec![
            Cell::Count(s.segment),
            Cell::Count(s.n),
            Cell::estimate(s.share),
        ];
        cells.extend(again.then(|| Cell::estimate(s.together)));
        table.row(cells);
        if let Some(reason) = &s.undefined {
            table.note(format!("Segment {}: {reason}.", s.segment));
        }
    }
    if let Some(stability) = &found.stability {
        let agreement = Text::new(format!(
            "Together again: how often two rows of the segment fall together in {}, with {} each, in which the model and the segments are looked for again. Adjusted Rand index: median ",
            counted(stability.used, "resample"),
            counted(stability.starts, "start")
        ));
        let agreement = agreement
            .and(Cell::estimate(stability.agreement))
            .say(", lowest tenth ")
            .and(Cell::estimate(stability.agreement_low))
            .say(" (1: the same segments, 0: chance).");
        table.note(agreement);
    }
    Some(table)
}

/// Columns that may explain the segments.
fn columns(found: &SegmentsRecord) -> Table {
    let header = ["column", "values", "rows", "V", "chi²", "df", "p", "Holm"];
    let title = "Columns that explain the segments";
    let mut table = Table::new("segment-columns", title, 1, header);
    for c in &found.explained {
        table.row([
            Cell::name(&c.column),
            Cell::Count(c.values.len()),
            Cell::Count(c.rows),
            Cell::estimate(c.v),
            Cell::statistic(c.chi_square),
            Cell::Count(c.df),
            Cell::p(c.p, None, &LEVEL),
            Cell::p(c.p_adjusted, None, &LEVEL),
        ]);
    }
    table.note("V: Cramér's, from 0 to 1. Holm: p adjusted for the number of columns. Numbers of many values are cut at their quartiles.");
    table
}

/// How many rows of each value are in each segment.
fn profile(of: &CrossTable, found: &SegmentsRecord) -> Table {
    let mut header = vec!["value".to_owned()];
    header.extend((1..=found.number).map(|s| format!("segment {s}")));
    header.extend((1..=found.number).map(|s| format!("share in {s}")));
    // A name of its own for each table on a page.
    let name = match found
        .explained
        .iter()
        .position(|other| other.column == of.column)
    {
        Some(0) => "segment-profile-1",
        Some(1) => "segment-profile-2",
        _ => "segment-profile-3",
    };
    let mut table = Table::new(name, format!("Segments by `{}`", of.column), 1, header);
    for (value, counts) in of.values.iter().zip(&of.counts) {
        let all: usize = counts.iter().sum();
        let share = |&count: &usize| {
            let share = (all > 0).then(|| count as f64 / all as f64);
            Cell::estimate(share)
        };
        let mut cells = vec![Cell::name(value)];
        cells.extend(counts.iter().map(|&count| Cell::Count(count)));
        cells.extend(counts.iter().map(share));
        table.row(cells);
    }
    table
}
