//! Whether two sources are one: by DOI, by address, by id, or by title, date and first name.
//!
//! In: sources. Out: the keys they share. Addresses are compared without what changes from link to link: scheme, case
//! of the host, a slash at the end, the marks of campaigns, a fragment that is not a route.
//! Absent on purpose: likeness. Titles that differ by a word are two titles.

use url::Url;

use crate::cite::Entry;
use crate::cite::item::bare_doi;
use crate::cite::names::{in_full, is_cjk};
use crate::model::date::Date;
use crate::model::source::Source;

/// Parameters that tell who followed a link, not where it leads.
const TRACKING: &[&str] = &[
    "_hsenc",
    "_hsmi",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ocid",
    "share_token",
    "spm",
    "twclid",
    "vero_id",
    "wbraid",
    "wt.mc_id",
    "yclid",
];

/// What a source is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Its DOI.
    Doi,
    /// Its address.
    Url,
    /// Its id.
    Id,
    /// Title, date and first author, or publisher where there is no author.
    Title,
}

impl By {
    /// "the same DOI".
    pub fn words(self) -> &'static str {
        match self {
            By::Doi => "the same DOI",
            By::Url => "the same address",
            By::Id => "the same id",
            By::Title => "the same title, date and author",
        }
    }
}

/// The keys of a source, most telling first.
pub fn keys(entry: &Entry<'_>) -> Vec<(By, String)> {
    let source = entry.source;
    let mut out = Vec::new();
    let of_url = source.url.as_deref().and_then(doi_of_url);
    if let Some(doi) = source.doi.as_deref().map(doi).or(of_url.clone()).filter(|doi| !doi.is_empty()) {
        out.push((By::Doi, doi));
    }
    if let Some(url) = source.url.as_deref().filter(|_| of_url.is_none()).and_then(address) {
        out.push((By::Url, url));
    }
    let by = entry.authors.first().map_or_else(|| entry.publisher.to_owned(), in_full);
    let year = source.date.map(|date| date.year.to_string()).unwrap_or_default();
    out.push((By::Title, format!("{}|{year}|{}", folded(&source.title), folded(&by))));
    out
}

/// Whether two sources with one key are one. A title alone is not enough: nothing that both give may differ, dates as
/// far as both are exact; only of a signed work with a telling title may there be two addresses.
pub fn is_one(a: &Source, b: &Source, by: By) -> bool {
    if by != By::Title {
        return true;
    }
    let differ = |a: Option<String>, b: Option<String>| a.is_some() && b.is_some() && a != b;
    let url = |source: &Source| source.url.as_deref().and_then(address);
    let bare = |source: &Source| source.doi.as_deref().map(doi);
    let dates = |part: fn(Date) -> Option<u8>| {
        let of = |source: &Source| source.date.and_then(part).map(|part| part.to_string());
        differ(of(a), of(b))
    };
    let is_signed = !a.authors.is_empty() && !b.authors.is_empty();
    let weight = |title: &str| title.chars().map(|c| if is_cjk(c) { 3 } else { 1 }).sum::<usize>();
    let is_telling = is_signed && weight(&folded(&a.title)) >= TELLING;
    !differ(bare(a), bare(b))
        && !dates(|date| date.month)
        && !dates(|date| date.day)
        && (is_telling || !differ(url(a), url(b)))
}

/// Letters of a title that two works of one author and year hardly share; a Chinese character counts for three.
const TELLING: usize = 18;

/// A DOI as it is compared: bare, in small letters.
pub fn doi(text: &str) -> String {
    bare_doi(text).to_ascii_lowercase()
}

fn doi_of_url(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    let path = url.path().trim_start_matches('/');
    (matches!(host, "doi.org" | "dx.doi.org" | "www.doi.org") && path.starts_with("10."))
        .then(|| path.replace("%2F", "/").replace("%2f", "/").to_ascii_lowercase())
}

/// An address as it is compared; nothing for one that is none.
pub fn address(text: &str) -> Option<String> {
    let mut url = Url::parse(text).ok()?;
    let is_route = url.fragment().is_some_and(|fragment| fragment.starts_with(['!', '/']));
    if !is_route {
        url.set_fragment(None);
    }
    let kept: Vec<String> = url
        .query()
        .unwrap_or("")
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
            !pair.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
        })
        .map(str::to_owned)
        .collect();
    url.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    let host = url.host_str()?.to_owned();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    Some(format!("{host}{port}{path}{query}{fragment}"))
}

/// Letters and digits in small letters, words parted by one blank; "&" is "and".
pub fn folded(text: &str) -> String {
    let lower = text.to_lowercase().replace('&', " and ");
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_by_whatever_way_it_was_reached() {
        let one = address("https://Example.org/a/b").expect("an address");
        for same in [
            "http://example.org/a/b",
            "https://EXAMPLE.org:443/a/b/",
            "https://example.org/a/b?utm_source=x&fbclid=y",
            "https://example.org/a/b#part",
            "https://example.org/a/./b/?",
        ] {
            assert_eq!(address(same).as_deref(), Some(&*one), "{same}");
        }
        for other in [
            "https://example.org/a/B",
            "https://example.org/a/b?id=1",
            "https://www.example.org/a/b",
            "https://example.org/a/b#!/x",
        ] {
            assert_ne!(address(other).as_deref(), Some(&*one), "{other}");
        }
        assert_eq!(address("no address"), None);
    }

    #[test]
    fn a_doi_is_the_same_bare_or_as_an_address_in_any_case() {
        for text in ["10.1000/ABC", "https://doi.org/10.1000/abc", "doi:10.1000/abc", "http://dx.doi.org/10.1000/Abc"] {
            assert_eq!(doi(text), "10.1000/abc");
        }
        assert_eq!(doi_of_url("https://dx.doi.org/10.1000%2FABC").as_deref(), Some("10.1000/abc"));
        assert_eq!(doi_of_url("https://example.org/10.1000/abc"), None);
    }
}
