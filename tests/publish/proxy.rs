//! A proxy that counts requests and spoils some: what stands between a publisher and its host on a bad day.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It goes through.
    None,
    /// The connection breaks before the request reaches the host.
    Lost,
    /// The host does what it is asked, and its answer is lost.
    AnswerLost,
    /// The answer breaks off in the middle.
    Truncated,
    /// The host is asked to answer, and an error comes instead.
    Status(u16),
    /// It goes through after a while.
    Slow,
}

/// A proxy before an HTTP server on loopback.
pub struct Proxy {
    pub port: u16,
    /// Method, path and status of each request.
    pub log: Arc<Mutex<Vec<String>>>,
    count: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Proxy {
    /// Starts one; `fault` is asked for each request by its number and its first line.
    pub fn start(upstream: u16, fault: impl Fn(usize, &str) -> Fault + Send + Sync + 'static) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (log, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (fault, count) = (Arc::new(fault), Arc::new(AtomicUsize::new(0)));
        let (lines, stopped, counted) = (log.clone(), stop.clone(), count.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let (log, fault, count) = (lines.clone(), fault.clone(), count.clone());
                std::thread::spawn(move || {
                    let _ = serve(stream, upstream, &log, &*fault, &count);
                });
            }
        });
        Proxy { port, log, count: counted, stop }
    }

    /// How many requests there were, also of those that were lost.
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// The requests so far, and forgets them.
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().expect("whole"))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// One connection, request by request.
fn serve(
    mut client: TcpStream,
    upstream: u16,
    log: &Mutex<Vec<String>>,
    fault: &dyn Fn(usize, &str) -> Fault,
    count: &AtomicUsize,
) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    while let Some((head, body)) = message(&mut client)? {
        let line = head.lines().next().unwrap_or("").trim_end_matches(" HTTP/1.1").to_owned();
        let fault = fault(count.fetch_add(1, Ordering::Relaxed), &line);
        if fault == Fault::Lost {
            return Ok(());
        }
        if let Fault::Status(status) = fault {
            log.lock().expect("whole").push(format!("{line} {status}"));
            write!(client, "HTTP/1.1 {status} Spoiled\r\nContent-Length: 0\r\n\r\n")?;
            continue;
        }
        if fault == Fault::Slow {
            std::thread::sleep(Duration::from_millis(300));
        }
        let mut server = TcpStream::connect(("127.0.0.1", upstream))?;
        let head = head.replace("\r\nConnection: keep-alive", "").replacen("\r\n", "\r\nConnection: close\r\n", 1);
        server.write_all(head.as_bytes())?;
        server.write_all(&body)?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer)?;
        let status =
            String::from_utf8_lossy(&answer[..answer.len().min(12)]).split(' ').nth(1).unwrap_or("").to_owned();
        log.lock().expect("whole").push(format!("{line} {status}"));
        match fault {
            Fault::AnswerLost => return Ok(()),
            Fault::Truncated => {
                client.write_all(&answer[..answer.len() * 2 / 3])?;
                return Ok(());
            }
            _ => client.write_all(&answer)?,
        }
        // The server closes after each answer, and says so.
        return Ok(());
    }
    Ok(())
}

/// Head and body of a request.
pub fn message(stream: &mut TcpStream) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut bytes = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end + 4]).into_owned();
            let mut body = bytes.split_off(end + 4);
            let lower = head.to_ascii_lowercase();
            let length =
                lower.split("\r\ncontent-length:").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
            if lower.contains("\r\nexpect: 100-continue") {
                stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
            while body.len() < length.unwrap_or(0) {
                match stream.read(&mut part)? {
                    0 => return Ok(None),
                    read => body.extend_from_slice(&part[..read]),
                }
            }
            return Ok(Some((head, body)));
        }
        match stream.read(&mut part)? {
            0 => return Ok(None),
            read => bytes.extend_from_slice(&part[..read]),
        }
    }
}
