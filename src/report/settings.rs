//! The settings that `pls-sem check` lists.

use std::fmt;

use super::sections::{estimation, origin, word};
use crate::document::Settings;
use crate::procedure::ExactFit;
use crate::text::digits::percent;

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.data.matrix.is_none() {
            let missing = word(&self.data.missing);
            writeln!(f, "  {:<11} treated by `{missing}`", "Missing")?;
        }
        if let Some(column) = &self.data.weights {
            writeln!(f, "  {:<11} column `{column}`", "Weights")?;
        }
        writeln!(f, "  {:<11} {}", "Estimation", estimation(&self.estimate))?;
        for (construct, indicator) in &self.estimate.dominant {
            writeln!(f, "  {:<11} `{indicator}` for `{construct}`", "Dominant")?;
        }
        for (construct, reliability) in &self.estimate.reliability {
            writeln!(f, "  {:<11} {reliability} for `{construct}`", "Reliability")?;
        }
        for (construct, measure) in &self.assess.redundancy {
            let measure = measure.join("` + `");
            writeln!(
                f,
                "  {:<11} `{construct}` against `{measure}`",
                "Redundancy"
            )?;
        }
        for name in self.compare.models.keys() {
            writeln!(f, "  {:<11} with `{name}`", "Comparison")?;
        }
        if let Some(ExactFit {
            resamples, seed, ..
        }) = self.fit
        {
            writeln!(
                f,
                "  {:<11} {resamples} resamples, seed {seed}",
                "Exact fit"
            )?;
        }
        if let Some(predict) = &self.predict {
            let folds = match (&predict.fold_file, predict.folds) {
                (Some(file), _) => format!("folds of `{file}`"),
                (None, Some(folds)) => {
                    format!("{folds} folds, {} repetitions", predict.repetitions)
                }
                (None, None) => "one row left out at a time".to_owned(),
            };
            let antecedents = word(&predict.antecedents);
            writeln!(
                f,
                "  {:<11} {folds}, {antecedents} antecedents",
                "Prediction"
            )?;
        }
        if let Some(groups) = &self.groups {
            let bins = groups.get_bins().map(|bins| {
                let bounds = bins.bounds().iter().map(f64::to_string);
                format!(", cut at {}", bounds.collect::<Vec<_>>().join(", "))
            });
            writeln!(
                f,
                "  {:<11} by `{}`{}: {} permutations, seed {}",
                "Groups",
                groups.column(),
                bins.unwrap_or_default(),
                groups.get_permutations(),
                groups.get_seed()
            )?;
        }
        for (name, formula) in &self.define {
            let formula = formula.as_deref().unwrap_or("computed by the program");
            writeln!(f, "  {:<11} {name} = {formula}", "Define")?;
        }
        let bootstrap = match &self.bootstrap {
            None => "none".to_owned(),
            Some(b) => {
                let origin = origin(b.seed, b.rows.as_deref());
                let kinds: Vec<String> = b.intervals.iter().map(ToString::to_string).collect();
                let drawn = |what: &str, column: &Option<String>| {
                    let column = column.as_ref();
                    column.map_or_else(String::new, |column| format!(", {what} `{column}`"))
                };
                format!(
                    "{} resamples, {origin}{}{}, {} intervals: {}",
                    b.resamples,
                    drawn("within", &b.strata),
                    drawn("clusters", &b.cluster),
                    percent(b.level),
                    kinds.join(", ")
                )
            }
        };
        writeln!(f, "  {:<11} {bootstrap}", "Bootstrap")
    }
}
