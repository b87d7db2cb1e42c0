//! The reports of the canvas study in every format, against the study itself with its 10,000 resamples.
//!
//! The lines give the time of each rendering, and of all of them as a ratio to the time of the run, on one thread.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop

use std::hint::black_box;
use std::time::{Duration, Instant};

use pls_sem::report::Layout;
use pls_sem::{Document, StudyFile};
use rayon::ThreadPoolBuilder;

/// Timings of which the best counts: the machine may be shared.
const ROUNDS: usize = 5;

/// A format, and how a result is written in it.
type Rendering = (&'static str, fn(&Document) -> usize);

/// Every format; the length is what keeps the work from being left out.
const RENDERINGS: [Rendering; 7] = [
    ("short page", |d| d.to_string().len()),
    ("full text", |d| {
        d.report().full().text(&Layout::default()).len()
    }),
    ("HTML", |d| d.report().html(3).len()),
    ("LaTeX", |d| d.report().full().latex(3).len()),
    ("Markdown", |d| d.report().full().markdown(3).len()),
    ("CSV", |d| {
        let files = d.report().full().csv();
        files.iter().map(|file| file.text.len()).sum()
    }),
    ("pictures", |d| {
        d.pictures().iter().map(|(_, svg)| svg.len()).sum()
    }),
];

fn best<T>(work: impl Fn() -> T) -> Duration {
    let time = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..ROUNDS).map(time).min().unwrap_or_default()
}

fn main() {
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas.toml")).unwrap();
    let table = file.table().unwrap();
    let one = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (run, document) = one.install(|| {
        let run = best(|| file.study.run(&table).unwrap());
        (run, file.study.run(&table).unwrap())
    });
    println!("run with {} resamples: {run:.1?}", file.study.resamples().unwrap());
    let mut all = Duration::ZERO;
    for (format, render) in RENDERINGS {
        let time = best(|| render(black_box(&document)));
        all += time;
        println!("{format}: {time:.1?}, {} bytes", render(&document));
    }
    println!(
        "all formats: {all:.1?}, {:.3} times the run",
        all.as_secs_f64() / run.as_secs_f64()
    );
}
