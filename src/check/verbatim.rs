//! Whether a quotation stands in a text: word for word, after typography is set aside.
//!
//! In: a quotation and a text. Out: that it is there, or what is wrong with it. Both are folded: NFC, one sort of
//! quotation marks and of dashes, single blanks, no invisible characters. Case counts, but for the first letter and
//! for one put in brackets: `[t]he`.
//! `…`, `...` and `[words of ours]` part a quotation into pieces. Each piece stands there whole, beginning and ending
//! with words and numbers that are whole themselves; all stand in order; between two lie at most `MOST_SKIPPED`
//! characters and no negation. For a kept copy each piece has to be long enough not to be there by chance.
//! Absent on purpose: likeness. A quotation that is nearly there is not there.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::parse::markdown::sentence::is_han;

/// Most characters that an ellipsis may leave out: a long sentence.
pub const MOST_SKIPPED: usize = 200;
/// Least length of a piece that is looked for in a kept copy; a Chinese character counts as `HAN_WEIGHT`.
pub const LEAST: usize = 12;
/// Four Chinese characters say as much as twelve letters.
pub const HAN_WEIGHT: usize = 3;

/// Words that an ellipsis may not leave out.
const NEGATIONS: &[&str] = &[
    "not", "no", "never", "nor", "neither", "none", "nobody", "nothing", "nowhere", "cannot", "without", "hardly",
    "scarcely", "barely",
];
/// Characters that an ellipsis may not leave out, and words in which they negate nothing.
const HAN_NEGATIONS: &[char] = &['不', '没', '沒', '未', '非', '无', '無', '勿', '毋', '否'];
const HAN_HARMLESS: &[&str] = &["未来", "未來", "非洲", "非常"];

/// What is wrong with a quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A piece of it is not in the text, or not behind the piece before it.
    Absent(String),
    /// A piece is there, but begins or ends within a word or a number of the text.
    CutsWord(String),
    /// A piece is too short to be found for certain.
    TooShort(String),
    /// An ellipsis leaves out a negation.
    SkipsNegation(String),
    /// An ellipsis leaves out too much.
    SkipsTooMuch,
}

/// Text for comparison: NFC, straight quotes, one dash, single blanks.
pub fn fold(text: &str) -> Cow<'_, str> {
    if is_folded(text) {
        return Cow::Borrowed(text);
    }
    // Nearly all text is NFC already, and is told as such at a tenth of the cost of making it so.
    Cow::Owned(match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => fold_marks(text.chars(), text.len()),
        IsNormalized::No | IsNormalized::Maybe => fold_marks(text.nfc(), text.len()),
    })
}

/// Whether a text can be told at a glance to be as `fold` would make it: most names and plain sentences.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'`' || *byte == b' ';
    bytes.iter().all(plain)
        && !bytes.starts_with(b" ")
        && !bytes.ends_with(b" ")
        && !bytes.windows(2).any(|pair| pair == b"  ")
}

