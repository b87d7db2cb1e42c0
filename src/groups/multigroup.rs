//! Multigroup analysis: the model in every group, and every two groups compared.

use std::ops::ControlFlow;

use super::GroupsFinding;
use super::composites::Composites;
use super::configural::checklist;
use super::difference::{adjust_families, differences};
use super::distance;
use super::estimated::{Estimated, Fitted};
use super::henseler::Reading;
use super::micom_of_all;
use super::omnibus::omnibus;
use super::pair::Relabelled;
use super::split::{Rows, split};
use super::together::Together;
use super::{
    Attainable, Bins, Comparison, GroupDifference, GroupRecord, Grouping, GroupsError, Invariance,
    Micom,
};
use crate::data::Table;
use crate::estimate::EstimateFinding;
use crate::estimate::{Options, Problem};
use crate::finding::{Finding, Findings};
use crate::model::{Mode, Model};
use crate::moments::Missing;
use crate::numeric::pairs::each_two;
use crate::procedure::{self, Inference, bootstrap};
use crate::quantity::Catalogue;
use crate::resample::{
    Bootstrap, Progress, ReplicateSigns, ResampleError, Stage, Watcher, threads,
};
use crate::text::counted;

/// A model in groups of rows, each of which is estimated by itself.
///
/// A group's estimates are those of a study of its rows alone: its own means take the place of missing answers, its own
/// standard deviations standardise. Only the signs of its composites are those of all rows together,
/// unless the sign rule is [`Signs::None`](crate::Signs::None): then they are left as the iterations end in each group. A group in which the
/// model cannot be estimated is named, with the reason, and compared with none.
///
/// ```
/// use std::ops::ControlFlow;
/// use pls_sem::groups::{DifferenceTest, Grouping, Multigroup};
/// # use pls_sem::{Catalogue, Missing, Model, Options, Plan, Quantity, Table};
///
/// # let x: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11)).collect();
/// # let y: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11 + i * 5 % 7) * if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
/// let table = Table::from_columns([("size", (0..60).map(|i| f64::from(i % 2)).collect()), ("x", x), ("y", y)])?;
/// let model = Model::parse("X =~ x; Y =~ y; Y ~ X")?;
/// let options = Options::default();
/// let grouping = Grouping::by("size").permutations(499);
/// let groups = Multigroup::new(&model, &table, Missing::Error, &options, &grouping)?;
/// let catalogue = Catalogue::new(&Plan::new(&model, &options)?);
/// let found = groups.compare(&catalogue, None, &mut |_| ControlFlow::Continue(()))?;
/// let (test, quantity) = (DifferenceTest::Permutation, Quantity::path("X", "Y"));
/// let path = found.difference("0", "1", test, &quantity).unwrap();
/// assert!(path.estimate_first.unwrap() > 0.0 && path.estimate_second.unwrap() < 0.0);
/// assert!(path.p.unwrap() < 0.01);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug)]
pub struct Multigroup<'t> {
    model: &'t Model,
    table: &'t Table,
    missing: Missing,
    options: &'t Options,
    grouping: &'t Grouping,
    mirrored: bool,
    threads: usize,
    /// Rows of the table that are used, from 0.
    used: Vec<usize>,
    /// Weights of all rows together, one set for every stage, that composites are turned towards, if they are.
    towards: Option<Vec<Vec<f64>>>,
    groups: Vec<Group>,
}

/// A group, and the model in it.
#[derive(Debug)]
struct Group {
    rows: Rows,
    /// The model in it, or why there is none.
    fitted: Result<Fitted, String>,
}

impl<'t> Multigroup<'t> {
    /// Estimates a model in the groups of a table.
    ///
    /// # Errors
    /// [`GroupsError`]: the column cannot be used, has one group or too many, or fewer than two can be estimated.
    pub fn new(
        model: &'t Model,
        table: &'t Table,
        missing: Missing,
        options: &'t Options,
        grouping: &'t Grouping,
    ) -> Result<Self, GroupsError> {
        let signs = ReplicateSigns::after(options.signs);
        Self::with_signs(model, table, missing, options, grouping, signs)
    }

