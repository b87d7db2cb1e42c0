//! `[data]`: how the answers are prepared.

use toml::Spanned;
use toml::de::DeValue;

use super::section::Section;
use super::{StudyError, limits};
use crate::data::{
    Computed, Condition, Labels, MissingCode, Preparation, PrepareError, SYSTEM_MISSING, Scale,
};
use crate::model::Model;

/// The keys, in the order of the steps.
pub(super) const KEYS: [&str; 6] = [
    "labels",
    "missing_codes",
    "scale",
    "reverse",
    "compute",
    "where",
];

/// The preparation of the answers for a study of this model.
pub(super) fn preparation(data: &Section, model: &Model) -> Result<Preparation, StudyError> {
    let codes = missing_codes(data)?;
    limits::missing_codes(codes.len(), data.line("missing_codes"))?;
    let mut preparation = Preparation::new().missing_codes(codes);
    if let Some(labels) = labels(data)? {
        preparation = preparation.labels(labels);
    }
    preparation = scales(data, model, preparation)?;
    let reversed = data.setting::<Vec<String>>("reverse")?.unwrap_or_default();
    for construct in model.constructs() {
        if construct
            .indicators
            .iter()
            .any(|name| reversed.contains(name))
        {
            preparation = preparation.block(&construct.indicators);
        }
    }
    preparation = preparation.reverse(reversed);
    let computed = data.texts_of("compute")?;
    limits::computed(computed.len(), data.line("compute"))?;
    for (name, formula, value) in computed {
        let column = Computed::parse(name, formula);
        preparation = preparation.compute(column.map_err(in_text(data, value))?);
    }
    if let (Some(condition), Some(value)) = (data.string("where")?, data.get("where")) {
        let condition = Condition::parse(condition);
        preparation = preparation.keep(condition.map_err(in_text(data, value))?);
    }
    Ok(preparation)
}

/// A fault of the setting in this line.
fn at(line: usize) -> impl Fn(PrepareError) -> StudyError {
    move |error| StudyError::Prepare {
        line,
        error: Box::new(error),
    }
}

/// A fault of a text of the file, whose place is the line where it stands.
fn in_text(data: &Section, value: &Spanned<DeValue>) -> impl Fn(PrepareError) -> StudyError {
    let begins = data.line_of_value(value);
    let before = data
        .start_of(value)
        .map_or(begins - 1, |(before, _)| before);
    move |error| {
        let line = match &error {
            PrepareError::Misread { excerpt, .. } => before + excerpt.line,
            _ => begins,
        };
        at(line)(error)
    }
}

fn missing_codes(data: &Section) -> Result<Vec<MissingCode>, StudyError> {
    let Some(value) = data.get("missing_codes") else {
        return Ok(Vec::new());
    };
    let codes = match value.get_ref() {
        DeValue::Array(list) => list
            .iter()
            .map(|code| match code.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => {
                    Some(MissingCode::from(text.as_ref()))
                }
                // Rounded, the system-missing value of SPSS lies below the least number.
                _ => Section::as_number(code).and_then(|x| match x {
                    f64::NEG_INFINITY => Some(MissingCode::from(SYSTEM_MISSING)),
                    x => Some(MissingCode::from(x)).filter(|_| x.is_finite()),
                }),
            })
            .collect(),
        _ => None,
    };
    let expected = "it must be a list of numbers and texts, such as [-99, \"n/a\"]";
    codes.ok_or_else(|| data.fault("missing_codes", value, expected, &[]))
}

fn labels(data: &Section) -> Result<Option<Labels>, StudyError> {
    let Some(value) = data.get("labels") else {
        return Ok(None);
    };
    let labels = match value.get_ref() {
        DeValue::String(name) => Labels::ready(name),
        DeValue::Table(_) => {
            let finite = "it must be the number that the label stands for, such as 1";
            Labels::new(data.numbers_of("labels", finite, f64::is_finite)?)
        }
        _ => {
            let expected = "it must be the name of a ready scale, such as \"agree-5\", or labels with their numbers, such as { \"never\" = 1, \"always\" = 5 }";
            return Err(data.fault("labels", value, expected, &[]));
        }
    };
    labels.map(Some).map_err(at(data.line("labels")))
}

/// `scale`: for all questions, or by construct or indicator.
fn scales(
    data: &Section,
    model: &Model,
    mut preparation: Preparation,
) -> Result<Preparation, StudyError> {
    const ENDS: &str = "it must be the lowest and the highest answer, such as [1, 5]";
    let Some(value) = data.get("scale") else {
        return Ok(preparation);
    };
    if !value.get_ref().is_table() {
        let ends = Section::as_pair(value);
        let (low, high) = ends.ok_or_else(|| {
            let expected = format!("{ENDS}, or by construct or indicator {{ Image = [1, 7] }}");
            data.fault("scale", value, &expected, &[])
        })?;
        let scale = Scale::new(low, high).map_err(at(data.line("scale")))?;
        return Ok(preparation.scale(scale));
    }
    let entries = data.entries("scale", "[1, 7]")?;
    // A scale for an indicator takes precedence over that of its construct.
    let (constructs, indicators): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|(name, _)| model.construct(name).is_some());
    for (name, value) in constructs.into_iter().chain(indicators) {
        let (low, high) = Section::as_pair(value)
            .ok_or_else(|| data.fault(&format!("scale.{name}"), value, ENDS, &[]))?;
        let scale = Scale::new(low, high).map_err(at(data.line_of("scale", &name)))?;
        preparation = match model.construct(&name) {
            Some(construct) => preparation.scale_of(&construct.indicators, scale),
            None => preparation.scale_of([name], scale),
        };
    }
    Ok(preparation)
}
