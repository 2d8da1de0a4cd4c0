//! Find references: every place that names the same thing, from a use or from the definition.
//!
//! In: a name. Out: places in articles, sheets, sources, entities, glossary and settings. Only files whose text
//! holds the id are read again, by several threads; the search itself is a pass over the letters.

use lsp_types::{Location, ReferenceParams};

use crate::base::par::par_map;
use crate::editor::definition::article_of;
use crate::editor::names::{self, Kind, Name, tree};
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
    let found = par_map(&inputs, |input| match may_name(input, &wanted) {
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

/// Whether a file may name something: it holds the id, or what of it is written there.
fn may_name(input: &Input, name: &Name) -> bool {
    match (name.kind, name.id.rsplit_once('/')) {
        // Within its sheet a fact is named by its key.
        (Kind::Fact, Some((sheet, key))) if tree::sheet_of(&input.path) == sheet => input.text.contains(key),
        // An article is linked by a path from the article that links.
        (Kind::Article, Some((_, last))) => input.text.contains(last),
        _ => input.text.contains(&*name.id),
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
