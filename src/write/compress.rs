//! Text files in the codings that servers send them in: `index.html.br`.
//!
//! In: a file's path and bytes, a coding. Out: the packed bytes, if they are fewer. The same bytes come to the same
//! bytes: one thread a file, no times, no names, levels fixed here. The sole user of the three libraries.
//!
//! Levels by measurement, one core, the 12.9 MB of text of the explainer itself: brotli 5 takes 3.9 s for 3.33 MB, 9 takes
//! 34 s for 3.30 MB, 11 takes 64 s for 2.92 MB; gzip 9 takes 1 s for 3.66 MB; Zstandard 9 takes 0.9 s for 3.61 MB, 19
//! takes 16 s for 3.52 MB.

use std::io::Write;

use flate2::{Compression, GzBuilder};

use crate::base::coding::Coding;

/// Shorter files fit into one packet as they are.
const LEAST: usize = 1024;
/// Longer files are left to the server: a search index of this size would take seconds.
const MOST: usize = 32 << 20;
/// Endings of what is text; all else is packed already, or not asked for by browsers.
const TEXTS: &[&str] =
    &["html", "css", "js", "json", "csv", "md", "bib", "ris", "ics", "xml", "txt", "svg", "webmanifest", "vtt"];

const BROTLI_LEVEL: i32 = 5;
const BROTLI_WINDOW: i32 = 22;
const ZSTD_LEVEL: i32 = 9;

/// Whether a file of this path and size is worth packing.
pub fn is_worth(path: &str, size: u64) -> bool {
    let ending = path.rsplit('/').next().unwrap_or(path).rsplit_once('.').map_or("", |(_, ending)| ending);
    let fits = (LEAST as u64..=MOST as u64).contains(&size);
    fits && TEXTS.iter().any(|text| ending.eq_ignore_ascii_case(text))
}

/// The packed bytes; nothing if they are no fewer.
pub fn pack(coding: Coding, data: &[u8]) -> Option<Vec<u8>> {
    let packed = match coding {
        Coding::Br => brotli(data),
        Coding::Gz => gzip(data),
        Coding::Zst => zstd::bulk::compress(data, ZSTD_LEVEL),
    };
    // All three write to memory, where nothing fails.
    packed.ok().filter(|packed| packed.len() < data.len())
}

fn brotli(data: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_LEVEL,
        lgwin: BROTLI_WINDOW,
        size_hint: data.len(),
        mode: brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_TEXT,
        ..Default::default()
    };
    let mut out = Vec::with_capacity(data.len() / 4);
    brotli::BrotliCompress(&mut &*data, &mut out, &params)?;
    Ok(out)
}

fn gzip(data: &[u8]) -> std::io::Result<Vec<u8>> {
    // Without a time, and with the mark for an unknown system.
    let mut encoder = GzBuilder::new().mtime(0).operating_system(255).write(Vec::new(), Compression::best());
    encoder.write_all(data)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn each_coding_gives_the_bytes_back_and_never_more_of_them() {
        let text = "Every figure is bound to a fact. 每个数字都有来源。".repeat(100);
        for coding in Coding::ALL {
            let packed = pack(coding, text.as_bytes()).expect("it shrinks");
            assert!(packed.len() < text.len() / 5, "{coding:?}: {}", packed.len());
            assert_eq!(pack(coding, text.as_bytes()), Some(packed.clone()), "{coding:?}: twice the same");
            let mut out = Vec::new();
            match coding {
                Coding::Br => brotli::BrotliDecompress(&mut &*packed, &mut out).expect("good"),
                Coding::Gz => flate2::read::GzDecoder::new(&*packed).read_to_end(&mut out).map(drop).expect("good"),
                Coding::Zst => out = zstd::bulk::decompress(&packed, text.len()).expect("good"),
            }
            assert!(out == text.as_bytes(), "{coding:?}");
            let noise: Vec<u8> = std::iter::repeat_with({
                let mut random = fastrand::Rng::with_seed(1);
                move || random.u8(..)
            })
            .take(4000)
            .collect();
            assert_eq!(pack(coding, &noise), None, "{coding:?}");
        }
    }

    #[test]
    fn only_text_of_some_length_is_packed() {
        assert!(is_worth("a/index.html", 2000) && is_worth("a/B.JSON", 2000) && is_worth("timeline.ics", 1024));
        assert!(!is_worth("a/index.html", 1023) && !is_worth("a.png", 9999) && !is_worth("a.html.br", 9999));
        assert!(!is_worth("html", 9999) && !is_worth("a.html/x", 9999) && !is_worth("a.json", 1 << 30));
    }
}
