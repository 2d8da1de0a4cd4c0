//! Requests and answers.
//!
//! Pages get one line more than in a build: the script of the preview. Only this machine is answered, and only
//! under its own names, so that no page of the wide web can read a draft through the writer's browser.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use serde::Deserialize;
use tokio::net::TcpListener;
use tower::ServiceExt;

use super::{App, findings, live, locate};
use crate::base::escape;
use crate::base::hash::Hash;
use crate::link::targets::decode;
use crate::render::shell::TemplateError;
use crate::report::machine;
use crate::session::Output;

/// The script that keeps a page up to date, and its looks.
const CLIENT: &str = include_str!("client.js");
/// Where everything of the preview itself stands.
const OWN: &str = "/_factloom/";
/// What a page that is not there counts as among hashes.
pub(super) const MISSING: &str = "missing";

/// How often a port in use is asked for again, at 50 ms each.
const PATIENCE: u32 = 20;

/// Takes a port on loopback; 0 for any that is free.
///
/// # Errors
/// Says that the port is in use, or may not be had, and what to type.
pub(super) async fn listen(port: u16) -> Result<(TcpListener, u16), String> {
    let mut bound = TcpListener::bind(("127.0.0.1", port)).await;
    // A server that was stopped a moment ago lets its port go only when the last of its memory has gone.
    for _ in 0..PATIENCE {
        if !bound.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        bound = TcpListener::bind(("127.0.0.1", port)).await;
    }
    match bound {
        Ok(listener) => {
            let port = listener.local_addr().map_err(|error| error.to_string())?.port();
            Ok((listener, port))
        }
        Err(error) => Err(format!(
            "port {port} cannot be used ({error}): is another `factloom serve` running? `--port {}` takes another, `--port 0` any",
            port.saturating_add(1)
        )),
    }
}

/// Answers until the process is interrupted.
pub(super) async fn serve(listener: TcpListener, app: Arc<App>) -> Result<(), String> {
    let router = Router::new()
        .route("/_factloom/events", get(events))
        .route("/_factloom/client.js", get(client))
        .route("/_factloom/open", post(open))
        .fallback(page)
        .with_state(app);
    // Small answers wait for an acknowledgement otherwise: 40 ms instead of a fraction of one.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    tokio::select! {
        served = axum::serve(listener, router).into_future() => served.map_err(|error| error.to_string()),
        // Streams of events never end by themselves, so nothing is waited for.
        () = stop => Ok(()),
    }
}

/// Whether a request names this machine: a foreign name that resolves to it is somebody else's page at work.
fn is_own(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = host
        .strip_suffix(|c: char| c.is_ascii_digit())
        .map_or(host, |_| host.rsplit_once(':').map_or(host, |(name, _)| name));
    matches!(name, "localhost" | "127.0.0.1" | "[::1]" | "::1") || name.ends_with(".localhost")
}

fn refusal() -> Response {
    (StatusCode::FORBIDDEN, "the preview answers to localhost alone\n").into_response()
}

async fn client(State(_): State<Arc<App>>, headers: HeaderMap) -> Response {
    if !is_own(&headers) {
        return refusal();
    }
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (kind, CLIENT).into_response()
}

#[derive(Deserialize)]
struct Listening {
    page: String,
    #[serde(default)]
    shown: String,
}

async fn events(State(app): State<Arc<App>>, headers: HeaderMap, Query(query): Query<Listening>) -> Response {
    if !is_own(&headers) {
        return refusal();
    }
    live::stream(app, query.page, query.shown).into_response()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Place {
    path: String,
    line: u32,
    column: u32,
    page: String,
    link: String,
    words: String,
}

/// Opens the editor. Browsers send the header only from pages of the same origin.
async fn open(State(app): State<Arc<App>>, headers: HeaderMap, Query(place): Query<Place>) -> Response {
    if !is_own(&headers) || !headers.contains_key("x-factloom") {
        return refusal();
    }
    let opened = tokio::task::spawn_blocking(move || open_place(&app, place)).await;
    match opened.unwrap_or_else(|_| Err("Factloom crashed while it looked for the place".to_owned())) {
        Ok(place) => (StatusCode::OK, place).into_response(),
        Err(message) => (StatusCode::UNPROCESSABLE_ENTITY, message).into_response(),
    }
}

fn open_place(app: &App, place: Place) -> Result<String, String> {
    let session = app.session();
    let inputs = &session.analysis().inputs;
    let (path, line, column) = match place.path.is_empty() {
        false if findings::is_file_of(&session, &place.path) => (place.path, place.line.max(1), place.column.max(1)),
        false => return Err(format!("`{}` is no file of this site", place.path)),
        true => {
            let by_link = (!place.link.is_empty()).then(|| locate::of_link(&session, &place.link)).flatten();
            let at = by_link.or_else(|| locate::of_words(&session, &place.page, &place.words));
            machine::place(inputs, at.ok_or("no file of the site holds this place")?)
        }
    };
    app.editor.open(&session.root().join(&path), line, column)?;
    Ok(format!("{path}:{line}:{column}"))
}

/// The output file of an address: `/facts/a/` is `facts/a/index.html`.
pub(super) fn output_of(address: &str) -> String {
    let path = decode(address.trim_start_matches('/'));
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path }
}

