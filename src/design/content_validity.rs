//! Content validity: whether the questions cover the concept, from experts' ratings.

use serde::{Deserialize, Serialize};

use super::DesignFinding;
use super::ratings::Item;
use super::{
    DesignError, Ratings, Scale, content_index, content_validity_ratio, critical_agreement,
    modified_kappa,
};
use crate::data::Source;
use crate::finding::{FindingRecord, recorded};
use crate::guidance::{self, Judged, Judgement};
use crate::model::{Construct, Model};

/// The format's name and version.
const FORMAT: &str = "pls-sem-experts/1";

/// A panel has three to ten experts (Lynn 1986).
const CUSTOMARY_EXPERTS: usize = 10;
/// A first column of this name holds items, not experts.
const ITEMS: [&str; 6] = [
    "item",
    "items",
    "question",
    "questions",
    "indicator",
    "indicators",
];

/// The content validity of a questionnaire, from experts' ratings. Its `Display` is the report.
///
/// A missing rating is not counted: the item is judged by the experts who rated it, and `missing` gives the number of
/// missing ratings.
///
/// ```
/// use pls_sem::Model;
/// use pls_sem::design::{ContentValidity, Ratings, Scale};
///
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas_experts.csv");
/// let ratings = Ratings::read(path, Scale::default())?; // seven experts, simulated
/// let validity = ContentValidity::of(&ratings);
/// assert!(validity.questionnaire.s_cvi_ave > 0.9);
///
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let validity = ContentValidity::by_construct(&ratings, &model)?;
/// assert_eq!(validity.constructs[0].construct, "Resources");
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Lawshe (1975); Polit & Beck (2006), Research in Nursing & Health 29(5), 489-497.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContentValidity {
    /// `pls-sem-experts/1`.
    pub format: String,
    /// The file that the ratings were read from.
    pub source: Option<Source>,
    /// The scale, and the ratings that count as agreement.
    pub scale: Scale,
    /// The findings.
    pub findings: Vec<FindingRecord>,
    /// Values beyond customary thresholds, each with its source.
    pub guidance: Vec<Judgement>,
    /// Every item.
    pub items: Vec<ItemValidity>,
    /// The items of every construct; empty without a model.
    pub constructs: Vec<ConstructValidity>,
    /// All items.
    pub questionnaire: Validity,
    /// The experts.
    pub experts: Vec<ExpertRecord>,
}

/// Content validity of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ItemValidity {
    /// Its construct, if the model has the item.
    pub construct: Option<String>,
    /// The item.
    pub item: String,
    /// Experts who rated it.
    pub experts: usize,
    /// Experts who did not.
    pub missing: usize,
    /// Experts who agree.
    pub agreed: usize,
    /// The number of experts who must agree, so that the agreement exceeds chance (Ayre & Scally 2014);
    /// `None` if there are too few experts.
    pub needed: Option<usize>,
    /// Whether at least this number agrees. The CVI is computed from these items.
    pub retained: bool,
    /// Lawshe's content validity ratio.
    pub cvr: f64,
    /// The content validity index.
    pub i_cvi: f64,
    /// The modified kappa.
    pub kappa: f64,
    /// Its category: excellent, good, fair or poor.
    pub kappa_is: String,
}

/// Content validity of several items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Validity {
    /// How many items.
    pub items: usize,
    /// Number of items with the required agreement.
    pub retained: usize,
    /// Lawshe's CVI: the mean CVR of the retained items; `None` if there are none.
    pub cvi: Option<f64>,
    /// S-CVI/Ave: the mean I-CVI of all.
    pub s_cvi_ave: f64,
    /// S-CVI/UA: the share of the items on which all experts agree.
    pub s_cvi_ua: f64,
}

/// Content validity of a construct's items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ConstructValidity {
    /// The construct.
    pub construct: String,
    /// Of those of its items that were rated.
    #[serde(flatten)]
    pub validity: Validity,
}

