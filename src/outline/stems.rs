//! Blocks of questions, by the beginnings of their names.

/// Blocks of two or more columns with one stem, in the order of their first columns, and the columns that stand alone.
pub(super) fn blocks<'c>(columns: &[&'c str]) -> (Vec<(String, Vec<&'c str>)>, Vec<&'c str>) {
    let mut blocks: Vec<(String, Vec<&str>)> = Vec::new();
    let mut alone = Vec::new();
    for &column in columns {
        let Some(stem) = stem(column) else {
            alone.push(column);
            continue;
        };
        match blocks.iter_mut().find(|(known, _)| known == stem) {
            Some((_, own)) => own.push(column),
            None => blocks.push((stem.to_owned(), vec![column])),
        }
    }
    blocks.retain(|(_, own)| {
        if own.len() == 1 {
            alone.extend(own);
        }
        own.len() > 1
    });
    (blocks, alone)
}

/// The part of a name before the number at its end, or before a letter after a number; without separators. Of a
/// question of a matrix, such as `RES[SQ001]` or `How do you feel? [at work]`, what stands before the bracket.
fn stem(name: &str) -> Option<&str> {
    if let Some((matrix, _)) = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['))
    {
        return Some(matrix.trim()).filter(|matrix| !matrix.is_empty());
    }
    let digit = |c: char| c.is_ascii_digit();
    let without_letter = name
        .strip_suffix(|c: char| c.is_ascii_alphabetic())
        .filter(|rest| rest.ends_with(digit));
    let without_number = Some(name.trim_end_matches(digit)).filter(|rest| rest.len() < name.len());
    let stem = without_letter
        .or(without_number)?
        .trim_end_matches(|c: char| c.is_whitespace() || "_.-".contains(c));
    Some(stem).filter(|stem| !stem.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{blocks, stem};

    #[test]
    fn the_number_at_the_end_is_cut_off_with_its_separator() {
        assert_eq!(stem("KR12"), Some("KR"));
        assert_eq!(stem("cusl_1"), Some("cusl"));
        assert_eq!(stem("item 3"), Some("item"));
        assert_eq!(stem("価値2"), Some("価値"));
        assert_eq!(stem("q1b"), Some("q1"));
        assert_eq!(stem("Q1_2"), Some("Q1"));
        assert_eq!(stem("RES[SQ001]"), Some("RES"));
        assert_eq!(stem("How do you feel? [at work]"), Some("How do you feel?"));
        for alone in ["years_abroad", "12", "_1", "firm"] {
            assert_eq!(stem(alone), None, "{alone}");
        }
    }

    #[test]
    fn blocks_stand_in_the_order_of_the_file_and_take_two() {
        let (found, alone) = blocks(&["b1", "a1", "age", "a2", "c1", "b2"]);
        let expected = [("b", vec!["b1", "b2"]), ("a", vec!["a1", "a2"])];
        assert_eq!(found, expected.map(|(stem, own)| (stem.to_owned(), own)));
        assert_eq!(alone, ["age", "c1"]);
    }
}
