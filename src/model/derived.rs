//! A fact that the site computes from others: its formula as a tree, the facts it is of, what came of it.
//!
//! Plain data, and the formula written out as people write one. Reading it is `parse/formula`, computing it
//! `link/derive`. Absent on purpose: any number that is no exact decimal.

use rust_decimal::Decimal;

use crate::base::diag::Diagnostic;
use crate::base::text::At;
use crate::model::date::Date;
use crate::model::prose::FactRef;
use crate::model::quantity::Quantity;
use crate::model::{IdRef, Text};

/// `derived:` of a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// Where the formula stands, as typed.
    pub formula: Text,
    /// The same, read; `None` if it could not be, which was reported.
    pub expr: Option<Expr>,
    /// What its names stand for, in the order of the sheet.
    pub from: Vec<Input>,
    /// Significant digits to show; chosen by those of the inputs if absent.
    pub digits: Option<u32>,
    /// How many pieces of the fact's evidence are its own; those behind them are its inputs'. Set by `link`.
    pub own_evidence: usize,
    /// Whether the sheet gave the fact a date of its own; set by `link`.
    pub own_date: bool,
    /// What came of it; set by `link`.
    pub outcome: Outcome,
}

/// A name in a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The name.
    pub name: Box<str>,
    /// The fact, answer or point as an id with its sheet, and its place.
    pub what: IdRef,
    /// The same, read.
    pub bound: FactRef,
    /// The last date of a span of a series, `sheet/key@2018..2021`; `bound.point` is the first.
    pub until: Option<Date>,
}

/// What came of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Nothing yet, or nothing for a reason that is reported elsewhere: an unknown fact, an input that failed.
    Nothing,
    /// A number.
    Computed(Computed),
    /// A finding.
    Failed(Box<Diagnostic>),
}

/// A computed number.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// In the fact's unit, to 24 digits.
    pub exact: Quantity,
    /// The same, rounded for readers.
    pub shown: Quantity,
    /// The unit of both.
    pub unit: Box<str>,
    /// The figures that each input gave, in the inputs' order.
    pub figures: Vec<Vec<Box<str>>>,
    /// The date of a result that is a series: the newest.
    pub date: Option<Date>,
}

/// A part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it stands.
    pub at: At,
    /// What it is.
    pub term: Term,
}

/// What a part of a formula is.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A number as typed.
    Number(Decimal),
    /// `from[i]`.
    Name(usize),
    /// `-a`.
    Negative(Box<Expr>),
    /// `a + b` and so on.
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `sum(a, b)` and so on; as many arguments as the function takes.
    Call(Function, Vec<Expr>),
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `+`
    Add,
    /// `−`
    Subtract,
    /// `×`
    Multiply,
    /// `÷`
    Divide,
}

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// All figures of a series or a breakdown, or all arguments, added.
    Sum,
    /// `share(part, whole)`, in percent.
    Share,
    /// `change(old, new)`, in percent of the old.
    Change,
}

impl Op {
    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Op::Add => "+",
            Op::Subtract => "−",
            Op::Multiply => "×",
            Op::Divide => "÷",
        }
    }
}

impl Function {
    /// All of them.
    pub const ALL: [Function; 3] = [Function::Sum, Function::Share, Function::Change];

    /// Its name in a formula.
    pub const fn word(self) -> &'static str {
        match self {
            Function::Sum => "sum",
            Function::Share => "share",
            Function::Change => "change",
        }
    }

    /// How it is called.
    pub const fn usage(self) -> &'static str {
        match self {
            Function::Sum => "sum(a) or sum(a, b, …)",
            Function::Share => "share(part, whole)",
            Function::Change => "change(old, new)",
        }
    }

    /// Least and most arguments.
    pub const fn arguments(self) -> (usize, usize) {
        match self {
            Function::Sum => (1, usize::MAX),
            Function::Share | Function::Change => (2, 2),
        }
    }
}

/// A piece of a formula written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Signs, numbers, parentheses.
    Text(String),
    /// `from[i]`.
    Name(usize),
    /// All figures of `from[i]`, added.
    Sum(usize),
}

/// How firmly a written part holds together: a sum, a product, one thing.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Bond {
    Sum,
    Product,
    One,
}

impl Derived {
    /// The formula written out, shares and changes in full: `share(a, b)` is "a ÷ b × 100".
    pub fn pieces(&self) -> Vec<Piece> {
        let mut out = Vec::new();
        if let Some(expr) = &self.expr {
            expr.write(&mut out);
        }
        out
    }

    /// The number, if there is one.
    pub fn computed(&self) -> Option<&Computed> {
        match &self.outcome {
            Outcome::Computed(computed) => Some(computed),
            Outcome::Nothing | Outcome::Failed(_) => None,
        }
    }
}

impl Expr {
    fn bond(&self) -> Bond {
        match &self.term {
            Term::Number(_) | Term::Name(_) => Bond::One,
            Term::Negative(_) | Term::Binary(Op::Add | Op::Subtract, ..) => Bond::Sum,
            Term::Binary(Op::Multiply | Op::Divide, ..) | Term::Call(Function::Share | Function::Change, _) => {
                Bond::Product
            }
            Term::Call(Function::Sum, arguments) if arguments.len() == 1 => Bond::One,
            Term::Call(Function::Sum, _) => Bond::Sum,
        }
    }

    fn write(&self, out: &mut Vec<Piece>) {
        match &self.term {
            Term::Number(number) => text(out, &number.to_string()),
            Term::Name(index) => out.push(Piece::Name(*index)),
            Term::Negative(inner) => {
                text(out, "−");
                inner.within(Bond::One, out);
            }
            Term::Binary(op, left, right) => {
                let bond = self.bond();
                left.within(bond, out);
                text(out, &format!(" {} ", op.sign()));
                // What is subtracted or divided by is one thing: a − (b − c).
                let tight = if bond == Bond::Sum { Bond::Product } else { Bond::One };
                right.within(if *op == Op::Add { bond } else { tight }, out);
            }
            Term::Call(Function::Sum, arguments) => {
                for (number, argument) in arguments.iter().enumerate() {
                    if number > 0 {
                        text(out, " + ");
                    }
                    match &argument.term {
                        Term::Name(index) => out.push(Piece::Sum(*index)),
                        _ => argument.within(Bond::Sum, out),
                    }
                }
            }
            Term::Call(Function::Share, arguments) => {
                arguments[0].within(Bond::Product, out);
                text(out, " ÷ ");
                arguments[1].within(Bond::One, out);
                text(out, " × 100");
            }
            Term::Call(Function::Change, arguments) => {
                text(out, "(");
                arguments[1].within(Bond::Sum, out);
                text(out, " − ");
                arguments[0].within(Bond::Product, out);
                text(out, ") ÷ ");
                arguments[0].within(Bond::One, out);
                text(out, " × 100");
            }
        }
    }

    /// Writes it as a part of something that holds together at least so firmly.
    fn within(&self, bond: Bond, out: &mut Vec<Piece>) {
        let loose = self.bond() < bond;
        if loose {
            text(out, "(");
        }
        self.write(out);
        if loose {
            text(out, ")");
        }
    }
}

fn text(out: &mut Vec<Piece>, words: &str) {
    match out.last_mut() {
        Some(Piece::Text(before)) => before.push_str(words),
        _ => out.push(Piece::Text(words.to_owned())),
    }
}
