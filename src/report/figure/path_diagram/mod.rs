//! The path diagram: constructs, their indicators, and arrows with coefficients, as in the literature.

mod cell;
mod draw;
mod labels;
mod layers;
mod layout;
mod places;
mod route;
mod source;
#[cfg(test)]
mod tests;

use super::Picture;
use crate::report::figure::number::{fixed, interval, p_value};

/// The path diagram of a model, or of a result: ellipses for reflective constructs, hexagons for composites, boxes for
/// indicators, R² in the construct, and arrows with coefficients; an arrow is wider for a larger coefficient, and dashed
/// for a negative one. Dimensions stand beside the construct that they measure, with their loadings or weights; an
/// interaction is a rounded box, to which thin arrows lead from its constructs.
///
/// ```
/// use pls_sem::{Model, PathDiagram};
///
/// let model = Model::parse("Image =~ i1-3; Trust =~ t1-3; Loyalty =~ l1-2; Trust ~ Image; Loyalty ~ Image + Trust")?;
/// let svg = PathDiagram::of(&model).indicators(false).to_svg();
/// assert_eq!(svg.matches("<ellipse").count(), 3);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct PathDiagram {
    nodes: Vec<Node>,
    arrows: Vec<Arrow>,
    show: Vec<Shown>,
    indicators: bool,
    /// The level and the kind of the intervals.
    interval: Option<String>,
}

/// The parts of the label of an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shown {
    /// The coefficient.
    Estimate,
    /// Stars after the coefficient: `***` for p < 0.001, `**` for p < 0.01, `*` for p < 0.05.
    Stars,
    /// The p-value.
    P,
    /// The interval.
    Interval,
}

/// A construct, or a term of constructs.
#[derive(Debug, Clone)]
struct Node {
    name: String,
    shape: Shape,
    r2: Option<f64>,
    indicators: Vec<Indicator>,
}

/// An indicator, with its loading (reflective) or its weight (composite).
#[derive(Debug, Clone)]
struct Indicator {
    name: String,
    estimate: Option<f64>,
}

/// The shape of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A reflective construct.
    Ellipse,
    /// A composite.
    Hexagon,
    /// A term of the model that has no indicators: an interaction or a square.
    Term,
}

/// An arrow between two nodes.
#[derive(Debug, Clone)]
struct Arrow {
    /// The node that stands before the other.
    from: usize,
    to: usize,
    /// The arrow leads from `to` to `from`: a dimension comes before its construct.
    turned: bool,
    kind: ArrowKind,
    estimate: Option<f64>,
    p: Option<f64>,
    interval: Option<[f64; 2]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ArrowKind {
    Path,
    /// Between a higher-order construct and one of its dimensions.
    Dimension,
    /// From a construct to an interaction that it is a factor of.
    Factor,
}

impl PathDiagram {
    /// The labels of arrows; by default the coefficient and its stars.
    #[must_use]
    pub fn show(mut self, shown: &[Shown]) -> Self {
        self.show = shown.to_vec();
        self
    }

    /// Whether indicators are drawn; by default they are.
    #[must_use]
    pub fn indicators(mut self, drawn: bool) -> Self {
        self.indicators = drawn;
        self
    }

    /// The diagram as SVG. It has a title and a description for users who cannot see it, needs no font or other file, and
    /// can be read in black and white.
    #[must_use]
    pub fn to_svg(&self) -> String {
        self.picture().to_svg()
    }

    pub(in crate::report) fn picture(&self) -> Picture {
        draw::picture(self)
    }

    /// The lines on an arrow.
    fn label(&self, arrow: &Arrow) -> Vec<String> {
        let shows = |shown: Shown| self.show.contains(&shown);
        let mut lines = Vec::new();
        let estimate = arrow.estimate.filter(|_| shows(Shown::Estimate)).map(fixed);
        let stars = arrow.p.filter(|_| shows(Shown::Stars)).map_or("", stars);
        let first = estimate.unwrap_or_default() + stars;
        if !first.is_empty() {
            lines.push(first);
        }
        if let Some(p) = arrow.p.filter(|_| shows(Shown::P)) {
            let p = p_value(Some(p));
            lines.push(if p.starts_with('<') {
                format!("p {p}")
            } else {
                format!("p = {p}")
            });
        }
        if arrow.interval.is_some() && shows(Shown::Interval) {
            lines.push(interval(arrow.interval));
        }
        lines
    }
}

/// The customary stars of a p-value.
fn stars(p: f64) -> &'static str {
    match p {
        p if p < 0.001 => "***",
        p if p < 0.01 => "**",
        p if p < 0.05 => "*",
        _ => "",
    }
}
