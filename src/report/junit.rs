//! JUnit XML, which every CI server reads: a suite a file, a case a finding.
//!
//! Only errors fail a case; a warning or an info is a skipped one, so that it can be read and a server that
//! counts failures agrees with the exit code. Without any finding there is one case, which passed: an empty report
//! is an error to some servers.

use crate::base::diag::Level;
use crate::check::report::Finding;
use crate::report::machine::{Places, level_word};
use crate::report::{Format, Shown};

/// The format.
pub static FORMAT: Format = Format { name: "junit", about: "JUnit XML, for CI servers", render };

fn render(shown: &Shown<'_>) -> String {
    let places = Places::new(shown.inputs);
    let findings: Vec<&Finding> = shown.findings().collect();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"factloom\" {}>\n", counts(&findings, findings.len().max(1))));
    if findings.is_empty() {
        out.push_str("  <testsuite name=\"factloom\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n");
        out.push_str("    <testcase name=\"no findings\" classname=\"factloom\"/>\n  </testsuite>\n");
    }
    for of_file in findings.chunk_by(|a, b| a.diagnostic.at.file == b.diagnostic.at.file) {
        let path = of_file.first().map_or("", |first| places.of(first.diagnostic.at).path);
        let path = xml(&format!("{}{path}", shown.root));
        out.push_str(&format!("  <testsuite name=\"{path}\" {}>\n", counts(of_file, of_file.len())));
        of_file.iter().for_each(|finding| out.push_str(&case(&places, &path, finding)));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn counts(findings: &[&Finding], tests: usize) -> String {
    let failures = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let skipped = findings.len() - failures;
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"")
}

/// `path` is escaped already.
fn case(places: &Places<'_>, path: &str, finding: &Finding) -> String {
    let diagnostic = &finding.diagnostic;
    let start = places.of(diagnostic.at).start;
    let name = format!("{} at {}:{}", diagnostic.rule, start.line, start.column);
    let message = xml(&format!("{}: {}", level_word(finding.level), diagnostic.message));
    let mut text = format!("{path}:{}:{}: {}", start.line, start.column, xml(&diagnostic.message));
    for more in [Some(&diagnostic.label).filter(|label| !label.is_empty()), diagnostic.help.as_ref()] {
        text.push_str(&more.map(|more| format!("\n{}", xml_text(more))).unwrap_or_default());
    }
    let outcome = match finding.level {
        Level::Error => format!("<failure type=\"{}\" message=\"{message}\">{text}</failure>", diagnostic.rule),
        _ => format!("<skipped message=\"{message}\">{text}</skipped>"),
    };
    format!(
        "    <testcase name=\"{}\" classname=\"{path}\" file=\"{path}\" line=\"{}\">{outcome}</testcase>\n",
        xml(&name),
        start.line
    )
}

/// Text as it may stand in an attribute: breaks would be read as blanks.
fn xml(text: &str) -> String {
    xml_text(text).replace('\t', "&#9;").replace('\n', "&#10;").replace('\r', "&#13;")
}

/// Text as it may stand between tags. What XML 1.0 has no place for becomes U+FFFD.
fn xml_text(text: &str) -> String {
    let is_char = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    let clean: String = text.chars().map(|c| if is_char(c) { c } else { '\u{fffd}' }).collect();
    crate::base::escape::html(&clean)
}
