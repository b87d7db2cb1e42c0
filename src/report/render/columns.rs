//! Columns that share the width of a page: in characters of a terminal, or in points of paper.

/// Widths that are reduced, the widest first, until they fit into the room together with the gaps between them, or cannot
/// be reduced further.
pub(super) fn shrunk(widths: &[usize], least: &[usize], room: usize, gap: usize) -> Vec<usize> {
    let mut widths = widths.to_vec();
    let mut excess = total(&widths, gap).saturating_sub(room);
    while excess > 0 {
        let wide = (0..widths.len()).filter(|&j| widths[j] > least[j]);
        let Some(widest) = wide.max_by_key(|&j| widths[j]) else {
            break;
        };
        widths[widest] -= 1;
        excess -= 1;
    }
    widths
}

/// The width of columns beside each other.
pub(super) fn total(widths: &[usize], gap: usize) -> usize {
    widths.iter().sum::<usize>() + gap * widths.len().saturating_sub(1)
}

/// Which columns are beside each other: first those that name the row, then as many others as fit. The others are printed
/// below, with the names again.
pub(super) fn parts(widths: &[usize], names: usize, room: usize, gap: usize) -> Vec<Vec<usize>> {
    let lead: Vec<usize> = (0..names).collect();
    let lead_width: usize = widths[..names].iter().map(|width| width + gap).sum();
    let mut parts = Vec::new();
    let (mut part, mut used) = (lead.clone(), lead_width);
    for (j, width) in widths.iter().enumerate().skip(names) {
        if part.len() > names && used + width > room {
            parts.push(std::mem::replace(&mut part, lead.clone()));
            used = lead_width;
        }
        part.push(j);
        used += width + gap;
    }
    parts.push(part);
    parts
}
