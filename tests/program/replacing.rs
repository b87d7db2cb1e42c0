//! The files that the command writes, replaces and keeps.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fs;

use pls_sem::files::{check_writable, write_whole};
use serde_json::Value;

use crate::program::{Folder, Ran};

const POPULATION: &str = "[data]\nfile = \"survey.csv\"\n[model]\ntext = \"X =~ x1-2; Y =~ y1-2; Y ~ X\"\n[population]\nloadings = 0.8\npaths = { \"X -> Y\" = 0.3 }\n[power]\nrows = [30]\nreplications = 3\nresamples = 20\n";

fn folder(test: &str) -> Folder {
    let folder = Folder::with_study(test);
    folder.write("people.toml", POPULATION);
    folder.write("experts.csv", "expert,Q1,Q2\nAna,3,2\nBen,1,4\nCem,4,4\n");
    folder
}

/// The commands that write a document, without the name of its file.
const DOCUMENTS: [(&str, &[&str]); 5] = [
    ("run", &["run", "study.toml", "--quiet", "--json"]),
    ("check", &["check", "study.toml", "--json"]),
    ("plan", &["plan", "--rows", "273", "--json"]),
    ("experts", &["experts", "experts.csv", "--json"]),
    ("power", &["power", "people.toml", "--json"]),
];

fn assert_refused(ran: &Ran, status: i32, because: &str) {
    assert_eq!(ran.status, Some(status), "{ran:?}");
    assert_eq!(ran.out, "");
    assert!(ran.err.contains(because), "{because}: {}", ran.err);
}

#[test]
fn a_document_replaces_one_of_its_own_kind_and_no_other_file() {
    let folder = folder("kinds");
    for (name, call) in DOCUMENTS {
        assert_eq!(folder.run(&[call, &[name]].concat()).status, Some(0));
        let document: Value = serde_json::from_str(&folder.read(name).unwrap()).unwrap();
        let format = document["format"].as_str().unwrap();
        assert!(format.starts_with("pls-sem-") && format.ends_with("/1"));
    }
    let part = ["run", "study.toml", "--from", "0", "--to", "9", "--part"];
    assert_eq!(folder.run(&[&part[..], &["part"]].concat()).status, Some(0));
    folder.write("empty", "");
    let earlier = ["run", "check", "plan", "experts", "power", "part", "empty"];
    let writers = DOCUMENTS.into_iter().chain([("part", &part[..])]);
    for (writer, call) in writers {
        for kind in earlier.into_iter().chain(["survey.csv", "people.toml"]) {
            let before = folder.bytes(kind).unwrap();
            folder.write("target", &before);
            let ran = folder.run(&[call, &["target"]].concat());
            if kind == writer || kind == "empty" {
                assert_eq!(ran.status, Some(0), "{writer} over {kind}: {}", ran.err);
                continue;
            }
            assert_refused(&ran, 2, "`target` exists and is not");
            assert!(ran.err.ends_with("or replace it with `--force`\n"));
            assert_eq!(
                folder.bytes("target").unwrap(),
                before,
                "{writer} over {kind}"
            );
            let ran = folder.run(&[call, &["target", "--force"]].concat());
            assert_eq!(ran.status, Some(0), "{writer} over {kind}: {}", ran.err);
        }
    }
}

#[test]
fn a_file_that_cannot_be_recognised_is_replaced_only_by_force() {
    let folder = folder("unmarked");
    for call in [
        &["init", "survey.csv", "-o", "target"][..],
        &["simulate", "people.toml", "--rows", "9", "-o", "target"],
        &["power", "people.toml", "--svg", "target"],
    ] {
        folder.write("target", "mine");
        assert_refused(
            &folder.run(call),
            2,
            "`target` exists: name another file, or replace it with `--force`",
        );
        assert_eq!(folder.read("target").unwrap(), "mine");
        let forced = folder.run(&[call, &["--force"]].concat());
        assert_eq!(forced.status, Some(0), "{}", forced.err);
        assert_ne!(folder.read("target").unwrap(), "mine");
    }
}

