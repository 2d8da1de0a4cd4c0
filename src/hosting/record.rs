//! The policy of a build, kept in its manifest: what publishes and verifies a built site reads no sources.
//!
//! In: policy and redirects. Out: JSON, and back.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::policy::{Policy, Rule};
use super::redirects::Redirects;
use crate::model::hosting::Pattern;

/// The version written; a file of another version is not understood.
const VERSION: u64 = 1;

/// What a host has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Headers by address.
    pub policy: Policy,
    /// Single old addresses, below the site's own, with where they lead and the status; beginnings are not listed.
    pub redirects: Vec<(String, String, u16)>,
}

#[derive(Deserialize, Serialize)]
struct Form {
    version: u64,
    base: String,
    rules: Vec<(String, Vec<(String, String)>)>,
    redirects: Vec<(String, String, u16)>,
}

/// A policy and its redirects as JSON.
pub fn print(policy: &Policy, redirects: &Redirects) -> Value {
    let rules = policy.rules.iter().map(|rule| (rule.pattern.to_string(), rule.headers.clone()));
    let single = redirects.list.iter().filter(|redirect| !redirect.is_beginning);
    let redirects =
        single.map(|one| (one.from.clone(), one.to.clone().unwrap_or_default(), one.status().code())).collect();
    let form = Form { version: VERSION, base: policy.base.clone(), rules: rules.collect(), redirects };
    serde_json::to_value(form).expect("texts are JSON")
}

/// Reads what `print` wrote; `None` for anything else.
pub fn read(value: &Value) -> Option<Record> {
    let form = Form::deserialize(value).ok().filter(|form: &Form| form.version == VERSION)?;
    let rules = form
        .rules
        .into_iter()
        .map(|(pattern, headers)| Some(Rule { pattern: Pattern::parse(&pattern).ok()?, headers, is_known: false }));
    Some(Record { policy: Policy { rules: rules.collect::<Option<_>>()?, base: form.base }, redirects: form.redirects })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hosting::headers;

    #[test]
    fn a_policy_reads_back() {
        let rule = |pattern: &str, value: &str| Rule {
            pattern: Pattern::of(pattern),
            headers: vec![("Cache-Control".into(), value.into())],
            is_known: true,
        };
        let policy = Policy { rules: vec![rule("/*", "a"), rule("/assets/site.*.css", "b")], base: "/sub/".into() };
        let value = print(&policy, &Redirects::default());
        let record = read(&value).expect("ours");
        for path in ["index.html", "assets/site.1a2b.css"] {
            assert_eq!(headers(&record.policy, path), headers(&policy, path));
        }
        assert_eq!(record.policy.base, "/sub/");
        assert_eq!(read(&serde_json::json!({"version": 9})), None);
    }
}
