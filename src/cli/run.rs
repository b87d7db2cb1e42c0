//! `pls-sem run`

use std::path::{Path, PathBuf};

use pls_sem::{Input, StudyFile};

use super::output::{Output, check_replaces};
use super::{Stop, read};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The study file
    study: PathBuf,
    #[command(flatten)]
    output: Output,
    /// Runs some of the resamples only, and writes them to this file; `pls-sem merge` joins such parts
    #[arg(long, value_name = "FILE", conflicts_with_all = ["json", "html", "csv"])]
    part: Option<PathBuf>,
    /// The first resample of the part, counted from 0
    #[arg(long, value_name = "R", requires_all = ["to", "part"])]
    from: Option<usize>,
    /// The first resample after the part
    #[arg(long, value_name = "R", requires_all = ["from", "part"])]
    to: Option<usize>,
}

pub(super) fn run(arguments: &Arguments) -> Result<(), Stop> {
    let output = &arguments.output;
    output.check()?;
    if let Some(part) = &arguments.part {
        let Some((from, to)) = arguments.from.zip(arguments.to) else {
            return Err(Stop::Wrong(
                "`--part` takes `--from` and `--to`: the resamples that it is to hold, counted from 0".to_owned(),
            ));
        };
        check_replaces(part, "part of a bootstrap", b"pls-sem-part/")?;
        let (file, input) = read(&arguments.study)?;
        return run_part(output, &file, &input, part, from..to);
    }
    let (file, input) = read(&arguments.study)?;
    let document = output.watch(|progress| {
        let document = file.study.run_with(&input, progress);
        document.map_err(|e| Stop::of_run(&file.data, &e))
    })?;
    output.show(&document)
}

fn run_part(
    output: &Output,
    file: &StudyFile,
    input: &Input,
    into: &Path,
    range: std::ops::Range<usize>,
) -> Result<(), Stop> {
    let part = output.watch(|progress| {
        let part = file.study.run_part(input, range.clone(), progress);
        part.map_err(|e| Stop::of_run(&file.data, &e))
    })?;
    part.write(into).map_err(|e| Stop::Failed(e.to_string()))?;
    let (done, to) = (part.range().end, range.end);
    if done < to {
        // A queue of jobs must not take it for done.
        return Err(Stop::Failed(format!(
            "stopped: `{}` holds resamples {} to {done}; the rest is `--from {done} --to {to}`",
            into.display(),
            part.range().start
        )));
    }
    Ok(())
}
