//! Marks on a page as SVG: shapes and texts. Text of the user is escaped, and numbers are short.
//!
//! Only attributes that every SVG viewer supports, including word processors, are used: no style sheets, markers or
//! variables. A page with a dark mode exchanges the colours by their values.

use std::fmt::Write as _;

use super::geometry::{Point, Rect};
use super::lettering::{BELOW_MIDDLE, LINE};
use crate::text::visible;

/// The page itself.
pub(crate) const PAPER: &str = "#ffffff";
/// Lines and letters.
pub(crate) const INK: &str = "#1a1a1a";
/// The colour of secondary parts: axes, notes.
pub(crate) const QUIET: &str = "#555555";
/// Lines of a grid.
pub(crate) const FAINT: &str = "#d9d9d9";
/// Areas that are filled.
pub(crate) const TINT: &str = "#eef3f8";
/// The colour of measured values; as dark as ink in black and white.
pub(crate) const ACCENT: &str = "#0b4f8a";

/// How a shape is painted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// The kind of the shape, for readers of the file and for tests.
    pub(super) class: &'static str,
    pub(super) fill: &'static str,
    pub(super) stroke: &'static str,
    pub(super) width: f64,
    pub(super) dashes: &'static str,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) size: f64,
    pub(super) anchor: Anchor,
    pub(super) colour: &'static str,
    pub(super) bold: bool,
}

/// Which part of a text is at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Marks, in the order in which they are drawn.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    marks: String,
}

impl Paint {
    /// A line.
    pub(super) const fn line(class: &'static str, stroke: &'static str, width: f64) -> Self {
        Self {
            class,
            fill: "none",
            stroke,
            width,
            dashes: "",
        }
    }

    /// An area without a border.
    pub(super) const fn area(class: &'static str, fill: &'static str) -> Self {
        Self {
            class,
            fill,
            stroke: "none",
            width: 0.0,
            dashes: "",
        }
    }

    /// The same, filled.
    pub(super) const fn filled(mut self, fill: &'static str) -> Self {
        self.fill = fill;
        self
    }

    /// The same, with dashes.
    pub(super) const fn dashed(mut self, dashes: &'static str) -> Self {
        self.dashes = dashes;
        self
    }

    fn attributes(&self) -> String {
        let Self {
            class,
            fill,
            stroke,
            width,
            dashes,
        } = self;
        let mut attributes = format!(" class=\"{class}\" fill=\"{fill}\"");
        if *stroke != "none" {
            let _ = write!(
                attributes,
                " stroke=\"{stroke}\" stroke-width=\"{}\"",
                short(*width)
            );
        }
        if !dashes.is_empty() {
            let _ = write!(attributes, " stroke-dasharray=\"{dashes}\"");
        }
        attributes
    }
}

impl Type {
    /// Letters of this size, in ink, from their place on.
    pub(super) const fn of(size: f64) -> Self {
        Self {
            size,
            anchor: Anchor::Start,
            colour: INK,
            bold: false,
        }
    }

    pub(super) const fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    pub(super) const fn coloured(mut self, colour: &'static str) -> Self {
        self.colour = colour;
        self
    }

    pub(super) const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// The height of a line.
    pub(super) fn line(&self) -> f64 {
        LINE * self.size
    }
}

// Writing to a string cannot fail.
impl Canvas {
    pub(super) fn rect(&mut self, rect: &Rect, round: f64, paint: &Paint) {
        let round = if round > 0.0 {
            format!(" rx=\"{}\"", short(round))
        } else {
            String::new()
        };
        let _ = writeln!(
            self.marks,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{round}{}/>",
            short(rect.left),
            short(rect.top),
            short(rect.width()),
            short(rect.height()),
            paint.attributes()
        );
    }

