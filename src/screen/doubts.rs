//! Doubts about the answers themselves, whatever is estimated from them; both a run and a screening report them.

use std::collections::BTreeSet;

use super::{
    Duplicate, Respondents, ScreenFinding, duplicates, identifiers, no_respondents, off_scale,
};
use crate::assess::AssessFinding;
use crate::assess::descriptives;
use crate::data::{MissingCode, Table, as_key};
use crate::estimate::Problem;
use crate::finding::Findings;
use crate::moments::{Missing, Sample};

/// A row with more than this share of an indicator's sum of squares dominates the indicator.
const ALMOST_ALL: f64 = 0.9;
/// More than the rounding of a share: of ten answers of which nine are equal, the other holds exactly nine tenths.
const ROUNDING: f64 = 1e-9;
/// With fewer rows, one row may hold this share by chance.
const FEWEST_ROWS: usize = 10;
/// Case weights are reported if the effective number of rows is below this share of the rows.
const FEW_EFFECTIVE: f64 = 0.1;

/// The doubts about the rows of a problem; `missing` is the treatment of missing answers.
pub(crate) fn doubts(problem: &Problem, table: &Table, missing: Missing) -> Findings {
    let rows = Respondents {
        table,
        sample: problem.sample(),
    };
    with_duplicates(problem, table, missing, &duplicates::duplicates(&rows))
}

/// The same, where the duplicates are known.
pub(super) fn with_duplicates(
    problem: &Problem,
    table: &Table,
    missing: Missing,
    duplicates: &[Duplicate],
) -> Findings {
    let sample = problem.sample();
    let rows = Respondents { table, sample };
    let none = no_respondents::no_respondents(sample);
    let mut suspected = descriptives::suspected(problem);
    // Answers are those of the stage whose indicators are the columns of the data.
    let of_columns = problem.plan().of_columns();
    let off_scale =
        of_columns.map_or_else(Vec::new, |plan| off_scale::off_scale(plan, &rows, &none));
    let mut off_scale = not_yet_suspected(off_scale, &suspected);
    let named = named(&suspected, &off_scale);
    declare_together(&mut suspected, &mut off_scale, table);
    let mut findings: Findings = suspected.into_iter().collect();
    findings.extend(off_scale);
    findings.extend(of_columns.and_then(|plan| identifiers::identifiers(plan, &rows)));
    findings.extend(no_respondents::finding(&rows, &none));
    findings.extend(no_respondents::empty(
        problem.plan().written(),
        table,
        missing,
    ));
    findings.extend(one_row_carries(&rows, &none, &named));
    findings.extend(duplicates::finding(duplicates));
    findings.extend(few_effective_rows(sample));
    findings.extend(binary_outcomes(problem));
    findings
}

/// Answers outside the scale, without suspected missing codes.
fn not_yet_suspected(
    off_scale: Vec<ScreenFinding>,
    suspected: &[AssessFinding],
) -> Vec<ScreenFinding> {
    let is_code = |of: &str, x: f64| {
        let mut codes = suspected.iter().filter_map(code);
        #[allow(clippy::float_cmp)] // a code is that very number
        codes.any(|(indicators, value)| value == x && indicators.iter().any(|i| i == of))
    };
    let kept = off_scale.into_iter().filter(|finding| match finding {
        ScreenFinding::OffScale {
            indicator, values, ..
        } => !values.iter().all(|&x| is_code(indicator, x)),
        _ => true,
    });
    kept.collect()
}

/// Makes each finding that offers a missing code offer all of them, with those that are declared already, so that one line
/// declares them.
fn declare_together(
    suspected: &mut [AssessFinding],
    off_scale: &mut [ScreenFinding],
    table: &Table,
) {
    let codes = suspected.iter().filter_map(code);
    let codes = codes.map(|(_, value)| MissingCode::from(value));
    let declared = table.declared_codes().iter().cloned();
    let codes: Vec<MissingCode> = declared.chain(codes).collect();
    for finding in suspected {
        if let AssessFinding::SuspectedMissingCode { declare, .. } = finding {
            *declare = as_key(&codes);
        }
    }
    for finding in off_scale {
        if let ScreenFinding::OffScale {
            values, declare, ..
        } = finding
        {
            let values = values.iter().map(|&value| MissingCode::from(value));
            *declare = as_key(&codes.iter().cloned().chain(values).collect::<Vec<_>>());
        }
    }
}

