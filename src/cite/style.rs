//! Citation styles: four that every site has by name, the rest of hayagriva's archive, or a site's own `.csl`.
//!
//! In: a name or the text of a `.csl` file. Out: a `Style`, its affixes taken off, so that groups of citations
//! are put together by `Bibliography`. Absent on purpose: reading files, and styles that only point to another one.

use std::fmt;

use hayagriva::archive::{ArchivedStyle, LOCALES};
use hayagriva::citationberg::{
    CitationFormat, Collapse, IndependentStyle, Locale, LocaleCode, Style as CslStyle, StyleCategory, StyleClass,
};

use super::guard;
use crate::base::hash::Hash;

/// The names the handbook lists; the first is the default.
pub const NAMES: [&str; 4] = ["chicago-author-date", "apa", "modern-language-association", "gb-7714-2015-author-date"];

/// Other ways to write them.
const ALIASES: [(&str, &str); 7] = [
    ("chicago", "chicago-author-date"),
    ("american-psychological-association", "apa"),
    ("modern-language-association", "mla"),
    ("gb-7714-2015", "gb-7714-2015-author-date"),
    ("gb7714-2015", "gb-7714-2015-author-date"),
    ("gb-t-7714-2015-author-date", "gb-7714-2015-author-date"),
    ("china-national-standard-gb-t-7714-2015-author-date", "gb-7714-2015-author-date"),
];

/// A style ready to format with.
#[derive(Clone, Debug)]
pub struct Style {
    /// The style without what stands round a citation and without dashes for repeated authors.
    pub(super) csl: IndependentStyle,
    /// Before a group of citations.
    pub(super) open: String,
    /// After a group of citations.
    pub(super) close: String,
    /// Between two citations of a group.
    pub(super) delimiter: String,
    /// Between two years of one author, if the style joins them.
    pub(super) collapse: Option<String>,
    pub(super) house: House,
    pub(super) scheme: Scheme,
    /// The same for the same style.
    pub(super) stamp: Hash,
}

/// Whose rules the repairs follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum House {
    Chicago,
    Apa,
    Mla,
    Gb,
    Other,
}

/// What stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Names and perhaps a year.
    AuthorDate,
    /// A number of the bibliography.
    Numeric,
    /// A note; printed in parentheses, since pages have no foot.
    Note,
}

/// Why there is no style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StyleError {
    /// No style of that name.
    Unknown {
        /// The name asked for.
        name: String,
        /// The most similar one, if any is similar.
        nearest: Option<&'static str>,
    },
    /// The `.csl` file cannot be used; the reason, a clause without a dot.
    Csl(String),
}

impl fmt::Display for StyleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StyleError::Unknown { name, nearest } => {
                write!(f, "unknown citation style `{name}`")?;
                if let Some(nearest) = nearest {
                    write!(f, "; did you mean `{nearest}`?")?;
                }
                write!(f, " (styles: {}, or a .csl file)", NAMES.join(", "))
            }
            StyleError::Csl(reason) => write!(f, "not a usable CSL style: {reason}"),
        }
    }
}

impl std::error::Error for StyleError {}

/// The style of a name; an unknown one is answered with the nearest.
pub fn style(name: &str) -> Result<Style, StyleError> {
    let key = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, key)| key);
    let unknown = || StyleError::Unknown { name: name.to_owned(), nearest: nearest(name) };
    let house = match key {
        "chicago-author-date" => House::Chicago,
        "apa" => House::Apa,
        "mla" => House::Mla,
        "gb-7714-2015-author-date" => House::Gb,
        _ => House::Other,
    };
    match ArchivedStyle::by_name(key).ok_or_else(unknown)?.get() {
        CslStyle::Independent(csl) => Ok(prepare(csl, house, Hash::of(key.as_bytes()))),
        CslStyle::Dependent(_) => Err(unknown()),
    }
}

/// Reads a `.csl` file. Files past 1 MB, deeply nested ones, macros that call themselves and styles that only
/// refer to a parent are refused.
pub fn style_from_csl(xml: &str) -> Result<Style, StyleError> {
    guard::check_markup(xml).map_err(StyleError::Csl)?;
    let read = std::panic::catch_unwind(|| CslStyle::from_xml(xml));
    match read {
        Ok(Ok(CslStyle::Independent(csl))) => {
            guard::check_macros(&csl).map_err(StyleError::Csl)?;
            Ok(prepare(csl, House::Other, Hash::of(xml.as_bytes())))
        }
        Ok(Ok(CslStyle::Dependent(style))) => Err(StyleError::Csl(format!(
            "it only refers to the style {}; put that style's own .csl file in its place",
            style.parent_link.href
        ))),
        Ok(Err(error)) => Err(StyleError::Csl(first_line(&error.to_string()))),
        Err(_) => Err(StyleError::Csl("the CSL reader gave up on it".to_owned())),
    }
}