/// Each file by its name and, where there are such, by links to it.
fn names_of(folder: &Folder, file: &str) -> Vec<String> {
    let mut names = vec![file.to_owned(), format!("./{file}")];
    #[cfg(unix)]
    {
        let link = format!("link-to-{file}");
        std::os::unix::fs::symlink(file, folder.path(&link)).unwrap();
        names.push(link);
    }
    let hard = format!("hard-{file}");
    fs::hard_link(folder.path(file), folder.path(&hard)).unwrap();
    names.push(hard);
    names
}

#[test]
fn a_file_that_is_read_is_never_replaced() {
    let folder = folder("inputs");
    let part = [
        "run",
        "study.toml",
        "--from",
        "0",
        "--to",
        "40",
        "--part",
        "whole",
    ];
    assert_eq!(folder.run(&part).status, Some(0));
    let reads: [(&[&str], &[&str]); 9] = [
        (
            &["run", "study.toml", "--json"],
            &["study.toml", "survey.csv"],
        ),
        (
            &["run", "study.toml", "--from", "0", "--to", "9", "--part"],
            &["study.toml", "survey.csv"],
        ),
        (
            &["merge", "study.toml", "whole", "--json"],
            &["study.toml", "survey.csv", "whole"],
        ),
        (
            &["check", "study.toml", "--json"],
            &["study.toml", "survey.csv"],
        ),
        (&["plan", "study.toml", "--json"], &["study.toml"]),
        (
            &["experts", "experts.csv", "--study", "study.toml", "--json"],
            &["experts.csv", "study.toml"],
        ),
        (&["power", "people.toml", "--svg"], &["people.toml"]),
        (
            &["simulate", "people.toml", "--rows", "9", "-o"],
            &["people.toml"],
        ),
        (&["init", "survey.csv", "-o"], &["survey.csv"]),
    ];
    for file in [
        "study.toml",
        "survey.csv",
        "whole",
        "experts.csv",
        "people.toml",
    ] {
        let before = fs::read(folder.path(file)).unwrap();
        for name in names_of(&folder, file) {
            for (call, _) in reads.iter().filter(|(_, read)| read.contains(&file)) {
                let ran = folder.run(&[*call, &[name.as_str(), "--force"]].concat());
                assert_refused(&ran, 2, "inputs are never replaced");
                assert_eq!(
                    fs::read(folder.path(file)).unwrap(),
                    before,
                    "{call:?} {name}"
                );
            }
        }
    }
}

#[test]
fn two_files_to_write_have_two_names() {
    let folder = folder("two");
    for other in ["one", "./one"] {
        let ran = folder.run(&["power", "people.toml", "--json", "one", "--svg", other]);
        assert_refused(&ran, 2, "is the name of two output files");
        assert!(!folder.path("one").exists());
    }
}

#[test]
fn what_cannot_be_written_is_reported_before_the_work() {
    // The survey does not exist, but it is not needed yet.
    let folder = folder("unwritable");
    fs::remove_file(folder.path("survey.csv")).unwrap();
    let long = "x".repeat(300);
    let reason = pls_sem::files::reason(&fs::write(folder.path(&long), "").unwrap_err());
    folder.write("protected", "");
    let mut permissions = fs::metadata(folder.path("protected"))
        .unwrap()
        .permissions();
    permissions.set_readonly(true);
    fs::set_permissions(folder.path("protected"), permissions).unwrap();
    for (target, status, because) in [
        (&*long, 1, format!("cannot write `{long}`: {reason}")),
        (
            ".",
            2,
            "cannot write `.`: it is a folder; name a file in it".to_owned(),
        ),
        (
            "nowhere/result",
            2,
            "cannot write `nowhere/result`: there is no folder `nowhere`".to_owned(),
        ),
        (
            "protected",
            1,
            "cannot write `protected`: the file is write-protected".to_owned(),
        ),
    ] {
        for call in [
            &["run", "study.toml", "--json"][..],
            &["run", "study.toml", "--from", "0", "--to", "9", "--part"],
            &["check", "study.toml", "--json"],
        ] {
            let ran = folder.run(&[call, &[target]].concat());
            assert_eq!(ran.err, format!("error: {because}\n"));
            assert_refused(&ran, status, &because);
        }
    }
}

