//! Chains that lead back to where they began: owners, copies.
//!
//! In: of each of a number of things the next one. Out: the circles, in time proportional to the number of things.

/// The circles among `count` things, each beginning with its smallest member, in the order of those.
pub fn circles(count: usize, next: impl Fn(usize) -> Option<usize>) -> Vec<Vec<usize>> {
    // The walk on which each was met first; none are zero.
    let mut walk_of = vec![0_usize; count];
    let mut out = Vec::new();
    for start in 0..count {
        let mut at = start;
        while walk_of[at] == 0 {
            walk_of[at] = start + 1;
            match next(at).filter(|next| *next < count) {
                Some(next) => at = next,
                None => break,
            }
        }
        // Where the walk ends on itself, by a step and not for want of one, there is a circle.
        if walk_of[at] == start + 1 && next(at).is_some_and(|next| next < count && walk_of[next] == start + 1) {
            let mut circle = vec![at];
            while let Some(other) = next(circle[circle.len() - 1]).filter(|other| *other != at) {
                circle.push(other);
            }
            let first = circle.iter().enumerate().min_by_key(|(_, member)| **member).map_or(0, |(index, _)| index);
            circle.rotate_left(first);
            out.push(circle);
        }
    }
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn each_circle_is_found_once_and_what_leads_to_it_is_none_of_it() {
        let next = [Some(1), Some(2), Some(1), None, Some(4), Some(3), Some(7), Some(6), Some(6), Some(99)];
        assert_eq!(circles(next.len(), |at| next[at]), [vec![1, 2], vec![4], vec![6, 7]]);
        assert!(circles(0, |_| None).is_empty());
    }
}
