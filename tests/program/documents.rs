//! Result documents: inference in the row of the number, numbers by name, and what is read back.

#![allow(clippy::unwrap_used)] // a test stops where it fails
#![allow(clippy::float_cmp)] // the same number

use pls_sem::document::Inferred;
use pls_sem::estimate::{Divisor, SlopesOf, Stopping};
use pls_sem::procedure::Like;
use pls_sem::{
    Bootstrap, Document, HigherOrder, Interaction, IntervalKind, Level, Measure, Missing, Model,
    Options, Policy, Quantity, ReplicateSigns, Scheme, Segments, Signs, Study, Table,
};
use serde_json::Value;

fn canvas() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

/// One mediator and a direct path, with a quantity that the user defines.
fn study() -> Study {
    let text = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; V ~ R; S ~ V + R";
    let difference = pls_sem::Definition::parse("difference", "path(R -> S) - path(V -> S)");
    Study::new(Model::parse(text).unwrap()).define(difference.unwrap())
}

fn document() -> Document {
    let kinds = [IntervalKind::Basic, IntervalKind::Normal];
    let bootstrap = Bootstrap::new(200).intervals(kinds).jackknife(true);
    study().bootstrap(bootstrap).run(&canvas()).unwrap()
}

fn golden(name: &str) -> String {
    let file = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap()
}

/// The first row of a table in which these keys have these values.
fn row<'d>(table: &'d Value, keys: &[(&str, &str)]) -> &'d Value {
    let mut rows = table.as_array().unwrap().iter();
    rows.find(|row| keys.iter().all(|(key, value)| row[*key] == *value))
        .unwrap()
}

#[test]
#[allow(clippy::too_many_lines)] // one table after the other
fn every_row_carries_the_inference_that_tables_show() {
    let document = document();
    let json: Value = serde_json::from_str(&document.to_json()).unwrap();
    let bootstrap = document.bootstrap.as_ref().unwrap();
    let check = |row: &Value, field: &str, quantity: &Quantity, ranks: bool| {
        let summary = bootstrap.summary(quantity).unwrap();
        let [low, high] = summary.interval(IntervalKind::Basic).unwrap();
        let p = if ranks {
            summary.p_percentile
        } else {
            summary.p
        };
        let expected = [summary.se, summary.t, p, Some(low), Some(high)];
        for (name, expected) in ["se", "t", "p", "low", "high"].iter().zip(expected) {
            let found = &row[format!("{field}{name}")];
            assert_eq!(found.as_f64(), expected, "{quantity} {name}");
            assert!(found.is_f64() || found.is_null(), "{quantity} {name}");
        }
    };
    let path = [("from", "R"), ("to", "S")];
    check(
        row(&json["paths"], &path),
        "",
        &Quantity::path("R", "S"),
        false,
    );
    let effect = row(&json["effects"], &path);
    check(effect, "direct_", &Quantity::path("R", "S"), false);
    check(
        effect,
        "indirect_",
        &Quantity::along(Measure::Indirect, "R", "S"),
        true,
    );
    check(
        effect,
        "total_",
        &Quantity::along(Measure::Total, "R", "S"),
        true,
    );
    let alone = row(&json["effects"], &[("from", "V"), ("to", "S")]);
    check(
        alone,
        "total_",
        &Quantity::along(Measure::Total, "V", "S"),
        false,
    );
    assert_eq!(alone["indirect_p"], Value::Null);
    let route = ["R", "V", "S"].map(str::to_owned);
    check(
        &json["specific_effects"][0],
        "",
        &Quantity::specific(&route),
        true,
    );
    let indicator = [("construct", "V"), ("indicator", "VP2")];
    let of = |measure| Quantity::indicator(measure, "V", "VP2");
    check(
        row(&json["weights"], &indicator),
        "",
        &of(Measure::Weight),
        false,
    );
    check(
        row(&json["loadings"], &indicator),
        "",
        &of(Measure::Loading),
        false,
    );
    let construct = row(&json["constructs"], &[("construct", "S")]);
    for measure in [
        Measure::Alpha,
        Measure::RhoA,
        Measure::RhoC,
        Measure::Ave,
        Measure::R2,
    ] {
        check(
            construct,
            &format!("{measure}_"),
            &Quantity::of(measure, "S"),
            false,
        );
    }
    let pair = row(&json["discriminant"], &[("a", "R"), ("b", "S")]);
    check(pair, "", &Quantity::between(Measure::Htmt, "R", "S"), false);
    let htmt = bootstrap
        .summary(&Quantity::between(Measure::Htmt, "R", "S"))
        .unwrap();
    assert_eq!(
        (pair["upper"].as_f64(), &pair["p"]),
        (htmt.upper, &Value::Null)
    );
    check(
        &json["defined"][0],
        "",
        &Quantity::defined("difference"),
        false,
    );
    let estimate = row(&json["bootstrap"]["estimates"], &[("quantity", "path")]);
    for kind in ["basic", "normal", "percentile"] {
        let flat = [
            &estimate[format!("{kind}_low")],
            &estimate[format!("{kind}_high")],
        ];
        let nested = [
            &estimate["intervals"][kind][0],
            &estimate["intervals"][kind][1],
        ];
        assert_eq!(flat, nested);
        assert!(flat[0].is_f64());
    }
    assert_eq!(estimate["low"], estimate["basic_low"]);
}

