//! What must not change the estimates, what must change them in a known way, and what the bootstrap must repeat.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use crate::support::{
    Case, assert_close, assert_same, below, fit, map_columns, numbers, random_case, reversed,
    rows_of, shuffled, turned,
};
use pls_sem::estimate::Stopping;
use pls_sem::nalgebra::DMatrix;
use pls_sem::simulate::{Population, uniform};
use pls_sem::{
    Bootstrap, Catalogue, Construct, Draft, GivenRows, Inference, Kind, Measure, Missing, Mode,
    Model, Options, Problem, Quantity, Scheme, Signs, Table, bootstrap,
};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

/// Sums in another order differ by rounding, which the iteration carries on.
const ROUNDING: f64 = 1e-11;
/// Two starts that lead to one solution stop at slightly different places.
const STOPPING: f64 = 1e-9;

fn cases() -> impl Iterator<Item = Case> {
    (0..40).map(random_case)
}

/// The case's model with its constructs, and the indicators of each, in another order.
fn rebuilt(model: &Model, edit: impl FnOnce(&mut Vec<Construct>)) -> Model {
    let mut constructs = model.constructs().to_vec();
    edit(&mut constructs);
    let draft = constructs.into_iter().fold(Draft::new(), Draft::construct);
    let draft = model
        .paths()
        .fold(draft, |draft, (from, to)| draft.path(from, to));
    draft.check().unwrap()
}

// ------------------------------------------------------------------------------------------------- the rows

#[test]
fn the_order_of_rows_does_not_matter() {
    for (seed, case) in (100..).zip(cases()) {
        let rows = shuffled(&mut uniform(seed, 0), case.table.rows());
        let (fit, other) = (case.fit(), case.fit_to(&rows_of(&case.table, &rows)));
        assert_same(&numbers(&other), &numbers(&fit), ROUNDING);
        assert_close(
            other.scores().unwrap(),
            &fit.scores().unwrap().select_rows(&rows),
            ROUNDING,
        );
    }
}

#[test]
fn repeating_every_row_changes_only_what_depends_on_n() {
    for case in cases() {
        let rows: Vec<usize> = (0..case.table.rows()).flat_map(|i| [i, i]).collect();
        let doubled = case.fit_to(&rows_of(&case.table, &rows));
        assert_same(&numbers(&doubled), &numbers(&case.fit()), ROUNDING);
    }
}

#[test]
fn units_and_origins_do_not_matter() {
    for (seed, case) in (200..).zip(cases()) {
        let mut random = uniform(seed, 0);
        let units: Vec<(f64, f64)> = (0..case.table.columns().len())
            .map(|_| {
                let mut number = || random.next().unwrap();
                (100.0 * number() - 50.0, 0.01 + 20.0 * number())
            })
            .collect();
        let names: Vec<&str> = case
            .table
            .columns()
            .iter()
            .map(|c| c.name.as_str())
            .collect();
        let rescaled = map_columns(&case.table, |name, x| {
            let (a, b) = units[names.iter().position(|n| *n == name).unwrap()];
            x.iter().map(|x| a + b * x).collect()
        });
        let (fit, other) = (case.fit(), case.fit_to(&rescaled));
        assert_same(&numbers(&other), &numbers(&fit), ROUNDING);
        assert_close(other.scores().unwrap(), fit.scores().unwrap(), ROUNDING);
    }
}

// ----------------------------------------------------------------------------------- the order of declaration

#[test]
fn the_order_in_which_constructs_are_declared_does_not_matter() {
    for (seed, case) in (300..).zip(cases()) {
        let order = shuffled(&mut uniform(seed, 0), case.model.constructs().len());
        let other = rebuilt(&case.model, |constructs| {
            *constructs = order.iter().map(|&j| constructs[j].clone()).collect();
        });
        let other = fit(&other, &case.table, &case.options);
        assert_same(&numbers(&other), &numbers(&case.fit()), ROUNDING);
    }
}