async fn page(State(app): State<Arc<App>>, request: Request) -> Response {
    if !is_own(request.headers()) {
        return refusal();
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let allowed = [(header::ALLOW, "GET, HEAD")];
        return (StatusCode::METHOD_NOT_ALLOWED, allowed, "the preview only shows pages\n").into_response();
    }
    let address = request.uri().path().to_owned();
    let path = output_of(&address);
    let making = app.clone();
    let asked = path.clone();
    let made = tokio::task::spawn_blocking(move || {
        let session = making.session();
        let output = session.output(&asked);
        let is_page = matches!(output, Output::Missing) && session.is_address(&format!("/{asked}/"));
        let not_found = matches!(output, Output::Missing).then(|| session.output("404.html"));
        (output, is_page, not_found)
    });
    let Ok((output, is_folder, not_found)) = made.await else {
        let text = "Factloom crashed while it made this page; the rest of the site is served on";
        return failure(StatusCode::INTERNAL_SERVER_ERROR, "crash", text);
    };
    match output {
        Output::Made(bytes, hash) => answer(&request, &path, StatusCode::OK, &bytes, hash),
        Output::Failed(error) => {
            let text = format!("template `{}`: {}", error.template, error.message);
            failure(StatusCode::INTERNAL_SERVER_ERROR, &hash_of_failure(&error), &text)
        }
        Output::File(file) => match tower_http::services::ServeFile::new(file).oneshot(request).await {
            Ok(response) => response.map(Body::new),
            Err(never) => match never {},
        },
        Output::Missing if is_folder => {
            let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
            (StatusCode::FOUND, [(header::LOCATION, format!("{address}/{query}"))]).into_response()
        }
        Output::Missing => match not_found {
            Some(Output::Made(bytes, hash)) => answer(&request, "404.html", StatusCode::NOT_FOUND, &bytes, hash),
            _ => failure(StatusCode::NOT_FOUND, MISSING, &format!("there is no page `{address}`")),
        },
    }
}

/// Bytes from memory. A page gets the script of the preview.
fn answer(request: &Request, path: &str, status: StatusCode, bytes: &[u8], hash: Hash) -> Response {
    let etag = format!("\"{hash}\"");
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    let headers = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if status == StatusCode::OK && known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let is_page = path.ends_with(".html");
    let shown = if status == StatusCode::OK { hash.to_string() } else { MISSING.to_owned() };
    let body = if is_page { with_client(&String::from_utf8_lossy(bytes), &shown).into_bytes() } else { bytes.to_vec() };
    (status, headers, [(header::CONTENT_TYPE, media_type(path))], body).into_response()
}

fn media_type(path: &str) -> String {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = guess.type_() == "text" || matches!(guess.subtype().as_str(), "javascript" | "json" | "xml");
    let is_text = is_text || guess.suffix().is_some_and(|suffix| suffix == "xml" || suffix == "json");
    if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

/// The page with the preview's script at its end; the hash says which page the browser shows.
fn with_client(html: &str, shown: &str) -> String {
    let script = format!("<script src=\"{OWN}client.js\" data-shown=\"{shown}\" defer></script>");
    match html.rfind("</body>") {
        Some(at) => format!("{}{script}{}", &html[..at], &html[at..]),
        None => format!("{html}{script}"),
    }
}

/// How a page that cannot be made is told from another.
pub(super) fn hash_of_failure(error: &TemplateError) -> String {
    Hash::of(format!("{}: {}", error.template, error.message).as_bytes()).to_string()
}

/// A page that says why there is none. It listens like any other, and so gives way once there is one.
fn failure(status: StatusCode, shown: &str, text: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>This page cannot be shown</title>\
         <style>body{{font:1rem/1.5 system-ui;max-width:60rem;margin:3rem auto;padding:0 1rem}}pre{{white-space:pre-wrap}}</style>\
         </head><body><main><h1>This page cannot be shown</h1><pre>{}</pre></main></body></html>",
        escape::html(text)
    );
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, kind, with_client(&html, shown)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_this_machine_are_answered() {
        let own = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a header"));
            is_own(&headers)
        };
        assert!(
            own("localhost:1313")
                && own("127.0.0.1:80")
                && own("[::1]:1313")
                && own("127.0.0.1")
                && own("a.localhost:1")
        );
        assert!(!own("example.org") && !own("localhost.example.org:1313") && !own("127.0.0.1.example.org") && !own(""));
    }

    #[test]
    fn addresses_are_files_and_escapes_are_letters() {
        assert_eq!(output_of("/"), "index.html");
        assert_eq!(output_of("/facts/a/"), "facts/a/index.html");
        assert_eq!(output_of("/%E5%88%B6.png"), "制.png");
        assert_eq!(output_of("/%zz%"), "%zz%");
        assert_eq!(media_type("a.html"), "text/html; charset=utf-8");
        assert_eq!(media_type("a.svg"), "image/svg+xml; charset=utf-8");
        assert_eq!(media_type("a.png"), "image/png");
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_page() {
        assert!(with_client("<body>x</body></html>", "h").ends_with("defer></script></body></html>"));
        assert!(with_client("no body", "h").starts_with("no body<script"));
    }
}
