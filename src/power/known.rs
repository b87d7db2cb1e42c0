//! A population as a solution: what every stage of a model would find if it made no error.

use nalgebra::DMatrix;

use super::truth::moments;
use crate::estimate::{Estimates, Plan, Solution};
use crate::model::Construct;
use crate::simulate::Population;

/// A population by position.
pub(super) struct Known<'p> {
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
    pub(super) fn of(population: &'p Population) -> Self {
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
    pub(super) fn solution(&self, stage: &Plan) -> Solution {
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
            let of = if composite {
                self.population.weights(construct.name())?
            } else {
                self.population.loadings_of(construct.name())?
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
        let names = names.flat_map(Construct::indicators);
        let construct = |name: &str| {
            let place = self.population.model().position(name);
            place.map_or(Part::Unknown, Part::Construct)
        };
        let part = |(k, name): (usize, &String)| {
            let column = stage.column(k);
            column.map_or_else(|| construct(name), Part::Column)
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
