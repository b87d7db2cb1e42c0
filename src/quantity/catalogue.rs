//! The catalogue: which quantities a study has, each with its place in a row of numbers.

use std::collections::HashSet;

use pulp::{Arch, Simd, WithSimd};

use super::at_values;
use super::measure::{At, Conclusion, InLanes, View};
use super::{DefineError, Definition, Measure, Names, Quantity};
use crate::assess::model_fit::{self, FitModel};
use crate::assess::{discriminant, effects, slopes};
use crate::estimate::{
    EstimateLanes, Estimates, Fit, Plan, Solution, StageLanes, both_measured_in, measured_in,
};
use crate::infer::Tested;
use crate::moments::{MomentLanes, Moments};
use crate::numeric::lanes::{self, Number, Room, SquareLanes, Vector, row};
use crate::resample::Block;
use crate::text::nearest;

/// All quantities of a study, each with its place in a row of numbers.
///
/// ```
/// use pls_sem::{Catalogue, Measure, Model, Options, Plan, Quantity};
///
/// let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X")?;
/// let catalogue = Catalogue::new(&Plan::new(&model, &Options::default())?).with([Measure::F2]);
/// assert_eq!(catalogue.quantities()[0], Quantity::path("X", "Y"));
/// assert!(catalogue.quantities().contains(&Quantity::along(Measure::F2, "X", "Y")));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The plans of all stages, the last of which is the study's.
    stages: Vec<Plan>,
    measures: Vec<Measure>,
    quantities: Vec<Quantity>,
    places: Vec<Place>,
    definitions: Vec<Placed>,
}

/// The place from which a quantity is read.
#[derive(Debug, Clone)]
struct Place {
    stage: usize,
    at: At,
}

/// A definition with the places of its inputs.
#[derive(Debug, Clone)]
struct Placed {
    definition: Definition,
    inputs: Vec<usize>,
}