fn fold_marks(chars: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length);
    for c in chars {
        let c = match c {
            '‘' | '’' | '‚' | '‛' | '′' | '`' => '\'',
            c if is_quote(c) => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if !(c == ' ' && (out.is_empty() || out.ends_with(' '))) && !is_invisible(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a character marks the ends of a quotation: a double quotation mark of any script.
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '″' | '「' | '」' | '『' | '』' | '«' | '»' | '＂')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether a quotation is verbatim in a text that is quoted itself: a short one will do.
pub fn is_verbatim(quote: &str, text: &str) -> bool {
    find(quote, &fold(text), 0).is_ok()
}

/// Looks for a quotation in a kept copy, which is folded already.
pub fn in_copy(quote: &str, folded: &str) -> Result<(), Wrong> {
    find(quote, folded, LEAST)
}

/// The length of a piece, in letters.
pub fn weight(text: &str) -> usize {
    text.chars().map(|c| if is_han(c) { HAN_WEIGHT } else { 1 }).sum()
}

/// A piece of a quotation: its words, and bytes of letters whose case is free.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    free: Vec<usize>,
}

fn find(quote: &str, text: &str, least: usize) -> Result<(), Wrong> {
    let pieces = pieces(&fold(quote));
    if let Some(short) = pieces.iter().find(|piece| weight(&piece.text) < least) {
        return Err(Wrong::TooShort(short.text.clone()));
    }
    let Some((first, rest)) = pieces.split_first() else { return Ok(()) };
    // Where the pieces so far may end: more than one place, for a piece may stand there twice.
    let mut ends = ends(first, text, 0..text.len(), None)?;
    for piece in rest {
        let mut next = Vec::new();
        let mut wrong = None;
        for end in ends {
            let window = end..reach(text, end, piece.text.len());
            match self::ends(piece, text, window, Some(end)) {
                Ok(found) => next.extend(found),
                Err(error) => wrong = Some(graver(wrong, error)),
            }
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            let is_far = ends_anywhere(piece, text);
            let wrong = wrong.unwrap_or_else(|| Wrong::Absent(piece.text.clone()));
            return Err(if is_far && matches!(wrong, Wrong::Absent(_)) { Wrong::SkipsTooMuch } else { wrong });
        }
        ends = next;
    }
    Ok(())
}

/// The byte up to which a piece that follows one ending at `end` has to end.
fn reach(text: &str, end: usize, length: usize) -> usize {
    let most = text[end..].char_indices().nth(MOST_SKIPPED + 1).map_or(text.len(), |(at, _)| end + at);
    crate::base::text::floor_char_boundary(text, most.saturating_add(length))
}

/// Of two things that are wrong the one that says more.
fn graver(a: Option<Wrong>, b: Wrong) -> Wrong {
    match (a, b) {
        (Some(a @ Wrong::SkipsNegation(_)), _) => a,
        (_, b @ Wrong::SkipsNegation(_)) => b,
        (Some(a @ Wrong::CutsWord(_)), _) => a,
        (_, b) => b,
    }
}

/// Whether a piece stands anywhere in a text.
fn ends_anywhere(piece: &Piece, text: &str) -> bool {
    ends(piece, text, 0..text.len(), None).is_ok()
}

/// Where a piece ends in a window of a text, whole at both edges; behind `after` without a negation between.
fn ends(piece: &Piece, text: &str, window: std::ops::Range<usize>, after: Option<usize>) -> Result<Vec<usize>, Wrong> {
    let mut found = Vec::new();
    let mut wrong = None;
    for variant in piece.variants() {
        let mut from = window.start;
        while let Some(start) = text[from..window.end].find(&variant).map(|at| from + at) {
            let end = start + variant.len();
            from = start + text[start..].chars().next().map_or(1, char::len_utf8);
            if !is_whole(text, start, end) {
                wrong = Some(graver(wrong, Wrong::CutsWord(piece.text.clone())));
                continue;
            }
            if let Some(word) = after.and_then(|after| negation(text, after, start)) {
                wrong = Some(graver(wrong, Wrong::SkipsNegation(word)));
                // Behind a negation every later place is behind it too.
                break;
            }
            found.push(end);
        }
    }
    match found.is_empty() {
        true => Err(wrong.unwrap_or_else(|| Wrong::Absent(piece.text.clone()))),
        false => Ok(found),
    }
}

impl Piece {
    /// The piece with its free letters in either case.
    fn variants(&self) -> Vec<String> {
        let mut out = vec![self.text.clone()];
        for at in &self.free {
            for index in 0..out.len() {
                let text = &out[index];
                let Some(c) = text[*at..].chars().next() else { continue };
                let other: String =
                    if c.is_uppercase() { c.to_lowercase().collect() } else { c.to_uppercase().collect() };
                // A letter that becomes longer would move the others.
                if other.len() == c.len_utf8() && !other.starts_with(c) {
                    out.push(format!("{}{other}{}", &text[..*at], &text[at + c.len_utf8()..]));
                }
            }
        }
        out
    }
}

/// Whether a range begins and ends between words and numbers. Chinese is written without blanks.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() && !is_han(c);
    let before: Vec<char> = text[..start].chars().rev().take(2).collect();
    let after: Vec<char> = text[end..].chars().take(2).collect();
    let (first, last) = (text[start..end].chars().next(), text[start..end].chars().next_back());
    let splits_number = |inner: Option<char>, outer: &[char]| {
        inner.is_some_and(|c| c.is_ascii_digit()) && matches!(outer, [',' | '.', digit, ..] if digit.is_ascii_digit())
    };
    let joins =
        |inner: Option<char>, outer: &[char]| inner.is_some_and(is_part) && outer.first().copied().is_some_and(is_part);
    // "can" of "can't" says the opposite.
    let drops_not = last.is_some_and(is_part) && matches!(after.as_slice(), ['\'', 't' | 'T', ..]);
    !joins(first, &before)
        && !joins(last, &after)
        && !splits_number(first, &before)
        && !splits_number(last, &after)
        && !drops_not
}

