//! Findings for people: rule, place, the excerpt underlined, what the sheet says, a remedy to paste.
//! The sole user of annotate-snippets.

use annotate_snippets::{AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet};

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::{At, floor_char_boundary, line_column};
use crate::check::report::{Finding, Report};
use crate::load::Inputs;
use crate::report::machine::Places;
use crate::report::paint::{BOLD, paint};
use crate::report::{Format, Shown};

/// The format.
pub static FORMAT: Format = Format { name: "human", about: "With the excerpt and a remedy", render: all };

fn all(shown: &Shown<'_>) -> String {
    let mut out = render(shown.inputs, shown.report, shown.color, shown.least());
    if shown.more.waived {
        out.push_str(&waived(shown));
    }
    out
}

/// Waived findings, each with the reason, by place.
fn waived(shown: &Shown<'_>) -> String {
    let places = Places::new(shown.inputs);
    let mut out = String::new();
    for waived in &shown.report.waived {
        let diagnostic = &waived.finding.diagnostic;
        let place = places.of(diagnostic.at);
        let head = paint(shown.color, BOLD, &format!("waived[{}]", diagnostic.rule));
        let (path, line, column) = (place.path, place.start.line, place.start.column);
        out.push_str(&format!("{head}: {}\n  --> {path}:{line}:{column}\n", diagnostic.message));
        let until = waived.until.map(|until| format!(" (until {until})")).unwrap_or_default();
        let by = places.of(waived.by).start;
        out.push_str(&format!("   = because: {}{until}, in line {}\n\n", waived.reason, by.line));
    }
    out
}

/// Most findings printed with excerpts; the rest are counted.
const MOST: usize = 200;
/// Longest line of an excerpt, in bytes; a longer one is cut around the marked text.
const LONGEST: usize = 240;

/// All findings of a level or above it.
pub fn render(inputs: &Inputs, report: &Report, color: bool, least: Level) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let shown: Vec<&Finding> = report.findings.iter().filter(|finding| finding.level >= least).collect();
    let mut out = String::new();
    for finding in shown.iter().take(MOST) {
        out.push_str(&one(inputs, finding, &renderer));
        out.push_str("\n\n");
    }
    if shown.len() > MOST {
        out.push_str(&format!("… and {} more; `--format short` lists all\n\n", shown.len() - MOST));
    }
    out
}

/// One finding without colour.
pub fn one_plain(inputs: &Inputs, finding: &Finding) -> String {
    one(inputs, finding, &Renderer::plain())
}

fn one(inputs: &Inputs, finding: &Finding, renderer: &Renderer) -> String {
    let diagnostic = &finding.diagnostic;
    let level = match finding.level {
        Level::Error => SnippetLevel::ERROR,
        Level::Warn => SnippetLevel::WARNING,
        _ => SnippetLevel::INFO,
    };
    let window = Window::around(inputs, diagnostic.at);
    let marked = AnnotationKind::Primary.span(window.marked()).label(diagnostic.label.as_str());
    let snippet = Snippet::source(window.text).path(window.path).line_start(window.line).fold(false).annotation(marked);
    let mut group = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule).element(snippet);
    for note in notes(inputs, diagnostic) {
        group = group.element(SnippetLevel::NOTE.message(note));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(SnippetLevel::HELP.message(help.clone()));
    }
    let groups: [Group<'_>; 1] = [group];
    let text = renderer.render(&groups);
    // The library counts columns from where the excerpt begins, which is inside of a line that was cut.
    let shown = window.text[..window.start].chars().count() + 1;
    match window.column == shown {
        true => text,
        false => {
            let place = |column: usize| format!("{}:{}:{column}", window.path, window.line);
            text.replacen(&place(shown), &place(window.column), 1)
        }
    }
}

/// Other places as `path:line: remark`.
fn notes(inputs: &Inputs, diagnostic: &Diagnostic) -> Vec<String> {
    let line = |at: &At, text: &String| {
        let Some(input) = inputs.get(at.file) else { return text.clone() };
        let position = line_column(&input.text, at.span.start as usize);
        format!("{}:{}:{}: {text}", input.path, position.line, position.column)
    };
    diagnostic.notes.iter().map(|(at, text)| line(at, text)).collect()
}

/// The lines of a file around a place: the library reads all it is given, so it is given little.
struct Window<'a> {
    path: &'a str,
    text: &'a str,
    line: usize,
    /// Of the place in its whole line, in characters from 1.
    column: usize,
    start: usize,
    end: usize,
}

impl<'a> Window<'a> {
    fn around(inputs: &'a Inputs, at: At) -> Window<'a> {
        let Some(input) = inputs.get(at.file) else {
            return Window { path: "content", text: "", line: 1, column: 1, start: 0, end: 0 };
        };
        let text = &*input.text;
        let start = floor_char_boundary(text, at.span.start as usize);
        // A marked text of several lines is shown by its first.
        let end = floor_char_boundary(text, at.span.end as usize).max(start);
        let end = text[start..end].find('\n').map_or(end, |newline| start + newline);
        let mut from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let mut to = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
        if start - from > LONGEST {
            from = floor_char_boundary(text, start - LONGEST / 2);
        }
        if to - end > LONGEST {
            to = floor_char_boundary(text, end + LONGEST / 2);
        }
        let place = line_column(text, start);
        let (line, column) = (place.line as usize, place.column as usize);
        Window { path: &input.path, text: &text[from..to], line, column, start: start - from, end: end - from }
    }

    /// At least one character, so that something is underlined.
    fn marked(&self) -> std::ops::Range<usize> {
        match self.text[self.start..].chars().next() {
            Some(c) if self.end <= self.start => self.start..self.start + c.len_utf8(),
            _ => self.start..self.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_finding_in_a_long_line_counts_from_the_start_of_the_line() {
        let text = format!("first\n{}制裁 [here] {}\n", "word ".repeat(200), "tail ".repeat(200));
        let inputs = Inputs::of_texts([("content/a.md".to_owned(), text.clone())]);
        let (file, start) = (inputs.file("content/a.md").expect("there"), text.find("[here]").expect("there"));
        let diagnostic = Diagnostic::new("figure-mismatch", At::new(file, start..start + 6), "off");
        let shown = one_plain(&inputs, &Finding { level: Level::Error, diagnostic: diagnostic.into() });
        assert!(shown.contains("content/a.md:2:1004"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() < 400), "{shown}");
    }
}
