//! The language server, driven over stdio as an editor would.

mod features;
mod links;
mod neovim;
mod protocol;
mod robust;
mod support;
mod typing;
