//! The workflow for Forgejo.

use serde_yaml::Value;

use super::actions::{Run, text};
use super::support::{World, git, read};

const CODEBERG: &str = "https://codeberg.org";

fn workflow(world: &World) -> Value {
    serde_yaml::from_str(&read(world.path("work/.forgejo/workflows/factloom.yml"))).expect("YAML")
}

fn commands(world: &World) -> Vec<String> {
    let log = world.log();
    let words = log.iter().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
    words.collect()
}

#[test]
fn a_pull_request_is_checked_and_previewed() {
    let world = World::new("forgejo", "docs/site");
    let mut run = Run::new(&world, "pull_request", "edit", CODEBERG);
    run.base = git(&world.path("work"), &["rev-parse", "main"]);
    let ran = run.workflow(&workflow(&world));
    assert_eq!(ran[0].1.failed, None);
    assert_eq!(commands(&world), ["cargo install", "factloom check", "factloom build"]);
    assert!(world.log()[1].contains(&format!("--changed={}", run.base)) && world.log()[2].contains(" --noindex "));
    assert!(ran[0].1.steps.iter().any(|step| step.contains("upload-artifact")));
}

#[test]
fn codeberg_is_given_the_files_and_other_hosts_a_push() {
    for server in [CODEBERG, "https://git.example.org"] {
        let world = World::new("forgejo", "docs/site");
        let ran = Run::new(&world, "push", "main", server).workflow(&workflow(&world));
        let done = &ran[0].1;
        assert_eq!(done.failed, None);
        let is_given = done.steps.contains(&"https://codeberg.org/git-pages/action@v2".to_owned());
        assert_eq!(is_given, server == CODEBERG);
        let published = world.log().contains(&"factloom publish --root docs/site".to_owned());
        assert_eq!(published, server != CODEBERG);
        if published {
            // What git would send to that host, and to no other.
            let sent = "git sends AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46czNjcmV0".to_owned();
            assert!(world.log().contains(&sent), "{:?}", world.log());
        }
        assert!(world.log().contains(&"factloom verify --root docs/site https://me.codeberg.page/site/".to_owned()));
        assert!(world.on_main("content/published.tsv").is_some());
    }
}

#[test]
fn once_a_week_nothing_is_published() {
    let world = World::new("forgejo", ".");
    let ran = Run::new(&world, "schedule", "main", CODEBERG).workflow(&workflow(&world));
    assert_eq!(ran[0].1.failed, None);
    assert_eq!(commands(&world), ["cargo install", "factloom check", "factloom links", "factloom check"]);
    let ran = Run::new(&world, "workflow_dispatch", "edit", CODEBERG).workflow(&workflow(&world));
    assert_eq!(ran[0].1.failed, None);
    assert_eq!(commands(&world)[4..], ["cargo install", "factloom check"]);
}

#[test]
fn actions_are_named_with_their_hosts() {
    let world = World::new("forgejo", ".");
    for step in workflow(&world)["jobs"]["site"]["steps"].as_sequence().expect("steps") {
        let uses = text(step, "uses");
        let hosts = ["https://data.forgejo.org/", "https://codeberg.org/git-pages/"];
        assert!(uses.is_empty() || hosts.iter().any(|host| uses.starts_with(host)), "{uses}");
    }
}
