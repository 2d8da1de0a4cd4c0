//! A session after any edits is what a cold start would be: the same findings, the same pages, byte for byte.
//! And it would not be, if any of the reads were not logged.

mod site;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use factloom::build::{Options, analyse};
use factloom::load::{Inputs, Loaded, What};
use factloom::model::date::Date;
use factloom::report::{json, short};
use factloom::session::Session;
use factloom::site::deps::{Dep, List};
use rayon::prelude::*;

type Files = BTreeMap<String, String>;
/// What a reader and an editor get: all files of all pages, all findings.
#[derive(PartialEq)]
struct Seen {
    pages: BTreeMap<String, String>,
    findings: String,
}

fn options() -> Options {
    Options { base_url: None, drafts: false, today: Date::parse("2026-11-24").expect("a date") }
}

fn session(files: &Files) -> Session {
    let texts = files.iter().map(|(path, text)| (path.clone(), text.clone()));
    Session::of_inputs(Path::new("."), Inputs::of_texts(texts), options())
}

fn seen(session: &mut Session) -> Seen {
    let mut pages = BTreeMap::new();
    for address in session.addresses().into_iter().map(str::to_owned).collect::<Vec<_>>() {
        let text = match session.files(&address) {
            Ok(files) => format!("{files:?}"),
            Err(error) => format!("{error:?}"),
        };
        pages.insert(address, text);
    }
    if let Some(error) = session.template_error() {
        pages.insert("template".to_owned(), format!("{error:?}"));
    }
    let analysis = session.analysis();
    Seen { pages, findings: json::json(&analysis.inputs, &analysis.report) }
}

/// What a change of one file is to a session.
fn change(path: &str, text: Option<&str>) -> Loaded {
    let what = match text {
        None => What::Gone,
        Some(_) if path.starts_with("static/") => What::Asset(path.into()),
        // The two records have one name each; under another they are files like any other.
        Some(_) if path.ends_with(".tsv") && !["content/links.tsv", "content/published.tsv"].contains(&path) => {
            What::Asset(path.into())
        }
        Some(text) => What::Text(Ok(text.to_owned())),
    };
    Loaded { path: path.into(), what }
}

/// Fails with what differs, in few words.
fn compare(warm: &Seen, cold: &Seen, after: &str) -> Result<(), String> {
    if warm.findings != cold.findings {
        return Err(format!("after {after} the findings differ:\n{}\nand cold\n{}", warm.findings, cold.findings));
    }
    let stale: Vec<String> = cold
        .pages
        .iter()
        .filter(|(at, page)| warm.pages.get(*at) != Some(*page))
        .map(|(at, page)| format!("{at} {:?} {page}", warm.pages.get(at)))
        .collect();
    let gone: Vec<&String> = warm.pages.keys().filter(|at| !cold.pages.contains_key(*at)).collect();
    match stale.is_empty() && gone.is_empty() {
        true => Ok(()),
        false => Err(format!("after {after}: stale {stale:?}, gone {gone:?}")),
    }
}

/// A step: files before and after it, what changed, and what a cold start sees after it.
struct Step {
    name: String,
    path: &'static str,
    before: Arc<Files>,
    text: Option<String>,
    cold: Seen,
}

/// Each edit by itself, on the whole site. To be made before threads are shared: one that waits for them could
/// be handed work that waits for this.
static STEPS: LazyLock<Vec<Step>> = LazyLock::new(steps);

fn steps() -> Vec<Step> {
    let start: Arc<Files> = Arc::new(site::files(site::SITE).into_iter().collect());
    let edits = site::edits();
    let mut out = Vec::new();
    for (number, (path, edit)) in edits.into_iter().enumerate() {
        let text = edit(start.get(path).map(String::as_str));
        let mut after = (*start).clone();
        match &text {
            Some(text) => after.insert(path.to_owned(), text.clone()),
            None => after.remove(path),
        };
        let cold = seen(&mut session(&after));
        out.push(Step { name: format!("edit {number} of {path}"), path, before: start.clone(), text, cold });
    }
    out
}

/// Edits a session that has made all its pages, and edits it back.
fn run(session: &mut Session, step: &Step, start: &Seen) -> Result<(), String> {
    let before = session.analysis().report.clone();
    let changed = session.apply(vec![change(step.path, step.text.as_deref())]);
    let is_other = before != session.analysis().report;
    if changed.is_some_and(|changed| changed.findings != is_other) {
        return Err(format!("after {} the findings are said to be the same, or others, and it is not so", step.name));
    }
    compare(&seen(session), &step.cold, &step.name)?;
    session.apply(vec![change(step.path, step.before.get(step.path).map(String::as_str))]);
    compare(&seen(session), start, &format!("{} and back", step.name))
}