impl Catalogue {
    /// The measures of [`Measure::DEFAULT`], wherever the study has them.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self::of(plan, Measure::DEFAULT.iter().copied())
    }

    /// Only these measures, wherever the study has them: a bootstrap of fewer measures needs less time
    /// and memory.
    #[must_use]
    pub fn of(plan: &Plan, measures: impl IntoIterator<Item = Measure>) -> Self {
        let empty = Self {
            stages: plan.stages().into_iter().cloned().collect(),
            measures: Vec::new(),
            quantities: Vec::new(),
            places: Vec::new(),
            definitions: Vec::new(),
        };
        empty.with(measures)
    }

    /// Adds measures; existing measures keep their places.
    #[must_use]
    pub fn with(mut self, measures: impl IntoIterator<Item = Measure>) -> Self {
        for measure in measures {
            if self.measures.contains(&measure) {
                continue;
            }
            self.measures.push(measure);
            let places: Vec<Place> = self.places_of(measure).collect();
            for place in places {
                let names = names(&self.stages[place.stage], &place.at);
                self.quantities.push(Quantity::new(measure, names));
                self.places.push(place);
            }
        }
        self
    }

    /// Where the study has a measure: of indicators and blocks in the stage that measures the construct, of all else in the
    /// last stage.
    fn places_of(&self, measure: Measure) -> impl Iterator<Item = Place> {
        let last = self.stages.len() - 1;
        let stages = (0..=last).rev();
        stages.flat_map(move |stage| {
            let plan = &self.stages[stage];
            let plans: Vec<&Plan> = self.stages.iter().collect();
            let name = |j: usize| plan.model().name(j);
            let mut places = measure.places(plan);
            places.retain(|at| match *at {
                At::Indicator(_, j) | At::Construct(j) if measure.is_of_measurement() => {
                    measured_in(&plans, name(j)) == Some(stage)
                }
                At::Pair(a, b) if measure.is_of_measurement() => {
                    both_measured_in(&plans, name(a), name(b)) == Some(stage)
                }
                _ => stage == last,
            });
            places.into_iter().map(move |at| Place { stage, at })
        })
    }

    /// Adds a quantity that the user defines, together with the measures that it uses.
    ///
    /// # Errors
    /// [`DefineError`]: the study does not have one of the quantities, or the name is taken or that of a quantity.
    pub fn define(mut self, definition: Definition) -> Result<Self, DefineError> {
        let name = definition.name().to_owned();
        if self.definitions.iter().any(|d| d.definition.name() == name) {
            return Err(DefineError::Taken { name });
        }
        if let Some(reason) = definition.fault_of_name() {
            return Err(DefineError::Name { name, reason });
        }
        self = self.with(definition.of().iter().map(|q| q.measure));
        self.add_values(definition.of());
        let place = |quantity: &Quantity| {
            let mut quantities = self.quantities.iter();
            quantities
                .position(|q| q.is(quantity))
                .ok_or_else(|| DefineError::Unknown {
                    name: name.clone(),
                    quantity: quantity.to_string(),
                    nearest: self.nearest(quantity),
                })
        };
        let inputs = definition
            .of()
            .iter()
            .map(place)
            .collect::<Result<_, _>>()?;
        self.places.push(Place {
            stage: self.stages.len() - 1,
            at: At::Defined(self.definitions.len()),
        });
        self.quantities.push(Quantity::defined(&name));
        self.definitions.push(Placed { definition, inputs });
        Ok(self)
    }

    /// Adds the slopes and conditional effects at values that only a definition names.
    fn add_values(&mut self, quantities: &[Quantity]) {
        for quantity in quantities {
            if self.quantities.iter().any(|q| q.is(quantity)) {
                continue;
            }
            if let Some(at) = at_values::place(self.plan(), quantity) {
                let stage = self.stages.len() - 1;
                self.quantities.push(quantity.clone());
                self.places.push(Place { stage, at });
            }
        }
    }

    /// The test of each quantity: products of coefficients are tested by the ranks of their
    /// replicates.
    pub(crate) fn tested(&self) -> Vec<Tested> {
        let reached = effects::reached(self.plan().model());
        let through_others = |s: usize, t: usize| {
            let mut reached = reached.iter();
            reached.any(|reach| reach.indirect && (reach.from, reach.to) == (s, t))
        };
        let mut tested: Vec<Tested> = Vec::with_capacity(self.quantities.len());
        for (quantity, place) in self.quantities.iter().zip(&self.places) {
            // Its inputs come before it.
            let of_products = |d: usize| {
                let mut inputs = self.definitions[d].inputs.iter();
                inputs.any(|&input| tested[input] == Tested::ByRanks)
            };
            let test = match (quantity.measure.conclusion(), &place.at) {
                (Conclusion::Product, _) => Tested::ByRanks,
                (Conclusion::Total, &At::Path(s, t)) if through_others(s, t) => Tested::ByRanks,
                (Conclusion::Defined, &At::Defined(d)) if of_products(d) => Tested::ByRanks,
                (
                    Conclusion::Coefficient
                    | Conclusion::Total
                    | Conclusion::Defined
                    | Conclusion::Strength,
                    _,
                ) => Tested::ByT,
                (Conclusion::Ratio | Conclusion::Size, _) => Tested::ByBound,
            };
            tested.push(test);
        }
        tested
    }

    /// Whether contrasts are requested, but there are too many to list.
    pub(crate) fn has_too_many_contrasts(&self) -> bool {
        let listed = self
            .places
            .iter()
            .any(|place| matches!(place.at, At::Routes(..)));
        if listed || !self.measures.contains(&Measure::Contrast) {
            return false;
        }
        let routes = effects::routes(self.plan().model()).unwrap_or_default();
        let ends = routes.iter().map(|route| (route.first(), route.last()));
        ends.collect::<HashSet<_>>().len() < routes.len()
    }

    /// The quantity of the study whose name is most similar to one that it does not have.
    fn nearest(&self, quantity: &Quantity) -> Option<String> {
        let same = self
            .quantities
            .iter()
            .filter(|q| q.measure == quantity.measure);
        let known: Vec<String> = same.map(Quantity::to_string).collect();
        nearest(&quantity.to_string(), known.iter().map(String::as_str))
    }

    /// The plan of the last stage.
    pub(crate) fn plan(&self) -> &Plan {
        &self.stages[self.stages.len() - 1]
    }

    /// Every quantity, with its definition if the user defines it.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        let own = self
            .definitions
            .iter()
            .map(|d| format!("{:?}", d.definition));
        self.quantities.iter().map(Quantity::to_string).chain(own)
    }

    /// The quantities, in the order of their places.
    #[must_use]
    pub fn quantities(&self) -> &[Quantity] {
        &self.quantities
    }

    /// Values of all quantities in a fit; `None` where one is not defined.
    ///
    /// # Panics
    /// If the fit is of another model than the catalogue.
    #[must_use]
    pub fn values(&self, fit: &Fit) -> Vec<Option<f64>> {
        assert!(
            self.plan().written() == fit.plan().written(),
            "the catalogue is of another model than the fit"
        );
        self.values_of(fit.stages())
    }

    /// Values of all quantities, from the solutions of all stages.
    pub(crate) fn values_of(&self, stages: &[Solution]) -> Vec<Option<f64>> {
        let lanes: Vec<(MomentLanes, EstimateLanes)> = stages
            .iter()
            .map(|solution| {
                let plan = solution.plan();
                let mut moments = MomentLanes::room(plan.indicators());
                moments.spread(solution.moments(), None);
                let mut estimates = EstimateLanes::room(plan);
                estimates.set(solution.estimates());
                (moments, estimates)
            })
            .collect();
        let stages = |stage: usize| {
            let (moments, estimates) = &lanes[stage];
            (moments, estimates)
        };
        let mut values = vec![0.0; self.quantities.len()];
        let block = Block::new(&mut values, 1);
        self.write_from(&stages, &mut self.scratch(), block, &[true]);
        values
            .into_iter()
            .map(|x| Some(x).filter(|x| x.is_finite()))
            .collect()
    }

    /// Whether every indirect route has a place of its own.
    #[must_use]
    pub fn routes_complete(&self) -> bool {
        effects::routes(self.plan().model()).is_ok()
    }

    pub(crate) fn scratch(&self) -> Scratch {
        let of_stage = |plan: &Plan| OfStage {
            within: Room::new(plan.constructs()),
            moments: Moments::room(plan.indicators()),
            estimates: Estimates::room(plan),
        };
        let count = self.plan().constructs();
        Scratch {
            total: Room::new(count * count),
            stages: self.stages.iter().map(of_stage).collect(),
            inputs: Vec::new(),
        }
    }

    /// Writes the values of the lanes that have estimates; not-a-number means "not defined" and never leaves the
    /// crate.
    pub(crate) fn write(
        &self,
        of_sample: &MomentLanes,
        stages: &[StageLanes],
        scratch: &mut Scratch,
        values: Block<'_>,
        estimated: &[bool],
    ) {
        let stages = |stage: usize| (stages[stage].moments(of_sample), &stages[stage].estimates);
        self.write_from(&stages, scratch, values, estimated);
    }

    fn write_from<'l>(
        &self,
        stages: &impl Fn(usize) -> (&'l MomentLanes, &'l EstimateLanes),
        scratch: &mut Scratch,
        mut values: Block<'_>,
        estimated: &[bool],
    ) {
        Arch::new().dispatch(Beside {
            catalogue: self,
            stages,
            scratch,
            values: &mut values,
            count: estimated.len(),
        });
        let beside = self.measures.iter().all(|measure| measure.is_beside());
        let mut definitions = self.definitions.iter();
        let one_at_a_time = !beside || definitions.any(|d| d.definition.is_of_estimates());
        let lanes = estimated.iter().enumerate().filter(|(_, made)| **made);
        for (lane, _) in lanes {
            if one_at_a_time {
                for (stage, of_stage) in scratch.stages.iter_mut().enumerate() {
                    let (moments, estimates) = stages(stage);
                    moments.get(lane, &mut of_stage.moments);
                    estimates.get(lane, &mut of_stage.estimates);
                }
                self.write_one(scratch, &mut values, lane);
            }
            for (i, place) in self.places.iter().enumerate() {
                if let At::Defined(d) = place.at {
                    let Placed { definition, inputs } = &self.definitions[d];
                    scratch.inputs.clear();
                    let inputs = inputs.iter().map(|&input| values.get(input, lane));
                    scratch.inputs.extend(inputs);
                    let OfStage {
                        moments, estimates, ..
                    } = &scratch.stages[place.stage];
                    let value = definition.value(&scratch.inputs, moments, estimates);
                    values.put(i, lane, value);
                }
            }
        }
    }

    /// Writes the values of one lane that are not computed side by side.
    fn write_one(&self, scratch: &Scratch, values: &mut Block<'_>, lane: usize) {
        let of_models = self.measures.iter().any(|measure| measure.is_of_models());
        let last = scratch.stages.last().filter(|_| of_models);
        let distances = last.map(
            |OfStage {
                 moments, estimates, ..
             }| {
                [FitModel::Saturated, FitModel::Estimated].map(|model| {
                    let implied =
                        model_fit::implied_indicators(self.plan(), moments, estimates, model);
                    model_fit::distances(&moments.correlations, &implied)
                })
            },
        );
        let places = self.quantities.iter().zip(&self.places);
        for (i, (quantity, Place { stage, at })) in places.enumerate() {
            if !quantity.measure.is_beside() && !matches!(at, At::Defined(_)) {
                let view = View {
                    plan: &self.stages[*stage],
                    moments: &scratch.stages[*stage].moments,
                    estimates: &scratch.stages[*stage].estimates,
                    distances: distances.as_ref(),
                };
                let value = quantity.measure.value(at, view);
                values.put(i, lane, value.unwrap_or(f64::NAN));
            }
        }
    }
}

