//! How often a planned test may be wrong.

use super::DesignError;

/// The rates that a test is planned with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rates {
    /// How often an effect that is not there is shown all the same.
    pub(super) significance: f64,
    /// How often an effect that is there is shown.
    pub(super) power: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            significance: 0.05,
            power: 0.8,
        }
    }
}

impl Rates {
    pub(super) fn check(self) -> Result<(), DesignError> {
        let Self {
            significance,
            power,
        } = self;
        DesignError::unless_between("significance", significance, "0.05")?;
        DesignError::unless_between("power", power, "0.8")?;
        if power <= significance {
            return Err(DesignError::Power {
                power,
                significance,
            });
        }
        Ok(())
    }
}
