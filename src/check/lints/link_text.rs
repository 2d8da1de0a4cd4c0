//! `link-text`: links whose words do not say where they lead.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`. Reported while the text is read.
pub static LINT: Lint = Lint { name: "link-text", level: Level::Warn, doc: DOC, run: Run::Earlier };

const DOC: &str = r##"# What it finds

A link whose words are “here”, “click here”, “read more”, 这里 or the like, a bare address, or nothing.

# Why it matters

Screen readers list the links of a page without the sentences around them. An address is read out letter by letter.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
The figures are [here](https://example.com/figures).
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
See [the figures of the Ministry](https://example.com/figures).
```
"##;
