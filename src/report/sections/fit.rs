//! Fit of the model.

use super::Report;
use crate::estimate::HigherOrder;
use crate::guidance::{Judged, bounds};
use crate::report::cell::Cell;
use crate::report::page::{Section, Table, Text};
use crate::text::counted;

impl Report<'_> {
    /// For which models fit is not defined, and why, if this is one.
    pub(super) fn no_fit(&self) -> Option<[&'static str; 2]> {
        let repeats = matches!(
            self.document.study.estimate.higher_order,
            HigherOrder::Repeated | HigherOrder::Extended
        );
        if !self.document.interactions.is_empty() {
            return Some([
                "not defined for models with interactions",
                "what paths imply of products of constructs does not follow from correlations",
            ]);
        }
        let repeated = repeats && self.higher_orders().next().is_some();
        repeated.then_some([
            "not defined for repeated indicators, which stand in the model twice",
            "`higher_order = \"two-stage\"` has a fit",
        ])
    }

    pub(super) fn fit(&self) -> Section {
        let section = Section::new("fit", "Model fit");
        if let Some([what, why]) = self.no_fit() {
            return section.paragraph(format!("Fit is {what}: {why}."));
        }
        section
            .table(self.discrepancies())
            .table(self.exact_fit())
            .table(self.further_fit())
    }

    fn discrepancies(&self) -> Table {
        let header = ["model", "SRMR", "d_ULS", "d_G", "F_ML", "chi²", "df"];
        let mut table = Table::new("fit", "", 1, header);
        for row in &self.document.fit {
            let df = row.df;
            table.row([
                Cell::words(row.model.to_string()),
                Cell::judged(row.srmr, &bounds(Judged::Srmr)),
                Cell::estimate(row.d_uls),
                Cell::estimate(row.d_g),
                Cell::estimate(row.f_ml),
                Cell::statistic(row.chi_square),
                usize::try_from(df).map_or_else(|_| Cell::words(df.to_string()), Cell::Count),
            ]);
        }
        let judged = if self.document.study.estimate.consistent {
            "Corrected constructs are treated as common factors, all others as composites."
        } else {
            "All constructs are treated as composites: correlations within a block fit exactly."
        };
        table.note(judged);
        table.note("Saturated: all constructs correlate freely; estimated: they correlate as the paths imply. d_G uses the natural logarithm: cSEM and ADANCO print the value for base 10, which is ours divided by 5.3019.");
        for row in &self.document.fit {
            if let Some(reason) = &row.undefined {
                table.note(format!("{}: {reason}", row.model));
            }
        }
        table
    }

    fn further_fit(&self) -> Table {
        let header = [
            "model",
            "NFI",
            "CFI",
            "TLI",
            "IFI",
            "RMSEA",
            "GFI ML",
            "GFI GLS",
            "GFI ULS",
            "Hoelter",
            "RMS_theta",
        ];
        let mut table = Table::new("further-fit", "Further indices", 1, header);
        for row in &self.document.fit {
            table.row([
                Cell::words(row.model.to_string()),
                Cell::estimate(row.nfi),
                Cell::estimate(row.cfi),
                Cell::estimate(row.tli),
                Cell::estimate(row.ifi),
                Cell::estimate(row.rmsea),
                Cell::estimate(row.gfi_ml),
                Cell::estimate(row.gfi_gls),
                Cell::estimate(row.gfi_uls),
                Cell::statistic(row.hoelter),
                Cell::estimate(row.rms_theta),
            ]);
        }
        table.note("All indices except GFI ULS and RMS_theta rest on maximum likelihood, which PLS does not use: they get no verdict here. GFI may be below 0 if the model fits badly.");
        table
    }

    fn exact_fit(&self) -> Option<Table> {
        let test = self.document.exact_fit.as_ref()?;
        let header = [
            "model",
            "statistic",
            "estimate",
            "95 % quantile",
            "99 % quantile",
            "p",
        ];
        let mut table = Table::new("exact-fit", "Test of exact fit", 2, header);
        // d_ULS is the square of SRMR times a constant, so that both give the same test.
        for row in test.tests.iter().filter(|row| row.statistic != "d_uls") {
            let called = match row.statistic.as_str() {
                "srmr" => "SRMR, d_ULS",
                "d_g" => "d_G",
                other => other,
            };
            let quantiles: Vec<f64> = row.q95.into_iter().chain(row.q99).collect();
            let mut ledgers = test.ledgers.iter();
            let used = ledgers.find(|l| l.model == row.model).map(|l| l.used);
            table.row([
                Cell::words(row.model.to_string()),
                Cell::words(called),
                Cell::judged(row.estimate, &quantiles),
                Cell::estimate(row.q95),
                Cell::estimate(row.q99),
                Cell::p(
                    row.p,
                    used.map(|used| 1.0 / (used as f64 + 1.0)),
                    &[0.05, 0.01],
                ),
            ]);
        }
        table.note("Quantiles of the statistic if the model holds exactly, from resamples of answers that were transformed to fit it (Beran & Srivastava 1985; Dijkstra & Henseler 2015). An estimate above its quantile speaks against the model.");
        for ledger in &test.ledgers {
            let mut note = Text::new(format!(
                "{}: {}, seed {}, {} used",
                ledger.model,
                counted(ledger.requested, "resample"),
                test.seed,
                ledger.used
            ));
            for count in ledger.failed.iter().chain(&ledger.inadmissible) {
                note = note.say(format!("; {} left out: {}", count.count, count.reason));
            }
            table.note(note.say("."));
        }
        Some(table)
    }
}
