//! The talk with an editor: its phases, what is asked and told, when findings are sent.
//!
//! In: messages, one after another. Out: an answer to every request, findings when the site changed. A message that
//! cannot be understood, a document of another folder, a panic in a feature: each is answered or logged, and the
//! rest goes on. The analysis is brought up to date when the editor is quiet for a moment, or when something is
//! asked whose answer holds places of other files.
//! Absent on purpose: threads of our own but the one that reads, so that what is answered is what was typed before.

mod capabilities;
mod dispatch;
mod documents;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{Diagnostic as Shown, InitializeParams, MessageType, PublishDiagnosticsParams};
use serde::Serialize;
use serde_json::{Value, json};

use crate::build::Options;
use crate::editor::view::{Client, View};
use crate::editor::wire::{self, Incoming};
use crate::editor::workspace::{Workspace, find_root};
use crate::editor::{diagnostics, uri};

/// How long nothing must come in before the site is analysed anew.
const QUIET: Duration = Duration::from_millis(20);

/// What the command line sets.
pub struct Settings {
    /// The folder that holds `content/`; else the editor says it.
    pub root: Option<PathBuf>,
    /// How the site is read.
    pub options: Options,
}

/// Talks until the editor says `exit` or goes away. Returns the exit code: 0 after `shutdown`, else 1.
pub fn serve(input: impl Read + Send + 'static, output: impl Write, settings: Settings) -> u8 {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut input = BufReader::new(input);
        while let Some(incoming) = wire::read(&mut input) {
            if sender.send(incoming).is_err() {
                break;
            }
        }
    });
    Server::new(output, settings).run(&receiver)
}

/// How far the talk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// `initialize` is to come.
    New,
    /// Questions are answered.
    Running,
    /// `exit` is to come.
    Down,
}

struct Server<W> {
    out: W,
    settings: Settings,
    client: Client,
    phase: Phase,
    /// Where the editor says the site may be.
    folders: Vec<PathBuf>,
    workspace: Option<Workspace>,
    /// What the editor shows now, by path.
    published: BTreeMap<Box<str>, Arc<Vec<Shown>>>,
    kept: diagnostics::Kept,
    waiting: VecDeque<Incoming>,
    cancelled: BTreeSet<RequestId>,
    /// Whether the editor was told that there is no site.
    pub(super) told_missing: bool,
    questions: i32,
    /// Whether the editor still reads.
    is_heard: bool,
}

impl<W: Write> Server<W> {
    fn new(out: W, settings: Settings) -> Server<W> {
        Server {
            out,
            settings,
            client: Client::default(),
            phase: Phase::New,
            folders: Vec::new(),
            workspace: None,
            published: BTreeMap::new(),
            kept: diagnostics::Kept::default(),
            waiting: VecDeque::new(),
            cancelled: BTreeSet::new(),
            told_missing: false,
            questions: 0,
            is_heard: true,
        }
    }

