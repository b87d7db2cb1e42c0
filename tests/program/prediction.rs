//! `pls-sem predict`: new rows, what is written of them, and what is refused.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::{StudyFile, Table};

use crate::program::Folder;

/// The study with a scale of five labels, of which the survey has all.
const LABELS: &str = "[data]\nfile = \"survey.csv\"\nlabels = { never = 1, rarely = 2, often = 3 }\n[model]\ntext = \"X =~ x1-2; Y =~ y1-2; Y ~ X\"\n[predict]\nfolds = 5\nrepetitions = 2\n";

#[test]
fn new_rows_are_written_as_the_library_predicts_them_and_those_outside_are_counted() {
    let folder = Folder::with_study("predict");
    folder.write("new.csv", "x2,firm,x1\n3,a,2\n4,b,99\n");
    let ran = folder.run(&[
        "predict",
        "study.toml",
        "new.csv",
        "-o",
        "predicted.csv",
        "--id",
        "firm",
    ]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert_eq!(
        ran.out,
        "wrote `predicted.csv`: 2 rows predicted, 2 indicators with 95 % intervals\nnote: 1 row has answers outside of the range that the model was estimated from, named in column `outside`: there the prediction is an extrapolation\n"
    );
    let file = StudyFile::read(folder.path("study.toml")).unwrap();
    let go_on = &mut |_| std::ops::ControlFlow::Continue(());
    let predictor = file.study.predictor(&file.table().unwrap(), go_on).unwrap();
    let new = Table::read(folder.path("new.csv")).unwrap();
    let library = predictor.predict(&new).unwrap();
    let library = library.table(&new, Some("firm")).unwrap();
    assert_eq!(folder.read("predicted.csv").unwrap(), library.to_csv());
    // An input is never replaced, and what is there only on demand.
    for (output, status) in [("new.csv", 2), ("predicted.csv", 2)] {
        let ran = folder.run(&["predict", "study.toml", "new.csv", "-o", output]);
        assert_eq!(ran.status, Some(status), "{}", ran.err);
    }
}

#[test]
fn new_rows_with_an_unknown_label_or_without_a_column_are_refused() {
    let folder = Folder::with_study("predict-labels");
    let survey = (0..30).map(|i| {
        let label = |k: usize| ["never", "rarely", "often"][(i * (2 * k + 1) + i / (k + 2)) % 3];
        format!("{},{},{},{}\n", label(0), label(1), label(2), label(3))
    });
    folder.write(
        "survey.csv",
        &format!("x1,x2,y1,y2\n{}", survey.collect::<String>()),
    );
    folder.write("study.toml", LABELS);
    let refused = |new: &str| {
        folder.write("new.csv", new);
        let ran = folder.run(&["predict", "study.toml", "new.csv", "-o", "predicted.csv"]);
        assert_eq!(ran.status, Some(1), "{}{}", ran.out, ran.err);
        assert!(folder.bytes("predicted.csv").is_none());
        says!(ran.err.trim_end());
    };
    refused("x1,x2\nnever,rarely\noften,sometimes\n");
    refused("x1,y1\nnever,rarely\n");
    folder.write("new.csv", "x1,x2\nnever,rarely\noften,often\n");
    let ran = folder.run(&["predict", "study.toml", "new.csv", "-o", "predicted.csv"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
}
