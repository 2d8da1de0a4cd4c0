//! `factloom capture`: a private copy of a source's text, against which quotes are checked.
//!
//! In: a site, the id of a source, a file or a pipe. Out: the copy below content/captures/ and the source's entry that
//! names it; what the quotes of that source look like beside it. Exit codes: 0 kept, 1 another copy is kept and was
//! left alone, 2 refused.

use std::path::{Path, PathBuf};

use crate::base::plural::count;
use crate::build::{self, Analysis, Options};
use crate::check::report::{Finding, Report};
use crate::cli::{fail, say, say_raw};
use crate::edit::capture::{Kept, Refused, Wish, keep};
use crate::edit::diff;
use crate::load::outside::{Unusable, read_outside};
use crate::model::date::Date;
use crate::model::fact::{Fact, Stance};
use crate::report::short;
use crate::write::content::{Change, change_all};

/// Rules that look quotes up in copies.
const RULES: [&str; 3] = ["quote-not-in-source", "cited-quote-differs", "capture-changed"];

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The copy stays in content/captures/ and is never published. A PDF: pdftotext FILE.pdf - | factloom capture SOURCE -"
)]
pub struct Arguments {
    /// Id of the source
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// A text or a page (HTML) in UTF-8; `-` is what is piped in
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Put this copy in place of another one that is kept
    #[arg(long)]
    pub replace: bool,
    /// Print the changes as a unified diff and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The day, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::args::full_date, hide = true)]
    pub date: Option<Date>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, today: Date) -> u8 {
    if let Err(message) = super::check_root(&arguments.root) {
        return fail(&message);
    }
    let original = match original(&arguments.file, &arguments.source) {
        Ok(original) => original,
        Err(message) => return fail(&message),
    };
    let options = Options { base_url: None, drafts: true, today };
    let analysis = build::analyse_root(&arguments.root, &options);
    let wish = Wish {
        source: &arguments.source,
        original: &original,
        is_html: has_ending(&arguments.file, &["html", "htm", "xhtml"]),
        today,
        replace: arguments.replace,
    };
    let kept = match keep(&analysis.items, &analysis.inputs, &wish) {
        Ok(kept) => kept,
        Err(refused @ Refused::Differs(..)) => {
            if let Refused::Differs(_, difference) = &refused {
                say_raw(difference);
            }
            super::eprint_line(&format!("error: {}: {refused}", arguments.source));
            return 1;
        }
        Err(refused) => return fail(&format!("{}: {refused}", arguments.source)),
    };
    if arguments.dry_run {
        show(&kept);
        return 0;
    }
    if let Err(error) = change_all(&changes(&kept, &arguments.root)) {
        return fail(&error.to_string());
    }
    report(&analysis, &kept, &arguments.source, &options);
    0
}

fn has_ending(file: &Path, endings: &[&str]) -> bool {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| endings.contains(&&*ending))
}

fn original(file: &Path, source: &str) -> Result<Box<str>, String> {
    let name = file.display();
    if has_ending(file, &["pdf"]) {
        let shell = super::shell_word(&name.to_string());
        return Err(format!("{name} is a PDF: `pdftotext {shell} - | factloom capture {source} -` keeps its text"));
    }
    read_outside(file).map_err(|error| match error {
        Unusable::Unread(why) => format!("cannot read {name}: {why}"),
        Unusable::NoText(line, column, why) => format!("{name}:{line}:{column}: {why}"),
    })
}

fn show(kept: &Kept) {
    let (before, after) = &kept.file;
    match before {
        Some(before) => say_raw(&diff::unified(&kept.path, before, after)),
        None => say_raw(&diff::created(&kept.path, after)),
    }
    let (path, before, after) = &kept.sheet;
    say_raw(&diff::unified(path, before, after));
}

fn changes(kept: &Kept, root: &Path) -> Vec<Change> {
    let mut out = Vec::new();
    let path = root.join(&kept.path);
    match &kept.file {
        (Some(was), text) if was == text => {}
        (Some(was), text) => out.push(Change::Replace { path, was: was.clone(), text: text.clone() }),
        (None, text) => out.push(Change::Create { path, text: text.clone() }),
    }
    let (sheet, was, text) = &kept.sheet;
    if was != text {
        out.push(Change::Replace { path: root.join(sheet), was: was.clone(), text: text.clone() });
    }
    out
}

/// What was kept, and what the quotes of the source look like beside it.
fn report(analysis: &Analysis, kept: &Kept, source: &str, options: &Options) {
    say_raw(&kept.difference);
    let (before, after) = &kept.file;
    if before.as_ref() == Some(after) {
        say(&format!("{} keeps this text already", kept.path));
    } else {
        let from = if kept.from_html { " of a page" } else { "" };
        say(&format!("kept {}: {}{from}, never published", kept.path, count(kept.words, "word")));
    }
    let (sheet, was, text) = &kept.sheet;
    if was != text {
        say(&format!("{sheet}: `capture` and `accessed` of {source}"));
    }
    let (inputs, _) = analysis.inputs.with_texts([(sheet.as_str(), text.as_str())]).with_text(&kept.path, after);
    let now = build::analyse(inputs, options);
    let is_known = |finding: &Finding| {
        let same = |old: &Finding| {
            old.diagnostic.rule == finding.diagnostic.rule && old.diagnostic.message == finding.diagnostic.message
        };
        analysis.report.findings.iter().any(same)
    };
    let is_new = |finding: &&Finding| RULES.contains(&finding.diagnostic.rule) && !is_known(finding);
    let new: Vec<Finding> = now.report.findings.iter().filter(is_new).cloned().collect();
    let of_fact = |fact: &Fact| {
        let own = fact.own_evidence().iter().filter(|piece| *piece.source.id == *source);
        let quoted = own.clone().filter(|piece| piece.quote.is_some()).count();
        let is_support = own.into_iter().any(|piece| piece.stance == Stance::Supports);
        quoted + usize::from(fact.quote.is_some() && is_support)
    };
    let quotes: usize = now.items.facts.iter().map(|fact| of_fact(fact)).sum();
    match (quotes, new.len()) {
        (0, 0) => say("no fact quotes this source yet; a `quote:` of it is checked from now on"),
        (1, 0) => say("its one quote is checked against it: nothing new is wrong"),
        (count, 0) => say(&format!("its {count} quotes are checked against it: nothing new is wrong")),
        (_, count) => {
            say(&format!("{count} {} to look at:", if count == 1 { "quotation is" } else { "quotations are" }));
            say_raw(&short::short(&now.inputs, &Report { findings: new, ..Report::default() }));
        }
    }
}
