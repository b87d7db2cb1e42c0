//! The run record: program, data, model, settings, and the settings that follow another program.

use super::{Report, word};
use crate::assess::structural::EffectSize;
use crate::data::Prepared;
use crate::document::{EstimateSettings, Settings};
use crate::estimate::{Options, Stopping};
use crate::report::cell::{Cell, NOT_DEFINED};
use crate::report::page::{Section, Text};
use crate::resample::{Bootstrap, Policy};
use crate::text::counted;
use crate::text::digits::percent;

/// The names of lines about the preparation of the answers and about missing ones.
pub(super) const PREPARED: &str = "Prepared";
pub(super) const MISSING: &str = "Missing";

impl Report<'_> {
    pub(super) fn run(&self) -> Section {
        let (data, estimate) = (&self.document.data, &self.document.study.estimate);
        let software = &self.document.software;
        let program = format!("{} {}", software.name, software.version);
        let file = match &data.source {
            Some(source) => format!("{} ({source})", source.file),
            None => "given in memory".to_owned(),
        };
        let mut lines: Vec<(&'static str, Text)> =
            vec![("Program", program.into()), ("Data", file.into())];
        let sha256 = data.source.as_ref().map(|source| source.sha256.clone());
        lines.extend(sha256.map(|sha256| ("SHA-256", sha256.into())));
        lines.extend(self.rows_lines());
        lines.extend([
            ("Model", self.model_line()),
            ("Estimation", estimation(estimate).into()),
        ]);
        lines.extend(self.stages_line());
        lines.extend(estimate.reliability.iter().map(|(construct, reliability)| {
            let given = format!("{reliability} for `{construct}`, given");
            ("Reliability", given.into())
        }));
        lines.extend([
            ("Ended", self.ended().into()),
            ("Bootstrap", self.bootstrap_line(true).into()),
        ]);
        Section::new("run", "Run record").record(lines)
    }

    /// How interactions and higher-order constructs are estimated, if the model has any.
    pub(super) fn stages_line(&self) -> Option<(&'static str, Text)> {
        let estimate = &self.document.study.estimate;
        let interactions = (!self.document.interactions.is_empty())
            .then(|| format!("interactions {}", word(&estimate.interaction)));
        let higher = self.higher_orders().next();
        let higher = higher.map(|_| format!("higher orders {}", word(&estimate.higher_order)));
        let stages: Vec<String> = interactions.into_iter().chain(higher).collect();
        (!stages.is_empty()).then(|| ("Stages", stages.join(", ").into()))
    }

    pub(super) fn model_line(&self) -> Text {
        self.model_words().into()
    }

    /// The origin of n: rows with their weights and missing answers, or the matrix.
    pub(super) fn rows_lines(&self) -> Vec<(&'static str, Text)> {
        let data = &self.document.data;
        let (Some(read), Some(missing)) = (data.rows_read, data.missing_cells) else {
            let matrix = format!("{}, n = {}", data.given, data.rows_used);
            let undefined = data.undefined.clone();
            let undefined = undefined.map(|undefined| ("Undefined", undefined.into()));
            return [("Matrix", matrix.into())]
                .into_iter()
                .chain(undefined)
                .collect();
        };
        let treatment = word(&self.document.study.data.missing);
        let missing = match missing {
            0 => "no answer is missing".to_owned(),
            1 => format!("1 answer is missing, treated by `{treatment}`"),
            cells => format!("{cells} answers are missing, treated by `{treatment}`"),
        };
        let rows = format!("{read} read, {} used", data.rows_used);
        let mut lines: Vec<(&'static str, Text)> = vec![("Rows", rows.into())];
        let prepared = Prepared::sentences(&data.prepared).into_iter();
        lines.extend(prepared.map(|text| (PREPARED, text.into())));
        lines.extend(self.weights_line().map(|text| ("Weights", text)));
        lines.push((MISSING, missing.into()));
        lines
    }

    fn weights_line(&self) -> Option<Text> {
        let data = &self.document.data;
        let column = self.document.study.data.weights.as_ref()?;
        let left_out = match data.weightless {
            None | Some(0) => String::new(),
            Some(rows) => format!("; {} of weight 0 left out", counted(rows, "row")),
        };
        let text = Text::new(format!("column `{column}`; as much information as "))
            .and(Cell::statistic(data.effective_n))
            .say(format!(" rows of equal weight (Kish){left_out}"));
        Some(text)
    }

    pub(super) fn ended(&self) -> String {
        let end = self.document.termination;
        let change = match self.document.study.estimate.stopping {
            Stopping::LargestChange => "largest change",
            Stopping::SumOfChanges => "sum of changes",
            Stopping::SumOfSquares => "sum of squared changes",
        };
        let iterations = counted(end.iterations, "iteration");
        match (end.converged, end.iterations) {
            (true, 0) => "no iterations needed: the modes fix all weights".to_owned(),
            (true, _) => format!("converged after {iterations} ({change} {:.1e})", end.change),
            (false, _) => format!(
                "NOT CONVERGED after {iterations} ({change} {:.1e})",
                end.change
            ),
        }
    }

    /// How the iteration ended, without the change.
    pub(super) fn ended_first(&self) -> String {
        let ended = self.ended();
        ended.split(" (").next().unwrap_or_default().to_owned()
    }

    pub(super) fn bootstrap_line(&self, whole: bool) -> String {
        let Some(bootstrap) = &self.document.bootstrap else {
            return "none".to_owned();
        };
        let settings = self.document.study.bootstrap.as_ref();
        let mut origin = origin(bootstrap.seed, settings.and_then(|b| b.rows.as_deref()));
        if let Some(generator) = bootstrap.generator.as_ref().filter(|_| whole) {
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
        for draw in draws.into_iter().flatten() {
            origin.extend(["; ", &draw]);
        }
        format!(
            "{} resamples, {} used; {origin}; {} {} intervals",
            bootstrap.requested,
            bootstrap.used,
            percent(bootstrap.level),
            self.shown().label()
        )
    }

    /// The settings that follow another program, and the differences that remain.
    pub(super) fn like(&self) -> Section {
        let study = &self.document.study;
        let Some(like) = study.estimate.like else {
            return Section::new("like", "");
        };
        let section = Section::new("like", format!("Like {}", like.name()));
        let differences = differences(study);
        let section = if differences.is_empty() {
            section.paragraph("All settings are the defaults.")
        } else {
            section
                .paragraph("Settings changed from the defaults to match:")
                .list(differences)
        };
        section
            .paragraph("Differences that remain:")
            .list(like.remains().iter().map(ToString::to_string))
    }
}

/// Settings that may follow another program, if they are not the defaults.
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
            ("failed", word(&b.failed), word(&bootstrap.failed)),
        ]);
    }
    settings
        .into_iter()
        .filter(|(_, here, default)| here != default)
        .map(|(key, here, default)| format!("`{key}`: {here}, by default {default}"))
        .collect()
}

/// Where resamples come from: a seed, or rows that were given.
pub(in crate::report) fn origin(seed: Option<u64>, rows: Option<&str>) -> String {
    match seed {
        Some(seed) => format!("seed {seed}"),
        None => format!("rows given in {}", rows.unwrap_or(NOT_DEFINED)),
    }
}

pub(in crate::report) fn estimation(settings: &EstimateSettings) -> String {
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
