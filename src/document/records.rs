//! From what a run made to the records of its document.

use std::fmt;

use nalgebra::DMatrix;
use serde::Serialize;

use super::document::{
    AdjustedRecord, BootstrapRecord, ConstructRecord, Count, CrossLoadingRecord, DataRecord,
    DefinedRecord, EstimateRecord, ExactFitDocument, Given, IndicatorValue, InfluenceRecord,
    LedgerRecord, PairValue, Software, WeightRecord,
};
use crate::assess::collinearity;
use crate::assess::model_fit::FitModel;
use crate::assess::reliability;
use crate::data::{Data, Groups, Table};
use crate::estimate::{Fit, Problem};
use crate::infer::{self, Summary};
use crate::model::Model;
use crate::moments::Sample;
use crate::numeric::stream;
use crate::procedure::{ExactFit, ExactFitTest, Inference, Jackknife};
use crate::quantity::{Catalogue, Definition, Measure, Names, Quantity};
use crate::resample::{Bootstrap, Ledger, Reason};

/// Rows that are listed for a path.
const MOST_INFLUENTIAL: usize = 5;

impl Software {
    pub(crate) fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl DataRecord {
    pub(crate) fn of(data: Data, problem: Option<&Problem>, fit: &Fit) -> Self {
        let sample = problem.map(Problem::sample);
        let (given, n) = match data {
            Data::Rows(_) => (Given::Rows, None),
            Data::Matrix(matrix) if matrix.sds().is_some() => {
                (Given::Covariances, Some(matrix.n()))
            }
            Data::Matrix(matrix) => (Given::Correlations, Some(matrix.n())),
        };
        Self {
            source: data.source().cloned(),
            given,
            rows_read: sample.map(Sample::rows_read),
            rows_used: sample.map(Sample::n).or(n).unwrap_or_default(),
            weightless: sample.and_then(|s| s.weights().map(|_| s.weightless())),
            effective_n: sample.and_then(Sample::effective_n),
            indicators: fit.moments().correlations().nrows(),
            missing_cells: sample.map(|s| s.missing().iter().sum()),
            undefined: given.undefined().map(str::to_owned),
        }
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name of the result document.
        self.serialize(f)
    }
}

impl Given {
    /// What is not defined for want of rows, and of units.
    fn undefined(self) -> Option<&'static str> {
        match self {
            Self::Rows => None,
            Self::Covariances => Some(
                "a matrix of covariances has no rows and no means: means, ranges, skewness, kurtosis, scores and the intervals of alpha that are free of assumptions are not defined",
            ),
            Self::Correlations => Some(
                "a matrix of correlations has no rows, means and units: descriptives, scores, raw alpha and its intervals, and item-total correlations are not defined",
            ),
        }
    }
}

impl From<&(Reason, usize)> for Count {
    fn from((reason, count): &(Reason, usize)) -> Self {
        Self {
            reason: reason.to_string(),
            count: *count,
        }
    }
}

impl From<(&str, &str, f64)> for IndicatorValue {
    fn from((construct, indicator, estimate): (&str, &str, f64)) -> Self {
        Self {
            construct: construct.to_owned(),
            indicator: indicator.to_owned(),
            estimate,
        }
    }
}

impl WeightRecord {
    pub(crate) fn all(fit: &Fit) -> Vec<Self> {
        let vifs = collinearity::indicator_vifs(fit);
        fit.weights()
            .zip(vifs)
            .map(|((construct, indicator, estimate), vif)| Self {
                construct: construct.to_owned(),
                indicator: indicator.to_owned(),
                estimate,
                vif: vif.vif,
            })
            .collect()
    }
}

impl ConstructRecord {
    pub(crate) fn all(fit: &Fit) -> Vec<Self> {
        let constructs = fit.plan().model().constructs();
        reliability::reliability(fit)
            .into_iter()
            .zip(constructs)
            .map(|(r, construct)| Self {
                construct: r.construct,
                kind: construct.kind,
                mode: construct.mode,
                items: construct.indicators.len(),
                alpha: r.alpha,
                alpha_raw: r.alpha_raw,
                rho_a: r.rho_a,
                rho_c: r.rho_c,
                ave: r.ave,
                r2: fit.r2(&construct.name),
                r2_adj: fit.r2_adjusted(&construct.name),
            })
            .collect()
    }
}

impl CrossLoadingRecord {
    pub(crate) fn all(fit: &Fit) -> Vec<Self> {
        let model = fit.plan().model();
        let of = |(k, indicator): (usize, &str)| {
            let indicator = indicator.to_owned();
            model
                .constructs()
                .iter()
                .enumerate()
                .map(move |(j, construct)| Self {
                    indicator: indicator.clone(),
                    construct: construct.name.clone(),
                    estimate: fit.estimates().cross_loadings[(k, j)],
                })
        };
        model.indicators().enumerate().flat_map(of).collect()
    }
}

