//! Ready sets of labels: the answers of common scales, in the spellings of survey platforms and papers.
//!
//! Every answer has several spellings: those that Google Forms, Qualtrics, SurveyMonkey and LimeSurvey offer, and those
//! of widely used questionnaires.

/// A scale with its labels.
pub(super) struct Ready {
    /// Its name in a study file.
    pub(super) name: &'static str,
    /// The number of its first answer; the numbers of the others follow.
    pub(super) lowest: u8,
    /// The spellings of each answer.
    pub(super) answers: &'static [&'static [&'static str]],
}

const STRONGLY_DISAGREE: &[&str] = &[
    "Strongly disagree",
    "Completely disagree",
    "Totally disagree",
    "Fully disagree",
    "Disagree strongly",
    "Disagree completely",
    "I strongly disagree",
];
const SOMEWHAT_DISAGREE: &[&str] = &[
    "Somewhat disagree",
    "Slightly disagree",
    "Rather disagree",
    "Tend to disagree",
    "Disagree somewhat",
    "Disagree slightly",
    "More or less disagree",
    "Mildly disagree",
];
const NEITHER_AGREE: &[&str] = &[
    "Neither agree nor disagree",
    "Neither disagree nor agree",
    "Neither agree or disagree",
    "Neutral",
    "Undecided",
    "Uncertain",
    "Unsure",
    "Not sure",
    "Neither",
];
const SOMEWHAT_AGREE: &[&str] = &[
    "Somewhat agree",
    "Slightly agree",
    "Rather agree",
    "Tend to agree",
    "Agree somewhat",
    "Agree slightly",
    "More or less agree",
    "Mildly agree",
];
const STRONGLY_AGREE: &[&str] = &[
    "Strongly agree",
    "Completely agree",
    "Totally agree",
    "Fully agree",
    "Agree strongly",
    "Agree completely",
    "I strongly agree",
];

/// All ready scales; of scales for the same kind of answer, the longer one comes after the shorter
/// one.
pub(super) const READY: &[Ready] = &[
    Ready {
        name: "agree-4",
        lowest: 1,
        answers: &[
            STRONGLY_DISAGREE,
            &[
                "Disagree",
                "I disagree",
                "Somewhat disagree",
                "Rather disagree",
                "Tend to disagree",
            ],
            &[
                "Agree",
                "I agree",
                "Somewhat agree",
                "Rather agree",
                "Tend to agree",
            ],
            STRONGLY_AGREE,
        ],
    },
    Ready {
        name: "agree-5",
        lowest: 1,
        answers: &[
            STRONGLY_DISAGREE,
            &[
                "Disagree",
                "I disagree",
                "Somewhat disagree",
                "Slightly disagree",
                "Rather disagree",
                "Tend to disagree",
                "Disagree somewhat",
                "Moderately disagree",
            ],
            NEITHER_AGREE,
            &[
                "Agree",
                "I agree",
                "Somewhat agree",
                "Slightly agree",
                "Rather agree",
                "Tend to agree",
                "Agree somewhat",
                "Moderately agree",
            ],
            STRONGLY_AGREE,
        ],
    },
    Ready {
        name: "agree-6",
        lowest: 1,
        answers: &[
            STRONGLY_DISAGREE,
            &["Disagree", "I disagree", "Moderately disagree"],
            SOMEWHAT_DISAGREE,
            SOMEWHAT_AGREE,
            &["Agree", "I agree", "Moderately agree"],
            STRONGLY_AGREE,
        ],
    },
    Ready {
        name: "agree-7",
        lowest: 1,
        answers: &[
            STRONGLY_DISAGREE,
            &[
                "Disagree",
                "I disagree",
                "Moderately disagree",
                "Mostly disagree",
            ],
            SOMEWHAT_DISAGREE,
            NEITHER_AGREE,
            SOMEWHAT_AGREE,
            &["Agree", "I agree", "Moderately agree", "Mostly agree"],
            STRONGLY_AGREE,
        ],
    },
    Ready {
        name: "satisfied-5",
        lowest: 1,
        answers: &[
            &[
                "Very dissatisfied",
                "Extremely dissatisfied",
                "Completely dissatisfied",
                "Very unsatisfied",
            ],
            &[
                "Dissatisfied",
                "Somewhat dissatisfied",
                "Rather dissatisfied",
                "Unsatisfied",
            ],
            &[
                "Neither satisfied nor dissatisfied",
                "Neither dissatisfied nor satisfied",
                "Neutral",
                "Neither",
            ],
            &["Satisfied", "Somewhat satisfied", "Rather satisfied"],
            &[
                "Very satisfied",
                "Extremely satisfied",
                "Completely satisfied",
            ],
        ],
    },
    Ready {
        name: "satisfied-7",
        lowest: 1,
        answers: &[
            &[
                "Extremely dissatisfied",
                "Very dissatisfied",
                "Completely dissatisfied",
            ],
            &[
                "Moderately dissatisfied",
                "Dissatisfied",
                "Mostly dissatisfied",
            ],
            &["Slightly dissatisfied", "Somewhat dissatisfied"],
            &[
                "Neither satisfied nor dissatisfied",
                "Neither dissatisfied nor satisfied",
                "Neutral",
                "Neither",
            ],
            &["Slightly satisfied", "Somewhat satisfied"],
            &["Moderately satisfied", "Satisfied", "Mostly satisfied"],
            &[
                "Extremely satisfied",
                "Very satisfied",
                "Completely satisfied",
            ],
        ],
    },
    Ready {
        name: "likely-5",
        lowest: 1,
        answers: &[
            &["Very unlikely", "Extremely unlikely", "Definitely not"],
            &[
                "Unlikely",
                "Somewhat unlikely",
                "Rather unlikely",
                "Probably not",
            ],
            &[
                "Neither likely nor unlikely",
                "Neither unlikely nor likely",
                "Neutral",
                "Might or might not",
                "Undecided",
            ],
            &[
                "Likely",
                "Somewhat likely",
                "Rather likely",
                "Probably yes",
                "Probably",
            ],
            &[
                "Very likely",
                "Extremely likely",
                "Definitely yes",
                "Definitely",
            ],
        ],
    },
    Ready {
        name: "likely-7",
        lowest: 1,
        answers: &[
            &["Extremely unlikely", "Very unlikely"],
            &["Moderately unlikely", "Unlikely"],
            &["Slightly unlikely", "Somewhat unlikely"],
            &[
                "Neither likely nor unlikely",
                "Neither unlikely nor likely",
                "Neutral",
            ],
            &["Slightly likely", "Somewhat likely"],
            &["Moderately likely", "Likely"],
            &["Extremely likely", "Very likely"],
        ],
    },
    Ready {
        name: "how-likely-5",
        lowest: 1,
        answers: &[
            &["Not at all likely"],
            &["Not so likely", "Slightly likely"],
            &["Somewhat likely", "Moderately likely"],
            &["Very likely"],
            &["Extremely likely"],
        ],
    },
    Ready {
        name: "important-5",
        lowest: 1,
        answers: &[
            &[
                "Not at all important",
                "Not important",
                "Unimportant",
                "Very unimportant",
            ],
            &[
                "Slightly important",
                "Not so important",
                "Of little importance",
                "Rather unimportant",
            ],
            &[
                "Moderately important",
                "Somewhat important",
                "Neutral",
                "Neither important nor unimportant",
            ],
            &["Very important", "Important", "Rather important"],
            &["Extremely important"],
        ],
    },
    Ready {
        name: "frequency-5",
        lowest: 1,
        answers: &[
            &["Never"],
            &["Rarely", "Seldom", "Almost never", "Hardly ever"],
            &["Sometimes", "Occasionally", "About half the time"],
            &[
                "Often",
                "Usually",
                "Frequently",
                "Most of the time",
                "Very often",
                "Almost always",
            ],
            &["Always"],
        ],
    },
    Ready {
        name: "extent-5",
        lowest: 1,
        answers: &[
            &["Not at all", "None at all"],
            &[
                "A little",
                "Slightly",
                "A little bit",
                "To a small extent",
                "Very little",
            ],
            &[
                "Moderately",
                "Somewhat",
                "A moderate amount",
                "To some extent",
                "To a moderate extent",
            ],
            &[
                "Very",
                "Very much",
                "A lot",
                "Quite a bit",
                "To a large extent",
                "To a great extent",
            ],
            &[
                "Extremely",
                "A great deal",
                "Completely",
                "To a very large extent",
                "To a very great extent",
            ],
        ],
    },
    Ready {
        name: "quality-5",
        lowest: 1,
        answers: &[
            &[
                "Very poor",
                "Terrible",
                "Very bad",
                "Very low quality",
                "Extremely bad",
            ],
            &[
                "Poor",
                "Bad",
                "Low quality",
                "Below average",
                "Somewhat bad",
            ],
            &[
                "Fair",
                "Average",
                "Neutral",
                "Acceptable",
                "Neither high nor low quality",
                "Neither good nor bad",
            ],
            &["Good", "High quality", "Above average", "Somewhat good"],
            &[
                "Very good",
                "Excellent",
                "Very high quality",
                "Extremely good",
            ],
        ],
    },
    Ready {
        name: "excellent-5",
        lowest: 1,
        answers: &[
            &["Poor"],
            &["Fair"],
            &["Good"],
            &["Very good"],
            &["Excellent"],
        ],
    },
    Ready {
        name: "true-of-me-5",
        lowest: 1,
        answers: &[
            &[
                "Not at all true of me",
                "Definitely false",
                "Does not describe me",
            ],
            &[
                "Slightly true of me",
                "Probably false",
                "Describes me slightly well",
            ],
            &[
                "Moderately true of me",
                "Neither true nor false",
                "Describes me moderately well",
            ],
            &["Very true of me", "Probably true", "Describes me very well"],
            &[
                "Completely true of me",
                "Definitely true",
                "Describes me extremely well",
            ],
        ],
    },
    Ready {
        name: "yes-no",
        lowest: 0,
        answers: &[
            &["No", "False", "Not selected"],
            &["Yes", "True", "Selected"],
        ],
    },
];

pub(super) fn ready(name: &str) -> Option<&'static Ready> {
    READY.iter().find(|ready| ready.name == name)
}

