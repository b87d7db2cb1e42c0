//! Sample sizes and content validity: published numbers, each way and back, invariances, refusals.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use approx::{assert_abs_diff_eq, assert_relative_eq};
use pls_sem::design::{
    ContentValidity, DesignError, FTest, InverseSquareRoot, Method, Precision, Rates, Ratings,
    Regressors, Rounding, SampleSizes, Scale, Sizing, content_validity_ratio, critical_agreement,
    modified_kappa, ten_times,
};
use pls_sem::{Error, Judged, Model, ReadOptions};
use proptest::prelude::*;

use crate::report::unbroken;

const MODEL: &str = "\
Image =~ i1-4; Value <~ v1-6; Trust =~ t1-3; Loyalty =~ l1-2
Trust ~ Image + Value; Loyalty ~ Image + Value + Trust";

fn model() -> Model {
    Model::parse(MODEL).unwrap()
}

// ------------------------------------------------------------------------------------- answers of a population

/// Krejcie & Morgan (1970), Educational and Psychological Measurement 30, 608: table 1, all rows.
#[rustfmt::skip]
const TABLE: [(u64, usize); 90] = [
    (10, 10), (15, 14), (20, 19), (25, 24), (30, 28), (35, 32), (40, 36), (45, 40), (50, 44), (55, 48), (60, 52),
    (65, 56), (70, 59), (75, 63), (80, 66), (85, 70), (90, 73), (95, 76), (100, 80), (110, 86), (120, 92), (130, 97),
    (140, 103), (150, 108), (160, 113), (170, 118), (180, 123), (190, 127), (200, 132), (210, 136), (220, 140),
    (230, 144), (240, 148), (250, 152), (260, 155), (270, 159), (280, 162), (290, 165), (300, 169), (320, 175),
    (340, 181), (360, 186), (380, 191), (400, 196), (420, 201), (440, 205), (460, 210), (480, 214), (500, 217),
    (550, 226), (600, 234), (650, 242), (700, 248), (750, 254), (800, 260), (850, 265), (900, 269), (950, 274),
    (1000, 278), (1100, 285), (1200, 291), (1300, 297), (1400, 302), (1500, 306), (1600, 310), (1700, 313),
    (1800, 317), (1900, 320), (2000, 322), (2200, 327), (2400, 331), (2600, 335), (2800, 338), (3000, 341),
    (3500, 346), (4000, 351), (4500, 354), (5000, 357), (6000, 361), (7000, 364), (8000, 367), (9000, 368),
    (10_000, 370), (15_000, 375), (20_000, 377), (30_000, 379), (40_000, 380), (50_000, 381), (75_000, 382),
    (100_000, 384),
];

#[test]
fn the_table_of_krejcie_and_morgan_is_that_of_the_formula_but_for_its_last_row() {
    let other: Vec<u64> = TABLE
        .into_iter()
        .filter(|&(population, size)| {
            let got = Precision::default().krejcie_morgan(population).unwrap();
            got.rounded(Rounding::Nearest) != size
        })
        .map(|(population, _)| population)
        .collect();
    assert_eq!(other, [100_000]);
    let last = Precision::default().krejcie_morgan(100_000).unwrap();
    assert_abs_diff_eq!(last.exact, 382.634, epsilon = 5e-4);
}

#[test]
fn the_940_firms_of_the_canvas_study_take_273_answers_by_every_formula_but_yamane_s() {
    let precision = Precision::default();
    let table = precision.krejcie_morgan(940).unwrap();
    assert_abs_diff_eq!(table.exact, 272.885, epsilon = 5e-4);
    for rounding in [Rounding::Nearest, Rounding::Conservative] {
        assert_eq!(table.rounded(rounding), 273);
    }
    let cochran = precision.cochran(940).unwrap();
    assert_abs_diff_eq!(cochran.exact, 272.91, epsilon = 5e-3);
    assert_abs_diff_eq!(
        precision.cochran_of_any().unwrap().exact,
        384.15,
        epsilon = 1e-2
    );
    let yamane = precision.yamane(940).unwrap();
    assert_abs_diff_eq!(yamane.exact, 280.6, epsilon = 5e-2);
}

#[test]
fn the_populations_that_give_273_are_936_to_947_or_930_to_941_by_rounding_up() {
    let of = |rounding| {
        Precision::default()
            .populations(273, rounding)
            .unwrap()
            .unwrap()
    };
    let (nearest, up) = (of(Rounding::Nearest), of(Rounding::Conservative));
    assert_eq!((nearest.from, nearest.to), (936, Some(947)));
    assert_eq!((up.from, up.to), (930, Some(941)));
}

