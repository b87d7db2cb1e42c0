//! Runs in parts, of a bootstrap and of a power study, like in the job array of a cluster.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fs;

use crate::program::{Folder, Ran};

fn folder(test: &str) -> Folder {
    let folder = Folder::with_study(test);
    folder.write(
        "people.toml",
        "[model]\ntext = \"X =~ x1-2; Y =~ y1-2; Y ~ X\"\n[population]\nloadings = 0.8\npaths = { \"X -> Y\" = 0.3 }\n[power]\nrows = [20, 30]\nreplications = 10\nresamples = 20\n",
    );
    folder
}

fn assert_done(ran: &Ran) {
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
}

#[test]
fn parts_by_share_are_merged_to_the_result_of_one_run() {
    let folder = folder("shares");
    for (command, study) in [("run", "study.toml"), ("power", "people.toml")] {
        for k in ["1/3", "3/3", "2/3"] {
            assert_done(&folder.run(&[command, study, "--part", k]));
        }
        let parts = ["part-2-of-3", "part-1-of-3", "part-3-of-3"];
        let merged = |more: &[&str]| folder.run(&[&["merge", study], &parts[..], more].concat());
        let whole = |more: &[&str]| folder.run(&[&[command, study], more].concat());
        assert_done(&merged(&[]));
        assert_eq!(merged(&[]).out, whole(&[]).out);
        assert_eq!(merged(&["--json", "-"]), whole(&["--json", "-"]));
        assert_done(&merged(&["--quiet", "--json", "merged"]));
        assert_done(&merged(&["--quiet", "--json", "merged"]));
        for part in parts {
            fs::remove_file(folder.path(part)).unwrap();
        }
        fs::remove_file(folder.path("merged")).unwrap();
    }
}

#[test]
fn predictions_and_groups_are_the_same_whether_the_bootstrap_is_run_in_parts() {
    let folder = folder("with-others");
    let columns = (0..40).map(|i| if i % 3 == 0 { "a" } else { "b" });
    let survey = folder.read("survey.csv").unwrap();
    let columns = ["group"].into_iter().chain(columns);
    let lines = survey
        .lines()
        .zip(columns)
        .map(|(line, group)| format!("{line},{group}\n"));
    folder.write("survey.csv", &lines.collect::<String>());
    let more = "[predict]\nfolds = 5\nrepetitions = 2\n[groups]\ncolumn = \"group\"\npermutations = 19\nomnibus = true\n";
    folder.write("study.toml", &format!("{}{more}", Folder::study(40)));
    for k in ["1/2", "2/2"] {
        assert_done(&folder.run(&["run", "study.toml", "--part", k]));
    }
    let merged = folder.run(&[
        "merge",
        "study.toml",
        "part-1-of-2",
        "part-2-of-2",
        "--json",
        "-",
    ]);
    assert_done(&merged);
    assert!(merged.out.contains("\"cvpat\"") && merged.out.contains("\"micom_of_all\""));
    assert_eq!(merged, folder.run(&["run", "study.toml", "--json", "-"]));
}

#[test]
fn a_merged_power_study_has_its_plot_and_a_bootstrap_has_none() {
    let folder = folder("plot");
    assert_done(&folder.run(&["power", "people.toml", "--part", "1/1", "-o", "whole"]));
    assert_done(&folder.run(&["merge", "people.toml", "whole", "--svg", "merged.svg"]));
    assert_done(&folder.run(&["power", "people.toml", "--svg", "run.svg"]));
    assert_eq!(folder.read("merged.svg"), folder.read("run.svg"));
    assert_done(&folder.run(&["run", "study.toml", "--part", "1/1"]));
    let ran = folder.run(&["merge", "study.toml", "part-1-of-1", "--svg", "none.svg"]);
    assert_eq!(ran.status, Some(2));
    assert!(!folder.path("none.svg").exists());
}

#[test]
fn an_empty_share_is_refused() {
    let folder = folder("no-share");
    for (command, study, replicates) in [
        ("run", "study.toml", "40 resamples"),
        ("power", "people.toml", "10 replications"),
    ] {
        for share in ["0/3", "4/3", "1/0", "1/41"] {
            let n = share.split_once('/').unwrap().1;
            let ran = folder.run(&[command, study, "--part", share]);
            assert_eq!(
                (ran.status, ran.err),
                (
                    Some(2),
                    format!(
                        "error: there is no part {share}: parts are counted from 1 to {n}, and each part must hold at least one of the {replicates}\n"
                    )
                )
            );
        }
        let ran = folder.run(&[command, study, "--part", "1/3", "--from", "0", "--to", "3"]);
        assert!(
            ran.err.contains("remove `--from` and `--to`"),
            "{}",
            ran.err
        );
        let ran = folder.run(&[command, study, "--part", "file"]);
        assert!(ran.err.contains("or write `--part 1/40`"), "{}", ran.err);
    }
}

/// A part replaces only what it holds itself.
#[test]
fn a_part_never_replaces_what_it_does_not_hold() {
    let folder = folder("replaced-parts");
    folder.write("other.toml", &Folder::study(41));
    folder.write(
        "others.toml",
        &folder.read("people.toml").unwrap().replace("= 10", "= 11"),
    );
    for (command, study, other) in [
        ("run", "study.toml", "other.toml"),
        ("power", "people.toml", "others.toml"),
    ] {
        let part = |study: &str, from: &str, to: &str, more: &[&str]| {
            let call = [command, study, "--from", from, "--to", to, "--part", "part"];
            folder.run(&[&call[..], more].concat())
        };
        assert_done(&part(study, "2", "6", &[]));
        let before = fs::read(folder.path("part")).unwrap();
        for (study, from, to) in [
            (study, "6", "10"),
            (study, "2", "5"),
            (study, "3", "10"),
            (other, "2", "6"),
        ] {
            let ran = part(study, from, to, &[]);
            assert_eq!(ran.status, Some(2), "{ran:?}");
            assert!(ran.err.contains("`part` exists, with "), "{}", ran.err);
            assert_eq!(fs::read(folder.path("part")).unwrap(), before);
        }
        // The same again, and more of the same.
        assert_done(&part(study, "2", "6", &[]));
        assert_eq!(fs::read(folder.path("part")).unwrap(), before);
        assert_done(&part(study, "0", "9", &[]));
        assert_done(&part(other, "2", "6", &["--force"]));
        fs::remove_file(folder.path("part")).unwrap();
    }
}

#[test]
fn parts_of_two_kinds_are_distinguished() {
    let folder = folder("kinds-of-parts");
    assert_done(&folder.run(&["run", "study.toml", "--part", "1/1", "-o", "boot"]));
    assert_done(&folder.run(&["power", "people.toml", "--part", "1/1", "-o", "power"]));
    let ran = folder.run(&["merge", "people.toml", "power", "boot"]);
    assert!(
        ran.err
            .contains("`boot`: it is not a part of a power study"),
        "{}",
        ran.err
    );
    let ran = folder.run(&["merge", "study.toml", "boot", "power"]);
    assert!(
        ran.err.contains("`power`: it is not a part of a bootstrap"),
        "{}",
        ran.err
    );
    let ran = folder.run(&["power", "people.toml", "--part", "1/1", "-o", "boot"]);
    assert!(
        ran.err.contains("is not a part of a power study"),
        "{}",
        ran.err
    );
}
