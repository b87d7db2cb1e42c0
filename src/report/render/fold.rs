//! Lines that are no wider than a page: sentences break at blanks, and names may also break inside.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A blank at which no line ends.
pub(super) const FIXED_BLANK: char = '\u{a0}';

/// Sentences in lines of at most `width` columns, the second and later ones indented by `indent`. A number is not
/// separated from its sign and its `%`; a word that is wider than a line is divided.
pub(super) fn wrap(text: &str, width: usize, indent: usize) -> Vec<String> {
    let text = text.replace(" %", "\u{a0}%");
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        let room = width.saturating_sub(if lines.is_empty() { 0 } else { indent });
        if !line.is_empty() && line.width() + 1 + word.width() > room {
            lines.push(std::mem::take(&mut line));
        }
        let mut word = word;
        loop {
            let room = width.saturating_sub(if lines.is_empty() { 0 } else { indent });
            if word.width() <= room.max(1) {
                break;
            }
            let (head, tail) = word.split_at(fitting(word, room.max(1)));
            lines.push(head.to_owned());
            word = tail;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    let space = " ".repeat(indent);
    let moved = |(i, line): (usize, String)| {
        let line = line.replace(FIXED_BLANK, " ");
        if i == 0 {
            line
        } else {
            format!("{space}{line}")
        }
    };
    lines.into_iter().enumerate().map(moved).collect()
}

/// A name or a route in lines of at most `width` columns: it breaks after an arrow, a blank, `_` or `.`, before a capital
/// letter, and otherwise anywhere.
pub(super) fn fold(name: &str, width: usize) -> Vec<String> {
    const INDENT: &str = " ";
    let mut lines: Vec<String> = Vec::new();
    let mut rest = name;
    loop {
        let indent = if lines.is_empty() || width < 8 {
            ""
        } else {
            INDENT
        };
        let room = width.saturating_sub(indent.len()).max(1);
        if rest.width() <= room {
            lines.push(format!("{indent}{rest}"));
            return lines;
        }
        let most = fitting(rest, room);
        let cut = best_break(rest, most).unwrap_or(most);
        let (head, tail) = rest.split_at(cut);
        lines.push(format!("{indent}{}", head.trim_end()));
        rest = tail.trim_start();
    }
}

/// The widest column that `name` needs if it may break where names break.
pub(super) fn longest_piece(name: &str) -> usize {
    let mut longest = 0;
    let mut start = 0;
    let breaks: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
    for at in breaks.into_iter().chain([name.len()]) {
        if at == name.len() || is_break(name, at) {
            longest = longest.max(name[start..at].trim_end().width());
            start = at;
        }
    }
    longest + 1
}

/// The last good place to break at or before `most`.
fn best_break(name: &str, most: usize) -> Option<usize> {
    let places = name.char_indices().map(|(at, _)| at);
    let arrow = name[..most].rfind("-> ").map(|at| at + 3);
    arrow.or_else(|| {
        places
            .rev()
            .find(|&at| at > 0 && at <= most && is_break(name, at))
    })
}

/// Whether a name may break here.
pub(super) fn is_break(name: &str, at: usize) -> bool {
    let before = name[..at].chars().next_back();
    let after = name[at..].chars().next();
    match (before, after) {
        (Some(' '), _) => !name[at..].starts_with("-> "),
        (Some('_' | '.' | '/'), Some(_)) => true,
        (Some(a), Some(b)) => a.is_lowercase() && b.is_uppercase(),
        _ => false,
    }
}

/// The number of bytes of a text that fit into a number of columns: whole characters, and at least
/// one.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width && at > 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_break_at_blanks_and_never_in_a_number() {
        let lines = wrap("It holds p <\u{a0}0.001 at 95 % of all.", 12, 2);
        assert_eq!(lines, ["It holds p", "  < 0.001 at", "  95 % of", "  all."]);
        assert_eq!(wrap("", 10, 0), [""]);
        assert_eq!(wrap("abcdefgh", 3, 0), ["abc", "def", "gh"]);
    }

    #[test]
    fn names_break_where_they_are_joined() {
        assert_eq!(
            fold("Image -> Satisfaction", 14),
            ["Image ->", " Satisfaction"]
        );
        assert_eq!(fold("CustomerSegments", 10), ["Customer", " Segments"]);
        assert_eq!(fold("a_b", 10), ["a_b"]);
        assert_eq!(fold("価値価値", 4), ["価値", "価値"]);
        assert_eq!(longest_piece("CustomerSegments"), 9);
    }
}
