//! Groups: what MICOM concludes, the model in every group, and the differences of each two.

use std::cmp::Reverse;

use super::Report;
use super::micom::{composites, configural, invariance_of_all, means_and_variances};
use crate::document::GroupsDocument;
use crate::groups::{
    Attainable, DifferenceTest, GroupDifference, GroupEstimate, Invariance, InvarianceLevel, Micom,
    MicomOfAll,
};
use crate::quantity::{Measure, Names, Quantity};
use crate::report::cell::Cell;
use crate::report::page::{Section, Table, Text};
use crate::text::{counted, listed};

/// Groups that stand side by side; more stand one below the other.
const MOST_BESIDE: usize = 4;
/// Sentences that it shows of one.
const FEWEST: usize = 2;
/// Comparisons that the short page shows.
const MOST_FIRST: usize = 4;
/// Differences that a line of the short page names.
const MOST_NAMED: usize = 3;
/// The maximum number of rows of a table of all pairs of groups; a longer one keeps the rows that differ.
pub(super) const MOST_ROWS: usize = 60;
/// What the decisions of MICOM rest on.
pub(super) const LEVEL: f64 = Micom::LEVEL;

/// Measures of the measurement, whose differences have a table of their own.
const OF_MEASUREMENT: &[Measure] = &[
    Measure::Weight,
    Measure::Loading,
    Measure::Alpha,
    Measure::RhoA,
    Measure::RhoC,
    Measure::Ave,
    Measure::Htmt,
];

