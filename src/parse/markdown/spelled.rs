//! Counts and shares that a sentence spells out: "eleven members", "two dozen ships", "fifteen percent", 二十五个国家,
//! 两成半.
//!
//! In: a sentence. Out: the numbers in words that a reader may ask a source for: those of ten or more that count
//! things, carry a magnitude or are a share.
//! Absent on purpose: spans of time, multiples, fractions ("nine out of ten"), idioms ("a thousand ways") and vague
//! numbers ("dozens", 十几个); and titles, which are no statement.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::model::quantity::{Hedge, Measure, Quantity};
use crate::parse::markdown::sentence::is_han;
use crate::parse::phrase;

/// Every English number word of ten or more ends in one of these, whatever letter it begins with.
const ENDS: [&str; 14] = [
    "ty ", "ty-", "teen ", "teen-", "leven ", "leven-", "welve ", "welve-", " ten ", " ten-", "undred", "housand",
    "illion", "dozen ",
];

const SMALL: &str = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|\
    sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
const SCALES: &str = "hundred|thousand|million|billion|trillion";

/// At a glance: some number word of ten or more may be in the text.
pub fn may_spell(text: &str) -> bool {
    ENDS.iter().any(|end| text.contains(end)) || text.starts_with("Ten ")
}

/// Numbers in words that a source is wanted for, in both languages, with their places.
pub fn figures(sentence: &str) -> Vec<(Range<usize>, Quantity)> {
    let mut out = Vec::new();
    if may_spell(sentence) && is_statement(sentence) {
        english(sentence, &mut out);
    }
    if !sentence.is_ascii() && sentence.contains(['十', '百', '千', '成']) && is_statement(sentence) {
        chinese(sentence, &mut out);
    }
    out
}

/// A title or a label has no stop: "Ten questions about chips".
fn is_statement(sentence: &str) -> bool {
    sentence.trim_end().ends_with(|c: char| !c.is_alphanumeric())
}

/// A word of a sentence without the marks around it.
struct Token<'t> {
    at: usize,
    text: &'t str,
    /// A mark follows it, so that it belongs to nothing behind.
    is_last: bool,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

fn tokens(sentence: &str) -> Vec<Token<'_>> {
    let tokens = sentence.split_whitespace().map(|piece| {
        let bare = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
        let at = piece.as_ptr() as usize - sentence.as_ptr() as usize + piece.len() - bare.len();
        let text = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
        Token { at, text, is_last: text.len() < bare.len() }
    });
    tokens.filter(|token| !token.text.is_empty()).collect()
}

/// Whether a word stands, in whatever case, in a list with bars between its words.
fn is_in(word: &str, list: &str) -> bool {
    list.split('|').any(|known| known.eq_ignore_ascii_case(word))
}

fn is_number(word: &str) -> bool {
    word.split('-').all(|part| is_in(part, SMALL) || is_in(part, SCALES))
}

/// A number that is spelled out, and what is tied to it by a hyphen: "eleven" and "member" of "eleven-member".
struct Run<'t> {
    /// Bytes of the sentence.
    range: Range<usize>,
    /// The index of the first token behind it.
    next: usize,
    tied: &'t str,
    /// "a hundred", "a thousand": more often an idiom than a count.
    is_round: bool,
}

/// The longest number in words from a token on.
fn run<'t>(words: &[Token<'t>], at: usize) -> Option<Run<'t>> {
    let first = &words[at];
    let mut next = at;
    if matches!(first.text, "a" | "A" | "an") {
        next += 1;
        is_in(words.get(next)?.text, SCALES).then_some(())?;
    } else if is_in(first.text, SCALES) {
        return None;
    }
    let from = next;
    let mut end = None;
    let mut tied = "";
    while let Some(word) = words.get(next) {
        let joins = end.is_some() && word.text == "and" && words.get(next + 1).is_some_and(|word| is_number(word.text));
        if is_number(word.text) {
            end = Some(word.end());
        } else if let Some(cut) = tail(word.text) {
            (end, tied) = (Some(word.at + cut - 1), &word.text[cut..]);
        } else if !joins {
            break;
        }
        next += 1;
        if word.is_last || !tied.is_empty() {
            break;
        }
    }
    let is_round = from > at && next == from + 1;
    Some(Run { range: first.at..end?, next, tied, is_round })
}

