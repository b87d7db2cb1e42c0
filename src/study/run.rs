//! Converts the results of a run to its document.

use super::Study;
use crate::assess::AssessFinding;
use crate::assess::alpha_intervals;
use crate::assess::collinearity;
use crate::assess::criteria::{self, Compared};
use crate::assess::descriptives;
use crate::assess::discriminant;
use crate::assess::effects;
use crate::assess::interactions;
use crate::assess::items;
use crate::assess::linearity;
use crate::assess::model_fit;
use crate::assess::pruning;
use crate::assess::redundancy::Redundancy;
use crate::assess::reliability;
use crate::assess::structural;
use crate::assess::structural::EffectSize;
use crate::data::{Data, Groups};
use crate::document::{
    self, AdjustedRecord, BootstrapRecord, ConditionalRecord, ConstructRecord, CrossLoadingRecord,
    DataRecord, DefinedRecord, DiscriminantRecord, Document, EffectRecord, ExactFitDocument,
    GroupsDocument, InfluenceRecord, InteractionRecord, LeastSquaresRecord, LoadingRecord,
    ModeratedRecord, PairValue, PathRecord, QuestionnaireRecord, SegmentsRecord, SlopeRecord,
    Software, SpecificRecord, WeightRecord,
};
use crate::estimate::{Fit, Problem};
use crate::finding::{Findings, recorded};
use crate::groups::Comparison;
use crate::infer::InferFinding;
use crate::infer::{Near, Unsettled};
use crate::model::Construct;
use crate::predict::Predictions;
use crate::procedure::ProcedureFinding;
use crate::procedure::{self, ExactFitError, ExactFitTest, Inference, Mediation};
use crate::quantity::{Catalogue, Quantity};
use crate::screen::doubts;
use crate::segments::Segmentation;

/// Level of the closed-form intervals of a study without a bootstrap.
const LEVEL: f64 = 0.95;

/// Everything a run made.
pub(super) struct Run<'r> {
    pub(super) study: &'r Study,
    pub(super) data: Data<'r>,
    /// `None` if a matrix was given.
    pub(super) problem: Option<&'r Problem>,
    pub(super) fit: &'r Fit,
    pub(super) catalogue: &'r Catalogue,
    pub(super) clusters: Option<&'r Groups>,
    pub(super) inference: Option<&'r Inference>,
    pub(super) predictions: Option<Predictions>,
    pub(super) exact_fit: Option<Result<ExactFitTest, ExactFitError>>,
    pub(super) segmentation: Option<&'r Segmentation>,
    pub(super) groups: Option<&'r Comparison>,
    pub(super) redundancy: &'r [Redundancy],
    pub(super) comparison: &'r [Compared],
}

