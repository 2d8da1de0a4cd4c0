//! The tree of a YAML document that holds nothing special, built while it is scanned.
//!
//! In: scalars, and where lists and maps begin and end. Out: the document's node, or nothing if anything in it is better
//! left to the reader of values: an alias, text over several lines, an escape, a key that is no text. Most documents
//! are lines of `key: words`, and need not be read twice. A test holds that both ways give the same tree.

use crate::base::text::Span;
use crate::parse::yaml::{Entry, Node, Value};

/// A list or map that is open.
enum Open {
    List(Span, Vec<Node>),
    Map(Span, Vec<Entry>, Option<(Box<str>, Span)>),
}

/// A tree as far as it was built.
#[derive(Default)]
pub struct Tree {
    open: Vec<Open>,
    root: Option<Node>,
    is_given_up: bool,
}

impl Tree {
    /// Something stands there that this does not read.
    pub fn give_up(&mut self) {
        *self = Tree { is_given_up: true, ..Tree::default() };
    }

    /// A scalar; `raw` are its bytes in the file.
    pub fn scalar(&mut self, text: &str, raw: &str, plain: bool, span: Span) {
        if self.is_given_up {
            return;
        }
        let is_simple = plain && raw == text
            || !plain
                && raw.len() >= 2
                && !raw.contains(['\\', '\n'])
                && raw.starts_with(['"', '\''])
                && raw[1..raw.len() - 1] == *text;
        match is_simple {
            true => self.add(Node { span, plain, value: Value::Text(text.into()) }),
            false => self.give_up(),
        }
    }

    /// A list begins.
    pub fn list(&mut self, span: Span) {
        self.open.push(Open::List(span, Vec::new()));
    }

    /// A map begins.
    pub fn map(&mut self, span: Span) {
        self.open.push(Open::Map(span, Vec::new(), None));
    }

    /// The innermost list or map ends, at a byte.
    pub fn end(&mut self, end: u32) {
        let node = |span: Span, value| Node { span: Span { end: span.end.max(end), ..span }, plain: false, value };
        match self.open.pop() {
            Some(Open::List(span, list)) => self.add(node(span, Value::List(list))),
            Some(Open::Map(span, map, None)) => self.add(node(span, Value::Map(map))),
            Some(Open::Map(..)) | None => self.give_up(),
        }
    }

    fn add(&mut self, node: Node) {
        if self.is_given_up {
            return;
        }
        match self.open.last_mut() {
            None if self.root.is_none() => self.root = Some(node),
            None => self.give_up(),
            Some(Open::List(_, list)) => list.push(node),
            Some(Open::Map(_, map, key)) => match key.take() {
                Some((key, key_span)) => map.push(Entry { key, key_span, value: node }),
                None => match node.value {
                    Value::Text(text) => *key = Some((text, node.span)),
                    _ => self.give_up(),
                },
            },
        }
    }

    /// The whole tree, if it could be built.
    pub fn finish(self) -> Option<Node> {
        self.root.filter(|_| self.open.is_empty() && !self.is_given_up)
    }
}
