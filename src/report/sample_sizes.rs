//! The report of sample sizes.

use std::fmt;

use super::cell::{Cell, Digits};
use super::page::{Page, Section, Table, Text};
use crate::design::{Method, Regressors, Requirement, Rounding, SampleSizes};
use crate::guidance::effect_size;
use crate::text::counted;
use crate::text::digits::percent;

impl fmt::Display for SampleSizes {
    /// The page, in 80 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().fmt(f)
    }
}

impl SampleSizes {
    /// The report: the answers that each method asks for, and the effects that a given number of answers can show.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(
            "pls-sem plan: how many answers?",
            [
                self.record(),
                self.shown(),
                self.of_population(),
                self.of_paths(),
                self.of_equations(Method::R2Test, "r2-test", "Answers that show R²: F test"),
                self.of_equations(
                    Method::PathTest,
                    "path-test",
                    "Answers that show one path of several: F test",
                ),
                self.rules(),
            ],
        )
    }

    fn record(&self) -> Section {
        let settings = &self.settings;
        let given = |number: Option<String>| number.unwrap_or_else(|| "not given".to_owned());
        let model = self.model.as_ref().map(|model| {
            format!(
                "{}, {}, {}",
                counted(model.constructs, "construct"),
                counted(model.indicators, "indicator"),
                counted(model.paths, "path")
            )
        });
        let tests = format!(
            "significance {}, power {}",
            settings.significance,
            percent(settings.power)
        );
        let lines = vec![
            ("Model", given(model).into()),
            (
                "Population",
                given(settings.population.map(|n| n.to_string())).into(),
            ),
            (
                "Answers",
                given(settings.rows.map(|n| n.to_string())).into(),
            ),
            ("Tests", tests.into()),
        ];
        Section::new("settings", "What was asked").record(lines)
    }

    /// The smallest effects that the answers given show.
    fn shown(&self) -> Section {
        let Some(rows) = self.settings.rows else {
            return Section::new("shown", "");
        };
        let power = percent(self.settings.power);
        let header = ["method", "construct", "predictors", "path", "f²", "R²"];
        let mut table = Table::new("shown", "", 2, header);
        let up = |x: Option<f64>| Cell::number(x, Digits::Up, &[]);
        for found in &self.detectable {
            let (path, f2) = match found.method {
                Method::InverseSquareRoot => (found.effect, None),
                _ => (None, found.effect),
            };
            table.row([
                Cell::words(found.method.called()),
                found
                    .construct
                    .as_ref()
                    .map_or_else(|| Cell::words("any"), Cell::name),
                found.predictors.map_or(Cell::Undefined, Cell::Count),
                up(path),
                up(f2),
                up(found.r2),
            ]);
        }
        let mut found = self.detectable.iter();
        let path = found.find(|d| d.method == Method::InverseSquareRoot);
        if let Some(path) = path.and_then(|found| found.effect) {
            table.note(
                Text::new(format!(
                    "For {rows} answers the smallest path detectable with {power} power is "
                ))
                .and(up(Some(path)))
                .say(", if its standard error is 1 / sqrt(n)."),
            );
            table.note("The standard error is smaller for a well explained construct, so that smaller paths can be detected: see `pls-sem power`.");
        }
        table.note("Numbers are rounded up, so that the effects shown have this power.");
        if let (Some(margin), Some(population)) = (self.margin, self.settings.population) {
            table.note(
                Text::new("A share of the population is estimated to within ")
                    .and(up(Some(margin)))
                    .say(format!(
                        " ({rows} of {population}, {} confidence).",
                        percent(self.settings.level)
                    )),
            );
        }
        if let Some(populations) = self.populations {
            let range = match populations.to {
                Some(to) if to == populations.from => format!("a population of {to}"),
                Some(to) => format!("populations from {} to {to}", populations.from),
                None => format!("populations of {} and more", populations.from),
            };
            table.note(format!(
                "Krejcie & Morgan's formula gives {rows} for {range}."
            ));
        }
        let title = format!(
            "The smallest effects that {} can show with {power} power",
            counted(rows, "answer")
        );
        Section::new("shown", title).table(table)
    }

    fn of_population(&self) -> Section {
        let settings = &self.settings;
        let Some(population) = settings.population else {
            return Section::new("population", "");
        };
        let methods = [Method::KrejcieMorgan, Method::Cochran, Method::Yamane];
        let header = ["method", "rounded", "exact"];
        let mut table = self.table("population", 2, &header, &methods);
        for requirement in methods.into_iter().flat_map(|method| self.by(method)) {
            let rounded = match requirement.rounding {
                Some(Rounding::Nearest) => Cell::words("nearest"),
                Some(Rounding::Conservative) => Cell::words("up (conservative)"),
                None => Cell::Undefined,
            };
            let first = [
                Cell::words(requirement.method.called()),
                rounded,
                Cell::estimate(requirement.exact),
            ];
            table.row(cells(first, requirement));
        }
        table.note(format!(
            "To estimate a share of {} to within {}, with {} confidence. Krejcie & Morgan's table rounds to the nearest.",
            settings.share,
            settings.margin,
            percent(settings.level)
        ));
        self.sources(&mut table, &methods);
        let title = format!("Answers that represent a population of {population}");
        Section::new("population", title).table(table)
    }

    fn of_paths(&self) -> Section {
        let method = Method::InverseSquareRoot;
        let mut table = self.table("inverse-square-root", 0, &["path"], &[method]);
        for requirement in self.by(method) {
            table.row(cells([given(requirement.effect)], requirement));
        }
        self.sources(&mut table, &[method]);
        let title = "Answers that show the smallest path: inverse square root method";
        Section::new("inverse-square-root", title).table(table)
    }

    fn of_equations(&self, method: Method, name: &'static str, title: &str) -> Section {
        let header = ["construct", "predictors", "f²", "effect"];
        let mut table = self.table(name, 1, &header, &[method]);
        for requirement in self.by(method) {
            let size = requirement.effect.and_then(effect_size);
            let first = [
                requirement
                    .construct
                    .as_ref()
                    .map_or(Cell::Blank, Cell::name),
                requirement.predictors.map_or(Cell::Undefined, Cell::Count),
                given(requirement.effect),
                size.map_or(Cell::Undefined, Cell::called),
            ];
            table.row(cells(first, requirement));
        }
        self.sources(&mut table, &[method]);
        Section::new(name, title).table(table)
    }

    fn rules(&self) -> Section {
        let section = Section::new("rules", "Rules");
        let Some(rule) = &self.ten_times else {
            return section;
        };
        let methods = [Method::TenTimes, Method::Estimable];
        let mut table = self.table("rules", 1, &["rule"], &methods);
        for requirement in methods.into_iter().flat_map(|method| self.by(method)) {
            let called = Cell::words(requirement.method.called());
            table.row(cells([called], requirement));
        }
        let regressors = match rule.kind {
            Regressors::Predictors => "predictor",
            Regressors::Indicators => "indicator",
        };
        table.note(format!(
            "Ten times the {} of `{}`.",
            counted(rule.regressors, regressors),
            rule.construct
        ));
        self.sources(&mut table, &methods);
        section.table(table)
    }

    fn by(&self, method: Method) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(move |r| r.method == method)
    }

    /// A table of requirements by some methods. Its last columns give the answers needed and, if the number of answers
    /// is given, whether they are enough and their power.
    fn table(
        &self,
        name: &'static str,
        names: usize,
        header: &[&str],
        methods: &[Method],
    ) -> Table {
        let mut header: Vec<String> = header.iter().map(|&head| head.to_owned()).collect();
        header.push("answers".to_owned());
        if let Some(rows) = self.settings.rows {
            header.push("enough".to_owned());
            let tests = |method: &Method| self.by(*method).any(|r| r.power.is_some());
            let has_power = methods.iter().any(tests);
            header.extend(has_power.then(|| format!("power of {rows}")));
        }
        Table::new(name, "", names, header)
    }

    fn sources(&self, table: &mut Table, methods: &[Method]) {
        for record in self.methods.iter().filter(|m| methods.contains(&m.method)) {
            table.note(format!("{}: assumes {}.", record.source, record.presumes));
        }
    }
}

/// A row of a table of requirements.
fn cells(first: impl IntoIterator<Item = Cell>, requirement: &Requirement) -> Vec<Cell> {
    let mut cells: Vec<Cell> = first.into_iter().collect();
    cells.push(Cell::Count(requirement.rows));
    if let Some(enough) = requirement.enough {
        cells.push(Cell::decided(enough, "yes", "no"));
        cells.extend(requirement.power.map(Cell::estimate));
    }
    cells
}

/// A number as it was requested.
fn given(x: Option<f64>) -> Cell {
    Cell::number(x, Digits::Given, &[])
}
