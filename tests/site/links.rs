//! Every link of a written site: does it lead to a file, and its fragment to an id?

use std::collections::{BTreeMap, BTreeSet};

use factloom::base::escape::percent_decoded;

use crate::output::Output;

/// Values of an attribute in HTML that our templates write (double quotes, entities for the rest).
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let marker = format!(" {name}=\"");
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(&marker) {
        rest = &rest[at + marker.len()..];
        let end = rest.find('"').expect("an attribute ends");
        out.push(&rest[..end]);
        rest = &rest[end..];
    }
    out
}

/// Links that lead nowhere, as "page: link". `site` is the full address, `base` the path of it.
pub fn broken(output: &Output, site: &str, base: &str) -> Vec<String> {
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut out = Vec::new();
    for (path, bytes) in output.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        let mut of_page = BTreeSet::new();
        for id in attributes(html, "id") {
            if !of_page.insert(percent_decoded(id).expect("UTF-8")) {
                out.push(format!("{path}: the id `{id}` stands twice"));
            }
        }
        ids.insert(path, of_page);
    }
    for (path, bytes) in output.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).expect("UTF-8");
        for link in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
            if let Some(problem) = follow(output, &ids, path, link, site, base) {
                out.push(format!("{path}: {link}: {problem}"));
            }
        }
    }
    out.sort();
    out.dedup();
    out
}

fn follow(
    output: &Output,
    ids: &BTreeMap<&str, BTreeSet<String>>,
    page: &str,
    link: &str,
    site: &str,
    base: &str,
) -> Option<&'static str> {
    let link = link.replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\"");
    let (address, fragment) = match link.split_once('#') {
        Some((address, fragment)) => (address.to_owned(), Some(percent_decoded(fragment).expect("UTF-8"))),
        None => (link.clone(), None),
    };
    let target = if address.is_empty() {
        page.to_owned()
    } else if let Some(rest) = address.strip_prefix(site) {
        rest.to_owned()
    } else if address.starts_with("http://")
        || address.starts_with("https://")
        || address.starts_with("mailto:")
        || address.starts_with("data:")
    {
        return None;
    } else {
        match address.strip_prefix(base) {
            Some(rest) => rest.to_owned(),
            None => return Some("is not below the base path"),
        }
    };
    let file = match target.is_empty() || target.ends_with('/') {
        true => format!("{target}index.html"),
        false => target,
    };
    let file = percent_decoded(&file).expect("UTF-8");
    if !output.files.contains_key(&file) {
        return Some("leads to no file");
    }
    match fragment {
        Some(fragment) if file.ends_with(".html") && !ids[file.as_str()].contains(&fragment) => Some("leads to no id"),
        _ => None,
    }
}