/// An expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExpertRecord {
    /// The expert.
    pub expert: String,
    /// Items rated.
    pub rated: usize,
    /// Items not rated.
    pub missing: usize,
    /// Items agreed to.
    pub agreed: usize,
}

impl ContentValidity {
    /// Of the whole questionnaire.
    #[must_use]
    pub fn of(ratings: &Ratings) -> Self {
        Self::new(ratings, None)
    }

    /// The content validity of the whole questionnaire, and of the items of every construct.
    ///
    /// # Errors
    /// [`DesignError::Turned`]: the model's indicators stand where the experts should; [`DesignError::NoNames`]: the first
    /// column is one of them.
    pub fn by_construct(ratings: &Ratings, model: &Model) -> Result<Self, DesignError> {
        if model.indicators().any(|name| name == ratings.names) {
            return Err(DesignError::NoNames {
                column: ratings.names.clone(),
                sign: "has the name of an indicator of the model",
            });
        }
        let mut indicators = model.indicators();
        let turned = indicators.find(|name| ratings.experts().iter().any(|e| e == name));
        if let Some(item) = turned {
            return Err(DesignError::Turned {
                item: item.to_owned(),
            });
        }
        Ok(Self::new(ratings, Some(model)))
    }

    /// The result as indented JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // The record consists of numbers, strings and lists, which JSON can represent.
        serde_json::to_string_pretty(self).unwrap_or_else(|e| unreachable!("{e}"))
    }

    fn new(ratings: &Ratings, model: Option<&Model>) -> Self {
        let constructs = model.map_or(&[][..], Model::constructs);
        let construct_of = |item: &str| {
            let has_it = |c: &&Construct| c.indicators.iter().any(|indicator| indicator == item);
            constructs.iter().find(has_it).map(|c| c.name.clone())
        };
        let rated = ratings.rated();
        let items: Vec<ItemValidity> = rated
            .iter()
            .filter_map(|item| ItemValidity::of(item, ratings.scale, construct_of(&item.name)))
            .collect();
        let constructs = constructs.iter().filter_map(|c| {
            let own = |item: &&ItemValidity| item.construct.as_ref() == Some(&c.name);
            let own: Vec<&ItemValidity> = items.iter().filter(own).collect();
            (!own.is_empty()).then(|| ConstructValidity {
                construct: c.name.clone(),
                validity: Validity::of(&own),
            })
        });
        let constructs: Vec<ConstructValidity> = constructs.collect();
        let questionnaire = Validity::of(&items.iter().collect::<Vec<_>>());
        let expert = |(row, expert): (usize, &String)| {
            let given: Vec<i32> = rated.iter().filter_map(|item| item.ratings[row]).collect();
            ExpertRecord {
                expert: expert.clone(),
                rated: given.len(),
                missing: rated.len() - given.len(),
                agreed: ratings.scale.agreements(&given),
            }
        };
        Self {
            format: FORMAT.to_owned(),
            source: ratings.source.clone(),
            scale: ratings.scale,
            findings: findings(ratings, &items, model),
            guidance: judgements(&items, &constructs, &questionnaire),
            experts: ratings.experts().iter().enumerate().map(expert).collect(),
            items,
            constructs,
            questionnaire,
        }
    }
}

impl ItemValidity {
    /// `None` if no expert rated the item; [`Ratings`] have no such item.
    fn of(item: &Item, scale: Scale, construct: Option<String>) -> Option<Self> {
        let given: Vec<i32> = item.ratings.iter().copied().flatten().collect();
        let (experts, agreed) = (given.len(), scale.agreements(&given));
        let needed = critical_agreement(experts);
        let kappa = modified_kappa(agreed, experts)?;
        Some(Self {
            construct,
            item: item.name.clone(),
            experts,
            missing: item.ratings.len() - experts,
            agreed,
            needed,
            retained: needed.is_some_and(|needed| agreed >= needed),
            cvr: content_validity_ratio(agreed, experts)?,
            i_cvi: content_index(agreed, experts)?,
            kappa,
            kappa_is: guidance::agreement(kappa).to_owned(),
        })
    }
}

