//! Claims in Chinese sentences.

use super::chinese_supposed::OF_THE_PAGE;
use crate::model::prose::Claim;
use crate::parse::markdown::sentence::is_han;

/// Words by which a sentence makes no claim, beside those of the page: ways to speak to a reader.
const ABOUT_THE_PAGE: &[&str] = &[
    "另页",
    "在我看来",
    "如前所述",
    "如上所述",
    "上文",
    "下文",
    "如下",
    "查阅",
    "可以说",
    "换句话说",
    "应当说",
    "不用说",
    "也就是说",
    "一般来说",
    "据说下",
    "例如某",
    "老实说",
    "简单说",
    "严格说",
    "来说，",
    "地说，",
    "举例",
];
const SUPPOSED: &[&str] = &["如果", "假如", "假设", "倘若", "假使", "要是", "若"];
const SPEECH: &[&str] = &[
    "表示，",
    "表示：",
    "表示将",
    "表示要",
    "表示已",
    "表示不",
    "表示反对",
    "表示支持",
    "宣布",
    "指出",
    "警告",
    "否认",
    "声称",
    "报道称",
    "报道，",
    "报道说",
    "强调，",
    "透露",
    "预计",
    "预测",
    "认为，",
    "认为中",
    "承认",
    "宣称",
    "证实",
    "呼吁",
    "谴责",
    "发言人",
    "声明称",
    "写道",
    "称，",
    "说，",
    "说：",
    "估计，",
    "发现，",
    "发现：",
    "披露",
    "援引",
    "数据显示",
    "报告显示",
    "调查显示",
    "研究显示",
    "研究表明",
    "统计显示",
    "民调显示",
    "坦言",
    "通报",
    "担心，",
    "的说法，",
    "叹道",
    "说道",
    "辩称",
];
const SUPERLATIVES: &[&str] = &[
    "最大",
    "最高",
    "最低",
    "最小",
    "最长",
    "最深",
    "最快",
    "最强",
    "最早",
    "最贵",
    "最弱",
    "最富",
    "最穷",
    "最严",
    "最依赖",
    "第一大",
    "第一个",
    "首个",
    "首次",
    "首家",
    "首位",
    "首批",
    "首条",
    "唯一",
    "史上",
    "纪录",
    "之最",
    "第二大",
    "第三大",
    "世界第一",
    "全球第一",
    "新高",
    "新低",
    "前所未有",
    "空前",
    "居首",
    "第一座",
    "第一条",
    "第一家",
    "第一艘",
    "第一所",
    "第一部",
    "最完整",
];
const CAUSES: &[&str] = &[
    "导致",
    "造成",
    "迫使",
    "促使",
    "引发",
    "引起",
    "得益于",
    "归因于",
    "归功于",
    "触发",
    "使得",
    "推动了",
    "带来了",
    "加剧了",
    "刺激了",
    "带动了",
    "促进了",
    "削弱了",
    "拖累",
    "致使",
    "多亏",
    "归咎于",
];
const EVENTS: &[&str] = &[
    "加征",
    "加入",
    "签署",
    "签订",
    "生效",
    "成立",
    "爆发",
    "开始",
    "结束",
    "解除",
    "实施",
    "发布",
    "通过",
    "撤",
    "回国",
    "带回",
    "上涨",
    "下降",
    "升至",
    "降至",
    "增至",
    "跌至",
    "达到",
    "入侵",
    "颁布",
    "设立",
    "关闭",
    "启动",
    "召开",
    "建交",
    "断交",
    "会晤",
    "列入",
    "禁止",
    "限制",
    "退出",
    "取消",
    "公布",
    "推出",
    "当选",
    "去世",
    "开工",
    "投产",
    "建成",
    "发射",
    "收购",
    "创立",
    "提出",
    "恢复",
    "签约",
    "新开",
    "开业",
    "击中",
    "轰炸",
    "遇刺",
    "逝世",
    "辞职",
    "任命",
    "逮捕",
    "起诉",
    "批准",
    "否决",
    "修订",
    "废除",
    "停止",
    "中断",
    "中止",
    "终止",
    "访问",
    "抵达",
    "出台",
    "上市",
    "破产",
    "倒闭",
    "竣工",
    "通车",
    "首飞",
    "登陆",
    "并购",
    "罢工",
    "被拒",
    "当选",
    "袭击",
    "裁员",
    "升空",
    "迁居",
    "毁于",
    "裁减",
    "获救",
    "出土",
    "发掘出",
    "移居",
    "失守",
    "攻占",
    "沦陷",
    "停产",
    "复工",
    "获释",
    "落成",
];

pub(super) fn claim(text: &str) -> Option<Claim> {
    let any = |list: &[&str]| list.iter().any(|word| text.contains(word));
    let asked = text.trim_end().ends_with(['？', '?']);
    if asked || is_set_apart(text) {
        return None;
    }
    if any(SPEECH) || cites_data(text) || calls(text) || is_seen_by(text) {
        return Some(Claim::Attribution);
    }
    if any(CAUSES) || makes_rise_or_fall(text) || opens_with_a_cause(text) || drives(text) {
        return Some(Claim::Cause);
    }
    // 最深处 is a place.
    let is_extreme =
        || SUPERLATIVES.iter().any(|word| text.find(word).is_some_and(|at| !text[at + word.len()..].starts_with('处')));
    if is_extreme() || compares_with_all(text) {
        return Some(Claim::Superlative);
    }
    let happened = || any(EVENTS) || is_done(text);
    (has_date(text) && !is_planned(text) && happened()).then_some(Claim::Event)
}

