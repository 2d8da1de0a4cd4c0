//! `facts/<sheet>.yml`: a head and a map of facts.

use std::sync::Arc;

use crate::model::Text;
use crate::model::fact::{
    Correction, Evidence, Fact, FactKind, Member, Outcome, Part, Point, Quote, Retired, Sheet, Value,
};
use crate::model::waiver::WHOLE_FILE;
use crate::parse::derived;
use crate::parse::evidence;
use crate::parse::fields::Table;
use crate::parse::fields::evidence::CORRECTION;
use crate::parse::fields::sheet::{ALWAYS, ANSWER, BY_KIND, FACT, POINT, SHARE, SHEET, TRANSLATED, TRANSLATION};
use crate::parse::markdown;
use crate::parse::phrase;
use crate::parse::record::{Cx, Record, check_key};
use crate::parse::source::dated_reason;
use crate::parse::waiver;
use crate::parse::yaml::{Entry, Node, Value as Yaml};

/// Reads a sheet. `id` is the file's name without extension. A fact without kind, claim or evidence is
/// reported and kept with what it has, so that one slip does not raise a finding at every use.
pub fn read_sheet(cx: &mut Cx<'_>, root: &Node, id: &str) -> Sheet {
    let record = Record::open(cx, root, crate::base::text::Span::default(), format!("sheet `{id}`"), &SHEET);
    record.require(cx);
    let title = record.text(cx, "title");
    let summary = record.text(cx, "summary");
    let topics = record.ids(cx, "topics");
    let mut facts = Vec::new();
    for entry in record.map(cx, "facts") {
        if check_key(cx, entry, "a fact") {
            let merged = with_defaults(cx, entry, record.get("defaults"));
            facts.push(Arc::new(fact(cx, entry, &merged, id)));
        }
    }
    Sheet {
        id: id.into(),
        at: cx.at(crate::base::text::Span::default()),
        title: title.unwrap_or_else(|| Text { text: id.into(), at: cx.at(record.head()) }),
        summary: summary.map(|text| markdown::inline(cx, &text)).unwrap_or_default(),
        topics,
        allow: waiver::read(cx, &record, WHOLE_FILE),
        facts,
    }
}

/// Checks `facts/<sheet>.<lang>.yml`, which repeats keys of the sheet with words only. What it says is not
/// shown yet: a missing translation shows the original.
pub fn read_translation(cx: &mut Cx<'_>, root: &Node, stem: &str) {
    let what = format!("translation `{stem}`");
    let record = Record::open(cx, root, crate::base::text::Span::default(), what, &TRANSLATION);
    record.text(cx, "title");
    record.text(cx, "summary");
    for entry in record.map(cx, "facts") {
        let mut node = entry.value.clone();
        let Yaml::Map(fields) = &mut node.value else {
            cx.wrong_shape(&entry.value, &entry.key, "a map of words");
            continue;
        };
        for field in fields.iter().filter(|field| TRANSLATED.field(&field.key).is_none()) {
            let rule = if FACT.field(&field.key).is_some() { "translation-has-value" } else { "unknown-key" };
            let message = format!("the translation of `{}` holds `{}`", entry.key, field.key);
            let words = TRANSLATED.keys().collect::<Vec<_>>().join(", ");
            cx.report(rule, field.key_span, message).help =
                Some(format!("a translation holds {words} only; the sheet holds the rest"));
        }
        fields.retain(|field| TRANSLATED.field(&field.key).is_some());
        let words = Record::open(cx, &node, entry.key_span, format!("translation of `{}`", entry.key), &TRANSLATED);
        for key in TRANSLATED.keys() {
            words.text(cx, key);
        }
    }
}

/// The fact's own entries, then those of `defaults` it does not set.
fn with_defaults(cx: &mut Cx<'_>, entry: &Entry, defaults: Option<&Node>) -> Node {
    let mut node = entry.value.clone();
    let (Yaml::Map(own), Some(defaults)) = (&mut node.value, defaults) else {
        return node;
    };
    let Yaml::Map(inherited) = &defaults.value else {
        cx.wrong_shape(defaults, "defaults", "a map of fact fields");
        return node;
    };
    for entry in inherited {
        if !own.iter().any(|mine| mine.key == entry.key) {
            own.push(entry.clone());
        }
    }
    node
}

