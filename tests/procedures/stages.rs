//! Populations with interactions and higher-order constructs: what they imply, surveys of them, and their power.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::ops::ControlFlow;
use std::path::Path;

use approx::assert_abs_diff_eq;
use pls_sem::nalgebra::DMatrix;
use pls_sem::simulate::{Answers, Missingness, Population, Simulation, Values};
use pls_sem::{
    Fit, HigherOrder, Measure, Missing, Model, Options, PopulationFile, Power, Problem, Quantity,
};

use crate::support::{fit, strict};

const INTERACTION: &str = "X =~ x1-4; M =~ m1-4; Y =~ y1-4; Z =~ z1-4
    Y ~ X + M + X:M; Z ~ Y";
const HIGHER: &str = "A =~ a1-3; B =~ b1-3; C =~ c1-3; H =~ A + B + C; Y =~ y1-3; Z =~ z1-3
    Y ~ H; Z ~ H + Y";

fn population(text: &str, values: &Values) -> Population {
    Population::new(&Model::parse(text).unwrap(), values).unwrap()
}

fn interaction() -> Values {
    ["X", "M", "Y", "Z"]
        .iter()
        .fold(Values::new(), |values, construct| {
            values.loadings(*construct, [0.9, 0.8, 0.85, 0.75])
        })
        .correlation("X", "M", 0.3)
        .path("X", "Y", 0.3)
        .path("M", "Y", 0.25)
        .path("X:M", "Y", 0.2)
        .path("Y", "Z", 0.5)
}

fn higher() -> Values {
    ["A", "B", "C", "Y", "Z"]
        .iter()
        .fold(Values::new(), |values, construct| {
            values.loadings(*construct, [0.9, 0.7, 0.8])
        })
        .loadings("H", [0.8, 0.7, 0.9])
        .path("H", "Y", 0.5)
        .path("H", "Z", 0.2)
        .path("Y", "Z", 0.3)
}

fn place(population: &Population, construct: &str) -> usize {
    let mut constructs = population.model().constructs().iter();
    constructs.position(|c| c.name() == construct).unwrap()
}

fn correlation(population: &Population, a: &str, b: &str) -> f64 {
    let (a, b) = (place(population, a), place(population, b));
    population.construct_correlations()[(a, b)]
}

// ------------------------------------------------------------------------------------------------ interactions

#[test]
fn an_interaction_correlates_as_moments_of_normal_variables_say() {
    let population = population(INTERACTION, &interaction());
    let of = |a, b| correlation(&population, a, b);
    let sd = 1.09_f64.sqrt();
    assert_abs_diff_eq!(
        population.scales()[place(&population, "X:M")],
        sd,
        epsilon = 1e-15
    );
    assert_abs_diff_eq!(of("X:M", "X"), 0.0, epsilon = 1e-15);
    assert_abs_diff_eq!(of("X:M", "Y"), 0.2 * sd, epsilon = 1e-15);
    assert_abs_diff_eq!(of("X:M", "Z"), 0.5 * 0.2 * sd, epsilon = 1e-15);
    assert_abs_diff_eq!(of("X", "Y"), 0.3 + 0.3 * 0.25, epsilon = 1e-15);
    assert_abs_diff_eq!(of("X", "Z"), 0.5 * 0.375, epsilon = 1e-15);
}

#[test]
fn the_order_in_which_constructs_are_multiplied_does_not_matter() {
    let turned = interaction().path("M:X", "Y", 0.15);
    let population = population(INTERACTION, &turned);
    let (product, y) = (place(&population, "X:M"), place(&population, "Y"));
    assert_abs_diff_eq!(population.paths()[(product, y)], 0.15);
}

#[test]
fn answers_beside_an_interaction_have_the_moments_of_their_population() {
    let population = population(INTERACTION, &interaction());
    let rows = 40_000;
    let answers = population.draw(rows, 11);
    let n = rows as f64;
    for (k, column) in answers.column_iter().enumerate() {
        assert!(column.mean().abs() < 4.0 / n.sqrt(), "{k}");
        assert!((column.variance() - 1.0).abs() < 0.04, "{k}");
    }
    let wanted = population.correlations();
    let got = answers.tr_mul(&answers) / n;
    assert!((got - wanted).amax() < 0.03);
    // E[x1 m1 y1]: what covariances do not show.
    let third = |a: usize, b: usize, c: usize| -> f64 {
        let rows = answers.row_iter();
        rows.map(|row| row[a] * row[b] * row[c]).sum::<f64>() / n
    };
    let expected = 0.9_f64.powi(3) * 0.2 * 1.09;
    assert!(
        (third(0, 4, 8) - expected).abs() < 0.035,
        "{}",
        third(0, 4, 8)
    );
    assert!(third(0, 4, 4).abs() < 0.035);
}

