//! Which of several lists of answers are the same.

use std::collections::HashMap;

/// The positions of lists that hold the same answers, and lack the same, as sets of two or more in the order of their
/// firsts.
pub(super) fn sets<A>(lists: impl IntoIterator<Item = (usize, A)>) -> Vec<Vec<usize>>
where
    A: IntoIterator<Item = Option<f64>>,
{
    let mut known: HashMap<Vec<Option<u64>>, Vec<usize>> = HashMap::new();
    for (position, answers) in lists {
        // Adding 0 makes one zero of two.
        let key = answers.into_iter().map(|x| x.map(|x| (x + 0.0).to_bits()));
        known.entry(key.collect()).or_default().push(position);
    }
    let mut sets: Vec<Vec<usize>> = known.into_values().filter(|set| set.len() > 1).collect();
    sets.sort_unstable();
    sets
}
