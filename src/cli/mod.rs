//! Arguments in, calls of the library, report and status out.

mod bar;
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
/// Exit status: 0 success (also with findings), 1 the study could not be estimated, 2 the command line or the study
/// file is wrong, 3 stopped by a signal (the completed part is kept, and the result says how much was completed).
///
/// Files: a result document or a part replaces an earlier one of the same kind. Any other existing file is
/// replaced only with `--force`. A file that the command reads is never replaced.
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
    /// Merges the parts of a long run and prints its report
    Merge(merge::Arguments),
    /// Runs several studies and prints them side by side
    Compare(compare::Arguments),
    /// Predicts new rows from a study, with intervals
    Predict(predict::Arguments),
    /// Checks and describes a study and screens its answers: refuses what `run` would refuse, and reports no estimates
    Check(check::Arguments),
    /// Reports how many answers a study needs, and which effects a given number of answers can show
    Plan(plan::Arguments),
    /// Reports from experts' ratings whether the questions cover the concept (content validity)
    Experts(experts::Arguments),
    /// Draws a survey from the population of a study
    Simulate(simulate::Arguments),
    /// Reports the power of a study: how often surveys from its population show each effect
    Power(power::Arguments),
    /// Writes a commented study file to start from, guessed from a survey
    Init(init::Arguments),
    /// Draws the path model as an SVG file, with the estimates of a run on request
    Model(model::Arguments),
}

/// The reason why the command stops.
#[derive(Debug)]
enum Stop {
    /// The command line or the study file is wrong.
    Wrong(String),
    /// The study could not be estimated.
    Failed(String),
    /// A signal ended the work; the completed part is kept.
    Stopped(String),
}

impl Stop {
    /// A fault in the study file, whose name is added unless the message itself names a file.
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

    /// Data that cannot be read, or cannot be prepared as the study file says.
    fn of_data(study: &Path, error: &DataError) -> Self {
        if error.is_of_settings() {
            return Self::Wrong(format!("{}: {error}", study.display()));
        }
        Self::Failed(error.to_string())
    }

    /// A study that cannot be run with these data.
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

/// The files that a study reads, including the study file itself.
fn inputs(study: &Path) -> Result<Vec<PathBuf>, Stop> {
    pls_sem::study_file::inputs(study).map_err(|e| Stop::of_study(study, &e))
}

fn study_file(study: &Path) -> Result<StudyFile, Stop> {
    StudyFile::read(study).map_err(|e| Stop::of_study(study, &e))
}

/// The data of the study file at this path.
fn input(study: &Path, file: &StudyFile) -> Result<Input, Stop> {
    file.input().map_err(|e| Stop::of_data(study, &e))
}
