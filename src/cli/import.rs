//! `factloom import`: entries of BibTeX, RIS, CSL-JSON and DOI records appended to a sheet of sources.
//!
//! In: files from outside of the site. Out: the sheet with what was taken, and a report: what is wrong in the files,
//! what is held back and why, what had no place. Exit codes: 0 all was taken, 1 something was not, 2 the tool failed.

use std::path::{Component, Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::args::{Common, Format, plain_formats};
use super::{analyse, fail, say_raw};
use crate::base::plural::count;
use crate::base::text::{Counter, FileId, line_column};
use crate::build::Analysis;
use crate::edit::import::{Accepted, Held, Offer, Plan, Wish, append, plan, prove};
use crate::load::MAX_TEXT;
use crate::load::outside::{Unusable, read_outside};
use crate::model::date::Date;
use crate::model::is_id;
use crate::parse::bib::Unplaced;
use crate::parse::library;
use crate::write::content;

/// Longest value of a field that has no place, in characters.
const LONGEST: usize = 60;
/// Most fields without a place that people are shown of one entry.
const MOST: usize = 40;

/// How a DOI is turned into a file.
const FETCH: &str = "fetch it first: curl -LH 'Accept: application/vnd.citationstyles.csl+json'";
/// Most problems that people are shown.
const PROBLEMS: usize = 200;
/// Most entries without a difference that people are shown.
const SAME: usize = 5;

/// Options of `import`.
#[derive(Args, Debug)]
#[command(
    mut_arg("base_url", |arg| arg.hide(true)),
    mut_arg("date", |arg| arg.hide(true)),
    mut_arg("drafts", |arg| arg.hide(true)),
    mut_arg("format", |arg| arg.help("How the report is printed").value_parser(plain_formats())),
    mut_arg("quiet", |arg| arg.help("Print what was not taken and nothing else")),
    after_help = "What a file is, is told by its contents: BibTeX, RIS, CSL-JSON, or JSON of Crossref or DataCite. \
                  An id in the file stays if it is one of ours (small letters, digits, hyphens). What the site has \
                  already, by DOI, address, id or title, is held back with the difference; nothing is overwritten.\n\n\
                  A DOI:  curl -LH 'Accept: application/vnd.citationstyles.csl+json' https://doi.org/10.… | factloom import -"
)]
pub struct Import {
    /// Options of all commands.
    #[command(flatten)]
    pub common: Common,
    /// Files to read; `-` is what is piped in
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Sheet to append to, made if it is not there; below the root
    #[arg(long, value_name = "PATH", default_value = "content/sources/imported.yml")]
    pub file: PathBuf,
    /// Print what would be appended and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Id of the only entry, in place of a proposed one
    #[arg(long, value_name = "ID", value_parser = id)]
    pub id: Option<String>,
    /// Take also what the site has already, under an id of its own
    #[arg(long)]
    pub keep_both: bool,
}

fn id(text: &str) -> Result<String, String> {
    is_id(text)
        .then(|| text.to_owned())
        .ok_or_else(|| "an id is small letters, digits and hyphens, at most 64".to_owned())
}

/// Something wrong in a file, with its place.
struct Problem {
    path: String,
    line: u32,
    column: u32,
    rule: &'static str,
    message: String,
    help: Option<String>,
}

/// Reads, decides, writes, reports.
pub(super) fn run(options: &Import, today: Date) -> u8 {
    let target = match target(&options.common.site.root, &options.file) {
        Ok(target) => target,
        Err(message) => return fail(&message),
    };
    let (offers, problems) = match read_all(&options.files) {
        Ok(read) => read,
        Err(message) => return fail(&message),
    };
    if options.id.is_some() && offers.len() > 1 {
        return fail(&format!(
            "--id names one entry, and there are {}; import it from a file of its own",
            offers.len()
        ));
    }
    let analysis = match analyse(&options.common, today) {
        Ok(analysis) => analysis,
        Err(message) => return fail(&message),
    };
    let wish = Wish { id: options.id.clone(), keep_both: options.keep_both };
    let plan = plan(&analysis.items, &analysis.inputs, offers, &wish);
    let before = match standing(&analysis, &target) {
        Ok(before) => before,
        Err(message) => return fail(&message),
    };
    let after = append(before.unwrap_or(""), &plan.accepted);
    if let Err(message) = sound(&target, before.unwrap_or(""), &after, &plan) {
        return fail(&message);
    }
    if !plan.accepted.is_empty() && !options.dry_run {
        let path = options.common.site.root.join(&target);
        let written = match before {
            Some(_) => content::replace(&path, &after),
            None => content::create(&path, &after),
        };
        if let Err(error) = written {
            return fail(&error.to_string());
        }
    }
    let report = Report { options, target: &target, plan: &plan, problems: &problems };
    say_raw(&match options.common.format {
        Format::Human => report.human(),
        Format::Short => report.short(),
        _ => report.json(line_of(before)),
    });
    u8::from(!problems.is_empty() || !plan.held.is_empty())
}

