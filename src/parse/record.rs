//! Typed reading of one YAML map: known keys, required ones, and a finding for each thing that is off.
//!
//! A record is read by its table (`fields`), which a debug build holds the reader to: reading a field that the
//! table does not have, or as another shape, is a mistake of ours and stops there.
//! Nothing here stops at a first problem of the text: a field that cannot be read is reported and left out.
//! Absent on purpose: what the fields mean together; that is each item's parser.

use rust_decimal::Decimal;

use crate::base::diag::{Diagnostic, Fix, WORD_LETTERS, certain, nearest};
use crate::base::text::{At, FileId, Span};
use crate::model::coverage;
use crate::model::date::{Date, Length, When};
use crate::model::{IdRef, Text, is_id};
use crate::parse::dates;
use crate::parse::fields::words::Word;
use crate::parse::fields::{Of, Shape, Table};
use crate::parse::quoting;
use crate::parse::slips::{plain_slip, report_unknown, set_fix};
use crate::parse::yaml::{Entry, Node, Value};

/// The file being read and the findings so far.
pub struct Cx<'a> {
    /// The file.
    pub file: FileId,
    /// Its text.
    pub text: &'a str,
    /// Findings.
    pub out: Vec<Diagnostic>,
}

impl<'a> Cx<'a> {
    /// A context without findings.
    pub fn new(file: FileId, text: &'a str) -> Cx<'a> {
        Cx { file, text, out: Vec::new() }
    }

    /// A place in the file.
    pub fn at(&self, span: Span) -> At {
        At { file: self.file, span }
    }

    /// Reports a problem of a rule at a span.
    pub fn report(&mut self, rule: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let diagnostic = Diagnostic::new(rule, self.at(span), message);
        self.out.push(diagnostic);
        self.out.last_mut().expect("just pushed")
    }

    /// Reports a value of the wrong shape.
    pub fn wrong_shape(&mut self, node: &Node, key: &str, wanted: &str) {
        let message = format!("`{key}` is {}, not {wanted}", node.describe());
        self.report("bad-value", node.span, message);
    }
}

/// One map, with the keys it may have.
pub struct Record<'n> {
    table: &'static Table,
    entries: &'n [Entry],
    /// Where findings about the whole record point: its own key.
    head: Span,
    /// What a finding calls it: "fact `a/b`".
    what: String,
}

