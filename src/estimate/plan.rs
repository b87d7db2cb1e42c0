//! The plan: a model and its settings as positions, ready for the kernel.

use std::ops::Range;

use super::{OptionError, Options, Scheme};
use crate::model::{Kind, Mode, Model};

/// A model and its settings, compiled once into the positions that the kernel works with.
///
/// Indicators are numbered block by block, constructs in the order of their declaration.
#[derive(Debug, Clone)]
pub struct Plan {
    model: Model,
    options: Options,
    blocks: Vec<Block>,
    predecessors: Vec<Vec<usize>>,
    /// For every two constructs, whether a path joins them.
    adjacent: Vec<bool>,
    /// For each construct, its neighbours whose correlation enters its inner proxy.
    correlated: Vec<Vec<usize>>,
    /// For each construct, the position in its block of the indicator that fixes its sign.
    dominant: Vec<Option<usize>>,
    corrections: Vec<Correction>,
}

/// What the correlations of a construct are corrected for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Correction {
    /// For nothing: it is its composite.
    None,
    /// For the unreliability of its indicators, as their correlations show it.
    RhoA,
    /// For a reliability known from elsewhere.
    Given(f64),
}

/// A construct's block: its indicators' positions and how its weights are found.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) indicators: Range<usize>,
    /// `None` for a single item, whose weight is 1.
    pub(crate) mode: Option<Mode>,
}

impl Block {
    pub(crate) fn len(&self) -> usize {
        self.indicators.len()
    }

    /// Whether its weights depend on the inner proxies.
    pub(crate) fn iterates(&self) -> bool {
        matches!(self.mode, Some(Mode::A | Mode::B))
    }
}

impl Plan {
    /// Compiles a model and its settings.
    ///
    /// # Errors
    /// [`OptionError`], if a setting is not lawful or names what the model does not have.
    pub fn new(model: &Model, options: &Options) -> Result<Self, OptionError> {
        options.check(model)?;
        let count = model.constructs().len();
        let mut blocks = Vec::with_capacity(count);
        let mut start = 0;
        for construct in model.constructs() {
            let indicators = start..start + construct.indicators.len();
            start = indicators.end;
            let mode = (indicators.len() > 1).then_some(construct.mode);
            blocks.push(Block { indicators, mode });
        }
        let mut predecessors = vec![Vec::new(); count];
        let mut successors = vec![Vec::new(); count];
        let mut adjacent = vec![false; count * count];
        for &(s, t) in model.path_positions() {
            (adjacent[s * count + t], adjacent[t * count + s]) = (true, true);
            predecessors[t].push(s);
            successors[s].push(t);
        }
        let correlated = match options.scheme {
            Scheme::Path => successors,
            Scheme::Factorial | Scheme::Centroid => predecessors
                .iter()
                .zip(successors)
                .map(|(p, s)| [p.as_slice(), &s].concat())
                .collect(),
        };
        let dominant = model.constructs().iter().map(|c| {
            let named = options
                .dominant
                .iter()
                .rev()
                .find(|(construct, _)| *construct == c.name);
            named.and_then(|(_, indicator)| c.indicators.iter().position(|i| i == indicator))
        });
        let corrections = model.constructs().iter().zip(&blocks).map(|(c, block)| {
            let given = options
                .reliability
                .iter()
                .rev()
                .find(|(name, _)| *name == c.name);
            match (block.mode, given) {
                (None, Some((_, reliability))) => Correction::Given(*reliability),
                (Some(Mode::A), _) if options.consistent && c.kind == Kind::Reflective => {
                    Correction::RhoA
                }
                _ => Correction::None,
            }
        });
        Ok(Self {
            corrections: corrections.collect(),
            blocks,
            predecessors,
            adjacent,
            correlated,
            dominant: dominant.collect(),
            model: model.clone(),
            options: options.clone(),
        })
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The settings.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Number of constructs.
    pub(crate) fn constructs(&self) -> usize {
        self.blocks.len()
    }

    /// Number of indicators.
    pub(crate) fn indicators(&self) -> usize {
        self.blocks.last().map_or(0, |b| b.indicators.end)
    }

    /// The construct in whose block an indicator stands.
    pub(crate) fn owner(&self, indicator: usize) -> usize {
        self.blocks
            .partition_point(|b| b.indicators.end <= indicator)
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Constructs with a path to construct `t`, in model order.
    pub(crate) fn predecessors(&self, t: usize) -> &[usize] {
        &self.predecessors[t]
    }

    pub(crate) fn correction(&self, j: usize) -> Correction {
        self.corrections[j]
    }

    /// Whether reflective constructs are corrected.
    pub(crate) fn consistent(&self) -> bool {
        self.options.consistent
    }

    /// Whether a path joins two constructs.
    pub(super) fn adjacent(&self, i: usize, j: usize) -> bool {
        self.adjacent[i * self.constructs() + j]
    }

    pub(super) fn correlated(&self, j: usize) -> &[usize] {
        &self.correlated[j]
    }

    pub(super) fn dominant(&self, j: usize) -> Option<usize> {
        self.dominant[j]
    }
}