#[test]
fn least_squares_errors_stand_in_a_table_of_their_own() {
    let json: Value = serde_json::from_str(&document().to_json()).unwrap();
    for (path, row) in json["paths"]
        .as_array()
        .unwrap()
        .iter()
        .zip(json["least_squares"].as_array().unwrap())
    {
        assert_eq!((&path["from"], &path["to"]), (&row["from"], &row["to"]));
        let t = path["estimate"].as_f64().unwrap() / row["se"].as_f64().unwrap();
        assert!((t - row["t"].as_f64().unwrap()).abs() < 1e-12);
        assert_ne!(path["p"], row["p"]);
    }
    let consistent = study().options(pls_sem::Options::default().consistent(true));
    let consistent = consistent.run(&canvas()).unwrap();
    assert!(consistent.least_squares.is_empty());
}

#[test]
fn without_a_bootstrap_the_columns_are_there_and_empty() {
    let document = study().run(&canvas()).unwrap();
    assert_eq!(
        document.path("R", "V").unwrap().inference,
        Inferred::default()
    );
    let json: Value = serde_json::from_str(&document.to_json()).unwrap();
    for (table, field) in [
        ("paths", "p"),
        ("constructs", "ave_low"),
        ("effects", "total_high"),
    ] {
        assert_eq!(
            json[table][0].get(field),
            Some(&Value::Null),
            "{table} {field}"
        );
    }
}

#[test]
fn numbers_are_found_by_name() {
    let document = document();
    let value = |path: Option<f64>| path.unwrap();
    let path = document.path("R", "S").unwrap();
    assert_eq!(
        value(document.effect("R", "S").unwrap().direct),
        path.estimate
    );
    let specific = document.specific_effect(&["R", "V", "S"]).unwrap();
    let indirect = document.effect("R", "S").unwrap().indirect;
    assert!((value(indirect) - specific.estimate).abs() < 1e-12);
    assert_eq!(document.loading("V", "VP2").unwrap().indicator, "VP2");
    assert_eq!(document.weight("V", "VP2").unwrap().indicator, "VP2");
    assert_eq!(document.construct("S").unwrap().items, 4);
    assert_eq!(document.htmt("S", "R"), document.htmt("R", "S"));
    assert_eq!(
        document.correlation("S", "R"),
        document.correlation("R", "S")
    );
    let difference = document.defined("difference").unwrap();
    let other = document.path("V", "S").unwrap();
    assert!((value(difference.estimate) - (path.estimate - other.estimate)).abs() < 1e-12);
    assert_eq!(document.path("S", "R"), None);
    assert_eq!(document.htmt("R", "R"), None);
    assert_eq!(document.loading("R", "VP2"), None);
}

#[test]
fn settings_that_are_no_defaults_are_read_back() {
    let model = "R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; S ~ V + R + V:R";
    let options = Options::default()
        .scheme(Scheme::Factorial)
        .tolerance(1e-9)
        .max_iterations(500)
        .stopping(Stopping::SumOfChanges)
        .divisor(Divisor::Population)
        .signs(Signs::None)
        .dominant("R", "KR1")
        .interaction(Interaction::Orthogonal)
        .slopes([-2.0, 0.0, 2.0])
        .slopes_of(SlopesOf::Every);
    let study = Study::new(Model::parse(model).unwrap())
        .options(options)
        .missing(Missing::Mean)
        .linearity(true)
        .bootstrap(
            Bootstrap::new(100)
                .seed(7)
                .level(Level::P90)
                .one_sided(true)
                .failed(Policy::Keep)
                .signs(ReplicateSigns::None),
        )
        .quantities([Measure::Htmt2])
        .segments(Segments::new().most(2).starts(2).smallest(20));
    let document = study.run(&canvas()).unwrap();
    assert_eq!(Document::from_json(&document.to_json()).unwrap(), document);
}

