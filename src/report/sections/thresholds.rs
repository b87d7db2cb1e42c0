//! Values beyond customary thresholds.

use super::short::Room;
use super::{Report, more};
use crate::guidance::{Judged, Judgement};
use crate::report::cell::Cell;
use crate::report::page::{Section, Text};

const CAUTION: &str = "Thresholds are conventions, not laws: each names its source, and no result was left out because of them.";

/// The maximum number of values of one kind that the short page names.
const MOST_NAMED: usize = 6;

impl Report<'_> {
    pub(super) fn thresholds(&self) -> Section {
        thresholds(&self.document.guidance)
    }

    /// One line for each kind: the threshold, the number of values that miss it, and the first of
    /// them.
    pub(super) fn thresholds_grouped(&self, room: Room) -> Section {
        let section = Section::new("thresholds", "Beyond customary thresholds");
        let mut groups: Vec<Vec<&Judgement>> = Vec::new();
        for judgement in &self.document.guidance {
            let alike = |group: &&mut Vec<&Judgement>| {
                group.first().is_some_and(|first| {
                    first.measure == judgement.measure
                        && first.side == judgement.side
                        && first.source == judgement.source
                        && first.bound.total_cmp(&judgement.bound).is_eq()
                })
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.push(judgement),
                None => groups.push(vec![judgement]),
            }
        }
        if groups.is_empty() {
            let section = Section::new("thresholds", "");
            return section.paragraph("Beyond customary thresholds: nothing.");
        }
        // Which thresholds are missed is more than what misses them.
        let (most, named) = (room.of_paths(), room.of_sentences().min(MOST_NAMED));
        let lines = groups.iter().take(most);
        let lines = lines.map(|group| self.line(group, named));
        let others: usize = groups.iter().skip(most).map(Vec::len).sum();
        section.list(lines.chain((others > 0).then(|| more(others, "thresholds"))))
    }

    fn line(&self, group: &[&Judgement], named: usize) -> Text {
        let first = group[0];
        let (called, of) = (first.measure.called(), self.judged(first));
        let of = of.map_or_else(String::new, |of| format!(" of {of}"));
        let mut line = Text::new(format!(
            "{called} {} {} ({}): {}{of}: ",
            first.side.word(),
            first.bound_shown(),
            first.source,
            group.len()
        ));
        for (i, judgement) in group.iter().take(named).enumerate() {
            let before = if i == 0 { "" } else { ", " };
            line = line
                .say(format!("{before}{} ", judgement.of))
                .and(Cell::judged(judgement.value, &[judgement.bound]));
        }
        match group.len().saturating_sub(named) {
            0 => line,
            others => line.say(format!(" and {others} more")),
        }
    }

    /// The number of values that were compared with the threshold, where this is informative.
    fn judged(&self, judgement: &Judgement) -> Option<usize> {
        let document = self.document;
        match judgement.measure {
            Judged::Loading => Some(document.items.len()),
            Judged::ItemTotal => Some(document.items.iter().filter_map(|i| i.item_total).count()),
            Judged::Alpha => Some(document.constructs.iter().filter_map(|c| c.alpha).count()),
            Judged::RhoA => Some(document.constructs.iter().filter_map(|c| c.rho_a).count()),
            Judged::RhoC => Some(document.constructs.iter().filter_map(|c| c.rho_c).count()),
            Judged::Ave => Some(document.constructs.iter().filter_map(|c| c.ave).count()),
            Judged::Htmt => Some(document.discriminant.iter().filter_map(|d| d.htmt).count()),
            Judged::Vif => Some(document.paths.len()),
            Judged::FullVif => Some(document.common_method.full_vif.len()),
            _ => None,
        }
    }
}

/// The judgements of any document.
pub(in crate::report) fn thresholds(guidance: &[Judgement]) -> Section {
    let section = Section::new("thresholds", "Beyond customary thresholds");
    if guidance.is_empty() {
        return section.paragraph("nothing");
    }
    section
        .list(guidance.iter().map(|j| j.sentence.as_str()))
        .paragraph(CAUTION)
}
