//! One formula computed: its inputs looked up, its tree walked, its result in the unit of the fact.
//!
//! In: the linked facts it is of, and the fact itself. Out: numbers to show, or a finding with the places of both
//! sides. A name that stands for a whole series makes the result a series over the dates that all of them have.
//! Absent on purpose: order among derived facts, and what is inherited besides numbers (`super`).

use rust_decimal::Decimal;

use super::number::{Number, Trouble};
use super::unit::{self, POINTS, Unit};
use crate::base::diag::Diagnostic;
use crate::base::text::At;
use crate::link::items::Items;
use crate::model::date::Date;
use crate::model::derived::{Derived, Expr, Function, Input, Op, Term};
use crate::model::fact::{Fact, Value};
use crate::model::quantity::{Measure, Quantity};
use crate::model::unit::{in_unit, measure_of, split_scale};

/// Why there is no number: a finding, or nothing if that was reported elsewhere.
pub type Failure = Option<Box<Diagnostic>>;

/// What a formula comes to.
pub struct Made {
    /// In the fact's unit, to 24 digits.
    pub exact: Quantity,
    /// Rounded for readers.
    pub shown: Quantity,
    /// The unit of both, where the fact states none.
    pub unit: Box<str>,
    /// Points, if it is a series; the two above are the newest.
    pub points: Vec<(Date, Quantity)>,
    /// The figures each input gave, for the newest point.
    pub figures: Vec<Vec<Box<str>>>,
}

/// An input as it is looked up.
struct Figures<'a> {
    input: &'a Input,
    fact: &'a Fact,
    /// The one figure it names.
    one: Option<&'a Value>,
    /// All figures of a series or a breakdown.
    many: Vec<(Option<Date>, &'a Value)>,
}

/// A part of the formula, computed.
#[derive(Clone)]
struct Part {
    number: Number,
    unit: Unit,
    /// Whether 100 is a factor of it.
    hundred: bool,
    /// The input that gave the unit.
    of: Option<usize>,
}

struct Eval<'a> {
    fact: &'a Fact,
    inputs: &'a [Figures<'a>],
    /// The point of the result that is computed.
    date: Option<Date>,
}

/// Computes the formula of a fact.
pub fn eval(items: &Items, fact: &Fact, derived: &Derived) -> Result<Made, Failure> {
    let expr = derived.expr.as_ref().ok_or(None)?;
    let inputs = derived.from.iter().map(|input| figures(items, input)).collect::<Option<Vec<_>>>().ok_or(None)?;
    if inputs.is_empty() {
        let finding =
            Diagnostic::new("bad-formula", derived.formula.at, format!("the formula of {} names no fact", fact.id));
        return Err(Some(Box::new(finding.help("name one under `from`, or write the number as `value:`"))));
    }
    let dates = dates(fact, derived, expr, &inputs)?;
    let newest = dates.as_ref().map(|dates| dates[dates.len() - 1]);
    let at_dates = dates.unwrap_or_default();
    let mut points = Vec::with_capacity(at_dates.len());
    let mut last = None;
    for date in at_dates.iter().copied().map(Some).chain(at_dates.is_empty().then_some(None)) {
        let eval = Eval { fact, inputs: &inputs, date };
        let part = eval.part(expr)?;
        let (unit, scale) = eval.final_unit(&part, derived.formula.at)?;
        let (exact, shown) = part.number.quantities(scale, derived.digits).ok_or_else(|| eval.says_nothing(derived))?;
        if let Some(date) = date {
            points.push((date, shown.clone()));
        }
        last = Some((exact, shown, unit));
    }
    let (exact, shown, unit) = last.ok_or(None)?;
    let figures = inputs.iter().map(|input| input.texts(newest)).collect();
    Ok(Made { exact, shown, unit, points, figures })
}

/// The figures of an input; `None` if there are none for a reason that is reported elsewhere.
fn figures<'a>(items: &'a Items, input: &'a Input) -> Option<Figures<'a>> {
    let fact = &*items.facts[items.fact(&input.bound.id)?.index()];
    let mut out = Figures { input, fact, one: None, many: Vec::new() };
    let points = fact.series.iter().map(|point| (Some(point.date), &point.value));
    if let Some(key) = &input.bound.member {
        out.one = Some(&fact.values.iter().find(|member| member.key == *key)?.value);
        return Some(out);
    }
    if let (Some(from), Some(until)) = (input.bound.point, input.until) {
        out.many = points.filter(|(date, _)| date.is_some_and(|date| from <= date && date <= until)).collect();
        return Some(out);
    }
    if let Some(date) = input.bound.point {
        out.one = Some(&fact.series.iter().find(|point| point.date == date)?.value);
        return Some(out);
    }
    out.one = fact.value.as_ref();
    out.many = points.collect();
    if out.many.is_empty() {
        out.many = fact.breakdown.iter().map(|part| (None, &part.value)).collect();
    }
    // Its own finding says why it has no number.
    let has_failed = fact.derived.is_some() && out.one.is_none() && out.many.is_empty();
    (!has_failed).then_some(out)
}

