//! Nothing is dropped in silence, and no bytes bring the readers down.

use factloom::base::text::FileId;
use factloom::build::{Analysis, Options, analyse};
use factloom::edit::import::{Offer, Wish, append, plan, prove};
use factloom::load::Inputs;
use factloom::model::date::Date;
use factloom::parse::library;

fn site() -> Analysis {
    let today = Date::parse("2026-11-24").expect("a date");
    let texts = [("content/site.yml".to_owned(), "title: T\nurl: https://example.org/\n".to_owned())];
    analyse(Inputs::of_texts(texts), &Options { base_url: None, drafts: false, today })
}

/// All that a person is told or given of a file: entries, what had no place, remarks, problems.
fn told(site: &Analysis, text: &str) -> String {
    let (entries, problems) = library::read(text, FileId::default());
    for problem in &problems {
        assert!(text.get(problem.range.clone()).is_some(), "{problem:?} of {text}");
    }
    let offers = entries.into_iter().map(|incoming| Offer { from: "x".into(), line: 1, incoming }).collect();
    let plan = plan(&site.items, &site.inputs, offers, &Wish { keep_both: true, ..Wish::default() });
    prove("", &append("", &plan.accepted), &plan.accepted).unwrap_or_else(|why| panic!("{why}: {text}"));
    let mut out: String = problems.iter().map(|problem| format!("{}\n", problem.message)).collect();
    for one in plan.accepted {
        out.push_str(&one.yaml);
        out.extend(one.unplaced.iter().map(|unplaced| format!("{}: {}\n", unplaced.field, unplaced.value)));
    }
    out
}

const BIB_FIELDS: &[&str] = &[
    "title",
    "subtitle",
    "titleaddon",
    "titletranslation",
    "author",
    "editor",
    "translator",
    "journaltitle",
    "journal",
    "booktitle",
    "maintitle",
    "publisher",
    "institution",
    "school",
    "organization",
    "howpublished",
    "volume",
    "number",
    "issue",
    "pages",
    "doi",
    "isbn",
    "issn",
    "language",
    "langid",
    "note",
    "annotation",
    "annote",
    "abstract",
    "keywords",
    "address",
    "edition",
    "series",
    "eprint",
    "entrysubtype",
    "year",
    "month",
    "day",
    "date",
    "url",
    "urldate",
    "archiveurl",
    "archivedate",
    "zzz",
];
const BIB_KINDS: &[&str] =
    &["article", "book", "incollection", "misc", "online", "phdthesis", "patent", "report", "odd"];
const RIS_TAGS: &[&str] = &[
    "TI", "T1", "T2", "T3", "TT", "ST", "BT", "JO", "JF", "JA", "AU", "A1", "A2", "A3", "A4", "ED", "PY", "Y1", "Y2",
    "DA", "VL", "IS", "SP", "EP", "SN", "UR", "L1", "L2", "DO", "LA", "AB", "N1", "N2", "PB", "CY", "KW", "M3", "C1",
    "ET", "ZZ",
];
const CSL_FIELDS: &[&str] = &[
    "title",
    "translated-title",
    "container-title",
    "publisher",
    "publisher-place",
    "volume",
    "issue",
    "number",
    "page",
    "DOI",
    "ISBN",
    "ISSN",
    "URL",
    "archive",
    "archive_location",
    "language",
    "note",
    "abstract",
    "genre",
    "edition",
    "keyword",
    "collection-title",
    "zzz",
];

/// A word that stands nowhere else.
fn token(number: usize) -> String {
    format!("qx{number}wz")
}

#[track_caller]
fn all_told(site: &Analysis, text: &str, tokens: usize) {
    let told = told(site, text);
    for number in 0..tokens {
        assert!(told.contains(&token(number)), "{} of\n{text}\nis nowhere in\n{told}", token(number));
    }
}

#[test]
fn every_value_of_a_bib_file_is_in_the_entry_or_in_the_report() {
    let (site, mut random) = (site(), fastrand::Rng::with_seed(11));
    for _ in 0..700 {
        let kind = BIB_KINDS[random.usize(..BIB_KINDS.len())];
        let mut fields: Vec<&str> = BIB_FIELDS.to_vec();
        random.shuffle(&mut fields);
        fields.truncate(random.usize(1..14));
        let mut text = format!("@{kind}{{some-key, title = {{T}},\n");
        let mut tokens = 0;
        for field in fields.into_iter().filter(|field| *field != "title") {
            let value = match (*field).to_owned().as_str() {
                "author" | "editor" | "translator" => {
                    format!("{}, {} and {{{}}}", token(tokens), token(tokens + 1), token(tokens + 2))
                }
                "url" | "archiveurl" | "howpublished" if random.bool() => format!("https://e.org/{}", token(tokens)),
                _ => token(tokens),
            };
            tokens += if value.contains(" and ") { 3 } else { 1 };
            text.push_str(&format!("  {field} = {{{value}}},\n"));
        }
        all_told(&site, &format!("{text}}}\n"), tokens);
    }
}

