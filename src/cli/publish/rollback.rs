//! `factloom rollback`: an earlier release becomes the published one again.
//!
//! In: a target that keeps releases. Out: the same site as then, published as a new release.
//! Exit codes as of `publish`.

use super::common::{Common, Context, Env};
use crate::base::diag::nearest;
use crate::base::plural::count;
use crate::cli::summary::Progress;
use crate::cli::{Color, fail, say, say_raw};
use crate::publish::error::{Kind, PublishError};
use crate::publish::host::{Host, connections};
use crate::publish::local::{headers, policy, stored};
use crate::publish::run::{Done, Publish};
use crate::publish::state::{Doubt, Published};

/// Steps of a plan that are shown.
const SHOWN: usize = 20;

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "A git branch keeps all releases, a directory with releases five, buckets and SFTP as many as \
                        `keep` of the target says. Pages of the site's sources are not touched: mend them, build, publish.")]
pub struct Arguments {
    /// Options of all commands that reach a host.
    #[command(flatten)]
    pub common: Common,
    /// The release to go back to; the one before the present one if not given
    #[arg(long, value_name = "RELEASE")]
    pub to: Option<String>,
    /// Print the releases that can be gone back to, newest first
    #[arg(long, conflicts_with = "to")]
    pub list: bool,
    /// Print what would be done, and touch nothing
    #[arg(long)]
    pub plan: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments, now: u64, env: &Env<'_>, color: Color) -> u8 {
    let context = match Context::open(&arguments.common, now, env) {
        Ok(context) => context,
        Err(message) => return fail(&message),
    };
    match roll_back(arguments, &context, color) {
        Ok(()) => 0,
        Err(error) => {
            fail(&context.clean(&error));
            super::exit_code(&error)
        }
    }
}

fn roll_back(arguments: &Arguments, context: &Context<'_>, color: Color) -> Result<(), PublishError> {
    let here = context.here();
    let host = context.host(&here)?;
    let releases = host.releases()?;
    if arguments.list {
        releases.iter().for_each(|release| say(release));
        return Ok(());
    }
    let release = chosen(arguments, &releases, &context.target.name)?;
    // Of what is built now: the policy of hosts is not part of a release.
    let policy = policy(&context.output);
    let headers = |path: &str| policy.as_ref().map(|policy| headers(policy, path)).unwrap_or_default();
    let site = again(&*host, release, &context.stamp, &headers)?;
    let progress = Progress::transfer(color.err);
    let publish = Publish {
        host: &*host,
        target: &context.target.name,
        site: &site,
        source: &|path, hash| host.kept(release, path, hash),
        headers: &headers,
        connections: connections(&context.target),
        adopt: false,
        max_delete: Some(u32::MAX),
        progress: &|done: Done, all: Done| progress.transferred(done.bytes, all.bytes),
    };
    let state = host.state()?;
    let plan = publish.plan(&state, &Doubt::new());
    if plan.steps.is_empty() {
        say(&format!("nothing to do: {} has the very files of {release}", context.target.name));
        return Ok(());
    }
    say_raw(&plan.text(SHOWN));
    if arguments.plan {
        return Ok(());
    }
    let paths = plan.steps.iter().map(|step| (step.path.clone(), step.doubt())).collect();
    let token = context.token()?;
    let plan = publish.carry_out(plan, &state, context.journal(&token.word, paths))?;
    progress.clear();
    say(&format!("{} is back at {release}: {} changed", context.target.name, count(plan.steps.len(), "file")));
    say("the sources of the site are as they were: the next publish brings their state again");
    Ok(())
}

fn chosen<'r>(arguments: &Arguments, releases: &'r [String], target: &str) -> Result<&'r str, PublishError> {
    let Some(wanted) = &arguments.to else {
        return releases.first().map(|name| &**name).ok_or_else(|| {
            PublishError::new(Kind::NoReleases, format!("`{target}` keeps no earlier release"))
                .help(format!("let it keep some from now on: `keep: 5` of target `{target}` in content/site.yml"))
        });
    };
    let found: Vec<&String> = releases.iter().filter(|name| name.starts_with(&**wanted)).collect();
    if let [one] = found[..] {
        return Ok(one);
    }
    let message = match found.len() {
        0 => format!("there is no release `{wanted}`"),
        count => format!("`{wanted}` is the beginning of {count} releases"),
    };
    let near = nearest(wanted, releases.iter().map(|name| &**name));
    let help =
        near.map_or("`factloom rollback --list` names them".to_owned(), |near| format!("did you mean `{near}`?"));
    Err(PublishError::new(Kind::NoReleases, message).help(help))
}

/// The manifest of an earlier release, as it would be published now.
fn again(
    host: &dyn Host,
    release: &str,
    stamp: &str,
    headers: &crate::publish::local::Headers<'_>,
) -> Result<Published, PublishError> {
    let mut site = host.release(release)?;
    for (path, file) in &mut site.files {
        file.headers = stored(&headers(path));
    }
    Ok(site.renamed(stamp))
}
