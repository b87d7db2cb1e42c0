//! The draft: a model under construction, and its check.

use std::borrow::Cow;
use std::ops::Range;

use super::{
    Construct, Fault, MeasuredBy, Mode, Model, ModelError, hierarchy, limits, paths, syntax, terms,
};
use crate::text::{composed, hidden, nearest};

/// A model under construction.
///
/// ```
/// use pls_sem::{Construct, Draft, Mode};
///
/// let model = Draft::new()
///     .construct(Construct::reflective("Image", ["IMAG1", "IMAG2", "IMAG3"]))
///     .construct(Construct::composite("Value", ["PERV1", "PERV2"]).mode(Mode::A))
///     .construct(Construct::reflective("Complaints", ["CUSCO"]))
///     .path("Image", "Value")
///     .paths(["Image", "Value"], "Complaints")
///     .check()?;
/// assert_eq!(model.paths().count(), 3);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Draft {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) paths: Vec<(Word, Word)>,
    modes: Vec<(String, Mode)>,
}

/// A name, and its place in the model text, if any.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) name: String,
    pub(super) span: Option<Range<usize>>,
}

/// A construct as drafted, with the places of its words.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) construct: Construct,
    pub(super) span: Option<Range<usize>>,
    pub(super) indicator_spans: Vec<Range<usize>>,
}

