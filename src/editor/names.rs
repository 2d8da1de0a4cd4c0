//! Names in a file: every place that names or defines something the site knows, with its exact bytes.
//!
//! In: a path and a text, as typed. Out: `Name`s in the order of the text. Articles are read by the site's own
//! parser, so that code and escapes mean what they mean there; YAML by its tree and the table of keys.
//! Absent on purpose: whether what is named exists.

pub mod links;
pub mod tree;

use std::ops::Range;

use std::sync::Arc;

use crate::base::text::FileId;
use crate::edit::references;
use crate::editor::keys::{Scope, Values};
use crate::editor::yaml::{self, Part};
use crate::load::Inputs;
use crate::model::article::Article;
use crate::model::prose::Ref;
use crate::parse::{self, Item};

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A fact, `sheet/key`.
    Fact,
    /// A sheet.
    Sheet,
    /// A source.
    Source,
    /// An entity.
    Entity,
    /// A term.
    Term,
    /// A topic.
    Topic,
    /// An article by its id.
    Article,
    /// An article or file by a link, as written.
    Link,
    /// A kept copy, path below `content/`.
    Capture,
}

/// A place that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What.
    pub kind: Kind,
    /// Its id: of a fact always `sheet/key`, also where the key alone is written.
    pub id: Box<str>,
    /// What stands behind the id of a fact: `/answer`, `@2021`, `#when`.
    pub rest: Box<str>,
    /// The bytes of the id as written.
    pub span: Range<usize>,
    /// The bytes of the whole link, citation, scalar or key.
    pub whole: Range<usize>,
    /// Whether it is the definition.
    pub defines: bool,
}

/// The bytes of front matter between its fences; `None` without any.
pub fn front_matter(text: &str) -> Option<Range<usize>> {
    let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = text[begin..].find('\n').map_or(text.len(), |at| begin + at + 1);
    if text[begin..first].trim_end() != "---" {
        return None;
    }
    let mut line = first;
    while line < text.len() {
        let end = text[line..].find('\n').map_or(text.len(), |at| line + at + 1);
        if matches!(text[line..end].trim_end(), "---" | "...") {
            return Some(first..line);
        }
        line = end;
    }
    // The second fence is still to be typed.
    Some(first..text.len())
}

/// The article a text is, by the site's own parser; `None` for files of another sort.
pub fn article(path: &str, text: &str) -> Option<Arc<Article>> {
    let inputs = Inputs::of_texts([(path.to_owned(), text.to_owned())]);
    match parse::parse(FileId::default(), inputs.files.first()?).0 {
        Item::Article(article) => Some(article),
        _ => None,
    }
}

/// All names of a file, in the order of the text.
pub fn of(path: &str, text: &str) -> Vec<Name> {
    let mut out = Vec::new();
    if let Some(scope) = Scope::of_file(path) {
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        tree::names(path, text, start..text.len(), scope, &mut out);
    } else if path.ends_with(".md") {
        of_article(path, text, &mut out);
    } else if path.ends_with(".bib") || path.ends_with(".json") {
        of_library(path, text, &mut out);
    }
    out.sort_by_key(|name| (name.span.start, name.span.end));
    out
}

/// Cite keys of `.bib` and CSL-JSON, and the entities its entries name.
fn of_library(path: &str, text: &str, out: &mut Vec<Name>) {
    let inputs = Inputs::of_texts([(path.to_owned(), text.to_owned())]);
    let Some(input) = inputs.files.first() else { return };
    for found in references::of_file(FileId::default(), input).references {
        let kind = match found.kind {
            references::Kind::Source => Kind::Source,
            references::Kind::Entity => Kind::Entity,
            _ => continue,
        };
        let span = found.at.span.range();
        let (whole, defines) = (span.clone(), found.is_definition);
        out.push(Name { kind, id: found.id, rest: "".into(), span, whole, defines });
    }
}

fn of_article(path: &str, text: &str, out: &mut Vec<Name>) {
    if let Some(front) = front_matter(text) {
        tree::names(path, text, front, Scope::Article, out);
    }
    let Some(article) = article(path, text) else { return };
    let body = &article.body;
    for used in &body.uses {
        let whole = used.at.span.range();
        let name = match &used.what {
            Ref::Citation(id) => links::citation(text, whole, id),
            _ => links::link(text, whole),
        };
        out.extend(name);
    }
    for link in &body.links {
        out.extend(links::page(text, link.at.span.range(), &link.target));
    }
    for directive in &body.directives {
        let one = |kind, id: &crate::model::IdRef| tree::scalar(text, id.at.span.range(), &id.id, kind, "");
        out.extend(directive.facts.iter().filter_map(|id| one(Kind::Fact, id)));
        out.extend(directive.sheet.iter().filter_map(|id| one(Kind::Sheet, id)));
        out.extend(directive.topics.iter().filter_map(|id| one(Kind::Topic, id)));
        out.extend(directive.entities.iter().filter_map(|id| one(Kind::Entity, id)));
    }
}

