//! Texts from outside of the site: what a command is given to read.

use std::io::Read;
use std::path::Path;

use super::{MAX_TEXT, line_column};

/// Why a text from outside of the site cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It cannot be read, in the system's words.
    Unread(String),
    /// It is no text of ours: line and column of the first bad byte, and a message with the remedy.
    NoText(usize, usize, String),
}

/// Reads a text from outside of the site, `-` for what is piped in.
pub fn read_outside(path: &Path) -> Result<Box<str>, Unusable> {
    let fail = |error: std::io::Error| {
        Unusable::Unread(match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            kind => kind.to_string(),
        })
    };
    let mut bytes = Vec::new();
    // A pipe or a device has no size: no more is taken from it than is read of a file.
    let taken = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().take(MAX_TEXT + 1).read_to_end(&mut bytes),
        false => std::fs::File::open(path).map_err(fail)?.take(MAX_TEXT + 1).read_to_end(&mut bytes),
    };
    if taken.map_err(fail)? as u64 > MAX_TEXT {
        return Err(Unusable::NoText(1, 1, format!("more than {} MB are not read: split the file", MAX_TEXT >> 20)));
    }
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if let Some(at) = bytes.iter().position(|byte| *byte == 0).filter(|_| !is_utf16) {
        let (line, column) = line_column(&bytes, at);
        return Err(Unusable::NoText(line, column, "a NUL byte: is this a text?".to_owned()));
    }
    String::from_utf8(bytes).map(String::into_boxed_str).map_err(|error| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (from, others) = if is_utf16 { ("UTF-16", "") } else { ("WINDOWS-1252", ", or GB18030 for Chinese") };
        let convert = format!("`iconv -f {from} -t UTF-8 {} > utf8-{name}`{others}", path.display());
        let (line, column) = line_column(error.as_bytes(), error.utf8_error().valid_up_to());
        Unusable::NoText(line, column, format!("a bad byte: the file is not UTF-8; convert it: {convert}"))
    })
}

/// Bytes of a file, however large.
pub fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}
