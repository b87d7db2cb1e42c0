//! Interactions: their coefficients, indirect effects that depend on a moderator, and squares.

use super::Report;
use crate::document::{ConditionalRecord, ModeratedRecord};
use crate::guidance::{INTERACTION_SIZES, interaction_size};
use crate::quantity::{At, Measure, Names, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};

impl Report<'_> {
    pub(super) fn interactions(&self) -> Section {
        Section::new("interactions", "Interactions")
            .table(self.interaction_terms())
            .table(self.slopes(1))
            .table(self.slopes(2))
            .table(self.regions(1))
            .table(self.regions(2))
            .table(self.conditional_effects())
            .table(self.moderated_mediation())
            .table(self.linearity())
    }

    fn interaction_terms(&self) -> Table {
        let header = ["interaction", "estimate"].map(str::to_owned).into_iter();
        let header = header.chain(self.inference_header());
        let header = header.chain(["standardised", "f²", "effect"].map(str::to_owned));
        let mut table = Table::new("interactions", "", 1, header);
        for row in &self.document.interactions {
            let first = [
                Cell::route([&row.term, &row.to]),
                Cell::estimate(row.estimate),
            ];
            let last = [
                Cell::estimate(row.standardised),
                Cell::judged(row.f2, &INTERACTION_SIZES.map(|(from, _)| from)),
                row.size.as_ref().map_or(Cell::Undefined, Cell::called),
            ];
            let cells = self.inference_cells(&Quantity::path(&row.term, &row.to));
            table.row(first.into_iter().chain(cells).chain(last));
        }
        table.note("Estimate: of the unstandardised product of standardised scores, which says by how much the effect of the one changes with a standard deviation of the other. Standardised: of the product brought to variance 1.");
        table.note(interaction_sizes());
        table
    }

    fn conditional_effects(&self) -> Table {
        let header = ["route", "moderator", "at", "estimate"].map(str::to_owned);
        let header = header.into_iter().chain(self.product_header());
        let title = "Conditional indirect effects";
        let mut table = Table::new("conditional-effects", title, 3, header);
        for row in &self.document.conditional_effects {
            let quantity = row.quantity();
            let cells = [
                Cell::route(&row.route),
                Cell::name(&row.moderator),
                Cell::number(row.at, Digits::Given, &[]),
                Cell::estimate(row.estimate),
            ];
            let inference = self.product_cells(&quantity, self.p(&quantity));
            table.row(cells.into_iter().chain(inference));
        }
        table.note("The indirect effect along a route at a value of the moderator, in its standard deviations (Preacher, Rucker & Hayes 2007).");
        table
    }

    fn moderated_mediation(&self) -> Table {
        let header = ["route", "moderator", "index"].map(str::to_owned);
        let header = header.into_iter().chain(self.product_header());
        let title = "Index of moderated mediation";
        let mut table = Table::new("moderated-mediation", title, 2, header);
        for row in &self.document.moderated_mediation {
            let quantity = row.quantity();
            let cells = [
                Cell::route(&row.route),
                Cell::name(&row.moderator),
                Cell::estimate(row.estimate),
            ];
            let inference = self.product_cells(&quantity, self.p(&quantity));
            table.row(cells.into_iter().chain(inference));
        }
        table.note("What one standard deviation of the moderator adds to the indirect effect (Hayes 2015), where the effect is linear in it.");
        table
    }

    fn linearity(&self) -> Table {
        let header = ["path", "square", "f²", "effect", "t", "p"];
        let title = "Linearity: the square of every predictor, one at a time";
        let mut table = Table::new("linearity", title, 1, header);
        let sizes = INTERACTION_SIZES.map(|(from, _)| from);
        for row in &self.document.linearity {
            let size = row.f2.and_then(interaction_size);
            table.row([
                Cell::route([&row.from, &row.to]),
                Cell::estimate(row.estimate),
                Cell::judged(row.f2, &sizes),
                size.map_or(Cell::Undefined, Cell::called),
                Cell::statistic(row.t),
                Cell::p(row.p, None, &[0.05]),
            ]);
        }
        for row in &self.document.linearity {
            if let Some(reason) = &row.reason {
                let path = Text::default().and(Cell::route([&row.from, &row.to]));
                table.note(path.say(format!(": not tested: {reason}.")));
            }
        }
        table.note("The model with the square of this predictor, and no other, estimated again (Sarstedt et al. 2020). t and p: least squares, conditional on the scores; under consistent PLS, of the model of composites. A square that matters says that the effect is not the same everywhere.");
        table.note(interaction_sizes());
        table
    }

    /// Why no square was tested, if squares were asked for.
    pub(super) fn no_square_tested(&self) -> Option<&'static str> {
        let asked = self.document.study.interactions.linearity;
        asked.then_some(if self.document.linearity.is_empty() {
            "the model already has the square of every predictor"
        } else {
            "no square can be tested; section Interactions says why"
        })
    }
}

/// `f²: effect size of an interaction or a square; small from 0.005, ...`
pub(super) fn interaction_sizes() -> String {
    let sizes = INTERACTION_SIZES.map(|(from, size)| format!("{size} from {from}"));
    format!(
        "f²: effect size of interactions and squares; {} (Kenny 2018).",
        sizes.join(", ")
    )
}

impl ConditionalRecord {
    pub(in crate::report) fn quantity(&self) -> Quantity {
        let of = Names::Conditional {
            route: self.route.clone(),
            moderator: self.moderator.clone(),
            at: At(self.at),
        };
        Quantity::new(Measure::Conditional, of)
    }
}

impl ModeratedRecord {
    pub(in crate::report) fn quantity(&self) -> Quantity {
        let of = Names::Moderated {
            route: self.route.clone(),
            moderator: self.moderator.clone(),
        };
        Quantity::new(Measure::Moderated, of)
    }
}
