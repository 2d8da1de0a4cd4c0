//! A directory that is filled file by file.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use super::support::{built, command, edit, factloom, files, good, said, same, site};

#[test]
fn a_directory_is_filled_file_by_file_and_finished_after_a_kill() {
    let there = tempfile::tempdir().expect("a folder");
    let site = site(&format!("  live: {{to: {}, layout: flat}}\n", there.path().display()));
    let root = site.path();
    fs::write(there.path().join("theirs.txt"), "theirs").expect("written");
    good(&factloom(root, &["publish"], &[]));
    let mut killed = 0;
    for round in 0..30 {
        edit(root, &format!("Round {round}."));
        let mut random = fastrand::Rng::with_seed(round);
        let mut child = command(root, &["publish", "--quiet"], &[]).stdout(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(Duration::from_micros(random.u64(0..15_000)));
        let _ = child.kill();
        killed += usize::from(!child.wait().expect("it ends").success());
    }
    println!("{killed} of 30 publishes were killed");
    assert!(killed > 5, "{killed} of 30 publishes were killed");
    edit(root, "The last round.");
    good(&factloom(root, &["publish"], &[]));
    assert!(good(&factloom(root, &["verify", "live"], &[])).contains("is what was built"));
    let mut there = files(there.path());
    assert_eq!(there.remove("theirs.txt").as_deref(), Some(&b"theirs"[..]));
    let ours: Vec<String> = there.keys().filter(|path| path.starts_with(".factloom/")).cloned().collect();
    assert_eq!(ours, [".factloom/published.json"], "nothing is left over");
    there.remove(".factloom/published.json");
    same(&there, &built(root));
}

#[test]
fn a_directory_that_takes_no_files_is_named_with_what_to_do() {
    let there = tempfile::tempdir().expect("a folder");
    fs::write(there.path().join("site"), "a file").expect("written");
    let site = site(&format!("  live: {{to: {}/site, layout: flat}}\n", there.path().display()));
    let run = factloom(site.path(), &["publish"], &[]);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(said(&run).contains("help: move away what is there and not ours"), "{}", said(&run));
}
