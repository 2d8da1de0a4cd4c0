//! Changes as unified diffs, which `patch` and `git apply` read. The sole user of similar.

use similar::TextDiff;

/// The diff of one file, `a/…` against `b/…`; empty if nothing differs.
pub fn unified(from: &str, before: &str, to: &str, after: &str) -> String {
    let (old, new) = (format!("a/{from}"), format!("b/{to}"));
    TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(&old, &new).to_string()
}

/// The diff of a file that is new.
pub fn created(path: &str, text: &str) -> String {
    TextDiff::from_lines("", text).unified_diff().header("/dev/null", &format!("b/{path}")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_names_both_files_and_shows_what_changed() {
        let diff = unified("x.md", "one\ntwo\n", "y.md", "one\n2\n");
        assert_eq!(diff, "--- a/x.md\n+++ b/y.md\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
        assert_eq!(created("n.yml", "a: 1\n"), "--- /dev/null\n+++ b/n.yml\n@@ -0,0 +1 @@\n+a: 1\n");
        assert_eq!(unified("x", "same\n", "x", "same\n"), "");
    }
}
