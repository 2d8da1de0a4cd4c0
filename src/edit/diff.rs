//! What a change does to a text, as a unified diff that `git apply` and `patch -p1` take. The sole user of similar.

use similar::TextDiff;

/// The lines that differ, three lines around them; empty if none do. `path` is below the site's root.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    named(&format!("a/{path}"), &format!("b/{path}"), before, after)
}

/// The same of a file that gets another name.
pub fn moved(from: &str, to: &str, before: &str, after: &str) -> String {
    named(&format!("a/{from}"), &format!("b/{to}"), before, after)
}

/// A file that is new.
pub fn created(path: &str, text: &str) -> String {
    named("/dev/null", &format!("b/{path}"), "", text)
}

/// The same under two headings that need not be paths.
pub fn named(old: &str, new: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(old, new).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_shows_the_lines_that_differ_and_keeps_line_endings() {
        assert_eq!(unified("x", "a\n", "a\n"), "");
        assert_eq!(unified("x", "a\r\nb\r\n", "a\r\nc\r\n"), "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n");
        assert_eq!(moved("x", "y", "a\n", "b\n"), "--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n");
        assert_eq!(created("n.yml", "a: 1\n"), "--- /dev/null\n+++ b/n.yml\n@@ -0,0 +1 @@\n+a: 1\n");
    }
}
