//! Formulas of quantities: their inputs, in addition to the grammar of all formulas.
//!
//! ```text
//! quantity = measure "(" names ")"
//! names    = route | route "," route | name "on" name | route "at" value | route "at" value "," value | route "by" name
//! value    = name "=" number
//! ```

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use super::{At, DefineError, Measure, Names, Quantity, SecondModerator};
use crate::assess::model_fit::FitModel;
use crate::formula::{Expression, Function, Inputs, Misread, Reader};
use crate::text::{did_you_mean_for, excerpt, is_name_char, nearest};

/// A formula with the quantities that it uses.
pub(super) fn parse(text: &str) -> Result<(Expression, Vec<Quantity>), DefineError> {
    let mut quantities = Quantities::default();
    let expression = Reader::new(text).whole_formula(&mut quantities);
    let expression = expression.map_err(|Misread { message, span }| DefineError::Formula {
        formula: text.to_owned(),
        at: span.start,
        message,
    })?;
    Ok((expression, quantities.0))
}

/// The quantities of a formula, each numbered when it is first named.
#[derive(Default)]
struct Quantities(Vec<Quantity>);

impl Inputs for Quantities {
    const EXPECTED: &'static str = "a number, a quantity such as `path(A -> B)`, or `(`";

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<usize, Misread> {
        let word = reader.word();
        if word.is_empty() {
            return Err(reader.fault(format!("{} is expected here", Self::EXPECTED)));
        }
        let measures = || Measure::DEFAULT.iter().chain(Measure::ON_REQUEST);
        let measure: Result<Measure, Error> = Measure::deserialize(word.into_deserializer());
        let Some(measure) = measure.ok().filter(|m| measures().any(|known| known == m)) else {
            let mut known: Vec<String> = measures().map(Measure::to_string).collect();
            known.extend(Function::ALL.map(|(name, _)| name.to_owned()));
            let nearest = nearest(word, known.iter().map(String::as_str));
            let rest = &reader.rest()[word.len()..];
            let message = format!(
                "`{}` is neither a measure, such as `path(A -> B)`, nor a function{}{}",
                excerpt(word),
                if rest.trim_start().starts_with('(') {
                    ""
                } else {
                    ", and a definition cannot use another definition"
                },
                did_you_mean_for(word, nearest.as_deref())
            );
            return Err(reader.fault(message));
        };
        reader.pass(word.len());
        let of = names_of(reader, measure)?;
        let quantity = Quantity::new(measure, of);
        let known = self.0.iter().position(|q| *q == quantity);
        Ok(known.unwrap_or_else(|| {
            self.0.push(quantity);
            self.0.len() - 1
        }))
    }
}

/// The constructs or indicators of a measure, in the notation of reports.
fn names_of(reader: &mut Reader<'_>, measure: Measure) -> Result<Names, Misread> {
    if measure == Measure::Harman && reader.peek() != Some('(') {
        return Ok(Names::Whole {});
    }
    if !reader.take('(') {
        return Err(reader.fault(format!(
            "`(` is missing here: name the constructs or indicators of `{measure}`"
        )));
    }
    let start = reader.place();
    let mut groups = vec![vec![name(reader)?]];
    loop {
        reader.peek();
        if reader.sign(&[("->", ())]).is_some() {
            let name = name(reader)?;
            if let Some(last) = groups.last_mut() {
                last.push(name);
            }
        } else if reader.take(',') {
            groups.push(vec![name(reader)?]);
        } else if take_between(reader, "at") {
            return at_value(reader, start, measure, groups);
        } else if take_between(reader, "by") {
            return by_moderator(reader, start, groups);
        } else if take_between(reader, "on") {
            let construct = name(reader)?;
            reader.close()?;
            return match (groups.len(), groups.pop()) {
                (1, Some(mut names)) if names.len() == 1 => Ok(Names::Indicator {
                    construct,
                    indicator: names.remove(0),
                }),
                _ => {
                    Err(reader
                        .fault_since(start, "`on` stands between an indicator and its construct"))
                }
            };
        } else {
            break;
        }
    }
    reader.close()?;
    let mut groups = groups.into_iter();
    match (
        groups.next().unwrap_or_default(),
        groups.next(),
        groups.next(),
    ) {
        (route, None, _) if measure == Measure::Specific => Ok(Names::Route { route }),
        (route, Some(other), None) if measure == Measure::Contrast => {
            Ok(Names::Routes { route, other })
        }
        (first, Some(second), None) if first.len() == 1 && second.len() == 1 => {
            let (a, b) = (first.concat(), second.concat());
            Ok(Names::Pair { a, b })
        }
        (route, None, _) => match route.as_slice() {
            [from, to] => Ok(Names::Path {
                from: from.clone(),
                to: to.clone(),
            }),
            [only] => Ok(
                match FitModel::deserialize(IntoDeserializer::<Error>::into_deserializer(
                    only.as_str(),
                )) {
                    Ok(model) if measure.is_of_models() => Names::Model { model },
                    _ => Names::Construct {
                        construct: only.clone(),
                    },
                },
            ),
            _ => Err(reader.fault_since(
                start,
                format!("`{measure}` is of two constructs; a longer route is `specific(...)`"),
            )),
        },
        _ => Err(reader.fault_since(start, format!("there are too many names for `{measure}`"))),
    }
}

