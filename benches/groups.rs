//! Groups: 1,000 permutations of two groups, estimates and measurement invariance, beside 2,000 resamples of all rows.
//!
//! Both estimate the model 2,000 times, so that the ratio of their times, which the closing line gives, says what comparing
//! costs besides.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use pls_sem::groups::{Grouping, Multigroup};
use pls_sem::{Bootstrap, Catalogue, Missing, Model, Options, Problem, Table, bootstrap};
use rayon::ThreadPoolBuilder;

/// Timings of which the best counts: the machine may be shared.
const ROUNDS: usize = 15;

fn best(mut run: impl FnMut()) -> Duration {
    let time = |()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    std::iter::repeat_n((), ROUNDS).map(time).min().unwrap()
}

fn main() {
    let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas.csv")).unwrap();
        let table = table.filter(|row| row.text("size") != Some("medium")).unwrap();
        let model = Model::parse("R =~ KR1-5; P =~ KP1-5; V =~ VP1-5; C =~ CS1-5; S =~ INT1-4; V ~ R + P; C ~ V; S ~ R + P + V + C").unwrap();
        let options = Options::default();
        let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
        let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
        let grouping = Grouping::by("size").permutations(1000);
        let go_on = &mut |_| ControlFlow::Continue(());
        let permuted = best(|| {
            let groups = Multigroup::new(&model, &table, Missing::Error, &options, &grouping);
            black_box(groups.unwrap().compare(&catalogue, None, &mut |_| ControlFlow::Continue(())).unwrap());
        });
        let resampled = best(|| {
            let resamples = Bootstrap::new(2000);
            black_box(bootstrap(&problem, &fit, &catalogue, &resamples, go_on).unwrap());
        });
        let ratio = permuted.as_secs_f64() / resampled.as_secs_f64();
        println!("1,000 permutations of two groups: {permuted:.1?}; 2,000 resamples of all rows: {resampled:.1?}; ratio {ratio:.2}");
    });
}
