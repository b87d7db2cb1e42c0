//! The content of one cell of a text: a number, a missing answer, or words.

/// The meaning of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    /// No answer: a blank, `NA`, `NaN` or `.`, in any case.
    Missing,
    /// A number, and the decimal mark that it is written with.
    Number(f64, Option<Mark>),
    /// Anything else.
    Words,
}

/// How the number begins that SPSS writes for a missing answer, before the decimal mark and behind it.
const SPSS_MISSING: [&str; 2] = ["-1", "7976931348623"];

/// The system-missing value of SPSS, as it is written most often.
pub(crate) const SYSTEM_MISSING: &str = "-1.797693134862316E+308";

/// A decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Point,
    Comma,
}

impl Mark {
    pub(super) fn of(mark: char) -> Self {
        if mark == ',' {
            Self::Comma
        } else {
            Self::Point
        }
    }

    pub(super) fn character(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

/// The content of a cell with this decimal mark; either mark is accepted if none is known yet.
pub(super) fn value(cell: &str, mark: Option<Mark>) -> Value {
    if let Some(number) = digits(cell) {
        return Value::Number(number, None);
    }
    if is_missing(cell) {
        return Value::Missing;
    }
    let number = match cell.parse() {
        // The number of SPSS is the least that there is, or rounded to one below it; it is declared, and named, as it is
        // written.
        _ if is_missing_of_spss(cell) => Value::Words,
        Ok(_) if is_rounded(cell) => Value::Words,
        Ok(x) => {
            let written = cell.bytes().any(|b| b == b'.').then_some(Mark::Point);
            Value::Number(x, written)
        }
        Err(_) if cell.contains('.') || !cell.contains(',') => Value::Words,
        Err(_) => {
            let number = cell.replace(',', ".").parse();
            number.map_or(Value::Words, |x| Value::Number(x, Some(Mark::Comma)))
        }
    };
    match (number, mark) {
        (Value::Number(_, Some(written)), Some(mark)) if written != mark => Value::Words,
        _ => number,
    }
}

/// A cell with a few digits only, like most answers: faster than parsing any number, and exact.
fn digits(cell: &str) -> Option<f64> {
    let bytes = cell.as_bytes();
    if let [digit @ b'0'..=b'9'] = bytes {
        return Some(f64::from(digit - b'0'));
    }
    if bytes.is_empty() || bytes.len() > 9 || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let whole = bytes
        .iter()
        .fold(0_u32, |whole, digit| 10 * whole + u32::from(digit - b'0'));
    Some(f64::from(whole))
}

/// Whether a cell holds what SPSS writes for a missing answer, with either decimal mark.
pub(super) fn is_missing_of_spss(cell: &str) -> bool {
    let [lead, rest] = SPSS_MISSING;
    let rest_of = cell
        .strip_prefix(lead)
        .and_then(|cell| cell.strip_prefix(['.', ',']));
    rest_of.is_some_and(|digits| digits.starts_with(rest) && digits.ends_with("308"))
}

/// Whether a cell holds a whole number that no floating-point number equals, such as some beyond 2^53. The nearest
/// number would be another answer, and two different answers could become the same.
pub(super) fn is_rounded(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '+']);
    if digits.len() < 16 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let read: Option<f64> = digits.parse().ok();
    read.is_none_or(|x| format!("{x:.0}") != digits.trim_start_matches('0'))
}

/// Whether a cell holds no answer.
pub(crate) fn is_missing(cell: &str) -> bool {
    match cell.len() {
        0 => true,
        1 => cell == ".",
        2 => cell.eq_ignore_ascii_case("na"),
        3 => cell.eq_ignore_ascii_case("nan"),
        _ => false,
    }
}

/// How many cells of a column are words, and how many are not missing.
pub(crate) fn words_among<'c>(cells: impl Iterator<Item = &'c str>) -> (usize, usize) {
    let given = cells.filter(|cell| !is_missing(cell));
    given.fold((0, 0), |(words, given), cell| {
        let is_words = value(cell, None) == Value::Words;
        (words + usize::from(is_words), given + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_number_with_one_mark_at_most() {
        use Mark::{Comma, Point};
        for (cell, mark, value_of_it) in [
            ("5", None, Value::Number(5.0, None)),
            ("-1e3", Some(Comma), Value::Number(-1000.0, None)),
            ("1.5", None, Value::Number(1.5, Some(Point))),
            ("1,5", None, Value::Number(1.5, Some(Comma))),
            ("1,5", Some(Point), Value::Words),
            ("1.5", Some(Comma), Value::Words),
            ("1.234,5", None, Value::Words),
            ("nan", None, Value::Missing),
            ("12345678901", None, Value::Number(12_345_678_901.0, None)),
            (
                "-9007199254740994",
                None,
                Value::Number(-9_007_199_254_740_994.0, None),
            ),
            ("9007199254740993", None, Value::Words),
        ] {
            assert_eq!(value(cell, mark), value_of_it, "{cell}");
        }
    }
}
