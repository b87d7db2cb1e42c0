//! Exact fit: 2,000 resamples of the test, beside 2,000 resamples of the bootstrap.
//!
//! The canvas study explains one construct by all others, so that its saturated and its estimated model are one; in a
//! chain of the same constructs they are two, which share the draws and the cross products only. One thread, default
//! catalogue; the closing lines give the ratios.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use pls_sem::procedure::exact_fit;
use pls_sem::{
    Bootstrap, Catalogue, ExactFit, Missing, Model, Options, Problem, StudyFile, Table, bootstrap,
};
use rayon::ThreadPoolBuilder;

const RESAMPLES: usize = 2_000;
/// Timings of which the best counts: the machine may be shared.
const ROUNDS: usize = 15;

/// The constructs of a model, each explained by the one before it.
fn chain(model: &Model) -> Model {
    let constructs = model.constructs();
    let block =
        |c: &pls_sem::model::Construct| format!("{} =~ {}\n", c.name(), c.indicators().join(" + "));
    let blocks: String = constructs.iter().map(block).collect();
    let path =
        |pair: &[pls_sem::model::Construct]| format!("{} ~ {}\n", pair[1].name(), pair[0].name());
    let paths: String = constructs.windows(2).map(path).collect();
    Model::parse(&(blocks + &paths)).unwrap()
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn compare(what: &str, model: &Model, table: &Table) {
    let problem = Problem::new(model, table, Missing::Error, &Options::default()).unwrap();
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let (mut tested, mut resampled) = (Duration::MAX, Duration::MAX);
    let (test, draws) = (ExactFit::new(RESAMPLES), Bootstrap::new(RESAMPLES));
    for _ in 0..ROUNDS {
        let go_on = &mut |_| ControlFlow::Continue(());
        resampled = resampled.min(time(|| {
            black_box(bootstrap(&problem, &fit, &catalogue, &draws, go_on).unwrap());
        }));
        tested = tested.min(time(|| {
            black_box(exact_fit(&problem, &fit, &test, go_on).unwrap());
        }));
    }
    let us = |time: Duration| time.as_secs_f64() * 1e6 / RESAMPLES as f64;
    println!(
        "{what:<44} exact fit {:6.1} us, bootstrap {:6.1} us a resample: ratio {:.2}",
        us(tested),
        us(resampled),
        us(tested) / us(resampled)
    );
}

fn main() {
    let file =
        StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas.toml")).unwrap();
    let (model, table) = (file.study.model().clone(), file.table().unwrap());
    let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        compare("canvas, one model", &model, &table);
        compare(
            "chain of the same constructs, two models",
            &chain(&model),
            &table,
        );
    });
}
