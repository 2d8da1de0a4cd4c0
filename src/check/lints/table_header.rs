//! `table-header`: tables whose columns have no name.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`. Reported while the text is read.
pub static LINT: Lint = Lint { name: "table-header", level: Level::Warn, doc: DOC, run: Run::Earlier };

const DOC: &str = r##"# What it finds

A table in markdown whose header row is empty, or of which a column other than the first has no header.

# Why it matters

A screen reader says the name of the column with each cell. Without one the reader has to remember its number.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
|   |   |
|---|---|
| Moscow | cold |
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
| City | Weather |
|---|---|
| Moscow | cold |
```
"##;
