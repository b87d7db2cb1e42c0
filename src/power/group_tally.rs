//! From the replications of one size to what they say of the differences of groups.

use super::comparison::{Compared, Comparison};
use super::prepared::Prepared;
use super::replication::Outcome;
use super::tally::{Share, mean};
use super::truth::{self, Truth};
use super::{GroupPowerRecord, GroupRequiredRecord};
use crate::groups::{DifferenceTest, is_at_most};
use crate::quantity::Quantity;
use crate::simulate::{Group, Simulation};

/// The differences that are summarised: of each two groups, of every quantity that was asked for, by every test.
pub(super) struct Differences<'p> {
    prepared: &'p Prepared<'p>,
    comparison: &'p Comparison,
    /// The quantities that were asked for, with their places among all.
    asked: &'p [(usize, &'p Quantity)],
    /// What there is to be found of every quantity in every group.
    truths: Vec<Vec<Truth>>,
}

impl<'p> Differences<'p> {
    pub(super) fn new(
        prepared: &'p Prepared<'p>,
        comparison: &'p Comparison,
        asked: &'p [(usize, &'p Quantity)],
    ) -> Self {
        let (plan, catalogue) = (&prepared.plan, &prepared.catalogue);
        let of_group = |group: &Group| {
            let alone = Simulation::new(group.population.clone());
            let limit = truth::limit(&alone, plan);
            truth::truths(&alone, plan, limit.as_deref(), catalogue)
        };
        Self {
            truths: prepared.simulation.groups().iter().map(of_group).collect(),
            prepared,
            comparison,
            asked,
        }
    }

    /// What the surveys of one size say, difference after difference.
    pub(super) fn records(&self, rows: usize, outcomes: &[Outcome]) -> Vec<GroupPowerRecord> {
        let all = self.each().into_iter();
        all.map(|of| self.record(rows, &of, outcomes)).collect()
    }

    /// How many rows each difference needs, by the records of all sizes.
    pub(super) fn required(&self, records: &[GroupPowerRecord]) -> Vec<GroupRequiredRecord> {
        let power = self.prepared.power;
        let all = self.each();
        let of = |(i, of): (usize, &Difference)| {
            let of_difference = records.iter().skip(i).step_by(all.len());
            let (last, at_most) = power.reached(of_difference, |r| (r.rows, r.power));
            GroupRequiredRecord {
                first: self.group(of.pair[0]).name.clone(),
                second: self.group(of.pair[1]).name.clone(),
                test: of.test,
                quantity: of.quantity.clone(),
                target: power.target,
                rows: last.map(|r| r.rows),
                rows_first: last.map(|r| r.rows_first),
                rows_second: last.map(|r| r.rows_second),
                at_most,
            }
        };
        all.iter().enumerate().map(of).collect()
    }

    /// Pair after pair, quantity after quantity, test after test.
    fn each(&self) -> Vec<Difference<'p>> {
        let quantities = self.prepared.catalogue.quantities().len();
        let (asked, tests) = (self.asked, &self.prepared.power.group_tests);
        let mut all = Vec::new();
        for (p, &pair) in self.comparison.pairs.iter().enumerate() {
            for &(q, quantity) in asked {
                all.extend(tests.iter().map(|&test| Difference {
                    pair,
                    quantity,
                    test,
                    of_group: q,
                    place: p * quantities + q,
                }));
            }
        }
        all
    }

    fn record(&self, rows: usize, of: &Difference, outcomes: &[Outcome]) -> GroupPowerRecord {
        let [first, second] = of
            .pair
            .map(|g| (self.group(g), &self.truths[g][of.of_group]));
        let population = [first, second].map(|(_, truth)| truth.population.as_ref().ok().copied());
        let limit = [first, second].map(|(_, truth)| truth.limit.as_ref().ok().copied());
        let difference = |[a, b]: [Option<f64>; 2]| a.zip(b).map(|(a, b)| a - b);
        let compared = outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Used(found) => found.compared.get(of.place),
            _ => None,
        });
        let p = |c: &Compared| {
            let tests = DifferenceTest::ALL.iter().zip(c.p);
            let own = tests.filter(|(test, _)| **test == of.test);
            own.map(|(_, p)| p).find(|p| p.is_finite())
        };
        let tested: Vec<(f64, f64)> = compared
            .filter_map(|c| Some((c.difference, p(c)?)))
            .collect();
        let used = tested.len();
        let level = 1.0 - self.prepared.power.level;
        let shown = tested.iter().filter(|(_, p)| is_at_most(*p, level));
        let hits = shown.count();
        let differences: Vec<f64> = tested.iter().map(|(difference, _)| *difference).collect();
        let power = Share::of(hits, used);
        GroupPowerRecord {
            rows,
            first: first.0.name.clone(),
            second: second.0.name.clone(),
            rows_first: first.0.share * rows as f64,
            rows_second: second.0.share * rows as f64,
            test: of.test,
            quantity: of.quantity.clone(),
            population_first: population[0],
            population_second: population[1],
            population: difference(population),
            limit: difference(limit),
            mean: mean(&differences),
            used,
            power: power.value,
            power_interval: power.interval,
            mc_se: power.mc_se,
        }
    }

    fn group(&self, place: usize) -> &Group {
        &self.prepared.simulation.groups()[place]
    }
}

/// The difference of one quantity between two groups, by one test.
struct Difference<'p> {
    /// Places of the groups in the population.
    pair: [usize; 2],
    quantity: &'p Quantity,
    test: DifferenceTest,
    /// The place of the quantity in a group.
    of_group: usize,
    /// The place among all differences of a survey.
    place: usize,
}