/// Where the word begins that is tied to a number: 7 in "eleven-member".
fn tail(word: &str) -> Option<usize> {
    let mut at = 0;
    for part in word.split('-') {
        if !(is_in(part, SMALL) || is_in(part, SCALES)) {
            return (at > 0).then_some(at);
        }
        at += part.len() + 1;
    }
    None
}

fn english(sentence: &str, out: &mut Vec<(Range<usize>, Quantity)>) {
    let words = tokens(sentence);
    let mut at = 0;
    while at < words.len() {
        let Some(run) = run(&words, at) else {
            at += 1;
            continue;
        };
        if let Some(found) = judged(sentence, &words, at, &run) {
            out.push(found);
        }
        at = run.next;
    }
}

/// The number of a run, if it needs a source.
fn judged(sentence: &str, words: &[Token<'_>], at: usize, run: &Run<'_>) -> Option<(Range<usize>, Quantity)> {
    let before = at.checked_sub(1).map_or("", |before| words[before].text);
    let earlier = at.checked_sub(2).map_or("", |earlier| words[earlier].text);
    let is_share = before == "of" && earlier == "out" || before == "in" && (is_number(earlier) || earlier == "one");
    let is_place = phrase::is_label(&before.to_ascii_lowercase()) || is_in(before, "top|chapter|in") && run.is_round;
    let mut quantity = phrase::parse(&sentence[run.range.clone()]).ok()?;
    // "a hundred and one reasons", "forty winks", "a million miles away"
    let digits = &sentence[run.range.clone()];
    let next = words.get(run.next).map_or("", |word| word.text);
    let is_idiom = matches!(digits, "a hundred and one" | "a thousand and one")
        || next == "winks"
        || run.is_round
            && next == "miles"
            && words.get(run.next + 1).is_some_and(|word| is_in(word.text, "away|from|off"));
    if is_share || is_place || is_idiom || is_in(before, "top") {
        return None;
    }
    let mut range = run.range.clone();
    let is_half = run.is_round && before.eq_ignore_ascii_case("half");
    if is_half {
        range.start = words[at - 1].at;
        quantity.value /= Decimal::TWO;
        quantity.text = sentence[range.clone()].into();
    }
    let mut behind = &words[run.next.min(words.len())..];
    // What a mark parts from the number is not counted by it.
    if words[run.next - 1].is_last && run.tied.is_empty() {
        behind = &[];
    }
    if !run.tied.is_empty() {
        let is_none = ends_ordinal(run.tied) || is_span(run.tied) || is_in(run.tied, "something|ish|dash|plus");
        let is_count = quantity.value >= Decimal::TEN && !is_none && (run.tied != "odd" || counts_things(behind));
        return is_count.then_some((range, quantity));
    }
    if let [odd, rest @ ..] = behind
        && odd.text == "odd"
    {
        behind = rest;
    }
    if let [or, so, rest @ ..] = behind
        && or.text == "or"
        && matches!(so.text, "so" | "more" | "fewer")
    {
        behind = rest;
    }
    if let [dozen, ..] = behind
        && dozen.text == "dozen"
        && !run.is_round
    {
        range.end = dozen.end();
        let value = quantity.value * Decimal::from(12);
        let text = sentence[range.clone()].into();
        return Some((range, Quantity { text, hedge: Hedge::Exact, value, upper: None, measure: Measure::None }));
    }
    if let Some(end) = percent(behind).filter(|_| quantity.value >= Decimal::TEN) {
        range.end = end;
        (quantity.text, quantity.measure) = (sentence[range.clone()].into(), Measure::Percent);
        return Some((range, quantity));
    }
    let is_multiple = behind.first().is_some_and(|next| is_span(next.text));
    let is_scaled = is_half
        || quantity.value >= Decimal::ONE_THOUSAND && !(run.is_round && quantity.value < Decimal::from(1_000_000));
    let is_hedged = || {
        const HEDGES: &str = "around|about|some|nearly|almost|over|than|least|roughly|under";
        !run.is_round || is_in(before, HEDGES)
    };
    let is_count = is_scaled || counts_things(behind) && is_hedged();
    (quantity.value >= Decimal::TEN && !is_multiple && is_count).then_some((range, quantity))
}

/// The end of "percent", "per cent" or "percentage points".
fn percent(behind: &[Token<'_>]) -> Option<usize> {
    let second = behind.get(1).map_or("", |word| word.text);
    match behind.first()?.text {
        "percent" => Some(behind[0].end()),
        "per" if second == "cent" => Some(behind[1].end()),
        "percentage" | "basis" if second.starts_with("point") => Some(behind[0].at - 1),
        _ => None,
    }
}

/// "twenty-first" is a place in an order.
fn ends_ordinal(word: &str) -> bool {
    const ORDINALS: &str = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|hundredth|thousandth";
    is_in(word, ORDINALS)
}

/// Spans of time and multiples.
fn is_span(word: &str) -> bool {
    const UNITS: &str = "year|month|day|week|hour|minute|second|decade|centur|time|fold|night|o'clock";
    UNITS.split('|').any(|unit| word.starts_with(unit))
}

/// Whether a noun in the plural follows, after some adjectives.
fn counts_things(behind: &[Token<'_>]) -> bool {
    const LITTLE: &str = "and|or|of|to|in|at|for|the|a|an|is|are|was|were|as|than|by|on|from|with|that|which|who|per|has|\
    have|had|will|if|but|it|its|this|does|not";
    const PLURALS: &str =
        "people|men|women|staff|children|troops|aircraft|crew|percent|sheep|cattle|deer|geese|oxen|mice";
    // "Sixteen of the ship's boats"
    let behind = match behind {
        [of, whose, rest @ ..] if of.text == "of" && is_in(whose.text, "the|its|their|his|her|these|those|our") => rest,
        _ => behind,
    };
    for (at, word) in behind.iter().take(5).enumerate() {
        // "forty Asian and African states"
        if at > 0 && word.text == "and" && behind[at - 1].text.starts_with(char::is_uppercase) {
            continue;
        }
        let is_plural = word.text.len() > 3 && word.text.ends_with('s') && !word.text.ends_with("ss");
        let is_low = word.text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if is_low && (is_plural && !word.text.ends_with("ous") || is_in(word.text, PLURALS)) {
            return !is_span(word.text);
        }
        if is_in(word.text, LITTLE) || word.is_last || is_span(word.text) {
            return false;
        }
    }
    false
}

fn is_numeral(c: char) -> bool {
    "一二三四五六七八九十百千两零〇".contains(c)
}

fn chinese(sentence: &str, out: &mut Vec<(Range<usize>, Quantity)>) {
    /// What counts things of the world. Years, days, minutes, times and folds are left out.
    const COUNTERS: &str = "个家名位艘座辆架人条项种所台件张部支轮批户吨国省市县只头匹枚颗栋幢本份期场笔宗起例队村乡镇州城元亩块面册卷篇封粒盏株棵间扇口袋箱桶瓶双套组根处";
    const LONG_COUNTERS: [&str; 6] = ["公里", "公顷", "平方", "公斤", "美元", "欧元"];
    let mut from = 0;
    while let Some(start) = sentence[from..].find(is_numeral).map(|at| from + at) {
        let rest = &sentence[start..];
        let length = rest.find(|c| !is_numeral(c)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(length);
        from = start + length;
        let before = &sentence[..start];
        if let Some((end, quantity)) = tenths(run, behind) {
            let at = from - run.chars().next_back().map_or(0, char::len_utf8);
            if !sentence[..at].ends_with(['第', '几', '数', '点']) && !sentence[..at].ends_with(is_numeral) {
                out.push((at..from + end, quantity));
            }
            continue;
        }
        let after = behind.trim_start_matches(['多', '余', '来']);
        let is_place = before.ends_with(['第', '周', '初', '数', '几', '上', '万', '亿', '点'])
            || before.strip_suffix('成').is_some_and(|rest| rest.ends_with(is_numeral))
            || before.ends_with("分之");
        // 十 alone begins many words; with a counter of bodies it counts.
        let is_large = match run {
            // 十多个, 十余家: more than ten, as 十几个 is not.
            "十" if behind.starts_with(['多', '余']) => true,
            "十" => behind.starts_with(['个', '家', '名', '位', '艘', '架', '座']),
            _ => run.chars().count() >= 2 && run.contains(['十', '百', '千']),
        };
        let is_name = after.starts_with("国集团") || after.starts_with("人团") || after.starts_with("条约");
        // 二十一条 alone is a name.
        // 十八个月, 二十四个小时: time, as are 年 and 天; 十个指头, 一百个放心: a way to say it.
        const NO_COUNTS: [&str; 30] = [
            "个吊桶",
            "个一万",
            "公里冲刺",
            "个月",
            "个小时",
            "个钟头",
            "个世纪",
            "个年头",
            "个星期",
            "个昼夜",
            "个日夜",
            "个节气",
            "个时辰",
            "个生肖",
            "个指头",
            "个手指",
            "个放心",
            "个不",
            "个愿意",
            "个大字",
            "个字",
            "个人里",
            "个人中",
            "个理由",
            "个季度",
            "场不",
            "个心眼",
            "个春秋",
            "家有九",
            "个有九",
        ];
        const RHETORIC: [&str; 8] = ["种方法", "种办法", "种可能", "种死法", "种活法", "种解释", "个借口", "个问号"];
        let is_rhetoric = matches!(run, "一百" | "一千") && RHETORIC.iter().any(|word| after.starts_with(word))
            || before.ends_with("数到")
            || before.ends_with('顶') && run == "十";
        let is_no_count = is_rhetoric || NO_COUNTS.iter().any(|word| after.starts_with(word));
        let is_named_list = after
            .strip_prefix('条')
            .is_some_and(|rest| !rest.starts_with(is_han) || rest.starts_with(['是', '的', '要']));
        let counts = !is_named_list && after.starts_with(|c| COUNTERS.contains(c))
            || LONG_COUNTERS.iter().any(|c| after.starts_with(c));
        if is_large
            && !is_no_count
            && !is_place
            && !is_name
            && counts
            && let Ok(quantity) = phrase::parse(run)
            && quantity.value >= Decimal::TEN
        {
            out.push((start..start + length, quantity));
        }
    }
}

/// A share in tenths: 三成, 两成半, 三成五; the end behind the run and what it says. In 三成员 another word begins.
fn tenths(run: &str, behind: &str) -> Option<(usize, Quantity)> {
    const WORDS: &str = "员功立本果为年分就长熟绩交品都套批千人因文语型形效份天家双见队婚名新";
    let rest = behind.strip_prefix('成')?;
    let whole = phrase::parse(run.get(run.len() - run.chars().next_back()?.len_utf8()..)?).ok()?.value;
    let is_other_word = rest.starts_with(|c| WORDS.contains(c)) || rest.starts_with("把握") || rest.starts_with("像");
    if is_other_word || whole.is_zero() || whole > Decimal::TEN {
        return None;
    }
    let mark = rest.chars().next().filter(|c| *c == '半' || "一二三四五六七八九".contains(*c));
    let part = match mark {
        None => Decimal::ZERO,
        Some('半') => Decimal::from(5),
        Some(digit) => phrase::parse(digit.encode_utf8(&mut [0; 4])).ok()?.value,
    };
    let end = '成'.len_utf8() + mark.map_or(0, char::len_utf8);
    let text = format!("{whole}成").into();
    let value = whole * Decimal::TEN + part;
    Some((end, Quantity { text, hedge: Hedge::Exact, value, upper: None, measure: Measure::Percent }))
}
