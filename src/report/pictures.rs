//! The pictures of a result, and the part of the document that each of them shows.

use super::figure::{
    CalibrationPlot, Distribution, Forest, HeatMap, Pair, PathDiagram, Picture, Row,
};
use super::page::{Block, Figure};
use super::render::html;
use super::sections::Report;
use crate::document::Document;
use crate::guidance::{self, Judged};
use crate::quantity::{Measure, Names, Quantity};
use crate::text::digits::percent;

impl Document {
    /// The path diagram with the estimates of this result, see [`PathDiagram::of_document`].
    #[must_use]
    pub fn path_diagram(&self) -> PathDiagram {
        PathDiagram::of_document(self)
    }

    /// Every picture of this result as SVG, with the name of its file without the ending: the path diagram, forest plots of
    /// paths, total effects and loadings, the heat map of heterotrait-monotrait ratios, errors of prediction against those of
    /// the linear model, observed against predicted answers, the slopes of every moderated path, the bootstrap distribution of
    /// every path and every quantity of the study's own, the paths by group, and those of the segments: criteria and entropy
    /// against their number, sizes, and paths by segment.
    #[must_use]
    pub fn pictures(&self) -> Vec<(String, String)> {
        let (report, diagram) = (self.report(), self.path_diagram());
        let drawn = [
            Some(diagram.picture()),
            Some(
                diagram
                    .indicators(false)
                    .picture()
                    .named("structural-model"),
            ),
            report.paths_plot(),
            report.total_effects_plot(),
            report.loadings_plot(),
            report.htmt_map(),
            report.prediction_plot(),
            report.calibration_plots(),
            report.groups_plot(),
        ];
        let drawn = drawn.into_iter().flatten();
        let pictures = drawn.chain(report.slopes_plots());
        let pictures = pictures.chain(report.distributions());
        let pictures = pictures.chain(report.segment_pictures());
        pictures.map(|p| (p.id().to_owned(), p.to_svg())).collect()
    }
}

