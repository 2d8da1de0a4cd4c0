//! Ids for what has a name: valid, and not taken.
//!
//! In: what someone typed. Out: an id near to it. Names in other scripts are spelt in Latin letters, Chinese ones
//! as pinyin. The sole user of deunicode.

use crate::model::is_id;

/// Longest id.
const MOST: usize = 64;

/// The id nearest to a text; `fallback` if nothing of it can stand in one.
pub fn id_of(text: &str, fallback: &str) -> String {
    let latin = deunicode::deunicode(text).to_lowercase();
    // An apostrophe joins: People's Daily is peoples-daily.
    let kept: String = latin.chars().filter(|c| !matches!(c, '\'' | '’')).collect();
    let words = kept.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = cut(&words.collect::<Vec<_>>().join("-"), MOST);
    if is_id(&id) { id } else { fallback.to_owned() }
}

/// The first of `id`, `id-2`, `id-3` … that is not taken.
pub fn free(id: &str, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(id) {
        return id.to_owned();
    }
    let numbered = |number: usize| {
        let tail = format!("-{number}");
        format!("{}{tail}", cut(id, MOST - tail.len()))
    };
    (2..).map(numbered).find(|id| !is_taken(id)).expect("a site is finite")
}

/// At most so many bytes, not ending in a hyphen.
fn cut(id: &str, most: usize) -> String {
    id[..id.len().min(most)].trim_end_matches('-').to_owned()
}

/// An id as words: `why-self-reliance` is "Why self reliance".
pub fn as_words(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let words = words.trim();
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_become_ids() {
        assert_eq!(id_of("Why Beijing talks", "x"), "why-beijing-talks");
        assert_eq!(id_of("人民日报", "x"), "ren-min-ri-bao");
        assert_eq!(id_of("People's Daily, Überblick_2", "x"), "peoples-daily-uberblick-2");
        assert_eq!(id_of("???", "source"), "source");
        let long = id_of(&"long name ".repeat(20), "x");
        assert!(is_id(&long) && long.len() > 55, "{long}");
        assert_eq!(as_words("why-self_reliance"), "Why self reliance");
    }

    #[test]
    fn a_taken_id_gets_a_number_and_stays_an_id() {
        assert_eq!(free("a", |_| false), "a");
        assert_eq!(free("a", |id| ["a", "a-2"].contains(&id)), "a-3");
        let long = "a".repeat(64);
        let next = free(&long, |id| id == long);
        assert!(is_id(&next) && next.ends_with("a-2"), "{next}");
    }
}
