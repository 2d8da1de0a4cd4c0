//! `translation-drift`: a translation whose original has changed since.

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::At;
use crate::check::drift::{self, Drift, Piece};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::model::article::Article;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "translation-drift", level: Level::Warn, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A paragraph of an article that says something else than when it was translated. `factloom translated content/a.zh.md` writes the marks of the original's paragraphs into the front matter of the translation; a translation without marks is not looked at.

Another wrapping, emphasis or link target is no change.

# Why it matters

The two languages would tell two stories. The finding points to the paragraph that changed, and to its place in the translation.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
It is cold now.
-- content/a.zh.md --
---
title: 甲
summary: 乙
date: 2022
topics: []
translated_from: 32684b 9f9524 000000
---
很热。
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
It is cold now.
-- content/a.zh.md --
---
title: 甲
summary: 乙
date: 2022
topics: []
translated_from: 32684b 9f9524 30725c
---
现在很冷。
```
"#;

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    let Some(kept) = article.translated_from.as_ref() else { return };
    if article.lang.is_empty() {
        let message = format!("{} is no translation, so `translated_from` says nothing", article.id);
        out.push(Diagnostic::new(LINT.name, kept.at, message).help("take it out"));
        return;
    }
    let original = reader.translations_of(id).into_iter().map(|other| reader.article(other));
    let Some(original) = original.into_iter().find(|other| other.lang.is_empty()) else { return };
    let path = reader.path(article.file);
    if let Some(word) = kept.text.split_whitespace().find(|word| !drift::is_mark(word)) {
        let message = format!("`{word}` in `translated_from` is no mark of a paragraph");
        let help = format!("marks are written by `factloom translated {path}`");
        out.push(Diagnostic::new(LINT.name, kept.at, message).help(help));
        return;
    }
    let then: Vec<&str> = kept.text.split_whitespace().collect();
    let now = drift::pieces(reader, original);
    let marks: Vec<&str> = now.iter().map(|piece| &*piece.mark).collect();
    let own = drift::pieces(reader, article);
    for found in drift::drift(&then, &marks) {
        let place = |number: usize| place_of(article, &own, then.len(), number);
        let help = format!("put the translation right, then run `factloom translated {path}`");
        let finding = match found {
            Drift::Changed { was, now: is } => {
                let message = "the original of this part has changed since it was translated";
                Diagnostic::new(LINT.name, place(was), message).note(now[is].at, "the original says this now")
            }
            Drift::Added { after, now: is } => {
                let message = "a part was added to the original behind this one";
                Diagnostic::new(LINT.name, place(after.unwrap_or(0)), message).note(now[is].at, "this was added")
            }
            Drift::Removed { was } => {
                let message = "the original of this part is gone";
                Diagnostic::new(LINT.name, place(was), message).note(original.at, "the original")
            }
        };
        out.push(finding.help(help));
    }
}

/// Where the translation of a piece stands: the piece of its number, counted from the end that is nearer where the
/// translation has more paragraphs or fewer; of several lines the first.
fn place_of(article: &Article, own: &[Piece], count: usize, number: usize) -> At {
    let index = match own.len() == count || number * 2 < count {
        true => number,
        false => (number + own.len()).saturating_sub(count),
    };
    own.get(index.min(own.len().saturating_sub(1))).map_or(article.at, |piece| piece.at)
}
