//! The model text in pieces: names, numbers and operators, each with its place.

use std::ops::Range;

use super::Kind;
use crate::text::is_name_char;
use crate::text::{code_point, hidden};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    Number(String),
    Measures(Kind),
    Regresses,
    Plus,
    Minus,
    Colon,
    /// `*`: a label or a fixed value in lavaan, an interaction in other notations.
    Star,
    /// `->` and `<-`: paths in other notations, and whether they point at what stands first.
    Arrow {
        back: bool,
    },
    End,
}

impl Token {
    /// Whether a line that ends with this token continues in the next line; an empty line does,
    /// too.
    fn goes_on(&self) -> bool {
        matches!(
            self,
            Self::Measures(_) | Self::Regresses | Self::Plus | Self::End
        )
    }
}

#[derive(Debug, Clone)]
pub(super) struct Spanned {
    pub(super) token: Token,
    pub(super) span: Range<usize>,
}

/// Splits a text into tokens. A line that ends with an operator continues in the next line. A fault is a message and its
/// place.
pub(super) fn tokens(text: &str) -> Result<Vec<Spanned>, (String, Range<usize>)> {
    let mut tokens: Vec<Spanned> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let open = tokens.last().is_none_or(|s| s.token.goes_on());
        let (token, length) = match c {
            '\n' if open => (None, 1),
            '\n' | ';' | '；' => (Some(Token::End), c.len_utf8()),
            '#' => (None, rest.find('\n').unwrap_or(rest.len())),
            '`' => {
                let (name, length) = backquoted(rest).map_err(|m| (m, at..at + 1))?;
                (Some(Token::Name(name)), length)
            }
            c if c.is_whitespace() || c == '\u{feff}' => (None, c.len_utf8()),
            c if is_name_char(c) => {
                let length = rest.find(|c: char| !is_name_char(c)).unwrap_or(rest.len());
                let word = rest[..length].to_owned();
                let token = if c.is_ascii_digit() {
                    Token::Number(word)
                } else {
                    Token::Name(word)
                };
                (Some(token), length)
            }
            _ => {
                let (token, length) = operator(rest).map_err(|(m, l)| (m, at..at + l))?;
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

fn backquoted(rest: &str) -> Result<(String, usize), String> {
    let inside = &rest[1..];
    // Whichever comes first: a separate search for one of them through the whole text would be repeated for every
    // name.
    match inside.find(['`', '\n']) {
        Some(length) if inside[length..].starts_with('`') => {
            Ok((inside[..length].to_owned(), length + 2))
        }
        _ => {
            Err("this backquote is not closed: a name is written between two backquotes".to_owned())
        }
    }
}

/// The sign of the notation for which a character of a word processor stands.
fn plain(c: char) -> char {
    match c {
        '∼' | '˜' | '～' | '〜' => '~',
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '－' => '-',
        '＋' => '+',
        '＝' => '=',
        '：' => ':',
        '＊' | '×' | '∗' => '*',
        '＜' => '<',
        '＞' => '>',
        c => c,
    }
}

const QUOTES: [char; 10] = ['\'', '"', '“', '”', '„', '‘', '’', '‚', '«', '»'];

/// An operator and its length, or the message about an operator of another notation and its length.
fn operator(rest: &str) -> Result<(Token, usize), (String, usize)> {
    const COVARIANCE: &str = "`~~` (a covariance in lavaan) has no place in a PLS model, which correlates all exogenous constructs: leave the line out";
    const DEFINED: &str = "`:=` (a defined quantity in lavaan) has no place in the model text: write it below [define] in the study file, as a name, `=` and a formula in quotation marks, such as `sum = \"path(A -> B) + path(B -> C)\"`";
    const CONSTRAINT: &str =
        "`==` (a constraint in lavaan) has no place in a PLS model: leave the line out";
    const EQUAL: &str = "`=` alone is not an operator: `=~` measures a reflective construct, `<~` a composite, and `~` names predictors";
    const COMMA: &str = "names are joined by `+`, not by commas";
    const PARENTHESIS: &str = "parentheses have no meaning here: PLS estimates every weight, loading and path, so that functions of lavaan (`start()`, `c()`, `equal()`) are left out";
    // Longer operators come before the shorter ones with which they begin.
    const SIGNS: [(&str, Result<Token, &str>); 16] = [
        ("~~", Err(COVARIANCE)),
        (":=", Err(DEFINED)),
        ("==", Err(CONSTRAINT)),
        ("->", Ok(Token::Arrow { back: false })),
        ("<-", Ok(Token::Arrow { back: true })),
        ("=~", Ok(Token::Measures(Kind::Reflective))),
        ("<~", Ok(Token::Measures(Kind::Composite))),
        ("~", Ok(Token::Regresses)),
        ("+", Ok(Token::Plus)),
        ("-", Ok(Token::Minus)),
        (":", Ok(Token::Colon)),
        ("*", Ok(Token::Star)),
        ("=", Err(EQUAL)),
        (",", Err(COMMA)),
        ("(", Err(PARENTHESIS)),
        (")", Err(PARENTHESIS)),
    ];
    let first = rest.chars().next().unwrap_or(' ');
    if QUOTES.contains(&first) {
        return Err((quoted(rest), first.len_utf8()));
    }
    if first == '→' {
        return Ok((Token::Arrow { back: false }, first.len_utf8()));
    }
    if first == '←' {
        return Ok((Token::Arrow { back: true }, first.len_utf8()));
    }
    let sign_of = |sign: &&(&str, _)| {
        let mut written = rest.chars().map(plain);
        sign.0.chars().all(|c| written.next() == Some(c))
    };
    match SIGNS.iter().find(sign_of) {
        Some((sign, token)) => {
            let length = rest.chars().take(sign.len()).map(char::len_utf8).sum();
            token
                .clone()
                .map(|token| (token, length))
                .map_err(|m| (m.to_owned(), length))
        }
        None => Err((stranger(first), first.len_utf8())),
    }
}

/// The sentence about a name in quotation marks.
fn quoted(rest: &str) -> String {
    let mut inside = rest.split('\n').next().unwrap_or("").chars();
    inside.next();
    let name: Vec<char> = inside
        .by_ref()
        .take_while(|c| !QUOTES.contains(c))
        .collect();
    let name: String = name.into_iter().take(60).collect();
    let name = name.trim();
    if name.is_empty() || name.contains('`') {
        return "names are written in backquotes, not in quotation marks".to_owned();
    }
    if name.chars().all(is_name_char) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("names need no quotation marks: write `{name}` without them");
    }
    format!("a name with blanks or signs must be in backquotes, not in quotation marks: `{name}`")
}

/// The message about a character that is in no name and no operator.
fn stranger(c: char) -> String {
    if hidden(c) {
        return format!(
            "{} is invisible and has no meaning here: delete it",
            code_point(c)
        );
    }
    let shown = if c.is_ascii() {
        format!("`{c}`")
    } else {
        format!("`{c}`, {},", code_point(c))
    };
    format!("{shown} has no meaning here: a name with this character must be in backquotes")
}