/// The memory for computing values; nothing is allocated afterwards.
#[derive(Debug)]
pub(crate) struct Scratch {
    /// Total effects of the last stage.
    total: Room,
    stages: Vec<OfStage>,
    /// The inputs of a definition.
    inputs: Vec<f64>,
}

#[derive(Debug)]
struct OfStage {
    /// Mean absolute correlation within each block.
    within: Room,
    /// Those of one lane.
    moments: Moments,
    estimates: Estimates,
}

/// All values that are computed side by side, compiled for the vectors of the machine.
struct Beside<'a, 'v, F> {
    catalogue: &'a Catalogue,
    stages: &'a F,
    scratch: &'a mut Scratch,
    values: &'a mut Block<'v>,
    count: usize,
}

impl<'l, F: Fn(usize) -> (&'l MomentLanes, &'l EstimateLanes)> WithSimd for Beside<'_, '_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Catalogue {
            measures,
            quantities,
            places,
            ..
        } = self.catalogue;
        let asked = |of: &[Measure]| measures.iter().any(|measure| of.contains(measure));
        if asked(&[Measure::Indirect, Measure::Total, Measure::Vaf]) {
            let plan = self.catalogue.plan();
            let (_, estimates) = (self.stages)(self.catalogue.stages.len() - 1);
            let mut total = SquareLanes {
                simd,
                side: plan.constructs(),
                cells: self.scratch.total.get_mut::<S>(),
            };
            effects::total_effects(plan, |s, t| estimates.path(simd, s, t), &mut total);
        }
        let plans = self.catalogue.stages.iter();
        for (stage, (plan, of_stage)) in plans.zip(&mut self.scratch.stages).enumerate() {
            if asked(&[Measure::Htmt]) {
                let cells = (self.stages)(stage).0.cells::<S>();
                let r = |k: usize, l: usize| Vector::new(simd, cells[row(k) + l]).abs();
                let within = of_stage.within.get_mut::<S>().iter_mut();
                for (j, within) in within.enumerate() {
                    *within = discriminant::mean_within(plan, j, r).lanes;
                }
            }
        }
        for (i, (quantity, Place { stage, at })) in quantities.iter().zip(places).enumerate() {
            if quantity.measure.is_beside() {
                let (moments, estimates) = (self.stages)(*stage);
                let sides = InLanes {
                    plan: &self.catalogue.stages[*stage],
                    moments,
                    estimates,
                    total: &self.scratch.total,
                    within: &self.scratch.stages[*stage].within,
                };
                let of = quantity.measure.beside(simd, at, sides).lanes;
                let of = lanes::numbers::<S>(std::slice::from_ref(&of));
                self.values.put_all(i, &of[..self.count]);
            }
        }
    }
}

