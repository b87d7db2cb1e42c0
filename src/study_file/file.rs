//! The study file: a run in TOML, so that it can be repeated and reviewed.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};
use toml::de::DeTable;

use super::StudyError;
use super::data::{DATA, DataOf, data_of, refuse_without_rows, treatment};
use super::groups::{GROUPS, grouping};
use super::limits::{self, LONGEST_TEXT};
use super::named_columns::NamedColumn;
use super::not_toml::not_toml;
use super::population::{POPULATION, simulation};
use super::power::{POWER, power};
use super::predict::{PREDICT, predict};
use super::preparation::preparation;
use super::section::{Keys, Section, Sections};
use super::segments::{SEGMENTS, segments};
use crate::assess::structural::EffectSize;
use crate::data::{
    DataError, Input, Key, Preparation, ReadOptions, Table, as_on_disk, why_unreadable,
};
use crate::estimate::{OptionError, Options, Plan};
use crate::files::read_at_most;
use crate::infer::Asked;
use crate::model::{Draft, Fault, Model, ModelError};
use crate::power::Power;
use crate::procedure::ExactFit;
use crate::procedure::Like;
use crate::quantity::{Catalogue, DefineError, Definition, Measure};
use crate::resample::{Bootstrap, FEWEST, GivenRows};
use crate::simulate::Simulation;
use crate::study::Study;
use crate::text::{composed, nearest};

const MODEL: Keys = Keys::new("model", &["text", "file", "modes"]);
const ESTIMATE: Keys = Keys::new("estimate", &["like"]).and_fields_of::<Options>();
const BOOTSTRAP: Keys = Keys::new(
    "bootstrap",
    &[
        "resamples",
        "seed",
        "rows",
        "failed",
        "signs",
        "strata",
        "cluster",
        "quantities",
    ],
)
.and_fields_of::<Asked>();
/// Its keys are names of the user's own.
const DEFINE: Keys = Keys::new("define", &[]);
const FIT: Keys = Keys::new("fit", &[]).and_fields_of::<ExactFit>();
const ASSESS: Keys = Keys::new("assess", &["redundancy", "f2"]);
const INTERACTIONS: Keys = Keys::new("interactions", &["linearity", "slopes", "slopes_of"]);
const COMPARE: Keys = Keys::new("compare", &["models"]);

/// Every table of a study file.
pub(super) const TABLES: [&Keys; 14] = [
    &DATA,
    &MODEL,
    &ESTIMATE,
    &BOOTSTRAP,
    &DEFINE,
    &FIT,
    &ASSESS,
    &COMPARE,
    &INTERACTIONS,
    &PREDICT,
    &GROUPS,
    &SEGMENTS,
    &POPULATION,
    &POWER,
];

/// A study file, read and checked: the study and where its data are.
///
/// Paths in it are relative to the file. An unknown key is an error whose message names the most similar known key.
/// A file has at most 4 MiB, 1000 quantities of `[define]`,
/// 100 models of `[compare]`, and 20 groups and 1000 indicators of a `[population]`.
///
/// ```
/// # let folder = std::env::temp_dir().join("pls-sem-study-file-doc");
/// # std::fs::create_dir_all(&folder).unwrap();
/// # std::fs::write(folder.join("survey.csv"), "a,b,c\n1,2,1\n2,1,3\n3,4,2\n4,3,5\n5,6,4\n").unwrap();
/// # let path = folder.join("study.toml");
/// std::fs::write(&path, r#"
/// [data]
/// file = "survey.csv"
/// [model]
/// text = "X =~ a + b; Y =~ c; Y ~ X"
/// "#).unwrap();
/// let file = pls_sem::StudyFile::read(&path)?;
/// let document = file.study.run(&file.input()?)?;
/// assert_eq!(document.paths.len(), 1);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StudyFile {
    /// The study.
    pub study: Study,
    /// Its data file: rows, or a matrix in their place.
    pub data: PathBuf,
    /// How to read it.
    pub read: ReadOptions,
    /// Its column of case weights.
    pub weights: Option<String>,
    /// Whether the answers are simulated.
    pub simulated: bool,
    /// Number of rows behind it, if it is a matrix.
    pub n: Option<usize>,
    /// The lines of the keys of `[data]`.
    lines: Vec<(&'static str, usize)>,
    named: Vec<NamedColumn>,
}

