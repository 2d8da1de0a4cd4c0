//! `site.yml`.

use rust_decimal::Decimal;

use crate::base::diag::Level;
use crate::base::text::Span;
use crate::model::Text;
use crate::model::config::{Config, Gone, Outputs, Part, Topic};
use crate::model::coverage::{Limit, Metric, Threshold};
use crate::model::fact::FactKind;
use crate::model::licence::Tolerance;
use crate::parse::address;
use crate::parse::fields::site::{GONE, GROUPS, PART, SITE, TOPIC};
use crate::parse::fields::words::Word;
use crate::parse::hosting;
use crate::parse::record::{Cx, Record, check_key};
use crate::parse::target::read_targets;
use crate::parse::yaml::{Node, Value};

/// Reads the settings; what is missing or cannot be read keeps its default.
pub fn read_config(cx: &mut Cx<'_>, root: &Node) -> Config {
    let record = Record::open(cx, root, Span::default(), "`site.yml`".to_owned(), &SITE);
    let mut config = Config { at: cx.at(Span::default()), ..Config::default() };
    record.require(cx);
    if let Some(title) = record.text(cx, "title") {
        config.title = title.text;
    }
    config.tagline = record.words(cx, "tagline").unwrap_or_default();
    config.description = record.words(cx, "description").unwrap_or_else(|| config.tagline.clone());
    if let Some(url) = record.web_address(cx, "url") {
        config.set_url(&url);
    }
    if let Some(lang) = record.words(cx, "lang") {
        config.languages = vec![lang.clone()];
        config.lang = lang;
    }
    config.cite_as = record.texts(cx, "cite_as");
    for language in record.texts(cx, "languages") {
        if !config.languages.contains(&language.text) {
            config.languages.push(language.text);
        }
    }
    config.license = record.words(cx, "license").unwrap_or_default();
    if let Some(style) = record.text(cx, "citation_style") {
        config.citation_style = style;
    }
    config.topics = topics(cx, &record);
    config.parts = parts(cx, &record);
    config.units = record.texts(cx, "units").into_iter().map(|text| text.text).collect();
    stale_after(cx, &record, &mut config);
    config.hedges = hedges(cx, &record);
    if let Some(period) = record.length(cx, "conflict_period") {
        config.conflict_period = period;
    }
    rules(cx, &record, &mut config);
    config.coverage = coverage(cx, &record);
    config.edit_url = record.web_address(cx, "edit_url");
    config.outputs = outputs(cx, &record);
    config.publisher = record.words(cx, "publisher");
    config.gone = gone(cx, &record);
    config.targets = read_targets(cx, &record);
    config.hosting = hosting::read(cx, &record);
    config
}

