//! 128-bit content hashes: BLAKE3, cut to its first 16 bytes.
//!
//! In: bytes, or other hashes. Out: a `Hash`, the same on every machine and in every version.
//! 128 bits are enough: at a million values the chance of two alike is below 10⁻²⁶.
//! Absent on purpose: reading files, and any use as a table's random seed.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Hash of some bytes; equal hashes are taken for equal bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 16]);

impl Hash {
    /// Hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash::cut(blake3::hash(bytes))
    }

    /// One hash for a sequence of hashes; their order counts.
    pub fn fold(hashes: impl IntoIterator<Item = Hash>) -> Hash {
        let mut hasher = Hasher::default();
        for hash in hashes {
            hasher.update(&hash.0);
        }
        hasher.finish()
    }

    /// Reads what `Display` writes: 32 lower-case hex digits. Anything else is `None`.
    pub fn from_hex(text: &str) -> Option<Hash> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = hex_value(pair[0])? << 4 | hex_value(pair[1])?;
        }
        Some(Hash(bytes))
    }

    fn cut(whole: blake3::Hash) -> Hash {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&whole.as_bytes()[..16]);
        Hash(bytes)
    }
}

fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(deserializer)?;
        Hash::from_hex(&text).ok_or_else(|| D::Error::custom("a hash has 32 hex digits"))
    }
}

/// Hashes bytes that come in pieces; how they are cut does not matter.
#[derive(Clone, Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Hash of all bytes added so far.
    pub fn finish(&self) -> Hash {
        Hash::cut(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_head_of_blake3_and_prints_as_hex() {
        // First 16 bytes of BLAKE3's published value for the empty input.
        assert_eq!(Hash::of(b"").to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
        assert_eq!(Hash::from_hex(&Hash::of(b"a").to_string()), Some(Hash::of(b"a")));
        for bad in ["", "af", "AF1349B9F5F9A1A6A0404DEA36DCC949", "zf1349b9f5f9a1a6a0404dea36dcc949"] {
            assert_eq!(Hash::from_hex(bad), None, "{bad}");
        }
    }

    #[test]
    fn pieces_do_not_matter_and_order_does() {
        let mut hasher = Hasher::default();
        hasher.update(b"fact");
        hasher.update(b"loom");
        assert_eq!(hasher.finish(), Hash::of(b"factloom"));
        let (a, b) = (Hash::of(b"a"), Hash::of(b"b"));
        assert_ne!(Hash::fold([a, b]), Hash::fold([b, a]));
        assert_eq!(Hash::fold([]), Hash::of(b""));
    }
}