#[test]
fn the_order_of_indicators_in_a_block_does_not_matter() {
    for (seed, case) in (400..).zip(cases()) {
        let mut random = uniform(seed, 0);
        let other = rebuilt(&case.model, |constructs| {
            for construct in constructs {
                let items = construct.indicators();
                let order = shuffled(&mut random, items.len());
                let items = order.iter().map(|&i| items[i].clone());
                let turned = match construct.kind() {
                    Kind::Reflective => Construct::reflective(construct.name(), items),
                    _ => Construct::composite(construct.name(), items),
                };
                *construct = turned.mode(construct.get_mode());
            }
        });
        let other = fit(&other, &case.table, &case.options);
        assert_same(&numbers(&other), &numbers(&case.fit()), ROUNDING);
    }
}

#[test]
fn the_order_of_columns_and_columns_of_others_do_not_matter() {
    for (seed, case) in (500..).zip(cases().take(10)) {
        let order = shuffled(&mut uniform(seed, 0), case.table.columns().len());
        let columns: Vec<(&str, &[f64])> = crate::support::columns(&case.table).collect();
        let unused = ("nobody asks for this", columns[0].1);
        let other = order.iter().map(|&k| columns[k]).chain([unused]);
        let other = case.fit_to(&Table::from_columns(other).unwrap());
        assert_same(&numbers(&other), &numbers(&case.fit()), 0.0);
    }
}

// ---------------------------------------------------------------------------------------------------- signs

/// Turning a whole block round turns its composite and nothing else: to the block, start and neighbours look as
/// before, so weights and own loadings stay, and the majority of them stays positive. All that lies between the
/// construct and others changes its sign: its correlations, paths and effects, its indicators' loadings on other
/// constructs and other indicators' loadings on it. Effects that only pass through it meet two changes and stay.
#[test]
fn reversing_a_block_changes_only_the_sign_of_its_construct() {
    for (seed, case) in (600..).zip(cases()) {
        let constructs = case.model.constructs();
        let construct = &constructs[below(&mut uniform(seed, 0), constructs.len())];
        let items: Vec<&str> = construct.indicators().iter().map(String::as_str).collect();
        let other = case.fit_to(&reversed(&case.table, &items));
        let variables: Vec<&str> = items.into_iter().chain([construct.name()]).collect();
        assert_same(
            &numbers(&other),
            &turned(numbers(&case.fit()), &variables),
            ROUNDING,
        );
    }
}

/// A construct with at least three indicators whose weights adapt to a reversed one: equal weights do not.
fn adapting(case: &Case) -> Option<&Construct> {
    let adapts = |c: &&Construct| c.indicators().len() > 2 && c.get_mode() != Mode::Unit;
    case.model.constructs().iter().find(adapts)
}

#[test]
fn one_indicator_turned_round_turns_its_weight_and_its_loadings_only() {
    let mut tried = 0;
    for case in cases() {
        let Some(construct) = adapting(&case) else {
            continue;
        };
        tried += 1;
        let item = construct.indicators()[1].as_str();
        let mut got = numbers(&case.fit_to(&reversed(&case.table, &[item])));
        let mut want = turned(numbers(&case.fit()), &[item]);
        // Alpha and rho_C assume that all indicators point the same way: theirs is another scale now.
        for measure in ["alpha", "rho_c"] {
            let name = format!("{measure}({})", construct.name());
            assert_eq!(got.remove(&name).is_some(), want.remove(&name).is_some());
        }
        assert_same(&got, &want, STOPPING);
    }
    assert!(tried > 20);
}

#[test]
fn a_dominant_indicator_turns_its_construct_so_that_its_loading_is_positive() {
    let mut tried = 0;
    for case in cases() {
        let Some(construct) = adapting(&case) else {
            continue;
        };
        tried += 1;
        let item = construct.indicators()[1].as_str();
        let table = reversed(&case.table, &[item]);
        let options = case.options.clone().dominant(construct.name(), item);
        let got = numbers(&fit(&case.model, &table, &options));
        let loading = Quantity::indicator(Measure::Loading, construct.name(), item).to_string();
        let majority = numbers(&case.fit_to(&table));
        assert!(majority[&loading].value < 0.0);
        assert!(got[&loading].value > 0.0);
        assert_same(&got, &turned(majority, &[construct.name()]), 0.0);
    }
    assert!(tried > 20);
}

