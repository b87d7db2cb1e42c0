//! The whole layout of a path diagram, in the direction in which its letters are larger in print.

use super::cell::{BETWEEN_ARROWS, Cell, NAME, SMALL, Side};
use super::labels::{self, Unclear, Wanted};
use super::layers::Layers;
use super::places::{Breadth, places};
use super::route::{LONGEST_HEAD, Route};
use super::{PathDiagram, Shape};
use crate::report::figure::geometry::{Point, Rect, point};
use crate::report::figure::lettering::{LINE, width};

/// Between constructs of a layer.
const APART: f64 = 18.0;
/// Half of the space that a passing arrow needs in a layer.
const PASSING: f64 = 5.0;
/// From a layer's constructs to where arrows begin to bend.
const STUB: f64 = LONGEST_HEAD + 1.0;
/// Around the picture.
const MARGIN: f64 = 8.0;
/// The factor by which the gaps between layers grow if labels cannot be placed, and the maximum
/// number of times.
const LARGER: f64 = 1.22;
const TRIES: i32 = 7;
/// The factors for the score of a layout for each arrow beneath the label of another, and for each label beside its arrow:
/// smaller letters are better than a label of which it is not clear to which arrow it belongs.
const COVERED: f64 = 0.5;
const BESIDE: f64 = 0.95;
/// The size of letters in points when a picture is printed 8 cm wide that is worth turning the picture for, and the height
/// of a page in units of that width.
const LEGIBLE: f64 = 5.0;
const COLUMN: f64 = 8.0 / 2.54 * 72.0;
const PAGE: f64 = 2.6;

/// The direction in which arrows lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Right,
    Down,
}

/// Where labels have room across the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Little,
    /// Beside every passing arrow.
    BesideArrows,
    /// Between constructs, too.
    BetweenConstructs,
}

/// Where everything lies.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) cells: Vec<(Point, Cell)>,
    pub(super) routes: Vec<Route>,
    /// The lines of each arrow's label, and its box.
    pub(super) labels: Vec<Option<(Vec<String>, Rect)>>,
    /// What is not clear about the places of labels.
    unclear: Unclear,
}

impl Layout {
    /// From left to right if that can be read in a column of text, otherwise in the direction that can be read better.
    pub(super) fn of(diagram: &PathDiagram) -> Self {
        let right = Self::along(diagram, Flow::Right);
        if right.worth() >= LEGIBLE {
            return right;
        }
        let down = Self::along(diagram, Flow::Down);
        if down.worth() > right.worth() {
            down
        } else {
            right
        }
    }

    /// Size in points of the letters of small texts, printed in a column 8 cm wide and no longer than a page; the less the
    /// more labels are unclear.
    fn worth(&self) -> f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // a few arrows
        let power = |factor: f64, count: usize| factor.powi(count.min(1000) as i32);
        let Unclear { covered, beside } = self.unclear;
        self.printed() * power(COVERED, covered) * power(BESIDE, beside)
    }

    fn printed(&self) -> f64 {
        SMALL * (COLUMN / self.width).min(PAGE * COLUMN / self.height)
    }

    /// The best layout in one direction: with gaps as large as labels need, and with room for labels beside passing arrows, also
    /// between constructs, or without.
    fn along(diagram: &PathDiagram, flow: Flow) -> Self {
        let mut best: Option<Self> = None;
        for room in [Room::Little, Room::BesideArrows, Room::BetweenConstructs] {
            let skeleton = Skeleton::new(diagram, flow, room);
            for attempt in 0..TRIES {
                let Some(layout) = skeleton.drawn(LARGER.powi(attempt), true) else {
                    continue;
                };
                let clear = layout.unclear == Unclear::default();
                let printed = layout.printed();
                if best
                    .as_ref()
                    .is_none_or(|best| layout.worth() > best.worth())
                {
                    best = Some(layout);
                }
                let worth = best.as_ref().map_or(0.0, Self::worth);
                if clear || printed < worth {
                    break;
                }
            }
        }
        // Arrows without a place for their labels are drawn without them.
        best.or_else(|| Skeleton::new(diagram, flow, Room::Little).drawn(1.0, false))
            .unwrap_or_else(|| unreachable!("without labels every layout has a place for all"))
    }
}

