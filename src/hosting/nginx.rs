//! A configuration of nginx.
//!
//! In: policy, redirects, and what only the person knows: folder, port, name. Out: text for the `http` block, such as
//! a file in `/etc/nginx/conf.d/`: maps from file to header, and one `server`.
//! Maps look at `$uri`, which is the file in the end: `/facts/a/index.html`, `/404.html` for what is not there. Of
//! their lines the first that fits counts, so rules are printed from the last to the first.

use super::policy::{Policy, Rule};
use super::redirects::{Redirect, Redirects, Status, decoded, is_folder};
use super::types::{TYPES, UNKNOWN};
use crate::base::coding::Coding;
use crate::model::hosting::Pattern;

/// What the policy cannot know.
#[derive(Clone, Debug)]
pub struct Server {
    /// Folder that holds the built site.
    pub root: String,
    /// Address and port, as the server writes them.
    pub listen: String,
    /// Name of the host.
    pub name: String,
    /// Codings in which files lie beside themselves and which the server can send.
    pub codings: Vec<Coding>,
}

/// The configuration.
pub fn nginx(policy: &Policy, redirects: &Redirects, server: &Server) -> String {
    let names = names(policy);
    let mut out = String::from(
        "# Made by `factloom hosting nginx`: include it in the `http` block, for instance as /etc/nginx/conf.d/site.conf\n",
    );
    if policy.rules.iter().any(|rule| rule.headers.iter().any(|(_, value)| value.contains('$'))) {
        out.push_str("geo $factloom_dollar { default \"$\"; }\n");
    }
    names.iter().filter(|name| for_all(policy, name).is_none()).for_each(|name| map(policy, name, &mut out));
    let Server { root, listen, name, .. } = server;
    let base = policy.base.trim_end_matches('/');
    out.push_str(&format!("\nserver {{\n    listen {listen};\n    server_name {name};\n    root {};\n", quoted(root)));
    out.push_str("    index index.html;\n    absolute_redirect off;\n    charset off;\n    server_tokens off;\n");
    out.push_str("    error_page 404 @missing;\n    error_page 403 =404 @missing;\n\n");
    types(&mut out);
    for coding in &server.codings {
        match coding {
            Coding::Gz => out.push_str("    gzip_static on;\n    gzip_vary on;\n"),
            Coding::Br => out.push_str("    brotli_static on;\n"),
            Coding::Zst => {}
        }
    }
    out.push('\n');
    for name in &names {
        let value = for_all(policy, name).map_or_else(|| format!("${}", variable(name)), value);
        out.push_str(&format!("    add_header {name} {value} always;\n"));
    }
    out.push('\n');
    addresses(base, &mut out);
    redirects.list.iter().enumerate().for_each(|(index, one)| redirect(one, index, base, &mut out));
    out.push_str("    location @missing { rewrite ^ /404.html break; }\n    location = /404.html { return 404; }\n");
    out.push_str("    location = /_headers { return 404; }\n    location = /_redirects { return 404; }\n");
    out.push_str("    location ~ /\\.(?!well-known/) { return 404; }\n");
    typed(policy, &mut out);
    out.push_str("    location / { try_files $uri $uri/ =404; }\n}\n");
    out
}

/// Headers that the rules set, each once; content types are set otherwise.
fn names(policy: &Policy) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for (name, _) in policy.rules.iter().flat_map(|rule| &rule.headers) {
        if !name.eq_ignore_ascii_case("content-type") && !out.iter().any(|other| other.eq_ignore_ascii_case(name)) {
            out.push(name);
        }
    }
    out
}

/// The value of a header that is the same everywhere.
fn for_all<'p>(policy: &'p Policy, name: &str) -> Option<&'p str> {
    let all = policy.rules.iter().flat_map(|rule| rule.headers.iter().map(move |(other, value)| (rule, other, value)));
    let mut of_name = all.filter(|(_, other, _)| other.eq_ignore_ascii_case(name));
    let (rule, _, value) = of_name.next()?;
    (of_name.next().is_none() && rule.pattern == Pattern::of("/*")).then_some(value)
}

/// A value as a word. Variables are looked for in it; a dollar sign that is none has a variable of its own.
fn value(text: &str) -> String {
    quoted(text).replace('$', "${factloom_dollar}")
}

fn variable(name: &str) -> String {
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    format!("factloom_{name}")
}

