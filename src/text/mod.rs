//! Text for messages and tables: the most similar known name, numbers with their nouns, and visible forms of the user's
//! text.

mod characters;
pub(crate) mod digits;
mod excerpt;
mod name;

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use characters::as_seen;
pub(crate) use characters::{code_point, odd_characters, unseen};

/// Prints the message of an error under `Debug`, too, so that `fn main() -> Result<(), Box<dyn Error>>` shows it.
macro_rules! debug_as_sentence {
    ($error:ty) => {
        impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}
pub(crate) use debug_as_sentence;
pub use excerpt::Excerpt;
pub(crate) use name::is_name_char;

/// The known name that is most similar to `name`, if any is similar enough.
///
/// Case and invisible characters are ignored. One typing error is allowed for every three letters, but at least one letter
/// must be right. Very long names are not compared, because memory and time grow with the product of the lengths.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const LONGEST: usize = 100;
    let wanted = as_seen(name).to_lowercase();
    let length = wanted.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = length.div_ceil(3).min(length.saturating_sub(1));
    known
        .into_iter()
        .filter(|k| as_seen(k).chars().count() <= length + allowed)
        .map(|k| {
            (
                strsim::damerau_levenshtein(&wanted, &as_seen(k).to_lowercase()),
                k,
            )
        })
        .filter(|&(slips, _)| slips <= allowed)
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, k)| k.to_owned())
}

/// The known name that looks like `name`, if there is one only: the same letters but for their case, for blanks, and for
/// characters that look like Latin ones or cannot be seen.
pub(crate) fn alike<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let looks = characters::as_read(name);
    let mut alike = known
        .into_iter()
        .filter(|k| characters::as_read(k) == looks);
    match (alike.next(), alike.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// The end of an error message: `; did you mean `Image`?`, with characters of that name that readers may not
/// notice, or nothing.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    did_you_mean_for("", nearest)
}

/// Like [`did_you_mean`], with characters of the written name that readers may not notice, if the other name has
/// none.
pub(crate) fn did_you_mean_for(name: &str, nearest: Option<&str>) -> String {
    let unseen = nearest.and_then(unseen).or_else(|| unseen(name));
    match (nearest, unseen) {
        (Some(nearest), None) => format!("; did you mean `{nearest}`?"),
        (Some(nearest), Some(unseen)) => format!("; did you mean `{nearest}`? Note that {unseen}"),
        (None, Some(unseen)) => format!("; note that {unseen}"),
        (None, None) => String::new(),
    }
}

/// A text in Unicode's composed form (NFC), in which texts that look the same because their letters are put together
/// differently, such as `é` of one character or of two, are the same.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// The first few items, and the number of the others: `a, b and 3 more`.
pub(crate) fn first_of<T: std::fmt::Display>(
    most: usize,
    things: impl ExactSizeIterator<Item = T>,
    separator: &str,
) -> String {
    let others = things.len().saturating_sub(most);
    let first: Vec<String> = things.take(most).map(|thing| thing.to_string()).collect();
    match others {
        0 => first.join(separator),
        others => format!("{} and {others} more", first.join(separator)),
    }
}

/// Names in backquotes: the first ten, and the number of the others.
pub(crate) fn listed(names: &[String]) -> String {
    first_of(10, names.iter().map(|name| format!("`{name}`")), ", ")
}

/// Names in backquotes: the first three, and the number of the others.
pub(crate) fn few(names: &[String]) -> String {
    first_of(3, names.iter().map(|name| format!("`{name}`")), ", ")
}

/// A number with its noun.
///
/// ```
/// assert_eq!(pls_sem::counted(1, "row") + ", " + &pls_sem::counted(3, "path"), "1 row, 3 paths");
/// ```
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

/// A number with three significant digits, and at least three decimals: `0.0496`, `0.0000120`, `2.310`.
pub(crate) fn significant(x: f64) -> String {
    if x == 0.0 {
        return "0".to_owned();
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
    let decimals = (2.0 - x.abs().log10().floor()).clamp(3.0, 17.0) as usize;
    format!("{x:.decimals$}")
}

/// A text of any origin in a form that is safe to print: every character that is invisible, or that changes the direction
/// of writing, is shown as its escape, so that text from a file can neither control a terminal nor look like another text.
/// Line ends are kept.
///
/// ```
/// assert_eq!(pls_sem::visible("größe\u{202e}\u{1b}[2J\n"), "größe\\u{202e}\\u{1b}[2J\n");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    escape(text, |c| c != '\n' && hidden(c))
}

/// A name in the form in which it is compared and printed: composed, like [`visible`], in one line, and with escapes for the
/// blanks at its ends, which are invisible, too.
pub(crate) fn visible_name(name: &str) -> Cow<'_, str> {
    let name = composed(name);
    let inner = name.trim();
    if inner.len() == name.len() {
        return match name {
            Cow::Borrowed(name) => escape(name, hidden),
            Cow::Owned(name) => Cow::Owned(escape(&name, hidden).into_owned()),
        };
    }
    let start = name.len() - name.trim_start().len();
    let (before, after) = (&name[..start], &name[start + inner.len()..]);
    // A space is printable, and its default escape is itself.
    let blank = |c: char| match c {
        ' ' => c.escape_unicode().to_string(),
        other => other.escape_default().to_string(),
    };
    let blanks = |text: &str| text.chars().map(blank).collect::<String>();
    Cow::Owned([&blanks(before), &*escape(inner, hidden), &blanks(after)].concat())
}