/// The innermost name at an offset, its ends included.
pub fn at(path: &str, text: &str, offset: usize) -> Option<Name> {
    let covers = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    let all = of(path, text).into_iter().filter(|name| covers(&name.whole) || covers(&name.span));
    all.min_by_key(|name| (!covers(&name.span), name.whole.len())).or_else(|| typed(path, text, offset))
}

/// The name at an offset of YAML that cannot be read as a whole, because it is being typed.
fn typed(path: &str, text: &str, offset: usize) -> Option<Name> {
    let (scope, region) = yaml_at(path, text, offset)?;
    let spot = yaml::spot(text, region, offset)?;
    let (key, above) = spot.path.split_last()?;
    let scope = scope.at(above.iter().map(String::as_str))?;
    let kind = kind_of(scope.values(key)).filter(|_| spot.part == Part::Value)?;
    let word = &text[spot.word.clone()];
    let id = if scope.values(key) == Values::Evidence { word.split(',').next().unwrap_or(word) } else { word };
    tree::scalar(text, spot.word.clone(), id.trim(), kind, tree::sheet_of(path))
}

/// The YAML around an offset: its root and its bytes. Of an article the front matter, or the body of a directive.
pub fn yaml_at(path: &str, text: &str, offset: usize) -> Option<(Scope, Range<usize>)> {
    if let Some(scope) = Scope::of_file(path) {
        return Some((scope, text.len() - text.trim_start_matches('\u{feff}').len()..text.len()));
    }
    if !path.ends_with(".md") {
        return None;
    }
    let front = front_matter(text);
    match front.filter(|front| front.start <= offset && offset <= front.end) {
        Some(front) => Some((Scope::Article, front)),
        None => links::directive(text, offset).map(|(kind, body)| (Scope::Directive(kind), body)),
    }
}

/// What a key's ids name.
pub fn kind_of(values: Values) -> Option<Kind> {
    Some(match values {
        Values::Entities | Values::Names => Kind::Entity,
        Values::Sources | Values::Evidence => Kind::Source,
        Values::Facts => Kind::Fact,
        Values::Sheets => Kind::Sheet,
        Values::Terms => Kind::Term,
        Values::Topics => Kind::Topic,
        Values::Articles => Kind::Article,
        Values::Capture => Kind::Capture,
        Values::Units | Values::Words(_) | Values::Prose | Values::Free => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, text: &str) -> Vec<String> {
        let show = |name: Name| {
            let mark = if name.defines { "=" } else { "" };
            format!("{mark}{:?} {}{} “{}”", name.kind, name.id, name.rest, &text[name.span])
        };
        of(path, text).into_iter().map(show).collect()
    }

    #[test]
    fn an_article_names_by_links_citations_and_keys() {
        let text = "---\ntitle: A\nsummary: Of [1](fact:s/a).\ntopics: [t]\nauthors: [x-y, Ann B.]\n---\n\
            制裁 [1](fact:s/a@2021) [see @src, p. 3; @b-c], `[n](fact:no/no)`, [E](entity:e), [o](o.md#p).\n\n\
            ```chart\nfact: s/b\n```\n";
        assert_eq!(
            shown("content/a.md", text),
            [
                "Fact s/a “s/a”",
                "Topic t “t”",
                "Entity x-y “x-y”",
                "Fact s/a@2021 “s/a”",
                "Source src “src”",
                "Source b-c “b-c”",
                "Entity e “e”",
                "Link o.md#p “o.md#p”",
                "Fact s/b “s/b”",
            ]
        );
    }

    #[test]
    fn a_library_defines_its_cite_keys() {
        let text = "@book{Xi2013,\n title = {T},\n publisher = {P},\n}\n";
        assert_eq!(shown("content/sources/a.bib", text), ["=Source Xi2013 “Xi2013”"]);
    }

    #[test]
    fn a_sheet_names_and_defines() {
        let text = "title: S\nsummary: See [2](fact:o/x) [@z].\ntopics: [t]\nfacts:\n  a:\n    by: [e, \"f\"]\n    \
            evidence:\n      - src, p. 1\n      - {source: b, via: w}\n    see: [c, o/d]\n    values:\n      k: {value: 1, by: g}\n";
        assert_eq!(
            shown("content/facts/s.yml", text),
            [
                "Fact o/x “o/x”",
                "Source z “z”",
                "Topic t “t”",
                "=Fact s/a “a”",
                "Entity e “e”",
                "Entity f “f”",
                "Source src “src”",
                "Source b “b”",
                "Entity w “w”",
                "Fact s/c “c”",
                "Fact o/d “o/d”",
                "=Fact s/a/k “k”",
                "Entity g “g”",
            ]
        );
    }

    #[test]
    fn the_name_under_the_cursor_is_found_also_in_broken_yaml() {
        let text = "facts:\n  a:\n    by: castellum\n    topics: [x, ";
        let name = at("content/facts/s.yml", text, text.find("castellum").expect("there") + 3).expect("a name");
        assert_eq!((name.kind, &*name.id), (Kind::Entity, "castellum"));
        let text = "x [1](fact:s/a) y";
        assert_eq!(at("content/a.md", text, 3).expect("in the words").span, 11..14);
        assert_eq!(at("content/a.md", text, 0), None);
    }
}