#[test]
fn the_site_of_this_test_is_a_good_one_and_uses_every_kind_of_page() {
    let files: Files = site::files(site::SITE).into_iter().collect();
    let analysis = analyse(Inputs::of_texts(files.clone()), &options());
    assert!(!analysis.report.has_errors(), "{}", short::short(&analysis.inputs, &analysis.report));
    let session = session(&files);
    let addresses = session.addresses();
    for address in [
        "/",
        "/one/",
        "/zh/one/",
        "/facts/chips/answers/",
        "/sources/z/",
        "/entities/echo/",
        "/topics/trade/",
        "/stages/",
        "/timeline/",
        "/glossary/",
        "/corrections/",
        "/charts/",
        "/feed.xml",
    ] {
        assert!(addresses.contains(&address), "{address} is not among {addresses:?}");
    }
}

#[test]
fn every_edit_leaves_what_a_cold_start_would_make() {
    let steps: &[Step] = &STEPS;
    steps.par_chunks(steps.len().div_ceil(2)).for_each(|steps| {
        let mut warm = session(&steps[0].before);
        let start = seen(&mut warm);
        for step in steps {
            run(&mut warm, step, &start).unwrap_or_else(|error| panic!("{error}"));
        }
    });
}

#[test]
fn an_edit_makes_again_only_what_reads_it() {
    let files: Files = site::files(site::SITE).into_iter().collect();
    let mut warm = session(&files);
    let before = seen(&mut warm);
    let text = files["content/deep/three.md"].replace("It rests on", "All rests on");
    let changed = warm.apply(vec![change("content/deep/three.md", Some(&text))]).expect("it changed");
    assert!(!changed.frame && !changed.assets && !changed.findings);
    let kept = warm.made_count();
    assert!(kept * 3 > before.pages.len() * 2, "{kept} of {} pages are kept", before.pages.len());
    assert!(warm.apply(vec![change("content/deep/three.md", Some(&text))]).is_none(), "the same bytes are no edit");
}

/// All files below a folder with their bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry")) {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).expect("below it").to_string_lossy().into_owned();
            out.insert(path, std::fs::read(entry.path()).expect("a file"));
        }
    }
    out
}

#[test]
fn a_site_written_again_after_edits_is_what_a_first_build_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let put = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    let files = site::files(site::SITE);
    files.iter().for_each(|(path, text)| put(path, text));
    let text = |path: &str| files.iter().find(|(other, _)| other == path).expect("a file").1.clone();
    let mut warm = Session::open(root, options());
    let quiet = |_, _| {};
    let first = warm.write(&root.join("public"), &quiet).expect("written").written;
    assert_eq!(first.unchanged, 0);
    put("content/two.md", &text("content/two.md").replace("echoes", "echoes on"));
    put("content/facts/chips.yml", &text("content/facts/chips.yml").replace("It began.", "It all began."));
    warm.look_again(&["content".to_owned()]).expect("it changed");
    let second = warm.write(&root.join("public"), &quiet).expect("written").written;
    assert!(second.unchanged * 2 > second.files && second.unchanged < second.files, "{second:?}");
    Session::open(root, options()).write(&root.join("fresh"), &quiet).expect("written");
    assert_eq!(tree(&root.join("public")), tree(&root.join("fresh")));
}

#[test]
fn an_edit_that_comes_while_the_first_check_runs_is_what_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for (path, text) in site::files(site::SITE) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    // What a preview does: pages first, and the rules beside them.
    let mut warm = Session::open_unchecked(root, options());
    assert!(!warm.is_checked() && warm.analysis().report.findings.is_empty());
    let of_the_old_site = warm.first_check().expect("nothing was checked");
    let article = root.join("content/two.md");
    let text = std::fs::read_to_string(&article).expect("there");
    std::fs::write(&article, text + "\nThere were 4,321 of them, [so](fact:chips/nobody) they say.\n")
        .expect("written");
    let changed = warm.look_again(&["content/two.md".to_owned()]).expect("it changed");
    assert!(changed.findings && warm.is_checked());
    let told = json::json(&warm.analysis().inputs, &warm.analysis().report);
    assert!(told.contains("unknown-fact"), "{told}");
    assert!(!warm.take_first_check(of_the_old_site), "it is of a site that is no more");
    assert_eq!(json::json(&warm.analysis().inputs, &warm.analysis().report), told);
    let mut cold = Session::open(root, options());
    compare(&seen(&mut warm), &seen(&mut cold), "an edit during the first check")
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(warm.first_check().is_none(), "all is checked");
}

/// Random edits: lines taken out, doubled and swapped, words changed, files removed, made, renamed and brought back.
#[test]
fn random_edits_leave_what_a_cold_start_would_make() {
    let start: Files = site::files(site::SITE).into_iter().collect();
    let seeds: Vec<u64> = (0..8).collect();
    seeds.par_iter().for_each(|seed| {
        let mut random = fastrand::Rng::with_seed(*seed);
        let mut files = start.clone();
        let mut warm = session(&files);
        seen(&mut warm);
        let mut log = Vec::new();
        for _ in 0..25 {
            let mut batch = Vec::new();
            for _ in 0..[1, 1, 1, 3][random.usize(..4)] {
                let (path, text) = random_edit(&mut random, &files, &start);
                log.push(format!("{path}: {}", text.as_deref().map_or("gone", |_| "changed")));
                match &text {
                    Some(text) => files.insert(path.clone(), text.clone()),
                    None => files.remove(&path),
                };
                batch.push(change(&path, text.as_deref()));
            }
            warm.apply(batch);
            let cold = seen(&mut session(&files));
            let result =
                compare(&seen(&mut warm), &cold, &format!("seed {seed}, {} edits, last {:?}", log.len(), log.last()));
            result.unwrap_or_else(|error| panic!("{error}"));
        }
    });
}

