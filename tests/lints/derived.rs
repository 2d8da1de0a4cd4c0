//! Derived facts: what they come to, and each way in which they can be wrong.

use crate::support::{check, findings};

/// A sheet whose facts are followed by these lines, with all else that a site needs.
fn sheet(facts: &str) -> String {
    format!(
        "-- content/facts/s.yml --
title: S
summary: S.
topics: []
defaults: {{kind: statistic, as_of: 2022, by: e, evidence: x}}
facts:
  left: {{claim: ___ left., value: 300, unit: companies}}
  all: {{claim: There were ___., value: 1200, unit: companies}}
  hedged: {{claim: ___ came., value: nearly 400, unit: companies}}
  many: {{claim: ___ came., value: more than 400, unit: companies}}
  most: {{claim: At most ___ came., value: at least 500, unit: companies}}
  money: {{claim: They had ___., value: 1.2, unit: billion US dollars}}
  cash: {{claim: They had ___., value: 300, unit: million US dollars}}
  share: {{claim: It was ___., value: 12.5, unit: \"%\"}}
  later: {{claim: It was ___., value: 15, unit: \"%\"}}
  none: {{claim: There was ___., value: 0, unit: companies}}
  rows: {{claim: Items., unit: items, series: {{2020: 10, 2021: 12, 2022: 15}}}}
  cols: {{claim: More., unit: items, series: {{2021: 24, 2022: 60, 2023: 1}}}}
  parts: {{claim: Parts., unit: items, breakdown: {{a: 1, b: 2}}}}
  rivals: {{claim: ___ went., unit: items, values: {{a: {{value: 4, by: e}}, b: {{value: 9, by: e}}}}}}
{facts}
-- content/sources/x.yml --
x: {{type: web, title: X, publisher: e}}
-- content/entities/e.yml --
e: {{name: E, kind: company}}
"
    )
}

#[test]
fn a_formula_gives_what_a_stated_value_is_held_to() {
    for (value, derived) in [
        ("25", "{formula: left ÷ all × 100, from: {left: left, all: s/all}}"),
        ("25%", "{formula: \"share(left, all)\", from: {left: left, all: all}}"),
        ("about 25 percent", "{formula: \"share(left, all)\", from: {left: left, all: all}}"),
        ("75", "{formula: \"share(all - left, all)\", from: {left: left, all: all}}"),
        ("nearly 33.4", "{formula: \"share(hedged, all)\", from: {hedged: hedged, all: all}}"),
        ("nearly 33.3", "{formula: \"share(hedged, all)\", from: {hedged: hedged, all: all}, digits: 5}"),
        ("nearly 700", "{formula: hedged + left, from: {hedged: hedged, left: left}}"),
        ("more than 700", "{formula: many + left, from: {many: many, left: left}}"),
        ("less than 800", "{formula: all - many, from: {all: all, many: many}}"),
        ("1.5", "{formula: money + cash, from: {money: money, cash: cash}}"),
        ("2.5", "{formula: later - p, from: {later: later, p: share}}"),
        ("20", "{formula: \"change(a, b)\", from: {a: rows@2020, b: s/rows@2021}}"),
        ("37", "{formula: sum(rows), from: {rows: rows}}"),
        ("27", "{formula: sum(rows), from: {rows: rows@2021..2022}}"),
        ("3", "{formula: sum(parts), from: {parts: parts}}"),
        ("13", "{formula: a + b, from: {a: s/rivals/a, b: s/rivals/b}}"),
        ("27", "{formula: \"share(left, n)\", from: {left: left, n: thousands}}"),
        ("27.27", "{formula: \"share(left, n)\", from: {left: left, n: thousands}}"),
        ("1", "{formula: left ÷ 3 × 3 ÷ left, from: {left: left}}"),
    ] {
        let unit = if derived.contains("÷ left, from") { "    unit: times\n" } else { "" };
        let literal = sheet(&format!(
            "  thousands: {{claim: ___., value: \"1,100\", unit: companies}}\n  it:\n    claim: It is ___.\n    value: {value}\n{unit}    derived: {derived}"
        ));
        assert_eq!(findings(&literal), Vec::<String>::new(), "{value}: {derived}");
    }
}

#[test]
fn another_value_is_reported_with_what_it_should_be() {
    for (value, derived, want) in [
        (
            "26",
            "{formula: \"share(left, all)\", from: {left: left, all: all}}",
            "“26” is not what the formula of s/it gives",
        ),
        ("33", "{formula: \"share(hedged, all)\", from: {hedged: hedged, all: all}}", "“33” drops the hedge"),
        (
            "more than 33",
            "{formula: \"share(hedged, all)\", from: {hedged: hedged, all: all}}",
            "“more than 33” reverses",
        ),
        ("$25", "{formula: \"share(left, all)\", from: {left: left, all: all}}", "“$25” is in another unit"),
        ("600 to 700", "{formula: hedged + left, from: {hedged: hedged, left: left}}", "“600 to 700” is not what"),
    ] {
        let literal = sheet(&format!("  it:\n    claim: It is ___.\n    value: {value}\n    derived: {derived}"));
        let found = findings(&literal);
        assert!(
            found.len() == 1 && found[0].contains(&format!("error derived-mismatch: {want}")),
            "{value}: {found:?}"
        );
    }
}

#[test]
fn what_cannot_be_computed_is_reported_where_it_stands() {
    check(&sheet(
        "  one: {claim: It is ___., derived: {formula: left ÷ none, from: {left: left, none: none}}}
                                              ^ error bad-formula: the formula of s/one cannot be computed: it divides by zero
  two: {claim: It is ___., derived: {formula: rows × 2 + rivals, from: {rows: rows, rivals: rivals}}}
                                                         ^ error bad-formula: the formula of s/two cannot be computed: `rivals` has several answers
  three: {claim: It is ___., derived: {formula: parts × 2, from: {parts: parts}}}
                                                ^ error bad-formula: the formula of s/three cannot be computed: `parts` is a breakdown
  four: {claim: It is ___., derived: {formula: many ÷ most, from: {many: many, most: most}}}
                                               ^ error bad-formula: the formula of s/four cannot be computed: what the inputs say leaves no number (`many` is more than 400, `most` is at least 500)
  five: {claim: It is ___., derived: {formula: left × 79228162514264337593543950335, from: {left: left}}}
                                               ^ error bad-formula: the formula of s/five cannot be computed: the number has more digits
  six: {claim: It is ___., derived: {formula: left ÷ all of, from: {left: left, all: all}}}
                                                         ^ error bad-formula: the formula `left ÷ all of` cannot be read: `of` follows without an operator, at column 12
  seven: {claim: It is ___., derived: {formula: share(left, all), from: {left: left, all: all}}}
                                                            ^ error bad-formula: the formula of fact `s/seven` is cut at a comma
  eight: {claim: It is ___., derived: {formula: left, from: {left: left, all: all}}}
                                                                              ^ error bad-formula: `all` of `derived` of fact `s/eight` is not in the formula
  nine: {claim: It is ___., derived: {formula: a - b, from: {a-b: left}}}
                                                             ^ error bad-formula: `a-b` cannot be a name in a formula
  ten: {claim: It is ___., derived: {formula: a, from: {a: left#by}}}
                                                           ^ error bad-formula: `a: left#by` names no figure
  eleven: {claim: It is ___., derived: {formula: a, from: {a: lefd}}}
                                                              ^ error unknown-fact: there is no fact `s/lefd`
  twelve: {claim: It is ___., derived: {formula: a, from: {a: rows@2019}}}
                                                              ^ error unknown-fact: the series of s/rows has no point `2019`
  thirteen: {claim: It is ___., derived: {formula: a, from: {a: left}, digits: 99}}
                                                                       ^ error bad-value: `digits` is 99
  fourteen: {claim: It is ___., derived: {from: {a: left}}}
                                ^ error missing-field: `derived` of fact `s/fourteen` has no `formula`
  fifteen: {claim: It is ___., series: {2020: 1}, derived: {formula: a, from: {a: left}}}
                               ^ error bad-formula: fact `s/fifteen` is computed and also has `series`
  sixteen: {claim: It is ___., derived: {formula: \"1 + 1\", from: {}}}
                                                  ^ error bad-formula: the formula of s/sixteen names no fact
",
    ));
}

#[test]
fn units_have_to_fit() {
    check(&sheet(
        "  one: {claim: It is ___., derived: {formula: left + cash, from: {left: left, cash: cash}}}
                                              ^ error unit-mismatch: the formula of s/one takes companies + USD
  two: {claim: It is ___., derived: {formula: cash ÷ left, from: {left: left, cash: cash}}}
                                              ^ error unit-mismatch: the formula of s/two mixes units, and the fact states none
  three: {claim: It is ___., unit: US dollars a company, derived: {formula: cash ÷ left, from: {left: left, cash: cash}}}
  four: {claim: It is ___., unit: \"%\", derived: {formula: left ÷ all, from: {left: left, all: all}}}
                                                          ^ error unit-mismatch: the unit of s/four is `%`; its formula gives a bare ratio
  five: {claim: It is ___., unit: firms, derived: {formula: left + all, from: {left: left, all: all}}}
                                                            ^ error unit-mismatch: the unit of s/five is `firms`; its formula gives companies
  six: {claim: It is ___., unit: \"%\", derived: {formula: 100 × left ÷ all, from: {left: left, all: all}}}
  seven: {claim: It is ___., derived: {formula: all × p ÷ 100, from: {p: share, all: all}}}
                                                ^ error unit-mismatch: the formula of s/seven mixes units
  eight: {claim: It is ___., unit: percentage points, derived: {formula: later - p, from: {later: later, p: share}}}
",
    ));
}

#[test]
fn circles_retired_inputs_and_hedges_in_prose_are_reported() {
    check(&sheet(
        "  a: {claim: It is ___., derived: {formula: b + 1, from: {b: b}}}
                                                             ^ error derived-cycle: s/a is computed from itself: s/a → s/b → s/a
  b: {claim: It is ___., derived: {formula: a + 1, from: {a: s/a}}}
                                                             ^ error derived-cycle: s/b is computed from itself: s/b → s/a → s/b
  c: {claim: It is ___., derived: {formula: b + 1, from: {b: b}}}
  d: {claim: It is ___., derived: {formula: d + 1, from: {d: d}}}
                                                             ^ error derived-cycle: s/d is computed from itself: s/d → s/d
  old: {claim: It was ___., value: 7, unit: items, retired: {date: 2023, why: Wrong., use: s/all}}
  new: {claim: It is ___., derived: {formula: a × 2, from: {a: old}}}
                                                               ^ error retired-fact: s/old was retired on 2023: Wrong
  twice: {claim: It is ___., derived: {formula: a × 2, from: {a: again}}}
  again: {claim: It is ___., derived: {formula: a × 2, from: {a: hedged}}}
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were [nearly 1,600](fact:s/twice) and [800](fact:s/again).
                                             ^ error figure-mismatch: “800” drops the hedge of s/again
",
    ));
}