fn topics(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Topic> {
    let mut out = Vec::new();
    for entry in record.map(cx, "topics") {
        if !check_key(cx, entry, "a topic") {
            continue;
        }
        let what = format!("topic `{}`", entry.key);
        let inner = Record::open(cx, &entry.value, entry.key_span, what, &TOPIC);
        let title = inner.words(cx, "title").unwrap_or_else(|| entry.key.clone());
        out.push(Topic {
            id: entry.key.clone(),
            at: cx.at(entry.key_span),
            title,
            zh: inner.words(cx, "zh"),
            summary: inner.words(cx, "summary"),
        });
    }
    out
}

fn parts(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Part> {
    let mut out = Vec::new();
    for node in record.list("parts") {
        let inner = Record::open(cx, node, node.span, "a part".to_owned(), &PART);
        inner.require(cx);
        let title = inner.text(cx, "title").map(|title| title.text).unwrap_or_default();
        let summary = inner.words(cx, "summary");
        out.push(Part { title, summary, articles: inner.articles(cx, "articles") });
    }
    out
}

fn gone(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Gone> {
    let mut out = Vec::new();
    for node in record.list("gone") {
        let inner = Record::open(cx, node, node.span, "an entry of `gone`".to_owned(), &GONE);
        inner.require(cx);
        let (address, date) = (inner.text(cx, "address"), inner.date(cx, "date"));
        let (why, instead) = (inner.words(cx, "why"), inner.text(cx, "use"));
        let instead = instead.filter(|text| text.text.contains("://") || address::check(cx, text, "use"));
        let address = address.filter(|text| address::check(cx, text, "address"));
        if let (Some(address), Some(date), Some(why)) = (address, date, why) {
            out.push(Gone { address, date, why, instead: instead.map(|text| text.text) });
        }
    }
    out
}

fn stale_after(cx: &mut Cx<'_>, record: &Record<'_>, config: &mut Config) {
    let Some(inner) = record.inner(cx, "stale_after") else { return };
    for kind in FactKind::ALL {
        if let Some(length) = inner.length(cx, kind.word()) {
            config.stale_after.insert(kind, length);
        }
    }
}

fn hedges(cx: &mut Cx<'_>, record: &Record<'_>) -> Tolerance {
    let mut tolerance = Tolerance::default();
    let Some(inner) = record.inner(cx, "hedges") else { return tolerance };
    if let Some(about) = share(cx, &inner, "about") {
        tolerance.about = about;
    }
    if let Some(bound) = share(cx, &inner, "bound") {
        tolerance.bound = bound;
    }
    tolerance
}

/// `5%` as 0.05; from 0 to 50 percent.
fn share(cx: &mut Cx<'_>, record: &Record<'_>, key: &str) -> Option<Decimal> {
    let text = record.share(cx, key)?;
    let number = text.text.strip_suffix('%').and_then(|number| number.trim().parse::<Decimal>().ok());
    let share = number.map(|n| n / Decimal::ONE_HUNDRED).filter(|s| *s >= Decimal::ZERO && *s <= Decimal::new(5, 1));
    if share.is_none() {
        cx.report("bad-value", text.at.span, format!("`{key}: {}` is no share from 0% to 50%", text.text));
    }
    share
}

fn rules(cx: &mut Cx<'_>, record: &Record<'_>, config: &mut Config) {
    for entry in record.map(cx, "rules") {
        let text = entry.value.text().unwrap_or("").to_owned();
        match Level::of(&text) {
            Some(level) => {
                let name = Text { text: entry.key.clone(), at: cx.at(entry.key_span) };
                config.rules.push((name, level));
            }
            None => {
                let message = format!("`{}: {text}` sets no level", entry.key);
                cx.report("bad-value", entry.value.span, message).help =
                    Some("levels are error, warn, info and off".to_owned());
            }
        }
    }
}

fn coverage(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Threshold> {
    let Some(inner) = record.inner(cx, "coverage") else { return Vec::new() };
    let mut out = Vec::new();
    for metric in Metric::ALL {
        let key = metric.key();
        let limit = match metric.is_share() {
            true => inner.percent(cx, key).map(Limit::AtLeast),
            false => inner.count(cx, key).map(Limit::AtMost),
        };
        let at = Some(cx.at(inner.key_span(key)));
        out.extend(limit.map(|limit| Threshold { metric, limit, at }));
    }
    out
}

fn outputs(cx: &mut Cx<'_>, record: &Record<'_>) -> Outputs {
    let Some(node) = record.get("outputs") else { return Outputs::ALL };
    match &node.value {
        Value::Text(text) if &**text == "all" => Outputs::ALL,
        Value::Text(text) if &**text == "minimal" => Outputs::MINIMAL,
        Value::Map(_) => record.inner(cx, "outputs").map_or(Outputs::ALL, |inner| Outputs {
            twins: inner.flag(cx, "twins").unwrap_or(true),
            exports: inner.flag(cx, "exports").unwrap_or(true),
            evidence: inner.flag(cx, "evidence").unwrap_or(true),
            search: inner.flag(cx, "search").unwrap_or(true),
            cards: inner.flag(cx, "cards").unwrap_or(true),
        }),
        _ => {
            cx.report("bad-value", node.span, "`outputs` is neither `all` nor `minimal` nor a map").help =
                Some(format!("groups of a map are {}", GROUPS.keys().collect::<Vec<_>>().join(", ")));
            Outputs::ALL
        }
    }
}
