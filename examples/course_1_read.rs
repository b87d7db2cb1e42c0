//! Which answers does the analysis get, and what was done to them?
//!
//! Page 1 of the course: `cargo run --release --example course_1_read`.
//!
//! For readers who know R: `let` names a value (`<-`), `&x` lends it, `?` stops with a sentence where something is wrong,
//! `format!` is `sprintf`, and `|row| ...` is `function(row) ...`.

use pls_sem::data::{Computed, Condition, Preparation, Scale};
use pls_sem::report::decimals;
use pls_sem::{Error, Missing, Model, ReadOptions, Study, Table};

/// Both surveys are simulated. For answers of your own, write the path of a CSV file here (or of an Excel
/// workbook, and run with `--features xlsx`).
const FIRMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/resilience.csv");
const WITH_GAPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas_missing.csv");

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    // A table has a row for each firm and a column for each question, as a data frame has.
    let raw = Table::read(FIRMS)?;
    let (rows, columns) = (raw.rows(), raw.columns().len());
    let mut lines = vec![format!("As read: {rows} rows, {columns} columns")];

    // What has to be done before a model sees the answers is said in one place, and counted. `OR5` asks for the opposite of
    // the other questions on resilience; the size of a firm enters as a logarithm; micro firms are left out.
    let preparation = Preparation::new()
        .scale(Scale::new(1.0, 7.0)?)
        .reverse(["OR5"])
        .compute(Computed::parse("log_employees", "ln(employees)")?)
        .keep(Condition::parse("employees >= 10")?);
    let firms = ReadOptions::new().prepare(preparation).read(FIRMS)?;
    lines.push(format!("Prepared: {} rows", firms.rows()));
    for step in firms.prepared() {
        let (how, cells) = (step.how.as_deref().unwrap_or("-"), step.cells.unwrap_or(0));
        let dropped = step.rows.unwrap_or(0);
        lines.push(format!(
            "  {:?} {}: {how}, {cells} cells, {dropped} rows dropped",
            step.step, step.of
        ));
    }

    // Cells are found by the name of their column and by their row, counted from 0. A missing answer is `None` (NA).
    let employees = decimals(firms.number("employees", 0), 0);
    let logarithm = decimals(firms.number("log_employees", 0), 3);
    lines.push(format!(
        "First firm: {employees} employees, logarithm {logarithm}"
    ));

    // In this survey some answers are missing: a blank is found by itself, a code such as -99 has to be named.
    let with_gaps = ReadOptions::new().missing_codes([-99.0]).read(WITH_GAPS)?;
    let model = Model::parse("Resources =~ KR1-5; Success =~ INT1-4; Success ~ Resources")?;
    for treatment in [Missing::Casewise, Missing::Mean] {
        let study = Study::new(model.clone()).missing(treatment);
        let problem = study.problem(&with_gaps)?;
        let used = problem.sample().n();
        lines.push(format!("{treatment:?}: {used} rows are used"));
    }

    // Nothing is dropped silently: without a treatment the study stops with a sentence that says what to write.
    if let Err(error) = Study::new(model.clone()).fit(&with_gaps) {
        lines.push(format!("Without a treatment: {error}"));
    }

    // A look at the answers before anything is estimated: ranges, gaps, careless respondents. It deletes nothing.
    let look = Study::new(model)
        .missing(Missing::Mean)
        .screen(&with_gaps)?;
    let careless = look.straight_lines.len();
    lines.push(format!(
        "Respondents with a long run of one answer: {careless}"
    ));
    Ok(lines.join("\n") + "\n")
}
