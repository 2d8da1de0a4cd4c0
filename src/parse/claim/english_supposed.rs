//! English sentences whose figures are those of the page, of its author's own counting, or supposed: "suppose that 30
//! villages share a well".
//!
//! In: a sentence. Out: whether its figures need no source.

use super::english::{Line, Word, is_aside_on_the_site, is_digits};
use super::english_time::is_year;
use super::english_words::{OF_THE_PAGE, PAGE_PARTS, SUPPOSES};

/// Whether the figures of a sentence are those of the page, of its author's own counting, or supposed.
pub(super) fn is_about_the_page(text: &str) -> bool {
    let line = Line::of(text);
    let words = line.words();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let second = words.get(1).map_or("", |word| word.lower);
    let is_ours = |pair: &[Word<'_>]| matches!(pair[0].lower, "our" | "site's" | "page's") && is_digits(pair[1].text);
    let counts_parts = || words.windows(2).any(|pair| pair[1].is(PAGE_PARTS) && is_digits(pair[0].text));
    let of_the_page = (line.phrases | words.iter().fold(0, |all, word| all | word.kinds)) & OF_THE_PAGE != 0;
    of_the_page && !is_aside_on_the_site(&line)
        || first.is(SUPPOSES)
        || first.lower == "if" && matches!(second, "a" | "an" | "one" | "you" | "each" | "every" | "n" | "x")
        || last.lower == "below"
        || counts_parts()
        || words.windows(2).any(is_ours)
        || text.contains(", say, ")
        || supposes_a_figure(&words)
        || is_example(&line, &words)
        || is_definition(&words)
        || is_arithmetic(&words)
        || text.trim_end().ends_with('?') && line.holds(" if ") && line.holds(" would ")
        || asks_what_if(text, &words)
        || is_any_case(&words)
        || names_an_example(&words)
        || is_of_parts_of_the_page(&words)
        || addresses_a_reader(&words)
}

/// A made-up case: "A list of 1,000 names, for example, may hide 300 aliases", "take a worker", "five years at 7 percent
/// would make"; not "in 2020, for example, 40 firms left".
fn is_example(line: &Line<'_>, words: &[Word<'_>]) -> bool {
    let is_any = |word: &Word<'_>| matches!(word.lower, "a" | "an" | "any" | "some" | "one" | "two");
    let is_dated = words.iter().any(|word| is_year(word.text));
    let supposes = line.holds(" for example ") || line.holds(" for instance ") || line.holds(" would make ");
    supposes && !is_dated
        || matches!(words[0].lower, "take" | "consider")
            && words.get(1).is_some_and(|word| is_any(word) || is_digits(word.text))
}

