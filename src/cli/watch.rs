//! `factloom build --watch`: the site on disk, brought up to date after every edit.

use std::path::PathBuf;
use std::time::Duration;

use super::{Color, eprint_line, fail, say, say_raw, summary};
use crate::base::diag::Level;
use crate::build::{BuildError, Options};
use crate::report::human;
use crate::serve::watch::{Touched, Watching};
use crate::session::Session;

/// A site, where it is written, and how what happens is told.
struct Watched {
    session: Session,
    output: PathBuf,
    quiet: bool,
    color: Color,
}

/// Builds, then builds again after every edit, until the process is stopped.
pub fn run(root: PathBuf, output: PathBuf, options: Options, quiet: bool, color: Color) -> u8 {
    // Before the site is read: a save in between is not to be missed.
    let watching = match Watching::begin(&root) {
        Ok(watching) => watching,
        Err(message) => return fail(&message),
    };
    let mut watched = Watched { session: Session::open(&root, options), output, quiet, color };
    watched.print();
    watched.write();
    say("watching for changes (stop with Ctrl+C)");
    if let Err(message) = watching.tell(move |touched| watched.take(&touched)) {
        return fail(&message);
    }
    loop {
        std::thread::sleep(Duration::from_secs(3600));
    }
}

impl Watched {
    fn take(&mut self, touched: &Touched) {
        let changed = match touched {
            Touched::Paths(paths) => self.session.look_again(paths),
            Touched::Everything => self.session.look_at_all(),
        };
        let Some(changed) = changed else { return };
        if changed.findings {
            self.print();
        }
        self.write();
    }

    fn print(&self) {
        let analysis = self.session.analysis();
        say_raw(&human::render(
            &analysis.inputs,
            &analysis.report,
            self.color.out,
            if self.quiet { Level::Error } else { Level::Warn },
        ));
    }

    fn write(&mut self) {
        if self.session.analysis().report.has_errors() {
            say("nothing was written: the site has errors");
            return;
        }
        let progress = summary::Progress::new(self.color.err && !self.quiet);
        let built = self.session.write(&self.output, &|done, all| progress.tick(done, all));
        progress.clear();
        match built {
            Ok(built) if !self.quiet => say(&summary::of_build(self.session.analysis(), &built, &self.output)),
            Ok(_) => {}
            Err(error @ BuildError::Template(_)) => eprint_line(&format!("error[template-error]: {error}")),
            Err(error) => eprint_line(&format!("error: {error}")),
        }
    }
}
