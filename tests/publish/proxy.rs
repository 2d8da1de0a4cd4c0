//! What stands between a publisher and its host on a bad day.
//!
//! `Proxy` counts requests and spoils some; it must see where each begins and ends, and is for HTTP. `Wire` is held or
//! cut at any byte, the same both ways for as long as a connection lasts; it is for SSH, of which nobody can see more.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::net::{listen, reply, send, serve};

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
    /// The host is not asked, and an error comes instead.
    Status(u16),
    /// It goes through after a while.
    Slow,
}

/// A proxy before an HTTP server on loopback.
pub struct Proxy {
    pub port: u16,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    /// Method, address and status of each request that was answered.
    log: Mutex<Vec<String>>,
    count: AtomicUsize,
}

impl Proxy {
    /// Starts one; `fault` is asked for each request by its number and its first line.
    pub fn start(upstream: u16, fault: impl Fn(usize, &str) -> Fault + Send + Sync + 'static) -> Proxy {
        let seen = Arc::new(Seen::default());
        let all = seen.clone();
        let port = serve(move |request| {
            let line = request.line();
            let fault = fault(all.count.fetch_add(1, Ordering::Relaxed), line);
            let mut answer = match fault {
                Fault::Lost => return None,
                Fault::Status(status) => reply(&format!("{status} Spoiled"), "", b""),
                _ => {
                    if fault == Fault::Slow {
                        std::thread::sleep(Duration::from_millis(300));
                    }
                    // The server closes after its answer, and says so.
                    let mut head = request.head.trim_end().to_owned();
                    head.push_str("\r\nConnection: close\r\n\r\n");
                    send(upstream, &head, &request.body).ok()?
                }
            };
            let status = String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap_or("").to_owned();
            all.log.lock().expect("whole").push(format!("{line} {status}"));
            match fault {
                Fault::AnswerLost => return None,
                Fault::Truncated => answer.truncate(answer.len() * 2 / 3),
                _ => {}
            }
            Some(answer)
        });
        Proxy { port, seen }
    }

    /// One that spoils nothing.
    pub fn clear(upstream: u16) -> Proxy {
        Proxy::start(upstream, |_, _| Fault::None)
    }

    /// How many requests there were, also of those that were lost.
    pub fn count(&self) -> usize {
        self.seen.count.load(Ordering::Relaxed)
    }

    /// The requests so far, and forgets them.
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.seen.log.lock().expect("whole"))
    }
}

/// What becomes of a wire after so many bytes to the server.
#[derive(Clone, Copy, PartialEq)]
pub enum Then {
    /// Nothing passes any more, and nobody is told.
    Hold,
    /// It breaks once; later connections last.
    Break,
    /// It breaks, and nobody is let in any more.
    End,
}

/// A wire.
pub struct Wire {
    /// Where it begins.
    pub port: u16,
    gate: Arc<Gate>,
}

struct Gate {
    then: Then,
    /// Bytes that may pass; `None` for all.
    left: Mutex<Option<usize>>,
    is_reached: Mutex<bool>,
    reached: Condvar,
}

impl Wire {
    /// One to a server.
    pub fn new(server: u16, until: usize, then: Then) -> Wire {
        let gate = Gate { then, left: Mutex::new(Some(until)), is_reached: Mutex::new(false), reached: Condvar::new() };
        let gate = Arc::new(gate);
        let shared = gate.clone();
        let port = listen(move |client| {
            if shared.then == Then::End && *shared.is_reached.lock().expect("whole") {
                // Dropped: as if nobody were there.
                return;
            }
            let server = TcpStream::connect(("127.0.0.1", server)).expect("the server listens");
            let (mut from, mut to) = (server.try_clone().expect("open"), client.try_clone().expect("open"));
            std::thread::spawn(move || {
                let _ = std::io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Both);
            });
            shared.pass(client, server);
        });
        Wire { port, gate }
    }

    /// Waits until all bytes that may pass have passed; whether that came about within a time.
    pub fn is_reached_within(&self, time: Duration) -> bool {
        let reached = self.gate.is_reached.lock().expect("whole");
        *self.gate.reached.wait_timeout_while(reached, time, |reached| !*reached).expect("whole").0
    }
}

impl Gate {
    fn pass(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = client.read(&mut bytes) {
            let is_last = {
                let mut left = self.left.lock().expect("whole");
                *left = left.map(|left| left.saturating_sub(count));
                *left == Some(0)
            };
            if is_last {
                if self.then == Then::Break {
                    *self.left.lock().expect("whole") = None;
                }
                *self.is_reached.lock().expect("whole") = true;
                self.reached.notify_all();
                if self.then == Then::Hold {
                    // Until the client is gone; what it still says is lost.
                    let _ = std::io::copy(&mut client, &mut std::io::sink());
                }
                break;
            }
            if server.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }
}
