//! Publishing, end to end: real servers on loopback, and what goes wrong between them and us.

mod proxy;
mod s3;
mod sftp;
mod sshd;
mod support;