fn fact(cx: &mut Cx<'_>, entry: &Entry, node: &Node, sheet: &str) -> Fact {
    let id: Box<str> = format!("{sheet}/{}", entry.key).into();
    let record = Record::open(cx, node, entry.key_span, format!("fact `{id}`"), &FACT);
    let kind = record.word(cx, "kind").unwrap_or(FactKind::Assessment);
    let claim = record.text(cx, "claim");
    let label = record.text(cx, "label");
    require(cx, &record, kind);
    let evidence = record.get("evidence").map_or_else(Vec::new, |node| evidence::read(cx, node));
    Fact {
        key: entry.key.clone(),
        at: cx.at(entry.key_span),
        kind,
        claim: claim.unwrap_or_else(|| Text { text: entry.key.clone(), at: cx.at(entry.key_span) }),
        label: label.map(|text| text.text),
        value: record.get("value").and_then(|node| value(cx, node, "value")),
        unit: record.words(cx, "unit").unwrap_or_default(),
        as_of: record.when(cx, "as_of"),
        when: record.when(cx, "when"),
        by: record.ids(cx, "by"),
        quote: quote(cx, &record),
        evidence,
        values: members(cx, &record),
        series: series(cx, &record),
        series_file: series_file(cx, &record),
        breakdown: breakdown(cx, &record),
        derived: derived::read(cx, &record, sheet).map(Box::new),
        order: record.count(cx, "order"),
        target: record.date(cx, "target"),
        outcome: outcome(cx, &record),
        method: record.words(cx, "method"),
        about: record.ids(cx, "about"),
        topics: record.ids(cx, "topics"),
        stale_after: record.length(cx, "stale_after"),
        checked: record.date(cx, "checked"),
        note: record.text(cx, "note").map(|text| markdown::inline(cx, &text)),
        corrections: corrections(cx, &record),
        retired: retired(cx, &record, sheet),
        conflicts_with: record.facts(cx, "conflicts_with", sheet),
        see: record.facts(cx, "see", sheet),
        withhold: record.words(cx, "withhold"),
        allow: waiver::read(cx, &record, entry.span()),
        id,
    }
}

fn require(cx: &mut Cx<'_>, record: &Record<'_>, kind: FactKind) {
    let by_kind = BY_KIND.iter().filter(|need| kind.needs().contains(&need.key));
    for need in ALWAYS.iter().chain(by_kind) {
        if need.met_by.iter().all(|key| record.get(key).is_none()) {
            record.missing(cx, need.key);
        }
    }
}

/// Reads a number phrase; a phrase that is none is reported as `bad-value`.
pub fn value(cx: &mut Cx<'_>, node: &Node, key: &str) -> Option<Value> {
    let Some(text) = node.text() else {
        cx.wrong_shape(node, key, "a number phrase");
        return None;
    };
    match phrase::parse(text) {
        Ok(quantity) => Some(Value { quantity, at: cx.at(node.span) }),
        Err(error) => {
            cx.report("bad-value", node.span, format!("`{text}` is no number phrase: {error}")).help =
                Some("write a number with an optional hedge, such as `nearly 1,000` or `600 to 700`".to_owned());
            None
        }
    }
}

