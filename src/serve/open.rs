//! Opens a file of the site at a line in the writer's editor.

use std::path::Path;
use std::process::{Command, Stdio};

/// The command that opens files.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    /// As configured: a command, perhaps with `{file}`, `{line}` and `{column}`; empty if there is none.
    pub command: String,
}

/// Editors with a window of their own, and how each is told a line and a column.
const WINDOWS: &[(&[&str], &[&str])] = &[
    (&["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"], &["--goto", "{file}:{line}:{column}"]),
    (&["zed", "zeditor", "subl", "sublime_text", "lapce", "pulsar"], &["{file}:{line}:{column}"]),
    (&["idea", "pycharm", "webstorm", "rustrover"], &["--line", "{line}", "--column", "{column}", "{file}"]),
    (&["kate", "kwrite"], &["--line", "{line}", "--column", "{column}", "{file}"]),
    (&["gedit", "gnome-text-editor", "xed", "pluma"], &["+{line}:{column}", "{file}"]),
    (&["emacsclient"], &["--no-wait", "+{line}:{column}", "{file}"]),
    (&["gvim", "mvim", "neovide"], &["+{line}", "{file}"]),
];

impl Editor {
    /// The program and its arguments for a place; `None` if the editor needs the terminal, or there is none.
    fn arguments(&self, file: &str, line: u32, column: u32) -> Option<Vec<String>> {
        let words: Vec<&str> = self.command.split_whitespace().collect();
        let program = words.first()?;
        let name = Path::new(program).file_name()?.to_str()?;
        let own = words[1..].iter().any(|word| word.contains("{file}"));
        let pattern: &[&str] = match own {
            true => &[],
            false => WINDOWS.iter().find(|(names, _)| names.contains(&name)).map(|(_, pattern)| *pattern)?,
        };
        let fill = |word: &&str| {
            // The file last, so that a file named `{line}` stays what it is.
            word.replace("{line}", &line.to_string()).replace("{column}", &column.to_string()).replace("{file}", file)
        };
        Some([*program].iter().chain(&words[1..]).chain(pattern).map(fill).collect())
    }

    /// Opens a file at a line and column.
    ///
    /// # Errors
    /// Says what to set where no editor can be opened.
    pub(super) fn open(&self, file: &Path, line: u32, column: u32) -> Result<(), String> {
        let place = format!("{}:{line}:{column}", file.display());
        let hint = "start `factloom serve --editor 'code --goto {file}:{line}:{column}'`, or set VISUAL";
        let Some(arguments) = self.arguments(&file.to_string_lossy(), line, column) else {
            return Err(match self.command.is_empty() {
                true => format!("no editor is set: {hint}; the place is {place}"),
                false => format!("`{}` has no window of its own: {hint}; the place is {place}", self.command),
            });
        };
        let quiet =
            |command: &mut Command| command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child = quiet(Command::new(&arguments[0]).args(&arguments[1..]))
            .map_err(|error| format!("`{}` cannot be started ({error}): {hint}", arguments[0]))?;
        // Waited for, so that it leaves no zombie behind.
        std::thread::spawn(move || child.wait());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(command: &str) -> Option<Vec<String>> {
        Editor { command: command.to_owned() }.arguments("/site/a {line}.md", 7, 3)
    }

    #[test]
    fn editors_are_told_the_line_in_their_own_way() {
        let list = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(arguments("code"), list(&["code", "--goto", "/site/a {line}.md:7:3"]));
        assert_eq!(
            arguments("/usr/bin/code --reuse-window"),
            list(&["/usr/bin/code", "--reuse-window", "--goto", "/site/a {line}.md:7:3"])
        );
        assert_eq!(arguments("hx-window {file} {line}"), list(&["hx-window", "/site/a {line}.md", "7"]));
        assert_eq!(arguments("vim"), None, "it needs the terminal");
        assert_eq!(arguments(""), None);
    }
}
