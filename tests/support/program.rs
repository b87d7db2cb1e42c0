//! The command, run as users run it.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::process::Command;

/// What a run of the command came to.
#[derive(Debug, PartialEq)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_pls-sem"))
}

/// Runs the command; its standard error is not a terminal.
pub(crate) fn pls_sem(arguments: &[&str]) -> Ran {
    let output = program().args(arguments).output().unwrap();
    Ran {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
