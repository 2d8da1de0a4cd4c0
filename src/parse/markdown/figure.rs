//! Which figures of a sentence need a source, and which are names, numbers of places, scores or multiples.
//!
//! In: a sentence and a figure that the number grammar found in it. Out: whether a reader may ask who counted it.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::model::quantity::{Measure, Quantity};
use crate::parse::phrase::{self, Figure, FigureKind};

/// Whether a sentence may hold a figure that counts: two digits, a percentage, a large number. The grammar is
/// looked up only then (it took a third of the parse of a site of 10,000 articles).
pub fn may_hold_figure(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let large = || digits > 0 && (bytes.contains(&b'%') || text.contains("per") || text.contains("illion"));
    let wide = || {
        const LARGE: [char; 14] = ['万', '亿', '百', '十', '成', '％', '０', '１', '２', '３', '４', '５', '６', '７'];
        !text.is_ascii() && text.contains(|c| LARGE.contains(&c) || matches!(c, '８' | '９'))
    };
    digits >= 2 || large() || wide() || holds_number_word(text)
}

/// Whether a figure of a sentence needs a source: ten or more as it is written, or a percentage, or a rank.
pub fn counts(sentence: &str, figure: &Figure) -> bool {
    let at = figure.at.clone();
    let (before, words, after) = (&sentence[..at.start], &sentence[at.clone()], &sentence[at.end..]);
    let digits = words.chars().filter(|c| c.is_numeric()).count();
    let is_large = digits >= 2 || figure.quantity.value.abs() >= Decimal::TEN || figure.quantity.is_percent();
    let kind = match figure.kind {
        FigureKind::Plain => true,
        FigureKind::Ordinal => ranks(after),
        FigureKind::Year | FigureKind::Date | FigureKind::Time | FigureKind::ListNumber => false,
    };
    let bare = words.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let is_name = || bare && (is_in_name(before, words, after) || is_score(before, after));
    let is_place = || is_labelled(before) || is_node(&figure.quantity.measure, after) || is_power(after);
    is_large && kind && !is_place() && !is_name()
}

/// "143rd member", 第43位; not "19th century", "14th Five-Year Plan".
fn ranks(after: &str) -> bool {
    const RANKS: [&str; 12] = [
        "member", "place", "founding", "largest", "most", "country", "state", "rank", "biggest", "highest", "busiest",
        "position",
    ];
    let next = after.trim_start();
    RANKS.iter().any(|word| next.starts_with(word)) || after.starts_with('位') || after.starts_with('名')
}