/// A negation between two places.
fn negation(text: &str, from: usize, to: usize) -> Option<String> {
    let skipped = text.get(from..to)?;
    let words = skipped.split(|c: char| !(c.is_alphanumeric() || c == '\'')).map(|word| word.trim_matches('\''));
    let negates = |word: &&str| {
        let word = word.to_lowercase();
        NEGATIONS.contains(&&*word) || word.ends_with("n't")
    };
    if let Some(word) = words.into_iter().find(negates) {
        return Some(word.to_owned());
    }
    let mut plain = skipped.to_owned();
    HAN_HARMLESS.iter().for_each(|word| plain = plain.replace(word, "　"));
    plain.chars().find(|c| HAN_NEGATIONS.contains(c)).map(String::from)
}

/// Parts of a folded quotation between ellipses. `[T]he` is "The" with a free first letter; any other bracket stands
/// in place of words left out.
fn pieces(quote: &str) -> Vec<Piece> {
    let quote = quote.replace("...", "…");
    let mut all: Vec<Piece> = Vec::new();
    let mut now = Piece { text: String::new(), free: Vec::new() };
    let mut rest = quote.as_str();
    while let Some(c) = rest.chars().next() {
        let mut width = c.len_utf8();
        match c {
            '…' => all.push(std::mem::replace(&mut now, Piece { text: String::new(), free: Vec::new() })),
            '[' => {
                let inner = rest.find(']').map_or(&rest[1..], |close| &rest[1..close]);
                let goes_on = rest[(inner.len() + 2).min(rest.len())..].starts_with(char::is_alphabetic);
                width = (inner.len() + 2).min(rest.len());
                match inner.chars().count() == 1 && goes_on && inner.chars().all(char::is_alphabetic) {
                    true => {
                        now.free.push(now.text.len());
                        now.text.push_str(inner);
                    }
                    false => all.push(std::mem::replace(&mut now, Piece { text: String::new(), free: Vec::new() })),
                }
            }
            c => now.text.push(c),
        }
        rest = &rest[width..];
    }
    all.push(now);
    let mut out: Vec<Piece> = all.into_iter().filter_map(trimmed).collect();
    // A quotation may begin in the middle of a sentence, or a sentence with it.
    if let Some(first) = out.first_mut().filter(|first| !first.free.contains(&0)) {
        first.free.insert(0, 0);
    }
    out
}

/// A piece without blanks and marks at its ends, which the quoting sentence may have changed.
fn trimmed(piece: Piece) -> Option<Piece> {
    let marks = |c: char| c == ' ' || matches!(c, ',' | '.' | ';' | ':' | '，' | '。' | '；' | '：');
    let text = piece.text.trim_start_matches(marks);
    let cut = piece.text.len() - text.len();
    let text = text.trim_end_matches(marks).to_owned();
    let free = piece.free.into_iter().filter_map(|at| at.checked_sub(cut)).filter(|at| *at < text.len()).collect();
    (!text.is_empty()).then_some(Piece { text, free })
}

