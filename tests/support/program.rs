//! Runs the command like users do.

#![allow(dead_code)] // each test file uses a part
#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::path::PathBuf;
use std::process::Command;

/// The result of a run of the command.
#[derive(Debug, PartialEq)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pls-sem"));
    // Text is laid out for the locale.
    program.env("LC_ALL", "C.UTF-8");
    program
}

impl Ran {
    /// What was printed, with every line that was broken on one line: a blank in place of blanks and ends of lines.
    pub(crate) fn said(&self) -> String {
        self.out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Runs something to its end.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs the command; its standard error is not a terminal.
pub(crate) fn pls_sem(arguments: &[&str]) -> Ran {
    Ran::of(program().args(arguments))
}

/// A new folder in which the command runs, so that files are named by their names alone.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A folder of the test's own, with a survey, `survey.csv`, and a study of it, `study.toml`.
    pub(crate) fn with_study(test: &str) -> Self {
        let name = format!("pls-sem-{}-{test}", std::process::id());
        let folder = Self(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        std::fs::create_dir_all(&folder.0).unwrap();
        let answers = (0..40_u32).map(|i| {
            let answer = |k: u32| (i * 7 + k * i * i + i / (k + 1)) % 5 + i % 3;
            format!("{},{},{},{}\n", answer(1), answer(2), answer(3), answer(4))
        });
        let survey: String = answers.collect();
        folder.write("survey.csv", &format!("x1,x2,y1,y2\n{survey}"));
        folder.write("study.toml", &Self::study(40));
        folder
    }

    /// A study of the survey with so many resamples.
    pub(crate) fn study(resamples: usize) -> String {
        format!(
            "[data]\nfile = \"survey.csv\"\n[model]\ntext = \"X =~ x1-2; Y =~ y1-2; Y ~ X\"\n[bootstrap]\nresamples = {resamples}\n"
        )
    }

    pub(crate) fn write(&self, name: &str, text: &(impl AsRef<[u8]> + ?Sized)) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// What a file holds, if it is there.
    pub(crate) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(name)).ok()
    }

    pub(crate) fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(name)).ok()
    }

    /// The names of all files, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The command, to be run in the folder.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut program = program();
        program.current_dir(&self.0).args(arguments);
        program
    }

    /// A line of the shell, run in the folder, in which `$PLS` is the command.
    #[cfg(unix)]
    pub(crate) fn shell(&self, line: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(&self.0);
        shell.env("PLS", env!("CARGO_BIN_EXE_pls-sem"));
        shell
    }

    /// Runs the command in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&mut self.program(arguments))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
