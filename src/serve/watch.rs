//! Tells which files were touched. The sole user of notify.
//!
//! One save is two to six events, a change of branch some thousands: they are gathered until there is a short
//! silence. What happened to a file is not believed, only that something did; the session looks for itself.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Config, Event, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::load::FOLDERS;

/// Silence that ends a gathering.
const SILENCE: Duration = Duration::from_millis(8);
/// Longest gathering: a tool that writes without end must not keep pages from being shown.
const PATIENCE: Duration = Duration::from_millis(150);
/// How often files are looked at where the system has no events.
const POLL: Duration = Duration::from_millis(700);

/// What to look at.
#[derive(Debug, PartialEq, Eq)]
pub enum Touched {
    /// Paths below the root, files or folders.
    Paths(Vec<String>),
    /// Events were lost.
    Everything,
}

type Events = Sender<notify::Result<Event>>;

/// The folders of a site under watch. What happens in them is kept until somebody asks: begun before the site is
/// read, it misses no save that the reading missed.
pub struct Watching {
    root: PathBuf,
    watcher: Box<dyn Watcher + Send>,
    events: Events,
    received: Receiver<notify::Result<Event>>,
}

impl Watching {
    /// Begins to watch.
    ///
    /// # Errors
    /// Says why the site's folder cannot be watched.
    pub fn begin(root: &Path) -> Result<Watching, String> {
        let root = root.canonicalize().map_err(|error| format!("`{}` cannot be watched: {error}", root.display()))?;
        let (events, received) = channel();
        let watcher = watcher(&root, &events)?;
        Ok(Watching { root, watcher, events, received })
    }

    /// Calls `take` after every gathering, from a thread of its own that lives as long as the process.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn tell(self, mut take: impl FnMut(Touched) + Send + 'static) -> Result<(), String> {
        let work = move || {
            // The sender is kept, so that the channel outlives a watcher that is replaced.
            let Watching { root, mut watcher, events: _events, received } = self;
            while let Some((paths, lost)) = gather(&received) {
                let mut touched: Vec<String> = paths.iter().filter_map(|path| relative(&root, path)).collect();
                touched.sort();
                touched.dedup();
                for folder in FOLDERS.iter().filter(|folder| touched.iter().any(|path| path == *folder)) {
                    // A folder that came, or came again, is another one to the system.
                    let _ = watcher.unwatch(&root.join(folder));
                    let _ = watcher.watch(&root.join(folder), RecursiveMode::Recursive);
                }
                match (lost, touched.is_empty()) {
                    (true, _) => take(Touched::Everything),
                    (false, false) => take(Touched::Paths(touched)),
                    (false, true) => {}
                }
            }
        };
        std::thread::Builder::new().name("watch".to_owned()).spawn(work).map_err(|error| error.to_string())?;
        Ok(())
    }
}

/// The system's own watcher, or one that polls where there is none or its limit of watches is used up.
fn watcher(root: &Path, events: &Events) -> Result<Box<dyn Watcher + Send>, String> {
    if let Ok(mut own) = RecommendedWatcher::new(events.clone(), Config::default())
        && watch(&mut own, root).is_ok()
    {
        return Ok(Box::new(own));
    }
    let fail = |error: notify::Error| format!("`{}` cannot be watched: {error}", root.display());
    let mut polling = PollWatcher::new(events.clone(), Config::default().with_poll_interval(POLL)).map_err(fail)?;
    watch(&mut polling, root).map_err(fail)?;
    Ok(Box::new(polling))
}

/// The root itself for folders that come and go, and everything in those that are there.
fn watch(watcher: &mut dyn Watcher, root: &Path) -> notify::Result<()> {
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    let mut there = FOLDERS.iter().map(|folder| root.join(folder)).filter(|folder| folder.is_dir());
    there.try_for_each(|folder| watcher.watch(&folder, RecursiveMode::Recursive))
}

/// Waits for an event and for the silence after it. `None` when nobody can send any more.
fn gather(received: &Receiver<notify::Result<Event>>) -> Option<(Vec<PathBuf>, bool)> {
    let (mut paths, mut lost) = (Vec::new(), false);
    let mut note = |event: notify::Result<Event>| match event {
        Ok(event) if event.need_rescan() => lost = true,
        // Reading a file is no change of it; the session itself does so after every edit.
        Ok(event) if event.kind.is_access() && !is_close_after_write(&event) => {}
        Ok(event) => paths.extend(event.paths),
        Err(_) => lost = true,
    };
    note(received.recv().ok()?);
    let start = Instant::now();
    loop {
        match received.recv_timeout(SILENCE) {
            Ok(event) => note(event),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if start.elapsed() > PATIENCE {
            break;
        }
    }
    Some((paths, lost))
}

fn is_close_after_write(event: &Event) -> bool {
    use notify::event::{AccessKind, AccessMode, EventKind};
    matches!(event.kind, EventKind::Access(AccessKind::Close(AccessMode::Write)))
}

/// The path below the root, if it lies in one of the site's folders or is one.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    let parts = parts?;
    FOLDERS.contains(parts.first()?).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_folders_of_the_site_are_of_interest() {
        let root = Path::new("/site");
        let of = |path: &str| relative(root, Path::new(path));
        assert_eq!(of("/site/content/facts/a.yml").as_deref(), Some("content/facts/a.yml"));
        assert_eq!(of("/site/static").as_deref(), Some("static"));
        for other in
            ["/site", "/site/public/index.html", "/site/.git/index", "/elsewhere/content/a.md", "/site/contents/a.md"]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_saved_before_anybody_asks_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("content")).expect("made");
        let watching = Watching::begin(folder.path()).expect("watched");
        std::fs::write(folder.path().join("content/a.md"), "a").expect("written");
        // Longer than events take: a watch that began only now would not hear of it.
        std::thread::sleep(Duration::from_millis(200));
        let (told, heard) = channel();
        watching.tell(move |touched| drop(told.send(touched))).expect("a thread");
        let touched = heard.recv_timeout(Duration::from_secs(60)).expect("told");
        assert_eq!(touched, Touched::Paths(vec!["content/a.md".to_owned()]));
    }

    #[test]
    fn a_burst_is_one_gathering_and_a_later_event_another() {
        let (events, received) = channel();
        let event = |path: &str| Ok(Event::new(notify::EventKind::Any).add_path(path.into()));
        (0..3000).for_each(|number| events.send(event(&format!("/site/content/{number}.md"))).expect("sent"));
        let (paths, lost) = gather(&received).expect("a gathering");
        assert_eq!((paths.len(), lost), (3000, false));
        drop(events);
        assert!(gather(&received).is_none());
    }
}
