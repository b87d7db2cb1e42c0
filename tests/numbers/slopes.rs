//! Slopes at values of one moderator or of two, against the derivative of the equation that they are of.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use approx::assert_abs_diff_eq;
use pls_sem::assess::interactions::conditional_effects;
use pls_sem::assess::slopes::{Slope, slopes};
use pls_sem::{
    Bootstrap, Catalogue, Definition, Document, Fit, Missing, Model, Options, Problem, Quantity,
    SlopesOf, Study, StudyFile, Table,
};

use crate::support::{fit, strict};

/// The predictors of `S`.
const BLOCKS: [(&str, &str); 3] = [("R", "KR1-5"), ("V", "VP1-5"), ("P", "KP1-5")];
const THREE: &str = "R + V + P + R:V + R:P + V:P + R:V:P";

fn survey() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

fn model(predictors: &str) -> Model {
    let used = BLOCKS.iter().filter(|(name, _)| predictors.contains(name));
    let blocks = used.map(|(name, items)| format!("{name} =~ {items}"));
    let blocks = blocks.collect::<Vec<_>>().join("; ");
    Model::parse(&format!("{blocks}; S =~ INT1-4; S ~ {predictors}")).unwrap()
}

/// The score that the equation of `S` gives at some values, all other constructs at 0.
fn equation(fit: &Fit, values: &[(&str, f64)]) -> f64 {
    let value = |name: &str| {
        let found = values.iter().find(|(of, _)| *of == name);
        found.map_or(0.0, |(_, value)| *value)
    };
    let paths = fit.paths().filter(|(_, to, _)| *to == "S");
    paths
        .map(|(from, _, b)| b * from.split(':').map(value).product::<f64>())
        .sum()
}

/// The derivative of the equation by a construct, from two of its values: exact up to squares.
fn derivative(fit: &Fit, slope: &Slope) -> f64 {
    let mut others = vec![(slope.moderator.as_str(), slope.at)];
    others.extend(slope.second.iter().map(|s| (s.moderator.as_str(), s.at.0)));
    let own = others.iter().position(|(name, _)| *name == slope.from);
    let centre = own.map_or(0.0, |own| others.remove(own).1);
    let at = |x: f64| {
        let own = (slope.from.as_str(), x);
        equation(fit, &[&[own], others.as_slice()].concat())
    };
    let step = 1e-3;
    (at(centre + step) - at(centre - step)) / (2.0 * step)
}

#[test]
fn a_slope_is_the_derivative_of_its_equation_whatever_products_it_has() {
    for (predictors, of, count) in [
        ("R + V + R:V", SlopesOf::First, 2),
        ("R + V + R:V", SlopesOf::Every, 4),
        ("R + R:R", SlopesOf::Every, 2),
        (THREE, SlopesOf::First, 3 * 2 + 4),
        (THREE, SlopesOf::Every, 6 * 2 + 3 * 4),
        // The square bends the slope by the other construct, too.
        ("R + V + R:R + V:R + R:V:R", SlopesOf::First, 2 + 2 + 4),
        ("R + V + R:R + V:R + R:V:R", SlopesOf::Every, 2 + 2 + 2 + 4),
        ("R + R:R + R:R:R", SlopesOf::First, 2),
    ] {
        let options = strict().slopes([-1.0, 1.5]).slopes_of(of);
        let fit = fit(&model(predictors), &survey(), &options);
        let found = slopes(&fit);
        assert_eq!(found.len(), count, "{predictors}");
        for slope in &found {
            let expected = derivative(&fit, slope);
            let apart = (slope.estimate - expected).abs();
            // A cube is not exact in two points.
            assert!(apart < 1e-6, "{predictors} {slope:?}: {expected}");
        }
    }
}

