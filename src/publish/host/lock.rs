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
        if !is_dead {
            if !wait(&other, SILENCE) {
                return Err(taken(&other));
            }
            if !store.is_still(JOURNAL, &version)? {
                // Its publisher lives, or has finished; or a third one took it over.
                return Err(read(store)?.map_or_else(changed, |(now, _)| taken(&now)));
            }
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

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::super::in_place::Object;
    use super::*;
    use crate::base::hash::Hash;

    /// A host that has room for a journal and nothing else; its version is a number, so that the same bytes written
    /// again are another object.
    #[derive(Default)]
    struct Shelf {
        journal: Mutex<(u32, Option<Vec<u8>>)>,
        /// Whether the journal that is in our way when we make ours is gone when we look at it.
        finishes: bool,
    }

    impl Shelf {
        fn with(journal: &Journal) -> Shelf {
            let shelf = Shelf::default();
            shelf.set(Some(journal));
            shelf
        }

        fn set(&self, journal: Option<&Journal>) {
            let mut place = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            *place = (place.0 + 1, journal.map(|journal| journal.print().into_bytes()));
        }

        fn there(&self) -> Option<Journal> {
            read(self).unwrap().map(|(journal, _)| journal)
        }

        fn write(&self, bytes: &[u8], may: impl Fn(u32, bool) -> bool) -> Result<Option<String>, PublishError> {
            let mut place = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            if !may(place.0, place.1.is_some()) {
                return Ok(None);
            }
            *place = (place.0 + 1, Some(bytes.to_vec()));
            Ok(Some(place.0.to_string()))
        }
    }

    impl Store for Shelf {
        fn stores_headers(&self) -> bool {
            false
        }

        fn get(&self, path: &str) -> Result<Option<Object>, PublishError> {
            assert_eq!(path, JOURNAL);
            let place = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(place.1.clone().map(|bytes| Object { bytes, version: place.0.to_string() }))
        }

        fn is_still(&self, path: &str, version: &str) -> Result<bool, PublishError> {
            Ok(self.get(path)?.is_some_and(|object| object.version == version))
        }

        fn create(&self, _: &str, bytes: &[u8], _: &[(String, String)]) -> Result<Option<String>, PublishError> {
            let made = self.write(bytes, |_, is_there| !is_there);
            if self.finishes {
                self.set(None);
            }
            made
        }

        fn replace(&self, _: &str, bytes: &[u8], version: &str) -> Result<Option<String>, PublishError> {
            self.write(bytes, |now, is_there| is_there && now.to_string() == version)
        }

        fn put(&self, _: &str, _: &[u8], _: &[(String, String)]) -> Result<(), PublishError> {
            unreachable!("a lock is never taken unconditionally")
        }

        fn delete(&self, _: &[&str]) -> Result<(), PublishError> {
            unreachable!("a lock is replaced, never deleted and made")
        }

        fn copy(&self, _: &str, _: &str) -> Result<(), PublishError> {
            unreachable!()
        }

        fn list(&self, _: &str) -> Result<Vec<Box<str>>, PublishError> {
            unreachable!()
        }
    }

    fn doubt(paths: &[(&str, &[u8])]) -> Doubt {
        paths.iter().map(|(path, bytes)| ((*path).into(), vec![Hash::of(bytes)])).collect()
    }

    fn ours() -> Journal {
        Journal::new("me@here", "today", "mine", doubt(&[("a", b"1"), ("b", b"2")]))
    }

    fn theirs() -> Journal {
        let paths = doubt(&[("b", b"3"), ("c", b"4")]);
        Journal { beat: 7, ..Journal::new("ann@elsewhere", "yesterday", "hers", paths) }
    }

    /// Takes the lock; `meanwhile` is what happens during the wait. Also how often and for how long was waited.
    fn take(shelf: &Shelf, meanwhile: impl Fn() + Sync) -> (Result<(Lock, Option<Journal>), PublishError>, Vec<u64>) {
        let waits = Mutex::new(Vec::new());
        let wait = |journal: &Journal, seconds: u64| {
            assert_eq!(journal.by, "ann@elsewhere", "it is said who is waited for");
            waits.lock().unwrap().push(seconds);
            meanwhile();
            true
        };
        let taken = Lock::take(shelf, &ours(), &wait);
        (taken, waits.into_inner().unwrap())
    }

    fn refusal(taken: Result<(Lock, Option<Journal>), PublishError>) -> PublishError {
        taken.err().expect("the lock was not to be had")
    }

    #[test]
    fn who_is_silent_for_a_minute_loses_the_lock_and_leaves_its_paths_in_doubt() {
        let shelf = Shelf::with(&theirs());
        let (taken, waits) = take(&shelf, || {});
        let (mut lock, other) = taken.map_err(|error| error.message).unwrap();
        assert_eq!(waits, [60]);
        assert_eq!(other, Some(theirs()));
        let mut paths = doubt(&[("a", b"1"), ("b", b"2"), ("c", b"4")]);
        paths.get_mut("b").unwrap().push(Hash::of(b"3"));
        let expected = Journal { paths, ..ours() };
        assert_eq!(lock.paths(), &expected.paths, "hers and ours");
        assert_eq!(shelf.there(), Some(expected), "and whoever comes after us is told of both");
        assert!(lock.is_held(&shelf));
        lock.beat(&shelf, None).unwrap();
        assert_eq!(shelf.there().map(|journal| journal.beat), Some(1));

        // She was not dead, but slow: she learns of it before she touches anything more.
        let mut late = Lock { journal: theirs(), version: "1".to_owned() };
        assert!(!late.is_held(&shelf));
        assert_eq!(late.beat(&shelf, None).unwrap_err().kind, Kind::Taken);
        late.leave(&shelf);
        assert_eq!(shelf.there().map(|journal| (journal.by, journal.is_left)), Some(("me@here".to_owned(), false)));
    }

    #[test]
    fn who_beats_during_the_wait_keeps_the_lock() {
        let shelf = Shelf::with(&theirs());
        let alive = Journal { beat: 8, ..theirs() };
        let (taken, waits) = take(&shelf, || shelf.set(Some(&alive)));
        assert_eq!(waits, [60]);
        let error = refusal(taken);
        assert_eq!((error.kind, &*error.message), (Kind::Taken, "ann@elsewhere is publishing there since yesterday"));
        assert_eq!(shelf.there(), Some(alive), "untouched");
    }

    #[test]
    fn who_finishes_during_the_wait_has_changed_the_site() {
        let shelf = Shelf::with(&theirs());
        let (taken, _) = take(&shelf, || shelf.set(None));
        assert_eq!(refusal(taken), changed());
        assert_eq!(shelf.there(), None, "the plan was made from another state: nothing is begun");
    }

    #[test]
    fn who_finishes_between_two_requests_has_changed_the_site() {
        let shelf = Shelf { finishes: true, ..Shelf::with(&theirs()) };
        let taken = Lock::take(&shelf, &ours(), &|_, _| panic!("nobody is waited for"));
        assert_eq!(refusal(taken), changed());
    }

    #[test]
    fn of_two_who_wait_for_a_dead_one_the_second_is_told_of_the_first() {
        let shelf = Shelf::with(&theirs());
        let third = Journal::new("bob@there", "now", "his", theirs().paths);
        let (taken, waits) = take(&shelf, || shelf.set(Some(&third)));
        assert_eq!(refusal(taken).message, "bob@there is publishing there since now");
        assert_eq!((waits.len(), shelf.there()), (1, Some(third)));
    }

    #[test]
    fn who_said_so_or_ran_here_is_not_waited_for() {
        for dead in [Journal { is_left: true, ..theirs() }, Journal { token: "mine".to_owned(), ..theirs() }] {
            let taken = Lock::take(&Shelf::with(&dead), &ours(), &|_, _| panic!("nobody is waited for"));
            assert_eq!(taken.map(|(_, other)| other).map_err(|error| error.message), Ok(Some(dead)));
        }
        let taken = Lock::take(&Shelf::with(&theirs()), &ours(), &|_, _| false);
        assert_eq!(refusal(taken).kind, Kind::Taken, "who does not wait does not take over");
    }
}
