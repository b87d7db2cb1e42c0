//! The places of the items within a layer: close to their neighbours in other layers, without overlap.

use super::layers::Layers;

/// Rounds in which all layers follow their neighbours.
const ROUNDS: usize = 40;
/// Straight passing arrows have priority over constructs that are close to their neighbours.
const WEIGHT_OF_PASSING: f64 = 4.0;
/// How much a neighbour counts: for a construct beside a construct, where one of both is a passing arrow, where both are;
/// after Gansner et al. (1993), IEEE Transactions on Software Engineering 19(3), 214-230.
const WEIGHTS: [f64; 3] = [1.0, 2.0, 8.0];

/// The space that an item needs across the flow: before and after its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Breadth {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// The place of every item across the layers; `gap` lies between neighbours. The smallest place begins at 0.
pub(super) fn places(layers: &Layers, breadths: &[Breadth], gap: f64) -> Vec<f64> {
    let [before, after] = layers.neighbours();
    let mut places = vec![0.0; breadths.len()];
    for row in &layers.rows {
        let targets = vec![0.0; row.len()];
        settle(row, &targets, breadths, gap, layers, &mut places);
    }
    for round in 0..ROUNDS {
        // The last rounds use both sides, so that neither dominates.
        let sides: Vec<&Vec<Vec<usize>>> = match round % 3 {
            0 if round + 4 < ROUNDS => vec![&before],
            1 if round + 4 < ROUNDS => vec![&after],
            _ => vec![&before, &after],
        };
        for step in 0..layers.rows.len() {
            let row = if round % 2 == 0 {
                step
            } else {
                layers.rows.len() - 1 - step
            };
            let row = &layers.rows[row];
            let target = |&item: &usize| {
                let passing = |item: usize| usize::from(!layers.is_construct(item));
                let near = sides.iter().flat_map(|side| &side[item]);
                let (sum, weights) = near.fold((0.0, 0.0), |(sum, weights), &n| {
                    let weight = WEIGHTS[passing(item) + passing(n)];
                    (sum + weight * places[n], weights + weight)
                });
                if weights > 0.0 {
                    sum / weights
                } else {
                    places[item]
                }
            };
            let targets: Vec<f64> = row.iter().map(target).collect();
            settle(row, &targets, breadths, gap, layers, &mut places);
        }
    }
    for _ in 0..2 {
        straighten(layers, breadths, gap, &mut places);
    }
    let first = places.iter().zip(breadths).map(|(place, b)| place - b.low);
    let first = first.fold(f64::INFINITY, f64::min);
    places.iter().map(|place| place - first).collect()
}

/// Gives a passing arrow the same place in as many layers as a straight line can pass.
fn straighten(layers: &Layers, breadths: &[Breadth], gap: f64, places: &mut [f64]) {
    for chain in &layers.chains {
        let mut passing = &chain[1..chain.len() - 1];
        while !passing.is_empty() {
            let (mut low, mut high, mut count) = (f64::NEG_INFINITY, f64::INFINITY, 0);
            for &item in passing {
                let [from, to] = free(layers, breadths, gap, places, item);
                if from.max(low) > to.min(high) {
                    break;
                }
                (low, high, count) = (low.max(from), high.min(to), count + 1);
            }
            // An item is free where it is, except for rounding.
            let (straight, rest) = passing.split_at(count.max(1));
            if count > 0 {
                let mean = straight.iter().map(|&i| places[i]).sum::<f64>() / count as f64;
                for &i in straight {
                    places[i] = mean.max(low).min(high);
                }
            }
            passing = rest;
        }
    }
}

/// Between which places an item can move without its neighbours.
fn free(layers: &Layers, breadths: &[Breadth], gap: f64, places: &[f64], item: usize) -> [f64; 2] {
    let row = &layers.rows[layers.layer[item]];
    let at = row.iter().position(|&i| i == item).unwrap_or(0);
    let low = at.checked_sub(1).map(|before| row[before]);
    let low = low.map_or(f64::NEG_INFINITY, |n| {
        places[n] + breadths[n].high + gap + breadths[item].low
    });
    let high = row.get(at + 1).map_or(f64::INFINITY, |&n| {
        places[n] - breadths[n].low - gap - breadths[item].high
    });
    [low, high]
}

/// Places of one layer: those with the least weighted squares of distances from the targets that keep the order and the
/// distances. With the sizes taken off, this is a regression that must not fall, which pooling neighbours solves.
fn settle(
    row: &[usize],
    targets: &[f64],
    breadths: &[Breadth],
    gap: f64,
    layers: &Layers,
    places: &mut [f64],
) {
    let mut shifts = Vec::with_capacity(row.len());
    let mut shift = 0.0;
    for (i, &item) in row.iter().enumerate() {
        if i > 0 {
            shift += breadths[row[i - 1]].high + gap + breadths[item].low;
        }
        shifts.push(shift);
    }
    // Pools of neighbours: sum of weights, weighted sum, items.
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for ((&item, target), shift) in row.iter().zip(targets).zip(&shifts) {
        let weight = if layers.is_construct(item) {
            1.0
        } else {
            WEIGHT_OF_PASSING
        };
        let mut pool = (weight, weight * (target - shift), 1);
        while let Some(last) = pools.last() {
            if last.1 / last.0 < pool.1 / pool.0 {
                break;
            }
            pool = (pool.0 + last.0, pool.1 + last.1, pool.2 + last.2);
            pools.pop();
        }
        pools.push(pool);
    }
    let levels = pools
        .iter()
        .flat_map(|&(weight, sum, items)| std::iter::repeat_n(sum / weight, items));
    for ((&item, level), shift) in row.iter().zip(levels).zip(&shifts) {
        places[item] = level + shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_keep_their_distance_and_a_star_is_centred() {
        let layers = Layers::new(4, &[(0, 3), (1, 3), (2, 3)]);
        let breadths = [Breadth {
            low: 10.0,
            high: 10.0,
        }; 4];
        let places = places(&layers, &breadths, 5.0);
        let row: Vec<f64> = layers.rows[0].iter().map(|&i| places[i]).collect();
        assert!(row.windows(2).all(|w| w[1] - w[0] > 24.999));
        assert!((places[3] - row[1]).abs() < 1e-6);
        assert!((row[0] - 10.0).abs() < 1e-9);
    }
}
