//! `factloom links`: asks which external links still lead to their pages, and keeps the history that verdicts need.
//!
//! In: a site, its `content/links.tsv`, the network unless `--offline`. Out: verdicts with places and remedies; the
//! history, written as answers come, so that a run that is stopped keeps what it learnt; with `--fix`, new addresses
//! in the site's files. Exit codes: 0 none dead, 1 some dead or not to be followed, 2 the tool failed.

mod ask;
mod show;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::args::{Format, full_date, plain_formats};
use super::{Color, check_root, eprint_line, fail, paths, say, say_raw, summary};
use crate::base::diag::Level;
use crate::base::plural::count;
use crate::base::text::FileId;
use crate::build::{Analysis, Options, analyse_root};
use crate::edit::diff;
use crate::links::collect::{Places, collect};
use crate::links::mend::{Mended, mend, renamed};
use crate::links::plan::{Due, followed, jobs};
use crate::model::date::Date;
use crate::model::links::{LinkLog, Verdict};
use crate::parse::link_log;
use crate::write::content::{Change, Renewed, change_all, renew};
use ask::Asked;

/// What says that a file is our history.
const MARK: &str = "# Written by `factloom links`";

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Verdicts need several days: run it once a day or week, and commit content/links.tsv. To merge \
                        branches of it:  echo 'content/links.tsv merge=union' >> .gitattributes"
)]
pub struct Arguments {
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// The day of the check, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = full_date)]
    pub date: Option<Date>,
    /// Ask nobody: verdicts from the history alone
    #[arg(long)]
    pub offline: bool,
    /// Ask for every address, those checked today too
    #[arg(long, conflicts_with = "offline")]
    pub all: bool,
    /// Ask again for an address that is well after so many days; others every day
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub every: u32,
    /// Write the new address wherever one has moved for good
    #[arg(long)]
    pub fix: bool,
    /// With --fix: print the changes as a unified diff and write none
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Addresses asked for at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: u16,
    /// Addresses of one host asked for at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub per_host: u16,
    /// Milliseconds from one request to a host to the next
    #[arg(long, value_name = "MS", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(..=600_000))]
    pub delay: u64,
    /// Seconds for one request; an address has three times that in all
    #[arg(long, value_name = "SECONDS", default_value = "20", value_parser = seconds)]
    pub timeout: Duration,
    /// Start no further request after so many seconds; what is left is asked for next time
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub max_time: Option<Duration>,
    /// What the program calls itself to servers
    #[arg(long, value_name = "TEXT", default_value = concat!("Mozilla/5.0 (compatible; factloom/", env!("CARGO_PKG_VERSION"), "; link check)"), value_parser = user_agent)]
    pub user_agent: String,
    /// Ask for addresses of this machine and its network, too
    #[arg(long)]
    pub allow_local: bool,
    /// Keep failures although no host answers at all
    #[arg(long)]
    pub assume_online: bool,
    /// How the verdicts are printed
    #[arg(long, value_parser = plain_formats(), default_value = "human")]
    pub format: Format,
    /// Most addresses shown of each verdict, 0 for all; 20 for people, all for machines if not given
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Print the dead and those not to be followed, and nothing else
    #[arg(long, short)]
    pub quiet: bool,
    /// Files and folders whose links are checked; all of content/ if none is given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "write a number of seconds".to_owned())?;
    match (0.05..=86_400.0).contains(&seconds) {
        true => Ok(Duration::from_secs_f64(seconds)),
        false => Err("write seconds from 0.05 to 86400".to_owned()),
    }
}

fn user_agent(text: &str) -> Result<String, String> {
    match !text.is_empty() && text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        true => Ok(text.to_owned()),
        false => Err("write letters of ASCII: servers take no others in this header".to_owned()),
    }
}

/// One address with all that is known of it.
pub(super) struct Link<'a> {
    address: &'a str,
    verdict: Verdict,
    places: &'a [crate::links::collect::Place],
}

/// Runs the command.
pub fn run(arguments: &Arguments, today: Date, color: Color) -> u8 {
    if let Err(message) = check_root(&arguments.root) {
        return fail(&message);
    }
    // Drafts are checked too: a link is best mended before it is published, and its history is kept.
    let options = Options { base_url: None, drafts: true, today };
    let analysis = analyse_root(&arguments.root, &options);
    let mut wanted_paths = Vec::new();
    for given in &arguments.paths {
        match paths::find(&analysis.inputs, &arguments.root, given) {
            Some(path) => wanted_paths.push(path),
            None => return fail(&format!("`{given}` is no file and no folder of `content/`")),
        }
    }
    let is_wanted = |file: FileId| {
        let path = &*analysis.inputs.of(file).path;
        let holds = |wanted: &String| path == wanted || wanted.ends_with('/') && path.starts_with(wanted.as_str());
        wanted_paths.is_empty() || wanted_paths.iter().any(holds)
    };
    let places = collect(&analysis.inputs, &analysis.items);
    let mut log = (*analysis.items.link_log).clone();
    let mut asked = Asked::default();
    if !arguments.offline {
        match check(arguments, &analysis, &places, &is_wanted, &mut log, color) {
            Ok(done) => asked = done,
            Err(message) => return fail(&message),
        }
    }
    let mended = arguments.fix.then(|| mend(&analysis, &options, &places, &log, &is_wanted));
    if let (Some(mended), false) = (&mended, arguments.dry_run)
        && let Err(message) = write_mended(arguments, &analysis, &places, mended, &log)
    {
        return fail(&message);
    }
    let links: Vec<Link<'_>> = places
        .iter()
        .filter(|(_, places)| places.iter().any(|place| is_wanted(place.at.file)))
        .map(|(address, places)| {
            let verdict = match followed(address, arguments.allow_local) {
                None => Verdict::Wrong,
                Some(_) => log.verdict(address),
            };
            Link { address, verdict, places }
        })
        .collect();
    report(arguments, &analysis, &links, &log, &asked, mended.as_ref());
    u8::from(links.iter().any(|link| matches!(link.verdict, Verdict::Dead | Verdict::Wrong)))
}

