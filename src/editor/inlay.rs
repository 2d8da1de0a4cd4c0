//! Inlay hints: the value that an empty `[](fact:…)` will print, and nothing else, so that prose stays clean.

use lsp_types::{InlayHint, InlayHintLabel, InlayHintParams};

use crate::editor::names;
use crate::editor::view::View;
use crate::model::prose::Ref;
use crate::render::fragment::bound_text;

/// Answers `textDocument/inlayHint`.
pub fn hints(view: &View<'_>, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let document = view.document(&params.text_document.uri)?;
    let article = names::article(&document.path, document.text)?;
    let reader = view.reader();
    let shown = document.lines.bytes(params.range);
    let mut out = Vec::new();
    for used in article.prose().flat_map(|prose| &prose.uses).filter(|used| used.words.trim().is_empty()) {
        let Ref::Fact(bound) = &used.what else { continue };
        let end = used.at.span.range().end;
        let value = reader.find_fact(&bound.id).and_then(|id| bound_text(&reader, reader.fact(id), bound));
        if let Some(value) = value.filter(|_| shown.start <= end && end <= shown.end) {
            out.push(InlayHint {
                position: document.lines.position(end),
                label: InlayHintLabel::String(value),
                kind: None,
                text_edits: None,
                tooltip: None,
                padding_left: Some(true),
                padding_right: None,
                data: None,
            });
        }
    }
    Some(out)
}
