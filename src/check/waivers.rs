//! Waivers: where which rule is set aside, which of them are needed, and what is wrong with the others.
//!
//! In: a file's comments and the `allow:` of it and its entries, then its every finding. Out: the waiver that
//! sets a finding aside, and findings about waivers themselves. Of several that cover a finding the narrowest is
//! used. Rules about waivers cannot be waived: that would be a waiver without an end.
//! Absent on purpose: waivers of a whole rule; its level in `site.yml` is that.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::diag::{Diagnostic, nearest};
use crate::base::plural::count;
use crate::base::text::At;
use crate::check::{lints, words};
use crate::model::waiver::{Covering, WHOLE_FILE, Waiver};
use crate::site::Reader;

/// Rules about waivers.
const OWN: [&str; 3] = ["bad-waiver", "expired-waiver", "unused-waiver"];

/// Whether a rule is about waivers, and so cannot be waived.
pub fn is_own(rule: &str) -> bool {
    OWN.contains(&rule)
}

/// Those waivers of a file that give a reason and name a rule.
pub struct Waivers<'a> {
    list: Vec<Held<'a>>,
    /// Positions in `list` by rule.
    places: HashMap<&'a str, Covering>,
}

struct Held<'a> {
    waiver: &'a Waiver,
    has_ended: bool,
    /// Findings that it covers, or would if it had not ended.
    covers: usize,
}

impl<'a> Waivers<'a> {
    /// From all waivers of a file. Those without a reason or for no rule are reported and do not hold.
    pub fn of(reader: &Reader<'a>, waivers: &[&'a Waiver]) -> (Waivers<'a>, Vec<Diagnostic>) {
        let today = reader.today();
        let mut list: Vec<Held<'a>> = Vec::new();
        let mut found = Vec::new();
        let mut reported: HashSet<At> = HashSet::new();
        for waiver in waivers.iter().copied() {
            match flaw(reader, waiver) {
                None => list.push(Held { waiver, has_ended: waiver.has_ended(today), covers: 0 }),
                // A sheet's `defaults` give one waiver to many facts.
                Some(finding) => found.extend(reported.insert(waiver.rule.at).then_some(finding)),
            }
        }
        let mut by_rule: HashMap<&'a str, Vec<(usize, &'a Waiver)>> = HashMap::new();
        for (position, Held { waiver, .. }) in list.iter().enumerate() {
            by_rule.entry(&waiver.rule.text).or_default().push((position, waiver));
        }
        let places = by_rule.into_iter().map(|(rule, waivers)| (rule, Covering::of(waivers))).collect();
        (Waivers { list, places }, found)
    }

    /// The waiver that sets a finding aside. One that has ended only counts what it would have covered.
    pub fn take(&mut self, finding: &Diagnostic) -> Option<&'a Waiver> {
        let covering = self.places.get(finding.rule)?.at(finding.at.span.start);
        let width = |held: &Held<'_>| held.waiver.over.end - held.waiver.over.start;
        let chosen = covering.min_by_key(|index| (self.list[*index].has_ended, width(&self.list[*index]), *index))?;
        let held = &mut self.list[chosen];
        held.covers += 1;
        (!held.has_ended).then_some(held.waiver)
    }

    /// Waivers that have ended, and those that set nothing aside. `is_judged` says whether a rule has been run on
    /// all there is: of one that was not nobody knows what it would find.
    pub fn findings(&self, is_judged: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut by_place: BTreeMap<At, (&Held<'_>, usize)> = BTreeMap::new();
        for held in &self.list {
            by_place.entry(held.waiver.rule.at).or_insert((held, 0)).1 += held.covers;
        }
        let ones = by_place.into_values();
        ones.filter_map(|(held, covers)| match (held.has_ended, covers) {
            (true, covers) => Some(ended(held.waiver, covers)),
            (false, 0) if is_judged(&held.waiver.rule.text) => Some(unused(held.waiver)),
            (false, _) => None,
        })
        .collect()
    }
}

/// What keeps a waiver from holding.
fn flaw(reader: &Reader<'_>, waiver: &Waiver) -> Option<Diagnostic> {
    let (rule, at) = (&*waiver.rule.text, waiver.rule.at);
    let names = || lints::LINTS.iter().map(|lint| lint.name);
    if names().all(|name| name != rule) {
        let help = nearest(rule, names()).map(|near| format!("did you mean `{near}`?"));
        let finding = Diagnostic::new("bad-waiver", at, format!("there is no rule `{rule}` to allow"));
        return Some(words::mend_slip(reader, finding.maybe_help(help), rule, names()));
    }
    if is_own(rule) {
        let help = format!(
            "mend the waiver that it is about, or set the rule's level in content/site.yml: `rules: {{{rule}: off}}`"
        );
        return Some(Diagnostic::new("bad-waiver", at, format!("`{rule}` cannot be waived")).help(help));
    }
    if !waiver.has_reason() {
        let help = match reader.path(at.file).ends_with(".md") && waiver.over != WHOLE_FILE {
            true => format!("write `<!-- allow {rule}: why this is right -->`"),
            false => format!("write `allow: {{{rule}: why this is right}}`"),
        };
        return Some(Diagnostic::new("bad-waiver", at, format!("`allow {rule}` gives no reason")).help(help));
    }
    None
}

fn ended(waiver: &Waiver, covers: usize) -> Diagnostic {
    let (rule, until) = (&waiver.rule.text, waiver.until.map(|until| until.to_string()).unwrap_or_default());
    let finding = Diagnostic::new("expired-waiver", waiver.rule.at, format!("`allow {rule}` ended on {until}"));
    match covers {
        0 => finding.label("it would cover nothing").help("take it out"),
        _ => {
            let back = count(covers, "finding") + if covers == 1 { " is" } else { " are" };
            finding
                .label(format!("{back} back"))
                .help("mend what it covered and take it out, or look again and write a later day")
        }
    }
}

fn unused(waiver: &Waiver) -> Diagnostic {
    let rule = &waiver.rule.text;
    Diagnostic::new("unused-waiver", waiver.rule.at, format!("`allow {rule}` covers nothing"))
        .label(format!("`{rule}` finds nothing here"))
        .help("take it out, or put it where the finding is: a comment holds for the block after it, `allow:` for its entry or file")
}
