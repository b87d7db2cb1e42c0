//! Doubtful answers: each kind is put into a survey that has none, and a run reports it; surveys without doubtful
//! answers have no such finding, even if their answers are very skewed.

#![allow(clippy::unwrap_used)] // a test stops where it fails

use pls_sem::screen::ScreenFinding;
use pls_sem::simulate::{Answers, Population, Simulation, Values, uniform};
use pls_sem::{Document, Finding, Missing, Model, Study, StudyFile, Table};

const MODEL: &str = "A =~ a1-4; B =~ b1-4; Y =~ y1-3; Y ~ A + B";
const ROWS: usize = 150;

type Columns = Vec<(String, Vec<f64>)>;

/// A survey of 150 rows and eleven questions from 1 to 5.
fn survey() -> Columns {
    let thresholds = vec![-1.3, -0.4, 0.6, 1.6];
    columns(&simulated(MODEL, |_| thresholds.clone(), ROWS, 7))
}

fn simulated(text: &str, thresholds: impl Fn(usize) -> Vec<f64>, rows: usize, seed: u64) -> Table {
    let model = Model::parse(text).unwrap();
    let values = Values::of_factors(&model, |_, _| 0.3, |_, _| 0.35, |_| 0.75);
    let values = model
        .indicators()
        .enumerate()
        .fold(values, |values, (k, indicator)| {
            values.answers_of(indicator, Answers::Thresholds(thresholds(k)))
        });
    let population = Population::new(&model, &values).unwrap();
    let survey = Simulation::new(population).draw(rows, seed).unwrap();
    survey.table().unwrap()
}

fn columns(table: &Table) -> Columns {
    let rows = || 0..table.rows();
    let answers = |name: &str| {
        rows()
            .map(|i| table.number(name, i).unwrap_or(f64::NAN))
            .collect()
    };
    let columns = table.columns().iter();
    columns
        .map(|column| (column.name.clone(), answers(&column.name)))
        .collect()
}

fn column<'c>(columns: &'c mut Columns, name: &str) -> &'c mut Vec<f64> {
    &mut columns.iter_mut().find(|(n, _)| n == name).unwrap().1
}

fn run(columns: &Columns) -> Document {
    run_with(columns, Missing::Error)
}

fn run_with(columns: &Columns, missing: Missing) -> Document {
    let table = Table::from_columns(columns.iter().cloned()).unwrap();
    let study = Study::new(Model::parse(MODEL).unwrap()).missing(missing);
    let document = study.run(&table).unwrap();
    // A screening reports the same line as a run.
    let screening = study.screen(&table).unwrap();
    for record in &document.findings {
        let code = record.finding.code();
        if DOUBTS.contains(&code) {
            let same = |r: &&pls_sem::FindingRecord| r.finding.code() == code;
            assert!(screening.findings.iter().any(|r| same(&r)), "{code}");
        }
    }
    document
}

const DOUBTS: [&str; 9] = [
    "off_scale",
    "no_respondents",
    "empty_respondents",
    "one_row_carries",
    "duplicated_rows",
    "few_effective_rows",
    "binary_outcome",
    "suspected_missing_code",
    "identifiers",
];

fn doubts(document: &Document) -> Vec<&Finding> {
    let findings = document.findings.iter();
    let doubtful = findings.filter(|f| DOUBTS.contains(&f.code()));
    doubtful.map(|f| &f.finding).collect()
}

/// The only doubt.
fn doubt(document: &Document) -> ScreenFinding {
    let [finding] = doubts(document)[..] else {
        panic!("{:?}", doubts(document));
    };
    finding.kind().unwrap()
}

#[test]
fn a_survey_without_doubtful_answers_raises_none() {
    assert_eq!(doubts(&run(&survey())), Vec::<&Finding>::new());
}

