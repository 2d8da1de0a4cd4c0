//! Chinese sentences whose figures are those of the page, of its author's own counting, or supposed: 比方说, 若月入8000元.
//!
//! In: a sentence. Out: whether its figures need no source.

/// The page, its reader and its author: neither the claims nor the figures of such a sentence are about the world.
pub(super) const OF_THE_PAGE: &[&str] = &[
    "本页",
    "本站",
    "本文",
    "本章",
    "本节",
    "本图",
    "本网站",
    "下表",
    "上表",
    "下图",
    "上图",
    "我们",
    "我认为",
    "笔者",
    "读者",
    "比方说",
];

/// Whether the figures of a sentence are those of the page, of its author's own counting, or supposed.
pub(super) fn is_about_the_page(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "本表",
        "本栏",
        "下列",
        "页面",
        "网页",
        "点击",
        "参考文献",
        "脚注",
        "假设",
        "拨打",
        "致电",
        "词汇表",
        "术语表",
        "打个比方",
        "打比方",
        "试想",
        "姑且",
        "就当",
        "会是多少",
        "合起来就是",
        "举例来说",
        "举例说",
        "编者",
        "写成…",
        "若写…",
        "的中位数是",
        "举例而言",
        "这样的说法",
        "之类的说法",
        "次方是",
        "次方等于",
        "好比",
        "举个例子",
        "假定",
        "小明",
        "小红",
        "已知",
        "某甲",
        "某人",
        "文末",
        "文中",
        "客服电话",
        "电话是",
        "电话为",
        "热线是",
        "热线为",
        "手机号",
        "验证码",
    ];
    let names_a_year = || text.match_indices('年').any(|(at, _)| text[..at].ends_with(|c: char| c.is_ascii_digit()));
    let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
    holds(OF_THE_PAGE)
        || holds(WORDS)
        || holds(&["例如", "比如", "譬如"]) && !names_a_year()
        || text.starts_with('设') && text.contains("等于")
        || text.find("设想").is_some_and(|at| !text[..at].ends_with(['的', '划', '了', '构']))
        || text.contains("为例") && holds(&["以一", "以某"])
        || clauses(text).any(|clause| clause.starts_with("想象") && !clause.starts_with("想象力"))
        || clauses(text).any(supposes)
        || holds(&["全文", "电话：", "电话0"])
        || text.find("链接").is_some_and(|at| !text[..at].ends_with(['业', '应']))
        || supposes_a_figure(text)
        || !names_a_year() && (is_any_case(text) || is_recipe(text))
        || is_convention(text)
}

/// 设一…, 设税率先升到30%; not 设站23座, 设床位1200张, 设计产能为200万吨.
fn supposes(clause: &str) -> bool {
    const LINKS: [char; 6] = ['为', '是', '升', '降', '涨', '跌'];
    const WORDS: [char; 16] =
        ['立', '置', '计', '备', '施', '法', '想', '有', '在', '于', '定', '防', '区', '厂', '点', '宴'];
    clause.strip_prefix('设').is_some_and(|rest| {
        let number = rest.find(|c: char| c.is_ascii_digit());
        rest.starts_with('一') || !rest.starts_with(WORDS) && number.is_some_and(|at| rest[..at].contains(LINKS))
    })
}

/// 某企业年利润500万元, 每人节约1度电…就是…, 按10%计算，…: a case that is nobody's.
fn is_any_case(text: &str) -> bool {
    const WHOSE: [&str; 30] = [
        "老张",
        "老王",
        "老李",
        "老陈",
        "小李",
        "小王",
        "小张",
        "张三",
        "李四",
        "甲国",
        "乙国",
        "甲地",
        "乙地",
        "甲厂",
        "一家三口",
        "一家四口",
        "某企业",
        "某公司",
        "某厂",
        "某店",
        "某户",
        "某家",
        "某商品",
        "某银行",
        "某工人",
        "某职工",
        "某学生",
        "某居民",
        "某乙",
        "某产品",
    ];
    let reckons = |clause: &str| {
        let by = clause.strip_prefix('按').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        (by || clause.starts_with('以') && clause.contains(|c: char| c.is_ascii_digit()))
            && (clause.ends_with('计') || clause.ends_with("计算"))
    };
    let is_distance = |clause: &str| clause.starts_with('设') && clause.contains("相距");
    // 换作你是采购经理, 试问谁会…, 你去市场买菜: whoever reads is put in the place of nobody in particular.
    const PLACES: [&str; 9] = ["换作", "试问", "想一想", "若非", "万一", "难道", "谁要是", "与其", "你"];
    // 假使有三座炼钢炉, not 要是那3100名工人…: those are known.
    let mut conditions = ["假使", "要是"].iter().filter_map(|word| text.strip_prefix(word));
    let is_condition = conditions.any(|rest| !rest.starts_with(['那', '这']));
    let is_somebody = ["全球", "全国", "据", "报告", "统计", "当年"].iter().any(|word| text.contains(word));
    (PLACES.iter().any(|word| text.starts_with(word)) || is_condition) && !is_somebody
        || WHOSE.iter().any(|word| text.contains(word))
        || (text.starts_with('每') || text.starts_with("一个") || text.starts_with("一人")) && text.contains("就是")
        || clauses(text).any(|clause| reckons(clause) || is_distance(clause))
}

