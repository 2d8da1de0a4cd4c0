//! The connection: one `ssh`, one thread that drives it, requests of many threads in flight on it.
//!
//! In: a command. Out: answers. A connection that breaks is made again, a few times with growing pauses, and what was
//! under way is done again; so only work that may be done twice is given here. The first connection is not tried
//! twice: a wrong name or key stays wrong. Nothing waits for ever: a host that says nothing for a minute is taken for
//! gone, however much was asked of it.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread::JoinHandle;
use std::time::Duration;

use openssh_sftp_client::error::{Error, SftpErrorKind};
use openssh_sftp_client::{Sftp, SftpOptions};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use tokio::process::{Child, ChildStderr, ChildStdout};
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

use super::ssh::Ssh;
use crate::publish::error::{Kind, PublishError};

/// Longest silence of a host that was asked something.
const SILENCE: Duration = Duration::from_secs(60);
/// Time between two looks at the silence.
const LOOK: Duration = Duration::from_secs(5);
/// Pauses before a broken connection is made again.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(6)];
/// How often one piece of work is begun again.
const ATTEMPTS: usize = 5;
/// Longest wait for the last words of an `ssh` that ends.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// Bytes of its standard error that are kept.
const KEPT: usize = 8 << 10;

/// Why work was not done.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The connection is gone.
    Lost(String),
    /// The server refuses.
    Refused(SftpErrorKind, String),
    /// Anything else, in our words already.
    Told(PublishError),
}

impl Trouble {
    /// Whether there is no such file.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Trouble::Refused(SftpErrorKind::NoSuchFile, _))
    }

    /// Whether the server said no.
    pub(super) fn is_refused(&self) -> bool {
        matches!(self, Trouble::Refused(..))
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        match error {
            Error::SftpError(kind, message) => Trouble::Refused(kind, message.get().0.to_owned()),
            Error::UnsupportedExtension(name) => Trouble::Refused(SftpErrorKind::OpUnsupported, (*name).to_owned()),
            error => Trouble::Lost(error.to_string()),
        }
    }
}

/// Makes and keeps the connection.
pub(super) struct Line {
    /// How the host is reached.
    pub(super) ssh: Ssh,
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    state: tokio::sync::Mutex<State>,
}

#[derive(Default)]
struct State {
    session: Option<Arc<Session>>,
    /// How many there were.
    count: usize,
    /// Set when we gave up: nobody waits for a dead host twice.
    dead: Option<PublishError>,
}

/// A connection that was made.
pub(super) struct Session {
    /// The protocol.
    pub(super) sftp: Sftp,
    number: usize,
    heard: Heard,
    child: Mutex<Child>,
    said: Arc<Mutex<String>>,
}

