//! `fix`: the changes that are certain and mechanical, applied until nothing more changes.
//!
//! In: inputs, and which rules and files are wanted. Out: the new texts, what was left alone and why, and the
//! analysis of the site as it then is. A fix may uncover more (a file that could not be read), so rounds are
//! repeated; a file that a round makes worse keeps its text of before. Findings that are waived or off are none.
//! Absent on purpose: anything a person has to decide. A finding without `fix` stays a finding.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diag::Level;
use crate::base::text::FileId;
use crate::build::{Analysis, Options, analyse};
use crate::check::report::Report;
use crate::edit::{Edit, apply, fill, texts};
use crate::load::{Input, Inputs};
use crate::parse;

/// The rule whose findings hide all others of a file.
const UNREADABLE: &str = "yaml-syntax";
/// A site that needs more rounds than this is being changed to and fro.
const MOST_ROUNDS: usize = 8;
/// Lines of one file without their quotes; each is found only once those above it are mended.
const MOST_REPAIRS: usize = 200;

/// Which changes are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Names of rules, or `fill::NAME`; all if empty.
    pub rules: Vec<String>,
    /// Paths of files, or of folders with a `/` at the end; all if empty.
    pub paths: Vec<String>,
}

/// One change, and what asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the rule, or `fill::NAME`.
    pub rule: &'static str,
    /// The change.
    pub edit: Edit,
}

/// A file with its fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Path below the root.
    pub path: Box<str>,
    /// The text of before.
    pub before: String,
    /// The text with all fixes.
    pub after: String,
    /// How many there are.
    pub fixes: usize,
}

/// What came of it.
pub struct Fixed {
    /// Changed files by path.
    pub files: Vec<FixedFile>,
    /// Files that fixes would have left with more errors, and have been left alone.
    pub refused: Vec<Box<str>>,
    /// The site with the fixes.
    pub analysis: Analysis,
}

impl Wanted {
    fn has_rule(&self, rule: &str) -> bool {
        self.rules.is_empty() || self.rules.iter().any(|wanted| wanted == rule)
    }

    fn has_path(&self, path: &str) -> bool {
        let covers = |wanted: &String| path == wanted || wanted.ends_with('/') && path.starts_with(wanted.as_str());
        self.paths.is_empty() || self.paths.iter().any(covers)
    }
}

/// All changes that can be made to a site as it is: the fixes of its findings, and empty bindings filled. Of two
/// that overlap the first in the text counts, as in `apply`.
pub fn changes(analysis: &Analysis, wanted: &Wanted) -> Vec<Change> {
    let path = |file: FileId| analysis.inputs.get(file).map(|input| input.path.clone());
    let mut out = Vec::new();
    for finding in &analysis.report.findings {
        let diagnostic = &finding.diagnostic;
        let Some(fix) = diagnostic.fix.as_ref().filter(|_| wanted.has_rule(diagnostic.rule)) else { continue };
        let edit = path(fix.at.file).map(|path| Edit { path, span: fix.at.span, text: fix.text.clone() });
        out.extend(edit.map(|edit| Change { rule: diagnostic.rule, edit }));
    }
    if wanted.has_rule(fill::NAME) {
        out.extend(fill::fill(analysis).into_iter().map(|edit| Change { rule: fill::NAME, edit }));
    }
    out.retain(|change| wanted.has_path(&change.edit.path));
    // The defaults of a sheet are read with each of its facts, and reported as often.
    let mut seen = BTreeSet::new();
    out.retain(|change| seen.insert(change.edit.clone()));
    out
}

