//! Partitions of the rows into folds, one for each repetition.

use std::collections::HashSet;

use super::settings::Split;
use super::{PlsPredict, PredictError};
use crate::data::Groups;
use crate::model::Model;
use crate::moments::Sample;
use crate::numeric::stream::{self, Purpose};
use crate::resample::Units;

/// Unsuccessful draws of a partition that was drawn before.
const MOST_DRAWS: usize = 100;

/// The folds of all repetitions, those of one after the other.
#[derive(Debug, Clone)]
pub(super) struct Partitions {
    /// The rows of every fold of every repetition.
    folds: Units,
    /// Folds of each repetition.
    pub(super) each: usize,
    pub(super) repetitions: usize,
}

impl Partitions {
    /// Deals the rows of a sample, or its clusters, into folds.
    ///
    /// Repetition r shuffles them by its own stream, within the strata if there are such, and deals them out one by one, so
    /// that the sizes of folds differ by at most one unit. Every repetition has a partition of its own.
    ///
    /// # Errors
    /// [`PredictError`]: there are fewer rows than folds, or a fold leaves too few.
    pub(super) fn of(
        options: &PlsPredict,
        model: &Model,
        sample: &Sample,
    ) -> Result<Self, PredictError> {
        let n = sample.n();
        let of_indicator = |groups: &&Groups| {
            let mut names = sample.indicators().iter();
            names.any(|name| name == groups.column())
        };
        let mut groups = options.strata.iter().chain(&options.cluster);
        if let Some(groups) = groups.find(of_indicator) {
            return Err(PredictError::GroupsOfIndicator {
                column: groups.column().to_owned(),
            });
        }
        let units = Units::grouped(sample, options.strata.as_ref(), options.cluster.as_ref())?;
        let unit = options.cluster.as_ref().map_or("row", |_| "cluster");
        let (sets, each, repetitions) = match &options.split {
            Split::Given(folds) => {
                let sets = folds.sets(n)?;
                let each = sets.len();
                (sets, each, 1)
            }
            Split::LeaveOneOut => {
                let sets = (0..units.len()).map(|unit| units.rows_of(unit).to_vec());
                (sets.collect(), units.len(), 1)
            }
            &Split::Folds(folds) => {
                if folds < 2 {
                    return Err(PredictError::FewFolds { folds });
                }
                if folds > units.len() {
                    let units = units.len();
                    return Err(PredictError::MoreFolds { folds, units, unit });
                }
                let sets = dealt(&units, folds, options, unit)?;
                (sets, folds, options.repetitions)
            }
        };
        if each < 2 {
            return Err(PredictError::FewFolds { folds: each });
        }
        if repetitions == 0 {
            return Err(PredictError::NoRepetition);
        }
        enough(model, n, sets.iter().map(Vec::len).max().unwrap_or(0))?;
        Ok(Self {
            folds: Units::of_sets(sets),
            each,
            repetitions,
        })
    }

    /// The folds of all repetitions, as units that are left out.
    pub(super) fn units(&self) -> &Units {
        &self.folds
    }

    /// Rows of a fold, counted through all repetitions.
    pub(super) fn rows_of(&self, fold: usize) -> &[usize] {
        self.folds.rows_of(fold)
    }

    /// `fold 3 of repetition 2`
    pub(super) fn place(&self, fold: usize) -> String {
        let within = fold % self.each + 1;
        if self.repetitions == 1 {
            format!("fold {within}")
        } else {
            format!("fold {within} of repetition {}", fold / self.each + 1)
        }
    }
}

/// Draws the folds of all repetitions; rows of a fold are in order.
fn dealt(
    units: &Units,
    folds: usize,
    options: &PlsPredict,
    unit: &'static str,
) -> Result<Vec<Vec<usize>>, PredictError> {
    let mut known: HashSet<Vec<Vec<usize>>> = HashSet::new();
    let mut all = Vec::with_capacity(folds * options.repetitions);
    for repetition in 0..options.repetitions {
        let mut rng = stream::stream(options.seed, Purpose::Folds, repetition as u64);
        let drawn = (0..MOST_DRAWS).find_map(|_| {
            let mut sets = vec![Vec::new(); folds];
            let mut dealt = 0;
            for stratum in units.strata() {
                let mut order: Vec<usize> = stratum.clone().collect();
                stream::shuffle(&mut rng, &mut order);
                for unit in order {
                    sets[dealt % folds].extend_from_slice(units.rows_of(unit));
                    dealt += 1;
                }
            }
            sets.iter_mut().for_each(|rows| rows.sort_unstable());
            let mut partition = sets.clone();
            partition.sort_unstable();
            known.insert(partition).then_some(sets)
        });
        all.extend(drawn.ok_or(PredictError::FewPartitions {
            repetitions: options.repetitions,
            units: units.len(),
            unit,
            folds,
        })?);
    }
    Ok(all)
}