impl<'a> Figures<'a> {
    /// Whether it stands for a whole series where one number is wanted.
    fn is_series(&self) -> bool {
        self.one.is_none() && self.many.iter().any(|(date, _)| date.is_some())
    }

    fn at(&self, date: Option<Date>) -> Option<&'a Value> {
        self.one.or_else(|| self.many.iter().find(|(of, _)| of.is_some() && *of == date).map(|(_, value)| *value))
    }

    /// The figures as they are written, for the calculation that readers can follow.
    fn texts(&self, date: Option<Date>) -> Vec<Box<str>> {
        match self.at(date) {
            Some(value) => vec![value.quantity.text.clone()],
            None => self.many.iter().map(|(_, value)| value.quantity.text.clone()).collect(),
        }
    }

    fn number(&self, value: &Value) -> (Number, Unit) {
        let measured = in_unit(&value.quantity, &self.fact.unit);
        // The digits are counted as they are written, in whatever unit.
        (Number::of(&measured), Unit::of(&measured.measure))
    }

    /// "`a` is in US dollars here"
    fn note(&self, unit: &Unit) -> (At, String) {
        (self.fact.at, format!("`{}` is {}, in {}", self.input.name, self.input.what.id, unit.words()))
    }
}

/// Dates of the result if a name stands for a whole series: those that all such series have.
fn dates(fact: &Fact, derived: &Derived, expr: &Expr, inputs: &[Figures<'_>]) -> Result<Option<Vec<Date>>, Failure> {
    let mut names = Vec::new();
    plain_names(expr, &mut names);
    let mut all: Option<Vec<Date>> = None;
    for series in names.into_iter().map(|index| &inputs[index]).filter(|input| input.is_series()) {
        let own: Vec<Date> = series.many.iter().filter_map(|(date, _)| *date).collect();
        all = Some(match all {
            None => own,
            Some(dates) => dates.into_iter().filter(|date| own.contains(date)).collect(),
        });
    }
    if all.as_ref().is_some_and(Vec::is_empty) {
        let message = format!("the series in the formula of {} have no date in common", fact.id);
        let finding = Diagnostic::new("bad-formula", derived.formula.at, message);
        return Err(Some(Box::new(finding.help("name a point of each, such as `a: sheet/key@2021`"))));
    }
    if let Some(dates) = &mut all {
        dates.sort_unstable();
        dates.dedup();
    }
    Ok(all)
}

/// Names of which one number is wanted: all but the arguments of `sum`.
fn plain_names(expr: &Expr, out: &mut Vec<usize>) {
    match &expr.term {
        Term::Number(_) => {}
        Term::Name(index) => out.push(*index),
        Term::Negative(inner) => plain_names(inner, out),
        Term::Binary(_, left, right) => [left, right].into_iter().for_each(|part| plain_names(part, out)),
        Term::Call(function, arguments) => {
            let is_plain = |part: &&Expr| *function != Function::Sum || !matches!(part.term, Term::Name(_));
            arguments.iter().filter(is_plain).for_each(|part| plain_names(part, out));
        }
    }
}

impl Eval<'_> {
    fn part(&self, expr: &Expr) -> Result<Part, Failure> {
        match &expr.term {
            Term::Number(value) => {
                let hundred = *value == Decimal::ONE_HUNDRED;
                Ok(Part { number: Number::literal(*value), unit: Unit::Any, hundred, of: None })
            }
            Term::Name(index) => self.name(*index, expr.at),
            Term::Negative(inner) => {
                let inner = self.part(inner)?;
                Ok(Part { number: inner.number.negated(), ..inner })
            }
            Term::Binary(op, left, right) => self.binary(*op, self.part(left)?, self.part(right)?, expr.at),
            Term::Call(Function::Sum, arguments) => self.sum(arguments, expr.at),
            Term::Call(Function::Share, arguments) => {
                let ratio = self.ratio(&arguments[0], &arguments[1], expr.at)?;
                self.percent(ratio, expr.at)
            }
            Term::Call(Function::Change, arguments) => {
                let old = self.part(&arguments[0])?;
                if old.number.named().is_sign_negative() {
                    let message = "a change in percent of a negative number says nothing";
                    return Err(self.finding(arguments[0].at, message, "subtract one from the other"));
                }
                let ratio = self.ratio(&arguments[1], &arguments[0], expr.at)?;
                let one = Number::literal(-Decimal::ONE);
                let number = ratio.number.add(&one).map_err(|trouble| self.trouble(trouble, expr.at))?;
                self.percent(Part { number, ..ratio }, expr.at)
            }
        }
    }

    fn name(&self, index: usize, at: At) -> Result<Part, Failure> {
        let input = &self.inputs[index];
        if let Some(value) = input.at(self.date) {
            let (number, unit) = input.number(value);
            return Ok(Part { number, unit, hundred: false, of: Some(index) });
        }
        let (name, id) = (&input.input.name, &input.input.what.id);
        let (message, help) = match (input.many.is_empty(), input.fact.values.is_empty()) {
            (true, false) => {
                let first = input.fact.values.first().map_or("a", |member| &*member.key);
                (format!("`{name}` has several answers"), format!("pick one: `{name}: {id}/{first}`"))
            }
            (false, _) => (format!("`{name}` is a breakdown, not one number"), format!("write sum({name})")),
            (true, true) => {
                (format!("`{name}` has no number: {id} states no value"), "name a fact with a value".to_owned())
            }
        };
        let finding = self.found(at, message).note(input.fact.at, "the fact is here");
        Err(Some(Box::new(finding.help(help))))
    }

    fn sum(&self, arguments: &[Expr], at: At) -> Result<Part, Failure> {
        let mut total: Option<Part> = None;
        for argument in arguments {
            let parts = match &argument.term {
                Term::Name(index) => self.all(*index, argument.at)?,
                _ => vec![self.part(argument)?],
            };
            for part in parts {
                total = Some(match total {
                    None => part,
                    Some(before) => self.binary(Op::Add, before, part, at)?,
                });
            }
        }
        total.ok_or_else(|| self.finding(at, "there is nothing to add", "name a series that has points"))
    }

    /// All figures of a name; of one without a series or breakdown its one figure.
    fn all(&self, index: usize, at: At) -> Result<Vec<Part>, Failure> {
        let input = &self.inputs[index];
        if input.many.is_empty() {
            // Answers to one question are rivals: their sum counts nothing.
            return self.name(index, at).map(|part| vec![part]);
        }
        let part = |value: &Value| {
            let (number, unit) = input.number(value);
            Part { number, unit, hundred: false, of: Some(index) }
        };
        Ok(input.many.iter().map(|(_, value)| part(value)).collect())
    }

    fn binary(&self, op: Op, left: Part, right: Part, at: At) -> Result<Part, Failure> {
        let Some(unit) = unit::combine(op, &left.unit, &right.unit) else {
            return Err(self.mismatch(op.sign(), &left, &right, at));
        };
        let number = match op {
            Op::Add => left.number.add(&right.number),
            Op::Subtract => left.number.add(&right.number.negated()),
            Op::Multiply => left.number.multiply(&right.number),
            Op::Divide => left.number.divide(&right.number),
        };
        let number = number.map_err(|trouble| self.trouble(trouble, at))?;
        let hundred = match op {
            Op::Add | Op::Subtract => left.hundred && right.hundred,
            Op::Multiply => left.hundred != right.hundred,
            Op::Divide => left.hundred && !right.hundred,
        };
        let of = match (&left.unit, &right.unit) {
            (Unit::Of(_), _) => left.of,
            _ => right.of.or(left.of),
        };
        // A percentage divided by 100 is a ratio again.
        let unit = match (op, &right.unit, right.hundred) {
            (Op::Divide, Unit::Any, true) if unit == Unit::Of(Measure::Percent) => Unit::Bare { ratio: true },
            _ => unit,
        };
        Ok(Part { number, unit, hundred, of })
    }

    /// The quotient of two parts of one unit.
    fn ratio(&self, part: &Expr, whole: &Expr, at: At) -> Result<Part, Failure> {
        let (part, whole) = (self.part(part)?, self.part(whole)?);
        match unit::combine(Op::Add, &part.unit, &whole.unit) {
            Some(_) => self.binary(Op::Divide, part, whole, at),
            None => Err(self.mismatch("÷", &part, &whole, at)),
        }
    }

    fn percent(&self, ratio: Part, at: At) -> Result<Part, Failure> {
        let number = ratio.number.multiply(&Number::literal(Decimal::ONE_HUNDRED));
        let number = number.map_err(|trouble| self.trouble(trouble, at))?;
        Ok(Part { number, unit: Unit::Of(Measure::Percent), hundred: false, of: None })
    }

    /// The unit of the result, and by what its number is to be divided.
    fn final_unit(&self, part: &Part, at: At) -> Result<(Box<str>, Decimal), Failure> {
        let is_percent =
            part.unit == Unit::Of(Measure::Percent) || part.hundred && part.unit == Unit::Bare { ratio: true };
        let own = &*self.fact.unit;
        let (own_scale, own_rest) = split_scale(own);
        let own_measure = measure_of(own_rest);
        let differs = |unit: &str, help: String| {
            let message = format!("the unit of {} is `{own}`; its formula gives {unit}", self.fact.id);
            let mut finding = Diagnostic::new("unit-mismatch", at, message).help(help);
            finding.notes.extend(part.of.map(|of| self.inputs[of].note(&part.unit)));
            Err(Some(Box::new(finding)))
        };
        match &part.unit {
            _ if is_percent => match own {
                "" | "%" => Ok(("%".into(), Decimal::ONE)),
                POINTS => Ok((own.into(), Decimal::ONE)),
                _ => differs("%", "write `unit: \"%\"`, or take `unit:` out".to_owned()),
            },
            Unit::Of(Measure::Words(words)) if &**words == POINTS => match own {
                "" | POINTS => Ok((POINTS.into(), Decimal::ONE)),
                "%" => Ok((own.into(), Decimal::ONE)),
                _ => differs(POINTS, format!("write `unit: {POINTS}`, or take `unit:` out")),
            },
            // "$1.2 billion" is in dollars already.
            Unit::Of(_) if own.is_empty() && self.says_unit() => Ok((part.unit.words().into(), Decimal::ONE)),
            Unit::Of(measure) if own.is_empty() => {
                let of_input = part.of.map_or("", |of| &*self.inputs[of].fact.unit);
                let (scale, rest) = split_scale(of_input);
                match unit::same(&measure_of(rest), measure) {
                    true => Ok((of_input.into(), scale)),
                    false => Ok((part.unit.words().into(), Decimal::ONE)),
                }
            }
            Unit::Of(measure) if unit::same(measure, &own_measure) => Ok((own.into(), own_scale)),
            Unit::Of(_) => {
                let words = part.unit.words();
                differs(&words, format!("write `unit: {words}`, or take `unit:` out"))
            }
            Unit::Bare { ratio: true } if own == "%" => {
                differs("a bare ratio", "write share(part, whole), or multiply by 100".to_owned())
            }
            Unit::Bare { .. } | Unit::Any => Ok((own.into(), own_scale)),
            Unit::Mixed if own.is_empty() => {
                let message = format!("the formula of {} mixes units, and the fact states none", self.fact.id);
                let mut finding = Diagnostic::new("unit-mismatch", at, message);
                finding.notes.extend(self.inputs.iter().map(|input| {
                    let value = input.one.or(input.many.first().map(|(_, value)| *value));
                    input.note(&value.map_or(Unit::Any, |value| input.number(value).1))
                }));
                Err(Some(Box::new(finding.help("state what comes of it, such as `unit: US dollars per person`"))))
            }
            Unit::Mixed => Ok((own.into(), own_scale)),
        }
    }

    /// Whether the figure that the sheet states has its unit in it.
    fn says_unit(&self) -> bool {
        self.fact.value.as_ref().is_some_and(|value| value.quantity.measure != Measure::None)
    }

    fn found(&self, at: At, message: impl std::fmt::Display) -> Diagnostic {
        Diagnostic::new("bad-formula", at, format!("the formula of {} cannot be computed: {message}", self.fact.id))
    }

    fn finding(&self, at: At, message: &str, help: &str) -> Failure {
        Some(Box::new(self.found(at, message).help(help)))
    }

    fn trouble(&self, trouble: Trouble, at: At) -> Failure {
        match trouble {
            Trouble::Overflow => self.finding(
                at,
                "the number has more digits than can be held exactly (28)",
                "count in a larger unit, such as millions",
            ),
            Trouble::ByZero => {
                self.finding(at, "it divides by zero, or by what may be zero", "divide by a number that cannot be zero")
            }
        }
    }

    fn mismatch(&self, sign: &str, left: &Part, right: &Part, at: At) -> Failure {
        let message =
            format!("the formula of {} takes {} {sign} {}", self.fact.id, left.unit.words(), right.unit.words());
        let mut finding = Diagnostic::new("unit-mismatch", at, message);
        for part in [left, right] {
            finding.notes.extend(part.of.map(|of| self.inputs[of].note(&part.unit)));
        }
        Some(Box::new(finding.help("give both facts one unit, or take facts that count the same thing")))
    }

    /// The hedges of the inputs cancel: neither a floor nor a ceiling is left.
    fn says_nothing(&self, derived: &Derived) -> Failure {
        let hedged: Vec<String> = self
            .inputs
            .iter()
            .flat_map(|input| {
                input.texts(self.date).into_iter().map(|text| format!("`{}` is {text}", input.input.name))
            })
            .take(4)
            .collect();
        let message = format!("what the inputs say leaves no number ({})", hedged.join(", "));
        let help = "take inputs without such hedges, or state the result as a fact of its own with who says so";
        self.finding(derived.formula.at, &message, help)
    }
}