/// Where a quotation and a text part, as a sentence for a message: the most words of its beginning that are there
/// and how the text goes on, else of its end and what stands before. Nothing where that is too little to go by.
pub fn parting(quote: &str, folded: &str) -> Option<String> {
    let pieces = pieces(&fold(quote));
    let piece = &pieces.iter().find(|piece| ends(piece, folded, 0..folded.len(), None).is_err())?.text;
    let mut cuts: Vec<usize> = piece.match_indices(' ').map(|(at, _)| at).collect();
    if cuts.is_empty() {
        cuts = piece.char_indices().map(|(at, _)| at).skip(1).collect();
    }
    let is_enough = |part: &&str| weight(part) >= LEAST;
    let known = |part: &str| folded.find(part).map(|at| (part.to_owned(), at));
    if let Some((start, at)) = cuts.iter().rev().map(|cut| &piece[..*cut]).take_while(is_enough).find_map(known) {
        let after: String = folded[at + start.len()..].trim_start().chars().take(SHOWN).collect();
        return Some(format!("behind “{}” the copy goes on “{after}…”", last(&start)));
    }
    let (end, at) = cuts.iter().map(|cut| piece[*cut..].trim_start()).take_while(is_enough).find_map(known)?;
    let before: Vec<char> = folded[..at].trim_end().chars().rev().take(SHOWN).collect();
    let before: String = before.into_iter().rev().collect();
    let first: String = end.chars().take(SHOWN).collect();
    Some(format!("before “{first}” the copy has “…{before}”"))
}

/// Most characters of a copy that a message shows.
const SHOWN: usize = 40;