/// From file to the value of one header.
fn map(policy: &Policy, name: &str, out: &mut String) {
    out.push_str(&format!("\nmap $uri ${} {{\n    default \"\";\n", variable(name)));
    for rule in policy.rules.iter().rev() {
        let found = rule.headers.iter().rev().find(|(other, _)| other.eq_ignore_ascii_case(name));
        if let Some((_, text)) = found {
            let pattern = quoted(&format!("~{}", regex(&rule.pattern)));
            out.push_str(&format!("    {pattern} {};\n", value(text)));
        }
    }
    out.push_str("}\n");
}

fn types(out: &mut String) {
    out.push_str("    types {\n");
    for kind in TYPES {
        out.push_str(&format!("        \"{}\" {};\n", kind.media, kind.ending));
    }
    out.push_str(&format!("    }}\n    default_type {UNKNOWN};\n"));
}

/// One address for each page: below the base, with a slash, without `index.html`.
fn addresses(base: &str, out: &mut String) {
    if !base.is_empty() {
        let plain = plain(base);
        out.push_str(&format!("    if ($request_uri !~ \"^{plain}([/?]|$)\") {{ return 404; }}\n"));
        out.push_str(&format!("    rewrite ^{plain}(/.*)$ $1;\n    rewrite ^{plain}$ {base}/ permanent;\n"));
    }
    out.push_str("    if ($request_uri ~ ^([^?]*/)index\\.html(\\?.*)?$) { return 301 $1$is_args$args; }\n");
    out.push_str(&format!(
        "    if (-f $request_filename/index.html) {{ rewrite ^(.*[^/])$ {base}$1/ permanent; }}\n\n"
    ));
}

fn redirect(one: &Redirect, index: usize, base: &str, out: &mut String) {
    let from = decoded(&one.from);
    let to = one.to.as_ref().map(|to| format!("return {} {}", Status::Moved.code(), quoted(&with_query(to))));
    if one.is_beginning {
        // What stands at such an address stays; a named place is met only where nothing does.
        let answer = to.unwrap_or_else(|| format!("error_page 410 @missing; return {}", Status::Gone.code()));
        out.push_str(&format!("    location {} {{ try_files $uri $uri/ @old{index}; }}\n", quoted(&from)));
        out.push_str(&format!("    location @old{index} {{ {answer}; }}\n"));
        return;
    }
    let page = if from.ends_with('/') { format!("{from}index.html") } else { from.clone() };
    let answer = to.unwrap_or_else(|| match from.ends_with('/') {
        true => format!("error_page 410 {}; return {}", quoted(&page), Status::Gone.code()),
        false => format!("error_page 410 @missing; return {}", Status::Gone.code()),
    });
    out.push_str(&format!("    location = {} {{ {answer}; }}\n", quoted(&from)));
    if is_folder(&one.from) && base.is_empty() {
        out.push_str(&format!("    location = {} {{ {answer}; }}\n", quoted(from.trim_end_matches('/'))));
    }
}

/// The query is carried along, before the place.
fn with_query(to: &str) -> String {
    let to = to.replace('$', "%24");
    match to.split_once('#') {
        _ if to.contains('?') => to,
        Some((path, place)) => format!("{path}$is_args$args#{place}"),
        None => format!("{to}$is_args$args"),
    }
}

/// Content types that the ending of a file does not tell.
fn typed(policy: &Policy, out: &mut String) {
    let is_by_ending = |rule: &Rule, media: &str| {
        TYPES.iter().any(|kind| kind.media == media && rule.pattern == Pattern::of(&format!("/*.{}", kind.ending)))
    };
    for rule in policy.rules.iter().rev() {
        let media = rule.headers.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let Some((_, media)) = media.filter(|(_, media)| !is_by_ending(rule, media)) else { continue };
        let regex = quoted(&regex(&rule.pattern));
        let media = value(media);
        out.push_str(&format!(
            "    location ~ {regex} {{ types {{}} default_type {media}; try_files $uri $uri/ =404; }}\n"
        ));
    }
}

/// The pattern as a regular expression of `$uri`: a page is its file there.
fn regex(pattern: &Pattern) -> String {
    let (head, tail) = pattern.parts();
    let end = if tail.unwrap_or(head).ends_with('/') { "(index\\.html)?$" } else { "$" };
    match tail {
        Some("") => format!("^{}", plain(head)),
        Some(tail) => format!("^{}.*{}{end}", plain(head), plain(tail)),
        None => format!("^{}{end}", plain(head)),
    }
}

/// Letters of a regular expression that stand for themselves.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\.+*?()[]{}|^$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A word of the configuration.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
