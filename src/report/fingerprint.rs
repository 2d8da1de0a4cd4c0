//! What a finding is, whatever line it stands in: for baselines, and for tools that follow findings over time.
//!
//! In: a finding. Out: its file, rule, message and marked words, and a hash of them. Lines are no part of it, so an
//! edit above leaves it alone; of findings that are alike in all that, the first is number 1, the next 2.

use std::collections::HashMap;

use crate::base::diag::Diagnostic;
use crate::base::hash::Hash;
use crate::check::report::Finding;
use crate::load::Inputs;

/// Most characters of the marked text that count.
const MOST: usize = 120;

/// What tells findings apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Print {
    /// Path of the file, from the root of the site.
    pub path: Box<str>,
    /// The rule.
    pub rule: Box<str>,
    /// The message.
    pub message: Box<str>,
    /// The marked text on one line, cut.
    pub text: Box<str>,
}

/// The print of a finding.
pub fn print(inputs: &Inputs, diagnostic: &Diagnostic) -> Print {
    let input = inputs.get(diagnostic.at.file);
    let marked = input.and_then(|input| input.text.get(diagnostic.at.span.range())).unwrap_or("");
    let words = marked.split_whitespace().collect::<Vec<_>>().join(" ");
    Print {
        path: input.map_or_else(|| "content".into(), |input| input.path.clone()),
        rule: diagnostic.rule.into(),
        message: (*diagnostic.message).into(),
        text: words.chars().take(MOST).collect::<String>().into(),
    }
}

/// A hash for each finding, no two alike.
pub fn of_all<'f>(inputs: &Inputs, findings: impl Iterator<Item = &'f Finding>) -> Vec<String> {
    let mut seen: HashMap<Print, usize> = HashMap::new();
    let mut one = |finding: &Finding| {
        let print = print(inputs, &finding.diagnostic);
        let parts = [&print.path, &print.rule, &print.message, &print.text].map(|part| Hash::of(part.as_bytes()));
        let number = seen.entry(print).and_modify(|number| *number += 1).or_insert(1);
        let number = Hash::of(number.to_string().as_bytes());
        Hash::fold(parts.into_iter().chain([number])).to_string()
    };
    findings.map(&mut one).collect()
}