#[test]
fn an_answer_off_the_scale_of_its_block_is_named_with_its_row() {
    for wrong in [55.0, 33.0, 7.0, 0.0, -1.0, 11.0, 45.0] {
        let mut columns = survey();
        column(&mut columns, "a3")[41] = wrong;
        let document = run(&columns);
        let ScreenFinding::OffScale {
            indicator,
            values,
            count,
            low,
            high,
            rows,
            ..
        } = doubt(&document)
        else {
            panic!("{wrong}: {:?}", doubts(&document));
        };
        assert_eq!((indicator.as_str(), count), ("a3", 1));
        assert_eq!((values.as_slice(), low, high), (&[wrong][..], 1.0, 5.0));
        assert_eq!(rows, ["row 42"]);
    }
}

#[test]
fn a_code_next_to_the_scale_is_a_missing_code_even_if_one_question_has_many() {
    let mut columns = survey();
    for i in (0..ROWS).step_by(10) {
        column(&mut columns, "a3")[i] = 6.0;
    }
    let document = run(&columns);
    let ScreenFinding::OffScale { values, count, .. } = doubt(&document) else {
        panic!("{:?}", doubts(&document));
    };
    assert_eq!((values.as_slice(), count), (&[6.0][..], 15));
}

#[test]
fn a_block_whose_questions_are_on_scales_of_their_own_raises_no_alarm() {
    let mut columns = survey();
    // Half of a block from 1 to 7.
    for name in ["a1", "a2"] {
        let wide = column(&mut columns, name).iter_mut();
        wide.for_each(|x| *x = (*x * 1.5).floor());
    }
    assert_eq!(doubts(&run(&columns)), Vec::<&Finding>::new());
}

#[test]
fn the_bundled_surveys_raise_no_alarm_about_scales() {
    for file in ["canvas.toml"] {
        let path = format!("{}/data/{file}", env!("CARGO_MANIFEST_DIR"));
        let study = StudyFile::read(path).unwrap();
        for survey in ["canvas.csv", "canvas_missing.csv"] {
            let path = format!("{}/data/{survey}", env!("CARGO_MANIFEST_DIR"));
            let options = pls_sem::ReadOptions::new().missing_codes([-99.0]);
            let table = options.read(path).unwrap();
            let screening = study.study.clone().missing(Missing::Mean).screen(&table);
            let alarm = |f: &&pls_sem::FindingRecord| {
                ["off_scale", "no_respondents", "one_row_carries"].contains(&f.finding.code())
            };
            assert_eq!(screening.unwrap().findings.iter().find(alarm), None);
        }
    }
}

/// Share of simulated surveys with a finding about answers outside the scale.
fn false_alarms(points: usize, distance: f64, lean: f64, rows: usize, surveys: u64) -> f64 {
    let alarm = |seed: u64| {
        let mut random = uniform(seed, 99);
        let mut ease = || 0.6 * (random.next().unwrap() - 0.5);
        let shifts: Vec<f64> = (0..11).map(|_| lean + ease()).collect();
        let middle = (points - 2) as f64 / 2.0;
        let thresholds = |k: usize| {
            let steps = (0..points - 1).map(|c| (c as f64 - middle) * distance + shifts[k]);
            steps.collect()
        };
        let table = simulated(MODEL, thresholds, rows, seed);
        let model = Model::parse(MODEL).unwrap();
        let screening = Study::new(model).screen(&table).unwrap();
        let mut findings = screening.findings.iter();
        findings.any(|f| f.finding.code() == "off_scale")
    };
    (0..surveys).filter(|&seed| alarm(seed)).count() as f64 / surveys as f64
}

#[test]
fn skewed_answers_and_unused_ends_of_a_scale_raise_no_alarm() {
    for (points, distance, lean) in [(5, 1.0, 1.5), (5, 2.0, 0.0), (7, 0.8, -1.5)] {
        let share = false_alarms(points, distance, lean, 100, 15);
        assert!(
            share < 0.07,
            "{points} points, {distance} apart, lean {lean}: {share}"
        );
    }
}

#[test]
#[ignore = "slow: 32,000 simulated surveys"]
fn fewer_than_1_in_100_likert_surveys_raise_an_alarm() {
    for points in [4, 5, 7, 11] {
        for distance in [0.5, 0.8, 1.2, 2.0] {
            for lean in [-2.0, -1.0, 0.0, 1.0] {
                let share = false_alarms(points, distance, lean, 150, 500);
                println!("{points} points, {distance} apart, lean {lean}: {share}");
                assert!(share < 0.01);
            }
        }
    }
}

