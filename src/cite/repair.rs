//! What hayagriva 0.10 or the styles get wrong, put right on the runs of one reference or citation.
//!
//! - a comma without anything behind it: "(2022,)" in APA, "The Times,." in Chicago;
//! - headline style must not take capitals away, and quotes within a quoted title are single ones;
//! - a translated title stands in brackets behind the title and its quotes, in roman type;
//! - Chicago's newspaper without author loses the quotes of its title;
//! - in Chinese entries, dates and the words between names.

use super::item::{TITLE_END, short_title};
use super::names::is_han;
use super::runs::{Origin, Run};
use super::style::House;

/// What the repairs must know of the entry.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The title as it was handed to the style.
    pub title: &'a str,
    /// Its translation, for the reference list only.
    pub translation: Option<&'a str>,
    /// The entry takes Chinese terms.
    pub chinese: bool,
    /// An unsigned article of a newspaper or magazine.
    pub unsigned_news: bool,
    /// The title is a description of ours: no quotes, no italics.
    pub untitled: bool,
    pub house: House,
}

/// Puts one reference or citation right.
pub fn repair(runs: &mut Vec<Run>, facts: &Facts<'_>) {
    runs.retain(|run| !run.text.is_empty());
    restore_case(runs, facts.title);
    if let Some(short) = short_title(facts.title) {
        restore_case(runs, short);
    }
    if facts.untitled {
        unquote(runs);
    }
    if facts.unsigned_news && facts.house == House::Chicago {
        quote_title(runs, facts.chinese);
    }
    drop_second_stops(runs);
    if !facts.chinese && facts.house != House::Gb {
        pull_stops(runs, facts.title);
    }
    if let Some(translation) = facts.translation {
        add_translation(runs, translation);
    }
    drop_idle_commas(runs);
    tidy_spaces(runs);
    if facts.house == House::Apa {
        for run in runs.iter_mut().filter(|run| run.origin != Origin::Name && !run.has_title()) {
            run.text = run.text.replace("[Dataset]", "[Data set]");
        }
    }
    if facts.chinese {
        chinese_dates(runs);
        chinese_names(runs, facts.house);
    }
}

/// Gives the title its own capitals back, mends headline style, and makes inner quotes single.
fn restore_case(runs: &mut [Run], title: &str) {
    for run in runs {
        let Some(end) = run.text.find(TITLE_END) else { continue };
        let printed: Vec<char> = run.text[..end].chars().collect();
        let wanted: Vec<char> = title.chars().collect();
        let Some(start) = printed.len().checked_sub(wanted.len()) else { continue };
        if !printed[start..].iter().zip(&wanted).all(|(a, b)| same_letter(*a, *b)) {
            continue;
        }
        let mut fixed = printed[start..].to_vec();
        if printed[start..].iter().zip(&wanted).any(|(is, was)| is.is_uppercase() && was.is_lowercase()) {
            mend_headline(&mut fixed, &wanted);
        }
        for (c, wanted) in fixed.iter_mut().zip(&wanted).filter(|(_, wanted)| wanted.is_uppercase()) {
            *c = *wanted;
        }
        if start > 0 && printed[start - 1] == '“' {
            for c in &mut fixed {
                *c = match *c {
                    '“' => '‘',
                    '”' => '’',
                    other => other,
                };
            }
        }
        run.text = printed[..start].iter().copied().chain(fixed).chain(run.text[end..].chars()).collect();
    }
}

/// Words with a case of their own (iFlytek) keep it, and so do small ones within a part of the title, also behind
/// a comma or bracket; the last word has a capital even before a question mark.
fn mend_headline(title: &mut [char], source: &[char]) {
    const SMALL: [&str; 20] = [
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "onto", "or", "the",
        "to", "via", "with",
    ];
    let mut at = 0;
    while at < title.len() {
        let length = source[at..].iter().take_while(|c| c.is_alphabetic()).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let word: String = source[at..at + length].iter().collect();
        let own_case = word.chars().skip(1).any(char::is_uppercase);
        let last = !source[at + length..].iter().any(|c| c.is_alphanumeric());
        let before = source[..at].iter().rev().find(|c| !c.is_whitespace());
        let within = before
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | ';' | '(' | '[' | ')' | ']' | '’' | '”' | '%'));
        if own_case || (SMALL.contains(&&*word) && within && !last) {
            title[at] = source[at];
        } else if last && (at == 0 || source[at - 1] == ' ') {
            title[at] = source[at].to_uppercase().next().unwrap_or(source[at]);
        }
        at += length;
    }
}

