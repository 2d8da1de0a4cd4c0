//! `factloom fix`: applies what is certain, and says what is left for a person.
//!
//! In: a site, rules and files to limit it to. Out: changed files, or a diff of them; the findings that remain.
//! Exit codes as of `check`, for the site with its fixes: 0 no errors, 1 errors remain, 2 the tool failed.

use crate::base::diag::{Level, nearest};
use crate::base::plural::count;
use crate::build::Options;
use crate::check::lints::LINTS;
use crate::cli::args::{Common, Format};
use crate::cli::{Color, eprint_line, exit_code, fail, paths, print_findings, say, say_raw};
use crate::edit::diff;
use crate::edit::fill;
use crate::edit::fix::{self, Fixed, Wanted};
use crate::load;
use crate::model::date::Date;
use crate::write::content::{Change, change_all};

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(mut_arg("drafts", |arg| arg.hide(true)), mut_arg("base_url", |arg| arg.hide(true)))]
pub struct Arguments {
    /// Options of the commands that check a site.
    #[command(flatten)]
    pub common: Common,
    /// Print the changes as a unified diff and write nothing; exits with 0 or 1 as if they were written
    #[arg(long)]
    pub dry_run: bool,
    /// Apply only fixes of this rule; `empty-words` fills empty `[](fact:…)`. May be given several times
    #[arg(long = "rule", value_name = "NAME", value_parser = rule)]
    pub rules: Vec<String>,
    /// Files and folders to change; all of content/ if none is given
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
}

fn rule(name: &str) -> Result<String, String> {
    let names = || LINTS.iter().map(|lint| lint.name).chain([fill::NAME]);
    if names().any(|known| known == name) {
        return Ok(name.to_owned());
    }
    Err(match nearest(name, names()) {
        Some(near) => format!("there is no rule `{name}`; did you mean `{near}`?"),
        None => format!("there is no rule `{name}`; `factloom check` names the rule of each finding"),
    })
}

/// Runs the command.
pub fn run(arguments: &Arguments, today: Date, color: Color) -> u8 {
    let common = &arguments.common;
    if let Err(message) = super::check_root(&common.site.root) {
        return fail(&message);
    }
    let inputs = load::load(&common.site.root);
    let mut wanted = Wanted { rules: arguments.rules.clone(), paths: Vec::new() };
    for given in &arguments.paths {
        match paths::find(&inputs, &common.site.root, given) {
            Some(path) => wanted.paths.push(path),
            None => return fail(&format!("`{given}` is no file and no folder of `content/`")),
        }
    }
    // A draft is what is being written, so its slips are mended like any others.
    let options = Options { drafts: true, ..super::options(common, today) };
    let fixed = fix::run(&inputs, &options, &wanted);
    if !arguments.dry_run
        && let Err(error) = change_all(&changes(&fixed, &common.site.root))
    {
        return fail(&error.to_string());
    }
    report(arguments, &fixed, color);
    exit_code(fixed.analysis)
}

fn changes(fixed: &Fixed, root: &std::path::Path) -> Vec<Change> {
    let replace = |file: &fix::FixedFile| Change::Replace {
        path: root.join(&*file.path),
        was: file.before.clone(),
        text: file.after.clone(),
    };
    fixed.files.iter().map(replace).collect()
}

/// Findings that remain, then a line a file, then what is left to decide. Of a dry run the diff alone goes to
/// stdout, so that it can be piped.
fn report(arguments: &Arguments, fixed: &Fixed, color: Color) {
    let common = &arguments.common;
    let is_human = common.format == Format::Human;
    if arguments.dry_run && common.format != Format::Json {
        for file in &fixed.files {
            say_raw(&diff::unified(&file.path, &file.before, &file.after));
        }
    } else {
        print_findings(common, &fixed.analysis, color);
    }
    let print: fn(&str) = if arguments.dry_run || !is_human { eprint_line } else { say };
    for path in &fixed.refused {
        print(&format!("{path}: left alone, the fixes would have left more errors in it"));
    }
    if common.quiet || !is_human {
        return;
    }
    if !arguments.dry_run {
        fixed.files.iter().for_each(|file| print(&format!("{}: {}", file.path, count(file.fixes, "fix"))));
    }
    print(&closing(fixed, arguments.dry_run));
}

/// "fixed 5 findings in 2 files; 1 error and 2 warnings are left for a person to decide".
fn closing(fixed: &Fixed, dry_run: bool) -> String {
    let fixes: usize = fixed.files.iter().map(|file| file.fixes).sum();
    let done = match (fixes, dry_run) {
        (0, _) => "nothing to fix".to_owned(),
        (_, true) => format!("would make {}", of_files(fixes, fixed.files.len())),
        (_, false) => format!("made {}", of_files(fixes, fixed.files.len())),
    };
    let report = &fixed.analysis.report;
    let left: Vec<String> = [(Level::Error, "error"), (Level::Warn, "warning")]
        .into_iter()
        .map(|(level, noun)| (report.count(level), noun))
        .filter(|(n, _)| *n > 0)
        .map(|(n, noun)| count(n, noun))
        .collect();
    match left.as_slice() {
        [] => format!("{done}; nothing is left to decide"),
        left => format!("{done}; left for a person to decide: {}", left.join(", ")),
    }
}

fn of_files(fixes: usize, files: usize) -> String {
    format!("{} in {}", count(fixes, "fix"), count(files, "file"))
}
