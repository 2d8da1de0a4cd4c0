//! Numbers by which a trade refers to something: "347 U.S. 483", "41°43′N", "14.Nxd5", "the 10-year note", 铀235, 民国38年.
//!
//! In: what stands before and behind a number. Out: whether the number refers and counts nothing.
//! Absent on purpose: names that grammar shows, and labels; those are in `named`.

use crate::parse::markdown::named::{is_counted, is_in};

/// Whether a number is a reference of law, of a map, a game, a market, a measure's base year, a code or an era.
pub fn is_reference(before: &str, words: &str, after: &str) -> bool {
    let is_bare = words.bytes().all(|b| b.is_ascii_digit());
    is_of_law(before, after)
        || is_coordinate(before, after)
        || is_base_year(before, words)
        || is_bare && (is_move(after) || is_instrument(after) || is_one_of_its_kind(before, after))
        || is_bare && (is_postcode(before, words) || is_compact_date(words) || is_isotope(before, words, after))
        || is_of_an_era(before, after)
        || words.strip_suffix("ers").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Collections of cases and of laws: "347 U.S. 483", "42 U.S.C. § 1983", "17 CFR 240.10b-5", "44 Geo. 3, c. 54".
fn is_of_law(before: &str, after: &str) -> bool {
    const COLLECTIONS: [&str; 22] = [
        "U.S.C.",
        "U.S.",
        "USC",
        "CFR",
        "C.F.R.",
        "F.2d",
        "F.3d",
        "F.4th",
        "F. Supp.",
        "S. Ct.",
        "S.Ct.",
        "Fed. Reg.",
        "Stat.",
        "Geo.",
        "Vict.",
        "Eliz.",
        "Edw.",
        "UKSC",
        "EWCA",
        "EWHC",
        "WLR",
        "QB",
    ];
    let refers = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '§');
    let next = after.trim_start();
    let last = before.trim_end();
    let is_first = COLLECTIONS.iter().any(|name| next.strip_prefix(name).is_some_and(refers));
    let is_second = COLLECTIONS.iter().any(|name| {
        last.strip_suffix(name).is_some_and(|rest| rest.trim_end().ends_with(|c: char| c.is_ascii_digit() || c == ']'))
    });
    is_first || is_second || last.ends_with(['§', '¶']) || before.ends_with(", c. ")
}

/// "41°43′N"; not "220 °C".
fn is_coordinate(before: &str, after: &str) -> bool {
    let behind = after.trim_start().strip_prefix('°');
    behind.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'N' | 'S' | 'E' | 'W')))
        || after.starts_with(['′', '″']) && before.ends_with(['°', '′'])
        || before.ends_with('°')
}

/// "in 2015 dollars": money of that year, no sum.
fn is_base_year(before: &str, words: &str) -> bool {
    let Some((year, money)) = words.split_once(' ') else { return false };
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    let last = before.trim_end().rsplit(' ').next().unwrap_or("");
    let is_money = money.ends_with('s') || matches!(money, "yuan" | "yen");
    is_year && year.bytes().all(|b| b.is_ascii_digit()) && is_money && is_in(last, "in|In|constant|real|at|of|to|into")
}

/// "14.Nxd5", "15.O-O".
fn is_move(after: &str) -> bool {
    let Some(rest) = after.strip_prefix('.') else { return false };
    let rest = rest.trim_start_matches('.');
    let played = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let played = played.trim_end_matches([',', '.', ';', '!', '?', '+', '#']);
    let is_square = |pair: &[u8]| (b'a'..=b'h').contains(&pair[0]) && (b'1'..=b'8').contains(&pair[1]);
    (2..=7).contains(&played.len())
        && (matches!(played, "O-O" | "O-O-O") || played.bytes().all(|b| b"KQRBNabcdefghx=12345678".contains(&b)))
        && (played.starts_with('O') || played.as_bytes().windows(2).any(is_square))
}

/// "the 10-year note": a kind of paper, whatever is left of its life.
fn is_instrument(after: &str) -> bool {
    const PAPERS: &str = "note|notes|bond|bonds|Treasury|Treasuries|gilt|gilts|bund|bunds|Bund|Bunds|yield|yields|benchmark|\
        swap|swaps|tenor|maturity|JGB|JGBs";
    let rest = after.strip_prefix("-year ");
    rest.is_some_and(|rest| is_in(&rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())], PAPERS))
}

