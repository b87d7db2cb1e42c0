//! What a cell that is not a number may mean, with the fix.

use std::fmt;
use std::mem::discriminant;

use super::cell::{Mark, Value, is_missing_of_spss, is_rounded, value};
use super::{MissingCode, as_key};
use crate::text::{code_point, hidden, odd_characters};

/// What a cell that is not a number may mean. Its `Display` is the end of an error message: nothing, or the fix in
/// parentheses.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meant {
    /// A number with separators of thousands.
    Thousands {
        /// The number without them.
        plain: String,
        /// The decimal mark that the separator may be.
        mark: Option<char>,
    },
    /// Marks of missing answers, with the codes that are declared.
    NoAnswer(Vec<MissingCode>),
    /// A whole number that would be rounded.
    Rounded,
    /// A character that is not on a keyboard.
    Odd {
        /// Its place in the cell, from 1.
        place: usize,
        character: char,
        /// The cell with the characters of a keyboard, if it is a number then.
        plain: Option<String>,
    },
    /// A number behind the mark of text of a spreadsheet.
    Apostrophe(String),
    /// A formula without its result.
    Formula,
    /// A quotation mark behind a space.
    SpaceBeforeQuote,
    /// A number with the other decimal mark.
    Decimal(char),
    /// Nothing that is known.
    Nothing,
}

impl Meant {
    /// What a cell may mean in a file with this decimal mark.
    pub(crate) fn of(cell: &str, decimal: char) -> Self {
        if let Some(plain) = without_thousands(cell, decimal) {
            let mark = match (cell.matches(',').count(), cell.matches('.').count()) {
                (1, 0) if decimal != ',' => Some(','),
                (0, 1) if decimal != '.' => Some('.'),
                _ => None,
            };
            return Self::Thousands { plain, mark };
        }
        if is_missing_mark(cell) {
            return Self::NoAnswer(vec![MissingCode::Text(cell.to_owned())]);
        }
        if is_rounded(cell) {
            return Self::Rounded;
        }
        let is_number = |cell: &str| matches!(value(cell, None), Value::Number(..));
        if let Some(number) = cell
            .strip_prefix(['\'', '’'])
            .filter(|rest| is_number(rest))
        {
            return Self::Apostrophe(number.to_owned());
        }
        if let Some(&(place, character)) = odd_characters(cell).first() {
            let plain = Some(plain(cell)).filter(|plain| is_number(plain));
            return Self::Odd {
                place,
                character,
                plain,
            };
        }
        if cell.starts_with('=') {
            return Self::Formula;
        }
        if cell.starts_with('"') {
            return Self::SpaceBeforeQuote;
        }
        match value(cell, None) {
            Value::Number(_, Some(Mark::Comma)) => Self::Decimal(','),
            Value::Number(_, Some(Mark::Point)) => Self::Decimal('.'),
            _ => Self::Nothing,
        }
    }

    /// Whether two cells have the same fault, whatever they hold.
    pub(crate) fn is_alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Decimal(mark), Self::Decimal(other)) => mark == other,
            _ => discriminant(self) == discriminant(other),
        }
    }
}

impl fmt::Display for Meant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thousands { plain, mark } => {
                write!(f, " (thousands are written without a separator: `{plain}`")?;
                match mark {
                    Some(mark) => write!(f, "; {})", decimal_mark(*mark)),
                    None => f.write_str(")"),
                }
            }
            Self::NoAnswer(codes) => {
                let (it, stands) = match codes.len() {
                    1 => ("it", "stands"),
                    _ => ("these", "stand"),
                };
                write!(
                    f,
                    " (if {it} {stands} for \"no answer\", declare `{}`)",
                    as_key(codes)
                )
            }
            Self::Rounded => f.write_str(
                " (a whole number beyond 2^53 that would be rounded: subtract a constant from the column, or divide it)",
            ),
            Self::Odd {
                place,
                character,
                plain,
            } => {
                write!(f, " (its character {place} is {}", code_point(*character))?;
                match plain {
                    Some(plain) => write!(f, ": write `{plain}`)"),
                    None => f.write_str(")"),
                }
            }
            Self::Apostrophe(number) => {
                write!(f, " (remove the apostrophe, with which a spreadsheet marks text: write `{number}`)")
            }
            Self::Formula => f.write_str(
                " (a formula without its result: open the file in Excel and save it again)",
            ),
            Self::SpaceBeforeQuote => f.write_str(" (remove the space before the quotation mark)"),
            Self::Decimal(mark) => write!(f, " ({})", decimal_mark(*mark)),
            Self::Nothing => Ok(()),
        }
    }
}

/// The fix if a character is the decimal mark of the file.
fn decimal_mark(mark: char) -> String {
    let name = if mark == ',' { "comma" } else { "point" };
    format!("if the {name} is the decimal mark, set `decimal = \"{mark}\"`")
}

/// Whether a cell holds something that programs and people write for a missing answer but that is not read as missing:
/// errors of a spreadsheet, marks of SPSS, SAS and Stata (`.a` to `.z`), and words.
pub(crate) fn is_missing_mark(cell: &str) -> bool {
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
