//! The model text: lavaan's operators, read and written.
//!
//! ```text
//! Image   =~ IMAG1 + IMAG2      reflective construct
//! Value   <~ PERV1-3            composite; a range of indicators
//! Loyalty ~  Image + Value      paths Image -> Loyalty, Value -> Loyalty
//! Loyalty ~  Image + Value + Image:Value     with their interaction
//! Brand   =~ Image + Value      of constructs: a higher-order construct
//! `my construct` =~ `item 1`    any other name in backquotes
//! # a comment;  statements end with the line or with `;`
//! ```

use std::fmt::Write as _;
use std::ops::Range;

use super::draft::{Block, Word};
use super::limits::{self, LONGEST_RANGE};
use super::{Construct, Draft, Fault, Kind, Model, ModelError, terms};

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Number(String),
    Measures(Kind),
    Regresses,
    Plus,
    Minus,
    Colon,
    End,
}

impl Token {
    /// Whether a line that ends with it goes on in the next; a line that has not begun does, too.
    fn goes_on(&self) -> bool {
        matches!(
            self,
            Self::Measures(_) | Self::Regresses | Self::Plus | Self::End
        )
    }
}

#[derive(Debug, Clone)]
struct Spanned {
    token: Token,
    span: Range<usize>,
}

/// Reads a model text into a draft.
pub(super) fn parse(text: &str) -> Result<Draft, ModelError> {
    limits::text(text)?;
    let tokens = tokens(text).map_err(|(fault, span)| fault.at(text, &span))?;
    let mut parser = Parser {
        text,
        tokens: &tokens,
        next: 0,
    };
    let mut draft = Draft::of_text(text);
    while let Some(spanned) = parser.peek() {
        if spanned.token == Token::End {
            parser.next += 1;
        } else {
            parser
                .statement(&mut draft)
                .map_err(|(fault, span)| fault.at(text, &span))?;
        }
    }
    Ok(draft)
}

type Misread = (Fault, Range<usize>);

fn misread(message: impl Into<String>, span: Range<usize>) -> Misread {
    (
        Fault::Syntax {
            message: message.into(),
        },
        span,
    )
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Spanned],
    next: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t Spanned> {
        self.tokens.get(self.next)
    }

    fn take(&mut self, token: &Token) -> bool {
        let found = self.peek().is_some_and(|s| s.token == *token);
        self.next += usize::from(found);
        found
    }

    /// `Name =~ items`, `Name <~ items` or `Name ~ predictors`, up to the end of the line.
    fn statement(&mut self, draft: &mut Draft) -> Result<(), Misread> {
        let head_span = self.span_here();
        let head = self.name("a construct")?;
        let after = self.peek();
        match after.map(|s| &s.token) {
            Some(Token::Measures(kind)) => {
                self.next += 1;
                let before = draft.indicators();
                let mut words = Vec::new();
                self.list(|parser| {
                    let start = parser.span_here();
                    parser.indicators(&mut words)?;
                    limits::indicators(before + words.len()).map_err(|fault| (fault, start))
                })?;
                let (names, spans) = words.into_iter().unzip();
                draft.blocks.push(Block {
                    construct: Construct::new(head.name, *kind, names),
                    span: head.span,
                    indicator_spans: spans,
                });
                limits::constructs(draft.blocks.len()).map_err(|fault| (fault, head_span))?;
            }
            Some(Token::Regresses) => {
                self.next += 1;
                self.list(|parser| {
                    let start = parser.span_here();
                    let from = parser.predictor(draft)?;
                    draft.paths.push((from, head.clone()));
                    limits::paths(draft.paths.len()).map_err(|fault| (fault, start))
                })?;
            }
            _ => {
                return Err(misread(
                    "expected `=~` (reflective), `<~` (composite) or `~` (paths) after the name",
                    self.span_here(),
                ));
            }
        }
        match self.peek() {
            None
            | Some(Spanned {
                token: Token::End, ..
            }) => Ok(()),
            Some(other) => Err(misread(self.joined_line(), other.span.clone())),
        }
    }

    /// What is wrong with the next token, which stands neither behind a `+` nor at the end of a statement.
    fn joined_line(&self) -> String {
        let plain = "expected `+` or the end of the line".to_owned();
        // Most often a line ends too early, and takes the head of the next statement for a name of its own.
        let [.., joint, head] = &self.tokens[..self.next] else {
            return plain;
        };
        let between = &self.text[joint.span.end..head.span.start];
        let line = self.text[..joint.span.end].matches('\n').count() + 1;
        match joint.token {
            _ if !between.contains('\n') => plain,
            Token::Plus => {
                format!(
                    "the `+` at the end of line {line} joins it to this one: take it out, or name one more"
                )
            }
            _ => format!(
                "nothing stands after `{}` in line {line}: name an indicator or a predictor",
                &self.text[joint.span.clone()]
            ),
        }
    }

    fn list(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), Misread>,
    ) -> Result<(), Misread> {
        item(self)?;
        while self.take(&Token::Plus) {
            item(self)?;
        }
        Ok(())
    }

    fn name(&mut self, what: &str) -> Result<Word, Misread> {
        match self.peek() {
            Some(Spanned {
                token: Token::Name(name),
                span,
            }) => {
                self.next += 1;
                limits::name(name).map_err(|fault| (fault, span.clone()))?;
                Ok(Word {
                    name: name.clone(),
                    span: Some(span.clone()),
                })
            }
            Some(Spanned {
                token: Token::Number(number),
                span,
            }) => Err(misread(
                format!(
                    "expected the name of {what}, found `{number}`: a name that begins with a digit stands in backquotes"
                ),
                span.clone(),
            )),
            _ => Err(misread(
                format!("expected the name of {what}"),
                self.span_here(),
            )),
        }
    }

    /// A construct, or the product of some as `Image:Trust`.
    fn predictor(&mut self, draft: &mut Draft) -> Result<Word, Misread> {
        let first = self.name("a construct")?;
        let mut factors = vec![first];
        while self.take(&Token::Colon) {
            factors.push(self.name("a construct")?);
        }
        if let [_] = factors.as_slice() {
            return Ok(factors.remove(0));
        }
        let (first, last) = (&factors[0], &factors[factors.len() - 1]);
        let span = join(first.span.as_ref(), last.span.as_ref());
        let word = draft.term(factors, Some(span.clone()));
        limits::constructs(draft.blocks.len()).map_err(|fault| (fault, span))?;
        Ok(word)
    }

    /// One indicator, or a range as `IMAG1-5`.
    fn indicators(&mut self, words: &mut Vec<(String, Range<usize>)>) -> Result<(), Misread> {
        let first = self.name("an indicator")?;
        let start = first.span.clone().unwrap_or_default();
        if !self.take(&Token::Minus) {
            words.push((first.name, start));
            return Ok(());
        }
        let (last, end) = match self.peek() {
            Some(Spanned {
                token: Token::Number(text) | Token::Name(text),
                span,
            }) => (text, span.clone()),
            _ => {
                return Err(misread(
                    "expected the last number of the range, as in `IMAG1-5`",
                    self.span_here(),
                ));
            }
        };
        self.next += 1;
        let span = start.start..end.end;
        let names = range(&first.name, last).map_err(|message| misread(message, span.clone()))?;
        words.extend(names.into_iter().map(|name| (name, span.clone())));
        Ok(())
    }

    /// The next token, or the end of the last line with one.
    fn span_here(&self) -> Range<usize> {
        let end = || self.text.trim_end().len();
        self.peek().map_or_else(|| end()..end(), |s| s.span.clone())
    }
}

