//! Signals that ask the program to end: Ctrl-C, that of a queue whose time is up (SIGTERM), that of a terminal which is
//! closed (SIGHUP), and that of a limit of processor time (SIGXCPU).
//!
//! Before any replicate is done there is nothing to keep, and the program ends at once. From then on the first signal ends
//! the work with what is done by then, and the second ends the program. Either way the exit status is 3.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::STOPPED;
use super::say::say;

/// The same signal may arrive twice, through the program and through its process group.
const ECHO: Duration = Duration::from_secs(1);

static STATE: Mutex<State> = Mutex::new(State {
    keeps: false,
    has_written: false,
    asked: None,
});

struct State {
    /// Whether enough replicates are completed for a result.
    keeps: bool,
    /// Whether a file was written.
    has_written: bool,
    /// When the program received the request to end.
    asked: Option<Instant>,
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records that replicates are completed, and returns whether the program received a request to
/// end.
pub(super) fn keep_and_ask() -> bool {
    let mut state = state();
    state.keeps = true;
    state.asked.is_some()
}

/// Does something that a signal must not interrupt.
pub(super) fn undisturbed<T>(work: impl FnOnce() -> T) -> T {
    let _waiting = state();
    work()
}

/// Writes a file, which a signal must not interrupt.
pub(super) fn write_undisturbed(
    write: impl FnOnce() -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut state = state();
    write().map(|()| state.has_written = true)
}

/// Handles a signal.
fn receive() {
    let mut state = state();
    match state.asked {
        _ if !state.keeps => {
            say(if state.has_written {
                "stopped: the signal came after the file was written"
            } else {
                "stopped: nothing was completed yet, and nothing is written"
            });
            std::process::exit(STOPPED.into());
        }
        None => {
            state.asked = Some(Instant::now());
            say(
                "stopping: the result will rest on the part that is completed now; a second signal ends the program at once",
            );
        }
        Some(first) if first.elapsed() > ECHO => {
            say("stopped: the second signal ended the program before the result was written");
            std::process::exit(STOPPED.into());
        }
        Some(_) => {}
    }
}

/// Starts to listen. If this is impossible, a signal ends the program at once, like any other
/// program.
#[cfg(unix)]
pub(super) fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXCPU};
    use signal_hook::iterator::Signals;

    // Signals that the parent process set to be ignored, for example by `nohup`, stay ignored.
    let ignored = ignored();
    let wanted = [SIGHUP, SIGINT, SIGTERM, SIGXCPU];
    let wanted = wanted.into_iter().filter(|n| ignored >> (n - 1) & 1 == 0);
    if let Ok(mut signals) = Signals::new(wanted) {
        let listening = move || signals.forever().for_each(|_| receive());
        let _ = std::thread::Builder::new().spawn(listening);
    }
}

/// The ignored signals, one bit each from signal 1 on. Without unsafe code they can be detected on
/// Linux only.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

/// Listens from now on. If that cannot be, Ctrl-C ends the program as it ends any other.
#[cfg(not(unix))]
pub(super) fn listen() {
    let _ = ctrlc::set_handler(receive);
}
