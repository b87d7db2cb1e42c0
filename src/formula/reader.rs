//! A position in the text of a formula: it reads the signs, words and names there, and makes errors
//! that point at them.

use std::ops::Range;

use crate::text::is_name_char;

/// Formulas nested deeper than this are refused.
const DEEPEST: usize = 64;
/// The maximum number of numbers, inputs and functions in a formula, because the evaluation of
/// `1 + 1 + ...` is nested as deeply as the sum is long.
const MOST_OPERANDS: usize = 1000;

/// Signs of word processors, and the signs of a keyboard for which they stand.
const TYPESET: [(char, &str); 13] = [
    ('→', "->"),
    ('−', "-"),
    ('–', "-"),
    ('×', "*"),
    ('÷', "/"),
    ('≤', "<="),
    ('≥', ">="),
    ('≠', "!="),
    ('‘', "'"),
    ('’', "'"),
    ('“', "'"),
    ('”', "'"),
    ('"', "'"),
];

/// An error in a formula, and its place in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misread {
    pub(crate) message: String,
    pub(crate) span: Range<usize>,
}

/// Reads a formula from left to right.
#[derive(Debug)]
pub(crate) struct Reader<'t> {
    text: &'t str,
    /// The next byte.
    at: usize,
    depth: usize,
    operands: usize,
}

impl<'t> Reader<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            operands: 0,
        }
    }

    /// The byte at which the next sign or word begins, or the text ends.
    pub(crate) fn place(&mut self) -> usize {
        self.peek();
        self.at
    }

    /// The text from a place to here, without blanks around it.
    pub(crate) fn since(&self, start: usize) -> &'t str {
        self.text[start..self.at].trim()
    }

    /// The part that has not been read.
    pub(crate) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(crate) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The next character that is not a blank.
    pub(crate) fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.rest().chars().next()
    }

    pub(crate) fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    pub(crate) fn one_of(&mut self, signs: [char; 2]) -> Option<char> {
        signs.into_iter().find(|&sign| self.take(sign))
    }

    /// Skips the first of some signs that is found here; a longer sign comes before the shorter ones with
    /// which it begins.
    pub(crate) fn sign<T: Copy>(&mut self, signs: &[(&str, T)]) -> Option<T> {
        self.peek();
        let found = signs.iter().find(|(sign, _)| self.rest().starts_with(sign));
        found.map(|&(sign, meaning)| {
            self.pass(sign.len());
            meaning
        })
    }

    /// The word here, which may be a name; empty if there is none. It is not skipped.
    pub(crate) fn word(&mut self) -> &'t str {
        self.peek();
        let rest = self.rest();
        let length = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return "";
        }
        &rest[..length]
    }

    /// Passes a word of the grammar.
    pub(crate) fn take_word(&mut self, wanted: &str) -> bool {
        let found = self.word() == wanted;
        if found {
            self.pass(wanted.len());
        }
        found
    }

    /// The text between two marks, of which the first is here. A mark that is written twice means the mark
    /// itself.
    pub(crate) fn quoted(&mut self, mark: char) -> Result<String, Misread> {
        let start = self.at;
        self.pass(mark.len_utf8());
        let mut inside = String::new();
        loop {
            let Some(length) = self.rest().find(mark) else {
                self.at = start;
                return Err(self.fault(match mark {
                    '`' => "this backquote is not closed: a name is written between two backquotes, such as `item 1`",
                    _ => "this quotation mark is not closed: a text is written between two of them, such as 'yes'",
                }));
            };
            inside.push_str(&self.rest()[..length]);
            self.pass(length + mark.len_utf8());
            if !self.rest().starts_with(mark) {
                return Ok(inside);
            }
            inside.push(mark);
            self.pass(mark.len_utf8());
        }
    }

    /// What is nested begins here.
    pub(crate) fn deeper(&mut self) -> Result<(), Misread> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault("the formula is nested too deeply: remove parentheses or signs"));
        }
        Ok(())
    }

    /// What is nested ends here.
    pub(crate) fn back(&mut self) {
        self.depth -= 1;
    }

    /// Counts a number, an input or a function.
    pub(crate) fn operand(&mut self) -> Result<(), Misread> {
        self.operands += 1;
        if self.operands > MOST_OPERANDS {
            return Err(self.fault(format!(
                "the formula is too long, with more than {MOST_OPERANDS} numbers and quantities: shorten it"
            )));
        }
        Ok(())
    }

    /// A fault of what stands here.
    pub(crate) fn fault(&mut self, message: impl Into<String>) -> Misread {
        let start = self.place();
        let length = match self.word().len() {
            0 => self.rest().chars().next().map_or(0, char::len_utf8),
            length => length,
        };
        self.fault_in(start..start + length, message)
    }

    /// A fault of a part of the text.
    pub(crate) fn fault_in(&self, span: Range<usize>, message: impl Into<String>) -> Misread {
        let here = self.text[span.start..].chars().next();
        let typeset = TYPESET.iter().find(|(sign, _)| Some(*sign) == here);
        let message = typeset.map_or_else(
            || message.into(),
            |(sign, typed)| format!("`{sign}` is written `{typed}` in a formula"),
        );
        Misread { message, span }
    }

    /// A fault of the text from a place to here.
    pub(crate) fn fault_since(&self, start: usize, message: impl Into<String>) -> Misread {
        self.fault_in(start..self.at.max(start), message)
    }
}
