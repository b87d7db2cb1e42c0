//! Surveys drawn from populations: exact ones return the values of the population, large ones have its moments, and
//! impossible values are refused.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use crate::support::{SCHEMES, assert_close, correlation_matrix, fit, rows_of, strict};
use approx::assert_abs_diff_eq;
use pls_sem::assess::descriptives::descriptives;
use pls_sem::nalgebra::DMatrix;
use pls_sem::simulate::{Answers, Group, Missingness, Population, Simulation, Survey, Values};
use pls_sem::{Groups, Missing, Model, Options, Problem, ReadOptions, Table};

/// Two factors, a composite, a single item, a mediator and an outcome.
fn model() -> Model {
    Model::parse(
        "X =~ x1-3; C <~ c1-3; S =~ s; M =~ m1-4; D <~ d1-2
         M ~ X + C; D ~ M + S + X",
    )
    .unwrap()
}

fn values() -> Values {
    Values::new()
        .loadings("X", [0.9, 0.75, 0.65])
        .weights("C", [0.8, -0.1, 0.5])
        .within_matrix(
            "C",
            correlation_matrix(&[vec![], vec![0.4], vec![0.3, 0.5]]),
        )
        .loadings("M", [0.75, 0.9, 0.65, 0.5])
        .weights("D", [1.0, 2.0])
        .within("D", 0.3)
        .other_correlations(0.2)
        .correlation("C", "X", 0.35)
        .path("X", "M", 0.4)
        .path("C", "M", 0.3)
        .path("M", "D", 0.5)
        .path("S", "D", -0.25)
        .path("X", "D", 0.15)
}

fn population(values: &Values) -> Population {
    Population::new(&model(), values).unwrap()
}

fn answers(survey: &Survey) -> Vec<Vec<f64>> {
    let column = |k| {
        (0..survey.rows())
            .filter_map(|i| survey.answer(i, k))
            .collect()
    };
    (0..survey.indicators().len()).map(column).collect()
}

#[test]
fn an_exact_survey_gives_the_population_back() {
    // Consistent PLS for the factors, Mode B for the composites.
    let population = population(&values());
    let survey = Simulation::new(population.clone())
        .draw_exact(60, 3)
        .unwrap();
    for scheme in SCHEMES {
        let options = strict().scheme(scheme).consistent(true);
        let fit = fit(population.model(), &survey.table().unwrap(), &options);
        assert_close(&fit.estimates().paths, population.paths(), 1e-9);
        let constructs = population.construct_correlations();
        assert_close(&fit.estimates().factor_correlations, constructs, 1e-9);
        for ((_, indicator, got), want) in fit.loadings().zip(population.loadings()) {
            assert!((got - want).abs() < 1e-9, "{indicator}: {got}, not {want}");
        }
        let weights: Vec<f64> = ["C", "D"]
            .iter()
            .flat_map(|c| population.weights(c).unwrap().iter().copied())
            .collect();
        let composites = fit.weights().filter(|(c, ..)| ["C", "D"].contains(c));
        for ((_, indicator, got), want) in composites.zip(weights) {
            assert!((got - want).abs() < 1e-9, "{indicator}: {got}, not {want}");
        }
    }
}

#[test]
fn an_exact_survey_has_the_population_s_covariances_and_means_of_0() {
    let population = population(&values());
    for (rows, seed) in [(14, 1), (200, 2)] {
        let survey = Simulation::new(population.clone())
            .draw_exact(rows, seed)
            .unwrap();
        let x = DMatrix::from_columns(
            &answers(&survey)
                .into_iter()
                .map(Into::into)
                .collect::<Vec<_>>(),
        );
        assert!(x.row_sum().amax() < 1e-12 * rows as f64);
        let covariances = x.tr_mul(&x) / (rows as f64 - 1.0);
        assert_close(&covariances, population.correlations(), 1e-12);
    }
}

#[test]
fn weights_count_by_their_proportions_and_make_a_composite_of_variance_1() {
    let population = population(&values());
    let d = population.weights("D").unwrap();
    assert_abs_diff_eq!(d[1] / d[0], 2.0, epsilon = 1e-14);
    assert_abs_diff_eq!(
        d[0] * d[0] + d[1] * d[1] + 2.0 * 0.3 * d[0] * d[1],
        1.0,
        epsilon = 1e-14
    );
    assert_eq!(population.weights("X"), None);
}

