//! Completion: ids behind `](fact:`, `[@` and the keys of YAML, keys themselves, words a key takes.
//!
//! In: a document as typed and a place in it. Out: items, best first, each with value, date and who says so. What
//! was typed may be part of the id, words of the claim or title, or a Chinese name. The site is searched here, and
//! only the best are sent: a list of thousands would take an editor longer to read than a person.
//! Absent on purpose: reading the site anew; the analysis may be a keystroke old.

mod context;
mod items;
pub mod search;

use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionItemTag, CompletionList,
    CompletionParams, CompletionResponse, CompletionTextEdit, Documentation,
};

use crate::editor::view::{Document, View, markdown};
use context::Wanted;

/// Most items sent.
const MAX_ITEMS: usize = 100;

/// Something to offer.
struct Candidate {
    /// What is inserted, and the label unless there is one.
    insert: String,
    /// The label, where it is not what is inserted.
    label: Option<String>,
    /// "10,128 sanctions, 29 Apr 2022, Castellum.AI".
    detail: String,
    /// More, as markdown; may be empty.
    more: String,
    /// Other words by which it may be found.
    names: String,
    kind: CompletionItemKind,
    retired: bool,
}

/// Answers `textDocument/completion`.
pub fn complete(view: &View<'_>, params: &CompletionParams) -> Option<CompletionResponse> {
    let place = &params.text_document_position;
    let document = view.document(&place.text_document.uri)?;
    let typed = params.context.as_ref().and_then(|context| context.trigger_character.as_deref());
    let (wanted, range) = context::at(&document, document.offset(place.position))?;
    // A blank opens a list of ids or words, but no list of keys: every indented line begins with one.
    if typed == Some(" ") && matches!(wanted, Wanted::Keys(_)) {
        return None;
    }
    let query = document.text[range.start..document.offset(place.position).max(range.start)].to_owned();
    let (mut candidates, is_incomplete) = items::candidates(view, &document, &wanted, &query)?;
    if document.text[range.end..].starts_with(':') {
        // The colon of the key stands there already.
        candidates
            .iter_mut()
            .for_each(|candidate| candidate.insert = candidate.insert.trim_end_matches(": ").to_owned());
    }
    // Ids are found by any of their words; of keys and words all are listed, and the editor finds among them.
    let found_by = if matches!(wanted, Wanted::Id(_) | Wanted::Address) { &*query } else { "" };
    let numbered = candidates.into_iter().enumerate();
    let items = numbered.map(|(rank, candidate)| item(view, &document, &range, found_by, rank, candidate)).collect();
    Some(CompletionResponse::List(CompletionList { is_incomplete, items }))
}

fn item(
    view: &View<'_>,
    document: &Document<'_>,
    range: &Range<usize>,
    query: &str,
    rank: usize,
    candidate: Candidate,
) -> CompletionItem {
    let label = candidate.label.unwrap_or_else(|| candidate.insert.clone());
    // Editors filter once more by what was typed. Of an item found by its title, say, that must not take it away.
    let filter = match search::contains(&candidate.insert, &query.to_lowercase()) {
        true => format!("{} {}", candidate.insert, candidate.names),
        false => format!("{query} {} {}", candidate.insert, candidate.names),
    };
    let details = CompletionItemLabelDetails { detail: None, description: Some(candidate.detail.clone()) };
    CompletionItem {
        label,
        label_details: view.client.label_details.then_some(details),
        kind: Some(candidate.kind),
        detail: Some(candidate.detail),
        documentation: (!candidate.more.is_empty()).then(|| Documentation::MarkupContent(markdown(candidate.more))),
        sort_text: Some(format!("{rank:04}")),
        filter_text: Some(filter),
        text_edit: Some(CompletionTextEdit::Edit(document.edit(range.clone(), candidate.insert))),
        tags: candidate.retired.then(|| vec![CompletionItemTag::DEPRECATED]),
        ..CompletionItem::default()
    }
}
