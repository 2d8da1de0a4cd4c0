//! The pipeline for GitLab.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::support::{World, git, put, read};

/// A pipeline: its variables.
type Variables = BTreeMap<String, String>;

fn pipeline(world: &World) -> Value {
    serde_yaml::from_str(&read(world.path("work/.gitlab-ci.yml"))).expect("YAML")
}

fn variables(world: &World, source: &str) -> Variables {
    let url = world.path("origin");
    let mut all = BTreeMap::from([
        ("CI_PIPELINE_SOURCE", source.to_owned()),
        ("CI_DEFAULT_BRANCH", "main".to_owned()),
        ("CI_PAGES_URL", "https://me.gitlab.io/site".to_owned()),
        ("CI_PIPELINE_CREATED_AT", "2026-11-28T00:17:45Z".to_owned()),
        ("CI_SERVER_URL", "https://gitlab.com".to_owned()),
        ("CI_PROJECT_URL", url.display().to_string()),
    ]);
    match source {
        "merge_request_event" => {
            let base = git(&world.path("work"), &["merge-base", "main", "edit"]);
            all.insert("CI_MERGE_REQUEST_DIFF_BASE_SHA", base);
        }
        _ => drop(all.insert("CI_COMMIT_BRANCH", "main".to_owned())),
    }
    all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// `$A == $B`, `$A == "b"`.
fn holds(condition: &str, variables: &Variables) -> bool {
    let side = |side: &str| match side.strip_prefix('$') {
        Some(name) => variables.get(name).cloned().unwrap_or_default(),
        None => side.trim_matches('"').to_owned(),
    };
    let (left, right) = condition.split_once(" == ").unwrap_or_else(|| panic!("`{condition}` is not understood"));
    side(left) == side(right)
}

/// Whether rules let a job or pipeline run.
fn runs(rules: &Value, variables: &Variables) -> bool {
    let rules = rules.as_sequence().expect("rules");
    let rule = rules.iter().find(|rule| rule["if"].as_str().is_none_or(|condition| holds(condition, variables)));
    rule.is_some_and(|rule| rule["when"].as_str() != Some("never"))
}

/// A key of a job, or of what it extends.
fn key<'v>(pipeline: &'v Value, job: &'v Value, key: &str) -> &'v Value {
    if !job[key].is_null() {
        return &job[key];
    }
    let parents: Vec<&str> = match &job["extends"] {
        Value::String(one) => vec![one],
        Value::Sequence(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let found = parents.iter().map(|parent| &pipeline[*parent][key]).find(|found| !found.is_null());
    found.unwrap_or(&Value::Null)
}

fn lines(script: &Value) -> String {
    let lines = script.as_sequence().into_iter().flatten().map(|line| line.as_str().expect("a line"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Runs the jobs of a pipeline, stage by stage; names of those that ran, and the first failure.
fn run(world: &World, source: &str, branch: &str, more: &[(&str, &str)]) -> (Vec<String>, Option<String>) {
    let pipeline = pipeline(world);
    let mut all = variables(world, source);
    assert!(runs(&pipeline["workflow"]["rules"], &all), "the pipeline runs");
    for (name, value) in pipeline["variables"].as_mapping().expect("variables") {
        all.insert(name.as_str().expect("a name").to_owned(), value.as_str().expect("a text").to_owned());
    }
    all.insert("FACTLOOM_GIT".to_owned(), world.source());
    all.extend(more.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    assert_eq!(all["GIT_DEPTH"], "0", "`--changed` needs history");
    let jobs = pipeline.as_mapping().expect("jobs").iter().filter(|(_, job)| job["script"].is_sequence());
    let jobs: Vec<(&str, &Value)> = jobs.map(|(name, job)| (name.as_str().expect("a name"), job)).collect();
    let (mut ran, mut failure) = (Vec::new(), None);
    for stage in pipeline["stages"].as_sequence().expect("stages") {
        let of_stage = jobs.iter().filter(|(_, job)| job["stage"] == *stage && runs(&job["rules"], &all));
        for (name, job) in of_stage.collect::<Vec<_>>() {
            if failure.is_some() && stage.as_str() != Some("check") {
                break;
            }
            let place = world.check_out(&format!("{source}-{name}-{}", world.log().len()), branch);
            let cache = world.path("cache");
            if cache.is_dir() {
                copy(world, &cache, &place.join(".cache"));
            }
            let script = format!("{}\n{}", lines(key(&pipeline, job, "before_script")), lines(&job["script"]));
            let result = world.bash(&place, &["-eo", "pipefail"], &script, &all);
            let after = lines(key(&pipeline, job, "after_script"));
            // Its exit code is nothing to GitLab.
            let after = world.bash(&place, &["-eo", "pipefail"], &after, &all);
            assert!(after.is_ok(), "{after:?}");
            copy(world, &place.join(".cache"), &cache);
            for path in job["artifacts"]["paths"].as_sequence().into_iter().flatten() {
                let path = place.join(path.as_str().expect("a path"));
                assert!(result.is_err() || path.join("index.html").is_file(), "{} holds no site", path.display());
            }
            if let Some(report) = job["artifacts"]["reports"]["codequality"].as_str() {
                let report: serde_json::Value = serde_json::from_str(&read(place.join(report))).expect("JSON");
                assert!(report.is_array());
            }
            ran.push((*name).to_owned());
            failure = failure.or(result.err());
        }
    }
    (ran, failure)
}

fn copy(world: &World, from: &std::path::Path, to: &std::path::Path) {
    let script = format!("rm -rf '{0}'; cp -r '{1}' '{0}'", to.display(), from.display());
    world.bash(world.folder.path(), &["-e"], &script, &BTreeMap::new()).expect("copied");
}

fn installs(world: &World) -> usize {
    world.log().iter().filter(|line| line.starts_with("cargo install")).count()
}

#[test]
fn a_merge_request_is_checked_for_what_it_changes_and_previewed() {
    let world = World::new("gitlab", ".");
    let (ran, failure) = run(&world, "merge_request_event", "edit", &[]);
    assert_eq!((ran, failure), (vec!["check".to_owned(), "preview".to_owned()], None));
    let log = world.log();
    assert!(log.iter().any(|line| line.contains("--format gitlab --exit-zero")), "{log:?}");
    assert!(log.iter().any(|line| line.contains("check --root . --changed=")), "{log:?}");
    assert!(log.iter().any(|line| line.contains("--noindex --output-dir preview")), "{log:?}");
    assert_eq!(installs(&world), 1, "the second job takes the program from the cache");
}

#[test]
fn what_a_merge_request_breaks_stops_it_and_is_in_the_report() {
    let world = World::new("gitlab", "docs/site");
    let work = world.path("work");
    put(work.join("docs/site/content/more.md"), "---\ntitle: More\n---\nNo [such](missing.md) page.\n");
    git(&work, &["commit", "-qam", "Break it"]);
    git(&work, &["push", "-q", world.path("origin.git").to_str().expect("UTF-8"), "edit"]);
    let (_, failure) = run(&world, "merge_request_event", "edit", &[]);
    assert!(failure.expect("it fails").contains("content/more.md:"));
    let report = read(world.path("merge_request_event-check-0/gl-code-quality-report.json"));
    assert!(report.contains("\"docs/site/content/more.md\""), "{report}");
}

#[test]
fn a_push_to_the_default_branch_is_published_verified_and_recorded() {
    let world = World::new("gitlab", "docs/site");
    let (ran, failure) = run(&world, "push", "main", &[("FACTLOOM_PUSH_TOKEN", "s3cret")]);
    assert_eq!((ran, failure), (["check", "pages", "verify"].map(str::to_owned).to_vec(), None));
    let log = world.log();
    let address = "--base-url https://me.gitlab.io/site --date 2026-11-28 --output-dir";
    assert!(log.contains(&format!("factloom build --root docs/site {address} public --quiet")), "{log:?}");
    assert!(log.contains(&"factloom verify --root docs/site https://me.gitlab.io/site".to_owned()), "{log:?}");
    assert!(world.on_main("content/published.tsv").expect("committed").contains("/declaration/"));
}

#[test]
fn without_a_token_nothing_is_committed_and_a_domain_of_its_own_is_the_address() {
    let world = World::new("gitlab", ".");
    let (_, failure) = run(&world, "push", "main", &[("SITE_URL", "https://example.org/")]);
    assert_eq!(failure, None);
    assert_eq!(world.on_main("content/published.tsv"), None);
    assert!(world.log().contains(&"factloom verify --root . https://example.org/".to_owned()), "{:?}", world.log());
}

#[test]
fn once_a_week_links_are_asked_and_nothing_is_published() {
    let world = World::new("gitlab", ".");
    let (ran, failure) = run(&world, "schedule", "main", &[]);
    assert_eq!((ran, failure), (vec!["weekly".to_owned()], None));
    assert!(world.log()[2].starts_with("factloom links --root ."), "{:?}", world.log());
}

#[test]
fn deployments_wait_for_one_another() {
    let world = World::new("gitlab", ".");
    let pipeline = pipeline(&world);
    assert_eq!(pipeline["pages"]["resource_group"], "pages");
    assert_eq!(pipeline["verify"]["resource_group"], "pages");
    assert!(pipeline["pages"]["interruptible"].is_null(), "none is stopped half-way");
}
