//! Prediction of rows that are held out.

use super::Report;
use crate::document::PredictSettings;
use crate::predict::{
    Antecedents, ConstructAccuracy, Cvpat, Expectation, Losses, Predictions, PredictivePower,
    Weighting,
};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Table, Text};
use crate::text::counted;

/// Constructs that a sentence names.
const MOST_NAMED: usize = 6;

impl Report<'_> {
    pub(super) fn prediction(&self) -> Section {
        let section = Section::new("prediction", "Prediction out of sample");
        let Some((predictions, settings)) = self.predicted() else {
            return section;
        };
        section
            .paragraph(self.predicted_how(predictions, settings))
            .table(errors(predictions))
            .table(spread(predictions))
            .table(constructs(predictions))
            .list(predictions.constructs.iter().map(in_words))
            .table(cvpat(predictions, settings))
    }

    fn predicted(&self) -> Option<(&Predictions, &PredictSettings)> {
        let settings = self.document.study.predict.as_ref();
        self.document.predict.as_ref().zip(settings)
    }

    /// How rows were held out, and what they were predicted from.
    fn predicted_how(&self, predictions: &Predictions, settings: &PredictSettings) -> Text {
        let folds = match (&settings.fold_file, settings.folds) {
            (Some(file), _) => format!("{} of `{file}`", counted(predictions.folds, "fold")),
            (None, Some(folds)) => format!(
                "{}, {} (seed {}, {})",
                counted(folds, "fold"),
                counted(predictions.repetitions, "repetition"),
                predictions.seed.unwrap_or_default(),
                predictions.generator.as_deref().unwrap_or_default(),
            ),
            (None, None) => format!("leaving out one at a time, {} in all", predictions.folds),
        };
        let within = settings.strata.iter().map(|s| format!(", within `{s}`"));
        let whole = settings
            .cluster
            .iter()
            .map(|c| format!(", `{c}` as a whole"));
        let groups: String = within.chain(whole).collect();
        let antecedents = match predictions.antecedents {
            Antecedents::Earliest => {
                "earliest antecedents: the scores of constructs without predecessors only"
            }
            Antecedents::Direct => "direct antecedents: the scores of the predecessors",
        };
        let composites = if predictions.expectation == Expectation::Implied {
            " Indicators are predicted by their expectation, given those of constructs without predecessors, by the correlations that the model implies (de Rooij et al. 2023)."
        } else if self.document.study.estimate.consistent {
            " The correction of consistent PLS is of factors, and predictions are made of composites: they rest on the estimates of PLS."
        } else {
            ""
        };
        Text::new(format!(
            "PLSpredict: {folds}{groups}; {antecedents}. Every row is predicted from the rows of other folds.{composites}"
        ))
    }

    /// What the short page says of prediction.
    pub(super) fn prediction_first(&self, most: usize) -> Section {
        let section = Section::new("prediction", "Prediction");
        let Some((predictions, _)) = self.predicted() else {
            return section;
        };
        let lines = [
            ("PLSpredict", Some(accuracy(predictions, most))),
            ("CVPAT", self.capability(predictions)),
        ];
        let lines = lines
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)));
        section.record(lines.collect())
    }

    /// The same for the checklists; `None` if nothing was predicted.
    pub(super) fn prediction_found(&self) -> Option<Text> {
        let (predictions, _) = self.predicted()?;
        let found = accuracy(predictions, MOST_NAMED);
        Some(match self.capability(predictions) {
            Some(capability) => found.say("; CVPAT: ").then(capability),
            None => found,
        })
    }

    /// What the comparison of all losses with those of both benchmarks says.
    fn capability(&self, predictions: &Predictions) -> Option<Text> {
        let of = |against: &str| {
            let mut all = predictions.cvpat.iter();
            all.find(|c| c.target == "overall" && c.model == "model" && c.against == against)
        };
        let (mean, lm) = (of("mean")?, of("lm")?);
        let level = self.document.study.predict.as_ref()?.level;
        let alpha = 1.0 - level;
        let better = |c: &Cvpat| c.difference < Some(0.0) && c.p.is_some_and(|p| p < alpha);
        let words = match (better(mean), better(lm)) {
            (true, true) => "strong predictive capability",
            (true, false) => "predictive capability",
            (false, _) => "no predictive capability shown",
        };
        let beside = |c: &Cvpat| {
            Text::new("")
                .and(Cell::judged(c.difference, &[0.0]))
                .say(" (p ")
                .and(Cell::p(c.p, None, &[alpha]))
                .say(")")
        };
        let text = Text::new(format!("{words}; loss less that of the mean "))
            .then(beside(mean))
            .say(", of the linear model ")
            .then(beside(lm));
        Some(text)
    }
}

