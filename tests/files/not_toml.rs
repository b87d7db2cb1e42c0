//! Study files that are not TOML: each slip is answered in the words of users, with its line and the fix.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use std::path::Path;

use pls_sem::StudyFile;

/// Tables with one slip each.
const SLIPS: &[&str] = &[
    // text without quotation marks, or with others
    "[data]\nmissing = mean",
    "[data]\nfile = survey.csv",
    "[data]\nfile = “survey.csv”",
    "[data]\nreverse = [“a”, “b”]",
    "[model]\ntext = X =~ x1 + x2",
    "[data]\ncompute = { size_log = ln(employees) }",
    // quotation marks that end elsewhere
    "[data]\nfile = \"survey.csv\nmissing = \"mean\"",
    "[data]\nfile = 'survey.csv",
    "[model]\ntext = \"X =~ a\nY =~ b\nY ~ X\"",
    "[model]\ntext = \"\"\"\nX =~ a\n[bootstrap]\nresamples = 10",
    "[data]\nwhere = \"status == \"done\"\"",
    "[data]\nfile = \"survey.csv\" the file",
    "[data]\nfile = \"survey.csv\" ; the file",
    // backslashes
    "[data]\nfile = \"C:\\Users\\me\\survey.csv\"",
    "[data]\nfile = \"C:\\new\\table.csv\"",
    "[model]\ntext = \"X =~ x; Y =~ y; Y ~ X\"\n[bootstrap]\nrows = \"a\\resamples.csv\"",
    "[model]\nfile = \"b\\new.model\"",
    "[model]\ntext = \"\"\"\nX =~ a\\x\n\"\"\"",
    // switches, nothing, and numbers
    "[data]\nsimulated = True",
    "[data]\nsimulated = no",
    "[data]\nweights = NULL",
    "[data]\nmissing =",
    "[bootstrap]\nlevel = 0,95",
    "[bootstrap]\nlevel = .95",
    "[bootstrap]\nlevel = 95%",
    "[bootstrap]\nresamples = 10,000",
    "[bootstrap]\nresamples = 10 000",
    "[bootstrap]\nseed = 007",
    "[bootstrap]\nseed = twelve",
    // lists and tables
    "[data]\nreverse = \"a\", \"b\"",
    "[data]\nreverse = [\"a\", \"b\"\nmissing = \"mean\"",
    "[data]\nreverse = [a, b]",
    "[data]\nreverse = [\"a\" \"b\"]",
    "[data]\nmissing_codes = c(-99, -1)",
    "[data]\nmissing_codes = [-99; -1]",
    "[data]\nscale = 1, 5",
    "[model]\nmodes = { Image: \"A\" }",
    "[model]\nmodes = { my construct = \"A\" }",
    "[data]\nlabels = {\n  \"never\" = 1,\n  \"always\" = 5",
    // comments
    "[data]\n; a comment\nfile = \"survey.csv\"",
    "[data]\n// a comment",
    // a key and its value
    "[data]\nfile \"survey.csv\"",
    "[data]\nfile: survey.csv",
    "[data]\nfile <- \"survey.csv\"",
    "[data]\nfile == \"survey.csv\"",
    "[data]\nfile",
    "[data]\nmy file = \"survey.csv\"",
    "[define]\na->b = \"path(a -> b)\"",
    "[model]\nX =~ x1 + x2",
    "[model]\nY ~ X",
    // tables
    "[data\nfile = \"survey.csv\"",
    "[data] file = \"survey.csv\"",
    "data:\n  file: survey.csv",
    "<data>\nfile = \"survey.csv\"",
    "[[data]]\nfile = \"survey.csv\"",
    // twice
    "[data]\nfile = \"survey.csv\"\nmissing = \"mean\"\nmissing = \"error\"",
    "[data]\nfile = \"survey.csv\"\n[model]\ntext = \"\"\n[data]\nmissing = \"mean\"",
    "[data.file]\nx = 1\n[data]\nfile = \"survey.csv\"",
    "&",
];

/// Words of the grammar of TOML, which its parser uses and users do not know.
const GRAMMAR: [&str; 9] = [
    "expected",
    "basic string",
    "literal string",
    "unquoted",
    "mantissa",
    "array",
    "inline",
    "escaped",
    "assignment",
];

#[test]
fn each_slip_is_answered_with_its_line_and_the_fix() {
    for slip in SLIPS {
        let refused = StudyFile::parse(slip, Path::new("no such folder")).unwrap_err();
        says!(refused);
        let said = refused.to_string();
        assert!(said.starts_with("line "), "{slip}\n{said}");
        for word in GRAMMAR {
            assert!(!said.contains(word), "{slip}\n{said}");
        }
    }
}
