//! The plan: a model and its settings as positions, ready for the kernel.

use std::ops::Range;

use super::stage::{Made, Part, Product, Source};
use super::{OptionError, Options, Scheme, staging};
use crate::model::{Construct, Kind, Mode, Model};

/// A model and its settings, compiled once into the positions that the kernel uses.
///
/// Indicators are numbered block by block, constructs in the order of their declaration.
///
/// Interactions and higher-order constructs are estimated in stages. The plan is then that of the last stage,
/// whose indicators may be composites of the stage before, or products of these, and it holds the plan of the
/// stage before.
#[derive(Debug, Clone)]
pub struct Plan {
    model: Model,
    options: Options,
    blocks: Vec<Block>,
    predecessors: Vec<Vec<usize>>,
    /// For every two constructs, whether a path joins them.
    adjacent: Vec<bool>,
    /// For each construct, the earlier ones whose correlation with it an iteration needs, if these are few.
    pub(super) linked: Option<Vec<Vec<usize>>>,
    /// For each construct, its neighbours whose correlation enters its inner proxy.
    correlated: Vec<Vec<usize>>,
    /// For each construct, what fixes its sign, if the settings name it.
    dominant: Vec<Option<Dominant>>,
    /// Constructs with a dominant dimension and this, dimensions of dimensions first.
    dominant_dimensions: Vec<(usize, usize)>,
    corrections: Vec<Correction>,
    /// For each construct, its product, if it is an interaction.
    products: Vec<Option<Product>>,
    /// How the indicators are computed, if they are not those of the sample.
    made: Option<Box<Made>>,
    /// The model as it was written, if it is not the model of this stage: it has interactions or higher-order constructs.
    written: Option<Model>,
    /// Position of each construct in the model as it was written.
    ids: Vec<usize>,
}

/// What fixes the sign of a construct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dominant {
    /// The loading of an indicator, by its position in the block.
    Indicator(usize),
    /// The correlation with a dimension, a construct of the same stage whose indicators it repeats.
    Dimension(usize),
}

impl Dominant {
    fn of(construct: &Construct, model: &Model, options: &Options) -> Option<Self> {
        let mut named = options.dominant.iter().rev();
        let (_, name) = named.find(|(of, _)| *of == construct.name)?;
        let indicator = construct.indicators.iter().position(|i| i == name);
        let dimension = || model.position(name).map(Self::Dimension);
        indicator.map(Self::Indicator).or_else(dimension)
    }

    /// Constructs with a dominant dimension and this; the sign of a dimension that has one of its own comes first.
    fn dimensions(all: &[Option<Self>]) -> Vec<(usize, usize)> {
        let dimension = |j: usize| match all[j] {
            Some(Self::Dimension(d)) => Some(d),
            _ => None,
        };
        let depth = |j| std::iter::successors(dimension(j), |&d| dimension(d)).count();
        let mut those: Vec<(usize, usize)> = (0..all.len())
            .filter_map(|j| Some((j, dimension(j)?)))
            .collect();
        those.sort_by_key(|&(j, _)| depth(j));
        those
    }
}