impl Report<'_> {
    pub(super) fn groups(&self) -> Section {
        let Some(groups) = &self.document.groups else {
            return Section::new("groups", "");
        };
        Section::new("groups", format!("Groups by `{}`", groups.column))
            .table(sizes(groups))
            .list(groups.invariance.iter().map(conclusion))
            .table(configural(groups))
            .table(composites(groups))
            .table(means_and_variances(groups))
            .table(invariance_of_all(groups))
            .table(self.all_together(groups))
            .list(distances(groups, self.level_of_groups()))
            .table(self.side_by_side(groups))
            .table(self.one_below_the_other(groups))
            .table(self.differences(groups, "group-differences", "Differences", false))
            .table(self.differences(
                groups,
                "group-measurement",
                "Differences of the measurement",
                true,
            ))
    }

    /// Three lines a comparison: what MICOM concludes, which paths differ, and what the other tests say.
    pub(super) fn groups_first(&self, most: usize) -> Section {
        let Some(groups) = &self.document.groups else {
            return Section::new("groups", "");
        };
        let mut lines = Vec::new();
        // Three sentences each.
        let shown = (most / 3).clamp(1, MOST_FIRST);
        let (first, others) = first_and_others(groups, shown);
        for invariance in first {
            lines.extend([
                conclusion_first(invariance),
                self.paths_that_differ(groups, invariance),
                self.other_tests(groups, invariance),
            ]);
        }
        lines.truncate(most.max(FEWEST));
        let more = (!others.is_empty()).then(|| {
            let invariant = others.iter().filter(|i| i.level == InvarianceLevel::Full);
            Text::new(format!(
                "{} that differ less, {} of them with full measurement invariance: ",
                counted(others.len(), "more comparison"),
                invariant.count()
            ))
            .and(Cell::Section("groups"))
            .say(".")
        });
        Section::new("groups", format!("Groups by `{}`", groups.column)).list(
            lines
                .into_iter()
                .chain(more)
                .chain(self.all_in_words(groups)),
        )
    }

    /// What p-values are compared with.
    fn level_of_groups(&self) -> f64 {
        self.level().map_or(LEVEL, |level| 1.0 - level)
    }

    /// What the tests of all groups together say, where there are more than two.
    fn all_in_words(&self, groups: &GroupsDocument) -> Option<Text> {
        if groups.invariance.len() < 2 || groups.micom_of_all.is_empty() {
            return None;
        }
        let differ = |what: &str, holds: fn(&MicomOfAll) -> Option<bool>| {
            let all = groups
                .micom_of_all
                .iter()
                .filter(|m| holds(m) != Some(true));
            let all: Vec<String> = all.map(|m| m.construct.clone()).collect();
            (!all.is_empty()).then(|| format!("{what} of {}", listed(&all)))
        };
        let differ = [
            differ("composites", |m| m.compositional),
            differ("means", |m| m.equal_means),
            differ("variances", |m| m.equal_variances),
        ];
        let differ: Vec<String> = differ.into_iter().flatten().collect();
        let all_groups = Attainable {
            permutations: groups.permutations,
            comparisons: 1,
        };
        let mut text = Text::new(match differ.as_slice() {
            _ if !all_groups.can_differ(LEVEL) => "All groups together: whether composites, means and variances are the same is not decided, because the permutations are too few".to_owned(),
            [] => "All groups together: composites, means and variances are the same".to_owned(),
            some => format!(
                "All groups together: differences in the {}",
                some.join(", the ")
            ),
        });
        let level = self.level_of_groups();
        for (i, d) in groups.distances.iter().enumerate() {
            let before = if i == 0 {
                "; distance of the models "
            } else {
                ", "
            };
            text = text
                .say(format!("{before}{} ", d.statistic))
                .and(Cell::estimate(d.value))
                .say(" (p ")
                .and(Cell::p(d.p, Some(floor(groups)), &[level]))
                .say(")");
        }
        Some(text.say("."))
    }

    fn paths_that_differ(&self, groups: &GroupsDocument, invariance: &Invariance) -> Text {
        let level = self.level_of_groups();
        let mut paths = paths(groups, invariance, DifferenceTest::Permutation);
        paths.sort_by(|a, b| {
            let p = |d: &GroupDifference| [d.p_adjusted, d.p].map(|p| p.unwrap_or(2.0));
            let (a, b) = (p(a), p(b));
            a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
        });
        let floor = Some(floor(groups));
        let differ = |d: &&&GroupDifference| d.p_adjusted.is_some_and(|p| p <= level);
        let count = paths.iter().filter(differ).count();
        let tests = paths.iter().filter(|d| d.p.is_some()).count();
        let (mut text, named) = match count {
            0 => (
                Text::new(format!(
                    "{}; the smallest p: ",
                    no_path_differs(groups, tests, level)
                )),
                1,
            ),
            _ => (
                Text::new(format!(
                    "Different by permutation after Holm: {count} of {}: ",
                    counted(tests, "path")
                )),
                count.min(MOST_NAMED),
            ),
        };
        for (i, path) in paths.iter().take(named).enumerate() {
            let before = if i == 0 { "" } else { ", " };
            text = text
                .say(before)
                .and(name(&path.quantity))
                .say(" by ")
                .and(Cell::estimate(path.difference))
                .say(" (p ")
                .and(Cell::p(path.p, floor, &[level]))
                .say(", Holm's p ")
                .and(Cell::p(path.p_adjusted, floor, &[level]))
                .say(")");
        }
        match count.saturating_sub(named) {
            0 => text.say("."),
            others => text.say(format!(" and {others} more.")),
        }
    }

    fn other_tests(&self, groups: &GroupsDocument, invariance: &Invariance) -> Text {
        let level = self.level_of_groups();
        if self.document.bootstrap.is_none() {
            return Text::new("Welch's and Henseler's tests need `[bootstrap]`.");
        }
        let said = [DifferenceTest::Welch, DifferenceTest::Henseler].map(|test| {
            let own = paths(groups, invariance, test);
            let below = |p: fn(&GroupDifference) -> Option<f64>| {
                own.iter()
                    .filter(|d| p(d).is_some_and(|p| p <= level))
                    .count()
            };
            format!(
                "{test} {} ({} after Holm)",
                below(|d| d.p),
                below(|d| d.p_adjusted)
            )
        });
        let words = match invariance.level {
            InvarianceLevel::None => ", of composites that are not the same",
            _ => "",
        };
        Text::new(format!(
            "Paths with p of at most {level:.2} by other tests: {}{words}.",
            said.join(", ")
        ))
    }

    /// The quantities of the structural model in all groups, a column a group.
    fn side_by_side(&self, groups: &GroupsDocument) -> Option<Table> {
        let estimated = estimated(groups);
        if estimated.len() > MOST_BESIDE {
            return None;
        }
        let bootstrapped = self.document.bootstrap.is_some();
        let mut header = vec![String::new()];
        for group in &estimated {
            header.push(format!("`{group}`"));
            header.extend(bootstrapped.then(|| "SE".to_owned()));
        }
        let mut table = Table::new("group-estimates", "Estimates by group", 1, header);
        let own: Vec<Vec<&GroupEstimate>> = estimated
            .iter()
            .map(|group| {
                let own = groups.estimates.iter().filter(|e| e.group == **group);
                own.filter(|e| !OF_MEASUREMENT.contains(&e.quantity.measure))
                    .collect()
            })
            .collect();
        let mut measure = None;
        for (i, first) in own.first().into_iter().flatten().enumerate() {
            if measure.replace(first.quantity.measure) != Some(first.quantity.measure) {
                table.heading(heading(first.quantity.measure));
            }
            let mut cells = vec![name(&first.quantity)];
            for estimate in own.iter().filter_map(|own| own.get(i)) {
                cells.push(Cell::estimate(estimate.estimate));
                cells.extend(bootstrapped.then(|| Cell::estimate(estimate.se)));
            }
            table.row(cells);
        }
        table.note(self.note_on_estimates(groups));
        Some(table)
    }

    /// The paths in all groups, a line a group, where the groups are many.
    fn one_below_the_other(&self, groups: &GroupsDocument) -> Option<Table> {
        let estimated = estimated(groups);
        if estimated.len() <= MOST_BESIDE {
            return None;
        }
        let header = ["", "estimate"].map(str::to_owned).into_iter();
        let header = header.chain(self.inference_header());
        let mut table = Table::new("group-estimates", "Paths by group", 1, header);
        for path in &self.document.paths {
            let quantity = Quantity::path(&path.from, &path.to);
            table.heading(Text::new("").and(name(&quantity)));
            let own = groups.estimates.iter().filter(|e| e.quantity == quantity);
            for e in own {
                let mut cells = vec![Cell::name(&e.group), Cell::estimate(e.estimate)];
                if self.document.bootstrap.is_some() {
                    cells.extend([
                        Cell::estimate(e.se),
                        Cell::statistic(e.t),
                        Cell::p(e.p, None, &[self.level_of_groups()]),
                        Cell::interval(e.low.zip(e.high).map(|(a, b)| [a, b]), &[0.0]),
                    ]);
                }
                table.row(cells);
            }
        }
        table.note(self.note_on_estimates(groups));
        Some(table)
    }

    fn note_on_estimates(&self, groups: &GroupsDocument) -> Text {
        let inference = match self.document.bootstrap {
            Some(_) => ", and resampled by itself",
            None => "",
        };
        Text::new(format!(
            "Each group is estimated by itself{inference}; the signs of composites are those of all rows. Weights, loadings, reliability and HTMT of the groups, and all intervals, are in `groups` of the result document ({} records).",
            groups.estimates.len()
        ))
    }

    /// The paths in all groups together.
    fn all_together(&self, groups: &GroupsDocument) -> Table {
        let title = "All groups together: omnibus test of the paths";
        let mut table = Table::new("group-omnibus", title, 1, ["", "F", "p"]);
        let paths = groups
            .omnibus
            .iter()
            .filter(|o| o.quantity.measure == Measure::Path);
        for record in paths {
            table.row([
                name(&record.quantity),
                Cell::statistic(record.f),
                Cell::p(record.p, Some(floor(groups)), &[self.level_of_groups()]),
            ]);
        }
        table.note("F: variance of the resamples between groups over that within (Sarstedt, Henseler & Ringle 2011). Its p takes resamples for cases and falls with their number: in simulated surveys of equal groups it rejected nearly always. Conclude from the permutations.");
        table
    }

    /// The differences of each two groups. If they are many, those whose p is at most what p-values are compared with.
    pub(super) fn differences(
        &self,
        groups: &GroupsDocument,
        table_name: &'static str,
        title: &str,
        of_measurement: bool,
    ) -> Table {
        let level = self.level_of_groups();
        let mut all = four_tests(groups, of_measurement);
        let count = all.len();
        if count > MOST_ROWS {
            all.retain(|(_, four)| four[0].p.is_some_and(|p| p <= level));
        }
        let bootstrapped = self.document.bootstrap.is_some();
        let mut header = vec!["", "first", "second", "difference", "p", "Holm"];
        if bootstrapped {
            header.extend(["Welch", "Henseler"]);
        }
        let same = |(invariance, four): &(&Invariance, Vec<&GroupDifference>)| {
            is_comparable(&four[0].quantity, invariance)
        };
        let comparable = all.iter().all(|row| same(row) == Some(true));
        header.extend((!comparable).then_some("composites"));
        let mut table = Table::new(table_name, title, 1, header);
        let floor = Some(floor(groups));
        let mut shown = None;
        for row in &all {
            let (Invariance { first, second, .. }, four) = row;
            let permutation = four[0];
            let quantity = &permutation.quantity;
            let of = (first, second, quantity.measure);
            if shown.replace(of) != Some(of) {
                let heading = heading(quantity.measure);
                table.heading(format!("{heading}: `{first}` less `{second}`"));
            }
            let mut cells = vec![
                name(quantity),
                Cell::estimate(permutation.estimate_first),
                Cell::estimate(permutation.estimate_second),
                Cell::judged(permutation.difference, &[0.0]),
                Cell::p(permutation.p, floor, &[level]),
                Cell::p(permutation.p_adjusted, floor, &[level]),
            ];
            if bootstrapped {
                let shown = [DifferenceTest::Welch, DifferenceTest::Henseler];
                let others = four.iter().filter(|d| shown.contains(&d.test));
                cells.extend(others.map(|d| Cell::p(d.p, None, &[level])));
            }
            if !comparable {
                cells.push(Cell::decided(same(row), "the same", "differ"));
            }
            table.row(cells);
        }
        if count > all.len() {
            table.note(format!(
                "{} of {} have a p of at most {level:.2}; the others are in the result document.",
                all.len(),
                counted(count, "difference")
            ));
        }
        let composites = if comparable {
            "MICOM finds all composites that these lines are about the same in both groups."
        } else {
            "Composites: whether MICOM finds those that a line is about the same in both groups; where not, the p beside it compares different things."
        };
        table.note(format!(
            "p two-sided by {} of the rows of both groups, seed {}; Holm: adjusted for all quantities of a heading, in all pairs of groups. {composites}",
            counted(groups.permutations, "permutation"),
            groups.seed
        ));
        if bootstrapped {
            table.note("Welch and Henseler: two-sided p from the bootstrap in each group, not adjusted. The test for equal variances, adjusted and one-sided p are in the result document.");
        }
        table
    }
}

