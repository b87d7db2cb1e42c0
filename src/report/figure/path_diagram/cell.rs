//! A construct with its indicators: sizes, and the places of the parts relative to the centre of
//! the construct.

use super::{Indicator, Node, Shape};
use crate::report::figure::geometry::{Point, Rect, point};
use crate::report::figure::lettering::{LINE, folded, longest_piece, width};
use crate::report::figure::number::fixed;

/// Size of the letters in constructs and of numbers on arrows.
pub(super) const NAME: f64 = 13.5;
/// Size of the letters of indicators.
pub(super) const SMALL: f64 = 12.5;
/// Bold letters are wider.
const BOLD: f64 = 1.08;
/// Half of a construct's height, at least.
const LEAST_HEIGHT: f64 = 21.0;
/// The widest line of a construct's name, and of an indicator's.
const WIDEST: f64 = 132.0;
const WIDEST_INDICATOR: f64 = 112.0;
/// Lines of a name at most.
const LINES: usize = 6;
/// The distance of arrows that end at the same construct, if there is enough space.
pub(super) const BETWEEN_ARROWS: f64 = 12.0;
/// The share of a shape's breadth where arrows end.
const USABLE: f64 = 0.72;
/// Length of the arrows between a construct and its indicators: beside it with numbers, beside it without, and above or
/// below it.
const REACH: f64 = 56.0;
const SHORT_REACH: f64 = 36.0;
const RISE: f64 = 46.0;
/// From an indicator to the middle of the number on its arrow, above or below it.
const NUMBER_FROM_BOX: f64 = 17.0;
/// Indicators up to this number stand on one side of a construct in the middle of the picture.
const ONE_SIDE: usize = 3;

/// A side of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
    Above,
    Below,
}

/// A construct with its indicators, about the point 0, 0.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) shape: Shape,
    /// Half of the construct's width and height.
    pub(super) half: Point,
    /// Its name, and its R² if it has one.
    pub(super) lines: Vec<String>,
    pub(super) r2: Option<String>,
    pub(super) boxes: Vec<IndicatorBox>,
}

/// An indicator.
#[derive(Debug, Clone)]
pub(super) struct IndicatorBox {
    pub(super) rect: Rect,
    pub(super) lines: Vec<String>,
    pub(super) name: String,
    /// The arrow's ends: at the construct, and at the box.
    pub(super) arrow: [Point; 2],
    /// The number on the arrow, and its place.
    pub(super) number: Option<(String, Rect)>,
}

impl Cell {
    /// The construct alone, with the smallest size that fits its text.
    pub(super) fn new(node: &Node) -> Self {
        let most = longest_piece(&node.name, NAME).clamp(56.0, WIDEST);
        let lines = folded(&node.name, NAME, most, LINES);
        let r2 = node.r2.map(|r2| format!("R² {}", fixed(r2)));
        let mut cell = Self {
            shape: node.shape,
            half: point(0.0, 0.0),
            lines,
            r2,
            boxes: Vec::new(),
        };
        let widest = cell.text().map(|(_, half)| half).fold(0.0, f64::max);
        cell.half.x = match cell.shape {
            Shape::Ellipse => 1.16 * widest + 8.0,
            Shape::Hexagon => widest + 18.0,
            Shape::Term => widest + 8.0,
        };
        cell.half.y = cell.least_height();
        cell
    }

    /// The outer edge of each line of text, from the centre, and half of its width.
    fn text(&self) -> impl Iterator<Item = (f64, f64)> {
        let count = self.lines.len() + usize::from(self.r2.is_some());
        let line = LINE * NAME;
        self.lines
            .iter()
            .chain(&self.r2)
            .enumerate()
            .map(move |(i, text)| {
                let middle = line * (i as f64 - (count as f64 - 1.0) / 2.0);
                (middle.abs() + line / 2.0, BOLD * width(text, NAME) / 2.0)
            })
    }

    /// Half of the height that the text needs within a shape of this width.
    fn least_height(&self) -> f64 {
        let of = |(edge, half): (f64, f64)| match self.shape {
            Shape::Ellipse => edge / (1.0 - (half / self.half.x).powi(2)).sqrt().max(0.2),
            Shape::Hexagon => edge + 5.0,
            Shape::Term => edge + 3.0,
        };
        (self.text().map(of).fold(0.0, f64::max) + 2.0).max(LEAST_HEIGHT)
    }

    /// Gives the construct this width, and the height that follows from it.
    pub(super) fn widen(&mut self, half: f64) {
        self.half.x = self.half.x.max(half);
        self.half.y = self.least_height();
    }

    /// Makes the construct large enough for the given numbers of arrows along its width and its
    /// height.
    pub(super) fn make_room(&mut self, arrows: usize, along_width: bool) {
        let needed = BETWEEN_ARROWS * (arrows.max(1) as f64 - 1.0) / 2.0 / USABLE;
        let half = if along_width {
            &mut self.half.x
        } else {
            &mut self.half.y
        };
        *half = half.max(needed);
    }

