//! The command `pls-sem`: reads a study file, runs it, prints the report.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
