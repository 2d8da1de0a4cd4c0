//! Which figures of a sentence need a source, and which are names, numbers of places, dates, scores or multiples.
//!
//! In: a sentence and a figure that the number grammar found in it. Out: whether a reader may ask who counted it.
//! Numbers in words are in `spelled`, names in `named`.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::model::quantity::{Measure, Quantity};
use crate::parse::markdown::named::{is_in, is_in_name, is_labelled, is_score};
use crate::parse::markdown::ordinal::is_rank;
use crate::parse::markdown::reference::is_reference;
use crate::parse::markdown::spelled::may_spell;
use crate::parse::phrase::{Figure, FigureKind};

/// Whether a sentence may hold a figure that counts: two digits, a percentage, a large number. The grammar is
/// looked up only then (it took a third of the parse of a site of 10,000 articles).
pub fn may_hold_figure(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let large = || digits > 0 && (bytes.contains(&b'%') || text.contains("per") || text.contains("illion"));
    let wide = || {
        const LARGE: [char; 15] =
            ['万', '亿', '千', '百', '十', '成', '％', '０', '１', '２', '３', '４', '５', '６', '７'];
        !text.is_ascii() && text.contains(|c| LARGE.contains(&c) || matches!(c, '８' | '９'))
    };
    digits >= 2 || large() || wide() || may_spell(text)
}

/// Whether a figure of a sentence needs a source: ten or more as it is written, or a percentage, or a rank.
pub fn counts(sentence: &str, figure: &Figure) -> bool {
    let at = figure.at.clone();
    let (before, words, after) = (&sentence[..at.start], &sentence[at.clone()], &sentence[at.end..]);
    // Of a range, each end by itself: "5 to 7".
    let numbers = words.split(|c: char| !(c.is_numeric() || ".,'’\u{a0}\u{2009}\u{202f}".contains(c)));
    let digits = numbers.map(|number| number.chars().filter(|c| c.is_numeric()).count()).max().unwrap_or(0);
    let is_share = figure.quantity.is_percent() || is_points(after);
    let is_large = digits >= 2 || figure.quantity.value.abs() >= Decimal::TEN || is_share;
    let kind = match figure.kind {
        FigureKind::Plain => !is_old_year(before, words, after),
        FigureKind::Ordinal => is_rank(before, words, after),
        FigureKind::Year => is_count_like_a_year(before, words, after),
        FigureKind::Date | FigureKind::Time | FigureKind::ListNumber => false,
    };
    // The "+" of "17+1" is read as "or more".
    let bare = words.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'+'));
    let is_sum = words.ends_with('+') && after.starts_with(|c: char| c.is_ascii_digit());
    let is_name = || is_in_name(before, words, after) || bare && (is_sum || is_score(before, words, after));
    let is_place = || {
        is_labelled(before, words, after)
            || is_node(&figure.quantity.measure, after)
            || is_power(after)
            || is_reference(before, words, after)
    };
    let is_date = || is_day(before, words, after) || is_pages(before) || is_reckoned(before, after);
    let is_idiom = || {
        let of_share = || is_wholly(&figure.quantity, after) || is_effort(&figure.quantity, before, after);
        is_saying(before, words, after) || is_in_title(before) || is_share && of_share()
    };
    is_large
        && kind
        && !is_idiom()
        && !is_date()
        && !is_place()
        && !is_name()
        && !is_span_of_years(sentence, &figure.quantity, after)
}

/// "100 percent sure": no share of anything.
fn is_wholly(quantity: &Quantity, after: &str) -> bool {
    const STATES: &str = "sure|certain|confident|convinced|right|wrong|clear|committed|behind|correct|accurate|safe|secure|    reliable|honest|serious|ready|true|loyal|foolproof";
    const IN_CHINESE: [&str; 6] = ["确定", "肯定", "相信", "把握", "正确", "可靠"];
    let next = after.trim_start();
    let word = &next[..next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len())];
    let is_all = quantity.value == Decimal::ONE_HUNDRED && quantity.upper.is_none();
    is_all && (is_in(word, STATES) || IN_CHINESE.iter().any(|word| next.trim_start_matches('的').starts_with(word)))
}

