//! The number grammar and the licence of words, one literal per boundary.
//!
//! A quantity is noted as `hedge value[..upper] [unit]`: `~` about, `<~` nearly, `>` more than, `>=` at least,
//! `<` less than, `<=` up to; `%`, an ISO code, or the measure words in quotes.

use std::str::FromStr;

use factloom::model::licence::{Tolerance, Verdict, licensed};
use factloom::model::quantity::{Hedge, Measure, Quantity};
use factloom::parse::phrase::{FigureKind, Language, figures, parse, print};
use rust_decimal::Decimal;

fn note(quantity: &Quantity) -> String {
    let hedge = match quantity.hedge {
        Hedge::Exact | Hedge::Range => "",
        Hedge::About => "~",
        Hedge::Nearly => "<~",
        Hedge::MoreThan => ">",
        Hedge::AtLeast => ">=",
        Hedge::LessThan => "<",
        Hedge::UpTo => "<=",
    };
    assert_eq!(quantity.hedge == Hedge::Range, quantity.upper.is_some(), "{quantity:?}");
    let upper = quantity.upper.map_or(String::new(), |upper| format!("..{upper}"));
    let unit = match &quantity.measure {
        Measure::None => String::new(),
        Measure::Percent => " %".to_owned(),
        Measure::Currency(code) => format!(" {code}"),
        Measure::Words(words) => format!(" '{words}'"),
    };
    format!("{hedge}{}{upper}{unit}", quantity.value)
}

fn read(text: &str) -> String {
    match parse(text) {
        Ok(quantity) => note(&quantity),
        Err(error) => format!("error: {error}"),
    }
}

