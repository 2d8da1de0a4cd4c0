//! How a bibliography takes a name apart: family and given, or whole.
//!
//! Names in Chinese, Japanese or Korean script are whole, family first, without a space, and so are the names
//! of bodies. A plain name of two to four words is a person's when nothing in it speaks of a body.
//! Absent on purpose: entities. A caller that knows a body hands it over as a family name without a given one.

use crate::model::source::Name;

/// A name ready for a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A person whose given names may be cut to initials.
    Person {
        /// Family name with its particles.
        family: String,
        /// Given names.
        given: String,
        /// "Jr.", "III".
        suffix: Option<String>,
    },
    /// A body, or a name that no style may cut.
    Whole(String),
}

/// Takes a name apart.
pub fn shape(name: &Name) -> Shape {
    match name {
        Name::Person { family, given } if has_cjk(family) || has_cjk(given) => {
            Shape::Whole(without_gaps(&format!("{family} {given}")))
        }
        Name::Person { family, given } if given.is_empty() => Shape::Whole(family.to_string()),
        Name::Person { family, given } => {
            let (given, suffix) = split_suffix(given);
            Shape::Person { family: family.to_string(), given, suffix }
        }
        Name::Plain(text) if has_cjk(text) => Shape::Whole(without_gaps(text)),
        Name::Plain(text) => person(text).unwrap_or_else(|| Shape::Whole(text.to_string())),
    }
}

/// The name in reading order: "Winnie Han", "韩伟", "World Bank".
pub fn in_full(name: &Name) -> String {
    match shape(name) {
        Shape::Whole(text) => text,
        Shape::Person { family, given, suffix: None } => format!("{given} {family}"),
        Shape::Person { family, given, suffix: Some(suffix) } => format!("{given} {family}, {suffix}"),
    }
}

/// Whether a character belongs to Chinese, Japanese or Korean script, fullwidth punctuation included.
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{303F}' | '\u{3040}'..='\u{30FF}' | '\u{3100}'..='\u{312F}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a character is a Chinese one.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn has_cjk(text: &str) -> bool {
    text.chars().any(is_cjk)
}

