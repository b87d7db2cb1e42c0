//! Which values of a document lie beyond customary thresholds.

use super::Document;
use crate::guidance::{Judgement, judge};

/// Every value that misses a guideline, in the order of the tables. Nothing is left out or changed for it.
pub(crate) fn judgements(document: &Document) -> Vec<Judgement> {
    let mut found = Vec::new();
    let mut look = |measure: &str, of: &str, value: Option<f64>| {
        found.extend(value.and_then(|value| judge(measure, of, value)));
    };
    for c in &document.constructs {
        let of = format!("`{}`", c.construct);
        look("alpha", &of, c.alpha);
        look("rho_a", &of, c.rho_a);
        look("rho_c", &of, c.rho_c);
        look("ave", &of, c.ave);
    }
    let reflective = |construct: &str| document.items.iter().any(|i| i.construct == construct);
    for l in document
        .loadings
        .iter()
        .filter(|l| reflective(&l.construct))
    {
        look(
            "loading",
            &format!("`{}` on `{}`", l.indicator, l.construct),
            Some(l.estimate),
        );
    }
    for i in &document.items {
        look("item_total", &format!("`{}`", i.indicator), i.item_total);
    }
    for w in document
        .weights
        .iter()
        .filter(|w| !reflective(&w.construct))
    {
        look("indicator_vif", &format!("`{}`", w.indicator), w.vif);
    }
    for d in &document.discriminant {
        look("htmt", &format!("`{}` and `{}`", d.a, d.b), d.htmt);
    }
    for p in &document.paths {
        look("vif", &format!("`{}` for `{}`", p.from, p.to), p.vif);
    }
    for v in &document.common_method.full_vif {
        look("full_vif", &format!("`{}`", v.construct), v.vif);
    }
    look(
        "harman",
        "all indicators",
        Some(document.common_method.harman),
    );
    for f in &document.fit {
        look("srmr", &format!("the {} model", f.model), Some(f.srmr));
        look("nfi", &format!("the {} model", f.model), f.nfi);
    }
    for r in &document.redundancy {
        look("redundancy", &format!("`{}`", r.construct), Some(r.path));
    }
    found
}
