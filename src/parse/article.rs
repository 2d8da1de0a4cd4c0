//! `*.md`: front matter between two lines `---`, then markdown.

use crate::base::text::Span;
use crate::model::Text;
use crate::model::article::{Article, Status};
use crate::model::date::Date;
use crate::model::prose::Prose;
use crate::model::waiver::WHOLE_FILE;
use crate::parse::address;
use crate::parse::fact::corrections;
use crate::parse::fields::article::ARTICLE;
use crate::parse::markdown::{self, sentence::is_han};
use crate::parse::record::{Cx, Record};
use crate::parse::waiver;
use crate::parse::yaml::{self, Node, Value};

/// Reads an article. `path` is its path below `content/`.
pub fn read_article(cx: &mut Cx<'_>, path: &str) -> Article {
    let (id, lang) = id_and_language(path);
    let (front, body_start) = front_matter(cx);
    let root = match front.map(|(start, text)| yaml::read(cx.file, text, Span::of(start..start).start)) {
        Some(Ok(root)) => root,
        Some(Err(diagnostic)) => {
            cx.out.push(*diagnostic);
            empty_map()
        }
        None => {
            cx.report("missing-field", Span::default(), format!("`{path}` has no front matter")).help = Some(
                "begin the file with `---`, then `title:`, `summary:`, `date:` and `topics:`, then `---`".to_owned(),
            );
            empty_map()
        }
    };
    let has_front = front.is_some() && !matches!(&root.value, Value::Map(entries) if entries.is_empty());
    let record = Record::open(cx, &root, Span::default(), format!("article `{id}`"), &ARTICLE);
    if has_front {
        record.require(cx);
        if record.get("date").is_none() && &*id != "index" {
            record.missing(cx, "date");
        }
    }
    let title = prose_field(cx, &record, "title");
    let summary = prose_field(cx, &record, "summary");
    let body = markdown::body(cx, body_start);
    Article {
        lang,
        file: cx.file,
        at: cx.at(Span::default()),
        title: title.unwrap_or_else(|| Prose { html: id.clone(), ..Prose::default() }),
        summary: summary.unwrap_or_default(),
        date: record.date(cx, "date"),
        updated: record.date(cx, "updated"),
        topics: record.ids(cx, "topics"),
        status: record.word(cx, "status").unwrap_or(Status::Published),
        authors: record.texts(cx, "authors"),
        reviewed: reviewed(cx, &record),
        points: points(cx, &record),
        corrections: corrections(cx, &record),
        translated_from: record.text(cx, "translated_from"),
        aliases: aliases(cx, &record),
        autolink: record.flag(cx, "autolink").unwrap_or(true),
        toc: record.flag(cx, "toc").unwrap_or(true),
        allow: waiver::read(cx, &record, WHOLE_FILE),
        words: count_words(&cx.text[body_start..]),
        body,
        id,
    }
}

/// `why.zh.md` is the Chinese `why`.
pub fn id_and_language(path: &str) -> (Box<str>, Box<str>) {
    let stem = path.strip_suffix(".md").unwrap_or(path);
    match stem.rsplit_once('.') {
        Some((id, lang))
            if (2..=8).contains(&lang.len()) && lang.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-') =>
        {
            (id.into(), lang.into())
        }
        _ => (stem.into(), "".into()),
    }
}

/// The YAML between the fences with its offset, and where the body begins.
fn front_matter<'a>(cx: &Cx<'a>) -> (Option<(usize, &'a str)>, usize) {
    let text = cx.text;
    let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first_line_end = text[begin..].find('\n').map_or(text.len(), |at| begin + at + 1);
    if text[begin..first_line_end].trim_end() != "---" {
        return (None, begin);
    }
    let mut line_start = first_line_end;
    while line_start < text.len() {
        let line_end = text[line_start..].find('\n').map_or(text.len(), |at| line_start + at + 1);
        if matches!(text[line_start..line_end].trim_end(), "---" | "...") {
            return (Some((first_line_end, &text[first_line_end..line_start])), line_end);
        }
        line_start = line_end;
    }
    (None, begin)
}

fn prose_field(cx: &mut Cx<'_>, record: &Record<'_>, key: &str) -> Option<Prose> {
    let text = record.text(cx, key)?;
    let prose = markdown::inline(cx, &text);
    record.bound(cx, key, text.at.span, prose.plain().chars().count());
    Some(prose)
}

fn points(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Prose> {
    let Some(node) = record.get("points") else { return Vec::new() };
    let points = record.texts(cx, "points");
    let most = record.most("points");
    if points.len() > most {
        let message = format!("{} points are given; at most {most} fit", points.len());
        cx.report("too-long", node.span, message);
    }
    points.iter().map(|point: &Text| markdown::inline(cx, point)).collect()
}

/// Old addresses; those that are none are reported and left out.
fn aliases(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Text> {
    let all = record.texts(cx, "aliases");
    all.into_iter().filter(|alias| address::check(cx, alias, "aliases")).collect()
}

fn reviewed(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<(Date, Box<str>)> {
    let inner = record.inner(cx, "reviewed")?;
    inner.require(cx);
    let by = inner.text(cx, "by");
    let date = inner.date(cx, "date");
    Some((date?, by?.text))
}

fn empty_map() -> Node {
    Node { span: Span::default(), plain: false, value: Value::Map(Vec::new()) }
}

/// Words as a reader meets them; two Chinese characters count as one.
fn count_words(text: &str) -> u32 {
    let (mut words, mut han, mut inside, mut at) = (0, 0, false, 0);
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            // Without branches: most text is ASCII, and all text of the site is counted at every start.
            let is_word = byte.is_ascii_alphanumeric();
            words += u32::from(is_word & !inside);
            inside = (inside | is_word) & !(byte == b' ' || (b'\t'..=b'\r').contains(&byte));
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        if is_han(c) {
            han += 1;
            inside = false;
        } else if c.is_alphanumeric() {
            words += u32::from(!inside);
            inside = true;
        } else if c.is_whitespace() {
            inside = false;
        }
    }
    words + han / 2
}