/// The indicators that findings about single answers name.
fn named(suspected: &[AssessFinding], off_scale: &[ScreenFinding]) -> BTreeSet<String> {
    let codes = suspected.iter().filter_map(code);
    let answers = off_scale.iter().filter_map(|finding| match finding {
        ScreenFinding::OffScale { indicator, .. } => Some(indicator.clone()),
        _ => None,
    });
    codes
        .flat_map(|(indicators, _)| indicators.iter().cloned())
        .chain(answers)
        .collect()
}

/// The indicators with a suspected missing code, and the code.
fn code(finding: &AssessFinding) -> Option<(&[String], f64)> {
    match finding {
        AssessFinding::SuspectedMissingCode {
            indicators, value, ..
        } => Some((indicators, *value)),
        _ => None,
    }
}

/// Rows that hold almost all of the variance of an indicator that no other finding names.
///
/// ```text
/// (x_i - mean)² > 0.9 Σ (x - mean)²
/// ```
fn one_row_carries(
    rows: &Respondents,
    none: &BTreeSet<usize>,
    named: &BTreeSet<String>,
) -> Vec<ScreenFinding> {
    let sample = rows.sample;
    if sample.n() < FEWEST_ROWS {
        return Vec::new();
    }
    let carrier = |k: usize| {
        let given = || sample.given(k).map(|(x, count)| (x, count as f64));
        let count: f64 = given().map(|(_, count)| count).sum();
        let mean = given().map(|(x, count)| count * x).sum::<f64>() / count;
        let square = |x: f64| (x - mean).powi(2);
        let all: f64 = given().map(|(x, count)| count * square(x)).sum();
        let far = |x: f64| square(x) > (ALMOST_ALL + ROUNDING) * all;
        if !given().any(|(x, _)| far(x)) {
            return None;
        }
        let row = (0..sample.n()).find(|&i| sample.answer(i, k).is_some_and(far))?;
        (!none.contains(&row)).then_some(row)
    };
    let mut carried: Vec<(usize, Vec<String>)> = Vec::new();
    for (k, indicator) in sample.indicators().iter().enumerate() {
        let Some(row) = carrier(k).filter(|_| !named.contains(indicator)) else {
            continue;
        };
        match carried.iter_mut().find(|(other, _)| *other == row) {
            Some((_, indicators)) => indicators.push(indicator.clone()),
            None => carried.push((row, vec![indicator.clone()])),
        }
    }
    let finding = |(row, indicators): (usize, Vec<String>)| ScreenFinding::OneRowCarries {
        row: rows.place(row),
        indicators,
    };
    carried.into_iter().map(finding).collect()
}

fn few_effective_rows(sample: &Sample) -> Option<ScreenFinding> {
    let effective = sample.effective_n()?;
    (effective < FEW_EFFECTIVE * sample.n() as f64).then(|| ScreenFinding::FewEffectiveRows {
        effective,
        rows: sample.n(),
    })
}

/// Explained constructs whose single item has only two different answers.
fn binary_outcomes(problem: &Problem) -> Vec<ScreenFinding> {
    let sample = problem.sample();
    let Some(plan) = problem.plan().of_columns() else {
        return Vec::new();
    };
    let of = |j: usize| {
        let block = &plan.blocks()[j];
        if plan.predecessors(j).is_empty() || block.len() > 1 {
            return None;
        }
        let k = block.indicators.start;
        (sample.different(k).len() == 2).then(|| ScreenFinding::BinaryOutcome {
            construct: plan.model().name(j).to_owned(),
            indicator: sample.indicators()[k].clone(),
        })
    };
    (0..plan.constructs()).filter_map(of).collect()
}
