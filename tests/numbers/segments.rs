//! Segments against an independent implementation of FIMIX-PLS and PLS-POS in numpy, and against closed forms.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::ops::ControlFlow;

use approx::assert_abs_diff_eq;
use pls_sem::nalgebra::DMatrix;
use pls_sem::segments::{
    Agreed, Method, Objective, Segmentation, Segments, adjusted_rand, fimix, pos,
};
use pls_sem::simulate::{Group, Population, Simulation, Values};
use pls_sem::{Missing, Model, Options, Problem, ReadOptions, Table};

use crate::support::{random_case, strict};

const MODEL: &str = "R =~ KR1-5; P =~ KP1-5; V =~ VP1-5; S =~ INT1-4; P ~ R; V ~ R + P; S ~ P + V";
const PATHS: [(&str, &str); 5] = [("R", "P"), ("R", "V"), ("P", "V"), ("P", "S"), ("V", "S")];

fn canvas() -> Table {
    Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv")).unwrap()
}

fn problem(table: &Table, model: &str, options: &Options) -> Problem {
    Problem::new(
        &Model::parse(model).unwrap(),
        table,
        Missing::Error,
        options,
    )
    .unwrap()
}

/// Where FIMIX-PLS ends: lnL, shares, and the paths of each segment.
type MixtureEnd = (f64, &'static [f64], &'static [[f64; 5]]);
/// Where PLS-POS ends: segments, objective, rows moved, sizes, R² of the first segment, and the first rows' segments.
type PartitionEnd = (usize, f64, usize, &'static [usize], [f64; 3], &'static str);

/// Posteriors that any program can make.
fn start(rows: usize, segments: usize) -> DMatrix<f64> {
    let mut start = DMatrix::from_fn(rows, segments, |i, s| {
        (1 + (7 * i + 3 * s * i + 5 * s) % 11) as f64
    });
    for mut row in start.row_iter_mut() {
        let sum = row.sum();
        row /= sum;
    }
    start
}

fn search(settings: &Segments, table: &Table, model: &str) -> Segmentation {
    let model = Model::parse(model).unwrap();
    let go_on = &mut |_| ControlFlow::Continue(());
    let options = Options::default();
    settings
        .run(&model, table, Missing::Error, &options, go_on)
        .unwrap()
}

#[test]
fn fimix_from_given_posteriors_ends_where_another_program_does() {
    let problem = problem(&canvas(), MODEL, &strict());
    let ends: [MixtureEnd; 3] = [
        (
            -1_035.050_597_817_014,
            &[1.0],
            &[[
                0.291_700_414_5,
                0.441_578_791_7,
                0.166_314_548_8,
                0.351_669_583_1,
                0.438_404_705_6,
            ]],
        ),
        (
            -1_024.980_127_263_894,
            &[0.384_717_887_029, 0.615_282_112_971],
            &[
                [
                    0.059_913_753_3,
                    0.032_161_367_4,
                    0.289_201_361_4,
                    0.349_864_868_9,
                    0.047_382_822_3,
                ],
                [
                    0.427_360_805,
                    0.739_457_369_2,
                    0.019_919_685_2,
                    0.341_504_601_9,
                    0.624_028_932_6,
                ],
            ],
        ),
        (
            -1_012.890_895_615_689,
            &[0.635_287_201_308, 0.214_173_123_383, 0.150_539_675_309],
            &[
                [
                    0.359_505_234,
                    0.415_543_224_5,
                    0.030_230_506_4,
                    0.632_900_829_7,
                    0.377_648_741_9,
                ],
                [
                    0.419_614_533_9,
                    0.918_097_176_4,
                    0.023_012_747_1,
                    0.033_628_929_4,
                    0.761_144_857,
                ],
                [
                    -0.111_381_100_3,
                    0.180_865_671_1,
                    0.996_138_708_6,
                    -1.177_186_078,
                    1.162_786_786_7,
                ],
            ],
        ),
    ];
    // The third value of lnL, and how many there are: the climb takes the same way, not only the same end.
    let courses = [
        None,
        Some((-1_034.944_869_385_979_5, 279)),
        Some((-1_032.890_781_467_463, 646)),
    ];
    for ((ln_l, shares, paths), course) in ends.into_iter().zip(courses) {
        let end = fimix(&problem, &start(273, shares.len()), 10).unwrap();
        assert_abs_diff_eq!(end.ln_l, ln_l, epsilon = 1e-6);
        assert!(end.converged);
        if let Some((third, iterations)) = course {
            assert_abs_diff_eq!(end.course[2], third, epsilon = 1e-7);
            assert_eq!(end.course.len(), iterations);
        }
        for (s, &share) in shares.iter().enumerate() {
            assert_abs_diff_eq!(end.shares[s], share, epsilon = 1e-6);
            let own = end.coefficients[s].iter().flatten();
            own.zip(paths[s])
                .for_each(|(b, want)| assert_abs_diff_eq!(*b, want, epsilon = 1e-6));
        }
        for row in end.posteriors.row_iter() {
            assert_abs_diff_eq!(row.sum(), 1.0, epsilon = 1e-12);
        }
    }
}

