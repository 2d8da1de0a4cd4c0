//! `.bib` and CSL-JSON files, good and bad.

use factloom::base::text::{FileId, line_column};
use factloom::cite::names::{Shape, shape};
use factloom::model::date::Date;
use factloom::model::source::{Source, SourceKind};
use factloom::parse::bib::{BibProblem, read_bib};
use factloom::parse::csl_json::read_csl_json;

/// Problems as `line rule: message`.
pub fn problems(text: &str, problems: &[BibProblem]) -> Vec<String> {
    let shown = |problem: &BibProblem| {
        assert!(text.get(problem.range.clone()).is_some(), "{problem:?}");
        format!("{} {}: {}", line_column(text, problem.range.start).line, problem.rule, problem.message)
    };
    problems.iter().map(shown).collect()
}

#[track_caller]
fn check_bib(text: &str, ids: &[&str], expected: &[&str]) -> Vec<Source> {
    let (sources, found) = read_bib(text, FileId(3));
    assert_eq!(problems(text, &found), expected, "{text}");
    assert_eq!(sources.iter().map(|source| &*source.id).collect::<Vec<_>>(), ids, "{text}");
    sources
        .iter()
        .for_each(|source| assert_eq!((source.at.file, &text[source.at.span.range()]), (FileId(3), &*source.id)));
    sources
}

#[test]
fn bad_bibliographies_are_reported_with_their_line_and_the_rest_is_read() {
    let rest = "title={T}, author={A}, year={2020}, journal={J}}";
    check_bib(
        "@article{k, title={open, year={2020}\n@book{next, title={Next}}\n",
        &["next"],
        &["1 bad-entry: a brace or quote of this entry is never closed"],
    );
    check_bib("@article{k title={T}}", &[], &["1 bad-entry: a comma is missing after the key of this `@article`"]);
    check_bib("\n@article{, title={T}}", &[], &["2 bad-entry: this `@article` has no key"]);
    check_bib(
        "@article{k, title={A}, title={B}, year=2020}",
        &["k"],
        &["1 bad-entry: the field `title` is given twice; the first one counts"],
    );
    check_bib(
        &format!("@article{{a b, {rest}"),
        &[],
        &["1 bad-entry: the key `a b` has characters that a citation cannot hold"],
    );
    check_bib(
        &format!("@article{{müller2020, {rest}"),
        &[],
        &["1 bad-entry: the key `müller2020` has characters that a citation cannot hold"],
    );
    check_bib(
        &format!("@article{{💥, {rest}"),
        &[],
        &["1 bad-entry: the key `💥` has characters that a citation cannot hold"],
    );
    check_bib(
        &format!("@article{{<script>alert(1)</script>, {rest}"),
        &[],
        &["1 bad-entry: the key `<script>alert(1)</script>` has characters that a citation cannot hold"],
    );
    check_bib(
        &format!("@article{{../../x, {rest}"),
        &[],
        &["1 bad-entry: the key `../../x` cannot be part of an address"],
    );
    check_bib(&format!("@article{{a#b, {rest}"), &["a#b"], &[]);
    check_bib(
        "@string{a = b # \"x\"}\n@string{b = a # \"y\"}\n@article{k, title=a, year=2020}\n",
        &["k"],
        &["1 bad-entry: the abbreviation `b` is not defined above"],
    );
    check_bib(
        "@string{a = a # a}\n@article{k, title=a}",
        &["k"],
        &[
            "1 bad-entry: the abbreviation `a` is not defined above",
            "1 bad-entry: the abbreviation `a` is not defined above",
        ],
    );
    check_bib(
        "@book{a, crossref={b}}\n@book{b, crossref={a}}\n",
        &["a", "b"],
        &[
            "1 missing-field: the entry `a` has no title",
            "1 bad-entry: the entry `a` inherits from itself",
            "2 missing-field: the entry `b` has no title",
            "2 bad-entry: the entry `b` inherits from itself",
        ],
    );
    check_bib(
        "@telepathy{k, title={T}, year=2020}",
        &["k"],
        &["1 bad-entry: unknown entry type `@telepathy`, read as a web page"],
    );
    let words = check_bib(
        &format!("@article{{k, {}", rest.replace("2020", "forthcoming")),
        &["k"],
        &["1 bad-date: `forthcoming` in `year` is no date"],
    );
    assert_eq!(words[0].date, None);
    check_bib(
        "@article{k, title={T}, author={and and and , , and others and }, year={2020}, journal={J}}",
        &["k"],
        &["1 bad-entry: `author` has a name without letters between two `and`"],
    );
    check_bib("@article{k, title={T}, author={A}, year=2020, month=13}", &["k"], &["1 bad-date: `13` is no month"]);
    check_bib(
        "@book{k, title={T}}\n@book{K, title={U}}",
        &["k"],
        &["2 bad-entry: the key `K` is used twice; the first entry counts"],
    );
    check_bib(
        "@book{k, title={T}, url={javascript:alert(1)}}",
        &["k"],
        &["1 bad-entry: `url` is no http or https address"],
    );
    check_bib(
        "@book{k, title={T}, crossref={nobody}}",
        &["k"],
        &["1 bad-entry: `nobody` in `crossref` is not in this file"],
    );
    check_bib(
        "@book{k, title {T}}\n@book{l, title=\"L\"}",
        &["l"],
        &["1 bad-entry: here a field `name = {value}` is expected"],
    );
    check_bib("@comment{x}@preamble{\"y\"} mail@example.org @ text\n@book(l, title={L})", &["l"], &[]);
}

