//! The order of the reference list: names, then date, then title.
//!
//! Latin letters collate without regard to accents and case, Chinese by pinyin; on a Chinese site the Chinese
//! entries come first, elsewhere they follow. Undated works stand last among those of one author.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::Locale;

use super::names::is_han;
use crate::model::date::Date;

/// What one entry is sorted by.
#[derive(Clone, Debug)]
pub struct SortBy<'a> {
    /// Names, or the title of an unsigned work.
    pub head: String,
    /// Date of publication.
    pub date: Option<Date>,
    /// Title.
    pub title: &'a str,
}

/// Indices in the order of the list; entries that tie keep theirs.
pub fn order(entries: &[SortBy<'_>], chinese_site: bool) -> Vec<usize> {
    let (latin, pinyin) = (collator("en"), collator("zh"));
    let key = |text: &str| {
        let text = without_article(text);
        let han = text.chars().next().is_some_and(is_han);
        (han != chinese_site, sort_key(if han { &pinyin } else { &latin }, text))
    };
    let mut keyed: Vec<_> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| (key(&entry.head), entry.date.is_none(), entry.date, key(entry.title), index))
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(.., index)| index).collect()
}

/// Sorts Chinese words as dictionaries do, by pinyin.
pub fn pinyin_order<T>(items: &mut [T], word: impl Fn(&T) -> &str) {
    let pinyin = collator("zh");
    items.sort_by_cached_key(|item| sort_key(&pinyin, word(item)));
}

/// `text` from its first letter or digit on, an English article skipped.
pub fn without_article(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    ["The ", "A ", "An "].iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}

fn collator(lang: &str) -> Option<CollatorBorrowed<'static>> {
    let locale: Locale = lang.parse().ok()?;
    Collator::try_new(locale.into(), CollatorOptions::default()).ok()
}

fn sort_key(collator: &Option<CollatorBorrowed<'static>>, text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    match collator {
        Some(collator) => drop(collator.write_sort_key_to(text, &mut key)),
        None => key.extend(text.to_lowercase().bytes()),
    }
    key
}
