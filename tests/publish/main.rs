//! Publishing, against real hosts: repositories behind a web server, directories, disks that are full.

mod git;
mod releases;
mod server;
mod support;