#[test]
fn the_first_rows_of_a_long_survey_are_those_of_a_short_one() {
    let population = population(INTERACTION, &interaction());
    let (short, long) = (population.draw(30, 5), population.draw(60, 5));
    assert_eq!(long.rows(0, 30), short);
}

#[test]
fn squares_products_of_three_and_composites_have_their_moments_too() {
    let text = "X <~ x1-2; M =~ m; W =~ w; Y =~ y
        Y ~ X + M + W + X:M + X:W + M:W + X:M:W + M:M";
    let values = Values::new()
        .weights("X", [0.6, 0.7])
        .within("X", 0.3)
        .correlation("X", "M", 0.4)
        .correlation("M", "W", -0.2)
        .path("X", "Y", 0.2)
        .path("M", "Y", 0.1)
        .path("W", "Y", 0.1)
        .path("X:M", "Y", 0.15)
        .path("X:W", "Y", -0.1)
        .path("M:W", "Y", 0.1)
        .path("X:M:W", "Y", 0.1)
        .path("M:M", "Y", 0.12);
    let population = population(text, &values);
    let rows = 60_000;
    let answers = population.draw(rows, 3);
    let weights = population.weights("X").unwrap();
    // Constructs of a row, and their products about the mean.
    let columns = |row: usize| -> Vec<f64> {
        let x = weights[0] * answers[(row, 0)] + weights[1] * answers[(row, 1)];
        let (m, w) = (answers[(row, 2)], answers[(row, 3)]);
        vec![
            x,
            m,
            w,
            answers[(row, 4)],
            x * m,
            x * w,
            m * w,
            x * m * w,
            m * m,
        ]
    };
    let mut all = DMatrix::from_fn(rows, 9, |i, k| columns(i)[k]);
    for mut column in all.column_iter_mut() {
        let (mean, sd) = (column.mean(), column.variance().sqrt());
        column.apply(|x| *x = (*x - mean) / sd);
    }
    let got = all.tr_mul(&all) / rows as f64;
    assert!((got - population.construct_correlations()).amax() < 0.05);
    assert_abs_diff_eq!(
        population.scales()[place(&population, "M:M")],
        2.0_f64.sqrt(),
        epsilon = 1e-14
    );
}

#[test]
fn an_interaction_of_value_0_leaves_the_correlations_of_the_plain_model() {
    let with = population(INTERACTION, &interaction().path("X:M", "Y", 0.0));
    let plain = INTERACTION.replace(" + X:M", "");
    let values = ["X", "M", "Y", "Z"]
        .iter()
        .fold(Values::new(), |values, construct| {
            values.loadings(*construct, [0.9, 0.8, 0.85, 0.75])
        })
        .correlation("X", "M", 0.3)
        .path("X", "Y", 0.3)
        .path("M", "Y", 0.25)
        .path("Y", "Z", 0.5);
    let plain = population(&plain, &values);
    assert!((with.correlations() - plain.correlations()).amax() < 1e-15);
}

