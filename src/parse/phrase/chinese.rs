//! What numbers look like in Chinese: numerals, scales and hedges; and dates and times in digits, of either language.
//!
//! In: a text and a byte offset on a char boundary. Out: what stands there, and where it ends.
//! Tables hold simplified characters; `simplify` folds the traditional ones that occur in them.
//! Absent on purpose: 兆 (a million here, a trillion there) and approximate pairs (七八个).

use crate::model::quantity::Hedge;
use crate::parse::phrase::FigureKind;
use crate::parse::phrase::english::{Look, Number, digit, digits, fold, is_letter, matches, peek, skip_space};
use crate::parse::phrase::words::{Words, any, list, longest};

const HEDGES: &[(Words, Hedge)] = &[
    (Words::of("仅|只有|恰好|正好|整整"), Hedge::Exact),
    (Words::of("约|大约|约为|大概|大致|≈"), Hedge::About),
    (Words::of("近|接近|将近|几乎|略低于|略少于"), Hedge::Nearly),
    (Words::of("超过|超|逾|多于|高于|大于|略高于|略多于"), Hedge::MoreThan),
    (Words::of("至少|最少|不少于|不低于|不小于"), Hedge::AtLeast),
    (Words::of("不到|不足|少于|低于|小于|未满"), Hedge::LessThan),
    (Words::of("至多|最多|不超过|不多于|不高于|多达|高达"), Hedge::UpTo),
];

/// 多 and 余 stand before the scale or the unit (10多万, 1000余家), the others after it.
const GLUED: &[(Words, Hedge)] = &[(Words::of("多|余"), Hedge::MoreThan)];
pub(super) const POSTFIXES: &[(Words, Hedge)] =
    &[(Words::of("左右|上下"), Hedge::About), (Words::of("以上"), Hedge::AtLeast), (Words::of("以下"), Hedge::UpTo)];

/// 元 alone is the yuan, unless it begins another word.
const CURRENCIES: &[(Words, &str)] = &[
    (Words::of("美元|美金"), "USD"),
    (Words::of("欧元"), "EUR"),
    (Words::of("元|元人民币|人民币"), "CNY"),
    (Words::of("英镑"), "GBP"),
    (Words::of("日元"), "JPY"),
    (Words::of("卢布|俄罗斯卢布"), "RUB"),
    (Words::of("瑞士法郎"), "CHF"),
];

const VAGUE: &Words = &Words::of(
    "数十|数百|数千|数万|数亿|几十|几百|几千|几万|几亿|上百|上千|上万|上亿|若干|半数|一半\
    |百万|千万|亿万|成千上万|翻番|翻倍|倍增",
);

/// The simplified form of the traditional characters that the tables need.
pub(super) fn simplify(c: char) -> char {
    const PAIRS: [(char, char); 26] = [
        ('萬', '万'),
        ('億', '亿'),
        ('兩', '两'),
        ('約', '约'),
        ('過', '过'),
        ('將', '将'),
        ('於', '于'),
        ('餘', '余'),
        ('幾', '几'),
        ('數', '数'),
        ('點', '点'),
        ('負', '负'),
        ('歐', '欧'),
        ('幣', '币'),
        ('圓', '元'),
        ('鎊', '镑'),
        ('盧', '卢'),
        ('羅', '罗'),
        ('間', '间'),
        ('僅', '仅'),
        ('衹', '只'),
        ('滿', '满'),
        ('達', '达'),
        ('個', '个'),
        ('號', '号'),
        ('時', '时'),
    ];
    PAIRS.iter().find(|&&(traditional, _)| traditional == c).map_or(c, |&(_, simple)| simple)
}

/// A Chinese character, the zero 〇 included.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

pub(super) fn hedge(text: &str, at: usize) -> Option<(Hedge, usize)> {
    longest(text, at, HEDGES)
}

pub(super) fn glued_postfix(text: &str, at: usize) -> Option<(Hedge, usize)> {
    longest(text, at, GLUED)
}

pub(super) fn postfix(text: &str, at: usize) -> Option<(Hedge, usize)> {
    longest(text, at, POSTFIXES)
}

pub(super) fn currency(text: &str, at: usize) -> Option<(&'static str, usize)> {
    let (code, end) = longest(text, at, CURRENCIES)?;
    let other_word = any(text, at, list!("元素|元首|元旦|元件|元老|元帅")).is_some();
    (!other_word).then_some((code, end))
}

/// 数十, 几百, 一半, or a scale with no number before it.
pub(super) fn vague(text: &str, at: usize) -> Option<usize> {
    any(text, at, VAGUE)
}

/// Words after a numeral that make it another number: 十几, 三分之一, 七成半; 半导体 is none.
pub(super) fn vague_after(text: &str, at: usize) -> Option<usize> {
    any(text, at, list!("几|分之|半")).filter(|_| matches(text, at, "半导").is_none())
}