impl<'n> Record<'n> {
    /// Takes a map and reports repeated keys and keys that its table does not have. A node that is no map is
    /// reported and read as an empty one.
    pub fn open(cx: &mut Cx<'_>, node: &'n Node, head: Span, what: String, table: &'static Table) -> Record<'n> {
        let entries: &[Entry] = match &node.value {
            Value::Map(entries) => entries,
            _ if node.is_null() => &[],
            _ => {
                cx.report("bad-value", node.span, format!("{what} is {}, not a map", node.describe()));
                &[]
            }
        };
        for (index, entry) in entries.iter().enumerate() {
            if entries[..index].iter().any(|earlier| earlier.key == entry.key) {
                cx.report("duplicate-key", entry.key_span, format!("`{}` is given twice in {what}", entry.key)).help =
                    Some("keep one of them".to_owned());
            } else if table.field(&entry.key).is_none() {
                report_unknown(cx, &entries[..=index], entries, &what, table);
            }
        }
        Record { table, entries, head, what }
    }

    /// Holds the reader to the table: the field is there, and may be read this way.
    fn hold(&self, key: &str, fits: fn(Shape) -> bool) {
        if cfg!(debug_assertions) {
            let field = self.table.field(key);
            let shape =
                field.unwrap_or_else(|| panic!("`{}` has no field `{key}` in its table", self.table.name)).shape;
            let is_fit = match shape {
                Shape::Either(shapes) => shapes.iter().any(|shape| fits(*shape)),
                shape => fits(shape),
            };
            assert!(is_fit, "`{key}` of `{}` is read as another shape than {shape:?}", self.table.name);
        }
    }

    /// Where findings about the whole record point.
    pub fn head(&self) -> Span {
        self.head
    }

    /// What a finding calls it.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The value of a key, unless it is absent or empty.
    pub fn get(&self, key: &str) -> Option<&'n Node> {
        self.hold(key, |_| true);
        self.entries.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value).filter(|node| !node.is_null())
    }

    /// Where a key stands, or the head of the record.
    pub fn key_span(&self, key: &str) -> Span {
        self.entries.iter().find(|entry| &*entry.key == key).map_or(self.head, |entry| entry.key_span)
    }

    /// Reports that a key is missing, or stands there without a value.
    pub fn missing(&self, cx: &mut Cx<'_>, key: &str) {
        let example = self.table.field(key).map_or("…", |field| field.example);
        let is_empty = self.entries.iter().any(|entry| *entry.key == *key);
        let (message, verb) = match is_empty {
            true => (format!("`{key}` of {} is empty", self.what), "write"),
            false => (format!("{} has no `{key}`", self.what), "add"),
        };
        cx.report("missing-field", self.key_span(key), message).help = Some(format!("{verb} `{key}: {example}`"));
    }

    /// The most characters that a text under a key may have, or texts in a list; 0 for any number.
    pub fn most(&self, key: &str) -> usize {
        match self.table.field(key).map(|field| field.shape) {
            Some(Shape::Text(most) | Shape::Markdown(most) | Shape::Texts(most)) => most,
            _ => 0,
        }
    }

    /// Text, trimmed. Too long a one is reported and kept; of markdown only its parser knows how long it is.
    pub fn text(&self, cx: &mut Cx<'_>, key: &str) -> Option<Text> {
        self.hold(key, |shape| matches!(shape, Shape::Text(_) | Shape::Markdown(_) | Shape::CsvFile));
        let text = self.scalar(cx, key)?;
        if matches!(self.table.field(key).map(|field| field.shape), Some(Shape::Text(_))) {
            self.bound(cx, key, text.at.span, text.text.chars().count());
        }
        Some(text)
    }

    /// Reports a text of more characters than its field may have.
    pub fn bound(&self, cx: &mut Cx<'_>, key: &str, span: Span, length: usize) {
        let most = self.most(key);
        if most > 0 && length > most {
            let message = format!("`{key}` of {} has {length} characters; at most {most} fit", self.what);
            cx.report("too-long", span, message);
        }
    }

    fn scalar(&self, cx: &mut Cx<'_>, key: &str) -> Option<Text> {
        let node = self.get(key)?;
        match node.text() {
            Some(text) => Some(Text { text: text.trim().into(), at: cx.at(node.span) }),
            None => {
                cx.wrong_shape(node, key, "text");
                None
            }
        }
    }

    /// A text's words alone.
    pub fn words(&self, cx: &mut Cx<'_>, key: &str) -> Option<Box<str>> {
        self.text(cx, key).map(|text| text.text).filter(|text| !text.is_empty())
    }

    /// Reports each required field that is missing, in the order of the table.
    pub fn require(&self, cx: &mut Cx<'_>) {
        for field in self.table.fields.iter().filter(|field| field.required) {
            if self.get(field.key).is_none() {
                self.missing(cx, field.key);
            }
        }
    }

    /// `true` or `false`.
    pub fn flag(&self, cx: &mut Cx<'_>, key: &str) -> Option<bool> {
        self.hold(key, |shape| matches!(shape, Shape::Flag));
        let text = self.scalar(cx, key)?;
        match &*text.text {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                let message = format!("`{key}` is `{}`, not true or false", text.text);
                let finding = cx.report("bad-value", text.at.span, message);
                let meant = match &*text.text.to_ascii_lowercase() {
                    "yes" | "true" | "on" => "true",
                    "no" | "false" | "off" => "false",
                    _ => return None,
                };
                finding.help = Some(format!("write `{key}: {meant}`"));
                set_fix(finding, text.at, meant);
                None
            }
        }
    }

    /// A whole number.
    pub fn count(&self, cx: &mut Cx<'_>, key: &str) -> Option<u32> {
        self.hold(key, |shape| matches!(shape, Shape::Count));
        let text = self.scalar(cx, key)?;
        let number = text.text.parse().ok();
        if number.is_none() {
            cx.report("bad-value", text.at.span, format!("`{key}` is `{}`, not a whole number", text.text));
        }
        number
    }

    /// A date known to the year, month or day.
    pub fn date(&self, cx: &mut Cx<'_>, key: &str) -> Option<Date> {
        self.hold(key, |shape| matches!(shape, Shape::Date));
        let text = self.scalar(cx, key)?;
        let date = Date::parse(&text.text);
        if date.is_none() {
            report_bad_date(cx, &text, key, "2022, 2022-04 or 2022-04-29");
        }
        date
    }

    /// A date, a period or `unknown`.
    pub fn when(&self, cx: &mut Cx<'_>, key: &str) -> Option<When> {
        self.hold(key, |shape| matches!(shape, Shape::When));
        let text = self.scalar(cx, key)?;
        let when = When::parse(&text.text);
        if when.is_none() {
            report_bad_date(cx, &text, key, "2022-04-29, 2021-03..2026, 1978.. or unknown");
        }
        when
    }

    /// A length such as `30d`.
    pub fn length(&self, cx: &mut Cx<'_>, key: &str) -> Option<Length> {
        self.hold(key, |shape| matches!(shape, Shape::Length));
        let text = self.scalar(cx, key)?;
        let length = Length::parse(&text.text);
        if length.is_none() {
            let message = format!("`{key}` is `{}`, not a length such as 30d, 6mo, 1y or never", text.text);
            cx.report("bad-value", text.at.span, message);
        }
        length
    }

    /// One of the words of an enum.
    pub fn word<W: Word>(&self, cx: &mut Cx<'_>, key: &str) -> Option<W> {
        self.hold(key, |shape| matches!(shape, Shape::Word(choices) if choices == W::CHOICES));
        let text = self.scalar(cx, key)?;
        if let Some(value) = W::of(&text.text) {
            return Some(value);
        }
        let words: Vec<&str> = W::CHOICES.iter().map(|choice| choice.word).collect();
        let help = match nearest(&text.text, words.iter().copied()) {
            Some(near) => format!("did you mean `{key}: {near}`? There are {}", words.join(", ")),
            None => format!("there are {}", words.join(", ")),
        };
        let finding = cx.report("bad-value", text.at.span, format!("`{key}: {}` is not one of its words", text.text));
        finding.help = Some(help);
        if let Some(word) = certain(&text.text, words, WORD_LETTERS) {
            set_fix(finding, text.at, word);
        }
        None
    }

    /// A share such as `5%`, as it is written.
    pub fn share(&self, cx: &mut Cx<'_>, key: &str) -> Option<Text> {
        self.hold(key, |shape| matches!(shape, Shape::Share));
        self.scalar(cx, key)
    }

    /// A percentage such as `95%`, from 0 to 100.
    pub fn percent(&self, cx: &mut Cx<'_>, key: &str) -> Option<Decimal> {
        self.hold(key, |shape| matches!(shape, Shape::Percent));
        let text = self.scalar(cx, key)?;
        let percent = coverage::percent(&text.text);
        if percent.is_none() {
            let message = format!("`{key}: {}` is no share from 0% to 100%", text.text);
            cx.report("bad-value", text.at.span, message).help = Some(format!("write it as `{key}: 95%`"));
        }
        percent
    }

    /// A scalar or a list of scalars.
    pub fn texts(&self, cx: &mut Cx<'_>, key: &str) -> Vec<Text> {
        self.hold(key, |shape| matches!(shape, Shape::Texts(_) | Shape::Words(_)));
        self.scalars(cx, key)
    }

    fn scalars(&self, cx: &mut Cx<'_>, key: &str) -> Vec<Text> {
        self.get(key).map_or_else(Vec::new, |node| texts(cx, node, key))
    }

    /// An id or a list of ids.
    pub fn ids(&self, cx: &mut Cx<'_>, key: &str) -> Vec<IdRef> {
        self.hold(key, |shape| matches!(shape, Shape::Ids(_)));
        let texts = self.scalars(cx, key);
        texts.into_iter().filter_map(|text| id_of(cx, text, key)).collect()
    }

    /// One id.
    pub fn id(&self, cx: &mut Cx<'_>, key: &str) -> Option<IdRef> {
        self.hold(key, |shape| matches!(shape, Shape::Id(_)));
        let text = self.scalar(cx, key)?;
        id_of(cx, text, key)
    }

    /// A source as it is cited: an id, or the key of an entry in a library, which may hold more than ids do.
    pub fn source(&self, cx: &mut Cx<'_>, key: &str) -> Option<IdRef> {
        self.hold(key, |shape| matches!(shape, Shape::Id(Of::Source)));
        let text = self.scalar(cx, key)?;
        Some(IdRef { id: text.text, at: text.at })
    }

    /// A list of article ids: paths below `content/` without `.md`.
    pub fn articles(&self, cx: &mut Cx<'_>, key: &str) -> Vec<IdRef> {
        self.hold(key, |shape| matches!(shape, Shape::Ids(Of::Article)));
        let texts = self.scalars(cx, key);
        texts
            .into_iter()
            .filter_map(|text| match text.text.split('/').all(is_id) {
                true => Some(IdRef { id: text.text, at: text.at }),
                false => id_of(cx, text, key),
            })
            .collect()
    }

    /// Facts, `sheet/key`, or `key` alone for one of `sheet`; without a sheet, as they are written.
    pub fn facts(&self, cx: &mut Cx<'_>, key: &str, sheet: &str) -> Vec<IdRef> {
        self.hold(key, |shape| matches!(shape, Shape::Fact | Shape::Facts));
        let texts = self.scalars(cx, key);
        texts
            .into_iter()
            .map(|text| match text.text.contains('/') || sheet.is_empty() {
                true => IdRef { id: text.text, at: text.at },
                false => IdRef { id: format!("{sheet}/{}", text.text).into(), at: text.at },
            })
            .collect()
    }

    /// An `http` or `https` address.
    pub fn web_address(&self, cx: &mut Cx<'_>, key: &str) -> Option<Box<str>> {
        self.hold(key, |shape| matches!(shape, Shape::Address));
        let text = self.scalar(cx, key)?;
        let is_web = ["http://", "https://"].iter().any(|scheme| text.text.starts_with(scheme));
        let is_clean = !text.text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
        if is_web && is_clean {
            return Some(text.text);
        }
        cx.report("bad-value", text.at.span, format!("`{key}` is no web address: `{}`", text.text)).help =
            Some("write an address that begins with https:// or http://, blanks as %20".to_owned());
        None
    }

    /// The entries of a map under a key.
    pub fn map(&self, cx: &mut Cx<'_>, key: &str) -> &'n [Entry] {
        self.hold(key, |shape| matches!(shape, Shape::Map(..)));
        match self.get(key) {
            None => &[],
            Some(Node { value: Value::Map(entries), .. }) => entries,
            Some(node) => {
                cx.wrong_shape(node, key, "a map");
                &[]
            }
        }
    }

    /// The record under a key, read by the table that its field names.
    pub fn inner(&self, cx: &mut Cx<'_>, key: &str) -> Option<Record<'n>> {
        let node = self.get(key)?;
        let table = self.table.field(key).and_then(|field| match field.shape {
            Shape::Record(table) => Some(table),
            Shape::Either(shapes) => shapes.iter().find_map(|shape| match shape {
                Shape::Record(table) => Some(*table),
                _ => None,
            }),
            _ => None,
        });
        let table = table.expect("the table says that a record stands here");
        Some(Record::open(cx, node, node.span, format!("`{key}`"), table))
    }

    /// The items under a key; a single value is a list of one.
    pub fn list(&self, key: &str) -> &'n [Node] {
        self.hold(key, |shape| matches!(shape, Shape::Records(_)));
        match self.get(key) {
            None => &[],
            Some(Node { value: Value::List(items), .. }) => items,
            Some(node) => std::slice::from_ref(node),
        }
    }
}

