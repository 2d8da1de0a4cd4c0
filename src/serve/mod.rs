//! `factloom serve`: the site from memory, and every open page brought up to date the moment a file is saved.
//!
//! In: a session, and where to listen. Out: pages over HTTP on loopback, changes as server-sent events. Nothing is
//! written. The server starts on a broken site too, says what is wrong on every page, and recovers by itself; a
//! page is always the page of the files as they are now, never the last one that was good.
//! Absent on purpose: anything a public server needs.

mod findings;
mod http;
mod live;
mod locate;
mod open;
pub mod watch;

use std::path::Path;
use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::sync::watch as channel;

use crate::session::{Changed, Session};
pub use open::Editor;
use watch::Watching;

/// How to serve.
pub struct Options {
    /// Port on loopback; 0 for any that is free.
    pub port: u16,
    /// Opens files at a line.
    pub editor: Editor,
}

/// What all requests share.
struct App {
    session: RwLock<Session>,
    /// Rises when anything changed; pages listen.
    generation: channel::Sender<u64>,
    /// Why the pages may not be those of the files as they are: a crash of ours while an edit was taken in.
    trouble: Mutex<Option<String>>,
    editor: Editor,
}

impl App {
    /// The session, to make pages; a thread that panicked with it in hand is no reason to stop.
    fn session(&self) -> RwLockReadGuard<'_, Session> {
        self.session.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The session, to take an edit in.
    fn session_mut(&self) -> RwLockWriteGuard<'_, Session> {
        self.session.write().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    fn set_trouble(&self, trouble: Option<String>) {
        *self.trouble.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = trouble;
    }
}

/// Serves the site below `root` until the process is told to stop. `make` builds the session once the port, and so the address of the
/// site, is known. `ready` is told the address and the session, `checked` the session once all rules were run, which
/// may be after pages are served; `changed` of every edit and how long it took to take it in.
///
/// # Errors
/// Says why the port cannot be had, or the files cannot be watched.
pub fn run(
    root: &Path,
    options: Options,
    make: impl FnOnce(&str) -> Session,
    ready: impl FnOnce(&str, &Session),
    checked: impl FnOnce(&Session) + Send + 'static,
    changed: impl Fn(&Changed, &Session, Duration) + Send + 'static,
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(async {
        let (listener, port) = http::listen(options.port).await?;
        let address = format!("http://127.0.0.1:{port}/");
        let watching = Watching::begin(root)?;
        let session = make(&address);
        ready(&address, &session);
        let (generation, _) = channel::channel(session.generation());
        let (session, trouble) = (RwLock::new(session), Mutex::new(None));
        let app = Arc::new(App { session, generation, trouble, editor: options.editor });
        let told = app.clone();
        watching.tell(move |what| live::take_in(&told, what, &changed))?;
        let checking = app.clone();
        std::thread::spawn(move || live::check(&checking, checked));
        http::serve(listener, app).await
    })
}