fn join(first: Option<&Range<usize>>, second: Option<&Range<usize>>) -> Range<usize> {
    let start = first.map_or(0, |s| s.start);
    start..second.map_or(start, |s| s.end)
}

/// The names from `IMAG1` to `5` or `IMAG5`; leading zeros are kept, as in `Q01-12`.
fn range(first: &str, last: &str) -> Result<Vec<String>, String> {
    let stem = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let from = &first[stem.len()..];
    if from.is_empty() {
        return Err(format!(
            "`{first}-{last}` is no range, because `{first}` does not end with a number; write a range as `IMAG1-5`, and a name with a dash in backquotes"
        ));
    }
    let to = last.strip_prefix(stem).unwrap_or(last);
    let (Ok(low), Ok(high)) = (from.parse::<usize>(), to.parse::<usize>()) else {
        return Err(format!(
            "`{first}-{last}` is no range: write it as `IMAG1-5`"
        ));
    };
    if high < low {
        return Err(format!(
            "the range `{first}-{last}` runs backwards: write the smaller number first"
        ));
    }
    if high - low >= LONGEST_RANGE {
        return Err(format!(
            "the range `{first}-{last}` has more than {LONGEST_RANGE} indicators"
        ));
    }
    let width = if from.starts_with('0') { from.len() } else { 0 };
    let name = |i: usize| format!("{stem}{i:0width$}");
    Ok((low..=high).map(name).collect())
}

/// Splits a text into tokens. A line that ends with an operator goes on in the next.
fn tokens(text: &str) -> Result<Vec<Spanned>, Misread> {
    let mut tokens: Vec<Spanned> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let open = tokens.last().is_none_or(|s| s.token.goes_on());
        let (token, length) = match c {
            '\n' if open => (None, 1),
            '\n' | ';' => (Some(Token::End), 1),
            '#' => (None, rest.find('\n').unwrap_or(rest.len())),
            '`' => {
                let (name, length) = backquoted(rest).map_err(|m| misread(m, at..at + 1))?;
                (Some(Token::Name(name)), length)
            }
            c if c.is_whitespace() || c == '\u{feff}' => (None, c.len_utf8()),
            c if c.is_ascii_digit() => {
                let length = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
                (Some(Token::Number(rest[..length].to_owned())), length)
            }
            c if is_name_char(c) => {
                let length = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
                (Some(Token::Name(rest[..length].to_owned())), length)
            }
            _ => {
                let (token, length) = operator(rest).map_err(|(m, l)| misread(m, at..at + l))?;
                (Some(token), length)
            }
        };
        if let Some(token) = token {
            tokens.push(Spanned {
                token,
                span: at..at + length,
            });
        }
        at += length;
    }
    Ok(tokens)
}

