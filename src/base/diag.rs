//! Diagnostics: what is wrong, where, what the sheet says, and a remedy to paste.
//!
//! A diagnostic names its rule; levels come from the rule table and `site.yml` when it is reported.
//! Absent on purpose: formatting, which is the command line's (and later the editor's) work.

use std::collections::BTreeSet;

use crate::base::text::At;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not reported.
    Off,
    /// Worth knowing.
    Info,
    /// Likely a problem.
    Warn,
    /// The build stops.
    Error,
}

/// One finding. Findings sort by place, then by rule, then by what they say.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The text it points at.
    pub at: At,
    /// Name of the rule, a key of the rule table.
    pub rule: &'static str,
    /// One line that stands alone: no dot, no place.
    pub message: String,
    /// What to say under the marked text; may be empty.
    pub label: String,
    /// Other places that matter, each with a remark.
    pub notes: Vec<(At, String)>,
    /// The remedy, as text to paste where there is one.
    pub help: Option<String>,
    /// A change that `fix` may apply by itself.
    pub fix: Option<Fix>,
}

/// Replacement of the text at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What to replace.
    pub at: At,
    /// The new text.
    pub text: String,
}

impl Diagnostic {
    /// A finding of `rule` at a place.
    pub fn new(rule: &'static str, at: At, message: impl Into<String>) -> Diagnostic {
        Diagnostic { rule, at, message: message.into(), label: String::new(), notes: Vec::new(), help: None, fix: None }
    }

    /// Adds the words under the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn note(mut self, at: At, text: impl Into<String>) -> Diagnostic {
        self.notes.push((at, text.into()));
        self
    }

    /// Adds the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds the remedy if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }

    /// Adds a machine-applicable change at the finding's own place.
    #[must_use]
    pub fn fix(self, text: impl Into<String>) -> Diagnostic {
        let at = self.at;
        self.fix_at(at, text)
    }

    /// Adds a machine-applicable change at another place: a part of what the finding points at, mostly.
    #[must_use]
    pub fn fix_at(mut self, at: At, text: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { at, text: text.into() });
        self
    }
}

/// The candidate nearest to a mistyped name, if one is near enough to suggest.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = match name.chars().count() {
        0..=2 => 1,
        3..=5 => 2,
        length => length / 3,
    };
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Least letters of a word in which one slip is certain: among ids, where `us` and `uk` are two things.
pub const ID_LETTERS: usize = 5;
/// The same among a few fixed words, such as the fields of a record.
pub const WORD_LETTERS: usize = 3;

/// The candidate that a name can only be a slip of, so that a machine may put it right: the one that differs
/// in case or separators alone, else the one a single slip away, in a word of at least `least` letters and in
/// no digit. Nothing if two candidates are as near.
pub fn certain<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>, least: usize) -> Option<&'a str> {
    let all: BTreeSet<&str> = candidates.into_iter().filter(|candidate| *candidate != name).collect();
    let one = |mut found: Vec<&'a str>| if found.len() == 1 { found.pop() } else { None };
    let bare = |text: &str| text.to_lowercase().replace(['-', '_', ' '], "");
    let alike: Vec<&str> = all.iter().copied().filter(|candidate| bare(candidate) == bare(name)).collect();
    if !alike.is_empty() {
        return one(alike);
    }
    let near: Vec<&str> = all.into_iter().filter(|candidate| strsim::osa_distance(name, candidate) == 1).collect();
    one(near).filter(|near| is_slip(name, near, least))
}

/// Whether two texts that are one slip apart differ within a word of letters.
fn is_slip(name: &str, other: &str, least: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (name.chars().collect(), other.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let same_end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(x, y)| x == y).count();
    let changed = |chars: &[char]| chars[start..chars.len() - same_end].iter().all(|c| c.is_alphabetic());
    let word = |chars: &[char]| {
        let before = chars[..start].iter().rev().take_while(|c| c.is_alphabetic()).count();
        before + chars[start..].iter().take_while(|c| c.is_alphabetic()).count()
    };
    changed(&a) && changed(&b) && word(&a).max(word(&b)) >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slip_that_can_mean_one_thing_is_certain() {
        let fields = ["value", "values", "unit", "as_of", "note"];
        for (name, want) in [
            ("vlaue", Some("value")),
            ("valu", Some("value")),
            ("valus", None),
            ("asof", Some("as_of")),
            ("as-of", Some("as_of")),
            ("Unit", Some("unit")),
            ("notes", Some("note")),
            ("colour", None),
            ("value", Some("values")),
        ] {
            assert_eq!(certain(name, fields, WORD_LETTERS), want, "{name}");
        }
        let ids = ["gdp-uk", "chips/share-2021", "castellum-ai", "tariffs/first-round"];
        for (name, want) in [
            ("gdp-us", None),
            ("chips/share-2022", None),
            ("chips/share-202", None),
            ("castelum-ai", Some("castellum-ai")),
            ("tarifs/first-round", Some("tariffs/first-round")),
            ("castellum-as", None),
        ] {
            assert_eq!(certain(name, ids, ID_LETTERS), want, "{name}");
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("vaule", ["value", "values", "unit"]), Some("value"));
        assert_eq!(nearest("asof", ["as_of", "about"]), Some("as_of"));
        assert_eq!(nearest("colour", ["value", "unit"]), None);
    }
}
