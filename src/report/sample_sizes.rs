//! The report of sample sizes.

use std::fmt;

use super::grid::Grid;
use super::number::{NOT_DEFINED, fixed, percent, rounded_up};
use super::remarks;
use crate::design::{Method, Regressors, Requirement, Rounding, SampleSizes};
use crate::guidance::effect_size;
use crate::text::counted;

impl fmt::Display for SampleSizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = [
            self.record(),
            self.shown(),
            self.of_population(),
            self.of_paths(),
            self.of_equations(Method::R2Test, "Answers that show R²: F test"),
            self.of_equations(
                Method::PathTest,
                "Answers that show one path of several: F test",
            ),
            self.rules(),
        ];
        let shown: Vec<String> = sections.into_iter().filter(|s| !s.is_empty()).collect();
        f.write_str(&shown.join("\n"))
    }
}

impl SampleSizes {
    fn record(&self) -> String {
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
        let lines = [
            ("Model", given(model)),
            (
                "Population",
                given(settings.population.map(|n| n.to_string())),
            ),
            ("Answers", given(settings.rows.map(|n| n.to_string()))),
            ("Tests", tests),
        ];
        remarks::record("How many answers?", lines)
    }

    /// The smallest effects that the answers given show.
    fn shown(&self) -> String {
        let Some(rows) = self.settings.rows else {
            return String::new();
        };
        let power = percent(self.settings.power);
        let mut grid = Grid::new(
            format!(
                "The smallest effects that {} can show with {power} power",
                counted(rows, "answer")
            ),
            2,
            &["method", "construct", "predictors", "path", "f²", "R²"],
        );
        for found in &self.detectable {
            let (path, f2) = match found.method {
                Method::InverseSquareRoot => (found.effect, None),
                _ => (None, found.effect),
            };
            grid.row(vec![
                found.method.called().to_owned(),
                found.construct.clone().unwrap_or_else(|| "any".to_owned()),
                found
                    .predictors
                    .map_or_else(|| NOT_DEFINED.to_owned(), |p| p.to_string()),
                rounded_up(path),
                rounded_up(f2),
                rounded_up(found.r2),
            ]);
        }
        let path = self
            .detectable
            .iter()
            .find(|d| d.method == Method::InverseSquareRoot);
        if let Some(path) = path.and_then(|found| found.effect) {
            let path = rounded_up(path);
            grid.note(format!(
                "For {rows} answers the smallest path detectable with {power} power is {path}, if its standard error is 1 / sqrt(n)."
            ));
            grid.note("The standard error is smaller for a well explained construct, so that smaller paths can be detected: see `pls-sem power`.");
        }
        grid.note("Numbers are rounded up, so that the effects shown have this power.");
        if let (Some(margin), Some(population)) = (self.margin, self.settings.population) {
            grid.note(format!(
                "A share of the population is estimated to within {} ({rows} of {population}, {} confidence).",
                rounded_up(margin),
                percent(self.settings.level)
            ));
        }
        if let Some(populations) = self.populations {
            let range = match populations.to {
                Some(to) if to == populations.from => format!("a population of {to}"),
                Some(to) => format!("populations from {} to {to}", populations.from),
                None => format!("populations of {} and more", populations.from),
            };
            grid.note(format!(
                "Krejcie & Morgan's formula gives {rows} for {range}."
            ));
        }
        grid.render()
    }

