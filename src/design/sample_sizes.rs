//! The sample sizes of one model, as flat tables.

use serde::{Deserialize, Serialize};

use super::sizing::{Sizing, SizingSettings};
use super::ten_times::{TenTimes, ten_times};
use super::{
    DesignError, FTest, InverseSquareRoot, Method, Populations, Rounding, SampleSize, equations,
};
use crate::model::{Mode, Model};
use crate::text::counted;

/// The format's name and version.
const FORMAT: &str = "pls-sem-plan/1";

/// The number of answers that a study needs, by every method, and the effects that a given number of answers can show.
/// Its `Display` is the report. It is made by [`Sizing::of`], and without a model by [`Sizing::without_model`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SampleSizes {
    /// `pls-sem-plan/1`.
    pub format: String,
    /// The settings in force.
    pub settings: SizingSettings,
    /// The size of the model, if there is one.
    pub model: Option<ModelSize>,
    /// How many answers each method asks for.
    pub requirements: Vec<Requirement>,
    /// The smallest effects that the answers show; empty if their number is not given.
    pub detectable: Vec<Detectable>,
    /// Margin of error of a share, if population and answers are given.
    pub margin: Option<f64>,
    /// Populations for which Krejcie and Morgan's table gives exactly the number of answers; `None` also if no
    /// population needs this number.
    pub populations: Option<Populations>,
    /// The basis of the ten-times rule; `None` without a model.
    pub ten_times: Option<TenTimes>,
    /// Source and assumptions of every method.
    pub methods: Vec<MethodRecord>,
}

/// Size of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ModelSize {
    /// Constructs.
    pub constructs: usize,
    /// Indicators.
    pub indicators: usize,
    /// Paths.
    pub paths: usize,
}

/// The answers that a method asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Requirement {
    /// The method.
    pub method: Method,
    /// The construct whose equation is tested, if the method tests an equation.
    pub construct: Option<String>,
    /// Its predictors.
    pub predictors: Option<usize>,
    /// The effect to detect, if the method uses one: a path (inverse square root) or f² (F tests).
    pub effect: Option<f64>,
    /// The result of a formula for populations before it is rounded.
    pub exact: Option<f64>,
    /// How it is rounded.
    pub rounding: Option<Rounding>,
    /// Answers needed.
    pub rows: usize,
    /// Whether the answers given are enough.
    pub enough: Option<bool>,
    /// The power that the answers given have for the effect.
    pub power: Option<f64>,
}

/// The smallest effect that the answers given show with the requested power.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Detectable {
    /// The method.
    pub method: Method,
    /// The construct whose equation is tested, if the method tests an equation.
    pub construct: Option<String>,
    /// Its predictors.
    pub predictors: Option<usize>,
    /// The path, or f²; `None` if these answers do not show an effect of any possible size.
    pub effect: Option<f64>,
    /// R² of that f², if the test is of R².
    pub r2: Option<f64>,
}

/// A method with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MethodRecord {
    /// The method.
    pub method: Method,
    /// Its name.
    pub called: String,
    /// The source to cite.
    pub source: String,
    /// Its assumptions.
    pub presumes: String,
}

/// A test of an equation with this number of predictors.
type Test = fn(usize) -> FTest;

/// The tests of an equation.
const TESTS: [(Method, Test); 2] = [
    (Method::R2Test, FTest::of_r2),
    (Method::PathTest, FTest::of_path),
];

impl SampleSizes {
    /// The result as indented JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Records of numbers, strings and lists: nothing that JSON cannot say.
        serde_json::to_string_pretty(self).unwrap_or_else(|e| unreachable!("{e}"))
    }

    pub(super) fn new(sizing: &Sizing, model: Option<&Model>) -> Result<Self, DesignError> {
        let equations = model.map_or(Vec::new(), equations);
        let least = model.map(|model| least_rows(sizing, model, &equations));
        let least = least.transpose()?;
        let ten_times = model.map(ten_times);
        let mut requirements = of_population(sizing)?;
        requirements.extend(of_paths(sizing)?);
        requirements.extend(of_equations(sizing, &equations)?);
        let rules = ten_times.as_ref().map(|rule| (Method::TenTimes, rule.rows));
        let rules = rules
            .into_iter()
            .chain(least.map(|rows| (Method::Estimable, rows)));
        requirements.extend(rules.map(|(method, rows)| Requirement::new(method, rows)));
        let (mut shown, mut margin, mut populations) = (Vec::new(), None, None);
        if let Some(rows) = sizing.rows {
            for requirement in &mut requirements {
                requirement.enough = Some(rows >= requirement.rows);
            }
            shown = detectable(sizing, rows, &equations)?;
            let precision = sizing.precision;
            margin = sizing.population.map(|all| precision.margin_of(rows, all));
            populations = precision.populations(rows, Rounding::Nearest)?;
        }
        let mut methods: Vec<MethodRecord> = requirements.iter().map(|r| r.method.into()).collect();
        methods.dedup();
        Ok(Self {
            format: FORMAT.to_owned(),
            settings: sizing.settings(),
            model: model.map(|model| ModelSize {
                constructs: model.constructs().len(),
                indicators: model.indicators().count(),
                paths: model.paths().count(),
            }),
            requirements,
            detectable: shown,
            margin: margin.transpose()?,
            populations,
            ten_times,
            methods,
        })
    }
}