#[test]
fn every_value_of_a_ris_file_is_in_the_entry_or_in_the_report() {
    let (site, mut random) = (site(), fastrand::Rng::with_seed(12));
    for _ in 0..700 {
        let kinds = ["JOUR", "BOOK", "CHAP", "GEN", "NEWS", "PAT", "ODD"];
        let mut text = format!("TY  - {}\nTI  - T\n", kinds[random.usize(..kinds.len())]);
        let mut tokens = 0;
        for _ in 0..random.usize(1..14) {
            let tag = RIS_TAGS[random.usize(..RIS_TAGS.len())];
            let value = match tag {
                "UR" | "L1" | "L2" if random.bool() => format!("https://web.archive.org/{}", token(tokens)),
                "PY" | "Y1" | "DA" | "Y2" if random.bool() => format!("2022/02/03/{}", token(tokens)),
                _ => token(tokens),
            };
            text.push_str(&format!("{tag}  - {value}\n"));
            tokens += 1;
            if random.u8(..) < 50 {
                text.push_str(&format!("{}\n", token(tokens)));
                tokens += 1;
            }
        }
        all_told(&site, &format!("{text}ER  - \n"), tokens);
    }
}

#[test]
fn every_value_of_a_json_item_is_in_the_entry_or_in_the_report() {
    let (site, mut random) = (site(), fastrand::Rng::with_seed(13));
    for _ in 0..700 {
        let kinds = ["article-journal", "journal-article", "book", "patent", "odd"];
        let mut item = serde_json::json!({"type": kinds[random.usize(..kinds.len())]});
        let mut tokens = 0;
        let mut word = || {
            tokens += 1;
            token(tokens - 1)
        };
        for field in CSL_FIELDS {
            if random.u8(..) > 90 {
                continue;
            }
            item[*field] = match random.u8(..) {
                0..150 => word().into(),
                150..220 => vec![word(), word()].into(),
                _ => serde_json::json!({"deep": [{"er": word()}]}),
            };
        }
        for role in ["author", "editor", "composer"].iter().take(random.usize(..4)) {
            item[*role] = serde_json::json!([
                {"family": word(), "given": word(), "suffix": "Jr.", "ORCID": word(), "affiliation": [{"name": word()}]},
                {"literal": word(), "isni": word()}, {"name": word()}, word(),
            ]);
        }
        for date in ["issued", "accessed", "submitted"].iter().take(random.usize(..4)) {
            item[*date] = serde_json::json!({"date-parts": [[2022, 1, 2]], "season": word(), "literal-not": word()});
        }
        if random.bool() {
            item["custom"] = serde_json::json!({"title_en": word(), "more": word(), "archived": word()});
        }
        if random.bool() {
            item["original-title"] = serde_json::json!([word()]);
            item["subtitle"] = serde_json::json!([word(), word()]);
            item["DOI"] = word().into();
        }
        if item.get("title").is_none_or(serde_json::Value::is_object) {
            item["title"] = word().into();
        }
        let count = tokens;
        all_told_but_overwritten(&site, &item, count);
    }
}

/// Tokens that later assignments of the test itself replaced are not in the item.
fn all_told_but_overwritten(site: &Analysis, item: &serde_json::Value, tokens: usize) {
    let text = item.to_string();
    let told = told(site, &text);
    for token in (0..tokens).map(token).filter(|token| text.contains(token.as_str())) {
        assert!(told.contains(&token), "{token} of\n{item:#}\nis nowhere in\n{told}");
    }
}

#[test]
fn every_value_of_a_datacite_record_is_in_the_entry_or_in_the_report() {
    let site = site();
    let mut tokens = 0;
    let mut word = || {
        tokens += 1;
        token(tokens - 1)
    };
    let record = serde_json::json!({"data": {"id": "10.1/x", "type": "dois", "attributes": {
        "doi": format!("10.1/{}", word()),
        "titles": [{"title": word()}, {"title": word(), "titleType": "Subtitle"}, {"title": word(), "titleType": "TranslatedTitle"},
            {"title": word()}, {"title": word(), "titleType": "AlternativeTitle"}],
        "creators": [{"name": word(), "nameType": "Organizational", "affiliation": [word()]},
            {"name": "x", "givenName": word(), "familyName": word(), "nameIdentifiers": [{"nameIdentifier": word()}]},
            {"name": format!("{}, {}", word(), word())}],
        "contributors": [{"name": word(), "contributorType": "Editor"}, {"name": word(), "contributorType": "Sponsor"},
            {"name": word(), "contributorType": "Translator"}],
        "publisher": word(), "publicationYear": 2020, "language": word(), "version": word(), "url": format!("https://e.org/{}", word()),
        "dates": [{"date": "2021-02", "dateType": "Issued"}, {"date": word(), "dateType": "Created"}],
        "container": {"title": word(), "volume": word(), "issue": word(), "firstPage": word(), "lastPage": word(), "identifier": word()},
        "descriptions": [{"description": word()}], "subjects": [{"subject": word()}], "rightsList": [{"rights": word()}],
        "types": {"resourceTypeGeneral": "JournalArticle"}, "issue": word(), "note": word(), "registered": word(),
    }}});
    all_told(&site, &record.to_string(), tokens);
}

