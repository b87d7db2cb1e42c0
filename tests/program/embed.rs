//! The example that embeds the crate: it is short, and every number in it equals that of the study.

#![allow(clippy::unwrap_used)] // a test stops where it fails

#[allow(dead_code)] // its `main`: the test calls what `main` calls
#[path = "../../examples/embed.rs"]
mod example;

#[test]
fn the_program_of_a_newcomer_is_short() {
    let text = include_str!("../../examples/embed.rs");
    assert!(text.lines().count() < 80, "{}", text.lines().count());
}

#[test]
fn it_shows_numbers_intervals_scores_groups_models_and_a_matrix() {
    let shown = example::run(100).unwrap();
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 10, "{shown}");
    for (line, name) in lines.iter().zip(["path", "indirect", "contrast"]) {
        assert!(line.starts_with(name), "{line}");
        let numbers: Vec<f64> = line
            .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
            .filter_map(|word| word.parse().ok())
            .collect();
        let &[estimate, low, high] = numbers.as_slice() else {
            panic!("{line}");
        };
        assert!(low < estimate && estimate < high, "{line}");
    }
    assert!(lines[3].starts_with("firm,Resources,Resources_original,Partners"));
    assert!(lines[4].starts_with("F001,") && lines[5].starts_with("F002,"));
    assert!(lines[6].starts_with("micro: 95 firms") && lines[7].starts_with("medium: 60 firms"));
    assert!(lines[8].starts_with("R²: Some(0.") && lines[9].starts_with("smallest eigenvalue: 0."));
}