/// Where new lines begin in the sheet.
fn line_of(before: Option<&str>) -> u32 {
    before.map_or(1, |text| line_column(text, text.len()).line)
}

/// The sheet's path below the root, with `/`: one that the site reads as sources.
fn target(root: &Path, file: &Path) -> Result<String, String> {
    let below = file.strip_prefix(root).unwrap_or(file);
    let below = below.strip_prefix(".").unwrap_or(below);
    let parts: Option<Vec<&str>> = below
        .components()
        .map(|part| match part {
            Component::Normal(name) => {
                name.to_str().filter(|name| !name.starts_with(['.', '#']) && !name.ends_with('~'))
            }
            _ => None,
        })
        .collect();
    let path = parts.map(|parts| parts.join("/")).filter(|path| path.starts_with("content/sources/"));
    path.filter(|path| path.ends_with(".yml") || path.ends_with(".yaml"))
        .ok_or_else(|| format!("`{}` is no sheet of sources: write --file content/sources/name.yml", file.display()))
}

/// The sheet's text; nothing if it is not there. A sheet that could not be read is not to be replaced.
fn standing<'a>(analysis: &'a Analysis, target: &str) -> Result<Option<&'a str>, String> {
    let Some(file) = analysis.inputs.file(target) else { return Ok(None) };
    let unread = |finding: &&crate::check::report::Finding| {
        finding.diagnostic.rule == "unreadable-file" && finding.diagnostic.at.file == file
    };
    match analysis.report.findings.iter().find(unread) {
        Some(finding) => Err(format!("{target} cannot be appended to: {}", finding.diagnostic.message)),
        None => Ok(Some(analysis.inputs.text(file))),
    }
}

fn sound(target: &str, before: &str, after: &str, plan: &Plan) -> Result<(), String> {
    if plan.accepted.is_empty() {
        return Ok(());
    }
    let other = "name another sheet by --file";
    if after.len() as u64 > MAX_TEXT {
        let (now, most) = (after.len() >> 20, MAX_TEXT >> 20);
        return Err(format!(
            "{target} would have {now} MB, and at most {most} MB are read: split the import, or {other}"
        ));
    }
    prove(before, after, &plan.accepted)
        .map_err(|why| format!("{target} cannot be appended to: {why}; mend it, or {other}"))
}

/// All entries, and all that is wrong in the files. `Err` if one cannot be read at all.
fn read_all(files: &[PathBuf]) -> Result<(Vec<Offer>, Vec<Problem>), String> {
    let (mut offers, mut problems) = (Vec::new(), Vec::new());
    let mut unread = Vec::new();
    for path in files {
        let from = if path.as_os_str() == "-" { "stdin".to_owned() } else { path.display().to_string() };
        match read_outside(path) {
            Ok(text) => read_one(from, &text, &mut offers, &mut problems),
            Err(Unusable::NoText(line, column, message)) => {
                let (line, column) = (line as u32, column as u32);
                problems.push(Problem { path: from, line, column, rule: "unreadable-file", message, help: None });
            }
            Err(Unusable::Unread(message)) => {
                unread.push(format!("`{from}` cannot be read: {message}{}", fetched_first(&from)));
            }
        }
    }
    if unread.is_empty() { Ok((offers, problems)) } else { Err(unread.join("\nerror: ")) }
}

