//! Numbers on the command line. A minus before a number is its sign, so that what cannot be negative says so itself:
//! arguments that are read here take `allow_hyphen_values`.

use std::str::FromStr;

/// A whole number.
pub(super) fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    let number = text.trim().parse();
    number.map_err(|_| "it must be a whole number that is not negative, such as 273".to_owned())
}

/// Any number; the computation that uses it checks whether it is valid.
pub(super) fn number(text: &str) -> Result<f64, String> {
    let number = text.trim().parse();
    number.map_err(|_| "it must be a number, such as 0.2".to_owned())
}
