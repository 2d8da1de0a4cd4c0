//! The findings of a page and of the site, as the bar in the browser shows them: the words of the terminal.

use serde_json::{Value, json};

use crate::base::diag::Level;
use crate::check::report::Finding;
use crate::report::{human, machine};
use crate::session::Session;

/// Most findings shown; the rest are counted.
const MOST: usize = 60;

/// Counts and texts, those of the page's own files first.
pub(super) fn of(session: &Session, page: &str, trouble: Option<&str>) -> Value {
    let analysis = session.analysis();
    let report = &analysis.report;
    let own = session.files_of(page);
    let here: Vec<&Finding> = own.iter().flat_map(|file| report.of_file(*file)).collect();
    // Errors before warnings, in each half; the order of the report within. What a finding weighs stands in the list,
    // where it is does not: of a hundred thousand the first few are looked at.
    let levels = [Level::Error, Level::Warn];
    let first = levels.iter().flat_map(|level| here.iter().filter(|finding| finding.level == *level));
    let others = levels.iter().flat_map(|level| report.findings.iter().filter(|finding| finding.level == *level));
    let others = others.filter(|finding| !own.contains(&finding.diagnostic.at.file));
    let list = first.map(|finding| (true, *finding)).chain(others.map(|finding| (false, finding)));
    let shown: Vec<Value> = list.take(MOST).map(|(here, finding)| one(session, here, finding)).collect();
    let count = |level| here.iter().filter(|finding| finding.level == level).count();
    let (errors, warnings) = (report.count(Level::Error), report.count(Level::Warn));
    json!({
        "checking": !session.is_checked(),
        "trouble": trouble,
        "template": session.template_error().map(|error| format!("template `{}`: {}", error.template, error.message)),
        "here": {"errors": count(Level::Error), "warnings": count(Level::Warn)},
        "site": {"errors": errors, "warnings": warnings},
        "list": shown,
        "more": (errors + warnings).saturating_sub(MOST),
    })
}

fn one(session: &Session, here: bool, finding: &Finding) -> Value {
    let inputs = &session.analysis().inputs;
    let (path, line, column) = machine::place(inputs, finding.diagnostic.at);
    json!({
        "here": here,
        "level": machine::level_word(finding.level),
        "path": path, "line": line, "column": column,
        "text": human::one_plain(inputs, finding),
    })
}

/// The files of the site, for what a place may be opened in.
pub(super) fn is_file_of(session: &Session, path: &str) -> bool {
    let inputs = &session.analysis().inputs;
    inputs.file(path).is_some()
        || path.strip_prefix("templates/").is_some_and(|name| inputs.templates.iter().any(|input| *input.path == *name))
}
