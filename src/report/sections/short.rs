//! The short page: the run, important findings, paths, effects, measurement, fit, missed thresholds.

use super::run::{MISSING, PREPARED};
use super::{Report, more};
use crate::assess::model_fit::FitModel;
use crate::document::ConstructRecord;
use crate::guidance::{Judged, bounds};
use crate::infer::Adjusted;
use crate::procedure::{ExactFit, Mediation, MediationType, ProcedureFinding};
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Page, Section, Table, Text};
use crate::report::render::Layout;
use crate::text::counted;

/// The maximum number of lines of the page, in 80 columns.
const MOST_LINES: usize = 90;
/// The rows of a table and the sentences of a list: the maximum, and those that are shown however long the page is.
const MOST_ROWS: usize = 40;
const FEWEST_ROWS: usize = 2;
/// Routes that are listed one by one.
const MOST_ROUTES: usize = 12;

/// How many rows and sentences the page has room for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    most: usize,
}

impl Room {
    /// What the model asks has most.
    pub(super) fn of_paths(self) -> usize {
        3 * self.most
    }

    pub(super) fn of_tables(self) -> usize {
        self.most
    }

    /// A sentence has two lines, and so has a weight with the name of its block.
    pub(super) fn of_sentences(self) -> usize {
        self.most.div_ceil(2)
    }
}