    /// The same with composites turned in this way.
    pub(crate) fn with_signs(
        model: &'t Model,
        table: &'t Table,
        missing: Missing,
        options: &'t Options,
        grouping: &'t Grouping,
        signs: ReplicateSigns,
    ) -> Result<Self, GroupsError> {
        grouping.permutation().check()?;
        let split = split(table, grouping)?;
        let problem = Problem::new(model, table, missing, options).map_err(ResampleError::from)?;
        let turn = signs == ReplicateSigns::Construct;
        let weights = || Ok::<_, ResampleError>(problem.fit()?.stage_weights());
        let mut new = Self {
            model,
            table,
            missing,
            options,
            grouping,
            mirrored: false,
            threads: threads(),
            used: problem.sample().rows_used().to_vec(),
            towards: turn.then(weights).transpose()?,
            groups: Vec::new(),
        };
        let groups = split.into_iter().map(|rows| {
            let fitted = new.fit(&rows.rows);
            Group { rows, fitted }
        });
        new.groups = groups.collect();
        let refused: Vec<String> = new.refused().map(|(rows, e)| in_group(rows, e)).collect();
        if new.groups.len() - refused.len() < 2 {
            let column = grouping.column.clone();
            return Err(GroupsError::TooFewEstimated { column, refused });
        }
        Ok(new)
    }

    /// Whether Henseler's test mirrors replicates at their mean, as seminr does, in place of centring them at the estimate.
    /// Default: no.
    #[must_use]
    pub fn mirrored(mut self, mirrored: bool) -> Self {
        self.mirrored = mirrored;
        self
    }

    /// The model in some rows, or why there is none.
    pub(super) fn fit(&self, rows: &[usize]) -> Result<Fitted, String> {
        let problem = self.problem(rows)?;
        let fit = problem.fit_towards(self.towards.as_deref());
        let fit = fit.map_err(|error| error.to_string())?;
        Ok(Fitted { problem, fit })
    }

    fn problem(&self, rows: &[usize]) -> Result<Problem, String> {
        let table = self.table.select_rows(rows.iter().copied());
        let table = table.map_err(|error| error.to_string())?;
        let problem = Problem::new(self.model, &table, self.missing, self.options);
        let problem = problem.map_err(|error| error.to_string())?;
        // Fewer rows have no unique weights, however the answers are.
        let rows = problem.sample().n();
        let blocks = self.model.constructs().iter();
        let mut large = blocks.filter(|c| c.mode == Mode::B && c.indicators.len() >= rows.max(2));
        match large.next() {
            Some(construct) => Err(format!(
                "the {} of construct `{}` have weights of Mode B, which need more rows than there are indicators: join the group with another, or leave indicators out",
                counted(construct.indicators.len(), "indicator"),
                construct.name
            )),
            None => Ok(problem),
        }
    }

    /// The groups in which the model cannot be estimated, and why.
    fn refused(&self) -> impl Iterator<Item = (&Rows, &str)> {
        self.groups
            .iter()
            .filter_map(|group| Some((&group.rows, group.fitted.as_ref().err()?.as_str())))
    }

    /// The groups in which the model can be estimated, and the model in each.
    fn fitted(&self) -> impl Iterator<Item = (&Rows, &Fitted)> {
        self.groups
            .iter()
            .filter_map(|group| Some((&group.rows, group.fitted.as_ref().ok()?)))
    }

