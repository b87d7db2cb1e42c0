//! The layer of each construct, and the order within layers: the first half of a layered drawing, after Sugiyama, Tagawa
//! and Toda (1981), IEEE Transactions on Systems, Man, and Cybernetics 11(2), 109-125.
//!
//! An arrow leads from a layer to a later one. In each layer that it passes, it has a place of its own, so that it can
//! run between the constructs.

/// Rounds of ordering, each downwards and upwards.
const ROUNDS: usize = 12;

/// Constructs and passing arrows, layer by layer.
#[derive(Debug)]
pub(super) struct Layers {
    /// The items of each layer, in order.
    pub(super) rows: Vec<Vec<usize>>,
    /// The layer of each item. Items before `nodes` are constructs, the others are places of passing arrows.
    pub(super) layer: Vec<usize>,
    /// The items that each arrow leads through, from its source to its target.
    pub(super) chains: Vec<Vec<usize>>,
    /// Constructs.
    pub(super) nodes: usize,
}

impl Layers {
    /// The layers of a number of constructs. Arrows that would close a circle are reversed in the
    /// layout.
    pub(super) fn new(nodes: usize, arrows: &[(usize, usize)]) -> Self {
        let arrows = without_circles(nodes, arrows);
        let mut layer = tightened(nodes, &arrows);
        let mut chains = Vec::with_capacity(arrows.len());
        for &(from, to) in &arrows {
            let mut chain = vec![from];
            for passed in layer[from] + 1..layer[to] {
                chain.push(layer.len());
                layer.push(passed);
            }
            chain.push(to);
            chains.push(chain);
        }
        let mut rows = vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)];
        for (item, &of) in layer.iter().enumerate() {
            rows[of].push(item);
        }
        let mut layers = Self {
            rows,
            layer,
            chains,
            nodes,
        };
        layers.order();
        layers
    }

    pub(super) fn is_construct(&self, item: usize) -> bool {
        item < self.nodes
    }

    /// The neighbours of every item in the layers before and after.
    pub(super) fn neighbours(&self) -> [Vec<Vec<usize>>; 2] {
        let mut before = vec![Vec::new(); self.layer.len()];
        let mut after = before.clone();
        for step in self.chains.iter().flat_map(|chain| chain.windows(2)) {
            after[step[0]].push(step[1]);
            before[step[1]].push(step[0]);
        }
        [before, after]
    }

    /// Orders the layers so that few arrows cross: by the mean place of neighbours, then by exchanging neighbours; the best
    /// order that was met is kept.
    fn order(&mut self) {
        let sides = self.neighbours();
        let mut best = (self.crossings(&sides[1]), self.rows.clone());
        for round in 0..2 * ROUNDS {
            let downwards = round % 2 == 0;
            let side = &sides[usize::from(!downwards)];
            let count = self.rows.len();
            for step in 1..count {
                let row = if downwards { step } else { count - 1 - step };
                self.sort_by_means(row, side);
            }
            self.exchange(&sides);
            let crossings = self.crossings(&sides[1]);
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
            }
        }
        self.rows = best.1;
    }

    fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.layer.len()];
        for row in &self.rows {
            for (place, &item) in row.iter().enumerate() {
                places[item] = place;
            }
        }
        places
    }

    fn sort_by_means(&mut self, row: usize, side: &[Vec<usize>]) {
        let places = self.places();
        let mut keyed: Vec<(f64, usize)> = self.rows[row]
            .iter()
            .map(|&item| {
                let near = &side[item];
                let sum: usize = near.iter().map(|&n| places[n]).sum();
                let mean = sum as f64 / near.len() as f64;
                // An item without neighbours stays where it is.
                (
                    if near.is_empty() {
                        places[item] as f64
                    } else {
                        mean
                    },
                    item,
                )
            })
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.rows[row] = keyed.into_iter().map(|(_, item)| item).collect();
    }

    /// Exchanges neighbouring items while this reduces crossings.
    fn exchange(&mut self, sides: &[Vec<Vec<usize>>; 2]) {
        let mut improved = true;
        let mut rounds = 0;
        while improved && rounds < ROUNDS {
            improved = false;
            rounds += 1;
            for row in 0..self.rows.len() {
                let places = self.places();
                for i in 1..self.rows[row].len() {
                    let (a, b) = (self.rows[row][i - 1], self.rows[row][i]);
                    let cost = |first: usize, second: usize| -> usize {
                        let pairs = sides.iter().map(|side| {
                            let second = &side[second];
                            let crossed = |p: &usize| {
                                second.iter().filter(|q| places[**q] < places[*p]).count()
                            };
                            side[first].iter().map(crossed).sum::<usize>()
                        });
                        pairs.sum()
                    };
                    if cost(b, a) < cost(a, b) {
                        self.rows[row].swap(i - 1, i);
                        improved = true;
                    }
                }
            }
        }
    }

    /// Pairs of arrows that cross between two layers.
    fn crossings(&self, after: &[Vec<usize>]) -> usize {
        let places = self.places();
        let mut crossings = 0;
        for row in &self.rows {
            for (i, &first) in row.iter().enumerate() {
                for &second in &row[i + 1..] {
                    for p in &after[first] {
                        crossings += after[second]
                            .iter()
                            .filter(|q| places[**q] < places[*p])
                            .count();
                    }
                }
            }
        }
        crossings
    }
}

