//! The ten pages of the course: each is short, asks its question first, and runs.

#![allow(clippy::unwrap_used)] // a test stops where it fails

/// The pages, in the order of an analysis; the test calls what `main` calls.
macro_rules! pages {
    ($($page:ident $file:literal)*) => {
        $(
            #[allow(dead_code)] // its `main`
            #[path = $file]
            mod $page;
        )*
        const PAGES: &[(&str, &str)] = &[$((stringify!($page), include_str!($file))),*];
    };
}

pages! {
    course_1_read "../../examples/course_1_read.rs"
    course_2_specify "../../examples/course_2_specify.rs"
    course_3_estimate "../../examples/course_3_estimate.rs"
    course_4_assess "../../examples/course_4_assess.rs"
    course_5_infer "../../examples/course_5_infer.rs"
    course_6_mediate "../../examples/course_6_mediate.rs"
    course_7_moderate "../../examples/course_7_moderate.rs"
    course_8_higher_order "../../examples/course_8_higher_order.rs"
    course_9_predict "../../examples/course_9_predict.rs"
    course_10_report "../../examples/course_10_report.rs"
}

/// All of these stand in a text.
#[track_caller]
fn shows(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn every_page_is_short_and_asks_its_question_on_its_first_line() {
    for (name, text) in PAGES {
        let question = text.lines().next().unwrap();
        assert!(
            question.starts_with("//! ") && question.ends_with('?'),
            "{name}"
        );
        assert!(text.lines().count() <= 80, "{name}");
        assert!(text.contains(&format!("--example {name}")), "{name}");
    }
}

#[test]
fn the_course_is_whole_and_the_readme_names_its_pages_in_their_order() {
    let root = env!("CARGO_MANIFEST_DIR");
    let files = std::fs::read_dir(format!("{root}/examples")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("course_")).collect();
    let number = |name: &String| name.split('_').nth(1)?.parse::<usize>().ok();
    names.sort_by_key(number);
    let pages: Vec<String> = PAGES.iter().map(|(name, _)| format!("{name}.rs")).collect();
    assert_eq!(names, pages);
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let places: Vec<usize> = names
        .iter()
        .map(|name| readme.find(name).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn answers_are_read_and_prepared() {
    let text = course_1_read::run().unwrap();
    shows(
        &text,
        &[
            "As read: 214 rows, 32 columns",
            "Reverse OR5",
            "Casewise: ",
            "Mean: 273 rows",
            "Without a treatment: ",
        ],
    );
}

#[test]
fn a_model_is_specified_and_slips_are_answered() {
    let text = course_2_specify::run().unwrap();
    shows(
        &text,
        &[
            "By calls the same: true",
            "Mode unit",
            "did you mean",
            "circle",
        ],
    );
}

#[test]
fn a_model_is_estimated() {
    let text = course_3_estimate::run().unwrap();
    shows(&text, &["Converged: true", "PLSc: 0.", "scheme Centroid"]);
}

#[test]
fn measurement_and_paths_are_assessed() {
    let text = course_4_assess::run().unwrap();
    shows(
        &text,
        &[
            "Value: 0.8",
            "Weakest loading: ",
            "SRMR: 0.0",
            "To look at: ",
        ],
    );
}

#[test]
fn numbers_have_intervals() {
    let text = course_5_infer::run().unwrap();
    shows(
        &text,
        &[
            "Holm 0.",
            "Difference: ",
            "bca: 0.",
            "1000 of 1000 resamples",
        ],
    );
}

#[test]
fn effects_are_mediated() {
    let text = course_6_mediate::run().unwrap();
    shows(
        &text,
        &[
            "Resources -> Value -> Success",
            "complementary",
            "indirect over total",
        ],
    );
}

#[test]
fn a_path_is_moderated() {
    let text = course_7_moderate::run().unwrap();
    shows(
        &text,
        &[
            "Resilience:FirmSize: 0.",
            "at FirmSize = 2",
            "The slope of Resilience differs from 0 ",
            " standard deviations of FirmSize, observed from -",
        ],
    );
}

#[test]
fn a_construct_is_made_of_others() {
    let text = course_8_higher_order::run().unwrap();
    shows(
        &text,
        &[
            "RevenueModel: 0.",
            "Repeated, 2 stages:",
            "`Digitalization`",
        ],
    );
}

#[test]
fn firms_are_predicted_that_were_not_seen() {
    let text = course_9_predict::run().unwrap();
    shows(
        &text,
        &[
            "  IG1: 0.",
            "Resilience: medium predictive power (3 of 4)",
            "CVPAT against mean: -0.",
            "CVPAT against without resilience: -0.",
            "New firm 1: IG1 3.",
            "New firm 2: DI3 out of range",
        ],
    );
}

#[test]
fn a_result_is_reported_in_every_form() {
    let (text, files) = course_10_report::run().unwrap();
    shows(&text, &["Paths", "report.tex", "result.json"]);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"report.html") && names.contains(&"paths.csv"));
    assert!(files.iter().all(|(_, text)| !text.is_empty()));
}
