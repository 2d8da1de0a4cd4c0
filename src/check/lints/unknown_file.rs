//! `unknown-file`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-file", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A YAML file that stands in no folder of ours.

# Why it matters

Its facts would silently be missing.

# Example

```site
-- content/extra.yml --
a: b
```

# Instead

```site
-- content/entities/e.yml --
a: {name: A, kind: person}
```
"#;
