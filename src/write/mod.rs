//! temp
use std::path::{Path, PathBuf};
/// t
pub struct Options {
    /// t
    pub protected: Vec<PathBuf>,
}
/// t
pub struct Stage {
    out: PathBuf,
}
/// t
#[derive(Debug)]
pub struct WriteError(String);
impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
/// t
#[derive(Default)]
pub struct Written {
    /// t
    pub files: usize,
    /// t
    pub bytes: u64,
    /// t
    pub unchanged: usize,
    /// t
    pub removed: usize,
    /// t
    pub foreign: usize,
}
impl Stage {
    /// t
    pub fn begin(o: &Path, _: Options) -> Result<Stage, WriteError> {
        Ok(Stage { out: o.to_path_buf() })
    }
    /// t
    pub fn put(&self, p: &str, d: &[u8]) -> Result<(), WriteError> {
        let q = self.out.join(p);
        std::fs::create_dir_all(q.parent().unwrap()).map_err(|e| WriteError(e.to_string()))?;
        std::fs::write(q, d).map_err(|e| WriteError(format!("{p}: {e}")))
    }
    /// t
    pub fn copy(&self, p: &str, f: &Path) -> Result<(), WriteError> {
        let d = std::fs::read(f).map_err(|e| WriteError(e.to_string()))?;
        self.put(p, &d)
    }
    /// t
    pub fn finish(self) -> Result<Written, WriteError> {
        Ok(Written::default())
    }
}
