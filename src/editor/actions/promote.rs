//! Makes a fact of the sentence around a number: the fact goes into a sheet, the number becomes a link to it.
//!
//! The proposal is `edit::promote`'s, as for the command. What it could only guess or not find is reported by the
//! rules as soon as the edit is applied.

use lsp_types::{CodeAction, CodeActionKind};

use super::{Asked, bind};
use crate::edit::promote::{Wish, promote};
use crate::editor::changes::{self, Changes};

/// The proposal for the number under the cursor.
pub fn action(asked: &Asked<'_>) -> Option<CodeAction> {
    let (bytes, _) = bind::number(asked)?;
    // The analysis must be of the texts as they are, or its edits would miss.
    if !asked.view.workspace.broken().is_empty() {
        return None;
    }
    let place = crate::base::text::line_column(asked.document.text, bytes.start);
    let path = asked.document.path.to_string();
    let wish = Wish { path, line: place.line, column: Some(place.column), sheet: None, key: None };
    let promoted = promote(asked.view.analysis(), &wish).ok()?;
    let client = asked.view.client;
    if promoted.created.is_some() && !(client.document_changes && client.file_creates) {
        return None;
    }
    let changes = Changes {
        edits: changes::of_edits(asked.view, &promoted.edits),
        created: promoted.created.into_iter().map(|(path, text)| (path.into(), text)).collect(),
        moves: Vec::new(),
    };
    Some(CodeAction {
        title: format!("Make a fact of this sentence: {}", promoted.id),
        kind: Some(CodeActionKind::REFACTOR_EXTRACT),
        edit: Some(changes::edit(asked.view, changes)),
        ..CodeAction::default()
    })
}
