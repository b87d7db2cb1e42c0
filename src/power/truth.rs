//! What is to be estimated: the population's own values, and what the estimator tends to.

use nalgebra::DMatrix;

use crate::estimate::{Estimates, Plan, Solution};
use crate::moments::Moments;
use crate::quantity::Catalogue;
use crate::simulate::{Group, Population, Simulation};

/// Why an estimator tends to nothing.
const NO_LIMIT: &str = "the estimator has no solution with the population's own correlations";

/// What an estimate of one quantity is held against: a value, or why there is none.
pub(super) struct Truth {
    pub(super) population: Result<f64, String>,
    pub(super) limit: Result<f64, String>,
}

/// The truth of every quantity of a catalogue.
pub(super) fn truths(
    simulation: &Simulation,
    plan: &Plan,
    limit: Result<&[Solution], &String>,
    catalogue: &Catalogue,
) -> Vec<Truth> {
    let groups = simulation.groups();
    let of_groups: Vec<Vec<Option<f64>>> = groups
        .iter()
        .map(|group| values_in(&group.population, plan, catalogue))
        .collect();
    let limits = limit.map(|limit| catalogue.values_of(limit));
    let of = |place: usize| Truth {
        population: common(groups, of_groups.iter().map(|values| values[place])),
        limit: match &limits {
            Ok(values) => values[place].ok_or_else(|| NO_LIMIT.to_owned()),
            Err(reason) => Err((*reason).clone()),
        },
    };
    (0..catalogue.quantities().len()).map(of).collect()
}

/// The value that all groups have.
fn common(groups: &[Group], values: impl Iterator<Item = Option<f64>>) -> Result<f64, String> {
    let values: Option<Vec<f64>> = values.collect();
    let values = values.ok_or("the values of the population do not say what it is")?;
    if values.iter().all(|value| (value - values[0]).abs() < 1e-12) {
        return Ok(values[0]);
    }
    let each = groups.iter().zip(values);
    let each: Vec<String> = each
        .map(|(group, value)| format!("{value:.3} in `{}`", group.name))
        .collect();
    Err(format!("the groups differ in it: {}", each.join(", ")))
}

/// What an estimation that makes no error would find.
fn values_in(population: &Population, plan: &Plan, catalogue: &Catalogue) -> Vec<Option<f64>> {
    let known = Known::of(population);
    let stages = plan.stages().into_iter();
    let stages: Vec<Solution> = stages.map(|stage| known.solution(stage)).collect();
    catalogue.values_of(&stages)
}

/// A population by position.
struct Known<'p> {
    population: &'p Population,
    /// Correlations of the answers; those of latent answers are not theirs.
    answers: Option<DMatrix<f64>>,
    /// The construct of each column, and its loading.
    columns: Vec<(usize, f64)>,
}

/// What an indicator of a stage is in the population.
#[derive(Clone, Copy)]
enum Part {
    Column(usize),
    Construct(usize),
    /// A product of columns.
    Unknown,
}

impl<'p> Known<'p> {
    fn of(population: &'p Population) -> Self {
        let model = population.model();
        let constructs = model.constructs().iter().enumerate();
        let measured = constructs.filter(|(_, c)| !c.is_product() && !c.is_higher_order());
        let owners = measured.flat_map(|(j, c)| vec![j; c.indicators().len()]);
        Self {
            columns: owners.zip(population.loadings()).collect(),
            answers: population.answer_correlations(),
            population,
        }
    }

    /// What a stage would find. What the values do not say is not-a-number: weights of common factors, paths that only a way
    /// of estimation has.
    fn solution(&self, stage: &Plan) -> Solution {
        let (own, model) = (stage.model(), self.population.model());
        let places = own.constructs().iter();
        // A stage has constructs of its model only.
        let places: Vec<usize> = places.filter_map(|c| model.position(c.name())).collect();
        let all = self.population.construct_correlations();
        let constructs = all.select_rows(&places).select_columns(&places);
        let scales = self.population.scales();
        let mut estimates = Estimates::room(stage);
        estimates.scales = places.iter().map(|&j| scales[j]).collect();
        for &(s, t) in own.path_positions() {
            estimates.paths[(s, t)] = self.path(places[s], places[t]) * estimates.scales[s];
        }
        let explained = estimates.r2.iter_mut().enumerate();
        explained.for_each(|(t, r2)| *r2 = estimates.paths.column(t).dot(&constructs.column(t)));
        let parts: Vec<Part> = self.parts(stage);
        for (k, &part) in parts.iter().enumerate() {
            for (j, &place) in places.iter().enumerate() {
                estimates.cross_loadings[(k, j)] = self.correlation(part, Part::Construct(place));
            }
            estimates.loadings[k] = estimates.cross_loadings[(k, stage.owner(k))];
        }
        let weights = own.constructs().iter().flat_map(|construct| {
            let as_written = model.construct(construct.name());
            let same = as_written.filter(|c| c.indicators() == construct.indicators());
            let weights = same.and_then(|c| self.population.weights(c.name()));
            (0..construct.indicators().len()).map(move |i| weights.map_or(f64::NAN, |w| w[i]))
        });
        estimates.weights = weights.collect();
        estimates.correlations.copy_from(&constructs);
        estimates.factor_correlations.copy_from(&constructs);
        let correlations = DMatrix::from_fn(parts.len(), parts.len(), |k, l| {
            if k == l {
                1.0
            } else {
                self.correlation(parts[k], parts[l])
            }
        });
        Solution::new(stage, moments(correlations), estimates)
    }

