//! What stands around the lines of a plot: a heading, a grid with its numbers, axes with their titles, and room for names
//! on the right.

use super::canvas::{Anchor, Canvas, FAINT, Paint, QUIET, Type};
use super::geometry::point;
use super::lettering::{width, wrapped};
use super::lines::{TEXT, TO_NAMES};

const HEADING: Type = Type::of(15.0).bold();
const SMALL: Type = Type::of(12.0).coloured(QUIET);
const WIDTH: f64 = 300.0;
const MARGIN: f64 = 10.0;
/// From the plot down to the end of the picture.
const BELOW: f64 = 54.0;

/// The place of a plot: from `left`, and between two heights.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plot {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
}

/// The right end of a plot that begins here.
pub(super) fn right(left: f64) -> f64 {
    left + WIDTH
}

/// The width of a picture whose plot begins here, and whose lines have these names, each in lines.
pub(super) fn whole(left: f64, names: &[Vec<String>]) -> f64 {
    let widest = names.iter().flatten().map(|line| width(line, TEXT.size));
    right(left) + TO_NAMES + widest.fold(60.0, f64::max) + MARGIN
}

/// Writes the heading of a picture of this width; the height at which the plot may begin.
pub(super) fn heading(canvas: &mut Canvas, title: &str, subtitle: &str, whole: f64) -> f64 {
    let mut y = MARGIN;
    for (text, style) in [(title, &HEADING), (subtitle, &SMALL)] {
        for line in wrapped(text, style.size * 1.06, whole - 2.0 * MARGIN) {
            y += style.line();
            canvas.text(point(MARGIN, y - style.line() / 2.0), &line, style);
        }
    }
    y + 16.0
}

impl Plot {
    pub(super) fn right(self) -> f64 {
        right(self.left)
    }

    /// The height of the picture.
    pub(super) fn height(self) -> f64 {
        self.bottom + BELOW
    }

    /// A line across the plot.
    pub(super) fn level(self, canvas: &mut Canvas, y: f64, paint: &Paint) {
        canvas.line(point(self.left, y), point(self.right(), y), paint);
    }

    /// A line of the grid, with its number on the left.
    pub(super) fn number(self, canvas: &mut Canvas, y: f64, written: &str) {
        self.level(canvas, y, &Paint::line("grid", FAINT, 1.0));
        let style = TEXT.anchored(Anchor::End);
        canvas.text(point(self.left - 8.0, y), written, &style);
    }

    /// The two axes.
    pub(super) fn axes(self, canvas: &mut Canvas) {
        let (axis, left) = (axis(), self.left);
        self.level(canvas, self.bottom, &axis);
        canvas.line(point(left, self.top), point(left, self.bottom), &axis);
    }

    /// A mark on the horizontal axis.
    pub(super) fn tick(self, canvas: &mut Canvas, x: f64) {
        let (from, to) = (point(x, self.bottom), point(x, self.bottom + 5.0));
        canvas.line(from, to, &axis());
    }

    /// The number below a mark on the horizontal axis.
    pub(super) fn ticked(self, canvas: &mut Canvas, x: f64, written: &str) {
        let at = point(x, self.bottom + 15.0);
        canvas.text(at, written, &TEXT.anchored(Anchor::Middle));
    }

    /// The titles of the horizontal and, if it has one, of the vertical axis.
    pub(super) fn titles(self, canvas: &mut Canvas, [along, up]: &[String; 2]) {
        let middle = f64::midpoint(self.left, self.right());
        let at = point(middle, self.bottom + 38.0);
        canvas.text(at, along, &TEXT.anchored(Anchor::Middle));
        if !up.is_empty() {
            let middle = f64::midpoint(self.top, self.bottom);
            canvas.upwards(point(18.0, middle), up, &TEXT);
        }
    }
}

fn axis() -> Paint {
    Paint::line("axis", QUIET, 1.0)
}