/// Checks every row and reports all that differ at once.
fn check(rows: &[(&str, &str)], read: impl Fn(&str) -> String) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, want)| {
            let got = read(text);
            (got != *want).then(|| format!("{text:?}\n   want {want}\n   got  {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} rows differ\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn english_phrases_are_read() {
    check(
        &[
            // Digits.
            ("10,128", "10128"),
            ("0", "0"),
            ("7", "7"),
            (" 7 ", "7"),
            ("7.", "7"),
            ("007", "7"),
            ("7.2", "7.2"),
            ("7.20", "7.20"),
            ("7½ percent", "7.5 %"),
            ("nearly 2¾ million", "<~2750000"),
            ("20 lakh crore", "20000000000000"),
            (".5", "0.5"),
            ("0.05", "0.05"),
            ("1,234,567.89", "1234567.89"),
            ("10\u{202f}128", "10128"),
            ("10\u{a0}128", "10128"),
            ("10\u{2009}128\u{2009}000", "10128000"),
            ("10'128", "10128"),
            ("10’128", "10128"),
            ("１０，１２８", "10128"),
            ("７．５％", "7.5 %"),
            ("2022", "2022"),
            ("-3", "-3"),
            ("−3", "-3"),
            ("minus 3 percent", "-3 %"),
            ("−$3 million", "-3000000 USD"),
            ("$-3 million", "-3000000 USD"),
            ("1234567890123456789012345678", "1234567890123456789012345678"),
            // Scales.
            ("7 thousand", "7000"),
            ("1.5 million", "1500000"),
            ("1.25 million", "1250000"),
            ("1.2345678 million", "1234567.8"),
            ("7 billion", "7000000000"),
            ("7bn", "7000000000"),
            ("7 mn", "7000000"),
            ("2.5 trillion", "2500000000000"),
            ("1 quadrillion", "1000000000000000"),
            ("3 hundred", "300"),
            ("7 million million", "7000000000000"),
            ("7-million", "7000000"),
            ("$5m", "5000000 USD"),
            ("$5M", "5000000 USD"),
            ("€1.2b", "1200000000 EUR"),
            ("5m euros", "5000000 EUR"),
            ("$10k", "10000 USD"),
            ("5m", "5 'm'"),
            ("5 m", "5 'm'"),
            ("10k", "10 'k'"),
            // Units.
            ("10,128 sanctions", "10128 'sanctions'"),
            ("7 percent", "7 %"),
            ("7%", "7 %"),
            ("7 %", "7 %"),
            ("7 per cent", "7 %"),
            ("7pct", "7 %"),
            ("7-percent", "7 %"),
            ("7 percent a year", "7 %"),
            ("7 percentage points", "7 'percentage points'"),
            ("7 percent points", "7 'percent points'"),
            ("7 percentile", "7 'percentile'"),
            ("$7 billion", "7000000000 USD"),
            ("US$ 7 billion", "7000000000 USD"),
            ("USD 7 billion", "7000000000 USD"),
            ("usd7", "7 USD"),
            ("7 billion dollars", "7000000000 USD"),
            ("7 billion U.S. dollars a year", "7000000000 USD"),
            ("$7 billion dollars", "7000000000 USD"),
            ("7 billion of dollars", "7000000000 'of dollars'"),
            ("€7", "7 EUR"),
            ("7 €", "7 EUR"),
            ("7 euros", "7 EUR"),
            ("£7 million", "7000000 GBP"),
            ("7 pounds sterling", "7 GBP"),
            ("7 pounds", "7 'pounds'"),
            ("¥7", "7 CNY"),
            ("￥7", "7 CNY"),
            ("RMB 7", "7 CNY"),
            ("JP¥7", "7 JPY"),
            ("7 yen", "7 JPY"),
            ("7 yuan", "7 CNY"),
            ("7 rubles", "7 RUB"),
            ("₽7", "7 RUB"),
            ("CHF 7", "7 CHF"),
            ("7 Swiss francs", "7 CHF"),
            ("7 Hong Kong dollars", "7 'Hong Kong dollars'"),
            ("7nm", "7 'nm'"),
            ("16GB", "16 'GB'"),
            ("7 °C", "7 '°C'"),
            ("7-year plan", "7 'year plan'"),
            ("7  G7\n members", "7 'G7 members'"),
            ("1,000 companies.", "1000 'companies'"),
            // Hedges.
            ("about 1,000", "~1000"),
            ("around 1,000", "~1000"),
            ("roughly 1,000", "~1000"),
            ("some 1,000", "~1000"),
            ("approximately 1,000", "~1000"),
            ("an estimated 1,000", "~1000"),
            ("~1,000", "~1000"),
            ("≈ 1,000", "~1000"),
            ("1,000 or so", "~1000"),
            ("1,000 companies or so", "~1000 'companies'"),
            ("nearly 1,000", "<~1000"),
            ("Nearly 1,000 companies", "<~1000 'companies'"),
            ("almost 1,000", "<~1000"),
            ("close to 1,000", "<~1000"),
            ("just under 1,000", "<~1000"),
            ("slightly less than 1,000", "<~1000"),
            ("more than 1,000", ">1000"),
            ("more   than 1,000", ">1000"),
            ("over 1,000", ">1000"),
            ("above 1,000", ">1000"),
            ("slightly more than 1,000", ">1000"),
            ("just over 1,000", ">1000"),
            ("in excess of $7 billion", ">7000000000 USD"),
            (">1,000", ">1000"),
            ("at least 1,000", ">=1000"),
            ("no fewer than 1,000", ">=1000"),
            ("no less than 7%", ">=7 %"),
            ("1,000+", ">=1000"),
            ("1,000 or more companies", ">=1000 'companies'"),
            ("1,000 companies or more", ">=1000 'companies'"),
            ("≥7", ">=7"),
            ("under 1,000", "<1000"),
            ("fewer than 1,000", "<1000"),
            ("less than 7 percent", "<7 %"),
            ("below 7 percent", "<7 %"),
            ("up to 1,000", "<=1000"),
            ("at most 1,000", "<=1000"),
            ("no more than 1,000", "<=1000"),
            ("as many as 1,000", "<=1000"),
            ("1,000 or fewer", "<=1000"),
            ("exactly 1,000", "1000"),
            ("just 7", "7"),
            ("only 7 banks", "7 'banks'"),
            ("a nearly 7 percent rise", "<~7 %"),
            ("the 10,128 sanctions", "10128 'sanctions'"),
            // Ranges.
            ("900 to 1,100", "900..1100"),
            ("900–1,100", "900..1100"),
            ("600 – 1,000", "600..1000"),
            ("600-700", "600..700"),
            ("between 600 and 700 companies", "600..700 'companies'"),
            ("from 600 to 700", "600..700"),
            ("1.5 to 2 million", "1500000..2000000"),
            ("1.5 million to 2 million", "1500000..2000000"),
            ("900,000 to 1 million", "900000..1000000"),
            ("$1.5 to $2 billion", "1500000000..2000000000 USD"),
            ("$1.5–2bn", "1500000000..2000000000 USD"),
            ("5 to 7 percent", "5..7 %"),
            ("5%–7%", "5..7 %"),
            ("-3 to -1", "-3..-1"),
            ("two to three million", "2000000..3000000"),
            ("twenty to thirty banks", "20..30 'banks'"),
            // Words and ordinals.
            ("seven banks", "7 'banks'"),
            ("Seven", "7"),
            ("twenty-one", "21"),
            ("twelve hundred", "1200"),
            ("one hundred and five", "105"),
            ("a hundred", "100"),
            ("a million dollars", "1000000 USD"),
            ("nearly a thousand companies", "<~1000 'companies'"),
            ("two million three hundred thousand", "2300000"),
            ("ninety-nine thousand nine hundred and ninety-nine", "99999"),
            ("seven bn", "7000000000"),
            ("zero", "0"),
            ("seven percent", "7 %"),
            ("five-point plan", "5 'point plan'"),
            ("143rd", "143"),
            ("143rd member", "143 'member'"),
            ("the 20th Party Congress", "20 'Party Congress'"),
        ],
        read,
    );
}

#[test]
fn chinese_phrases_are_read() {
    check(
        &[
            ("一万零一百二十八", "10128"),
            ("一萬零一百二十八", "10128"),
            ("10128项制裁", "10128 '项制裁'"),
            ("10,128 项制裁", "10128 '项制裁'"),
            ("七", "7"),
            ("两千", "2000"),
            ("十", "10"),
            ("十五", "15"),
            ("二十", "20"),
            ("一百零五", "105"),
            ("一百一十五", "115"),
            ("一百五", "150"),
            ("一千二", "1200"),
            ("三万五", "35000"),
            ("三万零五", "30005"),
            ("二〇二二", "2022"),
            ("一二八", "128"),
            ("三点五", "3.5"),
            ("七点二亿", "720000000"),
            ("三十万", "300000"),
            ("三万亿", "3000000000000"),
            ("一亿三千万", "130000000"),
            ("壹佰贰拾", "120"),
            ("7万", "70000"),
            ("7 万亿美元", "7000000000000 USD"),
            ("1.5亿", "150000000"),
            ("5百万", "5000000"),
            ("5千万", "50000000"),
            ("3千亿", "300000000000"),
            ("1亿2800万", "128000000"),
            ("3万5000", "35000"),
            ("3万5千", "35000"),
            ("5千克", "5 '千克'"),
            ("3千米", "3 '千米'"),
            ("百分之七", "7 %"),
            ("百分之七点五", "7.5 %"),
            ("百分之7", "7 %"),
            ("近百分之七", "<~7 %"),
            ("七成", "70 %"),
            ("7成以上", ">=70 %"),
            ("近七成的企业", "<~70 %"),
            ("7成员国", "7 '成员国'"),
            ("7％", "7 %"),
            ("7个百分点", "7 '个百分点'"),
            ("7亿美元", "700000000 USD"),
            ("7亿歐元", "700000000 EUR"),
            ("7億日圓", "700000000 JPY"),
            ("人民币7亿元", "700000000 CNY"),
            ("7亿元人民币", "700000000 CNY"),
            ("7亿港元", "700000000 '港元'"),
            ("7元", "7 CNY"),
            ("7元素", "7 '元素'"),
            ("7万卢布", "70000 RUB"),
            ("7英镑", "7 GBP"),
            ("7瑞士法郎", "7 CHF"),
            ("约1000家公司", "~1000 '家公司'"),
            ("大约1000", "~1000"),
            ("1000家左右", "~1000 '家'"),
            ("约1000左右", "~1000"),
            ("7%左右", "~7 %"),
            ("近1000家公司", "<~1000 '家公司'"),
            ("接近1000", "<~1000"),
            ("将近一千", "<~1000"),
            ("將近一千", "<~1000"),
            ("超过1000", ">1000"),
            ("超過1000", ">1000"),
            ("逾1000", ">1000"),
            ("1000多家", ">1000 '家'"),
            ("1000余家公司", ">1000 '家公司'"),
            ("10多万", ">100000"),
            ("三十多亿美元", ">3000000000 USD"),
            ("至少1000", ">=1000"),
            ("不少于1000", ">=1000"),
            ("1000人以上", ">=1000 '人'"),
            ("不到1000", "<1000"),
            ("不足百分之七", "<7 %"),
            ("至多1000", "<=1000"),
            ("不超过1000", "<=1000"),
            ("1000以下", "<=1000"),
            ("900至1100", "900..1100"),
            ("900到1100家", "900..1100 '家'"),
            ("介于900和1100之间", "900..1100"),
            ("5至7万", "50000..70000"),
            ("三至五万", "30000..50000"),
            ("150万至200万美元", "1500000..2000000 USD"),
            ("百分之五至七", "5..7 %"),
            ("900～1100", "900..1100"),
            ("负3", "-3"),
            ("第143", "143"),
            ("第143个成员", "143 '个成员'"),
            ("三家半导体公司", "3 '家半导体公司'"),
        ],
        read,
    );
}

const GROUPING: &str = "error: bad digit grouping";
const VAGUE: &str = "names no number, by design: bind it to a fact without a value";

#[test]
fn what_is_no_phrase_is_refused_with_its_reason() {
    let two_numbers = "error: two numbers that make no range";
    let two_hedges = "error: two hedges (a range counts as one)";
    let two_units = "error: two different units";
    let overflow = "error: more digits than can be held exactly (28)";
    let backwards = "error: a range must rise from its first number to its second";
    let vague = |words: &str| format!("error: `{words}` {VAGUE}");
    let grouping = |digits: &str| format!("{GROUPING} `{digits}`");
    let lead = |words: &str| format!("error: unknown words before the number: `{words}`");
    let numeral = |words: &str| format!("error: `{words}` is no single number");
    let none = || "error: no number".to_owned();
    let rows: Vec<(String, String)> = [
        ("", none()),
        ("   ", none()),
        ("launched its plan", none()),
        ("about", none()),
        ("$", none()),
        ("percent", none()),
        ("百分之", none()),
        ("启动了计划", none()),
        ("COVID-19", none()),
        ("G7", none()),
        ("MH17", none()),
        ("10-K", none()),
        ("5G networks", none()),
        ("between 7", lead("between")),
        ("well over 1,000", lead("well")),
        ("incurred 10,128 sanctions", lead("incurred")),
        ("HK$7", lead("HK$")),
        ("dozens", vague("dozens")),
        ("dozens of banks", vague("dozens")),
        ("a dozen", vague("a dozen")),
        ("two dozen", vague("two dozen")),
        ("a third", vague("a third")),
        ("one third", vague("one third")),
        ("two thirds", vague("two thirds")),
        ("two-thirds", vague("two-thirds")),
        ("2/3", vague("2/3")),
        ("7⅓", vague("7⅓")),
        ("half a million", vague("half")),
        ("more than half", vague("half")),
        ("one and a half", vague("one and a half")),
        ("doubled", vague("doubled")),
        ("more than doubled", vague("doubled")),
        ("hundreds of companies", vague("hundreds")),
        ("tens of thousands", vague("tens")),
        ("several", vague("several")),
        ("数百家", vague("数百")),
        ("幾十", vague("幾十")),
        ("十几家", vague("十几家")),
        ("三分之一", vague("三分之一")),
        ("一半", vague("一半")),
        ("三年半", vague("三年半")),
        ("成千上万", vague("成千上万")),
        ("10,12", grouping("10,12")),
        ("1,00,000", grouping("1,00,000")),
        ("1,2345", grouping("1,2345")),
        ("2021,128", grouping("2021,128")),
        ("0,500", grouping("0,500")),
        ("1.2.3", grouping("1.2.3")),
        ("1.234,5", grouping("1.234,5")),
        ("七八个", numeral("七八")),
        ("三四十", numeral("三四十")),
        ("3万5", numeral("3万")),
        ("1亿两千", numeral("1亿")),
        ("一万2千", numeral("一万")),
        ("7 of 10", two_numbers.into()),
        ("10 128", two_numbers.into()),
        ("seven in ten", two_numbers.into()),
        ("7 percent of 2021", two_numbers.into()),
        ("two or three", two_numbers.into()),
        ("seven point two", two_numbers.into()),
        ("$7 million ($6 million)", two_numbers.into()),
        ("2022-04-29", backwards.into()),
        ("三家公司中的一家", two_numbers.into()),
        ("more than about 1,000", two_hedges.into()),
        ("about 600 to 700", two_hedges.into()),
        ("600 to 700 or more", two_hedges.into()),
        ("近1000多家", two_hedges.into()),
        ("about 1,000 or more", two_hedges.into()),
        ("$7 percent", two_units.into()),
        ("€7 dollars", two_units.into()),
        ("$5 to €7", two_units.into()),
        ("12345678901234567890123456789012345678901234567890", overflow.into()),
        ("99999999999999999999999999999", overflow.into()),
        ("1 quadrillion quadrillion", overflow.into()),
        ("0.12345678901234567890123456789", overflow.into()),
        ("700 to 600", backwards.into()),
        ("7 to 7", backwards.into()),
        ("2021-22", backwards.into()),
    ]
    .map(|(text, want)| (text.to_owned(), want))
    .into();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(text, want)| (text.as_str(), want.as_str())).collect();
    check(&rows, read);
}

#[test]
fn text_is_kept_as_written() {
    for (text, want) in [("  nearly 1,000 ", "nearly 1,000"), ("近１０００家。", "近１０００家。")] {
        assert_eq!(&*parse(text).expect(text).text, want);
    }
}

/// Figures as `text kind quantity`, a bar between them.
fn found(text: &str) -> String {
    let one = |figure: &factloom::parse::phrase::Figure| {
        assert_eq!(&*figure.quantity.text, &text[figure.at.clone()]);
        let kind = match figure.kind {
            FigureKind::Plain => "",
            FigureKind::Year => " year",
            FigureKind::Date => " date",
            FigureKind::Time => " time",
            FigureKind::Ordinal => " ordinal",
            FigureKind::ListNumber => " list",
        };
        format!("{}{kind} = {}", &text[figure.at.clone()], note(&figure.quantity))
    };
    figures(text).iter().map(one).collect::<Vec<_>>().join(" | ")
}

#[test]
fn figures_are_found_in_prose() {
    check(
        &[
            ("", ""),
            ("Russia has incurred 10,128 sanctions.", "10,128 = 10128"),
            ("Nearly 1,000 companies left.", "Nearly 1,000 = <~1000"),
            ("It rose 7 percent a year.", "7 percent = 7 %"),
            ("It rose by more than 7%, not 5.", "more than 7% = >7 % | 5 = 5"),
            ("A $7 billion fund", "$7 billion = 7000000000 USD"),
            ("US$7bn went", "US$7bn = 7000000000 USD"),
            ("worth 7 billion yuan ($1.1 billion)", "7 billion yuan = 7000000000 CNY | $1.1 billion = 1100000000 USD"),
            ("HK$7 million", "7 million = 7000000"),
            ("between 600 and 700 firms", "between 600 and 700 = 600..700"),
            ("600–700 firms", "600–700 = 600..700"),
            ("cut from 12 to 7 percent", "12 = 12 | 7 percent = 7 %"),
            ("about 600 to 700 firms", "about 600 to 700 = 600..700"),
            ("more than about 1,000", "about 1,000 = ~1000"),
            ("well over 1,000", "over 1,000 = >1000"),
            ("a loss of -3 points", "-3 = -3"),
            ("seven banks and two dozen firms", ""),
            ("1,2 and 3", "1 = 1 | 2 = 2 | 3 = 3"),
            ("in 2021,128 firms", "2021 year = 2021 | 128 = 128"),
            ("7-year plan, 143-member body", "7 = 7 | 143 = 143"),
            ("a 7nm chip with 16GB", "7nm = 7 'nm' | 16GB = 16 'GB'"),
            // Names, versions, addresses.
            ("COVID-19, G7, MH17, 10-K, 5G, F-16, 3M, 2x4, Q3, FY2021", ""),
            ("version 1.2.3 of v2.0 at 10.0.0.1", ""),
            ("see https://example.org/2022/04/10128?x=700 or www.a.b/77", ""),
            ("example.org/2022 and a_10128 and 77_b", ""),
            ("hash 3f9a71c", ""),
            // Years, dates, times.
            ("In 2022 and (1978), since 1949.", "2022 year = 2022 | 1978 year = 1978 | 1949 year = 1949"),
            ("In 1799 and 2100", "1799 = 1799 | 2100 = 2100"),
            ("2,022 firms", "2,022 = 2022"),
            ("about 2000 firms", "about 2000 = ~2000"),
            ("around 2010, and around 2010 in China", "around 2010 year = ~2010 | around 2010 year = ~2010"),
            ("more than 2000 companies", "more than 2000 = >2000"),
            ("the 1990s and 90s", "1990s year = 1990 | 90s year = 90"),
            ("2021–2025, 2021-22, 2021/22", "2021–2025 year = 2021..2025 | 2021-22 year = 2021 | 2021/22 year = 2021"),
            ("On 29 April 2022", "29 date = 29 | 2022 year = 2022"),
            ("On April 29, 2022", "29 date = 29 | 2022 year = 2022"),
            ("the 29th of April", "29th date = 29"),
            ("April 29–30", "29–30 date = 29..30"),
            ("Sept. 3", "3 date = 3"),
            ("it may 5 times", "5 = 5"),
            ("32 April", "32 = 32"),
            (
                "on 2022-04-29, 2022/4/29 or 29/4/2022",
                "2022-04-29 date = 2022 | 2022/4/29 date = 2022 | 29/4/2022 date = 29",
            ),
            ("at 14:30 or 5 p.m. or 11am", "14:30 time = 14 | 5 p.m. time = 5 | 11am time = 11"),
            ("a ratio of 3:1", "3 = 3 | 1 = 1"),
            // Ordinals and list numbers.
            ("the 143rd member", "143rd ordinal = 143"),
            ("1. First\n2) Second\n  12. Third", "1 list = 1 | 2 list = 2 | 12 list = 12"),
            ("There were 12. Then", "12 = 12"),
            ("(3) but (30 firms)", "3 list = 3 | 30 = 30"),
            (
                "para. 7, Section 301, pp. 12–14, No. 55",
                "7 list = 7 | 301 list = 301 | 12–14 list = 12..14 | 55 list = 55",
            ),
            // Chinese.
            ("俄罗斯遭到10,128项制裁。", "10,128 = 10128"),
            ("近1000家公司，约7％", "近1000 = <~1000 | 约7％ = ~7 %"),
            ("最近30家公司签了合约20份", "30 = 30 | 20 = 20"),
            ("增长百分之七", "百分之七 = 7 %"),
            ("超过一万家", "超过一万 = >10000"),
            ("一万零一百二十八项", "一万零一百二十八 = 10128"),
            ("七家公司，三十家，二十大，万一，千方百计", ""),
            ("一亿三千万人", "一亿三千万 = 130000000"),
            ("150万至200万美元", "150万至200万美元 = 1500000..2000000 USD"),
            ("2022年4月29日", "2022年4月29日 date = 2022"),
            ("2022年和4月及29日", "2022年 year = 2022 | 4月 date = 4 | 29日 date = 29"),
            ("2022 年 4 月", "2022 年 4 月 date = 2022"),
            ("2021至2025年", "2021至2025年 year = 2021..2025"),
            ("90年代", "90年代 year = 90"),
            ("14时30分", "14时30分 time = 14"),
            ("2000家公司，中国制造2025", "2000 = 2000 | 2025 year = 2025"),
            ("29日元", "29日元 = 29 JPY"),
            ("第143个成员", "第143 ordinal = 143"),
            ("1000多家，10多万人", "1000多 = >1000 | 10多万 = >100000"),
            ("华为5G和7nm芯片", "7nm = 7 'nm'"),
            ("１０，１２８家", "１０，１２８ = 10128"),
            ("增加7，128家离开", "7 = 7 | 128 = 128"),
        ],
        found,
    );
}

/// Rows of `prose / sheet / verdict` at the standard tolerance.
#[test]
fn prose_may_say_what_the_sheet_licenses() {
    use Verdict::{HedgeDropped, HedgeReversed, Licensed, NumberDiffers, UnitDiffers};
    let rows = [
        // An exact sheet.
        ("10,128", "10128", Licensed),
        ("一万零一百二十八", "10,128", Licensed),
        ("10,129", "10,128", NumberDiffers),
        ("about 10,000", "10,128", Licensed),
        ("about 1,050", "1,000", Licensed),
        ("about 950", "1,000", Licensed),
        ("about 1,051", "1,000", NumberDiffers),
        ("about 949", "1,000", NumberDiffers),
        ("nearly 1,000", "990", Licensed),
        ("nearly 1,100", "1,000", Licensed),
        ("nearly 1,101", "1,000", NumberDiffers),
        ("nearly 1,000", "1,000", NumberDiffers),
        ("nearly 1,000", "1,010", HedgeReversed),
        ("more than 10,000", "10,128", Licensed),
        ("more than 900", "1,000", Licensed),
        ("more than 899", "1,000", NumberDiffers),
        ("more than 1,000", "1,000", NumberDiffers),
        ("more than 1,000", "990", HedgeReversed),
        ("at least 1,000", "1,000", Licensed),
        ("at least 900", "1,000", Licensed),
        ("at least 899", "1,000", NumberDiffers),
        ("at least 1,000", "950", HedgeReversed),
        ("less than 1,000", "950", Licensed),
        ("less than 1,000", "1,000", NumberDiffers),
        ("less than 1,000", "1,050", HedgeReversed),
        ("less than 2,000", "1,000", NumberDiffers),
        ("up to 1,000", "1,000", Licensed),
        ("up to 1,100", "1,000", Licensed),
        ("up to 1,101", "1,000", NumberDiffers),
        ("up to 1,000", "1,001", HedgeReversed),
        ("900 to 1,100", "1,000", NumberDiffers),
        ("nearly −5", "−4.8", Licensed),
        ("nearly −5", "−5.2", HedgeReversed),
        ("about −5", "−5.1", Licensed),
        ("about 5", "−5", NumberDiffers),
        ("about 0", "0", Licensed),
        ("about 1", "0", NumberDiffers),
        // A hedged sheet.
        ("nearly 1,000", "nearly 1,000", Licensed),
        ("近1000家公司", "nearly 1,000", Licensed),
        ("1,000", "nearly 1,000", HedgeDropped),
        ("1,000", "about 1,000", HedgeDropped),
        ("1,000", "up to 1,000", HedgeDropped),
        ("more than 1,000", "nearly 1,000", HedgeReversed),
        ("at least 1,000", "nearly 1,000", HedgeReversed),
        ("nearly 1,000", "more than 1,000", HedgeReversed),
        ("up to 1,000", "at least 1,000", HedgeReversed),
        ("about 1,000", "about 1,000", Licensed),
        ("about 1,000", "nearly 1,000", HedgeDropped),
        ("nearly 1,000", "about 1,000", Licensed),
        ("nearly 1,000", "less than 1,000", Licensed),
        ("nearly 1,000", "up to 1,000", HedgeDropped),
        ("more than 1,000", "more than 1,000", Licensed),
        ("more than 1,000", "at least 1,000", Licensed),
        ("more than 1,000", "about 1,000", HedgeDropped),
        ("at least 1,000", "more than 1,000", Licensed),
        ("at least 1,000", "at least 1,000", Licensed),
        ("less than 1,000", "less than 1,000", Licensed),
        ("less than 1,000", "nearly 1,000", Licensed),
        ("less than 1,000", "up to 1,000", Licensed),
        ("up to 1,000", "less than 1,000", Licensed),
        ("up to 1,000", "up to 1,000", Licensed),
        ("nearly 1,001", "nearly 1,000", NumberDiffers),
        ("more than 900", "nearly 1,000", NumberDiffers),
        ("600 to 700", "nearly 700", NumberDiffers),
        // A range.
        ("600 to 700", "600 to 700", Licensed),
        ("600至700", "600–700", Licensed),
        ("600 to 800", "600 to 700", NumberDiffers),
        ("about 650", "600 to 700", Licensed),
        ("about 700", "600 to 700", Licensed),
        ("about 701", "600 to 700", NumberDiffers),
        ("650", "600 to 700", HedgeDropped),
        ("up to 700", "600 to 700", HedgeDropped),
        ("500", "600 to 700", NumberDiffers),
        // Units.
        ("7 percent", "7%", Licensed),
        ("百分之七", "7 percent", Licensed),
        ("七成", "70%", Licensed),
        ("7 percent", "7", Licensed),
        ("7", "7 percent", Licensed),
        ("7 members", "7 percent", UnitDiffers),
        ("7 percentage points", "7 percent", UnitDiffers),
        ("7 percent", "$7", UnitDiffers),
        ("7亿美元", "$700 million", Licensed),
        ("$700 million", "€700 million", UnitDiffers),
        ("$700 million", "700 million", Licensed),
        ("7 firms", "7 companies", Licensed),
        ("8 percent", "7 companies", UnitDiffers),
    ];
    for (prose, sheet, want) in rows {
        let quantity = |text: &str| parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let got = licensed(&quantity(prose), &quantity(sheet), &Tolerance::default());
        assert_eq!(got, want, "prose {prose:?}, sheet {sheet:?}");
    }
}

#[test]
fn the_largest_numbers_do_not_overflow_the_licence() {
    for prose in ["about", "nearly", "at least", "up to"] {
        for sign in ["", "−"] {
            let prose = parse(&format!("{prose} {sign}79228162514264337593543950335")).expect("the largest number");
            let sheet = parse("79228162514264337593543950335").expect("the largest number");
            licensed(&prose, &sheet, &Tolerance::default());
        }
    }
}

#[test]
fn a_quantity_knows_its_interval() {
    let rows = [
        ("10,128", "10128 10128"),
        ("about 1,000", "1000 1000"),
        ("nearly 1,000", "- 1000"),
        ("less than 1,000", "- 1000"),
        ("up to 1,000", "- 1000"),
        ("more than 1,000", "1000 -"),
        ("at least 1,000", "1000 -"),
        ("600 to 700", "600 700"),
        ("nearly −5", "-5 -"),
    ];
    check(&rows, |text| {
        let quantity = parse(text).expect(text);
        let end = |end: Option<Decimal>| end.map_or("-".to_owned(), |end| end.to_string());
        format!("{} {}", end(quantity.low()), end(quantity.high()))
    });
}

#[test]
fn answers_conflict_when_their_intervals_do_not_meet() {
    for (one, other, meets, hull) in [
        ("1,000", "600 to 700", false, (600, 1000)),
        ("nearly 1,000", "1,000", true, (1000, 1000)),
        ("nearly 1,000", "600 to 700", true, (600, 1000)),
        ("more than 1,000", "600 to 700", false, (600, 1000)),
        ("600 to 700", "700 to 900", true, (600, 900)),
    ] {
        let (one, other) = (parse(one).expect(one), parse(other).expect(other));
        assert_eq!((one.overlaps(&other), other.overlaps(&one)), (meets, meets), "{one:?} {other:?}");
        assert_eq!(one.hull(&other), (Decimal::from(hull.0), Decimal::from(hull.1)));
    }
}

#[test]
fn quantities_are_printed_in_both_languages() {
    let rows = [
        ("10128", "10,128 / 10,128"),
        ("近150万美元", "nearly $1.5 million / 近150万美元"),
        ("7% or more", "at least 7 percent / 至少7%"),
        ("1000余家公司", "more than 1,000 家公司 / 超过1,000家公司"),
        ("1.5 to 2 million", "1.5 million to 2 million / 150万至200万"),
        ("500 to 1,000,000", "500 to 1,000,000 / 500至1,000,000"),
        ("5–7%", "5 to 7 percent / 5%至7%"),
        ("minus 7.20 yuan", "−7.20 yuan / −7.20元"),
        ("CHF 7", "CHF 7 / 7瑞士法郎"),
        ("up to 2.5 trillion yen", "up to 2.5 trillion yen / 至多2.5万亿日元"),
        ("less than 0.5", "less than 0.5 / 不到0.5"),
        ("about 7 余下", "about 7 余下 / 约7 余下"),
    ];
    check(&rows, |text| {
        let quantity = parse(text).expect(text);
        format!("{} / {}", print(&quantity, Language::English), print(&quantity, Language::Chinese))
    });
}

/// All but the text, which printing does not keep.
fn meaning(quantity: &Quantity) -> (Hedge, Decimal, Option<Decimal>, &Measure) {
    (quantity.hedge, quantity.value, quantity.upper, &quantity.measure)
}

fn round_trips(quantity: &Quantity) {
    for language in [Language::English, Language::Chinese] {
        let printed = print(quantity, language);
        let again = parse(&printed).unwrap_or_else(|error| panic!("{printed:?} of {quantity:?}: {error}"));
        assert_eq!(meaning(&again), meaning(quantity), "{printed:?} of {quantity:?}");
    }
}

fn random_decimal(random: &mut fastrand::Rng) -> Decimal {
    let digits = random.usize(1..=random.clone().usize(1..=28));
    let mut text = String::from(if random.u8(0..5) == 0 { "-" } else { "" });
    text.extend((0..digits).map(|_| random.digit(10)));
    text.extend(std::iter::repeat_n('0', random.usize(0..=28 - digits)));
    let number = Decimal::from_str(&text).expect("at most 28 digits");
    let scale = if random.bool() { 0 } else { random.u32(0..=28) };
    Decimal::try_from_i128_with_scale(number.mantissa(), scale).expect("a scale of at most 28")
}

fn random_quantity(random: &mut fastrand::Rng) -> Quantity {
    use Hedge::{About, AtLeast, Exact, LessThan, MoreThan, Nearly, Range, UpTo};
    const CODES: [&str; 7] = ["USD", "EUR", "CNY", "GBP", "JPY", "RUB", "CHF"];
    const WORDS: [&str; 10] =
        ["sanctions", "nm", "家公司", "个百分点", "percentage points", "m", "km/h", "项", "人次", "G7 members"];
    let hedge = [Exact, About, Nearly, MoreThan, AtLeast, LessThan, UpTo, Range][random.usize(0..8)];
    let (one, other) = (random_decimal(random), random_decimal(random));
    let hedge = if one == other { Exact } else { hedge };
    let (value, upper) = if hedge == Range { (one.min(other), Some(one.max(other))) } else { (one, None) };
    let measure = match random.u8(0..4) {
        0 => Measure::None,
        1 => Measure::Percent,
        2 => Measure::Currency(CODES[random.usize(0..CODES.len())].into()),
        _ => Measure::Words(WORDS[random.usize(0..WORDS.len())].into()),
    };
    Quantity { text: "".into(), hedge, value, upper, measure }
}

#[test]
fn what_is_printed_reads_back_the_same() {
    let mut random = fastrand::Rng::with_seed(10_128);
    for _ in 0..3_000 {
        round_trips(&random_quantity(&mut random));
    }
}

const PIECES: &[&str] = &[
    "1",
    "7",
    "10",
    "000",
    "2022",
    "10,128",
    "0.5",
    ",",
    ".",
    "-",
    "–",
    "−",
    " ",
    " ",
    " ",
    "\n",
    "\u{a0}",
    "\u{202f}",
    "about ",
    "nearly ",
    "more than ",
    "at least ",
    "up to ",
    "between ",
    " and ",
    " to ",
    "million",
    "bn",
    "m",
    "k",
    "%",
    " percent",
    "$",
    "€",
    "¥",
    "USD ",
    "dollars",
    "yuan",
    "st",
    "th",
    "seven",
    "twenty",
    "hundred",
    "a ",
    "the ",
    "or more",
    "or so",
    "+",
    "一",
    "两",
    "三",
    "十",
    "百",
    "千",
    "万",
    "亿",
    "零",
    "点",
    "百分之",
    "分之",
    "成",
    "多",
    "余",
    "半",
    "几",
    "约",
    "近",
    "超过",
    "不到",
    "至",
    "到",
    "左右",
    "以上",
    "以下",
    "家公司",
    "个",
    "元",
    "美元",
    "年",
    "月",
    "日",
    "第",
    "负",
    "７",
    "，",
    "％",
    "萬",
    "億",
    "sanctions",
    "nm",
    "G",
    "G7",
    "COVID-19",
    "https://a.b/1",
    "April",
    "p.m.",
    ":",
    "/",
    "½",
    "dozen",
    "é",
    "\u{301}",
    "🦀",
    "(",
    ")",
    "'",
    "’",
    "_",
    "and a half",
    "之间",
    "介于",
];

fn random_phrase(random: &mut fastrand::Rng, most: usize) -> String {
    (0..random.usize(0..=most)).map(|_| PIECES[random.usize(0..PIECES.len())]).collect()
}

#[test]
fn any_phrase_that_reads_is_printed_to_read_the_same() {
    let mut random = fastrand::Rng::with_seed(2022);
    let read = (0..20_000).filter_map(|_| parse(&random_phrase(&mut random, 6)).ok());
    // Words behind a number are free; those that are themselves vague ("dozen", 几) or hedge are another phrase.
    let plain = |words: &str| ["sanctions", "nm", "家公司", "个"].contains(&words);
    let clear = read.filter(|quantity| !matches!(&quantity.measure, Measure::Words(words) if !plain(words)));
    let count = clear.inspect(round_trips).count();
    assert!(count > 800, "only {count} phrases were read");
}

fn survives(text: &str) {
    let _ = parse(text);
    let mut end = 0;
    for figure in figures(text) {
        assert!(figure.at.start >= end && figure.at.end > figure.at.start, "{text:?} {figure:?}");
        assert_eq!(&*figure.quantity.text, &text[figure.at.clone()]);
        end = figure.at.end;
    }
}

#[test]
fn no_text_makes_the_parser_panic() {
    let mut random = fastrand::Rng::with_seed(1978);
    for _ in 0..1_500 {
        survives(&random_phrase(&mut random, 40));
        let chars: String = (0..random.usize(0..30)).map(|_| random.char(..)).collect();
        survives(&chars);
        let bytes: Vec<u8> = (0..random.usize(0..60)).map(|_| random.u8(..)).collect();
        survives(&String::from_utf8_lossy(&bytes));
    }
}

/// Each of these would take minutes if any part were quadratic.
#[test]
fn long_inputs_are_read_in_linear_time() {
    let pairs =
        ["1 to ", "1-", "1 million ", "about 7 ", "7 or more ", "2022-04-", "a.", "1亿", "三万", "多7", "(1) ", "7 \n"];
    for piece in PIECES.iter().chain(&pairs) {
        let long = piece.repeat(4_000 / piece.len());
        survives(&long);
        survives(&format!("nearly 7 {long}"));
        survives(&format!("7{long}"));
        survives(&format!("{long}7"));
    }
    let mut random = fastrand::Rng::with_seed(1949);
    survives(&random_phrase(&mut random, 3_000));
    survives(&"10,128".repeat(2_000));
    survives(&"111,".repeat(2_000));
}
