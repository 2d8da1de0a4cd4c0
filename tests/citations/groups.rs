//! What the whole list decides: letters, order, groups, locators; hostile words; styles of a site's own.

use factloom::cite::format::format;
use factloom::cite::style::style_from_csl;
use factloom::cite::syntax::{Label, Locator, parse_locator};
use factloom::cite::{CitedItem, Entry};
use factloom::model::source::Source;

use crate::support::{STYLES, bibliography, entry, source};

fn group() -> Vec<Source> {
    [
        "newspaper | B title | Winnie Han; Joyce Liang | The Epoch Times | 2022-05-06 | lang=en",
        "newspaper | A title | Winnie Han; Joyce Liang | The Epoch Times | 2022-05-07 | lang=en",
        "newspaper | C title | Winnie Han; Joyce Liang | The Epoch Times | 2021 | lang=en",
        "book | Digital order | Adam Segal | MIT Press | 2021 | lang=en",
        "newspaper | No author | | The Times | 2020 | lang=en",
        "newspaper | 坚持独立自主 | 韩伟; 李明 | 人民日报 | 2022",
        "newspaper | Undated one | Winnie Han | The Epoch Times | | lang=en",
        "newspaper | Undated two | Winnie Han | The Epoch Times | | lang=en",
    ]
    .map(source)
    .to_vec()
}

fn item<'a>(entry: usize, locator: &str) -> CitedItem<'a> {
    CitedItem { entry, locator: parse_locator(locator), ..CitedItem::default() }
}

#[test]
fn the_same_author_and_year_are_told_apart_in_text_and_list() {
    let expected = [
        [("Han and Liang 2022a", "Liang. 2022a. “B Title.”"), ("Han and Liang 2022b", "Liang. 2022b. “A Title.”")],
        [
            ("Han &amp; Liang, 2022a", "Liang, J. (2022a, May 6)."),
            ("Han &amp; Liang, 2022b", "Liang, J. (2022b, May 7)."),
        ],
        [("Han and Liang, “B Title”", "Liang. “B Title.”"), ("Han and Liang, “A Title”", "Liang. “A Title.”")],
        [("Han et al., 2022a", "LIANG J, 2022a. B title"), ("Han et al., 2022b", "LIANG J, 2022b. A title")],
    ];
    for (style, expected) in STYLES.into_iter().zip(expected) {
        let list = bibliography(style, "en", &group());
        for (entry, (in_text, reference)) in list.entries.iter().zip(expected) {
            assert_eq!(entry.in_text.0, in_text, "{style}");
            assert!(entry.reference.text().contains(reference), "{style}: {}", entry.reference.text());
        }
    }
    let list = bibliography("apa", "en", &group());
    let undated: Vec<&str> = list.entries[6..].iter().map(|entry| entry.in_text.as_str()).collect();
    assert_eq!(undated, ["Han, n.d.-a", "Han, n.d.-b"]);
    assert_eq!(list.entries[6].reference.text(), "Han, W. (n.d.-a). Undated one. The Epoch Times.");
}

#[test]
fn titles_are_shortened_in_the_text_unless_two_would_be_the_same() {
    let line = |title: &str| source(&format!("report | {title} | | CNAS | 2022 | lang=en"));
    let sources = ["Tariffs: a chart", "Numbers: the first", "Numbers: the second"].map(line);
    let list = bibliography("mla", "en", &sources);
    let titles: Vec<&str> = list.entries.iter().map(|entry| entry.in_text.as_str()).collect();
    assert_eq!(titles, ["<i>Tariffs</i>", "<i>Numbers: The First</i>", "<i>Numbers: The Second</i>"]);
}

#[test]
fn the_list_is_sorted_by_name_date_and_title_with_chinese_behind() {
    let list = bibliography("chicago-author-date", "en", &group());
    assert_eq!(list.sorted(), [6, 7, 2, 0, 1, 3, 4, 5]);
    assert_eq!(bibliography("chicago-author-date", "zh", &group()).sorted(), [5, 6, 7, 2, 0, 1, 3, 4]);
}

#[test]
fn many_equal_citations_are_lettered_past_z_in_linear_time() {
    let sources: Vec<Source> =
        (0..800).map(|i| source(&format!("newspaper | Title {i:04} | | The Epoch Times | 2022 | lang=en"))).collect();
    let list = bibliography("chicago-author-date", "en", &sources);
    assert_eq!(list.entries[27].in_text.0, "<i>The Epoch Times</i> 2022ab");
    assert_eq!(list.entries[799].reference.text(), "The Epoch Times. 2022adt. “Title 0799.”");
}