/// 七成 is 70 percent where 成 ends the phrase; in 7成员 it begins a word.
pub(super) fn tenths(text: &str, at: usize) -> Option<usize> {
    let end = matches(text, at, "成")?;
    let open = peek(text, end).is_some_and(|c| is_han(c) || is_letter(c));
    let closed = !open || any(text, end, list!("左右|以上|以下|多|的|至|到")).is_some();
    closed.then_some(end)
}

/// True if `before` shows that a hedge at `at` is the end of another word: 最近, 合约, 附近.
pub(super) fn is_shadowed(before: char, text: &str, at: usize) -> bool {
    match peek(text, at).map(fold) {
        Some('近') => "最附临邻".contains(before),
        Some('约') => "合条公契节制北违签".contains(before),
        Some('超') => "高赶反".contains(before),
        _ => false,
    }
}

/// True for the counting words that make a bare 2000 a count: 2000家, not 2025目标.
pub(super) fn is_counter(c: char) -> bool {
    "个家名人项次种万条座台辆吨件款份例位多余所艘架亩米克度倍".contains(fold(c))
}

/// True if measure words beginning with `c` must not touch the digits before them when printed.
pub(super) fn is_sticky(c: char) -> bool {
    let c = fold(c);
    "多余左上以成半几分点年元".contains(c) || value(c).is_some() || unit(c).is_some()
}

/// True for the characters numerals are made of.
pub(super) fn is_numeral(c: char) -> bool {
    value(fold(c)).is_some() || unit(fold(c)).is_some()
}

fn value(c: char) -> Option<i128> {
    let digits = ["零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"];
    digits.iter().position(|forms| forms.contains(c)).map(|n| n as i128)
}

/// The power of ten a unit stands for.
fn unit(c: char) -> Option<u32> {
    match c {
        '十' | '拾' => Some(1),
        '百' | '佰' => Some(2),
        '千' | '仟' => Some(3),
        '万' => Some(4),
        '亿' => Some(8),
        _ => None,
    }
}

/// The Chinese numeral at `at`, with a last 万, 亿 or 万亿 kept apart as its power. `None` if there is
/// none; `digits` is `None` if the characters make no number (三四十).
pub(super) fn numeral(text: &str, at: usize) -> Option<Number> {
    let mut number = Number { digits: None, places: 0, power: 0, look: Look::Chinese, end: at };
    let first = fold(peek(text, at)?);
    if value(first).is_none() && unit(first) != Some(1) {
        return None;
    }
    let run = run(text, &mut number);
    let fraction = matches(text, number.end, "点").filter(|&next| value_at(text, next).is_some());
    match fraction {
        Some(next) => {
            number.digits = integer(&run);
            number.end = next;
            push_fraction(text, &mut number);
        }
        None => {
            let (body, power) = split_scale(&run);
            (number.digits, number.power) = (integer(body), power);
        }
    }
    Some(number)
}

/// The numeral characters from the number's end on, folded.
fn run(text: &str, number: &mut Number) -> Vec<char> {
    let mut run = Vec::new();
    while let Some(c) = peek(text, number.end) {
        let folded = fold(c);
        if value(folded).is_none() && unit(folded).is_none() {
            break;
        }
        run.push(folded);
        number.end += c.len_utf8();
    }
    run
}

fn value_at(text: &str, at: usize) -> Option<i128> {
    value(fold(peek(text, at)?))
}

fn push_fraction(text: &str, number: &mut Number) {
    while let Some(n) = value_at(text, number.end) {
        number.digits = number.digits.and_then(|digits| digits.checked_mul(10)?.checked_add(n));
        number.places += 1;
        number.end += peek(text, number.end).map_or(0, char::len_utf8);
    }
}

/// Parts a last 万, 亿 or 万亿 from a numeral that has no other: 三十万 is 三十 and 4.
fn split_scale(run: &[char]) -> (&[char], u32) {
    let large = |c: &char| unit(*c).is_some_and(|power| power >= 4);
    let cut = run.len() - run.iter().rev().take(2).take_while(|c| large(c)).count();
    let (body, scale) = run.split_at(cut);
    match scale {
        _ if body.iter().any(large) => (run, 0),
        ['万'] => (body, 4),
        ['亿'] => (body, 8),
        ['万', '亿'] => (body, 12),
        _ => (run, 0),
    }
}

/// 一万零一百二十八 by places, 二〇二二 digit by digit. Two digits alone (七八) are an approximation, not a number.
fn integer(run: &[char]) -> Option<i128> {
    if run.iter().any(|&c| unit(c).is_some()) {
        return Sum::default().read(run);
    }
    if run.len() == 2 && !run.iter().any(|&c| value(c) == Some(0)) {
        return None;
    }
    run.iter().try_fold(0_i128, |sum, &c| sum.checked_mul(10)?.checked_add(value(c)?))
}

