//! The short page: the run, important findings, paths, effects, measurement, fit, missed thresholds.

use super::{Report, more};
use crate::assess::model_fit::FitModel;
use crate::document::ConstructRecord;
use crate::guidance::{Judged, bounds};
use crate::infer::Adjusted;
use crate::procedure::{ExactFit, Mediation, MediationType, ProcedureFinding};
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};
use crate::text::counted;

/// Routes that are listed one by one.
const MOST_ROUTES: usize = 12;
/// The maximum number of effects on a short page.
const MOST_ROWS: usize = 40;

impl Report<'_> {
    pub(super) fn short_sections(&self) -> Vec<Section> {
        vec![
            self.head(),
            self.findings_first(),
            self.paths_first(),
            self.effects_first(),
            self.interactions_first(),
            self.own_first(),
            self.measurement_first(),
            self.higher_order_first(),
            self.discriminant_first(),
            self.fit_first(),
            self.prediction_first(),
            self.groups_first(),
            self.segments_first(),
            self.thresholds_grouped(),
            Self::more(),
        ]
    }

    fn head(&self) -> Section {
        let mut lines = self.rows_lines();
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
        lines.extend(self.stage_lines());
        lines.push(("Bootstrap", self.bootstrap_line(false).into()));
        Section::new("run", "").record(lines)
    }

    /// The paths by their target, with its explained variance.
    fn paths_first(&self) -> Section {
        let bootstrapped = self.level().is_some();
        let mut header = vec![String::new(), "coef.".to_owned()];
        if bootstrapped {
            header.extend([self.interval_heading(), "p".into(), "Holm".into()]);
        }
        header.extend(["f²", "", "VIF"].map(str::to_owned));
        let mut table = Table::new("short-paths", "", 1, header);
        for construct in &self.document.constructs {
            let target = construct.construct.as_str();
            let paths = self.document.paths.iter().filter(|p| p.to == target);
            let paths: Vec<_> = paths.collect();
            if paths.is_empty() {
                continue;
            }
            table.heading(self.explained_first(construct));
            for path in paths {
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
            "(Cohen 1988)"
        } else {
            "(Cohen 1988; of interactions Kenny 2018)"
        };
        table.note(if bootstrapped {
            let tests = counted(several, "test");
            format!("Holm: p adjusted for {tests}. f²: effect size {sizes}.")
        } else {
            format!("f²: effect size {sizes}; VIF: of the predictor. For intervals and p, add `[bootstrap]`.")
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
    fn effects_first(&self) -> Section {
        let section = Section::new("effects", "Indirect and total effects");
        let mediated: Vec<_> = self
            .document
            .effects
            .iter()
            .filter(|e| e.indirect.is_some())
            .collect();
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
        let few = self.document.specific_effects.len() <= MOST_ROUTES;
        let mut key: Vec<String> = Vec::new();
        for e in mediated.iter().take(MOST_ROWS) {
            let quantity = Quantity::along(Measure::Indirect, &e.from, &e.to);
            let mut cells = vec![Cell::route([&e.from, &e.to]), Cell::estimate(e.indirect)];
            if bootstrapped {
                cells.extend([self.interval(&quantity), self.p(&quantity)]);
            }
            cells.push(Cell::estimate(e.total));
            cells.extend(bootstrapped.then(|| self.mediation_word(&e.from, &e.to, None)));
            table.row(cells);
            let routes = self.document.specific_effects.iter();
            let own = routes
                .filter(|s| s.route.first() == Some(&e.from) && s.route.last() == Some(&e.to));
            let own: Vec<_> = own.collect();
            if own.len() < 2 || !few {
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
        let routes = self.document.specific_effects.len();
        if !few {
            let routes = Text::new(format!("The {routes} routes one by one: "));
            table.note(routes.and(Cell::Section("effects")).say("."));
        }
        if mediated.len() > MOST_ROWS {
            table.note(more(mediated.len() - MOST_ROWS, "effects").say("."));
        }
        if bootstrapped {
            table.note(
                "p from the ranks of the resamples about 0; mediation after Zhao, Lynch & Chen (2010).",
            );
        }
        section.table(table)
    }

    fn mediation_word(&self, from: &str, to: &str, route: Option<&Vec<String>>) -> Cell {
        let is_it = |m: &&Mediation| m.from == from && m.to == to && m.route.as_ref() == route;
        let found = self.document.mediation.iter().find(is_it);
        let kind: Option<MediationType> = found.and_then(|m| m.kind);
        kind.map_or(Cell::Undefined, |kind| Cell::called(brief_type(kind)))
    }

    fn own_first(&self) -> Section {
        Section::new("own", "Own quantities").table(self.defined())
    }

    /// Fit in three lines.
    fn fit_first(&self) -> Section {
        if let Some(why) = self.no_fit() {
            return Section::new("fit", "Fit").paragraph(why);
        }
        let mut lines = Vec::new();
        for fit in &self.document.fit {
            let test = |statistic: &str| {
                let tests = self.document.exact_fit.iter().flat_map(|e| &e.tests);
                let mut own = tests.filter(|t| t.model == fit.model && t.statistic == statistic);
                own.next()
            };
            let srmr_test = test("srmr");
            let limits = match srmr_test.and_then(|t| t.q95) {
                Some(quantile) => vec![quantile],
                None => bounds(Judged::Srmr),
            };
            let mut text = Text::new("SRMR ").and(Cell::judged(fit.srmr, &limits));
            if let Some(quantile) = srmr_test.and_then(|t| t.q95) {
                text = text
                    .say(" (95 % quantile ")
                    .and(Cell::estimate(quantile))
                    .say(")");
            }
            text = text.say(", d_G ").and(Cell::estimate(fit.d_g));
            let p = srmr_test.and_then(|t| t.p);
            if let Some(p) = p {
                let ledgers = self.document.exact_fit.iter().flat_map(|e| &e.ledgers);
                let mut own = ledgers.filter(|l| l.model == fit.model);
                let floor = own.next().map(|l| 1.0 / (l.used as f64 + 1.0));
                text = text
                    .say("; exact fit: p ")
                    .and(Cell::p(Some(p), floor, &[0.05]))
                    .say(" by SRMR");
                if let Some(p) = test("d_g").and_then(|t| t.p) {
                    text = text
                        .say(", ")
                        .and(Cell::p(Some(p), floor, &[0.05]))
                        .say(" by d_G");
                }
            }
            let called = match fit.model {
                FitModel::Saturated => "Saturated",
                FitModel::Estimated => "Estimated",
            };
            lines.push((called, text));
        }
        if self.document.exact_fit.is_none() {
            lines.push(("Exact fit", self.untested().into()));
        }
        Section::new("fit", "Fit").record(lines)
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
        Section::new("more", "More").paragraph(
            "`--full` prints everything, `--section NAME` one section of it, such as `indicators`, `discriminant`, `inference`, `methods`, `results` or `checklists`.",
        )
    }
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
