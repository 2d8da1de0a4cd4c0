//! `derived:` of a fact: a formula and what its names stand for.
//!
//! Every slip is a finding `bad-formula` with its column; what can be read is kept.
//! Absent on purpose: whether the facts exist and what comes of it (`link/derive`).

use crate::base::text::{At, Span};
use crate::model::Text;
use crate::model::date::Date;
use crate::model::derived::{Derived, Expr, Input, Outcome, Term};
use crate::model::prose::FactRef;
use crate::model::{IdRef, is_id};
use crate::parse::fields::sheet::DERIVED;
use crate::parse::formula;
use crate::parse::record::{Cx, Record};
use crate::parse::yaml::{Node, Value};

/// The rule of all findings here.
const RULE: &str = "bad-formula";
/// Most significant digits that may be asked for.
const MOST_DIGITS: u32 = 15;

/// Reads it. `fact` is the record it stands in, `sheet` the id of the sheet. What cannot be read is kept without its
/// tree: that the fact has no value then is no second slip.
pub fn read(cx: &mut Cx<'_>, fact: &Record<'_>, sheet: &str) -> Option<Derived> {
    let node = fact.get("derived")?;
    let formula = Text { text: Box::default(), at: cx.at(fact.key_span("derived")) };
    let mut out = Derived {
        formula,
        expr: None,
        from: Vec::new(),
        digits: None,
        own_evidence: 0,
        own_date: false,
        outcome: Outcome::Nothing,
    };
    if let Some((key, formula)) = split_by_comma(node) {
        let message = format!("the formula of {} is cut at a comma: `{formula}`", fact.what());
        cx.report(RULE, key, message).help = Some(format!("inside {{ }} quote it: `formula: \"{formula}\"`"));
        return Some(out);
    }
    let record = Record::open(cx, node, fact.key_span("derived"), format!("`derived` of {}", fact.what()), &DERIVED);
    record.require(cx);
    for key in ["values", "series"] {
        if fact.get(key).is_some() {
            let message = format!("{} is computed and also has `{key}`", fact.what());
            cx.report(RULE, fact.key_span(key), message).help =
                Some(format!("take `{key}` out, or make two facts: one that is computed and one that was read"));
        }
    }
    out.from = inputs(cx, &record, sheet);
    out.digits = record.count(cx, "digits").filter(|digits| {
        let fits = (1..=MOST_DIGITS).contains(digits);
        if !fits {
            let message = format!("`digits` is {digits}, not a number from 1 to {MOST_DIGITS}");
            cx.report("bad-value", record.key_span("digits"), message).help =
                Some("write how many significant digits to show, such as `digits: 3`".to_owned());
        }
        fits
    });
    if let Some(formula) = record.text(cx, "formula") {
        out.expr = expr(cx, &record, &formula, &out.from);
        out.formula = formula;
    }
    Some(out)
}

/// `{formula: share(a, b), …}`: YAML takes `b)` for a key. Returns its place and the formula as it was meant.
fn split_by_comma(node: &Node) -> Option<(Span, String)> {
    let Value::Map(entries) = &node.value else { return None };
    let first = entries.iter().position(|entry| &*entry.key == "formula")?;
    let start = entries[first].value.text()?;
    let parts = entries[first + 1..].iter().take_while(|entry| entry.value.is_null() && &*entry.key != "from");
    let parts: Vec<_> = parts.collect();
    if start.matches('(').count() <= start.matches(')').count() || parts.is_empty() {
        return None;
    }
    let rest: String = parts.iter().map(|entry| format!(", {}", entry.key)).collect();
    Some((parts[0].key_span, format!("{start}{rest}")))
}

fn inputs(cx: &mut Cx<'_>, record: &Record<'_>, sheet: &str) -> Vec<Input> {
    let mut out: Vec<Input> = Vec::new();
    for entry in record.map(cx, "from") {
        if !formula::is_name(&entry.key) {
            let message = format!("`{}` cannot be a name in a formula", entry.key);
            let meant: String = entry.key.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
            let help = match formula::is_name(&meant) {
                true => format!("write `{meant}`: a name is letters, digits and `_`, for `-` is minus"),
                false => {
                    "a name begins with a letter, goes on with letters, digits and `_`, and is no function's".to_owned()
                }
            };
            cx.report(RULE, entry.key_span, message).help = Some(help);
            continue;
        }
        let Some(text) = entry.value.text().map(str::trim).filter(|text| !text.is_empty()) else {
            cx.wrong_shape(&entry.value, &entry.key, "a fact such as sheet/key, sheet/key/answer or sheet/key@2021");
            continue;
        };
        out.extend(input(cx, &entry.key, text, entry.value.span, sheet));
    }
    out
}

