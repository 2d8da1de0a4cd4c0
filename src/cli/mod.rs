//! The command line: one command a file; `build` is here.
//!
//! In: arguments, environment, the clock. Out: text on the terminal and an exit code: 0 clean, 1 findings of
//! level error, 2 the tool failed. Absent on purpose: anything a library user could want.

pub mod args;
pub mod ask;
pub mod changed;
pub mod check;
pub mod explain;
pub mod capture;
pub mod fix;
pub mod hosting;
pub mod import;
pub mod init;
pub mod new;
pub mod open;
pub mod links;
pub mod lsp;
mod paths;
pub mod promote;
pub mod publish;
pub mod record;
pub mod rename;
pub mod report;
pub mod review;
pub mod schema;
pub mod serve;
pub mod summary;
pub mod translated;
pub mod watch;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::Path;

use clap::Parser;

use crate::base::diag::Level;
use crate::build::{self, Analysis, Options};
use crate::model::date::Date;
use crate::report::{More, Shown};
use args::{Arguments, BuildArgs, Command, Common, Format};

/// Runs the tool. `now` is seconds since 1970 UTC.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    env: &(dyn Fn(&str) -> Option<String> + Sync),
    now: u64,
) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is no failure of the tool.
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    let color = Color::of(env);
    let today = match today(&arguments.command, env, now) {
        Ok(today) => today,
        Err(message) => return fail(&message),
    };
    match arguments.command {
        Command::Check(arguments) => check::run(&arguments, today, color),
        Command::Explain(arguments) => explain::run(&arguments, color),
        Command::Fix(arguments) => fix::run(&arguments, today, color),
        Command::Promote(arguments) => promote::run(&arguments, today, color),
        Command::Rename(arguments) => rename::run(&arguments, today),
        Command::Build(BuildArgs { common, output_dir, watch: true, .. }) => {
            let output = output_dir.unwrap_or_else(|| common.site.root.join("public"));
            match check_root(&common.site.root) {
                Ok(()) => {
                    let options = options(&common, today);
                    watch::run(common.site.root, output, options, common.quiet, color)
                }
                Err(message) => fail(&message),
            }
        }
        Command::Build(arguments) => build_site(arguments, today, color),
        Command::Serve(args) => serve::run(&args, today, color, env),
        Command::Capture(arguments) => capture::run(&arguments, today),
        Command::Import(options) => import::run(&options, today),
        Command::Translated(arguments) => translated::run(&arguments, today),
        Command::Review(options) => review::run(&options, today),
        Command::Init(arguments) => init::run(&arguments, today),
        Command::New(arguments) => new::run(&arguments, env, today),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Record(arguments) => record::run(&arguments, today),
        Command::Hosting(arguments) => hosting::run(&arguments, today),
        Command::Report(arguments) => report::run(&arguments, today),
        Command::Publish(arguments) => publish::run(&arguments, now, env, color),
        Command::Verify(arguments) => publish::verify::run(&arguments, now, env, color),
        Command::Rollback(arguments) => publish::rollback::run(&arguments, now, env, color),
        Command::Links(arguments) => links::run(&arguments, today, color),
        Command::Lsp(arguments) => lsp::run(arguments, today),
    }
}

/// Whether to colour what goes to stdout and stderr.
#[derive(Clone, Copy)]
pub struct Color {
    /// Findings.
    pub out: bool,
    /// Progress and failures.
    pub err: bool,
}

impl Color {
    /// `NO_COLOR` set to anything but nothing turns colour off, as does anything that is no terminal.
    fn of(env: &dyn Fn(&str) -> Option<String>) -> Color {
        let allowed = env("NO_COLOR").is_none_or(|value| value.is_empty()) && env("TERM").as_deref() != Some("dumb");
        Color { out: allowed && std::io::stdout().is_terminal(), err: allowed && std::io::stderr().is_terminal() }
    }
}

