//! Statements that a careful editor asks a source for, although they need hold no figure: who said so, what is the
//! largest, what led to what, what happened when.
//!
//! In: one sentence of plain text. Out: what sort of claim it makes, if it plainly makes one about the world.
//! A finding that is wrong costs more than one that is missed, so only clear forms count: what is quoted, asked,
//! supposed, or about the page itself is passed over. `tests/labelled.rs` prints how often it is right.
//! Absent on purpose: grammar, and any judgement whether the claim is true.

mod chinese;
mod chinese_supposed;
mod english;
mod english_speech;
mod english_supposed;
mod english_time;
mod english_words;
mod lexicon;

use std::borrow::Cow;

use crate::model::prose::Claim;
use crate::parse::markdown::sentence::is_han;

/// The claim that a sentence plainly makes.
pub fn claim(sentence: &str) -> Option<Claim> {
    let bare = without_quotes(sentence);
    if is_chinese(&bare) { chinese::claim(&bare) } else { english::claim(&bare) }
}

/// Whether a sentence speaks of the page itself or of a supposition, so that nobody else can be asked for its figures.
pub fn is_about_the_page(sentence: &str) -> bool {
    let bare = without_quotes(sentence);
    if is_chinese(&bare) {
        chinese_supposed::is_about_the_page(&bare)
    } else {
        english_supposed::is_about_the_page(&bare)
    }
}

/// A Chinese character says about as much as three letters.
fn is_chinese(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let han = text.chars().filter(|c| is_han(*c)).count();
    han * 3 > text.chars().filter(char::is_ascii_alphabetic).count()
}

/// The sentence without what stands in quotation marks: those words are somebody else's.
fn without_quotes(sentence: &str) -> Cow<'_, str> {
    if !sentence.contains(['“', '「', '《', '"']) {
        return Cow::Borrowed(sentence);
    }
    let mut out = String::with_capacity(sentence.len());
    let mut until: Option<char> = None;
    for c in sentence.chars() {
        match (until, c) {
            (Some(close), c) if c == close => until = None,
            (Some(_), _) => {}
            (None, '“') => until = Some('”'),
            (None, '「') => until = Some('」'),
            (None, '《') => until = Some('》'),
            (None, '"') => until = Some('"'),
            (None, c) => out.push(c),
        }
        // What replaces a quotation keeps its neighbours apart.
        if until.is_some() && matches!(c, '“' | '「' | '《' | '"') {
            out.push('…');
        }
    }
    Cow::Owned(out)
}
