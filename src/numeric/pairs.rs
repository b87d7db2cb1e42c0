//! Every two of several things.

/// Every two, the first before the second: all pairs of the first thing, then those of the second, and so on.
pub(crate) fn each_two<T>(all: &[T]) -> impl Iterator<Item = [&T; 2]> {
    let firsts = all.iter().enumerate();
    firsts.flat_map(|(i, first)| all[i + 1..].iter().map(move |second| [first, second]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_two_are_in_the_order_of_the_first_and_then_of_the_second() {
        let pairs = |all: &[u8]| each_two(all).map(|two| two.map(|x| *x)).collect::<Vec<_>>();
        assert_eq!(pairs(&[3, 1, 2]), [[3, 1], [3, 2], [1, 2]]);
        assert!(pairs(&[3]).is_empty() && pairs(&[]).is_empty());
    }
}