#[test]
fn the_populations_of_all_sizes_follow_each_other_without_a_gap() {
    for precision in [
        Precision::default(),
        Precision::default().level(0.99).margin(0.03).share(0.2),
    ] {
        for rounding in [Rounding::Nearest, Rounding::Conservative] {
            let (mut rows, mut next) = (1, Some(1));
            while let Some(from) = next {
                let found = precision.populations(rows, rounding).unwrap().unwrap();
                assert_eq!(found.from, from, "{rows}");
                for population in [Some(from), found.to].into_iter().flatten() {
                    let size = precision.krejcie_morgan(population).unwrap();
                    assert_eq!(size.rounded(rounding), rows, "{population}");
                }
                (rows, next) = (rows + 1, found.to.map(|to| to + 1));
            }
            // The last row covers all larger populations.
            assert_eq!(precision.populations(rows, rounding).unwrap(), None);
        }
    }
}

#[test]
fn a_margin_and_the_answers_that_give_it_belong_together() {
    for (rows, population) in [(273, 940), (1, 2), (50, 51), (384, 10_000_000)] {
        let margin = Precision::default().margin_of(rows, population).unwrap();
        let size = Precision::default().margin(margin).cochran(population);
        assert_relative_eq!(size.unwrap().exact, rows as f64, max_relative = 1e-9);
    }
    for all in [1, 940] {
        let margin = Precision::default().margin_of(all, all as u64).unwrap();
        assert_abs_diff_eq!(margin, 0.0);
    }
}

#[test]
fn a_larger_sample_or_a_wider_margin_never_needs_more_answers() {
    let size = |margin, level, share| {
        let precision = Precision::default()
            .margin(margin)
            .level(level)
            .share(share);
        precision.krejcie_morgan(940).unwrap().exact
    };
    assert!(size(0.03, 0.95, 0.5) > size(0.05, 0.95, 0.5));
    assert!(size(0.05, 0.99, 0.5) > size(0.05, 0.95, 0.5));
    assert_relative_eq!(size(0.05, 0.95, 0.2), size(0.05, 0.95, 0.8));
    assert!(size(0.05, 0.95, 0.2) < size(0.05, 0.95, 0.5));
}

// --------------------------------------------------------------------------------------------- answers of a path

#[test]
fn the_inverse_square_root_method_gives_its_published_sizes() {
    // Kock & Hadaya (2018), at 5 % and 80 %, with a constant of all its digits.
    for (path, size) in [
        (0.05, 2474),
        (0.10, 619),
        (0.11, 511),
        (0.15, 275),
        (0.197, 160),
        (0.20, 155),
        (0.25, 99),
        (0.30, 69),
    ] {
        assert_eq!(InverseSquareRoot::default().size(path).unwrap(), size);
        assert_eq!(InverseSquareRoot::default().size(-path).unwrap(), size);
    }
    for (significance, constant) in [(0.10, 2.123), (0.05, 2.486), (0.01, 3.168)] {
        let method =
            InverseSquareRoot::default().rates(Rates::default().significance(significance));
        let found = method.detectable(1_000_000).unwrap().unwrap();
        assert_abs_diff_eq!(found * 1000.0, constant, epsilon = 5e-4);
    }
}

#[test]
fn the_smallest_path_detectable_is_the_one_whose_size_it_is() {
    let method = InverseSquareRoot::default().rates(Rates::default().significance(0.01).power(0.9));
    for rows in [15, 50, 273, 5000] {
        let path = method.detectable(rows).unwrap().unwrap();
        assert_relative_eq!(
            method.power_of(rows, path).unwrap(),
            0.9,
            max_relative = 1e-9
        );
        assert_eq!(method.size(path * (1.0 + 1e-9)).unwrap(), rows);
        assert_eq!(method.size(path * (1.0 - 1e-9)).unwrap(), rows + 1);
    }
    assert_eq!(method.detectable(3).unwrap(), None);
}