impl Study {
    /// Reads the model and the settings of a study file for tasks without data, such as planning a survey; the file does not
    /// need to name data.
    ///
    /// # Errors
    /// As [`StudyFile::read`], except for the data.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, StudyError> {
        Ok(Contents::read(path.as_ref())?.study)
    }
}

impl StudyFile {
    /// Reads a study file.
    ///
    /// # Errors
    /// [`StudyError`], naming the line and the fix.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, StudyError> {
        let path = path.as_ref();
        let text = read(path)?;
        if text.trim_start().starts_with('{') {
            return Err(StudyError::Unreadable {
                path: path.to_owned(),
                reason: "it is a JSON document, such as a result, and not a study file".to_owned(),
            });
        }
        Self::parse(&text, path.parent().unwrap_or_else(|| Path::new("")))
    }

    /// Reads a study from text, with paths relative to `folder`.
    ///
    /// # Errors
    /// As [`StudyFile::read`].
    pub fn parse(text: &str, folder: &Path) -> Result<Self, StudyError> {
        let contents = Contents::parse(text, folder)?;
        let data = contents.data.ok_or_else(|| StudyError::Required {
            what: "`file` of [data]".to_owned(),
            fix: "write `file = \"...\"` under [data], which names the file of answers (`plan`, `simulate` and `power` need none)".to_owned(),
        })?;
        Ok(Self {
            study: contents.study,
            data: data.file,
            read: data.read.prepare(contents.preparation),
            lines: contents.lines,
            named: contents.named,
            weights: data.weights,
            simulated: data.simulated,
            n: data.n,
        })
    }

    /// Reads the data file: rows with their case weights, or a matrix.
    ///
    /// # Errors
    /// [`DataError`], naming the line.
    pub fn input(&self) -> Result<Input, DataError> {
        match self.n {
            Some(n) => {
                let matrix = self.read.read_matrix(&self.data, n);
                let matrix = matrix.map_err(|error| self.in_study(error))?;
                Ok(Input::Matrix(if self.simulated {
                    matrix.simulated()
                } else {
                    matrix
                }))
            }
            None => self.rows().map(Input::Rows),
        }
    }

    /// Reads the data file as rows, with their case weights.
    ///
    /// # Errors
    /// [`DataError`], naming the line; [`DataError::NoRows`], if it is a matrix.
    pub fn table(&self) -> Result<Table, DataError> {
        match self.n {
            Some(_) => Err(DataError::NoRows {
                path: self.data.clone(),
            }),
            None => self.rows(),
        }
    }

    /// How new rows of the study are read, which are prepared as its own answers are.
    ///
    /// # Errors
    /// [`StudyError`]: a reversed question takes its ends from the answers, and those of new rows are others.
    pub fn read_new(&self) -> Result<&ReadOptions, StudyError> {
        let preparation = self.read.preparation();
        let mut reversed = preparation.reverse.iter();
        let by_answers = |column: &&String| {
            preparation.labels.is_none() && preparation.scale_of_question(column).is_none()
        };
        match reversed.find(by_answers) {
            None => Ok(&self.read),
            Some(column) => Err(StudyError::Conflict {
                line: self.line_of(Key::Reverse.name()).unwrap_or(1),
                what: format!(
                    "`reverse` takes the ends of `{column}` from the answers of the study, and new rows have others: write `scale`, such as `scale = [1, 5]`"
                ),
            }),
        }
    }

    /// The line of a key of `[data]`.
    fn line_of(&self, key: &str) -> Option<usize> {
        let found = self.lines.iter().find(|(known, _)| *known == key);
        found.map(|(_, line)| *line)
    }

    /// The error with the line of the setting at fault, if one is.
    fn in_study(&self, error: DataError) -> DataError {
        match error.setting().and_then(|key| self.line_of(key)) {
            Some(line) => error.at_line(line),
            None => error,
        }
    }

    fn rows(&self) -> Result<Table, DataError> {
        let table = self.read.read(&self.data);
        let mut table = table.map_err(|error| self.in_study(error))?;
        if self.simulated {
            table = table.simulated();
        }
        for named in &self.named {
            named.check(&table)?;
        }
        match &self.weights {
            Some(column) => {
                let weighted = table.weighted_by(column);
                weighted.map_err(|error| error.in_file(self.data.display().to_string()))
            }
            None => Ok(table),
        }
    }
}

