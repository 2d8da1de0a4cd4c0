//! References and citations in four styles.
//!
//! The expected lines follow the manuals (CMOS 18, APA 7, MLA 9, GB/T 7714-2015), not the formatter.

use crate::support::{STYLES, bibliography, source};

/// In each style: the words in the text, and the reference without markup.
#[track_caller]
fn check(line: &str, expected: [(&str, &str); 4]) {
    let sources = [source(line)];
    for (style, (in_text, reference)) in STYLES.into_iter().zip(expected) {
        let list = bibliography(style, "zh", &sources);
        let plain = list.entries[0].in_text.0.replace("<i>", "").replace("</i>", "").replace("&amp;", "&");
        assert_eq!((plain.as_str(), list.entries[0].reference.text()), (in_text, reference), "{style}");
    }
}

#[test]
fn newspaper_with_two_authors() {
    check(
        "newspaper | CCP Calls for ‘Self-Reliance’ | Winnie Han; Joyce Liang | The Epoch Times | 2022-05-06 | url=https://e.org/x | lang=en",
        [
            (
                "Han and Liang 2022",
                "Han, Winnie, and Joyce Liang. 2022. “CCP Calls for ‘Self-Reliance.’” The Epoch Times, May 6. https://e.org/x.",
            ),
            (
                "Han & Liang, 2022",
                "Han, W., & Liang, J. (2022, May 6). CCP Calls for ‘Self-Reliance.’ The Epoch Times. https://e.org/x",
            ),
            (
                "Han and Liang",
                "Han, Winnie, and Joyce Liang. “CCP Calls for ‘Self-Reliance.’” The Epoch Times, 6 May 2022, https://e.org/x.",
            ),
            (
                "Han et al., 2022",
                "HAN W, LIANG J, 2022. CCP Calls for ‘Self-Reliance’[N/OL]. The Epoch Times, 2022-05-06. https://e.org/x.",
            ),
        ],
    );
}

#[test]
fn newspaper_without_author_and_with_a_month() {
    check(
        "newspaper | Fearful of getting cut off | | The Wall Street Journal | 2022-05 | lang=en",
        [
            ("The Wall Street Journal 2022", "The Wall Street Journal. 2022. “Fearful of Getting Cut Off.” May."),
            ("“Fearful of Getting Cut Off,” 2022", "Fearful of getting cut off. (2022, May). The Wall Street Journal."),
            ("“Fearful of Getting Cut Off”", "“Fearful of Getting Cut Off.” The Wall Street Journal, May 2022."),
            ("Anon, 2022", "Anon, 2022. Fearful of getting cut off[N]. The Wall Street Journal, 2022-05."),
        ],
    );
}

#[test]
fn newspaper_of_a_year() {
    check(
        "newspaper | Another | Winnie Han | The Epoch Times | 2022 | lang=en",
        [
            ("Han 2022", "Han, Winnie. 2022. “Another.” The Epoch Times."),
            ("Han, 2022", "Han, W. (2022). Another. The Epoch Times."),
            ("Han", "Han, Winnie. “Another.” The Epoch Times, 2022."),
            ("Han, 2022", "HAN W, 2022. Another[N]. The Epoch Times, 2022."),
        ],
    );
}

#[test]
fn chinese_newspaper_keeps_names_whole_and_takes_chinese_terms() {
    check(
        "newspaper | 坚持独立自主 | 韩, 伟; 李明 | 人民日报 | 2022-02-18 | title_en=Upholding independence",
        [
            ("韩伟和李明 2022", "韩伟和李明. 2022. 《坚持独立自主》 [Upholding independence]. 人民日报, 2月18日."),
            ("韩伟 & 李明, 2022", "韩伟, & 李明. (2022, 2月18日). 坚持独立自主 [Upholding independence]. 人民日报."),
            ("韩伟和李明", "韩伟和李明. 《坚持独立自主》 [Upholding independence]. 人民日报, 2022年2月18日."),
            ("韩伟等, 2022", "韩伟, 李明, 2022. 坚持独立自主 [Upholding independence][N]. 人民日报, 2022-02-18."),
        ],
    );
}