    fn of_population(&self) -> String {
        let settings = &self.settings;
        let Some(population) = settings.population else {
            return String::new();
        };
        let methods = [Method::KrejcieMorgan, Method::Cochran, Method::Yamane];
        let title = format!("Answers that represent a population of {population}");
        let mut grid = self.grid(&title, 2, &["method", "rounded", "exact"], &methods);
        for requirement in methods.into_iter().flat_map(|method| self.by(method)) {
            let rounded = match requirement.rounding {
                Some(Rounding::Nearest) => "nearest",
                Some(Rounding::Conservative) => "up (conservative)",
                None => NOT_DEFINED,
            };
            let first = [
                requirement.method.called().to_owned(),
                rounded.to_owned(),
                fixed(requirement.exact),
            ];
            grid.row(cells(first, requirement));
        }
        grid.note(format!(
            "To estimate a share of {} to within {}, with {} confidence. Krejcie & Morgan's table rounds to the nearest.",
            settings.share,
            settings.margin,
            percent(settings.level)
        ));
        self.sources(&mut grid, &methods);
        grid.render()
    }

    fn of_paths(&self) -> String {
        let title = "Answers that show the smallest path: inverse square root method";
        let mut grid = self.grid(title, 0, &["path"], &[Method::InverseSquareRoot]);
        for requirement in self.by(Method::InverseSquareRoot) {
            let path = requirement.effect.map(|path| path.to_string());
            grid.row(cells(path, requirement));
        }
        self.sources(&mut grid, &[Method::InverseSquareRoot]);
        grid.render()
    }

    fn of_equations(&self, method: Method, title: &str) -> String {
        let mut grid = self.grid(
            title,
            1,
            &["construct", "predictors", "f²", "effect"],
            &[method],
        );
        for requirement in self.by(method) {
            let f2 = requirement.effect.unwrap_or_default();
            let first = [
                requirement.construct.clone().unwrap_or_default(),
                requirement.predictors.unwrap_or_default().to_string(),
                f2.to_string(),
                effect_size(f2).unwrap_or(NOT_DEFINED).to_owned(),
            ];
            grid.row(cells(first, requirement));
        }
        self.sources(&mut grid, &[method]);
        grid.render()
    }

    fn rules(&self) -> String {
        let methods = [Method::TenTimes, Method::Estimable];
        let mut grid = self.grid("Rules", 1, &["rule"], &methods);
        for requirement in methods.into_iter().flat_map(|method| self.by(method)) {
            grid.row(cells([requirement.method.called().to_owned()], requirement));
        }
        let Some(rule) = &self.ten_times else {
            return String::new();
        };
        let regressors = match rule.kind {
            Regressors::Predictors => "predictor",
            Regressors::Indicators => "indicator",
        };
        grid.note(format!(
            "Ten times the {} of `{}`.",
            counted(rule.regressors, regressors),
            rule.construct
        ));
        self.sources(&mut grid, &methods);
        grid.render()
    }

    fn by(&self, method: Method) -> impl Iterator<Item = &Requirement> {
        self.requirements.iter().filter(move |r| r.method == method)
    }

    /// A table of requirements by some methods. Its last columns give the answers needed and, if the number of answers
    /// is given, whether they are enough and their power.
    fn grid(&self, title: &str, names: usize, header: &[&str], methods: &[Method]) -> Grid {
        let mut header = header.to_vec();
        header.push("answers");
        let power = self.settings.rows.map(|rows| format!("power of {rows}"));
        if let Some(power) = &power {
            header.push("enough");
            let tests = |method: &Method| self.by(*method).any(|r| r.power.is_some());
            header.extend(methods.iter().any(tests).then_some(power.as_str()));
        }
        Grid::new(title, names, &header)
    }

    fn sources(&self, grid: &mut Grid, methods: &[Method]) {
        for record in self.methods.iter().filter(|m| methods.contains(&m.method)) {
            grid.note(format!("{}: assumes {}.", record.source, record.presumes));
        }
    }
}

/// A row of a table of requirements.
fn cells(first: impl IntoIterator<Item = String>, requirement: &Requirement) -> Vec<String> {
    let mut cells: Vec<String> = first.into_iter().collect();
    cells.push(requirement.rows.to_string());
    if let Some(enough) = requirement.enough {
        cells.push(if enough { "yes" } else { "no" }.to_owned());
        cells.extend(requirement.power.map(fixed));
    }
    cells
}
