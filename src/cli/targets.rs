//! The files that a command writes, and what they may replace.
//!
//! One rule for all commands: a document replaces an earlier one of its own kind; anything else that exists needs
//! `--force`; a file that the command reads is never replaced.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use pls_sem::files::{check_writable, reason, write_whole};

use super::Stop;
use super::say::say;
use super::signals::{undisturbed, write_undisturbed};

/// Whether existing files are replaced.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Force {
    /// Replaces existing files. Without it, a result document or a part replaces only an earlier one of the
    /// same kind. Files that the command reads are never replaced
    #[arg(long)]
    pub(super) force: bool,
}

/// The kinds of output files.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// Its name, with an article.
    name: &'static str,
    /// The first bytes of every file of this kind; empty if a file of this kind cannot be distinguished from other
    /// files.
    begins: &'static str,
    /// What it holds, and the endings of names of such files; none if every name is right.
    holds: &'static str,
    endings: &'static [&'static str],
}

/// Endings that stand for a certain kind of content; a name with any other ending may hold anything.
const ENDINGS: [&str; 43] = [
    "json", "html", "htm", "xhtml", "tex", "ltx", "md", "markdown", "svg", "csv", "toml", "png",
    "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "pdf", "eps", "ps", "emf", "wmf", "xlsx",
    "xlsm", "xls", "ods", "sav", "dta", "sas7bdat", "rds", "rdata", "docx", "doc", "odt", "rtf",
    "pptx", "zip", "gz", "parquet", "yaml", "yml",
];

impl Kind {
    pub(super) const RESULT: Self =
        Self::json("a result of `run`", "{\n  \"format\": \"pls-sem-result/");
    pub(super) const CHECK: Self =
        Self::json("a result of `check`", "{\n  \"format\": \"pls-sem-check/");
    pub(super) const PLAN: Self =
        Self::json("a result of `plan`", "{\n  \"format\": \"pls-sem-plan/");
    pub(super) const EXPERTS: Self = Self::json(
        "a result of `experts`",
        "{\n  \"format\": \"pls-sem-experts/",
    );
    pub(super) const POWER: Self =
        Self::json("a result of `power`", "{\n  \"format\": \"pls-sem-power/");
    pub(super) const PART: Self = Self {
        name: "a part of a run",
        begins: "pls-sem-part/",
        holds: "",
        endings: &[],
    };
    pub(super) const POWER_PART: Self = Self {
        name: "a part of a power study",
        begins: "pls-sem-power-part/",
        holds: "",
        endings: &[],
    };
    pub(super) const HTML: Self = Self {
        name: "a report in HTML",
        begins: "<!DOCTYPE html>\n<!-- pls-sem report -->",
        holds: "HTML",
        endings: &["html", "htm", "xhtml"],
    };
    pub(super) const LATEX: Self = Self {
        name: "a report in LaTeX",
        begins: "% A report of pls-sem",
        holds: "LaTeX",
        endings: &["tex", "ltx"],
    };
    pub(super) const MARKDOWN: Self = Self {
        name: "a report in Markdown",
        begins: "# pls-sem ",
        holds: "Markdown",
        endings: &["md", "markdown"],
    };
    /// A study file.
    pub(super) const STUDY: Self = Self::unmarked("a study in TOML", &["toml"]);
    /// A picture.
    pub(super) const SVG: Self = Self::unmarked("SVG", &["svg"]);
    /// A table of answers, predictions or scores.
    pub(super) const CSV: Self = Self::unmarked("CSV", &["csv"]);

    /// A result document, which begins with its format.
    const fn json(name: &'static str, begins: &'static str) -> Self {
        Self {
            name,
            begins,
            holds: "JSON",
            endings: &["json"],
        }
    }

    /// A kind whose files cannot be distinguished from others.
    const fn unmarked(holds: &'static str, endings: &'static [&'static str]) -> Self {
        Self {
            name: "",
            begins: "",
            holds,
            endings,
        }
    }

    /// Refuses a name whose ending stands for another content.
    fn check_ending(self, file: &Path) -> Result<(), Stop> {
        let ending = file.extension().unwrap_or_default().to_string_lossy();
        let lower = ending.to_lowercase();
        let Some(right) = self.endings.first() else {
            return Ok(());
        };
        if self.endings.contains(&&*lower) || !ENDINGS.contains(&&*lower) {
            return Ok(());
        }
        let named = file.with_extension(right);
        let (file, named) = (file.display(), named.display());
        if OTHER_PICTURES.contains(&&*lower) && *right == "svg" {
            return Err(Stop::Wrong(format!(
                "`{file}` cannot be written, because pictures are written as SVG: write `{named}`, and convert it with `rsvg-convert {named} -o {file}`, Inkscape or a browser"
            )));
        }
        Err(Stop::Wrong(format!(
            "`{file}` would hold {}, and its name ends with `.{ending}`: name it `{named}`",
            self.holds
        )))
    }

    /// Whether a file is an earlier file of this kind; an empty file may be replaced by any kind.
    pub(super) fn has(self, file: &Path) -> std::io::Result<bool> {
        let mut start = Vec::new();
        let most = self.begins.len().max(1) as u64;
        File::open(file)?.take(most).read_to_end(&mut start)?;
        let marked = !self.begins.is_empty() && start == self.begins.as_bytes();
        Ok(start.is_empty() || marked)
    }
}

/// Endings of pictures in other formats than SVG.
const OTHER_PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "webp", "pdf", "eps", "emf"];

