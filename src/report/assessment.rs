//! The tables of assessment: validity, collinearity, fit, criteria, and what customary thresholds say.

use super::grid::Grid;
use super::number::{NOT_DEFINED, fixed, interval, p_value, percent, short};
use super::text::Page;
use crate::assess::alpha_intervals::AlphaMethod;
use crate::document::PairValue;
use crate::guidance::{Judged, upper_bounds};
use crate::quantity::{Measure, Quantity};

impl Page<'_> {
    fn numbered(&self, title: &str, first: &str) -> Grid {
        let numbers: Vec<String> = (1..=self.document.constructs.len())
            .map(|i| i.to_string())
            .collect();
        let header: Vec<&str> = ["", first]
            .into_iter()
            .chain(numbers.iter().map(String::as_str))
            .collect();
        Grid::new(title, 2, &header)
    }

    /// A triangle of construct pairs with something on the diagonal.
    fn triangle(
        &self,
        title: &str,
        diagonal: impl Fn(&str) -> String,
        value: impl Fn(&str, &str) -> Option<f64>,
    ) -> Grid {
        let mut grid = self.numbered(title, "construct");
        let names: Vec<&str> = self
            .document
            .constructs
            .iter()
            .map(|c| c.construct.as_str())
            .collect();
        for (j, name) in names.iter().enumerate() {
            let before = names[..j].iter().map(|other| fixed(value(other, name)));
            grid.row(
                [(j + 1).to_string(), (*name).to_owned()]
                    .into_iter()
                    .chain(before)
                    .chain([diagonal(name)])
                    .collect(),
            );
        }
        grid
    }

    /// Correlations of the constructs with the root of AVE on the diagonal: the criterion of Fornell and Larcker.
    pub(super) fn correlations(&self) -> String {
        let root_ave = |name: &str| {
            let rows = &self.document.fornell_larcker;
            fixed(
                rows.iter()
                    .find(|r| r.construct == name)
                    .and_then(|r| r.root_ave),
            )
        };
        let pair = |rows: &[PairValue], a: &str, b: &str| {
            rows.iter()
                .find(|r| r.a == a && r.b == b)
                .map(|r| r.estimate)
        };
        let (title, rows) = match &self.document.factor_correlations {
            Some(rows) => ("Correlations of the constructs, corrected", rows),
            None => (
                "Correlations of the composites",
                &self.document.correlations,
            ),
        };
        let mut grid = self.triangle(title, root_ave, |a, b| pair(rows, a, b));
        grid.note("On the diagonal the root of AVE: above all correlations of its row and column, it meets the");
        grid.note("criterion of Fornell & Larcker (1981).");
        let unmet: Vec<&str> = self
            .document
            .fornell_larcker
            .iter()
            .filter(|r| r.met == Some(false))
            .map(|r| r.construct.as_str())
            .collect();
        if !unmet.is_empty() {
            grid.note(format!("Not met by: {}.", unmet.join(", ")));
        }
        let mut text = grid.render();
        if self.document.factor_correlations.is_some() {
            let rows = &self.document.correlations;
            let composites = self.triangle(
                "Correlations of the composites",
                |_| "1".to_owned(),
                |a, b| pair(rows, a, b),
            );
            text = format!("{text}\n{}", composites.render());
        }
        text
    }

    pub(super) fn discriminant(&self) -> String {
        let rows = &self.document.discriminant;
        if rows.is_empty() {
            return String::new();
        }
        let find = |a: &str, b: &str| rows.iter().find(|r| r.a == a && r.b == b);
        let mut grid = self.triangle(
            "Heterotrait-monotrait ratios (HTMT)",
            |_| String::new(),
            |a, b| find(a, b).and_then(|r| r.htmt),
        );
        grid.note(
            "Of absolute correlations; not defined between single items and for Mode B blocks.",
        );
        let mut text = grid.render();
        let mut close = Grid::new(
            "Pairs with the largest HTMT",
            1,
            &["pair", "HTMT", "HTMT2", "upper bound", "bound below"],
        );
        let mut sorted: Vec<_> = rows.iter().collect();
        // A pair is doubtful by its upper bound; without a bootstrap the ratio is all there is.
        let doubt = |a: &str, b: &str, htmt: Option<f64>| {
            let quantity = Quantity::between(Measure::Htmt, a, b);
            let upper = self.summaries.get(&quantity).and_then(|s| s.upper);
            upper.or(htmt).unwrap_or(0.0)
        };
        sorted.sort_by(|x, y| {
            let of = [x, y].map(|row| doubt(&row.a, &row.b, row.htmt));
            of[1].total_cmp(&of[0])
        });
        for row in sorted.into_iter().take(10) {
            let quantity = Quantity::between(Measure::Htmt, &row.a, &row.b);
            let upper = self.summaries.get(&quantity).and_then(|s| s.upper);
            let below = upper.map(|upper| upper_bounds(Judged::Htmt).find(|&bound| upper < bound));
            close.row(vec![
                format!("{} – {}", row.a, row.b),
                fixed(row.htmt),
                fixed(row.htmt2),
                fixed(upper),
                match below {
                    None => NOT_DEFINED.to_owned(),
                    Some(None) => "none".to_owned(),
                    Some(Some(bound)) => short(bound),
                },
            ]);
        }
        match &self.document.bootstrap {
            Some(bootstrap) => close.note(format!(
                "upper bound: one-sided, {}; bound below: the strictest of the customary bounds that it stays below.",
                percent(bootstrap.level)
            )),
            None => close.note("Bounds need a bootstrap."),
        }
        close.note("Henseler, Ringle & Sarstedt (2015); HTMT2: Roemer, Schuberth & Henseler (2021). All pairs are in the result document.");
        for row in rows {
            if let Some(reason) = &row.htmt2_undefined {
                close.note(format!("HTMT2 of {} – {}: {reason}", row.a, row.b));
            }
        }
        text = format!("{text}\n{}", close.render());
        text
    }

    pub(super) fn cross_loadings(&self) -> String {
        let mut grid = self.numbered("Cross-loadings", "indicator");
        let count = self.document.constructs.len();
        for row in self.document.cross_loadings.chunks(count) {
            let own = self
                .document
                .loadings
                .iter()
                .find(|l| l.indicator == row[0].indicator);
            let own = own.map(|l| l.construct.as_str());
            let place = row
                .iter()
                .position(|cell| Some(cell.construct.as_str()) == own);
            let mut cells = vec![
                place.map_or_else(String::new, |j| (j + 1).to_string()),
                row[0].indicator.clone(),
            ];
            cells.extend(row.iter().map(|cell| fixed(cell.estimate)));
            grid.row(cells);
        }
        grid.note("Correlations of every indicator with every composite; the number before it is that of its own construct.");
        grid.render()
    }

    pub(super) fn common_method(&self) -> String {
        let common = &self.document.common_method;
        let header = ["construct", "full collinearity VIF", "at least"];
        let mut grid = Grid::new("Common method", 1, &header);
        for row in &common.full_vif {
            grid.row(vec![
                row.construct.clone(),
                fixed(row.vif),
                fixed(row.floor),
            ]);
        }
        grid.note(format!(
            "Harman: the first component of all indicators holds {} of their variance.",
            percent((common.harman * 1000.0).round() / 1000.0)
        ));
        grid.note("The test of Harman cannot tell a method from an idea that all share, and has no threshold here (Podsakoff et al. 2003).");
        grid.note("Full collinearity VIF: of each construct among all others (Kock 2015). at least: what its own predictors bring about, 1 / (1 - R²).");
        grid.render()
    }

    pub(super) fn model_fit(&self) -> String {
        let mut grid = Grid::new(
            "Model fit",
            1,
            &[
                "model", "SRMR", "d_ULS", "d_G", "F_ML", "chi²", "df", "NFI", "CFI", "TLI", "RMSEA",
            ],
        );
        for row in &self.document.fit {
            grid.row(vec![
                row.model.to_string(),
                fixed(row.srmr),
                fixed(row.d_uls),
                fixed(row.d_g),
                fixed(row.f_ml),
                short(row.chi_square),
                row.df.to_string(),
                fixed(row.nfi),
                fixed(row.cfi),
                fixed(row.tli),
                fixed(row.rmsea),
            ]);
        }
        let judged = if self.document.study.estimate.consistent {
            "Corrected constructs are taken as common factors, all others as composites."
        } else {
            "All constructs are taken as composites: within a block every correlation fits by itself."
        };
        grid.note(judged);
        grid.note("saturated: all constructs correlate freely; estimated: as the paths imply.");
        grid.note("d_G with the natural logarithm; cSEM and ADANCO print that of base 10, which is ours divided by 5.3019.");
        grid.note("chi², NFI, CFI, TLI and RMSEA rest on maximum likelihood, which PLS is not: read them with caution.");
        for row in &self.document.fit {
            if let Some(reason) = &row.undefined {
                grid.note(format!("{}: {reason}", row.model));
            }
        }
        grid.render()
    }

    pub(super) fn further_fit(&self) -> String {
        let mut grid = Grid::new(
            "Further indices of fit",
            1,
            &[
                "model",
                "IFI",
                "GFI ML",
                "GFI GLS",
                "GFI ULS",
                "Hoelter",
                "RMS_theta",
            ],
        );
        for row in &self.document.fit {
            grid.row(vec![
                row.model.to_string(),
                fixed(row.ifi),
                fixed(row.gfi_ml),
                fixed(row.gfi_gls),
                fixed(row.gfi_uls),
                short(row.hoelter),
                fixed(row.rms_theta),
            ]);
        }
        grid.render()
    }

    /// Least squares given the scores: a description of the regressions, no inference.
    pub(super) fn least_squares(&self) -> String {
        let mut grid = Grid::new(
            "Least squares, conditional on the scores",
            1,
            &["path", "estimate", "SE", "t", "p"],
        );
        for row in &self.document.least_squares {
            let path = self.document.path(&row.from, &row.to);
            grid.row(vec![
                format!("{} -> {}", row.from, row.to),
                fixed(path.map(|path| path.estimate)),
                fixed(row.se),
                short(row.t),
                p_value(row.p),
            ]);
        }
        grid.note("As if the scores had been observed: a description, no inference; that is the bootstrap's.");
        grid.render()
    }

    pub(super) fn exact_fit(&self) -> String {
        let Some(test) = &self.document.exact_fit else {
            return String::new();
        };
        let mut grid = Grid::new(
            "Test of exact fit",
            2,
            &[
                "model",
                "statistic",
                "estimate",
                "95 % quantile",
                "99 % quantile",
                "p",
            ],
        );
        // d_ULS is SRMR squared, times a constant: they are one test.
        for row in test.tests.iter().filter(|row| row.statistic != "d_uls") {
            let statistic = match row.statistic.as_str() {
                "srmr" => "srmr (and d_uls)",
                other => other,
            };
            grid.row(vec![
                row.model.to_string(),
                statistic.to_owned(),
                fixed(row.estimate),
                fixed(row.q95),
                fixed(row.q99),
                p_value(row.p),
            ]);
        }
        grid.note("Quantiles of the statistic when the model holds exactly, by resampling answers that were made to fit it");
        grid.note(
            "(Beran & Srivastava 1985). An estimate above its quantile speaks against the model.",
        );
        for ledger in &test.ledgers {
            grid.note(format!(
                "{}: {} resamples, seed {}, {} used.",
                ledger.model, ledger.requested, test.seed, ledger.used
            ));
            for count in ledger.failed.iter().chain(&ledger.inadmissible) {
                grid.note(format!("  {} left out: {}", count.count, count.reason));
            }
        }
        grid.render()
    }

    pub(super) fn criteria(&self) -> String {
        let mut grid = Grid::new(
            "Information criteria",
            1,
            &[
                "construct",
                "AIC",
                "AICc",
                "AICu",
                "BIC",
                "HQ",
                "HQc",
                "FPE",
                "Cp",
                "GM",
            ],
        );
        for c in &self.document.criteria {
            let mut cells = vec![c.construct.clone()];
            let numbers = [c.aic, c.aicc, c.aicu, c.bic, c.hq, c.hqc];
            cells.extend(numbers.into_iter().map(short));
            cells.push(fixed(c.fpe));
            cells.extend([c.cp, c.gm].into_iter().map(short));
            grid.row(cells);
        }
        grid.note("Of each equation (Sharma et al. 2019); they compare models of the same construct, smaller is better.");
        grid.render()
    }

    pub(super) fn comparison(&self) -> String {
        let mut grid = Grid::new(
            "Comparison of models",
            2,
            &[
                "construct",
                "model",
                "predictors",
                "R²",
                "adjusted",
                "AIC",
                "weight",
                "BIC",
                "weight",
            ],
        );
        for row in &self.document.comparison {
            grid.row(vec![
                row.criteria.construct.clone(),
                row.model.clone(),
                row.predictors.to_string(),
                fixed(row.r2),
                fixed(row.r2_adj),
                short(row.criteria.aic),
                fixed(row.aic_weight),
                short(row.criteria.bic),
                fixed(row.bic_weight),
            ]);
        }
        grid.note("Equations whose predictors differ; the scores of a construct differ, too, as they depend on the whole model.");
        grid.note("weight: how strongly the criterion prefers the model among those listed for the construct; they sum to 1");
        grid.note("(Danks, Sharma & Sarstedt 2020).");
        grid.render()
    }

    pub(super) fn redundancy(&self) -> String {
        let mut grid = Grid::new(
            "Redundancy analysis",
            2,
            &["construct", "other measure", "path", "R²"],
        );
        for row in &self.document.redundancy {
            grid.row(vec![
                row.construct.clone(),
                row.measure.join(" + "),
                fixed(row.path),
                fixed(row.r2),
            ]);
        }
        grid.note("Path from the block (Mode B) to another measure of the same idea (Chin 1998; Cheah et al. 2018).");
        grid.render()
    }

    pub(super) fn alpha_intervals(&self) -> String {
        if self.document.alpha_intervals.is_empty() {
            return String::new();
        }
        let level = self.document.bootstrap.as_ref().map_or(0.95, |b| b.level);
        let mut grid = Grid::new(
            format!("Closed-form {} intervals of alpha", percent(level)),
            1,
            &[
                "construct",
                "adf",
                "adf, standardised",
                "normal theory",
                "Feldt",
            ],
        );
        for c in &self.document.constructs {
            let own = |method: AlphaMethod| {
                let rows = self.document.alpha_intervals.iter();
                let mut own = rows.filter(|r| r.construct == c.construct && r.method == method);
                interval(own.next().map(|r| [r.low, r.high]))
            };
            if c.alpha.is_some() {
                grid.row(vec![
                    c.construct.clone(),
                    own(AlphaMethod::Adf),
                    own(AlphaMethod::AdfStandardised),
                    own(AlphaMethod::NormalTheory),
                    own(AlphaMethod::Feldt),
                ]);
            }
        }
        grid.note("adf: free of assumptions on the distribution (Maydeu-Olivares et al. 2007), of raw and of standardised alpha.");
        grid.note("Normal theory and Feldt's presume normal answers, and are of raw alpha.");
        if self.document.study.data.weights.is_some() {
            grid.note("They also presume rows that count alike, which adf does not.");
        }
        grid.render()
    }

    pub(super) fn pruning(&self) -> String {
        let mut grid = Grid::new(
            "Without one indicator",
            2,
            &[
                "construct",
                "without",
                "alpha",
                "change",
                "rho_C",
                "change",
                "AVE",
                "change",
                "HTMT",
                "change",
            ],
        );
        for row in &self.document.pruning {
            grid.row(vec![
                row.construct.clone(),
                row.indicator.clone(),
                fixed(row.alpha),
                fixed(row.alpha_change),
                fixed(row.rho_c),
                fixed(row.rho_c_change),
                fixed(row.ave),
                fixed(row.ave_change),
                fixed(row.largest_htmt),
                fixed(row.largest_htmt_change),
            ]);
        }
        grid.note("The model estimated anew without the indicator; HTMT: the largest of its construct. An indicator carries");
        grid.note("meaning, too: numbers alone do not decide about it.");
        grid.render()
    }
}
