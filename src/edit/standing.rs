//! How an entry stands in its sheet, and how it would stand with what another says.
//!
//! In: a site's source and one that comes in. Out: two texts for a diff. An import takes nothing away: fields that only
//! the site has stay, so the diff shows what the newcomer would add or change, in the sheet's own order and words.

use std::collections::HashMap;

use super::entry::{entry, fields};
use super::same::{address, doi as bare};
use super::set::{content_end, line_start, next_line};
use super::source_id::UNKNOWN;
use crate::base::text::FileId;
use crate::load::Inputs;
use crate::model::source::Source;
use crate::parse::yaml::{self, Node, Value};

/// Longest entry, in lines, that a diff is shown of.
const LINES: usize = 2_000;

/// Sheets read so far: an import may hold thousands of entries that are there already.
#[derive(Default)]
pub struct Sheets {
    trees: HashMap<FileId, Option<Node>>,
}

/// An entry taken apart: its first line, and each field with its lines.
struct Block {
    head: String,
    fields: Vec<(String, String)>,
}

impl Sheets {
    /// The entry as it stands, and as it would be with what `incoming` says; both end in a line end.
    pub fn both(&mut self, inputs: &Inputs, ours: &Source, incoming: &Source) -> (String, String) {
        let block = self.block(inputs, ours).unwrap_or_else(|| written(ours));
        let (mine, theirs) = (fields(ours), fields(incoming));
        let line =
            |list: &[(&str, String)], key: &str| list.iter().find(|(k, _)| *k == key).map(|(_, line)| line.clone());
        // What says no more than what stands there is no change.
        let is_idle = |key: &str| match key {
            "publisher" => &*incoming.publisher == UNKNOWN,
            "doi" => ours.doi.as_ref().map(|doi| bare(doi)) == incoming.doi.as_ref().map(|doi| bare(doi)),
            "url" => ours.url.as_deref().and_then(address) == incoming.url.as_deref().and_then(address),
            _ => false,
        };
        let indent = block.fields.first().map_or("  ", |(_, lines)| &lines[..lines.len() - lines.trim_start().len()]);
        let indented = |lines: &str| lines.replacen("  ", indent, 1);
        let before: String = block.fields.iter().map(|(_, lines)| lines.as_str()).collect();
        let mut after = String::new();
        for (key, lines) in &block.fields {
            match line(&theirs, key).filter(|_| !is_idle(key)) {
                Some(new) if line(&mine, key).as_ref() != Some(&new) => after.push_str(&indented(&new)),
                _ => after.push_str(lines),
            }
        }
        let has = |key: &str| block.fields.iter().any(|(own, _)| own == key);
        let more = theirs.iter().filter(|(key, _)| !has(key) && !is_idle(key));
        after.extend(more.map(|(_, lines)| indented(lines)));
        (format!("{}{before}", block.head), format!("{}{after}", block.head))
    }

    /// The entry's own lines; nothing for one in braces or in a file of another format.
    fn block(&mut self, inputs: &Inputs, ours: &Source) -> Option<Block> {
        let input = inputs.get(ours.at.file)?;
        let text = &*input.text;
        if !input.path.ends_with(".yml") && !input.path.ends_with(".yaml") {
            return None;
        }
        let tree = self.trees.entry(ours.at.file).or_insert_with(|| {
            let body = text.trim_start_matches('\u{feff}');
            yaml::read(ours.at.file, body, (text.len() - body.len()) as u32).ok()
        });
        let Value::Map(entries) = &tree.as_ref()?.value else { return None };
        let index = entries.binary_search_by_key(&ours.at.span.start, |entry| entry.key_span.start).ok()?;
        let Value::Map(own) = &entries[index].value.value else { return None };
        let start = line_start(text, ours.at.span.range().start);
        let starts: Vec<usize> = own.iter().map(|field| line_start(text, field.key_span.range().start)).collect();
        let rising = starts.windows(2).all(|pair| pair[0] < pair[1]);
        let first = starts.first().copied().filter(|first| rising && *first > start)?;
        let end = next_line(text, content_end(text, own.last()?));
        let lines = |from: usize, to: usize| {
            let lines = text[from..to].replace("\r\n", "\n");
            if lines.ends_with('\n') { lines } else { lines + "\n" }
        };
        let ends = starts.iter().skip(1).copied().chain([end]);
        let fields = own.iter().zip(starts.iter().zip(ends));
        let fields = fields.map(|(field, (from, to))| (field.key.to_string(), lines(*from, to))).collect();
        Some(Block { head: lines(start, first), fields })
    }
}

fn written(source: &Source) -> Block {
    let head = entry(source, &source.id).lines().next().map_or_else(String::new, |line| format!("{line}\n"));
    Block { head, fields: fields(source).into_iter().map(|(key, lines)| (key.to_owned(), lines)).collect() }
}

/// A diff of the two, empty if they are the same; a remark where they are too long to compare.
pub fn difference(old: &str, new: &str, before: &str, after: &str) -> String {
    let is_long = |text: &str| text.lines().count() > LINES;
    match before == after {
        true => String::new(),
        false if is_long(before) || is_long(after) => "(too long to compare)\n".to_owned(),
        false => super::diff::named(old, new, before, after),
    }
}
