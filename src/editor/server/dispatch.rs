//! Which feature answers which request.

use lsp_server::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::editor::view::View;
use crate::editor::{actions, completion, definition, hover, inlay, links, references, rename, symbols};

/// Why a request has no answer.
pub type Failure = (ErrorCode, String);

/// Requests about one document as it is typed. They look at its text themselves and at the site as last analysed,
/// and do not wait for a site to be analysed after every keystroke.
const OF_TEXT: [&str; 4] =
    ["textDocument/completion", "textDocument/hover", "textDocument/inlayHint", "textDocument/documentSymbol"];
/// Requests whose answers hold places of other files, or edits: they want the site as it is now.
const OF_SITE: [&str; 7] = [
    "textDocument/definition",
    "textDocument/documentLink",
    "textDocument/references",
    "textDocument/codeAction",
    "textDocument/prepareRename",
    "textDocument/rename",
    "workspace/symbol",
];

/// Whether the site must be analysed first, if it changed.
pub fn wants_places(method: &str) -> bool {
    OF_SITE.contains(&method)
}

/// The answer while nobody said where the site is.
pub fn without_site(method: &str) -> Result<Value, Failure> {
    match OF_TEXT.contains(&method) || OF_SITE.contains(&method) {
        true => Ok(Value::Null),
        false => unknown(method),
    }
}

/// Answers a request.
pub fn answer(view: &View<'_>, method: &str, params: Value) -> Result<Value, Failure> {
    match method {
        "textDocument/completion" => ask(view, params, completion::complete),
        "textDocument/hover" => ask(view, params, hover::hover),
        "textDocument/inlayHint" => ask(view, params, inlay::hints),
        "textDocument/documentSymbol" => ask(view, params, symbols::of_document),
        "textDocument/definition" => ask(view, params, definition::definition),
        "textDocument/documentLink" => ask(view, params, links::links),
        "textDocument/references" => ask(view, params, references::references),
        "textDocument/codeAction" => ask(view, params, actions::actions),
        "textDocument/prepareRename" => ask(view, params, rename::prepare),
        "textDocument/rename" => {
            let result = rename::rename(view, &read(params)?).map_err(|message| (ErrorCode::RequestFailed, message))?;
            shown(result)
        }
        "workspace/symbol" => ask(view, params, symbols::of_workspace),
        _ => unknown(method),
    }
}

fn unknown(method: &str) -> Result<Value, Failure> {
    Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here")))
}

fn ask<P: DeserializeOwned, R: Serialize>(
    view: &View<'_>,
    params: Value,
    feature: fn(&View<'_>, &P) -> Option<R>,
) -> Result<Value, Failure> {
    shown(feature(view, &read(params)?))
}

fn read<P: DeserializeOwned>(params: Value) -> Result<P, Failure> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn shown(result: impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(result).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}
