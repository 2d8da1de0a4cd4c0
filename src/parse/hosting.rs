//! `hosting` of `site.yml`.
//!
//! In: the record. Out: the policy as the site wants it; what cannot be read is reported and keeps its default.
//! What a header may hold is checked here, so that whoever prints one need not ask again: no control characters, no
//! line breaks, nothing that a server would read as the end of a value.

use crate::base::coding::Coding;
use crate::base::diag::nearest;
use crate::base::text::Span;
use crate::model::Text;
use crate::model::hosting::{Csp, Host, Hosting, Hsts, Pattern, Referrer, Switch, YEAR};
use crate::parse::fields::words::Word;
use crate::parse::record::{Cx, Record, texts};
use crate::parse::yaml::{Entry, Value};

/// Directives of a Content-Security-Policy.
const DIRECTIVES: &[&str] = &[
    "default-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "style-src-elem",
    "style-src-attr",
    "img-src",
    "font-src",
    "connect-src",
    "media-src",
    "object-src",
    "frame-src",
    "child-src",
    "worker-src",
    "manifest-src",
    "base-uri",
    "form-action",
    "frame-ancestors",
    "sandbox",
    "upgrade-insecure-requests",
    "require-trusted-types-for",
    "trusted-types",
    "report-to",
    "report-uri",
];

/// Words of a policy that stand in quotation marks of their own.
const QUOTED: &[&str] = &["self", "none", "unsafe-inline", "unsafe-eval", "strict-dynamic", "unsafe-hashes"];

/// Headers that a server makes itself; hosts ignore them or refuse the file.
const OF_SERVERS: &[&str] = &[
    "accept-ranges",
    "age",
    "allow",
    "alt-svc",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "date",
    "etag",
    "last-modified",
    "location",
    "server",
    "set-cookie",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
];

/// Reads `hosting`; a site without it has the defaults.
pub fn read(cx: &mut Cx<'_>, site: &Record<'_>) -> Hosting {
    let mut out = Hosting::default();
    let Some(record) = site.inner(cx, "hosting") else { return out };
    out.files = files(cx, &record);
    out.compress = listed::<Coding>(cx, &record, "compress");
    for entry in record.map(cx, "cache") {
        let (pattern, value) = (pattern(cx, entry), cache(cx, entry));
        out.cache.extend(pattern.zip(value));
    }
    csp(cx, &record, &mut out);
    ancestors(cx, &record, &mut out);
    hsts(cx, &record, &mut out);
    if let Some(switch) = record.word::<Switch>(cx, "nosniff") {
        out.nosniff = switch == Switch::On;
    }
    if let Some(word) = record.word::<Referrer>(cx, "referrer_policy") {
        out.referrer_policy = (word != Referrer::Off).then(|| word.word().into());
    }
    if let Some(text) = record.text(cx, "permissions_policy").filter(|text| is_value(cx, text)) {
        out.permissions_policy = (&*text.text != "off").then_some(text.text);
    }
    if let Some(text) = record.text(cx, "cors") {
        match &*text.text {
            "off" => out.cors = None,
            "*" => out.cors = Some(text.text),
            origin if is_origin(origin) => out.cors = Some(text.text),
            other => {
                cx.report("bad-value", text.at.span, format!("`cors: {other}` is no origin")).help =
                    Some("write `\"*\"`, off, or an origin without a path: https://app.example.org".to_owned());
            }
        }
    }
    for entry in record.map(cx, "headers") {
        let (pattern, headers) = (pattern(cx, entry), headers(cx, entry));
        out.headers.extend(pattern.map(|pattern| (pattern, headers)));
    }
    out
}

