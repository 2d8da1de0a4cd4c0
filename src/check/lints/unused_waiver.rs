//! `unused-waiver`: reported where waivers are applied; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unused-waiver", level: Level::Warn, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A waiver that covers nothing: its rule finds nothing in the block, the entry or the file it holds for.

A waiver of a rule that is off in this site is left alone, and so is every waiver while a file cannot be read.

# Why it matters

What was put right needs no excuse; and the next slip in that place would go unseen.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
<!-- allow uncited-figure: counted from the photograph above -->

Some people.
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
Some people.
```
"#;
