//! What all commands that reach a host begin with: the target, the built site, who and when we are.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::super::eprint_line;
use crate::base::diag::nearest;
use crate::base::text::{FileId, line_column};
use crate::load::outside::read_bytes;
use crate::load::{Input, What, below};
use crate::model::config::Config;
use crate::model::target::{PLACES, Target};
use crate::parse::{Item, parse};
use crate::publish::error::{Kind, PublishError, scrub};
use crate::publish::host::{Here, Host, open};
use crate::publish::state::{Doubt, Journal};
use crate::write::token::Token;

/// Names of the environment whose values are secret, or next to it.
const SECRETS: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AZURE_STORAGE_ACCOUNT_KEY",
    "AZURE_STORAGE_ACCESS_KEY",
    "AZURE_STORAGE_MASTER_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    "AZURE_STORAGE_SAS_KEY",
    "AZURE_CLIENT_SECRET",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "GITLAB_TOKEN",
    "CI_JOB_TOKEN",
    "FORGEJO_TOKEN",
    "SSH_PASSWORD",
];

/// Options of all commands that reach a host.
#[derive(clap::Args, Clone, Debug)]
pub struct Common {
    /// Name of a target in content/site.yml; the first one if not given
    pub target: Option<String>,
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Folder that `factloom build` wrote; `public` below the root if not given
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
}

/// What a command knows before it asks the host anything.
pub struct Context<'a> {
    /// The settings.
    pub config: Arc<Config>,
    /// The target.
    pub target: Target,
    /// The built site.
    pub output: PathBuf,
    /// Now, as releases are named: `20261127-234546`.
    pub stamp: String,
    root: PathBuf,
    env: &'a Env<'a>,
    secrets: Vec<String>,
}

/// The environment.
pub type Env<'e> = dyn Fn(&str) -> Option<String> + Sync + 'e;

impl<'a> Context<'a> {
    /// Reads `site.yml` and finds the target; the error is what to print. Nothing else of the site is read: its size
    /// must not matter.
    pub fn open(common: &Common, now: u64, env: &'a Env<'a>) -> Result<Context<'a>, String> {
        Context::open_for(common, false, now, env)
    }

    /// The same; `is_address` where an address was given in place of a target, and any target or none will do.
    pub fn open_for(common: &Common, is_address: bool, now: u64, env: &'a Env<'a>) -> Result<Context<'a>, String> {
        let (config, findings) = settings(&common.root)?;
        let nowhere = is_address.then(Target::nowhere);
        let target = match &common.target {
            _ if is_address => config.targets.first().or(nowhere.as_ref()),
            Some(name) => config.targets.iter().find(|target| *target.name == **name),
            None => config.targets.first(),
        };
        let Some(target) = target.cloned() else {
            return Err(no_target(common.target.as_deref(), &config, &findings));
        };
        if let Some(key) = target.misplaced().first() {
            let (name, to) = (&target.name, &target.to.text);
            return Err(format!(
                "`{key}` of target `{name}` means nothing for `{to}`: leave it out of content/site.yml"
            ));
        }
        let output = common.output_dir.clone().unwrap_or_else(|| common.root.join("public"));
        let seconds = i64::try_from(now).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let secrets = SECRETS.iter().filter_map(|name| env(name)).collect();
        let stamp = time.strftime("%Y%m%d-%H%M%S").to_string();
        Ok(Context { config, target, output, stamp, root: common.root.clone(), env, secrets })
    }

    /// The host of the target.
    pub fn host<'h>(&'h self, here: &'h Here<'h>) -> Result<Box<dyn Host + 'h>, PublishError> {
        open(&self.target, here)
    }

    /// What hosts need to know of where we are.
    pub fn here(&self) -> Here<'_> {
        Here { root: &self.root, env: self.env, wait: &wait }
    }

    /// Public address of the site at the target, ending in `/`.
    pub fn address(&self) -> &str {
        self.target.url.as_deref().unwrap_or(&self.config.url)
    }

    /// Refuses a site that was built for another address: its canonical links and feeds would lead elsewhere.
    pub fn check_address(&self) -> Result<(), PublishError> {
        let Ok(text) = read_bytes(&self.output.join("sitemap.xml")) else { return Ok(()) };
        let text = String::from_utf8_lossy(&text);
        let Some(first) = text.split("<loc>").nth(1).and_then(|rest| rest.split("</loc>").next()) else {
            return Ok(());
        };
        let address = self.address();
        if first.starts_with(address) {
            return Ok(());
        }
        let message = format!(
            "`{}` was built for {first}, and target `{}` is {address}",
            self.output.display(),
            self.target.name
        );
        Err(PublishError::new(Kind::Local, message).help(format!("run `factloom build --base-url {address}` first")))
    }

    /// The word by which a publish of ours knows another of ours to be dead.
    pub fn token(&self) -> Result<Token, PublishError> {
        let folder = self.root.join(".factloom/publish");
        match Token::take(&folder, &format!("{}.token", self.target.name)) {
            Ok(Some(token)) => Ok(token),
            Ok(None) => {
                let message = format!("another `factloom publish` to `{}` runs on this machine", self.target.name);
                Err(PublishError::new(Kind::Taken, message).help("wait until it is done"))
            }
            Err(error) => {
                Err(PublishError::new(Kind::Local, format!("`{}` cannot be written: {error}", folder.display())))
            }
        }
    }

    /// A journal of a publish that begins now.
    pub fn journal(&self, token: &str, paths: Doubt) -> Journal {
        let user = (self.env)("USER").or_else(|| (self.env)("LOGNAME")).unwrap_or_else(|| "somebody".to_owned());
        let machine = rustix::system::uname().nodename().to_string_lossy().into_owned();
        Journal::new(&format!("{user}@{machine}"), &format!("{} UTC", self.stamp), token, paths)
    }

    /// A failure as it may be shown.
    pub fn clean(&self, error: &PublishError) -> String {
        scrub(&error.to_string(), &self.secrets)
    }
}

