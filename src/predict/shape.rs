//! The part of a plan on which predictions are based: which constructs are given, which are explained, and how each indicator is reached
//! from the construct that explains it.

use super::PredictError;
use crate::estimate::{HigherOrder, Part, Plan, Source};

/// A plan as predictions see it. Constructs are those of the last stage; columns are the indicators of the sample.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// The plans of all stages, the last one last.
    stages: Vec<Plan>,
    /// Whether a construct, or every factor of an interaction, has no predecessors.
    given: Vec<bool>,
    /// The constructs that are not given, each after those that it follows from.
    order: Vec<usize>,
    /// The constructs that paths lead to, in model order.
    targets: Vec<usize>,
    /// For every column the construct that it measures, and the loadings that lead to it.
    reached: Vec<Reach>,
    /// The columns that measure a target, and the others.
    predicted: Vec<usize>,
    predictors: Vec<usize>,
}

/// Which columns a linear model explains, and by which others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Regression {
    pub(super) predicted: Vec<usize>,
    /// Their places among all columns that are predicted.
    pub(super) places: Vec<usize>,
    pub(super) predictors: Vec<usize>,
}

/// How a column follows from a construct of the last stage: by the product of these loadings.
#[derive(Debug, Clone)]
struct Reach {
    construct: usize,
    /// Stage and position of an indicator there.
    loadings: Vec<(usize, usize)>,
}

impl Shape {
    /// The shape of a plan, whose construct correlations are not corrected.
    ///
    /// # Errors
    /// [`PredictError`]: the plan has nothing to predict, or indicators that would predict themselves.
    pub(crate) fn of(plan: &Plan) -> Result<Self, PredictError> {
        let written = plan.written();
        let higher = written.constructs().iter().find(|c| c.is_higher_order());
        if let (Some(construct), HigherOrder::Repeated | HigherOrder::Extended) =
            (higher, plan.options().get_higher_order())
        {
            return Err(PredictError::RepeatedIndicators {
                construct: construct.name().to_owned(),
            });
        }
        let stages: Vec<Plan> = plan.stages().into_iter().cloned().collect();
        let constructs = 0..plan.constructs();
        let is_target = |j: usize| !plan.predecessors(j).is_empty();
        let targets: Vec<usize> = constructs.clone().filter(|&j| is_target(j)).collect();
        if targets.is_empty() {
            return Err(PredictError::NothingToPredict);
        }
        let given = constructs
            .clone()
            .map(|j| match plan.product(j) {
                Some(product) => product.factors.iter().all(|&f| !is_target(f)),
                None => !is_target(j),
            })
            .collect::<Vec<bool>>();
        let mut reached: Vec<Option<Reach>> = vec![None; written.indicators().count()];
        for construct in constructs.filter(|&j| plan.product(j).is_none()) {
            for k in plan.blocks()[construct].indicators.clone() {
                let at = (stages.len() - 1, k);
                reach(&stages, construct, at, vec![at], &mut reached);
            }
        }
        // Every column measures a construct that is in the last stage, or a dimension of one.
        let reached: Vec<Reach> = reached.into_iter().flatten().collect();
        let (predicted, predictors) =
            (0..reached.len()).partition(|&c| is_target(reached[c].construct));
        Ok(Self {
            order: order(plan, &given),
            stages,
            given,
            targets,
            reached,
            predicted,
            predictors,
        })
    }

    pub(super) fn stages(&self) -> &[Plan] {
        &self.stages
    }

    /// The plan of the last stage.
    pub(super) fn last(&self) -> &Plan {
        &self.stages[self.stages.len() - 1]
    }

    pub(super) fn is_given(&self, construct: usize) -> bool {
        self.given[construct]
    }

    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The constructs that paths lead to.
    pub(crate) fn targets(&self) -> &[usize] {
        &self.targets
    }

    /// The columns that are predicted, in the order of the sample.
    pub(crate) fn predicted(&self) -> &[usize] {
        &self.predicted
    }

    /// The columns that predictions by earliest antecedents rest on.
    pub(crate) fn predictors(&self) -> &[usize] {
        &self.predictors
    }

    /// The columns of constructs that others are predicted from directly.
    pub(super) fn of_predecessors(&self) -> Vec<usize> {
        self.of_predecessors_of(|_| true)
    }

