//! Symbols: what a file defines, and what the site defines by that name.
//!
//! Of an article its headings, and under each the figures bound there; of a YAML file its facts, sources, entities,
//! terms or topics.

use std::ops::Range;

use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, OneOf, SymbolInformation, SymbolKind,
    WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::base::text::At;
use crate::editor::cards;
use crate::editor::completion::search::Query;
use crate::editor::headings;
use crate::editor::keys::Scope;
use crate::editor::names::{self, tree};
use crate::editor::view::{Document, View};
use crate::model::prose::Ref;
use crate::parse::yaml::{Entry, Value};
use crate::render::fragment::plain;

/// Most symbols of the site sent at once.
const MAX_SYMBOLS: usize = 200;

/// A symbol and those below it.
struct Symbol {
    name: String,
    detail: String,
    kind: SymbolKind,
    whole: Range<usize>,
    head: Range<usize>,
    level: u8,
}

/// Answers `textDocument/documentSymbol`.
pub fn of_document(view: &View<'_>, params: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let document = view.document(&params.text_document.uri)?;
    let symbols = match Scope::of_file(&document.path) {
        Some(scope) => of_yaml(view, &document, scope),
        None => of_article(view, &document),
    };
    Some(match view.client.symbol_tree {
        true => DocumentSymbolResponse::Nested(nested(&document, &mut symbols.into_iter().peekable(), 0)),
        false => {
            let uri = view.uri(&document.path)?;
            let flat = |symbol: Symbol| {
                flat(&symbol, Location { uri: uri.clone(), range: document.range(symbol.whole.clone()) })
            };
            DocumentSymbolResponse::Flat(symbols.into_iter().map(flat).collect())
        }
    })
}

/// Symbols deeper than `level`, each with those that are deeper still.
fn nested(
    document: &Document<'_>,
    symbols: &mut std::iter::Peekable<impl Iterator<Item = Symbol>>,
    level: u8,
) -> Vec<DocumentSymbol> {
    let mut out = Vec::new();
    while let Some(symbol) = symbols.next_if(|symbol| symbol.level > level) {
        let children = nested(document, symbols, symbol.level);
        #[expect(deprecated, reason = "the field has no default")]
        out.push(DocumentSymbol {
            name: symbol.name,
            detail: Some(symbol.detail).filter(|detail| !detail.is_empty()),
            kind: symbol.kind,
            tags: None,
            deprecated: None,
            range: document.range(symbol.whole),
            selection_range: document.range(symbol.head),
            children: (!children.is_empty()).then_some(children),
        });
    }
    out
}

fn flat(symbol: &Symbol, location: Location) -> SymbolInformation {
    #[expect(deprecated, reason = "the field has no default")]
    SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol.kind,
        tags: None,
        deprecated: None,
        location,
        container_name: Some(symbol.detail.clone()).filter(|detail| !detail.is_empty()),
    }
}

/// Headings and bound figures in the order of the text.
fn of_article(view: &View<'_>, document: &Document<'_>) -> Vec<Symbol> {
    let headings = headings::of(&document.path, document.text);
    let mut out: Vec<Symbol> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        let next = headings[index + 1..].iter().find(|next| next.level <= heading.level);
        let end = next.map_or(document.text.len(), |next| next.start);
        out.push(Symbol {
            name: heading.text.to_string(),
            detail: String::new(),
            kind: SymbolKind::STRING,
            whole: heading.start..end,
            head: heading.start..heading.end,
            level: heading.level,
        });
    }
    let Some(article) = names::article(&document.path, document.text) else { return out };
    let reader = view.reader();
    for used in article.prose().flat_map(|prose| &prose.uses) {
        let Ref::Fact(fact) = &used.what else { continue };
        let value = || reader.find_fact(&fact.id).map(|id| cards::fact_line(&reader, id)).unwrap_or_default();
        let whole = used.at.span.range();
        out.push(Symbol {
            name: Some(used.words.trim().to_owned())
                .filter(|words| !words.is_empty())
                .unwrap_or_else(|| fact.id.to_string()),
            detail: format!("{}: {}", fact.id, value()),
            kind: SymbolKind::NUMBER,
            head: whole.clone(),
            whole,
            level: u8::MAX,
        });
    }
    out.sort_by_key(|symbol| symbol.whole.start);
    out
}

