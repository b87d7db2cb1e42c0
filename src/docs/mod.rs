//! Pages for users: the study file, why numbers differ between programs, how the numbers were validated, and how to do
//! very long runs.

/// The study file: its tables and keys, with their defaults.
#[doc = include_str!("study_file.md")]
pub mod study_file {}

/// Why do my numbers differ?
#[doc = include_str!("why_my_numbers_differ.md")]
pub mod why_my_numbers_differ {}

/// What the numbers were checked against.
#[doc = include_str!("validation.md")]
pub mod validation {}

/// Long runs, in parts.
#[doc = include_str!("long_runs.md")]
pub mod long_runs {}