#[test]
fn a_dominant_indicator_that_is_positive_already_changes_nothing() {
    for case in cases().take(10) {
        let construct = &case.model.constructs()[0];
        let options = case
            .options
            .clone()
            .dominant(construct.name(), &construct.indicators()[0]);
        let got = fit(&case.model, &case.table, &options);
        assert_same(&numbers(&got), &numbers(&case.fit()), 0.0);
    }
}

// ------------------------------------------------------------------------------------------- writing models

/// Names as people write them: words of any script, with spaces, digits first, and operators inside.
fn name() -> impl Strategy<Value = String> {
    let anything = "\\PC{1,10}";
    let words = "[0-9]{0,2}[A-Za-zäßéжकी语 _.]{1,8}[-+~=:;#*0-9]{0,2}";
    // As the model keeps them: two spellings of one name are one.
    let composed = prop_oneof![anything, words].prop_map(|name| name.nfc().collect::<String>());
    composed.prop_filter(
        "a name has a letter, no backquote, and nothing that cannot be seen",
        |name: &String| {
            let shown = pls_sem::visible(name) == name.as_str();
            !name.trim().is_empty() && !name.contains('`') && shown
        },
    )
}

/// A chain of constructs with names of any kind, in any mode.
fn any_model() -> impl Strategy<Value = Model> {
    let blocks = prop::collection::vec((any::<bool>(), 0..4_usize, 1..4_usize), 2..5);
    (blocks, prop::collection::hash_set(name(), 16)).prop_map(|(blocks, names)| {
        let mut names = names.into_iter();
        let mut draft = Draft::new();
        let mut last: Option<String> = None;
        for (reflective, mode, items) in blocks {
            let construct = names.next().unwrap();
            let items: Vec<String> = names.by_ref().take(items).collect();
            let mode = [Mode::A, Mode::B, Mode::Unit, Mode::Pca][mode];
            draft = draft.construct(if reflective {
                Construct::reflective(&construct, items).mode(mode)
            } else {
                Construct::composite(&construct, items).mode(mode)
            });
            if let Some(last) = last.replace(construct.clone()) {
                draft = draft.path(last, construct);
            }
        }
        draft.check().unwrap()
    })
}

/// Writes a model as text and reads it back; the text does not hold the modes.
fn through_text(model: &Model) -> Model {
    let draft = Draft::parse(&model.to_text()).unwrap();
    let draft = model
        .modes()
        .fold(draft, |draft, (name, mode)| draft.mode(name, mode));
    draft.check().unwrap()
}

proptest! {
    #[test]
    fn a_model_written_as_text_reads_back_as_the_same(model in any_model()) {
        prop_assert_eq!(through_text(&model), model);
    }

    #[test]
    fn a_model_written_as_json_reads_back_as_the_same(model in any_model()) {
        let json = serde_json::to_string(&model).unwrap();
        prop_assert_eq!(serde_json::from_str::<Model>(&json).unwrap(), model);
    }
}

#[test]
fn names_that_begin_or_end_with_a_space_of_any_script_read_back() {
    // Space, no-break space, Ogham space, em space, ideographic space.
    for space in [' ', '\u{a0}', '\u{1680}', '\u{2003}', '\u{3000}'] {
        let name = format!("{space}x{space}");
        let model = Draft::new()
            .construct(Construct::reflective("X", [name.clone()]))
            .construct(Construct::composite("Y", ["y 1", "2y"]))
            .path("X", "Y")
            .check()
            .unwrap();
        assert_eq!(through_text(&model), model, "U+{:04X}", u32::from(space));
    }
}

