//! Bootstraps of other shapes, and with other intervals.
//!
//! `bootstrap_ecsi_shape` 250 rows, 24 indicators, seven constructs; `bootstrap_large` 5,000 rows, 100 indicators, twenty
//! constructs; each with and without the correction of PLSc. `bca_canvas` the canvas study with BCa intervals, whose
//! jackknife leaves out each of 273 rows. 1,000 resamples each; all surveys are simulated.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop
#![allow(missing_docs)] // criterion's macros make a public function

use std::ops::ControlFlow;

use criterion::{Criterion, criterion_group, criterion_main};
use pls_sem::simulate::Population;
use pls_sem::{
    Bootstrap, Catalogue, IntervalKind, Missing, Model, Options, Problem, StudyFile, Table,
    bootstrap,
};

const ECSI: &str = "
    Image =~ i1-5; Expectation =~ e1-3; Quality =~ q1-7; Value =~ v1-2; Satisfaction =~ s1-3
    Complaints =~ c1; Loyalty =~ l1-3
    Expectation ~ Image; Quality ~ Expectation; Value ~ Expectation + Quality
    Satisfaction ~ Image + Expectation + Quality + Value; Complaints ~ Satisfaction
    Loyalty ~ Image + Satisfaction + Complaints";

/// Twenty constructs of five indicators, each but the first two explained by the two before it.
fn large() -> String {
    let block = |j: usize| format!("C{j:02} =~ c{j:02}x1-5\n");
    let path = |j: usize| format!("C{j:02} ~ C{:02} + C{:02}\n", j - 1, j - 2);
    (0..20).map(block).chain((2..20).map(path)).collect()
}

fn run(problem: &Problem, options: &Bootstrap) {
    let go_on = &mut |_| ControlFlow::Continue(());
    let catalogue = Catalogue::new(problem.plan());
    bootstrap(problem, &problem.fit().unwrap(), &catalogue, options, go_on).unwrap();
}

/// Answers from 1 to 7 of a population with equal paths.
fn survey(model: &Model, rows: usize) -> Table {
    let population = Population::of_factors(model, |_, _| 0.3, |_, _| 0.2, |_| 0.75).unwrap();
    let answers = population
        .draw(rows, 1)
        .map(|x| (4.0 + 1.5 * x).round().clamp(1.0, 7.0));
    Table::from_matrix(&answers, model.indicators()).unwrap()
}

fn shapes(c: &mut Criterion) {
    let (ecsi, large) = (ECSI.to_owned(), large());
    for (name, text, rows) in [
        ("bootstrap_ecsi_shape", ecsi, 250),
        ("bootstrap_large", large, 5000),
    ] {
        let model = Model::parse(&text).unwrap();
        let table = survey(&model, rows);
        let mut group = c.benchmark_group(name);
        group.sample_size(10);
        for (what, consistent) in [("pls", false), ("plsc", true)] {
            let options = Options::default().consistent(consistent);
            let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
            group.bench_function(what, |b| b.iter(|| run(&problem, &Bootstrap::new(1000))));
        }
    }
}

fn bca(c: &mut Criterion) {
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas.toml")).unwrap();
    let (model, table) = (file.study.model(), file.table().unwrap());
    let problem = Problem::new(model, &table, Missing::Error, &Options::default()).unwrap();
    let mut group = c.benchmark_group("bca_canvas");
    group.sample_size(10);
    for kind in [IntervalKind::Percentile, IntervalKind::Bca] {
        let options = Bootstrap::new(1000).intervals([kind]);
        group.bench_function(kind.to_string(), |b| b.iter(|| run(&problem, &options)));
    }
}

criterion_group!(benches, shapes, bca);
criterion_main!(benches);
