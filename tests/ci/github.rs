//! The workflow for GitHub.

use serde_yaml::Value;

use super::actions::{Done, Run, text};
use super::support::{World, git, put, read};

const SERVER: &str = "https://github.com";

fn workflow(world: &World) -> Value {
    let text = read(world.path("work/.github/workflows/factloom.yml"));
    serde_yaml::from_str(&text).expect("YAML")
}

fn names(ran: &[(String, Done)]) -> Vec<&str> {
    ran.iter().map(|(name, _)| name.as_str()).collect()
}

fn succeeded(ran: &[(String, Done)]) {
    ran.iter().for_each(|(name, done)| assert_eq!(done.failed, None, "{name}: {}", done.out));
}

#[test]
fn a_pull_request_is_checked_for_what_it_changes_and_previewed() {
    let world = World::new("github", ".");
    let mut run = Run::new(&world, "pull_request", "edit", SERVER);
    run.base = git(&world.path("work"), &["rev-parse", "main"]);
    let ran = run.workflow(&workflow(&world));
    succeeded(&ran);
    assert_eq!(names(&ran), ["build"]);
    let log = world.log();
    assert!(log[0].starts_with("cargo install --git ") && log[0].contains(" --locked "), "{log:?}");
    assert_eq!(
        log[1..],
        [
            format!("factloom check --root . --changed={} --format github", run.base),
            "factloom build --root . --base-url http://localhost:8000/ --noindex --output-dir preview --quiet"
                .to_owned(),
        ]
    );
    assert!(ran[0].1.steps.contains(&"actions/upload-artifact@v7".to_owned()), "{:?}", ran[0].1.steps);
    assert_eq!(world.on_main("content/published.tsv"), None);
}

#[test]
fn what_a_pull_request_breaks_is_annotated_and_stops_it() {
    let world = World::new("github", "docs/site");
    let work = world.path("work");
    put(work.join("docs/site/content/more.md"), "---\ntitle: More\n---\nNo [such](missing.md) page.\n");
    git(&work, &["commit", "-qam", "Break it"]);
    git(&work, &["push", "-q", world.path("origin.git").to_str().expect("UTF-8"), "edit"]);
    let mut run = Run::new(&world, "pull_request", "edit", SERVER);
    run.base = git(&work, &["rev-parse", "main"]);
    let ran = run.workflow(&workflow(&world));
    let failure = ran[0].1.failed.as_deref().expect("it fails");
    assert!(failure.contains("::error file=docs/site/content/more.md,line="), "{failure}");
    assert!(!world.log().iter().any(|line| line.contains("build")), "{:?}", world.log());
}

#[test]
fn a_push_to_the_default_branch_is_published_verified_and_recorded() {
    let world = World::new("github", "docs/site");
    let run = Run::new(&world, "push", "main", SERVER);
    let workflow = workflow(&world);
    let ran = run.workflow(&workflow);
    succeeded(&ran);
    assert_eq!(names(&ran), ["build", "publish", "verify"]);
    let log = world.log();
    let day = log.iter().find_map(|line| line.split_once("--date ")).expect("a day").1[..10].to_owned();
    let build = format!("factloom build --root docs/site --base-url https://me.github.io/site --date {day}");
    assert_eq!(
        log[1..],
        [
            "factloom check --root docs/site --format github".to_owned(),
            format!("{build} --output-dir public --quiet"),
            format!("{} --output-dir docs/site/public --quiet", build.replace("/site --date", "/site/ --date")),
            "factloom verify --root docs/site https://me.github.io/site/".to_owned(),
            format!("factloom record --root docs/site --date {day}"),
        ],
        "and the second job takes the program from the cache"
    );
    let record = world.on_main("content/published.tsv").expect("it is committed");
    assert!(record.contains("/declaration/"), "{record}");
    // Both builds have the same bytes, whatever the address was written like.
    let manifest = |path: &str| read(world.path(path).join(".factloom-manifest.json"));
    assert_eq!(manifest("job-push-1/public"), manifest("job-push-3/docs/site/public"));

    // Once more: nothing is left to commit, and the record is held against the site.
    let ran = Run::new(&world, "workflow_dispatch", "main", SERVER).workflow(&workflow);
    succeeded(&ran);
    assert_eq!(git(&world.path("origin.git"), &["rev-list", "--count", "main"]), "2");
}

#[test]
fn another_branch_is_never_published() {
    let world = World::new("github", ".");
    let workflow = workflow(&world);
    let ran = Run::new(&world, "workflow_dispatch", "edit", SERVER).workflow(&workflow);
    succeeded(&ran);
    assert_eq!(names(&ran), ["build"]);
    assert!(!ran[0].1.steps.iter().any(|step| step == "Build" || step.contains("pages")), "{:?}", ran[0].1.steps);
}

