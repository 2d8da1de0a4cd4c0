//! Everything to take away: the page, and the files it offers.

use serde::Serialize;
use serde_json::json;

use crate::exchange;
use crate::exchange::package::{Package, datapackage};
use crate::link::FactId;
use crate::pages::{Cx, Kind, Made, Node, Page, changes, charts, fact, structured};
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The data page.
pub static KIND: Kind = Kind { name: ("data page", "data pages"), pages, make };

#[derive(Serialize)]
struct View {
    facts: usize,
    sources: usize,
    exports: bool,
    terms: usize,
    changes: bool,
    charts: bool,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let wanted = reader.config().outputs.evidence;
    wanted.then(|| Page { node: Node::Site, path: "/data/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let outputs = cx.reader.config().outputs;
    let facts: Vec<FactId> = cx.reader.facts().collect();
    let view = View {
        facts: facts.len(),
        sources: cx.reader.sources().count(),
        exports: outputs.exports,
        terms: cx.reader.terms().count(),
        changes: changes::exists(cx.reader),
        charts: charts::exists(cx.reader),
    };
    let mut head = cx.head(&page.path, "Data and downloads", "All facts and sources of this site as files.");
    if outputs.exports {
        let data = [("text/csv", "/facts.csv"), ("application/json", "/facts.json")];
        let title = &cx.reader.config().title;
        head.structured =
            structured::script(vec![structured::dataset(cx, title, &head.description, &page.path, &data)]);
    }
    let html = cx.shell.render("data.html", &head, &view)?;
    let mut files = Vec::new();
    if outputs.exports {
        let entries: Vec<_> = cx.reader.sources().map(|id| cx.reader.entry(id)).collect();
        let twins: Vec<_> = facts.iter().map(|id| fact::twin(cx, *id)).collect();
        files.push(("facts.csv".to_owned(), exchange::tables::facts_csv(cx.reader, &facts)));
        files.push(("facts.json".to_owned(), format!("{:#}\n", json!({"facts": twins})).into_bytes()));
        let config = cx.reader.config();
        let package = datapackage(&Package {
            name: "facts",
            title: &config.title,
            description: &config.description,
            homepage: &config.url,
            licence: (&config.license, structured::licence_url(&config.license)),
            created: &cx.reader.today().to_string(),
            facts: facts.len(),
        });
        files.push(("datapackage.json".to_owned(), format!("{package:#}\n").into_bytes()));
        files.push(("sources.bib".to_owned(), exchange::bibtex::sources_bib(&entries).into_bytes()));
        files.push(("sources.json".to_owned(), exchange::csl_json::sources_json(&entries).into_bytes()));
    }
    let twin = outputs.twins.then(|| {
        json!({
            "facts": view.facts, "sources": view.sources, "license": cx.reader.config().license,
            "files": files.iter().map(|(path, _)| cx.absolute(path)).collect::<Vec<_>>(),
        })
    });
    Ok(Made { html, twin, files, ..Made::default() })
}