/// Asks for what is due and notes the answers. The file is written while answers come: whoever stops the run loses
/// two seconds of it.
fn check(
    arguments: &Arguments,
    analysis: &Analysis,
    places: &Places,
    is_wanted: &dyn Fn(FileId) -> bool,
    log: &mut LinkLog,
    color: Color,
) -> Result<Asked, String> {
    let due = if arguments.all { Due::All } else { Due::After(arguments.every) };
    let today = analysis.today;
    let chosen = places.iter().filter(|(_, places)| places.iter().any(|place| is_wanted(place.at.file)));
    let chosen = chosen.map(|(address, _)| &**address);
    let jobs = jobs(chosen, log, due, today, arguments.allow_local);
    if jobs.is_empty() {
        return Ok(Asked::default());
    }
    let known = log.clone();
    let path = arguments.root.join(link_log::PATH);
    let keep = |log: &LinkLog| write_log(&path, log, places, analysis);
    let progress = summary::Progress::of(color.err && !arguments.quiet, "links");
    let is_online = || arguments.assume_online || ask::is_online(arguments, &known, places);
    let tick = |done, all| progress.tick(done, all);
    let hooks = ask::Hooks { progress: &tick, keep: &keep, is_online: &is_online };
    let asked = ask::all(arguments, jobs, today, log, &hooks);
    progress.clear();
    let asked = asked?;
    if asked.pages > 0 && !asked.is_answered && !asked.is_online.unwrap_or_else(is_online) {
        return Err(
            "no host answered at all, so nothing was kept: is this machine online? (`--assume-online` keeps it)"
                .to_owned(),
        );
    }
    if asked.pages > 0 {
        keep(log)?;
    }
    Ok(asked)
}

/// Writes the history. Addresses that stand nowhere any more are left out, unless files of the site cannot be read.
fn write_log(path: &Path, log: &LinkLog, places: &Places, analysis: &Analysis) -> Result<(), String> {
    let mut kept = log.clone();
    if !analysis.report.has_errors() {
        kept.0.retain(|address, _| places.contains_key(address));
    }
    kept.0.retain(|address, _| address.len() <= link_log::LONGEST && !address.contains(char::is_whitespace));
    match renew(path, &link_log::print(&kept), MARK) {
        Ok(Renewed::Made | Renewed::Unchanged) => Ok(()),
        Ok(Renewed::NotOurs) => Err(format!(
            "`{}` was not written by `factloom links` and is left alone; move it away, or put `{MARK}` in its first line",
            path.display()
        )),
        Err(error) => Err(error.to_string()),
    }
}

fn write_mended(
    arguments: &Arguments,
    analysis: &Analysis,
    places: &Places,
    mended: &Mended,
    log: &LinkLog,
) -> Result<(), String> {
    if mended.files.is_empty() {
        return Ok(());
    }
    let replace = |file: &crate::links::mend::MendedFile| Change::Replace {
        path: arguments.root.join(&*file.path),
        was: file.before.clone(),
        text: file.after.clone(),
    };
    let changes: Vec<Change> = mended.files.iter().map(replace).collect();
    change_all(&changes).map_err(|error| error.to_string())?;
    let new = renamed(log, &mended.moved);
    let mut places = places.clone();
    for (_, new) in &mended.moved {
        places.entry(new.clone()).or_default();
    }
    write_log(&arguments.root.join(link_log::PATH), &new, &places, analysis)
}

fn report(
    arguments: &Arguments,
    analysis: &Analysis,
    links: &[Link<'_>],
    log: &LinkLog,
    asked: &Asked,
    mended: Option<&Mended>,
) {
    if let (Some(mended), true) = (mended, arguments.dry_run && arguments.format != Format::Json) {
        mended.files.iter().for_each(|file| say_raw(&diff::unified(&file.path, &file.before, &file.after)));
        return;
    }
    let shown = show::Shown { arguments, analysis, links, log, asked };
    say_raw(&match arguments.format {
        Format::Human => show::human(&shown),
        Format::Short => show::short(&shown),
        _ => show::json(&shown),
    });
    if arguments.format != Format::Human || arguments.quiet {
        return;
    }
    if let Some(mended) = mended {
        for file in &mended.files {
            say(&format!("{}: {} written", file.path, count(file.count, "new address")));
        }
        for path in &mended.refused {
            eprint_line(&format!(
                "{path}: left alone, the new addresses could not be read back from it; change it by hand"
            ));
        }
    }
    match analysis.report.count(Level::Error) {
        0 => {}
        errors => say(&format!("{} of the site may hide links: see `factloom check`", count(errors, "error"))),
    }
}
