//! A source.

use super::evidence::RETRACTED;
use super::waiver::ALLOW;
use super::words::Word;
use super::{Of, Shape, Table, may, must};
use crate::model::source::{Read, SourceKind};

/// What was read.
pub static SOURCE: Table = Table {
    name: "source",
    about: "Something that was read: an article, a book, a report, a page.",
    fields: &[
        must(
            "type",
            Shape::Word(SourceKind::CHOICES),
            "newspaper",
            "What sort of text it is; it decides how it is cited.",
        ),
        must("title", Shape::Text(0), "The title as printed", "The title as printed, in its own language."),
        may("title_en", Shape::Text(0), "The title in English", "The title in the language of the site."),
        may(
            "untitled",
            Shape::Flag,
            "true",
            "Whether the title is a description of ours: it is then printed in brackets.",
        ),
        may(
            "author",
            Shape::Texts(0),
            "[\"Han, Winnie\"]",
            "Authors: names, as `Family, Given` where that is not plain, or ids of entities.",
        ),
        may("editor", Shape::Texts(0), "[\"Han, Winnie\"]", "Editors, written as authors are."),
        may("translator", Shape::Texts(0), "[\"Han, Winnie\"]", "Translators, written as authors are."),
        must("publisher", Shape::Text(0), "entity-id", "Who published it: the id of an entity, or a name."),
        may("in", Shape::Text(0), "The book or journal", "The book or journal it stands in."),
        may("date", Shape::Date, "2022-05-10", "When it was published."),
        may("accessed", Shape::Date, "2022-05-12", "When it was read."),
        may("url", Shape::Address, "https://example.org/", "Where it stands on the web."),
        may("archive", Shape::Address, "https://web.archive.org/", "Where an archived copy stands."),
        may("archived", Shape::Date, "2022-05-12", "When that copy was made."),
        may("volume", Shape::Text(0), "12", "The volume, as printed."),
        may("issue", Shape::Text(0), "3", "The issue, as printed."),
        may("pages", Shape::Text(0), "12–34", "The pages, as printed."),
        may("doi", Shape::Text(0), "10.1000/182", "The DOI, without https://doi.org/."),
        may("isbn", Shape::Text(0), "978-3-16-148410-0", "The ISBN, as printed."),
        may("lang", Shape::Text(0), "en", "The language it is written in, BCP 47."),
        may("republishes", Shape::Id(Of::Source), "source-id", "The source it is a copy of; the two count once."),
        may(
            "capture",
            Shape::Text(0),
            "captures/source-id.txt",
            "A private text copy below content/, never published; quotes are checked against it.",
        ),
        may(
            "retracted",
            Shape::Record(&RETRACTED),
            "{date: 2022-05-12, why: One line}",
            "Set when the publisher withdrew it.",
        ),
        may("read", Shape::Word(Read::CHOICES), "excerpt", "How much of it was read."),
        may("note", Shape::Text(0), "Only the abstract is free.", "A remark for readers."),
        ALLOW,
    ],
};
