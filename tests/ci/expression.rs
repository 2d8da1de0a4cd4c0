//! The expressions of workflows, as far as ours use them: `==`, `!=`, `!`, `&&`, `||`, parentheses, words in quotes,
//! names with dots, functions without arguments. Values are texts; `false` and nothing are not true.

/// What a name stands for.
pub type Names<'a> = &'a dyn Fn(&str) -> String;

/// A text with its `${{ … }}` filled in.
pub fn filled(text: &str, names: Names<'_>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let (inner, after) = after.split_once("}}").expect("an expression ends");
        out.push_str(before);
        out.push_str(&value(inner, names));
        rest = after;
    }
    out + rest
}

/// Whether the `if` of a step or job holds.
pub fn holds(condition: &str, names: Names<'_>) -> bool {
    let inner = condition.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or(condition);
    is_true(&value(inner, names))
}

fn value(text: &str, names: Names<'_>) -> String {
    let mut reader = Reader { rest: text.trim(), names };
    let value = reader.any();
    assert!(reader.rest.is_empty(), "`{}` of `{text}` is not understood", reader.rest);
    value
}

fn is_true(value: &str) -> bool {
    !value.is_empty() && value != "false"
}

struct Reader<'a> {
    rest: &'a str,
    names: Names<'a>,
}

impl Reader<'_> {
    fn takes(&mut self, what: &str) -> bool {
        match self.rest.strip_prefix(what) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn any(&mut self) -> String {
        let mut left = self.all();
        while self.takes("||") {
            let right = self.all();
            left = if is_true(&left) { left } else { right };
        }
        left
    }

    fn all(&mut self) -> String {
        let mut left = self.comparison();
        while self.takes("&&") {
            let right = self.comparison();
            left = if is_true(&left) { right } else { left };
        }
        left
    }

    fn comparison(&mut self) -> String {
        let left = self.one();
        match (self.takes("=="), self.takes("!=")) {
            (true, _) => (left == self.one()).to_string(),
            (_, true) => (left != self.one()).to_string(),
            _ => left,
        }
    }

    fn one(&mut self) -> String {
        if self.takes("!") {
            return (!is_true(&self.one())).to_string();
        }
        if self.takes("(") {
            let inner = self.any();
            assert!(self.takes(")"), "a parenthesis is open before `{}`", self.rest);
            return inner;
        }
        if let Some(rest) = self.rest.strip_prefix('\'') {
            let (word, rest) = rest.split_once('\'').expect("a word ends");
            self.rest = rest.trim_start();
            return word.to_owned();
        }
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || "._-()".contains(c))).unwrap_or(self.rest.len());
        // A parenthesis that closes what was opened outside is no part of the name.
        let name =
            self.rest[..end].strip_suffix("()").map_or(self.rest[..end].trim_end_matches(')'), |_| &self.rest[..end]);
        assert!(!name.is_empty(), "nothing is read from `{}`", self.rest);
        self.rest = self.rest[name.len()..].trim_start();
        (self.names)(name)
    }
}

#[test]
fn expressions_are_read_as_hosts_read_them() {
    let names = |name: &str| match name {
        "a.b-c" => "x".to_owned(),
        "off" => "false".to_owned(),
        "cancelled()" => "false".to_owned(),
        _ => String::new(),
    };
    assert!(holds("a.b-c == 'x' && off != 'x'", &names));
    assert!(holds("${{ !cancelled() && (none || a.b-c) }}", &names));
    assert!(!holds("(off || none) && a.b-c", &names));
    assert_eq!(filled("<${{ a.b-c }}|${{ off && 'y' || 'z' }}>", &names), "<x|z>");
}
