//! The route of an arrow: straight between the constructs of a layer, and in a curve from a layer to the next, so that it
//! does not touch a construct.

use crate::report::figure::canvas::place;
use crate::report::figure::geometry::{Point, point};

/// The length of the pieces in which a route is measured, and their minimum number in each step.
const PIECE: f64 = 5.0;
const PIECES: usize = 16;
/// The share of a gap after which a curve is nearly straight.
const BEND: f64 = 0.36;
/// Length of an arrow's head, and half of its width: of a thin arrow, and for each pixel that it is wider.
const HEAD: [f64; 2] = [7.0, 1.4];
const HALF_HEAD: [f64; 2] = [2.4, 1.1];
/// The longest head that is drawn.
pub(super) const LONGEST_HEAD: f64 = 13.0;

/// A way from a start, step by step.
#[derive(Debug, Clone)]
pub(super) struct Route {
    start: Point,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Line(Point),
    /// A cubic curve: two points that draw it, and its end.
    Curve(Point, Point, Point),
}

impl Route {
    /// A way that begins here.
    pub(super) fn from(start: Point) -> Self {
        Self {
            start,
            steps: Vec::new(),
        }
    }

    fn end(&self) -> Point {
        match self.steps.last() {
            None => self.start,
            Some(Step::Line(end) | Step::Curve(_, _, end)) => *end,
        }
    }

    pub(super) fn straight_to(&mut self, end: Point) {
        self.steps.push(Step::Line(end));
    }

    /// Continues to a point, leaving and arriving along the flow of the picture (x).
    pub(super) fn curve_to(&mut self, end: Point) {
        let start = self.end();
        if (start.y - end.y).abs() < 0.5 {
            return self.straight_to(end);
        }
        let bend = BEND * (end.x - start.x);
        self.steps.push(Step::Curve(
            point(start.x + bend, start.y),
            point(end.x - bend, end.y),
            end,
        ));
    }

    /// The way with its coordinates exchanged.
    pub(super) fn turned(&self) -> Self {
        self.mapped(Point::turned)
    }

    pub(super) fn moved(&self, by: Point) -> Self {
        self.mapped(|p| p.moved(by))
    }

    fn mapped(&self, of: impl Fn(Point) -> Point) -> Self {
        let step = |step: &Step| match *step {
            Step::Line(end) => Step::Line(of(end)),
            Step::Curve(a, b, end) => Step::Curve(of(a), of(b), of(end)),
        };
        Self {
            start: of(self.start),
            steps: self.steps.iter().map(step).collect(),
        }
    }

    /// The way in the other direction.
    pub(super) fn reversed(&self) -> Self {
        let mut ends = vec![self.start];
        ends.extend(self.steps.iter().map(|step| match step {
            Step::Line(end) | Step::Curve(_, _, end) => *end,
        }));
        let steps = self.steps.iter().zip(&ends).rev();
        Self {
            start: self.end(),
            steps: steps
                .map(|(step, before)| match *step {
                    Step::Line(_) => Step::Line(*before),
                    Step::Curve(a, b, _) => Step::Curve(b, a, *before),
                })
                .collect(),
        }
    }

    /// Points along the route, close enough to represent it.
    pub(super) fn points(&self) -> Vec<Point> {
        let mut points = vec![self.start];
        for step in &self.steps {
            let from = points[points.len() - 1];
            let (Step::Line(end) | Step::Curve(_, _, end)) = *step;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // a length of a picture
            let pieces = ((from.distance(end) / PIECE) as usize).max(PIECES);
            for piece in 1..=pieces {
                let t = piece as f64 / pieces as f64;
                points.push(match *step {
                    Step::Line(end) => from.towards(end, t),
                    Step::Curve(a, b, end) => {
                        let (first, middle, last) =
                            (from.towards(a, t), a.towards(b, t), b.towards(end, t));
                        first.towards(middle, t).towards(middle.towards(last, t), t)
                    }
                });
            }
        }
        points
    }

    /// The line of an arrow of this width up to its head, as SVG path data, and the corners of the
    /// head.
    pub(super) fn drawn(&self, width: f64) -> (String, [Point; 3]) {
        let of = |[thin, wider]: [f64; 2]| thin + wider * width;
        let (head, half) = (of(HEAD).min(LONGEST_HEAD), of(HALF_HEAD));
        let tip = self.end();
        let points = self.points();
        let before = points[points.len() - 2];
        let length = tip.distance(before).max(1e-9);
        let (dx, dy) = ((tip.x - before.x) / length, (tip.y - before.y) / length);
        let base = point(tip.x - head * dx, tip.y - head * dy);
        let corner = |side: f64| point(base.x - side * half * dy, base.y + side * half * dx);
        let mut line = format!("M{}", place(self.start));
        for (i, step) in self.steps.iter().enumerate() {
            let last = i + 1 == self.steps.len();
            match *step {
                Step::Line(_) if last => line.extend(["L", &place(base)]),
                Step::Line(end) => line.extend(["L", &place(end)]),
                Step::Curve(a, b, end) => {
                    line.extend(["C", &place(a), " ", &place(b), " ", &place(end)]);
                }
            }
        }
        (line, [tip, corner(1.0), corner(-1.0)])
    }
}