/// Entries of the map that holds a file's things.
fn of_yaml(view: &View<'_>, document: &Document<'_>, scope: Scope) -> Vec<Symbol> {
    let start = document.text.len() - document.text.trim_start_matches('\u{feff}').len();
    let Some(root) = tree::root(document.text, start..document.text.len()) else { return Vec::new() };
    let Value::Map(entries) = &root.value else { return Vec::new() };
    let below = |key: &str| entries.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value.value);
    let (entries, kind): (&[Entry], SymbolKind) = match scope {
        Scope::Sheet => match below("facts") {
            Some(Value::Map(facts)) => (facts, SymbolKind::CONSTANT),
            _ => return Vec::new(),
        },
        Scope::Config => match below("topics") {
            Some(Value::Map(topics)) => (topics, SymbolKind::ENUM),
            _ => return Vec::new(),
        },
        Scope::Sources => (entries, SymbolKind::FILE),
        Scope::Entities => (entries, SymbolKind::CLASS),
        _ => (entries, SymbolKind::KEY),
    };
    let one = |entry: &Entry| {
        let head = entry.key_span.range();
        Symbol {
            name: entry.key.to_string(),
            detail: detail(view, document, scope, &entry.key),
            kind,
            whole: head.start..entry.value.span.range().end.max(head.end),
            head,
            level: 1,
        }
    };
    entries.iter().map(one).collect()
}

fn detail(view: &View<'_>, document: &Document<'_>, scope: Scope, key: &str) -> String {
    let reader = view.reader();
    let line = match scope {
        Scope::Sheet => {
            let id = format!("{}/{key}", tree::sheet_of(&document.path));
            reader.find_fact(&id).map(|id| cards::fact_line(&reader, id))
        }
        Scope::Sources => reader.find_source(key).map(|id| cards::source_line(&reader, id)),
        Scope::Entities => reader.find_entity(key).map(|id| cards::entity_line(&reader, id)),
        Scope::Terms => reader.find_term(key).map(|id| cards::term_line(&reader, id)),
        _ => reader.find_topic(key).map(|id| cards::topic_line(&reader, id)),
    };
    line.unwrap_or_default()
}

/// Answers `workspace/symbol`.
pub fn of_workspace(view: &View<'_>, params: &WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    let (query, reader) = (Query::new(&params.query), view.reader());
    let items = &view.analysis().items;
    let mut found: Vec<(u8, &str, String, SymbolKind, At)> = Vec::new();
    let mut add = |id, names: &[&str], kind, at| {
        if let Some(fit) = query.fit(id, names, || None) {
            let name = names.iter().find(|name| !name.is_empty()).map(|name| (*name).to_owned());
            found.push((fit, id, name.unwrap_or_default(), kind, at));
        }
    };
    for fact in reader.facts().map(|id| reader.fact(id)) {
        add(&fact.id, &[fact.label.as_deref().unwrap_or(""), &fact.claim.text], SymbolKind::CONSTANT, fact.at);
    }
    for source in reader.sources().map(|id| reader.source(id)) {
        add(&source.id, &[&source.title, source.title_en.as_deref().unwrap_or("")], SymbolKind::FILE, source.at);
    }
    for entity in reader.entities().map(|id| reader.entity(id)) {
        let names: Vec<&str> = [&*entity.name.text].into_iter().chain(entity.zh.as_deref()).collect();
        add(&entity.id, &names, SymbolKind::CLASS, entity.at);
    }
    for term in reader.terms().map(|id| reader.term(id)) {
        add(&term.id, &[&term.term.text, term.zh.as_deref().unwrap_or("")], SymbolKind::KEY, term.at);
    }
    for topic in &reader.config().topics {
        add(&topic.id, &[&topic.title, topic.zh.as_deref().unwrap_or("")], SymbolKind::ENUM, topic.at);
    }
    for (_, article) in items.article_ids() {
        add(&article.id, &[&article.title.html], SymbolKind::MODULE, article.at);
    }
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let symbols = found.into_iter().take(MAX_SYMBOLS).filter_map(|(_, id, name, kind, at)| {
        let name = if kind == SymbolKind::MODULE { title(view, id).unwrap_or(name) } else { name };
        Some(WorkspaceSymbol {
            name: id.to_owned(),
            kind,
            tags: None,
            container_name: Some(name).filter(|name| !name.is_empty()),
            location: OneOf::Left(view.location(at)?),
            data: None,
        })
    });
    Some(WorkspaceSymbolResponse::Nested(symbols.collect()))
}

fn title(view: &View<'_>, id: &str) -> Option<String> {
    let reader = view.reader();
    Some(plain(&reader, reader.card(reader.find_article(id)?).title))
}
