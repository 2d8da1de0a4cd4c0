//! `action.yml`: the steps of the action, run with inputs.

use std::collections::BTreeMap;
use std::path::Path;

use serde_yaml::Value;

use super::actions::{Done, Run};
use super::support::{FACTLOOM, World, read};

fn run(world: &World, name: &str, inputs: &[(&str, &str)]) -> Done {
    let text = read(Path::new(env!("CARGO_MANIFEST_DIR")).join("action.yml"));
    let action: Value = serde_yaml::from_str(&text).expect("YAML");
    let mut run = Run::new(world, "push", "main", "https://github.com");
    for (key, input) in action["inputs"].as_mapping().expect("inputs") {
        assert!(input["description"].is_string());
        let (key, default) = (key.as_str().expect("a name"), input["default"].as_str().expect("a text"));
        run.inputs.insert(key.to_owned(), default.to_owned());
    }
    for (key, value) in inputs {
        assert!(run.inputs.insert((*key).to_owned(), (*value).to_owned()).is_some(), "there is no input `{key}`");
    }
    let (folder, temp) = (world.check_out(name, "main"), world.path(&format!("temp-{name}")));
    assert!(folder.is_dir());
    std::fs::create_dir(&temp).expect("made");
    run.steps(&action, name, &temp, &BTreeMap::new(), &BTreeMap::new())
}

#[test]
fn a_command_runs_with_its_inputs_as_they_are() {
    let world = World::new("github", "docs/the site");
    let given = [("path", FACTLOOM), ("working-directory", "docs/the site")];
    let with = |more: &[(&'static str, &'static str)]| [&given[..], more].concat();
    let built = run(
        &world,
        "a",
        &with(&[
            ("command", "build"),
            ("base-url", "https://x.org/y/"),
            ("args", "--noindex\n--output-dir\nto here $(id)\n"),
        ]),
    );
    assert_eq!(built.failed, None);
    let page = read(world.path("a/docs/the site/to here $(id)/index.html"));
    assert!(page.contains("noindex") && page.contains("href=\"/y/declaration/\""));
    let checked = run(&world, "b", &with(&[("command", "check"), ("args", "--format=json")]));
    assert!(checked.out.contains("\"findings\""), "{}", checked.out);
    let failed = run(&world, "c", &with(&[("command", "check"), ("args", "--changed=nothing-like-it")]));
    assert!(failed.failed.expect("it fails").contains("nothing-like-it"));
    assert_eq!(world.log(), Vec::<String>::new(), "nothing was compiled");
}

#[test]
fn without_a_command_factloom_is_compiled_from_the_action_itself_and_kept() {
    let world = World::new("github", ".");
    let done = run(&world, "a", &[]);
    assert_eq!(done.failed, None);
    assert_eq!(done.steps, ["Find factloom", "actions/cache@v5", "Install factloom"]);
    let source = env!("CARGO_MANIFEST_DIR");
    let home = world.path("home").display().to_string();
    assert_eq!(world.log(), [format!("cargo install --path {source} --locked --force --root {home}/.local/factloom")]);
    let key = &done.outputs["find"]["key"];
    assert!(key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
    assert_eq!(done.outputs["find"]["path"], format!("{home}/.local/factloom/bin/factloom"));
    let targeted = run(&world, "b", &[("command", "verify"), ("target", "live")]);
    assert_eq!(targeted.failed, None);
    assert_eq!(world.log()[2], "factloom verify live");
}
