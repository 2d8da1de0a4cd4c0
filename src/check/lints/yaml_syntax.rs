//! `yaml-syntax`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "yaml-syntax", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

YAML that cannot be read: a stray indent, an unquoted colon, a tag, too many aliases.

`factloom fix` puts quotes round text that holds `: ` or begins with a sign such as `@` or `%`, where nothing but text can be meant.

# Why it matters

Nothing in the file is known until it can be read.

# Example

```site
-- content/facts/a.yml --
title: [A
```

# Instead

```site
-- content/facts/a.yml --
title: A
summary: B.
topics: []
facts: {}
```
"#;
