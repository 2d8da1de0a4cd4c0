//! The words and phrases by which English sentences show what they claim.
//!
//! In: a line in lower case. Out: of which of these lists its words are. Entries have bars between them.

use std::sync::LazyLock;

use super::lexicon::{Kinds, Lexicon};

/// About the page, its author or its reader, or a remark on what was read.
pub const ABOUT_THE_PAGE: Kinds = 1 << 0;
/// A sentence that begins so claims nothing.
pub const SUPPOSED: Kinds = 1 << 1;
/// Say so whoever speaks, unless the speaker is the page.
pub const SPEECH: Kinds = 1 << 2;
/// Say so behind a name only: "Garver counts", "Bloomberg arrived at", but not "the count gives".
pub const NAMED_SPEECH: Kinds = 1 << 3;
/// What may say something without a name.
pub const SPEAKERS: Kinds = 1 << 4;
/// "by Chad P. Bown's calculation", "by her account".
pub const ACCOUNTS: Kinds = 1 << 5;
/// Superlatives of one word.
pub const SUPERLATIVES: Kinds = 1 << 6;
/// What makes one thing the cause of another.
pub const CAUSES: Kinds = 1 << 7;
/// Their names.
pub const MONTHS: Kinds = 1 << 8;
/// Verbs of what happens once.
pub const EVENTS: Kinds = 1 << 9;
/// A date that is relative to what was told before.
pub const RELATIVE: Kinds = 1 << 10;
/// Figures in a sentence with one of these are the page's own.
pub const OF_THE_PAGE: Kinds = 1 << 11;
/// A sentence that begins so supposes its figures.
pub const SUPPOSES: Kinds = 1 << 12;
/// Say so by themselves.
pub const ATTRIBUTES: Kinds = 1 << 13;
/// No names, although a sentence that begins with one writes it with a capital.
pub const OPENERS: Kinds = 1 << 14;
/// Superlatives of several words.
pub const EXTREMES: Kinds = 1 << 15;

/// Behind "the most", these make no superlative about the world.
pub const NOT_OF_THE_WORLD: Kinds = 1 << 16;

/// What a page is made of: "226 sources" are the page's own.
pub const PAGE_PARTS: Kinds = 1 << 17;

/// Words for a view, which "in" or "by" and whose it is stand before: "in Kennan's view".
pub const VIEWS: Kinds = 1 << 18;
/// Before "in 2018", a participle of these tells a state or a plan, and no event.
pub const STATES: Kinds = 1 << 19;

/// All of them.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(LISTS));

