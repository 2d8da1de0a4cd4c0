//! Claims in English sentences.
//!
//! Words are compared in lower case; whether one began with a capital is kept, since a name before "counts" makes it a
//! verb of speech and "the page counts" does not.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::model::prose::Claim;

/// Words and phrases, found by themselves.
type List = LazyLock<HashSet<&'static str>>;

/// A list, a bar between its words.
macro_rules! list {
    ($words:expr) => {
        LazyLock::new(|| $words.split('|').collect())
    };
}

/// Whether one of a list stands in a line of words.
fn stands(list: &List, line: &str) -> bool {
    let starts = line.match_indices(' ').map(|(at, _)| at + 1);
    starts.into_iter().any(|start| {
        let rest = &line[start..];
        let ends = rest.match_indices(' ').take(5).map(|(at, _)| at);
        ends.into_iter().any(|end| list.contains(&rest[..end]))
    })
}

/// A word of the sentence.
struct Word<'t> {
    /// As written, without marks around it.
    text: &'t str,
    lower: String,
    /// A comma, colon, semicolon, dash or quotation stands before it.
    after_pause: bool,
}

/// About the page, its author or its reader, or a remark on what was read.
static ABOUT_THE_PAGE: List = list!(
    "this page|this site|this explainer|this essay|this article|this section|this chapter|the page|\
    these pages|our|we|us to|i|my|reader|readers|was read|were read|that was found|not established|\
    was not found|were not found|was found here|no source|known here|checked here|listed below|\
    links below|is told|are told|told in|told under|no count|supports them|judgement|kilobytes|\
    so-called|below no|the list below|said above|said below|the table|the tables|the chart|\
    the first draft|next year's edition|glossary|an excerpt|the excerpt|in excerpt|for example|\
    let us|suppose|imagine|these articles|the articles|the section|the series does not"
);
static SUPPOSED: List = list!("if|suppose|let|what|how|whether|who|why|whoever|take|imagine|see|call");
/// Say so whoever speaks, unless the speaker is the page.
static SPEECH: List = list!(
    "said|says|announced|announces|warned|warns|reported|reports|argued|argues|denied|denies|claimed|\
    claims|told|predicted|predicts|projected|estimated|insisted|insists|declared|testified|stated|\
    acknowledged|conceded|accused|pledged|vowed|urged|wrote|writes|complained|alleged|concluded|\
    asserted|asserts|maintained|maintains|threatened|demanded|confirmed|forecast|explained"
);
/// Say so behind a name only: "Garver counts", "Bloomberg arrived at", but not "the count gives".
static NAMED_SPEECH: List = list!(
    "counts|counted|counting|puts|put|gives|gave|calls|called|holds|held|adds|added that|arrived|\
    finds|found|names|cites|quotes|judged|judges|treats|asked|thinks|thought|sees|saw|describes|\
    described|notes|noted|spoke|expects|expected|believes|believed|computed|calculates|calculated|\
    recommends|suggests|suggested|has"
);
/// What may say something without a name.
static SPEAKERS: List = list!(
    "ambassador|official|officials|analyst|analysts|minister|ministry|government|governments|agency|\
    bank|company|companies|firm|president|premier|spokesman|spokeswoman|spokesperson|report|study|\
    researchers|economists|experts|witnesses|newspaper|paper|police|scholars|scholar|historians|\
    historian|commission|court|reporter|reporters|institute|he|she|they|it|author|authors|critics|\
    sources|people|leaders|states|diplomats|executives|association|survey|researcher|economist|\
    statement|embassy|party|board|council|department|regulator|regulators|central|one|some|many|\
    others|headline|plan|account|accounts|state|abstract|essay|note|release"
);
/// "by Chad P. Bown's calculation", "by her account".
static ACCOUNTS: List = list!(
    "account|count|counts|calculation|calculations|data|figures|estimate|estimates|reckoning|date|\
    words|numbers"
);
static SUPERLATIVES: List = list!(
    "largest|biggest|smallest|highest|lowest|greatest|deepest|longest|shortest|oldest|fastest|\
    slowest|strongest|weakest|richest|poorest|busiest|worst|heaviest|cheapest|tallest|youngest|\
    hardest|toughest|sharpest|steepest|costliest|broadest|widest"
);
static NOT_OF_THE_WORLD: List =
    list!("important|interesting|useful|obvious|common|part|likely|of|recent|that|can|cautious");