/// The parts of a numeral while it is read from the left.
#[derive(Default)]
struct Sum {
    above: i128,
    wan: i128,
    section: i128,
    digit: Option<i128>,
    /// The unit read last, for 一百五 (150); none after 零.
    last: Option<u32>,
}

impl Sum {
    fn read(mut self, run: &[char]) -> Option<i128> {
        for &c in run {
            match (value(c), unit(c)) {
                (Some(0), _) if self.digit.is_none() => self.last = None,
                (Some(n), _) if self.digit.is_none() && n > 0 => self.digit = Some(n),
                (_, Some(power @ 1..=3)) => self.small(power)?,
                (_, Some(4)) => self.wan()?,
                (_, Some(8)) => self.yi()?,
                _ => return None,
            }
        }
        let tail = match (self.digit, self.last) {
            (Some(n), Some(power)) if power > 1 => n * 10_i128.pow(power - 1),
            (digit, _) => digit.unwrap_or(0),
        };
        self.above.checked_add(self.wan + self.section + tail)
    }

    /// 十, 百 or 千: units fall from left to right, and only 十 may lack its digit.
    fn small(&mut self, power: u32) -> Option<()> {
        let digit = self.digit.take().or((power == 1 && self.section % 100 == 0).then_some(1))?;
        let place = 10_i128.pow(power);
        if self.section % (place * 10) != 0 {
            return None;
        }
        self.section += digit * place;
        self.last = Some(power);
        Some(())
    }

    fn wan(&mut self) -> Option<()> {
        let section = self.section + self.digit.take().unwrap_or(0);
        if section == 0 || self.wan != 0 {
            return None;
        }
        (self.wan, self.section, self.last) = (section * 10_000, 0, Some(4));
        Some(())
    }

    fn yi(&mut self) -> Option<()> {
        let section = self.wan + self.section + self.digit.take().unwrap_or(0);
        if section == 0 || self.above != 0 {
            return None;
        }
        (self.above, self.wan, self.section, self.last) = (section * 100_000_000, 0, 0, Some(8));
        Some(())
    }
}

/// The scale after digits: 万, 千万, 百亿, 万亿. In 5千克 and 3千米 the 千 belongs to the unit.
pub(super) fn scale(text: &str, at: usize) -> Option<(u32, usize)> {
    const SMALL: &[(Words, u32)] = &[(Words::of("百"), 2), (Words::of("千"), 3)];
    const LARGE: &[(Words, u32)] = &[(Words::of("万"), 4), (Words::of("亿"), 8), (Words::of("万亿"), 12)];
    let small = longest(text, at, SMALL);
    let kilo = any(text, at, list!("千克|千米|千瓦|千卡|千帕|千赫|千伏|千兆|千字节")).is_some();
    let large = longest(text, small.map_or(at, |(_, end)| end), LARGE);
    match (small, large) {
        (Some((few, _)), Some((many, end))) => Some((few + many, end)),
        (None, large) => large,
        (small, None) => small.filter(|_| !kilo),
    }
}

/// The rest of a number in parts: after 1亿 the 2800万, after 3万 the 5000. `None` if a numeral is glued to
/// the scale that does not continue it (3万5, 1亿两千), and `number` itself if nothing is.
pub(super) fn compound(text: &str, mut number: Number) -> Option<Number> {
    let mut room = number.power;
    while let Some((_, _)) = digit(text, number.end).filter(|_| room > 0) {
        let part = digits(text, number.end)?;
        let (power, end) = scale(text, part.end).unwrap_or((0, part.end));
        let length = text[number.end..part.end].chars().count() as u32;
        let full = power > 0 || length == room;
        let size = part.digits?.checked_mul(10_i128.checked_pow(power)?)?;
        if number.places > 0 || part.places > 0 || !full || size >= 10_i128.checked_pow(room)? {
            return None;
        }
        let whole = number.digits?.checked_mul(10_i128.checked_pow(number.power)?)?;
        number = Number { digits: Some(whole.checked_add(size)?), power: 0, end, ..number };
        room = power;
    }
    let glued = peek(text, number.end).map(fold).is_some_and(|c| value(c).is_some() || unit(c).is_some());
    (!glued && digit(text, number.end).is_none()).then_some(number)
}