/// The files that a command reads and writes.
#[derive(Debug)]
#[must_use]
pub(super) struct Targets<'t> {
    force: bool,
    read: Vec<PathBuf>,
    written: Vec<(&'t Path, Kind)>,
    /// A folder that files are written into.
    folder: Option<&'t Path>,
}

impl<'t> Targets<'t> {
    pub(super) fn new(force: Force) -> Self {
        Self {
            force: force.force,
            read: Vec::new(),
            written: Vec::new(),
            folder: None,
        }
    }

    /// Adds files that the command reads.
    pub(super) fn read<P: Into<PathBuf>>(mut self, files: impl IntoIterator<Item = P>) -> Self {
        self.read.extend(files.into_iter().map(Into::into));
        self
    }

    /// Adds a file that the command writes, if it is requested.
    pub(super) fn write(mut self, file: Option<&'t Path>, kind: Kind) -> Self {
        self.written.extend(file.map(|file| (file, kind)));
        self
    }

    /// Sets a folder into which the command writes files, if it is requested.
    pub(super) fn folder(mut self, folder: Option<&'t Path>) -> Self {
        self.folder = folder;
        self
    }

    /// Refuses, before the work, files that cannot or must not be written.
    pub(super) fn check(&self) -> Result<(), Stop> {
        self.folder.map_or(Ok(()), check_folder)?;
        for (i, &(file, kind)) in self.written.iter().enumerate() {
            if self.written[..i]
                .iter()
                .any(|(other, _)| are_one(file, other))
            {
                return Err(Stop::Wrong(format!(
                    "`{}` is the name of two output files: give each file a name of its own",
                    file.display()
                )));
            }
            self.check_file(file, kind)?;
        }
        Ok(())
    }

    /// Like [`Targets::check`], for one file, whatever other files are written.
    pub(super) fn check_file(&self, file: &Path, kind: Kind) -> Result<(), Stop> {
        let name = file.display();
        check_place(file)?;
        if self.read.iter().any(|read| are_one(file, read)) {
            return Err(Stop::Wrong(format!(
                "`{name}` is an input of this command, and inputs are never replaced: name another output file"
            )));
        }
        kind.check_ending(file)?;
        if file.is_file() && !self.force {
            let earlier = kind.has(file);
            let earlier = earlier
                .map_err(|e| Stop::Failed(format!("cannot read `{name}`: {}", reason(&e))))?;
            if !earlier {
                return Err(already_there(file, kind));
            }
        }
        undisturbed(|| check_writable(file)).map_err(|e| unwritten(file, &e))
    }
}

/// The place of a result: that which is requested, or one beside it where the run was stopped and an earlier result is
/// there, which an incomplete one never replaces.
pub(super) fn place(file: &Path, end: &Result<(), Stop>) -> PathBuf {
    if !matches!(end, Err(Stop::Stopped(_))) || !file.exists() {
        return file.to_owned();
    }
    let mut name = file.file_stem().unwrap_or_default().to_owned();
    name.push(".stopped");
    if let Some(extension) = file.extension() {
        name.push(".");
        name.push(extension);
    }
    let beside = file.with_file_name(name);
    say(&format!(
        "`{}` holds an earlier result and is kept; the result of the stopped run is written to `{}`",
        file.display(),
        beside.display()
    ));
    beside
}

/// Writes a file, whole or not at all.
pub(super) fn write(file: &Path, text: &str) -> Result<(), Stop> {
    let written = write_undisturbed(|| write_whole(file, |into| into.write_all(text.as_bytes())));
    written.map_err(|e| unwritten(file, &e))
}

fn unwritten(file: &Path, error: &std::io::Error) -> Stop {
    Stop::Failed(format!(
        "cannot write `{}`: {}",
        file.display(),
        reason(error)
    ))
}

fn already_there(file: &Path, kind: Kind) -> Stop {
    let other = match kind.name {
        "" => String::new(),
        name => format!(" and is not {name}"),
    };
    Stop::Wrong(format!(
        "`{}` exists{other}: name another file, or replace it with `--force`",
        file.display()
    ))
}

/// Checks that the name of a folder is not that of a file.
fn check_folder(folder: &Path) -> Result<(), Stop> {
    let ending = folder.extension().unwrap_or_default().to_string_lossy();
    if folder.is_dir() || !ENDINGS.contains(&&*ending.to_lowercase()) {
        return Ok(());
    }
    Err(Stop::Wrong(format!(
        "`{}` would be a folder, in which every table is a file: name it `{}`",
        folder.display(),
        folder.with_extension("").display()
    )))
}

/// Checks that an output file is not a folder, and that its folder exists.
fn check_place(file: &Path) -> Result<(), Stop> {
    let name = file.display();
    let folder = file.parent().filter(|f| !f.as_os_str().is_empty());
    match folder {
        _ if file.is_dir() => Err(Stop::Wrong(format!(
            "cannot write `{name}`: it is a folder; name a file in it"
        ))),
        Some(folder) if !folder.is_dir() => Err(Stop::Wrong(format!(
            "cannot write `{name}`: there is no folder `{}`",
            folder.display()
        ))),
        _ => Ok(()),
    }
}

/// Whether two paths lead to the same file, also through links, or would if the file existed.
fn are_one(a: &Path, b: &Path) -> bool {
    if let Ok(one) = same_file::is_same_file(a, b) {
        return one;
    }
    let place = |file: &Path| {
        let folder = Path::new(".").join(file.parent()?);
        Some(folder.canonicalize().ok()?.join(file.file_name()?))
    };
    place(a).is_some() && place(a) == place(b)
}
