//! Frictionless Data Packages: what the columns of `facts.csv` mean, so that programs need not guess.
//!
//! Rule: Data Package and Table Schema, version 1 (<https://specs.frictionlessdata.io>).

use serde_json::{Value, json};

/// What a package is about.
pub struct Package<'t> {
    /// Lower-case name without blanks.
    pub name: &'t str,
    /// Title for people.
    pub title: &'t str,
    /// What it holds.
    pub description: &'t str,
    /// Where it can be read about.
    pub homepage: &'t str,
    /// SPDX id of the licence, and its address if known.
    pub licence: (&'t str, Option<String>),
    /// Day of the build.
    pub created: &'t str,
    /// Number of facts.
    pub facts: usize,
}

/// Name, type and meaning of each column of `facts.csv`, in its order.
const FIELDS: &[(&str, &str, &str)] = &[
    ("id", "string", "sheet/key; the fact's page is /facts/ID/"),
    ("kind", "string", "statistic, event, policy, statement, assessment, forecast or period"),
    ("claim", "string", "one sentence that stands alone"),
    ("value", "string", "the figure as the source words it, hedge included"),
    ("hedge_low", "number", "lowest number the wording admits; empty if it names no floor"),
    ("hedge_high", "number", "highest number the wording admits; empty if it names no ceiling"),
    ("unit", "string", "what is counted"),
    ("as_of", "string", "when the value held: year, month, day or period"),
    ("when", "string", "when it happened or was said"),
    ("by", "string", "ids of those who say so, separated by blanks"),
    ("sources", "string", "ids of the sources it was read in, separated by blanks"),
    ("origins", "integer", "independent bodies that say so"),
    ("carriers", "integer", "independent publishers that carry it"),
    ("first_hand", "boolean", "whether a source is the speaker's own"),
    ("disputed", "boolean", "whether another count or fact contradicts it"),
    ("retired", "string", "why it no longer counts, if it does not"),
    ("derived", "string", "the formula by which the site computed it, and the ids its names stand for"),
];

/// The descriptor of a package with `facts.csv` beside it.
pub fn datapackage(package: &Package<'_>) -> Value {
    let fields = FIELDS.iter().map(|(name, of, meaning)| json!({"name": name, "type": of, "description": meaning}));
    let mut out = json!({
        "profile": "tabular-data-package",
        "name": package.name,
        "title": package.title,
        "description": package.description,
        "homepage": package.homepage,
        "created": format!("{}T00:00:00Z", package.created),
        "resources": [{
            "profile": "tabular-data-resource",
            "name": "facts",
            "path": "facts.csv",
            "title": format!("{} facts", package.facts),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": fields.collect::<Vec<_>>(), "primaryKey": "id", "missingValues": [""]},
        }],
    });
    let (name, url) = &package.licence;
    if !name.is_empty() {
        let mut licence = json!({"name": name});
        if let Some(url) = url {
            licence["path"] = json!(url);
        }
        out["licenses"] = json!([licence]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_are_the_columns_of_the_file() {
        let fields: Vec<&str> = FIELDS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(fields, crate::exchange::tables::HEAD);
    }
}
