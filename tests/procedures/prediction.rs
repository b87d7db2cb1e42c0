//! Prediction of rows that are held out. The numbers were made by an implementation in Python (numpy) from the definitions,
//! with the survey of the examples and the folds of [`folds`].

#![allow(clippy::unwrap_used)] // a test stops where it fails
#![allow(clippy::float_cmp)] // the same numbers

use std::ops::ControlFlow;

use approx::assert_abs_diff_eq;
use pls_sem::predict::{
    Antecedents, Cvpat, Expectation, GivenFolds, Losses, PredictError, Predictions,
    PredictivePower, Predictor, Weighting, plspredict, plspredict_beside,
};
use pls_sem::report::side_by_side_with;
use pls_sem::simulate::Population;
use pls_sem::{
    Document, Fit, Groups, HigherOrder, Interaction, Missing, Model, Options, PlsPredict, Problem,
    ReadOptions, Stage, Study, StudyFile, Table,
};

const CHAIN: &str = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P";
const MODERATED: &str = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; S ~ R + P + R:P";

fn survey() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

fn strict() -> Options {
    Options::default().tolerance(1e-14).max_iterations(5000)
}

/// Row i, from 1, is in fold `7 i mod 10 + 1`.
fn folds() -> GivenFolds {
    GivenFolds::new((1..=273).map(|i| i * 7 % 10 + 1))
}

fn problem(text: &str, table: &Table, options: &Options) -> Problem {
    Problem::new(&Model::parse(text).unwrap(), table, Missing::Error, options).unwrap()
}

fn run(problem: &Problem, options: &PlsPredict) -> Result<Predictions, PredictError> {
    let done = plspredict(problem, options, &mut |_| ControlFlow::Continue(()))?;
    Ok(done.unwrap())
}

fn given(text: &str, options: &Options, antecedents: Antecedents) -> Predictions {
    let asked = PlsPredict::new().given(folds()).antecedents(antecedents);
    run(&problem(text, &survey(), options), &asked).unwrap()
}

fn rmse(predictions: &Predictions) -> Vec<(&str, f64)> {
    let all = predictions.indicators.iter();
    all.map(|i| (i.indicator.as_str(), i.rmse)).collect()
}

fn assert_rmse(predictions: &Predictions, expected: &[(&str, f64)]) {
    for ((name, found), (indicator, expected)) in rmse(predictions).iter().zip(expected) {
        assert_eq!(name, indicator);
        assert_abs_diff_eq!(found, expected, epsilon = 1e-9);
    }
    assert_eq!(predictions.indicators.len(), expected.len());
}

#[test]
fn errors_of_a_chain_by_earliest_antecedents_are_those_of_their_definition() {
    let found = given(CHAIN, &strict(), Antecedents::Earliest);
    let expected = [
        (
            "INT1",
            0.994_720_900_902_305_6,
            0.111_601_976_253_924_2,
            0.849_336_918_693_761,
            30.972_757_887_148_756,
        ),
        (
            "INT2",
            0.979_012_392_172_221_6,
            0.087_158_974_199_278_65,
            0.838_731_111_751_921_3,
            29.526_385_080_387_57,
        ),
        (
            "INT3",
            0.980_666_228_319_329_5,
            0.111_271_395_193_886_96,
            0.805_837_869_987_625_6,
            29.720_566_315_902_63,
        ),
        (
            "INT4",
            0.974_993_258_166_481_1,
            0.080_378_554_522_626_43,
            0.755_922_420_565_313_1,
            33.407_087_940_286_95,
        ),
    ];
    for (name, rmse, q2, mae, mape) in expected {
        let own = found
            .indicators
            .iter()
            .find(|i| i.indicator == name)
            .unwrap();
        assert_abs_diff_eq!(own.rmse, rmse, epsilon = 1e-9);
        assert_abs_diff_eq!(own.q2_predict.unwrap(), q2, epsilon = 1e-9);
        assert_abs_diff_eq!(own.mae, mae, epsilon = 1e-9);
        assert_abs_diff_eq!(own.mape.unwrap(), mape, epsilon = 1e-7);
        assert!(own.rmse_sd.is_none(), "one repetition has no spread");
    }
    let linear = |name: &str| {
        let own = found.indicators.iter().find(|i| i.indicator == name);
        own.unwrap().rmse_lm
    };
    assert_abs_diff_eq!(linear("KP1"), 1.042_094_471_125_235_3, epsilon = 1e-9);
    assert_abs_diff_eq!(linear("INT4"), 0.944_155_219_358_439_8, epsilon = 1e-9);
}

#[test]
fn interactions_are_predicted_with_the_scale_of_the_rows_that_train() {
    let expected = [
        ("INT1", 0.871_811_814_446_132_6),
        ("INT2", 0.882_056_197_457_977_7),
        ("INT3", 0.822_971_840_760_665_7),
        ("INT4", 0.901_898_541_071_398_8),
    ];
    for antecedents in [Antecedents::Earliest, Antecedents::Direct] {
        assert_rmse(&given(MODERATED, &strict(), antecedents), &expected);
    }
    let orthogonal = strict().interaction(Interaction::Orthogonal);
    let expected = [
        ("INT1", 0.879_577_608_893_578_7),
        ("INT2", 0.891_885_334_291_397_8),
        ("INT3", 0.825_636_497_431_045_4),
        ("INT4", 0.906_072_327_915_209_2),
    ];
    assert_rmse(
        &given(MODERATED, &orthogonal, Antecedents::Earliest),
        &expected,
    );
}

#[test]
fn an_interaction_with_an_explained_construct_takes_its_prediction_by_earliest_antecedents() {
    let text = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P + R + P:R";
    let knowledge = [
        ("KP1", 1.031_771_027_484_772_5),
        ("KP2", 1.040_899_396_242_123),
        ("KP3", 1.077_489_394_995_981_8),
        ("KP4", 0.947_484_773_322_362_7),
        ("KP5", 1.055_220_413_957_909_8),
    ];
    let earliest = [
        ("INT1", 0.899_073_300_534_152_7),
        ("INT2", 0.926_454_951_511_206_9),
        ("INT3", 0.883_433_785_022_682_7),
        ("INT4", 0.924_525_112_059_709_2),
    ];
    let direct = [
        ("INT1", 0.871_230_817_658_578_7),
        ("INT2", 0.882_389_619_422_923_4),
        ("INT3", 0.822_842_511_148_129_7),
        ("INT4", 0.902_050_119_587_947_9),
    ];
    for (antecedents, own) in [
        (Antecedents::Earliest, earliest),
        (Antecedents::Direct, direct),
    ] {
        let expected = [&knowledge[..], &own].concat();
        assert_rmse(&given(text, &strict(), antecedents), &expected);
    }
}