#[test]
fn a_row_of_means_sums_or_counts_is_not_a_respondent() {
    let n = ROWS as f64;
    let mean = |x: &[f64]| x.iter().sum::<f64>() / n;
    let rows: [fn(&[f64], f64) -> f64; 3] =
        [|_, mean| mean, |x, _| x.iter().sum(), |x, _| x.len() as f64];
    for summary in rows {
        let mut columns = survey();
        for (_, x) in &mut columns {
            let of = summary(x, mean(x));
            x.push(of);
        }
        let document = run(&columns);
        let ScreenFinding::NoRespondents { rows } = doubt(&document) else {
            panic!("{:?}", doubts(&document));
        };
        assert_eq!(rows, ["row 151"]);
    }
}

#[test]
fn respondents_without_answers_are_reported_under_every_treatment() {
    let mut columns = survey();
    for (_, x) in &mut columns {
        x.extend([f64::NAN; 3]);
    }
    for (missing, counts) in [(Missing::Mean, true), (Missing::Casewise, false)] {
        let document = run_with(&columns, missing);
        let ScreenFinding::EmptyRespondents { rows, counted } = doubt(&document) else {
            panic!("{:?}", doubts(&document));
        };
        assert_eq!((rows.len(), counted), (3, counts));
    }
}

#[test]
fn rows_that_were_pasted_several_times_are_found_by_a_run() {
    let mut columns = survey();
    for (_, x) in &mut columns {
        let first: Vec<f64> = x[..20].to_vec();
        x.extend(first.iter().chain(&first));
    }
    let document = run(&columns);
    let ScreenFinding::DuplicatedRows { sets } = doubt(&document) else {
        panic!("{:?}", doubts(&document));
    };
    assert_eq!((sets.len(), sets[0].len()), (20, 3));
    let message = &document
        .findings
        .iter()
        .find(|f| f.finding.code() == "duplicated_rows");
    assert!(
        message
            .unwrap()
            .message()
            .starts_with("60 rows give the same answers")
    );
}

#[test]
fn a_row_that_holds_almost_all_of_the_variance_is_named() {
    let mut columns = survey();
    // Not whole numbers, so that no scale is expected.
    column(&mut columns, "b2")
        .iter_mut()
        .for_each(|x| *x += 0.5);
    column(&mut columns, "b2")[9] = 4000.5;
    let document = run(&columns);
    let ScreenFinding::OneRowCarries { row, indicators } = doubt(&document) else {
        panic!("{:?}", doubts(&document));
    };
    assert_eq!(
        (row.as_str(), indicators.as_slice()),
        ("row 10", &["b2".to_owned()][..])
    );
}

#[test]
fn weights_that_leave_a_tenth_of_the_rows_are_a_finding_and_n_stays() {
    let mut columns = survey();
    let weights = (0..ROWS).map(|i| if i < 5 { 1000.0 } else { 1.0 });
    columns.push(("w".to_owned(), weights.collect()));
    let table = Table::from_columns(columns)
        .unwrap()
        .weighted_by("w")
        .unwrap();
    let document = Study::new(Model::parse(MODEL).unwrap())
        .run(&table)
        .unwrap();
    let ScreenFinding::FewEffectiveRows { effective, rows } = doubt(&document) else {
        panic!("{:?}", doubts(&document));
    };
    // (5000 + 145)² / (5e6 + 145)
    assert!((effective - 5145.0_f64.powi(2) / 5_000_145.0).abs() < 1e-9);
    assert_eq!((rows, document.data.rows_used), (ROWS, ROWS));
}

