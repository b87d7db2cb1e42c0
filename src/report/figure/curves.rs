//! Curves of numbers against a whole number, such as power against the number of rows.

use super::Picture;
use super::canvas::{Anchor, Canvas, FAINT, INK, Paint, QUIET, Type, place};
use super::geometry::{Rect, point};
use super::lettering::{folded, width, wrapped};
use super::lines::{self, End, TEXT, TO_NAMES, WIDEST_NAME};
use super::scale::Scale;

const SMALL: Type = Type::of(12.0).coloured(QUIET);
const LEFT: f64 = 56.0;
const PLOT: f64 = 300.0;
const LEAST_HEIGHT: f64 = 300.0;
const MARGIN: f64 = 10.0;
/// Half of the mark of a point.
const MARK: f64 = 3.2;

/// Curves with their names at their ends.
#[derive(Debug)]
pub(in crate::report) struct Curves {
    pub(in crate::report) id: String,
    pub(in crate::report) title: String,
    pub(in crate::report) subtitle: String,
    /// The picture in words.
    pub(in crate::report) description: String,
    pub(in crate::report) lines: Vec<Curve>,
    /// Whole numbers that are marked on the axis.
    pub(in crate::report) marks: Vec<usize>,
    /// A number that is looked for.
    pub(in crate::report) target: Option<f64>,
    /// The lowest and the highest number that is shown; they are shares from 0 to 1, if these are not given.
    pub(in crate::report) range: Option<[f64; 2]>,
    /// The titles of the horizontal and the vertical axis.
    pub(in crate::report) axes: [String; 2],
}

/// A curve.
#[derive(Debug)]
pub(in crate::report) struct Curve {
    pub(in crate::report) label: String,
    /// A whole number, the number at it, and the interval of that.
    pub(in crate::report) points: Vec<(usize, f64, [f64; 2])>,
}

/// The places of a plot.
struct Frame {
    across: Scale,
    /// Of numbers that are no shares.
    upwards: Option<Scale>,
    top: f64,
    bottom: f64,
}

impl Frame {
    fn y(&self, number: f64) -> f64 {
        let share = || self.bottom - (self.bottom - self.top) * number;
        self.upwards.map_or_else(share, |scale| scale.place(number))
    }

    /// Where the axis is marked, with how the marks are written.
    fn levels(&self) -> Vec<(f64, String)> {
        let Some(scale) = &self.upwards else {
            let fifths = (0..=5_u8).map(|fifth| f64::from(fifth) / 5.0);
            return fifths.map(|share| (share, format!("{share:.1}"))).collect();
        };
        let (marks, decimals) = scale.marks(6);
        let written = |mark: f64| (mark, format!("{mark:.decimals$}"));
        marks.into_iter().map(written).collect()
    }
}

impl Curves {
    pub(in crate::report) fn picture(&self) -> Picture {
        let names: Vec<Vec<String>> = self
            .lines
            .iter()
            .map(|curve| folded(&curve.label, TEXT.size, WIDEST_NAME, 5))
            .collect();
        let widest = names.iter().flatten().map(|line| width(line, TEXT.size));
        let right = LEFT + PLOT;
        let whole = right + TO_NAMES + widest.fold(60.0, f64::max) + MARGIN;
        let mut canvas = Canvas::default();
        let mut y = MARGIN;
        let heading = Type::of(15.0).bold();
        let inner = whole - 2.0 * MARGIN;
        for (text, style) in [(&self.title, &heading), (&self.subtitle, &SMALL)] {
            for line in wrapped(text, style.size * 1.06, inner) {
                y += style.line();
                canvas.text(point(MARGIN, y - style.line() / 2.0), &line, style);
            }
        }
        let top = y + 16.0;
        let lines: usize = names.iter().map(Vec::len).sum();
        let height = LEAST_HEIGHT.max(TEXT.line() * lines as f64 + 4.0 * names.len() as f64);
        let marks = self.marks.iter().map(|&n| n as f64);
        let frame = Frame {
            across: Scale::of(marks, LEFT, right),
            upwards: self
                .range
                .map(|range| Scale::of(range.into_iter(), top + height, top)),
            top,
            bottom: top + height,
        };
        self.axes(&mut canvas, &frame);
        for (i, curve) in self.lines.iter().enumerate() {
            draw(&mut canvas, &frame, i, curve);
        }
        let numbered = self.lines.iter().zip(&names).enumerate();
        let ends = numbered.filter_map(|(i, (curve, lines))| {
            let &(n, share, _) = curve.points.last()?;
            let at = point(frame.across.place(n as f64), frame.y(share));
            Some(End {
                line: i,
                at,
                name: lines,
            })
        });
        lines::name(
            &mut canvas,
            ends.collect(),
            right,
            [frame.top, frame.bottom],
        );
        let description = self.description.clone();
        let bottom = frame.bottom + 54.0;
        Picture::new(
            &self.id,
            self.title.clone(),
            description,
            whole,
            bottom,
            canvas,
        )
    }