#[test]
fn a_higher_order_construct_predicts_the_indicators_of_its_dimensions() {
    let text = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; K =~ R + P; K ~ S";
    let expected = [
        ("KR1", 0.897_013_986_811_625_3),
        ("KR2", 0.932_448_536_360_466_2),
        ("KR3", 0.864_400_601_374_746_7),
        ("KR4", 0.903_789_202_698_037_5),
        ("KR5", 0.955_785_872_625_817_8),
        ("KP1", 0.989_111_827_353_952_6),
        ("KP2", 0.998_538_133_112_091_7),
        ("KP3", 0.993_537_999_474_102_7),
        ("KP4", 0.909_602_528_496_227),
        ("KP5", 1.003_110_451_811_389_6),
    ];
    let found = given(text, &strict(), Antecedents::Earliest);
    assert_rmse(&found, &expected);
    assert!(found.indicators.iter().all(|i| i.construct == "K"));
    for order in [HigherOrder::Repeated, HigherOrder::Extended] {
        let repeated = problem(text, &survey(), &strict().higher_order(order));
        says!(run(&repeated, &PlsPredict::new()).unwrap_err());
    }
}

#[test]
fn consistent_pls_is_predicted_with_the_estimates_of_pls() {
    let of = |consistent| {
        let options = strict().consistent(consistent);
        given(CHAIN, &options, Antecedents::Earliest)
    };
    assert_eq!(of(false), of(true));
}

#[test]
fn folds_have_no_order_and_rows_take_theirs_with_them() {
    let plain = given(CHAIN, &strict(), Antecedents::Earliest);
    let table = survey();
    // Other numbers for the same folds.
    let renamed = GivenFolds::new((1..=273).map(|i| 20 - (i * 7 % 10 + 1)));
    let asked = PlsPredict::new()
        .given(renamed)
        .antecedents(Antecedents::Earliest);
    let again = run(&problem(CHAIN, &table, &strict()), &asked).unwrap();
    assert_eq!(again, plain);
    // The rows backwards, each in its fold.
    let backwards = table.select_rows((0..273).rev()).unwrap();
    let folds = GivenFolds::new((1..=273).rev().map(|i| i * 7 % 10 + 1));
    let asked = PlsPredict::new()
        .given(folds)
        .antecedents(Antecedents::Earliest);
    let again = run(&problem(CHAIN, &backwards, &strict()), &asked).unwrap();
    for (a, b) in plain.indicators.iter().zip(&again.indicators) {
        assert_abs_diff_eq!(a.rmse, b.rmse, epsilon = 1e-11);
        assert_abs_diff_eq!(a.rmse_lm, b.rmse_lm, epsilon = 1e-11);
    }
}

#[test]
fn results_are_the_same_on_any_number_of_threads() {
    let problem = problem(CHAIN, &survey(), &Options::default());
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().unwrap();
        pool.install(|| run(&problem, &PlsPredict::new().repetitions(3)).unwrap())
    };
    assert_eq!(on(1), on(2));
    assert_ne!(
        on(1),
        run(&problem, &PlsPredict::new().repetitions(3).seed(2)).unwrap()
    );
}

#[test]
fn errors_scale_with_the_indicator_and_shares_do_not() {
    let table = survey();
    let scaled = |factor: f64| {
        let columns = ["KR1", "KR2", "KR3", "INT1", "INT2", "INT3"].map(|name| {
            let own = if name == "INT2" { factor } else { 1.0 };
            let answers = (0..273).map(|i| own * table.number(name, i).unwrap());
            (name, answers.collect::<Vec<f64>>())
        });
        let table = Table::from_columns(columns).unwrap();
        let problem = problem("R =~ KR1-3; S =~ INT1-3; S ~ R", &table, &strict());
        run(&problem, &PlsPredict::new().repetitions(4)).unwrap()
    };
    let (plain, wide) = (scaled(1.0), scaled(20.0));
    for (a, b) in plain.indicators.iter().zip(&wide.indicators) {
        let factor = if a.indicator == "INT2" { 20.0 } else { 1.0 };
        for (a, b) in [
            (a.rmse, b.rmse),
            (a.mae_lm, b.mae_lm),
            (a.rmse_mean, b.rmse_mean),
        ] {
            assert_abs_diff_eq!(factor * a, b, epsilon = 1e-9);
        }
        assert_abs_diff_eq!(
            a.q2_predict.unwrap(),
            b.q2_predict.unwrap(),
            epsilon = 1e-10
        );
        assert_abs_diff_eq!(a.mape.unwrap(), b.mape.unwrap(), epsilon = 1e-8);
    }
    assert_abs_diff_eq!(
        plain.cvpat[0].t.unwrap(),
        wide.cvpat[0].t.unwrap(),
        epsilon = 1e-8
    );
}

#[test]
fn every_repetition_counts_by_itself() {
    let problem = problem(CHAIN, &survey(), &Options::default());
    let found = run(&problem, &PlsPredict::new().folds(4).repetitions(6)).unwrap();
    assert_eq!(
        (found.folds, found.repetitions, found.seed),
        (4, 6, Some(1))
    );
    assert!(found.indicators.iter().all(|i| i.rmse_sd.unwrap() > 0.0));
    let alone = run(&problem, &PlsPredict::new().leave_one_out()).unwrap();
    assert_eq!((alone.folds, alone.repetitions, alone.seed), (273, 1, None));
    let groups = Groups::of(&survey(), "sector").unwrap();
    let sectors = groups.names().len();
    let whole = PlsPredict::new().leave_one_out().cluster(groups);
    assert_eq!(run(&problem, &whole).unwrap().folds, sectors);
}

