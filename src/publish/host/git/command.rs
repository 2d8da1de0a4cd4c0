//! Runs the system's git: nothing asks a question, nothing waits for ever, and what it says becomes our errors.
//!
//! In: arguments, bytes for its input. Out: its output, or a failure that knows its kind. The user's own settings
//! apply (credential helpers, SSH, `insteadOf`), and those of the site's own repository that say how a server is
//! reached, for that is where CI systems leave their credentials. No secret is ever an argument.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::failure::{Failure, Why};
use crate::publish::error::{Kind, PublishError};

/// How long git may say nothing: servers that check what they receive say little meanwhile.
const SILENCE: Duration = Duration::from_secs(300);
/// Time between two looks at a process that says nothing.
const LOOK: Duration = Duration::from_millis(100);
/// Pauses before a request that got lost is made again.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(3)];

/// For SSH without anybody to answer it, and without connections that hang.
const SSH: &str = " -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=8";

/// What the environment of a hook or an alias holds, and what would lead git to another repository than ours.
const NOT_OURS: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_QUARANTINE_PATH",
    "GIT_AUTHOR_DATE",
    "GIT_COMMITTER_DATE",
    "SSH_ASKPASS",
    "LANGUAGE",
];

/// Settings of ours, whatever the user's are: this is no work tree that hooks or housekeeping are meant for.
const SETTINGS: &[(&str, &str)] = &[
    ("core.hooksPath", "/dev/null"),
    ("core.logAllRefUpdates", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("push.recurseSubmodules", "no"),
    ("push.followTags", "false"),
    ("push.gpgSign", "false"),
    ("advice.detachedHead", "false"),
    ("http.lowSpeedLimit", "1"),
    ("http.lowSpeedTime", "120"),
];

/// How git is called.
pub(super) struct Git {
    /// The bare repository.
    pub(super) dir: PathBuf,
    /// Settings by name, in order.
    settings: Vec<(String, String)>,
    /// Number of settings that the environment brings.
    inherited: usize,
    /// What git calls for SSH.
    ssh: Option<String>,
    silence: Duration,
}

enum Said {
    Out(Vec<u8>),
    Err(Vec<u8>),
}

impl Git {
    /// Git for a bare repository at `dir`, with what the repository of the site at `root` knows of servers.
    pub(super) fn new(dir: PathBuf, root: &std::path::Path, env: &dyn Fn(&str) -> Option<String>) -> Git {
        let inherited = env("GIT_CONFIG_COUNT").and_then(|count| count.parse().ok()).unwrap_or(0);
        let settings = SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut git = Git { dir, settings, inherited, ssh: None, silence: SILENCE };
        let wanted = r"^(http\.|credential\.|url\.|core\.(sshcommand|askpass)$)";
        let root = root.to_string_lossy();
        let asked = ["-C", &root, "config", "--local", "--includes", "-z", "--get-regexp", wanted];
        // No repository, or none of these settings in it: the user's own are all there are.
        let known = git.run_in(None, &asked, None).unwrap_or_default();
        for entry in String::from_utf8_lossy(&known).split('\0').filter(|entry| !entry.is_empty()) {
            let (name, value) = entry.split_once('\n').unwrap_or((entry, "true"));
            git.settings.push((name.to_owned(), value.to_owned()));
        }
        git.ssh = git.ssh_command(env);
        git
    }

    /// The user's own command for SSH, told to ask nothing.
    fn ssh_command(&self, env: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let own = env("GIT_SSH_COMMAND").or_else(|| {
            let known = self.run_in(None, &["config", "--get", "core.sshCommand"], None).ok()?;
            Some(String::from_utf8_lossy(&known).trim().to_owned()).filter(|known| !known.is_empty())
        });
        let command = match own {
            Some(own) => own,
            // A program of its own, perhaps no OpenSSH.
            None if env("GIT_SSH").is_some() => return None,
            None => "ssh".to_owned(),
        };
        let program = command.split_whitespace().next().unwrap_or("").rsplit('/').next().unwrap_or("");
        Some(if program == "ssh" { command + SSH } else { command })
    }

    fn command(&self, dir: Option<&PathBuf>, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        for name in NOT_OURS {
            command.env_remove(name);
        }
        if let Some(dir) = dir {
            command.env("GIT_DIR", dir);
        }
        for (index, (name, value)) in self.settings.iter().enumerate() {
            let index = self.inherited + index;
            command.env(format!("GIT_CONFIG_KEY_{index}"), name).env(format!("GIT_CONFIG_VALUE_{index}"), value);
        }
        command.env("GIT_CONFIG_COUNT", (self.inherited + self.settings.len()).to_string());
        if let Some(ssh) = &self.ssh {
            command.env("GIT_SSH_COMMAND", ssh);
        }
        // What it says is read by us.
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GCM_INTERACTIVE", "never");
        command.args(arguments);
        command
    }

    /// A process that lives longer than a call; its standard error is not read.
    pub(super) fn start(&self, arguments: &[&str], silent: bool) -> Result<Child, Failure> {
        let mut command = self.command(Some(&self.dir), arguments);
        // What is missing is fetched in one request by us, never one by one.
        command.env("GIT_NO_LAZY_FETCH", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(if silent { Stdio::null() } else { Stdio::piped() });
        command.spawn().map_err(|error| Failure::unstarted(&error))
    }

    /// Runs git in the repository.
    pub(super) fn run(&self, arguments: &[&str], input: Option<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        self.run_with(arguments, input, &[])
    }

    /// The same with more environment.
    pub(super) fn run_with(
        &self,
        arguments: &[&str],
        input: Option<Vec<u8>>,
        more: &[(&str, &str)],
    ) -> Result<Vec<u8>, Failure> {
        let mut command = self.command(Some(&self.dir), arguments);
        command.envs(more.iter().copied());
        self.carry_out(command, input)
    }

    fn run_in(&self, dir: Option<&PathBuf>, arguments: &[&str], input: Option<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        self.carry_out(self.command(dir, arguments), input)
    }

    /// Runs git against a server: again if the request got lost.
    pub(super) fn ask(
        &self,
        arguments: &[&str],
        input: Option<Vec<u8>>,
        more: &[(&str, &str)],
    ) -> Result<Vec<u8>, Failure> {
        let mut pauses = PAUSES.iter();
        loop {
            match self.run_with(arguments, input.clone(), more) {
                Err(failure) if failure.why() == Why::Lost => match pauses.next() {
                    Some(pause) => std::thread::sleep(*pause),
                    None => return Err(failure),
                },
                answer => return answer,
            }
        }
    }

    fn carry_out(&self, mut command: Command, input: Option<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| Failure::unstarted(&error))?;
        if let (Some(mut pipe), Some(input)) = (child.stdin.take(), input) {
            // A process that ends early says why.
            std::thread::spawn(move || drop(pipe.write_all(&input)));
        }
        let (sender, said) = channel();
        let (out, err) = (child.stdout.take(), child.stderr.take());
        pass_on(out, sender.clone(), Said::Out);
        pass_on(err, sender, Said::Err);
        self.listen(child, &said)
    }

    fn listen(&self, mut child: Child, said: &Receiver<Said>) -> Result<Vec<u8>, Failure> {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut last = Instant::now();
        let mut is_over = false;
        loop {
            match said.recv_timeout(LOOK) {
                Ok(Said::Out(bytes)) => out.extend(bytes),
                Ok(Said::Err(bytes)) => err.extend(bytes),
                Err(RecvTimeoutError::Disconnected) => break,
                // A connection that SSH keeps open for later holds our pipes, although git is done.
                Err(RecvTimeoutError::Timeout) if is_over => break,
                Err(RecvTimeoutError::Timeout) => {
                    is_over = child.try_wait().is_ok_and(|status| status.is_some());
                    if last.elapsed() > self.silence {
                        // It may be gone already; then there is nothing to end.
                        let _ = child.kill();
                        let _ = child.wait();
                        return Err(Failure::silent(self.silence.as_secs(), out, &err));
                    }
                    continue;
                }
            }
            last = Instant::now();
        }
        match child.wait() {
            Ok(status) if status.success() => Ok(out),
            Ok(_) => Err(Failure::said(out, &err)),
            Err(error) => Err(Failure::unstarted(&error)),
        }
    }
}

/// Reads a pipe to its end in a thread of its own.
fn pass_on(pipe: Option<impl Read + Send + 'static>, to: Sender<Said>, as_said: fn(Vec<u8>) -> Said) {
    let Some(mut pipe) = pipe else { return };
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count @ 1..) = pipe.read(&mut buffer) {
            if to.send(as_said(buffer[..count].to_vec())).is_err() {
                break;
            }
        }
    });
}

/// The output of a process that was started with pipes.
pub(super) fn output(child: &mut Child) -> Result<ChildStdout, PublishError> {
    child.stdout.take().ok_or_else(|| PublishError::new(Kind::Host, "git was started without an output"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_says_nothing_is_ended_and_one_that_is_done_is_not_waited_for() {
        let git =
            Git { dir: "x".into(), settings: Vec::new(), inherited: 0, ssh: None, silence: Duration::from_millis(250) };
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        let started = Instant::now();
        let failure = git.carry_out(shell("exec sleep 20"), None).unwrap_err();
        assert!(failure.why() == Why::Lost && failure.text().contains("said nothing"), "{}", failure.text());
        // Something in the background keeps the pipes open.
        assert_eq!(git.carry_out(shell("echo done; sleep 20 &"), None).ok(), Some(b"done\n".to_vec()));
        let talking = "for n in 1 2 3 4 5; do sleep 0.1; echo $n >&2; done; cat";
        assert_eq!(git.carry_out(shell(talking), Some(b"in".to_vec())).ok(), Some(b"in".to_vec()));
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}
