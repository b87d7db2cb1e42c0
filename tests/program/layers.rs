//! Imports run one way: each room of `src` knows only the rooms below it.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, bottom first. Those of one line do not know each other.
const STACK: &[&[&str]] = &[
    &["text", "numeric", "files"],
    &["guidance", "formula"],
    &["finding"],
    &["data", "model", "infer"],
    &["moments", "design"],
    &["estimate"],
    &["assess", "resample", "simulate"],
    &["quantity", "screen", "outline"],
    &["procedure"],
    &["predict", "groups"],
    &["segments", "power"],
    &["document"],
    &["study"],
    &["study_file"],
    &["report"],
    &["error"],
];

fn level(room: &str) -> usize {
    let known = STACK.iter().position(|rooms| rooms.contains(&room));
    known.unwrap_or_else(|| {
        panic!("room `{room}` stands on no level: give it one in tests/program/layers.rs")
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let all = entries.flat_map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    });
    all.filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

/// Room and imported rooms of one file; `None` for the crate root and the command, which may know all.
fn imports(source: &Path, root: &Path) -> Option<(String, Vec<String>)> {
    let relative = source.strip_prefix(root).unwrap();
    let room = relative
        .components()
        .next()?
        .as_os_str()
        .to_str()?
        .trim_end_matches(".rs")
        .to_owned();
    if ["lib", "main", "cli"].contains(&room.as_str()) {
        return None;
    }
    let text = fs::read_to_string(source).unwrap();
    assert!(
        !text.contains("crate::{"),
        "{}: one `use crate::` a room, so that this test sees it",
        source.display()
    );
    let code = text.split("#[cfg(test)]").next()?;
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let imported = lines.flat_map(|line| {
        line.split("crate::")
            .skip(1)
            .filter_map(|rest| {
                let name = rest
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()?;
                Some(name.to_owned()).filter(|name| !name.is_empty())
            })
            .collect::<Vec<_>>()
    });
    Some((room, imported.collect()))
}

#[test]
fn every_room_imports_only_from_rooms_below() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    for file in files(&root) {
        let Some((room, imported)) = imports(&file, &root) else {
            continue;
        };
        for other in imported {
            seen += 1;
            let allowed = room == other || level(&other) < level(&room);
            assert!(allowed, "{}: `{room}` imports `{other}`", file.display());
        }
    }
    assert!(
        seen > 50,
        "only {seen} imports were found: the test does not see them"
    );
}
