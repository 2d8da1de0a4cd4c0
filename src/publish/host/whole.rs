//! What hosts that switch a whole release at once have in common: files of others that no release may swallow.
//!
//! In: a plan, names that are not ours. Out: the first that wants a name as a directory which the other wants as a file.
//! `in_the_way` of a plan knows equal names only.

use std::collections::BTreeSet;

use crate::publish::error::{Kind, PublishError};
use crate::publish::plan::{Act, Plan};

/// Refuses a plan by which a file of others would vanish under a directory of ours, or the other way round.
pub(super) fn check_clash(plan: &Plan, foreign: &[Box<str>]) -> Result<(), PublishError> {
    let foreign: BTreeSet<&str> = foreign.iter().map(|path| &**path).collect();
    for step in plan.steps.iter().filter(|step| step.act != Act::Delete) {
        let below = format!("{}/", step.path);
        let inside = foreign.range(&*below..).next().filter(|path| path.starts_with(&below));
        let mut above = step.path.match_indices('/').map(|(at, _)| &step.path[..at]);
        if let Some(other) = inside.copied().or_else(|| above.find(|path| foreign.contains(path))) {
            let message = format!("`{}` cannot be published: `{other}` is there, and is not ours", step.path);
            return Err(PublishError::new(Kind::Consent, message).help(format!("move `{other}` away there")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::hash::Hash;
    use crate::publish::plan::Given;
    use crate::publish::state::{Doubt, File, Published};

    #[test]
    fn a_file_and_a_directory_of_one_name_are_told_before_anything_is_lost() {
        let file = File { hash: Hash::of(b""), size: 0, headers: None };
        let site = Published { release: "r".into(), files: [("a/b".into(), file), ("c".into(), file)].into() };
        let check = |foreign: &[Box<str>]| {
            let plan = Plan::new(&Given {
                target: "t",
                site: &site,
                host: None,
                in_doubt: &Doubt::new(),
                foreign,
                adopt: true,
                headers: false,
            });
            check_clash(&plan, foreign).map_err(|error| error.message)
        };
        assert_eq!(check(&["a/c".into(), "c.html".into(), "c-/x".into(), "a/b".into()]), Ok(()));
        assert!(check(&["a".into()]).unwrap_err().contains("`a` is there"));
        assert!(check(&["c/x/y".into()]).unwrap_err().contains("`c/x/y` is there"));
    }
}