#[test]
fn random_models_read_back_from_text_and_json() {
    for Case { model, .. } in cases() {
        assert_eq!(through_text(&model), model);
        let json = serde_json::to_string(&model).unwrap();
        assert_eq!(serde_json::from_str::<Model>(&json).unwrap(), model);
    }
}

// ---------------------------------------------------------------------------------------------- the bootstrap

/// Three constructs; the first has two strong indicators against three weak ones that point the other way, so that
/// the majority of its loadings is negative while their sum is not.
fn divided() -> (Model, Table) {
    let model = Model::parse(
        "X =~ x1-5; M <~ m1-3; Y =~ y1-3
         M ~ X; Y ~ X + M",
    )
    .unwrap();
    let loading = |indicator: &str| match indicator {
        "x1" | "x2" => 0.9,
        "x3" | "x4" | "x5" => -0.35,
        _ => 0.75,
    };
    let path = |from: &str, to: &str| if (from, to) == ("X", "M") { 0.6 } else { 0.35 };
    let population = Population::of_factors(&model, |_, _| 0.0, path, loading).unwrap();
    let table = Table::from_matrix(&population.draw(300, 9), model.indicators()).unwrap();
    (model, table)
}

fn run(problem: &Problem, options: &Bootstrap) -> Inference {
    let catalogue = Catalogue::new(problem.plan());
    let go_on = &mut |_| ControlFlow::Continue(());
    bootstrap(problem, &problem.fit().unwrap(), &catalogue, options, go_on).unwrap()
}

/// All replicates to the last bit, quantity by quantity.
fn bits(inference: &Inference) -> Vec<Vec<Option<u64>>> {
    let replicates = |(quantity, _)| inference.replicates(quantity).unwrap();
    let to_bits =
        |column: Vec<Option<f64>>| column.into_iter().map(|x| x.map(f64::to_bits)).collect();
    inference.iter().map(replicates).map(to_bits).collect()
}

/// A bootstrap of resamples that are given as row numbers from 0.
fn of_rows(file: &str, resamples: &[Vec<usize>]) -> Bootstrap {
    let line = |rows: &Vec<usize>| {
        rows.iter()
            .map(|row| (row + 1).to_string())
            .collect::<Vec<_>>()
            .join(",")
    };
    let lines: Vec<String> = resamples.iter().map(line).collect();
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    fs::write(&path, format!("rows\n{}\n", lines.join("\n"))).unwrap();
    Bootstrap::of_rows(GivenRows::read(path).unwrap())
}

fn resamples(n: usize) -> Vec<Vec<usize>> {
    let mut random = uniform(77, 0);
    (0..12)
        .map(|_| (0..n).map(|_| below(&mut random, n)).collect())
        .collect()
}

/// Every replicate of given resamples equals the estimates from a table that has those rows.
fn assert_replicates_are_fits(
    file: &str,
    model: &Model,
    table: &Table,
    missing: Missing,
    options: &Options,
) -> Inference {
    let problem = Problem::new(model, table, missing, options).unwrap();
    let resamples = resamples(problem.sample().n());
    let inference = run(&problem, &of_rows(file, &resamples));
    assert_eq!(inference.ledger().used, resamples.len());
    let catalogue = Catalogue::new(problem.plan());
    for (r, rows) in resamples.iter().enumerate() {
        let physical = Problem::new(model, &rows_of(table, rows), missing, options).unwrap();
        let want = catalogue.values(&physical.fit().unwrap());
        for (quantity, want) in catalogue.quantities().iter().zip(want) {
            let (got, want) = (
                inference.replicates(quantity).unwrap()[r].unwrap(),
                want.unwrap(),
            );
            assert!(
                (got - want).abs() <= 1e-12,
                "{file}: {quantity}: {got}, not {want}"
            );
        }
    }
    inference
}