#[test]
fn bibliographies_of_any_size_are_read_in_linear_time() {
    let open: String = (0..20_000).map(|i| format!("@book{{k{i}, title={{open\n")).collect();
    assert_eq!(read_bib(&open, FileId(0)).1.len(), 20_000);
    let deep = format!("@book{{k, title={}x{}}}", "{".repeat(100_000), "}".repeat(100_000));
    assert_eq!(&*read_bib(&deep, FileId(0)).0[0].title, "x");
    let chain: String = (0..20_000).map(|i| format!("@book{{k{i}, title={{T}}, crossref={{k{}}}}}\n", i + 1)).collect();
    assert_eq!(read_bib(&chain, FileId(0)).0.len(), 20_000);
    let doubling: String = (1..60).map(|i| format!("@string{{s{i} = s{} # s{}}}\n", i - 1, i - 1)).collect();
    read_bib(&format!("@string{{s0 = \"xxxxxxxxxxxxxxxx\"}}\n{doubling}@book{{k, title=s59}}"), FileId(0));
    let authors: Vec<String> = (0..20_000).map(|i| format!("Author{i}, A.")).collect();
    let many =
        format!("@article{{k, title={{T}}, author={{{}}}, year={{2020}}, journal={{J}}}}", authors.join(" and "));
    assert_eq!(read_bib(&many, FileId(0)).0[0].authors.len(), 20_000);
}

