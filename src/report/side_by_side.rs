//! Several results side by side: the same numbers of each, a column or two a study.

use super::cell::Cell;
use super::page::{Page, Section, Table};
use super::sections::Report;
use crate::document::Document;
use crate::quantity::{Measure, Quantity};

/// Results beside each other, each with the name that heads its columns: paths, indirect effects, explained variance,
/// reliability and fit. What a study does not have is not defined there.
///
/// ```
/// # use pls_sem::{Bootstrap, Model, Study, Table};
/// # let survey = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
/// let one = Study::new(Model::parse("R =~ KR1-5; S =~ INT1-4; S ~ R")?).run(&survey)?;
/// let two = Study::new(Model::parse("R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P")?).run(&survey)?;
/// println!("{}", pls_sem::report::side_by_side(&[("one", &one), ("two", &two)]));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[must_use]
pub fn side_by_side(studies: &[(&str, &Document)]) -> Page {
    let reports: Vec<Named> = studies
        .iter()
        .map(|&(name, document)| Named {
            name,
            document,
            report: document.report(),
        })
        .collect();
    let names: Vec<&str> = studies.iter().map(|&(name, _)| name).collect();
    Page::new(
        names.join(", "),
        [
            Section::new("studies", "Studies").table(samples(&reports)),
            Section::new("paths", "Paths").table(paths(&reports)),
            Section::new("effects", "Indirect effects").table(indirect(&reports)),
            Section::new("explained", "Explained variance").table(explained(&reports)),
            Section::new("reliability", "Composite reliability rho_C").table(reliability(&reports)),
        ],
    )
}

struct Named<'s> {
    name: &'s str,
    document: &'s Document,
    report: Report<'s>,
}

fn samples(studies: &[Named]) -> Table {
    let header = ["study", "n", "estimator", "resamples", "SRMR", "findings"];
    let mut table = Table::new("studies", "", 1, header);
    for study in studies {
        let document = study.document;
        let estimator = if document.study.estimate.consistent {
            "PLSc"
        } else {
            "PLS"
        };
        // The estimated model is the last.
        let srmr = document.fit.last().map(|fit| fit.srmr);
        let resamples = document.bootstrap.as_ref().map(|b| b.used);
        table.row([
            Cell::name(study.name),
            Cell::Count(document.data.rows_used),
            Cell::words(estimator),
            resamples.map_or(Cell::Undefined, Cell::Count),
            Cell::estimate(srmr),
            Cell::Count(document.findings.len()),
        ]);
    }
    table.note("SRMR of the estimated model.");
    table
}

/// The heading of each study, and one of its interval where there is a bootstrap.
fn header(first: &str, studies: &[Named]) -> Vec<String> {
    let mut header = vec![first.to_owned()];
    for study in studies {
        header.push(study.name.to_owned());
        if study.document.bootstrap.is_some() {
            header.push(format!("{} interval", study.name));
        }
    }
    header
}

/// Adds a row: the estimate of each study, with its interval where there is a bootstrap.
fn row(
    table: &mut Table,
    first: Cell,
    studies: &[Named],
    quantity: &Quantity,
    estimate: impl Fn(&Document) -> Option<f64>,
) {
    let mut cells = vec![first];
    for study in studies {
        cells.push(Cell::estimate(estimate(study.document)));
        if study.document.bootstrap.is_some() {
            cells.push(study.report.interval(quantity));
        }
    }
    table.row(cells);
}

/// What any of the studies has, each once, in the order of the first that has it.
fn union<K: PartialEq>(studies: &[Named], keys: impl Fn(&Document) -> Vec<K>) -> Vec<K> {
    let mut all = Vec::new();
    for key in studies.iter().flat_map(|study| keys(study.document)) {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

fn paths(studies: &[Named]) -> Table {
    let mut table = Table::new("paths", "", 1, header("path", studies));
    let keys = |d: &Document| {
        d.paths
            .iter()
            .map(|p| (p.from.clone(), p.to.clone()))
            .collect()
    };
    for (from, to) in union(studies, keys) {
        let estimate = |document: &Document| {
            let mut paths = document.paths.iter();
            paths
                .find(|p| p.from == from && p.to == to)
                .map(|p| p.estimate)
        };
        let first = Cell::route([&from, &to]);
        row(
            &mut table,
            first,
            studies,
            &Quantity::path(&from, &to),
            estimate,
        );
    }
    table
}

fn indirect(studies: &[Named]) -> Table {
    let mut table = Table::new("effects", "", 1, header("from -> to", studies));
    let keys = |d: &Document| {
        let mediated = d.effects.iter().filter(|e| e.indirect.is_some());
        mediated.map(|e| (e.from.clone(), e.to.clone())).collect()
    };
    for (from, to) in union(studies, keys) {
        let estimate = |document: &Document| {
            let mut effects = document.effects.iter();
            effects.find(|e| e.from == from && e.to == to)?.indirect
        };
        let quantity = Quantity::along(Measure::Indirect, &from, &to);
        row(
            &mut table,
            Cell::route([&from, &to]),
            studies,
            &quantity,
            estimate,
        );
    }
    table
}

fn explained(studies: &[Named]) -> Table {
    of_constructs(studies, "explained", Measure::R2, |c| c.r2)
}

fn reliability(studies: &[Named]) -> Table {
    of_constructs(studies, "reliability", Measure::RhoC, |c| {
        c.rho_c.filter(|_| c.items > 1)
    })
}

fn of_constructs(
    studies: &[Named],
    name: &'static str,
    measure: Measure,
    value: fn(&crate::document::ConstructRecord) -> Option<f64>,
) -> Table {
    let mut table = Table::new(name, "", 1, header("construct", studies));
    let keys = |d: &Document| {
        let with = d.constructs.iter().filter(|c| value(c).is_some());
        with.map(|c| c.construct.clone()).collect()
    };
    for construct in union(studies, keys) {
        let estimate = |document: &Document| {
            value(
                document
                    .constructs
                    .iter()
                    .find(|c| c.construct == construct)?,
            )
        };
        let quantity = Quantity::of(measure, &construct);
        row(
            &mut table,
            Cell::name(&construct),
            studies,
            &quantity,
            estimate,
        );
    }
    table
}
