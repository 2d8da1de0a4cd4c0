//! Which feature answers which request.

use lsp_server::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::editor::view::View;
use crate::editor::{actions, completion, definition, hover, inlay, references, rename, symbols};

/// Why a request has no answer.
pub type Failure = (ErrorCode, String);

/// Requests that are answered.
const METHODS: [&str; 10] = [
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/inlayHint",
    "textDocument/documentSymbol",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/codeAction",
    "textDocument/prepareRename",
    "textDocument/rename",
    "workspace/symbol",
];

/// Whether an answer holds places that must be those of the texts as they are now. Completion, hover and the like
/// look at the document itself, and must not wait for a site to be analysed after every keystroke.
pub fn wants_places(method: &str) -> bool {
    METHODS.iter().position(|known| *known == method).is_some_and(|index| index >= 4)
}

/// The answer while nobody said where the site is.
pub fn without_site(method: &str) -> Result<Value, Failure> {
    match METHODS.contains(&method) {
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