/// A scalar or a list of scalars, each trimmed.
pub fn texts(cx: &mut Cx<'_>, node: &Node, key: &str) -> Vec<Text> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match item.text() {
            Some(text) if !item.is_null() => out.push(Text { text: text.trim().into(), at: cx.at(item.span) }),
            _ => {
                cx.wrong_shape(item, key, "text");
                quote_item(cx, item);
            }
        }
    }
    out
}

/// `- Xi said: rely on us` is a map to YAML; where text is wanted it was meant as text.
fn quote_item(cx: &mut Cx<'_>, item: &Node) {
    let Value::Map(entries) = &item.value else { return };
    let raw = cx.text.get(item.span.range()).unwrap_or("").trim_end();
    let is_line =
        !raw.is_empty() && !raw.contains('\n') && !raw.contains(" #") && !raw.starts_with(['{', '"', '\'', '&', '*']);
    if let (true, [_], Some(finding)) = (is_line, entries.as_slice(), cx.out.last_mut()) {
        let start = item.span.start as usize;
        let text = quoting::quoted(raw);
        finding.help = Some(format!("quote the text: `- {text}`"));
        finding.fix = Some(Fix { at: At::new(cx.file, start..start + raw.len()), text });
    }
}

/// Checks that a map's key may be an id, and reports it if not.
pub fn check_key(cx: &mut Cx<'_>, entry: &Entry, what: &str) -> bool {
    if is_id(&entry.key) {
        return true;
    }
    let message = format!("`{}` cannot be the id of {what}", entry.key);
    let help = match suggest_id(&entry.key) {
        Some(id) => format!("write `{id}:`; ids are lower-case letters, digits and hyphens, at most 64"),
        None => "ids are lower-case letters, digits and hyphens, at most 64".to_owned(),
    };
    let fix = plain_slip(&entry.key);
    let at = cx.at(entry.key_span);
    let finding = cx.report("bad-id", entry.key_span, message);
    finding.help = Some(help);
    if let Some(id) = fix {
        set_fix(finding, at, &id);
    }
    false
}

/// The id nearest to a text, if it holds letters or digits.
pub fn suggest_id(text: &str) -> Option<String> {
    let lower: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let id = lower.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    is_id(&id).then_some(id)
}

fn id_of(cx: &mut Cx<'_>, text: Text, key: &str) -> Option<IdRef> {
    if is_id(&text.text) {
        return Some(IdRef { id: text.text, at: text.at });
    }
    let message = format!("`{key}: {}` is no id", text.text);
    let help = suggest_id(&text.text).map(|id| format!("write the id, such as `{key}: {id}`"));
    let finding = cx.report("bad-id", text.at.span, message);
    finding.help = help;
    if let Some(id) = plain_slip(&text.text) {
        set_fix(finding, text.at, &id);
    }
    None
}

fn report_bad_date(cx: &mut Cx<'_>, text: &Text, key: &str, forms: &str) {
    let message = format!("`{key}: {}` is no date", text.text);
    let finding = cx.report("bad-date", text.at.span, message);
    match dates::whole(&text.text) {
        Some(date) => {
            finding.help = Some(format!("write `{key}: {date}`"));
            set_fix(finding, text.at, &date.to_string());
        }
        None => finding.help = Some(format!("write it as {forms}")),
    }
}
