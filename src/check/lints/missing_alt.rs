//! `missing-alt`: an image without a description.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "missing-alt", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

An image in an article without alternative text, or with one that is the name of a file or only “image”, “photo” or the like.

# Why it matters

Who cannot see it must be told what it shows.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
![](x.png)
-- content/x.png --
x
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
![A chip](x.png)
-- content/x.png --
x
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for image in reader.article(article).prose().flat_map(|prose| &prose.images) {
        let message = match &*image.alt {
            "" => format!("the image `{}` has no description", image.source),
            alt if is_file_name(alt, &image.source) => {
                format!("the description of `{}` is the name of a file", image.source)
            }
            alt if EMPTY_WORDS.contains(&&*alt.to_lowercase()) => {
                format!("the description of `{}` says only that it is an image", image.source)
            }
            _ => continue,
        };
        let help = format!("write `![what it shows]({})`", image.source);
        out.push(Diagnostic::new(LINT.name, image.at, message).help(help));
    }
}

/// Descriptions that describe nothing.
const EMPTY_WORDS: &[&str] = &[
    "image",
    "picture",
    "photo",
    "photograph",
    "figure",
    "graphic",
    "screenshot",
    "img",
    "图",
    "图片",
    "照片",
    "图像",
];

/// Whether a description is the name of the image's file, with its ending or without, or that of another.
fn is_file_name(alt: &str, source: &str) -> bool {
    const ENDINGS: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"];
    let name = source.split(['?', '#']).next().unwrap_or(source).rsplit('/').next().unwrap_or(source);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // A stem of one word may be the right word.
    let is_stem = alt == stem && stem.contains(['-', '_', '.']) || alt == name;
    let ends = alt.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&&*ending.to_lowercase()));
    is_stem || ends && !alt.contains(' ')
}
