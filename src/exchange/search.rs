//! The search index: words to documents in shards, documents in chunks, as JSON.
//!
//! In: documents with weighted texts. Out: files a browser fetches as it needs them: `index.json` first, then
//! the shard of each word's first letter, then the chunks of the documents found. The script of the search
//! page splits a query the same way; `tests/browser` holds the two together. No library at hand splits
//! Chinese, and those that do not need a server want the whole index at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::base::hash::Hash;
use crate::parse::markdown::sentence::is_han;

/// Documents in one chunk.
const CHUNK: usize = 50;
/// Number of shards for Chinese.
const HAN_SHARDS: u32 = 16;

/// Something that can be found.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// 0 facts, 1 pages, 2 sources: groups of results, in this order.
    pub group: u8,
    /// Title.
    pub title: String,
    /// Address.
    pub url: String,
    /// Value of a fact, kind of anything else.
    pub value: String,
    /// When it held or was published.
    pub date: String,
    /// Texts with their weights.
    pub texts: Vec<(u32, String)>,
}

/// The files of the index below its folder.
pub fn index(documents: &[Document]) -> Vec<(String, Vec<u8>)> {
    let mut postings: BTreeMap<String, BTreeMap<usize, u32>> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        for (weight, text) in &document.texts {
            for word in words(text) {
                // A word said often on a long page is worth no more than a word in a title.
                let sum = postings.entry(word).or_default().entry(number).or_default();
                *sum = (*sum + weight).min(weight * 3).max(*sum);
            }
        }
    }
    let mut shards: BTreeMap<String, BTreeMap<String, Vec<u32>>> = BTreeMap::new();
    for (word, found) in postings {
        let flat = found.into_iter().flat_map(|(number, weight)| [number as u32, weight.min(99)]).collect();
        shards.entry(shard(&word)).or_default().insert(word, flat);
    }
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, words) in &shards {
        files.push((format!("w-{name}.json"), serde_json::to_vec(words).unwrap_or_default()));
    }
    for (number, chunk) in documents.chunks(CHUNK).enumerate() {
        let list: Vec<Value> = chunk.iter().map(|d| json!([d.group, d.title, d.url, d.value, d.date])).collect();
        files.push((format!("d-{number}.json"), serde_json::to_vec(&list).unwrap_or_default()));
    }
    let version = Hash::fold(files.iter().map(|(_, bytes)| Hash::of(bytes))).to_string();
    let names: Vec<&String> = shards.keys().collect();
    let head = json!({"documents": documents.len(), "chunk": CHUNK, "shards": names, "version": &version[..8]});
    files.push(("index.json".to_owned(), serde_json::to_vec(&head).unwrap_or_default()));
    files
}

/// The words of a text as the index holds them: lower case without accents, digits without separators,
/// English endings off, Chinese as pairs of neighbours.
pub fn words(text: &str) -> Vec<String> {
    let folded: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let chars: Vec<char> = folded.chars().collect();
    let mut out = Vec::new();
    let mut word = String::new();
    let mut han: Vec<char> = Vec::new();
    for (index, c) in chars.iter().copied().enumerate() {
        if is_han(c) {
            end_word(&mut word, &mut out);
            han.push(c);
            continue;
        }
        end_han(&mut han, &mut out);
        let between_digits = matches!(c, ',' | '\u{202f}')
            && index > 0
            && chars[index - 1].is_ascii_digit()
            && chars.get(index + 1).is_some_and(char::is_ascii_digit);
        if c.is_alphanumeric() {
            word.push(c);
        } else if !between_digits {
            end_word(&mut word, &mut out);
        }
    }
    end_word(&mut word, &mut out);
    end_han(&mut han, &mut out);
    out
}

fn end_word(word: &mut String, out: &mut Vec<String>) {
    if !word.is_empty() {
        out.push(stem(&std::mem::take(word)));
    }
}

fn end_han(han: &mut Vec<char>, out: &mut Vec<String>) {
    match han.as_slice() {
        [] => {}
        [one] => out.push(one.to_string()),
        many => out.extend(many.windows(2).map(|pair| pair.iter().collect::<String>())),
    }
    han.clear();
}

/// The endings that hide a word from its plural: few rules, since the script repeats them.
fn stem(word: &str) -> String {
    let cut = |end: &str, least: usize| word.strip_suffix(end).filter(|rest| rest.chars().count() >= least);
    if let Some(rest) = cut("ies", 2) {
        return format!("{rest}y");
    }
    for end in ["sses", "shes", "ches", "xes"] {
        if cut(end, 2).is_some() {
            return word[..word.len() - 2].to_owned();
        }
    }
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    cut("s", 3).unwrap_or(word).to_owned()
}

/// The shard that holds a word.
fn shard(word: &str) -> String {
    match word.chars().next() {
        Some(c) if c.is_ascii_lowercase() => c.to_string(),
        Some(c) if c.is_ascii_digit() => "0".to_owned(),
        Some(c) => format!("u{}", c as u32 % HAN_SHARDS),
        None => "0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_chinese_is_split_in_pairs() {
        assert_eq!(
            words("Sanctions on Siluanov’s 10,128 companies"),
            ["sanction", "on", "siluanov", "s", "10128", "company"]
        );
        assert_eq!(words("自力更生 and é"), ["自力", "力更", "更生", "and", "e"]);
        assert_eq!(words("粮"), ["粮"]);
        assert_eq!(
            words("class, process, classes, boxes, this, status"),
            ["class", "process", "class", "box", "this", "status"]
        );
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_found_in_its_shard_with_the_documents_that_hold_it() {
        let document =
            |title: &str| Document { title: title.into(), texts: vec![(8, title.into())], ..Document::default() };
        let files: BTreeMap<String, Vec<u8>> =
            index(&[document("Chips and tariffs"), document("A tariff"), document("芯片")]).into_iter().collect();
        let shard: Value = serde_json::from_slice(&files["w-t.json"]).expect("JSON");
        assert_eq!(shard["tariff"], json!([0, 8, 1, 8]));
        let head: Value = serde_json::from_slice(&files["index.json"]).expect("JSON");
        assert_eq!(head["documents"], 3);
        assert!(files.keys().any(|name| name.starts_with("w-u")), "Chinese has a shard of its own");
    }
}