#[test]
fn a_run_that_is_stopped_keeps_the_repetitions_that_are_done() {
    let problem = problem(CHAIN, &survey(), &Options::default());
    let stopped = plspredict(&problem, &PlsPredict::new(), &mut |progress| {
        assert_eq!(progress.stage, Stage::Folds);
        ControlFlow::Break(())
    });
    let done = stopped.unwrap().map(|found| found.repetitions);
    assert!(done.is_none_or(|repetitions| repetitions <= 10));
}

#[test]
fn more_predictors_than_rows_leave_a_linear_model_of_the_first_and_name_the_others() {
    let rows = 24;
    let wave = |i: usize, k: usize| ((i * (3 * k + 5)) as f64 * 0.37).sin() * 2.0 + (i % 5) as f64;
    let columns = (0..30).map(|k| {
        (
            format!("x{}", k + 1),
            (0..rows).map(|i| wave(i, k)).collect::<Vec<f64>>(),
        )
    });
    let y = (0..3).map(|k| {
        let y = (0..rows).map(|i| wave(i, 0) + wave(i, 40 + k)).collect();
        (format!("y{}", k + 1), y)
    });
    let table = Table::from_columns(columns.chain(y)).unwrap();
    let problem = problem("X =~ x1-30; Y =~ y1-3; Y ~ X", &table, &Options::default());
    let found = run(&problem, &PlsPredict::new().folds(4).repetitions(1)).unwrap();
    assert!(found.left_out_of_lm.contains(&"x30".to_owned()));
    assert!(!found.left_out_of_lm.contains(&"x1".to_owned()));
    assert!(found.indicators.iter().all(|i| i.rmse_lm.is_finite()));
    says!(found.findings()[0].message());
}

#[test]
fn a_missing_answer_is_neither_predicted_nor_known() {
    let table = survey();
    let columns = |gap: f64| {
        ["KR1", "KR2", "KR3", "INT1", "INT2", "INT3"].map(|name| {
            let answer = |i: usize| {
                if name == "INT3" && i < 5 {
                    gap
                } else {
                    table.number(name, i).unwrap()
                }
            };
            (name, (0..273).map(answer).collect::<Vec<f64>>())
        })
    };
    let model = Model::parse("R =~ KR1-3; S =~ INT1-3; S ~ R").unwrap();
    let of = |missing| {
        let table = Table::from_columns(columns(f64::NAN)).unwrap();
        let problem = Problem::new(&model, &table, missing, &Options::default()).unwrap();
        run(&problem, &PlsPredict::new().repetitions(2)).unwrap()
    };
    assert!(
        of(Missing::Mean)
            .indicators
            .iter()
            .all(|i| i.rmse.is_finite())
    );
    // Rows that are left out before are in no fold.
    assert!(
        of(Missing::Casewise)
            .indicators
            .iter()
            .all(|i| i.rmse.is_finite())
    );
    assert_ne!(of(Missing::Mean), of(Missing::Casewise));
}

#[test]
fn whole_weights_train_as_rows_that_stand_several_times() {
    // Three rows of one fold each; the weights of the rows that train are what duplicates would be.
    let table = survey();
    let names = ["KR1", "KR2", "KR3", "INT1", "INT2", "INT3"];
    let weight = |i: usize| 1 + i % 3;
    let weighted = names.map(|name| {
        let answers = (0..273).map(|i| table.number(name, i).unwrap());
        (name, answers.collect::<Vec<f64>>())
    });
    let weights = ("w", (0..273).map(|i| weight(i) as f64).collect());
    let weighted = Table::from_columns(weighted.into_iter().chain([weights])).unwrap();
    let weighted = weighted.weighted_by("w").unwrap();
    let often = |i: usize| std::iter::repeat_n(i, weight(i));
    let duplicated = table.select_rows((0..273).flat_map(often)).unwrap();
    let fold = |i: usize| u32::try_from(i % 5 + 1).unwrap();
    let text = "R =~ KR1-3; S =~ INT1-3; S ~ R";
    let given = |folds| PlsPredict::new().given(folds);
    let one = given(GivenFolds::new((0..273).map(fold)));
    let several = given(GivenFolds::new((0..273).flat_map(often).map(fold)));
    let one = run(&problem(text, &weighted, &strict()), &one).unwrap();
    let several = run(&problem(text, &duplicated, &strict()), &several).unwrap();
    for (a, b) in one.indicators.iter().zip(&several.indicators) {
        assert_abs_diff_eq!(a.rmse, b.rmse, epsilon = 1e-9);
        assert_abs_diff_eq!(a.q2_predict.unwrap(), b.q2_predict.unwrap(), epsilon = 1e-9);
        assert_abs_diff_eq!(a.rmse_lm, b.rmse_lm, epsilon = 1e-9);
    }
}

#[test]
fn predictive_power_is_decided_by_the_indicators_that_beat_the_linear_model() {
    let found = given(CHAIN, &strict(), Antecedents::Earliest);
    for construct in &found.constructs {
        let own = || {
            found
                .indicators
                .iter()
                .filter(|i| i.construct == construct.construct)
        };
        let better = own()
            .filter(|i| i.q2_predict > Some(0.0) && i.rmse < i.rmse_lm)
            .count();
        assert_eq!(
            (construct.below_lm, construct.indicators),
            (better, own().count())
        );
    }
    let success = found
        .constructs
        .iter()
        .find(|c| c.construct == "S")
        .unwrap();
    assert_eq!(
        success.power,
        PredictivePower::None,
        "the linear model is better at each"
    );
}

// ------------------------------------------------------------------------------------------------------- CVPAT

fn tested(found: &Cvpat) -> [f64; 4] {
    [found.loss, found.loss_against, found.difference, found.t].map(Option::unwrap)
}

fn comparison<'f>(found: &'f Predictions, against: &str, target: &str) -> &'f Cvpat {
    let mut all = found.cvpat.iter();
    all.find(|c| c.against == against && c.target == target)
        .unwrap()
}

fn assert_tested(found: &Cvpat, expected: [f64; 4]) {
    for (found, expected) in tested(found).iter().zip(expected) {
        assert_abs_diff_eq!(*found, expected, epsilon = 1e-8);
    }
}