    fn run(&mut self, incoming: &Receiver<Incoming>) -> u8 {
        while self.is_heard {
            while let Ok(next) = incoming.try_recv() {
                self.enqueue(next);
            }
            if let Some(next) = self.waiting.pop_front() {
                if let Some(code) = self.handle(next) {
                    return code;
                }
                continue;
            }
            let next = match self.workspace.as_ref().is_some_and(Workspace::is_stale) {
                true => incoming.recv_timeout(QUIET),
                false => incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(next) => self.enqueue(next),
                Err(RecvTimeoutError::Timeout) => self.refresh(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.exit_code()
    }

    fn exit_code(&self) -> u8 {
        u8::from(self.phase != Phase::Down)
    }

    /// Puts a message at the end of the line; a cancelled request is marked where it waits.
    fn enqueue(&mut self, incoming: Incoming) {
        if let Incoming::Notification(notification) = &incoming
            && notification.method == "$/cancelRequest"
        {
            let id = notification.params.get("id").cloned().unwrap_or(Value::Null);
            let is = |waiting: &Incoming, id: &RequestId| matches!(waiting, Incoming::Request(it) if it.id == *id);
            if let Ok(id) = serde_json::from_value::<RequestId>(id)
                && self.waiting.iter().any(|waiting| is(waiting, &id))
            {
                self.cancelled.insert(id);
            }
            return;
        }
        self.waiting.push_back(incoming);
    }

    /// Handles one message; an exit code ends the talk.
    fn handle(&mut self, incoming: Incoming) -> Option<u8> {
        match incoming {
            Incoming::Request(request) => self.request(request),
            Incoming::Notification(notification) if notification.method == "exit" => return Some(self.exit_code()),
            Incoming::Notification(notification) if self.phase == Phase::Running => self.told(notification),
            Incoming::Notification(_) | Incoming::Response => {}
            Incoming::Invalid(Some(id), code, message) => self.fail(id, code, message),
            Incoming::Invalid(None, _, message) => self.log(MessageType::ERROR, &message),
        }
        None
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        if self.cancelled.remove(&id) {
            return self.fail(id, ErrorCode::RequestCanceled, "cancelled".to_owned());
        }
        match (self.phase, method.as_str()) {
            (Phase::New, "initialize") => match serde_json::from_value(params) {
                Ok(params) => {
                    let result = self.initialize(&params);
                    self.send(Message::Response(Response { id, response_result: Ok(result) }));
                }
                Err(error) => self.fail(id, ErrorCode::InvalidParams, format!("initialize: {error}")),
            },
            (Phase::New, _) => self.fail(id, ErrorCode::ServerNotInitialized, "`initialize` comes first".to_owned()),
            (Phase::Down, _) => self.fail(id, ErrorCode::InvalidRequest, "after `shutdown` comes `exit`".to_owned()),
            (Phase::Running, "initialize") => {
                self.fail(id, ErrorCode::InvalidRequest, "the server is initialized already".to_owned())
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::Down;
                self.send(Message::Response(Response { id, response_result: Ok(Value::Null) }));
            }
            (Phase::Running, _) => match self.answer(&method, params) {
                Ok(result) => self.send(Message::Response(Response { id, response_result: Ok(result) })),
                Err((code, message)) => self.fail(id, code, message),
            },
        }
    }

    fn answer(&mut self, method: &str, params: Value) -> Result<Value, dispatch::Failure> {
        self.ensure_workspace();
        if dispatch::wants_places(method) {
            self.refresh();
        }
        let Some(workspace) = &self.workspace else { return dispatch::without_site(method) };
        let view = View { workspace, client: &self.client };
        guarded(|| dispatch::answer(&view, method, params)).unwrap_or_else(|message| {
            Err((ErrorCode::InternalError, format!("{method}: {message}; this is a bug of factloom")))
        })
    }

    fn initialize(&mut self, params: &InitializeParams) -> Value {
        self.client = Client::of(&params.capabilities);
        self.phase = Phase::Running;
        #[expect(deprecated, reason = "older editors send nothing else")]
        let root = params.root_uri.clone();
        let folders = params.workspace_folders.iter().flatten().map(|folder| folder.uri.clone());
        self.folders = folders.chain(root).filter_map(|folder| uri::path_of(&folder)).collect();
        let version = env!("CARGO_PKG_VERSION");
        json!({
            "capabilities": capabilities::of(&self.client),
            "serverInfo": { "name": "factloom", "version": version },
        })
    }

    /// Opens the site, if the command line or the editor says where it is.
    fn ensure_workspace(&mut self) {
        if self.workspace.is_some() {
            return;
        }
        let found = self.folders.iter().find_map(|folder| find_root(folder)).or_else(|| self.folders.first().cloned());
        if let Some(root) = self.settings.root.clone().or(found) {
            self.open_workspace(&root);
        }
    }

    fn open_workspace(&mut self, root: &std::path::Path) {
        match guarded(|| Workspace::open(root, &self.settings.options)) {
            Ok(workspace) => {
                self.workspace = Some(workspace);
                self.tell_if_missing();
                self.publish();
            }
            Err(message) => self.log(MessageType::ERROR, &format!("the site cannot be read: {message}")),
        }
    }

    /// Says once that there is no site; it may come into being at any time.
    fn tell_if_missing(&mut self) {
        let Some(workspace) = &self.workspace else { return };
        let is_missing = !workspace.is_site();
        if is_missing && !self.told_missing {
            let folder = workspace.root().join("content");
            let message = format!("there is no folder `{}`: open the folder of a site", folder.display());
            let params = json!({ "type": MessageType::WARNING, "message": message });
            self.notify("window/showMessage", params);
        }
        self.told_missing = is_missing;
    }

    /// Analyses what changed, and sends what is found.
    fn refresh(&mut self) {
        let Some(workspace) = self.workspace.as_mut().filter(|workspace| workspace.is_stale()) else { return };
        if let Err(message) = guarded(|| workspace.refresh()) {
            let _ = guarded(|| workspace.recover());
            return self.log(MessageType::ERROR, &format!("the site cannot be analysed: {message}"));
        }
        self.tell_if_missing();
        self.publish();
    }

    /// Sends findings of the files whose findings changed.
    fn publish(&mut self) {
        let Some(workspace) = &self.workspace else { return };
        let view = View { workspace, client: &self.client };
        let now = self.kept.all(&view);
        let gone = self.published.keys().filter(|path| !now.contains_key(*path)).map(|path| (path, Vec::new()));
        let is_sent = |path: &str, list: &Arc<Vec<Shown>>| {
            self.published.get(path).is_some_and(|sent| Arc::ptr_eq(sent, list) || sent == list)
        };
        let changed = now.iter().filter(|(path, list)| !is_sent(path, list));
        let changed = changed.map(|(path, list)| (path, list.to_vec()));
        let news: Vec<PublishDiagnosticsParams> = gone
            .chain(changed)
            .filter_map(|(path, diagnostics)| {
                let version = workspace.document(path).map(|open| open.version);
                Some(PublishDiagnosticsParams { uri: view.uri(path)?, diagnostics, version })
            })
            .collect();
        self.published = now;
        for params in news {
            self.notify("textDocument/publishDiagnostics", params);
        }
    }

    fn fail(&mut self, id: RequestId, code: ErrorCode, message: String) {
        self.send(Message::Response(Response::new_err(id, code as i32, message)));
    }

    fn log(&mut self, kind: MessageType, message: &str) {
        self.notify("window/logMessage", json!({ "type": kind, "message": message }));
    }

    fn notify(&mut self, method: &str, params: impl Serialize) {
        self.send(Message::Notification(Notification::new(method.to_owned(), params)));
    }

    fn ask(&mut self, method: &str, params: impl Serialize) {
        self.questions += 1;
        let id = RequestId::from(self.questions);
        self.send(Message::Request(Request::new(id, method.to_owned(), params)));
    }

    fn send(&mut self, message: Message) {
        self.is_heard &= message.write(&mut self.out).is_ok();
    }
}

/// Runs something that must not take the server down; a panic becomes its message.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_message() {
        assert_eq!(guarded(|| 1), Ok(1));
        assert_eq!(guarded(|| -> u8 { panic!("no {}", "way") }), Err("no way".to_owned()));
        assert_eq!(guarded(|| -> u8 { panic!("plain") }), Err("plain".to_owned()));
    }
}
