//! Fields of a target of `publish` in `site.yml`.

use super::words::Word;
use super::{Shape, Table, may, must};
use crate::model::target::{History, Layout};

/// A place to publish to.
pub static TARGET: Table = Table {
    name: "target",
    about: "A place to publish to. Secrets never stand here: they come from the environment or the host's own chain.",
    fields: &[
        must(
            "to",
            Shape::Text(0),
            "s3://bucket/folder",
            "Where files go: s3://bucket, gs://bucket, az://container, sftp://user@host/folder, a git repository or a \
             directory.",
        ),
        may(
            "url",
            Shape::Address,
            "https://example.org/",
            "Public address of the site there; `url` of the site if left out.",
        ),
        may("region", Shape::Text(0), "eu-central-1", "Region of an S3 bucket; as the environment says if left out."),
        may(
            "endpoint",
            Shape::Address,
            "https://s3.example.com",
            "Address of an S3-compatible store that is not Amazon's.",
        ),
        may("account", Shape::Text(0), "mysite", "Storage account of an Azure container."),
        may("branch", Shape::Text(0), "gh-pages", "Branch of a git repository; `gh-pages` if left out."),
        may(
            "history",
            Shape::Word(History::CHOICES),
            "squash",
            "How much history the branch keeps; `all` if left out.",
        ),
        may("domain", Shape::Text(0), "example.org", "Your own domain, for Pages hosts; written to the file CNAME."),
        may("keep", Shape::Count, "5", "How many earlier releases `factloom rollback` can return to."),
        may("max_delete", Shape::Count, "256", "How many files a publish may delete without being asked."),
        may("connections", Shape::Count, "16", "How many files are sent at once; 16 if left out."),
        may("layout", Shape::Word(Layout::CHOICES), "releases", "How a directory is filled; `auto` if left out."),
    ],
};