fn random_edit(random: &mut fastrand::Rng, files: &Files, start: &Files) -> (String, Option<String>) {
    let pick = |random: &mut fastrand::Rng, from: &Files| {
        let paths: Vec<&String> = from.keys().collect();
        paths[random.usize(..paths.len())].clone()
    };
    let path = pick(random, if files.len() > 8 { files } else { start });
    let Some(text) = files.get(&path) else { return (path.clone(), start.get(&path).cloned()) };
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    match random.usize(..10) {
        0 => (path, None),
        1 => {
            let other = pick(random, start);
            (other.clone(), start.get(&other).cloned())
        }
        2 => {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("content", &path));
            (format!("{folder}/a{}{name}", random.u8(..3)), Some(text.clone()))
        }
        3 if !lines.is_empty() => {
            lines.remove(random.usize(..lines.len()));
            (path, Some(lines.concat()))
        }
        4 if !lines.is_empty() => {
            let at = random.usize(..lines.len());
            lines.insert(at, lines[at]);
            (path, Some(lines.concat()))
        }
        5 if lines.len() > 1 => {
            let (a, b) = (random.usize(..lines.len()), random.usize(..lines.len()));
            lines.swap(a, b);
            (path, Some(lines.concat()))
        }
        _ => {
            const WORDS: &[(&str, &str)] = &[
                ("echo", "mirror"),
                ("mirror", "echo"),
                ("trade", "chips"),
                ("x", "y"),
                ("1,000", "1,100"),
                ("12", "13"),
                ("Echo", "Narcissus"),
                ("2022", "2021"),
                ("companies", "firms"),
                ("evidence: x", "evidence: z"),
                (".", ". More."),
                ("the", "a"),
                ("kind: statistic", "kind: event"),
                ("title: The", "title: On the"),
            ];
            let (from, to) = WORDS[random.usize(..WORDS.len())];
            (path, Some(text.replacen(from, to, 1)))
        }
    }
}

/// Every sort of read that is logged.
fn reads() -> Vec<(&'static str, fn(Dep) -> bool)> {
    macro_rules! reads {
        ($($pattern:pat,)*) => { vec![$((stringify!($pattern), |dep| matches!(dep, $pattern))),*] };
    }
    reads![
        Dep::Config,
        Dep::Body(_),
        Dep::Card(_),
        Dep::Fact(_),
        Dep::Sheet(_),
        Dep::Source(_),
        Dep::Entity(_),
        Dep::Term(_),
        Dep::UsesOfFact(_),
        Dep::UsesOfSource(_),
        Dep::UsesOfEntity(_),
        Dep::UsesOfTerm(_),
        Dep::LinksTo(_),
        Dep::Alike(_),
        Dep::Build,
        Dep::List(List::Articles),
        Dep::List(List::Facts),
        Dep::List(List::Sheets),
        Dep::List(List::Sources),
        Dep::List(List::Entities),
        Dep::List(List::Terms),
        Dep::List(List::Files),
        Dep::List(List::Newest),
        Dep::List(List::Outline),
        Dep::List(List::Dead),
        Dep::List(List::Published),
        Dep::List(List::Aliases),
    ]
}

/// The proof that the tests above can fail: with any one sort of read unlogged, some page or finding goes stale.
#[test]
fn every_logged_read_is_needed() {
    let steps: &[Step] = &STEPS;
    let survives = |is_muted: fn(Dep) -> bool| {
        let mut deaf = session(&steps[0].before);
        deaf.mute(is_muted);
        let start = seen(&mut deaf);
        steps.iter().all(|step| run(&mut deaf, step, &start).is_ok())
    };
    let reads = reads();
    let survivors: Vec<&str> =
        reads.par_iter().filter(|(_, is_muted)| survives(*is_muted)).map(|(name, _)| *name).collect();
    assert!(survivors.is_empty(), "nothing goes stale when these are not logged: {survivors:?}");
    // The list above is whole: it names every sort there is but the date, which no edit of a file changes.
    let source = include_str!("../../src/site/deps.rs");
    let variants = source.lines().filter(|line| line.starts_with("    ") && line.trim_end().ends_with(','));
    let variants = variants.map(|line| line.trim().trim_end_matches(',')).take_while(|line| !line.contains("kinds"));
    for variant in variants {
        let name = variant.split('(').next().unwrap_or(variant);
        let is_named = reads.iter().any(|(read, _)| read.contains(&format!("::{name}")));
        assert!(is_named || name == "Today", "`{name}` is not among the reads that are muted");
    }
}
