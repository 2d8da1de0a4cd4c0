//! `factloom hosting`: prints what a server has to be told to serve the site by its policy.
//!
//! In: a site without errors, and what only the person knows: folder, port, name. Out: text on stdout, warnings on
//! stderr. Exit codes: 0 printed, 1 the site has errors, 2 the tool failed. Nothing is written.

use std::path::PathBuf;

use clap::ValueEnum;

use super::args::{base_url, full_date};
use super::{check_root, eprint_line, fail, say_raw};
use crate::base::coding::Coding;
use crate::base::diag::Level;
use crate::build::{Options, analyse_root};
use crate::hosting::files::{self, Print};
use crate::hosting::nginx::Server;
use crate::hosting::{self, caddy, nginx};
use crate::model::config::Config;
use crate::model::date::Date;
use crate::model::hosting::Host;
use crate::render::theme::Assets;

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  factloom hosting nginx --root-dir /srv/site > /etc/nginx/conf.d/site.conf
  factloom hosting nginx --root-dir /srv/site --listen '443 ssl' --brotli
  factloom hosting caddy --root-dir /srv/site > /etc/caddy/Caddyfile
  factloom hosting redirects --for cloudflare

nginx: a file for the `http` block; certificates are yours to add. Caddy: a site block; it asks for certificates itself.
`hosting: {files: netlify}` in site.yml has a build write both files of that host.")]
pub struct Arguments {
    /// For which server, or which file of a host
    #[arg(value_enum)]
    pub what: What,
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Folder of the built site on the server; /var/www/NAME if not given
    #[arg(long, value_name = "DIR", value_parser = word)]
    pub root_dir: Option<String>,
    /// Where the server listens: `80` or `443 ssl` for nginx, `example.org` or `:8080` for Caddy
    #[arg(long, value_name = "WHERE", value_parser = word)]
    pub listen: Option<String>,
    /// Name of the host; that of `url` in site.yml if not given
    #[arg(long, value_name = "HOST", value_parser = word)]
    pub name: Option<String>,
    /// The nginx has the Brotli module (ngx_brotli), so that files in it may be sent
    #[arg(long)]
    pub brotli: bool,
    /// The host that reads _headers and _redirects; that of `hosting: {files: …}` if not given
    #[arg(long = "for", value_name = "HOST", value_enum)]
    pub host: Option<HostName>,
    /// Public address of the site, in place of `url` in site.yml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// The day of the build, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = full_date)]
    pub date: Option<Date>,
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// A configuration of nginx
    Nginx,
    /// A site block of a Caddyfile
    Caddy,
    /// The file _headers
    Headers,
    /// The file _redirects
    Redirects,
}

/// A host, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HostName {
    /// Netlify
    Netlify,
    /// Cloudflare Pages, and Workers with static assets
    Cloudflare,
}

/// What may stand in a configuration without ending it.
fn word(text: &str) -> Result<String, String> {
    match !text.trim().is_empty() && !text.contains(|c: char| c.is_control() || "\"'`;{}$\\".contains(c)) {
        true => Ok(text.trim().to_owned()),
        false => Err("write it without quotes, braces, semicolons and dollar signs".to_owned()),
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments, today: Date) -> u8 {
    if let Err(message) = check_root(&arguments.root) {
        return fail(&message);
    }
    let options = Options { base_url: arguments.base_url.clone(), drafts: false, today };
    let analysis = analyse_root(&arguments.root, &options);
    if analysis.report.count(Level::Error) > 0 {
        eprint_line("error: the site has errors, so its addresses are not certain: see `factloom check`");
        return 1;
    }
    let site = analysis.site();
    let reader = site.reader();
    let config = reader.config();
    let policy = hosting::policy(&reader, &Assets::of(&analysis.inputs.templates));
    let redirects = hosting::redirects(&reader);
    let print = match arguments.what {
        What::Nginx => {
            let text = nginx::nginx(&policy, &redirects, &server(arguments, config));
            Print { text, warnings: untold(arguments, config) }
        }
        What::Caddy => {
            Print { text: caddy::caddy(&policy, &redirects, &server(arguments, config)), warnings: Vec::new() }
        }
        What::Headers | What::Redirects => {
            let typed = arguments.host.map(|host| match host {
                HostName::Netlify => Host::Netlify,
                HostName::Cloudflare => Host::Cloudflare,
            });
            let Some(host) = typed.or(config.hosting.files) else {
                return fail(
                    "hosts differ in what they read: say `--for netlify` or `--for cloudflare`, or write \
                     `hosting: {files: netlify}` in content/site.yml",
                );
            };
            match arguments.what {
                What::Headers => files::headers(&policy, host),
                _ => files::redirects(&redirects, &policy.base, host),
            }
        }
    };
    say_raw(&print.text);
    print.warnings.iter().for_each(|warning| eprint_line(&format!("warning: {warning}")));
    0
}

fn server(arguments: &Arguments, config: &Config) -> Server {
    let (scheme, rest) = config.url.split_once("://").unwrap_or(("http", &config.url));
    let host = rest.split('/').next().unwrap_or("");
    let name = arguments.name.clone().unwrap_or_else(|| host.split(':').next().unwrap_or(host).to_owned());
    let listen = match (arguments.what, scheme) {
        (What::Caddy, "https") => name.clone(),
        (What::Caddy, _) => format!("http://{}", arguments.name.as_deref().unwrap_or(host)),
        _ => "80".to_owned(),
    };
    let mut codings = config.hosting.compress.clone();
    codings.retain(|coding| match arguments.what {
        What::Nginx => *coding == Coding::Gz || (*coding == Coding::Br && arguments.brotli),
        _ => true,
    });
    Server {
        root: arguments.root_dir.clone().unwrap_or_else(|| format!("/var/www/{name}")),
        listen: arguments.listen.clone().unwrap_or(listen),
        name,
        codings,
    }
}

/// Files that were packed and that nginx will not send.
fn untold(arguments: &Arguments, config: &Config) -> Vec<String> {
    let compress = &config.hosting.compress;
    let mut out = Vec::new();
    if compress.contains(&Coding::Br) && !arguments.brotli {
        out.push("files in Brotli are not sent: if this nginx has ngx_brotli, say `--brotli`".to_owned());
    }
    if compress.contains(&Coding::Zst) {
        out.push("nginx sends no files in Zstandard: leave zst out of `compress`, or serve with Caddy".to_owned());
    }
    out
}
