//! The lock of a host that has none of its own: a journal that is made only where there is none.
//!
//! In: a `Store`, our journal. Out: the lock, or who holds it. Whether another publisher lives is told by its beat,
//! never by comparing clocks: ours may be wrong, or its.

use super::in_place::Store;
use crate::publish::error::{Kind, PublishError};
use crate::publish::state::{Doubt, JOURNAL, Journal};

/// How long a publisher may be silent, in seconds: three beats.
const SILENCE: u64 = 60;

/// Called with a journal and seconds to sleep where its publisher may be alive; false to give up.
pub(super) type Wait<'a> = &'a (dyn Fn(&Journal, u64) -> bool + Sync);

/// The lock, while we hold it.
pub(super) struct Lock {
    journal: Journal,
    version: String,
}

/// The journal there, and its version.
pub(super) fn read(store: &dyn Store) -> Result<Option<(Journal, String)>, PublishError> {
    let Some(object) = store.get(JOURNAL)? else { return Ok(None) };
    Journal::read(&object.bytes).map(|journal| Some((journal, object.version)))
}

impl Lock {
    /// Takes the lock, if need be from a publish that died, whose journal is given too: its paths are in ours now.
    pub(super) fn take(
        store: &dyn Store,
        journal: &Journal,
        wait: Wait<'_>,
    ) -> Result<(Lock, Option<Journal>), PublishError> {
        match store.create(JOURNAL, journal.print().as_bytes(), &[])? {
            Some(version) => Ok((Lock { journal: journal.clone(), version }, None)),
            None => take_over(store, journal, wait),
        }
    }

    /// Says that we are alive, and which `paths` are in doubt if those have changed.
    pub(super) fn beat(&mut self, store: &dyn Store, paths: Option<Doubt>) -> Result<(), PublishError> {
        self.journal.beat += 1;
        if let Some(paths) = paths {
            self.journal.paths = paths;
        }
        match store.replace(JOURNAL, self.journal.print().as_bytes(), &self.version)? {
            Some(version) => {
                self.version = version;
                Ok(())
            }
            None => {
                let message = "another publisher took us for dead and took the lock";
                Err(PublishError::new(Kind::Taken, message).help("see what it published, then publish again"))
            }
        }
    }

    /// Whether nobody took us for dead so far.
    pub(super) fn is_held(&self, store: &dyn Store) -> bool {
        store.is_still(JOURNAL, &self.version).unwrap_or(false)
    }

    /// The paths that the journal says are in doubt.
    pub(super) fn paths(&self) -> &Doubt {
        &self.journal.paths
    }

    /// Gives the lock back, and leaves word that this publish is over and its paths in doubt.
    pub(super) fn leave(mut self, store: &dyn Store) {
        self.journal.is_left = true;
        // If even that fails, the next publisher finds us silent.
        let _ = store.replace(JOURNAL, self.journal.print().as_bytes(), &self.version);
    }
}

/// Takes the lock from a publish that died, or says who holds it.
fn take_over(store: &dyn Store, journal: &Journal, wait: Wait<'_>) -> Result<(Lock, Option<Journal>), PublishError> {
    loop {
        let Some((other, version)) = read(store)? else {
            // Its publisher finished between our two requests: what we planned is out of date.
            return Err(changed());
        };
        let is_dead = other.is_left || other.token == journal.token;
        if !is_dead && (!wait(&other, SILENCE) || !store.is_still(JOURNAL, &version)?) {
            return Err(taken(&other));
        }
        let mut ours = journal.clone();
        for (path, hashes) in &other.paths {
            ours.paths.entry(path.clone()).or_default().extend(hashes);
        }
        if let Some(version) = store.replace(JOURNAL, ours.print().as_bytes(), &version)? {
            return Ok((Lock { journal: ours, version }, Some(other)));
        }
        // Somebody else was quicker: they are alive, or done.
    }
}

/// The site is not what the plan was made from.
pub(super) fn changed() -> PublishError {
    PublishError::new(Kind::Taken, "the site was published by somebody else in between")
        .help("publish again: the plan is then made from what is there now")
}

fn taken(journal: &Journal) -> PublishError {
    let Journal { by, since, .. } = journal;
    PublishError::new(Kind::Taken, format!("{by} is publishing there since {since}"))
        .help("wait until that is done; if it died, the next publish takes over after a minute of silence")
}
