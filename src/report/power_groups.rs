//! The power of differences between groups, in the report of a power study.

use super::cell::Cell;
use super::page::{Section, Table, Text};
use super::power::{effect, note_errors, note_extremes};
use super::power_plot::EQUAL;
use crate::document::PowerDocument;
use crate::groups::DifferenceTest;
use crate::power::{GroupPowerRecord, GroupRequiredRecord};
use crate::text::digits::percent;

impl PowerDocument {
    /// How the groups are compared in every survey; `None` if they are not.
    pub(super) fn comparison_of_groups(&self) -> Option<String> {
        let power = &self.study.power;
        if power.group_tests.is_empty() {
            return None;
        }
        let tests = power.group_tests.iter().map(ToString::to_string);
        let tests: Vec<String> = tests.collect();
        let mut said = vec![format!("compared by {}", tests.join(", "))];
        if power.group_tests.contains(&DifferenceTest::Permutation) {
            let permutations = power.permutations;
            said.push(format!("{permutations} permutations of each two groups"));
        }
        if power
            .group_tests
            .iter()
            .any(|test| *test != DifferenceTest::Permutation)
        {
            said.push(format!("{} resamples in each group", power.resamples));
        }
        Some(said.join("; "))
    }

    /// One row for each difference and test, and one column for each number of rows.
    pub(super) fn differences_of_groups(&self) -> Section {
        let level = self.study.power.level;
        let sizes = self.solutions.iter().map(|s| format!("n = {}", s.rows));
        let names = ["difference", "test", "population"].map(str::to_owned);
        let target = format!("{} from", percent(self.study.power.target));
        let header = names.into_iter().chain(sizes).chain([target]);
        let mut table = Table::new("power-of-groups", "", 2, header);
        let mut shown = None;
        for (i, required) in self.required_of_groups.iter().enumerate() {
            let records = || {
                self.groups
                    .iter()
                    .skip(i)
                    .step_by(self.required_of_groups.len())
            };
            let Some(first) = records().next() else {
                continue;
            };
            // The tests of one difference stand below its name.
            let difference = (&required.first, &required.second, &required.quantity);
            let (name, population) = if shown.replace(difference) == Some(difference) {
                (Cell::Blank, Cell::Blank)
            } else {
                let name = format!(
                    "{}, {} less {}",
                    effect(&required.quantity),
                    required.first,
                    required.second
                );
                (Cell::name(name), Cell::estimate(first.population))
            };
            let mut row = vec![name, Cell::words(required.test.to_string()), population];
            row.extend(records().map(|r| Cell::estimate(r.power)));
            row.push(reached(required, records().next_back()));
            table.row(row);
        }
        table.note(
            Text::new(
                "Share of the surveys in which the two-sided p of the difference is at most ",
            )
            .and(Cell::estimate(1.0 - level))
            .say(", of one test, not adjusted."),
        );
        if self.groups.iter().any(is_equal) {
            table.note(
                Text::new("Where groups do not differ in the population, it is the rate of false positives, which should be ")
                    .and(Cell::estimate(1.0 - level))
                    .say("."),
            );
        }
        note_errors(&mut table, self.groups.iter().filter_map(|r| r.mc_se));
        let powers = self.groups.iter();
        let powers = powers.filter_map(|r| r.power.zip(r.power_interval));
        note_extremes(&mut table, "power", powers);
        table.note("Last column: rows of all groups together, in brackets those of the first and of the second group on average.");
        for s in &self.solutions {
            let least = self
                .groups
                .iter()
                .filter(|r| r.rows == s.rows)
                .map(|r| r.used)
                .min();
            if let Some(least) = least.filter(|used| *used < s.used) {
                table.note(format!(
                    "n = {}: a difference has no p in up to {} of the {} surveys used, for instance where a group is too small; they are left out.",
                    s.rows,
                    s.used - least,
                    s.used
                ));
            }
        }
        Section::new("power-of-groups", "Power of differences between groups")
            .table(table)
            .figure(self.figure_of_groups())
    }
}

/// Whether the groups do not differ in the population.
fn is_equal(record: &GroupPowerRecord) -> bool {
    record
        .population
        .is_some_and(|difference| difference.abs() <= EQUAL)
}

/// `≤ 50 (25 + 25)`, `120 (60 + 60)`, or `> 450`; not defined for groups that do not differ.
fn reached(required: &GroupRequiredRecord, last: Option<&GroupPowerRecord>) -> Cell {
    let of_groups = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{x:.0}"));
    let sizes = format!(
        "({} + {})",
        of_groups(required.rows_first),
        of_groups(required.rows_second)
    );
    match (required.rows, last) {
        (_, Some(last)) if is_equal(last) => Cell::Undefined,
        (Some(rows), _) if required.at_most => Cell::words(format!("≤ {rows} {sizes}")),
        (Some(rows), _) => Cell::words(format!("{rows} {sizes}")),
        (None, Some(last)) if last.power.is_some() => Cell::words(format!("> {}", last.rows)),
        _ => Cell::Undefined,
    }
}
