//! Code blocks to HTML with classes. The sole user of syntect, loaded at the first code block.

use std::sync::OnceLock;

use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};
use syntect::parsing::{Scope, ScopeStackOp};

use crate::base::escape;

/// Longest code that is coloured; syntect reads 0.2 to 1 MB a second.
const MAX_CODE: usize = 100_000;
/// Longest line that is coloured.
const MAX_LINE: usize = 2_000;

/// Scope prefixes and the class each gets; the first match from the innermost scope wins.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string", "s"),
    ("constant.numeric", "n"),
    ("constant", "k"),
    ("keyword", "k"),
    ("storage", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("entity.name", "t"),
    ("support.type", "t"),
    ("variable.parameter", "v"),
    ("punctuation.definition.comment", "c"),
    ("punctuation.definition.string", "s"),
    ("invalid", "e"),
];

struct Highlighter {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

/// A constant table, built once: syntect's default grammars and our classes.
static HIGHLIGHTER: OnceLock<Highlighter> = OnceLock::new();

/// `<pre><code>` with coloured spans; plain for an unknown language and for code past the limits.
pub fn code_block(language: &str, code: &str) -> String {
    let mut out = String::with_capacity(code.len() * 2);
    match language.is_empty() {
        true => out.push_str("<pre tabindex=\"0\"><code>"),
        false => {
            let language = escape::html(language);
            out.push_str(&format!("<pre tabindex=\"0\"><code class=\"language-{language}\">"));
        }
    }
    if language.is_empty() || code.len() > MAX_CODE || !coloured(language, code, &mut out) {
        escape::push_html(&mut out, code);
    }
    out.push_str("</code></pre>\n");
    out
}

/// Appends coloured code; `false`, with nothing appended, if the language is unknown or a line too long.
fn coloured(language: &str, code: &str, out: &mut String) -> bool {
    if code.lines().any(|line| line.len() > MAX_LINE) {
        return false;
    }
    let highlighter = HIGHLIGHTER.get_or_init(load);
    let Some(syntax) = highlighter.syntaxes.find_syntax_by_token(language) else { return false };
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let start = out.len();
    for line in code.split_inclusive('\n') {
        let Ok(ops) = state.parse_line(line, &highlighter.syntaxes) else {
            out.truncate(start);
            return false;
        };
        write_line(highlighter, line, &ops, &mut stack, out);
    }
    true
}

fn write_line(
    highlighter: &Highlighter,
    line: &str,
    ops: &[(usize, ScopeStackOp)],
    stack: &mut ScopeStack,
    out: &mut String,
) {
    let mut written = 0;
    for (at, op) in ops {
        write_span(highlighter, &line[written..*at], stack, out);
        written = *at;
        // A scope stack that does not fit is a fault of a grammar: the colour is lost, the text is not.
        let _ = stack.apply(op);
    }
    write_span(highlighter, &line[written..], stack, out);
}

fn write_span(highlighter: &Highlighter, text: &str, stack: &ScopeStack, out: &mut String) {
    if text.is_empty() {
        return;
    }
    let class = stack.scopes.iter().rev().find_map(|scope| {
        highlighter.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class)
    });
    match class.filter(|_| !text.trim().is_empty()) {
        Some(class) => {
            out.push_str(&format!("<span class=\"z-{class}\">"));
            escape::push_html(out, text);
            out.push_str("</span>");
        }
        None => escape::push_html(out, text),
    }
}

fn load() -> Highlighter {
    let classes = CLASSES.iter().filter_map(|(prefix, class)| Some((Scope::new(prefix).ok()?, *class))).collect();
    Highlighter { syntaxes: SyntaxSet::load_defaults_newlines(), classes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_coloured_with_short_classes_and_always_escaped() {
        let html = code_block("rust", "fn a() { \"<b>\" } // x\n");
        assert!(html.contains("<span class=\"z-k\">fn</span>"), "{html}");
        assert!(html.contains("&lt;b&gt;"), "{html}");
        assert!(code_block("nosuch", "<b>").contains("&lt;b&gt;"));
        assert!(!code_block("rust", &"x".repeat(MAX_CODE + 1)).contains("span"));
        assert!(code_block("\"><script>", "x").contains("language-&quot;&gt;&lt;script&gt;"));
    }
}