impl Run<'_> {
    pub(super) fn document(self) -> Document {
        let (findings, influence) = (self.findings(), self.influence());
        let groups = self.groups_document();
        let (study, fit) = (self.study, self.fit);
        let options = study.bootstrap.as_ref();
        let (alpha, alpha_raw) = reliability::questionnaire_alpha(fit.of_sample());
        let consistent = fit.plan().consistent();
        let strengths = structural::path_strengths(fit);
        let mut document = Document {
            format: document::FORMAT.to_owned(),
            software: Software::this(),
            study: study.settings(self.data),
            data: DataRecord::of(self.data, self.problem, fit),
            termination: fit.termination(),
            findings: recorded(findings.0),
            indicators: self
                .problem
                .map_or_else(|| descriptives::of_matrix(fit), descriptives::descriptives),
            constructs: ConstructRecord::all(fit, self.inference),
            items: items::items(fit),
            weights: WeightRecord::all(fit, self.inference),
            loadings: LoadingRecord::all(fit, self.inference),
            cross_loadings: CrossLoadingRecord::all(fit),
            correlations: PairValue::all(fit, |estimates| &estimates.correlations),
            factor_correlations: consistent
                .then(|| PairValue::all(fit, |estimates| &estimates.factor_correlations)),
            paths: PathRecord::all(&strengths, fit, self.inference),
            least_squares: LeastSquaresRecord::all(&strengths, fit),
            effects: EffectRecord::all(fit, self.inference),
            specific_effects: SpecificRecord::all(fit, self.inference),
            interactions: InteractionRecord::all(fit, self.inference),
            slopes: SlopeRecord::all(fit, self.inference),
            johnson_neyman: document::regions(fit, self.problem, self.inference),
            conditional_effects: ConditionalRecord::all(fit, self.inference),
            moderated_mediation: ModeratedRecord::all(fit, self.inference),
            linearity: if study.linearity {
                linearity::linearity(study.model(), self.data, study.missing, &study.options)
            } else {
                Vec::new()
            },
            mediation: self.mediation(),
            defined: DefinedRecord::all(&study.definitions, self.catalogue, fit, self.inference),
            discriminant: DiscriminantRecord::all(fit, self.inference),
            fornell_larcker: discriminant::fornell_larcker(fit),
            criteria: criteria::criteria(fit),
            fit: model_fit::model_fit(fit),
            common_method: collinearity::common_method(fit),
            questionnaire: QuestionnaireRecord {
                items: fit.of_sample().correlations().nrows(),
                alpha,
                alpha_raw,
            },
            alpha_intervals: alpha_intervals::alpha_intervals(
                self.problem,
                fit,
                options.map_or(LEVEL, |bootstrap| bootstrap.asked.level),
            ),
            pruning: pruning::pruning(fit),
            redundancy: self.redundancy.to_vec(),
            comparison: self.comparison.to_vec(),
            guidance: Vec::new(),
            predictor: self
                .predictions
                .as_ref()
                .and_then(|predictions| fit.predictor().ok()?.with_intervals(predictions).ok()),
            predict: self.predictions.clone(),
            exact_fit: study
                .exact_fit_in_force()
                .zip(self.exact_fit.as_ref())
                .and_then(|(options, test)| {
                    Some(ExactFitDocument::of(&options, test.as_ref().ok()?))
                }),
            segments: study
                .segments
                .as_ref()
                .zip(self.segmentation)
                .map(|(settings, found)| SegmentsRecord::of(settings, found, fit)),
            groups,
            adjusted: self.inference.map(AdjustedRecord::all).unwrap_or_default(),
            influence,
            bootstrap: options
                .zip(self.inference)
                .map(|(options, inference)| BootstrapRecord::of(options, inference)),
        };
        if study.effect_size == EffectSize::Reestimated {
            let sizes = structural::f2_reestimated(fit, self.data, self.study.missing);
            let paths = document.paths.iter_mut();
            paths.zip(sizes).for_each(|(path, f2)| path.f2 = f2);
        }
        document.guidance = document::judgements(&document);
        document
    }

    /// Mediation, except of interactions: how an effect depends on a moderator is not a mediation of its own.
    fn mediation(&self) -> Vec<Mediation> {
        let Some((options, inference)) = self.study.bootstrap.as_ref().zip(self.inference) else {
            return Vec::new();
        };
        let is_product = |name: &str| {
            let construct = self.study.model().construct(name);
            construct.is_some_and(Construct::is_product)
        };
        let mut found = procedure::mediation(inference, options.asked.intervals.shown());
        found.retain(|mediation| !is_product(&mediation.from));
        found
    }

    fn groups_document(&self) -> Option<GroupsDocument> {
        let grouping = self.study.grouping.as_ref()?;
        Some(GroupsDocument::of(grouping, self.groups?))
    }

    /// Only a jackknife that was requested is reported.
    fn influence(&self) -> Vec<InfluenceRecord> {
        let asked = self
            .study
            .bootstrap
            .as_ref()
            .is_some_and(|b| b.asked.jackknife);
        let jackknife = self
            .inference
            .and_then(Inference::jackknife)
            .filter(|_| asked);
        match (jackknife, self.data) {
            (Some(jackknife), Data::Rows(table)) => {
                InfluenceRecord::all(jackknife, self.fit, table, self.clusters)
            }
            _ => Vec::new(),
        }
    }

    /// Adjusted p-values close to their threshold. The adjustment multiplies a p-value and its Monte Carlo error by the
    /// same factor.
    fn unsettled_by_holm(&self) -> Vec<InferFinding> {
        let Some(inference) = self.inference else {
            return Vec::new();
        };
        let of = |record: AdjustedRecord| {
            let quantity = Quantity::along(record.family, &record.from, &record.to);
            let (p, holm) = (record.adjusted.p, record.adjusted.holm);
            let error = inference.summary(&quantity)?.mc_se.p_shown? * holm / p;
            let unsettled = Unsettled::of(Near::Holm, holm, error, 1.0 - inference.level())?;
            Some(unsettled.finding(quantity.to_string()))
        };
        let adjusted = AdjustedRecord::all(inference).into_iter();
        adjusted
            .filter(|record| record.tests > 1)
            .filter_map(of)
            .collect()
    }

    fn findings(&self) -> Findings {
        let fit = self.fit;
        let mut findings: Findings = match (self.problem, self.data) {
            (Some(problem), Data::Rows(table)) => doubts(problem, table, self.study.missing),
            _ => descriptives::suspicions_of_matrix(fit.plan().written(), fit.of_sample())
                .into_iter()
                .collect(),
        };
        if let Data::Rows(table) = self.data {
            findings.extend(descriptives::outside_scales(fit.plan().model(), table));
        }
        findings.extend(fit.findings());
        findings.extend(reliability::reliability(fit).into_iter().filter_map(|r| {
            let alpha = r.alpha.filter(|&alpha| alpha < 0.0)?;
            Some(AssessFinding::NegativeAlpha {
                construct: r.construct,
                alpha,
            })
        }));
        findings.extend(model_fit::dependent_indicators(fit));
        findings.extend(discriminant::higher_elsewhere(fit));
        findings.extend(interactions::caused_moderators(fit));
        findings.extend(interactions::explained_products(fit));
        if effects::specific_effects(fit).is_err() {
            findings.extend([AssessFinding::TooManyRoutes {
                limit: effects::MOST_ROUTES,
            }]);
        }
        if self.inference.is_some() && self.catalogue.has_too_many_contrasts() {
            findings.extend([AssessFinding::TooManyContrasts {
                limit: effects::MOST_ROUTES,
            }]);
        }
        findings.extend(self.inference.map(Inference::findings).unwrap_or_default());
        findings.extend(self.unsettled_by_holm());
        findings.extend(self.predictions.iter().flat_map(Predictions::findings));
        match &self.exact_fit {
            Some(Ok(test)) => findings.extend(test.findings()),
            Some(Err(error)) => findings.extend([ProcedureFinding::ExactFitNotDone {
                reason: error.to_string(),
            }]),
            None => {}
        }
        findings.extend(self.groups.into_iter().flat_map(|g| g.findings.clone()));
        findings.extend(
            self.segmentation
                .map(Segmentation::findings)
                .unwrap_or_default(),
        );
        findings
    }
}
