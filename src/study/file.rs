//! The study file: a run written down as TOML, so that it can be repeated and reviewed.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Study, StudyError};
use crate::data::{DataError, ReadOptions, Table};
use crate::estimate::{Options, Plan, Scheme, Signs};
use crate::infer::{Bootstrap, GivenRows};
use crate::model::{Draft, Mode, Model};
use crate::moments::Missing;
use crate::nearest::nearest;

/// Keys of one table of the study file.
struct Keys {
    table: &'static str,
    /// Keys that are honoured.
    known: &'static [&'static str],
    /// Keys of the format that this version cannot honour.
    later: &'static [&'static str],
}

const TABLES: &[&str] = &["data", "model", "estimate", "bootstrap"];
const LATER_TABLES: &[&str] = &["define", "predict", "groups"];
const DATA: Keys = Keys {
    table: "data",
    known: &["file", "delimiter", "decimal", "missing", "missing_codes"],
    later: &["weights", "matrix", "n"],
};
const MODEL: Keys = Keys {
    table: "model",
    known: &["text", "file", "modes"],
    later: &[],
};
const ESTIMATE: Keys = Keys {
    table: "estimate",
    known: &[
        "scheme",
        "consistent",
        "tolerance",
        "max_iterations",
        "signs",
        "dominant",
    ],
    later: &["like", "reliability", "interaction", "higher_order"],
};
const BOOTSTRAP: Keys = Keys {
    table: "bootstrap",
    known: &[
        "resamples",
        "seed",
        "level",
        "intervals",
        "rows",
        "jackknife",
        "failed",
    ],
    later: &["strata", "cluster"],
};

/// A study file, read and proved: the study and where its data are.
///
/// Paths in it are relative to the file. Unknown keys are errors that name the nearest known one; keys that this
/// version cannot honour yet are refused by name.
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
/// let document = file.study.run(&file.table()?)?;
/// assert_eq!(document.paths.len(), 1);
/// # Ok::<(), pls_sem::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StudyFile {
    /// The study.
    pub study: Study,
    /// Its data file.
    pub data: PathBuf,
    /// How to read it.
    pub read: ReadOptions,
}

impl StudyFile {
    /// Reads a study file.
    ///
    /// # Errors
    /// [`StudyError`], naming the line and the mend.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, StudyError> {
        let path = path.as_ref();
        let text = read(path)?;
        Self::parse(&text, path.parent().unwrap_or_else(|| Path::new("")))
    }

    /// Reads a study from text, with paths relative to `folder`.
    ///
    /// # Errors
    /// As [`StudyFile::read`].
    pub fn parse(text: &str, folder: &Path) -> Result<Self, StudyError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let root = DeTable::parse(text).map_err(|e| StudyError::Toml {
            line: line_at(text, &e.span().unwrap_or_default()),
            message: e.message().to_owned(),
        })?;
        let root = root.into_inner();
        let sections = Sections { text, root: &root };
        sections.check_tables()?;
        let data = sections.section(&DATA)?;
        let (file, read) = data_settings(&data, folder)?;
        let model = model(&sections.section(&MODEL)?, folder)?;
        let options = options(&sections.section(&ESTIMATE)?)?;
        Plan::new(&model, &options)?;
        let mut study = Study::new(model).missing(missing(&data)?).options(options);
        if root.contains_key("bootstrap") {
            study = study.bootstrap(bootstrap(&sections.section(&BOOTSTRAP)?, folder)?);
        }
        Ok(Self {
            study,
            data: file,
            read,
        })
    }

    /// Reads the data file.
    ///
    /// # Errors
    /// [`DataError`], naming the line.
    pub fn table(&self) -> Result<Table, DataError> {
        self.read.read(&self.data)
    }
}

fn read(path: &Path) -> Result<String, StudyError> {
    std::fs::read_to_string(path).map_err(|e| StudyError::Unreadable {
        path: path.to_owned(),
        reason: e.to_string(),
    })
}

