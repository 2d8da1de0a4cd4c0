//! Opens a file at a line in the person's editor.
//!
//! In: `$VISUAL` or `$EDITOR` as it is set, arguments included. Out: the editor's own success.
//! Absent on purpose: guessing an editor where none is set.

use std::path::Path;
use std::process::Command;

/// The editor that is set, if one is.
pub fn editor(env: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    ["VISUAL", "EDITOR"].into_iter().filter_map(env).find(|value| !value.trim().is_empty())
}

/// Opens a file and waits for the editor; `Err` says what went wrong.
pub fn open(editor: &str, path: &Path, line: usize) -> Result<(), String> {
    // As git does it: the shell takes the value apart, so `code --wait` and quoted paths work.
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).args(arguments(
        editor,
        &path.to_string_lossy(),
        line,
    ));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the editor `{editor}` ended with {status}")),
        Err(error) => Err(format!("the editor `{editor}` does not start: {error}")),
    }
}

/// How this editor is told the line.
fn arguments(editor: &str, path: &str, line: usize) -> Vec<String> {
    let program = match editor.chars().next() {
        Some(quote @ ('\'' | '"')) => editor[1..].split(quote).next().unwrap_or(""),
        _ => editor.split_whitespace().next().unwrap_or(""),
    };
    let name = program.rsplit('/').next().unwrap_or(program);
    match name {
        "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "windsurf" => {
            vec!["--goto".to_owned(), format!("{path}:{line}")]
        }
        "subl" | "hx" | "helix" | "zed" | "zeditor" | "atom" => vec![format!("{path}:{line}")],
        "idea" | "pycharm" | "webstorm" | "phpstorm" | "clion" | "rustrover" | "kate" => {
            vec!["--line".to_owned(), line.to_string(), path.to_owned()]
        }
        "vi" | "vim" | "nvim" | "gvim" | "view" | "nano" | "pico" | "emacs" | "emacsclient" | "kak" | "micro"
        | "joe" | "mcedit" | "ne" | "jed" | "mg" | "gedit" | "pluma" | "xed" => {
            vec![format!("+{line}"), path.to_owned()]
        }
        _ => vec![path.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_told_the_line_in_their_own_way() {
        assert_eq!(arguments("/usr/bin/vim -n", "a.yml", 3), ["+3", "a.yml"]);
        assert_eq!(arguments("'/my editors/vim' -n", "a.yml", 3), ["+3", "a.yml"]);
        assert_eq!(arguments("code --wait", "a.yml", 3), ["--goto", "a.yml:3"]);
        assert_eq!(arguments("hx", "a.yml", 3), ["a.yml:3"]);
        assert_eq!(arguments("kate", "a.yml", 3), ["--line", "3", "a.yml"]);
        assert_eq!(arguments("my-editor", "a.yml", 3), ["a.yml"]);
        let env = |name: &str| (name == "EDITOR").then(|| "nano".to_owned());
        assert_eq!(editor(&env).as_deref(), Some("nano"));
    }
}
