//! Rename: an id under another name in every file, and the files that are named after it.
//!
//! In: a name under the cursor and a new one. Out: one edit of the whole site, or why there is none. The work is
//! done by `edit::rename`, as for the command. Of `sheet/key` the half under the cursor is meant.

use std::ops::Range;

use lsp_types::{PrepareRenameResponse, RenameParams, TextDocumentPositionParams, WorkspaceEdit};

use crate::edit::references::Kind as Renamable;
use crate::edit::rename;
use crate::editor::changes::{self, Changes};
use crate::editor::definition::article_of;
use crate::editor::names::{self, Kind, Name};
use crate::editor::view::{Document, View};

/// What would be renamed.
struct Wanted {
    kind: Renamable,
    id: String,
    /// The bytes of the part that changes.
    span: Range<usize>,
}

/// Answers `textDocument/prepareRename`: the bytes that change, if they name something.
pub fn prepare(view: &View<'_>, params: &TextDocumentPositionParams) -> Option<PrepareRenameResponse> {
    let document = view.document(&params.text_document.uri)?;
    let wanted = wanted(view, &document, document.offset(params.position))?;
    let placeholder = document.text[wanted.span.clone()].to_owned();
    Some(PrepareRenameResponse::RangeWithPlaceholder { range: document.range(wanted.span), placeholder })
}

/// Answers `textDocument/rename`; the error is for the person who asked.
pub fn rename(view: &View<'_>, params: &RenameParams) -> Result<Option<WorkspaceEdit>, String> {
    let place = &params.text_document_position;
    let Some(document) = view.document(&place.text_document.uri) else { return Ok(None) };
    let Some(wanted) = wanted(view, &document, document.offset(place.position)) else {
        return Err("nothing that has an id stands here".to_owned());
    };
    if let Some((path, problem)) = view.workspace.broken().iter().next() {
        return Err(format!("`{path}` cannot be read: {}; mend it first", problem.message));
    }
    let new = new_id(&wanted, params.new_name.trim());
    let renamed = rename::rename(view.analysis(), wanted.kind, &wanted.id, &new).map_err(|error| error.to_string())?;
    let moves_files = view.client.document_changes && view.client.file_renames;
    if !(renamed.moves.is_empty() || moves_files) {
        let (kind, old) = (wanted.kind.word(), &wanted.id);
        return Err(format!(
            "files have to be renamed, which this editor does not do; run `factloom rename {kind} {old} {new}`"
        ));
    }
    let changes = Changes {
        edits: changes::of_edits(view, &renamed.edits),
        created: Vec::new(),
        moves: renamed.moves.into_iter().map(|moved| (moved.from, moved.to)).collect(),
    };
    Ok(Some(changes::edit(view, changes)))
}

/// An article may be given by the name of its file; without a folder it stays in its own.
fn new_id(wanted: &Wanted, typed: &str) -> String {
    match wanted.kind {
        Renamable::Article => {
            let name = typed.strip_suffix(".md").unwrap_or(typed);
            match wanted.id.rsplit_once('/').filter(|_| !name.contains('/')) {
                Some((folder, _)) => format!("{folder}/{name}"),
                None => name.to_owned(),
            }
        }
        _ => typed.to_owned(),
    }
}

/// What stands at an offset, if it exists and has an id of its own.
fn wanted(view: &View<'_>, document: &Document<'_>, offset: usize) -> Option<Wanted> {
    let name = names::at(&document.path, document.text, offset)?;
    let reader = view.reader();
    let found = |kind, id: &str, span: Range<usize>| Some(Wanted { kind, id: id.to_owned(), span });
    match name.kind {
        Kind::Fact => fact(view, &name, document.text, offset),
        Kind::Sheet => reader.find_sheet(&name.id).and_then(|_| found(Renamable::Sheet, &name.id, name.span)),
        Kind::Source => reader.find_source(&name.id).and_then(|_| found(Renamable::Source, &name.id, name.span)),
        Kind::Entity => reader.find_entity(&name.id).and_then(|_| found(Renamable::Entity, &name.id, name.span)),
        Kind::Term => reader.find_term(&name.id).and_then(|_| found(Renamable::Term, &name.id, name.span)),
        Kind::Topic => reader.find_topic(&name.id).and_then(|_| found(Renamable::Topic, &name.id, name.span)),
        Kind::Article | Kind::Link => {
            let article = &view.analysis().items.articles[article_of(view, &name, &document.path)?.index()];
            found(Renamable::Article, &article.id, stem(document.text, name.span))
        }
        Kind::Capture => None,
    }
}

/// The sheet before the `/`, the key behind it.
fn fact(view: &View<'_>, name: &Name, text: &str, offset: usize) -> Option<Wanted> {
    let reader = view.reader();
    reader.find_fact(&name.id)?;
    // Answers and points have no id of their own.
    if name.defines && !name.rest.is_empty() {
        return None;
    }
    let span = name.span.clone();
    let (sheet, _) = name.id.split_once('/')?;
    match text[span.clone()].find('/') {
        Some(slash) if (span.start..=span.start + slash).contains(&offset) => {
            Some(Wanted { kind: Renamable::Sheet, id: sheet.to_owned(), span: span.start..span.start + slash })
        }
        Some(slash) => {
            Some(Wanted { kind: Renamable::Fact, id: name.id.to_string(), span: span.start + slash + 1..span.end })
        }
        None => Some(Wanted { kind: Renamable::Fact, id: name.id.to_string(), span }),
    }
}

/// Of a link `../why.zh.md#part` the file's own name.
fn stem(text: &str, span: Range<usize>) -> Range<usize> {
    let written = &text[span.clone()];
    let end = written.find(['#', '?']).unwrap_or(written.len());
    let start = written[..end].rfind('/').map_or(0, |slash| slash + 1);
    let end = written[start..end].find('.').map_or(end, |dot| start + dot);
    span.start + start..span.start + end
}
