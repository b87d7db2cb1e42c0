//! Curves of numbers against a whole number, such as power against the number of rows.

use super::Picture;
use super::canvas::{Canvas, INK, Paint, QUIET, place};
use super::geometry::{Rect, point};
use super::lettering::{folded, width};
use super::lines::{self, End, TEXT, WIDEST_NAME};
use super::plot::{self, Plot};
use super::scale::Scale;

const LEFT: f64 = 56.0;
const LEAST_HEIGHT: f64 = 300.0;
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
    plot: Plot,
}

impl Frame {
    fn y(&self, number: f64) -> f64 {
        let Plot { top, bottom, .. } = self.plot;
        let share = || bottom - (bottom - top) * number;
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
        let whole = plot::whole(LEFT, &names);
        let mut canvas = Canvas::default();
        let top = plot::heading(&mut canvas, &self.title, &self.subtitle, whole);
        let lines: usize = names.iter().map(Vec::len).sum();
        let height = LEAST_HEIGHT.max(TEXT.line() * lines as f64 + 4.0 * names.len() as f64);
        let marks = self.marks.iter().map(|&n| n as f64);
        let plot = Plot {
            left: LEFT,
            top,
            bottom: top + height,
        };
        let frame = Frame {
            across: Scale::of(marks, LEFT, plot.right()),
            upwards: self
                .range
                .map(|range| Scale::of(range.into_iter(), plot.bottom, top)),
            plot,
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
        let ends = ends.collect();
        lines::name(&mut canvas, ends, plot.right(), [top, plot.bottom]);
        let description = self.description.clone();
        Picture::new(
            &self.id,
            self.title.clone(),
            description,
            whole,
            plot.height(),
            canvas,
        )
    }

    fn axes(&self, canvas: &mut Canvas, frame: &Frame) {
        let plot = frame.plot;
        for (number, written) in frame.levels() {
            plot.number(canvas, frame.y(number), &written);
        }
        if let Some(target) = self.target {
            let line = Paint::line("target", QUIET, 1.2).dashed("5 4");
            plot.level(canvas, frame.y(target), &line);
        }
        plot.axes(canvas);
        // Labels of close numbers would overlap.
        let mut last = f64::NEG_INFINITY;
        for &n in &self.marks {
            let (x, digits) = (frame.across.place(n as f64), n.to_string());
            let half = width(&digits, TEXT.size) / 2.0 + 3.0;
            plot.tick(canvas, x);
            if x - half > last {
                plot.ticked(canvas, x, &digits);
                last = x + half;
            }
        }
        plot.titles(canvas, &self.axes);
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
