//! The tables of the report.

use super::grid::Grid;
use super::number::{NOT_DEFINED, fixed, interval, p_value, percent, short};
use super::text::Page;
use crate::document::{EffectRecord, PathRecord};
use crate::guidance::{EFFECT_SIZES, effect_size};
use crate::infer::PValues;
use crate::model::Mode;
use crate::quantity::{Measure, Quantity};

/// Which p-value effects through mediators show.
const PRODUCTS: &str = "p: of the resamples' ranks about 0, because a product of paths is skewed; it agrees with the percentile interval.";

impl Page<'_> {
    /// Where p-values come from.
    fn p_note(&self) -> &'static str {
        let settings = self.document.study.bootstrap.as_ref();
        let drawn = settings.is_some_and(|b| b.strata.is_some() || b.cluster.is_some());
        match settings.map_or(PValues::Student, |b| b.p_values) {
            PValues::Student if drawn => {
                "t = estimate / SE; p two-sided, Student's t with as many degrees of freedom as units drawn less strata."
            }
            PValues::Student => {
                "t = estimate / SE; p two-sided, Student's t with n - 1 degrees of freedom."
            }
            PValues::StudentResamples => {
                "t = estimate / SE; p two-sided, Student's t with one degree of freedom less than resamples used."
            }
            PValues::Normal => "t = estimate / SE; p two-sided, of the normal distribution.",
        }
    }

    /// Names of the columns that a bootstrap adds.
    pub(super) fn inference_header(&self) -> Vec<String> {
        self.document
            .bootstrap
            .as_ref()
            .map_or_else(Vec::new, |bootstrap| {
                vec![
                    "SE".into(),
                    "t".into(),
                    "p".into(),
                    format!("{} interval", percent(bootstrap.level)),
                ]
            })
    }

    /// Cells of the columns that a bootstrap adds.
    pub(super) fn inference_cells(&self, quantity: &Quantity) -> Vec<String> {
        if self.document.bootstrap.is_none() {
            return Vec::new();
        }
        match self.summaries.get(quantity) {
            Some(s) => vec![
                fixed(s.se),
                short(s.t),
                p_value(s.p_shown),
                interval(s.interval(self.shown())),
            ],
            None => vec![NOT_DEFINED.into(); 4],
        }
    }

    pub(super) fn reliability(&self) -> String {
        let header = [
            "construct",
            "kind",
            "mode",
            "items",
            "alpha",
            "raw alpha",
            "rho_A",
            "rho_C",
            "AVE",
        ];
        let mut grid = Grid::new("Reliability", 3, &header);
        for c in &self.document.constructs {
            grid.row(vec![
                c.construct.clone(),
                c.kind.to_string(),
                if c.items == 1 {
                    "single".to_owned()
                } else {
                    c.mode.to_string()
                },
                c.items.to_string(),
                fixed(c.alpha),
                fixed(c.alpha_raw),
                fixed(c.rho_a),
                fixed(c.rho_c),
                fixed(c.ave),
            ]);
        }
        let whole = &self.document.questionnaire;
        grid.note(format!(
            "All {} indicators as one scale: alpha {}, raw {} (it presumes that they measure one dimension).",
            whole.items,
            fixed(whole.alpha),
            fixed(whole.alpha_raw)
        ));
        grid.note("alpha: Cronbach's, of standardised indicators; raw: of the answers as given. Not defined for single");
        grid.note("items and Mode B blocks.");
        grid.render()
    }

    pub(super) fn measurement(&self) -> String {
        let header = [
            "construct",
            "indicator",
            "mean",
            "sd",
            "item-total",
            "alpha without",
            "VIF",
            "weight",
            "loading",
        ];
        let mut grid = grid("Indicators", 2, &header, &self.inference_header());
        let estimates = self
            .document
            .indicators
            .iter()
            .zip(&self.document.weights)
            .zip(&self.document.loadings);
        for ((descriptives, weight), loading) in estimates {
            let item = self
                .document
                .items
                .iter()
                .find(|item| item.indicator == descriptives.indicator);
            let mut cells = vec![
                loading.construct.clone(),
                loading.indicator.clone(),
                short(descriptives.mean),
                short(descriptives.sd),
                fixed(item.and_then(|i| i.item_total)),
                fixed(item.and_then(|i| i.alpha_if_deleted)),
                short(weight.vif),
                fixed(weight.estimate),
                fixed(loading.estimate),
            ];
            cells.extend(self.inference_cells(&Quantity::indicator(
                Measure::Loading,
                &loading.construct,
                &loading.indicator,
            )));
            grid.row(cells);
        }
        grid.note("item-total: correlation with the sum of the block's other answers. alpha without: the block's without it.");
        grid.note("VIF: variance inflation of the indicator among those of its block.");
        if self.document.bootstrap.is_some() {
            grid.note("SE, t, p and interval: of the loading.");
        }
        grid.render()
    }

    /// Inference of the weights of Mode B blocks: there the weights are what is interpreted.
    pub(super) fn formative_weights(&self) -> String {
        if self.document.bootstrap.is_none() {
            return String::new();
        }
        let header = ["construct", "indicator", "weight"];
        let mut grid = grid(
            "Weights of Mode B blocks",
            2,
            &header,
            &self.inference_header(),
        );
        let formative = |construct: &str| {
            let found = self
                .document
                .constructs
                .iter()
                .find(|c| c.construct == construct);
            found.is_some_and(|c| c.mode == Mode::B && c.items > 1)
        };
        for weight in self
            .document
            .weights
            .iter()
            .filter(|w| formative(&w.construct))
        {
            let (construct, indicator) = (&weight.construct, &weight.indicator);
            let mut cells = vec![construct.clone(), indicator.clone(), fixed(weight.estimate)];
            let quantity = Quantity::indicator(Measure::Weight, construct, indicator);
            cells.extend(self.inference_cells(&quantity));
            grid.row(cells);
        }
        grid.render()
    }

    /// What the effect size of a path is called; interactions have a scale of their own.
    fn size_of(&self, path: &PathRecord) -> &str {
        let mut interactions = self.document.interactions.iter();
        match interactions.find(|i| i.term == path.from && i.to == path.to) {
            Some(interaction) => interaction.size.as_deref().unwrap_or(NOT_DEFINED),
            None => path.f2.and_then(effect_size).unwrap_or(NOT_DEFINED),
        }
    }

    pub(super) fn paths(&self) -> String {
        let header = ["path", "estimate", "f²", "effect", "VIF"];
        let mut grid = grid("Paths", 1, &header, &self.inference_header());
        for path in &self.document.paths {
            let mut cells = vec![
                format!("{} -> {}", path.from, path.to),
                fixed(path.estimate),
                fixed(path.f2),
                self.size_of(path).to_owned(),
                fixed(path.vif),
            ];
            let quantity = Quantity::path(&path.from, &path.to);
            cells.extend(self.inference_cells(&quantity));
            grid.row(cells);
        }
        if self.document.bootstrap.is_some() {
            grid.note(self.p_note());
        }
        let sizes: Vec<String> = EFFECT_SIZES
            .iter()
            .map(|(from, size)| format!("{size} from {from}"))
            .collect();
        grid.note(format!(
            "f²: effect size; {} (Cohen 1988).",
            sizes.join(", ")
        ));
        grid.note("VIF: variance inflation of the predictor among those of its construct.");
        grid.render()
    }

    pub(super) fn explained(&self) -> String {
        let bootstrapped = self.inference_header();
        let shown = |cells: Vec<String>| -> Vec<String> {
            // A variance share is not tested against 0: its t and p are left out.
            cells
                .into_iter()
                .enumerate()
                .filter(|(i, _)| [0, 3].contains(i))
                .map(|(_, cell)| cell)
                .collect()
        };
        let mut grid = grid(
            "Explained variance",
            1,
            &["construct", "R²", "adjusted"],
            &shown(bootstrapped),
        );
        for c in self.document.constructs.iter().filter(|c| c.r2.is_some()) {
            let mut cells = vec![c.construct.clone(), fixed(c.r2), fixed(c.r2_adj)];
            let quantity = Quantity::of(Measure::R2, &c.construct);
            cells.extend(shown(self.inference_cells(&quantity)));
            grid.row(cells);
            if c.r2.is_some_and(|r2| r2 > 1.0) {
                grid.note(format!(
                    "R² of {} is above 1: the solution is inadmissible.",
                    c.construct
                ));
            }
        }
        grid.render()
    }

    pub(super) fn effects(&self) -> String {
        // Without a route through others, effects are the paths again.
        if self.document.effects.iter().all(|e| e.indirect.is_none()) {
            return "Effects\n\n  No path leads on to another: every total effect is the path's own coefficient.\n".to_owned();
        }
        let mut grid = Grid::new("Effects", 1, &["from -> to", "direct", "indirect", "total"]);
        for effect in &self.document.effects {
            grid.row(vec![
                format!("{} -> {}", effect.from, effect.to),
                fixed(effect.direct),
                fixed(effect.indirect),
                fixed(effect.total),
            ]);
        }
        grid.render()
    }

    /// Inference of the effects that are more than a path's own coefficient: indirect over all routes, and total.
    pub(super) fn effects_inference(&self) -> String {
        if self.document.bootstrap.is_none() {
            return String::new();
        }
        let table = |title, effects: Vec<&EffectRecord>, measure: Measure| {
            let mut grid = grid(
                title,
                1,
                &["from -> to", "estimate"],
                &self.inference_header(),
            );
            for effect in effects {
                let quantity = Quantity::along(measure, &effect.from, &effect.to);
                let estimate = self.summaries.get(&quantity).and_then(|s| s.estimate);
                let mut cells = vec![format!("{} -> {}", effect.from, effect.to), fixed(estimate)];
                cells.extend(self.inference_cells(&quantity));
                grid.row(cells);
            }
            grid.note(PRODUCTS);
            grid.render()
        };
        let indirect: Vec<&EffectRecord> = self
            .document
            .effects
            .iter()
            .filter(|e| e.indirect.is_some())
            .collect();
        let both: Vec<&EffectRecord> = indirect
            .iter()
            .copied()
            .filter(|e| e.direct.is_some())
            .collect();
        [
            table(
                "Indirect effects, all routes together",
                indirect,
                Measure::Indirect,
            ),
            table(
                "Total effects, direct and indirect together",
                both,
                Measure::Total,
            ),
        ]
        .into_iter()
        .filter(|table| !table.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
    }

    pub(super) fn specific_effects(&self) -> String {
        let mut grid = grid(
            "Indirect effects, route by route",
            1,
            &["route", "estimate"],
            &self.inference_header(),
        );
        for effect in &self.document.specific_effects {
            let mut cells = vec![effect.route.join(" -> "), fixed(effect.estimate)];
            cells.extend(self.inference_cells(&Quantity::specific(&effect.route)));
            grid.row(cells);
        }
        if self.document.bootstrap.is_some() {
            grid.note(PRODUCTS);
        }
        grid.render()
    }
}

pub(super) fn grid(title: &str, names: usize, header: &[&str], inference: &[String]) -> Grid {
    let header: Vec<&str> = header
        .iter()
        .copied()
        .chain(inference.iter().map(String::as_str))
        .collect();
    Grid::new(title, names, &header)
}
