//! `factloom record`: notes the addresses and values of the site as published, for `lost-url` and `silent-change`.
//!
//! In: a site without errors. Out: `content/published.tsv`, to be committed. Drafts are never recorded.
//! Exit codes: 0 recorded, 1 the site has errors or, with `--check`, the record would change, 2 the tool failed.

use std::path::PathBuf;

use super::args::full_date;
use super::{check_root, fail, say, say_raw};
use crate::base::diag::Level;
use crate::base::plural::count;
use crate::build::{Options, analyse_root};
use crate::edit::{diff, record};
use crate::model::date::Date;
use crate::model::published::Published;
use crate::parse::published;
use crate::write::content::{Renewed, renew};

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Run it after each deployment, and commit content/published.tsv:  factloom build && deploy && \
                        factloom record && git commit content/published.tsv. To merge branches of it:  \
                        echo 'content/published.tsv merge=union' >> .gitattributes")]
pub struct Arguments {
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// The day of the deployment, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = full_date)]
    pub date: Option<Date>,
    /// Print what would change as a diff and write nothing; exit code 1 if anything would
    #[arg(long)]
    pub check: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, today: Date) -> u8 {
    if let Err(message) = check_root(&arguments.root) {
        return fail(&message);
    }
    let analysis = analyse_root(&arguments.root, &Options { base_url: None, drafts: false, today });
    match analysis.report.count(Level::Error) {
        0 => {}
        errors => {
            let what = if errors == 1 { "an error" } else { "errors" };
            say(&format!("the site has {what}, so this is not what was published: see `factloom check`"));
            say("nothing was recorded");
            return 1;
        }
    }
    let old = &analysis.items.published;
    let new = record::record(&analysis, today);
    let text = published::print(&new);
    if arguments.check {
        let was = analysis.inputs.file(published::PATH).map_or("", |file| analysis.inputs.text(file));
        say_raw(&if was.is_empty() {
            diff::created(published::PATH, &text)
        } else {
            diff::unified(published::PATH, was, &text)
        });
        return u8::from(was != text);
    }
    match renew(&arguments.root.join(published::PATH), &text, published::MARK) {
        Ok(Renewed::Made) => say(&summary(old, &new)),
        Ok(Renewed::Unchanged) => say("nothing changed since it was last recorded"),
        Ok(Renewed::NotOurs) => {
            let (path, mark) = (published::PATH, published::MARK);
            return fail(&format!(
                "`{path}` was not written by `factloom record` and is left alone; move it away, or put `{mark}` in its first line"
            ));
        }
        Err(error) => return fail(&error.to_string()),
    }
    0
}

/// "recorded 41 addresses (3 new) and 12 values (1 new, 2 changed) in content/published.tsv".
fn summary(old: &Published, new: &Published) -> String {
    let new_addresses = new.addresses.keys().filter(|address| !old.addresses.contains_key(*address)).count();
    let new_values = new.values.keys().filter(|id| !old.values.contains_key(*id)).count();
    let is_other = |(id, told): &(&Box<str>, &crate::model::published::Told)| {
        old.values.get(*id).is_some_and(|known| known.says != told.says)
    };
    let changed = new.values.iter().filter(is_other).count();
    format!(
        "recorded {} ({new_addresses} new) and {} ({new_values} new, {changed} changed) in {}; commit it",
        count(new.addresses.len(), "address"),
        count(new.values.len(), "value"),
        published::PATH
    )
}
