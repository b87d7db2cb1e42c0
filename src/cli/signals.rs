//! Signals that ask the program to end: Ctrl-C, that of a queue whose time is up (SIGTERM), and that of a terminal which is
//! closed (SIGHUP).
//!
//! Before any replicate is done there is nothing to keep, and the program ends at once. From then on the first signal ends
//! the work with what is done by then, and the second ends the program. Either way the exit status is 3.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::STOPPED;
use super::say::say;

/// One and the same wish may arrive twice, by way of the program and of its group.
const ECHO: Duration = Duration::from_secs(1);

static STATE: Mutex<State> = Mutex::new(State {
    keeps: false,
    asked: None,
});

struct State {
    /// Whether replicates are done that a result can be made of.
    keeps: bool,
    /// When the program was asked to end.
    asked: Option<Instant>,
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells that replicates are done, and finds out whether the program was asked to end.
pub(super) fn keep_and_ask() -> bool {
    let mut state = state();
    state.keeps = true;
    state.asked.is_some()
}

/// Does something that no signal may cut in half, such as writing a file.
pub(super) fn undisturbed<T>(work: impl FnOnce() -> T) -> T {
    let _waiting = state();
    work()
}

/// What a signal does.
fn receive() {
    let mut state = state();
    match state.asked {
        _ if !state.keeps => {
            say("stopped: nothing was done yet, and nothing is written");
            std::process::exit(STOPPED.into());
        }
        None => {
            state.asked = Some(Instant::now());
            say(
                "stopping: the result is made of what is done by now; a second signal ends the program at once",
            );
        }
        Some(first) if first.elapsed() > ECHO => {
            say("stopped: the second signal ended the program before the result was written");
            std::process::exit(STOPPED.into());
        }
        Some(_) => {}
    }
}

/// Listens from now on. If that cannot be, a signal ends the program as it ends any other.
#[cfg(unix)]
pub(super) fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    // What the parent process told this one to ignore, as `nohup` does, it ignores.
    let ignored = ignored();
    let wanted = [SIGHUP, SIGINT, SIGTERM];
    let wanted = wanted.into_iter().filter(|n| ignored >> (n - 1) & 1 == 0);
    if let Ok(mut signals) = Signals::new(wanted) {
        let listening = move || signals.forever().for_each(|_| receive());
        let _ = std::thread::Builder::new().spawn(listening);
    }
}

/// The signals that are ignored, one bit each from signal 1 on. Only Linux says so without unsafe code.
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
