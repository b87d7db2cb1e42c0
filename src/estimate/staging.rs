//! From a model with interactions and higher-order constructs to the stages of its estimation.

use super::stage::{Made, Part, Product, Residual, Source};
use super::{HigherOrder, Interaction, Options, Plan};
use crate::model::{Construct, Kind, MeasuredBy, Model};

/// One stage, before it is compiled.
struct Stage {
    members: Vec<Member>,
    /// Names of source and target.
    paths: Vec<(String, String)>,
    /// Whether it is the stage before, seen through other indicators.
    seen_again: bool,
}

/// A construct of a stage, and its indicators.
struct Member {
    /// With the names of the indicators that it has in this stage.
    construct: Construct,
    sources: Vec<Source>,
    factors: Option<Product>,
}

/// Compiles the stages of a model; the plan of the last holds the others.
pub(super) fn plan(model: &Model, options: &Options) -> Plan {
    if model.is_plain() {
        let none = vec![None; model.constructs().len()];
        return Plan::of_stage(model.clone(), options, None, none);
    }
    let mut before = None;
    for stage in stages(model, options) {
        before = Some(stage.compile(before, options));
    }
    // A model has a construct, and so a stage.
    before.unwrap_or_else(|| Plan::of_stage(model.clone(), options, None, Vec::new()))
}

/// The names of the products of indicators that measure an interaction; of scores there is only one product, which needs
/// no name.
pub(super) fn products_of_indicators(
    model: &Model,
    options: &Options,
    interaction: &str,
) -> Vec<String> {
    if options.interaction == Interaction::TwoStage {
        return Vec::new();
    }
    let last = stages(model, options).pop();
    let members = last.into_iter().flat_map(|stage| stage.members);
    let mut constructs = members.map(|member| member.construct);
    let found = constructs.find(|construct| construct.name == interaction);
    found.map_or_else(Vec::new, |construct| construct.indicators)
}

/// The stages of a model with interactions or higher-order constructs, in their order.
fn stages(model: &Model, options: &Options) -> Vec<Stage> {
    let mut stages = match options.higher_order {
        HigherOrder::TwoStage => disjoint(model),
        HigherOrder::Repeated => vec![repeated(model, false)],
        HigherOrder::Extended => vec![repeated(model, true)],
        HigherOrder::Embedded => embedded(model),
    };
    let products: Vec<&Construct> = model
        .constructs()
        .iter()
        .filter(|c| c.is_product())
        .collect();
    if !products.is_empty() {
        match options.interaction {
            Interaction::TwoStage => {
                let next = stages.last().map(|last| with_scores(last, &products));
                stages.extend(next);
            }
            Interaction::ProductIndicator | Interaction::Orthogonal => {
                if let Some(last) = stages.last_mut() {
                    with_indicators(last, &products);
                }
            }
        }
        let of_products = model
            .paths()
            .filter(|(s, _)| products.iter().any(|c| c.name == *s));
        let of_products = of_products.map(|(s, t)| (s.to_owned(), t.to_owned()));
        if let Some(last) = stages.last_mut() {
            last.paths.extend(of_products);
        }
    }
    let repeats = matches!(
        options.higher_order,
        HigherOrder::Repeated | HigherOrder::Extended
    );
    if repeats && model.constructs().iter().any(Construct::is_higher_order) {
        let again = stages.last().map(|last| through_dimensions(model, last));
        stages.extend(again);
    }
    stages
}

impl Stage {
    fn new(members: Vec<Member>, paths: Vec<(String, String)>) -> Self {
        Self {
            members,
            paths,
            seen_again: false,
        }
    }

