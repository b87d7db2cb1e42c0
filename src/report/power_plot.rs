//! The plot of a power study: power against the number of rows.

use super::figure::{Curve, Curves, Picture};
use super::page::Figure;
use super::pictures::figure;
use super::power::effect;
use crate::document::PowerDocument;
use crate::power::RequiredRecord;
use crate::text::digits::percent;

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

    fn picture(&self) -> Picture {
        let curves: Vec<Curve> = self.required.iter().map(|r| self.curve(r)).collect();
        let study = &self.study.power;
        let only = self.solutions.iter().any(|s| s.used < s.done);
        let share = if only {
            "power (of the admissible surveys)"
        } else {
            "power"
        };
        let plot = Curves {
            id: "power".to_owned(),
            title: self.title(),
            subtitle: format!(
                "{} replications of {} resamples; {} percentile intervals; bars: Wilson score intervals of 95 %",
                study.replications,
                study.resamples,
                percent(study.level)
            ),
            description: self.description(&curves),
            lines: curves,
            marks: self.solutions.iter().map(|s| s.rows).collect(),
            target: Some(study.target),
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