/// The range of Q²_predict, and the predictive power of each construct.
fn accuracy(predictions: &Predictions, named: usize) -> Text {
    let q2 = predictions.indicators.iter().filter_map(|i| i.q2_predict);
    let low = q2.clone().fold(f64::INFINITY, f64::min);
    let high = q2.fold(f64::NEG_INFINITY, f64::max);
    let text = if low.is_finite() {
        Text::new("Q²_predict of the indicators from ")
            .and(Cell::judged(low, &[0.0]))
            .say(" to ")
            .and(Cell::judged(high, &[0.0]))
    } else {
        Text::new("Q²_predict is not defined")
    };
    text.then(powers(predictions, named.min(MOST_NAMED)))
}

fn cvpat(predictions: &Predictions, settings: &PredictSettings) -> Table {
    let header = [
        "target",
        "model",
        "against",
        "loss",
        "loss against",
        "difference",
        "t",
        "p",
        "p bootstrap",
        "p Holm",
    ];
    let title = "Comparison of losses (CVPAT)";
    let mut table = Table::new("cvpat", title, 3, header);
    let alpha = [1.0 - settings.level];
    let floor = Some(1.0 / (settings.resamples as f64 + 1.0));
    for c in &predictions.cvpat {
        table.row([
            Cell::name(&c.target),
            Cell::name(&c.model),
            Cell::name(&c.against),
            Cell::estimate(c.loss),
            Cell::estimate(c.loss_against),
            Cell::judged(c.difference, &[0.0]),
            Cell::statistic(c.t),
            Cell::p(c.p, None, &alpha),
            Cell::p(c.p_bootstrap, floor, &alpha),
            Cell::p(c.p_adjusted, None, &alpha),
        ]);
    }
    let unit = match settings.losses {
        Losses::Standardised => "squared standard deviations of the rows that train",
        Losses::Raw => "squared units of the answers",
    };
    let over = match settings.weighting {
        Weighting::Indicators => "all indicators alike",
        Weighting::Constructs => "the constructs alike",
    };
    let antecedents = super::word(&settings.antecedents_of_cvpat);
    table.note(format!("Losses in {unit}, averaged over {over}, by {antecedents} antecedents. A difference below 0: the model predicts better. Against a benchmark p is two-sided; between two models it is one-sided, and small where the first predicts better (Liengaard et al. 2021). Holm: adjusted for all comparisons of a kind."));
    table.note("Significantly below the mean: predictive capability; below the linear model, too: strong predictive capability (Sharma et al. 2023).");
    for c in predictions.cvpat.iter().filter(|c| c.undefined.is_some()) {
        let why = c.undefined.as_deref().unwrap_or_default();
        table.note(format!(
            "`{}` against `{}`, {}: not defined, {why}.",
            c.model, c.against, c.target
        ));
    }
    table
}

/// `; predictive power: Satisfaction high, Loyalty low`
fn powers(predictions: &Predictions, named: usize) -> Text {
    let mut text = Text::new("; predictive power: ");
    for (i, c) in predictions.constructs.iter().take(named).enumerate() {
        let comma = if i > 0 { ", " } else { "" };
        text = text
            .say(comma)
            .and(Cell::name(&c.construct))
            .say(format!(" {}", c.power));
    }
    match predictions.constructs.len().checked_sub(named) {
        Some(more @ 1..) => text.say(format!(" and {more} more")),
        _ => text,
    }
}

/// Columns of the errors of indicators, and of how they spread over repetitions.
const ERRORS: [&str; 10] = [
    "construct",
    "indicator",
    "Q²_predict",
    "RMSE",
    "RMSE LM",
    "RMSE mean",
    "MAE",
    "MAE LM",
    "MAE mean",
    "MAPE",
];

