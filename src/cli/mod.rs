//! Arguments in, calls of the library, report and status out.

mod check;
mod compare;
mod experts;
mod init;
mod merge;
mod model;
mod numbers;
mod output;
mod pages;
mod part;
mod plan;
mod power;
mod predict;
mod run;
mod say;
mod scores;
mod signals;
mod simulate;
mod targets;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use pls_sem::data::DataError;
use pls_sem::resample::ResampleError;
use pls_sem::study::RunError;
use pls_sem::study_file::StudyError;
use pls_sem::{Input, StudyFile};
use say::say;

/// Exit status of a command that a signal stopped.
const STOPPED: u8 = 3;

/// Partial least squares path modeling from a study file.
///
/// Exit status: 0 done (findings included), 1 the study could not be estimated, 2 the command line or the study file
/// is wrong, 3 stopped by a signal (what was done by then is kept, and the result says how much that is).
///
/// Files: a result document or a part replaces an earlier one of its own kind; any other file that exists is
/// replaced only with `--force`; a file that the command reads is never replaced.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a study and prints its report
    Run(run::Arguments),
    /// Joins parts of a long run and prints its report
    Merge(merge::Arguments),
    /// Runs several studies and prints them side by side
    Compare(compare::Arguments),
    /// Predicts new rows from a study, with intervals
    Predict(predict::Arguments),
    /// Reads, checks and describes a study, and looks at the answers; estimates nothing
    Check(check::Arguments),
    /// Says how many answers a study needs, and what the given number can show
    Plan(plan::Arguments),
    /// Judges from ratings by experts whether the questions cover the concept
    Experts(experts::Arguments),
    /// Draws a survey from the population of a study
    Simulate(simulate::Arguments),
    /// Says how often surveys of a study's population would show each effect
    Power(power::Arguments),
    /// Writes a commented study file to start from, guessed from a survey
    Init(init::Arguments),
    /// Draws the path model as SVG, with the estimates of a run on request
    Model(model::Arguments),
}

/// Why the command stops.
#[derive(Debug)]
enum Stop {
    /// The command line or the study file is wrong.
    Wrong(String),
    /// The study could not be estimated.
    Failed(String),
    /// A signal ended the work; what was done is kept.
    Stopped(String),
}

impl Stop {
    /// A fault of the study file, which is named unless the sentence names a file itself.
    fn of_study(path: &Path, error: &StudyError) -> Self {
        Self::Wrong(match error {
            StudyError::Unreadable { .. }
            | StudyError::Survey { .. }
            | StudyError::ModelFile { .. }
            | StudyError::Infer(_)
            | StudyError::Predict(_) => error.to_string(),
            _ => format!("{}: {error}", path.display()),
        })
    }

    /// Data that cannot be read, or not be prepared as the study file says.
    fn of_data(study: &Path, error: &DataError) -> Self {
        match error.setting() {
            Some(_) => Self::Wrong(format!("{}: {error}", study.display())),
            None => Self::Failed(error.to_string()),
        }
    }

    /// A study that these data do not let run.
    fn of_run(data: &Path, error: &RunError) -> Self {
        // Settings that do not go together, whatever the data are.
        if let RunError::Infer(
            ResampleError::Range { .. }
            | ResampleError::GivenNot { .. }
            | ResampleError::StudentizedUnits,
        ) = error
        {
            return Self::Wrong(error.to_string());
        }
        Self::Failed(match error {
            RunError::Infer(_) | RunError::Merge(_) | RunError::NoBootstrap => error.to_string(),
            _ => format!("{}: {error}", data.display()),
        })
    }
}

pub(crate) fn main() -> ExitCode {
    signals::listen();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(fault) if fault.use_stderr() => {
            say(&fault.render().to_string());
            return ExitCode::from(2);
        }
        // Help, or the version.
        Err(asked) => asked.exit(),
    };
    let done = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Merge(arguments) => merge::merge(&arguments),
        Command::Predict(arguments) => predict::predict(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Plan(arguments) => plan::plan(&arguments),
        Command::Experts(arguments) => experts::experts(&arguments),
        Command::Simulate(arguments) => simulate::simulate(&arguments),
        Command::Power(arguments) => power::power(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::Model(arguments) => model::model(&arguments),
    };
    let (status, what, message) = match done {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Stop::Failed(message)) => (1, "error", message),
        Err(Stop::Wrong(message)) => (2, "error", message),
        Err(Stop::Stopped(message)) => (STOPPED, "stopped", message),
    };
    say(&format!("{what}: {message}"));
    ExitCode::from(status)
}

/// The files that a study reads, itself among them.
fn inputs(study: &Path) -> Result<Vec<PathBuf>, Stop> {
    pls_sem::study_file::inputs(study).map_err(|e| Stop::of_study(study, &e))
}

fn study_file(study: &Path) -> Result<StudyFile, Stop> {
    StudyFile::read(study).map_err(|e| Stop::of_study(study, &e))
}

/// The data of a study file, which stands at this path.
fn input(study: &Path, file: &StudyFile) -> Result<Input, Stop> {
    file.input().map_err(|e| Stop::of_data(study, &e))
}