#[test]
fn losses_are_compared_with_both_benchmarks_in_either_unit_and_weighting() {
    let problem = problem(CHAIN, &survey(), &strict());
    let of = |losses, weighting| {
        let asked = PlsPredict::new().given(folds()).losses(losses);
        run(&problem, &asked.weighting(weighting)).unwrap()
    };
    let found = of(Losses::Standardised, Weighting::Indicators);
    assert_tested(
        comparison(&found, "mean", "overall"),
        [
            0.915_633_910_548_134_4,
            1.010_903_805_273_819_3,
            -0.095_269_894_725_685_08,
            -3.663_426_825_989_428_7,
        ],
    );
    assert_tested(
        comparison(&found, "lm", "overall"),
        [
            0.915_633_910_548_134_4,
            0.902_223_299_932_838_1,
            0.013_410_610_615_296_305,
            0.694_539_943_726_843,
        ],
    );
    assert_tested(
        comparison(&found, "mean", "S"),
        [
            0.863_118_935_261_642_5,
            1.012_443_651_459_347_1,
            -0.149_324_716_197_704_74,
            -4.114_851_123_048_42,
        ],
    );
    let mean = comparison(&found, "mean", "overall");
    assert!(mean.p.unwrap() < 0.001 && mean.p_bootstrap.unwrap() < 0.01);
    assert_abs_diff_eq!(
        mean.p_adjusted.unwrap(),
        2.0 * mean.p.unwrap(),
        epsilon = 1e-12
    );
    let raw = of(Losses::Raw, Weighting::Indicators);
    assert_tested(
        comparison(&raw, "mean", "overall"),
        [
            0.996_935_985_884_206_8,
            1.098_481_529_514_263,
            -0.101_545_543_630_056_4,
            -3.603_748_621_740_25,
        ],
    );
    let constructs = of(Losses::Standardised, Weighting::Constructs);
    assert_tested(
        comparison(&constructs, "mean", "overall"),
        [
            0.910_382_413_019_485_2,
            1.011_057_789_892_372_3,
            -0.100_675_376_872_887_05,
            -3.758_156_262_365_712_3,
        ],
    );
}

#[test]
fn models_are_compared_on_the_same_folds_and_one_with_itself_is_not_defined() {
    let table = survey();
    let own = problem(CHAIN, &table, &strict());
    let full = problem(
        "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P + R",
        &table,
        &strict(),
    );
    let fewer = problem("R =~ KR1-5; S =~ INT1-4; S ~ R", &table, &strict());
    let rivals = [("full", &full), ("same", &own), ("fewer", &fewer)];
    let asked = PlsPredict::new().given(folds());
    let found = plspredict_beside(&own, &rivals, &asked, &mut |_| ControlFlow::Continue(()));
    let found = found.unwrap().unwrap();
    let pair = |model: &str, against: &str| {
        let mut all = found.cvpat.iter();
        all.find(|c| c.model == model && c.against == against)
            .unwrap()
    };
    let full = pair("model", "full");
    assert_tested(
        full,
        [
            0.915_633_910_548_134_4,
            0.850_057_894_272_605_5,
            0.065_576_016_275_528_95,
            4.812_587_125_252_500_5,
        ],
    );
    // One-sided: the model predicts worse, which is the other side.
    assert!(full.p.unwrap() > 0.999 && full.p_bootstrap.unwrap() > 0.99);
    let itself = pair("model", "same");
    assert_eq!(
        (itself.difference, itself.t, itself.p, itself.p_bootstrap),
        (Some(0.0), None, None, None)
    );
    says!(itself.undefined.as_ref().unwrap());
    says!(pair("model", "fewer").undefined.as_ref().unwrap());
    let better = pair("full", "same");
    assert_abs_diff_eq!(
        better.difference.unwrap(),
        -full.difference.unwrap(),
        epsilon = 1e-15
    );
    assert!(better.p.unwrap() < 1e-5);
}

#[test]
fn direct_antecedents_have_a_linear_model_of_their_own_indicators_beside_the_other() {
    let direct = given(CHAIN, &strict(), Antecedents::Direct);
    // Least squares in numpy: P on the indicators of R, and S on those of P.
    let expected = [
        ("KP1", 1.042_094_471_125_235_3, 0.840_143_859_936_712_7),
        ("KP4", 0.960_965_463_720_426, 0.792_251_753_564_268_6),
        ("INT1", 0.995_268_694_886_697_7, 0.818_479_671_665_347_1),
        ("INT4", 0.965_822_735_781_989_2, 0.781_594_309_994_783_3),
    ];
    for (name, rmse, mae) in expected {
        let mut all = direct.indicators.iter();
        let own = all.find(|i| i.indicator == name).unwrap();
        assert_abs_diff_eq!(own.rmse_lm_direct.unwrap(), rmse, epsilon = 1e-9);
        assert_abs_diff_eq!(own.mae_lm_direct.unwrap(), mae, epsilon = 1e-9);
        // The constructs without predecessors are one, of whose indicators the other model is made.
        assert_eq!(name.starts_with("KP"), (own.rmse_lm - rmse).abs() < 1e-9);
    }
    let loss = |target| {
        comparison(&direct, "lm_direct", target)
            .loss_against
            .unwrap()
    };
    assert_abs_diff_eq!(loss("overall"), 0.933_687_046_300_328_4, epsilon = 1e-9);
    assert_abs_diff_eq!(loss("S"), 0.879_133_277_164_937_4, epsilon = 1e-9);
    // It is there on request only, and changes nothing else.
    let earliest = given(CHAIN, &strict(), Antecedents::Earliest);
    assert!(
        earliest
            .indicators
            .iter()
            .all(|i| i.rmse_lm_direct.is_none())
    );
    assert!(earliest.cvpat.iter().all(|c| c.against != "lm_direct"));
    let of_lm = |found: &Predictions| {
        found
            .indicators
            .iter()
            .map(|i| i.rmse_lm)
            .collect::<Vec<_>>()
    };
    assert_eq!(of_lm(&direct), of_lm(&earliest));
}

