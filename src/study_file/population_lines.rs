//! The line of a study file with a fault of the population.

use super::StudyError;
use super::section::Section;
use crate::model::Model;
use crate::simulate::PopulationError as E;

/// Adds the line to a fault of the values: the line of the entry at fault in the first section that has it; without such
/// an entry, the line of its key; without the key, the line of the table's head.
pub(super) fn at(error: E, model: &Model, sections: &[&Section], head: usize) -> StudyError {
    let cause = error.cause();
    let (key, names) = place(cause, model);
    // The names in `A -> B` and in `A, B`.
    let parts = |entry: &str| -> Vec<String> {
        let parts = entry.split([',', '>']);
        parts
            .map(|part| part.trim_end_matches('-').trim().to_owned())
            .collect()
    };
    let into = matches!(cause, E::Variance { .. });
    let meant = |entry: &str| {
        let parts = parts(entry);
        match names.as_slice() {
            [] => false,
            [target] if into => parts.last() == Some(target),
            [one] => parts.contains(one),
            // A path has a direction, a correlation has none.
            both if key == "paths" => parts == both,
            both => both.iter().all(|name| parts.contains(name)),
        }
    };
    let having = || sections.iter().filter(|section| section.has(key));
    let entry = having().find_map(|section| section.line_where(key, meant));
    let whole = || having().next().map(|section| section.line(key));
    StudyError::Population {
        line: entry.or_else(whole).unwrap_or(head),
        error: Box::new(error),
    }
}

/// The value of the file at fault: its key, and the names of its entry.
fn place(error: &E, model: &Model) -> (&'static str, Vec<String>) {
    let one = |name: &String| vec![name.clone()];
    let two = |a: &String, b: &String| vec![a.clone(), b.clone()];
    let owner = |indicator: &String| {
        let mut constructs = model.constructs().iter();
        let found = constructs.find(|c| c.indicators.contains(indicator));
        found.map_or_else(Vec::new, |c| one(&c.name))
    };
    match error {
        E::UnknownConstruct {
            what, construct, ..
        } => {
            let key = match *what {
                "a path" => "paths",
                "a correlation" => "correlations",
                "loadings" | "weights" => what,
                _ => "within",
            };
            (key, one(construct))
        }
        E::UnknownPath { from, to } => ("paths", two(from, to)),
        E::Variance { construct, .. } => ("paths", one(construct)),
        E::NoPath { .. } => ("paths", vec![]),
        E::Implied { a, b, .. }
        | E::ImpliedByProduct { a, b, .. }
        | E::ImpliedByHigherOrder { a, b, .. }
        | E::Correlation { a, b, .. } => ("correlations", two(a, b)),
        E::OfProduct { what, interaction } if *what == "loadings" || *what == "weights" => {
            (what, one(interaction))
        }
        E::OfProduct { interaction, .. } => ("within", one(interaction)),
        E::ProductOfProduct { interaction, .. } => ("paths", one(interaction)),
        E::NoMeasurement { .. } => ("loadings", vec![]),
        E::Count {
            what, construct, ..
        } => (what, one(construct)),
        E::Loading { indicator, .. } => ("loadings", owner(indicator)),
        E::TwoMeasurements { construct }
        | E::NoWithin { construct }
        | E::NoComposite { construct } => ("weights", one(construct)),
        E::WithinOfFactor { construct } | E::NoCorrelations { construct, .. } => {
            ("within", one(construct))
        }
        E::NotPositiveDefinite { matrix, last, .. } if matrix.contains("within") => {
            ("within", owner(last))
        }
        E::NotPositiveDefinite { .. } => ("correlations", vec![]),
        E::UnknownAnswers { name, .. } | E::Answers { name, .. } if !name.is_empty() => {
            ("answers_of", one(name))
        }
        E::Answers { .. } | E::Unreachable { .. } | E::SkewedProduct { .. } => ("answers", vec![]),
        E::Rate { .. }
        | E::Strength { .. }
        | E::UnknownIndicator { .. }
        | E::GivenItself { .. }
        | E::GivenProduct { .. } => ("missing", vec![]),
        E::GroupColumn { .. } => ("group", vec![]),
        _ => ("groups", vec![]),
    }
}
