//! `_headers` and `_redirects`, as Netlify and Cloudflare read them.
//!
//! In: policy or redirects, and the host. Out: the text, and warnings where the host would not do what it says.
//! The two hosts differ: Netlify keeps a file that stands at an old address unless the line ends in `!`, which
//! Cloudflare refuses; Netlify answers 410, Cloudflare cannot; Cloudflare joins the values of one header from several
//! rules, so that an earlier one is taken back first with `! Name`, which Netlify does not know: there the last counts.
//! Content types that a host knows by itself are left to it.

use super::policy::{FRESH, Policy, Rule};
use super::redirects::{Redirect, Redirects, Status, decoded};
use crate::base::escape;
use crate::model::hosting::{Host, Pattern};

/// Most rules in `_headers` of Cloudflare.
const MOST_RULES: usize = 100;
/// Longest line there.
const LONGEST_HEADER: usize = 2000;
/// Most single addresses in its `_redirects`.
const MOST_SINGLE: usize = 2000;
/// Most beginnings there.
const MOST_BEGINNINGS: usize = 100;
/// Longest line there.
const LONGEST_REDIRECT: usize = 1000;
/// From so many on Netlify says that a deployment may fail.
const MANY: usize = 10_000;

/// A file and what its host would make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// The text.
    pub text: String,
    /// What it cannot say there; one line each, with a remedy.
    pub warnings: Vec<String>,
}

const MADE: &str = "# Made by factloom from `hosting` in content/site.yml\n";

/// `_headers`.
pub fn headers(policy: &Policy, host: Host) -> Print {
    let mut out = Print { text: MADE.to_owned(), warnings: Vec::new() };
    let mut printed: Vec<(&Pattern, Vec<&str>)> = Vec::new();
    for rule in &policy.rules {
        let lines: Vec<(&str, &str)> = rule
            .headers
            .iter()
            .filter(|(name, value)| !is_left_out(rule, name, value, host, printed.is_empty()))
            .map(|(name, value)| (&**name, &**value))
            .collect();
        if lines.is_empty() {
            continue;
        }
        out.text.push_str(&format!("{}\n", address(policy, &rule.pattern)));
        for (name, value) in &lines {
            let is_set = |(pattern, names): &(&Pattern, Vec<&str>)| {
                pattern.meets(&rule.pattern) && names.iter().any(|other| other.eq_ignore_ascii_case(name))
            };
            if host == Host::Cloudflare && printed.iter().any(is_set) {
                out.text.push_str(&format!("  ! {name}\n"));
            }
            let line = format!("  {name}: {value}");
            if host == Host::Cloudflare && line.len() > LONGEST_HEADER {
                out.warnings.push(format!(
                    "`{name}` has {} characters in `_headers`, and Cloudflare takes lines of {LONGEST_HEADER}: \
                     shorten it in `hosting`",
                    line.len()
                ));
            }
            out.text.push_str(&line);
            out.text.push('\n');
        }
        printed.push((&rule.pattern, lines.into_iter().map(|(name, _)| name).collect()));
    }
    if host == Host::Cloudflare && printed.len() > MOST_RULES {
        out.warnings.push(format!(
            "`_headers` has {} rules, and Cloudflare takes {MOST_RULES}: join patterns in `hosting` with `*`",
            printed.len()
        ));
    }
    out.warnings.extend(below_root(&policy.base, "_headers"));
    out
}

/// What a host does without being told, which is better not said twice.
fn is_left_out(rule: &Rule, name: &str, value: &str, host: Host, is_first: bool) -> bool {
    let is_default = host == Host::Netlify && is_first && name == "Cache-Control" && value == FRESH;
    is_default || (rule.is_known && name == "Content-Type")
}

fn address(policy: &Policy, pattern: &Pattern) -> String {
    let (head, tail) = pattern.parts();
    let star = if tail.is_some() { "*" } else { "" };
    format!("{}{}{star}{}", policy.base.trim_end_matches('/'), ascii(head), ascii(tail.unwrap_or("")))
}

/// Letters outside ASCII as hosts are asked for them.
fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { escape::url_part(&c.to_string()) }).collect()
}

fn below_root(base: &str, file: &str) -> Option<String> {
    let message = format!("hosts read `{file}` at their root alone: move it there from `{base}` before you deploy");
    (base != "/").then_some(message)
}

/// `_redirects`.
pub fn redirects(redirects: &Redirects, base: &str, host: Host) -> Print {
    let mut out = Print { text: MADE.to_owned(), warnings: Vec::new() };
    for address in &redirects.by_page {
        out.text.push_str(&format!("# {address} is left to its page: places of it are elsewhere\n"));
    }
    let (mut single, mut beginnings, mut ungone) = (0, 0, 0);
    for one in &redirects.list {
        let line = match host {
            Host::Netlify => Some(netlify(one, base)),
            Host::Cloudflare => cloudflare(one, base, &mut out.warnings),
        };
        ungone += usize::from(line.is_none() && one.status() == Status::Gone);
        let Some(line) = line else { continue };
        *(if one.is_beginning { &mut beginnings } else { &mut single }) += 1;
        if host == Host::Cloudflare && line.len() > LONGEST_REDIRECT {
            out.warnings.push(format!(
                "the redirect from `{}` has {} characters, and Cloudflare takes {LONGEST_REDIRECT}: shorten the address",
                one.from,
                line.len()
            ));
        }
        out.text.push_str(&line);
        out.text.push('\n');
    }
    if host == Host::Cloudflare {
        limit(single, MOST_SINGLE, "single redirects", &mut out.warnings);
        limit(beginnings, MOST_BEGINNINGS, "redirects with `*`", &mut out.warnings);
        if ungone > 0 {
            out.text.push_str(&format!("# {ungone} addresses are gone; this host cannot answer 410, their pages say so\n"));
        }
    } else if single + beginnings >= MANY {
        out.warnings.push(format!(
            "`_redirects` has {} lines, and Netlify advises against {MANY} and more: join entries of `gone` with `*`",
            single + beginnings
        ));
    }
    out.warnings.extend(below_root(base, "_redirects"));
    out
}

fn limit(count: usize, most: usize, what: &str, warnings: &mut Vec<String>) {
    if count > most {
        warnings.push(format!(
            "`_redirects` has {count} {what}, and Cloudflare takes {most}; pages lead on from the rest: join entries of \
             `gone` with `*`, or use its Bulk Redirects"
        ));
    }
}

fn from(one: &Redirect, base: &str) -> String {
    format!("{}{}{}", base.trim_end_matches('/'), one.from, if one.is_beginning { "*" } else { "" })
}

/// Forced, since a page stands at each single address; at addresses that only begin so, what stands there stays.
fn netlify(one: &Redirect, base: &str) -> String {
    let (from, force) = (from(one, base), if one.is_beginning { "" } else { "!" });
    match (&one.to, one.is_beginning) {
        (Some(to), _) => format!("{from} {to} 301{force}"),
        (None, false) => format!("{from} {from}{} 410!", if from.ends_with('/') { "index.html" } else { "" }),
        (None, true) => format!("{from} {base}404.html 410"),
    }
}

fn cloudflare(one: &Redirect, base: &str, warnings: &mut Vec<String>) -> Option<String> {
    let to = one.to.as_ref()?;
    if one.is_beginning && one.has_pages {
        warnings.push(format!(
            "Cloudflare would lead pages below `{0}` away too, so `{0}*` was left out: name the addresses one by one \
             in `gone`",
            decoded(&one.from)
        ));
        return None;
    }
    Some(format!("{} {to} 301", from(one, base)))
}
