//! An article as markdown with everything resolved: for machines, and for readers who keep notes.
//!
//! In: the article's own file. Out: the same text with front matter of plain words, bound words linked to
//! the fact's page, citations printed in the site's style, directives as tables and lists.

use crate::base::text::At;
use crate::cite::CitedItem;
use crate::link::ArticleId;
use crate::link::targets::Target;
use crate::model::article::Article;
use crate::model::date::When;
use crate::model::prose::{Directive, DirectiveKind, Prose, Ref, Use};
use crate::pages::{Cx, parts};
use crate::render::directive;
use crate::render::fragment::{self, bound_text, fact_href};

/// The mirror of an article.
pub fn markdown(cx: &Cx<'_, '_>, id: ArticleId) -> String {
    let article = cx.reader.article(id);
    let url = cx.absolute(&cx.reader.article_url(id));
    let mut out = format!("# {}\n\n", fragment::plain(cx.reader, &article.title));
    out.push_str(&format!("> {}\n\n", fragment::plain(cx.reader, &article.summary)));
    let date = article.last_changed().map(|date| format!("{date} · ")).unwrap_or_default();
    out.push_str(&format!("{date}{url}\n\n"));
    for point in &article.points {
        out.push_str(&format!("- {}\n", fragment::plain(cx.reader, point)));
    }
    if !article.points.is_empty() {
        out.push('\n');
    }
    out.push_str(body(cx, article).trim());
    out.push_str("\n\n## References\n\n");
    let mut sources: Vec<_> = Vec::new();
    for used in article.prose().flat_map(|prose| &prose.uses) {
        let ids = match &used.what {
            Ref::Source(id) | Ref::Citation(id) => cx.reader.find_source(id).into_iter().collect(),
            Ref::Fact(bound) => {
                cx.reader.find_fact(&bound.id).map(|id| cx.reader.supporting(id, bound)).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        sources.extend(ids);
    }
    let order = cx.reader.bibliography();
    for index in order.sorted() {
        if sources.iter().any(|source| source.index() == index) {
            out.push_str(&format!("- {}\n", order.entries[index].reference.text()));
        }
    }
    out
}

/// The text of the body with its pieces replaced, last first, so that offsets hold.
fn body(cx: &Cx<'_, '_>, article: &Article) -> String {
    let prose = &article.body;
    let Some((start, end)) = extent(prose) else { return String::new() };
    let whole = At { file: prose.at.file, span: crate::base::text::Span { start, end } };
    let mut text = cx.reader.text_at(whole).to_owned();
    let mut pieces: Vec<(u32, u32, String)> = Vec::new();
    for used in &prose.uses {
        if !matches!(used.what, Ref::Citation(_)) {
            pieces.push((used.at.span.start, used.at.span.end, linked(cx, used)));
        }
    }
    for group in &prose.groups {
        pieces.extend(citation(cx, prose, group));
    }
    for link in &prose.links {
        if let Ok(target) = cx.reader.resolve(article, &link.target) {
            let source = cx.reader.text_at(link.at);
            let url = match target {
                Target::Article(id, fragment) => {
                    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                    format!("{}{fragment}", cx.absolute(&cx.reader.article_url(id)))
                }
                Target::File(path) => cx.absolute(&path),
                Target::Address(address) => cx.absolute(&address),
                Target::Here(_) => continue,
            };
            pieces.push((link.at.span.start, link.at.span.end, source.replacen(&*link.target, &url, 1)));
        }
    }
    for one in &prose.directives {
        pieces.push((one.at.span.start, one.at.span.end, table(cx, one)));
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.0));
    let mut before = u32::MAX;
    for (from, to, words) in pieces {
        // Pieces within pieces are left as they are: the outer one says all.
        if from < start || to > end || to > before {
            continue;
        }
        before = from;
        text.replace_range((from - start) as usize..(to - start) as usize, &words);
    }
    text
}

/// From the first to the last block.
fn extent(prose: &Prose) -> Option<(u32, u32)> {
    let start = prose.blocks.iter().map(|(start, _)| *start).min()?;
    let end = prose.blocks.iter().map(|(_, end)| *end).max()?;
    Some((start, end))
}

fn linked(cx: &Cx<'_, '_>, used: &Use) -> String {
    let url = match &used.what {
        Ref::Fact(bound) => cx.reader.find_fact(&bound.id).map(|id| fact_href(cx.reader, id, bound)),
        Ref::Source(id) | Ref::Citation(id) => cx.reader.find_source(id).map(|id| cx.href(&cx.reader.source_url(id))),
        Ref::Entity(id) => cx.reader.find_entity(id).map(|id| cx.href(&cx.reader.entity_url(id))),
        Ref::Term(id) => Some(cx.href(&format!("/glossary/#{id}"))),
    };
    let words = match (&used.what, used.words.trim()) {
        (Ref::Fact(bound), "") => {
            let id = cx.reader.find_fact(&bound.id);
            id.and_then(|id| bound_text(cx.reader, cx.reader.fact(id), bound)).unwrap_or_default()
        }
        (_, words) => words.to_owned(),
    };
    let base = &cx.reader.config().base_path;
    let absolute = |url: String| cx.absolute(url.strip_prefix(&**base).unwrap_or(&url));
    url.map_or(words.clone(), |url| format!("[{words}]({})", absolute(url)))
}

fn citation(cx: &Cx<'_, '_>, prose: &Prose, group: &crate::model::prose::CiteGroup) -> Option<(u32, u32, String)> {
    let first = prose.uses.get(group.items.first()?.in_uses as usize)?;
    let items: Vec<CitedItem<'_>> =
        group.items.iter().filter_map(|item| fragment::cited(cx.reader, prose, item)).map(|(_, item)| item).collect();
    let html = cx.reader.bibliography().citation(&items).to_string();
    let text = Prose { html: html.into(), ..Prose::default() }.plain();
    Some((first.at.span.start, first.at.span.end, text))
}

/// A directive as a list of its facts.
fn table(cx: &Cx<'_, '_>, one: &Directive) -> String {
    let ids = match one.kind {
        DirectiveKind::Timeline => directive::dated(cx.reader, one),
        DirectiveKind::Stages => directive::periods(cx.reader, directive::facts(cx.reader, one)),
        _ => directive::facts(cx.reader, one),
    };
    let mut out = one.title.as_ref().map(|title| format!("**{title}**\n\n")).unwrap_or_default();
    for id in ids {
        let fact = cx.reader.fact(id);
        let when = fact.dated().map(When::in_words).unwrap_or_default();
        let by = parts::join(parts::speakers(cx, fact));
        let url = cx.absolute(&cx.reader.fact_url(id));
        out.push_str(&format!(
            "- [{}]({url}) ({by}{}{when})\n",
            fact.full_claim(),
            if by.is_empty() || when.is_empty() { "" } else { ", " }
        ));
        if one.kind == DirectiveKind::Chart && fact.withhold.is_none() {
            let unit = &fact.unit;
            for point in &fact.series {
                out.push_str(&format!("  - {}: {} {unit}\n", point.date.in_words(), point.value.quantity.text));
            }
            for part in &fact.breakdown {
                out.push_str(&format!("  - {}: {} {unit}\n", part.label, part.value.quantity.text));
            }
        }
    }
    out.trim_end().to_owned()
}
