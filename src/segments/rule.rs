//! How many segments there are: the joint rule of several criteria.

use serde::{Deserialize, Serialize};

use super::criteria::MixtureCriteria;

/// The number of segments that each criterion prefers, and what follows from them together.
///
/// AIC3 and CAIC agree, else AIC3 and BIC: that is the number of segments. Otherwise it is not decided. AIC leans to too
/// many segments and MDL5 to too few, so that the number is sought between theirs.
///
/// Source: Sarstedt, Becker, Ringle & Schwaiger (2011), Schmalenbach Business Review 63(1), 34-62; Hair, Sarstedt, Matthews
/// & Ringle (2016), European Business Review 28(1), 63-76.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumberRule {
    /// Preferred by AIC: leans to too many.
    pub aic: usize,
    /// Preferred by AIC3.
    pub aic3: usize,
    /// Preferred by AIC4.
    pub aic4: usize,
    /// Preferred by BIC.
    pub bic: usize,
    /// Preferred by CAIC.
    pub caic: usize,
    /// Preferred by HQ.
    pub hq: usize,
    /// Preferred by MDL5: leans to too few.
    pub mdl5: usize,
    /// Which criteria agree.
    pub agreed: Agreed,
    /// The number that they agree on.
    pub number: Option<usize>,
    /// The most segments that were tried.
    pub most: usize,
}

/// Which criteria agree on a number of segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Agreed {
    /// AIC3 and CAIC.
    Aic3Caic,
    /// AIC3 and BIC, but not CAIC.
    Aic3Bic,
    /// Neither.
    None,
}

impl NumberRule {
    /// The rule of solutions with some numbers of segments, of which so many were tried; `None` without any.
    ///
    /// ```
    /// use pls_sem::segments::{Agreed, MixtureCriteria, NumberRule};
    ///
    /// let of = |aic3, bic, caic| {
    ///     let json = serde_json::json!({"parameters": 1, "aic": 0, "aic3": aic3, "aic4": 0, "bic": bic, "caic": caic,
    ///         "hq": 0, "mdl5": 0, "en": null, "nfi": null, "ln_l_c": 0});
    ///     serde_json::from_value::<MixtureCriteria>(json).unwrap()
    /// };
    /// let rule = NumberRule::of(&[(1, of(10.0, 9.0, 8.0)), (2, of(7.0, 8.0, 9.0))], 3).unwrap();
    /// assert_eq!((rule.agreed, rule.number), (Agreed::Aic3Bic, Some(2)));
    /// ```
    #[must_use]
    pub fn of(solutions: &[(usize, MixtureCriteria)], most: usize) -> Option<Self> {
        let least = |of: fn(&MixtureCriteria) -> f64| {
            let smallest = solutions
                .iter()
                .min_by(|a, b| of(&a.1).total_cmp(&of(&b.1)));
            smallest.map(|(number, _)| *number)
        };
        let (aic3, bic, caic) = (least(|c| c.aic3)?, least(|c| c.bic)?, least(|c| c.caic)?);
        let agreed = if aic3 == caic {
            Agreed::Aic3Caic
        } else if aic3 == bic {
            Agreed::Aic3Bic
        } else {
            Agreed::None
        };
        Some(Self {
            aic: least(|c| c.aic)?,
            aic3,
            aic4: least(|c| c.aic4)?,
            bic,
            caic,
            hq: least(|c| c.hq)?,
            mdl5: least(|c| c.mdl5)?,
            number: (agreed != Agreed::None).then_some(aic3),
            agreed,
            most,
        })
    }

    /// The rule in words.
    #[must_use]
    pub fn words(&self) -> String {
        let Self {
            aic,
            aic3,
            bic,
            caic,
            mdl5,
            ..
        } = self;
        let segments = |number: usize| match number {
            1 => "one segment".to_owned(),
            several => format!("{several} segments"),
        };
        let mut words = match self.agreed {
            Agreed::Aic3Caic => {
                let number = segments(*aic3);
                format!("AIC3 and CAIC agree on {number}")
            }
            Agreed::Aic3Bic => {
                let number = segments(*aic3);
                format!("AIC3 and BIC agree on {number} (CAIC: {caic})")
            }
            Agreed::None => format!(
                "the number is not decided: AIC3 prefers {aic3}, BIC {bic} and CAIC {caic}; it lies between that of MDL5 ({}) and that of AIC ({})",
                mdl5.min(aic),
                aic.max(mdl5)
            ),
        };
        if self
            .number
            .is_some_and(|number| number > 1 && number == self.most)
        {
            words.push_str(", the most that were tried: raise `most`");
        }
        words
    }
}
