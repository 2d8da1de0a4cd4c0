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
    /// Takes the token without waiting; `None` if another process holds it.
    pub fn take(path: &Path) -> io::Result<Option<Token>> {
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
        let path = folder.path().join("token");
        let first = Token::take(&path).unwrap().unwrap();
        assert!(Token::take(&path).unwrap().is_none());
        let word = first.word.clone();
        drop(first);
        assert_eq!(Token::take(&path).unwrap().unwrap().word, word);
        let other = Token::take(&folder.path().join("other")).unwrap().unwrap();
        assert_ne!(other.word, word);
        drop(other);
        std::fs::write(&path, "half a wo").unwrap();
        assert_eq!(Token::take(&path).unwrap().unwrap().word.len(), 32);
    }
}