#[test]
fn the_f_test_gives_the_sizes_of_the_power_tables() {
    // scipy 1.17, ncf.sf(f.isf(0.05, u, n - p - 1), u, n - p - 1, f2 * n), the first n with 0.8; those of G*Power 3.1.
    for (test, f2, size) in [
        (FTest::of_r2(3), 0.15, 77),
        (FTest::of_r2(5), 0.15, 92),
        (FTest::of_r2(8), 0.15, 109),
        (FTest::of_r2(9), 0.15, 114),
        (FTest::of_r2(9), 0.02, 791),
        (FTest::of_r2(3), 0.02, 550),
        (FTest::of_path(5), 0.15, 55),
        (FTest::of_path(9), 0.35, 26),
    ] {
        assert_eq!(test.size(f2).unwrap(), size);
        assert!(test.power_of(size, f2).unwrap() >= 0.8);
        assert!(test.power_of(size - 1, f2).unwrap() < 0.8);
    }
}

#[test]
fn the_power_of_273_answers_and_nine_predictors_is_that_of_scipy() {
    // scipy 1.17, as above.
    for (test, f2, power) in [
        (FTest::of_r2(9), 0.02, 0.297_602_926_609_221),
        (FTest::of_r2(9), 0.15, 0.998_514_100_459_666),
        (FTest::of_path(9), 0.02, 0.643_632_421_831_420),
    ] {
        assert_abs_diff_eq!(test.power_of(273, f2).unwrap(), power, epsilon = 1e-10);
    }
    for (test, f2) in [
        (FTest::of_r2(9), 0.059_182_514_440_095),
        (FTest::of_path(9), 0.028_961_822_579_926),
    ] {
        let found = test.detectable(273).unwrap().unwrap();
        assert_abs_diff_eq!(found, f2, epsilon = 1e-10);
    }
}

#[test]
fn a_test_of_one_predictor_is_the_test_of_its_path() {
    let (r2, path) = (FTest::of_r2(1), FTest::of_path(1));
    assert_eq!(r2.size(0.1).unwrap(), path.size(0.1).unwrap());
    assert_relative_eq!(
        r2.power_of(50, 0.1).unwrap(),
        path.power_of(50, 0.1).unwrap()
    );
}

#[test]
fn the_power_for_a_tiny_effect_is_the_significance_level() {
    for significance in [0.001, 0.05, 0.3] {
        let test = FTest::of_r2(4).rates(Rates::default().significance(significance));
        assert_abs_diff_eq!(
            test.power_of(80, 1e-12).unwrap(),
            significance,
            epsilon = 1e-9
        );
    }
}

#[test]
fn where_answers_are_too_few_for_any_effect_none_is_detectable() {
    // One degree of freedom, one in ten thousand.
    let test = FTest::of_r2(3).rates(Rates::default().significance(1e-4));
    assert_eq!(test.detectable(5).unwrap(), None);
    assert!(test.detectable(8).unwrap().is_some());
}

// ------------------------------------------------------------------------------------------------ all of a model

#[test]
fn the_ten_times_rule_counts_predictors_and_indicators_of_mode_b() {
    let rule = ten_times(&model());
    assert_eq!((rule.rows, rule.kind), (60, Regressors::Indicators));
    assert_eq!(rule.construct, "Value");
    let reflective = Model::parse(&MODEL.replace("<~", "=~")).unwrap();
    let rule = ten_times(&reflective);
    assert_eq!((rule.rows, rule.kind), (30, Regressors::Predictors));
    assert_eq!(rule.construct, "Loyalty");
}

#[test]
fn one_call_lists_every_answer_for_a_model() {
    let sizes = Sizing::default()
        .population(940)
        .rows(273)
        .of(&model())
        .unwrap();
    let of = |method| {
        sizes
            .requirements
            .iter()
            .filter(move |r| r.method == method)
    };
    for (method, count) in [
        (Method::KrejcieMorgan, 2),
        (Method::Cochran, 1),
        (Method::Yamane, 1),
        (Method::InverseSquareRoot, 3),
        (Method::R2Test, 6),
        (Method::PathTest, 6),
        (Method::TenTimes, 1),
        (Method::Estimable, 1),
    ] {
        assert_eq!(of(method).count(), count, "{method:?}");
        let record = sizes.methods.iter().find(|m| m.method == method).unwrap();
        assert!(!record.source.is_empty() && !record.presumes.is_empty());
    }
    assert_eq!(sizes.methods.len(), 8);
    let loyalty = of(Method::R2Test)
        .find(|r| r.construct.as_deref() == Some("Loyalty") && r.effect == Some(0.15));
    assert_eq!(loyalty.unwrap().rows, FTest::of_r2(3).size(0.15).unwrap());
    for r in &sizes.requirements {
        assert_eq!(r.enough, Some(r.rows <= 273), "{r:?}");
        // Answers are enough where their power is.
        assert!(
            r.power
                .is_none_or(|power| (power >= 0.8) == (r.rows <= 273)),
            "{r:?}"
        );
    }
    assert_eq!(sizes.detectable.len(), 5);
    assert_eq!(sizes.populations.unwrap().from, 936);
    let page = unbroken(&sizes.page());
    assert!(page.contains("For 273 answers the smallest path detectable with 80 % power is 0.151, if its standard error is 1 / sqrt(n).\n"), "{page}");
}

