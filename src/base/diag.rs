//! Diagnostics: what is wrong, where, what the sheet says, and a remedy to paste.
//!
//! A diagnostic names its rule; levels come from the rule table and `site.yml` when it is reported.
//! Absent on purpose: formatting, which is the command line's (and later the editor's) work.

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

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Name of the rule, a key of the rule table.
    pub rule: &'static str,
    /// The text it points at.
    pub at: At,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub fn fix(mut self, text: impl Into<String>) -> Diagnostic {
        self.fix = Some(Fix { at: self.at, text: text.into() });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("vaule", ["value", "values", "unit"]), Some("value"));
        assert_eq!(nearest("asof", ["as_of", "about"]), Some("as_of"));
        assert_eq!(nearest("colour", ["value", "unit"]), None);
    }
}