impl Requirement {
    fn new(method: Method, rows: usize) -> Self {
        Self {
            method,
            construct: None,
            predictors: None,
            effect: None,
            exact: None,
            rounding: None,
            rows,
            enough: None,
            power: None,
        }
    }

    fn rounded(method: Method, size: SampleSize, rounding: Rounding) -> Self {
        Self {
            exact: Some(size.exact),
            rounding: Some(rounding),
            ..Self::new(method, size.rounded(rounding))
        }
    }
}

impl From<Method> for MethodRecord {
    fn from(method: Method) -> Self {
        Self {
            method,
            called: method.called().to_owned(),
            source: method.source().to_owned(),
            presumes: method.presumes().to_owned(),
        }
    }
}

/// The smallest number of answers from which a model can be estimated: the largest equation keeps one degree of
/// freedom, and the number of answers exceeds the number of indicators of the largest Mode B block.
fn least_rows(
    sizing: &Sizing,
    model: &Model,
    equations: &[(&str, usize)],
) -> Result<usize, DesignError> {
    let explained = equations.iter().map(|&(construct, predictors)| {
        let what = counted(predictors, "predictor");
        (FTest::of_r2(predictors).least_rows(), construct, what)
    });
    let formative = model.constructs().iter().filter(|c| c.mode == Mode::B);
    let regressed = formative.map(|c| {
        let indicators = c.indicators.len();
        let what = format!("{} in Mode B", counted(indicators, "indicator"));
        (indicators + 1, c.name.as_str(), what)
    });
    // The first of equal candidates, because `max_by_key` keeps the last.
    let all: Vec<_> = explained.chain(regressed).collect();
    let largest = all.into_iter().rev().max_by_key(|(needed, ..)| *needed);
    match (largest, sizing.rows) {
        (Some((needed, construct, what)), Some(rows)) if rows < needed => {
            Err(DesignError::TooFewForModel {
                rows,
                construct: construct.to_owned(),
                what,
                needed,
            })
        }
        (largest, _) => Ok(largest.map_or(0, |(needed, ..)| needed)),
    }
}

fn of_population(sizing: &Sizing) -> Result<Vec<Requirement>, DesignError> {
    let precision = sizing.precision;
    precision.check()?;
    let Some(population) = sizing.population else {
        return Ok(Vec::new());
    };
    let table = precision.krejcie_morgan(population)?;
    let cochran = precision.cochran(population)?;
    let yamane = precision.yamane(population)?;
    Ok(vec![
        Requirement::rounded(Method::KrejcieMorgan, table, Rounding::Nearest),
        Requirement::rounded(Method::KrejcieMorgan, table, Rounding::Conservative),
        Requirement::rounded(Method::Cochran, cochran, Rounding::Conservative),
        Requirement::rounded(Method::Yamane, yamane, Rounding::Conservative),
    ])
}

fn of_paths(sizing: &Sizing) -> Result<Vec<Requirement>, DesignError> {
    let method = InverseSquareRoot::default().rates(sizing.rates);
    let of = |&path: &f64| {
        let power = sizing.rows.map(|rows| method.power_of(rows, path));
        Ok(Requirement {
            effect: Some(path),
            power: power.transpose()?,
            ..Requirement::new(Method::InverseSquareRoot, method.size(path)?)
        })
    };
    sizing.paths.iter().map(of).collect()
}

fn of_equations(
    sizing: &Sizing,
    equations: &[(&str, usize)],
) -> Result<Vec<Requirement>, DesignError> {
    let mut requirements = Vec::new();
    for (method, test) in TESTS {
        for &(construct, predictors) in equations {
            let test = test(predictors).rates(sizing.rates);
            for &f2 in &sizing.f2 {
                let power = sizing.rows.map(|rows| test.power_of(rows, f2));
                requirements.push(Requirement {
                    construct: Some(construct.to_owned()),
                    predictors: Some(predictors),
                    effect: Some(f2),
                    power: power.transpose()?,
                    ..Requirement::new(method, test.size(f2)?)
                });
            }
        }
    }
    Ok(requirements)
}

fn detectable(
    sizing: &Sizing,
    rows: usize,
    equations: &[(&str, usize)],
) -> Result<Vec<Detectable>, DesignError> {
    let mut detectable = vec![Detectable {
        method: Method::InverseSquareRoot,
        construct: None,
        predictors: None,
        effect: InverseSquareRoot::default()
            .rates(sizing.rates)
            .detectable(rows)?,
        r2: None,
    }];
    for (method, test) in TESTS {
        for &(construct, predictors) in equations {
            let f2 = test(predictors).rates(sizing.rates).detectable(rows)?;
            let of_r2 = method == Method::R2Test;
            detectable.push(Detectable {
                method,
                construct: Some(construct.to_owned()),
                predictors: Some(predictors),
                effect: f2,
                r2: f2.filter(|_| of_r2).map(|f2| f2 / (1.0 + f2)),
            });
        }
    }
    Ok(detectable)
}
