//! The checklists of the field, filled in: each required item with its value in this result, or how to obtain
//! it.

use super::Report;
use super::checklist_lines::{Asked, CHECKLISTS};
use crate::assess::model_fit::FitModel;
use crate::guidance::{EFFECT_SIZES, INTERACTION_SIZES, Judged, bounds, full_vif_bound};
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};
use crate::text::counted;

const NO_FORMATIVE: &str = "the model has no Mode B block of several indicators";

impl Report<'_> {
    pub(super) fn checklists(&self) -> Section {
        let mut section = Section::new("checklists", "Checklists");
        for (name, title, lines) in CHECKLISTS {
            let mut table = Table::new(name, *title, 1, ["asked for", "found"]);
            for (asked, what) in *lines {
                table.row([Cell::words(what.fill(asked)), Cell::Text(self.found(*what))]);
            }
            section = section.table(table);
        }
        section.paragraph("The wording is ours; the guidelines themselves give the reason for each line. A line that is filled in is not a line that is passed.")
    }

    fn found(&self, asked: Asked) -> Text {
        let document = self.document;
        match asked {
            Asked::Software => self.software(),
            Asked::Sample => self.sample(),
            Asked::Power => Text::new(format!(
                "n = {}; its power is not computed: `pls-sem plan` for formulas, `pls-sem power` for a simulation",
                document.data.rows_used
            )),
            Asked::Distribution => {
                let skewed: Vec<f64> = document
                    .indicators
                    .iter()
                    .filter_map(|d| d.skewness)
                    .collect();
                ends("skewness", &skewed, &[]).unwrap_or_else(|| "not defined without rows".into())
            }
            Asked::CommonMethod => {
                let limits = [full_vif_bound(document.study.estimate.consistent)];
                let vifs: Vec<f64> = document
                    .common_method
                    .full_vif
                    .iter()
                    .filter_map(|v| v.vif)
                    .collect();
                ends("full collinearity VIF", &vifs, &limits).unwrap_or_else(|| {
                    "not defined: the constructs depend linearly on each other".into()
                })
            }
            Asked::Loadings => {
                let judged =
                    |construct: &str| document.items.iter().any(|i| i.construct == construct);
                let own = document.loadings.iter().filter(|l| judged(&l.construct));
                let own: Vec<f64> = own.map(|l| l.estimate).collect();
                ends("loadings", &own, &bounds(Judged::Loading)).unwrap_or_else(|| {
                    "the model has no reflective block of several indicators".into()
                })
            }
            Asked::Reliability => self.reliabilities(),
            Asked::Ave => {
                let several = document.constructs.iter().filter(|c| c.items > 1);
                let own: Vec<f64> = several.filter_map(|c| c.ave).collect();
                ends("AVE", &own, &bounds(Judged::Ave))
                    .unwrap_or_else(|| "not defined for these blocks".into())
            }
            Asked::Htmt => self.htmt_found(),
            Asked::FornellLarcker => self.fornell_larcker(),
            Asked::Redundancy => self.redundancy_found(),
            Asked::IndicatorVif => {
                let own = document
                    .weights
                    .iter()
                    .filter(|w| self.is_formative(&w.construct));
                let own: Vec<f64> = own.filter_map(|w| w.vif).collect();
                ends("VIF", &own, &bounds(Judged::IndicatorVif))
                    .unwrap_or_else(|| NO_FORMATIVE.into())
            }
            Asked::Weights => self.weights_found(),
            Asked::PredictorVif => {
                let own: Vec<f64> = document.paths.iter().filter_map(|p| p.vif).collect();
                ends("VIF", &own, &bounds(Judged::Vif)).unwrap_or_else(|| "not defined".into())
            }
            Asked::Paths => {
                let own: Vec<f64> = document.paths.iter().map(|p| p.estimate).collect();
                let text = ends("coefficients", &own, &[]).unwrap_or_default();
                text.then(self.significant())
            }
            Asked::Intervals => match self.level() {
                None => not_computed("`[bootstrap] resamples = 10000`"),
                Some(level) => Text::new("section Paths: ")
                    .and(Self::percent(level))
                    .say(format!(" {} intervals", self.shown().label()))
                    .then(self.significant()),
            },
            Asked::R2 => {
                let own: Vec<f64> = document.constructs.iter().filter_map(|c| c.r2).collect();
                ends("R²", &own, &[1.0]).unwrap_or_else(|| "no construct is explained".into())
            }
            Asked::F2 => {
                let own: Vec<f64> = document.paths.iter().filter_map(|p| p.f2).collect();
                ends("f²", &own, &EFFECT_SIZES.map(|(from, _)| from))
                    .unwrap_or_else(|| "not defined".into())
            }
            Asked::Mediation => self.mediation_found(),
            Asked::Fit(model) => self.fit_found(model),
            Asked::Prediction => self
                .prediction_found()
                .unwrap_or_else(|| not_computed("`[predict]`")),
            Asked::Criteria if document.comparison.is_empty() => not_computed("`[compare.models]`"),
            Asked::Criteria => "section Comparison of models".into(),
            Asked::Moderation => self.moderation_found(),
            Asked::HigherOrder => self.higher_orders_found(),
            Asked::Nonlinearity => self.linearity_found(),
            Asked::Heterogeneity => self
                .segments_found()
                .unwrap_or_else(|| not_computed("`[segments]`")),
            Asked::Endogeneity => not_available("a test of endogeneity"),
        }
    }

    fn moderation_found(&self) -> Text {
        let interactions = self.document.interactions.iter();
        let own: Vec<f64> = interactions.map(|i| i.estimate).collect();
        ends("interactions", &own, &[]).map_or_else(
            || "the model has no interaction".into(),
            |text| text.say("; slopes in section Interactions"),
        )
    }

    fn higher_orders_found(&self) -> Text {
        match self.higher_orders().count() {
            0 => "the model has no higher-order construct".into(),
            count => Text::new(format!(
                "{}, assessed from the scores of {} dimensions in section Higher-order constructs",
                counted(count, "higher-order construct"),
                if count == 1 { "its" } else { "their" }
            )),
        }
    }

    fn linearity_found(&self) -> Text {
        let linearity = self.document.linearity.iter();
        let own: Vec<f64> = linearity.filter_map(|l| l.f2).collect();
        let sizes = INTERACTION_SIZES.map(|(from, _)| from);
        ends("f² of squares", &own, &sizes)
            .or_else(|| self.no_square_tested().map(Text::new))
            .unwrap_or_else(|| not_computed("`[interactions] linearity = true`"))
    }

    fn software(&self) -> Text {
        let software = &self.document.software;
        let bootstrap = match &self.document.bootstrap {
            Some(bootstrap) => counted(bootstrap.requested, "bootstrap resample"),
            None => "no bootstrap: `[bootstrap] resamples = 10000`".to_owned(),
        };
        let method = if self.document.study.estimate.consistent {
            "PLSc"
        } else {
            "PLS"
        };
        let scheme = super::word(&self.document.study.estimate.scheme);
        Text::new(format!(
            "{} {}, {method}, {scheme} scheme, {bootstrap}",
            software.name, software.version
        ))
    }

    fn sample(&self) -> Text {
        let data = &self.document.data;
        let missing = match data.missing_cells {
            Some(0) => "no answer missing".to_owned(),
            Some(cells) => format!(
                "{} missing, treated by `{}`",
                counted(cells, "answer"),
                super::word(&self.document.study.data.missing)
            ),
            None => format!("a matrix of {}", data.given),
        };
        Text::new(format!("n = {}; {missing}", data.rows_used))
    }

    fn reliabilities(&self) -> Text {
        let several = || self.document.constructs.iter().filter(|c| c.items > 1);
        let alpha: Vec<f64> = several().filter_map(|c| c.alpha).collect();
        let rho_a: Vec<f64> = several().filter_map(|c| c.rho_a).collect();
        let rho_c: Vec<f64> = several().filter_map(|c| c.rho_c).collect();
        let all = [
            ends("alpha", &alpha, &bounds(Judged::Alpha)),
            ends("rho_A", &rho_a, &bounds(Judged::RhoA)),
            ends("rho_C", &rho_c, &bounds(Judged::RhoC)),
        ];
        Text::joined(all.into_iter().flatten(), ", ")
            .unwrap_or_else(|| "not defined for these blocks".into())
    }

    fn htmt_found(&self) -> Text {
        let rows = &self.document.discriminant;
        let htmt: Vec<f64> = rows.iter().filter_map(|d| d.htmt).collect();
        let Some(text) = ends("HTMT", &htmt, &bounds(Judged::Htmt)) else {
            return "not defined for these blocks".into();
        };
        let uppers = rows.iter().filter_map(|d| self.htmt_bound(&d.a, &d.b));
        match uppers.reduce(f64::max) {
            Some(upper) => text
                .say("; largest upper bound ")
                .and(Cell::judged(upper, &bounds(Judged::Htmt))),
            None => text
                .say("; its bounds are ")
                .then(not_computed("`[bootstrap] resamples = 10000`")),
        }
    }

    fn redundancy_found(&self) -> Text {
        let paths: Vec<f64> = self.document.redundancy.iter().map(|r| r.path).collect();
        match ends("paths", &paths, &bounds(Judged::Redundancy)) {
            Some(text) => text,
            None if self
                .document
                .constructs
                .iter()
                .any(|c| self.is_formative(&c.construct)) =>
            {
                not_computed("`[assess] redundancy = { Construct = \"other question\" }`")
            }
            None => NO_FORMATIVE.into(),
        }
    }

    fn weights_found(&self) -> Text {
        let own = || {
            self.document
                .weights
                .iter()
                .filter(|w| self.is_formative(&w.construct))
        };
        let weights: Vec<f64> = own().map(|w| w.estimate).collect();
        let Some(text) = ends("weights", &weights, &[]) else {
            return NO_FORMATIVE.into();
        };
        let Some(level) = self.level() else {
            return text
                .say("; their significance is ")
                .then(not_computed("`[bootstrap] resamples = 10000`"));
        };
        let excludes = own().filter(|w| {
            let quantity = Quantity::indicator(Measure::Weight, &w.construct, &w.indicator);
            self.excludes_0(&quantity)
        });
        let (count, of) = (excludes.count(), weights.len());
        text.say(format!("; {count} of {of} with a "))
            .and(Self::percent(level))
            .say(" interval without 0")
    }

    /// `; 8 of 9 with a 95 % interval without 0`
    fn significant(&self) -> Text {
        let Some(level) = self.level() else {
            return Text::new("; their significance is ")
                .then(not_computed("`[bootstrap] resamples = 10000`"));
        };
        let paths = &self.document.paths;
        let excludes = paths
            .iter()
            .filter(|p| self.excludes_0(&Quantity::path(&p.from, &p.to)));
        Text::new(format!("; {} of {} with a ", excludes.count(), paths.len()))
            .and(Self::percent(level))
            .say(" interval without 0")
    }

    fn excludes_0(&self, quantity: &Quantity) -> bool {
        let bounds = self
            .summary(quantity)
            .and_then(|s| s.interval(self.shown()));
        bounds.is_some_and(|[low, high]| low > 0.0 || high < 0.0)
    }

    fn mediation_found(&self) -> Text {
        let indirect = self.document.effects.iter().filter_map(|e| e.indirect);
        let indirect: Vec<f64> = indirect.collect();
        match ends("indirect effects", &indirect, &[]) {
            None => "the model has no indirect effect".into(),
            Some(text) if self.level().is_some() => text.say("; types in section Effects"),
            Some(text) => text
                .say("; their types are ")
                .then(not_computed("`[bootstrap] resamples = 10000`")),
        }
    }

    fn fit_found(&self, model: FitModel) -> Text {
        let Some(fit) = self.document.fit.iter().find(|f| f.model == model) else {
            return "not defined".into();
        };
        let tests = self.document.exact_fit.iter().flat_map(|e| &e.tests);
        let own: Vec<_> = tests.filter(|t| t.model == model).collect();
        let values = [
            ("SRMR", "srmr", Some(fit.srmr)),
            ("d_ULS", "d_uls", Some(fit.d_uls)),
            ("d_G", "d_g", fit.d_g),
        ];
        let parts = values.into_iter().map(|(called, statistic, value)| {
            let quantile = own
                .iter()
                .find(|t| t.statistic == statistic)
                .and_then(|t| t.q95);
            let limits: Vec<f64> = quantile.into_iter().collect();
            let text = Text::new(format!("{called} ")).and(Cell::judged(value, &limits));
            match quantile {
                Some(quantile) => text
                    .say(" (95 % quantile ")
                    .and(Cell::estimate(quantile))
                    .say(")"),
                None => text,
            }
        });
        let text = Text::joined(parts, ", ").unwrap_or_default();
        if self.document.exact_fit.is_some() {
            return text;
        }
        text.say(format!("; exact fit {}", self.untested()))
    }
}

/// `loadings 0.712 to 0.901`
fn ends(called: &str, values: &[f64], thresholds: &[f64]) -> Option<Text> {
    let lowest = values.iter().copied().reduce(f64::min)?;
    let highest = values.iter().copied().reduce(f64::max)?;
    let cell = |value: f64| Cell::number(value, Digits::Estimate, thresholds);
    let text = Text::new(format!("{called} ")).and(cell(lowest));
    Some(match values.len() {
        1 => text,
        _ => text.say(" to ").and(cell(highest)),
    })
}

/// How to obtain what was not requested.
fn not_computed(how: &str) -> Text {
    Text::new(format!("not computed: {how}"))
}

/// The entry for an analysis that this version does not support.
fn not_available(what: &str) -> Text {
    Text::new(format!(
        "not computed: {what} is not available in this version"
    ))
}
