//! Curves of numbers against a whole number, such as power against the number of rows.

use super::Picture;
use super::canvas::{Anchor, Canvas, FAINT, INK, Paint, QUIET, Type, place};
use super::geometry::{Rect, point};
use super::lettering::{folded, width, wrapped};
use super::scale::Scale;

/// Colours that people with any colour vision can distinguish, after Okabe and Ito (2008), without the light yellow,
/// which is hard to see on white paper.
const COLOURS: [&str; 7] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#56B4E9", "#E69F00",
];
/// Lines of the same colour differ in their dashes, and so do neighbours, so that the plot can be
/// read without colours.
const DASHES: [&str; 4] = ["", "7 3", "2 3", "9 3 2 3"];
const TEXT: Type = Type::of(13.0);
const SMALL: Type = Type::of(12.0).coloured(QUIET);
const LEFT: f64 = 56.0;
const PLOT: f64 = 300.0;
const LEAST_HEIGHT: f64 = 300.0;
const MARGIN: f64 = 10.0;
/// From the plot to the names of curves, and how wide these are at most.
const TO_NAMES: f64 = 20.0;
const WIDEST_NAME: f64 = 190.0;
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
        self.name(&mut canvas, &frame, &names);
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

    /// The name of every curve beside its end, moved apart where they would overlap.
    fn name(&self, canvas: &mut Canvas, frame: &Frame, names: &[Vec<String>]) {
        let ended = self.lines.iter().enumerate();
        let mut ends: Vec<(f64, usize)> = ended
            .filter_map(|(i, curve)| Some((frame.y(curve.points.last()?.1), i)))
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let heights: Vec<f64> = ends
            .iter()
            .map(|(_, i)| TEXT.line() * names[*i].len() as f64 + 3.0)
            .collect();
        let right = LEFT + PLOT;
        for (place, (end, i)) in spread(&ends, &heights, frame).into_iter().zip(&ends) {
            let from = self.lines[*i].points.last();
            let x = from.map_or(right, |p| frame.across.place(p.0 as f64));
            let way = format!(
                "M{}L{}h10",
                self::place(point(x + 5.0, *end)),
                self::place(point(right + 6.0, place))
            );
            canvas.path(&way, &Paint::line("leader", colour(*i), 1.0));
            canvas.lines(point(right + TO_NAMES, place), &names[*i], &TEXT);
        }
    }
}

fn colour(i: usize) -> &'static str {
    COLOURS[i % COLOURS.len()]
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
    let line = Paint::line("curve", colour(i), 2.0).dashed(DASHES[i % DASHES.len()]);
    canvas.path(&format!("M{}", places.join("L")), &line);
    for &(n, share, [low, high]) in &curve.points {
        if high > low {
            let line = Paint::line("interval", colour(i), 1.2);
            canvas.line(at(n, low), at(n, high), &line);
        }
        let mark = Rect::about(at(n, share), 2.0 * MARK, 2.0 * MARK);
        // Neighbours differ in their marks, too.
        if i.is_multiple_of(2) {
            canvas.ellipse(&mark, &Paint::area("point", colour(i)));
        } else {
            canvas.rect(
                &mark,
                0.0,
                &Paint::line("point", INK, 0.6).filled(colour(i)),
            );
        }
    }
}

/// Middles of names of these heights, each below the one before it and as near to its end as that allows.
fn spread(ends: &[(f64, usize)], heights: &[f64], frame: &Frame) -> Vec<f64> {
    let mut places: Vec<f64> = ends.iter().map(|(end, _)| *end).collect();
    let apart = |i: usize| f64::midpoint(heights[i], heights[i + 1]);
    for i in 0..places.len() {
        let least = if i == 0 {
            frame.top
        } else {
            places[i - 1] + apart(i - 1)
        };
        places[i] = places[i].max(least);
    }
    for i in (0..places.len()).rev() {
        let most = places
            .get(i + 1)
            .map_or(frame.bottom, |next| next - apart(i));
        places[i] = places[i].min(most);
    }
    places
}
