//! JSON-LD: what a page is about, in the words of schema.org.
//!
//! Facts are `Claim`s: `ClaimReview` would need a rating, and this site gives none.

use serde_json::{Value, json};

use crate::link::{EntityId, FactId};
use crate::model::date::When;
use crate::model::fact::Stance;
use crate::pages::{Cx, Head, Link};
use crate::site::Reader;

/// Several things as one script, `<` escaped so that no text can end it.
pub fn script(things: Vec<Value>) -> String {
    let graph = json!({"@context": "https://schema.org", "@graph": things});
    graph.to_string().replace('<', "\\u003c")
}

/// The pages above a page, and the page itself.
pub fn breadcrumbs(cx: &Cx<'_, '_>, head: &Head) -> Value {
    let here = Link { title: head.title.clone(), url: head.canonical.clone() };
    let origin = origin(cx);
    let items = head.crumbs.iter().chain([&here]).enumerate().map(|(index, link)| {
        let url = if link.url.starts_with('/') { format!("{origin}{}", link.url) } else { link.url.clone() };
        json!({"@type": "ListItem", "position": index + 1, "name": link.title, "item": url})
    });
    json!({"@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>()})
}

/// `https://example.org` without path: internal links begin with the base path.
fn origin(cx: &Cx<'_, '_>) -> String {
    let config = cx.reader.config();
    config.url.strip_suffix(&*config.base_path).unwrap_or(&config.url).to_owned()
}

/// The site's publisher, or the site itself.
pub fn publisher(cx: &Cx<'_, '_>) -> Value {
    let config = cx.reader.config();
    let name = config.publisher.as_deref().unwrap_or(&config.title);
    json!({"@type": "Organization", "name": name, "url": config.url})
}

/// An entity as the one who says something.
pub fn party(cx: &Cx<'_, '_>, id: &str) -> Value {
    match cx.reader.find_entity(id) {
        Some(id) => entity(cx, id),
        None => json!({"@type": "Organization", "name": id}),
    }
}

/// An entity.
pub fn entity(cx: &Cx<'_, '_>, id: EntityId) -> Value {
    let entity = cx.reader.entity(id);
    let mut out = json!({
        "@type": entity.kind.schema(), "name": entity.name.text, "url": cx.absolute(&cx.reader.entity_url(id)),
    });
    if let Some(wikidata) = &entity.wikidata {
        out["sameAs"] = json!(format!("https://www.wikidata.org/wiki/{wikidata}"));
    }
    out
}

/// A source as a work.
fn work(reader: &Reader<'_>, cx: &Cx<'_, '_>, id: &str) -> Option<Value> {
    let id = reader.find_source(id)?;
    let source = reader.source(id);
    let mut out = json!({
        "@type": "CreativeWork", "name": source.title, "publisher": party(cx, &source.publisher),
    });
    out["url"] = json!(source.url.as_deref().map_or_else(|| cx.absolute(&reader.source_url(id)), str::to_owned));
    if let Some(date) = source.date {
        out["datePublished"] = json!(date.to_string());
    }
    Some(out)
}

/// A source with its own page here.
pub fn source(cx: &Cx<'_, '_>, id: crate::link::SourceId) -> Value {
    let source = cx.reader.source(id);
    let mut out = work(cx.reader, cx, &source.id).unwrap_or_default();
    out["mainEntityOfPage"] = json!(cx.absolute(&cx.reader.source_url(id)));
    if let Some(lang) = &source.lang {
        out["inLanguage"] = json!(lang);
    }
    out
}

/// A fact: who states it, where it appears.
pub fn claim(cx: &Cx<'_, '_>, id: FactId) -> Value {
    let fact = cx.reader.fact(id);
    let mut out = json!({
        "@type": "Claim", "text": fact.full_claim(), "url": cx.absolute(&cx.reader.fact_url(id)),
        "author": fact.by.iter().map(|by| party(cx, &by.id)).collect::<Vec<_>>(),
    });
    if let Some(derived) = &fact.derived {
        let of = derived.from.iter().filter_map(|input| cx.reader.find_fact(&input.bound.id));
        let urls = of.map(|id| cx.absolute(&cx.reader.fact_url(id))).collect::<Vec<_>>();
        out["isBasedOn"] = json!(urls);
        if fact.by.is_empty() {
            out["author"] = json!([publisher(cx)]);
        }
    }
    let when = fact.dated().filter(|when| *when != When::Unknown);
    if let Some(when) = when {
        out["temporalCoverage"] = json!(when.to_string());
    }
    let supporting = fact.evidence.iter().zip(&cx.reader.support(id).evidence_first_hand);
    let supporting = supporting.filter(|(evidence, _)| evidence.stance == Stance::Supports);
    let (mut first, mut others) = (Vec::new(), Vec::new());
    for (evidence, first_hand) in supporting {
        let list = if *first_hand { &mut first } else { &mut others };
        list.extend(work(cx.reader, cx, &evidence.source.id));
    }
    if !first.is_empty() {
        out["firstAppearance"] = first.into();
    }
    if !others.is_empty() {
        out["appearance"] = others.into();
    }
    out
}

/// A set of facts or a series, with its files.
pub fn dataset(cx: &Cx<'_, '_>, name: &str, description: &str, path: &str, files: &[(&str, &str)]) -> Value {
    let config = cx.reader.config();
    let distribution = files.iter().map(
        |(media, path)| json!({"@type": "DataDownload", "encodingFormat": media, "contentUrl": cx.absolute(path)}),
    );
    let mut out = json!({
        "@type": "Dataset", "name": name, "description": description, "url": cx.absolute(path),
        "creator": publisher(cx), "isAccessibleForFree": true,
        "distribution": distribution.collect::<Vec<_>>(),
    });
    if let Some(url) = licence_url(&config.license) {
        out["license"] = json!(url);
    }
    out
}

/// Address of a licence by its SPDX id.
pub fn licence_url(spdx: &str) -> Option<String> {
    let cc = spdx.strip_prefix("CC-")?;
    match cc.to_ascii_lowercase().rsplit_once('-')? {
        ("0" | "zero", version) => Some(format!("https://creativecommons.org/publicdomain/zero/{version}/")),
        (kind, version) => Some(format!("https://creativecommons.org/licenses/{kind}/{version}/")),
    }
}