impl Report<'_> {
    /// The page that answers first. All tables and lists are limited by one number: the largest with which the page has at
    /// most 90 lines in 80 columns. They keep the most important rows and name the section with the others. The
    /// header and the findings are always whole; they alone can make the page longer.
    #[must_use]
    pub fn short(&self) -> Page {
        let page = |most: usize| self.page(self.short_sections(Room { most }));
        let fits = |most: &usize| {
            let text = page(*most).text(&Layout::default());
            text.lines().count() <= MOST_LINES
        };
        let numbers: Vec<usize> = (FEWEST_ROWS..=MOST_ROWS).collect();
        let fitting = numbers.partition_point(fits);
        page(numbers[fitting.saturating_sub(1)])
    }

    fn short_sections(&self, room: Room) -> Vec<Section> {
        vec![
            self.head(),
            self.findings_first(),
            self.paths_first(room.of_paths()),
            self.effects_first(room.of_tables()),
            self.interactions_first(room.of_sentences()),
            self.own_first(room.of_tables()),
            self.measurement_first(room),
            self.higher_order_first(room.of_sentences()),
            self.discriminant_first(room),
            self.fit_first(),
            self.prediction_first(room.of_tables()),
            self.groups_first(room.of_sentences()),
            self.segments_first(room.of_sentences()),
            self.thresholds_grouped(room),
            Self::more(),
        ]
    }

    fn head(&self) -> Section {
        let mut lines = self.rows_lines();
        let place = |what: &str, lines: &[(&str, Text)]| lines.iter().position(|l| l.0 == what);
        if let Some(missing) = place(MISSING, &lines) {
            let (_, missing) = lines.remove(missing);
            let rows = std::mem::take(&mut lines[0].1);
            lines[0].1 = rows.say("; ").then(missing);
        }
        let steps = lines.iter().filter(|(what, _)| *what == PREPARED).count();
        if let (Some(first), 2..) = (place(PREPARED, &lines), steps) {
            lines.retain(|(what, _)| *what != PREPARED);
            let steps = Text::new(format!("{}: ", counted(steps, "step")));
            lines.insert(first, (PREPARED, steps.and(Cell::Section("run"))));
        }
        lines.push(("Model", self.model_line()));
        let settings = &self.document.study.estimate;
        let method = if settings.consistent {
            "consistent PLS (PLSc)"
        } else {
            "PLS"
        };
        let scheme = super::word(&settings.scheme);
        let estimation = format!("{method}, {scheme} scheme; {}", self.ended_first());
        lines.push(("Estimation", estimation.into()));
        lines.extend(self.stages_line());
        lines.push(("Bootstrap", self.bootstrap_line(false).into()));
        Section::new("run", "").record(lines)
    }

    /// The paths by their target, with its explained variance.
    fn paths_first(&self, most: usize) -> Section {
        let (paths, others) = foremost(self.document.paths.iter(), most, |path| path.f2);
        let bootstrapped = self.level().is_some();
        let mut header = vec![String::new(), "coef.".to_owned()];
        if bootstrapped {
            header.extend([self.interval_heading(), "p".into(), "Holm".into()]);
        }
        header.extend(["f²", "", "VIF"].map(str::to_owned));
        let mut table = Table::new("short-paths", "", 1, header);
        for construct in &self.document.constructs {
            let target = construct.construct.as_str();
            let mut own = paths.iter().filter(|p| p.to == target).peekable();
            if own.peek().is_some() {
                table.heading(self.explained_first(construct));
            }
            for path in own {
                let quantity = Quantity::path(&path.from, target);
                let mut cells = vec![Cell::name(&path.from), Cell::estimate(path.estimate)];
                if bootstrapped {
                    let holm = self
                        .adjusted_p(Measure::Path, &path.from, target)
                        .map(|a| a.holm);
                    cells.extend([
                        self.interval(&quantity),
                        self.p(&quantity),
                        Cell::p(holm, None, &self.significance()),
                    ]);
                }
                cells.extend([
                    self.f2(path),
                    path.effect.as_deref().map_or(Cell::Undefined, brief),
                    Cell::number(path.vif, Digits::Statistic, &bounds(Judged::Vif)),
                ]);
                table.row(cells);
            }
        }
        let several = self.document.paths.len();
        let sizes = if self.document.interactions.is_empty() {
            "Cohen (1988)"
        } else {
            "Cohen (1988), Kenny (2018)"
        };
        if others > 0 {
            table.note(more(others, "paths").say("."));
        }
        table.note(if bootstrapped {
            let tests = counted(several, "test");
            format!("Holm: p adjusted for {tests}. f²: effect size, {sizes}.")
        } else {
            format!("f²: effect size, {sizes}. For intervals and p, add `[bootstrap]`.")
        });
        Section::new("paths", "Paths").table(table)
    }

    /// `-> Loyalty: R² 0.451 [0.372, 0.529]`
    fn explained_first(&self, construct: &ConstructRecord) -> Text {
        let text = Text::new("to ")
            .and(Cell::name(&construct.construct))
            .say(": R² ")
            .and(Cell::judged(construct.r2, &[1.0]));
        match self.interval(&Quantity::of(Measure::R2, &construct.construct)) {
            Cell::Undefined => text,
            interval => text.say(" ").and(interval),
        }
    }

    pub(super) fn adjusted_p(&self, family: Measure, from: &str, to: &str) -> Option<&Adjusted> {
        let mut records = self.document.adjusted.iter();
        let record = records.find(|r| r.family == family && r.from == from && r.to == to);
        record.map(|r| &r.adjusted)
    }

    /// Indirect and total effects with the type of mediation; the routes of an effect by number.
    fn effects_first(&self, most: usize) -> Section {
        let section = Section::new("effects", "Indirect and total effects");
        let effects = self.document.effects.iter();
        let mediated: Vec<_> = effects.filter(|e| e.indirect.is_some()).collect();
        if mediated.is_empty() {
            return section;
        }
        let bootstrapped = self.level().is_some();
        let mut header = vec![String::new(), "indirect".to_owned()];
        if bootstrapped {
            header.extend([self.interval_heading(), "p".into()]);
        }
        header.push("total".into());
        header.extend(bootstrapped.then(|| "mediation".to_owned()));
        let mut table = Table::new("short-effects", "", 1, header);
        let routes = self.document.specific_effects.len();
        let by_route = routes <= MOST_ROUTES.min(most.saturating_sub(mediated.len()));
        let mut key: Vec<String> = Vec::new();
        let (shown, others) = foremost(mediated, most, |e| e.indirect);
        for e in shown {
            let quantity = Quantity::along(Measure::Indirect, &e.from, &e.to);
            let mut cells = vec![Cell::route([&e.from, &e.to]), Cell::estimate(e.indirect)];
            if bootstrapped {
                cells.extend([self.interval(&quantity), self.p(&quantity)]);
            }
            cells.push(Cell::estimate(e.total));
            cells.extend(bootstrapped.then(|| self.mediation_word(&e.from, &e.to, None)));
            table.row(cells);
            let own = self.document.specific_effects.iter();
            let own =
                own.filter(|s| s.route.first() == Some(&e.from) && s.route.last() == Some(&e.to));
            let own: Vec<_> = own.collect();
            if own.len() < 2 || !by_route {
                continue;
            }
            for route in own {
                key.push(format!("({}) {}", key.len() + 1, route.route.join(" -> ")));
                let quantity = Quantity::specific(&route.route);
                let mut cells = vec![
                    Cell::words(format!("by route ({})", key.len())),
                    Cell::estimate(route.estimate),
                ];
                if bootstrapped {
                    cells.extend([
                        self.interval(&quantity),
                        self.p(&quantity),
                        Cell::Blank,
                        self.mediation_word(&e.from, &e.to, Some(&route.route)),
                    ]);
                }
                table.row(cells);
            }
        }
        if !key.is_empty() {
            table.note(format!("{}.", key.join("; ")));
        }
        let several = self.document.specific_effects.len();
        let left_out = [
            (others > 0).then(|| format!("{others} with a smaller indirect effect")),
            (!by_route && several > 0).then(|| format!("{} one by one", counted(several, "route"))),
        ];
        let left_out: Vec<String> = left_out.into_iter().flatten().collect();
        if !left_out.is_empty() {
            let left_out = Text::new(format!("{}: ", left_out.join(", ")));
            table.note(left_out.and(Cell::Section("effects")).say("."));
        }
        if bootstrapped {
            table.note("p: ranks of the resamples. Mediation: Zhao, Lynch & Chen (2010).");
        }
        section.table(table)
    }

    fn mediation_word(&self, from: &str, to: &str, route: Option<&Vec<String>>) -> Cell {
        let is_it = |m: &&Mediation| m.from == from && m.to == to && m.route.as_ref() == route;
        let found = self.document.mediation.iter().find(is_it);
        let kind: Option<MediationType> = found.and_then(|m| m.kind);
        kind.map_or(Cell::Undefined, |kind| Cell::called(brief_type(kind)))
    }

    fn own_first(&self, most: usize) -> Section {
        let mut table = self.defined();
        table.name = "short-defined";
        let others = table.rows.len().saturating_sub(most);
        table.rows.truncate(most);
        // A note for each quantity.
        table.notes.truncate(most);
        if others > 0 {
            table.note(more(others, "own").say("."));
        }
        Section::new("own", "Own quantities").table(table)
    }

    /// Fit in three lines.
    fn fit_first(&self) -> Section {
        let section = |title: &str| Section::new("fit", title);
        if let Some([what, _]) = self.no_fit() {
            return section("").paragraph(format!("Fit: {what}."));
        }
        let mut lines = Vec::new();
        for fit in &self.document.fit {
            let tests = self.document.exact_fit.iter().flat_map(|e| &e.tests);
            let own = tests.filter(|t| t.model == fit.model);
            let test = |statistic: &str| own.clone().find(|t| t.statistic == statistic);
            let ledgers = self.document.exact_fit.iter().flat_map(|e| &e.ledgers);
            let used = ledgers.filter(|l| l.model == fit.model).map(|l| l.used);
            let floor = used.map(|used| 1.0 / (used as f64 + 1.0)).next();
            let p = |p: f64| Text::new("p ").and(Cell::p(Some(p), floor, &[0.05]));
            let quantile = test("srmr").and_then(|t| t.q95);
            let limits = quantile.map_or_else(|| bounds(Judged::Srmr), |quantile| vec![quantile]);
            let quantile = quantile.map(|q| Text::new("95 % quantile ").and(Cell::estimate(q)));
            let of_srmr = test("srmr").and_then(|t| t.p).map(p);
            let of_d_g = test("d_g").and_then(|t| t.p).map(p);
            let beside = |what: Option<Text>| match what {
                Some(what) => Text::new(" (").then(what).say(")"),
                None => Text::default(),
            };
            let of_srmr = Text::joined(quantile.into_iter().chain(of_srmr), ", ");
            let text = Text::new("SRMR ").and(Cell::judged(fit.srmr, &limits));
            let text = text.then(beside(of_srmr)).say(", d_G ");
            let text = text.and(Cell::estimate(fit.d_g)).then(beside(of_d_g));
            let called = match fit.model {
                FitModel::Saturated => "Saturated",
                FitModel::Estimated => "Estimated",
            };
            lines.push((called, text));
        }
        if self.document.exact_fit.is_none() {
            lines.push(("Exact fit", self.untested().into()));
            return section("Fit").record(lines);
        }
        section("Fit, with p of exact fit").record(lines)
    }

    /// Why exact fit was not tested.
    pub(super) fn untested(&self) -> String {
        let findings = self.document.findings.iter();
        let mut reasons = findings.filter_map(|record| match record.finding.kind()? {
            ProcedureFinding::ExactFitNotDone { reason } => Some(reason),
            _ => None,
        });
        let asked = self.document.study.fit;
        if self.higher_orders().next().is_some() {
            return "not defined for higher-order constructs".to_owned();
        }
        if self.document.study.data.matrix.is_some() {
            return "not tested: it draws rows, which a matrix does not have".to_owned();
        }
        match (reasons.next(), asked.map(ExactFit::resamples)) {
            (Some(reason), _) => format!("not tested: {reason}"),
            (None, Some(0)) => "turned off by `[fit] resamples = 0`".to_owned(),
            (None, _) => "not tested: set `[fit] resamples = 1000`".to_owned(),
        }
    }

    fn more() -> Section {
        Section::new("more", "").paragraph(
            "`--full` prints everything, `--section NAME` one section, such as `methods`.",
        )
    }
}