#[test]
fn a_model_that_is_called_as_a_benchmark_is_refused_and_a_study_is_not() {
    let table = survey();
    let own = problem(CHAIN, &table, &strict());
    for name in ["mean", "lm", "lm_direct", "model"] {
        let asked = PlsPredict::new().given(folds());
        let found = plspredict_beside(&own, &[(name, &own)], &asked, &mut |_| {
            ControlFlow::Continue(())
        });
        let refused = found.unwrap_err().to_string();
        assert_eq!(
            refused,
            format!(
                "a model of the comparison is called `{name}`, as `model`, `mean`, `lm`, `lm_direct` are among the losses: give it another name"
            )
        );
        // `check` refuses what `run` refuses, before a fold is estimated.
        let [model, rival] = [
            CHAIN,
            "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P + R",
        ];
        let [model, rival] = [model, rival].map(|text| Model::parse(text).unwrap());
        let study = Study::new(model)
            .compare(name, rival)
            .predict(asked.clone());
        assert_eq!(study.check(&table).unwrap_err().to_string(), refused);
        assert_eq!(study.run(&table).unwrap_err().to_string(), refused);
        // A study has the name of its file.
        let study = |text: &str| {
            Study::new(Model::parse(text).unwrap()).predict(PlsPredict::new().given(folds()))
        };
        let full = study("R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P + R");
        let go_on = &mut |_| ControlFlow::Continue(());
        let pairs = study(CHAIN).compare_losses((name, &table), &[("lm", &full, &table)], go_on);
        let pairs = pairs.unwrap().unwrap();
        assert_eq!(pairs.len(), 1);
        assert_eq!(
            (pairs[0].model.as_str(), pairs[0].against.as_str()),
            (name, "lm")
        );
        assert!(pairs[0].t.is_some());
    }
}

// ---------------------------------------------------------------------------------------------------- refusals

#[test]
fn what_cannot_be_predicted_is_refused_with_the_fix() {
    let table = survey();
    let good = problem(CHAIN, &table, &Options::default());
    let refused = |options: PlsPredict| run(&good, &options).unwrap_err();
    says!(refused(PlsPredict::new().folds(300)));
    says!(refused(PlsPredict::new().folds(1)));
    says!(refused(PlsPredict::new().repetitions(0)));
    let sectors = Groups::of(&table, "sector").unwrap();
    says!(refused(PlsPredict::new().folds(200).cluster(sectors)));
    says!(refused(PlsPredict::new().given(GivenFolds::new([1, 2, 1]))));
    says!(refused(PlsPredict::new().given(GivenFolds::new([1; 273]))));
    let uneven = (0..273).map(|i| if i < 271 { 1 } else { 2 });
    says!(refused(PlsPredict::new().given(GivenFolds::new(uneven))));
    let by_indicator = Groups::of(&table, "KR1").unwrap();
    says!(refused(PlsPredict::new().strata(by_indicator)));
}

#[test]
fn a_fold_whose_remaining_rows_do_not_vary_is_named() {
    let y = |i: usize| if i == 11 { 2.0 } else { 1.0 };
    let columns = [
        ("x", (0..20).map(|i| f64::from(i % 7)).collect::<Vec<f64>>()),
        ("y", (0..20).map(y).collect()),
    ];
    let table = Table::from_columns(columns).unwrap();
    let problem = problem("X =~ x; Y =~ y; Y ~ X", &table, &Options::default());
    says!(run(&problem, &PlsPredict::new().leave_one_out()).unwrap_err());
    says!(run(&problem, &PlsPredict::new().folds(4)).unwrap_err());
}

#[test]
fn a_file_of_folds_has_every_row_once() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("folds");
    std::fs::create_dir_all(&folder).unwrap();
    let read = |text: &str| {
        let path = folder.join("folds.csv");
        std::fs::write(&path, text).unwrap();
        let said = GivenFolds::read(&path).map_err(|error| error.to_string());
        said.map_err(|error| error.replace(&*folder.display().to_string(), "FOLDER"))
    };
    assert_eq!(read("row,fold\n3,1\n1,2\n2,1\n").unwrap().len(), 2);
    says!(read("row,fold\n1,1\n2,2\n2,1\n").unwrap_err());
    says!(read("row,fold\n1,1\n2,2\n4,1\n").unwrap_err());
    says!(read("row,fold\n1,1\n0,2\n").unwrap_err());
    says!(read("row,fold\n1,1\n2,a\n").unwrap_err());
    says!(read("row,fold\n1,1\n2,1.5\n").unwrap_err());
    says!(read("row,group\n1,1\n").unwrap_err());
}

// -------------------------------------------------------------------------------------------------- expectation

#[test]
fn what_single_items_imply_is_the_linear_model() {
    let text = "A =~ KR1; B =~ KR2; C =~ KP1; Y =~ INT1; Y ~ A + B + C";
    let options = Options::default().consistent(true);
    let implied = PlsPredict::new()
        .given(folds())
        .expectation(Expectation::Implied);
    let found = run(&problem(text, &survey(), &options), &implied).unwrap();
    let own = &found.indicators[0];
    assert_abs_diff_eq!(own.rmse, own.rmse_lm, epsilon = 1e-12);
    assert_abs_diff_eq!(own.mae, own.mae_lm, epsilon = 1e-12);
}

#[test]
fn the_expectation_of_a_factor_model_predicts_better_than_a_composite_does() {
    let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X").unwrap();
    let population = Population::of_factors(&model, |_, _| 0.0, |_, _| 0.7, |_| 0.7).unwrap();
    let table = Table::from_matrix(&population.draw(3000, 1), model.indicators()).unwrap();
    let options = Options::default().consistent(true);
    let problem = Problem::new(&model, &table, Missing::Error, &options).unwrap();
    let of = |expectation| {
        let asked = PlsPredict::new().repetitions(1).expectation(expectation);
        run(&problem, &asked).unwrap()
    };
    let (implied, composites) = (of(Expectation::Implied), of(Expectation::Composites));
    // Given x, y_k has the expectation l b l' (l l' + diag(1 - l²))^-1 x: its error variance in the population.
    let (l2, b2) = (0.49_f64, 0.49_f64);
    let information = 3.0 * l2 / (1.0 - l2);
    let population = (1.0 - l2 * b2 * information / (1.0 + information)).sqrt();
    for (a, b) in implied.indicators.iter().zip(&composites.indicators) {
        assert!((a.rmse / (population * a.rmse_mean) - 1.0).abs() < 0.02);
        assert!(a.rmse < b.rmse + 0.002);
    }
    assert_ne!(implied.constructs, composites.constructs);
}

