//! The bar of a long run on standard error.

use std::io::IsTerminal as _;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pls_sem::resample::Stage;
use pls_sem::{Progress, visible};

/// A run that ends before has no bar.
const SHORTEST: Duration = Duration::from_secs(2);

/// A bar with the name of the study, the work that is done and the time that is left; nothing where standard error is not a
/// terminal, and in the first two seconds.
#[derive(Debug)]
pub(super) struct Bar {
    drawn: ProgressBar,
    stage: Option<Stage>,
}

impl Bar {
    pub(super) fn of(study: &Path) -> Self {
        let drawn = ProgressBar::hidden();
        let template = "{prefix}: {msg} {wide_bar} {pos} of {len}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            drawn.set_style(style);
        }
        drawn.set_prefix(visible(&name(study)).into_owned());
        Self { drawn, stage: None }
    }

    pub(super) fn show(&mut self, progress: Progress) {
        if self.stage != Some(progress.stage) {
            self.stage = Some(progress.stage);
            self.drawn.set_message(progress.stage.to_string());
            self.drawn.reset_eta();
        }
        self.drawn.set_length(progress.of as u64);
        self.drawn.set_position(progress.done as u64);
        let is_long = self.drawn.elapsed() >= SHORTEST;
        if is_long && self.drawn.is_hidden() && std::io::stderr().is_terminal() {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    pub(super) fn end(&self) {
        self.drawn.finish_and_clear();
    }
}

/// The name of a study: that of its file, without the ending.
pub(super) fn name(study: &Path) -> String {
    study.file_stem().map_or_else(
        || study.display().to_string(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}