/// Drops the spaces between two CJK characters: "韩 伟" is "韩伟".
fn without_gaps(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let joins = out.chars().next_back().is_some_and(is_cjk) && word.chars().next().is_some_and(is_cjk);
        if !out.is_empty() && !joins {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// "Martin Luther, Jr." is the given names and the suffix.
fn split_suffix(given: &str) -> (String, Option<String>) {
    match given.rsplit_once(',') {
        Some((first, suffix)) if is_suffix(suffix.trim()) => (first.trim().to_owned(), Some(suffix.trim().to_owned())),
        _ => (given.to_owned(), None),
    }
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr" | "Jr." | "Sr" | "Sr." | "II" | "III" | "IV")
}

/// A person's name in natural order, or `None` when it may be a body's.
fn person(text: &str) -> Option<Shape> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let suffix = match words.last() {
        Some(last) if words.len() > 2 && is_suffix(last) => words.pop().map(str::to_owned),
        _ => None,
    };
    let full_words = words.iter().filter(|word| !is_particle(word)).count();
    if !(2..=4).contains(&full_words) || !words.iter().all(|word| is_particle(word) || is_name_word(word)) {
        return None;
    }
    if words.iter().any(|word| speaks_of_a_body(word)) || is_particle(words.last()?) {
        return None;
    }
    let mut split = words.len() - 1;
    while split > 1 && is_particle(words[split - 1]) {
        split -= 1;
    }
    Some(Shape::Person { family: words[split..].join(" "), given: words[..split].join(" "), suffix })
}

fn is_particle(word: &str) -> bool {
    const PARTICLES: [&str; 17] = [
        "van", "von", "der", "den", "de", "del", "della", "da", "dos", "du", "di", "la", "le", "bin", "ibn", "al",
        "ten",
    ];
    PARTICLES.contains(&word)
}

/// Letters with a capital first and a small one somewhere, or initials: "Joyce", "Wang-Li", "J.", "A.B.".
fn is_name_word(word: &str) -> bool {
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
    let initials = word.contains('.') || word.chars().count() == 1;
    capital && plain && (initials || word.chars().any(char::is_lowercase))
}

fn speaks_of_a_body(word: &str) -> bool {
    const BODY: &[&str] = &[
        "academy",
        "administration",
        "advisors",
        "affairs",
        "agency",
        "alliance",
        "analytics",
        "army",
        "assembly",
        "associates",
        "association",
        "authority",
        "bank",
        "banking",
        "board",
        "broadcasting",
        "bureau",
        "business",
        "capital",
        "center",
        "central",
        "centre",
        "chamber",
        "china",
        "chinese",
        "city",
        "club",
        "college",
        "commission",
        "committee",
        "communist",
        "company",
        "congress",
        "consulting",
        "corp",
        "corporation",
        "council",
        "court",
        "customs",
        "daily",
        "data",
        "database",
        "department",
        "desk",
        "digital",
        "directorate",
        "economic",
        "editorial",
        "editors",
        "embassy",
        "energy",
        "european",
        "exchange",
        "federal",
        "federation",
        "finance",
        "financial",
        "first",
        "forum",
        "foundation",
        "fund",
        "general",
        "global",
        "government",
        "group",
        "guardian",
        "herald",
        "holdings",
        "house",
        "human",
        "inc",
        "industry",
        "initiative",
        "institute",
        "institution",
        "international",
        "journal",
        "kingdom",
        "lab",
        "labs",
        "league",
        "library",
        "limited",
        "llc",
        "ltd",
        "magazine",
        "media",
        "ministry",
        "monetary",
        "monitor",
        "museum",
        "national",
        "nations",
        "navy",
        "network",
        "news",
        "nonprofit",
        "observatory",
        "observer",
        "office",
        "online",
        "organisation",
        "organization",
        "parliament",
        "partners",
        "party",
        "police",
        "policy",
        "post",
        "press",
        "programme",
        "project",
        "public",
        "publishing",
        "radio",
        "republic",
        "research",
        "reserve",
        "review",
        "russia",
        "russian",
        "school",
        "secretariat",
        "senate",
        "service",
        "services",
        "society",
        "staff",
        "standard",
        "state",
        "states",
        "statistics",
        "studies",
        "supreme",
        "survey",
        "systems",
        "team",
        "technologies",
        "telegraph",
        "television",
        "the",
        "times",
        "today",
        "trade",
        "treasury",
        "tribune",
        "trust",
        "union",
        "united",
        "university",
        "ventures",
        "wall",
        "watch",
        "western",
        "wire",
        "world",
        "xinhua",
    ];
    let lower = word.to_lowercase();
    let lower = lower.trim_end_matches(['.', ',']);
    BODY.binary_search(&lower.strip_suffix("'s").or_else(|| lower.strip_suffix("’s")).unwrap_or(lower)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> String {
        match shape(&Name::parse(text)) {
            Shape::Whole(text) => format!("[{text}]"),
            Shape::Person { family, given, suffix } => format!("{family}|{given}|{}", suffix.unwrap_or_default()),
        }
    }

    #[test]
    fn people_are_taken_apart_and_bodies_are_not() {
        for (name, expected) in [
            ("Winnie Han", "Han|Winnie|"),
            ("Rinus van der Berg", "van der Berg|Rinus|"),
            ("Martin Luther King Jr.", "King|Martin Luther|Jr."),
            ("King, Martin Luther, Jr.", "King|Martin Luther|Jr."),
            ("W. H. Auden", "Auden|W. H.|"),
            ("Xi, Jinping", "Xi|Jinping|"),
            ("World Bank", "[World Bank]"),
            ("Castellum AI", "[Castellum AI]"),
            ("Yale School of Management", "[Yale School of Management]"),
            ("People's Daily", "[People's Daily]"),
            ("Reuters", "[Reuters]"),
            ("韩 伟", "[韩伟]"),
            ("韩, 伟", "[韩伟]"),
            ("<script>alert(1)</script> x", "[<script>alert(1)</script> x]"),
        ] {
            assert_eq!(parts(name), expected, "{name}");
        }
    }

    #[test]
    fn a_family_name_alone_is_never_cut() {
        let body = Name::Person { family: "Jane Street".into(), given: "".into() };
        assert_eq!(shape(&body), Shape::Whole("Jane Street".to_owned()));
    }
}
