//! Findings that a site had when it adopted the checker: set aside, so that new ones stand out.
//!
//! In: the text of a baseline and a report. Out: the report without what the baseline holds; or a new baseline. A
//! finding is known again by file, rule, message and marked words, and counted, never by its line: an edit above
//! leaves it alone, and a second one like it is new. An entry stands on a line of its own, sorted, for diffs.
//! Absent on purpose: findings of a file under another name. They are looked at again.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::check::report::{Finding, Report};
use crate::load::Inputs;
use crate::report::fingerprint::{Print, print};

/// Of the file.
const VERSION: u64 = 1;

/// Known findings, and how often each stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    counts: BTreeMap<Print, usize>,
}

/// What a baseline did to a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Findings set aside.
    pub known: usize,
    /// Findings that the baseline holds and the site no longer has.
    pub gone: usize,
}

impl Baseline {
    /// A baseline of all findings of a report.
    pub fn of(inputs: &Inputs, report: &Report) -> Baseline {
        let mut counts = BTreeMap::new();
        for finding in &report.findings {
            *counts.entry(print(inputs, &finding.diagnostic)).or_insert(0) += 1;
        }
        Baseline { counts }
    }

    /// Reads a baseline; the error says what is wrong with it.
    pub fn read(text: &str) -> Result<Baseline, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        match document["version"].as_u64() {
            Some(VERSION) => {}
            Some(other) => return Err(format!("it is of version {other}, and this factloom reads {VERSION}")),
            None => return Err("it has no `version`: is it a baseline?".to_owned()),
        }
        let entries = document["findings"].as_array().ok_or("it has no list `findings`")?;
        let mut counts = BTreeMap::new();
        for (number, entry) in entries.iter().enumerate() {
            let field = |key: &str| {
                let text = entry[key].as_str().map(Box::from);
                text.ok_or_else(|| format!("entry {} has no text `{key}`", number + 1))
            };
            let print =
                Print { path: field("path")?, rule: field("rule")?, message: field("message")?, text: field("text")? };
            let count = entry["count"].as_u64().and_then(|count| usize::try_from(count).ok());
            let count = count.ok_or_else(|| format!("entry {} has no whole number `count`", number + 1))?;
            *counts.entry(print).or_insert(0usize) += count;
        }
        Ok(Baseline { counts })
    }

    /// The text of its file.
    pub fn write(&self) -> String {
        let line = |(print, count): (&Print, &usize)| {
            let text = |text: &str| Value::from(text).to_string();
            let Print { path, rule, message, text: marked } = print;
            format!(
                "    {{\"path\": {}, \"rule\": {}, \"message\": {}, \"text\": {}, \"count\": {count}}}",
                text(path),
                text(rule),
                text(message),
                text(marked)
            )
        };
        let lines: Vec<String> = self.counts.iter().map(line).collect();
        let head = json!("Findings set aside by `factloom check --baseline`; `--update-baseline` writes this file.");
        match lines.as_slice() {
            [] => format!("{{\n  \"about\": {head},\n  \"version\": {VERSION},\n  \"findings\": []\n}}\n"),
            lines => format!(
                "{{\n  \"about\": {head},\n  \"version\": {VERSION},\n  \"findings\": [\n{}\n  ]\n}}\n",
                lines.join(",\n")
            ),
        }
    }

    /// How many findings it holds.
    pub fn count(&self) -> usize {
        self.counts.values().sum()
    }

    /// Findings that this one holds and another does not.
    pub fn beyond(&self, other: &Baseline) -> usize {
        let of_other = |print: &Print| other.counts.get(print).copied().unwrap_or(0);
        self.counts.iter().map(|(print, count)| count.saturating_sub(of_other(print))).sum()
    }

    /// Takes known findings out of a report.
    pub fn apply(&self, inputs: &Inputs, report: &mut Report) -> Applied {
        let mut left = self.counts.clone();
        let before = report.findings.len();
        report.findings.retain(|finding| !take(&mut left, print(inputs, &finding.diagnostic)));
        Applied { known: before - report.findings.len(), gone: left.values().sum() }
    }

    /// The findings among some that it does not hold, by their position.
    pub fn new_ones<'f>(&self, inputs: &Inputs, findings: impl Iterator<Item = &'f Finding>) -> Vec<bool> {
        let mut left = self.counts.clone();
        findings.map(|finding| !take(&mut left, print(inputs, &finding.diagnostic))).collect()
    }
}

fn take(left: &mut BTreeMap<Print, usize>, print: Print) -> bool {
    match left.get_mut(&print) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}
