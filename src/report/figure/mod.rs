//! Pictures as SVG: one idea a file, drawn with the marks of one canvas. They know places, not statistics.

mod canvas;
mod curves;
mod distribution;
mod forest;
mod geometry;
mod heat_map;
mod lettering;
mod path_diagram;
mod scale;

use canvas::{Canvas, PAPER, Paint};
use geometry::Rect;
use lettering::FAMILY;

pub(super) use curves::{Curve, Curves};
pub(super) use distribution::Distribution;
pub(super) use forest::{Forest, Row};
pub(super) use heat_map::{HeatMap, Pair};
pub use path_diagram::{PathDiagram, Shown};

/// A picture.
#[derive(Debug)]
pub(super) struct Picture {
    /// Its name, with which the names of its parts end, so that a page can hold several pictures.
    id: String,
    /// What it shows, in a line.
    pub(super) title: String,
    /// The same as words, for those who do not see it.
    pub(super) description: String,
    width: f64,
    height: f64,
    marks: String,
}

impl Picture {
    fn new(
        id: &str,
        title: String,
        description: String,
        width: f64,
        height: f64,
        canvas: Canvas,
    ) -> Self {
        Self {
            id: id.to_owned(),
            title,
            description,
            width: width.ceil(),
            height: height.ceil(),
            marks: canvas.marks(),
        }
    }

    /// The same picture with another name.
    pub(super) fn named(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The picture as one `<svg>` element that stands by itself.
    pub(super) fn to_svg(&self) -> String {
        let Self {
            id,
            title,
            description,
            width,
            height,
            marks,
        } = self;
        let page = Rect {
            left: 0.0,
            top: 0.0,
            right: *width,
            bottom: *height,
        };
        let mut paper = Canvas::default();
        paper.rect(&page, 0.0, &Paint::area("paper", PAPER));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"title-{id} text-{id}\" font-family=\"{FAMILY}\">\n\
             <title id=\"title-{id}\">{}</title>\n<desc id=\"text-{id}\">{}</desc>\n{}{marks}</svg>\n",
            canvas::escaped(title),
            canvas::escaped(description),
            paper.marks(),
        )
    }
}