#[test]
fn rescaled_weights_are_reported() {
    let model = Model::parse("D <~ d1 + d2; Y =~ y; Y ~ D").unwrap();
    let with = |weights: [f64; 2]| {
        let values = Values::new()
            .weights("D", weights)
            .within("D", 0.3)
            .path("D", "Y", 0.4);
        Simulation::new(Population::new(&model, &values).unwrap())
    };
    // w / sqrt(w' S w), of w = (1, 2): 1 / sqrt(1 + 4 + 1.2).
    let told = with([1.0, 2.0]);
    let findings = told.findings();
    says!(findings[0].message());
    // Once, where groups share them.
    let population = |s: &Simulation| s.groups()[0].population.clone();
    let group = |name: &str| Group::new(name, 0.5, population(&told));
    let groups = Simulation::of_groups("size", [group("a"), group("b")]).unwrap();
    assert_eq!(groups.findings(), findings);
    // Weights of that scale, in three decimals, stay as they are.
    assert_eq!(with([0.402, 0.803]).findings(), []);
}

#[test]
fn the_values_decide_the_kind_of_a_construct_whatever_its_operator() {
    // The model takes both for factors; in the population one is a composite, which Mode B gives back.
    let text = "X =~ x1-3; Y =~ y1-3; Y ~ X";
    let model = Model::parse(text).unwrap();
    let values = Values::new()
        .weights("X", [0.5, 0.2, 0.6])
        .within("X", 0.25)
        .weights("Y", [0.3, 0.6, 0.4])
        .within("Y", 0.4)
        .path("X", "Y", 0.6);
    let population = Population::new(&model, &values).unwrap();
    let table = Simulation::new(population.clone())
        .draw_exact(50, 1)
        .unwrap()
        .table()
        .unwrap();
    let by_mode_b = Model::parse(&text.replace("=~", "<~")).unwrap();
    let path = |model: &Model| fit(model, &table, &strict()).path("X", "Y").unwrap();
    assert_abs_diff_eq!(path(&by_mode_b), 0.6, epsilon = 1e-9);
    assert!((path(&model) - 0.6).abs() > 1e-3);
}

// ------------------------------------------------------------------------------------------ large random surveys

/// Five standard errors: about 1 in 2 million correct numbers would lie outside.
const BAND: f64 = 5.0;
const ROWS: usize = 60_000;

fn large(values: &Values) -> (Population, Problem) {
    let population = population(values);
    let survey = Simulation::new(population.clone()).draw(ROWS, 11).unwrap();
    let problem = Problem::new(
        population.model(),
        &survey.table().unwrap(),
        Missing::Error,
        &Options::default(),
    );
    (population, problem.unwrap())
}

#[test]
fn likert_answers_have_the_moments_that_follow_from_their_thresholds() {
    let values = values()
        .answers(Answers::Likert {
            points: 5,
            lean: 0.7,
        })
        .answers_of("M", Answers::Cumulative(vec![0.1, 0.3, 0.8]))
        .answers_of("m2", Answers::Thresholds(vec![-0.2, 0.4]))
        .answers_of("s", Answers::Normal);
    let (population, problem) = large(&values);
    let n = ROWS as f64;
    for d in descriptives(&problem) {
        let (mean, sd): (f64, f64) = match d.indicator.as_str() {
            "s" => (0.0, 1.0),
            // Shares .42074, .23468, .34458 of 1, 2, 3.
            "m2" => (1.923_838, 0.871_503),
            "m1" | "m3" | "m4" => (2.8, (0.1 + 0.8 + 4.5 + 3.2 - 2.8_f64.powi(2)).sqrt()),
            // Shares of thresholds -2.2, -1.2, -0.2, 0.8.
            _ => (3.662_142, 0.966_009),
        };
        assert!(
            (d.mean.unwrap() - mean).abs() < BAND * sd / n.sqrt() + 1e-5,
            "{d:?}"
        );
        // The fourth moment of few points is below that of the normal distribution.
        assert!(
            (d.sd.unwrap() - sd).abs() < BAND * sd / (2.0 * n).sqrt() + 1e-5,
            "{d:?}"
        );
    }
    let moments = problem.sample().moments();
    let want = population.answer_correlations().unwrap();
    let mut attenuated = 0;
    for ((got, rho), latent) in moments
        .correlations()
        .iter()
        .zip(&want)
        .zip(population.correlations())
    {
        let band = BAND * (1.0 - rho * rho) / n.sqrt() * 1.1;
        assert!((got - rho).abs() <= band, "{got}, not {rho}");
        attenuated += usize::from(rho.abs() < latent.abs() - 0.01);
    }
    assert!(attenuated > 50, "{attenuated}");
}

