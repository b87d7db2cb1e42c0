//! The report for a terminal.

use std::collections::HashMap;
use std::fmt;

use super::number::{NOT_DEFINED, percent, short};
use super::remarks;
use crate::assess::structural::EffectSize;
use crate::data::Prepared;
use crate::document::{Document, EstimateSettings, Settings};
use crate::estimate::{Options, Stopping};
use crate::infer::Summary;
use crate::procedure::ExactFit;
use crate::quantity::Quantity;
use crate::resample::{Bootstrap, Policy};
use crate::text::{counted, visible};

/// What is said first and last of answers that nobody gave.
const SIMULATED: &str = "Simulated data: agreement with the study is by construction";

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let estimates = self.bootstrap.iter().flat_map(|b| &b.estimates);
        let summaries = estimates.map(|e| (&e.quantity, &e.summary)).collect();
        let page = Page {
            document: self,
            summaries,
        };
        f.write_str(&visible(&page.render()))
    }
}

/// A document on its way to text, with its summaries at hand.
pub(super) struct Page<'d> {
    pub(super) document: &'d Document,
    pub(super) summaries: HashMap<&'d Quantity, &'d Summary>,
}

impl Page<'_> {
    fn render(&self) -> String {
        let sections = [
            self.run_record(),
            remarks::findings(&self.document.findings),
            self.habits(),
            remarks::guidance(&self.document.guidance),
            self.reliability(),
            self.alpha_intervals(),
            self.measurement(),
            self.formative_weights(),
            self.redundancy(),
            self.correlations(),
            self.discriminant(),
            self.cross_loadings(),
            self.pruning(),
            self.common_method(),
            self.paths(),
            self.monte_carlo(),
            self.intervals(),
            self.one_sided(),
            self.adjusted(),
            self.jackknife(),
            self.influence(),
            self.least_squares(),
            self.explained(),
            self.criteria(),
            self.comparison(),
            self.effects(),
            self.effects_inference(),
            self.specific_effects(),
            self.mediation(),
            self.defined(),
            self.requested(),
            self.model_fit(),
            self.further_fit(),
            self.exact_fit(),
            self.ledger(),
        ];
        let mut shown: Vec<String> = sections.into_iter().filter(|s| !s.is_empty()).collect();
        if self.document.study.data.simulated {
            shown.push(format!("{SIMULATED}\n"));
        }
        shown.join("\n")
    }

    fn run_record(&self) -> String {
        let (data, estimate) = (&self.document.data, &self.document.study.estimate);
        let simulated = self.document.study.data.simulated;
        let mut lines: Vec<(&'static str, String)> = Vec::new();
        lines.extend(simulated.then(|| ("Simulated", SIMULATED.to_owned())));
        lines.extend([
            (
                "Program",
                format!(
                    "{} {}",
                    self.document.software.name, self.document.software.version
                ),
            ),
            (
                "Data",
                data.source.as_ref().map_or_else(
                    || "given in memory".to_owned(),
                    |source| format!("{} ({source})", source.file),
                ),
            ),
        ]);
        if let Some(source) = &data.source {
            lines.push(("SHA-256", source.sha256.clone()));
        }
        lines.extend(self.rows_lines());
        lines.extend([
            (
                "Model",
                format!(
                    "{}, {}, {}",
                    counted(self.document.constructs.len(), "construct"),
                    counted(data.indicators, "indicator"),
                    counted(self.document.paths.len(), "path")
                ),
            ),
            ("Estimation", estimation(estimate)),
        ]);
        lines.extend(estimate.reliability.iter().map(|(construct, reliability)| {
            (
                "Reliability",
                format!("{reliability} for `{construct}`, given"),
            )
        }));
        lines.extend([
            ("Ended", self.ended()),
            ("Bootstrap", self.bootstrap_line()),
        ]);
        remarks::record("Run record", lines)
    }

    /// Where n comes from: rows with their weights and missing answers, or the matrix in their place.
    fn rows_lines(&self) -> Vec<(&'static str, String)> {
        let data = &self.document.data;
        let (Some(read), Some(missing)) = (data.rows_read, data.missing_cells) else {
            let undefined = data.undefined.clone();
            let matrix = format!("{}, n = {}", data.given, data.rows_used);
            let mut lines = vec![("Matrix", matrix)];
            lines.extend(undefined.map(|undefined| ("Undefined", undefined)));
            return lines;
        };
        let treatment = word(&self.document.study.data.missing);
        let missing = match missing {
            0 => "no answer is missing".to_owned(),
            cells => format!("{cells} answers, treated by `{treatment}`"),
        };
        let mut lines = vec![("Rows", format!("{read} read, {} used", data.rows_used))];
        let prepared = Prepared::sentences(&data.prepared);
        lines.extend(prepared.into_iter().map(|text| ("Prepared", text)));
        lines.extend(self.weights_line().map(|text| ("Weights", text)));
        lines.push(("Missing", missing));
        lines
    }

    fn weights_line(&self) -> Option<String> {
        let data = &self.document.data;
        let column = self.document.study.data.weights.as_ref()?;
        let left_out = match data.weightless {
            None | Some(0) => String::new(),
            Some(rows) => format!("; {} of weight 0 left out", counted(rows, "row")),
        };
        let effective = short(data.effective_n);
        Some(format!(
            "column `{column}`; they tell as much as {effective} rows of equal weight (Kish){left_out}"
        ))
    }

    fn ended(&self) -> String {
        let end = self.document.termination;
        let change = match self.document.study.estimate.stopping {
            Stopping::LargestChange => "largest change",
            Stopping::SumOfChanges => "sum of changes",
            Stopping::SumOfSquares => "sum of squared changes",
        };
        let iterations = counted(end.iterations, "iteration");
        match (end.converged, end.iterations) {
            (true, 0) => "no iteration needed: all weights are fixed by their modes".to_owned(),
            (true, _) => format!("converged after {iterations} ({change} {:.1e})", end.change),
            (false, _) => format!(
                "NOT CONVERGED after {iterations} ({change} {:.1e})",
                end.change
            ),
        }
    }

    fn bootstrap_line(&self) -> String {
        let Some(bootstrap) = &self.document.bootstrap else {
            return "none".to_owned();
        };
        let settings = self.document.study.bootstrap.as_ref();
        let mut origin = origin(bootstrap.seed, settings.and_then(|b| b.rows.as_deref()));
        if let Some(generator) = &bootstrap.generator {
            origin.extend([", generator ", generator]);
        }
        let draws = [
            settings
                .and_then(|b| b.strata.as_ref())
                .map(|column| format!("drawn within `{column}`")),
            settings
                .and_then(|b| b.cluster.as_ref())
                .map(|column| format!("groups of `{column}` drawn as a whole")),
            settings
                .filter(|b| b.failed != Policy::Drop)
                .map(|b| format!("inadmissible ones: {}", word(&b.failed))),
        ];
        let draws: Vec<String> = draws.into_iter().flatten().collect();
        if !draws.is_empty() {
            origin.extend(["; ", &draws.join("; ")]);
        }
        format!(
            "{} resamples, {} used; {origin}; {} {} intervals",
            bootstrap.requested,
            bootstrap.used,
            percent(bootstrap.level),
            self.shown().label()
        )
    }

    /// What follows from another program's habits, and what remains different.
    fn habits(&self) -> String {
        let study = &self.document.study;
        let Some(like) = study.estimate.like else {
            return String::new();
        };
        let differences = differences(study);
        let mut text = format!("Like {}\n\n", like.name());
        match differences.as_slice() {
            [] => text.push_str("  Every setting is that of the defaults.\n"),
            _ => text.push_str("  Set as there, where the defaults are otherwise:\n"),
        }
        text.extend(differences.iter().map(|d| format!("  - {d}\n")));
        text.push_str("  What remains different:\n");
        text.extend(like.remains().iter().map(|r| format!("  - {r}\n")));
        text
    }

    fn ledger(&self) -> String {
        let Some(bootstrap) = &self.document.bootstrap else {
            return String::new();
        };
        let mut text = format!(
            "Ledger of the resamples\n\n  {} asked for, {}{} used\n",
            bootstrap.requested,
            if bootstrap.done < bootstrap.requested {
                format!("{} done, ", bootstrap.done)
            } else {
                String::new()
            },
            bootstrap.used
        );
        let failed = bootstrap
            .failed
            .iter()
            .map(|f| format!("  {} failed: {}\n", f.count, f.reason));
        text.extend(failed);
        for (count, what) in [
            (bootstrap.redrawn, "drawn anew in their place"),
            (bootstrap.kept, "inadmissible, and used all the same"),
        ] {
            if count > 0 {
                text.extend([format!("  {count} {what}\n")]);
            }
        }
        let inadmissible = bootstrap
            .inadmissible
            .iter()
            .map(|f| format!("  {} inadmissible: {}\n", f.count, f.reason));
        text.extend(inadmissible);
        let undefined = bootstrap
            .estimates
            .iter()
            .filter(|e| e.summary.undefined > 0);
        text.extend(undefined.map(|e| {
            format!(
                "  {} without a value of {}\n",
                e.summary.undefined, e.quantity
            )
        }));
        text
    }
}

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