fn is_name_char(c: char) -> bool {
    // Vowel signs and joiners are no letters of their own, but Hindi or Persian cannot be written without them: whole
    // blocks are let in rather than tables of marks carried along.
    let part_of_letter = matches!(c, '\u{300}'..='\u{1fff}' | '\u{200c}' | '\u{200d}');
    !c.is_whitespace() && (c.is_alphanumeric() || c == '_' || c == '.' || part_of_letter)
}

fn backquoted(rest: &str) -> Result<(String, usize), &'static str> {
    let inside = rest[1..].split('\n').next().unwrap_or("");
    match inside.find('`') {
        Some(length) => Ok((inside[..length].to_owned(), length + 2)),
        None => Err("this backquote is never closed: write names in a pair of them, as `item 1`"),
    }
}

/// An operator and its length, or the sentence about one that has no place here and its length.
fn operator(rest: &str) -> Result<(Token, usize), (String, usize)> {
    const COVARIANCE: &str =
        "`~~` (a covariance in lavaan) has no place in a PLS model: leave the line out";
    const DEFINED: &str =
        "`:=` (a defined quantity in lavaan) has no place in a model text: leave the line out";
    const CONSTRAINT: &str =
        "`==` (a constraint in lavaan) has no place in a PLS model: leave the line out";
    const ARROW: &str =
        "paths are written from their target: `Loyalty ~ Image` for Image -> Loyalty";
    const LABEL: &str =
        "`*` means a label or a fixed value in lavaan; an interaction is written `Image:Trust`";
    const EQUAL: &str =
        "`=` alone is no operator: `=~` measures a reflective construct, `<~` a composite";
    const COMMA: &str = "names are joined by `+`, not by commas";
    const QUOTE: &str = "names stand in backquotes, as `item 1`, not in quotation marks";
    // Longer signs before those that they begin with.
    const SIGNS: [(&str, Result<Token, &str>); 15] = [
        ("~~", Err(COVARIANCE)),
        (":=", Err(DEFINED)),
        ("==", Err(CONSTRAINT)),
        ("->", Err(ARROW)),
        ("=~", Ok(Token::Measures(Kind::Reflective))),
        ("<~", Ok(Token::Measures(Kind::Composite))),
        ("~", Ok(Token::Regresses)),
        ("+", Ok(Token::Plus)),
        ("-", Ok(Token::Minus)),
        (":", Ok(Token::Colon)),
        ("*", Err(LABEL)),
        ("=", Err(EQUAL)),
        (",", Err(COMMA)),
        ("'", Err(QUOTE)),
        ("\"", Err(QUOTE)),
    ];
    match SIGNS.into_iter().find(|(sign, _)| rest.starts_with(sign)) {
        Some((sign, Ok(token))) => Ok((token, sign.len())),
        Some((sign, Err(sentence))) => Err((sentence.to_owned(), sign.len())),
        None => {
            let c = rest.chars().next().unwrap_or(' ');
            let shown = if c.is_control() {
                c.escape_default().to_string()
            } else {
                c.to_string()
            };
            let sentence = format!(
                "`{shown}` has no meaning here: names with such characters stand in backquotes"
            );
            Err((sentence, c.len_utf8()))
        }
    }
}

/// Writes a model as text.
pub(super) fn write(model: &Model) -> String {
    let mut text = String::new();
    for construct in model.constructs().iter().filter(|c| !c.is_product()) {
        let operator = match construct.kind {
            Kind::Reflective => "=~",
            Kind::Composite => "<~",
        };
        let items: Vec<String> = construct.indicators.iter().map(|i| quoted(i)).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{} {operator} {}",
            quoted(&construct.name),
            items.join(" + ")
        );
    }
    let written = |name: &str| match model.construct(name) {
        Some(construct) if construct.is_product() => terms::joined(&construct.indicators),
        _ => quoted(name),
    };
    for target in model.constructs() {
        let paths = model.paths().filter(|(_, t)| *t == target.name);
        let sources: Vec<String> = paths.map(|(s, _)| written(s)).collect();
        if !sources.is_empty() {
            let _ = writeln!(text, "{} ~ {}", quoted(&target.name), sources.join(" + "));
        }
    }
    text
}

/// The indicators of a block, as a range where they are one.
pub(crate) fn block(names: &[String]) -> String {
    if let [first, .., last] = names {
        let stem = last.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &last[stem.len()..];
        if names.len() > 2 && range(first, number).is_ok_and(|range| range == names) {
            return format!("{}-{number}", quoted(first));
        }
    }
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    names.join(" + ")
}

/// A name as it stands in a model text.
pub(crate) fn quoted(name: &str) -> String {
    let plain = name.chars().all(is_name_char) && !name.starts_with(|c: char| c.is_ascii_digit());
    if plain {
        name.to_owned()
    } else {
        format!("`{name}`")
    }
}
