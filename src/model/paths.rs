//! The causal order of constructs along the paths, and the circles that prevent it.

/// Positions `0..count`, each after all its predecessors; ties keep the order of declaration.
///
/// # Errors
/// The constructs of one circle, the first again at the end.
pub(super) fn order(count: usize, paths: &[(usize, usize)]) -> Result<Vec<usize>, Vec<usize>> {
    let mut order = Vec::with_capacity(count);
    let mut placed = vec![false; count];
    while order.len() < count {
        let free = |j: &usize| !placed[*j] && paths.iter().all(|&(s, t)| t != *j || placed[s]);
        match (0..count).find(free) {
            Some(j) => {
                placed[j] = true;
                order.push(j);
            }
            None => return Err(circle(&placed, paths)),
        }
    }
    Ok(order)
}

/// Walks backwards among the constructs that could not be placed until one is met again.
fn circle(placed: &[bool], paths: &[(usize, usize)]) -> Vec<usize> {
    let predecessor = |j: usize| {
        paths
            .iter()
            .find(|&&(s, t)| t == j && !placed[s])
            .map(|&(s, _)| s)
    };
    let mut walk = vec![placed.iter().position(|p| !p).unwrap_or(0)];
    // Each of them has a predecessor that is not placed either, so that the walk must come back to
    // a construct.
    while let Some(before) = predecessor(walk[walk.len() - 1]) {
        if let Some(met) = walk.iter().position(|&j| j == before) {
            let mut round = walk.split_off(met);
            round.push(before);
            round.reverse();
            return round;
        }
        walk.push(before);
    }
    walk
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predecessors_come_first_and_ties_keep_their_order() {
        assert_eq!(order(4, &[(3, 0), (3, 2), (2, 0)]).unwrap(), [1, 3, 2, 0]);
    }

    #[test]
    fn a_circle_is_walked_in_the_direction_of_its_paths() {
        let round = order(5, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4)]).unwrap_err();
        assert_eq!(round.len(), 4);
        assert_eq!(round.first(), round.last());
        for step in round.windows(2) {
            assert!(
                [(1, 2), (2, 3), (3, 1)].contains(&(step[0], step[1])),
                "{round:?}"
            );
        }
    }
}
