//! Continuous integration of a site: the file that tells a code host what to do at each push.
//!
//! In: a host, the site's folder in its repository, and where the source of factloom is. Out: a path and a text, made
//! once and then the owner's. The texts are those of `starter/ci/`. Absent on purpose: keeping the file up to date, for
//! by then it is no longer ours, and names of actions looked up anywhere.

use crate::edit::scalar;

/// A code host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// GitHub Actions and GitHub Pages.
    Github,
    /// GitLab CI/CD and GitLab Pages.
    Gitlab,
    /// Forgejo Actions, and Codeberg Pages or a target of `factloom publish`.
    Forgejo,
}

impl Host {
    /// All of them.
    pub const ALL: [Host; 3] = [Host::Github, Host::Gitlab, Host::Forgejo];

    /// Where the host looks for the file, below the root of the repository.
    pub fn path(self) -> &'static str {
        match self {
            Host::Github => ".github/workflows/factloom.yml",
            Host::Gitlab => ".gitlab-ci.yml",
            Host::Forgejo => ".forgejo/workflows/factloom.yml",
        }
    }

    /// The file. `site` is the folder that holds `content/`, below the root of the repository, `.` for the root;
    /// `source` is the repository of factloom, empty if it is not known.
    pub fn text(self, site: &str, source: &str) -> String {
        let text = match self {
            Host::Github => include_str!("../../starter/ci/github.yml"),
            Host::Gitlab => include_str!("../../starter/ci/gitlab.yml"),
            Host::Forgejo => include_str!("../../starter/ci/forgejo.yml"),
        };
        let source = if source.is_empty() { "\"\"".to_owned() } else { scalar::plain_or_quoted(source) };
        // The site last: its name may hold what looks like a blank to fill in.
        text.replace("{git}", &source).replace("{site}", &scalar::plain_or_quoted(site))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_in_whatever_the_words_are() {
        for host in Host::ALL {
            let text = host.text("a: {git}", "https://example.org/factloom");
            assert!(text.contains("  SITE: \"a: {git}\" #"), "{text}");
            assert!(text.contains("  FACTLOOM_GIT: https://example.org/factloom #"), "{text}");
            assert!(host.text(".", "").contains("  FACTLOOM_GIT: \"\" #"));
        }
    }
}
