//! The checklists of the field: what each asks for, in our words.

use crate::assess::model_fit::FitModel;
use crate::guidance::{Judged, bounds};

/// Something that checklists ask for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asked {
    Software,
    Sample,
    Power,
    Distribution,
    CommonMethod,
    Loadings,
    Reliability,
    Ave,
    Htmt,
    FornellLarcker,
    Redundancy,
    IndicatorVif,
    Weights,
    PredictorVif,
    Paths,
    Intervals,
    R2,
    F2,
    Mediation,
    Moderation,
    HigherOrder,
    Fit(FitModel),
    Prediction,
    Criteria,
    Nonlinearity,
    Heterogeneity,
    Endogeneity,
}

impl Asked {
    /// The words of a line, with the bounds of what it asks for in place of `{0}` and `{1}`.
    pub(super) fn fill(self, words: &str) -> String {
        let bounds = self.judged().map(bounds).unwrap_or_default();
        let filled = bounds.iter().enumerate();
        filled.fold(words.to_owned(), |words, (i, bound)| {
            words.replace(&format!("{{{i}}}"), &bound.to_string())
        })
    }

    fn judged(self) -> Option<Judged> {
        Some(match self {
            Self::Loadings => Judged::Loading,
            Self::Reliability => Judged::RhoC,
            Self::Ave => Judged::Ave,
            Self::Htmt => Judged::Htmt,
            Self::Redundancy => Judged::Redundancy,
            // Hair et al. ask the same of indicators as of predictors.
            Self::IndicatorVif | Self::PredictorVif => Judged::Vif,
            _ => return None,
        })
    }
}

/// A checklist: the name of its section, its source, and its lines.
pub(super) type Checklist = (&'static str, &'static str, &'static [(&'static str, Asked)]);

/// All of them.
pub(super) const CHECKLISTS: &[Checklist] = &[
    (
        "checklist-hair-2019",
        "Hair, Risher, Sarstedt & Ringle (2019)",
        &[
            ("Reflective: loadings of {0} and more", Asked::Loadings),
            (
                "Reflective: internal consistency, {0} to {1}",
                Asked::Reliability,
            ),
            ("Reflective: AVE of {0} and more", Asked::Ave),
            (
                "Reflective: HTMT below {0} or {1}, by its interval",
                Asked::Htmt,
            ),
            (
                "Formative: convergent validity by redundancy, {0} and more",
                Asked::Redundancy,
            ),
            (
                "Formative: VIF below {1}, better below {0}",
                Asked::IndicatorVif,
            ),
            (
                "Formative: size and significance of weights",
                Asked::Weights,
            ),
            (
                "Structural: VIF of predictors below {1}, better below {0}",
                Asked::PredictorVif,
            ),
            ("Structural: R²", Asked::R2),
            ("Structural: size and significance of paths", Asked::Paths),
            (
                "Structural: predictive power out of sample (PLSpredict)",
                Asked::Prediction,
            ),
            ("Structural: comparison of models", Asked::Criteria),
            ("Robustness: nonlinear effects", Asked::Nonlinearity),
            ("Robustness: endogeneity", Asked::Endogeneity),
            ("Robustness: unobserved heterogeneity", Asked::Heterogeneity),
        ],
    ),
    (
        "checklist-hair-2022",
        "Hair, Hult, Ringle & Sarstedt (2022)",
        &[
            ("Sample and missing answers", Asked::Sample),
            ("Distribution of the answers", Asked::Distribution),
            (
                "Settings of the algorithm and the bootstrap",
                Asked::Software,
            ),
            ("Indicator reliability", Asked::Loadings),
            ("Internal consistency reliability", Asked::Reliability),
            ("Convergent validity", Asked::Ave),
            ("Discriminant validity", Asked::Htmt),
            ("Formative: convergent validity", Asked::Redundancy),
            ("Formative: collinearity", Asked::IndicatorVif),
            (
                "Formative: significance and relevance of weights",
                Asked::Weights,
            ),
            ("Collinearity of predictors", Asked::PredictorVif),
            ("Significance and relevance of paths", Asked::Paths),
            ("Explanatory power: R²", Asked::R2),
            ("Explanatory power: f²", Asked::F2),
            ("Predictive power (PLSpredict, CVPAT)", Asked::Prediction),
            ("Comparison of models by BIC", Asked::Criteria),
            ("Mediation", Asked::Mediation),
            ("Moderation", Asked::Moderation),
            ("Higher-order constructs", Asked::HigherOrder),
        ],
    ),
    (
        "checklist-benitez-2020",
        "Benitez, Henseler, Castillo & Schuberth (2020)",
        &[
            ("Statistical power of the sample", Asked::Power),
            ("Software, estimator, bootstrap runs", Asked::Software),
            (
                "Saturated model: SRMR, d_ULS, d_G and their quantiles",
                Asked::Fit(FitModel::Saturated),
            ),
            ("Factors: rho_A and loadings", Asked::Reliability),
            ("Factors: AVE", Asked::Ave),
            ("Factors: HTMT", Asked::Htmt),
            ("Composites: collinearity", Asked::IndicatorVif),
            ("Composites: weights and their significance", Asked::Weights),
            (
                "Estimated model: SRMR, d_ULS, d_G and their quantiles",
                Asked::Fit(FitModel::Estimated),
            ),
            ("Paths with inference", Asked::Paths),
            ("Effect sizes f²", Asked::F2),
            ("R²", Asked::R2),
            ("Indirect and total effects", Asked::Mediation),
        ],
    ),
    (
        "checklist-guenther-2023",
        "Guenther, Guenther, Ringle, Zaefarian & Cartwright (2023)",
        &[
            ("Sample size with its justification", Asked::Power),
            ("Data: missing answers", Asked::Sample),
            ("Common method", Asked::CommonMethod),
            ("Software and settings", Asked::Software),
            ("Indicator reliability", Asked::Loadings),
            ("Reliability: alpha, rho_A, rho_C", Asked::Reliability),
            ("AVE", Asked::Ave),
            ("HTMT with intervals", Asked::Htmt),
            (
                "Fornell-Larcker is not enough by itself",
                Asked::FornellLarcker,
            ),
            ("Formative: redundancy", Asked::Redundancy),
            ("Formative: VIF", Asked::IndicatorVif),
            ("Formative: weights", Asked::Weights),
            ("VIF of predictors", Asked::PredictorVif),
            ("Paths with intervals, not p-values alone", Asked::Intervals),
            ("R²", Asked::R2),
            ("f²", Asked::F2),
            ("Predictive power (PLSpredict, CVPAT)", Asked::Prediction),
            ("Comparison with other models", Asked::Criteria),
            ("Mediation", Asked::Mediation),
            ("Moderation", Asked::Moderation),
            ("Robustness: nonlinear effects", Asked::Nonlinearity),
            ("Robustness: endogeneity", Asked::Endogeneity),
            ("Robustness: unobserved heterogeneity", Asked::Heterogeneity),
        ],
    ),
];
