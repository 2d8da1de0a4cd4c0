//! Formulas of derived facts: `a ÷ b × 100`, `change(old, new)`, `sum(series)`.
//!
//! In: a text and the names that may stand in it. Out: a tree, or the first thing that is wrong, with its bytes.
//! Any text is read in time linear in its length; what nests too deep or is too long is refused, never followed.
//! Grammar: sum := product ((`+` | `−`) product)*; product := sign ((`×` | `÷`) sign)*; sign := `−` sign | one;
//! one := number | name | function `(` sum (`,` sum)* `)` | `(` sum `)`.
//! Absent on purpose: what names stand for, units, numbers with separators.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::base::diag::nearest;
use crate::base::text::{At, FileId};
use crate::model::derived::{Expr, Function, Op, Term};

/// Most characters of a formula.
pub const MOST_CHARACTERS: usize = 400;
/// Most parentheses, calls and signs within one another.
const MOST_NESTED: usize = 24;

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaError {
    /// Bytes of the formula.
    pub at: Range<usize>,
    /// One line, without the place.
    pub message: String,
    /// The remedy.
    pub help: String,
}

/// Reads a formula. Its parts know their bytes in it, as places in `file` moved by `offset`.
pub fn parse(text: &str, names: &[&str], file: FileId, offset: usize) -> Result<Expr, FormulaError> {
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        let message = format!("it has {length} characters; at most {MOST_CHARACTERS} can be followed by a reader");
        return Err(error(0..text.len(), message, "make derived facts of its parts, and one of those"));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { text, names, tokens: &tokens, next: 0, depth: 0, file, offset };
    if tokens.is_empty() {
        return Err(error(0..text.len(), "it is empty", "write it as `a ÷ b`, with a name of `from` for each fact"));
    }
    let expr = parser.sum()?;
    match parser.peek() {
        None => Ok(expr),
        Some((Token::Close, at)) => Err(error(at.clone(), "a `)` too many", "take it out, or open it before")),
        Some((Token::Comma, at)) => {
            Err(error(at.clone(), "a comma outside a function", "a number has no comma here: write 1000"))
        }
        Some((_, at)) => {
            let message = format!("`{}` follows without an operator", &text[at.clone()]);
            Err(error(at.clone(), message, "write +, −, × or ÷ between them"))
        }
    }
}

/// Whether a text may be a name: a letter, then letters, digits and `_`; no function's.
pub fn is_name(text: &str) -> bool {
    let starts_well = text.chars().next().is_some_and(char::is_alphabetic);
    starts_well && text.chars().all(|c| c.is_alphanumeric() || c == '_') && function(text).is_none()
}

fn function(word: &str) -> Option<Function> {
    Function::ALL.into_iter().find(|function| function.word() == word)
}

fn error(at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> FormulaError {
    FormulaError { at, message: message.into(), help: help.into() }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Number(Decimal),
    Word,
    Op(Op),
    Open,
    Close,
    Comma,
}

fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, FormulaError> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let mut take = |is_part: fn(char) -> bool| {
            while let Some((at, c)) = chars.next_if(|(_, c)| is_part(*c)) {
                end = at + c.len_utf8();
            }
        };
        let token = match c {
            c if c.is_whitespace() => continue,
            '+' | '＋' => Token::Op(Op::Add),
            '-' | '−' | '–' | '－' => Token::Op(Op::Subtract),
            '*' | '×' | '·' | '＊' => Token::Op(Op::Multiply),
            '/' | '÷' | '／' => Token::Op(Op::Divide),
            '(' | '（' => Token::Open,
            ')' | '）' => Token::Close,
            ',' | '，' => Token::Comma,
            c if c.is_ascii_digit() || c == '.' => {
                take(|c| c.is_ascii_digit() || c == '.');
                Token::Number(number(text, start..end)?)
            }
            c if c.is_alphabetic() => {
                take(|c| c.is_alphanumeric() || c == '_');
                Token::Word
            }
            '%' | '％' => {
                return Err(error(
                    start..end,
                    "`%` is no part of a formula",
                    "divide by 100, or use share(part, whole)",
                ));
            }
            '^' => return Err(error(start..end, "there are no powers", "write a × a")),
            '@' | '#' => {
                let help = "name the point under `from`: `a: sheet/key@2021`, and write `a` here";
                return Err(error(start..end, format!("`{c}` is no part of a formula"), help));
            }
            c => {
                let help = "there are names, numbers, + − × ÷, parentheses, sum, share and change";
                return Err(error(start..end, format!("`{c}` is no part of a formula"), help));
            }
        };
        out.push((token, start..end));
    }
    Ok(out)
}

