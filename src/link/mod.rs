//! Items to a site: ids become indices, edges run both ways, support is counted.
//!
//! In: parsed items. Out: `Items` (each kind in one list, sorted by id) and `Links` (what refers to what).
//! Ids that do not exist are left unresolved here; the rules `unknown-…` report them from the items.
//! Absent on purpose: HTML, levels, and any text of a finding but those about two items with one id.

pub mod derive;
pub mod alike;
pub mod edges;
pub mod items;
pub mod names;
pub mod outline;
pub mod patch;
pub mod series;
pub mod support;
pub mod targets;
pub mod urls;

use std::sync::Arc;

use crate::base::diag::Diagnostic;
use crate::load::Inputs;
use crate::parse::Item;
use alike::Alike;
use edges::Edges;
use items::Items;
use outline::Outline;
use support::Support;
use targets::Targets;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

ids! {
    /// An article, index into `Items::articles`.
    ArticleId;
    /// A sheet, index into `Items::sheets`.
    SheetId;
    /// A fact, index into `Items::facts`.
    FactId;
    /// A source, index into `Items::sources`.
    SourceId;
    /// An entity, index into `Items::entities`.
    EntityId;
    /// A term, index into `Items::terms`.
    TermId;
    /// A topic, index into `Config::topics`.
    TopicId;
}

/// What refers to what.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Backlinks.
    pub edges: Edges,
    /// Support of each fact.
    pub support: Vec<Support>,
    /// Where relative links of articles lead.
    pub targets: Arc<Targets>,
    /// What the site as a whole has.
    pub outline: Arc<Outline>,
    /// Facts that say the same sort of thing.
    pub alike: Arc<Alike>,
}

/// Links all items. Findings: two items of one id, or two articles of one address.
pub fn link<'a>(
    inputs: &Inputs,
    parsed: impl IntoIterator<Item = &'a Item>,
    drafts: bool,
) -> (Items, Links, Vec<Diagnostic>) {
    let (mut items, mut diagnostics) = items::collect(parsed, drafts);
    series::fill(&mut items, inputs, &mut diagnostics);
    let derived = derive::fill(&mut items);
    let targets = Targets::of(&items, inputs, &mut diagnostics);
    let support = support::all(&items, &derived);
    let edges = edges::of(&items, &targets);
    let outline = Arc::new(outline::of(&items));
    let alike = Arc::new(Alike::of(&items));
    (items, Links { edges, support, targets: Arc::new(targets), outline, alike }, diagnostics)
}
