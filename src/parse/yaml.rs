//! YAML text to a tree whose every node knows its place. The sole user of serde_yaml and granit-parser.
//!
//! Two readers, two jobs. The scan (granit's events) bounds size, depth, aliases and node count before
//! anything is built, and notes the span of every node. A document of plain lines is then read (`tree`); of any other
//! serde_yaml reads the values, guided by the
//! scan's shapes, so that scalars keep the words as written: `3.10` and `10,128` are never numbers.
//! Without the scan 160 kB of aliases exhaust serde_yaml's memory and 50,000 nested maps take seconds.
//! Absent on purpose: meaning. Which keys exist is `record`'s business.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use granit_parser::{Event, Parser, ScalarStyle};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::base::diag::Diagnostic;
use crate::base::text::{At, FileId, Span};
use crate::parse::quoting;
use crate::parse::tree::Tree;

/// Deepest nesting read. Our formats need six levels.
const MAX_DEPTH: usize = 32;
/// Most nodes in one file, each use of an alias counted in full.
const MAX_NODES: usize = 1_000_000;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The bytes of the value; of a block collection, of all its lines.
    pub span: Span,
    /// A scalar without quotes.
    pub plain: bool,
    /// What it holds.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A scalar as written, quotes and escapes resolved.
    Text(Box<str>),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping in the order of the file; keys may repeat.
    Map(Vec<Entry>),
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key as text.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

impl Entry {
    /// The key and its value with all that stands in it.
    pub fn span(&self) -> Span {
        Span { start: self.key_span.start, end: self.value.span.end.max(self.key_span.end) }
    }
}

impl Node {
    /// Whether it is empty: `key:`, `key: ~` or `key: null`.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(&self.value, Value::Text(text) if matches!(&**text, "" | "~" | "null"))
    }

    /// The scalar's text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What a person would call this value in an error.
    pub fn describe(&self) -> &'static str {
        match &self.value {
            _ if self.is_null() => "nothing",
            Value::Text(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }
}

/// Reads one document. `offset` is where `text` begins in the file; spans are in file bytes.
/// An empty document is an empty map. On a problem: one finding of rule `yaml-syntax`.
pub fn read(file: FileId, text: &str, offset: u32) -> Result<Node, Box<Diagnostic>> {
    let (places, tree) = scan(file, text, offset).map_err(|problem| Box::new(with_remedy(*problem, text, offset)))?;
    if let Some(tree) = tree.finish() {
        return Ok(tree);
    }
    read_values(file, text, offset, &places)
}

/// Reads the values of a document that was scanned.
fn read_values(file: FileId, text: &str, offset: u32, places: &[Place]) -> Result<Node, Box<Diagnostic>> {
    if places.is_empty() {
        return Ok(Node { span: Span { start: offset, end: offset }, plain: false, value: Value::Map(Vec::new()) });
    }
    let cursor = Cursor { places, next: Cell::new(0) };
    NodeSeed(&cursor).deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        let start = error.location().map_or(0, |location| location.index().min(text.len()));
        let at = At { file, span: Span::of(start..start).shifted(offset) };
        // The place is in the finding; the words need not repeat it.
        let words = error.to_string();
        let words = words.split(" at line").next().unwrap_or(&words).to_owned();
        let finding = Diagnostic::new("yaml-syntax", at, format!("YAML cannot be read: {words}"));
        Box::new(with_remedy(finding, text, offset))
    })
}

/// Adds the remedy where quotes are missing, and as a fix if the document then reads on past that line.
fn with_remedy(finding: Diagnostic, text: &str, offset: u32) -> Diagnostic {
    let start = finding.at.span.start.saturating_sub(offset) as usize;
    let Some(remedy) = quoting::remedy(text, start) else { return finding };
    let at = At { file: finding.at.file, span: Span::of(remedy.range.clone()).shifted(offset) };
    let tagged = finding.help.is_some();
    let finding = if tagged { finding } else { finding.help(remedy.help.clone()) };
    let fixed = [&text[..remedy.range.start], &remedy.text, &text[remedy.range.end..]].concat();
    let reads_on = || match scan(at.file, &fixed, 0) {
        Ok(_) => true,
        Err(problem) => problem.at.span.start as usize > remedy.range.start + remedy.text.len(),
    };
    if remedy.certain && reads_on() { finding.help(remedy.help).fix_at(at, remedy.text) } else { finding }
}

