//! Loopback: servers of ours in threads, servers of others in processes, what they are asked and answer.
//!
//! Absent on purpose: a second request on one connection, and requests in chunks. Nobody here needs either.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// A server on a free port that takes connections, each in a thread of its own, until the tests end.
pub fn listen(each: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let each = Arc::new(each);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let each = each.clone();
            std::thread::spawn(move || each(stream));
        }
    });
    port
}

/// The same for HTTP. Without an answer the connection breaks.
pub fn serve(answer: impl Fn(&Request) -> Option<Vec<u8>> + Send + Sync + 'static) -> u16 {
    listen(move |mut stream| {
        if let Ok(Some(request)) = Request::read(&mut stream)
            && let Some(bytes) = answer(&request)
        {
            // Who asked may be gone.
            let _ = stream.write_all(&bytes);
        }
    })
}

/// A request.
pub struct Request {
    /// All lines before the body, but for what is said of the connection.
    pub head: String,
    pub body: Vec<u8>,
}

impl Request {
    /// `None` if it breaks off.
    fn read(stream: &mut TcpStream) -> io::Result<Option<Request>> {
        let mut input = BufReader::new(stream.try_clone()?);
        let mut request = Request { head: String::new(), body: Vec::new() };
        while !request.head.ends_with("\r\n\r\n") {
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                return Ok(None);
            }
            match line.split(':').next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "connection" => {}
                "expect" => stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?,
                "transfer-encoding" => panic!("not read here: {line}"),
                _ => request.head.push_str(&line),
            }
        }
        let length = request.header("content-length").map_or(0, |length| length.parse().expect("a length"));
        input.take(length).read_to_end(&mut request.body)?;
        Ok((request.body.len() as u64 == length).then_some(request))
    }

    /// Method and address: `GET /index.html`.
    pub fn line(&self) -> &str {
        let line = self.head.lines().next().unwrap_or_default();
        line.rsplit_once(' ').map_or(line, |(line, _)| line)
    }

    /// Method, path and query.
    pub fn parts(&self) -> (&str, &str, &str) {
        let (method, address) = self.line().split_once(' ').unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        (method, path, query)
    }

    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.head.lines().filter_map(|line| line.split_once(':'));
        pairs.find_map(|(other, value)| other.eq_ignore_ascii_case(name).then_some(value.trim()))
    }
}

/// An answer as it is sent. `headers` are whole lines.
pub fn reply(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// The head of a message and its body.
pub fn split(mut bytes: Vec<u8>) -> (String, Vec<u8>) {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let body = bytes.split_off(end + 4);
    (String::from_utf8_lossy(&bytes).into_owned(), body)
}

/// An answer as it is read.
pub struct Answer {
    pub status: u16,
    /// By names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// Asks a server. `line` is method and address.
pub fn ask(port: u16, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    // HTTP 1.0, for an answer in one piece.
    let mut head = format!("{line} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n", body.len());
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    let (head, body) = split(send(port, &format!("{head}\r\n"), body).expect("an answer"));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
    let pairs = head.lines().filter_map(|line| line.split_once(": "));
    let headers = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Answer { status, headers, body }
}

/// Sends a request as it is, and gives all that comes until the server closes.
pub fn send(port: u16, head: &str, body: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// Starts a server of somebody else's in the folder of these tests; its port, which it takes itself and says after
/// `mark`. It must end when its input does: with the tests, however they end.
pub fn start(command: &mut Command, package: &str, mark: &str) -> u16 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/publish");
    assert!(folder.join(package).is_dir(), "run `.ci/setup` first: it installs tests/publish/{package}");
    let mut child = command
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let line = heard(child.stdout.take().expect("piped"), mark).unwrap_or_else(|| panic!("{package} does not start"));
    // Its input stays open.
    std::mem::forget(child);
    line.trim().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
}

/// The line with `mark` of what a server says; `None` if it ends without.
pub fn heard(output: impl Read + Send + 'static, mark: &str) -> Option<String> {
    let mut output = BufReader::new(output);
    let mut line = String::new();
    while !line.contains(mark) {
        line.clear();
        if output.read_line(&mut line).expect("text") == 0 {
            return None;
        }
    }
    // Nobody reads the rest, but the server must not wait for a reader.
    std::thread::spawn(move || io::copy(&mut output, &mut io::sink()));
    Some(line)
}
