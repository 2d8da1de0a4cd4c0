//! People, bodies, places and rules that speak, publish or are spoken of; and the glossary's terms.

use crate::base::text::At;
use crate::model::fact::Evidence;
use crate::model::prose::Prose;
use crate::model::waiver::Waiver;
use crate::model::{IdRef, Text};

/// One entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Id in the `entity` namespace.
    pub id: Box<str>,
    /// Where its key stands.
    pub at: At,
    /// Name in the site's language.
    pub name: Text,
    /// What it is.
    pub kind: EntityKind,
    /// Name in Chinese.
    pub zh: Option<Box<str>>,
    /// Other names, linked like the name.
    pub aliases: Vec<Box<str>>,
    /// One line.
    pub role: Option<Box<str>>,
    /// Entity that owns or directs it; carriers are counted by the root owner.
    pub owner: Option<IdRef>,
    /// Its own website.
    pub url: Option<Box<str>>,
    /// Wikidata item, `Q…`.
    pub wikidata: Option<Box<str>>,
    /// A label of opinion, which must have evidence.
    pub perspective: Option<Perspective>,
    /// Remark.
    pub note: Option<Prose>,
    /// Rules waived in its entry.
    pub allow: Vec<Waiver>,
}

/// A label such as "party newspaper".
#[derive(Clone, Debug, PartialEq)]
pub struct Perspective {
    /// The label.
    pub label: Text,
    /// What the label rests on.
    pub evidence: Vec<Evidence>,
}

macro_rules! entity_kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal, $schema:literal;)*) => {
        /// What an entity is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EntityKind { $($(#[$doc])* $kind,)* }

        impl EntityKind {
            /// All kinds in the order of the handbook.
            pub const ALL: &[EntityKind] = &[$(EntityKind::$kind,)*];
            /// The word in a sheet and on a page.
            pub const fn word(self) -> &'static str { match self { $(EntityKind::$kind => $word,)* } }
            /// The schema.org type.
            pub fn schema(self) -> &'static str { match self { $(EntityKind::$kind => $schema,)* } }
        }
    };
}

entity_kinds! {
    /// A human being.
    Person = "person", "Person";
    /// A body of any sort.
    Organization = "organization", "Organization";
    /// A firm.
    Company = "company", "Corporation";
    /// A newspaper or news agency.
    Newspaper = "newspaper", "NewsMediaOrganization";
    /// A magazine or journal.
    Magazine = "magazine", "Organization";
    /// A university or research academy.
    University = "university", "CollegeOrUniversity";
    /// A government, ministry or agency.
    Government = "government", "GovernmentOrganization";
    /// A political party.
    Party = "party", "Organization";
    /// A state.
    Country = "country", "Country";
    /// A law, rule or treaty.
    Law = "law", "Legislation";
    /// A programme, plan, list or slogan.
    Policy = "policy", "Thing";
    /// A place.
    Place = "place", "Place";
    /// A website or blog.
    Website = "website", "WebSite";
}

/// A term of the glossary.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Id in the `term` namespace.
    pub id: Box<str>,
    /// Where its key stands.
    pub at: At,
    /// The term.
    pub term: Text,
    /// The term in Chinese.
    pub zh: Option<Box<str>>,
    /// What it means.
    pub definition: Prose,
    /// Other words for it.
    pub aliases: Vec<Box<str>>,
    /// Related terms.
    pub see: Vec<IdRef>,
    /// Where the meaning was read.
    pub evidence: Vec<Evidence>,
    /// Rules waived in its entry.
    pub allow: Vec<Waiver>,
}
