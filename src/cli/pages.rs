//! How a report is printed, and the files that it is written to.

use std::path::{Path, PathBuf};

use pls_sem::Document;
use pls_sem::files::reason;
use pls_sem::report::{Page, Report};

use super::Stop;
use super::targets::{self, Force, Kind, Targets};
use super::terminal::layout;

/// The maximum number of decimals: those that a number of 64 bits has.
const MOST_DIGITS: u8 = 15;

#[derive(Debug, clap::Args)]
pub(super) struct Pages {
    /// Prints the full report, in the order of a paper, in place of the short page
    #[arg(long, conflicts_with = "section")]
    full: bool,
    /// Prints one section of the full report, for example `paths`
    #[arg(long, value_name = "NAME")]
    section: Option<String>,
    /// Decimals of estimates; a number close to a threshold has as many decimals as show on which
    /// side it lies
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=i64::from(MOST_DIGITS)))]
    digits: u8,
    /// Writes the report as one HTML file: the short page with the path diagram, then the full report with its pictures
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes every table of the full report as a CSV file into this folder
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    /// Writes the full report as a LaTeX document
    #[arg(long, value_name = "FILE")]
    latex: Option<PathBuf>,
    /// Writes the full report as Markdown
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

impl Pages {
    fn digits(&self) -> usize {
        usize::from(self.digits)
    }

    /// The page that is printed, as text.
    pub(super) fn text(&self, document: &Document) -> Result<String, Stop> {
        let report = document.report();
        let page = match &self.section {
            Some(name) => section(&report, name)?,
            None if self.full => report.full(),
            None => report.short(),
        };
        Ok(page.text(&layout(self.digits())))
    }

    /// Adds the files whose names are known before the run.
    pub(super) fn targets<'t>(&'t self, targets: Targets<'t>) -> Targets<'t> {
        targets
            .write(self.html.as_deref(), Kind::HTML)
            .write(self.latex.as_deref(), Kind::LATEX)
            .write(self.markdown.as_deref(), Kind::MARKDOWN)
    }

    /// Writes the requested files. Without `--force`, a table replaces only an earlier table that begins with the
    /// same headings.
    pub(super) fn write(
        &self,
        document: &Document,
        force: Force,
        end: &Result<(), Stop>,
    ) -> Result<(), Stop> {
        let place = |file: &PathBuf| targets::place(file, end);
        if let Some(file) = &self.html {
            targets::write(&place(file), &document.report().html(self.digits()))?;
        }
        if self.latex.is_none() && self.markdown.is_none() && self.csv.is_none() {
            return Ok(());
        }
        let page = document.report().full();
        if let Some(file) = &self.latex {
            targets::write(&place(file), &page.latex(self.digits()))?;
        }
        if let Some(file) = &self.markdown {
            targets::write(&place(file), &page.markdown(self.digits()))?;
        }
        let Some(folder) = self.csv.as_ref().map(place) else {
            return Ok(());
        };
        std::fs::create_dir_all(&folder).map_err(|e| {
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
}

/// Whether a file begins with the first line of a text.
fn begin_alike(file: &Path, text: &str) -> bool {
    let first = |text: &str| text.lines().next().map(str::to_owned);
    let written = std::fs::read_to_string(file).ok();
    written.is_some_and(|written| first(&written) == first(text))
}

/// A section of a report. If the result does not have this section, the error names the sections that
/// it has.
fn section(report: &Report, name: &str) -> Result<Page, Stop> {
    report.section(name).ok_or_else(|| {
        let full = report.full();
        let names: Vec<&str> = full.sections.iter().map(|section| section.name).collect();
        Stop::Wrong(format!(
            "this result has no section `{name}`; it has {}",
            names.join(", ")
        ))
    })
}
