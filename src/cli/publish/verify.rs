//! `factloom verify`: reads the live site back and says where it is not what was built.
//!
//! In: the output of a build, a target or an address. Out: differences. Exit codes: 0 none, 1 some, 2 the tool failed.

use super::common::{Common, Context, Env};
use crate::base::plural::count;
use crate::cli::summary::Progress;
use crate::cli::{Color, fail, say};
use crate::publish::error::PublishError;
use crate::publish::host::connections;
use crate::publish::host::http::Web;
use crate::publish::local::Local;
use crate::publish::verify::{Answer, Difference, by_kind, verify, verify_redirects};

/// Files that are named for each kind of difference.
const NAMED: usize = 5;

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A target with a `url` is read as readers read it, by HTTP; one without is asked for its files."
)]
pub struct Arguments {
    /// Options of all commands that reach a host; in place of a target an address: https://example.org/
    #[command(flatten)]
    pub common: Common,
    /// Compare no headers, for hosts that send their own
    #[arg(long)]
    pub no_headers: bool,
    /// Print failures and nothing else
    #[arg(long, short)]
    pub quiet: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, now: u64, env: &Env<'_>, color: Color) -> u8 {
    let given = arguments.common.target.as_deref();
    let address = given.filter(|given| given.starts_with("https://") || given.starts_with("http://"));
    let context = match Context::open_for(&arguments.common, address.is_some(), now, env) {
        Ok(context) => context,
        Err(message) => return fail(&message),
    };
    match compare(arguments, address, &context, color) {
        Ok((found, where_)) => {
            for (what, paths) in by_kind(&found) {
                let more = paths.len().saturating_sub(NAMED);
                let more = if more == 0 { String::new() } else { format!(" and {more} more") };
                say(&format!("{}: {what}", count(paths.len(), "file")));
                say(&format!("  {}{more}", paths[..paths.len().min(NAMED)].join(", ")));
            }
            match found.len() {
                0 if arguments.quiet => {}
                0 => say(&format!("{where_} is what was built")),
                _ => say(&format!("{where_} is not what was built: {} differences", found.len())),
            }
            u8::from(!found.is_empty())
        }
        Err(error) => fail(&context.clean(&error)),
    }
}

fn compare(
    arguments: &Arguments,
    address: Option<&str>,
    context: &Context<'_>,
    color: Color,
) -> Result<(Vec<Difference>, String), PublishError> {
    let local = Local::read(&context.output, &context.stamp)?;
    let headers = |path: &str| match arguments.no_headers {
        true => Vec::new(),
        false => local.headers(path),
    };
    let progress = Progress::of(color.err && !arguments.quiet, "files");
    let tick = |done: usize, all: usize| progress.tick(done, all);
    let at_once = connections(&context.target);
    let live = address.map(str::to_owned).or_else(|| context.target.url.as_deref().map(str::to_owned));
    let (found, place) = match live {
        Some(url) => {
            let url = format!("{}/", url.trim_end_matches('/'));
            let web = Web::new(at_once);
            let ask = |path: &str| web.get(&url, path);
            // A host that is not there at all is one failure, not ten thousand.
            ask("")?;
            let redirects = local.redirects();
            let mut found = verify(&local.published, &redirects, &headers, &ask, at_once, &tick);
            found.extend(verify_redirects(&redirects, &ask));
            (found, url)
        }
        None => {
            let here = context.here();
            let host = context.host(&here)?;
            host.journal()?;
            let ask = |path: &str| {
                let bytes = host.get(path)?;
                Ok(Answer {
                    status: if bytes.is_some() { 200 } else { 404 },
                    headers: None,
                    body: bytes.unwrap_or_default(),
                })
            };
            (verify(&local.published, &[], &headers, &ask, at_once, &tick), format!("target `{}`", context.target.name))
        }
    };
    progress.clear();
    Ok((found, place))
}
