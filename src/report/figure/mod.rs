//! Pictures as SVG: one idea in each file, drawn with the marks of one canvas. They contain
//! geometry, and no statistics.

mod bars;
mod calibration;
mod canvas;
mod curves;
mod distribution;
mod forest;
mod geometry;
mod heat_map;
mod lettering;
mod lines;
pub(super) mod number;
mod path_diagram;
mod plot;
mod scale;
mod slopes;

use canvas::{Canvas, PAPER, Paint};
use geometry::Rect;
use lettering::FAMILY;

use super::page::Drawing;

pub(super) use bars::Bars;
pub(super) use calibration::CalibrationPlot;
pub(in crate::report) use canvas::escaped;
pub(super) use curves::{Curve, Curves};
pub(super) use distribution::Distribution;
pub(super) use forest::{Forest, Row};
pub(super) use heat_map::{HeatMap, Pair};
pub use path_diagram::{PathDiagram, Shown};
pub(super) use slopes::{SlopeLine, Slopes};

/// A picture.
#[derive(Debug)]
pub(super) struct Picture {
    /// Its name, which is a suffix of the names of its parts, so that a page can hold several
    /// pictures.
    id: String,
    /// What it shows, in a line.
    pub(super) title: String,
    /// The description in words, for users who cannot see it.
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

    /// Pictures in so many columns.
    pub(super) fn gallery(id: &str, title: &str, pictures: &[Self], columns: usize) -> Self {
        let mut canvas = Canvas::default();
        let (mut width, mut bottom) = (0.0_f64, 0.0_f64);
        for row in pictures.chunks(columns) {
            let mut left = 0.0;
            for picture in row {
                canvas.shifted(geometry::point(left, bottom), &picture.marks);
                left += picture.width;
            }
            width = width.max(left);
            bottom += row.iter().map(|p| p.height).fold(0.0, f64::max);
        }
        let descriptions: Vec<&str> = pictures.iter().map(|p| p.description.as_str()).collect();
        let description = descriptions.join(" ");
        Self::new(id, title.to_owned(), description, width, bottom, canvas)
    }

    /// The picture as one self-contained `<svg>` element.
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

impl Drawing for Picture {
    fn svg(&self) -> String {
        self.to_svg()
    }
}
