//! Answers prepared for a study: labels, missing codes, reversed questions, computed columns, and the rows to keep.
//!
//! ```text
//! mod            what is to be done            apply        the steps in their order
//! labels, ready  texts that are numbers        missing_code what stands for "no answer"
//! scale          lowest and highest answer     reversed     by which ends a question is turned
//! computed       a column made of others       condition    the rows to keep
//! columns_named  the columns of a formula      reading      what a cell says
//! record         what was done                 error        what can be wrong
//! ```

mod apply;
mod columns_named;
mod computed;
mod condition;
mod error;
mod finished;
mod history;
mod labels;
mod missing_code;
mod reading;
mod ready;
mod record;
mod reversed;
mod scale;

pub use computed::Computed;
pub use condition::Condition;
pub use error::{Key, PrepareError};
pub(crate) use history::{History, Outside};
pub use labels::Labels;
pub(crate) use labels::labels_of;
pub use missing_code::MissingCode;
pub(crate) use missing_code::as_key;
pub use record::{Prepared, Step};
pub use scale::Scale;

use crate::data::cell::is_missing_of_spss;
use crate::text::{composed, hidden};

/// How answers are prepared before they are used for a model. The steps are applied in this order, whatever the order of
/// the calls: labels, missing codes, reversed questions, computed columns, and the rows to keep.
///
/// The run record counts what each step changed ([`Table::prepared`](crate::Table::prepared)). A row that is not kept is not
/// checked: an unknown label or an undefined value in it is not an error.
///
/// ```
/// use pls_sem::ReadOptions;
/// use pls_sem::data::{Condition, Labels, Preparation};
///
/// let preparation = Preparation::new()
///     .labels(Labels::ready("agree-5")?)
///     .missing_codes(["prefer not to say"])
///     .reverse(["q2"])
///     .keep(Condition::parse("status == 'done'")?);
/// let table = ReadOptions::new().prepare(preparation).parse(
///     "status,q1,q2\n\
///      preview,test,test\n\
///      done,Agree,Strongly agree\n\
///      done,prefer not to say,Disagree\n",
/// )?;
/// assert_eq!(table.number("q1", 0), Some(4.0));
/// assert_eq!(table.number("q2", 0), Some(1.0)); // 6 minus the answer
/// assert_eq!(table.number("q1", 1), None);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct Preparation {
    pub(crate) labels: Option<Labels>,
    pub(crate) missing_codes: Vec<MissingCode>,
    /// The scale of every question without a scale of its own.
    pub(crate) scale: Option<Scale>,
    pub(crate) scales: Vec<(String, Scale)>,
    /// Questions that share a scale.
    blocks: Vec<Vec<String>>,
    pub(crate) reverse: Vec<String>,
    pub(crate) computed: Vec<Computed>,
    pub(crate) conditions: Vec<Condition>,
}

impl Preparation {
    /// Nothing is done.
    pub fn new() -> Self {
        Self::default()
    }

    /// Texts that represent numbers, in every column. Cells that are not labels, and numbers, are not changed.
    pub fn labels(mut self, labels: Labels) -> Self {
        self.labels = Some(labels);
        self
    }

    /// Adds numbers and texts that stand for "no answer", such as -99 or `n/a`.
    pub fn missing_codes(
        mut self,
        codes: impl IntoIterator<Item = impl Into<MissingCode>>,
    ) -> Self {
        self.missing_codes.extend(codes.into_iter().map(Into::into));
        self
    }

    /// The lowest and the highest answer to every question.
    pub fn scale(mut self, scale: Scale) -> Self {
        self.scale = Some(scale);
        self
    }

    /// The lowest and the highest answer to some questions, in place of those of all.
    pub fn scale_of<C: Into<String>>(
        mut self,
        columns: impl IntoIterator<Item = C>,
        scale: Scale,
    ) -> Self {
        let columns = columns.into_iter().map(|column| (column.into(), scale));
        self.scales.extend(columns);
        self
    }

    /// Questions that share a scale: if one of them is reversed and its scale is not given, the lowest and the highest
    /// answer to all of them are used.
    pub fn block<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.blocks
            .push(columns.into_iter().map(Into::into).collect());
        self
    }

    /// Questions to reverse: lowest + highest - answer. The ends are those of the question's scale; without a scale,
    /// those of the labels; without labels, those of the answers to its block, or to the question itself.
    pub fn reverse<C: Into<String>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.reverse.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Adds a column made of others.
    pub fn compute(mut self, column: Computed) -> Self {
        self.computed.push(column);
        self
    }

    /// Keeps the rows that meet a condition; with several conditions, the rows that meet all of
    /// them.
    pub fn keep(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Whether there is nothing to do. Questions that share a scale do not count.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let unshared = Self {
            blocks: Vec::new(),
            ..self.clone()
        };
        unshared == Self::default()
    }

    /// The conditions on the rows that are kept, as one.
    pub(crate) fn condition(&self) -> Option<String> {
        match self.conditions.as_slice() {
            [] => None,
            [one] => Some(one.to_string()),
            several => {
                let parts: Vec<String> = several.iter().map(|c| format!("({c})")).collect();
                Some(parts.join(" and "))
            }
        }
    }

    /// This, and another behind it.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.labels = other.labels.or(self.labels);
        self.missing_codes.extend(other.missing_codes);
        self.scale = other.scale.or(self.scale);
        self.scales.extend(other.scales);
        self.blocks.extend(other.blocks);
        self.reverse.extend(other.reverse);
        self.computed.extend(other.computed);
        self.conditions.extend(other.conditions);
        self
    }

    /// The scale that is declared for a question.
    pub(crate) fn scale_of_question(&self, column: &str) -> Option<Scale> {
        let own = self.scales.iter().rev().find(|(name, _)| name == column);
        let computed = self.computed.iter().any(|c| c.name() == column);
        own.map(|(_, scale)| *scale)
            .or(self.scale.filter(|_| !computed))
    }

    /// Columns whose original cells are needed.
    pub(crate) fn compared_with_texts(&self) -> impl Iterator<Item = &str> {
        self.conditions
            .iter()
            .flat_map(Condition::compared_with_texts)
    }
}

/// The form of a text in which labels and codes are compared: without differences in case, blanks and apostrophes.
fn folded(text: &str) -> String {
    if is_missing_of_spss(text.trim()) {
        return "system-missing of SPSS".to_owned();
    }
    let composed = composed(text);
    let seen = composed
        .chars()
        .filter(|c| !c.is_whitespace() && !hidden(*c));
    let plain = seen.map(|c| match c {
        '’' | '‘' | '`' | '´' => '\'',
        c => c,
    });
    plain.flat_map(char::to_lowercase).collect()
}
