//! `duplicate-key`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "duplicate-key", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

One key twice in one map.

# Why it matters

Only one of them would be read.

# Example

```site
-- content/entities/e.yml --
a: {name: A, name: B, kind: person}
```

# Instead

```site
-- content/entities/e.yml --
a: {name: A, kind: person}
```
"#;