/// A disk that is full after a few blocks, simulated by a limit on the size of files.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_what_was_there_and_nothing_else() {
    let folder = folder("full");
    folder.write("more.toml", &Folder::study(3000));
    let names = folder.names();
    let full = |call: &str| {
        let line = format!("trap '' XFSZ; ulimit -f 4; exec \"$PLS\" {call}");
        Ran::of(&mut folder.shell(&line))
    };
    for (good, bad) in [
        (
            "run study.toml --quiet --json target",
            "run more.toml --quiet --json target",
        ),
        (
            "run study.toml --from 0 --to 9 --part target",
            "run more.toml --from 0 --to 3000 --part target --force",
        ),
        (
            "init survey.csv -o target",
            "init survey.csv -o target --force",
        ),
        (
            "simulate people.toml --rows 9 -o target",
            "simulate people.toml --rows 900 -o target --force",
        ),
    ] {
        let call: Vec<&str> = good.split(' ').collect();
        assert_eq!(folder.run(&call).status, Some(0));
        let before = fs::read(folder.path("target")).unwrap();
        let ran = full(bad);
        let as_large = before.len() > 2048;
        if ran.status == Some(0) && !as_large {
            // A study file is small enough for the disk.
            fs::remove_file(folder.path("target")).unwrap();
            continue;
        }
        assert_eq!(ran.status, Some(1), "{bad}: {}", ran.err);
        assert!(ran.err.contains("`target`"), "{}", ran.err);
        assert_eq!(fs::read(folder.path("target")).unwrap(), before, "{bad}");
        fs::remove_file(folder.path("target")).unwrap();
        assert_eq!(folder.names(), names, "{bad}");
    }
}

