//! `duplicate-url`: two articles at one address. Those that stand at one are reported while linking; here, old
//! addresses that another page has.

use std::collections::BTreeMap;

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::site::Reader;
use crate::site::addresses::Alias;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "duplicate-url", level: Level::Error, doc: DOC, run: Run::Site(check) };

const DOC: &str = r#"# What it finds

Two articles at one address, or an article at the address of a section; an old address in `aliases` at which a page
stands now, or that two articles claim.

# Why it matters

One of the pages would be lost.

# Example

```site
-- content/facts.md --
---
title: A
summary: B
date: 2022
topics: []
---
```

# Instead

```site
-- content/figures.md --
---
title: A
summary: B
date: 2022
topics: []
---
```
"#;

fn check(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    let aliases = reader.aliases();
    if aliases.is_empty() {
        return;
    }
    let now = reader.addresses();
    let mut first: BTreeMap<(&str, Option<&str>), &Alias<'_>> = BTreeMap::new();
    for alias in &aliases {
        let text = &alias.text.text;
        if alias.place.is_none() && now.contains(&alias.path) {
            let message = format!("a page stands at `{text}` now, so this alias leads nobody anywhere");
            out.push(Diagnostic::new(LINT.name, alias.text.at, message).help("take it out of `aliases`"));
        } else if let Some(other) = first.insert((&alias.path, alias.place), alias) {
            let finding =
                Diagnostic::new(LINT.name, alias.text.at, format!("two articles claim the old address `{text}`"));
            out.push(finding.note(other.text.at, "the other one").help("leave it to one of them"));
        }
    }
}
