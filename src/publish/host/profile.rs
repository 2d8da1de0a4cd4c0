//! The keys of an AWS profile, which object_store does not read.
//!
//! In: `AWS_PROFILE`, `AWS_SHARED_CREDENTIALS_FILE`, `HOME`. Out: keys, for the builder alone.

use std::path::{Path, PathBuf};

use super::Here;
use crate::load::outside::{Unusable, read_outside};
use crate::publish::error::{Kind, PublishError};

/// Keys of a profile. Not `Debug`, so that no message can print them.
pub(super) struct Keys {
    /// Access key.
    pub(super) id: String,
    /// Secret key.
    pub(super) secret: String,
    /// Token of a session.
    pub(super) token: Option<String>,
    /// Region, if the profile names one.
    pub(super) region: Option<String>,
}

/// The keys of the profile that the environment names, or of `default`; `None` if there is none.
pub(super) fn keys(here: &Here<'_>) -> Result<Option<Keys>, PublishError> {
    let named = (here.env)("AWS_PROFILE").filter(|name| !name.is_empty());
    let home = (here.env)("HOME").map(PathBuf::from).unwrap_or_default();
    let path = (here.env)("AWS_SHARED_CREDENTIALS_FILE").map_or_else(|| home.join(".aws/credentials"), PathBuf::from);
    let profile = named.as_deref().unwrap_or("default");
    let found = match read(&path) {
        Some(text) => {
            let value = |key: &str| value(&text, profile, key);
            value("aws_access_key_id").zip(value("aws_secret_access_key")).map(|(id, secret)| Keys {
                id,
                secret,
                token: value("aws_session_token"),
                region: value("region"),
            })
        }
        None => None,
    };
    match (found, named) {
        (None, Some(name)) => {
            let message = format!("profile `{name}` of AWS_PROFILE has no keys in {}", path.display());
            Err(PublishError::new(Kind::Denied, message).help("run `aws configure`, or set AWS_ACCESS_KEY_ID"))
        }
        (found, _) => Ok(found),
    }
}

fn read(path: &Path) -> Option<Box<str>> {
    match read_outside(path) {
        Ok(text) => Some(text),
        Err(Unusable::Unread(_) | Unusable::NoText(..)) => None,
    }
}

/// The value of a key in a section of an INI text.
fn value(text: &str, section: &str, key: &str) -> Option<String> {
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_inside = name.trim() == section;
        } else if let Some((name, value)) = line.split_once('=').filter(|_| is_inside && !line.starts_with(['#', ';']))
            && name.trim() == key
        {
            return Some(value.trim().to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_from_their_own_section() {
        let text = "[default]\naws_access_key_id = a\n# region = no\n[other]\naws_access_key_id=b=c\n";
        assert_eq!(value(text, "default", "aws_access_key_id").as_deref(), Some("a"));
        assert_eq!(value(text, "other", "aws_access_key_id").as_deref(), Some("b=c"));
        assert_eq!(value(text, "default", "region"), None);
    }
}
