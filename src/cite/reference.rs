//! References, rendered when they are first asked for: a page shows a few, a site has thousands.
//!
//! In: an entry as a CSL item, the style cut to its sort, the letters that tell it from others. Out: HTML and text,
//! the same whenever and by whomever they are asked for.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use hayagriva::citationberg::json::Value;
use hayagriva::{CitePurpose, standalone_citation};

use super::Html;
use super::format::{Cx, Job, add_letter, facts, request};
use super::repair::{Facts, repair};
use super::runs::{Origin, Run, flatten, to_html, to_text};

/// The full entry of the reference list.
#[derive(Clone, Default)]
pub struct Reference {
    made: OnceLock<(Html, String)>,
    later: Option<Later>,
}

#[derive(Clone)]
struct Later {
    cx: Arc<Cx>,
    job: Arc<Job>,
    letters: Vec<String>,
    cjk: Option<String>,
}

impl Reference {
    pub(super) fn made(runs: &[Run], cjk: Option<&str>) -> Reference {
        Reference { made: OnceLock::from((to_html(runs, cjk), to_text(runs))), later: None }
    }

    pub(super) fn later(cx: Arc<Cx>, job: Arc<Job>, letters: Vec<String>, cjk: Option<String>) -> Reference {
        Reference { made: OnceLock::new(), later: Some(Later { cx, job, letters, cjk }) }
    }

    /// As HTML; links go to http and https only.
    pub fn html(&self) -> &Html {
        &self.get().0
    }

    /// The same as plain text.
    pub fn text(&self) -> &str {
        &self.get().1
    }

    fn get(&self) -> &(Html, String) {
        self.made.get_or_init(|| self.later.as_ref().map(Later::make).unwrap_or_default())
    }
}

impl Later {
    fn make(&self) -> (Html, String) {
        let cx = &*self.cx;
        let render = || {
            let mut runs = flatten(&standalone_citation(request(cx, &self.job, Some(CitePurpose::Full))));
            close(&mut runs, cx.style.csl.bibliography.as_ref().and_then(|list| list.layout.suffix.as_deref()));
            runs
        };
        let mut runs = print(cx, &self.job, catch_unwind(AssertUnwindSafe(render)).unwrap_or_default());
        self.letters.iter().for_each(|letter| add_letter(&mut runs, letter));
        (to_html(&runs, self.cjk.as_deref()), to_text(&runs))
    }
}

/// Whether two read the same: made ones by their words, others by all that they are made of, so that nothing has to
/// be rendered to see that it is the same as before. May say no of two that read the same.
impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        match (&self.later, &other.later) {
            (Some(a), Some(b)) => {
                a.letters == b.letters && a.cjk == b.cjk && a.cx.style.stamp == b.cx.style.stamp && same(&a.job, &b.job)
            }
            (None, None) => self.get() == other.get(),
            _ => false,
        }
    }
}

impl Eq for Reference {}

/// Equal but for the number among the entries, which is printed nowhere.
fn same(a: &Job, b: &Job) -> bool {
    fn fields(job: &Job) -> impl Iterator<Item = (&String, &Value)> {
        job.item.0.iter().filter(|(name, _)| *name != "id")
    }
    let flags = |job: &Job| (job.chinese, job.untitled, job.unsigned_news);
    let words = a.title == b.title && a.translation == b.translation && a.plain == b.plain;
    words && flags(a) == flags(b) && fields(a).eq(fields(b))
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({:?})", self.text())
    }
}

/// Adds what closes a reference, unless the last words do.
fn close(runs: &mut Vec<Run>, suffix: Option<&str>) {
    let text = to_text(runs);
    let ends = text.trim_end().trim_end_matches(['”', '’', '〉']).ends_with(['.', '?', '!']);
    if let Some(suffix) = suffix.filter(|suffix| !text.trim().is_empty() && (!ends || *suffix != ".")) {
        if let Some(last) = runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
        }
        runs.push(Run { text: suffix.to_owned(), ..Run::default() });
    }
}

/// Repairs what the style printed; nothing printed at all is answered with a plain line.
pub(super) fn print(cx: &Cx, job: &Job, mut runs: Vec<Run>) -> Vec<Run> {
    let facts = facts(cx, job);
    repair(&mut runs, &Facts { translation: job.translation.as_deref(), unsigned_news: job.unsigned_news, ..facts });
    match to_text(&runs).trim().is_empty() {
        true => vec![Run { text: job.plain.line.clone(), origin: Origin::Text, ..Run::default() }],
        false => runs,
    }
}