/// The part of the layout that does not depend on the gaps between layers. Places are along the flow
/// (x) and across it (y).
struct Skeleton<'d> {
    diagram: &'d PathDiagram,
    flow: Flow,
    layers: Layers,
    cells: Vec<Cell>,
    across: Vec<f64>,
    /// Where each arrow leaves its first construct and arrives at its last, across from their centres.
    ports: Vec<[f64; 2]>,
    labels: Vec<Vec<String>>,
}

impl<'d> Skeleton<'d> {
    fn new(diagram: &'d PathDiagram, flow: Flow, room: Room) -> Self {
        let labels: Vec<Vec<String>> = diagram.arrows.iter().map(|a| diagram.label(a)).collect();
        let nodes = &diagram.nodes;
        let arrows: Vec<(usize, usize)> = diagram.arrows.iter().map(|a| (a.from, a.to)).collect();
        let layers = Layers::new(nodes.len(), &arrows);
        let mut cells: Vec<Cell> = nodes.iter().map(Cell::new).collect();
        // The constructs of a layer are equally large along the flow.
        for layer in 0..layers.rows.len() {
            let own = |i: &usize| layers.layer[*i] == layer && nodes[*i].shape != Shape::Term;
            let own: Vec<usize> = (0..cells.len()).filter(own).collect();
            let largest =
                |of: fn(&Cell) -> f64| own.iter().map(|&i| of(&cells[i])).fold(0.0, f64::max);
            let (width, height) = (largest(|c| c.half.x), largest(|c| c.half.y));
            for &i in &own {
                match flow {
                    Flow::Right => cells[i].widen(width),
                    Flow::Down => cells[i].half.y = height,
                }
            }
        }
        for (i, cell) in cells.iter_mut().enumerate() {
            let leaving = layers.chains.iter().filter(|c| c[0] == i).count();
            let arriving = layers.chains.iter().filter(|c| c[c.len() - 1] == i).count();
            cell.make_room(leaving.max(arriving), flow == Flow::Down);
            let first = layers.layer[i] == 0 && arriving == 0;
            let last = layers.layer[i] + 1 == layers.rows.len() && leaving == 0;
            if diagram.indicators {
                cell.place(&nodes[i].indicators, flow.sides(first, last));
            }
        }
        let label = labels
            .iter()
            .map(|lines| flow.turned(label_size(lines)).y)
            .fold(0.0, f64::max);
        let passing = match room {
            Room::Little => PASSING,
            _ => PASSING.max((label - APART) / 2.0 + PASSING),
        };
        let apart = match room {
            Room::BetweenConstructs => APART + label,
            _ => APART,
        };
        let mut breadths = vec![
            Breadth {
                low: passing,
                high: passing
            };
            layers.layer.len()
        ];
        for (breadth, cell) in breadths.iter_mut().zip(&cells) {
            let extent = flow.turn(cell.extent());
            *breadth = Breadth {
                low: -extent.top,
                high: extent.bottom,
            };
        }
        let across = places(&layers, &breadths, apart);
        let ports = ports(&layers, &cells, &across, flow);
        Self {
            diagram,
            flow,
            layers,
            cells,
            across,
            ports,
            labels,
        }
    }

