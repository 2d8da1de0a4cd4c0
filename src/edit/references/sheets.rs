//! Ids in YAML of our own: sheets, entities, glossary, settings, and translations of sheets.

use std::sync::Arc;

use crate::base::text::At;
use crate::edit::references::{Kind, Sink, markdown};
use crate::model::config::Config;
use crate::model::entity::{Entity, Term};
use crate::model::fact::{Fact, Sheet};
use crate::parse::yaml::{self, Value};

/// A sheet: the facts it defines and all they name.
pub fn sheet(sink: &mut Sink<'_>, sheet: &Sheet) {
    sink.ids(Kind::Topic, &sheet.topics);
    markdown::prose(sink, &sheet.summary);
    for fact in &sheet.facts {
        sink.define(Kind::Fact, &fact.id, &fact.key, fact.at);
        fact_fields(sink, fact);
    }
}

fn fact_fields(sink: &mut Sink<'_>, fact: &Fact) {
    sink.ids(Kind::Entity, fact.by.iter().chain(&fact.about));
    sink.ids(Kind::Topic, &fact.topics);
    sink.evidence(&fact.evidence);
    for member in &fact.values {
        sink.ids(Kind::Entity, &member.by);
        sink.evidence(&member.evidence);
        // Of an answer `use` names another answer, or a fact of any sheet.
        let instead = member.retired.iter().filter_map(|retired| retired.instead.as_ref());
        instead.filter(|id| id.id.contains('/')).for_each(|id| sink.fact_id(id));
    }
    sink.evidence(fact.series.iter().flat_map(|point| &point.evidence));
    sink.evidence(fact.outcome.iter().flat_map(|outcome| &outcome.evidence));
    let instead = fact.retired.iter().filter_map(|retired| retired.instead.as_ref());
    fact.conflicts_with.iter().chain(&fact.see).chain(instead).for_each(|id| sink.fact_id(id));
    fact.derived.iter().flat_map(|derived| &derived.from).for_each(|input| sink.fact_id(&input.what));
    fact.note.iter().for_each(|note| markdown::prose(sink, note));
}

/// `entities/*.yml`.
pub fn entities(sink: &mut Sink<'_>, entities: &[Arc<Entity>]) {
    for entity in entities {
        sink.define(Kind::Entity, &entity.id, &entity.id, entity.at);
        sink.ids(Kind::Entity, &entity.owner);
        sink.evidence(entity.perspective.iter().flat_map(|perspective| &perspective.evidence));
        entity.note.iter().for_each(|note| markdown::prose(sink, note));
    }
}

/// `glossary.yml`.
pub fn terms(sink: &mut Sink<'_>, terms: &[Arc<Term>]) {
    for term in terms {
        sink.define(Kind::Term, &term.id, &term.id, term.at);
        sink.ids(Kind::Term, &term.see);
        sink.evidence(&term.evidence);
        markdown::prose(sink, &term.definition);
    }
}

/// `site.yml`.
pub fn config(sink: &mut Sink<'_>, config: &Config) {
    for topic in &config.topics {
        sink.define(Kind::Topic, &topic.id, &topic.id, topic.at);
    }
    sink.ids(Kind::Article, config.parts.iter().flat_map(|part| &part.articles));
}

/// `facts/x.zh.yml` repeats the keys of the sheet `x`.
pub fn translation(sink: &mut Sink<'_>, path: &str) {
    let name = path.strip_prefix("content/facts/").and_then(|path| path.rsplit('/').next());
    let stem = name.and_then(|name| name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")));
    let Some((sheet, _)) = stem.and_then(|stem| stem.split_once('.')) else { return };
    let bom = sink.text.len() - sink.text.trim_start_matches('\u{feff}').len();
    let Ok(root) = yaml::read(sink.file, &sink.text[bom..], bom as u32) else { return };
    let Value::Map(entries) = root.value else { return };
    for entry in entries.into_iter().filter(|entry| &*entry.key == "facts") {
        let Value::Map(facts) = entry.value.value else { continue };
        for fact in facts {
            let (range, at) = (fact.key_span.range(), At { file: sink.file, span: fact.key_span });
            let id = format!("{sheet}/{}", fact.key);
            match sink.raw(at) == &*fact.key {
                true => sink.push(Kind::Fact, &id, range, false),
                false => sink.unplaced(Kind::Fact, &id, at),
            }
        }
    }
}
