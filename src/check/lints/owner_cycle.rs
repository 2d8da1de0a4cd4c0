//! `owner-cycle`: an entity that owns itself by way of others.

use crate::base::diag::{Diagnostic, Level};
use crate::check::circles::circles;
use crate::check::{Lint, Run};
use crate::link::EntityId;
use crate::link::support::MOST_OWNERS;
use crate::site::Reader;

/// Most members of a circle that are named.
const NAMED: usize = 8;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "owner-cycle", level: Level::Error, doc: DOC, run: Run::Site(check) };

const DOC: &str = r#"# What it finds

Owners that lead round in a circle, or more than 32 one above the other.

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

fn check(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    let ids: Vec<EntityId> = reader.entities().collect();
    let owner = |at: usize| reader.entity(ids[at]).owner.as_ref().and_then(|owner| reader.find_entity(&owner.id));
    for circle in circles(ids.len(), |at| owner(at).map(EntityId::index)) {
        let entity = |at: usize| reader.entity(ids[at]);
        let place = |at: usize| entity(at).owner.as_ref().map_or(entity(at).at, |owner| owner.at);
        let first = entity(circle[0]);
        // Of a long circle the beginning is enough to follow it.
        let mut between: Vec<&str> = circle[1..].iter().take(NAMED).map(|at| &*entity(*at).id).collect();
        let more = format!("{} more", circle.len().saturating_sub(1 + NAMED));
        between.extend((circle.len() > 1 + NAMED).then_some(&*more));
        let message = match between.is_empty() {
            true => format!("{} owns itself", first.id),
            false => format!("{} owns itself by way of {}", first.id, between.join(", ")),
        };
        let finding = Diagnostic::new(LINT.name, place(circle[0]), message).help("take one `owner:` of the circle out");
        let others = circle[1..].iter().take(NAMED);
        out.push(
            others.fold(finding, |finding, at| {
                finding.note(place(*at), format!("{} has its owner here", entity(*at).id))
            }),
        );
    }
    let above = |start: usize| std::iter::successors(owner(start), |at| owner(at.index())).take(MOST_OWNERS + 1);
    // Those further up in a chain that is too long have fewer above them: the longest is told.
    let is_circle = !out.is_empty();
    if let Some(at) = (0..ids.len()).find(|at| !is_circle && above(*at).count() > MOST_OWNERS) {
        let entity = reader.entity(ids[at]);
        let message = format!("{} has more than {MOST_OWNERS} owners one above the other", entity.id);
        let help = "name as owner who decides, and leave out those between";
        out.push(
            Diagnostic::new(LINT.name, entity.owner.as_ref().map_or(entity.at, |owner| owner.at), message).help(help),
        );
    }
}