/// Applies all wanted changes, round by round.
pub fn run(inputs: &Inputs, options: &Options, wanted: &Wanted) -> Fixed {
    let mut analysis = analyse(inputs.clone(), options);
    let mut counts: BTreeMap<Box<str>, usize> = BTreeMap::new();
    let mut strikes: BTreeMap<Box<str>, usize> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let is_open = |path: &str| strikes.get(path).is_none_or(|strikes| *strikes < 2);
        let mut proposed = proposals(&analysis, wanted);
        proposed.retain(|path, _| is_open(path));
        if proposed.is_empty() {
            break;
        }
        // A file may look worse because another of the round can now be read: it gets a second trial.
        let blame = if proposed.len() == 1 { 2 } else { 1 };
        let next = loop {
            let new = proposed.iter().map(|(path, (text, _))| (&**path, text.as_str()));
            let next = analyse(analysis.inputs.with_texts(new), options);
            let worse: Vec<Box<str>> =
                proposed.keys().filter(|path| is_worse(&analysis, &next, path)).cloned().collect();
            if worse.is_empty() {
                break next;
            }
            for path in worse {
                proposed.remove(&path);
                *strikes.entry(path).or_default() += blame;
            }
        };
        for (path, (_, fixes)) in proposed {
            *counts.entry(path).or_default() += fixes;
        }
        analysis = next;
    }
    let text = |inputs: &Inputs, path: &str| inputs.file(path).map(|file| inputs.of(file).text.to_string());
    let files = counts.into_iter().filter_map(|(path, fixes)| {
        let (before, after) = (text(inputs, &path)?, text(&analysis.inputs, &path)?);
        (before != after).then_some(FixedFile { path, before, after, fixes })
    });
    let refused = strikes.into_iter().filter(|(_, strikes)| *strikes >= 2).map(|(path, _)| path);
    Fixed { files: files.collect(), refused: refused.collect(), analysis }
}

/// The next text of each file that can be changed. In a file that cannot be read its quotes come first, line
/// after line; nothing else in it is known before.
fn proposals(analysis: &Analysis, wanted: &Wanted) -> BTreeMap<Box<str>, (String, usize)> {
    let all = changes(analysis, wanted);
    let unreadable: BTreeSet<&str> =
        all.iter().filter(|change| change.rule == UNREADABLE).map(|change| &*change.edit.path).collect();
    let others: Vec<Edit> = all
        .iter()
        .filter(|change| !unreadable.contains(&*change.edit.path))
        .map(|change| change.edit.clone())
        .collect();
    let mut out = texts(&analysis.inputs, &others);
    for path in unreadable {
        if let Some(file) = analysis.inputs.file(path) {
            out.insert(path.into(), repaired(file, analysis.inputs.of(file)));
        }
    }
    out.retain(|_, (_, fixes)| *fixes > 0);
    out
}

fn repaired(file: FileId, input: &Input) -> (String, usize) {
    let (mut input, mut fixes) = (input.clone(), 0);
    while fixes < MOST_REPAIRS {
        let (_, found) = parse::parse(file, &input);
        let remedies = found.into_iter().filter(|finding| finding.rule == UNREADABLE).filter_map(|finding| finding.fix);
        let edits: Vec<Edit> =
            remedies.map(|fix| Edit { path: input.path.clone(), span: fix.at.span, text: fix.text }).collect();
        let (text, applied) = apply(&input.text, &edits);
        if applied == 0 {
            break;
        }
        (input.text, fixes) = (text.into(), fixes + applied);
    }
    (input.text.to_string(), fixes)
}

/// Whether a file has more to be mended than before. What could not be read counts before all else: once it
/// can be, errors in it are news, not harm.
fn is_worse(before: &Analysis, after: &Analysis, path: &str) -> bool {
    let standing = |analysis: &Analysis| analysis.inputs.file(path).map(|file| standing(&analysis.report, file));
    standing(after) > standing(before)
}

fn standing(report: &Report, file: FileId) -> (usize, usize) {
    let errors: Vec<_> = report.of_file(file).iter().filter(|finding| finding.level == Level::Error).collect();
    (errors.iter().filter(|finding| finding.diagnostic.rule == UNREADABLE).count(), errors.len())
}