/// What a study file holds.
pub(super) struct Contents {
    pub(super) study: Study,
    /// A study that is planned has none yet.
    data: Option<DataOf>,
    preparation: Preparation,
    lines: Vec<(&'static str, usize)>,
    named: Vec<NamedColumn>,
    pub(super) simulation: Option<Simulation>,
    pub(super) power: Option<Power>,
}

impl Contents {
    pub(super) fn read(path: &Path) -> Result<Self, StudyError> {
        Self::parse(&read(path)?, path.parent().unwrap_or_else(|| Path::new("")))
    }

    pub(super) fn parse(text: &str, folder: &Path) -> Result<Self, StudyError> {
        // Names that look the same are the same everywhere.
        let text = &*composed(text.strip_prefix('\u{feff}').unwrap_or(text));
        if text.len() as u64 > LONGEST_TEXT {
            return Err(StudyError::TooLong { most: LONGEST_TEXT });
        }
        let (root, faults) = DeTable::parse_recoverable(text);
        if let Some(fault) = faults
            .iter()
            .min_by_key(|e| e.span().map_or(0, |span| span.start))
        {
            return Err(not_toml(text, fault));
        }
        let root = root.into_inner();
        let sections = Sections { text, root: &root };
        sections.check_tables(&TABLES)?;
        let data = sections.section(&DATA)?;
        let of_data = data_of(&data, folder)?;
        let of_matrix = of_data.as_ref().is_some_and(|of| of.n.is_some());
        if of_matrix {
            let tables = [&BOOTSTRAP, &FIT, &PREDICT, &GROUPS, &SEGMENTS];
            refuse_without_rows(&sections, &data, &tables)?;
        }
        let model = model(&sections.section(&MODEL)?, folder)?;
        let preparation = preparation(&data, &model)?;
        let estimate = sections.section(&ESTIMATE)?;
        let like: Option<Like> = estimate.setting("like")?;
        let options = estimate.read(&like.map_or_else(Options::default, Like::options))?;
        let (options, linearity) =
            interactions(&sections.section(&INTERACTIONS)?, options, of_matrix)?;
        let plan = Plan::new(&model, &options).map_err(|error| in_estimate(error, &estimate))?;
        let assess = sections.section(&ASSESS)?;
        let mut study = Study::new(model)
            .missing(treatment(&data)?)
            .options(options)
            .linearity(linearity);
        study.like = like;
        let closed = like.map_or(EffectSize::Closed, Like::effect_size);
        study.effect_size = assess.setting("f2")?.unwrap_or(closed);
        if root.contains_key("bootstrap") {
            let section = sections.section(&BOOTSTRAP)?;
            study = study
                .bootstrap(bootstrap(&section, folder, like)?)
                .quantities(measures(&section)?);
            if let Some(column) = section.string("strata")? {
                study = study.strata(column);
            }
            if let Some(column) = section.string("cluster")? {
                study = study.cluster(column);
            }
        }
        let mut catalogue = Catalogue::new(&plan);
        for (name, line, formula) in sections.texts(&DEFINE)? {
            let in_define = |error: DefineError| StudyError::Define { line, error };
            let definition = Definition::parse(name, formula).map_err(in_define)?;
            catalogue = catalogue.define(definition.clone()).map_err(in_define)?;
            study = study.define(definition);
        }
        if root.contains_key("fit") {
            let section = sections.section(&FIT)?;
            let test = exact_fit(&section, study.resamples())?;
            study = study.exact_fit(test);
        }
        if root.contains_key("predict") {
            let section = sections.section(&PREDICT)?;
            study = predict(study, &section, folder)?;
        }
        if root.contains_key(SEGMENTS.table) {
            let section = sections.section(&SEGMENTS)?;
            study = study.segments(segments(&section)?);
        }
        if root.contains_key(GROUPS.table) {
            let section = sections.section(&GROUPS)?;
            study = study.groups(grouping(&section)?);
        }
        for (construct, measure) in assess.names_of("redundancy")? {
            if study.model().construct(&construct).is_none() {
                let names = study.model().constructs().iter().map(|c| c.name.as_str());
                return Err(StudyError::Unknown {
                    line: assess.line_of("redundancy", &construct),
                    nearest: nearest(&construct, names),
                    what: format!("construct `{construct}` of `redundancy`"),
                });
            }
            study = study.redundancy(construct, measure);
        }
        let study = compared(study, &sections.section(&COMPARE)?)?;
        let simulation = simulation(&sections, study.model())?;
        let asked = root.contains_key(POWER.table);
        let power = asked.then(|| power(&sections.section(&POWER)?));
        Ok(Self {
            study,
            data: of_data,
            preparation,
            lines: data.lines(),
            named: NamedColumn::all(&sections),
            simulation,
            power: power.transpose()?,
        })
    }
}

/// The study beside the models that it is compared with.
fn compared(mut study: Study, compare: &Section) -> Result<Study, StudyError> {
    let rivals = compare.settings_of::<String>("models")?;
    limits::rivals(rivals.len(), compare.line("models"))?;
    for (name, paths) in rivals {
        let rival = study.model().with_paths(&paths);
        let rival = rival.map_err(|error| StudyError::Rival {
            line: compare.line_of("models", &name),
            name: name.clone(),
            error: Box::new(error),
        })?;
        study = study.compare(name, rival);
    }
    Ok(study)
}

/// The endings of names of data files, which are never study files or models.
const SURVEYS: [&str; 8] = ["csv", "tsv", "xlsx", "xlsm", "xls", "ods", "sav", "dta"];

/// The text of a study file or of a model.
pub(super) fn read(path: &Path) -> Result<String, StudyError> {
    let unreadable = |reason| StudyError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    if SURVEYS.contains(&extension.as_str()) {
        return Err(StudyError::Survey {
            path: path.to_owned(),
        });
    }
    let path = &*as_on_disk(path);
    let bytes =
        read_at_most(path, LONGEST_TEXT).map_err(|e| unreadable(why_unreadable(path, &e)))?;
    let bytes = bytes.ok_or_else(|| {
        unreadable(format!(
            "it has more than {LONGEST_TEXT} bytes, which is the limit: is it the right file?"
        ))
    })?;
    String::from_utf8(bytes).map_err(|fault| {
        let before = &fault.as_bytes()[..fault.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        unreadable(format!("line {line} is not UTF-8: save the file as UTF-8"))
    })
}

fn model(section: &Section, folder: &Path) -> Result<Model, StudyError> {
    let text = match (section.string("text")?, section.path("file")?) {
        (Some(text), None) => text.to_owned(),
        (None, Some(file)) => read(&folder.join(file))?,
        (Some(_), Some(_)) => {
            return Err(StudyError::Conflict {
                line: section.line("file").max(section.line("text")),
                what: "[model] has both `text` and `file`: remove one of them".to_owned(),
            });
        }
        (None, None) => {
            return Err(StudyError::Required {
                what: "the model".to_owned(),
                fix: "write `text = \"\"\" ... \"\"\"` or `file = \"...\"` under [model]"
                    .to_owned(),
            });
        }
    };
    let in_file = |error: ModelError| match section.string("file") {
        Ok(Some(file)) => StudyError::ModelFile {
            path: folder.join(file),
            error: Box::new(error),
        },
        _ => StudyError::Model(match section.start_of_text("text") {
            Some((lines, columns)) => error.within_file(lines, columns),
            None => error,
        }),
    };
    let mut draft = Draft::parse(&text).map_err(in_file)?;
    for (construct, mode) in section.settings_of("modes")? {
        draft = draft.mode(construct, mode);
    }
    draft.check().map_err(|error| match error.fault {
        Fault::UnknownModeOf { construct, nearest } => StudyError::Unknown {
            line: section.line_of("modes", &construct),
            what: format!("construct `{construct}` of `modes`"),
            nearest,
        },
        _ => in_file(error),
    })
}

/// Adds the slopes to the options, and says whether squares are asked for, which need rows.
fn interactions(
    section: &Section,
    mut options: Options,
    of_matrix: bool,
) -> Result<(Options, bool), StudyError> {
    if let Some(slopes) = section.numbers("slopes", "[-1, 0, 1]")? {
        options = options.slopes(slopes);
    }
    if let Some(slopes_of) = section.setting("slopes_of")? {
        options = options.slopes_of(slopes_of);
    }
    let linearity = section.setting("linearity")?.unwrap_or_default();
    if of_matrix && linearity {
        return Err(StudyError::NeedsRows {
            line: section.line("linearity"),
            what: "`linearity` of [interactions]".to_owned(),
        });
    }
    Ok((options, linearity))
}

/// Gives a setting that does not fit the model its line.
fn in_estimate(error: OptionError, section: &Section) -> StudyError {
    match error {
        OptionError::DominantConstruct { construct, nearest } => StudyError::Unknown {
            line: section.line_of("dominant", &construct),
            what: format!("construct `{construct}` of `dominant`"),
            nearest,
        },
        OptionError::DominantIndicator { ref construct, .. }
        | OptionError::DominantOfScores {
            interaction: ref construct,
        } => StudyError::Setting {
            line: section.line_of("dominant", construct),
            error,
        },
        OptionError::ReliabilityConstruct { construct, nearest } => StudyError::Unknown {
            line: section.line_of("reliability", &construct),
            what: format!("construct `{construct}` of `reliability`"),
            nearest,
        },
        OptionError::ReliabilityOfBlock { ref construct, .. }
        | OptionError::ReliabilityOfComposite { ref construct }
        | OptionError::ReliabilityUnused { ref construct } => StudyError::Setting {
            line: section.line_of("reliability", construct),
            error,
        },
        OptionError::ConsistentProducts { .. } | OptionError::ConsistentThreeWay { .. } => {
            at_first_of(&["interaction", "consistent", "like"], error, section)
        }
        OptionError::ConsistentRepeats { .. } => {
            at_first_of(&["higher_order", "consistent", "like"], error, section)
        }
        other => StudyError::Option(other),
    }
}

/// At the line of the first of some keys that the file has: a preset may have set another.
fn at_first_of(keys: &[&str], error: OptionError, section: &Section) -> StudyError {
    let mut lines = keys.iter().filter_map(|key| section.line_of_key(key));
    match lines.next() {
        Some(line) => StudyError::Setting { line, error },
        None => StudyError::Option(error),
    }
}

fn bootstrap(
    section: &Section,
    folder: &Path,
    like: Option<Like>,
) -> Result<Bootstrap, StudyError> {
    let rows = section.path("rows")?;
    let resamples = section.whole("resamples", FEWEST as u64..)?;
    let seed = section.whole("seed", 0..)?;
    for (key, drawn) in [("resamples", resamples), ("seed", seed)] {
        if rows.is_some() && drawn.is_some() {
            return Err(StudyError::Conflict {
                line: section.line(key).max(section.line("rows")),
                what: format!(
                    "[bootstrap] has both `rows` and `{key}`: resamples are either given or drawn; remove one of them"
                ),
            });
        }
    }
    let mut bootstrap = match (rows, resamples) {
        (Some(rows), _) => Bootstrap::of_rows(GivenRows::read(folder.join(rows))?),
        (None, Some(resamples)) => Bootstrap::new(usize::try_from(resamples).unwrap_or(usize::MAX)),
        (None, None) => {
            return Err(StudyError::Required {
                what: "`resamples` of [bootstrap]".to_owned(),
                fix: "write `resamples = 10000` under [bootstrap]".to_owned(),
            });
        }
    };
    if let Some(like) = like {
        bootstrap = like.bootstrap(bootstrap);
    }
    if let Some(seed) = seed {
        bootstrap = bootstrap.seed(seed);
    }
    let asked = section.read(&bootstrap.asked)?;
    bootstrap = bootstrap.asking(asked);
    if let Some(policy) = section.setting("failed")? {
        bootstrap = bootstrap.failed(policy);
    }
    if let Some(signs) = section.setting("signs")? {
        bootstrap = bootstrap.signs(signs);
    }
    Ok(bootstrap)
}

/// A measure that is bootstrapped, always or on request.
struct Bootstrapped(Measure);

impl<'de> Deserialize<'de> for Bootstrapped {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let all = Measure::DEFAULT.iter().chain(Measure::ON_REQUEST);
        Measure::one_of(from, all).map(Self)
    }
}

fn measures(section: &Section) -> Result<Vec<Measure>, StudyError> {
    let measures = section.setting::<Vec<Bootstrapped>>("quantities")?;
    let measures = measures.unwrap_or_default().into_iter();
    Ok(measures.map(|bootstrapped| bootstrapped.0).collect())
}

/// The test of exact fit, beside a bootstrap of so many resamples if there is one.
fn exact_fit(section: &Section, bootstrap: Option<usize>) -> Result<ExactFit, StudyError> {
    if bootstrap.is_none() && !section.has("resamples") {
        return Err(StudyError::Required {
            what: "`resamples` of [fit]".to_owned(),
            fix: "write `resamples = 1000` under [fit]".to_owned(),
        });
    }
    section.read(&ExactFit::new(bootstrap.unwrap_or(0)))
}
