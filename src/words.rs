//! Words for error sentences: the nearest known spelling of a name, and numbers with their nouns.

/// The known name that is nearest to `name`, if any is near enough to be meant.
///
/// Case is not counted; one slip of the pen is allowed for every three letters, but some letter must be right. Names that
/// are too long to be typed are compared with none: room and time grow with the product of the lengths.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const LONGEST: usize = 100;
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    if length > LONGEST {
        return None;
    }
    let allowed = length.div_ceil(3).min(length.saturating_sub(1));
    known
        .into_iter()
        .filter(|k| k.chars().count() <= length + allowed)
        .map(|k| (strsim::damerau_levenshtein(&wanted, &k.to_lowercase()), k))
        .filter(|&(slips, _)| slips <= allowed)
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, k)| k.to_owned())
}

/// The end of an error sentence: `; did you mean `Image`?`, or nothing.
pub(crate) fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |n| format!("; did you mean `{n}`?"))
}

/// A number with its noun: `1 row`, `3 rows`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_and_a_stranger_finds_none() {
        let known = ["Image", "Loyalty", "CUSL1"];
        assert_eq!(nearest("Imgae", known).as_deref(), Some("Image"));
        assert_eq!(nearest("cusl1", known).as_deref(), Some("CUSL1"));
        assert_eq!(nearest("Complaints", known), None);
        assert_eq!(nearest("|", [",", ";"]), None);
    }
}
