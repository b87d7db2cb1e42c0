//! Interactions: their coefficients, slopes and regions, indirect effects that depend on a moderator, and squares.

use super::Report;
use crate::assess::interactions::JohnsonNeyman;
use crate::document::{ConditionalRecord, ModeratedRecord, SlopeRecord};
use crate::guidance::{INTERACTION_SIZES, interaction_size};
use crate::quantity::{At, Measure, Names, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};

impl Report<'_> {
    pub(super) fn interactions(&self) -> Section {
        Section::new("interactions", "Interactions")
            .table(self.interaction_terms())
            .table(self.slopes())
            .table(self.regions())
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

    fn slopes(&self) -> Table {
        let header = ["path", "moderator", "at", "slope"].map(str::to_owned);
        let header = header.into_iter().chain(self.inference_header());
        let mut table = Table::new("slopes", "Simple slopes", 2, header);
        for row in &self.document.slopes {
            let cells = [
                Cell::route([&row.from, &row.to]),
                Cell::name(&row.moderator),
                Cell::number(row.at, Digits::Given, &[]),
                Cell::estimate(row.estimate),
            ];
            let inference = self.inference_cells(&row.quantity());
            table.row(cells.into_iter().chain(inference));
        }
        table.note("The effect at a value of the moderator, in its standard deviations from its mean, all other constructs at their means (Aiken & West 1991).");
        table
    }

    fn regions(&self) -> Table {
        let header = ["path", "moderator", "from", "to", "differs from 0"];
        let title = "Regions in which a slope differs from 0";
        let mut table = Table::new("johnson-neyman", title, 2, header);
        for row in &self.document.johnson_neyman {
            table.row([
                Cell::route([&row.from, &row.to]),
                Cell::name(&row.moderator),
                Cell::statistic(row.low),
                Cell::statistic(row.high),
                Cell::Text(where_it_differs(row)),
            ]);
        }
        table.note("Values of the moderator, in its standard deviations, at which the interval of the slope ends at 0, from the covariances of the coefficients in the resamples (Johnson & Neyman 1936; Bauer & Curran 2005). Few answers lie beyond -3 and 3.");
        table
    }

    fn conditional_effects(&self) -> Table {
        let header = ["route", "moderator", "at", "estimate"].map(str::to_owned);
        let header = header.into_iter().chain(self.product_header());
        let title = "Conditional indirect effects";
        let mut table = Table::new("conditional-effects", title, 2, header);
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
        table.note("The model with the square of this predictor, and no other, estimated again (Sarstedt et al. 2020). t and p: least squares, conditional on the scores. A square that matters says that the effect is not the same everywhere.");
        table.note(interaction_sizes());
        table
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

/// Beyond so many standard deviations there are no answers.
const NO_ANSWERS: f64 = 10.0;

/// Where a slope differs from 0, as far as there may be answers: `below 1.25`.
pub(super) fn where_it_differs(row: &JohnsonNeyman) -> Text {
    let words = |words: &str| Text::new(words);
    let Some((low, high)) = row.low.zip(row.high) else {
        return words(if row.between { "everywhere" } else { "nowhere" });
    };
    let is_near = |x: f64| x.abs() < NO_ANSWERS;
    // What holds at the mean holds wherever there are answers, if the bounds lie far from them.
    let at_mean = (low < 0.0 && 0.0 < high) == row.between;
    match (is_near(low), is_near(high), row.between) {
        (false, false, _) if at_mean => words("everywhere"),
        (false, false, _) => words("nowhere"),
        (true, true, true) => words("between ")
            .and(Cell::statistic(low))
            .say(" and ")
            .and(Cell::statistic(high)),
        (true, true, false) => words("below ")
            .and(Cell::statistic(low))
            .say(" and above ")
            .and(Cell::statistic(high)),
        (true, false, true) => words("above ").and(Cell::statistic(low)),
        (true, false, false) => words("below ").and(Cell::statistic(low)),
        (false, true, true) => words("below ").and(Cell::statistic(high)),
        (false, true, false) => words("above ").and(Cell::statistic(high)),
    }
}

impl SlopeRecord {
    pub(in crate::report) fn quantity(&self) -> Quantity {
        let of = Names::Slope {
            from: self.from.clone(),
            moderator: self.moderator.clone(),
            to: self.to.clone(),
            at: At(self.at),
        };
        Quantity::new(Measure::Slope, of)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_said_as_far_as_there_are_answers() {
        let said = |low: f64, high: f64, between: bool| {
            let row = serde_json::json!({
                "from": "X", "moderator": "M", "to": "Y", "low": low, "high": high, "between": between
            });
            where_it_differs(&serde_json::from_value(row).unwrap()).shown(3)
        };
        for ((low, high, between), expected) in [
            ((-1.5, 2.0, true), "between -1.50 and 2.00"),
            ((-1.5, 2.0, false), "below -1.50 and above 2.00"),
            ((3.0, 68.7, false), "below 3.00"),
            ((-40.0, 0.5, false), "above 0.50"),
            ((-11.3, 8.5, true), "below 8.50"),
            ((-1.0, 20.0, true), "above -1.00"),
            ((-20.0, 20.0, true), "everywhere"),
            ((-20.0, 20.0, false), "nowhere"),
            ((30.0, 60.0, true), "nowhere"),
            ((30.0, 60.0, false), "everywhere"),
        ] {
            assert_eq!(said(low, high, between), expected);
        }
    }
}