/// 取面粉300克, 将100毫升溶液加热到60℃: what the reader is to do.
fn is_recipe(text: &str) -> bool {
    const OPENERS: [char; 8] = ['取', '将', '把', '用', '先', '水', '加', '放'];
    const DONE: [&str; 24] = [
        "加热", "加入", "搅拌", "搅匀", "和匀", "放入", "静置", "煮沸", "烧到", "烧至", "烤", "蒸", "切成", "倒入",
        "发酵", "浸泡", "焯", "腌", "混合", "溶解", "稀释", "冷却", "撒上", "翻炒",
    ];
    const MEASURES: [&str; 8] = ["克", "毫升", "℃", "度", "分钟", "勺", "小时", "秒"];
    let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
    text.starts_with(OPENERS) && holds(&DONE) && holds(&MEASURES)
}

/// 指数以2015年为100, 合计可能不等于100%, 1亩等于666.67平方米: what was agreed, not what was found.
fn is_convention(text: &str) -> bool {
    let one = text.find('1').or_else(|| text.find('一')).filter(|at| {
        let before = text[..*at].chars().next_back();
        !before.is_some_and(|c| c.is_numeric() || matches!(c, '.' | '十' | '百' | '第'))
    });
    let equals = || {
        let rest = &text[one?..];
        let link = ["等于", "合", "折合", "约合", "按"].iter().find_map(|word| rest.find(word))?;
        let unit = rest[..link].chars().count();
        let behind = rest[link..].trim_start_matches(|c: char| !c.is_ascii_digit());
        let is_money = behind.contains('元') || behind.contains('镑');
        ((2..=4).contains(&unit) && rest[link..].len() - behind.len() <= 9 && !is_money && !behind.is_empty())
            .then_some(())
    };
    let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // How the author counts.
    let is_method = holds(&["样本"]) && holds(&["剔除", "舍去"])
        || holds(&["四舍五入", "不予采用", "不予计入", "算作一次", "算作一个", "并入…", "归入…", "权重分别"])
        || holds(&["变量"]) && holds(&["滞后"]);
    // 一吨是一千公斤
    let is_measure = || {
        const MEASURES: [&str; 20] = [
            "吨", "公里", "斤", "公斤", "亩", "公顷", "丈", "尺", "里", "石", "两", "担", "天", "小时", "分钟", "世纪",
            "英里", "磅", "盎司", "打",
        ];
        let rest = text.strip_prefix(['一', '1']).unwrap_or("");
        let links = |rest: &str| ["是", "等于", "合", "有", "为"].iter().any(|link| rest.starts_with(link));
        MEASURES.iter().any(|measure| rest.strip_prefix(measure).is_some_and(links))
    };
    is_method
        || is_measure()
        || text.contains("为100") && (text.contains("指数") || text.contains("基期"))
        || ["不等于100%", "不等于100％", "不足100%属", "之和不为100%"].iter().any(|word| text.contains(word))
        || equals().is_some()
}

/// 即使关税为50%，…: a condition that names a figure of its own. One behind 的 is known: 倘若内迁的2400家工厂…
fn supposes_a_figure(text: &str) -> bool {
    const CONDITIONS: [&str; 31] = [
        "倘",
        "设若",
        "假若",
        "就拿一",
        "如",
        "若",
        "假使",
        "要是",
        "即使",
        "即便",
        "哪怕",
        "就算",
        "纵使",
        "纵然",
        "一旦",
        "假如",
        "换作",
        "试问",
        "想一想",
        "不妨",
        "只要",
        "除非",
        "宁可",
        "万一",
        "且把",
        "仿佛",
        "谁要是",
        "与其",
        "难道",
        "但凡",
        "拿一",
    ];
    const OTHER: [&str; 12] =
        ["若干", "如今", "如何", "如此", "如同", "如下", "如期", "如图", "如表", "如上", "如约", "如愿"];
    clauses(text).any(|clause| {
        let names_a_figure = || {
            let at = clause.find(|c: char| c.is_numeric() && !"零〇一二三四五六七八九十".contains(c));
            at.is_some_and(|at| {
                let behind = clause[at..].trim_start_matches(char::is_numeric);
                // 1978年 is a year, and 50年 a time that is supposed.
                let is_date = clause.len() - at - behind.len() == 4 || behind.starts_with('月');
                // 那笔90亿美元的贷款, 全球一年38万吨的产量: known, whatever is supposed of it.
                let is_known = behind.contains('的')
                    && ["那", "这", "全球", "全国", "世界", "当年"].iter().any(|word| clause[..at].contains(word));
                !is_known
                    && !clause[..at].ends_with(['的', '那', '这', '该'])
                    && !(is_date && behind.starts_with(['年', '月']))
            })
        };
        // 一家三口若月入8000元
        let is_inside = clause.find('若').is_some_and(|at| {
            let before = clause[..at].ends_with(['倘', '假', '宛', '仿', '自', '般']);
            let behind = &clause[at + '若'.len_utf8()..];
            at > 0 && !before && !behind.starts_with(['干', '无', '有', '隐']) && behind.contains(char::is_numeric)
        });
        (CONDITIONS.iter().any(|word| clause.starts_with(word)) && !OTHER.iter().any(|word| clause.starts_with(word))
            || is_inside)
            && names_a_figure()
    })
}

fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(['，', '；', '。']).map(str::trim_start)
}
