//! Numbers that name something or a place of a text: "Mate 60", "Boeing 737", "notes 15 and 19", 863计划, 第12章.
//!
//! In: what stands before and behind a number. Out: whether it is part of a name, a label, an address or a score.
//! The main sign is grammar: a number behind a word with a capital counts nothing, unless a noun in the plural
//! follows it or the word only begins the sentence. Lists hold what grammar cannot tell.

use crate::parse::phrase;

/// What a Chinese number counts with: behind a label, "表12" names a table and 代表12家 counts.
const COUNTERS: &str = "个家名人项次种万亿条座台辆吨件份位多余艘架亩米克度倍岁天元所支只户村国省市县";

/// Words with a capital that no name ends with: they begin a sentence, or stand beside a count.
const OPENERS: &str = "In|The|A|An|Of|For|At|By|On|From|To|With|And|But|These|Those|All|Its|Their|Over|Under|After|Before|\
    Since|Another|Other|Only|Some|About|Around|Between|Up|As|Nor|Or|When|While|There|Then|Next|First|\
    Last|Most|Both|Every|Each|That|This|Her|His|Our|Out|Per|More|Less|Not|Just|Even|Yet|Now|Such|Still|\
    Fully|Where|Until|Against|Among|Within|Besides|Counting|Together|January|February|March|April|May|\
    June|July|August|September|October|November|December";

/// With a capital, these number things whatever follows: "Executive Order 14105 covers chips".
const NUMBERED: &str = "Order|Factory|Berth|Lot|Pier|Unit|Project|Plant|Base|Camp|Law|Type|Mark|Class|Block|Building|Gate|\
    Hall|Exit|Line|Route|Charter|Bill|Act|Force|Brigade|Division|Regiment|Squadron|Article|Section|\
    Chapter|Clause|Clauses|Rule|Item|Point|Protocol|Amendment|Exhibit|Schedule|Decision|Notice|\
    Resolution|Directive|Circular|Document|Decree|Regulation|Annex|Appendix|Room|Box|Case|Public|\
    Version|Model|Generation|Grade|Level|Tier|Zone|District|Sector|Area|Hole|Mission|Flight|Bus|Tram|\
    Train|Mine|Shaft|Episode|Season|Volume|Book|Psalm|Canto|Sonnet|Opus|Agenda|Vision|Euro|Studio|Ward|\
    Lane|Table|Figure|Page|Note|Question|Title|Patent|Op.|Opus|Suite|Quartet|Symphony|Sonata|Concerto|Folio|Folios|Windows";

/// Behind "the 985", these make a name of it.
const TITLES: &str = "Project|Programme|Program|Plan|Initiative|Agreement|Group|Act|Law|Treaty|Index|Scheme|Office|\
    Campaign|Movement|Incident|Uprising|Hospital|Parallel|Corps|Army|Division|Regiment|Brigade|\
    Institute|Committee|Conference|Crisis|Factory|Fund|Accord|Charter|Report|Commission|Outline|\
    Guidelines|Constitution|Olympics|Games";

/// Whether a word stands in a list with bars between its words.
pub fn is_in(word: &str, list: &str) -> bool {
    !word.is_empty() && list.split('|').any(|known| known == word)
}

/// "Mate 60 Pro", "Boeing 737", "ISO 9001", "0800 123456", 863计划, 3.12版, "so-called 996", "221 BC".
pub fn is_in_name(before: &str, words: &str, after: &str) -> bool {
    // "Rule 10b-5": a letter belongs to the number of a clause.
    let last = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    let clause = words.strip_suffix(|c: char| c.is_ascii_lowercase());
    is_phone(before, words)
        || is_code(before, words, after)
        || is_in(last, NUMBERED) && clause.is_some_and(is_range_or_number)
        || is_in(last, "Patent|Op.|Docket") && words.bytes().all(|b| b.is_ascii_digit() || b == b',')
        || is_range_or_number(words) && (in_english(before, words, after) || in_chinese(before, words, after))
}

