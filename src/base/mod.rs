//! Ground floor: hashes, places in text, diagnostics, parallel maps. Knows nothing of facts or pages.

pub mod coding;
pub mod diag;
pub mod escape;
pub mod hash;
pub mod par;
pub mod plural;
pub mod spelling;
pub mod text;