#[test]
fn the_likelihood_of_one_segment_has_a_closed_form_and_that_of_several_never_falls() {
    for seed in 0..12 {
        let case = random_case(seed);
        let population = case
            .options
            .clone()
            .divisor(pls_sem::estimate::Divisor::Population);
        for options in [case.options.clone(), population] {
            let problem = Problem::new(&case.model, &case.table, Missing::Error, &options).unwrap();
            let fit = problem.fit().unwrap();
            let n = problem.sample().n() as f64;
            let variance = match options.get_divisor() {
                pls_sem::estimate::Divisor::Population => 1.0,
                _ => (n - 1.0) / n,
            };
            let explained = case
                .model
                .constructs()
                .iter()
                .filter_map(|c| fit.r2(c.name()));
            let of = |r2: f64| (std::f64::consts::TAU * (1.0 - r2) * variance).ln() + 1.0;
            let closed = -n / 2.0 * explained.map(of).sum::<f64>();
            let one = fimix(&problem, &start(150, 1), 10).unwrap();
            assert_abs_diff_eq!(one.ln_l, closed, epsilon = 1e-8);
        }
        let problem =
            Problem::new(&case.model, &case.table, Missing::Error, &case.options).unwrap();
        for segments in 2..4 {
            if let Ok(end) = fimix(&problem, &start(150, segments), 2) {
                let falls = |pair: &[f64]| pair[1] < pair[0] - 1e-9 * pair[0].abs();
                assert!(
                    !end.course.windows(2).any(falls),
                    "{seed}: {:?}",
                    end.course
                );
            }
        }
    }
}

#[test]
fn criteria_and_entropy_are_those_of_another_program() {
    // From the posteriors and lnL of the search itself: by hand, as the paper writes them.
    let found = search(
        &Segments::new().most(3).starts(6).resamples(0),
        &canvas(),
        MODEL,
    );
    let n = 273.0_f64;
    for solution in &found.solutions {
        let k = solution.segments;
        let end = solution.found.as_ref().unwrap();
        let (criteria, ln_l) = (end.criteria.unwrap(), end.ln_l.unwrap());
        // 5 paths and 3 error variances in each segment.
        assert_eq!(criteria.parameters, k - 1 + 8 * k);
        let parameters = criteria.parameters as f64;
        for (got, penalty) in [
            (criteria.aic, 2.0),
            (criteria.aic3, 3.0),
            (criteria.aic4, 4.0),
            (criteria.bic, n.ln()),
            (criteria.caic, n.ln() + 1.0),
            (criteria.hq, 2.0 * n.ln().ln()),
            (criteria.mdl5, 5.0 * n.ln()),
        ] {
            assert_abs_diff_eq!(got, -2.0 * ln_l + penalty * parameters, epsilon = 1e-9);
        }
        assert_eq!(criteria.en.is_some(), solution.segments > 1);
        assert!(end.shares.is_sorted_by(|a, b| a >= b), "{:?}", end.shares);
    }
    let one = found.solutions[0].found.as_ref().unwrap().criteria.unwrap();
    assert_abs_diff_eq!(one.bic, 2_114.976_969_995_507_7, epsilon = 1e-6);
    assert_abs_diff_eq!(one.hq, 2_097.692_500_609_161_5, epsilon = 1e-6);
    assert_abs_diff_eq!(one.mdl5, 2_294.480_067_441_426_4, epsilon = 1e-6);
    // Homogeneous by construction.
    let rule = found.rule.unwrap();
    assert_eq!((rule.number, rule.caic, rule.mdl5), (Some(1), 1, 1));
}

#[test]
fn pos_from_a_given_partition_ends_where_another_program_does() {
    let problem = problem(&canvas(), MODEL, &strict());
    let ends: [PartitionEnd; 2] = [
        (
            2,
            2.329_114_535_142_769,
            24,
            &[110, 163],
            [0.030_533_250_599, 0.654_960_361_979, 0.738_023_357_529],
            "111110011001011100111101101001010101111101010011101010101010",
        ),
        (
            3,
            4.113_414_678_146_362,
            43,
            &[99, 131, 43],
            [0.131_973_082_491, 0.775_956_693_884, 0.768_775_775_489],
            "111112010000111110011000021121101102011120110011121110100120",
        ),
    ];
    for (segments, objective, moves, sizes, r2, labels) in ends {
        let start: Vec<usize> = (0..273).map(|row| row % segments).collect();
        let end = pos(&problem, &start, 30, Objective::Sum).unwrap();
        assert_abs_diff_eq!(end.objective, objective, epsilon = 1e-8);
        assert_eq!(end.course.len(), moves + 1);
        assert!(end.course.is_sorted());
        let size = |s: usize| end.labels.iter().filter(|&&label| label == s).count();
        assert_eq!((0..segments).map(size).collect::<Vec<_>>(), sizes);
        end.r2[0]
            .iter()
            .zip(r2)
            .for_each(|(got, want)| assert_abs_diff_eq!(*got, want, epsilon = 1e-8));
        let first: String = end.labels[..60].iter().map(ToString::to_string).collect();
        assert_eq!(first, labels);
    }
}

