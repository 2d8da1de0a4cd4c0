//! Whether an English sentence says whose word or count it tells.
//!
//! In: its words. Out: signs of a speaker: a verb of speech with a subject, an account, a view. Absent on purpose: who
//! the speaker is.

use super::english::{Word, is_digits, is_name};
use super::english_words::*;
use super::lexicon::Kinds;

pub(super) fn attributes(words: &[Word<'_>], holds: Kinds) -> bool {
    let speech = SPEECH | NAMED_SPEECH;
    holds & speech != 0 && (1..words.len()).any(|at| words[at].is(speech) && speaks(words, at))
        || holds & (ACCOUNTS | VIEWS) != 0 && by_account(words)
        || is_somebodys_view(words)
}

/// "Tisdell's finding is that", "the ministry's argument was".
fn is_somebodys_view(words: &[Word<'_>]) -> bool {
    words.windows(3).any(|three| {
        let owned = three[0].lower.ends_with("'s") || three[0].lower.ends_with("s'");
        let is_view = matches!(
            three[1].lower,
            "finding" | "argument" | "thesis" | "claim" | "contention" | "conclusion" | "verdict" | "answer" | "theory"
        );
        owned && is_view && matches!(three[2].lower, "is" | "was" | "that") && three[0].lower != "it's"
    })
}

/// "…, says Charting the Globe": the speaker stands behind the verb.
fn is_inverted(words: &[Word<'_>], at: usize) -> bool {
    let says = matches!(
        words[at].lower,
        "says" | "said" | "writes" | "wrote" | "argues" | "argued" | "adds" | "warns" | "warned" | "claims" | "claimed"
    );
    let next = words.get(at + 1);
    says && words[at].after_pause
        && next.is_some_and(|next| is_name(next) || matches!(next.lower, "the" | "a" | "an" | "one" | "its"))
}

/// "There were, a spokeswoman insisted, no plans", "Up to 80 percent recover, the leaflet promises."
fn is_put_in(words: &[Word<'_>], at: usize) -> bool {
    let ends = words.get(at + 1).is_none_or(|next| next.after_pause);
    let start = words[..at].iter().rposition(|word| word.after_pause).filter(|start| *start > 0);
    let is_pronoun =
        |word: &Word<'_>| matches!(word.lower, "i" | "we" | "you" | "it" | "that" | "which" | "as" | "who");
    ends && start.is_some_and(|start| at - start <= 4 && !words[start..at].iter().any(is_pronoun))
}

/// "A report of 2020 put the market at 124.6 billion dollars".
fn puts_at(words: &[Word<'_>], at: usize) -> bool {
    let near = words.get(at + 1..(at + 16).min(words.len())).unwrap_or_default();
    near.windows(3).any(|three| {
        three[0].lower == "at"
            && (is_digits(three[1].text) || is_digits(three[2].text) || three[1].text.starts_with('$'))
    })
}

/// "John Garver and Koji Hirata report": two names before a verb that could be a noun.
fn is_said_by_two(words: &[Word<'_>], at: usize) -> bool {
    let names = words[..at].iter().rev().take_while(|word| is_name(word)).count();
    let and = at.checked_sub(names + 1).filter(|and| *and > 0 && names > 0);
    and.is_some_and(|and| words[and].lower == "and" && is_name(&words[and - 1]))
}

/// "a law firm noted", "another bank called": a speaker that is one of many.
fn is_one_of_many(words: &[Word<'_>], at: usize) -> bool {
    let before = &words[at.saturating_sub(3)..at];
    words[at].is(SPEAKERS)
        && !matches!(words[at].lower, "it" | "they" | "he" | "she" | "one" | "state" | "account" | "note" | "central")
        && before.iter().any(|word| matches!(word.lower, "a" | "an" | "another"))
}

/// "…," an engineer said: whoever it is, the words in quotation marks are theirs.
pub(super) fn quotes(text: &str, words: &[Word<'_>]) -> bool {
    let said = |pair: &[Word<'_>]| {
        matches!(pair[1].lower, "said" | "says" | "told" | "wrote" | "asked" | "replied")
            && !matches!(pair[0].lower, "that" | "is" | "was" | "are" | "not" | "be" | "we" | "i")
    };
    text.starts_with('…') && words.windows(2).any(said)
}

/// "For Lin, who wrote the plan, openness was a tool".
pub(super) fn is_for_somebody(words: &[Word<'_>]) -> bool {
    let pause = words.iter().take(6).skip(1).position(|word| word.after_pause);
    let Some(aside) = pause.map(|at| at + 1).filter(|_| words[0].lower == "for") else { return false };
    let presents = matches!(words[aside].lower, "then" | "who" | "whose" | "a" | "an" | "the");
    aside > 1 && presents && words[1..aside].iter().all(|word| is_name(word) && !is_digits(word.text))
}

/// Whether the verb at `at` has a speaker before it.
fn speaks(words: &[Word<'_>], at: usize) -> bool {
    let verb = words[at].lower;
    let before = &words[at - 1];
    let adverbs = [
        "also",
        "then",
        "once",
        "first",
        "later",
        "had",
        "has",
        "have",
        "only",
        "alone",
        "again",
        "still",
        "itself",
        "himself",
        "herself",
        "themselves",
    ];
    // A name that an aside follows ("Michael Sun, whom … presents as …, named") is left out: which verb is whose is guesswork.
    let is_adverb = |word: &&Word<'_>| adverbs.contains(&word.lower) || word.lower.ends_with("ly");
    let skipped = words[1..at].iter().rev().take_while(is_adverb).count();
    let subject = &words[at - 1 - skipped];
    let next = words.get(at + 1).map_or("", |word| word.lower);
    let is_page = matches!(next, "below" | "above" | "here" | "in");
    // What a source does not say is nobody's claim.
    if matches!(next, "nothing" | "little" | "no") || matches!(before.lower, "to" | "without" | "not" | "neither") {
        return false;
    }
    let owned = |subject: &Word<'_>| {
        debug_assert!(std::ptr::eq(subject, &words[at - 1 - skipped]));
        (at - 1 - skipped)
            .checked_sub(1)
            .is_some_and(|owner| words[owner].lower.ends_with("'s") || words[owner].lower.ends_with("s'"))
    };
    let speaker_near = || words[at.saturating_sub(7)..at].iter().any(|word| word.is(SPEAKERS));
    if is_inverted(words, at) || is_put_in(words, at) {
        return true;
    }
    match verb {
        "report" | "write" | "note" | "find" | "hold" => return is_said_by_two(words, at),
        "reads" => {
            let as_what = words[at..].iter().take(8).any(|word| word.lower == "as");
            return is_name(subject) && !is_opener(subject, words) && (next == "it" || as_what);
        }
        "put" | "puts" if speaker_near() && puts_at(words, at) => return true,
        "show" | "shows" | "showed" | "suggest" if owned(subject) => return subject.is(SPEAKERS | ACCOUNTS),
        "found" | "finds" | "showed" | "shows" | "revealed" | "reveals" if next == "that" => {
            return speaker_near() || is_name(subject) && !is_opener(subject, words);
        }
        "show" | "shows" | "showed" => return false,
        "say" if subject.lower == "sources" => return false,
        "say" | "reveal" | "reveals" | "revealed" => return subject.is(SPEAKERS) || is_name(subject) && at > 1,
        "doubt" | "fear" | "argue" | "warn" | "insist" | "believe" | "think" | "suspect" => {
            return subject.is(SPEAKERS) && !matches!(subject.lower, "it" | "one");
        }
        "expect" => return speaker_near() && next != "for" && before.lower != "would",
        "estimates" if next != "that" => return false,
        "attribute" | "attributes" | "attributed" => {
            return subject.is(SPEAKERS) && words[at..].iter().take(6).any(|word| word.lower == "to");
        }
        _ => {}
    }
    // "the American names were older": a noun.
    let is_noun = matches!(next, "were" | "was" | "are" | "is" | "have" | "had" | "of" | "from" | "on");
    let is_counted = is_digits(before.text) || at > 1 && is_digits(words[at - 2].text);
    let is_object = next.is_empty() && verb == "names" || matches!(verb, "claims" | "reports") && is_counted;
    if is_object {
        return false;
    }
    if is_noun && matches!(verb, "names" | "counts" | "calls" | "notes" | "quotes" | "claims" | "reports" | "holds") {
        return false;
    }
    if words[at].after_pause && speaks_after_aside(words, at) {
        return !matches!(next, "by" | "to" | "as" | "under" | "from");
    }
    if words[at].is(SPEECH) {
        let mut near = words[at.saturating_sub(7)..at].iter();
        // Only people do these, whoever they are.
        let is_human =
            matches!(
                verb,
                "told"
                    | "announced"
                    | "insisted"
                    | "vowed"
                    | "pledged"
                    | "testified"
                    | "conceded"
                    | "complained"
                    | "pleaded"
                    | "cautioned"
                    | "admitted"
            ) && !matches!(subject.lower, "nobody" | "none" | "no" | "we" | "i" | "and" | "has" | "have" | "had");
        let named = is_human || subject.is(SPEAKERS) || near.any(|word| is_name(word) && !is_opener(word, words));
        let spoken_of = matches!(
            subject.lower,
            "that"
                | "is"
                | "are"
                | "was"
                | "be"
                | "who"
                | "which"
                | "been"
                | "being"
                | "what"
                | "were"
                | "figures"
                | "not"
        );
        // "what EU states had reported" is a thing, and no statement.
        let is_thing = words[at.saturating_sub(6)..at].iter().any(|word| word.lower == "what");
        let is_nobodys = words[at.saturating_sub(5)..at].iter().any(|word| matches!(word.lower, "nobody" | "none"));
        return named && !spoken_of && !is_nobodys && !is_thing && !(is_page && !is_name(subject));
    }
    let named = is_name(subject) && !is_opener(subject, words)
        || matches!(subject.lower, "he" | "she")
        || subject.lower == "it" && subject.after_pause && matches!(verb, "quotes" | "cites")
        || subject.is(SPEAKERS) && (owned(subject) || of_a_place(words, at - 1 - skipped))
        || is_one_of_many(words, at - 1 - skipped);
    if !named || words[at].after_pause {
        return false;
    }
    match verb {
        "has" => next == "it",
        "spoke" | "speaks" | "spoken" => {
            matches!(next, "of" | "about" | "to")
        }
        "put" | "puts" | "gives" | "gave" | "calls" | "called" | "asked" | "names" | "counts" | "counted" | "cites"
        | "quotes" => true,
        "holds" | "held" | "adds" | "added" | "finds" | "found" | "judged" | "judges" | "notes" | "noted"
        | "thinks" | "thought" | "believes" | "believed" | "expects" | "expected" | "suggests" | "suggested" => {
            matches!(next, "that" | "how" | "why" | "what")
                || matches!(verb, "finds" | "found" | "expects" | "expected" | "thinks")
        }
        "arrived" => next == "at",
        _ => true,
    }
}

/// "Chinese leaders": a speaker behind a capital that does more than begin the sentence.
fn of_a_place(words: &[Word<'_>], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_name(&words[before]) && !is_opener(&words[before], words))
}

/// "Jake Sullivan, the US National Security Adviser, spoke of": an aside stands between the speaker and the verb.
fn speaks_after_aside(words: &[Word<'_>], at: usize) -> bool {
    let starts_clause = matches!(
        words[0].lower,
        "in" | "on"
            | "at"
            | "after"
            | "before"
            | "by"
            | "under"
            | "with"
            | "as"
            | "since"
            | "when"
            | "while"
            | "if"
            | "because"
            | "although"
            | "for"
            | "from"
            | "to"
            | "until"
    );
    if at > 40 {
        return false;
    }
    // "On 2 March the Center, a think tank, counted": two marks, and a name before the first.
    let marks = words[1..at].iter().filter(|word| word.after_pause).count();
    let aside = words[..at].iter().rposition(|word| word.after_pause).filter(|aside| {
        let after_clause = || marks == 1 && is_name(&words[aside - 1]) && !is_digits(words[aside - 1].text);
        *aside > 0 && (!starts_clause || after_clause() && !words[*aside - 1].is(MONTHS))
    });
    let Some(aside) = aside else { return false };
    let opens = matches!(
        words[aside].lower,
        "the"
            | "a"
            | "an"
            | "then"
            | "who"
            | "whom"
            | "whose"
            | "writing"
            | "head"
            | "director"
            | "author"
            | "professor"
    );
    let head = &words[aside - 1];
    let names = is_name(&words[aside]) && at - aside <= 6 && head.is(SPEAKERS);
    // A list has more marks than the two of an aside.
    marks <= 2 && (opens && (is_name(head) && !is_opener(head, words) || head.is(SPEAKERS)) || names)
}

/// The first word of a sentence is no name for its capital.
fn is_opener(word: &Word<'_>, words: &[Word<'_>]) -> bool {
    std::ptr::eq(word, &words[0]) && word.is(OPENERS)
}

fn by_account(words: &[Word<'_>]) -> bool {
    let leads = |word: &Word<'_>| matches!(word.lower, "by" | "in");
    words.iter().enumerate().filter(|(_, word)| leads(word)).any(|(at, lead)| {
        let accounts = if lead.lower == "by" { ACCOUNTS | VIEWS } else { VIEWS };
        let near = words.get(at + 1..(at + 9).min(words.len())).unwrap_or_default();
        let whose = near.iter().position(|word| {
            word.lower.ends_with("'s") || word.lower.ends_with("s'") || matches!(word.lower, "her" | "his" | "their")
        });
        let is_own = |word: &Word<'_>| word.lower == "own";
        let owned = whose.is_some_and(|whose| {
            let next = near.get(whose + 1 + usize::from(near.get(whose + 1).is_some_and(is_own)));
            next.is_some_and(|word| word.is(accounts))
        });
        let named = |pair: &[Word<'_>]| pair[0].lower == "of" && (is_name(&pair[1]) || pair[1].lower == "the");
        // "by the Chinese account", "by a China Daily report".
        let by_name = lead.lower == "by"
            && near.windows(2).take(4).any(|pair| {
                is_name(&pair[0])
                    && matches!(
                        pair[1].lower,
                        "account"
                            | "accounts"
                            | "report"
                            | "study"
                            | "survey"
                            | "count"
                            | "counts"
                            | "reckoning"
                            | "tally"
                            | "statistics"
                            | "estimate"
                            | "estimates"
                    )
            });
        let is_account = |word: &Word<'_>| word.is(accounts) && (lead.lower == "by" || word.lower != "words");
        owned || by_name || near.iter().take(3).any(is_account) && near.windows(2).take(4).any(named)
    })
}