#[test]
fn an_indirect_effect_at_a_value_is_the_product_of_the_slopes_there() {
    for (predictors, is_line) in [("R + V + R:V", true), ("R + V + R:R + V:R + R:V:R", false)] {
        let text = format!("{}; C =~ CS1-5; C ~ S", model(predictors).to_text());
        let options = strict().slopes([-1.0, 0.0, 1.0]);
        let fit = fit(&Model::parse(&text).unwrap(), &survey(), &options);
        let (effects, indices) = conditional_effects(&fit);
        let of_v = |at: f64| {
            let values = |v: f64| equation(&fit, &[("V", v), ("R", at)]);
            (values(1.0) - values(0.0)) * fit.path("S", "C").unwrap()
        };
        let by_r = effects
            .iter()
            .filter(|e| (e.route[0].as_str(), e.moderator.as_str()) == ("V", "R"));
        let by_r: Vec<_> = by_r.collect();
        assert_eq!(by_r.len(), 3, "{predictors}");
        for effect in by_r {
            assert_abs_diff_eq!(effect.estimate, of_v(effect.at), epsilon = 1e-12);
        }
        let mut indices = indices.iter();
        let index = indices.find(|index| index.route[0] == "V");
        let expected = is_line.then(|| of_v(1.0) - of_v(0.0));
        assert_eq!(index.is_some(), is_line, "{predictors}");
        if let Some((index, expected)) = index.zip(expected) {
            assert_abs_diff_eq!(index.estimate, expected, epsilon = 1e-12);
        }
    }
}

#[test]
fn values_of_slopes_are_given_once() {
    let options = Options::default().slopes([1.0, 0.0, -0.0, 1.0]);
    assert_eq!(options.get_slopes(), [1.0, 0.0]);
    assert!(options.get_slopes()[1].is_sign_positive());
}

#[test]
fn formulas_know_slopes_at_any_value_of_one_moderator_or_of_two() {
    let problem = Problem::new(&model(THREE), &survey(), Missing::Error, &strict()).unwrap();
    let fit = problem.fit().unwrap();
    let b = |from: &str| fit.path(from, "S").unwrap();
    for (formula, expected) in [
        (
            "slope(R -> S at V = 0.5, P = -2)",
            b("R") + 0.5 * b("R:V") - 2.0 * b("R:P") - b("R:V:P"),
        ),
        (
            "slope(R -> S at P = -2, V = 0.5)",
            b("R") + 0.5 * b("R:V") - 2.0 * b("R:P") - b("R:V:P"),
        ),
        ("slope(R -> S at V = 0.25)", b("R") + 0.25 * b("R:V")),
        // Of a construct that is named second, which tables give on request only.
        ("slope(P -> S at V = 3)", b("P") + 3.0 * b("V:P")),
        (
            "slope(R -> S at V = 1, P = 1) - slope(R -> S at V = -1, P = 1)",
            2.0 * (b("R:V") + b("R:V:P")),
        ),
    ] {
        let definition = Definition::parse("own", formula).unwrap();
        let catalogue = Catalogue::new(problem.plan()).define(definition).unwrap();
        let value = catalogue.values(&fit).pop().unwrap().unwrap();
        assert_abs_diff_eq!(value, expected, epsilon = 1e-12);
    }
    for formula in [
        "slope(R -> S at S = 1)",
        "slope(R -> S at V = 1, S = 1)",
        "slope(R -> S at V = 1, V = 2)",
        "slope(R -> S at V = 1, P = 1, S = 1)",
        "conditional(R -> S -> P at V = 1, P = 1)",
    ] {
        let catalogue = Catalogue::new(problem.plan());
        let defined = Definition::parse("own", formula);
        says!(defined.and_then(|own| catalogue.define(own)).unwrap_err());
    }
}

/// A study of the product of three, with slopes that the values of regions are tested by.
fn document(define: &[(&str, &str)]) -> Document {
    let mut study = Study::new(model(THREE))
        .options(Options::default().slopes([-1.0, 0.0, 1.0]))
        .bootstrap(Bootstrap::new(300).seed(5));
    for (name, formula) in define {
        study = study.define(Definition::parse(*name, formula).unwrap());
    }
    study.run(&survey()).unwrap()
}