/// Settings for which another program has no convention.
#[test]
fn a_preset_leaves_what_the_other_program_does_not_set() {
    let own = |options: Options| {
        options
            .dominant("R", "KR1")
            .consistent(true)
            .reliability("S", 0.8)
            .interaction(Interaction::Orthogonal)
            .higher_order(HigherOrder::Extended)
            .slopes([0.0, 2.0])
            .slopes_of(SlopesOf::Every)
    };
    let model = Model::parse("R =~ KR1-5; S =~ INT1; S ~ R").unwrap();
    for like in [Like::SmartPls4, Like::Seminr, Like::Csem, Like::Plspm] {
        let study = Study::new(model.clone()).options(own(Options::default()));
        assert_eq!(
            *study.like(like).get_options(),
            own(like.options()),
            "{like:?}"
        );
    }
}

#[test]
fn a_document_of_version_0_1_is_read_with_every_number() {
    let text = golden("document_0.1.json");
    let document = Document::from_json(&text).unwrap();
    assert!(document.least_squares.is_empty());
    assert_eq!(
        document.bootstrap.as_ref().unwrap().estimates.len(),
        document_estimates(&text)
    );
    let before: Value = serde_json::from_str(&text).unwrap();
    let after: Value = serde_json::from_str(&document.to_json()).unwrap();
    kept("", &before, &after);
}

fn document_estimates(text: &str) -> usize {
    let json: Value = serde_json::from_str(text).unwrap();
    json["bootstrap"]["estimates"].as_array().unwrap().len()
}

/// Every value of one document is in the same place of the other; only errors of least squares have moved, and ledgers of
/// exact fit have no count of completed resamples.
fn kept(place: &str, before: &Value, after: &Value) {
    match (before, after) {
        (Value::Object(before), _) => {
            let moved = |key: &str| {
                key.ends_with("_conditional") || (place.contains("ledgers") && key == "done")
            };
            for (key, value) in before.iter().filter(|(key, _)| !moved(key)) {
                kept(&format!("{place}.{key}"), value, &after[key.as_str()]);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            assert_eq!(before.len(), after.len(), "{place}");
            for (i, (before, after)) in before.iter().zip(after).enumerate() {
                kept(&format!("{place}[{i}]"), before, after);
            }
        }
        _ => assert_eq!(before, after, "{place}"),
    }
}

#[test]
fn tables_that_an_older_version_lacks_are_empty() {
    let mut json: Value = serde_json::from_str(&golden("document_0.1.json")).unwrap();
    for table in [
        "mediation",
        "pruning",
        "adjusted",
        "guidance",
        "exact_fit",
        "bootstrap",
    ] {
        json.as_object_mut().unwrap().remove(table);
    }
    let document = Document::from_json(&json.to_string()).unwrap();
    assert!(document.mediation.is_empty() && document.guidance.is_empty());
    assert!(document.bootstrap.is_none() && document.exact_fit.is_none());
}

#[test]
fn findings_and_columns_of_a_newer_version_are_kept_or_passed_over() {
    let mut json: Value = serde_json::from_str(&golden("document.json")).unwrap();
    let finding = serde_json::json!({
        "code": "turned_by_the_moon", "phase": 0.5, "constructs": ["Value"], "message": "a full moon",
    });
    json["findings"]
        .as_array_mut()
        .unwrap()
        .push(finding.clone());
    json["paths"][0]["brightness"] = Value::from(1.0);
    json["tides"] = Value::from(vec![1, 2]);
    let document = Document::from_json(&json.to_string()).unwrap();
    let last = document.findings.last().unwrap();
    assert_eq!(
        (last.code(), last.message()),
        ("turned_by_the_moon", "a full moon")
    );
    assert!(document.to_string().contains("a full moon"));
    let written: Value = serde_json::from_str(&document.to_json()).unwrap();
    assert_eq!(
        written["findings"].as_array().unwrap().last(),
        Some(&finding)
    );
}

#[test]
fn a_document_of_another_format_is_refused_with_what_to_do() {
    let json: Value = serde_json::from_str(&golden("document.json")).unwrap();
    let sentence = |format: &str| {
        let mut json = json.clone();
        json["format"] = Value::from(format);
        assert!(serde_json::from_value::<Document>(json.clone()).is_err());
        Document::from_json(&json.to_string())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        sentence("pls-sem-result/2"),
        "the document has the format `pls-sem-result/2`, but `pls-sem-result/1` is needed here: update the program that reads it"
    );
    assert!(sentence("pls-sem-power/1").ends_with("give the result document of the right command"));
    for text in ["", "{}", "[1, 2]", "{\"format\": \"pls-sem-result/1\"}"] {
        let error = Document::from_json(text).unwrap_err().to_string();
        assert!(error.contains("`--json`"), "{error}");
    }
}
