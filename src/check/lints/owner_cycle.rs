//! `owner-cycle`: an entity that owns itself by way of others.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::EntityId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "owner-cycle", level: Level::Error, doc: DOC, run: Run::PerEntity(check) };

const DOC: &str = r#"# What it finds

Owners that lead round in a circle.

# Why it matters

The root of a circle cannot be found, and carriers could not be counted.

# Example

```site
-- content/entities/e.yml --
a: {name: A, kind: company, owner: b}
b: {name: B, kind: company, owner: a}
```

# Instead

```site
-- content/entities/e.yml --
a: {name: A, kind: company, owner: b}
b: {name: B, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: EntityId, out: &mut Vec<Diagnostic>) {
    let start = reader.entity(id);
    let mut current = start;
    let mut n_between = 0;
    // A circle that does not lead through this entity ends with the number of entities.
    let most = if start.owner.is_some() { reader.entities().count() } else { 0 };
    while let Some(owner) = current.owner.as_ref().and_then(|owner| reader.find_entity(&owner.id)) {
        if owner == id {
            let at = start.owner.as_ref().map_or(start.at, |owner| owner.at);
            let message = match n_between {
                0 => format!("{} owns itself", start.id),
                n => format!("{} owns itself by way of {n} others", start.id),
            };
            out.push(Diagnostic::new(LINT.name, at, message).help("take one `owner:` of the circle out"));
            return;
        }
        n_between += 1;
        if n_between > most {
            return;
        }
        current = reader.entity(owner);
    }
}
