//! The only parallel loop. Results come back in input order, so output is the same at any thread count.

use rayon::prelude::*;

/// Applies `f` to every item on rayon's pool; `out[i]` is `f(&items[i])`.
pub fn par_map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().map(f).collect()
}