    /// Compares every two groups: the quantities of a catalogue by permutation, and by a bootstrap in every group if there
    /// is one; the composites by MICOM.
    ///
    /// Strata and clusters of the bootstrap are drawn within each group. Resamples that are given hold rows of all groups,
    /// of which each group takes its own. If `progress` breaks, the completed part is compared.
    ///
    /// # Errors
    /// [`GroupsError`]: a bootstrap cannot be done in a group, or there is not enough memory.
    pub fn compare(
        &self,
        catalogue: &Catalogue,
        options: Option<&Bootstrap>,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Comparison, GroupsError> {
        let mut findings: Vec<GroupsFinding> = Vec::new();
        let refused = self
            .refused()
            .map(|(rows, reason)| GroupsFinding::GroupNotEstimated {
                group: rows.name.clone(),
                rows: rows.rows.len(),
                reason: reason.to_owned(),
            });
        findings.extend(refused);
        findings.extend(self.empty_bins());
        let groups = self.estimated(catalogue, options, progress)?;
        for Estimated {
            rows,
            fitted,
            inference,
            ..
        } in &groups
        {
            let of_estimates = fitted.fit.findings().into_iter().filter(is_of_estimates);
            let mut found: Findings = of_estimates.collect();
            found.extend(inference.iter().flat_map(|i| i.ledger().findings()));
            findings.extend(found.0.iter().map(|finding| GroupsFinding::InGroup {
                group: rows.name.clone(),
                kind: finding.code().to_owned(),
                sentence: finding.message().to_owned(),
            }));
        }
        let mut new = Comparison {
            groups: self.records(&groups),
            estimates: groups.iter().flat_map(|g| g.records(catalogue)).collect(),
            configural: checklist(
                &groups.iter().map(Estimated::named).collect::<Vec<_>>(),
                self.missing,
            ),
            permutations: self.grouping.permutations,
            findings,
            ..Comparison::default()
        };
        self.pairs(catalogue, &groups, &mut new, progress)?;
        if self.grouping.omnibus {
            self.all_together(catalogue, &groups, &mut new, progress)?;
        }
        Ok(new)
    }

    /// Whether every two groups can be compared, with a bootstrap in every group if there is one; nothing is resampled yet.
    pub(crate) fn prove(
        &self,
        catalogue: &Catalogue,
        options: Option<&Bootstrap>,
    ) -> Result<(), GroupsError> {
        let fitted: Vec<(&Rows, &Fitted)> = self.fitted().collect();
        for &(rows, Fitted { problem, .. }) in &fitted {
            if let Some(options) = options {
                let own = self.of_group(options, rows, problem);
                let proved = procedure::prove(problem, catalogue, &own);
                proved.map_err(|error| self.in_bootstrap(rows, problem, error))?;
            }
        }
        for two in each_two(&fitted) {
            let together = self.together(&two.map(|(rows, _)| *rows))?;
            let pair = together.pair(catalogue, self.towards.as_deref(), self.threads);
            pair.prove(&self.grouping.permutation())?;
        }
        Ok(())
    }

    fn in_bootstrap(&self, rows: &Rows, problem: &Problem, error: ResampleError) -> GroupsError {
        GroupsError::Bootstrap {
            column: self.grouping.column.clone(),
            group: rows.name.clone(),
            rows: problem.sample().n(),
            error,
        }
    }

    /// The bins that hold no row.
    fn empty_bins(&self) -> impl Iterator<Item = GroupsFinding> {
        let labels = self.grouping.bins.iter().flat_map(Bins::labels);
        let empty = labels.filter(|label| self.groups.iter().all(|g| g.rows.name != *label));
        empty.map(|bin| GroupsFinding::EmptyBin {
            column: self.grouping.column.clone(),
            bin,
        })
    }

    /// The differences of every two groups, and nothing else, on the calling thread: by standard errors and resamples if there
    /// is a bootstrap, and by permutations if these are asked for. p-values are not adjusted.
    ///
    /// # Errors
    /// As [`Multigroup::compare`].
    pub(crate) fn differences_alone(
        mut self,
        catalogue: &Catalogue,
        options: Option<&Bootstrap>,
        permuted: bool,
    ) -> Result<Vec<GroupDifference>, GroupsError> {
        self.threads = 1;
        let go_on: &mut Watcher<'_> = &mut |_| ControlFlow::Continue(());
        let options = options.cloned().map(Bootstrap::alone);
        let groups = self.estimated(catalogue, options.as_ref(), go_on)?;
        let mut all = Vec::new();
        for two in each_two(&groups) {
            let permute = || {
                let together = self.together(&two.map(|group| group.rows))?;
                let pair = together.pair(catalogue, self.towards.as_deref(), self.threads);
                Ok::<_, GroupsError>(pair.relabel(&self.grouping.permutation(), go_on)?)
            };
            let found = permuted.then(permute).transpose()?;
            let of = two.map(Estimated::of);
            let quantities = catalogue.quantities();
            all.extend(differences(quantities, of, found.as_ref(), self.reading()));
        }
        Ok(all)
    }

    fn together(&self, rows: &[&Rows]) -> Result<Together, GroupsError> {
        let fit = |rows: &[usize]| self.fit(rows);
        let together = Together::new(rows, fit);
        together.map_err(|reason| GroupsError::Together {
            column: self.grouping.column.clone(),
            groups: rows.iter().map(|rows| rows.name.clone()).collect(),
            reason,
        })
    }

    fn reading(&self) -> Reading {
        if self.mirrored {
            Reading::Mirrored
        } else {
            Reading::Centred
        }
    }

    /// Tests all groups together.
    fn all_together(
        &self,
        catalogue: &Catalogue,
        groups: &[Estimated],
        into: &mut Comparison,
        progress: &mut Watcher<'_>,
    ) -> Result<(), GroupsError> {
        let options = self.grouping.permutation();
        let inferences = groups.iter().map(|group| group.inference.as_ref());
        if let Some(inferences) = inferences.collect::<Option<Vec<&Inference>>>() {
            into.omnibus = omnibus(catalogue.quantities(), &inferences, &options, progress);
        }
        let all: Vec<&Rows> = groups.iter().map(|group| group.rows).collect();
        let together = self.together(&all)?;
        let towards = self.towards.as_deref();
        let names: Vec<&str> = groups
            .iter()
            .map(|group| group.rows.name.as_str())
            .collect();
        let (plan, sample) = (together.problem.plan(), together.problem.sample());
        // What products imply is not known.
        let implies = !plan.has_products();
        let tests = 1 + usize::from(implies);
        into.micom_of_all = {
            let watch = &mut part_of(progress, Stage::Permutations, 0, tests);
            micom_of_all::test(&together, &names, towards, &options, watch)?
        };
        if implies {
            let labels = &together.labels;
            let watch = &mut part_of(progress, Stage::Permutations, 1, tests);
            into.distances = distance::test(plan, sample, towards, labels, &options, watch)?;
        }
        Ok(())
    }

    /// The groups in which the model is estimated, with their bootstraps.
    fn estimated<'g>(
        &'g self,
        catalogue: &Catalogue,
        options: Option<&Bootstrap>,
        progress: &mut Watcher<'_>,
    ) -> Result<Vec<Estimated<'g>>, GroupsError> {
        let count = self.fitted().count();
        let estimate = |(i, (rows, fitted)): (usize, (&'g Rows, &'g Fitted))| {
            let Fitted { problem, fit } = fitted;
            let infer = |options: &Bootstrap| {
                let own = self.of_group(options, rows, problem);
                let watch = &mut part_of(progress, Stage::Groups, i, count);
                let inference = bootstrap(problem, fit, catalogue, &own, watch);
                inference.map_err(|error| self.in_bootstrap(rows, problem, error))
            };
            Ok(Estimated {
                rows,
                fitted,
                estimates: catalogue.values(fit),
                inference: options.map(infer).transpose()?,
            })
        };
        self.fitted().enumerate().map(estimate).collect()
    }

    /// The bootstrap of a group: of its own rows.
    fn of_group(&self, options: &Bootstrap, rows: &Rows, problem: &Problem) -> Bootstrap {
        let of_table = problem.sample().rows_used().iter().map(|&i| rows.rows[i]);
        let places = of_table.filter_map(|row| self.used.binary_search(&row).ok());
        let places: Vec<usize> = places.collect();
        let own = options.of_group(&rows.rows, &places);
        own.towards(self.towards.clone())
    }

    fn records(&self, groups: &[Estimated]) -> Vec<GroupRecord> {
        let record = |group: &Group| {
            let estimated = groups.iter().find(|e| e.rows.name == group.rows.name);
            GroupRecord {
                group: group.rows.name.clone(),
                n: estimated.map_or(group.rows.rows.len(), Estimated::n),
                resamples: estimated.and_then(|e| Some(e.inference.as_ref()?.ledger().used)),
                not_estimated: group.fitted.as_ref().err().cloned(),
            }
        };
        self.groups.iter().map(record).collect()
    }

    /// Compares every two groups.
    fn pairs(
        &self,
        catalogue: &Catalogue,
        groups: &[Estimated],
        into: &mut Comparison,
        progress: &mut Watcher<'_>,
    ) -> Result<(), GroupsError> {
        let pairs: Vec<[&Estimated; 2]> = each_two(groups).collect();
        let mut attainable = Vec::new();
        let mut needed = None;
        for (at, two) in pairs.iter().enumerate() {
            let together = self.together(&two.map(|group| group.rows))?;
            let watch = &mut part_of(progress, Stage::Permutations, at, pairs.len());
            let pair = together.pair(catalogue, self.towards.as_deref(), self.threads);
            let found = pair.relabel(&self.grouping.permutation(), watch)?;
            let of = two.map(Estimated::of);
            let quantities = catalogue.quantities();
            let [a, b] = of.map(|of| of.name);
            into.permutations = into.permutations.min(found.done());
            into.findings.extend(self.left_out(a, b, &found));
            let of_pair = Attainable {
                permutations: found.done() - found.left_out(),
                comparisons: pairs.len(),
            };
            needed = needed.max(self.more_needed(of_pair, found.done()));
            attainable.push(of_pair);
            into.differences
                .extend(differences(quantities, of, Some(&found), self.reading()));
            let composites = Composites::of(&together.fit);
            into.micom.extend(Micom::all(a, b, &composites, &found));
        }
        adjust_families(&mut into.differences);
        Micom::decide(&mut into.micom, &attainable);
        let conclusion = |(&[first, second], &of_pair): (&[&Estimated; 2], _)| {
            Invariance::of(&first.rows.name, &second.rows.name, &into.micom, of_pair)
        };
        into.invariance = pairs.iter().zip(&attainable).map(conclusion).collect();
        let fewest = attainable.iter().min_by_key(|of_pair| of_pair.permutations);
        let few = needed
            .zip(fewest)
            .map(|(needed, fewest)| GroupsFinding::FewPermutations {
                permutations: fewest.permutations,
                comparisons: fewest.comparisons,
                needed,
            });
        into.findings.extend(few);
        Ok(())
    }

    /// How many permutations have to be asked for, if more than there are, so that a difference of a pair can be shown: as many
    /// will be left out of these as were left out of those done.
    fn more_needed(&self, of_pair: Attainable, done: usize) -> Option<usize> {
        if of_pair.can_differ(Micom::LEVEL) {
            return None;
        }
        let used = of_pair.permutations.max(1);
        let needed = of_pair.needed(Micom::LEVEL).saturating_mul(done);
        Some(needed.div_ceil(used)).filter(|needed| *needed > self.grouping.permutations)
    }

    /// The findings about the permutations of two groups.
    fn left_out(&self, first: &str, second: &str, found: &Relabelled) -> Vec<GroupsFinding> {
        let (done, requested) = (found.done(), self.grouping.permutations);
        let stopped =
            (done < requested).then_some(GroupsFinding::PermutationsStopped { done, requested });
        let left_out = found.left_out();
        let many = left_out as f64 > MANY_LEFT_OUT * done as f64;
        let many = many.then(|| GroupsFinding::PermutationsLeftOut {
            first: first.to_owned(),
            second: second.to_owned(),
            left_out,
            done,
        });
        stopped.into_iter().chain(many).collect()
    }
}

