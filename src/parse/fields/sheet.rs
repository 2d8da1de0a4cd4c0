//! A sheet, its facts, and what stands in them.

use super::evidence::{CORRECTION, RETIRED};
use super::waiver::ALLOW;
use super::words::Word;
use super::{Key, Of, Shape, Table, may, must};
use crate::model::fact::FactKind;

/// A sheet.
pub static SHEET: Table = Table {
    name: "sheet",
    about: "A sheet: facts of one subject.",
    fields: &[
        must("title", Shape::Text(80), "Sanctions on Russia, 2022", "What the sheet is about, at most 80 characters."),
        must(
            "summary",
            Shape::Text(240),
            "One or two sentences.",
            "One or two sentences, at most 240 characters; inline markdown.",
        ),
        must("topics", Shape::Ids(Of::Topic), "[topic-id]", "Its subjects."),
        may(
            "defaults",
            Shape::Record(&FACT),
            "{evidence: source-id}",
            "Fields that every fact of the sheet has unless it sets them itself.",
        ),
        must(
            "facts",
            Shape::Map(Key::Id, &Shape::Record(&FACT)),
            "{}",
            "The facts, each under its key; prose binds them as fact:sheet/key.",
        ),
        ALLOW,
    ],
};

/// A fact. `needs` says what it must have besides, for that depends on its kind and on the sheet's `defaults`.
pub static FACT: Table = Table {
    name: "fact",
    about: "A fact: a claim, who makes it, where it was read and when it held.",
    fields: &[
        may(
            "kind",
            Shape::Word(FactKind::CHOICES),
            "statistic",
            "What sort of claim it is; it decides what else is needed.",
        ),
        may(
            "claim",
            Shape::Text(200),
            "\"___ companies left.\"",
            "One sentence that stands alone, at most 200 characters; ___ is where the value goes.",
        ),
        may(
            "label",
            Shape::Text(40),
            "Companies that left",
            "A short name for charts and tables, at most 40 characters.",
        ),
        may(
            "value",
            Shape::Phrase,
            "nearly 1,000",
            "The number as the source words it: 10,128 · nearly 1,000 · 600 to 700.",
        ),
        may("unit", Shape::Text(0), "companies", "What is counted or measured: companies, %, USD."),
        may("as_of", Shape::When, "2022-04-29", "When the value held."),
        may(
            "when",
            Shape::When,
            "2022-04-29",
            "When it happened, was said or came into force; 2021-03..2026 is a period, 1978.. one that goes on.",
        ),
        may("by", Shape::Ids(Of::Entity), "entity-id", "Who says so."),
        may(
            "quote",
            Shape::Either(&[Shape::Text(0), Shape::Map(Key::Language, &Shape::Text(0))]),
            "the words as they were said",
            "The words themselves, or a map from language to words with the original first.",
        ),
        may("translated_by", Shape::Text(0), "this site", "Who translated the quote."),
        may("evidence", Shape::Evidence, "source-id, para. 7", "Where it was read."),
        may(
            "values",
            Shape::Map(Key::Id, &Shape::Record(&ANSWER)),
            "{a: {value: 1000, by: entity-id}, b: {value: 600 to 700, by: entity-id}}",
            "Several answers to one question, each under a key of its own; at least two.",
        ),
        may(
            "series",
            Shape::Either(&[
                Shape::CsvFile,
                Shape::Map(Key::Date, &Shape::Either(&[Shape::Phrase, Shape::Record(&POINT)])),
            ]),
            "{2020: 1000, 2021: 1200}",
            "Values by date, in rising order, or the name of a CSV file beside the sheet.",
        ),
        may(
            "breakdown",
            Shape::Map(Key::Text, &Shape::Either(&[Shape::Phrase, Shape::Record(&SHARE)])),
            "{withdrawn: 300, reduced: 700}",
            "The parts that a figure is made of.",
        ),
        may(
            "derived",
            Shape::Record(&DERIVED),
            "{formula: a ÷ b × 100, from: {a: sheet/part, b: sheet/whole}}",
            "How this site computes it from other facts; date, sources and unit come from those.",
        ),
        may("order", Shape::Count, "1", "The number of a period, unique in its sheet."),
        may("target", Shape::Date, "2025", "When a forecast comes due."),
        may("outcome", Shape::Record(&OUTCOME), "{date: 2026, text: What happened}", "What became of a forecast."),
        may("method", Shape::Text(0), "Counts announcements.", "How it was counted, one line."),
        may("about", Shape::Ids(Of::Entity), "[entity-id]", "Whom or what it is about."),
        may("topics", Shape::Ids(Of::Topic), "[topic-id]", "Its subjects, besides those of the sheet."),
        may("stale_after", Shape::Length, "1y", "After how long it is due for review; by kind if left out."),
        may("checked", Shape::Date, "2022-06-01", "When someone last looked whether it still holds."),
        may("note", Shape::Markdown(0), "Counts announcements.", "A remark for readers, inline markdown."),
        may(
            "corrections",
            Shape::Records(&CORRECTION),
            "{date: 2022-05-12, was: a, now: b, why: c}",
            "What was wrong in it before.",
        ),
        may(
            "retired",
            Shape::Record(&RETIRED),
            "{date: 2022-05-12, why: One line}",
            "Why it may no longer be bound, and what to use instead.",
        ),
        may("conflicts_with", Shape::Facts, "[sheet/key]", "Facts that say otherwise."),
        may("see", Shape::Facts, "[sheet/key]", "Related facts."),
        may(
            "withhold",
            Shape::Text(0),
            "The source forbids it.",
            "Why its figures are not offered as a table or download.",
        ),
        ALLOW,
    ],
};

