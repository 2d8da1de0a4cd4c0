//! The things to offer, found in the site and put in order.

use std::collections::BTreeSet;

use lsp_types::CompletionItemKind;

use super::context::Wanted;
use super::search::Query;
use super::{Candidate, MAX_ITEMS};
use crate::check::doc;
use crate::check::lints::LINTS;
use crate::editor::cards::{self, escaped};
use crate::editor::names::{self, Kind, links};
use crate::editor::view::{Document, View};
use crate::link::FactId;
use crate::link::items::Items;
use crate::model::fact::Fact;
use crate::model::prose::{FactField, FactRef};
use crate::render::fragment::{bound_text, plain};
use crate::site::Reader;

/// What fits, best first, and whether there is more.
pub fn candidates(
    view: &View<'_>,
    document: &Document<'_>,
    wanted: &Wanted,
    query: &str,
) -> Option<(Vec<Candidate>, bool)> {
    let list = match wanted {
        Wanted::Id(Kind::Fact) => match part_of(view, query) {
            Some(fact) => parts(&view.reader(), fact),
            None => return Some(facts(view, document, query)),
        },
        Wanted::Id(kind) => return Some(others(view, document, *kind, query)),
        Wanted::Address => return Some(addresses(view, document, query)),
        Wanted::Keys(scope) => {
            scope.keys().iter().map(|key| word(&format!("{}: ", key.name), Some(key.name), key.says)).collect()
        }
        Wanted::Rule => LINTS
            .iter()
            .map(|lint| word(&format!("{}: ", lint.name), Some(lint.name), &doc::one_line(doc::finds(lint.doc))))
            .collect(),
        Wanted::Words(words) => words.iter().map(|text| word(text, None, "")).collect(),
        Wanted::Unit => view.reader().config().units.iter().map(|unit| word(unit, None, "")).collect(),
    };
    Some((list, false))
}

fn word(insert: &str, label: Option<&str>, says: &str) -> Candidate {
    let kind = if label.is_some() { CompletionItemKind::PROPERTY } else { CompletionItemKind::ENUM_MEMBER };
    Candidate { detail: says.to_owned(), kind, ..bare(insert.to_owned(), label.map(str::to_owned)) }
}

fn bare(insert: String, label: Option<String>) -> Candidate {
    let kind = CompletionItemKind::VALUE;
    Candidate { insert, label, detail: String::new(), more: String::new(), names: String::new(), kind, retired: false }
}

/// Ranks, cuts and makes: items are built for those that are sent alone.
struct Ranked<'i, Id> {
    /// How well it fits, whether it is far from what the document names, its id.
    list: Vec<(u8, bool, &'i str, Id)>,
}

impl<Id: Copy> Ranked<'_, Id> {
    fn take(mut self, make: impl Fn(Id) -> Candidate) -> (Vec<Candidate>, bool) {
        let order = |a: &(u8, bool, &str, Id), b: &(u8, bool, &str, Id)| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2));
        let is_incomplete = self.list.len() > MAX_ITEMS;
        if is_incomplete {
            self.list.select_nth_unstable_by(MAX_ITEMS, order);
            self.list.truncate(MAX_ITEMS);
        }
        self.list.sort_by(order);
        (self.list.into_iter().map(|(_, _, _, id)| make(id)).collect(), is_incomplete)
    }
}

/// Puts a thing that fits in its place.
struct Rank {
    is_empty: bool,
    known: BTreeSet<Box<str>>,
}

impl Rank {
    fn of<'i, Id>(&self, id: &'i str, fit: Option<u8>, item: Id) -> Option<(u8, bool, &'i str, Id)> {
        Some((fit?, !(self.is_empty && self.known.contains(id)), id, item))
    }
}

/// Ids that the document names already: with nothing typed, they and their neighbours stand first.
fn named(document: &Document<'_>) -> BTreeSet<Box<str>> {
    let mut found = Vec::new();
    match document.path.ends_with(".md") {
        true => links::find(document.text, 0..document.text.len(), &mut found),
        false => found = names::of(&document.path, document.text),
    }
    found.into_iter().filter(|name| !name.defines).map(|name| name.id).collect()
}

