//! Formulas of quantities: from text to a function.
//!
//! ```text
//! sum      = product { ("+" | "-") product }
//! product  = sign { ("*" | "/") sign }
//! sign     = "-" sign | power
//! power    = atom [ "^" sign ]
//! atom     = number | "(" sum ")" | function "(" sum { "," sum } ")" | measure "(" names ")"
//! ```

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use super::{DefineError, Measure, Names, Quantity};
use crate::assess::model_fit::FitModel;
use crate::text::{excerpt, nearest};

/// Formulas nested deeper than this are refused.
const DEEPEST: usize = 64;
/// The most numbers, quantities and functions that a formula may have: `1 + 1 + ...` is evaluated as deep as it is long.
const MOST_OPERANDS: usize = 1000;

/// A formula, its quantities numbered.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    Number(f64),
    Input(usize),
    Negated(Box<Self>),
    Pair(char, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Sqrt,
    Exp,
    Ln,
    Min,
    Max,
}

const FUNCTIONS: [(&str, Function); 6] = [
    ("abs", Function::Abs),
    ("sqrt", Function::Sqrt),
    ("exp", Function::Exp),
    ("ln", Function::Ln),
    ("min", Function::Min),
    ("max", Function::Max),
];

/// Signs as word processors set them, and as they are typed.
const TYPESET: [(char, &str); 5] = [('→', "->"), ('−', "-"), ('–', "-"), ('×', "*"), ('÷', "/")];

impl Expression {
    /// Its value; not-a-number where it is not defined.
    pub(super) fn value(&self, inputs: &[f64]) -> f64 {
        match self {
            Self::Number(x) => *x,
            Self::Input(i) => inputs[*i],
            Self::Negated(x) => -x.value(inputs),
            Self::Pair(sign, a, b) => {
                let (a, b) = (a.value(inputs), b.value(inputs));
                match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a / b,
                    _ => a.powf(b),
                }
            }
            Self::Call(function, of) => {
                let mut values = of.iter().map(|x| x.value(inputs));
                let first = values.next().unwrap_or(f64::NAN);
                // Of a value that is not defined there is no least and no largest.
                let least = |a: f64, b: f64| {
                    if a.is_nan() || b.is_nan() {
                        f64::NAN
                    } else {
                        a.min(b)
                    }
                };
                match function {
                    Function::Abs => first.abs(),
                    Function::Sqrt => first.sqrt(),
                    Function::Exp => first.exp(),
                    Function::Ln => first.ln(),
                    Function::Min => values.fold(first, least),
                    Function::Max => -values.fold(-first, |a, b| least(a, -b)),
                }
            }
        }
    }
}

/// A formula with the quantities that it is made of.
pub(super) fn parse(text: &str) -> Result<(Expression, Vec<Quantity>), DefineError> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        operands: 0,
        quantities: Vec::new(),
    };
    let expression = parser.sum()?;
    match parser.peek() {
        None => Ok((expression, parser.quantities)),
        Some(_) => Err(parser.fault("an operator is expected here: + - * / ^")),
    }
}

struct Parser<'t> {
    text: &'t str,
    /// The next byte.
    at: usize,
    depth: usize,
    operands: usize,
    quantities: Vec<Quantity>,
}

impl<'t> Parser<'t> {
    fn fault(&self, message: impl Into<String>) -> DefineError {
        self.fault_at(self.at, message)
    }

    fn fault_at(&self, at: usize, message: impl Into<String>) -> DefineError {
        let here = self.text[at..].chars().next();
        let typeset = TYPESET.iter().find(|(sign, _)| Some(*sign) == here);
        let message = typeset.map_or_else(
            || message.into(),
            |(sign, typed)| format!("`{sign}` is written `{typed}` in a formula"),
        );
        DefineError::Formula {
            formula: self.text.to_owned(),
            at,
            message,
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The next character that is not a blank.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.rest().chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn one_of(&mut self, signs: [char; 2]) -> Option<char> {
        signs.into_iter().find(|&sign| self.take(sign))
    }

    fn deeper(&mut self) -> Result<(), DefineError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let message = "the formula is nested too deeply: remove parentheses or signs";
            return Err(self.fault(message));
        }
        Ok(())
    }