/// Means of the interaction and of its standard error over surveys of a size, by consistent PLS.
fn interactions(answers: &Answers, surveys: u64, rows: usize) -> (f64, f64) {
    let population = population(INTERACTION, &interaction().answers(answers.clone()));
    let options = Options::default().consistent(true);
    let estimates: Vec<f64> = (0..surveys)
        .map(|seed| {
            let survey = Simulation::new(population.clone())
                .draw(rows, seed)
                .unwrap();
            let table = survey.table().unwrap();
            let problem = Problem::new(population.model(), &table, Missing::Error, &options);
            problem.unwrap().fit().unwrap().path("X:M", "Y").unwrap()
        })
        .collect();
    let n = estimates.len() as f64;
    let mean = estimates.iter().sum::<f64>() / n;
    let variance = estimates.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[test]
fn consistent_pls_recovers_an_interaction_from_normal_answers() {
    let (mean, error) = interactions(&Answers::Normal, 40, 1000);
    assert!((mean - 0.2).abs() < 4.0 * error, "{mean} ± {error}");
    assert!(error < 0.01);
}

#[test]
fn points_attenuate_an_interaction_a_little_and_few_points_more() {
    let likert = |points| Answers::Likert { points, lean: 0.0 };
    let (seven, error) = interactions(&likert(7), 40, 1000);
    let (two, _) = interactions(&likert(2), 40, 1000);
    assert!(
        (seven - 0.2).abs() < 0.012 + 4.0 * error,
        "{seven} ± {error}"
    );
    assert!(two < seven, "{two} {seven}");
}

// ------------------------------------------------------------------------------------------ higher-order constructs

#[test]
fn consistent_pls_gives_back_a_common_factor_of_common_factors_exactly() {
    let population = population(HIGHER, &higher());
    let survey = Simulation::new(population.clone())
        .draw_exact(60, 2)
        .unwrap();
    let fit = fit(
        population.model(),
        &survey.table().unwrap(),
        &strict().consistent(true),
    );
    for (from, to, value) in [("H", "Y", 0.5), ("H", "Z", 0.2), ("Y", "Z", 0.3)] {
        assert_abs_diff_eq!(fit.path(from, to).unwrap(), value, epsilon = 1e-9);
    }
    // A dimension is known by its score, whose error attenuates the loading.
    let scores = &fit.stages()[0].estimates().reliabilities;
    let of_higher = fit.loadings().filter(|(construct, ..)| *construct == "H");
    for (((_, dimension, got), wanted), reliability) in of_higher.zip([0.8, 0.7, 0.9]).zip(scores) {
        let got = got / reliability.sqrt();
        assert!((got - wanted).abs() < 1e-9, "{dimension}: {got}");
    }
}

#[test]
fn mode_b_gives_back_a_composite_of_composites_exactly() {
    let text = HIGHER.replace("=~", "<~");
    let values = ["A", "B", "C", "Y", "Z"]
        .iter()
        .fold(Values::new(), |values, construct| {
            let values = values.weights(*construct, [0.5, 0.3, 0.4]);
            values.within(*construct, 0.3)
        })
        .weights("H", [0.5, 0.2, 0.6])
        .within("H", 0.4)
        .path("H", "Y", 0.5)
        .path("H", "Z", 0.2)
        .path("Y", "Z", 0.3);
    let population = population(&text, &values);
    let survey = Simulation::new(population.clone())
        .draw_exact(60, 2)
        .unwrap();
    let table = survey.table().unwrap();
    let fit = fit(population.model(), &table, &strict());
    for (from, to, value) in [("H", "Y", 0.5), ("H", "Z", 0.2), ("Y", "Z", 0.3)] {
        assert_abs_diff_eq!(fit.path(from, to).unwrap(), value, epsilon = 1e-9);
    }
    let weights = population.weights("H").unwrap();
    let of_higher = fit.weights().filter(|(construct, ..)| *construct == "H");
    for ((_, dimension, got), wanted) in of_higher.zip(weights) {
        assert!((got - wanted).abs() < 1e-9, "{dimension}: {got}");
    }
}

#[test]
fn a_population_of_the_third_order_has_the_correlations_of_its_tree() {
    let text = "A =~ a1-2; B =~ b1-2; C =~ c1-2; D =~ d1-2; L =~ A + B; R =~ C + D; T =~ L + R; Y =~ y1-2; Y ~ T";
    let values = ["A", "B", "C", "D", "L", "R", "T", "Y"]
        .iter()
        .fold(Values::new(), |values, construct| {
            values.loadings(*construct, [0.8, 0.7])
        })
        .path("T", "Y", 0.6);
    let population = population(text, &values);
    let of = |a, b| correlation(&population, a, b);
    assert_abs_diff_eq!(of("A", "B"), 0.8 * 0.7, epsilon = 1e-15);
    assert_abs_diff_eq!(of("A", "D"), 0.8 * 0.8 * 0.7 * 0.7, epsilon = 1e-15);
    assert_abs_diff_eq!(of("D", "Y"), 0.7 * 0.7 * 0.6, epsilon = 1e-15);
    assert_abs_diff_eq!(of("L", "C"), 0.8 * 0.7 * 0.8, epsilon = 1e-15);
    let options = strict().consistent(true);
    let survey = Simulation::new(population.clone())
        .draw_exact(40, 1)
        .unwrap();
    let path = fit(population.model(), &survey.table().unwrap(), &options).path("T", "Y");
    assert!((path.unwrap() - 0.6).abs() < 1e-9, "{path:?}");
}

#[test]
fn a_higher_order_construct_over_single_items_is_a_plain_block() {
    let text = "A =~ a; B =~ b; C =~ c; H <~ A + B + C; Y =~ y1-3; Y ~ H";
    let values = Values::new()
        .weights("H", [0.5, 0.2, 0.6])
        .within("H", 0.4)
        .loadings("Y", [0.9, 0.8, 0.7])
        .path("H", "Y", 0.5);
    let plain = population("H <~ a + b + c; Y =~ y1-3; Y ~ H", &values);
    let higher = population(text, &values);
    assert!((plain.correlations() - higher.correlations()).amax() < 1e-15);
    assert_eq!(plain.draw(20, 4), higher.draw(20, 4));
}

#[test]
fn answers_of_a_higher_order_construct_are_those_of_its_dimensions() {
    let likert = |points| Answers::Likert { points, lean: 0.0 };
    let values = higher()
        .answers_of("H", likert(7))
        .answers_of("B", likert(2));
    let survey = population(HIGHER, &values).draw(200, 1);
    let most = |k: usize| survey.column(k).max();
    assert!(most(0) > 5.5 && most(6) > 5.5);
    assert!((most(3) - 2.0).abs() < 1e-12);
    assert!(survey.column(9).iter().any(|x| x.fract().abs() > 1e-6));
}

// --------------------------------------------------------------------------------------------------------- power

fn run(power: &Power, simulation: &Simulation, options: &Options) -> pls_sem::power::PowerResult {
    let go_on = &mut |_| ControlFlow::Continue(());
    power
        .run(simulation, options, Missing::Error, go_on)
        .unwrap()
}

#[test]
fn the_power_of_an_interaction_is_held_against_its_value_and_slopes_follow_from_it() {
    let simulation = Simulation::new(population(INTERACTION, &interaction()));
    let power = Power::new([200])
        .replications(12)
        .resamples(60)
        .quantities([Measure::Slope, Measure::Conditional, Measure::Moderated]);
    let result = run(&power, &simulation, &Options::default());
    let truth = |name: &str| {
        let mut records = result.estimates.iter();
        let record = records.find(|r| r.quantity.to_string() == name);
        record
            .unwrap_or_else(|| panic!("{name}"))
            .population
            .unwrap()
    };
    for (name, value) in [
        ("path(X:M -> Y)", 0.2),
        ("path(Y -> Z)", 0.5),
        ("slope(X -> Y at M = -1)", 0.1),
        ("slope(X -> Y at M = 1)", 0.5),
        ("conditional(X -> Y -> Z at M = 1)", 0.25),
        ("moderated(X -> Y -> Z by M)", 0.1),
        ("indirect(X -> Z)", 0.15),
    ] {
        let name = if name.starts_with("path(X:M") {
            Quantity::path("X:M", "Y").to_string()
        } else {
            name.to_owned()
        };
        assert_abs_diff_eq!(truth(&name), value, epsilon = 1e-12);
    }
    let first = &result.estimates[0];
    assert_eq!(first.limit, None);
    let reason = first.limit_reason.as_deref().unwrap();
    assert!(reason.contains("products"), "{reason}");
    assert_eq!(result.joint[0].hypotheses, 4);
    assert_eq!(result.solutions[0].used, 12);
}

#[test]
fn higher_order_constructs_have_truths_and_limits_however_they_are_estimated() {
    let simulation = Simulation::new(population(HIGHER, &higher()));
    let power = Power::new([120]).replications(6).resamples(40);
    for higher_order in [
        HigherOrder::TwoStage,
        HigherOrder::Embedded,
        HigherOrder::Repeated,
    ] {
        let options = Options::default().higher_order(higher_order);
        let result = run(&power, &simulation, &options);
        for (from, to, value) in [("H", "Y", 0.5), ("H", "Z", 0.2), ("Y", "Z", 0.3)] {
            let path = Quantity::path(from, to);
            let record = result
                .estimates
                .iter()
                .find(|r| r.quantity == path)
                .unwrap();
            assert_abs_diff_eq!(record.population.unwrap(), value, epsilon = 1e-12);
            // Composites of answers with error attenuate.
            assert!(record.limit.unwrap() < value + 0.05);
        }
        if higher_order == HigherOrder::Repeated {
            let path = Quantity::path("H", "B");
            let record = result
                .estimates
                .iter()
                .find(|r| r.quantity == path)
                .unwrap();
            assert_abs_diff_eq!(record.population.unwrap(), 0.7, epsilon = 1e-12);
        }
    }
    let consistent = run(&power, &simulation, &Options::default().consistent(true));
    let limit = consistent.estimates[0].limit.unwrap();
    assert_abs_diff_eq!(limit, 0.5, epsilon = 1e-5);
}

#[test]
fn a_survey_is_too_small_for_the_stage_that_needs_most_rows() {
    let text = "A <~ a1-9; B =~ b; H =~ A + B; Y =~ y; Y ~ H";
    let values = Values::new()
        .weights("A", [1.0; 9])
        .within("A", 0.2)
        .loadings("H", [0.8, 0.7])
        .path("H", "Y", 0.5);
    let simulation = Simulation::new(population(text, &values));
    let power = Power::new([9]).replications(2).resamples(20);
    let go_on = &mut |_| ControlFlow::Continue(());
    let stopped = power.run(&simulation, &Options::default(), Missing::Error, go_on);
    says!(stopped.unwrap_err());
}

// ----------------------------------------------------------------------------------------------------- refusals

#[test]
fn a_population_that_cannot_be_is_refused_with_the_interaction_or_the_dimension() {
    let refused = |text: &str, values: Values| {
        let model = Model::parse(text).unwrap();
        Population::new(&model, &values).unwrap_err()
    };
    says!(refused(
        INTERACTION,
        interaction().correlation("X:M", "X", 0.1)
    ));
    says!(refused(INTERACTION, interaction().loadings("X:M", [0.5])));
    says!(refused(INTERACTION, interaction().weights("X:M", [0.5])));
    says!(refused(INTERACTION, interaction().within("X:M", 0.5)));
    says!(refused(INTERACTION, interaction().path("X:M", "Y", 0.9)));
    says!(refused(INTERACTION, interaction().path("X:M", "Z", 0.1)));
    let skewed = Answers::Skewed {
        skewness: 1.0,
        kurtosis: 1.5,
    };
    says!(refused(INTERACTION, interaction().answers_of("z2", skewed)));
    let circle = "X =~ x; M =~ m; Y =~ y; Z =~ z; Y ~ X + M + X:M; Z ~ Y + M + Y:M";
    let values = Values::new()
        .path("X", "Y", 0.1)
        .path("M", "Y", 0.1)
        .path("X:M", "Y", 0.1)
        .path("Y", "Z", 0.1)
        .path("M", "Z", 0.1)
        .path("Y:M", "Z", 0.1);
    says!(refused(circle, values));
    says!(refused(HIGHER, higher().correlation("A", "B", 0.1)));
    says!(refused(HIGHER, higher().loadings("H", [0.5, 0.6])));
    let without = HIGHER.replace("H =~", "K =~").replace("~ H", "~ K");
    says!(refused(
        &without,
        Values::new()
            .path("K", "Y", 0.1)
            .path("K", "Z", 0.1)
            .path("Y", "Z", 0.1)
    ));
    let simulation = Simulation::new(population(INTERACTION, &interaction()));
    says!(simulation.draw_exact(100, 1).unwrap_err());
    let given = Missingness::at_random(0.1, "y1", 1.0).of(["x1"]);
    says!(simulation.clone().with_missing(given).unwrap_err());
    let given = Missingness::at_random(0.1, "x1", 1.0).of(["y1"]);
    assert!(simulation.with_missing(given).is_ok());
}

const FILE: &str = r#"[model]
text = """
A =~ a1-3
B =~ b1-3
H <~ A + B
M =~ m1-3
Y =~ y1-3
Y ~ H + M + H:M"""
[population]
loadings = 0.8
weights = { H = [0.6, 0.5] }
within = { H = 0.4 }
answers = { likert = 7 }
[population.paths]
"H -> Y" = 0.4
"M -> Y" = 0.2
"M:H -> Y" = 0.15
[power]
rows = 150
replications = 4
resamples = 30
quantities = ["slope"]
"#;

#[test]
fn a_file_holds_a_higher_order_construct_with_an_interaction() {
    let file = PopulationFile::parse(FILE, Path::new("")).unwrap();
    let document = file.run_power(&mut |_| ControlFlow::Continue(())).unwrap();
    let settings = &document.study.population[0];
    assert_abs_diff_eq!(settings.paths["H:M -> Y"], 0.15);
    assert_eq!(settings.loadings.len(), 5);
    assert_eq!(settings.weights["H"].len(), 2);
    let again = pls_sem::PowerDocument::from_json(&document.to_json()).unwrap();
    assert_eq!(again, document);
    let report = document.to_string();
    assert!(report.contains("H:M"));
    let limit = "No effect has a limit: correlations do not show products";
    assert_eq!(report.matches(limit).count(), 1, "{report}");
}

#[test]
fn a_slip_in_the_file_is_answered_with_its_line() {
    for (from, to) in [
        (
            "\"M:H -> Y\" = 0.15",
            "\"M:H -> Y\" = 0.15\n\"H:M -> Y\" = 0.1",
        ),
        ("\"M:H -> Y\" = 0.15\n", ""),
        ("\"M:H -> Y\" = 0.15", "\"M:A -> Y\" = 0.15"),
        (
            "within = { H = 0.4 }",
            "within = { H = 0.4 }\ncorrelations = { \"A, M\" = 0.2 }",
        ),
        (
            "within = { H = 0.4 }",
            "within = { H = 0.4 }\ncorrelations = { \"H:M, M\" = 0.2 }",
        ),
        ("weights = { H", "weights = { \"H:M\" = 1, H"),
        ("{ likert = 7 }", "{ skewness = 1.0, kurtosis = 1.5 }"),
        (
            "weights = { H = [0.6, 0.5] }",
            "weights = { H = [0.6, 0.5, 0.1] }",
        ),
    ] {
        assert!(FILE.contains(from), "{from}");
        let file = FILE.replace(from, to);
        says!(PopulationFile::parse(&file, Path::new("")).unwrap_err());
    }
}

// ----------------------------------------------------------------------------------------------------- recovery

/// Paths, weights of the dimensions, and loadings, by name.
fn parameters(fit: &Fit) -> Vec<(String, f64)> {
    let paths = fit.paths().map(|(s, t, b)| (format!("{s} -> {t}"), b));
    let weights = fit
        .weights()
        .filter(|(c, ..)| *c == "BusinessModelInnovation");
    let weights = weights.map(|(_, dimension, w)| (format!("weight of {dimension}"), w));
    let first = &fit.stages()[0];
    let indicators = first.plan().model().indicators();
    let loadings = indicators.zip(&first.estimates().loadings);
    let loadings = loadings.map(|(indicator, l)| (format!("loading of {indicator}"), *l));
    paths.chain(weights).chain(loadings).collect()
}

/// The same in the population.
fn values_of(population: &Population) -> Vec<f64> {
    let model = population.model();
    let place = |name: &str| place(population, name);
    let paths = model
        .paths()
        .map(|(s, t)| population.paths()[(place(s), place(t))]);
    let weights = population.weights("BusinessModelInnovation").unwrap();
    let all = paths.chain(weights.iter().copied());
    all.chain(population.loadings()).collect()
}

/// Mean and Monte Carlo error of every parameter over 200 surveys of 1000 rows, by consistent PLS.
fn recovered(population: &Population) -> Vec<(String, f64, f64)> {
    let options = Options::default().consistent(true);
    let simulation = Simulation::new(population.clone());
    let estimates: Vec<Vec<(String, f64)>> = (0..200)
        .map(|seed| {
            let table = simulation.draw(1000, seed).unwrap().table().unwrap();
            let problem = Problem::new(population.model(), &table, Missing::Error, &options);
            parameters(&problem.unwrap().fit().unwrap())
        })
        .collect();
    let n = estimates.len() as f64;
    let of = |(k, (name, _)): (usize, &(String, f64))| {
        let values: Vec<f64> = estimates.iter().map(|of_survey| of_survey[k].1).collect();
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
        (name.clone(), mean, (squares / (n - 1.0) / n).sqrt())
    };
    estimates[0].iter().enumerate().map(of).collect()
}

#[test]
#[ignore = "400 surveys of 1000 rows"]
fn every_parameter_of_the_resilience_study_is_recovered_from_200_surveys() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/resilience_power.toml");
    let file = PopulationFile::read(file).unwrap();
    let likert = &file.simulation.groups()[0].population;
    let normal = likert.values().clone().answers(Answers::Normal);
    let normal = Population::new(likert.model(), &normal).unwrap();
    let (of_normal, of_likert) = (recovered(&normal), recovered(likert));
    let all = values_of(&normal).into_iter().zip(of_normal).zip(of_likert);
    for ((value, (name, mean, error)), (_, in_points, _)) in all {
        println!(
            "{name:<45} {value:.3}  normal {mean:.4} ± {error:.4}  seven points {in_points:.4}"
        );
        assert!((mean - value).abs() < 4.0 * error + 0.005, "{name}");
        assert!((in_points - value).abs() < 4.0 * error + 0.02, "{name}");
    }
}
