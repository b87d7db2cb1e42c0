//! Workbooks made by hand: a few parts of XML in a ZIP archive.

#![allow(dead_code)] // a build without workbooks makes but one
#![allow(clippy::unwrap_used)] // a helper that cannot do its work stops its test

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A sheet: its name, whether it is hidden, and its cells with their places, such as `("B2", number("4.5"))`.
pub(crate) struct Sheet<'s> {
    pub(crate) name: &'s str,
    pub(crate) hidden: bool,
    pub(crate) cells: Vec<(&'s str, String)>,
}

/// What stands in a cell, as the XML after its place.
pub(crate) fn number(x: &str) -> String {
    format!("><v>{x}</v>")
}

pub(crate) fn text(text: &str) -> String {
    format!(" t=\"inlineStr\"><is><t>{text}</t></is>")
}

/// The text of this number in the table of texts.
pub(crate) fn shared(number: usize) -> String {
    format!(" t=\"s\"><v>{number}</v>")
}

/// A number that is shown as a date.
pub(crate) fn date(days: &str) -> String {
    format!(" s=\"1\"><v>{days}</v>")
}

pub(crate) fn truth(is: bool) -> String {
    format!(" t=\"b\"><v>{}</v>", u8::from(is))
}

/// The bytes of a workbook with these sheets and this table of texts.
pub(crate) fn workbook(sheets: &[Sheet], texts: &[&str]) -> Vec<u8> {
    let texts: Vec<String> = texts
        .iter()
        .map(|t| format!("<si><t>{t}</t></si>"))
        .collect();
    workbook_with(sheets, &format!("<sst>{}</sst>", texts.concat()))
}

/// The same, with the XML of the table of texts.
pub(crate) fn workbook_with(sheets: &[Sheet], texts: &str) -> Vec<u8> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut listed, mut related) = (String::new(), String::new());
    let mut parts = Vec::new();
    for (i, sheet) in sheets.iter().enumerate() {
        let state = if sheet.hidden {
            " state=\"hidden\""
        } else {
            ""
        };
        let (name, path) = (sheet.name, format!("worksheets/sheet{i}.xml"));
        write!(
            listed,
            "<sheet name=\"{name}\" sheetId=\"{i}\"{state} r:id=\"r{i}\"/>"
        )
        .unwrap();
        write!(
            related,
            "<Relationship Id=\"r{i}\" Type=\"{OFFICE}/worksheet\" Target=\"{path}\"/>"
        )
        .unwrap();
        parts.push((
            format!("xl/{path}"),
            format!(
                "<worksheet><sheetData>{}</sheetData></worksheet>",
                rows(&sheet.cells)
            ),
        ));
    }
    let relationships = |inner: &str| format!("<Relationships>{inner}</Relationships>");
    let workbook = format!("<workbook xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets></workbook>");
    let styles =
        "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    let main = format!(
        "<Relationship Id=\"r\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/>"
    );
    parts.extend([
        ("_rels/.rels".to_owned(), relationships(&main)),
        ("xl/workbook.xml".to_owned(), workbook),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            relationships(&related),
        ),
        ("xl/styles.xml".to_owned(), styles.to_owned()),
        ("xl/sharedStrings.xml".to_owned(), texts.to_owned()),
    ]);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        archive
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Cells in rows, as they are listed.
fn rows(cells: &[(&str, String)]) -> String {
    let row = |place: &str| {
        place
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .to_owned()
    };
    let mut xml = String::new();
    for group in cells.chunk_by(|(a, _), (b, _)| row(a) == row(b)) {
        write!(xml, "<row r=\"{}\">", row(group[0].0)).unwrap();
        for (place, cell) in group {
            write!(xml, "<c r=\"{place}\"{cell}</c>").unwrap();
        }
        xml.push_str("</row>");
    }
    xml
}
