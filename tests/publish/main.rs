//! `factloom publish` against real hosts.

mod sftp;
mod sshd;