    fn axes(&self, canvas: &mut Canvas, frame: &Frame) {
        let right = LEFT + PLOT;
        let level = |canvas: &mut Canvas, y: f64, paint: &Paint| {
            canvas.line(point(LEFT, y), point(right, y), paint);
        };
        for (number, written) in frame.levels() {
            let y = frame.y(number);
            level(canvas, y, &Paint::line("grid", FAINT, 1.0));
            canvas.text(point(LEFT - 8.0, y), &written, &TEXT.anchored(Anchor::End));
        }
        if let Some(target) = self.target {
            let line = Paint::line("target", QUIET, 1.2).dashed("5 4");
            level(canvas, frame.y(target), &line);
        }
        let axis = Paint::line("axis", QUIET, 1.0);
        level(canvas, frame.bottom, &axis);
        canvas.line(point(LEFT, frame.top), point(LEFT, frame.bottom), &axis);
        // Labels of close numbers would overlap.
        let mut last = f64::NEG_INFINITY;
        for &n in &self.marks {
            let (x, digits) = (frame.across.place(n as f64), n.to_string());
            let half = width(&digits, TEXT.size) / 2.0 + 3.0;
            canvas.line(point(x, frame.bottom), point(x, frame.bottom + 5.0), &axis);
            if x - half > last {
                let at = point(x, frame.bottom + 15.0);
                canvas.text(at, &digits, &TEXT.anchored(Anchor::Middle));
                last = x + half;
            }
        }
        let [across, upwards] = &self.axes;
        let middle = point(f64::midpoint(LEFT, right), frame.bottom + 38.0);
        canvas.text(middle, across, &TEXT.anchored(Anchor::Middle));
        if !upwards.is_empty() {
            canvas.upwards(
                point(18.0, f64::midpoint(frame.top, frame.bottom)),
                upwards,
                &TEXT,
            );
        }
    }
}

fn draw(canvas: &mut Canvas, frame: &Frame, i: usize, curve: &Curve) {
    let at = |n: usize, share: f64| point(frame.across.place(n as f64), frame.y(share));
    let places: Vec<String> = curve
        .points
        .iter()
        .map(|&(n, share, _)| place(at(n, share)))
        .collect();
    if places.is_empty() {
        return;
    }
    let line = lines::stroke(i);
    canvas.path(&format!("M{}", places.join("L")), &line);
    for &(n, share, [low, high]) in &curve.points {
        if high > low {
            let line = Paint::line("interval", lines::colour(i), 1.2);
            canvas.line(at(n, low), at(n, high), &line);
        }
        let mark = Rect::about(at(n, share), 2.0 * MARK, 2.0 * MARK);
        // Neighbours differ in their marks, too.
        if i.is_multiple_of(2) {
            canvas.ellipse(&mark, &Paint::area("point", lines::colour(i)));
        } else {
            canvas.rect(
                &mark,
                0.0,
                &Paint::line("point", INK, 0.6).filled(lines::colour(i)),
            );
        }
    }
}