    /// The path between two constructs: that of the model, or what joins a higher-order construct with a dimension.
    fn path(&self, from: usize, to: usize) -> f64 {
        let model = self.population.model();
        if model.path_positions().contains(&(from, to)) {
            return self.population.paths()[(from, to)];
        }
        let of_block = |higher: usize, dimension: usize, composite: bool| {
            let construct = &model.constructs()[higher];
            let mut names = construct.indicators().iter();
            let k = names.position(|name| name == model.name(dimension))?;
            let of = match composite {
                true => self.population.weights(construct.name())?,
                false => self.population.loadings_of(construct.name())?,
            };
            Some(of[k]).filter(|_| construct.is_higher_order())
        };
        let reflective = of_block(from, to, false);
        reflective
            .or_else(|| of_block(to, from, true))
            .unwrap_or(f64::NAN)
    }

    fn parts(&self, stage: &Plan) -> Vec<Part> {
        let names = stage.model().constructs().iter();
        let names = names.flat_map(|c| c.indicators());
        let part = |(k, name): (usize, &String)| match stage.column(k) {
            Some(column) => Part::Column(column),
            None => {
                let place = self.population.model().position(name);
                place.map_or(Part::Unknown, Part::Construct)
            }
        };
        names.enumerate().map(part).collect()
    }

    fn correlation(&self, a: Part, b: Part) -> f64 {
        let constructs = self.population.construct_correlations();
        match (a, b) {
            (Part::Construct(i), Part::Construct(j)) => constructs[(i, j)],
            (Part::Column(k), Part::Construct(j)) | (Part::Construct(j), Part::Column(k)) => {
                let (owner, loading) = self.columns[k];
                loading * constructs[(owner, j)]
            }
            (Part::Column(k), Part::Column(l)) => {
                self.answers.as_ref().map_or(f64::NAN, |of| of[(k, l)])
            }
            (Part::Unknown, _) | (_, Part::Unknown) => f64::NAN,
        }
    }
}

/// What the estimator finds in the correlations of all answers, groups taken together as in a survey; nothing where it
/// finds no solution, and with interactions, whose products correlations do not show.
pub(super) fn limit(simulation: &Simulation, plan: &Plan) -> Result<Vec<Solution>, String> {
    if plan.has_products() {
        return Err(
            "correlations do not show products, which interactions are estimated from".to_owned(),
        );
    }
    let stages = simulation
        .answer_correlations()
        .and_then(|correlations| settled(plan, correlations));
    stages.ok_or_else(|| NO_LIMIT.to_owned())
}

/// The weights that the estimator finds in the population, one set for every stage; those of the model without its
/// interactions, if it has some: the sign of an interaction follows from those of its constructs.
pub(super) fn weights(simulation: &Simulation, plan: &Plan) -> Option<Vec<Vec<f64>>> {
    let of = |stage: &Solution| stage.estimates().weights.clone();
    if !plan.has_products() {
        let stages = limit(simulation, plan).ok()?;
        return Some(stages.iter().map(of).collect());
    }
    let linear = Plan::new(&plan.written().without_products(), plan.options()).ok()?;
    let latent = simulation.groups()[0].population.correlations().clone();
    let stages = settled(&linear, latent)?;
    let last = stages.len() - 1;
    let of_stage = |(i, plan): (usize, &Plan)| {
        let solution = &stages[i.min(last)];
        let known = solution.plan();
        let constructs = plan.model().constructs().iter().enumerate();
        let weights = constructs.flat_map(|(j, construct)| {
            let own = known.model().position(construct.name());
            let own = own.map(|j| known.blocks()[j].indicators.clone());
            let own = own.map(|own| solution.estimates().weights[own].to_vec());
            own.unwrap_or_else(|| vec![1.0; plan.blocks()[j].len()])
        });
        weights.collect()
    };
    Some(plan.stages().into_iter().enumerate().map(of_stage).collect())
}

/// The solution of every stage, if each settles.
fn settled(plan: &Plan, correlations: DMatrix<f64>) -> Option<Vec<Solution>> {
    let stages = Solution::all(plan, &moments(correlations), None, None).ok()?;
    let settled = |stage: &Solution| stage.estimates().termination.converged;
    Some(stages).filter(|stages| stages.iter().all(settled))
}

fn moments(correlations: DMatrix<f64>) -> Moments {
    let mut moments = Moments::room(correlations.nrows());
    moments.sds.fill(1.0);
    moments.correlations = correlations;
    moments
}