/// The items with the largest sizes, in their own order, and the number of the others. What has no size is left out first.
pub(super) fn foremost<T: Copy>(
    items: impl IntoIterator<Item = T>,
    most: usize,
    size: impl Fn(T) -> Option<f64>,
) -> (Vec<T>, usize) {
    let mut ranked: Vec<(usize, T)> = items.into_iter().enumerate().collect();
    let magnitude = |item: T| size(item).map_or(-1.0, f64::abs);
    ranked.sort_by(|a, b| magnitude(b.1).total_cmp(&magnitude(a.1)));
    let others = ranked.len().saturating_sub(most);
    ranked.truncate(most);
    ranked.sort_by_key(|(place, _)| *place);
    (ranked.into_iter().map(|(_, item)| item).collect(), others)
}

/// The name of a type of mediation on one line of a table.
fn brief_type(kind: MediationType) -> String {
    match kind {
        MediationType::IndirectWithoutPath => "no direct path".to_owned(),
        MediationType::NotAlongThisRoute => "not along it".to_owned(),
        kind => kind.to_string(),
    }
}

/// The short name of an effect size.
fn brief(size: &str) -> Cell {
    match size.strip_prefix("below ") {
        Some(smallest) => Cell::called(format!("< {smallest}")),
        None => Cell::called(size),
    }
}