/// The terms of the locales asked for, decoded alone: all of them would take 56 ms instead of 2.
pub(super) fn locales(chinese: bool) -> Vec<Locale> {
    let mut wanted = vec!["en-US"];
    if chinese {
        wanted.push("zh-CN");
    }
    let is_wanted = |bytes: &&&[u8]| {
        let head = &bytes[..bytes.len().min(32)];
        wanted.iter().any(|lang| head.windows(lang.len()).any(|window| window == lang.as_bytes()))
    };
    LOCALES.iter().filter(is_wanted).filter_map(|bytes| ciborium::from_reader(*bytes).ok()).collect()
}

/// The locale whose terms an entry takes.
pub(super) fn locale_code(chinese: bool) -> LocaleCode {
    LocaleCode(if chinese { "zh-CN" } else { "en-US" }.to_owned())
}

fn prepare(mut csl: IndependentStyle, house: House, stamp: Hash) -> Style {
    let scheme = scheme(&csl);
    let layout = &mut csl.citation.layout;
    let (open, close) = match (layout.prefix.take(), layout.suffix.take()) {
        (None, None) if scheme == Scheme::Numeric => ("[".to_owned(), "]".to_owned()),
        (None, None | Some(_)) => ("(".to_owned(), ")".to_owned()),
        (open, close) => (open.unwrap_or_default(), close.unwrap_or_default()),
    };
    let delimiter = layout.delimiter.clone().unwrap_or_else(|| "; ".to_owned());
    let years =
        matches!(csl.citation.collapse, Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged));
    let collapse = years.then(|| csl.citation.cite_group_delimiter.clone().unwrap_or_else(|| ", ".to_owned()));
    if let Some(bibliography) = &mut csl.bibliography {
        bibliography.subsequent_author_substitute = None;
    }
    Style { csl, open, close, delimiter, collapse, house, scheme, stamp }
}

fn scheme(csl: &IndependentStyle) -> Scheme {
    let format = csl.info.category.iter().find_map(|category| match category {
        StyleCategory::CitationFormat { format } => Some(*format),
        StyleCategory::Field { .. } => None,
    });
    match format {
        Some(CitationFormat::Numeric) => Scheme::Numeric,
        _ if csl.settings.class == StyleClass::Note => Scheme::Note,
        _ => Scheme::AuthorDate,
    }
}

fn nearest(name: &str) -> Option<&'static str> {
    let names = ArchivedStyle::all().iter().flat_map(|style| style.names()).copied();
    let scored = NAMES.into_iter().chain(names.filter(|name| !name.contains("://")));
    let best = scored
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .fold((0.0, ""), |best, next| if next.0 > best.0 { next } else { best });
    (best.0 > 0.8).then_some(best.1)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or("unreadable").trim_end_matches('.').chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_and_alias_is_a_style() {
        for name in NAMES.into_iter().chain(ALIASES.map(|(alias, _)| alias)) {
            assert!(style(name).is_ok(), "{name}");
        }
        assert!(style("ieee").is_ok_and(|style| style.scheme == Scheme::Numeric));
        assert!(style("chicago-notes").is_ok_and(|style| style.scheme == Scheme::Note));
    }

    #[test]
    fn an_unknown_style_is_answered_with_the_nearest() {
        let message = style("chicago-authordate").map(|_| ()).expect_err("no such style").to_string();
        assert_eq!(
            message,
            "unknown citation style `chicago-authordate`; did you mean `chicago-author-date`? (styles: \
             chicago-author-date, apa, modern-language-association, gb-7714-2015-author-date, or a .csl file)"
        );
    }

    #[test]
    fn two_locales_are_decoded() {
        let langs: Vec<_> = locales(true).into_iter().filter_map(|locale| locale.lang).map(|lang| lang.0).collect();
        assert_eq!(langs, ["en-US", "zh-CN"]);
    }
}
