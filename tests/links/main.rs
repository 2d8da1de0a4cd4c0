//! `factloom links` against a server that misbehaves, over simulated days, and what the rest of the tool makes of it.

mod days;
mod misbehaviour;
mod server;
mod support;
mod tls;
