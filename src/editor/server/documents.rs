//! What the editor tells: documents opened, changed, closed; files changed on disk.

use std::io::Write;
use std::path::Path;

use lsp_server::Notification;
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    FileChangeType, MessageType, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Server, capabilities};
use crate::editor::position::Lines;
use crate::editor::uri;
use crate::editor::view::View;
use crate::editor::workspace::{Open, find_root};
use crate::load::FOLDERS;

impl<W: Write> Server<W> {
    /// Takes news from the editor; what is not known is no concern of ours.
    pub(super) fn told(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let result = match method.as_str() {
            "initialized" => {
                self.initialized();
                Ok(())
            }
            "textDocument/didOpen" => read(params).map(|params| self.opened(params)),
            "textDocument/didChange" => read(params).and_then(|params| self.changed(params)),
            "textDocument/didClose" => read(params).map(|params| self.closed(&params)),
            "textDocument/didSave" => {
                self.saved();
                Ok(())
            }
            "workspace/didChangeWatchedFiles" => read(params).map(|params| self.files_changed(&params)),
            _ => Ok(()),
        };
        if let Err(message) = result {
            self.log(MessageType::ERROR, &format!("{method}: {message}"));
        }
    }

    fn initialized(&mut self) {
        self.ensure_workspace();
        let registration = match &self.workspace {
            Some(workspace) if self.client.watches => capabilities::watchers(&View { workspace, client: &self.client }),
            _ => None,
        };
        if let Some(registration) = registration {
            self.ask("client/registerCapability", registration);
        }
    }

    /// The path below the root of a document; another folder's is logged.
    fn path_of(&mut self, uri: &Uri) -> Option<Box<str>> {
        let file = uri::path_of(uri);
        let path = file.as_deref().and_then(|file| self.workspace.as_ref()?.relative(file));
        if path.is_none() {
            self.log(MessageType::INFO, &format!("`{}` is no file of the site", uri.as_str()));
        }
        path
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        self.ensure_workspace();
        if let Some(file) = uri::path_of(&document.uri) {
            self.adopt(&file);
        }
        let Some(path) = self.path_of(&document.uri) else { return };
        let open = Open { uri: document.uri, text: document.text, version: document.version };
        if let Some(workspace) = &mut self.workspace {
            workspace.set_open(&path, open);
        }
    }

    /// Takes the site of a document, if the editor's folders hold none.
    fn adopt(&mut self, file: &Path) {
        let has_site = self.settings.root.is_some() || self.workspace.as_ref().is_some_and(|it| it.is_site());
        if let (false, Some(root)) = (has_site, find_root(file)) {
            self.open_workspace(&root);
        }
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) -> Result<(), String> {
        let Some(path) = self.path_of(&params.text_document.uri) else { return Ok(()) };
        let encoding = self.client.encoding;
        let Some(workspace) = &mut self.workspace else { return Ok(()) };
        let open = workspace.document(&path).ok_or_else(|| format!("`{path}` is not open"))?;
        let mut text = open.text.clone();
        for change in params.content_changes {
            match change.range {
                Some(range) => {
                    let bytes = Lines::new(&text, encoding).bytes(range);
                    text.replace_range(bytes, &change.text);
                }
                None => text = change.text,
            }
        }
        let open = Open { uri: open.uri.clone(), text, version: params.text_document.version };
        workspace.set_open(&path, open);
        Ok(())
    }

    fn closed(&mut self, params: &DidCloseTextDocumentParams) {
        if let Some(path) = self.path_of(&params.text_document.uri)
            && let Some(workspace) = &mut self.workspace
        {
            workspace.close(&path);
        }
    }

    /// An editor that watches no files tells nothing else of what it wrote.
    fn saved(&mut self) {
        if let (false, Some(workspace)) = (self.client.watches, &mut self.workspace) {
            workspace.reread(FOLDERS.map(str::to_owned));
        }
    }

    /// What an editor wrote of a document it has open is known already.
    fn files_changed(&mut self, params: &DidChangeWatchedFilesParams) {
        let Some(workspace) = &mut self.workspace else { return };
        // Of a folder that was no site yet nothing is known.
        let mut news = if self.told_missing { FOLDERS.map(str::to_owned).to_vec() } else { Vec::new() };
        for change in &params.changes {
            match uri::path_of(&change.uri).and_then(|file| workspace.relative(&file)) {
                Some(path) if change.typ == FileChangeType::CHANGED && workspace.document(&path).is_some() => {}
                Some(path) => news.push(path.into_string()),
                // A file by a name that cannot be placed: everything is looked at.
                None => news.extend(FOLDERS.map(str::to_owned)),
            }
        }
        if !news.is_empty() {
            workspace.reread(news);
        }
    }
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, String> {
    serde_json::from_value(params).map_err(|error| error.to_string())
}
