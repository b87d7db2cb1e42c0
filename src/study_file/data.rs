//! `[data]`: where the data are, and how they are read.

use std::path::{Path, PathBuf};

use super::StudyError;
use super::preparation;
use super::section::{Keys, Section, Sections};
use crate::data::{Layout, ReadOptions};
use crate::moments::Missing;

pub(super) const DATA: Keys = Keys::new(
    "data",
    &[
        "file",
        "missing",
        "labels",
        "missing_codes",
        "scale",
        "reverse",
        "compute",
        "where",
        "weights",
        "simulated",
        "matrix",
        "n",
    ],
)
.and_fields_of::<Layout>();
/// Where the data are and how to read them.
pub(super) struct DataOf {
    pub(super) file: PathBuf,
    pub(super) read: ReadOptions,
    /// Rows behind a matrix; `None` for rows.
    pub(super) n: Option<usize>,
    pub(super) weights: Option<String>,
    pub(super) simulated: bool,
}

/// The data, if the file names them: a planned study has no data yet.
pub(super) fn data_of(data: &Section, folder: &Path) -> Result<Option<DataOf>, StudyError> {
    let Some((file, n)) = data_file(data)? else {
        return Ok(None);
    };
    Ok(Some(DataOf {
        file: folder.join(file),
        read: ReadOptions::new().laid_out(data.read(&Layout::default())?),
        n,
        weights: data.setting("weights")?,
        simulated: data.setting("simulated")?.unwrap_or_default(),
    }))
}

/// How missing answers are treated.
pub(super) fn treatment(data: &Section) -> Result<Missing, StudyError> {
    if let Some(value) = data.get("missing").filter(|v| v.get_ref().is_table()) {
        let expected = "in [data] it says how missing answers are treated: \"error\", \"casewise\" or \"mean\"; which answers of simulated surveys are missing belongs in [population]";
        return Err(data.fault("missing", value, expected, &[]));
    }
    let treatment = data.setting("missing")?;
    Ok(treatment.unwrap_or_default())
}

/// The data file, if it is named, and n if it is a matrix.
fn data_file<'f>(data: &Section<'f>) -> Result<Option<(&'f str, Option<usize>)>, StudyError> {
    let n = data.whole("n", 2..)?;
    match (data.path("file")?, data.path("matrix")?, n) {
        (None, None, None) => Ok(None),
        (Some(file), None, None) => Ok(Some((file, None))),
        (None, Some(matrix), Some(n)) => Ok(Some((
            matrix,
            Some(usize::try_from(n).unwrap_or(usize::MAX)),
        ))),
        (Some(_), Some(_), _) => Err(StudyError::Conflict {
            line: data.line("file").max(data.line("matrix")),
            what: "[data] has both `file` and `matrix`: remove one of them".to_owned(),
        }),
        (Some(_), None, Some(_)) => Err(StudyError::Conflict {
            line: data.line("n"),
            what: "`n` belongs to a `matrix`, while the rows of a `file` are counted: remove `n`"
                .to_owned(),
        }),
        (None, Some(_), None) => Err(StudyError::Required {
            what: "`n` of [data]".to_owned(),
            fix: "write `n = 273`, the number of rows behind the matrix, under [data]".to_owned(),
        }),
        (None, None, Some(_)) => Err(StudyError::Required {
            what: "`file` of [data]".to_owned(),
            fix: "write `file = \"...\"` under [data]".to_owned(),
        }),
    }
}

/// Refuses by name all keys of [data] and all tables that need rows.
pub(super) fn refuse_without_rows(
    sections: &Sections,
    data: &Section,
    others: &[&Keys],
) -> Result<(), StudyError> {
    let keys = ["missing", "weights"].into_iter().chain(preparation::KEYS);
    let keys = keys.map(|key| (data.line_of_key(key), format!("`{key}` of [data]")));
    let tables = others.iter().map(|keys| {
        (
            sections.line_of_table(keys.table),
            format!("[{}]", keys.table),
        )
    });
    let found = keys.chain(tables);
    match found.filter_map(|(line, what)| Some((line?, what))).min() {
        Some((line, what)) => Err(StudyError::NeedsRows { line, what }),
        None => Ok(()),
    }
}