fn number(text: &str, at: Range<usize>) -> Result<Decimal, FormulaError> {
    let digits = &text[at.clone()];
    let is_plain = digits.matches('.').count() <= 1 && !digits.starts_with('.') && !digits.ends_with('.');
    if !is_plain {
        return Err(error(at, format!("`{digits}` is no number"), "write it as 1000 or 0.5"));
    }
    let number = Decimal::from_str_exact(digits);
    number.map_err(|_| error(at, "a number of more than 28 digits", "write fewer digits"))
}

struct Parser<'a> {
    text: &'a str,
    names: &'a [&'a str],
    tokens: &'a [(Token, Range<usize>)],
    next: usize,
    depth: usize,
    file: FileId,
    offset: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a (Token, Range<usize>)> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Option<&'a (Token, Range<usize>)> {
        let token = self.peek();
        self.next += 1;
        token
    }

    fn node(&self, at: Range<usize>, term: Term) -> Expr {
        Expr { at: At::new(self.file, at.start + self.offset..at.end + self.offset), term }
    }

    fn bytes(&self, expr: &Expr) -> Range<usize> {
        let range = expr.at.span.range();
        range.start - self.offset..range.end - self.offset
    }

    fn sum(&mut self) -> Result<Expr, FormulaError> {
        self.chain(Parser::product, &[Op::Add, Op::Subtract])
    }

    fn product(&mut self) -> Result<Expr, FormulaError> {
        self.chain(Parser::sign, &[Op::Multiply, Op::Divide])
    }

    /// Operands of some operators, from left to right.
    fn chain(
        &mut self,
        operand: fn(&mut Self) -> Result<Expr, FormulaError>,
        ops: &[Op],
    ) -> Result<Expr, FormulaError> {
        let mut left = operand(self)?;
        while let Some((Token::Op(op), _)) =
            self.peek().filter(|(token, _)| ops.iter().any(|op| *token == Token::Op(*op)))
        {
            self.next += 1;
            let right = operand(self)?;
            let at = self.bytes(&left).start..self.bytes(&right).end;
            left = self.node(at, Term::Binary(*op, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn sign(&mut self) -> Result<Expr, FormulaError> {
        let Some((Token::Op(Op::Subtract), at)) = self.peek() else { return self.one() };
        self.next += 1;
        self.deeper(at)?;
        let inner = self.sign()?;
        self.depth -= 1;
        let end = self.bytes(&inner).end;
        Ok(self.node(at.start..end, Term::Negative(Box::new(inner))))
    }

    fn deeper(&mut self, at: &Range<usize>) -> Result<(), FormulaError> {
        self.depth += 1;
        match self.depth > MOST_NESTED {
            true => {
                let message = format!("more than {MOST_NESTED} parts within one another");
                Err(error(at.clone(), message, "make derived facts of its parts, and one of those"))
            }
            false => Ok(()),
        }
    }

    fn one(&mut self) -> Result<Expr, FormulaError> {
        let end = self.text.trim_end().len();
        let Some((token, at)) = self.take() else {
            let help = "write a name, a number or a parenthesis after the operator";
            return Err(error(end..end, "it ends where a number should follow", help));
        };
        match token {
            Token::Number(number) => Ok(self.node(at.clone(), Term::Number(*number))),
            Token::Word => self.word(at),
            Token::Open => {
                self.deeper(at)?;
                let mut inner = self.sum()?;
                let close = self.close(at)?;
                self.depth -= 1;
                inner.at = At::new(self.file, at.start + self.offset..close + self.offset);
                Ok(inner)
            }
            Token::Op(_) | Token::Close | Token::Comma => {
                let message = format!("`{}` stands where a number should", &self.text[at.clone()]);
                Err(error(at.clone(), message, "write a name, a number or a parenthesis before it"))
            }
        }
    }

    /// The `)` of a parenthesis opened at `open`; returns where it ends.
    fn close(&mut self, open: &Range<usize>) -> Result<usize, FormulaError> {
        match self.take() {
            Some((Token::Close, at)) => Ok(at.end),
            Some((Token::Comma, at)) => {
                Err(error(at.clone(), "a comma outside a function", "a number has no comma here: write 1000"))
            }
            Some((_, at)) => {
                let message = format!("`{}` follows without an operator", &self.text[at.clone()]);
                Err(error(at.clone(), message, "write +, −, × or ÷ between them"))
            }
            None => Err(error(open.clone(), "this parenthesis is not closed", "write `)` where it ends")),
        }
    }

    fn word(&mut self, at: &Range<usize>) -> Result<Expr, FormulaError> {
        let word = &self.text[at.clone()];
        let is_call = matches!(self.peek(), Some((Token::Open, _)));
        match (function(word), is_call) {
            (Some(function), true) => self.call(function, at),
            (Some(function), false) => {
                Err(error(at.clone(), format!("`{word}` is a function"), format!("write {}", function.usage())))
            }
            (None, true) => {
                let words = Function::ALL.map(Function::word);
                let near = nearest(word, words).map(|near| format!("did you mean `{near}`? "));
                let usages = Function::ALL.map(Function::usage).join(", ");
                let help = format!("{}there are {usages}", near.unwrap_or_default());
                Err(error(at.clone(), format!("there is no function `{word}`"), help))
            }
            (None, false) => match self.names.iter().position(|name| *name == word) {
                Some(index) => Ok(self.node(at.clone(), Term::Name(index))),
                None => {
                    let near = nearest(word, self.names.iter().copied());
                    let near = near.map(|near| format!("did you mean `{near}`? Or "));
                    let help = format!("{}add `{word}: sheet/key` to `from`", near.unwrap_or_default());
                    Err(error(at.clone(), format!("`from` has no `{word}`"), help))
                }
            },
        }
    }

    fn call(&mut self, function: Function, at: &Range<usize>) -> Result<Expr, FormulaError> {
        let open = self.take().map_or(at.clone(), |(_, open)| open.clone());
        self.deeper(&open)?;
        let mut arguments = Vec::new();
        if !matches!(self.peek(), Some((Token::Close, _))) {
            arguments.push(self.sum()?);
            while matches!(self.peek(), Some((Token::Comma, _))) {
                self.next += 1;
                arguments.push(self.sum()?);
            }
        }
        let close = self.close(&open)?;
        self.depth -= 1;
        let (least, most) = function.arguments();
        if arguments.len() < least || arguments.len() > most {
            let message = format!("`{}` is given {} arguments", function.word(), arguments.len());
            return Err(error(at.start..close, message, format!("write {}", function.usage())));
        }
        Ok(self.node(at.start..close, Term::Call(function, arguments)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Text;
    use crate::model::derived::{Derived, Outcome, Piece};

    const NAMES: &[&str] = &["a", "b", "total", "数"];

    fn read(text: &str) -> Result<Expr, FormulaError> {
        parse(text, NAMES, FileId::default(), 0)
    }

    /// The formula written out again.
    fn written(text: &str) -> String {
        let expr = read(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let formula = Text { text: text.into(), at: At::default() };
        let derived = Derived {
            formula,
            expr: Some(expr),
            from: Vec::new(),
            digits: None,
            own_evidence: 0,
            own_date: false,
            outcome: Outcome::Nothing,
        };
        let pieces = derived.pieces().into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Name(index) => NAMES[index].to_owned(),
            Piece::Sum(index) => format!("Σ{}", NAMES[index]),
        });
        pieces.collect()
    }

    #[test]
    fn formulas_are_read_with_the_usual_precedence() {
        for (text, want) in [
            ("a / b*100", "a ÷ b × 100"),
            ("a + b × 2 − 1", "a + b × 2 − 1"),
            ("(a + b) × 2", "(a + b) × 2"),
            ("a - (b - 1)", "a − (b − 1)"),
            ("a − b − 1", "a − b − 1"),
            ("a ÷ (b ÷ 2)", "a ÷ (b ÷ 2)"),
            ("a ÷ b ÷ 2", "a ÷ b ÷ 2"),
            ("((a))", "a"),
            ("-a + --b", "−a + −(−b)"),
            ("share(a, a + b)", "a ÷ (a + b) × 100"),
            ("change(a, b)", "(b − a) ÷ a × 100"),
            ("sum(total)", "Σtotal"),
            ("sum(a, b × 2)", "Σa + b × 2"),
            ("2 × sum(a, b)", "2 × (Σa + Σb)"),
            ("数（total）", ""),
            ("（数 ＋ 1.50）／ total", "(数 + 1.50) ÷ total"),
        ] {
            if want.is_empty() {
                assert!(read(text).is_err(), "{text}");
            } else {
                assert_eq!(written(text), want, "{text}");
            }
        }
    }

    #[test]
    fn what_is_written_reads_as_the_same_again() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..500 {
            let text = random_formula(&mut random, 4);
            let once = written(&text);
            if !once.contains('Σ') {
                assert_eq!(written(&once), once, "{text}");
            }
        }
    }

    fn random_formula(random: &mut fastrand::Rng, depth: usize) -> String {
        let mut inner = || random_formula(random, depth.saturating_sub(1));
        let (one, other) = if depth == 0 { (String::new(), String::new()) } else { (inner(), inner()) };
        match random.u8(..if depth == 0 { 2 } else { 9 }) {
            0 => NAMES[random.usize(..NAMES.len())].to_owned(),
            1 => random.u16(..).to_string(),
            2 => format!("({one})"),
            3 => format!("-{one}"),
            4 => format!("share({one}, {other})"),
            op => format!("({one}) {} {other}", ["+", "-", "*", "/"][usize::from(op - 5)]),
        }
    }

    #[test]
    fn each_slip_is_named_at_its_place() {
        for (text, at, message) in [
            ("", 0..0, "it is empty"),
            ("a +", 3..3, "it ends where a number should follow"),
            ("a b", 2..3, "`b` follows without an operator"),
            ("(a + b", 0..1, "this parenthesis is not closed"),
            ("a)", 1..2, "a `)` too many"),
            ("× a", 0..2, "`×` stands where a number should"),
            ("a ÷ c", 5..6, "`from` has no `c`"),
            ("a ÷ totl", 5..9, "`from` has no `totl`"),
            ("1,000 + a", 1..2, "a comma outside a function"),
            ("1.2.3", 0..5, "`1.2.3` is no number"),
            ("5% × a", 1..2, "`%` is no part of a formula"),
            ("a ^ 2", 2..3, "there are no powers"),
            ("a@2021", 1..2, "`@` is no part of a formula"),
            ("a ÷ $", 5..6, "`$` is no part of a formula"),
            ("sum", 0..3, "`sum` is a function"),
            ("sum()", 0..5, "`sum` is given 0 arguments"),
            ("share(a)", 0..8, "`share` is given 1 arguments"),
            ("avg(a)", 0..3, "there is no function `avg`"),
            ("99999999999999999999999999999999", 0..32, "a number of more than 28 digits"),
        ] {
            let error = read(text).expect_err(text);
            assert_eq!((error.at, &*error.message), (at, message), "{text}");
            assert!(!error.help.is_empty(), "{text}");
        }
        assert!(read("a ÷ totl").expect_err("a slip").help.starts_with("did you mean `total`?"));
    }

    #[test]
    fn no_text_is_too_much() {
        let deep = format!("{}a{}", "(".repeat(150), ")".repeat(150));
        assert!(read(&deep).expect_err("deep").message.contains("within one another"));
        assert!(read(&"-".repeat(399)).is_err());
        assert!(read(&"a+".repeat(100_000)).expect_err("long").message.contains("characters"));
        assert!(read(&format!("{}a", "a+".repeat(199))).is_ok());
        let mut random = fastrand::Rng::with_seed(11);
        let alphabet: Vec<char> = "ab(),+-−×÷*/ 0.19sumshare数（）%@\u{0}é".chars().collect();
        for _ in 0..3000 {
            let text: String = (0..random.usize(..24)).map(|_| alphabet[random.usize(..alphabet.len())]).collect();
            if let Err(error) = read(&text) {
                assert!(text.get(error.at.clone()).is_some(), "{text:?}: {error:?}");
            }
        }
    }
}
