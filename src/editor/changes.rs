//! Edits of several files in the form the editor takes.

use std::collections::HashMap;

use lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use crate::editor::view::View;

/// Edits of one file.
pub struct Change {
    /// Path below the root.
    pub path: Box<str>,
    /// Replacements that do not overlap.
    pub edits: Vec<TextEdit>,
}

/// The edit of all files.
pub fn edit(view: &View<'_>, changes: Vec<Change>) -> WorkspaceEdit {
    let placed = changes.into_iter().filter_map(|change| Some((view.uri(&change.path)?, change)));
    if !view.client.document_changes {
        let changes: HashMap<Uri, Vec<TextEdit>> = placed.map(|(uri, change)| (uri, change.edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let edits = placed.map(|(uri, change)| {
        let version = view.workspace.document(&change.path).map(|open| open.version);
        TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: change.edits.into_iter().map(OneOf::Left).collect(),
        }
    });
    let edits = DocumentChanges::Edits(edits.collect());
    WorkspaceEdit { document_changes: Some(edits), ..WorkspaceEdit::default() }
}
