//! Edits of several files in the form the editor takes.
//!
//! In: edits of files by bytes or as the protocol has them, files to make and to move. Out: one `WorkspaceEdit`,
//! which the editor applies as a whole: files are made first and moved last.

use std::collections::HashMap;

use lsp_types::{
    CreateFile, DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, Position,
    Range, RenameFile, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use crate::edit::Edit;
use crate::editor::view::View;

/// Edits of one file.
pub struct Change {
    /// Path below the root.
    pub path: Box<str>,
    /// Replacements that do not overlap.
    pub edits: Vec<TextEdit>,
}

/// Edits of the site. Only an editor that takes `documentChanges` can be asked to make or move files.
#[derive(Default)]
pub struct Changes {
    /// Files to edit.
    pub edits: Vec<Change>,
    /// Files to make: path below the root and text.
    pub created: Vec<(Box<str>, String)>,
    /// Files to move once they are edited: from and to, below the root.
    pub moves: Vec<(Box<str>, Box<str>)>,
}

/// Edits by bytes, file by file.
pub fn of_edits(view: &View<'_>, edits: &[Edit]) -> Vec<Change> {
    let mut out: Vec<Change> = Vec::new();
    for edit in edits {
        let Some(file) = view.document_at(&edit.path) else { continue };
        let text = file.edit(edit.span.range(), edit.text.clone());
        match out.iter_mut().find(|change| change.path == edit.path) {
            Some(change) => change.edits.push(text),
            None => out.push(Change { path: edit.path.clone(), edits: vec![text] }),
        }
    }
    out
}

/// The edit of all files.
pub fn edit(view: &View<'_>, changes: Changes) -> WorkspaceEdit {
    let placed = changes.edits.into_iter().filter_map(|change| Some((view.uri(&change.path)?, change)));
    if !view.client.document_changes {
        #[expect(clippy::mutable_key_type, reason = "the protocol's own map, and an address does not change")]
        let changes: HashMap<Uri, Vec<TextEdit>> = placed.map(|(uri, change)| (uri, change.edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let edits = placed.map(|(uri, change)| {
        let version = view.workspace.document(&change.path).map(|open| open.version);
        document_edit(uri, version, change.edits)
    });
    let edits: Vec<TextDocumentEdit> = edits.collect();
    let all = match changes.created.is_empty() && changes.moves.is_empty() {
        true => DocumentChanges::Edits(edits),
        false => {
            let created = changes.created.into_iter().filter_map(|(path, text)| Some((view.uri(&path)?, text)));
            let mut all: Vec<DocumentChangeOperation> = created.flat_map(|(uri, text)| create(uri, text)).collect();
            all.extend(edits.into_iter().map(DocumentChangeOperation::Edit));
            all.extend(changes.moves.iter().filter_map(|(from, to)| {
                let (old_uri, new_uri) = (view.uri(from)?, view.uri(to)?);
                let rename = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
                Some(DocumentChangeOperation::Op(ResourceOp::Rename(rename)))
            }));
            DocumentChanges::Operations(all)
        }
    };
    WorkspaceEdit { document_changes: Some(all), ..WorkspaceEdit::default() }
}

fn document_edit(uri: Uri, version: Option<i32>, edits: Vec<TextEdit>) -> TextDocumentEdit {
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
    TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() }
}

/// A new file, and its text.
fn create(uri: Uri, text: String) -> [DocumentChangeOperation; 2] {
    let start = Position { line: 0, character: 0 };
    let insert = TextEdit { range: Range { start, end: start }, new_text: text };
    let file = CreateFile { uri: uri.clone(), options: None, annotation_id: None };
    [
        DocumentChangeOperation::Op(ResourceOp::Create(file)),
        DocumentChangeOperation::Edit(document_edit(uri, None, vec![insert])),
    ]
}
