//! Changes to a site's own files: what `fix`, `promote` and `rename` propose, and the commands in a folder.

mod fix;
mod promote;
mod rename;
mod support;
