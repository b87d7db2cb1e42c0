//! Screening of the answers before estimation: ranges, missing answers, careless and duplicated respondents,
//! reversed questions, blocks that are alike. The screening reports findings and never deletes anything; it covers
//! only the indicators of the model.

mod alike;
mod doubts;
mod duplicates;
mod finding;
mod identical;
mod identifiers;
mod indicators;
mod missingness;
mod no_respondents;
mod obstacles;
mod off_scale;
mod straight_lining;

use serde::{Deserialize, Serialize};

pub(crate) use doubts::doubts;
pub use duplicates::Duplicate;
pub use finding::ScreenFinding;
pub use indicators::IndicatorScreening;
pub use missingness::{MissingPattern, MissingRow};
pub use straight_lining::StraightLine;

use self::obstacles::IndicatorFaults;
use crate::assess::descriptives;
use crate::data::{Data, Matrix, Table};
use crate::estimate::{EstimateError, Options, Plan, Problem};
use crate::finding::{Finding, FindingRecord, Findings, recorded};
use crate::model::Model;
use crate::moments::{Missing, Moments, Sample};

/// The format of the document that a screening is serialised to.
const FORMAT: &str = "pls-sem-check/1";

/// The screening of the answers to a model's indicators. Its `Display` is the report.
///
/// All rows except those of case weight 0 are screened, before missing answers are treated. Correlations use mean
/// replacement, whatever the treatment in the study. A matrix has no rows: only what follows from correlations is screened.
/// While missing codes are suspected, distributions, reversed questions and blocks are not screened.
///
/// ```
/// use pls_sem::{Missing, Model, Screening, Table};
///
/// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas_missing.csv"))?;
/// let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
/// let screening = Screening::of(&model, &table, Missing::Mean)?;
/// assert_eq!(screening.indicators[0].values, Some(6)); // 1 to 5, and a -99 that was not declared
/// assert!(screening.findings.iter().any(|f| f.finding.code() == "suspected_missing_code"));
/// # Ok::<(), pls_sem::Error>(())
/// ```
///
/// Source: Meade & Craig (2012), Psychological Methods 17(3), 437-455; Hair et al. (2022), A Primer on PLS-SEM, ch. 2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Screening {
    /// Which format of the document this is.
    pub format: String,
    /// Number of screened rows; `None` for a matrix.
    pub rows: Option<usize>,
    /// Every indicator, block by block.
    pub indicators: Vec<IndicatorScreening>,
    /// Which answers are missing together, the most frequent pattern first.
    pub missing_patterns: Vec<MissingPattern>,
    /// Rows that lack many answers.
    pub missing_rows: Vec<MissingRow>,
    /// Rows with a long run of one answer.
    pub straight_lines: Vec<StraightLine>,
    /// Rows with the same answers as another.
    pub duplicates: Vec<Duplicate>,
    /// The obstacles to estimation, as messages. Faults of single indicators are all reported, and the other indicators are
    /// screened.
    #[serde(default)]
    pub obstacles: Vec<String>,
    /// The findings.
    pub findings: Vec<FindingRecord>,
}

impl Screening {
    /// Screens the answers to a model's indicators. `missing` is the treatment of missing answers in the study: the rows
    /// that it will exclude are reported.
    ///
    /// # Errors
    /// [`EstimateError`]: a matrix lacks an indicator. What is wrong with rows is reported in [`Screening::obstacles`].
    pub fn of<'d>(
        model: &Model,
        data: impl Into<Data<'d>>,
        missing: Missing,
    ) -> Result<Self, EstimateError> {
        match data.into() {
            Data::Rows(table) => Ok(Self::of_rows(model, table, missing)),
            Data::Matrix(matrix) => Self::of_matrix(model, matrix),
        }
    }

    /// Whether missing codes are suspected, so that nothing is reported that rests on correlations.
    #[must_use]
    pub fn suspects_codes(&self) -> bool {
        self.findings.iter().any(|found| is_code(&found.finding))
    }

    /// The screening as indented JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Records of numbers, strings and lists: nothing that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_else(|e| unreachable!("{e}"))
    }

    fn of_rows(model: &Model, table: &Table, missing: Missing) -> Self {
        let faults = IndicatorFaults::of(model, table);
        let obstacles = faults.sentences(table, missing);
        // This treatment keeps every row.
        let problem =
            |model: &Model| Problem::new(model, table, Missing::Mean, &Options::default()).ok();
        let Some(problem) = faults.model_without().and_then(|model| problem(&model)) else {
            return Self::of_nothing(table, obstacles);
        };
        let (plan, sample, moments) =
            (problem.plan(), problem.sample(), problem.sample().moments());
        let rows = Respondents { table, sample };
        let indicators = indicators::of_rows(&problem, &moments);
        let missing_patterns = missingness::patterns(sample);
        let missing_rows = missingness::rows(&rows);
        let straight_lines = straight_lining::straight_lines(&rows);
        let duplicates = duplicates::duplicates(&rows);

        let mut findings = doubts::with_duplicates(&problem, table, missing, &duplicates);
        findings.extend(descriptives::outside_scales(plan.model(), table));
        if missing == Missing::Casewise {
            findings.extend(missingness::dropped(sample));
        }
        findings.extend(missingness::finding(&missing_rows, sample));
        findings.extend(straight_lining::finding(&straight_lines));
        findings.extend(alike::indicators(sample));
        if !findings.0.iter().any(is_code) {
            findings.extend(indicators::findings(&indicators));
            findings.extend(alike::blocks(plan, &moments));
        }
        Self {
            format: FORMAT.to_owned(),
            rows: Some(sample.n()),
            indicators,
            missing_patterns,
            missing_rows,
            straight_lines,
            duplicates,
            obstacles,
            findings: recorded(findings.0),
        }
    }

    /// Fewer than two blocks are left to screen.
    fn of_nothing(table: &Table, obstacles: Vec<String>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            rows: Some(table.rows()),
            indicators: Vec::new(),
            missing_patterns: Vec::new(),
            missing_rows: Vec::new(),
            straight_lines: Vec::new(),
            duplicates: Vec::new(),
            obstacles,
            findings: Vec::new(),
        }
    }

    fn of_matrix(model: &Model, matrix: &Matrix) -> Result<Self, EstimateError> {
        let plan = Plan::new(model, &Options::default())?;
        let moments = Moments::of_matrix(model, matrix)?;
        let indicators = indicators::of_matrix(&plan, &moments);
        let suspected = descriptives::suspicions_of_matrix(model, &moments);
        let mut findings: Findings = suspected.into_iter().collect();
        findings.extend(indicators::findings(&indicators));
        findings.extend(alike::blocks(&plan, &moments));
        Ok(Self {
            format: FORMAT.to_owned(),
            rows: None,
            indicators,
            missing_patterns: Vec::new(),
            missing_rows: Vec::new(),
            straight_lines: Vec::new(),
            duplicates: Vec::new(),
            obstacles: Vec::new(),
            findings: recorded(findings.0),
        })
    }
}

/// Whether a finding is a suspected missing code. One -99 among answers from 1 to 5 outweighs all of them in a
/// correlation: findings that rest on correlations are reported after the code is declared.
fn is_code(finding: &Finding) -> bool {
    finding.code() == "suspected_missing_code"
}

/// The screened rows, and where the user finds them.
struct Respondents<'d> {
    table: &'d Table,
    sample: &'d Sample,
}

impl Respondents<'_> {
    /// The line of the file, or the number of the row.
    fn place(&self, i: usize) -> String {
        self.table.place(self.sample.rows_used()[i]).to_string()
    }
}
