//! Answers as text, and the numbers that they represent.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::ready::{READY, of_kind, ready};
use super::{MissingCode, PrepareError, Scale, folded};
use crate::data::cell::{Value, value};
use crate::text::nearest;

/// Labels of answers with their numbers, such as `Strongly disagree` = 1: a map, or a ready scale by its name.
///
/// Labels match whatever the case and the blanks of a cell.
///
/// ```
/// use pls_sem::data::Labels;
///
/// let ready = Labels::ready("agree-5")?;
/// assert_eq!(ready.number("neither agree nor  disagree"), Some(3.0));
/// let own = Labels::new([("never", 0.0), ("always", 10.0)])?;
/// assert_eq!(own.number("Always"), Some(10.0));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Labels {
    /// The name of a ready scale.
    scale: Option<String>,
    /// The labels as they were written, with their numbers.
    written: Vec<(String, f64)>,
    /// The position in `written` of each label, by the form in which it is compared.
    known: HashMap<String, usize>,
}

/// Labels as a study file has them.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Ready(String),
    Map(BTreeMap<String, f64>),
}

impl Labels {
    /// Labels of your own.
    ///
    /// # Errors
    /// [`PrepareError`]: there are none, a number is not finite, two labels that differ in case and blanks only have
    /// different numbers, or a label is a number, which stands for itself.
    pub fn new<L: Into<String>>(
        labels: impl IntoIterator<Item = (L, f64)>,
    ) -> Result<Self, PrepareError> {
        let labels = labels.into_iter();
        let written: Vec<(String, f64)> = labels.map(|(label, x)| (label.into(), x)).collect();
        let mut known = HashMap::new();
        for (at, (label, number)) in written.iter().enumerate() {
            let form = folded(label);
            if form.is_empty() {
                return Err(PrepareError::BlankLabel { number: *number });
            }
            if !number.is_finite() {
                return Err(PrepareError::LabelNumber {
                    label: label.clone(),
                    number: number.to_string(),
                });
            }
            #[allow(clippy::float_cmp)] // the same number, as it is written
            if let Value::Number(x, _) = value(label.trim(), None)
                && x != *number
            {
                return Err(PrepareError::NumberAsLabel {
                    label: label.clone(),
                    number: *number,
                });
            }
            if let Some(&other) = known.get(&form) {
                let (first, of_first): &(String, f64) = &written[other];
                #[allow(clippy::float_cmp)] // the same number, as it is written
                if of_first != number {
                    return Err(PrepareError::LabelTwice {
                        first: first.clone(),
                        of_first: *of_first,
                        second: label.clone(),
                        of_second: *number,
                    });
                }
            }
            known.entry(form).or_insert(at);
        }
        if written.is_empty() {
            return Err(PrepareError::NoLabels);
        }
        Ok(Self {
            scale: None,
            written,
            known,
        })
    }

    /// The labels of a ready scale, in the spellings of Google Forms, Qualtrics, SurveyMonkey and LimeSurvey:
    /// [`Labels::ready_names`] lists them.
    ///
    /// # Errors
    /// [`PrepareError`]: there is no ready scale of this name.
    pub fn ready(name: &str) -> Result<Self, PrepareError> {
        let Some(found) = ready(name) else {
            return Err(PrepareError::UnknownScale {
                name: name.to_owned(),
                nearest: of_kind(name)
                    .map(str::to_owned)
                    .or_else(|| nearest(name, Self::ready_names())),
            });
        };
        let numbered = found.answers.iter().zip(found.lowest..);
        let spelled = numbered.flat_map(|(spellings, number)| {
            spellings
                .iter()
                .map(move |&label| (label, f64::from(number)))
        });
        let labels = Self::new(spelled)?;
        Ok(Self {
            scale: Some(name.to_owned()),
            ..labels
        })
    }

    /// The names of the ready scales.
    pub fn ready_names() -> impl Iterator<Item = &'static str> {
        READY.iter().map(|ready| ready.name)
    }

    /// The number that a text represents; `None` if it is not a label.
    #[must_use]
    pub fn number(&self, text: &str) -> Option<f64> {
        self.find(text).map(|(number, _)| number)
    }

    /// The number that a text represents, and the position of its label.
    ///
    /// A label of a ready scale may come with its number: `1 - Strongly disagree`, `Strongly disagree (1)`.
    pub(super) fn find(&self, text: &str) -> Option<(f64, usize)> {
        let of = |text: &str| {
            let &at = self.known.get(&folded(text))?;
            Some((self.written[at].1, at))
        };
        of(text).or_else(|| {
            self.scale.as_ref()?;
            let (number, label) = beside_number(text)?;
            #[allow(clippy::float_cmp)] // whole numbers
            of(label).filter(|(x, _)| *x == number)
        })
    }

    /// The label that is most similar to a text that is not a label.
    pub(super) fn nearest(&self, text: &str) -> Option<String> {
        nearest(text, self.written.iter().map(|(label, _)| label.as_str()))
    }

    /// Whether two labels of one column can be spellings of one answer: in a map they are, because they are declared; in
    /// a ready scale they are not, because a platform has one spelling for each answer.
    pub(super) fn is_ready(&self) -> bool {
        self.scale.is_some()
    }

    /// The lowest and the highest number that a label represents, without those that mean "no answer".
    pub(super) fn ends(&self, codes: &[MissingCode]) -> Option<Scale> {
        let numbers = self.written.iter().map(|(_, x)| *x);
        let answers = numbers.filter(|x| !codes.iter().any(|code| code.is_number(*x)));
        Scale::around(answers)
    }

    /// Their name in a message: the name of the ready scale, or `labels`.
    pub(crate) fn name(&self) -> &str {
        self.scale.as_deref().unwrap_or("labels")
    }
}