#[test]
fn without_population_and_answers_nothing_is_reported_about_them() {
    let sizes = Sizing::default().of(&model()).unwrap();
    assert!(
        sizes
            .requirements
            .iter()
            .all(|r| r.enough.is_none() && r.power.is_none())
    );
    assert!(sizes.detectable.is_empty() && sizes.margin.is_none() && sizes.populations.is_none());
    assert!(
        !sizes
            .methods
            .iter()
            .any(|m| m.method == Method::KrejcieMorgan)
    );
}

#[test]
fn sample_sizes_written_and_read_again_are_the_same() {
    let sizes = Sizing::default()
        .population(940)
        .rows(273)
        .of(&model())
        .unwrap();
    assert_eq!(
        serde_json::from_str::<SampleSizes>(&sizes.to_json()).unwrap(),
        sizes
    );
}

// ---------------------------------------------------------------------------------------------- content validity

#[test]
fn critical_ratios_are_those_of_ayre_and_scally() {
    // Ayre & Scally (2014): experts, how many must agree, the CVR that this is.
    for (experts, agreed, ratio) in [
        (5, 5, 1.0),
        (6, 6, 1.0),
        (7, 7, 1.0),
        (8, 7, 0.750),
        (9, 8, 0.778),
        (10, 9, 0.800),
        (11, 9, 0.636),
        (12, 10, 0.667),
        (13, 10, 0.538),
        (14, 11, 0.571),
        (15, 12, 0.600),
        (16, 12, 0.500),
        (20, 15, 0.500),
        (25, 18, 0.440),
        (30, 20, 0.333),
        (40, 26, 0.300),
    ] {
        assert_eq!(critical_agreement(experts), Some(agreed), "{experts}");
        let got = content_validity_ratio(agreed, experts).unwrap();
        assert_abs_diff_eq!(got, ratio, epsilon = 5e-4);
    }
    for few in 0..5 {
        assert_eq!(critical_agreement(few), None, "{few}");
    }
}

#[test]
fn critical_agreement_is_exact_in_whole_numbers() {
    // 20 Σ C(N, k) over k >= n_e is at most 2^N, and not for one less.
    for experts in 5..=100_u32 {
        let mut ways = 1_u128;
        let tail: Vec<u128> = (0..=experts)
            .map(|k| {
                let now = ways;
                ways = ways * u128::from(experts - k) / u128::from(k + 1);
                now
            })
            .scan(0, |sum, ways| {
                *sum += ways;
                Some(*sum)
            })
            .collect();
        // C(N, k) = C(N, N - k): the sum of the first so many is that of the last.
        let beyond_chance = |disagreed: usize| 20 * tail[disagreed] <= 1 << experts;
        let disagreed = (0..tail.len())
            .take_while(|&d| beyond_chance(d))
            .last()
            .unwrap();
        let experts = experts as usize;
        assert_eq!(
            critical_agreement(experts),
            Some(experts - disagreed),
            "{experts}"
        );
    }
}

#[test]
fn kappas_are_those_of_polit_beck_and_owen() {
    // Polit, Beck & Owen (2007), table 4.
    for (experts, agreed, kappa) in [(5, 4, 0.763), (6, 5, 0.816), (9, 7, 0.761)] {
        let got = modified_kappa(agreed, experts).unwrap();
        assert_abs_diff_eq!(got, kappa, epsilon = 5e-4);
    }
    assert_eq!(modified_kappa(8, 8), Some(1.0));
    assert_eq!(modified_kappa(3, 2), None);
    assert_eq!(content_validity_ratio(3, 2), None);
}

/// Ratings of two items by nine experts: seven and all agree.
const RATINGS: &str = "\
expert,Q1,Q2
E1,4,4
E2,3,3
E3,4,3
E4,3,4
E5,4,4
E6,4,3
E7,3,4
E8,2,4
E9,1,3
";

