//! Rows of answers, each from a random stream of its own.

use rand::rngs::ChaCha8Rng;

use super::Population;
use super::latent::Latent;
use crate::numeric::normal;
use crate::numeric::stream::{self, Purpose};

/// Independent numbers in (0, 1) for what else a simulated survey needs. Streams 1 and 2 of a seed say which answers of a
/// [`Simulation`](super::Simulation) are missing, and to which group a row belongs.
pub fn uniform(seed: u64, stream: u64) -> impl Iterator<Item = f64> {
    let mut rng = stream::stream(seed, Purpose::SimulationExtra, stream);
    std::iter::repeat_with(move || stream::open_unit(&mut rng))
}

/// What one row is drawn with.
pub(super) struct Room {
    independent: Vec<f64>,
    /// Values of the constructs, where answers follow from these.
    constructs: Vec<f64>,
}

impl Room {
    pub(super) fn new(population: &Population) -> Self {
        let latent = population.latent.as_ref();
        let numbers = latent.map_or(population.margins.len(), Latent::numbers);
        Self {
            independent: vec![0.0; numbers],
            constructs: Vec::new(),
        }
    }

    /// Draws the answers of row `i`, and hands each over with the position of its indicator.
    pub(super) fn draw(
        &mut self,
        population: &Population,
        seed: u64,
        i: usize,
        mut take: impl FnMut(usize, f64),
    ) {
        self.scores(seed, i);
        let independent = &self.independent;
        if let Some(latent) = &population.latent {
            let margins = &population.margins;
            let cut = |k: usize, x: f64| take(k, margins[k].answer(x));
            return latent.draw(independent, &mut self.constructs, cut);
        }
        for (k, margin) in population.margins.iter().enumerate() {
            // Row by row: a matrix product would sum a few rows in another order than many.
            let score = (0..=k)
                .map(|l| population.factor[(k, l)] * independent[l])
                .sum();
            take(k, margin.answer(score));
        }
    }

    /// Independent normal numbers of row `i`.
    pub(super) fn scores(&mut self, seed: u64, i: usize) -> &[f64] {
        let mut rng = stream::stream(seed, Purpose::Simulation, i as u64);
        self.independent
            .iter_mut()
            .for_each(|x| *x = standard_normal(&mut rng));
        &self.independent
    }
}

/// A standard normal number: the quantile of a uniform one.
fn standard_normal(rng: &mut ChaCha8Rng) -> f64 {
    normal::quantile(stream::open_unit(rng))
}