#[test]
fn an_expectation_is_refused_where_it_is_not_defined() {
    let table = survey();
    let implied = || PlsPredict::new().expectation(Expectation::Implied);
    let consistent = Options::default().consistent(true);
    says!(run(&problem(CHAIN, &table, &Options::default()), &implied()).unwrap_err());
    let moderated = problem(MODERATED, &table, &consistent);
    says!(run(&moderated, &implied()).unwrap_err());
    let direct = implied().antecedents(Antecedents::Direct);
    says!(run(&problem(CHAIN, &table, &consistent), &direct).unwrap_err());
    // Indicators of one construct that are given to two.
    let text = "A =~ KR1 + KR2; B =~ KR3 + KR4 + KR5; Y =~ INT1-4; Y ~ A + B";
    let found = run(&problem(text, &table, &consistent), &implied());
    if let Err(error) = found {
        assert!(matches!(
            error,
            PredictError::Inadmissible | PredictError::Fold { .. }
        ));
    }
}

// --------------------------------------------------------------------------------------------------- new rows

fn fitted(text: &str, options: &Options) -> Fit {
    problem(text, &survey(), options).fit().unwrap()
}

#[test]
fn new_rows_are_predicted_as_held_out_rows_are() {
    let (table, options) = (survey(), strict());
    let is_first = |i: &usize| i % 5 == 3;
    let first: Vec<usize> = (0..273).filter(is_first).collect();
    let second: Vec<usize> = (0..273).filter(|i| !is_first(i)).collect();
    let folds = GivenFolds::new((0..273).map(|i| if is_first(&i) { 1 } else { 2 }));
    let chain = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P + R + P:R";
    let higher = "R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; K =~ R + P; K ~ S";
    for (text, interaction, consistent) in [
        (CHAIN, Interaction::TwoStage, false),
        (CHAIN, Interaction::TwoStage, true),
        (MODERATED, Interaction::TwoStage, false),
        (MODERATED, Interaction::ProductIndicator, false),
        (MODERATED, Interaction::Orthogonal, false),
        (chain, Interaction::TwoStage, false),
        (chain, Interaction::ProductIndicator, false),
        (chain, Interaction::Orthogonal, false),
        (higher, Interaction::TwoStage, false),
    ] {
        let options = options
            .clone()
            .consistent(consistent)
            .interaction(interaction);
        for antecedents in [Antecedents::Earliest, Antecedents::Direct] {
            let asked = PlsPredict::new()
                .given(folds.clone())
                .antecedents(antecedents);
            let whole = run(&problem(text, &table, &options), &asked).unwrap();
            let mut squares = vec![0.0; whole.indicators.len()];
            for (train, test) in [(&first, &second), (&second, &first)] {
                let of = |rows: &[usize]| table.select_rows(rows.iter().copied()).unwrap();
                let fit = problem(text, &of(train), &options).fit().unwrap();
                let predictor = fit.predictor().unwrap().antecedents(antecedents);
                let found = predictor.predict(&of(test)).unwrap();
                for (sum, own) in squares.iter_mut().zip(&found.indicators) {
                    for (&i, predicted) in test.iter().zip(&own.predicted) {
                        let answer = table.number(&own.indicator, i).unwrap();
                        *sum += (answer - predicted.unwrap()).powi(2);
                    }
                }
            }
            for (sum, own) in squares.into_iter().zip(&whole.indicators) {
                assert_abs_diff_eq!((sum / 273.0).sqrt(), own.rmse, epsilon = 1e-9);
            }
        }
    }
}

#[test]
fn columns_stand_in_any_order_and_those_that_are_predicted_may_be_absent() {
    let (fit, table) = (fitted(CHAIN, &strict()), survey());
    let names = ["KR5", "KR3", "KR1", "KR2", "KR4"];
    let columns = names.map(|name| {
        let answers = (0..273).map(|i| table.number(name, i).unwrap());
        (name, answers.collect::<Vec<f64>>())
    });
    let few = Table::from_columns(columns).unwrap();
    assert_eq!(fit.predict(&few).unwrap(), fit.predict(&table).unwrap());
    let direct = fit.predictor().unwrap().antecedents(Antecedents::Direct);
    says!(direct.predict(&few).unwrap_err());
}

#[test]
fn a_predictor_that_is_saved_predicts_the_same_bits() {
    let table = survey();
    for text in [
        CHAIN,
        MODERATED,
        "R =~ KR1-5; P <~ KP1-5; S =~ INT1-4; K =~ R + P; K ~ S",
    ] {
        for interaction in [Interaction::TwoStage, Interaction::Orthogonal] {
            let options = Options::default().interaction(interaction);
            let problem = problem(text, &table, &options);
            let held_out = run(&problem, &PlsPredict::new().repetitions(2)).unwrap();
            let predictor = problem.fit().unwrap().predictor().unwrap();
            let predictor = predictor.with_intervals(&held_out).unwrap();
            let saved = serde_json::to_string(&predictor).unwrap();
            let again: Predictor = serde_json::from_str(&saved).unwrap();
            assert_eq!(again, predictor);
            assert_eq!(
                again.predict(&table).unwrap(),
                predictor.predict(&table).unwrap()
            );
        }
    }
    let predictor = serde_json::to_value(fitted(CHAIN, &strict()).predictor().unwrap()).unwrap();
    let mut fewer = predictor.clone();
    fewer["means"].as_array_mut().unwrap().pop();
    says!(serde_json::from_value::<Predictor>(fewer).unwrap_err());
}

