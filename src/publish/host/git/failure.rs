//! What git says when it fails, as our errors.
//!
//! In: its standard output and error. Out: a `PublishError` with a remedy, and a few lines of what git said, without
//! passwords in addresses. Git's exit codes tell nothing; its words, in English by `LC_ALL=C`, are what there is.

use crate::publish::error::{Kind, PublishError};

/// Lines of git's that are shown from the beginning, and as many from the end.
const SHOWN: usize = 3;
/// Characters of a line that are shown.
const LONGEST: usize = 240;

/// Why git failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The server does not know us, or does not let us.
    Denied,
    /// The key of the server is not known.
    UnknownServer,
    /// The repository belongs to another user of this machine.
    Owner,
    /// There is no such repository.
    NoPlace,
    /// No room, there or here.
    Full,
    /// The branch is not what it was.
    Moved,
    /// The branch is checked out there.
    CheckedOut,
    /// The request got lost, or the answer.
    Lost,
    /// There is no git.
    NoGit,
    /// Anything else.
    Other,
}

/// A run of git that failed.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    why: Why,
    text: String,
}

/// Words by which reasons are told, in lower case; the first that is found counts.
const WORDS: &[(Why, &[&str])] = &[
    (Why::UnknownServer, &["host key verification failed", "remote host identification has changed"]),
    (Why::Owner, &["dubious ownership"]),
    (Why::Moved, &["stale info", "fetch first", "non-fast-forward", "but expected", "incorrect old value"]),
    (Why::CheckedOut, &["branch is currently checked out", "refusing to update checked out branch"]),
    (Why::Full, &["no space left on device", "disk quota exceeded", "file size limit", "exceeds the maximum"]),
    (
        Why::Denied,
        &[
            "authentication failed",
            "could not read username",
            "could not read password",
            "invalid username or",
            "permission denied",
            "access denied",
            "permission to ",
            "returned error: 401",
            "returned error: 403",
            "not allowed to push",
            "protected branch",
            "write access to repository not granted",
            "hook declined",
            "read-only",
            "insufficient permission",
            "unable to create temporary",
        ],
    ),
    (
        Why::NoPlace,
        &[
            "repository not found",
            "not appear to be a git repository",
            "returned error: 404",
            "could not be found",
            "does not exist",
            "no such repository",
            "' not found",
        ],
    ),
    (
        Why::Lost,
        &[
            "could not resolve host",
            "couldn't resolve host",
            "connection refused",
            "failed to connect",
            "couldn't connect",
            "connection reset",
            "connection closed",
            "connection timed out",
            "timed out",
            "too slow",
            "hung up unexpectedly",
            "early eof",
            "rpc failed",
            "returned error: 5",
            "returned error: 429",
            "broken pipe",
            "unexpected disconnect",
            "empty reply from server",
            "ssl_error",
            "network is unreachable",
            "no route to host",
            "lost connection",
        ],
    ),
];

impl Failure {
    /// Git that could not be started.
    pub(super) fn unstarted(error: &std::io::Error) -> Failure {
        let is_missing = error.kind() == std::io::ErrorKind::NotFound;
        Failure { why: if is_missing { Why::NoGit } else { Why::Other }, text: error.to_string() }
    }

    /// Git that was ended because it said nothing.
    pub(super) fn silent(seconds: u64, out: Vec<u8>, err: &[u8]) -> Failure {
        let said = Failure::said(out, err).text;
        Failure { why: Why::Lost, text: format!("git said nothing for {seconds} s and was ended\n{said}") }
    }

    /// Git that ended with a failure, from its output (of a push: what became of each branch) and its error.
    pub(super) fn said(out: Vec<u8>, err: &[u8]) -> Failure {
        let out = String::from_utf8_lossy(&out).into_owned();
        let rejected = out.lines().filter(|line| line.starts_with('!')).map(|line| line.replace('\t', " "));
        let err = String::from_utf8_lossy(err);
        let lines: Vec<String> =
            rejected.chain(err.lines().filter_map(told)).map(|line| without_secrets(&line)).collect();
        let all = lines.join("\n").to_lowercase();
        let why = WORDS.iter().find(|(_, words)| words.iter().any(|word| all.contains(word)));
        let cut = |line: &String| line.chars().take(LONGEST).collect::<String>();
        let text = match lines.len() {
            0 => "git failed, and did not say why".to_owned(),
            few if few <= 2 * SHOWN => lines.iter().map(cut).collect::<Vec<_>>().join("\n"),
            many => {
                let (first, last) = (&lines[..SHOWN], &lines[many - SHOWN..]);
                let shown = first.iter().map(cut).chain(["…".to_owned()]).chain(last.iter().map(cut));
                shown.collect::<Vec<_>>().join("\n")
            }
        };
        Failure { why: why.map_or(Why::Other, |(why, _)| *why), text }
    }

    /// The reason.
    pub(super) fn why(&self) -> Why {
        self.why
    }

