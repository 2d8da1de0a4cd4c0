//! How many findings of which rule there are, worst first: what a run ends with.

use std::collections::BTreeMap;

use crate::base::diag::Level;
use crate::base::plural::count;
use crate::check::doc;
use crate::check::report::{Finding, Report};
use crate::report::machine::level_word;
use crate::report::paint::{DIM, of_level, paint};

/// Most characters of what a rule finds.
const BRIEF: usize = 72;

/// Counts by rule, a line each: those of the highest level first, of one level the most frequent. Empty if nothing
/// was found.
pub fn table(report: &Report, color: bool) -> String {
    let mut counts: BTreeMap<&str, (Level, usize)> = BTreeMap::new();
    for Finding { level, diagnostic } in &report.findings {
        counts.entry(diagnostic.rule).or_insert((*level, 0)).1 += 1;
    }
    let mut rows: Vec<(&str, Level, usize)> = counts.into_iter().map(|(rule, (level, n))| (rule, level, n)).collect();
    rows.sort_by_key(|(_, level, n)| (std::cmp::Reverse(*level), std::cmp::Reverse(*n)));
    let words = |level: Level, n: usize| count(n, level_word(level));
    let widest = rows.iter().map(|(_, level, n)| words(*level, *n).len()).max().unwrap_or(0);
    let longest = rows.iter().map(|(rule, ..)| rule.len()).max().unwrap_or(0);
    let mut out = String::new();
    for (rule, level, n) in &rows {
        let counted = words(*level, *n);
        let pad = " ".repeat(widest - counted.len());
        let finds = doc::rule(rule).map_or_else(String::new, |lint| doc::in_brief(doc::finds(lint.doc), BRIEF));
        let counted = paint(color, of_level(*level), &counted);
        out.push_str(&format!("{pad}{counted}  {rule:longest$}  {}\n", paint(color, DIM, &finds)));
    }
    if let Some((rule, ..)) = rows.first() {
        out.push_str(&format!("`factloom explain {rule}` says what a rule finds, why it matters and how to mend it\n"));
    }
    out
}
