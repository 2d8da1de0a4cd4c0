//! `factloom review`: the desk list, and `checked:` set for facts that were looked at again.
//!
//! In: the site as analysed. Out: the list worst first, or the marked sheets: all of them or, if one id is wrong,
//! none. Exit codes: 0 done, 2 an id is unknown or a sheet cannot be marked; a list is no finding.

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use serde_json::json;

use super::args::{Common, Format, plain_formats};
use super::{analyse, eprint_line, fail, say, say_raw};
use crate::base::diag::{Level, nearest};
use crate::base::plural::count;
use crate::base::text::{At, FileId, line_column};
use crate::build::Analysis;
use crate::edit::{apply, diff, mark};
use crate::model::date::Date;
use crate::report::machine::place;
use crate::site::desk::{Subject, Task, Why, desk};
use crate::write::content;

/// Entries of a group that people are shown unless they ask for more.
const SHOWN: usize = 10;

/// Options of `review`.
#[derive(Args, Debug)]
#[command(mut_arg("format", |arg| arg.value_parser(plain_formats())), mut_arg("base_url", |arg| arg.hide(true)), mut_arg("date", |arg| arg.help("The day of the review, in place of the clock")))]
pub struct Review {
    /// Options of all commands.
    #[command(flatten)]
    pub common: Common,
    /// Set `checked:` of these facts to today, in their sheets; comments and layout stay
    #[arg(long, value_name = "SHEET/KEY", num_args = 1..)]
    pub mark: Vec<String>,
    /// With --mark: print the change as a diff and write nothing
    #[arg(long, requires = "mark")]
    pub dry_run: bool,
    /// Most entries shown of each group, 0 for all; 10 for people, all for machines if not given
    #[arg(long, value_name = "N", conflicts_with = "mark")]
    pub limit: Option<usize>,
}

/// Prints the list or marks facts.
pub(super) fn run(options: &Review, today: Date) -> u8 {
    let analysis = match analyse(&options.common, today) {
        Ok(analysis) => analysis,
        Err(message) => return fail(&message),
    };
    if !options.mark.is_empty() {
        return mark_facts(options, &analysis);
    }
    let site = analysis.site();
    let findings = analysis.report.findings.iter().map(|finding| &*finding.diagnostic);
    let tasks = desk(&site.reader(), findings);
    let limit = match (options.limit, options.common.format) {
        (None, Format::Human) => SHOWN,
        (Some(0) | None, _) => usize::MAX,
        (Some(limit), _) => limit,
    };
    let root = &options.common.site.root;
    say_raw(&match options.common.format {
        Format::Human => human(&analysis, &tasks, root, limit, options.common.quiet),
        Format::Short => short(&analysis, &tasks, root, limit),
        _ => json(&analysis, &tasks, root, limit),
    });
    0
}

/// Groups with their counts, worst first, each with its first entries.
fn groups(tasks: &[Task], limit: usize) -> Vec<(Why, usize, Vec<&Task>)> {
    let of = |why: Why| tasks.iter().filter(move |task| task.why() == why);
    let group = |why| (why, of(why).count(), of(why).take(limit).collect::<Vec<_>>());
    Why::ALL.into_iter().map(group).filter(|(_, count, _)| *count > 0).collect()
}

/// A path as it can be opened from where the command was typed.
fn opened(analysis: &Analysis, root: &Path, at: At) -> (String, u32, u32) {
    let (path, line, column) = place(&analysis.inputs, at);
    match root == Path::new(".") {
        true => (path, line, column),
        false => (root.join(path).display().to_string(), line, column),
    }
}

fn words(task: &Task) -> String {
    let reasons: Vec<&str> = task.reasons.iter().map(|reason| &*reason.words).collect();
    reasons.join("; also ")
}

fn human(analysis: &Analysis, tasks: &[Task], root: &Path, limit: usize, quiet: bool) -> String {
    let mut out = String::new();
    for (why, count, shown) in groups(tasks, limit) {
        out.push_str(&format!("{} ({count})\n", why.heading()));
        for task in &shown {
            let (path, line, column) = opened(analysis, root, task.at);
            out.push_str(&format!("  {path}:{line}:{column}: {}: {}\n", task.id, words(task)));
        }
        if shown.len() < count {
            out.push_str(&format!("  … and {} more; `--limit 0` lists all\n", count - shown.len()));
        }
        out.push('\n');
    }
    if !quiet {
        out.push_str(&closing(analysis, tasks, root));
    }
    out
}

/// How to go on from the first entry.
fn closing(analysis: &Analysis, tasks: &[Task], root: &Path) -> String {
    let items = &analysis.items;
    let mut out = match tasks.len() {
        0 => "nothing waits".to_owned(),
        1 => "1 entry waits".to_owned(),
        count => format!("{count} entries wait"),
    };
    out.push_str(&format!(", of {} facts and {} sources\n", items.facts.len(), items.sources.len()));
    if let Some(first) = tasks.first() {
        let (path, line, _) = opened(analysis, root, first.at);
        out.push_str(&format!("open the first:  $EDITOR +{line} {path}\n"));
    }
    if let Some(fact) = tasks.iter().find(|task| task.why() == Why::Overdue) {
        let at = if root == Path::new(".") { String::new() } else { format!(" --root {}", root.display()) };
        out.push_str(&format!("once looked at:  factloom review{at} --mark {}\n", fact.id));
        out.push_str("never to change: write `stale_after: never` in the sheet\n");
    }
    match analysis.report.count(Level::Error) {
        0 => {}
        1 => out.push_str("1 error of the site may hide more here: see `factloom check`\n"),
        count => out.push_str(&format!("{count} errors of the site may hide more here: see `factloom check`\n")),
    }
    out
}