#[test]
fn one_segment_of_pos_explains_what_the_model_does_and_weighting_takes_shares() {
    let table = canvas();
    let problem = problem(&table, MODEL, &Options::default());
    let fit = problem.fit().unwrap();
    let explained: f64 = ["P", "V", "S"].iter().filter_map(|c| fit.r2(c)).sum();
    let one = pos(&problem, &[0; 273], 10, Objective::Sum).unwrap();
    assert_abs_diff_eq!(one.objective, explained, epsilon = 1e-12);
    let start: Vec<usize> = (0..273).map(|row| row % 2).collect();
    let end = pos(&problem, &start, 30, Objective::Weighted).unwrap();
    let weighted = (0..2).map(|s| {
        let rows = end.labels.iter().filter(|&&label| label == s).count();
        rows as f64 / 273.0 * end.r2[s].iter().sum::<f64>()
    });
    assert_abs_diff_eq!(end.objective, weighted.sum::<f64>(), epsilon = 1e-9);
    // Corrected or not: what is made large is R² of the composites.
    let consistent = self::problem(&table, MODEL, &Options::default().consistent(true));
    let again = pos(&consistent, &start, 30, Objective::Weighted).unwrap();
    assert_eq!(again, end);
}

/// Answers of two segments of equal size whose path from X to Y differs, rows of both mixed; and who is in the first.
fn two_segments(paths: [f64; 2], rows: usize, seed: u64) -> (Table, Vec<usize>) {
    let model = Model::parse("X =~ x1-4; Y =~ y1-4; Y ~ X").unwrap();
    let group = |name: &str, path: f64| {
        let values = Values::of_factors(&model, |_, _| 0.0, |_, _| path, |_| 0.9);
        Group::new(name, 0.5, Population::new(&model, &values).unwrap())
    };
    let groups = [group("a", paths[0]), group("b", paths[1])];
    let survey = Simulation::of_groups("segment", groups)
        .unwrap()
        .draw(rows, seed)
        .unwrap();
    let table = ReadOptions::new().parse(&survey.to_csv()).unwrap();
    let label = |row: usize| usize::from(table.text("segment", row) == Some("b"));
    let labels = (0..rows).map(label).collect();
    (table, labels)
}

const TWO: &str = "X =~ x1-4; Y =~ y1-4; Y ~ X";

#[test]
fn two_segments_that_differ_strongly_are_found_come_back_and_are_explained_by_who_they_are() {
    let (table, truth) = two_segments([0.9, -0.9], 200, 3);
    for method in [Method::Fimix, Method::Pos] {
        let settings = Segments::new()
            .method(method)
            .most(3)
            .starts(8)
            .resamples(4)
            .number(2);
        let found = search(&settings, &table, TWO);
        if let Some(rule) = found.rule {
            assert_eq!((rule.agreed, rule.number), (Agreed::Aic3Caic, Some(2)));
        }
        let end = found.looked_at().unwrap();
        let alike = adjusted_rand(&end.labels, &truth).unwrap();
        assert!(alike > 0.35, "{method:?}: {alike}");
        let paths: Vec<f64> = end.paths.iter().map(|paths| paths[0].unwrap()).collect();
        assert!(paths[0] * paths[1] < -0.4, "{method:?}: {paths:?}");
        let stability = found.stability.as_ref().unwrap();
        assert_eq!((stability.requested, stability.used), (4, 4));
        assert!(
            stability.agreement.unwrap() > 0.3,
            "{method:?}: {stability:?}"
        );
        assert_eq!(stability.by_segment.len(), 2);
        // What names the groups explains them best.
        assert_eq!(found.explained[0].column, "segment");
        assert!(found.explained[0].v.unwrap() > 0.6 && found.explained[0].p.unwrap() < 1e-6);
        for fit in &end.fits {
            assert!(fit.as_ref().unwrap().path("X", "Y").is_some());
        }
    }
}