impl Draft {
    /// A draft with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a model text; names are checked by [`Draft::check`].
    ///
    /// # Errors
    /// [`ModelError`] where the text cannot be read, with line, column and the text underlined.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        syntax::parse(text)
    }

    /// Adds a construct.
    pub fn construct(mut self, construct: Construct) -> Self {
        self.blocks.push(Block {
            construct,
            span: None,
            indicator_spans: Vec::new(),
        });
        self
    }

    /// Adds the path `from -> to`.
    pub fn path(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.paths
            .push((Word::from(from.into()), Word::from(to.into())));
        self
    }

    /// Adds a path from each of several constructs to `to`.
    pub fn paths<F: Into<String>>(
        self,
        from: impl IntoIterator<Item = F>,
        to: impl Into<String>,
    ) -> Self {
        let to = to.into();
        from.into_iter()
            .fold(self, |draft, from| draft.path(from, to.clone()))
    }

    /// Adds a path from the interaction of some constructs to `to`; each of these constructs also
    /// needs a path of its own to `to`.
    ///
    /// ```
    /// use pls_sem::{Construct, Draft};
    ///
    /// let model = Draft::new()
    ///     .construct(Construct::reflective("Image", ["IMAG1", "IMAG2"]))
    ///     .construct(Construct::reflective("Trust", ["TRU1", "TRU2"]))
    ///     .construct(Construct::reflective("Loyalty", ["CUSL1", "CUSL2"]))
    ///     .paths(["Image", "Trust"], "Loyalty")
    ///     .interaction(["Image", "Trust"], "Loyalty")
    ///     .check()?;
    /// assert!(model.paths().any(|path| path == ("Image:Trust", "Loyalty")));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    pub fn interaction<F: Into<String>>(
        mut self,
        factors: impl IntoIterator<Item = F>,
        to: impl Into<String>,
    ) -> Self {
        let factors = factors.into_iter().map(|f| Word::from(f.into())).collect();
        let from = self.term(factors, None);
        self.paths.push((from, Word::from(to.into())));
        self
    }

    /// The word for a product of constructs, which is that of its first mention, whatever their order.
    pub(super) fn term(&mut self, factors: Vec<Word>, span: Option<Range<usize>>) -> Word {
        let names: Vec<String> = factors.into_iter().map(|factor| factor.name).collect();
        let known = self.blocks.iter().find(|block| {
            let construct = &block.construct;
            construct.is_product() && terms::are_same(&construct.indicators, &names)
        });
        let name = known.map(|block| block.construct.name.clone());
        let name = name.unwrap_or_else(|| {
            let construct = Construct::product(names);
            let name = construct.name.clone();
            self.blocks.push(Block {
                construct,
                span: span.clone(),
                indicator_spans: Vec::new(),
            });
            name
        });
        Word { name, span }
    }

    /// Names of the constructs on paths, including those in products.
    pub(super) fn linked(&self) -> Vec<String> {
        let ends = self.paths.iter().flat_map(|(s, t)| [s, t]);
        let products = self.blocks.iter().filter(|b| b.construct.is_product());
        let factors = products.flat_map(|b| b.construct.indicators.iter().cloned());
        ends.map(|word| word.name.clone()).chain(factors).collect()
    }

    /// Sets the mode of a construct, if it is not the default mode of its operator.
    pub fn mode(mut self, construct: impl Into<String>, mode: Mode) -> Self {
        self.modes.push((construct.into(), mode));
        self
    }

    /// Checks the draft: names are unique and known, blocks are not empty, every construct has a
    /// path, and the paths form no circle.
    ///
    /// # Errors
    /// [`ModelError`], naming construct, indicator or path, and the place in the text if there is one.
    pub fn check(mut self) -> Result<Model, ModelError> {
        self.check_size()?;
        self.compose_names();
        for (construct, mode) in std::mem::take(&mut self.modes) {
            let Some(block) = self
                .blocks
                .iter_mut()
                .find(|b| b.construct.name == construct)
            else {
                let nearest = self.nearest_construct(&construct);
                return Err(Fault::UnknownModeOf { construct, nearest }.into());
            };
            block.construct.mode = mode;
        }
        // Products come after the measured constructs, in the order of their first mention.
        self.blocks.sort_by_key(|b| b.construct.is_product());
        self.check_blocks()?;
        self.name_dimensions()?;
        hierarchy::check(&self)?;
        let mut paths = self.positions()?;
        paths.sort_by_key(|&(s, t)| (t, s));
        terms::check(&self)?;
        self.check_connected(&paths)?;
        let order = paths::order(self.blocks.len(), &paths).map_err(|round| {
            let round: Vec<String> = round.iter().map(|&j| self.name(j).to_owned()).collect();
            self.fault_of_path(
                &round[0],
                &round[1],
                Fault::Cycle {
                    round: round.clone(),
                },
            )
        })?;
        Ok(Model {
            constructs: self.blocks.into_iter().map(|b| b.construct).collect(),
            paths,
            order,
        })
    }

    /// An empty draft whose words will point into a text.
    pub(super) fn of_text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// This check comes first, because the time and memory of the later steps grow with the size.
    fn check_size(&self) -> Result<(), Fault> {
        limits::constructs(self.blocks.len())?;
        limits::paths(self.paths.len())?;
        limits::indicators(self.indicators())
    }

    /// Indicators of all blocks together.
    pub(super) fn indicators(&self) -> usize {
        let blocks = self.blocks.iter();
        blocks.map(|b| b.construct.indicators.len()).sum()
    }

    /// Names that look the same are the same.
    fn compose_names(&mut self) {
        let compose = |name: &mut String| {
            if let Cow::Owned(composed) = composed(name) {
                *name = composed;
            }
        };
        for block in &mut self.blocks {
            compose(&mut block.construct.name);
            block.construct.indicators.iter_mut().for_each(compose);
        }
        for (from, to) in &mut self.paths {
            compose(&mut from.name);
            compose(&mut to.name);
        }
        self.modes.iter_mut().for_each(|(name, _)| compose(name));
    }

    /// Distinguishes higher-order constructs from constructs that are measured by columns.
    fn name_dimensions(&mut self) -> Result<(), ModelError> {
        for j in 0..self.blocks.len() {
            let Block {
                construct,
                indicator_spans,
                ..
            } = &self.blocks[j];
            if construct.is_product() {
                continue;
            }
            let is_construct = |name: &String| {
                let mut others = self.blocks.iter().map(|b| &b.construct);
                *name != construct.name && others.any(|c| c.name == *name)
            };
            let dimensions = construct.indicators.iter().filter(|i| is_construct(i));
            match dimensions.count() {
                0 => self.blocks[j].construct.measured_by = MeasuredBy::Indicators,
                all if all == construct.indicators.len() => {
                    self.blocks[j].construct.measured_by = MeasuredBy::Constructs;
                }
                _ => {
                    let column = construct.indicators.iter().position(|i| !is_construct(i));
                    let column = column.unwrap_or_default();
                    let (named, found) = (&construct.name, &construct.indicators[column]);
                    let fault = if found == named {
                        Fault::OwnDimension {
                            construct: named.clone(),
                        }
                    } else {
                        Fault::MixedBlock {
                            construct: named.clone(),
                            column: found.clone(),
                            nearest: self.nearest_construct(found),
                        }
                    };
                    return Err(self.located(fault, indicator_spans.get(column)));
                }
            }
        }
        Ok(())
    }

    fn check_blocks(&self) -> Result<(), ModelError> {
        if self.blocks.is_empty() {
            return Err(Fault::NoConstructs.into());
        }
        for (j, block) in self.blocks.iter().enumerate() {
            let construct = &block.construct;
            let name = construct.name.clone();
            check_name(&name).map_err(|fault| self.located(fault, block.span.as_ref()))?;
            if self.blocks[..j].iter().any(|b| b.construct.name == name) {
                return Err(self.located(
                    Fault::DuplicateConstruct { construct: name },
                    block.span.as_ref(),
                ));
            }
            if construct.indicators.is_empty() {
                return Err(
                    self.located(Fault::NoIndicators { construct: name }, block.span.as_ref())
                );
            }
            if construct.is_product() {
                continue;
            }
            for i in 0..construct.indicators.len() {
                self.check_indicator(j, i)
                    .map_err(|f| self.located(f, block.indicator_spans.get(i)))?;
            }
        }
        Ok(())
    }

    fn check_indicator(&self, j: usize, i: usize) -> Result<(), Fault> {
        let construct = &self.blocks[j].construct;
        let indicator = &construct.indicators[i];
        check_name(indicator)?;
        if construct.indicators[..i].contains(indicator) {
            return Err(Fault::RepeatedIndicator {
                construct: construct.name.clone(),
                indicator: indicator.clone(),
            });
        }
        match self.blocks[..j]
            .iter()
            .find(|b| !b.construct.is_product() && b.construct.indicators.contains(indicator))
        {
            Some(both) => {
                let (named, second) = (indicator.clone(), construct.name.clone());
                let first = both.construct.name.clone();
                let mut constructs = self.blocks.iter().map(|b| &b.construct.name);
                Err(if constructs.any(|name| name == indicator) {
                    Fault::SharedDimension {
                        dimension: named,
                        first,
                        second,
                    }
                } else {
                    Fault::SharedIndicator {
                        indicator: named,
                        first,
                        second,
                    }
                })
            }
            None => Ok(()),
        }
    }

    /// The paths as positions of constructs.
    fn positions(&self) -> Result<Vec<(usize, usize)>, ModelError> {
        let mut positions = Vec::with_capacity(self.paths.len());
        for (from, to) in &self.paths {
            let position = |word: &Word| {
                self.blocks
                    .iter()
                    .position(|b| b.construct.name == word.name)
                    .ok_or_else(|| {
                        let fault = self.no_construct(from, to, &word.name);
                        self.located(fault, word.span.as_ref())
                    })
            };
            let path = (position(from)?, position(to)?);
            let span = from.span.as_ref();
            if path.0 == path.1 {
                return Err(self.located(
                    Fault::SelfPath {
                        construct: from.name.clone(),
                    },
                    span,
                ));
            }
            if positions.contains(&path) {
                let fault = Fault::DuplicatePath {
                    from: from.name.clone(),
                    to: to.name.clone(),
                };
                return Err(self.located(fault, span));
            }
            positions.push(path);
        }
        Ok(positions)
    }

    /// The fault of an unknown name on a path.
    fn no_construct(&self, from: &Word, to: &Word, missing: &str) -> Fault {
        let (from, to) = (from.name.clone(), to.name.clone());
        let missing = missing.to_owned();
        let is_construct = |name: &str| self.blocks.iter().any(|b| b.construct.name == name);
        let mut dots = missing.match_indices('.');
        let parts = dots.find_map(|(at, _)| {
            let (first, second) = (&missing[..at], &missing[at + 1..]);
            (is_construct(first) && is_construct(second))
                .then(|| (first.to_owned(), second.to_owned()))
        });
        if let Some((first, second)) = parts {
            return Fault::DottedInteraction { first, second };
        }
        let of = self
            .blocks
            .iter()
            .find(|b| !b.construct.is_product() && b.construct.indicators.contains(&missing));
        if let Some(block) = of {
            let construct = block.construct.name.clone();
            let indicator = missing;
            return Fault::PathOfIndicator {
                from,
                to,
                indicator,
                construct,
            };
        }
        let nearest = self.nearest_construct(&missing);
        Fault::UnknownConstruct {
            from,
            to,
            missing,
            nearest,
        }
    }

    fn check_connected(&self, paths: &[(usize, usize)]) -> Result<(), ModelError> {
        let on_paths = |j: usize| paths.iter().any(|&(s, t)| s == j || t == j);
        let alone = (0..self.blocks.len()).find(|&j| {
            // A dimension is connected with other constructs through its higher-order construct.
            !on_paths(j) && hierarchy::above(self, self.name(j)).is_none()
        });
        alone.map_or(Ok(()), |j| {
            let fault = Fault::Isolated {
                construct: self.name(j).to_owned(),
            };
            Err(self.located(fault, self.blocks[j].span.as_ref()))
        })
    }

    pub(super) fn name(&self, j: usize) -> &str {
        &self.blocks[j].construct.name
    }

    pub(super) fn nearest_construct(&self, name: &str) -> Option<String> {
        nearest(name, self.blocks.iter().map(|b| b.construct.name.as_str()))
    }

    pub(super) fn located(&self, fault: Fault, span: Option<&Range<usize>>) -> ModelError {
        match span {
            Some(span) => fault.at(&self.text, span),
            None => fault.into(),
        }
    }

    pub(super) fn fault_of_path(&self, from: &str, to: &str, fault: Fault) -> ModelError {
        let path = self
            .paths
            .iter()
            .find(|(s, t)| s.name == from && t.name == to);
        self.located(fault, path.and_then(|(s, _)| s.span.as_ref()))
    }
}

impl From<String> for Word {
    fn from(name: String) -> Self {
        Self { name, span: None }
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    if name.trim().is_empty() || name.chars().any(|c| c == '`' || hidden(c)) {
        return Err(Fault::BadName {
            name: name.to_owned(),
        });
    }
    limits::name(name)
}
