//! The inside of `[see @a, p. 3; @b]`.

use factloom::base::text::FileId;
use factloom::cite::syntax::parse_citation;
use factloom::parse::bib::read_bib;
use factloom::parse::csl_json::read_csl_json;

/// `prefix>id<label:payload>suffix`, `-` before the id for a suppressed author; joined by ` ; `.
fn shown(text: &str) -> String {
    let Some(cited) = parse_citation(text) else { return "none".to_owned() };
    let one = |cited: &factloom::cite::syntax::Cited| {
        assert_eq!(&text[cited.at.clone()], &*cited.id, "the range is the id's");
        let locator = cited.locator.as_ref().map_or(String::new(), |l| format!("<{}:{}>", l.label.csl(), l.payload));
        let minus = if cited.suppress_author { "-" } else { "" };
        let prefix = if cited.prefix.is_empty() { String::new() } else { format!("{}>", cited.prefix) };
        let suffix = if cited.suffix.is_empty() { String::new() } else { format!(" {}", cited.suffix) };
        format!("{prefix}{minus}{}{locator}{suffix}", cited.id)
    };
    cited.iter().map(one).collect::<Vec<_>>().join(" ; ")
}

#[test]
fn citation_syntax_is_pandocs() {
    for (text, expected) in [
        ("@a", "a"),
        ("@han-2022", "han-2022"),
        ("@a; @b", "a ; b"),
        ("@a;@b ;@c", "a ; b ; c"),
        ("see @a", "see>a"),
        ("-@a", "-a"),
        ("see -@a, p. 3", "see>-a<page:3>"),
        ("see @a, para. 7 and passim; @b", "see>a<paragraph:7> and passim ; b"),
        (
            "see @doe99, pp. 33-35 and *passim*; @smith04, ch. 1",
            "see>doe99<page:33-35> and *passim* ; smith04<chapter:1>",
        ),
        ("@a, 3", "a<page:3>"),
        ("@a 3", "a<page:3>"),
        ("@a, 3-5", "a<page:3-5>"),
        ("@a, 3, 5-7", "a<page:3, 5-7>"),
        ("@a, pp. iv, vi-xi", "a<page:iv, vi-xi>"),
        ("@a, p.3", "a<page:3>"),
        ("@a, pages 3–5", "a<page:3–5>"),
        ("@a, paras. 7-9", "a<paragraph:7-9>"),
        ("@a, ¶ 7", "a<paragraph:7>"),
        ("@a, ¶7", "a<paragraph:7>"),
        ("@a, § 3.2", "a<section:3.2>"),
        ("@a, §§ 3-4", "a<section:3-4>"),
        ("@a, § Economy, para. 3", "a<section:Economy> , para. 3"),
        ("@a, sec. 4", "a<section:4>"),
        ("@a, ch. 2", "a<chapter:2>"),
        ("@a, fig. 1", "a<figure:1>"),
        ("@a, tab. 2", "a<table:2>"),
        ("@a, table 2", "a<table:2>"),
        ("@a, l. 5", "a<line:5>"),
        ("@a, lines 5-8", "a<line:5-8>"),
        ("@a, vol. 3", "a<volume:3>"),
        ("@a, no. 4", "a<issue:4>"),
        ("@a, 12:30", "a<timestamp:12:30>"),
        ("@a, 1:02:03-1:05:00", "a<timestamp:1:02:03-1:05:00>"),
        ("@a, {pp. iv, vi-xi, (xv)-(xvii)} with suffix", "a<page:iv, vi-xi, (xv)-(xvii)> with suffix"),
        ("@a{ii, A, D-Z}, with a suffix", "a<page:ii, A, D-Z> , with a suffix"),
        ("@a, p. 3.", "a<page:3> ."),
        ("@a, p. 3; see also @b, § 2.", "a<page:3> ; see also>b<section:2> ."),
        ("@a and others", "a and others"),
        ("@a, p.", "a , p."),
        ("@a, para. seven", "a , para. seven"),
        ("@a.", "a ."),
        ("@a_b:c.d/e+f", "a_b:c.d/e+f"),
        ("@doe99:x.", "doe99:x ."),
        ("@{a#b$c%d&e}", "a#b$c%d&e"),
        ("@{https://e.org/x?y}, p. 2", "https://e.org/x?y<page:2>"),
        ("@a--b", "a--b"),
        ("(see @a)", "(see>a )"),
        ("参见 @a，第7段", "参见>a ，第7段"),
        ("a@b.c", "none"),
        ("write to jo@example.org", "none"),
        ("@ something", "none"),
        ("@", "none"),
        ("", "none"),
        ("text", "none"),
        ("@a; text", "none"),
        ("@a;", "none"),
        ("@{}", "none"),
        ("@{a b}", "none"),
        ("@a and @b", "none"),
        ("@müller", "none"),
        ("见@a的研究", "none"),
        ("见 @a的研究", "见>a 的研究"),
        ("-", "none"),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn any_text_is_read_without_panic() {
    let mut random = fastrand::Rng::with_seed(7);
    let pieces = [
        "@", "{", "}", ";", ",", " ", "-", "p. ", "§", "¶", "3", "12:30", "a", "é", "制", "\\", "\"", "=", "#",
        "\n@book{", "year", "and ", "[", "]", ":",
    ];
    for _ in 0..20_000 {
        let text: String = (0..random.usize(0..24)).map(|_| pieces[random.usize(0..pieces.len())]).collect();
        parse_citation(&text);
        read_bib(&text, FileId(0));
        read_csl_json(&text, FileId(0));
    }
}
