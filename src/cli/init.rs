//! `pls-sem init`

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use pls_sem::data::{DataError, Preparation};
use pls_sem::moments::SampleError;
use pls_sem::outline::{self, Outline};
use pls_sem::{Missing, ReadOptions, counted};

use super::Stop;
use super::say::{print, say};
use super::targets::{self, Force, Kind, Targets};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The survey to start from; without it, the command writes a template to fill in
    data: Option<PathBuf>,
    /// The study file to write; `-` prints it [default: study.toml in the folder of the data]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    force: Force,
    #[command(flatten)]
    reading: Reading,
}

/// Options for reading the survey. They are keys of `[data]`, and are written into the study file.
#[derive(Debug, clap::Args)]
#[command(
    next_help_heading = "How the survey is read (detected if not given; written into the study file)"
)]
struct Reading {
    /// Encoding of a text file, such as `windows-1252`
    #[arg(long, value_name = "NAME", requires = "data")]
    encoding: Option<String>,
    /// Delimiter of a text file: `,`, `;`, `|` or `tab`
    #[arg(long, value_name = "CHARACTER", requires = "data", value_parser = character)]
    delimiter: Option<char>,
    /// Decimal mark: `.` or `,`
    #[arg(long, value_name = "CHARACTER", requires = "data", value_parser = character)]
    decimal: Option<char>,
    /// Sheet of a workbook
    #[arg(long, value_name = "NAME", requires = "data")]
    sheet: Option<String>,
    /// Number of lines above the header, such as those of a title
    #[arg(long, value_name = "LINES", requires = "data")]
    skip: Option<usize>,
    /// Number of header rows: the first holds the names; the others, such as question texts or
    /// units, are skipped
    #[arg(long, value_name = "ROWS", requires = "data")]
    header_rows: Option<usize>,
    /// Numbers and texts that stand for "no answer", such as `-99,n/a`
    #[arg(
        long,
        value_name = "CODES",
        requires = "data",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    missing_codes: Vec<String>,
    /// How missing answers are treated
    #[arg(long, requires = "data", value_parser = PossibleValuesParser::new(["error", "casewise", "mean"]))]
    missing: Option<String>,
}

fn character(text: &str) -> Result<char, String> {
    if ["tab", "\\t"].contains(&text) {
        return Ok('\t');
    }
    text.parse()
        .map_err(|_| "it must be one character".to_owned())
}

impl Reading {
    fn options(&self) -> ReadOptions {
        let mut options = ReadOptions::new().missing_codes(self.missing_codes.iter().cloned());
        if let Some(name) = &self.encoding {
            options = options.encoding(name);
        }
        if let Some(delimiter) = self.delimiter {
            options = options.delimiter(delimiter);
        }
        if let Some(decimal) = self.decimal {
            options = options.decimal(decimal);
        }
        if let Some(sheet) = &self.sheet {
            options = options.sheet(sheet);
        }
        if let Some(lines) = self.skip {
            options = options.skip(lines);
        }
        if let Some(rows) = self.header_rows {
            options = options.header_rows(rows);
        }
        options
    }

    fn missing(&self) -> Option<Missing> {
        self.missing.as_deref().map(|word| match word {
            "casewise" => Missing::Casewise,
            "mean" => Missing::Mean,
            _ => Missing::Error,
        })
    }
}

/// Writes a commented study file to start from.
pub(super) fn init(arguments: &Arguments) -> Result<(), Stop> {
    let data = arguments.data.as_deref();
    let beside = data.map_or_else(PathBuf::new, |data| folder(data).to_owned());
    let output = arguments.output.clone();
    let output = output.unwrap_or_else(|| beside.join("study.toml"));
    let printed = output.as_os_str() == "-";
    Targets::new(arguments.force)
        .read(data)
        .write((!printed).then_some(output.as_path()), Kind::STUDY)
        .check()?;
    let (text, what) = match data {
        None => (Outline::template(), "a study file to fill in".to_owned()),
        Some(data) => {
            let file = if printed {
                data.to_owned()
            } else {
                relative(data, folder(&output))
            };
            guessed(data, &file, &arguments.reading)?
        }
    };
    if printed {
        return print(&text);
    }
    targets::write(&output, &text)?;
    let output = output.display();
    print(&format!(
        "wrote `{output}`: {what}\nedit it, then run `pls-sem check {output}`\n"
    ))
}

fn guessed(data: &Path, file: &Path, reading: &Reading) -> Result<(String, String), Stop> {
    let table = reading.options().read(data);
    let table = table.map_err(|e| {
        let option = option(&e).map_or_else(String::new, |option| format!(" (`{option}`)"));
        let message = format!("{e}{option}");
        if e.is_of_settings() {
            Stop::Wrong(message)
        } else {
            Stop::Failed(message)
        }
    })?;
    let table = match outline::labels(&table) {
        Some(labels) => {
            let prepared = table.prepare(&Preparation::new().labels(labels));
            prepared.map_err(|e| Stop::Failed(e.to_string()))?
        }
        None => table,
    };
    let outline = Outline::treating(&table, reading.missing());
    let outline = outline.map_err(|e| {
        let another = table.source().and_then(|source| source.another_sheet(None));
        let option = another.map_or_else(String::new, |sheet| format!(" (`--sheet {sheet:?}`)"));
        Stop::Failed(format!("{}: {e}{option}", data.display()))
    })?;
    warn(&outline);
    let what = format!(
        "{} of {}, guessed; {} of {} left out",
        counted(outline.model.constructs().len(), "construct"),
        counted(outline.model.indicators().count(), "question"),
        outline.left_out.len(),
        counted(table.columns().len(), "column")
    );
    let file = file.display().to_string();
    Ok((outline.to_toml(&table, &file), what))
}

/// The option of this command that corresponds to the key in an error's fix, because there is no
/// study file yet.
fn option(error: &DataError) -> Option<String> {
    match error {
        DataError::InFile { error, .. } => option(error),
        DataError::InSheet { error, another, .. } => {
            let sheet = another.as_ref().map(|sheet| format!("--sheet {sheet:?}"));
            option(error).or(sheet)
        }
        DataError::NotUtf8 { readings, .. } => {
            let (encoding, _) = readings.first()?;
            Some(format!("--encoding {}", encoding.to_lowercase()))
        }
        DataError::NoName { title, .. }
        | DataError::FewNames { title, .. }
        | DataError::Ragged { title, .. } => title.map(|lines| format!("--skip {lines}")),
        _ => None,
    }
}

/// Reports questions that are left out because of a few of their cells.
fn warn(outline: &Outline) {
    const MOST: usize = 5;
    for fault in outline.unreadable.iter().take(MOST) {
        say(&format!("left out: {fault}"));
    }
    let others = outline.unreadable.iter().skip(MOST);
    let others: usize = others.map(SampleError::columns).sum();
    if others > 0 {
        say(&format!(
            "left out: {} more with cells that are not numbers",
            counted(others, "column")
        ));
    }
}

/// The folder of a file; empty for the folder in which the command runs.
fn folder(file: &Path) -> &Path {
    file.parent().unwrap_or_else(|| Path::new(""))
}

/// How a study file in `folder` names the data: by the file name alone in the same folder, otherwise by the
/// full path.
fn relative(data: &Path, beside: &Path) -> PathBuf {
    let full = |folder: &Path| std::path::absolute(Path::new(".").join(folder)).ok();
    match data.file_name() {
        Some(name) if full(folder(data)) == full(beside) => PathBuf::from(name),
        _ => std::path::absolute(data).unwrap_or_else(|_| data.to_owned()),
    }
}
