//! Bars that are divided into parts: how many rows each segment has.

use super::Picture;
use super::canvas::{Anchor, Canvas, INK, PAPER, Paint, QUIET, TINT, Type};
use super::geometry::{Rect, point};
use super::lettering::{width, wrapped};

const TEXT: Type = Type::of(12.5);
const NOTE: Type = TEXT.coloured(QUIET);
const MARGIN: f64 = 8.0;
const APART: f64 = 12.0;
const PLOT: f64 = 340.0;
const BAR: f64 = 22.0;
const STEP: f64 = 30.0;

/// Bars of one length, each divided into parts with their counts.
#[derive(Debug)]
pub(in crate::report) struct Bars {
    pub(in crate::report) id: String,
    pub(in crate::report) title: String,
    /// The name of every bar, and its parts.
    pub(in crate::report) rows: Vec<(String, Vec<usize>)>,
    /// What stands below.
    pub(in crate::report) note: String,
}

impl Bars {
    pub(in crate::report) fn picture(&self) -> Picture {
        let widest = self.rows.iter().map(|(name, _)| width(name, TEXT.size));
        let left = MARGIN + widest.fold(0.0, f64::max) + APART;
        let whole = left + PLOT + MARGIN;
        let mut canvas = Canvas::default();
        let mut y = MARGIN;
        for (name, parts) in &self.rows {
            let middle = y + STEP / 2.0;
            canvas.text(point(MARGIN, middle), name, &TEXT);
            let all: usize = parts.iter().sum();
            let mut from = left;
            for (i, &part) in parts.iter().enumerate() {
                let to = from + PLOT * part as f64 / all.max(1) as f64;
                let place = Rect {
                    left: from,
                    top: middle - BAR / 2.0,
                    right: to,
                    bottom: middle + BAR / 2.0,
                };
                let fill = if i.is_multiple_of(2) { TINT } else { PAPER };
                canvas.rect(&place, 0.0, &Paint::line("part", INK, 1.0).filled(fill));
                let count = part.to_string();
                // A count that has no room stands in the words of the picture.
                if width(&count, TEXT.size) + 4.0 < to - from {
                    let at = point(f64::midpoint(from, to), middle);
                    canvas.text(at, &count, &TEXT.anchored(Anchor::Middle));
                }
                from = to;
            }
            y += STEP;
        }
        y += NOTE.line();
        for line in wrapped(&self.note, NOTE.size, whole - 2.0 * MARGIN) {
            canvas.text(point(MARGIN, y), &line, &NOTE);
            y += NOTE.line();
        }
        let description = self.description();
        Picture::new(&self.id, self.title.clone(), description, whole, y, canvas)
    }

    fn description(&self) -> String {
        let bar = |(name, parts): &(String, Vec<usize>)| {
            let parts: Vec<String> = parts.iter().map(ToString::to_string).collect();
            format!("{name}: {}.", parts.join(", "))
        };
        let bars: Vec<String> = self.rows.iter().map(bar).collect();
        format!("{}. {} {}", self.title, self.note, bars.join(" "))
    }
}
