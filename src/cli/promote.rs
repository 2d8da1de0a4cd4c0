//! `factloom promote`: a sentence with a figure becomes a fact. It proposes; a person reads the diff.
//!
//! In: a place in an article. Out: the remarks, new findings; files only after a yes. Exit codes: 0 the site
//! has no new errors with it, 1 it has (something is missing that a person must add), 2 nothing could be proposed.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::base::diag::Level;
use crate::build::{self, Analysis, Options};
use crate::check::report::Report;
use crate::cli::{Color, eprint_line, fail, paths, say, say_raw};
use crate::edit::diff;
use crate::edit::promote::{self, Promoted, Wish};
use crate::edit::texts;
use crate::load::{self, Inputs};
use crate::model::date::Date;
use crate::report::human;
use crate::write::content::{Change, change_all};

/// What can be typed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The sentence: an article and a line, and maybe the column of the figure
    #[arg(value_name = "FILE:LINE[:COL]", value_parser = place)]
    pub place: Place,
    /// The sheet to write to, made if there is none; the one the article binds most if not given
    #[arg(long, value_name = "ID")]
    pub sheet: Option<String>,
    /// The key of the fact; made from the words of the sentence if not given
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Print the changes as a unified diff and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Write without asking; needed where there is no terminal to ask at
    #[arg(long, short)]
    pub yes: bool,
    /// The day, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::args::full_date, hide = true)]
    pub date: Option<Date>,
}

/// `content/why.md:21:3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    file: String,
    line: u32,
    column: Option<u32>,
}

fn place(text: &str) -> Result<Place, String> {
    let number = |part: &str| part.parse::<u32>().ok().filter(|number| *number > 0);
    let help =
        || "write a file and a line, such as content/why.md:21, or with the column, content/why.md:21:3".to_owned();
    let (head, last) = text.rsplit_once(':').ok_or_else(help)?;
    let last = number(last).ok_or_else(help)?;
    match head.rsplit_once(':').and_then(|(file, line)| Some((file, number(line)?))) {
        Some((file, line)) => Ok(Place { file: file.to_owned(), line, column: Some(last) }),
        None => Ok(Place { file: head.to_owned(), line: last, column: None }),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments, today: Date, color: Color) -> u8 {
    if let Err(message) = super::check_root(&arguments.root) {
        return fail(&message);
    }
    let inputs = load::load(&arguments.root);
    let Place { file, line, column } = &arguments.place;
    let Some(path) = paths::find(&inputs, &arguments.root, file) else {
        return fail(&format!("`{file}` is no file of `content/`"));
    };
    let options = Options { base_url: None, drafts: true, today };
    let before = build::analyse(inputs, &options);
    let (sheet, key) = (arguments.sheet.clone(), arguments.key.clone());
    let promoted = match promote::promote(&before, &Wish { path, line: *line, column: *column, sheet, key }) {
        Ok(promoted) => promoted,
        Err(error) => return fail(&error.to_string()),
    };
    show(&before.inputs, &promoted);
    let after = with_proposal(&before, &promoted, &options);
    let news = new_findings(&before, &after);
    say_raw(&human::render(&after.inputs, &news, color.out, Level::Warn));
    let code = u8::from(news.has_errors());
    if arguments.dry_run {
        return code;
    }
    if !arguments.yes {
        if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
            return fail("there is no terminal to ask at: add --yes to write this, or --dry-run to look at it only");
        }
        if !confirmed() {
            say("nothing was written");
            return code;
        }
    }
    match change_all(&changes(&before.inputs, &promoted, &arguments.root)) {
        Ok(()) => say(&format!("wrote {}", promoted.id)),
        Err(error) => return fail(&error.to_string()),
    }
    code
}

/// The diff on stdout, remarks on stderr.
fn show(inputs: &Inputs, promoted: &Promoted) {
    for (path, (text, _)) in texts(inputs, &promoted.edits) {
        say_raw(&diff::unified(&path, text_of(inputs, &path), &text));
    }
    if let Some((path, text)) = &promoted.created {
        say_raw(&diff::created(path, text));
    }
    promoted.notes.iter().for_each(|note| eprint_line(&format!("note: {note}")));
}

fn text_of<'i>(inputs: &'i Inputs, path: &str) -> &'i str {
    inputs.file(path).map_or("", |file| inputs.text(file))
}

/// The site as it would be.
fn with_proposal(before: &Analysis, promoted: &Promoted, options: &Options) -> Analysis {
    let edited = texts(&before.inputs, &promoted.edits);
    let mut inputs = before.inputs.with_texts(edited.iter().map(|(path, (text, _))| (&**path, text.as_str())));
    if let Some((path, text)) = &promoted.created {
        inputs = inputs.with_text(path, text).0;
    }
    build::analyse(inputs, options)
}

/// Errors and warnings that were not there before.
fn new_findings(before: &Analysis, after: &Analysis) -> Report {
    let words = |analysis: &Analysis, finding: &crate::check::report::Finding| {
        let path = analysis.inputs.get(finding.diagnostic.at.file).map(|input| input.path.clone());
        (path, finding.diagnostic.rule, finding.diagnostic.message.clone())
    };
    let mut old: Vec<_> = before.report.findings.iter().map(|finding| words(before, finding)).collect();
    let mut findings = after.report.findings.clone();
    findings.retain(|finding| match old.iter().position(|known| *known == words(after, finding)) {
        Some(known) => {
            old.swap_remove(known);
            false
        }
        None => finding.level >= Level::Warn,
    });
    Report { findings, waived: Vec::new() }
}

fn confirmed() -> bool {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(b"write this? [y/N] ").and_then(|()| err.flush());
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

fn changes(inputs: &Inputs, promoted: &Promoted, root: &Path) -> Vec<Change> {
    let replaced = texts(inputs, &promoted.edits).into_iter().map(|(path, (text, _))| {
        let was = text_of(inputs, &path).to_owned();
        Change::Replace { path: root.join(&*path), was, text }
    });
    let created =
        promoted.created.iter().map(|(path, text)| Change::Create { path: root.join(path), text: text.clone() });
    created.chain(replaced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_files_with_a_line() {
        let read = |text: &str| place(text).map(|place| (place.file, place.line, place.column));
        assert_eq!(read("a.md:21"), Ok(("a.md".to_owned(), 21, None)));
        assert_eq!(read("a.md:21:3"), Ok(("a.md".to_owned(), 21, Some(3))));
        assert_eq!(read("C:a.md:2"), Ok(("C:a.md".to_owned(), 2, None)));
        assert!(read("a.md").is_err() && read("a.md:0").is_err() && read("a.md:x").is_err());
    }
}