/// A title that ends in a question mark takes no stop behind it.
fn drop_second_stops(runs: &mut [Run]) {
    for at in 0..runs.len() {
        let Some((before, after)) = runs[at].text.split_once(TITLE_END) else { continue };
        if !before.ends_with(['?', '!', '.']) {
            continue;
        }
        let quotes: String = after.chars().take_while(|c| matches!(c, '”' | '》' | '’')).collect();
        let rest = &after[quotes.len()..];
        if let Some(rest) = rest.strip_prefix('.') {
            runs[at].text = format!("{before}{TITLE_END}{quotes}{rest}");
        } else if rest.is_empty()
            && let Some(next) = runs.get_mut(at + 1)
            && let Some(rest) = next.text.strip_prefix('.')
        {
            next.text = rest.to_owned();
        }
    }
}

fn same_letter(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

/// A stop or comma behind a title that ends in a quotation goes inside its quotes, as American usage has it.
fn pull_stops(runs: &mut [Run], title: &str) {
    if !(title.ends_with('’') && title.contains('‘') || title.ends_with('”')) {
        return;
    }
    for at in 0..runs.len() {
        let Some((before, after)) = runs[at].text.split_once(TITLE_END) else { continue };
        let inner = before.trim_end_matches(['’', '”']);
        let (quotes, after) = (before[inner.len()..].to_owned(), after.to_owned());
        let inner = inner.to_owned();
        let mut here = after.chars();
        match here.next() {
            Some(stop @ ('.' | ',')) => runs[at].text = format!("{inner}{stop}{quotes}{TITLE_END}{}", here.as_str()),
            None => {
                let Some(next) = runs.get_mut(at + 1) else { continue };
                let Some(stop) = next.text.chars().next().filter(|c| matches!(c, '.' | ',')) else { continue };
                next.text.remove(0);
                runs[at].text = format!("{inner}{stop}{quotes}{TITLE_END}");
            }
            Some(_) => {}
        }
    }
}

/// Takes the style's quotes and italics off the title.
fn unquote(runs: &mut [Run]) {
    for run in runs.iter_mut().filter(|run| run.has_title()) {
        run.italic = false;
        if let Some((before, after)) = run.text.split_once(TITLE_END) {
            let before = before.strip_prefix(['“', '《']).unwrap_or(before);
            let after: String = after.chars().filter(|c| !matches!(c, '”' | '》')).collect();
            run.text = format!("{before}{TITLE_END}{after}");
        }
    }
}

/// `Title. ` in italics becomes `“Title.” ` in roman, in Chinese `《Title》. `.
fn quote_title(runs: &mut [Run], chinese: bool) {
    let Some(at) = runs.iter().position(|run| run.has_title() && !run.text.contains(['”', '》'])) else { return };
    let run = &mut runs[at];
    let text = run.text.replace(TITLE_END, "");
    let title = text.trim_end_matches('.');
    if chinese {
        let stop = &text[title.len()..];
        run.text = format!("《{title}》{TITLE_END}{stop}");
        run.italic = false;
        return;
    }
    let inner = title.replace('“', "‘").replace('”', "’");
    let stop = if inner.ends_with(['?', '!', '.']) { "" } else { "." };
    run.text = format!("“{inner}{TITLE_END}{stop}”");
    run.italic = false;
    if let Some(next) = runs.get_mut(at + 1)
        && let Some(rest) = next.text.strip_prefix('.')
    {
        next.text = rest.to_owned();
    }
}

/// Splits the title's run behind the title and its quote, and puts the translation there.
fn add_translation(runs: &mut Vec<Run>, translation: &str) {
    let Some(at) = runs.iter().position(Run::has_title) else { return };
    let run = runs[at].clone();
    let Some((before, after)) = run.text.split_once(TITLE_END) else { return };
    let quotes: String = after.chars().filter(|c| matches!(c, '”' | '》' | '’')).collect();
    let rest: String = after.chars().filter(|c| !matches!(c, '”' | '》' | '’')).collect();
    let bracket =
        Run { text: format!(" [{translation}]"), origin: Origin::Text, in_names: run.in_names, ..Run::default() };
    let tail = Run { italic: false, ..run.with_text(&rest) };
    runs.splice(at..=at, [run.with_text(&format!("{before}{TITLE_END}{quotes}")), bracket, tail]);
}

/// Removes a comma that a full stop or a closing parenthesis follows, in this run or the next.
fn drop_idle_commas(runs: &mut Vec<Run>) {
    for at in 0..runs.len() {
        let next = runs.get(at + 1).and_then(|run| run.text.chars().next());
        let run = &mut runs[at];
        if run.has_title() || run.origin == Origin::Name || run.link.is_some() {
            continue;
        }
        for (idle, kept) in [(",.", "."), (", .", "."), (",)", ")"), (" ()", ""), ("[]", "")] {
            run.text = run.text.replace(idle, kept);
        }
        let trimmed = run.text.trim_end_matches([',', ' ']);
        let comma = trimmed.len() < run.text.len() && run.text[trimmed.len()..].contains(',');
        if comma && matches!(next, Some('.' | ')')) {
            run.text.truncate(trimmed.len());
        }
    }
    runs.retain(|run| !run.text.is_empty());
}

/// No two blanks in a row, none at the end.
fn tidy_spaces(runs: &mut [Run]) {
    let mut blank = true;
    for run in runs.iter_mut() {
        run.text.retain(|c| {
            let drop = c == ' ' && blank;
            blank = c == ' ';
            !drop
        });
    }
    if let Some(last) = runs.iter_mut().rev().find(|run| !run.text.is_empty()) {
        last.text.truncate(last.text.trim_end().len());
    }
}

/// "二月 18, 2022" becomes "2022年2月18日", "二月 18" "2月18日", "二月" "2月".
fn chinese_dates(runs: &mut [Run]) {
    const MONTHS: [&str; 12] =
        ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
    for run in runs.iter_mut().filter(|run| run.origin == Origin::Date) {
        let Some(month) = (0..12).rev().find(|month| run.text.contains(MONTHS[*month])) else { continue };
        let (before, after) = run.text.split_once(MONTHS[month]).unwrap_or((&run.text, ""));
        let rest = after.trim_start();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (day, mut rest) = if digits < 3 { rest.split_at(digits) } else { ("", rest) };
        let year = rest.trim_start_matches([',', ' ']);
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let mut text = before.to_owned();
        if is_year {
            text.push_str(&format!("{year}年"));
            rest = "";
        }
        text.push_str(&format!("{}月", month + 1));
        if !day.is_empty() {
            text.push_str(&format!("{day}日"));
        }
        text.push_str(rest);
        run.text = text;
    }
}

/// "韩伟 和 李明" and "韩伟, 和 李明" become "韩伟和李明", "韩伟 等" "韩伟等". GB/T 7714 keeps the comma before 等.
fn chinese_names(runs: &mut [Run], house: House) {
    let mut name: Option<usize> = None;
    for at in 0..runs.len() {
        let next_is_et_al = runs.get(at + 1).is_some_and(|next| next.text.starts_with('等'));
        let run = &mut runs[at];
        if !run.in_names {
            continue;
        }
        let words = run.text.trim_matches([',', ' ', '\u{a0}']);
        let comma = run.text.trim_start().starts_with(',') && house == House::Gb;
        let joined = match words {
            "和" => Some("和"),
            "等" if !comma => Some("等"),
            "" if next_is_et_al && !comma => Some(""),
            _ => None,
        };
        if let (Some(joined), Some(name)) = (joined, name) {
            run.text = joined.to_owned();
            let end = runs[name].text.trim_end().len();
            runs[name].text.truncate(end);
        } else {
            let han = run.origin == Origin::Name && run.text.trim_end().ends_with(is_han);
            name = han.then_some(at);
        }
    }
}