#[test]
fn many_authors_are_cut_in_the_language_of_the_entry() {
    check(
        "newspaper | 另一篇 | 韩伟; 李明; 王五; 赵六 | 人民日报 | 2022",
        [
            ("韩伟等 2022", "韩伟, 李明, 王五和赵六. 2022. 《另一篇》. 人民日报."),
            ("韩伟等, 2022", "韩伟, 李明, 王五, & 赵六. (2022). 另一篇. 人民日报."),
            ("韩伟等", "韩伟等. 《另一篇》. 人民日报, 2022年."),
            ("韩伟等, 2022", "韩伟, 李明, 王五, 等, 2022. 另一篇[N]. 人民日报, 2022."),
        ],
    );
    check(
        "article | A paper | A. Author; B. Boot; C. Cole; D. Dorn | Nature | 2022 | volume=12 | issue=3 | pages=239-252 | doi=10.1000/x | lang=en",
        [
            (
                "Author et al. 2022",
                "Author, A., B. Boot, C. Cole, and D. Dorn. 2022. “A Paper.” Nature 12 (3): 239–52. https://doi.org/10.1000/x.",
            ),
            (
                "Author et al., 2022",
                "Author, A., Boot, B., Cole, C., & Dorn, D. (2022). A paper. Nature, 12(3), 239–252. https://doi.org/10.1000/x",
            ),
            (
                "Author et al.",
                "Author, A., et al. “A Paper.” Nature, vol. 12, no. 3, 2022, pp. 239–52, https://doi.org/10.1000/x.",
            ),
            (
                "Author et al., 2022",
                "AUTHOR A, BOOT B, COLE C, et al., 2022. A paper[J/OL]. Nature, 12(3): 239-252. DOI:10.1000/x.",
            ),
        ],
    );
}

#[test]
fn report_of_a_body_without_a_date() {
    check(
        "report | Sanctions by the numbers | Castellum AI | Castellum AI | | lang=en",
        [
            ("Castellum AI, n.d.", "Castellum AI. n.d. Sanctions by the Numbers. Castellum AI."),
            ("Castellum AI, n.d.", "Castellum AI. (n.d.). Sanctions by the numbers."),
            ("Castellum AI", "Castellum AI. Sanctions by the Numbers. Castellum AI."),
            ("Castellum AI", "CASTELLUM AI. Sanctions by the numbers[R]. Castellum AI."),
        ],
    );
}

#[test]
fn chapter_with_editor() {
    check(
        "chapter | The long road | Lu, Xiang | MIT Press | 2021 | in=China and technology | editor=Adam Segal | pages=3-5 | lang=en",
        [
            ("Lu 2021", "Lu, Xiang. 2021. “The Long Road.” In China and Technology, edited by Adam Segal. MIT Press."),
            ("Lu, 2021", "Lu, X. (2021). The long road. In A. Segal (Ed.), China and technology (pp. 3–5). MIT Press."),
            ("Lu", "Lu, Xiang. “The Long Road.” China and Technology, edited by Adam Segal, MIT Press, 2021, pp. 3–5."),
            ("Lu, 2021", "LU X, 2021. The long road[M]//SEGAL A. China and technology. MIT Press: 3-5."),
        ],
    );
}

#[test]
fn web_page_without_a_date() {
    check(
        "web | Export controls | | Wikipedia | | url=https://en.wikipedia.org/x | accessed=2022-03-04 | lang=en",
        [
            (
                "Wikipedia, n.d.",
                "Wikipedia. n.d. “Export Controls.” Accessed March 4, 2022. https://en.wikipedia.org/x.",
            ),
            (
                "Wikipedia, n.d.",
                "Wikipedia. (n.d.). Export controls. Retrieved March 4, 2022, from https://en.wikipedia.org/x",
            ),
            ("“Export Controls”", "“Export Controls.” Wikipedia, https://en.wikipedia.org/x. Accessed 4 Mar. 2022."),
            (
                "Anon, [2022]",
                "Anon, [2022]. Export controls[EB/OL]. Wikipedia[2022-03-04]. https://en.wikipedia.org/x.",
            ),
        ],
    );
}

