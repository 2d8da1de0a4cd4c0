//! `unsafe-link`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unsafe-link", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A link or image whose address carries a script or data.

# Why it matters

A click must not run code.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
[x](javascript:alert(1))
```

# Instead

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
[x](https://example.org/)
```
"#;
