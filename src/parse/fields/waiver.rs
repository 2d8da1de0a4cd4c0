//! `allow:`, which articles, sheets, facts, sources, entities and terms have alike.

use super::{Field, Key, Shape, Table, may, must};

/// The field.
pub const ALLOW: Field = may(
    "allow",
    Shape::Map(Key::Rule, &REASON),
    "{bad-date: {why: The source itself says so, until: 2027-01-31}}",
    "Rules that are waived here, each with its reason, or with why and until, the last day on which that holds.",
);

static REASON: Shape = Shape::Either(&[Shape::Text(0), Shape::Record(&WAIVER)]);

/// A reason that ends.
pub static WAIVER: Table = Table {
    name: "waiver",
    about: "Why a rule is waived here, and until when.",
    fields: &[
        must(
            "why",
            Shape::Text(0),
            "Counted from the photograph",
            "The reason, one line; it is listed with the waiver.",
        ),
        may("until", Shape::Date, "2027-01-31", "The last day on which it holds; from then on the finding is back."),
    ],
};
