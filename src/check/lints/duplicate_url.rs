//! `duplicate-url`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "duplicate-url", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

Two articles at one address, or an article at the address of a section.

# Why it matters

One of the pages would be lost.

# Example

```site
-- content/facts.md --
---
title: A
summary: B
date: 2022
topics: []
---
```

# Instead

```site
-- content/figures.md --
---
title: A
summary: B
date: 2022
topics: []
---
```
"#;
