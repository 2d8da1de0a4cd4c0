//! `factloom import`: what is taken, what is held back, what had no place, and that no byte is lost.

mod losses;
mod round_trips;
mod support;

use support::{Site, check_clean, import, import_from};

const BIB: &str = "@article{韩伟2022,\n  title = {坚持独立自主},\n  titleaddon = {[Upholding independence]},\n  author = {韩, 伟 and 李, 明},\n  date = {2022-02-25},\n  journaltitle = {人民日报},\n  langid = {chinese},\n  keywords = {a, b},\n}\n\n@book{good-1999,\n  title = {Good: a \"book\"},\n  author = {{World Bank} and others},\n  year = {1999},\n}\n";

#[test]
fn entries_are_appended_under_ids_of_the_sites_style_and_nothing_is_dropped_in_silence() {
    let site = Site::new();
    let (code, out, err) = import(&site, "refs.bib", BIB, &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(
        site.read("content/sources/imported.yml"),
        "han-wei-2022-upholding-independence:\n  type: article\n  title: 坚持独立自主\n  title_en: Upholding independence\n  author: [韩伟, 李明]\n  publisher: peoples-daily\n  date: 2022-02-25\n  lang: zh\n\ngood-1999:\n  type: book\n  title: \"Good: a \\\"book\\\"\"\n  author: [World Bank]\n  publisher: unknown\n  date: 1999\n"
    );
    assert_eq!(
        out,
        "han-wei-2022-upholding-independence: from refs.bib:1, there `韩伟2022`\n  publisher peoples-daily is an entity of the site\n  no place for keywords: a, b\ngood-1999: from refs.bib:11\n  no publisher is given, `unknown` stands in for it\n  no place for author: and others\n2 entries appended to content/sources/imported.yml\n"
    );
    check_clean(&site);
}

#[test]
fn a_second_import_holds_everything_back_and_changes_no_byte() {
    let site = Site::new();
    for (name, text) in [("a.bib", BIB), ("b.ris", RIS), ("c.json", CROSSREF), ("d.json", DATACITE)] {
        let (code, out, _) = import(&site, name, text, &[]);
        assert_eq!(code, 0, "{out}");
        let before = site.read("content/sources/imported.yml");
        let (code, out, _) = import(&site, name, text, &[]);
        assert_eq!(code, 1, "{out}");
        assert!(out.contains("says the same") && out.contains("nothing to append"), "{out}");
        assert_eq!(site.read("content/sources/imported.yml"), before);
    }
    check_clean(&site);
}

const RIS: &str = "\u{feff}Provider: A library\r\n\r\nTY  - NEWS\r\nTI  - Titles: \"quoted\" # and\r\n  more\r\nAU  - Li, Ming\r\nAU  - 王伟\r\nED  - Segal, Adam\r\nT2  - The Post\r\nPY  - 2022\r\nDA  - 2022/02/25/\r\nSP  - 3\r\nEP  - 5\r\nLA  - English\r\nSN  - 1000-1234\r\nDO  - https://doi.org/10.1000/AbC\r\nUR  - http://e.org/x?a=1\r\nAB  - The US-China\r\nUS-China relations\r\nKW  - one\r\nKW  - two\r\nN1  - A note\r\nY2  - 2026/11/20/\r\nER  - \r\n";

#[test]
fn ris_is_read_with_all_its_dialects() {
    let site = Site::new();
    let (code, out, _) = import(&site, "x.ris", RIS, &[]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        site.read("content/sources/imported.yml"),
        "post-2022-02-25-titles-quoted:\n  type: newspaper\n  title: \"Titles: \\\"quoted\\\" # and more\"\n  author: [Ming Li, 王伟]\n  editor: [Adam Segal]\n  publisher: The Post\n  date: 2022-02-25\n  accessed: 2026-11-20\n  url: http://e.org/x?a=1\n  pages: 3-5\n  doi: 10.1000/AbC\n  lang: en\n  note: A note\n"
    );
    for line in ["SN: 1000-1234", "AB: The US-China US-China relations", "KW: one; two"] {
        assert!(out.contains(&format!("  no place for {line}\n")), "{out}");
    }
    check_clean(&site);
}

const CROSSREF: &str = r#"{"status":"ok","message-type":"work","message":{"indexed":{"timestamp":1},"publisher":"Emerald","issue":"3","DOI":"10.1108\/IJDI-02","type":"journal-article","page":"239-252","title":["Self-reliance &amp; <i>growth<\/i>"],"subtitle":["views"],"volume":"12","author":[{"given":"Clem","family":"Tisdell","sequence":"first","ORCID":"http://orcid.org/0"},{"name":"World Bank","sequence":"additional"}],"member":"140","reference":[{"DOI":"10.1/x"}],"container-title":["Journal of Things"],"resource":{"primary":{"URL":"http:\/\/www.emerald.com\/178"}},"issued":{"date-parts":[[2013,9,1]]},"published":{"date-parts":[[2013,9,1]]},"URL":"http:\/\/dx.doi.org\/10.1108\/IJDI-02","ISSN":["1446-8956"]}}"#;
const DATACITE: &str = r#"{"data":{"id":"10.5281/z.1","type":"dois","attributes":{"doi":"10.5281/z.1","creators":[{"name":"韩, 伟","nameType":"Personal","givenName":"伟","familyName":"韩","affiliation":[]},{"name":"Peking University","nameType":"Organizational"}],"titles":[{"title":"自力更生数据集"},{"title":"Self-reliance data","titleType":"TranslatedTitle"}],"publisher":{"name":"Zenodo"},"publicationYear":2021,"contributors":[{"name":"Li, Ming","contributorType":"Editor"}],"dates":[{"date":"2021-05-06","dateType":"Issued"}],"language":"zh","types":{"resourceTypeGeneral":"Dataset"},"version":"1.2","url":"https://zenodo.org/record/1","state":"findable"}},"included":[{"attributes":{"titles":[],"creators":[]}}]}"#;

#[test]
fn records_of_dois_are_told_by_their_shape() {
    let site = Site::new();
    let (code, out, _) = import(&site, "a.txt", CROSSREF, &[]);
    assert_eq!(code, 0, "{out}");
    let (code, more, _) = import(&site, "b", DATACITE, &[]);
    assert_eq!(code, 0, "{more}");
    assert_eq!(
        site.read("content/sources/imported.yml"),
        "tisdell-2013-self-reliance:\n  type: article\n  title: \"Self-reliance & growth: views\"\n  author: [Clem Tisdell, World Bank]\n  publisher: Emerald\n  in: Journal of Things\n  date: 2013-09-01\n  url: http://www.emerald.com/178\n  volume: 12\n  issue: 3\n  pages: 239-252\n  doi: 10.1108/IJDI-02\n  lang: en\n\nzenodo-2021-05-06-self-reliance:\n  type: dataset\n  title: 自力更生数据集\n  title_en: Self-reliance data\n  author: [韩伟, Peking University]\n  editor: [Ming Li]\n  publisher: Zenodo\n  date: 2021-05-06\n  url: https://zenodo.org/record/1\n  doi: 10.5281/z.1\n  lang: zh\n".replace("  lang: en\n\nzen", "\nzen")
    );
    for line in [
        "ISSN: 1446-8956",
        "reference: [{\"DOI\":\"10.1/x\"}]",
        "registry's bookkeeping: indexed, member 140",
        "author.ORCID: http://orcid.org/0 (Tisdell)",
        "title: markup <i>",
    ] {
        assert!(out.contains(&format!("  no place for {line}\n")), "{out}");
    }
    assert!(more.contains("  no place for version (DataCite): 1.2\n"), "{more}");
    let negotiated = r#"{"type":"article-journal","DOI":"10.1/y","title":"T","deposited":{"x":1},"author":[{"family":"A","given":"B"}],"issued":{"date-parts":[[2020]]}}"#;
    let list = r#"{"message":{"total-results":2,"items":[{"type":"book","DOI":"10.1/a","title":["One"],"facets":{}},{"type":"book","DOI":"10.1/b","title":["Two"]}]}}"#;
    for (text, count) in [(negotiated, 1), (list, 2)] {
        let (code, out, _) = import(&site, "x.json", text, &["--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!((code, document["accepted"].as_array().map(Vec::len)), (0, Some(count)), "{out}");
    }
    check_clean(&site);
}

#[test]
fn what_the_site_has_is_held_back_with_its_place_and_what_would_change() {
    let site = Site::new();
    let sheet = "# mine\nold-2020:\n  type: web   # a page\n  title: Old\n  publisher: peoples-daily\n  url: http://Example.org/a/\n  read: full\n\nlaw:\n    title: A law\n    type: law\n    publisher: p\n    doi: 10.1000/abc\n\nflow: {type: book, title: Flow, publisher: p, date: 2001}\n";
    site.write("content/sources/mine.yml", sheet);
    let json = r#"[
{"id":"x1","type":"webpage","title":"Old, revised","URL":"https://example.org/a?utm_source=x#top","publisher":"人民日报","issued":{"date-parts":[[2020,5]]}},
{"id":"x2","type":"legislation","title":"A law","publisher":"p","DOI":"https://doi.org/10.1000/ABC"},
{"id":"flow","type":"book","title":"Another","publisher":"p","issued":{"date-parts":[[2002]]}},
{"id":"new-1","type":"book","title":"New","publisher":"p"},
{"id":"new-2","type":"book","title":"New","publisher":"p","volume":"2"}
]"#;
    let (code, out, _) = import(&site, "in.json", json, &[]);
    assert_eq!(code, 1);
    let expected = "in.json:2 `x1`: held back, `old-2020` at content/sources/mine.yml:2 has the same address\n--- content/sources/mine.yml:2 as it stands\n+++ as it would be with what the file says\n@@ -1,6 +1,7 @@\n old-2020:\n   type: web   # a page\n-  title: Old\n+  title: Old, revised\n   publisher: peoples-daily\n   url: http://Example.org/a/\n   read: full\n+  date: 2020-05\n";
    assert!(out.contains(expected), "{out}");
    assert!(
        out.contains("in.json:3 `x2`: held back, content/sources/mine.yml:9 says the same (the same DOI)\n"),
        "{out}"
    );
    assert!(
        out.contains("in.json:4 `flow`: held back, `flow` at content/sources/mine.yml:15 has the same id\n"),
        "{out}"
    );
    assert!(out.contains("-  date: 2001\n+  date: 2002\n"), "{out}");
    assert!(
        out.contains("in.json:6 `new-2`: held back, `new-1` at in.json:5 has the same title, date and author\n"),
        "{out}"
    );
    assert!(out.contains("1 entry appended to content/sources/imported.yml, 4 held back\n"), "{out}");
    assert_eq!(site.read("content/sources/mine.yml"), sheet, "nothing is overwritten");
    check_clean(&site);

    let (code, out, _) = import(&site, "in.json", json, &["--keep-both"]);
    assert_eq!(code, 0, "{out}");
    for id in ["\nx1:\n", "\nx2:\n", "\nflow-2:\n", "\nnew-1-2:\n", "\nnew-2:\n"] {
        assert!(site.read("content/sources/imported.yml").contains(id), "{id}");
    }
    check_clean(&site);
}

#[test]
fn one_work_is_told_from_two_of_one_title() {
    let site = Site::new();
    let json = r#"[{"id":"a-1","type":"webpage","title":"Editorial","publisher":"P","URL":"https://p.org/1"},{"id":"a-2","type":"webpage","title":"Editorial","publisher":"P","URL":"https://p.org/2"}]"#;
    assert_eq!(import(&site, "x.json", json, &[]).0, 0);
    // A signed work is one by whatever address, and however exactly it is dated.
    let json = r#"[{"id":"b-1","type":"article","title":"Economic self-reliance and China's development","author":[{"family":"Tisdell","given":"C"}],"issued":{"date-parts":[[2013,9]]},"URL":"https://a.org/1"},{"id":"b-2","type":"article","title":"Economic Self-Reliance and China’s Development","author":[{"family":"Tisdell","given":"C"}],"issued":{"date-parts":[[2013,9,1]]},"URL":"https://b.org/2","DOI":"10.1/x"}]"#;
    let (code, out, _) = import(&site, "y.json", json, &[]);
    assert!(
        code == 1 && out.contains("`b-2`: held back, `b-1` at y.json:1 has the same title, date and author"),
        "{out}"
    );
    // Of two editions at one address the one of the same id is meant.
    site.write("content/sources/e.yml", "e-1: {type: web, title: E1, publisher: p, url: 'https://e.org/'}\ne-2: {type: web, title: E2, publisher: p, url: 'https://e.org/'}\n");
    let json = r#"{"id":"e-2","type":"webpage","title":"E2","publisher":"p","URL":"https://e.org/"}"#;
    let (code, out, _) = import(&site, "x.json", json, &[]);
    assert!(code == 1 && out.contains("content/sources/e.yml:2 says the same"), "{out}");
}

#[test]
fn the_sheet_keeps_its_bytes_its_line_endings_and_gets_a_final_newline() {
    let site = Site::new();
    for (before, between, ending) in [
        ("# kept \r\na: {type: web, title: A, publisher: p}\r\n# end", "\r\n\r\n", "\r\n"),
        ("\u{feff}b:\n  type: web\n  title: B\n  publisher: p\n\n\n", "\n", "\n"),
        ("c: {type: web, title: C, publisher: p}\n", "\n", "\n"),
        ("", "", "\n"),
    ] {
        site.write("content/sources/s.yml", before);
        let (code, out, _) = import(
            &site,
            "x.ris",
            "TY  - BOOK\nTI  - T\nPB  - P\nER  - \n",
            &["--file", "content/sources/s.yml", "--id", "new-one"],
        );
        assert_eq!(code, 0, "{out}");
        let entry = "new-one:\n  type: book\n  title: T\n  publisher: P\n".replace('\n', ending);
        assert_eq!(site.read("content/sources/s.yml"), format!("{before}{between}{entry}"));
        check_clean(&site);
    }
}

#[test]
fn a_dry_run_prints_what_would_be_appended_and_writes_nothing() {
    let site = Site::new();
    let (code, out, _) = import(&site, "refs.bib", BIB, &["--dry-run"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("han-wei-2022-upholding-independence:\n  type: article\n"), "{out}");
    assert!(out.ends_with("2 entries would be appended to content/sources/imported.yml\n"), "{out}");
    assert!(!site.path("content/sources/imported.yml").exists());
}

#[test]
fn good_entries_are_taken_and_bad_ones_listed_with_their_places() {
    let site = Site::new();
    let bib = "@article{bad, title={open\n@book{fine, title={Fine}, publisher={P}}\n@book{untitled, author={A B}}\n@book{dated, title={D}, publisher={P}, year={20x2}}\n";
    let ris = "TY  - BOOK\nTI  - One\nPY  - never\nTY  - JOUR\nER  - \nAU  - Lost\nER  - \nER  - \n";
    let (code, out, _) = import_from(
        &site,
        &[("a.bib", bib), ("b.ris", ris), ("c.json", "[{\"id\": \"x\","), ("d.txt", "words\n")],
        &["--format", "short"],
    );
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().collect();
    let expected = [
        "a.bib:1:1: error[bad-entry]: a brace or quote of this entry is never closed",
        "a.bib:3:7: error[missing-field]: the entry `untitled` has no title",
        "a.bib:4:40: error[bad-date]: `20x2` in `year` is no date",
        "b.ris:1:1: error[bad-entry]: this record has no `ER` line; the next `TY` ends it",
        "b.ris:3:1: error[bad-date]: `never` in `PY` is no date",
        "b.ris:4:1: error[missing-field]: this record has no title",
        "b.ris:6:1: error[bad-entry]: a record begins with `TY`; this one is read as a web page",
        "b.ris:6:1: error[missing-field]: this record has no title",
        "b.ris:8:1: error[bad-entry]: `ER` ends a record that never began",
        "c.json:1:12: error[bad-entry]: not JSON: EOF while parsing an object",
        "d.txt:1:1: error[bad-entry]: neither BibTeX, RIS nor JSON: no line begins an entry",
        "a.bib:2:1: taken: fine",
        "a.bib:4:1: taken: dated; no place for year",
        "b.ris:1:1: taken: book-one; no place for PY",
    ];
    assert_eq!(lines, expected, "{out}");
    check_clean(&site);
}

#[test]
fn what_is_no_text_is_refused_with_the_way_out() {
    let site = Site::new();
    let cases: [(&str, &[u8], &str); 3] = [
        (
            "latin.ris",
            b"TY  - BOOK\nTI  - caf\xe9\nER  - \n",
            "latin.ris:2:10: error[unreadable-file]: a bad byte: the file is not UTF-8; convert it: `iconv -f WINDOWS-1252 -t UTF-8 ",
        ),
        (
            "wide.ris",
            b"\xff\xfeT\0Y\0",
            "wide.ris:1:1: error[unreadable-file]: a bad byte: the file is not UTF-8; convert it: `iconv -f UTF-16",
        ),
        ("nul.bib", b"@book{a,\n title={x\0}}", "nul.bib:2:10: error[unreadable-file]: a NUL byte"),
    ];
    for (name, bytes, expected) in cases {
        std::fs::write(site.path(name), bytes).expect("written");
        let (code, out, _) = site.run(&[name], &[]);
        assert!(code == 1 && out.contains(expected), "{out}");
    }
    let (code, _, err) = site.run(&["10.1000/abc"], &[]);
    assert!(code == 2 && err.contains("https://doi.org/10.1000/abc | factloom import -"), "{err}");
    let (code, _, err) = site.run(&["none.bib", "content"], &[]);
    assert_eq!(code, 2);
    assert!(
        err.contains("`none.bib` cannot be read: there is no such file") && err.contains("`content` cannot be read"),
        "{err}"
    );
}

#[test]
fn a_sheet_that_cannot_be_appended_to_stays_as_it_is() {
    let site = Site::new();
    let book = "TY  - BOOK\nTI  - T\nPB  - P\nER  - \n";
    for (text, words) in [
        (&b"a: [1\n"[..], "mend it, or name another sheet by --file"),
        (b"{a: {type: web, title: A, publisher: p}}\n", "YAML cannot be read"),
        (b"- a\n", "cannot be appended to"),
        (b"a: {type: web, title: \xff}\n", "not UTF-8"),
        (b"a: {type: web, title: A, publisher: p}\n---\n", "cannot be appended to"),
    ] {
        std::fs::write(site.path("content/sources/s.yml"), text).expect("written");
        let (code, out, err) = import(&site, "x.ris", book, &["--file", "content/sources/s.yml"]);
        assert!(code == 2 && err.contains(words), "{out}{err}");
        assert_eq!(std::fs::read(site.path("content/sources/s.yml")).expect("there"), text);
    }
    for bad in [
        "../x.yml",
        "content/x.yml",
        "content/sources/x.bib",
        "content/sources/.x.yml",
        "content/sources/../x.yml",
        "/tmp/x.yml",
    ] {
        let (code, _, err) = import(&site, "x.ris", book, &["--file", bad]);
        assert!(code == 2 && err.contains("no sheet of sources"), "{bad}: {err}");
    }
    let two = format!("{book}{book}");
    assert!(import(&site, "x.ris", &two, &["--id", "one"]).2.contains("--id names one entry, and there are 2"));
}
