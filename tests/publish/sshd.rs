//! An OpenSSH server of our own on a loopback port.
//!
//! In: lines for sshd_config. Out: a server with its own host key, one key that it lets in, and a folder for sites.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::net::heard;
use super::site::Site;

/// A server; it ends when dropped.
pub struct Server {
    pub port: u16,
    folder: tempfile::TempDir,
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
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        ["host", "key"].iter().for_each(|name| make_key(&path(name)));
        fs::create_dir(path("srv")).expect("a folder");
        // For the separation of privileges; only root has any, and only root can make it.
        let _ = fs::create_dir_all("/run/sshd");
        // It takes no port 0, and a free one may be taken until the server listens there: then another one.
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
            let mut command = Command::new(sshd);
            command.args(["-D", "-e", "-f"]).arg(path("config")).stderr(Stdio::piped());
            let mut child = command.spawn().expect("sshd runs: install openssh-server, or set SSHD to its path");
            if heard(child.stderr.take().expect("a pipe"), "Server listening").is_some() {
                let known = fs::read_to_string(path("host.pub")).expect("a key");
                fs::write(path("known"), format!("* {known}")).expect("a file");
                return Server { folder, port, child };
            }
            let _ = child.wait();
        }
        panic!("sshd does not start");
    }

    /// A path below the server's folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A target: a folder there, reached at a port: the server's own, or that of a wire. `more` ends its keys.
    pub fn target(&self, port: u16, path: &str, more: &str) -> String {
        format!("{{to: 'sftp://127.0.0.1:{port}{}'{more}}}", self.path(path).display())
    }

    /// A site with that target, which is let in.
    pub fn site(&self, port: u16, path: &str, more: &str) -> Site {
        Site::with(&self.target(port, path, more), &[("FACTLOOM_SSH", &self.ssh_with("key", "known"))])
    }

    /// An `ssh` with a key, and that knows hosts.
    pub fn ssh_with(&self, key: &str, known: &str) -> String {
        let (key, known) = (self.path(key), self.path(known));
        format!(
            "ssh -F none -i '{}' -o IdentitiesOnly=yes -o UserKnownHostsFile='{}' -o GlobalKnownHostsFile=none",
            key.display(),
            known.display()
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
