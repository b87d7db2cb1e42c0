//! Correlations of the constructs that paths, products and higher-order constructs imply.

use nalgebra::DMatrix;

use super::measurement::Measurement;
use super::products::{self, Product, moment};
use super::values::of_pair;
use super::{PopulationError, Values};
use crate::model::Model;
use crate::numeric::cholesky::SMALLEST_PIVOT;
use crate::text::nearest;

/// The coefficients of a model's paths, from row to column; those of interactions are of the unstandardised product.
pub(super) fn paths(model: &Model, values: &Values) -> Result<DMatrix<f64>, PopulationError> {
    let count = model.constructs().len();
    let mut given = vec![None; count * count];
    for (from, to, value) in &values.paths {
        let (s, t) = (known(model, "a path", from)?, known(model, "a path", to)?);
        if !model.path_positions().contains(&(s, t)) {
            return Err(PopulationError::UnknownPath {
                from: from.clone(),
                to: to.clone(),
            });
        }
        given[s * count + t] = Some(*value);
    }
    let mut paths = DMatrix::zeros(count, count);
    for &(s, t) in model.path_positions() {
        let value = given[s * count + t].filter(|b| b.is_finite());
        paths[(s, t)] = value.ok_or_else(|| PopulationError::NoPath {
            from: model.name(s).to_owned(),
            to: model.name(t).to_owned(),
        })?;
    }
    Ok(paths)
}

/// How the constructs of a population are related.
#[derive(Debug, Clone)]
pub(super) struct Constructs {
    /// Correlations of all constructs; of an interaction, those of the product.
    pub(super) correlations: DMatrix<f64>,
    /// The interactions.
    pub(super) products: Vec<Product>,
    /// Constructs that nothing explains and that are no dimensions, and the lower Cholesky factor of their correlations.
    pub(super) first: Vec<usize>,
    pub(super) factor: DMatrix<f64>,
    /// The constructs that paths lead to, each after its predecessors, with the variance that these explain.
    pub(super) explained: Vec<(usize, f64)>,
    /// The higher-order constructs, each after the one that it is a dimension of.
    pub(super) higher: Vec<usize>,
}

/// The correlations of all constructs, each of variance 1; those of dimensions are still to be added.
///
/// ```text
/// Pi[t, q]   = Σ_s b_st Pi[s, q]    for every q before t; as given between constructs without predecessors;
///                                   of an interaction s, b_st times the standard deviation of the product
/// ```
///
/// Correlations of interactions with each other, and with normal constructs, are moments of normal variables.
///
/// Source: Wright (1934), Annals of Mathematical Statistics 5(3), 161-215 (path tracing).
pub(super) fn constructs(
    model: &Model,
    values: &Values,
    paths: &DMatrix<f64>,
) -> Result<Constructs, PopulationError> {
    let is_explained = |t: usize| model.path_positions().iter().any(|p| p.1 == t);
    check_correlations(model, values, is_explained)?;
    let dimensions: Vec<usize> = dimensions(model).map(|(d, _)| d).collect();
    let is_top = |j: &usize| !dimensions.contains(j) && !model.constructs()[*j].is_product();
    let tops = model.order().iter().copied().filter(is_top);
    let (later, first): (Vec<usize>, Vec<usize>) = tops.partition(|&t| is_explained(t));
    let count = model.constructs().len();
    let mut pi = DMatrix::identity(count, count);
    for (i, &a) in first.iter().enumerate() {
        for &b in &first[..i] {
            let pair = [model.name(a), model.name(b)];
            let named = of_pair(&values.correlations, |a, b| {
                pair == [a, b] || pair == [b, a]
            });
            let r = named.unwrap_or(values.other_correlations);
            if r.is_nan() || r.abs() >= 1.0 {
                return Err(PopulationError::Correlation {
                    a: pair[1].to_owned(),
                    b: pair[0].to_owned(),
                    value: r,
                });
            }
            set(&mut pi, a, b, r);
        }
    }
    let own = pi.select_rows(&first).select_columns(&first);
    let names: Vec<&str> = first.iter().map(|&j| model.name(j)).collect();
    let factor = positive_definite(&own, &names, || {
        "the correlations of the constructs without predecessors".to_owned()
    })?;
    let mut constructs = Constructs {
        correlations: pi,
        products: Vec::new(),
        factor,
        explained: Vec::new(),
        higher: Vec::new(),
        first,
    };
    let mut before = constructs.first.clone();
    let normal = products::normal(model);
    let products = products::products(model, &normal)?;
    let (linear, rest): (Vec<usize>, Vec<usize>) = later.iter().partition(|&&t| normal[t]);
    constructs.explain(model, paths, &linear, &mut before)?;
    constructs.multiply(products, &mut before);
    constructs.explain(model, paths, &rest, &mut before)?;
    Ok(constructs)
}

