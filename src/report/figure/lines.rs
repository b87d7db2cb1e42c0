//! Lines of a plot: told apart without colour, with their names beside their ends.

use super::canvas::{Canvas, Paint, Type, place};
use super::geometry::{Point, point};

/// Colours that people with any colour vision tell apart, after Okabe and Ito (2008); the light yellow is left out, which
/// no white page shows.
const COLOURS: [&str; 7] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#56B4E9", "#E69F00",
];
/// Lines of one colour differ in their dashes, and neighbours do, so that no colour is needed.
const DASHES: [&str; 4] = ["", "7 3", "2 3", "9 3 2 3"];
/// Letters of a plot.
pub(super) const TEXT: Type = Type::of(13.0);
/// From the plot to the names of lines, and how wide these are at most.
pub(super) const TO_NAMES: f64 = 20.0;
pub(super) const WIDEST_NAME: f64 = 190.0;

/// Where a line ends, and what it is called.
#[derive(Debug)]
pub(super) struct End<'n> {
    /// Which line.
    pub(super) line: usize,
    pub(super) at: Point,
    pub(super) name: &'n [String],
}

pub(super) fn colour(i: usize) -> &'static str {
    COLOURS[i % COLOURS.len()]
}

pub(super) fn stroke(i: usize) -> Paint {
    Paint::line("curve", colour(i), 2.0).dashed(DASHES[i % DASHES.len()])
}

/// The name of every line beside its end, pushed apart where they would lie over each other; right of a plot between these
/// heights.
pub(super) fn name(canvas: &mut Canvas, mut ends: Vec<End>, right: f64, [top, bottom]: [f64; 2]) {
    ends.sort_by(|a, b| a.at.y.total_cmp(&b.at.y));
    let heights = ends
        .iter()
        .map(|end| TEXT.line() * end.name.len() as f64 + 3.0);
    let heights: Vec<f64> = heights.collect();
    for (y, end) in spread(&ends, &heights, [top, bottom])
        .into_iter()
        .zip(&ends)
    {
        let way = format!(
            "M{}L{}h10",
            place(point(end.at.x + 5.0, end.at.y)),
            place(point(right + 6.0, y))
        );
        canvas.path(&way, &Paint::line("leader", colour(end.line), 1.0));
        canvas.lines(point(right + TO_NAMES, y), end.name, &TEXT);
    }
}

/// Middles of names of these heights, each below the one before it and as near to its end as that allows.
fn spread(ends: &[End], heights: &[f64], [top, bottom]: [f64; 2]) -> Vec<f64> {
    let mut places: Vec<f64> = ends.iter().map(|end| end.at.y).collect();
    let apart = |i: usize| f64::midpoint(heights[i], heights[i + 1]);
    for i in 0..places.len() {
        let least = if i == 0 {
            top
        } else {
            places[i - 1] + apart(i - 1)
        };
        places[i] = places[i].max(least);
    }
    for i in (0..places.len()).rev() {
        let most = places.get(i + 1).map_or(bottom, |next| next - apart(i));
        places[i] = places[i].min(most);
    }
    places
}