impl PairValue {
    pub(crate) fn all(model: &Model, matrix: &DMatrix<f64>) -> Vec<Self> {
        let count = model.constructs().len();
        let pairs = (0..count).flat_map(|i| (i + 1..count).map(move |j| (i, j)));
        pairs
            .map(|(i, j)| Self {
                a: model.name(i).to_owned(),
                b: model.name(j).to_owned(),
                estimate: matrix[(i, j)],
            })
            .collect()
    }
}

impl ExactFitDocument {
    pub(crate) fn of(options: &ExactFit, test: &ExactFitTest) -> Self {
        let ledger = |(model, ledger): &(FitModel, Ledger)| LedgerRecord {
            model: *model,
            requested: ledger.requested,
            used: ledger.used,
            failed: ledger.failed.iter().map(Count::from).collect(),
            inadmissible: ledger.inadmissible.iter().map(Count::from).collect(),
        };
        Self {
            seed: options.seed,
            generator: stream::GENERATOR.to_owned(),
            tests: test.records.clone(),
            ledgers: test.ledgers.iter().map(ledger).collect(),
        }
    }
}

impl BootstrapRecord {
    pub(crate) fn of(options: &Bootstrap, inference: &Inference) -> Self {
        let ledger = inference.ledger();
        Self {
            requested: ledger.requested,
            done: ledger.done,
            used: ledger.used,
            failed: ledger.failed.iter().map(Count::from).collect(),
            inadmissible: ledger.inadmissible.iter().map(Count::from).collect(),
            redrawn: ledger.redrawn,
            kept: ledger.kept,
            seed: options.seeded(),
            generator: options.seeded().map(|_| stream::GENERATOR.to_owned()),
            level: options.asked.level,
            estimates: inference
                .iter()
                .map(|(quantity, summary)| EstimateRecord {
                    quantity: quantity.clone(),
                    summary: summary.clone(),
                })
                .collect(),
        }
    }
}

impl DefinedRecord {
    pub(crate) fn all(definitions: &[Definition], catalogue: &Catalogue, fit: &Fit) -> Vec<Self> {
        let values = catalogue.values(fit);
        let value = |name: &str| {
            let quantity = Quantity::defined(name);
            let mut quantities = catalogue.quantities().iter();
            values[quantities.position(|q| *q == quantity)?]
        };
        let record = |definition: &Definition| Self {
            name: definition.name().to_owned(),
            formula: definition.formula().map(str::to_owned),
            estimate: value(definition.name()),
        };
        definitions.iter().map(record).collect()
    }
}

impl AdjustedRecord {
    /// Paths are one family, indirect effects another.
    pub(crate) fn all(inference: &Inference) -> Vec<Self> {
        let family = |family: Measure| {
            let members: Vec<_> = inference
                .iter()
                .filter(|(q, _)| q.measure == family)
                .collect();
            let p: Vec<Option<f64>> = members.iter().map(|(_, summary)| summary.p).collect();
            let tests = p.iter().flatten().count();
            let adjusted = infer::adjust(&p);
            let record = move |((quantity, _), adjusted): ((&Quantity, &Summary), Option<_>)| {
                let Names::Path { from, to } = &quantity.of else {
                    return None;
                };
                Some(Self {
                    family,
                    tests,
                    from: from.clone(),
                    to: to.clone(),
                    adjusted: adjusted?,
                })
            };
            members
                .into_iter()
                .zip(adjusted)
                .filter_map(record)
                .collect::<Vec<_>>()
        };
        [family(Measure::Path), family(Measure::Indirect)].concat()
    }
}

impl InfluenceRecord {
    /// The rows (or clusters) that move each path most.
    pub(crate) fn all(
        jackknife: &Jackknife,
        fit: &Fit,
        table: &Table,
        clusters: Option<&Groups>,
    ) -> Vec<Self> {
        let name = |rows: &[usize]| match clusters {
            Some(groups) => format!(
                "{} = {}",
                groups.column(),
                groups.names()[groups.of_rows()[rows[0]]]
            ),
            None => table.place(rows[0]).to_string(),
        };
        let of = |(from, to, _): (&str, &str, f64)| {
            let influences = jackknife
                .influence(&Quantity::path(from, to))
                .unwrap_or_default();
            let (from, to) = (from.to_owned(), to.to_owned());
            influences
                .into_iter()
                .take(MOST_INFLUENTIAL)
                .map(move |influence| Self {
                    from: from.clone(),
                    to: to.clone(),
                    left_out: name(&influence.rows),
                    without: influence.without,
                    change: influence.change,
                })
        };
        fit.paths().flat_map(of).collect()
    }
}
