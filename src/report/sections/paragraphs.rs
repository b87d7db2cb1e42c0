//! A methods paragraph and results paragraphs as a start for a paper. Every number in them comes from the
//! document.

use super::references::{
    BERAN, COHEN, DIJKSTRA, EFRON, HAIR, HAIR_2019, HENSELER, HOLM, HU, LOHMOELLER, Source, ZHAO,
    entries,
};
use super::{Report, word};
use crate::guidance::{Judged, bounds};
use crate::infer::IntervalKind;
use crate::moments::Missing;
use crate::quantity::{Measure, Quantity};
use crate::report::cell::{Cell, Digits};
use crate::report::page::{Section, Text};
use crate::text::counted;

impl Report<'_> {
    /// What was done, with its sources.
    pub(super) fn methods(&self) -> Section {
        let mut sources = vec![HAIR, HAIR_2019, HENSELER, COHEN];
        let text = self
            .estimation_sentences(&mut sources)
            .then(self.stage_sentences(&mut sources))
            .then(self.sample_sentences())
            .then(self.bootstrap_sentences(&mut sources))
            .then(self.threshold_sentences(&mut sources));
        Section::new("methods", "Methods, as a paragraph")
            .paragraph(text)
            .paragraph("References")
            .list(entries(&sources))
    }

    fn estimation_sentences(&self, sources: &mut Vec<Source>) -> Text {
        let (software, settings) = (&self.document.software, &self.document.study.estimate);
        let model = self.model_words();
        let model = match model.rsplit_once(", ") {
            Some((others, last)) => format!("{others} and {last}"),
            None => model,
        };
        let mut text = Text::new(format!(
            "The model of {} was estimated by partial least squares structural equation modeling (PLS-SEM) with the program {} {}, by the {} weighting scheme",
            model,
            software.name,
            software.version,
            word(&settings.scheme)
        ))
        .and(cite(LOHMOELLER, sources));
        if settings.consistent {
            text = text
                .say(" and, for the reflective constructs, consistent PLS")
                .and(cite(DIJKSTRA, sources));
        }
        text = text.say(". ");
        if self.document.termination.converged {
            return text;
        }
        text.say("The algorithm did not converge, so the estimates are not a solution. ")
    }

    fn sample_sentences(&self) -> Text {
        let data = &self.document.data;
        let (Some(read), Some(missing)) = (data.rows_read, data.missing_cells) else {
            return Text::new(format!(
                "The data were a matrix of {} of n = {} observations. ",
                data.given, data.rows_used
            ));
        };
        let treatment = match (missing, self.document.study.data.missing) {
            (0, _) => "no answer is missing".to_owned(),
            (_, Missing::Mean) => format!(
                "{} missing, in place of which the mean of the indicator stands",
                are(missing, "answer")
            ),
            (_, Missing::Casewise) => format!(
                "{} missing, and rows with a missing answer were excluded",
                are(missing, "answer")
            ),
            (_, Missing::Error) => format!("{} missing", are(missing, "answer")),
        };
        let weights = match &self.document.study.data.weights {
            Some(column) => format!(", weighted by `{column}`"),
            None => String::new(),
        };
        Text::new(format!(
            "The sample has n = {} of {} read{weights}; {treatment}. ",
            data.rows_used,
            counted(read, "row")
        ))
    }

    fn bootstrap_sentences(&self, sources: &mut Vec<Source>) -> Text {
        let (Some(bootstrap), Some(level)) = (&self.document.bootstrap, self.level()) else {
            return Text::new(
                "No bootstrap was run, so that no estimate has an interval or a p-value. ",
            );
        };
        let origin = match bootstrap.seed {
            Some(seed) => format!("seed {seed}"),
            None => "given as rows".to_owned(),
        };
        let mut text = Text::new(format!(
            "Standard errors, p-values and {} intervals rest on {} bootstrap resamples ({origin}",
            self.shown().label(),
            bootstrap.requested
        ));
        if bootstrap.used < bootstrap.requested {
            text = text.say(format!("; {} of them could be used", bootstrap.used));
        }
        text = text
            .say("; level ")
            .and(Self::percent(level))
            .say(")")
            .and(cite(EFRON, sources))
            .say("; p-values of paths, weights and loadings are two-sided, ")
            .say(self.p_words())
            .say(". ");
        if self.document.paths.len() > 1 {
            text = text
                .say("The p-values of the paths were also adjusted for their number")
                .and(cite(HOLM, sources))
                .say(". ");
        }
        if self.document.effects.iter().any(|e| e.indirect.is_some()) {
            text = text
                .say("Indirect effects were tested by the ranks of their resamples about 0, and mediation was classified")
                .and(cite(ZHAO, sources))
                .say(". ");
        }
        if let Some(test) = &self.document.exact_fit {
            let requested = test.ledgers.first().map_or(0, |l| l.requested);
            text = text
                .say(format!("Exact fit was tested with {requested} resamples"))
                .and(cite(BERAN, sources))
                .say(". ");
        }
        text
    }

    fn p_words(&self) -> &'static str {
        use crate::infer::PValues;
        let settings = self.document.study.bootstrap.as_ref();
        match settings.map_or(PValues::Student, |b| b.p_values) {
            PValues::Student | PValues::StudentResamples => "by Student's t",
            PValues::Normal => "by the normal distribution",
        }
    }

    fn threshold_sentences(&self, sources: &mut Vec<Source>) -> Text {
        let bound = |measure: Judged, i: usize| {
            Cell::number(bounds(measure).get(i).copied(), Digits::Given, &[])
        };
        let text = Text::new("Customary thresholds were applied: loadings of at least ")
            .and(bound(Judged::Loading, 0))
            .say(", alpha, rho_A and rho_C from ")
            .and(bound(Judged::RhoC, 0))
            .say(" to ")
            .and(bound(Judged::RhoC, 1))
            .say(", and AVE of at least ")
            .and(bound(Judged::Ave, 0))
            .and(cite(HAIR, sources))
            .say("; HTMT below ")
            .and(bound(Judged::Htmt, 0))
            .say(" or ")
            .and(bound(Judged::Htmt, 1))
            .say(", judged by its one-sided upper bound")
            .and(cite(HENSELER, sources))
            .say("; variance inflation of predictors below ")
            .and(bound(Judged::Vif, 0))
            .say(", at most ")
            .and(bound(Judged::Vif, 1))
            .and(cite(HAIR_2019, sources))
            .say("; effect sizes f² by their usual names")
            .and(cite(COHEN, sources));
        if self.document.exact_fit.is_none() && !self.document.fit.is_empty() {
            return text
                .say("; SRMR of at most ")
                .and(bound(Judged::Srmr, 0))
                .say(", with caution in small samples")
                .and(cite(HU, sources))
                .say(".");
        }
        text.say(".")
    }

    /// The result.
    pub(super) fn results(&self) -> Section {
        let mut section = Section::new("results", "Results, as paragraphs");
        let mut findings = self.document.findings.iter();
        if findings.any(|finding| finding.message().starts_with("inadmissible: ")) {
            section = section.paragraph("The solution is inadmissible, for the reasons in section Findings. The numbers describe it and must not be interpreted.");
        }
        section = section.paragraph(self.measurement_sentences());
        section = section.paragraph(self.path_sentences());
        let mediation = self.mediation_sentences();
        if !mediation.pieces().is_empty() {
            section = section.paragraph(mediation);
        }
        let moderation = self.moderation_sentences();
        if !moderation.pieces().is_empty() {
            section = section.paragraph(moderation);
        }
        section.paragraph(self.fit_sentences().then(self.finding_sentences()))
    }

    /// The smallest and the largest of some values, and how many are below a threshold in absolute
    /// value.
    fn range(called: &str, values: &[f64], threshold: Option<f64>, size: fn(f64) -> f64) -> Text {
        let ends = values
            .iter()
            .copied()
            .reduce(f64::min)
            .zip(values.iter().copied().reduce(f64::max));
        let Some((lowest, highest)) = ends else {
            return Text::default();
        };
        let limits: Vec<f64> = threshold.into_iter().collect();
        let text = Text::new(format!("{called} "));
        let text = if values.len() == 1 {
            text.say("is ").and(Cell::judged(lowest, &limits))
        } else {
            text.say("lies between ")
                .and(Cell::judged(lowest, &limits))
                .say(" and ")
                .and(Cell::judged(highest, &limits))
        };
        let Some(threshold) = threshold else {
            return text.say(". ");
        };
        let below = values
            .iter()
            .filter(|&&v| size(v) < threshold - 1e-12)
            .count();
        match below {
            0 => text.say(", none below ").and(given(threshold)).say(". "),
            below => text
                .say(", ")
                .and(Cell::Count(below))
                .say(" of ")
                .and(Cell::Count(values.len()))
                .say(" below ")
                .and(given(threshold))
                .say(". "),
        }
    }

    fn measurement_sentences(&self) -> Text {
        let document = self.document;
        let judged = |construct: &str| document.items.iter().any(|i| i.construct == construct);
        let loadings = document.loadings.iter().filter(|l| judged(&l.construct));
        let loadings: Vec<f64> = loadings.map(|l| l.estimate).collect();
        let of = |value: fn(&crate::document::ConstructRecord) -> Option<f64>| -> Vec<f64> {
            let several = document.constructs.iter().filter(|c| c.items > 1);
            several.filter_map(value).collect()
        };
        let first = |measure: Judged| bounds(measure).first().copied();
        let plain = |x: f64| x;
        let mut text = Self::range(
            "The loading of an indicator",
            &loadings,
            first(Judged::Loading),
            f64::abs,
        );
        for (called, values, measure) in [
            (
                "Cronbach's alpha (standardised)",
                of(|c| c.alpha),
                Judged::Alpha,
            ),
            ("rho_A", of(|c| c.rho_a), Judged::RhoA),
            ("Composite reliability rho_C", of(|c| c.rho_c), Judged::RhoC),
            ("The average variance extracted", of(|c| c.ave), Judged::Ave),
        ] {
            text = text.then(Self::range(called, &values, first(measure), plain));
        }
        let pairs = document
            .discriminant
            .iter()
            .filter_map(|d| Some((d.htmt?, d)));
        if let Some((htmt, d)) = pairs.max_by(|x, y| x.0.total_cmp(&y.0)) {
            text = text
                .say("The largest HTMT is ")
                .and(Cell::judged(htmt, &bounds(Judged::Htmt)))
                .say(format!(" (`{}` and `{}`", d.a, d.b));
            if let Some((upper, level)) = self.htmt_bound(&d.a, &d.b).zip(self.level()) {
                text = text
                    .say("; one-sided ")
                    .and(Self::percent(level))
                    .say(" upper bound ")
                    .and(Cell::judged(upper, &bounds(Judged::Htmt)));
            }
            text = text.say("). ");
        }
        let vifs = document
            .weights
            .iter()
            .filter(|w| self.is_formative(&w.construct));
        let vifs: Vec<f64> = vifs.filter_map(|w| w.vif).collect();
        text.then(Self::range(
            "The variance inflation of a formative indicator",
            &vifs,
            None,
            plain,
        ))
    }

    fn path_sentences(&self) -> Text {
        let mut text = Text::default();
        for construct in &self.document.constructs {
            let target = construct.construct.as_str();
            let paths = self.document.paths.iter().filter(|p| p.to == target);
            let paths: Vec<_> = paths.collect();
            let Some(r2) = construct.r2.filter(|_| !paths.is_empty()) else {
                continue;
            };
            text = text
                .say("The model explains ")
                .and(Cell::judged(r2, &[1.0]))
                .say(" of the variance of ")
                .and(Cell::name(target))
                .say(" (R²");
            if let interval @ Cell::Interval(_) = self.interval(&Quantity::of(Measure::R2, target))
            {
                text = text.say(", ").then(self.interval_words(interval));
            }
            text = text.say("). ");
            for path in paths {
                let quantity = Quantity::path(&path.from, target);
                text = text
                    .say("The coefficient of ")
                    .and(Cell::name(&path.from))
                    .say(" is ")
                    .and(Cell::estimate(path.estimate));
                if let interval @ Cell::Interval(_) = self.interval(&quantity) {
                    text = text.say(", ").then(self.interval_words(interval));
                }
                text = text.then(p_words(self.p(&quantity)));
                if let Some(size) = &path.effect {
                    text = text
                        .say(", f²\u{a0}=\u{a0}")
                        .and(self.f2(path))
                        .say(format!(" ({size})"));
                }
                text = text.say(". ");
            }
        }
        text
    }

    /// `95 % interval [0.123, 0.234]`
    pub(super) fn interval_words(&self, interval: Cell) -> Text {
        let kind = match self.shown() {
            IntervalKind::Percentile => String::new(),
            kind => format!(" {}", kind.label()),
        };
        let level = self.level().map_or(Cell::Undefined, Self::percent);
        Text::default()
            .and(level)
            .say(format!("{kind} interval "))
            .and(interval)
    }

    fn mediation_sentences(&self) -> Text {
        let mut text = Text::default();
        for m in self.document.mediation.iter().filter(|m| m.route.is_none()) {
            let quantity = Quantity::along(Measure::Indirect, &m.from, &m.to);
            text = text
                .say("The indirect effect of ")
                .and(Cell::name(&m.from))
                .say(" on ")
                .and(Cell::name(&m.to))
                .say(" is ")
                .and(Cell::estimate(m.indirect));
            if let interval @ Cell::Interval(_) = self.interval(&quantity) {
                text = text.say(", ").then(self.interval_words(interval));
            }
            text = text.then(p_words(self.p(&quantity)));
            if let Some(kind) = m.kind {
                text = text.say(format!(" ({kind})"));
            }
            text = text.say(". ");
        }
        text
    }

    fn fit_sentences(&self) -> Text {
        let mut text = Text::default();
        for fit in &self.document.fit {
            let tests = self.document.exact_fit.iter().flat_map(|e| &e.tests);
            let mut own = tests.filter(|t| t.model == fit.model && t.statistic == "srmr");
            let test = own.next();
            let limits = match test.and_then(|t| t.q95) {
                Some(quantile) => vec![quantile],
                None => bounds(Judged::Srmr),
            };
            text = text
                .say(format!("SRMR of the {} model is ", fit.model))
                .and(Cell::judged(fit.srmr, &limits));
            if let Some(quantile) = test.and_then(|t| t.q95) {
                text = text
                    .say(", its 95 % quantile under exact fit ")
                    .and(Cell::estimate(quantile));
            }
            text = text.say(". ");
        }
        text
    }

    fn finding_sentences(&self) -> Text {
        match self.document.findings.len() {
            0 => Text::new("The program reports no finding that affects these results."),
            count => Text::new(format!(
                "The program reports {} that may affect these results: see section Findings.",
                counted(count, "finding")
            )),
        }
    }
}

/// ` (Hair et al., 2022)`, and a line of the list.
pub(super) fn cite(source: Source, sources: &mut Vec<Source>) -> Cell {
    sources.push(source);
    Cell::words(format!(" ({})", source.called))
}

/// `, p = 0.034`, `, p < 0.001`, or nothing.
pub(super) fn p_words(p: Cell) -> Text {
    match &p {
        Cell::P(_) => {
            let signed = p.shown(3).starts_with(['<', '>', '≤', '=']);
            let before = if signed {
                ", p\u{a0}"
            } else {
                ", p\u{a0}=\u{a0}"
            };
            Text::new(before).and(p)
        }
        _ => Text::default(),
    }
}

fn given(value: f64) -> Cell {
    Cell::number(value, Digits::Given, &[])
}

/// `1 answer is`, `2 answers are`
fn are(count: usize, noun: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", counted(count, noun))
}