/// A DOI or an address in place of a file: this tool asks no server, so the way to the file.
fn fetched_first(name: &str) -> String {
    let (is_doi, is_web) = (name.starts_with("10.") && name.contains('/'), name.starts_with("http"));
    if !is_doi && !is_web {
        return String::new();
    }
    let url = if is_doi { format!("https://doi.org/{name}") } else { name.to_owned() };
    format!("; {FETCH} {url} | factloom import -")
}

fn read_one(from: String, text: &str, offers: &mut Vec<Offer>, problems: &mut Vec<Problem>) {
    let (entries, mut found) = library::read(text, FileId::default());
    found.sort_by_key(|problem| problem.range.start);
    let mut counter = Counter::new(text);
    for problem in found {
        let at = counter.line_column(problem.range.start);
        problems.push(Problem {
            path: from.clone(),
            line: at.line,
            column: at.column,
            rule: problem.rule,
            message: problem.message,
            help: problem.help,
        });
    }
    let mut counter = Counter::new(text);
    for incoming in entries {
        let line = counter.line_column(incoming.source.at.span.start as usize).line;
        offers.push(Offer { from: from.clone(), line, incoming });
    }
}

struct Report<'a> {
    options: &'a Import,
    target: &'a str,
    plan: &'a Plan,
    problems: &'a [Problem],
}

impl Report<'_> {
    fn human(&self) -> String {
        let mut out = String::new();
        let quiet = self.options.common.quiet;
        if self.options.dry_run {
            out.push_str(&self.plan.accepted.iter().map(|one| format!("{}\n", one.yaml)).collect::<String>());
        }
        for Problem { path, line, column, rule, message, help } in self.problems.iter().take(PROBLEMS) {
            out.push_str(&format!("{path}:{line}:{column}: error[{rule}]: {message}\n"));
            out.push_str(&help.iter().map(|help| format!("  help: {help}\n")).collect::<String>());
        }
        if self.problems.len() > PROBLEMS {
            let more = self.problems.len() - PROBLEMS;
            out.push_str(&format!("… and {more} more problems; `--format short` lists all\n"));
        }
        for one in self.plan.accepted.iter().filter(|_| !quiet) {
            out.push_str(&accepted(one));
        }
        let mut same = Vec::new();
        for one in &self.plan.held {
            match one.diff.is_empty() {
                true => same.push(one),
                false => out.push_str(&held(one)),
            }
        }
        for one in same.iter().take(SAME) {
            let ((path, line), words) = (&one.at, one.by.words());
            out.push_str(&format!("{}: held back, {path}:{line} says the same ({words})\n", origin(one)));
        }
        if same.len() > SAME {
            out.push_str(&format!("… and {} more of which the site says the same\n", same.len() - SAME));
        }
        if !quiet {
            out.push_str(&self.closing());
        }
        out
    }

    fn closing(&self) -> String {
        let (taken, held, wrong) = (self.plan.accepted.len(), self.plan.held.len(), self.problems.len());
        let verb = if self.options.dry_run { "would be appended" } else { "appended" };
        let mut parts = vec![format!("{} {verb} to {}", count(taken, "entry"), self.target)];
        if taken == 0 {
            parts = vec!["nothing to append".to_owned()];
        }
        if held > 0 {
            parts.push(format!("{held} held back"));
        }
        if wrong > 0 {
            parts.push(count(wrong, "problem"));
        }
        let hint = held > 0 && self.plan.held.iter().any(|one| !one.diff.is_empty());
        let hint = if hint { "to take what is held back as well, under other ids: --keep-both\n" } else { "" };
        format!("{}\n{hint}", parts.join(", "))
    }

    fn short(&self) -> String {
        let mut out = String::new();
        for Problem { path, line, column, rule, message, .. } in self.problems {
            out.push_str(&format!("{path}:{line}:{column}: error[{rule}]: {message}\n"));
        }
        for one in self.plan.accepted.iter().filter(|_| !self.options.common.quiet) {
            let fields: Vec<&str> = one.unplaced.iter().map(|unplaced| &*unplaced.field).collect();
            let rest = if fields.is_empty() { String::new() } else { format!("; no place for {}", fields.join(", ")) };
            out.push_str(&format!("{}:{}:1: taken: {}{rest}\n", one.from, one.line, one.id));
        }
        for one in &self.plan.held {
            let ((path, line), by) = (&one.at, one.by.words());
            out.push_str(&format!("{}:{}:1: held: {} at {path}:{line} has {by}\n", one.from, one.line, one.id));
        }
        out
    }

    fn json(&self, first_line: u32) -> String {
        let unplaced = |list: &[Unplaced]| -> Vec<Value> {
            list.iter().map(|one| json!({"field": one.field, "value": one.value})).collect()
        };
        let accepted: Vec<Value> = self
            .plan
            .accepted
            .iter()
            .map(|one| {
                json!({"id": one.id, "key": one.key, "from": {"path": one.from, "line": one.line}, "yaml": one.yaml,
                       "remarks": one.remarks, "unplaced": unplaced(&one.unplaced)})
            })
            .collect();
        let held: Vec<Value> = self
            .plan
            .held
            .iter()
            .map(|one| {
                json!({"id": one.id, "key": one.key, "from": {"path": one.from, "line": one.line},
                       "at": {"path": one.at.0, "line": one.at.1}, "shares": one.by.words(), "diff": one.diff,
                       "unplaced": unplaced(&one.unplaced)})
            })
            .collect();
        let problems: Vec<Value> = self
            .problems
            .iter()
            .map(|one| {
                json!({"path": one.path, "line": one.line, "column": one.column, "rule": one.rule,
                       "message": one.message, "help": one.help})
            })
            .collect();
        let document = json!({
            "version": 1, "file": self.target, "written": !self.options.dry_run && !accepted.is_empty(),
            "line": first_line, "accepted": accepted, "held": held, "problems": problems,
        });
        format!("{document:#}\n")
    }
}

