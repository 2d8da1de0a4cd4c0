//! `bad-id`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "bad-id", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

An id that is not made of lower-case letters, digits and hyphens.

`factloom fix` writes capitals small and underscores as hyphens; the rest needs a person.

# Why it matters

Ids become addresses, and addresses are for good.

# Example

```site
-- content/entities/e.yml --
Big_Bank: {name: A, kind: company}
```

# Instead

```site
-- content/entities/e.yml --
big-bank: {name: A, kind: company}
```
"#;