#[test]
fn skewed_answers_have_the_skewness_and_kurtosis_and_still_the_correlations() {
    let skewed = Answers::Skewed {
        skewness: 1.0,
        kurtosis: 1.5,
    };
    let values = values()
        .answers(skewed)
        .answers_of(
            "C",
            Answers::Skewed {
                skewness: -0.6,
                kurtosis: 0.4,
            },
        )
        .answers_of("s", Answers::Normal);
    let (population, problem) = large(&values);
    let n = ROWS as f64;
    for d in descriptives(&problem) {
        let (skewness, kurtosis) = match d.indicator.as_str() {
            "s" => (0.0, 0.0),
            "c1" | "c2" | "c3" => (-0.6, 0.4),
            _ => (1.0, 1.5),
        };
        assert!(d.mean.unwrap().abs() < BAND / n.sqrt(), "{d:?}");
        assert!(
            (d.sd.unwrap() - 1.0).abs() < BAND * ((kurtosis + 2.0) / 4.0 / n).sqrt(),
            "{d:?}"
        );
        // Higher moments vary more than those of a normal distribution: about 3 and 10 times as much.
        assert!(
            (d.skewness.unwrap() - skewness).abs() < BAND * 3.0 * (6.0 / n).sqrt(),
            "{d:?}"
        );
        assert!(
            (d.kurtosis.unwrap() - kurtosis).abs() < BAND * 10.0 * (24.0 / n).sqrt(),
            "{d:?}"
        );
    }
    let moments = problem.sample().moments();
    assert_close(
        &population.answer_correlations().unwrap(),
        population.correlations(),
        0.0,
    );
    for (got, rho) in moments.correlations().iter().zip(population.correlations()) {
        let band = BAND * 1.5 / n.sqrt();
        assert!((got - rho).abs() <= band, "{got}, not {rho}");
    }
}

#[test]
fn answers_are_missing_at_the_requested_rate() {
    let likert = values().answers(Answers::Likert {
        points: 5,
        lean: 0.5,
    });
    let skewed = values().answers(Answers::Skewed {
        skewness: 1.0,
        kurtosis: 1.5,
    });
    for values in [values(), likert, skewed] {
        let simulation = Simulation::new(population(&values));
        for (missing, concerned) in [
            (Missingness::completely_at_random(0.07), 13),
            (Missingness::at_random(0.2, "x2", 1.5), 12),
            (Missingness::at_random(0.1, "x2", -0.8).of(["m1", "d2"]), 2),
        ] {
            let rate = if concerned == 13 {
                0.07
            } else {
                0.1 * f64::from(1 + u8::from(concerned == 12))
            };
            let survey = simulation
                .clone()
                .with_missing(missing)
                .unwrap()
                .draw(20_000, 5)
                .unwrap();
            let columns = answers(&survey);
            let mut with_gaps = 0;
            for (indicator, given) in survey.indicators().iter().zip(&columns) {
                let share = 1.0 - given.len() as f64 / 20_000.0;
                if share > 0.0 {
                    with_gaps += 1;
                    let band = BAND * (rate * (1.0 - rate) / 20_000.0).sqrt() + 1e-3;
                    assert!(
                        (share - rate).abs() < band,
                        "{indicator}: {share}, not {rate}"
                    );
                }
            }
            assert_eq!(with_gaps, concerned);
        }
    }
}