fn facts(view: &View<'_>, document: &Document<'_>, typed: &str) -> (Vec<Candidate>, bool) {
    let (reader, query, known) = (view.reader(), Query::new(typed), named(document));
    let items = &view.analysis().items;
    let sheet_of = |id: &str| id.split('/').next().unwrap_or("").to_owned();
    let mut sheets: BTreeSet<String> = known.iter().filter(|id| id.contains('/')).map(|id| sheet_of(id)).collect();
    sheets.insert(names::tree::sheet_of(&document.path).to_owned());
    let mut list = Vec::new();
    for (id, fact) in items.fact_ids() {
        let label = fact.label.as_deref().unwrap_or("");
        let Some(fit) = query.fit(&fact.id, &[label], || fact_texts(items, id)) else { continue };
        let is_near = query.is_empty() && sheets.contains(fact.id.split('/').next().unwrap_or(""));
        list.push((fit + 8 * u8::from(fact.retired.is_some()), !is_near, &*fact.id, id));
    }
    Ranked { list }.take(|id| fact_item(items, &reader, id))
}

/// Claim, who says it and whom it is about in all their names, titles of sheet and topics. They are looked up one
/// after another, and past the reader's log: of most facts the first one decides.
fn fact_texts(items: &Items, id: FactId) -> impl Iterator<Item = &str> {
    let fact = &items.facts[id.index()];
    let sheet = &items.sheets[items.sheet_of[id.index()].index()];
    let parties = fact.by.iter().chain(&fact.about).filter_map(|party| items.entity(&party.id));
    let names = parties.flat_map(|id| {
        let entity = &items.entities[id.index()];
        std::iter::once(&*entity.name.text).chain(entity.zh.as_deref())
    });
    let topics = if fact.topics.is_empty() { &sheet.topics } else { &fact.topics };
    let topics = topics.iter().filter_map(|topic| items.topic(&topic.id)).flat_map(|id| {
        let topic = &items.config.topics[id.index()];
        std::iter::once(&*topic.title).chain(topic.zh.as_deref())
    });
    [&*fact.claim.text, &*fact.unit, &*sheet.title.text].into_iter().chain(names).chain(topics)
}

fn fact_item(items: &Items, reader: &Reader<'_>, id: FactId) -> Candidate {
    let fact = reader.fact(id);
    let zh: Vec<&str> = fact_texts(items, id).filter(|text| !text.is_ascii()).collect();
    Candidate {
        detail: cards::fact_line(reader, id),
        more: escaped(&fact.full_claim()),
        names: format!("{} {} {}", zh.join(" "), fact.label.as_deref().unwrap_or(""), fact.claim.text),
        retired: fact.retired.is_some(),
        ..bare(fact.id.to_string(), None)
    }
}

/// The fact of which a part is being named: `sheet/key#`, `sheet/key/`, `sheet/key@`.
fn part_of(view: &View<'_>, query: &str) -> Option<FactId> {
    let (id, rest) = links::cut_fact(query);
    let fact = view.reader().find_fact(id)?;
    (!rest.is_empty()).then_some(fact)
}

/// Answers, points, parts and fields of a fact.
fn parts(reader: &Reader<'_>, id: FactId) -> Vec<Candidate> {
    let fact = reader.fact(id);
    let mut out = Vec::new();
    let mut add =
        |rest: String, detail: String| out.push(Candidate { detail, ..bare(format!("{}{rest}", fact.id), None) });
    for member in &fact.values {
        let by = if member.by.is_empty() { &fact.by } else { &member.by };
        let by: Vec<String> = by.iter().map(|by| cards::party(reader, &by.id)).collect();
        let date = member.as_of.or(fact.as_of).map(cards::short_when).unwrap_or_default();
        add(
            format!("/{}", member.key),
            format!("{}, {date}, {}", with_unit(fact, &member.value.quantity.text), by.join(", ")),
        );
    }
    for point in fact.series.iter().rev() {
        add(format!("@{}", point.date), with_unit(fact, &point.value.quantity.text));
    }
    let fields =
        [("as_of", FactField::AsOf), ("when", FactField::When), ("by", FactField::By), ("unit", FactField::Unit)];
    for (field_word, field) in fields {
        let bound = FactRef { id: fact.id.clone(), member: None, point: None, field: Some(field) };
        if let Some(text) = bound_text(reader, fact, &bound).filter(|text| !text.is_empty()) {
            add(format!("#{field_word}"), text);
        }
    }
    // A part has no id of its own: its figure is bound to the fact.
    out.extend(fact.breakdown.iter().map(|part| Candidate {
        detail: with_unit(fact, &part.value.quantity.text),
        names: part.label.to_string(),
        ..bare(fact.id.to_string(), Some(format!("{}: {}", fact.id, part.label)))
    }));
    out
}

