//! Simulation: the survey that is drawn from a population, or from one for each of several groups.

use nalgebra::{DMatrix, DVector};

use super::SimulateFinding;
use super::missingness::Gaps;
use super::{Missingness, Population, PopulationError, Survey, draw, uniform};
use crate::data::is_missing;
use crate::finding::Finding;
use crate::model::Model;
use crate::text::{counted, visible_name};

/// Stream of the numbers that say which answers are missing, row after row.
const MISSING: u64 = 1;
/// Stream of the numbers that say to which group a row belongs.
const GROUP: u64 = 2;

/// Surveys of a population, as many as are wanted.
///
/// Everything follows from the seed, and the first rows of a long survey are those of a short one.
///
/// ```
/// use pls_sem::Model;
/// use pls_sem::simulate::{Answers, Missingness, Population, Simulation, Values};
///
/// let model = Model::parse("X =~ x1-3; Y =~ y1-3; Y ~ X")?;
/// let values = Values::new()
///     .loadings("X", [0.8; 3])
///     .loadings("Y", [0.7; 3])
///     .path("X", "Y", 0.4)
///     .answers(Answers::Likert { points: 5, lean: 0.0 });
/// let survey = Simulation::new(Population::new(&model, &values)?)
///     .with_missing(Missingness::completely_at_random(0.05))?
///     .draw(200, 7)?;
/// assert_eq!(survey.table()?.rows(), 200);
/// assert!(survey.to_csv().starts_with("x1,x2,x3,y1,y2,y3\n"));
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Simulation {
    /// The column that says to which group a row belongs, if there are several.
    column: Option<String>,
    groups: Vec<Group>,
    missing: Option<(Missingness, Gaps)>,
}

/// One of several groups of respondents.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The probability that a row belongs to it.
    pub share: f64,
    /// Its population.
    pub population: Population,
}

impl Group {
    /// A group with its share of the rows.
    pub fn new(name: impl Into<String>, share: f64, population: Population) -> Self {
        Self {
            name: name.into(),
            share,
            population,
        }
    }
}

impl Simulation {
    /// Surveys of one population, no answer missing.
    pub fn new(population: Population) -> Self {
        Self {
            column: None,
            groups: vec![Group::new("", 1.0, population)],
            missing: None,
        }
    }