#[test]
fn results_do_not_depend_on_the_number_of_threads() {
    let (table, _) = two_segments([0.8, 0.0], 120, 4);
    for method in [Method::Fimix, Method::Pos] {
        let settings = Segments::new()
            .method(method)
            .most(3)
            .starts(5)
            .resamples(2);
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| format!("{:?}", search(&settings, &table, TWO)))
        };
        assert_eq!(on(1), on(3));
        let other = search(&settings.clone().seed(2), &table, TWO);
        assert_ne!(format!("{other:?}"), on(1));
    }
}

#[test]
fn interactions_higher_orders_weights_and_missing_answers_are_searched_too() {
    let table = canvas();
    let models = [
        "R =~ KR1-3; P =~ KP1-3; S =~ INT1-4; S ~ R + P + R:P",
        "R =~ KR1-3; P =~ KP1-3; B =~ R + P; S =~ INT1-4; S ~ B",
    ];
    for model in models {
        let problem = problem(&table, model, &Options::default());
        let fit = problem.fit().unwrap();
        for method in [Method::Fimix, Method::Pos] {
            let settings = Segments::new()
                .method(method)
                .most(2)
                .starts(2)
                .smallest(60)
                .resamples(1);
            let found = search(&settings, &table, model);
            let one = found.solutions[0].found.as_ref().unwrap();
            // One segment has the paths of the model, an interaction's of the unstandardised product.
            for ((.., want), got) in fit.paths().zip(&one.paths[0]) {
                assert_abs_diff_eq!(got.unwrap(), want, epsilon = 1e-6);
            }
            assert!(found.solutions[1].searched.starts == 2);
        }
    }
    // A weight that is the same for all is none.
    let weighted = |weight: f64| {
        let table = table.clone().with_column("w", vec![weight; 273]).unwrap();
        problem(&table.weighted_by("w").unwrap(), MODEL, &strict())
    };
    let plain = fimix(&problem(&table, MODEL, &strict()), &start(273, 2), 10).unwrap();
    let same = fimix(&weighted(2.5), &start(273, 2), 10).unwrap();
    assert_abs_diff_eq!(plain.ln_l, same.ln_l, epsilon = 1e-6);
    let gappy = ReadOptions::new()
        .missing_codes([-99.0])
        .read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/data/canvas_missing.csv"
        ))
        .unwrap();
    let model = Model::parse(MODEL).unwrap();
    let settings = Segments::new().most(2).starts(2).resamples(1);
    let go_on = &mut |_| ControlFlow::Continue(());
    let found = settings
        .run(&model, &gappy, Missing::Mean, &Options::default(), go_on)
        .unwrap();
    assert_eq!(found.rows.len(), 273);
}

#[test]
fn a_start_with_a_segment_that_becomes_too_small_is_left_out_and_counted() {
    let table = canvas();
    let problem = problem(&table, MODEL, &Options::default());
    let mut start = DMatrix::from_element(273, 2, 0.5);
    let refused = fimix(&problem, &start, 137).unwrap_err().to_string();
    assert!(
        refused.contains("smaller than the least number of rows"),
        "{refused}"
    );
    start[(4, 1)] = 0.6;
    let refused = fimix(&problem, &start, 10).unwrap_err().to_string();
    assert!(refused.contains("in row 5"), "{refused}");
    let refused = fimix(&problem, &DMatrix::from_element(7, 2, 0.5), 10).unwrap_err();
    assert!(
        refused.to_string().contains("7 rows and 2 columns"),
        "{refused}"
    );
    // Segments of 90 rows can hardly be three of 273.
    let found = search(
        &Segments::new().most(3).starts(4).smallest(90).resamples(0),
        &table,
        MODEL,
    );
    let three = &found.solutions[2];
    let degenerate: usize = three
        .searched
        .degenerate
        .iter()
        .map(|(_, count)| count)
        .sum();
    assert!(degenerate >= 3, "{three:?}");
    for solution in &found.solutions {
        let shares = solution.found.iter().flat_map(|found| &found.shares);
        assert!(shares.into_iter().all(|share| share * 273.0 > 89.9));
    }
}

#[test]
fn one_path_of_five_is_named_by_its_place_in_the_model() {
    let found = search(
        &Segments::new().most(2).starts(3).resamples(0),
        &canvas(),
        MODEL,
    );
    let one = found.solutions[0].found.as_ref().unwrap();
    let fit = problem(&canvas(), MODEL, &Options::default())
        .fit()
        .unwrap();
    let named: Vec<(&str, &str)> = fit.paths().map(|(from, to, _)| (from, to)).collect();
    assert_eq!(named.len(), PATHS.len());
    for ((from, to), got) in named.into_iter().zip(&one.paths[0]) {
        assert_abs_diff_eq!(got.unwrap(), fit.path(from, to).unwrap(), epsilon = 1e-6);
    }
}
