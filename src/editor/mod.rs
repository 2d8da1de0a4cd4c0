//! The site in an editor: a language server over stdio.
//!
//! In: messages of the Language Server Protocol, the site's files, documents as they are typed. Out: answers, and
//! findings as they come and go. `server` holds the talk, `workspace` the site, every other file one feature or one
//! thing that several need; a feature is a function of a `View` and its parameters.
//! Absent on purpose: writing. Every change is an edit that the editor applies, and a person can undo.

pub mod position;
pub mod uri;
pub mod wire;
pub mod workspace;
pub mod view;
pub mod keys;
pub mod yaml;
pub mod names;
pub mod headings;
pub mod cards;
pub mod changes;
pub mod diagnostics;
pub mod completion;
pub mod hover;
pub mod definition;
pub mod references;
pub mod symbols;
pub mod inlay;
pub mod links;
pub mod actions;
pub mod rename;
pub mod server;