impl Validity {
    /// Of at least one item.
    fn of(items: &[&ItemValidity]) -> Self {
        let retained: Vec<f64> = items.iter().filter(|i| i.retained).map(|i| i.cvr).collect();
        let unanimous = items.iter().filter(|i| i.agreed == i.experts).count();
        let count = items.len() as f64;
        Self {
            items: items.len(),
            retained: retained.len(),
            cvi: (!retained.is_empty())
                .then(|| retained.iter().sum::<f64>() / retained.len() as f64),
            s_cvi_ave: items.iter().map(|i| i.i_cvi).sum::<f64>() / count,
            s_cvi_ua: unanimous as f64 / count,
        }
    }
}

fn findings(
    ratings: &Ratings,
    items: &[ItemValidity],
    model: Option<&Model>,
) -> Vec<FindingRecord> {
    let names = |which: fn(&ItemValidity) -> bool| -> Vec<String> {
        let found = items.iter().filter(|item| which(item));
        found.map(|item| item.item.clone()).collect()
    };
    let (incomplete, few) = (names(|i| i.missing > 0), names(|i| i.needed.is_none()));
    let indicators = model.into_iter().flat_map(Model::indicators);
    let not_rated: Vec<String> = indicators
        .filter(|name| items.iter().all(|item| item.item != *name))
        .map(str::to_owned)
        .collect();
    // Without a model no item has a construct.
    let outside = match model {
        Some(_) => names(|i| i.construct.is_none()),
        None => Vec::new(),
    };
    let experts = ratings.experts().len();
    let many = experts > CUSTOMARY_EXPERTS && experts >= 2 * items.len();
    let known = items.iter().any(|item| item.construct.is_some());
    let called_items = ITEMS.contains(&ratings.names.trim().to_lowercase().as_str());
    let mut findings = Vec::new();
    if (many || called_items) && !known {
        findings.push(DesignFinding::RatingsMayBeTurned {
            experts,
            items: items.len(),
        });
    }
    if !outside.is_empty() {
        findings.push(DesignFinding::ItemsOutsideModel { items: outside });
    }
    if !incomplete.is_empty() {
        findings.push(DesignFinding::MissingRatings {
            missing: items.iter().map(|item| item.missing).sum(),
            items: incomplete,
        });
    }
    if !few.is_empty() {
        findings.push(DesignFinding::FewExperts { items: few });
    }
    let differ =
        names(|i| i.kappa >= guidance::GOOD_AGREEMENT && i.needed.is_some() && !i.retained);
    if !differ.is_empty() {
        findings.push(DesignFinding::RulesDiffer { items: differ });
    }
    if !not_rated.is_empty() {
        findings.push(DesignFinding::NotRated {
            indicators: not_rated,
        });
    }
    recorded(findings)
}

/// Every value that misses a guideline.
fn judgements(
    items: &[ItemValidity],
    constructs: &[ConstructValidity],
    questionnaire: &Validity,
) -> Vec<Judgement> {
    let of_items = items.iter().flat_map(|item| {
        let of = format!("`{}`", item.item);
        let needed = item.needed.filter(|_| !item.retained);
        let critical = needed.and_then(|needed| content_validity_ratio(needed, item.experts));
        let ratio = critical.and_then(|critical| guidance::judge_cvr(&of, item.cvr, critical));
        let index = guidance::judge_i_cvi(&of, item.i_cvi, item.experts);
        [ratio, index].into_iter().flatten()
    });
    let sets = constructs
        .iter()
        .map(|c| (format!("`{}`", c.construct), &c.validity))
        .chain([("all items".to_owned(), questionnaire)]);
    let of_sets = sets.flat_map(|(of, set)| {
        [
            guidance::judge(Judged::SCviAve, &of, set.s_cvi_ave),
            guidance::judge(Judged::SCviUa, &of, set.s_cvi_ua),
        ]
    });
    of_items.chain(of_sets.flatten()).collect()
}