    fn compile(self, before: Option<Plan>, options: &Options) -> Plan {
        let position = |name: &str| self.members.iter().position(|m| m.construct.name == name);
        let paths = self
            .paths
            .iter()
            .filter_map(|(s, t)| Some((position(s)?, position(t)?)));
        let paths = paths.collect();
        let (mut sources, mut residuals, mut start) = (Vec::new(), Vec::new(), vec![0]);
        for member in &self.members {
            sources.extend(member.sources.iter().cloned());
            start.push(sources.len());
        }
        for (j, member) in self.members.iter().enumerate() {
            let orthogonal = options.interaction == Interaction::Orthogonal;
            if let Some(product) = member.factors.as_ref().filter(|_| orthogonal) {
                let mut on: Vec<usize> = product.factors.clone();
                on.sort_unstable();
                on.dedup();
                residuals.push(Residual {
                    products: start[j]..start[j + 1],
                    on: on
                        .into_iter()
                        .flat_map(|f| start[f]..start[f + 1])
                        .collect(),
                });
            }
        }
        let as_in_sample =
            |(k, source): (usize, &Source)| *source == Source::Part(Part::Indicator(k));
        let is_sample = before.is_none() && sources.iter().enumerate().all(as_in_sample);
        let made = (!is_sample).then_some(Made {
            from: before,
            sources,
            residuals,
            seen_again: self.seen_again,
        });
        let (constructs, products) = self
            .members
            .into_iter()
            .map(|m| (m.construct, m.factors))
            .unzip();
        Plan::of_stage(Model::of_stage(constructs, paths), options, made, products)
    }

    fn position(&self, name: &str) -> usize {
        let position = self.members.iter().position(|m| m.construct.name == name);
        position.unwrap_or_default()
    }

    /// Positions of the indicators of a member.
    fn indicators(&self, member: usize) -> std::ops::Range<usize> {
        let start = self.members[..member]
            .iter()
            .map(|m| m.sources.len())
            .sum::<usize>();
        start..start + self.members[member].sources.len()
    }
}

/// A construct as it stands in a stage.
fn member(construct: &Construct, indicators: Vec<String>, sources: Vec<Source>) -> Member {
    let mut construct = construct.clone();
    construct.indicators = indicators;
    construct.measured_by = MeasuredBy::Indicators;
    Member {
        construct,
        sources,
        factors: None,
    }
}

/// Positions in the sample of the indicators of a construct that columns measure.
fn of_sample(model: &Model, construct: &Construct) -> Vec<Source> {
    let mut names = model.indicators();
    let start = construct
        .indicators
        .first()
        .and_then(|first| names.position(|n| n == first));
    let start = start.unwrap_or_default();
    let indicators = start..start + construct.indicators.len();
    indicators
        .map(|k| Source::Part(Part::Indicator(k)))
        .collect()
}

/// Dimensions below a construct: 0 for one that columns measure.
fn order(model: &Model, construct: &Construct) -> usize {
    if !construct.is_higher_order() {
        return 0;
    }
    let dimensions = construct
        .indicators
        .iter()
        .filter_map(|d| model.construct(d));
    1 + dimensions.map(|d| order(model, d)).max().unwrap_or(0)
}

/// The highest order of a construct.
fn highest_order(model: &Model) -> usize {
    let orders = model.constructs().iter().map(|c| order(model, c));
    orders.max().unwrap_or(0)
}

/// A construct, or its dimensions if only constructs up to some order are estimated.
fn up_to(model: &Model, name: &str, most: usize) -> Vec<String> {
    match model.construct(name) {
        Some(construct) if order(model, construct) > most => construct
            .indicators
            .iter()
            .flat_map(|d| up_to(model, d, most))
            .collect(),
        _ => vec![name.to_owned()],
    }
}

/// Paths between constructs that are not products.
fn linear(model: &Model) -> impl Iterator<Item = (&str, &str)> {
    let is_product = |name: &str| model.construct(name).is_some_and(Construct::is_product);
    model.paths().filter(move |(s, _)| !is_product(s))
}

