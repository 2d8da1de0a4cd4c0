//! What an open page is told: whether it is another page now, and what is wrong with the site.
//!
//! A page listens on one stream of events. After every edit its bytes are compared with those it showed last, so
//! a page that nobody's edit touched hears of the findings at most.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::response::sse::{Event, KeepAlive, Sse};
use serde_json::json;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};

use super::watch::Touched;
use super::{App, findings, http};
use crate::session::{Changed, Output, Session};

/// Takes an edit in and tells the pages. A crash of ours starts the session anew from the files; if that crashes
/// too, every page says so.
pub(super) fn take_in(app: &App, touched: Touched, told: &impl Fn(&Changed, &Session, Duration)) {
    let mut session = app.session_mut();
    let start = Instant::now();
    let look = |session: &mut Session| match &touched {
        Touched::Paths(paths) => session.look_again(paths),
        Touched::Everything => session.look_at_all(),
    };
    let trouble = match catch_unwind(AssertUnwindSafe(|| look(&mut session))) {
        Ok(None) => return,
        Ok(Some(changed)) => {
            told(&changed, &session, start.elapsed());
            None
        }
        Err(_) => match catch_unwind(AssertUnwindSafe(|| session.start_anew())) {
            Ok(()) => None,
            Err(_) => {
                Some("Factloom crashed on the last edit: pages are not those of the files as they are".to_owned())
            }
        },
    };
    app.set_trouble(trouble);
    // Rises also after a crash: pages must hear of it.
    app.generation.send_modify(|generation| *generation += 1);
}

/// Runs the rules on a session that was opened without, while pages are served, and tells the pages.
pub(super) fn check(app: &App, told: impl FnOnce(&Session)) {
    let found = catch_unwind(AssertUnwindSafe(|| app.session().first_check()));
    let mut session = app.session_mut();
    match found {
        Ok(Some(checked)) => {
            // Of an edit that came first and was checked the edit itself has told.
            if session.take_first_check(checked) {
                told(&session);
            }
        }
        Ok(None) => {}
        Err(_) => {
            let trouble = "Factloom crashed while it checked the site: not all that is wrong is told";
            app.set_trouble(Some(trouble.to_owned()));
        }
    }
    drop(session);
    app.generation.send_modify(|generation| *generation += 1);
}

/// The stream of a page. `shown` is the hash of what the browser has.
pub(super) fn stream(
    app: Arc<App>,
    page: String,
    shown: String,
) -> Sse<impl Stream<Item = Result<Event, std::convert::Infallible>>> {
    let last = Arc::new(Mutex::new((shown, String::new())));
    let stream = WatchStream::new(app.generation.subscribe()).then(move |_| {
        let (app, page, last) = (app.clone(), page.clone(), last.clone());
        async move {
            let told = tokio::task::spawn_blocking(move || event(&app, &page, &last)).await;
            told.unwrap_or_else(|_| Some(json!({"page": true})))
        }
    });
    let events = stream.filter_map(|told| told.map(|told| Ok(Event::default().data(told.to_string()))));
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// What to tell a page; `None` if nothing that it shows is different.
fn event(app: &App, page: &str, last: &Mutex<(String, String)>) -> Option<serde_json::Value> {
    let trouble = app.trouble();
    let session = app.session();
    let path = http::output_of(page);
    let shown = match session.output(&path) {
        Output::Made(_, hash) => hash.to_string(),
        Output::Failed(error) => http::hash_of_failure(&error),
        Output::File(_) | Output::Missing => http::MISSING.to_owned(),
    };
    let findings = findings::of(&session, page, trouble.as_deref());
    let mut last = last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let told = findings.to_string();
    let (new_page, new_findings) = (last.0 != shown, last.1 != told);
    *last = (shown, told);
    (new_page || new_findings).then(|| json!({"page": new_page, "findings": findings}))
}
