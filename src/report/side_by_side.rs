//! Several results side by side: the same numbers of each study, in one or two columns.

use super::cell::Cell;
use super::page::{Page, Section, Table};
use super::sections::Report;
use crate::document::Document;
use crate::predict::Cvpat;
use crate::quantity::{Measure, Quantity};

/// Results beside each other, each with the name that heads its columns: paths, indirect effects, explained variance,
/// reliability, fit, information criteria with their weights, and prediction out of sample. What a study does not have is not defined there.
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
    side_by_side_with(studies, &[])
}

/// The same with comparisons of the studies' models by their losses out of sample, as of
/// [`Study::compare_losses`](crate::Study::compare_losses).
#[must_use]
pub fn side_by_side_with(studies: &[(&str, &Document)], losses: &[Cvpat]) -> Page {
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
        format!("pls-sem compare: {}", names.join(", ")),
        [
            Section::new("studies", "Studies").table(samples(&reports)),
            Section::new("paths", "Paths").table(paths(&reports)),
            Section::new("effects", "Indirect effects").table(indirect(&reports)),
            Section::new("explained", "Explained variance").table(explained(&reports)),
            Section::new("reliability", "Composite reliability rho_C").table(reliability(&reports)),
            Section::new("selection", "In sample: BIC").table(criteria(&reports)),
            Section::new("prediction", "Out of sample: prediction")
                .table(predicted(&reports))
                .table(against_benchmarks(&reports))
                .table(between(losses)),
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
    table.note("SRMR: of the estimated model.");
    table
}

/// The heading of each study, and a heading for its interval if there is a bootstrap.
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

/// Adds a row: the estimate of each study, with its interval if there is a bootstrap.
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

/// The items of all studies, each once, in the order of the first study that has it.
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

/// BIC of every equation, and its weight among the studies that have the construct and as many rows.
fn criteria(studies: &[Named]) -> Table {
    let heads = studies.iter().flat_map(|study| {
        let name = study.name;
        [format!("{name} BIC"), format!("{name} weight")]
    });
    let header = std::iter::once("construct".to_owned()).chain(heads);
    let mut table = Table::new("selection", "", 1, header);
    let keys = |d: &Document| d.criteria.iter().map(|c| c.construct.clone()).collect();
    for construct in union(studies, keys) {
        let bic = |study: &Named| {
            let mut all = study.document.criteria.iter();
            all.find(|c| c.construct == construct).and_then(|c| c.bic)
        };
        let all: Vec<Option<f64>> = studies.iter().map(bic).collect();
        let rows = |study: &Named| study.document.data.rows_used;
        let comparable = studies.iter().all(|study| rows(study) == rows(&studies[0]));
        let weights = if comparable {
            weights_of(&all)
        } else {
            vec![None; all.len()]
        };
        let cells = all.iter().zip(weights);
        let cells = cells.flat_map(|(bic, weight)| [Cell::statistic(*bic), Cell::estimate(weight)]);
        table.row(std::iter::once(Cell::name(&construct)).chain(cells));
    }
    table.note("Weight: how strongly BIC prefers the equation among those of the studies, if all have the same rows; not defined where their numbers of rows differ (Danks, Sharma & Sarstedt 2020).");
    table
}

/// Q²_predict and RMSE of every indicator that any of the studies predicts.
fn predicted(studies: &[Named]) -> Option<Table> {
    studies
        .iter()
        .find(|study| study.document.predict.is_some())?;
    let heads = studies.iter().flat_map(|study| {
        let name = study.name;
        [format!("{name} Q²_predict"), format!("{name} RMSE")]
    });
    let header = std::iter::once("indicator".to_owned()).chain(heads);
    let mut table = Table::new("prediction", "", 1, header);
    let keys = |d: &Document| {
        let all = d.predict.iter().flat_map(|p| &p.indicators);
        all.map(|i| i.indicator.clone()).collect()
    };
    for indicator in union(studies, keys) {
        let of = |study: &Named| {
            let all = study.document.predict.iter().flat_map(|p| &p.indicators);
            let mut own = all.filter(|i| i.indicator == indicator).map(|i| {
                let q2 = Cell::judged(i.q2_predict, &[0.0]);
                [q2, Cell::estimate(i.rmse)]
            });
            own.next().unwrap_or([Cell::Undefined, Cell::Undefined])
        };
        let cells = studies.iter().flat_map(of);
        table.row(std::iter::once(Cell::name(&indicator)).chain(cells));
    }
    Some(table)
}

/// Mean losses out of sample, with what CVPAT says of them against both benchmarks.
fn against_benchmarks(studies: &[Named]) -> Option<Table> {
    studies
        .iter()
        .find(|study| study.document.predict.is_some())?;
    let header = ["study", "loss", "less mean", "p", "less LM", "p LM"];
    let mut table = Table::new("losses", "CVPAT against benchmarks", 1, header);
    for study in studies {
        let of = |against: &str| {
            let mut all = study.document.predict.iter().flat_map(|p| &p.cvpat);
            all.find(|c| c.target == "overall" && c.model == "model" && c.against == against)
        };
        let alpha = study.document.study.predict.as_ref().map(|p| 1.0 - p.level);
        let alpha: Vec<f64> = alpha.into_iter().collect();
        let mut cells = vec![
            Cell::name(study.name),
            Cell::estimate(of("mean").and_then(|c| c.loss)),
        ];
        for against in ["mean", "lm"] {
            cells.push(Cell::judged(of(against).and_then(|c| c.difference), &[0.0]));
            cells.push(Cell::p(of(against).and_then(|c| c.p), None, &alpha));
        }
        table.row(cells);
    }
    Some(table)
}

/// Comparisons of every two models.
fn between(losses: &[Cvpat]) -> Table {
    let header = [
        "model",
        "against",
        "loss",
        "loss against",
        "difference",
        "t",
        "p",
        "p Holm",
    ];
    let title = "CVPAT between models, on the folds of the first";
    let mut table = Table::new("cvpat", title, 2, header);
    for c in losses {
        table.row([
            Cell::name(&c.model),
            Cell::name(&c.against),
            Cell::estimate(c.loss),
            Cell::estimate(c.loss_against),
            Cell::judged(c.difference, &[0.0]),
            Cell::statistic(c.t),
            Cell::p(c.p, None, &[0.05]),
            Cell::p(c.p_adjusted, None, &[0.05]),
        ]);
    }
    table.note("A difference below 0: the first predicts better; p is one-sided for that (Liengaard et al. 2021).");
    for c in losses.iter().filter(|c| c.undefined.is_some()) {
        let why = c.undefined.as_deref().unwrap_or_default();
        table.note(format!(
            "`{}` against `{}`: not defined, {why}.",
            c.model, c.against
        ));
    }
    table
}

/// Weights of some values of BIC; `None` for all unless two of them or more are defined.
fn weights_of(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let there = || values.iter().flatten();
    let least = there().copied().fold(f64::INFINITY, f64::min);
    let share = |x: f64| (-(x - least) / 2.0).exp();
    let sum: f64 = there().map(|&x| share(x)).sum();
    let several = there().count() >= 2;
    let weight = |x: &Option<f64>| x.filter(|_| several).map(|x| share(x) / sum);
    values.iter().map(weight).collect()
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
