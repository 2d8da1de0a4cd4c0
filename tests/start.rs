//! `factloom init`, `factloom new` and `factloom schema`, typed as a person types them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command said: exit code, stdout, stderr.
struct Said {
    code: i32,
    out: String,
    err: String,
}

fn typed(folder: &Path, arguments: &[&str]) -> Said {
    with_env(folder, arguments, &[])
}

fn with_env(folder: &Path, arguments: &[&str], env: &[(&str, &str)]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env_remove("VISUAL").env_remove("EDITOR");
    let run = command.env("SOURCE_DATE_EPOCH", "1795478400").envs(env.iter().copied()).output().expect("started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: run.status.code().expect("ended"), out: text(run.stdout), err: text(run.stderr) }
}

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A new site in a folder of its own.
fn site() -> tempfile::TempDir {
    let folder = scratch();
    let said = typed(folder.path(), &["init", "."]);
    assert_eq!(said.code, 0, "{}", said.err);
    folder
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => waiting.push(path),
                false => {
                    let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                    out.push((name, fs::read(&path).expect("read")));
                }
            }
        }
    }
    out.sort();
    out
}

/// The errors and warnings of a site, drafts included: that a fact is not used yet goes without saying.
fn findings(folder: &Path) -> Vec<String> {
    let said = typed(folder, &["check", "--drafts", "--format", "short"]);
    said.out.lines().filter(|line| !line.contains(": info[")).map(str::to_owned).collect()
}