    pub(super) fn ellipse(&mut self, rect: &Rect, paint: &Paint) {
        let centre = rect.centre();
        let _ = writeln!(
            self.marks,
            "<ellipse cx=\"{}\" cy=\"{}\" rx=\"{}\" ry=\"{}\"{}/>",
            short(centre.x),
            short(centre.y),
            short(rect.width() / 2.0),
            short(rect.height() / 2.0),
            paint.attributes()
        );
    }

    pub(super) fn polygon(&mut self, corners: &[Point], paint: &Paint) {
        let corners: Vec<String> = corners.iter().map(|p| place(*p)).collect();
        let _ = writeln!(
            self.marks,
            "<polygon points=\"{}\"{}/>",
            corners.join(" "),
            paint.attributes()
        );
    }

    pub(super) fn line(&mut self, from: Point, to: Point, paint: &Paint) {
        self.path(&format!("M{}L{}", place(from), place(to)), paint);
    }

    /// A path in SVG's own words.
    pub(super) fn path(&mut self, steps: &str, paint: &Paint) {
        let _ = writeln!(self.marks, "<path d=\"{steps}\"{}/>", paint.attributes());
    }

    /// One line of text, the middle of whose height is at `at`.
    pub(super) fn text(&mut self, at: Point, text: &str, style: &Type) {
        let y = at.y + BELOW_MIDDLE * style.size;
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if style.bold {
            " font-weight=\"bold\""
        } else {
            ""
        };
        let _ = writeln!(
            self.marks,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{anchor}{bold}>{}</text>",
            short(at.x),
            short(y),
            short(style.size),
            style.colour,
            escaped(text)
        );
    }

    /// Lines below each other, the middle of all of which is at `at`.
    pub(super) fn lines(&mut self, at: Point, lines: &[String], style: &Type) {
        let first = at.y - style.line() * (lines.len() as f64 - 1.0) / 2.0;
        for (i, line) in lines.iter().enumerate() {
            let y = first + style.line() * i as f64;
            self.text(Point { x: at.x, y }, line, style);
        }
    }

    /// Text that runs upwards, centred at `at`.
    pub(super) fn upwards(&mut self, at: Point, text: &str, style: &Type) {
        let _ = writeln!(
            self.marks,
            "<text transform=\"translate({} {}) rotate(-90)\" font-size=\"{}\" fill=\"{}\" text-anchor=\"middle\">{}</text>",
            short(at.x),
            short(at.y),
            short(style.size),
            style.colour,
            escaped(text)
        );
    }

    /// Marks that belong together, with a name that is shown when the pointer rests on them.
    pub(super) fn group(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.marks, "<g><title>{}</title>", escaped(title));
        draw(self);
        self.marks.push_str("</g>\n");
    }

    /// Draws other marks over the existing ones.
    pub(super) fn add(&mut self, over: &Self) {
        self.marks.push_str(&over.marks);
    }

    /// Draws the marks of a picture elsewhere.
    pub(super) fn shifted(&mut self, by: Point, marks: &str) {
        let _ = writeln!(self.marks, "<g transform=\"translate({})\">", place(by));
        self.marks.push_str(marks);
        self.marks.push_str("</g>\n");
    }

    pub(super) fn marks(self) -> String {
        self.marks
    }
}

/// A place as SVG writes it.
pub(super) fn place(p: Point) -> String {
    format!("{} {}", short(p.x), short(p.y))
}

/// A number of pixels with a decimal at most.
pub(super) fn short(x: f64) -> String {
    let text = format!("{x:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// Text for XML and HTML, between tags and within quotation marks. Invisible characters are shown as escapes.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // XML has no place for them.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_foreign_is_escaped() {
        assert_eq!(
            escaped("<b a=\"1\" c='2'>&\u{1b}\u{202e}"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;\\u{1b}\\u{202e}"
        );
    }

    #[test]
    fn numbers_are_short() {
        let shown = [1.0, -0.04, 12.34, 0.06, -3.0].map(short);
        assert_eq!(shown, ["1", "0", "12.3", "0.1", "-3"]);
    }
}