    fn sum(&mut self) -> Result<Expression, DefineError> {
        self.deeper()?;
        let mut left = self.product()?;
        while let Some(sign) = self.one_of(['+', '-']) {
            left = Expression::Pair(sign, Box::new(left), Box::new(self.product()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, DefineError> {
        let mut left = self.sign()?;
        while let Some(sign) = self.one_of(['*', '/']) {
            left = Expression::Pair(sign, Box::new(left), Box::new(self.sign()?));
        }
        Ok(left)
    }

    fn sign(&mut self) -> Result<Expression, DefineError> {
        self.deeper()?;
        let found = if self.take('-') {
            Expression::Negated(Box::new(self.sign()?))
        } else {
            let base = self.atom()?;
            if self.take('^') {
                Expression::Pair('^', Box::new(base), Box::new(self.sign()?))
            } else {
                base
            }
        };
        self.depth -= 1;
        Ok(found)
    }

    fn atom(&mut self) -> Result<Expression, DefineError> {
        self.operands += 1;
        if self.operands > MOST_OPERANDS {
            return Err(self.fault(format!(
                "the formula is too long, with more than {MOST_OPERANDS} numbers and quantities: shorten it"
            )));
        }
        match self.peek() {
            Some('(') => {
                self.take('(');
                let inner = self.sum()?;
                self.close()?;
                Ok(inner)
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_alphabetic() => self.call(),
            Some(_) => {
                Err(self
                    .fault("a number, a quantity such as `path(A -> B)`, or `(` is expected here"))
            }
            None => Err(self.fault("the formula ends where a number or a quantity is expected")),
        }
    }

    fn close(&mut self) -> Result<(), DefineError> {
        if self.take(')') {
            return Ok(());
        }
        Err(self.fault("`)` is missing here"))
    }

    fn number(&mut self) -> Result<Expression, DefineError> {
        let rest = self.rest().as_bytes();
        let mut length = 0;
        while let Some(&byte) = rest.get(length) {
            let exponent_sign = matches!(byte, b'+' | b'-')
                && matches!(rest[length.saturating_sub(1)], b'e' | b'E');
            if !(byte.is_ascii_digit()
                || matches!(byte, b'.' | b'e' | b'E')
                || (length > 0 && exponent_sign))
            {
                break;
            }
            length += 1;
        }
        let digits = &self.rest()[..length];
        match digits.parse::<f64>() {
            Ok(x) if x.is_finite() => {
                self.at += length;
                Ok(Expression::Number(x))
            }
            _ => Err(self.fault(format!("`{}` is not a number", excerpt(digits)))),
        }
    }

    /// A function of formulas, or a measure of names.
    fn call(&mut self) -> Result<Expression, DefineError> {
        let start = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        if let Some(&(_, function)) = FUNCTIONS.iter().find(|(name, _)| *name == word) {
            return self.function(word, function);
        }
        let measures = || Measure::DEFAULT.iter().chain(Measure::ON_REQUEST);
        let measure: Result<Measure, Error> = Measure::deserialize(word.into_deserializer());
        let Some(measure) = measure.ok().filter(|m| measures().any(|known| known == m)) else {
            let mut known: Vec<String> = measures().map(Measure::to_string).collect();
            known.extend(FUNCTIONS.map(|(name, _)| name.to_owned()));
            let nearest = nearest(word, known.iter().map(String::as_str));
            let message = format!(
                "`{}` is neither a measure, such as `path(A -> B)`, nor a function{}{}",
                excerpt(word),
                if rest[length..].trim_start().starts_with('(') {
                    ""
                } else {
                    ", and what is defined cannot be made of another definition"
                },
                crate::text::did_you_mean_for(word, nearest.as_deref())
            );
            return Err(self.fault_at(start, message));
        };
        let of = self.names(measure)?;
        let quantity = Quantity::new(measure, of);
        let known = self.quantities.iter().position(|q| *q == quantity);
        Ok(Expression::Input(known.unwrap_or_else(|| {
            self.quantities.push(quantity);
            self.quantities.len() - 1
        })))
    }

    fn function(&mut self, word: &str, function: Function) -> Result<Expression, DefineError> {
        if !self.take('(') {
            return Err(self.fault(format!("`(` is missing here, as in `{word}(...)`")));
        }
        let mut of = vec![self.sum()?];
        while self.take(',') {
            of.push(self.sum()?);
        }
        self.close()?;
        let several = matches!(function, Function::Min | Function::Max);
        if !several && of.len() > 1 {
            return Err(self.fault(format!("`{word}` takes one formula")));
        }
        Ok(Expression::Call(function, of))
    }

    /// What a measure is of, written as reports write it.
    fn names(&mut self, measure: Measure) -> Result<Names, DefineError> {
        if measure == Measure::Harman && self.peek() != Some('(') {
            return Ok(Names::Whole {});
        }
        if !self.take('(') {
            return Err(self.fault(format!("`(` is missing here: name what `{measure}` is of")));
        }
        let start = self.at;
        let mut groups = vec![vec![self.name()?]];
        loop {
            let rest = {
                self.peek();
                self.rest()
            };
            if let Some(after) = rest.strip_prefix("->") {
                self.at += rest.len() - after.len();
                let name = self.name()?;
                if let Some(last) = groups.last_mut() {
                    last.push(name);
                }
            } else if self.take(',') {
                groups.push(vec![self.name()?]);
            } else if rest
                .strip_prefix("on")
                .is_some_and(|after| after.starts_with(char::is_whitespace))
            {
                self.at += 2;
                let construct = self.name()?;
                self.close()?;
                return match (groups.len(), groups.pop()) {
                    (1, Some(mut names)) if names.len() == 1 => Ok(Names::Indicator {
                        construct,
                        indicator: names.remove(0),
                    }),
                    _ => {
                        Err(self
                            .fault_at(start, "`on` stands between an indicator and its construct"))
                    }
                };
            } else {
                break;
            }
        }
        self.close()?;
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
                _ => Err(self.fault_at(
                    start,
                    format!("`{measure}` is of two constructs; a longer route is `specific(...)`"),
                )),
            },
            _ => Err(self.fault_at(start, format!("these are too many names for `{measure}`"))),
        }
    }

    /// A name: letters, digits, `_` and `.`, or anything between backquotes.
    fn name(&mut self) -> Result<String, DefineError> {
        if self.take('`') {
            let Some(length) = self.rest().find('`') else {
                return Err(self.fault("the backquote is not closed"));
            };
            let name = &self.rest()[..length];
            self.at += length + 1;
            return Ok(name.to_owned());
        }
        self.peek();
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':')))
            .unwrap_or(rest.len());
        if length == 0 {
            return Err(self.fault("a name is expected here"));
        }
        self.at += length;
        Ok(rest[..length].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        parse(text).unwrap().0.value(&[])
    }

    #[test]
    #[allow(clippy::float_cmp)] // sums and products of small whole numbers
    fn operators_bind_as_usual() {
        assert_eq!(value("1 + 2 * 3 - 4 / 2"), 5.0);
        assert_eq!(value("-2 ^ 2"), -4.0);
        assert_eq!(value("2 ^ 3 ^ 2"), 512.0);
        assert_eq!(value("(1 - 2) - 3 - -4"), 0.0);
        assert_eq!(
            value("abs(-1.5e1) + sqrt(4) + min(3, 1, 2) + max(1, 5) + ln(exp(2))"),
            25.0
        );
        assert!(value("max(1, 0 / 0)").is_nan());
    }

    #[test]
    fn quantities_are_read_as_they_are_written() {
        let quantities = [
            Quantity::path("A", "B"),
            Quantity::specific(&["A".to_owned(), "B".to_owned(), "C".to_owned()]),
            Quantity::indicator(Measure::Loading, "A", "on"),
            Quantity::between(Measure::Htmt, "A", "Größe"),
            Quantity::of(Measure::R2, "on"),
            Quantity::path("item 1", "2nd"),
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
        let (_, of) = parse("path(`item 1`->B) - path(`item 1` -> B)").unwrap();
        assert_eq!(of, [Quantity::path("item 1", "B")]);
    }
}
