//! Tables of measurement invariance: the steps of MICOM for each two groups, and for all together.

use super::groups::{LEVEL, MOST_ROWS, floor};
use crate::document::GroupsDocument;
use crate::groups::Micom;
use crate::report::cell::{Cell, Digits};
use crate::report::page::Table;
use crate::text::counted;

/// Step 1.
pub(super) fn configural(groups: &GroupsDocument) -> Table {
    let title = "MICOM, step 1: what is the same before anything is estimated";
    let mut table = Table::new("micom-configural", title, 1, ["item", "same", "reason"]);
    for line in &groups.configural {
        table.row([
            Cell::words(&line.item),
            Cell::decided(line.same, "yes", "see"),
            Cell::words(&line.sentence),
        ]);
    }
    table
}

/// A heading for each two groups. If the rows are many, those are shown that differ.
fn by_pair(
    groups: &GroupsDocument,
    table: &mut Table,
    differs: impl Fn(&Micom) -> bool,
    row: impl Fn(&Micom) -> Vec<Cell>,
) {
    let all = groups.micom.len() <= MOST_ROWS;
    let mut shown = 0;
    for invariance in &groups.invariance {
        let pair = format!("`{}` and `{}`", invariance.first, invariance.second);
        let own = |m: &&Micom| m.first == invariance.first && m.second == invariance.second;
        let own = groups.micom.iter().filter(own);
        let mut own = own.filter(|m| all || differs(m)).peekable();
        if own.peek().is_some() {
            table.heading(pair);
        }
        for record in own {
            table.row(row(record));
            shown += 1;
        }
    }
    if shown < groups.micom.len() {
        table.note(format!(
            "{shown} of {} differ or are not decided; the others are in the result document.",
            counted(groups.micom.len(), "row")
        ));
    }
}

/// Step 2, pair after pair.
pub(super) fn composites(groups: &GroupsDocument) -> Table {
    let several = groups.invariance.len() > 1;
    let mut header = vec!["construct", "c", "5 % quantile", "p"];
    header.extend(several.then_some("Holm"));
    header.push("composites");
    let title = "MICOM, step 2: are the composites the same?";
    let mut table = Table::new("micom-composites", title, 1, header);
    let floor = Some(floor(groups));
    let differs = |m: &Micom| m.compositional != Some(true);
    by_pair(groups, &mut table, differs, |m| {
        let quantile: Vec<f64> = m.c_quantile.into_iter().collect();
        let mut cells = vec![
            Cell::name(&m.construct),
            Cell::number(m.c, Digits::Error, &quantile),
            Cell::number(m.c_quantile, Digits::Error, &[]),
            Cell::p(m.c_p, floor, &[LEVEL]),
        ];
        cells.extend(several.then(|| Cell::p(m.c_p_adjusted, floor, &[LEVEL])));
        cells.push(Cell::decided(m.compositional, "the same", "differ"));
        cells
    });
    let rule = if several {
        "They are the same unless p, adjusted after Holm for the pairs of groups, is at most 0.05."
    } else {
        "They are the same if c is not below its 5 % quantile."
    };
    table.note(format!(
        "c: correlation of the composites that the weights of both groups make of all their rows. {rule} Quantile and p: when rows change groups at random (Henseler, Ringle & Sarstedt 2016)."
    ));
    table
}

/// Step 3, pair after pair.
pub(super) fn means_and_variances(groups: &GroupsDocument) -> Table {
    let several = groups.invariance.len() > 1;
    let mut header = vec!["construct", "mean", "95 % of chance", "p"];
    header.extend(several.then_some("Holm"));
    header.extend(["log variance", "95 % of chance", "p"]);
    header.extend(several.then_some("Holm"));
    let title = "MICOM, step 3: are means and variances equal?";
    let mut table = Table::new("micom-means", title, 1, header);
    let floor = Some(floor(groups));
    let differs = |m: &Micom| m.equal_means != Some(true) || m.equal_variances != Some(true);
    by_pair(groups, &mut table, differs, |m| {
        let interval = |low: Option<f64>, high: Option<f64>| {
            Cell::interval(low.zip(high).map(|(low, high)| [low, high]), &[])
        };
        let p = |p: Option<f64>| Cell::p(p, floor, &[LEVEL]);
        let mut cells = vec![
            Cell::name(&m.construct),
            Cell::estimate(m.mean_difference),
            interval(m.mean_low, m.mean_high),
            p(m.mean_p),
        ];
        cells.extend(several.then(|| p(m.mean_p_adjusted)));
        cells.extend([
            Cell::estimate(m.log_variance_difference),
            interval(m.variance_low, m.variance_high),
            p(m.variance_p),
        ]);
        cells.extend(several.then(|| p(m.variance_p_adjusted)));
        cells
    });
    table.note("The first group less the second, of scores with mean 0 and variance 1 in both together; chance: when rows change groups at random. Equal where p is above 0.05.");
    table
}

/// MICOM of all groups together, where there are more than two: with two it is that of the pair.
pub(super) fn invariance_of_all(groups: &GroupsDocument) -> Option<Table> {
    if groups.invariance.len() < 2 {
        return None;
    }
    let header = [
        "construct",
        "smallest c",
        "5 % quantile",
        "p",
        "composites",
        "means",
        "p",
        "log variances",
        "p",
    ];
    let title = "MICOM, steps 2 and 3, of all groups together";
    let mut table = Table::new("micom-all", title, 1, header);
    let floor = Some(floor(groups));
    for m in &groups.micom_of_all {
        let quantile: Vec<f64> = m.c_quantile.into_iter().collect();
        table.row([
            Cell::name(&m.construct),
            Cell::number(m.c, Digits::Error, &quantile),
            Cell::number(m.c_quantile, Digits::Error, &[]),
            Cell::p(m.c_p, floor, &[LEVEL]),
            Cell::decided(m.compositional, "the same", "differ"),
            Cell::estimate(m.mean_variance),
            Cell::p(m.mean_p, floor, &[LEVEL]),
            Cell::estimate(m.log_variance_variance),
            Cell::p(m.variance_p, floor, &[LEVEL]),
        ]);
    }
    table.note("Smallest c: of every two groups, with the scores of all rows; means, log variances: their variance between groups. Held against chance, when the rows of all groups change groups at random; a single item has c = 1.");
    Some(table)
}
