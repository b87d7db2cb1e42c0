//! `[population]` of a study file.

use std::collections::HashMap;

use nalgebra::DMatrix;

use super::numbers::{ByName, Numbers};
use super::population_lines::at;
use super::section::{Keys, Section, Sections};
use super::{StudyError, limits};
use crate::model::Model;
use crate::simulate::{Answers, Group, Missingness, Population, Simulation, Values};
use crate::text::excerpt;

pub(super) const POPULATION: Keys = Keys::new(
    "population",
    &[
        "paths",
        "correlations",
        "loadings",
        "weights",
        "within",
        "answers",
        "answers_of",
        "missing",
        "group",
        "groups",
    ],
);
/// Keys of a group: its share, and the values in which it differs.
pub(super) const GROUP: Keys = Keys::new(
    "population.groups",
    &[
        "share",
        "paths",
        "correlations",
        "loadings",
        "weights",
        "within",
        "answers",
        "answers_of",
    ],
);
pub(super) const ANSWERS: Keys = Keys::new(
    "population.answers",
    &[
        "likert",
        "lean",
        "thresholds",
        "cumulative",
        "skewness",
        "kurtosis",
    ],
);
pub(super) const MISSING: Keys =
    Keys::new("population.missing", &["rate", "of", "given", "strength"]);

/// The simulation of `[population]`, if the file has it.
pub(super) fn simulation(
    sections: &Sections,
    model: &Model,
) -> Result<Option<Simulation>, StudyError> {
    if !sections.root.contains_key(POPULATION.table) {
        return Ok(None);
    }
    let section = sections.section(&POPULATION)?;
    let head = sections.line_of(&POPULATION);
    limits::population_indicators(model.indicators().count(), head)?;
    let values = values(&section, model, Values::new())?;
    let groups = section.subsections("groups", &GROUP)?;
    limits::groups(groups.len(), section.line("groups"))?;
    let simulation = match section.string("group")? {
        None if groups.is_empty() => {
            let population = Population::new(model, &values);
            Simulation::new(population.map_err(|e| at(e, model, &[&section], head))?)
        }
        None => {
            return Err(StudyError::Required {
                what: "`group` of [population]".to_owned(),
                fix: "name the column that holds the groups, such as `group = \"size\"`".to_owned(),
            });
        }
        Some(column) => {
            let shared = Population::new(model, &values);
            let group = |(name, own): &(String, Section)| {
                let values = self::values(own, model, values.clone())?;
                let share = own.number(
                    "share",
                    "it must be a number between 0 and 1, such as 0.5",
                    |x| x > 0.0 && x < 1.0,
                )?;
                let share = share.ok_or_else(|| StudyError::Required {
                    what: format!("`share` of [population.groups.{name}]"),
                    fix: "write the group's share of the rows, such as `share = 0.5`".to_owned(),
                })?;
                let population = Population::new(model, &values).map_err(|error| {
                    // A fault in the common values of all groups is not a fault of this group.
                    let error = match &shared {
                        Err(of_all) if *of_all == error => error,
                        _ => error.of_group(name),
                    };
                    at(error, model, &[own, &section], head)
                })?;
                Ok(Group::new(name, share, population))
            };
            let groups: Vec<Group> = groups
                .iter()
                .map(group)
                .collect::<Result<_, StudyError>>()?;
            let simulation = Simulation::of_groups(column, groups);
            simulation.map_err(|e| at(e, model, &[&section], head))?
        }
    };
    if let Some(value) = section.get("missing").filter(|v| !v.get_ref().is_table()) {
        let expected = "in [population] it says which answers are missing, such as { rate = 0.05 }; how they are treated, such as \"casewise\", belongs in [data]";
        return Err(section.fault("missing", value, expected, &[]));
    }
    match section.subsection("missing", &MISSING)? {
        None => Ok(Some(simulation)),
        Some(missing) => {
            let simulation = simulation.with_missing(missingness(&missing)?);
            Ok(Some(
                simulation.map_err(|e| at(e, model, &[&section], head))?,
            ))
        }
    }
}