/// `--date`, else `SOURCE_DATE_EPOCH`, else the clock.
fn today(command: &Command, env: &dyn Fn(&str) -> Option<String>, now: u64) -> Result<Date, String> {
    if let Some(date) = command.date() {
        return Ok(date);
    }
    let seconds = match env("SOURCE_DATE_EPOCH") {
        Some(text) => {
            text.trim().parse().map_err(|_| format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds"))?
        }
        None => i64::try_from(now).unwrap_or(i64::MAX),
    };
    Date::of_unix_seconds(seconds).ok_or_else(|| format!("{seconds} seconds after 1970 is no date"))
}

fn build_site(arguments: BuildArgs, today: Date, color: Color) -> u8 {
    let BuildArgs { common, output_dir, baseline, noindex, .. } = &arguments;
    let mut analysis = match analyse(common, today) {
        Ok(analysis) => analysis,
        Err(message) => return fail(&message),
    };
    if *noindex {
        analysis.keep_from_search();
    }
    let aside = baseline.as_ref().map(|path| check::set_aside(path, &analysis.inputs, &mut analysis.report));
    let remarks: Vec<String> = match aside.transpose() {
        Ok(remark) => remark.flatten().into_iter().collect(),
        Err(message) => return fail(&message),
    };
    print_findings(common, &analysis, color);
    if analysis.report.has_errors() {
        check::close(common, &analysis, &remarks, color);
        if !common.quiet && common.format == Format::Human {
            say("nothing was written");
        }
        return 1;
    }
    if !common.quiet {
        remarks.iter().for_each(|remark| eprint_line(remark));
    }
    let output = output_dir.clone().unwrap_or_else(|| common.site.root.join("public"));
    let progress = summary::Progress::new(color.err && !common.quiet);
    let built = build::write(&analysis, &common.site.root, &output, &|done, all| progress.tick(done, all));
    progress.clear();
    match built {
        Ok(built) => {
            if !common.quiet && common.format == Format::Human {
                say(&summary::of_build(&analysis, &built, &output));
            }
            exit_code(analysis)
        }
        Err(build::BuildError::Template(error)) => {
            eprint_line(&format!("error[template-error]: {}", build::BuildError::Template(error)));
            1
        }
        Err(error) => fail(&error.to_string()),
    }
}

fn analyse(common: &Common, today: Date) -> Result<Analysis, String> {
    check_root(&common.site.root)?;
    Ok(build::analyse_root(&common.site.root, &options(common, today)))
}

fn check_root(root: &Path) -> Result<(), String> {
    if root.join("content").is_dir() { Ok(()) } else { Err(no_content(root)) }
}

fn options(common: &Common, today: Date) -> Options {
    Options { base_url: common.base_url.clone(), drafts: common.site.drafts, today }
}

/// What a folder that holds no site is told.
fn no_content(root: &Path) -> String {
    let (content, root) = (root.join("content"), root.display());
    format!(
        "there is no folder `{}`; `factloom init {root}` starts a site, `--root DIR` names another",
        content.display()
    )
}

/// A path as it is typed from where the person is.
fn shown(root: &Path, path: &str) -> String {
    if root == Path::new(".") { path.to_owned() } else { root.join(path).display().to_string() }
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-./:@%+=,".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

fn print_findings(common: &Common, analysis: &Analysis, color: Color) {
    print_report(common, analysis, color, More::default());
}

fn print_report(common: &Common, analysis: &Analysis, color: Color, more: More) {
    let root = match paths::plain(&common.site.root) {
        root if root.is_empty() => root,
        root => format!("{root}/"),
    };
    let (inputs, report) = (&analysis.inputs, &analysis.report);
    let shown = Shown { inputs, report, root: &root, color: color.out, quiet: common.quiet, more };
    say_raw(&(common.format.entry().render)(&shown));
}

/// The exit code, and the end of the analysis: the process is over, so a site of 10,000 articles is not taken
/// apart piece by piece first (it cost a twentieth of the build).
fn exit_code(analysis: Analysis) -> u8 {
    let code = u8::from(analysis.report.count(Level::Error) > 0);
    std::mem::forget(analysis);
    code
}

fn fail(message: &str) -> u8 {
    eprint_line(&format!("error: {message}"));
    2
}

fn say(line: &str) {
    say_raw(&format!("{line}\n"));
}

/// A reader that has gone away (`| head`) is no failure.
fn say_raw(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn eprint_line(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