fn ratings(text: &str) -> Result<Ratings, DesignError> {
    Ratings::of(&ReadOptions::new().parse(text)?, Scale::default())
}

fn validity(text: &str) -> ContentValidity {
    ContentValidity::of(&ratings(text).unwrap())
}

#[test]
fn content_validity_is_what_its_formulas_give_by_hand() {
    let found = validity(RATINGS);
    let (first, second) = (&found.items[0], &found.items[1]);
    assert_eq!((first.agreed, first.experts, first.needed), (7, 9, Some(8)));
    assert_abs_diff_eq!(first.i_cvi, 7.0 / 9.0, epsilon = 1e-15);
    assert_abs_diff_eq!(first.cvr, 5.0 / 9.0, epsilon = 1e-15);
    assert_eq!((first.retained, second.retained), (false, true));
    assert_eq!(first.kappa_is, "excellent");
    let all = &found.questionnaire;
    assert_eq!((all.items, all.retained, all.cvi), (2, 1, Some(1.0)));
    assert_abs_diff_eq!(all.s_cvi_ave, 8.0 / 9.0, epsilon = 1e-15);
    assert_abs_diff_eq!(all.s_cvi_ua, 0.5);
    // CVR = 2 I-CVI - 1, whatever the ratings.
    for item in &found.items {
        assert_abs_diff_eq!(item.cvr, 2.0 * item.i_cvi - 1.0, epsilon = 1e-15);
    }
}

#[test]
fn seven_of_nine_meet_the_rounded_bound_and_six_do_not() {
    let misses = |text: &str| {
        let found = validity(text).guidance;
        found.iter().filter(|j| j.measure == Judged::ICvi).count()
    };
    assert_eq!(misses(RATINGS), 0);
    assert_eq!(misses(&RATINGS.replace("E7,3", "E7,2")), 1);
    // Of five experts all must agree.
    let five = "expert,Q\nA,4\nB,4\nC,4\nD,4\nE,2\n";
    let found = validity(five).guidance;
    let index = found.iter().find(|j| j.measure == Judged::ICvi).unwrap();
    assert!(
        index
            .sentence
            .starts_with("I-CVI of `Q`: 0.800, below 1 (Lynn 1986)")
    );
}

#[test]
fn a_missing_rating_is_not_counted_and_is_reported() {
    let found = validity(&RATINGS.replace("E9,1", "E9,"));
    let item = &found.items[0];
    assert_eq!((item.experts, item.missing, item.agreed), (8, 1, 7));
    assert_eq!((item.needed, item.retained), (Some(7), true));
    assert_eq!((found.experts[8].rated, found.experts[8].missing), (1, 1));
    says!(found.findings[0].message());
    assert!(unbroken(&found.page()).contains(found.findings[0].message()));
}

#[test]
fn the_order_of_experts_and_items_changes_only_the_order() {
    let found = validity(RATINGS);
    let mut lines: Vec<&str> = RATINGS.lines().collect();
    lines[1..].reverse();
    let turned = validity(&lines.join("\n"));
    assert_eq!(turned.items, found.items);
    assert_eq!(turned.questionnaire, found.questionnaire);
}

