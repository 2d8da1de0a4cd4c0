//! One table per record: which fields it may have, what each means and what may stand in it.
//!
//! In: nothing; these are constants. Out: `Table`s. `Record` reads a map by its table (known fields, the nearest
//! one to a misspelt field, examples, longest texts), and `exchange::schema` makes the JSON Schema that editors
//! complete and check by from the same table: the two cannot differ. A field that is read but stands in no table
//! stops the debug build at once; one that nothing reads fails a test below.
//! schemars, which derives a schema from serde types, is of no use here: records are read from YAML nodes that
//! know their places, so that one wrong field is a finding and not the end of the file; none is a serde type.
//! Absent on purpose: what fields mean together, which is each item's parser.

pub mod article;
pub mod directive;
pub mod entity;
pub mod evidence;
pub mod hosting;
pub mod sheet;
pub mod site;
pub mod source;
pub mod target;
pub mod waiver;
pub mod words;

use words::Choice;

/// A record: an article's front matter, a fact, a source.
#[derive(Debug)]
pub struct Table {
    /// Its name in a schema: `fact`.
    pub name: &'static str,
    /// What it is, one sentence; editors show it.
    pub about: &'static str,
    /// Its fields, in the order of the handbook.
    pub fields: &'static [Field],
}

/// One field of a record.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key.
    pub key: &'static str,
    /// What it means, one sentence; editors show it.
    pub about: &'static str,
    /// What may stand in it.
    pub shape: Shape,
    /// Whether every record of its table must have it; what holds for some only is its parser's.
    pub required: bool,
    /// A value as YAML, for findings to paste and for editors to show.
    pub example: &'static str,
}

/// What may stand in a field. A list of texts or ids may be written as a single one.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A scalar of at most so many characters; 0 for any length.
    Text(usize),
    /// Inline markdown that shows at most so many characters; 0 for any length.
    Markdown(usize),
    /// At most so many texts; 0 for any number.
    Texts(usize),
    /// One of some words.
    Word(&'static [Choice]),
    /// Some of some words.
    Words(&'static [Choice]),
    /// `true` or `false`.
    Flag,
    /// A whole number.
    Count,
    /// A number phrase: `nearly 1,000`.
    Phrase,
    /// `2022`, `2022-04` or `2022-04-29`.
    Date,
    /// A date, a period `2021-03..2026`, an open one `1978..`, or `unknown`.
    When,
    /// `30d`, `6mo`, `1y` or `never`.
    Length,
    /// `5%`, from 0 % to 50 %.
    Share,
    /// `95%`, from 0 % to 100 %.
    Percent,
    /// An `http` or `https` address.
    Address,
    /// The id of something.
    Id(Of),
    /// Ids of somethings.
    Ids(Of),
    /// A fact: `sheet/key`, or `key` alone for one of the same sheet.
    Fact,
    /// Facts, each as above.
    Facts,
    /// A figure of a fact: the fact, an answer, a point or a span of its series.
    Figure,
    /// `source, locator`, a map, or a list of either.
    Evidence,
    /// The path of a CSV file beside the sheet.
    CsvFile,
    /// A map with fields of its own.
    Record(&'static Table),
    /// Such maps in a list; a single one may stand alone.
    Records(&'static Table),
    /// A map from keys of one sort to values of one shape.
    Map(Key, &'static Shape),
    /// One of these.
    Either(&'static [Shape]),
}

/// What an id is the id of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// An article.
    Article,
    /// A sheet.
    Sheet,
    /// A source.
    Source,
    /// An entity.
    Entity,
    /// A term of the glossary.
    Term,
    /// A topic of `site.yml`.
    Topic,
}

/// What the keys of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Ids that the map gives out.
    Id,
    /// Dates.
    Date,
    /// Languages, BCP 47.
    Language,
    /// Names of rules.
    Rule,
    /// Any text.
    Text,
}

impl Table {
    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// All keys, in the order of the handbook.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.fields.iter().map(|field| field.key)
    }
}

/// A field that may be left out.
const fn may(key: &'static str, shape: Shape, example: &'static str, about: &'static str) -> Field {
    Field { key, about, shape, required: false, example }
}

/// A field that every record of its table has.
const fn must(key: &'static str, shape: Shape, example: &'static str, about: &'static str) -> Field {
    Field { key, about, shape, required: true, example }
}
