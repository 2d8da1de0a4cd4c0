//! Rules about what a reader without eyes meets, about links, and about translations.

use crate::support::check;

/// A site of one article with this body, expectations under the lines.
fn body(text: &str) {
    check(&format!("-- content/a.md --\n---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n{text}\n"));
}

#[test]
fn headings_go_down_by_one() {
    body(
        "## One

### Two

## Three

#### Deep
^^^^^^^^^ warning heading-order: a heading of level 4 follows one of level 2

##### Deeper

# Title
^^^^^^^ warning heading-order: a heading of level 1 in the text

### Under it",
    );
    body("### First\n^^^^^^^^^ warning heading-order: the first heading is of level 3, not 2\n\n### Second");
}

#[test]
fn words_of_links_say_where_they_lead() {
    body(
        "See [here](https://example.com/x) and [Read more…](a.md), or [点击这里](a.md).
    ^^^^ warning link-text: the words of the link, “here”
                                      ^^^^^^^^^^^^ warning link-text: the words of the link, “read more”
                                                             ^^^^ warning link-text: the words of the link, “点击这里”

<https://example.com/> and [https://example.com/](https://example.com/) and [](a.md)
^^^^ warning link-text: a link whose words are its bare address
                           ^^^^^ warning link-text: a link whose words are its bare address
                                                                            ^^^^^^^^ warning link-text: a link without words

[the figures](a.md), [`code`](a.md), [here in Paris](a.md), [![A chip](c.png)](a.md)
-- content/c.png --
x",
    );
}

#[test]
fn columns_have_names() {
    body("| | |\n^ warning table-header: a table without a header row\n|-|-|\n| a | b |");
    body("| A | | C |\n^ warning table-header: column 2 of the table has no header\n|-|-|-|\n| a | b | c |");
    body("| | B |\n|-|-|\n| a | b |\n\n| A | B |\n|-|-|\n| | |");
}

#[test]
fn long_words_in_a_foreign_script_want_a_language() {
    body(
        "The motto «Догнать и перегнать Америку» of Владимир Путин.
           ^^^^ info lang-missing: words in Cyrillic script without a language

The motto <span lang=\"ru\">Догнать и перегнать Америку</span>, 自力更生是我们的方针，也是道路.",
    );
}

#[test]
fn descriptions_of_images_describe() {
    body(
        "![](a-b.png) ![a-b.png](a-b.png) ![a-b](a-b.png) ![Photo](a-b.png)
^^^^^^^^^^^^ error missing-alt: the image `a-b.png` has no description
             ^^^^ error missing-alt: the description of `a-b.png` is the name of a file
                                 ^^^^ error missing-alt: the description of `a-b.png` is the name of a file
                                                 ^^^^ error missing-alt: the description of `a-b.png` says only that

![A and b on a photo](a-b.png)
-- content/a-b.png --
x",
    );
}

#[test]
fn places_on_the_sites_own_pages_are_looked_for() {
    check(
        r#"
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
<span id="mine">Place</span> [one](#mine) [two](/facts/s/#f) [three](/facts/s/#g) [four](/facts/s/f/#at-2021) [five](/facts/s/f/#at-2020)
                                                             ^^^^ error broken-fragment: `/facts/s/#g` leads to no place
                                                                                                              ^^^^ error broken-fragment: `/facts/s/f/#at-2020`

[six](/facts/s/nope/) [seven](/sources/x/#record) [eight](/sources/y/) [nine](/glossary/#swift) [ten](/glossary/#sepa)
^^^^^ error broken-link: `/facts/s/nope/` leads to no fact
                                                  ^^^^^ error broken-link: `/sources/y/` leads to no source
                                                                                                ^^^^ error broken-fragment: `/glossary/#sepa`

[eleven](#use-1) [12](fact:s/f@2021) [twelve](#use-2)
                                     ^^^^^ error broken-fragment: `#use-2`: a uses 1
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: Items., unit: items, as_of: 2021, by: e, evidence: x, series: {2021: 12}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/glossary.yml --
swift: {term: SWIFT, def: A network., evidence: x}
"#,
    );
}

#[test]
fn a_translation_is_behind_where_its_original_says_something_else() {
    check(
        r#"
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
It is  *cold*
now.

Quite new.
-- content/a.zh.md --
---
title: 甲
       ^ warning translation-drift: the original of this part has changed
summary: 乙
date: 2022
topics: []
translated_from: 000000 9f9524 30725c 111111 222222
---
现在很冷。

旧。
^ warning translation-drift: the original of this part has changed

更旧。
^ warning translation-drift: the original of this part is gone
-- content/b.md --
---
title: B
summary: B
date: 2022
topics: []
translated_from: 000000
                 ^^^^^^ warning translation-drift: b is no translation
---
Text.
-- content/b.zh.md --
---
title: 乙
summary: 乙
date: 2022
topics: []
translated_from: yesterday
                 ^^^^^^^^^ warning translation-drift: `yesterday` in `translated_from` is no mark
---
文。
"#,
    );
}
