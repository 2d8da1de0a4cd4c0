//! `bad-value`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "bad-value", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A value of the wrong shape: no number phrase, no word of its list, no web address.

`factloom fix` puts a slip in a word of a list right, writes yes and no as true and false, and quotes list items that hold `: `.

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