fn data_settings(data: &Section, folder: &Path) -> Result<(PathBuf, ReadOptions), StudyError> {
    let file = data.string("file")?.ok_or_else(|| StudyError::Required {
        what: "`file` of [data]".to_owned(),
        mend: "write `file = \"survey.csv\"` under [data]".to_owned(),
    })?;
    let mut read = ReadOptions::new();
    if let Some(word) = data.word("delimiter", &[",", ";", "\t"])? {
        read = read.delimiter(word.chars().next().unwrap_or(','));
    }
    if let Some(word) = data.word("decimal", &[".", ","])? {
        read = read.decimal(word.chars().next().unwrap_or('.'));
    }
    if let Some(codes) = data.numbers("missing_codes")? {
        read = read.missing_codes(codes);
    }
    Ok((folder.join(file), read))
}

fn missing(data: &Section) -> Result<Missing, StudyError> {
    Ok(
        match data.word("missing", &["error", "casewise", "mean"])? {
            Some("casewise") => Missing::Casewise,
            Some("mean") => Missing::Mean,
            _ => Missing::Error,
        },
    )
}

fn model(section: &Section, folder: &Path) -> Result<Model, StudyError> {
    let text = match (section.string("text")?, section.string("file")?) {
        (Some(text), None) => text.to_owned(),
        (None, Some(file)) => read(&folder.join(file))?,
        (Some(_), Some(_)) => {
            return Err(StudyError::Conflict {
                line: section.line("file"),
                what: "[model] has both `text` and `file`: take one of them out".to_owned(),
            });
        }
        (None, None) => {
            return Err(StudyError::Required {
                what: "the model".to_owned(),
                mend: "write `text = \"\"\" ... \"\"\"` or `file = \"study.model\"` under [model]"
                    .to_owned(),
            });
        }
    };
    let mut draft = Draft::parse(&text)?;
    for (construct, word) in section.words_of("modes", &["A", "B", "unit", "pca"])? {
        draft = draft.mode(
            construct,
            match word.as_str() {
                "A" => Mode::A,
                "B" => Mode::B,
                "unit" => Mode::Unit,
                _ => Mode::Pca,
            },
        );
    }
    Ok(draft.check()?)
}

fn options(section: &Section) -> Result<Options, StudyError> {
    let mut options = Options::default();
    options = match section.word("scheme", &["path", "factorial", "centroid"])? {
        Some("factorial") => options.scheme(Scheme::Factorial),
        Some("centroid") => options.scheme(Scheme::Centroid),
        _ => options,
    };
    section.only_false("consistent")?;
    let above_0 = "it takes a number above 0, as 1e-7";
    if let Some(tolerance) = section.number("tolerance", above_0, |x| x > 0.0 && x.is_finite())? {
        options = options.tolerance(tolerance);
    }
    if let Some(most) =
        section.whole("max_iterations", "it takes a whole number of at least 1", 1)?
    {
        options = options.max_iterations(usize::try_from(most).unwrap_or(usize::MAX));
    }
    if section.word("signs", &["majority", "none"])? == Some("none") {
        options = options.signs(Signs::None);
    }
    for (construct, indicator) in section.words_of("dominant", &[])? {
        options = options.dominant(construct, indicator);
    }
    Ok(options)
}

fn bootstrap(section: &Section, folder: &Path) -> Result<Bootstrap, StudyError> {
    let resamples = section.whole("resamples", "it takes a whole number of at least 1", 1)?;
    let mut bootstrap = match (section.string("rows")?, resamples) {
        (Some(rows), None) => Bootstrap::of_rows(GivenRows::read(folder.join(rows))?),
        (None, Some(resamples)) => Bootstrap::new(usize::try_from(resamples).unwrap_or(usize::MAX)),
        (Some(_), Some(_)) => {
            return Err(StudyError::Conflict {
                line: section.line("rows"),
                what: "[bootstrap] has both `rows` and `resamples`: take one of them out"
                    .to_owned(),
            });
        }
        (None, None) => {
            return Err(StudyError::Required {
                what: "`resamples` of [bootstrap]".to_owned(),
                mend: "write `resamples = 10000` under [bootstrap]".to_owned(),
            });
        }
    };
    if let Some(seed) = section.whole("seed", "it takes a whole number of at least 0", 0)? {
        bootstrap = bootstrap.seed(seed);
    }
    let inside = "it takes a number between 0 and 1, as 0.95";
    if let Some(level) = section.number("level", inside, |x| x > 0.0 && x < 1.0)? {
        bootstrap = bootstrap.level(level);
    }
    section.only_words(
        "intervals",
        &["percentile"],
        &["bc", "bca", "basic", "normal", "student", "studentized"],
    )?;
    section.only_words("failed", &["drop"], &["keep", "redraw"])?;
    section.only_false("jackknife")?;
    Ok(bootstrap)
}

