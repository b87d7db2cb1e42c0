//! From the layout to marks.

use super::cell::{Cell, NAME, SMALL};
use super::layout::Layout;
use super::{Arrow, ArrowKind, PathDiagram, Shape, Shown};
use crate::report::figure::Picture;
use crate::report::figure::canvas::{Anchor, Canvas, INK, PAPER, Paint, QUIET, TINT, Type};
use crate::report::figure::geometry::{Point, point};
use crate::report::figure::lettering::wrapped;
use crate::report::figure::number::fixed;
use crate::text::counted;

const NAMES: Type = Type::of(NAME).anchored(Anchor::Middle);
const NUMBERS: Type = Type::of(SMALL).anchored(Anchor::Middle);
const NOTE: f64 = 11.0;
/// Dashes of an arrow with a negative coefficient, and of a dimension's.
const NEGATIVE: &str = "6 4";
/// Widths of arrows: of a coefficient of 0, of each further 1, and at most.
const THIN: f64 = 1.0;
const WIDER: f64 = 3.2;
const WIDEST: f64 = 4.2;

pub(super) fn picture(diagram: &PathDiagram) -> Picture {
    let layout = Layout::of(diagram);
    let mut canvas = Canvas::default();
    for (arrow, route) in diagram.arrows.iter().zip(&layout.routes) {
        let paint = stroke(arrow);
        let (line, head) = route.drawn(paint.width);
        canvas.path(&line, &paint);
        canvas.polygon(&head, &Paint::area("head", paint.stroke));
    }
    for (lines, rect) in layout.labels.iter().flatten() {
        canvas.rect(rect, 2.0, &Paint::area("label", PAPER));
        canvas.lines(rect.centre(), lines, &NAMES);
    }
    for ((centre, cell), node) in layout.cells.iter().zip(&diagram.nodes) {
        canvas.group(&node.name, |canvas| draw_cell(canvas, *centre, cell));
    }
    let mut height = layout.height;
    let notes: Vec<String> = notes(diagram)
        .iter()
        .flat_map(|note| wrapped(note, NOTE, layout.width - 16.0))
        .collect();
    let style = Type::of(NOTE).coloured(QUIET);
    for note in &notes {
        canvas.text(point(8.0, height + style.line() / 2.0), note, &style);
        height += style.line();
    }
    if !notes.is_empty() {
        height += 6.0;
    }
    Picture::new(
        "path-diagram",
        title(diagram),
        description(diagram),
        layout.width,
        height,
        canvas,
    )
}

fn stroke(arrow: &Arrow) -> Paint {
    let size = arrow.estimate.map_or(0.1, f64::abs);
    let width = match arrow.kind {
        ArrowKind::Path => (THIN + WIDER * size).min(WIDEST),
        ArrowKind::Dimension => THIN,
        ArrowKind::Factor => return Paint::line("factor", QUIET, THIN),
    };
    let paint = Paint::line("arrow", INK, width);
    if is_negative(arrow) {
        paint.dashed(NEGATIVE)
    } else {
        paint
    }
}

/// Whether a coefficient is negative as it is shown: `0.000` is not.
fn is_negative(arrow: &Arrow) -> bool {
    arrow.estimate.is_some_and(|x| fixed(x).starts_with('-'))
}

fn draw_cell(canvas: &mut Canvas, centre: Point, cell: &Cell) {
    let thin = Paint::line("measure", QUIET, 0.9);
    for part in &cell.boxes {
        let [at_construct, at_box] = part.arrow.map(|p| p.moved(centre));
        // A factor causes its indicators, a composite is made of them.
        let (from, to) = match cell.shape {
            Shape::Hexagon => (at_box, at_construct),
            _ => (at_construct, at_box),
        };
        canvas.line(from, to, &thin);
        canvas.polygon(&small_head(from, to), &Paint::area("head", QUIET));
        canvas.group(&part.name, |canvas| {
            let rect = part.rect.moved(centre);
            canvas.rect(
                &rect,
                0.0,
                &Paint::line("indicator", INK, 0.9).filled(PAPER),
            );
            canvas.lines(rect.centre(), &part.lines, &NUMBERS);
        });
    }
    for (text, rect) in cell.boxes.iter().filter_map(|part| part.number.as_ref()) {
        let rect = rect.moved(centre);
        canvas.rect(&rect, 0.0, &Paint::area("number", PAPER));
        canvas.text(rect.centre(), text, &NUMBERS);
    }
    let paint = Paint::line("construct", INK, 1.3).filled(TINT);
    let body = cell.body().moved(centre);
    match cell.shape {
        Shape::Ellipse => canvas.ellipse(&body, &paint),
        Shape::Term => canvas.rect(&body, body.height() / 2.0, &paint.filled(PAPER)),
        Shape::Hexagon => {
            let (x, y, inner) = (cell.half.x, cell.half.y, cell.half.x - cell.point());
            let corners = [
                (-x, 0.0),
                (-inner, -y),
                (inner, -y),
                (x, 0.0),
                (inner, y),
                (-inner, y),
            ];
            canvas.polygon(&corners.map(|(x, y)| point(x, y).moved(centre)), &paint);
        }
    }
    let line = NAMES.line();
    let count = cell.lines.len() + usize::from(cell.r2.is_some());
    let first = centre.y - line * (count as f64 - 1.0) / 2.0;
    for (i, text) in cell.lines.iter().chain(&cell.r2).enumerate() {
        let style = if i < cell.lines.len() {
            NAMES.bold()
        } else {
            NAMES
        };
        canvas.text(point(centre.x, first + line * i as f64), text, &style);
    }
}

