//! `pls-sem init`

use std::path::{Path, PathBuf};

use pls_sem::Table;
use pls_sem::outline::Outline;

use super::output::{check_file, create};
use super::{Stop, print};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The survey to start from; without it a study file to fill in is written
    data: Option<PathBuf>,
    /// The study file to write; `-` prints it [default: study.toml beside the data]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replaces the file if it is there already
    #[arg(long)]
    force: bool,
}

/// Writes a commented study file to start from.
pub(super) fn init(arguments: &Arguments) -> Result<(), Stop> {
    let data = arguments.data.as_deref();
    let beside = data.map_or_else(PathBuf::new, |data| folder(data).to_owned());
    let output = arguments.output.clone();
    let output = output.unwrap_or_else(|| beside.join("study.toml"));
    let printed = output.as_os_str() == "-";
    if !printed {
        check_file(&output)?;
    }
    let (text, what) = match data {
        None => (Outline::template(), "a study file to fill in".to_owned()),
        Some(data) => {
            let file = if printed {
                data.to_owned()
            } else {
                relative(data, folder(&output))
            };
            guessed(data, &file)?
        }
    };
    if printed {
        return print(&text);
    }
    create(&output, &text, arguments.force)?;
    let output = output.display();
    print(&format!(
        "wrote `{output}`: {what}\nedit it, then `pls-sem check {output}`\n"
    ))
}

fn guessed(data: &Path, file: &Path) -> Result<(String, String), Stop> {
    let table = Table::read(data).map_err(|e| Stop::Failed(e.to_string()))?;
    let outline =
        Outline::of(&table).map_err(|e| Stop::Failed(format!("{}: {e}", data.display())))?;
    let what = format!(
        "{} constructs of {} questions, guessed; {} of {} columns left out",
        outline.model.constructs().len(),
        outline.model.indicators().count(),
        outline.left_out.len(),
        table.columns().len()
    );
    let file = file.display().to_string();
    Ok((outline.to_toml(&table, &file), what))
}

/// The folder of a file; empty for that in which the command runs.
fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or_else(|| Path::new(""))
}

/// The data as a study file in `folder` names them: by their name alone beside it, else by their full path.
fn relative(data: &Path, beside: &Path) -> PathBuf {
    let full = |folder: &Path| std::path::absolute(Path::new(".").join(folder)).ok();
    match data.file_name() {
        Some(name) if full(folder(data)) == full(beside) => PathBuf::from(name),
        _ => std::path::absolute(data).unwrap_or_else(|_| data.to_owned()),
    }
}
