//! Where the relative links of articles lead: to another article's `.md` file, to a file beside it, or to
//! an address of the site.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use crate::base::diag::{Diagnostic, nearest};
use crate::base::escape::percent_decoded;
use crate::base::spelling::Spellings;
use crate::link::items::Items;
use crate::link::{ArticleId, urls};
use crate::load::Inputs;

/// What a link within the site leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An article, maybe a place in it.
    Article(ArticleId, Option<Box<str>>),
    /// A file that is copied, path in the output.
    File(Box<str>),
    /// An address of the site, as written: `/timeline/#2022`.
    Address(Box<str>),
    /// A place on the same page.
    Here(Box<str>),
}

/// All that links may lead to.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    articles: HashMap<Box<str>, ArticleId>,
    files: HashSet<Box<str>>,
    /// For the nearest to what does not exist, made when there is such a link.
    spellings: OnceLock<Spellings>,
}

impl Targets {
    /// Collects articles by path and files; reports two articles with one address and articles that take
    /// the address of a section.
    pub fn of(items: &Items, inputs: &Inputs, out: &mut Vec<Diagnostic>) -> Targets {
        let mut articles = HashMap::new();
        let mut addresses: BTreeMap<String, ArticleId> = BTreeMap::new();
        for (id, article) in items.article_ids() {
            let suffix = if article.lang.is_empty() { String::new() } else { format!(".{}", article.lang) };
            articles.insert(format!("{}{suffix}.md", article.id).into(), id);
            let address = urls::article(items, id);
            let first = address.trim_start_matches('/').split('/').next().unwrap_or("");
            if urls::SECTIONS.contains(&first) {
                let message = format!("an article may not stand at `{address}`: the site's own pages do");
                out.push(Diagnostic::new("duplicate-url", article.at, message).help("rename the file"));
            }
            if let Some(other) = addresses.insert(address.to_lowercase(), id) {
                let message = format!("two articles would stand at `{address}`");
                let finding = Diagnostic::new("duplicate-url", article.at, message);
                out.push(finding.note(items.articles[other.index()].at, "the other one").help("rename one of them"));
            }
        }
        let files = inputs.assets.iter().map(|asset| asset.path.clone()).collect();
        Targets { articles, files, spellings: OnceLock::new() }
    }

    /// Resolves a link written in the article of an id; `Err` holds the nearest thing that exists, if any.
    pub fn resolve(&self, from: &str, target: &str) -> Result<Target, Option<String>> {
        let (path, fragment) = match target.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment)),
            None => (target, None),
        };
        if path.is_empty() {
            return Ok(Target::Here(fragment.unwrap_or("").into()));
        }
        let path = path.split('?').next().unwrap_or(path);
        let decoded = decode(path);
        let full = join(from, &decoded);
        if let Some(rest) = decoded.strip_prefix('/').filter(|_| !decoded.ends_with(".md")) {
            return Ok(match self.files.contains(rest) {
                true => Target::File(rest.into()),
                false => Target::Address(target.into()),
            });
        }
        match self.articles.get(full.as_str()) {
            Some(id) => Ok(Target::Article(*id, fragment.map(Into::into))),
            None if self.files.contains(full.as_str()) => Ok(Target::File(full.into())),
            None => Err(self.nearest(&full)),
        }
    }

    fn nearest(&self, path: &str) -> Option<String> {
        let spellings = self.spellings.get_or_init(|| {
            let mut known: Vec<&str> = self.articles.keys().chain(&self.files).map(|path| &**path).collect();
            known.sort_unstable();
            Spellings::of(known)
        });
        nearest(path, spellings.like(path).names).map(str::to_owned)
    }
}

/// A path relative to the folder of `from`, `.` and `..` resolved; a leading `/` means the content's root.
pub fn join(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = match path.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').collect::<Vec<_>>().split_last().map_or(Vec::new(), |(_, folder)| folder.to_vec()),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Resolves percent-escapes; what is not UTF-8 then stays as written.
pub fn decode(text: &str) -> String {
    percent_decoded(text).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_joined_like_on_a_code_host() {
        assert_eq!(join("a/b", "c.md"), "a/c.md");
        assert_eq!(join("a/b", "../c.md"), "c.md");
        assert_eq!(join("b", "./x/../c.md"), "c.md");
        assert_eq!(join("a/b", "/c.md"), "c.md");
        assert_eq!(join("b", "../../c.md"), "c.md");
        assert_eq!(decode("%E5%88%B6%20x"), "制 x");
        assert_eq!(decode("%zz%"), "%zz%");
    }
}