/// "Schalke 04", "C++17", "401(k)", "Gliese 581c", “618”, "the 20-somethings": no count is written so.
fn is_code(before: &str, words: &str, after: &str) -> bool {
    let bytes = words.as_bytes();
    let leads_with_zero = bytes.len() > 1 && bytes[0] == b'0' && bytes[1].is_ascii_digit();
    let is_bare = bytes.iter().all(u8::is_ascii_digit);
    // "99 Luftballons": a title is quoted and has capitals.
    let has_capital = after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let is_title = is_bare && before.ends_with(['“', '"', '‘', '«']) && has_capital;
    let is_tied = is_bare && before.ends_with(['+', '#']) && !before.ends_with(" +");
    let is_clause = after.starts_with('(') && after.chars().nth(2) == Some(')');
    let ends_in_letter = |word: &str| word.ends_with(['a', 'c', 'd', 'e', 'f', 'g', 'r', 'v', 'j']);
    let is_lettered =
        ends_in_letter(words) && bytes[..bytes.len() - 1].iter().all(u8::is_ascii_digit) && bytes.len() > 1;
    let is_quoted = is_bare && before.ends_with(['“', '「', '‘']) && after.starts_with(['”', '」', '’']);
    leads_with_zero || is_title || is_tied || is_clause || is_lettered || is_quoted || after.starts_with("-something")
}

/// Digits, and what ties two numbers to a range.
fn is_range_or_number(words: &str) -> bool {
    let is_joint = |word: &str| matches!(word, "to" | "and" | "or");
    words
        .split_whitespace()
        .all(|word| is_joint(word) || word.chars().all(|c| c.is_ascii_digit() || ".–—-~至到".contains(c)))
}

fn is_phone(before: &str, words: &str) -> bool {
    let last = before.trim_end().rsplit(|c: char| c.is_whitespace() || !c.is_ascii()).next().unwrap_or("");
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'(' | b')'));
    let dials = |text: &str| {
        let second = text.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        (text.starts_with('0') && second || text.starts_with('+')) && text.len() > 2 && is_number(text)
    };
    dials(words) || before.ends_with(' ') && dials(last)
}

fn in_english(before: &str, words: &str, after: &str) -> bool {
    const IDENTIFIERS: &str = "id|isbn|issn|doi|film|movie|novel|song|album|comic|musical|asteroid|code|postcode|zip|serial|ref|port|extension|so-called|euro|class|type|mark|area|\
    call";
    const INDICES: &str = "S&P|Fortune|FTSE|CSI|Nikkei|Forbes|Nasdaq|Russell|Stoxx";
    if !before.ends_with([' ', '\u{a0}']) {
        return false;
    }
    let mut earlier = before.split_whitespace().rev();
    let piece = earlier.next().unwrap_or("");
    let last = latin_end(piece);
    let second = earlier.next();
    let mut behind = after.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let (next, later) = (behind.next().unwrap_or(""), behind.next().unwrap_or(""));
    // A mark right behind the number parts it from the next word.
    let next = if after.starts_with([' ', '\u{a0}', '-']) { next } else { "" };
    let is_counted = is_counted(next, later);
    if matches!(next, "BC" | "BCE" | "AD" | "CE") || is_in(&last.to_lowercase(), IDENTIFIERS) {
        return true;
    }
    if is_in(next, TITLES) || is_street(next, later, behind.next().unwrap_or("")) {
        return true;
    }
    // "the 737": an airliner has no count.
    let is_airliner = words.len() == 3 && words.starts_with('7') && words.ends_with('7');
    if is_airliner && matches!(last, "the" | "The" | "a" | "A") && !is_counted {
        return true;
    }
    // "a 404 is an honest answer"
    let is_alone = after.starts_with(['.', ',', ';']) || is_in(next, "is|was|only|and|on|or|for|in|means");
    if matches!(last, "a" | "an" | "A" | "An") && is_alone && words.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let is_group = |word: &str| matches!(word, "Group" | "Committee" | "Gang" | "Club" | "Class" | "Council" | "Quad");
    if last == "of" && second.is_some_and(is_group) && !is_counted {
        return true;
    }
    let is_word = last.chars().all(|c| c.is_alphanumeric() || "'’&-.".contains(c));
    let has_capital = last.chars().any(char::is_uppercase);
    if !is_word || !has_capital || is_in(last, OPENERS) || second.is_none() && last.ends_with("ly") {
        return false;
    }
    if is_in(last, NUMBERED) || is_in(last, INDICES) {
        return true;
    }
    if shares_its_verb(before, after) {
        return false;
    }
    let is_acronym = last.len() >= 2
        && last.chars().all(|c| c.is_ascii_uppercase())
        && !matches!(last, "US" | "EU" | "UK" | "UN" | "USSR" | "PRC" | "GDP" | "IN" | "SDN");
    words.len() <= 6 && (is_acronym && words.len() <= 5 || !is_counted)
}