/// The arrows, with those reversed that lead back to a construct on the current route.
fn without_circles(nodes: usize, arrows: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut kept: Vec<(usize, usize)> = Vec::with_capacity(arrows.len());
    for &(from, to) in arrows {
        let mut reached = vec![false; nodes];
        let mut open = vec![to];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                open.extend(kept.iter().filter(|a| a.0 == node).map(|a| a.1));
            }
        }
        kept.push(if reached[from] {
            (to, from)
        } else {
            (from, to)
        });
    }
    kept
}

/// Layers by the longest route; constructs then move towards the layers with which they share more arrows.
fn tightened(nodes: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    let mut layer = vec![0; nodes];
    for _ in 0..nodes {
        for &(from, to) in arrows {
            layer[to] = layer[to].max(layer[from] + 1);
        }
    }
    let last = layer.iter().copied().max().unwrap_or(0);
    for _ in 0..nodes {
        let before = layer.clone();
        for node in 0..nodes {
            let sources = arrows.iter().filter(|a| a.1 == node).map(|a| a.0);
            let targets = arrows.iter().filter(|a| a.0 == node).map(|a| a.1);
            let (ins, outs) = (sources.clone().count(), targets.clone().count());
            let earliest = sources.map(|s| layer[s] + 1).max().unwrap_or(0);
            let latest = targets.map(|t| layer[t] - 1).min().unwrap_or(last);
            match ins.cmp(&outs) {
                std::cmp::Ordering::Less => layer[node] = latest,
                std::cmp::Ordering::Greater => layer[node] = earliest,
                std::cmp::Ordering::Equal => {}
            }
        }
        if layer == before {
            break;
        }
    }
    let first = layer.iter().copied().min().unwrap_or(0);
    layer.iter().map(|l| l - first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arrow_leads_through_one_place_of_every_layer() {
        let layers = Layers::new(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]);
        assert_eq!(layers.layer[..4], [0, 1, 2, 3]);
        assert_eq!(layers.chains[3].len(), 4);
        for chain in &layers.chains {
            for step in chain.windows(2) {
                assert_eq!(layers.layer[step[1]], layers.layer[step[0]] + 1);
            }
        }
    }

    #[test]
    fn a_source_stands_before_its_target() {
        // 3 has an arrow to the last construct only.
        assert_eq!(tightened(4, &[(0, 1), (1, 2), (3, 2)]), [0, 1, 2, 1]);
    }

    #[test]
    fn a_circle_is_opened() {
        assert_eq!(
            without_circles(3, &[(0, 1), (1, 2), (2, 0)]),
            [(0, 1), (1, 2), (0, 2)]
        );
    }

    #[test]
    fn arrows_that_need_not_cross_do_not() {
        let layers = Layers::new(6, &[(0, 5), (1, 4), (2, 3)]);
        assert_eq!(layers.crossings(&layers.neighbours()[1]), 0);
    }
}
