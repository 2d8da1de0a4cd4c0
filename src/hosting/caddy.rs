//! A site block of a Caddyfile.
//!
//! In: policy, redirects, and what only the person knows. Out: one block, the whole of a Caddyfile or a part of it.
//! Everything stands in one `route`, in which directives run as written: rules from the first to the last, each
//! replacing what an earlier one has set. Caddy looks at the address that was asked for.

use super::nginx::{Server, plain};
use super::policy::{Policy, Rule};
use super::redirects::{Redirect, Redirects, Status, decoded, is_folder};
use crate::base::coding::Coding;
use crate::model::hosting::Pattern;

/// The block.
pub fn caddy(policy: &Policy, redirects: &Redirects, server: &Server) -> String {
    let base = policy.base.trim_end_matches('/');
    let mut out = String::from("# Made by `factloom hosting caddy`: a Caddyfile, or a part of one\n");
    out.push_str(&format!("{} {{\n    root * {}\n", server.listen, quoted(&server.root)));
    let (open, close) = match base.is_empty() {
        true => ("    route {\n".to_owned(), "    }\n"),
        false => (
            format!("    redir {0} {0}/ 301\n    handle_path {0}/* {{\n    route {{\n", base),
            "    }\n    }\n    error 404\n",
        ),
    };
    out.push_str(&open);
    for (index, rule) in policy.rules.iter().enumerate() {
        set(rule, &format!("h{index}"), &mut out);
    }
    for (index, one) in redirects.list.iter().enumerate() {
        redirect(one, index, &mut out);
    }
    // One address for each page.
    out.push_str("        @index path_regexp index `^(.*/)index\\.html$`\n");
    out.push_str(&format!("        redir @index {base}{{http.regexp.index.1}} 301\n"));
    out.push_str("        @hidden path_regexp `/\\.|^/(_headers|_redirects|404\\.html)$`\n");
    out.push_str("        @known path /.well-known/*\n        handle @known {\n            file_server\n        }\n");
    out.push_str("        error @hidden 404\n");
    let tokens: Vec<&str> =
        Coding::ALL.into_iter().filter(|coding| server.codings.contains(coding)).map(Coding::token).collect();
    match tokens.is_empty() {
        true => out.push_str("        file_server\n"),
        false => {
            // Caddy says so of packed files alone, and a cache in between has to know it of both.
            out.push_str("        header {\n            Vary Accept-Encoding\n            defer\n        }\n");
            let tokens = tokens.join(" ");
            out.push_str(&format!("        file_server {{\n            precompressed {tokens}\n        }}\n"));
        }
    }
    out.push_str(close);
    errors(policy, &mut out);
    out.push_str("}\n");
    out
}

/// Sets the headers of a rule where its pattern fits.
fn set(rule: &Rule, name: &str, out: &mut String) {
    let matcher = match rule.pattern == Pattern::of("/*") {
        true => String::new(),
        false => {
            out.push_str(&format!("        @{name} path_regexp `{}`\n", regex(&rule.pattern)));
            format!("@{name} ")
        }
    };
    out.push_str(&format!("        header {matcher}{{\n"));
    for (header, value) in &rule.headers {
        out.push_str(&format!("            {header} {}\n", quoted(value)));
    }
    out.push_str("        }\n");
}

/// What is not there: the page that says so, with the headers of a page whatever was asked for.
fn errors(policy: &Policy, out: &mut String) {
    out.push_str("    handle_errors {\n        @gone expression {http.error.status_code} == 410 && {http.error.message} != \"\"\n");
    out.push_str("        rewrite @gone {http.error.message}\n");
    out.push_str("        @other expression {http.error.message} == \"\" || {http.error.status_code} != 410\n");
    out.push_str("        rewrite @other /404.html\n");
    out.push_str("        header {\n            Content-Type \"text/html; charset=utf-8\"\n        }\n");
    for rule in policy.rules.iter().filter(|rule| rule.pattern.fits("/404.html")) {
        set(rule, "none", out);
    }
    out.push_str("        file_server {\n            status {http.error.status_code}\n        }\n    }\n");
}

fn redirect(one: &Redirect, index: usize, out: &mut String) {
    let from = decoded(&one.from);
    let matcher = match one.is_beginning {
        true => format!(
            "        @o{index} {{\n            path_regexp `^{}`\n            not file {{path}} {{path}}/index.html\n        }}\n",
            plain(&from)
        ),
        false => {
            let end =
                if is_folder(&one.from) { format!("{}/?", plain(from.trim_end_matches('/'))) } else { plain(&from) };
            format!("        @o{index} path_regexp `^{end}$`\n")
        }
    };
    out.push_str(&matcher);
    match (&one.to, one.is_beginning) {
        (Some(to), _) => {
            out.push_str(&format!("        redir @o{index} {} {}\n", quoted(to), Status::Moved.code()));
        }
        (None, false) if from.ends_with('/') => {
            let page = format!("{from}index.html");
            out.push_str(&format!("        error @o{index} {} {}\n", quoted(&page), Status::Gone.code()));
        }
        (None, _) => out.push_str(&format!("        error @o{index} {}\n", Status::Gone.code())),
    }
}

/// The pattern as a regular expression of the address.
fn regex(pattern: &Pattern) -> String {
    let (head, tail) = pattern.parts();
    match tail {
        Some("") => format!("^{}", plain(head)),
        Some(tail) => format!("^{}.*{}$", plain(head), plain(tail)),
        None => format!("^{}$", plain(head)),
    }
}

/// A word of a Caddyfile, in which no placeholder is looked for.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('{', "\\{").replace('"', "\\\""))
}
