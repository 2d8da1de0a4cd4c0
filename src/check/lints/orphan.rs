//! `orphan`: something no reader is led to.

use crate::base::diag::{Diagnostic, Level};
use crate::base::escape::html;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, EntityId, TermId};
use crate::model::entity::{Entity, Term};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint {
    name: "orphan",
    level: Level::Info,
    doc: DOC,
    run: Run::Several(&[Run::PerArticle(article), Run::PerEntity(entity), Run::PerTerm(term)]),
};

const DOC: &str = r#"# What it finds

An article that stands in no part of the site (`parts`), or where there are no parts in no topic, and to which no other article links. Lists that hold whatever there is are no way to it. Translations, the first page's text and the page about the site are left out.

An entity that says, publishes, wrote and owns nothing, of which no fact speaks and which no article names; and a term that no article uses and no other term refers to. On a site of more than 200 articles these two are not looked for.

# Why it matters

What nothing leads to is not read, and not missed when it is wrong.

# Example

```site
-- content/site.yml --
title: T
url: https://example.org/
parts:
  - {title: The story, articles: [a]}
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
-- content/b.md --
---
title: B
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
parts:
  - {title: The story, articles: [a]}
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
See [the other](b.md).
-- content/b.md --
---
title: B
summary: B
date: 2022
topics: []
---
Text.
```
"#;

fn article(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    if !reader.links_to(id).is_empty() || !article.lang.is_empty() || matches!(&*article.id, "index" | "about") {
        return;
    }
    let config = reader.config();
    let is_listed = match config.parts.as_slice() {
        [] => article.topics.iter().any(|topic| reader.find_topic(&topic.id).is_some()),
        parts => parts.iter().flat_map(|part| &part.articles).any(|named| named.id == article.id),
    };
    // A site of one article has nothing to lead to it.
    if is_listed || reader.articles().count() == 1 {
        return;
    }
    let place = if config.parts.is_empty() { "topic" } else { "part" };
    let message = format!("{} stands in no {place}, and no article links to it", article.id);
    let help = match place {
        "topic" => "give it a topic, or link to it from another article".to_owned(),
        _ => format!("add `{}` to a part in site.yml, or link to it from another article", article.id),
    };
    out.push(Diagnostic::new(LINT.name, article.at, message).help(help));
}

fn entity(reader: &Reader<'_>, id: EntityId, out: &mut Vec<Diagnostic>) {
    let is_used = !reader.uses_of_entity(id).is_empty()
        || !reader.facts_by(id).is_empty()
        || !reader.facts_about(id).is_empty()
        || !reader.published_by(id).is_empty()
        || !reader.written_by(id).is_empty()
        || !reader.named_in_data(id).is_empty();
    if is_used {
        return;
    }
    let entity = reader.entity(id);
    if is_named(reader, &names_of_entity(entity)) {
        return;
    }
    let message = format!("nothing names the entity {}", entity.id);
    out.push(Diagnostic::new(LINT.name, entity.at, message).help("name it in a fact or an article, or take it out"));
}

fn term(reader: &Reader<'_>, id: TermId, out: &mut Vec<Diagnostic>) {
    if !reader.uses_of_term(id).is_empty() {
        return;
    }
    let term = reader.term(id);
    let is_seen = reader.terms().any(|other| reader.term(other).see.iter().any(|see| see.id == term.id));
    if is_seen || is_named(reader, &names_of_term(term)) {
        return;
    }
    let message = format!("no article uses the term {}", term.id);
    let help = format!("use it, `[{}](term:{})`, or take it out of the glossary", term.term.text, term.id);
    out.push(Diagnostic::new(LINT.name, term.at, message).help(help));
}

fn names_of_entity(entity: &Entity) -> Vec<String> {
    let names = std::iter::once(&entity.name.text).chain(&entity.aliases).chain(&entity.zh);
    names.map(|name| html(name)).collect()
}

fn names_of_term(term: &Term) -> Vec<String> {
    let names = std::iter::once(&term.term.text).chain(&term.aliases).chain(&term.zh);
    names.map(|name| html(name)).collect()
}

/// Most articles whose words are searched for a name: a site that has more is taken to use its names.
const SEARCHED: usize = 200;

/// Whether the words of any article hold one of these names, or begin a sentence with it: names are linked where
/// they first stand. Most items are used by data or by a link and never come here; the search ends at the first
/// article that has one, and what is found nowhere is searched for again after every edit, hence the limit.
fn is_named(reader: &Reader<'_>, names: &[String]) -> bool {
    if reader.articles().count() > SEARCHED {
        return true;
    }
    let forms: Vec<String> = names.iter().flat_map(|name| [name.clone(), capitalised(name)]).collect();
    let holds = |text: &str| forms.iter().any(|form| text.contains(form.as_str()));
    reader.articles().any(|id| reader.article(id).prose().any(|prose| holds(&prose.html)))
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
