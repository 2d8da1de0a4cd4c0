//! Go to definition: from a name to where it is defined, from a link to the page or file it leads to.

use lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location, Range};

use crate::base::text::At;
use crate::editor::headings;
use crate::editor::names::{self, Kind, Name};
use crate::editor::view::View;
use crate::link::ArticleId;
use crate::link::targets::Target;
use crate::model::prose::FactRef;

/// Answers `textDocument/definition`.
pub fn definition(view: &View<'_>, params: &GotoDefinitionParams) -> Option<GotoDefinitionResponse> {
    let place = &params.text_document_position_params;
    let document = view.document(&place.text_document.uri)?;
    let name = names::at(&document.path, document.text, document.offset(place.position))?;
    target(view, &name, &document.path).map(GotoDefinitionResponse::Scalar)
}

/// Where what a name names is defined; `from` is the file the name stands in.
pub fn target(view: &View<'_>, name: &Name, from: &str) -> Option<Location> {
    let reader = view.reader();
    match name.kind {
        Kind::Fact => view.location(fact(view, name)?),
        Kind::Sheet => view.location(reader.sheet(reader.find_sheet(&name.id)?).at),
        Kind::Source => view.location(reader.source(reader.find_source(&name.id)?).at),
        Kind::Entity => view.location(reader.entity(reader.find_entity(&name.id)?).at),
        Kind::Term => view.location(reader.term(reader.find_term(&name.id)?).at),
        Kind::Topic => view.location(reader.topic(reader.find_topic(&name.id)?).at),
        Kind::Article => article(view, article_of(view, name, from)?, None),
        Kind::Link => link(view, name, from),
        Kind::Capture => {
            let path = format!("content/{}", name.id);
            view.workspace.text(&path)?;
            Some(Location { uri: view.uri(&path)?, range: Range::default() })
        }
    }
}

/// The key of a fact; of an answer or a point its own.
fn fact(view: &View<'_>, name: &Name) -> Option<At> {
    let reader = view.reader();
    let fact = reader.fact(reader.find_fact(&name.id)?);
    let bound = FactRef::parse(&format!("{}{}", name.id, name.rest)).ok();
    let member =
        bound.as_ref().and_then(|bound| fact.values.iter().find(|member| Some(&member.key) == bound.member.as_ref()));
    let point = bound.as_ref().and_then(|bound| fact.series.iter().find(|point| Some(point.date) == bound.point));
    Some(member.map(|member| member.at).or(point.map(|point| point.value.at)).unwrap_or(fact.at))
}

/// The article a name means: by its id, or by a link from the file at `from`.
pub fn article_of(view: &View<'_>, name: &Name, from: &str) -> Option<ArticleId> {
    if name.kind == Kind::Article {
        return view.reader().find_article(&name.id);
    }
    match resolve(view, &name.id, from)? {
        Target::Article(id, _) => Some(id),
        _ => None,
    }
}

fn resolve(view: &View<'_>, target: &str, from: &str) -> Option<Target> {
    let (id, _) = crate::parse::article::id_and_language(from.strip_prefix("content/")?);
    view.analysis().links.targets.resolve(&id, target).ok()
}

fn link(view: &View<'_>, name: &Name, from: &str) -> Option<Location> {
    match resolve(view, &name.id, from)? {
        Target::Article(id, fragment) => article(view, id, fragment.as_deref()),
        Target::Here(fragment) => {
            let document = view.document_at(from)?;
            let start = headings::find(from, document.text, &fragment)?;
            Some(Location { uri: view.uri(from)?, range: document.range(start..start) })
        }
        Target::File(path) => {
            let asset = view.analysis().inputs.assets.iter().find(|asset| asset.path == path)?;
            Some(Location { uri: crate::editor::uri::uri_of(&asset.source)?, range: Range::default() })
        }
        Target::Address(_) => None,
    }
}

fn article(view: &View<'_>, id: ArticleId, fragment: Option<&str>) -> Option<Location> {
    let article = &view.analysis().items.articles[id.index()];
    let path = &view.workspace.input(article.file)?.path;
    let document = view.document_at(path)?;
    let start = fragment.and_then(|fragment| headings::find(path, document.text, fragment)).unwrap_or(0);
    Some(Location { uri: view.uri(path)?, range: document.range(start..start) })
}
