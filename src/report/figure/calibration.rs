//! Observed against predicted: means of rows that are held out, grouped by their predictions, beside the line of equality.

use super::Picture;
use super::canvas::{ACCENT, Anchor, Canvas, FAINT, INK, Paint, QUIET, Type};
use super::geometry::{Rect, point};
use super::lettering::folded;
use super::scale::Scale;

const SIZE: f64 = 13.0;
const TEXT: Type = Type::of(SIZE);
const WIDTH: f64 = 250.0;
const SIDE: f64 = 170.0;
const LEFT: f64 = 52.0;
const DOT: f64 = 3.2;

/// Means of an indicator in groups of rows.
#[derive(Debug)]
pub(in crate::report) struct CalibrationPlot {
    pub(in crate::report) id: String,
    /// The indicator.
    pub(in crate::report) name: String,
    /// Mean prediction and mean answer of each group.
    pub(in crate::report) groups: Vec<[f64; 2]>,
}

impl CalibrationPlot {
    pub(in crate::report) fn picture(&self) -> Picture {
        let mut canvas = Canvas::default();
        let mut y = 8.0;
        for line in folded(&self.name, SIZE, WIDTH - 20.0, 2) {
            canvas.text(point(LEFT, y + TEXT.line() / 2.0), &line, &TEXT.bold());
            y += TEXT.line();
        }
        let (top, bottom) = (y + 6.0, y + 6.0 + SIDE);
        // One scale for both axes, so that the line of equality is the diagonal.
        let all = || self.groups.iter().flatten().copied();
        let across = Scale::of(all(), LEFT, LEFT + SIDE);
        let up = Scale::of(all(), bottom, top);
        let (marks, decimals) = across.marks(4);
        for mark in marks {
            let (x, y) = (across.place(mark), up.place(mark));
            let grid = Paint::line("grid", FAINT, 1.0);
            canvas.line(point(x, top), point(x, bottom), &grid);
            canvas.line(point(LEFT, y), point(LEFT + SIDE, y), &grid);
            let shown = format!("{mark:.decimals$}");
            let below = TEXT.anchored(Anchor::Middle);
            canvas.text(point(x, bottom + 11.0), &shown, &below);
            canvas.text(point(LEFT - 6.0, y), &shown, &TEXT.anchored(Anchor::End));
        }
        let equal = Paint::line("reference", INK, 1.2);
        canvas.line(point(LEFT, bottom), point(LEFT + SIDE, top), &equal);
        for &[predicted, observed] in &self.groups {
            let (x, y) = (across.place(predicted), up.place(observed));
            let dot = Rect {
                left: x - DOT,
                top: y - DOT,
                right: x + DOT,
                bottom: y + DOT,
            };
            canvas.ellipse(&dot, &Paint::area("group", ACCENT));
        }
        let axis = Paint::line("axis", QUIET, 1.0);
        canvas.line(point(LEFT, bottom), point(LEFT + SIDE, bottom), &axis);
        canvas.line(point(LEFT, top), point(LEFT, bottom), &axis);
        let quiet = TEXT.anchored(Anchor::Middle).coloured(QUIET);
        let middle = LEFT + SIDE / 2.0;
        canvas.text(
            point(middle, bottom + 28.0),
            "predicted; up: observed",
            &quiet,
        );
        let pairs = self.groups.iter();
        let pairs: Vec<String> = pairs
            .map(|[predicted, observed]| {
                format!("{predicted:.2} predicted, {observed:.2} observed")
            })
            .collect();
        let description = format!("Means of {}: {}.", self.name, pairs.join("; "));
        let title = format!("Observed against predicted: {}", self.name);
        Picture::new(&self.id, title, description, WIDTH, bottom + 40.0, canvas)
    }
}