/// "Switzerland had imposed 568 and the United States 243": the verb of the first count is that of the second.
fn shares_its_verb(before: &str, after: &str) -> bool {
    let ends_here = after.is_empty() || after.starts_with(['.', ',', ';', ')']);
    let Some(digit) = before.rfind(|c: char| c.is_ascii_digit() || c == '%').filter(|_| ends_here) else {
        return false;
    };
    let between = &before[digit + 1..];
    // What the first count counts stands between: "350 medics and Denmark 120".
    let parts = [" and ", " but ", " while ", ", ", "; "].iter().filter_map(|joint| between.rsplit_once(joint));
    let name = parts.map(|(_, name)| name).min_by_key(|name| name.len()).unwrap_or(between).trim_start();
    let name = name.strip_prefix("the ").unwrap_or(name);
    let is_name = |word: &str| word.starts_with(char::is_uppercase) || matches!(word, "of" | "and");
    let earlier = before[..digit].split_whitespace().rev().nth(1).unwrap_or("");
    let earlier_is_name = earlier.starts_with(char::is_uppercase) && before[..digit].split_whitespace().count() > 2;
    let count = name.split_whitespace().count();
    (1..=4).contains(&count) && name.split_whitespace().all(is_name) && !earlier_is_name
}

/// The Latin letters at the end of a word: Mate of 华为Mate.
fn latin_end(word: &str) -> &str {
    let is_wide = |c: char| !c.is_ascii() && !matches!(c, '’' | '\u{c0}'..='\u{24f}');
    let start = word.char_indices().rev().find(|(_, c)| is_wide(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    word[start..].trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a number is followed by what it counts: a noun in the plural, and not a verb ("Mate 60 uses a chip").
pub fn is_counted(next: &str, later: &str) -> bool {
    const OBJECTS: &str = "a|an|the|it|them|him|its|his|her|their|no|only|about|more|less|up";
    const VERBS: &str = "is|was|has|does|uses|costs|lies|stands|covers|carries|applies|governs|sets|stays|remains|belongs|\
    includes|contains|concerns|deals|holds|needs|gives|meets|comes|goes|runs|makes|takes|requires|allows|bans|forbids|says|\
    reads|opens|closes|ends|begins|starts|shows|works|sits|turns|plays|supports|fills|circles|describes|protects";
    let is_verb = is_in(next, VERBS) || is_in(later, OBJECTS) || later.starts_with(|c: char| c.is_ascii_digit());
    let is_plural = next.ends_with('s') && next.starts_with(char::is_lowercase) && !is_verb;
    is_plural
        || matches!(next, "people" | "men" | "women" | "staff" | "of" | "percent" | "per" | "more" | "new" | "other")
}

/// "1600 Pennsylvania Avenue".
fn is_street(next: &str, later: &str, last: &str) -> bool {
    const STREETS: &str = "Avenue|Street|Road|Boulevard|Lane|Square|Drive|Way";
    next.starts_with(char::is_uppercase) && (is_in(later, STREETS) || is_in(last, STREETS))
}

fn in_chinese(before: &str, words: &str, after: &str) -> bool {
    const BEHIND: &[&str] = &[
        "计划",
        "工程",
        "项目",
        "条款",
        "部队",
        "事件",
        "高校",
        "系列",
        "型",
        "号",
        "版",
        "届",
        "国道",
        "高速",
        "路",
        "频道",
        "次列车",
        "次航班",
        "航班",
        "端口",
        "法案",
        "团",
        "强",
        "指数",
        "热线",
        "专线",
        "网站",
        "集团军",
        "室",
        "楼",
        "工作制",
        "购物节",
        "大促",
        "世纪",
        "国集团",
        "里长征",
        "价肺炎",
        "价疫苗",
        "价多糖",
        "三体",
        "不锈钢",
        "消毒液",
        "次方",
        "医院",
        "厂",
        "钻井队",
        "地质队",
        "研究所",
        "车间",
        "高地",
        "式",
    ];
    let letters = before.trim_end().chars().next_back().is_some_and(|c| c.is_ascii_alphabetic());
    let is_model = letters && before.ends_with(|c: char| c.is_ascii_uppercase());
    const PLACES: [&str; 4] = ["北纬", "南纬", "东经", "西经"];
    let is_cohort = words.len() == 2 && after.starts_with('后') && words.ends_with(['0', '5']);
    let is_seat = after.starts_with('排') && after.contains('座') || before.ends_with('排') && after.starts_with('座');
    let is_verse = before.ends_with('章') && after.starts_with('节');
    if is_cohort || is_seat || is_verse || PLACES.iter().any(|place| before.ends_with(place)) {
        return true;
    }
    // 与737竞争: an airliner has no count.
    let is_airliner = words.len() == 3 && words.starts_with('7') && words.ends_with('7');
    if is_airliner && !after.starts_with(|c| COUNTERS.contains(c)) {
        return true;
    }
    // 985、211高校
    let list = after.strip_prefix('、').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let after = list.unwrap_or(after);
    BEHIND.iter().any(|word| after.starts_with(word)) && !after.starts_with("团队") || is_model
}

/// Behind a word that numbers places, or another number behind it: "notes 15 and 19", 脚注15, 端口8080, 第11、12章.
pub fn is_labelled(before: &str, words: &str, after: &str) -> bool {
    chinese_label(before, words, after) || english_label(before)
}

fn chinese_label(before: &str, words: &str, after: &str) -> bool {
    const LABELS: &[&str] = &[
        "脚注",
        "注释",
        "附录",
        "附件",
        "附表",
        "图",
        "表",
        "端口",
        "电话",
        "编号",
        "代码",
        "邮编",
        "房间",
        "型号",
        "版本",
        "波音",
        "空客",
        "公元前",
        "公元",
        "国道",
        "歼",
        "轰",
        "东风",
        "长征",
        "神舟",
        "嫦娥",
        "天宫",
        "红旗",
        "鹰击",
        "米格",
        "沪深",
        "标普",
        "上证",
        "中证",
        "纳斯达克",
        "富时",
        "日经",
        "双",
        "安卓",
        "鸿蒙",
        "麒麟",
        "骁龙",
        "天玑",
        "页",
        "铀",
        "钚",
        "钴",
        "铯",
        "锶",
        "碘",
        "碳",
        "注",
        "小行星",
    ];
    let is_joint = |c: char| c.is_ascii_digit() || "、，和与及至到—–- ".contains(c);
    let bare = before.trim_end();
    // A list is looked at from its last numbers on.
    let cut = bare.char_indices().rev().take(40).last().map_or(0, |(at, _)| at);
    let list = &bare[..cut + bare[cut..].trim_end_matches(is_joint).len()];
    let follows_number =
        list.len() < bare.len() && list.ends_with('第') && !bare.ends_with(|c: char| c.is_ascii_digit());
    let is_counted = after.starts_with(|c| COUNTERS.contains(c)) || !is_range_or_number(words);
    let is_label = |text: &str| LABELS.iter().any(|label| text.ends_with(label)) && !is_other_word(text);
    follows_number || !is_counted && (is_label(bare) || list.len() < bare.len() && is_label(list))
}

/// 代表, 企图: words that end like a label.
fn is_other_word(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "关注", "投注", "下注", "倾注", "代表", "企图", "意图", "试图", "力图", "发表", "外表", "仪表", "手表", "地图",
    ];
    WORDS.iter().any(|word| text.ends_with(word))
}

fn english_label(before: &str) -> bool {
    let mut joined = false;
    for word in before.split_whitespace().rev() {
        let is_joint = matches!(word, "and" | "or" | "to" | "&" | "–");
        let is_number = word.trim_end_matches(',').bytes().all(|b| b.is_ascii_digit() || b == b'-');
        match (is_joint, is_number && (joined || word.ends_with(','))) {
            (true, _) | (_, true) => joined = true,
            _ => return joined && phrase::is_label(word.trim_end_matches('.').to_lowercase().as_str()),
        }
    }
    false
}

/// 98比87, "won 98–87", "beat them 98 to 87", "9/11", "1920×1080".
pub fn is_score(before: &str, words: &str, after: &str) -> bool {
    let number = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().and_then(|run| run.parse::<u32>().ok());
    // What falls "from 98 to 87" is no score.
    let is_from = |before: &str| before.trim_end().ends_with("from");
    let value = words.parse::<u32>().ok();
    let is_first =
        after.strip_prefix(" to ").and_then(number).is_some_and(|other| value > Some(other)) && !is_from(before);
    let is_second = before.strip_suffix(" to ").is_some_and(|rest| {
        let start = rest.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        value.is_some() && rest[start..].parse::<u32>().ok() > value && !is_from(&rest[..start])
    });
    if is_first || is_second {
        return true;
    }
    let is_joint = |c: char| matches!(c, '比' | '–' | '-' | ':' | '/' | '×' | 'x' | '+' | '·' | '：');
    let next = after.strip_prefix(is_joint).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let last = before.strip_suffix(is_joint).is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    next || last
}