    /// The columns of the predecessors of some constructs; of an interaction those of its factors.
    fn of_predecessors_of(&self, is_one: impl Fn(usize) -> bool) -> Vec<usize> {
        let plan = self.last();
        let mut from = vec![false; plan.constructs()];
        let paths = plan.model().path_positions().iter();
        for &(s, _) in paths.filter(|(_, t)| is_one(*t)) {
            from[s] = true;
            let factors = plan.product(s).map(|product| product.factors.as_slice());
            factors.into_iter().flatten().for_each(|&f| from[f] = true);
        }
        let columns = 0..self.reached.len();
        columns.filter(|&c| from[self.construct_of(c)]).collect()
    }

    /// The columns of all targets, on those of constructs without predecessors.
    pub(super) fn on_earliest(&self) -> Regression {
        Regression {
            predicted: self.predicted.clone(),
            places: (0..self.predicted.len()).collect(),
            predictors: self.predictors.clone(),
        }
    }

    /// The columns of each target, on those of its own predecessors.
    pub(super) fn on_direct(&self) -> Vec<Regression> {
        let of_target = |&target: &usize| {
            let places: Vec<usize> = self.places_of(target).collect();
            Regression {
                predicted: places.iter().map(|&place| self.predicted[place]).collect(),
                places,
                predictors: self.of_predecessors_of(|t| t == target),
            }
        };
        self.targets.iter().map(of_target).collect()
    }

    /// The places of the columns of a target among all that are predicted.
    pub(super) fn places_of(&self, target: usize) -> impl Iterator<Item = usize> {
        let all = self.predicted.iter().enumerate();
        all.filter(move |(_, c)| self.construct_of(**c) == target)
            .map(|(place, _)| place)
    }

    /// The construct of the last stage that a column measures.
    pub(crate) fn construct_of(&self, column: usize) -> usize {
        self.reached[column].construct
    }

    pub(super) fn loadings_to(&self, column: usize) -> &[(usize, usize)] {
        &self.reached[column].loadings
    }

    pub(crate) fn name(&self, construct: usize) -> &str {
        let constructs = self.last().model().constructs();
        constructs[construct].name()
    }

    /// The name of a column.
    pub(crate) fn column(&self, column: usize) -> &str {
        let mut names = self.last().written().indicators();
        names.nth(column).unwrap_or_default()
    }
}

/// Follows an indicator of a stage down to the columns that it is made of; `loadings` lead to it.
fn reach(
    stages: &[Plan],
    construct: usize,
    (stage, k): (usize, usize),
    loadings: Vec<(usize, usize)>,
    reached: &mut [Option<Reach>],
) {
    let source = stages[stage].made().map(|made| &made.sources[k]);
    match (source, stage.checked_sub(1)) {
        (Some(Source::Part(Part::Composite(j))), Some(before)) => {
            for own in stages[before].blocks()[*j].indicators.clone() {
                let further = [loadings.as_slice(), &[(before, own)]].concat();
                reach(stages, construct, (before, own), further, reached);
            }
        }
        // It is carried to the next stage as it is.
        (Some(&Source::Part(Part::Indicator(i))), Some(before)) => {
            reach(stages, construct, (before, i), loadings, reached);
        }
        (Some(&Source::Part(Part::Indicator(column))), None) => {
            reached[column] = Some(Reach {
                construct,
                loadings,
            });
        }
        (None, _) => {
            reached[k] = Some(Reach {
                construct,
                loadings,
            });
        }
        // Products are not predicted, and a first stage has no composites.
        (Some(_), _) => {}
    }
}

/// The constructs that are not given, each after those that it follows from: a target after its predecessors, an interaction
/// after its constructs. Where that has no end, in the order of the model.
fn order(plan: &Plan, given: &[bool]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    let mut placed = given.to_vec();
    let follows_from = |j: usize| match plan.product(j) {
        Some(product) => product.factors.as_slice(),
        None => plan.predecessors(j),
    };
    let open = |placed: &[bool]| {
        (0..plan.constructs())
            .filter(|&j| !placed[j])
            .collect::<Vec<_>>()
    };
    loop {
        let left = open(&placed);
        let ready = |&&j: &&usize| follows_from(j).iter().all(|&s| placed[s]);
        let Some(&next) = left.iter().find(ready).or(left.first()) else {
            return order;
        };
        placed[next] = true;
        order.push(next);
    }
}