/// "her 529 plan", "the 38 bus": one thing behind a number other than one is named by it.
fn is_one_of_its_kind(before: &str, after: &str) -> bool {
    const KINDS: &str = "plan|form|visa|rule|act|law|bus|train|tram|flight|squadron|jet|airliner|engine|chip|processor|rifle|\
        pistol|gun|tank|missile|route|highway|motorway|tramline|agreement|accord|treaty|resolution|edition|model|heading|\
        clause|exemption|list|ticket|permit|licence|license|programme|program|initiative";
    const DETERMINERS: &str = "the|The|a|A|an|An|his|her|its|their|our|my|this|that|This|That|every|each|Every|Each";
    let last = before.trim_end().rsplit(' ').next().unwrap_or("");
    let Some(rest) = after.strip_prefix(' ') else { return false };
    let next = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
    let behind = &rest[next.len()..];
    let mut words = behind.split_whitespace();
    let (then, later) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    // "the 12 bus drivers"
    let ends = !behind.starts_with('-') && !(behind.starts_with(' ') && is_counted(then, later));
    ends && is_in(next, KINDS) && (is_in(last, DETERMINERS) || last.ends_with("’s") || last.ends_with("'s"))
}

/// "DC 20500".
fn is_postcode(before: &str, words: &str) -> bool {
    let last = before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    words.len() == 5
        && last.len() == 2
        && !is_in(last, "US|EU|UK|UN")
        && last.bytes().all(|b| b.is_ascii_uppercase())
        && before.ends_with(' ')
}

/// 20231108: a day, as files are named.
fn is_compact_date(words: &str) -> bool {
    let part = |at: std::ops::Range<usize>| words.get(at).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
    words.len() == 8
        && (1900..2100).contains(&part(0..4))
        && (1..=12).contains(&part(4..6))
        && (1..=31).contains(&part(6..8))
}

/// 铀235, 碳14; not 铀235吨.
fn is_isotope(before: &str, words: &str, after: &str) -> bool {
    const ELEMENTS: [char; 14] = ['铀', '钚', '钴', '铯', '锶', '碘', '碳', '氢', '氦', '镭', '钍', '钾', '锂', '氙'];
    let is_weighed = after.starts_with(['吨', '克', '万', '公', '千', '斤', '多', '余']);
    (2..=3).contains(&words.len()) && before.ends_with(ELEMENTS) && !is_weighed
}

/// 民国38年, 昭和16年: a year by its era.
fn is_of_an_era(before: &str, after: &str) -> bool {
    const ERAS: [&str; 16] = [
        "民国", "光绪", "同治", "咸丰", "道光", "嘉庆", "乾隆", "康熙", "宣统", "万历", "明治", "大正", "昭和", "平成",
        "令和", "檀纪",
    ];
    after.starts_with('年') && ERAS.iter().any(|era| before.ends_with(era))
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    /// The number stands between bars.
    fn refers(text: &str) -> bool {
        let parts: Vec<&str> = text.split('|').collect();
        let [before, words, after] = parts[..] else { panic!("{text}") };
        is_reference(before, words, after)
    }

    #[test]
    fn references_of_trades_count_nothing() {
        for text in [
            "In Brown, |347| U.S. 483, they found",
            "In Brown, 347 U.S. |483|, they found",
            "Claims |under 42| U.S.C. § 1983",
            "The rule at |17| CFR 240.10b-5",
            "cited as |44| Geo. 3, c. 54",
            "lies at |41|°43′N",
            "lies at 41°|43|′N",
            "given in |2015 dollars| unless",
            "After |14|.Nxd5 exd5",
            "watch the |10|-year note",
            "and her |529| plan",
            "Washington, DC |20500|, pass",
            "终稿|20231108|定",
            "铀|235|只占",
            "民国|38|年",
            "The |76ers| beat",
        ] {
            assert!(refers(text), "{text}");
        }
    }

    #[test]
    fn counts_beside_the_like_words_are_none() {
        for text in [
            "There are |347| U.S. companies",
            "heated to |220| °C",
            "paid |2015 dollars| for it",
            "They sank |14|. Nobody came",
            "a |10|-year war",
            "with |529| plans",
            "The US |20500| times",
            "含铀|235|吨",
            "过了|38|年",
            "the |12| bus drivers",
        ] {
            assert!(!refers(text), "{text}");
        }
    }
}
