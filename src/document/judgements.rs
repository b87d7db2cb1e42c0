//! The values of a document that lie beyond customary thresholds.

use super::Document;
use crate::guidance::{Judged, Judgement, judge, judge_full_vif, judge_srmr};
use crate::quantity::{Measure, Quantity};

/// Every value that misses a guideline, in the order of the tables. No result is left out or changed
/// because of it.
pub(crate) fn judgements(document: &Document) -> Vec<Judgement> {
    let mut found = Vec::new();
    let mut look = |measure: Judged, of: &str, value: Option<f64>| {
        found.extend(value.and_then(|value| judge(measure, of, value)));
    };
    for c in &document.constructs {
        let of = format!("`{}`", c.construct);
        look(Judged::Alpha, &of, c.alpha);
        look(Judged::RhoA, &of, c.rho_a);
        look(Judged::RhoC, &of, c.rho_c);
        look(Judged::Ave, &of, c.ave);
    }
    let reflective = |construct: &str| document.items.iter().any(|i| i.construct == construct);
    for l in document
        .loadings
        .iter()
        .filter(|l| reflective(&l.construct))
    {
        look(
            Judged::Loading,
            &format!("`{}` on `{}`", l.indicator, l.construct),
            Some(l.estimate),
        );
    }
    for i in &document.items {
        look(
            Judged::ItemTotal,
            &format!("`{}`", i.indicator),
            i.item_total,
        );
    }
    let products = document.interactions.iter();
    let products: Vec<&str> = products.map(|i| i.term.as_str()).collect();
    for w in document
        .weights
        .iter()
        .filter(|w| !reflective(&w.construct) && !products.contains(&w.construct.as_str()))
    {
        look(Judged::IndicatorVif, &format!("`{}`", w.indicator), w.vif);
    }
    for d in &document.discriminant {
        look(
            Judged::Htmt,
            &format!("`{}` and `{}`", d.a, d.b),
            upper_bound_of_htmt(document, &d.a, &d.b),
        );
    }
    for p in &document.paths {
        look(Judged::Vif, &format!("`{}` for `{}`", p.from, p.to), p.vif);
    }
    for r in &document.redundancy {
        look(
            Judged::Redundancy,
            &format!("`{}`", r.construct),
            Some(r.path),
        );
    }
    let consistent = document.study.estimate.consistent;
    found.extend(document.common_method.full_vif.iter().filter_map(|v| {
        judge_full_vif(&format!("`{}`", v.construct), v.vif?, v.floor, consistent)
    }));
    found.extend(srmr(document));
    found
}

/// HTMT is judged by its upper bound, never by the estimate alone: without a bootstrap it has none.
fn upper_bound_of_htmt(document: &Document, a: &str, b: &str) -> Option<f64> {
    let bootstrap = document.bootstrap.as_ref()?;
    let summary = bootstrap.summary(&Quantity::between(Measure::Htmt, a, b))?;
    summary.upper
}

/// SRMR of either model, or one sentence for both if they are the same.
fn srmr(document: &Document) -> Vec<Judgement> {
    let tests = document.exact_fit.iter().flat_map(|test| &test.tests);
    let tests: Vec<_> = tests.filter(|t| t.statistic == "srmr").collect();
    let judged = document.fit.iter().filter_map(|f| {
        let test = tests.iter().find(|t| t.model == f.model);
        let quantile = test.and_then(|t| t.q95);
        judge_srmr(&format!("the {} model", f.model), f.srmr, quantile)
    });
    judged.collect()
}
