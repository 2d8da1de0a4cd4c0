//! Templates. The sole user of tera.
//!
//! The default theme is embedded; a site's own file of the same name wins. Templates get a closed view:
//! no function of theirs reaches the site, so a page depends on what its view read and on nothing else.

use serde::Serialize;
use tera::{Context, Tera};

use crate::load::Input;
use crate::render::{foreign, theme};

/// Compiled templates.
pub struct Shell {
    tera: Tera,
}

/// A template that cannot be compiled or filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// File name below `templates/`.
    pub template: String,
    /// What tera says, with line and column.
    pub message: String,
}

impl Shell {
    /// Compiles the theme with the site's own templates over it.
    pub fn new(own: &[Input]) -> Result<Shell, TemplateError> {
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".xml"]);
        // What lies in `theme/` are parts of the stylesheet and scripts, no templates.
        let own: Vec<&Input> = own.iter().filter(|input| !input.path.starts_with("theme/")).collect();
        let embedded = theme::TEMPLATES.iter().filter(|(name, _)| !own.iter().any(|input| *input.path == **name));
        let embedded = embedded.map(|(name, text)| (name.to_string(), text.to_string()));
        let own_texts = own.iter().map(|input| (input.path.to_string(), input.text.to_string()));
        let all: Vec<(String, String)> = embedded.chain(own_texts).collect();
        tera.add_raw_templates(all).map_err(|error| TemplateError {
            template: own.first().map_or_else(|| "theme".to_owned(), |input| input.path.to_string()),
            message: full_message(&error),
        })?;
        Ok(Shell { tera })
    }

    /// Fills a template in. `page` and `view` are maps whose keys become variables.
    pub fn render(
        &self,
        template: &str,
        page: &impl Serialize,
        view: &impl Serialize,
    ) -> Result<String, TemplateError> {
        let fail = |error: tera::Error| TemplateError { template: template.to_owned(), message: full_message(&error) };
        let mut context = Context::from_serialize(view).map_err(fail)?;
        context.insert("page", page);
        let mut out = Bounded(Vec::with_capacity(16 << 10));
        self.tera.render_to(template, &context, &mut out).map_err(fail)?;
        let text = String::from_utf8(out.0).map_err(|_| fail(tera::Error::message("the page is not UTF-8")))?;
        Ok(if template.ends_with(".html") { foreign::mark(text) } else { text })
    }
}

/// Largest page made. A loop in a template that runs away ends here and not when memory does.
const MAX_PAGE: usize = 64 << 20;

/// A page being written.
struct Bounded(Vec<u8>);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_PAGE {
            return Err(std::io::Error::other(format!("the page is larger than {} MB", MAX_PAGE >> 20)));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn full_message(error: &tera::Error) -> String {
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        message.push_str(": ");
        message.push_str(&inner.to_string());
        source = inner.source();
    }
    message
}
