//! `checked:` of facts set to a day, in the bytes of their sheet.
//!
//! In: a sheet's text and keys of its facts. Out: one edit a fact, by `set`: nothing but the wanted dates differs.
//! Absent on purpose: facts behind an alias (`*x`) or a shared anchor. A change there would change other facts too.

use super::Edit;
use super::set::{self, Field};
use crate::model::date::Date;
use crate::parse::fields::sheet::FACT;

const KEY: &str = "checked";

/// A fact whose date no edit of its own bytes can set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its key in the sheet.
    pub key: String,
    /// Why, as one line without a dot.
    pub why: String,
}

/// Edits that set `checked` of the facts `keys` to `day`; a fact that has the date already needs none. `Err` names
/// every fact that cannot be set.
pub fn checked(path: &str, text: &str, keys: &[&str], day: Date) -> Result<Vec<Edit>, Vec<Refused>> {
    let (mut edits, mut refused) = (Vec::new(), Vec::new());
    let value = day.to_string();
    for key in keys {
        let field = Field { table: &FACT, key: KEY, value: &value };
        match set::field(path, text, &["facts", key], field) {
            Ok(edit) => edits.extend(edit),
            Err(why) => refused.push(Refused { key: (*key).to_owned(), why }),
        }
    }
    if refused.is_empty() { Ok(edits) } else { Err(refused) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;

    fn marked(text: &str, keys: &[&str]) -> Result<String, String> {
        let day = Date::parse("2026-11-24").expect("a date");
        let edits = checked("content/facts/s.yml", text, keys, day)
            .map_err(|refused| refused.iter().map(|one| format!("{}: {}", one.key, one.why)).collect::<String>())?;
        Ok(apply(text, &edits).0)
    }

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(marked(before, &["a"]).as_deref(), Ok(after), "{before}");
        assert_eq!(marked(after, &["a"]).as_deref(), Ok(after), "a second time changes nothing");
    }

    #[test]
    fn the_key_goes_where_the_handbook_has_it_with_the_facts_own_indentation() {
        check(
            "facts:\n    a:\n        kind: event # k\n        # about the note\n        note: N\n    b: {kind: x}\n",
            "facts:\n    a:\n        kind: event # k\n        checked: 2026-11-24\n        # about the note\n        note: N\n    b: {kind: x}\n",
        );
        check(
            "facts:\n  a:\n    kind: event\n    evidence:\n      - x, p. 1 # seen\n\n      # more to come\n\n  # the second\n  b:\n    kind: y\n",
            "facts:\n  a:\n    kind: event\n    evidence:\n      - x, p. 1 # seen\n    checked: 2026-11-24\n\n      # more to come\n\n  # the second\n  b:\n    kind: y\n",
        );
        check(
            "facts:\n  a:\n    claim: >\n      Two\n      lines # no comment\n\n  b:\n    kind: y\n",
            "facts:\n  a:\n    claim: >\n      Two\n      lines # no comment\n    checked: 2026-11-24\n\n  b:\n    kind: y\n",
        );
        check("facts:\n  a:\n    kind: event", "facts:\n  a:\n    kind: event\n    checked: 2026-11-24");
        check(
            "facts:\n  a:\n    kind: event\n    about:\n",
            "facts:\n  a:\n    kind: event\n    about:\n    checked: 2026-11-24\n",
        );
    }

    #[test]
    fn an_old_date_is_replaced_in_place() {
        check("facts:\n  a: {checked: 2020, kind: x}\n", "facts:\n  a: {checked: 2026-11-24, kind: x}\n");
        check(
            "facts:\n  a:\n    checked: \"2020-01-02\" # by me\n    kind: x\n",
            "facts:\n  a:\n    checked: 2026-11-24 # by me\n    kind: x\n",
        );
        check("facts:\n  a:\n    checked:\n    kind: x\n", "facts:\n  a:\n    checked: 2026-11-24\n    kind: x\n");
        check("facts:\n  a:\n    checked: ~\n", "facts:\n  a:\n    checked: 2026-11-24\n");
    }

    #[test]
    fn facts_in_braces_take_a_pair_and_line_endings_and_marks_stay() {
        check("facts:\n  a: {kind: x, by: [y], }\n", "facts:\n  a: {kind: x, by: [y], checked: 2026-11-24, }\n");
        check(
            "facts:\n  a: {\n    kind: x, # why\n  }\n",
            "facts:\n  a: {\n    kind: x, checked: 2026-11-24, # why\n  }\n",
        );
        check("facts: {a: {}, b: {}}\n", "facts: {a: {checked: 2026-11-24}, b: {}}\n");
        check(
            "\u{feff}facts:\r\n  a:\r\n    kind: 事\r\n    note: N\r\n",
            "\u{feff}facts:\r\n  a:\r\n    kind: 事\r\n    checked: 2026-11-24\r\n    note: N\r\n",
        );
        check("facts:\r\n  a:\r\n    kind: x\r\n", "facts:\r\n  a:\r\n    kind: x\r\n    checked: 2026-11-24\r\n");
        assert_eq!(
            marked("facts:\n  a: {kind: x}\n  b:\n    kind: y\n", &["b", "a"]).as_deref(),
            Ok("facts:\n  a: {kind: x, checked: 2026-11-24}\n  b:\n    kind: y\n    checked: 2026-11-24\n")
        );
    }

    #[test]
    fn what_would_change_other_facts_is_refused() {
        let shared = "facts:\n  a: &x\n    kind: y\n  b: *x\n";
        assert!(marked(shared, &["b"]).expect_err("an alias").contains("anchor"));
        assert!(marked(shared, &["a"]).expect_err("its anchor").contains("anchor"));
        let date = "facts:\n  a:\n    checked: &d 2020\n  b:\n    checked: *d\n";
        assert!(marked(date, &["a"]).expect_err("a shared date").contains("anchor"));
        check_alias_date(date);
        assert!(marked("facts:\n  a: text\n", &["a"]).expect_err("no map").contains("not a map"));
        assert!(marked("facts:\n  a: {kind: x}\n", &["c"]).expect_err("unknown").contains("not in this file"));
        assert!(marked("facts: [", &["a"]).is_err());
    }

    fn check_alias_date(text: &str) {
        let after = marked(text, &["b"]).expect("the alias is replaced by the date");
        assert_eq!(after, "facts:\n  a:\n    checked: &d 2020\n  b:\n    checked: 2026-11-24\n");
    }

    #[test]
    fn any_sheet_is_marked_so_that_nothing_else_changes_or_left_alone() {
        let mut random = fastrand::Rng::with_seed(7);
        let parts = [
            "facts:\n",
            "  a:\n",
            "  b:\n",
            "    kind: x\n",
            "    note: |\n      # t\n\n",
            "    by: [x,\n      y]\n",
            "\n",
            "    # c\n",
            "  a: {k: v}\n",
            "    checked: 2020\n",
            "    see:\n      - z\n",
            "    evidence: {source: s,\n at: 'p'}\n",
            "\t",
            "- ",
            "制: 裁\r\n",
            "    claim: \"q\n      r\"\n",
        ];
        let mut edited = 0;
        for _ in 0..4000 {
            let text: String = (0..random.usize(1..9)).map(|_| parts[random.usize(..parts.len())]).collect();
            let text = if random.bool() { format!("facts:\n  a:\n{text}") } else { text };
            // `checked` itself proves that nothing else changes; here: no panic, and it does work mostly.
            edited += usize::from(marked(&text, &["a"]).is_ok_and(|after| after != text));
        }
        assert!(edited > 200, "{edited}");
    }
}
