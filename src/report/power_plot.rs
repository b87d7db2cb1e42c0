//! The plots of a power study: power against the number of rows, of effects and of differences between groups.

use super::figure::{Curve, Curves, Picture};
use super::page::Figure;
use super::pictures::figure;
use super::power::effect;
use crate::document::PowerDocument;
use crate::power::{GroupPowerRecord, RequiredRecord};
use crate::text::digits::percent;

/// A difference in the population that is not above this is none.
pub(super) const EQUAL: f64 = 1e-12;
/// Differences between groups in one picture.
const MOST_DIFFERENCES: usize = 8;

impl PowerDocument {
    /// The power of every effect against the number of rows, as SVG: one line for each effect with its name at its end,
    /// bars for its Wilson score interval, and a dashed line at the target power.
    #[must_use]
    pub fn to_svg(&self) -> String {
        self.picture().to_svg()
    }

    /// The same for a page.
    pub(super) fn figure(&self) -> Figure {
        figure("power-plot", self.picture())
    }

    /// The power of differences between groups by the first test that was asked for, for a page: the largest differences in
    /// the population. `None` if no groups are compared, or none differ.
    pub(super) fn figure_of_groups(&self) -> Option<Figure> {
        let test = *self.study.power.group_tests.first()?;
        let required = self.required_of_groups.iter().enumerate();
        let differences = required.filter(|(_, required)| required.test == test);
        let differences = differences.filter_map(|(i, required)| {
            let of_size = self.groups.iter().skip(i);
            let records = of_size.step_by(self.required_of_groups.len());
            let records: Vec<&GroupPowerRecord> = records.collect();
            let size = records.first()?.population?.abs();
            let points = records.iter();
            let points = points.filter_map(|r| Some((r.rows, r.power?, r.power_interval?)));
            let (effect, first, second) = (
                effect(&required.quantity),
                &required.first,
                &required.second,
            );
            let curve = Curve {
                label: format!("{effect}, {first} less {second}"),
                points: points.collect(),
            };
            (size > EQUAL && !curve.points.is_empty()).then_some((size, curve))
        });
        let mut differences: Vec<(f64, Curve)> = differences.collect();
        differences.sort_by(|a, b| b.0.total_cmp(&a.0));
        let curves = differences.into_iter().take(MOST_DIFFERENCES);
        let curves: Vec<Curve> = curves.map(|(_, curve)| curve).collect();
        if curves.is_empty() {
            return None;
        }
        let title = "Power of differences between groups against the number of rows";
        let subtitle = format!(
            "test: {test}; p of at most {:.2}; {} replications; bars: Wilson score intervals of 95 %",
            1.0 - self.study.power.level,
            self.study.power.replications,
        );
        let picture = self.curves("power-of-groups", title.to_owned(), subtitle, curves);
        Some(figure("power-of-groups-plot", picture))
    }

    fn picture(&self) -> Picture {
        let study = &self.study.power;
        let subtitle = format!(
            "{} replications of {} resamples; {} percentile intervals; bars: Wilson score intervals of 95 %",
            study.replications,
            study.resamples,
            percent(study.level)
        );
        let curves = self.required.iter().map(|r| self.curve(r)).collect();
        self.curves("power", self.title(), subtitle, curves)
    }

    fn curves(&self, id: &str, title: String, subtitle: String, curves: Vec<Curve>) -> Picture {
        let only = self.solutions.iter().any(|s| s.used < s.done);
        let share = if only {
            "power (of the admissible surveys)"
        } else {
            "power"
        };
        let plot = Curves {
            id: id.to_owned(),
            title,
            subtitle,
            description: self.description(&curves),
            lines: curves,
            marks: self.solutions.iter().map(|s| s.rows).collect(),
            target: Some(self.study.power.target),
            range: None,
            axes: ["rows (answers)".to_owned(), share.to_owned()],
        };
        plot.picture()
    }

    fn title(&self) -> String {
        match self.required.as_slice() {
            [one] => format!(
                "Power of {} against the number of rows",
                effect(&one.quantity)
            ),
            several => format!(
                "Power of {} effects against the number of rows",
                several.len()
            ),
        }
    }

    /// The plot in words.
    fn description(&self, curves: &[Curve]) -> String {
        let of = |curve: &Curve| {
            let points = curve.points.iter();
            let powers: Vec<String> = points
                .map(|(n, power, _)| format!("{power:.2} with {n} rows"))
                .collect();
            format!("{}: {}.", curve.label, powers.join(", "))
        };
        let all: Vec<String> = curves.iter().map(of).collect();
        format!(
            "Line plot of the power against the number of rows, with a dashed line at {}. {}",
            percent(self.study.power.target),
            all.join(" ")
        )
    }

    fn curve(&self, required: &RequiredRecord) -> Curve {
        let points = self
            .records(&required.quantity)
            .filter_map(|r| Some((r.rows, r.power?, r.power_interval?)));
        Curve {
            label: effect(&required.quantity),
            points: points.collect(),
        }
    }
}