    /// The layout with enlarged gaps; `None` if the labels cannot be placed.
    fn drawn(&self, scale: f64, labelled: bool) -> Option<Layout> {
        let (centres, bands) = self.bands(scale);
        let turn = |route: Route| {
            if self.flow == Flow::Down {
                route.turned()
            } else {
                route
            }
        };
        let routes: Vec<Route> = self
            .layers
            .chains
            .iter()
            .enumerate()
            .map(|(i, chain)| {
                let route = turn(self.route(i, chain, &centres, &bands));
                // In layers, arrows lead only from an earlier layer to a later one.
                let against = chain[0] != self.diagram.arrows[i].from;
                if against == self.diagram.arrows[i].turned {
                    route
                } else {
                    route.reversed()
                }
            })
            .collect();
        let ways: Vec<Vec<Point>> = routes.iter().map(Route::points).collect();
        let cells: Vec<Point> = (0..self.cells.len())
            .map(|i| {
                let centre = point(centres[self.layers.layer[i]], self.across[i]);
                if self.flow == Flow::Down {
                    centre.turned()
                } else {
                    centre
                }
            })
            .collect();
        let mut taken = Vec::new();
        for (cell, centre) in self.cells.iter().zip(&cells) {
            taken.push(cell.body().moved(*centre));
            for part in &cell.boxes {
                taken.push(part.rect.moved(*centre));
                taken.extend(part.number.iter().map(|(_, rect)| rect.moved(*centre)));
            }
        }
        let wanted: Vec<Wanted> = self
            .labels
            .iter()
            .enumerate()
            .filter(|(_, lines)| labelled && !lines.is_empty())
            .map(|(on, lines)| {
                let size = label_size(lines);
                Wanted {
                    width: size.x,
                    height: size.y,
                    on,
                }
            })
            .collect();
        let (rects, unclear) = labels::place(&wanted, &ways, &taken)?;
        let mut labels = vec![None; self.labels.len()];
        for (wanted, rect) in wanted.iter().zip(&rects) {
            labels[wanted.on] = Some((self.labels[wanted.on].clone(), *rect));
        }
        let mut layout = self.framed(cells, routes, &ways, labels);
        layout.unclear = unclear;
        Some(layout)
    }

    /// The layout, moved so that it begins at the margin.
    fn framed(
        &self,
        centres: Vec<Point>,
        routes: Vec<Route>,
        ways: &[Vec<Point>],
        labels: Vec<Option<(Vec<String>, Rect)>>,
    ) -> Layout {
        let extents = self
            .cells
            .iter()
            .zip(&centres)
            .map(|(cell, c)| cell.extent().moved(*c));
        let boxes = extents.chain(labels.iter().flatten().map(|(_, rect)| *rect));
        let points = ways.iter().flatten().map(|p| Rect::about(*p, 0.0, 0.0));
        let all = boxes.chain(points).reduce(Rect::joined);
        let all = all
            .unwrap_or(Rect::about(point(0.0, 0.0), 0.0, 0.0))
            .grown(MARGIN);
        let by = point(-all.left, -all.top);
        let cells = self.cells.iter().cloned();
        Layout {
            width: all.width(),
            height: all.height(),
            cells: centres
                .into_iter()
                .map(|c| c.moved(by))
                .zip(cells)
                .collect(),
            routes: routes.into_iter().map(|route| route.moved(by)).collect(),
            labels: labels
                .into_iter()
                .map(|label| label.map(|(lines, rect)| (lines, rect.moved(by))))
                .collect(),
            unclear: Unclear::default(),
        }
    }

    /// The centre of every layer along the flow, and where its constructs begin and end.
    fn bands(&self, scale: f64) -> (Vec<f64>, Vec<[f64; 2]>) {
        let count = self.layers.rows.len();
        let mut extents = vec![[0.0_f64; 2]; count];
        for (i, cell) in self.cells.iter().enumerate() {
            let extent = self.flow.turn(cell.extent());
            let own = &mut extents[self.layers.layer[i]];
            own[0] = own[0].max(STUB - extent.left);
            own[1] = own[1].max(STUB + extent.right);
        }
        let sizes = self
            .labels
            .iter()
            .filter(|l| !l.is_empty())
            .map(|l| label_size(l));
        let label = sizes.fold(point(0.0, 0.0), |a, b| point(a.x.max(b.x), a.y.max(b.y)));
        let base = match self.flow {
            Flow::Right => (label.x + 14.0).max(44.0),
            Flow::Down => (label.y + 16.0).max(30.0),
        };
        let mut steepest = vec![0.0_f64; count];
        for step in self.layers.chains.iter().flat_map(|chain| chain.windows(2)) {
            let rise = (self.across[step[1]] - self.across[step[0]]).abs();
            let gap = &mut steepest[self.layers.layer[step[0]]];
            *gap = gap.max(rise);
        }
        let mut centre = 0.0;
        let mut centres = Vec::with_capacity(count);
        let mut bands = Vec::with_capacity(count);
        for (i, [before, after]) in extents.into_iter().enumerate() {
            if i > 0 {
                centre += (base + (0.16 * steepest[i - 1]).min(56.0)) * scale + before;
            }
            centres.push(centre);
            bands.push([centre - before, centre + after]);
            centre += after;
        }
        (centres, bands)
    }