/// The end of a text, from a blank on.
fn last(text: &str) -> &str {
    let start = text.match_indices(' ').rev().nth(3).map_or(0, |(at, _)| at + 1);
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "It is “not a bad thing” – for China’s rise, said Mr. Li, but one must never forget the cost of 10,128 sanctions; we can’t go on. The Party leads everything. 中国人民不怕鬼，也不信邪，未来属于我们。";

    fn copy(quote: &str) -> Result<(), Wrong> {
        in_copy(quote, &fold(TEXT))
    }

    #[test]
    fn a_quotation_is_verbatim_up_to_typography() {
        for good in [
            "not a bad thing",
            "Not a bad thing",
            "“not a bad thing” — for China's rise",
            "is \"not  a bad\u{a0}thing\" - for",
            "said Mr. Li, but one must … forget the cost of 10,128 sanctions".split(" … ").next().unwrap_or(""),
            "[t]he Party leads everything",
            "the Party leads everything.",
            "中国人民不怕鬼",
            "也不信邪，未来属于我们",
            "for China's rise … said Mr. Li, but",
            "China's rise, [the premier] said Mr. Li, but",
        ] {
            assert_eq!(copy(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let absent = |text: &str| Err(Wrong::Absent(text.to_owned()));
        for (bad, want) in [
            ("a good thing for them", absent("a good thing for them")),
            ("the party leads everything", absent("the party leads everything")),
            ("bad thing", Err(Wrong::TooShort("bad thing".to_owned()))),
            ("不信邪", Err(Wrong::TooShort("不信邪".to_owned()))),
            ("It is … a bad thing and more", Err(Wrong::TooShort("It is".to_owned()))),
            ("It is \"not a bad thing\" … forget the cost of", Err(Wrong::SkipsNegation("never".to_owned()))),
            ("中国人民不怕 … 未来属于我们", Err(Wrong::SkipsNegation("不".to_owned()))),
            ("ot a bad thing", Err(Wrong::CutsWord("ot a bad thing".to_owned()))),
            ("forget the cost of 10", Err(Wrong::CutsWord("forget the cost of 10".to_owned()))),
            ("128 sanctions; we", Err(Wrong::CutsWord("128 sanctions; we".to_owned()))),
            ("sanctions; we can", Err(Wrong::CutsWord("sanctions; we can".to_owned()))),
            ("said Mr. Li, but … for China's rise", Err(Wrong::SkipsTooMuch)),
        ] {
            assert_eq!(copy(bad), want, "{bad}");
        }
    }

    #[test]
    fn an_ellipsis_is_bounded_and_a_later_place_may_be_the_one() {
        let far = format!("it began on a cold morning {} and it ended in the night", "x y ".repeat(60));
        assert_eq!(
            in_copy("it began on a cold morning … it ended in the night", &fold(&far)),
            Err(Wrong::SkipsTooMuch)
        );
        let near = far.replace(&"x y ".repeat(60), "x y ");
        assert_eq!(in_copy("it began on a cold morning … it ended in the night", &fold(&near)), Ok(()));
        // The first "on the one hand" is followed by a negation, the second is not.
        let twice = "on the one hand it is not so much that we do; on the one hand it is much that we do";
        assert_eq!(in_copy("on the one hand … much that we do", twice), Ok(()));
        for word in ["not", "No", "NEVER", "didn't", "nothing", "without", "没", "无", "非"] {
            let text = format!("we have said that they {word} went there and came back");
            let found = in_copy("we have said that … there and came back", &fold(&text));
            assert!(matches!(found, Err(Wrong::SkipsNegation(_))), "{word}: {found:?}");
        }
        for word in ["note", "nor'easter", "knot", "未来", "非洲", "notable"] {
            let text = format!("we have said that they {word} went there and came back");
            assert_eq!(in_copy("we have said that … there and came back", &fold(&text)), Ok(()), "{word}");
        }
    }

    #[test]
    fn a_message_says_where_the_two_part() {
        let parted = |quote: &str| parting(quote, &fold(TEXT)).unwrap_or_default();
        assert_eq!(
            parted("but one must never forget the price"),
            "behind “must never forget the” the copy goes on “cost of 10,128 sanctions; we can't go on…”"
        );
        assert_eq!(
            parted("the price of 10,128 sanctions; we"),
            "before “of 10,128 sanctions; we” the copy has “…. Li, but one must never forget the cost”"
        );
        assert_eq!(parted("nothing of it is there"), "");
    }

    #[test]
    fn short_words_of_a_quote_may_be_quoted_again() {
        assert!(is_verbatim("a bad … China's rise", TEXT));
        assert!(!is_verbatim("a bad … the cost", TEXT), "never is left out");
        assert!(is_verbatim("[Xi said] a bad thing", TEXT));
        assert!(is_verbatim("", TEXT));
    }

    #[test]
    fn every_part_of_a_text_at_word_edges_is_found_and_no_changed_word_is() {
        let mut random = fastrand::Rng::with_seed(5);
        let words: Vec<&str> = TEXT.split(' ').collect();
        for _ in 0..2000 {
            let start = random.usize(..words.len());
            let end = random.usize(start..words.len()) + 1;
            let part = words[start..end].join(" ");
            if weight(&part) >= LEAST + 4 && !part.contains('"') {
                assert_eq!(copy(&part), Ok(()), "{part}");
                let at = random.usize(start..end);
                let mut changed = words[start..end].to_vec();
                changed[at - start] = "zebra";
                let changed = changed.join(" ");
                assert!(copy(&changed).is_err(), "{changed}");
            }
        }
        let any: Vec<char> = "ab …[].'\"中不 \u{301}é1,".chars().collect();
        for _ in 0..3000 {
            let quote: String = (0..random.usize(..20)).map(|_| any[random.usize(..any.len())]).collect();
            let text: String = (0..random.usize(..60)).map(|_| any[random.usize(..any.len())]).collect();
            let _ = in_copy(&quote, &fold(&text));
            let _ = parting(&quote, &fold(&text));
        }
    }
}
