//! What the address of a link means.

use crate::model::prose::{FactRef, Ref};

/// Address that the callback gives to citations; no author can type it.
pub const CITE: &str = "\u{1}cite";

/// A link by its address.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// Words bound to something the site knows.
    Bound(Ref),
    /// A citation group.
    Citation,
    /// Another page or file of the site, or a place on this page.
    Site,
    /// An outgoing address.
    Web,
    /// An address with a scheme that no reader should click.
    Unsafe,
    /// `fact:` with something odd behind it; the reason.
    Broken(String),
}

/// Classifies an address.
pub fn target(address: &str) -> Target {
    if address == CITE {
        return Target::Citation;
    }
    let bound = |id: &str, make: fn(Box<str>) -> Ref| Target::Bound(make(id.trim().into()));
    match address.split_once(':') {
        Some(("fact", rest)) => match FactRef::parse(rest.trim()) {
            Ok(fact) => Target::Bound(Ref::Fact(fact)),
            Err(reason) => Target::Broken(reason),
        },
        Some(("source", id)) => bound(id, Ref::Source),
        Some(("entity", id)) => bound(id, Ref::Entity),
        Some(("term", id)) => bound(id, Ref::Term),
        _ if !crate::base::escape::is_safe_url(address) => Target::Unsafe,
        _ if address.contains("://") || address.starts_with("mailto:") || address.starts_with("//") => Target::Web,
        _ => Target::Site,
    }
}

/// A heading's id from its words: lower case, spaces to hyphens, letters of any script kept.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if (c.is_whitespace() || c == '-' || c == '_') && !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let slug = out.trim_end_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        assert!(matches!(target("fact:a/b"), Target::Bound(Ref::Fact(_))));
        assert!(matches!(target("fact:a"), Target::Broken(_)));
        assert_eq!(target("term:swift"), Target::Bound(Ref::Term("swift".into())));
        assert_eq!(target("https://x.org/fact:a"), Target::Web);
        assert_eq!(target("other.md#part"), Target::Site);
        assert_eq!(target("javascript:alert(1)"), Target::Unsafe);
    }

    #[test]
    fn slugs_keep_letters_of_any_script() {
        assert_eq!(slug("What Beijing read into it"), "what-beijing-read-into-it");
        assert_eq!(slug("制裁 & 脱钩"), "制裁-脱钩");
        assert_eq!(slug("???"), "section");
    }
}
