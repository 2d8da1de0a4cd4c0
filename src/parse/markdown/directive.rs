//! The five fenced directives: `timeline`, `stages`, `table`, `chart`, `facts`.

use std::ops::Range;

use crate::base::text::{At, Span};
use crate::model::fact::FactKind;
use crate::model::prose::{Directive, DirectiveKind, Hole};
use crate::model::{IdRef, Text};
use crate::parse::fields::directive::table;
use crate::parse::fields::words::{COLUMNS, Word};
use crate::parse::markdown::block::Part;
use crate::parse::markdown::writer::{Place, Writer};
use crate::parse::record::{Cx, Record, texts};
use crate::parse::yaml::{self, Node, Value};

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
    let record = Record::open(cx, &root, at, format!("directive `{}`", kind.word()), table(kind));
    let has = |key: &str| table(kind).field(key).is_some();
    let lists = ["facts", "fact"].into_iter().filter(|key| has(key)).filter_map(|key| record.get(key));
    directive.facts = lists.flat_map(|list| fact_refs(cx, list)).collect();
    if has("sheet") {
        directive.sheet = record.id(cx, "sheet");
    }
    if has("from") {
        directive.from = record.date(cx, "from");
        directive.to = record.date(cx, "to");
    }
    match kind {
        DirectiveKind::Timeline => {
            directive.topics = record.ids(cx, "topics");
            directive.entities = record.ids(cx, "entities");
            directive.kinds = kinds(cx, &record);
        }
        DirectiveKind::Table => {
            directive.columns = columns(cx, &record);
            directive.sort = sort(cx, &record);
        }
        DirectiveKind::Chart => {
            directive.chart = record.word(cx, "type");
            directive.title = record.words(cx, "title");
            directive.alt = record.words(cx, "alt");
        }
        DirectiveKind::Stages | DirectiveKind::Facts => {}
    }
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
            let before = self.parts.len();
            self.top().push("<figcaption>");
            self.caption(&caption);
            self.top().push("</figcaption>");
            // What is shown rests on its facts, and so do words about it; a figure in them is checked all the same.
            self.parts[before..].iter_mut().for_each(Part::leave_out_claims);
        }
        self.top().push("</figure>\n");
    }
}

fn require(cx: &mut Cx<'_>, record: &Record<'_>, kind: DirectiveKind) {
    let has = |key: &str| record.get(key).is_some();
    match kind {
        DirectiveKind::Table if !has("facts") && !has("sheet") => record.missing(cx, "facts"),
        DirectiveKind::Chart if !has("facts") && !has("fact") => record.missing(cx, "fact"),
        DirectiveKind::Facts if !has("facts") => record.missing(cx, "facts"),
        _ => {}
    }
}

fn fact_refs(cx: &mut Cx<'_>, node: &Node) -> Vec<IdRef> {
    texts(cx, node, "facts").into_iter().map(|text| IdRef { id: text.text, at: text.at }).collect()
}

fn kinds(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<FactKind> {
    let mut out = Vec::new();
    for text in record.texts(cx, "kinds") {
        match FactKind::of(&text.text) {
            Some(kind) => out.push(kind),
            None => {
                let words: Vec<&str> = FactKind::CHOICES.iter().map(|choice| choice.word).collect();
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
    let known = COLUMNS.iter().any(|column| *column.word == *text.text);
    if !known {
        cx.report("bad-value", text.at.span, format!("`{}` is no column", text.text)).help =
            Some(format!("columns are {}", COLUMNS.iter().map(|column| column.word).collect::<Vec<_>>().join(", ")));
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
