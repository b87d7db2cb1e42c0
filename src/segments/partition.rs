//! Partitions of rows: their order, and how alike two of them are.

/// How many rows each segment has.
pub(crate) fn sizes(labels: &[usize], segments: usize) -> Vec<usize> {
    let mut sizes = vec![0; segments];
    labels.iter().for_each(|&label| sizes[label] += 1);
    sizes
}

/// The segments from the largest to the smallest; of equals the first stays first.
pub(crate) fn by_size(sizes: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]).then(a.cmp(&b)));
    order
}

/// The segments of rows under new numbers: `order` lists the old ones.
pub(crate) fn renumbered(labels: &[usize], order: &[usize]) -> Vec<usize> {
    let mut new = vec![0; order.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(to, &from)| new[from] = to);
    labels.iter().map(|&label| new[label]).collect()
}

/// Rows that both partitions put together and apart, as counts of pairs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pairs {
    /// For each segment of the first, the pairs of its rows, and those of them that the second puts together.
    pub(crate) of_segments: Vec<[f64; 2]>,
    /// Pairs of different segments of the first, and those of them that the second puts together.
    pub(crate) apart: [f64; 2],
    /// Pairs that the second puts together.
    of_second: f64,
}

impl Pairs {
    /// Of two partitions of the same rows.
    pub(crate) fn of(first: &[usize], second: &[usize]) -> Self {
        let count = |labels: &[usize]| labels.iter().max().map_or(0, |most| most + 1);
        let (rows, columns) = (count(first), count(second));
        let mut table = vec![0.0; rows * columns];
        for (a, b) in first.iter().zip(second) {
            table[a * columns + b] += 1.0;
        }
        let pairs = |n: f64| n * (n - 1.0) / 2.0;
        let of_segment = |row: &[f64]| {
            let together = row.iter().map(|&n| pairs(n)).sum();
            [pairs(row.iter().sum()), together]
        };
        let of_segments: Vec<[f64; 2]> = table.chunks(columns.max(1)).map(of_segment).collect();
        let of_column = |b: usize| pairs((0..rows).map(|a| table[a * columns + b]).sum());
        let of_second: f64 = (0..columns).map(of_column).sum();
        let [of_first, both] = of_segments
            .iter()
            .fold([0.0, 0.0], |[all, both], [a, b]| [all + a, both + b]);
        let all = pairs(first.len() as f64);
        Self {
            apart: [all - of_first, of_second - both],
            of_segments,
            of_second,
        }
    }

    /// The adjusted Rand index.
    pub(crate) fn adjusted_rand(&self) -> Option<f64> {
        let sum = |at: usize| self.of_segments.iter().map(|pairs| pairs[at]).sum::<f64>();
        let (first, both) = (sum(0), sum(1));
        let all = first + self.apart[0];
        let expected = first * self.of_second / all;
        let largest = f64::midpoint(first, self.of_second);
        let index = (both - expected) / (largest - expected);
        Some(index).filter(|index| index.is_finite())
    }
}

/// How alike two partitions of the same rows are, whatever their segments are called: 1 if they are the same, 0 on average
/// if they have nothing to do with each other.
///
/// ```text
/// (T - E) / (M - E)      T  pairs of rows that both put together,  E  as many as by chance,  M  as many as possible
/// ```
///
/// `None` if they have different rows, or both put all rows together.
///
/// ```
/// use pls_sem::segments::adjusted_rand;
///
/// assert_eq!(adjusted_rand(&[0, 0, 1, 1], &[1, 1, 0, 0]), Some(1.0));
/// let crossed = adjusted_rand(&[0, 0, 1, 1], &[0, 1, 0, 1]).unwrap();
/// assert!((crossed + 0.5).abs() < 1e-12);
/// ```
///
/// Source: Hubert & Arabie (1985), Journal of Classification 2, 193-218.
#[must_use]
pub fn adjusted_rand(first: &[usize], second: &[usize]) -> Option<f64> {
    (first.len() == second.len())
        .then(|| Pairs::of(first, second))?
        .adjusted_rand()
}
