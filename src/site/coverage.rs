//! How far a site keeps its promise: figures and quotations with sources, origins, what was read, what waits.
//!
//! In: a reader. Out: counts, the same for the command, the method page and the rule `coverage`, and the rows that
//! all of them show. Figures are those that the rule `uncited-figure` looks for: two digits or more, or a
//! percentage. Retired facts are counted by themselves and in no share.
//! Absent on purpose: scores. A number without what it is a share of would be one.

mod articles;
mod rows;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::waivers::{self, Owner};
use super::{Reader, desk};
use crate::base::text::At;
use crate::link::FactId;
use crate::model::article::Article;
use crate::model::coverage::{Measure, Metric, Share, Threshold};
use crate::model::date::Date;
use crate::model::fact::FactKind;
use crate::model::prose::{Ref, UnboundKind};
use crate::model::source::Read;
use crate::model::waiver::{Covering, Waiver};
pub use articles::{OfArticle, by_article};
pub use rows::{Group, Row, json_of};

/// Figures or quotations by what they rest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Words bound to a fact.
    pub bound: usize,
    /// Beside a fact in their sentence, or with a citation in their paragraph or table.
    pub cited: usize,
    /// Without a source, and waived with a reason.
    pub waived: usize,
    /// Without a source.
    pub uncited: usize,
}

/// What the text of articles rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Figures, those of tables included.
    pub figures: Tally,
    /// Quotations of five words or more.
    pub quotes: Tally,
    /// Paragraphs, list items, headings and tables with figures or quotations, each of which has a source.
    pub paragraphs: Share,
    /// Findings to expect: figures and quotations without a source and without a waiver, a table counted once.
    pub findings: usize,
    /// Words bound to facts, whether they hold a figure or not.
    pub bound_words: usize,
}

/// Facts that are not retired, by their support.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// All of them.
    pub all: usize,
    /// How many there are of each kind, in the order of the handbook.
    pub kinds: [usize; FactKind::ALL.len()],
    /// Those with 0, 1, 2 and 3 or more independent origins.
    pub origins: [usize; 4],
    /// Those of which a source is the speaker's own.
    pub first_hand: usize,
    /// Those that are disputed.
    pub disputed: usize,
    /// Those whose review was due before today.
    pub overdue: usize,
    /// The longest overdue of them, and since when.
    pub oldest: Option<(FactId, Date)>,
    /// Those that no sentence binds and no block names.
    pub unused: usize,
    /// Retired facts, which are not among the others.
    pub retired: usize,
}

/// Sources by what is at hand of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// All of them.
    pub all: usize,
    /// Of those with an address or an archived copy, those with the copy.
    pub archived: Share,
    /// Those with a text copy.
    pub captured: usize,
    /// Those read in full, in excerpt, not at all, and those that do not say.
    pub read: [usize; 4],
    /// Those that nothing rests on.
    pub unused: usize,
}

/// A waiver and what it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Waived<'a> {
    /// The article, sheet or entry; of a waiver in a sheet's `defaults` the first fact that has it.
    pub owner: Owner,
    /// Its rule, place and reason.
    pub waiver: &'a Waiver,
}

impl Waived<'_> {
    /// Where it stands.
    pub fn at(&self) -> At {
        self.waiver.rule.at
    }

    /// Its reason and its last day; the rule `bad-waiver` reports one without a reason.
    pub fn reason(&self) -> String {
        let until = self.waiver.until.map(|until| format!(" (until {until})")).unwrap_or_default();
        let reason = if self.waiver.has_reason() { &*self.waiver.reason } else { "no reason given" };
        format!("{reason}{until}")
    }
}

/// Everything that is measured of a site.
#[derive(Clone, Debug, Default)]
pub struct Coverage<'a> {
    /// Articles, translations included.
    pub articles: usize,
    /// What their text rests on.
    pub text: Text,
    /// Facts.
    pub facts: Facts,
    /// Sources.
    pub sources: Sources,
    /// Of each further language of the site, how many articles of the main one it has.
    pub translated: Vec<(&'a str, Share)>,
    /// All waivers of articles, sheets and entries, by place; one in a sheet's `defaults` counts once.
    pub waivers: Vec<Waived<'a>>,
}

