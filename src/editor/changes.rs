//! Edits of several files in the form the editor takes.

use std::collections::HashMap;

use lsp_types::{
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, RenameFile, ResourceOp,
    TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
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
    edit_and_move(view, changes, Vec::new())
}

/// The edit of all files, then files moved, from and to as paths below the root. Only an editor that takes
/// `documentChanges` can be asked to move files.
pub fn edit_and_move(view: &View<'_>, changes: Vec<Change>, moves: Vec<(Box<str>, Box<str>)>) -> WorkspaceEdit {
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
    let edits: Vec<TextDocumentEdit> = edits.collect();
    let all = match moves.is_empty() {
        true => DocumentChanges::Edits(edits),
        false => {
            let edits = edits.into_iter().map(DocumentChangeOperation::Edit);
            let renames = moves.iter().filter_map(|(from, to)| {
                let (old_uri, new_uri) = (view.uri(from)?, view.uri(to)?);
                let rename = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
                Some(DocumentChangeOperation::Op(ResourceOp::Rename(rename)))
            });
            DocumentChanges::Operations(edits.chain(renames).collect())
        }
    };
    WorkspaceEdit { document_changes: Some(all), ..WorkspaceEdit::default() }
}