static CAUSES: List = list!(
    "led to|leads to|leading to|as a result of|resulted in|thanks to|owing to|triggered|gave rise to|\
    brought about|because of|sparked|in response to|in retaliation for|prompted"
);
static MONTHS: List = list!("january|february|march|april|may|june|july|august|september|october|november|december");
static EVENTS: List = list!(
    "joined|founded|signed|imposed|restricted|listed|lifted|banned|began|begun|started|ended|\
    launched|adopted|passed|entered|took|invaded|opened|closed|broke|withdrew|met|rose|fell|peaked|\
    grew|went|dropped|increased|reached|became|introduced|issued|published|released|cut|raised|\
    moved|established|elected|died|born|won|lost|agreed|promised|bought|sold|sent|recalled|expelled|\
    froze|frozen|seized|sanctioned|tripled|doubled|halved|followed|named|left|coined|created|\
    delivered|brought|helped|ordered|suspended|resumed|declined|climbed|shrank|expanded|collapsed|\
    appeared|abolished|approved|built|blocked|arrested|added|chose|arrived|visited|noted|set|put|\
    quit|stopped|acquired|merged|nationalised|devalued|ratified|repealed|exploded|tested|landed"
);
/// A date that is relative to what was told before.
static RELATIVE: List = list!(
    "a year later|half a year later|years later|months later|a month later|the following year|\
    in that year|in the same year|the year after|the year before|that year|the next day|a day later|\
    weeks later|a week later"
);

pub(super) fn claim(text: &str) -> Option<Claim> {
    if text.trim_end().ends_with('?') {
        return None;
    }
    let words = words(text);
    let first = words.first()?;
    let line = line(&words);
    if is_set_apart(first, &line) || words.len() < 4 || line.contains(" whoever ") {
        return None;
    }
    if attributes(&words, &line) {
        return Some(Claim::Attribution);
    }
    if line.contains(" if ") {
        return None;
    }
    if stands(&CAUSES, &line) || forces(&words) || is_caused(&words) {
        return Some(Claim::Cause);
    }
    if is_superlative(&words, &line) {
        return Some(Claim::Superlative);
    }
    let dated = stands(&RELATIVE, &line) || has_date(&words) || names_a_month(&words);
    let happens = words.iter().any(|word| EVENTS.contains(&*word.lower));
    (dated && happens).then_some(Claim::Event)
}

/// Whether the figures of a sentence are those of the page, of its author's own counting, or supposed.
pub(super) fn is_about_the_page(text: &str) -> bool {
    static PHRASES: List = list!(
        "this page|this site|this explainer|this essay|this article|this section|this chapter|the page|\
        these pages|this chart|this table|the chart|reader|readers|read in full|read in excerpt|\
        was read outside|listed below|links below|list below|table below|shown below|shown here|\
        listed here|the bibliography|the glossary|the menu|the index lists|click|scroll|kilobytes|\
        megabytes|kb|mb|for example|for instance|imagine|suppose|call|dial|would make|whoever|\
        anyone who|we count|we counted|we found|we read|we list|we use|we note|we leave|we left|\
        we include|we omit|we checked|our list|our count|our table|our sources|our index|my view|\
        i think|i count|i found"
    );
    static OPENERS: List = list!("suppose|let|take|imagine|assume|say|see");
    let words = words(text);
    let line = line(&words);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let second = words.get(1).map_or("", |word| &*word.lower);
    stands(&PHRASES, &line)
        || OPENERS.contains(&*first.lower)
        || first.lower == "if" && matches!(second, "a" | "an" | "one" | "you" | "each" | "every" | "n" | "x")
        || last.lower == "below"
}

