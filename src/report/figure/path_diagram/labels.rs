//! The places of coefficients: each on its own arrow or, if other arrows cross it there, beside it; none covers anything
//! else.

use crate::report::figure::geometry::{Point, Rect, point};

/// Places along an arrow that are tried.
const TRIED: usize = 25;
/// Rounds in which each label searches for a better place, given the places of the others.
const ROUNDS: usize = 4;
/// Space around a label.
const APART: f64 = 2.5;
/// From an arrow to a label beside it, and how much worse this place is than one on the arrow.
const BESIDE: f64 = 2.0;
const COST_BESIDE: f64 = 5.0;
/// An arrow that is nearer than this may be mistaken for the label's own arrow.
const NEAR: f64 = 9.0;

/// A label and the way that it stands on.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The way, as an index.
    pub(super) on: usize,
}

/// An arrow, and the box that holds it.
struct Way<'p> {
    points: &'p [Point],
    bounds: Rect,
}

impl<'p> Way<'p> {
    fn of(points: &'p [Point]) -> Self {
        let boxes = points.iter().map(|p| Rect::about(*p, 0.0, 0.0));
        let bounds = boxes.reduce(Rect::joined);
        Self {
            points,
            bounds: bounds.unwrap_or(Rect::about(point(0.0, 0.0), 0.0, 0.0)),
        }
    }

    fn meets(&self, rect: &Rect) -> bool {
        let steps = || self.points.windows(2);
        // A line along a side of the page has a box without a height or a width.
        self.bounds.grown(1.0).overlaps(rect) && steps().any(|s| rect.meets(s[0], s[1]))
    }
}

/// A place, and how good it is.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    rect: Rect,
    /// Other arrows that it would lie over.
    covered: usize,
    /// Other arrows that are near.
    near: usize,
    /// From the middle of its arrow, as a share.
    off: f64,
    /// Whether it is beside its arrow and not on it.
    beside: bool,
}

/// What is not clear about the places of labels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unclear {
    /// Other arrows beneath labels.
    pub(super) covered: usize,
    /// Labels beside their arrows.
    pub(super) beside: usize,
}

/// A box for each label, and what is not clear about them; `None` if the labels cannot all be placed without overlap with
/// `taken` boxes and with each other.
pub(super) fn place(
    wanted: &[Wanted],
    ways: &[Vec<Point>],
    taken: &[Rect],
) -> Option<(Vec<Rect>, Unclear)> {
    let ways: Vec<Way<'_>> = ways.iter().map(|points| Way::of(points)).collect();
    let candidates: Vec<Vec<Candidate>> = wanted
        .iter()
        .map(|label| candidates(label, &ways, taken))
        .collect();
    // Labels with the fewest possible places are placed first.
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&i| candidates[i].len());
    let mut chosen: Vec<Option<Candidate>> = vec![None; wanted.len()];
    for _ in 0..ROUNDS {
        for &i in &order {
            let crowded = |rect: &Rect| {
                let others = chosen.iter().enumerate().filter(|(j, _)| *j != i);
                others
                    .filter_map(|(_, c)| c.as_ref())
                    .filter(|c| c.rect.grown(APART).overlaps(&rect.grown(APART)))
                    .count() as f64
            };
            let cost = |c: &&Candidate| {
                let beside = if c.beside { COST_BESIDE } else { 0.0 };
                1e3 * crowded(&c.rect)
                    + 10.0 * c.covered as f64
                    + c.near as f64
                    + 4.0 * c.off
                    + beside
            };
            let best = candidates[i]
                .iter()
                .min_by(|a, b| cost(a).total_cmp(&cost(b)));
            chosen[i] = best.copied();
        }
    }
    let chosen: Vec<Candidate> = chosen.into_iter().collect::<Option<_>>()?;
    let rects: Vec<Rect> = chosen.iter().map(|c| c.rect).collect();
    let free = rects.iter().enumerate().all(|(i, a)| {
        rects[i + 1..]
            .iter()
            .all(|b| !a.grown(APART / 2.0).overlaps(&b.grown(APART / 2.0)))
    });
    let unclear = Unclear {
        covered: chosen.iter().map(|c| c.covered).sum(),
        beside: chosen.iter().filter(|c| c.beside).count(),
    };
    free.then_some((rects, unclear))
}

fn candidates(label: &Wanted, ways: &[Way<'_>], taken: &[Rect]) -> Vec<Candidate> {
    let way = ways[label.on].points;
    let mut lengths = vec![0.0];
    for step in way.windows(2) {
        let length = step[0].distance(step[1]);
        lengths.push(lengths[lengths.len() - 1] + length);
    }
    let whole = lengths[lengths.len() - 1];
    let tried = (1..TRIED).map(|i| i as f64 / TRIED as f64);
    let candidate = |share: f64, side: f64| {
        let at = lengths.partition_point(|length| *length < share * whole);
        let (from, to) = (at.saturating_sub(1), at.min(way.len() - 1));
        let step = (lengths[to] - lengths[from]).max(1e-9);
        let on = way[from].towards(way[to], (share * whole - lengths[from]) / step);
        // To the side, as far as the box reaches in this direction.
        let along = point(way[to].x - way[from].x, way[to].y - way[from].y);
        let (x, y) = (-along.y / step, along.x / step);
        let reach = f64::midpoint(x.abs() * label.width, y.abs() * label.height) + BESIDE;
        let centre = on.moved(point(side * reach * x, side * reach * y));
        let rect = Rect::about(centre, label.width, label.height);
        if taken.iter().any(|t| t.overlaps(&rect.grown(APART))) {
            return None;
        }
        // Other arrows beneath a label make it unclear to which arrow it belongs.
        let met = |rect: Rect| {
            let others = ways.iter().enumerate().filter(|(i, _)| *i != label.on);
            others.filter(|(_, way)| way.meets(&rect)).count()
        };
        Some(Candidate {
            rect,
            covered: met(rect.grown(1.0)),
            near: met(rect.grown(NEAR)),
            off: (share - 0.5).abs(),
            beside: side != 0.0,
        })
    };
    let places = tried.flat_map(|share| [0.0, 1.0, -1.0].map(|side| (share, side)));
    places
        .filter_map(|(share, side)| candidate(share, side))
        .collect()
}
