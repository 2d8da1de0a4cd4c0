//! Bad policies are findings, and what is good beside them is read.

use crate::base::text::FileId;
use crate::load::Inputs;
use crate::model::hosting::{Csp, Hosting, Hsts, YEAR};
use crate::parse::{Item, parse};

fn read(hosting: &str) -> (Hosting, Vec<String>) {
    let text = format!("title: T\nurl: https://example.org/\nhosting: {hosting}\n");
    let inputs = Inputs::of_texts([("content/site.yml".to_owned(), text)]);
    let (item, found) = parse(FileId(0), &inputs.files[0]);
    let Item::Config(config) = item else { panic!("it is the site's settings") };
    let words = |finding: &crate::base::diag::Diagnostic| {
        format!("{} ({})", finding.message, finding.help.as_deref().unwrap_or("no remedy"))
    };
    (config.hosting.clone(), found.iter().map(words).collect())
}

#[test]
fn what_is_said_replaces_the_default_and_nothing_else() {
    let (policy, found) = read(
        "{files: netlify, compress: [br, gz, br], cache: {/data/*: 1h, /a/: immutable}, csp: {img-src: [\"'self'\"]}, \
         hsts: {max_age: 2y, preload: true}, cors: off, referrer_policy: off, frame_ancestors: [self, https://x.org], \
         headers: {/*: {X-A: b}}}",
    );
    assert_eq!(found, [] as [&str; 0]);
    assert_eq!(policy.compress.len(), 2);
    assert_eq!(&*policy.cache[0].1, "public, max-age=3600, must-revalidate");
    assert_eq!(&*policy.cache[1].1, "public, max-age=31536000, immutable");
    assert_eq!(policy.csp, Csp::With(vec![("img-src".into(), "'self'".into())]));
    assert_eq!(policy.hsts, Some(Hsts { max_age: 2 * YEAR, subdomains: true, preload: true }));
    assert_eq!((policy.cors, policy.referrer_policy), (None, None));
    assert_eq!(policy.frame_ancestors.as_deref(), Some("'self' https://x.org"));
    assert!(policy.nosniff && policy.permissions_policy.is_some());
    assert_eq!(read("").0, Hosting::default());
}

#[test]
fn each_wrong_value_is_reported_with_a_remedy() {
    for (hosting, words) in [
        ("{files: netlfy}", "did you mean `netlify`"),
        ("{files: [netlify, cloudflare]}", "names two hosts"),
        ("{compress: [zip]}", "There are br, gz, zst"),
        ("{cache: {data: 1d}}", "does not begin with a slash"),
        ("{cache: {/a/*/b*: 1d}}", "more than one `*`"),
        ("{cache: {/a/: soon}}", "write immutable, revalidate, never, or a length"),
        ("{cache: {/a/: 3y}}", "longer than two years"),
        ("{cache: {/a/: [1d]}}", "not text"),
        ("{csp: {img-sr: [x]}}", "did you mean `img-src`?"),
        ("{csp: {img-src: [self]}}", "lacks its quotation marks"),
        ("{csp: {img-src: [\"'self' https://x.org\"]}}", "no source of a policy"),
        ("{csp: {img-src: [\"a;script-src\"]}}", "no source of a policy"),
        ("{csp: \"defalt-src 'none'\"}", "did you mean `default-src`?"),
        ("{csp: \"default-src 'none'\\nX-Evil: 1\"}", "one line of ASCII"),
        ("{frame_ancestors: [none, self]}", "no origin"),
        ("{frame_ancestors: https://x.org/path}", "no origin"),
        ("{hsts: forever}", "write off or a length"),
        ("{hsts: {preload: true, subdomains: false}}", "write `subdomains: true`"),
        ("{hsts: {preload: true, max_age: 30d}}", "write `max_age: 1y`"),
        ("{nosniff: maybe}", "there are on, off"),
        ("{cors: example.org}", "no origin"),
        ("{permissions_policy: \"caméra=()\"}", "one line of ASCII"),
        ("{headers: {/*: {Content-Length: 1}}}", "set by the server itself"),
        ("{headers: {/*: {\"X Y\": 1}}}", "no name of a header"),
        ("{headers: {/*: {X-A: \"b\\r\\nc\"}}}", "one line of ASCII"),
        ("{headers: {/*: x}}", "not a map of headers"),
    ] {
        let (policy, found) = read(hosting);
        assert_eq!(found.len(), 1, "{hosting}: {found:?}");
        assert!(found[0].contains(words), "{hosting}: {}", found[0]);
        assert!(policy.headers.iter().all(|(_, headers)| headers.is_empty()), "{hosting}");
    }
}
