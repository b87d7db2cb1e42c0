//! Interactions in a population: moments of products of normal constructs.

use nalgebra::DMatrix;

use super::PopulationError;
use crate::model::Model;

/// An interaction of a population.
#[derive(Debug, Clone)]
pub(super) struct Product {
    /// Its position among the constructs.
    pub(super) place: usize,
    /// The constructs that are multiplied.
    pub(super) factors: Vec<usize>,
    /// Mean of the product of the standardised constructs: of two, their correlation.
    pub(super) mean: f64,
    /// Its standard deviation.
    pub(super) sd: f64,
}

/// Whether each construct that is no product is normal: no interaction explains it, nor what explains it.
pub(super) fn normal(model: &Model) -> Vec<bool> {
    let mut normal = vec![true; model.constructs().len()];
    for &t in model.order() {
        let into = model.path_positions().iter().filter(|path| path.1 == t);
        for &(s, _) in into {
            normal[t] &= normal[s] && !model.constructs()[s].is_product();
        }
    }
    normal
}

/// The interactions of a model, each with its place and its constructs; moments are still to be found.
///
/// # Errors
/// [`PopulationError::ProductOfProduct`]: one multiplies a construct that is not normal.
pub(super) fn products(model: &Model, normal: &[bool]) -> Result<Vec<Product>, PopulationError> {
    let all = model.constructs().iter().enumerate();
    let products = all.filter(|(_, c)| c.is_product());
    let of = |(place, product): (usize, &crate::model::Construct)| {
        let factors = product.indicators().iter();
        let factors: Vec<usize> = factors.filter_map(|name| model.position(name)).collect();
        match factors.iter().find(|&&factor| !normal[factor]) {
            Some(&factor) => Err(PopulationError::ProductOfProduct {
                interaction: product.name().to_owned(),
                construct: model.name(factor).to_owned(),
            }),
            None => Ok(Product {
                place,
                factors,
                mean: 0.0,
                sd: 1.0,
            }),
        }
    };
    products.map(of).collect()
}

/// The mean of a product of standard normal variables, from their correlations.
///
/// ```text
/// E[x1 x2 ... xm] = Σ r_1j E[all but 1 and j]   over the others, j;  0 for an odd number
/// ```
///
/// Of the square of a product of two it is `1 + 2 r²`.
///
/// Source: Isserlis (1918), Biometrika 12, 134-139.
pub(super) fn moment(of: &[usize], correlations: &DMatrix<f64>) -> f64 {
    let Some((first, others)) = of.split_first() else {
        return 1.0;
    };
    let with = |(place, other): (usize, &usize)| {
        let rest = [&others[..place], &others[place + 1..]].concat();
        correlations[(*first, *other)] * moment(&rest, correlations)
    };
    others.iter().enumerate().map(with).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn moments_are_those_of_the_bivariate_normal_distribution() {
        let r: f64 = 0.3;
        let correlations = DMatrix::from_row_slice(2, 2, &[1.0, r, r, 1.0]);
        // Kendall & Stuart, The Advanced Theory of Statistics, volume 1, 3.29.
        for (of, expected) in [
            (vec![0, 1], r),
            (vec![0, 1, 1], 0.0),
            (vec![0, 0, 1, 1], 1.0 + 2.0 * r * r),
            (vec![0, 0, 0, 1], 3.0 * r),
            (vec![0; 6], 15.0),
            (vec![0, 0, 0, 0, 1, 1], 3.0 + 12.0 * r * r),
            (vec![0, 0, 0, 1, 1, 1], 9.0 * r + 6.0 * r.powi(3)),
        ] {
            assert_abs_diff_eq!(moment(&of, &correlations), expected, epsilon = 1e-14);
        }
    }
}
