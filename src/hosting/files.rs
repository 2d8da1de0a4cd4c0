//! `_headers` and `_redirects`, as Netlify and Cloudflare read them.
//!
//! In: policy or redirects, and the host. Out: the text, and warnings where the host would not do what it says.
//! The two hosts differ: Netlify keeps a file that stands at an old address unless the line ends in `!`, which
//! Cloudflare refuses; Netlify answers 410, Cloudflare cannot; Cloudflare joins the values of one header from several
//! rules, so that an earlier one is taken back first with `! Name`, which Netlify does not know: there the last counts.
//! Content types that a host knows by itself are left to it.

use super::policy::{FRESH, Policy, Rule, policy};
use super::redirects::{Redirect, Redirects, Status, decoded};
use crate::base::escape;
use crate::model::hosting::{Host, Pattern};
use crate::render::theme::Assets;
use crate::site::Reader;

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

/// The files that a site asks for, by their paths, and warnings.
pub fn of_site(reader: &Reader<'_>, assets: &Assets) -> (Vec<(&'static str, String)>, Vec<String>) {
    let hosting = &reader.config().hosting;
    let Some(host) = hosting.files else { return Default::default() };
    let policy = policy(reader, assets);
    let (headers, redirects) = (headers(&policy, host), redirects(&super::redirects(reader), &policy.base, host));
    let mut warnings = [headers.warnings, redirects.warnings].concat();
    if !hosting.compress.is_empty() {
        let host = if host == Host::Netlify { "Netlify" } else { "Cloudflare" };
        warnings.push(format!("{host} compresses by itself and sends no files of ours: leave `compress` out"));
    }
    (vec![("_headers", headers.text), ("_redirects", redirects.text)], warnings)
}

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
    let (mut single, mut beginnings) = (0, 0);
    for one in &redirects.list {
        let line = match host {
            Host::Netlify => Some(netlify(one, base)),
            Host::Cloudflare => cloudflare(one, base, &mut out.warnings),
        };
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
        if redirects.list.iter().any(|one| one.status() == Status::Gone) {
            out.text.push_str("# what is gone is left to its pages: this host answers no 410\n");
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(count: usize, is_beginning: bool) -> Vec<Redirect> {
        let one = |n| {
            let (from, to) = (format!("/{is_beginning}{n}/"), Some("/new/".to_owned()));
            Redirect { from, is_beginning, to, has_pages: false }
        };
        (0..count).map(one).collect()
    }

    fn warnings(single: usize, beginnings: usize, host: Host) -> Vec<String> {
        let list = [lead(single, false), lead(beginnings, true)].concat();
        redirects(&Redirects { list, by_page: Vec::new() }, "/", host).warnings
    }

    #[test]
    fn a_host_that_takes_fewer_redirects_is_named_with_a_remedy() {
        assert_eq!(warnings(2000, 100, Host::Cloudflare), [] as [&str; 0]);
        let said = warnings(2001, 101, Host::Cloudflare);
        assert!(said[0].contains("2001 single redirects, and Cloudflare takes 2000"), "{said:?}");
        assert!(said[1].contains("101 redirects with `*`, and Cloudflare takes 100"), "{said:?}");
        assert_eq!((said.len(), warnings(2001, 101, Host::Netlify).len()), (2, 0));
        assert!(warnings(9999, 1, Host::Netlify)[0].contains("advises against 10000"));
        let mut long = lead(1, false);
        long[0].from = format!("/{}/", "x".repeat(990));
        let list = Redirects { list: long, by_page: Vec::new() };
        assert!(redirects(&list, "/", Host::Cloudflare).warnings[0].contains("Cloudflare takes 1000"));
        assert!(redirects(&list, "/", Host::Netlify).warnings.is_empty());
    }

    #[test]
    fn a_host_that_takes_fewer_headers_is_named_with_a_remedy() {
        let rule = |pattern: &str, value: &str| Rule {
            pattern: Pattern::of(pattern),
            headers: vec![("X-A".to_owned(), value.to_owned())],
            is_known: false,
        };
        let of = |rules: Vec<Rule>, host| headers(&Policy { rules, base: "/".to_owned() }, host).warnings;
        let many = |count: usize| (0..count).map(|n| rule(&format!("/p{n}/"), "b")).collect::<Vec<_>>();
        assert!(of(many(100), Host::Cloudflare).is_empty() && of(many(101), Host::Netlify).is_empty());
        assert!(of(many(101), Host::Cloudflare)[0].contains("101 rules, and Cloudflare takes 100"));
        let fits = "x".repeat(2000 - "  X-A: ".len());
        assert!(of(vec![rule("/", &fits)], Host::Cloudflare).is_empty());
        assert!(of(vec![rule("/", &format!("{fits}x"))], Host::Cloudflare)[0].contains("`X-A` has 2001 characters"));
    }
}