impl Tally {
    /// All of them.
    pub fn all(self) -> usize {
        self.bound + self.cited + self.waived + self.uncited
    }

    /// Those with a source in reach.
    pub fn sourced(self) -> Share {
        self.share(self.bound + self.cited)
    }

    /// So many of all of them.
    pub fn share(self, n: usize) -> Share {
        Share { n, of: self.all() }
    }
}

impl Facts {
    /// So many of all of them.
    pub fn share(&self, n: usize) -> Share {
        Share { n, of: self.all }
    }

    /// Those with two or more independent origins.
    pub fn several(&self) -> usize {
        self.origins[2] + self.origins[3]
    }

    /// Those of which no source is the speaker's own.
    pub fn relayed(&self) -> usize {
        self.all - self.first_hand
    }
}

impl Sources {
    /// So many of all of them.
    pub fn share(&self, n: usize) -> Share {
        Share { n, of: self.all }
    }
}

impl Coverage<'_> {
    /// What a threshold is held against.
    pub fn measure(&self, metric: Metric) -> Measure {
        let (text, facts, sources) = (&self.text, &self.facts, &self.sources);
        let translated = self.translated.iter().fold(Share::default(), |sum, (_, share)| sum.plus(*share));
        match metric {
            Metric::FiguresBound => Measure::Share(text.figures.share(text.figures.bound)),
            Metric::FiguresSourced => Measure::Share(text.figures.sourced()),
            Metric::QuotesSourced => Measure::Share(text.quotes.sourced()),
            Metric::ParagraphsSourced => Measure::Share(text.paragraphs),
            Metric::SeveralOrigins => Measure::Share(facts.share(facts.several())),
            Metric::FirstHand => Measure::Share(facts.share(facts.first_hand)),
            Metric::Archived => Measure::Share(sources.archived),
            Metric::Captured => Measure::Share(sources.share(sources.captured)),
            Metric::Read => Measure::Share(sources.share(sources.read[0] + sources.read[1])),
            Metric::Translated => Measure::Share(translated),
            Metric::Uncited => Measure::Count(text.findings),
            Metric::SingleOrigin => Measure::Count(facts.origins[1]),
            Metric::Relayed => Measure::Count(facts.relayed()),
            Metric::Disputed => Measure::Count(facts.disputed),
            Metric::Overdue => Measure::Count(facts.overdue),
            Metric::UnusedFacts => Measure::Count(facts.unused),
            Metric::UnusedSources => Measure::Count(sources.unused),
            Metric::Unread => Measure::Count(sources.read[2]),
            Metric::Waivers => Measure::Count(self.waivers.len()),
            Metric::Untranslated => Measure::Count(translated.of - translated.n),
        }
    }

    /// Whether a threshold is kept.
    pub fn keeps(&self, threshold: &Threshold) -> bool {
        threshold.limit.holds(self.measure(threshold.metric))
    }
}

/// Measures a site.
pub fn coverage<'a>(reader: &Reader<'a>) -> Coverage<'a> {
    let mut out = Coverage { facts: facts(reader), sources: sources(reader), ..Coverage::default() };
    for id in reader.articles() {
        let article = reader.article(id);
        out.articles += 1;
        out.text.add(&text(article, reader.today()));
    }
    let mut places: BTreeMap<At, Waived<'a>> = BTreeMap::new();
    for (owner, waiver) in waivers::all(reader) {
        places.entry(waiver.rule.at).or_insert(Waived { owner, waiver });
    }
    out.waivers = places.into_values().collect();
    out.translated = translated(reader);
    out
}

impl Text {
    fn add(&mut self, other: &Text) {
        for (sum, more) in [(&mut self.figures, other.figures), (&mut self.quotes, other.quotes)] {
            sum.bound += more.bound;
            sum.cited += more.cited;
            sum.waived += more.waived;
            sum.uncited += more.uncited;
        }
        self.paragraphs = self.paragraphs.plus(other.paragraphs);
        self.findings += other.findings;
        self.bound_words += other.bound_words;
    }
}

