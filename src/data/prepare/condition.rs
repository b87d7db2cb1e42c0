//! A condition on rows: its grammar and its evaluation.
//!
//! ```text
//! condition   = both { "or" both }
//! both        = one { "and" one }
//! one         = "not" one | "(" condition ")" | comparison
//! comparison  = formula sign (formula | text) | text sign column | column ["not"] "in" "[" item { "," item } "]"
//! sign        = "==" | "!=" | "<" | "<=" | ">" | ">="
//! item        = number | text
//! ```

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use super::PrepareError;
use super::columns_named::ColumnsNamed;
use super::error::Key;
use crate::formula::{Expression, Misread, Reader};
use crate::text::{Excerpt, excerpt};

/// A condition on the rows, such as `Finished == 1 and Status != 'Survey Preview'`.
///
/// Columns are named as in the model text; texts are written in single quotes. A number is compared with the value of a
/// column after labels and missing codes, a text with the cell as it was read. A comparison with a missing answer is
/// false, also with `!=`; `x == ''` is true for an empty cell.
///
/// ```
/// use pls_sem::data::{Condition, Preparation};
/// use pls_sem::ReadOptions;
///
/// let table = ReadOptions::new().parse("status,q1\nPreview,1\nDone,4\nDone,5\n")?;
/// let done = Condition::parse("status == 'Done' and not q1 in [1, 2]")?;
/// let table = Preparation::new().keep(done).apply(table)?;
/// assert_eq!((table.rows_read(), table.rows()), (3, 2));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    text: String,
    /// The parts that `and` joins, each with its text.
    parts: Vec<(String, Truth)>,
    columns: ColumnsNamed,
}

/// A condition on a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Truth {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Numbers(Expression, Sign, Expression),
    Text(usize, Sign, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// What a comparison compares.
enum Operand {
    Formula(Expression),
    Text(String),
}

/// The parts of a row that a condition uses.
pub(super) trait Seen {
    /// The number in a column, NaN where there is none.
    fn number(&self, column: usize) -> f64;
    /// Whether the cell holds words that do not represent a number.
    fn is_words(&self, column: usize) -> bool;
    /// Whether the answer is missing.
    fn is_missing(&self, column: usize) -> bool {
        self.number(column).is_nan() && !self.is_words(column)
    }
    /// The cell as it was read.
    fn text(&self, column: usize) -> Cow<'_, str>;
}

impl Sign {
    /// As they are written; a longer operator comes before the shorter ones with which it begins.
    const ALL: [(&'static str, Self); 6] = [
        ("==", Self::Equal),
        ("!=", Self::Unequal),
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("<", Self::Less),
        (">", Self::More),
    ];

    /// The sign with its sides exchanged.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::More,
            Self::AtMost => Self::AtLeast,
            Self::More => Self::Less,
            Self::AtLeast => Self::AtMost,
            same => same,
        }
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// [`PrepareError`], with the place in the text.
    pub fn parse(text: &str) -> Result<Self, PrepareError> {
        let mut columns = ColumnsNamed::default();
        let mut parser = Parser {
            reader: Reader::new(text),
            columns: &mut columns,
        };
        let parts = parser.whole().map_err(|misread| PrepareError::Misread {
            key: Key::Where,
            of: "the condition".to_owned(),
            excerpt: Excerpt::of(text, &misread.span).into(),
            message: misread.message,
        })?;
        Ok(Self {
            text: text.trim().to_owned(),
            parts,
            columns,
        })
    }

    /// The columns that it names.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        self.columns.names()
    }

    /// The columns that it compares with texts; the original cells of these columns are needed.
    pub(super) fn compared_with_texts(&self) -> impl Iterator<Item = &str> {
        let texts = self.columns().iter().enumerate();
        texts
            .filter(|(at, _)| self.parts.iter().any(|(_, part)| part.has_text_of(*at)))
            .map(|(_, name)| name.as_str())
    }

    /// The columns that it compares with numbers.
    pub(super) fn compared_with_numbers(&self) -> Vec<&str> {
        let numbers = self.columns().iter().enumerate();
        let compared = numbers.filter(|(at, _)| {
            let is_it = |column| column == *at;
            self.parts
                .iter()
                .any(|(_, part)| part.has_number_of(&is_it))
        });
        compared.map(|(_, name)| name.as_str()).collect()
    }

    /// The parts that `and` joins, with their texts: a row is kept where all hold.
    pub(super) fn parts(&self) -> &[(String, Truth)] {
        &self.parts
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Truth {
    /// Whether it holds for a row.
    pub(super) fn holds(&self, row: &impl Seen, numbers: &[f64]) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(row, numbers)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(row, numbers)),
            Self::Not(part) => !part.holds(row, numbers),
            Self::Numbers(left, sign, right) => {
                let is_words = |side: &Expression| match side {
                    Expression::Input(column) => row.is_words(*column),
                    _ => false,
                };
                let (a, b) = (left.value(numbers), right.value(numbers));
                match a.partial_cmp(&b) {
                    Some(order) => sign.holds(order),
                    // Words are not a number: they are unequal to every number.
                    None => {
                        *sign == Sign::Unequal
                            && ((is_words(left) && !b.is_nan()) || (is_words(right) && !a.is_nan()))
                    }
                }
            }
            Self::Text(column, sign, text) => {
                let order = row.text(*column).as_ref().cmp(text.as_str());
                // A text is equal to a cell that is read as missing only if it has the text of this
                // cell.
                match sign {
                    Sign::Equal => order.is_eq(),
                    _ => !row.is_missing(*column) && sign.holds(order),
                }
            }
        }
    }

    /// Whether it names a column that meets the predicate.
    pub(super) fn names(&self, meant: &impl Fn(usize) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.names(meant)),
            Self::Not(part) => part.names(meant),
            Self::Numbers(left, _, right) => left.has_input(meant) || right.has_input(meant),
            Self::Text(column, ..) => meant(*column),
        }
    }

    fn has_number_of(&self, meant: &impl Fn(usize) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|p| p.has_number_of(meant)),
            Self::Not(part) => part.has_number_of(meant),
            Self::Numbers(left, _, right) => left.has_input(meant) || right.has_input(meant),
            Self::Text(..) => false,
        }
    }

    fn has_text_of(&self, column: usize) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|p| p.has_text_of(column)),
            Self::Not(part) => part.has_text_of(column),
            Self::Numbers(..) => false,
            Self::Text(of, ..) => *of == column,
        }
    }
}

