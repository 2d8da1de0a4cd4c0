//! Where sentences end, in English and Chinese.
//!
//! A full stop ends a sentence when blank space and a capital, a digit, a quote or a Chinese character
//! follow, unless it belongs to an abbreviation or an initial. `。！？` end one anywhere outside quotes.

use std::ops::Range;

/// Marks that may end a sentence.
const STOPS: [char; 7] = ['.', '!', '?', '。', '！', '？', '…'];
/// Marks that may follow a stop within the sentence, the stops themselves included.
const CLOSERS: [char; 16] = ['.', '!', '?', '。', '！', '？', '…', '”', '’', '"', '\'', ')', ']', '」', '』', '）'];
/// Words before a full stop that do not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Sen", "Rep", "Gov", "Gen", "Col", "No", "Nos", "vol", "Vol", "ed", "eds",
    "p", "pp", "para", "paras", "ch", "fig", "Fig", "tab", "sec", "cf", "vs", "etc", "al", "ca", "approx", "Jan",
    "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Inc", "Ltd", "Co", "Corp", "e.g",
    "i.e", "c", "v", "b", "d", "fl", "Op", "op", "Art", "Arts", "Sec", "Ch", "Capt", "Lt", "Sgt", "Maj", "Adm", "Rev",
    "Hon", "Mt", "Ft", "Geo", "Vict", "Eliz", "Edw", "Rs", "Stat", "Bros", "Messrs", "Mme", "Mlle", "Nr", "Bd",
];

/// Byte ranges of the sentences of a paragraph's plain text, in order, blank space trimmed.
pub fn split(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(at) = next_stop(text, from) {
        let rest = text[at..].trim_start_matches(CLOSERS);
        let end = text.len() - rest.len();
        let mark = text[at..].chars().next().unwrap_or('.');
        if is_break(text, start, at, end, mark) {
            push_trimmed(text, start..end, &mut out);
            start = end;
        }
        from = end;
    }
    push_trimmed(text, start..text.len(), &mut out);
    out
}

/// The next stop from `from` on. Bytes are looked at, for most text holds no character longer than one.
fn next_stop(text: &str, from: usize) -> Option<usize> {
    const LEADS: [u8; 3] = [0xe2, 0xe3, 0xef]; // The first bytes of …, of 。 and of ！ and ？.
    let may_stop = |byte: u8| matches!(byte, b'.' | b'!' | b'?') || LEADS.contains(&byte);
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|byte| may_stop(*byte))?;
        if text[at..].starts_with(STOPS) {
            return Some(at);
        }
        at += 1;
    }
}

fn is_break(text: &str, start: usize, at: usize, end: usize, mark: char) -> bool {
    let rest = &text[end..];
    if rest.trim_start().is_empty() {
        return true;
    }
    if matches!(mark, '。' | '！' | '？') {
        return true;
    }
    let Some(first) = rest.chars().next().filter(|c| c.is_whitespace()) else {
        return false;
    };
    let next = rest[first.len_utf8()..].trim_start().chars().next();
    let opens = next.is_some_and(|c| {
        c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '"' | '‘' | '\'' | '(' | '[') || is_han(c)
    });
    opens && !(mark == '.' && is_abbreviation(&text[start..at]))
}

/// Whether the last word before a full stop is an abbreviation, an initial or `U.S`.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '‘')).next().unwrap_or("");
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
    is_initial || dotted || ABBREVIATIONS.contains(&word)
}

fn push_trimmed(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.end - (part.len() - part.trim_end().len());
    if start < end {
        out.push(start..end);
    }
}

/// Whether a character is written in Chinese script.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_stops_but_not_at_abbreviations() {
        assert_eq!(sentences("One. Two! Three?"), ["One.", "Two!", "Three?"]);
        assert_eq!(sentences("The U.S. Treasury said so. It did."), ["The U.S. Treasury said so.", "It did."]);
        assert_eq!(
            sentences("John W. Garver puts it at 5.2 percent. Others disagree."),
            ["John W. Garver puts it at 5.2 percent.", "Others disagree."]
        );
        assert_eq!(sentences("He said “no.” Then he left."), ["He said “no.”", "Then he left."]);
        assert_eq!(sentences("See p. 4 for it"), ["See p. 4 for it"]);
        assert_eq!(sentences("俄罗斯受到制裁。中国在看！好"), ["俄罗斯受到制裁。", "中国在看！", "好"]);
        assert_eq!(sentences("  "), Vec::<&str>::new());
        assert_eq!(sentences("He waited… Then “yes”？ 、Done"), ["He waited…", "Then “yes”？", "、Done"]);
        assert_eq!(sentences("Castellum.AI counted them... and so on"), ["Castellum.AI counted them... and so on"]);
    }
}
