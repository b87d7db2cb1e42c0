//! What one survey says about the differences of groups.

use super::Power;
use super::replication::Replication;
use crate::data::Table;
use crate::groups::{DifferenceTest, GroupDifference, Grouping, GroupsError, Multigroup};
use crate::numeric::pairs::each_two;
use crate::resample::{Bootstrap, ReplicateSigns};
use crate::simulate::Simulation;

/// How the groups of every survey are compared.
#[derive(Debug)]
pub(super) struct Comparison {
    /// Each two groups, by their places in the population; they are sorted by their names as text, as `[groups]` sorts them.
    pub(super) pairs: Vec<[usize; 2]>,
    /// The names of the groups.
    names: Vec<String>,
    grouping: Grouping,
    bootstrapped: bool,
    permuted: bool,
}

/// What one survey says about the difference of one quantity between two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Compared {
    /// Not-a-number where it is not defined.
    pub(super) difference: f64,
    /// Two-sided p-values of the tests, in the order of [`DifferenceTest::ALL`]; not-a-number where one is not defined or was
    /// not asked for.
    pub(super) p: [f64; DifferenceTest::ALL.len()],
}

impl Compared {
    /// Numbers of a part that it is written in.
    pub(super) const NUMBERS: usize = 1 + DifferenceTest::ALL.len();
    const NOTHING: Self = Self {
        difference: f64::NAN,
        p: [f64::NAN; DifferenceTest::ALL.len()],
    };

    pub(super) fn numbers(&self) -> impl Iterator<Item = f64> {
        [self.difference].into_iter().chain(self.p)
    }

    /// What was written; `None` if it is not as many numbers.
    pub(super) fn of_numbers(numbers: &[f64]) -> Option<Self> {
        let (&difference, p) = numbers.split_first()?;
        Some(Self {
            difference,
            p: p.try_into().ok()?,
        })
    }
}

impl Comparison {
    /// `None` if no test is asked for, or there is one population.
    pub(super) fn of(power: &Power, simulation: &Simulation) -> Option<Self> {
        let column = simulation
            .column()
            .filter(|_| !power.group_tests.is_empty())?;
        let names: Vec<String> = simulation.groups().iter().map(|g| g.name.clone()).collect();
        let mut places: Vec<usize> = (0..names.len()).collect();
        places.sort_by(|&a, &b| names[a].cmp(&names[b]));
        let permuted = power.group_tests.contains(&DifferenceTest::Permutation);
        Some(Self {
            pairs: each_two(&places).map(|two| two.map(|&g| g)).collect(),
            names,
            grouping: Grouping::by(column).permutations(power.permutations),
            bootstrapped: power
                .group_tests
                .iter()
                .any(|test| *test != DifferenceTest::Permutation),
            permuted,
        })
    }

    /// The differences of every two groups of a survey, pair after pair, each with all quantities. Groups that cannot be
    /// estimated have none.
    pub(super) fn run(
        &self,
        of: &Replication<'_>,
        table: &Table,
        bootstrap: &Bootstrap,
    ) -> Vec<Compared> {
        let quantities = of.catalogue.quantities().len();
        let mut all = vec![Compared::NOTHING; self.pairs.len() * quantities];
        let Ok(differences) = self.differences(of, table, bootstrap) else {
            return all;
        };
        let tests = DifferenceTest::ALL.len();
        for pair in differences.chunks_exact(tests * quantities) {
            let is_it = |&[a, b]: &[usize; 2]| {
                self.names[a] == pair[0].first && self.names[b] == pair[0].second
            };
            let Some(place) = self.pairs.iter().position(is_it) else {
                continue;
            };
            let into = &mut all[place * quantities..(place + 1) * quantities];
            for (into, of_tests) in into.iter_mut().zip(pair.chunks_exact(tests)) {
                into.difference = of_tests[0].difference.unwrap_or(f64::NAN);
                for (p, test) in into.p.iter_mut().zip(of_tests) {
                    *p = test.p.unwrap_or(f64::NAN);
                }
            }
        }
        all
    }

    fn differences(
        &self,
        of: &Replication<'_>,
        table: &Table,
        bootstrap: &Bootstrap,
    ) -> Result<Vec<GroupDifference>, GroupsError> {
        let grouping = self
            .grouping
            .clone()
            .seed(bootstrap.seeded().unwrap_or_default());
        let (model, options) = (of.simulation.model(), of.plan.options());
        let signs = ReplicateSigns::of(of.plan);
        let groups = Multigroup::with_signs(model, table, of.missing, options, &grouping, signs)?;
        let bootstrap = Some(bootstrap).filter(|_| self.bootstrapped);
        groups.differences_alone(of.catalogue, bootstrap, self.permuted)
    }
}
