//! The report of content validity.

use std::fmt;

use super::grid::Grid;
use super::number::{NOT_DEFINED, fixed};
use super::remarks;
use crate::design::{ContentValidity, Scale, Validity};
use crate::text::counted;

impl fmt::Display for ContentValidity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = [
            self.record(),
            remarks::findings(&self.findings),
            remarks::guidance(&self.guidance),
            self.of_constructs(),
            self.of_items(),
            self.of_experts(),
        ];
        f.write_str(&sections.join("\n"))
    }
}

impl ContentValidity {
    fn record(&self) -> String {
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
            .filter_map(|(what, text)| Some((what, text?)));
        remarks::record("Do the questions cover the concept?", lines)
    }

    /// Of every construct, and of all items.
    fn of_constructs(&self) -> String {
        let mut grid = Grid::new(
            "Content validity",
            1,
            &[
                "items of",
                "items",
                "retained",
                "CVI",
                "S-CVI/Ave",
                "S-CVI/UA",
            ],
        );
        let mut row = |of: &str, validity: &Validity| {
            grid.row(vec![
                of.to_owned(),
                validity.items.to_string(),
                validity.retained.to_string(),
                fixed(validity.cvi),
                fixed(validity.s_cvi_ave),
                fixed(validity.s_cvi_ua),
            ]);
        };
        for construct in &self.constructs {
            row(&construct.construct, &construct.validity);
        }
        row("the whole questionnaire", &self.questionnaire);
        grid.note("CVI: mean CVR of the retained items (Lawshe 1975). S-CVI/Ave: mean I-CVI of all items; S-CVI/UA: share of");
        grid.note("the items on which all experts agree (Polit & Beck 2006).");
        grid.render()
    }

    fn of_items(&self) -> String {
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
        let mut grid = Grid::new("Items", 1 + names, &header[1 - names..]);
        for item in &self.items {
            let construct = item.construct.clone().unwrap_or_default();
            let cells = [
                construct,
                item.item.clone(),
                item.experts.to_string(),
                item.missing.to_string(),
                item.agreed.to_string(),
                item.needed
                    .map_or_else(|| NOT_DEFINED.to_owned(), |n| n.to_string()),
                fixed(item.cvr),
                fixed(item.i_cvi),
                fixed(item.kappa),
                item.kappa_is.clone(),
            ];
            grid.row(cells[1 - names..].to_vec());
        }
        grid.note("CVR: Lawshe (1975) asks whether an item is essential; here an expert counts who agrees on the scale above.");
        grid.note("needed: number of experts who must agree to retain the item, 5 % one-tailed (Ayre & Scally 2014).");
        grid.note("kappa: I-CVI corrected for chance; excellent above 0.74, good from 0.60, fair from 0.40 (Polit, Beck & Owen 2007).");
        grid.render()
    }

    fn of_experts(&self) -> String {
        let mut grid = Grid::new(
            "Experts",
            1,
            &["expert", "rated", "missing", "agrees", "share"],
        );
        for expert in &self.experts {
            grid.row(vec![
                expert.expert.clone(),
                expert.rated.to_string(),
                expert.missing.to_string(),
                expert.agreed.to_string(),
                fixed(expert.agreed as f64 / expert.rated as f64),
            ]);
        }
        grid.note("share: of the items that the expert rated. An expert who agrees much less often may understand them differently.");
        grid.render()
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