fn errors(predictions: &Predictions) -> Table {
    let direct = predictions
        .indicators
        .iter()
        .any(|i| i.rmse_lm_direct.is_some());
    let of_direct = direct.then_some(["RMSE LM direct", "MAE LM direct"]);
    let header = ERRORS.into_iter().chain(["skewness"]);
    let header = header.chain(of_direct.into_iter().flatten());
    let mut table = Table::new("predict-indicators", "", 2, header);
    for i in &predictions.indicators {
        let mut cells = vec![
            Cell::name(&i.construct),
            Cell::name(&i.indicator),
            Cell::judged(i.q2_predict, &[0.0]),
            Cell::judged(i.rmse, &[i.rmse_lm, i.rmse_mean]),
            Cell::judged(i.rmse_lm, &[i.rmse]),
            Cell::judged(i.rmse_mean, &[i.rmse]),
            Cell::judged(i.mae, &[i.mae_lm, i.mae_mean]),
            Cell::judged(i.mae_lm, &[i.mae]),
            Cell::judged(i.mae_mean, &[i.mae]),
            Cell::statistic(i.mape),
            Cell::statistic(i.skewness),
        ];
        if direct {
            cells.push(Cell::judged(i.rmse_lm_direct, &[i.rmse]));
            cells.push(Cell::judged(i.mae_lm_direct, &[i.mae]));
        }
        table.row(cells);
    }
    if direct {
        table.note("LM direct: the linear model on the indicators of the direct antecedents alone (Danks 2021). Predictive power is decided by LM.");
    }
    table.note("RMSE and MAE in the unit of each indicator; LM: the linear model on the indicators of the constructs without predecessors, with an intercept; mean: that of the rows that train. Q²_predict above 0: better than that mean. MAPE in per cent of the answer, not defined where an answer is 0. Skewness of the errors.");
    if predictions.repetitions > 1 {
        table.note(format!(
            "Means over {}; errors are never those of averaged predictions.",
            counted(predictions.repetitions, "repetition")
        ));
    }
    table
}

fn spread(predictions: &Predictions) -> Option<Table> {
    if predictions.repetitions < 2 {
        return None;
    }
    let title = "Standard deviations over repetitions";
    let mut table = Table::new("predict-spread", title, 2, ERRORS);
    for i in &predictions.indicators {
        let sd = |sd: Option<f64>| Cell::number(sd, Digits::Error, &[]);
        table.row([
            Cell::name(&i.construct),
            Cell::name(&i.indicator),
            sd(i.q2_predict_sd),
            sd(i.rmse_sd),
            sd(i.rmse_lm_sd),
            sd(i.rmse_mean_sd),
            sd(i.mae_sd),
            sd(i.mae_lm_sd),
            sd(i.mae_mean_sd),
            sd(i.mape_sd),
        ]);
    }
    Some(table)
}

fn constructs(predictions: &Predictions) -> Table {
    let header = [
        "construct",
        "Q²_predict",
        "RMSE",
        "MAE",
        "indicators",
        "Q² above 0",
        "below LM",
        "by",
        "predictive power",
    ];
    let mut table = Table::new("predict-constructs", "Explained constructs", 1, header);
    for c in &predictions.constructs {
        table.row([
            Cell::name(&c.construct),
            Cell::judged(c.q2_predict, &[0.0]),
            Cell::estimate(c.rmse),
            Cell::estimate(c.mae),
            Cell::Count(c.indicators),
            Cell::Count(c.above_mean),
            Cell::Count(c.below_lm),
            Cell::words(c.by.to_string()),
            Cell::called(c.power.to_string()),
        ]);
    }
    table.note("Q²_predict, RMSE and MAE are of the standardised score. Below LM: indicators with Q²_predict above 0 and a smaller error than the linear model: all: high, the majority: medium, a minority: low, none: no predictive power (Shmueli et al. 2019). Exactly half counts as medium here, which the paper leaves open. By MAE where errors of an indicator are strongly skewed (beyond 1).");
    table
}

/// The decision as a sentence.
fn in_words(c: &ConstructAccuracy) -> Text {
    let words = match c.power {
        PredictivePower::High => "high predictive power",
        PredictivePower::Medium => "medium predictive power",
        PredictivePower::Low => "low predictive power",
        PredictivePower::None => "no predictive power",
    };
    let than_mean = match c.above_mean {
        all if all == c.indicators => "all are better than the mean".to_owned(),
        0 => "none is better than the mean".to_owned(),
        some => format!("{some} better than the mean"),
    };
    let below = match c.below_lm {
        0 => "none of these has".to_owned(),
        1 => "1 of these has".to_owned(),
        several => format!("{several} of these have"),
    };
    Text::new("").and(Cell::name(&c.construct)).say(format!(
        ": {words}. Of {}, {than_mean}, and {} a smaller {} than the linear model.",
        counted(c.indicators, "indicator"),
        below,
        c.by
    ))
}
