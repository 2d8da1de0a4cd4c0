//! `capture-changed`: a kept copy that is no longer the text that was taken.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::SourceId;
use crate::parse::capture;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "capture-changed", level: Level::Error, doc: DOC, run: Run::PerSource(check) };

const DOC: &str = r#"# What it finds

A kept copy whose text is another than the one that `factloom capture` took: its hash is not that of its head. A copy without
a head, put there by hand, is taken as it is.

# Why it matters

Quotes are proved by the copy. A copy that was changed to hold them proves nothing.

# Example

```site
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, capture: captures/x.txt}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/captures/x.txt --
factloom capture 1
source: x
date: 2022-05-01
text: 00000000000000000000000000000000

On that day 1,234 people left us.
```

# Instead

```site
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, capture: captures/x.txt}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/captures/x.txt --
factloom capture 1
source: x
date: 2022-05-01
text: 1f14c298336225b4690768c0c3d3565b

On that day 1,234 people left us.
```
"#;

fn check(reader: &Reader<'_>, id: SourceId, out: &mut Vec<Diagnostic>) {
    let source = reader.source(id);
    let Some((path, text)) = source.capture.as_deref().and_then(|path| Some((path, reader.file_text(path)?))) else {
        return;
    };
    let copy = capture::read(text);
    if copy.is_whole() {
        return;
    }
    let taken = copy.head.as_ref().and_then(|head| head.date).map(|date| format!(" on {date}")).unwrap_or_default();
    let message = format!("the kept copy of `{}` is not the text that was taken{taken}", source.id);
    let help = format!(
        "take it again: `factloom capture {} FILE --replace`; to keep `content/{path}` as it is, take its head out",
        source.id
    );
    out.push(Diagnostic::new(LINT.name, source.at, message).help(help));
}
