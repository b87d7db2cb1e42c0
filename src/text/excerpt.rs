//! A place in a text of the user: the line, with the fault underlined.

use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::visible;

/// The line of a text with a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Excerpt {
    /// Line, from 1.
    pub line: usize,
    /// Column of the first character at fault, from 1.
    pub column: usize,
    /// The whole line.
    pub text: String,
    /// Number of characters at fault.
    pub length: usize,
    /// The lines of a study file above the text, and the characters before it in its first line, if it stands in one.
    pub before: Option<(usize, usize)>,
}

/// The maximum number of characters of a line that are shown.
const SHOWN: usize = 120;

impl Excerpt {
    /// The line of a text in which a span of bytes begins.
    pub(crate) fn of(text: &str, span: &Range<usize>) -> Self {
        let line_start = text[..span.start].rfind('\n').map_or(0, |i| i + 1);
        let line = text[line_start..].lines().next().unwrap_or("");
        let end = span.end.min(line_start + line.len()).max(span.start);
        Self {
            line: text[..line_start].matches('\n').count() + 1,
            column: text[line_start..span.start].chars().count() + 1,
            text: line.to_owned(),
            length: text[span.start..end].chars().count().max(1),
            before: None,
        }
    }

    /// The line with a mark under the fault; for a long line, only the text around the fault.
    pub(crate) fn underlined(&self) -> String {
        let start = (self.column - 1).saturating_sub(SHOWN / 2);
        let length = self.length.min(SHOWN / 2);
        let part = |from: usize, to: usize| {
            let part = self.text.chars().take(to).skip(from);
            // The width of tabs varies; one space for each keeps the underline in place.
            let part: String = part.map(|c| if c == '\t' { ' ' } else { c }).collect();
            visible(&part).into_owned()
        };
        let cut = |is: bool| if is { "..." } else { "" };
        let cut_before = cut(start > 0);
        let cut_behind = cut(self.text.chars().nth(start + SHOWN).is_some());
        let text = part(start, start + SHOWN);
        let before = part(start, self.column - 1);
        let marked = part(self.column - 1, self.column - 1 + length);
        let carets = "^".repeat(marked.width().max(1));
        let indent = " ".repeat(cut_before.len() + before.width());
        format!("  | {cut_before}{text}{cut_behind}\n  | {indent}{carets}")
    }
}