#[test]
fn a_result_document_predicts_new_rows_with_intervals() {
    let table = survey();
    let study = Study::new(Model::parse(CHAIN).unwrap())
        .predict(PlsPredict::new().repetitions(2).level(0.8));
    let document = study.run(&table).unwrap();
    let again = Document::from_json(&document.to_json()).unwrap();
    let predicted = again.predictor.unwrap().predict(&table).unwrap();
    assert_eq!(
        predicted,
        document.predictor.unwrap().predict(&table).unwrap()
    );
    assert_eq!(predicted.level, Some(0.8));
    for own in &predicted.indicators {
        let intervals = own.intervals.as_ref().unwrap().iter().flatten();
        let inside = intervals.zip(0..).filter(|([low, high], i)| {
            let x = table.number(&own.indicator, *i).unwrap();
            low <= &x && &x <= high
        });
        let share = inside.count() as f64 / 273.0;
        assert!((0.76..0.87).contains(&share), "{}: {share}", own.indicator);
    }
    let written = predicted.table(&table, Some("firm")).unwrap();
    assert_eq!(written.text("firm", 0), Some("F001"));
    assert!(written.number("INT1_low", 0) < written.number("INT1", 0));
    assert!(written.number("S", 0).is_some());
}

#[test]
fn answers_outside_of_the_range_and_missing_ones_are_treated_as_said() {
    let model = Model::parse("R =~ KR1-3; S =~ INT1-3; S ~ R").unwrap();
    let predict = |missing, first: [f64; 3]| {
        let problem = Problem::new(&model, &survey(), missing, &Options::default()).unwrap();
        let column = |k: usize| vec![first[k], 3.0];
        let new = Table::from_columns([("KR1", column(0)), ("KR2", column(1)), ("KR3", column(2))]);
        problem.fit().unwrap().predict(&new.unwrap())
    };
    let found = predict(Missing::Error, [9.0, 3.0, 0.0]).unwrap();
    assert_eq!(
        found.outside,
        [vec!["KR1".to_owned(), "KR3".to_owned()], vec![]]
    );
    let gap = [f64::NAN, 3.0, 4.0];
    says!(predict(Missing::Error, gap).unwrap_err());
    let left_out = predict(Missing::Casewise, gap).unwrap();
    assert_eq!(left_out.indicators[0].predicted[0], None);
    assert!(left_out.indicators[0].predicted[1].is_some());
    let mean = predict(Missing::Mean, gap).unwrap();
    let table = survey();
    let at_mean = (0..273)
        .map(|i| table.number("KR1", i).unwrap())
        .sum::<f64>()
        / 273.0;
    let known = predict(Missing::Mean, [at_mean, 3.0, 4.0]).unwrap();
    for (a, b) in mean.indicators.iter().zip(&known.indicators) {
        assert_abs_diff_eq!(
            a.predicted[0].unwrap(),
            b.predicted[0].unwrap(),
            epsilon = 1e-12
        );
    }
}

#[test]
fn new_rows_that_cannot_be_read_are_refused_with_their_place() {
    let fit = fitted("R =~ KR1-3; S =~ INT1-3; S ~ R", &Options::default());
    let read = |text: &str| ReadOptions::new().parse(text).unwrap();
    says!(fit.predict(&read("KR1,KR3\n1,2\n2,3\n")).unwrap_err());
    says!(
        fit.predict(&read(
            "KR1,KR2,KR3\n1,2,3\n2,often,3\n4,2,1\n5,2,1\n3,3,3\n"
        ))
        .unwrap_err()
    );
    let matrix = ReadOptions::new()
        .parse_matrix("x,y\n1\n.5,1\n", 100)
        .unwrap();
    let model = Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap();
    let of_matrix = Fit::of_matrix(&model, &matrix, &Options::default()).unwrap();
    says!(of_matrix.predictor().unwrap_err());
}

// ------------------------------------------------------------------------------------------------- study files

/// A run of the survey with these keys of `[predict]`, and lines of `[estimate]`.
fn document(estimate: &str, predict: &str) -> Document {
    let text = format!(
        "[data]\nfile = \"canvas.csv\"\n[model]\ntext = \"{CHAIN}\"\n[estimate]\n{estimate}\n[predict]\n{predict}\n[compare]\nmodels = {{ full = \"P ~ R; S ~ P + R\" }}\n"
    );
    let folder = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data"));
    let file = StudyFile::parse(&text, folder).unwrap();
    file.study.run(&file.input().unwrap()).unwrap()
}

#[test]
fn every_key_of_predict_is_stated_and_changes_the_result() {
    let base = document("consistent = true", "repetitions = 2");
    for key in [
        "folds = 5",
        "folds = \"loo\"",
        "seed = 2",
        "strata = \"size\"",
        "cluster = \"sector\"\nfolds = 3",
        "antecedents = \"direct\"",
        "losses = \"raw\"",
        "weighting = \"constructs\"",
        "expectation = \"implied\"",
        "level = 0.5",
        "resamples = 99",
    ] {
        let repetitions = if key.contains("loo") {
            ""
        } else {
            "repetitions = 2\n"
        };
        let other = document("consistent = true", &format!("{repetitions}{key}"));
        assert_ne!(other.study.predict, base.study.predict, "{key}");
        assert_ne!(other.predict, base.predict, "{key}");
    }
    let once = document("consistent = true", "repetitions = 1");
    assert_ne!(once.predict, base.predict);
    let again = Document::from_json(&base.to_json()).unwrap();
    assert_eq!(again, base);
}

#[test]
fn a_report_of_predictions_stands_in_every_rendering() {
    let document = document("", "repetitions = 2");
    let report = document.report();
    let short = document.to_string();
    assert!(
        short.contains("PLSpredict  Q²_predict of the indicators from 0."),
        "{short}"
    );
    assert!(
        short.contains("CVPAT       predictive capability"),
        "{short}"
    );
    let section = report.section("prediction").unwrap();
    let tables: Vec<&str> = section.tables().map(|table| table.name).collect();
    let expected = [
        "predict-indicators",
        "predict-spread",
        "predict-constructs",
        "cvpat",
    ];
    assert_eq!(tables, expected);
    let full = report.full();
    let names: Vec<String> = full.csv().into_iter().map(|file| file.name).collect();
    assert!(
        names.iter().any(|name| name.contains("predict-indicators")),
        "{names:?}"
    );
    for (what, text) in [
        ("latex", full.latex(3)),
        ("markdown", full.markdown(3)),
        ("html", report.html(3)),
    ] {
        assert!(text.contains("predictive power"), "{what}");
    }
    let pictures: Vec<String> = document
        .pictures()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    for name in ["prediction-errors", "calibration"] {
        assert!(pictures.iter().any(|own| own == name), "{pictures:?}");
    }
}

