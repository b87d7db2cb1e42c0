//! What a construct does to another at values of a moderator: a line for each value; of a square, its curve.

use super::Picture;
use super::canvas::{Canvas, place};
use super::geometry::point;
use super::lettering::folded;
use super::lines::{self, End, TEXT, WIDEST_NAME};
use super::plot::{self, Plot};
use super::scale::Scale;

const LEFT: f64 = 60.0;
const HEIGHT: f64 = 260.0;
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
    /// Heights that the upward axis shows besides those of the lines: of pictures that are compared.
    pub(in crate::report) heights: Vec<f64>,
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
        let whole = plot::whole(LEFT, &names);
        let mut canvas = Canvas::default();
        let top = plot::heading(&mut canvas, &self.title, &self.subtitle, whole);
        let plot = Plot {
            left: LEFT,
            top,
            bottom: top + HEIGHT,
        };
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let across = Scale::of(points().map(|p| p[0]), LEFT, plot.right());
        let heights = points().map(|p| p[1]).chain(self.heights.iter().copied());
        let upwards = Scale::of(heights, plot.bottom, top);
        self.axes(&mut canvas, plot, &across, &upwards);
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
        lines::name(&mut canvas, ends, plot.right(), [top, plot.bottom]);
        let described = names.iter().map(|lines| format!("{}.", lines.join(" ")));
        let described: Vec<String> = described.collect();
        let description = format!("{}. {} {}", self.title, self.subtitle, described.join(" "));
        Picture::new(
            &self.id,
            self.title.clone(),
            description,
            whole,
            plot.height(),
            canvas,
        )
    }

    fn axes(&self, canvas: &mut Canvas, plot: Plot, across: &Scale, upwards: &Scale) {
        let (marks, decimals) = upwards.marks(MARKS);
        for mark in marks {
            plot.number(canvas, upwards.place(mark), &format!("{mark:.decimals$}"));
        }
        plot.axes(canvas);
        let (marks, decimals) = across.marks(MARKS);
        for mark in marks {
            let x = across.place(mark);
            plot.tick(canvas, x);
            plot.ticked(canvas, x, &format!("{mark:.decimals$}"));
        }
        plot.titles(canvas, &self.axes);
    }
}