/// Hours of work are not lost because a file could not be written, even if no report was requested.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_could_not_be_written_is_printed() {
    let folder = folder("printed");
    let plain = folder.run(&["run", "study.toml"]);
    for more in [&[][..], &["--quiet"]] {
        let ran = folder.run(&[&["run", "study.toml", "--json", "/dev/full"], more].concat());
        assert_eq!((ran.status, &ran.out), (Some(1), &plain.out));
        assert!(
            ran.err.starts_with("error: cannot write `/dev/full`"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_file_that_is_replaced_keeps_its_link_and_its_permissions() {
    let folder = folder("kept");
    let call = ["run", "study.toml", "--quiet", "--json", "link"];
    folder.write("result", "");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::os::unix::fs::symlink("result", folder.path("link")).unwrap();
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(folder.path("result"), private).unwrap();
        assert_eq!(folder.run(&call).status, Some(0));
        assert!(folder.path("link").is_symlink());
        let mode = fs::metadata(folder.path("result")).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        assert!(folder.read("result").unwrap().contains("pls-sem-result/"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn unreadable_messages_do_not_stop_the_work() {
    let folder = folder("unread");
    for (line, status) in [
        ("exec \"$PLS\" run nowhere.toml 2>/dev/full", 2),
        ("exec \"$PLS\" run nowhere.toml 2>&-", 2),
        ("exec \"$PLS\" --nonsense 2>/dev/full", 2),
        ("exec \"$PLS\" simulate people.toml --rows 9 2>/dev/full", 0),
    ] {
        let ran = Ran::of(&mut folder.shell(line));
        assert_eq!(ran.status, Some(status), "{line}: {}", ran.err);
    }
}

#[test]
fn an_error_quotes_no_more_than_a_line_of_what_was_written() {
    let folder = folder("long");
    let long = "x".repeat(200_000);
    let toml = Folder::study(40).replace("survey.csv", &long);
    folder.write("file.toml", &toml);
    folder.write(
        "number.toml",
        &Folder::study(40).replace("= 40", &"9".repeat(100_000)),
    );
    for call in [
        &["run", &long[..100_000]][..],
        &["run", "file.toml"],
        &["run", "number.toml"],
        &["run", "study.toml", "--threads", &long[..100_000]],
        &["run", "study.toml", "--threads", "4000"],
    ] {
        let ran = folder.run(call);
        assert!([Some(1), Some(2)].contains(&ran.status), "{ran:?}");
        assert!(ran.err.len() < 3000, "{} bytes", ran.err.len());
    }
}

#[test]
fn a_name_that_ends_like_another_kind_of_file_is_refused_with_the_right_name() {
    let folder = folder("endings");
    for call in [
        "model study.toml -o m.png",
        "model study.toml -o m.pdf",
        "run study.toml --json r.html",
        "run study.toml --html r.json",
        "run study.toml --latex r.pdf",
        "run study.toml --markdown r.docx",
        "run study.toml --csv tables.csv",
        "run study.toml --scores scores.xlsx",
        "check study.toml --json r.csv",
        "plan --rows 273 --json r.toml",
        "experts experts.csv --json r.csv",
        "power people.toml --json r.svg",
        "power people.toml --svg r.png",
        "simulate people.toml --rows 9 -o drawn.xlsx",
        "init survey.csv -o s.json",
        "predict study.toml survey.csv -o new.xlsx",
    ] {
        let names = folder.names();
        let ran = folder.run(&call.split(' ').collect::<Vec<_>>());
        assert_eq!(
            (ran.status, ran.out.as_str()),
            (Some(2), ""),
            "{call}: {}",
            ran.err
        );
        says!(ran.err.trim_end());
        assert_eq!(folder.names(), names, "{call}");
    }
    // Other endings may hold anything.
    for call in [
        "model study.toml -o m.SVG",
        "model study.toml -o picture",
        "simulate people.toml --rows 9 -o drawn.txt",
    ] {
        let ran = folder.run(&call.split(' ').collect::<Vec<_>>());
        assert_eq!(ran.status, Some(0), "{call}: {}", ran.err);
    }
}

/// A process that is killed cannot remove its temporary file; the next one does.
#[test]
fn what_a_killed_process_left_is_removed_and_what_another_writes_is_not() {
    let folder = folder("left-over");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let temporary = |name: &str| {
        let file = fs::File::create(folder.path(name)).unwrap();
        file.set_modified(old).unwrap();
        file
    };
    drop(temporary(".pls-sem-1-0.tmp"));
    let written = temporary(".pls-sem-2-0.tmp");
    written.lock().unwrap();
    fs::File::create(folder.path(".pls-sem-3-0.tmp")).unwrap();
    drop(temporary(".other-1-0.tmp"));
    let ran = folder.run(&["init", "survey.csv", "-o", "new.toml"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let names = folder.names();
    let left: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|n| n.starts_with('.'))
        .collect();
    assert_eq!(
        left,
        [".other-1-0.tmp", ".pls-sem-2-0.tmp", ".pls-sem-3-0.tmp"]
    );
}

/// A folder of many files is not listed for each of them, nor before the work.
#[test]
fn a_process_searches_a_folder_once_for_what_others_left() {
    let folder = folder("left-over-once");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    let left = ".pls-sem-1-0.tmp";
    let leave = || {
        let file = fs::File::create(folder.path(left)).unwrap();
        file.set_modified(old).unwrap();
    };
    let write = || write_whole(folder.path("written"), |into| into.write_all(b"whole"));
    leave();
    check_writable(folder.path("written")).unwrap();
    assert!(folder.path(left).exists());
    write().unwrap();
    assert!(!folder.path(left).exists());
    leave();
    write().unwrap();
    assert!(folder.path(left).exists());
}
