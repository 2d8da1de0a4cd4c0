//! The Content-Security-Policy: nothing but what pages of the theme are made of.
//!
//! In: a reader. Out: one policy for all pages. No page holds a script or a style of its own (what leads on from old
//! addresses is a file), so the policy needs no hash but one, of the style within a chart's own SVG file, which is the
//! same in all of them. Pictures that articles take from other hosts are let in by origin; JSON-LD is data and needs
//! no leave.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use url::Url;

use crate::model::hosting::{Csp, Hosting};
use crate::model::prose::Prose;
use crate::render::chart;
use crate::site::Reader;

/// The policy of a site; nothing if it is turned off.
pub fn csp(reader: &Reader<'_>) -> Option<String> {
    let hosting = &reader.config().hosting;
    match &hosting.csp {
        Csp::Off => None,
        Csp::Whole(text) => Some(with_ancestors(text.to_string(), hosting)),
        Csp::With(directives) => {
            let mut own = standard(reader);
            for (name, sources) in directives {
                match own.iter_mut().find(|(other, _)| other == &**name) {
                    Some((_, old)) => *old = sources.to_string(),
                    None => own.push((name.to_string(), sources.to_string())),
                }
            }
            let texts = own.into_iter().map(|(name, sources)| format!("{name} {sources}").trim_end().to_owned());
            Some(with_ancestors(texts.collect::<Vec<_>>().join("; "), hosting))
        }
    }
}

/// `frame_ancestors` is a directive, unless the policy speaks of it itself.
fn with_ancestors(policy: String, hosting: &Hosting) -> String {
    let speaks = policy.split(';').any(|part| part.split_ascii_whitespace().next() == Some("frame-ancestors"));
    match &hosting.frame_ancestors {
        Some(sources) if !speaks => format!("{}; frame-ancestors {sources}", policy.trim_end_matches([';', ' '])),
        _ => policy,
    }
}

/// What pages of the theme need.
fn standard(reader: &Reader<'_>) -> Vec<(String, String)> {
    let mut images = "'self' data:".to_owned();
    for origin in origins(reader) {
        images.push(' ');
        images.push_str(&origin);
    }
    let styles = format!("'self' '{}'", hash(&chart::svg::style_alone()));
    [
        ("default-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", &styles),
        ("img-src", &images),
        ("media-src", "'self'"),
        // The search fetches its index.
        ("connect-src", "'self'"),
        ("form-action", "'self'"),
        ("base-uri", "'none'"),
    ]
    .map(|(name, sources)| (name.to_owned(), sources.to_owned()))
    .into()
}

/// `sha256-…`, as a policy lets an inline style or script pass.
pub fn hash(text: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    format!("sha256-{}", BASE64_STANDARD.encode(digest))
}

/// Origins of other hosts whose pictures the site shows.
fn origins(reader: &Reader<'_>) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut take = |prose: &Prose| {
        for image in &prose.images {
            let source = match image.source.strip_prefix("//") {
                Some(rest) => format!("https://{rest}"),
                None => image.source.to_string(),
            };
            if let Ok(address) = Url::parse(&source)
                && matches!(address.scheme(), "http" | "https")
            {
                out.insert(address.origin().ascii_serialization());
            }
        }
    };
    for id in reader.articles() {
        reader.article(id).prose().for_each(&mut take);
    }
    for id in reader.sheets() {
        take(&reader.sheet(id).summary);
    }
    for id in reader.facts() {
        reader.fact(id).note.iter().for_each(&mut take);
    }
    for id in reader.entities() {
        reader.entity(id).note.iter().for_each(&mut take);
    }
    for id in reader.terms() {
        take(&reader.term(id).definition);
    }
    out
}
