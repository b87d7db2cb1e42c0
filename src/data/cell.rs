//! The content of one cell of a text: a number, a missing answer, or words.

use crate::text::{code_point, hidden, odd_characters};

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
fn is_rounded(cell: &str) -> bool {
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

/// What a cell that is not a number may mean with this decimal mark, with the fix: the end of an error message, or
/// nothing.
pub(crate) fn fix_of(cell: &str, decimal: char) -> String {
    if let Some(plain) = without_thousands(cell, decimal) {
        let mark = match (cell.matches(',').count(), cell.matches('.').count()) {
            (1, 0) if decimal != ',' => "; if the comma is the decimal mark, set `decimal = \",\"`",
            (0, 1) if decimal != '.' => "; if the point is the decimal mark, set `decimal = \".\"`",
            _ => "",
        };
        return format!(" (thousands are written without a separator: `{plain}`{mark})");
    }
    if is_missing_mark(cell) {
        return format!(
            " (if it stands for \"no answer\", declare `missing_codes = [\"{cell}\"]`)"
        );
    }
    if is_rounded(cell) {
        return " (a whole number beyond 2^53 that would be rounded: subtract a constant from the column, or divide it)"
            .to_owned();
    }
    if let Some(&(place, c)) = odd_characters(cell).first() {
        let plain = plain(cell);
        let number =
            matches!(value(&plain, None), Value::Number(..)).then(|| format!(": write `{plain}`"));
        return format!(
            " (its character {place} is {}{})",
            code_point(c),
            number.unwrap_or_default()
        );
    }
    if cell.starts_with('=') {
        return " (a formula without its result: open the file in Excel and save it again)"
            .to_owned();
    }
    if cell.starts_with('"') {
        return " (remove the space before the quotation mark)".to_owned();
    }
    match value(cell, None) {
        Value::Number(_, Some(Mark::Comma)) => {
            " (if the comma is the decimal mark, set `decimal = \",\"`)".to_owned()
        }
        Value::Number(_, Some(Mark::Point)) => {
            " (if the point is the decimal mark, set `decimal = \".\"`)".to_owned()
        }
        _ => String::new(),
    }
}

/// Whether a cell holds something that programs and people write for a missing answer but that is not read as missing:
/// errors of a spreadsheet, marks of SPSS, SAS and Stata (`.a` to `.z`), and words.
fn is_missing_mark(cell: &str) -> bool {
    const MARKS: [&str; 33] = [
        "#n/a",
        "#null!",
        "#value!",
        "#ref!",
        "#div/0!",
        "#num!",
        "#name?",
        "n/a",
        "n.a.",
        "n.a",
        "k.a.",
        "null",
        "none",
        "missing",
        "-",
        "--",
        "?",
        "sysmis",
        "no answer",
        "no response",
        "(null)",
        "(blank)",
        "nil",
        "not applicable",
        "prefer not to say",
        "prefer not to answer",
        "don't know",
        "don’t know",
        "dk",
        "keine angabe",
        "weiß nicht",
        "sin respuesta",
        "sans réponse",
    ];
    let lower = cell.to_lowercase();
    MARKS.contains(&lower.as_str())
        || matches!(lower.as_bytes(), [b'.', b'a'..=b'z'])
        || is_missing_of_spss(cell)
}

/// A cell in which characters that only look like those of a keyboard are replaced by them.
fn plain(cell: &str) -> String {
    let plain = |c: char| match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Some('-'),
        // All full-width forms have the same distance from ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        c if c.is_whitespace() || hidden(c) => None,
        c => Some(c),
    };
    cell.chars().filter_map(plain).collect()
}

/// The number of a cell with thousands separators (`1,234.5`, `1.234,5`, `1 234`, `1'234`), written without them and with
/// this decimal mark.
fn without_thousands(cell: &str, decimal: char) -> Option<String> {
    let (sign, cell) = match cell.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", cell),
    };
    let separator = cell.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, ',' | '.' | '\'' | '’') && !separator.is_whitespace() {
        return None;
    }
    let is_mark = |c: char| matches!(c, ',' | '.') && c != separator;
    let (whole, decimals) = match cell.split_once(is_mark) {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (cell, None),
    };
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let in_thousands = (1..=3).contains(&first.len())
        && first != "0"
        && groups.all(|group| group.len() == 3 && all_digits(group))
        && decimals.is_none_or(all_digits);
    in_thousands.then(|| {
        let whole = whole.replace(separator, "");
        let decimals = decimals.map_or_else(String::new, |d| format!("{decimal}{d}"));
        format!("{sign}{whole}{decimals}")
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

    #[test]
    fn thousands_are_recognised_however_they_are_set_apart() {
        for (cell, plain) in [
            ("1,234", Some("1234")),
            ("-1.234,50", Some("-1234.50")),
            ("1\u{202f}234\u{202f}567,5", Some("1234567.5")),
            ("12'345.6", Some("12345.6")),
            ("0,123", None),
            ("1,23", None),
            ("1,2345", None),
            ("12-345", None),
            ("1.5", None),
            ("Fine, 300", None),
        ] {
            assert_eq!(without_thousands(cell, '.').as_deref(), plain, "{cell}");
        }
    }
}