const LISTS: &[(Kinds, &str)] = &[
    (
        ABOUT_THE_PAGE,
        "this page|this site|this explainer|this essay|this article|this section|this chapter|the page|\
         these pages|our|we|us to|i|my|reader|readers|was read|were read|that was found|not established|\
         was not found|were not found|was found here|no source|known here|checked here|listed below|\
         links below|is told|are told|told in|told under|no count|supports them|judgement|kilobytes|\
         so-called|goes without saying|below no|the list below|said above|said below|the table|the tables|the chart|\
         the first draft|next year's edition|glossary|an excerpt|the excerpt|in excerpt|for example|let us|\
         suppose|imagine|these articles|the articles|essays|this account|last updated|corrections|downloaded|retrieved|unless|the section|the series does not",
    ),
    (SUPPOSED, "if|suppose|let|what|how|whether|who|why|whoever|take|imagine|see|call"),
    (
        SPEECH,
        "said|says|announced|announces|warned|warns|reported|reports|argued|argues|denied|denies|claimed|\
         claims|told|predicted|predicts|projected|estimated|insisted|insists|declared|testified|stated|\
         acknowledged|say|reveal|reveals|revealed|disclosed|discloses|shows|showed|estimates|conceded|accused|pledged|vowed|urged|wrote|writes|complained|alleged|concluded|\
         asserted|asserts|maintained|maintains|threatened|demanded|confirmed|forecast|explained|concludes|pleaded|cautioned|\
         admitted|blamed|blames",
    ),
    (
        NAMED_SPEECH,
        "report|write|note|find|hold|reads|speaks|spoken|counts|counted|counting|puts|put|gives|gave|calls|called|holds|held|adds|added|arrived|finds|\
         found|names|cites|quotes|judged|judges|treats|asked|thinks|thought|sees|saw|describes|described|\
         notes|noted|spoke|quoted|expect|doubt|fear|argue|warn|insist|believe|think|suspect|attribute|attributes|attributed|show|expects|expected|believes|believed|computed|calculates|calculated|recommends|\
         suggests|suggested|has",
    ),
    (
        SPEAKERS,
        "ambassador|official|officials|analyst|analysts|minister|ministry|government|governments|agency|\
         bank|company|companies|firm|president|premier|spokesman|spokeswoman|spokesperson|report|study|\
         researchers|economists|experts|witnesses|newspaper|paper|police|scholars|scholar|historians|\
         historian|commission|court|reporter|reporters|institute|he|she|they|it|author|authors|critics|\
         sources|article|book|memo|people|leaders|states|diplomats|executives|association|survey|researcher|economist|\
         statement|embassy|party|board|council|department|regulator|regulators|central|one|some|many|\
         others|tank|audit|poll|survey|surveys|figures|data|filing|filings|engineer|lawmakers|prosecutors|insiders|traders|ministers|authorities|residents|survivors|headline|plan|account|accounts|state|abstract|essay|note|release",
    ),
    (
        ACCOUNTS,
        "account|count|counts|calculation|calculations|data|figures|estimate|estimates|reckoning|date|\
         words|numbers|tally|admission|arithmetic|statistics",
    ),
    (
        SUPERLATIVES,
        "largest|biggest|smallest|highest|lowest|greatest|deepest|longest|shortest|oldest|fastest|slowest|\
         strongest|weakest|richest|poorest|busiest|worst|hottest|coldest|driest|wettest|warmest|safest|loudest|deadliest|heaviest|cheapest|tallest|youngest|hardest|\
         toughest|sharpest|steepest|costliest|broadest|widest|\
         second-largest|third-largest|fourth-largest|fifth-largest|second-biggest|third-biggest|second-highest|third-highest|\
         best-selling|most-visited",
    ),
    (
        CAUSES,
        "led to|leads to|leading to|as a result of|resulted in|thanks to|owing to|triggered|gave rise to|contributed to|contributes to|stems from|stemmed from|fuelled|fueled|boosted|spurred|\
         due to the|due to a|due to an|due to its|due to their|on account of|\
         brought about|because of|sparked|explains most|explains much|explains part|explains half|explains why|explain most|explain much|rose because|fell because|failed because|left because|closed because|grew because|collapsed because|in response to|in retaliation for|prompted",
    ),
    (MONTHS, "january|february|march|april|may|june|july|august|september|october|november|december"),
    (
        EVENTS,
        "joined|founded|signed|imposed|restricted|listed|lifted|banned|began|begun|started|ended|launched|\
         adopted|passed|entered|took|invaded|opened|closed|broke|withdrew|met|rose|fell|peaked|grew|went|\
         dropped|increased|reached|became|introduced|issued|published|released|cut|raised|moved|\
         established|elected|died|born|won|lost|agreed|promised|bought|sold|sent|recalled|expelled|froze|\
         frozen|seized|sanctioned|tripled|doubled|halved|followed|named|left|coined|created|delivered|\
         brought|helped|ordered|suspended|resumed|declined|climbed|shrank|expanded|collapsed|appeared|\
         abolished|approved|built|blocked|arrested|added|chose|arrived|visited|noted|set|put|quit|stopped|\
         shut|struck|repaid|taken|driven|withdrawn|overthrown|laid|burnt|sank|flew|fled|drew|spent|paid|fought|sought|overtook|rebuilt|forbade|acquired|merged|nationalised|devalued|ratified|repealed|exploded|tested|landed|shed|beat|quickened",
    ),
    (
        RELATIVE,
        "a year later|half a year later|years later|months later|a month later|the following year|\
         in that year|in the same year|the year after|the year before|that year|the next day|a day later|\
         weeks later|a week later|days later|decades later|two days later|last year|last month|last week|\
         the previous year|the following month|the following day|the next year|the next month|on monday|on tuesday|\
         on wednesday|on thursday|on friday|on saturday|on sunday|years earlier|months earlier|a year earlier|\
         weeks earlier|the same year|the same month|years ago|months ago|a year ago|last year's|last autumn|last summer|last winter|last spring",
    ),
    (
        OF_THE_PAGE,
        "we|this page|this site|this explainer|this essay|this article|this section|this chapter|the page|these pages|\
         this chart|this table|this list|this index|this chronology|this timeline|this database|this glossary|\
         this bibliography|the chart|reader|reading time|read in full|read in excerpt|was read outside|web addresses|\
         their web address|show no date|listed below|links below|list below|table below|shown below|shown here|\
         listed here|the bibliography|the glossary|the menu|the index lists|click|scroll|kilobytes|megabytes|kb|mb|\
         imagine|suppose|hotline|anyone who|anyone born|multiply by|divide by|our interviewees|our respondents|\
         the site cites|the site quotes|our list|our count|our table|our sources|our index|our sample|\
         checked here|counted here|used here|cited here|\
         quoted here|compared here|given here|the two dates|the table has|the table holds|the table lists|my view|\
         i think|i count|i found",
    ),
    (
        SUPPOSES,
        "rub|heat|think|add|mix|stir|bake|save|fold|boil|pour|sprinkle|preheat|multiply|divide|subtract|press|tap|type|enter|choose|select|whoever|suppose|let|imagine|assume|say|see|picture|pretend",
    ),
    (
        PAGE_PARTS,
        "sources|articles|facts|links|footnotes|rows|columns|claims|citations|references|hyperlinks|charts|captures|\
         screenshots|sheets|corrections|headings|entries",
    ),
    (
        ATTRIBUTES,
        "according to|so says|so say|as reported|as they tell it|is said to|are said to|was said to|is reported to|are reported to|reportedly|\
         allegedly|in the words of|has it that|have it that|as saying|saying that|is quoted as|are quoted as|told reporters|on the word of",
    ),
    (
        OPENERS,
        "that|this|these|those|it|its|both|two|some|most|many|much|one|each|all|none|no|there|as|when|because|although|\
         though|even|yet|but|and|so|thus|still|here|where|with|neither|either|nor|such|under|how|why|what|whether|\
         while|after|before|since|reported|not|another|other|only|every",
    ),
    (
        EXTREMES,
        "for the first time|the first of its kind|never before|by far the|record high|record low|a record of|an all-time high|a record high|a record low|hit a record|set a record|a new record|than any other|nowhere else|than anyone else|ahead of everyone|than anybody else|\
         than anywhere else|no other country|no other nation|no other state|no other economy|no other company|no other firm|\
         no other city|no other power",
    ),
    (
        VIEWS,
        "view|opinion|words|account|telling|reading|judgement|judgment|estimation|estimate|series|edition|editions|survey|figures",
    ),
    (
        STATES,
        "expected|supposed|meant|intended|based|located|limited|concerned|linked|called|known|needed|required|\
         aimed|estimated|employed|owned|included|contained|consisted|amounted|totalled|stayed|remained|lasted|seemed|looked|\
         measured|counted|treated|compared|stood|planned|scheduled|projected|forecast|related|united|so-called",
    ),
    (NOT_OF_THE_WORLD, "important|interesting|useful|obvious|common|part|likely|of|recent|that|can|cautious"),
];
