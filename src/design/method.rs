//! The methods for a sample size, each with its source and its assumptions.

use serde::{Deserialize, Serialize};

/// A way to a sample size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// Krejcie and Morgan's table.
    KrejcieMorgan,
    /// Cochran's formula with the correction for a finite population.
    Cochran,
    /// Yamane's short formula.
    Yamane,
    /// The inverse square root method.
    InverseSquareRoot,
    /// The F test of an equation's R².
    R2Test,
    /// The F test of one path in its equation.
    PathTest,
    /// The rule of ten times.
    TenTimes,
    /// The minimum that least squares need.
    Estimable,
}

impl Method {
    /// Its name.
    #[must_use]
    pub fn called(self) -> &'static str {
        match self {
            Self::KrejcieMorgan => "Krejcie & Morgan",
            Self::Cochran => "Cochran",
            Self::Yamane => "Yamane",
            Self::InverseSquareRoot => "inverse square root method",
            Self::R2Test => "F test of R²",
            Self::PathTest => "F test of a path",
            Self::TenTimes => "ten-times rule (legacy)",
            Self::Estimable => "can be estimated at all",
        }
    }

    /// The source to cite.
    #[must_use]
    pub fn source(self) -> &'static str {
        match self {
            Self::KrejcieMorgan => "Krejcie & Morgan 1970",
            Self::Cochran => "Cochran 1977",
            Self::Yamane => "Yamane 1967",
            Self::InverseSquareRoot => "Kock & Hadaya 2018",
            Self::R2Test | Self::PathTest => "Cohen 1988",
            Self::TenTimes => "Barclay, Higgins & Thompson 1995",
            Self::Estimable => "Least squares",
        }
    }

    /// Its assumptions.
    #[must_use]
    pub fn presumes(self) -> &'static str {
        match self {
            Self::KrejcieMorgan | Self::Cochran => {
                "a simple random sample of the population in which everybody answers; it uses no model"
            }
            Self::Yamane => {
                "a simple random sample in which everybody answers, a share of one half and z = 2; it uses no model"
            }
            Self::InverseSquareRoot => {
                "a standard error of 1 / sqrt(n) for every path, and a one-sided test; the number of predictors is not used"
            }
            Self::R2Test => {
                "normal residuals, and scores without measurement error; unreliable answers lower f²"
            }
            Self::PathTest => {
                "normal residuals, and scores without measurement error; f² is the contribution of the path beyond the other predictors, two-sided"
            }
            Self::TenTimes => {
                "nothing about effects or power; the rule was never derived, but referees ask for it"
            }
            Self::Estimable => {
                "only that every equation, and every block of Mode B, has a solution"
            }
        }
    }
}