    /// Surveys of several groups, whose populations have one model and other values. The column holds their names.
    ///
    /// # Errors
    /// [`PopulationError`]: fewer than two groups, two groups of one name, different models, shares that do not add up to 1,
    /// or a column with the name of an indicator.
    pub fn of_groups(
        column: impl Into<String>,
        groups: impl IntoIterator<Item = Group>,
    ) -> Result<Self, PopulationError> {
        let (column, groups): (String, Vec<Group>) = (column.into(), groups.into_iter().collect());
        if groups.len() < 2 {
            return Err(PopulationError::FewGroups {
                groups: counted(groups.len(), "group"),
            });
        }
        let model = groups[0].population.model();
        if let Some(reason) = not_seen(&column) {
            return Err(PopulationError::Label {
                what: "the groups' column",
                label: column,
                reason,
            });
        }
        for (i, group) in groups.iter().enumerate() {
            let name = group.name.clone();
            if name.trim().is_empty() || groups[..i].iter().any(|g| g.name == name) {
                return Err(PopulationError::RepeatedGroup { group: name });
            }
            if let Some(reason) = not_read_back(&name) {
                return Err(PopulationError::Label {
                    what: "a group",
                    label: name,
                    reason,
                });
            }
            if !(group.share > 0.0 && group.share < 1.0) {
                return Err(PopulationError::Share {
                    group: name,
                    share: group.share,
                });
            }
            if group.population.model() != model {
                return Err(PopulationError::OtherModel { group: name });
            }
        }
        let sum: f64 = groups.iter().map(|g| g.share).sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(PopulationError::Shares { sum });
        }
        if model.indicators().any(|i| i == column) {
            return Err(PopulationError::GroupColumn { column });
        }
        Ok(Self {
            column: Some(column),
            groups,
            missing: None,
        })
    }

    /// Some answers are missing. Default: none.
    ///
    /// # Errors
    /// [`PopulationError`]: the rate is not valid, or an indicator is not one of the model's.
    pub fn with_missing(mut self, missing: Missingness) -> Result<Self, PopulationError> {
        let groups = self.groups.iter();
        let groups = groups.map(|g| (g.share, g.population.margins.as_slice()));
        let gaps = missing.check(self.model(), &groups.collect::<Vec<_>>())?;
        if let Some((indicator, interaction)) = self.of_unknown_rate(&missing) {
            return Err(PopulationError::GivenProduct {
                indicator,
                interaction,
            });
        }
        self.missing = Some((missing, gaps));
        Ok(self)
    }

    /// The indicator that missing answers depend on, and an interaction, if that keeps its answers from being normal.
    fn of_unknown_rate(&self, missing: &Missingness) -> Option<(String, String)> {
        let given = missing.given.as_ref()?;
        let k = self.model().indicators().position(|i| i == given)?;
        let population = &self.groups[0].population;
        let latent = population
            .latent
            .as_ref()
            .filter(|latent| !latent.is_normal(k));
        let interaction = latent.and(population.first_product())?;
        Some((given.clone(), interaction.to_owned()))
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        self.groups[0].population.model()
    }

    /// The groups; a single one without a name, if the population is one.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The column of the groups' names, if there are several.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// Which answers are missing.
    #[must_use]
    pub fn missingness(&self) -> Option<&Missingness> {
        self.missing.as_ref().map(|(missing, _)| missing)
    }

    /// The findings before a survey is drawn: composites whose weights were rescaled.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<SimulateFinding> = Vec::new();
        for finding in self.groups.iter().flat_map(|g| g.population.findings()) {
            // A value that groups share is reported once.
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        findings.into_iter().map(Finding::from).collect()
    }

    /// Correlations of the answers to the indicators over all groups together, which a survey of many rows
    /// shows.
    ///
    /// ```text
    /// S = Σ_g share_g (S_g + m_g m_g') - m m',   m = Σ_g share_g m_g        S_g, m_g  covariances and means of a group
    /// ```
    ///
    /// [`Population::answer_correlations`] of a single population; `None` where these are not known.
    #[must_use]
    pub fn answer_correlations(&self) -> Option<DMatrix<f64>> {
        if let [group] = self.groups.as_slice() {
            return group.population.answer_correlations();
        }
        let p = self.model().indicators().count();
        let (mut products, mut mean) = (DMatrix::zeros(p, p), DVector::zeros(p));
        for Group {
            share, population, ..
        } in &self.groups
        {
            let (means, variances): (Vec<f64>, Vec<f64>) =
                population.answer_moments().into_iter().unzip();
            let (means, sds) = (
                DVector::from(means),
                DVector::from(variances).map(f64::sqrt),
            );
            let correlations = population.answer_correlations()?;
            let covariances = correlations.component_mul(&(&sds * sds.transpose()));
            products += (covariances + &means * means.transpose()) * *share;
            mean += means * *share;
        }
        let covariances = products - &mean * mean.transpose();
        let sds = covariances.diagonal().map(f64::sqrt);
        Some(covariances.component_div(&(&sds * sds.transpose())))
    }

    /// A random survey. Every row draws its answers from a stream of its own.
    ///
    /// # Errors
    /// [`PopulationError::NoRows`].
    pub fn draw(&self, rows: usize, seed: u64) -> Result<Survey, PopulationError> {
        if rows == 0 {
            return Err(PopulationError::NoRows);
        }
        let mut room = draw::Room::new(&self.groups[0].population);
        let mut answers = self.room(rows)?;
        let (mut fate, mut group) = (uniform(seed, MISSING), uniform(seed, GROUP));
        let mut members = Vec::with_capacity(rows);
        for (i, mut row) in answers.row_iter_mut().enumerate() {
            let member = self.member(group.next().unwrap_or(0.0));
            let population = &self.groups[member].population;
            room.draw(population, seed, i, |k, answer| row[k] = answer);
            if let Some((_, gaps)) = &self.missing {
                let probability = gaps.probability(|k| row[k]);
                for (k, (answer, u)) in row.iter_mut().zip(&mut fate).enumerate() {
                    if gaps.may_be_missing(k) && u < probability {
                        *answer = f64::NAN;
                    }
                }
            }
            members.push(member);
        }
        Ok(self.survey(answers, &members))
    }

    /// A survey whose means are exactly 0 and whose covariances are exactly the population's, except for rounding: an
    /// estimation that is right gives the population's values back. With groups each has as many rows as its share asks
    /// for, one after the other, and its own covariances.
    ///
    /// # Errors
    /// [`PopulationError`]: fewer rows than indicators and one, answers that are not normal, missing answers, or interactions,
    /// of which covariances do not say what an estimation should give back.
    pub fn draw_exact(&self, rows: usize, seed: u64) -> Result<Survey, PopulationError> {
        if self.missing.is_some() {
            return Err(PopulationError::ExactMissing);
        }
        if let Some(interaction) = self.groups[0].population.first_product() {
            let interaction = interaction.to_owned();
            return Err(PopulationError::ExactProduct { interaction });
        }
        let mut answers = self.room(rows)?;
        let mut members = Vec::with_capacity(rows);
        let mut share = 0.0;
        for (member, group) in self.groups.iter().enumerate() {
            share += group.share;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // a share of the rows
            let end = ((share * rows as f64).round() as usize).min(rows);
            let start = members.len();
            let own = group.exact(start..end, seed);
            let own = own.map_err(|error| match self.column {
                Some(_) => error.of_group(&group.name),
                None => error,
            })?;
            answers.rows_mut(start, own.nrows()).copy_from(&own);
            members.resize(end, member);
        }
        Ok(self.survey(answers, &members))
    }

    /// Room for the answers of so many rows.
    fn room(&self, rows: usize) -> Result<DMatrix<f64>, PopulationError> {
        let indicators = self.model().indicators().count();
        let mut cells = Vec::new();
        let enough = rows
            .checked_mul(indicators)
            .is_some_and(|all| cells.try_reserve_exact(all).is_ok());
        if !enough {
            return Err(PopulationError::Memory { rows, indicators });
        }
        cells.resize(rows * indicators, 0.0);
        Ok(DMatrix::from_vec(rows, indicators, cells))
    }

    /// The group into whose share `u` falls.
    fn member(&self, u: f64) -> usize {
        let mut left = u;
        let found = self.groups.iter().position(|group| {
            left -= group.share;
            left < 0.0
        });
        found.unwrap_or(self.groups.len() - 1)
    }

    fn survey(&self, answers: DMatrix<f64>, members: &[usize]) -> Survey {
        let indicators = self.model().indicators().map(str::to_owned).collect();
        let groups = self.column.as_ref().map(|column| {
            let name = |&member: &usize| self.groups[member].name.clone();
            (column.clone(), members.iter().map(name).collect())
        });
        Survey::new(indicators, answers, groups)
    }
}

