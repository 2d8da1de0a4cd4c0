//! How findings are written, set aside and explained.

mod adopt;
mod changed;
mod explain;
mod formats;
mod support;
