//! Names among which a mistyped one may be meant, found without comparing it with all of them.
//!
//! In: names. Out: for a wrong name the few that share its rarest runs of three letters. One slip changes at most four
//! runs, so whoever is one slip away shares one of any five; a site of 10,000 mistyped ids stays in linear time.
//! Absent on purpose: which of the few is meant (`diag::nearest`, `diag::certain`).

use std::collections::{BTreeSet, HashMap};

/// Names up to this many are all given: comparing costs less than an index.
const FEW: usize = 16;
/// Most names that are given.
const MOST: usize = 24;
/// Runs that are looked up: one more than a slip can change.
const RUNS: usize = 5;

/// Three letters, in lower case and without separators; a null before the first and behind the last.
type Run = [char; 3];

/// An index of names.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    names: Vec<Box<str>>,
    /// Names by the runs in them, in the order of `names`; empty where there are few.
    runs: HashMap<Run, Vec<u32>>,
}

/// Names like a wrong one.
pub struct Like<'a> {
    /// In the order in which they were given.
    pub names: Vec<&'a str>,
    /// Whether every name that is one slip away is among them.
    pub is_whole: bool,
}

impl<'a> Like<'a> {
    /// The names that `diag::certain` may choose from: none where one as near may be missing.
    pub fn certain(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.names.iter().copied().filter(|_| self.is_whole)
    }
}

impl Spellings {
    /// Makes an index.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Spellings {
        let names: Vec<Box<str>> = names.into_iter().map(Into::into).collect();
        let mut index: HashMap<Run, Vec<u32>> = HashMap::new();
        if names.len() > FEW {
            for (number, name) in names.iter().enumerate() {
                for run in runs(name) {
                    index.entry(run).or_default().push(number as u32);
                }
            }
        }
        Spellings { names, runs: index }
    }

    /// The names most like a wrong one.
    pub fn like(&self, wrong: &str) -> Like<'_> {
        if self.names.len() <= FEW {
            return Like { names: self.names.iter().map(|name| &**name).collect(), is_whole: true };
        }
        let mut lists: Vec<&[u32]> =
            runs(wrong).iter().map(|run| self.runs.get(run).map_or(&[][..], |names| names)).collect();
        lists.sort_by_key(|names| names.len());
        let mut found: BTreeSet<u32> = BTreeSet::new();
        let mut is_whole = true;
        for (number, list) in lists.into_iter().enumerate() {
            // Common runs are worth a look only as long as the rare ones gave little.
            if number >= RUNS && found.len() + list.len() > MOST {
                break;
            }
            let room = MOST - found.len();
            is_whole &= list.len() <= room;
            found.extend(&list[..list.len().min(room)]);
        }
        Like { names: found.into_iter().map(|number| &*self.names[number as usize]).collect(), is_whole }
    }
}

/// The different runs of a name.
fn runs(name: &str) -> BTreeSet<Run> {
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase);
    let all: Vec<char> = std::iter::once('\0').chain(letters).chain(['\0']).collect();
    match all.as_slice() {
        [a, b] => BTreeSet::from([[*a, *b, '\0']]),
        all => all.windows(3).map(|run| [run[0], run[1], run[2]]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diag::{ID_LETTERS, certain, nearest};

    #[test]
    fn among_many_names_one_slip_is_found() {
        let names: Vec<String> = (0..5000).map(|n| format!("sheet-{}/fact-{}", n % 50, n)).collect();
        let index = Spellings::of(names.iter().map(String::as_str).chain(["trade/goods-imports", "e", "us"]));
        for (wrong, right) in [
            ("trade/goods-improts", "trade/goods-imports"),
            ("trade/Goods_Imports", "trade/goods-imports"),
            ("trade/good-imports", "trade/goods-imports"),
            ("sheet-12/fcat-4112", "sheet-12/fact-4112"),
        ] {
            assert_eq!(nearest(wrong, index.like(wrong).names), Some(right), "{wrong}");
        }
        let like = index.like("trade/goods-improts");
        assert!(like.is_whole);
        assert_eq!(certain("trade/goods-improts", like.names, ID_LETTERS), Some("trade/goods-imports"));
        assert!(index.like("").names.len() <= MOST);
    }

    #[test]
    fn what_all_names_share_is_no_reason_to_compare_with_all() {
        let names: Vec<String> = (0..5000).map(|n| format!("article-{n}")).collect();
        let index = Spellings::of(names.iter().map(String::as_str));
        for wrong in ["article", "article-", "articles-12", "article-99999", "particle-1"] {
            assert!(index.like(wrong).names.len() <= MOST, "{wrong}");
        }
    }
}