#[test]
fn law() {
    check(
        "law | Export Control Reform Act | | United States Congress | 2018 | lang=en",
        [
            ("Export Control Reform Act 2018", "Export Control Reform Act (2018)."),
            ("Export Control Reform Act, 2018", "Export Control Reform Act (2018)."),
            ("Export Control Reform Act", "Export Control Reform Act. United States Congress, 2018."),
            ("Anon, 2018", "Anon, 2018. Export Control Reform Act[A]. United States Congress."),
        ],
    );
}

#[test]
fn data_set_that_nobody_signed_is_its_publishers() {
    check(
        "dataset | World Development Indicators | | World Bank | 2022-07 | url=https://data.org/w | lang=en",
        [
            (
                "World Bank 2022",
                "World Bank. 2022. “World Development Indicators.” World Bank, July. https://data.org/w.",
            ),
            ("World Bank, 2022", "World Bank. (2022). World Development Indicators [Data set]. https://data.org/w"),
            (
                "“World Development Indicators”",
                "“World Development Indicators.” World Bank, July 2022, https://data.org/w.",
            ),
            (
                "World Bank, 2022",
                "WORLD BANK, 2022. World Development Indicators[DS/OL]. World Bank. https://data.org/w.",
            ),
        ],
    );
}

#[test]
fn chinese_book_with_translator_and_volume() {
    check(
        "book | 自力更生 | 陆象 | 人民出版社 | 2019 | translator=王译 | volume=3",
        [
            ("陆象 2019", "陆象. 2019. 自力更生. 翻译 王译. 卷 3. 人民出版社."),
            ("陆象, 2019", "陆象. (2019). 自力更生 (王译, 译; 卷 3). 人民出版社."),
            ("陆象", "陆象. 自力更生. 翻译 王译, 卷 3, 人民出版社, 2019."),
            ("陆象, 2019", "陆象, 2019. 自力更生: 卷 3[M]. 王译, 译. 人民出版社."),
        ],
    );
}

#[test]
fn a_description_of_ours_stands_in_brackets_without_quotes() {
    check(
        "web | page on sanctions found on the site | Jo Han | Site | 2022-01-17 | untitled=true",
        [
            ("Han 2022", "Han, Jo. 2022. [page on sanctions found on the site]. Site, January 17."),
            ("Han, 2022", "Han, J. (2022, January 17). [page on sanctions found on the site]. Site."),
            ("Han", "Han, Jo. [page on sanctions found on the site]. Site, 17 Jan. 2022."),
            ("Han, 2022", "HAN J, 2022. [page on sanctions found on the site][EB]. Site."),
        ],
    );
}

#[test]
fn a_question_mark_takes_no_stop_and_capitals_stay() {
    check(
        "magazine | Is it so? | Winnie Han | The Economist | 2022 | lang=en",
        [
            ("Han 2022", "Han, Winnie. 2022. “Is It So?” The Economist."),
            ("Han, 2022", "Han, W. (2022). Is it so? The Economist."),
            ("Han", "Han, Winnie. “Is It So?” The Economist, 2022."),
            ("Han, 2022", "HAN W, 2022. Is it so?[J]. The Economist."),
        ],
    );
    let sources =
        [source("newspaper | What “Made in China” (MIC2025) of iFlytek means | Winnie Han | Times | 2022 | lang=en")];
    let list = bibliography("chicago-author-date", "en", &sources);
    assert_eq!(
        list.entries[0].reference.text(),
        "Han, Winnie. 2022. “What ‘Made in China’ (MIC2025) of iFlytek Means.” Times."
    );
}