#[test]
fn an_outcome_with_two_answers_is_reported() {
    let mut columns = survey();
    let bought = column(&mut columns, "y1")
        .iter()
        .map(|y| f64::from(*y > 3.0));
    let bought = bought.collect();
    columns.push(("bought".to_owned(), bought));
    let table = Table::from_columns(columns).unwrap();
    let outcome = |text: &str| {
        let document = Study::new(Model::parse(text).unwrap()).run(&table).unwrap();
        let found = doubts(&document).into_iter().cloned();
        found.collect::<Vec<_>>()
    };
    let explained = outcome("A =~ a1-4; Bought =~ bought; Bought ~ A");
    let [finding] = &explained[..] else {
        panic!("{explained:?}");
    };
    let binary = finding.kind().unwrap();
    assert!(
        matches!(binary, ScreenFinding::BinaryOutcome { construct, .. } if construct == "Bought")
    );
    // A binary predictor is not an outcome.
    assert_eq!(outcome("A =~ a1-4; Bought =~ bought; A ~ Bought"), []);
}

#[test]
fn an_indicator_that_numbers_the_rows_is_named_and_a_measure_that_differs_in_each_is_not() {
    let numbers = |of: &dyn Fn(usize) -> f64| (0..ROWS).map(of).collect::<Vec<f64>>();
    let shuffled = |i: usize| ((i * 37) % ROWS) as f64;
    for (name, values) in [
        ("a1", numbers(&|i| i as f64 + 1.0)),
        ("a1", numbers(&|i| 1000.0 - shuffled(i))),
        ("a1", numbers(&|i| 40_000.0 + 17.0 * shuffled(i))),
        ("a1", numbers(&|i| (i * i) as f64)),
    ] {
        let mut columns = survey();
        *column(&mut columns, name) = values;
        let document = run(&columns);
        let indicators = vec![name.to_owned()];
        assert_eq!(doubt(&document), ScreenFinding::Identifiers { indicators });
    }
    // Sales differ in every row, have gaps, and are alone in their block; shares have decimals.
    let model = "A =~ a1; B =~ b1-4; Y =~ y1-3; Y ~ A + B";
    for values in [
        numbers(&|i| 40_000.0 + 17.0 * shuffled(i)),
        numbers(&|i| shuffled(i) / 7.0),
    ] {
        let mut columns = survey();
        *column(&mut columns, "a1") = values;
        let table = Table::from_columns(columns).unwrap();
        let document = Study::new(Model::parse(model).unwrap())
            .run(&table)
            .unwrap();
        let found = doubts(&document);
        assert!(
            !found.iter().any(|f| f.code() == "identifiers"),
            "{found:?}"
        );
    }
}

#[test]
fn all_codes_that_are_offered_stand_in_one_line_with_those_that_are_declared() {
    let mut columns = survey();
    column(&mut columns, "a1")[3] = -99.0;
    column(&mut columns, "b2")[5] = -88.0;
    let text = Table::from_columns(columns).unwrap().to_csv();
    let options = pls_sem::ReadOptions::new().missing_codes(["n/a"]);
    let table = options.parse(&text).unwrap();
    let document = Study::new(Model::parse(MODEL).unwrap())
        .run(&table)
        .unwrap();
    let declared = doubts(&document)[0].fact("declare").unwrap();
    assert_eq!(declared, "missing_codes = [-99, -88, \"n/a\"]");
}

#[test]
fn of_ten_answers_one_that_differs_holds_no_more_than_nine_tenths() {
    // Rounding of the sums is on either side of the exact share.
    let block = [1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 3.0, 2.0, 1.0, 5.0];
    let rotated = |by: usize| (0..10).map(|i| block[(i + by) % 10]).collect::<Vec<f64>>();
    for (equal, other) in [
        (8.0, 15.0),
        (2.0, 5.0),
        (1.0, 7.0),
        (3.0, 4.0),
        (67.0, 12.0),
    ] {
        for at in 0..10 {
            let mut carried = vec![equal; 10];
            carried[at] = other;
            let columns = [
                ("a1", carried),
                ("a2", rotated(0)),
                ("b1", rotated(3)),
                ("b2", rotated(7)),
            ];
            let table = Table::from_columns(columns).unwrap();
            let model = Model::parse("A =~ a1 + a2; B =~ b1 + b2; B ~ A").unwrap();
            let screening = Study::new(model).screen(&table).unwrap();
            let codes: Vec<&str> = screening
                .findings
                .iter()
                .map(|f| f.finding.code())
                .collect();
            assert!(!codes.contains(&"one_row_carries"), "{equal} {other} {at}");
        }
    }
}
