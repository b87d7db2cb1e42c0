//! How a report is printed, and the files that it is written to.

use std::path::{Path, PathBuf};

use pls_sem::Document;
use pls_sem::files::reason;
use pls_sem::report::Page;

use super::Stop;
use super::targets::{self, Force, Kind, Targets};
use super::terminal::layout;

/// The maximum number of decimals: those that a number of 64 bits has.
const MOST_DIGITS: u8 = 15;

/// Options for the report in other formats.
#[derive(Debug, clap::Args)]
pub(super) struct Formats {
    /// Decimals of estimates; a number close to a threshold has as many decimals as show on which
    /// side it lies
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=i64::from(MOST_DIGITS)))]
    digits: u8,
    /// Writes the report as one HTML file, with its pictures
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes every table of the report as a CSV file into this folder
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    /// Writes the report as a LaTeX document
    #[arg(long, value_name = "FILE")]
    latex: Option<PathBuf>,
    /// Writes the report as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

/// Options for the pages of a result.
#[derive(Debug, clap::Args)]
pub(super) struct Pages {
    /// Prints the full report, in the order of a paper, in place of the short page
    #[arg(long, conflicts_with = "section")]
    full: bool,
    /// Prints one section of the full report, for example `paths`
    #[arg(long, value_name = "NAME")]
    section: Option<String>,
    #[command(flatten)]
    formats: Formats,
}

/// The pages of a result.
pub(super) struct Report<'d> {
    /// The page that is printed, if it is not the full one.
    first: Option<Page>,
    /// Everything, which files hold.
    full: Page,
    /// The result of a run, whose HTML file holds both pages.
    run: Option<&'d Document>,
}

impl<'d> From<&'d Document> for Report<'d> {
    fn from(document: &'d Document) -> Self {
        let report = document.report();
        Self {
            first: Some(report.short()),
            full: report.full(),
            run: Some(document),
        }
    }
}

impl From<Page> for Report<'_> {
    fn from(page: Page) -> Self {
        Self {
            first: None,
            full: page,
            run: None,
        }
    }
}

impl Report<'_> {
    fn html(&self, digits: usize) -> String {
        let run = self.run.map(|document| document.report().html(digits));
        run.unwrap_or_else(|| self.full.html(digits))
    }

    /// A section of the report. If the result does not have this section, the error names the sections that it has.
    fn section(&self, name: &str) -> Result<Page, Stop> {
        self.full.section(name).ok_or_else(|| {
            let sections = self.full.sections.iter();
            let names: Vec<&str> = sections.map(|section| section.name).collect();
            Stop::Wrong(format!(
                "this result has no section `{name}`; it has {}",
                names.join(", ")
            ))
        })
    }
}

impl Pages {
    /// The page that is printed, as text.
    pub(super) fn text(&self, report: &Report) -> Result<String, Stop> {
        match &self.section {
            Some(name) => Ok(self.formats.text(&report.section(name)?)),
            None if self.full => Ok(self.formats.text(&report.full)),
            None => Ok(self
                .formats
                .text(report.first.as_ref().unwrap_or(&report.full))),
        }
    }

    /// Adds the files whose names are known before the run.
    pub(super) fn targets<'t>(&'t self, targets: Targets<'t>) -> Targets<'t> {
        self.formats.targets(targets)
    }

    /// Writes the requested files, see [`Formats::write`].
    pub(super) fn write(
        &self,
        report: &Report,
        force: Force,
        end: &Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.formats.write(report, force, end)
    }
}

impl Formats {
    fn digits(&self) -> usize {
        usize::from(self.digits)
    }

    /// A page as text.
    pub(super) fn text(&self, page: &Page) -> String {
        page.text(&layout(self.digits()))
    }

    /// Adds the files whose names are known before the work.
    pub(super) fn targets<'t>(&'t self, targets: Targets<'t>) -> Targets<'t> {
        targets
            .folder(self.csv.as_deref())
            .write(self.html.as_deref(), Kind::HTML)
            .write(self.latex.as_deref(), Kind::LATEX)
            .write(self.markdown.as_deref(), Kind::MARKDOWN)
    }

    /// Writes the requested files of work that ended in this way. Without `--force`, a table replaces only an earlier
    /// table that begins with the same headings.
    pub(super) fn write(
        &self,
        report: &Report,
        force: Force,
        end: &Result<(), Stop>,
    ) -> Result<(), Stop> {
        let place = |file: &PathBuf| targets::place(file, end);
        let page = &report.full;
        if let Some(file) = &self.html {
            targets::write(&place(file), &report.html(self.digits()))?;
        }
        if let Some(file) = &self.latex {
            targets::write(&place(file), &page.latex(self.digits()))?;
        }
        if let Some(file) = &self.markdown {
            targets::write(&place(file), &page.markdown(self.digits()))?;
        }
        match &self.csv {
            Some(folder) => write_tables(page, &place(folder), force),
            None => Ok(()),
        }
    }
}

/// Writes every table of a page into a folder.
fn write_tables(page: &Page, folder: &Path, force: Force) -> Result<(), Stop> {
    std::fs::create_dir_all(folder).map_err(|e| {
        Stop::Failed(format!(
            "cannot make the folder `{}`: {}",
            folder.display(),
            reason(&e)
        ))
    })?;
    let tables: Vec<_> = page
        .csv()
        .into_iter()
        .map(|t| (folder.join(t.name), t.text))
        .collect();
    for (file, text) in &tables {
        if !force.force && file.exists() && !begin_alike(file, text) {
            return Err(Stop::Wrong(format!(
                "`{}` exists and is not an earlier table of this name: name another folder, or replace it with `--force`",
                file.display()
            )));
        }
    }
    for (file, text) in &tables {
        targets::write(file, text)?;
    }
    Ok(())
}

/// Whether a file begins with the first line of a text.
fn begin_alike(file: &Path, text: &str) -> bool {
    let first = |text: &str| text.lines().next().map(str::to_owned);
    let written = std::fs::read_to_string(file).ok();
    written.is_some_and(|written| first(&written) == first(text))
}