fn input(cx: &mut Cx<'_>, name: &str, text: &str, span: Span, sheet: &str) -> Option<Input> {
    // A key alone is a fact of the same sheet: it may have a point, as any other.
    let is_short = text.split(['/', '@']).next().is_some_and(is_id) && !text.split('@').next()?.contains('/');
    let id: Box<str> = if is_short { format!("{sheet}/{text}").into() } else { text.into() };
    let (base, until) = match id.split_once('@').map(|(_, date)| date).and_then(|date| date.split_once("..")) {
        Some((_, until)) => (&id[..id.len() - until.len() - 2], Some(until)),
        None => (&*id, None),
    };
    let bound = FactRef::parse(base).and_then(|bound| match until {
        None => Ok((bound, None)),
        Some(text) => {
            let until = Date::parse(text).ok_or_else(|| format!("`@{text}` is no date"))?;
            let rises = bound.point.is_some_and(|from| from < until);
            rises.then_some((bound, Some(until))).ok_or_else(|| "a span of dates rises".to_owned())
        }
    });
    let problem = match bound {
        Ok((bound, until)) if bound.field.is_none() => {
            let what = IdRef { id, at: cx.at(span) };
            return Some(Input { name: name.into(), what, bound, until });
        }
        Ok(_) => "a field of a fact is no number".to_owned(),
        Err(problem) => problem,
    };
    cx.report(RULE, span, format!("`{name}: {text}` names no figure: {problem}")).help =
        Some("write sheet/key, sheet/key/answer, sheet/key@2021 or sheet/key@2018..2021".to_owned());
    None
}

fn expr(cx: &mut Cx<'_>, record: &Record<'_>, formula: &Text, from: &[Input]) -> Option<Expr> {
    let names: Vec<&str> = from.iter().map(|input| &*input.name).collect();
    let raw = cx.text.get(formula.at.span.range()).unwrap_or("");
    // Where the text is spelt with escapes or over lines, its parts have no place of their own.
    let start = raw.find(&*formula.text).map(|at| formula.at.span.start as usize + at);
    match formula::parse(&formula.text, &names, cx.file, start.unwrap_or(0)) {
        Ok(mut expr) => {
            if start.is_none() {
                place(&mut expr, formula.at);
            }
            for input in from.iter().enumerate().filter(|(index, _)| !uses(&expr, *index)).map(|(_, input)| input) {
                let message = format!("`{}` of {} is not in the formula", input.name, record.what());
                cx.report(RULE, input.what.at.span, message).help =
                    Some("use it in the formula, or take it out: its sources would count".to_owned());
            }
            Some(expr)
        }
        Err(error) => {
            // A name that was refused above is no second slip.
            let is_refused = record.map(cx, "from").len() > from.len() && error.message.starts_with("`from` has no");
            if !is_refused {
                let column = formula.text[..error.at.start].chars().count() + 1;
                let span = match start {
                    Some(start) => Span::of(start + error.at.start..start + error.at.end.max(error.at.start + 1)),
                    None => formula.at.span,
                };
                let message = format!(
                    "the formula `{}` cannot be read: {}, at column {column}",
                    short(&formula.text),
                    error.message
                );
                cx.report(RULE, span, message).help = Some(error.help);
            }
            None
        }
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

fn place(expr: &mut Expr, at: At) {
    expr.at = at;
    match &mut expr.term {
        Term::Number(_) | Term::Name(_) => {}
        Term::Negative(inner) => place(inner, at),
        Term::Binary(_, left, right) => [left, right].into_iter().for_each(|part| place(part, at)),
        Term::Call(_, arguments) => arguments.iter_mut().for_each(|part| place(part, at)),
    }
}

fn uses(expr: &Expr, index: usize) -> bool {
    match &expr.term {
        Term::Number(_) => false,
        Term::Name(name) => *name == index,
        Term::Negative(inner) => uses(inner, index),
        Term::Binary(_, left, right) => uses(left, index) || uses(right, index),
        Term::Call(_, arguments) => arguments.iter().any(|part| uses(part, index)),
    }
}
