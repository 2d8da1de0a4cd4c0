//! The bodies of the five fenced directives.

use super::words::{COLUMNS, Word};
use super::{Field, Of, Shape, Table, may};
use crate::model::fact::FactKind;
use crate::model::prose::{ChartKind, DirectiveKind};

const FACTS: Field = may("facts", Shape::Facts, "[sheet/key]", "The facts to show, in this order.");
const SHEET: Field = may("sheet", Shape::Id(Of::Sheet), "sheet-id", "The sheet whose facts are shown.");
const CAPTION: Field = may("caption", Shape::Markdown(0), "What it shows", "A caption, inline markdown.");
const WIDE: Field = may("wide", Shape::Flag, "true", "Whether it may be wider than the text.");
const FROM: Field = may("from", Shape::Date, "2018", "Leave out what is earlier.");
const TO: Field = may("to", Shape::Date, "2026", "Leave out what is later.");

static TIMELINE: Table = Table {
    name: "timeline",
    about: "Dated facts in order.",
    fields: &[
        FACTS,
        SHEET,
        may("topics", Shape::Ids(Of::Topic), "[topic-id]", "Facts of these topics."),
        may("entities", Shape::Ids(Of::Entity), "[entity-id]", "Facts about or by these entities."),
        may("kinds", Shape::Words(FactKind::CHOICES), "[event]", "Facts of these kinds only."),
        FROM,
        TO,
        CAPTION,
        WIDE,
    ],
};

static STAGES: Table = Table { name: "stages", about: "The periods of a sheet.", fields: &[SHEET, CAPTION, WIDE] };

static TABLE: Table = Table {
    name: "table",
    about: "Facts as rows.",
    fields: &[
        FACTS,
        SHEET,
        may("columns", Shape::Words(COLUMNS), "[claim, value]", "The columns, in this order."),
        may("sort", Shape::Text(0), "-as_of", "The column to sort by; a hyphen before it turns the order round."),
        CAPTION,
        WIDE,
    ],
};

static CHART: Table = Table {
    name: "chart",
    about: "Facts as a picture.",
    fields: &[
        may("fact", Shape::Facts, "sheet/key", "The fact to draw."),
        FACTS,
        may("type", Shape::Word(ChartKind::CHOICES), "line", "The form of the chart; what fits the data if left out."),
        FROM,
        TO,
        may("title", Shape::Text(0), "What the chart shows", "The finding, one sentence."),
        may(
            "alt",
            Shape::Text(0),
            "What the chart shows",
            "The text for those who do not see it; written from the data if left out.",
        ),
        CAPTION,
        WIDE,
    ],
};

static CARDS: Table = Table { name: "facts", about: "Facts as cards.", fields: &[FACTS, CAPTION, WIDE] };

/// The table of a directive.
pub fn table(kind: DirectiveKind) -> &'static Table {
    match kind {
        DirectiveKind::Timeline => &TIMELINE,
        DirectiveKind::Stages => &STAGES,
        DirectiveKind::Table => &TABLE,
        DirectiveKind::Chart => &CHART,
        DirectiveKind::Facts => &CARDS,
    }
}
