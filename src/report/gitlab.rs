//! A Code Quality report, which GitLab shows in merge requests.

use serde_json::{Value, json};

use crate::base::diag::Level;
use crate::check::report::Finding;
use crate::report::machine::Places;
use crate::report::{Format, Shown, fingerprint};

/// The format.
pub static FORMAT: Format = Format { name: "gitlab", about: "A Code Quality report of GitLab", render };

fn render(shown: &Shown<'_>) -> String {
    let places = Places::new(shown.inputs);
    let prints = fingerprint::of_all(shown.inputs, shown.findings());
    let one = |(finding, print): (&Finding, String)| -> Value {
        let diagnostic = &finding.diagnostic;
        let place = places.of(diagnostic.at);
        let path = if place.is_in_file { place.path } else { "content/site.yml" };
        json!({
            "description": match &*diagnostic.label {
                "" => diagnostic.message.clone(),
                label => format!("{}: {label}", diagnostic.message),
            },
            "check_name": diagnostic.rule,
            "fingerprint": print,
            "severity": match finding.level {
                Level::Error => "major",
                Level::Warn => "minor",
                Level::Info | Level::Off => "info",
            },
            "location": {
                "path": format!("{}{path}", shown.root),
                "lines": { "begin": place.start.line, "end": place.end.line },
            },
        })
    };
    let all: Vec<Value> = shown.findings().zip(prints).map(one).collect();
    format!("{:#}\n", Value::Array(all))
}