#[test]
fn a_reversed_scale_with_reversed_agreement_gives_the_same() {
    let reversed: String = RATINGS
        .lines()
        .enumerate()
        .map(|(i, line)| match line.split(',').collect::<Vec<_>>()[..] {
            [expert, a, b] if i > 0 => {
                let turn = |x: &str| 5 - x.parse::<i32>().unwrap();
                format!("{expert},{},{}\n", turn(a), turn(b))
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let table = ReadOptions::new().parse(&reversed).unwrap();
    let ratings = Ratings::of(&table, Scale::new(1..=4).agreement(1..=2)).unwrap();
    assert_eq!(ContentValidity::of(&ratings).items, validity(RATINGS).items);
}

#[test]
fn fewer_than_five_experts_have_no_critical_ratio_which_is_reported() {
    let found = validity("expert,Q\nA,4\nB,4\nC,4\nD,4\n");
    assert_eq!(
        (found.items[0].needed, found.items[0].retained),
        (None, false)
    );
    assert_eq!(found.questionnaire.cvi, None);
    assert!(
        found.findings[0]
            .message()
            .starts_with("fewer than five experts rated `Q`")
    );
    assert!(found.to_string().contains("–"));
}

#[test]
fn the_items_of_a_construct_give_the_same_results_alone() {
    let model = Model::parse("A =~ Q1; B =~ Q2 + Q3; B ~ A").unwrap();
    let found = ContentValidity::by_construct(&ratings(RATINGS).unwrap(), &model).unwrap();
    assert_eq!(found.constructs.len(), 2);
    let first_item = |line: &str| line[..line.rfind(',').unwrap()].to_owned();
    let lines: Vec<String> = RATINGS.lines().map(first_item).collect();
    let alone = validity(&lines.join("\n"));
    assert_eq!(found.constructs[0].validity, alone.questionnaire);
    says!(found.findings[0].message());
    let json = found.to_json();
    assert_eq!(
        serde_json::from_str::<ContentValidity>(&json).unwrap(),
        found
    );
}

// ------------------------------------------------------------------------------------------------------ refusals

fn refused<T: std::fmt::Debug>(result: Result<T, DesignError>) -> String {
    Error::from(result.unwrap_err()).to_string()
}

#[test]
fn settings_beyond_their_bounds_are_named() {
    let precision = Precision::default();
    for wrong in [
        precision.level(1.0),
        precision.level(f64::NAN),
        precision.margin(0.0),
        precision.margin(5.0),
        precision.margin(0.99),
        precision.share(1.5),
    ] {
        says!(refused(wrong.krejcie_morgan(940)));
        says!(refused(wrong.populations(273, Rounding::Nearest)));
        says!(refused(Sizing::default().precision(wrong).of(&model())));
    }
    says!(refused(precision.margin(1e-5).cochran_of_any()));
    says!(refused(precision.cochran(0)));
    says!(refused(precision.margin_of(941, 940)));
    says!(refused(precision.margin_of(0, 940)));
}

#[test]
fn tests_that_cannot_be_planned_are_refused() {
    let (method, rates) = (InverseSquareRoot::default(), Rates::default());
    for path in [0.0, 1.5, f64::NAN] {
        says!(refused(method.size(path)));
    }
    says!(refused(method.size(1e-5)));
    says!(refused(method.rates(rates.power(1.0)).size(0.2)));
    says!(refused(method.rates(rates.significance(0.0)).size(0.2)));
    says!(refused(method.rates(rates.power(0.04)).detectable(273)));
    let test = FTest::of_r2(3);
    says!(refused(test.size(0.0)));
    says!(refused(test.size(1e-7)));
    says!(refused(test.detectable(4)));
    says!(refused(FTest::of_path(0).size(0.15)));
    says!(refused(test.power_of(20_000_000, 0.15)));
    says!(refused(
        test.rates(rates.significance(1e-300)).power_of(5, 0.15)
    ));
}

#[test]
fn fewer_answers_than_the_model_can_be_estimated_from_name_the_construct() {
    let explained =
        Model::parse("Image =~ i1-4; Trust =~ t1-3; Loyalty =~ l1-2; Loyalty ~ Image + Trust");
    // The weights of Mode B are a regression, too: their covariance matrix needs more rows than indicators.
    for (model, needed) in [(explained.unwrap(), 4), (model(), 7)] {
        says!(refused(Sizing::default().rows(needed - 1).of(&model)));
        let sizes = Sizing::default().rows(needed).of(&model).unwrap();
        let mut requirements = sizes.requirements.iter();
        let estimable = requirements.find(|r| r.method == Method::Estimable);
        assert_eq!(estimable.unwrap().rows, needed);
    }
}

#[test]
fn a_wrong_rating_is_named_by_expert_and_item() {
    for (right, wrong) in [
        ("E2,3,3", "E2,3,5"),
        ("E9,1,3", "E9,-99,3"),
        ("E9,1,3", "E9,2.5,3"),
        ("E3,4,3", "E3,4,good"),
        ("E3,4,3", "E3,,"),
        ("E3,4,3", ",4,3"),
        ("E3,4,3", "E1,4,3"),
    ] {
        assert!(RATINGS.contains(right), "{right}");
        says!(refused(ratings(&RATINGS.replacen(right, wrong, 1))));
    }
    says!(refused(ratings("expert,Q1,Q2\nE1,4,\nE2,3,\n")));
    says!(refused(ratings("expert\nE1\n")));
    says!(refused(ratings("")));
}

#[test]
fn a_transposed_table_of_ratings_is_refused_if_the_model_shows_it() {
    let turned = ratings("item,E1,E2\nQ1,4,3\nQ2,2,4\n").unwrap();
    let model = Model::parse("A =~ Q1; B =~ Q2; B ~ A").unwrap();
    says!(refused(ContentValidity::by_construct(&turned, &model)));
}

#[test]
fn a_first_column_that_holds_ratings_is_not_taken_for_the_experts() {
    for text in [
        // Each once, so that they could be names of experts.
        "Relevance,Clarity\n4,3\n3,4\n2,4\n",
        // In the order of names, but with a name like the next column.
        "Q1,Q2\n1,3\n2,4\n3,4\n",
        // Twice, or not at all.
        "Q1,Q2\n4,3\n4,4\n2,4\n",
        "Q1,Q2\n4,3\n,4\n2,4\n",
    ] {
        says!(refused(ratings(text)));
    }
    // Numbers that count the experts, or that are not of the scale, are names.
    for text in [
        "expert,Q1\n1,4\n2,3\n3,4\n",
        "id,Q1\n17,4\n4,3\n",
        "id1,Q1\n1,4\n2,3\n",
    ] {
        ratings(text).unwrap();
    }
    // If the model is known, there is no need to guess.
    let model = Model::parse("A =~ Q1; B =~ Q2; B ~ A").unwrap();
    let named = ratings("Q1,Q2\nE1,4\nE2,3\n").unwrap();
    says!(refused(ContentValidity::by_construct(&named, &model)));
}

fn codes(validity: &ContentValidity) -> Vec<&str> {
    let findings = validity.findings.iter();
    findings.map(|f| f.finding.code()).collect()
}

#[test]
fn an_item_that_the_model_does_not_have_is_reported() {
    let model = Model::parse("A =~ Q1; B =~ Q3; B ~ A").unwrap();
    let ratings = ratings("expert,Q1,Q2,Q3\nE1,4,4,4\nE2,4,3,4\nE3,3,3,3\n").unwrap();
    let validity = ContentValidity::by_construct(&ratings, &model).unwrap();
    assert!(codes(&validity).contains(&"items_outside_model"));
    says!(validity.findings[0].message());
    assert_eq!(validity.questionnaire.items, 3);
    let alone = ContentValidity::of(&ratings);
    assert!(!codes(&alone).contains(&"items_outside_model"));
}

#[test]
fn a_table_that_seems_to_be_transposed_is_reported_without_a_model() {
    let table = |first: &str, lines: usize, columns: usize| {
        let header: Vec<String> = (1..=columns).map(|i| format!(",E{i}")).collect();
        let line = |i: usize| format!("Q{i}{}\n", ",4".repeat(columns));
        let lines: Vec<String> = (1..=lines).map(line).collect();
        ratings(&format!("{first}{}\n{}", header.concat(), lines.concat())).unwrap()
    };
    let told =
        |ratings: &Ratings| codes(&ContentValidity::of(ratings)).contains(&"ratings_may_be_turned");
    // The canvas questionnaire of 49 items and seven experts.
    assert!(told(&table("", 49, 7)));
    assert!(told(&table("Question", 8, 7)));
    // Realistic panels: ten experts for two items, forty for thirty.
    assert!(!told(&table("expert", 10, 2)));
    assert!(!told(&table("expert", 40, 30)));
    let validity = ContentValidity::of(&table("", 49, 7));
    says!(validity.findings[0].message());
    // A model with these items shows that the table is not transposed.
    let model = Model::parse("A =~ E1-4; B =~ E5-7; B ~ A").unwrap();
    let upright = ContentValidity::by_construct(&table("", 49, 7), &model).unwrap();
    assert!(!codes(&upright).contains(&"ratings_may_be_turned"));
}

#[test]
fn without_a_model_there_are_the_sizes_that_need_none() {
    let sizes = Sizing::default().population(940).rows(273);
    let alone = sizes.without_model().unwrap();
    let with = sizes.of(&model()).unwrap();
    let of = |sizes: &SampleSizes, method| {
        let found = sizes.requirements.iter().filter(|r| r.method == method);
        found.cloned().collect::<Vec<_>>()
    };
    for method in [
        Method::KrejcieMorgan,
        Method::Cochran,
        Method::Yamane,
        Method::InverseSquareRoot,
    ] {
        assert!(!of(&alone, method).is_empty());
        assert_eq!(of(&alone, method), of(&with, method));
    }
    for method in [
        Method::R2Test,
        Method::PathTest,
        Method::TenTimes,
        Method::Estimable,
    ] {
        assert!(of(&alone, method).is_empty());
    }
    assert_eq!((&alone.model, &alone.ten_times), (&None, &None));
    assert_eq!(alone.detectable[..], with.detectable[..1]);
    says!(refused(Sizing::default().population(0).without_model()));
    let read: SampleSizes = serde_json::from_str(&alone.to_json()).unwrap();
    assert_eq!(read, alone);
}

#[test]
fn a_scale_that_ratings_cannot_have_is_refused() {
    let table = ReadOptions::new().parse(RATINGS).unwrap();
    let (low, high) = (i32::MIN, i32::MAX);
    for scale in [
        Scale::new(4..=4),
        Scale::new(1..=4).agreement(high..=low),
        Scale::new(1..=4).agreement(3..=5),
        Scale::new(1..=4).agreement(1..=4),
        Scale::new(high..=low),
    ] {
        let error = Ratings::of(&table, scale).unwrap_err().to_string();
        says!(error);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_setting_gives_a_size_that_is_not_a_number(
        level in prop_oneof![any::<f64>(), 0.4..1.0],
        margin in prop_oneof![any::<f64>(), 0.0..1.0],
        share in prop_oneof![any::<f64>(), 0.0..1.0],
        population in prop_oneof![any::<u64>(), 0..2000_u64],
        rows in prop_oneof![any::<usize>(), 0..2000_usize],
    ) {
        let precision = Precision::default().level(level).margin(margin).share(share);
        for size in [precision.krejcie_morgan(population), precision.cochran(population), precision.yamane(population)]
            .into_iter()
            .flatten()
        {
            prop_assert!(size.exact > 0.0 && size.exact <= population as f64 * (1.0 + 1e-12));
        }
        if let Ok(margin) = precision.margin_of(rows, population) {
            prop_assert!(margin.is_finite() && margin >= 0.0);
        }
        let _ = precision.populations(rows, Rounding::Nearest);
    }

    #[test]
    fn no_test_gives_a_power_that_is_not_a_number(
        predictors in prop_oneof![any::<usize>(), 0..20_usize],
        rows in prop_oneof![any::<usize>(), 0..2000_usize],
        f2 in prop_oneof![any::<f64>(), 0.0..2.0],
        significance in prop_oneof![any::<f64>(), 0.0..1.0],
        power in prop_oneof![any::<f64>(), 0.0..1.0],
    ) {
        let rates = Rates::default().significance(significance).power(power);
        for test in [FTest::of_r2(predictors), FTest::of_path(predictors)] {
            let test = test.rates(rates);
            if let Ok(p) = test.power_of(rows, f2) {
                prop_assert!((0.0..=1.0).contains(&p));
            }
            if let Ok(Some(f2)) = test.detectable(rows) {
                prop_assert!(test.power_of(rows, f2).unwrap() >= power - 1e-9);
            }
            if let Ok(n) = test.size(f2) {
                prop_assert!(test.power_of(n, f2).unwrap() >= power);
            }
        }
        let method = InverseSquareRoot::default().rates(rates);
        if let Ok(p) = method.power_of(rows, f2) {
            prop_assert!((0.0..=1.0).contains(&p));
        }
        if let Ok(n) = method.size(f2) {
            prop_assert!(method.power_of(n, f2).unwrap() >= power - 1e-12);
        }
    }

    #[test]
    fn no_file_of_ratings_causes_a_panic_or_gives_not_a_number(
        cells in prop::collection::vec(prop_oneof![Just("1"), Just("4"), Just(""), Just("x"), Just("2.5"), Just("1e300")], 1..60),
        width in 1..5_usize,
    ) {
        let lines: Vec<String> = cells.chunks(width).enumerate().map(|(i, row)| {
            let name = if i == 0 { "expert".to_owned() } else { format!("E{i}") };
            format!("{name},{}", row.join(","))
        }).collect();
        if let Ok(ratings) = ratings(&lines.join("\n")) {
            let found = ContentValidity::of(&ratings);
            for item in &found.items {
                prop_assert!(item.kappa.is_finite() && (0.0..=1.0).contains(&item.i_cvi) && item.cvr.abs() <= 1.0);
            }
            prop_assert!(!found.to_string().contains("NaN"));
        }
    }
}
