//! SARIF 2.1.0, which GitHub code scanning, Azure DevOps and editors read; held to the official schema by a test.
//!
//! Values are made as JSON. The one crate for it, serde-sarif, had its last release in May 2025, builds its types
//! with a generator of 2021 and brings 14 crates into the tree; the format itself is frozen. Columns are Unicode code
//! points, ends are exclusive. Waived findings are written as suppressed ones only when asked for: GitHub shows
//! suppressed results as open alerts. Absent on purpose: `helpUri`; the documentation itself is in `help`.

use serde_json::{Value, json};

use crate::base::diag::{Diagnostic, Fix, Level};
use crate::base::escape::url_part;
use crate::base::text::At;
use crate::check::report::{Finding, Waived};
use crate::check::{Lint, doc, lints};
use crate::report::machine::Places;
use crate::report::{Format, Shown, fingerprint};

/// The format.
pub static FORMAT: Format = Format { name: "sarif", about: "SARIF 2.1.0, for code scanning", render };

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The name of our fingerprint; its number rises when equal findings get another one.
const FINGERPRINT: &str = "factloom/v1";

fn render(shown: &Shown<'_>) -> String {
    let places = Places::new(shown.inputs);
    let cx = Cx { root: shown.root, places: &places, inputs: shown.inputs };
    let waived: &[Waived] = if shown.more.waived { &shown.report.waived } else { &[] };
    let all = || shown.findings().chain(waived.iter().map(|waived| &waived.finding));
    let prints = fingerprint::of_all(shown.inputs, all());
    let mut results: Vec<Value> = all().zip(&prints).map(|(finding, print)| cx.result(finding, print)).collect();
    if shown.more.waived {
        // Where one result says how it is suppressed, the others say that they are not.
        let open = results.len() - waived.len();
        results[..open].iter_mut().for_each(|result| result["suppressions"] = json!([]));
        for (result, waived) in results[open..].iter_mut().zip(waived) {
            result["suppressions"] = json!([cx.suppression(waived)]);
        }
    }
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Factloom",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "shortDescription": { "text": "Checks facts, sources and the articles that rest on them." },
                "rules": lints::LINTS.iter().map(|lint| rule(lint)).collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": "factloom/" },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": true }],
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn rule(lint: &Lint) -> Value {
    let finds = doc::one_line(doc::finds(lint.doc));
    json!({
        "id": lint.name,
        "shortDescription": { "text": doc::in_brief(&finds, 200) },
        "fullDescription": { "text": finds },
        "help": { "text": doc::in_short(lint.doc).replace("**", ""), "markdown": lint.doc },
        "defaultConfiguration": { "enabled": lint.level != Level::Off, "level": level(lint.level) },
        "properties": { "problem.severity": severity(lint.level) },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "note",
        Level::Off => "none",
    }
}

/// GitHub's word.
fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info | Level::Off => "recommendation",
    }
}

struct Cx<'a> {
    root: &'a str,
    places: &'a Places<'a>,
    inputs: &'a crate::load::Inputs,
}

impl Cx<'_> {
    fn result(&self, finding: &Finding, print: &str) -> Value {
        let diagnostic = &finding.diagnostic;
        let mut result = json!({
            "ruleId": diagnostic.rule,
            "level": level(finding.level),
            "message": { "text": message(diagnostic) },
            "locations": [{ "physicalLocation": self.place(diagnostic.at) }],
            "partialFingerprints": { FINGERPRINT: print },
        });
        if let Some(index) = lints::LINTS.iter().position(|lint| lint.name == diagnostic.rule) {
            result["ruleIndex"] = index.into();
        }
        if !diagnostic.notes.is_empty() {
            let note = |(id, (at, text)): (usize, &(At, String))| json!({ "id": id + 1, "physicalLocation": self.place(*at), "message": { "text": text } });
            result["relatedLocations"] = diagnostic.notes.iter().enumerate().map(note).collect();
        }
        if let Some(fix) = diagnostic.fix.as_ref().filter(|fix| self.inputs.get(fix.at.file).is_some()) {
            result["fixes"] = json!([self.fix(diagnostic, fix)]);
        }
        result
    }

    fn fix(&self, diagnostic: &Diagnostic, fix: &Fix) -> Value {
        let place = self.place(fix.at);
        let text = diagnostic.help.clone().unwrap_or_else(|| match &*fix.text {
            "" => "take it out".to_owned(),
            text => format!("write `{text}`"),
        });
        json!({
            "description": { "text": text },
            "artifactChanges": [{
                "artifactLocation": place["artifactLocation"],
                "replacements": [{ "deletedRegion": region(self.places, fix.at), "insertedContent": { "text": fix.text } }],
            }],
        })
    }

    fn suppression(&self, waived: &Waived) -> Value {
        let until = waived.until.map(|until| format!(" (until {until})")).unwrap_or_default();
        json!({
            "kind": "inSource",
            "status": "accepted",
            "justification": format!("{}{until}", waived.reason),
            "location": { "physicalLocation": self.place(waived.by) },
        })
    }

    /// A `physicalLocation`. What no file holds is a matter of the settings.
    fn place(&self, at: At) -> Value {
        let place = self.places.of(at);
        let path = if place.is_in_file { place.path } else { "content/site.yml" };
        let mut out = json!({ "artifactLocation": self.artifact(path) });
        if place.is_in_file {
            out["region"] = region(self.places, at);
        }
        out
    }

    fn artifact(&self, path: &str) -> Value {
        let uri = url_part(&format!("{}{path}", self.root));
        match uri.starts_with('/') {
            true => json!({ "uri": format!("file://{uri}") }),
            false => json!({ "uri": uri, "uriBaseId": "%SRCROOT%" }),
        }
    }
}

fn region(places: &Places<'_>, at: At) -> Value {
    let place = places.of(at);
    json!({
        "startLine": place.start.line, "startColumn": place.start.column,
        "endLine": place.end.line, "endColumn": place.end.column,
    })
}

/// The message, what the sheet says, and the remedy: most readers show nothing else.
fn message(diagnostic: &Diagnostic) -> String {
    let label = if diagnostic.label.is_empty() { String::new() } else { format!(": {}", diagnostic.label) };
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    format!("{}{label}{help}", diagnostic.message)
}
