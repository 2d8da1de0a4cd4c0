//! `orphan`: something no reader is led to.

use std::collections::HashSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

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
    run: Run::Several(&[Run::PerArticle(article), Run::Site(entities_and_terms)]),
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

/// Entities and terms that no data use, looked for in the words of all articles together.
fn entities_and_terms(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    if reader.articles().count() > SEARCHED {
        return;
    }
    let mut unused: Vec<(Vec<String>, Diagnostic)> =
        reader.entities().filter_map(|id| Some((names_of_entity(reader.entity(id)), of_entity(reader, id)?))).collect();
    let seen: HashSet<&str> = reader.terms().flat_map(|id| &reader.term(id).see).map(|see| &*see.id).collect();
    let terms = reader.terms().filter(|id| !seen.contains(&*reader.term(*id).id));
    unused.extend(terms.filter_map(|id| Some((names_of_term(reader.term(id)), of_term(reader, id)?))));
    let named = named(reader, &unused);
    out.extend(unused.into_iter().zip(named).filter(|(_, is_named)| !is_named).map(|((_, finding), _)| finding));
}

fn of_entity(reader: &Reader<'_>, id: EntityId) -> Option<Diagnostic> {
    let is_used = !reader.uses_of_entity(id).is_empty()
        || !reader.facts_by(id).is_empty()
        || !reader.facts_about(id).is_empty()
        || !reader.published_by(id).is_empty()
        || !reader.written_by(id).is_empty()
        || !reader.named_in_data(id).is_empty();
    if is_used {
        return None;
    }
    let entity = reader.entity(id);
    let message = format!("nothing names the entity {}", entity.id);
    Some(Diagnostic::new(LINT.name, entity.at, message).help("name it in a fact or an article, or take it out"))
}

fn of_term(reader: &Reader<'_>, id: TermId) -> Option<Diagnostic> {
    if !reader.uses_of_term(id).is_empty() {
        return None;
    }
    let term = reader.term(id);
    let message = format!("no article uses the term {}", term.id);
    let help = format!("use it, `[{}](term:{})`, or take it out of the glossary", term.term.text, term.id);
    Some(Diagnostic::new(LINT.name, term.at, message).help(help))
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

/// Of each of some things whether the words of any article hold one of its names, or begin a sentence with it: names
/// are linked where they first stand. One automaton looks for all of them in one pass.
fn named(reader: &Reader<'_>, things: &[(Vec<String>, Diagnostic)]) -> Vec<bool> {
    let mut is_named = vec![false; things.len()];
    let mut forms: Vec<String> = Vec::new();
    let mut whose: Vec<usize> = Vec::new();
    for (index, (names, _)) in things.iter().enumerate() {
        for form in names.iter().flat_map(|name| [name.clone(), capitalised(name)]).filter(|form| !form.is_empty()) {
            forms.push(form);
            whose.push(index);
        }
    }
    // What is too much for an automaton is taken to be named.
    let Ok(automaton) = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(&forms) else {
        return vec![true; things.len()];
    };
    let mut left = things.len();
    for prose in reader.articles().flat_map(|id| reader.article(id).prose()) {
        for found in automaton.find_overlapping_iter(&*prose.html) {
            let index = whose[found.pattern().as_usize()];
            left -= usize::from(!std::mem::replace(&mut is_named[index], true));
        }
        if left == 0 {
            break;
        }
    }
    is_named
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
