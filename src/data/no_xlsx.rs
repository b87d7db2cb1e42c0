//! Workbooks, in a build that does not read them.

use super::sheet::Sheet;
use super::{DataError, ReadOptions};

pub(super) fn parse(_bytes: Vec<u8>, _options: &ReadOptions) -> Result<Sheet, DataError> {
    Err(DataError::NoXlsx)
}
