//! Names as a bibliography prints them: entity ids of authors and publishers resolved.

use crate::cite::Entry;
use crate::link::items::Items;
use crate::model::entity::{Entity, EntityKind};
use crate::model::source::{Name, Source};

/// A source with its names resolved. An entry in Chinese takes the Chinese names of entities that have one.
pub fn entry<'a>(items: &'a Items, source: &'a Source) -> Entry<'a> {
    let names = |list: &[Name]| list.iter().map(|name| resolved(items, source, name)).collect();
    let publisher = items.entity(&source.publisher).map(|id| printed(&items.entities[id.index()], source));
    Entry {
        source,
        authors: names(&source.authors),
        editors: names(&source.editors),
        translators: names(&source.translators),
        publisher: publisher.unwrap_or(&source.publisher),
    }
}

/// Ids or names that are looked up to print a source's names.
pub fn looked_up(source: &Source) -> impl Iterator<Item = &str> {
    let people = source.authors.iter().chain(&source.editors).chain(&source.translators);
    let plain = people.filter_map(|name| match name {
        Name::Plain(text) => Some(&**text),
        Name::Person { .. } => None,
    });
    plain.chain([&*source.publisher])
}

fn resolved(items: &Items, source: &Source, name: &Name) -> Name {
    let Name::Plain(text) = name else { return name.clone() };
    let Some(entity) = items.entity(text).map(|id| &items.entities[id.index()]) else { return name.clone() };
    let printed: Box<str> = printed(entity, source).into();
    match entity.kind {
        EntityKind::Person => Name::Plain(printed),
        // A body's name is not to be taken for a person's: it is all family name.
        _ => Name::Person { family: printed, given: "".into() },
    }
}

fn printed<'a>(entity: &'a Entity, source: &Source) -> &'a str {
    let is_chinese = source.lang.as_deref().is_some_and(|lang| lang.starts_with("zh"));
    entity.zh.as_deref().filter(|_| is_chinese).unwrap_or(&entity.name.text)
}