/// Values of a section, added to others.
fn values(section: &Section, model: &Model, mut values: Values) -> Result<Values, StudyError> {
    let of_paths = "it must be a table of numbers, such as { \"A -> B\" = 0.4 }";
    let mut known = HashMap::new();
    for (name, number) in table_of_numbers(section, "paths", of_paths)?.named {
        let (from, to) = pair(section, model, "paths", &name, "->")?;
        once(
            section,
            "paths",
            &mut known,
            (from.clone(), to.clone()),
            &name,
        )?;
        values = values.path(from, to, one(section, "paths", &name, &number, of_paths)?);
    }
    let of_pairs = "it must be a number for all pairs, or a table, such as { \"A, B\" = 0.3 }";
    let correlations = section.numbers_by_name("correlations", of_pairs)?;
    if let Some(all) = correlations.all {
        values = values.other_correlations(all);
    }
    let mut known = HashMap::new();
    for (name, number) in correlations.named {
        let (a, b) = pair(section, model, "correlations", &name, ",")?;
        // A correlation has no direction.
        let pair = (a.clone().min(b.clone()), a.clone().max(b.clone()));
        once(section, "correlations", &mut known, pair, &name)?;
        let number = one(section, "correlations", &name, &number, of_pairs)?;
        values = values.correlation(a, b, number);
    }
    let of_weights =
        "it must be a table, such as { NAME = [0.5, 0.6] }, or { NAME = 1 } for equal weights";
    let weights = table_of_numbers(section, "weights", of_weights)?.named;
    for (construct, numbers) in &weights {
        let weights = of_block(section, model, "weights", construct, numbers, of_weights)?;
        values = values.weights(construct, weights);
    }
    let of_loadings =
        "it must be a number for all indicators, or a table, such as { NAME = [0.8, 0.7] }";
    let loadings = section.numbers_by_name("loadings", of_loadings)?;
    if let Some(all) = loadings.all {
        for construct in model.constructs().iter().filter(|c| !c.is_product()) {
            if !weights.iter().any(|(name, _)| *name == construct.name) {
                values = values.loadings(&construct.name, vec![all; construct.indicators.len()]);
            }
        }
    }
    for (construct, numbers) in loadings.named {
        let loadings = of_block(
            section,
            model,
            "loadings",
            &construct,
            &numbers,
            of_loadings,
        )?;
        values = values.loadings(construct, loadings);
    }
    let of_within = "it must be a table, such as { NAME = 0.3 }, or with the rows below the diagonal, such as { NAME = [[0.3], [0.2, 0.4]] }";
    for (construct, numbers) in table_of_numbers(section, "within", of_within)?.named {
        values = match numbers {
            Numbers::One(r) => values.within(construct, r),
            Numbers::Rows(rows) if rows.iter().enumerate().all(|(i, row)| row.len() == i + 1) => {
                values.within_matrix(construct, symmetric(&rows))
            }
            _ => return Err(section.fault_of("within", &construct, of_within)),
        };
    }
    if let Some(answers) = section.subsection("answers", &ANSWERS)? {
        values = values.answers(self::answers("answers", &answers)?);
    }
    for (name, answers) in section.subsections("answers_of", &ANSWERS)? {
        let key = format!("answers_of.{name}");
        values = values.answers_of(name, self::answers(&key, &answers)?);
    }
    Ok(values)
}

/// A table of numbers; one number for all is not valid here.
fn table_of_numbers(section: &Section, key: &str, expected: &str) -> Result<ByName, StudyError> {
    let by_name = section.numbers_by_name(key, expected)?;
    match by_name.all {
        Some(_) => Err(section.fault_of(key, "", expected)),
        None => Ok(by_name),
    }
}

fn one(
    section: &Section,
    key: &str,
    name: &str,
    numbers: &Numbers,
    expected: &str,
) -> Result<f64, StudyError> {
    match numbers {
        Numbers::One(x) => Ok(*x),
        _ => Err(section.fault_of(key, name, expected)),
    }
}

/// The numbers of a construct's indicators: one for all, or those of each.
fn of_block(
    section: &Section,
    model: &Model,
    key: &str,
    construct: &str,
    numbers: &Numbers,
    expected: &str,
) -> Result<Vec<f64>, StudyError> {
    match numbers {
        Numbers::One(x) => {
            let indicators = model.construct(construct).map_or(1, |c| c.indicators.len());
            Ok(vec![*x; indicators])
        }
        Numbers::List(numbers) => Ok(numbers.clone()),
        Numbers::Rows(_) => Err(section.fault_of(key, construct, expected)),
    }
}