/// Words for a kind of scale, and the beginning of the names of its ready scales.
const KINDS: [(&str, &[&str]); 10] = [
    ("agree", &["agree", "likert"]),
    ("satisfied", &["satisf"]),
    ("how-likely", &["how-likely", "how likely"]),
    ("likely", &["likel", "probab", "intent"]),
    ("important", &["import"]),
    ("frequency", &["freq", "often"]),
    ("extent", &["extent", "degree", "intens"]),
    ("quality", &["quality"]),
    ("true-of-me", &["true", "describ"]),
    ("yes-no", &["yes", "bool", "binary", "dichotom"]),
];

/// The ready scale of the kind that an unknown name speaks of, with the number of answers in the name if there is such a
/// scale.
pub(super) fn of_kind(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let speaks_of = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let (kind, _) = KINDS.iter().find(|(_, words)| speaks_of(words))?;
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let of_kind = |name: &&str| {
        name.strip_prefix(kind)
            .is_some_and(|rest| !rest.contains(char::is_alphabetic))
    };
    let mut scales = READY.iter().map(|ready| ready.name).filter(of_kind);
    let with = |number: &str| {
        scales
            .clone()
            .find(|scale| scale.ends_with(&format!("-{number}")))
    };
    with(&digits)
        .or_else(|| with("5"))
        .or_else(|| scales.next())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::data::prepare::folded;

    #[test]
    fn a_label_has_one_number_in_a_scale_and_the_name_counts_the_answers() {
        for ready in READY {
            let mut known = HashSet::new();
            for label in ready.answers.iter().copied().flatten() {
                assert!(known.insert(folded(label)), "{}: {label}", ready.name);
            }
            if let Some((_, count)) = ready.name.rsplit_once('-')
                && let Ok(count) = count.parse::<usize>()
            {
                assert_eq!(ready.answers.len(), count, "{}", ready.name);
            }
        }
    }
}
