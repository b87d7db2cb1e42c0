//! Slopes of moderated paths, and the regions in which they differ from 0.

use super::Report;
use crate::assess::slopes::{JohnsonNeyman, SecondModerator};
use crate::document::SlopeRecord;
use crate::report::cell::{Cell, Digits};
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
        let mut table = Table::new(name, title, 2, header);
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
        let header = header.chain(["from", "to", "differs from 0"]);
        let mut table = Table::new(name, title, 2, header);
        let rows = self.document.johnson_neyman.iter();
        for row in rows.filter(|row| row.second.is_some() == of_two) {
            let cells = [
                Cell::route([&row.from, &row.to]),
                Cell::name(&row.moderator),
            ];
            let cells = cells.into_iter().chain(second_cells(row.second.as_ref()));
            table.row(cells.chain([
                Cell::statistic(row.low),
                Cell::statistic(row.high),
                Cell::Text(where_it_differs(row)),
            ]));
        }
        table.note("Values of the moderator, in its standard deviations, at which the interval of the slope ends at 0, from the covariances of the coefficients in the resamples (Johnson & Neyman 1936; Bauer & Curran 2005). Few answers lie beyond -3 and 3.");
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
    let header = ["second moderator", "at"].into_iter();
    header.filter(move |_| of_two)
}

fn second_cells(second: Option<&SecondModerator>) -> impl Iterator<Item = Cell> {
    let cells = second.map(|second| [Cell::name(&second.moderator), value(second.at.0)]);
    cells.into_iter().flatten()
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
