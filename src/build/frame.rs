//! What all pages of a build share, and what one page comes to: its files, by their paths in the output.
//!
//! In: the site, its templates. Out: the compiled theme, the names to link, the styles pages are cited in.

use std::sync::LazyLock;

use crate::cite;
use crate::load::Input;
use crate::model::config::Config;
use crate::pages::citing::PageStyle;
use crate::pages::{Cx, Kind, Page, output_path};
use crate::render::names::Names;
use crate::render::shell::{Shell, TemplateError};
use crate::render::social::Painter;
use crate::render::theme::Assets;
use crate::site::deps::Dep;
use crate::site::{Reader, Site};

/// What all pages share.
pub struct Frame {
    /// The theme's stylesheet and scripts.
    pub assets: Assets,
    /// Draws social cards; loads its font at the first.
    pub painter: LazyLock<Painter>,
    shell: Shell,
    names: Names,
    styles: Vec<PageStyle>,
    trace: Vec<Dep>,
}

/// What goes into a file.
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A social card as SVG, to be drawn as PNG: its path is named by its content.
    Card(String),
}

impl Frame {
    /// Compiles the theme with the site's own templates over it, and collects names and styles.
    pub fn new(site: &Site<'_>, templates: &[Input]) -> Result<Frame, TemplateError> {
        let reader = site.reader();
        let (shell, names) = (Shell::new(templates)?, Names::of(&reader));
        let styles = page_styles(reader.config());
        let (assets, trace) = (Assets::of(templates), reader.trace());
        Ok(Frame { assets, painter: LazyLock::new(Painter::default), shell, names, styles, trace })
    }

    /// What of the site was read: names and settings.
    pub fn trace(&self) -> &[Dep] {
        &self.trace
    }

    /// Makes a page: every file it comes to, the page itself first.
    pub fn outputs(
        &self,
        reader: &Reader<'_>,
        kind: &Kind,
        page: &Page,
    ) -> Result<Vec<(String, Content)>, TemplateError> {
        let (shell, names, assets, styles) = (&self.shell, &self.names, &self.assets, &*self.styles);
        let made = (kind.make)(&Cx { reader, shell, names, assets, styles }, page)?;
        if output_path(&page.path).ends_with(".html") && reader.config().noindex {
            stays_away(&made.html)?;
        }
        let mut out = Vec::new();
        if !made.html.is_empty() {
            out.push((output_path(&page.path), Content::Bytes(made.html.into_bytes())));
        }
        if let Some(twin) = made.twin {
            let mut bytes = serde_json::to_vec(&twin).unwrap_or_default();
            bytes.push(b'\n');
            out.push((format!("{}index.json", page.path.trim_start_matches('/')), Content::Bytes(bytes)));
        }
        out.extend(made.card.map(|(path, svg)| (path, Content::Card(svg))));
        out.extend(made.files.into_iter().map(|(path, bytes)| (path, Content::Bytes(bytes))));
        Ok(out)
    }
}

/// A site's own template may be older than `--noindex`, and a preview that is found is one nobody asked for.
fn stays_away(html: &str) -> Result<(), TemplateError> {
    let head = html.split("</head>").next().unwrap_or("");
    if html.is_empty() || (head.contains("name=\"robots\"") && head.contains("noindex")) {
        return Ok(());
    }
    let message = "with `--noindex` each page has to ask search engines to stay away, and this one does not: write \
                   `{% if page.noindex %}<meta name=\"robots\" content=\"noindex\">{% endif %}` into its <head>";
    Err(TemplateError { template: "base.html".to_owned(), message: message.to_owned() })
}

/// Styles that pages are cited in: the site's own, then those of `cite_as`. Unknown ones were reported.
fn page_styles(config: &Config) -> Vec<PageStyle> {
    if !config.outputs.exports {
        return Vec::new();
    }
    let ids = std::iter::once(&config.citation_style).chain(&config.cite_as);
    let mut out: Vec<PageStyle> = Vec::new();
    for id in ids {
        if let (Ok(style), false) = (cite::style::style(&id.text), out.iter().any(|known| known.id == *id.text)) {
            out.push(PageStyle { id: id.text.to_string(), style });
        }
    }
    out
}