/// The ready scale with the fewest answers that knows every text of a column, each as a different
/// answer.
pub(crate) fn labels_of<'c>(cells: impl Iterator<Item = &'c str>) -> Option<&'static str> {
    // A scale has few different answers, and free text has many.
    const MOST: usize = 20;
    let mut words: Vec<(String, &str)> = Vec::new();
    for cell in cells {
        if value(cell, None) == Value::Words {
            let form = folded(cell);
            if !words.iter().any(|(known, _)| *known == form) {
                words.push((form, cell));
            }
            if words.len() > MOST {
                return None;
            }
        }
    }
    if words.is_empty() {
        return None;
    }
    let fits = |name: &&str| {
        let Ok(labels) = Labels::ready(name) else {
            return false;
        };
        let mut numbers: Vec<f64> = Vec::new();
        words.iter().all(|(_, word)| match labels.number(word) {
            Some(x) if !numbers.contains(&x) => {
                numbers.push(x);
                true
            }
            _ => false,
        })
    };
    let fitting = Labels::ready_names().filter(fits);
    fitting.min_by_key(|name| ready(name).map_or(0, |ready| ready.answers.len()))
}

impl TryFrom<Written> for Labels {
    type Error = PrepareError;

    fn try_from(written: Written) -> Result<Self, PrepareError> {
        match written {
            Written::Ready(name) => Self::ready(&name),
            Written::Map(labels) => Self::new(labels),
        }
    }
}

impl From<Labels> for Written {
    fn from(labels: Labels) -> Self {
        match labels.scale {
            Some(name) => Self::Ready(name),
            None => Self::Map(labels.written.into_iter().collect()),
        }
    }
}

/// The number and the label of a text that holds both: `1 - never`, `1. never`, `1 = never`, `1 (never)`, `never (1)`.
fn beside_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let digits = |part: &str| match value(part.trim(), None) {
        Value::Number(x, None) => Some(x),
        _ => None,
    };
    if let Some((label, number)) = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
    {
        return match (digits(number), digits(label)) {
            (Some(x), _) => Some((x, label)),
            (None, Some(x)) => Some((x, number)),
            (None, None) => None,
        };
    }
    let (number, label) = text.split_once(|c: char| !c.is_ascii_digit())?;
    let label = label.trim_start_matches(|c: char| c.is_whitespace() || "-–—.:=)".contains(c));
    Some((digits(number)?, label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_match_whatever_the_case_the_blanks_and_the_number_beside_them() {
        let labels = Labels::ready("agree-5").unwrap();
        for (text, number) in [
            ("STRONGLY  DISAGREE", Some(1.0)),
            ("neither agree\u{a0}nor disagree", Some(3.0)),
            ("5 - Strongly agree", Some(5.0)),
            ("5. Strongly agree", Some(5.0)),
            ("Strongly agree (5)", Some(5.0)),
            ("5 (strongly agree)", Some(5.0)),
            ("1 - Strongly agree", None),
            ("agreed", None),
            ("", None),
        ] {
            assert_eq!(labels.number(text), number, "{text}");
        }
        let own = Labels::new([("don’t know", -99.0), ("low", 1.0), ("high", 7.0)]).unwrap();
        assert_eq!(own.number("Don't know"), Some(-99.0));
        assert_eq!(own.number("1 - low"), None);
        let ends = own.ends(&[MissingCode::from(-99.0)]).unwrap();
        assert_eq!((ends.low(), ends.high()), (1.0, 7.0));
    }

    #[test]
    fn the_ready_scale_of_some_answers_is_the_shortest_that_tells_them_apart() {
        let of = |texts: &[&str]| labels_of(texts.iter().copied());
        assert_eq!(of(&["agree", "Strongly agree"]), Some("agree-4"));
        assert_eq!(of(&["Agree", "Neutral", "Disagree"]), Some("agree-5"));
        assert_eq!(of(&["Agree", "Somewhat agree"]), Some("agree-6"));
        assert_eq!(of(&["Agree", "Somewhat agree", "Neutral"]), Some("agree-7"));
        assert_eq!(of(&["Agree", "Blue"]), None);
    }

    #[test]
    fn labels_that_contradict_each_other_are_refused() {
        let refused = |labels: &[(&str, f64)]| Labels::new(labels.iter().copied()).unwrap_err();
        for (labels, says) in [
            (
                &[("Yes", 1.0), ("yes ", 0.0)][..],
                "`Yes` = 1 and `yes ` = 0",
            ),
            (&[("1", 5.0)], "`1` is a number"),
            (&[("low", f64::NAN)], "NaN"),
            (&[(" ", 1.0)], "empty"),
            (&[], "no labels"),
        ] {
            let error = refused(labels).to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(Labels::new([("Yes", 1.0), ("YES", 1.0), ("5", 5.0)]).is_ok());
        let unknown = Labels::ready("agre-5").unwrap_err().to_string();
        assert!(unknown.contains("did you mean `agree-5`?"), "{unknown}");
    }
}