/// The two constructs of `A -> B` or `A, B`. A name may contain the sign between them.
fn pair(
    section: &Section,
    model: &Model,
    key: &str,
    text: &str,
    sign: &str,
) -> Result<(String, String), StudyError> {
    let splits = text
        .match_indices(sign)
        .map(|(i, _)| (text[..i].trim(), text[i + sign.len()..].trim()));
    // An interaction under the name that the model has for it.
    let known = |(a, b): (&str, &str)| {
        let name = |text: &str| Some(model.name(model.position_of_term(text)?).to_owned());
        Some((name(a)?, name(b)?))
    };
    let as_written = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    splits
        .clone()
        .find_map(known)
        .or_else(|| splits.clone().next().map(as_written))
        .ok_or_else(|| StudyError::Conflict {
            line: section.line_of(key, text),
            what: format!(
                "`{text}` of `{key}` does not name two constructs: write \"A{} B\"",
                if sign == "," { "," } else { " ->" }
            ),
        })
}

/// Refuses a pair that another entry already names in another spelling, because one of the two values would
/// be lost.
fn once(
    section: &Section,
    key: &str,
    known: &mut HashMap<(String, String), String>,
    pair: (String, String),
    name: &str,
) -> Result<(), StudyError> {
    match known.insert(pair, name.to_owned()) {
        None => Ok(()),
        Some(other) => Err(StudyError::Conflict {
            line: section.line_of(key, name),
            what: format!(
                "`{}` and `{}` of `{key}` are the same: remove one of them",
                excerpt(&other),
                excerpt(name)
            ),
        }),
    }
}

/// A correlation matrix from the rows below its diagonal.
fn symmetric(rows: &[Vec<f64>]) -> DMatrix<f64> {
    DMatrix::from_fn(rows.len() + 1, rows.len() + 1, |k, l| match k.max(l) {
        _ if k == l => 1.0,
        later => rows[later - 1][k.min(l)],
    })
}

fn answers(key: &str, section: &Section) -> Result<Answers, StudyError> {
    let likert = section.whole("likert", 2..)?;
    let lean = section.number("lean", "it must be a number, such as 0.7", f64::is_finite)?;
    let thresholds = section.numbers("thresholds", "[-1, 0, 1]")?;
    let cumulative = section.numbers("cumulative", "[0.2, 0.5, 0.8]")?;
    let skewness = section.number(
        "skewness",
        "it must be a number, such as 1.0",
        f64::is_finite,
    )?;
    let kurtosis = section.number(
        "kurtosis",
        "it must be a number, such as 1.5",
        f64::is_finite,
    )?;
    match (likert, thresholds, cumulative, skewness.or(kurtosis)) {
        (Some(points), None, None, None) => Ok(Answers::Likert {
            points: usize::try_from(points).unwrap_or(usize::MAX),
            lean: lean.unwrap_or(0.0),
        }),
        (None, Some(thresholds), None, None) if lean.is_none() => {
            Ok(Answers::Thresholds(thresholds))
        }
        (None, None, Some(cumulative), None) if lean.is_none() => {
            Ok(Answers::Cumulative(cumulative))
        }
        (None, None, None, Some(_)) if lean.is_none() => Ok(Answers::Skewed {
            skewness: skewness.unwrap_or(0.0),
            kurtosis: kurtosis.unwrap_or(0.0),
        }),
        (None, None, None, None) if lean.is_none() => Ok(Answers::Normal),
        _ => Err(StudyError::Conflict {
            line: section.first_line(),
            what: format!(
                "`{key}` must use one way only to say how answers are distributed: `likert` (with or without `lean`), `thresholds`, `cumulative`, or `skewness` and `kurtosis`"
            ),
        }),
    }
}

fn missingness(section: &Section) -> Result<Missingness, StudyError> {
    let rate = section
        .number(
            "rate",
            "it must be a number of at least 0 and below 1, such as 0.05",
            |x| (0.0..1.0).contains(&x),
        )?
        .ok_or_else(|| StudyError::Required {
            what: "`rate` of [population.missing]".to_owned(),
            fix: "write the share of the answers that are missing, such as `missing = { rate = 0.05 }`"
                .to_owned(),
        })?;
    let strength = section.number("strength", "it must be a number, such as 1", f64::is_finite)?;
    let missing = match section.string("given")? {
        Some(given) => Missingness::at_random(rate, given, strength.unwrap_or(1.0)),
        None if strength.is_some() => {
            return Err(StudyError::Conflict {
                line: section.line("strength"),
                what: "`strength` says how strongly missing answers depend on another answer: name its indicator as `given`, or remove `strength`".to_owned(),
            });
        }
        None => Missingness::completely_at_random(rate),
    };
    Ok(match section.setting::<Vec<String>>("of")? {
        Some(of) if !of.is_empty() => missing.of(of),
        _ => missing,
    })
}