/// Permutations in which a group cannot be estimated are a finding above this share.
const MANY_LEFT_OUT: f64 = 0.05;

/// `group `3` (3 rows): ...`
fn in_group(rows: &Rows, reason: &str) -> String {
    format!(
        "group `{}` ({}): {reason}",
        rows.name,
        counted(rows.rows.len(), "row")
    )
}

/// Findings that make the estimates of a group doubtful, or inadmissible.
fn is_of_estimates(finding: &Finding) -> bool {
    matches!(
        finding.kind(),
        Some(
            EstimateFinding::NotConverged { .. }
                | EstimateFinding::ReliabilityOutside { .. }
                | EstimateFinding::LoadingAboveOne { .. }
                | EstimateFinding::CorrelationsNotPositiveDefinite { .. }
                | EstimateFinding::ImpliedNotPositiveDefinite { .. }
                | EstimateFinding::NegativeResidualVariance { .. }
        )
    )
}

/// Reports the progress of one of several runs as a part of a stage.
fn part_of<'w>(
    watcher: &'w mut Watcher<'_>,
    stage: Stage,
    at: usize,
    count: usize,
) -> impl FnMut(Progress) -> ControlFlow<()> + 'w {
    move |progress| {
        let of = progress.of;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of a number
        let done = (progress.share() * of as f64) as usize;
        watcher(Progress::of(stage, at * of + done, count * of))
    }
}
