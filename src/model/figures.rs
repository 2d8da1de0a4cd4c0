//! What only rules and counts ask of a text: which of its figures, quotations and claims rest on nothing.
//!
//! It is worked out when it is first asked for: the first page of a preview needs it of one article, not of 10,000.
//! It follows from the text alone, so when that happens changes nothing.

use std::fmt;
use std::sync::{Arc, LazyLock};

use crate::model::prose::{Sourced, Unbound};

/// Figures, quotations and claims of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Those that are bound to nothing.
    pub unbound: Vec<Unbound>,
    /// How many others there are, by what they rest on.
    pub sourced: Sourced,
}

type Work = Box<dyn FnOnce() -> Figures + Send>;

/// Figures that may not have been looked for yet. Copies share the work.
#[derive(Clone, Default)]
pub struct Later(Option<Arc<LazyLock<Figures, Work>>>);

impl Later {
    /// Figures that `work` finds.
    pub fn new(work: impl FnOnce() -> Figures + Send + 'static) -> Later {
        Later(Some(Arc::new(LazyLock::new(Box::new(work)))))
    }

    /// The figures.
    pub fn get(&self) -> &Figures {
        static NONE: Figures = Figures { unbound: Vec::new(), sourced: Sourced::NONE };
        self.0.as_ref().map_or(&NONE, |later| later)
    }
}

impl PartialEq for Later {
    fn eq(&self, other: &Later) -> bool {
        self.get() == other.get()
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
