//! `hosting` of `site.yml`.

use super::words::Word;
use super::{Key, Shape, Table, may};
use crate::base::coding::Coding;
use crate::model::hosting::{Host, Referrer, Switch};

/// How the site is served.
pub static HOSTING: Table = Table {
    name: "hosting",
    about: "How the site is served: what stands in its headers, and what is written for hosts.",
    fields: &[
        may(
            "files",
            Shape::Words(Host::CHOICES),
            "cloudflare",
            "The host for which `_headers` and `_redirects` are written into the site.",
        ),
        may(
            "compress",
            Shape::Words(Coding::CHOICES),
            "[br, gz]",
            "Codings in which text files are kept beside themselves, for servers that look for them.",
        ),
        may(
            "cache",
            Shape::Map(Key::Text, &Shape::Text(0)),
            "{/data/*: 1d}",
            "How long files may be kept, by address: 10min, 1h, 7d, 1y, immutable, revalidate or never; if left out, \
             files named by their content for good, all others asked for anew.",
        ),
        may(
            "csp",
            Shape::Either(&[Shape::Text(0), Shape::Map(Key::Text, &Shape::Texts(0))]),
            "{media-src: [\"'self'\", \"https://media.example.org\"]}",
            "The Content-Security-Policy: directives in place of those of the same name, a whole policy, or off.",
        ),
        may(
            "frame_ancestors",
            Shape::Texts(0),
            "none",
            "Who may show the site in a frame: none (the default), self, origins, or off.",
        ),
        may(
            "hsts",
            Shape::Either(&[Shape::Text(0), Shape::Record(&HSTS)]),
            "1y",
            "For how long browsers are to ask by https only: a length, a map, or off; 1y if left out, and nothing \
             unless url begins with https.",
        ),
        may("nosniff", Shape::Word(Switch::CHOICES), "on", "X-Content-Type-Options: nosniff."),
        may(
            "referrer_policy",
            Shape::Word(Referrer::CHOICES),
            "no-referrer",
            "What other sites are told of the page from which a reader comes.",
        ),
        may(
            "permissions_policy",
            Shape::Text(0),
            "\"camera=(), geolocation=()\"",
            "The Permissions-Policy in place of our own, which refuses what no page asks for; or off.",
        ),
        may(
            "cors",
            Shape::Text(0),
            "https://app.example.org",
            "The origin whose scripts may read data files (JSON, CSV, feeds, citations); * if left out, or off.",
        ),
        may(
            "headers",
            Shape::Map(Key::Text, &Shape::Map(Key::Text, &Shape::Text(0))),
            "{/data/*: {X-Robots-Tag: noindex}}",
            "Further headers by address, in place of others of the same name.",
        ),
    ],
};

/// Strict-Transport-Security.
pub static HSTS: Table = Table {
    name: "hsts",
    about: "Strict-Transport-Security: browsers ask by https only.",
    fields: &[
        may("max_age", Shape::Text(0), "1y", "For how long, such as 30d or 1y; 1y if left out."),
        may("subdomains", Shape::Flag, "true", "Whether all hosts below this one are meant; false if left out."),
        may(
            "preload",
            Shape::Flag,
            "true",
            "Whether browsers may ship with it, which takes months to undo; it takes subdomains and at least 1y.",
        ),
    ],
};