/// The tables of a study file.
struct Sections<'f> {
    text: &'f str,
    root: &'f DeTable<'f>,
}

/// One table of a study file; every fault found in it names its line.
struct Section<'f> {
    text: &'f str,
    keys: &'static Keys,
    table: Option<&'f DeTable<'f>>,
}

impl<'f> Sections<'f> {
    fn check_tables(&self) -> Result<(), StudyError> {
        for name in self.root.keys() {
            let line = line_at(self.text, &name.span());
            let name = name.get_ref().as_ref();
            if LATER_TABLES.contains(&name) {
                return Err(StudyError::NotYet {
                    line,
                    what: format!("[{name}]"),
                });
            }
            if !TABLES.contains(&name) {
                let known = TABLES.iter().chain(LATER_TABLES).copied();
                return Err(StudyError::Unknown {
                    line,
                    what: format!("[{name}]"),
                    nearest: nearest(name, known),
                });
            }
        }
        Ok(())
    }

    fn section(&self, keys: &'static Keys) -> Result<Section<'f>, StudyError> {
        let table = match self.root.get(keys.table) {
            None => None,
            Some(value) => match value.get_ref() {
                DeValue::Table(table) => Some(table),
                _ => {
                    return Err(StudyError::Conflict {
                        line: line_at(self.text, &value.span()),
                        what: format!(
                            "`{0}` is a table: write [{0}] and its keys below",
                            keys.table
                        ),
                    });
                }
            },
        };
        for key in table.into_iter().flat_map(DeTable::keys) {
            let line = line_at(self.text, &key.span());
            let name = key.get_ref().as_ref();
            let what = format!("`{name}` of [{}]", keys.table);
            if keys.later.contains(&name) {
                return Err(StudyError::NotYet { line, what });
            }
            if !keys.known.contains(&name) {
                let known = keys.known.iter().chain(keys.later).copied();
                return Err(StudyError::Unknown {
                    line,
                    what,
                    nearest: nearest(name, known),
                });
            }
        }
        Ok(Section {
            text: self.text,
            keys,
            table,
        })
    }
}

impl<'f> Section<'f> {
    fn get(&self, key: &str) -> Option<&'f Spanned<DeValue<'f>>> {
        debug_assert!(
            self.keys.known.contains(&key),
            "`{key}` is not listed as a key"
        );
        self.table.and_then(|table| table.get(key))
    }

    fn line(&self, key: &str) -> usize {
        self.get(key)
            .map_or(1, |value| line_at(self.text, &value.span()))
    }

    fn fault(
        &self,
        key: &str,
        value: &Spanned<DeValue>,
        expected: &str,
        lawful: &[&str],
    ) -> StudyError {
        let nearest = match value.get_ref() {
            DeValue::String(word) => nearest(word, lawful.iter().copied()),
            _ => None,
        };
        StudyError::Value {
            line: line_at(self.text, &value.span()),
            key: key.to_owned(),
            found: self.text.get(value.span()).unwrap_or_default().to_owned(),
            expected: expected.to_owned(),
            nearest,
        }
    }

    fn string(&self, key: &str) -> Result<Option<&'f str>, StudyError> {
        self.get(key)
            .map(|value| self.as_string(key, value))
            .transpose()
    }

