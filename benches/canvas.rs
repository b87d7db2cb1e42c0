//! The canvas study: 273 answers to 49 questions, ten constructs.
//!
//! `estimate_canvas` measures the iteration alone, from moments; `moments_canvas` the moments of one resample;
//! `bootstrap_canvas` 1,000 resamples with the default catalogue and percentile intervals, on one thread and on two. The
//! last lines give the time of 1,000 and of 10,000 resamples as a ratio to the time of the same cross products by an
//! ordinary matrix product.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop
#![allow(missing_docs)] // criterion's macros make a public function

use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group};
use pls_sem::nalgebra::DMatrix;
use pls_sem::timed::{Kernel, Weigher, room_for_estimates, room_for_moments};
use pls_sem::{
    Bootstrap, Catalogue, Fit, Measure, Missing, Model, Options, Plan, Problem, Scheme, StudyFile,
    Table, bootstrap,
};
use rayon::{ThreadPool, ThreadPoolBuilder};

const RESAMPLES: usize = 1_000;
const MANY: usize = 10_000;
/// Resamples in one matrix product.
const TOGETHER: usize = 64;
/// Timings of which the best counts: the machine may be shared.
const ROUNDS: usize = 15;

fn canvas() -> (Model, Table) {
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas.toml")).unwrap();
    (file.study.model().clone(), file.table().unwrap())
}

fn problem(scheme: Scheme) -> Problem {
    let (model, table) = canvas();
    Problem::new(
        &model,
        &table,
        Missing::Error,
        &Options::default().scheme(scheme),
    )
    .unwrap()
}

/// How often each row occurs in a resample: about 63 % of the rows do.
fn counts(n: usize) -> Vec<f64> {
    let mut counts = vec![0.0; n];
    let mut state = 1_u64;
    for _ in 0..n {
        // Knuth's linear congruential generator.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        counts[(state >> 33) as usize % n] += 1.0;
    }
    counts
}

fn estimate_canvas(c: &mut Criterion) {
    let mut group = c.benchmark_group("estimate_canvas");
    for scheme in [Scheme::Path, Scheme::Factorial, Scheme::Centroid] {
        let problem = problem(scheme);
        let plan: &Plan = problem.plan();
        let moments = problem.sample().moments();
        let (mut kernel, mut estimates) = (Kernel::new(plan), room_for_estimates(plan));
        group.bench_function(format!("{scheme:?}").to_lowercase(), |b| {
            b.iter(|| kernel.estimate(black_box(&moments), &mut estimates));
        });
    }
}

fn moments_canvas(c: &mut Criterion) {
    let problem = problem(Scheme::Path);
    let sample = problem.sample();
    let (counts, mut moments) = (counts(sample.n()), room_for_moments(sample.indicators().len()));
    let mut weigher = Weigher::new(sample);
    c.bench_function("moments_canvas", |b| {
        b.iter(|| weigher.moments(black_box(&counts), &mut moments));
    });
}

/// The whole bootstrap, summaries included.
fn resample(problem: &Problem, fit: &Fit, catalogue: &Catalogue, resamples: usize) {
    let options = Bootstrap::new(resamples);
    black_box(
        bootstrap(problem, fit, catalogue, &options, &mut |_| {
            ControlFlow::Continue(())
        })
        .unwrap(),
    );
}

fn bootstrap_canvas(c: &mut Criterion) {
    let problem = problem(Scheme::Path);
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    let mut group = c.benchmark_group("bootstrap_canvas");
    group.sample_size(10);
    for threads in [1, 2] {
        let pool = pool(threads);
        group.bench_function(format!("threads_{threads}"), |b| {
            b.iter(|| pool.install(|| resample(&problem, &fit, &catalogue, RESAMPLES)));
        });
    }
}

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

/// The cross products of all resamples and nothing else: counts (64 resamples x rows) times the products of every
/// pair of columns (rows x pairs), with room for the result made beforehand.
struct CrossProducts {
    counts: DMatrix<f64>,
    products: DMatrix<f64>,
    result: DMatrix<f64>,
}

impl CrossProducts {
    fn new(problem: &Problem) -> Self {
        let (n, p) = (problem.sample().n(), problem.sample().indicators().len());
        let pairs: Vec<(usize, usize)> = (0..p).flat_map(|k| (k..p).map(move |l| (k, l))).collect();
        let x = |i, k| problem.sample().answer(i, k).unwrap() - 3.0;
        let products = DMatrix::from_fn(n, pairs.len(), |i, pair| {
            x(i, pairs[pair].0) * x(i, pairs[pair].1)
        });
        let counts = DMatrix::from_fn(TOGETHER, n, |r, i| f64::from(u8::from((r + i) % 3 > 0)));
        Self {
            counts,
            result: DMatrix::zeros(TOGETHER, pairs.len()),
            products,
        }
    }

