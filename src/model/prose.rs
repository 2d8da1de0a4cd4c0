//! Marked-up text, parsed once: HTML with holes where the site's data goes, and what the text rests on.
//!
//! A `Prose` comes from an article's body or from one line of a sheet. Its HTML is final except for the
//! holes: words bound to facts, citations, links to pages, directives and code, which `render` fills.

use crate::base::text::At;
use crate::model::IdRef;
use crate::model::date::Date;
use crate::model::figures::Later;
use crate::model::quantity::Quantity;
use crate::model::waiver::Waiver;

/// Parsed text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// Where the text stands.
    pub at: At,
    /// HTML without what belongs in the holes.
    pub html: Box<str>,
    /// Offsets into `html`, rising, and what goes there.
    pub holes: Vec<(u32, Hole)>,
    /// Parts of `html` that are plain words outside links, headings and code: names may be linked there.
    pub runs: Vec<(u32, u32)>,
    /// Bound words and citations in reading order.
    pub uses: Vec<Use>,
    /// Groups of citations.
    pub groups: Vec<CiteGroup>,
    /// Sentences that hold a use, plain text.
    pub sentences: Vec<Sentence>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Figures, quotations and claims, and what they rest on.
    pub figures: Later,
    /// Links to other articles and files of the site.
    pub links: Vec<PageLink>,
    /// Links to other hosts.
    pub outgoing: Vec<PageLink>,
    /// Images.
    pub images: Vec<Image>,
    /// Fenced directives.
    pub directives: Vec<Directive>,
    /// Code blocks.
    pub code: Vec<Code>,
    /// Long runs of a script that nothing marks with its language.
    pub foreign: Vec<Foreign>,
    /// Rules waived for a block, with reasons.
    pub waivers: Vec<Waiver>,
    /// Ids of elements in `html`, for fragment checks (headings included).
    pub anchors: Vec<Box<str>>,
    /// Bytes of the file that each top-level block covers, by number from 1.
    pub blocks: Vec<(u32, u32)>,
    /// Offsets into `html` where they begin, by number from 1.
    pub starts: Vec<u32>,
}

/// What goes into a place of the HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hole {
    /// Start of the words of `uses[i]`.
    Open(u32),
    /// End of them.
    Close(u32),
    /// A citation group, `groups[i]`.
    Cite(u32),
    /// Start of the link `links[i]`.
    LinkOpen(u32),
    /// The `src` of `images[i]`.
    ImageSource(u32),
    /// A directive, `directives[i]`.
    Directive(u32),
    /// A code block, `code[i]`.
    Code(u32),
}

/// One use of something the site knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// What is used.
    pub what: Ref,
    /// The whole link or citation in the file.
    pub at: At,
    /// The words alone.
    pub words_at: At,
    /// The words without markup; empty where the site inserts the value.
    pub words: Box<str>,
    /// Figures that words bound to a fact state, without a scale that follows outside the link. Read once, when the
    /// text is parsed: they are compared with the fact again whenever it changes.
    pub stated: Box<[Quantity]>,
    /// Index into `sentences`.
    pub sentence: u32,
    /// Bytes of the words in the sentence's text.
    pub in_sentence: (u32, u32),
    /// Paragraph number, for waivers.
    pub block: u32,
}

/// What a use refers to, ids as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ref {
    /// A fact.
    Fact(FactRef),
    /// A source, named in the sentence.
    Source(Box<str>),
    /// A source, cited.
    Citation(Box<str>),
    /// An entity.
    Entity(Box<str>),
    /// A glossary term.
    Term(Box<str>),
}

/// `sheet/key`, `sheet/key/member`, `sheet/key@2021`, `sheet/key#when`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRef {
    /// `sheet/key`.
    pub id: Box<str>,
    /// One of several answers.
    pub member: Option<Box<str>>,
    /// A point of the series.
    pub point: Option<Date>,
    /// A field other than the value.
    pub field: Option<FactField>,
}

/// A field that words may be bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactField {
    /// `#as_of`
    AsOf,
    /// `#when`
    When,
    /// `#by`
    By,
    /// `#unit`
    Unit,
}

/// `[see @a, p. 3; @b]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CiteGroup {
    /// Its citations in order.
    pub items: Vec<Citation>,
}

/// One citation of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// Index into `uses`.
    pub in_uses: u32,
    /// Words before it, such as "see".
    pub prefix: Option<Box<str>>,
    /// Place in the source: (label, payload), such as ("paragraph", "7").
    pub locator: Option<(Box<str>, Box<str>)>,
    /// Words after it.
    pub suffix: Option<Box<str>>,
    /// `-@id`: print the year alone.
    pub suppress_author: bool,
}

/// A sentence that holds a use.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Plain text, spaces collapsed.
    pub text: Box<str>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Its `id`.
    pub id: Box<str>,
    /// Its words.
    pub text: Box<str>,
}

