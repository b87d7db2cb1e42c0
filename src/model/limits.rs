//! Limits of a model, far above the size of any study: hostile text gives an error and does not use up the
//! memory.

use super::Fault;

/// The longest model text, in bytes: 1 MiB.
const LONGEST_TEXT: usize = 1 << 20;
/// The longest name, in characters.
pub(super) const LONGEST_NAME: usize = 1000;
/// The most indicators that one range may stand for.
pub(super) const LONGEST_RANGE: usize = 1000;
/// The maximum number of constructs, because quantities of all pairs are computed and named.
const MOST_CONSTRUCTS: usize = 200;
/// The most indicators of all constructs together.
const MOST_INDICATORS: usize = 10_000;
/// As many paths as 200 constructs can have without a circle.
const MOST_PATHS: usize = MOST_CONSTRUCTS * (MOST_CONSTRUCTS - 1) / 2;

pub(super) fn text(text: &str) -> Result<(), Fault> {
    at_most(LONGEST_TEXT, "bytes of text", text.len())
}

pub(super) fn constructs(count: usize) -> Result<(), Fault> {
    at_most(MOST_CONSTRUCTS, "constructs", count)
}

pub(super) fn indicators(count: usize) -> Result<(), Fault> {
    at_most(MOST_INDICATORS, "indicators", count)
}

pub(super) fn paths(count: usize) -> Result<(), Fault> {
    at_most(MOST_PATHS, "paths", count)
}

pub(super) fn name(name: &str) -> Result<(), Fault> {
    match name.chars().count() {
        length if length > LONGEST_NAME => Err(Fault::LongName {
            beginning: name.chars().take(30).collect(),
            length,
            most: LONGEST_NAME,
        }),
        _ => Ok(()),
    }
}

fn at_most(most: usize, what: &'static str, count: usize) -> Result<(), Fault> {
    if count > most {
        return Err(Fault::TooMany { what, most });
    }
    Ok(())
}
