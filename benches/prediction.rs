//! 10 x 10 folds of the canvas study, CVPAT included, beside a bootstrap of 100 resamples: one thread, the best of some runs.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use pls_sem::predict::plspredict;
use pls_sem::{
    Bootstrap, Catalogue, Missing, Options, PlsPredict, Problem, StudyFile, bootstrap,
};

const ROUNDS: usize = 15;

fn best(mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..ROUNDS).map(time).min().unwrap()
}

fn main() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas.toml")).unwrap();
    let (model, table) = (file.study.model(), file.table().unwrap());
    let problem = Problem::new(model, &table, Missing::Error, &Options::default()).unwrap();
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let resamples = Bootstrap::new(100);
    pool.install(|| {
        let go_on = || |_| ControlFlow::Continue(());
        let folds = best(|| {
            black_box(plspredict(&problem, &PlsPredict::new(), &mut go_on()).unwrap());
        });
        let resamples = best(|| {
            black_box(bootstrap(&problem, &fit, &catalogue, &resamples, &mut go_on()).unwrap());
        });
        println!("10 x 10 folds      {:8.2} ms", folds.as_secs_f64() * 1e3);
        println!("100 resamples      {:8.2} ms", resamples.as_secs_f64() * 1e3);
        println!("ratio              {:8.2}", folds.as_secs_f64() / resamples.as_secs_f64());
    });
}