/// "Even a growth of 20 percent could not repay such a loan", "if 100 people each save 5 yuan, the total is 500": a case
/// that names nobody and no time, with a figure in its condition. "A full ban would cost 3 billion" says what is expected.
fn is_any_case(words: &[Word<'_>]) -> bool {
    const OPENERS: &str = "a|an|any|one|two|even|with|at|half|someone|anyone|nobody|if|when|in|given|unless";
    const PLACES: &str = "with|at|in|given";
    const MODALS: &str = "would|could|might";
    const PAST: &str =
        "was|were|had|rose|fell|grew|took|made|came|went|left|won|paid|sold|bought|sank|began|fought|did|said";
    const TIMES: &str =
        "yesterday|today|last|now|ago|later|soon|eventually|since|tomorrow|next|currently|already|recently";
    let first = words[0].lower;
    let is_in = |word: &Word<'_>, list: &str| list.split('|').any(|known| known == word.lower);
    if matches!(first, "rounding" | "adding" | "dividing" | "multiplying" | "subtracting" | "doubling" | "halving") {
        return words.iter().any(|word| is_digits(word.text));
    }
    let names = |word: &Word<'_>| word.text.starts_with(char::is_uppercase) && word.text != "I";
    let is_of_a_time = |word: &Word<'_>| is_in(word, TIMES) || is_year(word.text);
    if !is_in(&words[0], OPENERS) || words[1..].iter().any(|word| names(word) || is_of_a_time(word)) {
        return false;
    }
    let Some(figure) = words.iter().position(|word| is_digits(word.text)) else { return false };
    // What is known has an article: "if the 230 sailors had stayed".
    if matches!(words[figure.saturating_sub(1)].lower, "the" | "these" | "those" | "its" | "their" | "all") {
        return false;
    }
    let modal = words.iter().position(|word| is_in(word, MODALS));
    let goes_back = |modal: usize| words.get(modal + 1).is_some_and(|word| word.lower == "have");
    // "In two years 300 plants would stand" supposes nothing, nor does "in a first step, 300 workers would go".
    if first == "in" && !matches!(words.get(1).map_or("", |word| word.lower), "a" | "an" | "any") {
        return false;
    }
    let is_behind = is_in(&words[0], PLACES) && words[1..=figure].iter().any(|word| word.after_pause);
    if let Some(modal) = modal {
        return (figure < modal || first == "nobody") && !goes_back(modal) && !is_behind;
    }
    // "A 10 percent tax on 500 is 50", "half of 50 is 25".
    if let [.., link, last] = words
        && is_digits(last.text)
        && matches!(link.lower, "is" | "makes" | "leaves" | "gives")
        && matches!(first, "a" | "an" | "half" | "one")
    {
        return figure + 2 < words.len();
    }
    let is_past = words.iter().any(|word| is_in(word, PAST) || word.lower.len() > 4 && word.lower.ends_with("ed"));
    let second = words[1].lower;
    let opens_a_case = matches!(first, "if" | "unless")
        || first == "when" && (matches!(second, "a" | "an") || is_digits(words[1].text));
    !is_past && (opens_a_case || first == "at" && words.iter().any(|word| matches!(word.lower, "doubles" | "halves")))
}

/// "What if 30 percent of trade vanished?", "would a fall of 15 percent be enough?", "as if 50 planes crashed every day".
fn asks_what_if(text: &str, words: &[Word<'_>]) -> bool {
    let asks = text.trim_end().ends_with('?');
    let first = words[0].lower;
    let second = words.get(1).map_or("", |word| word.lower);
    let as_if = words.windows(2).position(|pair| pair[0].lower == "as" && pair[1].lower == "if");
    asks && (first == "what" && second == "if" || matches!(first, "would" | "could" | "should"))
        || as_if.is_some_and(|at| words[at..].iter().any(|word| is_digits(word.text)))
        || words.iter().any(|word| matches!(word.lower, "hypothetical" | "imaginary" | "made-up" | "fictitious"))
        || first == "in"
            && matches!(second, "this" | "the" | "our")
            && words.get(2).is_some_and(|word| word.lower == "example")
}

/// "Links to 44 pages lead to stored copies", "quotations longer than 40 words are set apart": the page's own habits.
fn is_of_parts_of_the_page(words: &[Word<'_>]) -> bool {
    const PARTS: &str =
        "links|quotations|quotes|footnotes|citations|references|captions|headings|charts|excerpts|captures";
    let is_part = PARTS.split('|').any(|part| part == words[0].lower);
    let names = |word: &Word<'_>| word.text.starts_with(char::is_uppercase);
    is_part && words.get(1).is_some_and(|word| !is_digits(word.text)) && !words[1..].iter().any(names)
}

/// "A number such as 1,000 is often rounded": the number stands for numbers.
fn names_an_example(words: &[Word<'_>]) -> bool {
    const FORMS: &str =
        "number|figure|phrase|headline|sentence|percentage|value|wording|expression|numbers|figures|phrases";
    words.windows(3).any(|three| {
        FORMS.split('|').any(|form| form == three[0].lower)
            && (three[1].lower == "like" || three[1].lower == "such" && three[2].lower == "as")
    })
}

/// "A statute mile is 5,280 feet": a measure in other measures.
fn is_definition(words: &[Word<'_>]) -> bool {
    const MEASURES: &str = "stone|mile|kilometre|kilobyte|megabyte|gigabyte|acre|hectare|pound|ounce|ton|tonne|barrel|bushel|\
        gallon|pint|yard|foot|furlong|fathom|league|knot|dozen|gross|ream|carat|inch|century|decade|fortnight|jin|mu|li|\
        tael|catty|picul|verst|pood|kilowatt-hour|byte|rod|chain|cord|quire|score|lakh|crore";
    const MONEY: &str = "dollars|euros|yuan|yen|roubles|rubles|percent|per|million|billion|now|today";
    let is_measure = |word: &Word<'_>| MEASURES.split('|').any(|known| known == word.lower);
    let is_one = matches!(words[0].lower, "a" | "an" | "one");
    let Some(at) = words.iter().take(4).position(is_measure).filter(|at| is_one && *at > 0) else { return false };
    let verb =
        words[at + 1..].iter().take(2).position(|word| matches!(word.lower, "is" | "means" | "equals" | "makes"));
    let Some(number) = verb.map(|verb| at + verb + 2) else { return false };
    let unit = words.get(number + 1).map_or("million", |word| word.lower);
    words.get(number).is_some_and(|word| is_digits(word.text)) && !MONEY.split('|').any(|money| money == unit)
}

/// "Seventeen times 24 is 408", "the median of 4, 9 and 35 is 9".
fn is_arithmetic(words: &[Word<'_>]) -> bool {
    const RESULTS: &str = "median|mean|average|sum|product|difference|ratio|quotient|root";
    let of_digits = |four: &[Word<'_>]| {
        four[0].lower == "the"
            && RESULTS.split('|').any(|result| result == four[1].lower)
            && matches!(four[2].lower, "of" | "between")
            && is_digits(four[3].text)
    };
    words.windows(4).any(of_digits)
        || words.windows(4).any(|four| {
            matches!(four[0].lower, "times" | "plus" | "minus")
                && is_digits(four[1].text)
                && matches!(four[2].lower, "is" | "makes" | "equals" | "are" | "gives")
                && is_digits(four[3].text)
        })
}

/// "Call 0800 123456", "readers who find 20 errors"; not "a paper with 3 million readers".
fn addresses_a_reader(words: &[Word<'_>]) -> bool {
    words.windows(2).any(|pair| {
        let is_counted = is_digits(pair[0].text) || matches!(pair[0].lower, "million" | "thousand" | "of");
        pair[1].lower == "readers" && !is_counted
            || matches!(pair[0].lower, "ring" | "call" | "dial")
                && pair[0].after_pause
                && pair[1].text.len() >= 3
                && is_digits(pair[1].text)
            || matches!(pair[0].lower, "call" | "dial") && pair[1].text.starts_with(|c: char| c == '0' || c == '+')
    }) || words[0].lower == "readers"
}

/// "Had the tariff been 50 percent, trade would have stopped": a condition against the facts that names a figure. One
/// that names none may have real figures behind it: "Had the plan been kept, the 1,500 engineers would have stayed".
fn supposes_a_figure(words: &[Word<'_>]) -> bool {
    if !matches!(words[0].lower, "had" | "were" | "should" | "if") {
        return false;
    }
    let condition = words.iter().skip(1).position(|word| word.after_pause).map_or(words.len(), |at| at + 1);
    let names_a_figure = words[..condition].windows(2).any(|pair| {
        let is_year = pair[1].text.len() == 4 && pair[1].text.bytes().all(|b| b.is_ascii_digit());
        is_digits(pair[1].text)
            && !is_year
            && !matches!(
                pair[0].lower,
                "note" | "section" | "rule" | "the" | "all" | "its" | "their" | "these" | "those"
            )
    });
    names_a_figure && words.iter().any(|word| matches!(word.lower, "would" | "could" | "might"))
}