#[test]
fn what_others_pushed_in_the_meantime_stays() {
    let world = World::new("github", ".");
    let workflow = workflow(&world);
    let run = Run::new(&world, "push", "main", SERVER);
    // The branch moves between the checkout and the commit of the record.
    let hook = world.path("origin.git/hooks/pre-receive");
    let work = world.path("work");
    git(&work, &["checkout", "-q", "main"]);
    put(work.join("content/more.md"), "---\ntitle: More\nsummary: More.\ndate: 2026\ntopics: []\n---\nMore.\n");
    git(&work, &["add", "-A"]);
    git(&work, &["commit", "-qm", "Meanwhile"]);
    let origin = world.path("origin.git").display().to_string();
    let script = format!(
        "#!/bin/bash\nrm '{}'\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_DIR\ncd '{}' && git push -q '{origin}' main\n",
        hook.display(),
        work.display()
    );
    put(&hook, &script);
    assert!(std::process::Command::new("chmod").arg("+x").arg(&hook).status().expect("runs").success());
    let ran = run.workflow(&workflow);
    succeeded(&ran);
    assert!(!hook.exists(), "the branch has moved");
    assert!(world.on_main("content/published.tsv").is_some() && world.on_main("content/more.md").is_some());
}

#[test]
fn once_a_week_links_are_asked_and_what_has_fallen_due_is_found() {
    let world = World::new("github", ".");
    let workflow = workflow(&world);
    let ran = Run::new(&world, "schedule", "main", SERVER).workflow(&workflow);
    succeeded(&ran);
    assert_eq!(names(&ran), ["weekly"]);
    let log = world.log();
    assert!(log[1].contains("--update-baseline --exit-zero") && log[2].contains("factloom links --root . --max-time"));
    assert!(log[3].contains("--error-on warning --format github"), "{log:?}");

    // A forecast whose day was yesterday fails the run; what was wrong a week ago already does not.
    let work = world.path("work");
    git(&work, &["checkout", "-q", "main"]);
    let yesterday = world.bash(&work, &["-e"], "date --utc --date yesterday +%F", &Default::default()).expect("a date");
    let sheet = work.join("content/facts/declaration.yml");
    let forecast = format!(
        "  goal: {{kind: forecast, claim: Someone expects ___ of them., value: 12, unit: states, target: {}, as_of: 2020, by: {}, evidence: {}}}\n",
        yesterday.trim(),
        first_id(&read(work.join("content/entities/entities.yml"))),
        first_id(&read(work.join("content/sources/sources.yml"))),
    );
    let long_due = forecast.replace("  goal:", "  old:").replace(yesterday.trim(), "2021-01-01").replace("12", "13");
    put(&sheet, &format!("{}{forecast}{long_due}", read(&sheet)));
    git(&work, &["commit", "-qam", "Forecasts"]);
    git(&work, &["push", "-q", world.path("origin.git").to_str().expect("UTF-8"), "main"]);
    let ran = Run::new(&world, "schedule", "main", SERVER).workflow(&workflow);
    let failure = ran[0].1.failed.as_deref().expect("it fails");
    assert!(failure.contains("declaration/goal came due") && !failure.contains("declaration/old"), "{failure}");
}

/// The first key of a sheet.
fn first_id(text: &str) -> String {
    let line = text.lines().find(|line| line.ends_with(':') && !line.starts_with([' ', '#'])).expect("an entry");
    line.trim_end_matches(':').to_owned()
}

#[test]
fn jobs_may_do_what_they_need_and_no_more() {
    let world = World::new("github", ".");
    let workflow = workflow(&world);
    assert!(workflow["permissions"].as_mapping().is_some_and(|all| all.is_empty()));
    let granted = |job: &str| {
        let granted = workflow["jobs"][job]["permissions"].as_mapping().expect("permissions");
        let line = |(key, value): (&Value, &Value)| format!("{} {}", key.as_str().unwrap(), value.as_str().unwrap());
        granted.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(granted("build"), ["contents read", "pages read"]);
    assert_eq!(granted("publish"), ["pages write", "id-token write"]);
    assert_eq!(
        (granted("verify"), granted("weekly")),
        (vec!["contents write".to_owned()], vec!["contents write".to_owned()])
    );
    assert_eq!(workflow["concurrency"]["group"], "site-${{ github.ref }}");
    assert_eq!(workflow["concurrency"]["cancel-in-progress"], "${{ github.event_name == 'pull_request' }}");
    for (name, job) in workflow["jobs"].as_mapping().expect("jobs") {
        assert!(job["timeout-minutes"].is_u64(), "{name:?}");
        for step in job["steps"].as_sequence().expect("steps") {
            let uses = text(step, "uses");
            let is_ours = uses.strip_prefix("actions/").and_then(|rest| rest.split_once("@v"));
            let is_major = is_ours.is_some_and(|(_, version)| version.bytes().all(|byte| byte.is_ascii_digit()));
            assert!(uses.is_empty() || is_major, "`{uses}` is not GitHub's own at a major version");
            assert!(!text(step, "run").contains("secrets."), "{step:?}");
        }
    }
}