    fn as_string(&self, key: &str, value: &'f Spanned<DeValue<'f>>) -> Result<&'f str, StudyError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.as_ref()),
            _ => Err(self.fault(key, value, "it takes text in quotation marks", &[])),
        }
    }

    /// One of some lawful words; any word if none are listed.
    fn as_word(
        &self,
        key: &str,
        value: &'f Spanned<DeValue<'f>>,
        lawful: &[&str],
    ) -> Result<&'f str, StudyError> {
        let word = self.as_string(key, value)?;
        if lawful.is_empty() || lawful.contains(&word) {
            return Ok(word);
        }
        Err(self.fault(key, value, &format!("it takes {}", one_of(lawful)), lawful))
    }

    fn word(&self, key: &str, lawful: &[&str]) -> Result<Option<&'f str>, StudyError> {
        self.get(key)
            .map(|value| self.as_word(key, value, lawful))
            .transpose()
    }

    /// A table of words, as `modes = { Value = "A" }`.
    fn words_of(&self, key: &str, lawful: &[&str]) -> Result<Vec<(String, String)>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(Vec::new());
        };
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.fault(key, value, "it takes a table, as { Image = \"...\" }", &[]));
        };
        let pair = |(name, value): (&Spanned<_>, &'f Spanned<DeValue<'f>>)| {
            let name: &std::borrow::Cow<str> = name.get_ref();
            Ok((
                name.to_string(),
                self.as_word(&format!("{key}.{name}"), value, lawful)?
                    .to_owned(),
            ))
        };
        table.iter().map(pair).collect()
    }

    /// A word or a list of words that says only what this version can do.
    fn only_words(&self, key: &str, known: &[&str], later: &[&str]) -> Result<(), StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(());
        };
        let all: Vec<&str> = known.iter().chain(later).copied().collect();
        let words = match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            _ => vec![value],
        };
        for value in words {
            let word = self.as_word(key, value, &all)?;
            if later.contains(&word) {
                let line = line_at(self.text, &value.span());
                return Err(StudyError::NotYet {
                    line,
                    what: format!("`{key}` = \"{word}\""),
                });
            }
        }
        Ok(())
    }

    /// A switch that this version can only leave off.
    fn only_false(&self, key: &str) -> Result<(), StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(());
        };
        match value.get_ref() {
            DeValue::Boolean(false) => Ok(()),
            DeValue::Boolean(true) => Err(StudyError::NotYet {
                line: line_at(self.text, &value.span()),
                what: format!("`{key}` = true"),
            }),
            _ => Err(self.fault(key, value, "it takes true or false", &[])),
        }
    }

    fn as_number(value: &Spanned<DeValue>) -> Option<f64> {
        let digits = match value.get_ref() {
            DeValue::Float(x) => x.as_str(),
            DeValue::Integer(x) if x.radix() == 10 => x.as_str(),
            _ => return None,
        };
        digits.replace('_', "").parse().ok()
    }

    fn number(
        &self,
        key: &str,
        expected: &str,
        lawful: fn(f64) -> bool,
    ) -> Result<Option<f64>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        match Self::as_number(value).filter(|&x| lawful(x)) {
            Some(x) => Ok(Some(x)),
            None => Err(self.fault(key, value, expected, &[])),
        }
    }

    fn numbers(&self, key: &str) -> Result<Option<Vec<f64>>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let numbers = match value.get_ref() {
            DeValue::Array(list) => list.iter().map(Self::as_number).collect(),
            _ => None,
        };
        numbers
            .map(Some)
            .ok_or_else(|| self.fault(key, value, "it takes a list of numbers, as [-99]", &[]))
    }

    fn whole(&self, key: &str, expected: &str, least: u64) -> Result<Option<u64>, StudyError> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let number = match value.get_ref() {
            DeValue::Integer(x) => {
                u64::from_str_radix(&x.as_str().replace('_', ""), x.radix()).ok()
            }
            _ => None,
        };
        match number.filter(|&x| x >= least) {
            Some(x) => Ok(Some(x)),
            None => Err(self.fault(key, value, expected, &[])),
        }
    }
}

fn one_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("{w:?}")).collect();
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}

/// The line, from 1, in which a span of bytes begins.
fn line_at(text: &str, span: &Range<usize>) -> usize {
    text.as_bytes()[..span.start.min(text.len())]
        .split(|&b| b == b'\n')
        .count()
}