#[test]
fn answers_missing_at_random_depend_on_the_answer_that_is_given_and_on_nothing_else() {
    let likert = values().answers(Answers::Likert {
        points: 5,
        lean: 0.0,
    });
    let survey = Simulation::new(population(&likert))
        .with_missing(Missingness::at_random(0.3, "m1", 1.0).of(["m2"]))
        .unwrap()
        .draw(40_000, 8)
        .unwrap();
    let k = |name: &str| survey.indicators().iter().position(|i| i == name).unwrap();
    let share = |rows: &[usize]| {
        let missing = rows
            .iter()
            .filter(|&&i| survey.answer(i, k("m2")).is_none());
        missing.count() as f64 / rows.len() as f64
    };
    let rows =
        |valid: &dyn Fn(usize) -> bool| (0..40_000).filter(|&i| valid(i)).collect::<Vec<_>>();
    let is = |i, name, x: f64| (survey.answer(i, k(name)).unwrap() - x).abs() < 0.5;
    let shares: Vec<f64> = (1..=5)
        .map(|x| share(&rows(&|i| is(i, "m1", f64::from(x)))))
        .collect();
    assert!(
        shares.is_sorted() && shares[4] > 4.0 * shares[0],
        "{shares:?}"
    );
    // Among those with the same answer, others that correlate with it do not matter.
    let low = rows(&|i| is(i, "m1", 3.0) && survey.answer(i, k("m3")).unwrap() < 3.0);
    let high = rows(&|i| is(i, "m1", 3.0) && survey.answer(i, k("m3")).unwrap() > 3.0);
    let error = (0.25 / low.len() as f64 + 0.25 / high.len() as f64).sqrt();
    assert!((share(&low) - share(&high)).abs() < BAND * error);
}

fn two_groups() -> Simulation {
    let strong = population(&values().path("X", "M", 0.6));
    let weak = population(&values().path("X", "M", -0.1));
    let groups = [
        Group::new("large firms", 0.3, strong),
        Group::new("small, firms", 0.7, weak),
    ];
    Simulation::of_groups("size", groups).unwrap()
}

#[test]
fn the_rate_of_missing_answers_is_that_of_all_groups_together() {
    let points = |points| population(&values().answers(Answers::Likert { points, lean: 0.0 }));
    let groups = [
        Group::new("normal", 0.2, population(&values())),
        Group::new("five points", 0.3, points(5)),
        Group::new("seven points", 0.5, points(7)),
    ];
    let survey = Simulation::of_groups("scale", groups)
        .unwrap()
        .with_missing(Missingness::at_random(0.1, "x2", 1.0).of(["m1"]))
        .unwrap()
        .draw(40_000, 3)
        .unwrap();
    let k = survey.indicators().iter().position(|i| i == "m1").unwrap();
    let rate_in = |groups: &[&str]| {
        let of = survey.groups().unwrap();
        let rows = (0..40_000).filter(|&i| groups.contains(&of[i].as_str()));
        let missing: Vec<bool> = rows.map(|i| survey.answer(i, k).is_none()).collect();
        missing.iter().filter(|x| **x).count() as f64 / missing.len() as f64
    };
    let all = rate_in(&["normal", "five points", "seven points"]);
    let band = BAND * (0.09 / 40_000.0_f64).sqrt() + 1e-3;
    assert!((all - 0.1).abs() < band, "{all}");
    // Groups with normal answers around 0 are far below groups with answers in points, and rarely have
    // missing answers.
    let rates = ["normal", "five points", "seven points"].map(|group| rate_in(&[group]));
    assert!(rates.is_sorted() && rates[0] < 0.01, "{rates:?}");
}

#[test]
fn groups_have_their_shares_and_their_own_paths() {
    let survey = two_groups().draw(30_000, 4).unwrap();
    let large = survey
        .groups()
        .unwrap()
        .iter()
        .filter(|g| *g == "large firms")
        .count();
    assert!((large as f64 / 30_000.0 - 0.3).abs() < BAND * (0.21 / 30_000.0_f64).sqrt());

    let exact = two_groups().draw_exact(200, 4).unwrap().table().unwrap();
    let groups = Groups::of(&exact, "size").unwrap();
    assert_eq!(groups.names(), ["large firms", "small, firms"]);
    let indicators = Table::from_columns(model().indicators().map(|name| {
        let cells: Vec<f64> = (0..200).map(|i| exact.number(name, i).unwrap()).collect();
        (name, cells)
    }))
    .unwrap();
    for (group, (count, path)) in [(60, 0.6), (140, -0.1)].into_iter().enumerate() {
        let rows: Vec<usize> = (0..200).filter(|&i| groups.of_rows()[i] == group).collect();
        assert_eq!(rows.len(), count);
        let fit = fit(
            &model(),
            &rows_of(&indicators, &rows),
            &strict().consistent(true),
        );
        assert_abs_diff_eq!(fit.path("X", "M").unwrap(), path, epsilon = 1e-9);
    }
}

