//! Slopes of moderated paths, and the regions in which they differ from 0.

use super::Report;
use crate::assess::slopes::{JohnsonNeyman, SecondModerator};
use crate::document::SlopeRecord;
use crate::report::cell::{Cell, Digits, Number};
use crate::report::page::{Table, Text};

impl Report<'_> {
    /// The slopes at values of one moderator, or of two.
    pub(super) fn slopes(&self, moderators: usize) -> Table {
        let of_two = moderators == 2;
        let (name, title) = if of_two {
            ("slopes-of-two", "Simple slopes at values of two moderators")
        } else {
            ("slopes", "Simple slopes")
        };
        let header = ["path", "moderator", "at"].into_iter();
        let header = header.chain(second_header(of_two)).chain(["slope"]);
        let header = header.map(str::to_owned).chain(self.inference_header());
        let names = if of_two { 5 } else { 3 };
        let mut table = Table::new(name, title, names, header);
        let rows = self.document.slopes.iter();
        for row in rows.filter(|row| row.second.is_some() == of_two) {
            let cells = [
                Cell::route([&row.from, &row.to]),
                Cell::name(&row.moderator),
                value(row.at),
            ];
            let cells = cells.into_iter().chain(second_cells(row.second.as_ref()));
            let cells = cells.chain([Cell::estimate(row.estimate)]);
            table.row(cells.chain(self.inference_cells(&row.quantity())));
        }
        table.note(if of_two {
            "The effect at values of both moderators, in standard deviations from their means (Aiken & West 1991; Dawson & Richter 2006)."
        } else {
            "The effect at a value of the moderator, in its standard deviations from its mean, all other constructs at their means (Aiken & West 1991)."
        });
        table
    }

    /// The regions over one moderator, a second one at a value if there are two.
    pub(super) fn regions(&self, moderators: usize) -> Table {
        let of_two = moderators == 2;
        let (name, title) = if of_two {
            (
                "johnson-neyman-of-two",
                "Regions in which a slope differs from 0, at values of a second moderator",
            )
        } else {
            ("johnson-neyman", "Regions in which a slope differs from 0")
        };
        let header = ["path", "moderator"].into_iter();
        let header = header.chain(second_header(of_two));
        let header = header.chain(["observed", "low", "high", "differs from 0"]);
        let names = if of_two { 4 } else { 2 };
        let mut table = Table::new(name, title, names, header);
        let rows = self.document.johnson_neyman.iter();
        for row in rows.filter(|row| row.second.is_some() == of_two) {
            let cells = [
                Cell::route([&row.from, &row.to]),
                Cell::name(&row.moderator),
            ];
            let cells = cells.into_iter().chain(second_cells(row.second.as_ref()));
            let observed = row.lowest.zip(row.highest);
            let observed = observed.map_or(Cell::Undefined, |(lowest, highest)| {
                Cell::Interval([lowest, highest].map(|x| Number::new(x, Digits::Statistic)))
            });
            let bound = |x: Option<f64>| Cell::statistic(x.filter(|&x| is_observed(row, x)));
            table.row(cells.chain([
                observed,
                bound(row.low),
                bound(row.high),
                Cell::Text(where_it_differs(row)),
            ]));
        }
        table.note("Values of the moderator, in its standard deviations. Low and high: where the interval of the slope ends at 0, from the covariances of the coefficients in the resamples (Johnson & Neyman 1936; Bauer & Curran 2005), if this lies between the lowest and the highest observed value; all bounds are in the result document.");
        table
    }

    /// The slopes that short texts give: where a product of three moderates a path, those of the lower products hold at the
    /// mean of the other moderator only, and are left to the tables.
    pub(super) fn leading_slopes(&self) -> Vec<&SlopeRecord> {
        let slopes = &self.document.slopes;
        let is_part = |row: &SlopeRecord| {
            let mut of_two = slopes
                .iter()
                .filter_map(|of| Some((of, of.second.as_ref()?)));
            of_two.any(|(of, second)| {
                (&of.from, &of.to) == (&row.from, &row.to)
                    && (of.moderator == row.moderator || second.moderator == row.moderator)
            })
        };
        let leading = slopes.iter();
        leading
            .filter(|row| row.second.is_some() || !is_part(row))
            .collect()
    }
}

