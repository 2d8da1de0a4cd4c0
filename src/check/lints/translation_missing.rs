//! `translation-missing`: an article that is not there in a language of the site.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "translation-missing", level: Level::Info, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

An article in the site's language that has no translation into another language of `languages`. The first page's text and the page about the site are left out.

# Why it matters

Readers of that language find no way on from what they were reading.

# Example

```site
-- content/site.yml --
title: T
url: https://example.org/
languages: [en, zh]
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
```

# Instead

```site
-- content/site.yml --
title: T
url: https://example.org/
languages: [en, zh]
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
-- content/a.zh.md --
---
title: 甲
summary: 乙
date: 2022
topics: []
---
文。
```
"#;

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let languages = &reader.config().languages;
    let article = reader.article(id);
    if languages.len() < 2 || !article.lang.is_empty() || matches!(&*article.id, "index" | "about") {
        return;
    }
    let there = reader.translations_of(id);
    let there: Vec<&str> = there.into_iter().map(|other| reader.card(other).lang).collect();
    let missing = languages.iter().skip(1).filter(|language| !there.contains(&&***language));
    for language in missing {
        let path = format!("content/{}.{language}.md", article.id);
        let message = format!("{} is not there in `{language}`", article.id);
        let help = format!("write `{path}`, or take `{language}` out of `languages` in site.yml");
        out.push(Diagnostic::new(LINT.name, article.at, message).help(help));
    }
}
