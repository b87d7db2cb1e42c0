//! The pictures of a result: what of a document each of them shows.

use super::figure::{Distribution, Forest, HeatMap, Pair, PathDiagram, Picture, Row};
use super::number::percent;
use crate::document::Document;
use crate::guidance::{self, Judged};
use crate::infer::{IntervalKind, Summary};
use crate::quantity::{Measure, Names, Quantity};

impl Document {
    /// The path diagram with the estimates of this result, see [`PathDiagram::of_document`].
    #[must_use]
    pub fn path_diagram(&self) -> PathDiagram {
        PathDiagram::of_document(self)
    }

    /// Every picture of this result as SVG, with the name of its file without the ending: the path diagram, forest plots of
    /// paths, total effects and loadings, the heat map of heterotrait-monotrait ratios, and the bootstrap distribution of
    /// every path and every quantity of the study's own.
    #[must_use]
    pub fn pictures(&self) -> Vec<(String, String)> {
        let diagram = self.path_diagram();
        let structural = diagram.clone().indicators(false);
        let drawn = [
            Some(diagram.picture()),
            Some(structural.picture().named("structural-model")),
            self.paths_plot(),
            self.total_effects_plot(),
            self.loadings_plot(),
            self.htmt_map(),
        ];
        let drawn = drawn.into_iter().flatten();
        let pictures = drawn.chain(self.distributions());
        pictures.map(|p| (p.id().to_owned(), p.to_svg())).collect()
    }

    /// The kind of interval that reports show.
    fn shown(&self) -> IntervalKind {
        let settings = self.study.bootstrap.as_ref();
        let first = settings.and_then(|b| b.intervals.first().copied());
        first.unwrap_or(IntervalKind::Percentile)
    }

    /// The intervals that reports show, in words: `95 % percentile interval`.
    fn interval_name(&self) -> Option<String> {
        let bootstrap = self.bootstrap.as_ref()?;
        Some(format!(
            "{} {} interval",
            percent(bootstrap.level),
            self.shown().label()
        ))
    }

    fn summary(&self, quantity: &Quantity) -> Option<&Summary> {
        self.bootstrap.as_ref()?.summary(quantity)
    }

    fn row(&self, label: String, estimate: f64, quantity: &Quantity) -> Row {
        let summary = self.summary(quantity);
        Row {
            label,
            estimate,
            interval: summary.and_then(|s| s.interval(self.shown())),
        }
    }

    /// What a forest plot shows, for below its axis.
    fn axis(&self, what: &str, reference: &str) -> String {
        match self.interval_name() {
            Some(interval) => format!(
                "{what} with {interval}s; filled: the interval lies on one side of {reference}."
            ),
            None => format!("{what}; line: {reference}."),
        }
    }

    pub(super) fn paths_plot(&self) -> Option<Picture> {
        let rows: Vec<Row> = self
            .paths
            .iter()
            .map(|p| {
                self.row(
                    arrow(&p.from, &p.to),
                    p.estimate,
                    &Quantity::path(&p.from, &p.to),
                )
            })
            .collect();
        self.effects_plot("paths", "Path coefficients", rows)
    }

    /// Total effects; `None` if each is a path.
    pub(super) fn total_effects_plot(&self) -> Option<Picture> {
        self.effects.iter().find(|e| e.indirect.is_some())?;
        let rows: Vec<Row> = self
            .effects
            .iter()
            .map(|e| {
                let quantity = Quantity::along(Measure::Total, &e.from, &e.to);
                self.row(arrow(&e.from, &e.to), e.total, &quantity)
            })
            .collect();
        self.effects_plot("total-effects", "Total effects", rows)
    }

    fn effects_plot(&self, id: &str, title: &str, rows: Vec<Row>) -> Option<Picture> {
        let plot = Forest {
            id: id.to_owned(),
            title: title.to_owned(),
            axis: self.axis(title, "0"),
            groups: vec![(String::new(), rows)],
            reference: 0.0,
        };
        plot.groups[0].1.first()?;
        Some(plot.picture())
    }

    /// The loadings of every block that has more than one indicator.
    pub(super) fn loadings_plot(&self) -> Option<Picture> {
        let group = |construct: &str| {
            let own = self.loadings.iter().filter(|r| r.construct == construct);
            let rows = own.map(|r| {
                let of = Names::Indicator {
                    construct: r.construct.clone(),
                    indicator: r.indicator.clone(),
                };
                self.row(
                    r.indicator.clone(),
                    r.estimate,
                    &Quantity::new(Measure::Loading, of),
                )
            });
            (construct.to_owned(), rows.collect())
        };
        let blocks = self.constructs.iter().filter(|c| c.items > 1);
        let groups: Vec<(String, Vec<Row>)> = blocks.map(|c| group(&c.construct)).collect();
        groups.first()?;
        let reference = guidance::lower_bound(Judged::Loading)?;
        let plot = Forest {
            id: "loadings".to_owned(),
            title: "Loadings".to_owned(),
            axis: self.axis("Loadings", &reference.to_string()),
            groups,
            reference,
        };
        Some(plot.picture())
    }

    pub(super) fn htmt_map(&self) -> Option<Picture> {
        let place = |name: &str| self.constructs.iter().position(|c| c.construct == name);
        let cells: Vec<Pair> = self
            .discriminant
            .iter()
            .filter_map(|d| {
                let of = Names::Pair {
                    a: d.a.clone(),
                    b: d.b.clone(),
                };
                let summary = self.summary(&Quantity::new(Measure::Htmt, of));
                let (column, row) = (place(&d.a)?, place(&d.b)?);
                Some(Pair {
                    row: row.max(column),
                    column: row.min(column),
                    ratio: d.htmt,
                    upper: summary.and_then(|s| s.upper),
                })
            })
            .collect();
        cells.iter().find(|pair| pair.ratio.is_some())?;
        let bound = self
            .bootstrap
            .as_ref()
            .map(|b| format!("one-sided upper bound at {}", percent(b.level)));
        let map = HeatMap {
            id: "htmt".to_owned(),
            title: "Heterotrait-monotrait ratios (HTMT)".to_owned(),
            names: self
                .constructs
                .iter()
                .map(|c| c.construct.clone())
                .collect(),
            cells,
            limit: guidance::upper_bounds(Judged::Htmt).next()?,
            bound,
        };
        Some(map.picture())
    }

    pub(super) fn distributions(&self) -> Vec<Picture> {
        let Some(bootstrap) = &self.bootstrap else {
            return Vec::new();
        };
        let interval = self.interval_name().unwrap_or_default();
        let numbered = bootstrap.distributions.iter().enumerate();
        numbered
            .map(|(i, record)| {
                let summary = bootstrap.summary(&record.quantity);
                let plot = Distribution {
                    id: format!("distribution-{}", i + 1),
                    name: record.quantity.to_string(),
                    from: record.histogram.start,
                    bin: record.histogram.width,
                    counts: record.histogram.counts.clone(),
                    estimate: summary.and_then(|s| s.estimate),
                    bounds: summary.and_then(|s| s.interval(self.shown())),
                    interval: interval.clone(),
                };
                plot.picture()
            })
            .collect()
    }
}

fn arrow(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}
