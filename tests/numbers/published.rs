//! Published estimates, from correlations of the published data, to half a unit of their last printed digit.

#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::collections::BTreeMap;

use crate::support::{correlation_matrix, exact_answers};
use pls_sem::assess::alpha_intervals::{AlphaMethod, alpha_intervals};
use pls_sem::assess::model_fit::model_fit;
use pls_sem::assess::reliability;
use pls_sem::estimate::EstimateFinding;
use pls_sem::groups::{GroupEstimate, Grouping};
use pls_sem::{
    Catalogue, Fit, Measure, Missing, Mode, Model, Options, Problem, Quantity, Scheme, Study, Table,
};

const MOBI: &str = include_str!("../published/mobi.csv");
const MOBI_ROWS: usize = 250;
const REPUTATION: &str = include_str!("../published/corporate_reputation.csv");
const REPUTATION_ROWS: usize = 344;

/// Answers with the standard deviations and correlations of a published data set.
fn published(data: &str, rows: usize) -> Table {
    let lines: Vec<Vec<&str>> = data
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(',').collect())
        .collect();
    let number = |cell: &&str| cell.parse::<f64>().unwrap();
    let below: Vec<Vec<f64>> = lines
        .iter()
        .map(|line| line[2..].iter().map(number).collect())
        .collect();
    let mut answers = exact_answers(&correlation_matrix(&below), rows);
    for (mut column, line) in answers.column_iter_mut().zip(&lines) {
        column *= number(&line[1]);
    }
    Table::from_matrix(&answers, lines.iter().map(|line| line[0])).unwrap()
}

fn fit(model: &str, data: &str, rows: usize, options: &Options) -> Fit {
    let model = Model::parse(model).unwrap();
    let problem = Problem::new(&model, &published(data, rows), Missing::Error, options).unwrap();
    problem.fit().unwrap()
}

fn to_the_end() -> Options {
    Options::default().tolerance(1e-12)
}

/// Whether a number lies within half a unit of the last digit printed.
fn rounds_to(got: f64, printed: &str) -> bool {
    let decimals = printed.split('.').nth(1).unwrap().len();
    let unit = 0.1_f64.powi(i32::try_from(decimals).unwrap());
    (got - printed.parse::<f64>().unwrap()).abs() < 0.5 * unit
}

#[track_caller]
fn assert_printed(got: f64, printed: &str) {
    assert!(rounds_to(got, printed), "{got}, printed {printed}");
}

/// Every quantity that is defined, by its name.
fn all_numbers(fit: &Fit) -> BTreeMap<String, f64> {
    let catalogue = Catalogue::new(fit.plan()).with(Measure::ON_REQUEST.iter().copied());
    let values = catalogue.values(fit);
    let named = catalogue.quantities().iter().zip(values);
    named
        .filter_map(|(quantity, value)| Some((quantity.to_string(), value?)))
        .collect()
}

/// Compares numbers by name, one `name value` a line.
#[track_caller]
fn assert_all_printed(fit: &Fit, printed: &str) {
    let numbers = all_numbers(fit);
    let lines = printed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let differ: Vec<String> = lines
        .filter_map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            let got = numbers[name.trim()];
            (!rounds_to(got, value)).then(|| format!("{line}, estimated {got}"))
        })
        .collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

#[track_caller]
fn assert_adjusted(fit: &Fit, construct: &str, printed: &str) {
    assert_printed(fit.r2_adjusted(construct).unwrap(), printed);
}

/// Three predictors of satisfaction, as in the tests of seminr 2.3.1, which hold the digits of the first two schemes.
/// seminr has no centroid scheme: those digits were computed from the raw answers by another program (numpy).
const SATISFACTION: &str = "
    Image        =~ IMAG1-5
    Expectation  =~ CUEX1-3
    Value        =~ PERV1-2
    Satisfaction =~ CUSA1-3
    Satisfaction ~ Image + Expectation + Value";

fn satisfaction(scheme: Scheme) -> Fit {
    fit(SATISFACTION, MOBI, MOBI_ROWS, &to_the_end().scheme(scheme))
}

