//! What `factloom record` writes: the record of what a build gives its readers.
//!
//! In: an analysed site without drafts, and the day. Out: the record. Addresses of the old one stay, whether a page
//! still makes them or not: the rule `lost-url` asks after them for good. Values are those of the build; one that
//! did not change keeps its day.
//! Absent on purpose: whether the site was published at all, which only those who deploy it know.

use std::collections::BTreeMap;

use crate::base::text::At;
use crate::build::Analysis;
use crate::model::date::Date;
use crate::model::published::{Promise, Published, Told, told};

/// The record after this build is published.
pub fn record(analysis: &Analysis, today: Date) -> Published {
    let (site, old) = (analysis.site(), &analysis.items.published);
    let reader = site.reader();
    let mut addresses = old.addresses.clone();
    let mut pages = reader.addresses();
    let places = reader.places().into_iter().filter(|(page, _)| pages.contains(page));
    let places = places.flat_map(|(page, places)| {
        let fit = places.into_iter().filter(|place| !place.contains(char::is_whitespace));
        fit.map(|place| format!("{page}#{place}")).collect::<Vec<_>>()
    });
    let places: Vec<String> = places.collect();
    pages.extend(reader.old_addresses().into_keys());
    for address in pages.into_iter().chain(places) {
        addresses.entry(address.into()).or_insert(Promise { at: At::default(), since: today });
    }
    let mut values = BTreeMap::new();
    for fact in &analysis.items.facts {
        let corrections = fact.corrections.len();
        for (id, at, says) in told(fact) {
            let known = old.values.get(&*id).filter(|known| known.says == says && known.corrections == corrections);
            let since = known.map_or(today, |known| known.since);
            values.insert(id.into(), Told { at, since, says, corrections });
        }
    }
    Published { addresses, values }
}
