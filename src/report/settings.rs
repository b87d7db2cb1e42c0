//! The settings that `pls-sem check` lists.

use super::page::{Section, Text};
use super::sections::{estimation, origin, word};
use crate::document::{BootstrapSettings, InteractionSettings, PredictSettings, Settings};
use crate::estimate::{Options, SlopesOf};
use crate::procedure::ExactFit;
use crate::text::digits::percent;

impl Settings {
    /// The settings in force as a section of a page.
    #[must_use]
    pub fn section(&self) -> Section {
        Section::new("settings", "Settings").record(self.lines())
    }

    fn lines(&self) -> Vec<(&'static str, Text)> {
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        if self.data.matrix.is_none() {
            let missing = word(&self.data.missing);
            lines.push(("Missing", format!("treated by `{missing}`")));
        }
        if let Some(column) = &self.data.weights {
            lines.push(("Weights", format!("column `{column}`")));
        }
        lines.push(("Estimation", estimation(&self.estimate)));
        for (construct, indicator) in &self.estimate.dominant {
            lines.push(("Dominant", format!("`{indicator}` for `{construct}`")));
        }
        for (construct, reliability) in &self.estimate.reliability {
            lines.push(("Reliability", format!("{reliability} for `{construct}`")));
        }
        for (construct, measure) in &self.assess.redundancy {
            let measure = measure.join("` + `");
            lines.push(("Redundancy", format!("`{construct}` against `{measure}`")));
        }
        lines.extend(slopes(&self.interactions).map(|slopes| ("Slopes", slopes)));
        if self.interactions.linearity {
            lines.push((
                "Linearity",
                "the square of every predictor, one at a time".to_owned(),
            ));
        }
        for name in self.compare.models.keys() {
            lines.push(("Comparison", format!("with `{name}`")));
        }
        if let Some(ExactFit {
            resamples: resamples @ 1..,
            seed,
            ..
        }) = self.fit
        {
            lines.push(("Exact fit", format!("{resamples} resamples, seed {seed}")));
        }
        lines.extend(self.predict.as_ref().map(|p| ("Prediction", predicted(p))));
        if let Some(groups) = &self.groups {
            let bins = groups.get_bins().map(|bins| {
                let bounds = bins.bounds().iter().map(f64::to_string);
                format!(", cut at {}", bounds.collect::<Vec<_>>().join(", "))
            });
            lines.push((
                "Groups",
                format!(
                    "by `{}`{}: {} permutations, seed {}",
                    groups.column(),
                    bins.unwrap_or_default(),
                    groups.get_permutations(),
                    groups.get_seed()
                ),
            ));
        }
        for (name, formula) in &self.define {
            let formula = formula.as_deref().unwrap_or("computed by the program");
            lines.push(("Define", format!("{name} = {formula}")));
        }
        let bootstrap = self.bootstrap.as_ref();
        lines.push(("Bootstrap", bootstrap.map_or("none".to_owned(), resampled)));
        let lines = lines.into_iter();
        lines.map(|(what, text)| (what, text.into())).collect()
    }
}

/// Which slopes are given, where the study says so.
fn slopes(asked: &InteractionSettings) -> Option<String> {
    let values: Vec<String> = asked.slopes.iter().map(f64::to_string).collect();
    let of = asked.slopes_of;
    let is_said = of != SlopesOf::First || asked.slopes != Options::default().get_slopes();
    is_said.then(|| {
        format!(
            "of {} of an interaction, at {} standard deviations of the others",
            if of == SlopesOf::First {
                "the first construct"
            } else {
                "every construct"
            },
            values.join(", ")
        )
    })
}

fn predicted(predict: &PredictSettings) -> String {
    let folds = match (&predict.fold_file, predict.folds) {
        (Some(file), _) => format!("folds of `{file}`"),
        (None, Some(folds)) => format!("{folds} folds, {} repetitions", predict.repetitions),
        (None, None) => "one row left out at a time".to_owned(),
    };
    format!("{folds}, {} antecedents", word(&predict.antecedents))
}

fn resampled(bootstrap: &BootstrapSettings) -> String {
    let origin = origin(bootstrap.seed, bootstrap.rows.as_deref());
    let kinds: Vec<String> = bootstrap
        .intervals
        .iter()
        .map(ToString::to_string)
        .collect();
    let drawn = |what: &str, column: &Option<String>| {
        let column = column.as_ref();
        column.map_or_else(String::new, |column| format!(", {what} `{column}`"))
    };
    format!(
        "{} resamples, {origin}{}{}, {} intervals: {}",
        bootstrap.resamples,
        drawn("within", &bootstrap.strata),
        drawn("clusters", &bootstrap.cluster),
        percent(bootstrap.level),
        kinds.join(", ")
    )
}
