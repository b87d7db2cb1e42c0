//! Formulas that users write: one parser for the grammar of arithmetic, whatever the inputs are.
//!
//! ```text
//! sum      = product { ("+" | "-") product }
//! product  = sign { ("*" | "/") sign }
//! sign     = "-" sign | power
//! power    = atom [ "^" sign ]
//! atom     = number | "(" sum ")" | function "(" sum { "," sum } ")" | input
//! ```
//!
//! ```text
//! reader       a place in the text, and faults at it
//! arithmetic   the grammar
//! expression   what was read, and its value
//! ```

mod arithmetic;
mod expression;
mod reader;

pub(crate) use arithmetic::Inputs;
pub(crate) use expression::{Expression, Function};
pub(crate) use reader::{Misread, Reader};
