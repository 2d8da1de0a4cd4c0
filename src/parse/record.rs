//! Typed reading of one YAML map: known keys, required ones, and a finding for each thing that is off.
//!
//! Nothing here stops at a first problem: a field that cannot be read is reported and left out.
//! Absent on purpose: what the fields mean together; that is each item's parser.

use crate::base::diag::{Diagnostic, Fix, WORD_LETTERS, certain, nearest};
use crate::base::text::{At, FileId, Span};
use crate::model::date::{Date, Length, When};
use crate::model::{IdRef, Text, is_id};
use crate::parse::dates;
use crate::parse::quoting;
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
    entries: &'n [Entry],
    /// Where findings about the whole record point: its own key.
    head: Span,
    /// What a finding calls it: "fact `a/b`".
    what: String,
}

impl<'n> Record<'n> {
    /// Takes a map and reports repeated keys and keys not in `known`. A node that is no map is reported
    /// and read as an empty one.
    pub fn open(cx: &mut Cx<'_>, node: &'n Node, head: Span, what: String, known: &[&str]) -> Record<'n> {
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
            } else if !known.contains(&&*entry.key) {
                report_unknown(cx, &entries[..=index], entries, &what, known);
            }
        }
        Record { entries, head, what }
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
        self.entries.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value).filter(|node| !node.is_null())
    }

    /// Where a key stands, or the head of the record.
    pub fn key_span(&self, key: &str) -> Span {
        self.entries.iter().find(|entry| &*entry.key == key).map_or(self.head, |entry| entry.key_span)
    }

    /// Reports that a key is missing.
    pub fn missing(&self, cx: &mut Cx<'_>, key: &str, example: &str) {
        let message = format!("{} has no `{key}`", self.what);
        cx.report("missing-field", self.head, message).help = Some(format!("add `{key}: {example}`"));
    }

    /// A scalar, trimmed.
    pub fn text(&self, cx: &mut Cx<'_>, key: &str) -> Option<Text> {
        let node = self.get(key)?;
        match node.text() {
            Some(text) => Some(Text { text: text.trim().into(), at: cx.at(node.span) }),
            None => {
                cx.wrong_shape(node, key, "text");
                None
            }
        }
    }

    /// A scalar's words alone.
    pub fn words(&self, cx: &mut Cx<'_>, key: &str) -> Option<Box<str>> {
        self.text(cx, key).map(|text| text.text).filter(|text| !text.is_empty())
    }

    /// A scalar that must be there.
    pub fn required(&self, cx: &mut Cx<'_>, key: &str, example: &str) -> Option<Text> {
        if self.get(key).is_none() {
            self.missing(cx, key, example);
        }
        self.text(cx, key)
    }

    /// A scalar of at most `most` characters.
    pub fn bounded(&self, cx: &mut Cx<'_>, text: Option<Text>, key: &str, most: usize) -> Option<Text> {
        let text = text?;
        let length = text.text.chars().count();
        if length > most {
            let message = format!("`{key}` of {} has {length} characters; at most {most} fit", self.what);
            cx.report("too-long", text.at.span, message);
        }
        Some(text)
    }

    /// `true` or `false`.
    pub fn flag(&self, cx: &mut Cx<'_>, key: &str) -> Option<bool> {
        let text = self.text(cx, key)?;
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
        let text = self.text(cx, key)?;
        let number = text.text.parse().ok();
        if number.is_none() {
            cx.report("bad-value", text.at.span, format!("`{key}` is `{}`, not a whole number", text.text));
        }
        number
    }

    /// A date known to the year, month or day.
    pub fn date(&self, cx: &mut Cx<'_>, key: &str) -> Option<Date> {
        let text = self.text(cx, key)?;
        let date = Date::parse(&text.text);
        if date.is_none() {
            report_bad_date(cx, &text, key, "2022, 2022-04 or 2022-04-29");
        }
        date
    }

    /// A date, a period or `unknown`.
    pub fn when(&self, cx: &mut Cx<'_>, key: &str) -> Option<When> {
        let text = self.text(cx, key)?;
        let when = When::parse(&text.text);
        if when.is_none() {
            report_bad_date(cx, &text, key, "2022-04-29, 2021-03..2026, 1978.. or unknown");
        }
        when
    }

    /// A length such as `30d`.
    pub fn length(&self, cx: &mut Cx<'_>, key: &str) -> Option<Length> {
        let text = self.text(cx, key)?;
        let length = Length::parse(&text.text);
        if length.is_none() {
            let message = format!("`{key}` is `{}`, not a length such as 30d, 6mo, 1y or never", text.text);
            cx.report("bad-value", text.at.span, message);
        }
        length
    }

    /// One of the words of a table.
    pub fn one_of<T: Copy>(&self, cx: &mut Cx<'_>, key: &str, table: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(cx, key)?;
        if let Some((_, value)) = table.iter().find(|(word, _)| **word == *text.text) {
            return Some(*value);
        }
        let words: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
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

    /// A scalar or a list of scalars.
    pub fn texts(&self, cx: &mut Cx<'_>, key: &str) -> Vec<Text> {
        self.get(key).map_or_else(Vec::new, |node| texts(cx, node, key))
    }

    /// An id or a list of ids.
    pub fn ids(&self, cx: &mut Cx<'_>, key: &str) -> Vec<IdRef> {
        let texts = self.texts(cx, key);
        texts.into_iter().filter_map(|text| id_of(cx, text, key)).collect()
    }

    /// One id.
    pub fn id(&self, cx: &mut Cx<'_>, key: &str) -> Option<IdRef> {
        let text = self.text(cx, key)?;
        id_of(cx, text, key)
    }

    /// A list of fact ids, `sheet/key`, or `key` alone for a fact of `sheet`.
    pub fn fact_ids(&self, cx: &mut Cx<'_>, key: &str, sheet: &str) -> Vec<IdRef> {
        let texts = self.texts(cx, key);
        texts
            .into_iter()
            .map(|text| match text.text.contains('/') {
                true => IdRef { id: text.text, at: text.at },
                false => IdRef { id: format!("{sheet}/{}", text.text).into(), at: text.at },
            })
            .collect()
    }

    /// An `http` or `https` address.
    pub fn web_address(&self, cx: &mut Cx<'_>, key: &str) -> Option<Box<str>> {
        let text = self.text(cx, key)?;
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
        match self.get(key) {
            None => &[],
            Some(Node { value: Value::Map(entries), .. }) => entries,
            Some(node) => {
                cx.wrong_shape(node, key, "a map");
                &[]
            }
        }
    }

    /// The items under a key; a single value is a list of one.
    pub fn list(&self, key: &str) -> &'n [Node] {
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

fn set_fix(finding: &mut Diagnostic, at: At, text: &str) {
    finding.fix = Some(Fix { at, text: text.to_owned() });
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

/// The id that a text is but for capitals and underscores. Other characters stand for something, which a
/// person has to say.
fn plain_slip(text: &str) -> Option<String> {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let id = text.to_ascii_lowercase().replace('_', "-");
    (is_plain && is_id(&id)).then_some(id)
}

fn suggest_id(text: &str) -> Option<String> {
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

/// Reports the last of `before`, entries of a record from its start.
fn report_unknown(cx: &mut Cx<'_>, before: &[Entry], all: &[Entry], what: &str, known: &[&str]) {
    let Some((entry, before)) = before.split_last() else { return };
    let message = format!("{what} has no field `{}`", entry.key);
    if is_thousands(entry) {
        let number = before.last().and_then(|first| split_number(cx, first, &all[before.len()..]));
        let finding = cx.report("unknown-key", entry.key_span, message);
        finding.help = Some("a comma inside `{ }` splits: quote the number, such as `value: \"1,000\"`".to_owned());
        finding.fix = number;
        return;
    }
    let help = match nearest(&entry.key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("fields are {}", known.join(", ")),
    };
    let meant = certain(&entry.key, known.iter().copied(), WORD_LETTERS);
    let meant = meant.filter(|key| all.iter().all(|other| *other.key != **key));
    let at = cx.at(entry.key_span);
    let finding = cx.report("unknown-key", entry.key_span, message);
    finding.help = Some(help);
    if let Some(key) = meant {
        set_fix(finding, at, key);
    }
}

/// The `000` of `{value: 1,000}`, a key without value to YAML.
fn is_thousands(entry: &Entry) -> bool {
    entry.key.len() == 3 && entry.key.bytes().all(|b| b.is_ascii_digit())
}

/// The number that commas split: the value before, and the keys glued to it, quoted as one.
fn split_number(cx: &Cx<'_>, first: &Entry, rest: &[Entry]) -> Option<Fix> {
    let start = first.value.span.start;
    let mut end = first.value.span.end;
    for entry in rest {
        let is_glued = is_thousands(entry) && entry.value.is_null() && entry.key_span.start == end + 1;
        if !is_glued || cx.text.as_bytes().get(end as usize) != Some(&b',') {
            break;
        }
        end = entry.key_span.end;
    }
    let span = Span { start, end };
    let number = cx.text.get(span.range())?;
    let is_number = first.value.plain && first.value.text()?.ends_with(|c: char| c.is_ascii_digit());
    (is_number && end > first.value.span.end).then(|| Fix { at: cx.at(span), text: quoting::quoted(number) })
}
