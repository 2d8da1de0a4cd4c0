//! `factloom rename`: an id under another name, in every file that names it.
//!
//! In: a site, a kind, two ids. Out: changed and moved files, or a diff. Exit codes: 0 renamed, 2 refused.

use std::path::PathBuf;

use crate::base::plural::count;
use crate::build::{self, Options};
use crate::cli::{fail, say, say_raw};
use crate::edit::diff;
use crate::edit::references::Kind;
use crate::edit::rename::{self, Renamed};
use crate::edit::texts;
use crate::load::Inputs;
use crate::model::date::Date;
use crate::write::content::{Change, change_all};

/// What can be typed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What is renamed
    #[arg(value_name = "KIND", value_parser = kind_parser())]
    pub kind: String,
    /// Its id: `sheet/key` of a fact, the path below content/ without `.md` of an article
    #[arg(value_name = "OLD")]
    pub old: String,
    /// Its new id; of a fact the key alone will do
    #[arg(value_name = "NEW")]
    pub new: String,
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Print the changes as a unified diff and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The day, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::args::full_date, hide = true)]
    pub date: Option<Date>,
}

fn kind_parser() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Kind::ALL.map(Kind::word))
}

/// Runs the command.
pub fn run(arguments: &Arguments, today: Date) -> u8 {
    if let Err(message) = super::check_root(&arguments.root) {
        return fail(&message);
    }
    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.word() == arguments.kind) else {
        return fail(&format!("`{}` cannot be renamed", arguments.kind));
    };
    let analysis = build::analyse_root(&arguments.root, &Options { base_url: None, drafts: true, today });
    let renamed = match rename::rename(&analysis, kind, &arguments.old, &arguments.new) {
        Ok(renamed) => renamed,
        Err(error) => return fail(&error.to_string()),
    };
    if arguments.dry_run {
        show(&analysis.inputs, &renamed);
        return 0;
    }
    if let Err(error) = change_all(&changes(&analysis.inputs, &renamed, &arguments.root)) {
        return fail(&error.to_string());
    }
    report(&analysis.inputs, &renamed);
    0
}

fn show(inputs: &Inputs, renamed: &Renamed) {
    let edited = texts(inputs, &renamed.edits);
    for (path, (text, _)) in &edited {
        let before = inputs.file(path).map_or("", |file| inputs.text(file));
        let moved = renamed.moves.iter().find(|moved| moved.from == *path);
        say_raw(&diff::moved(path, moved.map_or(path, |moved| &moved.to), before, text));
    }
    for moved in &renamed.moves {
        super::eprint_line(&format!("would move {} to {}", moved.from, moved.to));
    }
    renamed.notes.iter().for_each(|note| super::eprint_line(note));
}

fn changes(inputs: &Inputs, renamed: &Renamed, root: &std::path::Path) -> Vec<Change> {
    let mut out = Vec::new();
    for (path, (text, _)) in texts(inputs, &renamed.edits) {
        let was = inputs.file(&path).map_or("", |file| inputs.text(file)).to_owned();
        out.push(Change::Replace { path: root.join(&*path), was, text });
    }
    let moved = |moved: &rename::Move| Change::Move { from: root.join(&*moved.from), to: root.join(&*moved.to) };
    out.extend(renamed.moves.iter().map(moved));
    out
}

fn report(inputs: &Inputs, renamed: &Renamed) {
    for (path, (_, places)) in texts(inputs, &renamed.edits) {
        say(&format!("{path}: {}", count(places, "place")));
    }
    renamed.moves.iter().for_each(|moved| say(&format!("{} is now {}", moved.from, moved.to)));
    renamed.notes.iter().for_each(|note| say(note));
}
