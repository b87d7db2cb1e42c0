//! The content of a path diagram: a model alone, or a result.

use std::collections::HashMap;

use super::{Arrow, ArrowKind, Indicator, Node, PathDiagram, Shape, Shown};
use crate::document::Document;
use crate::infer::{IntervalKind, Summary};
use crate::model::{Kind, MeasuredBy, Model};
use crate::quantity::Quantity;
use crate::text::digits::percent;

impl PathDiagram {
    /// The diagram of a model, without numbers.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let blocks = model.constructs().iter().map(|c| {
            let names = c.indicators.iter().map(String::as_str);
            let (factors, indicators) = match c.measured_by {
                MeasuredBy::Product => (names.collect(), Vec::new()),
                _ => (Vec::new(), names.map(|name| (name, None)).collect()),
            };
            Block {
                name: &c.name,
                kind: c.kind,
                r2: None,
                indicators,
                factors,
            }
        });
        let mut diagram = Self::new(blocks.collect());
        for (from, to) in model.paths() {
            diagram.path(from, to, None, None);
        }
        diagram
    }

    /// The diagram of a result: with R², loadings (of composites: weights) and path coefficients, their p-values and
    /// intervals if there is a bootstrap.
    #[must_use]
    pub fn of_document(document: &Document) -> Self {
        let blocks = document.constructs.iter().map(|c| {
            let records = document
                .loadings
                .iter()
                .filter(|r| r.construct == c.construct);
            let weights = document
                .weights
                .iter()
                .filter(|r| r.construct == c.construct);
            let mut interactions = document.interactions.iter();
            let interaction = interactions.find(|i| i.term == c.construct);
            Block {
                name: &c.construct,
                kind: c.kind,
                r2: c.r2,
                indicators: match (interaction, c.kind) {
                    (Some(_), _) => Vec::new(),
                    (None, Kind::Reflective) => records
                        .map(|r| (r.indicator.as_str(), Some(r.estimate)))
                        .collect(),
                    (None, Kind::Composite) => weights
                        .map(|r| (r.indicator.as_str(), Some(r.estimate)))
                        .collect(),
                },
                factors: interaction
                    .iter()
                    .flat_map(|i| i.factors.iter().map(String::as_str))
                    .collect(),
            }
        });
        let mut diagram = Self::new(blocks.collect());
        let settings = document.study.bootstrap.as_ref();
        let shown = settings.and_then(|b| b.intervals.first().copied());
        let shown = shown.unwrap_or(IntervalKind::Percentile);
        let bootstrap = document.bootstrap.as_ref();
        diagram.interval = bootstrap.map(|b| format!("{} {}", percent(b.level), shown.label()));
        let summaries: HashMap<&Quantity, &Summary> = bootstrap
            .iter()
            .flat_map(|b| &b.estimates)
            .map(|e| (&e.quantity, &e.summary))
            .collect();
        for path in &document.paths {
            let summary = summaries.get(&Quantity::path(&path.from, &path.to));
            let inference = summary.map(|s| (s.p, s.interval(shown)));
            diagram.path(&path.from, &path.to, Some(path.estimate), inference);
        }
        diagram
    }

    /// The constructs, arrows to those that are dimensions of another, and to interactions from their factors.
    fn new(blocks: Vec<Block>) -> Self {
        let names: Vec<String> = blocks.iter().map(|b| b.name.to_owned()).collect();
        let mut diagram = Self {
            nodes: Vec::new(),
            arrows: Vec::new(),
            show: vec![Shown::Estimate, Shown::Stars],
            indicators: true,
            interval: None,
        };
        for (to, block) in blocks.into_iter().enumerate() {
            let (mut indicators, reflective) = (Vec::new(), block.kind == Kind::Reflective);
            for (name, estimate) in block.indicators {
                match names.iter().position(|n| n == name) {
                    // A block of one indicator may have the name of its indicator.
                    Some(from) if from != to => diagram.arrows.push(Arrow {
                        from,
                        to,
                        turned: reflective,
                        kind: ArrowKind::Dimension,
                        estimate,
                        p: None,
                        interval: None,
                    }),
                    _ => indicators.push(Indicator {
                        name: name.to_owned(),
                        estimate,
                    }),
                }
            }
            let mut factors: Vec<usize> = block
                .factors
                .iter()
                .filter_map(|factor| names.iter().position(|name| name == factor))
                .collect();
            // A square has its construct twice.
            factors.dedup();
            let is_term = !factors.is_empty();
            diagram.arrows.extend(factors.into_iter().map(|from| Arrow {
                from,
                to,
                turned: false,
                kind: ArrowKind::Factor,
                estimate: None,
                p: None,
                interval: None,
            }));
            diagram.nodes.push(Node {
                name: block.name.to_owned(),
                shape: match (is_term, reflective) {
                    (true, _) => Shape::Term,
                    (false, true) => Shape::Ellipse,
                    (false, false) => Shape::Hexagon,
                },
                r2: block.r2,
                indicators,
            });
        }
        diagram
    }

    /// An arrow for a path. A source that is not a construct is a term of the model.
    fn path(
        &mut self,
        from: &str,
        to: &str,
        estimate: Option<f64>,
        inference: Option<(Option<f64>, Option<[f64; 2]>)>,
    ) {
        let (from, to) = (self.node(from), self.node(to));
        // With some treatments of higher-order constructs there is also a path between a dimension and its construct.
        let joins = |a: &Arrow| [(from, to), (to, from)].contains(&(a.from, a.to));
        if self.arrows.iter().any(joins) {
            return;
        }
        let (p, interval) = inference.unwrap_or_default();
        self.arrows.push(Arrow {
            from,
            to,
            turned: false,
            kind: ArrowKind::Path,
            estimate,
            p,
            interval,
        });
    }

    fn node(&mut self, name: &str) -> usize {
        if let Some(known) = self.nodes.iter().position(|n| n.name == name) {
            return known;
        }
        self.nodes.push(Node {
            name: name.to_owned(),
            shape: Shape::Term,
            r2: None,
            indicators: Vec::new(),
        });
        self.nodes.len() - 1
    }
}

/// A construct as a model or a result describes it.
struct Block<'s> {
    name: &'s str,
    kind: Kind,
    r2: Option<f64>,
    indicators: Vec<(&'s str, Option<f64>)>,
    /// Of an interaction, the constructs whose product it is.
    factors: Vec<&'s str>,
}