struct Parser<'t, 'c> {
    reader: Reader<'t>,
    columns: &'c mut ColumnsNamed,
}

impl Parser<'_, '_> {
    /// The whole text: the parts that `and` joins.
    fn whole(&mut self) -> Result<Vec<(String, Truth)>, Misread> {
        let mut parts = Vec::new();
        let start = self.reader.place();
        loop {
            let from = self.reader.place();
            let part = self.one()?;
            parts.push((self.reader.since(from).to_owned(), part));
            if !self.reader.take_word("and") {
                break;
            }
        }
        if self.reader.take_word("or") {
            let first = match parts.len() {
                1 => parts.remove(0).1,
                _ => Truth::All(parts.into_iter().map(|(_, part)| part).collect()),
            };
            let mut any = vec![first, self.both()?];
            while self.reader.take_word("or") {
                any.push(self.both()?);
            }
            parts = vec![(self.reader.since(start).to_owned(), Truth::Any(any))];
        }
        match self.reader.peek() {
            None => Ok(parts),
            Some(_) => Err(self.joint()),
        }
    }

    /// The fault of a word or sign where `and` or `or` is expected.
    fn joint(&mut self) -> Misread {
        let joins = [
            ("AND", "and"),
            ("OR", "or"),
            ("&&", "and"),
            ("||", "or"),
            ("&", "and"),
            ("|", "or"),
        ];
        let rest = self.reader.rest();
        let found = joins.iter().find(|(written, _)| {
            rest.get(..written.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(written))
        });
        let message = match found {
            Some((written, meant)) => format!("`{written}` is written `{meant}`"),
            None if rest.starts_with(')') => "this `)` has no matching `(`: remove it".to_owned(),
            None => "`and`, `or` or the end is expected here".to_owned(),
        };
        let length = found.map(|(written, _)| written.len());
        let start = self.reader.place();
        match length {
            Some(length) => self.reader.fault_in(start..start + length, message),
            None => self.reader.fault(message),
        }
    }

    fn any(&mut self) -> Result<Truth, Misread> {
        let mut any = vec![self.both()?];
        while self.reader.take_word("or") {
            any.push(self.both()?);
        }
        Ok(match any.len() {
            1 => any.remove(0),
            _ => Truth::Any(any),
        })
    }

    fn both(&mut self) -> Result<Truth, Misread> {
        let mut all = vec![self.one()?];
        while self.reader.take_word("and") {
            all.push(self.one()?);
        }
        Ok(match all.len() {
            1 => all.remove(0),
            _ => Truth::All(all),
        })
    }

    fn one(&mut self) -> Result<Truth, Misread> {
        self.reader.deeper()?;
        let found = if self.reader.take_word("not") {
            Truth::Not(Box::new(self.one()?))
        } else if self.reader.peek() == Some('(') && holds_comparison(self.reader.rest()) {
            self.reader.take('(');
            let inner = self.any()?;
            if self.reader.peek() != Some(')') && self.reader.peek().is_some() {
                return Err(self.joint());
            }
            self.reader.close()?;
            inner
        } else {
            self.comparison()?
        };
        self.reader.back();
        Ok(found)
    }

