//! The report of content validity.

use std::fmt;

use super::cell::Cell;
use super::page::{Page, Section, Table, Text};
use super::sections::{findings, thresholds};
use crate::design::{ContentValidity, Scale, Validity};
use crate::text::counted;

impl fmt::Display for ContentValidity {
    /// The page, in 80 columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().fmt(f)
    }
}

impl ContentValidity {
    /// The report: the indices of the questionnaire, of each construct and of each item, and the agreement of each expert.
    #[must_use]
    pub fn page(&self) -> Page {
        Page::new(
            "pls-sem experts: do the questions cover the concept?",
            [
                self.record(),
                findings(&self.findings),
                thresholds(&self.guidance),
                self.of_constructs(),
                self.of_items(),
                self.of_experts(),
            ],
        )
    }

    fn record(&self) -> Section {
        let missing: usize = self.items.iter().map(|item| item.missing).sum();
        let ratings = format!(
            "{}, {}, {} missing",
            counted(self.experts.len(), "expert"),
            counted(self.items.len(), "item"),
            counted(missing, "rating")
        );
        let source = self.source.as_ref();
        let lines = [
            ("Ratings", source.map(|s| s.file.clone())),
            ("SHA-256", source.map(|s| s.sha256.clone())),
            ("Panel", Some(ratings)),
            ("Scale", Some(scale(self.scale))),
        ];
        let lines = lines
            .into_iter()
            .filter_map(|(what, text)| Some((what, Text::new(text?))));
        Section::new("run", "Ratings").record(lines.collect())
    }

    /// Of every construct, and of all items.
    fn of_constructs(&self) -> Section {
        let header = [
            "items of",
            "items",
            "retained",
            "CVI",
            "S-CVI/Ave",
            "S-CVI/UA",
        ];
        let mut table = Table::new("content-validity", "", 1, header);
        let mut row = |of: Cell, validity: &Validity| {
            table.row([
                of,
                Cell::Count(validity.items),
                Cell::Count(validity.retained),
                Cell::estimate(validity.cvi),
                Cell::estimate(validity.s_cvi_ave),
                Cell::estimate(validity.s_cvi_ua),
            ]);
        };
        for construct in &self.constructs {
            row(Cell::name(&construct.construct), &construct.validity);
        }
        row(Cell::words("the whole questionnaire"), &self.questionnaire);
        table.note("CVI: mean CVR of the retained items (Lawshe 1975). S-CVI/Ave: mean I-CVI of all items; S-CVI/UA: share of the items on which all experts agree (Polit & Beck 2006).");
        Section::new("content-validity", "Content validity").table(table)
    }

    fn of_items(&self) -> Section {
        let names = usize::from(!self.constructs.is_empty());
        let header = [
            "construct",
            "item",
            "experts",
            "missing",
            "agree",
            "needed",
            "CVR",
            "I-CVI",
            "kappa",
            "agreement",
        ];
        let mut table = Table::new("items", "", 1 + names, header.into_iter().skip(1 - names));
        for item in &self.items {
            let construct = item.construct.as_ref().map_or(Cell::Blank, Cell::name);
            let cells = [
                construct,
                Cell::name(&item.item),
                Cell::Count(item.experts),
                Cell::Count(item.missing),
                Cell::Count(item.agreed),
                item.needed.map_or(Cell::Undefined, Cell::Count),
                Cell::estimate(item.cvr),
                Cell::estimate(item.i_cvi),
                Cell::estimate(item.kappa),
                Cell::called(&item.kappa_is),
            ];
            table.row(cells.into_iter().skip(1 - names));
        }
        table.note("CVR: Lawshe (1975) asks whether an item is essential; here an expert counts who agrees on the scale above.");
        table.note("Needed: number of experts who must agree to retain the item, 5 % one-tailed (Ayre & Scally 2014).");
        table.note("Kappa: I-CVI corrected for chance; excellent above 0.74, good from 0.60, fair from 0.40 (Polit, Beck & Owen 2007).");
        Section::new("items", "Items").table(table)
    }

    fn of_experts(&self) -> Section {
        let header = ["expert", "rated", "missing", "agrees", "share"];
        let mut table = Table::new("experts", "", 1, header);
        for expert in &self.experts {
            table.row([
                Cell::name(&expert.expert),
                Cell::Count(expert.rated),
                Cell::Count(expert.missing),
                Cell::Count(expert.agreed),
                Cell::estimate(expert.agreed as f64 / expert.rated as f64),
            ]);
        }
        table.note("Share: of the items that the expert rated. An expert who agrees much less often may understand them differently.");
        Section::new("experts", "Experts").table(table)
    }
}

fn scale(scale: Scale) -> String {
    let agreement = if scale.agree_from == scale.agree_to {
        format!("{} counts", scale.agree_to)
    } else {
        format!("{} to {} count", scale.agree_from, scale.agree_to)
    };
    format!("{} to {}; {agreement} as agreement", scale.low, scale.high)
}
