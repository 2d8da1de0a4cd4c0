//! Repositories behind a web server: git's own `http-backend`, as hosts run it, with a password if wanted.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::site::quiet_git;

type Hook = Box<dyn FnOnce() + Send>;

/// A server of all repositories in a folder; it ends with the test.
pub struct Server {
    pub address: String,
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    /// What the header `Authorization` must be.
    login: Option<String>,
    /// So many requests get no answer.
    lost: AtomicUsize,
    /// Runs before a request whose line holds a text.
    before: Mutex<Option<(&'static str, Hook)>>,
    lines: Mutex<Vec<String>>,
}

impl Server {
    pub fn start(folder: PathBuf, login: Option<&str>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let login = login.map(str::to_owned);
        let shared = Shared { folder, login, lost: 0.into(), before: Mutex::default(), lines: Mutex::default() };
        let shared = Arc::new(shared);
        let all = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = all.clone();
                std::thread::spawn(move || answer(stream, &shared));
            }
        });
        Server { address, shared }
    }

    pub fn lose(&self, count: usize) {
        self.shared.lost.store(count, Ordering::SeqCst);
    }

    pub fn before(&self, text: &'static str, hook: impl FnOnce() + Send + 'static) {
        *self.shared.before.lock().expect("alive") = Some((text, Box::new(hook)));
    }

    /// Request lines so far.
    pub fn lines(&self) -> Vec<String> {
        self.shared.lines.lock().expect("alive").clone()
    }
}

fn answer(stream: TcpStream, shared: &Shared) -> Option<()> {
    let mut input = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    input.read_line(&mut line).ok()?;
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        input.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let header = |name: &str| headers.get(name).cloned().unwrap_or_default();
    shared.lines.lock().expect("alive").push(line.trim_end().to_owned());
    if shared.lost.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |lost| lost.checked_sub(1)).is_ok() {
        return None;
    }
    let mut stream = stream;
    if header("expect").contains("100") {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    let mut body = Vec::new();
    if header("transfer-encoding").contains("chunked") {
        loop {
            let mut size = String::new();
            input.read_line(&mut size).ok()?;
            let size = u64::from_str_radix(size.trim(), 16).ok()?;
            (&mut input).take(size).read_to_end(&mut body).ok()?;
            input.read_line(&mut String::new()).ok()?;
            if size == 0 {
                break;
            }
        }
    } else {
        (&mut input).take(header("content-length").parse().unwrap_or(0)).read_to_end(&mut body).ok()?;
    }
    if shared.login.as_ref().is_some_and(|login| header("authorization") != *login) {
        let refusal = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\"\r\nContent-Length: 0\r\n\
                       Connection: close\r\n\r\n";
        return stream.write_all(refusal.as_bytes()).ok();
    }
    let hook = {
        let mut before = shared.before.lock().expect("alive");
        if before.as_ref().is_some_and(|(text, _)| line.contains(text)) { before.take() } else { None }
    };
    if let Some((_, hook)) = hook {
        hook();
    }
    let mut words = line.split(' ');
    let (method, address) = (words.next()?, words.next()?);
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut command = Command::new("git");
    quiet_git(&mut command, &shared.folder);
    let mut backend = command
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", &shared.folder)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", header("content-type"))
        .env("CONTENT_LENGTH", body.len().to_string())
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .env("GIT_PROTOCOL", header("git-protocol"))
        .env("REMOTE_USER", "me")
        .env("REMOTE_ADDR", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut pipe = backend.stdin.take()?;
    let sent = std::thread::spawn(move || pipe.write_all(&body));
    let said = backend.wait_with_output().ok()?.stdout;
    let _ = sent.join();
    let end = said.windows(4).position(|part| part == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&said[..end]).into_owned();
    let status = head.lines().find_map(|line| line.strip_prefix("Status: ")).unwrap_or("200 OK");
    let body = &said[end + 4..];
    let rest: String =
        head.lines().filter(|line| !line.starts_with("Status: ")).map(|line| format!("{line}\r\n")).collect();
    let head = format!("HTTP/1.1 {status}\r\n{rest}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()
}