fn names(plan: &Plan, at: &At) -> Names {
    let model = plan.model();
    let construct = |j: usize| model.name(j).to_owned();
    match *at {
        At::Slope(ref of, ref at) => Names::Slope {
            from: construct(of.from),
            moderator: construct(of.moderators[0]),
            to: construct(of.to),
            at: super::At(at[0]),
            second: slopes::second(plan, of, at),
        },
        At::Conditional(ref of, at) => Names::Conditional {
            route: of.route.iter().map(|&j| construct(j)).collect(),
            moderator: construct(of.moderator),
            at: super::At(at),
        },
        At::Moderated(ref of) => Names::Moderated {
            route: of.route.iter().map(|&j| construct(j)).collect(),
            moderator: construct(of.moderator),
        },
        At::Route(ref route) => Names::Route {
            route: route.iter().map(|&j| construct(j)).collect(),
        },
        At::Routes(ref route, ref other) => Names::Routes {
            route: route.iter().map(|&j| construct(j)).collect(),
            other: other.iter().map(|&j| construct(j)).collect(),
        },
        At::Path(s, t) => Names::Path {
            from: construct(s),
            to: construct(t),
        },
        At::Indicator(k, j) => Names::Indicator {
            construct: construct(j),
            indicator: model.indicators().nth(k).unwrap_or_default().to_owned(),
        },
        At::Pair(a, b) => Names::Pair {
            a: construct(a),
            b: construct(b),
        },
        At::Construct(j) => Names::Construct {
            construct: construct(j),
        },
        At::Model(model) => Names::Model { model },
        At::Whole | At::Defined(_) => Names::Whole {},
    }
}