/// What the text of one article rests on. A waiver that has ended, or gives no reason, does not hold.
fn text(article: &Article, today: Date) -> Text {
    let mut out = Text::default();
    let waivers = article.allow.iter().chain(&article.body.waivers);
    let mut holding: HashMap<&str, Vec<(usize, &Waiver)>> = HashMap::new();
    for waiver in waivers.filter(|waiver| waiver.has_reason() && !waiver.has_ended(today)) {
        holding.entry(&waiver.rule.text).or_default().push((0, waiver));
    }
    let holding: HashMap<&str, Covering> =
        holding.into_iter().map(|(rule, waivers)| (rule, Covering::of(waivers))).collect();
    for prose in article.prose() {
        let figures = prose.figures.get();
        let sourced = figures.sourced;
        out.figures.bound += sourced.figures_bound as usize;
        out.figures.cited += sourced.figures_cited as usize;
        out.quotes.bound += sourced.quotes_bound as usize;
        out.quotes.cited += sourced.quotes_cited as usize;
        out.paragraphs =
            out.paragraphs.plus(Share { n: sourced.paragraphs_sourced as usize, of: sourced.paragraphs as usize });
        out.bound_words += prose.uses.iter().filter(|used| matches!(used.what, Ref::Fact(_))).count();
        for unbound in &figures.unbound {
            let (tally, rule, count) = match unbound.what {
                UnboundKind::Figure(_) => (&mut out.figures, "uncited-figure", 1),
                UnboundKind::Table(figures) => (&mut out.figures, "uncited-table", figures as usize),
                UnboundKind::Quote => (&mut out.quotes, "uncited-quote", 1),
                // A claim is no figure and no quotation; a cited quotation has its source.
                UnboundKind::Claim(_) | UnboundKind::CitedQuote(_) => continue,
            };
            match holding.get(rule).is_some_and(|waivers| waivers.at(unbound.at.span.start).next().is_some()) {
                true => tally.waived += count,
                false => {
                    tally.uncited += count;
                    out.findings += 1;
                }
            }
        }
    }
    out
}

fn facts(reader: &Reader<'_>) -> Facts {
    let mut out = Facts::default();
    let shown = desk::in_directives(reader);
    let today = reader.today().first_day();
    for id in reader.facts() {
        let (fact, support) = (reader.fact(id), reader.support(id));
        if fact.retired.is_some() {
            out.retired += 1;
            continue;
        }
        out.all += 1;
        out.kinds[FactKind::ALL.iter().position(|kind| *kind == fact.kind).unwrap_or(0)] += 1;
        out.origins[support.independent(fact.kind).min(3) as usize] += 1;
        out.first_hand += usize::from(support.first_hand);
        out.disputed += usize::from(support.disputed);
        out.unused += usize::from(!shown.contains(&id) && reader.uses_of_fact(id).is_empty());
        if let Some(due) = support.review_due.filter(|due| due.last_day() < today) {
            out.overdue += 1;
            if out.oldest.is_none_or(|(_, oldest)| due.last_day() < oldest.last_day()) {
                out.oldest = Some((id, due));
            }
        }
    }
    out
}

fn sources(reader: &Reader<'_>) -> Sources {
    let mut out = Sources::default();
    let labels = desk::sources_of_labels(reader);
    for id in reader.sources() {
        let source = reader.source(id);
        out.all += 1;
        out.archived.of += usize::from(source.url.is_some() || source.archive.is_some());
        out.archived.n += usize::from(source.archive.is_some());
        out.captured += usize::from(source.capture.is_some());
        let read = match source.read {
            Some(Read::Full) => 0,
            Some(Read::Excerpt) => 1,
            Some(Read::No) => 2,
            None => 3,
        };
        out.read[read] += 1;
        out.unused += usize::from(desk::is_idle(reader, id, &labels));
    }
    out
}

/// Articles of the main language that stand in each of the others.
fn translated<'a>(reader: &Reader<'a>) -> Vec<(&'a str, Share)> {
    let languages = reader.config().languages.iter().skip(1);
    let languages: Vec<&'a str> = languages.map(|language| &**language).collect();
    if languages.is_empty() {
        return Vec::new();
    }
    let mut ids: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for article in reader.articles().map(|id| reader.article(id)) {
        ids.entry(&article.lang).or_default().insert(&article.id);
    }
    let originals = ids.remove("").unwrap_or_default();
    let of = |language: &str| ids.get(language).map_or(0, |own| own.intersection(&originals).count());
    languages.into_iter().map(|language| (language, Share { n: of(language), of: originals.len() })).collect()
}