    /// What git said, cut to a few lines.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The failure as the user meets it; `doing` fits into "cannot … `url`".
    pub(super) fn error(&self, doing: &str, url: &str) -> PublishError {
        let url = without_secrets(url);
        let said: String = self.text.lines().map(|line| format!("\n  git: {line}")).collect();
        let with = |kind, message: String| PublishError::new(kind, message + &said);
        match self.why {
            Why::Denied => with(Kind::Denied, format!("`{url}` does not let us {doing}")).help(
                "log git in and see that this works: `git ls-remote`; it asks no question here, so a credential helper, a \
                 token of the CI system or an SSH key without a prompt must answer; the branch must take pushes",
            ),
            Why::UnknownServer => with(Kind::Denied, format!("`{url}` has a key that SSH does not know")).help(
                "compare it with what the host publishes, and add it to ~/.ssh/known_hosts by logging in once with `ssh`",
            ),
            Why::Owner => with(Kind::Denied, format!("git refuses `{url}`")).help(
                "it belongs to another user; if you trust it, run the `git config` that git names",
            ),
            Why::NoPlace => with(Kind::NoPlace, format!("there is no repository `{url}`, or none that we may see"))
                .help("make it first, log git in if it is private, or mend `to` of the target in content/site.yml"),
            Why::Full => with(Kind::Full, format!("no room to {doing} `{url}`"))
                .help("make room, or leave out what is too large for the host"),
            Why::Moved => PublishError::new(Kind::Taken, format!("somebody else pushed to `{url}` in between"))
                .help("publish again: the plan is then made from what is there now"),
            Why::CheckedOut => with(Kind::NoPlace, format!("`{url}` is no bare repository, and has the branch checked out"))
                .help("publish to a bare one (`git init --bare`), or to another `branch`"),
            Why::NoGit => PublishError::new(Kind::Host, "there is no `git` on this machine")
                .help("install git 2.31 or later; factloom uses it to reach the repository as you do"),
            Why::Lost => with(Kind::Host, format!("`{url}` cannot be reached"))
                .help("publish again; nothing there was changed"),
            Why::Other => with(Kind::Host, format!("cannot {doing} `{url}`")),
        }
    }
}

/// A line of git's without progress, which overwrites itself; none if that is all it is.
fn told(line: &str) -> Option<String> {
    let line = line.rsplit('\r').find(|part| !part.trim().is_empty())?.trim_end();
    let plain = line.strip_prefix("remote: ").unwrap_or(line).trim();
    let is_progress = ["objects:", "deltas:", "content:", "files:"].iter().any(|word| {
        let counts = plain.split_once(word).is_some_and(|(_, rest)| rest.contains('%') || rest.contains("done"));
        counts || plain.contains(word) && plain.ends_with(')')
    });
    let is_small_talk = plain.is_empty()
        || ["Total ", "Delta compression", "To ", "remote:"].iter().any(|word| plain.starts_with(word));
    (!is_progress && !is_small_talk).then(|| line.trim().to_owned())
}

/// A text without the names and passwords in its addresses.
pub(super) fn without_secrets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://").map(|at| at + 3) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c: char| c == '/' || c.is_whitespace() || "'\"`".contains(c)).unwrap_or(rest.len());
        if let Some((user, host)) = rest[..end].rsplit_once('@') {
            // A name alone is no secret, unless it is a token.
            if user.contains(':') || user.len() > 20 {
                out.push_str("[secret]@");
            } else {
                out.push_str(&rest[..=user.len()]);
            }
            rest = &rest[end - host.len()..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(err: &str) -> Why {
        Failure::said(Vec::new(), err.as_bytes()).why()
    }

    #[test]
    fn what_git_says_has_a_kind() {
        assert_eq!(why("fatal: could not read Username for 'https://h': terminal prompts disabled"), Why::Denied);
        assert_eq!(
            why("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote"),
            Why::Denied
        );
        assert_eq!(why("ERROR: Repository not found.\nfatal: Could not read from remote repository."), Why::NoPlace);
        assert_eq!(why("fatal: '/srv/x.git' does not appear to be a git repository"), Why::NoPlace);
        assert_eq!(why("fatal: repository 'http://h/x.git/' not found"), Why::NoPlace);
        assert_eq!(why("fatal: unable to access 'https://h/': Could not resolve host: h"), Why::Lost);
        assert_eq!(
            why("Host key verification failed.\nfatal: Could not read from remote repository."),
            Why::UnknownServer
        );
        assert_eq!(
            why("remote: error: GH001: Large files detected.\nremote: error: exceeds GitHub's file size limit"),
            Why::Full
        );
        let out = b"To x\n!\tabc:refs/heads/p\t[rejected] (stale info)\nDone\n".to_vec();
        assert_eq!(Failure::said(out, b"error: failed to push some refs to 'x'").why(), Why::Moved);
        let out = b"!\tabc:refs/heads/p\t[remote rejected] (pre-receive hook declined)\n".to_vec();
        assert_eq!(Failure::said(out, b"").why(), Why::Denied);
    }

    #[test]
    fn few_lines_are_shown_without_progress_and_without_secrets() {
        let err = "Enumerating objects: 5, done.\nCounting objects:  20% (1/5)\rCounting objects: 100% (5/5), done.\n\
                   remote: Resolving deltas: 100% (1/1)\nTotal 5 (delta 0)\n\
                   fatal: unable to access 'https://me:hunter2@h/x.git/': The requested URL returned error: 403\n";
        let failure = Failure::said(Vec::new(), err.as_bytes());
        assert_eq!(
            failure.text(),
            "fatal: unable to access 'https://[secret]@h/x.git/': The requested URL returned error: 403"
        );
        assert_eq!(
            without_secrets("ssh://git@h/x and https://ghp_0123456789abcdefghij@h"),
            "ssh://git@h/x and https://[secret]@h"
        );
        let many: String = (0..40).map(|n| format!("remote: {n}\n")).collect();
        assert_eq!(Failure::said(Vec::new(), many.as_bytes()).text().lines().count(), 2 * SHOWN + 1);
        let error = failure.error("push to", "https://a:b@h/x.git");
        assert!(error.kind == Kind::Denied && !error.to_string().contains("hunter2") && !error.message.contains("a:b"));
    }
}
