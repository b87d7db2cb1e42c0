//! Pictures of segments: criteria and entropy against their number, sizes, paths by segment.

use super::figure::{Bars, Curve, Curves, Forest, Picture, Row};
use super::sections::Report;
use crate::document::{SegmentSolutionRecord, SegmentsRecord};
use crate::guidance::CLEAR_ENTROPY;
use crate::segments::Method;
use crate::text::counted;

impl Report<'_> {
    /// Every picture of the segments of a result.
    pub(super) fn segment_pictures(&self) -> Vec<Picture> {
        let Some(found) = &self.document.segments else {
            return Vec::new();
        };
        let of = [numbers(found), Some(sizes(found)), self.paths_of(found)];
        of.into_iter().flatten().collect()
    }

    /// Every path in the whole sample and in each segment, one below the other.
    fn paths_of(&self, found: &SegmentsRecord) -> Option<Picture> {
        if found.number < 2 {
            return None;
        }
        let row = |label: String, estimate: Option<f64>| {
            estimate.map(|estimate| Row {
                label,
                estimate,
                interval: None,
            })
        };
        let paths = || found.paths.iter().filter(|p| p.segments == found.number);
        let group = |(from, to): (&str, &str)| {
            let whole = self.document.path(from, to).map(|path| path.estimate);
            let own = paths().filter(|p| p.from == from && p.to == to);
            let own = own.map(|p| row(format!("segment {}", p.segment), p.estimate));
            let rows = [row("whole".to_owned(), whole)].into_iter().chain(own);
            (format!("{from} → {to}"), rows.flatten().collect())
        };
        let names = paths().filter(|p| p.segment == 1);
        let plot = Forest {
            id: "segment-paths".to_owned(),
            title: "Paths by segment".to_owned(),
            groups: names.map(|p| group((&p.from, &p.to))).collect(),
            reference: 0.0,
            axis: "Path coefficients in the whole sample and in each segment; line: 0.".to_owned(),
        };
        Some(plot.picture())
    }
}

/// Criteria, or what PLS-POS makes large, and the entropy, against the number of segments.
fn numbers(found: &SegmentsRecord) -> Option<Picture> {
    let marks: Vec<usize> = found.solutions.iter().map(|s| s.segments).collect();
    if marks.len() < 2 {
        return None;
    }
    let curve = |label: &str, of: fn(&SegmentSolutionRecord) -> Option<f64>| Curve {
        label: label.to_owned(),
        points: found
            .solutions
            .iter()
            .filter_map(|s| of(s).map(|x| (s.segments, x, [x, x])))
            .collect(),
    };
    let lines = match found.method {
        Method::Pos => vec![curve("sum of R²", |s| s.objective)],
        _ => vec![
            curve("AIC", |s| s.criteria.aic),
            curve("AIC3", |s| s.criteria.aic3),
            curve("AIC4", |s| s.criteria.aic4),
            curve("BIC", |s| s.criteria.bic),
            curve("CAIC", |s| s.criteria.caic),
        ],
    };
    let values = lines
        .iter()
        .flat_map(|line| line.points.iter().map(|p| p.1));
    let ends = values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| {
        [low.min(x), high.max(x)]
    });
    let (title, upwards, subtitle) = match found.method {
        Method::Pos => (
            "Explained by segments",
            "sum of R²",
            "of all segments and constructs",
        ),
        // Numbers of four digits leave no room beside the axis, and the title names them.
        _ => ("Criteria", "", "the smallest is preferred"),
    };
    let axes = |upwards: &str| ["segments".to_owned(), upwards.to_owned()];
    let criteria = Curves {
        id: "segment-criteria".to_owned(),
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        description: in_words(title, &lines),
        lines,
        marks: marks.clone(),
        target: None,
        range: Some(ends),
        axes: axes(upwards),
    };
    let entropy = vec![curve("EN", |s| s.criteria.en)];
    let mut pictures = vec![criteria.picture()];
    if !entropy[0].points.is_empty() {
        let plot = Curves {
            id: "segment-entropy".to_owned(),
            title: "Normed entropy".to_owned(),
            subtitle: format!("dashed: {CLEAR_ENTROPY}, which is customarily asked for"),
            description: in_words("Normed entropy", &entropy),
            lines: entropy,
            marks,
            target: Some(CLEAR_ENTROPY),
            range: None,
            axes: axes("EN"),
        };
        pictures.push(plot.picture());
    }
    let title = "Number of segments";
    Some(Picture::gallery("segment-numbers", title, &pictures, 2))
}

/// Curves in words.
fn in_words(title: &str, lines: &[Curve]) -> String {
    let of = |line: &Curve| {
        let points = line.points.iter();
        let points: Vec<String> = points
            .map(|(n, x, _)| format!("{x:.2} with {}", counted(*n, "segment")))
            .collect();
        format!("{}: {}.", line.label, points.join(", "))
    };
    let lines: Vec<String> = lines.iter().map(of).collect();
    format!(
        "{title} against the number of segments. {}",
        lines.join(" ")
    )
}

fn sizes(found: &SegmentsRecord) -> Picture {
    let solutions = found.solutions.iter().filter(|s| !s.n.is_empty());
    let bars = solutions.map(|s| (counted(s.segments, "segment"), s.n.clone()));
    let plot = Bars {
        id: "segment-sizes".to_owned(),
        title: "Sizes of the segments".to_owned(),
        rows: bars.collect(),
        note: "Rows in each segment of the best solution, the largest first.".to_owned(),
    };
    plot.picture()
}