fn files(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<Host> {
    let hosts = listed::<Host>(cx, record, "files");
    if hosts.len() > 1 {
        let node = record.get("files").expect("its words were read");
        cx.report("bad-value", node.span, "`files` names two hosts, whose files are not alike").help = Some(
            "write the one that serves the site; `factloom hosting redirects --for HOST` prints another's".to_owned(),
        );
    }
    hosts.first().copied()
}

/// Some of the words of an enum, each once.
fn listed<W: Word + PartialEq>(cx: &mut Cx<'_>, record: &Record<'_>, key: &str) -> Vec<W> {
    let mut out = Vec::new();
    for text in record.texts(cx, key) {
        match W::of(&text.text) {
            Some(value) if !out.contains(&value) => out.push(value),
            Some(_) => {}
            None => {
                let words: Vec<&str> = W::CHOICES.iter().map(|choice| choice.word).collect();
                let finding = cx.report("bad-value", text.at.span, format!("`{key}` does not know `{}`", text.text));
                finding.help = Some(match nearest(&text.text, words.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`? There are {}", words.join(", ")),
                    None => format!("there are {}", words.join(", ")),
                });
            }
        }
    }
    out
}

fn pattern(cx: &mut Cx<'_>, entry: &Entry) -> Option<Pattern> {
    let pattern = Pattern::parse(&entry.key);
    if let Err(why) = pattern {
        cx.report("bad-value", entry.key_span, format!("the address `{}` {why}", entry.key)).help =
            Some("write a path below the site's address: `/facts/a/`, `/data/*` or `/*.json`".to_owned());
    }
    pattern.ok()
}

/// `Cache-Control` of a word or a length.
fn cache(cx: &mut Cx<'_>, entry: &Entry) -> Option<Box<str>> {
    let Some(text) = entry.value.text() else {
        cx.wrong_shape(&entry.value, &entry.key, "text");
        return None;
    };
    match text.trim() {
        "immutable" => Some(format!("public, max-age={YEAR}, immutable").into()),
        "revalidate" => Some("public, max-age=0, must-revalidate".into()),
        "never" => Some("no-store".into()),
        text => {
            let length = seconds(cx, text, &entry.key, entry.value.span, "immutable, revalidate, never, or ")?;
            Some(format!("public, max-age={length}, must-revalidate").into())
        }
    }
}

/// Seconds of `10min`, `1h`, `7d`, `6mo` or `1y`; at most a year, which is what caches are told at most.
fn seconds(cx: &mut Cx<'_>, text: &str, key: &str, span: Span, or: &str) -> Option<u32> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[split..].trim_start() {
        "s" => Some(1),
        "min" => Some(60),
        "h" => Some(3600),
        "d" => Some(86_400),
        "mo" => Some(30 * 86_400),
        "y" => Some(YEAR),
        _ => None,
    };
    let length = unit.and_then(|unit| text[..split].parse::<u32>().ok()?.checked_mul(unit));
    match length {
        Some(length) if length <= 2 * YEAR => Some(length),
        _ => {
            let what = if length.is_some() { "is longer than two years" } else { "is no length" };
            cx.report("bad-value", span, format!("`{key}: {text}` {what}")).help =
                Some(format!("write {or}a length such as 10min, 1h, 7d, 6mo or 1y"));
            None
        }
    }
}

fn csp(cx: &mut Cx<'_>, record: &Record<'_>, out: &mut Hosting) {
    let Some(node) = record.get("csp") else { return };
    if let Value::Map(_) = node.value {
        let mut directives = Vec::new();
        for entry in record.map(cx, "csp") {
            let name = is_directive(cx, &entry.key, entry.key_span);
            let sources: Vec<Box<str>> = texts(cx, &entry.value, &entry.key)
                .into_iter()
                .filter(|source| is_source(cx, source))
                .map(|source| source.text)
                .collect();
            if name {
                directives.push((entry.key.clone(), sources.join(" ").into()));
            }
        }
        out.csp = Csp::With(directives);
        return;
    }
    let Some(text) = record.text(cx, "csp") else { return };
    if &*text.text == "off" {
        out.csp = Csp::Off;
        return;
    }
    let mut good = is_value(cx, &text) && !text.text.is_empty();
    for part in text.text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let name = part.split_ascii_whitespace().next().unwrap_or("");
        good &= is_directive(cx, name, text.at.span);
    }
    if good {
        out.csp = Csp::Whole(text.text);
    }
}

fn is_directive(cx: &mut Cx<'_>, name: &str, span: Span) -> bool {
    let known = DIRECTIVES.contains(&name);
    if !known {
        let finding = cx.report("bad-value", span, format!("`{name}` is no directive of a Content-Security-Policy"));
        finding.help = Some(match nearest(name, DIRECTIVES.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", DIRECTIVES.join(", ")),
        });
    }
    known
}

fn is_source(cx: &mut Cx<'_>, source: &Text) -> bool {
    let text = &*source.text;
    if QUOTED.contains(&text) {
        let finding = cx.report("bad-value", source.at.span, format!("the source `{text}` lacks its quotation marks"));
        finding.help = Some(format!("write \"'{text}'\": both pairs, one for YAML and one for the policy"));
        return false;
    }
    let is_one = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b';' && b != b',');
    if !is_one {
        cx.report("bad-value", source.at.span, format!("`{text}` is no source of a policy")).help =
            Some("list each by itself, such as [\"'self'\", \"https://media.example.org\"]".to_owned());
    }
    is_one
}

fn ancestors(cx: &mut Cx<'_>, record: &Record<'_>, out: &mut Hosting) {
    if record.get("frame_ancestors").is_none() {
        return;
    }
    let texts = record.texts(cx, "frame_ancestors");
    let alone = texts.len() == 1;
    let mut sources: Vec<String> = Vec::new();
    for text in &texts {
        match &*text.text {
            "off" if alone => {
                out.frame_ancestors = None;
                return;
            }
            "none" if alone => sources.push("'none'".to_owned()),
            "self" => sources.push("'self'".to_owned()),
            origin if is_origin(origin) => sources.push(origin.to_owned()),
            other => {
                cx.report("bad-value", text.at.span, format!("`{other}` in `frame_ancestors` is no origin")).help =
                    Some("write none, off, or a list of self and origins: [self, https://partner.example]".to_owned());
            }
        }
    }
    if !sources.is_empty() {
        out.frame_ancestors = Some(sources.join(" ").into());
    }
}

fn hsts(cx: &mut Cx<'_>, record: &Record<'_>, out: &mut Hosting) {
    let Some(node) = record.get("hsts") else { return };
    if !matches!(node.value, Value::Map(_)) {
        let Some(text) = record.text(cx, "hsts") else { return };
        match &*text.text {
            "off" => out.hsts = None,
            length => {
                if let Some(max_age) = seconds(cx, length, "hsts", text.at.span, "off or ") {
                    out.hsts = Some(Hsts { max_age, subdomains: false, preload: false });
                }
            }
        }
        return;
    }
    let Some(inner) = record.inner(cx, "hsts") else { return };
    let length = inner.text(cx, "max_age");
    let length = length.and_then(|text| Some((seconds(cx, &text.text, "max_age", text.at.span, "")?, text.at.span)));
    let (subdomains, preload) = (inner.flag(cx, "subdomains"), inner.flag(cx, "preload").unwrap_or(false));
    let refused = match (subdomains, length) {
        (Some(false), _) => Some((inner.key_span("subdomains"), "subdomains: true")),
        (_, Some((length, span))) if length < YEAR => Some((span, "max_age: 1y")),
        _ => None,
    };
    if let (true, Some((span, remedy))) = (preload, refused) {
        cx.report("bad-value", span, "browsers refuse `preload` with this").help =
            Some(format!("write `{remedy}`, or leave `preload` out"));
        return;
    }
    let max_age = length.map_or(YEAR, |(length, _)| length);
    out.hsts = Some(Hsts { max_age, subdomains: subdomains.unwrap_or(preload), preload });
}

fn headers(cx: &mut Cx<'_>, entry: &Entry) -> Vec<(Box<str>, Box<str>)> {
    let Value::Map(inner) = &entry.value.value else {
        cx.wrong_shape(&entry.value, &entry.key, "a map of headers");
        return Vec::new();
    };
    let mut out = Vec::new();
    for header in inner {
        let Some(value) = header.value.text() else {
            cx.wrong_shape(&header.value, &header.key, "text");
            continue;
        };
        let value = Text { text: value.trim().into(), at: cx.at(header.value.span) };
        if is_header(cx, header) & is_value(cx, &value) {
            out.push((header.key.clone(), value.text));
        }
    }
    out
}

fn is_header(cx: &mut Cx<'_>, header: &Entry) -> bool {
    let name = &*header.key;
    let of_server = OF_SERVERS.contains(&name.to_ascii_lowercase().as_str());
    if of_server {
        cx.report("bad-value", header.key_span, format!("`{name}` is set by the server itself")).help =
            Some("leave it out".to_owned());
        return false;
    }
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !is_name {
        cx.report("bad-value", header.key_span, format!("`{name}` is no name of a header")).help =
            Some("names are letters, digits and hyphens, such as X-Robots-Tag".to_owned());
    }
    is_name
}

/// Whether a text may be the value of a header.
fn is_value(cx: &mut Cx<'_>, text: &Text) -> bool {
    let good = !text.text.is_empty() && text.text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    if !good {
        cx.report("bad-value", text.at.span, "a header's value is one line of ASCII characters").help =
            Some("write it in one line; letters outside ASCII have to be encoded".to_owned());
    }
    good
}

/// `https://example.org`, `http://localhost:8080` or `https://*.example.org`.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or("");
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]*".contains(&b))
}

#[cfg(test)]
#[path = "hosting_tests.rs"]
mod tests;
