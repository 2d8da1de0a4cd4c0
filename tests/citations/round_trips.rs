//! What is exported reads back the same.

use factloom::base::text::FileId;
use factloom::cite::Entry;
use factloom::cite::names::shape;
use factloom::exchange::{bibtex, csl_json, ris};
use factloom::model::source::{Name, Source};
use factloom::parse::bib::read_bib;
use factloom::parse::csl_json::read_csl_json;

use crate::libraries::problems;
use crate::support::{entry, source};

fn examples() -> Vec<Source> {
    [
        "newspaper | CCP Calls for ‘Self-Reliance’ & 100% more_#1 {x} ~ ^ \\ -- ''q'' `b` | Winnie Han; Joyce Liang | People's Daily | 2022-05-06 | id=epoch-1 | lang=en | url=https://e.org/x_y?a=1&b=%20#c",
        "newspaper | 坚持独立自主 | 韩, 伟; 李明 | 人民日报 | 2022-02 | id=rmrb | lang=zh-CN | title_en=Upholding <independence>",
        "magazine | <script>alert(\"1\")</script> | O'Neil, Shaquille; World Bank | The Economist | 2022 | id=mag",
        "chapter | C | Lu, Xiang | MIT Press | 2021 | id=ch | in=Book & Co | editor=Segal, Adam; World Bank | translator=王译 | pages=3-5 | volume=2 | isbn=978-3",
        "article | P | King, Martin Luther, Jr. | Nature | 2020 | id=art | volume=12 | issue=3 | pages=239-252 | doi=10.1000/x_y",
        "article | P | A. Author | Springer | 2020 | id=art2 | in=Nature",
        "report | R | Castellum AI | Castellum AI | | id=rep | note=Read *twice*: 5%",
        "web | page found | | Wikipedia | | id=web | untitled=true | accessed=2022-03-04 | archive=https://web.archive.org/x | archived=2022-03-05",
        "post | P | Jo Han | Blog | 2023-02-03 | id=post",
        "speech | S | Xi, Jinping | Davos | 2022-01-17 | id=speech",
        "law | L | | Congress | 2018 | id=law",
        "dataset | D | | World Bank | 2022-07 | id=data",
        "book | B | 陆象 | 人民出版社 | 2019 | id=book",
        "video | V | Jo Han | BBC | 2019 | id=video",
        "thesis | T | Jo Han | MIT | 2019 | id=thesis",
        "letter | L | Jo Han | | 2019 | id=letter",
    ]
    .map(source)
    .to_vec()
}

/// What a format can hold of a source, names in the shape that styles see.
fn held(source: &Source) -> String {
    let names = |names: &[Name]| names.iter().map(shape).collect::<Vec<_>>();
    let place = (&source.publisher, &source.container, &source.url, &source.archive, &source.doi, &source.isbn);
    let numbers = (
        &source.volume,
        &source.issue,
        source.pages.as_ref().map(|pages| pages.replace('–', "-")),
        &source.lang,
        &source.note,
    );
    format!(
        "{} {:?} {:?} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        source.id,
        source.kind,
        source.title,
        source.title_en,
        source.untitled,
        names(&source.authors),
        names(&source.editors),
        names(&source.translators),
        source.date,
        source.accessed,
        source.archived,
        place,
        numbers
    )
}

#[test]
fn what_is_written_as_bibtex_reads_back_the_same() {
    let sources = examples();
    let entries: Vec<Entry<'_>> = sources.iter().map(entry).collect();
    let text = bibtex::sources_bib(&entries);
    let (read, found) = read_bib(&text, FileId(0));
    assert_eq!(problems(&text, &found), [""; 0], "{text}");
    for (before, after) in sources.iter().zip(&read) {
        assert_eq!(held(after), held(before), "{}", bibtex::bibtex(&entry(before)));
    }
    assert_eq!(read.len(), sources.len());
}

#[test]
fn what_is_written_as_csl_json_reads_back_the_same() {
    let sources = examples();
    let entries: Vec<Entry<'_>> = sources.iter().map(entry).collect();
    let text = csl_json::sources_json(&entries);
    let (read, found) = read_csl_json(&text, FileId(0));
    assert_eq!(problems(&text, &found), [""; 0]);
    for (before, after) in sources.iter().zip(&read) {
        assert_eq!(held(after), held(before), "{}", csl_json::csl_json(&entry(before)));
    }
    assert_eq!(read.len(), sources.len());
}

#[test]
fn exports_look_as_libraries_expect() {
    let sources = examples();
    assert_eq!(
        bibtex::bibtex(&entry(&sources[1])),
        "@article{rmrb,\n  entrysubtype = {newspaper},\n  author = {韩, 伟 and {李明}},\n  title = {坚持独立自主},\n  titleaddon = {[Upholding <independence>]},\n  journaltitle = {人民日报},\n  date = {2022-02},\n  language = {zh-CN},\n}\n"
    );
    assert_eq!(
        ris::ris(&entry(&sources[4])),
        "TY  - JOUR\r\nID  - art\r\nTI  - P\r\nAU  - King, Martin Luther, Jr.\r\nT2  - Nature\r\nPY  - 2020\r\nDA  - 2020///\r\nVL  - 12\r\nIS  - 3\r\nSP  - 239\r\nEP  - 252\r\nDO  - 10.1000/x_y\r\nER  - \r\n"
    );
    let hostile = source("web | a\r\nER  - \r\nTY  - BOOK | | P | 2022");
    assert_eq!(ris::ris(&entry(&hostile)).matches("\r\nER").count(), 1);
}
