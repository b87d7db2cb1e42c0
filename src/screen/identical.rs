//! Which of several lists of answers are identical.

use std::collections::HashMap;

/// An odd number whose bits look random: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The positions of lists with the same answers and the same missing answers, as sets of two or more in the order of
/// their first members.
///
/// Only a checksum of each list is kept, because a million rows would need twice the memory of their table.
pub(super) fn sets<A>(
    positions: impl Iterator<Item = usize>,
    answers: impl Fn(usize) -> A,
) -> Vec<Vec<usize>>
where
    A: Iterator<Item = Option<f64>>,
{
    let bits = |i: usize| answers(i).map(|x| x.map(f64::to_bits));
    // A missing answer has bits that no number has. Answers differ in their highest bits: the rotation brings these down, so
    // that the next product spreads them. Lists with the same checksum cost time only.
    let add = |sum: u64, answer: Option<u64>| {
        let answer = answer.unwrap_or(u64::MAX);
        (sum.rotate_left(26) ^ answer).wrapping_mul(SPREAD)
    };
    let checksum = |i: usize| (bits(i).fold(0, add), i);
    let mut checksums: Vec<(u64, usize)> = positions.map(checksum).collect();
    checksums.sort_unstable();
    let alike = checksums.chunk_by(|a, b| a.0 == b.0);
    let mut sets = Vec::new();
    for alike in alike.filter(|alike| alike.len() > 1) {
        // Different lists may have the same checksum.
        let mut known: HashMap<Vec<Option<u64>>, Vec<usize>> = HashMap::new();
        for &(_, i) in alike {
            known.entry(bits(i).collect()).or_default().push(i);
        }
        sets.extend(known.into_values().filter(|set| set.len() > 1));
    }
    sets.sort_unstable();
    sets
}