    fn all(&mut self) {
        for _ in 0..RESAMPLES.div_ceil(TOGETHER) {
            self.result
                .gemm(1.0, black_box(&self.counts), &self.products, 0.0);
            black_box(&self.result);
        }
    }
}

/// Answers that are not whole numbers, with nearly the same correlations as whole-number answers.
fn broken(model: &Model, table: &Table) -> Table {
    let columns = model.indicators().enumerate().map(|(k, name)| {
        let cells = (0..table.rows()).map(|i| {
            let answer = table.number(name, i).unwrap();
            answer + 0.1 * ((i * 31 + k * 17) as f64).sin()
        });
        (name, cells.collect::<Vec<f64>>())
    });
    Table::from_columns(columns).unwrap()
}

/// Measures of reliability and validity, which every replicate has by default.
const RELIABILITY: [Measure; 5] = [
    Measure::Alpha,
    Measure::RhoA,
    Measure::RhoC,
    Measure::Ave,
    Measure::Htmt,
];

/// Prints the bootstrap's time as a ratio to its cross products, everything timed in turn within one run.
fn ratio() {
    let (model, table) = canvas();
    let of = |table: &Table, consistent: bool| {
        let options = Options::default().consistent(consistent);
        let problem = Problem::new(&model, table, Missing::Error, &options).unwrap();
        let fit = problem.fit().unwrap();
        (problem, fit)
    };
    let whole = of(&table, false);
    let others = [of(&broken(&model, &table), false), of(&table, true)];
    let plan = whole.0.plan();
    let catalogue = Catalogue::new(plan);
    let without = Measure::DEFAULT.iter().copied();
    let without = Catalogue::of(plan, without.filter(|m| !RELIABILITY.contains(m)));
    let mut products = CrossProducts::new(&whole.0);
    let (one, two) = (pool(1), pool(2));
    let mut best = [f64::INFINITY; 8];
    for _ in 0..ROUNDS {
        // Microseconds of a resample.
        let run = |(problem, fit): &(Problem, Fit), catalogue, pool: &ThreadPool, resamples| {
            let work = || pool.install(|| resample(problem, fit, catalogue, resamples));
            timed(work).as_secs_f64() * 1e6 / resamples as f64
        };
        // The last batch of products is full, too.
        let products_made = (RESAMPLES.div_ceil(TOGETHER) * TOGETHER) as f64;
        let times = [
            timed(|| products.all()).as_secs_f64() * 1e6 / products_made,
            run(&whole, &catalogue, &one, RESAMPLES),
            run(&whole, &without, &one, RESAMPLES),
            run(
                &others[0],
                &Catalogue::new(others[0].0.plan()),
                &one,
                RESAMPLES,
            ),
            run(
                &others[1],
                &Catalogue::new(others[1].0.plan()),
                &one,
                RESAMPLES,
            ),
            run(&whole, &catalogue, &two, RESAMPLES),
            run(&whole, &catalogue, &one, MANY),
            run(&whole, &catalogue, &two, MANY),
        ];
        best.iter_mut()
            .zip(times)
            .for_each(|(best, time)| *best = time.min(*best));
    }
    let [
        product,
        on_one,
        bare,
        real,
        consistent,
        on_two,
        many_on_one,
        many_on_two,
    ] = best;
    println!(
        "\nbootstrap_canvas, {RESAMPLES} resamples x {} quantities, best of {ROUNDS}",
        catalogue.quantities().len()
    );
    println!("  cross products alone         {product:6.2} us per resample");
    for (what, time) in [
        ("whole-number answers", on_one),
        ("  without reliability, HTMT", bare),
        ("answers that are not whole", real),
        ("PLSc, whole-number answers", consistent),
        ("10,000 resamples", many_on_one),
    ] {
        println!(
            "  {what:<28} {time:6.2} us per resample, {:.2} times the cross products",
            time / product
        );
    }
    println!(
        "  reliability and HTMT add {:.0} %; two threads are {:.2} times faster than one, {:.2} times with {MANY} resamples",
        100.0 * (on_one / bare - 1.0),
        on_one / on_two,
        many_on_one / many_on_two
    );
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

criterion_group!(benches, estimate_canvas, moments_canvas, bootstrap_canvas);

fn main() {
    benches();
    ratio();
    Criterion::default().configure_from_args().final_summary();
}
