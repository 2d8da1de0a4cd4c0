//! The five fenced directives: `timeline`, `stages`, `table`, `chart`, `facts`.

use std::ops::Range;

use crate::base::text::{At, Span};
use crate::model::fact::FactKind;
use crate::model::prose::{ChartKind, Directive, DirectiveKind, Hole};
use crate::model::{IdRef, Text};
use crate::parse::markdown::writer::{Place, Writer};
use crate::parse::record::{Cx, Record, texts};
use crate::parse::yaml::{self, Node, Value};

const CHARTS: &[(&str, ChartKind)] =
    &[("line", ChartKind::Line), ("bar", ChartKind::Bar), ("dot", ChartKind::Dot), ("range", ChartKind::Range)];
/// Columns a table may show.
const COLUMNS: &[&str] = &["claim", "label", "value", "unit", "as_of", "when", "by", "source", "kind", "note"];

impl DirectiveKind {
    fn fields(self) -> &'static [&'static str] {
        match self {
            DirectiveKind::Timeline => {
                &["facts", "sheet", "topics", "entities", "kinds", "from", "to", "caption", "wide"]
            }
            DirectiveKind::Stages => &["sheet", "caption", "wide"],
            DirectiveKind::Table => &["facts", "sheet", "columns", "sort", "caption", "wide"],
            DirectiveKind::Chart => &["fact", "facts", "type", "from", "to", "title", "alt", "caption", "wide"],
            DirectiveKind::Facts => &["facts", "caption", "wide"],
        }
    }
}

/// The directive a fence's info string names, if it names one and nothing else.
pub fn kind_of(info: &str) -> Option<DirectiveKind> {
    DirectiveKind::ALL.into_iter().find(|kind| kind.word() == info.trim())
}

/// Reads the body of a directive; the caption's text comes apart, to be written as inline markdown.
pub fn read(cx: &mut Cx<'_>, kind: DirectiveKind, at: Span, body: &str, offset: u32) -> (Directive, Option<Text>) {
    let mut directive = empty(kind, cx.at(at));
    let root = match yaml::read(cx.file, body, offset) {
        Ok(root) => root,
        Err(diagnostic) => {
            cx.out.push(*diagnostic);
            return (directive, None);
        }
    };
    if let (DirectiveKind::Facts, Value::List(_)) = (kind, &root.value) {
        directive.facts = fact_refs(cx, &root);
        return (directive, None);
    }
    let record = Record::open(cx, &root, at, format!("directive `{}`", kind.word()), kind.fields());
    directive.facts =
        ["facts", "fact"].iter().filter_map(|key| record.get(key)).flat_map(|n| fact_refs(cx, n)).collect();
    directive.sheet = record.id(cx, "sheet");
    directive.topics = record.ids(cx, "topics");
    directive.entities = record.ids(cx, "entities");
    directive.kinds = kinds(cx, &record);
    directive.from = record.date(cx, "from");
    directive.to = record.date(cx, "to");
    directive.columns = columns(cx, &record);
    directive.sort = sort(cx, &record);
    directive.chart = record.one_of(cx, "type", CHARTS);
    directive.title = record.words(cx, "title");
    directive.alt = record.words(cx, "alt");
    directive.wide = record.flag(cx, "wide").unwrap_or(false);
    require(cx, &record, kind);
    (directive, record.text(cx, "caption"))
}

impl Writer<'_, '_> {
    /// Writes a directive's place, and its caption.
    pub(super) fn directive(&mut self, kind: DirectiveKind, inner: Option<Range<usize>>, outer: Range<usize>) {
        let start = self.source[outer.clone()].find('\n').map_or(outer.end, |at| outer.start + at + 1);
        // Within a list every line is indented, the first one too: they are read together.
        let from = |inner: &Range<usize>| match self.source.get(start..inner.start) {
            Some(indent) if indent.trim().is_empty() => start,
            _ => inner.start,
        };
        let body = inner.as_ref().map_or(String::new(), |inner| self.source[from(inner)..inner.end].to_owned());
        let (offset, span) = match self.place {
            Place::Exact(base) => {
                let start = inner.as_ref().map_or(start, from);
                (base + start as u32, Span::of(outer).shifted(base))
            }
            Place::Whole(span) => (span.start, span),
        };
        let (directive, caption) = read(self.cx, kind, span, &body, offset);
        let wide = if directive.wide { " wide" } else { "" };
        self.prose.directives.push(directive);
        let index = self.prose.directives.len() as u32 - 1;
        let id = format!("figure-{}", index + 1);
        self.prose.anchors.push(id.as_str().into());
        self.top().push(&format!("<figure id=\"{id}\" class=\"figure figure-{}{wide}\">", kind.word()));
        self.top().hole(Hole::Directive(index));
        if let Some(caption) = caption {
            self.top().push("<figcaption>");
            self.caption(&caption);
            self.top().push("</figcaption>");
        }
        self.top().push("</figure>\n");
    }
}

fn require(cx: &mut Cx<'_>, record: &Record<'_>, kind: DirectiveKind) {
    let has = |key: &str| record.get(key).is_some();
    match kind {
        DirectiveKind::Table if !has("facts") && !has("sheet") => record.missing(cx, "facts", "[sheet/key]"),
        DirectiveKind::Chart if !has("facts") && !has("fact") => record.missing(cx, "fact", "sheet/key"),
        DirectiveKind::Facts if !has("facts") => record.missing(cx, "facts", "[sheet/key]"),
        _ => {}
    }
}

fn fact_refs(cx: &mut Cx<'_>, node: &Node) -> Vec<IdRef> {
    texts(cx, node, "facts").into_iter().map(|text| IdRef { id: text.text, at: text.at }).collect()
}

fn kinds(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<FactKind> {
    let mut out = Vec::new();
    for text in record.texts(cx, "kinds") {
        match FactKind::of_word(&text.text) {
            Some(kind) => out.push(kind),
            None => {
                let words: Vec<&str> = FactKind::ALL.iter().map(|kind| kind.word()).collect();
                cx.report("bad-value", text.at.span, format!("`{}` is no kind of fact", text.text)).help =
                    Some(format!("there are {}", words.join(", ")));
            }
        }
    }
    out
}

fn columns(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Box<str>> {
    let texts = record.texts(cx, "columns");
    texts.into_iter().filter(|text| is_column(cx, text)).map(|text| text.text).collect()
}

fn sort(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<Box<str>> {
    let text = record.text(cx, "sort")?;
    let bare = Text { text: text.text.trim_start_matches('-').into(), at: text.at };
    is_column(cx, &bare).then_some(text.text)
}

fn is_column(cx: &mut Cx<'_>, text: &Text) -> bool {
    let known = COLUMNS.contains(&&*text.text);
    if !known {
        cx.report("bad-value", text.at.span, format!("`{}` is no column", text.text)).help =
            Some(format!("columns are {}", COLUMNS.join(", ")));
    }
    known
}

fn empty(kind: DirectiveKind, at: At) -> Directive {
    Directive {
        kind,
        at,
        facts: Vec::new(),
        sheet: None,
        topics: Vec::new(),
        entities: Vec::new(),
        kinds: Vec::new(),
        from: None,
        to: None,
        columns: Vec::new(),
        sort: None,
        chart: None,
        title: None,
        alt: None,
        wide: false,
    }
}
