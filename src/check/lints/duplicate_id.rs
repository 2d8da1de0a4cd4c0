//! `duplicate-id`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "duplicate-id", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

Two sources, sheets, entities or terms of one id.

# Why it matters

A link could mean either.

# Example

```site
-- content/entities/a.yml --
x: {name: A, kind: person}
-- content/entities/b.yml --
x: {name: B, kind: person}
```

# Instead

```site
-- content/entities/a.yml --
x: {name: A, kind: person}
-- content/entities/b.yml --
y: {name: B, kind: person}
```
"#;
