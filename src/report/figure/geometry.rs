//! Points and boxes of a picture, in pixels; y grows downwards.

/// A place in a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A box whose sides are those of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

pub(super) fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    /// The point with its coordinates exchanged.
    pub(super) fn turned(self) -> Self {
        point(self.y, self.x)
    }

    pub(super) fn moved(self, by: Self) -> Self {
        point(self.x + by.x, self.y + by.y)
    }

    pub(super) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point on the way to another, at this share of the way.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        point(
            self.x + share * (other.x - self.x),
            self.y + share * (other.y - self.y),
        )
    }
}

impl Rect {
    /// A box of this size about a point.
    pub(super) fn about(centre: Point, width: f64, height: f64) -> Self {
        Self {
            left: centre.x - width / 2.0,
            top: centre.y - height / 2.0,
            right: centre.x + width / 2.0,
            bottom: centre.y + height / 2.0,
        }
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(super) fn centre(&self) -> Point {
        point(
            f64::midpoint(self.left, self.right),
            f64::midpoint(self.top, self.bottom),
        )
    }

    /// The box with its coordinates exchanged.
    pub(super) fn turned(self) -> Self {
        Self {
            left: self.top,
            top: self.left,
            right: self.bottom,
            bottom: self.right,
        }
    }

    pub(super) fn moved(self, by: Point) -> Self {
        Self {
            left: self.left + by.x,
            top: self.top + by.y,
            right: self.right + by.x,
            bottom: self.bottom + by.y,
        }
    }

    /// The box with a margin on every side.
    pub(super) fn grown(self, by: f64) -> Self {
        Self {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    /// The smallest box that holds both.
    pub(super) fn joined(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Whether the boxes have more than an edge in common.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether a part of the line between two points lies inside.
    pub(super) fn meets(&self, a: Point, b: Point) -> bool {
        // The share of the line that lies between two opposite sides, and so on for the other two.
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        for [from, to, low, high] in [
            [a.x, b.x, self.left, self.right],
            [a.y, b.y, self.top, self.bottom],
        ] {
            let along = to - from;
            if along.abs() < 1e-12 {
                if from <= low || high <= from {
                    return false;
                }
                continue;
            }
            let (one, other) = ((low - from) / along, (high - from) / along);
            (first, last) = (first.max(one.min(other)), last.min(one.max(other)));
        }
        first < last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_meets_a_box_if_a_part_of_it_lies_inside() {
        let rect = Rect::about(point(0.0, 0.0), 4.0, 2.0);
        for ([ax, ay, bx, by], expected) in [
            ([-5.0, 0.0, 5.0, 0.0], true),
            ([0.0, -5.0, 0.0, 5.0], true),
            ([1.0, 1.5, 2.5, 0.0], true),
            ([-0.5, 0.5, 0.5, 0.5], true),
            ([-5.0, 1.0, 5.0, 1.0], false),
            ([1.5, 3.0, 5.0, 0.0], false),
            ([-5.0, 0.0, -3.0, 0.0], false),
            ([3.0, -5.0, 3.0, 5.0], false),
        ] {
            assert_eq!(rect.meets(point(ax, ay), point(bx, by)), expected);
            assert_eq!(rect.meets(point(bx, by), point(ax, ay)), expected);
        }
    }
}