/// A figure or quotation that is bound to no fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Unbound {
    /// Where it stands.
    pub at: At,
    /// Its words.
    pub text: Box<str>,
    /// What it is.
    pub what: UnboundKind,
    /// Paragraph number, for waivers.
    pub block: u32,
}

/// What sort of claim a sentence makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Claim {
    /// "according to", "Garver counts", 表示.
    Attribution,
    /// "the largest", "for the first time", 首次.
    Superlative,
    /// "led to", 导致.
    Cause,
    /// "On 7 October 2022 the US restricted".
    Event,
}

impl Claim {
    /// What a finding calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Claim::Attribution => "what somebody said or counted",
            Claim::Superlative => "a superlative",
            Claim::Cause => "a cause",
            Claim::Event => "a dated event",
        }
    }
}

/// What is unbound.
#[derive(Clone, Debug, PartialEq)]
pub enum UnboundKind {
    /// A number of two or more digits, or a percentage.
    Figure(Quantity),
    /// Words in quotation marks.
    Quote,
    /// A sentence that a source is wanted for.
    Claim(Claim),
    /// Words in quotation marks in a paragraph that cites this source and no other.
    CitedQuote(Box<str>),
    /// A table with so many figures, in which no row binds a fact or cites a source.
    Table(u32),
}

impl UnboundKind {
    /// Whether it is a figure, a quotation or a table without any source in reach. A claim may be the author's
    /// own, and a cited quotation has its source.
    pub const fn lacks_source(&self) -> bool {
        matches!(self, UnboundKind::Figure(_) | UnboundKind::Quote | UnboundKind::Table(_))
    }
}

/// Figures and quotations with a source in reach: those that the rules look for and do not report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sourced {
    /// Figures that are words bound to a fact.
    pub figures_bound: u32,
    /// Figures beside a fact in their sentence, or with a citation in their paragraph or table.
    pub figures_cited: u32,
    /// Quotations that are words bound to a fact.
    pub quotes_bound: u32,
    /// Quotations beside a fact in their sentence, or with a citation in their paragraph.
    pub quotes_cited: u32,
    /// Paragraphs, list items, headings and tables that hold figures or quotations.
    pub paragraphs: u32,
    /// Those of them in which each has a source.
    pub paragraphs_sourced: u32,
}

impl Sourced {
    /// None.
    pub const NONE: Sourced = Sourced {
        figures_bound: 0,
        figures_cited: 0,
        quotes_bound: 0,
        quotes_cited: 0,
        paragraphs: 0,
        paragraphs_sourced: 0,
    };
}

/// A link within the site, or to another host.
#[derive(Clone, Debug, PartialEq)]
pub struct PageLink {
    /// The target as written.
    pub target: Box<str>,
    /// Where it stands.
    pub at: At,
}

/// An image.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The address as written.
    pub source: Box<str>,
    /// Its description, plain text.
    pub alt: Box<str>,
    /// Where it stands.
    pub at: At,
    /// Paragraph number, for waivers.
    pub block: u32,
}

/// Words in a script of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    /// Where they stand.
    pub at: At,
    /// The script.
    pub script: Script,
    /// Paragraph number, for waivers.
    pub block: u32,
}

macro_rules! scripts {
    ($($name:ident = $says:literal, [$($range:pat),+], [$($lang:literal),+];)*) => {
        /// Scripts that the renderer cannot mark with a language: several languages share most of them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Script {
            $(#[doc = concat!("The ", $says, " script.")] $name,)*
        }

        impl Script {
            /// The script of a letter, if it is one of these.
            pub fn of(c: char) -> Option<Script> {
                match c { $($($range)|+ => Some(Script::$name),)* _ => None }
            }
            /// Its name in a sentence.
            pub const fn says(self) -> &'static str { match self { $(Script::$name => $says,)* } }
            /// Languages written in it, BCP 47, the most likely first.
            pub const fn languages(self) -> &'static [&'static str] { match self { $(Script::$name => &[$($lang),+],)* } }
        }
    };
}

scripts! {
    Cyrillic = "Cyrillic", ['\u{400}'..='\u{52f}'], ["ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg"];
    Greek = "Greek", ['\u{370}'..='\u{3ff}', '\u{1f00}'..='\u{1fff}'], ["el"];
    Hebrew = "Hebrew", ['\u{590}'..='\u{5ff}'], ["he", "yi"];
    Arabic = "Arabic", ['\u{600}'..='\u{6ff}', '\u{750}'..='\u{77f}'], ["ar", "fa", "ur", "ug", "ps"];
    Devanagari = "Devanagari", ['\u{900}'..='\u{97f}'], ["hi", "mr", "ne", "sa"];
    Bengali = "Bengali", ['\u{980}'..='\u{9ff}'], ["bn", "as"];
    Tamil = "Tamil", ['\u{b80}'..='\u{bff}'], ["ta"];
    Thai = "Thai", ['\u{e00}'..='\u{e7f}'], ["th"];
    Georgian = "Georgian", ['\u{10a0}'..='\u{10ff}'], ["ka"];
    Armenian = "Armenian", ['\u{530}'..='\u{58f}'], ["hy"];
    Hangul = "Hangul", ['\u{1100}'..='\u{11ff}', '\u{ac00}'..='\u{d7af}'], ["ko"];
}

