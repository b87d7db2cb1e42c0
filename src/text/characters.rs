//! Characters that are easily mistaken for others, named by their code points.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::hidden;

/// A character by its code point, and by its name if it is common: `U+00A0 (no-break space)`.
pub(crate) fn code_point(c: char) -> String {
    let mut shown = format!("U+{:04X}", u32::from(c));
    if let Some(name) = name_of(c) {
        // Writing to a string cannot fail.
        let _ = write!(shown, " ({name})");
    }
    shown
}

fn name_of(c: char) -> Option<&'static str> {
    Some(match c {
        '\t' => "tab",
        '\n' => "line break",
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "mark of direction"
        }
        '\u{2007}' => "figure space",
        '\u{202f}' => "narrow no-break space",
        '\u{2060}' => "word joiner",
        '\u{3000}' => "ideographic space",
        '\u{feff}' => "byte order mark",
        '\u{2212}' => "minus sign",
        '\u{2010}' | '\u{2011}' => "hyphen",
        '\u{2012}'..='\u{2015}' => "dash",
        '\u{2018}' | '\u{2019}' | '\u{201c}' | '\u{201d}' => "typographic quotation mark",
        '\u{ff01}'..='\u{ff5e}' => "full-width form",
        c if is_cyrillic(c) => "Cyrillic letter",
        c if is_greek(c) => "Greek letter",
        c if c.is_whitespace() => "space",
        _ => return None,
    })
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}') && c.is_alphabetic()
}

/// The characters of a text that readers may mistake for others, each with its place from 1: blanks that are not a space,
/// characters without width, dashes and quotation marks of a word processor, full-width forms, and Cyrillic or Greek letters
/// in a word of Latin ones. A character that is written as an escape, such as `\u{ad}`, is also found.
pub(crate) fn odd_characters(text: &str) -> Vec<(usize, char)> {
    let is_latin = text.contains(|c: char| c.is_ascii_alphabetic());
    let is_odd = |c: char| match c {
        ' ' => false,
        '\u{200c}' | '\u{200d}' => is_latin,
        c if is_cyrillic(c) || is_greek(c) => is_latin,
        '\u{2010}'..='\u{2015}'
        | '\u{2018}'
        | '\u{2019}'
        | '\u{201c}'
        | '\u{201d}'
        | '\u{2212}'
        | '\u{ff01}'..='\u{ff5e}' => true,
        c => c.is_whitespace() || hidden(c),
    };
    let mut found = Vec::new();
    let (mut rest, mut place) = (text, 1);
    while let Some(c) = rest.chars().next() {
        let (meant, length) = escaped(rest).unwrap_or((c, c.len_utf8()));
        if is_odd(meant) {
            found.push((place, meant));
        }
        rest = &rest[length..];
        place += 1;
    }
    found
}

/// The character whose escape, such as `\u{ad}`, is at the beginning of a text, and the length of
/// the escape.
fn escaped(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("\\u{")?;
    let end = digits.find('}')?;
    let c = char::from_u32(u32::from_str_radix(&digits[..end], 16).ok()?)?;
    Some((c, end + 4))
}

/// A name as readers see it: without characters of no width and without their escapes.
pub(crate) fn as_seen(name: &str) -> Cow<'_, str> {
    if !name.contains(hidden) && !name.contains("\\u{") {
        return Cow::Borrowed(name);
    }
    let mut seen = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        let (meant, length) = escaped(rest).unwrap_or((c, c.len_utf8()));
        if !hidden(meant) {
            seen.push(meant);
        }
        rest = &rest[length..];
    }
    Cow::Owned(seen)
}

/// The letters of a name as readers take them: Latin where they look so, small, without blanks and what cannot be seen.
pub(super) fn as_read(name: &str) -> String {
    let seen = as_seen(name);
    let letters = seen.chars().flat_map(char::to_lowercase);
    letters.filter(|c| !c.is_whitespace()).map(latin).collect()
}

/// The Latin letter that a small Cyrillic or Greek letter, or its capital, looks like.
fn latin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' => 'c',
        'е' | 'ε' => 'e',
        'н' | 'η' => 'h',
        'і' | 'ι' => 'i',
        'к' | 'κ' => 'k',
        'м' | 'μ' => 'm',
        'ν' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'х' | 'χ' => 'x',
        'у' | 'υ' => 'y',
        'ζ' => 'z',
        other => other,
    }
}

/// The characters of a name that readers may not notice: `in `item 1` character 5 is U+00A0 (no-break space)`. `None` if
/// there are none.
pub(crate) fn unseen(name: &str) -> Option<String> {
    let &(place, c) = odd_characters(name).first()?;
    Some(format!(
        "in `{name}` character {place} is {}",
        code_point(c)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_look_like_others_are_named_where_they_stand() {
        for (name, sentence) in [
            (
                "item\u{a0}1",
                Some("in `item\u{a0}1` character 5 is U+00A0 (no-break space)"),
            ),
            (
                "item\\u{ad}1",
                Some("in `item\\u{ad}1` character 5 is U+00AD (soft hyphen)"),
            ),
            (
                "Im\u{430}ge",
                Some("in `Im\u{430}ge` character 3 is U+0430 (Cyrillic letter)"),
            ),
            (
                "b\u{2013}3",
                Some("in `b\u{2013}3` character 2 is U+2013 (dash)"),
            ),
            ("Образ", None),
            ("größe 価値", None),
            ("می\u{200c}خواهم", None),
        ] {
            assert_eq!(unseen(name).as_deref(), sentence);
        }
    }
}
