//! What the site as a whole has: its articles newest first, and which of the pages that need something exist.
//!
//! Computed once, so that a page that shows a navigation need not look at every fact, nor one that lists the newest
//! articles at all of them; an edit that changes none of this leaves those pages as they are.

use crate::link::items::Items;
use crate::link::{ArticleId, urls};
use crate::model::article::Article;
use crate::model::fact::{Fact, FactKind};
use crate::model::prose::DirectiveKind;

/// The outline of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Articles that stand in lists, newest first: in the site's language, and neither the first page's own text nor
    /// the page about the site.
    pub newest: Vec<ArticleId>,
    /// Those of them that hold charts.
    pub charted: Vec<ArticleId>,
    /// Articles with old addresses, whichever language.
    pub aliased: Vec<ArticleId>,
    /// Whether any fact is a period.
    pub periods: bool,
    /// Whether any fact was corrected or retired.
    pub changes: bool,
}

/// Computes the outline.
pub fn of(items: &Items) -> Outline {
    let is_listed = |id: &ArticleId| {
        let article = &items.articles[id.index()];
        article.lang.is_empty() && !matches!(&*urls::article(items, *id), "/" | "/about/")
    };
    let mut newest: Vec<ArticleId> = items.article_ids().map(|(id, _)| id).filter(is_listed).collect();
    newest.sort_by_key(|id| (std::cmp::Reverse(items.articles[id.index()].date), *id));
    let charted = newest.iter().copied().filter(|id| has_chart(&items.articles[id.index()])).collect();
    let aliased = items.article_ids().filter(|(_, article)| !article.aliases.is_empty()).map(|(id, _)| id).collect();
    Outline {
        newest,
        charted,
        aliased,
        periods: items.facts.iter().any(|fact| fact.kind == FactKind::Period),
        changes: items.facts.iter().any(|fact| has_changed(fact)),
    }
}

fn has_chart(article: &Article) -> bool {
    article.body.directives.iter().any(|directive| directive.kind == DirectiveKind::Chart)
}

fn has_changed(fact: &Fact) -> bool {
    fact.retired.is_some() || !fact.corrections.is_empty()
}

/// Whether an article in place of another leaves the outline as it is.
pub fn same_article(a: &Article, b: &Article) -> bool {
    a.date == b.date && has_chart(a) == has_chart(b) && a.aliases.is_empty() == b.aliases.is_empty()
}

/// Whether a fact in place of another leaves the outline as it is.
pub fn same_fact(a: &Fact, b: &Fact) -> bool {
    (a.kind == FactKind::Period) == (b.kind == FactKind::Period) && has_changed(a) == has_changed(b)
}
