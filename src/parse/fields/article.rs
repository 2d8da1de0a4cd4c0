//! The front matter of an article.

use super::evidence::CORRECTION;
use super::waiver::ALLOW;
use super::words::Word;
use super::{Of, Shape, Table, may, must};
use crate::model::article::Status;

/// What stands between the two lines `---`.
pub static ARTICLE: Table = Table {
    name: "article",
    about: "The front matter of an article.",
    fields: &[
        must(
            "title",
            Shape::Markdown(120),
            "What the article explains",
            "The title; inline markdown, figures in it are checked.",
        ),
        must(
            "summary",
            Shape::Markdown(240),
            "One or two sentences.",
            "One or two sentences for lists, search engines and the head of the page; figures in it are checked.",
        ),
        may("date", Shape::Date, "2022-05-10", "The day of first publication; every article but index.md has one."),
        may("topics", Shape::Ids(Of::Topic), "[topic-id]", "Its subjects."),
        may("status", Shape::Word(Status::CHOICES), "draft", "How far it is; published if left out."),
        may("authors", Shape::Texts(0), "[Winnie Han]", "Who wrote it: names or ids of entities."),
        may("updated", Shape::Date, "2022-06-01", "The last change of substance; the newest correction if left out."),
        may("reviewed", Shape::Record(&REVIEWED), "{by: Joyce Liang, date: 2022-05-09}", "Who checked it, and when."),
        may(
            "points",
            Shape::Texts(5),
            "[One sentence.]",
            "What it says in brief: at most five sentences, inline markdown; figures in them are checked.",
        ),
        may(
            "corrections",
            Shape::Records(&CORRECTION),
            "{date: 2022-05-12, was: a, now: b, why: c}",
            "What was wrong in it before.",
        ),
        may("aliases", Shape::Texts(0), "[/old-address/]", "Old addresses that lead here."),
        may(
            "translated_from",
            Shape::Text(0),
            "3f9a1c 77b1e2 0c41aa",
            "In a translation: marks of the original's paragraphs, written by `factloom translated`.",
        ),
        may(
            "autolink",
            Shape::Flag,
            "false",
            "Whether the first mention of a name or term becomes a link; true if left out.",
        ),
        may("toc", Shape::Flag, "false", "Whether a table of contents is shown; true if left out."),
        ALLOW,
    ],
};

/// Who checked an article.
pub static REVIEWED: Table = Table {
    name: "reviewed",
    about: "Who checked the article, and when.",
    fields: &[
        must("by", Shape::Text(0), "name", "Who checked it."),
        must("date", Shape::Date, "2022-05-09", "When it was checked."),
    ],
};