/// A path or a route at a value of a moderator, or a path at values of two, which are read from here on.
fn at_value(
    reader: &mut Reader<'_>,
    start: usize,
    measure: Measure,
    mut groups: Vec<Vec<String>>,
) -> Result<Names, Misread> {
    let (moderator, at) = moderator_at(reader)?;
    let second = if reader.take(',') {
        let (second, at) = moderator_at(reader)?;
        Some(SecondModerator::new(&second, at))
    } else {
        None
    };
    let at = At(at);
    reader.close()?;
    match (measure, groups.as_mut_slice()) {
        (Measure::Conditional, [_]) if second.is_some() => Err(reader.fault_since(
            start,
            "a conditional effect is at a value of one moderator; `slope(...)` may name two",
        )),
        (Measure::Conditional, [route]) => Ok(Names::Conditional {
            route: std::mem::take(route),
            moderator,
            at,
        }),
        (_, [path]) if path.len() == 2 => Ok(Names::Slope {
            to: path.remove(1),
            from: path.remove(0),
            moderator,
            at,
            second,
        }),
        _ => Err(reader.fault_since(
            start,
            "`at` stands behind a path, such as `slope(A -> B at M = 1)`; behind a longer route in `conditional(...)`",
        )),
    }
}

/// A moderator and its value: `M = 1`.
fn moderator_at(reader: &mut Reader<'_>) -> Result<(String, f64), Misread> {
    let moderator = name(reader)?;
    if !reader.take('=') {
        return Err(reader.fault("`=` and a value of the moderator are expected here"));
    }
    Ok((moderator, signed_number(reader)?))
}

/// A route and its moderator, which is read from here on.
fn by_moderator(
    reader: &mut Reader<'_>,
    start: usize,
    mut groups: Vec<Vec<String>>,
) -> Result<Names, Misread> {
    let moderator = name(reader)?;
    reader.close()?;
    match groups.as_mut_slice() {
        [route] => Ok(Names::Moderated {
            route: std::mem::take(route),
            moderator,
        }),
        _ => Err(reader.fault_since(
            start,
            "`by` stands behind one route, such as `moderated(A -> B -> C by M)`",
        )),
    }
}

/// Passes a word between two names, behind which a blank stands: otherwise it is the beginning of a name.
fn take_between(reader: &mut Reader<'_>, word: &str) -> bool {
    reader.word() == word
        && reader.rest()[word.len()..].starts_with(char::is_whitespace)
        && reader.take_word(word)
}

fn signed_number(reader: &mut Reader<'_>) -> Result<f64, Misread> {
    let sign = if reader.take('-') { -1.0 } else { 1.0 };
    match reader.peek() {
        Some(c) if c.is_ascii_digit() || c == '.' => Ok(sign * reader.number()?),
        _ => Err(reader.fault("a number is expected here")),
    }
}

/// The name of a construct or an indicator, or those of an interaction, joined by colons.
fn name(reader: &mut Reader<'_>) -> Result<String, Misread> {
    let mut name = part_of_name(reader)?;
    while reader.rest().starts_with(':') {
        reader.pass(1);
        name = format!("{name}:{}", part_of_name(reader)?);
    }
    Ok(name)
}

/// Letters, digits, `_` and `.`, or anything between backquotes.
fn part_of_name(reader: &mut Reader<'_>) -> Result<String, Misread> {
    if reader.peek() == Some('`') {
        return reader.quoted('`');
    }
    let rest = reader.rest();
    let length = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
    if length == 0 {
        return Err(reader.fault("a name is expected here"));
    }
    reader.pass(length);
    Ok(rest[..length].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_they_are_written() {
        let quantities = [
            Quantity::path("A", "B"),
            Quantity::specific(&["A".to_owned(), "B".to_owned(), "C".to_owned()]),
            Quantity::indicator(Measure::Loading, "A", "on"),
            Quantity::between(Measure::Htmt, "A", "Größe"),
            Quantity::of(Measure::R2, "on"),
            Quantity::path("item 1", "2nd"),
            Quantity::path("A:B", "Y"),
            Quantity::path("item 1:B", "Y"),
            Quantity::new(
                Measure::Slope,
                Names::Slope {
                    from: "at".to_owned(),
                    moderator: "item 1".to_owned(),
                    to: "by".to_owned(),
                    at: At(-0.5),
                    second: None,
                },
            ),
            Quantity::new(
                Measure::Slope,
                Names::Slope {
                    from: "A".to_owned(),
                    moderator: "at".to_owned(),
                    to: "Y".to_owned(),
                    at: At(1.0),
                    second: Some(SecondModerator::new("item 1", -1.5)),
                },
            ),
            Quantity::new(
                Measure::Conditional,
                Names::Conditional {
                    route: ["A", "B", "C"].map(str::to_owned).to_vec(),
                    moderator: "M".to_owned(),
                    at: At(1.0),
                },
            ),
            Quantity::new(
                Measure::Moderated,
                Names::Moderated {
                    route: ["A", "B", "C"].map(str::to_owned).to_vec(),
                    moderator: "M".to_owned(),
                },
            ),
            Quantity::between(Measure::Htmt, "a, b", "c -> d"),
            Quantity::new(Measure::Harman, Names::Whole {}),
            Quantity::new(
                Measure::Srmr,
                Names::Model {
                    model: FitModel::Estimated,
                },
            ),
        ];
        for quantity in quantities {
            assert_eq!(parse(&quantity.to_string()).unwrap().1, [quantity]);
        }
        let (_, of) = parse("path(`item 1`:B -> Y) - path(`item 1:B` -> Y)").unwrap();
        assert_eq!(of, [Quantity::path("item 1:B", "Y")]);
        let (_, of) = parse("path(`item 1`->B) - path(`item 1` -> B)").unwrap();
        assert_eq!(of, [Quantity::path("item 1", "B")]);
    }
}
