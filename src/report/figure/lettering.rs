//! The width of a text, and the line breaks of a long name.

use unicode_width::UnicodeWidthChar;

/// Font families with the widths of Helvetica, so that the measured width is the visible width.
pub(super) const FAMILY: &str = "Arial, Helvetica, 'Liberation Sans', sans-serif";
/// The height of a line, as a multiple of the size of its letters.
pub(super) const LINE: f64 = 1.2;
/// Where the letters of a line stand below the middle of the line, as a multiple of their size.
pub(super) const BELOW_MIDDLE: f64 = 0.35;

/// Advance widths of the printable ASCII characters in Helvetica, in thousandths of the letters' size; source: Adobe's
/// metrics of the font.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// Fonts that replace Helvetica are a little wider.
const ROOM: f64 = 1.05;

/// The width of a text whose letters have this size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let thousandths: f64 = text.chars().map(advance).sum();
    ROOM * size * thousandths / 1000.0
}

fn advance(c: char) -> f64 {
    let printable = (c as usize).checked_sub(0x20).and_then(|i| ASCII.get(i));
    if let Some(&width) = printable {
        return f64::from(width);
    }
    match c.width() {
        None | Some(0) => 0.0,
        // Cyrillic and Arabic have wide letters; with a width that is too small, text would
        // overlap.
        Some(1) => 800.0,
        Some(_) => 1000.0,
    }
}

/// The width of the longest piece of a name without a possible line break.
pub(super) fn longest_piece(name: &str, size: f64) -> f64 {
    pieces(name)
        .into_iter()
        .map(|piece| width(piece.trim_end(), size))
        .fold(0.0, f64::max)
}

/// A name in lines that are no wider than `most`: it breaks after a blank, `_`, `.`, `-`, `:` or before a capital letter,
/// and anywhere if necessary. A name that needs too many lines ends in `…`.
pub(super) fn folded(name: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let mut folded: Vec<String> = vec![String::new()];
    for piece in pieces(name) {
        let fits =
            |line: &str, more: &str| width(&format!("{line}{}", more.trim_end()), size) <= most;
        let last = folded.len() - 1;
        if fits(&folded[last], piece) {
            folded[last].push_str(piece);
            continue;
        }
        if !folded[last].is_empty() {
            folded.push(String::new());
        }
        for c in piece.chars() {
            let last = folded.len() - 1;
            let letter = c.encode_utf8(&mut [0; 4]).to_owned();
            if folded[last].is_empty() || fits(&folded[last], &letter) {
                folded[last].push(c);
            } else {
                folded.push(letter);
            }
        }
    }
    for line in &mut folded {
        line.truncate(line.trim_end().len());
    }
    if folded.len() > lines {
        folded.truncate(lines);
        if let Some(last) = folded.last_mut() {
            while !last.is_empty() && width(&format!("{last}…"), size) > most {
                last.pop();
            }
            last.push('…');
        }
    }
    folded
}

/// A sentence in lines that are no wider than `most`, as far as its words allow.
pub(super) fn wrapped(sentence: &str, size: f64, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= most => {
                line.extend([" ", word]);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The pieces between which a name may break.
fn pieces(name: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (i, c) in name.char_indices() {
        let folds = before.is_some_and(|b: char| {
            " _.-:/".contains(b) && b != c || b.is_lowercase() && c.is_uppercase()
        });
        if folds {
            pieces.push(&name[start..i]);
            start = i;
        }
        before = Some(c);
    }
    pieces.push(&name[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_its_letters() {
        assert!((width("0.5", 10.0) - ROOM * 13.9).abs() < 1e-9);
        assert!(width("WWW", 10.0) > 3.0 * width("i", 10.0));
        assert!(width("عربي", 10.0) > width("abcd", 10.0));
        assert!(width("", 10.0).abs() < 1e-9);
    }

    #[test]
    fn a_name_is_folded_where_its_words_end() {
        let folded = |name: &str, most: f64| folded(name, 10.0, most, 3);
        assert_eq!(
            folded("CustomerRelationships", 80.0),
            ["Customer", "Relationships"]
        );
        assert_eq!(folded("perceived value", 60.0), ["perceived", "value"]);
        assert_eq!(folded("Image", 60.0), ["Image"]);
        assert_eq!(folded("Image:Trust", 40.0), ["Image:", "Trust"]);
        let long = folded(&"x".repeat(80), 50.0);
        assert_eq!(long.len(), 3);
        assert!(long[2].ends_with('…'));
        assert!(long.iter().all(|line| width(line, 10.0) <= 50.0));
    }
}
