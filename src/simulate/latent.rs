//! Rows of a population with interactions: constructs first, then their dimensions, then the latent answers.

use nalgebra::DMatrix;

use super::PopulationError;
use super::answers::Margin;
use super::construct_correlations::Constructs;
use super::measurement::Measurement;
use super::products::{self, Product};
use crate::model::Model;

/// How the latent answers of a row follow from independent normal numbers, where an interaction keeps them from being
/// normal: one number a construct, then one an indicator.
///
/// ```text
/// eta_t = Σ_s b_st eta_s + Σ_p b_pt (Π eta - mean_p) + sqrt(1 - explained_t) e_t
/// ```
#[derive(Debug, Clone)]
pub(super) struct Latent {
    /// Constructs without predecessors, and the lower Cholesky factor of their correlations.
    first: Vec<usize>,
    factor: DMatrix<f64>,
    equations: Vec<Equation>,
    /// The blocks of dimensions, the highest order first; then those of indicators.
    dimensions: Vec<(usize, Vec<usize>, Measurement)>,
    blocks: Vec<(usize, Measurement)>,
    constructs: usize,
    /// Whether each indicator is of a construct that is normal.
    normal: Vec<bool>,
}

/// What explains a construct.
#[derive(Debug, Clone)]
struct Equation {
    target: usize,
    linear: Vec<(usize, f64)>,
    products: Vec<(Product, f64)>,
    /// Standard deviation of what is left.
    residual: f64,
}

impl Latent {
    /// Nothing for a population without interactions.
    ///
    /// # Errors
    /// [`PopulationError::SkewedProduct`]: answers are skewed, which is defined for functions of normal scores.
    pub(super) fn new(
        model: &Model,
        constructs: &Constructs,
        paths: &DMatrix<f64>,
        blocks: &[Option<Measurement>],
        margins: &[Margin],
    ) -> Result<Option<Self>, PopulationError> {
        let Some(first_product) = constructs.products.first() else {
            return Ok(None);
        };
        let skewed = |margin: &Margin| !(margin.is_normal() || matches!(margin, Margin::Steps(_)));
        let mut named = model.indicators().zip(margins);
        if let Some((indicator, _)) = named.find(|(_, margin)| skewed(margin)) {
            return Err(PopulationError::SkewedProduct {
                indicator: indicator.to_owned(),
                interaction: model.name(first_product.place).to_owned(),
            });
        }
        let equation = |&(target, explained): &(usize, f64)| {
            let into = model.path_positions().iter().filter(|p| p.1 == target);
            let (mut linear, mut products) = (Vec::new(), Vec::new());
            for &(s, t) in into {
                let b = paths[(s, t)];
                match constructs.products.iter().find(|p| p.place == s) {
                    Some(product) => products.push((product.clone(), b)),
                    None => linear.push((s, b)),
                }
            }
            Equation {
                target,
                linear,
                products,
                residual: (1.0 - explained).max(0.0).sqrt(),
            }
        };
        let dimensions = constructs.higher.iter().filter_map(|&higher| {
            let names = model.constructs()[higher].indicators().iter();
            let places = names.filter_map(|name| model.position(name)).collect();
            Some((higher, places, blocks[higher].clone()?))
        });
        let measured = model.constructs().iter().zip(blocks).enumerate();
        let measured = measured.filter(|(_, (construct, _))| !construct.is_higher_order());
        let blocks: Vec<(usize, Measurement)> = measured
            .filter_map(|(j, (_, block))| Some((j, block.clone()?)))
            .collect();
        let normal = normal_with_dimensions(model, constructs);
        let of_block = |(j, block): &(usize, Measurement)| vec![normal[*j]; block.loadings.len()];
        Ok(Some(Self {
            first: constructs.first.clone(),
            factor: constructs.factor.clone(),
            equations: constructs.explained.iter().map(equation).collect(),
            dimensions: dimensions.collect(),
            normal: blocks.iter().flat_map(of_block).collect(),
            blocks,
            constructs: model.constructs().len(),
        }))
    }

    /// How many independent numbers a row takes.
    pub(super) fn numbers(&self) -> usize {
        self.constructs + self.normal.len()
    }

    /// Whether the latent answers to an indicator are normal.
    pub(super) fn is_normal(&self, indicator: usize) -> bool {
        self.normal[indicator]
    }

    /// The latent answers of a row; `constructs` is room for the values of the constructs.
    pub(super) fn draw(
        &self,
        independent: &[f64],
        constructs: &mut Vec<f64>,
        mut take: impl FnMut(usize, f64),
    ) {
        let (own, of_indicators) = independent.split_at(self.constructs);
        constructs.clear();
        constructs.resize(self.constructs, 0.0);
        for (i, &j) in self.first.iter().enumerate() {
            constructs[j] = (0..=i)
                .map(|l| self.factor[(i, l)] * own[self.first[l]])
                .sum();
        }
        for equation in &self.equations {
            let linear = equation.linear.iter().map(|&(s, b)| b * constructs[s]);
            let products = equation.products.iter().map(|(product, b)| {
                let factors = product.factors.iter().map(|&f| constructs[f]);
                b * (factors.product::<f64>() - product.mean)
            });
            let explained: f64 = linear.chain(products).sum();
            constructs[equation.target] = explained + equation.residual * own[equation.target];
        }
        for (higher, places, block) in &self.dimensions {
            let noise: Vec<f64> = places.iter().map(|&d| own[d]).collect();
            let value = constructs[*higher];
            block.indicators(value, &noise, |k, x| constructs[places[k]] = x);
        }
        let mut start = 0;
        for (j, block) in &self.blocks {
            let end = start + block.loadings.len();
            let noise = &of_indicators[start..end];
            block.indicators(constructs[*j], noise, |k, x| take(start + k, x));
            start = end;
        }
    }
}

/// Whether each construct is normal; a dimension is, if its higher-order construct is.
fn normal_with_dimensions(model: &Model, constructs: &Constructs) -> Vec<bool> {
    let mut normal = products::normal(model);
    for &higher in &constructs.higher {
        for name in model.constructs()[higher].indicators() {
            if let Some(d) = model.position(name) {
                normal[d] = normal[higher];
            }
        }
    }
    normal
}