/// 白宫称此举不可接受; not 名称, 称为, 号称.
fn calls(text: &str) -> bool {
    text.match_indices('称').any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + '称'.len_utf8()..]);
        let is_word = before
            .ends_with(['名', '简', '统', '职', '对', '号', '俗', '堪', '人', '自', '通', '全', '可', '被', '合'])
            || after.starts_with(['为', '作', '号', '呼', '谓', '职', '赞', '之', '得']);
        !before.is_empty() && !is_word && after.chars().filter(|c| is_han(*c)).count() >= 4
    })
}

/// 在陈寅恪看来; not 在我看来, which is set apart.
fn is_seen_by(text: &str) -> bool {
    text.find("看来，").is_some_and(|at| {
        let clause = text[..at].rsplit(['，', '。', '；']).next().unwrap_or("");
        clause.starts_with('在') && clause.chars().count() > 2
    })
}

/// 由于禁运，零部件用完了; not 由于表格较宽, which is the page's.
fn opens_with_a_cause(text: &str) -> bool {
    const OF_THE_PAGE: [&str; 12] =
        ["表格", "滑动", "查看", "口径", "篇幅", "注释", "数字", "统计", "来源", "一列", "名单", "图"];
    let opens = text.starts_with("由于") || text.starts_with("因为") || text.starts_with('因');
    let is_word = ["因此", "因而", "因素", "因之"].iter().any(|word| text.starts_with(word));
    let is_clause = text.find('，').is_some_and(|at| at + '，'.len_utf8() < text.len());
    opens && !is_word && is_clause && !OF_THE_PAGE.iter().any(|word| text.contains(word))
}

/// 制裁让俄罗斯与中国走得更近, 补贴推动企业扩大产能; not 要推动, which is a plan.
fn drives(text: &str) -> bool {
    const OUTCOMES: [&str; 6] = ["更", "陷入", "失去", "不得不", "无法", "被迫"];
    let is_plan = |before: &str| {
        before.is_empty() || before.ends_with(['要', '将', '来', '以', '为', '步', '应', '须', '续', '在', '，'])
    };
    let makes = |word: &str, is_open: bool| {
        text.find(word).is_some_and(|at| {
            let after = &text[at + word.len()..];
            !is_plan(&text[..at]) && (is_open || OUTCOMES.iter().any(|outcome| after.contains(outcome)))
        })
    };
    makes("让", false) || makes("令", false) || makes("推动企业", true)
}

/// 支持了, 被拒: done and over; not 为了, 了解.
fn is_done(text: &str) -> bool {
    text.match_indices('了').any(|(at, _)| {
        let after = &text[at + '了'.len_utf8()..];
        !text[..at].ends_with(['为', '除', '不', '得', '占']) && !after.starts_with(['解', '结', '如', '然'])
    })
}

/// What is to come is a plan and no event.
fn is_planned(text: &str) -> bool {
    ["将于", "将在", "计划于", "拟于", "有望", "预定", "目标"].iter().any(|word| text.contains(word))
}

fn is_set_apart(text: &str) -> bool {
    OF_THE_PAGE.iter().chain(ABOUT_THE_PAGE).chain(SUPPOSED).any(|word| text.contains(word))
}

/// 据海关总署数据, 据路透社报道.
fn cites_data(text: &str) -> bool {
    text.find('据').is_some_and(|at| {
        let rest: String = text[at..].chars().take(20).collect();
        ["数据", "报道", "统计", "估计", "计算", "介绍", "分析"].iter().any(|word| rest.contains(word))
            && !text[..at].ends_with(['数', '根', '证', '依', '占'])
            || rest.starts_with("据悉")
    }) || text.contains("根据") && ["数据", "统计", "报道"].iter().any(|word| text.contains(&format!("{word}，")))
}

/// 歉收使粮价上涨.
fn makes_rise_or_fall(text: &str) -> bool {
    const MOVES: [&str; 8] = ["上涨", "上升", "下降", "下跌", "倒闭", "减少", "增加", "停产"];
    text.find('使').is_some_and(|at| {
        let is_word = text[..at].ends_with(['大', '天', '特', '即']) || text[at..].starts_with("使用");
        !is_word && MOVES.iter().any(|word| text[at..].contains(word))
    })
}

/// 没有哪个经济体比它更依赖稀土.
fn compares_with_all(text: &str) -> bool {
    ["没有哪", "没有任何", "没有一个"]
        .iter()
        .any(|none| text.find(none).is_some_and(|at| text[at..].contains('比') || text[at..].contains('更')))
}

/// A year, alone or with month and day, or a date beside what was told before: 去年, 次年, 两周后.
fn has_date(text: &str) -> bool {
    const RELATIVE: [&str; 18] = [
        "去年",
        "前年",
        "次年",
        "同年",
        "翌年",
        "上月",
        "次月",
        "同月",
        "次日",
        "翌日",
        "本周",
        "上周",
        "年后，",
        "月后，",
        "周后，",
        "天后，",
        "当年",
        "今年",
    ];
    let is_relative = || RELATIVE.iter().any(|word| text.contains(word));
    is_relative()
        || text.match_indices('年').any(|(at, _)| {
            let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
            let is_decade = text[at..].starts_with("年代");
            digits == 4 && !is_decade
                || is_decade && ["年代初", "年代末", "年代中"].iter().any(|word| text[at..].starts_with(word))
        })
}
