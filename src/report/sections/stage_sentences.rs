//! What paragraphs say of interactions and higher-order constructs.

use super::Report;
use super::paragraphs::{cite, p_words};
use super::references::{
    BECKER_2012, BECKER_2018, CHIN_2003, DIJKSTRA_2014, HAYES, HENSELER_2010, KENNY, SARSTEDT,
    Source, VAN_RIEL,
};
use super::slopes::value;
use crate::estimate::{HigherOrder, Interaction};
use crate::quantity::Quantity;
use crate::report::cell::Cell;
use crate::report::page::Text;

impl Report<'_> {
    /// How they were estimated, with sources.
    pub(super) fn stage_sentences(&self, sources: &mut Vec<Source>) -> Text {
        let settings = &self.document.study.estimate;
        let mut text = Text::default();
        if self.higher_orders().next().is_some() {
            let (approach, source) = match settings.higher_order {
                HigherOrder::Embedded => ("the embedded two-stage approach", SARSTEDT),
                HigherOrder::Repeated => ("repeated indicators", BECKER_2012),
                HigherOrder::Extended => ("extended repeated indicators", BECKER_2012),
                _ => ("the disjoint two-stage approach", SARSTEDT),
            };
            text = text
                .say(format!(
                    "Higher-order constructs were estimated by {approach}"
                ))
                .and(cite(source, sources))
                .say(", and assessed from the scores of their dimensions");
            if settings.consistent {
                text = text
                    .say(", whose unreliability was corrected for")
                    .and(cite(VAN_RIEL, sources));
            }
            text = text.say(". ");
        }
        if self.document.interactions.is_empty() {
            return text;
        }
        let (approach, source) = match settings.interaction {
            _ if settings.consistent => ("moments of products of latent variables", DIJKSTRA_2014),
            Interaction::ProductIndicator => ("products of indicators", CHIN_2003),
            Interaction::Orthogonal => (
                "products of indicators without what the indicators explain of them",
                HENSELER_2010,
            ),
            _ => ("the two-stage approach", BECKER_2018),
        };
        text = text
            .say(format!("Interactions were estimated by {approach}"))
            .and(cite(source, sources))
            .say("; coefficients are of the unstandardised product, and effect sizes f² are named as is customary for interactions")
            .and(cite(KENNY, sources))
            .say(". ");
        if !self.document.moderated_mediation.is_empty() {
            text = text
                .say("Whether a mediation depends on a moderator was judged by the index of moderated mediation")
                .and(cite(HAYES, sources))
                .say(". ");
        }
        if self.level().is_some() {
            text = text.say("All stages were estimated again in every resample. ");
        }
        text
    }

    /// What was found of effects that depend on a moderator.
    pub(super) fn moderation_sentences(&self) -> Text {
        let mut text = Text::default();
        for slope in self.leading_slopes() {
            text = text
                .say("With ")
                .and(Cell::name(&slope.moderator))
                .say(" at ")
                .and(value(slope.at));
            text = match &slope.second {
                Some(second) => text
                    .say(" and ")
                    .and(Cell::name(&second.moderator))
                    .say(" at ")
                    .and(value(second.at.0))
                    .say(" (in standard deviations from their means)"),
                None => text.say(" (in standard deviations from its mean)"),
            };
            text = text
                .say(", the effect of ")
                .and(Cell::name(&slope.from))
                .say(" on ")
                .and(Cell::name(&slope.to))
                .say(" is ")
                .and(Cell::estimate(slope.estimate));
            text = self.with_words(text, &slope.quantity());
        }
        for index in &self.document.moderated_mediation {
            text = text
                .say("A standard deviation of ")
                .and(Cell::name(&index.moderator))
                .say(" changes the indirect effect ")
                .and(Cell::route(&index.route))
                .say(" by ")
                .and(Cell::estimate(index.estimate));
            text = self.with_words(text, &index.quantity());
        }
        text
    }

    /// With the interval and the p-value of a quantity, and the full stop.
    fn with_words(&self, text: Text, quantity: &Quantity) -> Text {
        let text = match self.interval(quantity) {
            interval @ Cell::Interval(_) => text.say(", ").then(self.interval_words(interval)),
            _ => text,
        };
        text.then(p_words(self.p(quantity))).say(". ")
    }
}