/// A fenced code block.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// First word after the fence.
    pub language: Box<str>,
    /// The code.
    pub text: Box<str>,
}

/// A fenced directive.
#[derive(Clone, Debug, PartialEq)]
pub struct Directive {
    /// Which one.
    pub kind: DirectiveKind,
    /// Where it stands.
    pub at: At,
    /// Facts named.
    pub facts: Vec<IdRef>,
    /// Sheet named.
    pub sheet: Option<IdRef>,
    /// Topics named.
    pub topics: Vec<IdRef>,
    /// Entities named.
    pub entities: Vec<IdRef>,
    /// Kinds named; all if empty.
    pub kinds: Vec<crate::model::fact::FactKind>,
    /// First date shown.
    pub from: Option<Date>,
    /// Last date shown.
    pub to: Option<Date>,
    /// Columns of a table.
    pub columns: Vec<Box<str>>,
    /// Column to sort by; `-` in front reverses.
    pub sort: Option<Box<str>>,
    /// Shape of a chart.
    pub chart: Option<ChartKind>,
    /// Title of a chart.
    pub title: Option<Box<str>>,
    /// Description of a chart, else written from its data.
    pub alt: Option<Box<str>>,
    /// Wider than the text.
    pub wide: bool,
}

/// The five directives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DirectiveKind {
    /// Dated facts in order.
    Timeline,
    /// Periods of a sheet.
    Stages,
    /// Facts as rows.
    Table,
    /// A series or several values as a picture.
    Chart,
    /// Facts as cards.
    Facts,
}

/// Shapes of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChartKind {
    /// Points over time, joined.
    Line,
    /// Bars.
    Bar,
    /// Dots on one axis.
    Dot,
    /// Ranges on one axis.
    Range,
}

impl DirectiveKind {
    /// All of them.
    pub const ALL: [DirectiveKind; 5] = [
        DirectiveKind::Timeline,
        DirectiveKind::Stages,
        DirectiveKind::Table,
        DirectiveKind::Chart,
        DirectiveKind::Facts,
    ];

    /// The word after the fence.
    pub fn word(self) -> &'static str {
        match self {
            DirectiveKind::Timeline => "timeline",
            DirectiveKind::Stages => "stages",
            DirectiveKind::Table => "table",
            DirectiveKind::Chart => "chart",
            DirectiveKind::Facts => "facts",
        }
    }
}

impl FactRef {
    /// Reads what stands after `fact:`; `Err` names what is odd.
    pub fn parse(text: &str) -> Result<FactRef, String> {
        let (text, field) = match text.split_once('#') {
            Some((text, field)) => (
                text,
                Some(FactField::of_word(field).ok_or_else(|| {
                    format!("`#{field}` is no field to bind; there are #as_of, #when, #by and #unit")
                })?),
            ),
            None => (text, None),
        };
        let (text, point) = match text.split_once('@') {
            Some((text, date)) => (text, Some(Date::parse(date).ok_or_else(|| format!("`@{date}` is no date"))?)),
            None => (text, None),
        };
        let mut parts = text.splitn(3, '/');
        let (sheet, key) = (parts.next().unwrap_or(""), parts.next());
        let Some(key) = key.filter(|key| !key.is_empty() && !sheet.is_empty()) else {
            return Err(match text {
                "" => "the link names no fact; write `fact:sheet/key`".to_owned(),
                _ => format!("`{text}` names no fact; write `fact:sheet/key`"),
            });
        };
        Ok(FactRef { id: format!("{sheet}/{key}").into(), member: parts.next().map(Into::into), point, field })
    }
}

impl FactField {
    fn of_word(word: &str) -> Option<FactField> {
        match word {
            "as_of" => Some(FactField::AsOf),
            "when" => Some(FactField::When),
            "by" => Some(FactField::By),
            "unit" => Some(FactField::Unit),
            _ => None,
        }
    }
}

impl Prose {
    /// Bytes of the file that a top-level block covers.
    pub fn block_span(&self, number: u32) -> Option<(u32, u32)> {
        self.blocks.get((number as usize).checked_sub(1)?).copied()
    }

    /// The text without holes and markup, as for a page title or a description. Bound words stay.
    pub fn plain(&self) -> String {
        plain_of_html(&self.html)
    }
}

/// Words of simple HTML: tags dropped, the five entities resolved.
fn plain_of_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if !in_tag => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
