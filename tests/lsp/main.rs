//! The language server, driven over stdio as an editor would.

mod features;
mod neovim;
mod protocol;
mod support;
mod typing;