/// Disjoint stages: constructs of order 0, then up to order 1, and so on; dimensions take the paths of the construct
/// that they measure.
fn disjoint(model: &Model) -> Vec<Stage> {
    let constructs = || model.constructs().iter().filter(|c| !c.is_product());
    let highest = highest_order(model);
    let is_dimension = |name: &str| {
        let mut higher = constructs().filter(|c| c.is_higher_order());
        higher.any(|c| c.name != name && c.indicators.iter().any(|d| d == name))
    };
    let mut stages: Vec<Stage> = Vec::new();
    for most in 0..=highest {
        let tops = constructs().filter(|c| !is_dimension(&c.name));
        let present: Vec<String> = tops.flat_map(|c| up_to(model, &c.name, most)).collect();
        let before = stages.last();
        let members = constructs().filter(|c| present.contains(&c.name)).map(|c| {
            let sources = match before {
                None => of_sample(model, c),
                Some(before) if order(model, c) == most && most > 0 => {
                    let dimensions = c.indicators.iter().map(|d| before.position(d));
                    dimensions
                        .map(|d| Source::Part(Part::Composite(d)))
                        .collect()
                }
                Some(before) => {
                    let indicators = before.indicators(before.position(&c.name));
                    indicators
                        .map(|k| Source::Part(Part::Indicator(k)))
                        .collect()
                }
            };
            member(c, c.indicators.clone(), sources)
        });
        let members = members.collect();
        let mut paths = Vec::new();
        for (s, t) in linear(model) {
            for s in up_to(model, s, most) {
                for t in up_to(model, t, most) {
                    paths.push((s.clone(), t));
                }
            }
        }
        stages.push(Stage::new(members, paths));
    }
    stages
}

/// The indicators of the dimensions are also those of their construct, and paths connect it with
/// the dimensions.
fn repeated(model: &Model, extended: bool) -> Stage {
    let constructs = model.constructs().iter().filter(|c| !c.is_product());
    let members = constructs.clone().map(|c| {
        let (names, sources) = leaves(model, c);
        member(c, names, sources)
    });
    let mut paths: Vec<(String, String)> = linear(model)
        .map(|(s, t)| (s.to_owned(), t.to_owned()))
        .collect();
    for higher in constructs.filter(|c| c.is_higher_order()) {
        paths.extend(paths_of_dimensions(higher));
        if extended {
            let explain = linear(model).filter(|(_, t)| *t == higher.name);
            for (source, _) in explain {
                let lowest = up_to(model, &higher.name, 0).into_iter();
                paths.extend(lowest.map(|dimension| (source.to_owned(), dimension)));
            }
        }
    }
    Stage::new(members.collect(), paths)
}

/// The paths that join a higher-order construct with its dimensions: to a composite, or from a common factor.
fn paths_of_dimensions(higher: &Construct) -> impl Iterator<Item = (String, String)> {
    higher.indicators.iter().map(|dimension| {
        let (higher, kind) = (higher.name.clone(), higher.kind);
        match kind {
            Kind::Composite => (dimension.clone(), higher),
            Kind::Reflective => (higher, dimension.clone()),
        }
    })
}

/// The same with the scores of dimensions in place of their indicators, where these are repeated: a higher-order construct
/// is assessed by its dimensions.
fn through_dimensions(model: &Model, before: &Stage) -> Stage {
    let members = before.members.iter().enumerate().map(|(j, m)| {
        let written = model.construct(&m.construct.name);
        if let Some(higher) = written.filter(|c| c.is_higher_order()) {
            let scores = higher.indicators.iter().map(|d| before.position(d));
            let scores = scores.map(|d| Source::Part(Part::Composite(d))).collect();
            return member(higher, higher.indicators.clone(), scores);
        }
        let own = before.indicators(j);
        let own = own.map(|k| Source::Part(Part::Indicator(k))).collect();
        let mut same = member(&m.construct, m.construct.indicators.clone(), own);
        same.factors = m.factors.as_ref().map(|product| Product {
            factors: product.factors.clone(),
            combinations: Vec::new(),
        });
        same
    });
    Stage {
        seen_again: true,
        ..Stage::new(members.collect(), before.paths.clone())
    }
}

/// The columns that measure a construct, or its dimensions.
fn leaves(model: &Model, construct: &Construct) -> (Vec<String>, Vec<Source>) {
    if !construct.is_higher_order() {
        return (construct.indicators.clone(), of_sample(model, construct));
    }
    let dimensions = construct
        .indicators
        .iter()
        .filter_map(|d| model.construct(d));
    let (names, sources): (Vec<_>, Vec<_>) = dimensions.map(|d| leaves(model, d)).unzip();
    (names.concat(), sources.concat())
}

