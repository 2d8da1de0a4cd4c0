//! `bad-value`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "bad-value", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A value of the wrong shape: no number phrase, no word of its list, no web address.

# Why it matters

What cannot be read cannot be checked.

# Example

```site
-- content/entities/e.yml --
a: {name: A, kind: wizard}
```

# Instead

```site
-- content/entities/e.yml --
a: {name: A, kind: person}
```
"#;