#[test]
fn the_bootstrap_does_not_depend_on_the_number_of_threads() {
    let (model, table) = divided();
    let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
    let on_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| run(&problem, &Bootstrap::new(1500).seed(4)))
    };
    let one = on_threads(1);
    assert_eq!(one.ledger().used, 1500);
    for threads in [2, 5] {
        let several = on_threads(threads);
        assert_eq!(bits(&one), bits(&several));
        assert!(one.iter().eq(several.iter()), "summaries differ");
        assert_eq!(one.ledger(), several.ledger());
    }
}

#[test]
fn a_short_bootstrap_is_the_beginning_of_a_long_one() {
    let (model, table) = divided();
    let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
    let long = bits(&run(&problem, &Bootstrap::new(1000).seed(8)));
    let short = bits(&run(&problem, &Bootstrap::new(300).seed(8)));
    for (long, short) in long.iter().zip(&short) {
        assert_eq!(long[..300], short[..]);
    }
    let other = bits(&run(&problem, &Bootstrap::new(300).seed(9)));
    assert_ne!(short, other, "the seed has no effect");
}

#[test]
fn no_resample_repeats_another() {
    let (model, table) = divided();
    let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
    let first_path = bits(&run(&problem, &Bootstrap::new(2000))).swap_remove(0);
    let distinct: HashSet<Option<u64>> = first_path.into_iter().collect();
    assert_eq!(distinct.len(), 2000);
}

#[test]
fn a_resample_is_estimated_as_a_table_of_its_rows() {
    for (seed, case) in cases().enumerate().take(15) {
        let file = format!("rows_{seed}.csv");
        let Case {
            model,
            table,
            options,
        } = &case;
        assert_replicates_are_fits(&file, model, table, Missing::Error, options);
    }
}

/// The table with every eleventh cell or so left out.
fn with_gaps(table: &Table) -> Table {
    let mut random = uniform(5, 0);
    let gaps = DMatrix::from_fn(table.rows(), table.columns().len(), |_, _| {
        random.next().unwrap() < 0.09
    });
    let names: Vec<&str> = table.columns().iter().map(|c| c.name.as_str()).collect();
    map_columns(table, |name, x| {
        let k = names.iter().position(|n| *n == name).unwrap();
        let cell = |(i, &x): (usize, &f64)| if gaps[(i, k)] { f64::NAN } else { x };
        x.iter().enumerate().map(cell).collect()
    })
}

#[test]
fn missing_answers_are_replaced_by_the_mean_inside_each_resample() {
    for (seed, case) in cases().enumerate().take(15) {
        let file = format!("gaps_{seed}.csv");
        let Case {
            model,
            table,
            options,
        } = &case;
        assert_replicates_are_fits(&file, model, &with_gaps(table), Missing::Mean, options);
    }
}

#[test]
fn replacing_by_the_mean_is_filling_in_the_mean_by_hand() {
    for case in cases().take(15) {
        let gaps = with_gaps(&case.table);
        let filled = map_columns(&gaps, |_, x| {
            let given: Vec<f64> = x.iter().copied().filter(|x| !x.is_nan()).collect();
            let mean = given.iter().sum::<f64>() / given.len() as f64;
            x.iter()
                .map(|x| if x.is_nan() { mean } else { *x })
                .collect()
        });
        let problem = Problem::new(&case.model, &gaps, Missing::Mean, &case.options).unwrap();
        let (got, want) = (problem.fit().unwrap(), case.fit_to(&filled));
        assert_same(&numbers(&got), &numbers(&want), ROUNDING);
        assert_close(got.scores().unwrap(), want.scores().unwrap(), ROUNDING);
    }
}

#[test]
fn casewise_is_dropping_rows_by_hand() {
    for case in cases().take(15) {
        let gaps = with_gaps(&case.table);
        let complete: Vec<usize> = (0..gaps.rows())
            .filter(|&i| case.model.indicators().all(|k| gaps.number(k, i).is_some()))
            .collect();
        assert!(complete.len() < gaps.rows());
        let problem = Problem::new(&case.model, &gaps, Missing::Casewise, &case.options).unwrap();
        let dropped = rows_of(&gaps, &complete);
        let by_hand = Problem::new(&case.model, &dropped, Missing::Error, &case.options).unwrap();
        assert_eq!(problem.sample().rows_used(), complete);
        assert_same(
            &numbers(&problem.fit().unwrap()),
            &numbers(&by_hand.fit().unwrap()),
            0.0,
        );
        let resampled = |problem: &Problem| bits(&run(problem, &Bootstrap::new(20)));
        assert_eq!(resampled(&problem), resampled(&by_hand));
    }
}