/// `refs.bib:12 smith2020`
fn origin(one: &Held) -> String {
    let key = if one.key.is_empty() { String::new() } else { format!(" `{}`", shortened(&one.key)) };
    format!("{}:{}{key}", one.from, one.line)
}

fn accepted(one: &Accepted) -> String {
    let key = match one.key.is_empty() || one.key == one.id {
        true => String::new(),
        false => format!(", there `{}`", shortened(&one.key)),
    };
    let mut out = format!("{}: from {}:{}{key}\n", one.id, one.from, one.line);
    out.push_str(&one.remarks.iter().map(|remark| format!("  {remark}\n")).collect::<String>());
    out.push_str(&no_place(&one.unplaced));
    out
}

fn held(one: &Held) -> String {
    let ((path, line), by) = (&one.at, one.by.words());
    let mut out = format!("{}: held back, `{}` at {path}:{line} has {by}\n", origin(one), one.id);
    out.push_str(&one.diff);
    out.push_str(&no_place(&one.unplaced));
    out
}

/// A line for each field with its values, shortened.
fn no_place(unplaced: &[Unplaced]) -> String {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for Unplaced { field, value } in unplaced {
        match fields.iter_mut().take(MOST).find(|(name, _)| name == field) {
            // What is past the limit of a line would not be shown.
            Some((_, values)) if values.len() > 4 * LONGEST => {}
            Some((_, values)) => values.push_str(&format!("; {value}")),
            None => fields.push((field, value.clone())),
        }
    }
    let shown = fields.iter().take(MOST);
    let mut out: String =
        shown.map(|(name, value)| format!("  no place for {}: {}\n", shortened(name), shortened(value))).collect();
    if fields.len() > MOST {
        let names: Vec<&str> = fields[MOST..].iter().map(|(name, _)| *name).collect();
        let (more, names) = (names.len(), shortened(&names.join(", ")));
        out.push_str(&format!("  nor for {more} more, see --format json: {names}\n"));
    }
    out
}

/// The beginning of a text on one line, control characters and marks of direction left out: it goes to a terminal.
fn shortened(text: &str) -> String {
    let is_shown = |c: &char| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let head: String =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(is_shown).take(LONGEST + 1).collect();
    match head.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", head[..end].trim_end()),
        None => head,
    }
}
