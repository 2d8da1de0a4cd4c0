//! Series kept in files: their points go to the facts that name them.

use std::sync::Arc;

use crate::base::diag::Diagnostic;
use crate::link::items::Items;
use crate::load::Inputs;
use crate::parse::record::Cx;
use crate::parse::series::read_series;

/// Reads each series file into its fact; reports those that do not exist.
pub fn fill(items: &mut Items, inputs: &Inputs, out: &mut Vec<Diagnostic>) {
    for fact in items.facts.iter_mut().filter(|fact| fact.series_file.is_some()) {
        let fact = Arc::make_mut(fact);
        let Some(name) = fact.series_file.clone() else { continue };
        let sheet = inputs.get(name.at.file).map_or("", |input| &*input.path);
        let folder = sheet.rsplit_once('/').map_or("content", |(folder, _)| folder);
        let path = format!("{folder}/{}", name.text);
        let Some(file) = inputs.file(&path) else {
            let message = format!("there is no file `{path}` for the series of {}", fact.id);
            out.push(
                Diagnostic::new("bad-value", name.at, message).help("put it beside the sheet: `date,value` and rows"),
            );
            continue;
        };
        let mut cx = Cx::new(file, inputs.text(file));
        fact.series = read_series(&mut cx);
        out.extend(cx.out);
    }
}