#[test]
fn every_option_of_the_estimate_reaches_every_resample() {
    let (model, table) = divided();
    let plain = Options::default();
    let mode = |name: &str, mode: Mode| {
        rebuilt(&model, |constructs| {
            let construct = constructs.iter_mut().find(|c| c.name() == name).unwrap();
            *construct = construct.clone().mode(mode);
        })
    };
    let variants = [
        (
            "factorial",
            model.clone(),
            plain.clone().scheme(Scheme::Factorial),
        ),
        (
            "centroid",
            model.clone(),
            plain.clone().scheme(Scheme::Centroid),
        ),
        ("loose", model.clone(), plain.clone().tolerance(1e-2)),
        (
            "stopping",
            model.clone(),
            plain
                .clone()
                .stopping(Stopping::SumOfSquares)
                .tolerance(1e-2),
        ),
        ("signs", model.clone(), plain.clone().signs(Signs::None)),
        ("dominant", model.clone(), plain.clone().dominant("X", "x1")),
        ("consistent", model.clone(), plain.clone().consistent(true)),
        ("mode_b", mode("Y", Mode::B), plain.clone()),
        ("mode_a", mode("M", Mode::A), plain.clone()),
        ("unit", mode("M", Mode::Unit), plain.clone()),
        ("pca", mode("M", Mode::Pca), plain.clone()),
    ];
    let path = Quantity::path("X", "Y");
    let paths = |name: &str, model: &Model, options: &Options| -> Vec<f64> {
        let file = format!("option_{name}.csv");
        let inference = assert_replicates_are_fits(&file, model, &table, Missing::Error, options);
        inference
            .replicates(&path)
            .unwrap()
            .into_iter()
            .map(Option::unwrap)
            .collect()
    };
    let usual = paths("plain", &model, &plain);
    for (name, model, options) in &variants {
        for (r, (got, usual)) in paths(name, model, options).iter().zip(&usual).enumerate() {
            assert!(
                (got - usual).abs() > 1e-7,
                "{name} has no effect in resample {r}"
            );
        }
    }
}

#[test]
fn the_limit_of_iterations_reaches_every_resample() {
    let (model, table) = divided();
    let options = Options::default().max_iterations(2);
    let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
    let catalogue = Catalogue::new(problem.plan());
    let fit = problem.fit().unwrap();
    assert!(!fit.termination().converged);
    let go_on = &mut |_| ControlFlow::Continue(());
    let error = bootstrap(&problem, &fit, &catalogue, &Bootstrap::new(50), go_on).unwrap_err();
    assert!(
        error.to_string().contains("weights did not converge: 50"),
        "{error}"
    );
}

#[test]
fn kind_alone_changes_no_estimate_of_plain_pls() {
    for case in cases().take(10) {
        assert!(
            case.model
                .constructs()
                .iter()
                .all(|c| c.kind() == Kind::Reflective)
        );
        let other = rebuilt(&case.model, |constructs| {
            for construct in constructs {
                let composite = Construct::composite(construct.name(), construct.indicators());
                *construct = composite.mode(construct.get_mode());
            }
        });
        let other = fit(&other, &case.table, &case.options);
        assert_same(&numbers(&other), &numbers(&case.fit()), 0.0);
    }
}

#[test]
fn the_tolerance_bounds_how_far_the_estimates_are_from_the_solution() {
    for case in cases() {
        let usual = case.options.clone().tolerance(1e-7);
        let got = numbers(&fit(&case.model, &case.table, &usual));
        assert_same(&got, &numbers(&case.fit()), 1e-5);
    }
}
