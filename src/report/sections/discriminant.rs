//! Discriminant validity: HTMT, the criterion of Fornell and Larcker, cross-loadings.

use std::collections::HashMap;

use super::Report;
use crate::document::{DiscriminantRecord, PairValue};
use crate::estimate::HigherOrder;
use crate::guidance::{Judged, bounds};
use crate::quantity::{Measure, Quantity};
use crate::report::cell::Cell;
use crate::report::page::{Section, Table, Text};

/// Pairs that are listed one by one.
const MOST_PAIRS: usize = 10;

impl Report<'_> {
    pub(super) fn discriminant(&self) -> Section {
        Section::new("discriminant", "Discriminant validity")
            .table(self.htmt_matrix("htmt", "Heterotrait-monotrait ratios (HTMT)"))
            .table(self.closest_pairs())
            .table(self.correlations())
            .table(self.composite_correlations())
    }

    fn names(&self) -> Vec<&str> {
        self.measured().map(|c| c.construct.as_str()).collect()
    }

    /// A triangle of construct pairs with values on the diagonal. The headings of the columns are the numbers of
    /// the rows.
    fn triangle(
        &self,
        name: &'static str,
        title: &str,
        diagonal: impl Fn(&str) -> Cell,
        value: impl Fn(&str, &str) -> Cell,
    ) -> Table {
        let names = self.names();
        let numbers = (1..=names.len()).map(|i| i.to_string());
        let header = [String::new(), "construct".to_owned()]
            .into_iter()
            .chain(numbers);
        let mut table = Table::new(name, title, 2, header);
        for (j, construct) in names.iter().enumerate() {
            let before = names[..j].iter().map(|other| value(other, construct));
            let first = [Cell::Count(j + 1), Cell::name(*construct)];
            table.row(first.into_iter().chain(before).chain([diagonal(construct)]));
        }
        table
    }

    pub(super) fn htmt_matrix(&self, name: &'static str, title: &str) -> Option<Table> {
        let rows = &self.document.discriminant;
        let ratios = by_pair(rows.iter().map(|r| (r.a.as_str(), r.b.as_str(), r.htmt)));
        let limits = bounds(Judged::Htmt);
        let htmt = |a: &str, b: &str| Cell::judged(ratios(a, b), &limits);
        let mut table = self.triangle(name, title, |_| Cell::Blank, htmt);
        // Nothing stands on the diagonal.
        table.header.pop();
        table
            .rows
            .iter_mut()
            .for_each(|row| row.truncate(table.header.len()));
        table.note(
            "From absolute correlations; not defined between single items and for Mode B blocks.",
        );
        let embedded = self.document.study.estimate.higher_order == HigherOrder::Embedded;
        if embedded && self.higher_orders().next().is_some() {
            table.note("The embedded stage of a higher-order construct knows other constructs by their scores alone, which have no ratio with it: `higher_order = \"two-stage\"` gives these.");
        }
        (!rows.is_empty()).then_some(table)
    }

    /// The one-sided upper bound of a pair's HTMT.
    pub(super) fn htmt_bound(&self, a: &str, b: &str) -> Option<f64> {
        self.summary(&Quantity::between(Measure::Htmt, a, b))?.upper
    }

    fn closest_pairs(&self) -> Table {
        let header = ["first", "second", "HTMT", "HTMT2", "upper bound", "below"];
        let mut table = Table::new("htmt-pairs", "Pairs with the largest HTMT", 2, header);
        let mut sorted: Vec<_> = self.document.discriminant.iter().collect();
        // A pair is judged by its upper bound; without a bootstrap there is only the ratio.
        let doubt = |row: &&DiscriminantRecord| {
            let upper = self.htmt_bound(&row.a, &row.b);
            upper.or(row.htmt).unwrap_or(f64::NEG_INFINITY)
        };
        sorted.sort_by(|x, y| doubt(y).total_cmp(&doubt(x)));
        let limits = bounds(Judged::Htmt);
        for row in sorted.into_iter().take(MOST_PAIRS) {
            let upper = self.htmt_bound(&row.a, &row.b);
            let below = upper.map(|upper| limits.iter().find(|&&limit| upper < limit));
            table.row([
                Cell::name(&row.a),
                Cell::name(&row.b),
                Cell::judged(row.htmt, &limits),
                Cell::estimate(row.htmt2),
                Cell::judged(upper, &limits),
                match below {
                    None => Cell::Undefined,
                    Some(None) => Cell::words("none"),
                    Some(Some(limit)) => Cell::statistic(*limit),
                },
            ]);
        }
        match self.level() {
            Some(level) => table.note(
                Text::new("Upper bound: one-sided, ")
                    .and(Self::percent(level))
                    .say("; below: the strictest customary bound that it does not reach."),
            ),
            None => table.note("Bounds need a bootstrap."),
        }
        table.note("Henseler, Ringle & Sarstedt (2015); HTMT2: Roemer, Schuberth & Henseler (2021). All pairs are in the result document.");
        for row in &self.document.discriminant {
            if let Some(reason) = &row.htmt2_undefined {
                table.note(format!("HTMT2 of `{}` and `{}`: {reason}", row.a, row.b));
            }
        }
        table
    }

    /// Correlations of the constructs with the square root of AVE on the diagonal: the criterion of Fornell and
    /// Larcker.
    fn correlations(&self) -> Table {
        let root_ave = |name: &str| {
            let mut rows = self.document.fornell_larcker.iter();
            Cell::estimate(rows.find(|r| r.construct == name).and_then(|r| r.root_ave))
        };
        let (title, rows) = match &self.document.factor_correlations {
            Some(rows) => ("Correlations of the constructs, corrected", rows),
            None => (
                "Correlations of the composites",
                &self.document.correlations,
            ),
        };
        let mut table = self.triangle("correlations", title, root_ave, estimates(rows));
        table.note("The diagonal holds the square root of AVE. The criterion of Fornell & Larcker (1981) is met if it is above all correlations in its row and column.");
        table.note(self.fornell_larcker());
        table
    }

    /// The criterion of Fornell and Larcker as a sentence.
    pub(super) fn fornell_larcker(&self) -> Text {
        let judged = || {
            self.document
                .fornell_larcker
                .iter()
                .filter(|r| r.met.is_some())
        };
        let unmet: Vec<_> = judged().filter(|r| r.met == Some(false)).collect();
        if judged().next().is_none() {
            return "Fornell-Larcker: not defined for single items and Mode B blocks.".into();
        }
        if unmet.is_empty() {
            return Text::new(format!(
                "Fornell-Larcker: met by all {} constructs that have an AVE.",
                judged().count()
            ));
        }
        let unmet: Vec<String> = unmet.iter().map(|r| format!("`{}`", r.construct)).collect();
        format!("Fornell-Larcker: not met by {}.", unmet.join(", ")).into()
    }

    fn composite_correlations(&self) -> Option<Table> {
        self.document.factor_correlations.as_ref()?;
        let rows = &self.document.correlations;
        let diagonal = |_: &str| Cell::Count(1);
        let title = "Correlations of the composites";
        Some(self.triangle("composite-correlations", title, diagonal, estimates(rows)))
    }

    pub(super) fn cross_loadings(&self) -> Section {
        let names = self.names();
        let numbers = (1..=names.len()).map(|i| i.to_string());
        let header = ["of", "indicator"]
            .map(str::to_owned)
            .into_iter()
            .chain(numbers);
        let mut table = Table::new("cross-loadings", "", 2, header);
        let rows = self
            .document
            .cross_loadings
            .chunk_by(|a, b| a.indicator == b.indicator);
        for row in rows {
            let mut loadings = self.document.loadings.iter();
            let own = loadings.find(|l| l.indicator == row[0].indicator);
            let place = names
                .iter()
                .position(|name| own.is_some_and(|own| own.construct == *name));
            // The products of an interaction are no indicators of a construct.
            let Some(place) = place else { continue };
            let values = names.iter().map(|name| {
                let cell = row.iter().find(|cell| cell.construct == *name);
                Cell::estimate(cell.map(|cell| cell.estimate))
            });
            let first = [Cell::Count(place + 1), Cell::name(&row[0].indicator)];
            table.row(first.into_iter().chain(values));
        }
        let numbered = names.into_iter().enumerate();
        let key: Vec<String> = numbered
            .map(|(i, name)| format!("{} `{name}`", i + 1))
            .collect();
        table.note("Correlations of every indicator with every composite; the number before an indicator is that of its own construct.");
        table.note(format!("{}.", key.join(", ")));
        if self.higher_orders().next().is_some() {
            table.note("A dimension and its indicators are compared with what stands in the model beside it when it is estimated.");
        }
        Section::new("cross-loadings", "Cross-loadings").table(table)
    }
}

/// Finds the values of pairs of constructs by their names: a large model has tens of thousands of pairs.
fn by_pair<'r>(
    rows: impl Iterator<Item = (&'r str, &'r str, Option<f64>)>,
) -> impl Fn(&str, &str) -> Option<f64> {
    let values: HashMap<(&str, &str), Option<f64>> =
        rows.map(|(a, b, value)| ((a, b), value)).collect();
    move |a, b| values.get(&(a, b)).copied().flatten()
}

/// The estimates of pairs as cells.
fn estimates(rows: &[PairValue]) -> impl Fn(&str, &str) -> Cell {
    let values = by_pair(
        rows.iter()
            .map(|r| (r.a.as_str(), r.b.as_str(), Some(r.estimate))),
    );
    move |a, b| Cell::estimate(values(a, b))
}
