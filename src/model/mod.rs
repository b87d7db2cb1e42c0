//! The model: constructs measured by blocks of indicators, joined by paths. It does not depend on
//! data.
//!
//! A [`Draft`] is built by calls or read from text; [`Draft::check`] checks it and gives the [`Model`].

mod construct;
mod draft;
mod error;
mod hierarchy;
mod limits;
mod notations;
mod paths;
mod syntax;
mod terms;
mod token;

use serde::{Deserialize, Serialize};

use crate::text::composed;

pub use crate::text::Excerpt;
pub use construct::{Construct, Kind, MeasuredBy, Mode};
pub use draft::Draft;
pub use error::{Fault, ModelError};
pub(crate) use syntax::{block, quoted};

/// A checked model: names are unique, paths join known constructs and form no circle, and no block
/// is empty.
///
/// Constructs are always in the order of their declaration, and interactions come after them in the order of their
/// first mention; paths are ordered by target, then by source. A model from JSON passes the same check.
///
/// ```
/// use pls_sem::Model;
///
/// let model = Model::parse(
///     "Image   =~ IMAG1-3
///      Loyalty =~ CUSL1 + CUSL2
///      Loyalty ~ Image",
/// )?;
/// assert_eq!(model.constructs()[0].indicators(), ["IMAG1", "IMAG2", "IMAG3"]);
/// assert_eq!(Model::parse(&model.to_text())?, model);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Plain", into = "Plain")]
pub struct Model {
    constructs: Vec<Construct>,
    /// Source and target, as positions in `constructs`; ordered by target, then source.
    paths: Vec<(usize, usize)>,
    /// Every construct after all its predecessors.
    order: Vec<usize>,
}