fn with_unit(fact: &Fact, text: &str) -> String {
    match &*fact.unit {
        "" => text.to_owned(),
        "%" => format!("{}%", text.trim_end_matches('%')),
        unit => format!("{text} {unit}"),
    }
}

/// Sources, entities, terms, topics, sheets, articles, kept copies.
fn others(view: &View<'_>, document: &Document<'_>, kind: Kind, typed: &str) -> (Vec<Candidate>, bool) {
    let (reader, query, known) = (view.reader(), Query::new(typed), named(document));
    let items = &view.analysis().items;
    let rank = Rank { is_empty: query.is_empty(), known };
    let made = |insert: &str, detail: String, kind: CompletionItemKind| Candidate {
        detail,
        kind,
        ..bare(insert.to_owned(), None)
    };
    match kind {
        Kind::Source => {
            let list = reader.sources().filter_map(|id| {
                let source = reader.source(id);
                let names = [&*source.title, source.title_en.as_deref().unwrap_or("")];
                let publisher = reader.find_entity(&source.publisher).map(|id| reader.entity(id));
                let texts = || {
                    let names = publisher.map(|entity| [&*entity.name.text, entity.zh.as_deref().unwrap_or("")]);
                    let authors = source.authors.iter().map(|author| match author {
                        crate::model::source::Name::Person { family, .. } => &**family,
                        crate::model::source::Name::Plain(name) => &**name,
                    });
                    authors.chain(names.into_iter().flatten()).chain([&*source.publisher]).collect::<Vec<_>>()
                };
                rank.of(&source.id, query.fit(&source.id, &names, texts), id)
            });
            Ranked { list: list.collect() }.take(|id| {
                let source = reader.source(id);
                let line = cards::source_line(&reader, id);
                Candidate { names: line.clone(), ..made(&source.id, line, CompletionItemKind::REFERENCE) }
            })
        }
        Kind::Entity => {
            let list = reader.entities().filter_map(|id| {
                let entity = reader.entity(id);
                let names: Vec<&str> = [&*entity.name.text]
                    .into_iter()
                    .chain(entity.zh.as_deref())
                    .chain(entity.aliases.iter().map(|it| &**it))
                    .collect();
                let texts = || entity.role.as_deref();
                rank.of(&entity.id, query.fit(&entity.id, &names, texts), id)
            });
            Ranked { list: list.collect() }.take(|id| {
                let entity = reader.entity(id);
                let names =
                    [entity.zh.as_deref().unwrap_or(""), &entity.name.text, &entity.aliases.join(" ")].join(" ");
                Candidate { names, ..made(&entity.id, cards::entity_line(&reader, id), CompletionItemKind::CLASS) }
            })
        }
        Kind::Term => {
            let list = reader.terms().filter_map(|id| {
                let term = reader.term(id);
                let names: Vec<&str> = [&*term.term.text]
                    .into_iter()
                    .chain(term.zh.as_deref())
                    .chain(term.aliases.iter().map(|it| &**it))
                    .collect();
                let texts = || Some(&*term.definition.html);
                rank.of(&term.id, query.fit(&term.id, &names, texts), id)
            });
            Ranked { list: list.collect() }.take(|id| {
                let term = reader.term(id);
                let names = [term.zh.as_deref().unwrap_or(""), &term.term.text, &term.aliases.join(" ")].join(" ");
                Candidate { names, ..made(&term.id, cards::term_line(&reader, id), CompletionItemKind::TEXT) }
            })
        }
        Kind::Topic => {
            let list = reader.topics().filter_map(|id| {
                let topic = reader.topic(id);
                let names = [&*topic.title, topic.zh.as_deref().unwrap_or("")];
                rank.of(&topic.id, query.fit(&topic.id, &names, || None), id)
            });
            Ranked { list: list.collect() }.take(|id| {
                let line = cards::topic_line(&reader, id);
                Candidate { names: line.clone(), ..made(&reader.topic(id).id, line, CompletionItemKind::ENUM_MEMBER) }
            })
        }
        Kind::Sheet => {
            let list = reader.sheets().filter_map(|id| {
                let sheet = reader.sheet(id);
                rank.of(&sheet.id, query.fit(&sheet.id, &[&sheet.title.text], || None), id)
            });
            Ranked { list: list.collect() }.take(|id| {
                let sheet = reader.sheet(id);
                made(&sheet.id, sheet.title.text.to_string(), CompletionItemKind::FILE)
            })
        }
        Kind::Article | Kind::Link => {
            let own = items.article_ids().filter(|(_, article)| article.lang.is_empty());
            let list = own.filter_map(|(id, article)| {
                rank.of(&article.id, query.fit(&article.id, &[&article.title.html], || None), id)
            });
            Ranked { list: list.collect() }.take(|id| {
                made(&items.articles[id.index()].id, plain(&reader, reader.card(id).title), CompletionItemKind::FILE)
            })
        }
        Kind::Capture => {
            let paths = view.workspace.inputs().iter().filter_map(|input| input.path.strip_prefix("content/"));
            let kept = paths.filter(|path| path.starts_with("captures/"));
            let list = kept.filter_map(|path| rank.of(path, query.fit(path, &[], || None), path));
            Ranked { list: list.collect() }.take(|path| made(path, String::new(), CompletionItemKind::FILE))
        }
        Kind::Fact => facts(view, document, typed),
    }
}