/// Waits for a publisher that may be alive.
fn wait(journal: &Journal, seconds: u64) -> bool {
    eprint_line(&format!(
        "{} is publishing there since {}; waiting {seconds} s to see whether that is still so",
        journal.by, journal.since
    ));
    std::thread::sleep(Duration::from_secs(seconds));
    true
}

/// `site.yml`, and what is wrong in it, as text.
fn settings(root: &Path) -> Result<(Arc<Config>, Vec<String>), String> {
    for path in ["content/site.yml", "content/site.yaml"] {
        let Some(loaded) = below(root, path).into_iter().find(|loaded| &*loaded.path == path) else { continue };
        let text = match loaded.what {
            What::Text(Ok(text)) => text,
            What::Text(Err(problem)) | What::Problem(problem) => return Err(format!("{path}: {problem}")),
            What::Asset(_) | What::Gone => continue,
        };
        let input = Input::of(path, text);
        let (item, found) = parse(FileId(0), &input);
        let shown = found.iter().map(|finding| {
            let place = line_column(&input.text, finding.at.span.range().start);
            let help = finding.help.as_ref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
            format!("{path}:{}:{}: {}{help}", place.line, place.column, finding.message)
        });
        let shown = shown.collect();
        return match item {
            Item::Config(config) => Ok((config, shown)),
            _ => Err(shown.join("\n")),
        };
    }
    Err(format!("there is no `content/site.yml` in `{}`; give its folder with --root", root.display()))
}

fn no_target(name: Option<&str>, config: &Config, findings: &[String]) -> String {
    let names: Vec<&str> = config.targets.iter().map(|target| &*target.name).collect();
    let mut message = match name {
        Some(name) => format!("there is no target `{name}` in content/site.yml"),
        None => "there is no target in content/site.yml".to_owned(),
    };
    if let Some(near) = name.and_then(|name| nearest(name, names.iter().copied())) {
        message.push_str(&format!("; did you mean `{near}`?"));
    } else if !names.is_empty() {
        message.push_str(&format!("; there are {}", names.join(", ")));
    } else if findings.is_empty() {
        message.push_str(&format!("\n  help: add one: `publish: {{live: {{to: s3://bucket}}}}`; {PLACES}"));
    }
    findings.iter().for_each(|finding| message.push_str(&format!("\n{finding}")));
    message
}
