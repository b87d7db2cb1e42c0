//! What stages cost: the bootstrap of the canvas study with an interaction, with a higher-order construct, and with both.
//!
//! `stages/plain` is the study as it is; the others are to be read as ratios to it. 1,000 resamples each, all in every stage.

#![allow(clippy::unwrap_used)] // a benchmark of a broken study may stop
#![allow(missing_docs)] // criterion's macros make a public function

use std::ops::ControlFlow;

use criterion::{Criterion, criterion_group, criterion_main};
use pls_sem::{Bootstrap, Catalogue, Missing, Model, Options, Problem, Table, bootstrap};

const BLOCKS: &str = "
    CustomerSegments =~ CS1-5; CustomerRelationships =~ CR1-5; Channels =~ CH1-5
    ValuePropositions =~ VP1-5; KeyActivities =~ KA1-5; KeyResources =~ KR1-5
    KeyPartners =~ KP1-5; RevenueStreams =~ RS1-5; CostStructure =~ CO1-5
    Internationalization =~ INT1-4
";
const OTHERS: &str = "Internationalization ~ CustomerSegments + CustomerRelationships + Channels +
    ValuePropositions + KeyActivities + RevenueStreams + CostStructure";

fn run(problem: &Problem) {
    let go_on = &mut |_| ControlFlow::Continue(());
    let (fit, catalogue) = (problem.fit().unwrap(), Catalogue::new(problem.plan()));
    bootstrap(problem, &fit, &catalogue, &Bootstrap::new(1000), go_on).unwrap();
}

fn stages(c: &mut Criterion) {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/canvas.csv")).unwrap();
    let higher = "Key =~ KeyResources + KeyPartners";
    let mut group = c.benchmark_group("stages");
    group.sample_size(10);
    for (name, text) in [
        ("plain", format!("{BLOCKS}{OTHERS} + KeyResources + KeyPartners")),
        (
            "interaction",
            format!("{BLOCKS}{OTHERS} + KeyResources + KeyPartners + KeyResources:Channels"),
        ),
        ("higher_order", format!("{BLOCKS}{higher}\n{OTHERS} + Key")),
        ("both", format!("{BLOCKS}{higher}\n{OTHERS} + Key + Key:Channels")),
    ] {
        let model = Model::parse(&text).unwrap();
        let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
        group.bench_function(name, |b| b.iter(|| run(&problem)));
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