/// "Mate 60 Pro", "Boeing 737", "ISO 9001", "0800 123456", 863计划, 3.12版, "so-called 996", "221 BC".
fn is_in_name(before: &str, words: &str, after: &str) -> bool {
    const BEHIND: [&str; 22] = [
        "计划",
        "工程",
        "项目",
        "条款",
        "部队",
        "事件",
        "高校",
        "系列",
        "型",
        "号",
        "版",
        "届",
        "国道",
        "高速",
        "路",
        "频道",
        "次列车",
        "次航班",
        "航班",
        "端口",
        "法案",
        "团",
    ];
    const IDENTIFIERS: [&str; 18] = [
        "id",
        "isbn",
        "issn",
        "doi",
        "code",
        "postcode",
        "zip",
        "serial",
        "ref",
        "port",
        "extension",
        "so-called",
        "euro",
        "class",
        "type",
        "mark",
        "area",
        "call",
    ];
    const INDICES: [&str; 8] = ["S&P", "Fortune", "FTSE", "CSI", "Nikkei", "Forbes", "Nasdaq", "Russell"];
    let last = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    let touches = before.ends_with([' ', '\u{a0}']);
    let next = after.trim_start();
    let next = &next[..next.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(next.len())];
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_phone = words.starts_with('0') && words.len() > 2 && !words.contains('.')
        || touches && last.starts_with('0') && last.len() > 2 && number(last);
    let is_counted =
        next.ends_with('s') || matches!(next, "people" | "men" | "women" | "staff" | "of" | "percent" | "per");
    let is_acronym = last.len() >= 2
        && last.chars().all(|c| c.is_ascii_uppercase())
        && !matches!(last, "US" | "EU" | "UK" | "UN" | "USSR" | "PRC" | "GDP" | "IN" | "SDN");
    let is_capital =
        last.starts_with(|c: char| c.is_uppercase()) && last.chars().all(|c| c.is_alphanumeric() || "'’&-".contains(c));
    let is_opener = matches!(
        last,
        "In" | "The"
            | "A"
            | "An"
            | "Of"
            | "For"
            | "At"
            | "By"
            | "On"
            | "From"
            | "To"
            | "With"
            | "And"
            | "But"
            | "These"
            | "Those"
            | "All"
            | "Its"
            | "Their"
            | "Over"
            | "Under"
            | "After"
            | "Before"
            | "Since"
            | "Another"
            | "Other"
            | "Only"
            | "Some"
            | "About"
            | "Around"
            | "Between"
            | "Up"
            | "As"
            | "Nor"
            | "Or"
            | "When"
            | "While"
            | "There"
            | "Then"
            | "Next"
            | "First"
            | "Last"
            | "Most"
            | "Both"
            | "Every"
            | "Each"
            | "That"
            | "This"
            | "Her"
            | "His"
            | "Our"
            | "Out"
            | "Per"
            | "More"
            | "Less"
    );
    let is_named = touches
        && words.len() <= 4
        && is_capital
        && !is_opener
        && (is_acronym || INDICES.contains(&last) || !is_counted);
    is_phone
        || is_named
        || touches && IDENTIFIERS.contains(&&*last.to_lowercase())
        || matches!(next, "BC" | "BCE" | "AD" | "CE")
        || BEHIND.iter().any(|word| after.starts_with(word))
}

/// Behind a word that numbers places, or another number behind it: "notes 15 and 19", 脚注15, 端口8080.
fn is_labelled(before: &str) -> bool {
    const LABELS: [&str; 18] = [
        "脚注",
        "注释",
        "附录",
        "图",
        "表",
        "端口",
        "电话",
        "编号",
        "代码",
        "邮编",
        "房间",
        "型号",
        "版本",
        "波音",
        "空客",
        "公元前",
        "公元",
        "国道",
    ];
    let bare = before.trim_end();
    if LABELS.iter().any(|label| bare.ends_with(label)) {
        return true;
    }
    let mut words = bare.split_whitespace().rev().peekable();
    let mut joined = false;
    while let Some(word) = words.next() {
        let is_joint = matches!(word, "and" | "or" | "to" | "&") || word == "–";
        let is_number = word.trim_end_matches(',').bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match (is_joint, is_number && (joined || word.ends_with(','))) {
            (true, _) | (_, true) => joined = true,
            _ => return joined && phrase::is_label(word.trim_end_matches('.').to_lowercase().as_str()),
        }
    }
    false
}

/// A generation of chipmaking, which is named after a length.
fn is_node(measure: &Measure, after: &str) -> bool {
    let is_word = |word: &str| matches!(word, "nm" | "nanometre" | "nanometres" | "nanometer" | "nanometers");
    let next = after.trim_start_matches([' ', '-', '\u{a0}']);
    let next = &next[..next.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(next.len())];
    matches!(measure, Measure::Words(words) if is_word(words)) || is_word(next) || after.starts_with("纳米")
}

/// 98比87, "won 98–87", "9/11", "1920×1080".
fn is_score(before: &str, after: &str) -> bool {
    let is_joint = |c: char| matches!(c, '比' | '–' | '-' | ':' | '/' | '×' | 'x');
    let next = after.strip_prefix(is_joint).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let last = before.strip_suffix(is_joint).is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    next || last
}

