//! The paths.

use super::Report;
use super::interactions::interaction_sizes;
use crate::document::PathRecord;
use crate::guidance::{EFFECT_SIZES, INTERACTION_SIZES, Judged, bounds};
use crate::infer::PValues;
use crate::model::MeasuredBy;
use crate::quantity::Quantity;
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table};

impl Report<'_> {
    pub(super) fn paths(&self) -> Section {
        Section::new("paths", "Paths")
            .table(self.path_table())
            .table(self.least_squares())
    }

    fn path_table(&self) -> Table {
        let header = ["path", "estimate"].map(str::to_owned).into_iter();
        let header = header.chain(self.inference_header());
        let header = header.chain(["f²", "effect", "VIF"].map(str::to_owned));
        let mut table = Table::new("paths", "", 1, header);
        for path in &self.document.paths {
            let quantity = Quantity::path(&path.from, &path.to);
            let first = [
                Cell::route([&path.from, &path.to]),
                Cell::estimate(path.estimate),
            ];
            let last = [
                self.f2(path),
                path.effect.as_ref().map_or(Cell::Undefined, Cell::called),
                Cell::number(path.vif, Digits::Statistic, &bounds(Judged::Vif)),
            ];
            let cells = first.into_iter().chain(self.inference_cells(&quantity));
            table.row(cells.chain(last));
        }
        if self.document.bootstrap.is_some() {
            table.note(self.p_note());
        }
        let sizes: Vec<String> = EFFECT_SIZES
            .iter()
            .map(|(from, size)| format!("{size} from {from}"))
            .collect();
        table.note(format!(
            "f²: effect size; {} (Cohen 1988).",
            sizes.join(", ")
        ));
        if !self.document.interactions.is_empty() {
            table.note(interaction_sizes());
        }
        table.note("VIF: variance inflation factor of the predictor among the predictors of its construct.");
        table
    }

    /// The effect size of a path and the bounds of its category; interactions have different bounds.
    pub(super) fn f2(&self, path: &PathRecord) -> Cell {
        let sizes = match self.measured_by(&path.from) {
            MeasuredBy::Product => INTERACTION_SIZES,
            _ => EFFECT_SIZES,
        };
        Cell::judged(path.f2, &sizes.map(|(from, _)| from))
    }

    /// Where p-values come from.
    fn p_note(&self) -> &'static str {
        let settings = self.document.study.bootstrap.as_ref();
        let drawn = settings.is_some_and(|b| b.strata.is_some() || b.cluster.is_some());
        match settings.map_or(PValues::Student, |b| b.p_values) {
            PValues::Student if drawn => {
                "t = estimate / SE; p two-sided, Student's t; degrees of freedom: number of units drawn minus number of strata."
            }
            PValues::Student => {
                "t = estimate / SE; p two-sided, Student's t with n - 1 degrees of freedom."
            }
            PValues::StudentResamples => {
                "t = estimate / SE; p two-sided, Student's t; degrees of freedom: number of resamples used minus 1."
            }
            PValues::Normal => "t = estimate / SE; p two-sided, normal distribution.",
        }
    }

    /// Least squares given the scores: it describes the regressions, and is no basis for inference.
    fn least_squares(&self) -> Table {
        let header = ["path", "estimate", "SE", "t", "p"];
        let title = "Least squares, conditional on the scores";
        let mut table = Table::new("least-squares", title, 1, header);
        for row in &self.document.least_squares {
            let path = self.document.path(&row.from, &row.to);
            table.row([
                Cell::route([&row.from, &row.to]),
                Cell::estimate(path.map(|path| path.estimate)),
                Cell::estimate(row.se),
                Cell::statistic(row.t),
                Cell::p(row.p, None, &[]),
            ]);
        }
        table.note("These numbers treat the scores as observed: they are descriptive, and inference needs the bootstrap.");
        table
    }
}
