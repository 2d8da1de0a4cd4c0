//! A number with its English noun, as messages print it: "1 entry", "3 entries".
//!
//! In: how many, and the noun in the singular. Out: both in words. Absent on purpose: nouns whose plural has no rule;
//! no message has one. What readers see is worded by the language of its page, in `render`.

/// "1 finding", "3 findings"; also for nouns in -y, -x, -s.
pub fn count(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        _ => format!("{n} {}", many(noun)),
    }
}

fn many(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn nouns_follow_their_number() {
        let all: Vec<_> =
            ["finding", "entry", "day", "fix", "address"].map(|noun| (count(1, noun), count(2, noun))).into();
        let shown: Vec<String> = all.iter().map(|(one, two)| format!("{one}, {two}")).collect();
        assert_eq!(
            shown,
            [
                "1 finding, 2 findings",
                "1 entry, 2 entries",
                "1 day, 2 days",
                "1 fix, 2 fixes",
                "1 address, 2 addresses"
            ]
        );
        assert_eq!(count(0, "error"), "0 errors");
    }
}
