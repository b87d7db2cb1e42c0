//! The description of a report, which every rendering reads: a page of sections, each of paragraphs, tables and figures.

use std::fmt;
use std::sync::Arc;

use super::cell::Cell;

/// A page: the short report, the full one, or one section of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page {
    /// What it is of: the name of the study.
    pub title: String,
    /// A remark at the beginning and the end that a reader must not overlook: the data are
    /// simulated.
    pub notice: Option<String>,
    /// Its sections, in the order of reading.
    pub sections: Vec<Section>,
}

/// A part of a page with a heading.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Section {
    /// Its name for `--section`, anchors and files: letters, digits and `-`.
    pub name: &'static str,
    /// Its heading.
    pub title: String,
    /// Its content; an empty section is not shown.
    pub blocks: Vec<Block>,
}

/// The content of a section.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Block {
    /// Sentences.
    Paragraph(Text),
    /// Sentences, one below the other, numbered if the text refers to them.
    List {
        /// Whether they are numbered.
        numbered: bool,
        /// The sentences.
        items: Vec<Text>,
    },
    /// Settings or facts: their names and values.
    Record(Vec<(&'static str, Text)>),
    /// A table.
    Table(Table),
    /// A picture, which text and CSV leave out.
    Figure(Figure),
}

/// Sentences: words, with names and numbers in their places.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text(Vec<Cell>);

/// A table of typed cells.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// Its name, unique on a page; it is also the name of its file.
    pub name: &'static str,
    /// Its heading; empty if the heading of the section is enough.
    pub title: String,
    /// Leading columns that name the row.
    pub names: usize,
    /// The headings of the columns.
    pub header: Vec<String>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// The notes below the table.
    pub notes: Vec<Text>,
}

/// A picture.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Figure {
    /// Its name, unique on a page.
    pub name: &'static str,
    /// What draws it, when it is needed.
    pub drawing: Arc<dyn Drawing>,
    /// The picture in words, for users who cannot see it.
    pub alt: String,
    /// The caption below the picture.
    pub caption: Text,
}

/// A picture with its content, so that a page needs no document.
pub trait Drawing: fmt::Debug + Send + Sync {
    /// The picture as one `<svg>` element that stands by itself.
    fn svg(&self) -> String;
}

impl Page {
    /// A page of the sections that are not empty.
    #[must_use]
    pub fn new(title: impl Into<String>, sections: impl IntoIterator<Item = Section>) -> Self {
        Self {
            title: title.into(),
            notice: None,
            sections: sections.into_iter().filter(|s| !s.is_empty()).collect(),
        }
    }

    /// The page with one section; `None` if there is no section with this name.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<Self> {
        let section = self.sections.iter().find(|s| s.name == name)?;
        Some(Self {
            sections: vec![section.clone()],
            ..self.clone()
        })
    }

    /// Every table, in the order of reading.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let blocks = self.sections.iter().flat_map(|s| &s.blocks);
        blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
}

impl Section {
    /// A section without anything in it.
    #[must_use]
    pub fn new(name: &'static str, title: impl Into<String>) -> Self {
        Self {
            name,
            title: title.into(),
            blocks: Vec::new(),
        }
    }

    /// With a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: impl Into<Text>) -> Self {
        self.blocks.push(Block::Paragraph(text.into()));
        self
    }

    /// With a list of sentences, unless there are none.
    #[must_use]
    pub fn list<T: Into<Text>>(mut self, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Text> = items.into_iter().map(Into::into).collect();
        if !items.is_empty() {
            let numbered = false;
            self.blocks.push(Block::List { numbered, items });
        }
        self
    }

    /// With a numbered list of sentences, unless there are none.
    #[must_use]
    pub fn numbered<T: Into<Text>>(mut self, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Text> = items.into_iter().map(Into::into).collect();
        if !items.is_empty() {
            let numbered = true;
            self.blocks.push(Block::List { numbered, items });
        }
        self
    }

    /// With settings or facts.
    #[must_use]
    pub fn record(mut self, lines: Vec<(&'static str, Text)>) -> Self {
        self.blocks.push(Block::Record(lines));
        self
    }

    /// With a table, unless it has no rows.
    #[must_use]
    pub fn table(mut self, table: impl Into<Option<Table>>) -> Self {
        let table = table.into().filter(|t| !t.rows.is_empty());
        self.blocks.extend(table.map(Block::Table));
        self
    }

    /// With a figure, if there is one.
    #[must_use]
    pub fn figure(mut self, figure: impl Into<Option<Figure>>) -> Self {
        self.blocks.extend(figure.into().map(Block::Figure));
        self
    }

    fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

impl Text {
    /// Words of the report; names in them stand in backquotes.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(vec![Cell::Words(words.into())])
    }

    /// With a name or a number.
    #[must_use]
    pub fn and(mut self, cell: Cell) -> Self {
        self.0.push(cell);
        self
    }

    /// With more words.
    #[must_use]
    pub fn say(self, words: impl Into<String>) -> Self {
        self.and(Cell::Words(words.into()))
    }

    /// With all of another text.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Some texts with words between them; `None` for none.
    pub(super) fn joined(parts: impl IntoIterator<Item = Self>, between: &str) -> Option<Self> {
        let mut parts = parts.into_iter();
        let first = parts.next()?;
        Some(parts.fold(first, |all, part| all.say(between).then(part)))
    }

    /// The pieces, which are joined without blanks.
    #[must_use]
    pub fn pieces(&self) -> &[Cell] {
        &self.0
    }

    /// The text as a string; `decimals` are those of estimates.
    #[must_use]
    pub fn shown(&self, decimals: usize) -> String {
        self.0.iter().map(|cell| cell.shown(decimals)).collect()
    }
}

impl<S: Into<String>> From<S> for Text {
    fn from(words: S) -> Self {
        Self::new(words)
    }
}

impl Table {
    /// A table without rows whose first `names` columns name the row.
    #[must_use]
    pub fn new<S: Into<String>>(
        name: &'static str,
        title: impl Into<String>,
        names: usize,
        header: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            name,
            title: title.into(),
            names,
            header: header.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a row; missing cells are blank.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let mut cells: Vec<Cell> = cells.into_iter().collect();
        cells.resize(self.header.len(), Cell::Blank);
        self.rows.push(cells);
    }

    /// Adds a row that is a heading of the rows below it: it has only its first cell, which may use the whole line.
    pub fn heading(&mut self, text: impl Into<Text>) {
        self.row([Cell::Text(text.into())]);
    }

    /// Whether a row is a heading of the rows below it.
    #[must_use]
    pub fn is_heading(row: &[Cell]) -> bool {
        matches!(row, [Cell::Text(_), others @ ..] if others.iter().all(|c| *c == Cell::Blank))
    }

    /// Adds a note.
    pub fn note(&mut self, note: impl Into<Text>) {
        self.notes.push(note.into());
    }
}

impl Figure {
    /// A figure.
    #[must_use]
    pub fn new(
        name: &'static str,
        drawing: impl Drawing + 'static,
        alt: impl Into<String>,
        caption: impl Into<Text>,
    ) -> Self {
        Self {
            name,
            drawing: Arc::new(drawing),
            alt: alt.into(),
            caption: caption.into(),
        }
    }
}
