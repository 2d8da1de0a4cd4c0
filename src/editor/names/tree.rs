//! Names in YAML: its tree walked beside the table of keys.

use std::ops::Range;

use super::{Kind, Name, kind_of, links};
use crate::base::text::{FileId, Span};
use crate::editor::keys::{Scope, Values};
use crate::model::is_id;
use crate::parse::yaml::{self, Entry, Node, Value};

/// All names of a region; none if it cannot be read.
pub fn names(path: &str, text: &str, region: Range<usize>, scope: Scope, out: &mut Vec<Name>) {
    let Some(root) = root(text, region) else { return };
    let mut walk = Walk { text, sheet: sheet_of(path), out };
    walk.map(&root, scope, None);
}

/// The tree of a region.
pub fn root(text: &str, region: Range<usize>) -> Option<Node> {
    let offset = Span::of(region.clone()).start;
    yaml::read(FileId::default(), text.get(region)?, offset).ok()
}

/// The sheet a file is, or nothing: `content/facts/a.yml` is `a`.
pub fn sheet_of(path: &str) -> &str {
    let Some(name) = path.strip_prefix("content/facts/") else { return "" };
    let name = name.rsplit('/').next().unwrap_or(name);
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")).unwrap_or(name);
    // A translation repeats the keys of its sheet.
    stem.split('.').next().unwrap_or(stem)
}

/// A scalar that names something; `None` if it holds no id.
pub fn scalar(text: &str, whole: Range<usize>, id: &str, kind: Kind, sheet: &str) -> Option<Name> {
    let written = text.get(whole.clone())?;
    let (base, rest) = if kind == Kind::Fact { links::cut_fact(id) } else { (id, "") };
    let start = whole.start + written.find(base)?;
    let full: Box<str> = match kind {
        Kind::Fact if !base.contains('/') => format!("{sheet}/{base}").into(),
        _ => base.into(),
    };
    (!base.is_empty()).then(|| Name {
        kind,
        id: full,
        rest: rest.into(),
        span: start..start + base.len(),
        whole,
        defines: false,
    })
}

struct Walk<'a, 'o> {
    text: &'a str,
    sheet: &'a str,
    out: &'o mut Vec<Name>,
}

impl Walk<'_, '_> {
    /// A map or a list of maps; `owner` is the fact it belongs to.
    fn map(&mut self, node: &Node, scope: Scope, owner: Option<&str>) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.map(item, scope, owner)),
            Value::Map(entries) => entries.iter().for_each(|entry| self.entry(entry, scope, owner)),
            Value::Text(_) => {}
        }
    }

    fn entry(&mut self, entry: &Entry, scope: Scope, owner: Option<&str>) {
        let owner = match scope {
            Scope::Facts => Some(&*entry.key),
            _ => owner,
        };
        self.definition(entry, scope, owner);
        let values = scope.values(&entry.key);
        self.scalars(&entry.value, values);
        if let Some(inner) = scope.child(&entry.key) {
            self.map(&entry.value, inner, owner);
        }
    }

    fn definition(&mut self, entry: &Entry, scope: Scope, owner: Option<&str>) {
        let (kind, id, rest) = match (scope, owner) {
            (Scope::Facts, _) => (Kind::Fact, format!("{}/{}", self.sheet, entry.key), String::new()),
            // Parts of a breakdown have labels alone.
            (Scope::Answers, Some(fact)) => (Kind::Fact, format!("{}/{fact}", self.sheet), format!("/{}", entry.key)),
            (Scope::Points, Some(fact)) => (Kind::Fact, format!("{}/{fact}", self.sheet), format!("@{}", entry.key)),
            (Scope::Sources, _) => (Kind::Source, entry.key.to_string(), String::new()),
            (Scope::Entities, _) => (Kind::Entity, entry.key.to_string(), String::new()),
            (Scope::Terms, _) => (Kind::Term, entry.key.to_string(), String::new()),
            (Scope::Topics, _) => (Kind::Topic, entry.key.to_string(), String::new()),
            _ => return,
        };
        let span = entry.key_span.range();
        let whole = span.clone();
        self.out.push(Name { kind, id: id.into(), rest: rest.into(), span, whole, defines: true });
    }

    /// Scalars behind a key, in a list or alone.
    fn scalars(&mut self, node: &Node, values: Values) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.scalars(item, values)),
            Value::Map(_) => {}
            Value::Text(_) if node.is_null() => {}
            Value::Text(_) if values == Values::Prose => links::find(self.text, node.span.range(), self.out),
            Value::Text(text) => {
                let Some(kind) = kind_of(values) else { return };
                let id = if values == Values::Evidence { text.split(',').next().unwrap_or(text) } else { text };
                // A name in words is no id.
                if values == Values::Names && !is_id(id.trim()) {
                    return;
                }
                self.out.extend(scalar(self.text, node.span.range(), id.trim(), kind, self.sheet));
            }
        }
    }
}