impl Constructs {
    /// Adds constructs that paths lead to, in their order.
    fn explain(
        &mut self,
        model: &Model,
        paths: &DMatrix<f64>,
        targets: &[usize],
        before: &mut Vec<usize>,
    ) -> Result<(), PopulationError> {
        let mut standardised = paths.clone();
        for product in &self.products {
            standardised.row_mut(product.place).scale_mut(product.sd);
        }
        for &t in targets {
            let covariance = |pi: &DMatrix<f64>, q: usize| -> f64 {
                let into = model.path_positions().iter().filter(|p| p.1 == t);
                into.map(|&(s, t)| standardised[(s, t)] * pi[(s, q)]).sum()
            };
            for &q in &*before {
                let r = covariance(&self.correlations, q);
                set(&mut self.correlations, t, q, r);
            }
            let explained = covariance(&self.correlations, t);
            if explained.is_nan() || explained > 1.0 {
                return Err(PopulationError::Variance {
                    construct: model.name(t).to_owned(),
                    explained,
                });
            }
            self.explained.push((t, explained));
            before.push(t);
        }
        Ok(())
    }

    /// Adds the interactions of normal constructs.
    fn multiply(&mut self, products: Vec<Product>, before: &mut Vec<usize>) {
        for mut product in products {
            let with = |others: &[usize]| {
                moment(
                    &[product.factors.as_slice(), others].concat(),
                    &self.correlations,
                )
            };
            let mean = with(&[]);
            let sd = (with(&product.factors) - mean * mean).sqrt();
            let with_products = self.products.iter().map(|other| {
                let covariance = with(&other.factors) - mean * other.mean;
                (other.place, covariance / (sd * other.sd))
            });
            let with_normal = before
                .iter()
                .filter(|q| self.products.iter().all(|p| p.place != **q));
            let with_normal = with_normal.map(|&q| (q, with(&[q]) / sd));
            let all: Vec<(usize, f64)> = with_products.chain(with_normal).collect();
            for (q, r) in all {
                set(&mut self.correlations, product.place, q, r);
            }
            (product.mean, product.sd) = (mean, sd);
            before.push(product.place);
            self.products.push(product);
        }
    }

    /// Adds the dimensions of higher-order constructs, from the highest order down.
    ///
    /// ```text
    /// Pi[d, q] = l_d Pi[h, q]        d  a dimension of the higher-order construct h, q outside of it
    /// ```
    pub(super) fn divide(&mut self, model: &Model, blocks: &[Option<Measurement>]) {
        let explained = self.explained.iter().map(|(t, _)| *t);
        let products = self.products.iter().map(|product| product.place);
        let first = self.first.iter().copied();
        let mut before: Vec<usize> = first.chain(explained).chain(products).collect();
        let mut waiting = before.clone();
        while let Some(higher) = waiting.pop() {
            let construct = &model.constructs()[higher];
            let Some(block) = blocks[higher]
                .as_ref()
                .filter(|_| construct.is_higher_order())
            else {
                continue;
            };
            self.higher.push(higher);
            let outside = before.len();
            for (k, name) in construct.indicators().iter().enumerate() {
                let Some(d) = model.position(name) else {
                    continue;
                };
                for &q in &before[..outside] {
                    let r = block.loadings[k] * self.correlations[(higher, q)];
                    set(&mut self.correlations, d, q, r);
                }
                for (l, &other) in before[outside..].iter().enumerate() {
                    set(&mut self.correlations, d, other, block.within[(k, l)]);
                }
                before.push(d);
                waiting.push(d);
            }
        }
    }
}

