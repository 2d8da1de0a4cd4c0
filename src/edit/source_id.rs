//! Ids for sources that come without one, in the way people make them: who, when, what it is about.
//!
//! In: a source with its names resolved. Out: `reuters-2020-12-10-grain`, `tisdell-2013-economic-self`. Periodicals and
//! pages go by their publisher, works by their author. Words in other scripts are spelled in Latin letters, Chinese in
//! pinyin; a translated title is preferred. Unique among the ids taken: the second of a name gets `-2`.

use std::collections::{HashMap, HashSet};

use deunicode::deunicode;

use crate::cite::Entry;
use crate::cite::names::{Shape, shape};
use crate::model::is_id;
use crate::model::source::SourceKind;

/// Longest first part.
const WHO: usize = 24;
/// Longest id proposed, so that a number fits behind it.
const LONGEST: usize = 56;
/// Words that say nothing about a title.
const SMALL: &[&str] = &[
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from",
    "has", "have", "how", "in", "into", "is", "it", "its", "new", "of", "on", "or", "over", "s", "says", "than",
    "that", "the", "their", "this", "to", "up", "us", "was", "what", "when", "where", "which", "who", "why", "will",
    "with",
];

/// Ids that are taken.
#[derive(Debug, Default)]
pub struct Taken {
    ids: HashSet<String>,
    /// The next number to try behind an id.
    next: HashMap<String, usize>,
}

impl Taken {
    /// All ids of a site.
    pub fn of<'a>(ids: impl IntoIterator<Item = &'a str>) -> Taken {
        Taken { ids: ids.into_iter().map(str::to_lowercase).collect(), next: HashMap::new() }
    }

    /// Takes an id, or the first free one with a number behind it.
    pub fn take(&mut self, id: &str) -> String {
        if self.ids.insert(id.to_owned()) {
            return id.to_owned();
        }
        let next = self.next.entry(id.to_owned()).or_insert(2);
        loop {
            let numbered = format!("{id}-{next}");
            *next += 1;
            if self.ids.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Whether a key from elsewhere may stay: it is an id and no mere number.
pub fn is_good(key: &str) -> bool {
    is_id(key) && key.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// The id a person might have given. `publisher` is the id of the publisher's entity, if it has one.
pub fn propose(entry: &Entry<'_>, publisher: Option<&str>) -> String {
    let source = entry.source;
    let goes_by_publisher = matches!(
        source.kind,
        SourceKind::Newspaper
            | SourceKind::Magazine
            | SourceKind::Web
            | SourceKind::Post
            | SourceKind::Dataset
            | SourceKind::Law
    );
    let author = entry.authors.first().or(entry.editors.first()).map(|name| match shape(name) {
        Shape::Person { family, .. } => slug(&family),
        Shape::Whole(text) => slug(&text),
    });
    let publisher =
        publisher.map(str::to_owned).or_else(|| (entry.publisher != UNKNOWN).then(|| slug(entry.publisher)));
    let publisher = publisher.filter(|slug| !slug.is_empty());
    let author = author.filter(|slug| !slug.is_empty());
    let who = if goes_by_publisher { publisher.or(author) } else { author.or(publisher) };
    let who = who.unwrap_or_else(|| source.kind.word().to_owned());
    let who = cut(who.strip_prefix("the-").unwrap_or(&who), WHO);
    let date = source.date.map(|date| match goes_by_publisher {
        true => date.to_string(),
        false => format!("{:04}", date.year),
    });
    let title = source.title_en.as_deref().unwrap_or(&source.title);
    let parts = [Some(who), date, Some(subject(title)).filter(|words| !words.is_empty())];
    let id = parts.into_iter().flatten().collect::<Vec<_>>().join("-");
    cut(&id, LONGEST)
}

/// What stands for a publisher that nobody named.
pub const UNKNOWN: &str = "unknown";

/// The first words of a title that say something.
fn subject(title: &str) -> String {
    let slug = slug(title);
    let words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
    let telling: Vec<&str> = words.iter().copied().filter(|word| !SMALL.contains(word)).collect();
    let chosen = if telling.is_empty() { words } else { telling };
    // Syllables of pinyin are short; three of them make a word or two.
    let count = if chosen.iter().take(3).map(|word| word.len()).sum::<usize>() <= 12 { 3 } else { 2 };
    cut(&chosen.into_iter().take(count).collect::<Vec<_>>().join("-"), WHO)
}

/// Small Latin letters and digits, parted by single hyphens.
fn slug(text: &str) -> String {
    // An apostrophe joins: "China's" is one word.
    let latin = deunicode(&text.chars().take(400).collect::<String>()).replace(['\'', '’'], "").to_lowercase();
    let words = latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// At most so many bytes, cut between words where there is a hyphen.
fn cut(slug: &str, most: usize) -> String {
    if slug.len() <= most {
        return slug.to_owned();
    }
    let head = &slug[..most];
    let end = if slug.as_bytes()[most] == b'-' { most } else { head.rfind('-').filter(|at| *at > 0).unwrap_or(most) };
    head[..end].trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_latin_and_cut_between_words() {
        assert_eq!(slug("Größe & Co. in 中国"), "grosse-co-in-zhong-guo");
        assert_eq!(slug("China's Quest"), "chinas-quest");
        assert_eq!(slug("???"), "");
        assert_eq!(cut("one-two-three", 9), "one-two");
        assert_eq!(cut("one-two-three", 7), "one-two");
        assert_eq!(cut("onetwothree", 7), "onetwot");
        assert_eq!(subject("The rise of the US economy"), "rise-economy");
        assert_eq!(subject("坚持独立自主"), "jian-chi-du");
    }

    #[test]
    fn ids_stay_unique_whatever_comes() {
        let mut taken = Taken::of(["a", "a-2", "B"]);
        assert_eq!(["a", "a", "b", "c", "c"].map(|id| taken.take(id)), ["a-3", "a-4", "b-2", "c", "c-2"]);
        assert!(is_good("han-2022") && !is_good("2022") && !is_good("Han2022") && !is_good("韩2022"));
    }
}
