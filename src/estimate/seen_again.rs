//! A stage seen again through other indicators: constructs that repeat the indicators of their dimensions, as the scores of
//! these measure them.

use pulp::Simd;

use super::stage::{Part, Source};
use super::{EstimateLanes, Plan};
use crate::model::{Kind, Mode};
use crate::numeric::lanes::{Number, Vector};

/// Copies composites and paths, and writes weights and loadings of the dimensions.
///
/// ```text
/// l_d  correlation of the score of dimension d with that of the construct
/// w_d  Mode B composite: the path from the dimension; otherwise l_d / sqrt(l' C l), as Mode A has it with the construct's
///      own score for its proxy;  C  correlations of the dimensions
/// ```
///
/// Source: Sarstedt et al. (2019), Australasian Marketing Journal 27(3), 197-211: repeated items say nothing of the quality
/// of a higher-order construct.
#[inline(always)]
pub(super) fn write<S: Simd>(
    simd: S,
    plan: &Plan,
    before: &EstimateLanes,
    into: &mut EstimateLanes,
) {
    let Some(made) = plan.made() else { return };
    let (count, p) = (plan.constructs(), plan.indicators());
    let p_before = before.loadings.get::<S>().len();
    for (from, to) in [
        (&before.correlations, &mut into.correlations),
        (&before.factor_correlations, &mut into.factor_correlations),
        (&before.reliabilities, &mut into.reliabilities),
        (&before.paths, &mut into.paths),
        (&before.r2, &mut into.r2),
    ] {
        to.get_mut::<S>().copy_from_slice(from.get::<S>());
    }
    if let Some((from, to)) = before.scales.as_ref().zip(into.scales.as_mut()) {
        to.get_mut::<S>().copy_from_slice(from.get::<S>());
    }
    into.terminations = before.terminations;
    let correlation = |a: usize, b: usize| before.correlations.get::<S>()[b * count + a];
    for (k, source) in made.sources.iter().enumerate() {
        let owner = plan.owner(k);
        match *source {
            Source::Part(Part::Indicator(i)) => {
                into.weights.get_mut::<S>()[k] = before.weights.get::<S>()[i];
                into.loadings.get_mut::<S>()[k] = before.loadings.get::<S>()[i];
                for j in 0..count {
                    into.cross_loadings.get_mut::<S>()[j * p + k] =
                        before.cross_loadings.get::<S>()[j * p_before + i];
                }
            }
            Source::Part(Part::Composite(d)) => {
                into.loadings.get_mut::<S>()[k] = correlation(d, owner);
                for j in 0..count {
                    into.cross_loadings.get_mut::<S>()[j * p + k] = correlation(d, j);
                }
            }
            Source::Product(_) => {}
        }
    }
    for (j, block) in plan.blocks().iter().enumerate() {
        let own = block.indicators.clone();
        let dimensions: Vec<usize> = made.sources[own.clone()]
            .iter()
            .filter_map(|source| match source {
                Source::Part(Part::Composite(d)) => Some(*d),
                _ => None,
            })
            .collect();
        if dimensions.is_empty() {
            continue;
        }
        let lead_to_it = plan.model().constructs()[j].kind == Kind::Composite;
        let weights = &mut into.weights.get_mut::<S>()[own];
        if lead_to_it && block.mode == Some(Mode::B) {
            for (weight, &d) in weights.iter_mut().zip(&dimensions) {
                *weight = before.paths.get::<S>()[j * count + d];
            }
            continue;
        }
        let mut variance = Vector::splat(simd, 0.0);
        for &a in &dimensions {
            for &b in &dimensions {
                let [x, y, r] = [correlation(a, j), correlation(b, j), correlation(a, b)];
                let [x, y, r] = [x, y, r].map(|lanes| Vector::new(simd, lanes));
                variance = variance + x * y * r;
            }
        }
        for (weight, &d) in weights.iter_mut().zip(&dimensions) {
            *weight = (Vector::new(simd, correlation(d, j)) / variance.sqrt()).lanes;
        }
    }
}
