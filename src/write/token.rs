//! A word that one folder on one machine knows, held by one process at a time.
//!
//! In: a path. Out: the word, random when the file is first made, the same ever after. Whoever holds it may take a
//! publish that bears the same word for dead: its process is gone, since the kernel gave the lock away.

use std::collections::hash_map::RandomState;
use std::fs::{File, OpenOptions};
use std::hash::BuildHasher;
use std::io::{self, Read, Write};
use std::path::Path;

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use crate::base::hash::Hash;

/// Held while it lives.
#[derive(Debug)]
pub struct Token {
    /// The word.
    pub word: String,
    /// Keeps the file open, and so locked.
    _file: File,
}

impl Token {
    /// Takes the token `name` of a folder without waiting; `None` if another process holds it. The folder is made, and
    /// keeps itself out of version control.
    pub fn take(folder: &Path, name: &str) -> io::Result<Option<Token>> {
        std::fs::create_dir_all(folder)?;
        match File::create_new(folder.join(".gitignore")) {
            Ok(mut file) => file.write_all(b"*\n")?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        let path = &folder.join(name);
        let mut file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        loop {
            match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => break,
                Err(Errno::INTR) => {}
                Err(Errno::WOULDBLOCK) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
        let mut word = String::new();
        file.read_to_string(&mut word)?;
        if Hash::from_hex(&word).is_none() {
            // Each state is seeded by the system; two of them are 256 bits.
            let seeds = [RandomState::new(), RandomState::new()].map(|seed| seed.hash_one(path).to_le_bytes());
            word = Hash::of(&seeds.concat()).to_string();
            file.set_len(0)?;
            io::Seek::rewind(&mut file)?;
            file.write_all(word.as_bytes())?;
        }
        Ok(Some(Token { word, _file: file }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_stays_and_one_process_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let take = |name: &str| Token::take(&folder.path().join("deep/er"), name).unwrap();
        let first = take("token").unwrap();
        assert!(take("token").is_none());
        let word = first.word.clone();
        drop(first);
        assert_eq!(take("token").unwrap().word, word);
        let other = take("other").unwrap();
        assert_ne!(other.word, word);
        drop(other);
        std::fs::write(folder.path().join("deep/er/token"), "half a wo").unwrap();
        assert_eq!(take("token").unwrap().word.len(), 32);
    }
}