    /// The way of an arrow through its layers, along the flow.
    fn route(&self, arrow: usize, chain: &[usize], centres: &[f64], bands: &[[f64; 2]]) -> Route {
        let (first, last) = (chain[0], chain[chain.len() - 1]);
        let layer = |item: usize| self.layers.layer[item];
        let [leaves, arrives] = self.ports[arrow];
        let [back, front] = self.flow.ends();
        let start = point(
            centres[layer(first)] + self.cells[first].reach(front, leaves),
            self.across[first] + leaves,
        );
        let mut route = Route::from(start);
        route.straight_to(point(bands[layer(first)][1], start.y));
        for &passing in &chain[1..chain.len() - 1] {
            let [from, to] = bands[layer(passing)];
            route.curve_to(point(from, self.across[passing]));
            route.straight_to(point(to, self.across[passing]));
        }
        let end = point(
            centres[layer(last)] - self.cells[last].reach(back, arrives),
            self.across[last] + arrives,
        );
        route.curve_to(point(bands[layer(last)][0], end.y));
        route.straight_to(end);
        route
    }
}

impl Flow {
    /// A box in the directions of the flow.
    fn turn(self, rect: Rect) -> Rect {
        match self {
            Self::Right => rect,
            Self::Down => rect.turned(),
        }
    }

    /// A width and a height in the directions of the flow.
    fn turned(self, size: Point) -> Point {
        match self {
            Self::Right => size,
            Self::Down => size.turned(),
        }
    }

    /// The sides where arrows arrive and leave.
    fn ends(self) -> [Side; 2] {
        match self {
            Self::Right => [Side::Left, Side::Right],
            Self::Down => [Side::Above, Side::Below],
        }
    }

    /// The sides where indicators stand: outside of the picture if that is free, otherwise beside the flow.
    fn sides(self, first: bool, last: bool) -> [Side; 2] {
        let [back, front] = self.ends();
        match (first, last, self) {
            (true, _, _) => [back; 2],
            (_, true, _) => [front; 2],
            (_, _, Self::Right) => [Side::Above, Side::Below],
            (_, _, Self::Down) => [Side::Left, Side::Right],
        }
    }
}

/// Where arrows leave and arrive at each construct: in the order of their other ends, so that they do not cross there.
fn ports(layers: &Layers, cells: &[Cell], across: &[f64], flow: Flow) -> Vec<[f64; 2]> {
    let mut ports = vec![[0.0; 2]; layers.chains.len()];
    for (item, cell) in cells.iter().enumerate() {
        for end in 0..2 {
            let mut at_end: Vec<(f64, usize)> = Vec::new();
            for (arrow, chain) in layers.chains.iter().enumerate() {
                let count = chain.len();
                let (own, next) = [(chain[0], chain[1]), (chain[count - 1], chain[count - 2])][end];
                if own == item {
                    at_end.push((across[next], arrow));
                }
            }
            at_end.sort_by(|a, b| a.0.total_cmp(&b.0));
            let count = at_end.len() as f64;
            let usable = 2.0 * cell.usable(flow == Flow::Down);
            let apart = (BETWEEN_ARROWS + 4.0).min(usable / (count - 1.0).max(1.0));
            for (place, (_, arrow)) in at_end.into_iter().enumerate() {
                ports[arrow][end] = apart * (place as f64 - (count - 1.0) / 2.0);
            }
        }
    }
    ports
}

/// Width and height of a label.
fn label_size(lines: &[String]) -> Point {
    let widest = lines
        .iter()
        .map(|line| width(line, NAME))
        .fold(0.0, f64::max);
    point(widest + 4.0, LINE * NAME * lines.len() as f64)
}