#[test]
fn satisfaction_with_path_weighting_is_that_of_seminr() {
    let fit = satisfaction(Scheme::Path);
    assert_all_printed(
        &fit,
        "
        path(Image -> Satisfaction)          0.4470039
        path(Expectation -> Satisfaction)    0.1718301
        path(Value -> Satisfaction)          0.3164253
        r2(Satisfaction)                     0.5906033
        rho_a(Image)         0.7452916
        rho_a(Expectation)   0.4616580
        rho_a(Value)         0.8575270
        rho_a(Satisfaction)  0.7840236
        alpha(Image)         0.7228346
        alpha(Expectation)   0.4519026
        alpha(Value)         0.8236320
        alpha(Satisfaction)  0.7791950
        rho_c(Image)         0.8183258
        rho_c(Expectation)   0.7331778
        rho_c(Value)         0.9178973
        rho_c(Satisfaction)  0.8714579
        ave(Image)           0.4779798
        ave(Expectation)     0.4805070
        ave(Value)           0.8483107
        ave(Satisfaction)    0.6933640
        weight(IMAG1 on Image)  0.331565
        weight(IMAG2 on Image)  0.253381
        weight(IMAG3 on Image)  0.199574
        weight(IMAG4 on Image)  0.330983
        weight(IMAG5 on Image)  0.310491
        weight(CUEX1 on Expectation)  0.505838
        weight(CUEX2 on Expectation)  0.498671
        weight(CUEX3 on Expectation)  0.436082
        weight(PERV1 on Value)  0.476813
        weight(PERV2 on Value)  0.606425
        weight(CUSA1 on Satisfaction)  0.387273
        weight(CUSA2 on Satisfaction)  0.373940
        weight(CUSA3 on Satisfaction)  0.439128",
    );
    assert_adjusted(&fit, "Satisfaction", "0.5856107");
}

#[test]
fn satisfaction_with_factor_weighting_is_that_of_seminr() {
    let fit = satisfaction(Scheme::Factorial);
    assert_all_printed(
        &fit,
        "
        path(Image -> Satisfaction)          0.4468740
        path(Expectation -> Satisfaction)    0.1729415
        path(Value -> Satisfaction)          0.3152194
        r2(Satisfaction)                     0.5900993
        rho_a(Image)         0.7452590
        rho_a(Expectation)   0.4615488
        rho_a(Value)         0.8575785
        rho_a(Satisfaction)  0.7825587",
    );
    assert_adjusted(&fit, "Satisfaction", "0.5851005");
}

#[test]
fn satisfaction_with_centroid_weighting_is_that_of_an_independent_computation() {
    let fit = satisfaction(Scheme::Centroid);
    assert_all_printed(
        &fit,
        "
        path(Image -> Satisfaction)          0.4467935
        path(Expectation -> Satisfaction)    0.1735194
        path(Value -> Satisfaction)          0.3145884
        r2(Satisfaction)                     0.5898159
        rho_a(Image)         0.7452419
        rho_a(Expectation)   0.4614921
        rho_a(Value)         0.8576062
        rho_a(Satisfaction)  0.7819029",
    );
    assert_adjusted(&fit, "Satisfaction", "0.5848136");
}

#[test]
fn satisfaction_settles_after_as_many_iterations_as_published() {
    for (tolerance, iterations) in [(1e-5, 4), (1e-7, 6), (1e-12, 10)] {
        let options = Options::default().tolerance(tolerance);
        let termination = fit(SATISFACTION, MOBI, MOBI_ROWS, &options).termination();
        assert!(termination.converged);
        assert_eq!(termination.iterations, iterations, "tolerance {tolerance}");
    }
}

/// The European Customer Satisfaction Index; digits computed from the raw answers by another program (numpy).
const INDEX: &str = "
    Image        =~ IMAG1-5
    Expectation  =~ CUEX1-3
    Quality      =~ PERQ1-7
    Value        =~ PERV1-2
    Satisfaction =~ CUSA1-3
    Complaints   =~ CUSCO
    Loyalty      =~ CUSL1-3
    Expectation  ~ Image
    Quality      ~ Expectation
    Value        ~ Expectation + Quality
    Satisfaction ~ Image + Expectation + Quality + Value
    Complaints   ~ Satisfaction
    Loyalty      ~ Image + Satisfaction + Complaints";

