//! `missing-field`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "missing-field", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A record without a field it must have. Which these are depends on the kind of a fact.

# Why it matters

A statistic without date or speaker cannot be judged.

# Example

```site
-- content/entities/e.yml --
a: {kind: person}
```

# Instead

```site
-- content/entities/e.yml --
a: {name: A, kind: person}
```
"#;
