//! What a construct does to another at values of a moderator: a line for each value; of a square, its curve.

use super::Picture;
use super::canvas::{Anchor, Canvas, FAINT, Paint, QUIET, Type, place};
use super::geometry::point;
use super::lettering::{folded, width, wrapped};
use super::lines::{self, End, TEXT, TO_NAMES, WIDEST_NAME};
use super::scale::Scale;

const SMALL: Type = Type::of(12.0).coloured(QUIET);
const LEFT: f64 = 60.0;
const PLOT: f64 = 300.0;
const HEIGHT: f64 = 260.0;
const MARGIN: f64 = 10.0;
/// Marks on an axis at most.
const MARKS: usize = 6;

/// Lines of a predicted score.
#[derive(Debug)]
pub(in crate::report) struct Slopes {
    pub(in crate::report) id: String,
    pub(in crate::report) title: String,
    pub(in crate::report) subtitle: String,
    /// What the axes show: across and upwards.
    pub(in crate::report) axes: [String; 2],
    pub(in crate::report) lines: Vec<SlopeLine>,
}

/// A line.
#[derive(Debug)]
pub(in crate::report) struct SlopeLine {
    pub(in crate::report) name: String,
    /// Its slope, which stands below the name and is never folded; nothing for a curve.
    pub(in crate::report) slope: String,
    pub(in crate::report) points: Vec<[f64; 2]>,
}

impl Slopes {
    pub(in crate::report) fn picture(&self) -> Picture {
        let names: Vec<Vec<String>> = self
            .lines
            .iter()
            .map(|line| {
                let mut lines = folded(&line.name, TEXT.size, WIDEST_NAME, 5);
                lines.extend(Some(line.slope.clone()).filter(|slope| !slope.is_empty()));
                lines
            })
            .collect();
        let widest = names.iter().flatten().map(|line| width(line, TEXT.size));
        let right = LEFT + PLOT;
        let whole = right + TO_NAMES + widest.fold(60.0, f64::max) + MARGIN;
        let mut canvas = Canvas::default();
        let mut y = MARGIN;
        let heading = Type::of(15.0).bold();
        for (text, style) in [(&self.title, &heading), (&self.subtitle, &SMALL)] {
            for line in wrapped(text, style.size * 1.06, whole - 2.0 * MARGIN) {
                y += style.line();
                canvas.text(point(MARGIN, y - style.line() / 2.0), &line, style);
            }
        }
        let (top, bottom) = (y + 16.0, y + 16.0 + HEIGHT);
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let across = Scale::of(points().map(|p| p[0]), LEFT, right);
        let upwards = Scale::of(points().map(|p| p[1]), bottom, top);
        self.axes(&mut canvas, &across, &upwards, [top, bottom]);
        let at = |[x, y]: [f64; 2]| point(across.place(x), upwards.place(y));
        let mut ends = Vec::new();
        for (i, (line, name)) in self.lines.iter().zip(&names).enumerate() {
            let points = &line.points;
            let places: Vec<String> = points.iter().map(|&p| place(at(p))).collect();
            canvas.path(&format!("M{}", places.join("L")), &lines::stroke(i));
            let end = points.last().map(|&p| End {
                line: i,
                at: at(p),
                name,
            });
            ends.extend(end);
        }
        lines::name(&mut canvas, ends, right, [top, bottom]);
        let described = names.iter().map(|lines| format!("{}.", lines.join(" ")));
        let described: Vec<String> = described.collect();
        let description = format!("{}. {} {}", self.title, self.subtitle, described.join(" "));
        let height = bottom + 54.0;
        Picture::new(
            &self.id,
            self.title.clone(),
            description,
            whole,
            height,
            canvas,
        )
    }

    fn axes(&self, canvas: &mut Canvas, across: &Scale, upwards: &Scale, [top, bottom]: [f64; 2]) {
        let right = LEFT + PLOT;
        let grid = Paint::line("grid", FAINT, 1.0);
        let (marks, decimals) = upwards.marks(MARKS);
        for mark in marks {
            let y = upwards.place(mark);
            canvas.line(point(LEFT, y), point(right, y), &grid);
            let text = format!("{mark:.decimals$}");
            canvas.text(point(LEFT - 8.0, y), &text, &TEXT.anchored(Anchor::End));
        }
        let axis = Paint::line("axis", QUIET, 1.0);
        canvas.line(point(LEFT, bottom), point(right, bottom), &axis);
        canvas.line(point(LEFT, top), point(LEFT, bottom), &axis);
        let (marks, decimals) = across.marks(MARKS);
        for mark in marks {
            let x = across.place(mark);
            canvas.line(point(x, bottom), point(x, bottom + 5.0), &axis);
            let text = format!("{mark:.decimals$}");
            canvas.text(
                point(x, bottom + 15.0),
                &text,
                &TEXT.anchored(Anchor::Middle),
            );
        }
        let [along, up] = &self.axes;
        let middle = point(f64::midpoint(LEFT, right), bottom + 38.0);
        canvas.text(middle, along, &TEXT.anchored(Anchor::Middle));
        canvas.upwards(point(18.0, f64::midpoint(top, bottom)), up, &TEXT);
    }
}
