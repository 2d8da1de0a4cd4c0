//! `bad-waiver`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "bad-waiver", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A waiver without a reason, for a rule that does not exist or is itself about waivers, or until a day that is no date.

`factloom fix` puts a slip in the name of a rule right.

# Why it matters

A waiver is a promise to the reader; it says why.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
<!-- allow uncited-figure -->

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
<!-- allow uncited-figure: counted from the photograph above -->

Some 1,234 people.
```
"#;
