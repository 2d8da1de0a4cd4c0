//! Publishing, end to end: real servers on loopback, and what goes wrong between them and us.
//!
//! Each host has a file. They stand on `site` (what is published), `disk`, `net`, `proxy` and `sshd` (where to and
//! past what), and hosts of objects on `bucket`, what all of them must do.

mod azure;
mod bucket;
mod disk;
mod folder;
mod git;
mod google;
mod net;
mod proxy;
mod releases;
mod s3;
mod sftp;
mod site;
mod sshd;
