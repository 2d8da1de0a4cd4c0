//! Document links: what is named in a file, to be followed with a click.
//!
//! In: a document. Out: a link to where each thing it names is defined, at its line. They lead where "go to definition"
//! does; an editor that knows markdown would else take `fact:sheet/key` for an address of the web.

use lsp_types::{DocumentLink, DocumentLinkParams, Uri};

use crate::editor::definition::target;
use crate::editor::names::{self, Kind, Name, links};
use crate::editor::view::View;

/// Answers `textDocument/documentLink`.
pub fn links(view: &View<'_>, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let document = view.document(&params.text_document.uri)?;
    let named = names::of(&document.path, document.text);
    let link = |name: &Name| {
        let location = target(view, name, &document.path)?;
        let start = location.range.start;
        let place = format!("{}#L{},{}", location.uri.as_str(), start.line + 1, start.character + 1);
        Some(DocumentLink {
            range: document.range(written(document.text, name)),
            target: Some(place.parse::<Uri>().ok()?),
            tooltip: Some(format!("Open {}", what(name.kind))),
            data: None,
        })
    };
    Some(named.iter().filter(|name| !name.defines).filter_map(link).collect())
}

/// The bytes that an editor would take for the address: scheme, id and what stands behind it.
fn written(text: &str, name: &Name) -> std::ops::Range<usize> {
    let before = &text[..name.span.start];
    let scheme =
        links::SCHEMES.iter().find(|(scheme, _)| before.ends_with(scheme)).map_or(0, |(scheme, _)| scheme.len());
    let end = name.span.end + if text[name.span.end..].starts_with(&*name.rest) { name.rest.len() } else { 0 };
    name.span.start - scheme..end
}

fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Fact => "the fact",
        Kind::Sheet => "the sheet",
        Kind::Source => "the source",
        Kind::Entity => "the entity",
        Kind::Term => "the term",
        Kind::Topic => "the topic",
        Kind::Article => "the article",
        Kind::Link => "what it leads to",
        Kind::Capture => "the kept copy",
    }
}
