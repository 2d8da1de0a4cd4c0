//! A runner for workflows in the language of GitHub Actions, which Forgejo's is near to.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;

use super::expression::{filled, holds};
use super::support::{World, read};

type Outputs = BTreeMap<String, String>;

/// A run of a workflow.
pub struct Run<'w> {
    pub world: &'w World,
    /// Event and branch: `push`, `main`.
    pub event: &'static str,
    pub branch: &'static str,
    pub server: &'static str,
    /// What `inputs` hold: for actions alone.
    pub inputs: BTreeMap<String, String>,
    /// Commit that a pull request is compared with.
    pub base: String,
    /// Keys in the cache.
    cached: RefCell<Vec<String>>,
}

/// What became of a job.
#[derive(Debug, Default)]
pub struct Done {
    /// Names of the steps that ran, or their actions.
    pub steps: Vec<String>,
    /// What they printed.
    pub out: String,
    /// The first failure.
    pub failed: Option<String>,
    /// Outputs by step.
    pub outputs: BTreeMap<String, Outputs>,
}

/// A text of a mapping, or nothing.
pub fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("")
}

impl<'w> Run<'w> {
    pub fn new(world: &'w World, event: &'static str, branch: &'static str, server: &'static str) -> Run<'w> {
        let (inputs, base) = (BTreeMap::new(), String::new());
        Run { world, event, branch, server, inputs, base, cached: RefCell::default() }
    }

    /// Runs all jobs whose time has come; what became of those that ran, by name, in order.
    pub fn workflow(&self, workflow: &Value) -> Vec<(String, Done)> {
        let mut ran: Vec<(String, Done)> = Vec::new();
        let mut outputs: BTreeMap<String, Outputs> = BTreeMap::new();
        for (name, job) in workflow["jobs"].as_mapping().expect("jobs") {
            let name = name.as_str().expect("a name");
            let needs: Vec<&str> = match &job["needs"] {
                Value::String(one) => vec![one],
                Value::Sequence(many) => many.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            let is_ready = needs.iter().all(|need| outputs.contains_key(*need));
            let lookup = |path: &str| self.look_up(path, &Done::default(), &outputs, &BTreeMap::new(), job);
            if !is_ready || !job["if"].as_str().is_none_or(|condition| holds(condition, &lookup)) {
                continue;
            }
            let done = self.job(workflow, job, &outputs);
            if done.failed.is_none() {
                let lookup = |path: &str| self.look_up(path, &done, &outputs, &BTreeMap::new(), job);
                let of_job = job["outputs"].as_mapping().into_iter().flatten();
                let of_job = of_job.map(|(key, value)| {
                    let (key, value) = (key.as_str().expect("a name"), value.as_str().expect("a text"));
                    (key.to_owned(), filled(value, &lookup))
                });
                outputs.insert(name.to_owned(), of_job.collect());
            }
            ran.push((name.to_owned(), done));
        }
        ran
    }

    fn job(&self, workflow: &Value, job: &Value, needs: &BTreeMap<String, Outputs>) -> Done {
        let name = (1..).map(|number| format!("job-{}-{number}", self.event));
        let name =
            name.into_iter().find(|name| !self.world.path(&format!("temp-{name}")).exists()).expect("one is free");
        let temp = self.world.path(&format!("temp-{name}"));
        fs::create_dir(&temp).expect("made");
        let env = self.env(&workflow["env"], &BTreeMap::new(), &Done::default(), needs, job);
        self.steps(job, &name, &temp, &env, needs)
    }

    /// Runs the steps of a job or of an action, in a folder that `checkout` makes.
    pub fn steps(
        &self,
        job: &Value,
        folder: &str,
        temp: &Path,
        env: &BTreeMap<String, String>,
        needs: &BTreeMap<String, Outputs>,
    ) -> Done {
        let mut done = Done::default();
        let steps = if job["steps"].is_sequence() { &job["steps"] } else { &job["runs"]["steps"] };
        for step in steps.as_sequence().expect("steps") {
            let condition = text(step, "if");
            let runs = {
                let lookup = |path: &str| self.look_up(path, &done, needs, env, job);
                let is_wanted = condition.is_empty() || holds(condition, &lookup);
                is_wanted && (done.failed.is_none() || condition.contains("cancelled()"))
            };
            if !runs {
                continue;
            }
            let place = self.world.path(folder);
            let result = match text(step, "uses") {
                "" => self.script(step, &place, temp, env, &done, needs, job),
                action => self.action(action, step, folder, &done, needs, env, job),
            };
            done.steps
                .push(if text(step, "name").is_empty() { text(step, "uses") } else { text(step, "name") }.to_owned());
            match result {
                Ok((out, outputs)) => {
                    done.out.push_str(&out);
                    done.outputs.insert(text(step, "id").to_owned(), outputs);
                }
                Err(words) => done.failed = done.failed.or(Some(words)),
            }
        }
        done
    }

    #[expect(clippy::too_many_arguments, reason = "what a step can see")]
    fn script(
        &self,
        step: &Value,
        place: &Path,
        temp: &Path,
        env: &BTreeMap<String, String>,
        done: &Done,
        needs: &BTreeMap<String, Outputs>,
        job: &Value,
    ) -> Result<(String, Outputs), String> {
        let script = text(step, "run");
        assert!(!script.contains("${{"), "what a host fills in is no part of a script:\n{script}");
        let (output, path) = (temp.join("output"), temp.join("path"));
        fs::write(&output, "").expect("written");
        let mut env = self.env(&step["env"], env, done, needs, job);
        let first: Vec<String> = fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
        for (key, value) in [
            ("GITHUB_OUTPUT", output.display().to_string()),
            ("GITHUB_PATH", path.display().to_string()),
            ("RUNNER_TEMP", temp.display().to_string()),
            ("GITHUB_SERVER_URL", self.server.to_owned()),
            ("PATH_FIRST", first.join(":")),
        ] {
            env.insert(key.to_owned(), value);
        }
        let below = filled(text(step, "working-directory"), &|path| self.look_up(path, done, needs, &env, job));
        let flags: &[&str] = if text(step, "shell") == "bash" { &["-eo", "pipefail"] } else { &["-e"] };
        let out = self.world.bash(&place.join(below), flags, script, &env)?;
        let outputs = read(&output);
        let outputs = outputs.lines().filter_map(|line| line.split_once('='));
        Ok((out, outputs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()))
    }

    /// What the actions of others do, as far as a workflow can tell.
    #[expect(clippy::too_many_arguments, reason = "what a step can see")]
    fn action(
        &self,
        action: &str,
        step: &Value,
        folder: &str,
        done: &Done,
        needs: &BTreeMap<String, Outputs>,
        env: &BTreeMap<String, String>,
        job: &Value,
    ) -> Result<(String, Outputs), String> {
        let with = |key: &str| match &step["with"][key] {
            Value::String(text) => filled(text, &|path| self.look_up(path, done, needs, env, job)),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let place = self.world.path(folder);
        let holds_site = |path: PathBuf| assert!(path.join("index.html").is_file(), "{} holds no site", path.display());
        let name = action.split('@').next().expect("a name").trim_start_matches("https://");
        let name = ["data.forgejo.org/", "codeberg.org/"].iter().fold(name, |name, host| name.trim_start_matches(host));
        let one = |key: &str, value: &str| BTreeMap::from([(key.to_owned(), value.to_owned())]);
        let outputs = match name {
            "actions/checkout" => {
                assert_eq!(with("fetch-depth"), "0", "`--changed` needs history");
                assert_eq!(step["with"]["persist-credentials"], Value::Bool(false));
                self.world.check_out(folder, self.branch);
                Outputs::new()
            }
            "actions/cache" => {
                let key = with("key");
                let is_hit = self.cached.borrow().contains(&key);
                if !is_hit {
                    let kept = self.world.path("home").join(with("path").trim_start_matches("~/"));
                    let _ = fs::remove_dir_all(kept);
                    self.cached.borrow_mut().push(key);
                }
                one("cache-hit", if is_hit { "true" } else { "" })
            }
            "actions/configure-pages" => one("base_url", "https://me.github.io/site"),
            "actions/deploy-pages" => one("page_url", "https://me.github.io/site/"),
            "actions/upload-artifact" | "forgejo/upload-artifact" | "actions/upload-pages-artifact" => {
                holds_site(place.join(with("path")));
                Outputs::new()
            }
            "git-pages/action" => {
                holds_site(place.join(with("source")));
                assert!(!with("token").is_empty() && with("site").starts_with("https://me.codeberg.page/"));
                Outputs::new()
            }
            other => panic!("nobody knows what `{other}` does"),
        };
        Ok((String::new(), outputs))
    }

    fn env(
        &self,
        more: &Value,
        env: &BTreeMap<String, String>,
        done: &Done,
        needs: &BTreeMap<String, Outputs>,
        job: &Value,
    ) -> BTreeMap<String, String> {
        let mut all = env.clone();
        for (key, value) in more.as_mapping().into_iter().flatten() {
            let value = filled(value.as_str().expect("a text"), &|path| self.look_up(path, done, needs, env, job));
            let key = key.as_str().expect("a name");
            // The one blank that its owner fills in.
            let value = if key == "FACTLOOM_GIT" && value.is_empty() { self.world.source() } else { value };
            all.insert(key.to_owned(), value);
        }
        all
    }

    fn look_up(
        &self,
        path: &str,
        done: &Done,
        needs: &BTreeMap<String, Outputs>,
        env: &BTreeMap<String, String>,
        job: &Value,
    ) -> String {
        let parts: Vec<&str> = path.split('.').collect();
        let known = match path {
            "github.event_name" => Some(self.event),
            "github.ref_name" => Some(self.branch),
            "github.event.repository.default_branch" => Some("main"),
            "github.event.repository.name" => Some("site"),
            "github.repository_owner" => Some("me"),
            "github.server_url" => Some(self.server),
            "github.token" => Some("s3cret"),
            "github.action_path" => Some(env!("CARGO_MANIFEST_DIR")),
            "github.event.pull_request.base.sha" => Some(&*self.base),
            "runner.os" => Some("Linux"),
            "runner.arch" => Some("X64"),
            "cancelled()" => Some("false"),
            _ => None,
        };
        if let Some(known) = known {
            return known.to_owned();
        }
        let output =
            |outputs: Option<&Outputs>, key: &str| outputs.and_then(|o| o.get(key)).cloned().unwrap_or_default();
        match parts[..] {
            ["inputs", key] => self.inputs.get(key).cloned().unwrap_or_else(|| panic!("there is no input `{key}`")),
            ["env", key] => env.get(key).cloned().unwrap_or_else(|| panic!("there is no variable `{key}`")),
            ["needs", of, "outputs", key] => {
                let outputs = needs.get(of).unwrap_or_else(|| panic!("`{path}` asks a job that is not waited for"));
                outputs.get(key).cloned().unwrap_or_else(|| panic!("there is no `{path}`"))
            }
            ["steps", id, "outputs", key] => {
                let steps = if job["steps"].is_sequence() { &job["steps"] } else { &job["runs"]["steps"] };
                let mut steps = steps.as_sequence().expect("steps").iter();
                assert!(steps.any(|step| text(step, "id") == id), "`{path}` names no step");
                output(done.outputs.get(id), key)
            }
            _ => panic!("nobody knows what `{path}` is"),
        }
    }
}