/// One node of the scan, in document order.
struct Place {
    span: Span,
    plain: bool,
    shape: Shape,
}

#[derive(Clone, Copy)]
enum Shape {
    Text,
    List,
    Map,
    /// Another use of the node at this index.
    Alias(usize),
}

fn scan(file: FileId, text: &str, offset: u32) -> Result<(Vec<Place>, Tree), Box<Diagnostic>> {
    let mut tree = Tree::default();
    let mut scan = Scan { file, text, offset, places: Vec::new(), open: Vec::new(), sizes: HashMap::new(), nodes: 0 };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| Box::new(scan.syntax_error(&error)))?;
        let range = span.byte_range().unwrap_or(0..0);
        match event {
            Event::DocumentStart(..) => documents += 1,
            _ if documents > 1 => return Err(Box::new(scan.problem(range, "a file holds one YAML document"))),
            Event::Scalar(value, style, anchor, tag) => {
                scan.check_tag(tag.is_some(), &range)?;
                let raw = text.get(range.clone()).unwrap_or("");
                let span = Span::of(range.clone()).shifted(offset);
                tree.scalar(&value, raw, style == ScalarStyle::Plain, span);
                scan.add(range, style == ScalarStyle::Plain, Shape::Text, anchor)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                scan.check_tag(tag.is_some(), &range)?;
                tree.list(Span::of(range.clone()).shifted(offset));
                scan.open(range, Shape::List, anchor)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                scan.check_tag(tag.is_some(), &range)?;
                tree.map(Span::of(range.clone()).shifted(offset));
                scan.open(range, Shape::Map, anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                tree.end(Span::of(range.end..range.end).shifted(offset).end);
                scan.close(range.end);
            }
            Event::Alias(anchor) => {
                tree.give_up();
                scan.alias(range, anchor)?;
            }
            _ => {}
        }
    }
    Ok((scan.places, tree))
}

struct Scan<'a> {
    file: FileId,
    text: &'a str,
    offset: u32,
    places: Vec<Place>,
    /// Open collections: index of the place, anchor, nodes counted before it.
    open: Vec<(usize, usize, usize)>,
    /// Anchor to (index of its node, nodes in it with aliases counted in full).
    sizes: HashMap<usize, (usize, usize)>,
    nodes: usize,
}

impl Scan<'_> {
    fn problem(&self, range: std::ops::Range<usize>, message: &str) -> Diagnostic {
        Diagnostic::new("yaml-syntax", At { file: self.file, span: Span::of(range).shifted(self.offset) }, message)
    }

    fn syntax_error(&self, error: &granit_parser::ScanError) -> Diagnostic {
        let start = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let message = format!("YAML cannot be read: {}", error.info());
        self.problem(start..start, &message)
    }

    fn check_tag(&self, tagged: bool, range: &std::ops::Range<usize>) -> Result<(), Box<Diagnostic>> {
        if tagged {
            return Err(Box::new(
                self.problem(range.clone(), "YAML tags (`!name`) are not used here").help("take the tag out"),
            ));
        }
        Ok(())
    }

    fn count(&mut self, more: usize, range: &std::ops::Range<usize>) -> Result<(), Box<Diagnostic>> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > MAX_NODES {
            let message = format!("aliases and values add up to more than {MAX_NODES} nodes");
            return Err(Box::new(
                self.problem(range.clone(), &message).help("write the values out, or split the file"),
            ));
        }
        Ok(())
    }

    fn add(
        &mut self,
        range: std::ops::Range<usize>,
        plain: bool,
        shape: Shape,
        anchor: usize,
    ) -> Result<(), Box<Diagnostic>> {
        self.count(1, &range)?;
        if anchor != 0 {
            self.sizes.insert(anchor, (self.places.len(), 1));
        }
        self.places.push(Place { span: Span::of(range).shifted(self.offset), plain, shape });
        Ok(())
    }

    fn open(&mut self, range: std::ops::Range<usize>, shape: Shape, anchor: usize) -> Result<(), Box<Diagnostic>> {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("lists and maps are nested more than {MAX_DEPTH} deep");
            return Err(Box::new(self.problem(range, &message)));
        }
        self.open.push((self.places.len(), anchor, self.nodes));
        self.add(range, false, shape, 0)
    }

    fn close(&mut self, end: usize) {
        if let Some((index, anchor, before)) = self.open.pop() {
            let end = Span::of(end..end).shifted(self.offset).end;
            let place = &mut self.places[index];
            place.span.end = place.span.end.max(end);
            if anchor != 0 {
                self.sizes.insert(anchor, (index, self.nodes - before));
            }
        }
    }

    fn alias(&mut self, range: std::ops::Range<usize>, anchor: usize) -> Result<(), Box<Diagnostic>> {
        let Some(&(index, size)) = self.sizes.get(&anchor) else {
            return Err(Box::new(self.problem(range, "an alias stands inside the value it names")));
        };
        self.count(size, &range)?;
        self.places.push(Place {
            span: Span::of(range).shifted(self.offset),
            plain: false,
            shape: Shape::Alias(index),
        });
        Ok(())
    }
}

