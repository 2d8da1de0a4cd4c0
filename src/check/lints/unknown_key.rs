//! `unknown-key`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-key", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A field that its record does not have.

`factloom fix` puts a slip right where it can mean one field only, and quotes a number such as `1,000` inside `{ }`.

# Why it matters

A misspelt field is a field that silently does nothing.

# Example

```site
-- content/entities/e.yml --
a: {name: A, kind: person, rolle: B}
```

# Instead

```site
-- content/entities/e.yml --
a: {name: A, kind: person, role: B}
```
"#;
