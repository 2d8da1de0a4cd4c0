//! `expired-waiver`: reported where waivers are applied; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`. A warning: what the waiver covered is back with the level of its own rule.
pub static LINT: Lint = Lint { name: "expired-waiver", level: Level::Warn, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A waiver whose `until` is past. What it covered is reported again.

# Why it matters

A reason that was good for a while was given a day on which somebody looks again; that day has come.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
<!-- allow uncited-figure until 2026-01-31: the report is due in January -->

Some 1,234 people.
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
<!-- allow uncited-figure until 2999-01-31: the report is late -->

Some 1,234 people.
```
"#;