impl Group {
    /// Rows with exact covariances: random ones, made orthogonal to each other and to a column of ones.
    fn exact(
        &self,
        rows: std::ops::Range<usize>,
        seed: u64,
    ) -> Result<DMatrix<f64>, PopulationError> {
        let (population, count) = (&self.population, self.population.margins.len());
        let mut named = population.model().indicators().zip(&population.margins);
        if let Some((indicator, _)) = named.find(|(_, margin)| !margin.is_normal()) {
            return Err(PopulationError::ExactAnswers {
                indicator: indicator.to_owned(),
            });
        }
        let n = rows.len();
        if n < count + 1 {
            return Err(PopulationError::ExactRows {
                rows: n,
                indicators: count,
                needed: count + 1,
            });
        }
        let mut room = draw::Room::new(population);
        let mut start = DMatrix::from_element(n, 1 + count, 1.0);
        for (i, mut row) in rows.zip(start.row_iter_mut()) {
            let scores = DVector::from_column_slice(room.scores(seed, i));
            row.columns_mut(1, count).tr_copy_from(&scores);
        }
        let orthonormal = start.qr().q().columns(1, count).into_owned();
        Ok(orthonormal * population.factor.transpose() * ((n - 1) as f64).sqrt())
    }
}

/// Why a group's name would not come back from a survey that is written and read again, if it would not.
fn not_read_back(name: &str) -> Option<&'static str> {
    is_missing(name)
        .then_some("which is read as a missing answer")
        .or_else(|| not_seen(name))
}

fn not_seen(name: &str) -> Option<&'static str> {
    let hides = visible_name(name) != name;
    hides.then_some("with a character that cannot be seen, or a blank at an end")
}
