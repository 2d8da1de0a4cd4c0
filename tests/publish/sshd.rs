//! An OpenSSH server of our own on a loopback port, and a wire before it that can be held or cut at any byte.
//!
//! In: lines for sshd_config. Out: a server with its own host key, one key that it lets in, and a folder for sites.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// A server; it ends when dropped.
pub struct Server {
    folder: tempfile::TempDir,
    port: u16,
    child: Child,
}

/// A key without a passphrase at `path`, and `path.pub`.
pub fn make_key(path: &Path) {
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status();
    assert!(made.expect("ssh-keygen runs: install openssh-client").success());
}

impl Server {
    /// A server whose SFTP is `sftp`: the one that OpenSSH has built in, with its options.
    pub fn start(sftp: &str) -> Server {
        Server::start_by(&[], sftp)
    }

    /// The same, started by a command: words before that of the server.
    pub fn start_by(before: &[&str], sftp: &str) -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        ["host", "key"].iter().for_each(|name| make_key(&path(name)));
        fs::create_dir(path("srv")).expect("a folder");
        // For the separation of privileges; only root has any, and only root can make it.
        let _ = fs::create_dir_all("/run/sshd");
        // A free port may be taken until the server listens there: then another one.
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
            let config = format!(
                "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\n\
                 PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\nUsePAM no\n\
                 MaxStartups 50\nSubsystem sftp {sftp}\n",
                path("host").display(),
                path("key.pub").display()
            );
            fs::write(path("config"), config).expect("a file");
            let sshd = std::env::var("SSHD").unwrap_or_else(|_| "/usr/sbin/sshd".to_owned());
            let words = [before, &[&*sshd, "-D", "-e", "-f"]].concat();
            let mut child = Command::new(words[0])
                .args(&words[1..])
                .arg(path("config"))
                .stderr(Stdio::piped())
                .spawn()
                .expect("sshd runs: install openssh-server, or set SSHD to its path");
            let mut log = BufReader::new(child.stderr.take().expect("a pipe"));
            let mut line = String::new();
            while log.read_line(&mut line).expect("text") > 0 && !line.contains("Server listening") {}
            if line.contains("Server listening") {
                let known = fs::read_to_string(path("host.pub")).expect("a key");
                fs::write(path("known"), format!("* {known}")).expect("a file");
                // Nobody reads the rest, but the server must not wait for a reader.
                std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
                return Server { folder, port, child };
            }
            eprintln!("{line}");
            let _ = child.wait();
        }
        panic!("sshd does not start");
    }

    /// A path below the server's folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// An address of a folder there.
    pub fn address(&self, path: &str) -> String {
        self.address_by(self.port, path)
    }

    /// The same through a wire.
    pub fn address_by(&self, port: u16, path: &str) -> String {
        format!("sftp://127.0.0.1:{port}{}", self.path(path).display())
    }

    /// The `ssh` that is let in.
    pub fn ssh(&self) -> String {
        self.ssh_with("key", "known")
    }

    /// One with another key, or that knows another host.
    pub fn ssh_with(&self, key: &str, known: &str) -> String {
        let (key, known) = (self.path(key), self.path(known));
        format!(
            "ssh -F none -i '{}' -o IdentitiesOnly=yes -o UserKnownHostsFile='{}' -o GlobalKnownHostsFile=none",
            key.display(),
            known.display()
        )
    }

    /// A wire to the server.
    pub fn wire(&self, until: usize, then: Then) -> Wire {
        Wire::new(self.port, until, then)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
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
    fn new(server: u16, until: usize, then: Then) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let gate = Gate { then, left: Mutex::new(Some(until)), is_reached: Mutex::new(false), reached: Condvar::new() };
        let gate = Arc::new(gate);
        let shared = gate.clone();
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.expect("a connection");
                if shared.then == Then::End && *shared.is_reached.lock().unwrap() {
                    // Dropped: as if nobody were there.
                    continue;
                }
                let server = TcpStream::connect(("127.0.0.1", server)).expect("the server listens");
                let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Both);
                });
                let gate = shared.clone();
                std::thread::spawn(move || gate.pass(client, server));
            }
        });
        Wire { port, gate }
    }

    /// Waits until all bytes that may pass have passed; whether that came about within a time.
    pub fn is_reached_within(&self, time: Duration) -> bool {
        let reached = self.gate.is_reached.lock().unwrap();
        *self.gate.reached.wait_timeout_while(reached, time, |reached| !*reached).unwrap().0
    }
}

impl Gate {
    fn pass(&self, mut client: TcpStream, mut server: TcpStream) {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = client.read(&mut bytes) {
            let is_last = {
                let mut left = self.left.lock().unwrap();
                match left.as_mut() {
                    Some(left) => {
                        *left = left.saturating_sub(count);
                        *left == 0
                    }
                    None => false,
                }
            };
            if is_last {
                if self.then == Then::Break {
                    *self.left.lock().unwrap() = None;
                }
                *self.is_reached.lock().unwrap() = true;
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
