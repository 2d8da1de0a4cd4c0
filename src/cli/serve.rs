//! `factloom serve`.

use clap::Args;

use super::{Color, fail, say, summary};
use crate::base::diag::Level;
use crate::base::plural::count;
use crate::build::Options;
use crate::cli::args::SiteArgs;
use crate::model::date::Date;
use crate::report::human;
use crate::serve::{self, Editor};
use crate::session::Session;

/// Shows the site in a browser and keeps it up to date.
#[derive(Args, Debug)]
pub struct ServeArgs {
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Port on this machine; 0 for any that is free
    #[arg(long, short, default_value_t = 1313)]
    pub port: u16,
    /// Open the first page in the browser
    #[arg(long)]
    pub open: bool,
    /// Command that opens a file at a line: `code`, or with places, `my-editor {file} {line} {column}`
    #[arg(long, value_name = "COMMAND")]
    pub editor: Option<String>,
}

/// Serves until interrupted.
pub fn run(args: &ServeArgs, today: Date, color: Color, env: &dyn Fn(&str) -> Option<String>) -> u8 {
    let root = args.site.root.clone();
    // A broken site is served and mended; where there is none, nothing would ever come.
    if let Err(message) = super::check_root(&root) {
        return fail(&message);
    }
    let command = args.editor.clone().or_else(|| env("VISUAL")).or_else(|| env("EDITOR")).unwrap_or_default();
    let options = serve::Options { port: args.port, editor: Editor { command } };
    let drafts = args.site.drafts;
    let make =
        |address: &str| Session::open_unchecked(&root, Options { base_url: Some(address.to_owned()), drafts, today });
    let ready = |address: &str, session: &Session| {
        say(&format!("serving {} at {address} (stop with Ctrl+C)", args.site.root.display()));
        summary::left_out(session.analysis()).iter().for_each(|left| say(left));
        if args.open
            && let Err(error) = opener::open(address)
        {
            say(&format!("the browser cannot be opened: {error}"));
        }
    };
    let checked = move |session: &Session| print(session, color);
    let changed = move |changed: &crate::session::Changed, session: &Session, took: std::time::Duration| {
        if changed.findings {
            print(session, color);
        }
        let report = &session.analysis().report;
        let (errors, warnings) = (report.count(Level::Error), report.count(Level::Warn));
        say(&format!(
            "updated in {:.1} ms: {}, {}",
            took.as_secs_f64() * 1000.0,
            count(errors, "error"),
            count(warnings, "warning")
        ));
    };
    match serve::run(&root, options, make, ready, checked, changed) {
        Ok(()) => 0,
        Err(message) => fail(&message),
    }
}

fn print(session: &Session, color: Color) {
    let analysis = session.analysis();
    super::say_raw(&human::render(&analysis.inputs, &analysis.report, color.out, Level::Warn));
    if let Some(error) = session.template_error() {
        say(&format!("error[template-error]: template `{}`: {}", error.template, error.message));
    }
}
