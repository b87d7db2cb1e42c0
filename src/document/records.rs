//! Converts the results of a run to the records of its document.

use std::fmt;

use nalgebra::DMatrix;
use serde::Serialize;

use super::{
    AdjustedRecord, BootstrapRecord, ConstructRecord, Count, CrossLoadingRecord, DataRecord,
    DefinedRecord, DiscriminantRecord, DistributionRecord, EffectRecord, EstimateRecord,
    ExactFitDocument, Given, Inferred, InfluenceRecord, LeastSquaresRecord, LedgerRecord,
    LoadingRecord, PairValue, PathRecord, Software, SpecificRecord, TurnedRecord, WeightRecord,
};
use crate::assess::collinearity::{self, IndicatorVif};
use crate::assess::discriminant::{self, Discriminant};
use crate::assess::effects::{self, Effect, SpecificEffect};
use crate::assess::model_fit::FitModel;
use crate::assess::reliability::{self, Reliability};
use crate::assess::structural::PathStrength;
use crate::data::{Data, Groups, Table};
use crate::estimate::{Estimates, Fit, Problem, Solution};
use crate::guidance::{effect_size, interaction_size};
use crate::infer::{self, Histogram, Summary};
use crate::model::{Construct, MeasuredBy};
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
        let rows = match data {
            Data::Rows(table) => Some(table),
            Data::Matrix(_) => None,
        };
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
            rows_read: rows.map(Table::rows_read),
            rows_used: sample.map(Sample::n).or(n).unwrap_or_default(),
            weightless: sample.and_then(|s| s.weights().map(|_| s.weightless())),
            effective_n: sample.and_then(Sample::effective_n),
            indicators: fit.of_sample().correlations().nrows(),
            missing_cells: sample.map(|s| s.missing().iter().sum()),
            prepared: rows.map_or_else(Vec::new, |table| table.prepared().to_vec()),
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
    /// What is not defined without rows, and without units.
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

impl WeightRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let vifs = collinearity::indicator_vifs(fit);
        let record = |((construct, indicator, estimate), vif): (_, IndicatorVif)| Self {
            inference: Inferred::of(
                inference,
                &Quantity::indicator(Measure::Weight, construct, indicator),
            ),
            construct: construct.to_owned(),
            indicator: indicator.to_owned(),
            estimate,
            vif: vif.vif,
        };
        fit.weights().zip(vifs).map(record).collect()
    }
}

impl LoadingRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let record = |(construct, indicator, estimate)| Self {
            inference: Inferred::of(
                inference,
                &Quantity::indicator(Measure::Loading, construct, indicator),
            ),
            construct: construct.to_owned(),
            indicator: indicator.to_owned(),
            estimate,
        };
        fit.loadings().map(record).collect()
    }
}

impl PathRecord {
    pub(crate) fn all(
        strengths: &[PathStrength],
        fit: &Fit,
        inference: Option<&Inference>,
    ) -> Vec<Self> {
        let written = fit.plan().written();
        let is_product = |name: &str| written.construct(name).is_some_and(Construct::is_product);
        let called = |path: &PathStrength| {
            let f2 = path.f2?;
            if is_product(&path.from) {
                interaction_size(f2)
            } else {
                effect_size(f2)
            }
        };
        let record = |path: &PathStrength| Self {
            from: path.from.clone(),
            to: path.to.clone(),
            estimate: path.estimate,
            inference: Inferred::of(inference, &Quantity::path(&path.from, &path.to)),
            f2: path.f2,
            effect: called(path).map(str::to_owned),
            vif: path.vif,
        };
        strengths.iter().map(record).collect()
    }
}

impl LeastSquaresRecord {
    /// Consistent PLS has no such errors: its coefficients are not those of a regression on scores.
    pub(crate) fn all(strengths: &[PathStrength], fit: &Fit) -> Vec<Self> {
        let record = |path: &PathStrength| Self {
            from: path.from.clone(),
            to: path.to.clone(),
            se: path.se_conditional,
            t: path.t_conditional,
            p: path.p_conditional,
        };
        let of_scores = strengths.iter().filter(|_| !fit.plan().consistent());
        of_scores.map(record).collect()
    }
}

impl EffectRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let record = |effect: Effect| {
            let (from, to) = (&effect.from, &effect.to);
            let of = |measure| Inferred::of(inference, &Quantity::along(measure, from, to));
            Self {
                direct_inference: of(Measure::Path),
                indirect_inference: of(Measure::Indirect),
                total_inference: of(Measure::Total),
                from: effect.from,
                to: effect.to,
                direct: effect.direct,
                indirect: effect.indirect,
                total: effect.total,
            }
        };
        effects::effects(fit).into_iter().map(record).collect()
    }
}

impl SpecificRecord {
    /// None, if there are too many to be listed.
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let record = |effect: SpecificEffect| Self {
            inference: Inferred::of(inference, &Quantity::specific(&effect.route)),
            route: effect.route,
            estimate: effect.estimate,
        };
        let effects = effects::specific_effects(fit).unwrap_or_default();
        effects.into_iter().map(record).collect()
    }
}

impl DiscriminantRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let record = |pair: Discriminant| {
            let quantity = Quantity::between(Measure::Htmt, &pair.a, &pair.b);
            let summary = inference.and_then(|inference| inference.summary(&quantity));
            Self {
                inference: Inferred::of(inference, &quantity),
                upper: summary.and_then(|summary| summary.upper),
                a: pair.a,
                b: pair.b,
                htmt: pair.htmt,
                htmt_signed: pair.htmt_signed,
                htmt2: pair.htmt2,
                htmt2_undefined: pair.htmt2_undefined,
            }
        };
        let pairs = discriminant::discriminant(fit).into_iter();
        pairs.map(record).collect()
    }
}

