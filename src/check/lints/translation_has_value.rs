//! `translation-has-value`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "translation-has-value", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A value, date or source in the translation of a sheet.

# Why it matters

Both languages are checked against one value; a second one would drift.

# Example

```site
-- content/facts/a.yml --
title: A
summary: B.
topics: []
facts: {}
-- content/facts/a.zh.yml --
facts:
  x: {value: 7}
```

# Instead

```site
-- content/facts/a.yml --
title: A
summary: B.
topics: []
facts: {}
-- content/facts/a.zh.yml --
facts:
  x: {claim: 甲}
```
"#;
