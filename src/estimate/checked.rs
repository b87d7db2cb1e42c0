//! Whether settings are valid, and fit a model.

use super::{HigherOrder, Interaction, OptionError, Options, staging};
use crate::model::{Construct, Kind, Mode, Model};
use crate::text::nearest;

impl Options {
    /// Checks that the settings are valid for a model.
    pub(super) fn check(&self, model: &Model) -> Result<(), OptionError> {
        if !(self.tolerance > 0.0 && self.tolerance.is_finite()) {
            return Err(OptionError::Tolerance {
                value: self.tolerance,
            });
        }
        if let Some(&value) = self.slopes.iter().find(|x| !x.is_finite()) {
            return Err(OptionError::Slope { value });
        }
        if self.max_iterations == 0 {
            return Err(OptionError::MaxIterations);
        }
        for (construct, indicator) in &self.dominant {
            let found =
                model
                    .construct(construct)
                    .ok_or_else(|| OptionError::DominantConstruct {
                        construct: construct.clone(),
                        nearest: nearest(
                            construct,
                            model.constructs().iter().map(|c| c.name.as_str()),
                        ),
                    })?;
            if found.is_product() && self.interaction == Interaction::TwoStage {
                return Err(OptionError::DominantOfScores {
                    interaction: construct.clone(),
                });
            }
            let block = self.measured_by(model, found);
            if !block.contains(indicator) {
                return Err(OptionError::DominantIndicator {
                    construct: construct.clone(),
                    indicator: indicator.clone(),
                    nearest: nearest(indicator, block.iter().map(String::as_str)),
                    block,
                });
            }
        }
        for (construct, value) in &self.reliability {
            self.check_reliability(model, construct, *value)?;
        }
        self.check_hierarchy(model)?;
        self.check_extended(model)?;
        self.check_interactions(model)
    }

    /// Consistent PLS takes the errors of two constructs to be independent, which those of a construct and of one that
    /// repeats its indicators are not. Dimensions of a single item each determine what repeats these items.
    fn check_hierarchy(&self, model: &Model) -> Result<(), OptionError> {
        if !self.consistent || self.higher_order == HigherOrder::TwoStage {
            return Ok(());
        }
        let is_corrected = |c: &&Construct| {
            let given = self.reliability.iter().any(|(name, _)| *name == c.name);
            c.kind == Kind::Reflective && (given || c.indicators.len() > 1 && c.mode == Mode::A)
        };
        for higher in model.constructs().iter().filter(|c| c.is_higher_order()) {
            let below = model.constructs().iter();
            let mut below = below.filter(|c| model.is_below(&c.name, &higher.name));
            let (construct, higher_order) = (higher.name.clone(), self.higher_order);
            if is_corrected(&higher) || below.clone().any(|c| is_corrected(&c)) {
                return Err(OptionError::ConsistentRepeats {
                    construct,
                    higher_order,
                });
            }
            if below.all(|c| c.is_higher_order() || c.indicators.len() == 1) {
                return Err(OptionError::ConsistentSingleItems {
                    construct,
                    higher_order,
                });
            }
        }
        Ok(())
    }

    /// What explains a composite of repeated indicators acts through its dimensions, to which only constructs have paths.
    fn check_extended(&self, model: &Model) -> Result<(), OptionError> {
        if self.higher_order != HigherOrder::Extended {
            return Ok(());
        }
        let is_product = |name: &str| model.construct(name).is_some_and(Construct::is_product);
        let is_repeated = |name: &str| {
            let found = model.construct(name);
            found.is_some_and(|c| c.is_higher_order() && c.kind == Kind::Composite)
        };
        let mut paths = model.paths();
        match paths.find(|(s, t)| is_product(s) && is_repeated(t)) {
            Some((interaction, construct)) => Err(OptionError::ExtendedInteraction {
                interaction: interaction.to_owned(),
                construct: construct.to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Consistent PLS computes interactions from moments of the products of two scores.
    fn check_interactions(&self, model: &Model) -> Result<(), OptionError> {
        let mut products = model.constructs().iter().filter(|c| c.is_product());
        let Some(first) = products.clone().next().filter(|_| self.consistent) else {
            return Ok(());
        };
        if self.interaction != Interaction::TwoStage {
            return Err(OptionError::ConsistentProducts {
                interaction: first.name.clone(),
            });
        }
        match products.find(|c| c.indicators.len() > 2) {
            Some(of_three) => Err(OptionError::ConsistentThreeWay {
                interaction: of_three.name.clone(),
            }),
            None => Ok(()),
        }
    }

    /// What measures a construct: its indicators, its dimensions, or products of indicators.
    pub(super) fn measured_by(&self, model: &Model, construct: &Construct) -> Vec<String> {
        if construct.is_product() {
            return staging::products_of_indicators(model, self, &construct.name);
        }
        construct.indicators.clone()
    }

    fn check_reliability(
        &self,
        model: &Model,
        construct: &str,
        value: f64,
    ) -> Result<(), OptionError> {
        let named = construct.to_owned();
        let Some(found) = model.construct(construct) else {
            let names = model.constructs().iter().map(|c| c.name.as_str());
            return Err(OptionError::ReliabilityConstruct {
                nearest: nearest(construct, names),
                construct: named,
            });
        };
        if found.indicators.len() > 1 {
            return Err(OptionError::ReliabilityOfBlock {
                construct: named,
                indicators: found.indicators.len(),
            });
        }
        if found.kind == Kind::Composite {
            return Err(OptionError::ReliabilityOfComposite { construct: named });
        }
        if !(value > 0.0 && value <= 1.0) {
            return Err(OptionError::Reliability {
                construct: named,
                value,
            });
        }
        if !self.consistent {
            return Err(OptionError::ReliabilityUnused { construct: named });
        }
        Ok(())
    }
}