/// A value of a moderator.
pub(super) fn value(at: f64) -> Cell {
    Cell::number(at, Digits::Given, &[])
}

fn second_header(of_two: bool) -> impl Iterator<Item = &'static str> {
    let header = ["second moderator", "second at"].into_iter();
    header.filter(move |_| of_two)
}

fn second_cells(second: Option<&SecondModerator>) -> impl Iterator<Item = Cell> {
    let cells = second.map(|second| [Cell::name(&second.moderator), value(second.at.0)]);
    cells.into_iter().flatten()
}

/// Where a slope differs from 0, as far as the moderator was observed: `below 1.25`.
pub(super) fn where_it_differs(row: &JohnsonNeyman) -> Text {
    const WHOLE: &str = "in the whole observed range";
    const NOWHERE: &str = "nowhere in the observed range";
    let within = |holds: bool| Text::new(if holds { WHOLE } else { NOWHERE });
    let Some((low, high)) = row.low.zip(row.high) else {
        return within(row.between);
    };
    let one = |word: &str, x: f64| Text::new(word).and(Cell::statistic(x));
    let [is_low, is_high] = [low, high].map(|x| is_observed(row, x));
    match (is_low, is_high, row.between) {
        (true, true, true) => one("between ", low).say(" and ").and(Cell::statistic(high)),
        (true, true, false) => one("below ", low).then(one(" and above ", high)),
        (true, false, true) => one("above ", low),
        (true, false, false) => one("below ", low),
        (false, true, true) => one("below ", high),
        (false, true, false) => one("above ", high),
        // No bound was observed, so that the whole range lies on one side of each.
        (false, false, between) => {
            let any = row.lowest.unwrap_or_default();
            within((low < any && any < high) == between)
        }
    }
}

/// Whether a value lies within the observed range of the moderator.
fn is_observed(row: &JohnsonNeyman, x: f64) -> bool {
    row.lowest.is_none_or(|lowest| lowest < x) && row.highest.is_none_or(|highest| x < highest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_said_as_far_as_the_moderator_was_observed() {
        let said = |low: f64, high: f64, between: bool| {
            let row = serde_json::json!({
                "from": "X", "moderator": "M", "to": "Y", "low": low, "high": high, "between": between,
                "lowest": -2.5, "highest": 3.5
            });
            where_it_differs(&serde_json::from_value(row).unwrap()).shown(3)
        };
        let (whole, nowhere) = (
            "in the whole observed range",
            "nowhere in the observed range",
        );
        for ((low, high, between), expected) in [
            ((-1.5, 2.0, true), "between -1.50 and 2.00"),
            ((-1.5, 2.0, false), "below -1.50 and above 2.00"),
            ((3.0, 68.7, false), "below 3.00"),
            ((-40.0, 0.5, false), "above 0.50"),
            ((-11.3, 2.5, true), "below 2.50"),
            ((-1.0, 7.06, true), "above -1.00"),
            ((-3.0, 4.0, true), whole),
            ((-3.0, 4.0, false), nowhere),
            ((4.0, 60.0, true), nowhere),
            ((4.0, 60.0, false), whole),
            ((-9.0, -3.0, true), nowhere),
            ((-9.0, -3.0, false), whole),
        ] {
            assert_eq!(said(low, high, between), expected);
        }
    }

    #[test]
    fn bounds_of_a_document_without_the_observed_range_are_said_as_they_are() {
        let row = serde_json::json!({
            "from": "X", "moderator": "M", "to": "Y", "low": -9.0, "high": 9.0, "between": true
        });
        let said = where_it_differs(&serde_json::from_value(row).unwrap());
        assert_eq!(said.shown(3), "between -9.00 and 9.00");
    }
}
