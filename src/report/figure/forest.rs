//! The forest plot: estimates with their intervals, one below the other.

use super::Picture;
use super::canvas::{ACCENT, Anchor, Canvas, FAINT, INK, PAPER, Paint, QUIET, Type};
use super::geometry::{Rect, point};
use super::lettering::{folded, width, wrapped};
use super::number::{fixed, interval};
use super::scale::Scale;

const SIZE: f64 = 12.5;
const LABEL: Type = Type::of(SIZE);
const HEADING: Type = Type::of(SIZE).bold();
const WIDEST_LABEL: f64 = 168.0;
const LINES: usize = 8;
const PLOT: f64 = 190.0;
const MARGIN: f64 = 8.0;
/// Between label, plot and numbers.
const APART: f64 = 14.0;
/// Half of the mark of an estimate.
const MARK: f64 = 4.0;

/// Estimates that are compared by eye.
#[derive(Debug)]
pub(in crate::report) struct Forest {
    /// The name of the picture.
    pub(in crate::report) id: String,
    pub(in crate::report) title: String,
    /// Groups with their headings; a heading may be empty.
    pub(in crate::report) groups: Vec<(String, Vec<Row>)>,
    /// What estimates are compared with: 0, or a threshold. A mark is filled if the whole interval lies on one
    /// side.
    pub(in crate::report) reference: f64,
    /// The text below the axis.
    pub(in crate::report) axis: String,
}

/// An estimate with its interval.
#[derive(Debug)]
pub(in crate::report) struct Row {
    pub(in crate::report) label: String,
    pub(in crate::report) estimate: f64,
    pub(in crate::report) interval: Option<[f64; 2]>,
}

impl Row {
    fn numbers(&self) -> String {
        match self.interval {
            Some(_) => format!("{} {}", fixed(self.estimate), interval(self.interval)),
            None => fixed(self.estimate),
        }
    }

    /// Whether the interval, or without one the estimate, lies on one side of the reference.
    fn is_decided(&self, reference: f64) -> bool {
        self.interval
            .is_none_or(|[low, high]| low > reference || high < reference)
    }
}

impl Forest {
    pub(in crate::report) fn picture(&self) -> Picture {
        let rows = || self.groups.iter().flat_map(|(_, rows)| rows);
        let labels: Vec<Vec<String>> = rows()
            .map(|row| folded(&row.label, SIZE, WIDEST_LABEL, LINES))
            .collect();
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let label = widest(&mut labels.iter().flatten().map(|l| width(l, SIZE)));
        let numbers = widest(&mut rows().map(|row| width(&row.numbers(), SIZE)));
        let left = MARGIN + label + APART;
        let right = left + PLOT;
        let whole = right + APART + numbers + MARGIN;
        let shown = rows().flat_map(|row| {
            let bounds = row.interval.into_iter().flatten();
            bounds.chain([row.estimate, self.reference])
        });
        let scale = Scale::of(shown, left, right);

        let mut body = Canvas::default();
        let mut y = MARGIN;
        let mut labels = labels.iter();
        for (heading, rows) in &self.groups {
            if !heading.is_empty() {
                let lines = folded(heading, SIZE, whole - 2.0 * MARGIN, 2);
                let height = HEADING.line() * lines.len() as f64 + 6.0;
                let widest = lines
                    .iter()
                    .map(|line| 1.08 * width(line, SIZE))
                    .fold(0.0, f64::max);
                let place = Rect {
                    left: MARGIN,
                    top: y,
                    right: MARGIN + widest + 4.0,
                    bottom: y + height,
                };
                // A long heading reaches into the plot.
                body.rect(&place, 0.0, &Paint::area("heading", PAPER));
                body.lines(point(MARGIN, y + height / 2.0), &lines, &HEADING);
                y += height;
            }
            for row in rows {
                let lines = labels.next().map_or(&[][..], Vec::as_slice);
                let height = LABEL.line() * lines.len().max(1) as f64 + 6.0;
                let middle = y + height / 2.0;
                body.lines(point(MARGIN, middle), lines, &LABEL);
                self.mark(&mut body, row, &scale, middle);
                let end = point(whole - MARGIN, middle);
                body.text(end, &row.numbers(), &LABEL.anchored(Anchor::End));
                y += height;
            }
        }
        let bottom = y + 4.0;

        let mut canvas = Canvas::default();
        let (marks, decimals) = scale.marks(5);
        for mark in marks {
            let x = scale.place(mark);
            canvas.line(
                point(x, MARGIN),
                point(x, bottom),
                &Paint::line("grid", FAINT, 1.0),
            );
            let shown = if mark.abs() < 1e-12 {
                "0".to_owned()
            } else {
                format!("{mark:.decimals$}")
            };
            canvas.text(
                point(x, bottom + 10.0),
                &shown,
                &LABEL.anchored(Anchor::Middle),
            );
        }
        let x = scale.place(self.reference);
        canvas.line(
            point(x, MARGIN),
            point(x, bottom),
            &Paint::line("reference", INK, 1.2),
        );
        canvas.line(
            point(left, bottom),
            point(right, bottom),
            &Paint::line("axis", QUIET, 1.0),
        );
        canvas.add(&body);
        let mut y = bottom + 26.0;
        let note = Type::of(SIZE).coloured(QUIET);
        for line in wrapped(&self.axis, SIZE, whole - 2.0 * MARGIN) {
            canvas.text(point(MARGIN, y), &line, &note);
            y += note.line();
        }
        Picture::new(
            &self.id,
            self.title.clone(),
            self.description(),
            whole,
            y,
            canvas,
        )
    }

    fn mark(&self, canvas: &mut Canvas, row: &Row, scale: &Scale, y: f64) {
        let line = Paint::line("interval", ACCENT, 2.0);
        if let Some([low, high]) = row.interval {
            let [low, high] = [low, high].map(|x| scale.place(x));
            canvas.line(point(low, y), point(high, y), &line);
            for x in [low, high] {
                canvas.line(point(x, y - 3.5), point(x, y + 3.5), &line);
            }
        }
        let fill = if row.is_decided(self.reference) {
            ACCENT
        } else {
            PAPER
        };
        let at = point(scale.place(row.estimate), y);
        canvas.rect(
            &Rect::about(at, 2.0 * MARK, 2.0 * MARK),
            0.0,
            &Paint::line("estimate", ACCENT, 1.6).filled(fill),
        );
    }

    fn description(&self) -> String {
        let mut sentences = vec![format!("{}. {}", self.title, self.axis)];
        for (heading, rows) in &self.groups {
            if !heading.is_empty() {
                sentences.push(format!("{heading}:"));
            }
            sentences.extend(
                rows.iter()
                    .map(|row| format!("{}: {}.", row.label, row.numbers())),
            );
        }
        sentences.join(" ")
    }
}
