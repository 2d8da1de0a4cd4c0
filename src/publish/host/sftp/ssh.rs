//! The system's `ssh`: how it is called, and what it means by what it says.
//!
//! In: an address, `FACTLOOM_SSH`. Out: a command whose pipes speak SFTP; of the text of an `ssh` that failed, an error
//! with a remedy. Keys, agents, known hosts, jump hosts and aliases are the business of ~/.ssh/config, as for git and
//! rsync. Absent on purpose: passwords, which `ssh` would ask a terminal for; nothing here may wait for one.

use std::process::Stdio;

use tokio::process::Command;

use super::super::Here;
use crate::model::target::Sftp;
use crate::publish::error::{Kind, PublishError};

/// Variable with a command to be called in place of `ssh`, as `RSYNC_RSH` is to rsync.
const COMMAND: &str = "FACTLOOM_SSH";

/// What a connection must not do, whatever the configuration says: ask, forward, or outlive us as the master of
/// later ones; and it ends by itself when the network is gone.
const OPTIONS: &[&str] = &[
    "-oBatchMode=yes",
    "-oForwardX11=no",
    "-oForwardAgent=no",
    "-oClearAllForwardings=yes",
    "-oPermitLocalCommand=no",
    "-oRemoteCommand=none",
    "-oRequestTTY=no",
    "-oControlMaster=no",
    "-oServerAliveInterval=15",
    "-oServerAliveCountMax=4",
];

/// Lines of `ssh` that are shown.
const SHOWN: usize = 4;

/// How the host is reached.
pub(super) struct Ssh {
    words: Vec<String>,
    /// What to type to try the same by hand.
    pub(super) by_hand: String,
    /// The host as people write it: `me@example.org`.
    pub(super) name: String,
    host: String,
    /// As known_hosts has it: `[example.org]:2222`.
    known_as: String,
}

impl Ssh {
    /// The command for an address.
    pub(super) fn new(place: &Sftp, here: &Here<'_>) -> Result<Ssh, PublishError> {
        let program = (here.env)(COMMAND).filter(|text| !text.trim().is_empty()).unwrap_or_else(|| "ssh".to_owned());
        let Some(mut words) = shlex::split(&program) else {
            return Err(PublishError::new(Kind::Local, format!("{COMMAND} is no command: a quote is not closed"))
                .help(format!("{COMMAND}='ssh -i \"/path/of a/key\"'")));
        };
        let host = place.host.to_string();
        let name = place.user.as_ref().map_or(host.clone(), |user| format!("{user}@{host}"));
        let port = place.port.map(|port| vec!["-p".to_owned(), port.to_string()]).unwrap_or_default();
        let by_hand = [&words[..], &port[..], std::slice::from_ref(&name)].concat().join(" ");
        words.extend(OPTIONS.iter().map(|option| (*option).to_owned()));
        words.extend(port);
        if let Some(user) = &place.user {
            words.extend(["-l".to_owned(), user.to_string()]);
        }
        words.extend(["-s", "--", &*host, "sftp"].map(str::to_owned));
        let known_as = place.port.filter(|port| *port != 22).map_or(host.clone(), |port| format!("[{host}]:{port}"));
        Ok(Ssh { words, by_hand, name, host, known_as })
    }

