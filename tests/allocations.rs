//! Memory: a replicate allocates nothing, and many rows need little beside their table.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::ops::ControlFlow;

use allocation_counter::{AllocationInfo, measure};
use pls_sem::{
    Bootstrap, Catalogue, Definition, Missing, Model, Options, Problem, StudyFile, Table, bootstrap,
};

/// The canvas survey, its rows repeated up to so many.
fn survey(rows: usize) -> (Model, Table) {
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.toml")).unwrap();
    let (model, survey) = (file.study.model().clone(), file.table().unwrap());
    let columns = model.indicators().map(|name| {
        let cells = (0..rows).map(|i| survey.number(name, i % survey.rows()).unwrap());
        (name, cells.collect::<Vec<f64>>())
    });
    let table = Table::from_columns(columns).unwrap();
    (model, table)
}

/// What some work allocates on this thread alone.
fn on_this_thread(work: impl FnOnce() + Send) -> AllocationInfo {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build()
        .unwrap();
    pool.install(|| measure(work))
}

/// What a bootstrap allocates, on a thread of its own.
fn allocations(
    rows: usize,
    interaction: bool,
    consistent: bool,
    resamples: usize,
) -> AllocationInfo {
    let run = move || {
        let (model, table) = survey(rows);
        let more = "Internationalization ~ KeyResources:KeyPartners";
        let text = model.to_text() + if interaction { more } else { "" };
        let options = Options::default().consistent(consistent);
        let model = Model::parse(&text).unwrap();
        let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
        let (from, to) = ("KeyResources", "Internationalization");
        let formula = format!("path({from} -> {to}) ^ 2 + r2({to})");
        let catalogue = Catalogue::new(problem.plan())
            .define(Definition::parse("own", &formula).unwrap())
            .unwrap();
        let fit = problem.fit().unwrap();
        on_this_thread(|| {
            let go_on = &mut |_| ControlFlow::Continue(());
            let options = Bootstrap::new(resamples);
            bootstrap(&problem, &fit, &catalogue, &options, go_on).unwrap();
        })
    };
    std::thread::spawn(run).join().unwrap()
}

#[test]
fn more_replicates_need_no_more_allocations() {
    for (rows, interaction, consistent) in [
        (273, false, false),
        (273, false, true),
        (273, true, false),
        // So many rows are kept in bytes.
        (819, false, false),
        (819, true, false),
    ] {
        let count = |resamples| allocations(rows, interaction, consistent, resamples).count_total;
        // What is inadmissible is noted, and a batch of replicates is handed out; nothing else grows.
        let more = count(1024) - count(256);
        assert!(
            more < (1024 - 256) / 32,
            "{rows} rows, interaction {interaction}, consistent {consistent}: {more} more"
        );
    }
}

#[test]
fn memory_is_that_of_the_replicates_and_little_else() {
    const RESAMPLES: usize = 4096;
    let most = allocations(273, false, false, RESAMPLES).bytes_max;
    let quantities = 203;
    let allowed = 8 * RESAMPLES as u64 * quantities + 20_000_000;
    assert!(most < allowed, "{most} bytes, allowed {allowed}");
}

#[test]
fn many_rows_need_at_most_one_and_a_half_times_their_table_beside_it() {
    const ROWS: usize = 100_000;
    let (model, table) = survey(ROWS);
    let memory = on_this_thread(|| {
        let options = Options::default();
        let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
        let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
        let go_on = &mut |_| ControlFlow::Continue(());
        bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(16), go_on).unwrap();
    });
    let of_table = (8 * ROWS * model.indicators().count()) as f64;
    let ratio = memory.bytes_max as f64 / of_table;
    assert!(ratio < 1.5, "{ratio}");
}
