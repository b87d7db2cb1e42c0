//! The bootstrap distribution of a quantity: a histogram of its replicates, with the estimate and the interval's bounds.

use super::Picture;
use super::canvas::{ACCENT, Anchor, Canvas, FAINT, INK, PAPER, Paint, QUIET, TINT, Type};
use super::geometry::{Rect, point};
use super::lettering::{folded, wrapped};
use super::number::{fixed, interval};
use super::scale::Scale;

const SIZE: f64 = 13.0;
const TEXT: Type = Type::of(SIZE);
const WIDTH: f64 = 330.0;
const HEIGHT: f64 = 130.0;
const MARGIN: f64 = 14.0;

/// The histogram of the replicates.
#[derive(Debug)]
pub(in crate::report) struct Distribution {
    pub(in crate::report) id: String,
    /// The quantity.
    pub(in crate::report) name: String,
    /// The beginning of the first bin, and the width of each bin.
    pub(in crate::report) from: f64,
    pub(in crate::report) bin: f64,
    pub(in crate::report) counts: Vec<usize>,
    pub(in crate::report) estimate: Option<f64>,
    pub(in crate::report) bounds: Option<[f64; 2]>,
    /// The description of the bounds, such as `95 % percentile interval`.
    pub(in crate::report) interval: String,
}

impl Distribution {
    pub(in crate::report) fn picture(&self) -> Picture {
        let mut canvas = Canvas::default();
        let inner = WIDTH - 2.0 * MARGIN;
        let mut y = 8.0;
        for line in folded(&self.name, SIZE, inner, 4) {
            canvas.text(point(MARGIN, y + TEXT.line() / 2.0), &line, &TEXT.bold());
            y += TEXT.line();
        }
        for line in wrapped(&self.numbers(), SIZE, inner) {
            canvas.text(point(MARGIN, y + TEXT.line() / 2.0), &line, &TEXT);
            y += TEXT.line();
        }
        let (top, bottom) = (y + 10.0, y + 10.0 + HEIGHT);
        let end = self.from + self.bin * self.counts.len() as f64;
        let lines = self
            .estimate
            .into_iter()
            .chain(self.bounds.into_iter().flatten());
        let scale = Scale::of(
            [self.from, end].into_iter().chain(lines),
            MARGIN,
            WIDTH - MARGIN,
        );
        let most = self.counts.iter().copied().max().unwrap_or(0).max(1);
        let (marks, decimals) = scale.marks(6);
        for mark in marks {
            let x = scale.place(mark);
            canvas.line(
                point(x, top),
                point(x, bottom),
                &Paint::line("grid", FAINT, 1.0),
            );
            let shown = if mark.abs() < 1e-12 {
                "0".to_owned()
            } else {
                format!("{mark:.decimals$}")
            };
            canvas.text(
                point(x, bottom + 11.0),
                &shown,
                &TEXT.anchored(Anchor::Middle),
            );
        }
        for (i, &count) in self
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            let [from, to] = [i, i + 1].map(|i| self.from + self.bin * i as f64);
            let middle = f64::midpoint(from, to);
            // The bars inside the interval are filled.
            let inside = self
                .bounds
                .is_none_or(|[low, high]| low <= middle && middle <= high);
            let bar = Rect {
                left: scale.place(from),
                top: bottom - HEIGHT * count as f64 / most as f64,
                right: scale.place(to),
                bottom,
            };
            let fill = if inside { TINT } else { PAPER };
            canvas.rect(&bar, 0.0, &Paint::line("bin", QUIET, 0.7).filled(fill));
        }
        canvas.line(
            point(MARGIN, bottom),
            point(WIDTH - MARGIN, bottom),
            &Paint::line("axis", QUIET, 1.0),
        );
        let upright = |canvas: &mut Canvas, x: f64, paint: &Paint| {
            let x = scale.place(x);
            canvas.line(point(x, top - 4.0), point(x, bottom), paint);
        };
        if scale.shows(0.0) {
            upright(&mut canvas, 0.0, &Paint::line("reference", INK, 1.2));
        }
        for bound in self.bounds.into_iter().flatten() {
            upright(
                &mut canvas,
                bound,
                &Paint::line("bound", ACCENT, 1.8).dashed("5 3"),
            );
        }
        if let Some(estimate) = self.estimate {
            upright(&mut canvas, estimate, &Paint::line("estimate", ACCENT, 2.4));
        }
        let total: usize = self.counts.iter().sum();
        let description = format!(
            "Histogram of {total} replicates of {}, from {} to {}; {}.",
            self.name,
            fixed(self.from),
            fixed(end),
            self.numbers()
        );
        let title = format!("Bootstrap distribution of {}", self.name);
        Picture::new(&self.id, title, description, WIDTH, bottom + 24.0, canvas)
    }

    fn numbers(&self) -> String {
        match self.bounds {
            Some(_) => format!(
                "{}, {} {}",
                fixed(self.estimate),
                self.interval,
                interval(self.bounds)
            ),
            None => fixed(self.estimate),
        }
    }
}
