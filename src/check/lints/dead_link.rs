//! `dead-link`: a link to another site that the history of `factloom links` calls dead.

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::At;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, EntityId, FactId, SourceId, TermId};
use crate::model::prose::Prose;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint {
    name: "dead-link",
    level: Level::Warn,
    doc: DOC,
    run: Run::Several(&[
        Run::PerArticle(check_article),
        Run::PerSource(check_source),
        Run::PerEntity(check_entity),
        Run::PerFact(check_fact),
        Run::PerTerm(check_term),
    ]),
};

const DOC: &str = r#"# What it finds

A link to another site that is dead by `content/links.tsv`, the history that `factloom links` keeps; a source only if
no archived copy can take over. Also a line of that file that is no record. Nothing is asked of the network here.

# Why it matters

The reader ends at an error page, and what rested on the source can no longer be looked up.

# Example

```site
-- content/sources/s.yml --
x: {type: web, title: X, publisher: e, url: https://example.org/a}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/links.tsv --
https://example.org/a	2026-11-20	404	2026-11-01	2026-10-25	2026-11-01	3@2026-11-20	3@2026-11-20	-
```

# Instead

```site
-- content/sources/s.yml --
x: {type: web, title: X, publisher: e, url: https://example.org/a, archive: https://web.archive.org/web/20261025/https://example.org/a}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/links.tsv --
https://example.org/a	2026-11-20	404	2026-11-01	2026-10-25	2026-11-01	3@2026-11-20	3@2026-11-20	-
```
"#;

fn check_article(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    reader.article(id).prose().for_each(|prose| check_prose(reader, prose, out));
}

fn check_entity(reader: &Reader<'_>, id: EntityId, out: &mut Vec<Diagnostic>) {
    let entity = reader.entity(id);
    if let Some(url) = &entity.url {
        out.extend(dead(reader, url, entity.at, &format!("the address of entity `{}`, ", entity.id)));
    }
    entity.note.iter().for_each(|note| check_prose(reader, note, out));
}

fn check_fact(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    reader.fact(id).note.iter().for_each(|note| check_prose(reader, note, out));
}

fn check_term(reader: &Reader<'_>, id: TermId, out: &mut Vec<Diagnostic>) {
    check_prose(reader, &reader.term(id).definition, out);
}

fn check_source(reader: &Reader<'_>, id: SourceId, out: &mut Vec<Diagnostic>) {
    let source = reader.source(id);
    if let Some(copy) = source.archive.as_deref() {
        out.extend(dead(reader, copy, source.at, &format!("the archived copy of source `{}`, ", source.id)));
    }
    let Some(found) = reader.dead_source(source).filter(|found| found.copy.is_none()) else { return };
    let finding = dead(reader, found.url, source.at, &format!("the address of source `{}`, ", source.id));
    let day = found.dead.ok.unwrap_or(found.dead.since);
    let copy = found.dead.copy_at(found.url);
    out.extend(
        finding.map(|finding| {
            finding.help(format!("look for a copy, then write `archive: {copy}` and `archived: {day}`"))
        }),
    );
}

fn check_prose(reader: &Reader<'_>, prose: &Prose, out: &mut Vec<Diagnostic>) {
    let links = prose.outgoing.iter().map(|link| (&*link.target, link.at));
    let images =
        prose.images.iter().filter(|image| image.source.contains("//")).map(|image| (&*image.source, image.at));
    out.extend(links.chain(images).filter_map(|(address, at)| dead(reader, address, at, "")));
}

/// The finding about an address, if it is dead.
fn dead(reader: &Reader<'_>, address: &str, at: At, whose: &str) -> Option<Diagnostic> {
    let dead = reader.dead(address)?;
    let message = format!("{whose}`{address}`, has been dead since {} ({})", dead.since, dead.outcome);
    let message = if whose.is_empty() { message.replacen("`, has", "` has", 1) } else { message };
    Some(Diagnostic::new(LINT.name, at, message).help(format!("look for a copy: {}", dead.copy_at(address))))
}
