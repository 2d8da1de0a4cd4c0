//! The schemas: what they refuse and allow is what the reader reports and reads.

mod real;
mod server;
mod support;
mod tables;