fn is_set_apart(first: &Word<'_>, line: &str) -> bool {
    SUPPOSED.contains(&*first.lower) || stands(&ABOUT_THE_PAGE, line)
}

fn line(words: &[Word<'_>]) -> String {
    format!(" {} ", words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" "))
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut pause = true;
    for piece in text.split_whitespace() {
        let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let opens = piece.starts_with(|c: char| matches!(c, '(' | '—' | '–' | '…'));
        if !bare.is_empty() {
            out.push(Word { text: bare, lower: bare.to_lowercase().replace('’', "'"), after_pause: pause || opens });
        }
        pause = piece.ends_with(|c: char| matches!(c, ',' | ';' | ':' | '—' | '–' | ')' | '…'));
    }
    out
}

fn is_name(word: &Word<'_>) -> bool {
    word.text.starts_with(char::is_uppercase)
        && !matches!(&*word.lower, "the" | "a" | "an" | "in" | "on" | "at" | "by" | "for")
}

fn attributes(words: &[Word<'_>], line: &str) -> bool {
    static ALWAYS: List = list!(
        "according to|is said to|are said to|was said to|is reported to|are reported to|reportedly|allegedly|in the words of"
    );
    if stands(&ALWAYS, line) {
        return true;
    }
    (1..words.len()).any(|at| speaks(words, at)) || by_account(words)
}

/// Whether the verb at `at` has a speaker before it.
fn speaks(words: &[Word<'_>], at: usize) -> bool {
    let verb = &*words[at].lower;
    let before = &words[at - 1];
    let adverbs =
        ["also", "then", "once", "first", "later", "had", "has", "have", "only", "alone", "again", "still", "itself"];
    // A name that an aside follows ("Michael Sun, whom … presents as …, named") is left out: which verb is whose is guesswork.
    let subject = if adverbs.contains(&&*before.lower) && at >= 2 { &words[at - 2] } else { before };
    let next = words.get(at + 1).map_or("", |word| &word.lower);
    let is_page = matches!(next, "below" | "above" | "here" | "in");
    if SPEECH.contains(verb) {
        let near = words[at.saturating_sub(7)..at].iter().enumerate();
        let named = near.clone().any(|(_, word)| is_name(word) && !is_opener(word, words))
            || SPEAKERS.contains(&*subject.lower);
        let spoken_of = matches!(
            &*subject.lower,
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
        return named && !spoken_of && !(is_page && !is_name(subject));
    }
    let named = is_name(subject) && !is_opener(subject, words) || matches!(&*subject.lower, "he" | "she");
    if !named || words[at].after_pause {
        return false;
    }
    let object = match verb {
        "has" => next == "it",
        "put" | "puts" | "gives" | "gave" | "calls" | "called" | "asked" | "names" | "counts" | "counted" | "cites"
        | "quotes" => true,
        "holds" | "held" | "adds" | "finds" | "found" | "judged" | "judges" | "notes" | "noted" | "thinks"
        | "thought" | "believes" | "believed" | "expects" | "expected" | "suggests" | "suggested" | "shows"
        | "argued" => next == "that" || matches!(verb, "finds" | "found" | "expects" | "expected" | "thinks"),
        "arrived" => next == "at",
        _ => NAMED_SPEECH.contains(verb) && verb != "lists",
    };
    object && NAMED_SPEECH.contains(verb)
}

/// The first word of a sentence is no name for its capital.
fn is_opener(word: &Word<'_>, words: &[Word<'_>]) -> bool {
    static OPENERS: List = list!(
        "that|this|these|those|it|its|both|two|some|most|many|much|one|each|all|none|no|there|as|when|while|after|before|since|reported|not|another|other|only|every"
    );
    std::ptr::eq(word, &words[0]) && OPENERS.contains(&*word.lower)
}

fn by_account(words: &[Word<'_>]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        if !matches!(&*word.lower, "by" | "on" | "in") {
            return false;
        }
        let near = words.get(at + 1..(at + 9).min(words.len())).unwrap_or_default();
        let whose = near.iter().position(|word| {
            word.lower.ends_with("'s") || word.lower.ends_with("s'") || matches!(&*word.lower, "her" | "his" | "their")
        });
        let owned = whose.is_some_and(|whose| near.get(whose + 1).is_some_and(|word| ACCOUNTS.contains(&*word.lower)));
        let of = near.iter().take(3).any(|word| ACCOUNTS.contains(&*word.lower))
            && near.windows(2).any(|pair| pair[0].lower == "of" && (is_name(&pair[1]) || pair[1].lower == "the"))
            && word.lower == "by";
        owned && word.lower == "by" || of
    })
}