#[test]
fn a_new_site_checks_and_builds_without_any_finding() {
    for options in
        [&[][..], &["--lang", "zh"], &["--title", "A: \"b\" # 自力更生", "--url", "https://example.org/sub/"]]
    {
        let folder = scratch();
        let said = typed(folder.path(), &[&["init", "my-site"], options].concat());
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        assert!(said.out.ends_with("next:\n  cd my-site\n  factloom serve --open\n"), "{}", said.out);
        let root = folder.path().join("my-site");
        for command in ["check", "build"] {
            let said = typed(&root, &[command, "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
            let counts = report["counts"].as_object().expect("counts");
            assert!(counts.values().all(|count| count == 0) && counts.len() == 4, "{command}: {report}");
            assert_eq!(said.code, 0);
        }
        assert!(root.join("public/declaration/index.html").is_file());
        assert!(read(&root, "content/declaration.md").contains("\ndate: 2026-11-24\n"), "the day of the clock");
    }
}

#[test]
fn the_options_stand_in_the_settings_and_the_folder_gives_the_title() {
    let folder = scratch();
    typed(folder.path(), &["init", "tariffs-explained"]);
    let settings = read(folder.path(), "tariffs-explained/content/site.yml");
    assert!(settings.contains("\ntitle: Tariffs explained\n") && settings.contains("\nurl: https://example.org/\n"));
    typed(folder.path(), &["init", "b", "--title", "Yes: {url}", "--url", "https://b.org/x/", "--lang", "pt-BR"]);
    let settings = read(folder.path(), "b/content/site.yml");
    assert!(
        settings.contains("\ntitle: \"Yes: {url}\"\n") && settings.contains("\nurl: https://b.org/x/\n"),
        "{settings}"
    );
    assert!(settings.contains("\nlang: pt-BR\n"));
    let said = typed(folder.path(), &["init", "c", "--lang", "klingon, honest"]);
    assert!(said.code == 2 && said.err.contains("such as en"), "{}", said.err);
}

#[test]
fn init_touches_nothing_and_names_all_that_is_in_the_way() {
    let folder = scratch();
    put(folder.path(), "content/site.yml", "title: Mine\n");
    put(folder.path(), "content/facts", "a file in place of a folder\n");
    put(folder.path(), "notes.txt", "notes\n");
    let before = tree(folder.path());
    let said = typed(folder.path(), &["init", "."]);
    assert_eq!(said.code, 2);
    for path in ["content/site.yml", "content/facts"] {
        assert!(said.err.contains(&format!("{path}` is in the way")), "{}", said.err);
    }
    assert!(said.err.contains("nothing was written") && said.out.is_empty());
    assert_eq!(tree(folder.path()), before);

    put(folder.path(), "plain", "a file\n");
    let said = typed(folder.path(), &["init", "plain"]);
    assert!(said.code == 2 && said.err.contains("`plain` is in the way"), "{}", said.err);
}

#[test]
fn init_in_a_folder_of_other_files_keeps_them_and_an_ignore_list() {
    let folder = scratch();
    put(folder.path(), ".gitignore", "/target\n");
    put(folder.path(), "README.md", "# Mine\n");
    put(folder.path(), "static/logo.svg", "<svg/>\n");
    let said = typed(folder.path(), &["init", "."]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("/public") && said.out.contains("static/ was there before"), "{}", said.out);
    assert_eq!(
        (read(folder.path(), ".gitignore"), read(folder.path(), "README.md")),
        ("/target\n".into(), "# Mine\n".into())
    );
    assert_eq!(findings(folder.path()), Vec::<String>::new());
}

#[test]
fn a_site_with_the_themes_own_files_builds_to_the_same_bytes() {
    let folder = scratch();
    typed(folder.path(), &["init", "a", "--title", "T"]);
    typed(folder.path(), &["init", "b", "--title", "T"]);
    let said = typed(folder.path(), &["init", "b", "--theme"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for part in ["base.html", "feed.xml", "theme/tokens.css", "theme/page.js"] {
        assert!(folder.path().join("b/templates").join(part).is_file(), "{part}");
    }
    for root in ["a", "b"] {
        assert_eq!(typed(folder.path(), &["build", "--quiet", "--root", root]).code, 0);
    }
    assert_eq!(tree(&folder.path().join("a/public")), tree(&folder.path().join("b/public")));
    let again = typed(folder.path(), &["init", "b", "--theme"]);
    assert!(again.code == 2 && again.err.contains("b/templates/base.html` is in the way"), "{}", again.err);
}

#[test]
fn each_kind_is_made_where_it_belongs_and_parses() {
    let folder = site();
    let root = folder.path();
    let made = |arguments: &[&str]| {
        let said = typed(root, &[&["new"], arguments].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        said.out.trim_end().to_owned()
    };
    assert_eq!(made(&["article", "why-self-reliance"]), "content/why-self-reliance.md:1");
    assert_eq!(made(&["article", "history/third-front", "--topic", "rights"]), "content/history/third-front.md:1");
    assert_eq!(made(&["article", "declaration", "--lang", "zh", "--title", "宣言"]), "content/declaration.zh.md:1");
    assert_eq!(made(&["sheet", "sanctions", "--summary", "What they cost: much."]), "content/facts/sanctions.yml:2");
    assert_eq!(
        made(&[
            "source",
            "rmrb-1",
            "--type",
            "newspaper",
            "--title",
            "自力更生",
            "--publisher",
            "rmrb",
            "--date",
            "2022-02"
        ]),
        "content/sources/sources.yml:13"
    );
    assert_eq!(
        made(&["entity", "rmrb", "--name", "人民日报", "--kind", "newspaper"]),
        "content/entities/entities.yml:12"
    );
    let claim = ["--claim", "___ companies left.", "--value", "nearly 1,000", "--unit", "companies", "--as-of", "2022"];
    let fact = [&["fact", "sanctions/companies", "--by", "rmrb", "--evidence", "rmrb-1, p. 3"][..], &claim].concat();
    assert_eq!(made(&fact), "content/facts/sanctions.yml:6");
    assert_eq!(findings(root), Vec::<String>::new(), "with all options given, nothing is left to do");
    let sheet = read(root, "content/facts/sanctions.yml");
    assert!(sheet.starts_with("# yaml-language-server: $schema=../../.factloom/schema/sheet.json\n"), "{sheet}");
    assert!(sheet.contains("facts:\n  companies:\n    kind: statistic\n    claim: ___ companies left.\n"), "{sheet}");
    assert!(read(root, "content/why-self-reliance.md").contains("title: Why self reliance\n"));
    assert!(read(root, "content/why-self-reliance.md").contains("status: draft\n"));
    assert_eq!(typed(root, &["build", "--quiet"]).code, 0, "drafts are not in the way of a build");
}

#[test]
fn what_is_left_open_shows_as_a_finding_at_its_own_line() {
    let folder = site();
    let root = folder.path();
    for kind in ["statistic", "event", "policy", "statement", "assessment", "forecast", "period"] {
        let said = typed(root, &["new", "fact", &format!("declaration/{kind}"), "--kind", kind]);
        assert_eq!(said.code, 0, "{}", said.err);
        // The sheet's defaults give `by` and `evidence`, so these are not asked for.
        assert!(said.err.contains("`claim` of fact") && !said.err.contains("evidence"), "{}", said.err);
    }
    typed(root, &["new", "source", "mine"]);
    typed(root, &["new", "entity", "mine"]);
    let found = findings(root);
    assert!(found.iter().all(|line| line.contains("missing-field") && line.contains("is empty")), "{found:#?}");
    for field in
        ["`when` of fact `declaration/event`", "`order` of fact `declaration/period`", "`title` of source `mine`"]
    {
        assert!(found.iter().any(|line| line.contains(field)), "{field}: {found:#?}");
    }
    let said = typed(
        root,
        &["new", "fact", "declaration/of-no-one", "--by", "nobody", "--claim", "C.", "--kind", "assessment"],
    );
    assert!(said.code == 0 && said.err.contains("there is no entity `nobody`"), "{}", said.err);
}

#[test]
fn a_fact_is_added_to_a_sheet_of_any_style_and_no_other_byte_changes() {
    let folder = site();
    let root = folder.path();
    let text = "\u{feff}# 说明\r\ntitle: S # here\r\nsummary: S.\r\ntopics: []\r\nfacts:\r\n    a:   # first\r\n        kind: event\r\n        claim: \"C: d\"\r\n        when: 2022\r\n        evidence: udhr\r\n\r\n    # more to come\r\n\r\n# the end";
    put(root, "content/facts/s.yml", text);
    let said = typed(
        root,
        &["new", "fact", "s/b", "--kind", "event", "--claim", "D.", "--when", "2023", "--evidence", "udhr"],
    );
    assert_eq!((said.code, said.out.as_str()), (0, "content/facts/s.yml:14\n"), "{}", said.err);
    let new = read(root, "content/facts/s.yml");
    let added =
        "\r\n    b:\r\n        kind: event\r\n        claim: D.\r\n        when: 2023\r\n        evidence: udhr\r\n";
    let (front, back) = text.split_at(text.find("\r\n\r\n# the end").expect("there") + 2);
    assert_eq!(new, format!("{front}{added}{back}"));
    assert_eq!(findings(root), Vec::<String>::new());

    put(
        root,
        "content/facts/t.yml",
        "title: T\nsummary: S.\ntopics: []\nfacts: {a: {kind: event, claim: C., when: 2022, evidence: udhr}}\n",
    );
    let before = tree(root);
    let said = typed(root, &["new", "fact", "t/b"]);
    assert!(said.code == 2 && said.err.contains("{ }"), "{}", said.err);
    assert_eq!(tree(root), before);
}

#[test]
fn ids_that_are_taken_or_none_are_refused_with_one_that_is_free() {
    let folder = site();
    let root = folder.path();
    typed(root, &["new", "article", "why-self-reliance"]);
    let before = tree(root);
    let long = "a".repeat(80);
    for (arguments, free) in [
        (&["article", "why-self-reliance"][..], "factloom new article why-self-reliance-2"),
        (&["article", "Why Beijing talks"], "factloom new article why-beijing-talks --title 'Why Beijing talks'"),
        (&["article", "facts"], "factloom new article about-facts"),
        (&["article", "Third Front/a"], "factloom new article third-front/a"),
        (&["article", "../escape"], "factloom new article article/escape"),
        (&["sheet", "declaration"], "factloom new sheet declaration-2"),
        (&["fact", "declaration/adopted"], "factloom new fact declaration/adopted-2"),
        (&["fact", "declaraton/x"], "factloom new fact declaration/x"),
        (&["fact", "x"], "factloom new fact declaration/x"),
        (&["source", "udhr"], "factloom new source udhr-2"),
        (&["source", "人民日报 2022"], "factloom new source ren-min-ri-bao-2022 --title '人民日报 2022'"),
        (&["source", "???"], "factloom new source source --title '???'"),
        (&["source", &long], &format!("factloom new source {} ", "a".repeat(64))),
        (&["entity", "人民日报"], "factloom new entity ren-min-ri-bao --name 人民日报"),
        (&["entity", "People's Daily"], "factloom new entity peoples-daily --name 'People'\\''s Daily'"),
        (&["entity", "--", "-x"], "factloom new entity x --name=-x"),
    ] {
        let said = typed(root, &[&["new"], arguments].concat());
        assert!(said.code == 2 && said.err.contains(free), "{arguments:?} should be told `{free}`: {}", said.err);
        assert!(said.out.is_empty());
    }
    assert_eq!(tree(root), before, "nothing was written");
}

#[test]
fn what_was_typed_wrong_is_refused_before_anything_is_written() {
    let folder = site();
    let root = folder.path();
    let before = tree(root);
    for (arguments, message) in [
        (&["fact", "declaration/x", "--value", "lots"][..], "no number phrase"),
        (&["fact", "declaration/x", "--as-of", "tomorrow"], "is no date"),
        (&["fact", "declaration/x", "--kind", "statistics"], "a similar value exists: 'statistic'"),
        (&["source", "x", "--url", "example.org"], "no web address"),
        (&["entity", "x", "--owner", "Some One"], "is no id"),
        (&["entity", "x", "--file", "../../evil.yml"], "no YAML file below content/entities/"),
        (&["entity", "x", "--file", "a.bib"], "no YAML file"),
        (&["source", "x", "--open"], "VISUAL or EDITOR"),
        (&["fact", "nothing/x"], "factloom new sheet nothing"),
    ] {
        let said = typed(root, &[&["new"], arguments].concat());
        assert!(said.code == 2 && said.err.contains(message), "{arguments:?}: {}", said.err);
    }
    assert_eq!(tree(root), before);
    let said = typed(folder.path(), &["new", "article", "x", "--root", "content"]);
    assert!(said.code == 2 && said.err.contains("factloom init content"), "{}", said.err);
}

#[test]
fn files_and_folders_in_the_way_of_new_are_named() {
    let folder = site();
    let root = folder.path();
    put(root, "content/history", "a file in place of a folder\n");
    let said = typed(root, &["new", "article", "history/third-front"]);
    assert!(said.code == 2 && said.err.contains("cannot write `./content/history/third-front.md`"), "{}", said.err);
    fs::remove_file(root.join("content/entities/entities.yml")).expect("removed");
    fs::create_dir(root.join("content/entities/entities.yml")).expect("made");
    let said = typed(root, &["new", "entity", "x"]);
    assert!(said.code == 2 && said.err.contains("entities.yml"), "{}", said.err);
    fs::remove_dir_all(root.join(".factloom")).expect("removed");
    put(root, ".factloom", "a file\n");
    let said = typed(root, &["schema", "--write"]);
    assert!(said.code == 2 && said.err.contains("`./.factloom/schema/sheet.json`"), "{}", said.err);
}

#[test]
fn files_are_chosen_as_people_expect() {
    let folder = site();
    let root = folder.path();
    let made = |arguments: &[&str]| typed(root, &[&["new"], arguments].concat()).out;
    assert_eq!(made(&["source", "a", "--file", "news.yml"]), "content/sources/news.yml:2\n");
    assert_eq!(made(&["source", "b", "--file", "content/sources/news.yml"]), "content/sources/news.yml:7\n");
    assert_eq!(made(&["source", "c"]), "content/sources/sources.yml:13\n", "of several, the usual one");
    put(root, "content/sources/lib.bib", "@book{d, title={D}, publisher={P}}\n");
    let said = typed(root, &["new", "source", "d"]);
    assert!(said.err.contains("d-2"), "the ids of libraries are taken: {}", said.err);
    fs::remove_dir_all(root.join(".factloom")).expect("removed");
    made(&["sheet", "bare"]);
    assert!(read(root, "content/facts/bare.yml").starts_with("title: Bare\n"), "without schemas no line for them");
    let outside = typed(Path::new("/"), &["new", "entity", "e", "--root", &root.to_string_lossy()]);
    assert_eq!(outside.out, format!("{}/content/entities/entities.yml:12\n", root.display()));
}

#[test]
fn the_editor_that_is_set_is_opened_at_the_line() {
    let folder = site();
    let root = folder.path();
    put(root, "bin/vim", "#!/bin/sh\nprintf '%s ' \"$@\" > opened\n");
    let script = root.join("bin/vim");
    let mut permissions = fs::metadata(&script).expect("there").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    fs::set_permissions(&script, permissions).expect("set");
    let editor = format!("{} -n", script.display());
    let said = with_env(root, &["new", "source", "x", "--open"], &[("EDITOR", "false"), ("VISUAL", &editor)]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(read(root, "opened"), "-n +13 ./content/sources/sources.yml ");
    let said = with_env(root, &["new", "source", "y", "--open"], &[("EDITOR", "false")]);
    assert!(said.code == 2 && said.err.contains("the editor `false` ended with"), "{}", said.err);
}

#[test]
fn schemas_are_printed_stored_renewed_and_never_put_over_other_files() {
    let folder = scratch();
    put(folder.path(), "content/site.yml", "title: T\nurl: https://example.org/\n");
    let printed = typed(folder.path(), &["schema", "sheet"]).out;
    let said = typed(folder.path(), &["schema", "--write"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for words in [
        "# yaml-language-server: $schema=../../.factloom/schema/sheet.json",
        "\"yaml.schemas\": {",
        "JetBrains",
        "remark",
    ] {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert_eq!(read(folder.path(), ".factloom/schema/sheet.json"), printed);
    let site: serde_json::Value =
        serde_json::from_str(&read(folder.path(), ".factloom/schema/site.json")).expect("JSON");
    let rule = &site["properties"]["rules"]["properties"]["uncited-figure"];
    assert!(
        rule["description"].as_str().expect("text").len() > 20 && rule["enum"].as_array().expect("a list").len() == 4
    );
    assert_eq!(findings(folder.path()), Vec::<String>::new(), "schemas are no content");

    put(folder.path(), ".factloom/schema/sheet.json", &printed.replace("Factloom", "Older"));
    put(folder.path(), ".factloom/schema/site.json", "{\"mine\": true}\n");
    let said = typed(folder.path(), &["schema", "--write"]);
    assert!(said.code == 2 && said.err.contains("site.json` was not made by factloom"), "{}", said.err);
    assert_eq!(read(folder.path(), ".factloom/schema/sheet.json"), printed);
    assert_eq!(read(folder.path(), ".factloom/schema/site.json"), "{\"mine\": true}\n");
    let said = typed(folder.path(), &["schema"]);
    assert!(said.code == 2 && said.err.contains("glossary") && said.err.contains("--write"), "{}", said.err);
}

#[test]
fn a_draft_that_is_left_out_is_said_to_be_and_fixed_all_the_same() {
    let folder = scratch();
    let root = folder.path();
    typed(root, &["init", "."]);
    assert_eq!(typed(root, &["new", "article", "rice", "--title", "Rice"]).code, 0);
    let text = format!("{}\nIt has [](fact:declaration/articles) articles.\n", read(root, "content/rice.md"));
    std::fs::write(root.join("content/rice.md"), text).expect("written");
    for command in ["check", "build"] {
        let said = typed(root, &[command]).out;
        assert!(said.contains("1 article (1 draft left out: --drafts takes it in)"), "{said}");
    }
    assert!(!typed(root, &["check", "--drafts"]).out.contains("left out"));
    typed(root, &["fix"]);
    assert!(!read(root, "content/rice.md").contains("[](fact:"), "{}", read(root, "content/rice.md"));
}

#[test]
fn a_folder_without_a_site_is_named_and_what_to_do() {
    let folder = scratch();
    for command in [&["check"][..], &["serve", "--port", "0"], &["build"]] {
        let said = typed(folder.path(), command);
        assert_eq!(said.code, 2, "{command:?}: {}", said.out);
        assert!(said.err.contains("`factloom init .` starts a site"), "{command:?}: {}", said.err);
    }
}

#[test]
fn what_is_proposed_instead_of_an_id_can_be_one() {
    let folder = site();
    let said = typed(folder.path(), &["new", "fact", "Declaration/Rights"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("free is: factloom new fact declaration/rights"), "{}", said.err);
}