/// The differences of the structural model or of the measurement in each two groups, each by its four tests.
fn four_tests(
    groups: &GroupsDocument,
    of_measurement: bool,
) -> Vec<(&Invariance, Vec<&GroupDifference>)> {
    let is_shown = |q: &Quantity| {
        OF_MEASUREMENT.contains(&q.measure) == of_measurement && q.measure != Measure::Specific
    };
    let of_pair = |invariance: &'_ Invariance| {
        let is_own = |d: &&GroupDifference| {
            d.first == invariance.first && d.second == invariance.second && is_shown(&d.quantity)
        };
        groups.differences.iter().filter(is_own).collect::<Vec<_>>()
    };
    let pairs = groups.invariance.iter();
    let of_pairs = pairs.flat_map(|invariance| {
        let own = of_pair(invariance);
        let four = own.chunks_exact(DifferenceTest::ALL.len());
        let four: Vec<_> = four.map(|four| (invariance, four.to_vec())).collect();
        four
    });
    of_pairs.collect()
}

/// The comparisons that the short page shows, and the others: all in their order where they are few; else first those whose
/// composites differ, the most constructs first, then those whose paths differ most by p, then those with other differences.
fn first_and_others(groups: &GroupsDocument, most: usize) -> (Vec<&Invariance>, Vec<&Invariance>) {
    let mut all: Vec<&Invariance> = groups.invariance.iter().collect();
    if all.len() <= most {
        return (all, Vec::new());
    }
    all.sort_by_cached_key(|invariance| {
        let smallest = |p: fn(&GroupDifference) -> Option<f64>| {
            let paths = paths(groups, invariance, DifferenceTest::Permutation);
            let smallest = paths.into_iter().filter_map(p).fold(2.0, f64::min);
            // Numbers that are not negative have the order of their bits.
            smallest.to_bits()
        };
        (
            Reverse(invariance.composites.len()),
            smallest(|d| d.p_adjusted),
            smallest(|d| d.p),
            Reverse(invariance.means.len() + invariance.variances.len()),
        )
    });
    let others = all.split_off(most);
    (all, others)
}