#[test]
fn the_first_rows_of_a_long_survey_are_those_of_a_short_one() {
    let simulation = two_groups()
        .with_missing(Missingness::at_random(0.2, "x1", 1.0))
        .unwrap();
    let long = simulation.draw(500, 9).unwrap().to_csv();
    for rows in [1, 7, 133] {
        let short = simulation.draw(rows, 9).unwrap().to_csv();
        assert!(long.starts_with(&short), "{rows} rows");
    }
    assert_ne!(simulation.draw(500, 10).unwrap().to_csv(), long);
}

#[test]
fn a_survey_written_as_csv_is_read_back_to_the_last_bit() {
    let simulation = two_groups()
        .with_missing(Missingness::completely_at_random(0.1))
        .unwrap();
    let survey = simulation.draw(80, 2).unwrap();
    let read = ReadOptions::new().parse(&survey.to_csv()).unwrap();
    for (k, name) in survey.indicators().iter().enumerate() {
        for i in 0..80 {
            let bits = |x: Option<f64>| x.map(f64::to_bits);
            assert_eq!(
                bits(read.number(name, i)),
                bits(survey.answer(i, k)),
                "{name} {i}"
            );
        }
    }
    let groups = Groups::of(&read, "size").unwrap();
    assert_eq!(groups, Groups::of(&read, "size").unwrap());
    let first = &survey.groups().unwrap()[0];
    assert_eq!(&groups.names()[0], first);
}

// ----------------------------------------------------------------------------------------------------- refusals

fn refused(values: &Values) -> String {
    Population::new(&model(), values).unwrap_err().to_string()
}

#[test]
fn impossible_populations_name_the_construct_or_the_matrix_at_fault() {
    says!(refused(&values().path("X", "M", 0.9).path("C", "M", 0.6)));
    says!(refused(
        &values()
            .correlation("X", "C", 0.9)
            .correlation("X", "S", 0.9)
            .correlation("C", "S", 0.1)
    ));
    says!(refused(&values().within_matrix(
        "C",
        correlation_matrix(&[vec![], vec![0.9], vec![0.9, 0.1]]),
    )));
    let twice = Population::new(&model(), &values().loadings("X", [1.0, 1.0, 0.5]));
    let sentence = twice.unwrap_err().to_string();
    says!(sentence);
}

#[test]
fn values_of_names_that_the_model_does_not_have_are_refused() {
    says!(refused(&values().path("X", "Mm", 0.1)));
    says!(refused(&values().path("C", "D", 0.1)));
    says!(refused(&values().correlation("Q", "X", 0.1)));
    says!(refused(&values().loadings("Q", [0.5])));
    says!(refused(&values().answers_of("x12", Answers::Normal)));
}

#[test]
fn values_that_are_missing_or_too_many_are_refused() {
    let model = Model::parse("X =~ x1-2; Y =~ y1-2; Y ~ X").unwrap();
    let refused_here = |values: &Values| Population::new(&model, values).unwrap_err();
    let measured = Values::new()
        .loadings("X", [0.8; 2])
        .loadings("Y", [0.7; 2]);
    says!(refused_here(&measured));
    let with_path = Values::new().path("X", "Y", 0.5).loadings("X", [0.8; 2]);
    says!(refused_here(&with_path));
    says!(refused_here(
        &with_path
            .clone()
            .loadings("Y", [0.8; 2])
            .weights("Y", [1.0; 2])
    ));
    says!(refused_here(&with_path.clone().loadings("Y", [0.8; 3])));
    says!(refused_here(&with_path.clone().weights("Y", [0.8])));
    says!(refused_here(&with_path.clone().weights("Y", [1.0; 2])));
    says!(refused_here(
        &with_path.clone().loadings("Y", [0.8; 2]).within("X", 0.3)
    ));
    says!(refused_here(
        &with_path
            .clone()
            .loadings("Y", [0.8; 2])
            .correlation("X", "Y", 0.3)
    ));
}

