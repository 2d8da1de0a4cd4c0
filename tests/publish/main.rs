//! Publishing, end to end: real servers on loopback, and what goes wrong between them and us.

mod azure;
mod folder;
mod git;
mod google;
mod proxy;
mod releases;
mod s3;
mod server;
mod sftp;
mod site;
mod sshd;
mod support;
