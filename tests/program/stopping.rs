//! Signals that end the command: what is kept, the messages, and the exit status.

#![cfg(unix)]
#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::Folder;

/// A study that would take hours.
fn folder(test: &str) -> Folder {
    let folder = Folder::with_study(test);
    folder.write("long.toml", &Folder::study(30_000_000));
    folder
}

fn start(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// The command, which listens to signals even if these tests were started in the background, where they are ignored.
fn listening(folder: &Folder, call: &[&str]) -> Command {
    let program = folder.program(call);
    let default = "--default-signal=HUP,INT,TERM";
    let known = Command::new("env").args([default, "true"]).output();
    if !known.is_ok_and(|ran| ran.status.success()) {
        return program;
    }
    let mut env = Command::new("env");
    env.arg(default).arg(program.get_program());
    env.args(program.get_args()).env("LC_ALL", "C.UTF-8");
    env.current_dir(program.get_current_dir().unwrap());
    env
}

fn send(signal: &str, child: &Child) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-s", signal, &id])
            .status()
            .unwrap()
            .success()
    );
}

/// Stops a run by a signal after some of its resamples, however slow the machine is; returns its
/// messages.
fn stop(folder: &Folder, signal: &str, call: &[&str]) -> (Option<i32>, String) {
    let mut wait = Duration::from_millis(700);
    loop {
        let child = start(listening(folder, call));
        sleep(wait);
        send(signal, &child);
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        if !said.contains("nothing was completed yet") {
            return (ended.status.code(), said);
        }
        assert_eq!(ended.status.code(), Some(3));
        wait *= 2;
    }
}

#[test]
fn a_stopped_run_keeps_the_completed_resamples_and_ends_with_status_3() {
    let folder = folder("stopped");
    for signal in ["INT", "TERM", "HUP"] {
        let call = ["run", "long.toml", "--quiet", "--json", "result.json"];
        let (status, said) = stop(&folder, signal, &call);
        assert_eq!(status, Some(3), "{signal}: {said}");
        assert!(
            said.contains("stopped: the result rests on the completed part"),
            "{said}"
        );
        let document: Value = serde_json::from_str(&folder.read("result.json").unwrap()).unwrap();
        let used = document["bootstrap"]["used"].as_u64().unwrap();
        assert!(used > 0 && used < 30_000_000);
        let mut findings = document["findings"].as_array().unwrap().iter();
        assert!(findings.any(|found| found["code"] == "stopped"));
        std::fs::remove_file(folder.path("result.json")).unwrap();
    }
}

#[test]
fn a_run_that_is_stopped_replaces_no_earlier_result() {
    let folder = folder("stopped-beside");
    let call = ["run", "study.toml", "--quiet", "--json", "result.json"];
    assert!(folder.program(&call).status().unwrap().success());
    let earlier = folder.read("result.json").unwrap();
    let call = ["run", "long.toml", "--quiet", "--json", "result.json"];
    let (status, said) = stop(&folder, "INT", &call);
    assert_eq!(status, Some(3), "{said}");
    assert!(
        said.contains("`result.json` holds an earlier result and is kept"),
        "{said}"
    );
    assert_eq!(folder.read("result.json").unwrap(), earlier);
    let stopped: Value =
        serde_json::from_str(&folder.read("result.stopped.json").unwrap()).unwrap();
    assert_eq!(stopped["bootstrap"]["requested"], 30_000_000);
}

#[test]
fn a_power_study_that_is_stopped_replaces_no_earlier_result() {
    let folder = Folder::with_study("stopped-power");
    let study = |replications: u32| {
        format!(
            "[model]\ntext = \"X =~ x1-2; Y =~ y1-2; Y ~ X\"\n[population]\nloadings = 0.8\npaths = {{ \"X -> Y\" = 0.3 }}\n[power]\nrows = 30\nreplications = {replications}\nresamples = 20\n"
        )
    };
    folder.write("short.toml", &study(5));
    folder.write("long.toml", &study(10_000_000));
    let files = ["power.json", "power.html", "tables/power.csv", "power.svg"];
    let call = |study| {
        let [json, html, _, svg] = files;
        let files = ["--json", json, "--html", html, "--csv", "tables"];
        [&["power", study, "--force", "--svg", svg][..], &files].concat()
    };
    assert!(
        folder
            .program(&call("short.toml"))
            .status()
            .unwrap()
            .success()
    );
    let earlier = files.map(|file| folder.read(file).unwrap());
    let (status, said) = stop(&folder, "INT", &call("long.toml"));
    assert_eq!(status, Some(3), "{said}");
    for (file, earlier) in files.into_iter().zip(earlier) {
        assert_eq!(folder.read(file).unwrap(), earlier, "{file}");
    }
    for kept in ["power.json", "power.html", "tables", "power.svg"] {
        let sentence = format!("`{kept}` holds an earlier result and is kept");
        assert!(said.contains(&sentence), "{said}");
    }
    let stopped: Value = serde_json::from_str(&folder.read("power.stopped.json").unwrap()).unwrap();
    let mut findings = stopped["findings"].as_array().unwrap().iter();
    assert!(findings.any(|found| found["code"] == "study_stopped"));
    for beside in ["power.stopped.html", "power.stopped.svg"] {
        assert!(folder.read(beside).is_some(), "{beside}");
    }
    assert!(folder.read("tables.stopped/power.csv").is_some());
}

#[test]
fn a_stopped_part_names_the_rest() {
    let folder = folder("stopped-part");
    let call = [
        "run",
        "long.toml",
        "--from",
        "10",
        "--to",
        "29000000",
        "--part",
        "part",
    ];
    let (status, said) = stop(&folder, "TERM", &call);
    assert_eq!(status, Some(3), "{said}");
    assert!(said.contains("`part` holds resamples 10 to "), "{said}");
    assert!(said.contains("--to 29000000"), "{said}");
}

#[test]
fn a_signal_that_is_to_be_ignored_is_ignored() {
    let folder = folder("ignored");
    for signal in ["HUP", "INT"] {
        let line = format!("trap '' {signal}; exec \"$PLS\" run long.toml --quiet");
        let mut child = start(folder.shell(&line));
        sleep(Duration::from_millis(700));
        send(signal, &child);
        sleep(Duration::from_millis(700));
        assert_eq!(child.try_wait().unwrap(), None, "{signal} ended it");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn a_second_signal_ends_the_program_at_once_and_leaves_no_file() {
    let folder = folder("twice");
    // Its jackknife of blocks of rows takes long, and a round of resamples too.
    let before = folder.names();
    let mut child = start(listening(
        &folder,
        &["run", "long.toml", "--json", "result.json"],
    ));
    sleep(Duration::from_millis(700));
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        send("INT", &child);
        sleep(Duration::from_millis(300));
        assert!(started.elapsed() < Duration::from_secs(30), "it goes on");
    }
    assert_eq!(child.wait().unwrap().code(), Some(3));
    let after: Vec<String> = folder
        .names()
        .into_iter()
        .filter(|name| name != "result.json")
        .collect();
    assert_eq!(after, before);
}