    fn comparison(&mut self) -> Result<Truth, Misread> {
        let start = self.reader.place();
        let left = self.operand()?;
        let between = self.reader.place();
        if let Some(is_in) = self.list_sign() {
            let column = self.column_of(&left, start, "`in`")?;
            return self.list(column, is_in);
        }
        if self.reader.rest().starts_with("<>") {
            return Err(self.no_sign());
        }
        let Some(sign) = self.reader.sign(&Sign::ALL) else {
            return Err(self.no_sign());
        };
        let right_start = self.reader.place();
        let right = self.operand()?;
        match (left, right) {
            (Operand::Formula(left), Operand::Formula(right)) => Ok(Truth::Numbers(left, sign, right)),
            (Operand::Formula(left), Operand::Text(text)) => {
                let column = self.column_of(&Operand::Formula(left), start, "a text")?;
                Ok(Truth::Text(column, sign, text))
            }
            (Operand::Text(text), Operand::Formula(right)) => {
                let column = self.column_of(&Operand::Formula(right), right_start, "a text")?;
                Ok(Truth::Text(column, sign.turned(), text))
            }
            (Operand::Text(_), Operand::Text(_)) => Err(self.reader.fault_in(
                start..between,
                "two texts are compared here: name a column on one side, in backquotes if its name needs them",
            )),
        }
    }

    /// `in`, or `not in`.
    fn list_sign(&mut self) -> Option<bool> {
        if self.reader.take_word("in") {
            return Some(true);
        }
        let rest = self.reader.rest().strip_prefix("not")?;
        let is_list = rest.trim_start().strip_prefix("in");
        let is_list = is_list.is_some_and(|rest| rest.trim_start().starts_with('['));
        if !(rest.starts_with(char::is_whitespace) && is_list) {
            return None;
        }
        self.reader.take_word("not");
        self.reader.take_word("in");
        Some(false)
    }

    fn list(&mut self, column: usize, is_in: bool) -> Result<Truth, Misread> {
        if !self.reader.take('[') {
            return Err(self
                .reader
                .fault("`in` needs a list, such as [1, 2] or ['yes', 'no']"));
        }
        let sign = if is_in { Sign::Equal } else { Sign::Unequal };
        let mut items = Vec::new();
        loop {
            self.reader.operand()?;
            let start = self.reader.place();
            items.push(match self.operand()? {
                Operand::Text(text) => Truth::Text(column, sign, text),
                Operand::Formula(x) if x.is_constant() => {
                    Truth::Numbers(Expression::Input(column), sign, x)
                }
                Operand::Formula(_) => {
                    let message = format!(
                        "a list holds numbers and texts; a text stands in single quotes: '{}'",
                        excerpt(self.reader.since(start))
                    );
                    return Err(self.reader.fault_since(start, message));
                }
            });
            if !self.reader.take(',') {
                break;
            }
        }
        if !self.reader.take(']') {
            return Err(self.reader.fault("`,` or `]` is expected here"));
        }
        Ok(if is_in {
            Truth::Any(items)
        } else {
            Truth::All(items)
        })
    }

    fn operand(&mut self) -> Result<Operand, Misread> {
        if self.reader.peek() == Some('\'') {
            self.reader.operand()?;
            return self.reader.quoted('\'').map(Operand::Text);
        }
        self.reader.formula(self.columns).map(Operand::Formula)
    }

    /// The column on one side, if the other side is a text or a list.
    fn column_of(&mut self, side: &Operand, start: usize, other: &str) -> Result<usize, Misread> {
        if let Operand::Formula(Expression::Input(column)) = side {
            return Ok(*column);
        }
        let message = format!("{other} is compared with a column: name one here");
        let end = start + self.reader.since(start).len();
        Err(self.reader.fault_in(start..end, message))
    }

    /// The fault of a word or sign where a comparison operator is expected.
    fn no_sign(&mut self) -> Misread {
        let rest = self.reader.rest();
        let found = [("=", "=="), ("<>", "!="), ("!", "!="), ("~", "==")]
            .iter()
            .find(|(written, _)| rest.starts_with(written));
        match found {
            Some((written, meant)) => self
                .reader
                .fault(format!("`{written}` is written `{meant}` here")),
            None => self
                .reader
                .fault("a comparison is expected here: == != < <= > >=, or `in [...]`"),
        }
    }
}

/// Whether the parentheses that open here hold a condition and not a formula: it contains a comparison.
fn holds_comparison(rest: &str) -> bool {
    let (mut depth, mut quoted) = (0_usize, None);
    let mut word = String::new();
    for c in rest.chars() {
        if let Some(mark) = quoted {
            if c == mark {
                quoted = None;
            }
            continue;
        }
        if c.is_alphanumeric() || c == '_' || c == '.' {
            word.push(c);
            continue;
        }
        if ["and", "or", "not", "in"].contains(&word.as_str()) {
            return true;
        }
        word.clear();
        match c {
            '\'' | '`' => quoted = Some(c),
            '(' => depth += 1,
            ')' if depth <= 1 => return false,
            ')' => depth -= 1,
            '=' | '<' | '>' | '!' => return true,
            _ => {}
        }
    }
    false
}
