//! `entity-by-name`: a publisher or author written as a name that an entity has.

use std::collections::HashMap;

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::EntityId;
use crate::model::entity::Entity;
use crate::model::source::{Name, Source};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "entity-by-name", level: Level::Warn, doc: DOC, run: Run::Site(check) };

const DOC: &str = r#"# What it finds

A source whose publisher or author is written as a name, or an alias, that an entity of this site has. Names that two
entities share are left alone.

`factloom fix` writes the id of a publisher in its place.

# Why it matters

A name is only printed. An id says who it is: whether the source is the speaker's own or a report of it, who owns the
publisher, and so how many independent origins a fact has; and the entity's page lists the source.

# Example

```site
-- content/sources/x.yml --
report: {type: report, title: R, publisher: The Company}
-- content/entities/e.yml --
company: {name: The Company, kind: company}
```

# Instead

```site
-- content/sources/x.yml --
report: {type: report, title: R, publisher: company}
-- content/entities/e.yml --
company: {name: The Company, kind: company}
```
"#;

fn check(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    // Of a name that several have, nobody can say which is meant.
    let mut named: HashMap<&str, Option<EntityId>> = HashMap::new();
    for id in reader.entities() {
        for name in names(reader.entity(id)) {
            let known = named.entry(name).or_insert(Some(id));
            *known = known.filter(|known| *known == id);
        }
    }
    let meant = |name: &str| named.get(name).copied().flatten().filter(|_| reader.find_entity(name).is_none());
    for source in reader.sources().map(|id| reader.source(id)) {
        if let Some(entity) = meant(&source.publisher).map(|id| &*reader.entity(id).id) {
            let message = format!("the publisher “{}” is the entity `{entity}`", source.publisher);
            let finding = Diagnostic::new(LINT.name, source.publisher_at, message).help(remedy("publisher", entity));
            let is_plain = reader.text_at(source.publisher_at) == &*source.publisher;
            out.push(if is_plain { finding.fix(entity) } else { finding });
        }
        for (name, id) in plain_authors(source).filter_map(|name| Some((name, meant(name)?))) {
            let entity = &reader.entity(id).id;
            let message = format!("the author “{name}” of {} is the entity `{entity}`", source.id);
            out.push(Diagnostic::new(LINT.name, source.at, message).help(remedy("author", entity)));
        }
    }
}

fn names(entity: &Entity) -> impl Iterator<Item = &str> {
    let others = entity.zh.iter().chain(&entity.aliases);
    std::iter::once(&*entity.name.text).chain(others.map(|name| &**name)).filter(|name| !name.is_empty())
}

fn plain_authors(source: &Source) -> impl Iterator<Item = &str> {
    source.authors.iter().filter_map(|name| match name {
        Name::Plain(text) => Some(&**text),
        Name::Person { .. } => None,
    })
}

fn remedy(field: &str, entity: &str) -> String {
    format!("name it by its id, `{field}: {entity}`, so that it counts as whose word this is")
}