/// 十万火急, 十万八千里, 五万分之一: no count of anything.
fn is_saying(before: &str, words: &str, after: &str) -> bool {
    const SAYINGS: [(&str, &str); 12] = [
        ("十万", "火急"),
        ("十万", "大山"),
        ("十万", "个为什么"),
        ("十万八千", "里"),
        ("一万", "个不"),
        ("一万", "个愿意"),
        ("一万", "个放心"),
        ("一万", "个理由"),
        ("一亿", "个理由"),
        ("八十万", "禁军"),
        ("二万五千", "里长征"),
        ("百万", "雄师"),
    ];
    SAYINGS.iter().any(|(number, rest)| words == *number && after.starts_with(rest))
        || words == "一万" && before.ends_with("不怕")
        || after.starts_with("分之") && !words.starts_with("百分之")
}

/// Inside the marks of a Chinese title: 《十万个为什么》.
fn is_in_title(before: &str) -> bool {
    before.rfind('《').is_some_and(|open| !before[open..].contains('》'))
}

/// "gives 110 percent", 百分之一百二十的努力.
fn is_effort(quantity: &Quantity, before: &str, after: &str) -> bool {
    let gives = before.trim_end().rsplit(' ').next().is_some_and(|word| is_in(word, "give|gives|gave|giving|given"));
    let wishes = ["的努力", "的热情", "的精力", "的心血", "的诚意"].iter().any(|word| after.starts_with(word));
    let is_all = quantity.value >= Decimal::ONE_HUNDRED;
    is_all && (gives && after.trim_start().starts_with(['.', ',', ';', 't']) || wishes)
}

/// "From that day to the last of August is 46 days": dates are reckoned with, nobody counted.
fn is_reckoned(before: &str, after: &str) -> bool {
    const LINKS: [&str; 7] = [" is", " are", " was", " were", " makes", " come to", " comes to"];
    let is_span = ["day", "week", "month", "year"].iter().any(|unit| after.trim_start().starts_with(unit));
    let from = before.strip_prefix("From ").or_else(|| before.split_once(" from ").map(|(_, rest)| rest));
    let to = from.and_then(|rest| rest.split_once(" to ")).map(|(_, rest)| rest.trim_end());
    is_span && to.is_some_and(|rest| LINKS.iter().any(|link| rest.ends_with(link)))
}

/// Percentage points, which are as good as a percentage.
fn is_points(after: &str) -> bool {
    after.starts_with("个百分点") || after.trim_start().starts_with("percentage point")
}

/// "16 and 17 July", "July 16 and 17": days beside one whose month is named.
fn is_day(before: &str, words: &str, after: &str) -> bool {
    const MONTHS: &str = "January|February|March|April|May|June|July|August|September|October|November|December";
    // "24 August 410"
    if is_in(before.split_whitespace().next_back().unwrap_or(""), MONTHS) && before.ends_with(' ') && words.len() == 3 {
        return words.bytes().all(|b| b.is_ascii_digit());
    }
    if words.len() > 2 || !words.parse::<u32>().is_ok_and(|day| day <= 31) {
        return false;
    }
    let is_joint =
        |word: &&str| matches!(*word, "and" | "or" | "to" | "–") || word.trim_end_matches(',').parse::<u32>().is_ok();
    let next = after.split_whitespace().take(8).find(|word| !is_joint(word)).unwrap_or("");
    let last = before.split_whitespace().rev().take(8).find(|word| !is_joint(word)).unwrap_or("");
    let tied =
        after.trim_start().starts_with(['a', 'o', 't', ',', '–']) && after.trim_start_matches(',').starts_with(' ');
    tied && is_in(next.trim_end_matches(|c: char| !c.is_alphabetic()), MONTHS)
        || before.ends_with("and ") && is_in(last, MONTHS)
}

/// "(2018), 45–67": the pages of an essay.
fn is_pages(before: &str) -> bool {
    let head = before.strip_suffix("), ").or_else(|| before.strip_suffix("): ")).unwrap_or("");
    let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
    digits == 4 && head[..head.len() - 4].ends_with(['(', ' '])
}

