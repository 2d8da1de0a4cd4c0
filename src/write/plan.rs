//! The difference of two manifests. Pure: it touches no disk and no host.

use std::cmp::Ordering;

use super::manifest::Manifest;

/// What becomes of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op<'a> {
    /// New.
    Add(&'a str),
    /// There before, with other bytes.
    Change(&'a str),
    /// There before, and no longer.
    Remove(&'a str),
    /// The same bytes as before.
    Keep(&'a str),
}

/// What leads from `old` to `new`: one `Op` per path of either, sorted by path.
pub fn plan<'a>(old: &'a Manifest, new: &'a Manifest) -> Vec<Op<'a>> {
    let mut out = Vec::with_capacity(old.files.len().max(new.files.len()));
    let (mut olds, mut news) = (old.files.iter().peekable(), new.files.iter().peekable());
    loop {
        let order = match (olds.peek(), news.peek()) {
            (None, None) => return out,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old_path, _)), Some((new_path, _))) => old_path.cmp(new_path),
        };
        let before = if order.is_le() { olds.next() } else { None };
        let after = if order.is_ge() { news.next() } else { None };
        out.extend(match (before, after) {
            (Some((path, old)), Some((_, new))) if old == new => Some(Op::Keep(path)),
            (Some((path, _)), Some(_)) => Some(Op::Change(path)),
            (Some((path, _)), None) => Some(Op::Remove(path)),
            (None, Some((path, _))) => Some(Op::Add(path)),
            (None, None) => None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::Entry;
    use super::*;
    use crate::base::hash::Hash;

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        let entry = |text: &str| Entry { hash: Hash::of(text.as_bytes()), size: text.len() as u64 };
        Manifest::new(files.iter().map(|(path, text)| ((*path).into(), entry(text))).collect())
    }

    #[test]
    fn each_path_has_one_op_in_order() {
        let old = manifest(&[("b", "1"), ("c", "1"), ("d", "1"), ("z", "1")]);
        let new = manifest(&[("a", "1"), ("b", "1"), ("d", "2"), ("e", "1")]);
        let expected = [Op::Add("a"), Op::Keep("b"), Op::Remove("c"), Op::Change("d"), Op::Add("e"), Op::Remove("z")];
        assert_eq!(plan(&old, &new), expected);
        assert_eq!(plan(&manifest(&[]), &manifest(&[])), []);
        assert_eq!(plan(&old, &old).len(), 4);
    }
}
