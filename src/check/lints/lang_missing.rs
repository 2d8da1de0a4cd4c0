//! `lang-missing`: words of another language that nothing marks as such.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "lang-missing", level: Level::Info, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

Three words or more in Cyrillic, Greek, Arabic, Hebrew, Hangul or another script that the language of the page is not written in, outside a `<span lang>`. Chinese and Japanese are left out: the page marks them by itself. One or two words are mostly a name, and names need no mark.

# Why it matters

A screen reader reads unmarked words with the sounds of the page's language, which nobody understands.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
The motto was «Догнать и перегнать Америку».
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
The motto was <span lang="ru">«Догнать и перегнать Америку»</span>.
```
"#;

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    let runs: Vec<_> = article.prose().flat_map(|prose| &prose.foreign).collect();
    if runs.is_empty() {
        return;
    }
    let page = if article.lang.is_empty() { &reader.config().lang } else { &article.lang };
    let page = page.split('-').next().unwrap_or(page);
    for run in runs.into_iter().filter(|run| !run.script.languages().contains(&page)) {
        let words = reader.text_at(run.at);
        let message = format!("words in {} script without a language", run.script.says());
        let likely = run.script.languages()[0];
        let finding = Diagnostic::new(LINT.name, run.at, message);
        out.push(
            finding.help(format!("write `<span lang=\"{likely}\">{words}</span>`, with the language they are in")),
        );
    }
}