/// One of several answers.
pub static ANSWER: Table = Table {
    name: "answer",
    about: "One of several answers to the question of a fact.",
    fields: &[
        must("value", Shape::Phrase, "1000", "The number as the source words it; inside { } quote one with a comma."),
        may("as_of", Shape::When, "2022-04-29", "When it held."),
        may("by", Shape::Ids(Of::Entity), "entity-id", "Who says so."),
        may("evidence", Shape::Evidence, "source-id, para. 7", "Where it was read."),
        may("note", Shape::Text(0), "Counts announcements.", "A remark for readers."),
        may("retired", Shape::Record(&RETIRED), "{date: 2022-05-12, why: One line}", "Why it may no longer be bound."),
    ],
};

/// A point of a series.
pub static POINT: Table = Table {
    name: "point",
    about: "One point of a series.",
    fields: &[
        must("value", Shape::Phrase, "1000", "The number at this date."),
        may("evidence", Shape::Evidence, "source-id, para. 7", "Where it was read."),
        may("note", Shape::Text(0), "A new method since then.", "A remark on this point."),
    ],
};

/// A part of a breakdown.
pub static SHARE: Table = Table {
    name: "share",
    about: "One part of a breakdown.",
    fields: &[
        must("value", Shape::Phrase, "1000", "The number of this part."),
        may("note", Shape::Text(0), "Rounded.", "A remark on this part."),
    ],
};

/// How a fact is computed.
pub static DERIVED: Table = Table {
    name: "derived",
    about: "A formula over other facts. The value is computed, or the one stated is checked against it.",
    fields: &[
        must(
            "formula",
            Shape::Text(0),
            "a ÷ b × 100",
            "Names, numbers, + − × ÷ (or * /), parentheses, sum(a), share(part, whole) and change(old, new); inside { } quote one with a comma.",
        ),
        must(
            "from",
            Shape::Map(Key::Text, &Shape::Figure),
            "{a: sheet/part, b: sheet/whole@2021}",
            "What each name stands for: sheet/key, sheet/key/answer, a point sheet/key@2021, a span sheet/key@2018..2021.",
        ),
        may(
            "digits",
            Shape::Count,
            "3",
            "How many significant digits to show; as many as the least precise input has if left out, 3 or 4 of them.",
        ),
    ],
};

/// What became of a forecast.
pub static OUTCOME: Table = Table {
    name: "outcome",
    about: "What became of a forecast.",
    fields: &[
        must("date", Shape::Date, "2026", "When it was known."),
        must("text", Shape::Text(0), "What happened", "What happened, one line."),
        may("evidence", Shape::Evidence, "source-id, para. 7", "Where it was read."),
    ],
};

/// A sheet in another language.
pub static TRANSLATION: Table = Table {
    name: "translation",
    about: "A sheet in another language: its words, never its values.",
    fields: &[
        may("title", Shape::Text(80), "The title, translated", "The title of the sheet."),
        may("summary", Shape::Text(240), "The summary, translated.", "The summary of the sheet."),
        may(
            "facts",
            Shape::Map(Key::Id, &Shape::Record(&TRANSLATED)),
            "{key: {claim: The claim}}",
            "Facts by the keys of the sheet.",
        ),
    ],
};

/// A fact in another language.
pub static TRANSLATED: Table = Table {
    name: "translated",
    about: "A fact in another language: its words, never its values.",
    fields: &[
        may(
            "claim",
            Shape::Text(200),
            "\"___ companies left.\"",
            "The claim, translated; ___ is where the value goes.",
        ),
        may("label", Shape::Text(40), "Companies that left", "The short name, translated."),
        may("unit", Shape::Text(0), "companies", "The unit, translated."),
        may("note", Shape::Markdown(0), "Counts announcements.", "The remark, translated."),
    ],
};

/// A field that facts must have, some of them or all.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// The field that a finding asks for.
    pub key: &'static str,
    /// Any of these will do.
    pub met_by: &'static [&'static str],
}

/// Every fact needs these. Of several answers each has its own evidence; the fact as a whole may have none.
pub const ALWAYS: &[Need] = &[
    Need { key: "kind", met_by: &["kind"] },
    Need { key: "claim", met_by: &["claim"] },
    Need { key: "evidence", met_by: &["evidence", "values", "derived"] },
];

/// What facts of some kinds need, by `FactKind::needs`. Each of several answers may name its own date and
/// speaker; a fact may be placed by either date, for a statement about a figure held on its `as_of`; and what is
/// computed has the dates of what it is computed from, and this site for speaker.
pub const BY_KIND: &[Need] = &[
    Need { key: "value", met_by: &["value", "values", "series", "breakdown", "derived"] },
    Need { key: "as_of", met_by: &["as_of", "values", "derived"] },
    Need { key: "when", met_by: &["when", "as_of", "derived"] },
    Need { key: "order", met_by: &["order"] },
    Need { key: "by", met_by: &["by", "values", "derived"] },
];
