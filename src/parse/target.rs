//! `publish` in `site.yml`: the places a site is published to.

use std::num::NonZeroU32;

use crate::model::target::{PLACES, Place, Target};
use crate::parse::fields::target::TARGET;
use crate::parse::record::{Cx, Record, check_key};

/// Most connections to one host: more is taken for an attack.
const MOST_CONNECTIONS: u32 = 128;

/// Reads the targets, in the order of the file.
pub fn read_targets(cx: &mut Cx<'_>, record: &Record<'_>) -> Vec<Target> {
    let mut out: Vec<Target> = Vec::new();
    for entry in record.map(cx, "publish") {
        if !check_key(cx, entry, "a target") {
            continue;
        }
        let inner = Record::open(cx, &entry.value, entry.key_span, format!("target `{}`", entry.key), &TARGET);
        inner.require(cx);
        let url = inner.web_address(cx, "url").map(|url| format!("{}/", url.trim_end_matches('/')).into());
        let to = inner.text(cx, "to");
        let place = to.as_ref().and_then(|to| match Place::parse(&to.text) {
            Ok(place) => Some(place),
            Err(why) => {
                // The text itself is not repeated: it may hold a password.
                let finding = cx.report("bad-value", to.at.span, format!("`to` is no place to publish to: {why}"));
                finding.help = Some(PLACES.to_owned());
                None
            }
        });
        let connections = inner.count(cx, "connections").and_then(|count| {
            let number = NonZeroU32::new(count).filter(|number| number.get() <= MOST_CONNECTIONS);
            if number.is_none() {
                let span = inner.get("connections").map_or(entry.key_span, |node| node.span);
                let message = format!("`connections: {count}` is not from 1 to {MOST_CONNECTIONS}");
                cx.report("bad-value", span, message);
            }
            number
        });
        let made = to.zip(place).map(|(to, place)| Target::new(&entry.key, cx.at(entry.key_span), to, place));
        let Some(mut target) = made else { continue };
        (target.url, target.connections) = (url, connections);
        target.region = inner.words(cx, "region");
        target.endpoint = inner.web_address(cx, "endpoint");
        target.account = inner.words(cx, "account");
        target.branch = inner.words(cx, "branch");
        target.history = inner.word(cx, "history").unwrap_or_default();
        target.domain = inner.words(cx, "domain");
        target.keep = inner.count(cx, "keep");
        target.max_delete = inner.count(cx, "max_delete");
        target.layout = inner.word(cx, "layout").unwrap_or_default();
        out.push(target);
    }
    out
}