    /// The command, with pipes.
    pub(super) fn command(&self) -> Command {
        let (program, arguments) = self.words.split_first().expect("there is a program");
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// Why `ssh` could not be started.
    pub(super) fn not_started(&self, error: &std::io::Error) -> PublishError {
        let program = self.words.first().map_or("ssh", String::as_str);
        PublishError::new(Kind::Local, format!("`{program}` cannot be started: {error}"))
            .help("install the OpenSSH client (package `openssh-client`), or name another with FACTLOOM_SSH")
    }

    /// Why there is no connection, from what `ssh` said on its standard error.
    pub(super) fn failed(&self, said: &str, why: &str) -> PublishError {
        let Ssh { name, by_hand, known_as, host, .. } = self;
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let shown = shown(said);
        let told = if shown.is_empty() { why.to_owned() } else { shown };
        let (kind, what, help) = if has(&["IDENTIFICATION HAS CHANGED"]) {
            let what =
                "its key is not the one that was known before; it was set up anew, or somebody stands in between";
            let help =
                format!("ask who runs it; if the key is right, forget the old one: `ssh-keygen -R '{known_as}'`");
            (Kind::Denied, what, help)
        } else if has(&["Host key verification failed", "host key is known for", "No matching host key"]) {
            let help = format!("run `{by_hand}` once and confirm its key; in CI, put its line into ~/.ssh/known_hosts");
            (Kind::Denied, "its key is not known here", help)
        } else if has(&["Could not resolve hostname"]) {
            let help = format!("mend `to` of the target, or name `{host}` in ~/.ssh/config");
            (Kind::Host, "there is no host of that name", help)
        } else if has(&["Permission denied", "Too many authentication failures", "No more authentication methods"]) {
            let help = format!(
                "load your key with `ssh-add`, or name it as IdentityFile in ~/.ssh/config; try `{by_hand}`, which must \
                 not ask for a password"
            );
            (Kind::Denied, "it does not let us in", help)
        } else if has(&["Connection refused", "timed out", "No route to host", "is unreachable"]) {
            let help = format!("is the port right (sftp://{name}:PORT/folder), and the host up? try `{by_hand}`");
            (Kind::Host, "it does not answer", help)
        } else if has(&["subsystem request failed"]) {
            let help = "its sshd_config needs a line `Subsystem sftp internal-sftp`; ask who runs it";
            (Kind::Host, "it speaks no SFTP", help.to_owned())
        } else if why.contains("hello message") {
            let help = format!("`{by_hand} true` must print nothing: look into the files its shell runs at login");
            (Kind::Host, "its answer is not SFTP", help)
        } else {
            (Kind::Host, "there is no connection", format!("try `{by_hand}`"))
        };
        PublishError::new(kind, format!("cannot reach {name}: {what} ({told})")).help(help)
    }
}

/// The lines that say something, without the frame of at signs.
fn shown(said: &str) -> String {
    let is_word = |line: &&str| line.chars().any(char::is_alphanumeric) && !line.contains("Warning: Permanently added");
    let clean = |line: &str| line.chars().filter(|c| !c.is_control()).take(200).collect::<String>();
    let lines: Vec<String> = said.lines().map(str::trim).filter(is_word).map(clean).collect();
    // What matters stands at the end; a banner comes first.
    lines[lines.len().saturating_sub(SHOWN)..].join("; ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn ssh(command: &str) -> Result<Ssh, PublishError> {
        let place = Sftp { user: Some("me".into()), host: "h".into(), port: Some(2222), path: "/x".into() };
        let env = |name: &str| (name == COMMAND).then(|| command.to_owned());
        Ssh::new(&place, &Here { root: Path::new("."), env: &env, wait: &|_, _| false })
    }

    #[test]
    fn a_command_of_the_environment_is_split_as_a_shell_would() {
        let words = ssh("my-ssh -i '/a key' -F none").unwrap().words;
        assert_eq!(words[..5], ["my-ssh", "-i", "/a key", "-F", "none"]);
        assert_eq!(words[words.len() - 8..], ["-p", "2222", "-l", "me", "-s", "--", "h", "sftp"]);
        assert!(words.iter().any(|word| word == "-oBatchMode=yes"));
        assert_eq!(ssh("  ").unwrap().words[0], "ssh");
        assert_eq!(ssh("ssh 'x").err().map(|error| error.kind), Some(Kind::Local));
    }

    #[test]
    fn what_ssh_says_becomes_a_remedy() {
        let ssh = ssh("").unwrap();
        for (said, kind, what, help) in [
            (
                "ssh: Could not resolve hostname h: Name or service not known",
                Kind::Host,
                "no host of that name",
                "config",
            ),
            ("ssh: connect to host h port 2222: Connection refused", Kind::Host, "does not answer", "ssh -p 2222 me@h"),
            ("Host key verification failed.", Kind::Denied, "not known here", "confirm its key"),
            (
                "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.",
                Kind::Denied,
                "known before",
                "ssh-keygen -R '[h]:2222'",
            ),
            ("me@h: Permission denied (publickey).", Kind::Denied, "let us in", "ssh-add"),
            ("subsystem request failed on channel 0", Kind::Host, "no SFTP", "Subsystem sftp"),
            ("kex_exchange_identification: read: Connection reset by peer", Kind::Host, "no connection", "try `ssh"),
        ] {
            let error = ssh.failed(said, "early end");
            assert_eq!(error.kind, kind, "{said}");
            assert!(error.message.contains(what) && error.help.as_ref().unwrap().contains(help), "{said}: {error}");
            assert!(error.message.contains(said.lines().next_back().unwrap()), "{said}: {error}");
        }
        assert!(ssh.failed("", "early end").message.contains("early end"));
    }
}