#[test]
fn groups_are_put_together_with_the_styles_joints() {
    let see = CitedItem { prefix: Some("see"), suffix: Some("and passim"), ..item(3, "para. 7") };
    let twice = [item(2, ""), item(0, "")];
    let alone = CitedItem { suppress_author: true, ..item(3, "3-5") };
    let expected = [
        [
            "(see Segal 2021, para. 7 and passim; <i>The Times</i> 2020, 3–5)",
            "(Han and Liang 2021, 2022a)",
            "(2021, 3–5)",
        ],
        [
            "(see Segal, 2021, para. 7 and passim; “No Author,” 2020, pp. 3–5)",
            "(Han &amp; Liang, 2021, 2022a)",
            "(2021, pp. 3–5)",
        ],
        [
            "(see Segal, par. 7 and passim; “No Author” 3–5)",
            "(Han and Liang, “C Title”; Han and Liang, “B Title”)",
            "(Segal 3–5)",
        ],
        ["(see Segal, 2021, para. 7 and passim; Anon, 2020, pp. 3–5)", "(Han et al., 2021, 2022a)", "(2021, pp. 3–5)"],
    ];
    for (style, [together, collapsed, year]) in STYLES.into_iter().zip(expected) {
        let list = bibliography(style, "en", &group());
        assert_eq!(list.citation(&[see.clone(), item(4, "pp. 3-5")]).0, together, "{style}");
        assert_eq!(list.citation(&twice).0, collapsed, "{style}");
        assert_eq!(list.citation(std::slice::from_ref(&alone)).0, year, "{style}");
    }
}

#[test]
fn locators_carry_the_labels_of_the_style() {
    let expected = [
        ["7", "3–5", "para. 7", "paras. 7–9", "sec. 3", "chap. 2", "fig. 1", "line 5", "at 12:30", "xiv–xvi"],
        [
            "p. 7",
            "pp. 3–5",
            "para. 7",
            "paras. 7–9",
            "Section 3",
            "Chapter 2",
            "Figure 1",
            "Line 5",
            "12:30",
            "p. xiv–xvi",
        ],
        ["7", "3–5", "par. 7", "pars. 7–9", "sec. 3", "ch. 2", "fig. 1", "line 5", "12:30", "xiv–xvi"],
        ["p. 7", "pp. 3–5", "para. 7", "paras. 7–9", "sec. 3", "chap. 2", "fig. 1", "line 5", "12:30", "p. xiv–xvi"],
    ];
    let texts = ["7", "3-5", "para. 7", "paras. 7-9", "§ 3", "ch. 2", "fig. 1", "l. 5", "12:30", "pp. xiv-xvi"];
    for (style, expected) in STYLES.into_iter().zip(expected) {
        let list = bibliography(style, "en", &group());
        for (text, expected) in texts.into_iter().zip(expected) {
            let locator = parse_locator(text).expect(text);
            assert_eq!(list.locator(&locator).0, expected, "{style} {text}");
        }
    }
    let chinese = bibliography("gb-7714-2015-author-date", "zh", &group());
    assert_eq!(chinese.citation(&[item(5, "para. 7")]).0, "(韩伟等, 2022，第7段)");
}

#[test]
fn a_citation_in_the_sentence_names_the_author_outside() {
    let list = bibliography("chicago-author-date", "en", &group());
    assert_eq!(list.narrative(&item(0, "para. 7")).0, "Han and Liang (2022a, para. 7)");
    assert_eq!(list.narrative(&item(6, "")).0, "Han (n.d.-a)");
    let list = bibliography("mla", "en", &group());
    assert_eq!(list.narrative(&item(3, "")).0, "Segal");
    assert_eq!(list.narrative(&item(3, "7")).0, "Segal (7)");
    assert_eq!(list.citation(&[item(99, "")]).0, "()");
}