/// A year before 1800, which the number grammar takes for a count: "in 1644", "the period 1644 to 1911".
fn is_old_year(before: &str, words: &str, after: &str) -> bool {
    const DATES: &str = "in|since|until|by|of|from|after|before|between|circa|year|years|period|around";
    let is_year =
        |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && word.starts_with(['1', '2']);
    let joins = |word: &str| is_in(&word.to_ascii_lowercase(), "to|and|between|from");
    let mut ends = words.split([' ', '–', '-', '—']).filter(|word| !joins(word));
    let is_bare = ends.clone().next().is_some() && ends.all(is_year);
    let last = before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("").to_lowercase();
    let is_range = words.len() > 4;
    // "By the edict of 212 some 30 million people became citizens."
    const DATED: &str =
        "edict|treaty|battle|siege|peace|revolt|census|sack|statute|council|synod|famine|eruption|accord";
    let is_early = || {
        let whose = before.trim_end().strip_suffix(" of").and_then(|rest| rest.rsplit(' ').next());
        words.len() == 3 && words.bytes().all(|b| b.is_ascii_digit()) && whose.is_some_and(|word| is_in(word, DATED))
    };
    let is_dated = is_bare && (is_range || is_in(&last, DATES) || before.ends_with("c. "));
    (is_dated || is_early()) && !is_counted_plainly(after)
}

/// "employs 2000 people": the number grammar takes it for a year.
fn is_count_like_a_year(before: &str, words: &str, after: &str) -> bool {
    const DATES: &str = "in|since|of|by|the|from|until|after|before|between|and|to|this|that";
    let last = before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("").to_lowercase();
    let is_bare = words.len() == 4 && words.bytes().all(|b| b.is_ascii_digit());
    is_bare && !last.is_empty() && !is_in(&last, DATES) && is_counted_plainly(after)
}

/// What only counts have behind them.
fn is_counted_plainly(after: &str) -> bool {
    const THINGS: &str = "people|men|women|workers|employees|soldiers|troops|tonnes|tons|km|kilometres|kilometers|miles|\
    metres|hectares|jobs|students|villages|ships|households";
    let next = after.trim_start();
    is_in(&next[..next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len())], THINGS)
}

/// A number of years that is no more than the distance of two years in the sentence: "from 1949 to 2019 is 70 years".
fn is_span_of_years(sentence: &str, quantity: &Quantity, after: &str) -> bool {
    let next = after.trim_start_matches([' ', '-', '\u{a0}']);
    // A sentence that reckons with years is short.
    if sentence.len() > 1000 || !(next.starts_with("year") || after.starts_with('年') && !after.starts_with("年代"))
    {
        return false;
    }
    let mut years = Vec::new();
    for run in sentence.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4) {
        // Three years are more than a sentence that reckons with them holds.
        if let Ok(year @ 1000..=2100) = run.parse::<i64>()
            && years.len() < 8
        {
            years.push(year);
        }
    }
    let is_distance = |one: &i64, other: &i64| Decimal::from((one - other).abs()) == quantity.value;
    quantity.upper.is_none() && years.iter().any(|one| years.iter().any(|other| is_distance(one, other)))
}

/// Whether all figures of a sentence are spans of time and what is reckoned from them: "Of the 23 years from the plenum
/// to the accession, the talks took up about two thirds (15 ÷ 23)". Who counts years counts dates.
pub fn are_spans_reckoned_with(sentence: &str, places: impl Iterator<Item = Range<usize>>) -> bool {
    let Some(open) = sentence.find('(').filter(|open| sentence[*open..].contains(['÷', '=', '−'])) else {
        return false;
    };
    let close = sentence[open..].find(')').map_or(sentence.len(), |close| open + close);
    let (mut spans, mut others) = (0, 0);
    for at in places {
        let is_small = at.len() <= 3 && sentence[at.clone()].bytes().all(|b| b.is_ascii_digit());
        let next = sentence[at.end..].trim_start();
        let is_span = ["year", "month", "week", "day", "年", "个月", "天"].iter().any(|unit| next.starts_with(unit));
        spans += u32::from(is_small && is_span);
        others += u32::from(!is_small || !is_span && !(open..close).contains(&at.start));
    }
    spans > 0 && others == 0
}

/// A generation of chipmaking, which is named after a length.
fn is_node(measure: &Measure, after: &str) -> bool {
    let is_word = |word: &str| matches!(word, "nm" | "nanometre" | "nanometres" | "nanometer" | "nanometers");
    let next = after.trim_start_matches([' ', '-', '\u{a0}']);
    let next = &next[..next.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(next.len())];
    matches!(measure, Measure::Words(words) if is_word(words)) || is_word(next) || after.starts_with("纳米")
}

/// "1.07 to the fifth power".
fn is_power(after: &str) -> bool {
    let next = after.trim_start();
    next.strip_prefix("to the ").is_some_and(|rest| {
        let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        rest.contains("power") && word.ends_with("th") || matches!(word, "fourth" | "fifth" | "third" | "sixth")
    })
}
