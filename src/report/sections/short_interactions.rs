//! The page that answers first, interactions and higher-order constructs: a line or two each.

use std::cmp::Ordering;

use super::short::foremost;
use super::slopes::{value, where_it_differs};
use super::{Report, more};
use crate::assess::linearity::Linearity;
use crate::document::{InteractionRecord, SlopeRecord};
use crate::guidance::INTERACTION_SIZES;
use crate::model::MeasuredBy;
use crate::quantity::Quantity;
use crate::report::cell::Cell;
use crate::report::page::{Section, Text};
use crate::text::counted;

/// Sentences that are listed on a short page.
const MOST_LINES: usize = 8;
/// Squares that are listed there.
const MOST_SQUARES: usize = 3;

impl Report<'_> {
    /// What each interaction does to a path, and where the path differs from 0.
    pub(super) fn interactions_first(&self, most: usize) -> Section {
        let interactions = &self.document.interactions;
        let terms = interactions.iter().map(|row| self.term_first(row));
        let slopes = self.leading_slopes();
        let paths = slopes.chunk_by(|a, b| a.is_beside(b));
        let slopes = paths.map(|path| self.slopes_first(path));
        let indices = self.document.moderated_mediation.iter().map(|row| {
            let quantity = row.quantity();
            let text = Text::new("index of moderated mediation, ")
                .and(Cell::route(&row.route))
                .say(" by ")
                .and(Cell::name(&row.moderator))
                .say(": ")
                .and(Cell::estimate(row.estimate));
            self.with_interval(text, &quantity)
        });
        let mut lines: Vec<Text> = terms.chain(slopes).chain(indices).collect();
        lines.extend(self.linearity_first());
        let others = lines.len().saturating_sub(most.min(MOST_LINES));
        lines.truncate(most.min(MOST_LINES));
        if others > 0 {
            lines.push(more(others, "interactions"));
        }
        Section::new("interactions", "Interactions").list(lines)
    }

    fn term_first(&self, row: &InteractionRecord) -> Text {
        let text = Text::default()
            .and(Cell::route([&row.term, &row.to]))
            .say(": ")
            .and(Cell::estimate(row.estimate));
        let text = self.with_interval(text, &Quantity::path(&row.term, &row.to));
        let sizes = INTERACTION_SIZES.map(|(from, _)| from);
        let text = text.say(", f² ").and(Cell::judged(row.f2, &sizes));
        match &row.size {
            Some(size) => text.say(format!(" ({size}; Kenny 2018)")),
            None => text,
        }
    }

    /// The slopes of one path, and the region in which they differ from 0.
    fn slopes_first(&self, path: &[&SlopeRecord]) -> Text {
        let first = path[0];
        let mut text = Text::new("slope of ").and(Cell::route([&first.from, &first.to]));
        if let Some(second) = &first.second {
            text = text
                .say(" with ")
                .and(Cell::name(&second.moderator))
                .say(" = ")
                .and(value(second.at.0))
                .say(",");
        }
        text = text.say(" at ").and(Cell::name(&first.moderator));
        for (i, slope) in path.iter().enumerate() {
            let before = if i == 0 { " = " } else { ", at " };
            text = text
                .say(before)
                .and(value(slope.at))
                .say(": ")
                .and(Cell::estimate(slope.estimate));
            let interval = self.interval(&slope.quantity());
            if let Cell::Interval(_) = interval {
                text = text.say(" ").and(interval);
            }
        }
        let mut regions = self.document.johnson_neyman.iter();
        let region = regions.find(|r| {
            (&r.from, &r.moderator, &r.to, &r.second)
                == (&first.from, &first.moderator, &first.to, &first.second)
        });
        match region {
            None => text,
            Some(region) => text.say("; differs from 0 ").then(where_it_differs(region)),
        }
    }

    /// The squares of predictors that have an effect, if they were asked for.
    fn linearity_first(&self) -> Option<Text> {
        let all = &self.document.linearity;
        let sizes = INTERACTION_SIZES.map(|(from, _)| from);
        let asked = Text::new("linearity: ");
        let tested = all.iter().filter(|row| row.f2.is_some()).count();
        if tested == 0 {
            return Some(asked.say(self.no_square_tested()?));
        }
        let matters = |row: &&Linearity| row.f2.is_some_and(|f2| f2 >= sizes[0]);
        let mut found: Vec<&Linearity> = all.iter().filter(matters).collect();
        found.sort_by(|a, b| b.f2.partial_cmp(&a.f2).unwrap_or(Ordering::Equal));
        if found.is_empty() {
            let squares = counted(tested, "square");
            let others = match all.len() - tested {
                0 => String::new(),
                others => format!(" ({others} more cannot be tested)"),
            };
            return Some(asked.say(format!(
                "{squares} of predictors, none with an f² of {} or more{others}",
                sizes[0]
            )));
        }
        let squares = found.iter().take(MOST_SQUARES).map(|row| {
            Text::default()
                .and(Cell::route([&row.from, &row.to]))
                .say(" (")
                .and(Cell::estimate(row.estimate))
                .say(", p ")
                .and(Cell::p(row.p, None, &[0.05]))
                .say(", f² ")
                .and(Cell::judged(row.f2, &sizes))
                .say(")")
        });
        let squares = Text::joined(squares, "; ")?;
        Some(asked.say("the square matters most of ").then(squares))
    }

    /// With the interval of a quantity and its p-value, if there are.
    fn with_interval(&self, text: Text, quantity: &Quantity) -> Text {
        match self.interval(quantity) {
            interval @ Cell::Interval(_) => text
                .say(" ")
                .and(interval)
                .say(", p ")
                .and(self.p(quantity)),
            _ => text,
        }
    }

    /// The dimensions of higher-order constructs with their weights and loadings, except of Mode B blocks, whose weights have
    /// a table.
    pub(super) fn higher_order_first(&self, most: usize) -> Section {
        let constructs = self.higher_orders();
        let constructs = constructs.filter(|c| !self.is_formative(&c.construct));
        let constructs: Vec<_> = constructs.collect();
        let lines = constructs.iter().take(most).map(|construct| {
            let mut text = Text::default()
                .and(Cell::name(&construct.construct))
                .say(format!(
                    " ({}), from the scores of its dimensions: ",
                    construct.kind
                ));
            let rows = self.document.weights.iter().zip(&self.document.loadings);
            let own = rows.filter(|(w, _)| w.construct == construct.construct);
            let (own, others) = foremost(own, most, |(w, _)| Some(w.estimate));
            for (i, (weight, loading)) in own.into_iter().enumerate() {
                text = text
                    .say(if i == 0 { "" } else { "; " })
                    .and(Cell::name(&weight.indicator))
                    .say(" weight ")
                    .and(Cell::estimate(weight.estimate))
                    .say(", loading ")
                    .and(Cell::estimate(loading.estimate));
            }
            match others {
                0 => text,
                others => text.say(format!("; and {others} with a smaller weight")),
            }
        });
        let others = constructs.len().saturating_sub(most);
        let others = (others > 0).then(|| more(others, "higher-order"));
        let lines: Vec<Text> = lines.chain(others).collect();
        Section::new("higher-order", "Higher-order constructs").list(lines)
    }

    /// `6 constructs, 1 of them of a higher order, 23 indicators, 5 paths, 1 of them of an interaction`
    pub(super) fn model_words(&self) -> String {
        let of_products = self.document.paths.iter();
        let of_products = of_products
            .filter(|p| self.measured_by(&p.from) == MeasuredBy::Product)
            .count();
        let some = |count: usize, what: &str| match count {
            0 => String::new(),
            count => format!(" ({count} {what})"),
        };
        format!(
            "{}{}, {}, {}{}",
            counted(self.measured().count(), "construct"),
            some(self.higher_orders().count(), "of a higher order"),
            counted(self.document.data.indicators, "indicator"),
            counted(self.document.paths.len(), "path"),
            some(of_products, "of interactions")
        )
    }
}
