//! What stands between the parts of a citation: parentheses, delimiters, locator labels.
//!
//! Learned once a build: a probe entry is cited with and without each locator, and the difference is the joint.
//! Where a style prints no label (lines in MLA) or no locator at all (GB/T 7714), ours stands in.

use hayagriva::citationberg::Locale;
use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameValue, Value, VecDate, VecDateRange};
use hayagriva::citationberg::taxonomy::Locator as CslLocator;
use hayagriva::{CitationItem, CitationRequest, LocatorPayload, SpecificLocator, standalone_citation};

use super::runs::{flatten, to_text};
use super::style::{Style, locale_code};
use super::syntax::{Label, Locator};

/// The joints of one style in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Joints {
    pub open: String,
    pub close: String,
    pub delimiter: String,
    pub collapse: Option<String>,
    pub chinese: bool,
    /// One row a label, as in `Label::ALL`: before and after one number, before and after several.
    around: Vec<[(String, String); 2]>,
}

/// English labels for styles that print none, Chinese words before and after.
const OWN: &[(Label, &str, &str, &str, &str)] = &[
    (Label::Page, "p. ", "pp. ", "第", "页"),
    (Label::Paragraph, "para. ", "paras. ", "第", "段"),
    (Label::Section, "sec. ", "secs. ", "第", "节"),
    (Label::Chapter, "chap. ", "chaps. ", "第", "章"),
    (Label::Figure, "fig. ", "figs. ", "图", ""),
    (Label::Table, "table ", "tables ", "表", ""),
    (Label::Line, "line ", "lines ", "第", "行"),
    (Label::Volume, "vol. ", "vols. ", "第", "卷"),
    (Label::Issue, "no. ", "nos. ", "第", "期"),
    (Label::Time, "", "", "", ""),
];

/// Learns the joints of a style for pages in Chinese or English.
pub fn learn(style: &Style, locales: &[Locale], chinese: bool) -> Joints {
    let probe = probe();
    let cite = |locator: Option<(Label, &str)>| cited(&probe, style, locales, chinese, locator);
    let bare = std::panic::catch_unwind(|| cite(None)).unwrap_or_default();
    let mut around = Vec::with_capacity(OWN.len());
    for (label, one, several, before, after) in OWN {
        let learned = |payload: &str| {
            let with = std::panic::catch_unwind(|| cite(Some((*label, payload)))).ok()?;
            let rest = with.strip_prefix(&bare)?;
            let (before, after) = rest.rsplit_once(payload.chars().next()?)?;
            let after = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | '～'));
            Some((before.to_owned(), after.to_owned()))
        };
        let own = |word: &str| match chinese {
            true => (format!("，{before}"), (*after).to_owned()),
            false => (format!(", {word}"), String::new()),
        };
        let pair = |payload: &str, word: &str| learned(payload).filter(|_| !chinese).unwrap_or_else(|| own(word));
        around.push([pair("7", one), pair("7-9", several)]);
    }
    let page = around[0].clone();
    for (row, (label, one, several, ..)) in around.iter_mut().zip(OWN) {
        if !matches!(label, Label::Page | Label::Time) && row[0] == page[0] {
            *row = [(format!(", {one}"), String::new()), (format!(", {several}"), String::new())];
        }
    }
    // A style that puts each number in brackets needs none round the group.
    let bracketed = bare.starts_with(['[', '(']);
    let affix = |affix: &String| if bracketed { String::new() } else { affix.clone() };
    Joints {
        open: affix(&style.open),
        close: affix(&style.close),
        delimiter: style.delimiter.clone(),
        collapse: style.collapse.clone(),
        chinese,
        around,
    }
}

/// Ranges of numbers take an en dash.
pub fn dashed(payload: &str) -> String {
    let chars: Vec<char> = payload.chars().collect();
    let is_number = |at: usize| chars.get(at).is_some_and(|c| c.is_ascii_alphanumeric());
    let dash = |at: usize| chars[at] == '-' && at > 0 && is_number(at - 1) && is_number(at + 1);
    let digits = chars.iter().any(char::is_ascii_digit) || chars.iter().all(|c| "ivxlcdm-, ".contains(*c));
    (0..chars.len()).map(|at| if digits && dash(at) { '–' } else { chars[at] }).collect()
}

impl Joints {
    /// What stands before and after a locator's payload, delimiter included.
    pub fn around(&self, locator: &Locator) -> (&str, &str) {
        let several = locator.payload.contains(['-', '–', ',', '&']) || locator.payload.contains(" and ");
        let row = Label::ALL.iter().position(|label| *label == locator.label).unwrap_or(0);
        let numbered = locator.payload.contains(|c: char| c.is_ascii_digit());
        let (before, after) = &self.around[row][usize::from(several && numbered)];
        if self.chinese && !numbered { ("，", "") } else { (before, after) }
    }
}

fn probe() -> Item {
    let mut item = Item(Default::default());
    let author = NameValue::Literal(LiteralName { literal: "Qqq".to_owned() });
    let date_parts = VecDateRange(vec![VecDate(vec![2000])]);
    let issued = DateValue::DateParts { date_parts, literal: None, season: None, circa: false };
    for (name, value) in [
        ("id", Value::String("probe".to_owned())),
        ("type", Value::String("book".to_owned())),
        ("title", Value::String("Qqq".to_owned())),
        ("author", Value::Names(vec![author])),
        ("issued", Value::Date(issued)),
    ] {
        item.0.insert(name.to_owned(), value);
    }
    item
}

fn cited(probe: &Item, style: &Style, locales: &[Locale], chinese: bool, at: Option<(Label, &str)>) -> String {
    let locator = at.map(|(label, payload)| SpecificLocator(csl(label), LocatorPayload::Str(payload)));
    let item = CitationItem::with_locator(probe, locator);
    let request = CitationRequest::new(vec![item], &style.csl, Some(locale_code(chinese)), locales, None);
    to_text(&flatten(&standalone_citation(request)))
}

fn csl(label: Label) -> CslLocator {
    match label {
        Label::Page => CslLocator::Page,
        Label::Paragraph => CslLocator::Paragraph,
        Label::Section => CslLocator::Section,
        Label::Chapter => CslLocator::Chapter,
        Label::Figure => CslLocator::Figure,
        Label::Table => CslLocator::Table,
        Label::Line => CslLocator::Line,
        Label::Volume => CslLocator::Volume,
        Label::Issue => CslLocator::Issue,
        Label::Time => CslLocator::Timestamp,
    }
}