/// Settings of a study that another program's habits may change, where they are not the defaults.
fn differences(study: &Settings) -> Vec<String> {
    let (estimate, default) = (&study.estimate, Options::default());
    let bootstrap = Bootstrap::new(1);
    let mut settings = vec![
        ("scheme", word(&estimate.scheme), word(&default.scheme)),
        (
            "tolerance",
            format!("{:e}", estimate.tolerance),
            format!("{:e}", default.tolerance),
        ),
        (
            "max_iterations",
            estimate.max_iterations.to_string(),
            default.max_iterations.to_string(),
        ),
        (
            "stopping",
            word(&estimate.stopping),
            word(&default.stopping),
        ),
        ("signs", word(&estimate.signs), word(&default.signs)),
        ("divisor", word(&estimate.divisor), word(&default.divisor)),
        ("f2", word(&study.assess.f2), word(&EffectSize::default())),
    ];
    if let Some(b) = &study.bootstrap {
        settings.extend([
            (
                "intervals",
                b.intervals.first().map(word).unwrap_or_default(),
                word(&bootstrap.asked.intervals.shown()),
            ),
            (
                "p_values",
                word(&b.p_values),
                word(&bootstrap.asked.p_values),
            ),
            ("failed", word(&b.failed), word(&bootstrap.inadmissible)),
        ]);
    }
    settings
        .into_iter()
        .filter(|(_, here, default)| here != default)
        .map(|(key, here, default)| format!("`{key}`: {here}, by default {default}"))
        .collect()
}

/// Where resamples come from: a seed, or rows that were given.
fn origin(seed: Option<u64>, rows: Option<&str>) -> String {
    match seed {
        Some(seed) => format!("seed {seed}"),
        None => format!("rows given in {}", rows.unwrap_or(NOT_DEFINED)),
    }
}

pub(super) fn estimation(settings: &EstimateSettings) -> String {
    let method = if settings.consistent {
        "consistent PLS (PLSc)"
    } else {
        "PLS"
    };
    format!(
        "{method}, {} scheme, tolerance {:e}, at most {} iterations, signs: {}",
        word(&settings.scheme),
        settings.tolerance,
        settings.max_iterations,
        word(&settings.signs)
    )
}

/// The word for a setting, as the study file writes it.
pub(super) fn word(setting: &impl serde::Serialize) -> String {
    match serde_json::to_value(setting) {
        Ok(serde_json::Value::String(word)) => word,
        _ => NOT_DEFINED.to_owned(),
    }
}