#[test]
fn hostile_words_are_text_and_only_web_addresses_are_links() {
    let sources = [
        source(
            "newspaper | <script>alert(1)</script> \u{E000}\" onload=x | <b>Bob</b> Tables; A <img src=x> | <i>T</i> | 2022 | url=javascript:alert(1)",
        ),
        source("web | x | | \"><script> | 2022 | url=HTTPS://e.org/\"onmouseover=alert(1) | doi=\"><script>"),
        source("newspaper | 制裁</span><script> | 韩<b>伟 | 报<x> | 2022 | title_en=</i><script>"),
    ];
    for style in STYLES.into_iter().chain(["ieee", "chicago-notes"]) {
        for entry in bibliography(style, "en", &sources).entries {
            for html in [entry.in_text, entry.reference.html().clone(), entry.author, entry.date].map(|html| html.0) {
                let allowed = [
                    "<i>",
                    "</i>",
                    "<b>",
                    "</b>",
                    "</a>",
                    "</span>",
                    "<span lang=\"zh\">",
                    "<span class=\"smallcaps\">",
                ];
                let rest = allowed.iter().fold(html.clone(), |rest, tag| rest.replace(tag, ""));
                let rest = rest.replace("<a href=\"https://doi.org/", "").replace("<a href=\"HTTPS://e.org/", "");
                assert!(!rest.contains('<') && !html.contains('\u{E000}') && !html.contains("\"on"), "{style}: {html}");
                assert!(!html.to_lowercase().contains("href=\"javascript"), "{style}: {html}");
            }
        }
    }
    let list = bibliography("apa", "en", &sources);
    let hostile = CitedItem {
        prefix: Some("<b>"),
        suffix: Some("&"),
        locator: Some(Locator { label: Label::Page, payload: "<i>".into() }),
        ..item(0, "")
    };
    assert!(list.citation(&[hostile]).0.starts_with("(&lt;b&gt; "));
    assert!(list.citation(&[item(0, "")]).0.ends_with(", 2022)"));
}

#[test]
fn cjk_words_are_marked_on_pages_in_another_language() {
    let list = bibliography("chicago-author-date", "en", &group());
    assert_eq!(list.entries[5].in_text.0, "<span lang=\"zh\">韩伟和李明</span> 2022");
    assert_eq!(bibliography("chicago-author-date", "zh", &group()).entries[5].in_text.0, "韩伟和李明 2022");
}

#[test]
fn twenty_thousand_authors_are_no_burden() {
    let authors: Vec<String> = (0..20_000).map(|i| format!("Family{i}, Anna")).collect();
    let sources = [source(&format!("article | T | {} | J | 2020 | lang=en", authors.join(";")))];
    for style in STYLES {
        let text = bibliography(style, "en", &sources).entries[0].reference.text().to_owned();
        assert!(text.len() < 1000, "{style}: {text}");
    }
    assert!(
        bibliography("apa", "en", &sources).entries[0]
            .reference
            .text()
            .contains("Family18, A., … Family19999, A. (2020)")
    );
}

#[test]
fn csl_files_are_read_and_dependent_or_broken_ones_refused() {
    let info =
        "<info><title>Mini</title><id>http://example.org/mini</id><updated>2020-01-01T00:00:00+00:00</updated></info>";
    let own = format!(
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">{info}<citation><layout \
         prefix=\"[\" suffix=\"]\" delimiter=\"/\"><names variable=\"author\"><name form=\"short\"/></names></layout></citation>\
         <bibliography><layout suffix=\".\"><text variable=\"title\"/></layout></bibliography></style>"
    );
    let sources = group();
    let entries: Vec<Entry<'_>> = sources.iter().map(entry).collect();
    let list = format(&entries, &style_from_csl(&own).expect("a style"), "en");
    assert_eq!(list.citation(&[item(3, ""), item(4, "")]).0, "[Segal/No author 2020]");
    assert_eq!(list.entries[3].reference.text(), "Digital order.");
    let link = "<link href=\"http://www.zotero.org/styles/apa\" rel=\"independent-parent\"/>";
    let dependent = format!(
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\" default-locale=\"en-US\">{}</style>",
        info.replace("</info>", &format!("{link}</info>"))
    );
    for (xml, reason) in [
        (dependent.as_str(), "only refers to the style http://www.zotero.org/styles/apa"),
        ("", "not a usable CSL style"),
        ("<html><body>x</body></html>", "not a usable CSL style"),
        (&own.replace("<citation>", "<macro name=\"m\"><text macro=\"m\"/></macro><citation>"), "calls itself"),
        (&own[..own.len() / 2], "not a usable CSL style"),
    ] {
        let message = style_from_csl(xml).map(|_| ()).expect_err(reason).to_string();
        assert!(message.contains(reason), "{message}");
    }
}