/// `1 and 2: ...`
pub(super) fn conclusion(invariance: &Invariance) -> Text {
    let Invariance { first, second, .. } = invariance;
    Text::new(format!("`{first}` and `{second}`: {}", invariance.sentence))
}

/// `1 and 2: partial measurement invariance: the means of 3 constructs differ`
fn conclusion_first(invariance: &Invariance) -> Text {
    let Invariance { first, second, .. } = invariance;
    let differ = |what: &str, constructs: &[String]| {
        let of = counted(constructs.len(), "construct");
        (!constructs.is_empty()).then(|| format!("the {what} of {of}"))
    };
    let (invariant, differing) = match invariance.level {
        InvarianceLevel::Full => ("full measurement invariance", Vec::new()),
        InvarianceLevel::Partial => (
            "partial measurement invariance",
            vec![
                differ("means", &invariance.means),
                differ("variances", &invariance.variances),
            ],
        ),
        InvarianceLevel::None => (
            "no measurement invariance",
            vec![differ("composites", &invariance.composites)],
        ),
        InvarianceLevel::Undecided => return conclusion(invariance),
    };
    let differing: Vec<String> = differing.into_iter().flatten().collect();
    let differing = match differing.as_slice() {
        [] => String::new(),
        some => format!(": {} differ", some.join(" and ")),
    };
    Text::new(format!("`{first}` and `{second}`: {invariant}{differing}."))
}

