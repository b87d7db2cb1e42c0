//! The resilience study: does business model innovation, made of five dimensions, make firms resilient, do resilient firms
//! grow abroad, and does that depend on the size of the firm?
//!
//! ```text
//! cargo run --release --example resilience
//! ```
//!
//! How many firms to ask, what so many would show, and what 214 answers say. The bundled survey is simulated, and its seed
//! was chosen so that it shows what the study claims (`data/resilience.md`): that it does confirms nothing.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;

use pls_sem::design::InverseSquareRoot;
use pls_sem::document::Inferred;
use pls_sem::{Document, Error, PopulationFile, PowerDocument, StudyFile};

const INNOVATION: &str = "BusinessModelInnovation";
const INTERACTION: &str = "Resilience:FirmSize";
/// The smallest path that the survey is to show.
const SMALLEST: f64 = 0.17;

fn main() -> ExitCode {
    match run(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data")), 200) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        // Every error is a sentence that names the thing at fault and the fix.
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The study, its power from so many simulated surveys of each size.
pub(crate) fn run(data: &Path, surveys: usize) -> Result<String, Error> {
    // 1. How many firms? The inverse square root method asks for the smallest path alone.
    let firms = InverseSquareRoot::default().size(SMALLEST)?;
    let mut lines = vec![
        "1. How many firms?\n".to_owned(),
        format!(
            "  A path of {SMALLEST} asks for {firms} firms (inverse square root method, one-sided 5 %, power 0.8).\n"
        ),
    ];

    // 2. The method assumes that every path has the standard error 1 / sqrt(n). It knows no dimensions, no product and no
    //    error of the answers. So the survey is made many times over, from a population whose values are assumed.
    let mut planned = PopulationFile::read(data.join("resilience_power.toml"))?;
    planned.power = planned.power.map(|power| power.replications(surveys));
    let found = planned.run_power(&mut |_| ControlFlow::Continue(()))?;
    lines.push(format!(
        "2. What would {firms} firms show ({surveys} simulated surveys of each size)?\n"
    ));
    lines.extend(power(&found, firms));

    // 3. The survey. The study file says everything: columns, the reversed question, firm size as a logarithm, the model.
    let file = StudyFile::read(data.join("resilience.toml"))?;
    let document = file.study.run(&file.table()?)?;
    lines.push(format!("\n3. {document}"));

    // 4. What the numbers say.
    lines.push("4. The answers (95 % intervals)\n".to_owned());
    lines.extend(answers(&document));
    Ok(lines.join("\n") + LIMITS)
}

/// The power of every effect with so many firms, and how many show it four times in five.
fn power(found: &PowerDocument, firms: usize) -> Vec<String> {
    let row = |effect: &str, value: &str, power: &str, rows: &str| {
        format!("  {effect:<45} {value:>5}  {power:<23} {rows}")
    };
    let mut lines = vec![row(
        "effect",
        "value",
        "power [95 % interval]",
        "rows for 0.8",
    )];
    let of_size = found.estimates.iter().filter(|r| r.rows == firms);
    for record in of_size {
        let mut required = found.required.iter();
        let required = required.find(|r| r.quantity == record.quantity);
        let rows = required.and_then(|r| Some((r.rows?, r.at_most)));
        let rows = rows.map_or("more than tried".to_owned(), |(rows, at_most)| {
            let or_fewer = if at_most { " or fewer" } else { "" };
            format!("{rows}{or_fewer}")
        });
        let value = record.population.unwrap_or(f64::NAN);
        let power = record.power.unwrap_or(f64::NAN);
        let [low, high] = record.power_interval.unwrap_or([f64::NAN; 2]);
        lines.push(row(
            &record.quantity.to_string().replace('`', ""),
            &format!("{value:.3}"),
            &format!("{power:.2} [{low:.2}, {high:.2}]"),
            &rows,
        ));
    }
    let all = found.joint.iter().find(|joint| joint.rows == firms);
    let all = all.and_then(|joint| joint.power);
    lines.extend(all.map(|share| format!("  All paths in one survey: {share:.2}.")));
    lines
}

/// The answers, in words and with their intervals.
fn answers(document: &Document) -> Vec<String> {
    let path = |from: &str, to: &str| {
        let path = document.path(from, to);
        path.map(|p| line(&format!("{from} -> {to}"), p.estimate, p.inference))
    };
    let mut lines = vec!["Is each dimension a source of business model innovation?".to_owned()];
    let weights = document.weights.iter();
    let weights = weights.filter(|weight| weight.construct == INNOVATION);
    lines.extend(weights.map(|w| line(&w.indicator, w.estimate, w.inference)));

    lines.push("Does it make firms resilient, and do resilient firms grow abroad?".to_owned());
    lines.extend(path(INNOVATION, "Resilience"));
    lines.extend(path("Resilience", "Growth"));

    lines.push("Does it reach growth through resilience?".to_owned());
    if let Some(effect) = document.effect(INNOVATION, "Growth") {
        let (indirect, inference) = (effect.indirect, effect.indirect_inference);
        lines.extend(indirect.map(|x| line("through resilience", x, inference)));
        let (direct, inference) = (effect.direct, effect.direct_inference);
        lines.extend(direct.map(|x| line("beside it", x, inference)));
    }
    let kind = document.mediation.first().and_then(|found| found.kind);
    lines.extend(kind.map(|kind| format!("  mediation: {kind}")));

    lines.push("Does the effect of resilience depend on the size of the firm?".to_owned());
    lines.extend(path(INTERACTION, "Growth"));
    let slopes = document.slopes.iter();
    for slope in slopes.filter(|slope| slope.from == "Resilience") {
        let firms = match slope.at {
            at if at < 0.0 => "in small firms (-1 sd)",
            at if at > 0.0 => "in large firms (+1 sd)",
            _ => "in firms of mean size",
        };
        lines.push(line(
            &format!("slope {firms}"),
            slope.estimate,
            slope.inference,
        ));
    }
    lines.push("Does the indirect effect of innovation on growth depend on it, too?".to_owned());
    let moderated = document.moderated_mediation.iter();
    lines.extend(moderated.map(|m| line("one sd of firm size adds", m.estimate, m.inference)));
    lines
}

/// A number with its interval, and whether that lies above 0.
fn line(what: &str, estimate: f64, inference: Inferred) -> String {
    let [low, high] = [inference.low, inference.high].map(|bound| bound.unwrap_or(f64::NAN));
    let shown = if low > 0.0 { "yes" } else { "not shown" };
    format!("  {what:<38} {estimate:>6.3}  [{low:>6.3}, {high:.3}]  {shown}")
}

const LIMITS: &str = "

What a survey like this can show, and what it cannot:
  It can show that firms with more business model innovation are more resilient and grow more abroad, that resilience
  carries part of this relation, more so in larger firms, and that each of five sources contributes beside the others.
  It cannot show that innovation is necessary for resilient growth: a weight or a path above 0 says \"more with more\", not
  \"none without\"; a necessary condition asks for another analysis. It cannot show causes: each firm answered once, and
  growth may pay for innovation. It cannot show that there are just five sources: it asked about five. And this survey
  confirms nothing: it is simulated, and its seed was chosen so that it shows the claims.
";
