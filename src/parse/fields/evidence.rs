//! Evidence, corrections and retirements: records that several others hold.

use super::words::Word;
use super::{Of, Shape, Table, may, must};
use crate::model::fact::Stance;

/// Where something was read.
pub static EVIDENCE: Table = Table {
    name: "evidence",
    about: "Where it was read: a source, the place in it, and a phrase to find it by. Short form: source-id, para. 7",
    fields: &[
        must("source", Shape::Id(Of::Source), "source-id", "The source it was read in."),
        may(
            "at",
            Shape::Text(0),
            "para. 7",
            "The place in the source: p. 3, para. 7, § 2, ch. 4, fig. 1, or a time such as 12:30.",
        ),
        may(
            "quote",
            Shape::Text(0),
            "incurred 10,128 sanctions",
            "A short phrase of the source, word for word; the value must stand in it.",
        ),
        may("via", Shape::Ids(Of::Entity), "wsj", "Who relayed it to this source, if it did not hear it itself."),
        may("by", Shape::Ids(Of::Entity), "castellum-ai", "Who says so here, if not the one the fact names."),
        may("direct", Shape::Flag, "true", "Whether it was said to the publisher of this source itself."),
        may(
            "stance",
            Shape::Word(Stance::CHOICES),
            "disputes",
            "Whether the source supports the claim, disputes it or gives context.",
        ),
        may("note", Shape::Text(0), "Read on the dashboard.", "A remark for readers."),
    ],
};

/// What was wrong before.
pub static CORRECTION: Table = Table {
    name: "correction",
    about: "Something that was wrong here and was put right; it stays to be seen.",
    fields: &[
        must("date", Shape::Date, "2022-05-12", "When it was put right."),
        must("was", Shape::Text(0), "the wrong words", "The words that were wrong."),
        must("now", Shape::Text(0), "the right words", "The right words."),
        must("why", Shape::Text(0), "one line", "How it came about, one line."),
    ],
};

/// Why a fact or an answer may no longer be bound.
pub static RETIRED: Table = Table {
    name: "retired",
    about: "Why this may no longer be used; it stays to be seen.",
    fields: &[
        must("date", Shape::Date, "2022-05-12", "Since when this holds."),
        must("why", Shape::Text(0), "One line", "Why, one line."),
        may("use", Shape::Fact, "sheet/key", "The fact to use instead."),
    ],
};

/// Why a source is no longer to be relied on.
pub static RETRACTED: Table = Table {
    name: "retracted",
    about: "The publisher withdrew it; every fact that rests on it says so.",
    fields: &[
        must("date", Shape::Date, "2022-05-12", "The day of the withdrawal."),
        must("why", Shape::Text(0), "One line", "The reason, one line."),
    ],
};
