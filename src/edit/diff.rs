//! What a change does to a text, as a unified diff that `git apply` and `patch -p1` take. The sole user of similar.

use similar::TextDiff;

/// The lines that differ, three lines around them; empty if none do. `path` is below the site's root.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    named(&format!("a/{path}"), &format!("b/{path}"), before, after)
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
    }
}
