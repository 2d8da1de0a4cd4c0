//! Footnotes with their way back, and the order of uses once footnotes stand at the end of the page.

use crate::model::prose::{Hole, Prose, Use};
use crate::parse::markdown::writer::Writer;

impl Writer<'_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let position = self.references.iter().position(|(known, _)| known == label);
        let position = position.unwrap_or_else(|| {
            self.references.push((label.to_owned(), 0));
            self.references.len() - 1
        });
        self.references[position].1 += 1;
        let (number, count) = (position + 1, self.references[position].1);
        let id = reference_id(number, count);
        self.prose.anchors.push(id.as_str().into());
        self.top().push(&format!(
            "<sup class=\"footnote\"><a id=\"{id}\" href=\"#fn-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        ));
    }

    pub(super) fn end_footnote(&mut self) {
        self.close_block();
        let fragment = self.stack.pop().unwrap_or_default();
        if let Some(label) = self.note.take() {
            self.notes.entry(label).or_insert(fragment);
        }
    }

    pub(super) fn write_footnotes(&mut self) {
        let references = std::mem::take(&mut self.references);
        if references.is_empty() {
            return;
        }
        let mut notes = std::mem::take(&mut self.notes);
        self.top().push("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Notes\"><ol>\n");
        for (position, (label, count)) in references.iter().enumerate() {
            let number = position + 1;
            self.prose.anchors.push(format!("fn-{number}").into());
            let note = notes.remove(label).unwrap_or_default();
            let top = self.top();
            top.push(&format!("<li id=\"fn-{number}\">"));
            top.append(note);
            for back in 1..=*count {
                let id = reference_id(number, back);
                top.push(&format!(
                    " <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"Back to reference {back}\">↩</a>"
                ));
            }
            top.push("</li>\n");
        }
        self.top().push("</ol></section>\n");
    }
}

fn reference_id(number: usize, count: u32) -> String {
    if count == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{count}") }
}

/// Puts the uses into the order of their holes: footnotes are read at the end of the page.
pub(super) fn order_uses(prose: &mut Prose) {
    let mut order: Vec<u32> = Vec::with_capacity(prose.uses.len());
    for (_, hole) in &prose.holes {
        match hole {
            Hole::Open(index) => order.push(*index),
            Hole::Cite(group) => order.extend(prose.groups[*group as usize].items.iter().map(|item| item.in_uses)),
            _ => {}
        }
    }
    let mut new_index = vec![0; prose.uses.len()];
    for (new, old) in order.iter().enumerate() {
        new_index[*old as usize] = new as u32;
    }
    let mut old: Vec<Option<Use>> = std::mem::take(&mut prose.uses).into_iter().map(Some).collect();
    prose.uses = order.iter().filter_map(|index| old[*index as usize].take()).collect();
    for (_, hole) in &mut prose.holes {
        match hole {
            Hole::Open(index) | Hole::Close(index) => *index = new_index[*index as usize],
            _ => {}
        }
    }
    for item in prose.groups.iter_mut().flat_map(|group| &mut group.items) {
        item.in_uses = new_index[item.in_uses as usize];
    }
}
