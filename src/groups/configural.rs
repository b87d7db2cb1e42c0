//! Configural invariance: what must be the same in all groups before anything is estimated. A checklist, not a test.

use serde::{Deserialize, Serialize};

use crate::estimate::Problem;
use crate::moments::{Missing, Sample};
use crate::text::{counted, first_of, significant};

/// The maximum number of indicators that are named.
const NAMED: usize = 5;

/// One line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Configural {
    /// What is checked: `indicators`, `treatment`, `settings`, `answers`.
    pub item: String,
    /// Whether it is the same in all groups.
    pub same: bool,
    /// The observation.
    pub sentence: String,
}

impl Configural {
    fn new(item: &str, same: bool, sentence: String) -> Self {
        Self {
            item: item.to_owned(),
            same,
            sentence,
        }
    }
}

/// The checklist of a model in some groups, each by its name.
///
/// Source: Henseler, Ringle & Sarstedt (2016), International Marketing Review 33(3), 405-431: step 1 of MICOM.
pub(super) fn checklist(groups: &[(&str, &Problem)], missing: Missing) -> Vec<Configural> {
    let Some((_, first)) = groups.first() else {
        return Vec::new();
    };
    let model = first.plan().written();
    let indicators = first.sample().indicators().len();
    let constructs = model.measured().count();
    vec![
        Configural::new(
            "indicators",
            true,
            format!(
                "The same {} measure the same {} in every group.",
                counted(indicators, "indicator"),
                counted(constructs, "construct")
            ),
        ),
        treatment(groups, missing),
        Configural::new(
            "settings",
            true,
            "One algorithm with one set of settings estimates every group.".to_owned(),
        ),
        answers(groups),
    ]
}

fn treatment(groups: &[(&str, &Problem)], missing: Missing) -> Configural {
    let count = |problem: &Problem| problem.sample().missing().iter().sum::<usize>();
    let counts = groups
        .iter()
        .map(|(name, p)| format!("{} in `{name}`", count(p)));
    let counts: Vec<String> = counts.collect();
    let treated = match missing {
        Missing::Error => "No answer is missing".to_owned(),
        Missing::Casewise => format!(
            "Rows with missing answers are excluded: {} missing",
            counts.join(", ")
        ),
        Missing::Mean => format!(
            "Missing answers stand at the group's own mean: {}",
            counts.join(", ")
        ),
    };
    Configural::new("treatment", true, format!("{treated}."))
}

/// Whether the answers of all groups reach as far.
fn answers(groups: &[(&str, &Problem)]) -> Configural {
    let samples: Vec<&Sample> = groups.iter().map(|(_, problem)| problem.sample()).collect();
    let names = samples[0].indicators();
    let differ = (0..names.len()).filter_map(|k| {
        let reached: Vec<[f64; 2]> = samples.iter().map(|sample| sample.range(k)).collect();
        #[allow(clippy::float_cmp)] // the same answer is the same number
        let same = reached.windows(2).all(|pair| pair[0] == pair[1]);
        let of_groups = groups.iter().zip(&reached);
        let of_groups = of_groups.map(|((name, _), [low, high])| {
            let [low, high] = [*low, *high].map(answer);
            format!("{low} to {high} in `{name}`")
        });
        let of_groups: Vec<String> = of_groups.collect();
        (!same).then(|| format!("`{}` ({})", names[k], of_groups.join(", ")))
    });
    let differ: Vec<String> = differ.collect();
    let sentence = if differ.is_empty() {
        "The lowest and the highest answer to every indicator are the same in every group."
            .to_owned()
    } else {
        format!(
            "The lowest or the highest answer differs for {} of {}: {}. Check whether every group was asked in the same way, and whether its answers are coded alike.",
            differ.len(),
            counted(names.len(), "indicator"),
            first_of(NAMED, differ.iter(), "; ")
        )
    };
    Configural::new("answers", differ.is_empty(), sentence)
}

/// An answer: a whole number as it is, and a computed one in short.
fn answer(x: f64) -> String {
    if x.fract() == 0.0 {
        x.to_string()
    } else {
        significant(x)
    }
}