/// When the host last said anything.
#[derive(Clone)]
struct Heard(Arc<Mutex<Instant>>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Line {
    /// A line that is not connected yet.
    pub(super) fn new(ssh: Ssh) -> Result<Line, PublishError> {
        let no_thread = |error| PublishError::new(Kind::Local, format!("no thread can be started: {error}"));
        let runtime = Builder::new_current_thread().enable_all().build().map_err(no_thread)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let drive = move || {
            // Ends when we say so, or are gone.
            let _ = runtime.block_on(stopped);
        };
        let thread = std::thread::Builder::new().name("sftp".to_owned()).spawn(drive).map_err(no_thread)?;
        Ok(Line { ssh, handle, stop: Some(stop), thread: Some(thread), state: Default::default() })
    }

    /// Does `work`, and again on a new connection if one breaks.
    pub(super) fn run<T>(&self, work: impl AsyncFn(&Session) -> Result<T, Trouble>) -> Result<T, Trouble> {
        self.handle.block_on(async {
            let mut session = self.session(None).await?;
            for attempt in 1.. {
                match session.watch(work(&session)).await {
                    Err(Trouble::Lost(_)) if attempt < ATTEMPTS => session = self.session(Some(&session)).await?,
                    Err(Trouble::Lost(why)) => return Err(Trouble::Told(self.lost(&session.last_words(&why).await))),
                    answer => return answer,
                }
            }
            unreachable!("the last attempt returns")
        })
    }

    /// The connection, a new one if it is still the one that broke.
    async fn session(&self, broken: Option<&Session>) -> Result<Arc<Session>, Trouble> {
        let mut state = self.state.lock().await;
        if let Some(error) = &state.dead {
            return Err(Trouble::Told(error.clone()));
        }
        let number = broken.map(|session| session.number);
        if let Some(session) = state.session.take_if(|session| Some(session.number) == number) {
            session.end();
        }
        if let Some(session) = &state.session {
            return Ok(session.clone());
        }
        state.count += 1;
        let number = state.count;
        let connected = match broken {
            None => self.connect(number).await,
            Some(broken) => self.connect_again(number, broken).await,
        };
        match connected {
            Ok(session) => {
                let session = Arc::new(session);
                state.session = Some(session.clone());
                Ok(session)
            }
            Err(error) => {
                state.dead = Some(error.clone());
                Err(Trouble::Told(error))
            }
        }
    }

    async fn connect_again(&self, number: usize, broken: &Session) -> Result<Session, PublishError> {
        let why = broken.last_words("it ended early").await;
        let mut failure = String::new();
        for pause in PAUSES {
            sleep(pause).await;
            match self.connect(number).await {
                Ok(session) => return Ok(session),
                Err(error) => failure = error.message,
            }
        }
        Err(self.lost(&format!("{why}; then: {failure}")))
    }

    async fn connect(&self, number: usize) -> Result<Session, PublishError> {
        let mut child = self.ssh.command().spawn().map_err(|error| self.ssh.not_started(&error))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (stdin, stdout) = stdin.zip(stdout).expect("both are pipes");
        let said = Arc::new(Mutex::new(String::new()));
        tokio::spawn(keep_words(child.stderr.take().expect("it is a pipe"), said.clone()));
        let heard = Heard(Arc::new(Mutex::new(Instant::now())));
        // A request is sent when it is made: the pause in which the library gathers some is longer than most answers.
        let options = SftpOptions::new().flush_interval(Duration::ZERO);
        let answer = timeout(SILENCE, Sftp::new(stdin, Ear { stdout, heard: heard.clone() }, options)).await;
        let why = match answer {
            Ok(Ok(sftp)) => return Ok(Session { sftp, number, heard, child: Mutex::new(child), said }),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer for {} s: timed out", SILENCE.as_secs()),
        };
        // Its last words come before its end.
        let _ = timeout(LAST_WORDS, child.wait()).await;
        sleep(LAST_WORDS / 10).await;
        let said = lock(&said).clone();
        // Silence has no words of its own.
        let said = if said.trim().is_empty() && why.contains("timed out") { why.clone() } else { said };
        Err(self.ssh.failed(&said, &why))
    }

    fn lost(&self, why: &str) -> PublishError {
        PublishError::new(Kind::Host, format!("the connection to {} was lost: {why}", self.ssh.name))
            .help("publish again when it is back: what was not yet sent is sent then")
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let session = self.state.get_mut().session.take();
        if let Some(session) = session.and_then(Arc::into_inner) {
            let Session { sftp, child, .. } = session;
            self.handle.block_on(async {
                // All was answered, so this takes no longer than a farewell; else the child is killed when dropped.
                let mut child = child.into_inner().unwrap_or_else(PoisonError::into_inner);
                let _ = timeout(LAST_WORDS, async { (sftp.close().await, child.wait().await) }).await;
            });
        }
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Session {
    /// Waits for `work` as long as the host says anything.
    async fn watch<T>(&self, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        let mut work = pin!(work);
        let begun = Instant::now();
        loop {
            if let Ok(answer) = timeout(LOOK, &mut work).await {
                return answer;
            }
            let heard = (*lock(&self.heard.0)).max(begun);
            if heard.elapsed() >= SILENCE {
                return Err(Trouble::Lost(format!("no answer for {} s", SILENCE.as_secs())));
            }
        }
    }

    fn end(&self) {
        // It may have ended by itself.
        let _ = lock(&self.child).start_kill();
    }

    /// What `ssh` said at its end, or `why`.
    async fn last_words(&self, why: &str) -> String {
        sleep(LAST_WORDS / 10).await;
        let said = lock(&self.said).trim().to_owned();
        said.lines().next_back().map_or_else(|| why.to_owned(), str::to_owned)
    }
}

/// Reads what `ssh` says, to the end so that it never waits for us, and keeps the last of it. The end may never come:
/// a master of other connections keeps the pipe open.
async fn keep_words(mut stderr: ChildStderr, said: Arc<Mutex<String>>) {
    let mut bytes = [0; 1024];
    while let Ok(count @ 1..) = stderr.read(&mut bytes).await {
        let mut said = lock(&said);
        said.push_str(&String::from_utf8_lossy(&bytes[..count]));
        let surplus = said.len().saturating_sub(KEPT);
        let surplus = (surplus..).find(|at| said.is_char_boundary(*at)).unwrap_or(0);
        said.drain(..surplus);
    }
}

/// The answers, and a note of when they come.
struct Ear {
    stdout: ChildStdout,
    heard: Heard,
}

impl AsyncRead for Ear {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let read = Pin::new(&mut self.stdout).poll_read(cx, buf);
        if read.is_ready() {
            *lock(&self.heard.0) = Instant::now();
        }
        read
    }
}