#[test]
fn at_the_bounds_of_a_region_the_slope_is_t_standard_errors_from_0() {
    let first = document(&[]);
    let regions = first.johnson_neyman.iter();
    let of_two = regions.filter(|r| r.second.is_some() && r.low.is_some());
    // Of the constructs' first, at three values of the second.
    let bounds: Vec<(String, String)> = of_two
        .flat_map(|r| {
            let second = r.second.as_ref().unwrap();
            let formula = |at: f64| {
                format!(
                    "slope({} -> {} at {} = {at}, {} = {})",
                    r.from, r.to, r.moderator, second.moderator, second.at.0
                )
            };
            [r.low, r.high].map(|at| formula(at.unwrap()))
        })
        .enumerate()
        .map(|(i, formula)| (format!("bound{i}"), formula))
        .collect();
    assert!(!bounds.is_empty());
    let define: Vec<(&str, &str)> = bounds
        .iter()
        .map(|(n, f)| (n.as_str(), f.as_str()))
        .collect();
    let document = document(&define);
    let bootstrap = document.bootstrap.as_ref().unwrap();
    // Student's t at 0.975 with 272 degrees of freedom.
    let t = 1.968_726;
    for (name, formula) in &bounds {
        let summary = bootstrap.summary(&Quantity::defined(name)).unwrap();
        let (estimate, se) = (summary.estimate.unwrap(), summary.se.unwrap());
        assert!(
            (estimate.abs() / se - t).abs() < 1e-4,
            "{formula}: {estimate} {se}"
        );
    }
}

#[test]
fn slopes_at_two_moderators_have_inference_stand_in_the_report_and_are_drawn() {
    let document = document(&[]);
    let of_two: Vec<_> = document
        .slopes
        .iter()
        .filter(|s| s.second.is_some())
        .collect();
    assert_eq!(of_two.len(), 9);
    for slope in of_two {
        let inference = slope.inference;
        assert!(inference.se.unwrap() > 0.0 && inference.low < inference.high);
    }
    let json = document.to_json();
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let last = value["slopes"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["second_moderator"], "P");
    assert_eq!(last["second_at"], 1.0);
    assert_eq!(Document::from_json(&json).unwrap(), document);
    // Two slopes by one moderator, and one by two at three values of the second.
    let pictures = document.pictures().into_iter();
    let drawn = pictures.filter(|(name, _)| name.starts_with("slopes-"));
    assert_eq!(drawn.count(), 3 + 3);
    let short = document.to_string();
    assert!(
        short.contains("slope of R -> S with P = -1, at V = -1: "),
        "{short}"
    );
    assert!(!short.contains("slope of R -> S at V"), "{short}");
    let full = document.report().full();
    for table in [
        "slopes",
        "slopes-of-two",
        "johnson-neyman",
        "johnson-neyman-of-two",
    ] {
        assert!(full.tables().any(|t| t.name == table), "{table}");
    }
}

#[test]
fn a_study_file_asks_for_the_slopes_of_every_construct() {
    let text = "[data]\nfile = \"canvas.csv\"\n[model]\ntext = \"R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ R + V + R:V\"\n[interactions]\n";
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data"));
    let of = |line: &str| {
        let file = StudyFile::parse(&format!("{text}{line}"), folder).unwrap();
        let document = file.study.run(&survey()).unwrap();
        let pairs = document.slopes.iter().map(|s| (s.from.clone(), s.at));
        (
            document.study.interactions.slopes_of,
            pairs.collect::<Vec<_>>(),
        )
    };
    let (first, own) = of("");
    assert_eq!((first, own.len()), (SlopesOf::First, 3));
    let (every, both) = of("slopes_of = \"every\"\n");
    assert_eq!((every, both.len()), (SlopesOf::Every, 6));
    let said = |line: &str| {
        let file = StudyFile::parse(&format!("{text}{line}"), folder).unwrap();
        format!("{:?}", file.study.run(&survey()).unwrap().study.section())
    };
    assert!(!said("").contains("Slopes"));
    let slopes = "of every construct of an interaction, at -1, 0.5 standard";
    let study = said("slopes = [-1, 0.5]\nslopes_of = \"every\"\n");
    assert!(study.contains(slopes), "{study}");
    assert_eq!(both[3], ("V".to_owned(), -1.0));
    says!(
        StudyFile::parse(&format!("{text}slopes_of = \"all\"\n"), folder)
            .map(|_| ())
            .unwrap_err()
    );
}