/// A date with the year first, or part of one: 2022-04-29, 2022/4/29, 2021-22, 2022年4月29日, 4月, 29日, 90年代.
fn date(text: &str, at: usize) -> Option<(FigureKind, usize)> {
    let (n, count, end) = short_number(text, at, 4)?;
    let next = skip_space(text, end);
    if count == 4 && (1000..3000).contains(&n) {
        let year = any(text, next, list!("年|年代"));
        let full = year.and_then(|end| month(text, skip_space(text, end)));
        return year_first(text, end).or(full).or(year.map(|end| (FigureKind::Year, end)));
    }
    if let Some(end) = matches(text, next, "年代").filter(|_| n % 10 == 0) {
        return Some((FigureKind::Year, end));
    }
    let other_word = any(text, next, list!("日元|日本|日语|日内|日均")).is_some();
    let day = matches(text, next, "日").filter(|_| (1..=31).contains(&n) && !other_word);
    month(text, at).or(day.map(|end| (FigureKind::Date, end)))
}

/// 4月 or 4月29日.
fn month(text: &str, at: usize) -> Option<(FigureKind, usize)> {
    let (1..=12, _, end) = short_number(text, at, 2)? else { return None };
    let end = matches(text, skip_space(text, end), "月")?;
    let day = short_number(text, skip_space(text, end), 2).filter(|&(n, _, _)| n <= 31);
    let day = day.and_then(|(_, _, end)| any(text, skip_space(text, end), list!("日|号")));
    Some((FigureKind::Date, day.unwrap_or(end)))
}

/// What follows the year in 2022-04-29, 2022-04 and 2021-22.
fn year_first(text: &str, at: usize) -> Option<(FigureKind, usize)> {
    let (separator, next) =
        longest(text, at, const { &[(Words::of("-"), "-"), (Words::of("/"), "/"), (Words::of("–"), "–")] })?;
    let (n, count, end) = short_number(text, next, 2)?;
    let day = matches(text, end, separator).and_then(|next| short_number(text, next, 2));
    match day {
        Some((1..=31, _, end)) if n <= 12 => Some((FigureKind::Date, end)),
        None if count == 2 && (1..=12).contains(&n) => Some((FigureKind::Date, end)),
        None if count == 2 => Some((FigureKind::Year, end)),
        _ => None,
    }
}

/// The kind and end of a date or clock time in digits at `at`.
pub(super) fn calendar(text: &str, at: usize) -> Option<(FigureKind, usize)> {
    let clock = || western_clock(text, at).or_else(|| chinese_clock(text, at)).map(|end| (FigureKind::Time, end));
    let day_first = || day_first(text, at).map(|end| (FigureKind::Date, end));
    date(text, at).or_else(day_first).or_else(clock)
}

/// The end of a clock time such as 14时30分 or 9点整.
fn chinese_clock(text: &str, at: usize) -> Option<usize> {
    let (0..=24, _, end) = short_number(text, at, 2)? else { return None };
    let hour = any(text, end, list!("时|点钟|点"))?;
    let minutes = short_number(text, hour, 2).and_then(|(_, _, end)| matches(text, end, "分"));
    minutes.or_else(|| any(text, end, list!("点钟|点整|时整|时许|点许|时左右|时止|时起|时截止|时前|时后|时。|时，")))
}

/// The end of a clock time at `at`: "14:30", "9:05:30", "5 p.m.", "11am".
fn western_clock(text: &str, at: usize) -> Option<usize> {
    let (hour, _, mut end) = short_number(text, at, 2)?;
    let mut parts = 0;
    while let Some(next) = matches(text, end, ":").filter(|_| hour <= 24 && parts < 2) {
        let Some((_, 2, stop)) = short_number(text, next, 2).filter(|&(n, _, _)| n < 60) else { break };
        (end, parts) = (stop, parts + 1);
    }
    let half = any(text, skip_space(text, end), list!("a.m.|p.m.|am|pm")).filter(|_| (1..=12).contains(&hour));
    half.or((parts > 0).then_some(end))
}

/// The end of "29/4/2022" or "29-04-2022" at `at`; which is the month does not matter here.
fn day_first(text: &str, at: usize) -> Option<usize> {
    let (_, _, end) = short_number(text, at, 2)?;
    let separator = if matches(text, end, "/").is_some() { "/" } else { "-" };
    let (month, _, end) = short_number(text, matches(text, end, separator)?, 2)?;
    let (year, 4, end) = short_number(text, matches(text, end, separator)?, 4)? else { return None };
    (month <= 31 && (1000..3000).contains(&year)).then_some(end)
}

/// A run of at most `most` digits: its value, how many, and where it ends.
fn short_number(text: &str, at: usize, most: usize) -> Option<(u32, usize, usize)> {
    let (mut value, mut count, mut end) = (0, 0, at);
    while let Some((digit, next)) = digit(text, end) {
        (value, count, end) = (value * 10 + digit, count + 1, next);
        if count > most {
            return None;
        }
    }
    (count > 0).then_some((value, count, end))
}
