//! `raw-html`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "raw-html", level: Level::Warn, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

HTML in markdown beyond a few harmless tags.

# Why it matters

A stray tag breaks the page, a script breaks its safety; it is printed as text.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
A <script>x</script> here.
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
A <kbd>x</kbd> here.
```
"#;
