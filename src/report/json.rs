//! All findings as one JSON document of ours, and its schema.
//!
//! `version` changes only when a field changes its meaning; a reader must bear fields that it does not know.

use serde_json::{Value, json};

use crate::base::diag::Level;
use crate::base::text::At;
use crate::check::report::{Finding, Report, Waived};
use crate::load::Inputs;
use crate::report::machine::{Places, level_word};
use crate::report::{Format, More, Shown};

/// The format.
pub static FORMAT: Format = Format {
    name: "json",
    about: "One JSON document, versioned; `factloom schema findings` prints its schema",
    render,
};

/// Of the document; in its schema too.
const VERSION: u32 = 1;

fn render(shown: &Shown<'_>) -> String {
    let (places, report) = (Places::new(shown.inputs), shown.report);
    let findings: Vec<Value> = shown.findings().map(|finding| one(&places, finding)).collect();
    let waived: Vec<Value> = report.waived.iter().map(|waived| one_waived(&places, waived)).collect();
    let document = json!({
        "version": VERSION,
        "findings": findings,
        "waived": waived,
        "counts": {
            "error": report.count(Level::Error),
            "warning": report.count(Level::Warn),
            "info": report.count(Level::Info),
            "waived": report.waived.len(),
        },
    });
    format!("{document:#}\n")
}

/// All findings of a report.
pub fn json(inputs: &Inputs, report: &Report) -> String {
    render(&Shown { inputs, report, root: "", color: false, quiet: false, more: More::default() })
}

fn span(places: &Places<'_>, at: At) -> Value {
    let place = places.of(at);
    json!({
        "path": place.path, "line": place.start.line, "column": place.start.column,
        "end_line": place.end.line, "end_column": place.end.column,
    })
}

fn one(places: &Places<'_>, finding: &Finding) -> Value {
    let diagnostic = &finding.diagnostic;
    let notes: Vec<Value> =
        diagnostic.notes.iter().map(|(at, text)| json!({"at": span(places, *at), "text": text})).collect();
    json!({
        "rule": diagnostic.rule,
        "level": level_word(finding.level),
        "at": span(places, diagnostic.at),
        "message": diagnostic.message,
        "label": diagnostic.label,
        "notes": notes,
        "help": diagnostic.help,
        "fix": diagnostic.fix.as_ref().map(|fix| json!({"at": span(places, fix.at), "text": fix.text})),
    })
}

fn one_waived(places: &Places<'_>, waived: &Waived) -> Value {
    let mut finding = one(places, &waived.finding);
    let until = waived.until.map(|until| until.to_string());
    finding["waiver"] = json!({"at": span(places, waived.by), "reason": waived.reason, "until": until});
    finding
}

/// The JSON Schema of the document, draft-07.
pub fn schema() -> Value {
    let object = |about: &str, properties: Value| {
        let required: Vec<&String> = properties.as_object().map(|map| map.keys().collect()).unwrap_or_default();
        json!({ "type": "object", "description": about, "required": required, "properties": properties })
    };
    let text = |about: &str| json!({ "type": "string", "description": about });
    let whole = |least: u32, about: &str| json!({ "type": "integer", "minimum": least, "description": about });
    let list = |about: &str, items: &str| json!({ "type": "array", "description": about, "items": { "$ref": format!("#/definitions/{items}") } });
    let at = || json!({ "$ref": "#/definitions/span" });
    let finding = || {
        json!({
            "rule": text("The rule's name; `factloom explain RULE` says what it finds."),
            "level": { "enum": ["error", "warning", "info"], "description": "What it weighs on this site." },
            "at": at(),
            "message": text("What is wrong, one line that stands alone."),
            "label": text("What to say under the marked text; may be empty."),
            "notes": list("Other places that matter.", "note"),
            "help": { "type": ["string", "null"], "description": "The remedy, as text to paste where there is one." },
            "fix": { "anyOf": [{ "$ref": "#/definitions/fix" }, { "type": "null" }] },
        })
    };
    let mut waived = finding();
    waived["waiver"] = json!({ "$ref": "#/definitions/waiver" });
    let mut root = object(
        "Findings of `factloom check --format json`. New fields may come; `version` rises when one changes its meaning.",
        json!({
            "version": { "const": VERSION, "description": "Of this document." },
            "findings": list("What was found, sorted by file and place.", "finding"),
            "waived": list("What a waiver sets aside, in the same order.", "waived"),
            "counts": { "$ref": "#/definitions/counts" },
        }),
    );
    root["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    root["title"] = "Factloom: findings".into();
    root["definitions"] = json!({
        "span": object("Where something stands; lines and columns count from 1, columns in Unicode code points.", json!({
            "path": text("Path from the root of the site; `content` of what no file holds."),
            "line": whole(1, "First line."),
            "column": whole(1, "First column."),
            "end_line": whole(1, "Last line."),
            "end_column": whole(1, "The column behind the last."),
        })),
        "note": object("Another place that matters.", json!({ "at": at(), "text": text("Why it does.") })),
        "fix": object("A change that `factloom fix` makes.", json!({ "at": at(), "text": text("What to write there instead.") })),
        "waiver": object("What sets it aside.", json!({
            "at": at(),
            "reason": text("Why."),
            "until": {
                "type": ["string", "null"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
                "description": "The last day, month or year in which it holds; null if it does for good.",
            },
        })),
        "finding": object("A finding.", finding()),
        "waived": object("A waived finding.", waived),
        "counts": object("How many there are, of each level and waived.", json!({
            "error": whole(0, "Errors: one, and `factloom build` writes nothing."),
            "warning": whole(0, "Warnings."),
            "info": whole(0, "Infos."),
            "waived": whole(0, "Waived findings."),
        })),
    });
    root
}