/// Schemes, and articles as a path from this one.
fn addresses(view: &View<'_>, document: &Document<'_>, typed: &str) -> (Vec<Candidate>, bool) {
    let query = Query::new(typed.trim_start_matches("./"));
    let reader = view.reader();
    let folder =
        document.path.strip_prefix("content/").and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let schemes = links::SCHEMES.iter().filter(|(scheme, _)| scheme.starts_with(typed));
    let mut out: Vec<Candidate> =
        schemes.map(|(scheme, _)| word(scheme, Some(scheme), "bind to what the site knows")).collect();
    let items = &view.analysis().items;
    let list = items.article_ids().filter_map(|(id, article)| {
        let fit = query.fit(&article.id, &[&article.title.html], || None)?;
        Some((fit, false, &*article.id, id))
    });
    let (articles, is_incomplete) = Ranked { list: list.collect() }.take(|id| {
        let article = &items.articles[id.index()];
        let suffix = if article.lang.is_empty() { String::new() } else { format!(".{}", article.lang) };
        let title = plain(&reader, reader.card(id).title);
        let path = relative(folder, &format!("{}{suffix}.md", article.id));
        Candidate { detail: title.clone(), names: title, kind: CompletionItemKind::FILE, ..bare(path, None) }
    });
    out.extend(articles);
    (out, is_incomplete)
}

/// The path of a file as a link from a folder.
fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let common = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = vec![".."; from.len() - common];
    up.into_iter().chain(to[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    #[test]
    fn links_lead_from_folder_to_folder() {
        let cases = [
            ("", "a.md", "a.md"),
            ("x", "x/b.md", "b.md"),
            ("x/y", "a.md", "../../a.md"),
            ("x", "y/b.md", "../y/b.md"),
        ];
        for (folder, path, link) in cases {
            assert_eq!(super::relative(folder, path), link);
        }
    }
}
