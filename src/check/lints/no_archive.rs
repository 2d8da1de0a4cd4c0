//! `no-archive`: a page of the web that something rests on, without an archived copy.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::SourceId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "no-archive", level: Level::Info, doc: DOC, run: Run::PerSource(check) };

const DOC: &str = r#"# What it finds

A source with an address, on which a fact rests or which a sentence cites, and that gives neither an archived copy (`archive`) nor a DOI.

# Why it matters

A quarter of all pages are gone after ten years, and with them the evidence. An archived copy outlives the page.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were some [@x].
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, url: "https://example.com/x"}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
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
There were some [@x].
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, url: "https://example.com/x", archive: "https://web.archive.org/web/2022/https://example.com/x"}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: SourceId, out: &mut Vec<Diagnostic>) {
    let source = reader.source(id);
    let Some(url) = source.url.as_deref() else { return };
    if source.archive.is_some() || source.doi.is_some() || is_archive(url) {
        return;
    }
    if reader.facts_of_source(id).is_empty() && reader.uses_of_source(id).is_empty() {
        return;
    }
    let message = format!("{} has no archived copy", source.id);
    let help = format!("save it at https://web.archive.org/save/{url} and add the copy's address as `archive:`");
    out.push(Diagnostic::new(LINT.name, source.at, message).help(help));
}

/// Whether the address is that of a copy already.
fn is_archive(url: &str) -> bool {
    let host = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or("");
    ["web.archive.org", "archive.org", "archive.ph", "archive.today", "archive.is", "perma.cc"].contains(&host)
}
