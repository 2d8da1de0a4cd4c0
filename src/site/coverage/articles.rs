//! Coverage by article, those that need an editor most first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Text, text};
use crate::link::{ArticleId, FactId};
use crate::model::coverage::Share;
use crate::model::prose::Ref;
use crate::site::Reader;

/// What one article rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfArticle {
    /// Which.
    pub article: ArticleId,
    /// Its figures, quotations and paragraphs.
    pub text: Text,
    /// Of the facts it binds, retired ones left out, those that are first-hand.
    pub first_hand: Share,
    /// Of the same, those with two or more independent origins.
    pub several: Share,
    /// Of the same, those whose review is overdue.
    pub overdue: usize,
    /// Rules waived in it.
    pub waivers: usize,
}

/// All articles: most words without a source first, then most waived, most overdue, fewest figures bound.
pub fn by_article(reader: &Reader<'_>) -> Vec<OfArticle> {
    let mut out: Vec<OfArticle> = reader.articles().map(|id| of_article(reader, id)).collect();
    out.sort_by_key(|row| {
        let figures = row.text.figures;
        let bound = figures.share(figures.bound).tenths().unwrap_or(1000);
        (Reverse(row.text.findings), Reverse(row.waivers), Reverse(row.overdue), bound, row.article)
    });
    out
}

fn of_article(reader: &Reader<'_>, id: ArticleId) -> OfArticle {
    let article = reader.article(id);
    let used = article.prose().flat_map(|prose| &prose.uses).filter_map(|used| match &used.what {
        Ref::Fact(fact) => reader.find_fact(&fact.id),
        _ => None,
    });
    let facts: BTreeSet<FactId> = used.filter(|id| reader.fact(*id).retired.is_none()).collect();
    let today = reader.today().first_day();
    let count = |test: &dyn Fn(FactId) -> bool| facts.iter().filter(|id| test(**id)).count();
    let share = |test: &dyn Fn(FactId) -> bool| Share { n: count(test), of: facts.len() };
    OfArticle {
        article: id,
        text: text(article, reader.today()),
        first_hand: share(&|id| reader.support(id).first_hand),
        several: share(&|id| reader.support(id).independent(reader.fact(id).kind) > 1),
        overdue: count(&|id| reader.support(id).review_due.is_some_and(|due| due.last_day() < today)),
        waivers: article.allow.len() + article.body.waivers.len(),
    }
}