#[test]
fn the_fields_of_bibtex_and_biblatex_are_read() {
    let text = r#"
@string{nat = "Nature"}
@article{k, title={G{\"o}del, {\'E}mile, {\ss}, \$5 \& more}, author={M{\"u}ller, J{\"u}rgen and {World Bank} and Rinus van der Berg and King, Jr., Martin Luther and others},
  year={2020}, month = feb # "~18", journal = nat # { Physics}, volume=3, number={4}, pages={12--15}, doi={https://doi.org/10.1000/a_b}, langid={english}}
@report{r, title={T}, subtitle={S}, institution={MIT \& Co}, date={2022-05-06/2022-05-08}, url={https://e.org/a\_b}, urldate={2022-06-01}, language={chinese}}
@incollection{c, title={C}, crossref={b}, pages={1-2}}
@book{b, title={B}, editor={Segal, Adam}, publisher={P}, year=2021, note={x}}
@article{x, title={\input{/etc/passwd} \write18{id}}, author={A}, year={2020}, journal={J}}
@misc{w, title={[A page]}, howpublished={Site}, xdata={d}}
@xdata{d, url={https://e.org/}, titleaddon={[Eine Seite]}}
"#;
    let sources = check_bib(text, &["k", "r", "c", "b", "x", "w"], &[]);
    let [article, report, chapter, book, input, web] = &sources[..] else { panic!("six sources") };
    assert_eq!(&*article.title, "Gödel, Émile, ß, $5 & more");
    let names: Vec<String> = article.authors.iter().map(|name| format!("{:?}", shape(name))).collect();
    let person = |family: &str, given: &str, suffix: Option<&str>| {
        let suffix = suffix.map(str::to_owned);
        format!("{:?}", Shape::Person { family: family.to_owned(), given: given.to_owned(), suffix })
    };
    let bank = format!("{:?}", Shape::Whole("World Bank".to_owned()));
    assert_eq!(
        names,
        [
            person("Müller", "Jürgen", None),
            bank,
            person("van der Berg", "Rinus", None),
            person("King", "Martin Luther", Some("Jr."))
        ]
    );
    assert_eq!((article.date, &*article.publisher), (Date::parse("2020-02-18"), "Nature Physics"));
    assert_eq!(
        (article.pages.as_deref(), article.doi.as_deref(), article.lang.as_deref()),
        (Some("12-15"), Some("10.1000/a_b"), Some("en"))
    );
    assert_eq!((&*report.title, &*report.publisher, report.date), ("T: S", "MIT & Co", Date::parse("2022-05-06")));
    assert_eq!((report.url.as_deref(), report.lang.as_deref()), (Some("https://e.org/a_b"), Some("zh")));
    assert_eq!(
        (chapter.container.as_deref(), &*chapter.publisher, chapter.date),
        (Some("B"), "P", Date::parse("2021"))
    );
    assert_eq!((chapter.editors.len(), chapter.note.as_deref(), book.note.as_deref()), (1, None, Some("x")));
    assert_eq!(&*input.title, r"\input{/etc/passwd} \write18{id}");
    assert_eq!(
        (web.kind, web.untitled, &*web.title, web.title_en.as_deref()),
        (SourceKind::Web, true, "A page", Some("Eine Seite"))
    );
    assert_eq!((web.url.as_deref(), &*web.publisher), (Some("https://e.org/"), "Site"));
}

#[test]
fn csl_json_is_read_item_by_item() {
    let text = r#"[
 {"id": "a", "type": "article-newspaper", "title": "T", "container-title": "人民日报", "author": [{"literal": "韩伟"}, {"family": "Han", "given": "Winnie", "suffix": "Jr."}, {"literal": "World Bank"}], "issued": {"date-parts": [[2022, 5, 6], [2022, 5, 8]]}},
 {"id": 7, "type": "hologram", "title": "U", "issued": {"date-parts": [["2022", "13"]]}, "URL": "javascript:alert(1)"},
 {"id": "c", "type": "book", "issued": {"date-parts": [[]]}, "accessed": {"raw": "2022-05-06"}, "author": [{}]},
 {"type": "book", "title": "no id"},
 {"id": "a", "type": "book", "title": "again"},
 {"id": "<script>", "type": "book", "title": "x"},
 {"id": "d", "type": "webpage", "title": "[D]", "issued": {"literal": "in press"}, "volume": 3, "custom": 4, "title-short": null}
]"#;
    let (sources, found) = read_csl_json(text, FileId(1));
    assert_eq!(
        problems(text, &found),
        [
            "3 bad-entry: unknown type `hologram`, read as a web page",
            "3 bad-date: `2022-13` in `issued` is no date",
            "3 bad-entry: `URL` is no http or https address",
            "4 missing-field: the item `c` has no title",
            "4 bad-entry: `author` has an empty name",
            "5 bad-entry: this item has no `id`",
            "6 bad-entry: the id `a` is used twice; the first item counts",
            "7 bad-entry: the id `<script>` has characters that a citation cannot hold",
            "8 bad-date: `in press` in `issued` is no date",
        ]
    );
    assert_eq!(sources.iter().map(|source| &*source.id).collect::<Vec<_>>(), ["a", "7", "c", "d"]);
    assert_eq!((&*sources[0].publisher, sources[0].date), ("人民日报", Date::parse("2022-05-06")));
    assert_eq!((sources[2].date, sources[2].accessed), (None, Date::parse("2022-05-06")));
    assert_eq!((sources[3].untitled, &*sources[3].title, sources[3].volume.as_deref()), (true, "D", Some("3")));
    assert_eq!(sources[0].at.file, FileId(1));
    for (text, message) in [
        ("[{\"id\": \"a\",\n }]", "2 bad-entry: not JSON: key must be a string"),
        ("nonsense", "1 bad-entry: not JSON: expected ident"),
        ("42", "1 bad-entry: not a list of CSL-JSON items"),
    ] {
        assert_eq!(problems(text, &read_csl_json(text, FileId(0)).1), [message], "{text}");
    }
    assert!(read_csl_json(&"[".repeat(200_000), FileId(0)).0.is_empty());
    assert_eq!(read_csl_json("{\"id\": \"a\", \"type\": \"book\", \"title\": \"T\"}", FileId(0)).0.len(), 1);
}
