//! Does one model hide several? Satisfaction of a market's customers, explained by prices and by quality: some customers
//! look at the one, some at the other, and no column says who.
//!
//! ```text
//! cargo run --release --example market
//! ```
//!
//! A page about segments: look for them, see how many there are, how sure they are, and who they are. The bundled survey is
//! simulated with two segments (`data/market.md`): that they are found shows the method, and confirms nothing.

use pls_sem::segments::{Method, Segments, adjusted_rand};
use pls_sem::{Document, Model, Study, Table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    run(concat!(env!("CARGO_MANIFEST_DIR"), "/data/market.csv"))
}

pub(crate) fn run(survey: &str) -> Result<(), Box<dyn std::error::Error>> {
    let survey = Table::read(survey)?.simulated();
    let model = Model::parse(
        "Price =~ PR1-4; Quality =~ QU1-4; Satisfaction =~ SA1-3; Loyalty =~ LO1-3
         Satisfaction ~ Price + Quality; Loyalty ~ Satisfaction",
    )?;

    // 1. The whole sample: both paths are of middling size. Nothing warns that they hold for nobody.
    let search = Segments::new().most(4).starts(20).seed(20_241_122);
    let search = search.explain(["income", "age", "town"]);
    let document = Study::new(model.clone())
        .segments(search.clone())
        .run(&survey)?;
    for path in &document.paths {
        println!("{} -> {}: {:.2}", path.from, path.to, path.estimate);
    }

    // 2. How many segments? AIC3 and CAIC together, or AIC3 and BIC; AIC leans to too many, MDL5 to too few.
    let Some(found) = &document.segments else {
        return Ok(());
    };
    println!("\n{}.", found.conclusion);

    // 3. How do they differ? The mixture's coefficients, and PLS from the rows of each segment.
    for path in found.paths.iter().filter(|p| p.segments == found.number) {
        let [mixture, pls] = [path.estimate, path.pls].map(|x| x.unwrap_or(f64::NAN));
        println!(
            "  segment {}: {} -> {} {mixture:.2} (PLS {pls:.2})",
            path.segment, path.from, path.to
        );
    }

    // 4. Do they come back? In resamples, and by a method that knows nothing of distributions.
    if let Some(stability) = &found.stability {
        let together = stability.together.unwrap_or(f64::NAN);
        println!(
            "\nTwo rows of one segment fall together in {:.0} % of the resamples.",
            100.0 * together
        );
    }
    let pos = search
        .method(Method::Pos)
        .most(found.number)
        .number(found.number)
        .resamples(0);
    let by_pos = Study::new(model).segments(pos).run(&survey)?;
    let alike = adjusted_rand(&segments_of(&document), &segments_of(&by_pos));
    println!(
        "PLS-POS: adjusted Rand index {:.2} with them.",
        alike.unwrap_or(f64::NAN)
    );

    // 5. Who are they? Columns of the data that the search has not seen.
    for column in &found.explained {
        let p = column.p_adjusted.unwrap_or(f64::NAN);
        println!(
            "  {}: V {:.2}, p {p:.3}",
            column.column,
            column.v.unwrap_or(f64::NAN)
        );
    }

    // 6. The whole section, with sizes, entropy and every criterion.
    if let Some(section) = document.report().section("segments") {
        println!("\n{section}");
    }
    Ok(())
}

/// The segment of every row.
fn segments_of(document: &Document) -> Vec<usize> {
    let rows = document.segments.iter().flat_map(|found| &found.rows);
    rows.map(|row| row.segment).collect()
}
