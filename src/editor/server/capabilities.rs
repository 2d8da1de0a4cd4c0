//! What the server can do, as told at `initialize`, and the files it wants watched.

use lsp_types::{
    CodeActionOptions, CodeActionProviderCapability, CompletionOptions, CompletionOptionsCompletionItem,
    DocumentLinkOptions, HoverProviderCapability, OneOf, RenameOptions, SaveOptions, ServerCapabilities,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions,
};
use serde_json::{Value, json};

use crate::editor::actions;
use crate::editor::view::{Client, View};

/// Characters after which ids may follow.
const TRIGGERS: [&str; 8] = [":", "@", "/", "#", "(", "[", ",", " "];
/// Folders that a site consists of.
const WATCHED: [&str; 3] = ["content/**", "templates/**", "static/**"];

/// All capabilities.
pub fn of(client: &Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
            completion_item: Some(CompletionOptionsCompletionItem { label_details_support: Some(true) }),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(actions::KINDS.to_vec()),
            ..CodeActionOptions::default()
        })),
        ..ServerCapabilities::default()
    }
}

/// The registration for watched files, below the site's root where the editor takes such patterns.
pub fn watchers(view: &View<'_>) -> Option<Value> {
    let base = view.uri("")?;
    let pattern = |folder: &str| match view.client.relative_patterns {
        true => json!({ "globPattern": { "baseUri": base.as_str().trim_end_matches('/'), "pattern": folder } }),
        false => json!({ "globPattern": format!("**/{folder}") }),
    };
    let watchers: Vec<Value> = WATCHED.iter().map(|folder| pattern(folder)).collect();
    Some(json!({
        "registrations": [{
            "id": "factloom-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        }]
    }))
}
