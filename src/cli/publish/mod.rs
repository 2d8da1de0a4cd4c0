//! `factloom publish`: what was built goes to a host. `verify` and `rollback` stand beside it.
//!
//! In: the output of `factloom build`, a target of `site.yml`. Out: the plan, or what was done.
//! Exit codes: 0 done, or nothing to do; 1 the plan needs consent, or somebody else published; 2 the tool failed.

pub mod common;
pub mod rollback;
pub mod verify;

use std::path::PathBuf;
use std::time::Instant;

use super::{Color, eprint_line, fail, say, say_raw};
use crate::base::plural::count;
use crate::cli::summary::Progress;
use crate::load::outside::{Unusable, read_outside};
use crate::publish::error::{Kind, PublishError};
use crate::publish::local::Local;
use crate::publish::plan::{Act, Plan, size};
use crate::publish::run::{Done, Publish};
use crate::publish::state::Doubt;
use common::{Common, Context, Env};

/// Steps of a plan that are shown; `--format json` has all.
const SHOWN: usize = 20;

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Targets stand in content/site.yml:  publish: {live: {to: s3://bucket}}\n\
                        Secrets come from the environment, never from there: AWS_ACCESS_KEY_ID, AZURE_STORAGE_ACCOUNT_KEY, \
                        GOOGLE_APPLICATION_CREDENTIALS, your SSH agent, git's credential helpers.")]
pub struct Arguments {
    /// Options of all commands that reach a host.
    #[command(flatten)]
    pub common: Common,
    /// Print what would be added, changed, deleted and lost, and touch nothing
    #[arg(long)]
    pub plan: bool,
    /// How the plan is printed
    #[arg(long, value_name = "FORMAT", value_parser = ["human", "json"], default_value = "human")]
    pub format: String,
    /// Carry out the plan that `--plan --format json` wrote, if neither the host nor the site has changed since
    #[arg(long, value_name = "FILE", conflicts_with = "plan")]
    pub apply: Option<PathBuf>,
    /// Overwrite files on the host that are not ours but have names that the site needs
    #[arg(long)]
    pub adopt: bool,
    /// Delete up to so many files without asking
    #[arg(long, value_name = "NUMBER")]
    pub max_delete: Option<u32>,
    /// Print failures and nothing else
    #[arg(long, short)]
    pub quiet: bool,
}

/// Runs the command. `now` is seconds since 1970 UTC.
pub fn run(arguments: &Arguments, now: u64, env: &Env<'_>, color: Color) -> u8 {
    let context = match Context::open(&arguments.common, now, env) {
        Ok(context) => context,
        Err(message) => return fail(&message),
    };
    let started = Instant::now();
    match publish(arguments, &context, color) {
        Ok(Some(plan)) if !arguments.quiet => {
            let count = |act| plan.count(act);
            let (added, changed, deleted) = (count(Act::Add), count(Act::Change), count(Act::Delete));
            let name = &context.target.name;
            say(&format!(
                "published to {name}: {added} added, {changed} changed, {deleted} deleted; {} in {:.1} s",
                size(plan.bytes()),
                started.elapsed().as_secs_f64()
            ));
            say(&format!(
                "read it back with `factloom verify {name}`, and note what is public now with `factloom record`"
            ));
            0
        }
        Ok(_) => 0,
        Err(error) => {
            fail(&context.clean(&error));
            exit_code(&error)
        }
    }
}

/// 1 where a person has to decide, 2 where something failed.
fn exit_code(error: &PublishError) -> u8 {
    if matches!(error.kind, Kind::Consent | Kind::Taken) { 1 } else { 2 }
}

/// Publishes, or prints the plan; what it gives is the plan that was carried out.
fn publish(arguments: &Arguments, context: &Context<'_>, color: Color) -> Result<Option<Plan>, PublishError> {
    let local = Local::read(&context.output, &context.stamp)?;
    let headers = |path: &str| local.headers(path);
    context.check_address()?;
    if let Some(path) = local.is_older_than(&arguments.common.root).filter(|_| !arguments.quiet) {
        let output = context.output.display();
        eprint_line(&format!("warning: `{path}` is newer than the site in `{output}`; run `factloom build` first"));
    }
    let here = context.here();
    let host = context.host(&here)?;
    let progress = Progress::transfer(color.err && !arguments.quiet);
    let publish = Publish {
        host: &*host,
        target: &context.target.name,
        site: &local.published,
        source: &|path, hash| local.bytes(path, hash),
        headers: &headers,
        connections: crate::publish::host::connections(&context.target),
        adopt: arguments.adopt,
        max_delete: arguments.max_delete.or(context.target.max_delete),
        progress: &|done: Done, all: Done| progress.transferred(done.bytes, all.bytes),
    };
    let wanted = match &arguments.apply {
        Some(path) => Some(read_plan(path)?),
        None => None,
    };
    let state = host.state()?;
    if arguments.plan || wanted.is_some() {
        let in_doubt = host.journal()?.map(|journal| journal.paths).unwrap_or_default();
        let plan = publish.plan(&state, &in_doubt);
        if arguments.plan {
            show(&plan, arguments);
            return Ok(None);
        }
        if let Some(wanted) = &wanted {
            same(wanted, &plan, context)?;
        }
    }
    // On a host without a manifest the files of a first publish that died would look like somebody's.
    let in_doubt = match state.published {
        Some(_) => Doubt::new(),
        None => host.journal()?.map(|journal| journal.paths).unwrap_or_default(),
    };
    let plan = publish.plan(&state, &in_doubt);
    // A journal on a host where nothing changed is the business of the next publish that changes something, unless it
    // left files in doubt: a killed publish is then finished, not forgotten.
    let is_same = plan.steps.is_empty() && state.published.is_some();
    if is_same && host.journal()?.is_none() && !host.is_incomplete()? {
        if !arguments.quiet {
            say(&format!(
                "nothing to publish: {} has this very site, {}",
                context.target.name,
                count(plan.files_before, "file")
            ));
        }
        return Ok(None);
    }
    if !arguments.quiet {
        say_raw(&plan.text(SHOWN));
    }
    let paths = plan.steps.iter().map(|step| (step.path.clone(), step.doubt())).collect();
    let token = context.token()?;
    let done = publish.carry_out(plan, &state, context.journal(&token.word, paths));
    progress.clear();
    done.map(Some)
}

fn show(plan: &Plan, arguments: &Arguments) {
    if arguments.format == "json" {
        say_raw(&format!("{}\n", serde_json::to_string_pretty(plan).expect("a plan is JSON")));
    } else if plan.steps.is_empty() {
        say(&format!("nothing to publish: {} has this very site", plan.target));
    } else {
        say_raw(&plan.text(SHOWN));
        let count = |act| plan.count(act);
        say(&format!(
            "plan for {}: {} to add, {} to change, {} to delete, {} to send; nothing was touched",
            plan.target,
            count(Act::Add),
            count(Act::Change),
            count(Act::Delete),
            size(plan.bytes())
        ));
    }
}

fn read_plan(path: &std::path::Path) -> Result<Plan, PublishError> {
    let shown = path.display();
    let text = read_outside(path).map_err(|error| match error {
        Unusable::Unread(why) => PublishError::new(Kind::Local, format!("`{shown}` cannot be read: {why}")),
        Unusable::NoText(line, column, why) => {
            PublishError::new(Kind::Local, format!("{shown}:{line}:{column}: {why}"))
        }
    })?;
    Plan::read(&text).map_err(|why| {
        PublishError::new(Kind::Local, format!("`{shown}` is no plan: {why}"))
            .help("write one with `factloom publish --plan --format json > plan.json`")
    })
}

/// Whether a plan that somebody looked at still is the plan.
fn same(wanted: &Plan, plan: &Plan, context: &Context<'_>) -> Result<(), PublishError> {
    let what = if wanted.target != plan.target {
        format!("the plan is for target `{}`, not `{}`", wanted.target, plan.target)
    } else if wanted.host != plan.host {
        "the host has changed since the plan was made".to_owned()
    } else if wanted.site != plan.site {
        format!("`{}` was built anew since the plan was made", context.output.display())
    } else if wanted.steps != plan.steps || wanted.in_the_way != plan.in_the_way {
        "the plan is not what would be done".to_owned()
    } else {
        return Ok(());
    };
    Err(PublishError::new(Kind::Taken, what).help("look at a new one: `factloom publish --plan`"))
}
