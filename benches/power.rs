//! A power study of the canvas model: surveys of 273 rows, each with 500 resamples.
//!
//! `power_canvas` is 100 replications on one thread and on two; ten times that is the study that `data/canvas_power.toml`
//! asks for with each number of rows.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop
#![allow(missing_docs)] // criterion's macros make a public function

use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, criterion_group, criterion_main};
use pls_sem::{Missing, Options, PopulationFile, Power};
use rayon::ThreadPoolBuilder;

fn power_canvas(c: &mut Criterion) {
    let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas_power.toml");
    let simulation = PopulationFile::read(plan).unwrap().simulation;
    let power = Power::new([273]).replications(100);
    let mut group = c.benchmark_group("power_canvas");
    group.sample_size(10);
    for threads in [1, 2] {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.unwrap();
        let study = || {
            let go_on = &mut |_| ControlFlow::Continue(());
            black_box(power.run(&simulation, &Options::default(), Missing::Error, go_on)).unwrap()
        };
        group.bench_function(format!("threads_{threads}"), |b| {
            b.iter(|| pool.install(study));
        });
    }
}

criterion_group!(benches, power_canvas);
criterion_main!(benches);