impl Model {
    /// Reads a model text in lavaan's notation.
    ///
    /// ```text
    /// Image =~ IMAG1 + IMAG2      reflective construct (common factor), Mode A
    /// Value <~ PERV1 + PERV2      composite, Mode B
    /// Complaints =~ CUSCO         a construct of one indicator has weight and loading 1
    /// IMAG1-5                     in a list of indicators: IMAG1 + IMAG2 + ... + IMAG5
    /// Loyalty ~ Image + Value     paths Image -> Loyalty and Value -> Loyalty
    /// Loyalty ~ Image + Value + Image:Value
    ///                             with the interaction of both; Image:Image is the square
    /// Brand =~ Image + Trust      of two constructs: a higher-order construct (<~ for a composite)
    /// ```
    ///
    /// A statement is a line, or ends with `;`. `#` starts a comment, and a line may break after an operator. Names consist
    /// of letters of any script, digits, `_` and `.`, and do not begin with a digit; other names must be in backquotes, such
    /// as `` `item 1` ``. [`Draft::mode`] sets modes that are not the default of the operator.
    ///
    /// A model has at most 200 constructs, 10,000 indicators, 1000 characters in each name and 1 MiB of
    /// text.
    ///
    /// # Errors
    /// [`ModelError`], with line, column and the text underlined.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        Draft::parse(text)?.check()
    }

    /// The constructs, in the order of their declaration.
    #[must_use]
    pub fn constructs(&self) -> &[Construct] {
        &self.constructs
    }

    /// The construct of this name.
    #[must_use]
    pub fn construct(&self, name: &str) -> Option<&Construct> {
        self.position(name).map(|j| &self.constructs[j])
    }

    /// Names of source and target of every path.
    pub fn paths(&self) -> impl Iterator<Item = (&str, &str)> {
        self.paths
            .iter()
            .map(|&(s, t)| (self.name(s), self.name(t)))
    }

    /// All indicators, which are columns of the data, block by block.
    pub fn indicators(&self) -> impl Iterator<Item = &str> {
        let constructs = self.measured();
        constructs.flat_map(|c| c.indicators.iter().map(String::as_str))
    }

    /// The constructs that columns of the data measure.
    pub(crate) fn measured(&self) -> impl Iterator<Item = &Construct> {
        let measured = |c: &&Construct| c.measured_by == MeasuredBy::Indicators;
        self.constructs.iter().filter(measured)
    }

    /// The constructs whose mode is not the default (A for `=~` and interactions, B for `<~`).
    pub fn modes(&self) -> impl Iterator<Item = (&str, Mode)> {
        self.constructs
            .iter()
            .filter(|c| c.mode != c.own_mode())
            .map(|c| (c.name.as_str(), c.mode))
    }

    /// Whether every construct is measured by columns of the data.
    pub(crate) fn is_plain(&self) -> bool {
        let measured = |c: &Construct| c.measured_by == MeasuredBy::Indicators;
        self.constructs.iter().all(measured)
    }

    /// Whether a construct is a dimension of another, or of one of its dimensions.
    pub(crate) fn is_below(&self, name: &str, above: &str) -> bool {
        let above = self.construct(above).filter(|c| c.is_higher_order());
        above.is_some_and(|above| {
            let mut dimensions = above.indicators.iter();
            dimensions.any(|d| d == name || self.is_below(name, d))
        })
    }

    /// The model text. It does not include modes that are not the default of the operator;
    /// [`Model::modes`] lists them.
    #[must_use]
    pub fn to_text(&self) -> String {
        syntax::write(self)
    }

    /// The model with other paths between the same constructs, given as text; constructs without a path are
    /// left out.
    ///
    /// ```
    /// use pls_sem::Model;
    ///
    /// let model = Model::parse("X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M")?;
    /// let direct = model.with_paths("Y ~ X")?;
    /// assert_eq!(direct.constructs().len(), 2);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ModelError`], as of [`Model::parse`].
    pub fn with_paths(&self, text: &str) -> Result<Self, ModelError> {
        let mut draft = Draft::parse(text)?;
        let linked = draft.linked();
        let mut kept = vec![false; self.constructs.len()];
        // A construct brings its dimensions, which may come before it.
        let mut wanted: Vec<&str> = linked.iter().map(String::as_str).collect();
        while let Some(name) = wanted.pop() {
            let Some(j) = self.position(name).filter(|&j| !kept[j]) else {
                continue;
            };
            kept[j] = true;
            if self.constructs[j].is_higher_order() {
                wanted.extend(self.constructs[j].indicators.iter().map(String::as_str));
            }
        }
        let constructs = self.constructs.iter().zip(kept);
        for (construct, _) in constructs.filter(|(c, kept)| *kept && !c.is_product()) {
            draft = draft.construct(construct.clone());
        }
        draft.check()
    }

    /// Whether the square of a construct explains another.
    pub(crate) fn has_square(&self, from: &str, to: &str) -> bool {
        let is_square = |name: &str| {
            let product = self.construct(name).filter(|c| c.is_product());
            product.is_some_and(|product| product.indicators == [from, from])
        };
        self.paths().any(|(s, t)| t == to && is_square(s))
    }

    /// The model with the square of a predictor, which it does not have.
    pub(crate) fn with_square(&self, from: &str, to: &str) -> Result<Self, ModelError> {
        let constructs = self.constructs.iter().cloned();
        let draft = constructs.fold(Draft::new(), Draft::construct);
        let paths = self.paths();
        let draft = paths.fold(draft, |draft, (s, t)| draft.path(s, t));
        draft.interaction([from, from], to).check()
    }

    /// A construct as it stands among the predictors of a model text.
    pub(crate) fn source(&self, j: usize) -> String {
        let construct = &self.constructs[j];
        if construct.is_product() {
            terms::joined(&construct.indicators)
        } else {
            quoted(&construct.name)
        }
    }

    pub(crate) fn name(&self, j: usize) -> &str {
        &self.constructs[j].name
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        let position = |name: &str| self.constructs.iter().position(|c| c.name == name);
        // A text that is longer than any name need not be searched.
        let is_short = name.len() <= 4 * limits::LONGEST_NAME;
        position(name).or_else(|| is_short.then(|| position(&composed(name)))?)
    }

    /// The position of a construct, or of an interaction whose constructs are named in any order.
    pub(crate) fn position_of_term(&self, name: &str) -> Option<usize> {
        let is_product_of = |names: &[String]| {
            let mut constructs = self.constructs.iter();
            constructs.position(|c| c.is_product() && terms::are_same(&c.indicators, names))
        };
        // A text that is longer than any interaction need not be taken apart.
        if name.len() > terms::MOST_FACTORS * 4 * limits::LONGEST_NAME {
            return None;
        }
        self.position(name).or_else(|| {
            let names: Vec<String> = name.split(':').map(|part| part.trim().to_owned()).collect();
            is_product_of(&names)
        })
    }

    /// The model without its interactions.
    pub(crate) fn without_products(&self) -> Self {
        let kept: Vec<usize> = (0..self.constructs.len())
            .filter(|&j| !self.constructs[j].is_product())
            .collect();
        let place = |j: usize| kept.iter().position(|&k| k == j);
        let paths = self.paths.iter();
        let paths = paths.filter_map(|&(s, t)| Some((place(s)?, place(t)?)));
        let constructs = kept.iter().map(|&j| self.constructs[j].clone());
        Self::of_stage(constructs.collect(), paths.collect())
    }

    /// Paths as positions, ordered by target, then source.
    pub(crate) fn path_positions(&self) -> &[(usize, usize)] {
        &self.paths
    }

    /// A model in which every construct names its indicators, columns or scores, without a further check: a stage of a
    /// checked model.
    pub(crate) fn of_stage(constructs: Vec<Construct>, mut paths: Vec<(usize, usize)>) -> Self {
        paths.sort_by_key(|&(s, t)| (t, s));
        let order = paths::order(constructs.len(), &paths);
        Self {
            // There is no circle in a stage of a model without one.
            order: order.unwrap_or_else(|_| (0..constructs.len()).collect()),
            constructs,
            paths,
        }
    }

    /// Positions of the constructs, each after all its predecessors.
    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }
}

/// A model as it is serialised.
#[derive(Serialize, Deserialize)]
struct Plain {
    constructs: Vec<Construct>,
    paths: Vec<(String, String)>,
}

impl From<Model> for Plain {
    fn from(model: Model) -> Self {
        let paths = model
            .paths()
            .map(|(s, t)| (s.to_owned(), t.to_owned()))
            .collect();
        Self {
            constructs: model.constructs,
            paths,
        }
    }
}

impl TryFrom<Plain> for Model {
    type Error = ModelError;

    fn try_from(plain: Plain) -> Result<Self, ModelError> {
        let draft = plain
            .constructs
            .into_iter()
            .fold(Draft::new(), Draft::construct);
        let paths = plain.paths.into_iter();
        paths.fold(draft, |draft, (s, t)| draft.path(s, t)).check()
    }
}