/// That no path of a comparison differs, or that none could be seen to.
fn no_path_differs(groups: &GroupsDocument, tests: usize, level: f64) -> String {
    let is_path = |d: &&GroupDifference| {
        d.test == DifferenceTest::Permutation && d.quantity.measure == Measure::Path
    };
    let family = groups.differences.iter().filter(is_path);
    let attainable = Attainable {
        permutations: groups.permutations,
        comparisons: family.filter(|d| d.p.is_some()).count(),
    };
    if attainable.can_differ(level) {
        return format!(
            "By permutation after Holm none of {} differs",
            counted(tests, "path")
        );
    }
    format!(
        "None of {} can be seen to differ: with {} no Holm's p is below {:.3}",
        counted(tests, "path"),
        counted(groups.permutations, "permutation"),
        attainable.p()
    )
}

/// What the distances of the whole models say.
fn distances(groups: &GroupsDocument, level: f64) -> Vec<Text> {
    let said = groups.distances.iter().map(|d| {
        Text::new(format!("Distance of the whole models, {}: ", d.statistic))
            .and(Cell::estimate(d.value))
            .say(", p ")
            .and(Cell::p(d.p, Some(floor(groups)), &[level]))
            .say(" (Klesel et al. 2019).")
    });
    said.collect()
}

/// The smallest p-value that the permutations allow.
pub(super) fn floor(groups: &GroupsDocument) -> f64 {
    1.0 / (groups.permutations as f64 + 1.0)
}

/// The groups that have estimates.
fn estimated(groups: &GroupsDocument) -> Vec<&str> {
    let estimated = groups.groups.iter().filter(|g| g.not_estimated.is_none());
    estimated.map(|g| g.group.as_str()).collect()
}

