//! Find references: every place that names the same thing, from a use or from the definition.
//!
//! In: a name. Out: places in articles, sheets, sources, entities, glossary and settings. Only files whose text
//! holds the id are read again, by several threads; the search itself is a pass over the letters.

use lsp_types::{Location, ReferenceParams};

use crate::base::par::par_map;
use crate::editor::definition::article_of;
use crate::editor::names::{self, Kind, Name};
use crate::editor::view::View;
use crate::load::Input;

/// Answers `textDocument/references`.
pub fn references(view: &View<'_>, params: &ReferenceParams) -> Option<Vec<Location>> {
    let place = &params.text_document_position;
    let document = view.document(&place.text_document.uri)?;
    let name = names::at(&document.path, document.text, document.offset(place.position))?;
    let wants_definition = params.context.include_declaration;
    let found = all(view, &name, &document.path).into_iter().filter(|(_, name)| wants_definition || !name.defines);
    let locations = found.filter_map(|(path, name)| {
        let document = view.document_at(&path)?;
        Some(Location { uri: view.uri(&path)?, range: document.range(name.span) })
    });
    Some(locations.collect())
}

/// Every place that names what `name`, in the file `from`, names; by path, then in the order of the text.
pub fn all(view: &View<'_>, name: &Name, from: &str) -> Vec<(Box<str>, Name)> {
    let wanted = match (name.kind, article_of(view, name, from)) {
        (Kind::Link | Kind::Article, Some(id)) => {
            Name { kind: Kind::Article, id: view.analysis().items.articles[id.index()].id.clone(), ..name.clone() }
        }
        // Of an answer or a point its own uses are wanted only from where it is defined.
        _ if name.defines => name.clone(),
        _ => Name { rest: "".into(), ..name.clone() },
    };
    let inputs: Vec<&Input> = view.workspace.inputs().iter().collect();
    let needle = needle(&wanted);
    let found = par_map(&inputs, |input| match input.text.contains(needle) {
        true => names::of(&input.path, &input.text),
        false => Vec::new(),
    });
    let mut out = Vec::new();
    for (input, list) in inputs.iter().zip(found) {
        let same = list.into_iter().filter(|other| is_same(view, &wanted, other, &input.path));
        out.extend(same.map(|other| (input.path.clone(), other)));
    }
    out
}

/// What every place that names it holds.
fn needle(name: &Name) -> &str {
    match name.kind {
        // Within its sheet a fact is named by its key, and an article by a path from elsewhere.
        Kind::Fact | Kind::Article => name.id.rsplit('/').next().unwrap_or(&name.id),
        _ => &name.id,
    }
}

fn is_same(view: &View<'_>, wanted: &Name, other: &Name, path: &str) -> bool {
    match (wanted.kind, other.kind) {
        (Kind::Article, Kind::Article) => wanted.id == other.id,
        (Kind::Article, Kind::Link) => {
            let id = article_of(view, other, path);
            id.is_some_and(|id| view.analysis().items.articles[id.index()].id == wanted.id)
        }
        (a, b) => a == b && wanted.id == other.id && (wanted.rest.is_empty() || wanted.rest == other.rest),
    }
}
