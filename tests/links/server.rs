//! A web server on this machine that misbehaves in ways that have names.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

/// Longer than any time limit of a test.
const FOREVER: Duration = Duration::from_secs(12);

/// What was asked of the server, and what some paths answer now.
#[derive(Default)]
pub struct State {
    /// `HEAD /path`, in order, with the time.
    pub asked: Vec<(String, Instant)>,
    /// Answers that tests set: a whole answer by path.
    pub answers: HashMap<String, String>,
    /// Requests under way, and the most there ever were.
    pub active: (usize, usize),
}

/// A running server; it ends with the test's process.
#[derive(Clone)]
pub struct Server {
    pub port: u16,
    pub state: Arc<Mutex<State>>,
}

/// A whole answer.
pub fn page(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len())
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("an address").port();
        let server = Server { port, state: Arc::default() };
        let own = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                std::thread::spawn(move || {
                    // A client that goes away is what many of these answers are for.
                    let _ = own.serve(stream);
                });
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn set(&self, path: &str, answer: String) {
        self.state.lock().expect("not poisoned").answers.insert(path.to_owned(), answer);
    }

    /// How often a path was asked for so far, by either method.
    pub fn count(&self, path: &str) -> usize {
        let state = self.state.lock().expect("not poisoned");
        state.asked.iter().filter(|(asked, _)| asked.ends_with(&format!(" {path}"))).count()
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_read_timeout(Some(FOREVER))?;
        let mut first = [0];
        if stream.peek(&mut first)? == 1 && first[0] == 0x16 {
            // TLS is not spoken here.
            return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
        let mut request = Vec::new();
        let mut chunk = [0; 1024];
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            let count = stream.read(&mut chunk)?;
            if count == 0 {
                return Ok(());
            }
            request.extend_from_slice(&chunk[..count]);
        }
        let text = String::from_utf8_lossy(&request).into_owned();
        let mut words = text.split_whitespace();
        let (method, path) = (words.next().unwrap_or("").to_owned(), words.next().unwrap_or("").to_owned());
        let set = {
            let mut state = self.state.lock().expect("not poisoned");
            state.asked.push((format!("{method} {path}"), Instant::now()));
            state.active.0 += 1;
            state.active.1 = state.active.1.max(state.active.0);
            state.answers.get(&path).cloned()
        };
        let number = self.count(&path);
        let done = match set {
            Some(answer) => write_page(&mut stream, &method, &answer),
            None => misbehave(&mut stream, &method, &path, number),
        };
        self.state.lock().expect("not poisoned").active.0 -= 1;
        done?;
        stream.shutdown(Shutdown::Write)
    }
}

/// An answer, without its body after HEAD.
fn write_page(stream: &mut TcpStream, method: &str, answer: &str) -> std::io::Result<()> {
    let end = if method == "HEAD" { answer.find("\r\n\r\n").map_or(answer.len(), |at| at + 4) } else { answer.len() };
    stream.write_all(&answer.as_bytes()[..end])
}

const PAGE: &str = "<!doctype html><h1 id=top-of-page>Title</h1><p>Russia had <b>incurred</b>\n10,128 sanctions.</p>";