#[test]
fn any_bytes_are_read_or_reported_and_what_is_taken_reads_back() {
    let (site, mut random) = (site(), fastrand::Rng::with_seed(5));
    let parts = [
        "TY  - JOUR\n",
        "TY - x\r\n",
        "ER  - \n",
        "ER  -",
        "TI  - 制裁\n",
        "AU  - a,b,c\n",
        "PY  - 2022/13/45\n",
        "DA  - ///\n",
        "SP  - -\n",
        "\u{feff}",
        "UR  - http://\n",
        "UR  - https://e.org/a b\n",
        "\n",
        "@book{",
        "@article(k,",
        "title = {",
        "}",
        "\"",
        ",\n",
        "author = {A and , and {B}",
        "date = {2022-02/..}",
        "year=",
        "#",
        "@string{a = a # a}",
        "\\",
        "{\"type\":",
        "[",
        "]",
        "{",
        "\"title\":\"x\"",
        ":",
        "null",
        "\"author\":[{\"family\":\"\"}]",
        "\"issued\":{\"date-parts\":[[null]]}",
        "\"DOI\":\"10.1/x\"",
        "\"message\":",
        "\"data\":",
        "\"attributes\":",
        "\"titles\":[{}]",
        "\"creators\":1",
        "💥",
        "\u{202e}",
        " ",
    ];
    for _ in 0..4000 {
        let mut text: String = (0..random.usize(1..14)).map(|_| parts[random.usize(..parts.len())]).collect();
        if random.u8(..) < 60 {
            text.insert_str(0, ["TY  - BOOK\n", "[{", "@book{k,", "{\"data\":{\"attributes\":{"][random.usize(..4)]);
        }
        told(&site, &text);
    }
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..random.usize(..60)).map(|_| random.u8(..)).collect();
        told(&site, &format!("TY  - BOOK\nTI  - {}", String::from_utf8_lossy(&bytes)));
    }
}

#[test]
fn large_and_hostile_files_take_seconds() {
    let (site, most) = (site(), 2 << 20);
    let fill = |head: &str, part: &str, tail: &str| format!("{head}{}{tail}", part.repeat(most / part.len()));
    let doubling: String = (0..60).map(|n| format!("@string{{s{} = s{n} # s{n}}}\n", n + 1)).collect();
    for text in [
        fill("@book{a, title={", "{", ""),
        fill("", "@a{", ""),
        format!("{doubling}@book{{a, title = s60}}"),
        "@string{a = a # a}\n@book{a, title = a, crossref = {a}}".to_owned(),
        fill("@book{a, title={T}, author={", "A B and ", "C}}"),
        fill("@book{a, title={", "<i>x</i>", "}}"),
        fill("", "[", ""),
        fill("", "{\"a\":", ""),
        fill("[{\"id\":\"a\",\"type\":\"book\",\"title\":\"T\",\"author\":[", "{\"family\":\"A\"},", "{}]}]"),
        fill("", "TY  - BOOK\nTI  - T\nER  - \n", ""),
        fill("TY  - BOOK\nTI  - T\n", "AU  - A, B\n", "ER  - \n"),
        fill("TY  - BOOK\nTI  - T\nAB  - x\n", "y\n", "ER  - \n"),
        fill("TY  - BOOK\nTI  - ", "x", "\nER  - \n"),
        fill("", "TI  - x\n", ""),
    ] {
        let started = std::time::Instant::now();
        let (entries, _) = library::read(&text, FileId::default());
        let offers = entries.into_iter().map(|incoming| Offer { from: "x".into(), line: 1, incoming }).collect();
        let plan = plan(&site.items, &site.inputs, offers, &Wish::default());
        let sheet = append("", &plan.accepted);
        assert!(sheet.lines().all(|line| line.len() < 100_000), "a line that no editor opens");
        assert!(started.elapsed().as_secs() < 60, "{} took {:?}", &text[..40], started.elapsed());
    }
}
