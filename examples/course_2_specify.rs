//! What does the model claim, and is it the model that was meant?
//!
//! Page 2 of the course: `cargo run --release --example course_2_specify`.

use pls_sem::{Construct, Draft, Error, Mode, Model};

/// lavaan's notation: `=~` a construct that its questions reflect, `<~` a composite of its questions, `~` paths.
const MODEL: &str = "
    Digitalization =~ DI1-4             # DI1 + DI2 + DI3 + DI4
    Collaboration  =~ SC1-4
    Resilience     =~ OR1-5
    Growth         =~ IG1-4
    Resilience ~ Digitalization + Collaboration
    Growth     ~ Resilience";

fn main() -> Result<(), Error> {
    print!("{}", run()?);
    Ok(())
}

pub(crate) fn run() -> Result<String, Error> {
    // The text is checked as it is read: every name is known, every construct stands on a path, no path runs in a circle.
    let model = Model::parse(MODEL)?;
    let mut lines = vec!["Constructs".to_owned()];
    for construct in model.constructs() {
        let (kind, mode) = (construct.kind(), construct.get_mode());
        lines.push(format!(
            "  {}: {kind}, Mode {mode}, {} questions",
            construct.name(),
            construct.indicators().len()
        ));
    }
    lines.push("Paths".to_owned());
    lines.extend(model.paths().map(|(from, to)| format!("  {from} -> {to}")));

    // The same model by calls, for programs that make models. Both ways give one and the same thing.
    let questions = |stem: &str, count: usize| (1..=count).map(|i| format!("{stem}{i}")).collect();
    let block = |name: &str, stem, count| -> Construct {
        let questions: Vec<String> = questions(stem, count);
        Construct::reflective(name, questions)
    };
    let by_calls = Draft::new()
        .construct(block("Digitalization", "DI", 4))
        .construct(block("Collaboration", "SC", 4))
        .construct(block("Resilience", "OR", 5))
        .construct(block("Growth", "IG", 4))
        .paths(["Digitalization", "Collaboration"], "Resilience")
        .path("Resilience", "Growth")
        .check()?;
    lines.push(format!("By calls the same: {}", by_calls == model));

    // How the weights of a block are found is its mode: `=~` is Mode A and `<~` Mode B, where nothing else is said.
    let unit = Draft::parse(MODEL)?.mode("Growth", Mode::Unit).check()?;
    let growth = unit.construct("Growth").into_iter();
    lines.extend(growth.map(|c| format!("Growth with equal weights: Mode {}", c.get_mode())));

    // A slip is answered with line, column, the text underlined, and what was probably meant.
    for slip in [
        MODEL.replace("~ Resilience", "~ Resiliense"),
        MODEL.replace("~ Digitalization", "~ Growth + Digitalization"),
    ] {
        if let Err(error) = Model::parse(&slip) {
            lines.push(format!("\n{error}"));
        }
    }
    Ok(lines.join("\n") + "\n")
}
