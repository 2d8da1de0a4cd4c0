//! Writing: whole or not at all, whatever happens.

mod site;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use site::{Version, build, child, make, read, run};

#[test]
fn a_build_with_an_error_leaves_the_old_site_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 20, Version::One);
    build(folder.path());
    let before = read(folder.path());
    let article = folder.path().join("content/a0.md");
    let text = fs::read_to_string(&article).expect("readable").replace("[10,128]", "[10,129]");
    fs::write(&article, text).expect("written");
    let run = run(folder.path(), &[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("figure-mismatch"), "{}", run.stdout);
    assert!(run.stdout.contains("content/a0.md:7:"), "{}", run.stdout);
    assert!(read(folder.path()) == before, "the old site is as it was");
}

#[test]
fn a_killed_build_leaves_the_old_or_the_new_site_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 100, Version::One);
    build(folder.path());
    let one = read(folder.path());
    make(folder.path(), 100, Version::Two);
    build(folder.path());
    let two = read(folder.path());
    assert!(one != two);
    let started = std::time::Instant::now();
    build(folder.path());
    let whole = started.elapsed();
    let mut random = fastrand::Rng::with_seed(7);
    let (mut n_one, mut n_two) = (0, 0);
    for trial in 0..24 {
        let version = if trial % 2 == 0 { Version::One } else { Version::Two };
        make(folder.path(), 100, version);
        let mut process = child(folder.path());
        std::thread::sleep(Duration::from_micros(random.u64(0..=whole.as_micros() as u64 + 1)));
        process.kill().expect("killed");
        process.wait().expect("ended");
        let now = read(folder.path());
        assert!(now == one || now == two, "trial {trial}: the output is a mix of two sites");
        if now == one { n_one += 1 } else { n_two += 1 }
    }
    build(folder.path());
    let rest: Vec<_> = fs::read_dir(folder.path()).expect("readable").map(|e| e.expect("entry").file_name()).collect();
    assert!(rest.iter().all(|name| !name.to_string_lossy().contains("factloom")), "left over: {rest:?}");
    assert!(n_one + n_two == 24);
}

#[test]
fn a_reader_in_mid_build_never_meets_a_gap() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 100, Version::One);
    build(folder.path());
    let page = folder.path().join("public/a0/index.html");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let text = fs::read_to_string(&page).expect("the page is always there");
                assert!(text.ends_with("</html>\n"), "the page is always whole");
                reads += 1;
            }
            reads
        });
        for version in [Version::Two, Version::One, Version::Two, Version::One] {
            make(folder.path(), 100, version);
            build(folder.path());
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(reader.join().expect("no gap") > 10);
    });
}

#[test]
fn files_that_are_not_ours_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 5, Version::One);
    build(folder.path());
    let public = folder.path().join("public");
    fs::write(public.join("CNAME"), "example.org\n").expect("written");
    fs::create_dir_all(public.join(".git/refs")).expect("made");
    fs::write(public.join(".git/HEAD"), "ref: x\n").expect("written");
    std::os::unix::fs::symlink("CNAME", public.join("link")).expect("linked");
    fs::create_dir(public.join("empty")).expect("made");
    make(folder.path(), 4, Version::Two);
    build(folder.path());
    assert_eq!(fs::read_to_string(public.join("CNAME")).expect("kept"), "example.org\n");
    assert_eq!(fs::read_to_string(public.join(".git/HEAD")).expect("kept"), "ref: x\n");
    assert!(public.join(".git/refs").is_dir() && public.join("empty").is_dir());
    assert_eq!(fs::read_link(public.join("link")).expect("a link"), Path::new("CNAME"));
    assert!(!public.join("a4/index.html").exists(), "a page of ours that is gone is removed");
}

#[test]
fn unchanged_files_keep_their_inode_and_a_same_build_touches_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 5, Version::One);
    build(folder.path());
    let inode = |path: &str| fs::metadata(folder.path().join("public").join(path)).expect("there").ino();
    let style = fs::read_dir(folder.path().join("public/assets")).expect("there").map(|entry| entry.expect("an entry"));
    let style =
        style.map(|entry| format!("assets/{}", entry.file_name().display())).find(|name| name.ends_with(".css"));
    let style = style.expect("a stylesheet");
    let (sheet, root) = (inode(&style), inode("."));
    build(folder.path());
    assert_eq!(inode("."), root, "the same site is not exchanged");
    make(folder.path(), 5, Version::Two);
    build(folder.path());
    assert_eq!(inode(&style), sheet, "the same bytes are not written again");
    assert_ne!(inode("."), root);
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 3, Version::One);
    fs::create_dir_all(folder.path().join("public/a0")).expect("made");
    fs::write(folder.path().join("public/a0/index.html"), "mine").expect("written");
    let run = run(folder.path(), &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("a0/index.html` is in the way and not a file of ours"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(folder.path().join("public/a0/index.html")).expect("kept"), "mine");
}

#[test]
fn two_builds_at_once_do_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 200, Version::One);
    let mut all: Vec<_> = (0..4).map(|_| child(folder.path())).collect();
    let codes: Vec<_> = all.iter_mut().map(|process| process.wait().expect("ended").code()).collect();
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 2))), "{codes:?}");
    assert!(codes.contains(&Some(0)), "{codes:?}");
    let made = read(folder.path());
    build(folder.path());
    assert!(read(folder.path()) == made);
}

#[test]
fn dangerous_outputs_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 2, Version::One);
    for output in ["", "content", "content/public", "/"] {
        let path = if output == "/" { "/".into() } else { folder.path().join(output) };
        let run = run(folder.path(), &["--output-dir", &path.to_string_lossy()]);
        assert_eq!(run.code, 2, "{output}: {}", run.stdout);
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
    assert!(folder.path().join("content/site.yml").exists());
    fs::write(folder.path().join("file"), "x").expect("written");
    let run = run(folder.path(), &["--output-dir", &folder.path().join("file").to_string_lossy()]);
    assert!(run.stderr.contains("is not a folder"), "{}", run.stderr);
}

#[test]
fn a_static_file_that_clashes_with_a_page_is_an_error_that_names_both() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 2, Version::One);
    fs::create_dir_all(folder.path().join("static/a0")).expect("made");
    fs::write(folder.path().join("static/a0/index.html"), "x").expect("written");
    let run = run(folder.path(), &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("two outputs have the path `a0/index.html`"), "{}", run.stderr);
}

#[test]
fn a_full_disk_is_an_error_that_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 200, Version::One);
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).expect("made");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        println!("no right to mount a small disk here; nothing was tested");
        return;
    }
    let run = run(folder.path(), &["--output-dir", &disk.join("public").to_string_lossy()]);
    let left: Vec<_> = fs::read_dir(&disk).expect("readable").collect();
    Command::new("umount").arg(&disk).status().expect("unmounted");
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("the disk is full (no space left); the previous site is unchanged"), "{}", run.stderr);
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_template_that_is_wrong_is_named_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    make(folder.path(), 2, Version::One);
    fs::create_dir(folder.path().join("templates")).expect("made");
    fs::write(
        folder.path().join("templates/about.html"),
        "{% extends \"base.html\" %}\n{% block main %}{{ nosuch }}{% endblock main %}\n",
    )
    .expect("written");
    let run = run(folder.path(), &[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("about.html") && run.stderr.contains("nosuch"), "{}", run.stderr);
    assert!(!folder.path().join("public").exists());
}