/// Every equation keeps degrees of freedom without the largest fold.
fn enough(model: &Model, n: usize, largest: usize) -> Result<(), PredictError> {
    let predictors = |j: usize| {
        let paths = model.path_positions().iter();
        paths.filter(|&&(_, t)| t == j).count()
    };
    let most = (0..model.constructs().len()).max_by_key(|&j| predictors(j));
    let Some(most) = most else { return Ok(()) };
    let (rows, needed) = (n - largest, predictors(most) + 2);
    if rows >= needed {
        return Ok(());
    }
    Err(PredictError::FewRows {
        left_out: largest,
        rows,
        construct: model.constructs()[most].name().to_owned(),
        predictors: predictors(most),
        needed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Groups, Table};
    use crate::moments::Missing;

    fn table() -> Table {
        let column = |k: usize| (0..53).map(|i| ((i * (k + 3)) as f64).sin()).collect();
        let group = |of: usize| (0..53).map(|i| (i / of) as f64).collect();
        let columns: [(&str, Vec<f64>); 4] = [
            ("x", column(1)),
            ("y", column(2)),
            ("stratum", group(20)),
            ("cluster", group(3)),
        ];
        Table::from_columns(columns).unwrap()
    }

    fn partitions(options: &PlsPredict) -> Result<Partitions, PredictError> {
        let model = Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap();
        let sample = Sample::new(&model, &table(), Missing::Error).unwrap();
        Partitions::of(options, &model, &sample)
    }

    fn folds(of: &Partitions, repetition: usize) -> Vec<Vec<usize>> {
        let range = repetition * of.each..(repetition + 1) * of.each;
        range.map(|fold| of.rows_of(fold).to_vec()).collect()
    }

    #[test]
    fn every_row_is_in_one_fold_of_every_repetition_and_no_partition_comes_twice() {
        let of = partitions(&PlsPredict::new().folds(7)).unwrap();
        let mut known = HashSet::new();
        for repetition in 0..10 {
            let mut folds = folds(&of, repetition);
            let sizes = folds.iter().map(Vec::len);
            assert!(sizes.clone().max().unwrap() - sizes.min().unwrap() <= 1);
            let mut rows = folds.concat();
            rows.sort_unstable();
            assert_eq!(rows, (0..53).collect::<Vec<_>>());
            folds.sort_unstable();
            assert!(known.insert(folds));
        }
    }

    #[test]
    fn a_repetition_does_not_depend_on_how_many_there_are() {
        let few = partitions(&PlsPredict::new().repetitions(2)).unwrap();
        let many = partitions(&PlsPredict::new().repetitions(9)).unwrap();
        assert_eq!(folds(&few, 1), folds(&many, 1));
        let other = partitions(&PlsPredict::new().repetitions(2).seed(2)).unwrap();
        assert_ne!(folds(&few, 1), folds(&other, 1));
    }

    #[test]
    fn strata_are_dealt_evenly_and_clusters_as_a_whole() {
        let groups = |column| Groups::of(&table(), column).unwrap();
        let of = partitions(&PlsPredict::new().folds(4).strata(groups("stratum"))).unwrap();
        for fold in folds(&of, 3) {
            for stratum in 0..2 {
                let own = fold.iter().filter(|&&i| i / 20 == stratum).count();
                assert_eq!(own, 5);
            }
        }
        let of = partitions(&PlsPredict::new().folds(4).cluster(groups("cluster"))).unwrap();
        for fold in folds(&of, 0) {
            for &i in &fold {
                let whole = (i / 3 * 3..i / 3 * 3 + 3).filter(|&i| i < 53);
                assert!(whole.into_iter().all(|i| fold.contains(&i)));
            }
        }
    }

    #[test]
    fn more_partitions_than_there_are_cannot_be_had() {
        let model = Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap();
        let four = table().select_rows(0..4).unwrap();
        let sample = Sample::new(&model, &four, Missing::Error).unwrap();
        let options = |repetitions| PlsPredict::new().folds(4).repetitions(repetitions);
        assert!(Partitions::of(&options(1), &model, &sample).is_ok());
        let refused = Partitions::of(&options(2), &model, &sample).unwrap_err();
        assert!(matches!(
            refused,
            PredictError::FewPartitions { repetitions: 2, .. }
        ));
    }
}
