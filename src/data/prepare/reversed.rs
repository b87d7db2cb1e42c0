//! By which ends a question is turned.

use super::{Labels, Preparation, Scale};

/// The ends of a scale, and their origin.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ends {
    pub(super) scale: Scale,
    pub(super) from: String,
}

impl Preparation {
    /// The ends by which a question is reversed: those of its scale; without a scale, those of the labels; without
    /// labels, those of the answers to its block. `None` if these do not differ.
    pub(super) fn ends<A: Iterator<Item = f64>>(
        &self,
        column: &str,
        answers: impl Fn(&str) -> A,
    ) -> Option<Ends> {
        if let Some(scale) = self.scale_of_question(column) {
            return Some(Ends {
                scale,
                from: "from `scale`".to_owned(),
            });
        }
        if let Some(labels) = &self.labels
            && let Some(scale) = Labels::ends(labels, &self.missing_codes)
        {
            let name = labels.name();
            return Some(Ends {
                scale,
                from: format!("from `{name}`"),
            });
        }
        let own = [column.to_owned()];
        let block = self.block_of(column).unwrap_or(&own);
        let scale = Scale::around(block.iter().flat_map(|name| answers(name)))?;
        let from = if block.len() > 1 {
            "the lowest and the highest answer to its block"
        } else {
            "its lowest and its highest answer"
        };
        Some(Ends {
            scale,
            from: from.to_owned(),
        })
    }

    /// The questions that share the scale of one.
    pub(super) fn block_of(&self, column: &str) -> Option<&[String]> {
        let mut blocks = self.blocks.iter();
        let found = blocks.find(|block| block.iter().any(|name| name == column));
        found.map(Vec::as_slice)
    }
}

impl Ends {
    /// The change of an answer in words: `6 minus the answer (1 to 5, from `scale`)`.
    pub(super) fn describe(&self) -> String {
        let (low, high) = (self.scale.low(), self.scale.high());
        format!(
            "{} minus the answer ({low} to {high}, {})",
            low + high,
            self.from
        )
    }
}
