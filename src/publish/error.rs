//! Why a site was not published, each with what to do.

use std::fmt;

/// A failure. Its text never holds a secret: `scrub` sees to that before it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishError {
    /// What kind of failure it is.
    pub kind: Kind,
    /// What happened, where.
    pub message: String,
    /// What to do, if that is known.
    pub help: Option<String>,
}

/// Kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The folder that was to be published is not what `factloom build` left.
    Local,
    /// The host cannot be reached, or did not keep to its protocol.
    Host,
    /// The host does not know us, or does not let us.
    Denied,
    /// There is no such bucket, container, directory or repository.
    NoPlace,
    /// The host has no room, or takes no writes.
    Full,
    /// The host cannot store a name.
    Name,
    /// Somebody else publishes, or published in between.
    Taken,
    /// The plan asks for consent.
    Consent,
    /// What is on the host was written by a newer factloom.
    Newer,
    /// The host has no earlier releases.
    NoReleases,
}

impl PublishError {
    /// A failure without a remedy.
    pub fn new(kind: Kind, message: impl Into<String>) -> PublishError {
        PublishError { kind, message: message.into(), help: None }
    }

    /// The same with what to do.
    pub fn help(mut self, help: impl Into<String>) -> PublishError {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for PublishError {}

/// Shortest value that is taken for a secret: shorter ones would blank out ordinary words.
const SHORTEST: usize = 6;

/// `text` without `secrets`, as they are and as they stand in addresses. What a library says about a failed request
/// may hold a signed address.
pub fn scrub(text: &str, secrets: &[String]) -> String {
    let mut out = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
        let encoded: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        out = out.replace(secret.as_str(), "[secret]").replace(&encoded, "[secret]");
    }
    for key in ["X-Amz-Signature=", "X-Amz-Credential=", "X-Amz-Security-Token=", "sig=", "X-Goog-Signature="] {
        let mut from = 0;
        while let Some(at) = out[from..].find(key).map(|at| from + at + key.len()) {
            if !out[at..].starts_with("[secret]") {
                let end = out[at..].find(|c: char| "&\"' )\n".contains(c)).map_or(out.len(), |end| at + end);
                out.replace_range(at..end, "[secret]");
            }
            from = at;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_leave_every_text() {
        let secrets = ["wJalr/XUtn+FEMI=".to_owned(), "key".to_owned()];
        let text =
            "GET https://b/x?X-Amz-Signature=abc123&y=1 with wJalr/XUtn+FEMI= and wJalr%2FXUtn%2BFEMI%3D, no key";
        let clean = scrub(text, &secrets);
        assert_eq!(clean, "GET https://b/x?X-Amz-Signature=[secret]&y=1 with [secret] and [secret], no key");
        assert_eq!(scrub("sig=a sig=b", &[]), "sig=[secret] sig=[secret]");
    }
}
