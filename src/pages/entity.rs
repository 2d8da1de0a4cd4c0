//! A person, body, place or rule: what it said, what is said about it, what it published.

use serde::Serialize;
use serde_json::json;

use crate::link::{EntityId, FactId, SourceId};
use crate::pages::parts::{self, EvidenceItem, FactTable, MentionGroup};
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// One page an entity.
pub static KIND: Kind = Kind { name: ("entity", "entities"), pages, make };
/// The list of entities.
pub static INDEX: Kind = Kind { name: ("list of entities", "lists of entities"), pages: index_pages, make: make_index };

#[derive(Serialize)]
struct View {
    name: String,
    zh: String,
    kind: &'static str,
    aliases: Vec<String>,
    role: String,
    owner: Vec<Link>,
    website: String,
    wikidata: String,
    perspective: String,
    perspective_evidence: Vec<EvidenceItem>,
    note: String,
    says: FactTable,
    about: FactTable,
    written: Vec<Link>,
    published: Vec<Link>,
    mentions: Vec<MentionGroup>,
    counts: String,
}

#[derive(Serialize)]
struct IndexView {
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    kind: &'static str,
    entities: Vec<EntityRow>,
}

#[derive(Serialize)]
struct EntityRow {
    link: Link,
    zh: String,
    role: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    reader.entities().map(|id| Page { node: Node::Entity(id), path: reader.entity_url(id) }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let Node::Entity(id) = page.node else { return Ok(Made::default()) };
    let entity = cx.reader.entity(id);
    let said = cx.reader.facts_by(id);
    let about: Vec<FactId> = cx.reader.facts_about(id).iter().copied().filter(|fact| !said.contains(fact)).collect();
    let published = cx.reader.published_by(id);
    let counts = [(said.len(), "said"), (about.len(), "about"), (published.len(), "published")];
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let view = View {
        counts: counts.collect::<Vec<_>>().join(" · "),
        name: entity.name.text.to_string(),
        zh: entity.zh.as_deref().unwrap_or("").to_owned(),
        kind: entity.kind.word(),
        aliases: entity.aliases.iter().map(|alias| alias.to_string()).collect(),
        role: entity.role.as_deref().unwrap_or("").to_owned(),
        owner: entity.owner.iter().map(|owner| parts::party(cx, &owner.id)).collect(),
        website: entity.url.as_deref().unwrap_or("").to_owned(),
        wikidata: entity.wikidata.as_deref().unwrap_or("").to_owned(),
        perspective: entity.perspective.as_ref().map(|p| p.label.text.to_string()).unwrap_or_default(),
        perspective_evidence: entity
            .perspective
            .iter()
            .flat_map(|p| &p.evidence)
            .map(|evidence| parts::evidence_item(cx, evidence, &[], false))
            .collect(),
        note: entity.note.as_ref().map(|note| fragment::inline(cx.reader, note)).unwrap_or_default(),
        says: FactTable { speakers: false, ..parts::fact_table(cx, said) },
        about: parts::fact_table(cx, &about),
        written: titles(cx, cx.reader.written_by(id)),
        published: titles(cx, published),
        mentions: parts::grouped(cx, &cx.reader.uses_of_entity(id)),
    };
    let description = entity.role.as_deref().unwrap_or(&entity.name.text).to_owned();
    let mut head = cx.head(&page.path, &*entity.name.text, description);
    head.kind = entity.kind.word().to_owned();
    head.crumbs = vec![cx.link("People, bodies, places", "/entities/")];
    head.edit = cx.edit_url(entity.at.file);
    let html = cx.shell.render("entity.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| twin(cx, id));
    Ok(Made { html, twin, ..Made::default() })
}

fn titles(cx: &Cx<'_, '_>, ids: &[SourceId]) -> Vec<Link> {
    let title = |id: &SourceId| super::source::printed_title(cx.reader.source(*id));
    ids.iter().map(|id| cx.link(title(id), &cx.reader.source_url(*id))).collect()
}

fn twin(cx: &Cx<'_, '_>, id: EntityId) -> serde_json::Value {
    let entity = cx.reader.entity(id);
    let facts = |ids: &[FactId]| ids.iter().map(|id| cx.reader.fact(*id).id.to_string()).collect::<Vec<_>>();
    let sources = |ids: &[SourceId]| ids.iter().map(|id| cx.reader.source(*id).id.to_string()).collect::<Vec<_>>();
    json!({
        "id": entity.id, "name": entity.name.text, "zh": entity.zh, "kind": entity.kind.word(),
        "schema": entity.kind.schema(), "role": entity.role, "aliases": entity.aliases,
        "owner": entity.owner.as_ref().map(|owner| &*owner.id), "root": cx.reader.root(&entity.id),
        "perspective": entity.perspective.as_ref().map(|p| &*p.label.text), "wikidata": entity.wikidata,
        "url": cx.absolute(&cx.reader.entity_url(id)),
        "says": facts(cx.reader.facts_by(id)), "about": facts(cx.reader.facts_about(id)),
        "wrote": sources(cx.reader.written_by(id)), "published": sources(cx.reader.published_by(id)),
    })
}

fn index_pages(reader: &Reader<'_>) -> Vec<Page> {
    let any = reader.entities().next().is_some();
    any.then(|| Page { node: Node::Site, path: "/entities/".to_owned() }).into_iter().collect()
}

fn make_index(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let mut groups: Vec<Group> = Vec::new();
    for kind in crate::model::entity::EntityKind::ALL {
        let of_kind = cx.reader.entities().filter(|id| cx.reader.entity(*id).kind == *kind);
        let mut entities: Vec<EntityRow> = of_kind.map(|id| row(cx, id)).collect();
        entities.sort_by_cached_key(|row| row.link.title.to_lowercase());
        if !entities.is_empty() {
            groups.push(Group { kind: kind.word(), entities });
        }
    }
    let head =
        cx.head(&page.path, "People, bodies, places", "Everybody who says something here, and everything spoken of.");
    let twin = cx
        .reader
        .config()
        .outputs
        .twins
        .then(|| json!({"entities": cx.reader.entities().map(|id| &*cx.reader.entity(id).id).collect::<Vec<_>>()}));
    let html = cx.shell.render("entities_index.html", &head, &IndexView { groups })?;
    Ok(Made { html, twin, ..Made::default() })
}

fn row(cx: &Cx<'_, '_>, id: EntityId) -> EntityRow {
    let entity = cx.reader.entity(id);
    EntityRow {
        link: cx.link(&*entity.name.text, &cx.reader.entity_url(id)),
        zh: entity.zh.as_deref().unwrap_or("").to_owned(),
        role: entity.role.as_deref().unwrap_or("").to_owned(),
    }
}
