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
    let own = session.files_of(page);
    let is_here = |finding: &&Finding| own.contains(&finding.diagnostic.at.file);
    let worth = analysis.report.findings.iter().filter(|finding| finding.level >= Level::Warn);
    let (here, elsewhere): (Vec<&Finding>, Vec<&Finding>) = worth.partition(is_here);
    let mut list: Vec<(bool, &Finding)> =
        here.iter().map(|f| (true, *f)).chain(elsewhere.iter().map(|f| (false, *f))).collect();
    // Errors before warnings, in each half; the order of the report within.
    list.sort_by_key(|(here, finding)| (!here, std::cmp::Reverse(finding.level)));
    let shown: Vec<Value> = list.iter().take(MOST).map(|(here, finding)| one(session, *here, finding)).collect();
    let count = |list: &[&Finding], level| list.iter().filter(|finding| finding.level == level).count();
    let all = [here.as_slice(), elsewhere.as_slice()].concat();
    json!({
        "checking": !session.is_checked(),
        "trouble": trouble,
        "template": session.template_error().map(|error| format!("template `{}`: {}", error.template, error.message)),
        "here": {"errors": count(&here, Level::Error), "warnings": count(&here, Level::Warn)},
        "site": {"errors": count(&all, Level::Error), "warnings": count(&all, Level::Warn)},
        "list": shown,
        "more": all.len().saturating_sub(MOST),
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