/// "1.07 to the fifth power".
fn is_power(after: &str) -> bool {
    let next = after.trim_start();
    next.strip_prefix("to the ").is_some_and(|rest| {
        let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        rest.contains("power") && word.ends_with("th") || matches!(word, "fourth" | "fifth" | "third" | "sixth")
    })
}

const SMALL: [&str; 19] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [&str; 4] = ["hundred", "thousand", "million", "billion"];

/// At a glance: some number word of ten or more ends like these.
fn holds_number_word(text: &str) -> bool {
    ["ty ", "ty-", "teen ", "eleven ", "twelve ", "hundred ", "thousand ", "ten "].iter().any(|end| text.contains(end))
}

/// Counts of ten or more that are written out: "eleven members", "two hundred engineers", 二十五个国家. Spans of time,
/// multiples and idioms ("a hundred times") are none.
pub fn in_words(sentence: &str) -> Vec<(Range<usize>, Quantity)> {
    let mut out = Vec::new();
    if holds_number_word(sentence) {
        english(sentence, &mut out);
    }
    if !sentence.is_ascii() && sentence.contains(['十', '百', '千']) {
        chinese(sentence, &mut out);
    }
    out
}

fn english(sentence: &str, out: &mut Vec<(Range<usize>, Quantity)>) {
    let starts = |word: &str| SMALL.contains(&word) || TENS.contains(&word);
    let is_number = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.split('-').all(|part| starts(part) || SCALES.contains(&part))
    };
    let words: Vec<(usize, &str)> = sentence
        .split_whitespace()
        .map(|piece| {
            let bare = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
            let at = piece.as_ptr() as usize - sentence.as_ptr() as usize + piece.len() - bare.len();
            (at, bare.trim_end_matches(|c: char| !c.is_alphanumeric()))
        })
        .collect();
    let mut at = 0;
    while at < words.len() {
        let first = words[at].1;
        if first.is_empty() || !is_number(first) || SCALES.contains(&&*first.to_ascii_lowercase()) {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < words.len()
            && (is_number(words[end].1)
                || words[end].1 == "and" && words.get(end + 1).is_some_and(|next| is_number(next.1)))
        {
            end += 1;
        }
        let range = words[at].0..words[end - 1].0 + words[end - 1].1.len();
        let next = words.get(end).map_or("", |word| word.1);
        let is_span = ["year", "month", "day", "week", "hour", "minute", "second", "decade", "centur", "time", "fold"]
            .iter()
            .any(|unit| next.starts_with(unit));
        let counts_things =
            next.ends_with('s') && next.chars().all(char::is_lowercase) || matches!(next, "people" | "men" | "women");
        if counts_things
            && !is_span
            && let Ok(quantity) = phrase::parse(&sentence[range.clone()])
            && quantity.value >= Decimal::TEN
        {
            out.push((range, quantity));
        }
        at = end;
    }
}

fn chinese(sentence: &str, out: &mut Vec<(Range<usize>, Quantity)>) {
    const COUNTERS: &str = "个家名位艘座辆架人条项种所台件张部支轮批户吨国省市县";
    let is_numeral = |c: char| "一二三四五六七八九十百千两零〇".contains(c);
    let mut from = 0;
    while let Some(start) = sentence[from..].find(is_numeral).map(|at| from + at) {
        let rest = &sentence[start..];
        let length = rest.find(|c| !is_numeral(c)).unwrap_or(rest.len());
        let run = &rest[..length];
        from = start + length;
        let after = rest[length..].trim_start_matches(['多', '余', '来']);
        let before = &sentence[..start];
        let is_place =
            before.ends_with(['第', '周', '初', '数', '几', '上', '成', '万', '亿', '点']) || before.ends_with("分之");
        let is_large = run.chars().count() >= 2 && run.contains(['十', '百', '千']);
        if is_large
            && !is_place
            && after.starts_with(|c| COUNTERS.contains(c))
            && let Ok(quantity) = phrase::parse(run)
            && quantity.value >= Decimal::TEN
        {
            out.push((start..start + length, quantity));
        }
    }
}
