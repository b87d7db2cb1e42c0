//! The heat map of heterotrait-monotrait ratios: the lower triangle, darker where constructs are harder to
//! distinguish.

use super::Picture;
use super::canvas::{Anchor, Canvas, INK, PAPER, Paint, QUIET, Type};
use super::geometry::{Rect, point};
use super::lettering::{folded, width, wrapped};
use super::number::fixed;

const NAME: Type = Type::of(12.5);
const VALUE: Type = Type::of(12.5).anchored(Anchor::Middle);
const BOUND: Type = Type::of(11.0).anchored(Anchor::Middle);
const MARGIN: f64 = 8.0;
const WIDEST_NAME: f64 = 150.0;
const LINES: usize = 5;
/// The minimum width of a picture, so that its notes fit.
const LEAST: f64 = 330.0;
/// Shades from the lightest to the darkest; black letters are readable on all of them.
const SHADES: [&str; 6] = [
    "#ffffff", "#eaf1f8", "#d3e2f0", "#b7cfe5", "#9abcd9", "#7fa8cc",
];
/// The ratio from which the shades begin, and the step from one to the next.
const FIRST_SHADE: f64 = 0.5;
const STEP: f64 = 0.1;

/// Ratios of pairs of constructs.
#[derive(Debug)]
pub(in crate::report) struct HeatMap {
    pub(in crate::report) id: String,
    pub(in crate::report) title: String,
    pub(in crate::report) names: Vec<String>,
    /// Pairs by their places in `names`, the later first.
    pub(in crate::report) cells: Vec<Pair>,
    /// Above this a ratio is too high.
    pub(in crate::report) limit: f64,
    /// The description of the bounds, if there are any, such as `one-sided upper bound at 95 %`.
    pub(in crate::report) bound: Option<String>,
}

/// The ratio of two constructs.
#[derive(Debug)]
pub(in crate::report) struct Pair {
    pub(in crate::report) row: usize,
    pub(in crate::report) column: usize,
    pub(in crate::report) ratio: Option<f64>,
    /// Its upper bound.
    pub(in crate::report) upper: Option<f64>,
}

impl HeatMap {
    pub(in crate::report) fn picture(&self) -> Picture {
        let names: Vec<Vec<String>> = self
            .names
            .iter()
            .enumerate()
            .map(|(i, name)| folded(&format!("{} {name}", i + 1), NAME.size, WIDEST_NAME, LINES))
            .collect();
        let label = names
            .iter()
            .flatten()
            .map(|l| width(l, NAME.size))
            .fold(0.0, f64::max);
        let bounded = self.bound.is_some();
        let (across, down): (f64, f64) = if bounded { (45.0, 36.0) } else { (38.0, 26.0) };
        let (left, columns) = (MARGIN + label + 10.0, self.names.len().saturating_sub(1));
        let whole = (left + across * columns as f64 + MARGIN).max(LEAST);
        let mut canvas = Canvas::default();
        let mut y = MARGIN + NAME.line();
        for column in 0..columns {
            let at = point(left + across * (column as f64 + 0.5), y - NAME.line() / 2.0);
            canvas.text(at, &(column + 1).to_string(), &VALUE);
        }
        for (row, lines) in names.iter().enumerate() {
            let height = down.max(NAME.line() * lines.len() as f64 + 6.0);
            canvas.lines(point(MARGIN, y + height / 2.0), lines, &NAME);
            for pair in self.cells.iter().filter(|pair| pair.row == row) {
                let x = left + across * pair.column as f64;
                let cell = Rect {
                    left: x,
                    top: y,
                    right: x + across,
                    bottom: y + height,
                };
                self.draw(&mut canvas, &cell, pair);
            }
            y += height;
        }
        y += 10.0;
        let note = Type::of(11.5).coloured(QUIET);
        for line in wrapped(&self.note(), note.size, whole - 2.0 * MARGIN) {
            canvas.text(point(MARGIN, y + note.line() / 2.0), &line, &note);
            y += note.line();
        }
        Picture::new(
            &self.id,
            self.title.clone(),
            self.description(),
            whole,
            y + MARGIN,
            canvas,
        )
    }

    fn draw(&self, canvas: &mut Canvas, cell: &Rect, pair: &Pair) {
        let shade = pair.ratio.map_or(PAPER, shade);
        canvas.rect(cell, 0.0, &Paint::line("cell", PAPER, 1.0).filled(shade));
        let above = |x: Option<f64>| x.is_some_and(|x| x > self.limit);
        let corner = 10.0;
        let corners = [
            point(cell.right - 1.0, cell.top + 1.0),
            point(cell.right - 1.0 - corner, cell.top + 1.0),
            point(cell.right - 1.0, cell.top + 1.0 + corner),
        ];
        if above(pair.ratio) {
            canvas.polygon(&corners, &Paint::area("above", INK));
        } else if above(pair.upper) {
            canvas.polygon(&corners, &Paint::line("near", INK, 1.0).filled(PAPER));
        }
        let style = if above(pair.ratio) {
            VALUE.bold()
        } else {
            VALUE
        };
        let (middle, step) = (cell.centre(), if self.bound.is_some() { 7.5 } else { 0.0 });
        canvas.text(point(middle.x, middle.y - step), &fixed(pair.ratio), &style);
        if self.bound.is_some() {
            canvas.text(point(middle.x, middle.y + step), &fixed(pair.upper), &BOUND);
        }
    }

    fn note(&self) -> String {
        let filled = format!("Filled corner: above {}.", self.limit);
        match &self.bound {
            Some(bound) => {
                format!("{filled} Open corner: only the bound is. Below each ratio: its {bound}.")
            }
            None => filled,
        }
    }

    fn description(&self) -> String {
        let pairs = self.cells.iter().map(|pair| {
            let (a, b) = (&self.names[pair.column], &self.names[pair.row]);
            match pair.upper {
                Some(upper) => format!(
                    "{a} and {b}: {}, bound {}.",
                    fixed(pair.ratio),
                    fixed(upper)
                ),
                None => format!("{a} and {b}: {}.", fixed(pair.ratio)),
            }
        });
        let pairs: Vec<String> = pairs.collect();
        format!("{}. {} {}", self.title, self.note(), pairs.join(" "))
    }
}

/// The shade of a ratio.
fn shade(ratio: f64) -> &'static str {
    let steps = ((ratio - FIRST_SHADE) / STEP).floor() + 1.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let step = steps.clamp(0.0, SHADES.len() as f64 - 1.0) as usize;
    SHADES[step]
}
