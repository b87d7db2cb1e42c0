//! 10 x 10 folds of the canvas study beside a bootstrap of 100 resamples: one thread, the best of some runs. Two ratios:
//!
//! - `PLSpredict` with its benchmarks (the mean, and the linear model on 45 indicators) / 100 resamples. CVPAT compares the
//!   losses by Student's t, and its bootstrap has the fewest resamples that are allowed, 3.
//! - The same with CVPAT's bootstrap of 1,000 resamples / 100 resamples.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use pls_sem::predict::plspredict;
use pls_sem::{
    Bootstrap, Catalogue, Missing, Options, PlsPredict, Problem, StudyFile, bootstrap,
};

const ROUNDS: usize = 30;

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
        let folds = |of_cvpat: usize| {
            let options = PlsPredict::new().resamples(of_cvpat);
            best(|| {
                black_box(plspredict(&problem, &options, &mut go_on()).unwrap());
            })
        };
        let resamples = best(|| {
            black_box(bootstrap(&problem, &fit, &catalogue, &resamples, &mut go_on()).unwrap());
        });
        let line = |what: &str, time: Duration| {
            let ratio = time.as_secs_f64() / resamples.as_secs_f64();
            println!("{what:<44} {:6.2} ms, ratio {ratio:.2}", time.as_secs_f64() * 1e3);
        };
        line("100 resamples", resamples);
        line("10 x 10 folds with benchmarks", folds(3));
        line("10 x 10 folds with benchmarks and CVPAT", folds(1000));
    });
}