/// The correction of the correlations of a construct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Correction {
    /// For nothing: it is its composite.
    None,
    /// For the reliability that is estimated from the correlations of its indicators.
    RhoA,
    /// For a reliability known from elsewhere.
    Given(f64),
    /// For the reliabilities of its indicators, which are composites of the stage before.
    OfIndicators,
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
    /// [`OptionError`], if a setting is not valid or names what the model does not have.
    pub fn new(model: &Model, options: &Options) -> Result<Self, OptionError> {
        options.check(model)?;
        let mut plan = staging::plan(model, options);
        if !model.is_plain() {
            plan.written_as(model);
        }
        Ok(plan)
    }

    fn written_as(&mut self, model: &Model) {
        let names = self.model.constructs().iter().map(|c| c.name.as_str());
        self.ids = names.filter_map(|name| model.position(name)).collect();
        self.written = Some(model.clone());
        if let Some(before) = self.made.as_mut().and_then(|made| made.from.as_mut()) {
            before.written_as(model);
        }
    }

    /// Compiles one stage, in whose model every construct names its indicators.
    pub(super) fn of_stage(
        model: Model,
        options: &Options,
        made: Option<Made>,
        products: Vec<Option<Product>>,
    ) -> Self {
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
        let linked = linked(&adjacent, &predecessors);
        let correlated = match options.scheme {
            Scheme::Path => successors,
            Scheme::Factorial | Scheme::Centroid => predecessors
                .iter()
                .zip(successors)
                .map(|(p, s)| [p.as_slice(), &s].concat())
                .collect(),
        };
        let of = |construct| Dominant::of(construct, &model, options);
        let dominant: Vec<Option<Dominant>> = model.constructs().iter().map(of).collect();
        let corrections: Vec<Correction> = model
            .constructs()
            .iter()
            .zip(&blocks)
            .map(|(c, block)| {
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
                    // The correction of a composite of dimensions for their unreliability, or of a construct that is
                    // measured by its own score.
                    _ if options.consistent
                        && made
                            .as_ref()
                            .is_some_and(|m| m.are_composites(&block.indicators)) =>
                    {
                        Correction::OfIndicators
                    }
                    _ => Correction::None,
                }
            })
            .collect();
        Self {
            corrections,
            blocks,
            predecessors,
            adjacent,
            linked,
            correlated,
            dominant_dimensions: Dominant::dimensions(&dominant),
            dominant,
            products,
            made: made.map(Box::new),
            written: None,
            ids: (0..count).collect(),
            options: options.clone(),
            model,
        }
    }

    /// The plans of all stages, the first of them first and this one last.
    #[must_use]
    pub(crate) fn stages(&self) -> Vec<&Self> {
        let before = self.made.as_ref().and_then(|made| made.from.as_ref());
        let mut stages = before.map_or_else(Vec::new, Self::stages);
        stages.push(self);
        stages
    }

    /// The position of a construct in the model as it was written.
    pub(super) fn id(&self, j: usize) -> usize {
        self.ids[j]
    }

    /// The column of the sample that an indicator is, if it is one as it stands.
    pub(crate) fn column(&self, k: usize) -> Option<usize> {
        let Some(made) = self.made() else {
            return Some(k);
        };
        match made.sources[k] {
            Source::Part(Part::Indicator(i)) => match &made.from {
                Some(before) => before.column(i),
                None => Some(i),
            },
            _ => None,
        }
    }

    /// The plan of the stage whose indicators are the columns of the sample, block by block; `None` if no stage has
    /// these indicators.
    pub(crate) fn of_columns(&self) -> Option<&Self> {
        let mut stages = self.stages().into_iter();
        stages.find(|plan| plan.made().is_none())
    }

    /// How its indicators are computed; `None` if they are those of the sample.
    pub(crate) fn made(&self) -> Option<&Made> {
        self.made.as_deref()
    }

    /// Whether composites and paths are those of the stage before.
    pub(crate) fn is_seen_again(&self) -> bool {
        self.made().is_some_and(|made| made.seen_again)
    }

    /// Whether fit is defined: what paths imply of products is not known, and repeated indicators stand in the model twice.
    pub(crate) fn has_fit(&self) -> bool {
        !self.has_products() && !self.is_seen_again()
    }

    /// Whether one of two constructs is a dimension of the other, or of one of its dimensions.
    pub(crate) fn belong_together(&self, a: usize, b: usize) -> bool {
        let [a, b] = [self.model.name(a), self.model.name(b)];
        let written = self.written.as_ref();
        written.is_some_and(|written| written.is_below(a, b) || written.is_below(b, a))
    }

    /// The product of a construct, if it is an interaction.
    pub(crate) fn product(&self, j: usize) -> Option<&Product> {
        self.products[j].as_ref()
    }

    /// Whether this stage measures a construct as the model says: a product, or by its own indicators or dimensions, not by
    /// indicators of these again, nor by its score alone.
    pub(crate) fn measures(&self, j: usize) -> bool {
        let construct = &self.model.constructs()[j];
        let written = self.written.as_ref();
        let written = written.and_then(|written| written.construct(&construct.name));
        written.is_none_or(|w| w.is_product() || w.indicators == construct.indicators)
    }

    /// Whether any construct is a product of others, so that the relations between constructs are not
    /// linear.
    pub(crate) fn has_products(&self) -> bool {
        self.products.iter().any(Option::is_some)
    }

    /// The model of this stage, in which every construct names its indicators.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The model as it was written, with its interactions and higher-order constructs.
    #[must_use]
    pub fn written(&self) -> &Model {
        self.written.as_ref().unwrap_or(&self.model)
    }

    /// The name of the first interaction.
    pub(super) fn first_product(&self) -> Option<&str> {
        let product = self.products.iter().position(Option::is_some)?;
        Some(self.model.name(product))
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

    /// The construct to whose block an indicator belongs.
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

    pub(super) fn dominant(&self, j: usize) -> Option<Dominant> {
        self.dominant[j]
    }

    pub(super) fn dominant_dimensions(&self) -> &[(usize, usize)] {
        &self.dominant_dimensions
    }
}

/// For each construct, the earlier constructs that a path joins with it, or that are predecessors of the same construct;
/// `None` if these are most of all pairs, which are then faster to compute together.
fn linked(adjacent: &[bool], predecessors: &[Vec<usize>]) -> Option<Vec<Vec<usize>>> {
    let count = predecessors.len();
    let mut is_linked = adjacent.to_vec();
    for of_one in predecessors {
        for (&i, &j) in of_one
            .iter()
            .flat_map(|i| of_one.iter().map(move |j| (i, j)))
        {
            is_linked[i * count + j] = true;
        }
    }
    let earlier = |j: usize| (0..j).filter(|i| is_linked[i * count + j]).collect();
    let linked: Vec<Vec<usize>> = (0..count).map(earlier).collect();
    let pairs = linked.iter().map(Vec::len).sum::<usize>();
    (4 * pairs < count * count).then_some(linked)
}