fn paths<'g>(
    groups: &'g GroupsDocument,
    invariance: &Invariance,
    test: DifferenceTest,
) -> Vec<&'g GroupDifference> {
    let is_it = |d: &&GroupDifference| {
        d.test == test
            && d.quantity.measure == Measure::Path
            && d.first == invariance.first
            && d.second == invariance.second
    };
    groups.differences.iter().filter(is_it).collect()
}

fn sizes(groups: &GroupsDocument) -> Table {
    let header = ["group", "rows", "resamples used", ""];
    let mut table = Table::new("groups", "", 1, header);
    for group in &groups.groups {
        table.row([
            Cell::name(&group.group),
            Cell::Count(group.n),
            group.resamples.map_or(Cell::Undefined, Cell::Count),
            match &group.not_estimated {
                Some(_) => Cell::words("not estimated: see the findings"),
                None => Cell::Blank,
            },
        ]);
    }
    table
}

/// Whether MICOM finds the composites that a quantity is about the same in both groups, if it decides.
fn is_comparable(quantity: &Quantity, invariance: &Invariance) -> Option<bool> {
    let about = constructs_of(quantity);
    let mut differ = invariance.composites.iter();
    let differ = differ.any(|c| about.is_empty() || about.iter().any(|name| is_part(c, name)));
    let is_decided = differ || invariance.level != InvarianceLevel::Undecided;
    is_decided.then_some(!differ)
}

/// Whether a construct is this one, or a factor of this interaction.
fn is_part(construct: &str, name: &str) -> bool {
    construct == name || name.split(':').any(|factor| factor == construct)
}

/// The constructs that a quantity names; none if it is about the whole model.
fn constructs_of(quantity: &Quantity) -> Vec<&str> {
    match &quantity.of {
        Names::Slope {
            from,
            moderator,
            to,
            second,
            ..
        } => {
            let second = second.iter().map(|second| second.moderator.as_str());
            let first = [from, moderator, to].map(String::as_str);
            first.into_iter().chain(second).collect()
        }
        Names::Conditional {
            route, moderator, ..
        }
        | Names::Moderated { route, moderator } => route
            .iter()
            .map(String::as_str)
            .chain([moderator.as_str()])
            .collect(),
        Names::Route { route } => route.iter().map(String::as_str).collect(),
        Names::Routes { route, other } => route.iter().chain(other).map(String::as_str).collect(),
        Names::Path { from, to } => vec![from, to],
        Names::Indicator { construct, .. } | Names::Construct { construct } => vec![construct],
        Names::Pair { a, b } => vec![a, b],
        _ => Vec::new(),
    }
}

/// What a quantity is of, below the heading of its measure.
fn name(quantity: &Quantity) -> Cell {
    match &quantity.of {
        Names::Path { from, to } => Cell::route([from, to]),
        Names::Route { route } => Cell::route(route),
        Names::Indicator {
            construct,
            indicator,
        } => Cell::name(format!("{indicator} on {construct}")),
        Names::Pair { a, b } => Cell::name(format!("{a}, {b}")),
        Names::Construct { construct } => Cell::name(construct),
        // The heading says what is in front of the bracket.
        _ => {
            let whole = quantity.to_string();
            let inner = whole
                .split_once('(')
                .and_then(|(_, rest)| rest.strip_suffix(')'));
            Cell::name(inner.unwrap_or(&whole))
        }
    }
}

/// What the quantities of a measure are called together.
fn heading(measure: Measure) -> String {
    let called = match measure {
        Measure::Path => "Paths",
        Measure::Indirect => "Indirect effects",
        Measure::Total => "Total effects",
        Measure::Specific => "Indirect effects by route",
        Measure::Slope => "Slopes",
        Measure::Conditional => "Conditional indirect effects",
        Measure::Moderated => "Indices of moderated mediation",
        Measure::Weight => "Weights",
        Measure::Loading => "Loadings",
        Measure::R2 => "R²",
        Measure::Alpha => "Cronbach's alpha",
        Measure::RhoA => "rho_A",
        Measure::RhoC => "rho_C",
        Measure::Ave => "AVE",
        Measure::Htmt => "HTMT",
        Measure::Defined => "Own quantities",
        other => return other.to_string(),
    };
    called.to_owned()
}
