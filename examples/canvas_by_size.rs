//! The canvas study by size class: does what holds for micro firms hold for small and for medium ones?
//!
//! ```text
//! cargo run --release --example canvas_by_size
//! ```
//!
//! First measurement invariance, then differences. The bundled survey is simulated, and its paths are the same in every size
//! class: a sound test finds a difference in one of twenty comparisons, and after Holm's adjustment hardly any.

use pls_sem::groups::{DifferenceTest, Grouping};
use pls_sem::{Measure, StudyFile};

fn main() -> Result<(), pls_sem::Error> {
    let file = StudyFile::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.toml"))?;
    let grouping = Grouping::by("size").permutations(1000).seed(20_241_122);
    let study = file.study.clone().groups(grouping);
    let document = study.run(&file.input()?)?;
    let Some(groups) = &document.groups else {
        return Ok(());
    };
    for group in &groups.groups {
        println!("{}: {} firms", group.group, group.n);
    }
    for conclusion in &groups.invariance {
        println!(
            "{} and {}: {}",
            conclusion.first, conclusion.second, conclusion.sentence
        );
    }
    let paths = groups
        .differences
        .iter()
        .filter(|d| d.test == DifferenceTest::Permutation && d.quantity.measure == Measure::Path);
    let (mut compared, mut below, mut after_holm) = (0, 0, 0);
    for path in paths {
        compared += 1;
        below += usize::from(path.p.is_some_and(|p| p <= 0.05));
        after_holm += usize::from(path.p_adjusted.is_some_and(|p| p <= 0.05));
    }
    println!(
        "{compared} differences of paths: {below} with p of at most 0.05, {after_holm} after Holm"
    );
    Ok(())
}
