//! How well a thing fits what was typed.
//!
//! Every word typed must be found somewhere: in the id, a name, or the text. No index is kept: 10,000 facts are
//! searched letter by letter in a few milliseconds, and an index would have to be made anew with every keystroke.

/// What was typed, word by word, in lower case.
pub struct Query {
    words: Vec<Word>,
}

/// A word, and the word as a part of an id begins. They are made once: thousands of ids are searched for them.
struct Word {
    text: String,
    after_slash: String,
    after_hyphen: String,
}

impl Query {
    /// Splits what was typed.
    pub fn new(text: &str) -> Query {
        let word = |text: String| Word { after_slash: format!("/{text}"), after_hyphen: format!("-{text}"), text };
        Query { words: text.split_whitespace().map(|text| word(text.to_lowercase())).collect() }
    }

    /// Nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well an id with names and texts fits, 0 best; `None` if a word is found nowhere. `texts` is asked only
    /// for words that neither the id nor a name holds, and only as far as the word is found.
    pub fn fit<'t, T: IntoIterator<Item = &'t str>>(
        &self,
        id: &str,
        names: &[&str],
        texts: impl Fn() -> T,
    ) -> Option<u8> {
        let mut worst = 0;
        for word in &self.words {
            let fit = match word.in_id(id) {
                Some(fit) => fit,
                None if names.iter().any(|name| contains(name, &word.text)) => 3,
                None if texts().into_iter().any(|text| contains(text, &word.text)) => 4,
                None => return None,
            };
            worst = worst.max(fit);
        }
        Some(worst)
    }
}

impl Word {
    /// 0 at the beginning, 1 where a part of it begins, 2 elsewhere.
    fn in_id(&self, id: &str) -> Option<u8> {
        if !contains(id, &self.text) {
            return None;
        }
        let begins = id.get(..self.text.len()).is_some_and(|start| start.eq_ignore_ascii_case(&self.text));
        let part_begins = || contains(id, &self.after_slash) || contains(id, &self.after_hyphen);
        Some(if begins { 0 } else { 2 - u8::from(part_begins()) })
    }
}

/// Whether a text holds a word of lower-case letters, in any case.
pub fn contains(text: &str, word: &str) -> bool {
    if word.is_ascii() {
        let word = word.as_bytes();
        let Some(first) = word.first() else { return true };
        let starts = |window: &&[u8]| window[0].to_ascii_lowercase() == *first;
        return text.as_bytes().windows(word.len()).filter(starts).any(|window| window.eq_ignore_ascii_case(word));
    }
    // Scripts without case, such as Chinese, need no second look.
    text.contains(word) || word.chars().any(char::is_lowercase) && text.to_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(query: &str) -> Option<u8> {
        Query::new(query)
            .fit("russia-sanctions/count", &["Castellum Über", "卡斯特勒姆"], || ["Russia has incurred them."])
    }

    #[test]
    fn the_nearer_the_id_the_better() {
        let found = ["russia", "sanctions", "anctio", "CASTELLUM", "incurred", "卡斯特", "über", "count incurred"];
        assert_eq!(found.map(fit), [Some(0), Some(1), Some(2), Some(3), Some(4), Some(3), Some(3), Some(4)]);
        assert_eq!((fit(""), fit("tariff"), fit("russia tariff"), fit("制裁")), (Some(0), None, None, None));
        assert!(contains("a_B@c", "_b@") && !contains("ab", "abc"));
    }
}