#[test]
fn numbers_that_are_not_valid_are_refused() {
    says!(refused(&values().loadings("X", [0.9, 1.2, 0.5])));
    says!(refused(&values().correlation("X", "C", -1.0)));
    says!(refused(&values().correlation("X", "X", 0.5)));
    says!(refused(&values().path("X", "M", f64::NAN)));
    says!(refused(&values().weights("C", [0.0; 3])));
    says!(refused(
        &values().within_matrix("C", DMatrix::from_element(3, 3, 0.5))
    ));
}

#[test]
fn impossible_answers_are_refused() {
    says!(refused(&values().answers(Answers::Skewed {
        skewness: 2.0,
        kurtosis: 1.0,
    })));
    says!(refused(&values().answers_of(
        "x1",
        Answers::Likert {
            points: 1,
            lean: 0.0,
        },
    )));
    says!(refused(&values().answers(Answers::Likert {
        points: 5,
        lean: f64::NAN,
    })));
    says!(refused(
        &values().answers_of("M", Answers::Thresholds(vec![0.5, 0.5]))
    ));
    says!(refused(
        &values().answers_of("M", Answers::Thresholds(vec![-50.0, 40.0]))
    ));
    says!(refused(
        &values().answers(Answers::Cumulative(vec![0.3, 1.0]))
    ));
    says!(refused(
        &values()
            .loadings("X", [0.95; 3])
            .answers_of(
                "x1",
                Answers::Skewed {
                    skewness: 1.7,
                    kurtosis: 4.0,
                },
            )
            .answers_of(
                "x2",
                Answers::Skewed {
                    skewness: -1.7,
                    kurtosis: 4.0,
                },
            )
    ));
}

#[test]
fn impossible_missing_answers_and_groups_are_refused() {
    let simulation = || Simulation::new(population(&values()));
    for rate in [1.0, -0.1, f64::NAN] {
        says!(
            simulation()
                .with_missing(Missingness::completely_at_random(rate))
                .unwrap_err()
        );
    }
    says!(
        simulation()
            .with_missing(Missingness::at_random(0.1, "x1", f64::INFINITY))
            .unwrap_err()
    );
    says!(
        simulation()
            .with_missing(Missingness::at_random(0.1, "x9", 1.0))
            .unwrap_err()
    );
    says!(
        simulation()
            .with_missing(Missingness::at_random(0.1, "x1", 1.0).of(["x1"]))
            .unwrap_err()
    );
    let group = |name: &str, share| Group::new(name, share, population(&values()));
    says!(Simulation::of_groups("size", [group("a", 0.5)]).unwrap_err());
    says!(Simulation::of_groups("size", [group("a", 0.5), group("a", 0.5)]).unwrap_err());
    says!(Simulation::of_groups("size", [group("a", 0.5), group("b", 1.5)]).unwrap_err());
    says!(Simulation::of_groups("size", [group("a", 0.5), group("b", 0.4)]).unwrap_err());
    says!(Simulation::of_groups("x1", [group("a", 0.5), group("b", 0.5)]).unwrap_err());
    let other = Model::parse("X =~ x; Y =~ y; Y ~ X").unwrap();
    let other = Population::new(&other, &Values::new().path("X", "Y", 0.5)).unwrap();
    says!(
        Simulation::of_groups("size", [group("a", 0.5), Group::new("b", 0.5, other)]).unwrap_err()
    );
}

#[test]
fn surveys_that_cannot_be_drawn_are_refused() {
    let simulation = || Simulation::new(population(&values()));
    says!(simulation().draw(0, 1).unwrap_err());
    says!(simulation().draw_exact(13, 1).unwrap_err());
    says!(two_groups().draw_exact(40, 1).unwrap_err());
    says!(
        simulation()
            .with_missing(Missingness::completely_at_random(0.1))
            .unwrap()
            .draw_exact(50, 1)
            .unwrap_err()
    );
    let likert = values().answers_of(
        "c2",
        Answers::Likert {
            points: 5,
            lean: 0.0,
        },
    );
    says!(
        Simulation::new(population(&likert))
            .draw_exact(50, 1)
            .unwrap_err()
    );
}