#[test]
fn studies_are_compared_by_their_losses_on_the_same_folds() {
    let table = survey();
    let study = |text: &str| {
        let study = Study::new(Model::parse(text).unwrap());
        study.predict(PlsPredict::new().repetitions(2))
    };
    let chain = study(CHAIN);
    let full = study("R =~ KR1-5; P =~ KP1-5; S =~ INT1-4; P ~ R; S ~ P + R");
    let go_on = &mut |_| ControlFlow::Continue(());
    let pairs = chain.compare_losses(("chain", &table), &[("full", &full, &table)], go_on);
    let pairs = pairs.unwrap().unwrap();
    assert_eq!(pairs.len(), 1);
    assert_eq!(
        (pairs[0].model.as_str(), pairs[0].against.as_str()),
        ("chain", "full")
    );
    assert!(
        pairs[0].difference.unwrap() > 0.0,
        "the path that is left out is wanted"
    );
    let documents = [chain.run(&table).unwrap(), full.run(&table).unwrap()];
    let page = side_by_side_with(&[("chain", &documents[0]), ("full", &documents[1])], &pairs);
    let names: Vec<&str> = page.tables().map(|table| table.name).collect();
    for name in ["selection", "prediction", "losses", "cvpat"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

// ------------------------------------------------------------------------------------------------- calibration

fn factors(text: &str, path: fn(&str, &str) -> f64) -> (Model, Population) {
    let model = Model::parse(text).unwrap();
    let population = Population::of_factors(&model, |_, _| 0.3, path, |_| 0.8).unwrap();
    (model, population)
}

fn drawn(model: &Model, population: &Population, rows: usize, seed: u64) -> Table {
    Table::from_matrix(&population.draw(rows, seed), model.indicators()).unwrap()
}

/// The estimator's own share in a large sample: with weights w and a loading l of the population, the variance of
/// `x_k - l_k b w'z` is `1 - 2 l_k b w's_k + (l_k b)²`.
#[test]
#[ignore = "large samples"]
fn q2_predict_tends_to_its_population_value() {
    let (model, population) = factors("X =~ x1-3; Y =~ y1-3; Y ~ X", |_, _| 0.6);
    let (l, b) = (0.8_f64, 0.6_f64);
    // Equal loadings: weights are equal, and composites correlate by rho b with rho = 3 l² / (1 + 2 l²).
    let rho = 3.0 * l * l / (1.0 + 2.0 * l * l);
    let (loading, path) = (((1.0 + 2.0 * l * l) / 3.0).sqrt(), rho * b);
    // Correlation of y_k with the composite of X.
    let with_x = l * b * rho.sqrt();
    let expected = 2.0 * loading * path * with_x - (loading * path).powi(2);
    let table = drawn(&model, &population, 40_000, 3);
    let problem = Problem::new(&model, &table, Missing::Error, &Options::default()).unwrap();
    let found = run(&problem, &PlsPredict::new().repetitions(1)).unwrap();
    for own in &found.indicators {
        let q2 = own.q2_predict.unwrap();
        println!("{}: {q2:.4}, population {expected:.4}", own.indicator);
        assert_abs_diff_eq!(q2, expected, epsilon = 0.012);
    }
}

#[test]
#[ignore = "hundreds of surveys"]
fn cvpat_rejects_models_of_equal_loss_as_often_as_its_level_says() {
    const SURVEYS: u64 = 400;
    let (model, population) = factors("A =~ a1-3; B =~ b1-3; Y =~ y1-3; Y ~ A + B", |_, _| 0.35);
    let one = Model::parse("A =~ a1-3; Y =~ y1-3; Y ~ A").unwrap();
    let other = Model::parse("B =~ b1-3; Y =~ y1-3; Y ~ B").unwrap();
    let mut rejected = [0_usize; 2];
    for seed in 0..SURVEYS {
        let table = drawn(&model, &population, 150, seed);
        let problem =
            |model| Problem::new(model, &table, Missing::Error, &Options::default()).unwrap();
        let (own, rival) = (problem(&one), problem(&other));
        let asked = PlsPredict::new().repetitions(1).resamples(399);
        let found = plspredict_beside(&own, &[("other", &rival)], &asked, &mut |_| {
            ControlFlow::Continue(())
        });
        let found = found.unwrap().unwrap();
        let pair = comparison(&found, "other", "overall");
        rejected[0] += usize::from(pair.p.unwrap() < 0.05);
        rejected[1] += usize::from(pair.p_bootstrap.unwrap() < 0.05);
    }
    for (how, rejected) in ["t", "bootstrap"].into_iter().zip(rejected) {
        let share = rejected as f64 / SURVEYS as f64;
        println!("{how}: {share}");
        // Three standard errors about 0.05.
        assert!((share - 0.05).abs() < 3.0 * (0.05 * 0.95 / SURVEYS as f64).sqrt() + 0.01);
    }
}

#[test]
#[ignore = "hundreds of surveys"]
fn prediction_intervals_hold_the_share_of_new_answers_that_their_level_says() {
    let (model, population) = factors("X =~ x1-3; M =~ m1-3; Y =~ y1-3; M ~ X; Y ~ M", |_, _| 0.5);
    let (mut inside, mut all) = (0_usize, 0_usize);
    for seed in 0..100 {
        let table = drawn(&model, &population, 150, 2 * seed);
        let study = Study::new(model.clone()).predict(PlsPredict::new().level(0.9));
        let go_on = &mut |_| ControlFlow::Continue(());
        let predictor = study.predictor(&table, go_on).unwrap();
        let new = drawn(&model, &population, 200, 2 * seed + 1);
        for own in predictor.predict(&new).unwrap().indicators {
            for (i, interval) in own.intervals.unwrap().into_iter().enumerate() {
                let ([low, high], x) = (interval.unwrap(), new.number(&own.indicator, i).unwrap());
                inside += usize::from(low <= x && x <= high);
                all += 1;
            }
        }
    }
    let share = inside as f64 / all as f64;
    println!("coverage of 90 %: {share:.4} of {all}");
    assert!((0.885..0.915).contains(&share), "{share}");
}