#[test]
fn the_whole_satisfaction_index_is_that_of_an_independent_computation() {
    let fit = fit(INDEX, MOBI, MOBI_ROWS, &to_the_end());
    assert_eq!(fit.termination().iterations, 10);
    assert_all_printed(
        &fit,
        "
        path(Image -> Expectation)         0.504914
        path(Image -> Satisfaction)        0.178740
        path(Image -> Loyalty)             0.195755
        path(Expectation -> Quality)       0.556749
        path(Expectation -> Value)         0.049988
        path(Expectation -> Satisfaction)  0.062523
        path(Quality -> Value)             0.558304
        path(Quality -> Satisfaction)      0.512024
        path(Value -> Satisfaction)        0.194765
        path(Satisfaction -> Complaints)   0.528066
        path(Satisfaction -> Loyalty)      0.485478
        path(Complaints -> Loyalty)        0.066926
        r2(Expectation)   0.254938
        r2(Quality)       0.309969
        r2(Value)         0.345279
        r2(Satisfaction)  0.681078
        r2(Complaints)    0.278854
        r2(Loyalty)       0.456944
        total(Image -> Satisfaction)  0.389727
        total(Image -> Loyalty)       0.398732
        rho_a(Image)         0.740329
        rho_a(Expectation)   0.462055
        rho_a(Quality)       0.884246
        rho_a(Value)         0.854996
        rho_a(Satisfaction)  0.789102
        rho_a(Loyalty)       0.745734",
    );
}

#[test]
fn alpha_of_the_whole_questionnaire_is_known_raw_and_standardised() {
    let fit = fit(INDEX, MOBI, MOBI_ROWS, &Options::default());
    assert_eq!(fit.moments().correlations().nrows(), 24);
    let (standardised, raw) = reliability::questionnaire_alpha(fit.moments());
    assert_printed(standardised.unwrap(), "0.9273");
    assert_printed(raw.unwrap(), "0.9166");
    let image = &reliability::reliability(&fit)[0];
    assert_printed(image.alpha_raw.unwrap(), "0.7144");
}

/// The simple model of corporate reputation of Hair et al. (2022); digits of seminr 2.3.1.
const SIMPLE_REPUTATION: &str = "
    COMP =~ comp_1 + comp_2 + comp_3
    LIKE =~ like_1 + like_2 + like_3
    CUSA =~ cusa
    CUSL =~ cusl_1 + cusl_2 + cusl_3
    CUSA ~ COMP + LIKE
    CUSL ~ COMP + LIKE + CUSA";

#[test]
fn the_simple_model_of_corporate_reputation_is_that_of_seminr() {
    let fit = fit(
        SIMPLE_REPUTATION,
        REPUTATION,
        REPUTATION_ROWS,
        &to_the_end(),
    );
    assert_all_printed(
        &fit,
        "
        path(COMP -> CUSA)  0.162051
        path(LIKE -> CUSA)  0.423870
        path(COMP -> CUSL)  0.009175
        path(LIKE -> CUSL)  0.342069
        path(CUSA -> CUSL)  0.504466
        r2(CUSA)  0.294568
        r2(CUSL)  0.562039
        loading(comp_1 on COMP)  0.857719
        loading(comp_2 on COMP)  0.798453
        loading(comp_3 on COMP)  0.817641
        loading(like_1 on LIKE)  0.879326
        loading(like_2 on LIKE)  0.870239
        loading(like_3 on LIKE)  0.843036
        loading(cusl_1 on CUSL)  0.832827
        loading(cusl_2 on CUSL)  0.917273
        loading(cusl_3 on CUSL)  0.842770
        alpha(COMP)  0.776028
        alpha(LIKE)  0.830987
        alpha(CUSL)  0.830988
        rho_a(COMP)  0.831879
        rho_a(LIKE)  0.836057
        rho_a(CUSL)  0.839042
        rho_c(COMP)  0.864615
        rho_c(LIKE)  0.898566
        rho_c(CUSL)  0.899067
        ave(COMP)  0.680582
        ave(LIKE)  0.747081
        ave(CUSL)  0.748417",
    );
    assert_adjusted(&fit, "CUSA", "0.290430");
    assert_adjusted(&fit, "CUSL", "0.558174");
    let like = &reliability::reliability(&fit)[1];
    assert_printed(like.alpha_raw.unwrap(), "0.8268");
}

/// The extended model of Hair et al. (2022): four formative constructs (Mode B) drive reputation.
const EXTENDED_REPUTATION: &str = "
    QUAL <~ qual_1 + qual_2 + qual_3 + qual_4 + qual_5 + qual_6 + qual_7 + qual_8
    PERF <~ perf_1 + perf_2 + perf_3 + perf_4 + perf_5
    CSOR <~ csor_1 + csor_2 + csor_3 + csor_4 + csor_5
    ATTR <~ attr_1 + attr_2 + attr_3
    COMP =~ comp_1 + comp_2 + comp_3
    LIKE =~ like_1 + like_2 + like_3
    CUSA =~ cusa
    CUSL =~ cusl_1 + cusl_2 + cusl_3
    COMP ~ QUAL + PERF + CSOR + ATTR
    LIKE ~ QUAL + PERF + CSOR + ATTR
    CUSA ~ COMP + LIKE
    CUSL ~ COMP + LIKE + CUSA";