fn is_superlative(words: &[Word<'_>], line: &str) -> bool {
    let phrase = |phrase: &str| line.contains(&format!(" {phrase} "));
    let fixed = [
        "for the first time",
        "never before",
        "by far the",
        "record high",
        "record low",
        "a record of",
        "an all-time high",
    ];
    if fixed.iter().any(|fixed| phrase(fixed)) {
        return true;
    }
    (1..words.len()).any(|at| {
        let (word, before) = (&*words[at].lower, &*words[at - 1].lower);
        let next = words.get(at + 1).map_or("", |word| &*word.lower);
        let owned = before == "the" || before.ends_with("'s") || matches!(before, "second" | "third" | "its" | "their");
        let of_world = !matches!(
            next,
            "of" | "way" | "question" | "measure" | "number" | "numbers" | "share" | "possible" | "part"
        );
        let is_first = word == "first"
            && before == "the"
            && at >= 2
            && matches!(&*words[at - 2].lower, "was" | "is" | "became" | "were" | "are")
            && !matches!(next, "step" | "of" | "two" | "three" | "part" | "and" | "section" | "figure" | "count");
        SUPERLATIVES.contains(word) && owned && of_world
            || word == "most" && before == "the" && !NOT_OF_THE_WORLD.contains(next) && next.len() > 3
            || is_first
            || word == "only"
                && before == "the"
                && matches!(next, "country" | "nation" | "state" | "firm" | "company" | "bank" | "economy")
    })
}

/// "The sanctions forced banks to look", "the split drove the move".
fn forces(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| match &*words[at].lower {
        "forced" | "compelled" => words[at + 1..].iter().take(5).any(|word| word.lower == "to" || word.lower == "into"),
        "drove" => words.get(at + 1).is_some_and(|word| matches!(&*word.lower, "the" | "up" | "down" | "prices")),
        _ => false,
    })
}

/// "caused a shortage", but not "if A causes B".
fn is_caused(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let next = words.get(at + 1).map_or("", |word| &*word.lower);
        words[at].lower == "caused" && (matches!(next, "a" | "an" | "the" | "by") || next.ends_with('s'))
    })
}

/// A year with a preposition or a month before it: "in 2018", "of March 2021", "on 7 October 2022".
fn has_date(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let is_year = words[at].text.len() == 4
            && words[at].text.bytes().all(|b| b.is_ascii_digit())
            && matches!(&words[at].text[..2], "18" | "19" | "20");
        let before = &*words[at - 1].lower;
        is_year
            && (matches!(before, "in" | "since" | "until" | "after" | "before" | "by" | "late" | "early" | "from")
                || MONTHS.contains(before))
    })
}

/// "On 16 July", "that September", "in November".
fn names_a_month(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let before = &*words[at - 1].lower;
        let dated = before.bytes().all(|b| b.is_ascii_digit()) && before.len() <= 2;
        MONTHS.contains(&*words[at].lower)
            && is_name(&words[at])
            && (dated || matches!(before, "in" | "that" | "since" | "until" | "last"))
    })
}