fn set(matrix: &mut DMatrix<f64>, a: usize, b: usize, value: f64) {
    matrix[(a, b)] = value;
    matrix[(b, a)] = value;
}

/// Positions of all dimensions, each with that of its higher-order construct.
fn dimensions(model: &Model) -> impl Iterator<Item = (usize, usize)> {
    let higher = model.constructs().iter().enumerate();
    let higher = higher.filter(|(_, c)| c.is_higher_order());
    higher.flat_map(move |(h, construct)| {
        let names = construct.indicators().iter();
        names.filter_map(move |name| Some((model.position(name)?, h)))
    })
}

/// Correlations are given between constructs that nothing explains.
fn check_correlations(
    model: &Model,
    values: &Values,
    explained: impl Fn(usize) -> bool,
) -> Result<(), PopulationError> {
    for (a, b, value) in &values.correlations {
        let pair = [
            known(model, "a correlation", a)?,
            known(model, "a correlation", b)?,
        ];
        let (a, b) = (a.clone(), b.clone());
        if a == b {
            return Err(PopulationError::Correlation {
                a,
                b,
                value: *value,
            });
        }
        if let Some(&product) = pair.iter().find(|&&j| model.constructs()[j].is_product()) {
            let interaction = model.name(product).to_owned();
            return Err(PopulationError::ImpliedByProduct { a, b, interaction });
        }
        if let Some((d, h)) = dimensions(model).find(|(d, _)| pair.contains(d)) {
            return Err(PopulationError::ImpliedByHigherOrder {
                a,
                b,
                dimension: model.name(d).to_owned(),
                higher: model.name(h).to_owned(),
            });
        }
        if let Some(&j) = pair.iter().find(|&&j| explained(j)) {
            return Err(PopulationError::Implied {
                a,
                b,
                explained: model.name(j).to_owned(),
            });
        }
    }
    Ok(())
}

/// The position of a construct.
pub(super) fn known(
    model: &Model,
    what: &'static str,
    construct: &str,
) -> Result<usize, PopulationError> {
    model
        .position_of_term(construct)
        .ok_or_else(|| PopulationError::UnknownConstruct {
            what,
            construct: construct.to_owned(),
            nearest: nearest(
                construct,
                model.constructs().iter().map(|c| c.name.as_str()),
            ),
        })
}

/// The lower Cholesky factor of a correlation matrix; if it has none, what its smallest eigenvalue is and whose
/// correlations contradict those before them.
pub(super) fn positive_definite(
    matrix: &DMatrix<f64>,
    names: &[&str],
    what: impl FnOnce() -> String,
) -> Result<DMatrix<f64>, PopulationError> {
    let factor = |size: usize| {
        let leading = matrix.view((0, 0), (size, size)).into_owned();
        let factor = leading.cholesky()?.unpack();
        let stable = factor.diagonal().iter().all(|x| x * x >= SMALLEST_PIVOT);
        stable.then_some(factor)
    };
    factor(names.len()).ok_or_else(|| PopulationError::NotPositiveDefinite {
        matrix: what(),
        eigenvalue: matrix.symmetric_eigenvalues().min(),
        last: (1..=names.len())
            .find(|&size| factor(size).is_none())
            .map_or_else(String::new, |size| names[size - 1].to_owned()),
    })
}
