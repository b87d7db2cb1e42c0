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
use super::token::{Spanned, Token, tokens};
use super::{Construct, Draft, Fault, Kind, Model, ModelError, notations, terms};
use crate::text::{excerpt, is_name_char};

/// Reads a model text into a draft.
pub(super) fn parse(text: &str) -> Result<Draft, ModelError> {
    limits::text(text)?;
    read(text).map_err(|error| match notations::of_another_program(text) {
        Some((message, span)) => Fault::Syntax { message }.at(text, &span),
        None => error,
    })
}

fn read(text: &str) -> Result<Draft, ModelError> {
    let tokens =
        tokens(text).map_err(|(message, span)| Fault::Syntax { message }.at(text, &span))?;
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

/// A minus sign that is not part of a range.
const MINUS: &str = "`-` takes nothing out and reverses nothing: leave out an indicator or a predictor by not naming it, and name a reversed question in `reverse` under [data]";

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

    /// `Name =~ items`, `Name <~ items` or `Name + ... ~ predictors`, up to the end of the line.
    fn statement(&mut self, draft: &mut Draft) -> Result<(), Misread> {
        let head_span = self.span_here();
        let mut heads = vec![self.name("a construct")?];
        while self.take(&Token::Plus) {
            heads.push(self.name("a construct")?);
        }
        match self.peek().map(|s| &s.token) {
            Some(Token::Measures(kind)) => {
                let [head] = <[Word; 1]>::try_from(heads).map_err(|heads| {
                    let second = heads.into_iter().nth(1).and_then(|word| word.span);
                    let message = "a line defines one construct: write one line for each";
                    misread(message, second.unwrap_or_default())
                })?;
                self.next += 1;
                self.measurement(draft, head, *kind)?;
                limits::constructs(draft.blocks.len()).map_err(|fault| (fault, head_span))?;
            }
            Some(Token::Regresses) => {
                self.next += 1;
                self.paths(draft, &heads)?;
            }
            _ => return Err(misread(self.no_operator(&heads), self.span_here())),
        }
        match self.peek() {
            None
            | Some(Spanned {
                token: Token::End, ..
            }) => Ok(()),
            Some(other) => Err(misread(self.joined_line(), other.span.clone())),
        }
    }

    fn measurement(&mut self, draft: &mut Draft, head: Word, kind: Kind) -> Result<(), Misread> {
        let before = draft.indicators();
        let mut words = Vec::new();
        self.list(|parser| {
            let start = parser.span_here();
            parser.refuse_modifier("loading")?;
            parser.indicators(&mut words)?;
            limits::indicators(before + words.len()).map_err(|fault| (fault, start))
        })?;
        let (names, spans) = words.into_iter().unzip();
        draft.blocks.push(Block {
            construct: Construct::new(head.name, kind, names),
            span: head.span,
            indicator_spans: spans,
        });
        Ok(())
    }

    /// The paths from every predictor to every target.
    fn paths(&mut self, draft: &mut Draft, targets: &[Word]) -> Result<(), Misread> {
        self.list(|parser| {
            let start = parser.span_here();
            parser.refuse_modifier("path")?;
            let predictor = parser.predictor(draft)?;
            let paths = targets
                .iter()
                .map(|target| (predictor.clone(), target.clone()));
            draft.paths.extend(paths);
            limits::paths(draft.paths.len()).map_err(|fault| (fault, start))
        })
    }

    /// Refuses the prefixes of other notations before a name: `1*x` and `NA*x`, a label `a*x`, an intercept `1`,
    /// and an interaction `A*B`.
    fn refuse_modifier(&self, estimated: &str) -> Result<(), Misread> {
        let [first, rest @ ..] = &self.tokens[self.next..] else {
            return Ok(());
        };
        let is_starred = rest.first().is_some_and(|s| s.token == Token::Star);
        let written = &self.text[first.span.clone()];
        let is_range = |name: &str| {
            let minus = rest.first().filter(|s| s.token == Token::Minus);
            name.ends_with(|c: char| c.is_ascii_digit())
                && minus.is_some_and(|minus| minus.span.start == first.span.end)
        };
        let message = match &first.token {
            Token::Name(name)
                if estimated == "path" && !self.is_construct(name) && is_range(name) =>
            {
                "`~` names the predictors of a construct; its indicators stand after `=~` or `<~`"
                    .to_owned()
            }
            Token::Number(_) if is_starred => {
                format!(
                    "`{written}*` fixes a {estimated} in lavaan, but PLS estimates every one: leave it out"
                )
            }
            Token::Number(number)
                if estimated == "path" && ["0", "1"].contains(&number.as_str()) =>
            {
                format!(
                    "`{written}` is an intercept in lavaan, which a PLS model of standardised scores does not have: leave it out"
                )
            }
            Token::Name(name) if is_starred && name == "NA" => {
                format!(
                    "`{written}*` frees a {estimated} in lavaan, but PLS estimates every one: leave it out"
                )
            }
            Token::Name(name) if is_starred => match rest.get(1).map(|s| &s.token) {
                Some(Token::Name(second)) if self.is_construct(name) => {
                    let (a, b) = (quoted(name), quoted(second));
                    format!(
                        "an interaction is written with a colon, beside its constructs: `{a} + {b} + {a}:{b}`"
                    )
                }
                _ => format!(
                    "`{written}*` is a label in lavaan: leave it out; formulas below [define] of the study file refer to a {estimated} by its names"
                ),
            },
            _ => return Ok(()),
        };
        let end = if is_starred {
            rest[0].span.end
        } else {
            first.span.end
        };
        Err(misread(message, first.span.start..end))
    }

    /// Whether some line of the text measures a construct of this name.
    fn is_construct(&self, name: &str) -> bool {
        self.tokens.windows(2).any(|pair| {
            matches!(&pair[0].token, Token::Name(n) if n == name)
                && matches!(pair[1].token, Token::Measures(_))
        })
    }

    /// The fault if an operator is expected after the names at the beginning of a statement.
    fn no_operator(&self, heads: &[Word]) -> String {
        let rest = &self.tokens[self.next..];
        let first = heads
            .first()
            .map(|word| word.name.as_str())
            .unwrap_or_default();
        if let Some(Token::Arrow { back }) = rest.first().map(|s| &s.token) {
            return match rest.get(1).map(|s| &s.token) {
                Some(Token::Name(second)) => {
                    let (to, from) = if *back {
                        (first, second.as_str())
                    } else {
                        (second.as_str(), first)
                    };
                    format!(
                        "a path is written from its target: {} ~ {}",
                        quoted(to),
                        quoted(from)
                    )
                }
                _ => "a path is written from its target, with `~`".to_owned(),
            };
        }
        let words = rest.iter().take_while(|s| is_word(&s.token)).count();
        let then = rest.get(words).map(|s| &s.token);
        if words > 0 && matches!(then, Some(Token::Measures(_) | Token::Regresses)) {
            let last = &rest[words - 1].span;
            return self.blank_in_name(last.end);
        }
        "expected `=~` (reflective), `<~` (composite) or `~` (paths) after the name".to_owned()
    }

    /// The message about a name with a blank whose first part is the last token and which ends here.
    fn blank_in_name(&self, end: usize) -> String {
        let start = self
            .next
            .checked_sub(1)
            .map_or(end, |last| self.tokens[last].span.start);
        let name: Vec<&str> = self.text[start..end].split_whitespace().collect();
        format!(
            "a name with a blank must be in backquotes: `{}`",
            name.join(" ")
        )
    }

    /// The name that stands at a place among the tokens.
    fn name_at(&self, at: usize) -> Option<&'t str> {
        match &self.tokens.get(at)?.token {
            Token::Name(name) => Some(name),
            _ => None,
        }
    }

    /// What is wrong with the next token, a minus sign.
    fn minus(&self) -> String {
        self.minus_at(self.next)
    }

    /// What is wrong with a minus sign: between two names of one stem a range is meant.
    fn minus_at(&self, at: usize) -> String {
        match (self.name_at(at.wrapping_sub(1)), self.name_at(at + 1)) {
            (Some(first), Some(last)) if range(first, last).is_ok() => {
                format!(
                    "a range of indicators is written without blanks: `{first}-{last}`; `-` leaves nothing out and reverses nothing (`reverse` under [data] does)"
                )
            }
            _ => MINUS.to_owned(),
        }
    }

    /// What is meant by the words after a name, if it is an interaction or a range in other words.
    fn in_other_words(&self) -> Option<String> {
        let (first, last) = (
            self.name_at(self.next.wrapping_sub(1))?,
            self.name_at(self.next + 1)?,
        );
        let are_constructs = self.is_construct(first) && self.is_construct(last);
        match &self.tokens[self.next].token {
            Token::Name(x) if ["x", "X", "×"].contains(&x.as_str()) && are_constructs => {
                Some(format!(
                    "an interaction is written with a colon: `{}:{}`",
                    quoted(first),
                    quoted(last)
                ))
            }
            Token::Name(to) if to != "to" => None,
            Token::Name(_) | Token::Colon if range(first, last).is_ok() => {
                Some(format!("a range of indicators is written `{first}-{last}`"))
            }
            _ => None,
        }
    }

    /// The fault of the next token, which is neither after a `+` nor at the end of a statement.
    fn joined_line(&self) -> String {
        if self.peek().is_some_and(|s| s.token == Token::Minus) {
            return self.minus();
        }
        if let Some(meant) = self.in_other_words() {
            return meant;
        }
        let rest = &self.tokens[self.next..];
        if rest.first().is_some_and(|s| s.token == Token::Star) {
            return "`*` has no meaning here: names are joined by `+`".to_owned();
        }
        let words = rest.iter().take_while(|s| is_word(&s.token)).count();
        let plain = match rest[..words].last() {
            Some(last) if self.in_one_line(last.span.end) => {
                format!(
                    "expected `+` or the end of the line; {}",
                    self.blank_in_name(last.span.end)
                )
            }
            _ => "expected `+` or the end of the line".to_owned(),
        };
        // Usually a line ends too early, so that the head of the next statement is read as one of its
        // names.
        let [.., joint, head] = &self.tokens[..self.next] else {
            return plain;
        };
        let between = &self.text[joint.span.end..head.span.start];
        match joint.token {
            _ if !between.contains('\n') => plain,
            Token::Plus => {
                "the `+` at the end of the line before joins it to this one: remove it, or name one more".to_owned()
            }
            _ => format!(
                "nothing stands after `{}` in the line before: name an indicator or a predictor",
                &self.text[joint.span.clone()]
            ),
        }
    }

    /// Whether the last token is in the same line as the text that ends there.
    fn in_one_line(&self, end: usize) -> bool {
        let start = self
            .next
            .checked_sub(1)
            .map_or(end, |last| self.tokens[last].span.end);
        !self.text[start..end].contains('\n')
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
                token: Token::Minus,
                span,
            }) => Err(misread(self.minus(), span.clone())),
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
                    "expected the name of {what}, found `{}`: a name that begins with a digit must be in backquotes",
                    excerpt(number)
                ),
                span.clone(),
            )),
            _ => Err(misread(
                format!("expected the name of {what}"),
                self.span_here(),
            )),
        }
    }

    /// A construct, or a product of constructs such as `Image:Trust`.
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

    /// One indicator, or a range such as `IMAG1-5`, without blanks.
    fn indicators(&mut self, words: &mut Vec<(String, Range<usize>)>) -> Result<(), Misread> {
        let first = self.name("an indicator")?;
        let start = first.span.clone().unwrap_or_default();
        let minus = self.span_here();
        if !self.take(&Token::Minus) {
            words.push((first.name, start));
            return Ok(());
        }
        if minus.start > start.end || self.span_here().start > minus.end {
            return Err(misread(self.minus_at(self.next - 1), minus));
        }
        let (last, end) = match self.peek() {
            Some(Spanned {
                token: Token::Number(text) | Token::Name(text),
                span,
            }) => (text, span.clone()),
            _ => {
                return Err(misread(
                    "expected the last number of the range after `-`",
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

/// Whether a token may be a part of a name with blanks.
fn is_word(token: &Token) -> bool {
    matches!(token, Token::Name(_) | Token::Number(_))
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
            "`{first}-{}` is not a range, because `{first}` does not end with a number: write the first and the last name of a range, and a name with a dash in backquotes",
            excerpt(last)
        ));
    }
    let to = last.strip_prefix(stem).unwrap_or(last);
    let (Ok(low), Ok(high)) = (from.parse::<usize>(), to.parse::<usize>()) else {
        return Err(format!(
            "`{first}-{}` is not a range: write it as `{first}-` and the last number, or the last name of the same stem `{stem}`",
            excerpt(last)
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

/// The indicators of a block, as a range if they form one.
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
