//! `bad-entry`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "bad-entry", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

An entry of a .bib or CSL-JSON file that cannot be read.

# Why it matters

Its citations would lead nowhere.

# Example

```site
-- content/sources/a.bib --
@book{, title = {A}}
```

# Instead

```site
-- content/sources/a.bib --
@book{a, title = {A}, publisher = {B}, year = 2020}
```
"#;