impl ConstructRecord {
    pub(crate) fn all(fit: &Fit, inference: Option<&Inference>) -> Vec<Self> {
        let record = |(r, construct): (Reliability, &Construct)| {
            let of = |measure| Inferred::of(inference, &Quantity::of(measure, construct.name()));
            Self {
                construct: r.construct,
                kind: construct.kind(),
                mode: construct.get_mode(),
                measured_by: fit
                    .plan()
                    .written()
                    .construct(construct.name())
                    .map_or_else(MeasuredBy::default, |c| c.measured_by),
                items: construct.indicators().len(),
                alpha: r.alpha,
                alpha_raw: r.alpha_raw,
                rho_a: r.rho_a,
                rho_c: r.rho_c,
                ave: r.ave,
                r2: fit.r2(construct.name()),
                r2_adj: fit.r2_adjusted(construct.name()),
                alpha_inference: of(Measure::Alpha),
                alpha_raw_inference: of(Measure::AlphaRaw),
                rho_a_inference: of(Measure::RhoA),
                rho_c_inference: of(Measure::RhoC),
                ave_inference: of(Measure::Ave),
                r2_inference: of(Measure::R2),
                r2_adj_inference: of(Measure::R2Adj),
            }
        };
        let of_stage = |(solution, j): (&Solution, usize)| {
            let stage = solution.plan().model().constructs();
            stage[j].clone()
        };
        let constructs: Vec<Construct> = fit.constructs().map(of_stage).collect();
        let reliabilities = reliability::reliability(fit).into_iter();
        reliabilities.zip(&constructs).map(record).collect()
    }
}

impl CrossLoadingRecord {
    /// Of every indicator of a construct with all composites of the stage that measures the construct.
    pub(crate) fn all(fit: &Fit) -> Vec<Self> {
        let of_block = |(solution, j): (&Solution, usize)| {
            let (plan, l) = (solution.plan(), &solution.estimates().cross_loadings);
            let constructs = plan.model().constructs();
            let own = plan.blocks()[j].indicators.clone();
            let indicators = own.zip(constructs[j].indicators());
            let records = indicators.flat_map(|(k, indicator)| {
                let of = constructs.iter().enumerate();
                of.map(move |(i, construct)| Self {
                    indicator: indicator.clone(),
                    construct: construct.name.clone(),
                    estimate: l[(k, i)],
                })
            });
            records.collect::<Vec<_>>()
        };
        fit.constructs().flat_map(of_block).collect()
    }
}

impl PairValue {
    /// Of every two constructs in the stage that measures both.
    pub(crate) fn all(fit: &Fit, matrix: impl Fn(&Estimates) -> &DMatrix<f64>) -> Vec<Self> {
        let pairs = fit.pairs().into_iter();
        let record = |(solution, a, b): (&Solution, usize, usize)| Self {
            a: solution.plan().model().name(a).to_owned(),
            b: solution.plan().model().name(b).to_owned(),
            estimate: matrix(solution.estimates())[(a, b)],
        };
        pairs.map(record).collect()
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
            turned: ledger
                .turned
                .iter()
                .map(|(construct, count)| TurnedRecord {
                    construct: construct.clone(),
                    count: *count,
                })
                .collect(),
            seed: options.seeded(),
            generator: options.seeded().map(|_| stream::GENERATOR.to_owned()),
            level: options.asked.level,
            estimates: inference
                .iter()
                .map(|(quantity, summary)| {
                    let interval = summary.interval(inference.shown());
                    EstimateRecord {
                        quantity: quantity.clone(),
                        summary: summary.clone(),
                        low: interval.map(|[low, _]| low),
                        high: interval.map(|[_, high]| high),
                    }
                })
                .collect(),
            distributions: DistributionRecord::all(inference),
        }
    }
}

impl DistributionRecord {
    fn all(inference: &Inference) -> Vec<Self> {
        let drawn = |q: &&Quantity| matches!(q.measure, Measure::Path | Measure::Defined);
        let quantities = inference.iter().map(|(quantity, _)| quantity);
        let record = |quantity: &Quantity| {
            let replicates = inference.replicates(quantity)?;
            let defined: Vec<f64> = replicates.into_iter().flatten().collect();
            Some(Self {
                quantity: quantity.clone(),
                histogram: Histogram::of(&defined)?,
            })
        };
        quantities.filter(drawn).filter_map(record).collect()
    }
}

impl DefinedRecord {
    pub(crate) fn all(
        definitions: &[Definition],
        catalogue: &Catalogue,
        fit: &Fit,
        inference: Option<&Inference>,
    ) -> Vec<Self> {
        let values = catalogue.values(fit);
        let record = |definition: &Definition| {
            let quantity = Quantity::defined(definition.name());
            let mut quantities = catalogue.quantities().iter();
            let place = quantities.position(|q| *q == quantity);
            Self {
                name: definition.name().to_owned(),
                formula: definition.formula().map(str::to_owned),
                estimate: place.and_then(|place| values[place]),
                inference: Inferred::of(inference, &quantity),
            }
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
            let p: Vec<Option<f64>> = members.iter().map(|(_, s)| s.p_shown).collect();
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
    /// The rows (or clusters) with the largest influence on each path.
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