    /// Half of the breadth where arrows may end.
    pub(super) fn usable(&self, along_width: bool) -> f64 {
        USABLE
            * if along_width {
                self.half.x
            } else {
                self.half.y
            }
    }

    /// The distance from the centre line to the edge of the shape, at a given distance from its
    /// centre.
    pub(super) fn reach(&self, side: Side, beside: f64) -> f64 {
        let (half, across) = match side {
            Side::Left | Side::Right => (self.half.x, self.half.y),
            Side::Above | Side::Below => (self.half.y, self.half.x),
        };
        let share = (beside / across).abs().min(1.0);
        match (self.shape, side) {
            (Shape::Ellipse, _) => half * (1.0 - share * share).sqrt(),
            (Shape::Hexagon, Side::Left | Side::Right) => half - self.point() * share,
            (Shape::Hexagon | Shape::Term, _) => half,
        }
    }

    /// How far the points of a hexagon stand out.
    pub(super) fn point(&self) -> f64 {
        (0.45 * self.half.y).min(0.3 * self.half.x)
    }

    /// Places the indicators on these sides, shared evenly between them.
    pub(super) fn place(&mut self, indicators: &[Indicator], sides: [Side; 2]) {
        let first = if sides[0] == sides[1] || indicators.len() <= ONE_SIDE {
            indicators.len()
        } else {
            indicators.len().div_ceil(2)
        };
        let (first, second) = indicators.split_at(first);
        self.place_on(first, sides[0]);
        self.place_on(second, sides[1]);
    }

    fn place_on(&mut self, indicators: &[Indicator], side: Side) {
        let texts: Vec<Vec<String>> = indicators
            .iter()
            .map(|i| folded(&i.name, SMALL, WIDEST_INDICATOR, LINES))
            .collect();
        let lines = texts.iter().map(Vec::len).max().unwrap_or(1);
        let widest = texts.iter().flatten().map(|line| width(line, SMALL));
        let box_width = widest.fold(22.0, f64::max) + 10.0;
        let box_height = LINE * SMALL * lines as f64 + 4.0;
        let numbers: Vec<Option<String>> =
            indicators.iter().map(|i| i.estimate.map(fixed)).collect();
        let number_width = numbers
            .iter()
            .flatten()
            .map(|n| width(n, SMALL))
            .fold(0.0, f64::max);
        let number_height = LINE * SMALL;
        let beside = matches!(side, Side::Left | Side::Right);
        let sign = if matches!(side, Side::Left | Side::Above) {
            -1.0
        } else {
            1.0
        };
        let count = indicators.len() as f64;
        // The arrows to the ends of a long row would be almost parallel to it.
        let reach = if number_width > 0.0 {
            REACH
        } else {
            SHORT_REACH
        };
        let length = if beside {
            reach + 1.5 * count
        } else {
            RISE + 3.0 * count
        };
        // A number is nearer to the construct than the box, where arrows are closer to each other.
        let share = if beside {
            (number_width / 2.0 + 10.0) / length
        } else {
            NUMBER_FROM_BOX / length
        };
        let pitch = if beside {
            (box_height + 4.0).max(number_height / (1.0 - share) + 1.0)
        } else {
            (box_width + 5.0).max((number_width + 4.0) / (1.0 - share))
        };
        let usable = self.usable(!beside);
        for (i, ((indicator, lines), number)) in
            indicators.iter().zip(texts).zip(numbers).enumerate()
        {
            let from_middle = i as f64 - (count - 1.0) / 2.0;
            let (far, near) = (
                pitch * from_middle,
                (7.0 * from_middle).clamp(-usable, usable),
            );
            let at = self.reach(side, near);
            let full = if beside { self.half.x } else { self.half.y };
            let place = |along: f64, across: f64| {
                if beside {
                    point(sign * along, across)
                } else {
                    point(across, sign * along)
                }
            };
            let arrow = [place(at, near), place(full + length, far)];
            let depth = if beside { box_width } else { box_height };
            let number = number.map(|text| {
                let middle = arrow[1].towards(arrow[0], share);
                (
                    text.clone(),
                    Rect::about(middle, width(&text, SMALL) + 2.0, number_height - 1.0),
                )
            });
            self.boxes.push(IndicatorBox {
                rect: Rect::about(
                    place(full + length + depth / 2.0, far),
                    box_width,
                    box_height,
                ),
                lines,
                name: indicator.name.clone(),
                arrow,
                number,
            });
        }
    }

    /// The construct's own box.
    pub(super) fn body(&self) -> Rect {
        Rect::about(point(0.0, 0.0), 2.0 * self.half.x, 2.0 * self.half.y)
    }

    /// The box of all parts.
    pub(super) fn extent(&self) -> Rect {
        let numbers = |b: &IndicatorBox| b.number.as_ref().map_or(b.rect, |(_, rect)| *rect);
        self.boxes.iter().fold(self.body(), |all, part| {
            all.joined(part.rect).joined(numbers(part))
        })
    }
}
