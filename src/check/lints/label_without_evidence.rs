//! `label-without-evidence`: a label of opinion that rests on nothing.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::EntityId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint =
    Lint { name: "label-without-evidence", level: Level::Error, doc: DOC, run: Run::PerEntity(check) };

const DOC: &str = r#"# What it finds

A `perspective` of an entity without evidence.

# Why it matters

“Party newspaper” is a judgement; whose?

# Example

```site
-- content/entities/e.yml --
e: {name: E, kind: newspaper, perspective: party newspaper}
```

# Instead

```site
-- content/entities/e.yml --
e: {name: E, kind: newspaper, perspective: {label: party newspaper, evidence: x}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
```
"#;

fn check(reader: &Reader<'_>, id: EntityId, out: &mut Vec<Diagnostic>) {
    let entity = reader.entity(id);
    let Some(perspective) = entity.perspective.as_ref().filter(|perspective| perspective.evidence.is_empty()) else {
        return;
    };
    let label = &perspective.label.text;
    let message = format!("the label “{label}” of {} rests on nothing", entity.id);
    let help = format!("write `perspective: {{label: {label}, evidence: source-id}}`, or take it out");
    out.push(Diagnostic::new(LINT.name, perspective.label.at, message).help(help));
}