/// Paths of the extended model among customers with a contract and with prepaid cards, as SmartPLS 4 prints them.
const BY_CONTRACT: &str = "
    path(ATTR -> COMP)  0.049  0.163
    path(ATTR -> LIKE)  0.133  0.245
    path(COMP -> CUSA)  0.108  0.214
    path(COMP -> CUSL)  -0.062  0.136
    path(CSOR -> COMP)  0.091  -0.026
    path(CSOR -> LIKE)  0.199  0.096
    path(CUSA -> CUSL)  0.440  0.599
    path(LIKE -> CUSA)  0.476  0.365
    path(LIKE -> CUSL)  0.424  0.205
    path(PERF -> COMP)  0.305  0.210
    path(PERF -> LIKE)  0.172  -0.002
    path(QUAL -> COMP)  0.418  0.535
    path(QUAL -> LIKE)  0.336  0.501
";

#[test]
fn groups_of_corporate_reputation_are_those_of_smartpls() {
    let model = Model::parse(EXTENDED_REPUTATION).unwrap();
    let groups = [
        (
            "contract",
            include_str!("../published/corporate_reputation_contract.csv"),
            219,
        ),
        (
            "prepaid",
            include_str!("../published/corporate_reputation_prepaid.csv"),
            125,
        ),
    ];
    // Answers with the correlations of each group, one group below the other.
    let tables = groups.map(|(_, data, rows)| published(data, rows));
    let columns = model.indicators().map(|name| {
        let of = tables
            .iter()
            .map(|t| t.column(name).unwrap().cells.numbers().unwrap());
        (name.to_owned(), of.collect::<Vec<_>>().concat())
    });
    let labels = groups
        .iter()
        .flat_map(|(name, _, rows)| vec![(*name).to_owned(); *rows]);
    let table = Table::from_columns(columns).unwrap();
    let table = table.with_text("service", labels.collect()).unwrap();
    let document = Study::new(model)
        .options(to_the_end())
        .groups(Grouping::by("service").permutations(19))
        .run(&table)
        .unwrap();
    let found = document.groups.unwrap();
    assert_eq!(
        found.groups.iter().map(|g| g.n).collect::<Vec<_>>(),
        [219, 125]
    );
    let mut compared = 0;
    for line in BY_CONTRACT.lines().filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.trim().split("  ").collect();
        for (group, printed) in ["contract", "prepaid"].into_iter().zip(&cells[1..]) {
            let is_it = |e: &&GroupEstimate| e.group == group && e.quantity.to_string() == cells[0];
            let estimate = found
                .estimates
                .iter()
                .find(is_it)
                .unwrap()
                .estimate
                .unwrap();
            let printed: f64 = printed.parse().unwrap();
            assert!(
                (estimate - printed).abs() <= 0.000_5 + 1e-9,
                "{group} {line}: {estimate}"
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 26);
}

#[test]
fn the_extended_model_of_corporate_reputation_with_mode_b_is_that_of_hair() {
    let fit = fit(
        EXTENDED_REPUTATION,
        REPUTATION,
        REPUTATION_ROWS,
        &to_the_end(),
    );
    assert_eq!(
        fit.plan().model().construct("QUAL").unwrap().get_mode(),
        Mode::B
    );
    assert_all_printed(
        &fit,
        "
        path(QUAL -> COMP)  0.429659
        path(PERF -> COMP)  0.295461
        path(CSOR -> COMP)  0.058886
        path(ATTR -> COMP)  0.086125
        path(QUAL -> LIKE)  0.379972
        path(PERF -> LIKE)  0.116953
        path(CSOR -> LIKE)  0.178431
        path(ATTR -> LIKE)  0.167058
        path(COMP -> CUSA)  0.145543
        path(LIKE -> CUSA)  0.435659
        path(COMP -> CUSL)  0.005665
        path(LIKE -> CUSL)  0.344025
        path(CUSA -> CUSL)  0.505012
        specific(COMP -> CUSA -> CUSL)  0.073501
        specific(LIKE -> CUSA -> CUSL)  0.220013
        r2(COMP)  0.630861
        r2(LIKE)  0.557643
        r2(CUSA)  0.291876
        r2(CUSL)  0.561972
        rho_a(COMP)  0.785576
        rho_a(LIKE)  0.836037
        rho_a(CUSL)  0.839064
        rho_c(COMP)  0.868694
        rho_c(LIKE)  0.898564
        rho_c(CUSL)  0.899067
        ave(COMP)  0.688046
        ave(LIKE)  0.747072
        ave(CUSL)  0.748417
        weight(qual_1 on QUAL)   0.202389
        weight(qual_2 on QUAL)   0.041137
        weight(qual_3 on QUAL)   0.105537
        weight(qual_4 on QUAL)  -0.004536
        weight(qual_5 on QUAL)   0.159650
        weight(qual_6 on QUAL)   0.397982
        weight(qual_7 on QUAL)   0.229164
        weight(qual_8 on QUAL)   0.189966
        weight(attr_1 on ATTR)   0.414386
        weight(attr_2 on ATTR)   0.200771
        weight(attr_3 on ATTR)   0.657564",
    );
    assert_adjusted(&fit, "COMP", "0.626505");
    assert_adjusted(&fit, "LIKE", "0.552424");
    let quantity = Quantity::of(Measure::RhoA, "QUAL");
    assert!(
        !all_numbers(&fit).contains_key(&quantity.to_string()),
        "Mode B has no rho_A"
    );
}

#[test]
fn heterotrait_monotrait_ratios_of_satisfaction_are_those_of_seminr() {
    // HTMT2 by an independent computation.
    assert_all_printed(
        &satisfaction(Scheme::Path),
        "
        htmt(Image, Expectation)          0.8880304
        htmt(Image, Value)                0.6516594
        htmt(Image, Satisfaction)         0.9101009
        htmt(Expectation, Value)          0.5886290
        htmt(Expectation, Satisfaction)   0.8651082
        htmt(Value, Satisfaction)         0.7408089
        htmt2(Image, Expectation)         0.9188179
        htmt2(Image, Value)               0.6448804
        htmt2(Image, Satisfaction)        0.9116208
        htmt2(Expectation, Value)         0.6005838
        htmt2(Expectation, Satisfaction)  0.9005948
        htmt2(Value, Satisfaction)        0.7276836",
    );
}

#[test]
fn consistent_satisfaction_is_that_of_seminr() {
    let consistent = |scheme| {
        let options = to_the_end().scheme(scheme).consistent(true);
        fit(SATISFACTION, MOBI, MOBI_ROWS, &options)
    };
    assert_all_printed(
        &consistent(Scheme::Path),
        "
        path(Image -> Satisfaction)        0.5406855
        path(Expectation -> Satisfaction)  0.2357135
        path(Value -> Satisfaction)        0.2597726
        r2(Satisfaction)                   0.8843556",
    );
    assert_all_printed(
        &consistent(Scheme::Factorial),
        "
        path(Image -> Satisfaction)        0.5377047
        path(Expectation -> Satisfaction)  0.2409677
        path(Value -> Satisfaction)        0.2582799
        r2(Satisfaction)                   0.8857071
        loading(IMAG1 on Image)            0.6813300
        loading(IMAG2 on Image)            0.5212783
        loading(IMAG3 on Image)            0.4101128
        loading(CUEX1 on Expectation)      0.4942779
        loading(CUEX3 on Expectation)      0.4267797
        loading(PERV1 on Value)            0.7418926
        loading(PERV2 on Value)            0.9437326
        loading(CUSA3 on Satisfaction)     0.7949193",
    );
}

#[test]
fn fit_of_the_whole_satisfaction_index_is_that_of_an_independent_computation() {
    let fit = fit(INDEX, MOBI, MOBI_ROWS, &to_the_end());
    assert_all_printed(
        &fit,
        "
        srmr(saturated)    0.0573631
        d_uls(saturated)   0.987157
        d_g(saturated)     2.214694
        f_ml(saturated)    2.007356
        srmr(estimated)    0.1230985
        d_uls(estimated)   4.545972
        d_g(estimated)     3.232881",
    );
    let [saturated, estimated] = &model_fit(&fit)[..] else {
        panic!("two models")
    };
    assert_printed(saturated.chi_square.unwrap(), "499.832");
    assert_printed(saturated.nfi.unwrap(), "0.831938");
    assert_eq!(estimated.df, 206);
}

#[test]
fn consistent_estimates_of_the_whole_satisfaction_index_are_inadmissible_and_say_so() {
    let fit = fit(INDEX, MOBI, MOBI_ROWS, &to_the_end().consistent(true));
    assert_printed(fit.r2("Satisfaction").unwrap(), "0.927");
    let smallest = fit
        .estimates()
        .factor_correlations
        .symmetric_eigenvalues()
        .min();
    assert_printed(smallest, "-0.003027");
    let told = fit.findings();
    let named = told.iter().any(|finding| {
        matches!(finding.kind(), Some(EstimateFinding::CorrelationsNotPositiveDefinite { eigenvalue, .. }) if eigenvalue < 0.0)
    });
    assert!(named, "{told:?}");
    assert_eq!(model_fit(&fit)[1].df, 240);
}

#[test]
fn least_squares_errors_of_satisfaction_are_those_of_an_independent_computation() {
    let fit = fit(INDEX, MOBI, MOBI_ROWS, &to_the_end());
    let paths = pls_sem::assess::structural::path_strengths(&fit);
    let of = |from: &str| {
        let path = paths
            .iter()
            .find(|p| p.from == from && p.to == "Satisfaction");
        path.unwrap().t_conditional.unwrap()
    };
    assert_printed(of("Image"), "3.2164");
    assert_printed(of("Expectation"), "1.4203");
    assert_printed(of("Quality"), "8.4186");
    assert_printed(of("Value"), "4.3340");
}

#[test]
fn assessment_of_corporate_reputation_is_that_of_hair() {
    let fit = fit(
        EXTENDED_REPUTATION,
        REPUTATION,
        REPUTATION_ROWS,
        &to_the_end(),
    );
    assert_all_printed(
        &fit,
        "
        f2(QUAL -> COMP)  0.143413
        f2(PERF -> COMP)  0.081867
        f2(CSOR -> COMP)  0.004509
        f2(ATTR -> COMP)  0.009471
        f2(QUAL -> LIKE)  0.093597
        f2(PERF -> LIKE)  0.010704
        f2(CSOR -> LIKE)  0.034549
        f2(ATTR -> LIKE)  0.029735
        f2(COMP -> CUSA)  0.017741
        f2(LIKE -> CUSA)  0.158964
        f2(COMP -> CUSL)  0.000043
        f2(LIKE -> CUSL)  0.138269
        f2(CUSA -> CUSL)  0.412299
        vif(QUAL -> COMP)  3.487155
        vif(PERF -> COMP)  2.888672
        vif(CSOR -> LIKE)  2.083182
        vif(ATTR -> LIKE)  2.121722
        vif(COMP -> CUSA)  1.686104
        vif(COMP -> CUSL)  1.716018
        vif(LIKE -> CUSL)  1.954134
        vif(CUSA -> CUSL)  1.412182
        htmt(COMP, LIKE)  0.7798
        htmt(COMP, CUSA)  0.4655
        htmt(COMP, CUSL)  0.5325
        htmt(LIKE, CUSA)  0.5769
        htmt(LIKE, CUSL)  0.7367
        htmt(CUSA, CUSL)  0.7546
        indicator_vif(qual_1 on QUAL)  1.8055
        indicator_vif(qual_2 on QUAL)  1.6318
        indicator_vif(qual_3 on QUAL)  2.2693
        indicator_vif(qual_4 on QUAL)  1.9566
        indicator_vif(qual_5 on QUAL)  2.2007
        indicator_vif(qual_6 on QUAL)  2.0080
        indicator_vif(qual_7 on QUAL)  1.6229
        indicator_vif(qual_8 on QUAL)  1.3620
        aic(COMP)  -333.8252
        bic(COMP)  -314.6220
        aic(LIKE)  -271.5810
        bic(LIKE)  -252.3778
        aic(CUSA)  -113.7282
        bic(CUSA)  -102.2062
        aic(CUSL)  -276.9643
        bic(CUSL)  -261.6018",
    );
}

#[test]
fn intervals_of_alpha_of_image_are_those_of_an_independent_computation() {
    let model = Model::parse(SATISFACTION).unwrap();
    let table = published(MOBI, MOBI_ROWS);
    let problem = Problem::new(&model, &table, Missing::Error, &to_the_end()).unwrap();
    let rows = alpha_intervals(Some(&problem), &problem.fit().unwrap(), 0.95);
    let of = |method| {
        rows.iter()
            .find(|r| r.construct == "Image" && r.method == method)
            .unwrap()
    };
    let feldt = of(AlphaMethod::Feldt);
    assert_printed(feldt.estimate, "0.7144");
    assert_printed(feldt.low, "0.6544");
    assert_printed(feldt.high, "0.7668");
    assert_printed(of(AlphaMethod::NormalTheory).se.unwrap(), "0.02858");
}
