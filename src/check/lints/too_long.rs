//! `too-long`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "too-long", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A title, summary, claim or label longer than the pages have room for.

# Why it matters

Cards, lists and search engines cut what is longer.

# Example

```site
-- content/facts/a.yml --
title: A title that goes on and on and on and on and on and on and on and on and on and on and on
summary: B.
topics: []
facts: {}
```

# Instead

```site
-- content/facts/a.yml --
title: A title
summary: B.
topics: []
facts: {}
```
"#;