fn short(analysis: &Analysis, tasks: &[Task], root: &Path, limit: usize) -> String {
    let mut out = String::new();
    for task in groups(tasks, limit).into_iter().flat_map(|(_, _, shown)| shown) {
        let (path, line, column) = opened(analysis, root, task.at);
        out.push_str(&format!("{path}:{line}:{column}: {}: {}: {}\n", task.why().key(), task.id, words(task)));
    }
    out
}

fn json(analysis: &Analysis, tasks: &[Task], root: &Path, limit: usize) -> String {
    let entry = |task: &&Task| {
        let (path, line, column) = place(&analysis.inputs, task.at);
        let (opened, ..) = opened(analysis, root, task.at);
        let kind = match task.subject {
            Subject::Fact(_) => "fact",
            Subject::Source(_) => "source",
            Subject::Prose => "prose",
        };
        let reasons: Vec<_> =
            task.reasons.iter().map(|reason| json!({"why": reason.why.key(), "words": reason.words})).collect();
        json!({
            "kind": kind, "id": task.id, "path": path, "line": line, "column": column,
            "reasons": reasons, "open": format!("$EDITOR +{line} {opened}"),
        })
    };
    let group = |(why, count, shown): &(Why, usize, Vec<&Task>)| {
        let entries: Vec<_> = shown.iter().map(entry).collect();
        json!({"why": why.key(), "heading": why.heading(), "count": count, "entries": entries})
    };
    let groups: Vec<_> = groups(tasks, limit).iter().map(group).collect();
    let document = json!({"version": 1, "date": analysis.today.to_string(), "count": tasks.len(), "groups": groups});
    format!("{document:#}\n")
}

/// Sets `checked:` of the named facts. All ids are looked up, and all sheets changed in memory, before one is written.
fn mark_facts(options: &Review, analysis: &Analysis) -> u8 {
    let (today, root) = (analysis.today, &options.common.site.root);
    let mut by_file: BTreeMap<FileId, Vec<&str>> = BTreeMap::new();
    let mut wrong: Vec<String> = Vec::new();
    for id in &options.mark {
        match analysis.items.fact(id) {
            Some(found) => {
                let fact = &analysis.items.facts[found.index()];
                let keys = by_file.entry(fact.at.file).or_default();
                if !keys.contains(&&*fact.key) {
                    keys.push(&fact.key);
                }
            }
            None => wrong.push(unknown(analysis, id)),
        }
    }
    let mut changed: Vec<(&str, &str, String, usize)> = Vec::new();
    for (file, keys) in by_file {
        let input = analysis.inputs.of(file);
        match mark::checked(&input.path, &input.text, &keys, today) {
            Ok(edits) => changed.push((&input.path, &input.text, apply(&input.text, &edits).0, edits.len())),
            Err(refused) => wrong.extend(refused.iter().map(|one| refusal(analysis, file, one, today))),
        }
    }
    if !wrong.is_empty() {
        wrong.iter().for_each(|line| eprint_line(&format!("error: {line}")));
        eprint_line("nothing was changed");
        return 2;
    }
    changed.retain(|(_, before, after, _)| before != after);
    for (path, before, after, _) in &changed {
        match options.dry_run {
            true => say_raw(&diff::unified(path, before, after)),
            false => {
                if let Err(error) = content::replace(&root.join(path), after) {
                    return fail(&error.to_string());
                }
            }
        }
    }
    if !options.dry_run && !options.common.quiet {
        say(&marked(options, &changed, today));
    }
    0
}

fn unknown(analysis: &Analysis, id: &str) -> String {
    let facts = analysis.items.facts.iter().map(|fact| &*fact.id);
    let key = id.rsplit('/').next().unwrap_or(id);
    // A key without its sheet is the usual slip.
    let of_key = analysis.items.facts.iter().find(|fact| *fact.key == *key).map(|fact| &*fact.id);
    match of_key.or_else(|| nearest(id, facts)) {
        Some(near) => format!("there is no fact `{id}`; did you mean `{near}`?"),
        None => format!("there is no fact `{id}`; ids are written `sheet/key`, as `factloom review` prints them"),
    }
}

fn refusal(analysis: &Analysis, file: FileId, refused: &mark::Refused, today: Date) -> String {
    let input = analysis.inputs.of(file);
    let is_it = |fact: &&std::sync::Arc<crate::model::fact::Fact>| *fact.key == *refused.key && fact.at.file == file;
    let start = analysis.items.facts.iter().find(is_it).map_or(0, |fact| fact.at.span.start as usize);
    let at = line_column(&input.text, start);
    let (path, key, why) = (&input.path, &refused.key, &refused.why);
    format!("{path}:{}:{}: `{key}` cannot be marked: {why}; write `checked: {today}` there by hand", at.line, at.column)
}

fn marked(options: &Review, changed: &[(&str, &str, String, usize)], today: Date) -> String {
    let facts: usize = changed.iter().map(|(.., n)| n).sum();
    let paths: Vec<&str> = changed.iter().map(|(path, ..)| *path).collect();
    let same = options.mark.iter().collect::<std::collections::BTreeSet<_>>().len() - facts;
    let word = |n: usize| count(n, "fact");
    match (facts, same) {
        (0, _) => format!("checked: {today} stands there already"),
        (_, 0) => format!("set checked: {today} of {} in {}", word(facts), paths.join(", ")),
        _ => format!("set checked: {today} of {} in {}; {} had it already", word(facts), paths.join(", "), word(same)),
    }
}
