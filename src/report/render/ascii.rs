//! Text for a terminal that shows only ASCII.

use std::fmt::Write as _;

use super::fold::FIXED_BLANK;

/// The characters of the report in ASCII, and all other characters as escapes.
pub(super) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let word = match c {
            '–' | '—' | '─' | '−' => "-",
            '²' => "^2",
            '≤' => "<=",
            '≥' => ">=",
            '→' => "->",
            '×' => "x",
            '·' => "*",
            '’' | '‘' => "'",
            '“' | '”' => "\"",
            'ä' | 'á' | 'à' => "a",
            'é' | 'è' => "e",
            'ö' | 'ó' => "o",
            'ü' => "u",
            'Δ' => "change of ",
            'χ' => "chi",
            // Lines are broken later, so that it becomes a blank.
            c if c.is_ascii() || c == FIXED_BLANK => {
                plain.push(c);
                continue;
            }
            c => {
                // Writing to a string cannot fail.
                let _ = write!(plain, "{}", c.escape_unicode());
                continue;
            }
        };
        plain.push_str(word);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_ascii_is_left() {
        assert_eq!(
            ascii("R² ≤ 0.5 – Günther, 価"),
            "R^2 <= 0.5 - Gunther, \\u{4fa1}"
        );
    }
}