fn misbehave(stream: &mut TcpStream, method: &str, path: &str, number: usize) -> std::io::Result<()> {
    let html = "Content-Type: text/html\r\n";
    let to = |status: &str, location: &str| page(status, &format!("Location: {location}\r\n"), "");
    let head = method == "HEAD";
    let refuse_head = |stream: &mut TcpStream, answer: &str| match head {
        true => stream.write_all(page("405 Method Not Allowed", "", "").as_bytes()),
        false => stream.write_all(answer.as_bytes()),
    };
    let path = path.split('?').next().unwrap_or(path);
    let answer = match path {
        "/" => page("200 OK", html, "<h1>Front</h1>"),
        "/ok" | "/login" | "/new" | "/caf%C3%A9" => page("200 OK", html, PAGE),
        "/no-content" => "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned(),
        "/not-found" => page("404 Not Found", html, "<h1>Not here</h1>"),
        "/gone" => page("410 Gone", "", ""),
        "/odd-status" => page("700 Odd", "", ""),
        "/early-hints" => format!("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n{}", page("200 OK", html, PAGE)),
        "/bare-newlines" => page("200 OK", html, PAGE).replace("\r\n", "\n"),
        "/wrong-case" => page("200 OK", "cOnTeNt-TyPe: TEXT/HTML\r\n", PAGE),
        // Time.
        "/slow" => {
            std::thread::sleep(Duration::from_millis(250));
            page("200 OK", html, PAGE)
        }
        "/silent" => return hold(stream),
        "/drips-headers" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX-Slow: ")?;
            return drip(stream);
        }
        "/drips-body" if !head => {
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{html}Content-Length: 99999\r\n\r\n<p>").as_bytes())?;
            return drip(stream);
        }
        "/headers-only" if !head => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")?;
            return hold(stream);
        }
        "/endless-body" if !head => {
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{html}Transfer-Encoding: chunked\r\n\r\n").as_bytes())?;
            let started = Instant::now();
            while started.elapsed() < FOREVER {
                stream.write_all(&[b"1000\r\n", &[b'x'; 0x1000][..], b"\r\n"].concat())?;
            }
            return Ok(());
        }
        "/drips-body" | "/headers-only" | "/endless-body" => page("405 Method Not Allowed", "", ""),
        // HEAD.
        "/head-refused" => return refuse_head(stream, &page("200 OK", html, PAGE)),
        "/head-not-found" if head => page("404 Not Found", "", ""),
        "/head-breaks-off" if head => return Ok(()),
        "/head-errs" if head => page("500 Internal Server Error", "", ""),
        "/head-with-body" => page("200 OK", html, PAGE),
        "/head-not-found" | "/head-breaks-off" | "/head-errs" => page("200 OK", html, PAGE),
        // Bodies.
        "/wrong-length" => {
            let answer = format!("HTTP/1.1 200 OK\r\n{html}Content-Length: 5000\r\n\r\n{PAGE}");
            return refuse_head(stream, &answer);
        }
        "/empty-but-promised" => return refuse_head(stream, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"),
        "/gzip-bomb" if !head => {
            let bomb = &*BOMB;
            let head =
                format!("HTTP/1.1 200 OK\r\n{html}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", bomb.len());
            stream.write_all(head.as_bytes())?;
            return stream.write_all(bomb);
        }
        "/gzip-bomb" => page("405 Method Not Allowed", "", ""),
        "/bad-gzip" => {
            return refuse_head(stream, &page("200 OK", "Content-Encoding: gzip\r\n", "this is not gzip at all"));
        }
        "/bad-chunks" => {
            return refuse_head(stream, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n");
        }
        // Connections.
        "/breaks-off" => return Ok(()),
        "/half-a-header" => "HTTP/1.1 200 OK\r\nContent-Ty".to_owned(),
        "/no-http" => "220 mail.example.org ESMTP\r\n\r\n".to_owned(),
        "/huge-headers" => page("200 OK", &format!("X-Huge: {}\r\n", "x".repeat(1 << 20)), ""),
        // Redirects.
        "/moved" => to("301 Moved Permanently", "/ok"),
        "/moved-308" => to("308 Permanent Redirect", "/new"),
        "/found" => to("302 Found", "/ok"),
        "/see-other" => to("303 See Other", "/ok"),
        "/moved-then-found" => to("301 Moved Permanently", "/found"),
        "/loop" => to("301 Moved Permanently", "/loop-back"),
        "/loop-back" => to("301 Moved Permanently", "/loop"),
        "/to-itself" => to("302 Found", "/to-itself"),
        "/no-location" => page("301 Moved Permanently", "", ""),
        "/to-script" => to("302 Found", "javascript:alert(1)"),
        "/to-nowhere" => to("302 Found", "http://"),
        "/to-front" => to("302 Found", "/"),
        "/wants-login" => to("302 Found", "/login?next=/wants-login"),
        "/moved-unicode" => to("301 Moved Permanently", "/café"),
        path if path.starts_with("/chain/") => {
            let step: usize = path.trim_start_matches("/chain/").parse().unwrap_or(0);
            to("301 Moved Permanently", &format!("/chain/{}", step + 1))
        }
        // Walls.
        "/401" | "/403" | "/407" | "/451" | "/999" | "/418" => page(&format!("{} No", &path[1..]), "", ""),
        "/cloudflare" => page("403 Forbidden", "CF-Mitigated: challenge\r\n", "<title>Just a moment...</title>"),
        "/captcha" => {
            return refuse_head(
                stream,
                &page("200 OK", html, "<script src=https://ct.captcha-delivery.com/c.js></script>"),
            );
        }
        // Moods.
        "/busy" => page("429 Too Many Requests", "Retry-After: 3600\r\n", ""),
        "/impatient" if number < 3 => page("429 Too Many Requests", "Retry-After: 0\r\n", ""),
        "/flaky" if number < 3 => page("503 Service Unavailable", "", ""),
        "/impatient" | "/flaky" => page("200 OK", html, PAGE),
        "/errs" => page("500 Internal Server Error", "", ""),
        "/bad-gateway" => page("502 Bad Gateway", "", ""),
        _ => page("404 Not Found", "", ""),
    };
    match path {
        // The body is written after HEAD, too.
        "/head-with-body" => stream.write_all(answer.as_bytes()),
        _ => write_page(stream, method, &answer),
    }
}

fn hold(stream: &mut TcpStream) -> std::io::Result<()> {
    // Ends when the client goes away.
    let _ = stream.read(&mut [0]);
    Ok(())
}

fn drip(stream: &mut TcpStream) -> std::io::Result<()> {
    let started = Instant::now();
    while started.elapsed() < FOREVER {
        stream.write_all(b"x")?;
        std::thread::sleep(Duration::from_millis(40));
    }
    Ok(())
}

/// 64 MB of blanks in some 64 KB, and a place at their end.
pub static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..64 {
        packer.write_all(&blanks).expect("into memory");
    }
    packer.write_all(b"<p id=end>").expect("into memory");
    packer.finish().expect("into memory")
});