fn escape(text: &str, is_escaped: fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_escaped(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Characters that control a terminal, change the direction of writing, or are invisible: two names that differ in one of
/// them look alike. The joiners U+200C and U+200D are not included, because Persian and Hindi need them.
pub(crate) fn hidden(c: char) -> bool {
    let noncharacter = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    let blank_letter = matches!(
        c,
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}'
    );
    let changes_its_neighbour = matches!(
        c,
        '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}'
    );
    let mark_of_text = matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    );
    c.is_control() || noncharacter || blank_letter || changes_its_neighbour || mark_of_text
}

/// The beginning of a text of the user, in visible form, for a message.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let beginning: String = text.chars().take(LONGEST).collect();
    let more = if beginning.len() < text.len() {
        "..."
    } else {
        ""
    };
    format!("{}{more}", escape(&beginning, hidden))
}

/// Words to choose from: `"a", "b" or "c"`.
pub(crate) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("{w:?}")).collect();
    joined_by_or(&quoted)
}

/// The value that a word stands for, of some; or what the word must be.
pub(crate) fn named<'v, T: fmt::Display + Copy + 'v>(
    word: &str,
    valid: impl IntoIterator<Item = &'v T> + Clone,
) -> Result<T, String> {
    let found = valid
        .clone()
        .into_iter()
        .find(|value| value.to_string() == word);
    found.copied().ok_or_else(|| {
        let words: Vec<String> = valid.into_iter().map(ToString::to_string).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let nearest = nearest(word, words.iter().copied());
        format!(
            "it must be {}{}",
            one_of(&words),
            did_you_mean(nearest.as_deref())
        )
    })
}

/// Things to choose from: `[fit], [power] or [predict]`.
pub(crate) fn joined_by_or(things: &[String]) -> String {
    match things.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => things.concat(),
    }
}

/// A name as a cell of a table: a name that a spreadsheet would read as a formula begins with its mark of
/// text, `'`.
pub(crate) fn as_cell(name: &str) -> Cow<'_, str> {
    let name = visible_name(name);
    if name.len() > 1 && name.starts_with(['=', '+', '-', '@']) {
        return Cow::Owned(format!("'{name}"));
    }
    name
}

/// A text for use between quotation marks in TOML; invisible characters are written as escapes.
pub(crate) fn as_toml(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '"' => written.extend(['\\', c]),
            '\t' => written.push_str("\\t"),
            c if hidden(c) => {
                // Writing to a string cannot fail.
                let _ = write!(written, "\\U{:08X}", u32::from(c));
            }
            c => written.push(c),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_that_tell() {
        let shown = [0.0, 0.0496, -0.000_012, 2.31, 1e-12].map(significant);
        let want = ["0", "0.0496", "-0.0000120", "2.310", "0.00000000000100"];
        assert_eq!(shown, want);
    }

    #[test]
    fn what_cannot_be_seen_is_shown_and_what_can_is_left() {
        assert_eq!(visible_name("größe 価値 شركة"), "größe 価値 شركة");
        assert_eq!(
            visible_name("a\u{202e}b\u{1b}[2J\n"),
            "a\\u{202e}b\\u{1b}[2J\\n"
        );
        assert_eq!(visible_name(" a b\u{a0}"), "\\u{20}a b\\u{a0}");
        assert_eq!(as_cell("=1+1"), "'=1+1");
        assert_eq!(as_cell("a=1"), "a=1");
        assert_eq!(excerpt(&"x".repeat(61)), format!("{}...", "x".repeat(60)));
        assert_eq!(as_toml("ö\\\"\t\u{202e}"), "ö\\\\\\\"\\t\\U0000202E");
    }

    #[test]
    fn every_kind_of_character_that_cannot_be_seen_is_shown() {
        let unseen = [
            0x1b, 0x85, 0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x180b, 0x180e, 0x200b, 0x200f,
            0x2028, 0x202e, 0x2060, 0x206f, 0x2800, 0x3164, 0xfdd0, 0xfe00, 0xfe0f, 0xfeff, 0xffa0,
            0xfff9, 0xffff, 0x1d173, 0x1fffe, 0xe0001, 0xe0100, 0xe01ef, 0x10_ffff,
        ];
        for code in unseen {
            let name = format!("x{}", char::from_u32(code).unwrap());
            assert_eq!(visible_name(&name), format!("x\\u{{{code:x}}}"));
        }
        // Words of Persian and Hindi, a flag of two letters.
        for name in ["می\u{200c}خواهم", "क्\u{200d}ष", "🇵🇪"] {
            assert_eq!(visible_name(name), name);
        }
    }

    #[test]
    fn a_list_is_cut_off_and_says_so() {
        assert_eq!(first_of(2, ["a", "b"].iter(), " = "), "a = b");
        assert_eq!(first_of(2, ["a", "b", "c"].iter(), ", "), "a, b and 1 more");
    }

    #[test]
    fn a_slip_finds_the_name_and_a_stranger_finds_none() {
        let known = ["Image", "Loyalty", "CUSL1"];
        assert_eq!(nearest("Imgae", known).as_deref(), Some("Image"));
        assert_eq!(nearest("cusl1", known).as_deref(), Some("CUSL1"));
        assert_eq!(nearest("Complaints", known), None);
        assert_eq!(nearest("|", [",", ";"]), None);
        let soft_hyphen = "item\\u{ad} 1";
        assert_eq!(
            nearest("item 1", [soft_hyphen]).as_deref(),
            Some(soft_hyphen)
        );
    }
}
