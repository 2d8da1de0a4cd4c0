//! Workflow commands, which GitHub Actions turns into annotations beside the lines of a pull request.
//!
//! Of each level GitHub shows ten in a step and fifty in a job, so errors come first.

use crate::base::diag::Level;
use crate::check::report::Finding;
use crate::report::machine::{Place, Places};
use crate::report::{Format, Shown};

/// The format.
pub static FORMAT: Format = Format { name: "github", about: "Annotations of GitHub Actions", render };

fn render(shown: &Shown<'_>) -> String {
    let places = Places::new(shown.inputs);
    let mut findings: Vec<&Finding> = shown.findings().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    findings.into_iter().map(|finding| one(shown, &places, finding)).collect()
}

fn one(shown: &Shown<'_>, places: &Places<'_>, finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let command = match finding.level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info | Level::Off => "notice",
    };
    let mut text = diagnostic.message.clone();
    if !diagnostic.label.is_empty() {
        text.push_str(&format!(": {}", diagnostic.label));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\n{help}"));
    }
    let place = where_it_is(shown, &places.of(diagnostic.at));
    format!("::{command} {place}title={}::{}\n", property(diagnostic.rule), data(&text))
}

fn where_it_is(shown: &Shown<'_>, place: &Place<'_>) -> String {
    if !place.is_in_file {
        return String::new();
    }
    let (start, end) = (place.start, place.end);
    let file = property(&format!("{}{}", shown.root, place.path));
    // GitHub takes columns only of what stands in one line.
    let columns = match start.line == end.line {
        true => format!(",col={},endColumn={}", start.column, end.column.max(start.column)),
        false => String::new(),
    };
    format!("file={file},line={},endLine={}{columns},", start.line, end.line)
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
