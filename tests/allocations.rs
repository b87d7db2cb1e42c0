//! A replicate allocates nothing.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::ops::ControlFlow;

use allocation_counter::{AllocationInfo, measure};
use pls_sem::{
    Bootstrap, Catalogue, Definition, Missing, Model, Options, Problem, StudyFile, Table, bootstrap,
};

/// Allocations of a bootstrap on a thread of its own.
fn allocations(consistent: bool, resamples: usize) -> AllocationInfo {
    let run = move || on_this_thread(consistent, resamples);
    std::thread::spawn(run).join().unwrap()
}

fn on_this_thread(consistent: bool, resamples: usize) -> AllocationInfo {
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.toml")).unwrap();
    let model: &Model = file.study.model();
    let options = Options::default().consistent(consistent);
    let problem = Problem::new(model, &file.table().unwrap(), Missing::Error, &options).unwrap();
    let (from, to) = ("KeyResources", "Internationalization");
    let formula = format!("path({from} -> {to}) ^ 2 + r2({to})");
    let catalogue = Catalogue::new(problem.plan())
        .define(Definition::parse("own", &formula).unwrap())
        .unwrap();
    let fit = problem.fit().unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build()
        .unwrap();
    pool.install(|| {
        measure(|| {
            let go_on = &mut |_| ControlFlow::Continue(());
            let options = Bootstrap::new(resamples);
            bootstrap(&problem, &fit, &catalogue, &options, go_on).unwrap();
        })
    })
}

#[test]
fn more_replicates_need_no_more_allocations() {
    for consistent in [false, true] {
        let [few, many] = [256, 1024].map(|resamples| allocations(consistent, resamples));
        // What is inadmissible is noted, and a batch of replicates is handed out; nothing else grows.
        let more = many.count_total - few.count_total;
        assert!(
            more < (1024 - 256) / 32,
            "consistent {consistent}: {more} more"
        );
    }
}

#[test]
fn memory_is_that_of_the_replicates_and_little_else() {
    const RESAMPLES: usize = 4096;
    let most = allocations(false, RESAMPLES).bytes_max;
    let quantities = 203;
    let allowed = 8 * RESAMPLES as u64 * quantities + 20_000_000;
    assert!(most < allowed, "{most} bytes, allowed {allowed}");
}

#[test]
fn many_rows_need_little_more_memory_than_their_table() {
    const ROWS: usize = 100_000;
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.toml")).unwrap();
    let (model, survey) = (file.study.model(), file.table().unwrap());
    let columns = model.indicators().map(|name| {
        let cells = (0..ROWS).map(|i| survey.number(name, i % survey.rows()).unwrap());
        (name, cells.collect::<Vec<f64>>())
    });
    let table = Table::from_columns(columns).unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build()
        .unwrap();
    let memory = pool.install(|| {
        measure(|| {
            let options = Options::default();
            let problem = Problem::new(model, &table, Missing::Error, &options).unwrap();
            let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
            let go_on = &mut |_| ControlFlow::Continue(());
            bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(16), go_on).unwrap();
        })
    });
    let of_table = (8 * ROWS * model.indicators().count()) as f64;
    let ratio = memory.bytes_max as f64 / of_table;
    assert!(ratio < 1.5, "{ratio}");
}