/// Embedded stages: all constructs with repeated indicators; then those of the first order measured by the scores of their
/// dimensions, and those of a higher order by the same scores again; and so on up to the highest order.
fn embedded(model: &Model) -> Vec<Stage> {
    let mut stages = vec![repeated(model, false)];
    for known in 0..highest_order(model) {
        let next = stages.last().map(|before| of_scores(model, before, known));
        stages.extend(next);
    }
    stages
}

/// Constructs up to some order are known by their scores: they measure themselves, or what they are dimensions of.
fn of_scores(model: &Model, before: &Stage, known: usize) -> Stage {
    let constructs = || model.constructs().iter().filter(|c| !c.is_product());
    let is_measure = |name: &String| {
        let mut higher = constructs().filter(|c| c.is_higher_order());
        higher.any(|c| c.indicators.contains(name) && order(model, c) <= known + 1)
    };
    let score = |name: &String| Source::Part(Part::Composite(before.position(name)));
    let members = constructs().filter(|c| !is_measure(&c.name)).map(|c| {
        let names = up_to(model, &c.name, known);
        let sources = names.iter().map(score).collect();
        member(c, names, sources)
    });
    let paths = linear(model).map(|(s, t)| (s.to_owned(), t.to_owned()));
    let above = constructs().filter(|c| order(model, c) > known + 1);
    let paths = paths.chain(above.flat_map(paths_of_dimensions));
    Stage::new(members.collect(), paths.collect())
}

/// The next stage, in which the products of the scores are indicators.
fn with_scores(before: &Stage, products: &[&Construct]) -> Stage {
    let same = before.members.iter().enumerate().map(|(j, m)| {
        let indicators = before.indicators(j);
        let sources = indicators
            .map(|k| Source::Part(Part::Indicator(k)))
            .collect();
        member(&m.construct, m.construct.indicators.clone(), sources)
    });
    let of_products = products.iter().map(|product| {
        let factors: Vec<usize> = product
            .indicators
            .iter()
            .map(|f| before.position(f))
            .collect();
        let scores = factors.iter().map(|&j| Part::Composite(j)).collect();
        let mut member = member(
            product,
            vec![product.name.clone()],
            vec![Source::Product(scores)],
        );
        member.factors = Some(Product {
            factors,
            combinations: Vec::new(),
        });
        member
    });
    Stage::new(same.chain(of_products).collect(), before.paths.clone())
}

/// Adds the products of indicators to a stage.
fn with_indicators(stage: &mut Stage, products: &[&Construct]) {
    for product in products {
        let mut factors: Vec<usize> = product
            .indicators
            .iter()
            .map(|f| stage.position(f))
            .collect();
        // Equal factors are next to each other.
        let first = |f: usize, all: &[usize]| all.iter().position(|&other| other == f);
        let as_written = factors.clone();
        factors.sort_by_key(|&f| first(f, &as_written));
        let mut combinations: Vec<Vec<usize>> = vec![Vec::new()];
        for (i, &factor) in factors.iter().enumerate() {
            // In a square, each pair of indicators is multiplied once.
            let again = i > 0 && factors[i - 1] == factor;
            combinations = combinations
                .into_iter()
                .flat_map(|before| {
                    let least = before.last().copied().filter(|_| again).unwrap_or(0);
                    let own = stage.indicators(factor).filter(move |&k| k >= least);
                    own.map(move |k| [before.as_slice(), &[k]].concat())
                        .collect::<Vec<_>>()
                })
                .collect();
        }
        let all: Vec<(&String, &Source)> = stage
            .members
            .iter()
            .flat_map(|m| m.construct.indicators.iter().zip(&m.sources))
            .collect();
        let of = |combination: &Vec<usize>| {
            let names: Vec<&str> = combination.iter().map(|&k| all[k].0.as_str()).collect();
            let parts = combination.iter().filter_map(|&k| match all[k].1 {
                Source::Part(part) => Some(*part),
                Source::Product(_) => None,
            });
            (names.join(":"), Source::Product(parts.collect()))
        };
        let (names, sources) = combinations.iter().map(of).unzip();
        let mut member = member(product, names, sources);
        member.factors = Some(Product {
            factors,
            combinations,
        });
        stage.members.push(member);
    }
}