fn quote(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<Quote> {
    let translated_by = record.words(cx, "translated_by");
    let node = record.get("quote")?;
    let texts = match &node.value {
        Yaml::Text(text) => vec![("".into(), text.trim().into())],
        Yaml::Map(entries) => {
            let texts = entries.iter().filter_map(|e| Some((e.key.clone(), e.value.text()?.trim().into())));
            texts.collect()
        }
        Yaml::List(_) => {
            cx.wrong_shape(node, "quote", "text or a map from language to text");
            return None;
        }
    };
    Some(Quote { texts, translated_by, at: cx.at(node.span) })
}

fn members(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Member> {
    let entries = record.map(cx, "values");
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        if !check_key(cx, entry, "an answer") {
            continue;
        }
        let inner = Record::open(cx, &entry.value, entry.key_span, format!("answer `{}`", entry.key), &ANSWER);
        let Some(node) = inner.get("value") else {
            inner.missing(cx, "value");
            continue;
        };
        let Some(value) = value(cx, node, "value") else { continue };
        if inner.get("evidence").is_none() && record.get("evidence").is_none() {
            inner.missing(cx, "evidence");
        }
        out.push(Member {
            key: entry.key.clone(),
            at: cx.at(entry.key_span),
            value,
            as_of: inner.when(cx, "as_of"),
            by: inner.ids(cx, "by"),
            evidence: inner.get("evidence").map_or_else(Vec::new, |node| evidence::read(cx, node)),
            note: inner.words(cx, "note"),
            retired: retired(cx, &inner, ""),
        });
    }
    if entries.len() == 1 {
        let message = format!("{} has one answer under `values`", record.what());
        cx.report("bad-value", entries[0].key_span, message).help = Some("write it as `value:`".to_owned());
    }
    out
}

fn series(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    if record.get("series").and_then(Node::text).is_some_and(|text| text.trim().ends_with(".csv")) {
        return out;
    }
    for entry in record.map(cx, "series") {
        let Some(date) = crate::model::date::Date::parse(&entry.key) else {
            cx.report("bad-date", entry.key_span, format!("`{}` is no date of a series", entry.key)).help =
                Some("write it as 2022, 2022-04 or 2022-04-29".to_owned());
            continue;
        };
        let Some((value, evidence, note)) = figure(cx, entry, &POINT) else { continue };
        if out.last().is_some_and(|last| last.date >= date) {
            cx.report("bad-date", entry.key_span, format!("`{date}` does not come after the date before it")).help =
                Some("put the dates of a series in rising order".to_owned());
        }
        out.push(Point { date, value, evidence, note });
    }
    out
}

/// `series: exports.csv`: a file beside the sheet.
fn series_file(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<Text> {
    record.get("series")?.text()?;
    record.text(cx, "series").filter(|text| text.text.ends_with(".csv"))
}

fn breakdown(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Part> {
    let mut out = Vec::new();
    for entry in record.map(cx, "breakdown") {
        if let Some((value, _, note)) = figure(cx, entry, &SHARE) {
            out.push(Part { label: entry.key.clone(), value, note });
        }
    }
    out
}

/// A number, or a map with `value:` and remarks.
fn figure(cx: &mut Cx<'_>, entry: &Entry, table: &'static Table) -> Option<(Value, Vec<Evidence>, Option<Box<str>>)> {
    if !matches!(entry.value.value, Yaml::Map(_)) {
        return value(cx, &entry.value, &entry.key).map(|value| (value, Vec::new(), None));
    }
    let inner = Record::open(cx, &entry.value, entry.key_span, format!("`{}`", entry.key), table);
    let Some(node) = inner.get("value") else {
        inner.missing(cx, "value");
        return None;
    };
    let evidence = table.field("evidence").and_then(|field| inner.get(field.key));
    let evidence = evidence.map_or_else(Vec::new, |node| evidence::read(cx, node));
    value(cx, node, "value").map(|value| (value, evidence, inner.words(cx, "note")))
}

fn outcome(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<Outcome> {
    let inner = record.inner(cx, "outcome")?;
    inner.require(cx);
    let date = inner.date(cx, "date");
    let text = inner.text(cx, "text");
    let evidence = inner.get("evidence").map_or_else(Vec::new, |node| evidence::read(cx, node));
    Some(Outcome { date: date?, text: text?.text, evidence })
}

/// A list of `{date, was, now, why}`, all four required.
pub fn corrections(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Correction> {
    let mut out = Vec::new();
    for node in record.list("corrections") {
        let inner = Record::open(cx, node, node.span, "a correction".to_owned(), &CORRECTION);
        inner.require(cx);
        let date = inner.date(cx, "date");
        let was = inner.text(cx, "was");
        let now = inner.text(cx, "now");
        let why = inner.text(cx, "why");
        if let (Some(date), Some(was), Some(now), Some(why)) = (date, was, now, why) {
            out.push(Correction { date, was: was.text, now: now.text, why: why.text });
        }
    }
    out
}

fn retired(cx: &mut Cx<'_>, record: &Record<'_>, sheet: &str) -> Option<Retired> {
    let inner = record.inner(cx, "retired")?;
    let (date, why) = dated_reason(cx, &inner)?;
    let instead = inner.facts(cx, "use", sheet).into_iter().next();
    Some(Retired { date, why, instead })
}