struct Cursor<'a> {
    places: &'a [Place],
    next: Cell<usize>,
}

/// Reads the node the cursor stands at, and moves it past.
struct NodeSeed<'c, 'a>(&'c Cursor<'a>);

impl<'de> DeserializeSeed<'de> for NodeSeed<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let cursor = self.0;
        let index = cursor.next.get();
        cursor.next.set(index + 1);
        let Some(place) = cursor.places.get(index) else {
            return Err(serde::de::Error::custom("the two YAML readers disagree about this file"));
        };
        if let Shape::Alias(target) = place.shape {
            let inner = Cursor { places: cursor.places, next: Cell::new(target) };
            let mut node = NodeSeed(&inner).deserialize(deserializer)?;
            node.span = place.span;
            return Ok(node);
        }
        let visitor = NodeVisitor { cursor, place };
        match place.shape {
            Shape::List => deserializer.deserialize_seq(visitor),
            Shape::Map => deserializer.deserialize_map(visitor),
            Shape::Text | Shape::Alias(_) => deserializer.deserialize_str(visitor),
        }
    }
}

struct NodeVisitor<'c, 'a> {
    cursor: &'c Cursor<'a>,
    place: &'c Place,
}

impl NodeVisitor<'_, '_> {
    fn node(&self, value: Value) -> Node {
        Node { span: self.place.span, plain: self.place.plain, value }
    }
}