impl Report<'_> {
    /// The report as one HTML file, which needs no network and no script: the short page with the path diagram at the top,
    /// and the full report with its pictures below, in the order of a paper; `digits` are the decimals of estimates.
    #[must_use]
    pub fn html(&self, digits: usize) -> String {
        let diagram = self.document.path_diagram().indicators(false);
        let structural = diagram.picture().named("structural-model");
        let beside = figure("structural-model", structural);
        let (mut first, mut full) = (self.short(), self.full());
        // Further content is below.
        first.sections.retain(|section| section.name != "more");
        for section in &mut full.sections {
            let figures = self.figures(section.name);
            section
                .blocks
                .extend(figures.into_iter().map(Block::Figure));
        }
        html(&first, Some(&beside), &full, digits)
    }

    /// The pictures of a section.
    fn figures(&self, section: &str) -> Vec<Figure> {
        let of = |name: &'static str, picture: Option<Picture>| picture.map(|p| figure(name, p));
        let figures = match section {
            "reliability" => vec![of("loadings", self.loadings_plot())],
            "discriminant" => vec![of("htmt-map", self.htmt_map())],
            "paths" => vec![
                of("paths-plot", self.paths_plot()),
                of("path-diagram", Some(self.document.path_diagram().picture())),
            ],
            "prediction" => vec![
                of("prediction-errors", self.prediction_plot()),
                of("calibration", self.calibration_plots()),
            ],
            "groups" => vec![of("groups-plot", self.groups_plot())],
            "effects" => vec![of("total-effects", self.total_effects_plot())],
            "interactions" => {
                let plots = self.slopes_plots();
                let plots = plots
                    .first()
                    .map(|_| Picture::gallery("slopes", "Simple slopes", &plots, 1));
                vec![of("slopes", plots)]
            }
            "inference" => {
                let plots = self.distributions();
                let plots = plots.first().map(|_| {
                    Picture::gallery("distributions", "Bootstrap distributions", &plots, 2)
                });
                vec![of("distributions", plots)]
            }
            "segments" => {
                let pictures = self.segment_pictures().into_iter();
                // A name of its own for each picture of a page.
                let name = |picture: &Picture| match picture.id() {
                    "segment-numbers" => "segment-numbers",
                    "segment-sizes" => "segment-sizes",
                    _ => "segment-paths-plot",
                };
                pictures.map(|p| of(name(&p), Some(p))).collect()
            }
            _ => Vec::new(),
        };
        figures.into_iter().flatten().collect()
    }

    /// The intervals that reports show, in words: `95 % percentile interval`.
    fn interval_name(&self) -> Option<String> {
        let level = self.level()?;
        Some(format!(
            "{} {} interval",
            percent(level),
            self.shown().label()
        ))
    }

    fn row(&self, label: String, estimate: f64, quantity: &Quantity) -> Row {
        let summary = self.summary(quantity);
        Row {
            label,
            estimate,
            interval: summary.and_then(|s| s.interval(self.shown())),
        }
    }

    /// The description of a forest plot, for the text below its axis.
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
            .document
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

    /// Total effects; `None` if all of them are paths.
    pub(super) fn total_effects_plot(&self) -> Option<Picture> {
        self.document
            .effects
            .iter()
            .find(|e| e.indirect.is_some())?;
        let rows: Vec<Row> = self
            .document
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
            let own = self
                .document
                .loadings
                .iter()
                .filter(|r| r.construct == construct);
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
        let blocks = self.document.constructs.iter().filter(|c| c.items > 1);
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

    /// Every path in every group.
    pub(super) fn groups_plot(&self) -> Option<Picture> {
        let groups = self.document.groups.as_ref()?;
        let paths = self.document.paths.iter().map(|path| {
            let quantity = Quantity::path(&path.from, &path.to);
            let own = groups.estimates.iter().filter(|e| e.quantity == quantity);
            let rows = own.filter_map(|e| {
                Some(Row {
                    label: e.group.clone(),
                    estimate: e.estimate?,
                    interval: e.low.zip(e.high).map(|(low, high)| [low, high]),
                })
            });
            (arrow(&path.from, &path.to), rows.collect::<Vec<Row>>())
        });
        let title = format!("Paths by group ({})", groups.column);
        let plot = Forest {
            id: "groups".to_owned(),
            axis: self.axis("Paths", "0"),
            title,
            groups: paths.collect(),
            reference: 0.0,
        };
        plot.groups.first().filter(|(_, rows)| !rows.is_empty())?;
        Some(plot.picture())
    }

    pub(super) fn htmt_map(&self) -> Option<Picture> {
        let pairs = &self.document.discriminant;
        // Interactions, and constructs of a single item, have no ratio with any other.
        let has_one = |name: &String| {
            let mut own = pairs.iter().filter(|d| d.a == *name || d.b == *name);
            own.any(|d| d.htmt.is_some())
        };
        let names = self.document.constructs.iter().map(|c| c.construct.clone());
        let names: Vec<String> = names.filter(has_one).collect();
        let place = |name: &str| names.iter().position(|own| own == name);
        let cells: Vec<Pair> = self
            .document
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
            .document
            .bootstrap
            .as_ref()
            .map(|b| format!("one-sided upper bound at {}", percent(b.level)));
        let map = HeatMap {
            id: "htmt".to_owned(),
            title: "Heterotrait-monotrait ratios (HTMT)".to_owned(),
            names,
            cells,
            limit: guidance::upper_bounds(Judged::Htmt).next()?,
            bound,
        };
        Some(map.picture())
    }

    /// Errors of the model less those of the linear model, indicator by indicator.
    pub(super) fn prediction_plot(&self) -> Option<Picture> {
        let predictions = self.document.predict.as_ref()?;
        let group = |construct: &str| {
            let own = predictions.indicators.iter();
            let own = own.filter(|i| i.construct == construct);
            let rows = own.map(|i| Row {
                label: i.indicator.clone(),
                estimate: 100.0 * (i.rmse / i.rmse_lm - 1.0),
                interval: None,
            });
            (construct.to_owned(), rows.collect())
        };
        let constructs = predictions.constructs.iter();
        let plot = Forest {
            id: "prediction-errors".to_owned(),
            title: "Errors of prediction against the linear model".to_owned(),
            axis: "RMSE of PLS beyond that of the linear model, in per cent of it; left of 0: PLS predicts better.".to_owned(),
            groups: constructs.map(|c| group(&c.construct)).collect(),
            reference: 0.0,
        };
        plot.groups.first()?;
        Some(plot.picture())
    }

    /// Observed against predicted answers of every predicted indicator.
    pub(super) fn calibration_plots(&self) -> Option<Picture> {
        let predictions = self.document.predict.as_ref()?;
        let plots = predictions.indicators.iter().enumerate().map(|(i, of)| {
            let own = predictions.calibration.iter();
            let own = own.filter(|c| c.indicator == of.indicator);
            let plot = CalibrationPlot {
                id: format!("calibration-{}", i + 1),
                name: of.indicator.clone(),
                groups: own.map(|c| [c.predicted, c.observed]).collect(),
            };
            plot.picture()
        });
        let plots: Vec<Picture> = plots.collect();
        plots.first()?;
        let title = "Observed against predicted answers of rows that are held out";
        Some(Picture::gallery("calibration", title, &plots, 3))
    }

    pub(super) fn distributions(&self) -> Vec<Picture> {
        let Some(bootstrap) = &self.document.bootstrap else {
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

pub(super) fn arrow(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}

/// A picture on a page: its title stands below it, and its description in place of it.
pub(super) fn figure(name: &'static str, picture: Picture) -> Figure {
    let (title, alt) = (picture.title.clone(), picture.description.clone());
    Figure::new(name, picture, alt, title)
}
