//! Ordinals that measure, "the 143rd member", "ranks 81st", 第43位; not "19th century", "14th Five-Year Plan", 第12章.
//!
//! In: an ordinal and what stands before and behind it. Out: whether it is a rank or a place, which somebody found.

use crate::parse::markdown::named::is_in;

/// Nouns of what is numbered, not counted: parts of texts and of time, sessions, streets, bodies of troops.
const NUMBERED: &str = "century|centuries|millennium|hour|day|week|month|year|minute|quarter|term|time|season|night|anniversary|\
    birthday|session|sitting|hearing|reading|congress|meeting|plenum|plenary|summit|conference|legislature|parliament|assembly|\
    republic|dynasty|king|governor|party|floor|street|avenue|arrondissement|precinct|district|ward|parallel|meridian|mile|\
    edition|impression|printing|draft|chapter|page|item|issue|volume|verse|stanza|canto|paragraph|clause|section|line|\
    instalment|episode|amendment|commandment|letter|lesson|lecture|regiment|army|division|corps|brigade|airborne|infantry|\
    cavalry|foot|hole|green|inning|over|lap|round|rung|frame|ballot|vote|grade|grader|graders|generation|series|plan|\
    programme|program|percentile|degree|power|element|card|rib|fret|vertebra|man|apostle|row|seat|column|step|stage|station|\
    stop|annual|national|general|fiscal|beside|runs|built|ruled";

/// Words behind an ordinal that stands alone: a day of the month, mostly.
const LITTLE: &str = "and|or|to|of|at|on|in|for|with|by|from|was|is|after|before|under|when|as|that|which|the|a|an|this|these|\
    those|his|her|its|their|our|my|it|he|she|they|we|you|some|most|no|not|had|has|have|did|does|would|will|could|can|may|\
    might|must|should|been|were|be|being|but|so|than|then|there|where|while|who|whose|until|since|through|into|onto|off|up|\
    down|out";

/// Verbs behind which a bare ordinal is a place: "ranks 81st".
const STANDS: &str = "is|was|are|were|rank|ranks|ranked|place|placed|places|came|comes|finished|stood|stands|from|to";

/// What a Chinese rank counts.
const COUNTERS: &str = "位名个家大座架艘国例块枚台份辆户";

/// Whether an ordinal measures.
pub fn is_rank(before: &str, words: &str, after: &str) -> bool {
    if words.contains('第') {
        let is_listed = before.trim_end().ends_with(['列', '排', '居']) || before.ends_with("排名");
        return is_listed || after.starts_with(|c| COUNTERS.contains(c));
    }
    let next = after.trim_start();
    let word = &next[..next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len())];
    // "Friday the 13th"
    const WEEKDAYS: &str = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
    let named = before.trim_end().strip_suffix(" the").and_then(|head| head.rsplit(char::is_whitespace).next());
    if named.is_some_and(|word| is_in(word, WEEKDAYS)) {
        return false;
    }
    // "a 12th round of talks", "the 23rd time since 1990", "the 14th month running"; not "19th-century running water"
    let behind = next[word.len()..].trim_start();
    if word == "round" && behind.starts_with("of ") && !behind.starts_with("of the ")
        || word == "time" && behind.starts_with("since ")
        || is_in(word, "day|week|month|quarter|year|season|time")
            && ["running", "in a row", "in succession"].iter().any(|many| behind.starts_with(many))
    {
        return true;
    }
    // What has a capital is named: "14th Five-Year Plan".
    if word.starts_with(char::is_lowercase) && !is_in(word, NUMBERED) && !is_in(word, LITTLE) {
        return true;
    }
    let last = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    let ends =
        word.is_empty() || is_in(word, "on|of|in|by|among|out|to|and|place|for") || next.starts_with(['.', ',', ';']);
    let is_day = next.strip_prefix("of ").is_some_and(|rest| rest.starts_with(char::is_uppercase));
    // "slid from 12th to 31st", "stood at 57th", "192nd by size"
    let moves = words.starts_with("from ") && words.contains(" to ");
    let stands = ["stood at ", "stands at ", "came in ", "comes in "].iter().any(|verb| before.ends_with(verb));
    let is_by_size = before.trim_end().ends_with(',') && word == "by";
    // "ours was the 88th"; "the deadline was the 15th" may be a day, or a century
    let digits = words.chars().filter(|c| *c != ',').take_while(char::is_ascii_digit);
    let number: u32 = digits.collect::<String>().parse().unwrap_or(0);
    let is_last = number > 31
        && next.starts_with(['.', ',', ';'])
        && ["was the ", "is the "].iter().any(|verb| before.ends_with(verb));
    (is_in(last, STANDS) || moves || stands) && ends && !is_day || is_by_size || is_last
}