impl<'de> Visitor<'de> for NodeVisitor<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Node, E> {
        Ok(self.node(Value::Text(text.into())))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Node, E> {
        Ok(self.node(Value::Text("".into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(NodeSeed(self.cursor))? {
            list.push(item);
        }
        Ok(self.node(Value::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key_seed(NodeSeed(self.cursor))? {
            let value = entries.next_value_seed(NodeSeed(self.cursor))?;
            let Value::Text(text) = key.value else {
                return Err(serde::de::Error::custom("a key must be text"));
            };
            map.push(Entry { key: text, key_span: key.span, value });
        }
        Ok(self.node(Value::Map(map)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(text: &str) -> Result<Node, String> {
        read(FileId(0), text, 0).map_err(|diagnostic| diagnostic.message)
    }

    fn show(node: &Node) -> String {
        match &node.value {
            Value::Text(text) => format!("{text:?}"),
            Value::List(list) => format!("[{}]", list.iter().map(show).collect::<Vec<_>>().join(",")),
            Value::Map(map) => {
                let entries: Vec<_> = map.iter().map(|e| format!("{}:{}", e.key, show(&e.value))).collect();
                format!("{{{}}}", entries.join(","))
            }
        }
    }

    #[test]
    fn scalars_keep_their_words() {
        let text = "a: 3.10\nb: 10,128\nc: 0x1F\nd: yes\ne:\nf: '1.0'\ng: .nan\nh: |\n  two\n  lines\n2022: x\n";
        let tree = node(text).expect("valid");
        assert_eq!(
            show(&tree),
            r#"{a:"3.10",b:"10,128",c:"0x1F",d:"yes",e:"",f:"1.0",g:".nan",h:"two\nlines\n",2022:"x"}"#
        );
    }

    #[test]
    fn every_node_knows_its_bytes() {
        let text = "facts:\n  a: {value: 1000, by: [x, y]}\n";
        let tree = node(text).expect("valid");
        let Value::Map(map) = &tree.value else { panic!("map") };
        let Value::Map(facts) = &map[0].value.value else { panic!("map") };
        let Value::Map(fact) = &facts[0].value.value else { panic!("map") };
        assert_eq!(&text[fact[0].value.span.range()], "1000");
        assert_eq!(&text[facts[0].key_span.range()], "a");
        assert_eq!(&text[fact[1].value.span.range()], "[x, y]");
    }

    #[test]
    fn what_is_read_at_once_is_what_the_reader_of_values_reads() {
        let mut texts: Vec<String> = [
            "a: 3.10\nb: '1.0'\nc: \"x\"\nd:\ne: ~\nf: [x, {y: 1, z: }]\n2022: x\n",
            "- a\n- - b\n- {c: d}\n",
            "plain\n",
            "a: b # remark\nc: d:e\n",
            "a: ''\nb: \"\"\nc: 'it''s'\n",
            "a: \"x\\ny\"\nb: two\n  lines\n",
            "a:   padded   \nb: x\t\n",
            "? a\n: b\n",
            "{a: b, c: [d, e]}\n",
            "a: 甲，乙\nb: “x”\n",
        ]
        .map(str::to_owned)
        .into();
        for folder in ["content", "content/facts", "content/sources", "content/entities"] {
            for entry in std::fs::read_dir(folder).expect("there").flatten() {
                let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
                texts
                    .extend(text.strip_prefix("---\n").and_then(|rest| Some(rest.split_once("\n---\n")?.0.to_owned())));
                texts.extend(entry.path().extension().is_some_and(|it| it == "yml").then_some(text));
            }
        }
        let mut at_once = 0;
        for text in &texts {
            let (places, tree) = scan(FileId(0), text, 7).expect("valid");
            if let Some(tree) = tree.finish() {
                assert_eq!(tree, read_values(FileId(0), text, 7, &places).expect("valid"), "{text}");
                at_once += 1;
            }
        }
        assert!(at_once * 3 > texts.len() * 2, "{at_once} of {}", texts.len());
    }

    #[test]
    fn aliases_expand_within_a_budget() {
        assert_eq!(
            show(&node("a: &x [1, 2]\nb: *x\nc: *x\n").expect("valid")),
            r#"{a:["1","2"],b:["1","2"],c:["1","2"]}"#
        );
        let long: String = (0..20_000).map(|i| format!("{i},")).collect();
        let bomb = format!("a: &x [{long}]\nb: [{}]\n", "*x,".repeat(2_000));
        assert!(node(&bomb).expect_err("bomb").contains("nodes"));
        assert!(node("a: &x [*x]\n").is_err());
    }

    #[test]
    fn depth_tags_and_second_documents_are_refused() {
        assert!(node(&"[".repeat(100_000)).is_err());
        assert!(node(&"- ".repeat(50_000)).is_err());
        assert!(node("a: !foo b\n").expect_err("tag").contains("tags"));
        assert!(node("a: 1\n---\nb: 2\n").is_err());
        assert!(node("a: [1\n").is_err());
        assert!(node("a: 'x\n").is_err());
    }

    #[test]
    fn a_colon_in_plain_text_is_explained_with_the_line_to_paste() {
        let error = read(FileId(0), "claim: Xi said: rely on us\n", 0).expect_err("invalid");
        assert_eq!(error.help.as_deref(), Some("quote the text: `claim: \"Xi said: rely on us\"`"));
    }
}