/// The head of an arrow to or from an indicator.
fn small_head(from: Point, to: Point) -> [Point; 3] {
    const LENGTH: f64 = 6.5;
    const HALF: f64 = 2.4;
    let length = from.distance(to).max(1e-9);
    let (dx, dy) = ((to.x - from.x) / length, (to.y - from.y) / length);
    let base = point(to.x - LENGTH * dx, to.y - LENGTH * dy);
    let corner = |side: f64| point(base.x - side * HALF * dy, base.y + side * HALF * dx);
    [to, corner(1.0), corner(-1.0)]
}

fn title(diagram: &PathDiagram) -> String {
    let paths = diagram
        .arrows
        .iter()
        .filter(|a| a.kind == ArrowKind::Path)
        .count();
    let constructs = diagram.nodes.iter().filter(|n| n.shape != Shape::Term);
    format!(
        "Path diagram: {}, {}",
        counted(constructs.count(), "construct"),
        counted(paths, "path")
    )
}

/// The legend for the arrows.
fn notes(diagram: &PathDiagram) -> Vec<String> {
    let mut notes = Vec::new();
    let shows = |shown: Shown| diagram.show.contains(&shown);
    let tested = diagram.arrows.iter().any(|a| a.p.is_some());
    if tested && shows(Shown::Stars) {
        notes.push("*** p < 0.001, ** p < 0.01, * p < 0.05.".to_owned());
    }
    if let Some(interval) = diagram.interval.as_ref().filter(|_| shows(Shown::Interval)) {
        notes.push(format!("In brackets: {interval} interval."));
    }
    if diagram.arrows.iter().any(is_negative) {
        notes.push("Dashed: negative.".to_owned());
    }
    let has = |shape: Shape| diagram.nodes.iter().any(|n| n.shape == shape);
    if has(Shape::Ellipse) && has(Shape::Hexagon) {
        notes.push("Ellipse: reflective construct; hexagon: composite.".to_owned());
    }
    if diagram.arrows.iter().any(|a| a.kind == ArrowKind::Factor) {
        notes.push("Rounded box: interaction, with thin arrows from its constructs.".to_owned());
    }
    if notes.is_empty() {
        notes
    } else {
        vec![notes.join(" ")]
    }
}

/// The picture in words.
fn description(diagram: &PathDiagram) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for node in &diagram.nodes {
        let kind = match node.shape {
            Shape::Ellipse => "reflective",
            Shape::Hexagon => "composite",
            Shape::Term => "interaction",
        };
        let mut sentence = format!("{} ({kind}", node.name);
        if !node.indicators.is_empty() {
            let indicators = node.indicators.iter().map(|i| match i.estimate {
                Some(estimate) if diagram.indicators => format!("{} {}", i.name, fixed(estimate)),
                _ => i.name.clone(),
            });
            sentence.push_str(": ");
            sentence.push_str(&indicators.collect::<Vec<_>>().join(", "));
        }
        sentence.push(')');
        if let Some(r2) = node.r2 {
            sentence.extend([", R² ", &fixed(r2)]);
        }
        sentences.push(sentence + ".");
    }
    // The name of an interaction says whose product it is.
    let arrows = diagram
        .arrows
        .iter()
        .filter(|a| a.kind != ArrowKind::Factor);
    for arrow in arrows {
        let (mut from, mut to) = (
            &diagram.nodes[arrow.from].name,
            &diagram.nodes[arrow.to].name,
        );
        if arrow.turned {
            (from, to) = (to, from);
        }
        let label = diagram.label(arrow).join(", ");
        let sentence = format!("{from} to {to} {label}");
        sentences.push(sentence.trim_end().to_owned() + ".");
    }
    sentences.join(" ")
}
