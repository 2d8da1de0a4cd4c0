//! An entity, and a term of the glossary.

use super::waiver::ALLOW;
use super::words::Word;
use super::{Of, Shape, Table, may, must};
use crate::model::entity::EntityKind;

/// Who speaks, publishes or is spoken of.
pub static ENTITY: Table = Table {
    name: "entity",
    about: "A person, body, place, law or plan that speaks, publishes or is spoken of.",
    fields: &[
        must("name", Shape::Text(0), "The name as it is printed", "The name in the language of the site."),
        must("kind", Shape::Word(EntityKind::CHOICES), "organization", "What it is."),
        may("zh", Shape::Text(0), "人民日报", "The name in Chinese."),
        may("aliases", Shape::Texts(0), "[CCP, CPC]", "Other names; the first mention of each becomes a link."),
        may("role", Shape::Text(0), "Daily under the Central Committee.", "What it is or does, one line."),
        may(
            "owner",
            Shape::Id(Of::Entity),
            "entity-id",
            "Who owns or directs it; papers of one owner count as one carrier.",
        ),
        may("url", Shape::Address, "https://example.org/", "Its own website."),
        may("wikidata", Shape::Text(0), "Q54032", "Its item in Wikidata."),
        may(
            "perspective",
            Shape::Either(&[Shape::Text(0), Shape::Record(&PERSPECTIVE)]),
            "{label: party newspaper, evidence: source-id}",
            "A label of opinion, with the evidence it rests on.",
        ),
        may("note", Shape::Markdown(0), "Founded in 1948.", "A remark, inline markdown."),
        ALLOW,
    ],
};

/// A label of opinion. Without evidence it is read, and reported by a rule of its own.
pub static PERSPECTIVE: Table = Table {
    name: "perspective",
    about: "A label of opinion, with the evidence it rests on.",
    fields: &[
        must("label", Shape::Text(0), "party newspaper", "The label."),
        may(
            "evidence",
            Shape::Evidence,
            "source-id, para. 7",
            "What the label rests on; a label without it is an error.",
        ),
    ],
};

/// A term.
pub static TERM: Table = Table {
    name: "term",
    about: "A word that readers may not know, and what it means.",
    fields: &[
        must("term", Shape::Text(0), "SWIFT", "The term."),
        may("zh", Shape::Text(0), "自力更生", "The term in Chinese."),
        must("def", Shape::Markdown(0), "What it means.", "What it means; inline markdown."),
        may("aliases", Shape::Texts(0), "[zili gengsheng]", "Other words for it."),
        may("see", Shape::Ids(Of::Term), "[term-id]", "Related terms."),
        must("evidence", Shape::Evidence, "source-id, para. 7", "Where the meaning was read."),
        ALLOW,
    ],
};
