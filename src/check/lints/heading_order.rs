//! `heading-order`: headings that skip a level.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`. Reported while the text is read.
pub static LINT: Lint = Lint { name: "heading-order", level: Level::Warn, doc: DOC, run: Run::Earlier };

const DOC: &str = r##"# What it finds

A heading more than one level below the one before it, a first heading below level 2, and a heading of level 1: that is the title of the article.

# Why it matters

Who cannot see the page goes through it by its headings. A level that is skipped sounds like a part that was missed.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
## One

#### Deep
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
## One

### Deep
```
"##;
