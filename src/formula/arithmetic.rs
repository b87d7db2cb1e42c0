//! The grammar of arithmetic: from text to an expression.

use super::{Expression, Function, Misread, Reader};
use crate::text::excerpt;

/// The inputs of formulas of one kind, in addition to numbers and functions: columns, or quantities of a
/// study.
pub(crate) trait Inputs {
    /// The description of a valid operand, for error messages.
    const EXPECTED: &'static str;

    /// Reads an input, which begins here with a word or a backquote: its number among the inputs.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<usize, Misread>;
}

impl Reader<'_> {
    /// A formula that is the whole text.
    pub(crate) fn whole_formula(mut self, inputs: &mut impl Inputs) -> Result<Expression, Misread> {
        let formula = self.formula(inputs)?;
        match self.peek() {
            None => Ok(formula),
            Some(_) => Err(self.fault("an operator is expected here: + - * / ^")),
        }
    }

    /// A formula, as far as it goes.
    pub(crate) fn formula(&mut self, inputs: &mut impl Inputs) -> Result<Expression, Misread> {
        self.deeper()?;
        let mut left = self.product(inputs)?;
        while let Some(sign) = self.one_of(['+', '-']) {
            left = Expression::Pair(sign, Box::new(left), Box::new(self.product(inputs)?));
        }
        self.back();
        Ok(left)
    }

    fn product(&mut self, inputs: &mut impl Inputs) -> Result<Expression, Misread> {
        let mut left = self.signed(inputs)?;
        while let Some(sign) = self.one_of(['*', '/']) {
            left = Expression::Pair(sign, Box::new(left), Box::new(self.signed(inputs)?));
        }
        Ok(left)
    }

    fn signed(&mut self, inputs: &mut impl Inputs) -> Result<Expression, Misread> {
        self.deeper()?;
        let found = if self.take('-') {
            Expression::Negated(Box::new(self.signed(inputs)?))
        } else {
            let base = self.atom(inputs)?;
            if self.take('^') {
                Expression::Pair('^', Box::new(base), Box::new(self.signed(inputs)?))
            } else {
                base
            }
        };
        self.back();
        Ok(found)
    }

    fn atom<I: Inputs>(&mut self, inputs: &mut I) -> Result<Expression, Misread> {
        self.operand()?;
        match self.peek() {
            Some('(') => {
                self.take('(');
                let inner = self.formula(inputs)?;
                self.close()?;
                Ok(inner)
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number().map(Expression::Number),
            Some('`') => inputs.read(self).map(Expression::Input),
            Some(_) if self.word().is_empty() => {
                Err(self.fault(format!("{} is expected here", I::EXPECTED)))
            }
            Some(_) => self.function_or_input(inputs),
            None => Err(self.fault(format!(
                "the formula ends where {} is expected",
                I::EXPECTED
            ))),
        }
    }

    fn function_or_input(&mut self, inputs: &mut impl Inputs) -> Result<Expression, Misread> {
        let word = self.word();
        let is_called = self.rest()[word.len()..].trim_start().starts_with('(');
        let Some(function) = Function::named(word).filter(|_| is_called) else {
            return inputs.read(self).map(Expression::Input);
        };
        let start = self.place();
        self.pass(word.len());
        self.take('(');
        let mut of = vec![self.formula(inputs)?];
        while self.take(',') {
            of.push(self.formula(inputs)?);
        }
        self.close()?;
        match (function.takes_several(), of.len()) {
            (true, 1) => Err(self.fault_since(
                start,
                format!(
                    "`{word}` takes two or more arguments, separated by commas: `{word}(a, b, c)`"
                ),
            )),
            (false, 2..) => Err(self.fault_since(start, format!("`{word}` takes one formula"))),
            _ => Ok(Expression::Call(function, of)),
        }
    }

    pub(crate) fn close(&mut self) -> Result<(), Misread> {
        if self.take(')') {
            return Ok(());
        }
        Err(self.fault("`)` is missing here"))
    }

    /// A number, which begins here with a digit or a point.
    pub(crate) fn number(&mut self) -> Result<f64, Misread> {
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
                self.pass(length);
                Ok(x)
            }
            _ => {
                let start = self.place();
                let span = start..start + length;
                Err(self.fault_in(span, format!("`{}` is not a number", excerpt(digits))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formulas of numbers alone.
    struct Nothing;

    impl Inputs for Nothing {
        const EXPECTED: &'static str = "a number or `(`";

        fn read(&mut self, reader: &mut Reader<'_>) -> Result<usize, Misread> {
            Err(reader.fault("names have no meaning here"))
        }
    }

    fn value(text: &str) -> f64 {
        let formula = Reader::new(text).whole_formula(&mut Nothing);
        formula.unwrap().value(&[])
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
        assert_eq!(value("mean(1, 2, 6) + sum(1, 2) + log10(1000)"), 9.0);
    }

    #[test]
    fn what_is_made_of_something_undefined_is_undefined() {
        for text in [
            "max(1, 0 / 0)",
            "(0 / 0) ^ 0",
            "1 / (1 / 0)",
            "exp(ln(0))",
            "sum(1, sqrt(-1))",
        ] {
            assert!(value(text).is_nan(), "{text}");
        }
    }

    #[test]
    fn a_fault_points_at_what_is_wrong() {
        for (text, message, span) in [
            ("1 + ", "ends where a number", 4..4),
            ("2 * (3 + 4", "`)` is missing", 10..10),
            ("ln(1, 2)", "takes one formula", 0..8),
            ("mean(1)", "takes two or more", 0..7),
            ("1 − 2", "`−` is written `-`", 2..5),
            ("1.2.3", "`1.2.3` is not a number", 0..5),
            ("3 4", "an operator is expected", 2..3),
        ] {
            let fault = Reader::new(text).whole_formula(&mut Nothing).unwrap_err();
            assert!(fault.message.contains(message), "{text}: {fault:?}");
            assert_eq!(fault.span, span, "{text}");
        }
    }
}
